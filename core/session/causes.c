/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * causes.c - what the troubled devices have in common: a server, a vendor, a minute, a NAT.
 *
 * Said only when it is striking: at least three devices, at least four fifths of the troubled,
 * and at least twice the share that the healthy ones have of it. Where no device is healthy, a
 * server or a vendor that all share explains nothing; a minute does, though only of devices that
 * were there and fell silent, and only in a capture of ten minutes and more: in a short one all
 * that happens happens at the same time.
 */
#include "rules.h"

#include <glib.h>

#define MAX_CAUSES 4

typedef struct Count {
    uint64_t troubled, healthy;
} Count;

typedef struct Trait {
    GHashTable *counts;            /* text -> Count */
} Trait;

enum { BY_SERVER, BY_VENDOR, BY_SOURCE, N_COUNTED, BY_MINUTE = N_COUNTED, N_TRAITS };

static void count(Trait *t, const char *value, bool troubled) {
    if (!value) return;
    Count *c = g_hash_table_lookup(t->counts, value);
    if (!c) {
        c = g_new0(Count, 1);
        g_hash_table_insert(t->counts, g_strdup(value), c);
    }
    if (troubled)
        c->troubled++;
    else
        c->healthy++;
}

/* As the headline counts. */
static bool is_troubled(const Device *d) {
    return d->pub.trouble > GB_SEVERITY_NOTE;
}

/* When a device that was there was gone; 0: it isn't gone, or that is not known. */
static int64_t gone_since(const GbAnalysis *a, const Device *d) {
    const Session *s = gb_device_latest(d);
    if (!s || !is_troubled(d)) return 0;
    if (s->pub.state == GB_SESSION_EXPIRED && !d->pub.silent) return s->pub.end.time_us;
    if (s->pub.state == GB_SESSION_LOST || d->pub.silent) return gb_session_last_alive(s)->time_us;
    if (s->pub.state == GB_SESSION_INCOMPLETE && gb_found(a, d, GB_RULE_REGISTRATION_UNANSWERED))
        return s->pub.start.time_us;
    return 0;
}

static int by_time(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* The minute in which the most devices went: how many, and its begin. 0 when it is not striking. */
static uint64_t worst_minute(const GbAnalysis *a, int64_t *begin) {
    uint64_t most = 0;
    if (a->end_us - a->first_us < 10 * GB_MINUTE) return 0;
    uint32_t n;
    Device **devices = gb_shown(a, &n);
    GArray *times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (uint32_t i = 0; i < n; i++) {
        int64_t at = gone_since(a, devices[i]);
        if (at) g_array_append_val(times, at);
    }
    g_array_sort(times, by_time);
    for (guint first = 0, i = 0; i < times->len; i++) {
        int64_t at = g_array_index(times, int64_t, i);
        while (at - g_array_index(times, int64_t, first) > GB_MINUTE) first++;
        if (i - first + 1 > most) {
            most = i - first + 1;
            *begin = g_array_index(times, int64_t, first);
        }
    }
    bool striking = most >= 3 && most * 5 >= (uint64_t)times->len * 4;
    g_array_free(times, TRUE);
    return striking ? most : 0;
}

static void classify(const Device *d, Trait *traits) {
    bool troubled = is_troubled(d);
    count(&traits[BY_SERVER], d->pub.n_servers ? d->pub.servers[0] : NULL, troubled);
    count(&traits[BY_VENDOR], d->pub.n_user_agents ? d->pub.user_agents[0] : NULL, troubled);
    if (d->pub.n_addresses) {
        char text[GB_ADDRESS_TEXT];
        GbAddress host = d->pub.addresses[0];
        host.port = 0;
        gb_address_text(&host, text, sizeof text);
        char *port = strrchr(text, ':');
        if (port) *port = '\0';
        count(&traits[BY_SOURCE], text, troubled);
    }
}

/* The most common value among the troubled; ties go to the first in order of text. */
static const char *most(Trait *t, Count *out) {
    GHashTableIter it;
    gpointer key, value;
    const char *best = NULL;
    g_hash_table_iter_init(&it, t->counts);
    while (g_hash_table_iter_next(&it, &key, &value)) {
        const Count *c = value;
        if (!best || c->troubled > out->troubled ||
            (c->troubled == out->troubled && strcmp(key, best) < 0))
            best = key, *out = *c;
    }
    return best;
}

static const char *const phrases[N_TRAITS][GB_N_LANGS] = {
    [BY_SERVER] = {"%llu of %llu troubled devices register with the server %s%s.",
                   "%llu/%llu 台异常设备注册到同一平台 %s%s。"},
    [BY_VENDOR] = {"%llu of %llu troubled devices call themselves %s%s: the same vendor or firmware.",
                   "%llu/%llu 台异常设备的 User-Agent 均为 %s%s：同一厂商或固件。"},
    [BY_SOURCE] = {"%llu of %llu troubled devices come from %s%s: the same NAT or site.",
                   "%llu/%llu 台异常设备来自 %s%s：同一 NAT 或站点。"},
    [BY_MINUTE] = {"%llu of %llu troubled devices fell silent within a minute from %s%s on: look for a "
                   "power failure, a switch, or a restart of the platform.",
                   "%llu/%llu 台异常设备自 %s 起的一分钟内先后失联%s：请排查断电、交换机故障或平台重启。"},
};

static const char *phrase(GbAnalysis *a, unsigned trait, GbLang lang, const Count *c,
                          uint64_t troubled, uint64_t healthy, const char *value) {
    char share[96] = "";
    if (trait < N_COUNTED && healthy)
        g_snprintf(share, sizeof share,
                   lang == GB_ZH ? "（其他设备中占 %u%%）" : " (%u %% of the others do)",
                   (unsigned)(c->healthy * 100 / healthy));
    const char *format = phrases[trait][lang];
    char text[512];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    g_snprintf(text, sizeof text, format, (unsigned long long)c->troubled,
               (unsigned long long)troubled, value, share);
#pragma GCC diagnostic pop
    return gb_pool_text(a->pool, gb_slice_from(text));
}

static void add_cause(GbAnalysis *a, unsigned trait, const Count *c, uint64_t troubled, uint64_t healthy,
                      const char *value) {
    if (!a->causes) a->causes = gb_pool_take(a->pool, MAX_CAUSES * sizeof *a->causes);
    a->causes[a->n_causes++] = (GbCause){
        .text = {phrase(a, trait, GB_EN, c, troubled, healthy, value),
                 phrase(a, trait, GB_ZH, c, troubled, healthy, value)},
        .devices = c->troubled,
        .severity = GB_SEVERITY_ERROR,
    };
}

void gb_causes(GbAnalysis *a) {
    uint64_t troubled = 0, healthy = 0;
    uint32_t n;
    Device **devices = gb_shown(a, &n);
    a->n_causes = 0;
    for (uint32_t i = 0; i < n; i++)
        if (is_troubled(devices[i]))
            troubled++;
        else
            healthy++;
    if (troubled < 3) return;
    Trait traits[N_COUNTED];
    for (unsigned t = 0; t < N_COUNTED; t++)
        traits[t].counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (uint32_t i = 0; i < n; i++) classify(devices[i], traits);
    for (unsigned t = 0; t < N_COUNTED; t++) {
        Count c = {0, 0};
        const char *value = most(&traits[t], &c);
        bool striking = value && c.troubled >= 3 && c.troubled * 5 >= troubled * 4;
        /* twice the share of the healthy */
        striking = striking && healthy && c.troubled * healthy >= 2 * c.healthy * troubled;
        if (striking) add_cause(a, t, &c, troubled, healthy, value);
    }
    int64_t begin = 0;
    Count gone = {worst_minute(a, &begin), 0};
    if (gone.troubled) add_cause(a, BY_MINUTE, &gone, troubled, healthy, gb_arg_clock(a, begin));
    for (unsigned t = 0; t < N_COUNTED; t++) g_hash_table_destroy(traits[t].counts);
}
