/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text_out.c - see text_out.h. A piece that does not fit is cut where a character begins, and
 * nothing is appended after it: a text never goes on behind a gap. Pieces of the wire may hold
 * passwords in clear; those are struck out here.
 */
#include "body/text_out.h"

#include <gb28181/body.h>
#include <stdio.h>

void gb_text_out_init(GbTextOut *o, char *p, size_t size) {
    *o = (GbTextOut){p, 0, size, size == 0};
    if (size) p[0] = '\0';
}

static void out(GbTextOut *o, GbSlice s) {
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

static void out_struck(GbTextOut *o, GbSlice s) {
    char struck[GB_MAX_VALUE];
    out(o, gb_strike_secrets(s, struck));
}

void gb_text_out_slice(GbTextOut *o, GbSlice s) {
    if (o->full || s.n == 0) return;
    if (gb_may_hold_secret(s))
        out_struck(o, s);
    else
        out(o, s);
}

void gb_text_out(GbTextOut *o, const char *format, ...) {
    char piece[512];
    va_list args;
    va_start(args, format);
    int n = gb_text_format(piece, sizeof piece, format, args);
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

/* ---- formats --------------------------------------------------------------------------------- */

typedef struct Into {
    char *out;
    size_t size, n; /* n: what there is to write, whether it fits or not */
} Into;

static void into(Into *o, const char *p, size_t n) {
    if (o->n < o->size) memcpy(o->out + o->n, p, n < o->size - o->n ? n : o->size - o->n);
    o->n += n;
}

static void number_into(Into *o, uint64_t value) {
    char digits[20], *p = digits + sizeof digits;
    do *--p = (char)('0' + value % 10);
    while (value /= 10);
    into(o, p, (size_t)(digits + sizeof digits - p));
}

/* One conversion, behind its '%'; its length, 0 when it is none of ours. */
static size_t convert(Into *o, const char *at, va_list *args) {
    if (at[0] == 's') {
        const char *text = va_arg(*args, const char *);
        return text ? into(o, text, strlen(text)), 1 : 0;
    }
    if (at[0] == 'u') return number_into(o, va_arg(*args, unsigned)), 1;
    if (at[0] == '%') return into(o, "%", 1), 1;
    if (at[0] == 'z' && at[1] == 'u') return number_into(o, va_arg(*args, size_t)), 2;
    if (at[0] == 'l' && at[1] == 'l' && at[2] == 'u')
        return number_into(o, va_arg(*args, unsigned long long)), 3;
    if (at[0] == '.' && at[1] == '*' && at[2] == 's') {
        int most = va_arg(*args, int);
        const char *text = va_arg(*args, const char *);
        if (most < 0 || !text) return 0;
        return into(o, text, strnlen(text, (size_t)most)), 3;
    }
    return 0;
}

int gb_text_format(char *out, size_t size, const char *format, va_list args) {
    Into o = {out, size, 0};
    va_list rest;
    bool ours = true;
    va_copy(rest, args);
    for (const char *p = format; ours && *p;) {
        const char *mark = strchrnul(p, '%');
        into(&o, p, (size_t)(mark - p));
        if (!*mark) break;
        size_t n = convert(&o, mark + 1, &rest);
        ours = n != 0;
        p = mark + 1 + n;
    }
    va_end(rest);
    if (!ours) return vsnprintf(out, size, format, args);
    if (size) out[o.n < size ? o.n : size - 1] = '\0';
    return (int)o.n;
}
