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

static void add_line(packet_info *pinfo, proto_tree *tree, GbSlice line, tvbuff_t *tvb, int at) {
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
    proto_item *item = proto_tree_add_string(tree, gb_hf[field], tvb, tvb ? at : 0,
                                             tvb ? (int)line.n : 0, text);
    if (n) proto_item_append_text(item, " (%s)", shown);
}

void gb_sdp_tree_add(packet_info *pinfo, proto_tree *tree, GbSlice sdp, tvbuff_t *tvb,
                     unsigned start) {
    GbSdp parsed;
    char summary[256], shown[320];
    proto_item *item = proto_tree_add_item(tree, gb_hf[GB_F_SDP], tvb, tvb ? (int)start : 0,
                                           tvb ? (int)sdp.n : 0, ENC_NA);
    proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_SDP]);
    if (gb_sdp_parse(sdp, &parsed) == GB_OK) {
        size_t n = gb_sdp_summary(&parsed, gb_lang(), summary, sizeof summary);
        gb_visible_text(gb_slice(summary, n), shown, sizeof shown);
        if (n) proto_item_append_text(item, ": %s", shown);
    }
    for (size_t at = 0; at < sdp.n;) {
        size_t end = gb_slice_find(gb_slice_sub(sdp, at, sdp.n), '\n');
        GbSlice line = gb_slice_trim(gb_slice_sub(sdp, at, end));
        if (line.n) add_line(pinfo, sub, line, tvb, (int)(start + (size_t)(line.p - sdp.p)));
        at += end + 1;
    }
}
