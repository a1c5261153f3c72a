/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_answer.c - requests that get no answer, or none that reaches them (RFC 3261 17.1, 8.1.3.3,
 * RFC 3581).
 *
 * Where the capture shows why, that is told in place of the bare fact: a request to the device that
 * went elsewhere than where the device sends from, an answer that did not arrive, or that arrived and
 * does not say what it answers.
 */
#include "rules.h"

/* Retransmissions are judged when the answer comes (rules_sip.c) or none does. But who has got an
 * answer does not repeat its request (RFC 3261 17.1.2.2): twice, each half a second or more after
 * it, shows that it did not arrive, or that its sender could do nothing with it. */
void gb_rules_retransmission(GbAnalysis *a, const Reading *r, Transaction *t) {
    if (r->sip->is_response && r->sip->method == GB_METHOD_INVITE) gb_rules_invite_again(a, r, t);
    bool late = t->response.frame && r->when.time_us - t->response.time_us >= GB_SECOND / 2;
    if (r->sip->is_response || !late || t->orphan || t->resent > 1 || ++t->resent < 2) return;
    const char *answer = gb_arg_number(a, t->response.frame);
    if (t->misfit)
        GB_RAISE(a, t->device, GB_RULE_SIP_ANSWER_MISFIT, &r->when, answer, gb_arg_number(a, t->request.frame),
                 t->misfit == NO_VIA         ? BOTH("no Via", "缺少 Via")
                 : t->misfit == OTHER_BRANCH ? BOTH("another branch in its Via", "Via 的 branch 不同")
                                             : BOTH("the method in other letters in its CSeq", "CSeq 中方法名的大小写不同"));
    else
        GB_RAISE(a, t->device, GB_RULE_SIP_ANSWER_LOST, &r->when, answer, gb_scratch_address(a, &t->sent_to),
                 gb_scratch_address(a, &r->message->src));
}

/* The request that waits for an answer and has that branch, and its Call-ID or its number. A CANCEL
 * has its INVITE's (RFC 3261 9.1). */
static const Transaction *by_branch(const GbAnalysis *a, const Reading *r) {
    uint32_t n = 64;
    for (uint32_t i = a->transactions.next; i-- != a->transactions.first && n--;) {
        const Transaction *t = gb_records_at(&a->transactions, i);
        if (t->branch != r->prepared->branch || t->orphan || t->status) continue;
        if (t->method == GB_METHOD_ACK || t->method == GB_METHOD_CANCEL) continue;
        if (r->when.time_us - t->request.time_us > T_TIMEOUT) continue;
        if (t->call_key == r->prepared->call_key || t->cseq == r->sip->cseq) return t;
    }
    return NULL;
}

/* An answer to no request seen, of which the branch says which one it is meant for. */
void gb_rules_orphan(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    if (!r->prepared->branch || is_cut(r->message) || r->sip->method == GB_METHOD_CANCEL) return;
    const Transaction *t = by_branch(a, r);
    if (!t) return;
    const char *text, *number = gb_arg_number(a, r->sip->cseq);
    if (t->call_key != r->prepared->call_key) {
        text = gb_scratch_text(a, r->head->call_id);
        text = gb_scratch_format(a, "another Call-ID, %s\x1f" "Call-ID 不同（%s）", text, text);
    } else if (t->cseq != r->sip->cseq) {
        text = gb_scratch_format(a, "another number in its CSeq, %s\x1f" "CSeq 序号不同（%s）", number, number);
    } else {
        text = gb_scratch_text(a, r->sip->method_text);
        text = gb_scratch_format(a, "another method in its CSeq, %s\x1f" "CSeq 方法名不同（%s）", text, text);
    }
    GB_RAISE(a, t->device, GB_RULE_SIP_ANSWER_MISFIT, &r->when, gb_arg_number(a, r->when.frame),
             gb_arg_number(a, t->request.frame), text);
}

/* What it asked was answered by a MESSAGE of its own, so it did arrive. */
static bool has_response(const GbAnalysis *a, const Transaction *t) {
    uint32_t n = 256;
    for (uint32_t i = a->queries.next; i-- != a->queries.first && n--;) {
        const Query *q = gb_records_at(&a->queries, i);
        if (q && q->device == t->device && q->when.frame == t->request.frame && q->when.file == t->request.file)
            return q->n_answers > 0;
    }
    return false;
}

/* It went where the device was never seen, which sends from elsewhere: behind a NAT the address that
 * it knows of itself (Contact, Via) leads nowhere. Over TCP somebody took the connection. What goes
 * where the device registers goes through a proxy; where it does not register, its Via is evidence. */
static bool went_astray(GbAnalysis *a, const Transaction *t) {
    const Device *d = t->device;
    if (!d || t->from_device || !t->sent_to.family || !d->address.family || d->lists_full ||
        t->transport != GB_TRANSPORT_UDP)
        return false;
    for (size_t i = 0; i < d->pub.n_addresses; i++)
        if (gb_address_eq(&d->pub.addresses[i], &t->sent_to)) return false;
    if (d->has_registered) return memcmp(d->last_register.destination.ip, t->sent_to.ip, sizeof t->sent_to.ip) != 0;
    const GbFinding *via = gb_found(a, d, GB_RULE_NAT_VIA_DIFFERS);
    return via && via->args[0] && strcmp(via->args[0], gb_scratch_address(a, &t->sent_to)) == 0;
}

static void tell_astray(GbAnalysis *a, const Transaction *t, const char *what) {
    GB_RAISE(a, t->device, GB_RULE_NAT_REQUEST_ASTRAY, &t->request, what, gb_scratch_address(a, &t->sent_to),
             gb_scratch_address(a, &t->device->address));
}

static void unanswered_message(GbAnalysis *a, const Transaction *t, const char *times, bool astray) {
    const char *what = gb_scratch_format(a, "%s/%s", gb_root_name((GbRoot)t->root),
                                         gb_command_name((GbCommand)t->command));
    if (t->is_keepalive)
        GB_RAISE(a, t->device, GB_RULE_KEEPALIVE_UNANSWERED, &t->request, times);
    else if (has_response(a, t))
        GB_RAISE(a, t->device, GB_RULE_MESSAGE_NO_SIP_ANSWER, &t->request, what);
    else if (!astray)
        GB_RAISE(a, t->device, GB_RULE_MESSAGE_UNANSWERED, &t->request, what);
    else
        tell_astray(a, t, what);
}

/* A request without answer. Where the capture holds no response at all, only a request that its
 * sender repeated counts: who gets an answer does not repeat, so the tap may see one direction. */
void gb_rules_transaction_end(GbAnalysis *a, const Transaction *t) {
    if (t->orphan || t->status || t->response.frame || a->lost_us > t->request.time_us) return;
    if (a->n_responses == 0 && t->retransmissions < 2) return;
    Device *d = t->device;
    const char *times = gb_arg_times(a, t->retransmissions + 1u);
    bool astray = went_astray(a, t);
    if (t->bytes > 1300 && t->transport == GB_TRANSPORT_UDP &&
        (t->method == GB_METHOD_MESSAGE || t->method == GB_METHOD_NOTIFY))
        GB_RAISE(a, d, GB_RULE_MESSAGE_DATAGRAM_TOO_LARGE, &t->request,
                 gb_arg_number(a, t->bytes));
    switch ((int)t->method) {
    case GB_METHOD_REGISTER:
        gb_rules_registration_timeout(a, t);
        break;
    case GB_METHOD_MESSAGE:
        unanswered_message(a, t, times, astray);
        break;
    case GB_METHOD_INVITE:
        if (!speaks_gb(a)) break;
        if (t->from_device && !t->provisional.frame) { /* its own call, for audio */
            GB_RAISE(a, d, GB_RULE_SIP_UNANSWERED, &t->request, gb_sip_method_name(GB_METHOD_INVITE), times);
            break;
        }
        if (t->provisional.frame)
            GB_RAISE(a, d, GB_RULE_INVITE_NO_FINAL, &t->request, gb_arg_number(a, t->provisional_status));
        else if (astray)
            tell_astray(a, t, "INVITE");
        else
            gb_raise(a, d, GB_RULE_INVITE_UNANSWERED, &t->request, NULL, 0);
        break;
    case GB_METHOD_CANCEL: /* its INVITE's end counts */
        break;
    default:
        if (astray && !t->provisional.frame) tell_astray(a, t, gb_sip_method_name((GbSipMethod)t->method));
        else if (d) GB_RAISE(a, d, GB_RULE_SIP_UNANSWERED, &t->request, gb_sip_method_name((GbSipMethod)t->method), times);
        break;
    }
}
