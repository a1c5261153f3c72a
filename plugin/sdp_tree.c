/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp_tree.c - what GB/T 28181 puts into SDP and Wireshark's SDP tree calls unknown: the kind of
 * session in s=, the source in u=, the SSRC in y=, the media parameters in f=, each line with its
 * meaning. SDP's own tree stays as it is.
 */
#include "fields.h"
#include "tree.h"

#include <gb28181/report.h>
#include <gb28181/sdp.h>

static const struct {
    char letter;
    GbField field;
} lines[] = {{'s', GB_F_SDP_SESSION}, {'u', GB_F_SDP_URI}, {'y', GB_F_SDP_SSRC},
             {'f', GB_F_SDP_FORMAT}};

static void add_line(packet_info *pinfo, proto_tree *tree, GbSlice line, tvbuff_t *tvb, int at,
                     int length) {
    char meaning[512], shown[640];
    size_t n = gb_sdp_line_meaning(line, gb_lang(), meaning, sizeof meaning);
    GbField field = GB_F_SDP_LINE;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (line.n > 2 && line.p[0] == lines[i].letter && line.p[1] == '=') field = lines[i].field;
    if (n == 0 && field == GB_F_SDP_LINE) return;
    gb_visible_text(gb_slice(meaning, n), shown, sizeof shown);
    GbSlice value = field == GB_F_SDP_LINE ? line : gb_slice_sub(line, 2, GB_MAX_VALUE);
    size_t room = MIN(value.n, GB_MAX_VALUE) * 4 + 64;
    char *text = wmem_alloc(pinfo->pool, room);
    gb_visible_text(gb_slice_sub(value, 0, GB_MAX_VALUE), text, room);
    proto_item *item = proto_tree_add_string(tree, gb_hf[field], tvb, at, length, text);
    if (n) proto_item_append_text(item, " (%s)", shown);
}

void gb_sdp_tree_add(packet_info *pinfo, proto_tree *tree, const GbBody *body, tvbuff_t *tvb) {
    char summary[256], shown[320];
    proto_item *item = proto_tree_add_item(tree, gb_hf[GB_F_SDP], tvb, 0, -1, ENC_NA);
    proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_SDP]);
    size_t n = gb_sdp_summary(&body->sdp, gb_lang(), summary, sizeof summary);
    gb_visible_text(gb_slice(summary, n), shown, sizeof shown);
    if (n) proto_item_append_text(item, ": %s", shown);
    GbBodyLines rest = gb_body_lines(pinfo, body);
    for (GbBodyLine line; gb_body_line_next(&rest, &line);)
        add_line(pinfo, sub, line.text, tvb, line.at, line.length);
}
