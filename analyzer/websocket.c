/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * websocket.c - SIP over WebSocket (RFC 7118): each frame (RFC 6455 5.2) with a text or binary
 * payload is one SIP message, masked when the client sends it.
 *
 * Known by the upgrade (a subprotocol "sip"), or, where the capture begins later, by a frame whose
 * payload looks like SIP. Left out: messages in several frames and compressed ones, which no
 * SIP client is known to send; they are counted as garbage. The framer's buffer holds a frame
 * that is not whole.
 */
#include "websocket.h"

#include <stdlib.h>

enum { FRAME_TEXT = 1, FRAME_BINARY = 2 };

/* The header of a frame. */
typedef struct Header {
    size_t length; /* of itself */
    uint64_t payload;
    bool is_message, is_last, is_masked;
    uint8_t mask[4];
} Header;

/* What a header that is no header, or no whole one, leaves in *h is of no use. */
static GbOutcome read_header(const uint8_t *p, size_t n, Header *h) {
    if (n < 2) return GB_MORE;
    unsigned opcode = p[0] & 15;
    if ((p[0] & 0x70) || (opcode > 2 && opcode < 8) || opcode > 10) return GB_BAD;
    unsigned wide = (p[1] & 127) == 126 ? 2 : (p[1] & 127) == 127 ? 8 : 0;
    h->is_masked = p[1] & 128;
    h->length = 2 + wide + (h->is_masked ? 4 : 0);
    h->is_message = opcode == FRAME_TEXT || opcode == FRAME_BINARY;
    h->is_last = p[0] & 128;
    if (n < h->length) return GB_MORE;
    h->payload = p[1] & 127;
    if (wide) h->payload = 0;
    for (unsigned i = 0; i < wide; i++) h->payload = h->payload << 8 | p[2 + i];
    if (h->payload > GB_MAX_MESSAGE || (opcode >= 8 && h->payload > 125)) return GB_BAD;
    memset(h->mask, 0, sizeof h->mask);
    if (h->is_masked) memcpy(h->mask, p + h->length - 4, 4);
    return GB_OK;
}

static bool has(Bytes b, const char *text) {
    size_t n = strlen(text);
    for (size_t i = 0; i + n <= b.n; i++)
        if (gb_slice_eq_case(gb_slice((const char *)b.p + i, n), gb_slice(text, n))) return true;
    return false;
}

bool websocket_starts(Bytes b) {
    Header h;
    char start[64];
    if (b.n < 16) return false;
    if (memcmp(b.p, "GET ", 4) == 0 || memcmp(b.p, "HTTP/1.1 101", 12) == 0) {
        if (b.n > GB_MAX_UPGRADE) b.n = GB_MAX_UPGRADE;
        return has(b, "\nUpgrade: websocket") && has(b, "\nSec-WebSocket-Protocol: sip");
    }
    if ((b.p[0] != 0x81 && b.p[0] != 0x82) || read_header(b.p, b.n, &h) != GB_OK) return false;
    size_t n = b.n - h.length < sizeof start ? b.n - h.length : sizeof start;
    if (h.payload < n) n = (size_t)h.payload;
    for (size_t i = 0; i < n; i++) start[i] = (char)(b.p[h.length + i] ^ h.mask[i % 4]);
    return n && sip_first_byte[(uint8_t)start[0]] && gb_sip_looks_like(gb_slice(start, n)) == GB_OK;
}

/* Bytes of the upgrade in front of the frames; 0: it goes on. */
static size_t upgrade_length(const char *p, size_t n) {
    const char *end = memmem(p, n, "\r\n\r\n", 4);
    return end ? (size_t)(end - p) + 4 : 0;
}

static void read_frame(Decoder *d, const GbMessage *about, const Origin *at, const Header *h, char *p) {
    GbMessage m = *about;
    m.transport = GB_TRANSPORT_WS;
    m.frame = at->frame;
    m.time_us = at->time_us;
    m.file = at->file;
    size_t n = (size_t)h->payload;
    if (h->is_masked)
        for (size_t i = 0; i < n; i++) p[i] = (char)(p[i] ^ h->mask[i % 4]);
    if (!h->is_message || n == 0) return;
    if (!h->is_last || !datagram_read(d, (Bytes){(const uint8_t *)p, n, 0}, &m, 0))
        count_at(&d->counts, COUNT_GARBAGE, at, n);
}

bool websocket_feed(Decoder *d, Framer *f, const GbMessage *about, const Origin *at,
                    const uint8_t *p, size_t n) {
    if (f->n + n > f->size) {
        size_t size = 2 * (f->n + n);
        char *bytes = realloc(f->bytes, size);
        if (!bytes) return false;
        f->bytes = bytes;
        f->size = size;
    }
    memcpy(f->bytes + f->n, p, n);
    f->n += n;
    size_t done = 0;
    bool is_sound = true;
    while (done < f->n && is_sound) {
        char *rest = f->bytes + done;
        size_t left = f->n - done;
        Header h;
        if (left >= 4 && (memcmp(rest, "GET ", 4) == 0 || memcmp(rest, "HTTP", 4) == 0)) {
            size_t head = upgrade_length(rest, left);
            is_sound = head || left < GB_MAX_UPGRADE;
            if (!head) break;
            done += head;
            continue;
        }
        GbOutcome outcome = read_header((const uint8_t *)rest, left, &h);
        is_sound = outcome != GB_BAD;
        if (outcome != GB_OK || h.length + h.payload > left) break;
        read_frame(d, about, at, &h, rest + h.length);
        done += h.length + (size_t)h.payload;
    }
    f->n -= done;
    if (done) memmove(f->bytes, f->bytes + done, f->n);
    if (f->n == 0) {
        free(f->bytes);
        f->bytes = NULL;
        f->size = 0;
    }
    return is_sound;
}
