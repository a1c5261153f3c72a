/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_ladder.c - the messages between a device and its server as a ladder: one arrow a message,
 * retransmissions folded into it, and behind each its headers and its decoded body.
 *
 * On a short page only messages that matter keep their text: those with findings, credentials or a
 * failure, and the first of each title; the others keep their arrow. What could be a password
 * in clear (Basic credentials, a password in a URI) is struck out: write_head.
 */
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>

#include "report/html_parts.h"
#include "report/struck.h"

/* `basic`: it belongs to Basic credentials, which carry the password as they stand. */
static void write_line_of_head(HtmlReport *h, GbSlice sent, bool *basic) {
    HtmlOut *o = &h->out;
    size_t n;
    char *text = gb_struck_text(gb_charset_of_head(h->heads, sent), &n);
    GbSlice line = gb_slice(text, n);
    size_t colon = gb_slice_find(line, ':');
    bool goes_on = line.p[0] == ' ' || line.p[0] == '\t';
    if (!goes_on) *basic = gb_is_basic(line);
    if (goes_on || colon == line.n) {
        if (*basic)
            html_raw(o, " ***\n");
        else
            html_pre(o, line);
    } else {
        html_raw(o, "<b>");
        html_pre(o, gb_slice_sub(line, 0, colon + 1));
        html_raw(o, "</b>");
        if (*basic)
            html_raw(o, " Basic ***\n");
        else
            html_pre(o, gb_slice_sub(line, colon + 1, line.n));
    }
    g_free(text);
}

/* Line by line, in UTF-8: each may be written in a charset of its own. */
static void write_head(HtmlReport *h, GbSlice head) {
    HtmlOut *o = &h->out;
    size_t first = gb_slice_find(head, '\n');
    html_raw(o, "<b class=\"start\">");
    html_masked(o, gb_charset_of_head(h->heads, gb_slice_trim(gb_slice_sub(head, 0, first))));
    html_raw(o, "</b>\n");
    head = gb_slice_sub(head, first + 1, head.n);
    while (head.n && gb_is_blank(head.p[head.n - 1])) head.n--;
    for (bool basic = false; head.n;) {
        GbSlice line = gb_slice_sub(head, 0, gb_slice_find(head, '\n') + 1);
        write_line_of_head(h, line, &basic);
        head = gb_slice_sub(head, line.n, head.n);
    }
}

static void write_message(HtmlReport *h, const GbLadderEntry *e) {
    HtmlOut *o = &h->out;
    GbSip *sip = &h->sip;
    html_raw(o, "<div class=\"message\">");
    if (e->n_findings) {
        html_raw(o, "<ul class=\"hits\">");
        for (unsigned i = 0; i < e->n_findings; i++) {
            const GbRuleInfo *info = gb_rule_info(e->findings[i]);
            if (!info) continue;
            html_f(o, "<li class=\"%s\">", html_severity_class(info->severity));
            html_icon(h, html_severity_class(info->severity));
            html_f(o, "<a href=\"#finding-%s\">", info->id);
            html_both_of(o, info->title);
            html_raw(o, "</a></li>");
        }
        html_raw(o, "</ul>");
    }
    bool parsed = gb_sip_parse_cut(e->bytes, sip) == GB_OK;
    html_raw(o, "<p class=\"ref\">");
    char address[GB_ADDRESS_TEXT];
    gb_address_text(&e->src, address, sizeof address);
    html_text(o, address);
    html_raw(o, " → ");
    gb_address_text(&e->dst, address, sizeof address);
    html_text(o, address);
    html_f(o, " · %s · ", gb_transport_name(e->transport));
    html_time_exact(h, e->when.time_us);
    html_raw(o, " · ");
    char filter[48];
    snprintf(filter, sizeof filter, "frame.number == %" PRIu64, (uint64_t)e->when.frame);
    html_filter(h, filter);
    html_raw(o, "</p><pre class=\"head\" tabindex=\"0\">");
    write_head(h, parsed ? sip->head : e->bytes);
    html_raw(o, "</pre>");
    if (e->auth && parsed) html_digest(h, e);
    if (parsed) html_subject(h, gb_sip_header(sip, GB_HEADER_SUBJECT));
    if (parsed && sip->body.n) html_body(h, gb_sip_header(sip, GB_HEADER_CONTENT_TYPE), sip->body);
    html_raw(o, "</div>");
}

static void write_line(HtmlReport *h, const GbLadderEntry *e, int64_t before) {
    HtmlOut *o = &h->out;
    html_raw(o, "<span class=\"when\">");
    html_clock(h, e->when.time_us, before);
    html_raw(o, "</span>");
    html_frame(h, e->when.frame, e->when.file);
    html_f(o, "<span class=\"arrow %s\"><span class=\"vh\">", e->from_device ? "out" : "in");
    if (e->from_device)
        html_both(o, "device to server:", "设备到平台：");
    else
        html_both(o, "server to device:", "平台到设备：");
    html_f(o, "</span><span class=\"title%s\">",
           e->is_response
               ? e->status >= 400 && e->status != 401 && e->status != 407 ? " fail" : " answer"
               : "");
    html_text(o, e->title);
    if (e->retransmissions) html_f(o, " <span class=\"again\">×%u</span>", e->retransmissions + 1);
    for (unsigned i = 0; i < e->n_findings; i++) {
        const GbRuleInfo *info = gb_rule_info(e->findings[i]);
        if (info && info->severity >= GB_SEVERITY_WARNING) {
            html_f(o, " <span class=\"sev %s\">", html_severity_class(info->severity));
            html_icon(h, html_severity_class(info->severity));
            html_raw(o, "</span>");
            break;
        }
    }
    html_raw(o, "</span></span><span class=\"latency\">");
    if (e->is_response && e->latency_us >= 0) html_duration(h, e->latency_us);
    html_raw(o, "</span>");
}

/* Titles are the analysis' own few words; the first of each is worth its text. */
static bool is_first(const GbDevice *d, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (d->ladder[k].title && d->ladder[i].title &&
            strcmp(d->ladder[k].title, d->ladder[i].title) == 0)
            return false;
    return true;
}

static bool keeps_text(const GbDevice *d, size_t i, HtmlLevel level) {
    const GbLadderEntry *e = &d->ladder[i];
    if (e->bytes.n == 0) return false;
    return level == HTML_LEVEL_FULL || e->n_findings || e->auth || e->status >= 400 ||
           is_first(d, i);
}

static void write_ends(HtmlReport *h, const GbDevice *d) {
    HtmlOut *o = &h->out;
    char address[GB_ADDRESS_TEXT];
    const GbLadderEntry *e = &d->ladder[0];
    html_raw(o, "<div class=\"ends\" aria-hidden=\"true\"><span><b>");
    html_both(o, "Device", "设备");
    html_raw(o, "</b> ");
    gb_address_text(e->from_device ? &e->src : &e->dst, address, sizeof address);
    html_text(o, address);
    html_raw(o, "</span><span><b>");
    html_both(o, "Server", "平台");
    html_raw(o, "</b> ");
    gb_address_text(e->from_device ? &e->dst : &e->src, address, sizeof address);
    html_text(o, address);
    html_raw(o, "</span></div>");
}

void html_ladder(HtmlReport *h, const GbDevice *d, HtmlLevel level) {
    HtmlOut *o = &h->out;
    if (d->n_ladder == 0) return;
    html_raw(o, "<h3>");
    html_both(o, "Messages", "消息梯形图");
    html_f(o, " <small>%u</small></h3><p class=\"hint\">", d->n_ladder + d->n_ladder_omitted);
    html_both(o, "Open a message for its headers and its decoded body.",
              "点击消息查看头域和解码后的消息体。");
    html_raw(o, "</p><div class=\"ladder\">");
    write_ends(h, d);
    html_raw(o, "<ol>");
    size_t texts = 0;
    for (size_t i = 0; i < d->n_ladder; i++) {
        const GbLadderEntry *e = &d->ladder[i];
        if (d->n_ladder_omitted && i == d->n_ladder / 2) {
            html_f(o, "<li class=\"folded\">+%u ", d->n_ladder_omitted);
            html_both(o, "messages in between left out", "条中间消息已省略");
            html_raw(o, "</li>");
        }
        bool text = keeps_text(d, i, level) && (level == HTML_LEVEL_FULL || texts < 16);
        texts += text;
        html_raw(o, text ? "<li><details><summary>" : "<li><div class=\"line\">");
        write_line(h, e, i ? d->ladder[i - 1].when.time_us : 0);
        html_raw(o, text ? "</summary>" : "</div>");
        if (text) write_message(h, e);
        html_raw(o, text ? "</details></li>\n" : "</li>\n");
    }
    html_raw(o, "</ol></div>\n");
}
