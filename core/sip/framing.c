/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * framing.c - where a message begins and ends (RFC 3261 7.5, 18.3).
 *
 * A stream must give the same messages however it was cut into segments, so every decision waits
 * for the bytes it depends on and looks at none behind them. After garbage a message begins at a
 * whole start line "METHOD uri SIP/2.0" or "SIP/2.0 ddd"; that is found by the 'P' of its version,
 * rare in the XML and media around it. It may also stand in the middle of a line, behind the '>'
 * of an XML body whose Content-Length was wrong; then the method must be one we know.
 * A head is left when another start line stands in it: the rest of the first was lost.
 * Nearly every datagram and segment is one message and nothing else. gb_frame_is_one finds that out
 * by reading it, so that its head is walked once, not for its end first.
 * Only where no Content-Length says it is the end of a body guessed from what is in it: XML ends
 * with its root's closing tag, which needs no byte behind it. Else the message would be handed out
 * when the next one begins, minutes late and behind its own answer. SDP has no such end.
 */
#include <gb28181/framing.h>

#include "sip/chars.h"
#include "sip/scan.h"
#include "sip/start_line.h"

static bool is_eol(char c) {
    return c == '\r' || c == '\n';
}

static size_t skip_eols(GbSlice s, size_t at) {
    while (at < s.n && is_eol(s.p[at])) at++;
    return at;
}

/* ---- the next start line ------------------------------------------------------------------- */

/* What no start line holds; '\r' may be the half of a line end. */
static bool is_breaker(char c) {
    return ((unsigned char)c < 0x20 && c != '\t' && c != '\r') || c == 0x7f;
}

/* May a start line begin behind this byte, in the middle of a line? */
static bool may_precede(char c) {
    return !gb_is_token(c) && c != ' ' && c != '\t' && c != '/' && c != '"' && c != ':';
}

typedef struct Search {
    GbSlice s;
    size_t from; /* where a start line may begin at the earliest */
    char before; /* the byte in front of s */
    bool closed; /* no more bytes belong to s: what follows the line counts too */
} Search;

/* The start line whose "SIP/2.0" stands at `version`, wherever it begins. */
static bool start_line_around(const Search *search, size_t version, size_t *at) {
    GbSlice s = search->s;
    size_t behind = version + 7;
    if (behind >= s.n) return false;
    size_t floor = version > GB_MAX_START_LINE ? version - GB_MAX_START_LINE : 0;
    if (floor < search->from) floor = search->from;
    size_t begin = version;
    if (s.p[behind] == ' ' && s.n - behind > 4 && gb_is_digit(s.p[behind + 1])) {
        /* "SIP/2.0 200 OK" */
    } else {
        while (begin > floor && s.p[begin - 1] == ' ') begin--;
        size_t uri_end = begin;
        while (begin > floor && (unsigned char)s.p[begin - 1] > ' ') begin--;
        if (begin == uri_end || begin == floor || s.p[begin - 1] != ' ') return false;
        while (begin > floor && s.p[begin - 1] == ' ') begin--;
        size_t method_end = begin;
        while (begin > floor && gb_is_token(s.p[begin - 1])) begin--;
        if (begin == method_end) return false;
    }
    char front = begin ? s.p[begin - 1] : search->before;
    GbStartLine line;
    GbSlice rest = gb_slice_sub(s, begin, s.n);
    if (front != '\n' && !may_precede(front)) return false;
    if (gb_start_line_parse(rest, false, &line) != GB_OK) return false;
    if (line.quirks & (GB_SIP_BAD_VERSION | GB_SIP_BAD_STATUS)) return false;
    if (line.is_response ? begin != version : line.version.p != s.p + version) return false;
    if (front != '\n') {
        if (line.quirks & (GB_SIP_UNKNOWN_METHOD | GB_SIP_METHOD_CASE)) return false;
        if (memchr(rest.p, '<', line.length)) return false; /* XML that speaks of SIP */
    }
    for (size_t i = 0; i + 1 < line.length; i++)
        if (is_breaker(rest.p[i])) return false;
    /* A header follows, or the end. */
    if (search->closed && line.length < rest.n && !gb_is_token(rest.p[line.length]) &&
        !is_eol(rest.p[line.length]))
        return false;
    *at = begin;
    return true;
}

/* The first whole start line. */
static bool find_start(const Search *search, size_t *at) {
    GbSlice s = search->s;
    size_t i = search->from;
    while (i < s.n) {
        const char *p = (const char *)memchr(s.p + i, 'P', s.n - i);
        if (!p) return false;
        i = (size_t)(p - s.p) + 1;
        if (i < search->from + 3 || s.n - i < 4 || memcmp(p - 2, "SIP/2.0", 7) != 0) continue;
        if (start_line_around(search, i - 3, at)) return true;
    }
    return false;
}

/* Everything before this was searched and can't be part of a start line. */
static size_t tail_of(GbSlice s, size_t from) {
    size_t i = s.n;
    while (i > from && s.n - i < GB_MAX_START_LINE && !is_breaker(s.p[i - 1])) i--;
    return i;
}

/* ---- the head ------------------------------------------------------------------------------ */

/* Does a new message begin at this line of a head? */
static bool is_restart(const char *p, const char *stop, size_t left) {
    size_t n = (size_t)(stop - p);
    if (n < 10 || (memcmp(stop - 7, "SIP/2.0", 7) != 0 && memcmp(p, "SIP/2.0 ", 8) != 0))
        return false;
    GbStartLine line;
    return gb_start_line_parse(gb_slice(p, left), false, &line) == GB_OK;
}

typedef enum HeadEnd {
    HEAD_OPEN,  /* goes on beyond the bytes */
    HEAD_ENDED, /* scan->head is its length */
    HEAD_BROKEN /* scan->at is where something else begins */
} HeadEnd;

static HeadEnd scan_head(GbSlice message, GbFrameScan *scan) {
    GbSlice window = gb_slice_sub(message, 0, GB_MAX_HEAD);
    const char *end = window.p + window.n;
    const char *p = window.p + scan->at;
    GbNewlines newlines = {window.p + scan->seen > p ? window.p + scan->seen : p, end, NULL, 0};
    while (p < end) {
        const char *newline = gb_next_newline(&newlines);
        if (!newline) {
            scan->seen = window.n;
            break;
        }
        const char *stop = newline > p && newline[-1] == '\r' ? newline - 1 : newline;
        scan->at = (size_t)(p - window.p);
        if (stop == p) {
            scan->head = (size_t)(newline + 1 - window.p);
            return HEAD_ENDED;
        }
        if (is_restart(p, stop, (size_t)(window.p + message.n - p))) return HEAD_BROKEN;
        char letter = gb_ascii_lower(*p);
        if (letter == 'c' || letter == 'l') {
            const char *colon = gb_find_colon(p, stop);
            GbSlice name = gb_slice(p, (size_t)((colon ? colon : stop) - p));
            GbSipHeaderId id = gb_sip_header_find(gb_slice_trim(name));
            if (id == GB_HEADER_CONTENT_LENGTH && !scan->length_at) scan->length_at = scan->at;
            if (id == GB_HEADER_CONTENT_TYPE && !scan->type_at) scan->type_at = scan->at;
        }
        p = newline + 1;
        scan->at = (size_t)(p - window.p);
    }
    return window.n == GB_MAX_HEAD ? HEAD_BROKEN : HEAD_OPEN;
}

/* The value of the header line at `at`, folds included; *next is the line behind. */
static GbSlice value_at(GbSlice head, size_t at, size_t *next) {
    size_t end = at;
    do {
        end += gb_slice_find(gb_slice_sub(head, end, head.n), '\n') + 1;
    } while (end < head.n && (head.p[end] == ' ' || head.p[end] == '\t'));
    if (end > head.n) end = head.n;
    *next = end;
    GbSlice line = gb_slice(head.p + at, end - at);
    return gb_slice_trim(gb_slice_sub(line, gb_slice_find(line, ':') + 1, line.n));
}

/* The first readable Content-Length, as sip.c takes it. */
static bool content_length(GbSlice head, size_t at, uint64_t *length) {
    while (at && at < head.n) {
        size_t next;
        GbSlice line = gb_slice_sub(head, at, head.n);
        GbSlice name = gb_slice_trim(gb_slice(line.p, gb_slice_find(line, ':')));
        GbSlice value = value_at(head, at, &next);
        if (gb_sip_header_find(name) == GB_HEADER_CONTENT_LENGTH && gb_slice_uint(value, length))
            return true;
        at = next;
    }
    return false;
}

/* Bodies that may hold SIP themselves: message/sip, message/sipfrag, multipart/... */
static bool may_hold_sip(GbSlice head, size_t type_at) {
    size_t next;
    if (!type_at) return false;
    GbSlice type = value_at(head, type_at, &next);
    return type.n >= 8 && (gb_slice_is_case(gb_slice(type.p, 8), "message/") ||
                           gb_slice_is_case(gb_slice_sub(type, 0, 9), "multipart"));
}

/* Does another message begin in this body, of which all bytes are there? */
static bool next_message(GbSlice head, const GbFrameScan *scan, GbSlice body, size_t *at) {
    return find_start(&(Search){body, 0, '\n', true}, at) && !may_hold_sip(head, scan->type_at);
}

/* ---- a stream ------------------------------------------------------------------------------ */

static void reset(GbFrameScan *scan) {
    *scan = (GbFrameScan){.before = '\n'};
}

static GbOutcome deliver(size_t length, GbFrameScan *scan, GbFrame *out) {
    out->length = length;
    if (scan->garbage) out->quirks |= GB_MESSAGE_AFTER_GARBAGE;
    reset(scan);
    return GB_OK;
}

/* Finds the start of a message: out->skip. */
static GbOutcome seek_start(GbSlice bytes, bool at_end, GbFrameScan *scan, GbFrame *out) {
    size_t at = 0;
    GbStartLine line;
    if (!scan->garbage) {
        at = skip_eols(bytes, 0);
        out->skip = at;
        if (at == bytes.n) return GB_NOT;
        GbOutcome outcome = gb_start_line_parse(gb_slice_sub(bytes, at, bytes.n), false, &line);
        if (outcome == GB_MORE && !at_end) return GB_MORE;
        if (outcome == GB_OK) return GB_OK;
    }
    out->garbage = scan->garbage = true;
    char before = at ? '\n' : scan->before;
    if (find_start(&(Search){bytes, at, before, false}, &out->skip)) return GB_OK;
    out->skip = at_end ? bytes.n : tail_of(bytes, at);
    if (out->skip) scan->before = bytes.p[out->skip - 1];
    if (out->skip < bytes.n) return GB_MORE;
    if (at_end) reset(scan);
    return GB_NOT;
}

enum { MAX_ROOT = 64 }; /* of an element's name; GB/T 28181 has five short ones */

/* A byte order mark and blanks may stand before it. */
static bool is_xml(GbSlice s, const GbFrameScan *scan) {
    size_t i = scan->head;
    while (i < s.n && i - scan->head < MAX_ROOT &&
           (gb_is_blank(s.p[i]) || memchr("\xEF\xBB\xBF", s.p[i], 3)))
        i++;
    return i < s.n && s.p[i] == '<';
}

static bool ends_name(char c) {
    return gb_is_blank(c) || c == '>' || c == '/';
}

/* The name that begins at `at`; none (n 0) when it is longer than MAX_ROOT. */
static GbSlice name_there(GbSlice s, size_t at) {
    size_t end = at;
    while (end < s.n && end - at < MAX_ROOT && !ends_name(s.p[end]) && s.p[end] != '<') end++;
    return end < s.n && ends_name(s.p[end]) ? gb_slice(s.p + at, end - at) : GB_NO_SLICE;
}

/* Where an XML body ends: behind the closing tag of its first element. Comments and CDATA are not
 * told from elements; nobody writes them, and when they hold tags of that name the guess fails. */
static bool find_root_end(GbSlice s, GbFrameScan *scan, size_t *end) {
    size_t i = scan->tag_at < scan->head ? scan->head : scan->tag_at;
    GbSlice root = scan->root_at ? name_there(s, scan->root_at) : GB_NO_SLICE;
    for (; i < s.n; i++) {
        const char *p = (const char *)memchr(s.p + i, '<', s.n - i);
        i = p ? (size_t)(p - s.p) : s.n;
        if (s.n - i < MAX_ROOT + 3 && !memchr(s.p + i, '>', s.n - i)) break; /* more is needed */
        bool closes = s.p[i + 1] == '/';
        GbSlice name = name_there(s, i + 1 + closes);
        if (!name.n || name.p[0] == '?' || name.p[0] == '!') continue;
        if (!root.n && !closes) {
            scan->root_at = i + 1;
            root = name;
        }
        if (!root.n || !gb_slice_eq(name, root)) continue;
        const char *behind = name.p + name.n;
        if (!closes && *behind != '/') scan->depth++;
        if (closes && *behind == '>' && scan->depth && --scan->depth == 0) {
            *end = (size_t)(behind + 1 - s.p);
            return true;
        }
    }
    scan->tag_at = i;
    return false;
}

/* The end of a message that does not say it, or says more than we take. */
static GbOutcome guess_end(GbSlice message, bool at_end, GbFrameScan *scan, GbFrame *out) {
    GbSlice window = gb_slice_sub(message, 0, GB_MAX_MESSAGE);
    size_t at;
    if (scan->at < scan->head) scan->at = scan->head;
    bool is_ended = is_xml(window, scan) && find_root_end(window, scan, &at);
    if (is_ended) window.n = at;
    if (find_start(&(Search){window, scan->at, '\n', false}, &at)) return deliver(at, scan, out);
    if (is_ended || at_end || window.n == GB_MAX_MESSAGE) return deliver(window.n, scan, out);
    scan->at = tail_of(window, scan->at);
    return GB_MORE;
}

GbOutcome gb_frame_stream_resume(GbSlice bytes, bool at_end, GbFrameScan *scan, GbFrame *out) {
    *out = (GbFrame){0};
    if (scan->at == 0) {
        if (!scan->garbage) scan->before = '\n';
        GbOutcome found = seek_start(bytes, at_end, scan, out);
        if (found != GB_OK) return found;
        GbSlice rest = gb_slice_sub(bytes, out->skip, bytes.n);
        scan->at = gb_slice_find(rest, '\n') + 1;
    }
    GbSlice message = gb_slice_sub(bytes, out->skip, bytes.n);
    if (!scan->head) {
        HeadEnd end = scan_head(message, scan);
        if (end == HEAD_BROKEN) return deliver(scan->at, scan, out);
        if (end == HEAD_OPEN) return at_end ? deliver(message.n, scan, out) : GB_MORE;
    }
    GbSlice head = gb_slice(message.p, scan->head);
    uint64_t length;
    if (!content_length(head, scan->length_at, &length)) {
        out->quirks |= GB_MESSAGE_NO_LENGTH;
        if (!scan->type_at) return deliver(head.n, scan, out);
        return guess_end(message, at_end, scan, out);
    }
    if (length > GB_MAX_MESSAGE - head.n) {
        out->quirks |= GB_MESSAGE_LENGTH_TOO_LONG;
        return guess_end(message, at_end, scan, out);
    }
    size_t total = head.n + (size_t)length, at;
    if (message.n < total) {
        out->need = out->skip + total;
        if (!at_end) return GB_MORE;
        out->need = 0;
    }
    GbSlice body = gb_slice_sub(gb_slice_sub(message, 0, total), head.n, total);
    if (next_message(head, scan, body, &at)) {
        out->quirks |= GB_MESSAGE_LENGTH_TOO_LONG;
        return deliver(head.n + at, scan, out);
    }
    if (message.n < total) {
        out->quirks |= GB_MESSAGE_LENGTH_TOO_LONG;
        out->missing = total - message.n;
        total = message.n;
    }
    return deliver(total, scan, out);
}

GbOutcome gb_frame_stream(GbSlice bytes, bool at_end, GbFrame *out) {
    GbFrameScan scan;
    reset(&scan);
    return gb_frame_stream_resume(bytes, at_end, &scan, out);
}

/* ---- a datagram ---------------------------------------------------------------------------- */

/* Line ends, blanks, NUL: padding that says nothing. */
static bool is_padding(GbSlice s) {
    for (size_t i = 0; i < s.n; i++)
        if (!gb_is_blank(s.p[i]) && s.p[i] != '\0') return false;
    return true;
}

static size_t datagram_length(GbSlice message, const GbFrameScan *scan, GbFrame *out) {
    GbSlice head = gb_slice(message.p, scan->head);
    GbSlice rest = gb_slice_sub(message, head.n, message.n);
    uint64_t length;
    size_t at;
    if (!content_length(head, scan->length_at, &length)) /* legal: up to the end */
        return next_message(head, scan, rest, &at) ? head.n + at : message.n;
    if (length == rest.n) return message.n;
    if (length > rest.n) {
        out->quirks |= GB_MESSAGE_LENGTH_TOO_LONG;
        if (next_message(head, scan, rest, &at)) return head.n + at;
        out->missing = length - rest.n;
        return message.n;
    }
    size_t total = head.n + (size_t)length;
    GbSlice extra = gb_slice_sub(rest, (size_t)length, rest.n);
    if (is_padding(extra)) {
        out->quirks |= GB_MESSAGE_TRAILING_CRLF;
        return total;
    }
    GbStartLine line;
    size_t eols = skip_eols(extra, 0);
    if (gb_start_line_parse(gb_slice_sub(extra, eols, extra.n), false, &line) == GB_OK)
        return total;
    out->quirks |= length ? GB_MESSAGE_LENGTH_TOO_SHORT : GB_MESSAGE_LENGTH_ZERO_BODY;
    return next_message(head, scan, extra, &at) ? total + at : message.n;
}

GbOutcome gb_frame_datagram(GbSlice bytes, GbFrame *out) {
    *out = (GbFrame){0};
    size_t skip = skip_eols(bytes, 0);
    GbSlice message = gb_slice_sub(bytes, skip, bytes.n);
    GbStartLine line;
    GbOutcome outcome = gb_start_line_parse(message, true, &line);
    out->skip = outcome == GB_NOT ? bytes.n : skip;
    if (outcome == GB_NOT) {
        out->garbage = skip < bytes.n;
        return GB_NOT;
    }
    out->length = message.n;
    if (outcome == GB_BAD) return GB_BAD;
    GbFrameScan scan = {.at = line.length};
    switch (scan_head(message, &scan)) {
        case HEAD_OPEN:
            break;
        case HEAD_BROKEN:
            out->length = scan.at;
            break;
        case HEAD_ENDED:
            out->length = datagram_length(message, &scan, out);
            break;
    }
    return GB_OK;
}

/* ---- the usual ----------------------------------------------------------------------------- */

bool gb_frame_is_one(GbHeadReader *reader, GbSlice bytes, bool in_stream, GbHead *out) {
    /* A start line among the headers has no name before its colon, if it has one. */
    const uint32_t odd = GB_SIP_LEADING_CRLF | GB_SIP_BAD_LINE | GB_SIP_TOO_MANY_HEADERS |
                         GB_SIP_NO_END | GB_SIP_BAD_LENGTH | GB_SIP_LENGTHS_DIFFER |
                         GB_SIP_BLANK_BEFORE_COLON;
    size_t at;
    const GbSip *sip = &out->sip;
    if (gb_head_read(reader, bytes, out) != GB_OK || sip->quirks & odd || !sip->has_length ||
        sip->content_length != sip->body.n || bytes.n > GB_MAX_MESSAGE)
        return false;
    return !in_stream || !find_start(&(Search){sip->body, 0, '\n', true}, &at);
}
