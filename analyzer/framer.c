/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * framer.c - messages out of a stream's bytes as they come in order (RFC 3261 18.3).
 *
 * Where a message ends is core/sip/framing.c's to say. This file keeps the bytes of the one
 * message that is not whole: most segments hold whole messages and are never copied. When bytes
 * are lost in the middle of a body whose length is known, the rest of that body is passed over by
 * count, so that the next message is found without guessing.
 */
#include "framer.h"

#include <stdlib.h>

static void hand_out(Decoder *d, Framer *f, const GbMessage *about, const Origin *at, GbSlice bytes,
                     const GbFrame *frame, const GbHead *head) {
    GbMessage m = *about;
    m.bytes = bytes;
    m.head = head;
    m.frame = at->frame;
    m.time_us = at->time_us;
    m.file = at->file;
    m.quirks |= frame->quirks | f->quirks;
    m.missing = frame->missing;
    f->quirks = 0;
    f->n_messages++;
    decoder_message(d, &m);
}

static void count_garbage(Decoder *d, const Framer *f, const GbFrame *frame, const Origin *at) {
    if (frame->garbage && frame->skip && f->n_messages)
        count_at(&d->counts, COUNT_GARBAGE, at, frame->skip);
}

/* What is not whole stays, in a buffer of its own. */
static bool keep(Framer *f, GbSlice rest, const Origin *at) {
    if (f->bytes) {
        if (rest.p != f->bytes) memmove(f->bytes, rest.p, rest.n); /* seldom: or each byte moves all */
    } else {
        size_t size = rest.n < 2048 ? 2048 : 2 * rest.n;
        f->bytes = malloc(size);
        if (!f->bytes) return false;
        f->size = size;
        memcpy(f->bytes, rest.p, rest.n);
    }
    f->n = rest.n;
    f->last = *at;
    return true;
}

static void drop_buffer(Framer *f) {
    free(f->bytes);
    f->bytes = NULL;
    f->n = f->size = 0;
}

static bool append(Framer *f, const uint8_t *p, size_t n) {
    if (f->n + n > f->size) {
        size_t size = f->n + n > f->need ? f->n + n : f->need;
        if (size > 2 * (f->n + n)) size = 2 * (f->n + n); /* a promise alone takes no memory */
        if (size < 2 * f->size) size = 2 * f->size;
        char *bytes = realloc(f->bytes, size);
        if (!bytes) return false;
        f->bytes = bytes;
        f->size = size;
    }
    memcpy(f->bytes + f->n, p, n);
    f->n += n;
    return true;
}

void framer_feed(Decoder *d, Framer *f, const GbMessage *about, const Origin *at, const uint8_t *p,
                 size_t n) {
    size_t over = f->pass_over < n ? f->pass_over : n;
    f->pass_over -= over;
    p += over;
    n -= over;
    if (n == 0) return;
    GbSlice rest = gb_slice((const char *)p, n);
    if (f->n) {
        if (!append(f, p, n)) return framer_clear(f);
        f->last = *at;
        if (f->n < f->need) return;
        rest = gb_slice(f->bytes, f->n);
    }
    GbFrame frame = {0};
    const GbHead *one = f->n || f->scan.at || f->scan.garbage ? NULL : decoder_one(d, &rest, true);
    if (one) {
        f->scan = (GbFrameScan){0};
        f->idle = f->need = 0;
        hand_out(d, f, about, at, rest, &frame, one);
        return;
    }
    while (rest.n) {
        GbOutcome outcome = gb_frame_stream_resume(rest, false, &f->scan, &frame);
        count_garbage(d, f, &frame, at);
        if (outcome == GB_OK)
            hand_out(d, f, about, at, gb_slice_sub(rest, frame.skip, frame.length), &frame, NULL);
        rest = gb_slice_sub(rest, frame.skip + (outcome == GB_OK ? frame.length : 0), rest.n);
        if (outcome != GB_OK) break;
        f->idle = 0;
    }
    f->idle = f->scan.at ? 0 : f->idle + n;
    f->need = frame.need > frame.skip && rest.n ? frame.need - frame.skip : 0;
    if (rest.n == 0)
        drop_buffer(f);
    else if (!keep(f, rest, at))
        framer_clear(f);
}

void framer_cut(Decoder *d, Framer *f, const GbMessage *about, size_t lost, uint32_t quirk) {
    if (f->pass_over > lost) {
        f->pass_over -= lost;
        return;
    }
    f->pass_over = 0;
    size_t pass_over = 0;
    GbSlice rest = gb_slice(f->bytes, f->n);
    while (rest.n) {
        GbFrame frame;
        GbOutcome outcome = gb_frame_stream_resume(rest, true, &f->scan, &frame);
        count_garbage(d, f, &frame, &f->last);
        if (outcome != GB_OK) break;
        GbSlice bytes = gb_slice_sub(rest, frame.skip, frame.length);
        rest = gb_slice_sub(rest, frame.skip + frame.length, rest.n);
        if (rest.n == 0 && quirk) {
            if (frame.missing > lost) pass_over = frame.missing - lost;
            if (frame.missing) frame.quirks &= ~(uint32_t)GB_MESSAGE_LENGTH_TOO_LONG;
            if (!frame.missing) frame.missing = lost;
            frame.quirks |= quirk;
        }
        hand_out(d, f, about, &f->last, bytes, &frame, NULL);
    }
    drop_buffer(f);
    f->need = 0;
    f->pass_over = pass_over;
    f->quirks = 0;
    f->scan = (GbFrameScan){0};
}

void framer_clear(Framer *f) {
    uint64_t n_messages = f->n_messages;
    drop_buffer(f);
    *f = (Framer){.n_messages = n_messages};
}
