/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device_id.c - a device ID taken apart (GB/T 28181-2022 Annex E, 2016 Annex D).
 *
 * Twenty digits are centre code (8), industry (2), type (3), network (1) and serial (6). Other
 * lengths are legal in places (2, 4, 6 or 8 digits for a region, 10 for a domain or an alarm
 * centre, 18 after coding rule B until 2016) or merely seen in the field (21). The place is told
 * to the province: lists of cities and counties change every year and are no part of the standard.
 */
#include <gb28181/device_id.h>
#include <stdio.h>

#include "body/device_id_names.h"
#include "body/text_out.h"

static GbIdKind kind_of(GbSlice id) {
    if (id.n == 0) return GB_ID_EMPTY;
    if (!gb_slice_digits(id)) return GB_ID_TEXT;
    switch (id.n) {
        case 20:
            return GB_ID_20;
        case 18:
            return GB_ID_18;
        case 21:
            return GB_ID_21;
        case 10:
            return GB_ID_10;
        case 2:
        case 4:
        case 6:
        case 8:
            return GB_ID_REGION;
        default:
            return GB_ID_DIGITS;
    }
}

static unsigned digits(GbSlice id, size_t at, size_t n) {
    unsigned v = 0;
    for (size_t i = at; i < at + n && i < id.n; i++) v = v * 10 + (unsigned)(id.p[i] - '0');
    return v;
}

static GbIdClass class_of(unsigned type) {
    if (type >= 111 && type <= 130) return GB_CLASS_MAIN_DEVICE;
    if (type >= 131 && type <= 199) return GB_CLASS_PERIPHERAL;
    if (type >= 200 && type <= 299) return GB_CLASS_PLATFORM;
    if (type >= 300 && type <= 399) return GB_CLASS_CENTRE_USER;
    if (type >= 400 && type <= 499) return GB_CLASS_TERMINAL_USER;
    if (type >= 500 && type <= 599) return GB_CLASS_EXTERNAL;
    return GB_CLASS_UNKNOWN;
}

void gb_device_id_parse(GbSlice id, GbDeviceId *out) {
    GbDeviceId d;
    memset(&d, 0, sizeof d);
    d.kind = kind_of(id);
    d.valid = d.kind == GB_ID_20 || d.kind == GB_ID_REGION;
    if (d.kind != GB_ID_TEXT && id.n >= 2) {
        d.province = digits(id, 0, 2);
        if (!gb_province_name(d.province, GB_EN)) d.province = 0;
    }
    if (d.kind == GB_ID_20 || d.kind == GB_ID_21) {
        d.centre = gb_slice_sub(id, 0, 8);
        d.industry = digits(id, 8, 2);
        d.type = digits(id, 10, 3);
        d.network = digits(id, 13, 1);
        d.serial = gb_slice_sub(id, 14, id.n);
        d.class_ = class_of(d.type);
        if (d.kind == GB_ID_21 && (!d.province || d.class_ == GB_CLASS_UNKNOWN)) {
            d.type = d.industry = d.network = 0;
            d.class_ = GB_CLASS_UNKNOWN;
        }
    } else if (d.kind == GB_ID_18) {
        d.centre = gb_slice_sub(id, 0, 8);
        d.industry = digits(id, 8, 2);
        d.serial = gb_slice_sub(id, 10, 6);
    } else if (d.kind == GB_ID_10 || d.kind == GB_ID_REGION) {
        d.centre = gb_slice_sub(id, 0, 8);
    }
    *out = d;
}

const char *gb_device_type_name(unsigned type, GbLang lang) {
    return gb_number_name(gb_device_types, type, lang);
}

const char *gb_province_name(unsigned province, GbLang lang) {
    return gb_number_name(gb_provinces, province, lang);
}

const char *gb_industry_name(unsigned industry, GbLang lang) {
    return gb_number_name(gb_industries, industry, lang);
}

const char *gb_network_name(unsigned network, GbLang lang) {
    return gb_number_name(gb_networks, network, lang);
}

size_t gb_device_id_text(GbSlice id, GbLang lang, char *out, size_t n) {
    GbTextOut o;
    GbDeviceId d;
    gb_text_out_init(&o, out, n);
    gb_device_id_parse(id, &d);
    const char *place = gb_province_name(d.province, lang);
    const char *type = gb_device_type_name(d.type, lang);
    const char *industry = gb_industry_name(d.industry, lang);
    bool zh = lang == GB_ZH;
    if (d.kind == GB_ID_EMPTY || d.kind == GB_ID_TEXT) return o.n;
    if (d.kind == GB_ID_REGION) {
        if (place) gb_text_out(&o, zh ? "%s行政区划" : "region in %s", place);
        return o.n;
    }
    if (d.kind == GB_ID_10) {
        if (place) gb_text_out(&o, zh ? "%s的 SIP 域" : "SIP domain in %s", place);
        return o.n;
    }
    if (d.kind == GB_ID_DIGITS) {
        gb_text_out(&o, zh ? "%zu 位，不是标准编码" : "%zu digits, not a standard ID", id.n);
        return o.n;
    }
    if (d.kind == GB_ID_18) {
        const char *old = gb_number_name(gb_rule_b_types, digits(id, 16, 2), lang);
        gb_text_out(&o, zh ? "%s（18 位编码规则 B）" : "%s (18 digits, coding rule B)",
                    old  ? old
                    : zh ? "设备"
                         : "device");
        if (place) gb_text_out(&o, zh ? "，%s" : " in %s", place);
        return o.n;
    }
    if (type)
        gb_text_out(&o, "%s", type);
    else
        gb_text_out(&o, zh ? "类型 %03u" : "type %03u", d.type);
    gb_text_out(&o, " %.*s", (int)d.serial.n, d.serial.p);
    if (place) gb_text_out(&o, zh ? "，%s" : " in %s", place);
    if (industry) gb_text_out(&o, zh ? "，%s" : ", %s", industry);
    if (d.kind == GB_ID_21) gb_text_out(&o, "%s", zh ? "（21 位）" : " (21 digits)");
    return o.n;
}
