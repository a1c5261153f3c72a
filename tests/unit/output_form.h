/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output_form.h - is an output what it claims to be, whatever was captured? Each returns NULL, or
 * what is wrong; *at is where. Used by the fuzzer of whole captures and by the test that pushes
 * hostile text through every field.
 */
#ifndef OUTPUT_FORM_H
#define OUTPUT_FORM_H

#include <stdbool.h>
#include <stddef.h>

typedef struct OutputText {
    char *p;
    size_t n, size;
} OutputText;

/* A GbSink that keeps what it is given, NUL-terminated. data: an OutputText. */
bool output_text_sink(const char *bytes, size_t n, void *data);
void output_text_clear(OutputText *t);

/* UTF-8 without control, bidirectional, invisible characters and noncharacters; line ends, and
 * with `colours` the escape sequences of colours, are fine. */
const char *output_plain_form(const OutputText *t, bool colours, size_t *at);
/* The above, with tabs (of a message in <pre>); only elements and attributes a report has, every attribute quoted, no handler, no
 * style, no address but of the page itself, two scripts. */
const char *output_html_form(const OutputText *t, size_t *at);
/* ASCII controls escaped, one document (`lines`: one a line), no key twice. */
const char *output_json_form(const OutputText *t, bool lines, size_t *at);
/* RFC 4180: as many cells in every row, none that a spreadsheet runs. */
const char *output_csv_form(const OutputText *t, size_t *at);

#endif
