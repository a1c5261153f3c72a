/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * causes.c - what the troubled devices have in common: a server, a vendor, a minute, a NAT.
 *
 * Said only when it is striking: at least three devices, at least four fifths of the troubled,
 * and at least twice the share that the healthy ones have of it. Where no device is healthy, a
 * server or a vendor that all share explains nothing; a minute does.
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

enum { BY_SERVER, BY_VENDOR, BY_SOURCE, BY_MINUTE, N_TRAITS };

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

/* When the trouble began; 0: not known. */
static int64_t since(const Device *d) {
    const Session *s = gb_device_latest(d);
    if (!s) return 0;
    if (s->pub.state == GB_SESSION_REJECTED || s->pub.state == GB_SESSION_INCOMPLETE)
        return s->pub.start.time_us;
    if (s->pub.state == GB_SESSION_EXPIRED) return s->pub.end.time_us;
    return d->last_alive.time_us;
}

static void classify(const Device *d, Trait *traits) {
    bool troubled = d->pub.trouble >= GB_SEVERITY_ERROR;
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
    int64_t at = troubled ? since(d) : 0;
    if (at) {
        char minute[16];
        int64_t m = at / GB_MINUTE % 1440;
        g_snprintf(minute, sizeof minute, "%02d:%02d UTC", (int)(m / 60), (int)(m % 60));
        count(&traits[BY_MINUTE], minute, true);
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
                   "%llu/%llu 台异常设备注册到同一服务器 %s%s。"},
    [BY_VENDOR] = {"%llu of %llu troubled devices call themselves %s%s: the same vendor or firmware.",
                   "%llu/%llu 台异常设备的 User-Agent 均为 %s%s：同一厂商或固件。"},
    [BY_SOURCE] = {"%llu of %llu troubled devices come from %s%s: the same NAT or site.",
                   "%llu/%llu 台异常设备来自 %s%s：同一 NAT 或站点。"},
    [BY_MINUTE] = {"%llu of %llu troubled devices failed within the minute from %s%s: look for a power "
                   "failure, a switch, or a restart of the platform.",
                   "%llu/%llu 台异常设备在 %s 起的同一分钟内出现问题%s：请排查断电、交换机故障或平台重启。"},
};

static const char *phrase(GbAnalysis *a, unsigned trait, GbLang lang, const Count *c,
                          uint64_t troubled, uint64_t healthy, const char *value) {
    char share[96] = "";
    if (trait != BY_MINUTE && healthy)
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

void gb_causes(GbAnalysis *a) {
    uint64_t troubled = 0, healthy = 0;
    a->n_causes = 0;
    for (uint32_t i = 0; i < a->n_devices; i++)
        if (a->devices[i]->pub.trouble >= GB_SEVERITY_ERROR)
            troubled++;
        else
            healthy++;
    if (troubled < 3) return;
    Trait traits[N_TRAITS];
    for (unsigned t = 0; t < N_TRAITS; t++)
        traits[t].counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (uint32_t i = 0; i < a->n_devices; i++) classify(a->devices[i], traits);
    for (unsigned t = 0; t < N_TRAITS; t++) {
        Count c = {0, 0};
        const char *value = most(&traits[t], &c);
        bool striking = value && c.troubled >= 3 && c.troubled * 5 >= troubled * 4;
        if (t != BY_MINUTE) /* twice the share of the healthy */
            striking = striking && healthy && c.troubled * healthy >= 2 * c.healthy * troubled;
        if (!striking) continue;
        if (!a->causes) a->causes = gb_pool_take(a->pool, MAX_CAUSES * sizeof *a->causes);
        a->causes[a->n_causes++] = (GbCause){
            .text = {phrase(a, t, GB_EN, &c, troubled, healthy, value),
                     phrase(a, t, GB_ZH, &c, troubled, healthy, value)},
            .devices = c.troubled,
            .severity = GB_SEVERITY_ERROR,
        };
    }
    for (unsigned t = 0; t < N_TRAITS; t++) g_hash_table_destroy(traits[t].counts);
}
