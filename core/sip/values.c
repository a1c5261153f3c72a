/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * values.c - what header values are made of: comma lists, parameters, quoted strings, escapes,
 * seconds and dates (RFC 3261 7.3.1, 19.1.2, 20.17, 20.19, 25.1).
 *
 * Each function takes the next piece off the front, so nothing is stored and a value is walked
 * once. A quote that nothing closes holds all the rest: guessing where it was meant to end would
 * invent elements. Folding needs no care, CR and LF count as blanks here.
 */
#include "sip/chars.h"
#include "sip/scan.h"

size_t gb_sip_closing_quote(GbSlice s, size_t at) {
    for (size_t i = at + 1; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '"')
            return i;
    }
    return s.n;
}

/* Index behind the quoted string that begins at `at`; n when nothing closes it. */
static size_t skip_quoted(GbSlice s, size_t at) {
    size_t close = gb_sip_closing_quote(s, at);
    return close < s.n ? close + 1 : s.n;
}

bool gb_sip_list_next(GbSlice *rest, GbSlice *element) {
    GbSlice s = *rest;
    while (s.n) {
        size_t i = 0, comma = gb_slice_find(s, ',');
        if (comma == s.n) i = comma; /* whatever its quotes are */
        while (i < s.n && s.p[i] != ',') {
            if (s.p[i] == '"')
                i = skip_quoted(s, i);
            else if (s.p[i] == '<')
                i += gb_slice_find(gb_slice_sub(s, i, s.n), '>');
            else
                i++;
            while (i < s.n && !gb_is_separator(s.p[i])) i++;
        }
        GbSlice piece = gb_slice_trim(gb_slice(s.p, i));
        s = gb_slice_sub(s, i + 1, s.n);
        if (piece.n == 0) continue;
        *element = piece;
        *rest = s;
        return true;
    }
    *rest = s;
    return false;
}

bool gb_sip_param_take(GbSlice *rest, GbSlice *name, GbSlice *value, bool *empty) {
    if (rest->n == 0) return false; /* p may be NULL */
    const char *p = rest->p, *end = p + rest->n;
    unsigned semicolons = 0;
    while (p < end && (*p == ';' || gb_is_blank(*p))) semicolons += *p++ == ';';
    if (semicolons > (p < end)) *empty = true;
    if (p == end) {
        *rest = gb_slice(end, 0);
        return false;
    }
    const char *equals = NULL, *at = p;
    for (;;) {
        at = gb_find_param_mark(at, end);
        if (at == end || *at == ';') break;
        if (*at == '"') {
            at = p + skip_quoted(gb_slice(p, (size_t)(end - p)), (size_t)(at - p));
            continue;
        }
        if (*at == '=' && !equals) equals = at;
        at++;
    }
    *name = gb_slice_trim(gb_slice(p, (size_t)((equals ? equals : at) - p)));
    *value = equals ? gb_slice_trim(gb_slice(equals + 1, (size_t)(at - equals - 1))) : GB_NO_SLICE;
    *rest = gb_slice(at, (size_t)(end - at));
    return true;
}

bool gb_sip_param_next(GbSlice *rest, GbSlice *name, GbSlice *value) {
    bool empty;
    return gb_sip_param_take(rest, name, value, &empty);
}

bool gb_sip_param_find(GbSlice params, const char *name, GbSlice *value) {
    GbSlice wanted = gb_slice_from(name), n, v;
    if (!params.n) return false;
    for (unsigned i = 0; i < GB_MAX_PARAMS && gb_sip_param_next(&params, &n, &v); i++) {
        if (!gb_slice_eq_case(n, wanted)) continue;
        *value = v;
        return true;
    }
    return false;
}

size_t gb_sip_unquote(GbSlice text, char *out, size_t n) {
    GbSlice s = gb_slice_trim(text);
    if (s.n && s.p[0] == '"') {
        s = gb_slice(s.p + 1, gb_sip_closing_quote(s, 0) - 1);
    }
    size_t at = 0;
    for (size_t i = 0; i < s.n && at < n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n) i++;
        out[at++] = s.p[i];
    }
    return at;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = gb_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t gb_sip_unescape(GbSlice text, char *out, size_t n) {
    size_t at = 0;
    for (size_t i = 0; i < text.n && at < n; i++) {
        int high = -1, low = -1;
        if (text.p[i] == '%' && text.n - i > 2) {
            high = hex_digit(text.p[i + 1]);
            low = hex_digit(text.p[i + 2]);
        }
        if (high < 0 || low < 0) {
            out[at++] = text.p[i];
            continue;
        }
        out[at++] = (char)(high << 4 | low);
        i += 2;
    }
    return at;
}

GbOutcome gb_sip_seconds_parse(GbSlice value, uint32_t *out) {
    GbSlice s = gb_slice_trim(value);
    size_t digits = 0;
    while (digits < s.n && gb_is_digit(s.p[digits])) digits++;
    uint64_t seconds;
    if (!gb_slice_uint(gb_slice(s.p, digits), &seconds) || seconds > UINT32_MAX) return GB_BAD;
    GbSlice behind = gb_slice_trim(gb_slice_sub(s, digits, s.n));
    if (behind.n && behind.p[0] != ';' && behind.p[0] != '(') return GB_BAD;
    *out = (uint32_t)seconds;
    return GB_OK;
}

/* Two digits, or four. */
static int number_at(GbSlice s, size_t at, size_t n) {
    int v = 0;
    for (size_t i = at; i < at + n; i++) {
        if (!gb_is_digit(s.p[i])) return -1;
        v = v * 10 + (s.p[i] - '0');
    }
    return v;
}

/* Days from 1970-01-01 (proleptic Gregorian); month from 1. */
static int64_t days_from_civil(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int64_t)era * 146097 + day_of_era - 719468;
}

GbOutcome gb_sip_date_parse(GbSlice value, int64_t *out) {
    /* "Sat, 13 Nov 2010 23:29:00 GMT" */
    static const char shape[] = "Aaa, 00 Aaa 0000 00:00:00 GMT";
    static const char week[] = "MonTueWedThuFriSatSun",
                      months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    GbSlice s = gb_slice_trim(value);
    if (s.n != sizeof shape - 1) return GB_NOT;
    for (size_t i = 0; i < s.n; i++) {
        char c = shape[i];
        bool fits = c == '0'                 ? gb_is_digit(s.p[i])
                    : (c == 'A' || c == 'a') ? gb_is_alpha(s.p[i])
                                             : s.p[i] == c;
        if (!fits) return GB_NOT;
    }
    int month = 0, weekday = 0;
    while (month < 12 && memcmp(months + 3 * month, s.p + 8, 3) != 0) month++;
    while (weekday < 7 && memcmp(week + 3 * weekday, s.p, 3) != 0) weekday++;
    int day = number_at(s, 5, 2), year = number_at(s, 12, 4);
    int h = number_at(s, 17, 2), m = number_at(s, 20, 2), sec = number_at(s, 23, 2);
    if (month == 12 || weekday == 7 || day < 1 || day > 31 || h > 23 || m > 59 || sec > 60)
        return GB_NOT;
    *out = days_from_civil(year, month + 1, day) * 86400 + h * 3600 + m * 60 + sec;
    return GB_OK;
}
