/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slice.h - borrowed bytes, and the four outcomes of reading them.
 *
 * A GbSlice points into somebody else's memory; it is never NUL-terminated and never freed
 * through the slice. Each function says whose bytes its result borrows. An empty slice may have
 * p == NULL; a slice that "is absent" always has p == NULL.
 */
#ifndef GB28181_SLICE_H
#define GB28181_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks what the library exports; everything else is hidden. */
#if defined(__GNUC__)
#define GB_API __attribute__((visibility("default")))
#else
#define GB_API
#endif

typedef struct GbSlice {
    const char *p;
    size_t n;
} GbSlice;

/* What a parser can say about bytes from the wire. "Odd but readable" is GB_OK with a quirk bit. */
typedef enum GbOutcome {
    GB_OK,   /* read; the outputs are written */
    GB_MORE, /* the start of something; more bytes are needed to tell */
    GB_NOT,  /* something else; not ours */
    GB_BAD   /* ours, but not readable */
} GbOutcome;

#define GB_SLICE(literal) ((GbSlice){(literal), sizeof(literal) - 1})
#define GB_NO_SLICE ((GbSlice){NULL, 0})

/* A slice with a length has bytes. Clang's analyzer can't know, so it is told (./dev lint). */
#ifdef __clang_analyzer__
#define GB_HAS_BYTES(p, n) ((p) || !(n) ? (void)0 : __builtin_unreachable())
#else
#define GB_HAS_BYTES(p, n) ((void)0)
#endif

static inline GbSlice gb_slice(const char *p, size_t n) {
    return (GbSlice){p, n};
}

static inline GbSlice gb_slice_from(const char *text) {
    return (GbSlice){text, text ? strlen(text) : 0};
}

/* From byte `at` (clipped to the end) on, `n` bytes at the most. */
static inline GbSlice gb_slice_sub(GbSlice s, size_t at, size_t n) {
    if (at > s.n) at = s.n;
    if (n > s.n - at) n = s.n - at;
    return (GbSlice){s.p ? s.p + at : NULL, n};
}

/* memcmp without the call: most texts have a few letters. */
static inline bool gb_same_bytes(const char *a, const char *b, size_t n) {
    uint64_t x, y;
    uint32_t v, w;
    GB_HAS_BYTES(a, n);
    GB_HAS_BYTES(b, n);
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8) {
            memcpy(&x, a + i, 8), memcpy(&y, b + i, 8);
            if (x != y) return false;
        }
        memcpy(&x, a + n - 8, 8), memcpy(&y, b + n - 8, 8);
        return x == y;
    }
    if (n >= 4) {
        memcpy(&v, a, 4), memcpy(&w, b, 4);
        if (v != w) return false;
        memcpy(&v, a + n - 4, 4), memcpy(&w, b + n - 4, 4);
        return v == w;
    }
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i]) return false;
    return true;
}

static inline bool gb_slice_eq(GbSlice a, GbSlice b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline char gb_ascii_lower(char c) {
    return (c >= 'A' && c <= 'Z') ? (char)(c + ('a' - 'A')) : c;
}

/* Equal but for the case of ASCII letters (RFC 3261 7.3.1, 25.1). */
static inline bool gb_slice_eq_case(GbSlice a, GbSlice b) {
    GB_HAS_BYTES(a.p, a.n);
    GB_HAS_BYTES(b.p, b.n);
    if (a.n != b.n) return false;
    if (gb_same_bytes(a.p, b.p, a.n)) return true;
    for (size_t i = 0; i < a.n; i++)
        if (gb_ascii_lower(a.p[i]) != gb_ascii_lower(b.p[i])) return false;
    return true;
}

static inline bool gb_slice_is(GbSlice a, const char *text) {
    return gb_slice_eq(a, gb_slice_from(text));
}

static inline bool gb_slice_is_case(GbSlice a, const char *text) {
    return gb_slice_eq_case(a, gb_slice_from(text));
}

static inline bool gb_slice_starts(GbSlice s, GbSlice prefix) {
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool gb_is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without blanks, tabs and line ends at both ends. */
static inline GbSlice gb_slice_trim(GbSlice s) {
    GB_HAS_BYTES(s.p, s.n);
    while (s.n && gb_is_blank(s.p[0])) s.p++, s.n--;
    while (s.n && gb_is_blank(s.p[s.n - 1])) s.n--;
    return s;
}

/* Index of the first `c`, or n when there is none. */
static inline size_t gb_slice_find(GbSlice s, char c) {
    const char *at = s.n ? (const char *)memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

/* Digits only, at least one; eight at a time. */
static inline bool gb_slice_digits(GbSlice s) {
    uint64_t w;
    size_t i = 0;
    for (; s.n - i >= 8; i += 8) {
        memcpy(&w, s.p + i, 8);
        if ((w & 0xF0F0F0F0F0F0F0F0u) != 0x3030303030303030u ||
            ((w + 0x0606060606060606u) & 0xF0F0F0F0F0F0F0F0u) != 0x3030303030303030u)
            return false;
    }
    for (; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.n > 0;
}

/* Digits only, at least one, and no more than INT64_MAX: no count in these protocols comes near, and
 * many readers of JSON refuse a larger number. Writes *value only when true. */
static inline bool gb_slice_uint(GbSlice s, uint64_t *value) {
    uint64_t v = 0;
    if (s.n == 0) return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned d = (unsigned)(unsigned char)s.p[i] - '0';
        if (d > 9 || v > ((uint64_t)INT64_MAX - d) / 10) return false;
        v = v * 10 + d;
    }
    *value = v;
    return true;
}

/* Languages of everything a person reads. */
typedef enum GbLang { GB_EN, GB_ZH } GbLang;
#define GB_N_LANGS 2

/* What went wrong with an input that a person can mend (a row, an option, a file). */
typedef struct GbError {
    GbLang lang;    /* set by the caller: what the text is to be in */
    unsigned line;  /* 1-based; 0 where there is none */
    char text[256]; /* UTF-8, one line, says what is wrong and what to do; never a password */
} GbError;

#ifdef __cplusplus
}
#endif
#endif
