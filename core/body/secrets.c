/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * secrets.c - credentials found by their look alone, in text of any kind: the user information of
 * URLs (RFC 3986 3.2.1), the password of a SIP URI (RFC 3261 19.1.1), and what follows a name such
 * as password=, "pwd": or 密码：. Elements and SDP attributes known to be secret are masked by their
 * tables; this is the net below them, for texts that no table knows.
 *
 * A text is looked at for '@' and the names first: nearly all have none of them, and the engine
 * asks for every text that it keeps. Rather too much is masked than too little: devices write '/'
 * and '@' into passwords without escaping them. Each byte becomes '*', so lengths and offsets stay.
 */
#include "body/manscdp_build.h"

#include <gb28181/body.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

/* Of a name in XML, Chinese ones too. */
static bool is_name(char c) {
    return is_word(c) || (unsigned char)c >= 0x80;
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

/* ---- names ---- */

static const char *const names[] = {"password", "passwd", "passwrd", "passcode", "passphrase",
                                    "pwd",      "psw",    "密码",    "密碼",     "口令"};
#define CHINESE '\xE5' /* the last three begin with it */

/* How long the name of a secret is that begins at `at`; 0: none does. A bare "pass" must be a word,
 * or the last one of "UserPass": "bypass:" and "passive=" hold no secret. */
static size_t name_at(const char *text, size_t n, size_t at) {
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (starts(text + at, n - at, names[k])) return strlen(names[k]);
    bool last = at && (text[at - 1] == '_' || (text[at] == 'P' && text[at - 1] >= 'a' && text[at - 1] <= 'z'));
    if ((at && is_word(text[at - 1]) && !last) || !starts(text + at, n - at, "pass")) return 0;
    return at + 4 < n && is_word(text[at + 4]) ? 0 : 4;
}

static bool begins_name(char c) {
    return c == 'p' || c == 'P' || c == CHINESE;
}

/* The same where a value may follow: an end tag's name has none behind it. */
static size_t secret_name(const char *text, size_t n, size_t at) {
    if (at && text[at - 1] == '/' && (text[at] != CHINESE || (at > 1 && text[at - 2] == '<'))) return 0;
    size_t word = at;
    while (word && at - word < MAX_NAME && is_name(text[word - 1])) word--;
    if (word > 1 && text[word - 1] == '/' && text[word - 2] == '<') return 0;
    return name_at(text, n, at);
}

/* An element's name tells more than a word in a text does. */
bool gb_name_is_secret(GbSlice name) {
    static const char *const elements[] = {"secret", "authkey"};
    for (size_t i = 0; i < name.n; i++) {
        if (begins_name(name.p[i]) && name_at(name.p, name.n, i)) return true;
        for (size_t k = 0; k < sizeof elements / sizeof *elements; k++)
            if (starts(name.p + i, name.n - i, elements[k])) return true;
    }
    return false;
}

/* Quotes as they come: typed, in XML, in Chinese; what one opens the other closes. */
static const char *const quotes[][2] = {{"\"", "\""},         {"'", "'"}, {"&quot;", "&quot;"},
                                        {"&apos;", "&apos;"}, {"“", "”"}, {"「", "」"}};
#define N_QUOTES (sizeof quotes / sizeof *quotes)

/* How long the quote that opens at `at` is, or closes; 0: none does. */
static size_t quote_at(const char *text, size_t n, size_t at, bool closing, size_t *which) {
    for (size_t k = 0; k < N_QUOTES && at < n; k++)
        if (starts(text + at, n - at, quotes[k][closing])) return *which = k, strlen(quotes[k][closing]);
    return 0;
}

static size_t skip_blanks(const char *text, size_t n, size_t at) {
    while (at < n) {
        size_t length = one_of(text[at], " \t") ? 1 : starts(text + at, n - at, "\u3000") ? 3 : 0;
        if (!length) break;
        at += length;
    }
    return at;
}

/* Where what was opened before `at` ends; a quote behind a backslash is none, unless the opening one
 * stood behind one too. */
static size_t end_of_quotes(const char *text, size_t n, size_t at, const char *close, bool escaped) {
    for (; at < n && text[at] && !starts(text + at, n - at, close); at++)
        if (text[at] == '\\' && !escaped && at + 1 < n) at++;
    return at;
}

/* What may stand between the name and its sign: blanks, the name's closing quote, 是. */
static size_t skip_to_sign(const char *text, size_t n, size_t at) {
    size_t which, length;
    for (size_t k = 0; k < MAX_NAME && at < n && is_word(text[at]); k++) at++;
    if (starts(text + at, n - at, "是") || starts(text + at, n - at, "为")) at += 3;
    at = skip_blanks(text, n, at);
    if (at < n && text[at] == '\\') at++;
    if ((length = quote_at(text, n, at, true, &which))) at += length;
    return skip_blanks(text, n, at);
}

/* `at` stands behind the name: "=secret", ": secret", '" : "secret"', ">secret<", "：secret". */
static void mask_named(char *text, size_t n, size_t at) {
    at = skip_to_sign(text, n, at);
    size_t which, length, sign = 0;
    bool is_tag = at < n && text[at] == '>';
    if (at < n && one_of(text[at], ":=>")) sign = 1;
    else if (starts(text + at, n - at, "：") || starts(text + at, n - at, "＝")) sign = 3;
    if (!sign) return;
    at += sign;
    if (is_tag) {
        stars(text, at, find_any(text, n, at, "<"));
        return;
    }
    at = skip_blanks(text, n, at);
    bool escaped = at + 1 < n && text[at] == '\\' && one_of(text[at + 1], "\"'");
    at += escaped;
    if ((length = quote_at(text, n, at, false, &which)))
        stars(text, at + length, end_of_quotes(text, n, at + length, quotes[which][1], escaped));
    else if (sign == 1 || (at < n && (unsigned char)text[at] < 0x80)) /* else a sentence goes on */
        stars(text, at, find_any(text, n, at, " \t\r\n<>\"'&;,"));
}

/* ---- texts ---- */

void gb_mask_secrets(char *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        char c = gb_ascii_lower(text[i]);
        size_t near = n - i < MAX_URI ? n : i + MAX_URI;
        if (c == ':' && starts(text + i, n - i, "://")) mask_url(text, near, i + 3);
        if (c == ':' && i && one_of(text[i - 1], " <>\"")) mask_rest(text, near, i + 1);
        if (c == 's' && starts(text + i, n - i, "sip:")) mask_sip(text, near, i + 4);
        if (c == 's' && starts(text + i, n - i, "sips:")) mask_sip(text, near, i + 5);
        size_t name = begins_name(c) ? secret_name(text, n, i) : 0;
        if (name) mask_named(text, n, i + name);
    }
}

bool gb_is_basic(GbSlice line) {
    size_t colon = gb_slice_find(line, ':');
    GbSlice name = gb_slice_trim(gb_slice_sub(line, 0, colon));
    GbSlice value = gb_slice_trim(gb_slice_sub(line, colon + 1, line.n));
    return (gb_slice_is_case(name, "Authorization") || gb_slice_is_case(name, "Proxy-Authorization")) &&
           gb_slice_eq_case(gb_slice_sub(value, 0, 5), GB_SLICE("Basic"));
}

/* Where the next of ':', '/', '@' and what begins a name stands, from `at` on. */
static size_t next_sign(const char *p, size_t n, size_t at) {
    static const bool signs[256] = {[':'] = true, ['/'] = true, ['@'] = true,
                                    ['p'] = true, ['P'] = true,
                                    [(unsigned char)CHINESE] = true};
#if defined(__SSE2__)
    for (; n - at >= 16; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + at));
        __m128i lower = _mm_or_si128(v, _mm_set1_epi8(0x20)); /* no other byte becomes 'p' */
        __m128i any = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(':')),
                                   _mm_cmpeq_epi8(v, _mm_set1_epi8('/')));
        any = _mm_or_si128(any, _mm_cmpeq_epi8(v, _mm_set1_epi8('@')));
        any = _mm_or_si128(any, _mm_cmpeq_epi8(lower, _mm_set1_epi8('p')));
        any = _mm_or_si128(any, _mm_cmpeq_epi8(v, _mm_set1_epi8(CHINESE)));
        unsigned found = (unsigned)_mm_movemask_epi8(any);
        if (found) return at + (unsigned)__builtin_ctz(found);
    }
#endif
    while (at < n && !signs[(unsigned char)p[at]]) at++;
    return at;
}

bool gb_may_hold_secret(GbSlice s) {
    unsigned colons = 0;
    bool odd = false; /* "//", or a ':' that ends no name */
    for (size_t i = next_sign(s.p, s.n, 0); i < s.n; i = next_sign(s.p, s.n, i + 1)) {
        char c = s.p[i];
        if (c == ':') {
            colons++;
            odd = odd || (i && one_of(s.p[i - 1], " <>\""));
        } else if (c == '/') {
            odd = odd || (i && s.p[i - 1] == '/');
        } else if (c == '@') {
            if (odd || colons > 1) return true;
        } else if (i + 3 < s.n && (c == CHINESE || one_of(s.p[i + 1], "aAwWsS")) &&
                   secret_name(s.p, s.n, i)) {
            return true;
        }
    }
    return false;
}

GbSlice gb_strike_secrets(GbSlice text, char room[GB_MAX_VALUE]) {
    char masked[GB_MAX_VALUE];
    size_t n = 0;
    if (!gb_may_hold_secret(text)) return text;
    text = gb_slice_sub(text, 0, GB_MAX_VALUE);
    memcpy(masked, text.p, text.n);
    gb_mask_secrets(masked, text.n);
    for (size_t i = 0, end; i < text.n; i = end) {
        bool is_secret = false;
        for (end = i; end < text.n && (masked[end] == '*') == (masked[i] == '*'); end++)
            is_secret = is_secret || masked[end] != text.p[end];
        const char *from = is_secret ? "***" : text.p + i;
        size_t length = is_secret ? 3 : end - i;
        if (length > GB_MAX_VALUE - n) length = GB_MAX_VALUE - n;
        memcpy(room + n, from, length);
        n += length;
    }
    return gb_slice(room, n);
}
