/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_keepalive.c - keepalives (reference 7.4, GB/T 28181-2022 9.6): what they say, how they are
 * answered, when they stay away.
 *
 * Intervals, gaps and silence are judged at settle, when the session's own interval is known and
 * the end of the capture too: a keepalive that was not due yet is not missed.
 */
#include "rules.h"

static const char *faulty_children(GbAnalysis *a, const GbManscdp *m) {
    const char *text = NULL;
    long info = gb_manscdp_find(m, 0, "Info");
    if (info < 0) return NULL;
    unsigned n = 0;
    for (long i = gb_manscdp_next_child(m, (size_t)info, (size_t)info); i >= 0 && n < 4;
         i = gb_manscdp_next_child(m, (size_t)info, (size_t)i)) {
        if (!gb_slice_is_case(m->elements[i].name, "DeviceID") || !m->elements[i].value.n) continue;
        const char *id = gb_scratch_text(a, m->elements[i].value);
        text = text ? gb_scratch_format(a, "%s, %s", text, id) : id;
        n++;
    }
    return text;
}

static void what_it_says(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    const GbMoment *at = &v->reading->when;
    Device *d = v->device;
    if (!m) return;
    GbSlice status = gb_manscdp_value(m, 0, "Status");
    bool ok = gb_slice_is_case(status, "OK"), error = gb_slice_is_case(status, "ERROR");
    if (status.n && !ok && !error)
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_STATUS_INVALID, at, gb_scratch_text(a, status));
    bool whole = !(m->quirks & GB_MANSCDP_NOT_WELL_FORMED);
    if (!status.p && whole)
        GB_RAISE(a, d, GB_RULE_MESSAGE_CHILD_MISSING, at, "Notify/Keepalive", "Status");
    const char *faulty = m->n_elements > 5 ? faulty_children(a, m) : NULL;
    if (error || faulty)
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_FAULT, at, gb_scratch_text(a, status),
                 faulty ? faulty : BOTH("the device itself", "设备本身"));
    if (whole && m->device_id.n && v->reading->head->has_from &&
        !gb_slice_eq(m->device_id, v->reading->head->from.uri.user))
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_ID_DIFFERS, at, gb_scratch_text(a, m->device_id),
                 gb_scratch_text(a, v->reading->head->from.uri.user));
    if (v->has_previous_sn && m->has_sn && m->sn <= v->previous_sn)
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_SN_NOT_RISING, at, gb_arg_number(a, m->sn),
                 gb_arg_number(a, v->previous_sn));
    int64_t since = v->event->keepalive_interval_us;
    if (v->previous_keepalive.frame && since >= 0 && since < 5 * GB_SECOND)
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_TOO_OFTEN, at, gb_arg_seconds(a, since));
}

static void without_registration(GbAnalysis *a, const RuleView *v) {
    const Session *s = gb_device_latest(v->device);
    const char *because = NULL;
    if (!s || !v->device->has_registered) return;
    if (gb_device_valid(v->device, NULL, v->reading->when.time_us)) return;
    switch (s->phase) {
    case PHASE_EXPIRED:
        because = BOTH("its registration had expired", "注册已过期");
        break;
    case PHASE_UNREGISTERED:
        because = BOTH("it had unregistered", "设备已注销");
        break;
    case PHASE_REFUSED:
        because = BOTH("its registration was refused", "注册被拒绝");
        break;
    case PHASE_PENDING:
    case PHASE_VALID:
    case PHASE_PRE_CAPTURE:
    case PHASE_REPLACED:
    case PHASE_N:
        return;
    }
    GB_RAISE(a, v->device, GB_RULE_KEEPALIVE_UNREGISTERED, &v->reading->when, because);
}

/* Refused with 403 or 404 a device must register again; two intervals are time enough. */
static void refusal_ignored(GbAnalysis *a, const RuleView *v) {
    DeviceRules *mine = v->device->rules;
    if (!mine || !mine->keepalive_refused.frame || mine->refusal_told) return;
    int64_t since = v->reading->when.time_us - mine->keepalive_refused.time_us;
    if (since <= 2 * (int64_t)a->interval_s * GB_SECOND) return;
    mine->refusal_told = true;
    GB_RAISE(a, v->device, GB_RULE_KEEPALIVE_REFUSAL_IGNORED, &mine->keepalive_refused,
             gb_arg_number(a, mine->keepalive_refused_status), gb_arg_seconds(a, since));
}

void gb_rules_keepalive(GbAnalysis *a, const RuleView *v) {
    const GbSip *sip = v->reading->sip;
    if (!sip->is_response) {
        what_it_says(a, v);
        without_registration(a, v);
        refusal_ignored(a, v);
        return;
    }
    if (!v->is_final || sip->status < 300 || is_challenge(sip->status)) return;
    GB_RAISE(a, v->device, GB_RULE_KEEPALIVE_REFUSED, &v->reading->when,
             gb_arg_number(a, sip->status));
    DeviceRules *mine = gb_device_rules(a, v->device);
    if ((sip->status == 403 || sip->status == 404) && !mine->keepalive_refused.frame) {
        mine->keepalive_refused = v->reading->when;
        mine->keepalive_refused_status = (uint16_t)sip->status;
    }
}

void gb_rules_ping(GbAnalysis *a, Device *d, const GbMoment *at) {
    if (d->has_kept_alive) return;
    BusyRules *mine = gb_busy_rules(a, d);
    if (!mine->n_pings++) mine->first_ping = *at;
    mine->last_ping_us = at->time_us;
}

static void only_pings(GbAnalysis *a, Device *d) {
    const BusyRules *mine = d->rules ? d->rules->busy : NULL;
    if (!mine || mine->n_pings < 3 || d->has_kept_alive) return;
    int64_t lasted = mine->last_ping_us - mine->first_ping.time_us;
    if (lasted >= gb_expected_interval(a, d) + T_KEEPALIVE_SLACK)
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_ONLY_PINGS, &mine->first_ping,
                 gb_arg_number(a, mine->n_pings), gb_arg_seconds(a, lasted));
}

static void interval(GbAnalysis *a, Device *d, const GbSession *s) {
    const GbKeepalives *k = &s->keepalives;
    if (k->count < 6 || k->median_us <= 0) return;
    int64_t expected = gb_expected_interval(a, d);
    int64_t slack = expected == 60 * GB_SECOND ? 10 * GB_SECOND : expected / 5;
    if (k->median_us < expected - slack || k->median_us > expected + slack)
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_INTERVAL_UNUSUAL, &k->first,
                 gb_arg_seconds(a, k->median_us), gb_arg_seconds(a, expected));
}

/* Other messages go on, so the device is not lost; a platform that counts keepalives thinks so. */
static void stopped(GbAnalysis *a, Device *d, const Session *s) {
    const GbKeepalives *k = &s->pub.keepalives;
    bool valid = s->pub.state == GB_SESSION_OPEN ||
                 (s->pub.state == GB_SESSION_PRE_CAPTURE && !s->pub.end.time_us);
    int64_t step = gb_session_interval(a, s), since = a->end_us - k->last.time_us;
    if (!valid || !k->count || step <= 0 || since <= step * (int64_t)a->misses || since < 2 * step)
        return;
    GB_RAISE(a, d, GB_RULE_KEEPALIVE_STOPPED, &k->last, gb_arg_clock(a, k->last.time_us),
             gb_arg_number(a, (uint64_t)(since / step)), gb_arg_seconds(a, step));
}

static void lost(GbAnalysis *a, Device *d, const Session *s) {
    int64_t step = gb_session_interval(a, s);
    const GbMoment *last = gb_session_last_alive(s);
    GB_RAISE(a, d, GB_RULE_DEVICE_LOST, last, gb_arg_clock(a, last->time_us),
             gb_arg_number(a, (uint64_t)((a->end_us - last->time_us) / (step > 0 ? step : GB_MINUTE))),
             gb_arg_seconds(a, step));
}

/* Silent towards one of its servers, while it goes on with the one it registered with last. */
static void lost_elsewhere(GbAnalysis *a, Device *d, const Session *s) {
    const GbMoment *last = gb_session_last_alive(s);
    if (s->pub.state == GB_SESSION_LOST && !d->pub.silent && gb_session_is_parallel(s))
        GB_RAISE(a, d, GB_RULE_DEVICE_LOST_AT_SERVER, last, s->pub.server_id, gb_arg_clock(a, last->time_us));
}

void gb_rules_gaps(GbAnalysis *a, const Session *s) {
    const GbKeepalives *k = &s->pub.keepalives;
    for (size_t g = 0; g < k->n_gaps; g++)
        if (k->gaps[g].missed)
            GB_RAISE(a, s->device, GB_RULE_KEEPALIVE_GAP, &k->gaps[g].from,
                     gb_arg_seconds(a, k->gaps[g].to.time_us - k->gaps[g].from.time_us),
                     gb_arg_number(a, k->gaps[g].missed));
}

void gb_rules_keepalive_settle(GbAnalysis *a, Device *d) {
    for (size_t i = 0; i < d->pub.n_sessions; i++) {
        interval(a, d, d->pub.sessions[i]);
        if (i + 1 < d->pub.n_sessions) lost_elsewhere(a, d, d->sessions[i]);
        gb_rules_gaps(a, d->sessions[i]);
    }
    only_pings(a, d);
    const Session *s = gb_device_latest(d);
    if (!s) return;
    int64_t patience = (int64_t)a->interval_s * a->misses * GB_SECOND + T_KEEPALIVE_SLACK;
    int64_t end = s->pub.end.time_us ? s->pub.end.time_us : a->end_us;
    if (d->unread_us < s->pub.start.time_us && s->pub.registered && !s->pub.keepalives.count && end - s->pub.start.time_us > patience)
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_NONE, &s->pub.start,
                 gb_arg_seconds(a, end - s->pub.start.time_us));
    if (s->refused_since.frame && is_challenge(s->refused_by)) /* that no Authorization followed */
        GB_RAISE(a, d, GB_RULE_KEEPALIVE_REFUSED, &s->refused_since, gb_arg_number(a, s->refused_by));
    if (!d->pub.silent) stopped(a, d, s);
    if (s->pub.state != GB_SESSION_LOST && !(d->pub.silent && s->pub.state == GB_SESSION_PRE_CAPTURE))
        return;
    lost(a, d, s);
}
