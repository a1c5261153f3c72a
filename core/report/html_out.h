/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_out.h - the pen of the HTML writers: a buffer before the sink, and the few ways in which
 * text may get into the page. html_raw and html_f take our own markup and numbers only; everything
 * captured goes through html_text, html_attr or html_json.
 */
#ifndef GB28181_REPORT_HTML_OUT_H
#define GB28181_REPORT_HTML_OUT_H

#include <gb28181/report.h>

typedef struct HtmlOut {
    GbSink sink;
    void *data;
    bool failed;        /* the sink refused; the rest is dropped */
    uint64_t n_written; /* bytes given so far, buffered ones included */
    size_t used;
    char buffer[1 << 16];
} HtmlOut;

void html_out_init(HtmlOut *o, GbSink sink, void *data);
bool html_flush(HtmlOut *o); /* false when anything could not be written */

void html_bytes(HtmlOut *o, const char *bytes, size_t n);
void html_raw(HtmlOut *o, const char *markup);
void html_f(HtmlOut *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Captured or composed text as content. Broken bytes, control, bidirectional and
 * invisible characters become marks that can be seen, in <span class="cc">. NULL writes nothing. */
void html_text(HtmlOut *o, const char *text);
void html_slice(HtmlOut *o, GbSlice text);
/* The same inside <pre>: tabs and line ends stay (CR LF becomes LF). */
void html_pre(HtmlOut *o, GbSlice text);
/* Like html_pre, with what looks like a secret (gb_mask_secrets) as ***. */
void html_masked(HtmlOut *o, GbSlice text);
/* Inside a quoted attribute: marks stand as text. */
void html_attr(HtmlOut *o, const char *text);
/* A JSON string with its quotes, fit for a <script> element; NULL is null. */
void html_json(HtmlOut *o, const char *text);

/* Our own words in both languages; the page shows one. Escaped too: they may quote captured text.
 */
void html_both(HtmlOut *o, const char *en, const char *zh);
void html_both_of(HtmlOut *o, const char *const text[GB_N_LANGS]);

void html_number(HtmlOut *o, uint64_t n); /* 1,234,567 */
/* "412", "1,234" and the like as text; the buffer takes 32 bytes. */
const char *html_number_text(uint64_t n, char out[32]);

#endif
