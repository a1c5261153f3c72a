/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcapng.c - the block format (draft-ietf-opsawg-pcapng): sections, interfaces, packets.
 *
 * We walk the blocks ourselves because libpcap refuses a file whose interfaces differ in link
 * type, and a capture on "any" plus a tunnel device is just that. Each interface has its own link
 * type and resolution; each section its own byte order and interfaces. Blocks we have no use for
 * (names, statistics, secrets, whatever comes) are passed over by their length. A length is
 * believed only when the block's end repeats it; otherwise the next block for which that holds is
 * looked for, within a bound. A Simple Packet has no time: it gets the last one seen.
 */
#include "reader.h"

#include <stdlib.h>

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2, /* obsolete, still found */
    BLOCK_SIMPLE = 3,
    BLOCK_NAMES = 4,
    BLOCK_STATISTICS = 5,
    BLOCK_ENHANCED = 6,
    BLOCK_SECRETS = 10
};
enum { OPTION_END = 0, OPTION_TSRESOL = 9, OPTION_TSOFFSET = 14 };

static int64_t clip(__int128 v) {
    return v > INT64_MAX ? INT64_MAX : v < INT64_MIN ? INT64_MIN : (int64_t)v;
}

static int64_t to_ns(const ReaderInterface *f, uint64_t ticks) {
    static const int64_t tens[] = {1,       10,       100,       1000,      10000,
                                   100000,  1000000,  10000000,  100000000, 1000000000};
    unsigned n = f->resolution & 0x7f;
    __int128 ns = ticks;
    if (f->resolution & 0x80) {
        ns = n < 64 ? (__int128)(((unsigned __int128)ticks * 1000000000u) >> n) : 0;
    } else if (n <= 9) {
        ns *= tens[9 - n];
    } else {
        for (; n > 9 && ns; n--) ns /= 10;
    }
    return clip(ns + (__int128)f->offset_s * 1000000000);
}

static void read_interface_options(const Reader *r, const uint8_t *p, size_t n, ReaderInterface *f) {
    while (n >= 4) {
        unsigned code = reader_u16(r, p);
        size_t length = reader_u16(r, p + 2), padded = (length + 3) & ~(size_t)3;
        if (code == OPTION_END || padded > n - 4) return;
        if (code == OPTION_TSRESOL && length == 1) f->resolution = p[4];
        if (code == OPTION_TSOFFSET && length == 8) {
            uint64_t v = r->is_swapped
                             ? (uint64_t)reader_u32(r, p + 4) << 32 | reader_u32(r, p + 8)
                             : 0;
            if (!r->is_swapped) memcpy(&v, p + 4, 8);
            f->offset_s = (int64_t)v;
        }
        p += 4 + padded;
        n -= 4 + padded;
    }
}

static void add_interface(Reader *r, const uint8_t *body, size_t n) {
    if (n < 8 || r->n_interfaces >= GB_MAX_INTERFACES) {
        reader_damaged(r, n);
        return;
    }
    if (r->n_interfaces == r->interfaces_size) {
        uint32_t size = r->interfaces_size ? 2 * r->interfaces_size : 4;
        ReaderInterface *more = realloc(r->interfaces, size * sizeof *more);
        if (!more) return;
        r->interfaces = more;
        r->interfaces_size = size;
    }
    ReaderInterface *f = &r->interfaces[r->n_interfaces++];
    *f = (ReaderInterface){.link = reader_u16(r, body), .snaplen = reader_u32(r, body + 4),
                           .resolution = 6};
    read_interface_options(r, body + 8, n - 8, f);
    reader_saw_link(r, f->link);
}

/* A Section Header in the window: its byte order counts from here on. */
static bool start_section(Reader *r) {
    if (!input_have(&r->in, 28)) return false;
    uint32_t order;
    memcpy(&order, r->in.p + 8, 4);
    if (order != 0x1a2b3c4d && order != 0x4d3c2b1a) return false;
    r->is_swapped = order != 0x1a2b3c4d;
    r->n_interfaces = 0;
    return true;
}

/* Reads interfaces up to the first other block, so that the link types are known. */
bool pcapng_start(Reader *r) {
    return start_section(r);
}

static bool plausible(Reader *r, size_t at) {
    const uint8_t *p = r->in.p + at;
    uint32_t type = reader_u32(r, p), length = reader_u32(r, p + 4);
    bool known = type == BLOCK_SECTION || (type >= BLOCK_INTERFACE && type <= BLOCK_ENHANCED) ||
                 type == BLOCK_SECRETS;
    return known && length >= 12 && length % 4 == 0 && length <= r->in.n - at &&
           reader_u32(r, p + length - 4) == length;
}

/* After a block that can't be one: goes to the next that can. When there is none, a block that
 * only lacks its end was cut short; anything else is damage. */
static bool resynchronise(Reader *r) {
    Input *in = &r->in;
    uint32_t length = reader_u32(r, in->p + 4);
    input_fill(in, GB_MAX_SEARCH);
    for (size_t at = 4; at < GB_MAX_SEARCH && at + 12 <= in->n; at++) {
        if (!plausible(r, at)) continue;
        reader_damaged(r, at);
        input_take(in, at);
        return true;
    }
    if (in->at_end && length > in->n && length <= GB_MAX_BLOCK && length % 4 == 0)
        r->truncated = true;
    else
        reader_damaged(r, in->n);
    return false;
}

static bool enhanced(Reader *r, uint32_t type, const uint8_t *body, size_t n, Packet *out) {
    if (n < 20) return false;
    uint32_t id = type == BLOCK_PACKET ? reader_u16(r, body) : reader_u32(r, body);
    uint32_t captured = reader_u32(r, body + 12), original = reader_u32(r, body + 16);
    if (id >= r->n_interfaces || captured > n - 20 || captured > GB_MAX_PACKET) return false;
    const ReaderInterface *f = &r->interfaces[id];
    uint64_t ticks = (uint64_t)reader_u32(r, body + 4) << 32 | reader_u32(r, body + 8);
    *out = (Packet){.p = body + 20, .captured = captured,
                    .original = original > captured ? original : captured,
                    .link = f->link, .time_ns = to_ns(f, ticks)};
    return true;
}

static bool simple(Reader *r, const uint8_t *body, size_t n, Packet *out) {
    if (n < 4 || r->n_interfaces == 0) return false;
    const ReaderInterface *f = &r->interfaces[0];
    uint32_t original = reader_u32(r, body), captured = original;
    if (f->snaplen && captured > f->snaplen) captured = f->snaplen;
    if (captured > n - 4 || captured > GB_MAX_PACKET) return false;
    *out = (Packet){.p = body + 4, .captured = captured, .original = original, .link = f->link,
                    .time_ns = r->last_ns};
    return true;
}

bool pcapng_block_next(Reader *r, Packet *out) {
    Input *in = &r->in;
    for (;;) {
        if (!input_have(in, 12)) {
            r->truncated = in->n > 0 || in->is_cut || in->is_broken;
            return false;
        }
        uint32_t type = reader_u32(r, in->p);
        if (type == BLOCK_SECTION && !start_section(r)) {
            if (in->at_end && in->n < 28) {
                r->truncated = true;
                return false;
            }
            if (!resynchronise(r)) return false;
            continue;
        }
        uint32_t length = reader_u32(r, in->p + 4);
        bool ours = type == BLOCK_INTERFACE || type == BLOCK_PACKET || type == BLOCK_SIMPLE ||
                    type == BLOCK_ENHANCED;
        if (length < 12 || length % 4 != 0 || (ours && length > GB_MAX_BLOCK)) {
            if (!resynchronise(r)) return false;
            continue;
        }
        if (length > GB_MAX_BLOCK) { /* names, secrets: as long as they like */
            if (!input_skip(in, length)) {
                r->truncated = true;
                return false;
            }
            continue;
        }
        if (!input_have(in, length)) { /* cut short, or a length that lies */
            if (resynchronise(r)) continue;
            return false;
        }
        if (reader_u32(r, in->p + length - 4) != length) {
            if (!resynchronise(r)) return false;
            continue;
        }
        const uint8_t *body = in->p + 8;
        size_t n = length - 12;
        bool found = false;
        if (type == BLOCK_ENHANCED || type == BLOCK_PACKET) {
            found = enhanced(r, type, body, n, out);
            if (!found) reader_damaged(r, length);
        } else if (type == BLOCK_SIMPLE) {
            found = simple(r, body, n, out);
            if (!found) reader_damaged(r, length);
        } else if (type == BLOCK_INTERFACE) {
            add_interface(r, body, n);
        }
        input_take(in, length);
        if (found) return true;
    }
}
