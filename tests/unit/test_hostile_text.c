/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_hostile_text.c - every byte value and the strings attackers try, through every header and
 * body element that is kept or shown, to every output. The outputs are read back by
 * output_form.c, which is itself shown first what it must refuse.
 *
 * `test_hostile_text --html` writes one report of all of them, for a browser to open, and `--pcap`
 * one capture, for Wireshark's columns.
 */
#include <gb28181/report.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "output_form.h"
#include "packets.h"

enum { ROOM = 1 << 16 };

static const struct {
    const char *name, *text;
} attacks[] = {
    {"the end of a script", "</script><script>alert(1)</script>"},
    {"the end of a noscript", "</noscript><img src=x onerror=alert(1)>"},
    {"the end of a style", "</style></title></textarea><svg/onload=alert(1)>"},
    {"a comment begins", "<!--"},
    {"a comment ends", "--><b>"},
    {"a script's escape", "<!--<script>"},
    {"CDATA ends", "]]><b>"},
    {"an address that runs", "javascript:alert(1)"},
    {"out of an attribute", "\" onmouseover=\"alert(1)\" x='"},
    {"out of a JSON string", "\\\",\"x\":\"\\u003c"},
    {"a command in a cell", "=cmd|'/C calc'!A0"},
    {"a formula", "@SUM(1+1)*cmd|'x'!A0"},
    {"a sum", "+1+1"},
    {"a difference", "-1-1"},
    {"a full-width formula", "\xEF\xBC\x9D" "1+1"},
    {"a formula behind a quote", "\"=1+1"},
    {"a cell and a row", "a\",\"b;c"},
    {"colours", "\x1b[31;1mred\x1b[0m"},
    {"a window's title", "\x1b]0;title\x07"},
    {"an eight-bit escape", "\xC2\x9B" "31m"},
    {"right to left", "\xE2\x80\xAEgpj.exe"},
    {"isolates", "\xE2\x81\xA6x\xE2\x81\xA9"},
    {"no width", "a\xE2\x80\x8B" "b\xEF\xBB\xBF"},
    {"a line separator", "a\xE2\x80\xA8" "b"},
    {"tags", "\xF3\xA0\x81\x81"},
    {"overlong", "\xC0\xAF\xE0\x80\xAF\xF0\x80\x80\xAF"},
    {"a surrogate", "\xED\xA0\x80\xED\xB0\x80"},
    {"beyond Unicode", "\xF4\x90\x80\x80"},
    {"half a character", "\xE4\xB8"},
    {"half of GB18030", "\x81\x30\x81"},
    {"percent", "%s%n%08x%00"},
    {"entities", "&lt;b&gt;&#60;b&#x3e;"},
    {"a path", "../../etc/passwd\\..\\x"},
    {"backspaces", "abc\b\b\b"},
    {"a bell and a form feed", "\a\f\v"},
};

/* ---- a session whose every field is `x` ---- */

typedef struct Feeder {
    GbAnalysis *analysis;
    OutputText events;
    uint64_t frame;
    File *capture; /* not NULL: packets go here instead */
} Feeder;

static void feed(Feeder *f, bool from_device, const char *bytes, size_t n) {
    GbMessage m = {.bytes = gb_slice(bytes, n), .transport = GB_TRANSPORT_UDP};
    GbEvent event;
    if (f->capture) {
        static Wire w;
        wire_start(&w, bytes, n);
        wire_udp(&w, 5060, 5060);
        wire_ip4(&w, 17, from_device ? 2 : 1, from_device ? 1 : 2);
        wire_ethernet(&w, 0x0800);
        file_packet(f->capture, &w);
        return;
    }
    m.frame = ++f->frame;
    m.time_us = 1600000000000000 + (int64_t)f->frame * 1000000;
    m.src.family = m.dst.family = 4;
    m.src.ip[0] = m.dst.ip[0] = 10;
    m.src.ip[3] = from_device ? 2 : 1;
    m.dst.ip[3] = from_device ? 1 : 2;
    m.src.port = m.dst.port = 5060;
    if (gb_analysis_feed(f->analysis, &m, &event))
        gb_report_write_event(&event, output_text_sink, &f->events);
}

/* A template in which ~ stands for the text and $ for the ID of the device. */
static void feed_with(Feeder *f, bool from_device, const char *head, const char *type,
                      const char *body, const char *id, const char *x, size_t n) {
    static char out[2 * ROOM], payload[ROOM];
    size_t at = 0, length = 0;
    for (const char *p = body; *p; p++) {
        if (*p == '~') memcpy(payload + length, x, n), length += n;
        else if (*p == '$') memcpy(payload + length, id, strlen(id)), length += strlen(id);
        else payload[length++] = *p;
    }
    for (const char *p = head; *p; p++) {
        if (*p == '~') memcpy(out + at, x, n), at += n;
        else if (*p == '$') memcpy(out + at, id, strlen(id)), at += strlen(id);
        else if (*p == '|') memcpy(out + at, "\r\n", 2), at += 2;
        else out[at++] = *p;
    }
    at += (size_t)sprintf(out + at, "%s%s%sContent-Length: %zu\r\n\r\n", *type ? "Content-Type: " : "", type,
                          *type ? "\r\n" : "", length);
    memcpy(out + at, payload, length);
    feed(f, from_device, out, at + length);
}

#define VIA "Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK~;received=~|"
#define ENDS "From: \"~\" <sip:$@3402000000>;tag=~|To: <sip:$@3402000000>;tag=~|"
#define XML "Application/MANSCDP+xml"

static const struct Step {
    bool from_device;
    const char *head, *type, *body;
} steps[] = {
    {true, "REGISTER sip:34020000002000000001@~ SIP/2.0|" VIA ENDS "Call-ID: 1~|CSeq: 1 REGISTER|"
           "Contact: \"~\" <sip:$@10.0.0.2;~>;~|User-Agent: ~|X-GB-Ver: ~|Date: ~|Expires: 3600|~: ~|", "", ""},
    {false, "SIP/2.0 401 ~|" VIA ENDS "Call-ID: 1~|CSeq: 1 REGISTER|WWW-Authenticate: Digest realm=\"~\","
            "nonce=\"n~\",opaque=\"~\",algorithm=~,qop=\"~\"|", "", ""},
    {true, "REGISTER sip:34020000002000000001@~ SIP/2.0|" VIA ENDS "Call-ID: 1~|CSeq: 2 REGISTER|"
           "Contact: <sip:$@10.0.0.2>|Authorization: Digest username=\"~\",realm=\"~\",nonce=\"n~\","
           "uri=\"~\",response=\"~\",algorithm=MD5,cnonce=\"~\",nc=~,qop=~,opaque=\"~\"|Expires: 3600|", "", ""},
    {false, "SIP/2.0 200 ~|" VIA ENDS "Call-ID: 1~|CSeq: 2 REGISTER|Server: ~|Expires: 3600|", "", ""},
    {true, "MESSAGE sip:s@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 2|CSeq: 1 MESSAGE|", XML,
     "<?xml version=\"1.0\"?><Notify><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>$</DeviceID>"
     "<Status>~</Status><Info><DeviceID>~</DeviceID></Info></Notify>"},
    {false, "SIP/2.0 403 ~|" VIA ENDS "Call-ID: 2|CSeq: 1 MESSAGE|Warning: 399 ~ \"~\"|Reason: ~|", "", ""},
    {false, "MESSAGE sip:$@3402000000 SIP/2.0|" VIA
            "From: <sip:34020000002000000001@3402000000>|To: <sip:$@3402000000>|Call-ID: 3~|CSeq: 1 MESSAGE|", XML,
     "<?xml version=\"1.0\"?><Query><CmdType>Catalog</CmdType><SN>7</SN><DeviceID>$</DeviceID><~/></Query>"},
    {true, "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 4|CSeq: 1 MESSAGE|", XML,
     "<?xml version=\"1.0\"?><Response><CmdType>Catalog</CmdType><SN>7</SN><DeviceID>$</DeviceID><SumNum>2</SumNum>"
     "<DeviceList Num=\"~\"><Item><DeviceID>34020000001310000001</DeviceID><Name>~</Name><Manufacturer>~</Manufacturer>"
     "<Model>~</Model><Address>~</Address><ParentID>~</ParentID><Status>~</Status><Event>~</Event></Item>"
     "<Item><DeviceID>~</DeviceID><Name>~</Name></Item></DeviceList></Response>"},
    {true, "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 5|CSeq: 1 MESSAGE|", XML,
     "<?xml version=\"1.0\"?><Response><CmdType>DeviceInfo</CmdType><SN>8</SN><DeviceID>$</DeviceID><DeviceName>~</DeviceName>"
     "<Manufacturer>~</Manufacturer><Model>~</Model><Firmware>~</Firmware><Result>~</Result></Response>"},
    {true, "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 6|CSeq: 1 MESSAGE|", XML,
     "<?xml version=\"1.0\"?><Notify><CmdType>~</CmdType><SN>~</SN><DeviceID>~</DeviceID><AlarmDescription>~"
     "</AlarmDescription><~>~</~></Notify>"},
    {false, "INVITE sip:$@10.0.0.2 SIP/2.0|" VIA "From: <sip:34020000002000000001@3402000000>;tag=1|To: <sip:$@3402000000>|"
            "Call-ID: 7~|CSeq: 1 INVITE|Subject: $:~,34020000002000000001:~|", "application/sdp",
     "v=0\r\no=$ 0 0 IN IP4 ~\r\ns=~\r\nu=~\r\nc=IN IP4 ~\r\nt=0 0\r\nm=video 6000 RTP/AVP ~\r\na=~\r\ny=~\r\nf=~\r\n"},
    {true, "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 8|CSeq: 1 MESSAGE|", "~", "~"},
    {true, "~ sip:~ SIP/2.0|" VIA ENDS "Call-ID: 9|CSeq: 1 ~|", "", ""},
    {false, "MESSAGE sip:$@10.0.0.2 SIP/2.0|" VIA "From: <sip:34020000002000000001@3402000000>;tag=1|To: <sip:$@3402000000>|"
            "Call-ID: 10|CSeq: 1 MESSAGE|", XML,
     "<?xml version=\"1.0\"?><Control><CmdType>DeviceControl</CmdType><SN>9</SN><DeviceID>$</DeviceID><PTZCmd>~</PTZCmd>"
     "<RecordCmd>~</RecordCmd><GuardCmd>~</GuardCmd><AlarmCmd>~</AlarmCmd><Info><ControlPriority>~</ControlPriority></Info>"
     "<Password>~</Password><UploadURL>http://~:~@~/</UploadURL></Control>"},
    {true, "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 11|CSeq: 1 MESSAGE|", XML,
     "<?xml version=\"1.0\"?><Response><CmdType>RecordInfo</CmdType><SN>9</SN><DeviceID>$</DeviceID><Name>~</Name><SumNum>1</SumNum>"
     "<RecordList Num=\"1\"><Item><DeviceID>$</DeviceID><Name>~</Name><FilePath>~</FilePath><Address>~</Address><StartTime>~</StartTime>"
     "<EndTime>~</EndTime><Type>~</Type><RecorderID>~</RecorderID></Item></RecordList></Response>"},
    {true, "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 12|CSeq: 1 MESSAGE|", XML,
     "<?xml version=\"1.0\"?><Notify><CmdType>Alarm</CmdType><SN>9</SN><DeviceID>$</DeviceID><AlarmPriority>~</AlarmPriority>"
     "<AlarmMethod>~</AlarmMethod><AlarmTime>~</AlarmTime><Longitude>~</Longitude><Info><AlarmType>~</AlarmType></Info></Notify>"},
    {false, "SUBSCRIBE sip:$@10.0.0.2 SIP/2.0|" VIA "From: <sip:34020000002000000001@3402000000>;tag=1|To: <sip:$@3402000000>|"
            "Call-ID: 13|CSeq: 1 SUBSCRIBE|Event: ~;id=~|Expires: ~|Accept: ~|", XML,
     "<?xml version=\"1.0\"?><Query><CmdType>MobilePosition</CmdType><SN>~</SN><DeviceID>$</DeviceID><Interval>~</Interval></Query>"},
    {true, "NOTIFY sip:34020000002000000001@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 13|CSeq: 2 NOTIFY|Event: ~|Subscription-State: ~;reason=~|",
     XML, "<?xml version=\"1.0\"?><Notify><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>$</DeviceID><SumNum>1</SumNum><DeviceList Num=\"1\">"
     "<Item><DeviceID>~</DeviceID><Event>~</Event></Item></DeviceList></Notify>"},
    {false, "INFO sip:$@10.0.0.2 SIP/2.0|" VIA "From: <sip:34020000002000000001@3402000000>;tag=1|To: <sip:$@3402000000>|"
            "Call-ID: 7~|CSeq: 2 INFO|", "Application/MANSRTSP",
     "~ RTSP/1.0\r\nCSeq: ~\r\nScale: ~\r\nRange: npt=~\r\nPauseTime: ~\r\n~: ~\r\n\r\n"},
    {true, "BYE sip:34020000002000000001@3402000000 SIP/2.0|" VIA ENDS "Call-ID: 7~|CSeq: 3 BYE|Reason: ~;text=\"~\"|", "", ""},
    {false, "SIP/2.0 302 ~|" VIA ENDS "Call-ID: 14~|CSeq: 1 REGISTER|Contact: \"~\" <sip:~@~:~>;expires=~|Proxy-Authenticate: ~ realm=\"~\"|", "", ""},
};

static void form(const char *where, const char *output, const char *wrong, const OutputText *t, size_t at) {
    char text[256];
    snprintf(text, sizeof text, "%s: %s at %zu", output, wrong ? wrong : "", at);
    check_text(where, text, gb_slice_from(wrong ? wrong : ""), "");
    if (wrong) fprintf(stderr, "    ... %.120s\n", t->p + (at > 60 ? at - 60 : 0));
}

static void feed_all(Feeder *f, const char *id, const char *x, size_t n) {
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        feed_with(f, steps[i].from_device, steps[i].head, steps[i].type, steps[i].body, id, x, n);
}

static void push(const char *where, const char *id, const char *x, size_t n) {
    GbOptions options = {.keep_ladder = true, .credentials = gb_credentials_new()};
    Feeder f = {.analysis = NULL};
    GbError error;
    gb_credentials_add(options.credentials, gb_slice_from("*"), gb_slice_from("Never-to-be-seen-7"), gb_slice_from(""),
                       gb_slice_from(""), gb_slice_from(""), &error);
    gb_credentials_limit_explain(options.credentials, 0);
    f.analysis = gb_analysis_new(&options);
    feed_all(&f, id, x, n);
    gb_analysis_settle(f.analysis, 1600000100000000);
    GbCaptureFile file = {.name = id, .format = "pcap", .link_type = "EN10MB", .packets = f.frame};
    GbCaptureInfo info = {.files = &file, .n_files = 1};
    GbReport r;
    gb_report_init(&r, f.analysis, &info);
    r.detail = GB_DETAIL_ALL;
    OutputText html = {0}, json = {0}, csv = {0}, summary = {0};
    GbSummaryStyle style = {.colour = true, .width = 100};
    size_t at = 0;
    gb_report_write_html(&r, output_text_sink, &html);
    form(where, "HTML", output_html_form(&html, &at), &html, at);
    gb_report_write_json(&r, output_text_sink, &json);
    form(where, "JSON", output_json_form(&json, false, &at), &json, at);
    form(where, "events", output_json_form(&f.events, true, &at), &f.events, at);
    gb_report_write_csv(&r, output_text_sink, &csv);
    form(where, "CSV", output_csv_form(&csv, &at), &csv, at);
    gb_report_write_summary(&r, &style, output_text_sink, &summary);
    form(where, "summary", output_plain_form(&summary, true, &at), &summary, at);
    OutputText *all[] = {&html, &json, &csv, &summary, &f.events};
    for (size_t i = 0; i < 5; i++) {
        CHECK_TRUE(where, !strstr(all[i]->p, "Never-to-be-seen-7"));
        output_text_clear(all[i]);
    }
    gb_analysis_free(f.analysis);
    gb_credentials_free(options.credentials);
}

static void test_attacks(void) {
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        push(attacks[i].name, "34020000001320000009", attacks[i].text, strlen(attacks[i].text));
        push(attacks[i].name, attacks[i].text, attacks[i].text, strlen(attacks[i].text));
    }
    push("a NUL", "34020000001320000009", "a\0b", 3);
}

/* Each byte alone, doubled, and between letters. */
static void test_every_byte(void) {
    for (unsigned byte = 0; byte < 256; byte++) {
        char where[32], x[] = {(char)byte, 'a', (char)byte, (char)byte, 'b'};
        snprintf(where, sizeof where, "byte 0x%02X", byte);
        push(where, "34020000001320000009", x, sizeof x);
    }
}

static void test_refused(void) {
    static const struct {
        const char *name, *text;
        char output; /* h: HTML, c: CSV, j: JSON, p: plain */
    } cases[] = {
        {"a tag", "<!DOCTYPE html><p><img>", 'h'},
        {"a handler", "<!DOCTYPE html><p onclick=\"x\">", 'h'},
        {"no quotes", "<!DOCTYPE html><p class=x>", 'h'},
        {"an address", "<!DOCTYPE html><a href=\"javascript:x\">", 'h'},
        {"a style", "<!DOCTYPE html><p style=\"x\">", 'h'},
        {"three scripts", "<!DOCTYPE html><script></script><script></script><script></script>", 'h'},
        {"a direction", "<!DOCTYPE html><p>\xE2\x80\xAE", 'h'},
        {"a formula", "a,b\r\n1,=1\r\n", 'c'},
        {"a quoted formula", "a,b\r\n1,\"=1\"\r\n", 'c'},
        {"a cell more", "a,b\r\n1,2,3\r\n", 'c'},
        {"an open quote", "a,\"b\r\n", 'c'},
        {"half a document", "{\"a\":", 'j'},
        {"a key twice", "{\"a\":1,\"a\":2}", 'j'},
        {"an escape", "\x1b[2J", 'p'},
        {"no UTF-8", "\xC0\xAF", 'p'},
        {"a C1 control", "\xC2\x9B", 'p'},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        OutputText t = {0};
        size_t at;
        output_text_sink(cases[i].text, strlen(cases[i].text), &t);
        const char *wrong = cases[i].output == 'h'   ? output_html_form(&t, &at)
                            : cases[i].output == 'c' ? output_csv_form(&t, &at)
                            : cases[i].output == 'j' ? output_json_form(&t, false, &at)
                                                     : output_plain_form(&t, true, &at);
        CHECK_TRUE(cases[i].name, wrong != NULL);
        output_text_clear(&t);
    }
}

/* ---- for other eyes ---- */

static bool to_stdout(const char *bytes, size_t n, void *data) {
    (void)data;
    return fwrite(bytes, 1, n, stdout) == n;
}

/* All texts, each by a device of its own; attacks are IDs as well. */
static void feed_everything(Feeder *f) {
    char id[32];
    unsigned number = 0;
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        snprintf(id, sizeof id, "34020000001320%06u", number++);
        feed_all(f, id, attacks[i].text, strlen(attacks[i].text));
        feed_all(f, attacks[i].text, attacks[i].text, strlen(attacks[i].text));
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        char x[] = {(char)byte, 'a', (char)byte, (char)byte, 'b'};
        snprintf(id, sizeof id, "34020000001320%06u", number++);
        feed_all(f, id, x, sizeof x);
    }
}

static int write_html(void) {
    GbOptions options = {.keep_ladder = true};
    Feeder f = {.analysis = gb_analysis_new(&options)};
    GbReport r;
    feed_everything(&f);
    gb_analysis_settle(f.analysis, 1600000100000000);
    GbCaptureFile file = {.name = attacks[0].text, .format = "pcap", .link_type = attacks[1].text, .packets = f.frame};
    GbCaptureInfo info = {.files = &file, .n_files = 1};
    gb_report_init(&r, f.analysis, &info);
    r.detail = GB_DETAIL_ALL;
    bool written = gb_report_write_html(&r, to_stdout, NULL);
    output_text_clear(&f.events);
    gb_analysis_free(f.analysis);
    return !written;
}

static int write_pcap(void) {
    File capture = {0};
    Feeder f = {.capture = &capture};
    file_start(&capture, 1);
    feed_everything(&f);
    bool written = to_stdout((const char *)capture.p, capture.n, NULL);
    file_free(&capture);
    return !written;
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--html") == 0) return write_html();
    if (argc > 1 && strcmp(argv[1], "--pcap") == 0) return write_pcap();
    static const CheckTest tests[] = {{"what the readers refuse", test_refused},
                                      {"attacks through every field", test_attacks},
                                      {"every byte through every field", test_every_byte},
                                      {NULL, NULL}};
    return check_main("hostile text", tests);
}
