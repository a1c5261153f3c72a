/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * payload.c - finds the payload of a packet's UDP or TCP in its frame, where Wireshark tells neither
 * by a tap nor by a tree.
 *
 * The frame is looked through for the IP header that bears the packet's addresses: RFC 791 3.1 and
 * RFC 8200 3 say where its payload ends, however the frame is padded or cut.
 *
 * Left out: extension headers, fragments.
 */
#include "payload.h"

static unsigned read16(const uint8_t *p) {
    return (unsigned)p[0] << 8 | p[1];
}

/* The payload of UDP or TCP in the n captured bytes p, of the IP header at `at` whose source
 * address stands `source` bytes behind it. */
static bool read_headers(const packet_info *pinfo, const uint8_t *p, unsigned n, unsigned at,
                         unsigned source, GbPayload *out) {
    const uint8_t *ip = p + at;
    bool is_ip4 = source == 12;
    unsigned head = at + (is_ip4 ? 4 * (ip[0] & 15u) : 40);
    out->end = at + (is_ip4 ? read16(ip + 2) : 40 + read16(ip + 4));
    if (is_ip4 && (ip[0] >> 4 != 4 || (read16(ip + 6) & 0x3fff) || head < at + 20)) return false;
    if (ip[is_ip4 ? 9 : 6] != (pinfo->ptype == PT_UDP ? 17 : 6) || out->end < head) return false;
    bool is_udp = pinfo->ptype == PT_UDP;
    if (n < head + (is_udp ? 8 : 20)) return false;
    if (read16(p + head) != pinfo->srcport || read16(p + head + 2) != pinfo->destport) return false;
    out->start = head + (is_udp ? 8 : 4u * (p[head + 12] >> 4));
    unsigned length = read16(p + head + 4); /* UDP: with its header */
    if (is_udp && length >= 8) out->end = MIN(out->end, head + length);
    return out->start <= out->end;
}

bool gb_payload_find(const packet_info *pinfo, tvbuff_t *frame, GbPayload *out) {
    unsigned n = tvb_captured_length(frame), size = (unsigned)pinfo->src.len;
    unsigned source = size == 4 ? 12 : 8;
    if (pinfo->ptype != PT_UDP && pinfo->ptype != PT_TCP) return false;
    if ((size != 4 && size != 16) || (unsigned)pinfo->dst.len != size) return false;
    const uint8_t *p = tvb_get_ptr(frame, 0, (int)n);
    for (unsigned at = 0; at + source + 2 * size <= MIN(n, GB_PAYLOAD_HEADERS); at++) {
        const uint8_t *addresses = p + at + source;
        if (memcmp(addresses, pinfo->src.data, size) == 0 &&
            memcmp(addresses + size, pinfo->dst.data, size) == 0 &&
            read_headers(pinfo, p, n, at, source, out))
            return true;
    }
    return false;
}
