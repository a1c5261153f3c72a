/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dialogs.c - INVITE and SUBSCRIBE with what follows in them (RFC 3261 12, RFC 6665 4,
 * GB/T 28181-2022 9.2, 9.8, 9.11, 9.12).
 *
 * A dialog is known by its Call-ID alone: forking is not used here, and devices that lose a tag
 * still find theirs. Who called is told by the From tag, or by the From user when there is none.
 * Media is not looked at; when it began and ended is what ACK and BYE say.
 */
#include "engine.h"

Dialog *gb_dialog_find(const GbAnalysis *a, uint64_t call_key) {
    return a->dialogs.first == a->dialogs.next ? NULL : gb_records_find(&a->dialogs, call_key);
}

bool gb_dialog_from_caller(const GbAnalysis *a, const Dialog *d, const Reading *r) {
    if (r->head->from_tag.n && d->caller_tag) return gb_hash(a->seed, r->head->from_tag) == d->caller_tag;
    return r->head->has_from && d->caller && gb_slice_is(r->head->from.uri.user, d->caller);
}

static void drop_oldest(GbAnalysis *a) {
    Dialog *d = gb_records_oldest(&a->dialogs);
    if (!d->reported) gb_rules_dialog_end(a, d);
    gb_records_drop_oldest(&a->dialogs);
}

void gb_dialogs_age(GbAnalysis *a) {
    Dialog *d;
    while ((d = gb_records_oldest(&a->dialogs)) && d->ended &&
           a->now_us - d->last.time_us > GB_TRANSACTION_AGE_S * GB_SECOND)
        drop_oldest(a);
}

void gb_dialogs_settle(GbAnalysis *a) {
    for (uint32_t i = a->dialogs.first; i != a->dialogs.next; i++) {
        const Dialog *d = gb_records_at(&a->dialogs, i);
        if (!d->reported) gb_rules_dialog_end(a, d);
    }
}

static GbExchange *shown(const Dialog *d) {
    return d->device ? gb_exchange_at(d->device, d->exchange) : NULL;
}

/* ---- SDP ---- */

static void take_sdp(GbAnalysis *a, RuleView *v, Dialog *d, Offer *o) {
    const GbSdp *s = &v->reading->body->sdp;
    if (!o->when.frame) o->when = v->reading->when;
    v->offer = o;
    o->session = s->session;
    o->has_y = s->y.p != NULL;
    size_t n = s->y.n < sizeof o->y ? s->y.n : sizeof o->y - 1;
    memset(o->y, 0, sizeof o->y);
    if (n) memcpy(o->y, s->y.p, n);
    o->has_ssrc = s->has_ssrc;
    o->ssrc = s->ssrc;
    o->has_time = s->has_time;
    o->start = s->start;
    o->stop = s->stop;
    for (unsigned i = 0; i < s->n_media; i++) {
        const GbSdpMedia *m = &s->media[i];
        if (!i) {
            o->setup = m->setup;
            o->port = m->port;
            o->is_tcp = m->proto.n >= 3 && gb_slice_eq_case(gb_slice_sub(m->proto, 0, 3), GB_SLICE("tcp"));
        }
        o->has_audio |= gb_slice_is(m->kind, "audio");
        o->has_video |= gb_slice_is(m->kind, "video");
    }
    GbExchange *e = shown(d);
    if (!e) return;
    if (o->has_y) e->ssrc = gb_intern(a->strings, gb_slice_from(o->y));
    if (o == &d->offer && s->name.n) e->what = gb_intern(a->strings, gb_slice_sub(s->name, 0, 64));
}

static bool has_sdp(const Reading *r) {
    return r->body && r->body->kind == GB_BODY_SDP;
}

/* ---- requests ---- */

static Dialog *open_dialog(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    if (gb_records_count(&a->dialogs) >= a->dialogs.max) {
        gb_limit_reached(a, LIMIT_DIALOGS, &r->when);
        drop_oldest(a);
    }
    Dialog *d = gb_records_add(&a->dialogs, r->prepared->call_key, a->now_us);
    d->method = r->sip->method;
    d->device = v->device;
    d->from_device = v->event->from_device;
    if (r->head->has_from) d->caller = gb_intern(a->strings, r->head->from.uri.user);
    if (r->head->has_to) d->callee = gb_intern(a->strings, r->head->to.uri.user);
    if (r->head->from_tag.n) d->caller_tag = gb_hash(a->seed, r->head->from_tag);
    if (r->head->to_tag.n) d->callee_tag = gb_hash(a->seed, r->head->to_tag);
    d->is_older = r->head->to_tag.n > 0;
    d->request = r->when;
    d->request_cseq = r->sip->cseq;
    d->expires_s = r->head->expires_s;
    d->valid_until_us = GB_NEVER;
    GbSlice event = gb_sip_header(r->sip, GB_HEADER_EVENT);
    if (event.p) d->event = gb_intern(a->strings, event);
    if (r->body && r->body->kind == GB_BODY_MANSCDP) d->command = r->body->manscdp.command;
    GbSubject subject;
    GbSlice subject_text = gb_sip_header(r->sip, GB_HEADER_SUBJECT);
    if (subject_text.n && gb_subject_parse(subject_text, &subject) == GB_OK)
        d->subject_key = gb_mix(gb_hash(a->seed, subject.sender), gb_hash(a->seed, subject.sender_seq));
    if (d->device) {
        bool calls = d->method == GB_METHOD_INVITE;
        const char *what = calls ? "INVITE" : d->command ? gb_command_name(d->command)
                                                         : d->event ? d->event : "SUBSCRIBE";
        d->exchange = gb_exchange_open(a, d->device, calls ? GB_EXCHANGE_INVITE : GB_EXCHANGE_SUBSCRIPTION,
                                       &r->when, what);
    }
    v->opens_dialog = true;
    return d;
}

static void end_dialog(Dialog *d, const GbMoment *at, bool complete) {
    GbExchange *e = shown(d);
    if (!d->ended && e) {
        e->end = *at;
        e->complete = complete;
    }
    d->ended = true;
}

/* The NOTIFY that follows a SUBSCRIBE says what was granted, even when the 2xx is lost
 * (RFC 6665 4.1.2.4). */
static void granted_by_notify(Dialog *d, const Reading *r, GbSlice state) {
    GbSlice value, params = gb_slice_sub(state, gb_slice_find(state, ';'), state.n);
    if (!d->is_asking || !gb_slice_eq_case(gb_slice_sub(state, 0, 6), GB_SLICE("active")) ||
        !gb_sip_param_find(params, "expires", &value))
        return;
    int32_t seconds = gb_delta_seconds(value);
    int64_t until = r->when.time_us + seconds * GB_SECOND;
    if (seconds <= 0 || until - GB_SECOND <= d->valid_until_us) return; /* what is left, in whole seconds */
    d->expires_s = seconds;
    d->valid_until_us = until;
}

static void take_notify(Dialog *d, const Reading *r) {
    if (!d->n_notifies++) d->first_notify = r->when;
    d->last_notify = r->when;
    GbExchange *e = shown(d);
    if (e) e->received++;
    GbSlice state = gb_sip_header(r->sip, GB_HEADER_SUBSCRIPTION_STATE);
    granted_by_notify(d, r, state);
    if (gb_slice_eq_case(gb_slice_sub(state, 0, 10), GB_SLICE("terminated"))) end_dialog(d, &r->when, true);
}

static bool is_media_status(const Reading *r) {
    return r->body && r->body->kind == GB_BODY_MANSCDP && r->body->manscdp.command == GB_CMD_MEDIA_STATUS;
}

static void note_cseq(RuleView *v, Dialog *d) {
    const GbSip *sip = v->reading->sip;
    unsigned way = v->from_caller ? 0 : 1;
    v->cseq_before = d->has_cseq[way] ? d->last_cseq[way] : 0;
    if (!sip->has_cseq || sip->method == GB_METHOD_ACK || sip->method == GB_METHOD_CANCEL) return;
    d->has_cseq[way] = true;
    d->last_cseq[way] = sip->cseq;
}

void gb_dialogs_request(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    GbSipMethod method = r->sip->method;
    if (method == GB_METHOD_REGISTER || !r->head->call_id.n) return;
    Dialog *d = gb_dialog_find(a, r->prepared->call_key);
    bool opens = method == GB_METHOD_INVITE || method == GB_METHOD_SUBSCRIBE;
    if (d && opens && (d->ended || d->method != method) && !r->head->to_tag.n) d = NULL; /* Call-ID again */
    if (!d && opens) d = open_dialog(a, v);
    if (!d) return;
    v->dialog = d;
    v->from_caller = gb_dialog_from_caller(a, d, r);
    d->last = r->when;
    note_cseq(v, d);
    if (v->transaction) v->transaction->dialog = d->record.number + 1;
    switch (method) {
    case GB_METHOD_INVITE:
        d->request_cseq = r->sip->cseq; /* of a re-INVITE too */
        if (has_sdp(r)) take_sdp(a, v, d, &d->offer);
        break;
    case GB_METHOD_ACK:
        if (!d->ack.frame) d->ack = r->when;
        d->has_ack_cseq = r->sip->has_cseq;
        d->ack_cseq = r->sip->cseq;
        d->confirmed = d->status >= 200 && d->status < 300;
        if (has_sdp(r)) take_sdp(a, v, d, &d->answer_sdp);
        break;
    case GB_METHOD_BYE:
        if (!d->bye.frame) d->bye = r->when;
        d->bye_from_device = v->event->from_device;
        end_dialog(d, &r->when, true);
        break;
    case GB_METHOD_CANCEL:
        d->cancelled = true;
        break;
    case GB_METHOD_SUBSCRIBE:
        if (!v->opens_dialog) d->n_refreshes++;
        d->is_asking = true;
        break;
    case GB_METHOD_NOTIFY:
        take_notify(d, r);
        break;
    case GB_METHOD_MESSAGE:
        if (is_media_status(r) && !d->media_status.frame) d->media_status = r->when;
        break;
    case GB_METHOD_UNKNOWN:
    case GB_METHOD_REGISTER:
    case GB_METHOD_INFO:
    case GB_METHOD_OPTIONS:
    case GB_METHOD_PRACK:
    case GB_METHOD_UPDATE:
    case GB_METHOD_REFER:
    case GB_METHOD_PUBLISH:
    case GB_N_METHODS:
        break;
    }
}

/* ---- answers ---- */

static void subscribed(Dialog *d, const Reading *r, const Transaction *t) {
    int32_t granted = r->head->expires_s >= 0 ? r->head->expires_s : t->expires_s;
    d->expires_s = granted;
    d->valid_until_us = granted >= 0 ? r->when.time_us + granted * GB_SECOND : GB_NEVER;
    if (granted == 0) end_dialog(d, &r->when, true);
}

void gb_dialogs_response(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    Transaction *t = v->transaction;
    if (!t || !t->dialog) return;
    Dialog *d = gb_records_at(&a->dialogs, t->dialog - 1);
    if (!d || d->record.key != r->prepared->call_key) return;
    v->dialog = d;
    v->from_caller = gb_dialog_from_caller(a, d, r); /* of the request */
    d->last = r->when;
    unsigned status = r->sip->status;
    bool first = t->request.frame == d->request.frame && t->request.file == d->request.file;
    if (r->head->to_tag.n && !d->callee_tag) d->callee_tag = gb_hash(a->seed, r->head->to_tag);
    if (has_sdp(r) && t->method == GB_METHOD_INVITE)
        take_sdp(a, v, d, d->offer.when.frame ? &d->answer_sdp : &d->offer);
    if (status < 200) return;
    if (t->method == GB_METHOD_BYE) d->bye_answer = r->when;
    if (t->method == GB_METHOD_SUBSCRIBE) d->is_asking = false;
    if (first) {
        d->answer = r->when;
        d->status = (uint16_t)status;
        GbExchange *e = shown(d);
        if (e) e->status = d->status;
        if (status >= 300 && status != 401 && status != 407) end_dialog(d, &r->when, false);
    }
    if (t->method == GB_METHOD_SUBSCRIBE && status < 300) subscribed(d, r, t);
}
