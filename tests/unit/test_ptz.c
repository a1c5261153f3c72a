/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_ptz.c - PTZCmd of every instruction to words in both languages, and what is wrong with one.
 */
#include <gb28181/ptz.h>

#include "check.h"
#include "fence.h"

static const struct {
    const char *hex, *en, *zh;
    GbPtzGroup group;
    uint32_t quirks;
} cases[] = {
    {"A50F0100000000B5", "stop", "停止", GB_PTZ_STOP, 0},
    {"A50F0101200000D6", "pan right 32", "右转 32", GB_PTZ_MOVE, 0},
    {"A50F01029600004D", "pan left 150", "左转 150", GB_PTZ_MOVE, 0},
    {"A50F0108003200EF", "tilt up 50", "上仰 50", GB_PTZ_MOVE, 0},
    {"A50F0104003200EB", "tilt down 50", "下俯 50", GB_PTZ_MOVE, 0},
    {"A50F011000005015", "zoom in 5", "放大 5", GB_PTZ_MOVE, 0},
    {"A50F012000005025", "zoom out 5", "缩小 5", GB_PTZ_MOVE, 0},
    {"A50F01292020405E", "pan right 32, tilt up 32, zoom out 4", "右转 32，上仰 32，缩小 4",
     GB_PTZ_MOVE, 0},
    {"A50F01480040003D", "iris close 64", "光圈缩小 64", GB_PTZ_FOCUS_IRIS, 0},
    {"A50F014400400039", "iris open 64", "光圈放大 64", GB_PTZ_FOCUS_IRIS, 0},
    {"A50F014240000037", "focus near 64", "聚焦近 64", GB_PTZ_FOCUS_IRIS, 0},
    {"A50F014140000036", "focus far 64", "聚焦远 64", GB_PTZ_FOCUS_IRIS, 0},
    {"A50F0140000000F5", "focus and iris stop", "聚焦/光圈停止", GB_PTZ_FOCUS_IRIS, 0},
    {"A50F018100020038", "set preset 2", "设置预置位 2", GB_PTZ_PRESET, 0},
    {"A50F018200020039", "call preset 2", "调用预置位 2", GB_PTZ_PRESET, 0},
    {"A50F01830002003A", "delete preset 2", "删除预置位 2", GB_PTZ_PRESET, 0},
    {"A50F01840105003F", "cruise 1: add preset 5", "巡航 1 加入预置位 5", GB_PTZ_CRUISE, 0},
    {"A50F018501050040", "cruise 1: delete preset 5", "巡航 1 删除预置位 5", GB_PTZ_CRUISE, 0},
    {"A50F01850100003B", "cruise 1: delete all", "删除巡航 1", GB_PTZ_CRUISE, 0},
    {"A50F01860123106F", "cruise 1: speed 291", "巡航 1 速度 291", GB_PTZ_CRUISE, 0},
    {"A50F0187012C1079", "cruise 1: stay 300 s", "巡航 1 停留 300 秒", GB_PTZ_CRUISE, 0},
    {"A50F01880100003E", "cruise 1: start", "开始巡航 1", GB_PTZ_CRUISE, 0},
    {"A50F01890100003F", "scan 1: start", "开始自动扫描 1", GB_PTZ_SCAN, 0},
    {"A50F018901010040", "scan 1: set left edge", "自动扫描 1 设左边界", GB_PTZ_SCAN, 0},
    {"A50F018901020041", "scan 1: set right edge", "自动扫描 1 设右边界", GB_PTZ_SCAN, 0},
    {"A50F018A01A000E0", "scan 1: speed 160", "自动扫描 1 速度 160", GB_PTZ_SCAN, 0},
    {"A50F018C01000042", "wiper on", "雨刷开", GB_PTZ_AUX, 0},
    {"A50F018D01000043", "wiper off", "雨刷关", GB_PTZ_AUX, 0},
    {"A50F018C02000043", "auxiliary 2 on", "辅助开关 2 开", GB_PTZ_AUX, 0},
    {"A50F0000000000B4", "stop", "停止", GB_PTZ_STOP, 0},
    {"A50F4D1000001021", "zoom in 1", "放大 1", GB_PTZ_MOVE, GB_PTZ_ADDRESS},
    {"a50f0100000000b5", "stop", "停止", GB_PTZ_STOP, GB_PTZ_LOWER_CASE},
    {"A50F0100000000B6", "stop", "停止", GB_PTZ_STOP, GB_PTZ_BAD_CHECKSUM},
    {"A60F0100000000B6", "stop", "停止", GB_PTZ_STOP, GB_PTZ_BAD_START | GB_PTZ_BAD_CODE},
    {"A50E0100000000B4", "stop", "停止", GB_PTZ_STOP, GB_PTZ_BAD_CODE},
    {"A50F0103101000D8", "pan left 16, pan right 16", "左转 16，右转 16", GB_PTZ_MOVE,
     GB_PTZ_OPPOSITE},
    {"A50F018000000035", "undefined instruction 80", "未定义指令 80", GB_PTZ_NONE,
     GB_PTZ_UNDEFINED},
    {"A50F018B00000040", "undefined instruction 8B", "未定义指令 8B", GB_PTZ_NONE,
     GB_PTZ_UNDEFINED},
    {"A50F015000000005", "undefined instruction 50", "未定义指令 50", GB_PTZ_NONE,
     GB_PTZ_UNDEFINED},
    {"A50F018200000037", "call preset 0", "调用预置位 0", GB_PTZ_PRESET, GB_PTZ_RESERVED},
    {"A50F018201020039", "call preset 2", "调用预置位 2", GB_PTZ_PRESET,
     GB_PTZ_RESERVED | GB_PTZ_BAD_CHECKSUM},
    {"A50F018801010040", "cruise 1: start", "开始巡航 1", GB_PTZ_CRUISE,
     GB_PTZ_RESERVED | GB_PTZ_BAD_CHECKSUM},
    {"A50F018901030042", "scan 1: undefined 3", "自动扫描 1，未定义操作 3", GB_PTZ_SCAN,
     GB_PTZ_UNDEFINED},
    {"A50F0100000000B500", "stop", "停止", GB_PTZ_STOP, GB_PTZ_BAD_LENGTH},
};

static void every_instruction_has_words(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbPtz ptz;
        char out[128];
        CHECK_INT(cases[i].hex, gb_ptz_parse(fence_copy(gb_slice_from(cases[i].hex)), &ptz), GB_OK);
        CHECK_INT(cases[i].hex, ptz.quirks, cases[i].quirks);
        CHECK_INT(cases[i].hex, ptz.group, cases[i].group);
        size_t n = gb_ptz_text(&ptz, GB_EN, out, sizeof out);
        check_text(cases[i].hex, "English", gb_slice(out, n), cases[i].en);
        n = gb_ptz_text(&ptz, GB_ZH, out, sizeof out);
        check_text(cases[i].hex, "Chinese", gb_slice(out, n), cases[i].zh);
    }
}

static void directions_have_signs(void) {
    GbPtz ptz;
    CHECK_INT("right, up, out", gb_ptz_parse(GB_SLICE("A50F01292020405E"), &ptz), GB_OK);
    CHECK_INT("right, up, out", ptz.pan, 32);
    CHECK_INT("right, up, out", ptz.tilt, 32);
    CHECK_INT("right, up, out", ptz.zoom, -4);
    CHECK_INT("near", gb_ptz_parse(GB_SLICE("A50F014240000037"), &ptz), GB_OK);
    CHECK_INT("near", ptz.focus, -64);
    CHECK_INT("an address of 12 bits", gb_ptz_parse(GB_SLICE("A50F230000000EDF"), &ptz), GB_OK);
    CHECK_INT("an address of 12 bits", ptz.address, 0xE23);
}

static void prefix(GbSlice s, void *data) {
    GbPtz ptz;
    (void)data;
    ptz.address = 0xABCD;
    GbOutcome got = gb_ptz_parse(s, &ptz);
    CHECK_INT("a prefix", got, s.n < 16 ? GB_BAD : GB_OK);
    if (got != GB_OK) CHECK_INT("nothing is written", ptz.address, 0xABCD);
}

static void what_is_no_command_is_refused(void) {
    GbPtz ptz;
    fence_prefixes(GB_SLICE("A50F0101200000D6"), prefix, NULL);
    CHECK_INT("letters", gb_ptz_parse(GB_SLICE("A50F010120000xD6"), &ptz), GB_BAD);
    CHECK_INT("eight bytes raw", gb_ptz_parse(GB_SLICE("\xA5\x0F\x01\x01\x20\0\0\xD6"), &ptz),
              GB_BAD);
}

int main(void) {
    static const CheckTest tests[] = {
        {"every instruction has words", every_instruction_has_words},
        {"directions have signs", directions_have_signs},
        {"what is no command is refused", what_is_no_command_is_refused},
        {NULL, NULL},
    };
    return check_main("ptz", tests);
}
