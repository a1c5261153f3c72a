/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_table.h - how the tables of elements are built: rows of constants, one array for the
 * children of each block. The public part of a row is its first member, GbElementType.
 */
#ifndef GB_BODY_MANSCDP_TABLE_H
#define GB_BODY_MANSCDP_TABLE_H

#include <gb28181/manscdp.h>

typedef enum GbRowFlag {
    GB_ROW_TYPO = 1 << 0,    /* the standard's own slip */
    GB_ROW_SECRET = 1 << 1,  /* a password */
    GB_ROW_URL = 1 << 2,     /* may carry user:password@ */
    GB_ROW_COUNTED = 1 << 3, /* a list: its Num and its children are counted */
    GB_ROW_OPEN = 1 << 4,    /* may hold anything (Info, ExtraInfo) */
    GB_ROW_RANGE = 1 << 5,   /* min and max hold */
    GB_ROW_DIGITS = 1 << 6,  /* a list may be written without '/': "12" */
    GB_ROW_ID_10 = 1 << 7,   /* an ID of ten digits is legal too (alarm centre) */
    GB_ROW_ID_ANY = 1 << 8,  /* several IDs joined by '/' */
    GB_ROW_LENGTH = 1 << 9,  /* min and max are of the value's length in bytes */
    GB_ROW_SESSION = 1 << 10 /* only letters, digits and '-' */
} GbRowFlag;

typedef struct GbMeaning {
    const char *value; /* NULL ends the list */
    const char *title[GB_N_LANGS];
} GbMeaning;

typedef struct GbElementRow {
    GbElementType type;
    uint16_t n_name;
    uint16_t flags;                      /* GbRowFlag bits */
    const struct GbElementRow *children; /* ended by a row without name */
    const GbMeaning *values;
    double min, max;
    const char *unit; /* "s": the same in both languages */
} GbElementRow;

#define ROW(name_, type_, editions_, en, zh, ...)                                           \
    {                                                                                       \
        .type = {name_, GB_VALUE_##type_, editions_, {en, zh}}, .n_name = sizeof name_ - 1, \
        __VA_ARGS__                                                                         \
    }
#define RANGE(lo, hi) .flags = GB_ROW_RANGE, .min = (lo), .max = (hi)
#define END_ROWS                                           \
    {                                                      \
        .type = { NULL, GB_VALUE_STRING, 0, {NULL, NULL} } \
    }
#define END_VALUES     \
    {                  \
        NULL, {        \
            NULL, NULL \
        }              \
    }

#define E14 (GB_ED_2014 | GB_ED_2016 | GB_ED_2022) /* since */
#define E16 (GB_ED_2016 | GB_ED_2022)
#define E22 GB_ED_2022
#define ALL GB_ED_ALL
#define TO16 (GB_ED_2011 | GB_ED_2014 | GB_ED_2016) /* until */
#define ONLY14 GB_ED_2014
#define ONLY16 GB_ED_2016
#define E14TO16 (GB_ED_2014 | GB_ED_2016)

/* Which editions have a CmdType under a root, and what stands in it. */
typedef struct GbCommandRow {
    GbRoot root;
    GbCommand command;
    unsigned editions;
    const GbElementRow *children;
} GbCommandRow;

const GbCommandRow *gb_command_row(GbRoot root, GbCommand command); /* NULL: not under this root */
const GbElementRow *gb_row_find(const GbElementRow *rows, GbSlice name, unsigned *hint,
                                bool *other_case);
/* CmdType as sent; quirks gets GbManscdpQuirk bits. */
GbCommand gb_command_find(GbSlice name, uint32_t *quirks);
const char *gb_vendor_command_title(GbSlice name, GbLang lang); /* NULL when none */

extern const GbElementRow gb_rows_envelope[], gb_rows_attributes[], gb_rows_root[];
extern const GbElementRow gb_rows_device_control[], gb_rows_device_config[],
    gb_rows_config_answer[];
extern const GbElementRow gb_rows_result[], gb_rows_info[];
extern const GbElementRow gb_rows_query_catalog[], gb_rows_query_record[], gb_rows_query_alarm[],
    gb_rows_query_config[], gb_rows_query_position[], gb_rows_query_cruise[], gb_rows_nothing[];
extern const GbElementRow gb_rows_keepalive[], gb_rows_alarm[], gb_rows_media_status[],
    gb_rows_broadcast[], gb_rows_mobile_position[], gb_rows_catalog_notify[], gb_rows_snapshot[],
    gb_rows_video_upload[], gb_rows_upgrade_result[], gb_rows_ptz_position[];
extern const GbElementRow gb_rows_catalog[], gb_rows_device_info[], gb_rows_device_status[],
    gb_rows_record_info[], gb_rows_presets[], gb_rows_home_position[], gb_rows_cruise_list[],
    gb_rows_cruise[], gb_rows_sd_card[];
extern const GbElementRow gb_rows_catalog_item[], gb_rows_home[];

extern const GbMeaning gb_values_result[], gb_values_on_off[], gb_values_yes_no[],
    gb_values_alarm_method[], gb_values_alarm_priority[], gb_values_alarm_query_priority[],
    gb_values_alarm_query_method[], gb_values_event_type[], gb_values_record_type[],
    gb_values_secrecy[], gb_values_stream[], gb_values_resolution[], gb_values_video_codec[],
    gb_values_audio_codec[], gb_values_bit_rate_type[], gb_values_audio_bit_rate[],
    gb_values_sampling[], gb_values_svc_space[], gb_values_svc_time[], gb_values_on_off_flag[];
/* AlarmType by AlarmMethod 2, 5 and 6; NULL for the others. */
const GbMeaning *gb_values_alarm_type(GbSlice method);
/* The row of a value; NULL when it is not in the list. */
const GbMeaning *gb_meaning_find(const GbMeaning *values, GbSlice value);

#endif
