/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_body.c - a message body as people read it: MANSCDP as a tree with the meaning of each value,
 * SDP and MANSRTSP line by line (html_media.c), and the text itself in UTF-8 beside it. What could
 * be a password in clear is struck out in the text as it is in the tree.
 */
#include <glib.h>

#include "report/html_parts.h"
#include "report/struck.h"

#define MAX_ELEMENTS 400

static void write_element(HtmlReport *h, const GbManscdp *m, size_t i) {
    HtmlOut *o = &h->out;
    const GbElement *e = &m->elements[i];
    char en[512], zh[512];
    html_f(o, "<li class=\"d%u\"><span class=\"el\">%s", e->depth < 8 ? e->depth : 8,
           e->is_attribute ? "@" : "");
    html_slice(o, e->name);
    html_raw(o, "</span>");
    if (e->value.p) {
        html_raw(o, " <b>");
        html_masked(o, e->value);
        html_raw(o, "</b>");
    }
    size_t n = e->quirks & GB_ELEMENT_SECRET ? 0 : gb_manscdp_meaning(m, e, GB_EN, en, sizeof en);
    if (n && gb_manscdp_meaning(m, e, GB_ZH, zh, sizeof zh)) {
        html_raw(o, " <i>");
        html_both(o, en, zh);
        html_raw(o, "</i>");
    } else if (e->type && e->type->title[GB_EN] && e->type->title[GB_EN][0]) {
        html_raw(o, " <small>");
        html_both_of(o, e->type->title);
        html_raw(o, "</small>");
    }
    static const struct {
        uint16_t bit;
        const char *text[GB_N_LANGS];
    } quirks[] = {{GB_ELEMENT_UNKNOWN, {"not in the standard", "标准中没有"}},
                  {GB_ELEMENT_BAD_VALUE, {"value not allowed", "取值不合规"}},
                  {GB_ELEMENT_BAD_TYPE, {"not of its type", "类型不符"}},
                  {GB_ELEMENT_TYPO, {"misspelt", "拼写有误"}},
                  {GB_ELEMENT_CASE, {"spelled in other case", "大小写不符"}}};
    for (size_t q = 0; q < sizeof quirks / sizeof quirks[0]; q++) {
        if (!(e->quirks & quirks[q].bit)) continue;
        html_raw(o, " <em>");
        html_both_of(o, quirks[q].text);
        html_raw(o, "</em>");
    }
    html_raw(o, "</li>");
}

static void write_tree(HtmlReport *h, const GbManscdp *m) {
    HtmlOut *o = &h->out;
    char en[256], zh[256];
    html_raw(o, "<div><h4>");
    if (gb_manscdp_summary(m, GB_EN, en, sizeof en) && gb_manscdp_summary(m, GB_ZH, zh, sizeof zh))
        html_both(o, en, zh);
    else
        html_both(o, "Decoded", "解码结果");
    html_raw(o, "</h4>");
    if (m->error[0]) {
        html_raw(o, "<p class=\"outcome warn\">");
        html_icon(h, "warn");
        html_raw(o, "<span>");
        html_both(o, "Not well-formed; read as far as possible.", "XML 格式不正确，已尽量解析。");
        html_f(o, " <small>%u:%u ", m->error_line, m->error_column);
        html_text(o, m->error);
        html_raw(o, "</small></span></p>");
    }
    html_raw(o, "<ul class=\"tree\">");
    for (size_t i = 0; i < m->n_elements && i < MAX_ELEMENTS; i++) write_element(h, m, i);
    if (m->n_elements > MAX_ELEMENTS)
        html_f(o, "<li class=\"folded\">+%zu</li>", m->n_elements - MAX_ELEMENTS);
    html_raw(o, "</ul></div>");
}

void html_body(HtmlReport *h, GbSlice content_type, GbSlice body) {
    HtmlOut *o = &h->out;
    GbBody b;
    if (!h->bodies) return;
    gb_body_read(h->bodies, content_type, body, &b);
    size_t n;
    char *text = gb_struck_body(&b, &n);
    html_raw(o, "<section class=\"bodies\">");
    if (b.kind == GB_BODY_MANSCDP && b.manscdp.n_elements) write_tree(h, &b.manscdp);
    html_media(h, &b, gb_slice(text, n));
    html_raw(o, "<div><h4>");
    html_both(o, "As sent, in UTF-8", "原文（UTF-8）");
    html_raw(o, " <small>");
    html_text(o, gb_charset_name(b.text.charset));
    html_raw(o, "</small></h4><pre tabindex=\"0\">");
    html_pre(o, gb_slice(text, n));
    html_raw(o, "</pre></div></section>");
    g_free(text);
}
