/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_playback.c - playback control in INFO (reference 7.7 GB-RTSP, GB/T 28181-2022 Annex B) and
 * MediaStatus (GB-MS-001, -002). A dialog may have begun before the capture: within its first ten
 * minutes a message without one is left alone.
 */
#include "rules.h"

#define WARM_UP (10 * GB_MINUTE)

static void command(GbAnalysis *a, const RuleView *v, const GbMansrtsp *m) {
    const GbMoment *at = &v->reading->when;
    Device *d = v->device;
    if (m->quirks & (GB_RTSP_VERSION | GB_RTSP_BAD_METHOD))
        GB_RAISE(a, d, GB_RULE_PLAYBACK_COMMAND, at,
                 gb_scratch_text(a, m->method_text.n ? m->method_text : m->version));
    if (m->quirks & GB_RTSP_SCALE_ZERO)
        GB_RAISE(a, d, GB_RULE_PLAYBACK_SCALE_RANGE, at, BOTH("Scale 0", " Scale 0"));
    else if ((m->quirks & GB_RTSP_SCALE_AND_RANGE) && m->has_scale && m->scale > 0 &&
             m->range_start > 0)
        GB_RAISE(a, d, GB_RULE_PLAYBACK_SCALE_RANGE, at, BOTH("Scale and Range", " Scale 与 Range"));
    if ((m->quirks & GB_RTSP_SCALE_UNUSUAL) && !(m->quirks & GB_RTSP_SCALE_ZERO))
        GB_RAISE(a, d, GB_RULE_PLAYBACK_SCALE_UNUSUAL, at, gb_scratch_format(a, "%g", m->scale));
    const Offer *o = v->dialog ? &v->dialog->offer : NULL;
    bool beyond = o && o->has_time && o->stop > o->start && m->has_range && !m->range_now &&
                  m->range_start > (double)(o->stop - o->start);
    if ((m->quirks & GB_RTSP_RANGE_BAD) || beyond)
        GB_RAISE(a, d, GB_RULE_PLAYBACK_RANGE, at, gb_scratch_text(a, m->range));
}

static void info(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    const GbBody *b = r->body;
    GbSlice type = gb_sip_header(r->sip, GB_HEADER_CONTENT_TYPE);
    if (!b || b->kind != GB_BODY_MANSRTSP) return;
    GbSlice bare = gb_slice_trim(gb_slice_sub(type, 0, gb_slice_find(type, ';')));
    if (!gb_slice_is_case(bare, "Application/MANSRTSP"))
        GB_RAISE(a, v->device, GB_RULE_PLAYBACK_TYPE, &r->when,
                 type.n ? gb_scratch_text(a, type) : BOTH("missing", "缺失"));
    command(a, v, &b->mansrtsp);
    if (!v->dialog && r->when.time_us - a->first_us > WARM_UP)
        gb_raise(a, v->device, GB_RULE_PLAYBACK_NO_DIALOG, &r->when, NULL, 0);
    if (v->device && v->transaction && b->mansrtsp.has_cseq) {
        BusyRules *mine = gb_busy_rules(a, v->device);
        mine->info_transaction = v->transaction->record.number + 1;
        mine->info_cseq = b->mansrtsp.cseq;
    }
}

static void info_answer(GbAnalysis *a, const RuleView *v) {
    const GbBody *b = v->reading->body;
    const BusyRules *mine = v->device && v->device->rules ? v->device->rules->busy : NULL;
    if (!b || b->kind != GB_BODY_MANSRTSP || !mine || !v->transaction) return;
    if (b->mansrtsp.has_cseq && mine->info_transaction == v->transaction->record.number + 1 &&
        b->mansrtsp.cseq != mine->info_cseq)
        GB_RAISE(a, v->device, GB_RULE_PLAYBACK_CSEQ, &v->reading->when,
                 gb_arg_number(a, mine->info_cseq), gb_arg_number(a, b->mansrtsp.cseq));
}

static void media_status(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    const Reading *r = v->reading;
    GbSlice type = gb_manscdp_value(m, 0, "NotifyType");
    if (type.n && !gb_slice_is(type, "121"))
        GB_RAISE(a, v->device, GB_RULE_MEDIA_TYPE, &r->when, gb_scratch_text(a, type));
    bool hop = v->device && gb_is_platform(v->device);
    if (!v->dialog && !hop && r->when.time_us - a->first_us > WARM_UP)
        gb_raise(a, v->device, GB_RULE_MEDIA_NO_DIALOG, &r->when, NULL, 0);
}

void gb_rules_playback(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    if (request_of(v, GB_METHOD_INFO))
        info(a, v);
    else if (answer_to(v, GB_METHOD_INFO))
        info_answer(a, v);
    else if (m && m->command == GB_CMD_MEDIA_STATUS && m->root == GB_ROOT_NOTIFY &&
             !v->reading->sip->is_response)
        media_status(a, v, m);
}
