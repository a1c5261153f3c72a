/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * message.h - the waist: one complete SIP message, when and where it was seen; and what no message
 * tells: the end of a TCP connection, a ping.
 *
 * The analyzer makes these from packets, the plugin from what Wireshark reassembled. Nothing
 * behind this header knows that packets exist.
 */
#ifndef GB28181_MESSAGE_H
#define GB28181_MESSAGE_H

#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An end of a flow. family is 4, 6, or 0 when not known. ip is in network order, port in host order. */
typedef struct GbAddress {
    uint8_t family;
    uint8_t ip[16];
    uint16_t port;
} GbAddress;

#define GB_TRANSPORTS(X) \
    X(GB_TRANSPORT_UDP, "UDP") \
    X(GB_TRANSPORT_TCP, "TCP") \
    X(GB_TRANSPORT_SCTP, "SCTP") \
    X(GB_TRANSPORT_WS, "WS") \
    X(GB_TRANSPORT_TLS, "TLS")

typedef enum GbTransport {
#define X(id, name) id,
    GB_TRANSPORTS(X)
#undef X
        GB_N_TRANSPORTS
} GbTransport;

/* What was odd about how the message lay on the wire. */
typedef enum GbMessageQuirk {
    GB_MESSAGE_NO_LENGTH = 1 << 0,        /* stream without Content-Length: ended by guess */
    GB_MESSAGE_LENGTH_TOO_LONG = 1 << 1,  /* Content-Length beyond the datagram or stream */
    GB_MESSAGE_LENGTH_TOO_SHORT = 1 << 2, /* bytes that belong to the body follow Content-Length (in
                                             datagrams; in a stream see AFTER_GARBAGE of the next) */
    GB_MESSAGE_LENGTH_ZERO_BODY = 1 << 3, /* Content-Length 0 and yet a body (datagrams, too) */
    GB_MESSAGE_CONTINUED = 1 << 4,        /* joined from two datagrams */
    GB_MESSAGE_SNAPPED = 1 << 5,          /* the capture's snaplen cut it */
    GB_MESSAGE_GAP = 1 << 6,              /* bytes of the stream or fragments are missing in it */
    GB_MESSAGE_AFTER_GARBAGE = 1 << 7,    /* the stream was resynchronised before it */
    GB_MESSAGE_OVERLAP = 1 << 8,          /* fragments or segments overlapped with other bytes */
    GB_MESSAGE_TRAILING_CRLF = 1 << 9     /* only line ends (blanks, NULs) follow in the datagram */
} GbMessageQuirk;

struct GbHead;
struct GbBody;
struct GbPrepared;

typedef struct GbMessage {
    GbSlice bytes;       /* start line to the end of the body; borrowed for the call */
    int64_t time_us;     /* microseconds since 1970-01-01 UTC, of the frame that completed it */
    uint64_t frame;      /* 1-based in its capture, of the frame that completed it */
    uint32_t file;       /* index of the capture */
    uint32_t quirks;     /* GbMessageQuirk bits */
    GbTransport transport;
    GbAddress src, dst;
    uint64_t connection; /* the same for both directions of one TCP connection; 0 when none */
    size_t missing;      /* bytes known to be missing at its end */
    const struct GbHead *head; /* what gb_head_read makes of `bytes`, for the call; NULL: nobody has
                                  looked */
    const struct GbBody *body; /* with a head: what gb_body_read makes of its body; NULL: as above */
    const struct GbPrepared *prepared; /* with a head: see gb_analysis_prepare; NULL: as above */
} GbMessage;

/* A TCP connection that carried SIP ends: its first FIN or RST. Fed in capture order, behind the
 * messages that the same frame completes. */
typedef struct GbConnectionEnd {
    uint64_t connection; /* GbMessage.connection */
    int64_t time_us;
    uint64_t frame;
    uint32_t file;
    bool is_reset; /* RST; else FIN */
    GbAddress by;  /* who sent it */
} GbConnectionEnd;

/* A datagram, or a segment of a stream between its messages, of line ends alone: it keeps a NAT
 * binding or a connection open (RFC 5626 3.5.1, 4.4). Fed in capture order. */
typedef struct GbPing {
    int64_t time_us;
    uint64_t frame;
    uint32_t file;
    GbAddress src, dst;
} GbPing;

#define GB_MAX_PING 8 /* bytes: two line ends are a ping, one is its answer; some send more */
static inline bool gb_is_ping(GbSlice bytes) {
    size_t i = 0;
    if (bytes.n > GB_MAX_PING) return false;
    while (i < bytes.n && (bytes.p[i] == '\r' || bytes.p[i] == '\n')) i++;
    return i > 0 && i == bytes.n;
}

/* "192.0.2.1:5060", "[2001:db8::1]:5060" (RFC 5952), "?" for family 0. Writes at most n bytes with
 * the NUL and returns the text's length. */
#define GB_ADDRESS_TEXT 56
GB_API size_t gb_address_text(const GbAddress *a, char *out, size_t n);
GB_API const char *gb_transport_name(GbTransport t);

static inline bool gb_address_eq(const GbAddress *a, const GbAddress *b) {
    return a->family == b->family && a->port == b->port && memcmp(a->ip, b->ip, 16) == 0;
}

#ifdef __cplusplus
}
#endif
#endif
