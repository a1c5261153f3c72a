/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_head.c - a message, and what follows it in the input as changes of it (place and byte, three
 * bytes a change): what a reader that remembers says of each is what a full reading says.
 */
#include <stdlib.h>

#include "same_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(GbHeadReader *r, GbSlice bytes) {
    static GbHead quick, full;
    GbOutcome told = gb_head_read(r, bytes, &quick);
    if (told != gb_head_read(NULL, bytes, &full)) abort();
    if (told == GB_OK && head_difference(&quick, &full)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char end[] = "\r\n\r\n";
    const uint8_t *at = memmem(data, size, end, 4);
    size_t n = at ? (size_t)(at - data) + 4 : size;
    if (n > 4096) return 0;
    GbHeadReader *r = gb_head_reader_new();
    char *text = malloc(n ? n : 1);
    if (!r || !text) abort();
    memcpy(text, data, n);
    for (int i = 0; i < 3; i++) compare(r, gb_slice(text, n));
    for (size_t i = n; n && i + 3 <= size; i += 3) {
        size_t place = (size_t)(data[i] << 8 | data[i + 1]) % n;
        char before = text[place];
        text[place] = (char)data[i + 2];
        compare(r, gb_slice(text, n));
        if (i & 1) text[place] = before; /* every other change stays */
    }
    free(text);
    gb_head_reader_free(r);
    return 0;
}
