/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * queries.c - MANSCDP requests and the Responses that answer them (GB/T 28181-2022 A.1, Annex M):
 * paired by device, SN, CmdType and direction; several Responses of one SN add up to SumNum.
 *
 * A Response whose request was not seen opens a record of its own, so that its series still adds
 * up. Records go after ten minutes (an upgrade's report may take as long) or when the table is
 * full.
 */
#include <gb28181/ptz.h>
#include <time.h>

#include "engine.h"

static uint64_t key_of(const Device *d, const GbManscdp *m, bool asked_by_device, uint64_t seed) {
    uint64_t what = m->command != GB_CMD_UNKNOWN ? (uint64_t)m->command : gb_hash(seed, m->cmd_type);
    return gb_mix(d->key ^ m->sn * 2654435761u, what << 1 | asked_by_device) | 1;
}

/* The sub-command of a Control: its first element behind the envelope; -1. */
static long sub_command(const GbManscdp *m) {
    static const char *const envelope[] = {"CmdType", "SN", "DeviceID", "Info", "ExtraInfo"};
    for (long i = gb_manscdp_next_child(m, 0, 0); i >= 0; i = gb_manscdp_next_child(m, 0, (size_t)i)) {
        bool known = m->elements[i].is_attribute;
        for (size_t k = 0; !known && k < sizeof envelope / sizeof *envelope; k++)
            known = gb_slice_is_case(m->elements[i].name, envelope[k]);
        if (!known) return i;
    }
    return -1;
}

static bool is_answered(const GbManscdp *m) {
    static const char *const silent[] = {"PTZCmd", "TeleBoot", "IFrameCmd", "IFameCmd", "DragZoomIn",
                                         "DragZoomOut", "PTZPreciseCtrl", "FormatSDCard", "TargetTrack"};
    switch (m->root) {
    case GB_ROOT_QUERY:
        return true;
    case GB_ROOT_NOTIFY:
        return m->command == GB_CMD_BROADCAST || m->command == GB_CMD_ALARM;
    case GB_ROOT_CONTROL:
        break;
    case GB_ROOT_RESPONSE:
    case GB_ROOT_UNKNOWN:
        return false;
    }
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (gb_manscdp_find(m, 0, silent[i]) >= 0) return false;
    return true;
}

static GbExchangeKind kind_of(const GbManscdp *m) {
    if (m->command == GB_CMD_CATALOG) return GB_EXCHANGE_CATALOG;
    if (m->command == GB_CMD_RECORD_INFO) return GB_EXCHANGE_RECORDS;
    if (m->command == GB_CMD_ALARM) return GB_EXCHANGE_ALARM;
    if (m->command == GB_CMD_BROADCAST) return GB_EXCHANGE_BROADCAST;
    if (m->root == GB_ROOT_QUERY || m->root == GB_ROOT_RESPONSE) return GB_EXCHANGE_QUERY;
    return m->root == GB_ROOT_CONTROL ? GB_EXCHANGE_CONTROL : GB_EXCHANGE_OTHER;
}

/* "Catalog", "PTZCmd: pan left 31", "RecordCmd: Record". */
static const char *words(GbAnalysis *a, const GbManscdp *m) {
    const char *name = m->command != GB_CMD_UNKNOWN ? gb_command_name(m->command)
                                                    : gb_intern(a->strings, m->cmd_type);
    long i = m->root == GB_ROOT_CONTROL ? sub_command(m) : -1;
    if (i < 0 || !name) return name ? name : "";
    const GbElement *e = &m->elements[i];
    char ptz_words[96] = "";
    GbSlice meaning = gb_slice_sub(e->value, 0, 48);
    GbPtz ptz;
    if (gb_slice_is_case(e->name, "PTZCmd") && gb_ptz_parse(e->value, &ptz) == GB_OK)
        meaning = gb_slice(ptz_words, gb_ptz_text(&ptz, GB_EN, ptz_words, sizeof ptz_words));
    if (e->quirks & GB_ELEMENT_SECRET) meaning = GB_SLICE("***");
    return gb_intern(a->strings, gb_slice_from(gb_scratch_format(
        a, "%.*s%s%.*s", (int)gb_slice_sub(e->name, 0, 48).n, e->name.p, meaning.n ? ": " : "",
        (int)meaning.n, meaning.n ? meaning.p : "")));
}

/* 2024-05-01T08:00:00, Beijing time, as UTC seconds; 0 when it is not one. */
static int64_t seconds_of(GbSlice text) {
    char copy[32] = "";
    struct tm tm = {0};
    memcpy(copy, text.p ? text.p : "", text.n < sizeof copy ? text.n : sizeof copy - 1);
    return strptime(copy, "%Y-%m-%dT%H:%M:%S", &tm) ? (int64_t)timegm(&tm) - 8 * 3600 : 0;
}

static void drop_oldest(GbAnalysis *a) {
    Query *q = gb_records_oldest(&a->queries);
    if (!q->reported) gb_rules_query_end(a, q);
    gb_records_drop_oldest(&a->queries);
}

static Query *open_query(GbAnalysis *a, const RuleView *v, bool asked_by_device) {
    const Reading *r = v->reading;
    const GbManscdp *m = &r->body->manscdp;
    if (gb_records_count(&a->queries) >= a->queries.max) {
        gb_limit_reached(a, LIMIT_QUERIES, &r->when);
        drop_oldest(a);
    }
    Query *q = gb_records_add(&a->queries, key_of(v->device, m, asked_by_device, a->seed), a->now_us);
    q->device = v->device;
    q->root = m->root;
    q->command = m->command;
    q->sn = m->sn;
    q->from_device = asked_by_device;
    q->exchange = gb_exchange_open(a, v->device, kind_of(m), &r->when, words(a, m));
    return q;
}

/* Notifications that come by the hundred stand in no time line of their own. */
static bool is_shown(const RuleView *v, const GbManscdp *m) {
    if (m->root != GB_ROOT_NOTIFY) return true;
    return m->command == GB_CMD_ALARM || m->command == GB_CMD_BROADCAST ||
           (!v->dialog && m->command != GB_CMD_KEEPALIVE && m->command != GB_CMD_MOBILE_POSITION);
}

static void ask(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    const GbManscdp *m = &r->body->manscdp;
    bool by_device = v->event->from_device;
    Query *before = gb_records_find(&a->queries, key_of(v->device, m, by_device, a->seed));
    if (before && before->device == v->device && before->sn == m->sn && !before->complete)
        v->repeated_query = before;
    if (!is_shown(v, m)) return;
    Query *q = v->query = open_query(a, v, by_device);
    v->asks_query = true;
    q->when = r->when;
    q->wants_response = r->sip->method == GB_METHOD_MESSAGE && is_answered(m);
    q->reported = r->sip->method != GB_METHOD_MESSAGE; /* a NOTIFY's 200 is its answer */
    q->target = m->device_id.n ? gb_intern(a->strings, m->device_id) : NULL;
    if (r->head->has_from) q->from_user = gb_intern(a->strings, r->head->from.uri.user);
    if (m->command == GB_CMD_RECORD_INFO) {
        q->range_start_s = seconds_of(gb_manscdp_value(m, 0, "StartTime"));
        q->range_end_s = seconds_of(gb_manscdp_value(m, 0, "EndTime"));
    }
    if (v->transaction) v->transaction->query = q->record.number + 1;
}

static void take_device_info(GbAnalysis *a, Device *d, const GbManscdp *m) {
    const struct {
        const char *name;
        const char **to;
    } rows[] = {{"DeviceName", &d->name_from_info}, {"Manufacturer", &d->pub.manufacturer},
                {"Model", &d->pub.model}, {"Firmware", &d->pub.firmware}};
    if (m->device_id.n && !gb_slice_is(m->device_id, d->pub.id)) return; /* one of its channels */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        GbSlice value = gb_manscdp_value(m, 0, rows[i].name);
        if (value.n) *rows[i].to = gb_intern(a->strings, value);
    }
}

static void take_config(Device *d, const GbManscdp *m) {
    long block = gb_manscdp_find(m, 0, "BasicParam");
    if (block < 0) return;
    int32_t seconds = gb_delta_seconds(gb_manscdp_value(m, (size_t)block, "HeartBeatInterval"));
    if (seconds > 0) d->heartbeat_interval_s = seconds;
}

enum { QUERIES_ALIKE = 64 }; /* looked at: a recorder's channels may all be asked with one SN */

/* Of that device, SN and CmdType. Two platforms may count alike, then it is the one that the answer
 * goes to; so may the queries to several channels, then it is the channel that answers; then the one
 * that still waits, and the latest. */
static Query *asked(GbAnalysis *a, const RuleView *v, const GbManscdp *m, bool by_device) {
    Query *q = gb_records_find(&a->queries, key_of(v->device, m, by_device, a->seed)), *best = NULL;
    GbSlice to = v->reading->head->has_to ? v->reading->head->to.uri.user : GB_NO_SLICE;
    int most = -1;
    for (unsigned n = 0; q && most < 7 && n < QUERIES_ALIKE; n++, q = gb_records_previous(&a->queries, q)) {
        if (q->device != v->device || q->sn != m->sn) continue;
        int fits = 4 * (q->from_user && gb_slice_is(to, q->from_user)) +
                   2 * (q->target && gb_slice_is(m->device_id, q->target)) + (!q->n_answers || !q->complete);
        if (fits > most) best = q, most = fits;
    }
    return best;
}

static void answer(GbAnalysis *a, RuleView *v) {
    const Reading *r = v->reading;
    const GbManscdp *m = &r->body->manscdp;
    bool asked_by_device = !v->event->from_device;
    Query *q = asked(a, v, m, asked_by_device);
    if (!q) {
        v->orphan_response = true;
        q = open_query(a, v, asked_by_device);
    }
    v->query = q;
    v->answers_query = true;
    if (!q->n_answers++) q->first_answer = r->when;
    q->last_answer = r->when;
    if (m->has_sum_num) {
        if (q->has_sum_num && q->sum_num != m->sum_num) q->sum_changed = true;
        q->has_sum_num = true;
        q->sum_num = m->sum_num;
    }
    q->received += m->n_items;
    q->complete = !q->has_sum_num || q->received >= q->sum_num;
    if (v->transaction) {
        q->last_transaction = v->transaction->record.number + 1;
        v->transaction->query = q->record.number + 1;
    }
    GbExchange *e = gb_exchange_at(v->device, q->exchange);
    if (e) {
        e->end = r->when;
        e->expected = q->sum_num;
        e->received = q->received;
        e->complete = q->complete;
    }
    if (m->command == GB_CMD_DEVICE_INFO && v->event->from_device) take_device_info(a, v->device, m);
    if (m->command == GB_CMD_CONFIG_DOWNLOAD) take_config(v->device, m);
}

void gb_queries_take(GbAnalysis *a, RuleView *v) {
    const GbBody *body = v->reading->body;
    if (!body || body->kind != GB_BODY_MANSCDP) return;
    const GbManscdp *m = &body->manscdp;
    GbSipMethod method = v->reading->sip->method;
    if (method != GB_METHOD_MESSAGE && method != GB_METHOD_NOTIFY) return;
    if (m->command == GB_CMD_CATALOG && v->event->from_device &&
        (m->root == GB_ROOT_RESPONSE || m->root == GB_ROOT_NOTIFY))
        gb_catalog_take(a, v->device, body, &v->reading->when);
    if (m->command == GB_CMD_DEVICE_CONFIG && m->root == GB_ROOT_CONTROL)
        take_config(v->device, m);
    if (m->root == GB_ROOT_RESPONSE) answer(a, v);
    else if (m->root != GB_ROOT_UNKNOWN) ask(a, v);
}

/* The SIP answer to the MESSAGE that carried it. */
void gb_queries_answer(GbAnalysis *a, RuleView *v) {
    const Transaction *t = v->transaction;
    Query *q = t->query && v->is_final ? gb_records_at(&a->queries, t->query - 1) : NULL;
    if (!q || q->when.frame != t->request.frame || q->when.file != t->request.file) return;
    v->query = q;
    q->status = (uint16_t)v->reading->sip->status;
    GbExchange *e = gb_exchange_at(v->device, q->exchange);
    if (!e) return;
    e->status = q->status;
    if (q->wants_response && q->status < 300) return;
    if (!e->end.frame) e->end = v->reading->when;
    if (!q->wants_response) e->complete = q->status < 300;
}

void gb_queries_age(GbAnalysis *a) {
    Query *q;
    while ((q = gb_records_oldest(&a->queries)) &&
           a->now_us - q->record.time_us > GB_QUERY_AGE_S * GB_SECOND)
        drop_oldest(a);
}

void gb_queries_settle(GbAnalysis *a) {
    for (uint32_t i = a->queries.first; i != a->queries.next; i++) {
        const Query *q = gb_records_at(&a->queries, i);
        if (!q->reported) gb_rules_query_end(a, q);
    }
}
