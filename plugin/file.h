/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * file.h - what lives as long as the open capture: the analysis and what is kept of its messages.
 * Wireshark has one open capture at a time; opening another, reloading and a changed preference
 * begin anew.
 */
#ifndef PLUGIN_FILE_H
#define PLUGIN_FILE_H

#include "records.h"

#include <gb28181/head.h>

typedef struct GbFile {
    GbAnalysis *analysis;      /* NULL: nothing was fed to it */
    GbCredentials *credentials;
    GbBodyReader *reader;      /* for trees; the analysis has its own */
    GbBody body;               /* what it read last, in frame */
    uint32_t body_frame;
    GbHeadReader *heads;
    GbRecords *records;
    uint64_t n_frames, n_bytes; /* analysed */
    bool is_blind;             /* the first pass showed no messages: the second one is the first */
    int64_t first_us, last_us; /* of all frames */
    int encapsulation;         /* of the first frame */
    uint32_t shown_frame;      /* the last one in whose SIP tree bodies have their place, */
    GArray *shown_bodies;      /* and which: uint32_t, offsets in the data source */
    uint32_t last_end;         /* frame of the latest end of a TCP connection */
    unsigned settled_frames;   /* n_frames when settle was called last, to not do it twice */
    GArray *late;              /* see late.c; NULL: not gathered yet */
    uint64_t late_of;          /* n_frames then, */
    int64_t late_at, late_took; /* and when and how long, in monotonic time */
} GbFile;

extern GbFile gb_file;

/* Registers the routines that begin and end it. */
void gb_register_file(void);
/* The analysis, begun with the first message so that statistics are registered by then: who draws
 * a report is known. NULL without a capture. */
GbAnalysis *gb_file_analysis(void);
/* Works out how everything stands at the last frame seen. */
void gb_file_settle(void);

#endif
