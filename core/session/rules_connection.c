/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_connection.c - registrations over TCP and the connection that carries them (reference
 * GB-REG-021, GB/T 28181-2022 9.1.1 f): when it is lost the device is offline, and is to register
 * again after the retry delay.
 *
 * Twice that delay is time enough. Silent when the device unregistered, when its time ran out or
 * when the capture ended before that; and when it goes on over another connection: that is told by
 * what it sends there.
 */
#include "rules.h"

static void closed(GbAnalysis *a, Device *d, const GbAddress *source, const Connection *c,
                   int64_t until_us) {
    int64_t since = until_us - c->ended.time_us;
    if (!c->ended.frame || since <= 2 * T_RETRY) return;
    const GbFinding *elsewhere = gb_found(a, d, GB_RULE_REGISTRATION_CONNECTION_CHANGED);
    if (elsewhere && elsewhere->last_time_us >= c->ended.time_us) return;
    GB_RAISE(a, d, GB_RULE_REGISTRATION_CONNECTION_CLOSED, &c->ended,
             gb_address_eq(&c->by, source) ? BOTH("The device", "设备") : BOTH("The server", "平台"),
             c->is_reset ? BOTH("reset", "重置了") : BOTH("closed", "关闭了"),
             gb_arg_clock(a, c->ended.time_us), gb_arg_seconds(a, since));
}

void gb_rules_connection_refresh(GbAnalysis *a, const RuleView *v) {
    closed(a, v->device, &v->previous_source, &v->previous_connection, v->reading->when.time_us);
}

void gb_rules_connection_end(GbAnalysis *a, const Session *s) {
    const Connection *c = gb_session_connection(a, s);
    if (c && s->pub.registered) closed(a, s->device, &s->source, c, s->ended.time_us);
}

void gb_rules_connection_settle(GbAnalysis *a, Device *d) {
    for (uint32_t i = 0; i < d->n_kept_sessions; i++) {
        Session *s = d->sessions[i];
        const Connection *c = gb_session_connection(a, s);
        bool lasts = s->phase == PHASE_VALID || s->phase == PHASE_PRE_CAPTURE;
        if (c && lasts && s->pub.state != GB_SESSION_EXPIRED)
            closed(a, d, &s->source, c, s->ended.time_us ? s->ended.time_us : a->end_us);
    }
}
