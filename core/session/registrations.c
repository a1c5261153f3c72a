/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registrations.c - REGISTER and its answers as sessions (RFC 3261 10, GB/T 28181-2022 9.1; the
 * words are the contract's).
 *
 * A chain of REGISTERs with one Call-ID is one session from its first attempt on: pending, refused,
 * or valid. A chain with another Call-ID is at first a session of its own; when it is granted, it
 * turns out to be a refresh of the valid one (same Contact, half of its time gone) and its attempts
 * move there, or a new registration that replaces it. So a failed attempt from elsewhere never
 * touches a session that is valid. Sessions at different servers don't touch each other.
 *
 * Time decides by the request: an answer that comes after the expiry still refreshes.
 */
#include "engine.h"

#define DEFAULT_EXPIRES_S 3600

/* ---- requests ---- */

static uint64_t contact_key(const GbAnalysis *a, const Reading *r) {
    if (!r->head->has_contact || r->head->contact.is_star) return 0;
    const GbSipUri *u = &r->head->contact.uri;
    return gb_mix(gb_hash(a->seed, u->user) ^ gb_hash_case(a->seed, u->host), u->port ? u->port : 5060);
}

static bool goes_on(const Session *s) {
    return s->phase == PHASE_PENDING || s->phase == PHASE_REFUSED || s->phase == PHASE_VALID;
}

/* The session a REGISTER goes on with: the same Call-ID; or, from devices that take a new one for
 * the answer to the challenge, the chain whose nonce it brings. */
static Session *chain_of(const GbAnalysis *a, const Device *d, const Reading *r, const char *server_id) {
    uint32_t n = d->n_kept_sessions;
    for (uint32_t i = n; i-- > 0 && n - i <= SESSIONS_LOOKED_AT;) {
        Session *s = d->sessions[i];
        if (s->attempts && goes_on(s) && gb_session_at(s, server_id) &&
            (s->last_call == r->prepared->call_key || s->first_call == r->prepared->call_key))
            return s;
    }
    Session *latest = gb_device_latest(d);
    if (!latest || latest->phase != PHASE_PENDING || !latest->challenged || latest->answered ||
        !r->authorization || !r->authorization->nonce.n)
        return NULL;
    const Challenge *c = gb_records_find(&a->challenges, gb_hash(a->seed, r->authorization->nonce));
    const GbAttempt *last = gb_session_attempt(latest, latest->n_attempts - 1);
    bool met = c && c->device == d && last && last->response.frame == c->when.frame &&
               last->response.file == c->when.file;
    return met ? latest : NULL;
}

/* Sessions of a device have the same Contact nearly always: it is kept once. */
static void set_contact(GbAnalysis *a, const Session *s, const char **contact, const Reading *r) {
    char room[GB_MAX_VALUE];
    GbSlice shown = gb_strike_secrets(r->head->contact.uri.text, room);
    const Device *d = s->device;
    const char *said = *contact;
    if (!said && d->n_kept_sessions > 1) said = d->sessions[d->n_kept_sessions - 2]->pub.contact;
    bool same = said && gb_slice_is(shown, said);
    if (same && said == *contact) return;
    gb_shared_drop(a->pool, *contact);
    *contact = same ? gb_shared_keep(said) : gb_shared_text(a->pool, shown);
}

static void remember(GbAnalysis *a, Device *d, const RuleView *v) {
    const Reading *r = v->reading;
    a->previous_register = d->last_register;
    d->last_register = (RegisterMemory){.call_key = r->prepared->call_key,
                                        .source = r->message->src,
                                        .destination = r->message->dst,
                                        .cseq = r->sip->cseq};
    gb_connection_set(a, &d->connection, r->message->connection);
    d->has_registered = true;
    if (r->head->expires_s != 0) d->last_keepalive_refused = (GbMoment){0};
}

void gb_register_request(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    Device *d = v->device;
    const char *server_id = v->event->server_id;
    char struck[GB_MAX_VALUE];
    gb_sessions_expire(a, d, r->when.time_us);
    v->before = gb_device_valid(d, server_id, r->when.time_us);
    Session *s = chain_of(a, d, r, server_id);
    uint64_t contact = contact_key(a, r);
    bool is_new = !s;
    if (is_new) {
        s = gb_session_new(a, d, server_id, &r->when, PHASE_PENDING);
        s->first_call = r->prepared->call_key;
        s->pub.call_id = gb_pool_text(a->pool, gb_strike_secrets(r->head->call_id, struck));
        s->pub.transport = r->message->transport;
    }
    v->session = s;
    v->before_phase = s->phase;
    v->nonce = gb_nonce_judge(a, v, &v->challenge);
    if (r->authorization) {
        v->check = gb_auth_check(a, v);
        gb_nonce_used(a, v);
        s->answered = gb_answers_challenge(r);
        if (v->check->realm) s->pub.realm = v->check->realm;
    }
    s->last_call = r->prepared->call_key;
    if (s->phase != PHASE_VALID) {
        s->contact_key = contact;
        s->source = r->message->src;
        gb_connection_set(a, &s->connection, r->message->connection);
        if (r->head->has_contact && !r->head->contact.is_star) set_contact(a, s, &s->pub.contact, r);
    } else if (contact && contact != s->contact_key && contact != s->asked_key) {
        set_contact(a, s, &s->asked_contact, r);
        s->asked_key = contact;
    }
    GbAttempt attempt = {.request = r->when, .cseq = r->sip->cseq, .has_cseq = r->sip->has_cseq,
                         .expires_s = r->head->expires_s, .granted_s = -1, .auth = v->check};
    uint32_t number = gb_attempt_add(a, s, &attempt);
    v->attempt = gb_session_attempt(s, number);
    if (v->transaction) {
        v->transaction->session = s;
        v->transaction->session_serial = s->serial;
        v->transaction->attempt = number;
        v->transaction->nonce = (uint8_t)v->nonce;
        v->transaction->contact_key = contact;
    }
    remember(a, d, v);
    if (r->head->gb_version.n) d->pub.gb_version = gb_intern(a->strings, r->head->gb_version);
    a->event.state = gb_answers_challenge(r) ? GB_EVENT_ANSWERING : GB_EVENT_REGISTERING;
}

/* ---- answers ---- */

static bool asks_another_contact(const Session *s, const Transaction *t) {
    return t->contact_key && t->contact_key != s->contact_key && t->contact_key == s->asked_key;
}

static int32_t granted_by(const Reading *r, const Session *s, const Transaction *t, int32_t *said) {
    const char *asked = asks_another_contact(s, t) ? s->asked_contact : s->pub.contact;
    int32_t contact = gb_contact_expires(r->sip, gb_slice_from(asked));
    *said = contact >= 0 ? contact : r->head->expires_s;
    return *said;
}

static bool is_refresh_of(const Session *valid, const Transaction *t) {
    int64_t half = (valid->valid_until_us - valid->granted_us) / 2;
    return t->contact_key && t->contact_key == valid->contact_key &&
           t->request.time_us >= valid->granted_us + half - half / 1000; /* timers begin before the 2xx */
}

static void grant(GbAnalysis *a, RuleView *v, Session *s, int32_t granted) {
    const Reading *r = v->reading;
    Transaction *t = v->transaction;
    gb_totals(a)->registrations++;
    gb_timeline_add(a, BIN_REGISTRATIONS, r->when.time_us);
    Session *valid = gb_device_valid(s->device, s->pub.server_id, t->request.time_us);
    bool refresh = s->phase == PHASE_VALID ||
                   (s->phase == PHASE_EXPIRED && t->request.time_us <= s->valid_until_us);
    if (!refresh && valid && valid != s && !s->pub.keepalives.count && is_refresh_of(valid, t)) {
        gb_session_merge(a, s, valid);
        s = valid;
        refresh = true;
    }
    s->refused_since.frame = 0;
    if (refresh) {
        s->pub.refreshes++;
        gb_totals(a)->refreshes++;
        a->event.state = GB_EVENT_REFRESHED;
        s->phase = PHASE_VALID;
        s->ended = (GbMoment){0};
        v->previous_source = s->source;
        const Connection *before = gb_session_connection(a, s);
        if (before && s->connection != s->device->connection) v->previous_connection = *before;
        if (asks_another_contact(s, t)) {
            v->previous_contact = gb_scratch_text(a, gb_slice_from(s->pub.contact));
            gb_shared_drop(a->pool, s->pub.contact);
            s->pub.contact = gb_shared_keep(s->asked_contact);
        }
        s->contact_key = t->contact_key ? t->contact_key : s->contact_key;
    } else {
        if (valid && valid != s) {
            valid->replaced_by = s;
            gb_session_end(a, valid, PHASE_REPLACED, &r->when);
        }
        Session *unseen = gb_device_unseen(s->device, s->pub.server_id);
        if (unseen) unseen->ended = r->when;
        s->phase = PHASE_VALID;
        s->pub.start = r->when;
        a->event.state = GB_EVENT_REGISTERED;
    }
    s->pub.registered = true;
    s->pub.expires_s = granted;
    s->granted_us = r->when.time_us;
    s->granted_by = gb_host_hash(a, &r->message->src);
    s->valid_until_us = r->when.time_us + granted * GB_SECOND;
    gb_connection_copy(a, &s->connection, s->device->connection);
    s->source = s->device->last_register.source;
    s->challenged = s->answered = s->refused = false;
    s->n_refusals = 0;
    Server *server = gb_server_find(a, gb_slice_from(s->pub.server_id));
    if (server) server->registrations++;
    v->session = s;
}

static void unregister(GbAnalysis *a, RuleView *v, Session *s) {
    const Reading *r = v->reading;
    gb_totals(a)->unregistrations++;
    a->event.state = GB_EVENT_UNREGISTERED;
    Session *valid = s->phase == PHASE_VALID
                         ? s : gb_device_valid(s->device, s->pub.server_id, v->transaction->request.time_us);
    if (!valid && !s->pub.registered) valid = gb_device_unseen(s->device, s->pub.server_id);
    if (valid && valid != s && !s->pub.registered && !s->pub.keepalives.count) {
        gb_session_merge(a, s, valid);
        s = valid;
    }
    if (s->phase == PHASE_UNREGISTERED || s->phase == PHASE_REPLACED) return;
    s->refused = s->challenged = false;
    s->n_refusals = 0;
    gb_session_end(a, s, PHASE_UNREGISTERED, &r->when);
    v->session = s;
}

static void refuse(GbAnalysis *a, RuleView *v, Session *s, unsigned status) {
    const Reading *r = v->reading;
    Device *d = v->device;
    if (status >= 300 && status < 400) {
        GbSlice user = r->head->has_contact ? r->head->contact.uri.user : GB_NO_SLICE;
        s->redirect_to = user.n ? gb_intern(a->strings, user) : NULL;
        a->event.state = GB_EVENT_REDIRECTED;
    } else {
        a->event.state = GB_EVENT_REJECTED;
    }
    if (status >= 400 && v->transaction->expires_s != 0 && !s->n_refusals++) {
        s->first_refusal = r->when;
        s->first_refusal_status = (uint16_t)status;
        s->first_refusal_reason = gb_intern(a->strings, r->sip->reason);
    }
    s->refused = true;
    s->refused_status = (uint16_t)status;
    s->refused_at = r->when;
    if (s->phase == PHASE_PENDING) s->phase = PHASE_REFUSED;
    d->was_refused = true;
    if (d->last_register.answer.frame == r->when.frame) d->last_register.refused = true;
    gb_timeline_add(a, BIN_FAILURES, r->when.time_us);
}

/* A challenge, not a refusal: to a request without credentials, or because of the nonce's age. */
static bool asks_again(const RuleView *v) {
    const Transaction *t = v->transaction;
    for (unsigned i = 0; i < v->n_challenges; i++)
        if (v->challenges[i].stale) return true;
    return !t->has_authorization || t->nonce == NONCE_BEFORE_CAPTURE;
}

void gb_register_response(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    Transaction *t = v->transaction;
    Device *d = v->device;
    unsigned status = r->sip->status;
    Session *s = gb_transaction_session(t);
    if (!s) return;
    v->session = s;
    v->before_phase = s->phase;
    v->before = gb_device_valid(d, s->pub.server_id, t->request.time_us);
    uint32_t number = gb_attempt_number(t);
    GbAttempt *attempt = gb_session_attempt(s, number);
    v->attempt = attempt;
    if (status < 200) return;
    int32_t said = -1, granted = granted_by(r, s, t, &said);
    if (attempt) {
        v->check = gb_check_in_hand(a, attempt->auth);
        attempt->response = r->when;
        attempt->status = (uint16_t)status;
        if (status < 300) attempt->granted_s = said;
    }
    if (d->last_register.cseq == t->cseq && d->last_register.call_key == t->call_key) {
        d->last_register.answer = r->when;
        d->last_register.status = (uint16_t)status;
    }
    gb_nonce_answered(a, t, status);
    if (r->head->gb_version.n) d->server_version = gb_intern(a->strings, r->head->gb_version);
    if (status < 300) {
        if (granted < 0) granted = t->expires_s >= 0 ? t->expires_s : DEFAULT_EXPIRES_S;
        if (t->expires_s == 0 || (t->expires_s < 0 && said == 0)) unregister(a, v, s);
        else grant(a, v, s, granted);
        v->attempt = gb_session_attempt(v->session, gb_attempt_number(t));
    } else if ((status == 401 || status == 407) && asks_again(v)) {
        s->challenged = true;
        s->answered = false;
        d->was_challenged = true;
        if (!s->pub.realm && v->n_challenges) s->pub.realm = gb_intern(a->strings, v->challenges[0].realm);
        a->event.state = GB_EVENT_CHALLENGED;
    } else {
        refuse(a, v, s, status);
    }
}

void gb_register_repeated(GbAnalysis *a, const Transaction *t) {
    (void)a;
    if (t->method != GB_METHOD_REGISTER) return;
    Session *s = gb_transaction_session(t);
    GbAttempt *attempt = s ? gb_session_attempt(s, gb_attempt_number(t)) : NULL;
    if (attempt && attempt->retransmissions < UINT16_MAX) attempt->retransmissions++;
}
