/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * settle.c - how everything stands at the end of the capture, in the contract's words.
 *
 * Reads what feeding left and writes the public structs; never the other way, so that feeding may
 * go on and settle be called again. What takes part in both (findings) is undone first.
 */
#include "engine.h"

/* Latest session first by its start: a chain that was granted late starts late. Nearly sorted. */
static void sort_sessions(Device *d) {
    for (uint32_t i = 1; i < d->n_kept_sessions; i++) {
        Session *s = d->sessions[i];
        uint32_t k = i;
        for (; k && d->sessions[k - 1]->pub.start.time_us > s->pub.start.time_us; k--)
            d->sessions[k] = d->sessions[k - 1];
        d->sessions[k] = s;
    }
}

/* Silent towards its server for N intervals up to the end. */
static bool is_silent(const GbAnalysis *a, const Session *s) {
    int64_t last = gb_session_last_alive(s)->time_us;
    if (last < s->granted_us && s->granted_us <= a->end_us) last = s->granted_us; /* the clock */
    return a->end_us - last >= gb_session_interval(a, s) * (int64_t)a->misses;
}

static void settle_state(GbAnalysis *a, Session *s) {
    GbSession *p = &s->pub;
    p->end = s->ended;
    switch (s->phase) {
    case PHASE_PENDING:
        p->state = GB_SESSION_INCOMPLETE;
        break;
    case PHASE_REFUSED:
        p->state = GB_SESSION_REJECTED;
        p->end = s->refused_at;
        break;
    case PHASE_VALID:
        if (s->valid_until_us <= a->end_us) {
            p->state = GB_SESSION_EXPIRED;
            p->end = (GbMoment){.time_us = s->valid_until_us};
        } else {
            p->state = is_silent(a, s) ? GB_SESSION_LOST : GB_SESSION_OPEN;
        }
        break;
    case PHASE_PRE_CAPTURE:
        p->state = GB_SESSION_PRE_CAPTURE;
        break;
    case PHASE_EXPIRED:
        p->state = GB_SESSION_EXPIRED;
        break;
    case PHASE_UNREGISTERED:
        p->state = GB_SESSION_UNREGISTERED;
        break;
    case PHASE_REPLACED:
        p->state = GB_SESSION_REPLACED;
        break;
    case PHASE_N:
        break;
    }
}

/* Of a connection that was closed while the session lasted. */
static void settle_connection(const GbAnalysis *a, Session *s) {
    const Connection *c = gb_session_connection(a, s);
    GbSession *p = &s->pub;
    bool closed = c && c->ended.frame && (!p->end.time_us || c->ended.time_us <= p->end.time_us);
    p->connection_closed = closed ? c->ended : (GbMoment){0};
    p->closed_by_device = closed && gb_address_eq(&c->by, &s->source);
    p->closed_by_reset = closed && c->is_reset;
}

static void settle_session(GbAnalysis *a, Session *s) {
    settle_state(a, s);
    settle_connection(a, s);
    s->pub.attempts = s->attempts;
    s->pub.n_attempts = s->n_attempts < GB_MAX_ATTEMPTS ? s->n_attempts : GB_MAX_ATTEMPTS;
    s->pub.n_attempts_omitted = s->n_attempts - s->pub.n_attempts;
    gb_keepalives_settle(a, s);
    if (s->refused) a->totals.registrations_rejected++;
    /* rules hear of an expiry that no message followed */
    if (s->phase == PHASE_VALID && s->pub.state == GB_SESSION_EXPIRED) {
        s->phase = PHASE_EXPIRED;
        s->ended = s->pub.end;
        gb_rules_session_end(a, s);
        s->phase = PHASE_VALID;
        s->ended = (GbMoment){0};
    }
}

static void settle_device(GbAnalysis *a, Device *d) {
    GbDevice *p = &d->pub;
    sort_sessions(d);
    p->counts = d->left_out ? *d->left_out : (GbDeviceCounts){0};
    for (uint32_t i = 0; i < d->n_kept_sessions; i++) {
        settle_session(a, d->sessions[i]);
        gb_session_count(d->sessions[i], &p->counts);
    }
    a->totals.keepalive_gaps += p->counts.gaps;
    p->sessions = (const GbSession *const *)d->sessions; /* a Session begins with its GbSession */
    p->n_sessions = d->n_kept_sessions;
    p->n_sessions_omitted = d->n_sessions - d->n_kept_sessions;
    a->totals.sessions += d->n_sessions;
    const Session *latest = gb_device_latest(d);
    p->has_session = latest != NULL;
    p->silent = false;
    if (latest) {
        p->state = latest->pub.state;
        bool alive = p->state == GB_SESSION_OPEN || p->state == GB_SESSION_PRE_CAPTURE ||
                     p->state == GB_SESSION_LOST || p->state == GB_SESSION_EXPIRED;
        p->silent = alive && is_silent(a, latest);
    }
    p->is_platform = d->has_registered && gb_is_platform(d);
    p->name = gb_credentials_name(a->credentials, gb_slice_from(p->id));
    if (!p->name) p->name = d->name_from_info ? d->name_from_info : d->name_from_catalog;
    p->exchanges = d->exchanges;
    p->n_exchanges = d->n_kept_exchanges;
    p->n_exchanges_omitted = d->n_exchanges - d->n_kept_exchanges + d->exchanges_left_out;
    p->catalog = d->catalog;
    p->n_catalog = d->n_catalog;
    gb_ladder_settle(a, d);
}

void gb_analysis_settle(GbAnalysis *a, int64_t end_us) {
    gb_findings_undo(a);
    if (a->n_messages && end_us < a->now_us) end_us = a->now_us;
    if (a->is_set_back && a->now_us - a->last_us > GB_MINUTE) end_us = a->last_us; /* else a late frame */
    a->end_us = end_us;
    a->settling = true;
    a->scratch_used = 0;
    GbTotals *t = &a->totals;
    uint32_t n_devices;
    Device **devices = gb_shown(a, &n_devices);
    t->devices = n_devices;
    t->sessions = t->registrations_rejected = t->keepalive_gaps = 0;
    t->registrations_rejected = a->omitted_sessions[PHASE_REFUSED];
    for (uint32_t i = 0; i < n_devices; i++) settle_device(a, devices[i]);
    if (a->timeline.step_us) gb_timeline_reach(a, end_us);
    gb_transactions_settle(a);
    gb_dialogs_settle(a);
    gb_queries_settle(a);
    for (uint32_t i = 0; i < n_devices; i++) {
        Device *d = devices[i];
        a->scratch_used = 0;
        gb_rules_settle_device(a, d);
        gb_lists_shortened(a, d);
        gb_findings_sort(d->findings, d->n_findings);
        d->pub.findings = d->findings;
        d->pub.n_findings = d->n_findings;
    }
    a->n_causes = 0;
    gb_rules_settle(a);
    gb_findings_sort(a->findings, a->n_findings);
    a->settling = false;
    a->settled = true;
}
