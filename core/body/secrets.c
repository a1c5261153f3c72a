/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * secrets.c - credentials found by their look alone, in text of any kind: the user information of
 * URLs (RFC 3986 3.2.1), the password of a SIP URI (RFC 3261 19.1.1), and what follows a name such
 * as password= or "pwd":. Elements and SDP attributes known to be secret are masked by their
 * tables; this is the net below them, for texts that no table knows.
 *
 * Rather too much is masked than too little: devices write '/' and '@' into passwords without
 * escaping them. Each byte becomes '*', so lengths and offsets stay.
 */
#include <gb28181/body.h>

/* How far a secret is looked for, so that a long text of colons costs no more than its length. */
#define MAX_URI 1024
#define MAX_NAME 32

static bool one_of(char c, const char *set) {
    return c && strchr(set, c);
}

static bool starts(const char *text, size_t n, const char *lower) {
    for (; *lower; text++, n--, lower++)
        if (!n || gb_ascii_lower(*text) != *lower) return false;
    return true;
}

static bool is_word(char c) {
    char l = gb_ascii_lower(c);
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static void stars(char *text, size_t from, size_t to) {
    for (; from < to; from++)
        if (text[from] != '\r' && text[from] != '\n') text[from] = '*';
}

static size_t find_any(const char *text, size_t n, size_t at, const char *set) {
    while (at < n && text[at] && !one_of(text[at], set)) at++;
    return at;
}

static size_t last_at(const char *text, size_t from, size_t to) {
    for (size_t i = to; i > from; i--)
        if (text[i - 1] == '@') return i - 1;
    return to;
}

/* `at` stands behind "://". The authority ends at the first '/', unless what looks like a port is
 * none: then the password holds the '/'. */
static void mask_url(char *text, size_t n, size_t at) {
    size_t end = find_any(text, n, at, " \t\r\n<>\""), digits;
    size_t slash = find_any(text, end, at, "/?#");
    size_t found = last_at(text, at, slash);
    if (found == slash && slash < end && text[at] != '[') {
        const char *colon = memchr(text + at, ':', slash - at);
        digits = colon ? (size_t)(colon - text) + 1 : slash;
        while (digits < slash && text[digits] >= '0' && text[digits] <= '9') digits++;
        if (digits < slash) slash = end, found = last_at(text, at, end);
    }
    if (found < slash) stars(text, at, found);
}

/* `at` stands behind "sip:": user:password@host; the user stays. */
static void mask_sip(char *text, size_t n, size_t at) {
    size_t end = find_any(text, n, at, " \t\r\n<>\"");
    const char *host = memchr(text + at, '@', end - at);
    const char *colon = host ? memchr(text + at, ':', (size_t)(host - text) - at) : NULL;
    if (colon) stars(text, (size_t)(colon - text) + 1, (size_t)(host - text));
}

/* `at` stands behind a ':' that ends no name: what is left of a URI whose user holds quotes, angle
 * brackets or blanks, up to its '@'. */
static void mask_rest(char *text, size_t n, size_t at) {
    size_t end = find_any(text, n, at, " \t\r\n<>\"");
    const char *host = memchr(text + at, '@', end - at);
    if (host) stars(text, at, (size_t)(host - text));
}

/* `at` stands behind the name: "=secret", ": secret", '" : "secret"', ">secret<". */
static void mask_named(char *text, size_t n, size_t at) {
    for (size_t k = 0; k < MAX_NAME && at < n && is_word(text[at]); k++) at++;
    while (at < n && one_of(text[at], "\"' \t")) at++;
    if (at == n || !one_of(text[at], ":=>")) return;
    char sign = text[at++];
    while (sign != '>' && at < n && one_of(text[at], " \t")) at++;
    const char *stop = sign == '>' ? "<" : " \t\r\n<>\"'&;,";
    if (sign != '>' && at < n && one_of(text[at], "\"'")) stop = text[at++] == '"' ? "\"" : "'";
    stars(text, at, find_any(text, n, at, stop));
}

void gb_mask_secrets(char *text, size_t n) {
    static const char *const names[] = {"password", "passwd", "pwd"};
    for (size_t i = 0; i < n; i++) {
        char c = gb_ascii_lower(text[i]);
        size_t near = n - i < MAX_URI ? n : i + MAX_URI;
        if (c == ':' && starts(text + i, n - i, "://")) mask_url(text, near, i + 3);
        if (c == ':' && i && one_of(text[i - 1], " <>\"")) mask_rest(text, near, i + 1);
        if (c == 's' && starts(text + i, n - i, "sip:")) mask_sip(text, near, i + 4);
        if (c == 's' && starts(text + i, n - i, "sips:")) mask_sip(text, near, i + 5);
        if (c != 'p' || (i && text[i - 1] == '/')) continue;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (starts(text + i, n - i, names[k])) mask_named(text, n, i + strlen(names[k]));
    }
}
