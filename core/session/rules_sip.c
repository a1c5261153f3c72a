/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_sip.c - the message as SIP: what the parser and the framer found odd, tags, branches,
 * repetitions and slow answers (RFC 3261 7, 8, 12, 17, 18, 20).
 *
 * One test of both quirk words lets a clean message through. What a capture cut off is no fault
 * of the sender: no rule about missing parts speaks then. A repetition under four is normal on
 * the Internet; only a request that needed four sends is told, as is an answer that took longer
 * than T2 (4 s).
 */
#include "rules.h"

typedef struct QuirkRule {
    uint32_t bit;
    GbRule rule;
    const char *arg; /* NULL: see raise_quirk */
} QuirkRule;

static const QuirkRule quirk_rules[] = {
    {GB_SIP_LF_ONLY, GB_RULE_SIP_LF_ONLY, NULL},
    {GB_SIP_METHOD_CASE, GB_RULE_SIP_METHOD_CASE, NULL},
    {GB_SIP_UNKNOWN_METHOD, GB_RULE_SIP_METHOD_UNKNOWN, NULL},
    {GB_SIP_CSEQ_METHOD, GB_RULE_SIP_CSEQ_METHOD, NULL},
    {GB_SIP_CSEQ_RANGE, GB_RULE_SIP_CSEQ_INVALID, NULL},
    {GB_SIP_REPEATED, GB_RULE_SIP_HEADER_REPEATED, NULL},
    {GB_SIP_BAD_LINE, GB_RULE_SIP_HEADER_MALFORMED,
     BOTH("a line without a proper name and colon", "缺少名称或冒号的行")},
    {GB_SIP_START_LINE_BLANKS, GB_RULE_SIP_HEADER_MALFORMED,
     BOTH("surplus blanks in the start line", "起始行有多余空格")},
    {GB_SIP_NUL, GB_RULE_SIP_HEADER_MALFORMED, BOTH("a NUL byte", "NUL 字节")},
    {GB_SIP_NO_END, GB_RULE_SIP_HEAD_ENDLESS, NULL},
    {GB_SIP_BAD_VERSION, GB_RULE_SIP_VERSION, NULL},
    {GB_SIP_BAD_STATUS, GB_RULE_SIP_STATUS_INVALID, NULL},
    {GB_SIP_BAD_LENGTH, GB_RULE_SIP_LENGTH_INVALID, NULL},
    {GB_SIP_LENGTHS_DIFFER, GB_RULE_SIP_LENGTH_INVALID, NULL},
    {GB_SIP_MISSING_HEADER, GB_RULE_SIP_MISSING_HEADER, NULL},
    {GB_SIP_BAD_URI, GB_RULE_SIP_URI_INVALID, NULL},
    {GB_SIP_TOO_MANY_HEADERS, GB_RULE_CAPTURE_LIMIT_REACHED, NULL},
};
#define TOLD_QUIRKS                                                                               \
    (GB_SIP_LF_ONLY | GB_SIP_METHOD_CASE | GB_SIP_UNKNOWN_METHOD | GB_SIP_CSEQ_METHOD |           \
     GB_SIP_CSEQ_RANGE | GB_SIP_REPEATED | GB_SIP_BAD_LINE | GB_SIP_START_LINE_BLANKS |           \
     GB_SIP_NUL | GB_SIP_NO_END | GB_SIP_BAD_VERSION | GB_SIP_BAD_STATUS | GB_SIP_BAD_LENGTH |    \
     GB_SIP_LENGTHS_DIFFER | GB_SIP_MISSING_HEADER | GB_SIP_BAD_URI | GB_SIP_TOO_MANY_HEADERS)

static const char *missing_headers(GbAnalysis *a, const GbSip *sip) {
    static const GbSipHeaderId needed[] = {GB_HEADER_TO, GB_HEADER_FROM, GB_HEADER_CSEQ,
                                           GB_HEADER_CALL_ID, GB_HEADER_VIA};
    const char *text = NULL;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (gb_sip_header(sip, needed[i]).n == 0) {
            const char *name = gb_sip_header_name(needed[i]);
            text = text ? gb_scratch_format(a, "%s, %s", text, name) : name;
        }
    return text;
}

static const char *repeated_header(const GbSip *sip) {
    for (unsigned id = GB_HEADER_OTHER + 1; id < GB_N_HEADERS; id++) {
        bool list = id == GB_HEADER_VIA || id == GB_HEADER_CONTACT || id == GB_HEADER_ALLOW ||
                    id == GB_HEADER_SUPPORTED || id == GB_HEADER_REQUIRE || id == GB_HEADER_ROUTE ||
                    id == GB_HEADER_RECORD_ROUTE || id == GB_HEADER_WWW_AUTHENTICATE ||
                    id == GB_HEADER_PROXY_AUTHENTICATE || id == GB_HEADER_WARNING ||
                    id == GB_HEADER_ALLOW_EVENTS || id == GB_HEADER_AUTHORIZATION;
        if (!list && sip->first[id] < sip->n_headers && sip->first[id] != sip->last_of[id])
            return gb_sip_header_name((GbSipHeaderId)id);
    }
    return "?";
}

static void raise_quirk(GbAnalysis *a, const RuleView *v, const QuirkRule *q) {
    const GbSip *sip = v->reading->sip;
    const GbMoment *at = &v->reading->when;
    const char *one = q->arg, *two = NULL;
    switch (q->bit) {
    case GB_SIP_METHOD_CASE: /* else it is CSeq's */
        if (gb_slice_is(sip->method_text, gb_sip_method_name(sip->method)))
            one = gb_scratch_text(a, gb_sip_header(sip, GB_HEADER_CSEQ));
        else
            one = gb_scratch_text(a, sip->method_text);
        break;
    case GB_SIP_UNKNOWN_METHOD:
        one = gb_scratch_text(a, sip->method_text);
        break;
    case GB_SIP_CSEQ_METHOD:
        one = gb_scratch_text(a, sip->method_text);
        two = gb_scratch_text(a, gb_sip_header(sip, GB_HEADER_CSEQ));
        break;
    case GB_SIP_CSEQ_RANGE:
        if (!gb_sip_header(sip, GB_HEADER_CSEQ).n) return; /* told as missing */
        one = gb_scratch_text(a, gb_sip_header(sip, GB_HEADER_CSEQ));
        break;
    case GB_SIP_REPEATED:
        one = repeated_header(sip);
        break;
    case GB_SIP_NO_END:
    case GB_SIP_MISSING_HEADER:
        if (is_cut(v->reading->message)) return;
        if (q->bit == GB_SIP_MISSING_HEADER) one = missing_headers(a, sip);
        break;
    case GB_SIP_BAD_VERSION:
        one = gb_scratch_text(a, sip->version);
        break;
    case GB_SIP_BAD_STATUS:
        one = gb_arg_number(a, sip->status);
        break;
    case GB_SIP_BAD_LENGTH:
    case GB_SIP_LENGTHS_DIFFER:
        one = gb_scratch_text(a, gb_sip_header(sip, GB_HEADER_CONTENT_LENGTH));
        break;
    case GB_SIP_BAD_URI:
        one = "Request-URI";
        two = gb_scratch_text(a, sip->request_uri);
        break;
    case GB_SIP_TOO_MANY_HEADERS:
        one = BOTH("headers of a message", "消息头域数");
        two = gb_arg_number(a, GB_MAX_HEADERS);
        break;
    default:
        break;
    }
    gb_raise(a, v->device, q->rule, at, (const char *[]){one, two}, two ? 2 : one ? 1 : 0);
}

/* Over TCP a body ends where its Content-Length says; when it was torn there, its rest follows. */
static void rest_of_a_body(GbAnalysis *a, const RuleView *v) {
    const Device *d = v->device;
    BusyRules *mine = d && d->rules ? d->rules->busy : NULL;
    if (!mine || !mine->torn.frame || mine->torn_connection != v->reading->message->connection ||
        mine->torn_by_device != v->event->from_device)
        return;
    GB_RAISE(a, v->device, GB_RULE_SIP_LENGTH_TOO_SHORT, &mine->torn, gb_arg_number(a, mine->torn_length),
             BOTH("more", "不止这些"));
    mine->torn.frame = 0;
}

static void message_quirks(GbAnalysis *a, const RuleView *v) {
    const GbMessage *m = v->reading->message;
    const GbSip *sip = v->reading->sip;
    const GbMoment *at = &v->reading->when;
    Device *d = v->device;
    if (m->quirks & GB_MESSAGE_SNAPPED)
        GB_RAISE(a, d, GB_RULE_CAPTURE_SNAPPED, at, gb_arg_number(a, m->missing));
    if (m->quirks & GB_MESSAGE_OVERLAP) gb_raise(a, d, GB_RULE_CAPTURE_OVERLAP, at, NULL, 0);
    if (m->quirks & GB_MESSAGE_CONTINUED)
        gb_raise(a, d, GB_RULE_CAPTURE_CONTINUED_DATAGRAM, at, NULL, 0);
    if ((m->quirks & GB_MESSAGE_NO_LENGTH) && m->transport == GB_TRANSPORT_TCP)
        gb_raise(a, d, GB_RULE_SIP_LENGTH_MISSING, at, NULL, 0);
    if ((m->quirks & GB_MESSAGE_LENGTH_TOO_LONG) &&
        !(m->quirks & (GB_MESSAGE_SNAPPED | GB_MESSAGE_GAP)))
        GB_RAISE(a, d, GB_RULE_SIP_LENGTH_TOO_LONG, at, gb_arg_number(a, sip->content_length),
                 gb_arg_number(a, sip->body.n));
    if (m->quirks & (GB_MESSAGE_LENGTH_TOO_SHORT | GB_MESSAGE_LENGTH_ZERO_BODY))
        GB_RAISE(a, d, GB_RULE_SIP_LENGTH_TOO_SHORT, at, gb_arg_number(a, sip->content_length),
                 gb_arg_number(a, sip->body.n));
    if (m->quirks & GB_MESSAGE_AFTER_GARBAGE) rest_of_a_body(a, v);
    if (m->quirks & GB_MESSAGE_TRAILING_CRLF)
        gb_raise(a, d, GB_RULE_SIP_TRAILING_CRLF, at, NULL, 0);
}

static void at_answer(GbAnalysis *a, const RuleView *v) {
    const GbMoment *at = &v->reading->when;
    const char *method = gb_sip_method_name(v->reading->sip->method);
    if (v->transaction && v->transaction->retransmissions >= 3)
        GB_RAISE(a, v->device, GB_RULE_SIP_RETRANSMISSIONS, at, method,
                 gb_arg_number(a, v->transaction->retransmissions + 1u));
    if (v->event->latency_us > 4 * GB_SECOND && v->reading->sip->method != GB_METHOD_INVITE)
        GB_RAISE(a, v->device, GB_RULE_SIP_ANSWER_SLOW, at, method,
                 gb_arg_seconds(a, v->event->latency_us));
}

/* "RTSP/1.0 454 Session Not Found" */
static GbSlice rtsp_reason(GbSlice text) {
    GbSlice line = gb_slice_sub(text, 0, gb_slice_find(text, '\n'));
    for (int i = 0; i < 2; i++) line = gb_slice_sub(line, gb_slice_find(line, ' ') + 1, line.n);
    return gb_slice_trim(line);
}

static void refused(GbAnalysis *a, const RuleView *v) {
    const GbSip *sip = v->reading->sip;
    bool judged = sip->method == GB_METHOD_BYE || sip->method == GB_METHOD_NOTIFY || sip->method == GB_METHOD_INFO;
    if (!v->device || !judged || !v->is_final || is_challenge(sip->status)) return;
    const GbBody *body = v->reading->body;
    if (sip->status / 100 == 2 && body && body->kind == GB_BODY_MANSRTSP && body->mansrtsp.status >= 400)
        GB_RAISE(a, v->device, GB_RULE_SIP_REFUSED, &v->reading->when, "MANSRTSP",
                 gb_arg_number(a, body->mansrtsp.status), gb_scratch_text(a, rtsp_reason(body->text.utf8)));
    if (sip->status < 400) return;
    const Dialog *d = v->dialog; /* that a BYE ended when this came, or crossed it */
    bool over = d && d->bye.frame && v->transaction && d->bye.frame != v->transaction->request.frame;
    if (sip->status == 481 && over && sip->method != GB_METHOD_NOTIFY) return;
    GB_RAISE(a, v->device, GB_RULE_SIP_REFUSED, &v->reading->when, gb_sip_method_name(sip->method),
             gb_arg_number(a, sip->status), gb_scratch_text(a, sip->reason));
}

void gb_rules_sip(GbAnalysis *a, const RuleView *v) {
    if (v->reading->sip->is_response) refused(a, v);
    const Reading *r = v->reading;
    const GbSip *sip = r->sip;
    if (r->message->quirks) message_quirks(a, v);
    if (sip->quirks & TOLD_QUIRKS)
        for (size_t i = 0; i < sizeof quirk_rules / sizeof *quirk_rules; i++)
            if (sip->quirks & quirk_rules[i].bit) raise_quirk(a, v, &quirk_rules[i]);
    const GbHead *h = r->head;
    if ((h->via.quirks | h->from.quirks | h->to.quirks | h->contact.quirks) & GB_SIP_VALUE_CUT)
        GB_RAISE(a, v->device, GB_RULE_CAPTURE_LIMIT_REACHED, &r->when,
                 BOTH("parameters of a header", "头域参数数"), gb_arg_number(a, GB_MAX_PARAMS));
    if (sip->is_response) {
        if (r->head->has_to && !r->head->to_tag.n && sip->status > 100 && !is_cut(r->message))
            GB_RAISE(a, v->device, GB_RULE_SIP_NO_TO_TAG, &r->when, gb_arg_number(a, sip->status));
        if (v->is_final) at_answer(a, v);
        return;
    }
    if (r->head->has_from && !r->head->from_tag.n && !is_cut(r->message))
        GB_RAISE(a, v->device, GB_RULE_SIP_NO_FROM_TAG, &r->when,
                 gb_sip_method_name(sip->method));
    if (r->head->has_via && !gb_slice_starts(r->head->via.branch, GB_SLICE("z9hG4bK")))
        GB_RAISE(a, v->device, GB_RULE_SIP_BRANCH, &r->when,
                 r->head->via.branch.n ? gb_scratch_text(a, r->head->via.branch) : BOTH("missing", "缺失"));
    if (v->dialog && !v->opens_dialog && sip->has_cseq && v->cseq_before &&
        sip->method != GB_METHOD_ACK && sip->method != GB_METHOD_CANCEL &&
        sip->cseq <= v->cseq_before)
        GB_RAISE(a, v->device, GB_RULE_SIP_CSEQ_NOT_RAISED, &r->when,
                 gb_sip_method_name(sip->method), gb_arg_number(a, sip->cseq),
                 gb_arg_number(a, v->cseq_before));
}
