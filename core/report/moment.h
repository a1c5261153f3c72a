/* SPDX-License-Identifier: GPL-2.0-or-later */
/* moment.h - times and durations as the outputs write them (the contract, section 4). */
#ifndef REPORT_MOMENT_H
#define REPORT_MOMENT_H

#include <gb28181/slice.h>

#define GB_TIME_TEXT 40

/* "2020-10-28T16:18:25.286000Z". Returns the length. */
size_t gb_time_text(int64_t time_us, char out[GB_TIME_TEXT]);
/* The same, for many times in a row: the date is made anew only when the day changes. */
typedef struct GbDateText {
    int64_t day; /* since 1970 */
    size_t n;    /* 0: none yet */
    char text[24];
} GbDateText;
size_t gb_time_text_after(GbDateText *date, int64_t time_us, char out[GB_TIME_TEXT]);
/* Seconds as a JSON number, exact to the microsecond: "0.004", "240.0". Returns the length. */
size_t gb_seconds_text(int64_t us, char out[GB_TIME_TEXT]);

#endif
