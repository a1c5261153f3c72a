/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ptz.c - PTZCmd (GB/T 28181-2022 A.3; the same bytes since 2011, auxiliary switches since 2016).
 *
 *   1 A5 | 2 version, check | 3 address low | 4 instruction | 5 data 1 | 6 data 2
 *   7 data 3 (high), address high (low) | 8 sum of 1 to 7
 *
 * Pan speed is byte 5 and tilt speed byte 6, as table A.4 of every edition says (an example table
 * of 2011 and 2016 prints them swapped). A wrong checksum or a reserved byte is a quirk: what the
 * device most likely made of it is still told.
 */
#include <gb28181/ptz.h>

#include "body/text_out.h"

#define OUT 0x20u
#define IN 0x10u
#define UP 0x08u
#define DOWN 0x04u
#define LEFT 0x02u
#define RIGHT 0x01u

static int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = gb_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void read_move(GbPtz *p) {
    unsigned i = p->instruction;
    p->group = i ? GB_PTZ_MOVE : GB_PTZ_STOP;
    if (i & RIGHT) p->pan = (int)p->data1;
    if (i & LEFT) p->pan = -(int)p->data1;
    if (i & UP) p->tilt = (int)p->data2;
    if (i & DOWN) p->tilt = -(int)p->data2;
    if (i & IN) p->zoom = (int)p->data3;
    if (i & OUT) p->zoom = -(int)p->data3;
    if ((i & 3u) == 3u || (i >> 2 & 3u) == 3u || (i >> 4 & 3u) == 3u) p->quirks |= GB_PTZ_OPPOSITE;
}

static void read_focus_iris(GbPtz *p) {
    unsigned i = p->instruction;
    p->group = GB_PTZ_FOCUS_IRIS;
    if (i & 1u) p->focus = (int)p->data1;
    if (i & 2u) p->focus = -(int)p->data1;
    if (i & 4u) p->iris = (int)p->data2;
    if (i & 8u) p->iris = -(int)p->data2;
    if ((i & 3u) == 3u || (i >> 2 & 3u) == 3u) p->quirks |= GB_PTZ_OPPOSITE;
    if (p->data3) p->quirks |= GB_PTZ_RESERVED;
}

/* Instructions of the 8x row: which group, which bytes must be what. */
typedef struct Instruction {
    uint8_t code, group;
    bool data1_zero, data2_zero, data2_not_zero, data3_zero, wide_not_zero, has_preset;
} Instruction;

static const Instruction instructions[] = {
    {0x81, GB_PTZ_PRESET, true, false, true, true, false, true},
    {0x82, GB_PTZ_PRESET, true, false, true, true, false, true},
    {0x83, GB_PTZ_PRESET, true, false, true, true, false, true},
    {0x84, GB_PTZ_CRUISE, false, false, true, true, false, true},
    {0x85, GB_PTZ_CRUISE, false, false, false, true, false, true},
    {0x86, GB_PTZ_CRUISE, false, false, false, false, true, false},
    {0x87, GB_PTZ_CRUISE, false, false, false, false, true, false},
    {0x88, GB_PTZ_CRUISE, false, true, false, true, false, false},
    {0x89, GB_PTZ_SCAN, false, false, false, true, false, false},
    {0x8A, GB_PTZ_SCAN, false, false, false, false, true, false},
    {0x8C, GB_PTZ_AUX, false, true, false, true, false, false},
    {0x8D, GB_PTZ_AUX, false, true, false, true, false, false},
};

static void read_instruction(GbPtz *p) {
    for (size_t i = 0; i < sizeof instructions / sizeof *instructions; i++) {
        const Instruction *k = &instructions[i];
        if (k->code != p->instruction) continue;
        p->group = (GbPtzGroup)k->group;
        if (k->has_preset) p->preset = p->data2;
        if ((k->data1_zero && p->data1) || (k->data2_zero && p->data2) ||
            (k->data2_not_zero && !p->data2) || (k->data3_zero && p->data3) ||
            (k->wide_not_zero && !p->data2 && !p->data3))
            p->quirks |= GB_PTZ_RESERVED;
        if (k->code == 0x89 && p->data2 > 2) p->quirks |= GB_PTZ_UNDEFINED;
        return;
    }
    p->quirks |= GB_PTZ_UNDEFINED;
}

GbOutcome gb_ptz_parse(GbSlice hex, GbPtz *out) {
    GbPtz p;
    memset(&p, 0, sizeof p);
    hex = gb_slice_trim(hex);
    if (hex.n < 16) return GB_BAD;
    if (hex.n != 16) p.quirks |= GB_PTZ_BAD_LENGTH;
    for (size_t i = 0; i < 8; i++) {
        int high = nibble(hex.p[2 * i]), low = nibble(hex.p[2 * i + 1]);
        if (high < 0 || low < 0) return GB_BAD;
        p.bytes[i] = (uint8_t)(high << 4 | low);
    }
    for (size_t i = 0; i < 16; i++)
        if (hex.p[i] >= 'a') p.quirks |= GB_PTZ_LOWER_CASE;
    const uint8_t *b = p.bytes;
    unsigned sum = 0;
    for (size_t i = 0; i < 7; i++) sum += b[i];
    if (b[0] != 0xA5) p.quirks |= GB_PTZ_BAD_START;
    if ((((unsigned)b[0] >> 4) + (b[0] & 15u) + ((unsigned)b[1] >> 4)) % 16 != (b[1] & 15u))
        p.quirks |= GB_PTZ_BAD_CODE;
    if ((sum & 0xFF) != b[7]) p.quirks |= GB_PTZ_BAD_CHECKSUM;
    p.address = b[2] | (b[6] & 15u) << 8;
    if (p.address > 1) p.quirks |= GB_PTZ_ADDRESS;
    p.instruction = b[3];
    p.data1 = b[4];
    p.data2 = b[5];
    p.data3 = (unsigned)b[6] >> 4;
    if (p.instruction < 0x40)
        read_move(&p);
    else if (p.instruction < 0x50)
        read_focus_iris(&p);
    else
        read_instruction(&p);
    *out = p;
    return GB_OK;
}

/* ---- words ----------------------------------------------------------------------------------- */

static void one(GbTextOut *o, GbLang lang, unsigned bit, const char *en, const char *zh,
                unsigned speed) {
    if (!bit) return;
    if (o->n) gb_text_out(o, "%s", lang == GB_ZH ? "，" : ", ");
    gb_text_out(o, "%s %u", lang == GB_ZH ? zh : en, speed);
}

static void text_move(const GbPtz *p, GbLang lang, GbTextOut *o) {
    unsigned i = p->instruction;
    one(o, lang, i & LEFT, "pan left", "左转", p->data1);
    one(o, lang, i & RIGHT, "pan right", "右转", p->data1);
    one(o, lang, i & UP, "tilt up", "上仰", p->data2);
    one(o, lang, i & DOWN, "tilt down", "下俯", p->data2);
    one(o, lang, i & IN, "zoom in", "放大", p->data3);
    one(o, lang, i & OUT, "zoom out", "缩小", p->data3);
}

static void text_focus_iris(const GbPtz *p, GbLang lang, GbTextOut *o) {
    unsigned i = p->instruction;
    if ((i & 15u) == 0)
        gb_text_out(o, "%s", lang == GB_ZH ? "聚焦/光圈停止" : "focus and iris stop");
    one(o, lang, i & 8u, "iris close", "光圈缩小", p->data2);
    one(o, lang, i & 4u, "iris open", "光圈放大", p->data2);
    one(o, lang, i & 2u, "focus near", "聚焦近", p->data1);
    one(o, lang, i & 1u, "focus far", "聚焦远", p->data1);
}

static void text_instruction(const GbPtz *p, bool zh, GbTextOut *o) {
    unsigned wide = p->data2 | p->data3 << 8;
    switch (p->instruction) {
        case 0x81:
            gb_text_out(o, zh ? "设置预置位 %u" : "set preset %u", p->preset);
            break;
        case 0x82:
            gb_text_out(o, zh ? "调用预置位 %u" : "call preset %u", p->preset);
            break;
        case 0x83:
            gb_text_out(o, zh ? "删除预置位 %u" : "delete preset %u", p->preset);
            break;
        case 0x84:
            gb_text_out(o, zh ? "巡航 %u 加入预置位 %u" : "cruise %u: add preset %u", p->data1,
                        p->preset);
            break;
        case 0x85:
            if (p->preset)
                gb_text_out(o, zh ? "巡航 %u 删除预置位 %u" : "cruise %u: delete preset %u",
                            p->data1, p->preset);
            else
                gb_text_out(o, zh ? "删除巡航 %u" : "cruise %u: delete all", p->data1);
            break;
        case 0x86:
            gb_text_out(o, zh ? "巡航 %u 速度 %u" : "cruise %u: speed %u", p->data1, wide);
            break;
        case 0x87:
            gb_text_out(o, zh ? "巡航 %u 停留 %u 秒" : "cruise %u: stay %u s", p->data1, wide);
            break;
        case 0x88:
            gb_text_out(o, zh ? "开始巡航 %u" : "cruise %u: start", p->data1);
            break;
        case 0x89:
            if (p->data2 == 0)
                gb_text_out(o, zh ? "开始自动扫描 %u" : "scan %u: start", p->data1);
            else if (p->data2 == 1)
                gb_text_out(o, zh ? "自动扫描 %u 设左边界" : "scan %u: set left edge", p->data1);
            else if (p->data2 == 2)
                gb_text_out(o, zh ? "自动扫描 %u 设右边界" : "scan %u: set right edge", p->data1);
            else
                gb_text_out(o, zh ? "自动扫描 %u，未定义操作 %u" : "scan %u: undefined %u",
                            p->data1, p->data2);
            break;
        case 0x8A:
            gb_text_out(o, zh ? "自动扫描 %u 速度 %u" : "scan %u: speed %u", p->data1, wide);
            break;
        case 0x8C:
        case 0x8D: {
            bool on = p->instruction == 0x8C;
            if (p->data1 == 1)
                gb_text_out(o, "%s",
                            zh   ? (on ? "雨刷开" : "雨刷关")
                            : on ? "wiper on"
                                 : "wiper off");
            else
                gb_text_out(o, zh ? "辅助开关 %u %s" : "auxiliary %u %s", p->data1,
                            zh   ? (on ? "开" : "关")
                            : on ? "on"
                                 : "off");
            break;
        }
        default:
            gb_text_out(o, zh ? "未定义指令 %02X" : "undefined instruction %02X", p->instruction);
            break;
    }
}

size_t gb_ptz_text(const GbPtz *ptz, GbLang lang, char *out, size_t n) {
    GbTextOut o;
    gb_text_out_init(&o, out, n);
    if (ptz->instruction == 0)
        gb_text_out(&o, "%s", lang == GB_ZH ? "停止" : "stop");
    else if (ptz->instruction < 0x40)
        text_move(ptz, lang, &o);
    else if (ptz->instruction < 0x50)
        text_focus_iris(ptz, lang, &o);
    else
        text_instruction(ptz, lang == GB_ZH, &o);
    return o.n;
}
