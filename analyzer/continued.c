/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * continued.c - a SIP message over UDP that goes on in the next datagram.
 *
 * RFC 3261 18.3 knows no such thing, but some recorders cut a long body at the size of a frame and
 * send the rest as a datagram of its own. The first part is known by its Content-Length, which
 * promises more than is there. It waits for one second and no longer than until the same two ends
 * exchange another message, so that an answer never overtakes its request; what comes between them
 * and is no SIP is the rest, when it is no longer than what is missing. Everybody whose
 * Content-Length is simply wrong is handed out unjoined.
 */
#include "continued.h"

#include <stdlib.h>

enum { WAIT_US = 1000000 };

typedef struct Half {
    GbMessage m;
    char *bytes;
    size_t missing;
} Half;

struct Halves {
    Half at[GB_MAX_HELD_DATAGRAMS]; /* by age */
};

Halves *halves_new(void) {
    return calloc(1, sizeof(Halves));
}

void halves_free(Halves *h) {
    if (!h) return;
    for (unsigned i = 0; i < GB_MAX_HELD_DATAGRAMS; i++) free(h->at[i].bytes);
    free(h);
}

static void hand_out(Decoder *d, unsigned i) {
    Half h = d->halves->at[i];
    d->n_halves--;
    memmove(&d->halves->at[i], &d->halves->at[i + 1], (d->n_halves - i) * sizeof h);
    d->halves->at[d->n_halves] = (Half){.bytes = NULL};
    h.m.missing = h.missing;
    decoder_message(d, &h.m);
    free(h.bytes);
}

void halves_hold(Decoder *d, const GbMessage *m, size_t missing) {
    if (d->n_halves == GB_MAX_HELD_DATAGRAMS) hand_out(d, 0);
    Half h = {.m = *m, .bytes = malloc(m->bytes.n), .missing = missing};
    if (!h.bytes) return;
    memcpy(h.bytes, m->bytes.p, m->bytes.n);
    h.m.bytes.p = h.bytes;
    d->halves->at[d->n_halves++] = h;
}

bool halves_join(Decoder *d, const GbAddress *src, const GbAddress *dst, Bytes b) {
    for (unsigned i = 0; i < d->n_halves; i++) {
        Half *h = &d->halves->at[i];
        if (!gb_address_eq(&h->m.src, src) || !gb_address_eq(&h->m.dst, dst)) continue;
        size_t more = b.n;
        while (more > h->missing && gb_is_blank((char)b.p[more - 1])) more--;
        if (more > h->missing) return false;
        char *bytes = realloc(h->bytes, h->m.bytes.n + more);
        if (!bytes) return false;
        memcpy(bytes + h->m.bytes.n, b.p, more);
        h->bytes = bytes;
        h->m.bytes = gb_slice(bytes, h->m.bytes.n + more);
        h->missing -= more;
        h->m.frame = d->now.frame;
        h->m.file = d->now.file;
        h->m.time_us = d->now.time_us;
        h->m.quirks |= GB_MESSAGE_CONTINUED;
        if (h->missing == 0) {
            h->m.quirks &= ~(uint32_t)GB_MESSAGE_LENGTH_TOO_LONG;
            hand_out(d, i);
        }
        return true;
    }
    return false;
}

void halves_release(Decoder *d, const GbAddress *src, const GbAddress *dst) {
    for (unsigned i = 0; i < d->n_halves;) {
        const GbMessage *m = &d->halves->at[i].m;
        if ((gb_address_eq(&m->src, src) && gb_address_eq(&m->dst, dst)) ||
            (gb_address_eq(&m->src, dst) && gb_address_eq(&m->dst, src)))
            hand_out(d, i);
        else
            i++;
    }
}

void halves_expire(Decoder *d) {
    while (d->n_halves) {
        int64_t age = d->now.time_us - d->halves->at[0].m.time_us;
        if (age >= 0 && age <= WAIT_US) return;
        hand_out(d, 0);
    }
}

void halves_end(Decoder *d) {
    while (d->n_halves) hand_out(d, 0);
}
