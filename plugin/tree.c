/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tree.c - a message's tree: who, which command, how authentication and registration stand at this
 * frame, what was found. Everything comes from the record made on the first pass, so all passes
 * show the same; items are marked as generated, since they say more than the bytes do. A label
 * that is not Wireshark's own is made at once, used or not, so there are as few as can be.
 */
#include "tree.h"

#include "fields.h"
#include "file.h"
#include "id_meaning.h"
#include "late.h"

#include <gb28181/report.h>

bool gb_tree_wanted(proto_tree *tree) {
    static int expert;
    if (!expert) expert = proto_get_id_by_filter_name("_ws.expert");
    return tree && (proto_field_is_referenced(tree, gb_proto) || proto_field_is_referenced(tree, expert));
}

/* Wireshark shows a label as it is: in a terminal, with what the capture has for it. */
static const char *shown(const char *text, char *room, size_t n) {
    if (gb_is_plain_text(gb_slice_from(text))) return text;
    gb_visible_text(gb_slice_from(text), room, n);
    return room;
}

proto_item *gb_add_words(proto_tree *tree, unsigned field, const char *words) {
    if (!words || !*words) return NULL;
    proto_item *item = proto_tree_add_string(tree, gb_hf[field], NULL, 0, 0, words);
    proto_item_set_generated(item);
    return item;
}

static proto_item *add_odd_text(proto_tree *tree, unsigned field, const char *text) {
    char room[GB_MAX_VALUE];
    return gb_add_words(tree, field, shown(text, room, sizeof room));
}

proto_item *gb_add_text(proto_tree *tree, unsigned field, const char *text) {
    if (text && !gb_is_plain_text(gb_slice_from(text))) return add_odd_text(tree, field, text);
    return gb_add_words(tree, field, text);
}

static void add_frame(proto_tree *tree, unsigned field, uint64_t frame) {
    if (frame)
        proto_item_set_generated(
            proto_tree_add_uint(tree, gb_hf[field], NULL, 0, 0, (uint32_t)frame));
}

static void add_duration(proto_tree *tree, unsigned field, int64_t us) {
    if (us < 0) return;
    nstime_t time = {.secs = (time_t)(us / 1000000), .nsecs = (int)(us % 1000000) * 1000};
    proto_item_set_generated(proto_tree_add_time(tree, gb_hf[field], NULL, 0, 0, &time));
}

static void add_slice(packet_info *pinfo, proto_tree *tree, unsigned field, GbSlice value) {
    if (value.n) gb_add_text(tree, field, wmem_strndup(pinfo->pool, value.p, value.n));
}

/* Texts one behind the other, without printf: there are two of them for each message. */
typedef struct Title {
    char *out;
    size_t n, at;
} Title;

static void title_add(Title *t, const char *text) {
    size_t n = MIN(strlen(text), t->n - 1 - t->at);
    memcpy(t->out + t->at, text, n);
    t->out[t->at += n] = '\0';
}

static void title_add_part(Title *t, const char *text) {
    if (t->at) title_add(t, ", ");
    title_add(t, text);
}

size_t gb_record_title(const GbRecord *record, char *out, size_t n) {
    Title t = {out, n, 0};
    char room[128], digits[24], *digit = digits + sizeof digits - 1;
    *out = *digit = '\0';
    if (record->cmd_type) title_add(&t, shown(record->cmd_type, room, sizeof room));
    if (record->cmd_type && record->has_sn) {
        uint64_t sn = record->sn;
        do *--digit = (char)('0' + sn % 10);
        while (sn /= 10);
        title_add(&t, " SN ");
        title_add(&t, digit);
    }
    if (record->state && record->registers)
        title_add_part(&t, gb_event_state_name((GbEventState)record->state));
    if (record->auth) {
        title_add_part(&t, "auth ");
        title_add(&t, gb_auth_result_name(record->auth->result));
    }
    if (record->original && !record->forwarded) title_add_part(&t, "retransmission");
    return t.at;
}

static void add_auth(packet_info *pinfo, proto_tree *tree, const GbAuthCheck *auth) {
    char why[512] = "", room[1024];
    if (auth->why != GB_WHY_NONE)
        gb_auth_why_text(auth->why, gb_lang(), auth->why_detail, why, sizeof why);
    proto_item *item = gb_add_words(tree, GB_F_AUTH, gb_auth_result_name(auth->result));
    expert_field *expert = gb_auth_expert(auth->result);
    /* said each time, since Wireshark knows an expert info by the title of one language */
    expert_add_info_format(pinfo, item, expert, "%s",
                           *why ? shown(why, room, sizeof room) : gb_auth_title(auth->result));
    proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_AUTH]);
    if (!sub) return;
    gb_add_text(sub, GB_F_AUTH_ALGORITHM, auth->algorithm);
    gb_add_text(sub, GB_F_AUTH_USERNAME, auth->username);
    gb_add_text(sub, GB_F_AUTH_REALM, auth->realm);
    add_frame(sub, GB_F_AUTH_CHALLENGE, auth->challenge.frame);
    gb_add_text(sub, GB_F_AUTH_WHY, why);
}

static void add_device(proto_tree *tree, const GbRecord *record) {
    proto_item *item = gb_add_text(tree, GB_F_DEVICE_ID, record->device_id);
    if (!item) return;
    gb_add_words(proto_item_add_subtree(item, gb_ett[GB_TREE_DEVICE]), GB_F_DEVICE_ID_MEANING,
                 gb_id_meaning(gb_slice_from(record->device_id)));
    gb_add_text(tree, GB_F_SERVER_ID, record->server_id);
    item = proto_tree_add_boolean(tree, gb_hf[GB_F_FROM_DEVICE], NULL, 0, 0, record->from_device);
    proto_item_set_generated(item);
}

static void add_subject(packet_info *pinfo, proto_tree *tree, const GbRecord *record) {
    GbSubject subject;
    if (!record->subject || gb_subject_parse(gb_slice_from(record->subject), &subject) != GB_OK)
        return;
    add_slice(pinfo, tree, GB_F_SUBJECT_SENDER, subject.sender);
    add_slice(pinfo, tree, GB_F_SUBJECT_SENDER_SEQ, subject.sender_seq);
    add_slice(pinfo, tree, GB_F_SUBJECT_RECEIVER, subject.receiver);
    add_slice(pinfo, tree, GB_F_SUBJECT_RECEIVER_SEQ, subject.receiver_seq);
}

static void add_finding(packet_info *pinfo, proto_tree *tree, const GbRuleHit *hit) {
    const GbRuleInfo *rule = gb_rule_info(hit->rule);
    GbFinding finding = {.rule = hit->rule, .count = 1};
    char text[1024], visible[1024];
    memcpy(finding.args, hit->args, sizeof finding.args);
    size_t n = gb_finding_text(&finding, gb_lang(), text, sizeof text);
    gb_visible_text(gb_slice(text, n), visible, sizeof visible);
    proto_item *item = gb_add_words(tree, GB_F_FINDING, rule->id);
    expert_add_info_format(pinfo, item, gb_rule_expert(hit->rule), "%s: %s",
                           rule->title[gb_lang()], visible);
    if (tree)
        gb_add_words(proto_item_add_subtree(item, gb_ett[GB_TREE_FINDING]), GB_F_ADVICE,
                     rule->advice[gb_lang()]);
}

static void add_late(packet_info *pinfo, proto_tree *tree, const GbRecord *record) {
    GbRuleHit late[GB_MAX_EVENT_FINDINGS];
    unsigned n = gb_late_findings(pinfo, record, late);
    for (unsigned i = 0; i < n; i++) add_finding(pinfo, tree, &late[i]);
}

/* A body that SIP does not show: where it lies in the frame, else as bytes of its own. */
static void add_body(packet_info *pinfo, proto_tree *tree, const GbRecord *record,
                     tvbuff_t *frame, GbSpot spot) {
    unsigned at = spot.start + record->head, n = record->n_body;
    tvbuff_t *tvb = spot.tvb;
    if (tvb && at + n <= tvb_captured_length(tvb)) {
        tvb = tvb_new_subset_length(tvb, (int)at, (int)n);
    } else {
        tvb = tvb_new_child_real_data(frame, (const uint8_t *)record->body, n, (int)n);
        add_new_data_source(pinfo, tvb, "GB/T 28181 body");
    }
    gb_body_tree_add(pinfo, tree, tvb, gb_slice_from(record->body_type));
}

void gb_tree_add(packet_info *pinfo, proto_tree *tree, const GbRecord *record, tvbuff_t *frame,
                 GbSpot spot) {
    proto_tree *sub = NULL;
    if (tree) {
        char text[320] = "GB/T 28181";
        Title title = {text, sizeof text, strlen(text)};
        char what[256], room[256];
        if (gb_record_title(record, what, sizeof what)) title_add_part(&title, what);
        if (record->device_id) title_add_part(&title, shown(record->device_id, room, sizeof room));
        proto_item *item = proto_tree_add_item(tree, gb_proto, spot.tvb ? spot.tvb : frame,
                                               (int)spot.start, 0, ENC_NA);
        ws_item_label(item, text, title.at);
        sub = proto_item_add_subtree(item, gb_ett[GB_TREE_MESSAGE]);
        add_device(sub, record);
        gb_add_text(sub, GB_F_ROOT, record->root);
        gb_add_text(sub, GB_F_CMD_TYPE, record->cmd_type);
        if (record->has_sn)
            proto_item_set_generated(
                proto_tree_add_uint64(sub, gb_hf[GB_F_SN], NULL, 0, 0, record->sn));
        if (record->state)
            gb_add_words(sub, GB_F_STATE, gb_event_state_name((GbEventState)record->state));
        if (record->auth) add_auth(pinfo, sub, record->auth);
        add_frame(sub, GB_F_REGISTER_FRAME, record->register_frame);
        add_frame(sub, GB_F_PREVIOUS_KEEPALIVE, record->previous_keepalive);
        add_duration(sub, GB_F_INTERVAL, record->interval_us);
        add_frame(sub, GB_F_RETRANSMISSION, record->original);
        add_frame(sub, GB_F_RESPONSE, record->response);
        add_frame(sub, GB_F_REQUEST, record->request);
        if (record->request) add_duration(sub, GB_F_LATENCY, record->latency_us);
        add_subject(pinfo, sub, record);
        if (record->body) add_body(pinfo, sub, record, frame, spot);
    }
    if (!tree && record->auth) add_auth(pinfo, NULL, record->auth);
    for (unsigned i = 0; i < record->n_findings; i++) add_finding(pinfo, sub, &record->findings[i]);
    add_late(pinfo, sub, record);
}

void gb_tree_add_late(packet_info *pinfo, proto_tree *tree, tvbuff_t *frame) {
    GbRuleHit late[GB_MAX_EVENT_FINDINGS];
    if (!gb_late_findings(pinfo, NULL, late)) return;
    proto_item *item = tree ? proto_tree_add_item(tree, gb_proto, frame, 0, 0, ENC_NA) : NULL;
    add_late(pinfo, item ? proto_item_add_subtree(item, gb_ett[GB_TREE_MESSAGE]) : NULL, NULL);
}
