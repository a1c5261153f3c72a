/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.c - methods, header names and the classes of characters (RFC 3261 7.1, 7.3.1, 7.3.3, 25.1).
 *
 * Header names are found once per header line, so the way there is short: a table gives the
 * candidates by length (five at the most, frequent ones first), and the usual spelling is compared
 * with all of them, their first letter first, before any other case is tried. The tables by
 * length and by compact letter repeat what sip.h says; test_sip.c holds them together.
 * Methods are case-sensitive; one in another case is still recognised, devices send such.
 */
#include "sip/chars.h"
#include "sip/scan.h"

typedef struct Name {
    const char *text;
    size_t n;
} Name;

static const Name methods[GB_N_METHODS] = {{"?", 0},
#define X(name) {#name, sizeof(#name) - 1},
                                           GB_SIP_METHODS(X)
#undef X
};

static const Name headers[GB_N_HEADERS] = {{"?", 0},
#define X(id, name, compact) {name, sizeof(name) - 1},
                                           GB_SIP_HEADERS(X)
#undef X
};

#define MAX_NAME 21
#define H(id) GB_HEADER_##id
static const uint8_t by_length[MAX_NAME + 1][8] = {
    [2] = {H(TO)},
    [3] = {H(VIA)},
    [4] = {H(FROM), H(CSEQ), H(DATE), H(NOTE)},
    [5] = {H(EVENT), H(ALLOW), H(ROUTE)},
    [6] = {H(SERVER), H(REASON)},
    [7] = {H(CALL_ID), H(CONTACT), H(EXPIRES), H(SUBJECT), H(REQUIRE), H(WARNING)},
    [8] = {H(X_GB_VER), H(REFER_TO)},
    [9] = {H(SUPPORTED)},
    [10] = {H(USER_AGENT)},
    [11] = {H(MIN_EXPIRES), H(RETRY_AFTER), H(X_ROUTE_PATH)},
    [12] = {H(CONTENT_TYPE), H(MAX_FORWARDS), H(ALLOW_EVENTS), H(RECORD_ROUTE), H(SECURITY_INFO)},
    [13] = {H(AUTHORIZATION)},
    [14] = {H(CONTENT_LENGTH)},
    [15] = {H(X_PREFERRED_PATH)},
    [16] = {H(WWW_AUTHENTICATE), H(CONTENT_ENCODING)},
    [18] = {H(SUBSCRIPTION_STATE), H(PROXY_AUTHENTICATE)},
    [19] = {H(PROXY_AUTHORIZATION), H(AUTHENTICATION_INFO)},
    [21] = {H(MONITOR_USER_IDENTITY)},
};
static const uint8_t by_letter[26] = {
    ['v' - 'a'] = H(VIA),          ['f' - 'a'] = H(FROM),
    ['t' - 'a'] = H(TO),           ['i' - 'a'] = H(CALL_ID),
    ['m' - 'a'] = H(CONTACT),      ['l' - 'a'] = H(CONTENT_LENGTH),
    ['c' - 'a'] = H(CONTENT_TYPE), ['e' - 'a'] = H(CONTENT_ENCODING),
    ['s' - 'a'] = H(SUBJECT),      ['o' - 'a'] = H(EVENT),
    ['u' - 'a'] = H(ALLOW_EVENTS), ['k' - 'a'] = H(SUPPORTED),
    ['r' - 'a'] = H(REFER_TO),
};
#undef H

/* token: alphanum and -.!%*_+`'~ */
#define T GB_CHAR_TOKEN
#define A (GB_CHAR_TOKEN | GB_CHAR_ALPHA)
#define D (GB_CHAR_TOKEN | GB_CHAR_DIGIT)
#define B GB_CHAR_BLANK
#define S GB_CHAR_SEPARATOR
const uint8_t gb_char_class[256] = {
    ['a'] = A, ['b'] = A,  ['c'] = A,  ['d'] = A,  ['e'] = A, ['f'] = A, ['g'] = A, ['h'] = A,
    ['i'] = A, ['j'] = A,  ['k'] = A,  ['l'] = A,  ['m'] = A, ['n'] = A, ['o'] = A, ['p'] = A,
    ['q'] = A, ['r'] = A,  ['s'] = A,  ['t'] = A,  ['u'] = A, ['v'] = A, ['w'] = A, ['x'] = A,
    ['y'] = A, ['z'] = A,  ['A'] = A,  ['B'] = A,  ['C'] = A, ['D'] = A, ['E'] = A, ['F'] = A,
    ['G'] = A, ['H'] = A,  ['I'] = A,  ['J'] = A,  ['K'] = A, ['L'] = A, ['M'] = A, ['N'] = A,
    ['O'] = A, ['P'] = A,  ['Q'] = A,  ['R'] = A,  ['S'] = A, ['T'] = A, ['U'] = A, ['V'] = A,
    ['W'] = A, ['X'] = A,  ['Y'] = A,  ['Z'] = A,  ['0'] = D, ['1'] = D, ['2'] = D, ['3'] = D,
    ['4'] = D, ['5'] = D,  ['6'] = D,  ['7'] = D,  ['8'] = D, ['9'] = D, ['-'] = T, ['.'] = T,
    [' '] = B, ['\t'] = B, ['\r'] = B, ['\n'] = B, [','] = S, [';'] = S, ['='] = S, ['"'] = S,
    ['<'] = S, ['!'] = T,  ['%'] = T,  ['*'] = T,  ['_'] = T, ['+'] = T, ['`'] = T, ['\''] = T,
    ['~'] = T,
};
#undef T
#undef A
#undef D
#undef B
#undef S

GbSipMethod gb_sip_method_find(GbSlice text) {
    for (unsigned i = 1; i < GB_N_METHODS; i++)
        if (text.n == methods[i].n && gb_same_bytes(text.p, methods[i].text, text.n))
            return (GbSipMethod)i;
    for (unsigned i = 1; i < GB_N_METHODS; i++)
        if (gb_slice_eq_case(text, gb_slice(methods[i].text, methods[i].n))) return (GbSipMethod)i;
    return GB_METHOD_UNKNOWN;
}

const char *gb_sip_method_name(GbSipMethod m) {
    return (unsigned)m < GB_N_METHODS ? methods[m].text : "?";
}

GbSipHeaderId gb_sip_header_find(GbSlice name) {
    if (name.n == 0 || name.n > MAX_NAME) return GB_HEADER_OTHER;
    if (name.n == 1) {
        char letter = gb_ascii_lower(name.p[0]);
        return letter >= 'a' && letter <= 'z' ? (GbSipHeaderId)by_letter[letter - 'a']
                                              : GB_HEADER_OTHER;
    }
    for (const uint8_t *id = by_length[name.n]; *id; id++) {
        const char *text = headers[*id].text;
        if (text[0] == name.p[0] && gb_same_bytes(name.p, text, name.n)) return (GbSipHeaderId)*id;
    }
    for (const uint8_t *id = by_length[name.n]; *id; id++)
        if (gb_slice_eq_case(name, gb_slice(headers[*id].text, name.n))) return (GbSipHeaderId)*id;
    return GB_HEADER_OTHER;
}

const char *gb_sip_header_name(GbSipHeaderId id) {
    return (unsigned)id < GB_N_HEADERS ? headers[id].text : "?";
}
