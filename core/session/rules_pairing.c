/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_pairing.c - MANSCDP requests and the Responses that belong to them (reference 7.5, GB/T
 * 28181-2022 A.1, 9.3 to 9.7, Annex M).
 *
 * Not judged: a Response whose request may lie before the capture, a request that had no SIP
 * answer (that is told already) or was refused, a series whose end the capture did not wait for.
 */
#include "rules.h"

/* Below this a request may have been sent before the capture began. */
#define WARM_UP GB_MINUTE

static void answer(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    const Query *q = v->query;
    const GbMoment *at = &v->reading->when;
    Device *d = v->device;
    if (!q->wants_response && q->root == GB_ROOT_CONTROL)
        GB_RAISE(a, d, GB_RULE_MESSAGE_RESPONSE_UNEXPECTED, at, gb_command_name(q->command));
    GbSlice to = v->reading->head->has_to ? v->reading->head->to.uri.user : GB_NO_SLICE;
    bool known = gb_slice_is(to, q->from_user) || gb_slice_is(to, q->target) || (d && gb_slice_is(to, d->pub.id));
    if (q->from_user && to.n && !known)
        GB_RAISE(a, d, GB_RULE_MESSAGE_RESPONSE_TO_DIFFERS, at, q->from_user,
                 gb_scratch_text(a, v->reading->head->to.uri.user));
    if (q->command == GB_CMD_CATALOG && q->target && m->device_id.n &&
        !gb_slice_is(m->device_id, q->target))
        GB_RAISE(a, d, GB_RULE_CATALOG_ID_DIFFERS, at, q->target,
                 gb_scratch_text(a, m->device_id));
    if (!d || !v->transaction || !m->has_sum_num) return;
    /* serial: the part before this one must have its SIP answer */
    BusyRules *mine = gb_busy_rules(a, d);
    if (mine->series_query == q->record.number + 1) {
        if (mine->series_sum != m->sum_num)
            GB_RAISE(a, d, GB_RULE_MESSAGE_SUM_CHANGES, at, gb_arg_number(a, q->sn),
                     gb_arg_number(a, mine->series_sum), gb_arg_number(a, m->sum_num));
        const Transaction *t = gb_records_at(&a->transactions, mine->series_transaction - 1);
        if (t && !t->status && t != v->transaction && a->n_responses)
            GB_RAISE(a, d, GB_RULE_MESSAGE_SERIES_NOT_SERIAL, at, gb_arg_number(a, q->sn));
    }
    mine->series_sum = m->sum_num;
    mine->series_query = q->record.number + 1;
    mine->series_transaction = v->transaction->record.number + 1;
}

void gb_rules_pairing(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    if (v->reading->sip->is_response) return;
    bool warm = v->reading->when.time_us - a->first_us > WARM_UP;
    if (v->answers_query && v->query && !v->orphan_response)
        answer(a, v, m);
    else if (v->orphan_response && m->has_sn && warm &&
             v->reading->sip->method == GB_METHOD_MESSAGE)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_RESPONSE_UNMATCHED, &v->reading->when,
                 gb_scratch_text(a, m->cmd_type), gb_scratch_text(a, m->sn_text));
}

static void unanswered(GbAnalysis *a, const Query *q, int64_t now) {
    const char *sn = gb_arg_number(a, q->sn);
    int64_t waited = now - q->when.time_us;
    if (q->command == GB_CMD_ALARM && q->root == GB_ROOT_NOTIFY) {
        if (q->status / 100 == 2 && waited > T_RESPONSE)
            GB_RAISE(a, q->device, GB_RULE_ALARM_ONLY_200, &q->when, sn);
        else if (!q->status && waited > T_TIMEOUT && a->n_responses)
            GB_RAISE(a, q->device, GB_RULE_ALARM_NO_RESPONSE, &q->when, sn);
        return;
    }
    if (!q->wants_response || q->status / 100 != 2) return;
    if (q->command == GB_CMD_BROADCAST) {
        if (waited > T_RESPONSE && !q->fetched)
            GB_RAISE(a, q->device, GB_RULE_BROADCAST_NO_RESPONSE, &q->when, sn, "10");
        return;
    }
    bool slow = q->command == GB_CMD_CATALOG || q->command == GB_CMD_RECORD_INFO ||
                q->command == GB_CMD_CONFIG_DOWNLOAD;
    int64_t patience = slow ? T_SERIES : T_RESPONSE;
    if (waited > patience)
        GB_RAISE(a, q->device, GB_RULE_MESSAGE_RESPONSE_MISSING, &q->when,
                 gb_scratch_format(a, "%s/%s", gb_root_name(q->root), gb_command_name(q->command)),
                 sn, gb_arg_seconds(a, patience));
}

void gb_rules_audio_fetched(GbAnalysis *a, const Device *d, int64_t time_us) {
    uint32_t n = 256;
    for (uint32_t i = a->queries.next; i-- != a->queries.first && n--;) {
        Query *q = gb_records_at(&a->queries, i);
        if (!q || time_us - q->when.time_us > T_RESPONSE) return;
        if (q->device == d && q->command == GB_CMD_BROADCAST && !q->from_device) q->fetched = true;
    }
}

void gb_rules_query_end(GbAnalysis *a, const Query *q) {
    int64_t now = a->settling ? a->end_us : a->now_us;
    if (q->device && q->device->cut_us >= q->when.time_us) return;
    if (!q->n_answers) {
        unanswered(a, q, now);
        return;
    }
    if (!q->has_sum_num || q->received == q->sum_num || q->sum_changed) return;
    if (now - q->last_answer.time_us <= T_SERIES) return; /* it may go on */
    if (q->command == GB_CMD_RECORD_INFO && q->received < q->sum_num)
        GB_RAISE(a, q->device, GB_RULE_RECORDS_INCOMPLETE, &q->when, gb_arg_number(a, q->sn),
                 gb_arg_number(a, q->received), gb_arg_number(a, q->sum_num));
    else
        GB_RAISE(a, q->device, GB_RULE_MESSAGE_COUNT_DIFFERS, &q->when, gb_command_name(q->command),
                 gb_arg_number(a, q->sn), gb_arg_number(a, q->sum_num),
                 gb_arg_number(a, q->received));
}
