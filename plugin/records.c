/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * records.c - the messages of the open capture, one record each, in the order of their frames.
 *
 * They stand in one array rather than with each frame, since a response must also find the
 * request's frame, to make the link forward: "Response in" is known from the second pass on. Where
 * no second pass will come a frame's records live as long as the frame is looked at.
 */
#include "records.h"

struct GbRecords {
    GbRecord **all; /* by rising frame */
    unsigned n, room;
    wmem_allocator_t *scope; /* of the records and their texts */
    bool once;
};

GbRecords *gb_plugin_records_new(void) {
    return wmem_new0(wmem_file_scope(), GbRecords);
}

void gb_plugin_records_begin(GbRecords *r, wmem_allocator_t *frame) {
    r->scope = frame ? frame : wmem_file_scope();
    r->once = frame != NULL;
    if (r->once) r->n = 0;
}

GbRecord *const *gb_plugin_records_find(const GbRecords *r, uint32_t frame, unsigned *n) {
    unsigned count = r->n, low = 0, high = count;
    GbRecord *const *all = r->all;
    *n = 0;
    if (count == 0 || all[count - 1]->frame < frame) return NULL;
    if (all[count - 1]->frame == frame && (count == 1 || all[count - 2]->frame < frame))
        low = high = count - 1; /* on the first pass it is the last one */
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (all[middle]->frame < frame)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *n < count && all[low + *n]->frame == frame) ++*n;
    return *n ? all + low : NULL;
}

static const char *keep(const GbRecords *r, GbSlice s) {
    if (s.n > GB_MAX_VALUE) s.n = GB_MAX_VALUE;
    return s.n ? wmem_strndup(r->scope, s.p, s.n) : NULL;
}

/* A name of ours lives forever and need not be copied. */
static const char *keep_name(const GbRecords *r, GbSlice s, const char *name) {
    return gb_slice_is(s, name) ? name : keep(r, s);
}

static void keep_body(const GbRecords *r, GbRecord *record, const GbEvent *event) {
    const GbBody *body = event->body;
    record->body_kind = (uint8_t)body->kind;
    if (body->kind == GB_BODY_MANSCDP) {
        const GbManscdp *m = &body->manscdp;
        record->root = keep_name(r, m->root_name, gb_root_name(m->root));
        record->cmd_type = keep_name(r, m->cmd_type, gb_command_name(m->command));
        record->has_sn = m->has_sn;
        record->sn = m->sn;
    }
    if (body->kind == GB_BODY_SDP || (!record->body_shown && (body->kind == GB_BODY_MANSCDP ||
                                                              body->kind == GB_BODY_MANSRTSP))) {
        GbSlice type = gb_sip_header(event->sip, GB_HEADER_CONTENT_TYPE);
        record->body = wmem_memdup(r->scope, body->raw.p, body->raw.n);
        record->n_body = (uint32_t)body->raw.n;
        record->body_type = keep(r, type);
    }
}

/* Its texts are the analysis' own, but for the nonce, which goes with it. */
static const GbAuthCheck *keep_check(const GbRecords *r, const GbAuthCheck *check) {
    GbAuthCheck *kept = wmem_memdup(r->scope, check, sizeof *check);
    kept->nonce = NULL;
    return kept;
}

/* Their arguments end with the next message. */
static void keep_findings(const GbRecords *r, GbRecord *record, const GbEvent *event) {
    if (!event->n_findings) return;
    GbRuleHit *hits = wmem_alloc_array(r->scope, GbRuleHit, event->n_findings);
    for (size_t i = 0; i < event->n_findings; i++) {
        hits[i] = event->findings[i];
        for (unsigned k = 0; k < GB_MAX_FINDING_ARGS; k++)
            if (hits[i].args[k])
                hits[i].args[k] = wmem_strdup(r->scope, hits[i].args[k]);
    }
    record->n_findings = (uint8_t)event->n_findings;
    record->findings = hits;
}

/* The request's own record learns where its answer is: the first final one, else the first. */
static void link_request(GbRecords *r, const GbRecord *response) {
    unsigned n;
    GbRecord *const *requests = gb_plugin_records_find(r, response->request, &n);
    for (unsigned i = 0; i < n; i++) {
        GbRecord *request = requests[i];
        if (request->status || request->cseq != response->cseq ||
            strcmp(request->method, response->method) != 0 || request->device != response->device)
            continue;
        if (!request->response || response->status >= 200) request->response = response->frame;
        return;
    }
}

GbRecord *gb_plugin_records_add(GbRecords *r, const GbEvent *event, bool body_shown) {
    GbRecord *record = wmem_new0(r->scope, GbRecord);
    const GbSip *sip = event->sip;
    record->frame = (uint32_t)event->message->frame;
    record->request = (uint32_t)event->request.frame;
    record->original = event->retransmission ? (uint32_t)event->original_frame : 0;
    record->forwarded = event->forwarded;
    record->register_frame = (uint32_t)event->register_frame;
    record->previous_keepalive = (uint32_t)event->previous_keepalive;
    record->state = (uint8_t)event->state;
    record->from_device = event->from_device;
    record->is_keepalive = event->is_keepalive;
    record->body_shown = body_shown;
    record->latency_us = event->latency_us;
    record->interval_us = event->keepalive_interval_us;
    record->device = event->device;
    record->device_id = event->device_id;
    record->server_id = event->server_id;
    if (event->auth) record->auth = keep_check(r, event->auth);
    record->method = "?";
    if (sip) {
        record->registers = sip->method == GB_METHOD_REGISTER;
        record->cseq = sip->has_cseq ? sip->cseq : 0;
        record->status = (uint16_t)(sip->is_response ? sip->status ? sip->status : 1000 : 0);
        record->head = (uint32_t)(sip->head.p + sip->head.n - event->message->bytes.p);
        const char *method = keep_name(r, sip->method_text, gb_sip_method_name(sip->method));
        if (method) record->method = method;
        if (sip->method == GB_METHOD_INVITE)
            record->subject = keep(r, gb_sip_header(sip, GB_HEADER_SUBJECT));
        if (event->body) keep_body(r, record, event);
    }
    keep_findings(r, record, event);
    if (record->status && record->request && !record->original && !r->once)
        link_request(r, record);
    if (r->n == r->room) {
        r->room = r->room ? 2 * r->room : 64;
        r->all = wmem_realloc(wmem_file_scope(), r->all, r->room * sizeof(GbRecord *));
    }
    r->all[r->n++] = record;
    return record;
}
