/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uri.c - SIP URIs and the name-addr around them (RFC 3261 19.1, 20.10, 25.1).
 *
 * The first '@' ends the user: "340200..@3402000000@192.0.2.1" names the device in front. A URI
 * without scheme but with '@' is read as a SIP URI; devices write it so in To and Contact. Outside
 * <> the first ';' ends the URI, its parameters are the header's (20.10).
 */
#include "sip/chars.h"
#include "sip/plain.h"
#include "sip/scan.h"

static bool has_blank(GbSlice s) {
    const char *end = s.p + s.n, *at = gb_find_blank_or(s.p, end, ' ');
    while (at < end && !gb_is_blank(*at)) at++; /* another control character */
    return at < end;
}

/* host:port, host, [v6]:port; returns false without a host. */
static bool parse_host_port(GbSlice s, GbSipUri *out) {
    GbSlice port = GB_NO_SLICE;
    if (s.n && s.p[0] == '[') {
        size_t close = gb_slice_find(s, ']');
        if (close == s.n) return false;
        out->host = gb_slice(s.p + 1, close - 1);
        out->is_ipv6 = true;
        GbSlice behind = gb_slice_trim(gb_slice_sub(s, close + 1, s.n));
        if (behind.n && behind.p[0] == ':')
            port = gb_slice_sub(behind, 1, behind.n);
        else if (behind.n)
            out->quirks |= GB_SIP_VALUE_TRAILING;
    } else {
        size_t colon = gb_slice_find(s, ':');
        out->host = gb_slice_trim(gb_slice(s.p, colon));
        if (colon < s.n) port = gb_slice_sub(s, colon + 1, s.n);
    }
    if (out->host.n == 0) return false;
    if (port.p) {
        uint64_t number;
        if (gb_slice_uint(gb_slice_trim(port), &number) && number > 0 && number <= UINT16_MAX)
            out->port = (uint16_t)number;
        else
            out->quirks |= GB_SIP_VALUE_BAD_PORT;
    }
    return true;
}

GbOutcome gb_sip_uri_parse(GbSlice text, GbSipUri *out) {
    return gb_plain_uri(text, out) ? GB_OK : gb_full_uri(text, out);
}

GbOutcome gb_full_uri(GbSlice text, GbSipUri *out) {
    GbSlice s = gb_slice_trim(text);
    if (s.n == 0) return GB_NOT;
    GbSipUri uri = {.text = s};
    size_t scheme = 0;
    if (gb_is_alpha(s.p[0]))
        while (scheme < s.n && (gb_is_alpha(s.p[scheme]) || gb_is_digit(s.p[scheme]) ||
                                (scheme && memchr("+-.", s.p[scheme], 3))))
            scheme++;
    size_t at = gb_slice_find(s, '@');
    GbSlice rest;
    if (scheme && scheme < s.n && s.p[scheme] == ':') {
        uri.scheme = gb_slice(s.p, scheme);
        rest = gb_slice_sub(s, scheme + 1, s.n);
        if (!gb_slice_is_case(uri.scheme, "sip") && !gb_slice_is_case(uri.scheme, "sips")) {
            *out = uri;
            return GB_OK;
        }
    } else if (at < s.n && gb_slice_find(s, ':') > at) {
        uri.quirks |= GB_SIP_VALUE_NO_SCHEME;
        rest = s;
    } else {
        return GB_NOT;
    }
    at = gb_slice_find(rest, '@');
    if (at < rest.n) {
        GbSlice info = gb_slice(rest.p, at);
        size_t colon = gb_slice_find(info, ':');
        uri.user = gb_slice(info.p, colon);
        if (colon < info.n) uri.password = gb_slice_sub(info, colon + 1, info.n);
        rest = gb_slice_sub(rest, at + 1, rest.n);
    }
    size_t end = 0;
    while (end < rest.n && rest.p[end] != ';' && rest.p[end] != '?') end++;
    if (!parse_host_port(gb_slice(rest.p, end), &uri)) return GB_BAD;
    rest = gb_slice_sub(rest, end, rest.n);
    size_t question = gb_slice_find(rest, '?');
    if (question) uri.params = gb_slice(rest.p, question);
    if (question < rest.n) uri.headers = gb_slice_sub(rest, question + 1, rest.n);
    if (has_blank(s)) uri.quirks |= GB_SIP_VALUE_BLANKS;
    *out = uri;
    return GB_OK;
}

/* A display name without quotes is a row of tokens. */
static bool is_tokens(GbSlice s) {
    for (size_t i = 0; i < s.n; i++)
        if (!gb_is_token(s.p[i]) && !gb_is_blank(s.p[i])) return false;
    return true;
}

/* The header's parameters behind the URI. */
static void take_params(GbSlice behind, GbSipNameAddr *out) {
    GbSlice s = gb_slice_trim(behind);
    size_t semicolon = gb_slice_find(s, ';');
    if (semicolon > 0) out->quirks |= GB_SIP_VALUE_TRAILING;
    if (semicolon == s.n) return;
    out->params = gb_slice_sub(s, semicolon, s.n);
    GbSlice rest = out->params, name, value;
    bool empty = false;
    unsigned n = 0;
    while (n <= GB_MAX_PARAMS && gb_sip_param_take(&rest, &name, &value, &empty)) n++;
    if (n > GB_MAX_PARAMS) out->quirks |= GB_SIP_VALUE_CUT;
    if (empty) out->quirks |= GB_SIP_VALUE_EMPTY_PARAM;
}

GbOutcome gb_sip_name_addr_parse(GbSlice value, GbSipNameAddr *out) {
    return gb_plain_name_addr(value, out) ? GB_OK : gb_full_name_addr(value, out);
}

GbOutcome gb_full_name_addr(GbSlice value, GbSipNameAddr *out) {
    GbSlice s = gb_slice_trim(value);
    GbSipNameAddr a = {0};
    if (s.n && s.p[0] == '*' && gb_slice_trim(gb_slice_sub(s, 1, s.n)).n == 0) {
        a.is_star = true;
        *out = a;
        return GB_OK;
    }
    size_t open;
    if (s.n && s.p[0] == '"') {
        size_t close = gb_sip_closing_quote(s, 0);
        if (close < s.n) {
            a.display = gb_slice(s.p + 1, close - 1);
            open = close + 1 + gb_slice_find(gb_slice_sub(s, close + 1, s.n), '<');
            if (open < s.n && gb_slice_trim(gb_slice(s.p + close + 1, open - close - 1)).n)
                a.quirks |= GB_SIP_VALUE_TRAILING;
        } else {
            open = gb_slice_find(s, '<');
            a.display = gb_slice_trim(gb_slice(s.p + 1, open - 1));
            a.quirks |= GB_SIP_VALUE_OPEN_QUOTE;
        }
        if (open >= s.n) return GB_BAD;
    } else {
        open = gb_slice_find(s, '<');
        /* '<' behind a ';' belongs to a parameter, not to the address. */
        if (open < s.n && !is_tokens(gb_slice(s.p, open)) && memchr(s.p, ';', open) &&
            memchr(s.p, ':', open))
            open = s.n;
        if (open < s.n) {
            GbSlice display = gb_slice_trim(gb_slice(s.p, open));
            if (display.n) a.display = display;
            if (!is_tokens(display)) a.quirks |= GB_SIP_VALUE_BARE_DISPLAY;
        }
    }
    GbSlice uri, behind;
    if (open < s.n) {
        GbSlice inside = gb_slice_sub(s, open + 1, s.n);
        size_t close = gb_slice_find(inside, '>');
        if (close == inside.n) a.quirks |= GB_SIP_VALUE_OPEN_ANGLE;
        uri = gb_slice(inside.p, close);
        behind = gb_slice_sub(inside, close + 1, inside.n);
        if (gb_slice_trim(uri).n != uri.n) a.quirks |= GB_SIP_VALUE_BLANKS;
    } else {
        size_t semicolon = gb_slice_find(s, ';');
        uri = gb_slice_trim(gb_slice(s.p, semicolon));
        behind = gb_slice_sub(s, semicolon, s.n);
    }
    if (gb_sip_uri_parse(uri, &a.uri) != GB_OK) return GB_BAD;
    if (open == s.n && a.uri.headers.p) a.quirks |= GB_SIP_VALUE_BARE_HEADERS;
    take_params(behind, &a);
    a.quirks |= a.uri.quirks;
    *out = a;
    return GB_OK;
}
