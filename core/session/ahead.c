/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ahead.c - what can be done for a message before its turn: the work that needs no other message,
 * and fetching what the analysis will look at.
 *
 * Messages of ten thousand devices come in turn, so what is kept of one has left the processor's
 * cache before its next message. Who has several messages at hand tells of each some before its
 * turn, step by step: each step reads only what the one before has fetched. Nothing is changed by
 * it, and nothing is told: a device that is made, or a session that ends, in between costs a miss.
 */
#include "engine.h"

/* The credentials to look at: the first Digest, else the first at all. */
static void read_authorization(const GbSip *sip, GbPrepared *p) {
    static const GbSipHeaderId ids[] = {GB_HEADER_AUTHORIZATION, GB_HEADER_PROXY_AUTHORIZATION};
    for (unsigned k = 0; k < 2; k++)
        for (unsigned i = sip->first[ids[k]]; i < sip->n_headers; i = sip->headers[i].next) {
            GbAuth auth;
            if (gb_auth_parse(sip->headers[i].value, false, &auth) != GB_OK)
                auth = (GbAuth){.scheme = GB_SCHEME_OTHER, .scheme_text = GB_NO_SLICE};
            if (p->has_authorization && auth.scheme != GB_SCHEME_DIGEST) continue;
            p->authorization = auth;
            p->has_authorization = true;
            p->proxy = k == 1;
            if (auth.scheme == GB_SCHEME_DIGEST) return;
        }
}

static uint64_t key_of_user(const GbAnalysis *a, bool has, const GbSipNameAddr *party) {
    return has && party->uri.user.n ? gb_hash(a->seed, party->uri.user) : 0;
}

/* Of what tells two requests of one transaction's key apart (see transactions.c). */
static uint64_t print_of(const GbAnalysis *a, const GbSip *sip, const GbPrepared *p) {
    uint64_t print = 0;
    if (p->has_authorization)
        print = gb_hash(a->seed, p->authorization.response) ^ gb_hash(a->seed + 1, p->authorization.nonce);
    if (sip->method == GB_METHOD_MESSAGE) print += gb_hash(a->seed, sip->body);
    return print;
}

/* Which device sent it is told when its turn comes; nearly always the one that it names. */
static void check(const GbAnalysis *a, const GbHead *head, GbPrepared *p) {
    bool registers = head->sip.method == GB_METHOD_REGISTER && head->has_to && head->to.uri.user.n;
    if (!registers && !head->has_from) return;
    p->checked_for = registers ? head->to.uri.user : head->from.uri.user;
    GbAuthQuestion q = {.credentials = &p->authorization, .method = head->sip.method_text,
                        .body = head->sip.body, .device_id = p->checked_for};
    p->result = gb_credentials_verify(a->credentials, &q).result;
}

void gb_analysis_prepare(const GbAnalysis *a, const GbHead *head, GbPrepared *out) {
    const GbSip *sip = &head->sip;
    out->call_key = gb_hash(a->seed, head->call_id);
    out->from_key = key_of_user(a, head->has_from, &head->from);
    out->to_key = key_of_user(a, head->has_to, &head->to);
    out->branch = out->transaction_key = out->print = 0;
    if (head->has_via) out->branch = gb_branch_key(a, &head->via);
    if (sip->has_cseq && head->call_id.n)
        out->transaction_key = gb_mix(out->call_key, (uint64_t)sip->cseq << 8 | (uint64_t)sip->method) | 1;
    out->has_authorization = out->proxy = false;
    out->result = GB_AUTH_NONE;
    out->checked_for = GB_NO_SLICE;
    out->device = NULL;
    if (sip->is_response) return;
    read_authorization(sip, out);
    if (out->has_authorization) check(a, head, out);
    out->print = print_of(a, sip, out);
}

/* ---- fetching ---- */

static Device *find(const GbAnalysis *a, uint64_t key) {
    uint32_t at = 0, i = key ? gb_index_next(&a->device_index, key, &at) : UINT32_MAX;
    return i == UINT32_MAX ? NULL : a->devices[i];
}

static void fetch_slots(const GbAnalysis *a, GbPrepared *p) {
    gb_index_fetch(&a->transactions.index, p->transaction_key);
    if (p->from_key) gb_index_fetch(&a->device_index, p->from_key);
    if (p->to_key) gb_index_fetch(&a->device_index, p->to_key);
}

static void fetch_device(const GbAnalysis *a, GbPrepared *p) {
    Device *d = find(a, p->from_key);
    if (!d) d = find(a, p->to_key);
    if (!d) return;
    p->device = d;
    gb_fetch(d, sizeof *d);
}

static void fetch_lists(const GbAnalysis *a, GbPrepared *p) {
    (void)a;
    const Device *d = p->device;
    if (!d) return;
    gb_rules_fetch(d);
    if (d->n_kept_sessions) __builtin_prefetch(&d->sessions[d->n_kept_sessions - 1]);
    if (d->pub.n_servers) __builtin_prefetch(d->pub.servers);
}

static void fetch_session(const GbAnalysis *a, GbPrepared *p) {
    (void)a;
    const Session *s = p->device ? gb_device_latest(p->device) : NULL;
    if (s) gb_fetch(s, sizeof *s);
}

static void fetch_session_lists(const GbAnalysis *a, GbPrepared *p) {
    (void)a;
    const Session *s = p->device ? gb_device_latest(p->device) : NULL;
    if (s) gb_keepalives_fetch(s);
}

void gb_analysis_fetch(const GbAnalysis *a, GbPrepared *p, unsigned step) {
    static void (*const steps[GB_FETCH_STEPS])(const GbAnalysis *, GbPrepared *) = {
        fetch_slots, fetch_device, fetch_lists, fetch_session, fetch_session_lists};
    if (step < GB_FETCH_STEPS) steps[step](a, p);
}
