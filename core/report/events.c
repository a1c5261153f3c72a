/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * events.c - --events: what each message meant, one line of JSON each (NDJSON), in capture order.
 *
 * The contract's keys come first, then what scripts ask next: who sent it, which request a
 * response answers and how fast, which registration it belongs to. Keys are always there, null
 * where there is nothing to say, so that every line has the same shape; only `body` varies.
 * A line stands for itself: it says what was known at that message, not what came later.
 */
#include "report/json_values.h"

static void frame_or_null(GbJson *j, const char *key, uint64_t frame) {
    if (frame)
        gb_json_uint(j, key, frame);
    else
        gb_json_null(j, key);
}

static void seconds_or_null(GbJson *j, const char *key, int64_t us) {
    if (us >= 0)
        gb_json_seconds(j, key, us);
    else
        gb_json_null(j, key);
}

bool gb_report_write_event(const GbEvent *e, GbSink sink, void *data) {
    GbJson json, *j = &json; /* 16 KiB, not cleared: only its buffer's used part is read */
    const GbMessage *m = e->message;
    const GbSip *sip = e->sip;
    gb_json_begin(j, true, sink, data);
    gb_json_open(j, NULL, '{', true);
    gb_json_uint(j, "frame", m->frame);
    gb_json_uint(j, "file", m->file);
    gb_json_time(j, "time", m->time_us);
    gb_json_text(j, "transport", gb_transport_name(m->transport));
    gb_json_address(j, "src", &m->src);
    gb_json_address(j, "dst", &m->dst);
    gb_json_slice(j, "method", sip && sip->method_text.n ? sip->method_text : GB_NO_SLICE);
    frame_or_null(j, "status", sip && sip->is_response ? sip->status : 0);
    if (sip && sip->has_cseq)
        gb_json_uint(j, "cseq", sip->cseq);
    else
        gb_json_null(j, "cseq");
    char struck[GB_MAX_VALUE];
    gb_json_slice(j, "call_id",
                  sip ? gb_strike_secrets(gb_sip_header(sip, GB_HEADER_CALL_ID), struck)
                      : GB_NO_SLICE);
    gb_json_text(j, "device_id", e->device_id);
    gb_json_bool(j, "retransmission", e->retransmission);
    gb_json_auth(j, "auth", e->auth);
    const GbManscdp *body =
        e->body && e->body->kind == GB_BODY_MANSCDP ? &e->body->manscdp : NULL;
    gb_json_slice(j, "cmd_type", body ? body->cmd_type : GB_NO_SLICE);
    if (body && body->has_sn)
        gb_json_uint(j, "sn", body->sn);
    else
        gb_json_null(j, "sn");
    gb_json_open(j, "findings", '[', true);
    for (size_t i = 0; i < e->n_findings; i++)
        gb_json_text(j, NULL, gb_rule_info(e->findings[i].rule)->id);
    gb_json_close(j);
    gb_json_body(j, "body", e->body);

    gb_json_bool(j, "from_device", e->from_device);
    gb_json_text(j, "server_id", e->server_id);
    gb_json_text(j, "session_state", e->state == GB_EVENT_NONE ? NULL : gb_event_state_name(e->state));
    frame_or_null(j, "register_frame", e->register_frame);
    frame_or_null(j, "request_frame", e->request.frame);
    seconds_or_null(j, "latency_s", sip && sip->is_response ? e->latency_us : -1);
    frame_or_null(j, "original_frame", e->retransmission ? e->original_frame : 0);
    frame_or_null(j, "previous_keepalive", e->previous_keepalive);
    seconds_or_null(j, "keepalive_interval_s", e->is_keepalive ? e->keepalive_interval_us : -1);
    gb_json_bool(j, "malformed", e->outcome != GB_OK);
    gb_json_close(j);
    return gb_json_finish(j);
}
