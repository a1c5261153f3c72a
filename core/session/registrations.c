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

#define LOOK_BACK 16 /* latest sessions looked at */
#define DEFAULT_EXPIRES_S 3600

/* ---- the lists ---- */

void *gb_keep_ends(GbPool *pool, void **list, uint32_t *capacity, uint32_t n, size_t size,
                   uint32_t max) {
    if (n < max) {
        *list = gb_pool_grow(pool, *list, capacity, n + 1, size, max);
        return (char *)*list + n * size;
    }
    char *half = (char *)*list + max / 2 * size;
    memmove(half, half + size, (max - max / 2 - 1) * size);
    char *last = (char *)*list + (max - 1) * size;
    memset(last, 0, size);
    return last;
}

static uint32_t kept(uint32_t n, uint32_t max) {
    return n < max ? n : max;
}

GbAttempt *gb_session_attempt(const Session *s, uint32_t number) {
    uint32_t n = kept(s->n_attempts, GB_MAX_ATTEMPTS), omitted = s->n_attempts - n;
    if (number >= s->n_attempts) return NULL;
    if (number < GB_MAX_ATTEMPTS / 2 || !omitted) return &s->attempts[number];
    return number < GB_MAX_ATTEMPTS / 2 + omitted ? NULL : &s->attempts[number - omitted];
}

/* Keeps its check; of the one that is left out in its place no longer. */
static uint32_t add_attempt(GbAnalysis *a, Session *s, const GbAttempt *attempt) {
    void *list = s->attempts;
    gb_check_keep(attempt->auth);
    if (s->n_attempts >= GB_MAX_ATTEMPTS) gb_check_drop(a, s->attempts[GB_MAX_ATTEMPTS / 2].auth);
    GbAttempt *slot = gb_keep_ends(a->pool, &list, &s->attempts_capacity, s->n_attempts,
                                   sizeof *slot, GB_MAX_ATTEMPTS);
    *slot = *attempt;
    s->attempts = list;
    s->register_frame = attempt->request.frame;
    return s->n_attempts++;
}

static void drop_attempts(GbAnalysis *a, Session *s) {
    for (uint32_t i = 0; i < kept(s->n_attempts, GB_MAX_ATTEMPTS); i++) gb_check_drop(a, s->attempts[i].auth);
    gb_pool_give(a->pool, s->attempts, s->attempts_capacity * sizeof *s->attempts);
    s->attempts = NULL;
    s->attempts_capacity = s->n_attempts = 0;
    s->register_frame = 0;
}

static void drop_texts(GbAnalysis *a, Session *s) {
    gb_pool_give_text(a->pool, s->pub.call_id);
    gb_shared_drop(a->pool, s->pub.contact);
    gb_shared_drop(a->pool, s->asked_contact);
    s->pub.call_id = s->pub.contact = s->asked_contact = NULL;
}

static void drop_session(GbAnalysis *a, Session *s) {
    a->omitted_sessions[s->phase]++;
    bool feeding = a->feeding;
    a->feeding = false; /* nothing of the message in hand */
    gb_rules_rejected(a, s);
    a->feeding = feeding;
    gb_connection_copy(a, &s->connection, 0);
    drop_attempts(a, s);
    drop_texts(a, s);
    gb_pool_give(a->pool, s->intervals, s->intervals_capacity * sizeof *s->intervals);
    gb_pool_give(a->pool, s->candidates, s->candidates_capacity * sizeof *s->candidates);
    gb_pool_give(a->pool, (GbKeepaliveRun *)s->pub.keepalives.runs, s->runs_capacity * sizeof(GbKeepaliveRun));
    gb_pool_give(a->pool, (GbGap *)s->pub.keepalives.gaps, s->gaps_capacity * sizeof(GbGap));
    *s = (Session){.replaced_by = a->unused_sessions};
    a->unused_sessions = s;
}

/* One that was left out, or whose attempts went to another before all transactions that know it
 * were forgotten. */
static Session *unused_session(GbAnalysis *a) {
    Session *s = a->unused_sessions;
    if (s) {
        a->unused_sessions = s->replaced_by;
        return s;
    }
    s = a->merged_sessions;
    if (!s || s->granted_us + GB_TRANSACTION_AGE_S * GB_SECOND >= a->now_us)
        return gb_pool_take(a->pool, sizeof *s);
    a->merged_sessions = s->replaced_by;
    if (!a->merged_sessions) a->last_merged_session = NULL;
    return s;
}

Session *gb_session_new(GbAnalysis *a, Device *d, const char *server_id, const GbMoment *start,
                        SessionPhase phase) {
    Session *s = unused_session(a);
    *s = (Session){.device = d, .phase = phase, .serial = ++a->next_session_serial};
    s->pub.server_id = server_id;
    s->pub.start = *start;
    s->pub.expires_s = -1;
    s->valid_until_us = GB_NEVER;
    s->median_guess_us = s->run_interval_us = -1;
    s->pub.keepalives.min_us = s->pub.keepalives.median_us = s->pub.keepalives.max_us = -1;
    const uint32_t max = GB_MAX_SESSIONS_PER_DEVICE, n = d->n_kept_sessions;
    if (n >= max) drop_session(a, d->sessions[max / 2]);
    void *list = d->sessions;
    Session **slot = gb_keep_ends(a->pool, &list, &d->sessions_capacity, n, sizeof *slot, max);
    *slot = s;
    d->sessions = list;
    if (n < max) d->n_kept_sessions++;
    d->n_sessions++;
    return s;
}

/* Takes one of the latest out of the list: it belongs to another. */
static void remove_session(Device *d, const Session *s) {
    uint32_t n = d->n_kept_sessions;
    for (uint32_t i = n; i-- > 0;)
        if (d->sessions[i] == s) {
            memmove(&d->sessions[i], &d->sessions[i + 1], (n - i - 1) * sizeof *d->sessions);
            d->n_kept_sessions--;
            d->n_sessions--;
            return;
        }
}

Session *gb_device_latest(const Device *d) {
    return d->n_kept_sessions ? d->sessions[d->n_kept_sessions - 1] : NULL;
}

static bool same_server(const Session *s, const char *server_id) {
    return !server_id || !s->pub.server_id || s->pub.server_id == server_id;
}

Session *gb_device_valid(const Device *d, const char *server_id, int64_t time_us) {
    uint32_t n = d->n_kept_sessions;
    for (uint32_t i = n; i-- > 0 && n - i <= LOOK_BACK;) {
        Session *s = d->sessions[i];
        if (s->phase == PHASE_VALID && same_server(s, server_id) && time_us <= s->valid_until_us) return s;
    }
    return NULL;
}

Session *gb_transaction_session(const Transaction *t) {
    Session *s = t->session;
    uint32_t serial = t->session_serial;
    while (s && s->serial == serial && s->merged_into) {
        serial = s->merged_serial;
        s = s->merged_into;
    }
    return s && s->serial == serial ? s : NULL;
}

static uint32_t attempt_number(const Transaction *t) {
    uint32_t number = t->attempt;
    for (const Session *s = t->session; s->merged_into; s = s->merged_into) number += s->merged_at;
    return number;
}

/* ---- ends ---- */

static void end_session(GbAnalysis *a, Session *s, SessionPhase phase, const GbMoment *at) {
    s->phase = phase;
    s->ended = *at;
    gb_rules_session_end(a, s);
}

void gb_sessions_expire(GbAnalysis *a, Device *d, int64_t time_us) {
    uint32_t n = d->n_kept_sessions;
    for (uint32_t i = n; i-- > 0 && n - i <= LOOK_BACK;) {
        Session *s = d->sessions[i];
        if (i == n - 1) gb_fetch(s, sizeof *s);
        if (s->phase == PHASE_VALID && s->valid_until_us < time_us)
            end_session(a, s, PHASE_EXPIRED, &(GbMoment){.time_us = s->valid_until_us});
    }
}

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
    for (uint32_t i = n; i-- > 0 && n - i <= LOOK_BACK;) {
        Session *s = d->sessions[i];
        if (s->attempts && goes_on(s) && same_server(s, server_id) &&
            (s->last_call == r->call_key || s->first_call == r->call_key))
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
    d->last_register = (RegisterMemory){.call_key = r->call_key,
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
        s->first_call = r->call_key;
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
    s->last_call = r->call_key;
    if (s->phase != PHASE_VALID) {
        s->contact_key = contact;
        s->source = r->message->src;
        gb_connection_set(a, &s->connection, r->message->connection);
        if (r->head->has_contact && !r->head->contact.is_star) set_contact(a, s, &s->pub.contact, r);
    } else if (contact && contact != s->contact_key && contact != s->asked_key) {
        set_contact(a, s, &s->asked_contact, r);
        s->asked_key = contact;
    }
    GbAttempt attempt = {.request = r->when, .cseq = r->sip->cseq, .expires_s = r->head->expires_s,
                         .granted_s = -1, .auth = v->check};
    uint32_t number = add_attempt(a, s, &attempt);
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

/* The attempts of `s` turn out to be `into`'s. Not of one that has keepalives: out of order, a
 * chain may have ended as a session of its own before. */
static void merge(GbAnalysis *a, Session *s, Session *into) {
    s->merged_into = into;
    s->merged_serial = into->serial;
    s->merged_at = into->n_attempts;
    for (uint32_t i = 0; i < s->n_attempts; i++) {
        const GbAttempt *attempt = gb_session_attempt(s, i);
        if (attempt) add_attempt(a, into, attempt);
    }
    drop_attempts(a, s);
    drop_texts(a, s);
    gb_connection_copy(a, &s->connection, 0);
    into->last_call = s->last_call;
    if (s->pub.realm) into->pub.realm = s->pub.realm;
    remove_session(s->device, s);
    s->granted_us = a->now_us;
    if (a->last_merged_session) a->last_merged_session->replaced_by = s;
    else a->merged_sessions = s;
    a->last_merged_session = s;
}

static Session *open_before_capture(const Device *d, const char *server_id) {
    uint32_t n = d->n_kept_sessions;
    for (uint32_t i = n; i-- > 0 && n - i <= LOOK_BACK;) {
        Session *s = d->sessions[i];
        if (s->phase == PHASE_PRE_CAPTURE && !s->ended.time_us && same_server(s, server_id)) return s;
    }
    return NULL;
}

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
           t->request.time_us >= valid->granted_us + half;
}

static void grant(GbAnalysis *a, RuleView *v, Session *s, int32_t granted) {
    const Reading *r = v->reading;
    Transaction *t = v->transaction;
    a->totals.registrations++;
    gb_timeline_add(a, BIN_REGISTRATIONS, r->when.time_us);
    Session *valid = gb_device_valid(s->device, s->pub.server_id, t->request.time_us);
    bool refresh = s->phase == PHASE_VALID ||
                   (s->phase == PHASE_EXPIRED && t->request.time_us <= s->valid_until_us);
    if (!refresh && valid && valid != s && !s->pub.keepalives.count && is_refresh_of(valid, t)) {
        merge(a, s, valid);
        s = valid;
        refresh = true;
    }
    if (refresh) {
        s->pub.refreshes++;
        a->totals.refreshes++;
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
            end_session(a, valid, PHASE_REPLACED, &r->when);
        }
        Session *unseen = open_before_capture(s->device, s->pub.server_id);
        if (unseen) unseen->ended = r->when;
        s->phase = PHASE_VALID;
        s->pub.start = r->when;
        a->event.state = GB_EVENT_REGISTERED;
    }
    s->pub.registered = true;
    s->pub.expires_s = granted;
    s->granted_us = r->when.time_us;
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
    a->totals.unregistrations++;
    a->event.state = GB_EVENT_UNREGISTERED;
    Session *valid = s->phase == PHASE_VALID
                         ? s : gb_device_valid(s->device, s->pub.server_id, v->transaction->request.time_us);
    if (!valid && !s->pub.registered) valid = open_before_capture(s->device, s->pub.server_id);
    if (valid && valid != s && !s->pub.registered && !s->pub.keepalives.count) {
        merge(a, s, valid);
        s = valid;
    }
    if (s->phase == PHASE_UNREGISTERED || s->phase == PHASE_REPLACED) return;
    s->refused = s->challenged = false;
    s->n_refusals = 0;
    end_session(a, s, PHASE_UNREGISTERED, &r->when);
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
    uint32_t number = attempt_number(t);
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
        if (t->expires_s == 0) unregister(a, v, s);
        else grant(a, v, s, granted);
        v->attempt = gb_session_attempt(v->session, attempt_number(t));
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
    GbAttempt *attempt = s ? gb_session_attempt(s, attempt_number(t)) : NULL;
    if (attempt && attempt->retransmissions < UINT16_MAX) attempt->retransmissions++;
}
