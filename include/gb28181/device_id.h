/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device_id.h - what a device ID says (GB/T 28181-2022 Annex E, 2016 Annex D): centre code,
 * industry, type, network, serial. Any other length is told, not refused.
 */
#ifndef GB28181_DEVICE_ID_H
#define GB28181_DEVICE_ID_H

#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbIdKind {
    GB_ID_EMPTY,
    GB_ID_20,      /* coding rule A */
    GB_ID_18,      /* rule B (until 2016) */
    GB_ID_21,      /* one digit too many, as seen in the field: read as 20 when the head fits */
    GB_ID_REGION,  /* 2, 4, 6 or 8 digits */
    GB_ID_10,      /* a domain, or an alarm centre */
    GB_ID_DIGITS,  /* digits of another length */
    GB_ID_TEXT     /* not digits */
} GbIdKind;

typedef enum GbIdClass {
    GB_CLASS_UNKNOWN,
    GB_CLASS_MAIN_DEVICE,  /* 111-130 */
    GB_CLASS_PERIPHERAL,   /* 131-199: channels */
    GB_CLASS_PLATFORM,     /* 200-299 */
    GB_CLASS_CENTRE_USER,  /* 300-399 */
    GB_CLASS_TERMINAL_USER,/* 400-499 */
    GB_CLASS_EXTERNAL      /* 500-599 */
} GbIdClass;

typedef struct GbDeviceId {
    GbIdKind kind;
    bool valid;            /* exactly 20 digits (or a legal region code) */
    unsigned province;     /* first two digits; 0 when not known */
    GbSlice centre;        /* 8 digits */
    unsigned industry;     /* digits 9-10 */
    unsigned type;         /* digits 11-13; 0 when not known */
    unsigned network;      /* digit 14 */
    GbSlice serial;
    GbIdClass class_;
} GbDeviceId;

/* Never fails: kind says what it is. Borrows. */
GB_API void gb_device_id_parse(GbSlice id, GbDeviceId *out);

/* Short type word for tables and JSON: "NVR", "IPC", "DVR", "camera", "platform", ...; NULL when
 * the type is not known. The same word in both languages where it is an acronym. */
GB_API const char *gb_device_type_name(unsigned type, GbLang lang);
GB_API const char *gb_province_name(unsigned province, GbLang lang); /* NULL when not one */
GB_API const char *gb_industry_name(unsigned industry, GbLang lang);
GB_API const char *gb_network_name(unsigned network, GbLang lang);

/* One line: "NVR 000001 in Anhui, public order (road)" - whatever is known. Returns the length. */
GB_API size_t gb_device_id_text(GbSlice id, GbLang lang, char *out, size_t n);

#ifdef __cplusplus
}
#endif
#endif
