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

#include "report/moment.h"
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

static void put_string(GbJson *j, GbSlice s) {
    put_char(j, '"');
    size_t from = 0, at = 0;
    while (at < s.n) {
        if (is_plain((unsigned char)s.p[at])) {
            at++;
            continue;
        }
        uint32_t code = 0;
        size_t length = gb_utf8_char(s.p + at, s.n - at, &code);
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
    put_char(j, '\n');
    for (unsigned i = 0; i < depth; i++) put_char(j, ' ');
}

/* What stands between two members, then the key. */
static void lead(GbJson *j, const char *key) {
    unsigned d = j->depth;
    size_t n = key ? strlen(key) : 0;
    if (n + GB_JSON_DEPTH + 8 > GB_JSON_BUFFER - j->n) flush(j);
    if (d) {
        if (j->used[d]) put_char(j, ',');
        if (!j->inlined[d])
            put_indent(j, d);
        else if (j->used[d])
            put_char(j, ' ');
        j->used[d] = true;
    }
    if (key) {
        char *p = j->buffer + j->n; /* there is room: keys are short words of our own */
        *p++ = '"';
        memcpy(p, key, n);
        memcpy(p + n, "\": ", 3);
        j->n += n + 4;
    }
}

void gb_json_begin(GbJson *j, bool one_line, GbSink sink, void *data) {
    j->sink = sink;
    j->data = data;
    j->failed = false;
    j->one_line = one_line;
    j->depth = 0;
    j->n = 0;
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
    lead(j, key);
    if (text.p)
        put_string(j, text);
    else
        put(j, "null", 4);
}

void gb_json_text(GbJson *j, const char *key, const char *text) {
    gb_json_slice(j, key, gb_slice_from(text));
}

void gb_json_uint(GbJson *j, const char *key, uint64_t value) {
    char digits[20], *p = digits + sizeof digits;
    lead(j, key);
    do *--p = (char)('0' + value % 10);
    while (value /= 10);
    put(j, p, (size_t)(digits + sizeof digits - p));
}

void gb_json_int(GbJson *j, const char *key, int64_t value) {
    char text[24];
    lead(j, key);
    put(j, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)value));
}

void gb_json_bool(GbJson *j, const char *key, bool value) {
    lead(j, key);
    put(j, value ? "true" : "false", value ? 4 : 5);
}

void gb_json_null(GbJson *j, const char *key) {
    lead(j, key);
    put(j, "null", 4);
}

void gb_json_seconds(GbJson *j, const char *key, int64_t us) {
    char text[GB_TIME_TEXT];
    lead(j, key);
    put(j, text, gb_seconds_text(us, text));
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
    char text[GB_TIME_TEXT + 2];
    lead(j, key);
    text[0] = '"';
    size_t n = gb_time_text(time_us, text + 1);
    text[n + 1] = '"';
    put(j, text, n + 2);
}
