/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_registration.c - REGISTER and its answers (reference 7.2, GB/T 28181-2022 9.1, RFC 3261
 * 10), what never came, and how registrations ended.
 *
 * A challenge is no refusal, a repeated attempt with an Authorization is the normal second step,
 * a server that asks no challenge for a known Call-ID refreshes. The engine has told these apart
 * already (Session, GbEventState); here they are judged. Storms are counted in windows of one
 * minute over all devices and told once, at the end, for the worst window.
 */
#include "rules.h"

static void version(GbAnalysis *a, const RuleView *v) {
    GbSlice text = v->reading->head->gb_version;
    if (!text.n) return;
    static const char *const known[] = {"1.0", "1.1", "2.0", "3.0"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (gb_slice_is(text, known[i])) return;
    bool form = text.n == 3 && gb_slice_digits(gb_slice(text.p, 1)) && text.p[1] == '.' &&
                gb_slice_digits(gb_slice(text.p + 2, 1));
    bool later = form && (text.p[0] > '3' || (text.p[0] == '3' && text.p[2] > '0'));
    GB_RAISE(a, v->device,
             later ? GB_RULE_REGISTRATION_VERSION_UNKNOWN : GB_RULE_REGISTRATION_VERSION_INVALID,
             &v->reading->when, gb_scratch_text(a, text));
}

static void versions_of_both(GbAnalysis *a, const RuleView *v) {
    Device *d = v->device;
    DeviceRules *mine = gb_device_rules(a, d);
    bool server = v->reading->head->gb_version.n > 0, device = d->pub.gb_version != NULL;
    if (server == device || mine->once & ONCE_VERSION || d->head_was_cut) return;
    mine->once |= ONCE_VERSION;
    GB_RAISE(a, d, GB_RULE_REGISTRATION_VERSION_ONE_SIDED, &v->reading->when,
             device ? BOTH("The device", "设备") : BOTH("The server", "平台"),
             device ? d->pub.gb_version : gb_scratch_text(a, v->reading->head->gb_version));
}

/* ---- the request ---- */

/* Is it registered with that Contact, from that address? */
static bool is_at(const Device *other, const Session *s, const GbAddress *source, int64_t time_us) {
    const Session *valid = gb_device_valid(other, NULL, time_us);
    return valid && valid->contact_key == s->contact_key && memcmp(valid->source.ip, source->ip, 16) == 0;
}

/* The index finds by half of a hash: among a hundred thousand devices two meet by chance. Of the
 * devices that asked for one Contact a few are remembered: any number may be refused it. */
enum { MAX_AT_CONTACT = 4 };

static void contact_shared(GbAnalysis *a, const RuleView *v) {
    const Session *s = v->session;
    const GbMessage *m = v->reading->message;
    if (!s || !s->contact_key || !s->pub.contact || v->reading->head->expires_s == 0) return;
    RulesState *all = gb_rules_state(a);
    uint64_t source = gb_hash(a->seed, gb_slice((const char *)m->src.ip, 16));
    uint64_t key = gb_mix(s->contact_key, source);
    uint32_t mine = v->device->number, at = 0, number, replaced = UINT32_MAX;
    for (uint32_t n = 0; n < MAX_AT_CONTACT; n++) {
        number = gb_index_next(&all->contacts, key, &at);
        if (number == UINT32_MAX) {
            gb_index_add(&all->contacts, a->pool, key, mine);
            return;
        }
        if (number == mine) return;
        if (n == mine % MAX_AT_CONTACT) replaced = number;
        const Device *other = a->devices[number];
        if (!is_at(other, s, &m->src, v->reading->when.time_us)) continue;
        GB_RAISE(a, v->device, GB_RULE_DEVICE_CONTACT_SHARED, &v->reading->when, s->pub.contact,
                 other->pub.id);
        return;
    }
    gb_index_set(&all->contacts, key, replaced, mine);
}

static void at_request(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    Device *d = v->device;
    DeviceRules *mine = gb_device_rules(a, d);
    const RegisterMemory *before = &a->previous_register;
    bool same_call = before->call_key && before->call_key == r->prepared->call_key;

    mine->keepalive_refused.frame = 0;
    mine->refusal_told = false;
    gb_rules_expiry(a, v, mine);
    if (r->authorization && same_call && is_challenge(before->status) &&
        r->sip->has_cseq && r->sip->cseq <= before->cseq)
        GB_RAISE(a, d, GB_RULE_REGISTRATION_CSEQ_NOT_RAISED, &r->when,
                 gb_arg_number(a, r->sip->cseq), gb_arg_number(a, before->cseq));
    int64_t since = r->when.time_us - before->answer.time_us; /* a device's timer may begin with the request */
    bool elsewhere = !gb_address_eq(&before->destination, &r->message->dst); /* another server: no retry */
    if (before->refused && before->status >= 400 && before->status != 423 && !elsewhere &&
        !(same_call && r->authorization) && since < T_RETRY - GB_SECOND)
        GB_RAISE(a, d, GB_RULE_REGISTRATION_RETRY_TOO_SOON, &r->when, gb_arg_seconds(a, since));
    if (mine->redirect_to) {
        GbSlice to = r->head->has_uri && r->head->uri.user.n ? r->head->uri.user
                                                 : gb_slice_from(v->event->server_id);
        if (!gb_slice_is(to, mine->redirect_to))
            GB_RAISE(a, d, GB_RULE_REGISTRATION_REDIRECT_NOT_FOLLOWED, &r->when, mine->redirect_to,
                     gb_scratch_text(a, to));
        mine->redirect_to = NULL;
    }
    contact_shared(a, v);
}

/* ---- the answer ---- */

static bool same_uri(const GbSipUri *a, const GbSipUri *b) {
    return gb_slice_eq(a->user, b->user) && gb_slice_eq_case(a->host, b->host) &&
           (a->port ? a->port : 5060) == (b->port ? b->port : 5060);
}

static bool lists_contact(const GbSip *sip, const char *contact) {
    GbSipNameAddr asked, one;
    if (gb_sip_name_addr_parse(gb_slice_from(contact), &asked) != GB_OK) return true;
    for (unsigned i = sip->first[GB_HEADER_CONTACT]; i < sip->n_headers; i = sip->headers[i].next) {
        GbSlice rest = sip->headers[i].value, element;
        while (gb_sip_list_next(&rest, &element))
            if (gb_sip_name_addr_parse(element, &one) == GB_OK && same_uri(&one.uri, &asked.uri))
                return true;
    }
    return false;
}

#define STORM_DISORDER (10 * GB_SECOND) /* a capture need not be in order of time */

/* It was registered with this server, and something was missing then: its keepalives or their
 * answers, or its connection. */
static bool comes_back(const GbAnalysis *a, const Device *d, const Session *now) {
    const GbAttempt *first = gb_session_attempt(now, 0);
    for (uint32_t i = d->n_kept_sessions; i-- > 0;) {
        const Session *s = d->sessions[i];
        const GbKeepalives *k = &s->pub.keepalives;
        if (s == now || !s->pub.registered || s->pub.server_id != now->pub.server_id) continue;
        if (s->phase == PHASE_UNREGISTERED || !first) return false;
        return s->refused_since.frame || s->pub.connection_closed.frame || s->awaits_answer ||
               (k->count && first->request.time_us - k->last.time_us > gb_session_interval(a, s) * 3 / 2);
    }
    return false;
}

static void count_window(GbAnalysis *a, const RuleView *v) {
    Window *w = &gb_rules_state(a)->now, *worst = &gb_rules_state(a)->worst;
    const GbMoment *at = &v->reading->when;
    DeviceRules *mine = gb_device_rules(a, v->device);
    int64_t since = at->time_us - w->start.time_us;
    if (!w->start.frame || since > GB_MINUTE || since < -STORM_DISORDER)
        *w = (Window){.start = *at, .number = w->number + 1};
    if (mine->window != w->number) w->devices++;
    mine->window = w->number;
    if (v->device->n_sessions > 1 && mine->window_anew != w->number) {
        mine->window_anew = w->number;
        w->anew++;
        w->back += v->session && comes_back(a, v->device, v->session);
    }
    if (w->anew > worst->anew) *worst = *w;
}

/* No refresh comes before it: a tenth of the time granted, and three minutes at most. */
static int64_t early(const Session *s) {
    int64_t tenth = s ? s->pub.expires_s * GB_SECOND / 10 : 0;
    return tenth < 3 * GB_MINUTE ? tenth : 3 * GB_MINUTE;
}

static void registered(GbAnalysis *a, const RuleView *v) {
    Device *d = v->device;
    DeviceRules *mine = gb_device_rules(a, d);
    const GbMoment *at = &v->reading->when;
    const Transaction *t = v->transaction;
    count_window(a, v);
    mine->registered_us[mine->n_registered++ % 4] = at->time_us;
    if (mine->n_registered >= 4) {
        int64_t oldest = mine->registered_us[mine->n_registered % 4];
        bool at_once = at->time_us - oldest <= GB_MINUTE;
        if (at_once || (mine->n_registered >= 6 && at->time_us - oldest <= 3 * early(v->session)))
            GB_RAISE(a, d, GB_RULE_REGISTRATION_LOOP, at, "4",
                     gb_arg_seconds(a, at->time_us - oldest));
    }
    bool known_call = v->before && v->before->first_call == v->reading->prepared->call_key;
    if (t && !t->has_authorization && !t->head_cut && d->was_challenged && !known_call &&
        !(v->session && v->session->challenged))
        gb_raise(a, d, GB_RULE_REGISTRATION_NOT_CHALLENGED, at, NULL, 0);
}

/* The platform learns the new way with the refresh. A new TCP connection has a new port always. */
static void refresh_moved(GbAnalysis *a, const RuleView *v) {
    const Session *s = v->session;
    bool elsewhere = v->previous_source.family && v->reading->message->transport == GB_TRANSPORT_UDP &&
                     !gb_address_eq(&v->previous_source, &s->source);
    if (!elsewhere && !v->previous_contact) return;
    GB_RAISE(a, v->device, GB_RULE_REGISTRATION_REFRESH_MOVED, &v->reading->when,
             v->previous_contact ? v->previous_contact : s->pub.contact, s->pub.contact,
             gb_scratch_address(a, &v->previous_source), gb_scratch_address(a, &s->source));
}

static void accepted(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    Device *d = v->device;
    if (v->event->state == GB_EVENT_UNREGISTERED || (v->attempt && v->attempt->expires_s == 0)) return;
    if (v->session && v->session->pub.contact && !is_cut(r->message) &&
        !lists_contact(r->sip, v->session->pub.contact))
        GB_RAISE(a, d, GB_RULE_REGISTRATION_NO_CONTACT, &r->when, v->session->pub.contact);
    if (v->attempt && v->attempt->granted_s >= 0 && v->attempt->expires_s > v->attempt->granted_s)
        GB_RAISE(a, d, GB_RULE_REGISTRATION_GRANTED_LESS, &r->when,
                 gb_arg_number(a, (uint64_t)v->attempt->expires_s),
                 gb_arg_number(a, (uint64_t)v->attempt->granted_s));
    if (v->event->state == GB_EVENT_REGISTERED || v->event->state == GB_EVENT_REPLACED)
        registered(a, v);
    if (v->event->state == GB_EVENT_REFRESHED && v->session) {
        refresh_moved(a, v);
        gb_rules_connection_refresh(a, v);
    }
    if (v->event->state == GB_EVENT_REFRESHED && v->session &&
             v->session->first_call != r->prepared->call_key && r->message->transport == GB_TRANSPORT_UDP)
        gb_raise(a, d, GB_RULE_REGISTRATION_REFRESH_NEW_CALL_ID, &r->when, NULL, 0);
}

static void redirected(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    GbDeviceId id = {0};
    if (r->head->has_contact) gb_device_id_parse(r->head->contact.uri.user, &id);
    const char *lack = !r->head->has_contact          ? "Contact"
                       : id.kind != GB_ID_20    ? BOTH("a 20-digit ID in Contact", " Contact 中的 20 位编码")
                       : r->head->expires_s < 0       ? "Expires"
                                                : NULL;
    if (lack && !is_cut(r->message))
        GB_RAISE(a, v->device, GB_RULE_REGISTRATION_REDIRECT_INCOMPLETE, &r->when, lack);
    if (id.kind == GB_ID_20)
        gb_device_rules(a, v->device)->redirect_to = gb_intern(a->strings, r->head->contact.uri.user);
}

static uint8_t algorithms_of(const RuleView *v) {
    uint8_t bits = 0;
    for (unsigned i = 0; i < v->n_challenges; i++) bits |= (uint8_t)(1u << v->challenges[i].algorithm);
    return bits;
}

static void at_answer(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    const GbSip *sip = r->sip;
    Device *d = v->device;
    bool unregister = v->transaction && v->transaction->expires_s == 0;
    versions_of_both(a, v);
    if (sip->status / 100 == 2) {
        accepted(a, v);
        return;
    }
    if (v->n_challenges) gb_device_rules(a, d)->algorithms = algorithms_of(v);
    if (is_challenge(sip->status) && !v->n_challenges && !is_cut(r->message) &&
        !gb_sip_header(sip, GB_HEADER_WWW_AUTHENTICATE).p &&
        !gb_sip_header(sip, GB_HEADER_PROXY_AUTHENTICATE).p)
        GB_RAISE(a, d, GB_RULE_REGISTRATION_NO_CHALLENGE, &r->when, gb_arg_number(a, sip->status));
    if (sip->status == 423) {
        int32_t asked = v->transaction ? v->transaction->expires_s : -1;
        if (!gb_sip_header(sip, GB_HEADER_MIN_EXPIRES).n)
            GB_RAISE(a, d, GB_RULE_REGISTRATION_MIN_EXPIRES, &r->when,
                     BOTH("lacks Min-Expires", "缺少 Min-Expires"));
        else if (asked >= 3600)
            GB_RAISE(a, d, GB_RULE_REGISTRATION_MIN_EXPIRES, &r->when,
                     BOTH("answers an expiry of an hour or more", "用于不小于 1 小时的有效期"));
    }
    if (sip->status / 100 == 3) {
        redirected(a, v);
        return;
    }
    const Session *s = v->session;
    if (!s || s->refused_at.frame != r->when.frame || s->refused_at.file != r->when.file) return;
    const char *code = gb_arg_number(a, sip->status), *reason = gb_scratch_text(a, sip->reason);
    if (unregister)
        GB_RAISE(a, d, GB_RULE_REGISTRATION_UNREGISTER_FAILED, &r->when, code);
    else if (sip->status != 423 || !gb_sip_header(sip, GB_HEADER_MIN_EXPIRES).n)
        gb_raise_event(a, GB_RULE_REGISTRATION_REJECTED, (const char *const[]){code, reason}, 2);
}

/* Refusals that no later attempt of the chain mended. */
void gb_rules_rejected(GbAnalysis *a, const Session *s) {
    if (!s->refused || !s->n_refusals) return;
    const char *code = gb_arg_number(a, s->first_refusal_status), *reason = s->first_refusal_reason;
    GB_RAISE(a, s->device, GB_RULE_REGISTRATION_REJECTED, &s->first_refusal, code, reason);
    if (s->n_refusals < 2) return;
    GB_RAISE(a, s->device, GB_RULE_REGISTRATION_REJECTED, &s->refused_at, code, reason);
    gb_raise_more(a, s->device, GB_RULE_REGISTRATION_REJECTED, s->n_refusals - 2);
}

void gb_rules_registration(GbAnalysis *a, const RuleView *v) {
    version(a, v);
    if (!v->device) return;
    if (!v->reading->sip->is_response)
        at_request(a, v);
    else if (v->is_final)
        at_answer(a, v);
}

/* ---- ends ---- */

void gb_rules_registration_timeout(GbAnalysis *a, const Transaction *t) {
    if (!t->device) return; /* a REGISTER that names nobody */
    const Session *s = gb_transaction_session(t);
    if (t->expires_s == 0)
        GB_RAISE(a, t->device, GB_RULE_REGISTRATION_UNREGISTER_FAILED, &t->request,
                 BOTH("no answer", "无应答"));
    else
        GB_RAISE(a, t->device, GB_RULE_REGISTRATION_UNANSWERED, &t->request,
                 gb_arg_times(a, t->retransmissions + 1u),
                 s && s->pub.server_id ? s->pub.server_id
                                       : gb_scratch_address(a, &t->device->last_register.destination));
}

static bool is_unmet(const Session *s) {
    return s->phase == PHASE_PENDING && s->challenged && !s->answered && s->n_attempts;
}

/* The challenge that ended the chain; NULL. */
static const GbAttempt *challenge_of(const GbAnalysis *a, const Device *d, const Session *s) {
    const GbAttempt *last = gb_session_attempt(s, s->n_attempts - 1);
    const GbFinding *none = gb_found(a, d, GB_RULE_REGISTRATION_NO_CHALLENGE);
    bool challenged = last && last->response.frame &&
                      !(none && none->last_frame == last->response.frame && none->last_file == last->response.file);
    return challenged ? last : NULL;
}

static const char *algorithm_names(GbAnalysis *a, const Device *d) {
    const char *text = NULL;
    for (unsigned i = 0; i < GB_N_DIGESTS; i++) {
        if (!d->rules || !(d->rules->algorithms & 1u << i)) continue;
        const char *name = i == GB_DIGEST_OTHER ? BOTH("an algorithm not known here", "未知算法")
                                                : gb_digest_algorithm_name((GbDigestAlgorithm)i);
        text = text && i != GB_DIGEST_OTHER ? gb_scratch_format(a, "%s, %s", text, name) : text ? text : name;
    }
    return text;
}

/* The latest chains, while none of them was met. Three tries leave no doubt; after fewer the next
 * message may have been to come. */
static void unmet(GbAnalysis *a, Device *d) {
    const GbAttempt *last = NULL;
    uint64_t tries = 0;
    for (uint32_t i = d->n_kept_sessions; i-- && is_unmet(d->sessions[i]);) {
        const GbAttempt *one = challenge_of(a, d, d->sessions[i]);
        if (one) tries += d->sessions[i]->n_attempts;
        if (!last) last = one;
    }
    bool sure = tries >= 3 && !d->head_was_cut; /* no Authorization was cut off */
    if (last && (sure || a->end_us - last->response.time_us > T_TIMEOUT))
        GB_RAISE(a, d, GB_RULE_REGISTRATION_CHALLENGE_UNMET, &last->response, gb_arg_number(a, last->status),
                 algorithm_names(a, d), gb_arg_times(a, tries));
}

void gb_rules_registration_settle(GbAnalysis *a, Device *d) {
    for (uint32_t i = 0; i < d->n_kept_sessions; i++) gb_rules_rejected(a, d->sessions[i]);
    if (!d->n_kept_sessions) return;
    unmet(a, d);
    gb_rules_connection_settle(a, d);
    gb_rules_expiry_settle(a, d);
}

/* A storm: at least 20 devices, and a fifth of all, registered anew within one minute. Where there
 * are fewer, half of them and no less than three coming back together say what happened, too. */
void gb_rules_registration_finish(GbAnalysis *a) {
    if (!a->rules) return;
    const Window *w = &a->rules->worst;
    if (w->anew >= 20 && w->anew >= a->n_devices / 5)
        GB_RAISE(a, NULL, GB_RULE_REGISTRATION_STORM, &w->start, gb_arg_number(a, w->devices),
                 gb_arg_number(a, w->anew));
    else if (w->back >= 3 && w->back >= (a->n_devices + 1) / 2)
        GB_RAISE(a, NULL, GB_RULE_REGISTRATION_TOGETHER, &w->start, gb_arg_number(a, w->back),
                 gb_arg_number(a, a->n_devices), gb_arg_clock(a, w->start.time_us));
}
