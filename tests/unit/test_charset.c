/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_charset.c - bytes of every charset devices use, broken ones too, to UTF-8 and back. */
#include <gb28181/charset.h>
#include <stdlib.h>

#include "check.h"
#include "fence.h"

typedef struct Case {
    const char *name;
    GbSlice raw;
    const char *declared, *utf8;
    GbCharset charset;
    uint32_t quirks;
    size_t n_broken, first_broken;
} Case;

#define BYTES(text) \
    { (text), sizeof(text) - 1 }
#define BAD "\xEF\xBF\xBD"

static const Case cases[] = {
    {"ASCII is not copied", BYTES("abc\r\n"), NULL, "abc\r\n", GB_CHARSET_ASCII, 0, 0, 0},
    {"line feeds alone are told", BYTES("a\nb\n"), NULL, "a\nb\n", GB_CHARSET_ASCII,
     GB_TEXT_LF_ONLY, 0, 0},
    {"line feeds alone in a long text are told", BYTES("0123456789abcdef\n0123456789abcdef\n"),
     NULL, "0123456789abcdef\n0123456789abcdef\n", GB_CHARSET_ASCII, GB_TEXT_LF_ONLY, 0, 0},
    {"CRLF across sixteen bytes is CRLF", BYTES("0123456789abcde\r\n0123456789abcd\r\n"), NULL,
     "0123456789abcde\r\n0123456789abcd\r\n", GB_CHARSET_ASCII, 0, 0, 0},
    {"GB2312", BYTES("\xB1\xB1\xBE\xA9"), "GB2312", "\xE5\x8C\x97\xE4\xBA\xAC", GB_CHARSET_GB18030,
     0, 0, 0},
    {"GBK under GB2312", BYTES("a\xE9\x46"), "gb2312", "a\xE9\x95\x95", GB_CHARSET_GB18030,
     GB_TEXT_BEYOND_GB2312, 0, 0},
    {"GBK's small numerals lie in GB2312's rows but not in it", BYTES("\xA2\xA1"), "GB2312",
     "\xE2\x85\xB0", GB_CHARSET_GB18030, GB_TEXT_BEYOND_GB2312, 0, 0},
    {"GBK under GBK", BYTES("\xE9\x46"), "GBK", "\xE9\x95\x95", GB_CHARSET_GB18030, 0, 0, 0},
    {"a GB18030 pair", BYTES("\xFE\x9F"), "GB18030", "\xE4\xB6\xAE", GB_CHARSET_GB18030, 0, 0, 0},
    {"four bytes", BYTES("\x95\x34\xB2\x35x"), "GB18030", "\xF0\xA0\xAE\xB7x", GB_CHARSET_GB18030,
     0, 0, 0},
    {"the euro sign of CP936", BYTES("\x80 1"), "GBK", "\xE2\x82\xAC 1", GB_CHARSET_GB18030, 0, 0,
     0},
    {"UTF-8", BYTES("\xE5\x8C\x97"), "utf-8", "\xE5\x8C\x97", GB_CHARSET_UTF8, 0, 0, 0},
    {"UTF-8 without declaration", BYTES("\xE5\x8C\x97"), NULL, "\xE5\x8C\x97", GB_CHARSET_UTF8,
     GB_TEXT_UNDECLARED, 0, 0},
    {"UTF-8 under GB2312", BYTES("\xE5\x8C\x97"), "GB2312", "\xE5\x8C\x97", GB_CHARSET_UTF8,
     GB_TEXT_DECLARED_GB_IS_UTF8, 0, 0},
    {"GBK under UTF-8", BYTES("\xB1\xB1\xBE\xA9"), "UTF-8", "\xE5\x8C\x97\xE4\xBA\xAC",
     GB_CHARSET_GB18030, GB_TEXT_DECLARED_UTF8_IS_GB, 0, 0},
    {"an unknown declaration", BYTES("\xB1\xB1"), "x-mac", "\xE5\x8C\x97", GB_CHARSET_GB18030, 0, 0,
     0},
    {"GB2312 behind a mark of UTF-8", BYTES("\xEF\xBB\xBF\xB1\xB1\xBE\xA9"), "GB2312",
     "\xE5\x8C\x97\xE4\xBA\xAC", GB_CHARSET_GB18030, GB_TEXT_BOM, 0, 0},
    {"half a UTF-8 character", BYTES("\xE5\x8C\x97\xE4\xBA\xAC\xE9\x97<"), "UTF-8",
     "\xE5\x8C\x97\xE4\xBA\xAC" BAD BAD "<", GB_CHARSET_UTF8, GB_TEXT_BROKEN, 2, 6},
    {"half a GB character keeps the tag behind it", BYTES("\xB1\xB1\xC3</a>"), "GB2312",
     "\xE5\x8C\x97" BAD "</a>", GB_CHARSET_GB18030, GB_TEXT_BROKEN, 1, 2},
    {"half a GB character at the end", BYTES("\xB1\xB1\xC3"), "GBK", "\xE5\x8C\x97" BAD,
     GB_CHARSET_GB18030, GB_TEXT_BROKEN, 1, 2},
    {"the byte FF is in no charset",
     BYTES("a\xFF"
           "b"),
     "GBK", "a" BAD "b", GB_CHARSET_GB18030, GB_TEXT_BROKEN, 1, 1},
    {"NUL bytes", BYTES("a\0b"), NULL, "a" BAD "b", GB_CHARSET_ASCII, GB_TEXT_NUL, 0, 0},
    {"NUL bytes among GBK", BYTES("\xB1\xB1\0b"), "GBK", "\xE5\x8C\x97" BAD "b", GB_CHARSET_GB18030,
     GB_TEXT_NUL, 0, 0},
    {"control characters",
     BYTES("a\x01"
           "b"),
     NULL,
     "a\x01"
     "b",
     GB_CHARSET_ASCII, GB_TEXT_CONTROL, 0, 0},
    {"control characters in a long text",
     BYTES("0123456789abc\x1F"
           "efghij"),
     NULL,
     "0123456789abc\x1F"
     "efghij",
     GB_CHARSET_ASCII, GB_TEXT_CONTROL, 0, 0},
    {"a byte order mark before ASCII",
     BYTES("\xEF\xBB\xBF"
           "a"),
     NULL, "a", GB_CHARSET_UTF8, GB_TEXT_BOM, 0, 0},
    {"UTF-16 LE",
     BYTES("\xFF\xFE\x17\x53"
           "a\0\x42\xD8\xB7\xDF"),
     NULL,
     "\xE5\x8C\x97"
     "a\xF0\xA0\xAE\xB7",
     GB_CHARSET_UTF16LE, GB_TEXT_BOM, 0, 0},
    {"UTF-16 BE", BYTES("\xFE\xFF\x53\x17\0a"), NULL,
     "\xE5\x8C\x97"
     "a",
     GB_CHARSET_UTF16BE, GB_TEXT_BOM, 0, 0},
    {"UTF-16 LE without a mark", BYTES("<\0a\0"), NULL, "<a", GB_CHARSET_UTF16LE, 0, 0, 0},
    {"UTF-16 with a stray surrogate and an odd byte", BYTES("\xFE\xFF\xD8\0\0a\0"), NULL,
     BAD "a" BAD, GB_CHARSET_UTF16BE, GB_TEXT_BOM | GB_TEXT_BROKEN, 2, 2},
    {"blanks before a tag", BYTES("\r\n <a/>"), NULL, "<a/>", GB_CHARSET_ASCII,
     GB_TEXT_LEADING_BLANKS, 0, 0},
    {"blanks before text stay", BYTES("  a"), NULL, "  a", GB_CHARSET_ASCII, 0, 0, 0},
    {"nothing", BYTES(""), NULL, "", GB_CHARSET_ASCII, 0, 0, 0},
};

/* From the beginning; a walk in steps leads to the same place. */
static size_t raw_offset(const GbText *text, GbSlice raw, size_t at) {
    static const GbTextPlace begin;
    GbTextPlace place = gb_charset_place(text, raw, begin, at), walked = begin;
    for (size_t step = 0; step <= at; step += step / 16 + 1)
        walked = gb_charset_place(text, raw, walked, step);
    walked = gb_charset_place(text, raw, walked, at);
    CHECK_INT("a walk in steps", walked.raw, place.raw);
    CHECK_INT("a walk in steps", walked.text, place.text);
    CHECK_TRUE("never beyond", place.text <= at);
    return place.raw;
}

static void each_charset_becomes_utf8(void) {
    GbCharsetConverter *c = gb_charset_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *k = &cases[i];
        GbSlice raw = fence_copy(k->raw);
        GbText t;
        gb_charset_to_utf8(c, raw, gb_slice_from(k->declared), &t);
        CHECK_TEXT(k->name, t.utf8, k->utf8);
        CHECK_INT(k->name, t.charset, k->charset);
        CHECK_INT(k->name, t.quirks, k->quirks);
        CHECK_INT(k->name, t.n_broken, k->n_broken);
        CHECK_INT(k->name, t.first_broken, k->first_broken);
        if (!(k->quirks & (GB_TEXT_NUL | GB_TEXT_BROKEN)) && k->charset <= GB_CHARSET_UTF8)
            CHECK_TRUE(k->name, t.utf8.p >= raw.p && t.utf8.p <= raw.p + raw.n);
        CHECK_INT(k->name, raw_offset(&t, raw, t.utf8.n), raw.n);
    }
    gb_charset_free(c);
}

static void offsets_lead_back_to_the_bytes(void) {
    static const struct {
        const char *name;
        GbSlice raw;
        const char *find;
        size_t at;
    } places[] = {
        {"ASCII", BYTES("\r\n<a>x</a>"), "x", 5},
        {"behind GBK and four bytes", BYTES("\xB1\xB1\x95\x34\xB2\x35 x"), "x", 7},
        {"behind the euro and a broken byte", BYTES("\x80\xB1\xB1\xFFx"), "x", 4},
        {"behind a byte order mark", BYTES("\xEF\xBB\xBF\xE5\x8C\x97x"), "x", 6},
        {"in UTF-16", BYTES("\xFF\xFE\x17\x53\x42\xD8\xB7\xDFx\0"), "x", 8},
        {"behind NUL bytes", BYTES("a\0\0x"), "x", 3},
        {"behind GBK and an element's line end", BYTES("<a>\xB1\xB1</a>\r\n<b>x"), "x", 14},
    };
    GbCharsetConverter *c = gb_charset_new();
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        GbText t;
        gb_charset_to_utf8(c, places[i].raw, GB_NO_SLICE, &t);
        const char *found = memmem(t.utf8.p, t.utf8.n, places[i].find, 1);
        CHECK_TRUE(places[i].name, found != NULL);
        if (found)
            CHECK_INT(places[i].name,
                      raw_offset(&t, places[i].raw, (size_t)(found - t.utf8.p)),
                      places[i].at);
    }
    gb_charset_free(c);
}

/* No overlong forms are looked for: only what would break a JSON or HTML file. */
static bool is_utf8(GbSlice s) {
    for (size_t i = 0; i < s.n;) {
        unsigned char a = (unsigned char)s.p[i];
        size_t n = a < 0x80                ? 1
                   : a >= 0xC2 && a < 0xE0 ? 2
                   : a >= 0xE0 && a < 0xF0 ? 3
                   : a >= 0xF0 && a < 0xF5 ? 4
                                           : 0;
        if (!n || n > s.n - i || a == 0) return false;
        for (size_t k = 1; k < n; k++)
            if (((unsigned char)s.p[i + k] & 0xC0) != 0x80) return false;
        i += n;
    }
    return true;
}

static void check_prefix(GbSlice prefix, void *data) {
    static const char *const names[] = {NULL, "GB2312", "UTF-8", "x"};
    for (size_t k = 0; k < 4; k++) {
        GbText t;
        gb_charset_to_utf8(data, prefix, gb_slice_from(names[k]), &t);
        CHECK_TRUE("a prefix", is_utf8(t.utf8));
        for (size_t at = 0; at <= t.utf8.n; at++)
            if (raw_offset(&t, prefix, at) > prefix.n)
                check_true("a prefix", "offset", false);
    }
}

static void every_prefix_is_valid_utf8(void) {
    GbCharsetConverter *c = gb_charset_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        fence_prefixes(cases[i].raw, check_prefix, c);
    gb_charset_free(c);
}

static void every_pair_of_bytes_is_valid_utf8(void) {
    GbCharsetConverter *c = gb_charset_new();
    for (unsigned a = 0x80; a < 0x100; a++) {
        char row[256 * 2];
        for (unsigned b = 0; b < 0x100; b++) row[2 * b] = (char)a, row[2 * b + 1] = (char)b;
        GbText t;
        gb_charset_to_utf8(c, gb_slice(row, sizeof row), GB_SLICE("GB18030"), &t);
        CHECK_TRUE("a row of pairs", is_utf8(t.utf8));
        CHECK_INT("a row of pairs", raw_offset(&t, gb_slice(row, sizeof row), t.utf8.n),
                  sizeof row);
    }
    gb_charset_free(c);
}

int main(void) {
    static const CheckTest tests[] = {
        {"each charset becomes UTF-8", each_charset_becomes_utf8},
        {"offsets lead back to the bytes", offsets_lead_back_to_the_bytes},
        {"every prefix is valid UTF-8", every_prefix_is_valid_utf8},
        {"every pair of bytes is valid UTF-8", every_pair_of_bytes_is_valid_utf8},
        {NULL, NULL},
    };
    return check_main("charset", tests);
}
