/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_manscdp.c - every CmdType of every root and edition against the tables; what is odd about
 * a body; meanings in both languages; secrets.
 */
#include <gb28181/body.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "manscdp_bodies.h"

static const GbSlice type = {"Application/MANSCDP+xml", 23};

static void every_command_of_the_matrix(void) {
    GbBodyReader *r = gb_body_reader_new();
    bool seen[5][GB_N_COMMANDS] = {{false}};
    for (const ManscdpBody *b = manscdp_bodies; b->name; b++) {
        GbBody body;
        gb_body_read(r, type, gb_slice_from(b->text), &body);
        const GbManscdp *m = &body.manscdp;
        CHECK_INT(b->name, body.kind, GB_BODY_MANSCDP);
        CHECK_INT(b->name, body.quirks, 0);
        CHECK_INT(b->name, m->root, b->root);
        CHECK_INT(b->name, m->command, b->command);
        CHECK_INT(b->name, m->quirks & ~(unsigned)GB_MANSCDP_NO_DECLARATION, b->quirks);
        CHECK_INT(b->name, gb_command_editions(m->root, m->command), b->editions);
        CHECK_TRUE(b->name, m->has_sn);
        CHECK_TRUE(b->name, m->device_id.n >= 10);
        for (size_t i = 0; i < m->n_elements; i++) {
            const GbElement *e = &m->elements[i];
            char where[160];
            snprintf(where, sizeof where, "%s, %.*s", b->name, (int)e->name.n, e->name.p);
            CHECK_TRUE(where, e->type != NULL);
            CHECK_INT(where, e->quirks & ~(unsigned)(GB_ELEMENT_TYPO | GB_ELEMENT_SECRET), 0);
            if (e->type) {
                CHECK_TRUE(where, e->type->title[GB_EN][0] != '\0');
                CHECK_TRUE(where, e->type->title[GB_ZH][0] != '\0');
                CHECK_INT(where, e->type->type == GB_VALUE_BLOCK, e->has_children || !e->value.n);
            }
            CHECK_TRUE(where, e->offset + e->length <= body.text.utf8.n);
        }
        seen[m->root][m->command] = true;
    }
    for (unsigned root = 1; root < 5; root++)
        for (unsigned c = 1; c < GB_N_COMMANDS; c++)
            if (gb_command_editions((GbRoot)root, (GbCommand)c))
                check_true(gb_command_name((GbCommand)c), gb_root_name((GbRoot)root),
                           seen[root][c]);
    gb_body_reader_free(r);
}

static void no_secret_comes_through(void) {
    static const char *const texts[] = {
        "<Control><CmdType>DeviceConfig</CmdType><SN>1</SN><DeviceID>34020000001320000001</"
        "DeviceID><BasicParam>"
        "<Password>S3cretWord</Password></BasicParam><SnapShotConfig><UploadURL>ftp://"
        "me:S3cretWord@h/x</UploadURL>"
        "</SnapShotConfig></Control>",
        ("<Control><CmdType>X</CmdType><SN>1</SN><Any><AdminPwd>S3cretWord</"
         "AdminPwd><userPassword>S3cretWord"
         "</userPassword><Url>rtsp://u:S3cretWord@10.0.0.1/?a=b@c</Url></Any></Control>"),
        "<Control><CmdType>DeviceConfig</CmdType><BasicParam><Password>S3cretWord</BasicParam>",
        "<Control><CmdType>DeviceConfig</CmdType><BasicParam><Password A='S3cretWord'>x</Password>"
        "<Password B='S3cretWord'/><AdminPwd C='S3cretWord'><V>S3cretWord</V></AdminPwd>"
        "</BasicParam></Control>",
        "<Response><CmdType>Catalog</CmdType><Item "
        "Password='S3cretWord'>x<Password>S3cret&amp;Word</Item>",
    };
    GbBodyReader *r = gb_body_reader_new();
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        GbBody body;
        unsigned secrets = 0;
        gb_body_read(r, type, gb_slice_from(texts[k]), &body);
        for (size_t i = 0; i < body.manscdp.n_elements; i++) {
            const GbElement *e = &body.manscdp.elements[i];
            secrets += (e->quirks & GB_ELEMENT_SECRET) != 0;
            CHECK_TRUE(texts[k], !e->value.n || !memmem(e->value.p, e->value.n, "S3cret", 6));
        }
        CHECK_TRUE(texts[k], secrets > 0);
    }
    GbBody body;
    gb_body_read(r, type, gb_slice_from(texts[0]), &body);
    long i = gb_manscdp_find(&body.manscdp, 0, "SnapShotConfig");
    CHECK_TEXT("a URL", gb_manscdp_value(&body.manscdp, (size_t)i, "UploadURL"), "ftp://***@h/x");
    gb_body_reader_free(r);
}

typedef struct Odd {
    const char *name, *text;
    unsigned quirks;
    const char *element; /* has these quirks */
    unsigned element_quirks;
} Odd;

#define HEAD "<?xml version=\"1.0\"?>"
#define ID "<DeviceID>34020000001320000001</DeviceID>"
#define SN "<SN>1</SN>"
#define KEEPALIVE "<CmdType>Keepalive</CmdType>"

static const Odd odds[] = {
    {"a body without declaration", "<Notify>" KEEPALIVE SN ID "</Notify>",
     GB_MANSCDP_NO_DECLARATION, NULL, 0},
    {"an unknown root", HEAD "<Message>" KEEPALIVE SN ID "</Message>", GB_MANSCDP_UNKNOWN_ROOT,
     "Message", GB_ELEMENT_UNKNOWN},
    {"a root in lower case", HEAD "<notify>" KEEPALIVE SN ID "</notify>", 0, "notify",
     GB_ELEMENT_CASE},
    {"an unknown command", HEAD "<Notify><CmdType>Foo</CmdType>" SN ID "</Notify>",
     GB_MANSCDP_UNKNOWN_COMMAND, NULL, 0},
    {"a vendor's command", HEAD "<Notify><CmdType>UpdateLocation</CmdType>" SN ID "</Notify>",
     GB_MANSCDP_VENDOR_COMMAND, NULL, 0},
    {"a command in another case", HEAD "<Query><CmdType>pTZposition</CmdType>" SN ID "</Query>",
     GB_MANSCDP_COMMAND_CASE, NULL, 0},
    {"a command under the wrong root", HEAD "<Query>" KEEPALIVE SN ID "</Query>",
     GB_MANSCDP_NOT_UNDER_ROOT, NULL, 0},
    {"no command", HEAD "<Notify>" SN ID "</Notify>", GB_MANSCDP_NO_CMD_TYPE, NULL, 0},
    {"an empty command", HEAD "<Notify><CmdType/>" SN ID "</Notify>", GB_MANSCDP_NO_CMD_TYPE,
     "CmdType", GB_ELEMENT_EMPTY},
    {"no SN", HEAD "<Notify>" KEEPALIVE ID "</Notify>", GB_MANSCDP_NO_SN, NULL, 0},
    {"SN zero", HEAD "<Notify>" KEEPALIVE "<SN>0</SN>" ID "</Notify>", GB_MANSCDP_BAD_SN, "SN",
     GB_ELEMENT_BAD_VALUE},
    {"an SN beyond 2^63", HEAD "<Notify>" KEEPALIVE "<SN>9223372036854775808</SN>" ID "</Notify>",
     GB_MANSCDP_BAD_SN, "SN", GB_ELEMENT_BAD_TYPE},
    {"an SN of letters", HEAD "<Notify>" KEEPALIVE "<SN>a1</SN>" ID "</Notify>", GB_MANSCDP_BAD_SN,
     "SN", GB_ELEMENT_BAD_TYPE},
    {"no device ID", HEAD "<Notify>" KEEPALIVE SN "</Notify>", GB_MANSCDP_NO_DEVICE_ID, NULL, 0},
    {"a broadcast without source",
     HEAD "<Notify><CmdType>Broadcast</CmdType>" SN
          "<TargetID>34020000001370000001</TargetID></Notify>",
     GB_MANSCDP_NO_DEVICE_ID, NULL, 0},
    {"an ID of 21 digits",
     HEAD "<Notify>" KEEPALIVE SN "<DeviceID>340200000013200000012</DeviceID></Notify>", 0,
     "DeviceID", GB_ELEMENT_BAD_TYPE},
    {"command and SN as attributes", HEAD "<Notify CmdType=\"Keepalive\" SN=\"4\">" ID "</Notify>",
     GB_MANSCDP_ATTRIBUTE_COMMAND, NULL, 0},
    {"a namespace", HEAD "<tg:Notify xmlns:tg=\"urn:x\">" KEEPALIVE SN ID "</tg:Notify>",
     GB_MANSCDP_NAMESPACE, NULL, 0},
    {"a count that is wrong",
     HEAD "<Response><CmdType>Catalog</CmdType>" SN ID "<SumNum>1</SumNum><DeviceList Num=\"2\">"
          "<Item>" ID "</Item></DeviceList></Response>",
     GB_MANSCDP_NUM_DIFFERS, NULL, 0},
    {"a count with blanks",
     HEAD "<Response><CmdType>Catalog</CmdType>" SN ID "<SumNum>1</SumNum><DeviceList Num=\" 1 \">"
          "<Item>" ID "</Item></DeviceList></Response>",
     0, "Num", GB_ELEMENT_BLANKS},
    {"Info as a block and as text",
     HEAD "<Notify>" KEEPALIVE SN ID "<Info>" ID "</Info><Info>x</Info></Notify>",
     GB_MANSCDP_INFO_TWICE, NULL, 0},
    {"Info in lower case", HEAD "<Notify>" KEEPALIVE SN ID "<info/></Notify>", 0, "info",
     GB_ELEMENT_CASE},
    {"blanks around a value", HEAD "<Notify>" KEEPALIVE SN ID "<Status> OK\r\n</Status></Notify>",
     0, "Status", GB_ELEMENT_BLANKS},
    {"a status out of the list", HEAD "<Notify>" KEEPALIVE SN ID "<Status>ok</Status></Notify>", 0,
     "Status", GB_ELEMENT_BAD_VALUE},
    {"an unknown element", HEAD "<Notify>" KEEPALIVE SN ID "<Foo>1</Foo></Notify>", 0, "Foo",
     GB_ELEMENT_UNKNOWN},
    {"anything inside Info", HEAD "<Notify>" KEEPALIVE SN ID "<Info><Foo>1</Foo></Info></Notify>",
     0, "Foo", 0},
    {"a typo of 2016",
     HEAD "<Control><CmdType>DeviceControl</CmdType>" SN ID "<IFameCmd>Send</IFameCmd></Control>",
     0, "IFameCmd", GB_ELEMENT_TYPO},
    {"an alarm type of another method",
     HEAD "<Notify><CmdType>Alarm</CmdType>" SN ID "<AlarmMethod>6</AlarmMethod><Info>"
          "<AlarmType>9</AlarmType></Info></Notify>",
     0, "AlarmType", GB_ELEMENT_BAD_VALUE},
    {"a date of RFC 1123",
     HEAD "<Query><CmdType>Catalog</CmdType>" SN ID
          "<StartTime>Wed, 01 May 2024</StartTime></Query>",
     0, "StartTime", GB_ELEMENT_BAD_TYPE},
    {"a PTZ command of eight characters",
     HEAD "<Control><CmdType>DeviceControl</CmdType>" SN ID "<PTZCmd>A50F0101</PTZCmd></Control>",
     0, "PTZCmd", GB_ELEMENT_BAD_TYPE},
};

static void odd_bodies_are_told(void) {
    GbBodyReader *r = gb_body_reader_new();
    for (size_t k = 0; k < sizeof odds / sizeof *odds; k++) {
        const Odd *o = &odds[k];
        GbBody body;
        gb_body_read(r, type, gb_slice_from(o->text), &body);
        CHECK_INT(o->name, body.manscdp.quirks, o->quirks);
        bool found = !o->element;
        for (size_t i = 0; i < body.manscdp.n_elements && !found; i++) {
            if (!gb_slice_is(body.manscdp.elements[i].name, o->element)) continue;
            found = true;
            CHECK_INT(o->name, body.manscdp.elements[i].quirks, o->element_quirks);
        }
        CHECK_TRUE(o->name, found);
    }
    gb_body_reader_free(r);
}

static void values_have_meanings(void) {
    static const struct {
        const char *body, *element, *en, *zh;
    } cases[] = {
        {"a PTZ command with a priority", "PTZCmd", "pan right 32", "右转 32"},
        {"a PTZ command with a priority", "CmdType", "device control", "设备控制"},
        {"a PTZ command with a priority", "DeviceID", "IPC 000001 in Anhui, public order (road)",
         "IPC 000001，安徽，社会治安（路面）"},
        {"an alarm reset for methods 1 and 2", "AlarmMethod", "phone alarm, device alarm",
         "电话报警、设备报警"},
        {"an alarm reset for methods 1 and 2", "AlarmCmd", "reset the alarm", "报警复位"},
        {"an alarm subscription", "AlarmMethod", "phone alarm, device alarm", "电话报警、设备报警"},
        {"an alarm of 2016", "AlarmType", "intrusion", "入侵检测报警"},
        {"an alarm of 2016", "AlarmPriority", "level 2", "二级警情"},
        {"an alarm of 2016", "EventType", "entering the area", "进入区域"},
        {"an alarm of 2016", "Longitude", "118.38 °", "118.38 °"},
        {"a home position", "ResetTime", "30 s", "30 s"},
        {"the formatting of all cards", "FormatSDCard", "all cards", "全部存储卡"},
        {"the end of a recording", "NotifyType", "end of the recording sent",
         "历史媒体文件发送结束"},
        {"a catalog", "Resolution", "1080P/I, 720P", "1080P/I、720P"},
        {"a catalog", "PTZType", "fixed", "固定枪机"},
        {"a catalog", "Password", "", ""},
        {"a catalog", "Name", "", ""},
        {"a configuration query", "ConfigType", "basic parameters, video options",
         "基本参数配置、视频参数范围"},
        {"an upgrade that failed", "UpgradeFailedReason", "file damaged", "升级文件损坏"},
    };
    GbBodyReader *r = gb_body_reader_new();
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const ManscdpBody *b = manscdp_bodies;
        while (b->name && strcmp(b->name, cases[k].body) != 0) b++;
        CHECK_TRUE(cases[k].body, b->name != NULL);
        if (!b->name) continue;
        GbBody body;
        gb_body_read(r, type, gb_slice_from(b->text), &body);
        for (size_t i = 0; i < body.manscdp.n_elements; i++) {
            const GbElement *e = &body.manscdp.elements[i];
            char out[256];
            if (!gb_slice_is(e->name, cases[k].element)) continue;
            if (e->quirks & GB_ELEMENT_BAD_TYPE) continue;
            if (strcmp(cases[k].element, "DeviceID") == 0 && e->value.n != 20) continue;
            size_t n = gb_manscdp_meaning(&body.manscdp, e, GB_EN, out, sizeof out);
            check_text(cases[k].body, cases[k].element, gb_slice(out, n), cases[k].en);
            n = gb_manscdp_meaning(&body.manscdp, e, GB_ZH, out, sizeof out);
            check_text(cases[k].body, cases[k].element, gb_slice(out, n), cases[k].zh);
            break;
        }
    }
    gb_body_reader_free(r);
}

static void summaries_fit_a_line(void) {
    static const struct {
        const char *body, *en, *zh;
    } cases[] = {
        {"a keepalive", "Keepalive SN 31", "Keepalive SN 31"},
        {"a keepalive with a faulty channel", "Keepalive SN 31, ERROR", "Keepalive SN 31，ERROR"},
        {"a catalog", "Catalog response SN 60, 2 of 3 items", "Catalog 应答 SN 60，2/3 项"},
        {"a PTZ command with a priority", "DeviceControl control SN 101: pan right 32",
         "DeviceControl 控制 SN 101：右转 32"},
        {"an alarm of 2016", "Alarm SN 31: video alarm", "Alarm SN 31：视频报警"},
        {"no recordings", "RecordInfo response SN 60, 0 of 0 items",
         "RecordInfo 应答 SN 60，0/0 项"},
    };
    GbBodyReader *r = gb_body_reader_new();
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const ManscdpBody *b = manscdp_bodies;
        while (b->name && strcmp(b->name, cases[k].body) != 0) b++;
        CHECK_TRUE(cases[k].body, b->name != NULL);
        if (!b->name) continue;
        GbBody body;
        char out[256];
        gb_body_read(r, type, gb_slice_from(b->text), &body);
        size_t n = gb_manscdp_summary(&body.manscdp, GB_EN, out, sizeof out);
        check_text(b->name, "in English", gb_slice(out, n), cases[k].en);
        n = gb_manscdp_summary(&body.manscdp, GB_ZH, out, sizeof out);
        check_text(b->name, "in Chinese", gb_slice(out, n), cases[k].zh);
        for (size_t small = 0; small < 24; small++) {
            memset(out, 'x', sizeof out);
            n = gb_manscdp_summary(&body.manscdp, GB_ZH, out, small);
            CHECK_TRUE(b->name, small == 0 ? n == 0 : n < small);
            CHECK_INT(b->name, out[small], 'x');
        }
    }
    gb_body_reader_free(r);
}

int main(void) {
    static const CheckTest tests[] = {
        {"every command of the matrix is read with all its elements", every_command_of_the_matrix},
        {"odd bodies are told", odd_bodies_are_told},
        {"no secret comes through", no_secret_comes_through},
        {"values have meanings in both languages", values_have_meanings},
        {"summaries fit a line", summaries_fit_a_line},
        {NULL, NULL},
    };
    return check_main("manscdp", tests);
}
