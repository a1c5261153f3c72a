/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plain.c - a short cut for the addresses and Vias that nearly all messages carry:
 *
 *     <sip:34020000001320000001@3402000000>;tag=a1
 *     SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1
 *
 * Where the few characters stand that part such a text is found 16 bytes at a time; with one that
 * does not belong there (quotes, blanks, IPv6, lists, empty parts, odd ports) it is left to uri.c
 * and via.c, which read it all; a test holds both to the same results. Without SSE2 everything is
 * left to them.
 */
#include "sip/plain.h"

#include "sip/chars.h"
#include "sip/scan.h"

#if defined(__SSE2__)
/* Where the characters stand; a bit for each byte of 16 to 64. */
typedef struct Marks {
    uint64_t at, colon, close, semicolon, equals; /* @ : > ; = */
    uint64_t odd; /* blanks, control characters, ! " ? [ */
} Marks;

#define INLINE static inline __attribute__((always_inline))

INLINE void mark16(const char *p, size_t shift, Marks *m) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8('"')), bytes);
    __m128i query = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('?'));
    __m128i six = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('['));
    m->odd |= (uint64_t)_mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(query, six))) << shift;
    m->at |= gb_mask16(p, '@') << shift;
    m->colon |= gb_mask16(p, ':') << shift;
    m->close |= gb_mask16(p, '>') << shift;
    m->semicolon |= gb_mask16(p, ';') << shift;
    m->equals |= gb_mask16(p, '=') << shift;
}

/* The last piece may overlap the one before. What nobody looks at is not computed. */
INLINE Marks mark(GbSlice s) {
    Marks m = {0};
    size_t i = 0;
    for (; i + 16 <= s.n; i += 16) mark16(s.p + i, i, &m);
    if (i < s.n) mark16(s.p + s.n - 16, s.n - 16, &m);
    return m;
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

/* "sip:user@host:port" or "sip:host" in s[from, end), of which the marks are known. */
INLINE bool take_uri(const Marks *m, GbSlice s, size_t from, size_t end, GbSipUri *out) {
    uint64_t inside = (end < 64 ? (uint64_t)1 << end : 0) - ((uint64_t)1 << from);
    if (end - from < 5 || memcmp(s.p + from, "sip:", 4) != 0 ||
        ((m->odd | m->semicolon | m->close) & inside))
        return false;
    uint64_t rest = inside & ~((uint64_t)15 << from), at = m->at & rest, colon = m->colon & rest;
    size_t host = from + 4, host_end = end;
    unsigned port = 0;
    if (at) {
        size_t n = (size_t)__builtin_ctzll(at);
        if (colon & (((uint64_t)1 << n) - 1)) return false; /* a password */
        host = n + 1;
    }
    if (colon) {
        host_end = (size_t)__builtin_ctzll(colon);
        port = port_of(s.p + host_end + 1, s.p + end);
        if (!port) return false;
    }
    if (host_end <= host) return false;
    *out = (GbSipUri){.text = gb_slice(s.p + from, end - from),
                      .scheme = gb_slice(s.p + from, 3),
                      .host = gb_slice(s.p + host, host_end - host),
                      .port = (uint16_t)port};
    if (at) out->user = gb_slice(s.p + from + 4, host - 1 - (from + 4));
    return true;
}

/* Parameters that none of is empty: ';' in front, not two together, not at the end. */
INLINE bool are_params(uint64_t semicolons, size_t n) {
    return (semicolons & 1) && !(semicolons & semicolons >> 1) && !(semicolons >> (n - 1));
}

bool gb_plain_uri(GbSlice s, GbSipUri *out) {
    if (s.n < 16 || s.n > 64) return false;
    Marks m = mark(s);
    return take_uri(&m, s, 0, s.n, out);
}

bool gb_plain_name_addr(GbSlice s, GbSipNameAddr *out) {
    if (s.n < 16 || s.n > 64 || s.p[0] != '<') return false;
    Marks m = mark(s);
    if (m.odd || !m.close) return false;
    size_t close = (size_t)__builtin_ctzll(m.close);
    GbSlice params = gb_slice_sub(s, close + 1, s.n);
    if (params.n && !are_params(m.semicolon >> close >> 1, params.n)) return false;
    if (!take_uri(&m, s, 1, close, &out->uri)) return false;
    out->display = GB_NO_SLICE;
    out->params = params.n ? params : GB_NO_SLICE;
    out->is_star = false;
    out->quirks = 0;
    return true;
}

/* "SIP/2.0/UDP 192.0.2.1:5060" */
INLINE bool take_sender(GbSlice s, GbSipVia *via) {
    static const char udp[] = "SIP/2.0/UDP ", tcp[] = "SIP/2.0/TCP ";
    const size_t n = sizeof udp - 1;
    if (s.n <= n || !(gb_same_bytes(s.p, udp, n) || gb_same_bytes(s.p, tcp, n)) || s.p[n] == '[')
        return false;
    const char *end = s.p + s.n, *stop = gb_find_blank_or(s.p + n, end, ':');
    if (stop == s.p + n) return false;
    if (stop < end && (*stop != ':' || !(via->port = (uint16_t)port_of(stop + 1, end))))
        return false;
    via->transport = gb_slice(s.p + 8, 3);
    via->host = gb_slice(s.p + n, (size_t)(stop - s.p) - n);
    return true;
}

INLINE void take_param(GbSlice name, GbSlice v, GbSipVia *via) {
    if (name.n == 6 && !via->branch.p && gb_slice_is_case(name, "branch"))
        via->branch = v;
    else if (name.n == 8 && !via->received.p && gb_slice_is_case(name, "received"))
        via->received = v;
    else if (name.n == 5 && !via->rport.p && gb_slice_is_case(name, "rport"))
        via->rport = v.p ? v : gb_slice(name.p + name.n, 0);
}

bool gb_plain_via(GbSlice value, GbSipVia *out) {
    GbSipVia via = {0};
    size_t semicolon = gb_slice_find(value, ';');
    GbSlice s = gb_slice_sub(value, semicolon, value.n);
    if (s.n < 16 || s.n > 64 || !take_sender(gb_slice_sub(value, 0, semicolon), &via) ||
        memchr(value.p, ',', value.n))
        return false;
    Marks m = mark(s);
    if (m.odd || !are_params(m.semicolon, s.n)) return false;
    for (uint64_t starts = m.semicolon; starts;) {
        size_t at = (size_t)__builtin_ctzll(starts) + 1, end = s.n, equals;
        starts &= starts - 1;
        if (starts) end = (size_t)__builtin_ctzll(starts);
        uint64_t signs = m.equals >> at;
        equals = signs ? at + (size_t)__builtin_ctzll(signs) : end;
        GbSlice name = gb_slice(s.p + at, (equals < end ? equals : end) - at);
        take_param(name, equals < end ? gb_slice(s.p + equals + 1, end - equals - 1) : GB_NO_SLICE,
                   &via);
    }
    if (via.branch.n <= sizeof "z9hG4bK" - 1) return false; /* none, or the cookie alone */
    via.params = s;
    *out = via;
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
