/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_charset.c - bytes to UTF-8 under the declaration the first byte picks: the result must be
 * valid UTF-8 without NUL, and every offset in it must lead back into the bytes, never backwards.
 */
#include <gb28181/charset.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GbCharsetConverter *converter;

static void valid(GbSlice s) {
    for (size_t i = 0; i < s.n;) {
        unsigned char a = (unsigned char)s.p[i];
        size_t n = a < 0x80 ? 1 : a < 0xC2 ? 0 : a < 0xE0 ? 2 : a < 0xF0 ? 3 : a < 0xF5 ? 4 : 0;
        if (!n || !a || n > s.n - i) abort();
        for (size_t k = 1; k < n; k++)
            if (((unsigned char)s.p[i + k] & 0xC0) != 0x80) abort();
        if (a == 0xED && (unsigned char)s.p[i + 1] > 0x9F) abort(); /* a surrogate */
        i += n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {NULL, "GB2312", "GBK", "GB18030", "UTF-8", "UTF-16", "x"};
    GbText t;
    if (size == 0) return 0;
    if (!converter) converter = gb_charset_new();
    GbSlice raw = gb_slice((const char *)data + 1, size - 1);
    GbSlice declared = gb_slice_from(names[data[0] % (sizeof names / sizeof *names)]);
    gb_charset_to_utf8(converter, raw, declared, &t);
    valid(t.utf8);
    if (t.n_broken && t.first_broken >= raw.n) abort();
    if (!t.n_broken != !(t.quirks & GB_TEXT_BROKEN)) abort();
    if (raw.n > 512) return 0;
    static const GbTextPlace begin;
    GbTextPlace before = begin;
    for (size_t at = 0; at <= t.utf8.n; at++) {
        GbTextPlace place = gb_charset_place(&t, raw, begin, at);
        GbTextPlace walked = gb_charset_place(&t, raw, before, at);
        if (place.raw > raw.n || place.raw < before.raw || place.text > at) abort();
        if (walked.raw != place.raw || walked.text != place.text) abort();
        before = place;
    }
    if (t.utf8.n && before.raw != raw.n) abort();
    return 0;
}
