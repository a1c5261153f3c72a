/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tcp.h - the TCP connections of a capture: tcp.c reads segments, flows.c keeps the table. */
#ifndef ANALYZER_TCP_H
#define ANALYZER_TCP_H

#include "framer.h"

/* Bytes that came before those in front of them. */
typedef struct Segment {
    struct Segment *next;
    uint32_t seq, n, cut;
    Origin origin;
    uint8_t bytes[];
} Segment;

/* One direction. */
typedef struct Stream {
    uint32_t next;  /* sequence number of the next byte to read */
    uint32_t first; /* of the first byte read: earlier ones may come late when no SYN was seen */
    uint32_t isn, acked, fin;
    bool is_known, has_syn, has_fin, has_ack, is_ended, is_noise, is_websocket;
    uint8_t noise; /* CountId, when is_noise */
    int64_t begun_us; /* time of its latest SYN, or of its first segment without one */
    uint32_t pending_bytes, n_pending;
    Segment *pending, *last_pending; /* by sequence number, without overlaps */
    Segment *hint;                   /* of them, the last put in */
    Framer framer;
} Stream;

typedef struct Connection {
    struct Connection *next_in_bucket, *older, *newer;
    struct Connection *gap_before, *gap_behind; /* in the queue of acknowledged gaps */
    int64_t gap_due_us;                         /* when it is given up; 0: not in the queue */
    uint64_t hash, ends_hash, id;
    GbAddress ends[2]; /* of streams[0]: its source and destination */
    bool is_sip;       /* a message came of it: kept longer */
    bool was_used;     /* since the table was last looked through for room */
    bool is_reset;     /* a RST was seen */
    bool is_ended;     /* its end was told */
    uint32_t n_reused; /* connections before it on the same ports */
    Stream streams[2];
} Connection;

/* The ends of a segment. */
typedef struct FlowKey {
    uint64_t hash;      /* the same for both directions; keyed: differs from run to run */
    uint64_t ends;      /* the same for both directions and in every run */
    uint64_t direction; /* of this one */
    GbAddress src, dst;
} FlowKey;

Streams *streams_new(void);
void streams_free(Streams *s);
void streams_expire(Decoder *d); /* before each packet: gives up what waited long enough */
void streams_end(Decoder *d);    /* hands out what still waits */

void flow_key(const Decoder *d, uint16_t src, uint16_t dst, FlowKey *key);
/* The connection, or NULL; *is_reverse when its streams[1] is this direction. */
Connection *flow_find(Streams *s, const FlowKey *key, bool *is_reverse);
Connection *flow_add(Decoder *d, const FlowKey *key);
void flow_remove(Decoder *d, Connection *c);
/* At `due_us` tcp_give_up is called for it, whatever packets come until then. */
void flow_await(Decoder *d, Connection *c, int64_t due_us);
void flow_is_sip(Decoder *d, Connection *c); /* its first message came */
/* Directions known to carry no SIP, and what they carry: a small table that forgets. */
bool flow_noise(const Streams *s, uint64_t direction, CountId *what);
void flow_set_noise(Streams *s, uint64_t direction, CountId what);
/* Bytes pending in all connections. */
size_t *flow_pending(Streams *s);

/* Goes on behind the connection's gaps that were acknowledged and waited long enough. */
void tcp_give_up(Decoder *d, Connection *c);

/* Reads what waits of a connection as the last that will come: tcp.c's, for flows.c to call
 * before it forgets one. `quirk` as in framer_cut. */
void tcp_finish(Decoder *d, Connection *c, uint32_t quirk);

#endif
