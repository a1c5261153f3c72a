/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain_password.c - the row's password as somebody may have typed, pasted, stored or hashed it.
 *
 * Caps lock turns every letter, a pasted password brings a blank or a line end along, a C program
 * hashes its NUL, and a web page that keeps MD5 of a password hands that to the digest. Passwords
 * longer than the buffer are not varied. Copies are wiped.
 */
#include <glib.h>

#include "auth/explain.h"
#include "auth/hash.h"

#define MAX_PASSWORD 256

static bool fits_and_wipe(const GbSearch *s, char *copy, size_t n) {
    bool fits = gb_search_password(s, gb_slice(copy, n));
    gb_hash_wipe(copy, n);
    return fits;
}

bool gb_search_password_empty(GbSearch *s) {
    return gb_search_password(s, GB_NO_SLICE) &&
           gb_search_found(s, GB_WHY_PASSWORD_EMPTY, GB_NO_SLICE);
}

static char lower(char c, size_t at) {
    (void)at;
    return g_ascii_tolower(c);
}

static char upper(char c, size_t at) {
    (void)at;
    return g_ascii_toupper(c);
}

static char swapped(char c, size_t at) {
    (void)at;
    return g_ascii_isupper(c) ? g_ascii_tolower(c) : g_ascii_toupper(c);
}

static char swapped_first(char c, size_t at) {
    return at == 0 ? swapped(c, at) : c;
}

static char capitalised(char c, size_t at) {
    return at == 0 ? g_ascii_toupper(c) : g_ascii_tolower(c);
}

bool gb_search_password_case(GbSearch *s) {
    static char (*const ways[])(char, size_t) = {lower, upper, swapped, swapped_first, capitalised};
    char copy[MAX_PASSWORD];
    GbSlice p = s->password;
    if (!p.n || p.n > sizeof copy) return false;
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        for (size_t i = 0; i < p.n; i++) copy[i] = ways[k](p.p[i], i);
        bool changed = memcmp(copy, p.p, p.n) != 0;
        if (changed && fits_and_wipe(s, copy, p.n))
            return gb_search_found(s, GB_WHY_PASSWORD_CASE, GB_NO_SLICE);
        gb_hash_wipe(copy, p.n);
    }
    return false;
}

/* What may stand around a password; behind the last comes a NUL, a blank like the others. */
static const GbSlice around[][2] = {
    {{"", 0}, {" ", 1}},
    {{" ", 1}, {"", 0}},
    {{" ", 1}, {" ", 1}},
    {{"", 0}, {"\n", 1}},
    {{"", 0}, {"\r\n", 2}},
    {{"", 0}, {"\r", 1}},
    {{"", 0}, {"\t", 1}},
    {{"\t", 1}, {"", 0}},
    {{"", 0}, {"  ", 2}},
    {{"", 0}, {"\0", 1}},
    {{"\xef\xbb\xbf", 3}, {"", 0}}, /* a byte order mark */
    {{"", 0}, {"\xc2\xa0", 2}},     /* a blank that does not break, from web pages */
    {{"", 0}, {"\xe3\x80\x80", 3}}, /* a Chinese blank */
};

static bool with_blanks(const GbSearch *s, GbSlice p) {
    char copy[MAX_PASSWORD];
    for (size_t k = 0; k < sizeof around / sizeof *around; k++) {
        GbSlice before = around[k][0], behind = around[k][1];
        if (p.n + before.n + behind.n > sizeof copy) return false;
        memcpy(copy, before.p, before.n);
        memcpy(copy + before.n, p.p, p.n);
        memcpy(copy + before.n + p.n, behind.p, behind.n);
        if (fits_and_wipe(s, copy, before.n + p.n + behind.n)) return true;
    }
    return false;
}

static bool without_blanks(const GbSearch *s, GbSlice p) {
    size_t before = 0, n = p.n;
    while (before < n && gb_is_blank(p.p[before])) before++;
    while (n > before && gb_is_blank(p.p[n - 1])) n--;
    return (before || n < p.n) && (gb_search_password(s, gb_slice(p.p + before, n - before)) ||
                                   gb_search_password(s, gb_slice(p.p, n)) ||
                                   gb_search_password(s, gb_slice(p.p + before, p.n - before)));
}

bool gb_search_password_blanks(GbSearch *s) {
    if (!s->password.n) return false;
    return (without_blanks(s, s->password) || with_blanks(s, s->password)) &&
           gb_search_found(s, GB_WHY_PASSWORD_BLANKS, GB_NO_SLICE);
}

static bool hex_fits(const GbSearch *s, char hex[GB_DIGEST_HEX]) {
    size_t n = strlen(hex);
    if (gb_search_password(s, gb_slice(hex, n))) return true;
    for (size_t i = 0; i < n; i++) hex[i] = g_ascii_toupper(hex[i]);
    return fits_and_wipe(s, hex, n);
}

bool gb_search_password_hashed(GbSearch *s) {
    static const GbDigestAlgorithm hashes[] = {GB_DIGEST_MD5, GB_DIGEST_SHA256};
    char hex[GB_DIGEST_HEX];
    bool fits = false;
    for (size_t k = 0; k < 2 && s->password.n && !fits; k++)
        fits = gb_hash_hex(hashes[k], &s->password, 1, hex) && hex_fits(s, hex);
    if (!fits) { /* HA1 where the password belongs */
        memcpy(hex, s->ha1_hex, s->ha1.n);
        hex[s->ha1.n] = '\0';
        fits = hex_fits(s, hex);
    }
    if (!fits && s->password.n == s->ha1.n) { /* the table's password is a HA1 */
        for (size_t i = 0; i < s->ha1.n; i++) hex[i] = g_ascii_tolower(s->password.p[i]);
        fits = gb_auth_fits(s->a, gb_slice(hex, s->ha1.n), s->q->method, s->q->body);
    }
    gb_hash_wipe(hex, sizeof hex);
    return fits && gb_search_found(s, GB_WHY_PASSWORD_HASHED, GB_NO_SLICE);
}
