/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sctp.c - SIP in SCTP DATA chunks (RFC 9260 3.3.1, RFC 4168): a chunk that holds a whole user
 * message is read like a datagram, which is what SCTP delivers.
 *
 * Left out: user messages over several chunks (counted; no SIP of the field over SCTP is larger
 * than a packet), I-DATA, and the order of streams, which SIP does not need.
 */
#include "decoder.h"

enum { CHUNK_DATA = 0, FLAG_END = 1, FLAG_BEGIN = 2 };

bool sctp_read(Decoder *d, Bytes b) {
    if (b.n < 12) return decoder_bad(d, b);
    uint16_t src = read16(b.p), dst = read16(b.p + 2);
    b = bytes_from(b, 12);
    while (b.n >= 4) {
        unsigned type = b.p[0], flags = b.p[1];
        size_t length = read16(b.p + 2), padded = (length + 3) & ~(size_t)3;
        Bytes chunk = b;
        if (length < 4 || !bytes_limit(&chunk, length)) return decoder_bad(d, b);
        GbMessage m = {.time_us = d->now.time_us, .frame = d->now.frame, .file = d->now.file,
                       .quirks = d->quirks, .transport = GB_TRANSPORT_SCTP,
                       .src = decoder_address(d, d->src, src),
                       .dst = decoder_address(d, d->dst, dst)};
        bool is_whole = (flags & (FLAG_BEGIN | FLAG_END)) == (FLAG_BEGIN | FLAG_END);
        if (type != CHUNK_DATA || !is_whole || chunk.n <= 16 ||
            !datagram_read(d, bytes_from(chunk, 16), &m, GB_MESSAGE_SNAPPED))
            decoder_count(d, COUNT_SCTP_OTHER, chunk.n);
        if (padded >= b.n) break;
        b = bytes_from(b, padded);
    }
    return true;
}
