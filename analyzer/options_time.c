/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options_time.c - the TIME of --since and --until: the part of ISO 8601 (RFC 3339, 5.6) that people
 * write: 2020-10-28, 2020-10-28T16:18, 2020-10-28 16:18:25.286, each with Z, +08:00, +0800 or +08.
 *
 * Without a zone it is the local time of this machine, as ISO 8601 has it and as Wireshark shows
 * times; the outputs carry a Z, so what is copied from them is taken as UTC. libc's strptime knows
 * neither fractions nor the zone's colon, and takes "2020-1-5x" for a date.
 */
#include "options.h"

#include <glib.h>
#include <time.h>

/* n digits at *p, stepped over. */
static bool digits(const char **p, unsigned n, int *out) {
    int v = 0;
    for (unsigned i = 0; i < n; i++, (*p)++) {
        if (!g_ascii_isdigit(**p)) return false;
        v = v * 10 + (**p - '0');
    }
    *out = v;
    return true;
}

static bool skip(const char **p, char c) {
    if (**p != c) return false;
    (*p)++;
    return true;
}

/* Z or an offset. *has says whether there is one. */
static bool zone(const char **p, bool *has, int *offset_s) {
    int hours, minutes = 0, sign = **p == '-' ? -1 : 1;
    *has = **p != '\0';
    *offset_s = 0;
    if (!*has || skip(p, 'Z') || skip(p, 'z')) return true;
    if (!skip(p, '+') && !skip(p, '-')) return false;
    if (!digits(p, 2, &hours)) return false;
    if (**p && (skip(p, ':'), !digits(p, 2, &minutes))) return false;
    if (hours > 14 || minutes > 59) return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool options_time(const char *text, bool is_end, int64_t *us) {
    const char *p = text;
    int year, month, day, fraction = 0, offset_s = 0;
    struct tm tm = {.tm_isdst = -1};
    bool has_zone = false, has_time = false;

    if (!digits(&p, 4, &year) || !skip(&p, '-') || !digits(&p, 2, &month) || !skip(&p, '-') ||
        !digits(&p, 2, &day))
        return false;
    if (year < 1 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return false;
    if (*p == 'T' || *p == 't' || *p == ' ') {
        p++;
        has_time = true;
        if (!digits(&p, 2, &tm.tm_hour) || !skip(&p, ':') || !digits(&p, 2, &tm.tm_min))
            return false;
        if (skip(&p, ':') && !digits(&p, 2, &tm.tm_sec)) return false;
        if (skip(&p, '.') || skip(&p, ',')) {
            if (!g_ascii_isdigit(*p)) return false;
            for (int unit = 100000; g_ascii_isdigit(*p); p++, unit /= 10)
                fraction += (*p - '0') * unit;
        }
        if (tm.tm_hour == 24 && (tm.tm_min || tm.tm_sec || fraction)) return false;
        if (tm.tm_hour > 24 || tm.tm_min > 59 || tm.tm_sec > 60) return false;
    }
    if (!zone(&p, &has_zone, &offset_s) || *p) return false;

    tm.tm_year = year - 1900;
    tm.tm_mon = month - 1;
    tm.tm_mday = day + (!has_time && is_end);
    time_t seconds = has_zone ? timegm(&tm) : mktime(&tm);
    *us = ((int64_t)seconds - offset_s) * 1000000 + fraction - (!has_time && is_end);
    return true;
}
