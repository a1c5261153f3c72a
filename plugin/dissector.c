/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dissector.c - how the shared module is fed by Wireshark and shown in it.
 *
 * SIP's own dissector stays. Behind it stands a postdissector: on the first pass it takes the
 * bytes of each message of the frame, feeds them to the analysis and keeps a record; on every pass
 * it builds its tree and feeds its tap from the records alone, since the analysis has moved on.
 * (Where the first pass shows no messages, as messages.c explains, the second one is the first.)
 * Bodies are shown where SIP shows bodies, by a dissector for their media types; SIP's heuristic
 * list catches the bodies without a usable Content-Type.
 *
 * When nobody looks at the tree (summaries, statistics), nothing is decoded but what the analysis
 * decodes anyway; when nobody can see anything of ours, not even that.
 */
#include "dissector.h"

#include "connections.h"
#include "fields.h"
#include "file.h"
#include "messages.h"
#include "passwords.h"
#include "pings.h"
#include "statistics.h"
#include "tree.h"

#include <gb28181/report.h>


/* Is it this frame's turn to be analysed? */
static bool is_due(const packet_info *pinfo) {
    if (!gb_file.is_blind) return !PINFO_FD_VISITED(pinfo);
    return PINFO_FD_VISITED(pinfo) && pinfo->num > gb_file.n_frames;
}

/* ---- bodies ---- */

static void note_shown(uint32_t frame, uint32_t at) {
    if (frame != gb_file.shown_frame) g_array_set_size(gb_file.shown_bodies, 0);
    gb_file.shown_frame = frame;
    g_array_append_val(gb_file.shown_bodies, at);
}

static bool is_shown(uint32_t frame, uint32_t at) {
    if (frame != gb_file.shown_frame) return false;
    for (guint i = 0; i < gb_file.shown_bodies->len; i++)
        if (g_array_index(gb_file.shown_bodies, uint32_t, i) == at) return true;
    return false;
}

static int dissect_body(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    (void)data;
    if (gb_file.shown_bodies && is_due(pinfo)) note_shown(pinfo->num, (uint32_t)tvb_raw_offset(tvb));
    if (tree && proto_field_is_referenced(tree, gb_proto))
        gb_body_tree_add(pinfo, tree, tvb, gb_slice_from(pinfo->match_string));
    return (int)tvb_captured_length(tvb);
}

static ws_heur_result dissect_body_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                                             void *data) {
    static const char *const roots[] = {"<Notify", "<Query", "<Control", "<Response"};
    unsigned n = MIN(tvb_captured_length(tvb), 1024);
    if (n < 8) return false;
    GbSlice head = gb_slice((const char *)tvb_get_ptr(tvb, 0, (int)n), n);
    for (size_t i = gb_slice_find(head, '<'); i < head.n;) {
        GbSlice rest = gb_slice_sub(head, i, head.n);
        for (size_t k = 0; k < sizeof roots / sizeof roots[0]; k++) {
            if (!gb_slice_starts(rest, gb_slice_from(roots[k]))) continue;
            dissect_body(tvb, pinfo, tree, data);
            return true;
        }
        i += 1 + gb_slice_find(gb_slice_sub(rest, 1, rest.n), '<');
    }
    return false;
}

static int dissect_version(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    char shown[128];
    int n = (int)tvb_captured_length(tvb);
    (void)pinfo, (void)data;
    GbSlice all = gb_slice((const char *)tvb_get_ptr(tvb, 0, n), (size_t)n), value = gb_slice_trim(all);
    gb_visible_text(value, shown, sizeof shown);
    proto_tree_add_string(tree, gb_hf[GB_F_VERSION], tvb, value.n ? (int)(value.p - all.p) : 0, (int)value.n,
                          shown);
    return n;
}

/* ---- messages ---- */

static void take_message(packet_info *pinfo, const GbMessage *message, tvbuff_t *tvb,
                         unsigned start, void *data) {
    GbEvent event;
    GbMessage m = *message;
    (void)data, (void)tvb;
    if (m.head) m.body = gb_body_tree_read(pinfo, &m.head->sip);
    if (!gb_analysis_feed(gb_file_analysis(), &m, &event)) return;
    bool has_body = event.sip && event.sip->body.n;
    uint32_t at = has_body ? start + (uint32_t)(event.sip->body.p - message->bytes.p) : 0;
    gb_plugin_records_add(gb_file.records, &event, has_body && is_shown(pinfo->num, at));
}

/* Is this tshark's only pass? Its first pass of two has no taps; who reads fields, columns, taps
 * or expert infos does so now or never. */
static bool is_only_pass(packet_info *pinfo) {
    return !PINFO_FD_VISITED(pinfo) && !gb_messages_in_gui() && gb_messages_tapped(pinfo);
}

/* Findings are seen in the tree, in taps, and in the GUI's status bar. */
static bool findings_asked(proto_tree *tree) {
    return gb_messages_in_gui() || gb_tree_wanted(tree) || gb_statistics_wanted();
}

static bool is_asked_now(const packet_info *pinfo, proto_tree *tree) {
    return pinfo->cinfo || findings_asked(tree);
}

static void take_frame(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree, unsigned layers) {
    int64_t now = gb_messages_time(pinfo);
    if (gb_file.n_frames++ == 0) {
        gb_file.first_us = gb_file.last_us = now;
        gb_file.encapsulation = pinfo->rec->rec_header.packet_header.pkt_encap;
    }
    gb_file.first_us = MIN(gb_file.first_us, now);
    gb_file.last_us = MAX(gb_file.last_us, now);
    gb_file.n_bytes += pinfo->fd->cap_len;
    if (!layers) {
        gb_pings_take(pinfo, tvb);
        return;
    }
    bool only_pass = is_only_pass(pinfo);
    gb_plugin_records_begin(gb_file.records, only_pass ? pinfo->pool : NULL);
    if (only_pass && !is_asked_now(pinfo, tree)) return;
    gb_analysis_judge(gb_file_analysis(), !only_pass || findings_asked(tree));
    if (gb_pings_take(pinfo, tvb)) return;
    if (!gb_messages_find(pinfo, layers, tvb, tree, take_message, NULL)) {
        gb_file.n_frames = gb_file.n_bytes = 0;
        gb_file.is_blind = true;
    }
}

/* The bytes of the frame's messages, for highlighting; on later passes they may not be there. */
typedef struct Spots {
    GbSpot at[16];
    unsigned n;
} Spots;

static void note_spot(packet_info *pinfo, const GbMessage *message, tvbuff_t *tvb, unsigned start,
                      void *data) {
    Spots *spots = data;
    (void)pinfo, (void)message;
    if (spots->n < sizeof spots->at / sizeof spots->at[0]) spots->at[spots->n++] = (GbSpot){tvb, start};
}

static void show(tvbuff_t *tvb, packet_info *pinfo, unsigned layers, proto_tree *tree,
                 GbRecord *const *records, unsigned n) {
    bool build = gb_tree_wanted(tree), asked = findings_asked(tree);
    Spots spots = {.n = 0};
    bool has_body = false;
    for (unsigned i = 0; i < n; i++) has_body |= records[i]->body != NULL;
    if (build && has_body) gb_messages_find(pinfo, layers, tvb, tree, note_spot, &spots);
    for (unsigned i = 0; i < n; i++) {
        bool here = spots.n == n;
        if (asked)
            gb_tree_add(pinfo, build ? tree : NULL, records[i], tvb,
                        here ? spots.at[i] : (GbSpot){NULL, 0});
        char title[256];
        if (pinfo->cinfo && gb_record_title(records[i], title, sizeof title))
            col_append_lstr(pinfo->cinfo, COL_INFO, " [", title, "]", COL_ADD_LSTR_TERMINATOR);
        gb_statistics_tap(pinfo, records[i]);
    }
}

static int dissect_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    (void)data;
    if (!gb_file.records) return 0;
    gb_messages_probe(pinfo);
    unsigned layers = gb_messages_layers(pinfo);
    if (is_due(pinfo)) take_frame(pinfo, tvb, tree, layers);
    unsigned n = 0;
    GbRecord *const *records = layers ? gb_plugin_records_find(gb_file.records, pinfo->num, &n) : NULL;
    if (records) show(tvb, pinfo, layers, tree, records, n);
    else if (PINFO_FD_VISITED(pinfo) && findings_asked(tree))
        gb_tree_add_late(pinfo, gb_tree_wanted(tree) ? tree : NULL, tvb);
    return 0;
}

/* ---- registration ---- */

void gb_register_protocol(void) {
    gb_proto = proto_register_protocol("GB/T 28181", "GB28181", "gb28181");
    gb_register_fields();
    gb_register_preferences();
    gb_register_file();
    gb_messages_register();
    gb_register_statistics();
}

void gb_register_handoff(void) {
    static const char *const types[] = {"application/manscdp+xml", "application/manscdp",
                                        "application/mansrtsp"};
    dissector_handle_t body = create_dissector_handle(dissect_body, gb_proto);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        dissector_add_string("media_type", types[i], body);
    heur_dissector_add("sip", dissect_body_heuristic, "MANSCDP in SIP", "manscdp_sip", gb_proto,
                       HEURISTIC_ENABLE);
    dissector_add_string("sip.hdr", "x-gb-ver", create_dissector_handle(dissect_version, gb_proto));

    dissector_handle_t frame = create_dissector_handle(dissect_frame, gb_proto);
    register_postdissector(frame);
    gb_messages_handoff(frame);
    gb_handoff_connections();
    gb_handoff_statistics();
}
