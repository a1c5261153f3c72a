/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chars.h - classes of characters (RFC 3261 25.1), shared by the files of sip/. */
#ifndef GB_SIP_CHARS_H
#define GB_SIP_CHARS_H

#include <gb28181/sip.h>

enum {
    GB_CHAR_TOKEN = 1,
    GB_CHAR_ALPHA = 2,
    GB_CHAR_DIGIT = 4,
    GB_CHAR_BLANK = 8,     /* and line ends: LWS */
    GB_CHAR_SEPARATOR = 16 /* ,;="< : where a list or a parameter may end */
};
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

static inline bool gb_is_separator(char c) {
    return gb_char_class[(unsigned char)c] & GB_CHAR_SEPARATOR;
}

/* Index of the quote that closes the one at `at`, escapes passed over; n when there is none. */
size_t gb_sip_closing_quote(GbSlice s, size_t at);

/* gb_sip_param_next, and sets *empty when a ';' had nothing behind it. */
bool gb_sip_param_take(GbSlice *rest, GbSlice *name, GbSlice *value, bool *empty);

#endif
