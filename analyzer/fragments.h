/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fragments.h - IP datagrams put together from fragments, in any order, within caps. */
#ifndef ANALYZER_FRAGMENTS_H
#define ANALYZER_FRAGMENTS_H

#include "decoder.h"

typedef struct Fragment {
    uint32_t id, offset; /* offset in bytes */
    uint8_t protocol;    /* of what is inside; IPv6: next header behind the fragment header */
    bool more;
} Fragment;

Fragments *fragments_new(void);
void fragments_free(Fragments *f);

/* Takes a fragment of the datagram between d->src and d->dst; reads the payload when it is whole. */
bool fragments_add(Decoder *d, const Fragment *f, Bytes b);

/* Do any wait that begin as SIP does? */
bool fragments_wait(const Decoder *d);

/* A SIP message came from `src` to `dst`: datagrams that still wait in the other direction have
 * been answered, so what they lack is not in the capture. Hands them out as they are, before. */
void fragments_answered(Decoder *d, const GbAddress *src, const GbAddress *dst);

/* The capture ends: hands out what still waits. */
void fragments_end(Decoder *d);

#endif
