/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_pictures.c - a device's life as a picture: when it was registered, its keepalives tick by
 * tick, the gaps between them, what failed, and its other exchanges; below it how long it waited
 * between keepalives. Drawn on the time of the whole capture, so that devices can be compared.
 * Positions are percentages; ticks and the plot are one path each in a stretched inner SVG whose
 * strokes keep their width. The tables of sessions say the same in words.
 */
#include <stdio.h>

#include "report/html_parts.h"

#define MAX_TICKS 400

static void lane(HtmlReport *h, int y, const char *en, const char *zh) {
    html_f(&h->out,
           "<text class=\"strip\" x=\"0\" y=\"%d\"><tspan lang=\"en\">%s</tspan><tspan "
           "lang=\"zh\">%s</tspan></text>"
           "<rect class=\"lane\" x=\"0\" y=\"%d\" width=\"100%%\" height=\"16\" rx=\"4\"/>",
           y - 5, en, zh, y);
}

static void span(HtmlReport *h, const char *class, int y, int height, int64_t from, int64_t to) {
    double x = html_percent(h, from), width = html_percent(h, to) - x;
    if (width < 0.25) width = 0.25;
    html_f(&h->out,
           "<rect class=\"%s\" x=\"%.3f%%\" y=\"%d\" width=\"%.3f%%\" height=\"%d\" rx=\"3\"/>",
           class, x, y, width, height);
}

static void mark(HtmlReport *h, const char *class, int y, int64_t at) {
    html_f(&h->out,
           "<svg class=\"mark\" x=\"%.3f%%\" y=\"%d\" overflow=\"visible\"><use href=\"#i-%s\" "
           "class=\"%s\" x=\"-7\" width=\"14\" height=\"14\"/></svg>",
           html_percent(h, at), y, class, class);
}

static void write_registered(HtmlReport *h, const GbDevice *d, int y) {
    lane(h, y, "Registered", "注册");
    for (size_t i = 0; i < d->n_sessions; i++) {
        const GbSession *s = d->sessions[i];
        if (!s->registered && s->state != GB_SESSION_PRE_CAPTURE) continue;
        int64_t from = s->state == GB_SESSION_PRE_CAPTURE ? h->first_us : s->start.time_us;
        span(h, s->state == GB_SESSION_PRE_CAPTURE ? "s-ok before" : "s-ok", y, 16, from,
             s->end.time_us ? s->end.time_us : h->last_us);
    }
    for (size_t i = 0; i < d->n_sessions; i++) {
        const GbSession *s = d->sessions[i];
        for (size_t k = 0; k < s->n_attempts; k++) {
            const GbAttempt *a = &s->attempts[k];
            if (a->status >= 200 && a->status < 300)
                html_f(&h->out,
                       "<rect class=\"edge\" x=\"%.3f%%\" y=\"%d\" width=\"2\" height=\"16\"/>",
                       html_percent(h, a->request.time_us), y);
            else if (a->status >= 400 && a->status != 401 && a->status != 407)
                mark(h, "bad", y + 1, a->request.time_us);
        }
    }
}

static void write_keepalives(HtmlReport *h, const GbDevice *d, int y) {
    HtmlOut *o = &h->out;
    uint64_t count = 0;
    lane(h, y, "Keepalives", "心跳");
    for (size_t i = 0; i < d->n_sessions; i++) count += d->sessions[i]->keepalives.count;
    for (size_t i = 0; i < d->n_sessions && count > MAX_TICKS; i++)
        for (size_t k = 0; k < d->sessions[i]->keepalives.n_runs; k++) {
            const GbKeepaliveRun *run = &d->sessions[i]->keepalives.runs[k];
            span(h, "ticks", y + 3, 10, run->first.time_us, run->last.time_us);
        }
    if (count && count <= MAX_TICKS) {
        html_f(o,
               "<svg x=\"0\" y=\"%d\" width=\"100%%\" height=\"16\" viewBox=\"0 0 10000 16\" "
               "preserveAspectRatio=\"none\"><path class=\"tickmarks\" d=\"",
               y);
        for (size_t i = 0; i < d->n_sessions; i++)
            for (size_t k = 0; k < d->sessions[i]->keepalives.n_runs; k++) {
                const GbKeepaliveRun *run = &d->sessions[i]->keepalives.runs[k];
                for (uint32_t t = 0; t < run->count && t < MAX_TICKS; t++) {
                    int64_t at = run->first.time_us;
                    if (run->count > 1) at += (run->last.time_us - at) / (run->count - 1) * t;
                    html_f(o, "M%.0f 3v10", html_percent(h, at) * 100);
                }
            }
        html_raw(o, "\"/></svg>");
    }
    for (size_t i = 0; i < d->n_sessions; i++)
        for (size_t k = 0; k < d->sessions[i]->keepalives.n_gaps; k++) {
            const GbGap *g = &d->sessions[i]->keepalives.gaps[k];
            span(h, "gap", y, 16, g->from.time_us, g->to.time_us);
            double width = html_percent(h, g->to.time_us) - html_percent(h, g->from.time_us);
            if (width > 4)
                html_f(o, "<text class=\"ingap\" x=\"%.3f%%\" y=\"%d\">−%u</text>",
                       html_percent(h, g->from.time_us) + width / 2, y + 12, g->missed);
        }
    if (d->silent && d->last.time_us) {
        span(h, "gap", y, 16, d->last.time_us, h->last_us);
    }
}

static void write_others(HtmlReport *h, const GbDevice *d, int y) {
    lane(h, y, "Other exchanges", "其他交互");
    for (size_t i = 0; i < d->n_exchanges; i++) {
        const GbExchange *e = &d->exchanges[i];
        bool failed = e->status >= 400 || !e->complete;
        span(h, failed ? "other failed" : "other", y + 3, 10, e->start.time_us,
             e->end.time_us > e->start.time_us ? e->end.time_us : e->start.time_us);
    }
}

static void write_findings(HtmlReport *h, const GbDevice *d, int y) {
    lane(h, y, "Findings", "发现");
    for (size_t i = d->n_findings; i-- > 0;) {
        const GbFinding *f = &d->findings[i];
        if (f->time_us == 0) continue;
        mark(h, html_severity_class(gb_rule_info(f->rule)->severity), y + 1, f->time_us);
    }
}

/* Interval between keepalives over time, from the runs; gaps stand out as high bars. */
static void write_plot(HtmlReport *h, const GbDevice *d) {
    HtmlOut *o = &h->out;
    int64_t most = 0, median = -1;
    size_t points = 0;
    for (size_t i = 0; i < d->n_sessions; i++) {
        const GbKeepalives *k = &d->sessions[i]->keepalives;
        if (k->median_us >= 0) median = k->median_us;
        if (k->max_us > most) most = k->max_us;
        for (size_t r = 0; r < k->n_runs; r++) points += k->runs[r].count > 1;
    }
    if (points == 0 || most <= 0) return;
    int64_t top = most > median * 8 && median > 0 ? median * 8 : most;
    if (top < median * 2) top = median * 2;
    html_raw(o, "<h3>");
    html_both(o, "Seconds between keepalives", "心跳间隔");
    html_f(o,
           "</h3><div class=\"figure\"><svg width=\"100%%\" height=\"112\" class=\"time plot\" "
           "role=\"img\"><title>");
    html_text(o,
              h->r->lang == GB_ZH ? "心跳间隔随时间变化" : "Interval between keepalives over time");
    html_raw(o, "</title>");
    html_axis(h, 90);
    html_raw(o,
             "<line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"90\" y2=\"90\"/>"
             "<svg x=\"0\" y=\"10\" width=\"100%\" height=\"80\" viewBox=\"0 0 10000 100\" "
             "preserveAspectRatio=\"none\">");
    html_raw(o, "<path class=\"gapbar\" d=\"");
    for (size_t i = 0; i < d->n_sessions; i++)
        for (size_t k = 0; k < d->sessions[i]->keepalives.n_gaps; k++) {
            const GbGap *g = &d->sessions[i]->keepalives.gaps[k];
            double value = (double)(g->to.time_us - g->from.time_us) * 100.0 / (double)top;
            if (value > 100) value = 100;
            html_f(o, "M%.0f 100V%.1fH%.0fV100z", html_percent(h, g->from.time_us) * 100,
                   100 - value, html_percent(h, g->to.time_us) * 100);
        }
    html_raw(o, "\"/><path class=\"curve\" d=\"");
    for (size_t i = 0; i < d->n_sessions; i++)
        for (size_t r = 0; r < d->sessions[i]->keepalives.n_runs; r++) {
            const GbKeepaliveRun *run = &d->sessions[i]->keepalives.runs[r];
            if (run->count < 2) continue;
            double value = (double)(run->last.time_us - run->first.time_us) / (run->count - 1) *
                           100.0 / (double)top;
            if (value > 100) value = 100;
            html_f(o, "M%.0f %.1fH%.0f", html_percent(h, run->first.time_us) * 100, 100 - value,
                   html_percent(h, run->last.time_us) * 100);
        }
    html_raw(o, "\"/></svg>");
    if (median > 0) {
        char en[HTML_DURATION_TEXT], zh[HTML_DURATION_TEXT];
        double y = 90 - 80.0 * (double)median / (double)top;
        html_duration_text(median, GB_EN, en);
        html_duration_text(median, GB_ZH, zh);
        html_f(o,
               "<line class=\"expected\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/><text "
               "class=\"strip\" x=\"0\" y=\"%.1f\">"
               "<tspan lang=\"en\">median %s</tspan><tspan lang=\"zh\">中位数 %s</tspan></text>",
               y, y, y - 5, en, zh);
    }
    html_raw(o, "</svg></div>");
}

void html_device_pictures(HtmlReport *h, const GbDevice *d) {
    HtmlOut *o = &h->out;
    int y = 20, step = 42;
    unsigned lanes = 2 + (d->n_exchanges > 0) + (d->n_findings > 0);
    int height = y + step * (int)lanes - 20;
    html_raw(o, "<h3>");
    html_both(o, "Over time", "时间线");
    html_f(o,
           "</h3><div class=\"figure\"><svg width=\"100%%\" height=\"%d\" class=\"time\" "
           "role=\"img\"><title>",
           height + 22);
    const char *verdict[GB_N_LANGS];
    h->r->verdict(h->r, d, verdict);
    html_text(o, verdict[h->r->lang]);
    html_raw(o, "</title>");
    html_axis(h, height);
    write_registered(h, d, y);
    write_keepalives(h, d, y + step);
    if (d->n_exchanges) write_others(h, d, y + 2 * step);
    if (d->n_findings) write_findings(h, d, y + (d->n_exchanges ? 3 : 2) * step);
    html_raw(o, "</svg></div>\n");
    write_plot(h, d);
}
