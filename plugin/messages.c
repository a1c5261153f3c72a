/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * messages.c - the SIP messages of a frame, as the shared module wants them.
 *
 * Wireshark says where SIP is: each `sip` item knows its data source (the frame, reassembled
 * fragments, a desegmented stream, decrypted TLS) and where in it the message begins. It does not
 * say reliably where the message ends, and of a datagram it shows the first message only. So the
 * bytes are cut by our own framing, the one that the analyzer uses: of a datagram all of its
 * payload (its end is in the UDP header that stands before it), of a stream the item's bytes.
 * What ICMP errors quote is no message, and a message within another one's body isn't either.
 *
 * Left out: a message that a sender split over two datagrams is not joined here.
 */
#include "messages.h"

#include <epan/conversation.h>
#include <epan/proto_data.h>

#include <gb28181/framing.h>

/* Layers that decide what SIP in a frame is. */
enum { LAYER_SIP = 1, LAYER_ICMP = 2, LAYER_TLS = 4, LAYER_WS = 8 };
static const struct {
    const char *name;
    unsigned bit;
} layers[] = {{"sip", LAYER_SIP}, {"icmp", LAYER_ICMP}, {"icmpv6", LAYER_ICMP},
              {"tls", LAYER_TLS}, {"websocket", LAYER_WS}};
static int layer_ids[sizeof layers / sizeof layers[0]];

void gb_messages_handoff(void) {
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
        layer_ids[i] = proto_get_id_by_filter_name(layers[i].name);
}

static unsigned layers_of(const packet_info *pinfo) {
    unsigned found = 0;
    for (wmem_list_frame_t *l = wmem_list_head(pinfo->layers); l; l = wmem_list_frame_next(l)) {
        int id = GPOINTER_TO_INT(wmem_list_frame_data(l));
        for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
            if (id == layer_ids[i]) found |= layers[i].bit;
    }
    return found;
}

bool gb_messages_in(const packet_info *pinfo) {
    unsigned found = layers_of(pinfo);
    return (found & LAYER_SIP) && !(found & LAYER_ICMP);
}

static GbTransport transport_of(const packet_info *pinfo) {
    unsigned found = layers_of(pinfo);
    if (found & LAYER_TLS) return GB_TRANSPORT_TLS;
    if (found & LAYER_WS) return GB_TRANSPORT_WS;
    if (pinfo->ptype == PT_TCP) return GB_TRANSPORT_TCP;
    return pinfo->ptype == PT_SCTP ? GB_TRANSPORT_SCTP : GB_TRANSPORT_UDP;
}

GbAddress gb_messages_address(const address *a, uint32_t port) {
    GbAddress out = {.port = (uint16_t)port};
    if (a->type == AT_IPv4 && a->len == 4)
        out.family = 4;
    else if (a->type == AT_IPv6 && a->len == 16)
        out.family = 6;
    else
        return out;
    memcpy(out.ip, a->data, (size_t)a->len);
    return out;
}

int64_t gb_messages_time(const packet_info *pinfo) {
    return (int64_t)pinfo->abs_ts.secs * 1000000 + pinfo->abs_ts.nsecs / 1000;
}

uint64_t gb_messages_connection(packet_info *pinfo) {
    return (uint64_t)find_or_create_conversation(pinfo)->conv_index + 1;
}

/* Where the datagram ends whose payload holds `start`, as its UDP header says; 0: not found. */
static unsigned udp_end(const packet_info *pinfo, tvbuff_t *tvb, unsigned *start) {
    unsigned at = *start;
    while (at > 8 && (ws_tvb_byte(tvb, (int)at - 1) == '\r' ||
                      ws_tvb_byte(tvb, (int)at - 1) == '\n'))
        at--;
    if (at < 8 || tvb_get_ntohs(tvb, (int)at - 8) != pinfo->srcport ||
        tvb_get_ntohs(tvb, (int)at - 6) != pinfo->destport)
        return 0;
    unsigned length = tvb_get_ntohs(tvb, (int)at - 4);
    *start = at;
    if (length < 8) return length ? 0 : tvb_reported_length(tvb);
    return MIN(at - 8 + length, tvb_reported_length(tvb));
}

/* Returns where the last message ends. */
static unsigned read_datagram(packet_info *pinfo, GbMessage *about, tvbuff_t *tvb, unsigned start,
                              unsigned end, GbMessageFound found, void *data) {
    unsigned captured = MIN(end, tvb_captured_length(tvb));
    size_t cut = end - captured;
    GbSlice rest = gb_slice((const char *)tvb_get_ptr(tvb, (int)start, (int)(captured - start)),
                            captured - start);
    while (rest.n) {
        GbFrame frame;
        GbMessage m = *about;
        GbOutcome outcome = gb_frame_datagram(rest, &frame);
        if (outcome == GB_BAD)
            frame = (GbFrame){.length = rest.n};
        else if (outcome != GB_OK)
            break;
        m.bytes = gb_slice_sub(rest, frame.skip, frame.length);
        m.quirks |= frame.quirks;
        m.missing = frame.missing;
        unsigned at = captured - (unsigned)rest.n + (unsigned)frame.skip;
        rest = gb_slice_sub(rest, frame.skip + frame.length, rest.n);
        if (cut && rest.n == 0) {
            m.quirks |= GB_MESSAGE_SNAPPED;
            if (frame.missing <= cut) m.quirks &= ~(uint32_t)GB_MESSAGE_LENGTH_TOO_LONG;
            if (frame.missing < cut) m.missing = cut;
        }
        found(pinfo, &m, tvb, at, data);
    }
    return captured;
}

static unsigned read_stream(packet_info *pinfo, GbMessage *m, tvbuff_t *tvb, unsigned start,
                            unsigned end, GbMessageFound found, void *data) {
    unsigned captured = MIN(end, tvb_captured_length(tvb));
    GbFrame frame;
    GbSlice bytes = gb_slice((const char *)tvb_get_ptr(tvb, (int)start, (int)(captured - start)),
                             captured - start);
    GbOutcome outcome = gb_frame_stream(bytes, true, &frame);
    if (outcome == GB_BAD)
        frame = (GbFrame){.length = bytes.n};
    else if (outcome != GB_OK)
        return start;
    m->bytes = gb_slice_sub(bytes, frame.skip, frame.length);
    m->quirks |= frame.quirks;
    m->missing = frame.missing;
    if (end > captured && frame.skip + frame.length == bytes.n) {
        m->quirks |= GB_MESSAGE_SNAPPED;
        m->quirks &= ~(uint32_t)GB_MESSAGE_LENGTH_TOO_LONG;
        m->missing = MAX(m->missing, end - captured);
    }
    found(pinfo, m, tvb, start + (unsigned)frame.skip, data);
    return start + (unsigned)(frame.skip + frame.length);
}

void gb_messages_find(packet_info *pinfo, const GPtrArray *items, GbMessageFound found,
                      void *data) {
    GbMessage about = {.time_us = gb_messages_time(pinfo),
                       .frame = pinfo->num,
                       .transport = transport_of(pinfo),
                       .src = gb_messages_address(&pinfo->src, pinfo->srcport),
                       .dst = gb_messages_address(&pinfo->dst, pinfo->destport)};
    bool is_stream = about.transport == GB_TRANSPORT_TCP || about.transport == GB_TRANSPORT_TLS;
    if (is_stream || about.transport == GB_TRANSPORT_WS)
        about.connection = gb_messages_connection(pinfo);
    const tvbuff_t *last = NULL;
    unsigned done = 0;
    for (guint i = 0; i < items->len; i++) {
        const field_info *item = g_ptr_array_index(items, i);
        tvbuff_t *tvb = item->ds_tvb;
        if (!tvb || item->start < 0 || (unsigned)item->start >= tvb_captured_length(tvb)) continue;
        unsigned start = (unsigned)item->start, end = start + (unsigned)MAX(item->length, 0);
        if (tvb == last && start < done) continue;
        GbMessage m = about;
        last = tvb;
        if (is_stream) {
            done = read_stream(pinfo, &m, tvb, start, end, found, data);
            continue;
        }
        unsigned udp = about.transport == GB_TRANSPORT_UDP ? udp_end(pinfo, tvb, &start) : 0;
        done = read_datagram(pinfo, &m, tvb, start, MAX(udp, start) > start ? udp : end, found, data);
    }
}
