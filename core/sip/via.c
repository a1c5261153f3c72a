/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * via.c - one Via: protocol, transport, who sent it, parameters (RFC 3261 20.42, 25.1; rport from
 * RFC 3581). Blanks and folds may stand around each '/', ':' and ';'.
 */
#include "sip/chars.h"
#include "sip/plain.h"

#define MAGIC_COOKIE "z9hG4bK"

/* The text up to the next '/', trimmed; false when there is none. */
static bool take_slashed(GbSlice *rest, GbSlice *out) {
    size_t slash = gb_slice_find(*rest, '/');
    if (slash == rest->n) return false;
    *out = gb_slice_trim(gb_slice(rest->p, slash));
    *rest = gb_slice_sub(*rest, slash + 1, rest->n);
    return out->n > 0;
}

static void take_port(GbSlice text, GbSipVia *via) {
    uint64_t port;
    if (gb_slice_uint(gb_slice_trim(text), &port) && port > 0 && port <= UINT16_MAX)
        via->port = (uint16_t)port;
    else
        via->quirks |= GB_SIP_VALUE_BAD_PORT;
}

GbOutcome gb_sip_via_parse(GbSlice value, GbSipVia *out) {
    return gb_plain_via(value, out) ? GB_OK : gb_full_via(value, out);
}

GbOutcome gb_full_via(GbSlice value, GbSipVia *out) {
    GbSlice element, rest, protocol, version;
    if (!gb_sip_list_next(&value, &element)) return GB_BAD;
    GbSipVia via = {0};
    size_t semicolon = gb_slice_find(element, ';');
    if (semicolon < element.n) via.params = gb_slice_sub(element, semicolon, element.n);
    rest = gb_slice(element.p, semicolon);
    if (!take_slashed(&rest, &protocol) || !take_slashed(&rest, &version)) return GB_BAD;
    if (!gb_slice_is_case(protocol, "SIP")) return GB_BAD;

    rest = gb_slice_trim(rest);
    size_t at = 0;
    while (at < rest.n && !gb_is_blank(rest.p[at])) at++;
    via.transport = gb_slice(rest.p, at);
    GbSlice sent_by = gb_slice_trim(gb_slice_sub(rest, at, rest.n));
    if (via.transport.n == 0 || sent_by.n == 0) return GB_BAD;
    GbSlice behind;
    if (sent_by.p[0] == '[') {
        size_t close = gb_slice_find(sent_by, ']');
        if (close == sent_by.n) return GB_BAD;
        via.host = gb_slice(sent_by.p + 1, close - 1);
        behind = gb_slice_trim(gb_slice_sub(sent_by, close + 1, sent_by.n));
    } else {
        size_t end = 0;
        while (end < sent_by.n && sent_by.p[end] != ':' && !gb_is_blank(sent_by.p[end])) end++;
        via.host = gb_slice(sent_by.p, end);
        behind = gb_slice_trim(gb_slice_sub(sent_by, end, sent_by.n));
    }
    if (via.host.n == 0) return GB_BAD;
    if (behind.n && behind.p[0] == ':')
        take_port(gb_slice_sub(behind, 1, behind.n), &via);
    else if (behind.n)
        via.quirks |= GB_SIP_VALUE_TRAILING;

    GbSlice params = via.params, name, v;
    bool empty = false;
    for (unsigned i = 0; gb_sip_param_take(&params, &name, &v, &empty); i++) {
        if (i == GB_MAX_PARAMS) {
            via.quirks |= GB_SIP_VALUE_CUT;
            break;
        }
        if (!via.branch.p && gb_slice_is_case(name, "branch"))
            via.branch = v;
        else if (!via.received.p && gb_slice_is_case(name, "received"))
            via.received = v;
        else if (!via.rport.p && gb_slice_is_case(name, "rport"))
            via.rport = v.p ? v : gb_slice(name.p + name.n, 0);
    }
    if (empty) via.quirks |= GB_SIP_VALUE_EMPTY_PARAM;
    if (via.branch.n == sizeof MAGIC_COOKIE - 1 && gb_slice_is_case(via.branch, MAGIC_COOKIE))
        via.quirks |= GB_SIP_VALUE_BAD_BRANCH;
    *out = via;
    return GB_OK;
}
