/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * start_line.c - request line and status line (RFC 3261 7.1, 7.2), and the question whether
 * bytes are SIP at all.
 *
 * Most packets are not SIP (media), so the first byte already sends those away: a start line
 * begins with a character of a token. What else begins with a word and a blank (HTTP, RTSP, SSDP,
 * mail) is told by the version at the line's end; a line without any version is still ours when a
 * method we know stands before a SIP URI. A line is looked at up to GB_MAX_START_LINE bytes.
 */
#include "sip/start_line.h"

#include "sip/chars.h"
#include "sip/scan.h"

/* "SIP/" and a digit, any case. */
static bool is_version(GbSlice s) {
    return s.n > 4 && gb_slice_is_case(gb_slice(s.p, 4), "SIP/") && gb_is_digit(s.p[4]);
}

static bool is_sip_2(GbSlice s) {
    return s.n == 7 && memcmp(s.p + 4, "2.0", 3) == 0;
}

static bool is_line_blank(char c) {
    return c == ' ' || c == '\t';
}

static size_t blanks_at(GbSlice s, size_t at) {
    size_t i = at;
    while (i < s.n && is_line_blank(s.p[i])) i++;
    return i - at;
}

/* "SIP/2.0 200 OK", the line without its end. */
static GbOutcome status_line(GbSlice line, GbStartLine *out) {
    size_t at = 0;
    while (at < line.n && !is_line_blank(line.p[at])) at++;
    out->is_response = true;
    out->method = GB_METHOD_UNKNOWN;
    out->method_text = out->uri = GB_NO_SLICE;
    out->version = gb_slice(line.p, at);
    if (!is_sip_2(out->version)) out->quirks |= GB_SIP_BAD_VERSION;
    size_t blanks = blanks_at(line, at);
    if (blanks > 1) out->quirks |= GB_SIP_START_LINE_BLANKS;
    size_t code = at + blanks, end = code;
    while (end < line.n && gb_is_digit(line.p[end])) end++;
    if (end == code || (end < line.n && !is_line_blank(line.p[end]))) return GB_BAD;
    out->status = 0;
    if (end - code <= 3)
        for (size_t i = code; i < end; i++)
            out->status = out->status * 10 + (unsigned)(line.p[i] - '0');
    if (end - code != 3 || out->status < 100 || out->status > 699) out->quirks |= GB_SIP_BAD_STATUS;
    if (end == line.n) {
        out->quirks |= GB_SIP_NO_REASON;
        out->reason = GB_NO_SLICE;
        return GB_OK;
    }
    if (blanks_at(line, end) > 1) out->quirks |= GB_SIP_START_LINE_BLANKS;
    out->reason = gb_slice_trim(gb_slice_sub(line, end + 1, line.n));
    return GB_OK;
}

/* HTTP's "/" and "*" end here, and most of what is not text. */
static bool may_begin_uri(char c) {
    return gb_is_alpha(c) || gb_is_digit(c) || c == '<';
}

/* Not a URI as it may stand in a request line: in <>, holding blanks, with ?headers, no scheme. */
static bool is_bad_uri(GbSlice uri) {
    size_t colon = gb_slice_find(uri, ':');
    if (colon == uri.n || colon == 0 || !gb_is_alpha(uri.p[0])) return true;
    if (memchr(uri.p, ' ', uri.n) || memchr(uri.p, '\t', uri.n)) return true;
    GbSlice scheme = gb_slice(uri.p, colon);
    if (!gb_slice_is_case(scheme, "sip") && !gb_slice_is_case(scheme, "sips")) return false;
    /* A '?' may stand in the user part. */
    const char *at = (const char *)memchr(uri.p, '@', uri.n);
    const char *host = at ? at : uri.p;
    return memchr(host, '?', uri.n - (size_t)(host - uri.p)) != NULL;
}

/* Request lines as nearly all are: "WORD sip:... SIP/2.0\r\n" with one blank between. True when it
 * is one; whatever is not is left to those who look closer. */
static bool usual_request_line(GbSlice s, size_t word, GbStartLine *out) {
    static const char tail[] = " SIP/2.0\r\n";
    size_t uri = word + 1, end = uri + 4;
    if (s.n - word < 15 || s.p[word] != ' ' || memcmp(s.p + uri, "sip:", 4) != 0) return false;
    size_t last = s.n - (sizeof tail - 1);
    if (last > GB_MAX_START_LINE - sizeof tail) last = GB_MAX_START_LINE - sizeof tail;
    if (end < last) end = (size_t)(gb_find_blank_or(s.p + end, s.p + last, '?') - s.p);
    if (end > last || memcmp(s.p + end, tail, sizeof tail - 1) != 0) return false;
    out->method_text = gb_slice(s.p, word);
    out->method = gb_sip_method_find(out->method_text);
    if (out->method == GB_METHOD_UNKNOWN ||
        !gb_same_bytes(s.p, gb_sip_method_name(out->method), word))
        return false;
    out->is_response = false;
    out->status = 0;
    out->uri = gb_slice(s.p + uri, end - uri);
    out->version = gb_slice(s.p + end + 1, 7);
    out->reason = GB_NO_SLICE;
    out->quirks = 0;
    out->length = end + sizeof tail - 1;
    return true;
}

/* Status lines as nearly all are: "SIP/2.0 200 OK\r\n". As above. */
static bool usual_status_line(GbSlice s, GbStartLine *out) {
    if (s.n < 16 || memcmp(s.p, "SIP/2.0 ", 8) != 0 || s.p[11] != ' ' || gb_is_blank(s.p[12]))
        return false;
    unsigned status = 0;
    for (size_t i = 8; i < 11; i++) {
        if (!gb_is_digit(s.p[i])) return false;
        status = status * 10 + (unsigned)(s.p[i] - '0');
    }
    if (status < 100 || status > 699) return false;
    size_t most = s.n < 64 ? s.n : 64, end = 12;
    while (end < most && s.p[end] != '\r' && s.p[end] != '\n') end++;
    if (end + 1 >= most || s.p[end] != '\r' || s.p[end + 1] != '\n' || gb_is_blank(s.p[end - 1]))
        return false;
    *out = (GbStartLine){.is_response = true, .status = status, .version = gb_slice(s.p, 7),
                         .reason = gb_slice(s.p + 12, end - 12), .length = end + 2};
    return true;
}

/* "REGISTER sip:server SIP/2.0"; `word` is the length of the method. */
static GbOutcome request_line(GbSlice line, size_t word, GbStartLine *out) {
    size_t end = line.n;
    while (end > word && is_line_blank(line.p[end - 1])) end--;
    size_t version = end;
    while (version > word && !is_line_blank(line.p[version - 1])) version--;
    out->is_response = false;
    out->method_text = gb_slice(line.p, word);
    out->method = gb_sip_method_find(out->method_text);
    out->version = gb_slice(line.p + version, end - version);
    size_t blanks = blanks_at(line, word);
    GbSlice rest = gb_slice_sub(line, word + blanks, line.n);
    if (rest.n == 0 || !may_begin_uri(rest.p[0])) return GB_NOT;
    if (!is_version(out->version)) {
        bool to_sip = rest.n > 4 && (gb_slice_is_case(gb_slice(rest.p, 4), "sip:") ||
                                     gb_slice_is_case(gb_slice(rest.p, 4), "sips"));
        return out->method != GB_METHOD_UNKNOWN && to_sip ? GB_BAD : GB_NOT;
    }
    if (rest.p >= out->version.p) return GB_BAD; /* no URI */
    out->uri = gb_slice_trim(gb_slice(rest.p, (size_t)(out->version.p - rest.p)));
    out->status = 0;
    out->reason = GB_NO_SLICE;
    if (blanks > 1 || end < line.n || out->version.p - (out->uri.p + out->uri.n) > 1)
        out->quirks |= GB_SIP_START_LINE_BLANKS;
    if (!is_sip_2(out->version)) out->quirks |= GB_SIP_BAD_VERSION;
    if (is_bad_uri(out->uri)) out->quirks |= GB_SIP_BAD_URI;
    if (out->method == GB_METHOD_UNKNOWN && out->quirks & GB_SIP_BAD_URI)
        return GB_NOT; /* a sentence that ends in SIP/2.0 */
    if (out->method == GB_METHOD_UNKNOWN)
        out->quirks |= GB_SIP_UNKNOWN_METHOD;
    else if (!gb_slice_is(out->method_text, gb_sip_method_name(out->method)))
        out->quirks |= GB_SIP_METHOD_CASE;
    return GB_OK;
}

/* The start of a line whose end is not there yet: can it become a start line? */
static GbOutcome partial(GbSlice s, size_t word, bool response) {
    if (s.n >= GB_MAX_START_LINE) return GB_NOT;
    if (response || word == s.n) return GB_MORE;
    size_t at = word + blanks_at(s, word);
    return at < s.n && !may_begin_uri(s.p[at]) ? GB_NOT : GB_MORE;
}

GbOutcome gb_start_line_parse(GbSlice bytes, bool whole, GbStartLine *out) {
    GbSlice s = bytes;
    GB_HAS_BYTES(s.p, s.n);
    if (s.n == 0) return whole ? GB_NOT : GB_MORE;
    if (usual_status_line(s, out)) return GB_OK;
    size_t word = 0, longest = s.n < GB_MAX_METHOD ? s.n : GB_MAX_METHOD;
    while (word < longest && gb_is_token(s.p[word])) word++;
    if (word == 0) return GB_NOT;
    bool response = false;
    if (word < s.n && !is_line_blank(s.p[word])) {
        response = word == 3 && s.p[3] == '/' && gb_slice_is_case(gb_slice(s.p, 3), "SIP") &&
                   (s.n == 4 || gb_is_digit(s.p[4]));
        if (!response) return GB_NOT;
    }
    if (!response && usual_request_line(s, word, out)) return GB_OK;
    GbSlice window = gb_slice_sub(s, 0, GB_MAX_START_LINE);
    size_t end = gb_slice_find(window, '\n');
    GbStartLine line = {.length = end + 1};
    if (end == window.n) {
        if (!whole) return partial(window, word, response);
        if (window.n < s.n) return GB_NOT;
        line.length = end;
    } else if (s.p[end - 1] != '\r') {
        line.quirks |= GB_SIP_LF_ONLY;
    }
    if (s.p[end - 1] == '\r') end--;
    GbSlice text = gb_slice(s.p, end);
    if (word == end) return GB_NOT; /* one word alone */
    GbOutcome outcome = response ? status_line(text, &line) : request_line(text, word, &line);
    if (outcome == GB_OK) *out = line;
    return outcome;
}

GbOutcome gb_sip_looks_like(GbSlice bytes) {
    size_t at = 0;
    while (at < bytes.n && (bytes.p[at] == '\r' || bytes.p[at] == '\n')) at++;
    GbStartLine line;
    GbOutcome outcome = gb_start_line_parse(gb_slice_sub(bytes, at, bytes.n), false, &line);
    return outcome == GB_BAD ? GB_OK : outcome;
}
