/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_message.c - the body as carried: type, charset, XML, envelope (reference 7.5, GB/T
 * 28181-2022 A.1, 6.10), and how a MESSAGE was answered.
 *
 * The readers have put what is odd into quirk words; a table turns bits into findings. A body
 * that the capture cut is not judged. Rules about editions need an X-GB-Ver.
 */
#include "rules.h"

typedef struct BodyQuirk {
    uint32_t bit;
    GbRule rule;
    const char *arg; /* fixed; NULL: none, or made in place */
} BodyQuirk;

static const BodyQuirk text_quirks[] = {
    {GB_TEXT_BOM, GB_RULE_MESSAGE_NO_DECLARATION, BOTH("with a byte order mark", "以 BOM 开头")},
    {GB_TEXT_LEADING_BLANKS, GB_RULE_MESSAGE_NO_DECLARATION, BOTH("with blanks", "以空白开头")},
    {GB_TEXT_NUL | GB_TEXT_CONTROL, GB_RULE_MESSAGE_CONTROL_CHARACTERS, NULL},
    {GB_TEXT_LF_ONLY, GB_RULE_MESSAGE_LF_ONLY, NULL},
};

static const BodyQuirk xml_quirks[] = {
    {GB_MANSCDP_NO_DECLARATION, GB_RULE_MESSAGE_NO_DECLARATION,
     BOTH("without an XML declaration", "没有 XML 声明")},
    {GB_MANSCDP_INFO_TWICE, GB_RULE_MESSAGE_INFO_TWICE, NULL},
    {GB_MANSCDP_DOCTYPE, GB_RULE_MESSAGE_XML_ODD, BOTH("a DTD", " DTD 声明")},
    {GB_MANSCDP_NAMESPACE, GB_RULE_MESSAGE_XML_ODD, BOTH("a namespace", "命名空间")},
    {GB_MANSCDP_ATTRIBUTE_COMMAND, GB_RULE_MESSAGE_XML_ODD,
     BOTH("CmdType or SN as attributes", "属性形式的 CmdType 或 SN")},
    {GB_MANSCDP_TOO_DEEP, GB_RULE_MESSAGE_XML_ODD, BOTH("elements nested too deep", "过深的嵌套")},
    {GB_MANSCDP_ATTRIBUTES, GB_RULE_MESSAGE_XML_ODD,
     BOTH("too many attributes of an element", "过多的元素属性")},
};

static void sweep(GbAnalysis *a, const RuleView *v, uint32_t quirks, const BodyQuirk *table,
                  size_t n) {
    for (size_t i = 0; i < n; i++)
        if (quirks & table[i].bit)
            gb_raise(a, v->device, table[i].rule, &v->reading->when,
                     (const char *[]){table[i].arg}, table[i].arg ? 1 : 0);
}

static void charset(GbAnalysis *a, const RuleView *v, const GbText *text) {
    const GbMoment *at = &v->reading->when;
    Device *d = v->device;
    const char *declared = text->declared.n ? gb_scratch_text(a, text->declared) : NULL;
    if (text->quirks & (GB_TEXT_DECLARED_GB_IS_UTF8 | GB_TEXT_DECLARED_UTF8_IS_GB))
        GB_RAISE(a, d, GB_RULE_MESSAGE_CHARSET_CONTRADICTS, at, declared,
                 gb_charset_name(text->charset));
    if (text->quirks & GB_TEXT_BEYOND_GB2312)
        GB_RAISE(a, d, GB_RULE_MESSAGE_CHARSET_BEYOND, at, declared);
    if (text->quirks & GB_TEXT_BROKEN)
        GB_RAISE(a, d, GB_RULE_MESSAGE_CHARSET_BROKEN, at, gb_arg_number(a, text->n_broken),
                 gb_arg_number(a, text->first_broken + 1));
}

static void charset_edition(GbAnalysis *a, const RuleView *v, const GbText *text) {
    const char *version = gb_sender_version(v);
    if (!version || !text->declared.n || !v->device) return;
    bool wrong = (strcmp(version, "3.0") == 0 && gb_slice_is_case(text->declared, "GB2312")) ||
                 (strcmp(version, "2.0") == 0 && gb_slice_is_case(text->declared, "GB18030"));
    if (!wrong) return;
    DeviceRules *mine = gb_device_rules(a, v->device);
    if (!(mine->once & ONCE_CHARSET_EDITION))
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_CHARSET_EDITION, &v->reading->when, version,
                 gb_scratch_text(a, text->declared));
    mine->once |= ONCE_CHARSET_EDITION;
}

static void content_type(GbAnalysis *a, const RuleView *v, uint32_t quirks) {
    static const struct {
        uint32_t bit;
        GbRule rule;
    } rules[] = {
        {GB_BODY_NO_TYPE, GB_RULE_MESSAGE_TYPE_MISSING},
        {GB_BODY_TYPE_SUFFIX, GB_RULE_MESSAGE_TYPE_SUFFIX},
        {GB_BODY_TYPE_WRONG, GB_RULE_MESSAGE_TYPE_WRONG},
        {GB_BODY_TYPE_CASE, GB_RULE_MESSAGE_TYPE_CASE},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (quirks & rules[i].bit) {
            GbSlice type = gb_sip_header(v->reading->sip, GB_HEADER_CONTENT_TYPE);
            GB_RAISE(a, v->device, rules[i].rule, &v->reading->when, gb_scratch_text(a, type));
            return;
        }
}

/* Does the body have the closing tag of its root? *behind is what follows, blanks not counted. */
static bool ends_with_root(GbSlice body, GbSlice root, GbSlice *behind) {
    size_t at = body.n;
    while (at > 1 && (body.p[at - 2] != '<' || body.p[at - 1] != '/')) at--;
    GbSlice tag = gb_slice_sub(body, at, body.n);
    if (!root.n || tag.n <= root.n || !gb_slice_starts(tag, root) || tag.p[root.n] != '>') return false;
    *behind = gb_slice_trim(gb_slice_sub(tag, root.n + 1, tag.n));
    return true;
}

/* The start of a start line, of which the rest was not taken. */
static bool begins_message(GbSlice s) {
    GbSlice word = gb_slice_sub(s, 0, gb_slice_find(s, ' '));
    if (gb_sip_looks_like(s) == GB_NOT) return false;
    for (int i = GB_METHOD_UNKNOWN + 1; i <= GB_N_METHODS; i++) {
        GbSlice name = i < GB_N_METHODS ? gb_slice_from(gb_sip_method_name((GbSipMethod)i)) : GB_SLICE("SIP/2.0");
        if (word.n < s.n ? gb_slice_eq(word, name) : gb_slice_starts(name, word)) return true;
    }
    return false;
}

/* XML broken over TCP: was it the Content-Length? It was too long when the next message begins
 * behind the root. That it was too short shows when something else than a message follows. */
static void note_length(GbAnalysis *a, const RuleView *v, GbSlice root) {
    const GbSip *sip = v->reading->sip;
    GbSlice behind;
    if (!v->device || !v->reading->message->connection || !sip->has_length) return;
    if (ends_with_root(sip->body, root, &behind)) {
        if (behind.n && begins_message(behind))
            GB_RAISE(a, v->device, GB_RULE_SIP_LENGTH_TOO_LONG, &v->reading->when,
                     gb_arg_number(a, sip->content_length),
                     gb_arg_number(a, (uint64_t)(behind.p - sip->body.p)));
        return;
    }
    BusyRules *mine = gb_busy_rules(a, v->device);
    mine->torn = v->reading->when;
    mine->torn_connection = v->reading->message->connection;
    mine->torn_length = sip->content_length;
    mine->torn_by_device = v->event->from_device;
}

static void envelope(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    const GbMoment *at = &v->reading->when;
    Device *d = v->device;
    const char *cmd = m->cmd_type.n ? gb_scratch_text(a, m->cmd_type) : NULL;
    if (m->quirks & GB_MANSCDP_NOT_WELL_FORMED) note_length(a, v, m->root_name);
    if (m->quirks & GB_MANSCDP_NOT_WELL_FORMED)
        GB_RAISE(a, d, GB_RULE_MESSAGE_XML_BROKEN, at, gb_arg_number(a, m->error_line),
                 gb_arg_number(a, m->error_column),
                 m->error[0] ? gb_scratch_text(a, gb_slice_from(m->error)) : NULL);
    if (m->quirks & GB_MANSCDP_UNKNOWN_ROOT)
        GB_RAISE(a, d, GB_RULE_MESSAGE_ROOT_UNKNOWN, at, gb_scratch_text(a, m->root_name));
    if (m->quirks & GB_MANSCDP_VENDOR_COMMAND)
        GB_RAISE(a, d, GB_RULE_MESSAGE_COMMAND_VENDOR, at, cmd);
    else if (m->quirks & GB_MANSCDP_UNKNOWN_COMMAND)
        GB_RAISE(a, d, GB_RULE_MESSAGE_COMMAND_UNKNOWN, at, cmd);
    if (m->quirks & GB_MANSCDP_NOT_UNDER_ROOT)
        GB_RAISE(a, d, GB_RULE_MESSAGE_COMMAND_NOT_UNDER_ROOT, at, cmd,
                 gb_scratch_text(a, m->root_name));
    if (m->quirks & GB_MANSCDP_COMMAND_CASE)
        GB_RAISE(a, d, GB_RULE_MESSAGE_COMMAND_SPELLING, at, cmd, gb_command_name(m->command));
    if (m->quirks & GB_MANSCDP_BAD_SN)
        GB_RAISE(a, d, GB_RULE_MESSAGE_SN_INVALID, at, gb_scratch_text(a, m->sn_text));
    uint32_t lacks = m->quirks & (GB_MANSCDP_NO_CMD_TYPE | GB_MANSCDP_NO_SN |
                                  GB_MANSCDP_NO_DEVICE_ID);
    if (!lacks) return;
    if (lacks == GB_MANSCDP_NO_DEVICE_ID && m->command == GB_CMD_MOBILE_POSITION) {
        gb_raise(a, d, GB_RULE_MESSAGE_POSITION_WITHOUT_ID, at, NULL, 0);
        return;
    }
    const char *what = lacks & GB_MANSCDP_NO_CMD_TYPE          ? "CmdType"
                       : lacks & GB_MANSCDP_NO_SN              ? "SN"
                       : m->command == GB_CMD_BROADCAST        ? "SourceID/TargetID"
                                                               : "DeviceID";
    GB_RAISE(a, d, GB_RULE_MESSAGE_ELEMENT_MISSING, at, what,
             gb_scratch_format(a, "%s/%s", gb_root_name(m->root), cmd ? cmd : "?"));
}

static void counts(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    const GbMoment *at = &v->reading->when;
    if (m->quirks & GB_MANSCDP_NUM_DIFFERS)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_NUM_DIFFERS, at, gb_arg_number(a, m->num),
                 gb_arg_number(a, m->n_items));
    if (m->quirks & GB_MANSCDP_TOO_MANY)
        GB_RAISE(a, v->device, GB_RULE_CAPTURE_LIMIT_REACHED, at,
                 BOTH("elements of a body", "消息体元素数"), gb_arg_number(a, GB_MAX_XML_ELEMENTS));
    if (v->reading->body->quirks & GB_BODY_TOO_LONG)
        GB_RAISE(a, v->device, GB_RULE_CAPTURE_LIMIT_REACHED, at, BOTH("bytes of a body", "消息体字节数"),
                 gb_arg_number(a, GB_MAX_BODY));
    if (m->n_items > 10000)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_TOO_MANY_ITEMS, at, gb_arg_number(a, m->n_items));
    if (m->root != GB_ROOT_RESPONSE) return;
    bool list = m->command == GB_CMD_CATALOG || m->command == GB_CMD_RECORD_INFO;
    bool receipt = has_element(m, 0, "Result"); /* Catalog until 2016: no list at all */
    if (list && !m->has_sum_num && !receipt)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_SUM_MISSING, at, gb_command_name(m->command));
    if (!list || !m->has_sum_num) return;
    bool has_list = has_element(m, 0, "DeviceList") || has_element(m, 0, "RecordList");
    if (m->sum_num == 0 && has_list)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_LIST_CONTRADICTS, at, "0", BOTH("there", "存在"));
    else if (m->sum_num > 0 && !has_list)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_LIST_CONTRADICTS, at, gb_arg_number(a, m->sum_num),
                 BOTH("missing", "缺失"));
}

/* The end of a recording told in a call that a BYE has ended meanwhile: nobody needs it any more. */
static bool is_late_end(const RuleView *v) {
    return v->reading->sip->status == 481 && v->transaction->command == GB_CMD_MEDIA_STATUS && v->dialog &&
           v->dialog->bye.frame;
}

static void at_answer(GbAnalysis *a, const RuleView *v) {
    const GbSip *sip = v->reading->sip;
    const Transaction *t = v->transaction;
    const GbMoment *at = &v->reading->when;
    bool ok = sip->status / 100 == 2;
    if (ok && sip->body.n && sip->method == GB_METHOD_MESSAGE && !t->orphan)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_ANSWER_WITH_BODY, at, gb_arg_number(a, sip->body.n));
    if (ok && t->bytes > 1300 && t->transport == GB_TRANSPORT_UDP)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_DATAGRAM_LARGE, &t->request,
                 gb_arg_number(a, t->bytes));
    if (!ok && sip->status >= 300 && !is_challenge(sip->status) && !t->is_keepalive &&
        sip->method == GB_METHOD_MESSAGE && !is_late_end(v))
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_REFUSED, at,
                 gb_scratch_format(a, "%s/%s", gb_root_name((GbRoot)t->root),
                                   gb_command_name((GbCommand)t->command)),
                 gb_arg_number(a, sip->status), gb_scratch_text(a, sip->reason));
}

void gb_rules_body(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    if (v->is_final && v->transaction &&
        (r->sip->method == GB_METHOD_MESSAGE || r->sip->method == GB_METHOD_NOTIFY))
        at_answer(a, v);
    const GbBody *b = gb_whole_body(v, GB_BODY_MANSCDP);
    if (!b) return;
    const GbManscdp *m = &b->manscdp;
    if (b->quirks) content_type(a, v, b->quirks);
    if (b->text.quirks) {
        sweep(a, v, b->text.quirks, text_quirks, sizeof text_quirks / sizeof *text_quirks);
        charset(a, v, &b->text);
    }
    if (b->text.declared.n) charset_edition(a, v, &b->text);
    if (m->quirks) {
        sweep(a, v, m->quirks, xml_quirks, sizeof xml_quirks / sizeof *xml_quirks);
        envelope(a, v, m);
    }
    GbSlice result = m->root == GB_ROOT_RESPONSE                      ? gb_manscdp_value(m, 0, "Result")
                     : m->command == GB_CMD_DEVICE_UPGRADE_RESULT ? gb_manscdp_value(m, 0, "UpgradeResult")
                                                                  : GB_NO_SLICE;
    if (gb_slice_is_case(result, "ERROR"))
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_RESULT_ERROR, &r->when, gb_scratch_text(a, m->cmd_type),
                 gb_scratch_text(a, result));
    counts(a, v, m);
}
