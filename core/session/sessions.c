/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sessions.c - a device's sessions and their attempts as they are kept: the lists and what is left
 * out of them, one that turns out to be part of another, the end.
 *
 * Transactions name a session by address and serial, so that one that was left out or merged may
 * be used again. What a REGISTER means for a session is registrations.c's to say.
 */
#include "engine.h"

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
uint32_t gb_attempt_add(GbAnalysis *a, Session *s, const GbAttempt *attempt) {
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
    const GbAttempt *attempt = s->attempts;
    for (uint32_t n = attempt ? kept(s->n_attempts, GB_MAX_ATTEMPTS) : 0; n--; attempt++)
        gb_check_drop(a, attempt->auth);
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

void gb_session_count(const Session *s, GbDeviceCounts *into) {
    const GbKeepalives *k = &s->pub.keepalives;
    into->registered += s->pub.registered;
    into->refreshes += s->pub.refreshes;
    into->keepalives += k->count;
    into->unanswered += k->unanswered;
    into->refused += k->refused;
    into->gaps += k->n_gaps + k->n_gaps_omitted;
}

static void drop_session(GbAnalysis *a, Session *s) {
    if (!s->device->is_aside) a->omitted_sessions[s->phase]++;
    gb_keepalives_settle(a, s);
    GbDeviceCounts **counts = &s->device->left_out;
    if (!*counts) *counts = gb_pool_take(a->pool, sizeof **counts);
    gb_session_count(s, *counts);
    bool feeding = a->feeding;
    a->feeding = false; /* nothing of the message in hand */
    gb_rules_rejected(a, s);
    gb_rules_gaps(a, s);
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

Session *gb_device_valid(const Device *d, const char *server_id, int64_t time_us) {
    uint32_t n = d->n_kept_sessions;
    for (uint32_t i = n; i-- > 0 && n - i <= SESSIONS_LOOKED_AT;) {
        Session *s = d->sessions[i];
        if (s->phase == PHASE_VALID && gb_session_at(s, server_id) && time_us <= s->valid_until_us) return s;
    }
    return NULL;
}

void gb_device_alive(Device *d, const char *server_id, const GbMoment *when) {
    uint32_t n = d->n_kept_sessions;
    d->last_alive = *when;
    if (d->pub.n_servers < 2) return;
    for (uint32_t i = n; i-- > 0;)
        if (gb_session_at(d->sessions[i], server_id)) d->sessions[i]->last_alive = *when;
}

bool gb_session_is_parallel(const Session *s) {
    const Device *d = s->device;
    for (uint32_t i = 0; i < d->n_kept_sessions && d->pub.n_servers > 1; i++) {
        const Session *other = d->sessions[i];
        if (!other->pub.registered || !other->pub.server_id || !s->pub.server_id ||
            other->pub.server_id == s->pub.server_id)
            continue;
        bool later = s->pub.start.time_us > other->pub.start.time_us;
        if (s->pub.keepalives.last.time_us > other->pub.start.time_us ||
            (later && other->pub.keepalives.last.time_us > s->pub.start.time_us))
            return true;
    }
    return false;
}

const GbMoment *gb_session_last_alive(const Session *s) {
    const GbMoment *device = &s->device->last_alive, *own = &s->last_alive, *kept = &s->pub.keepalives.last;
    if (gb_session_is_parallel(s)) {
        if (kept->time_us > own->time_us) own = kept;
        return own->frame ? own : &s->pub.start;
    }
    return device->frame ? device : kept;
}

Session *gb_device_unseen(const Device *d, const char *server_id) {
    uint32_t n = d->n_kept_sessions;
    for (uint32_t i = n; i-- > 0 && n - i <= SESSIONS_LOOKED_AT;) {
        Session *s = d->sessions[i];
        if (s->phase == PHASE_PRE_CAPTURE && !s->ended.time_us && gb_session_at(s, server_id)) return s;
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

uint32_t gb_attempt_number(const Transaction *t) {
    uint32_t number = t->attempt;
    for (const Session *s = t->session; s->merged_into; s = s->merged_into) number += s->merged_at;
    return number;
}

/* ---- one that is part of another ---- */

/* The attempts of `s` turn out to be `into`'s. Not of one that has keepalives: out of order, a
 * chain may have ended as a session of its own before. */
void gb_session_merge(GbAnalysis *a, Session *s, Session *into) {
    s->merged_into = into;
    s->merged_serial = into->serial;
    s->merged_at = into->n_attempts;
    for (uint32_t i = 0; i < s->n_attempts; i++) {
        const GbAttempt *attempt = gb_session_attempt(s, i);
        if (attempt) gb_attempt_add(a, into, attempt);
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

/* ---- ends ---- */

void gb_session_end(GbAnalysis *a, Session *s, SessionPhase phase, const GbMoment *at) {
    s->phase = phase;
    s->ended = *at;
    gb_rules_session_end(a, s);
}

void gb_sessions_expire(GbAnalysis *a, Device *d, int64_t time_us) {
    uint32_t n = d->n_kept_sessions;
    for (uint32_t i = n; i-- > 0 && n - i <= SESSIONS_LOOKED_AT;) {
        Session *s = d->sessions[i];
        if (s->phase == PHASE_VALID && s->valid_until_us < time_us)
            gb_session_end(a, s, PHASE_EXPIRED, &(GbMoment){.time_us = s->valid_until_us});
    }
}
