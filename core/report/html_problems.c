/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_problems.c - what is wrong, rule by rule, ranked by how many devices it hits and how much it
 * hurts; what the troubled devices have in common; findings that belong to no device.
 */
#include <glib.h>
#include <stdio.h>

#include "report/html_parts.h"

#define EXAMPLES 8

typedef struct Problem {
    GbRule rule;
    uint32_t devices;
    uint64_t count;
    uint64_t weight;
} Problem;

static int heavier(const void *a, const void *b) {
    const Problem *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? 1 : -1;
    if (x->devices != y->devices) return x->devices < y->devices ? 1 : -1;
    return x->rule - y->rule;
}

/* The worst devices that have it: h->worst is walked until enough are found. */
static void write_examples(HtmlReport *h, GbRule rule, uint32_t devices) {
    HtmlOut *o = &h->out;
    unsigned found = 0;
    html_raw(o, "<p class=\"examples\">");
    for (size_t i = 0; i < h->r->n_devices && found < EXAMPLES && i < 20000; i++) {
        const GbDevice *d = h->worst[i];
        for (size_t k = 0; k < d->n_findings; k++) {
            if (d->findings[k].rule != rule) continue;
            html_raw(o, found ? " <a href=\"#" : "<a href=\"#");
            html_anchor(o, "device-", d->id);
            html_raw(o, "\">");
            html_text(o, d->id);
            html_raw(o, "</a> ");
            html_frame(h, d->findings[k].frame, d->findings[k].file);
            found++;
            break;
        }
    }
    if (devices > found) {
        char en[64], zh[64], n[32];
        html_number_text(devices - found, n);
        snprintf(en, sizeof en, " and %s more", n);
        snprintf(zh, sizeof zh, " 等另外 %s 台", n);
        html_both(o, en, zh);
    }
    html_f(o, "</p><p class=\"script-only\"><button type=\"button\" data-rule=\"%s\">",
           gb_rule_info(rule)->id);
    html_both(o, "Show these devices", "显示这些设备");
    html_raw(o, "</button></p>");
}

static void write_problem(HtmlReport *h, const Problem *p, uint32_t most) {
    HtmlOut *o = &h->out;
    const GbRuleInfo *info = gb_rule_info(p->rule);
    html_f(o, "<li class=\"%s\"><details id=\"finding-%s\"><summary><span class=\"what\">",
           html_severity_class(info->severity), info->id);
    html_severity(h, info->severity);
    html_raw(o, "<b>");
    html_both_of(o, info->title);
    html_raw(o, "</b></span><span class=\"many\">");
    if (p->devices) {
        char n[32], en[64], zh[64];
        html_number_text(p->devices, n);
        snprintf(en, sizeof en, "%s %s", n, p->devices == 1 ? "device" : "devices");
        snprintf(zh, sizeof zh, "%s 台设备", n);
        html_both(o, en, zh);
        html_f(o,
               "<svg aria-hidden=\"true\" class=\"share\"><rect width=\"%.2f%%\" height=\"6\" "
               "rx=\"3\"/></svg>",
               (double)p->devices * 100.0 / (double)most);
    } else {
        html_both(o, "the capture", "抓包本身");
    }
    html_raw(o, "</span></summary><div class=\"body\"><p>");
    html_both_of(o, info->why);
    html_raw(o, "</p><p class=\"advice\">");
    html_icon(h, "do");
    html_both_of(o, info->advice);
    html_raw(o, "</p>");
    if (p->devices) write_examples(h, p->rule, p->devices);
    html_f(o, "<p class=\"ref\"><code>%s</code>", info->id);
    if (info->reference[0]) html_f(o, " · %s", info->reference);
    if (info->clause[0]) html_f(o, " · %s", info->clause);
    html_raw(o, "</p></div></details></li>\n");
}

static void write_general(HtmlReport *h) {
    HtmlOut *o = &h->out;
    char text[GB_N_LANGS][1024];
    if (h->r->n_findings == 0) return;
    html_raw(o, "<h3>");
    html_both(o, "About the capture as a whole", "关于整个抓包");
    html_raw(o, "</h3><ul class=\"causes\">");
    for (size_t i = 0; i < h->r->n_findings && i < 100; i++) {
        const GbFinding *f = &h->r->findings[i];
        gb_finding_text(f, GB_EN, text[GB_EN], sizeof text[GB_EN]);
        gb_finding_text(f, GB_ZH, text[GB_ZH], sizeof text[GB_ZH]);
        html_f(o, "<li class=\"%s\">", html_severity_class(gb_rule_info(f->rule)->severity));
        html_icon(h, html_severity_class(gb_rule_info(f->rule)->severity));
        html_raw(o, "<span>");
        html_both(o, text[GB_EN], text[GB_ZH]);
        html_raw(o, "</span> ");
        if (f->frame) html_frame(h, f->frame, f->file);
        html_raw(o, "</li>");
    }
    html_raw(o, "</ul>");
}

static void write_causes(HtmlReport *h) {
    HtmlOut *o = &h->out;
    if (h->r->n_causes == 0) return;
    html_raw(o, "<h3>");
    html_both(o, "What troubled devices have in common", "问题设备的共同点");
    html_raw(o, "</h3><ul class=\"causes\">");
    for (size_t i = 0; i < h->r->n_causes; i++) {
        const GbCause *c = &h->r->causes[i];
        html_f(o, "<li class=\"%s\">", html_severity_class(c->severity));
        html_icon(h, html_severity_class(c->severity));
        html_raw(o, "<span>");
        html_both_of(o, c->text);
        html_raw(o, "</span></li>");
    }
    html_raw(o, "</ul>");
}

void html_problems(HtmlReport *h) {
    HtmlOut *o = &h->out;
    Problem *problems = g_new(Problem, GB_N_RULES);
    size_t n = 0;
    uint32_t most = 1;
    for (unsigned rule = GB_RULE_NONE + 1; rule < GB_N_RULES; rule++) {
        if (h->rule_count[rule] == 0) continue;
        const GbRuleInfo *info = gb_rule_info((GbRule)rule);
        uint64_t devices = h->rule_devices[rule];
        if (devices > most) most = (uint32_t)devices;
        problems[n++] = (Problem){(GbRule)rule, (uint32_t)devices, h->rule_count[rule],
                                  ((uint64_t)info->severity << 56) + devices * (info->rank + 10)};
    }
    qsort(problems, n, sizeof *problems, heavier);
    html_raw(o, "<section id=\"problems\" aria-labelledby=\"h-problems\"><h2 id=\"h-problems\">");
    html_both(o, "What is wrong, and what to do", "问题与处理建议");
    html_raw(o, "</h2>\n<div class=\"columns\"><div>");
    if (n == 0) {
        html_raw(o, "<p class=\"notice ok\">");
        html_icon(h, "ok");
        html_both(o, "Nothing. No rule found fault with any message.",
                  "无。所有消息均未触发任何规则。");
        html_raw(o, "</p>");
    } else {
        html_raw(o, "<ol class=\"problems\">\n");
        for (size_t i = 0; i < n; i++) write_problem(h, &problems[i], most);
        html_raw(o, "</ol>");
    }
    html_raw(o, "</div>");
    if (h->r->n_causes || h->r->n_findings) {
        html_raw(o, "<aside aria-labelledby=\"h-common\"><h2 id=\"h-common\" class=\"vh\">");
        html_both(o, "In common", "共同点");
        html_raw(o, "</h2>");
        write_causes(h);
        write_general(h);
        html_raw(o, "</aside>");
    }
    html_raw(o, "</div></section>\n");
    g_free(problems);
}
