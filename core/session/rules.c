/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules.c - where the rules hook into the engine (see the end of state.h), and the small questions
 * that several families ask.
 *
 * The checks stand in families (rules_identity.c, rules_auth.c, ...), each a sequence of plain
 * conditions in the order of rules.def. Most messages are keepalives and their answers, so what
 * runs for them is kept to tests of quirk words, and checks that need saying once for a device
 * are done once. A condition under which a rule stays silent stands beside its check.
 */
#include "rules.h"

#include <stdio.h>

DeviceRules *gb_device_rules(GbAnalysis *a, Device *d) {
    if (!d->rules) d->rules = gb_pool_take(a->pool, sizeof *d->rules);
    return d->rules;
}

BusyRules *gb_busy_rules(GbAnalysis *a, Device *d) {
    DeviceRules *mine = gb_device_rules(a, d);
    if (!mine->busy) mine->busy = gb_pool_take(a->pool, sizeof *mine->busy);
    return mine->busy;
}

RulesState *gb_rules_state(GbAnalysis *a) {
    if (!a->rules) a->rules = gb_pool_take(a->pool, sizeof *a->rules);
    return a->rules;
}

static bool is_gb_id(GbSlice user) {
    return (user.n == 18 || user.n == 20 || user.n == 21) && gb_slice_digits(user);
}

/* A 20-digit ID (18 and 21 occur), MANSCDP or MANSRTSP, the version header, y= or f= in SDP. */
static bool bears_mark(const Reading *r) {
    const GbBody *b = r->body;
    if (r->head->gb_version.n) return true;
    if (b && (b->kind == GB_BODY_MANSCDP || b->kind == GB_BODY_MANSRTSP ||
              (b->kind == GB_BODY_SDP && (b->sdp.y.p || b->sdp.f.p))))
        return true;
    return (r->head->has_from && is_gb_id(r->head->from.uri.user)) || (r->head->has_to && is_gb_id(r->head->to.uri.user)) ||
           (r->head->has_uri && is_gb_id(r->head->uri.user));
}

void gb_rules_message(GbAnalysis *a, const RuleView *v) {
    const GbSip *sip = v->reading->sip;
    Device *d = v->device;
    RulesState *all = gb_rules_state(a);
    if (!all->speaks_gb) all->speaks_gb = bears_mark(v->reading);
    gb_rules_sip(a, v);
    if (v->is_final && v->transaction->orphan) gb_rules_orphan(a, v);
    if (d) {
        gb_rules_awaited(a, d, v->reading->when.time_us, false);
        gb_rules_identity(a, v);
        gb_rules_address(a, v);
    }
    if (sip->method == GB_METHOD_REGISTER) {
        gb_rules_registration(a, v);
        gb_rules_clock(a, v);
    }
    if (d && !sip->is_response) gb_rules_after_expiry(a, v);
    if (v->check || v->n_challenges || v->transaction) gb_rules_auth(a, v);
    if (d && (v->event->is_keepalive || (v->transaction && v->transaction->is_keepalive)))
        gb_rules_keepalive(a, v);
    gb_rules_body(a, v);
    if (manscdp_of(v)) {
        gb_rules_elements(a, v);
        if (!v->event->is_keepalive) {
            gb_rules_pairing(a, v);
            if (d) {
                gb_rules_catalog(a, v);
                gb_rules_records(a, v);
                gb_rules_alarm(a, v);
                gb_rules_control(a, v);
            }
        }
    }
    if (sip->method != GB_METHOD_MESSAGE && sip->method != GB_METHOD_REGISTER) {
        if (sip->method == GB_METHOD_SUBSCRIBE || sip->method == GB_METHOD_NOTIFY)
            gb_rules_subscription(a, v);
        else
            gb_rules_invite(a, v);
    }
    gb_rules_playback(a, v);
}

void gb_rules_unreadable(GbAnalysis *a, const GbMessage *message, GbOutcome outcome) {
    GbMoment at = {message->time_us, message->frame, message->file};
    (void)outcome;
    if (!is_cut(message)) gb_raise(a, NULL, GB_RULE_SIP_MALFORMED, &at, NULL, 0);
}

void gb_rules_session_end(GbAnalysis *a, Session *s) {
    gb_rules_connection_end(a, s);
    if (s->phase == PHASE_EXPIRED && s->pub.registered) {
        GB_RAISE(a, s->device, GB_RULE_REGISTRATION_EXPIRED, &s->ended,
                 gb_arg_number(a, s->pub.expires_s > 0 ? (uint64_t)s->pub.expires_s : 0));
    } else if (s->phase == PHASE_REPLACED && s->pub.registered && s->replaced_by &&
               !s->device->head_was_cut) {
        int64_t since = s->replaced_by->pub.start.time_us - s->granted_us;
        int64_t left = s->valid_until_us - s->replaced_by->pub.start.time_us;
        if (s->valid_until_us != GB_NEVER && left > 0 && since >= 0)
            GB_RAISE(a, s->device, GB_RULE_REGISTRATION_RESTARTED, &s->replaced_by->pub.start,
                     gb_arg_seconds(a, since), gb_arg_seconds(a, left),
                     gb_address_eq(&s->source, &s->replaced_by->source)
                         ? BOTH("the same address", "同一地址")
                         : gb_scratch_address(a, &s->source),
                     gb_scratch_address(a, &s->replaced_by->source));
    }
}

void gb_rules_dialog_end(GbAnalysis *a, const Dialog *d) {
    int64_t now = a->settling ? a->end_us : a->now_us;
    if (d->method == GB_METHOD_INVITE)
        gb_rules_invite_end(a, d, now);
    else
        gb_rules_subscription_end(a, d, now);
}

void gb_rules_settle_device(GbAnalysis *a, Device *d) {
    gb_rules_awaited(a, d, a->end_us, true);
    gb_rules_auth_settle(a, d);
    gb_rules_registration_settle(a, d);
    gb_rules_keepalive_settle(a, d);
    gb_rules_catalog_settle(a, d);
    d->pub.trouble = gb_trouble(a, d);
}

void gb_rules_set_back(GbAnalysis *a, const GbMessage *m, int64_t back_us) {
    GbMoment at = {m->time_us, m->frame, m->file};
    GB_RAISE(a, NULL, GB_RULE_CAPTURE_CLOCK_SET_BACK, &at, gb_arg_span(a, back_us));
}

/* A request may have waited for its end in a TCP stream: that is no order of frames. */
void gb_rules_overtaken(GbAnalysis *a, const GbMoment *at, const Transaction *answer) {
    const GbMoment *response = &answer->response;
    bool is_earlier = response->file != at->file || response->frame < at->frame;
    if (!is_earlier || response->time_us < at->time_us) return;
    GB_RAISE(a, NULL, GB_RULE_CAPTURE_OUT_OF_ORDER, at, gb_arg_number(a, answer->response.frame));
}

void gb_rules_settle(GbAnalysis *a) {
    gb_rules_registration_finish(a);
    if (a->n_messages >= 5 && a->n_responses == 0)
        GB_RAISE(a, NULL, GB_RULE_CAPTURE_ONE_DIRECTION, NULL,
                 gb_arg_number(a, a->n_messages));
    gb_copies_settle(a);
    if (a->n_doubled >= 4 && a->n_doubled * 4 >= a->n_messages) /* half of them, when each is */
        GB_RAISE(a, NULL, GB_RULE_CAPTURE_DOUBLED, NULL, gb_arg_number(a, a->n_doubled),
                 gb_arg_number(a, a->n_messages));
    gb_causes(a);
}

void gb_rules_fetch(const Device *d) {
    if (d->rules) gb_fetch(d->rules, sizeof *d->rules);
}

/* ---- questions ---------------------------------------------------------------------------- */

const char *gb_arg_number(GbAnalysis *a, uint64_t n) {
    return gb_scratch_format(a, "%llu", (unsigned long long)n);
}

const char *gb_arg_times(GbAnalysis *a, uint64_t n) {
    unsigned long long k = n;
    return k == 1   ? BOTH("once", "1 次")
           : k == 2 ? BOTH("twice", "2 次")
                    : gb_scratch_format(a, "%llu times\x1f%llu 次", k, k);
}

const char *gb_arg_seconds(GbAnalysis *a, int64_t us) {
    if (us < 0) us = -us;
    if (us < 10 * GB_SECOND - GB_SECOND / 20 && us % GB_SECOND >= GB_SECOND / 20)
        return gb_scratch_format(a, "%.1f", (double)us / (double)GB_SECOND);
    return gb_scratch_format(a, "%lld", (long long)((us + GB_SECOND / 2) / GB_SECOND));
}

const char *gb_arg_span(GbAnalysis *a, int64_t us) {
    static const struct {
        int64_t seconds;
        const char *name, *zh;
    } units[] = {{1, "s", "秒"}, {60, "min", "分钟"}, {3600, "h", "小时"}, {86400, "days", "天"}};
    if (us < 0) us = -us;
    long long s;
    size_t u = 0;
    while (u < 3 && us + GB_SECOND / 2 >= 2 * units[u + 1].seconds * GB_SECOND) u++;
    if (!u) {
        const char *seconds = gb_arg_seconds(a, us);
        return gb_scratch_format(a, "%s s\x1f%s 秒", seconds, seconds);
    }
    int64_t unit = units[u - 1].seconds * GB_SECOND; /* two units are exact enough */
    s = (us + unit / 2) / unit;
    long long part = units[u].seconds / units[u - 1].seconds, n = s / part, rest = s % part;
    if (!rest) return gb_scratch_format(a, "%lld %s\x1f%lld %s", n, units[u].name, n, units[u].zh);
    return gb_scratch_format(a, "%lld %s %lld %s\x1f%lld %s %lld %s", n, units[u].name, rest,
                             units[u - 1].name, n, units[u].zh, rest, units[u - 1].zh);
}

const char *gb_arg_clock(GbAnalysis *a, int64_t time_us) {
    int64_t s = time_us / GB_SECOND % 86400;
    if (s < 0) s += 86400;
    return gb_scratch_format(a, "%02d:%02d:%02d UTC", (int)(s / 3600), (int)(s / 60 % 60),
                             (int)(s % 60));
}

unsigned gb_editions_of(const char *gb_version) {
    static const struct {
        const char *version;
        unsigned editions;
    } known[] = {
        {"1.0", GB_ED_2011},
        {"1.1", GB_ED_2011 | GB_ED_2014},
        {"2.0", GB_ED_2011 | GB_ED_2014 | GB_ED_2016},
        {"3.0", GB_ED_ALL},
    };
    for (size_t i = 0; gb_version && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].version, gb_version) == 0) return known[i].editions;
    return 0;
}

const char *gb_sender_version(const RuleView *v) {
    if (!v->device) return NULL;
    return v->event->from_device ? v->device->pub.gb_version : v->device->server_version;
}

const char *gb_receiver_version(const RuleView *v) {
    if (!v->device) return NULL;
    return v->event->from_device ? v->device->server_version : v->device->pub.gb_version;
}

/* Days since 1970-01-01 of a date of the Gregorian calendar, by counting March-based years. */
static int64_t days_from_civil(int64_t y, int64_t m, int64_t d) {
    y -= m <= 2;
    int64_t era = y / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static bool make_time(const int64_t t[6], int64_t *us) {
    if (t[0] < 1970 || t[0] > 9999 || t[1] < 1 || t[1] > 12 || t[2] < 1 || t[2] > 31 ||
        t[3] > 23 || t[4] > 59 || t[5] > 60)
        return false;
    *us = ((days_from_civil(t[0], t[1], t[2]) * 24 + t[3]) * 60 + t[4]) * 60 * GB_SECOND +
          t[5] * GB_SECOND;
    return true;
}

bool gb_read_datetime(GbSlice s, int64_t *us) {
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    int64_t t[6] = {0};
    size_t part = 0, n = sizeof form - 1;
    if (s.n < n) return false;
    for (size_t i = 0; i < n; i++) {
        if (form[i] == 'd') {
            if (s.p[i] < '0' || s.p[i] > '9') return false;
            t[part] = t[part] * 10 + (s.p[i] - '0');
        } else {
            if (s.p[i] != form[i]) return false;
            part++;
        }
    }
    int64_t fraction = 0, unit = GB_SECOND / 10;
    if (s.n > n) {
        if (s.p[n] != '.' || !gb_slice_digits(gb_slice_sub(s, n + 1, s.n))) return false;
        for (size_t i = n + 1; i < s.n; i++, unit /= 10) fraction += (s.p[i] - '0') * unit;
    }
    int64_t whole;
    if (!make_time(t, &whole)) return false;
    *us = whole + fraction;
    return true;
}

bool gb_read_rfc1123(GbSlice s, int64_t *us) {
    int64_t seconds;
    if (gb_sip_date_parse(s, &seconds) != GB_OK) return false;
    *us = seconds * GB_SECOND;
    return true;
}

long gb_next_item(const GbManscdp *m, size_t i) {
    for (i++; i < m->n_elements; i++)
        if (!m->elements[i].is_attribute && gb_slice_is_case(m->elements[i].name, "Item"))
            return (long)i;
    return -1;
}

static void await_until(DeviceRules *mine, const Awaited *w) {
    bool is_first = !mine->awaited_until_us || w->until_us < mine->awaited_until_us;
    if (w->since.frame && is_first) mine->awaited_until_us = w->until_us;
}

void gb_await(GbAnalysis *a, Device *d, Awaited *w, const GbMoment *since, uint64_t key, GbSlice what,
              int64_t within_us) {
    w->since = *since;
    w->key = key;
    w->what = gb_intern(a->strings, what.p ? what : GB_SLICE("?"));
    w->until_us = since->time_us + within_us;
    await_until(gb_device_rules(a, d), w);
}

static void awaited(GbAnalysis *a, Device *d, Awaited *w, int64_t now, bool keep, GbRule rule,
                    const char *const *args, size_t n) {
    if (!w->since.frame || now <= w->until_us) return;
    if (d->cut_us < w->since.time_us) gb_raise(a, d, rule, &w->since, args, n);
    if (!keep) w->since.frame = 0;
}

void gb_rules_awaited(GbAnalysis *a, Device *d, int64_t now_us, bool keep) {
    DeviceRules *mine = d->rules;
    if (!mine || !mine->awaited_until_us || now_us <= mine->awaited_until_us) return;
    BusyRules *r = mine->busy;
    awaited(a, d, &r->stop, now_us, keep, GB_RULE_PTZ_NO_STOP, (const char *[]){r->stop.what}, 1);
    awaited(a, d, &r->invite, now_us, keep, GB_RULE_BROADCAST_NO_INVITE, NULL, 0);
    if (r->result.since.frame && now_us > r->result.until_us) {
        const char *id = r->result.what ? strchr(r->result.what, ' ') : NULL;
        const char *what = id ? gb_scratch_format(a, "%.*s", (int)(id - r->result.what), r->result.what)
                              : r->result.what;
        const char *sid = id ? id + 1 : "?";
        if (r->result_came)
            awaited(a, d, &r->result, now_us, keep, GB_RULE_CONTROL_PICTURES_MISSING,
                    (const char *[]){gb_arg_number(a, r->pictures_came), gb_arg_number(a, r->pictures), sid}, 3);
        else
            awaited(a, d, &r->result, now_us, keep, GB_RULE_CONTROL_NO_RESULT, (const char *[]){what, sid, "600"}, 3);
    }
    if (keep) return;
    mine->awaited_until_us = 0;
    await_until(mine, &r->stop);
    await_until(mine, &r->result);
    await_until(mine, &r->invite);
}
