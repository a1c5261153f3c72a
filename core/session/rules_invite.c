/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_invite.c - INVITE dialogs: Subject, SDP, SSRC, ACK, release (reference 7.7 GB-INV, GB-BC,
 * GB-MS-003; GB/T 28181-2022 9.2, Annex G, K, L). Signalling only: what RTP did is not seen here.
 *
 * Offers of the platform are judged, answers are free text in s= and vary in y=. An offer of a
 * media server (third-party call control, s= begins with ##) is not a request. Sequences in
 * Subject follow many vendors' habits, so only their structure counts as an error.
 */
#include "rules.h"

static void subject(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    Device *d = v->device;
    GbSlice text = gb_sip_header(r->sip, GB_HEADER_SUBJECT);
    GbSubject s;
    if (!text.n) {
        if (!is_cut(r->message)) gb_raise(a, d, GB_RULE_INVITE_NO_SUBJECT, &r->when, NULL, 0);
        return;
    }
    bool ok = gb_subject_parse(text, &s) == GB_OK && s.sender_seq.n <= 20;
    GbSlice ids[2] = {ok ? s.sender : GB_NO_SLICE, ok ? s.receiver : GB_NO_SLICE};
    for (int i = 0; ok && i < 2; i++) {
        GbDeviceId id;
        gb_device_id_parse(ids[i], &id);
        if (id.kind == GB_ID_21)
            GB_RAISE(a, d, GB_RULE_DEVICE_ID_21_DIGITS, &r->when, gb_scratch_text(a, ids[i]),
                     "Subject");
        else
            ok = id.kind == GB_ID_20;
    }
    if (!ok) {
        GB_RAISE(a, d, GB_RULE_INVITE_SUBJECT_MALFORMED, &r->when, gb_scratch_text(a, text));
        return;
    }
    GbSdpSession session = v->offer ? v->offer->session : GB_SDP_OTHER;
    char first = session == GB_SDP_PLAY ? '0'
                 : session == GB_SDP_PLAYBACK || session == GB_SDP_DOWNLOAD ? '1' : '\0';
    bool vendor = gb_slice_find(s.sender_seq, '-') < s.sender_seq.n; /* 0-4-0 */
    if (first && s.sender_seq.n && s.sender_seq.p[0] != first && !vendor)
        GB_RAISE(a, d, GB_RULE_INVITE_SUBJECT_KIND, &r->when, gb_scratch_text(a, s.sender_seq),
                 first == '0' ? "0" : "1");
}

static void times(GbAnalysis *a, const RuleView *v, const GbSdp *s) {
    const char *fault = NULL;
    bool history = s->session == GB_SDP_PLAYBACK || s->session == GB_SDP_DOWNLOAD;
    if (s->session == GB_SDP_PLAY && s->has_time && (s->start || s->stop))
        fault = BOTH("t= is not 0 0", "t= 不是 0 0");
    else if (history && (s->quirks & GB_SDP_TIME_NTP))
        fault = BOTH("t= looks like NTP time", "t= 疑似 NTP 时间");
    else if (history && s->has_time && !s->start && !s->stop)
        fault = BOTH("t= is 0 0", "t= 为 0 0");
    else if (history && s->has_time && s->start >= s->stop)
        fault = BOTH("t= ends before it starts", "t= 起止颠倒");
    else if (history && !s->u.n)
        fault = BOTH("u= is missing", "缺少 u=");
    if (fault)
        GB_RAISE(a, v->device, GB_RULE_INVITE_TIME_INVALID, &v->reading->when,
                 gb_scratch_text(a, s->name), fault);
}

static void ssrc_form(GbAnalysis *a, const RuleView *v, const GbSdp *s) {
    const GbMoment *at = &v->reading->when;
    if (!s->y.p) return;
    const char *y = gb_scratch_text(a, s->y);
    if (s->quirks & GB_SDP_Y_LENGTH) {
        GB_RAISE(a, v->device, GB_RULE_INVITE_SSRC_MALFORMED, at, y);
        return;
    }
    bool live = s->session == GB_SDP_PLAY || s->session == GB_SDP_TALK;
    bool history = s->session == GB_SDP_PLAYBACK || s->session == GB_SDP_DOWNLOAD;
    if (!s->has_ssrc || (live && s->y.p[0] != '0') || (history && s->y.p[0] != '1'))
        GB_RAISE(a, v->device, GB_RULE_INVITE_SSRC_KIND, at, y, gb_scratch_text(a, s->name));
    GbSlice from = v->reading->head->from.uri.user;
    if (from.n == 20 && gb_slice_digits(from) && s->y.n == 10 &&
        memcmp(s->y.p + 1, from.p + 3, 5) != 0)
        GB_RAISE(a, v->device, GB_RULE_INVITE_SSRC_DOMAIN, at, y,
                 gb_scratch_text(a, gb_slice(from.p + 3, 5)));
}

/* Finds the newest other dialog with that key that runs, and enters this one. */
static const Dialog *running(GbAnalysis *a, GbIndex *index, uint64_t key, const Dialog *mine) {
    uint32_t at = 0, number = gb_index_next(index, key, &at);
    const Dialog *other = number == UINT32_MAX ? NULL : gb_records_at(&a->dialogs, number);
    if (number == UINT32_MAX)
        gb_index_add(index, a->pool, key, mine->record.number);
    else
        gb_index_set(index, key, number, mine->record.number);
    if (index->n > 2 * GB_MAX_DIALOGS) gb_index_clear(index);
    if (!other || other == mine || other->ended || other->bye.frame || other->cancelled ||
        other->status / 100 != 2)
        return NULL;
    return other;
}

static bool mentions(const char *text, const char *vendor) {
    return text && strcasestr(text, vendor) != NULL;
}

static bool is_hikvision(const GbDevice *d) {
    bool yes = mentions(d->manufacturer, "hikvision");
    for (size_t i = 0; i < d->n_user_agents && !yes; i++)
        yes = mentions(d->user_agents[i], "hikvision");
    return yes;
}

static void platform_offer(GbAnalysis *a, const RuleView *v, const GbSdp *s) {
    const Reading *r = v->reading;
    const GbMoment *at = &r->when;
    RulesState *all = gb_rules_state(a);
    if (s->session == GB_SDP_OTHER && s->name.n && !gb_slice_starts(s->name, GB_SLICE("##")))
        GB_RAISE(a, v->device, GB_RULE_INVITE_SESSION_NAME, at, gb_scratch_text(a, s->name));
    times(a, v, s);
    ssrc_form(a, v, s);
    if (s->session == GB_SDP_TALK && gb_sender_version(v) &&
        strcmp(gb_sender_version(v), "3.0") == 0)
        gb_raise(a, v->device, GB_RULE_INVITE_TALK, at, NULL, 0);
    if ((s->quirks & GB_SDP_Y_NOT_LAST) && v->device && is_hikvision(&v->device->pub))
        gb_raise(a, v->device, GB_RULE_INVITE_SSRC_NOT_LAST, at, NULL, 0);
    if (s->has_ssrc && s->ssrc && v->dialog && v->opens_dialog) {
        uint64_t key = gb_mix(gb_hash(a->seed, r->head->from.uri.user), s->ssrc);
        const Dialog *other = running(a, &all->streams, key, v->dialog);
        bool same = other && other->offer.ssrc == s->ssrc && other->caller == v->dialog->caller;
        if (same && other->subject_key != v->dialog->subject_key)
            GB_RAISE(a, v->device, GB_RULE_INVITE_SSRC_DUPLICATE, at, gb_scratch_text(a, s->y),
                     other->callee ? other->callee : NULL);
    }
}

/* From, To and Subject name ends of the stream; a device answers for its channels, and a platform for
 * its devices. */
static bool is_party(const RuleView *v, GbSlice id) {
    const GbHead *head = v->reading->head;
    GbSlice text = gb_sip_header(v->reading->sip, GB_HEADER_SUBJECT);
    GbSubject subject;
    if (text.n && gb_subject_parse(text, &subject) == GB_OK &&
        (gb_slice_eq(id, subject.sender) || gb_slice_eq(id, subject.receiver)))
        return true;
    return gb_slice_eq(id, head->to.uri.user) || gb_slice_eq(id, head->from.uri.user) ||
           (v->device && gb_slice_is(id, v->device->pub.id));
}

static void any_sdp(GbAnalysis *a, const RuleView *v, const GbSdp *s) {
    const GbMoment *at = &v->reading->when;
    Device *d = v->device;
    /* 0.0.0.0 is how a stream is put on hold */
    if (gb_is_unusable(s->address) && s->address.p[0] != '0' && v->reading->message->src.ip[0] != 127)
        GB_RAISE(a, d, GB_RULE_NAT_ADDRESS_UNUSABLE, at, "c=", gb_scratch_text(a, s->address));
    for (unsigned i = 0; i < s->n_media && v->reading->sip->is_response; i++)
        if (s->media[i].port == 0 && s->media[i].kind.n)
            GB_RAISE(a, d, GB_RULE_INVITE_MEDIA_REFUSED, at, gb_scratch_text(a, s->media[i].kind));
    if (s->quirks & GB_SDP_F_FORM) {
        if (gb_slice_trim(s->f).n)
            GB_RAISE(a, d, GB_RULE_INVITE_FORMAT_MALFORMED, at, gb_scratch_text(a, s->f));
    }
    if (s->f.p && !gb_slice_trim(s->f).n) gb_raise(a, d, GB_RULE_INVITE_FORMAT_EMPTY, at, NULL, 0);
    if (s->quirks & GB_SDP_PROTO)
        GB_RAISE(a, d, GB_RULE_INVITE_PROTOCOL, at,
                 s->n_media ? gb_scratch_text(a, s->media[0].proto) : NULL);
    if (s->quirks & GB_SDP_TOO_MANY_MEDIA)
        GB_RAISE(a, d, GB_RULE_CAPTURE_LIMIT_REACHED, at, BOTH("media of an SDP", "SDP 媒体数"),
                 gb_arg_number(a, GB_MAX_SDP_MEDIA));
    if (s->quirks & GB_SDP_NO_PS_RTPMAP) gb_raise(a, d, GB_RULE_INVITE_RTPMAP, at, NULL, 0);
    if (s->quirks & GB_SDP_NO_LAST_LINE_END)
        gb_raise(a, d, GB_RULE_INVITE_SDP_END, at, NULL, 0);
    if (s->quirks & GB_SDP_CREDENTIALS) {
        gb_raise(a, d, GB_RULE_INVITE_CREDENTIALS, at, NULL, 0);
        GbSlice raw = v->reading->body->raw;
        if (memmem(raw.p, raw.n, "a=password", 10))
            GB_RAISE(a, d, GB_RULE_AUTH_SECRET_IN_CLEAR, at, "SDP");
    }
    GbSlice user = v->reading->sip->is_response ? v->reading->head->to.uri.user
                                                : v->reading->head->from.uri.user;
    if (s->owner.n && (s->owner.n != 20 || !gb_slice_digits(s->owner) || !is_party(v, s->owner)) &&
        !(s->owner.n == 21 && gb_slice_digits(s->owner)))
        GB_RAISE(a, d, GB_RULE_INVITE_OWNER, at, gb_scratch_text(a, s->owner),
                 gb_scratch_text(a, user));
}

static void allow(GbAnalysis *a, const RuleView *v) {
    static const char *const methods[] = {"INVITE", "ACK", "INFO", "CANCEL", "BYE", "OPTIONS",
                                          "MESSAGE"};
    const GbSip *sip = v->reading->sip;
    const char *lacks = NULL;
    if (!gb_sip_header(sip, GB_HEADER_ALLOW).p) return;
    for (size_t k = 0; k < 7; k++) {
        bool found = false;
        for (unsigned i = sip->first[GB_HEADER_ALLOW]; i < sip->n_headers && !found;
             i = sip->headers[i].next) {
            GbSlice rest = sip->headers[i].value, one;
            while (!found && gb_sip_list_next(&rest, &one))
                found = gb_slice_is_case(gb_slice_trim(one), methods[k]);
        }
        if (!found) lacks = lacks ? gb_scratch_format(a, "%s, %s", lacks, methods[k]) : methods[k];
    }
    if (lacks) GB_RAISE(a, v->device, GB_RULE_INVITE_ALLOW, &v->reading->when, lacks);
}

static void path(GbAnalysis *a, const RuleView *v, GbSipHeaderId header) {
    GbSlice text = gb_sip_header(v->reading->sip, header), rest = text;
    while (rest.n) {
        size_t n = gb_slice_find(rest, '-');
        GbDeviceId id;
        gb_device_id_parse(gb_slice_trim(gb_slice_sub(rest, 0, n)), &id);
        if (id.kind != GB_ID_20 || id.type != 200) {
            GB_RAISE(a, v->device, GB_RULE_INVITE_PATH, &v->reading->when,
                     gb_sip_header_name(header), gb_scratch_text(a, text));
            return;
        }
        rest = gb_slice_sub(rest, n + 1, rest.n);
    }
}

/* A platform in the middle asks its device for what it is asked for: on each link another stream. */
static uint64_t stream_key(const Dialog *d) {
    return d->subject_key + (d->device ? d->device->number + 1 : 0);
}

static void at_invite(GbAnalysis *a, const RuleView *v) {
    const GbSdp *sdp = sdp_of(v);
    bool broadcast = v->event->from_device && v->device && !v->device->is_server;
    if (v->opens_dialog) subject(a, v);
    allow(a, v);
    if (sdp && !v->event->from_device) platform_offer(a, v, sdp);
    if (v->dialog && v->dialog->subject_key && v->opens_dialog)
        running(a, &gb_rules_state(a)->subjects, stream_key(v->dialog), v->dialog);
    if (!broadcast || !v->opens_dialog) return;
    gb_busy_rules(a, v->device)->invite.since.frame = 0;
    gb_rules_audio_fetched(a, v->device, v->reading->when.time_us);
    if (sdp && (sdp->session != GB_SDP_PLAY || !v->offer || !v->offer->has_audio))
        GB_RAISE(a, v->device, GB_RULE_BROADCAST_SDP, &v->reading->when,
                 gb_scratch_text(a, sdp->name),
                 sdp->n_media ? gb_scratch_text(a, sdp->media[0].kind) : NULL);
}

static const char *setup_name(GbSdpSetup s) {
    return s == GB_SETUP_ACTIVE ? "active" : "passive";
}

/* The answer's SDP against the offer's. */
static void compare(GbAnalysis *a, const RuleView *v) {
    const Dialog *d = v->dialog;
    const Offer *offer = &d->offer, *answer = &d->answer_sdp;
    const GbMoment *at = &v->reading->when;
    if (!offer->when.frame || !answer->when.frame || (v->device && v->device->cut_us >= d->request.time_us))
        return;
    if (offer->port && answer->port && offer->is_tcp != answer->is_tcp)
        GB_RAISE(a, v->device, GB_RULE_INVITE_TRANSPORT_DIFFERS, at, offer->is_tcp ? "TCP" : "UDP",
                 answer->is_tcp ? "TCP" : "UDP");
    /* who says nothing may do either (reference 5.3), and so may who says actpass */
    if (offer->is_tcp && answer->is_tcp && offer->setup == answer->setup &&
        (offer->setup == GB_SETUP_PASSIVE || offer->setup == GB_SETUP_ACTIVE))
        GB_RAISE(a, v->device, GB_RULE_INVITE_SETUP_CONFLICT, at, setup_name(offer->setup),
                 setup_name(answer->setup));
    if (d->from_device) return;
    bool platform_to_device = v->device && !gb_is_platform(v->device);
    if (offer->has_y && answer->has_y && strcmp(offer->y, answer->y) != 0 && platform_to_device) {
        if (strcmp(answer->y, "0000000000") == 0)
            GB_RAISE(a, v->device, GB_RULE_INVITE_SSRC_ZERO, at, offer->y);
        else
            GB_RAISE(a, v->device, GB_RULE_INVITE_SSRC_DIFFERS, at, offer->y, answer->y);
    } else if (!offer->has_y && answer->has_y) {
        GB_RAISE(a, v->device, GB_RULE_INVITE_SSRC_BY_ANSWER, at, answer->y);
    } else if (!offer->has_y) {
        gb_raise(a, v->device, GB_RULE_INVITE_NO_SSRC, &d->request, NULL, 0);
    }
}

/* Another dialog for the same stream began while this one ran, and more than 5 s ago. */
static void released_late(GbAnalysis *a, const Dialog *d, int64_t now) {
    if (!a->rules || !d->subject_key || d->status / 100 != 2) return;
    uint32_t at = 0, number = gb_index_next(&a->rules->subjects, stream_key(d), &at);
    const Dialog *newer = number == UINT32_MAX ? NULL : gb_records_at(&a->dialogs, number);
    if (newer && newer != d && stream_key(newer) == stream_key(d) &&
        newer->request.time_us > d->request.time_us && now - newer->request.time_us > T_BYE)
        GB_RAISE(a, d->device, GB_RULE_INVITE_STREAM_NOT_RELEASED, &newer->request,
                 d->callee ? d->callee : NULL);
}

static void at_bye(GbAnalysis *a, const RuleView *v) {
    const Dialog *d = v->dialog;
    if (!d) return;
    int64_t now = v->reading->when.time_us;
    if (d->media_status.frame && now - d->media_status.time_us > T_BYE)
        gb_raise(a, v->device, GB_RULE_MEDIA_NO_BYE, &d->media_status, NULL, 0);
    if (d->offer.session == GB_SDP_DOWNLOAD && !d->media_status.frame && v->event->from_device &&
        d->status / 100 == 2)
        gb_raise(a, v->device, GB_RULE_MEDIA_NO_END, &v->reading->when, NULL, 0);
    released_late(a, d, now);
}

void gb_rules_invite(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    const GbSip *sip = r->sip;
    if (!speaks_gb(a)) return;
    if (sip->first[GB_HEADER_X_ROUTE_PATH] < sip->n_headers) path(a, v, GB_HEADER_X_ROUTE_PATH);
    if (sip->first[GB_HEADER_X_PREFERRED_PATH] < sip->n_headers)
        path(a, v, GB_HEADER_X_PREFERRED_PATH);
    if (sdp_of(v)) any_sdp(a, v, sdp_of(v));
    if (request_of(v, GB_METHOD_INVITE)) {
        at_invite(a, v);
    } else if (request_of(v, GB_METHOD_BYE)) {
        at_bye(a, v);
    } else if (request_of(v, GB_METHOD_ACK)) {
        const Dialog *d = v->dialog;
        if (d && d->method == GB_METHOD_INVITE && d->status / 100 == 2 && sip->has_cseq &&
            sip->cseq != d->request_cseq)
            GB_RAISE(a, v->device, GB_RULE_INVITE_ACK_CSEQ, &r->when,
                     gb_arg_number(a, d->request_cseq), gb_arg_number(a, sip->cseq));
    } else if (answer_to(v, GB_METHOD_INVITE)) {
        if (sip->status / 100 == 2 && v->dialog) {
            const Transaction *t = v->transaction;
            bool offered = t && v->dialog->offer.when.frame && v->dialog->offer.when.frame == t->request.frame;
            if (offered && !v->dialog->answer_sdp.when.frame && !sip->body.n && !is_cut(r->message) && !(v->device && v->device->cut_us >= v->dialog->request.time_us))
                gb_raise(a, v->device, GB_RULE_INVITE_NO_ANSWER_SDP, &r->when, NULL, 0);
            compare(a, v);
        } else if (sip->status >= 400 && !is_challenge(sip->status) &&
                   !(sip->status == 487 && v->dialog && v->dialog->cancelled)) {
            const char *status = gb_arg_number(a, sip->status), *reason = gb_scratch_text(a, sip->reason);
            if (v->dialog && v->dialog->from_device) /* its own call, for audio */
                GB_RAISE(a, v->device, GB_RULE_SIP_REFUSED, &r->when, "INVITE", status, reason);
            else
                GB_RAISE(a, v->device, GB_RULE_INVITE_REFUSED, &r->when, status, reason);
        }
    }
}

void gb_rules_invite_again(GbAnalysis *a, const Reading *r, const Transaction *t) {
    const Dialog *d = t->dialog ? gb_records_at(&a->dialogs, t->dialog - 1) : NULL;
    bool acked = d && d->record.key == r->prepared->call_key && d->ack.frame &&
                 d->ack.time_us + GB_SECOND / 2 < r->when.time_us; /* later than they may cross */
    if (acked && speaks_gb(a) && t->status / 100 == 2 && t->response_retransmissions >= 4)
        GB_RAISE(a, t->device, GB_RULE_INVITE_ACK_LOST, &r->when, gb_arg_number(a, t->response_retransmissions),
                 gb_arg_number(a, d->ack.frame));
}

void gb_rules_invite_end(GbAnalysis *a, const Dialog *d, int64_t now) {
    if (!speaks_gb(a) || d->status / 100 != 2 || !d->answer.frame) return;
    if (!d->ack.frame && now - d->answer.time_us > T_TIMEOUT)
        gb_raise(a, d->device, GB_RULE_INVITE_NO_ACK, &d->answer, NULL, 0);
    if (d->bye.frame || d->ended) return;
    if (d->media_status.frame && now - d->media_status.time_us > T_BYE)
        gb_raise(a, d->device, GB_RULE_MEDIA_NO_BYE, &d->media_status, NULL, 0);
    released_late(a, d, now);
}
