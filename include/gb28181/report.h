/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - one model, many writers: HTML, JSON, CSV, NDJSON events and the terminal summary all
 * read the same GbReport, so that they can't disagree. Writers send bytes to a sink and fail only
 * when the sink does. Captured text is hostile: each writer escapes it, and makes control and
 * bidirectional characters visible.
 */
#ifndef GB28181_REPORT_H
#define GB28181_REPORT_H

#include <gb28181/capture_info.h>
#include <gb28181/session.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbDetail { GB_DETAIL_AUTO, GB_DETAIL_ALL, GB_DETAIL_PROBLEMS, GB_DETAIL_NONE } GbDetail;

/* As gb_analysis_verdict. */
typedef struct GbReport GbReport;
typedef void (*GbReportVerdict)(const GbReport *r, const GbDevice *d, const char *verdict[GB_N_LANGS]);

struct GbReport {
    GbAnalysis *analysis;
    GbReportVerdict verdict;          /* each device's */
    const char *generator, *version;  /* "gbanalyze", "0.1.0" */
    const GbCaptureInfo *capture;
    const GbTotals *totals;
    const GbDevice *const *devices;   /* in order of their first message */
    size_t n_devices;
    const GbFinding *findings;        /* not of a device */
    size_t n_findings;
    const GbTimeline *timeline;
    const GbCause *causes;
    size_t n_causes;
    const GbOptions *options;
    GbLang lang;                      /* which language the HTML opens in */
    GbDetail detail;
    bool interrupted;                 /* stopped by a signal: the rest was not read */
};

/* Fills it from a settled analysis; borrows both. */
GB_API void gb_report_init(GbReport *r, GbAnalysis *a, const GbCaptureInfo *capture);

/* Where a writer sends its bytes; false: it could not be written, the writer stops. */
typedef bool (*GbSink)(const char *bytes, size_t n, void *data);

GB_API bool gb_report_write_html(const GbReport *r, GbSink sink, void *data);
GB_API bool gb_report_write_json(const GbReport *r, GbSink sink, void *data);
GB_API bool gb_report_write_csv(const GbReport *r, GbSink sink, void *data);

typedef struct GbSummaryStyle {
    bool colour;
    unsigned width; /* columns of the terminal; 0: 80 */
} GbSummaryStyle;
GB_API bool gb_report_write_summary(const GbReport *r, const GbSummaryStyle *style, GbSink sink,
                                    void *data);

/* One line of --events. */
GB_API bool gb_report_write_event(const GbEvent *e, GbSink sink, void *data);

/* Captured text made safe to look at: control, bidirectional and invisible characters and bytes
 * that are no UTF-8 become marks such as ⟨U+202E⟩. NUL-terminated, cut between characters when it
 * does not fit; n > 0. Returns the length written. */
GB_API size_t gb_visible_text(GbSlice s, char *out, size_t n);
/* Is it printable ASCII alone, which stays as it is? */
GB_API bool gb_is_plain_text(GbSlice s);

/* The worst severity among all findings, for --fail-on. */
GB_API GbSeverity gb_report_worst(const GbReport *r);

#ifdef __cplusplus
}
#endif
#endif
