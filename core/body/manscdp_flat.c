/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_flat.c - the short cut: plain bodies read without libxml2.
 *
 * Nearly all traffic is keepalives of some 180 bytes; libxml2 takes 4 to 8 microseconds for one, a
 * hand scan a tenth of one. It reads elements, plainly quoted attributes and text, and gives up at
 * whatever it isn't sure of - references, comments, CDATA, processing instructions, namespaces,
 * line ends inside a value, mixed content, control characters, anything ill-formed - so that
 * libxml2 decides. Where it doesn't give up, both yield the same, which a test compares.
 */
#include "body/manscdp_build.h"

#define START 1
#define PART 2

/* ASCII characters that may start, or stand in, a name; others leave it to libxml2. */
static const unsigned char name_chars[256] = {
    ['-'] = PART,
    ['.'] = PART,
    ['0'] = PART,
    PART,
    PART,
    PART,
    PART,
    PART,
    PART,
    PART,
    PART,
    PART,
    ['A'] = 3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    ['_'] = 3,
    ['a'] = 3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
};

#define MAX_NAME 256

/* Length of the name at p, 0 when there is none that is sure. */
static size_t name_length(const char *p, const char *end) {
    const char *at = p;
    if (at == end || !(name_chars[(unsigned char)*at] & START)) return 0;
    while (at < end && name_chars[(unsigned char)*at] & PART) at++;
    return at - p <= MAX_NAME ? (size_t)(at - p) : 0;
}

static bool blank(GbSlice s) {
    return gb_slice_trim(s).n == 0;
}

/* ` Num="2"`, any number of them; *p ends at '>' or '/'. */
static bool read_attributes(GbManscdpBuilder *b, const char **at, const char *end) {
    const char *p = *at;
    size_t first = b->n;
    for (;;) {
        const char *before = p;
        while (p < end && gb_is_blank(*p)) p++;
        if (p < end && (*p == '>' || *p == '/')) break;
        size_t n = name_length(p, end);
        if (p == before || !n || (size_t)(end - p) < n + 3) return false;
        GbSlice name = gb_slice(p, n);
        char quote = p[n + 1];
        if (gb_slice_starts(name, GB_SLICE("xml")) || p[n] != '=' ||
            (quote != '"' && quote != '\''))
            return false;
        const char *value = p + n + 2, *stop = memchr(value, quote, (size_t)(end - value));
        if (!stop) return false;
        for (const char *v = value; v < stop; v++)
            if (*v == '<' || *v == '\t' || *v == '\r' || *v == '\n') return false;
        for (size_t i = first; i < b->n; i++)
            if (gb_slice_eq(b->elements[i].name, name)) return false;
        gb_builder_attribute(b, name, gb_slice(value, (size_t)(stop - value)),
                             (size_t)(p - b->text.p), (size_t)(stop + 1 - b->text.p));
        if (b->quirks || b->n - first > 16) return false;
        p = stop + 1;
    }
    *at = p;
    return true;
}

bool gb_manscdp_read_flat(GbManscdpBuilder *b, size_t from, bool ascii) {
    const char *p = b->text.p + from, *end = b->text.p + b->text.n;
    if (from >= b->text.n || memchr(p, '&', (size_t)(end - p)) || memchr(p, ']', (size_t)(end - p)))
        return false;
    /* U+FFFD..U+FFFF: the last two are no XML characters */
    for (const char *c = p; !ascii && (c = memchr(c, 0xEF, (size_t)(end - c))); c++)
        if (end - c > 1 && (unsigned char)c[1] == 0xBF) return false;
    while (p < end && gb_is_blank(*p)) p++;
    do {
        if (end - p < 3 || *p != '<') return false;
        GbOpenElement *o = b->depth ? &b->open[b->depth - 1] : NULL;
        if (p[1] == '/') {
            if (!o) return false;
            const GbElement *e = &b->elements[o->index];
            size_t n = e->name.n;
            p += 2;
            if ((size_t)(end - p) <= n || memcmp(p, e->name.p, n) != 0 || p[n] != '>') return false;
            if (!e->has_children && o->n_run) {
                GbSlice value = gb_slice_trim(gb_slice(o->run, o->n_run));
                if (value.n && memchr(value.p, '\r', value.n)) return false;
            }
            p += n + 1;
            gb_builder_close(b, (size_t)(p - b->text.p));
        } else {
            size_t n = name_length(p + 1, end);
            if (!n || (o && o->n_run && !blank(gb_slice(o->run, o->n_run)))) return false;
            if (!gb_builder_open(b, gb_slice(p + 1, n), (size_t)(p - b->text.p))) return false;
            p += n + 1;
            if (p < end && *p != '>' && !read_attributes(b, &p, end)) return false;
            bool empty = p < end && *p == '/';
            p += empty;
            if (p >= end || *p++ != '>') return false;
            if (empty) gb_builder_close(b, (size_t)(p - b->text.p));
        }
        if (!b->depth) break;
        const char *next = memchr(p, '<', (size_t)(end - p));
        if (!next) return false;
        o = &b->open[b->depth - 1];
        if (next != p) {
            GbSlice run = gb_slice(p, (size_t)(next - p));
            if (!b->elements[o->index].has_children)
                o->run = p, o->n_run = run.n;
            else if (!blank(run))
                return false;
        }
        p = next;
    } while (b->depth);
    return blank(gb_slice(p, (size_t)(end - p)));
}
