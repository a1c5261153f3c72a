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

#include <gb28181/device_id.h>
#include <gb28181/report.h>

/* Wireshark shows a label as it is: in a terminal, with what the capture has for it. */
static const char *shown(const char *text, char *room, size_t n) {
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7f) {
            gb_visible_text(gb_slice_from(text), room, n);
            return room;
        }
    return text;
}

proto_item *gb_add_text(proto_tree *tree, unsigned field, const char *text) {
    char room[GB_MAX_VALUE];
    if (!text || !*text) return NULL;
    proto_item *item = proto_tree_add_string(tree, gb_hf[field], NULL, 0, 0, shown(text, room, sizeof room));
    proto_item_set_generated(item);
    return item;
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

size_t gb_record_title(const GbRecord *record, char *out, size_t n) {
    int at = 0;
    *out = '\0';
    char room[128];
    if (record->cmd_type) {
        at = snprintf(out, n, "%s", shown(record->cmd_type, room, sizeof room));
        if (record->has_sn && (size_t)at < n)
            at += snprintf(out + at, n - (size_t)at, " SN %" PRIu64, record->sn);
    }
    if (record->state && record->state != GB_EVENT_ALIVE && (size_t)at < n)
        at += snprintf(out + at, n - (size_t)at, "%s%s", at ? ", " : "",
                       gb_event_state_name((GbEventState)record->state));
    if (record->auth && (size_t)at < n)
        at += snprintf(out + at, n - (size_t)at, "%sauth %s", at ? ", " : "",
                       gb_auth_result_name(record->auth->result));
    if (record->original && (size_t)at < n)
        at += snprintf(out + at, n - (size_t)at, "%sretransmission", at ? ", " : "");
    return MIN((size_t)at, n - 1);
}

static void add_auth(proto_tree *tree, const GbAuthCheck *auth) {
    char why[512];
    proto_item *item = gb_add_text(tree, GB_F_AUTH, gb_auth_result_name(auth->result));
    proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_AUTH]);
    gb_add_text(sub, GB_F_AUTH_ALGORITHM, auth->algorithm);
    gb_add_text(sub, GB_F_AUTH_USERNAME, auth->username);
    gb_add_text(sub, GB_F_AUTH_REALM, auth->realm);
    add_frame(sub, GB_F_AUTH_CHALLENGE, auth->challenge.frame);
    if (auth->why != GB_WHY_NONE &&
        gb_auth_why_text(auth->why, gb_lang(), auth->why_detail, why, sizeof why))
        gb_add_text(sub, GB_F_AUTH_WHY, why);
}

static void add_device(proto_tree *tree, const GbRecord *record) {
    char text[256];
    proto_item *item = gb_add_text(tree, GB_F_DEVICE_ID, record->device_id);
    if (!item) return;
    GbSlice id = gb_slice_from(record->device_id);
    if (gb_device_id_text(id, gb_lang(), text, sizeof text)) {
        proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_DEVICE]);
        gb_add_text(sub, GB_F_DEVICE_ID_MEANING, text);
    }
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
    proto_item *item = gb_add_text(tree, GB_F_FINDING, rule->id);
    expert_add_info_format(pinfo, item, gb_rule_expert(hit->rule), "%s: %s",
                           rule->title[gb_lang()], visible);
    if (tree)
        gb_add_text(proto_item_add_subtree(item, gb_ett[GB_TREE_FINDING]), GB_F_ADVICE,
                    rule->advice[gb_lang()]);
}

/* A body that SIP does not show: where it lies in the frame, else as bytes of its own. */
static void add_body(packet_info *pinfo, proto_tree *tree, const GbRecord *record,
                     tvbuff_t *frame, GbSpot spot) {
    GbSlice body = gb_slice(record->body, record->n_body);
    unsigned at = spot.start + record->head;
    tvbuff_t *tvb = spot.tvb;
    if (tvb && at + body.n > tvb_captured_length(tvb)) tvb = NULL;
    if (record->body_kind == GB_BODY_SDP) {
        gb_sdp_tree_add(pinfo, tree, body, tvb, at);
        return;
    }
    if (tvb) {
        tvb = tvb_new_subset_length(tvb, (int)at, (int)body.n);
    } else {
        tvb = tvb_new_child_real_data(frame, (const uint8_t *)body.p, (unsigned)body.n,
                                      (int)body.n);
        add_new_data_source(pinfo, tvb, "GB/T 28181 body");
    }
    gb_body_tree_add(pinfo, tree, tvb, gb_slice_from(record->body_type));
}

void gb_tree_add(packet_info *pinfo, proto_tree *tree, const GbRecord *record, tvbuff_t *frame,
                 GbSpot spot) {
    proto_tree *sub = NULL;
    if (tree) {
        char title[256], room[256];
        size_t n = gb_record_title(record, title, sizeof title);
        proto_item *item = proto_tree_add_protocol_format(
            tree, gb_proto, spot.tvb ? spot.tvb : frame, (int)spot.start, 0, "GB/T 28181%s%s%s%s",
            n ? ", " : "", title, record->device_id ? ", " : "",
            record->device_id ? shown(record->device_id, room, sizeof room) : "");
        sub = proto_item_add_subtree(item, gb_ett[GB_TREE_MESSAGE]);
        add_device(sub, record);
        gb_add_text(sub, GB_F_ROOT, record->root);
        gb_add_text(sub, GB_F_CMD_TYPE, record->cmd_type);
        if (record->has_sn)
            proto_item_set_generated(
                proto_tree_add_uint64(sub, gb_hf[GB_F_SN], NULL, 0, 0, record->sn));
        if (record->state)
            gb_add_text(sub, GB_F_STATE, gb_event_state_name((GbEventState)record->state));
        if (record->auth) add_auth(sub, record->auth);
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
    for (unsigned i = 0; i < record->n_findings; i++) add_finding(pinfo, sub, &record->findings[i]);
}
