/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packets.h - packets and capture files made in memory, and what the capture layers read of them.
 *
 * A packet begins as its payload; each header is put in front, as a host does:
 *     Wire w; wire_payload(&w, text); wire_udp(&w, 5060, 5060); wire_ip4(&w, 17, 1, 2);
 *     wire_ethernet(&w, 0x0800); file_packet(&file, &w);
 */
#ifndef PACKETS_H
#define PACKETS_H

#include <capture.h>

/* ---- packets ------------------------------------------------------------------------------- */

enum { WIRE_ROOM = 4096, WIRE_SIZE = 80000 };

typedef struct Wire {
    size_t from, to;
    uint8_t bytes[WIRE_SIZE];
} Wire;

void wire_start(Wire *w, const void *payload, size_t n);
void wire_text(Wire *w, const char *payload);
void wire_push(Wire *w, const void *header, size_t n); /* in front */
static inline size_t wire_length(const Wire *w) {
    return w->to - w->from;
}

void wire_udp(Wire *w, uint16_t src, uint16_t dst);
enum { WIRE_FIN = 1, WIRE_SYN = 2, WIRE_RST = 4, WIRE_ACK = 16 };
void wire_tcp(Wire *w, uint16_t src, uint16_t dst, uint32_t seq, uint32_t ack, unsigned flags);
/* 192.0.2.src, 2001:db8::src */
void wire_ip4(Wire *w, uint8_t protocol, uint8_t src, uint8_t dst);
void wire_ip4_fragment(Wire *w, uint8_t protocol, uint8_t src, uint8_t dst, uint16_t id,
                       size_t offset, bool more);
void wire_ip6(Wire *w, uint8_t next, uint8_t src, uint8_t dst);
void wire_ip6_fragment(Wire *w, uint8_t protocol, uint32_t id, size_t offset, bool more);
void wire_ethernet(Wire *w, uint16_t type);
void wire_u16(Wire *w, uint16_t v); /* in front */
void wire_u32(Wire *w, uint32_t v);

/* ---- files --------------------------------------------------------------------------------- */

typedef struct File {
    uint8_t *p;
    size_t n, size;
    bool swapped, nano, modified, ng;
    int64_t time_us; /* of the next packet; file_packet adds a millisecond */
} File;

/* pcap with this link type; set swapped, nano, modified before. */
void file_start(File *f, uint32_t link);
void file_packet(File *f, const Wire *w);
void file_record(File *f, const void *p, uint32_t captured, uint32_t original);
void file_append(File *f, const void *p, size_t n);
void file_u32(File *f, uint32_t v); /* in the file's byte order */
void file_u16(File *f, uint16_t v);
void file_free(File *f);

/* pcapng; set swapped before. */
void ng_section(File *f);
void ng_block(File *f, uint32_t type, const void *body, size_t n);
/* tsresol < 0: no such option; offset_s != 0: if_tsoffset */
void ng_interface(File *f, uint16_t link, uint32_t snaplen, int tsresol, int64_t offset_s);
void ng_packet(File *f, uint32_t interface, uint64_t ticks, const Wire *w);
void ng_simple(File *f, const Wire *w);

/* A whole UDP packet over IPv4 over Ethernet. */
void file_udp(File *f, uint8_t src, uint8_t dst, const char *payload);

/* ---- reading ------------------------------------------------------------------------------- */

typedef struct SeenMessage {
    GbMessage m; /* its bytes are ours, NUL behind them */
} SeenMessage;

typedef struct Seen {
    bool opened, whole;
    GbError error;
    SeenMessage *messages;
    size_t n;
    char notices[4096]; /* "rule[arg][arg];" each */
    char ends[256];     /* "frame FIN by port;" of each connection */
    uint64_t ended;     /* the connection of the latest of them */
    char pings[256];    /* "frame port to port;" of each */
    GbCaptureCount counts[128];
    GbCapturePlace places[128][GB_MAX_COUNT_PLACES]; /* of each, copies */
    size_t n_counts;
    GbCaptureFile file; /* the first; its texts are copies */
    char format[32], link_type[64];
    uint64_t stop_after; /* messages; 0: never */
} Seen;

void see_bytes(Seen *s, const void *p, size_t n);
static inline void see_file(Seen *s, const File *f) {
    see_bytes(s, f->p, f->n);
}
void see_files(Seen *s, const File *const *files, unsigned n);
void see_paths(Seen *s, const char *const *paths, unsigned n);
void seen_free(Seen *s);
GbSlice seen_bytes(const Seen *s, size_t i); /* absent when there is no such message */
uint64_t seen_count(const Seen *s, const char *key);
/* The frame of the n-th place (from 0) at which it was counted; 0 when there is none. */
uint64_t seen_place(const Seen *s, const char *key, size_t n);
/* All messages' bytes and quirks as one text, to compare two readings. */
char *seen_text(const Seen *s);

/* A file in memory, as a path that can be opened; close(*fd) ends it. */
void memory_path(const void *p, size_t n, int *fd, char path[64]);

/* SIP to work with: a request with a body of so many bytes. */
char *sip_text(const char *method, unsigned cseq, size_t body);

#endif
