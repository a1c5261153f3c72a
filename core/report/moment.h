/* SPDX-License-Identifier: GPL-2.0-or-later */
/* moment.h - times and durations as the outputs write them (the contract, section 4). */
#ifndef REPORT_MOMENT_H
#define REPORT_MOMENT_H

#include <gb28181/slice.h>

#define GB_TIME_TEXT 40

/* "2020-10-28T16:18:25.286000Z". Returns the length. */
size_t gb_time_text(int64_t time_us, char out[GB_TIME_TEXT]);
/* Seconds as a JSON number, exact to the microsecond: "0.004", "240.0". Returns the length. */
size_t gb_seconds_text(int64_t us, char out[GB_TIME_TEXT]);

#endif
