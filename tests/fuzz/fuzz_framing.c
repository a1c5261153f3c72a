/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_framing.c - one input as a datagram and as a stream. Holds to: frames lie inside the bytes
 * and make progress, a framed message parses, what is one message at
 * once is so by framing too, a stream gives the same messages whole, with a
 * scan in pieces, and byte by byte.
 */
#include <gb28181/framing.h>
#include <gb28181/limits.h>
#include <stdlib.h>

#define REQUIRE(x)         \
    do {                   \
        if (!(x)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SEEN = 256 };
typedef struct Seen {
    size_t n;
    struct {
        size_t at, length, missing;
        uint32_t quirks;
    } m[MAX_SEEN];
} Seen;

static void check_frame(GbSlice bytes, GbOutcome outcome, const GbFrame *f) {
    REQUIRE(f->skip <= bytes.n && f->length <= bytes.n - f->skip);
    REQUIRE((f->length > 0) == (outcome == GB_OK || outcome == GB_BAD));
    if (f->need) REQUIRE(outcome == GB_MORE && f->need > bytes.n);
    if (outcome == GB_OK) {
        static GbSip sip;
        REQUIRE(gb_sip_parse_cut(gb_slice_sub(bytes, f->skip, f->length), &sip) == GB_OK);
        REQUIRE(f->length <= GB_MAX_MESSAGE);
    }
}

static void check_one(GbSlice bytes, bool in_stream, GbOutcome outcome, const GbFrame *f) {
    static GbHead head;
    if (gb_frame_is_one(NULL, bytes, in_stream, &head))
        REQUIRE(outcome == GB_OK && f->skip == 0 && f->length == bytes.n && !f->quirks && !f->missing);
}

static void read_datagram(GbSlice bytes) {
    for (;;) {
        GbFrame f;
        GbOutcome outcome = gb_frame_datagram(bytes, &f);
        check_frame(bytes, outcome, &f);
        check_one(bytes, false, outcome, &f);
        if (outcome != GB_OK) return;
        bytes = gb_slice_sub(bytes, f.skip + f.length, bytes.n);
    }
}

/* Feeds the stream in pieces of `step` bytes. */
static void read_stream(GbSlice all, size_t step, Seen *seen) {
    GbFrameScan scan = {0};
    size_t dropped = 0, arrived = 0;
    seen->n = 0;
    for (;;) {
        GbFrame f;
        GbSlice bytes = gb_slice_sub(all, dropped, arrived - dropped);
        bool at_end = arrived == all.n;
        bool at_boundary = !scan.at && !scan.garbage;
        GbOutcome outcome = gb_frame_stream_resume(bytes, at_end, &scan, &f);
        check_frame(bytes, outcome, &f);
        if (at_boundary) check_one(bytes, true, outcome, &f);
        dropped += f.skip;
        if (outcome == GB_OK) {
            if (seen->n < MAX_SEEN) {
                seen->m[seen->n].at = dropped;
                seen->m[seen->n].length = f.length;
                seen->m[seen->n].missing = f.missing;
                seen->m[seen->n].quirks = f.quirks;
                seen->n++;
            }
            dropped += f.length;
        } else if (at_end) {
            REQUIRE(outcome == GB_NOT && dropped == all.n);
            return;
        } else {
            arrived = arrived + step < all.n ? arrived + step : all.n;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Seen whole, pieces;
    GbSlice all = gb_slice((const char *)data, size);
    read_datagram(all);
    memset(&whole, 0, sizeof whole);
    read_stream(all, size ? size : 1, &whole);
    const size_t steps[] = {1, 13, size ? 1 + data[0] : 1};
    for (size_t i = 0; i < 3; i++) {
        memset(&pieces, 0, sizeof pieces);
        if (steps[i] == 1 && size > 8192) continue;
        read_stream(all, steps[i], &pieces);
        REQUIRE(whole.n == pieces.n && memcmp(&whole, &pieces, sizeof whole) == 0);
    }
    return 0;
}
