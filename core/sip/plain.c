/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plain.c - a short cut for the addresses and Vias that nearly all messages carry:
 *
 *     <sip:34020000001320000001@3402000000>;tag=a1
 *     SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1
 *
 * The characters that can part such a text are found 16 bytes at a time; each such mark either stands
 * where it belongs, or the text (with quotes, blanks, IPv6, lists, empty parts, odd ports) is left to
 * uri.c and via.c, which read it all; a test holds both to the same results. Without SSE2 everything
 * is left to them.
 */
#include "sip/plain.h"

#include "sip/chars.h"
#include "sip/scan.h"

#if defined(__SSE2__)
#define INLINE static inline __attribute__((always_inline))

INLINE GbSlice between(const char *p, const char *end) {
    return gb_slice(p, (size_t)(end - p));
}

/* 1 to 65535 in [p, end), 0 when it is something else. */
INLINE unsigned port_of(const char *p, const char *end) {
    unsigned n = 0;
    if (end - p < 1 || end - p > 5) return 0;
    for (; p < end; p++) {
        if (!gb_is_digit(*p)) return 0;
        n = n * 10 + (unsigned)(*p - '0');
    }
    return n <= UINT16_MAX ? n : 0;
}

typedef struct Uri {
    const char *p, *user_end, *host, *host_end, *end; /* user_end NULL: no user */
    unsigned port;
} Uri;

/* "sip:user@host:port" or "sip:host" from p on; it ends at the first mark that is none of its. */
INLINE bool take_uri(GbMarks *marks, const char *p, Uri *out) {
    const char *end = marks->end;
    if (end - p < 5 || memcmp(p, "sip:", 4) != 0 || gb_next_mark(marks) != p + 3) return false;
    const char *mark = gb_next_mark(marks);
    *out = (Uri){.p = p, .host = p + 4};
    if (mark < end && *mark == '@') {
        out->user_end = mark;
        out->host = mark + 1;
        mark = gb_next_mark(marks);
    }
    out->host_end = mark;
    if (mark < end && *mark == ':') {
        mark = gb_next_mark(marks);
        out->port = port_of(out->host_end + 1, mark);
        if (!out->port) return false;
    }
    out->end = mark;
    return out->host_end > out->host;
}

INLINE void put_uri(const Uri *u, GbSipUri *out) {
    *out = (GbSipUri){.text = between(u->p, u->end),
                      .scheme = gb_slice(u->p, 3),
                      .host = between(u->host, u->host_end),
                      .port = (uint16_t)u->port};
    if (u->user_end) out->user = between(u->p + 4, u->user_end);
}

bool gb_plain_uri(GbSlice s, GbSipUri *out) {
    if (s.n < 16) return false;
    GbMarks marks = {s.p, s.p + s.n, NULL, 0};
    Uri uri;
    if (!take_uri(&marks, s.p, &uri) || uri.end != marks.end) return false;
    put_uri(&uri, out);
    return true;
}

/* Takes ";name=value" or ";name" that begins at `semicolon`; *stop is the next ';', or the end. */
INLINE bool take_param(GbMarks *marks, const char *semicolon, const char **stop, GbSlice *name,
                       GbSlice *value) {
    const char *end = marks->end, *mark = gb_next_mark(marks);
    *name = between(semicolon + 1, mark);
    *value = GB_NO_SLICE;
    if (name->n == 0) return false;
    if (mark < end && *mark == '=') {
        const char *equals = mark;
        mark = gb_next_mark(marks);
        *value = between(equals + 1, mark);
    }
    *stop = mark;
    return mark == end || *mark == ';';
}

bool gb_plain_name_addr(GbSlice s, GbSipNameAddr *out) {
    if (s.n < 16 || s.p[0] != '<') return false;
    GbMarks marks = {s.p, s.p + s.n, NULL, 0};
    const char *end = marks.end;
    Uri uri;
    gb_next_mark(&marks);
    if (!take_uri(&marks, s.p + 1, &uri) || uri.end == end || *uri.end != '>') return false;
    const char *params = uri.end + 1;
    if (params < end) {
        if (gb_next_mark(&marks) != params || *params != ';') return false;
        GbSlice name, value;
        unsigned n = 0;
        for (const char *at = params; at < end;)
            if (n++ == GB_MAX_PARAMS || !take_param(&marks, at, &at, &name, &value)) return false;
    }
    out->display = GB_NO_SLICE;
    put_uri(&uri, &out->uri);
    out->params = params < end ? between(params, end) : GB_NO_SLICE;
    out->is_star = false;
    out->quirks = 0;
    return true;
}

INLINE bool is_name(GbSlice name, const char *word, size_t n) {
    return name.n == n && (gb_same_bytes(name.p, word, n) || gb_slice_is_case(name, word));
}

bool gb_plain_via(GbSlice s, GbSipVia *out) {
    static const char udp[] = "SIP/2.0/UDP ", tcp[] = "SIP/2.0/TCP ";
    const size_t n = sizeof udp - 1;
    if (s.n < n + 16 || !(gb_same_bytes(s.p, udp, n) || gb_same_bytes(s.p, tcp, n))) return false;
    const char *host = s.p + n, *end = s.p + s.n;
    GbMarks marks = {host, end, NULL, 0};
    const char *mark = gb_next_mark(&marks), *host_end = mark;
    unsigned port = 0;
    if (mark == host) return false;
    if (mark < end && *mark == ':') {
        mark = gb_next_mark(&marks);
        port = port_of(host_end + 1, mark);
        if (!port) return false;
    }
    if (mark == end || *mark != ';') return false;
    GbSlice name, value, branch = GB_NO_SLICE, received = GB_NO_SLICE, rport = GB_NO_SLICE;
    unsigned n_params = 0;
    for (const char *at = mark; at < end;) {
        if (n_params++ == GB_MAX_PARAMS || !take_param(&marks, at, &at, &name, &value)) return false;
        if (!branch.p && is_name(name, "branch", 6)) branch = value;
        else if (!received.p && is_name(name, "received", 8)) received = value;
        else if (!rport.p && is_name(name, "rport", 5))
            rport = value.p ? value : gb_slice(name.p + name.n, 0);
    }
    if (branch.n <= sizeof "z9hG4bK" - 1) return false; /* none, or the cookie alone */
    *out = (GbSipVia){.transport = gb_slice(s.p + 8, 3),
                      .host = between(host, host_end),
                      .port = (uint16_t)port,
                      .branch = branch,
                      .received = received,
                      .rport = rport,
                      .params = between(mark, end)};
    return true;
}
#else
bool gb_plain_uri(GbSlice s, GbSipUri *out) {
    (void)s, (void)out;
    return false;
}

bool gb_plain_name_addr(GbSlice s, GbSipNameAddr *out) {
    (void)s, (void)out;
    return false;
}

bool gb_plain_via(GbSlice value, GbSipVia *out) {
    (void)value, (void)out;
    return false;
}
#endif
