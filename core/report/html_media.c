/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_media.c - what sets up and steers a stream, as people read it: SDP line by line (GB/T
 * 28181-2022 Annex G), playback control (Annex B) and the Subject header (Annex L), each with its
 * meaning. The same tree as for MANSCDP; the raw text stands beside it (html_body.c).
 */
#include <gb28181/device_id.h>

#include "report/html_parts.h"

#define MAX_LINES 200

typedef struct Term {
    const char *name;
    const char *title[GB_N_LANGS];
} Term;

/* The title of `name` among n terms, in any case of letters; NULL when it is not there. */
static const char *const *title_of(const Term *terms, size_t n, GbSlice name) {
    for (size_t i = 0; i < n; i++)
        if (gb_slice_is_case(name, terms[i].name)) return terms[i].title;
    return NULL;
}

static void open_tree(HtmlReport *h, const char *en, const char *zh) {
    html_raw(&h->out, "<div><h4>");
    html_both(&h->out, en, zh);
    html_raw(&h->out, "</h4><ul class=\"tree\">");
}

static void close_tree(HtmlReport *h) {
    html_raw(&h->out, "</ul></div>");
}

/* One line: name, value, its meaning, or else what the name stands for. */
static void leaf(HtmlReport *h, unsigned depth, GbSlice name, GbSlice value, const char *en,
                 const char *zh, const char *const *title) {
    HtmlOut *o = &h->out;
    html_f(o, "<li class=\"d%u\"><span class=\"el\">", depth);
    html_slice(o, name);
    html_raw(o, "</span>");
    if (value.n) {
        html_raw(o, " <b>");
        html_slice(o, value);
        html_raw(o, "</b>");
    }
    if (*en) {
        html_raw(o, " <i>");
        html_both(o, en, zh);
        html_raw(o, "</i>");
    } else if (title) {
        html_raw(o, " <small>");
        html_both_of(o, title);
        html_raw(o, "</small>");
    }
    html_raw(o, "</li>");
}

static GbSlice next_line(GbSlice *text) {
    size_t end = gb_slice_find(*text, '\n');
    GbSlice line = gb_slice_sub(*text, 0, end);
    *text = gb_slice_sub(*text, end + 1, text->n);
    return gb_slice_trim(line);
}

static void write_sdp(HtmlReport *h, const GbSdp *sdp, GbSlice text) {
    static const Term fields[] = {{"v", {"version of SDP", "SDP 版本"}},
                                  {"o", {"origin", "发起者"}},
                                  {"s", {"kind of session", "会话类型"}},
                                  {"i", {"title", "标题"}},
                                  {"u", {"recording asked for", "请求的录像"}},
                                  {"c", {"where to send the media", "媒体地址"}},
                                  {"b", {"bandwidth", "带宽"}},
                                  {"t", {"time span", "起止时间"}},
                                  {"m", {"media", "媒体"}},
                                  {"y", {"SSRC", "SSRC"}},
                                  {"f", {"media parameters", "媒体参数"}}};
    static const Term attributes[] = {{"rtpmap", {"payload type", "负载类型"}},
                                      {"fmtp", {"parameters of a payload type", "负载参数"}},
                                      {"connection", {"TCP connection", "TCP 连接"}},
                                      {"username", {"user name in clear", "明文用户名"}},
                                      {"password", {"password in clear", "明文口令"}}};
    char en[256], zh[256];
    if (!gb_sdp_summary(sdp, GB_EN, en, sizeof en) || !gb_sdp_summary(sdp, GB_ZH, zh, sizeof zh))
        open_tree(h, "Decoded", "解码结果");
    else
        open_tree(h, en, zh);
    unsigned depth = 0;
    for (size_t i = 0; text.n && i < MAX_LINES; i++) {
        GbSlice line = next_line(&text);
        size_t equals = gb_slice_find(line, '=');
        if (!line.n) continue;
        GbSlice name = gb_slice_sub(line, 0, equals);
        GbSlice value = gb_slice_sub(line, equals + 1, line.n);
        const char *const *title = title_of(fields, sizeof fields / sizeof *fields, name);
        if (gb_slice_is(name, "a")) {
            GbSlice key = gb_slice_trim(gb_slice_sub(value, 0, gb_slice_find(value, ':')));
            title = title_of(attributes, sizeof attributes / sizeof *attributes, key);
        }
        size_t n = gb_sdp_line_meaning(line, GB_EN, en, sizeof en);
        if (!n || !gb_sdp_line_meaning(line, GB_ZH, zh, sizeof zh)) *en = *zh = '\0';
        bool session = gb_slice_is(name, "y") || gb_slice_is(name, "f");
        leaf(h, gb_slice_is(name, "m") || session ? 0 : depth, name, value, en, zh, title);
        if (gb_slice_is(name, "m")) depth = 1;
    }
    close_tree(h);
}

static void write_mansrtsp(HtmlReport *h, const GbMansrtsp *r, GbSlice text) {
    static const Term fields[] = {
        {"CSeq", {"number of the command", "命令序号"}},
        {"Scale", {"speed; below 0 backwards", "倍速，负数为倒放"}},
        {"Range", {"seconds from the start of the recording", "相对录像起点的秒数"}},
        {"PauseTime", {"when to pause", "暂停时刻"}}};
    char en[256], zh[256];
    if (!gb_mansrtsp_text(r, GB_EN, en, sizeof en) || !gb_mansrtsp_text(r, GB_ZH, zh, sizeof zh))
        open_tree(h, "Decoded", "解码结果");
    else
        open_tree(h, en, zh);
    leaf(h, 0, next_line(&text), GB_NO_SLICE, "", "", NULL);
    for (size_t i = 0; text.n && i < MAX_LINES; i++) {
        GbSlice line = next_line(&text);
        size_t colon = gb_slice_find(line, ':');
        if (!line.n) continue;
        GbSlice name = gb_slice_trim(gb_slice_sub(line, 0, colon));
        leaf(h, 1, name, gb_slice_trim(gb_slice_sub(line, colon + 1, line.n)), "", "",
             title_of(fields, sizeof fields / sizeof *fields, name));
    }
    close_tree(h);
}

void html_media(HtmlReport *h, const GbBody *b, GbSlice text) {
    if (b->kind == GB_BODY_SDP) write_sdp(h, &b->sdp, text);
    if (b->kind == GB_BODY_MANSRTSP) write_mansrtsp(h, &b->mansrtsp, text);
}

void html_subject(HtmlReport *h, GbSlice value) {
    static const char *const sender[] = {"media sender", "媒体流发送者"},
                             *const receiver[] = {"media receiver", "媒体流接收者"},
                             *const serial[] = {"its stream number", "媒体流序列号"};
    GbSubject s;
    if (!value.p || gb_subject_parse(value, &s) != GB_OK) return;
    const struct {
        const char *const *title;
        GbSlice id, serial;
    } ends[] = {{sender, s.sender, s.sender_seq}, {receiver, s.receiver, s.receiver_seq}};
    char en[256], zh[256];
    html_raw(&h->out, "<section class=\"bodies\">");
    open_tree(h, "Subject: who sends to whom", "Subject：媒体流收发双方");
    for (size_t i = 0; i < 2; i++) {
        if (!ends[i].id.n) continue;
        size_t n = gb_device_id_text(ends[i].id, GB_EN, en, sizeof en);
        if (!n || !gb_device_id_text(ends[i].id, GB_ZH, zh, sizeof zh)) *en = *zh = '\0';
        html_raw(&h->out, "<li class=\"d0\"><span class=\"el\">");
        html_both_of(&h->out, ends[i].title);
        html_raw(&h->out, "</span> <b>");
        html_slice(&h->out, ends[i].id);
        html_raw(&h->out, "</b> <i>");
        html_both(&h->out, en, zh);
        html_raw(&h->out, "</i></li><li class=\"d1\"><span class=\"el\">");
        html_both_of(&h->out, serial);
        html_raw(&h->out, "</span> <b>");
        html_slice(&h->out, ends[i].serial);
        html_raw(&h->out, "</b></li>");
    }
    close_tree(h);
    html_raw(&h->out, "</section>");
}
