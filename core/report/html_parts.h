/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_parts.h - how the HTML writers share their work: one HtmlReport, made by html.c, walks
 * through the parts in the order in which the page shows them. Each part is one file, html_*.c.
 */
#ifndef GB28181_REPORT_HTML_PARTS_H
#define GB28181_REPORT_HTML_PARTS_H

#include "report/html_out.h"

/* How much of a device the page holds. */
typedef enum HtmlLevel {
    HTML_LEVEL_ROW,   /* a line of the table */
    HTML_LEVEL_SHORT, /* its page, with the messages that matter */
    HTML_LEVEL_FULL   /* all that was kept */
} HtmlLevel;

typedef struct HtmlReport {
    HtmlOut out;
    const GbReport *r;
    const GbDevice **worst; /* all devices, worst first */
    uint8_t *level;         /* HtmlLevel, in the order of worst */
    size_t n_levels[3];
    size_t n_trouble[4];                     /* devices by GbSeverity of their verdict */
    size_t n_state[GB_N_SESSION_STATES + 1]; /* by html_device_state */
    uint32_t rule_devices[GB_N_RULES];
    uint64_t rule_count[GB_N_RULES];
    uint32_t rule_main[GB_N_RULES]; /* troubled devices whose heaviest finding it is */
    GbSeverity worst_severity;
    int64_t first_us, last_us; /* what the time lines span */
    GbBodyReader *bodies;
    GbCharsetConverter *heads;
    GbSip sip;       /* of the message being shown */
    uint64_t serial; /* for element ids */
} HtmlReport;

/* html_rank.c: sorts the devices, counts, and decides how much of each is shown. */
bool html_rank(HtmlReport *h);
void html_rank_free(HtmlReport *h);
/* Its state as an index: GbSessionState, with PRE_CAPTURE folded into OPEN and silent ones LOST;
 * GB_N_SESSION_STATES without a session. */
unsigned html_device_state(const GbDevice *d);
const char *html_state_title(unsigned state, GbLang lang);
const char *html_state_class(unsigned state); /* "ok", "bad", "warn", "off" */
bool html_is_troubled(const GbDevice *d);     /* warning or error */
GbRule html_main_rule(const GbDevice *d);     /* of its heaviest warning or error */

/* html_time.c */
#define HTML_DURATION_TEXT 48
void html_duration_text(int64_t us, GbLang lang, char out[HTML_DURATION_TEXT]);
void html_duration(HtmlReport *h, int64_t us);
void html_time(HtmlReport *h, int64_t us);       /* <time>, to the second */
void html_time_exact(HtmlReport *h, int64_t us); /* with microseconds */
/* To the millisecond; the date only where it is not that of `before` (0: none). */
void html_clock(HtmlReport *h, int64_t us, int64_t before);
double html_percent(const HtmlReport *h, int64_t us); /* place on a time line, 0..100 */
void html_axis(HtmlReport *h, int y);                 /* tick lines and labels, inside <svg> */

/* html_pieces.c: the small things every part uses. */
void html_icon(HtmlReport *h, const char *name);
void html_severity(HtmlReport *h, GbSeverity s); /* its icon and word */
const char *html_severity_class(GbSeverity s);
const char *html_severity_title(GbSeverity s, GbLang lang);
void html_frame(HtmlReport *h, uint64_t frame, uint32_t file);    /* number and filter to copy */
void html_filter(HtmlReport *h, const char *filter);              /* a display filter to copy */
void html_anchor(HtmlOut *o, const char *prefix, const char *id); /* for id= and href= */
void html_device_filter(HtmlReport *h, const GbDevice *d);
void html_verdict(HtmlReport *h, const GbDevice *d); /* its sentence */

/* The parts. */
void html_overview(HtmlReport *h);
void html_problems(HtmlReport *h);
void html_capture_timeline(HtmlReport *h);
void html_device_table(HtmlReport *h);
void html_island(HtmlReport *h);
void html_devices(HtmlReport *h);
void html_device_pictures(HtmlReport *h, const GbDevice *d);
void html_sessions(HtmlReport *h, const GbDevice *d);
void html_ladder(HtmlReport *h, const GbDevice *d, HtmlLevel level);
void html_digest(HtmlReport *h, const GbLadderEntry *e);
void html_body(HtmlReport *h, GbSlice content_type, GbSlice body);
void html_media(HtmlReport *h, const GbBody *b, GbSlice text); /* text: of b, masked */
void html_subject(HtmlReport *h, GbSlice value);
void html_catalog(HtmlReport *h, const GbDevice *d, HtmlLevel level);
void html_capture(HtmlReport *h);

#endif
