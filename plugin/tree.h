/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tree.h - what is known of a message, as items of the packet tree. */
#ifndef PLUGIN_TREE_H
#define PLUGIN_TREE_H

#include "records.h"

/* Where a message's bytes lie. tvb NULL: not known, nothing is highlighted. */
typedef struct GbSpot {
    tvbuff_t *tvb;
    unsigned start;
} GbSpot;

/* The tree of one message, and its expert infos. tree NULL: these alone. `frame` is what
 * Wireshark dissects. */
void gb_tree_add(packet_info *pinfo, proto_tree *tree, const GbRecord *record, tvbuff_t *frame,
                 GbSpot spot);

/* What was found of a frame without a message: the end of a connection, a ping. */
void gb_tree_add_late(packet_info *pinfo, proto_tree *tree, tvbuff_t *frame);

/* A body of MANSCDP, MANSRTSP or SDP; its bytes are all of `tvb`. false: it is none of them. */
bool gb_body_tree_add(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, GbSlice content_type);
/* What that has just read of this frame's message, if the analysis would read the same; NULL. */
const GbBody *gb_body_tree_read(const packet_info *pinfo, const GbSip *sip);

/* SDP as GB/T 28181 means it. */
void gb_sdp_tree_add(packet_info *pinfo, proto_tree *tree, const GbBody *body, tvbuff_t *tvb);

/* The lines of a body that have text, without the passwords in them, and where their bytes lie. */
typedef struct GbBodyLine {
    GbSlice text;
    int at, length;
} GbBodyLine;
typedef struct GbBodyLines {
    const GbBody *body;
    GbSlice text, rest;
    GbTextPlace place;
} GbBodyLines;
GbBodyLines gb_body_lines(packet_info *pinfo, const GbBody *body);
bool gb_body_line_next(GbBodyLines *lines, GbBodyLine *line);

/* Does anybody look for our fields, or for expert infos? */
bool gb_tree_wanted(proto_tree *tree);

/* The headline of a message: "Keepalive SN 104, verified". Returns the length. */
size_t gb_record_title(const GbRecord *record, char *out, size_t n);

/* A child that is not in the bytes but told by us: what the capture said, or in our own words. */
proto_item *gb_add_text(proto_tree *tree, unsigned field, const char *text);
proto_item *gb_add_words(proto_tree *tree, unsigned field, const char *words);

#endif
