/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charset.h - bytes to UTF-8. GB2312 and GBK are read as their superset GB18030; the choice is made
 * from the bytes when the declaration is wrong, and said (reference 6.1). Broken bytes become
 * U+FFFD, the rest survives.
 */
#ifndef GB28181_CHARSET_H
#define GB28181_CHARSET_H

#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbCharset {
    GB_CHARSET_ASCII,
    GB_CHARSET_UTF8,
    GB_CHARSET_GB18030, /* and GBK, GB2312 */
    GB_CHARSET_UTF16LE,
    GB_CHARSET_UTF16BE,
    GB_CHARSET_OTHER /* declared, not one of these; read as bytes allow */
} GbCharset;
GB_API const char *gb_charset_name(GbCharset c);

typedef enum GbTextQuirk {
    GB_TEXT_BOM = 1 << 0,             /* a byte order mark */
    GB_TEXT_BROKEN = 1 << 1,          /* bytes that are none in any charset: U+FFFD stands there */
    GB_TEXT_NUL = 1 << 2,             /* NUL bytes: U+FFFD stands there */
    GB_TEXT_CONTROL = 1 << 3,         /* control characters other than tab and line ends */
    GB_TEXT_DECLARED_GB_IS_UTF8 = 1 << 4,
    GB_TEXT_DECLARED_UTF8_IS_GB = 1 << 5,
    GB_TEXT_BEYOND_GB2312 = 1 << 6,   /* declared GB2312, uses GBK or GB18030 characters */
    GB_TEXT_UNDECLARED = 1 << 7,      /* non-ASCII text, no charset named */
    GB_TEXT_LEADING_BLANKS = 1 << 8,  /* blanks or line ends before the XML declaration */
    GB_TEXT_NO_ICONV = 1 << 9,        /* this machine's libc cannot convert GB18030 */
    GB_TEXT_LF_ONLY = 1 << 10         /* line ends are LF alone */
} GbTextQuirk;

typedef struct GbText {
    GbSlice utf8;         /* valid UTF-8 without NUL; borrowed from the input when it is ASCII */
    GbCharset charset;    /* what the bytes were read as */
    GbSlice declared;     /* the name in the XML declaration or Content-Type; absent p == NULL */
    uint32_t quirks;      /* GbTextQuirk bits */
    size_t n_broken;      /* broken places */
    size_t first_broken;  /* offset of the first in the raw bytes, when n_broken > 0 */
} GbText;

typedef struct GbCharsetConverter GbCharsetConverter;
GB_API GbCharsetConverter *gb_charset_new(void);
GB_API void gb_charset_free(GbCharsetConverter *c);

/* declared may be absent. The result lives until the next call with the same converter, or as
 * long as `raw` (ASCII is not copied). */
GB_API void gb_charset_to_utf8(GbCharsetConverter *c, GbSlice raw, GbSlice declared, GbText *out);

/* Text of a SIP head, which is UTF-8 (RFC 3261 7); devices send GB18030 there too. That becomes UTF-8
 * when each byte of it is valid, but for a last character that was cut; anything else stays as it is. Lives as above. */
GB_API GbSlice gb_charset_of_head(GbCharsetConverter *c, GbSlice raw);

/* A place in a text and the same place in the bytes it was made of, to highlight those; {0, 0} is
 * the beginning of both, byte order mark and blanks before the text included. */
typedef struct GbTextPlace {
    size_t text, raw;
} GbTextPlace;
/* The place of the character at offset `at` of text->utf8 (its beginning, when `at` lies within it),
 * walked to from an earlier one: who needs many, in order, walks once. */
GB_API GbTextPlace gb_charset_place(const GbText *text, GbSlice raw, GbTextPlace from, size_t at);

#ifdef __cplusplus
}
#endif
#endif
