/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * connections.c - tells the analysis when a TCP connection ends.
 *
 * A FIN or RST carries no SIP, so what tells of messages does not tell of it; TCP's own tap does,
 * in a few instructions a segment and without asking for a tree. It comes behind the postdissector,
 * so the messages that the frame completes are known already. Only the first pass counts: later
 * ones show frames that were seen.
 */
#include "connections.h"

#include "file.h"

#include <epan/conversation.h>
#include <epan/dissectors/packet-tcp.h>

static tap_packet_status on_segment(void *listener, packet_info *pinfo, epan_dissect_t *edt,
                                    const void *header, tap_flags_t flags) {
    const tcp_info_t *tcp = header;
    (void)listener, (void)edt, (void)flags;
    if (!(tcp->th_flags & (TH_FIN | TH_RST))) return TAP_PACKET_DONT_REDRAW;
    bool quoted = pinfo->ptype != PT_TCP || !addresses_equal(&pinfo->src, &tcp->ip_src);
    if (!gb_file.analysis || quoted || pinfo->num <= gb_file.last_end) return TAP_PACKET_DONT_REDRAW;
    gb_file.last_end = pinfo->num;
    GbConnectionEnd end = {.connection = gb_messages_connection(pinfo),
                           .time_us = gb_messages_time(pinfo),
                           .frame = pinfo->num,
                           .is_reset = tcp->th_flags & TH_RST,
                           .by = gb_messages_address(&pinfo->src, pinfo->srcport)};
    gb_analysis_connection_ended(gb_file.analysis, &end);
    return TAP_PACKET_DONT_REDRAW;
}

void gb_handoff_connections(void) {
    GString *error = register_tap_listener("tcp", &gb_file, NULL, TL_IS_DISSECTOR_HELPER, NULL,
                                           on_segment, NULL, NULL);
    if (error) g_string_free(error, TRUE); /* a Wireshark without TCP */
}
