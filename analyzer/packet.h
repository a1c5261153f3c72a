/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.h - one packet as a capture file gives it, and the bytes one layer hands to the next. */
#ifndef ANALYZER_PACKET_H
#define ANALYZER_PACKET_H

#include <gb28181/slice.h>

typedef struct Packet {
    const uint8_t *p;  /* borrowed until the next packet of the same reader is asked for */
    uint32_t captured; /* bytes at p */
    uint32_t original; /* bytes it had on the wire; more than captured when snaplen cut it */
    uint32_t link;     /* LINKTYPE_ value as the file has it */
    uint32_t file;
    uint64_t frame;    /* 1-based in its file */
    int64_t time_ns;   /* since 1970-01-01 UTC */
} Packet;

/* A layer's bytes: n are here, `cut` more were on the wire and not captured (snaplen). */
typedef struct Bytes {
    const uint8_t *p;
    size_t n, cut;
} Bytes;

/* Without its first k bytes; k <= n. */
static inline Bytes bytes_from(Bytes b, size_t k) {
    return (Bytes){b.p + k, b.n - k, b.cut};
}

/* Makes b end after `length` bytes, as a length field of the packet says. False when the packet
 * never had so many (the length lies): then b stays. */
static inline bool bytes_limit(Bytes *b, size_t length) {
    if (length <= b->n) {
        b->n = length;
        b->cut = 0;
    } else if (length - b->n <= b->cut) {
        b->cut = length - b->n;
    } else {
        return false;
    }
    return true;
}

static inline uint16_t read16(const uint8_t *p) {
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t read32(const uint8_t *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline int64_t packet_time_us(const Packet *k) {
    return k->time_ns / 1000 - (k->time_ns % 1000 < 0); /* down, also before 1970 */
}

#endif
