/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ladder.c - the messages of a device as its ladder shows them: the first half and the latest, with
 * their bytes as captured.
 *
 * All of it lives under one budget. When it is used up, healthy devices pay first: they lose their
 * bytes, then their ladders; those with something wrong keep theirs as long as there is room. So
 * the 40 broken devices among 100,000 can still be looked at. Entries and bytes come from the
 * system and go back to it: ladders grow and go in every size, and what the pool would keep of each
 * size for the next one came to twice the budget.
 */
#include "engine.h"

#include <glib.h>

#define HALF (GB_MAX_LADDER / 2)

struct LadderRing {
    GbLadderEntry *entries;
    uint32_t capacity, n; /* n: all there were */
    uint32_t start;       /* of the second half */
    uint32_t omitted;     /* before the first that is kept, or for want of room */
    bool dropped;
};

static uint32_t n_kept(const LadderRing *l) {
    return l->dropped ? 0 : l->n < GB_MAX_LADDER ? l->n : GB_MAX_LADDER;
}

static bool is_troubled(const Device *d) {
    if (d->was_refused || d->last_keepalive_refused.frame) return true;
    for (uint32_t i = 0; i < d->n_findings; i++)
        if (gb_rule_info(d->findings[i].rule)->severity >= GB_SEVERITY_WARNING) return true;
    return false;
}

static void drop_bytes(GbAnalysis *a, GbLadderEntry *e) {
    if (!e->bytes.p) return;
    g_free((void *)(uintptr_t)e->bytes.p);
    a->ladder_bytes -= e->bytes.n;
    e->bytes = GB_NO_SLICE;
}

static void drop_ladder(GbAnalysis *a, Device *d, bool bytes_only) {
    LadderRing *l = d->ladder;
    for (uint32_t i = 0; i < n_kept(l); i++) drop_bytes(a, &l->entries[i]);
    if (bytes_only) return;
    for (uint32_t i = 0; i < n_kept(l); i++) gb_check_drop(a, l->entries[i].auth);
    g_free(l->entries);
    a->ladder_bytes -= l->capacity * sizeof *l->entries;
    l->entries = NULL;
    l->capacity = l->start = 0;
    l->dropped = true;
}

/* One round over the healthy devices, until a quarter of the budget is free. */
static void make_room(GbAnalysis *a, bool bytes_only) {
    for (uint32_t i = 0; i < a->n_devices && a->ladder_bytes > GB_MAX_LADDER_BYTES / 4 * 3; i++) {
        Device *d = a->devices[i];
        if (d->ladder && !d->ladder->dropped && !is_troubled(d)) drop_ladder(a, d, bytes_only);
    }
}

/* false: no room; then nobody asks again for a while. */
static bool has_room(GbAnalysis *a, size_t n) {
    if (a->ladder_bytes + n <= GB_MAX_LADDER_BYTES) return true;
    if (a->ladder_full_until > a->n_messages) return false;
    make_room(a, true);
    if (a->ladder_bytes > GB_MAX_LADDER_BYTES / 4 * 3) make_room(a, false);
    if (a->ladder_bytes + n <= GB_MAX_LADDER_BYTES) return true;
    a->ladder_full_until = a->n_messages + 65536;
    return false;
}

static GbLadderEntry *slot(GbAnalysis *a, LadderRing *l) {
    if (l->n >= GB_MAX_LADDER) {
        GbLadderEntry *e = &l->entries[HALF + l->start];
        l->start = (l->start + 1) % HALF;
        l->n++;
        drop_bytes(a, e);
        gb_check_drop(a, e->auth);
        return e;
    }
    if (l->n == l->capacity) {
        uint32_t before = l->capacity;
        if (!has_room(a, 2 * sizeof *l->entries * (before + 4)) || l->dropped) return NULL;
        l->capacity = before ? before * 2 : 4;
        l->entries = g_renew(GbLadderEntry, l->entries, l->capacity);
        a->ladder_bytes += (l->capacity - before) * sizeof *l->entries;
    }
    return &l->entries[l->n++];
}

static const char *title(GbAnalysis *a, const Reading *r) {
    const GbSip *sip = r->sip;
    if (sip->is_response)
        return gb_intern(a->strings, gb_slice_from(gb_scratch_format(
            a, "%u %.*s", sip->status, (int)gb_slice_sub(sip->reason, 0, 64).n,
            sip->reason.n ? sip->reason.p : "")));
    const char *method = sip->method != GB_METHOD_UNKNOWN ? gb_sip_method_name(sip->method) : NULL;
    if (!method) return gb_intern(a->strings, gb_slice_sub(sip->method_text, 0, 64));
    GbSlice more = GB_NO_SLICE;
    if (r->body && r->body->kind == GB_BODY_MANSCDP) more = r->body->manscdp.cmd_type;
    if (r->body && r->body->kind == GB_BODY_MANSRTSP) more = r->body->mansrtsp.method_text;
    if (r->body && r->body->kind == GB_BODY_SDP && sip->method == GB_METHOD_INVITE) more = r->body->sdp.name;
    if (!more.n) return method;
    return gb_intern(a->strings, gb_slice_from(gb_scratch_format(
        a, "%s %.*s", method, (int)gb_slice_sub(more, 0, 64).n, more.p)));
}

void gb_ladder_add(GbAnalysis *a, Device *d, const RuleView *v) {
    const Reading *r = v->reading;
    const GbMessage *m = r->message;
    if (!d->ladder) d->ladder = gb_pool_take(a->pool, sizeof *d->ladder);
    LadderRing *l = d->ladder;
    if (l->dropped && !is_troubled(d)) {
        l->n++;
        return;
    }
    if (l->dropped) *l = (LadderRing){.omitted = l->omitted + l->n};
    GbLadderEntry *e = slot(a, l);
    if (!e) {
        l->omitted++;
        return;
    }
    *e = (GbLadderEntry){.when = r->when, .src = m->src, .dst = m->dst, .transport = m->transport,
                         .from_device = v->event->from_device, .is_response = r->sip->is_response,
                         .status = (uint16_t)r->sip->status, .latency_us = v->event->latency_us,
                         .request = v->event->request, .auth = gb_check_keep(v->event->auth)};
    e->title = title(a, r);
    e->n_findings = a->n_hits < 4 ? a->n_hits : 4;
    for (unsigned i = 0; i < e->n_findings; i++) e->findings[i] = a->hits[i].rule;
    size_t n = m->bytes.n < GB_MAX_LADDER_MESSAGE ? m->bytes.n : GB_MAX_LADDER_MESSAGE;
    if (!has_room(a, n) || d->ladder->dropped) return;
    char *copy = g_memdup2(m->bytes.p, n);
    e->bytes = gb_slice(copy, n);
    a->ladder_bytes += n;
}

void gb_ladder_free(GbAnalysis *a, Device *d) {
    if (d->ladder) drop_ladder(a, d, false);
}

void gb_ladder_repeated(GbAnalysis *a, Device *d, const Transaction *t, bool is_response) {
    const GbMoment *first = !is_response ? &t->request : t->status ? &t->response : &t->provisional;
    LadderRing *l = d->ladder;
    (void)a;
    for (uint32_t i = l ? n_kept(l) : 0; i-- > 0;)
        if (l->entries[i].when.frame == first->frame && l->entries[i].when.file == first->file) {
            l->entries[i].retransmissions++;
            return;
        }
}

static void reverse(GbLadderEntry *list, uint32_t from, uint32_t to) {
    while (from + 1 < to) {
        GbLadderEntry e = list[from];
        list[from++] = list[--to];
        list[to] = e;
    }
}

void gb_ladder_settle(GbAnalysis *a, Device *d) {
    LadderRing *l = d->ladder;
    (void)a;
    if (!l) return;
    if (l->start) { /* the second half in order: turned left by `start` */
        GbLadderEntry *half = l->entries + HALF;
        reverse(half, 0, l->start);
        reverse(half, l->start, HALF);
        reverse(half, 0, HALF);
        l->start = 0;
    }
    d->pub.ladder = l->entries;
    d->pub.n_ladder = n_kept(l);
    d->pub.n_ladder_omitted = l->omitted + l->n - d->pub.n_ladder;
}
