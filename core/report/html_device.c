/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_device.c - the page of one device: its sentence, findings with advice, pictures, sessions,
 * messages, catalog, and what it is. Without script the pages follow each other, closed; with it
 * one is shown at a time, under #device-ID. Each stands in a <noscript>: a browser that runs
 * scripts takes it as one piece of text and builds it when it is asked for (a hundred pages built
 * at once take it a second), one that doesn't sees it as it stands. Devices without a page are
 * counted here and said.
 */
#include <gb28181/device_id.h>
#include <inttypes.h>
#include <stdio.h>

#include "report/html_parts.h"

static void facts(HtmlReport *h, const char *en, const char *zh, const char *const *values,
                  size_t n) {
    if (n == 0) return;
    html_raw(&h->out, "<div><dt>");
    html_both(&h->out, en, zh);
    html_raw(&h->out, "</dt>");
    for (size_t i = 0; i < n; i++) {
        html_raw(&h->out, "<dd>");
        html_text(&h->out, values[i]);
        html_raw(&h->out, "</dd>");
    }
    html_raw(&h->out, "</div>");
}

static void fact(HtmlReport *h, const char *en, const char *zh, const char *value) {
    facts(h, en, zh, &value, value && value[0]);
}

static void address_facts(HtmlReport *h, const GbDevice *d) {
    char texts[GB_MAX_ADDRESSES][GB_ADDRESS_TEXT];
    const char *values[GB_MAX_ADDRESSES];
    size_t n = 0;
    for (; n < d->n_addresses && n < GB_MAX_ADDRESSES; n++) {
        gb_address_text(&d->addresses[n], texts[n], sizeof texts[n]);
        values[n] = texts[n];
    }
    facts(h, "Address", "地址", values, n);
}

static void write_facts(HtmlReport *h, const GbDevice *d) {
    HtmlOut *o = &h->out;
    char text[400], zh_text[400];
    html_raw(o, "<dl class=\"facts\">");
    if (gb_device_id_text(gb_slice_from(d->id), GB_EN, text, sizeof text) &&
        gb_device_id_text(gb_slice_from(d->id), GB_ZH, zh_text, sizeof zh_text)) {
        html_raw(o, "<div><dt>");
        html_both(o, "The ID says", "编码含义");
        html_raw(o, "</dt><dd>");
        html_both(o, text, zh_text);
        html_raw(o, "</dd></div>");
    }
    fact(h, "Manufacturer", "厂商", d->manufacturer);
    fact(h, "Model", "型号", d->model);
    fact(h, "Firmware", "固件", d->firmware);
    fact(h, "X-GB-Ver", "X-GB-Ver", d->gb_version);
    facts(h, "User agent", "User-Agent", d->user_agents, d->n_user_agents);
    facts(h, "Server", "平台", d->servers, d->n_servers);
    address_facts(h, d);
    html_raw(o, "<div><dt>");
    html_both(o, "Transport", "传输");
    html_raw(o, "</dt><dd>");
    for (unsigned t = 0, n = 0; t < GB_N_TRANSPORTS; t++)
        if (d->transports & 1u << t)
            html_f(o, "%s%s", n++ ? ", " : "", gb_transport_name((GbTransport)t));
    html_raw(o, "</dd></div><div><dt>");
    html_both(o, "Messages", "消息数");
    html_raw(o, "</dt><dd>");
    html_number(o, d->messages);
    html_raw(o, "</dd></div><div><dt>");
    html_both(o, "Seen", "出现时间");
    html_raw(o, "</dt><dd>");
    html_time(h, d->first.time_us);
    html_raw(o, " ");
    html_frame(h, d->first.frame, d->first.file);
    html_raw(o, " – ");
    html_time(h, d->last.time_us);
    html_raw(o, " ");
    html_frame(h, d->last.frame, d->last.file);
    html_raw(o, "</dd></div><div class=\"wide\"><dt>");
    html_both(o, "All its traffic in Wireshark", "在 Wireshark 中查看其全部流量");
    html_raw(o, "</dt><dd>");
    html_device_filter(h, d);
    html_raw(o, "</dd></div></dl>\n");
}

static void write_finding(HtmlReport *h, const GbFinding *f) {
    HtmlOut *o = &h->out;
    const GbRuleInfo *info = gb_rule_info(f->rule);
    char text[GB_N_LANGS][2048];
    gb_finding_text(f, GB_EN, text[GB_EN], sizeof text[GB_EN]);
    gb_finding_text(f, GB_ZH, text[GB_ZH], sizeof text[GB_ZH]);
    html_f(o, "<li class=\"%s\"><p class=\"what\">", html_severity_class(info->severity));
    html_severity(h, info->severity);
    html_raw(o, "<b>");
    html_both_of(o, info->title);
    html_raw(o, "</b> ");
    html_frame(h, f->frame, f->file);
    if (f->count > 1 && f->last_frame && f->last_frame != f->frame) {
        html_f(o, " … ");
        html_frame(h, f->last_frame, f->last_file);
        html_f(o, " <small>×%" PRIu32 "</small>", f->count);
    }
    html_raw(o, "</p><p>");
    html_both(o, text[GB_EN], text[GB_ZH]);
    html_raw(o, "</p><p class=\"why\">");
    html_both_of(o, info->why);
    html_raw(o, "</p><p class=\"advice\">");
    html_icon(h, "do");
    html_both_of(o, info->advice);
    html_f(o, "</p><p class=\"ref\"><a href=\"#finding-%s\"><code>%s</code></a>", info->id,
           info->id);
    if (info->reference[0]) html_f(o, " · %s", info->reference);
    if (info->clause[0]) html_f(o, " · %s", info->clause);
    html_raw(o, "</p></li>\n");
}

static void write_findings(HtmlReport *h, const GbDevice *d) {
    HtmlOut *o = &h->out;
    if (d->n_findings == 0) return;
    html_raw(o, "<h3>");
    html_both(o, "Findings", "发现的问题");
    html_raw(o, "</h3><ul class=\"findings\">\n");
    for (size_t i = 0; i < d->n_findings; i++) write_finding(h, &d->findings[i]);
    html_raw(o, "</ul>");
    if (d->n_findings_omitted) {
        html_raw(o, "<p class=\"folded\">");
        html_f(o, "+%u ", d->n_findings_omitted);
        html_both(o, "left out: the analysis keeps so many for one device",
                  "条未列出：超出单台设备的保留上限");
        html_raw(o, "</p>");
    }
}

static void write_exchanges(HtmlReport *h, const GbDevice *d) {
    static const char *const kinds[][GB_N_LANGS] = {
        {"Catalog", "目录"},           {"Records", "录像"},       {"Query", "查询"},
        {"Control", "控制"},           {"Alarm", "报警"},         {"Subscription", "订阅"},
        {"Media session", "媒体会话"}, {"Broadcast", "语音广播"}, {"Other", "其他"}};
    HtmlOut *o = &h->out;
    if (d->n_exchanges == 0) return;
    html_raw(o, "<h3>");
    html_both(o, "Other exchanges", "其他交互");
    html_raw(o, "</h3><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">");
    html_both(o, "What", "内容");
    html_raw(o, "</th><th scope=\"col\">");
    html_both(o, "From", "开始");
    html_raw(o, "</th><th scope=\"col\">");
    html_both(o, "Took", "用时");
    html_raw(o, "</th><th scope=\"col\">");
    html_both(o, "How it went", "结果");
    html_raw(o, "</th></tr></thead><tbody>");
    for (size_t i = 0; i < d->n_exchanges; i++) {
        const GbExchange *e = &d->exchanges[i];
        html_raw(o, "<tr><th scope=\"row\">");
        html_both_of(o, kinds[e->kind < GB_N_EXCHANGES ? e->kind : GB_EXCHANGE_OTHER]);
        if (e->what) {
            html_raw(o, " <small>");
            html_text(o, e->what);
            html_raw(o, "</small>");
        }
        html_raw(o, "</th><td>");
        html_time(h, e->start.time_us);
        html_raw(o, " ");
        html_frame(h, e->start.frame, e->start.file);
        html_raw(o, "</td><td>");
        if (e->end.frame) html_duration(h, e->end.time_us - e->start.time_us);
        html_raw(o, "</td><td>");
        if (e->complete)
            html_both(o, "complete", "完整");
        else if (e->status >= 400)
            html_both(o, "refused", "被拒绝");
        else if (e->end.frame == 0)
            html_both(o, "not answered", "未应答");
        else
            html_both(o, "incomplete", "不完整");
        if (e->status) html_f(o, " · %u", e->status);
        if (e->expected) html_f(o, " · %" PRIu64 " / %" PRIu64, e->received, e->expected);
        if (e->ssrc) {
            html_raw(o, " · SSRC ");
            html_text(o, e->ssrc);
        }
        html_raw(o, "</td></tr>");
    }
    html_raw(o, "</tbody></table></div>\n");
}

static void write_device(HtmlReport *h, size_t i) {
    HtmlOut *o = &h->out;
    const GbDevice *d = h->worst[i];
    const char *type_en = gb_device_type(d, GB_EN), *type_zh = gb_device_type(d, GB_ZH);
    unsigned state = html_device_state(d);
    html_raw(o, "<noscript id=\"");
    html_anchor(o, "page-", d->id);
    html_f(o, "\"><details class=\"device %s\"><summary>", html_severity_class(d->trouble));
    html_icon(h, html_severity_class(d->trouble));
    html_raw(o, "<b>");
    html_text(o, d->id);
    html_raw(o, "</b> ");
    html_text(o, d->name);
    html_raw(o, "</summary>\n<article id=\"");
    html_anchor(o, "device-", d->id);
    html_raw(o, "\" tabindex=\"-1\"><p class=\"back\"><a href=\"#devices\">← ");
    html_both(o, "All devices", "全部设备");
    html_raw(o, "</a></p><header><p class=\"kicker\">");
    if (type_en) {
        html_both(o, type_en, type_zh ? type_zh : type_en);
        html_raw(o, " · ");
    }
    html_both(o, html_state_title(state, GB_EN), html_state_title(state, GB_ZH));
    html_raw(o, "</p><h2>");
    if (d->name) {
        html_text(o, d->name);
        html_raw(o, " <small class=\"id\">");
        html_text(o, d->id);
        html_raw(o, "</small>");
    } else {
        html_raw(o, "<span class=\"id\">");
        html_text(o, d->id);
        html_raw(o, "</span>");
    }
    html_f(o, "</h2><p class=\"sentence %s\">", html_severity_class(d->trouble));
    html_icon(h, html_severity_class(d->trouble));
    html_raw(o, "<span>");
    html_verdict(h, d);
    html_raw(o, "</span></p></header>\n");
    write_findings(h, d);
    html_device_pictures(h, d);
    html_sessions(h, d);
    html_ladder(h, d, (HtmlLevel)h->level[i]);
    write_exchanges(h, d);
    html_catalog(h, d, (HtmlLevel)h->level[i]);
    html_raw(o, "<h3>");
    html_both(o, "About this device", "设备信息");
    html_raw(o, "</h3>");
    write_facts(h, d);
    html_raw(o, "</article></details></noscript>\n");
}

static void write_folded(HtmlReport *h) {
    HtmlOut *o = &h->out;
    char en[320], zh[320], full[32], cut[32], rows[32];
    if (h->n_levels[HTML_LEVEL_FULL] == h->r->n_devices) return;
    html_number_text(h->n_levels[HTML_LEVEL_FULL], full);
    html_number_text(h->n_levels[HTML_LEVEL_SHORT], cut);
    html_number_text(h->n_levels[HTML_LEVEL_ROW], rows);
    snprintf(
        en, sizeof en,
        "To keep this file small, %s devices stand here in full, %s with the messages that matter, "
        "and %s as a "
        "line of the table. For one of these run gbanalyze with --device ID, or with --detail all.",
        full, cut, rows);
    snprintf(zh, sizeof zh,
             "为控制文件大小，%s 台设备给出全部详情，%s 台仅保留关键消息，%s 台仅在表格中列出。"
             "如需查看，请使用 --device ID 或 --detail all 重新运行 gbanalyze。",
             full, cut, rows);
    html_raw(o, "<p class=\"folded\">");
    html_both(o, en, zh);
    html_raw(o, "</p>");
}

void html_devices(HtmlReport *h) {
    HtmlOut *o = &h->out;
    if (h->r->n_devices == 0) return;
    html_raw(o, "<section id=\"details\" aria-labelledby=\"h-details\"><h2 id=\"h-details\">");
    html_both(o, "Device by device", "逐台设备");
    html_raw(o, "</h2>\n");
    write_folded(h);
    for (size_t i = 0; i < h->r->n_devices; i++)
        if (h->level[i] != HTML_LEVEL_ROW) write_device(h, i);
    html_raw(o, "</section>\n");
}
