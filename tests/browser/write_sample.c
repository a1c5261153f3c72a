/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * write_sample.c - writes the report of a sample to standard output, for the browser tests and for
 * looking at: write_sample DEVICES [hostile] [zh] [all|problems|none]
 */
#include <stdio.h>
#include <stdlib.h>

#include "sample_report.h"

static bool to_stdout(const char *bytes, size_t n, void *data) {
    (void)data;
    return fwrite(bytes, 1, n, stdout) == n;
}

int main(int argc, char **argv) {
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 10;
    bool hostile = false;
    for (int i = 2; i < argc; i++) hostile |= strcmp(argv[i], "hostile") == 0;
    SampleReport *s = sample_report_new(n, hostile);
    GbReport *r = sample_report_get(s);
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "zh") == 0) r->lang = GB_ZH;
        if (strcmp(argv[i], "all") == 0) r->detail = GB_DETAIL_ALL;
        if (strcmp(argv[i], "problems") == 0) r->detail = GB_DETAIL_PROBLEMS;
        if (strcmp(argv[i], "none") == 0) r->detail = GB_DETAIL_NONE;
    }
    bool written = gb_report_write_html(r, to_stdout, NULL);
    sample_report_free(s);
    return written ? 0 : 1;
}
