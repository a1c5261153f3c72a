/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * udp.c - UDP (RFC 768), and the messages of a datagram (RFC 3261 18.3).
 *
 * SIP is known by its content on any port; ports only name what is left out. The first byte of a
 * payload says no to nearly all media: RTP begins with 0x80, and no SIP does. Which tunnel lies
 * on a port is asked after SIP, since media and SIP may use any port.
 */
#include <gb28181/framing.h>

#include "continued.h"
#include "decoder.h"
#include "fragments.h"

/* token (RFC 3261 25.1), and the line ends that may stand before a start line */
const uint8_t sip_first_byte[256] = {
    ['\r'] = 1, ['\n'] = 1, ['!'] = 1, ['%'] = 1, ['*'] = 1, ['_'] = 1, ['+'] = 1, ['`'] = 1,
    ['\''] = 1, ['~'] = 1, ['-'] = 1, ['.'] = 1,
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
    ['8'] = 1, ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1,
    ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1,
    ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1,
    ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1,
    ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1,
    ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1,
    ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static bool may_begin(GbSlice rest) {
    GB_HAS_BYTES(rest.p, rest.n);
    return rest.n && sip_first_byte[(uint8_t)rest.p[0]];
}

bool datagram_read(Decoder *d, Bytes b, const GbMessage *about, uint32_t cut_quirk) {
    GbSlice rest = {(const char *)b.p, b.n};
    bool found = false;
    if (!may_begin(rest)) return false;
    const GbHead *one = decoder_one(d, &rest, false);
    do {
        GbFrame f = {.length = rest.n};
        GbMessage m = *about;
        GbOutcome outcome = one ? GB_OK : gb_frame_datagram(rest, &f);
        if (outcome == GB_BAD)
            f = (GbFrame){.length = rest.n};
        else if (outcome != GB_OK)
            break;
        found = true;
        m.head = one;
        m.bytes = gb_slice_sub(rest, f.skip, f.length);
        m.quirks |= f.quirks;
        m.missing = f.missing;
        rest = gb_slice_sub(rest, f.skip + f.length, rest.n);
        if (b.cut && rest.n == 0) {
            Origin at = {m.frame, m.time_us, m.file};
            if (cut_quirk & GB_MESSAGE_SNAPPED) count_at(&d->counts, COUNT_SNAPPED, &at, b.cut);
            m.quirks |= cut_quirk;
            if (f.missing <= b.cut) m.quirks &= ~(uint32_t)GB_MESSAGE_LENGTH_TOO_LONG;
            if (f.missing < b.cut) m.missing = b.cut;
        } else if (m.missing && m.transport == GB_TRANSPORT_UDP && !(m.quirks & GB_MESSAGE_GAP)) {
            halves_hold(d, &m, m.missing);
            continue;
        }
        decoder_message(d, &m);
    } while (may_begin(rest));
    return found;
}

static bool is_ping(Bytes b) {
    return b.cut == 0 && gb_is_ping(gb_slice((const char *)b.p, b.n));
}

static bool may_be_sip(Bytes b) {
    size_t i = 0;
    if (b.n == 0 || !sip_first_byte[b.p[0]]) return false;
    while (i < b.n && (b.p[i] == '\r' || b.p[i] == '\n')) i++;
    return i < b.n && gb_sip_looks_like(gb_slice((const char *)b.p + i, b.n - i)) != GB_NOT;
}

static CountId name_noise(uint16_t src, uint16_t dst, Bytes b) {
    if (b.n >= 12 && b.p[0] >> 6 == 2) return b.p[1] >= 192 && b.p[1] < 224 ? COUNT_RTCP : COUNT_RTP;
    if (b.n <= 4) return COUNT_UDP_EMPTY;
    if (b.n >= 8 && b.p[0] >> 6 == 2 && b.p[1] >= 192 && b.p[1] < 224) return COUNT_RTCP;
    if (b.n >= 20 && b.p[0] < 2 && memcmp(b.p + 4, "\x21\x12\xa4\x42", 4) == 0) return COUNT_STUN;
    if (src == 53 || dst == 53 || src == 5353 || dst == 5353) return COUNT_DNS;
    return COUNT_UDP_OTHER;
}

bool udp_read(Decoder *d, Bytes b) {
    if (b.n < 8) {
        if (!b.cut) return decoder_bad(d, b);
        decoder_count(d, COUNT_SNAPPED, b.cut);
        return true;
    }
    uint16_t src = read16(b.p), dst = read16(b.p + 2);
    size_t length = read16(b.p + 4);
    if (length && (length < 8 || !bytes_limit(&b, length))) { /* 0: offload, or a jumbogram */
        decoder_bad(d, b);
        if (length < 8) return true;
    }
    b = bytes_from(b, 8);
    if (b.n >= 12 && b.p[0] >> 6 == 2 && !d->n_halves) { /* RTP, RTCP: neither SIP nor tunnel */
        decoder_count(d, name_noise(src, dst, b), b.n);
        return true;
    }
    bool waits = d->n_halves || fragments_wait(d); /* parts of SIP messages */
    if (waits || (b.n && sip_first_byte[b.p[0]])) {
        GbMessage m = {.time_us = d->now.time_us, .frame = d->now.frame, .file = d->now.file,
                       .quirks = d->quirks, .transport = GB_TRANSPORT_UDP,
                       .src = decoder_address(d, d->src, src),
                       .dst = decoder_address(d, d->dst, dst)};
        if (waits && may_be_sip(b)) {
            halves_release(d, &m.src, &m.dst);
            fragments_answered(d, &m.src, &m.dst);
        } else if (d->n_halves && b.n && b.cut == 0 && !is_ping(b) && halves_join(d, &m.src, &m.dst, b)) {
            return true;
        }
        if (datagram_read(d, b, &m, GB_MESSAGE_SNAPPED)) return true;
    }
    if (udp_tunnel_read(d, dst, b)) return true;
    if (!is_ping(b)) {
        decoder_count(d, name_noise(src, dst, b), b.n);
        return true;
    }
    decoder_count(d, COUNT_CRLF_PING, b.n);
    decoder_ping(d, &(GbPing){.time_us = d->now.time_us, .frame = d->now.frame, .file = d->now.file,
                              .src = decoder_address(d, d->src, src),
                              .dst = decoder_address(d, d->dst, dst)});
    return true;
}
