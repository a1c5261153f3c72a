/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcp.c - TCP (RFC 9293) as an onlooker: bytes in the order of their sequence numbers.
 *
 * Every direction is read as if it carried SIP until GB_MAX_STREAM_PROBE bytes held no message;
 * then it is noise, and only the first bytes of each of its segments are looked at again. Segments
 * ahead of a gap wait. The gap is given up when nobody will fill it: the receiver acknowledged
 * what lies in it and some time or some segments went by (captures reorder a little), or it sends
 * data itself, having all that waits (its answers must not be read before), or too much waits, or
 * for too long. A byte that was read stays: one sent again is dropped, with other
 * bytes flagged while ours are still at hand. A SYN with another sequence number is another
 * connection on the same ports, and so is one with the same number (devices that always begin
 * with it exist) after a FIN of that side, after a RST, or long after the first when data was
 * read; else it is one sent again. Checksums and windows are not looked at, urgent data is data.
 * What comes late from before the first segment seen (no SYN in the capture) is read by itself.
 */
#include "tcp.h"

#include <stdio.h>
#include <stdlib.h>

#include "websocket.h"

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };
enum {
    WAIT_ACKED_US = 200000,   /* for a gap that the receiver has the bytes of */
    WAIT_ACKED_SEGMENTS = 16, /* the same, in segments behind it */
    WAIT_US = 30000000,       /* for a gap that is not acknowledged: sent again within this time */
    REPEATED_SYN_US = 60000000, /* behind data, a SYN is not sent again after so long */
    SEGMENT_COST = 128          /* of keeping one, without its bytes */
};

static int32_t distance(uint32_t from, uint32_t to) {
    return (int32_t)(to - from);
}

static bool starts_sip(Bytes b) {
    return b.n && sip_first_byte[b.p[0]] &&
           gb_sip_looks_like(gb_slice((const char *)b.p, b.n)) == GB_OK;
}

/* ---- what is not SIP ----------------------------------------------------------------------- */

static bool has_text(Bytes b, size_t within, const char *text) {
    size_t n = b.n < within ? b.n : within;
    return memmem(b.p, n, text, strlen(text)) != NULL;
}

/* By the first bytes of a direction, then by ports; *is_sure when the bytes say it. */
static CountId name_noise(uint16_t src, uint16_t dst, Bytes b, bool *is_sure) {
    *is_sure = true;
    if (b.n >= 3 && b.p[0] >= 20 && b.p[0] <= 23 && b.p[1] == 3 && b.p[2] <= 4) return COUNT_TLS;
    if (b.n >= 6 && b.p[0] == '$' && b.p[4] >> 6 == 2) return COUNT_TCP_MEDIA; /* RFC 2326 10.12 */
    if (b.n >= 4 && b.p[2] >> 6 == 2 && read16(b.p) >= 12) return COUNT_TCP_MEDIA; /* RFC 4571 */
    if (b.n >= 8 && sip_first_byte[b.p[0]] && has_text(b, 256, "RTSP/1.0")) return COUNT_RTSP;
    *is_sure = false;
    if (b.n >= 8 && sip_first_byte[b.p[0]] && has_text(b, 512, "HTTP/1.")) return COUNT_HTTP;
    if (src == 554 || dst == 554) return COUNT_RTSP;
    if (src == 443 || dst == 443 || src == 5061 || dst == 5061) return COUNT_TLS;
    if (src == 80 || dst == 80) return COUNT_HTTP;
    return COUNT_TCP_OTHER;
}

/* ---- bytes in order ------------------------------------------------------------------------ */

static GbMessage about(const Connection *c, const Stream *s) {
    unsigned side = s == &c->streams[1];
    return (GbMessage){.transport = GB_TRANSPORT_TCP, .src = c->ends[side], .dst = c->ends[!side],
                       .connection = c->id};
}

static void take_ping(Decoder *d, const Connection *c, const GbMessage *m, const Origin *at, size_t n) {
    count_at(&d->counts, COUNT_CRLF_PING, at, n);
    if (c->is_sip)
        decoder_ping(d, &(GbPing){.time_us = at->time_us, .frame = at->frame, .file = at->file,
                                  .src = m->src, .dst = m->dst});
}

/* The frames are lost: the next segment that begins with one brings them back. */
static void leave_websocket(Stream *s) {
    framer_clear(&s->framer);
    s->is_websocket = false;
    s->is_noise = true;
    s->noise = COUNT_HTTP;
}

static void deliver(Decoder *d, Connection *c, Stream *s, const Origin *at, Bytes b) {
    GbMessage m = about(c, s);
    s->next += (uint32_t)(b.n + b.cut);
    if (s->is_websocket) {
        if (b.cut || !websocket_feed(d, &s->framer, &m, at, b.p, b.n)) leave_websocket(s);
        return;
    }
    if (b.cut == 0 && s->framer.n == 0 && s->framer.pass_over == 0 &&
        gb_is_ping(gb_slice((const char *)b.p, b.n)))
        take_ping(d, c, &m, at, b.n);
    else if (b.n)
        framer_feed(d, &s->framer, &m, at, b.p, b.n);
    if (b.cut) {
        count_at(&d->counts, COUNT_SNAPPED, at, b.cut);
        framer_cut(d, &s->framer, &m, b.cut, GB_MESSAGE_SNAPPED);
    }
}

/* Without the first k bytes, of those captured and of those cut off. */
static Bytes trim(Bytes b, size_t k) {
    size_t here = k < b.n ? k : b.n, cut = k - here < b.cut ? k - here : b.cut;
    return (Bytes){b.p + here, b.n - here, b.cut - cut};
}

/* What a waiting segment takes of the caps: one byte costs as much memory and search as fifty. */
static uint32_t cost(uint32_t n) {
    return SEGMENT_COST + n;
}

static void drop_first_pending(Decoder *d, Stream *s) {
    Segment *g = s->pending;
    s->pending = g->next;
    if (s->hint == g) s->hint = NULL;
    if (!s->pending) s->last_pending = NULL;
    s->n_pending--;
    s->pending_bytes -= cost(g->n);
    *flow_pending(d->streams) -= cost(g->n);
    free(g);
}

/* Reads what waited for the bytes just read. */
static void drain(Decoder *d, Connection *c, Stream *s) {
    while (s->pending && distance(s->next, s->pending->seq) <= 0) {
        Segment *g = s->pending;
        Bytes b = trim((Bytes){g->bytes, g->n, g->cut}, (uint32_t)-distance(s->next, g->seq));
        if (b.n + b.cut) deliver(d, c, s, &g->origin, b);
        drop_first_pending(d, s);
    }
}

static void flag_overlap(Decoder *d, Stream *s, size_t n) {
    s->framer.quirks |= GB_MESSAGE_OVERLAP;
    decoder_count(d, COUNT_OVERLAP, n);
}

/* Bytes sent again, of which some are still kept: are they the same? */
static void compare_kept(Decoder *d, Stream *s, uint32_t seq, Bytes b) {
    const Framer *f = &s->framer;
    int32_t at = distance(s->next - (uint32_t)f->n, seq); /* in the bytes kept */
    size_t skip = at < 0 ? (size_t)-(int64_t)at : 0, from = at > 0 ? (size_t)at : 0;
    if (f->n == 0 || skip >= b.n || from >= f->n) return;
    size_t n = b.n - skip < f->n - from ? b.n - skip : f->n - from;
    if (memcmp(f->bytes + from, b.p + skip, n) != 0) flag_overlap(d, s, n);
}

/* ---- bytes out of order -------------------------------------------------------------------- */

static Segment **insert(Decoder *d, Stream *s, Segment **at, uint32_t seq, const uint8_t *p,
                        uint32_t n, uint32_t cut) {
    Segment *g = malloc(sizeof *g + n);
    if (!g) return at;
    *g = (Segment){.next = *at, .seq = seq, .n = n, .cut = cut, .origin = d->now};
    memcpy(g->bytes, p, n);
    *at = g;
    if (!g->next) s->last_pending = g;
    s->hint = g;
    s->n_pending++;
    s->pending_bytes += cost(n);
    *flow_pending(d->streams) += cost(n);
    return &g->next;
}

/* Keeps the bytes that nobody sent before among those waiting. */
static void hold(Decoder *d, Stream *s, uint32_t seq, Bytes b) {
    Segment **at = &s->pending;
    Segment *last = s->last_pending;
    if (last && distance(last->seq + last->n + last->cut, seq) >= 0)
        at = &last->next;
    else if (s->hint && distance(s->hint->seq + s->hint->n + s->hint->cut, seq) >= 0)
        at = &s->hint->next;
    while (b.n + b.cut) {
        Segment *g = *at;
        if (g && distance(g->seq + g->n + g->cut, seq) >= 0) {
            at = &g->next;
            continue;
        }
        if (g && distance(g->seq, seq) >= 0) { /* g has the first of them */
            uint32_t in = seq - g->seq;
            size_t both = in < g->n ? g->n - in : 0, over = g->n + g->cut - in;
            if (both > b.n) both = b.n;
            if (both && memcmp(g->bytes + in, b.p, both) != 0) flag_overlap(d, s, both);
            if (over > b.n + b.cut) over = b.n + b.cut;
            b = trim(b, over);
            seq += (uint32_t)over;
            continue;
        }
        size_t n = b.n, cut = b.cut;
        if (g && g->seq - seq < n + cut) {
            size_t room = g->seq - seq;
            if (n > room) n = room;
            cut = room - n;
        }
        at = insert(d, s, at, seq, b.p, (uint32_t)n, (uint32_t)cut);
        b = trim(b, n + cut);
        seq += (uint32_t)(n + cut);
    }
}

/* Is what the stream lacks likely to be SIP? */
static bool is_missed(const Connection *c, const Stream *s) {
    return c->is_sip || s->framer.n_messages || s->framer.scan.at || c->ends[0].port == 5060 ||
           c->ends[1].port == 5060;
}

/* Goes on behind a gap that nobody fills. */
static void close_gap(Decoder *d, Connection *c, Stream *s) {
    const Segment *g = s->pending;
    uint32_t lost = g->seq - s->next;
    GbMessage m = about(c, s);
    if (is_missed(c, s)) {
        char text[24], from[GB_ADDRESS_TEXT];
        snprintf(text, sizeof text, "%u", lost);
        gb_address_text(&m.src, from, sizeof from);
        count_at(&d->counts, COUNT_STREAM_GAP, &g->origin, lost);
        decoder_notice(d, "capture.stream-gap", &g->origin, (const char *const[]){text, from}, 2);
    }
    s->next = g->seq;
    if (s->is_websocket) { /* the next segments are looked at one by one */
        framer_clear(&s->framer);
        s->is_websocket = websocket_starts((Bytes){g->bytes, g->n, g->cut});
        if (!s->is_websocket) leave_websocket(s);
    } else {
        framer_cut(d, &s->framer, &m, lost, GB_MESSAGE_GAP);
    }
    drain(d, c, s);
}

/* The receiver has bytes that we lack. */
static bool is_acked(const Stream *s) {
    return s->has_ack && distance(s->next, s->acked) > 0;
}

static bool is_lost(const Decoder *d, const Stream *s) {
    const Segment *g = s->pending;
    int64_t waited = d->now.time_us - g->origin.time_us;
    return (is_acked(s) && (waited > WAIT_ACKED_US || s->n_pending >= WAIT_ACKED_SEGMENTS)) ||
           waited > WAIT_US || s->pending_bytes > GB_MAX_STREAM_PENDING ||
           *flow_pending(d->streams) > GB_MAX_STREAMS_PENDING;
}

static void close_lost_gaps(Decoder *d, Connection *c, Stream *s) {
    while (s->pending && is_lost(d, s)) close_gap(d, c, s);
    /* Other connections may speak long before this one does again. */
    if (s->pending && is_acked(s)) flow_await(d, c, d->now.time_us + WAIT_ACKED_US);
}

void tcp_give_up(Decoder *d, Connection *c) {
    close_lost_gaps(d, c, &c->streams[0]);
    close_lost_gaps(d, c, &c->streams[1]);
}

/* The receiver speaks, having these bytes: what it says may answer what waits behind the gap. */
static void close_answered_gaps(Decoder *d, Connection *c, Stream *s, uint32_t ack) {
    while (s->pending && distance(s->pending->seq + s->pending->n + s->pending->cut, ack) >= 0)
        close_gap(d, c, s);
}

/* ---- a segment ----------------------------------------------------------------------------- */

static void finish_stream(Decoder *d, Connection *c, Stream *s, uint32_t quirk) {
    GbMessage m = about(c, s);
    while (s->pending) close_gap(d, c, s);
    if (s->is_websocket || s->is_noise)
        framer_clear(&s->framer);
    else
        framer_cut(d, &s->framer, &m, 0, quirk);
}

void tcp_finish(Decoder *d, Connection *c, uint32_t quirk) {
    finish_stream(d, c, &c->streams[0], quirk);
    finish_stream(d, c, &c->streams[1], quirk);
}

static void restart(Decoder *d, Stream *s) {
    while (s->pending) drop_first_pending(d, s);
    framer_clear(&s->framer);
    *s = (Stream){.is_known = false};
}

static bool has_data(const Stream *s) {
    return s->next != s->first;
}

/* Is what was read of the stream over, so that a SYN of now begins another? Not one that was
 * captured twice or is read from an earlier time (a file given again). */
static bool is_over(const Decoder *d, const Connection *c, const Stream *s) {
    int64_t age = d->now.time_us - s->begun_us;
    return age > 0 && (s->has_fin || c->is_reset || (has_data(s) && age > REPEATED_SYN_US));
}

static void begin_again(Decoder *d, Connection *c, Stream *s) {
    finish_stream(d, c, s, GB_MESSAGE_GAP);
    restart(d, s);
}

/* The ports are used again. `ack`, of an answer, tells whether the peer's SYN came before it. */
static void reuse(Decoder *d, Connection *c, Stream *s, const uint32_t *ack, bool was_over) {
    Stream *peer = s == &c->streams[0] ? &c->streams[1] : &c->streams[0];
    bool is_both = !ack || was_over || has_data(s) || peer->first != *ack;
    begin_again(d, c, s);
    if (!is_both) return;
    begin_again(d, c, peer);
    c->is_reset = c->is_ended = false;
    c->n_reused++;
    c->id = (c->ends_hash ^ c->n_reused * 0xd6e8feb86659fd93u) | 1;
}

static void take_syn(Decoder *d, Connection *c, Stream *s, uint32_t isn, const uint32_t *ack) {
    bool was_over = s->is_known && is_over(d, c, s);
    if (s->has_syn && s->isn == isn && !was_over) {
        if (s->begun_us < d->now.time_us) s->begun_us = d->now.time_us;
        return;
    }
    bool is_late = s->is_known && !s->has_syn && s->first == isn + 1 && !was_over;
    if (!is_late && s->is_known) reuse(d, c, s, ack, was_over);
    s->isn = isn;
    s->has_syn = true;
    if (is_late) return;
    s->is_known = true;
    s->next = s->first = isn + 1;
    s->begun_us = d->now.time_us;
    if (!ack)
        c->id = (c->ends_hash ^ isn * 0x9e3779b97f4a7c15u ^ c->n_reused * 0xd6e8feb86659fd93u) | 1;
}

/* Bytes from before the first segment that was seen of this direction. */
static void take_late(Decoder *d, Connection *c, Stream *s, uint32_t seq, Bytes b) {
    GbMessage m = about(c, s);
    Framer alone = {.n = 0};
    framer_feed(d, &alone, &m, &d->now, b.p, b.n);
    framer_cut(d, &alone, &m, 0, GB_MESSAGE_GAP);
    s->framer.n_messages += alone.n_messages;
    s->first = seq;
}

static void take_payload(Decoder *d, Connection *c, Stream *s, uint32_t seq, Bytes b) {
    if (!s->is_known) {
        s->is_known = true;
        s->next = s->first = seq;
        s->begun_us = d->now.time_us;
    }
    int32_t ahead = distance(s->next, seq);
    if (ahead < 0) {
        uint32_t end = seq + (uint32_t)(b.n + b.cut);
        int32_t late = distance(end, s->first);
        if (!s->has_syn && late >= 0 && late < GB_MAX_STREAM_LATE && starts_sip(b)) {
            take_late(d, c, s, seq, b);
            return;
        }
        compare_kept(d, s, seq, b);
        if (distance(s->next, end) <= 0) {
            decoder_count(d, COUNT_TCP_REPEATED, b.n);
            return;
        }
        b = trim(b, (size_t)-(int64_t)ahead);
        ahead = 0;
    }
    if (ahead > 0) {
        hold(d, s, seq, b);
        close_lost_gaps(d, c, s);
    } else {
        s->framer.quirks |= d->quirks;
        deliver(d, c, s, &d->now, b);
        drain(d, c, s);
    }
}

static bool is_untouched(const Stream *s) {
    return s->framer.n == 0 && s->framer.idle == 0 && !s->pending && s->framer.n_messages == 0;
}

/* Noise from here on. False when the connection is gone: nothing else is of interest in it. */
static bool set_noise(Decoder *d, Connection *c, Stream *s, const FlowKey *key, CountId what) {
    Stream *peer = s == &c->streams[0] ? &c->streams[1] : &c->streams[0];
    while (s->pending) drop_first_pending(d, s);
    framer_clear(&s->framer);
    s->is_noise = true;
    s->noise = (uint8_t)what;
    flow_set_noise(d->streams, key->direction, what);
    if (c->is_sip || (!peer->is_noise && !is_untouched(peer))) return true;
    flow_remove(d, c);
    return false;
}

/* False when the connection is gone. */
static bool read_payload(Decoder *d, Connection *c, Stream *s, const FlowKey *key, uint32_t seq,
                         Bytes b) {
    if (!s->is_websocket && s->framer.n_messages == 0 && websocket_starts(b)) {
        if (s->is_noise) restart(d, s);
        framer_clear(&s->framer); /* the head of its upgrade */
        s->is_websocket = true;
        if (!c->is_sip) flow_is_sip(d, c);
    }
    if (s->is_websocket) {
        take_payload(d, c, s, seq, b);
        return true;
    }
    if (s->is_noise) {
        if (!starts_sip(b)) {
            decoder_count(d, (CountId)s->noise, b.n);
            return true;
        }
        uint64_t n_messages = s->framer.n_messages;
        restart(d, s);
        s->framer.n_messages = n_messages;
    }
    bool is_first = is_untouched(s), is_sure = false;
    if (is_first && b.n) {
        CountId what = name_noise(key->src.port, key->dst.port, b, &is_sure);
        s->noise = (uint8_t)what;
        if (is_sure) {
            decoder_count(d, what, b.n);
            return set_noise(d, c, s, key, what);
        }
    }
    take_payload(d, c, s, seq, b);
    if (s->framer.n_messages) {
        if (!c->is_sip) flow_is_sip(d, c);
    } else {
        if (!s->framer.scan.at) decoder_count(d, (CountId)s->noise, b.n);
    }
    size_t limit = s->framer.n_messages ? GB_MAX_STREAM_IDLE : GB_MAX_STREAM_PROBE;
    if (s->framer.idle > limit) return set_noise(d, c, s, key, (CountId)s->noise);
    return true;
}

/* A segment of no connection that we know: worth one? */
static bool is_worth_it(Decoder *d, const FlowKey *key, unsigned flags, Bytes b) {
    CountId what;
    bool is_sure;
    if (flags & RST) return false;
    if (b.n == 0) {
        if (b.cut) decoder_count(d, COUNT_SNAPPED, b.cut);
        return flags & SYN;
    }
    if (starts_sip(b) || websocket_starts(b)) return true;
    if (flow_noise(d->streams, key->direction, &what)) {
        decoder_count(d, what, b.n);
        return false;
    }
    what = name_noise(key->src.port, key->dst.port, b, &is_sure);
    if (!is_sure) return true;
    decoder_count(d, what, b.n);
    flow_set_noise(d->streams, key->direction, what);
    return false;
}

static void tell_end(Decoder *d, Connection *c, const FlowKey *key, bool is_reset) {
    if (!c->is_sip || c->is_ended) return;
    c->is_ended = true;
    decoder_connection_end(d, &(GbConnectionEnd){.connection = c->id, .time_us = d->now.time_us,
                                                 .frame = d->now.frame, .file = d->now.file,
                                                 .is_reset = is_reset, .by = key->src});
}

bool tcp_read(Decoder *d, Bytes b) {
    if (b.n < 20) {
        if (!b.cut) return decoder_bad(d, b);
        decoder_count(d, COUNT_SNAPPED, b.cut);
        return true;
    }
    const uint8_t *p = b.p;
    size_t header = 4 * (size_t)(p[12] >> 4);
    if (header < 20 || header > b.n) return decoder_bad(d, b);
    unsigned flags = p[13];
    uint32_t seq = read32(p + 4), ack = read32(p + 8);
    b = bytes_from(b, header);
    if (b.n + b.cut == 0) decoder_count(d, COUNT_TCP_CONTROL, 0);

    FlowKey key;
    bool reverse = false;
    flow_key(d, read16(p), read16(p + 2), &key);
    Connection *c = flow_find(d->streams, &key, &reverse);
    if (!c) {
        if (!is_worth_it(d, &key, flags, b)) return true;
        c = flow_add(d, &key);
        if (!c) return true;
    }
    Stream *s = &c->streams[reverse], *peer = &c->streams[!reverse];
    if (flags & SYN) take_syn(d, c, s, seq++, flags & ACK ? &ack : NULL);
    if (flags & ACK) {
        if (!peer->has_ack || distance(peer->acked, ack) > 0) peer->acked = ack;
        peer->has_ack = true;
        close_lost_gaps(d, c, peer);
        if (b.n + b.cut) close_answered_gaps(d, c, peer, ack);
    }
    if (b.n + b.cut && !read_payload(d, c, s, &key, seq, b)) return true;
    if (flags & FIN) {
        s->has_fin = true;
        s->fin = seq + (uint32_t)(b.n + b.cut);
    }
    if (s->has_fin && s->is_known && s->next == s->fin && !s->is_ended) {
        finish_stream(d, c, s, 0);
        s->is_ended = true;
    }
    if (flags & RST) {
        tcp_finish(d, c, 0);
        c->is_reset = true;
    }
    if (flags & (FIN | RST)) tell_end(d, c, &key, flags & RST);
    return true;
}
