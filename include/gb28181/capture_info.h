/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_info.h - what was read, and what could not be: the report's page on the capture itself.
 * Filled by who feeds the messages (the analyzer, the plugin); plain data, owned by the filler.
 */
#ifndef GB28181_CAPTURE_INFO_H
#define GB28181_CAPTURE_INFO_H

#include <gb28181/limits.h>
#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct GbCaptureFile {
    const char *name;      /* as given, UTF-8 */
    const char *format;    /* "pcap", "pcap-ns", "pcapng", with ".gz" or ".zst" behind it */
    const char *link_type; /* "EN10MB", ...; several joined by "+" */
    uint64_t packets, bytes;
    int64_t first_us, last_us; /* 0 when there is no packet */
    bool truncated;        /* cut short: the last record is not whole */
    bool damaged;          /* a record that can't be one: reading stopped or resumed there */
    uint64_t damaged_frame;/* the frame before which it was, 0 when none */
} GbCaptureFile;

/* The layer a counter belongs to: a table in the report each. */
typedef enum GbCaptureLayer {
    GB_LAYER_LINK,      /* Ethernet, Linux cooked, ... */
    GB_LAYER_TUNNEL,    /* VLAN, MPLS, GRE, VXLAN, ... */
    GB_LAYER_NETWORK,   /* IPv4, IPv6, fragments */
    GB_LAYER_TRANSPORT, /* UDP, TCP, SCTP, WebSocket */
    GB_LAYER_LEFT_OUT,  /* no SIP, and why: ARP, RTP, encrypted, port ranges ... */
    GB_LAYER_LOST       /* could not be read: fragments, gaps, snaplen, lies in lengths */
} GbCaptureLayer;

typedef struct GbCapturePlace {
    uint64_t frame;
    uint32_t file;
} GbCapturePlace;

typedef struct GbCaptureCount {
    GbCaptureLayer layer;
    const char *key;               /* "vlan", "fragment-lost": a stable word */
    const char *title[GB_N_LANGS]; /* for people */
    uint64_t packets, bytes;
    uint64_t first_frame;          /* 0: none */
    uint32_t first_file;
    const GbCapturePlace *places;  /* the first ones, in order; may be NULL */
    size_t n_places;
} GbCaptureCount;

typedef struct GbCaptureInfo {
    const GbCaptureFile *files;
    size_t n_files;
    const GbCaptureCount *counts;  /* only those that are not zero, by layer */
    size_t n_counts;
} GbCaptureInfo;

#ifdef __cplusplus
}
#endif
#endif
