/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chars.h - classes of characters (RFC 3261 25.1), shared by the files of sip/. */
#ifndef GB_SIP_CHARS_H
#define GB_SIP_CHARS_H

#include <gb28181/sip.h>

enum { GB_CHAR_TOKEN = 1, GB_CHAR_ALPHA = 2, GB_CHAR_DIGIT = 4 };
extern const uint8_t gb_char_class[256];

static inline bool gb_is_token(char c) {
    return gb_char_class[(unsigned char)c] & GB_CHAR_TOKEN;
}

static inline bool gb_is_alpha(char c) {
    return gb_char_class[(unsigned char)c] & GB_CHAR_ALPHA;
}

static inline bool gb_is_digit(char c) {
    return gb_char_class[(unsigned char)c] & GB_CHAR_DIGIT;
}

/* Index of the quote that closes the one at `at`, escapes passed over; n when there is none. */
size_t gb_sip_closing_quote(GbSlice s, size_t at);

/* In ";a;;b" or ";a;": a ';' with nothing behind it (values.c). */
bool gb_sip_has_empty_param(GbSlice params);

#endif
