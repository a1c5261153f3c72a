/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip.c - one message into slices: start line, headers, body (RFC 3261 7).
 *
 * Two steps, because nothing may be written before it is known that the head ends. The first walks
 * the lines by their ends, joins folded ones and keeps where each begins and ends; the
 * second finds the colon and the name's id. Only what a reader may look at is written: GbSip is
 * 5 KB, a message uses 500 bytes of it. Content-Length and CSeq are read here since everybody needs
 * them; all other values are read when somebody asks (values.c, uri.c, via.c).
 * A line that is no header is passed over with a quirk: a message with a broken line still says
 * who sent it.
 */
#include "sip/chars.h"
#include "sip/head_again.h"
#include "sip/scan.h"
#include "sip/start_line.h"

/* Headers that may stand several times, or be a list over several (RFC 3261 7.3.1, 20). */
#define B(id) ((uint64_t)1 << GB_HEADER_##id)
static const uint64_t may_repeat =
    B(OTHER) | B(VIA) | B(CONTACT) | B(CONTENT_ENCODING) | B(AUTHORIZATION) |
    B(PROXY_AUTHORIZATION) | B(WWW_AUTHENTICATE) | B(PROXY_AUTHENTICATE) | B(ALLOW) |
    B(ALLOW_EVENTS) | B(SUPPORTED) | B(REQUIRE) | B(ROUTE) | B(RECORD_ROUTE) | B(WARNING) |
    B(REASON) | B(SECURITY_INFO) | B(X_ROUTE_PATH) | B(X_PREFERRED_PATH);
#undef B
_Static_assert(GB_N_HEADERS <= 64, "may_repeat has a bit for each header");

typedef struct Lines {
    unsigned n;
    uint32_t quirks;
    const char *end;     /* behind the empty line, or of the bytes */
    const char *unended; /* start of a last line without its end, NULL when there is none */
    const char *first[GB_MAX_HEADERS], *stop[GB_MAX_HEADERS];
} Lines;

/* Finds the header lines from p on. False when the head does not end before `end`. */
static bool walk_lines(const char *p, const char *end, Lines *out) {
    const char **open = NULL; /* where a continuation puts the line's new end */
    const char *ignored;
    unsigned n = 0;
    uint32_t quirks = 0;
    bool ended = false;
    out->unended = NULL;
    GbNewlines newlines = {p, end, NULL, 0};
    while (p < end) {
        const char *newline = gb_next_newline(&newlines);
        const char *stop = newline ? newline : end;
        if (stop > p && stop[-1] == '\r')
            stop--;
        else if (newline)
            quirks |= GB_SIP_LF_ONLY;
        if (!newline) {
            if (stop == p) break; /* a lone CR */
            out->unended = p;
        } else if (stop == p) {
            end = newline + 1;
            ended = true;
            break;
        }
        if (*p == ' ' || *p == '\t') {
            quirks |= open ? GB_SIP_FOLDED : GB_SIP_BAD_LINE;
            if (open) *open = stop;
            if (!newline && n) out->unended = out->first[n - 1];
        } else if (n < GB_MAX_HEADERS) {
            out->first[n] = p;
            open = &out->stop[n++];
            *open = stop;
        } else {
            quirks |= GB_SIP_TOO_MANY_HEADERS;
            open = &ignored;
        }
        if (!newline) break;
        p = newline + 1;
    }
    out->n = n;
    out->quirks = quirks;
    out->end = end;
    return ended;
}

static bool is_lws(char c) {
    return gb_is_blank(c);
}

/* 20.16 CSeq: a number below 2^31, LWS, the method. */
void gb_sip_read_cseq(GbSlice value, GbSip *out) {
    size_t at = 0;
    while (at < value.n && gb_is_digit(value.p[at])) at++;
    uint64_t number = 0;
    if (gb_slice_uint(gb_slice(value.p, at), &number) && number <= UINT32_MAX) {
        out->cseq = (uint32_t)number;
        out->has_cseq = true;
    }
    if (!out->has_cseq || number > INT32_MAX || (at < value.n && !is_lws(value.p[at])))
        out->quirks |= GB_SIP_CSEQ_RANGE;
    while (at < value.n && !is_lws(value.p[at])) at++;
    while (at < value.n && is_lws(value.p[at])) at++;
    GbSlice method = gb_slice(value.p + at, value.n - at);
    if (method.n == 0) {
        out->quirks |= GB_SIP_CSEQ_METHOD;
        return;
    }
    if (!out->is_response) {
        if (gb_slice_eq(method, out->method_text)) return;
        out->quirks |=
            gb_slice_eq_case(method, out->method_text) ? GB_SIP_METHOD_CASE : GB_SIP_CSEQ_METHOD;
        return;
    }
    out->method_text = method;
    out->method = gb_sip_method_find(method);
    if (out->method == GB_METHOD_UNKNOWN)
        out->quirks |= GB_SIP_UNKNOWN_METHOD;
    else if (!gb_slice_is(method, gb_sip_method_name(out->method)))
        out->quirks |= GB_SIP_METHOD_CASE;
}

static void read_length(GbSlice value, GbSip *out) {
    uint64_t length;
    if (!gb_slice_uint(value, &length)) {
        out->quirks |= GB_SIP_BAD_LENGTH;
    } else if (!out->has_length) {
        out->has_length = true;
        out->content_length = length;
    }
}

static bool same_length(GbSlice a, GbSlice b) {
    uint64_t x, y;
    if (gb_slice_uint(a, &x) && gb_slice_uint(b, &y)) return x == y;
    return gb_slice_eq(a, b);
}

/* Trimmed; one blank stands in front nearly always, and none behind. */
static inline GbSlice value_of(const char *p, const char *stop) {
    if (p < stop && *p == ' ') p++;
    GbSlice value = gb_slice(p, (size_t)(stop - p));
    if (value.n && (gb_is_blank(p[0]) || gb_is_blank(stop[-1]))) return gb_slice_trim(value);
    return value;
}

/* One header line, joined. `whole`: its end was seen, so its value can be trusted. */
static void read_header(const char *p, const char *stop, bool whole, GbSip *out) {
    const char *colon = gb_find_colon(p, stop);
    if (!colon || colon == p) {
        out->quirks |= GB_SIP_BAD_LINE;
        return;
    }
    GbSlice name = gb_slice(p, (size_t)(colon - p));
    if (gb_is_blank(colon[-1])) {
        out->quirks |= GB_SIP_BLANK_BEFORE_COLON;
        name = gb_slice_trim(name);
    }
    GbSipHeaderId id = gb_sip_header_find(name);
    if (id == GB_HEADER_OTHER) {
        size_t i = 0;
        while (i < name.n && gb_is_token(name.p[i])) i++;
        if (i < name.n) out->quirks |= GB_SIP_BAD_LINE;
    }
    unsigned at = out->n_headers++;
    GbSipHeader *h = &out->headers[at];
    h->name = name;
    h->value = value_of(colon + 1, stop);
    h->id = (uint16_t)id;
    h->next = GB_MAX_HEADERS;
    bool repeated = out->first[id] != GB_MAX_HEADERS;
    if (repeated) {
        out->headers[out->last_of[id]].next = (uint16_t)at;
        if (!(may_repeat >> id & 1)) out->quirks |= GB_SIP_REPEATED;
    } else {
        out->first[id] = (uint16_t)at;
    }
    out->last_of[id] = (uint16_t)at;
    if (id == GB_HEADER_CSEQ && !repeated && whole) gb_sip_read_cseq(h->value, out);
    if (id == GB_HEADER_CONTENT_LENGTH && whole) {
        read_length(h->value, out);
        if (repeated && !same_length(h->value, out->headers[out->first[id]].value))
            out->quirks |= GB_SIP_LENGTHS_DIFFER;
    }
}

static GbOutcome parse(GbSlice bytes, bool cut, GbSip *out) {
    size_t before = 0;
    while (before < bytes.n && (bytes.p[before] == '\r' || bytes.p[before] == '\n')) before++;
    GbSlice message = gb_slice_sub(bytes, before, bytes.n);
    GbStartLine line;
    GbOutcome outcome = gb_start_line_parse(message, cut, &line);
    if (outcome != GB_OK) return outcome;

    Lines lines;
    size_t window = message.n < GB_MAX_HEAD ? message.n : GB_MAX_HEAD;
    bool ended = walk_lines(message.p + line.length, message.p + window, &lines);
    if (!ended && !cut && message.n < GB_MAX_HEAD) return GB_MORE;
    if (!ended) {
        lines.quirks |= GB_SIP_NO_END;
        lines.end = message.p + message.n;
    }

    out->is_response = line.is_response;
    out->method = line.method;
    out->method_text = line.method_text;
    out->request_uri = line.uri;
    out->version = line.version;
    out->status = line.status;
    out->reason = line.reason;
    out->head = gb_slice(message.p, (size_t)(lines.end - message.p));
    out->body = gb_slice_sub(message, out->head.n, message.n);
    out->quirks = line.quirks | lines.quirks | (before ? GB_SIP_LEADING_CRLF : 0);
    out->has_length = out->has_cseq = false;
    out->content_length = 0;
    out->cseq = 0;
    out->n_headers = 0;
    for (unsigned i = 0; i < GB_N_HEADERS; i++) out->first[i] = GB_MAX_HEADERS;
    for (unsigned i = 0; i < GB_N_HEADERS; i++) out->last_of[i] = GB_MAX_HEADERS;
    for (unsigned i = 0; i < lines.n; i++)
        read_header(lines.first[i], lines.stop[i], lines.first[i] != lines.unended, out);

    static const uint8_t needed[] = {GB_HEADER_TO, GB_HEADER_FROM, GB_HEADER_CSEQ,
                                     GB_HEADER_CALL_ID, GB_HEADER_VIA};
    for (unsigned i = 0; i < sizeof needed; i++)
        if (out->first[needed[i]] == GB_MAX_HEADERS) out->quirks |= GB_SIP_MISSING_HEADER;
    if (memchr(out->head.p, '\0', out->head.n)) out->quirks |= GB_SIP_NUL;
    return GB_OK;
}

GbOutcome gb_sip_parse(GbSlice bytes, GbSip *out) {
    return parse(bytes, false, out);
}

GbOutcome gb_sip_parse_cut(GbSlice bytes, GbSip *out) {
    return parse(bytes, true, out);
}
