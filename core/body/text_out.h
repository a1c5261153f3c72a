/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text_out.h - short texts into the caller's buffer: never past its end, always NUL-terminated
 * when there is room for that, never cut inside a UTF-8 character.
 */
#ifndef GB_BODY_TEXT_OUT_H
#define GB_BODY_TEXT_OUT_H

#include <gb28181/slice.h>
#include <stdarg.h>

typedef struct GbTextOut {
    char *p;
    size_t n, size; /* written, without the NUL; of the buffer */
    bool full;
} GbTextOut;

void gb_text_out_init(GbTextOut *o, char *p, size_t size);
void gb_text_out(GbTextOut *o, const char *format, ...) __attribute__((format(printf, 2, 3)));
void gb_text_out_slice(GbTextOut *o, GbSlice s);

/* vsnprintf, and so its result; what our sentences are made of (%s %.*s %u %zu %llu) is done here,
 * at a fifth of its cost. */
int gb_text_format(char *out, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

#endif
