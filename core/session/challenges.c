/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * challenges.c - the nonces that were issued, and what an Authorization's nonce turns out to be
 * (RFC 7616 3.3, 5.4; RFC 3261 22).
 *
 * One record a nonce: to whom it was issued, when, and what became of it. A nonce
 * that nobody issued in the capture may stem from before it (devices send their old Authorization
 * first, and are challenged anew); it is called "never issued" only when this very chain of
 * REGISTERs had been given others.
 */
#include "engine.h"

static Challenge *find(const GbAnalysis *a, GbSlice nonce) {
    if (!nonce.n) return NULL;
    Challenge *c = gb_records_find(&a->challenges, gb_hash(a->seed, nonce));
    for (int n = 0; c && n < 8; n++, c = gb_records_previous(&a->challenges, c))
        if (gb_slice_is(nonce, c->nonce)) return c;
    return NULL;
}

/* A device has one in use, or two. */
static uint32_t kept_whole(const GbAnalysis *a) {
    uint32_t n = GB_MIN_CHALLENGES + 2 * a->n_devices;
    return n < GB_MAX_CHALLENGES ? n : GB_MAX_CHALLENGES;
}

/* Of those that go only the keys are kept: that they were issued once. */
static void drop_oldest(GbAnalysis *a) {
    const Challenge *c = gb_records_oldest(&a->challenges);
    gb_index_add(&a->old_nonces, a->pool, c->record.key, 0);
    gb_shared_drop(a->pool, c->nonce);
    gb_pool_give_text(a->pool, c->opaque);
    gb_records_drop_oldest(&a->challenges);
}

static bool was_issued(const GbAnalysis *a, GbSlice nonce) {
    uint32_t at = 0;
    return gb_index_next(&a->old_nonces, gb_hash(a->seed, nonce), &at) != UINT32_MAX;
}

static void note(GbAnalysis *a, const RuleView *v, const GbAuth *auth) {
    const Reading *r = v->reading;
    if (!auth->nonce.n) return;
    Challenge *c = find(a, auth->nonce);
    if (c) {
        c->algorithms |= 1u << auth->algorithm; /* one answer may offer several with one nonce */
        if (c->device != v->device) c->several_devices = true;
        return;
    }
    if (a->old_nonces.n + gb_records_count(&a->challenges) >= GB_MAX_CHALLENGES) {
        gb_limit_reached(a, LIMIT_CHALLENGES, &r->when);
        gb_index_clear(&a->old_nonces);
    }
    while (gb_records_count(&a->challenges) >= kept_whole(a)) drop_oldest(a);
    c = gb_records_add(&a->challenges, gb_hash(a->seed, auth->nonce), r->when.time_us);
    c->when = r->when;
    c->device = v->device;
    c->nonce = gb_shared_text(a->pool, auth->nonce);
    c->realm = gb_intern(a->strings, auth->realm);
    c->opaque = auth->opaque.p ? gb_pool_text(a->pool, auth->opaque) : NULL;
    c->algorithms = 1u << auth->algorithm;
    c->algorithm = gb_intern(a->strings, auth->algorithm_text);
    c->qop = gb_intern(a->strings, auth->qop_text);
    c->stale = auth->stale;
}

void gb_challenges_note(GbAnalysis *a, RuleView *v, GbAuth *challenges) {
    static const GbSipHeaderId ids[] = {GB_HEADER_WWW_AUTHENTICATE, GB_HEADER_PROXY_AUTHENTICATE};
    const GbSip *sip = v->reading->sip;
    v->challenges = challenges;
    for (unsigned k = 0; k < 2; k++)
        for (unsigned i = sip->first[ids[k]]; i < sip->n_headers; i = sip->headers[i].next) {
            GbSlice rest = sip->headers[i].value, one;
            while (v->n_challenges < 4 && gb_auth_next_challenge(&rest, &one)) {
                GbAuth *auth = &challenges[v->n_challenges];
                if (gb_auth_parse(one, true, auth) != GB_OK) continue;
                v->n_challenges++;
                note(a, v, auth);
            }
        }
}

static uint64_t nc_of(const GbAuth *auth) {
    uint64_t v = 0;
    for (size_t i = 0; i < auth->nc.n && i < 16; i++) {
        char c = gb_ascii_lower(auth->nc.p[i]);
        unsigned d = c >= '0' && c <= '9' ? (unsigned)(c - '0')
                   : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
        if (d > 15) return 0;
        v = v << 4 | d;
    }
    return v;
}

NonceStatus gb_nonce_judge(GbAnalysis *a, const RuleView *v, Challenge **challenge) {
    const GbAuth *auth = v->reading->authorization;
    *challenge = NULL;
    if (!auth || !auth->nonce.n) return NONCE_NONE;
    Challenge *c = *challenge = find(a, auth->nonce);
    if (!c && was_issued(a, auth->nonce)) return auth->nc.n ? NONCE_COUNTED : NONCE_REPLAYED;
    if (!c)
        return v->session && v->session->challenged ? NONCE_NEVER_ISSUED : NONCE_BEFORE_CAPTURE;
    if (c->device && c->device != v->device && !c->several_devices) return NONCE_OTHER_DEVICE;
    if (c->superseded) return NONCE_STALE;
    if (!c->used) return NONCE_FRESH;
    return auth->nc.n && nc_of(auth) > c->last_nc ? NONCE_COUNTED : NONCE_REPLAYED;
}

void gb_nonce_used(GbAnalysis *a, const RuleView *v) {
    Challenge *c = v->challenge;
    (void)a;
    if (!c) return;
    if (v->transaction) v->transaction->challenge = c->record.number + 1;
    c->used = true;
    uint64_t nc = nc_of(v->reading->authorization);
    if (nc > c->last_nc) c->last_nc = nc;
}

void gb_nonce_answered(GbAnalysis *a, const Transaction *t, unsigned status) {
    Challenge *c = t->challenge ? gb_records_at(&a->challenges, t->challenge - 1) : NULL;
    if (!c) return;
    if (status == 401 || status == 407) c->superseded = true;
}
