/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device_id_names.h - the code lists of device IDs: ranges of numbers and what they are called.
 */
#ifndef GB_BODY_DEVICE_ID_NAMES_H
#define GB_BODY_DEVICE_ID_NAMES_H

#include <gb28181/slice.h>

typedef struct GbNumberName {
    unsigned from, to;
    const char *name[GB_N_LANGS]; /* NULL ends the list */
} GbNumberName;

extern const GbNumberName gb_device_types[], gb_rule_b_types[], gb_provinces[], gb_industries[],
    gb_networks[];

/* The first row that holds the number; NULL when none does. */
const char *gb_number_name(const GbNumberName *rows, unsigned number, GbLang lang);

#endif
