/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * input.h - the bytes of a file, of standard input, of what gzip or zstd packed: a window that
 * moves forward. The window is one buffer that read() fills; nobody copies out of it.
 */
#ifndef ANALYZER_INPUT_H
#define ANALYZER_INPUT_H

#include <gb28181/slice.h>

typedef enum InputPacking { INPUT_PLAIN, INPUT_GZIP, INPUT_ZSTD } InputPacking;

typedef struct Input {
    const uint8_t *p; /* the window: bytes not taken yet */
    size_t n;
    InputPacking packing;
    bool is_cut;    /* the packed data ends in the middle */
    bool is_broken; /* the packed data can't be unpacked further, or reading failed */
    /* the rest is input.c's */
    uint8_t *buffer;
    size_t size;
    uint8_t *raw; /* packed bytes, [raw_at, raw_n) not unpacked yet */
    size_t raw_at, raw_n;
    uint64_t raw_read, raw_total; /* bytes read of the file; all of them, 0 when not known */
    void *unpacker;
    bool at_end, raw_end, in_member;
    int fd;
} Input;

/* Opens path ("-" is standard input). False and *error when there are no bytes to be had. */
bool input_open(Input *in, const char *path, GbError *error);
void input_close(Input *in);

/* Tries to have at least n bytes in the window; returns how many are there: fewer only at the end.
 * Moves the window: what was borrowed from it is gone. */
size_t input_fill(Input *in, size_t n);

static inline bool input_have(Input *in, size_t n) {
    return in->n >= n || input_fill(in, n) >= n;
}

/* Passes over n bytes of the window; n <= in->n. */
static inline void input_take(Input *in, size_t n) {
    in->p += n;
    in->n -= n;
}

/* Passes over n bytes, in the window or not; false when the input ends before. */
bool input_skip(Input *in, uint64_t n);

#endif
