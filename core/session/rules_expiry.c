/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_expiry.c - for how long a device asks to be registered, what it does when that time is over,
 * and whether its keepalives come within it (RFC 3261 10.2, 20.19, GB/T 28181-2022 9.1.1).
 */
#include "rules.h"

/* What is asked for, as it was sent: the head's number is -1 for what is none, and ends at 2^31-1. */
static GbSlice expires_text(const Reading *r) {
    GbSlice header = gb_sip_header(r->sip, GB_HEADER_EXPIRES), value;
    bool has = r->head->has_contact && gb_sip_param_find(r->head->contact.params, "expires", &value);
    return has && (!header.n || gb_delta_seconds(value) >= 0) ? value : header;
}

void gb_rules_expiry(GbAnalysis *a, const RuleView *v, DeviceRules *mine) {
    const Reading *r = v->reading;
    int32_t s = r->head->expires_s;
    if (s < 0 || s == INT32_MAX) {
        GbSlice text = gb_slice_trim(expires_text(r));
        uint32_t seconds;
        if (is_cut(r->message)) return;
        if (!text.n)
            gb_raise(a, v->device, GB_RULE_REGISTRATION_NO_EXPIRES, &r->when, NULL, 0);
        else if (s < 0 || gb_sip_seconds_parse(text, &seconds) != GB_OK)
            GB_RAISE(a, v->device, GB_RULE_REGISTRATION_EXPIRES_INVALID, &r->when, gb_scratch_text(a, text));
        else if (s != mine->last_expires_s)
            GB_RAISE(a, v->device, GB_RULE_REGISTRATION_EXPIRES_UNUSUAL, &r->when, gb_scratch_text(a, text));
    } else if (s > 0 && s < 3600) {
        GB_RAISE(a, v->device, GB_RULE_REGISTRATION_EXPIRES_SHORT, &r->when, gb_arg_number(a, (uint64_t)s));
    } else if (s > 0 && s != 86400 && s != mine->last_expires_s) {
        GB_RAISE(a, v->device, GB_RULE_REGISTRATION_EXPIRES_UNUSUAL, &r->when, gb_arg_number(a, (uint64_t)s));
    }
    if (s > 0) mine->last_expires_s = s;
}

/* Keepalives have a rule of their own; ten seconds allow for clocks and packets on the way. */
void gb_rules_after_expiry(GbAnalysis *a, const RuleView *v) {
    GbSipMethod method = v->reading->sip->method;
    if (method == GB_METHOD_REGISTER || method == GB_METHOD_OPTIONS || v->event->is_keepalive) return;
    const Session *s = gb_device_latest(v->device);
    if (!s || !s->pub.registered || s->valid_until_us == GB_NEVER ||
        (s->phase != PHASE_EXPIRED && s->phase != PHASE_VALID))
        return;
    int64_t since = v->reading->when.time_us - s->valid_until_us;
    if (since > 10 * GB_SECOND)
        GB_RAISE(a, v->device, GB_RULE_REGISTRATION_USED_AFTER_EXPIRY, &v->reading->when,
                 gb_sip_method_name(method), gb_arg_seconds(a, since));
}

/* Each new registration of such a device holds but a keepalive or two: the interval is that of any
 * of its sessions, else the one it was set to, else the usual one. One that is refreshed before it
 * ends needs no keepalives to last. */
void gb_rules_expiry_settle(GbAnalysis *a, Device *d) {
    int64_t usual = gb_expected_interval(a, d);
    for (size_t i = d->pub.n_sessions; i-- > 0;)
        if (d->pub.sessions[i]->keepalives.median_us > 0) {
            usual = d->pub.sessions[i]->keepalives.median_us;
            break;
        }
    for (size_t i = d->pub.n_sessions; i-- > 0;) {
        const GbSession *s = d->pub.sessions[i];
        int64_t step = s->keepalives.median_us > 0 ? s->keepalives.median_us : usual;
        bool lasts = s->refreshes && s->state != GB_SESSION_EXPIRED;
        if (!s->registered || s->expires_s <= 0 || !s->keepalives.count || lasts ||
            s->expires_s * GB_SECOND >= step)
            continue;
        GB_RAISE(a, d, GB_RULE_REGISTRATION_EXPIRES_BELOW_KEEPALIVE, &s->start,
                 gb_arg_number(a, (uint64_t)s->expires_s), gb_arg_seconds(a, step));
        return;
    }
}
