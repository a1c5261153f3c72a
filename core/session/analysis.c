/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * analysis.c - one analysis from its birth to its end: what a message goes through, in order.
 *
 * Read it once; find the request it repeats or answers; tell whose it is; count it; let the part
 * concerned (registrations, keepalives, queries, dialogs) take it in; show it to the rules; keep it
 * for the ladder. Nothing on the way to the end of a REGISTER, a keepalive or their answers
 * allocates once the tables have grown to the traffic.
 */
#include "engine.h"

#include <glib.h>
#include <sys/random.h>

GbAnalysis *gb_analysis_new(const GbOptions *options) {
    GbAnalysis *a = g_new0(GbAnalysis, 1);
    if (options) a->options = *options;
    a->interval_s = a->options.keepalive_interval_s ? a->options.keepalive_interval_s : 60;
    a->misses = a->options.keepalive_misses ? a->options.keepalive_misses : 3;
    a->credentials = a->options.credentials;
    if (!a->credentials) {
        a->credentials = gb_credentials_new();
        a->owns_credentials = true;
    }
    if (getrandom(&a->seed, sizeof a->seed, 0) != (ssize_t)sizeof a->seed)
        a->seed = (uint64_t)(uintptr_t)a;
    a->pool = gb_pool_new();
    a->strings = gb_strings_new(a->pool, a->seed);
    a->reader = gb_body_reader_new();
    a->heads = gb_head_reader_new();
    gb_records_init(&a->transactions, a->pool, sizeof(Transaction), GB_MAX_TRANSACTIONS);
    gb_records_init(&a->challenges, a->pool, sizeof(Challenge), GB_MAX_CHALLENGES);
    gb_records_init(&a->dialogs, a->pool, sizeof(Dialog), GB_MAX_DIALOGS);
    gb_records_init(&a->queries, a->pool, sizeof(Query), GB_MAX_QUERIES);
    return a;
}

void gb_analysis_free(GbAnalysis *a) {
    if (!a) return;
    for (uint32_t i = 0; i < a->n_devices; i++) gb_ladder_free(a, a->devices[i]);
    gb_records_clear(&a->transactions);
    gb_records_clear(&a->challenges);
    gb_records_clear(&a->dialogs);
    gb_records_clear(&a->queries);
    gb_body_reader_free(a->reader);
    gb_head_reader_free(a->heads);
    gb_strings_free(a->strings);
    gb_pool_free(a->pool);
    if (a->owns_credentials) gb_credentials_free(a->credentials);
    g_free(a);
}

/* ---- one message ---- */

/* Of frames a little out of order nothing is said. What waits and ages goes by the latest time, so
 * that nothing is forgotten, or judged, because of a step. */
static void set_clock(GbAnalysis *a, const GbMessage *m) {
    bool first = !a->last_us;
    int64_t back = first ? 0 : a->last_us - m->time_us;
    a->last_us = m->time_us;
    if (first || m->time_us >= a->now_us) {
        a->now_us = m->time_us;
        a->is_set_back = false;
    } else if (back >= GB_SECOND) {
        a->is_set_back = true;
        gb_rules_set_back(a, m, back);
    }
}

static void begin(GbAnalysis *a, const GbMessage *message) {
    if (a->settled) {
        gb_findings_undo(a);
        a->settled = false;
    }
    a->event = (GbEvent){.message = message, .latency_us = -1, .keepalive_interval_us = -1};
    gb_check_in_hand(a, NULL);
    a->n_hits = 0;
    a->scratch_used = 0;
    a->feeding = true;
    a->is_aside = a->options.devices != NULL;
    set_clock(a, message);
    a->feeding = false; /* what ends by its age is no word on this message */
    gb_transactions_age(a);
    gb_dialogs_age(a);
    gb_queries_age(a);
    a->feeding = true;
}

static void count_time(GbAnalysis *a, int64_t time_us) {
    GbTotals *t = gb_totals(a);
    if (!a->first_us || time_us < a->first_us) a->first_us = time_us;
    if (!t->first_us || time_us < t->first_us) t->first_us = time_us;
    if (time_us > t->last_us) t->last_us = time_us;
}

static bool is_incomplete(const GbSip *sip, const GbMessage *m) {
    const uint32_t cut = GB_MESSAGE_LENGTH_TOO_LONG | GB_MESSAGE_SNAPPED | GB_MESSAGE_GAP;
    return m->missing || (m->quirks & cut) || (sip->quirks & GB_SIP_NO_END);
}

static void count(GbAnalysis *a, const Reading *r, bool retransmission) {
    GbTotals *t = gb_totals(a);
    const GbMessage *m = r->message;
    const GbSip *sip = r->sip;
    t->sip_messages++;
    count_time(a, m->time_us);
    a->n_messages++;
    a->n_responses += sip->is_response;
    if (is_incomplete(sip, m)) t->sip_incomplete++;
    else if (sip->quirks & (GB_SIP_MISSING_HEADER | GB_SIP_BAD_STATUS)) t->sip_malformed++;
    if (sip->is_response) {
        t->sip_responses++;
        if (sip->status < 700) t->by_status[sip->status]++;
    } else {
        t->sip_requests++;
        t->by_method[sip->method]++;
    }
    if (retransmission) t->retransmissions++;
    const GbBody *body = a->event.body;
    if (retransmission || !body || body->kind != GB_BODY_MANSCDP) return;
    t->manscdp_bodies++;
    if (body->manscdp.quirks & GB_MANSCDP_NOT_WELL_FORMED) t->manscdp_broken++;
}

/* When that repeated message came first. */
static const GbMoment *first_of(const Reading *r, const Transaction *t) {
    return !r->sip->is_response ? &t->request : t->status ? &t->response : &t->provisional;
}

static void answered(Transaction *t, const Reading *r) {
    t->answer_branch = (uint16_t)r->prepared->branch;
    if (r->sip->status < 200) {
        t->provisional = r->when;
        t->provisional_status = (uint16_t)r->sip->status;
    } else {
        t->response = r->when;
        t->status = (uint16_t)r->sip->status;
        t->sent_to = r->message->dst;
    }
}

static void tell_repeat(GbAnalysis *a, const Reading *r, Match match) {
    GbEvent *e = &a->event;
    const Transaction *t = match.t;
    e->retransmission = true;
    e->forwarded = r->sip->is_response ? t->answer_branch != (uint16_t)r->prepared->branch : match.forwarded;
    e->original_frame = first_of(r, t)->frame;
}

/* Has it no part in registrations and no credentials, and asks for none? */
static bool is_apart(const Reading *r) {
    const GbSip *sip = r->sip;
    return sip->method != GB_METHOD_REGISTER && !r->authorization && sip->status != 401 && sip->status != 407;
}

/* Of such a message only whether it repeats another, when nothing is judged. */
static void pass(GbAnalysis *a, const Reading *r, Match match) {
    Transaction *t = match.t;
    if (match.retransmission) {
        tell_repeat(a, r, match);
        return;
    }
    if (!t) t = gb_transaction_open(a, r);
    if (!t) return;
    if (r->sip->is_response) answered(t, r);
    else if (match.overtaken) t->status = match.overtaken->status;
}

static void repeated(GbAnalysis *a, const Reading *r, Match match) {
    GbEvent *e = &a->event;
    Transaction *t = match.t;
    const GbMoment *before = first_of(r, t);
    int64_t since = r->when.time_us - before->time_us;
    a->n_doubled += (since >= 0 && since < 5000) || before->file != r->when.file;
    tell_repeat(a, r, match);
    e->is_keepalive = t->is_keepalive && !r->sip->is_response;
    if (r->sip->is_response) {
        t->response_retransmissions++;
        if (t->misfit) t->misfit = (uint8_t)gb_answer_misfit(a, r, t);
        e->request = t->request;
        if (t->request.frame) e->latency_us = r->when.time_us - t->request.time_us;
    } else {
        t->retransmissions++;
        if (t->is_keepalive) gb_keepalive_repeated(t);
        gb_register_repeated(a, t);
    }
    if (t->device) gb_ladder_repeated(a, t->device, t, r->sip->is_response);
    gb_rules_retransmission(a, r, t);
}

static void count_check(GbAnalysis *a, Device *d, const GbAuthCheck *check) {
    if (!check) return;
    gb_totals(a)->auth.by_result[check->result]++;
    d->pub.auth.by_result[check->result]++;
}

static void take_request(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    Device *d = v->device;
    Transaction *t = v->transaction = gb_transaction_open(a, r);
    if (t) {
        t->device = d;
        t->from_device = a->event.from_device;
        if (!t->from_device) t->sent_to = r->message->dst;
        if (r->body && r->body->kind == GB_BODY_MANSCDP) {
            t->root = (uint8_t)r->body->manscdp.root;
            t->command = (uint8_t)r->body->manscdp.command;
        }
    }
    if (d && r->sip->method == GB_METHOD_REGISTER) {
        gb_register_request(a, v);
    } else {
        if (d && r->authorization) {
            v->session = gb_device_latest(d);
            v->nonce = gb_nonce_judge(a, v, &v->challenge);
            v->session = NULL;
            v->check = gb_auth_check(a, v);
            gb_nonce_used(a, v);
        }
        if (d && a->event.is_keepalive && a->event.from_device) gb_keepalive_request(a, v);
    }
    if (t && v->check) t->auth_result = (uint8_t)v->check->result;
    if (d) count_check(a, d, v->check);
    gb_dialogs_request(a, v);
    if (d && !a->event.is_keepalive) gb_queries_take(a, v);
}

static void take_response(GbAnalysis *a, RuleView *v, Transaction *t, GbAuth *challenges) {
    const Reading *r = v->reading;
    unsigned status = r->sip->status;
    if (!t) {
        t = gb_transaction_open(a, r); /* its request was not seen: repeats are still told */
        if (t) {
            t->device = v->device;
            t->from_device = !a->event.from_device;
        }
    }
    v->transaction = t;
    v->is_final = status >= 200 && t && !t->status;
    if (t && t->request.frame) {
        a->event.request = t->request;
        a->event.latency_us = r->when.time_us - t->request.time_us;
        if (a->event.latency_us < 0) a->event.latency_us = 0;
    }
    if (status == 401 || status == 407) gb_challenges_note(a, v, challenges);
    if (t && v->device && !t->orphan) {
        if (t->method == GB_METHOD_REGISTER) gb_register_response(a, v);
        else if (t->is_keepalive) gb_keepalive_response(a, v);
        if (t->method != GB_METHOD_REGISTER && status >= 200) gb_nonce_answered(a, t, status);
    }
    gb_dialogs_response(a, v);
    if (v->device && t) gb_queries_answer(a, v);
    if (v->is_final) t->misfit = (uint8_t)gb_answer_misfit(a, r, t);
    if (t) answered(t, r);
}

/* false: left out. */
static bool follow(GbAnalysis *a, const Reading *r, Match match) {
    GbEvent *e = &a->event;
    const GbMessage *message = r->message;
    const GbSip *sip = r->sip;
    GbAuth challenges[4];
    if (a->options.n_captures > 1) gb_copies_note(a, r);
    Party party;
    gb_attribute(a, r, match.forwarded ? NULL : match.t, &party);
    if (match.forwarded && party.device != match.t->device) match = (Match){0}; /* another link's */
    if (!party.device && party.makes_device && party.id.n && !match.retransmission)
        party.device = gb_device_make(a, party.id, &r->when);
    a->is_aside = party.device ? party.device->is_aside : gb_is_left_out(a, party.id);
    count(a, r, match.retransmission);
    if (sip->method == GB_METHOD_REGISTER && !sip->is_response) gb_server_note(a, party.server_id);
    if (is_cut(message)) {
        bool read = e->body && e->body->kind == GB_BODY_MANSCDP && e->body->manscdp.command;
        Device *d = party.device;
        if (!r->prepared->transaction_key) a->lost_us = r->when.time_us;
        if (d) d->cut_us = r->when.time_us;
        if (d && !read) d->unread_us = r->when.time_us;
        if (d && (sip->quirks & GB_SIP_NO_END)) d->head_was_cut = true;
    }
    e->from_device = party.from_device;
    if (party.device) {
        e->device = &party.device->pub;
        e->device_id = party.device->pub.id;
    } else if (party.id.n) {
        e->device_id = gb_intern(a->strings, party.id);
    }
    const Session *session = match.t ? gb_transaction_session(match.t) : NULL;
    if (!party.server_id.n) e->server_id = session ? session->pub.server_id : NULL;
    else if (!(e->server_id = gb_device_server(party.device, party.server_id)))
        e->server_id = gb_intern(a->strings, party.server_id);
    e->is_keepalive = gb_is_keepalive(e->body) && !sip->is_response && sip->method == GB_METHOD_MESSAGE;
    RuleView v = {.reading = r, .event = e, .device = party.device};
    if (match.retransmission) { /* seen at another place it is no move */
        bool there = party.device && party.from_device && gb_address_eq(&party.device->address, &message->src);
        if (party.device && !match.forwarded) gb_device_seen(a, party.device, r, there, NULL);
        if (there) gb_device_alive(party.device, e->server_id, &r->when);
        repeated(a, r, match);
        return !a->is_aside;
    }
    if (party.device) {
        v.previous_address = party.device->address;
        v.previous_alive = party.device->last_alive;
    }
    uint16_t overtaken = match.overtaken ? match.overtaken->status : 0;
    if (match.overtaken) gb_rules_overtaken(a, &r->when, match.overtaken);
    if (sip->is_response) take_response(a, &v, match.t, challenges);
    else take_request(a, &v);
    if (overtaken && v.transaction) { /* nothing is awaited */
        if (v.transaction->is_keepalive) gb_keepalive_answered(a, v.transaction, overtaken, &r->when);
        v.transaction->status = overtaken;
    }
    if (party.device) {
        bool names_server = e->server_id && (sip->method == GB_METHOD_REGISTER || e->is_keepalive);
        gb_device_seen(a, party.device, r, party.from_device, names_server ? e->server_id : NULL);
        if (party.from_device) gb_device_alive(party.device, e->server_id, &r->when);
    }
    e->auth = sip->is_response ? NULL : v.check;
    if (v.session) e->register_frame = v.session->register_frame;
    if (!a->unjudged) gb_rules_message(a, &v);
    if (party.device && a->options.keep_ladder && !a->is_aside) gb_ladder_add(a, party.device, &v);
    return !a->is_aside;
}

static bool take(GbAnalysis *a, const GbMessage *message, const GbHead *head) {
    Reading *r = &a->reading;
    const GbSip *sip = &head->sip;
    gb_reading_fill(a, message, head, r);
    a->event.sip = sip;
    const GbBody *body = message->body;
    if (sip->body.n && !body) {
        gb_body_read(a->reader, gb_sip_header(sip, GB_HEADER_CONTENT_TYPE), sip->body, &a->body);
        body = &a->body;
    }
    if (body && body->kind != GB_BODY_NONE) a->event.body = r->body = body;
    Match match = gb_transaction_match(a, r);
    if (!a->unjudged || !is_apart(r)) return follow(a, r, match);
    pass(a, r, match);
    return true;
}

/* Of a head that the capture cut, the last line would be read as if it were whole. */
static GbOutcome read_head(GbAnalysis *a, const GbMessage *m) {
    GbOutcome outcome = gb_head_read(a->heads, m->bytes, &a->head);
    if (outcome != GB_OK || !is_cut(m) || !(a->head.sip.quirks & GB_SIP_NO_END)) return outcome;
    size_t end = m->bytes.n;
    while (end && m->bytes.p[end - 1] != '\n') end--;
    return end ? gb_head_read(a->heads, gb_slice_sub(m->bytes, 0, end), &a->head) : outcome;
}

void gb_analysis_judge(GbAnalysis *a, bool judge) {
    a->unjudged = !judge;
}

bool gb_analysis_feed(GbAnalysis *a, const GbMessage *message, GbEvent *out) {
    begin(a, message);
    GbEvent *e = &a->event;
    bool taken = true;
    const GbHead *head = message->head;
    e->outcome = GB_OK;
    if (gb_pool_bytes(a->pool) > GB_MAX_MEMORY) {
        GbMoment at = {message->time_us, message->frame, message->file};
        if (a->limits & 1u << LIMIT_MEMORY) gb_raise_more(a, NULL, GB_RULE_CAPTURE_LIMIT_REACHED, 1);
        else gb_limit_reached(a, LIMIT_MEMORY, &at);
        e->outcome = GB_NOT;
        taken = false;
    } else if (!head) {
        e->outcome = read_head(a, message);
        head = &a->head;
    }
    if (e->outcome == GB_OK) {
        taken = take(a, message, head);
    } else if (a->options.devices) {
        taken = false;
    } else if (e->outcome != GB_NOT) {
        a->totals.sip_malformed++;
        count_time(a, message->time_us);
        gb_rules_unreadable(a, message, e->outcome);
    }
    if (gb_strings_full(a->strings)) gb_limit_reached(a, LIMIT_STRINGS, &a->reading.when);
    if (a->timeline.step_us) gb_timeline_reach(a, message->time_us);
    e->findings = a->hits;
    e->n_findings = a->n_hits;
    a->feeding = false;
    if (out) *out = *e;
    return taken;
}

void gb_analysis_raise(GbAnalysis *a, GbRule rule, const GbMoment *at, const char *const *args,
                       size_t n_args) {
    gb_raise(a, NULL, rule, at, args, n_args);
}

/* ---- after settle ---- */

size_t gb_analysis_devices(const GbAnalysis *a, const GbDevice *const **devices) {
    uint32_t n;
    *devices = (const GbDevice *const *)gb_shown(a, &n); /* a Device begins with its GbDevice */
    return n;
}

const GbTotals *gb_analysis_totals(const GbAnalysis *a) {
    return &a->totals;
}

size_t gb_analysis_findings(const GbAnalysis *a, const GbFinding **findings) {
    *findings = a->findings;
    return a->n_findings;
}

const GbTimeline *gb_analysis_timeline(const GbAnalysis *a) {
    return &a->timeline;
}

size_t gb_analysis_causes(const GbAnalysis *a, const GbCause **causes) {
    *causes = a->causes;
    return a->n_causes;
}

const GbOptions *gb_analysis_options(const GbAnalysis *a) {
    return &a->options;
}
