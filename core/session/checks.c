/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checks.c - the digest of an Authorization against the known passwords, kept as a GbAuthCheck.
 *
 * Verifying is cheap and done for each request; explaining a mismatch costs a digest for each known
 * password. So it is done again for a device only when something other than the nonce changed in
 * what it sends, or when its password was right in between, and a few times at the most: a device
 * that tries a wrong password each minute says nothing new. Checks are kept for REGISTERs (their
 * attempts show them); of other requests one is kept a device, and used again while nothing in it
 * changes.
 */
#include "engine.h"

#include <stdio.h>

#define MAX_OTHER_NONCES 8
#define LOOK_BACK 256

static GbAuth challenge_as_auth(const Challenge *c) {
    GbAuth auth = {.scheme = GB_SCHEME_DIGEST, .scheme_text = GB_SLICE("Digest")};
    auth.realm = gb_slice_from(c->realm);
    auth.nonce = gb_slice_from(c->nonce);
    auth.opaque = gb_slice_from(c->opaque);
    auth.algorithm_text = gb_slice_from(c->algorithm);
    auth.algorithm = c->algorithm ? gb_digest_algorithm_find(auth.algorithm_text) : GB_DIGEST_MD5;
    auth.qop_text = gb_slice_from(c->qop);
    auth.stale = c->stale;
    return auth;
}

static size_t other_nonces(const GbAnalysis *a, const RuleView *v, GbSlice *out) {
    const GbRecords *all = &a->challenges;
    size_t n = 0;
    for (uint32_t i = all->next, k = 0; i != all->first && k < LOOK_BACK && n < MAX_OTHER_NONCES; k++) {
        const Challenge *c = gb_records_at(all, --i);
        if (c->device == v->device && c != v->challenge) out[n++] = gb_slice_from(c->nonce);
    }
    return n;
}

/* Of all that goes into a response and is the device's choice; never 0. */
static uint64_t inputs_print(const GbAnalysis *a, const GbAuthQuestion *q) {
    const GbAuth *auth = q->credentials;
    const GbSlice inputs[] = {auth->username, auth->realm,          auth->uri,
                              auth->qop_text, auth->algorithm_text, q->method};
    uint64_t print = a->seed;
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) print = gb_hash(print, inputs[i]);
    return print | 1;
}

static void explain(GbAnalysis *a, const RuleView *v, GbAuthQuestion *q, GbAuthVerdict *verdict,
                    const char **detail) {
    Device *d = v->device;
    uint64_t print = inputs_print(a, q);
    if (!d->explained) d->explained = gb_pool_take(a->pool, sizeof *d->explained);
    Explained *known = d->explained;
    if (known->n && (known->print == print || known->n >= GB_MAX_EXPLAINED)) {
        verdict->why = known->why;
        *detail = known->detail;
        return;
    }
    GbSlice others[MAX_OTHER_NONCES];
    const Reading *r = v->reading;
    char destination[GB_ADDRESS_TEXT];
    q->destination =
        gb_slice(destination, gb_address_text(&r->message->dst, destination, sizeof destination));
    if (r->head->has_from) q->from_uri = r->head->from.uri.text;
    if (r->head->has_to) q->to_uri = r->head->to.uri.text;
    q->other_nonces = others;
    q->n_other_nonces = other_nonces(a, v, others);
    gb_credentials_explain(a->credentials, q, verdict);
    if (verdict->why_partial) gb_limit_reached(a, LIMIT_EXPLAIN, &r->when);
    q->destination = GB_NO_SLICE; /* these end here */
    q->other_nonces = NULL;
    q->n_other_nonces = 0;
    char line[16];
    const char *text = verdict->why_device ? verdict->why_device : verdict->why_detail;
    if (verdict->why == GB_WHY_ALSO_TRY && !*text) {
        snprintf(line, sizeof line, "%u", verdict->why_line);
        text = line;
    }
    *detail = gb_intern(a->strings, gb_slice_from(text));
    *known = (Explained){print, *detail, verdict->why, known->n + 1};
}

/* The scheme's and algorithm's names as a person writes them. */
static const char *algorithm_name(GbAnalysis *a, const GbAuth *auth) {
    if (auth->scheme != GB_SCHEME_DIGEST || auth->algorithm == GB_DIGEST_OTHER)
        return gb_intern(a->strings, auth->algorithm_text);
    return gb_digest_algorithm_name(auth->algorithm);
}

static bool alike(const GbAuthCheck *x, const GbAuthCheck *y) {
    return x->result == y->result && x->why == y->why && x->realm == y->realm &&
           x->username == y->username && x->uri == y->uri && x->qop == y->qop &&
           x->algorithm == y->algorithm && x->proxy == y->proxy;
}

const GbAuthCheck *gb_check_keep(const GbAuthCheck *check) {
    if (check) ((GbAuthCheck *)(uintptr_t)check)->users++;
    return check;
}

void gb_check_drop(GbAnalysis *a, const GbAuthCheck *check) {
    GbAuthCheck *c = (GbAuthCheck *)(uintptr_t)check;
    if (!c || --c->users) return;
    gb_shared_drop(a->pool, c->nonce);
    gb_pool_give(a->pool, c, sizeof *c);
}

const GbAuthCheck *gb_check_in_hand(GbAnalysis *a, const GbAuthCheck *check) {
    gb_check_keep(check);
    gb_check_drop(a, a->check_in_hand);
    return a->check_in_hand = check;
}

const GbAuthCheck *gb_auth_check(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    const GbAuth *auth = r->authorization;
    Device *d = v->device;
    GbAuth challenge;
    GbAuthQuestion q = {.credentials = auth, .method = r->sip->method_text,
                        .request_uri = r->sip->request_uri, .body = r->sip->body,
                        .device_id = gb_slice_from(d->pub.id)};
    if (v->challenge) {
        challenge = challenge_as_auth(v->challenge);
        q.challenge = &challenge;
    }
    const GbPrepared *p = r->prepared;
    GbAuthVerdict verdict = {.result = p->result};
    if (!gb_slice_is(p->checked_for, d->pub.id)) verdict = gb_credentials_verify(a->credentials, &q);
    const char *detail = "";
    bool open = verdict.result == GB_AUTH_MISMATCH || verdict.result == GB_AUTH_NO_PASSWORD;
    if (open && !a->unjudged) explain(a, v, &q, &verdict, &detail);
    if (verdict.result == GB_AUTH_VERIFIED && d->explained) d->explained->print = 0;
    GbAuthCheck check = {.result = verdict.result, .why = verdict.why, .why_detail = detail,
                         .proxy = r->prepared->proxy};
    check.algorithm = algorithm_name(a, auth);
    check.qop = gb_intern(a->strings, auth->qop_text);
    check.scheme = gb_intern(a->strings, auth->scheme_text);
    check.realm = gb_intern(a->strings, auth->realm);
    check.username = gb_slice_is(auth->username, d->pub.id) ? d->pub.id
                                                            : gb_intern(a->strings, auth->username);
    check.uri = gb_intern(a->strings, auth->uri);
    if (v->challenge) {
        check.challenge = v->challenge->when;
        check.nonce = v->challenge->nonce;
    }
    bool registers = r->sip->method == GB_METHOD_REGISTER;
    if (!registers && d->last_check && alike(&check, d->last_check) && d->last_check->nonce &&
        gb_slice_is(auth->nonce, d->last_check->nonce))
        return d->last_check;
    if (check.nonce) gb_shared_keep(check.nonce);
    else if (auth->nonce.p) check.nonce = gb_shared_text(a->pool, auth->nonce);
    GbAuthCheck *kept = gb_pool_take(a->pool, sizeof *kept);
    *kept = check;
    if (!registers) {
        gb_check_drop(a, d->last_check);
        d->last_check = gb_check_keep(kept);
    }
    return gb_check_in_hand(a, kept);
}
