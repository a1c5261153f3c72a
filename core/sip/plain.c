/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plain.c - a short cut for the addresses and Vias that nearly all messages carry, in one pass:
 *
 *     <sip:34020000001320000001@3402000000>;tag=a1
 *     SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1
 *
 * Anything else (quotes, blanks, escapes, IPv6, lists, empty parts, odd ports) is left to uri.c and
 * via.c, which read it all; a test holds both to the same results.
 */
#include "sip/plain.h"

#include "sip/chars.h"

static bool is_plain(char c) {
    return gb_is_alpha(c) || gb_is_digit(c) || c == '.' || c == '-' || c == '_';
}

static const char *skip_plain(const char *at, const char *end) {
    while (at < end && is_plain(*at)) at++;
    return at;
}

/* :1 to :65535 without leading zeros, or nothing. */
static bool take_port(const char **at, const char *end, uint16_t *port) {
    uint32_t n = 0;
    const char *p = *at;
    if (p == end || *p != ':') return true;
    const char *first = ++p;
    while (p < end && gb_is_digit(*p) && p - first < 6) n = n * 10 + (uint32_t)(*p++ - '0');
    if (p == first || *first == '0' || n > UINT16_MAX) return false;
    *port = (uint16_t)n;
    *at = p;
    return true;
}

/* One `;name` or `;name=value` of token characters. */
static bool take_param(const char **at, const char *end, GbSlice *name, GbSlice *value) {
    const char *p = *at + 1, *from = p;
    while (p < end && gb_is_token(*p)) p++;
    if (p == from) return false;
    *name = gb_slice(from, (size_t)(p - from));
    *value = GB_NO_SLICE;
    if (p < end && *p == '=') {
        from = ++p;
        while (p < end && gb_is_token(*p)) p++;
        if (p == from) return false;
        *value = gb_slice(from, (size_t)(p - from));
    }
    *at = p;
    return p == end || *p == ';';
}

bool gb_plain_name_addr(GbSlice s, GbSipNameAddr *out) {
    const char *end = s.p + s.n;
    if (s.n < 8 || memcmp(s.p, "<sip:", 5) != 0) return false;
    GbSipNameAddr a = {0};
    const char *user = s.p + 5, *at = skip_plain(user, end);
    if (at == user || at == end || *at != '@') return false;
    a.uri.user = gb_slice(user, (size_t)(at - user));
    const char *host = ++at;
    at = skip_plain(host, end);
    if (at == host) return false;
    a.uri.host = gb_slice(host, (size_t)(at - host));
    if (!take_port(&at, end, &a.uri.port) || at == end || *at != '>') return false;
    a.uri.text = gb_slice(s.p + 1, (size_t)(at - s.p - 1));
    a.uri.scheme = gb_slice(s.p + 1, 3);
    if (++at < end) {
        if (*at != ';') return false;
        a.params = gb_slice(at, (size_t)(end - at));
        GbSlice name, value;
        while (at < end)
            if (!take_param(&at, end, &name, &value)) return false;
    }
    *out = a;
    return true;
}

bool gb_plain_via(GbSlice s, GbSipVia *out) {
    const char *end = s.p + s.n;
    if (s.n < 12 || memcmp(s.p, "SIP/2.0/", 8) != 0) return false;
    GbSipVia via = {0};
    const char *from = s.p + 8, *at = from;
    while (at < end && gb_is_alpha(*at)) at++;
    if (at == from || at == end || *at != ' ') return false;
    via.transport = gb_slice(from, (size_t)(at - from));
    from = ++at;
    at = skip_plain(from, end);
    if (at == from) return false;
    via.host = gb_slice(from, (size_t)(at - from));
    if (!take_port(&at, end, &via.port) || (at < end && *at != ';')) return false;
    if (at < end) via.params = gb_slice(at, (size_t)(end - at));
    while (at < end) {
        GbSlice name, value;
        if (!take_param(&at, end, &name, &value)) return false;
        if (!via.branch.p && name.n == 6 && gb_slice_is_case(name, "branch"))
            via.branch = value;
        else if (!via.received.p && name.n == 8 && gb_slice_is_case(name, "received"))
            via.received = value;
        else if (!via.rport.p && name.n == 5 && gb_slice_is_case(name, "rport"))
            via.rport = value.p ? value : gb_slice(name.p + name.n, 0);
    }
    if (via.branch.n <= sizeof "z9hG4bK" - 1) return false; /* none, or the cookie alone */
    *out = via;
    return true;
}
