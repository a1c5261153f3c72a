/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scan.h - line ends, colons, blanks and short names, without a call for each.
 *
 * A head has a dozen lines of 40 bytes; calling memchr for each costs more than looking. Where
 * SSE2 is there (every x86-64), 64 bytes become one mask of line ends; elsewhere memchr does it.
 * Nothing is read outside [at, end).
 */
#ifndef GB_SIP_SCAN_H
#define GB_SIP_SCAN_H

#include <gb28181/slice.h>

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t gb_mask16(const char *p, char c) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
}
#endif

#if defined(__SSE2__)
/* A bit for each of 16 bytes that can part a value: blanks and control characters, ! and ", the
 * comma, : ; < = > ? @ and [ \ ]. */
static inline uint64_t gb_marks16(const char *p) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i colon = _mm_sub_epi8(bytes, _mm_set1_epi8(':'));
    __m128i bracket = _mm_sub_epi8(bytes, _mm_set1_epi8('['));
    __m128i mark = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8('"')), bytes);
    mark = _mm_or_si128(mark, _mm_cmpeq_epi8(_mm_min_epu8(colon, _mm_set1_epi8('@' - ':')), colon));
    mark = _mm_or_si128(mark, _mm_cmpeq_epi8(_mm_min_epu8(bracket, _mm_set1_epi8(2)), bracket));
    mark = _mm_or_si128(mark, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')));
    return (uint64_t)(unsigned)_mm_movemask_epi8(mark);
}

/* Walks over the marks in a text of 16 bytes and more. Start with {p, end}. */
typedef struct GbMarks {
    const char *at, *end;
    const char *block; /* what mask is of */
    uint64_t mask;
} GbMarks;

static inline void gb_more_marks(GbMarks *it) {
    while (!it->mask && it->at < it->end) {
        size_t left = (size_t)(it->end - it->at), n = left < 64 ? left : 64, i = 0;
        uint64_t mask = 0;
        for (; i + 16 <= n; i += 16) mask |= gb_marks16(it->at + i) << i;
        if (i < n) mask |= gb_marks16(it->end - 16) >> (16 - (n - i)) << i; /* begins before at + i */
        it->mask = mask;
        it->block = it->at;
        it->at += n;
    }
}

/* The next mark; `end` when there is none. */
static inline __attribute__((always_inline)) const char *gb_next_mark(GbMarks *it) {
    if (!it->mask) {
        gb_more_marks(it);
        if (!it->mask) return it->end;
    }
    const char *found = it->block + __builtin_ctzll(it->mask);
    it->mask &= it->mask - 1;
    return found;
}
#endif

/* Walks over the line ends in [at, end). Start with {at, end}. */
typedef struct GbNewlines {
    const char *at, *end;
    const char *block; /* the 64 bytes that mask is of */
    uint64_t mask;
} GbNewlines;

/* The next '\n', NULL when there is none. */
static inline const char *gb_next_newline(GbNewlines *it) {
#if defined(__SSE2__)
    while (!it->mask && it->end - it->at >= 64) {
        it->block = it->at;
        it->mask = gb_mask16(it->at, '\n') | gb_mask16(it->at + 16, '\n') << 16 |
                   gb_mask16(it->at + 32, '\n') << 32 | gb_mask16(it->at + 48, '\n') << 48;
        it->at += 64;
    }
    if (it->mask) {
        const char *found = it->block + __builtin_ctzll(it->mask);
        it->mask &= it->mask - 1;
        return found;
    }
#endif
    if (it->at >= it->end) return NULL;
    const char *found = (const char *)memchr(it->at, '\n', (size_t)(it->end - it->at));
    it->at = found ? found + 1 : it->end;
    return found;
}

/* The first ':' in [p, stop), NULL when there is none. */
static inline const char *gb_find_colon(const char *p, const char *stop) {
#if defined(__SSE2__)
    if (stop - p >= 16) {
        uint64_t mask = gb_mask16(p, ':');
        if (mask) return p + __builtin_ctzll(mask);
    }
#endif
    return (const char *)memchr(p, ':', (size_t)(stop - p));
}

/* The first byte in [p, end) that is a control character, a blank or `c`; end when there is none.
 */
static inline const char *gb_find_blank_or(const char *p, const char *end, char c) {
#if defined(__SSE2__)
    for (; end - p >= 16; p += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(' ')), bytes);
        __m128i hit = _mm_or_si128(low, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
        unsigned mask = (unsigned)_mm_movemask_epi8(hit);
        if (mask) return p + __builtin_ctz(mask);
    }
#endif
    while (p < end && (unsigned char)*p > ' ' && *p != c) p++;
    return p;
}

/* The first ';', '=' or '"' in [p, end); end when there is none. */
static inline const char *gb_find_param_mark(const char *p, const char *end) {
#if defined(__SSE2__)
    for (; end - p >= 16; p += 16) {
        uint64_t mask = gb_mask16(p, ';') | gb_mask16(p, '=') | gb_mask16(p, '"');
        if (mask) return p + __builtin_ctzll(mask);
    }
#endif
    while (p < end && *p != ';' && *p != '=' && *p != '"') p++;
    return p;
}

#endif
