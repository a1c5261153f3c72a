/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcap.c - the classic capture format: a file header, then records (draft-ietf-opsawg-pcap).
 *
 * Times in micro- or nanoseconds, either byte order, and the "modified" variant with longer
 * record headers. We read it ourselves because libpcap copies every packet once, which for a
 * capture full of media is half of all the time, and because it stops at the first damaged
 * record: we look for the next place where two records in a row make sense (bounded), as a disk
 * that ran full or a capture box that lost power leaves them. libpcap is the reference that the
 * tests compare this reader with.
 */
#include "reader.h"

enum { MAGIC_US = 0xa1b2c3d4, MAGIC_NS = 0xa1b23c4d, MAGIC_MODIFIED = 0xa1b2cd34 };
enum { FILE_HEADER = 24, MIN_PACKET = 14 };

static bool known_magic(uint32_t v) {
    return v == MAGIC_US || v == MAGIC_NS || v == MAGIC_MODIFIED;
}

bool pcap_is_magic(const uint8_t *p) {
    uint32_t v;
    memcpy(&v, p, 4);
    return known_magic(v) || known_magic(__builtin_bswap32(v));
}

bool pcap_start(Reader *r) {
    if (!input_have(&r->in, FILE_HEADER)) return false;
    const uint8_t *p = r->in.p;
    uint32_t magic;
    memcpy(&magic, p, 4);
    r->is_swapped = !known_magic(magic);
    magic = reader_u32(r, p);
    r->is_nano = magic == MAGIC_NS;
    r->record_header = magic == MAGIC_MODIFIED ? 24 : 16;
    r->link = reader_u32(r, p + 20) & 0xffff; /* above: length of the frame check sequence */
    reader_saw_link(r, r->link);
    input_take(&r->in, FILE_HEADER);
    return true;
}

/* Could a record header stand at p, of a packet within a day of this time? */
static bool plausible(const Reader *r, const uint8_t *p, int64_t near_s) {
    uint32_t s = reader_u32(r, p), fraction = reader_u32(r, p + 4);
    uint32_t captured = reader_u32(r, p + 8), original = reader_u32(r, p + 12);
    int64_t away = (int64_t)s - near_s;
    return fraction < (r->is_nano ? 1000000000u : 1000000u) && captured >= MIN_PACKET &&
           captured <= GB_MAX_PACKET && captured <= original &&
           original <= GB_MAX_PACKET && away >= -86400 && away <= 86400;
}

/* After a record that can't be one: goes to the next place where two in a row can be. */
static bool resynchronise(Reader *r) {
    Input *in = &r->in;
    size_t head = r->record_header;
    int64_t near_s = r->packets ? r->last_ns / 1000000000 : reader_u32(r, in->p);
    input_fill(in, GB_MAX_SEARCH);
    for (size_t at = 1; at < GB_MAX_SEARCH && at + head <= in->n; at++) {
        if (!plausible(r, in->p + at, near_s)) continue;
        size_t next = at + head + reader_u32(r, in->p + at + 8);
        if (next > in->n || (next < in->n && (next + head > in->n || !plausible(r, in->p + next, near_s))))
            continue;
        reader_damaged(r, at);
        input_take(in, at);
        return true;
    }
    if (in->at_end && reader_u32(r, in->p + 8) <= GB_MAX_PACKET)
        r->truncated = true; /* it only lacks its end */
    else
        reader_damaged(r, in->n);
    return false;
}

bool pcap_record_next(Reader *r, Packet *out) {
    Input *in = &r->in;
    size_t head = r->record_header;
    if (!input_have(in, head)) {
        r->truncated = in->n > 0 || in->is_cut || in->is_broken;
        return false;
    }
    uint32_t captured = reader_u32(r, in->p + 8);
    if (captured > GB_MAX_PACKET || !input_have(in, head + captured)) {
        if (!resynchronise(r)) return false;
        captured = reader_u32(r, in->p + 8);
    }
    const uint8_t *p = in->p;
    uint32_t original = reader_u32(r, p + 12);
    out->p = p + head;
    out->captured = captured;
    out->original = original > captured ? original : captured;
    out->link = r->link;
    out->time_ns = (int64_t)reader_u32(r, p) * 1000000000 +
                   (int64_t)reader_u32(r, p + 4) * (r->is_nano ? 1 : 1000);
    input_take(in, head + captured);
    return true;
}
