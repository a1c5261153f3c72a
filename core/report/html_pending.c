/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_pending.c - weak stand-ins for the body stage, which is not built yet, so that the report
 * can be linked and looked at without it. They go when it comes; a strong definition wins.
 */
#include <gb28181/device_id.h>
#include <gb28181/report.h>

#pragma GCC diagnostic ignored "-Wunused-parameter"
#define WEAK __attribute__((weak))

WEAK size_t gb_device_id_text(GbSlice id, GbLang lang, char *out, size_t n) { return 0; }
WEAK GbBodyReader *gb_body_reader_new(void) { return NULL; }
WEAK void gb_body_reader_free(GbBodyReader *r) { }
WEAK void gb_body_read(GbBodyReader *r, GbSlice content_type, GbSlice body, GbBody *out) { memset(out, 0, sizeof *out); }
WEAK const char *gb_charset_name(GbCharset c) { return ""; }
WEAK size_t gb_manscdp_meaning(const GbManscdp *m, const GbElement *e, GbLang lang, char *out, size_t n) { return 0; }
WEAK size_t gb_manscdp_summary(const GbManscdp *m, GbLang lang, char *out, size_t n) { return 0; }
