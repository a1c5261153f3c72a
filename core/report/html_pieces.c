/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_pieces.c - icons, severities, frame numbers and Wireshark filters: the small things that
 * stand all over the page and must look and read the same everywhere. A severity is always an icon
 * of its own shape and a word, never a colour alone.
 */
#include <stdio.h>

#include "report/html_parts.h"

void html_icon(HtmlReport *h, const char *name) {
    html_f(&h->out, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-%s\"/></svg>", name);
}

const char *html_severity_class(GbSeverity s) {
    static const char *const classes[] = {"ok", "note", "warn", "bad"};
    return classes[s <= GB_SEVERITY_ERROR ? s : GB_SEVERITY_ERROR];
}

const char *html_severity_title(GbSeverity s, GbLang lang) {
    static const char *const titles[][GB_N_LANGS] = {
        {"fine", "正常"}, {"note", "提示"}, {"warning", "警告"}, {"error", "错误"}};
    return titles[s <= GB_SEVERITY_ERROR ? s : GB_SEVERITY_ERROR][lang];
}

void html_severity(HtmlReport *h, GbSeverity s) {
    html_f(&h->out, "<span class=\"sev %s\">", html_severity_class(s));
    html_icon(h, html_severity_class(s));
    html_both(&h->out, html_severity_title(s, GB_EN), html_severity_title(s, GB_ZH));
    html_raw(&h->out, "</span>");
}

void html_filter(HtmlReport *h, const char *filter) {
    html_raw(&h->out, "<code class=\"filter\">");
    html_text(&h->out, filter);
    html_raw(&h->out, "</code>");
}

void html_frame(HtmlReport *h, uint64_t frame, uint32_t file) {
    if (frame == 0) {
        html_raw(&h->out, "–");
        return;
    }
    html_f(&h->out, "<span class=\"frame\" data-frame=\"%llu\">#%llu", (unsigned long long)frame,
           (unsigned long long)frame);
    if (file) html_f(&h->out, "<small> (%u)</small>", file + 1);
    html_raw(&h->out, "</span>");
}

void html_verdict(HtmlReport *h, const GbDevice *d) {
    const char *verdict[GB_N_LANGS];
    h->r->verdict(h->r, d, verdict);
    html_both_of(&h->out, verdict);
}

/* Letters, digits, '.' and '-' stay; any other byte becomes _xx, so that no ID breaks out. */
void html_anchor(HtmlOut *o, const char *prefix, const char *id) {
    html_raw(o, prefix);
    for (const unsigned char *p = (const unsigned char *)id; *p; p++) {
        bool stays = (*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z') ||
                     *p == '.' || *p == '-';
        if (stays)
            html_bytes(o, (const char *)p, 1);
        else
            html_f(o, "_%02x", *p);
    }
}

/* Wireshark strings take \\, \" and \xHH; everything else of an ID stands for itself. */
void html_device_filter(HtmlReport *h, const GbDevice *d) {
    char text[512];
    size_t n = (size_t)snprintf(text, sizeof text, "sip contains \"");
    for (const unsigned char *p = (const unsigned char *)d->id; *p && n + 8 < sizeof text; p++) {
        if (*p == '"' || *p == '\\')
            n += (size_t)snprintf(text + n, sizeof text - n, "\\%c", *p);
        else if (*p < 0x20 || *p >= 0x7F)
            n += (size_t)snprintf(text + n, sizeof text - n, "\\x%02x", *p);
        else
            text[n++] = (char)*p;
    }
    snprintf(text + n, sizeof text - n, "\"");
    html_filter(h, text);
}
