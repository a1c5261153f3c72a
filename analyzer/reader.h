/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.h - the packets of one capture file, pcap or pcapng, in the file's order.
 */
#ifndef ANALYZER_READER_H
#define ANALYZER_READER_H

#include <gb28181/limits.h>

#include "input.h"
#include "packet.h"

typedef struct ReaderInterface {
    uint32_t link, snaplen;
    uint8_t resolution; /* if_tsresol: 10^-n, or 2^-n with the top bit */
    int64_t offset_s;   /* if_tsoffset */
} ReaderInterface;

typedef struct Reader {
    Input in;
    const char *name;
    uint32_t file;
    bool is_ng, is_swapped, is_nano;
    uint32_t record_header; /* pcap: 16, or 24 in the modified format */
    uint32_t link;          /* pcap */
    ReaderInterface *interfaces; /* pcapng, of this section */
    uint32_t n_interfaces, interfaces_size;
    uint32_t links[GB_MAX_LINK_TYPES]; /* different ones, in order of appearance */
    unsigned n_links;
    /* what was read */
    uint64_t packets, bytes;
    int64_t first_ns, last_ns;
    bool truncated;         /* the file ends in the middle of a record */
    uint64_t n_damaged, damaged_frame, damaged_bytes; /* places, the first one, bytes passed over */
} Reader;

/* Opens and reads as far as is needed to say that it is a capture. */
bool reader_open(Reader *r, const char *path, uint32_t file, GbError *error);
void reader_close(Reader *r);

/* The next packet; false at the end. Its bytes live until the next call. */
bool reader_next(Reader *r, Packet *out);

/* "pcap", "pcap-ns.gz", "pcapng.zst" */
const char *reader_format(const Reader *r);

/* The formats, for reader.c: the file header is still in the window. */
bool pcap_is_magic(const uint8_t *p);
bool pcap_start(Reader *r);
bool pcap_record_next(Reader *r, Packet *out);
bool pcapng_start(Reader *r);
bool pcapng_block_next(Reader *r, Packet *out);

/* Shared by both: remembers a link type, a damaged place. */
void reader_saw_link(Reader *r, uint32_t link);
void reader_damaged(Reader *r, uint64_t bytes);

static inline uint32_t reader_u32(const Reader *r, const uint8_t *p) {
    uint32_t v;
    memcpy(&v, p, 4);
    return r->is_swapped ? __builtin_bswap32(v) : v;
}

static inline uint16_t reader_u16(const Reader *r, const uint8_t *p) {
    uint16_t v;
    memcpy(&v, p, 2);
    return r->is_swapped ? __builtin_bswap16(v) : v;
}

#endif
