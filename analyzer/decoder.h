/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decoder.h - one packet at a time through link, tunnels, IP and transport to SIP messages.
 * Each layer looks at its header, counts, and calls the next with the bytes behind it.
 */
#ifndef ANALYZER_DECODER_H
#define ANALYZER_DECODER_H

#include <gb28181/head.h>
#include <gb28181/limits.h>

#include "capture.h"
#include "counts.h"
#include "packet.h"

typedef struct Fragments Fragments;
typedef struct Streams Streams;
typedef struct Halves Halves;

typedef struct Decoder {
    const CaptureCallbacks *callbacks;
    bool stopped; /* a callback said so */
    Counts counts;
    Origin now;         /* the packet in hand */
    unsigned depth;     /* layers entered of it */
    uint32_t quirks;    /* GbMessageQuirk bits that its datagram already has */
    uint8_t family;     /* of the innermost IP header: 4 or 6 */
    const uint8_t *src, *dst;
    GbHeadReader *heads;
    GbHead head;          /* of the message that comes next, where nobody else has room for it */
    Fragments *fragments; /* IP datagrams waiting for fragments */
    Streams *streams;     /* TCP */
    Halves *halves;       /* UDP messages that lack their end */
    unsigned n_halves;
} Decoder;

/* A layer's reader: false says that the bytes are not what they were taken for. */
typedef bool (*LayerRead)(Decoder *d, Bytes b);
typedef struct LayerRow {
    uint32_t id;
    CountId count;
    LayerRead read;
} LayerRow;

bool decoder_init(Decoder *d, const CaptureCallbacks *callbacks);
void decoder_packet(Decoder *d, const Packet *k);
void decoder_end(Decoder *d); /* hands out what still waits */
void decoder_free(Decoder *d);

/* Runs a row: counts it, watches the depth. */
bool decoder_enter(Decoder *d, const LayerRow *row, Bytes b);
const LayerRow *layer_find(const LayerRow *rows, size_t n, uint32_t id);
static inline void decoder_count(Decoder *d, CountId id, uint64_t bytes) {
    count_at(&d->counts, id, &d->now, bytes);
}
bool decoder_bad(Decoder *d, Bytes b); /* a length that lies; returns true */
bool decoder_nested(Decoder *d, Bytes b); /* more headers than GB_MAX_NESTING; returns true */
/* A cap of limits.h was hit: said the first time. */
void decoder_limit(Decoder *d, CountId id, const char *what, uint64_t limit, uint64_t bytes);
/* Are these bytes of a datagram, or of a stream, exactly one message, and in no way odd? Its head
 * then, and *bytes lies where it stays until the message is handed out, which must be next. NULL:
 * not known. */
const GbHead *decoder_one(Decoder *d, GbSlice *bytes, bool in_stream);
void decoder_message(Decoder *d, GbMessage *m);
void decoder_connection_end(Decoder *d, const GbConnectionEnd *end);
void decoder_ping(Decoder *d, const GbPing *ping);
void decoder_notice(Decoder *d, const char *rule, const Origin *at, const char *const *args,
                    unsigned n_args);

GbAddress decoder_address(const Decoder *d, const uint8_t *ip, uint16_t port);

/* The layers. */
bool link_read(Decoder *d, uint32_t link, Bytes b);
bool ethernet_read(Decoder *d, Bytes b);
bool ethertype_read(Decoder *d, uint16_t type, Bytes b);
bool ppp_read(Decoder *d, Bytes b);
bool ip_read(Decoder *d, Bytes b); /* IPv4 or IPv6 by its first nibble */
bool ip4_read(Decoder *d, Bytes b);
bool ip6_read(Decoder *d, Bytes b);
bool ip_payload_read(Decoder *d, uint8_t protocol, Bytes b);
bool udp_read(Decoder *d, Bytes b);
bool tcp_read(Decoder *d, Bytes b);
bool sctp_read(Decoder *d, Bytes b);
bool gre_read(Decoder *d, Bytes b);
bool mpls_read(Decoder *d, Bytes b);
bool pppoe_read(Decoder *d, Bytes b);
/* A tunnel over this UDP port; false when it is none. */
bool udp_tunnel_read(Decoder *d, uint16_t port, Bytes b);

/* Hands out the messages of a whole datagram's payload (UDP, SCTP, WebSocket). `m` is filled in but
 * for its bytes; the last message gets cut_quirk where b.cut says that its end is missing. False
 * when there is no SIP in it. */
bool datagram_read(Decoder *d, Bytes b, const GbMessage *m, uint32_t cut_quirk);

/* Can a SIP message (or a ping before it) begin with this byte? One look that says no to media. */
extern const uint8_t sip_first_byte[256];

#endif
