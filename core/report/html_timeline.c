/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_timeline.c - the whole capture on one time line: registrations, keepalives and failures per
 * interval, three strips with a scale each. The shapes are one path a strip in a stretched inner
 * SVG; labels stand outside it in percentages, so that text is never distorted. A table beside it
 * says the same for readers without eyes on it.
 */
#include <stdio.h>

#include "report/html_parts.h"

#define STRIP 44
#define STRIP_STEP 66
#define TOP 18

static uint32_t maximum(const uint32_t *v, size_t n) {
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i] > most) most = v[i];
    return most;
}

static void write_strip(HtmlReport *h, const GbTimeline *t, unsigned at, const char *class,
                        const uint32_t *v, const char *en, const char *zh) {
    HtmlOut *o = &h->out;
    uint32_t most = maximum(v, t->n);
    char n[32];
    int y = TOP + (int)at * STRIP_STEP;
    html_f(o,
           "<line class=\"base\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>"
           "<svg x=\"0\" y=\"%d\" width=\"100%%\" height=\"%d\" viewBox=\"0 0 %zu 100\" "
           "preserveAspectRatio=\"none\">"
           "<path class=\"t-%s\" d=\"",
           y + STRIP, y + STRIP, y, STRIP, t->n, class);
    for (size_t i = 0; i < t->n; i++) {
        if (v[i] == 0) continue;
        double height = 6.0 + 94.0 * v[i] / most;
        html_f(o, "M%zu 100v-%.1fh%sv%.1fz", i, height, t->n > 240 ? "1" : ".86", height);
    }
    html_f(o,
           "\"/></svg><text class=\"strip\" x=\"0\" y=\"%d\"><tspan lang=\"en\">%s</tspan><tspan "
           "lang=\"zh\">%s</tspan></text>"
           "<text class=\"strip max\" x=\"100%%\" y=\"%d\"><tspan lang=\"en\">at most "
           "%s</tspan><tspan lang=\"zh\">最多 %s</tspan></text>",
           y - 5, en, zh, y - 5, html_number_text(most, n), n);
}

static uint64_t sum(const uint32_t *v, size_t from, size_t to) {
    uint64_t all = 0;
    for (size_t i = from; i < to; i++) all += v[i];
    return all;
}

/* At most 24 rows, intervals joined. */
static void write_table(HtmlReport *h, const GbTimeline *t) {
    HtmlOut *o = &h->out;
    size_t join = (t->n + 23) / 24;
    html_raw(o, "<details class=\"numbers\"><summary>");
    html_both(o, "The same in numbers", "以数字显示");
    html_raw(o,
             "</summary><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">");
    html_both(o, "From", "起始时间");
    html_raw(o, "</th><th scope=\"col\" class=\"n\">");
    html_both(o, "Registrations", "注册");
    html_raw(o, "</th><th scope=\"col\" class=\"n\">");
    html_both(o, "Keepalives", "心跳");
    html_raw(o, "</th><th scope=\"col\" class=\"n\">");
    html_both(o, "Failures", "失败");
    html_raw(o, "</th></tr></thead><tbody>");
    for (size_t i = 0; i < t->n; i += join) {
        size_t to = i + join < t->n ? i + join : t->n;
        html_raw(o, "<tr><th scope=\"row\">");
        html_time(h, t->start_us + (int64_t)i * t->step_us);
        const uint32_t *const series[] = {t->registrations, t->keepalives, t->failures};
        for (unsigned k = 0; k < 3; k++) {
            html_raw(o, k ? "</td><td class=\"n\">" : "</th><td class=\"n\">");
            html_number(o, sum(series[k], i, to));
        }
        html_raw(o, "</td></tr>");
    }
    html_raw(o, "</tbody></table></div></details>");
}

void html_capture_timeline(HtmlReport *h) {
    HtmlOut *o = &h->out;
    const GbTimeline *t = h->r->timeline;
    if (!t || t->n < 2 || t->step_us <= 0) return; /* one interval has no course */
    int64_t first = h->first_us, last = h->last_us;
    h->first_us = t->start_us;
    h->last_us = t->start_us + (int64_t)t->n * t->step_us;
    int height = TOP + 3 * STRIP_STEP - (STRIP_STEP - STRIP);
    html_raw(o, "<section id=\"timeline\" aria-labelledby=\"h-timeline\"><h2 id=\"h-timeline\">");
    html_both(o, "The capture over time", "抓包时间线");
    html_raw(o, "</h2><p class=\"hint\">");
    html_both(o, "Counted every", "统计间隔");
    html_raw(o, " ");
    html_duration(h, t->step_us);
    html_raw(o, "<span class=\"script-only\"> · ");
    html_both(o, "drag over it to see only the devices that something happened to then",
              "拖动选择时间段，仅显示该时段内有事件的设备");
    html_raw(o, "</span></p>\n");
    html_f(o,
           "<div class=\"figure brush\" data-start=\"%lld\" data-end=\"%lld\"><svg width=\"100%%\" "
           "height=\"%d\" "
           "role=\"img\" aria-labelledby=\"h-timeline\" class=\"time\">",
           (long long)h->first_us, (long long)h->last_us, height + 22);
    html_axis(h, height);
    write_strip(h, t, 0, "reg", t->registrations, "Registrations granted", "注册成功");
    write_strip(h, t, 1, "alive", t->keepalives, "Keepalives", "心跳");
    write_strip(h, t, 2, "fail", t->failures, "Failures", "失败");
    html_raw(o, "</svg></div>\n");
    write_table(h, t);
    html_raw(o, "</section>\n");
    h->first_us = first;
    h->last_us = last;
}
