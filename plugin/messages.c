/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * messages.c - the SIP messages of a frame, as the shared module wants them.
 *
 * Wireshark says where SIP is in two ways. SIP's tap `sip_follow` hands on the buffer of each
 * message; a dissector may fetch what was tapped before it (as SMB2 does with NTLMSSP), and no
 * tree is built for that. But some programs run a first pass without taps (tshark -2, sharkd):
 * there the tree's `sip` items serve. Which kind a pass will be isn't said when it is set up, so it
 * gets a tree unless that is known to be of no use: the GUI loads with taps, and tshark with a
 * statistic has taps in its last pass at least. (Postdissectors may want a tree; but they are asked
 * before tshark starts its statistics, so the tree is made when the dissection is set up.) As soon
 * as a frame's taps run, a tree that only we asked for goes again: building it would make a plain
 * run of tshark half as long again.
 *
 * SIP taps a message when it has read it, which it does not come to in a frame that the capture cut:
 * there the payload is looked for (payload.c).
 *
 * Either way the data source (the frame, reassembled fragments, a desegmented stream, decrypted
 * TLS) and the place in it are known. Where a message ends is not, reliably, and of a datagram
 * Wireshark shows the first message only. So the bytes are cut by our own framing, the one that
 * the analyzer uses: of a datagram all of its payload (its end is in the UDP header that stands
 * before it), of a stream from one message to the next. What ICMP errors quote is no message, and a
 * message within another one's body isn't either.
 *
 * Left out: a message that a sender split over two datagrams is not joined here; a packet that begins
 * with line ends is no SIP to Wireshark, nor is what it carries.
 */
#include "messages.h"

#include "file.h"
#include "payload.h"
#include "statistics.h"

#include <epan/conversation.h>
#include <epan/funnel.h>
#include <epan/proto_data.h>

#include <gb28181/framing.h>

static dissector_handle_t postdissector;
static int sip_field = -1, follow_tap, probe_tap;
static const epan_dissect_t *lent; /* has a tree because of us; NULL: none */
static enum { ASLEEP, LISTENING, HEARD } probe;
static enum { NOT_KNOWN, NO_TAPS, TAPS } first_pass;

/* Layers that decide what SIP in a frame is. */
enum { LAYER_SIP, LAYER_ICMP, LAYER_ICMPV6, LAYER_TLS, LAYER_WS, N_LAYERS };
static const char *const layer_names[N_LAYERS] = {"sip", "icmp", "icmpv6", "tls", "websocket"};
static int layer_ids[N_LAYERS];

static void want_items(bool want) {
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(int));
    if (want) g_array_append_val(wanted, sip_field);
    set_postdissector_wanted_hfids(postdissector, wanted);
}

/* Comes behind all dissectors of a frame, in passes with taps. */
static tap_packet_status on_probe(void *listener, packet_info *pinfo, epan_dissect_t *edt,
                                  const void *data, tap_flags_t flags) {
    (void)listener, (void)pinfo, (void)data, (void)flags;
    if (edt != lent) return TAP_PACKET_DONT_REDRAW;
    lent = NULL;
    probe = HEARD;
    want_items(false);
    proto_tree_free(edt->tree);
    edt->tree = NULL;
    return TAP_PACKET_DONT_REDRAW;
}

/* Wireshark goes through all listeners at each thing that may be tapped, so this one goes when it
 * has heard. */
static void listen_for_taps(bool on) {
    static char listener;
    if (on == (probe != ASLEEP)) return;
    probe = on ? LISTENING : ASLEEP;
    if (!on) {
        remove_tap_listener(&listener);
        return;
    }
    GString *error = register_tap_listener("gb28181_probe", &listener, NULL, TL_IS_DISSECTOR_HELPER, NULL,
                                           on_probe, NULL, NULL);
    if (error) g_string_free(error, TRUE);
}

void gb_messages_register(void) {
    probe_tap = register_tap("gb28181_probe");
}

void gb_messages_handoff(dissector_handle_t handle) {
    static char listener;
    for (unsigned i = 0; i < N_LAYERS; i++)
        layer_ids[i] = proto_get_id_by_filter_name(layer_names[i]);
    sip_field = proto_get_id_by_filter_name("sip");
    follow_tap = find_tap_id("sip_follow");
    postdissector = handle;
    GString *error = register_tap_listener("sip_follow", &listener, NULL, TL_IS_DISSECTOR_HELPER,
                                           NULL, NULL, NULL, NULL);
    if (error) g_string_free(error, TRUE);
}

bool gb_messages_in_gui(void) {
    const funnel_ops_t *ops = funnel_get_funnel_ops(); /* tshark has some, but no dialogs */
    return ops && ops->new_dialog;
}

void gb_messages_begin(void) {
    want_items(false);
    first_pass = NOT_KNOWN;
}

void gb_messages_probe(packet_info *pinfo) {
    if (lent) tap_queue_packet(probe_tap, pinfo, &probe_tap);
}

void gb_messages_prepare(epan_dissect_t *edt) {
    if (!postdissector || gb_messages_in_gui()) return;
    bool tapped = tap_listeners_require_dissection() && !gb_statistics_wanted();
    if (edt->tree || tapped) {
        want_items(edt->tree != NULL);
        return;
    }
    epan_t *session = edt->session;
    epan_dissect_cleanup(edt);
    epan_dissect_init(edt, session, true, false); /* comes by here again */
    lent = edt;
    listen_for_taps(true);
}

void gb_messages_end(const epan_dissect_t *edt) {
    if (lent == edt) lent = NULL;
    if (probe == HEARD) listen_for_taps(false);
}

/* Outermost first; what SIP itself carries matters no more. */
static unsigned layers_of(const packet_info *pinfo) {
    unsigned found = 0;
    for (wmem_list_frame_t *l = wmem_list_head(pinfo->layers); l; l = wmem_list_frame_next(l)) {
        int id = GPOINTER_TO_INT(wmem_list_frame_data(l));
        if (id == layer_ids[LAYER_SIP]) return found | 1u << LAYER_SIP;
        for (unsigned i = LAYER_SIP + 1; i < N_LAYERS; i++) found |= (unsigned)(id == layer_ids[i]) << i;
    }
    return found;
}

static bool is_quoted(unsigned layers) {
    return layers & (1u << LAYER_ICMP | 1u << LAYER_ICMPV6);
}

unsigned gb_messages_layers(const packet_info *pinfo) {
    unsigned found = layers_of(pinfo);
    return (found & 1u << LAYER_SIP) && !is_quoted(found) ? found : 0;
}

bool gb_messages_is_quoted(const packet_info *pinfo) {
    return is_quoted(layers_of(pinfo));
}

static GbTransport transport_of(const packet_info *pinfo, unsigned layers) {
    if (layers & 1u << LAYER_TLS) return GB_TRANSPORT_TLS;
    if (layers & 1u << LAYER_WS) return GB_TRANSPORT_WS;
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

static bool is_line_end(uint8_t byte) {
    return byte == '\r' || byte == '\n';
}

static bool is_udp_head(const packet_info *pinfo, tvbuff_t *tvb, unsigned at) {
    return at >= 8 && tvb_get_ntohs(tvb, (int)at - 8) == pinfo->srcport &&
           tvb_get_ntohs(tvb, (int)at - 6) == pinfo->destport;
}

/* Where the datagram ends whose payload holds `start`, as its UDP header says; 0: not found. The
 * header stands before the payload, of which SIP leaves out the line ends that it begins with; a
 * checksum may look like one. */
static unsigned udp_end(const packet_info *pinfo, tvbuff_t *tvb, unsigned *start) {
    unsigned at = *start;
    while (!is_udp_head(pinfo, tvb, at)) {
        if (at <= 8 || !is_line_end(*tvb_get_ptr(tvb, (int)at - 1, 1))) return 0;
        at--;
    }
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
    GbHead head;
    if (cut == 0 && gb_frame_is_one(gb_file.heads, rest, false, &head)) {
        about->bytes = rest;
        about->head = &head;
        found(pinfo, about, tvb, start, data);
        return captured;
    }
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

/* Returns where the message ends; `start` when none was found. is_whole: a part of one is none. */
static unsigned read_stream(packet_info *pinfo, GbMessage *m, tvbuff_t *tvb, unsigned start,
                            unsigned end, bool is_whole, GbMessageFound found, void *data) {
    unsigned captured = MIN(end, tvb_captured_length(tvb));
    GbFrame frame;
    GbSlice bytes = gb_slice((const char *)tvb_get_ptr(tvb, (int)start, (int)(captured - start)),
                             captured - start);
    GbHead head;
    if (end == captured && gb_frame_is_one(gb_file.heads, bytes, true, &head)) {
        m->bytes = bytes;
        m->head = &head;
        found(pinfo, m, tvb, start, data);
        return captured;
    }
    GbOutcome outcome = gb_frame_stream(bytes, !is_whole, &frame);
    if (outcome == GB_BAD && !is_whole)
        frame = (GbFrame){.length = bytes.n};
    else if (outcome != GB_OK)
        return start;
    m->bytes = gb_slice_sub(bytes, frame.skip, frame.length);
    m->quirks |= frame.quirks;
    m->missing = frame.missing;
    if (!is_whole && end > captured && frame.skip + frame.length == bytes.n) {
        m->quirks |= GB_MESSAGE_SNAPPED;
        m->quirks &= ~(uint32_t)GB_MESSAGE_LENGTH_TOO_LONG;
        m->missing = MAX(m->missing, end - captured);
    }
    found(pinfo, m, tvb, start + (unsigned)frame.skip, data);
    return start + (unsigned)(frame.skip + frame.length);
}

static bool is_tapped(packet_info *pinfo) {
    tap_queue_packet(probe_tap, pinfo, &probe_tap);
    return fetch_tapped_data(probe_tap, 0) != NULL;
}

bool gb_messages_tapped(packet_info *pinfo) {
    if (PINFO_FD_VISITED(pinfo)) return is_tapped(pinfo);
    if (first_pass == NOT_KNOWN) first_pass = is_tapped(pinfo) ? TAPS : NO_TAPS;
    return first_pass == TAPS;
}

/* A message as Wireshark knows it. */
typedef struct Place {
    tvbuff_t *tvb;       /* of a data source */
    unsigned start, end; /* end: where it may end at most */
} Place;

/* The frame's messages, one by one. */
typedef struct Reader {
    packet_info *pinfo;
    GbMessage about;
    bool is_stream;
    tvbuff_t *last;       /* data source of the message before */
    unsigned done;        /* where that message ended */
    GbMessageFound found;
    void *data;
} Reader;

static void read_place(Reader *r, Place p, bool is_whole) {
    if (p.start >= tvb_captured_length(p.tvb) || (p.tvb == r->last && p.start < r->done)) return;
    GbMessage m = r->about;
    r->last = p.tvb;
    if (r->is_stream) {
        r->done = read_stream(r->pinfo, &m, p.tvb, p.start, p.end, is_whole, r->found, r->data);
        return;
    }
    unsigned start = p.start;
    unsigned udp = m.transport == GB_TRANSPORT_UDP ? udp_end(r->pinfo, p.tvb, &start) : 0;
    r->done = read_datagram(r->pinfo, &m, p.tvb, start, MAX(udp, start) > start ? udp : p.end,
                            r->found, r->data);
}

/* Line ends between messages (RFC 3261 7.5) end SIP's reading of a buffer of a stream, here at
 * r->done; what stands whole behind them is read all the same. What is cut there no later frame
 * brings again. */
static void read_behind(Reader *r, unsigned end) {
    Place p = {r->last, r->done, end};
    if (!r->is_stream || !p.tvb || p.start >= MIN(end, tvb_captured_length(p.tvb)) ||
        !is_line_end(*tvb_get_ptr(p.tvb, (int)p.start, 1)))
        return;
    do {
        p.start = r->done;
        read_place(r, p, true);
    } while (r->done > p.start);
}

/* SIP taps the buffer that it was given: of a stream once per message, each time the same. */
static bool read_tapped(Reader *r) {
    tvbuff_t *outer = NULL, *tvb;
    unsigned outer_end = 0;
    int i = 0;
    for (; (tvb = (tvbuff_t *)fetch_tapped_data(follow_tap, i)) != NULL; i++) {
        unsigned raw = (unsigned)tvb_raw_offset(tvb);
        Place p = {tvb_get_ds_tvb(tvb), raw, raw + tvb_reported_length(tvb)};
        if (tvb != outer) read_behind(r, outer_end);
        if (tvb == outer && r->is_stream) p.start = r->done;
        if (p.tvb != r->last || p.start >= r->done) {
            outer = tvb;
            outer_end = p.end;
        }
        read_place(r, p, false);
    }
    read_behind(r, outer_end);
    return i > 0;
}

static bool read_items(Reader *r, proto_tree *tree) {
    GPtrArray *primed = tree ? proto_get_finfo_ptr_array(tree, sip_field) : NULL;
    GPtrArray *items = primed || !tree ? primed : proto_find_finfo(tree, sip_field);
    unsigned n = items ? items->len : 0, end = 0; /* what stands behind the payload is no message */
    for (unsigned i = 0; i < n; i++) {
        const field_info *item = g_ptr_array_index(items, i);
        if (!item->ds_tvb || item->start < 0) continue;
        unsigned start = (unsigned)item->start;
        if (item->ds_tvb != r->last) read_behind(r, end);
        read_place(r, (Place){item->ds_tvb, start, start + (unsigned)MAX(item->length, 0)}, false);
        end = tvb_reported_length(item->ds_tvb);
    }
    read_behind(r, end);
    if (items && !primed) g_ptr_array_free(items, TRUE);
    return n > 0;
}

/* A frame that the capture cut ends SIP's reading before it taps: what is left of its payload. */
static void read_cut(Reader *r, tvbuff_t *frame) {
    GbPayload payload;
    if (tvb_captured_length(frame) == tvb_reported_length(frame) || (r->last && r->last != frame) ||
        !gb_payload_find(r->pinfo, frame, &payload))
        return;
    read_place(r, (Place){frame, MAX(payload.start, r->done), payload.end}, false);
}

bool gb_messages_find(packet_info *pinfo, unsigned layers, tvbuff_t *frame, proto_tree *tree,
                      GbMessageFound found, void *data) {
    Reader r = {.pinfo = pinfo,
                .about = {.time_us = gb_messages_time(pinfo),
                          .frame = pinfo->num,
                          .transport = transport_of(pinfo, layers),
                          .src = gb_messages_address(&pinfo->src, pinfo->srcport),
                          .dst = gb_messages_address(&pinfo->dst, pinfo->destport)},
                .found = found,
                .data = data};
    GbTransport transport = r.about.transport;
    r.is_stream = transport == GB_TRANSPORT_TCP || transport == GB_TRANSPORT_TLS;
    if (r.is_stream || transport == GB_TRANSPORT_WS)
        r.about.connection = gb_messages_connection(pinfo);
    if (!read_tapped(&r) && !read_items(&r, tree) && !gb_messages_tapped(pinfo)) return false;
    read_cut(&r, frame);
    return true;
}
