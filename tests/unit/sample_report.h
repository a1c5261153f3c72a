/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sample_report.h - a GbReport made up for tests and for looking at: devices of every fate, with
 * sessions, gaps, findings, ladders of real SIP text, catalogs and Chinese names. With `hostile`,
 * every string a device could send tries to break out of the page. The same arguments give the
 * same report.
 */
#ifndef SAMPLE_REPORT_H
#define SAMPLE_REPORT_H

#include <gb28181/report.h>

typedef struct SampleReport SampleReport;
SampleReport *sample_report_new(size_t n_devices, bool hostile);
void sample_report_free(SampleReport *s);
GbReport *sample_report_get(SampleReport *s); /* may be changed (lang, detail, ...) */

/* What a hostile device calls itself. */
#define SAMPLE_HOSTILE \
    "<script>window.hacked=1</script><img src=x onerror=hacked=1>\"'&\xE2\x80\xAE\x01</style>"

#endif
