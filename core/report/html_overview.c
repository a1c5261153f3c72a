/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_overview.c - the first screen: how many devices are fine, which are not and why, in words
 * that need no knowledge of SIP; then health at a glance.
 *
 * A device counts as fine when its verdict is no warning and no error; a note does not spoil it.
 * States are told by colour, pattern and word. The bar is one SVG whose parts are percentages, so
 * that it needs no script and no style attribute.
 */
#include <inttypes.h>
#include <stdio.h>

#include "report/html_parts.h"

/* Errors are problems; warnings alone want attention. */
static void write_headline(HtmlReport *h) {
    bool errors = h->n_trouble[GB_SEVERITY_ERROR] > 0;
    size_t n = h->r->n_devices,
           bad = h->n_trouble[GB_SEVERITY_ERROR] + h->n_trouble[GB_SEVERITY_WARNING];
    char en[200], zh[200], all[32], some[32];
    html_number_text(n, all);
    html_number_text(bad, some);
    if (n == 0) {
        snprintf(en, sizeof en, "No GB/T 28181 device was seen.");
        snprintf(zh, sizeof zh, "未发现 GB/T 28181 设备。");
    } else if (bad == 0) {
        snprintf(en, sizeof en, n == 1 ? "The device is fine." : "All %s devices are fine.", all);
        snprintf(zh, sizeof zh, n == 1 ? "该设备正常。" : "全部 %s 台设备正常。", all);
    } else if (n == 1) {
        snprintf(en, sizeof en, "The device %s.", errors ? "has a problem" : "needs attention");
        snprintf(zh, sizeof zh, "该设备%s。", errors ? "存在问题" : "需要关注");
    } else if (bad == n) {
        snprintf(en, sizeof en, "All %s devices %s.", all,
                 errors ? "have problems" : "need attention");
        snprintf(zh, sizeof zh, "全部 %s 台设备均%s。", all, errors ? "存在问题" : "需要关注");
    } else {
        const char *what = errors     ? bad == 1 ? "has a problem" : "have problems"
                           : bad == 1 ? "needs attention"
                                      : "need attention";
        snprintf(en, sizeof en, "%s of %s devices %s.", some, all, what);
        snprintf(zh, sizeof zh, "%s 台设备中有 %s 台%s。", all, some,
                 errors ? "存在问题" : "需要关注");
    }
    html_f(&h->out, "<h1 id=\"h-verdict\" class=\"%s\">",
           n == 0                            ? "off"
           : h->n_trouble[GB_SEVERITY_ERROR] ? "bad"
           : bad                             ? "warn"
                                             : "ok");
    html_icon(h, n == 0 ? "note" : h->n_trouble[GB_SEVERITY_ERROR] ? "bad" : bad ? "warn" : "ok");
    html_raw(&h->out, "<span>");
    html_both(&h->out, en, zh);
    html_raw(&h->out, "</span></h1>\n");
}

static void write_device_link(HtmlReport *h, const GbDevice *d) {
    html_raw(&h->out, "<a href=\"#");
    html_anchor(&h->out, "device-", d->id);
    html_raw(&h->out, "\">");
    html_text(&h->out, d->name ? d->name : d->id);
    html_raw(&h->out, "</a>");
    html_both(&h->out, ": ", "：");
}

static void write_sentence(HtmlReport *h, const GbDevice *d) {
    html_f(&h->out, "<li class=\"%s\">", html_severity_class(d->trouble));
    write_device_link(h, d);
    html_verdict(h, d);
    html_raw(&h->out, "</li>");
}

/* "23 devices: Wrong password", with what to do. The rule's place in the list of problems is a
 * click away. */
static void write_group(HtmlReport *h, GbRule rule) {
    HtmlOut *o = &h->out;
    const GbRuleInfo *info = gb_rule_info(rule);
    char n[32], en[64], zh[64];
    html_number_text(h->rule_main[rule], n);
    snprintf(en, sizeof en, "%s devices: ", n);
    snprintf(zh, sizeof zh, "%s 台设备：", n);
    html_f(o, "<li class=\"%s\"><b>", html_severity_class(info->severity));
    html_both(o, en, zh);
    html_f(o, "</b><a href=\"#finding-%s\">", info->id);
    html_both_of(o, info->title);
    html_raw(o, "</a><br><span class=\"soft\">");
    html_both_of(o, info->advice);
    html_raw(o, "</span></li>");
}

static const GbDevice *find_device(const HtmlReport *h, GbRule rule) {
    for (size_t i = 0; i < h->r->n_devices && html_is_troubled(h->worst[i]); i++)
        if (html_main_rule(h->worst[i]) == rule) return h->worst[i];
    return NULL;
}

/* Up to four groups of devices with the same heaviest finding, the heaviest first. */
static void write_groups(HtmlReport *h, size_t bad) {
    HtmlOut *o = &h->out;
    bool done[GB_N_RULES] = {false};
    size_t told = 0;
    for (unsigned shown = 0; shown < 4; shown++) {
        unsigned best = 0;
        uint64_t weight = 0;
        for (unsigned rule = 1; rule < GB_N_RULES; rule++) {
            const GbRuleInfo *info = gb_rule_info((GbRule)rule);
            uint64_t w =
                ((uint64_t)info->severity << 48) + (uint64_t)h->rule_main[rule] * (info->rank + 10);
            if (h->rule_main[rule] && !done[rule] && w > weight) best = rule, weight = w;
        }
        if (!best) break;
        done[best] = true;
        told += h->rule_main[best];
        const GbDevice *only = h->rule_main[best] == 1 ? find_device(h, (GbRule)best) : NULL;
        if (only)
            write_sentence(h, only);
        else
            write_group(h, (GbRule)best);
    }
    if (bad > told) {
        char en[160], zh[160], n[32];
        html_number_text(bad - told, n);
        snprintf(en, sizeof en, "and %s more, listed below, the worst first", n);
        snprintf(zh, sizeof zh, "另有 %s 台，见下表，按严重程度排列", n);
        html_raw(o, "<li class=\"more\"><a href=\"#devices\">");
        html_both(o, en, zh);
        html_raw(o, "</a></li>");
    }
}

/* Few troubled devices: their own sentences. Many: what they suffer from, in groups. */
static void write_reasons(HtmlReport *h) {
    HtmlOut *o = &h->out;
    size_t bad = h->n_trouble[GB_SEVERITY_ERROR] + h->n_trouble[GB_SEVERITY_WARNING];
    if (h->r->n_devices < 2) {
        html_raw(o, "<p class=\"lead\">");
        if (h->r->n_devices)
            write_device_link(h, h->worst[0]), html_verdict(h, h->worst[0]);
        else
            html_both(
                o,
                "No device registered or kept alive in this capture. What was left out, and why, "
                "stands under “The capture”.",
                "抓包中没有设备注册或发送心跳。未分析的内容及原因见“抓包文件”。");
        html_raw(o, "</p>\n");
        return;
    }
    if (bad == 0) return;
    html_raw(o, "<ul class=\"verdicts\">");
    if (bad <= 5)
        for (size_t i = 0; i < bad; i++) write_sentence(h, h->worst[i]);
    else
        write_groups(h, bad);
    html_raw(o, "</ul>\n");
}

static void write_capture_paragraph(HtmlReport *h) {
    HtmlOut *o = &h->out;
    const GbReport *r = h->r;
    const GbTotals *t = r->totals;
    uint64_t packets = 0;
    for (size_t i = 0; r->capture && i < r->capture->n_files; i++)
        packets += r->capture->files[i].packets;
    char dur_en[HTML_DURATION_TEXT], dur_zh[HTML_DURATION_TEXT], a[32], b[32], c[32], d[32], k[32];
    html_duration_text(h->last_us - h->first_us, GB_EN, dur_en);
    html_duration_text(h->last_us - h->first_us, GB_ZH, dur_zh);
    html_number_text(packets, a);
    html_number_text(t->sip_messages, b);
    html_number_text(t->registrations, c);
    html_number_text(t->keepalives, d);
    html_number_text(t->registrations_rejected, k);
    char en[400], zh[400];
    snprintf(en, sizeof en,
             "Packets: %s over %s, of them SIP messages: %s. Registrations granted: %s, refused: "
             "%s; keepalives: %s.",
             a, dur_en, b, c, k, d);
    snprintf(
        zh, sizeof zh,
        "共 %s 个数据包，历时 %s，其中 SIP 消息 %s 条：注册成功 %s 次、被拒 %s 次，心跳 %s 次。", a,
        dur_zh, b, c, k, d);
    html_raw(o, "<p class=\"capture-line\">");
    if (r->capture && r->capture->n_files) {
        const char *name = r->capture->files[0].name, *slash = name ? strrchr(name, '/') : NULL;
        html_raw(o, "<b>");
        html_text(o, slash && slash[1] ? slash + 1 : name);
        html_raw(o, "</b>");
        if (r->capture->n_files > 1) {
            snprintf(a, sizeof a, " + %zu", r->capture->n_files - 1);
            html_raw(o, a);
        }
        html_raw(o, " · ");
    }
    if (h->first_us) {
        html_time(h, h->first_us);
        html_raw(o, " UTC · ");
    }
    html_both(o, en, zh);
    html_raw(o, "</p>\n");
    if (r->interrupted) {
        html_raw(o, "<p class=\"notice warn\">");
        html_icon(h, "warn");
        html_both(o,
                  "Stopped before the end of the capture: this is what had been read until then.",
                  "分析被中断，抓包未读完：以下仅为中断前的内容。");
        html_raw(o, "</p>\n");
    }
}

/* In the order in which they stand in the bar: good to bad. */
static const uint8_t bar_order[] = {
    GB_SESSION_OPEN,       GB_SESSION_REPLACED, GB_SESSION_UNREGISTERED, GB_N_SESSION_STATES,
    GB_SESSION_INCOMPLETE, GB_SESSION_EXPIRED,  GB_SESSION_LOST,         GB_SESSION_REJECTED};

static const char *const filter_words[] = {
    [GB_SESSION_OPEN] = "registered",   [GB_SESSION_PRE_CAPTURE] = "registered",
    [GB_SESSION_EXPIRED] = "expired",   [GB_SESSION_UNREGISTERED] = "unregistered",
    [GB_SESSION_LOST] = "lost",         [GB_SESSION_REPLACED] = "replaced",
    [GB_SESSION_REJECTED] = "rejected", [GB_SESSION_INCOMPLETE] = "incomplete",
    [GB_N_SESSION_STATES] = "none"};

static void write_health(HtmlReport *h) {
    HtmlOut *o = &h->out;
    size_t n = h->r->n_devices;
    if (n < 2) return;
    html_raw(o, "<section class=\"health\" aria-labelledby=\"h-health\"><h2 id=\"h-health\">");
    html_both(o, "Devices by state at the end of the capture", "抓包结束时各状态的设备数");
    html_raw(o,
             "</h2>\n<svg class=\"bar\" width=\"100%\" height=\"34\" role=\"img\" "
             "aria-labelledby=\"h-health\">");
    double x = 0;
    for (size_t i = 0; i < sizeof bar_order; i++) {
        size_t count = h->n_state[bar_order[i]];
        if (count == 0) continue;
        double width = (double)count * 100.0 / (double)n;
        html_f(o, "<rect class=\"s-%s\" x=\"%.3f%%\" width=\"%.3f%%\" height=\"34\"/>",
               html_state_class(bar_order[i]), x, width);
        if (bar_order[i] != GB_SESSION_OPEN && bar_order[i] != GB_SESSION_UNREGISTERED)
            html_f(o, "<rect fill=\"url(#p-%s)\" x=\"%.3f%%\" width=\"%.3f%%\" height=\"34\"/>",
                   html_state_class(bar_order[i]), x, width);
        if (x > 0) html_f(o, "<rect class=\"cut\" x=\"%.3f%%\" width=\"2\" height=\"34\"/>", x);
        x += width;
    }
    html_raw(o, "</svg>\n<ul class=\"states\">");
    for (size_t i = 0; i < sizeof bar_order; i++) {
        size_t count = h->n_state[bar_order[i]];
        if (count == 0) continue;
        const char *class = html_state_class(bar_order[i]);
        html_f(o,
               "<li><a href=\"#devices\" data-state=\"%s\"><svg class=\"key\" "
               "aria-hidden=\"true\"><rect class=\"s-%s\" width=\"14\" "
               "height=\"14\" rx=\"3\"/><rect fill=\"url(#p-%s)\" width=\"14\" height=\"14\" "
               "rx=\"3\"/></svg><b>",
               filter_words[bar_order[i]], class, class);
        html_number(o, count);
        html_raw(o, "</b> <span>");
        html_both(o, html_state_title(bar_order[i], GB_EN), html_state_title(bar_order[i], GB_ZH));
        html_f(o, "</span> <small>%.*f %%</small></a></li>", count * 1000 < n * 10 ? 2 : 0,
               (double)count * 100.0 / (double)n);
    }
    html_raw(o, "</ul></section>\n");
}

void html_overview(HtmlReport *h) {
    html_raw(&h->out, "<section id=\"top\" class=\"verdict\" aria-labelledby=\"h-verdict\">\n");
    write_headline(h);
    write_reasons(h);
    write_capture_paragraph(h);
    html_raw(&h->out, "</section>\n");
    write_health(h);
}
