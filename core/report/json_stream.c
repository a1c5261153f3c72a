/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_stream.c - JSON as it comes, without a tree.
 *
 * Building a jansson object per event and dumping it was measured at 6.6 µs for a keepalive's line
 * (allocations and a hash table per object); written straight it is about one. With a line per
 * message and 100,000 devices in a report that is the difference between seconds and none, and
 * the order of keys is the order of the calls. The tests read all of it back with jansson.
 *
 * Escaped are what RFC 8259 demands and every character that visible.c calls odd (bidirectional
 * controls, C1 ...): a JSON file is looked at in terminals, and "\u202E" is the same text.
 */
#include "report/json_stream.h"

#include <math.h>
#include <stdio.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "report/visible.h"

_Static_assert(GB_JSON_DEPTH > 2 * GB_MAX_XML_DEPTH + 32, "an XML tree takes two levels each");

static void flush(GbJson *j) {
    if (!j->failed && j->n && !j->sink(j->buffer, j->n, j->data)) j->failed = true;
    j->n = 0;
}

static void put(GbJson *j, const char *p, size_t n) {
    while (n > GB_JSON_BUFFER - j->n) {
        size_t part = GB_JSON_BUFFER - j->n;
        memcpy(j->buffer + j->n, p, part);
        j->n += part;
        p += part;
        n -= part;
        flush(j);
    }
    memcpy(j->buffer + j->n, p, n);
    j->n += n;
}

static void put_char(GbJson *j, char c) {
    if (j->n == GB_JSON_BUFFER) flush(j);
    j->buffer[j->n++] = c;
}

/* memcpy for words: shorter than the call. */
static inline void copy_word(char *to, const char *from, size_t n) {
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8) memcpy(to + i, from + i, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++) to[i] = from[i];
    }
}

static void put_escape(GbJson *j, uint32_t code) {
    static const char short_form[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    for (size_t i = 0; i + 1 < sizeof short_form; i += 2)
        if (code == (uint32_t)short_form[i]) {
            put_char(j, '\\');
            put_char(j, short_form[i + 1]);
            return;
        }
    char text[16];
    int n = code < 0x10000
                ? snprintf(text, sizeof text, "\\u%04x", (unsigned)code)
                : snprintf(text, sizeof text, "\\u%04x\\u%04x",
                           (unsigned)(0xD800 + ((code - 0x10000) >> 10)),
                           (unsigned)(0xDC00 + ((code - 0x10000) & 0x3FF)));
    put(j, text, (size_t)n);
}

/* Bytes of a string that stand for themselves and need no look: printable ASCII but " and \. */
static bool is_plain(unsigned char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/* The length of a character of three bytes that needs no look: U+4000 to U+CFFF, which holds the
 * Chinese, and the punctuation of U+3000 and of U+FF00; 0 for others. */
static size_t plain_han(const char *p, size_t n) {
    if (n < 3) return 0;
    unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1], c = (unsigned char)p[2];
    if ((b & 0xC0) != 0x80 || (c & 0xC0) != 0x80) return 0;
    bool known = (a >= 0xE4 && a <= 0xEC) || (a == 0xE3 && b == 0x80) || (a == 0xEF && b == 0xBC);
    return known ? 3 : 0;
}

/* How many bytes from `at` on stand for themselves in a string. */
static size_t plain_end(const char *p, size_t at, size_t n) {
#if defined(__SSE2__)
    for (; n - at >= 16; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + at));
        __m128i odd = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)); /* and all bytes above 7F */
        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)));
        unsigned stop = (unsigned)_mm_movemask_epi8(odd);
        if (stop) return at + (unsigned)__builtin_ctz(stop);
    }
#endif
    while (at < n && is_plain((unsigned char)p[at])) at++;
    return at;
}

static void put_string(GbJson *j, GbSlice s) {
    put_char(j, '"');
    size_t from = 0, at = 0;
    while (at < s.n) {
        size_t length = plain_han(s.p + at, s.n - at);
        if (length) {
            at += length;
            continue;
        }
        if (is_plain((unsigned char)s.p[at])) {
            at = plain_end(s.p, at + 1, s.n);
            continue;
        }
        uint32_t code = 0;
        length = gb_utf8_char(s.p + at, s.n - at, &code);
        if (length > 1 && !gb_visible_is_odd(code)) {
            at += length;
            continue;
        }
        put(j, s.p + from, at - from);
        put_escape(j, length ? code : 0xFFFD);
        at += length ? length : 1;
        from = at;
    }
    if (s.n > from) put(j, s.p + from, s.n - from);
    put_char(j, '"');
}

static void put_indent(GbJson *j, unsigned depth) {
    if (depth + 1 > GB_JSON_BUFFER - j->n) flush(j);
    j->buffer[j->n++] = '\n';
    memset(j->buffer + j->n, ' ', depth);
    j->n += depth;
}

/* What a number or a time takes, with its quotes. */
#define MAX_SHORT 48

/* What stands between two members, then the key. There is room for a short value behind it. */
static char *lead(GbJson *j, const char *key) {
    unsigned d = j->depth;
    size_t n = key ? strlen(key) : 0; /* short words of our own */
    if (n + GB_JSON_DEPTH + 8 + MAX_SHORT > GB_JSON_BUFFER - j->n) flush(j);
    char *p = j->buffer + j->n;
    if (d) {
        if (j->used[d]) *p++ = ',';
        if (!j->inlined[d]) {
            *p++ = '\n';
            for (unsigned i = 0; i < d; i++) *p++ = ' ';
        } else if (j->used[d]) {
            *p++ = ' ';
        }
        j->used[d] = true;
    }
    if (key) {
        *p++ = '"';
        copy_word(p, key, n);
        memcpy(p + n, "\": ", 3);
        p += n + 3;
    }
    j->n = (size_t)(p - j->buffer);
    return p;
}

/* Ends what was written behind lead(). */
static void written(GbJson *j, const char *end) {
    j->n = (size_t)(end - j->buffer);
}

void gb_json_begin(GbJson *j, bool one_line, GbSink sink, void *data) {
    j->sink = sink;
    j->data = data;
    j->failed = false;
    j->one_line = one_line;
    j->depth = 0;
    j->n = 0;
    j->date.n = 0;
}

bool gb_json_finish(GbJson *j) {
    put_char(j, '\n');
    flush(j);
    return !j->failed;
}

void gb_json_open(GbJson *j, const char *key, char kind, bool inlined) {
    lead(j, key);
    put_char(j, kind);
    bool outer = j->one_line || (j->depth && j->inlined[j->depth]);
    j->depth++;
    j->used[j->depth] = false;
    j->inlined[j->depth] = inlined || outer;
    j->close[j->depth] = kind == '{' ? '}' : ']';
}

void gb_json_close(GbJson *j) {
    unsigned d = j->depth--;
    if (j->used[d] && !j->inlined[d]) put_indent(j, d - 1);
    put_char(j, j->close[d]);
}

void gb_json_slice(GbJson *j, const char *key, GbSlice text) {
    if (!text.p) {
        gb_json_null(j, key);
        return;
    }
    lead(j, key);
    put_string(j, text);
}

void gb_json_text(GbJson *j, const char *key, const char *text) {
    gb_json_slice(j, key, gb_slice_from(text));
}

/* Decimal digits at p; returns their end. */
static char *put_digits(char *p, uint64_t value) {
    char digits[20];
    size_t n = sizeof digits;
    do digits[--n] = (char)('0' + value % 10);
    while (value /= 10);
    copy_word(p, digits + n, sizeof digits - n);
    return p + (sizeof digits - n);
}

void gb_json_uint(GbJson *j, const char *key, uint64_t value) {
    char *p = lead(j, key);
    written(j, put_digits(p, value));
}

void gb_json_int(GbJson *j, const char *key, int64_t value) {
    char *p = lead(j, key);
    if (value < 0) *p++ = '-';
    written(j, put_digits(p, value < 0 ? 0 - (uint64_t)value : (uint64_t)value));
}

void gb_json_bool(GbJson *j, const char *key, bool value) {
    char *p = lead(j, key);
    memcpy(p, value ? "true " : "false", 5);
    written(j, p + (value ? 4 : 5));
}

void gb_json_null(GbJson *j, const char *key) {
    char *p = lead(j, key);
    memcpy(p, "null", 4);
    written(j, p + 4);
}

void gb_json_seconds(GbJson *j, const char *key, int64_t us) {
    char *p = lead(j, key);
    written(j, p + gb_seconds_text(us, p));
}

void gb_json_number(GbJson *j, const char *key, double value) {
    char text[40];
    lead(j, key);
    int n = isfinite(value) ? snprintf(text, sizeof text, "%.10g", value)
                            : snprintf(text, sizeof text, "null");
    for (int i = 0; i < n; i++) /* a locale's decimal comma */
        if (text[i] == ',') text[i] = '.';
    put(j, text, (size_t)n);
}

void gb_json_time(GbJson *j, const char *key, int64_t time_us) {
    char *p = lead(j, key);
    *p++ = '"';
    p += gb_time_text_after(&j->date, time_us, p);
    *p++ = '"';
    written(j, p);
}
