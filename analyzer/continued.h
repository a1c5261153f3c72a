/* SPDX-License-Identifier: GPL-2.0-or-later */
/* continued.h - UDP messages whose end comes in the next datagram. */
#ifndef ANALYZER_CONTINUED_H
#define ANALYZER_CONTINUED_H

#include "decoder.h"

Halves *halves_new(void);
void halves_free(Halves *h);

/* Keeps a message that lacks `missing` bytes; hands it out at once when there is no room. */
void halves_hold(Decoder *d, const GbMessage *m, size_t missing);

/* A datagram without SIP between these two: is it what a held message lacks? Then it is taken. */
bool halves_join(Decoder *d, const GbAddress *src, const GbAddress *dst, Bytes b);

/* A SIP message between these two, in either direction: what is held of them goes out before it. */
void halves_release(Decoder *d, const GbAddress *src, const GbAddress *dst);

void halves_expire(Decoder *d); /* those that waited too long */
void halves_end(Decoder *d);    /* all */

#endif
