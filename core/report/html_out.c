/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_out.c - a buffer before the sink, so that the many small writes of a report cost a copy
 * each. A sink that refuses ends the writing: what follows is dropped, html_flush says so.
 */
#include "report/html_out.h"

#include "body/text_out.h"

#include <stdarg.h>
#include <stdio.h>

void html_out_init(HtmlOut *o, GbSink sink, void *data) {
    o->sink = sink;
    o->data = data;
    o->failed = false;
    o->n_written = 0;
    o->used = 0;
}

bool html_flush(HtmlOut *o) {
    if (!o->failed && o->used && !o->sink(o->buffer, o->used, o->data)) o->failed = true;
    o->used = 0;
    return !o->failed;
}

void html_bytes(HtmlOut *o, const char *bytes, size_t n) {
    o->n_written += n;
    while (n) {
        if (o->used == sizeof o->buffer) html_flush(o);
        size_t part = sizeof o->buffer - o->used < n ? sizeof o->buffer - o->used : n;
        memcpy(o->buffer + o->used, bytes, part);
        o->used += part;
        bytes += part;
        n -= part;
    }
}

void html_raw(HtmlOut *o, const char *markup) {
    html_bytes(o, markup, strlen(markup));
}

void html_f(HtmlOut *o, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = gb_text_format(text, sizeof text, format, args);
    va_end(args);
    if (n > 0) html_bytes(o, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

void html_both(HtmlOut *o, const char *en, const char *zh) {
    html_raw(o, "<span lang=\"en\">");
    html_text(o, en);
    html_raw(o, "</span><span lang=\"zh\">");
    html_text(o, zh);
    html_raw(o, "</span>");
}

void html_both_of(HtmlOut *o, const char *const text[GB_N_LANGS]) {
    html_both(o, text[GB_EN], text[GB_ZH]);
}

const char *html_number_text(uint64_t n, char out[32]) {
    char text[32], *p = text + sizeof text;
    *--p = '\0';
    for (unsigned i = 0; i == 0 || n; i++, n /= 10) {
        if (i && i % 3 == 0) *--p = ',';
        *--p = (char)('0' + n % 10);
    }
    memcpy(out, p, (size_t)(text + sizeof text - p));
    return out;
}

void html_number(HtmlOut *o, uint64_t n) {
    char text[32];
    html_raw(o, html_number_text(n, text));
}
