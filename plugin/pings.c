/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pings.c - tells the analysis of packets of line ends alone (GbPing), which to Wireshark are no
 * SIP.
 *
 * The taps of UDP and TCP would hand on every payload, at the price of a percent for captures full
 * of media, and come in some passes only. A ping is small, so small frames are looked through for
 * their payload (payload.c). That asks for no tree, keeps the order of the capture and is not done
 * at all in a run that asks for nothing of ours.
 *
 * Left out: over TCP a segment sent again counts again, and so does one of line ends alone in the
 * middle of a message.
 */
#include "pings.h"

#include "file.h"
#include "messages.h"
#include "payload.h"

bool gb_pings_take(const packet_info *pinfo, tvbuff_t *frame) {
    unsigned n = tvb_captured_length(frame);
    GbPayload payload;
    if (!gb_file.analysis || n > GB_PAYLOAD_HEADERS) return false;
    GbPing ping = {.time_us = gb_messages_time(pinfo),
                   .frame = pinfo->num,
                   .src = gb_messages_address(&pinfo->src, pinfo->srcport),
                   .dst = gb_messages_address(&pinfo->dst, pinfo->destport)};
    if (!ping.src.family || ping.dst.family != ping.src.family) return false;
    if (!gb_payload_find(pinfo, frame, &payload) || payload.end > n) return false;
    unsigned length = payload.end - payload.start;
    GbSlice bytes = gb_slice((const char *)tvb_get_ptr(frame, (int)payload.start, (int)length), length);
    if (!gb_is_ping(bytes) || gb_messages_is_quoted(pinfo)) return false;
    gb_analysis_ping(gb_file.analysis, &ping);
    return true;
}
