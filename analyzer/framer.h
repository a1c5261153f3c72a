/* SPDX-License-Identifier: GPL-2.0-or-later */
/* framer.h - the SIP messages of one direction of a byte stream. */
#ifndef ANALYZER_FRAMER_H
#define ANALYZER_FRAMER_H

#include <gb28181/framing.h>

#include "decoder.h"

typedef struct Framer {
    char *bytes; /* of a message that is not whole yet; NULL when there is none */
    size_t n, size;
    size_t need;      /* no use to look again before there are so many */
    size_t pass_over; /* bytes to come that end a message handed out cut */
    size_t idle;      /* bytes since the last start of a message */
    uint64_t n_messages;
    GbFrameScan scan;
    uint32_t quirks; /* for the message in hand: overlaps */
    Origin last;     /* where the bytes kept were seen */
} Framer;

/* Takes the next bytes of the stream, seen at `at`. `about` has the message's ends and transport.
 * Whole messages are handed out of p itself; only what is not whole is copied. */
void framer_feed(Decoder *d, Framer *f, const GbMessage *about, const Origin *at, const uint8_t *p,
                 size_t n);

/* The next `lost` bytes are not there: hands out what was begun, with the quirk that says why
 * (0: the stream was closed there, and a Content-Length promised too much). */
void framer_cut(Decoder *d, Framer *f, const GbMessage *about, size_t lost, uint32_t quirk);

/* Forgets what is begun. */
void framer_clear(Framer *f);

#endif
