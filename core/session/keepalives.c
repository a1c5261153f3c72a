/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keepalives.c - the MESSAGEs Notify/Keepalive of a session (GB/T 28181-2022 9.6): how many, how
 * far apart, which were not answered.
 *
 * Nothing is kept for each of them. Intervals are counted by length (median.c); steady ones fold
 * into runs; and the pairs that may turn out to lie around a gap wait as candidates, since which
 * intervals are gaps follows from the median, which only settle knows: those longer than half of
 * what a gap must be by the median of the moment. Should the median fall to less than half later,
 * earlier gaps are still counted, from the lengths, and only not listed.
 *
 * A keepalive counts as unanswered from the start and stops doing so when its answer comes.
 *
 * Pings are none of them, and matter only where they stand in for them.
 */
#include "engine.h"

#define FIRST_INTERVALS 5 /* the contract: the median counts from five on */

int64_t gb_session_interval(const GbAnalysis *a, const Session *s) {
    if (s->n_intervals >= FIRST_INTERVALS) return gb_intervals_median(s);
    return gb_expected_interval(a, s->device);
}

/* ---- whose ---- */

/* The valid session, at that server if there is one; else keepalives of an unseen registration;
 * else the session that ended last: they go on after its end. */
static Session *session_for(GbAnalysis *a, Device *d, const char *server_id, const GbMoment *at) {
    uint32_t n = d->n_kept_sessions;
    uint32_t stop = n > SESSIONS_LOOKED_AT && d->pub.n_servers < 2 ? n - SESSIONS_LOOKED_AT : 0;
    Session *valid = NULL, *unseen = NULL, *ended = NULL;
    for (uint32_t i = n; i-- > stop;) {
        Session *s = d->sessions[i];
        bool here = gb_session_at(s, server_id);
        if (s->phase == PHASE_VALID) {
            if (here) return s;
            if (!valid) valid = s;
        } else if (s->phase == PHASE_PRE_CAPTURE && !s->ended.time_us) {
            if (here && !unseen) unseen = s;
        } else if (s->pub.registered || s->phase == PHASE_UNREGISTERED || s->phase == PHASE_PRE_CAPTURE) {
            if (here && (!ended || s->ended.time_us > ended->ended.time_us)) ended = s;
        }
    }
    if (unseen) return unseen;
    if (valid) return valid;
    return ended ? ended : gb_session_new(a, d, server_id, at, PHASE_PRE_CAPTURE);
}

/* ---- gaps ---- */

static bool may_be_gap(const GbAnalysis *a, const Session *s, int64_t interval) {
    if (s->n_intervals < FIRST_INTERVALS || s->median_guess_us < 0) return true;
    return interval > s->median_guess_us * (int64_t)a->misses / 2;
}

static void prune(GbAnalysis *a, Session *s) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_candidates; i++) {
        const GapCandidate *c = &s->candidates[i];
        if (may_be_gap(a, s, c->to.time_us - c->from.time_us)) s->candidates[n++] = *c;
    }
    s->n_candidates = n;
    if (n) return;
    gb_pool_give(a->pool, s->candidates, s->candidates_capacity * sizeof *s->candidates);
    s->candidates = NULL;
    s->candidates_capacity = 0;
}

static void add_candidate(GbAnalysis *a, Session *s, const GbMoment *from, const GbMoment *to) {
    if (s->n_candidates >= GB_MAX_GAPS) return;
    uint32_t need = s->n_candidates < FIRST_INTERVALS - 1 ? FIRST_INTERVALS - 1 : s->n_candidates + 1;
    s->candidates = gb_pool_grow(a->pool, s->candidates, &s->candidates_capacity, need,
                                 sizeof *s->candidates, GB_MAX_GAPS);
    s->candidates[s->n_candidates++] = (GapCandidate){*from, *to};
}

/* ---- runs ---- */

/* The public struct shows them read-only; they are the engine's own. */
static GbKeepaliveRun *runs_of(Session *s) {
    return (GbKeepaliveRun *)s->pub.keepalives.runs;
}

static uint32_t n_runs(const Session *s) {
    return s->n_runs < GB_MAX_KEEPALIVE_RUNS ? s->n_runs : GB_MAX_KEEPALIVE_RUNS;
}

/* A device that sends one for each of its channels, or each of them twice, sends them in a burst: no
 * interval lies between them, but from the first of one to the first of the next. None is set to
 * less than five seconds; what goes on for longer is no burst. */
static bool is_burst(const Session *s, int64_t interval) {
    return interval < 3 * GB_SECOND && s->burst_us + interval <= GB_MINUTE / 2;
}

static bool joins(const GbAnalysis *a, const Session *s, const GbKeepaliveRun *run, int64_t interval) {
    if (run->count == 1 || s->run_interval_us < 0) return interval <= 2 * (int64_t)a->interval_s * GB_SECOND;
    int64_t usual = s->run_interval_us, off = interval > usual ? interval - usual : usual - interval;
    return off <= usual / 2;
}

/* interval -1: of a burst. */
static void add_to_runs(GbAnalysis *a, Session *s, const GbMoment *when, int64_t interval) {
    uint32_t n = n_runs(s);
    GbKeepaliveRun *run = n ? &runs_of(s)[n - 1] : NULL;
    if (run && (interval < 0 || joins(a, s, run, interval))) {
        if (run->count == 1 || s->run_interval_us < 0) s->run_interval_us = interval;
        run->last = *when;
        run->count++;
        run->unanswered++;
        return;
    }
    void *list = runs_of(s);
    run = gb_keep_ends(a->pool, &list, &s->runs_capacity, s->n_runs, sizeof *run, GB_MAX_KEEPALIVE_RUNS);
    s->pub.keepalives.runs = list;
    s->n_runs++;
    *run = (GbKeepaliveRun){.first = *when, .last = *when, .count = 1, .unanswered = 1};
}

static GbKeepaliveRun *run_of(Session *s, int64_t time_us) {
    for (uint32_t i = n_runs(s); i-- > 0;)
        if (runs_of(s)[i].first.time_us <= time_us) return &runs_of(s)[i];
    return NULL;
}

/* ---- messages ---- */

static void measure(GbAnalysis *a, Session *s, const GbMoment *when) {
    GbKeepalives *k = &s->pub.keepalives;
    int64_t interval = when->time_us - s->pub.keepalives.last.time_us;
    if (interval < 0) { /* no time to tell: the clock was set back, or frames are out of order */
        s->burst_us = 0;
        add_to_runs(a, s, when, GB_DAY);
        return;
    }
    a->event.previous_keepalive = s->pub.keepalives.last.frame;
    a->event.keepalive_interval_us = interval;
    if (is_burst(s, interval)) {
        s->burst_us += (uint32_t)interval;
        add_to_runs(a, s, when, -1);
        return;
    }
    int64_t silence = interval;
    if (interval >= 3 * GB_SECOND) interval += s->burst_us;
    s->burst_us = 0;
    if (k->min_us < 0 || interval < k->min_us) k->min_us = interval;
    if (interval > k->max_us) k->max_us = interval;
    gb_intervals_add(a, s, interval);
    /* the median of the moment: at five, then each time there are a quarter more */
    if (s->n_intervals == FIRST_INTERVALS || s->n_intervals >= s->median_due) {
        s->median_due = s->n_intervals + s->n_intervals / 4 + 1;
        s->median_guess_us = gb_intervals_median(s);
        if (s->n_intervals >= FIRST_INTERVALS) prune(a, s);
    }
    if (may_be_gap(a, s, silence)) add_candidate(a, s, &s->pub.keepalives.last, when);
    add_to_runs(a, s, when, interval);
}

void gb_keepalives_fetch(const Session *s) {
    gb_fetch(s->intervals, s->n_interval_counts * sizeof *s->intervals);
    if (s->n_runs) gb_fetch(&s->pub.keepalives.runs[n_runs(s) - 1], sizeof(GbKeepaliveRun));
}

void gb_keepalive_request(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    const GbManscdp *m = &r->body->manscdp;
    gb_sessions_expire(a, v->device, r->when.time_us);
    Session *s = session_for(a, v->device, v->event->server_id, &r->when);
    GbKeepalives *k = &s->pub.keepalives;
    v->session = s;
    v->before_phase = s->phase;
    v->previous_keepalive = s->pub.keepalives.last;
    v->has_previous_sn = s->has_sn;
    v->previous_sn = s->last_sn;
    v->device->has_kept_alive = true;
    gb_totals(a)->keepalives++;
    gb_totals(a)->keepalives_unanswered++;
    k->count++;
    k->unanswered++;
    if (!k->last.frame) k->first = r->when;
    if (k->last.frame) measure(a, s, &r->when);
    else add_to_runs(a, s, &r->when, 0);
    k->last = r->when;
    s->has_sn = m->has_sn;
    s->awaits_answer = true;
    s->last_sn = m->sn;
    if (!s->pub.registered && s->phase == PHASE_PRE_CAPTURE) {
        s->pub.transport = r->message->transport;
        s->source = r->message->src;
        gb_connection_set(a, &s->connection, r->message->connection);
    }
    if (v->transaction) {
        v->transaction->session = s;
        v->transaction->session_serial = s->serial;
        v->transaction->is_keepalive = true;
    }
    gb_timeline_add(a, BIN_KEEPALIVES, r->when.time_us);
    a->event.state = s->phase == PHASE_EXPIRED        ? GB_EVENT_EXPIRED
                     : s->phase == PHASE_UNREGISTERED ? GB_EVENT_UNREGISTERED
                     : s->phase == PHASE_REPLACED     ? GB_EVENT_REPLACED
                                                      : GB_EVENT_ALIVE;
}

void gb_keepalive_answered(GbAnalysis *a, const Transaction *t, unsigned status, const GbMoment *at) {
    Session *s = gb_transaction_session(t);
    if (!s) return;
    GbKeepaliveRun *run = run_of(s, t->request.time_us);
    if (t->request.time_us >= s->pub.keepalives.last.time_us) s->awaits_answer = false;
    if (s->pub.keepalives.unanswered) s->pub.keepalives.unanswered--;
    if (gb_totals(a)->keepalives_unanswered) gb_totals(a)->keepalives_unanswered--;
    if (run && run->unanswered) run->unanswered--;
    if (status < 300) {
        s->refused_since.frame = 0;
        return;
    }
    if (!s->refused_since.frame) s->refused_since = *at;
    s->refused_by = (uint16_t)status;
    s->pub.keepalives.refused++;
    if (run) run->refused++;
    gb_timeline_add(a, BIN_FAILURES, at->time_us);
}

void gb_keepalive_response(GbAnalysis *a, RuleView *v) {
    Transaction *t = v->transaction;
    unsigned status = v->reading->sip->status;
    Session *s = gb_transaction_session(t);
    if (!s) return;
    v->session = s;
    v->before_phase = s->phase;
    a->event.state = s->phase == PHASE_EXPIRED ? GB_EVENT_EXPIRED : GB_EVENT_ALIVE;
    if (!v->is_final || t->status) return; /* the first final one counts */
    gb_keepalive_answered(a, t, status, &v->reading->when);
    if (status == 403 || status == 404) v->device->last_keepalive_refused = v->reading->when;
}

void gb_keepalive_repeated(Transaction *t) {
    Session *s = gb_transaction_session(t);
    if (s) s->pub.keepalives.retransmissions++;
}

/* ---- pings ---- */

/* To where its REGISTER went: the server's answers to pings (RFC 5626 4.4.1) and a platform's own
 * traffic with those below it are not the device's. */
void gb_analysis_ping(GbAnalysis *a, const GbPing *ping) {
    Device *d = gb_device_at(a, &ping->src);
    if (!d || !gb_address_eq(&d->last_register.destination, &ping->dst) ||
        !gb_device_valid(d, NULL, ping->time_us))
        return;
    gb_rules_ping(a, d, &(GbMoment){ping->time_us, ping->frame, ping->file});
}

/* ---- settle ---- */

void gb_keepalives_settle(GbAnalysis *a, Session *s) {
    GbKeepalives *k = &s->pub.keepalives;
    k->median_us = gb_intervals_median(s);
    k->n_runs = n_runs(s);
    k->n_runs_omitted = s->n_runs - k->n_runs;
    k->n_gaps = k->n_gaps_omitted = 0;
    int64_t interval = gb_session_interval(a, s), limit = interval * (int64_t)a->misses;
    uint64_t all = gb_intervals_above(s, limit);
    if (!all) return;
    GbGap *gaps = gb_pool_grow(a->pool, (GbGap *)k->gaps, &s->gaps_capacity, s->n_candidates,
                               sizeof *gaps, GB_MAX_GAPS);
    k->gaps = gaps;
    for (uint32_t i = 0; i < s->n_candidates; i++) {
        const GapCandidate *c = &s->candidates[i];
        int64_t length = c->to.time_us - c->from.time_us;
        if (length <= limit) continue;
        /* those that fit strictly between the two; one due in the last tenth of an interval is
         * the one that came */
        int64_t missed = interval > 0 ? (length - interval / 10) / interval : 0;
        gaps[k->n_gaps++] = (GbGap){c->from, c->to, missed > UINT32_MAX ? UINT32_MAX : (uint32_t)missed};
    }
    if (all > k->n_gaps) k->n_gaps_omitted = all - k->n_gaps;
}
