/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_rank.c - which devices come first, and how much of each the page holds.
 *
 * Worst first: by how bad the verdict is, then by the rank of the worst finding, then by how many
 * there are, then in order of appearance. With --detail auto a page per device is written while a
 * budget of bytes lasts, the troubled ones first, each at most once at full length; a report of ten
 * devices so holds everything, one of 100,000 holds the worst and a line of the table for the rest.
 * What a page will take is estimated before it is written, so that links can be right.
 */
#include <glib.h>

#include "report/html_parts.h"

/* Ten thousand devices are to stay under 3 MB, a hundred thousand under 30 MB. */
#define DETAIL_BUDGET (2600u << 10)
#define DETAIL_BUDGET_MIN (1000u << 10)
#define DETAIL_BYTES_A_DEVICE 60u /* beyond the first ten thousand */
#define ROW_BYTES 170u
#define HEALTHY_PAGES_IN_FULL 20u

typedef struct Key {
    const GbDevice *device;
    uint32_t trouble, rank;
    size_t n_findings, order;
} Key;

static int compare(const void *a, const void *b) {
    const Key *x = a, *y = b;
    if (x->trouble != y->trouble) return x->trouble < y->trouble ? 1 : -1;
    if (x->rank != y->rank) return x->rank < y->rank ? 1 : -1;
    if (x->n_findings != y->n_findings) return x->n_findings < y->n_findings ? 1 : -1;
    return x->order < y->order ? -1 : x->order > y->order;
}

unsigned html_device_state(const GbDevice *d) {
    if (!d->has_session) return GB_N_SESSION_STATES;
    if (d->state == GB_SESSION_OPEN || d->state == GB_SESSION_PRE_CAPTURE)
        return d->silent ? GB_SESSION_LOST : GB_SESSION_OPEN;
    return d->state;
}

const char *html_state_title(unsigned state, GbLang lang) {
    if (state >= GB_N_SESSION_STATES) return lang == GB_ZH ? "无会话" : "no session";
    return gb_session_state_title((GbSessionState)state, lang);
}

const char *html_state_class(unsigned state) {
    static const char *const classes[] = {
        [GB_SESSION_OPEN] = "ok",        [GB_SESSION_PRE_CAPTURE] = "ok",
        [GB_SESSION_EXPIRED] = "warn",   [GB_SESSION_UNREGISTERED] = "off",
        [GB_SESSION_LOST] = "bad",       [GB_SESSION_REPLACED] = "note",
        [GB_SESSION_REJECTED] = "worse", [GB_SESSION_INCOMPLETE] = "half",
        [GB_N_SESSION_STATES] = "none"};
    return classes[state <= GB_N_SESSION_STATES ? state : GB_N_SESSION_STATES];
}

bool html_is_troubled(const GbDevice *d) {
    return d->trouble >= GB_SEVERITY_WARNING;
}

GbRule html_main_rule(const GbDevice *d) {
    GbRule rule = GB_RULE_NONE;
    for (size_t i = 0; i < d->n_findings; i++) {
        const GbRuleInfo *info = gb_rule_info(d->findings[i].rule), *best = gb_rule_info(rule);
        if (info->severity < GB_SEVERITY_WARNING) continue;
        if (rule == GB_RULE_NONE || info->severity > best->severity ||
            (info->severity == best->severity && info->rank > best->rank))
            rule = d->findings[i].rule;
    }
    return rule;
}

static void count_findings(HtmlReport *h, const GbFinding *findings, size_t n, bool of_device) {
    for (size_t i = 0; i < n; i++) {
        GbRule rule = findings[i].rule;
        if (rule <= GB_RULE_NONE || rule >= GB_N_RULES) continue;
        h->rule_count[rule] += findings[i].count ? findings[i].count : 1;
        if (of_device) h->rule_devices[rule]++;
        GbSeverity severity = gb_rule_info(rule)->severity;
        if (severity > h->worst_severity) h->worst_severity = severity;
    }
}

/* Bytes its page will take, roughly. */
static size_t page_bytes(const GbDevice *d, bool full) {
    size_t n = 6000 + d->n_findings * 900 + d->n_sessions * 1800 + d->n_exchanges * 300;
    size_t messages = full || d->n_ladder < 16 ? d->n_ladder : 16;
    for (size_t i = 0; i < messages; i++) n += 900 + d->ladder[i].bytes.n * 2;
    return n + (full || d->n_catalog < 100 ? d->n_catalog : 100) * 260;
}

static HtmlLevel wanted(const HtmlReport *h, size_t i) {
    const GbDevice *d = h->worst[i];
    switch (h->r->detail) {
        case GB_DETAIL_ALL:
            return HTML_LEVEL_FULL;
        case GB_DETAIL_NONE:
            return HTML_LEVEL_ROW;
        case GB_DETAIL_PROBLEMS:
            return html_is_troubled(d) ? HTML_LEVEL_FULL : HTML_LEVEL_ROW;
        case GB_DETAIL_AUTO:
            break;
    }
    return html_is_troubled(d) || i < HEALTHY_PAGES_IN_FULL ? HTML_LEVEL_FULL : HTML_LEVEL_SHORT;
}

static void plan_details(HtmlReport *h) {
    size_t n = h->r->n_devices, rows = n * ROW_BYTES;
    size_t budget =
        rows < DETAIL_BUDGET - DETAIL_BUDGET_MIN ? DETAIL_BUDGET - rows : DETAIL_BUDGET_MIN;
    if (n > 10000) budget += (n - 10000) * DETAIL_BYTES_A_DEVICE;
    size_t for_full = budget - budget / 3;
    for (size_t i = 0; i < n; i++) {
        HtmlLevel level = wanted(h, i);
        if (h->r->detail == GB_DETAIL_AUTO && level != HTML_LEVEL_ROW) {
            size_t full = page_bytes(h->worst[i], true), cut = page_bytes(h->worst[i], false);
            if (level == HTML_LEVEL_FULL && full > for_full) level = HTML_LEVEL_SHORT;
            size_t cost = level == HTML_LEVEL_FULL ? full : cut;
            if (cost > budget) level = HTML_LEVEL_ROW, cost = 0;
            if (level == HTML_LEVEL_FULL) for_full -= cost;
            budget -= cost;
        }
        h->level[i] = (uint8_t)level;
        h->n_levels[level]++;
    }
}

bool html_rank(HtmlReport *h) {
    const GbReport *r = h->r;
    size_t n = r->n_devices;
    Key *keys = g_new(Key, n ? n : 1);
    h->worst = g_new(const GbDevice *, n ? n : 1);
    h->level = g_new0(uint8_t, n ? n : 1);
    for (size_t i = 0; i < n; i++) {
        const GbDevice *d = r->devices[i];
        uint32_t rank = 0;
        for (size_t k = 0; k < d->n_findings; k++) {
            const GbRuleInfo *info = gb_rule_info(d->findings[k].rule);
            if (info && info->rank > rank) rank = info->rank;
        }
        keys[i] = (Key){d, d->trouble, rank, d->n_findings, i};
        h->n_trouble[d->trouble <= GB_SEVERITY_ERROR ? d->trouble : GB_SEVERITY_ERROR]++;
        h->n_state[html_device_state(d)]++;
        count_findings(h, d->findings, d->n_findings, true);
        if (html_is_troubled(d)) h->rule_main[html_main_rule(d)]++;
    }
    count_findings(h, r->findings, r->n_findings, false);
    qsort(keys, n, sizeof *keys, compare);
    for (size_t i = 0; i < n; i++) h->worst[i] = keys[i].device;
    g_free(keys);
    plan_details(h);
    if (r->totals) h->first_us = r->totals->first_us, h->last_us = r->totals->last_us;
    for (size_t i = 0; r->capture && i < r->capture->n_files; i++) {
        const GbCaptureFile *f = &r->capture->files[i];
        if (f->packets == 0) continue;
        if (!h->first_us || (f->first_us && f->first_us < h->first_us)) h->first_us = f->first_us;
        if (f->last_us > h->last_us) h->last_us = f->last_us;
    }
    if (h->last_us <= h->first_us) h->last_us = h->first_us + 1000000;
    return true;
}

void html_rank_free(HtmlReport *h) {
    g_free(h->worst);
    g_free(h->level);
}
