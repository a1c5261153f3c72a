/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html.c - the report as one HTML file: verdict first, then evidence.
 *
 * The file carries everything it needs and asks the network for nothing; a Content-Security-Policy
 * says so to the browser: only the one style sheet and the one script whose SHA-256 stands in it
 * may act, so that captured text could not run even if an escape failed. Everything is readable
 * without script: tables, pictures (inline SVG) and <details> are written here; both languages
 * stand in the page, and a pair of radio buttons with CSS switches between them. The script adds
 * sorting, filtering, pages for devices and the table of all devices, which it draws from a JSON
 * island at the end of the file, since a browser takes minutes for 100,000 rows of HTML.
 */
#include <glib.h>

#include "report/html_assets.h"
#include "report/html_parts.h"

static void write_hash(HtmlOut *o, GbSlice asset) {
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize n = sizeof digest;
    g_checksum_update(sum, (const guchar *)asset.p, (gssize)asset.n);
    g_checksum_get_digest(sum, digest, &n);
    g_checksum_free(sum);
    char *text = g_base64_encode(digest, n);
    html_raw(o, "'sha256-");
    html_raw(o, text);
    html_raw(o, "'");
    g_free(text);
}

static const char *capture_name(const GbReport *r) {
    const char *name = r->capture && r->capture->n_files ? r->capture->files[0].name : NULL;
    const char *slash = name ? strrchr(name, '/') : NULL;
    return slash ? slash + 1 : name ? name : "";
}

static void write_head(HtmlReport *h) {
    HtmlOut *o = &h->out;
    html_f(o,
           "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "img-src data:; base-uri 'none'; form-action 'none'; style-src ",
           h->r->lang == GB_ZH ? "zh" : "en");
    write_hash(o, html_asset_css);
    html_raw(o, "; script-src ");
    write_hash(o, html_asset_js);
    html_raw(
        o,
        "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"");
    html_attr(o, h->r->generator);
    html_raw(o, " ");
    html_attr(o, h->r->version);
    html_raw(o, "\">\n<title>");
    html_text(o, capture_name(h->r));
    html_raw(o, h->r->lang == GB_ZH ? " · GB/T 28181 会话报告" : " · GB/T 28181 session report");
    html_raw(
        o,
        "</title>\n<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/"
        "2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%23135e68'/"
        "%3E%3Cpath d='M7 10v12M13 10v12M25 10v12' stroke='%23fff' stroke-width='3' "
        "stroke-linecap='round'/%3E%3Cpath d='M19 15v2' stroke='%23f2b25c' stroke-width='3' "
        "stroke-linecap='round'/%3E%3C/svg%3E\">\n<style>");
    html_bytes(o, html_asset_css.p, html_asset_css.n);
    html_raw(o, "</style>\n<script>");
    html_bytes(o, html_asset_js.p, html_asset_js.n);
    html_raw(o, "</script>\n</head>\n<body>\n");
}

/* The switches come first, so that CSS alone can act on everything behind them. */
static void write_switches(HtmlReport *h) {
    HtmlOut *o = &h->out;
    html_f(o,
           "<input class=\"switch\" type=\"radio\" name=\"lang\" id=\"lang-en\"%s>"
           "<input class=\"switch\" type=\"radio\" name=\"lang\" id=\"lang-zh\"%s>"
           "<input class=\"switch\" type=\"radio\" name=\"theme\" id=\"theme-auto\" checked>"
           "<input class=\"switch\" type=\"radio\" name=\"theme\" id=\"theme-light\">"
           "<input class=\"switch\" type=\"radio\" name=\"theme\" id=\"theme-dark\">\n",
           h->r->lang == GB_ZH ? "" : " checked", h->r->lang == GB_ZH ? " checked" : "");
}

static void write_header(HtmlReport *h) {
    HtmlOut *o = &h->out;
    html_raw(o, "<div class=\"page\">\n");
    html_bytes(o, html_asset_icons.p, html_asset_icons.n);
    html_raw(o, "<a class=\"skip\" href=\"#main\">");
    html_both(o, "Skip to the report", "跳到报告正文");
    html_raw(o,
             "</a>\n<header class=\"top\"><div class=\"wrap\"><a class=\"brand\" href=\"#top\">");
    html_icon(h, "mark");
    html_raw(o, "<span><b>gbanalyze</b> ");
    html_both(o, "GB/T 28181 session report", "GB/T 28181 会话报告");
    html_raw(
        o, "</span></a>\n<nav aria-labelledby=\"nav-label\"><span id=\"nav-label\" class=\"vh\">");
    html_both(o, "Sections", "章节");
    html_raw(o, "</span><a href=\"#problems\">");
    html_both(o, "Problems", "问题");
    if (h->r->timeline && h->r->timeline->n > 1) {
        html_raw(o, "</a><a href=\"#timeline\">");
        html_both(o, "Time line", "时间线");
    }
    html_raw(o, "</a><a href=\"#devices\">");
    html_both(o, "Devices", "设备");
    html_raw(o, "</a><a href=\"#capture\">");
    html_both(o, "Capture", "抓包");
    html_raw(o,
             "</a></nav>\n<div class=\"settings\"><span class=\"choice\" lang=\"\">"
             "<label for=\"lang-en\">EN</label><label for=\"lang-zh\">中文</label></span>"
             "<span class=\"choice\"><label for=\"theme-auto\">");
    html_icon(h, "auto");
    html_raw(o, "<span class=\"vh\">");
    html_both(o, "Colours as the system", "跟随系统配色");
    html_raw(o, "</span></label><label for=\"theme-light\">");
    html_icon(h, "sun");
    html_raw(o, "<span class=\"vh\">");
    html_both(o, "Light", "浅色");
    html_raw(o, "</span></label><label for=\"theme-dark\">");
    html_icon(h, "moon");
    html_raw(o, "<span class=\"vh\">");
    html_both(o, "Dark", "深色");
    html_raw(o, "</span></label></span></div></div></header>\n<main id=\"main\" class=\"wrap\">\n");
}

static void write_footer(HtmlReport *h) {
    HtmlOut *o = &h->out;
    html_raw(o, "</main>\n<footer class=\"wrap\"><p>");
    html_raw(o, "<span>");
    html_text(o, h->r->generator);
    html_raw(o, " ");
    html_text(o, h->r->version);
    html_raw(o, "</span> · ");
    html_both(o, "Times are UTC. This file holds no password and asks the network for nothing.",
              "时间均为 UTC。本文件不含任何密码，也不访问网络。");
    html_raw(o, "</p></footer>\n</div>\n");
}

bool gb_report_write_html(const GbReport *r, GbSink sink, void *data) {
    HtmlReport *h = g_new0(HtmlReport, 1);
    html_out_init(&h->out, sink, data);
    h->r = r;
    h->bodies = gb_body_reader_new();
    h->heads = gb_charset_new();
    html_rank(h);
    write_head(h);
    write_switches(h);
    write_header(h);
    html_overview(h);
    html_problems(h);
    html_capture_timeline(h);
    html_device_table(h);
    html_devices(h);
    html_capture(h);
    write_footer(h);
    html_island(h);
    html_raw(&h->out, "</body>\n</html>\n");
    bool written = html_flush(&h->out);
    html_rank_free(h);
    gb_body_reader_free(h->bodies);
    gb_charset_free(h->heads);
    g_free(h);
    return written;
}
