/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_capture.c - the capture itself: files, what was read per layer, what was left out and why,
 * what was lost, with a frame to look at; and what kinds of messages there were. A tool that says
 * "this device was offline" must say as well what it could not read.
 */
#include <inttypes.h>
#include <stdio.h>

#include "report/html_parts.h"

static void head(HtmlReport *h, const char *const (*titles)[GB_N_LANGS], unsigned n,
                 unsigned first_number) {
    html_raw(&h->out, "<thead><tr>");
    for (unsigned i = 0; i < n; i++) {
        html_raw(&h->out,
                 i >= first_number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        html_both_of(&h->out, titles[i]);
        html_raw(&h->out, "</th>");
    }
    html_raw(&h->out, "</tr></thead><tbody>");
}

static void write_files(HtmlReport *h, const GbCaptureInfo *c) {
    static const char *const titles[][GB_N_LANGS] = {{"File", "文件"},      {"Format", "格式"},
                                                     {"From", "开始"},      {"To", "结束"},
                                                     {"Packets", "数据包"}, {"Bytes", "字节"}};
    HtmlOut *o = &h->out;
    html_raw(o, "<div class=\"scroll\" tabindex=\"0\"><table>");
    head(h, titles, 6, 4);
    for (size_t i = 0; i < c->n_files; i++) {
        const GbCaptureFile *f = &c->files[i];
        html_raw(o, "<tr><th scope=\"row\" class=\"path\">");
        html_text(o, f->name);
        if (f->truncated || f->damaged) {
            html_raw(o, " <span class=\"sev warn\">");
            html_icon(h, "warn");
            if (f->damaged)
                html_both(o, "damaged", "已损坏");
            else
                html_both(o, "cut short", "不完整");
            html_raw(o, "</span> ");
            if (f->damaged && f->damaged_frame) html_frame(h, f->damaged_frame, (uint32_t)i);
        }
        html_raw(o, "</th><td>");
        html_text(o, f->format);
        html_raw(o, " · ");
        html_text(o, f->link_type);
        html_raw(o, "</td><td>");
        html_time(h, f->first_us);
        html_raw(o, "</td><td>");
        html_time(h, f->last_us);
        html_raw(o, "</td><td class=\"n\">");
        html_number(o, f->packets);
        html_raw(o, "</td><td class=\"n\">");
        html_number(o, f->bytes);
        html_raw(o, "</td></tr>");
    }
    html_raw(o, "</tbody></table></div>\n");
}

static const struct {
    GbCaptureLayer layer;
    const char *title[GB_N_LANGS], *hint[GB_N_LANGS];
} layers[] = {
    {GB_LAYER_LOST,
     {"Lost: could not be read", "丢失：无法读取"},
     {"These packets may have carried messages that this report lacks.",
      "这些数据包中可能含有本报告缺失的消息。"}},
    {GB_LAYER_LEFT_OUT,
     {"Left out: no SIP", "未分析：非 SIP"},
     {"Looked at, and why it was not read further.", "已检查，以及未继续解析的原因。"}},
    {GB_LAYER_LINK, {"Links", "链路层"}, {"", ""}},
    {GB_LAYER_TUNNEL, {"Tags and tunnels", "标签与隧道"}, {"", ""}},
    {GB_LAYER_NETWORK, {"Network", "网络层"}, {"", ""}},
    {GB_LAYER_TRANSPORT, {"Transport", "传输层"}, {"", ""}},
};

/* The first frame; of what was lost, all that are kept, so that each can be looked at. */
static void write_places(HtmlReport *h, const GbCaptureCount *k) {
    HtmlOut *o = &h->out;
    if (k->layer != GB_LAYER_LOST || k->n_places < 2) {
        html_frame(h, k->first_frame, k->first_file);
        return;
    }
    for (size_t i = 0; i < k->n_places; i++) {
        if (i) html_raw(o, " ");
        html_frame(h, k->places[i].frame, k->places[i].file);
    }
    if (k->packets > k->n_places) {
        char en[48], zh[48];
        snprintf(en, sizeof en, " and %" PRIu64 " more", k->packets - k->n_places);
        snprintf(zh, sizeof zh, " 等，另有 %" PRIu64 " 处", k->packets - k->n_places);
        html_both(o, en, zh);
    }
}

static void write_layer(HtmlReport *h, const GbCaptureInfo *c, size_t which) {
    static const char *const titles[][GB_N_LANGS] = {
        {"What", "类别"}, {"Frames", "帧"}, {"Packets", "数据包"}, {"Bytes", "字节"}};
    HtmlOut *o = &h->out;
    size_t n = 0;
    for (size_t i = 0; i < c->n_counts; i++) n += c->counts[i].layer == layers[which].layer;
    if (n == 0) return;
    html_f(o, "<div class=\"layer%s\"><h3>", layers[which].layer == GB_LAYER_LOST ? " lost" : "");
    if (layers[which].layer == GB_LAYER_LOST) html_icon(h, "warn");
    html_both_of(o, layers[which].title);
    html_raw(o, "</h3>");
    if (layers[which].hint[GB_EN][0]) {
        html_raw(o, "<p class=\"hint\">");
        html_both_of(o, layers[which].hint);
        html_raw(o, "</p>");
    }
    html_raw(o, "<div class=\"scroll\" tabindex=\"0\"><table>");
    head(h, titles, 4, 2);
    for (size_t i = 0; i < c->n_counts; i++) {
        const GbCaptureCount *k = &c->counts[i];
        if (k->layer != layers[which].layer) continue;
        html_raw(o, "<tr><th scope=\"row\">");
        html_both_of(o, k->title);
        html_raw(o, "</th><td>");
        write_places(h, k);
        html_raw(o, "</td><td class=\"n\">");
        html_number(o, k->packets);
        html_raw(o, "</td><td class=\"n\">");
        html_number(o, k->bytes);
        html_raw(o, "</td></tr>");
    }
    html_raw(o, "</tbody></table></div></div>\n");
}

static void count(HtmlReport *h, const char *en, const char *zh, uint64_t n) {
    html_raw(&h->out, "<tr><th scope=\"row\">");
    html_both(&h->out, en, zh);
    html_raw(&h->out, "</th><td class=\"n\">");
    html_number(&h->out, n);
    html_raw(&h->out, "</td></tr>");
}

static void write_messages(HtmlReport *h) {
    HtmlOut *o = &h->out;
    const GbTotals *t = h->r->totals;
    char text[32];
    html_raw(o, "<div class=\"layer\"><h3>");
    html_both(o, "SIP messages", "SIP 消息");
    html_raw(o, "</h3><div class=\"scroll\" tabindex=\"0\"><table><tbody>");
    count(h, "All", "全部", t->sip_messages);
    for (unsigned m = 0; m < GB_N_METHODS; m++) {
        if (!t->by_method[m]) continue;
        const char *name = m == GB_METHOD_UNKNOWN ? "?" : gb_sip_method_name((GbSipMethod)m);
        count(h, name, name, t->by_method[m]);
    }
    for (unsigned s = 100; s < 700; s++) {
        if (!t->by_status[s]) continue;
        snprintf(text, sizeof text, "%u", s);
        count(h, text, text, t->by_status[s]);
    }
    count(h, "Retransmissions among them", "其中重传", t->retransmissions);
    count(h, "Malformed", "格式错误", t->sip_malformed);
    count(h, "Incomplete", "不完整", t->sip_incomplete);
    count(h, "MANSCDP bodies", "MANSCDP 消息体", t->manscdp_bodies);
    count(h, "MANSCDP bodies not well-formed", "格式不正确的 MANSCDP", t->manscdp_broken);
    html_raw(o, "</tbody></table></div></div>\n");
}

void html_capture(HtmlReport *h) {
    HtmlOut *o = &h->out;
    const GbCaptureInfo *c = h->r->capture;
    html_raw(o, "<section id=\"capture\" aria-labelledby=\"h-capture\"><h2 id=\"h-capture\">");
    html_both(o, "The capture", "抓包文件");
    html_raw(o, "</h2>\n");
    if (c) write_files(h, c);
    html_raw(o, "<div class=\"layers\">");
    for (size_t i = 0; c && i < sizeof layers / sizeof layers[0]; i++) write_layer(h, c, i);
    write_messages(h);
    html_raw(o, "</div></section>\n");
}
