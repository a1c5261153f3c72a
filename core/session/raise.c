/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * raise.c - findings: folded by device and rule, with the arguments of the first.
 *
 * What is raised while settling holds for this settle only. Each such change is written down and
 * taken back before feeding goes on or the next settle begins, so that settle may be called any
 * number of times. Text of the message in hand lies in a scratch that the next feed reuses.
 */
#include "engine.h"
#include "rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "body/text_out.h"

#define SCRATCH (64u << 10)

char *gb_scratch(GbAnalysis *a, size_t n) {
    if (!a->scratch) a->scratch = gb_pool_take(a->pool, SCRATCH);
    if (n > SCRATCH - a->scratch_used) return NULL;
    char *piece = a->scratch + a->scratch_used;
    a->scratch_used += n;
    return piece;
}

const char *gb_scratch_format(GbAnalysis *a, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = gb_text_format(text, sizeof text, format, args);
    va_end(args);
    if (n < 0) return "";
    if ((size_t)n >= sizeof text) n = sizeof text - 1;
    return gb_scratch_text(a, gb_slice(text, (size_t)n));
}

const char *gb_scratch_address(GbAnalysis *a, const GbAddress *address) {
    char text[GB_ADDRESS_TEXT];
    size_t n = gb_address_text(address, text, sizeof text);
    return gb_scratch_text(a, gb_slice(text, n));
}

/* UTF-8 as it is, the rest by way of the interned text: it is decoded or mended there. Here texts of
 * the wire enter findings, so passwords in them end here. */
const char *gb_scratch_text(GbAnalysis *a, GbSlice text) {
    char struck[GB_MAX_VALUE];
    if (text.n > 512) text.n = 512;
    if (!gb_is_utf8(text)) return gb_intern(a->strings, text);
    text = gb_strike_secrets(text, struck);
    char *copy = gb_scratch(a, text.n + 1);
    if (!copy) return "";
    if (text.n) memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    return copy;
}

static GbFinding *find(GbFinding *list, uint32_t n, GbRule rule) {
    for (uint32_t i = 0; i < n; i++)
        if (list[i].rule == rule) return &list[i];
    return NULL;
}

const GbFinding *gb_found(const GbAnalysis *a, const Device *d, GbRule rule) {
    return d ? find(d->findings, d->n_findings, rule) : find(a->findings, a->n_findings, rule);
}

static void write_down(GbAnalysis *a, Device *d, GbRule rule, const GbFinding *before) {
    a->undo = gb_pool_grow(a->pool, a->undo, &a->undo_capacity, a->n_undo + 1, sizeof *a->undo,
                           UINT32_MAX);
    a->undo[a->n_undo++] = (Undo){.device = d, .rule = rule, .added = !before,
                                  .before = before ? *before : (GbFinding){0}};
}

void gb_findings_undo(GbAnalysis *a) {
    while (a->n_undo) {
        const Undo *u = &a->undo[--a->n_undo];
        GbFinding *list = u->device ? u->device->findings : a->findings;
        uint32_t *n = u->device ? &u->device->n_findings : &a->n_findings;
        GbFinding *f = find(list, *n, u->rule);
        if (!f) continue;
        if (u->added) {
            memmove(f, f + 1, (size_t)(&list[*n] - (f + 1)) * sizeof *f);
            --*n;
        } else {
            *f = u->before;
        }
    }
}

/* Has the event in hand this rule already, or no room, or is there none? */
static bool event_has(const GbAnalysis *a, GbRule rule) {
    if (a->settling || !a->feeding || a->n_hits >= GB_MAX_EVENT_FINDINGS) return true;
    for (unsigned i = 0; i < a->n_hits; i++)
        if (a->hits[i].rule == rule) return true;
    return false;
}

void gb_raise_event(GbAnalysis *a, GbRule rule, const char *const *args, size_t n_args) {
    if (event_has(a, rule)) return;
    GbRuleHit *hit = &a->hits[a->n_hits++];
    *hit = (GbRuleHit){.rule = rule};
    for (size_t i = 0; i < n_args && !a->options.bare_events; i++)
        hit->args[i] = args[i] ? gb_scratch_text(a, gb_slice_from(args[i])) : NULL;
}

static void fold(GbFinding *f, const GbMoment *at) {
    f->count++;
    if (!at->frame && !at->time_us) return;
    f->last_frame = at->frame;
    f->last_file = at->file;
    f->last_time_us = at->time_us;
}

/* What is told of sessions when they go or at the end comes in no order. */
static bool is_earlier(const GbAnalysis *a, const GbFinding *f, const GbMoment *at) {
    return !a->feeding && at && at->time_us && at->time_us < f->time_us;
}

static void begin_earlier(GbAnalysis *a, GbFinding *f, const GbMoment *at, const char *const *args, size_t n_args) {
    f->count++;
    f->frame = at->frame;
    f->file = at->file;
    f->time_us = at->time_us;
    for (size_t i = 0; i < n_args; i++) f->args[i] = args[i] ? gb_intern(a->strings, gb_slice_from(args[i])) : NULL;
}

bool gb_raise_again(GbAnalysis *a, Device *device, GbRule rule, const GbMoment *at) {
    static const GbMoment nowhere = {0};
    if (a->unjudged) return true;
    if ((a->settled && !a->settling) || (!a->options.bare_events && !event_has(a, rule)))
        return false;
    if (rule == GB_RULE_CAPTURE_LIMIT_REACHED) return false; /* its argument grows */
    GbFinding *f = device ? find(device->findings, device->n_findings, rule)
                          : find(a->findings, a->n_findings, rule);
    if (!f || is_earlier(a, f, at)) return false;
    if (a->settling) write_down(a, device, rule, f);
    gb_raise_event(a, rule, NULL, 0);
    fold(f, at ? at : &nowhere);
    return true;
}

/* One list of all limits that were reached, "devices (262144), nonces (131072)", in both languages:
 * a finding is folded by its rule, and which limit it was must not be lost with the second. */
enum { LIMIT_LIST = 640 };
static void add_limit(char list[LIMIT_LIST], const char *before, const char *what, const char *most) {
    const char *zh = strchr(what, GB_ARG_PARTS), *zh_before = before ? strchr(before, GB_ARG_PARTS) : NULL;
    int n = zh ? (int)(zh - what) : (int)strlen(what), n_before = zh_before ? (int)(zh_before - before) : 0;
    char one[160];
    snprintf(one, sizeof one, "%.*s (%s)", n, what, most);
    if (zh_before && (strstr(before, one) || strlen(before) > LIMIT_LIST - 200))
        snprintf(list, LIMIT_LIST, "%s", before);
    else
        snprintf(list, LIMIT_LIST, "%.*s%s%s%c%s%s%s（%s）", n_before, before ? before : "",
                 zh_before ? ", " : "", one, GB_ARG_PARTS, zh_before ? zh_before + 1 : "",
                 zh_before ? "、" : "", zh ? zh + 1 : what, most);
}

/* Is it about all that is captured, whoever is asked for? */
static bool is_of_capture(GbRule rule) {
    return rule == GB_RULE_REGISTRATION_STORM || rule == GB_RULE_REGISTRATION_TOGETHER ||
           strncmp(gb_rule_info(rule)->id, "capture.", 8) == 0;
}

void gb_raise(GbAnalysis *a, Device *device, GbRule rule, const GbMoment *at,
              const char *const *args, size_t n_args) {
    static const GbMoment nowhere = {0};
    if (rule == GB_RULE_NONE || rule >= GB_N_RULES) return;
    if (a->unjudged) return;
    bool other = a->options.devices && (a->is_aside || !a->feeding);
    if (!device && other && !is_of_capture(rule)) return;
    if (!at) at = &nowhere;
    if (n_args > GB_MAX_FINDING_ARGS) n_args = GB_MAX_FINDING_ARGS;
    if (a->settled && !a->settling) gb_findings_undo(a), a->settled = false;
    char limits[LIMIT_LIST];
    const char *what = NULL, *most = NULL, *one_list = limits;
    if (rule == GB_RULE_CAPTURE_LIMIT_REACHED && n_args == 2 && args[0] && args[1]) {
        what = args[0];
        most = args[1];
        add_limit(limits, NULL, what, most);
        args = &one_list;
        n_args = 1;
    }
    gb_raise_event(a, rule, args, n_args);
    GbFinding **list = device ? &device->findings : &a->findings;
    uint32_t *n = device ? &device->n_findings : &a->n_findings;
    uint32_t *capacity = device ? &device->findings_capacity : &a->findings_capacity;
    uint32_t max = device ? GB_MAX_FINDINGS_PER_DEVICE : GB_N_RULES;
    GbFinding *f = find(*list, *n, rule);
    if (a->settling && (f || *n < max)) write_down(a, device, rule, f);
    if (f) {
        if (!what && is_earlier(a, f, at)) begin_earlier(a, f, at, args, n_args);
        else fold(f, at); /* of limits, which are a list, the first stays the first */
        if (what) add_limit(limits, f->args[0], what, most);
        if (what && strcmp(f->args[0], limits) != 0) f->args[0] = gb_pool_text(a->pool, gb_slice_from(limits));
        return;
    }
    if (*n >= max) {
        if (device && !a->settling) device->pub.n_findings_omitted++;
        return;
    }
    *list = gb_pool_grow(a->pool, *list, capacity, *n + 1, sizeof **list, max);
    f = &(*list)[(*n)++];
    *f = (GbFinding){.rule = rule, .file = at->file, .last_file = at->file, .count = 1,
                     .frame = at->frame, .last_frame = at->frame, .time_us = at->time_us,
                     .last_time_us = at->time_us};
    for (size_t i = 0; i < n_args; i++)
        if (args[i]) f->args[i] = what ? gb_pool_text(a->pool, gb_slice_from(args[i]))
                                           : gb_intern(a->strings, gb_slice_from(args[i]));
}

void gb_raise_more(GbAnalysis *a, Device *device, GbRule rule, uint64_t n) {
    GbFinding *f = device ? find(device->findings, device->n_findings, rule)
                          : find(a->findings, a->n_findings, rule);
    if (f) f->count += n;
}

static int by_rank(const void *x, const void *y) {
    const GbFinding *f = x, *g = y;
    unsigned r = gb_rule_info(f->rule)->rank, q = gb_rule_info(g->rule)->rank;
    if (r != q) return r > q ? -1 : 1;
    if (f->file != g->file) return f->file < g->file ? -1 : 1;
    if (f->frame != g->frame) return f->frame < g->frame ? -1 : 1;
    return f->rule < g->rule ? -1 : f->rule > g->rule;
}

void gb_findings_sort(GbFinding *list, uint32_t n) {
    if (n > 1) qsort(list, n, sizeof *list, by_rank);
}

static const struct {
    const char *what;
    uint64_t max;
} limit_words[LIMIT_N] = {
    [LIMIT_DEVICES] = {BOTH("devices", "设备数"), GB_MAX_DEVICES},
    [LIMIT_TRANSACTIONS] = {BOTH("open transactions", "未结束的事务数"), GB_MAX_TRANSACTIONS},
    [LIMIT_CHALLENGES] = {BOTH("nonces", "nonce 数"), GB_MAX_CHALLENGES},
    [LIMIT_DIALOGS] = {BOTH("dialogs", "对话数"), GB_MAX_DIALOGS},
    [LIMIT_QUERIES] = {BOTH("open queries", "未应答的查询数"), GB_MAX_QUERIES},
    [LIMIT_CATALOG] = {BOTH("catalog items", "目录项数"), GB_MAX_CATALOG_ITEMS_ALL},
    [LIMIT_CATALOG_DEVICE] = {BOTH("catalog items of one device", "单台设备的目录项数"), GB_MAX_CATALOG_ITEMS},
    [LIMIT_EXCHANGES] = {BOTH("exchanges", "交互数"), GB_MAX_EXCHANGES_ALL},
    [LIMIT_EXPLAIN] = {BOTH("passwords tried to explain a mismatch", "为解释密码不符而尝试的密码数"),
                       GB_MAX_EXPLAIN_DIGESTS},
    [LIMIT_SERVERS] = {BOTH("servers", "平台数"), GB_MAX_SERVERS},
    [LIMIT_STRINGS] = {BOTH("different texts", "不同文本数"), GB_MAX_STRINGS},
    [LIMIT_MEMORY] = {BOTH("bytes kept of the capture", "保留的数据字节数"), GB_MAX_MEMORY},
};

void gb_limit_reached(GbAnalysis *a, Limit limit, const GbMoment *at) {
    if (a->limits & 1u << limit) return;
    a->limits |= 1u << limit;
    char most[24];
    snprintf(most, sizeof most, "%llu", (unsigned long long)limit_words[limit].max);
    GB_RAISE(a, NULL, GB_RULE_CAPTURE_LIMIT_REACHED, at, limit_words[limit].what, most);
}

void gb_lists_shortened(GbAnalysis *a, Device *d) {
    bool attempts = false, gaps = false;
    for (uint32_t i = 0; i < d->n_kept_sessions; i++) {
        const GbSession *s = &d->sessions[i]->pub;
        attempts |= s->n_attempts_omitted > 0;
        gaps |= s->keepalives.n_gaps_omitted > 0;
    }
    const struct {
        bool is_full;
        const char *what;
        unsigned max;
    } lists[] = {
        {d->pub.n_sessions_omitted > 0, BOTH("sessions", "会话"), GB_MAX_SESSIONS_PER_DEVICE},
        {attempts, BOTH("attempts of a session", "会话内的注册尝试"), GB_MAX_ATTEMPTS},
        {gaps, BOTH("keepalive gaps of a session", "会话内的心跳中断"), GB_MAX_GAPS},
        {d->pub.n_exchanges_omitted > 0, BOTH("exchanges", "交互"), GB_MAX_EXCHANGES},
        {d->lists_full, BOTH("addresses, servers, user agents", "地址、平台、User-Agent"), GB_MAX_ADDRESSES},
    };
    char list[LIMIT_LIST] = "", before[LIMIT_LIST], most[16];
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (!lists[i].is_full) continue;
        memcpy(before, list, sizeof before);
        snprintf(most, sizeof most, "%u", lists[i].max); /* the scratch may be full by now */
        add_limit(list, *before ? before : NULL, lists[i].what, most);
    }
    if (*list) GB_RAISE(a, d, GB_RULE_CAPTURE_SHORTENED, NULL, list);
}
