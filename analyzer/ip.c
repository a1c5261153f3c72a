/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ip.c - IPv4 (RFC 791) and IPv6 (RFC 8200) headers, up to the transport or the next tunnel.
 *
 * Options and extension headers are passed over, fragments go to fragments.c. The total length
 * counts, not the frame's end: Ethernet pads. A total length of 0 is what a host with segmentation
 * offload captures of its own packets; then the frame's end counts. A total length beyond the
 * frame's end is counted as a lie and what is there is read.
 */
#include "decoder.h"
#include "fragments.h"

#define ROWS(a) (a), sizeof(a) / sizeof(a)[0]

static const LayerRow ipv4 = {4, COUNT_IPV4, ip4_read};
static const LayerRow ipv6 = {6, COUNT_IPV6, ip6_read};

bool ip_read(Decoder *d, Bytes b) {
    if (b.n && b.p[0] >> 4 == 4) return decoder_enter(d, &ipv4, b);
    if (b.n && b.p[0] >> 4 == 6) return decoder_enter(d, &ipv6, b);
    return decoder_bad(d, b);
}

static bool left_out_read(Decoder *d, Bytes b) {
    (void)d;
    (void)b;
    return true;
}

static const LayerRow protocols[] = {
    {17, COUNT_UDP, udp_read},          {6, COUNT_TCP, tcp_read},
    {132, COUNT_SCTP, sctp_read},       {4, COUNT_IP_IN_IP, ip_read},
    {41, COUNT_IP6_IN_IP, ip_read},     {47, COUNT_GRE, gre_read},
    {137, COUNT_MPLS, mpls_read},       {1, COUNT_ICMP, left_out_read},
    {58, COUNT_ICMP, left_out_read},    {50, COUNT_ESP, left_out_read},
};

bool ip_payload_read(Decoder *d, uint8_t protocol, Bytes b) {
    const LayerRow *row = layer_find(ROWS(protocols), protocol);
    if (row) return decoder_enter(d, row, b);
    decoder_count(d, COUNT_IP_OTHER, b.n);
    return true;
}

bool ip4_read(Decoder *d, Bytes b) {
    if (b.n < 20 || b.p[0] >> 4 != 4) return decoder_bad(d, b);
    size_t header = 4 * (size_t)(b.p[0] & 15), total = read16(b.p + 2);
    const uint8_t *p = b.p;
    if (header < 20 || header > b.n || (total && total < header)) return decoder_bad(d, b);
    if (total && !bytes_limit(&b, total)) decoder_bad(d, b);
    d->family = 4;
    d->src = p + 12;
    d->dst = p + 16;
    b = bytes_from(b, header);
    unsigned offset = read16(p + 6);
    if ((offset & 0x3fff) == 0) return ip_payload_read(d, p[9], b);
    decoder_count(d, COUNT_FRAGMENT, b.n);
    Fragment f = {.id = read16(p + 4), .protocol = p[9], .offset = 8 * (offset & 0x1fff),
                  .more = offset & 0x2000};
    return fragments_add(d, &f, b);
}

/* Extension headers that name the next one in their first byte, and their length in the second. */
static bool is_extension(uint8_t next) {
    return next == 0 || next == 43 || next == 60 || next == 51 || next == 135 || next == 139 ||
           next == 140;
}

bool ip6_read(Decoder *d, Bytes b) {
    if (b.n < 40 || b.p[0] >> 4 != 6) return decoder_bad(d, b);
    const uint8_t *p = b.p;
    size_t payload = read16(p + 4);
    uint8_t next = p[6];
    d->family = 6;
    d->src = p + 8;
    d->dst = p + 24;
    b = bytes_from(b, 40);
    if (payload && !bytes_limit(&b, payload)) decoder_bad(d, b);
    for (unsigned i = 0; is_extension(next) || next == 44; i++) {
        if (i == GB_MAX_NESTING) return decoder_nested(d, b);
        if (b.n < 8) return decoder_bad(d, b);
        if (next == 44) {
            unsigned offset = read16(b.p + 2);
            Fragment f = {.id = read32(b.p + 4), .protocol = b.p[0], .offset = offset & 0xfff8,
                          .more = offset & 1};
            b = bytes_from(b, 8);
            if (f.offset == 0 && !f.more) { /* atomic (RFC 6946) */
                next = f.protocol;
                continue;
            }
            decoder_count(d, COUNT_FRAGMENT, b.n);
            return fragments_add(d, &f, b);
        }
        size_t length = next == 51 ? 4 * ((size_t)b.p[1] + 2) : 8 * ((size_t)b.p[1] + 1);
        if (length > b.n) return decoder_bad(d, b);
        next = b.p[0];
        b = bytes_from(b, length);
    }
    return ip_payload_read(d, next, b);
}
