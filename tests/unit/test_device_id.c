/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_device_id.c - IDs of every length taken apart and told in both languages. */
#include <gb28181/device_id.h>
#include <stdio.h>

#include "check.h"
#include "fence.h"

static const struct {
    const char *id;
    GbIdKind kind;
    unsigned province, industry, type, network;
    const char *serial;
    GbIdClass class_;
    bool valid;
    const char *en, *zh;
} cases[] = {
    {"34020000001320000001", GB_ID_20, 34, 0, 132, 0, "000001", GB_CLASS_PERIPHERAL, true,
     "IPC 000001 in Anhui, public order (road)", "IPC 000001，安徽，社会治安（路面）"},
    {"11010100051187000042", GB_ID_20, 11, 5, 118, 7, "000042", GB_CLASS_MAIN_DEVICE, true,
     "NVR 000042 in Beijing, traffic (checkpoint)", "NVR 000042，北京，交通（卡口）"},
    {"44030000002000000001", GB_ID_20, 44, 0, 200, 0, "000001", GB_CLASS_PLATFORM, true,
     "platform 000001 in Guangdong, public order (road)", "平台 000001，广东，社会治安（路面）"},
    {"99000000003000000001", GB_ID_20, 0, 0, 300, 0, "000001", GB_CLASS_CENTRE_USER, true,
     "centre user 000001, public order (road)", "中心用户 000001，社会治安（路面）"},
    {"34020000000010000001", GB_ID_20, 34, 0, 1, 0, "000001", GB_CLASS_UNKNOWN, true,
     "type 001 000001 in Anhui, public order (road)", "类型 001 000001，安徽，社会治安（路面）"},
    {"340200000013200000012", GB_ID_21, 34, 0, 132, 0, "0000012", GB_CLASS_PERIPHERAL, false,
     "IPC 0000012 in Anhui, public order (road) (21 digits)",
     "IPC 0000012，安徽，社会治安（路面）（21 位）"},
    {"340200000000000160", GB_ID_18, 34, 0, 0, 0, "000001", GB_CLASS_UNKNOWN, false,
     "analog camera (18 digits, coding rule B) in Anhui", "模拟摄像机（18 位编码规则 B），安徽"},
    {"3402000000", GB_ID_10, 34, 0, 0, 0, NULL, GB_CLASS_UNKNOWN, false, "SIP domain in Anhui",
     "安徽的 SIP 域"},
    {"3402", GB_ID_REGION, 34, 0, 0, 0, NULL, GB_CLASS_UNKNOWN, true, "region in Anhui",
     "安徽行政区划"},
    {"34", GB_ID_REGION, 34, 0, 0, 0, NULL, GB_CLASS_UNKNOWN, true, "region in Anhui",
     "安徽行政区划"},
    {"1234567", GB_ID_DIGITS, 12, 0, 0, 0, NULL, GB_CLASS_UNKNOWN, false,
     "7 digits, not a standard ID", "7 位，不是标准编码"},
    {"4E0392DPAJ", GB_ID_TEXT, 0, 0, 0, 0, NULL, GB_CLASS_UNKNOWN, false, "", ""},
    {"", GB_ID_EMPTY, 0, 0, 0, 0, NULL, GB_CLASS_UNKNOWN, false, "", ""},
};

static void ids_are_taken_apart(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbDeviceId d;
        char out[160];
        GbSlice id = fence_copy(gb_slice_from(cases[i].id));
        gb_device_id_parse(id, &d);
        CHECK_INT(cases[i].id, d.kind, cases[i].kind);
        CHECK_INT(cases[i].id, d.province, cases[i].province);
        CHECK_INT(cases[i].id, d.industry, cases[i].industry);
        CHECK_INT(cases[i].id, d.type, cases[i].type);
        CHECK_INT(cases[i].id, d.network, cases[i].network);
        CHECK_INT(cases[i].id, d.class_, cases[i].class_);
        CHECK_INT(cases[i].id, d.valid, cases[i].valid);
        CHECK_TEXT(cases[i].id, d.serial, cases[i].serial);
        size_t n = gb_device_id_text(id, GB_EN, out, sizeof out);
        check_text(cases[i].id, "English", gb_slice(out, n), cases[i].en);
        n = gb_device_id_text(id, GB_ZH, out, sizeof out);
        check_text(cases[i].id, "Chinese", gb_slice(out, n), cases[i].zh);
    }
}

static void prefix(GbSlice s, void *data) {
    GbDeviceId d;
    char out[64];
    (void)data;
    gb_device_id_parse(s, &d);
    CHECK_TRUE("a prefix", (d.kind == GB_ID_EMPTY) == (s.n == 0));
    CHECK_TRUE("a prefix", gb_device_id_text(s, GB_ZH, out, 8) < 8);
}

static void every_prefix_is_something(void) {
    fence_prefixes(GB_SLICE("340200000013200000012"), prefix, NULL);
}

static void every_type_has_a_name_in_its_range(void) {
    for (unsigned type = 111; type < 1000; type++) {
        bool named = gb_device_type_name(type, GB_EN) && gb_device_type_name(type, GB_ZH);
        char where[16];
        snprintf(where, sizeof where, "type %u", type);
        check_true(where, "name", named);
    }
    CHECK_TEXT("no type", gb_slice_from(gb_device_type_name(110, GB_EN)), NULL);
    CHECK_TEXT("118", gb_slice_from(gb_device_type_name(118, GB_EN)), "NVR");
    CHECK_TEXT("131", gb_slice_from(gb_device_type_name(131, GB_EN)), "camera");
    for (unsigned i = 0; i < 100; i++)
        CHECK_TRUE("an industry", gb_industry_name(i, GB_EN) && gb_industry_name(i, GB_ZH));
    for (unsigned i = 0; i < 10; i++)
        CHECK_TRUE("a network", gb_network_name(i, GB_EN) && gb_network_name(i, GB_ZH));
    CHECK_TRUE("no province", !gb_province_name(16, GB_EN));
}

int main(void) {
    static const CheckTest tests[] = {
        {"IDs are taken apart", ids_are_taken_apart},
        {"every prefix is something", every_prefix_is_something},
        {"every type has a name", every_type_has_a_name_in_its_range},
        {NULL, NULL},
    };
    return check_main("device_id", tests);
}
