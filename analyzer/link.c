/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * link.c - the link layer of a packet, as a table by LINKTYPE_ value (tcpdump.org/linktypes), and
 * what lies on Ethernet, as a table by EtherType (IEEE 802 numbers).
 *
 * Each row is a number, a counter and a reader; a new link is a row and ten lines. Left out:
 * IEEE 802.11 (Wi-Fi captures of cameras are encrypted, and unencrypted ones are not found in the
 * field), USB, Bluetooth and the like, which carry no IP that we could see; they are counted.
 */
#include "decoder.h"

#define ROWS(a) (a), sizeof(a) / sizeof(a)[0]

static bool skip_vlan_read(Decoder *d, Bytes b) {
    if (b.n < 4) return decoder_bad(d, b);
    return ethertype_read(d, read16(b.p + 2), bytes_from(b, 4));
}

static bool left_out_read(Decoder *d, Bytes b) {
    (void)d;
    (void)b;
    return true;
}

static const LayerRow ethertypes[] = {
    {0x0800, COUNT_IPV4, ip4_read},        {0x86dd, COUNT_IPV6, ip6_read},
    {0x8100, COUNT_VLAN, skip_vlan_read},  {0x88a8, COUNT_QINQ, skip_vlan_read},
    {0x9100, COUNT_QINQ, skip_vlan_read},  {0x9200, COUNT_QINQ, skip_vlan_read},
    {0x8864, COUNT_PPPOE, pppoe_read},     {0x8863, COUNT_PPP_CONTROL, left_out_read},
    {0x8847, COUNT_MPLS, mpls_read},       {0x8848, COUNT_MPLS, mpls_read},
    {0x6558, COUNT_ETHERNET, ethernet_read}, {0x0806, COUNT_ARP, left_out_read},
};

/* 802.2 LLC behind a length instead of a type: SNAP carries an EtherType, the rest is no IP. */
static bool llc_read(Decoder *d, Bytes b) {
    static const LayerRow ipv4 = {0, COUNT_IPV4, ip4_read};
    if (b.n >= 8 && memcmp(b.p, "\xaa\xaa\x03\0\0\0", 6) == 0) {
        decoder_count(d, COUNT_SNAP, b.n);
        return ethertype_read(d, read16(b.p + 6), bytes_from(b, 8));
    }
    if (b.n >= 3 && memcmp(b.p, "\x06\x06\x03", 3) == 0)
        return decoder_enter(d, &ipv4, bytes_from(b, 3));
    decoder_count(d, COUNT_LLC, b.n);
    return true;
}

bool ethertype_read(Decoder *d, uint16_t type, Bytes b) {
    const LayerRow *row = layer_find(ROWS(ethertypes), type);
    if (row) return decoder_enter(d, row, b);
    if (type < 0x0600) {
        if (!bytes_limit(&b, type)) return decoder_bad(d, b);
        return llc_read(d, b);
    }
    decoder_count(d, COUNT_ETHERTYPE_OTHER, b.n);
    return true;
}

bool ethernet_read(Decoder *d, Bytes b) {
    if (b.n < 14) return decoder_bad(d, b);
    return ethertype_read(d, read16(b.p + 12), bytes_from(b, 14));
}

/* Linux cooked: 16 bytes with the EtherType at their end; v2: 20 bytes with it at their start. */
static bool sll_read(Decoder *d, Bytes b) {
    if (b.n < 16) return decoder_bad(d, b);
    uint16_t type = read16(b.p + 14);
    return type == 4 ? llc_read(d, bytes_from(b, 16)) : ethertype_read(d, type, bytes_from(b, 16));
}

static bool sll2_read(Decoder *d, Bytes b) {
    if (b.n < 20) return decoder_bad(d, b);
    uint16_t type = read16(b.p);
    return type == 4 ? llc_read(d, bytes_from(b, 20)) : ethertype_read(d, type, bytes_from(b, 20));
}

/* BSD loopback: an address family in the byte order of who wrote it. AF_INET is 2 everywhere;
 * AF_INET6 is 24, 28 or 30, and 10 on Linux. */
static bool loopback_read(Decoder *d, Bytes b) {
    static const LayerRow ipv4 = {0, COUNT_IPV4, ip4_read}, ipv6 = {0, COUNT_IPV6, ip6_read};
    if (b.n < 4) return decoder_bad(d, b);
    uint32_t family = read32(b.p);
    if (family > 0xffff) family = __builtin_bswap32(family);
    if (family == 2) return decoder_enter(d, &ipv4, bytes_from(b, 4));
    if (family == 24 || family == 28 || family == 30 || family == 10)
        return decoder_enter(d, &ipv6, bytes_from(b, 4));
    decoder_count(d, COUNT_ETHERTYPE_OTHER, b.n);
    return true;
}

static bool cisco_hdlc_read(Decoder *d, Bytes b) {
    if (b.n < 4) return decoder_bad(d, b);
    return ethertype_read(d, read16(b.p + 2), bytes_from(b, 4));
}

/* PPP (RFC 1661), its address and control bytes there or not, its protocol in one byte or two. */
bool ppp_read(Decoder *d, Bytes b) {
    static const LayerRow protocols[] = {
        {0x0021, COUNT_IPV4, ip4_read}, {0x0057, COUNT_IPV6, ip6_read},
        {0x0281, COUNT_MPLS, mpls_read}, {0x0283, COUNT_MPLS, mpls_read}};
    if (b.n >= 2 && b.p[0] == 0xff && b.p[1] == 0x03) b = bytes_from(b, 2);
    if (b.n < 2) return decoder_bad(d, b);
    bool is_short = b.p[0] & 1;
    uint16_t protocol = is_short ? b.p[0] : read16(b.p);
    const LayerRow *row = layer_find(ROWS(protocols), protocol);
    if (row) return decoder_enter(d, row, bytes_from(b, is_short ? 1 : 2));
    decoder_count(d, COUNT_PPP_CONTROL, b.n);
    return true;
}

static const LayerRow links[] = {
    {1, COUNT_ETHERNET, ethernet_read},
    {113, COUNT_SLL, sll_read},
    {276, COUNT_SLL2, sll2_read},
    {12, COUNT_RAW, ip_read}, /* DLT_RAW as some systems number it */
    {14, COUNT_RAW, ip_read},
    {101, COUNT_RAW, ip_read},
    {228, COUNT_RAW, ip_read},
    {229, COUNT_RAW, ip_read},
    {0, COUNT_LOOPBACK, loopback_read},
    {108, COUNT_LOOPBACK, loopback_read},
    {9, COUNT_PPP, ppp_read},
    {50, COUNT_PPP, ppp_read},
    {51, COUNT_PPPOE_LINK, pppoe_read},
    {104, COUNT_CISCO_HDLC, cisco_hdlc_read},
};

bool link_read(Decoder *d, uint32_t link, Bytes b) {
    const LayerRow *row = layer_find(ROWS(links), link);
    if (row) return decoder_enter(d, row, b);
    decoder_count(d, COUNT_LINK_UNKNOWN, b.n);
    return false;
}
