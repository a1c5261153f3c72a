/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * visible.c - hostile text to text one can look at.
 *
 * A User-Agent may hold an escape sequence that rewrites the terminal, a device's name a
 * RIGHT-TO-LEFT OVERRIDE that turns "gpj.exe" around (CVE-2021-42574), an ID a zero-width space
 * that makes two different IDs look the same. Each such character is replaced by its code point
 * between angle brackets: nothing is dropped, so that two different texts stay different. The set
 * is a table of ranges: Unicode's Cc, Cf and Zl/Zp, the default-ignorable fillers, tags and the
 * noncharacters; variation selectors and joiners inside emoji are not worth an exception.
 *
 * JSON does not come through here: it escapes the same characters and keeps the data exact.
 */
#include "report/visible.h"

#include <glib.h>
#include <stdio.h>

static const struct Range {
    uint32_t from, to;
} odd[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},
    {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFDD0, 0xFDEF},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},
    {0x110BD, 0x110BD}, {0x13430, 0x1345F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
};

size_t gb_utf8_char(const char *p, size_t n, uint32_t *code) {
    const unsigned char *u = (const unsigned char *)p;
    if (n == 0) return 0;
    if (u[0] < 0x80) {
        *code = u[0];
        return 1;
    }
    size_t length = u[0] >= 0xF0 ? 4 : u[0] >= 0xE0 ? 3 : 2;
    if (u[0] < 0xC2 || u[0] > 0xF4 || n < length) return 0;
    uint32_t c = u[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((u[i] & 0xC0) != 0x80) return 0;
        c = c << 6 | (u[i] & 0x3F);
    }
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return 0;
    *code = c;
    return length;
}

bool gb_visible_is_odd(uint32_t code) {
    if (code >= 0x20 && code < 0x7F) return false;
    if (code >= 0x4E00 && code < 0xD7A4) return false; /* Han and Hangul: the usual case */
    if ((code & 0xFFFE) == 0xFFFE) return true;
    size_t low = 0, high = sizeof odd / sizeof odd[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > odd[middle].to)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof odd / sizeof odd[0] && code >= odd[low].from;
}

bool gb_visible_next(GbSlice *rest, GbVisiblePart *part) {
    size_t n = 0, length = 0;
    uint32_t code = 0;
    if (rest->n == 0) return false;
    while (n < rest->n) {
        unsigned char c = (unsigned char)rest->p[n];
        if (c >= 0x20 && c < 0x7F) {
            n++;
            continue;
        }
        length = gb_utf8_char(rest->p + n, rest->n - n, &code);
        if (length == 0 || gb_visible_is_odd(code)) break;
        n += length;
    }
    part->is_mark = n == 0;
    if (n > 0) {
        part->text = gb_slice(rest->p, n);
    } else {
        int w = length ? snprintf(part->mark, sizeof part->mark, "⟨U+%04X⟩", (unsigned)code)
                       : snprintf(part->mark, sizeof part->mark, "⟨0x%02X⟩",
                                  (unsigned)(unsigned char)rest->p[0]);
        part->text = gb_slice(part->mark, (size_t)w);
        n = length ? length : 1;
    }
    *rest = gb_slice_sub(*rest, n, SIZE_MAX);
    return true;
}

bool gb_is_plain_text(GbSlice s) {
    const uint64_t each = 0x0101010101010101u, high = 0x80 * each;
    uint64_t x, bad = 0;
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        memcpy(&x, s.p + i, 8);
        bad |= x | (x - 0x20 * each) | ((x ^ 0x7F * each) - each); /* above 7F, below 20, is 7F */
    }
    for (; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c >= 0x7F) return false;
    }
    return !(bad & high);
}

size_t gb_visible_text(GbSlice s, char *out, size_t n) {
    GbVisiblePart part;
    size_t at = 0;
    if (s.n < n && gb_is_plain_text(s)) {
        if (s.n) memcpy(out, s.p, s.n);
        out[s.n] = '\0';
        return s.n;
    }
    while (gb_visible_next(&s, &part)) {
        size_t take = part.text.n, room = n - 1 - at;
        if (take > room) {
            if (part.is_mark) break; /* a mark is whole or not there */
            for (take = room; take > 0 && (part.text.p[take] & 0xC0) == 0x80;) take--;
        }
        memcpy(out + at, part.text.p, take);
        at += take;
        if (take < part.text.n) break;
    }
    out[at] = '\0';
    return at;
}

static size_t columns_of(uint32_t code) {
    if (code < 0x300) return 1;
    if (g_unichar_iszerowidth(code)) return 0;
    return g_unichar_iswide(code) ? 2 : 1;
}

size_t gb_visible_fit(GbSlice s, size_t columns) {
    size_t at = 0, used = 0;
    while (at < s.n) {
        uint32_t code = 0xFFFD;
        size_t length = gb_utf8_char(s.p + at, s.n - at, &code);
        used += columns_of(code);
        if (used > columns) break;
        at += length ? length : 1;
    }
    return at;
}

size_t gb_visible_width(GbSlice s) {
    size_t used = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t code = 0xFFFD;
        size_t length = gb_utf8_char(s.p + at, s.n - at, &code);
        used += columns_of(code);
        at += length ? length : 1;
    }
    return used;
}
