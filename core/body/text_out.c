/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text_out.c - see text_out.h. A piece that does not fit is cut where a character begins, and
 * nothing is appended after it: a text never goes on behind a gap. Pieces of the wire may hold
 * passwords in clear; those are struck out here.
 */
#include "body/text_out.h"

#include <gb28181/body.h>
#include <stdarg.h>
#include <stdio.h>

void gb_text_out_init(GbTextOut *o, char *p, size_t size) {
    *o = (GbTextOut){p, 0, size, size == 0};
    if (size) p[0] = '\0';
}

void gb_text_out_slice(GbTextOut *o, GbSlice s) {
    char struck[GB_MAX_VALUE];
    if (o->full || s.n == 0) return;
    s = gb_strike_secrets(s, struck);
    size_t room = o->size - o->n - 1;
    if (s.n > room) {
        s.n = room;
        while (s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80) s.n--;
        o->full = true;
    }
    memcpy(o->p + o->n, s.p, s.n);
    o->n += s.n;
    o->p[o->n] = '\0';
}

void gb_text_out(GbTextOut *o, const char *format, ...) {
    char piece[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    if (n < 0) return;
    size_t made = (size_t)n < sizeof piece ? (size_t)n : sizeof piece - 1;
    size_t last = made;
    while (last && ((unsigned char)piece[last - 1] & 0xC0) == 0x80) last--;
    if (last && (unsigned char)piece[last - 1] >= 0xC0) {
        unsigned char lead = (unsigned char)piece[last - 1];
        size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (made - (last - 1) < want) made = last - 1;
    }
    gb_text_out_slice(o, gb_slice(piece, made));
}
