/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_time.c - points in time and durations as people read them, and the axis below the pictures.
 * Times are UTC, like everything gbanalyze writes; <time> carries the exact value for the script.
 */
#include <stdio.h>
#include <time.h>

#include "report/html_parts.h"

static void split(int64_t us, struct tm *tm, long *micros) {
    time_t s = (time_t)(us / 1000000);
    *micros = (long)(us % 1000000);
    if (*micros < 0) *micros += 1000000, s--;
    if (!gmtime_r(&s, tm)) memset(tm, 0, sizeof *tm), tm->tm_mday = 1;
}

static void write_time(HtmlReport *h, int64_t us, bool exact) {
    struct tm tm;
    long micros;
    char date[40], clock[40];
    if (us == 0) {
        html_raw(&h->out, "–");
        return;
    }
    split(us, &tm, &micros);
    strftime(date, sizeof date, "%Y-%m-%d", &tm);
    strftime(clock, sizeof clock, "%H:%M:%S", &tm);
    html_f(&h->out, "<time datetime=\"%sT%s.%06ldZ\">%s ", date, clock, micros, date);
    if (exact)
        html_f(&h->out, "%s.%06ld</time>", clock, micros);
    else
        html_f(&h->out, "%s</time>", clock);
}

void html_clock(HtmlReport *h, int64_t us, int64_t before) {
    struct tm tm, other;
    long micros, ignored;
    char text[40];
    split(us, &tm, &micros);
    split(before, &other, &ignored);
    bool same_day = tm.tm_yday == other.tm_yday && tm.tm_year == other.tm_year;
    strftime(text, sizeof text, same_day ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &tm);
    html_f(&h->out, "%s.%03ld", text, micros / 1000);
}

void html_time(HtmlReport *h, int64_t us) {
    write_time(h, us, false);
}

void html_time_exact(HtmlReport *h, int64_t us) {
    write_time(h, us, true);
}

void html_duration_text(int64_t us, GbLang lang, char out[HTML_DURATION_TEXT]) {
    static const char *const units[GB_N_LANGS][6] = {{"d", "h", "min", "s", "ms", "µs"},
                                                     {"天", "小时", "分", "秒", "毫秒", "微秒"}};
    const char *const *u = units[lang];
    if (us < 0) us = 0;
    long long s = us / 1000000;
    if (us < 1000) {
        snprintf(out, HTML_DURATION_TEXT, "%lld %s", (long long)us, u[5]);
    } else if (us < 1000000) {
        snprintf(out, HTML_DURATION_TEXT, us < 10000 ? "%.1f %s" : "%.0f %s", (double)us / 1e3,
                 u[4]);
    } else if (us < 10000000 && us % 1000000) {
        snprintf(out, HTML_DURATION_TEXT, "%.1f %s", (double)us / 1e6, u[3]);
    } else if (s < 120) {
        snprintf(out, HTML_DURATION_TEXT, "%lld %s", s, u[3]);
    } else {
        long long parts[] = {s / 86400, s / 3600 % 24, s / 60 % 60, s % 60};
        int first = parts[0] ? 0 : parts[1] ? 1 : 2;
        int n = snprintf(out, HTML_DURATION_TEXT, "%lld %s", parts[first], u[first]);
        if (parts[first + 1])
            snprintf(out + n, HTML_DURATION_TEXT - (size_t)n, " %lld %s", parts[first + 1],
                     u[first + 1]);
    }
}

void html_duration(HtmlReport *h, int64_t us) {
    char en[HTML_DURATION_TEXT], zh[HTML_DURATION_TEXT];
    html_duration_text(us, GB_EN, en);
    html_duration_text(us, GB_ZH, zh);
    html_both(&h->out, en, zh);
}

double html_percent(const HtmlReport *h, int64_t us) {
    double at = (double)(us - h->first_us) * 100.0 / (double)(h->last_us - h->first_us);
    return at < 0 ? 0 : at > 100 ? 100 : at;
}

/* A step that people count in, so that some five ticks fit. */
static int64_t tick_step(int64_t span_us) {
    static const int steps[] = {1,     2,     5,     10,     15,     30,     60,    120,
                                300,   600,   900,   1800,   3600,   7200,   10800, 14400,
                                21600, 43200, 86400, 172800, 604800, 2592000};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (span_us / 1000000 / steps[i] <= 6) return (int64_t)steps[i] * 1000000;
    return (span_us / 6 / 1000000 + 1) * 1000000;
}

void html_axis(HtmlReport *h, int y) {
    int64_t step = tick_step(h->last_us - h->first_us);
    unsigned i = 0;
    for (int64_t t = (h->first_us / step + 1) * step; t < h->last_us; t += step, i++) {
        double x = html_percent(h, t);
        struct tm tm;
        long micros;
        char label[32];
        split(t, &tm, &micros);
        strftime(label, sizeof label,
                 step >= 86400000000LL ? "%m-%d"
                 : step >= 60000000    ? "%H:%M"
                                       : "%H:%M:%S",
                 &tm);
        html_f(&h->out, "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"%d\"/>", x,
               x, y);
        if (x > 4 && x < 96)
            html_f(&h->out, "<text class=\"tick%s\" x=\"%.2f%%\" y=\"%d\">%s</text>",
                   i % 2 ? " odd" : "", x, y + 15, label);
    }
}
