/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_subscription.c - SUBSCRIBE and NOTIFY (reference 7.7 GB-SUB, GB/T 28181-2022 9.11, Annex N,
 * RFC 6665). `presence` for a catalog is in the samples of 2011 and 2016, and so left alone. A
 * NOTIFY may belong to a subscription from before the capture.
 */
#include "rules.h"

static void subscribe(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    GbSlice event = gb_sip_header(r->sip, GB_HEADER_EVENT);
    if (v->device) gb_device_rules(a, v->device)->once |= SEEN_SUBSCRIBE;
    if (is_cut(r->message)) return;
    if (!event.n) gb_raise(a, v->device, GB_RULE_SUBSCRIPTION_NO_EVENT, &r->when, NULL, 0);
    if (!r->head->has_expires_header)
        gb_raise(a, v->device, GB_RULE_SUBSCRIPTION_NO_EXPIRES, &r->when, NULL, 0);
    GbSlice name = gb_slice_trim(gb_slice_sub(event, 0, gb_slice_find(event, ';')));
    const GbManscdp *m = manscdp_of(v);
    if (event.n && m && m->command == GB_CMD_CATALOG && !gb_slice_is_case(name, "Catalog") &&
        !gb_slice_is_case(name, "presence"))
        GB_RAISE(a, v->device, GB_RULE_SUBSCRIPTION_EVENT, &r->when, gb_scratch_text(a, event));
}

static void notify(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    const Dialog *d = v->dialog;
    const GbManscdp *m = manscdp_of(v);
    if (!gb_sip_header(r->sip, GB_HEADER_SUBSCRIPTION_STATE).n && !is_cut(r->message))
        gb_raise(a, v->device, GB_RULE_SUBSCRIPTION_NO_STATE, &r->when, NULL, 0);
    bool subscribed = v->device && v->device->rules && (v->device->rules->once & SEEN_SUBSCRIBE);
    if (!d && !is_cut(r->message) && (subscribed || r->when.time_us - a->first_us > 3600 * GB_SECOND))
        gb_raise(a, v->device, GB_RULE_SUBSCRIPTION_NO_DIALOG, &r->when, NULL, 0);
    if (d && d->method == GB_METHOD_SUBSCRIBE && d->valid_until_us != GB_NEVER && !d->ended &&
        d->expires_s > 0 && r->when.time_us > d->valid_until_us + SKEW)
        GB_RAISE(a, v->device, GB_RULE_SUBSCRIPTION_LAPSED, &r->when,
                 gb_arg_number(a, (uint64_t)d->expires_s),
                 BOTH("a NOTIFY came all the same", "仍发送了 NOTIFY"));
    if (m && m->root == GB_ROOT_RESPONSE)
        gb_raise(a, v->device, GB_RULE_SUBSCRIPTION_RESPONSE_ROOT, &r->when, NULL, 0);
}

void gb_rules_subscription(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    const GbSip *sip = r->sip;
    if (request_of(v, GB_METHOD_SUBSCRIBE)) {
        subscribe(a, v);
    } else if (request_of(v, GB_METHOD_NOTIFY)) {
        notify(a, v);
    } else if (answer_to(v, GB_METHOD_SUBSCRIBE)) {
        bool ending = v->transaction && v->transaction->expires_s == 0;
        if (sip->status / 100 == 2) {
            if (!r->head->has_expires_header && !ending && !is_cut(r->message))
                gb_raise(a, v->device, GB_RULE_SUBSCRIPTION_ANSWER_NO_EXPIRES, &r->when, NULL, 0);
            if (!ending && v->device && v->dialog)
                gb_busy_rules(a, v->device)->subscribed_us[v->dialog->command & 7] = r->when.time_us;
            if (v->dialog) v->dialog->refused = false;
        } else if (sip->status >= 300 && !is_challenge(sip->status)) {
            GB_RAISE(a, v->device, GB_RULE_SUBSCRIPTION_REFUSED, &r->when,
                     v->dialog && v->dialog->event ? v->dialog->event : NULL,
                     gb_arg_number(a, sip->status), gb_scratch_text(a, sip->reason));
            if (v->dialog) v->dialog->refused = true;
        }
    }
}

/* By another dialog since its own latest 2xx; or its refresh was refused, which is told already. */
static bool is_renewed(const Dialog *d) {
    const BusyRules *busy = d->device && d->device->rules ? d->device->rules->busy : NULL;
    return d->refused || (busy && busy->subscribed_us[d->command & 7] > d->valid_until_us - d->expires_s * GB_SECOND);
}

void gb_rules_subscription_end(GbAnalysis *a, const Dialog *d, int64_t now) {
    if (d->status / 100 != 2 || !d->answer.frame) return;
    const char *version = d->device ? d->device->pub.gb_version : NULL;
    bool may_be_off = version && strcmp(version, "3.0") == 0; /* configurable since 2022 */
    if (d->command == GB_CMD_CATALOG && !d->n_notifies && !may_be_off && !d->is_older && d->expires_s != 0 &&
        now - d->answer.time_us > T_RESPONSE)
        gb_raise(a, d->device, GB_RULE_SUBSCRIPTION_NO_NOTIFY, &d->answer, NULL, 0);
    if (!d->ended && d->expires_s > 0 && d->valid_until_us != GB_NEVER &&
        now > d->valid_until_us + SKEW && d->last.time_us <= d->valid_until_us && !is_renewed(d))
        GB_RAISE(a, d->device, GB_RULE_SUBSCRIPTION_LAPSED, &d->answer,
                 gb_arg_number(a, (uint64_t)d->expires_s),
                 BOTH("no refresh came", "未收到刷新"));
}
