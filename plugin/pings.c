/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pings.c - tells the analysis of packets of line ends alone (GbPing), which to Wireshark are no
 * SIP.
 *
 * The taps of UDP and TCP would hand on every payload, at the price of a percent for captures full
 * of media, and come in some passes only. A ping is small, so small frames are looked through for
 * the IP header that bears the packet's addresses: RFC 791 3.1 and RFC 8200 3 say where its payload
 * ends, however the frame is padded. That asks for no tree, keeps the order of the capture and is
 * not done at all in a run that asks for nothing of ours.
 *
 * Left out: extension headers; over TCP a segment sent again counts again, and so does one of
 * line ends alone in the middle of a message.
 */
#include "pings.h"

#include "file.h"
#include "messages.h"

enum { SMALL = 160 }; /* a ping under tunnels and options */

static unsigned read16(const uint8_t *p) {
    return (unsigned)p[0] << 8 | p[1];
}

/* The payload of the IP header at p; `source` is where its source address stands in it. */
static GbSlice ip_payload(const uint8_t *p, unsigned n, unsigned source, port_type transport) {
    unsigned protocol = transport == PT_UDP ? 17 : 6;
    unsigned head = source == 12 ? 4 * (p[0] & 15u) : 40;
    unsigned end = source == 12 ? read16(p + 2) : 40 + read16(p + 4);
    bool is_whole = source != 12 || (p[0] >> 4 == 4 && (read16(p + 6) & 0x3fff) == 0);
    if (!is_whole || p[source == 12 ? 9 : 6] != protocol || head < 20 || head > end || end > n)
        return GB_NO_SLICE;
    return gb_slice((const char *)p + head, end - head);
}

static GbSlice transport_payload(GbSlice s, const packet_info *pinfo) {
    const uint8_t *p = (const uint8_t *)s.p;
    if (s.n < 8 || read16(p) != pinfo->srcport || read16(p + 2) != pinfo->destport)
        return GB_NO_SLICE;
    unsigned length = read16(p + 4); /* UDP: with its header */
    if (pinfo->ptype == PT_UDP) return gb_slice_sub(s, 8, length > 8 ? length - 8 : 0);
    return s.n < 20 ? GB_NO_SLICE : gb_slice_sub(s, 4u * (p[12] >> 4), s.n);
}

static bool is_ping(const packet_info *pinfo, const uint8_t *p, unsigned n) {
    unsigned size = (unsigned)pinfo->src.len, source = size == 4 ? 12 : 8;
    for (unsigned at = 0; at + source + 2 * size <= n; at++) {
        const uint8_t *addresses = p + at + source;
        if (memcmp(addresses, pinfo->src.data, size) == 0 &&
            memcmp(addresses + size, pinfo->dst.data, size) == 0) {
            GbSlice packet = ip_payload(p + at, n - at, source, pinfo->ptype);
            return gb_is_ping(transport_payload(packet, pinfo));
        }
    }
    return false;
}

bool gb_pings_take(const packet_info *pinfo, tvbuff_t *frame) {
    unsigned n = tvb_captured_length(frame);
    if (!gb_file.analysis || n > SMALL) return false;
    GbPing ping = {.time_us = gb_messages_time(pinfo),
                   .frame = pinfo->num,
                   .src = gb_messages_address(&pinfo->src, pinfo->srcport),
                   .dst = gb_messages_address(&pinfo->dst, pinfo->destport)};
    bool carries = pinfo->ptype == PT_UDP || pinfo->ptype == PT_TCP;
    if (!carries || !ping.src.family || ping.dst.family != ping.src.family) return false;
    if (!is_ping(pinfo, tvb_get_ptr(frame, 0, (int)n), n) || gb_messages_is_quoted(pinfo)) return false;
    gb_analysis_ping(gb_file.analysis, &ping);
    return true;
}
