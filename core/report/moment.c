/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * moment.c - times as ISO 8601 UTC with microseconds, durations as decimal seconds.
 *
 * Both are written from integers: no floating point, so that 4 ms is 0.004 and the same input gives
 * the same bytes everywhere. The calendar is the proleptic Gregorian one, computed from the day
 * number with March as first month (leap days then fall on the year's end); years outside 0-9999,
 * which only a damaged capture holds, are written with as many digits as they need.
 */
#include "report/moment.h"

#include <stdio.h>

enum { SECOND = 1000000, DAY_S = 86400 };

static void two_digits(char *p, unsigned v) {
    p[0] = (char)('0' + v / 10);
    p[1] = (char)('0' + v % 10);
}

/* "2020-10-28T" of a day since 1970. */
static size_t date_text(int64_t day, char *out, size_t room) {
    day += 719468; /* days from 0000-03-01 to 1970-01-01 */
    int64_t era = (day >= 0 ? day : day - 146096) / 146097;
    unsigned of_era = (unsigned)(day - era * 146097);
    unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * of_year + 2) / 153;
    unsigned date = of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    int64_t y = era * 400 + year + (month <= 2);
    return (size_t)snprintf(out, room, "%04lld-%02u-%02uT", (long long)y, month, date);
}

size_t gb_time_text_after(GbDateText *date, int64_t time_us, char out[GB_TIME_TEXT]) {
    int64_t seconds = time_us / SECOND, us = time_us % SECOND;
    if (us < 0) us += SECOND, seconds--;
    int64_t day = seconds / DAY_S, in_day = seconds % DAY_S;
    if (in_day < 0) in_day += DAY_S, day--;
    if (!date->n || date->day != day) {
        date->n = date_text(day, date->text, sizeof date->text);
        date->day = day;
    }
    memcpy(out, date->text, sizeof date->text);
    char *p = out + date->n;
    unsigned clock = (unsigned)in_day, part = (unsigned)us;
    memcpy(p, "00:00:00.000000Z", 17);
    two_digits(p, clock / 3600);
    two_digits(p + 3, clock / 60 % 60);
    two_digits(p + 6, clock % 60);
    two_digits(p + 9, part / 10000);
    two_digits(p + 11, part / 100 % 100);
    two_digits(p + 13, part % 100);
    return date->n + 16;
}

size_t gb_time_text(int64_t time_us, char out[GB_TIME_TEXT]) {
    GbDateText date = {0};
    return gb_time_text_after(&date, time_us, out);
}

size_t gb_seconds_text(int64_t us, char out[GB_TIME_TEXT]) {
    uint64_t size = us < 0 ? 0 - (uint64_t)us : (uint64_t)us;
    uint64_t whole = size / SECOND, part = size % SECOND;
    char digits[20], *p = digits + sizeof digits;
    size_t n = 0;
    if (us < 0) out[n++] = '-';
    do *--p = (char)('0' + whole % 10);
    while (whole /= 10);
    while (p < digits + sizeof digits) out[n++] = *p++;
    out[n++] = '.';
    for (uint64_t unit = SECOND / 10; unit; unit /= 10) {
        out[n++] = (char)('0' + part / unit);
        part %= unit;
        if (!part) break;
    }
    out[n] = '\0';
    return n;
}
