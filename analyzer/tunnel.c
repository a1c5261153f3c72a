/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tunnel.c - what carries packets inside packets: MPLS (RFC 3032), PPPoE (RFC 2516), GRE
 * (RFC 2784, 2890), ERSPAN (draft-foschiano-erspan), VXLAN (RFC 7348), Geneve (RFC 8926), GTP-U
 * (3GPP TS 29.281). IP in IP is a row of ip.c, VLAN tags one of link.c.
 *
 * Mirror ports and mobile networks hand captures in these; a tool that stops at the outer header
 * sees no device at all. Tunnels over UDP are told by port and by a header that can be one, since
 * media takes any port. Left out: enhanced GRE (PPTP), whose PPP is mostly encrypted or
 * compressed, and Ethernet inside GTP.
 */
#include "decoder.h"

#define ROWS(a) (a), sizeof(a) / sizeof(a)[0]

static const LayerRow inner_ethernet = {0, COUNT_ETHERNET, ethernet_read};

bool mpls_read(Decoder *d, Bytes b) {
    bool bottom = false;
    for (unsigned i = 0; !bottom; i++) {
        if (i == GB_MAX_NESTING) return decoder_nested(d, b);
        if (b.n < 5) return decoder_bad(d, b);
        bottom = b.p[2] & 1;
        b = bytes_from(b, 4);
    }
    /* No label says what is inside: IP by its nibble, else a pseudowire, with or without its
     * control word (RFC 4385: a first nibble of 0). */
    unsigned nibble = b.p[0] >> 4;
    if (nibble == 4 || nibble == 6) return ip_read(d, b);
    if (nibble == 0 && b.n >= 4) b = bytes_from(b, 4);
    return decoder_enter(d, &inner_ethernet, b);
}

bool pppoe_read(Decoder *d, Bytes b) {
    if (b.n < 6 || b.p[0] != 0x11) return decoder_bad(d, b);
    if (b.p[1] != 0) {
        decoder_count(d, COUNT_PPP_CONTROL, b.n);
        return true;
    }
    size_t length = read16(b.p + 4);
    b = bytes_from(b, 6);
    if (!bytes_limit(&b, length)) return decoder_bad(d, b);
    return ppp_read(d, b);
}

/* ERSPAN: type I has no header of its own and no sequence number in GRE; II has 8 bytes; III has
 * 12, and 8 more when its last bit says so. */
static bool erspan_read(Decoder *d, bool has_sequence, Bytes b) {
    static const LayerRow row = {0, COUNT_ERSPAN, ethernet_read};
    size_t header = 0;
    if (has_sequence) {
        if (b.n < 8) return decoder_bad(d, b);
        header = 8;
        if (b.p[0] >> 4 == 2) header = b.n >= 12 && (b.p[11] & 1) ? 20 : 12;
        if (b.n < header) return decoder_bad(d, b);
    }
    return decoder_enter(d, &row, bytes_from(b, header));
}

bool gre_read(Decoder *d, Bytes b) {
    if (b.n < 4) return decoder_bad(d, b);
    unsigned flags = read16(b.p);
    uint16_t type = read16(b.p + 2);
    if ((flags & 7) != 0) { /* version 1: PPTP */
        decoder_count(d, COUNT_TUNNEL_OTHER, b.n);
        return true;
    }
    size_t header = 4 + (flags & 0xc000 ? 4 : 0) + (flags & 0x2000 ? 4 : 0) + (flags & 0x1000 ? 4 : 0);
    if (b.n < header) return decoder_bad(d, b);
    if (flags & 0x4000) { /* source routes (RFC 1701), ended by an empty one */
        for (bool end = false; !end;) {
            if (b.n < header + 4) return decoder_bad(d, b);
            size_t length = b.p[header + 3];
            end = length == 0 && read16(b.p + header) == 0;
            header += 4 + length;
        }
        if (b.n < header) return decoder_bad(d, b);
    }
    b = bytes_from(b, header);
    if (type == 0x88be || type == 0x22eb) return erspan_read(d, flags & 0x1000, b);
    return ethertype_read(d, type, b);
}

static bool vxlan_read(Decoder *d, Bytes b) {
    return decoder_enter(d, &inner_ethernet, bytes_from(b, 8));
}

static bool is_vxlan(Bytes b) {
    return b.n >= 8 + 14 && b.p[0] == 0x08 && b.p[7] == 0;
}

static bool geneve_read(Decoder *d, Bytes b) {
    size_t header = 8 + 4 * (size_t)(b.p[0] & 0x3f);
    if (b.n < header) return decoder_bad(d, b);
    return ethertype_read(d, read16(b.p + 2), bytes_from(b, header));
}

static bool is_geneve(Bytes b) {
    uint16_t type = b.n >= 8 ? read16(b.p + 2) : 0;
    return b.n >= 8 && b.p[0] >> 6 == 0 && b.p[7] == 0 &&
           (type == 0x6558 || type == 0x0800 || type == 0x86dd);
}

static bool gtp_read(Decoder *d, Bytes b) {
    unsigned flags = b.p[0];
    size_t length = read16(b.p + 2), header = 8;
    if (b.p[1] != 255) { /* echo and such: no packet inside */
        decoder_count(d, COUNT_TUNNEL_OTHER, b.n);
        return true;
    }
    Bytes whole = bytes_from(b, 8);
    if (!bytes_limit(&whole, length)) return decoder_bad(d, b);
    if (flags & 7) {
        if (b.n < 12) return decoder_bad(d, b);
        unsigned next = flags & 4 ? b.p[11] : 0;
        header = 12;
        while (next) {
            if (b.n < header + 4 || b.p[header] == 0) return decoder_bad(d, b);
            size_t extension = 4 * (size_t)b.p[header];
            if (b.n < header + extension) return decoder_bad(d, b);
            next = b.p[header + extension - 1];
            header += extension;
        }
    }
    if (header - 8 >= whole.n) return decoder_bad(d, b);
    return ip_read(d, bytes_from(whole, header - 8));
}

static bool is_gtp(Bytes b) {
    return b.n >= 8 && (b.p[0] & 0xf0) == 0x30 &&
           (b.p[1] == 255 || b.p[1] == 254 || b.p[1] == 1 || b.p[1] == 2 || b.p[1] == 26);
}

static const struct {
    LayerRow row; /* by UDP port */
    bool (*is)(Bytes b);
} ports[] = {
    {{4789, COUNT_VXLAN, vxlan_read}, is_vxlan},
    {{8472, COUNT_VXLAN, vxlan_read}, is_vxlan}, /* Linux's default before the number was given */
    {{6081, COUNT_GENEVE, geneve_read}, is_geneve},
    {{2152, COUNT_GTP, gtp_read}, is_gtp},
};

bool udp_tunnel_read(Decoder *d, uint16_t port, Bytes b) {
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        if (ports[i].row.id == port && ports[i].is(b)) return decoder_enter(d, &ports[i].row, b);
    return false;
}
