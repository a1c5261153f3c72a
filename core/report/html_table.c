/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_table.c - all devices: the worst 200 as a plain table, for readers without script and for
 * print, and every device as one short array in a JSON island, from which the script draws only the
 * rows on screen. Times in the island are seconds since the capture began; words that repeat
 * (types, user agents, servers) are numbers into lists behind the rows, so that rows can be
 * streamed.
 */
#include <glib.h>
#include <stdio.h>

#include "report/html_parts.h"

#define PLAIN_ROWS 200
#define VERDICTS_IN_ISLAND 2000
#define SPANS_IN_ISLAND 4
#define GAPS_IN_ISLAND 6

static int64_t latest_median(const GbDevice *d) {
    int64_t median = -1;
    for (size_t i = 0; i < d->n_sessions; i++)
        if (d->sessions[i]->keepalives.median_us >= 0) median = d->sessions[i]->keepalives.median_us;
    return median;
}

static void write_keepalives(HtmlReport *h, const GbDevice *d) {
    int64_t median = latest_median(d);
    html_number(&h->out, d->counts.keepalives);
    if (median >= 0) {
        html_raw(&h->out, " <small>× ");
        html_duration(h, median);
        html_raw(&h->out, "</small>");
    }
}

static void write_addresses(HtmlReport *h, const GbDevice *d) {
    char text[GB_ADDRESS_TEXT];
    if (d->n_addresses == 0) return;
    gb_address_text(&d->addresses[0], text, sizeof text);
    html_text(&h->out, text);
    if (d->n_addresses > 1) html_f(&h->out, " <small>+%u</small>", d->n_addresses - 1);
}

static void write_row(HtmlReport *h, size_t i) {
    HtmlOut *o = &h->out;
    const GbDevice *d = h->worst[i];
    unsigned state = html_device_state(d);
    html_f(o, "<tr><td><span class=\"sev %s\">", html_severity_class(d->trouble));
    html_icon(h, html_severity_class(d->trouble));
    html_both(o, html_state_title(state, GB_EN), html_state_title(state, GB_ZH));
    html_raw(o, "</span></td><th scope=\"row\">");
    if (h->level[i] != HTML_LEVEL_ROW) {
        html_raw(o, "<a href=\"#");
        html_anchor(o, "device-", d->id);
        html_raw(o, "\">");
    }
    html_text(o, d->id);
    if (h->level[i] != HTML_LEVEL_ROW) html_raw(o, "</a>");
    if (d->name) {
        html_raw(o, "<span class=\"name\">");
        html_text(o, d->name);
        html_raw(o, "</span>");
    }
    html_raw(o, "</th><td>");
    html_verdict(h, d);
    html_raw(o, "</td><td class=\"n\">");
    write_keepalives(h, d);
    html_raw(o, "</td><td>");
    write_addresses(h, d);
    html_raw(o, "</td></tr>\n");
}

void html_device_table(HtmlReport *h) {
    HtmlOut *o = &h->out;
    size_t n = h->r->n_devices, shown = n < PLAIN_ROWS ? n : PLAIN_ROWS;
    if (n == 0) return;
    html_raw(o, "<section id=\"devices\" aria-labelledby=\"h-devices\"><h2 id=\"h-devices\">");
    html_both(o, "Devices", "设备");
    html_raw(o,
             "</h2>\n<div id=\"table\"></div>\n<div class=\"scroll plain\" tabindex=\"0\" "
             "role=\"region\" aria-labelledby=\"h-devices\">"
             "<table class=\"devices\"><caption>");
    if (shown < n) {
        char en[160], zh[160], a[32];
        html_number_text(n, a);
        snprintf(en, sizeof en,
                 "The worst %zu of %s devices; with script on, all of them can be searched here.",
                 shown, a);
        snprintf(zh, sizeof zh, "共 %s 台设备，此处列出最严重的 %zu 台；启用脚本后可查询全部设备。",
                 a, shown);
        html_both(o, en, zh);
    } else {
        html_both(o, "All devices, the worst first.", "全部设备，按严重程度排列。");
    }
    html_raw(o, "</caption><thead><tr><th scope=\"col\">");
    html_both(o, "State", "状态");
    html_raw(o, "</th><th scope=\"col\">");
    html_both(o, "Device", "设备");
    html_raw(o, "</th><th scope=\"col\">");
    html_both(o, "Verdict", "结论");
    html_raw(o, "</th><th scope=\"col\" class=\"n\">");
    html_both(o, "Keepalives", "心跳");
    html_raw(o, "</th><th scope=\"col\">");
    html_both(o, "Address", "地址");
    html_raw(o, "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < shown; i++) write_row(h, i);
    html_raw(o, "</tbody></table></div></section>\n");
}

/* ---- the island ---------------------------------------------------------------------------- */

/* Text that repeats, by number. The keys are the devices' own strings. */
typedef struct Words {
    GHashTable *index;
    GPtrArray *words;
} Words;

static int word(Words *w, const char *text) {
    gpointer at;
    if (!text) return -1;
    if (g_hash_table_lookup_extended(w->index, text, NULL, &at)) return GPOINTER_TO_INT(at);
    /* So many different words are no words any more; they are left out. */
    if (w->words->len >= 4096) return -1;
    g_hash_table_insert(w->index, (gpointer)text, GINT_TO_POINTER((int)w->words->len));
    g_ptr_array_add(w->words, (gpointer)text);
    return (int)w->words->len - 1;
}

static long long seconds(const HtmlReport *h, int64_t us) {
    return us == 0 ? 0 : (long long)((us - h->first_us) / 1000000);
}

/* [start, length, kind, ...]: registered spans (kind 0), gaps (1), failed registrations (2). */
static void write_spans(HtmlReport *h, const GbDevice *d) {
    HtmlOut *o = &h->out;
    const char *comma = "";
    size_t from = d->n_sessions > SPANS_IN_ISLAND ? d->n_sessions - SPANS_IN_ISLAND : 0, gaps = 0;
    html_raw(o, "[");
    for (size_t i = from; i < d->n_sessions; i++) {
        const GbSession *s = d->sessions[i];
        bool good = s->registered || s->state == GB_SESSION_PRE_CAPTURE;
        int64_t end = s->end.time_us ? s->end.time_us : good ? h->last_us : s->start.time_us;
        html_f(o, "%s%lld,%lld,%d", comma, seconds(h, s->start.time_us),
               (long long)((end - s->start.time_us) / 1000000), good ? 0 : 2);
        comma = ",";
        for (size_t k = 0; k < s->keepalives.n_gaps && gaps < GAPS_IN_ISLAND; k++, gaps++) {
            const GbGap *g = &s->keepalives.gaps[k];
            html_f(o, ",%lld,%lld,1", seconds(h, g->from.time_us),
                   (long long)((g->to.time_us - g->from.time_us) / 1000000));
        }
    }
    html_raw(o, "]");
}

/* An ID of odd characters brings its anchor along, which the script could not make of what it sees.
 */
static void write_id(HtmlOut *o, const char *id) {
    bool plain =
        id[strspn(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-")] == '\0';
    if (!plain) html_raw(o, "[");
    html_json(o, id);
    if (plain) return;
    html_raw(o, ",\"");
    html_anchor(o, "", id);
    html_raw(o, "\"]");
}

/* The order here is the order of COLUMNS in assets/model.mjs. */
static void write_island_row(HtmlReport *h, size_t i, Words *types, Words *types_zh, Words *agents,
                             Words *servers) {
    HtmlOut *o = &h->out;
    const GbDevice *d = h->worst[i];
    int64_t median = latest_median(d);
    char address[GB_ADDRESS_TEXT] = "";
    if (d->n_addresses) gb_address_text(&d->addresses[0], address, sizeof address);
    int type = word(types, gb_device_type(d, GB_EN));
    if (type == (int)types_zh->words->len)
        g_ptr_array_add(types_zh->words, (gpointer)gb_device_type(d, GB_ZH));
    html_raw(o, i ? ",\n[" : "\n[");
    write_id(o, d->id);
    html_raw(o, ",");
    html_json(o, d->name);
    html_f(o, ",%u,%d,%d,", html_device_state(d), (int)d->trouble, type);
    html_json(o, address);
    html_f(o, ",%u,%llu,%lld,%lld,%llu,%lld,%zu,%d,%d,[", d->transports,
           (unsigned long long)d->messages, seconds(h, d->first.time_us),
           seconds(h, d->last.time_us), (unsigned long long)d->counts.keepalives,
           median < 0 ? -1 : (long long)((median + 50000) / 100000), (size_t)d->counts.gaps,
           word(agents, d->n_user_agents ? d->user_agents[0] : NULL),
           word(servers, d->n_servers ? d->servers[0] : NULL));
    for (size_t k = 0; k < d->n_findings && k < 8; k++)
        html_f(o, k ? ",%d" : "%d", (int)d->findings[k].rule);
    html_raw(o, "],");
    write_spans(h, d);
    if (html_is_troubled(d) && i < VERDICTS_IN_ISLAND) {
        const char *verdict[GB_N_LANGS];
        h->r->verdict(h->r, d, verdict);
        html_raw(o, ",");
        html_json(o, verdict[GB_EN]);
        html_raw(o, ",");
        html_json(o, verdict[GB_ZH]);
    }
    html_raw(o, "]");
}

static void words_init(Words *w) {
    w->index = g_hash_table_new(g_str_hash, g_str_equal);
    w->words = g_ptr_array_new();
}

static void words_write(HtmlReport *h, Words *w, const char *key) {
    html_f(&h->out, ",\n\"%s\":[", key);
    for (guint i = 0; i < w->words->len; i++) {
        if (i) html_raw(&h->out, ",");
        html_json(&h->out, g_ptr_array_index(w->words, i));
    }
    html_raw(&h->out, "]");
    g_hash_table_destroy(w->index);
    g_ptr_array_free(w->words, TRUE);
}

static void write_rules(HtmlReport *h) {
    HtmlOut *o = &h->out;
    const char *comma = "";
    html_raw(o, ",\n\"rules\":{");
    for (int rule = GB_RULE_NONE + 1; rule < GB_N_RULES; rule++) {
        const GbRuleInfo *info = gb_rule_info((GbRule)rule);
        if (h->rule_count[rule] == 0) continue;
        html_f(o, "%s\"%d\":[\"%s\",%d,", comma, rule, info->id, (int)info->severity);
        html_json(o, info->title[GB_EN]);
        html_raw(o, ",");
        html_json(o, info->title[GB_ZH]);
        html_raw(o, "]");
        comma = ",";
    }
    html_raw(o, "}");
}

static void write_states(HtmlReport *h) {
    HtmlOut *o = &h->out;
    html_raw(o, ",\n\"states\":[");
    for (unsigned s = 0; s <= GB_N_SESSION_STATES; s++) {
        html_f(o, "%s[\"%s\",\"%s\",", s ? "," : "",
               s == GB_SESSION_OPEN       ? "registered"
               : s == GB_N_SESSION_STATES ? "none"
                                          : gb_session_state_name((GbSessionState)s),
               html_state_class(s));
        html_json(o, html_state_title(s, GB_EN));
        html_raw(o, ",");
        html_json(o, html_state_title(s, GB_ZH));
        html_raw(o, "]");
    }
    html_raw(o, "]");
}

void html_island(HtmlReport *h) {
    HtmlOut *o = &h->out;
    Words types, types_zh, agents, servers;
    words_init(&types);
    words_init(&types_zh);
    words_init(&agents);
    words_init(&servers);
    html_f(o,
           "<script type=\"application/json\" "
           "id=\"data\">{\"v\":1,\"start\":%lld,\"end\":%lld,\"rows\":[",
           (long long)h->first_us, (long long)h->last_us);
    for (size_t i = 0; i < h->r->n_devices; i++)
        write_island_row(h, i, &types, &types_zh, &agents, &servers);
    html_raw(o, "]");
    words_write(h, &types, "types");
    words_write(h, &types_zh, "types_zh");
    words_write(h, &agents, "agents");
    words_write(h, &servers, "servers");
    write_states(h);
    write_rules(h);
    html_raw(o, "}</script>\n");
}
