/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * transactions.c - requests and what answers them (RFC 3261 17.1.3, 17.2.3).
 *
 * The key is Call-ID, CSeq number and method; among requests of one key the branch of the top Via
 * decides, so that a response whose branch was mangled (seen from devices that answer with a Via of
 * their own) still finds its request. What a proxy forwards has another branch on top and the
 * first one below: a copy of the same request, captured on both sides of the proxy. A request that
 * repeats all four is a retransmission, be it resent, or the same packet seen at a second tap. Two devices' habits make an exception: the next REGISTER with
 * Authorization, or the next MESSAGE with another body, sent under the very same identifiers; it
 * is told by a print of these parts and is a request of its own. Nobody repeats over TCP: a request
 * read after its answer waited for its end there (a Content-Length too long, bytes that are lost).
 *
 * Records go after 64 s (twice 64*T1) or when the table is full, oldest first. ACK is kept like a
 * request that nobody answers.
 */
#include "engine.h"

#define CHAIN 8 /* requests of one key looked at */
#define MAX_VIAS 8 /* of one request */
#define TIMER_F (32 * GB_SECOND)

/* A proxy puts a Via of its own on top (RFC 3261 16.6 8): is that request among those below? */
static bool came_by(const GbAnalysis *a, const GbSip *sip, uint64_t branch) {
    int n = 0;
    for (unsigned i = sip->first[GB_HEADER_VIA]; i < sip->n_headers; i = sip->headers[i].next) {
        GbSlice rest = sip->headers[i].value, one;
        GbSipVia via;
        for (; n < MAX_VIAS && gb_sip_list_next(&rest, &one); n++)
            if (n && gb_sip_via_parse(one, &via) == GB_OK && gb_branch_key(a, &via) == branch) return true;
    }
    return false;
}

static Match match_request(GbAnalysis *a, const Reading *r) {
    Transaction *t = gb_records_find(&a->transactions, r->prepared->transaction_key);
    Match match = {0};
    for (int n = 0; t && n < CHAIN; n++, t = gb_records_previous(&a->transactions, t)) {
        bool same = t->branch == r->prepared->branch, alike = !t->orphan && t->print == r->prepared->print;
        bool waits = r->message->transport == GB_TRANSPORT_TCP;
        if (same && t->orphan && (waits || t->response.time_us >= r->when.time_us)) match.overtaken = t;
        if (alike && (same || came_by(a, r->sip, t->branch)))
            return (Match){.t = t, .retransmission = true, .forwarded = !same};
    }
    return match;
}

/* A status of no three digits is read as 0, which is like none. */
static bool answered_alike(const Transaction *t, unsigned status) {
    if (!status) return false;
    return status < 200 ? t->provisional_status == status && !t->status : t->status == status;
}

/* The best request for a response: same branch and still waiting, same branch, waiting, any. */
static Match match_response(GbAnalysis *a, const Reading *r) {
    uint64_t branch = r->prepared->branch;
    unsigned status = r->sip->status;
    Transaction *best = NULL;
    int best_score = -1;
    Transaction *t = gb_records_find(&a->transactions, r->prepared->transaction_key);
    for (int n = 0; t && n < CHAIN; n++, t = gb_records_previous(&a->transactions, t)) {
        int score = (t->branch == branch ? 2 : 0) + (t->status == 0 ? 1 : 0);
        if (t->branch == branch && answered_alike(t, status) && t->status && score < 3) score = 2;
        if (score > best_score) best = t, best_score = score;
    }
    if (!best) return (Match){0};
    bool late = status < 200 && best->status; /* a 100 that was overtaken */
    return (Match){.t = best, .retransmission = answered_alike(best, status) || (late && best->provisional_status == status)};
}

Match gb_transaction_match(GbAnalysis *a, const Reading *r) {
    if (!r->prepared->transaction_key) return (Match){0};
    return r->sip->is_response ? match_response(a, r) : match_request(a, r);
}

/* Of an answer on its way through proxies the request's own Via is one of those below. */
Misfit gb_answer_misfit(const GbAnalysis *a, const Reading *r, const Transaction *t) {
    if (t->orphan || !t->branch || is_cut(r->message)) return FITS;
    if (t->branch != r->prepared->branch && !came_by(a, r->sip, t->branch))
        return r->prepared->branch ? OTHER_BRANCH : NO_VIA;
    return r->sip->quirks & GB_SIP_METHOD_CASE ? OTHER_METHOD : FITS;
}

static void end(GbAnalysis *a, Transaction *t, int64_t now_us) {
    if (t->status || t->orphan || t->reported || t->method == GB_METHOD_ACK) return;
    if (now_us - t->record.time_us < TIMER_F) return;
    gb_rules_transaction_end(a, t);
}

static void drop_oldest(GbAnalysis *a) {
    Transaction *t = gb_records_oldest(&a->transactions);
    end(a, t, a->now_us);
    gb_records_drop_oldest(&a->transactions);
}

void gb_transactions_age(GbAnalysis *a) {
    Transaction *t;
    while ((t = gb_records_oldest(&a->transactions)) &&
           a->now_us - t->record.time_us > GB_TRANSACTION_AGE_S * GB_SECOND)
        drop_oldest(a);
}

void gb_transactions_settle(GbAnalysis *a) {
    for (uint32_t i = a->transactions.first; i != a->transactions.next; i++)
        end(a, gb_records_at(&a->transactions, i), a->end_us);
}

Transaction *gb_transaction_open(GbAnalysis *a, const Reading *r) {
    if (!r->prepared->transaction_key) return NULL;
    if (gb_records_count(&a->transactions) >= a->transactions.max) {
        gb_limit_reached(a, LIMIT_TRANSACTIONS, &r->when);
        drop_oldest(a);
    }
    Transaction *t = gb_records_add(&a->transactions, r->prepared->transaction_key, a->now_us);
    t->branch = r->prepared->branch;
    t->call_key = r->prepared->call_key;
    t->cseq = r->sip->cseq;
    t->method = (uint8_t)r->sip->method;
    t->transport = (uint8_t)r->message->transport;
    t->expires_s = r->head->expires_s;
    t->bytes = (uint32_t)r->message->bytes.n;
    t->orphan = r->sip->is_response;
    if (!t->orphan) {
        t->request = r->when;
        t->print = r->prepared->print;
        t->has_authorization = gb_answers_challenge(r);
        t->head_cut = is_cut(r->message) && (r->sip->quirks & GB_SIP_NO_END);
    }
    return t;
}
