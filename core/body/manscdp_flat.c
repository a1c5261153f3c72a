/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_flat.c - the short cut: plain bodies read without libxml2.
 *
 * Nearly all traffic is keepalives of some 180 bytes; libxml2 takes 4 to 8 microseconds for one, a
 * hand scan a tenth of one; entries of a list repeat the names of the one before. It reads elements,
 * plainly quoted attributes and text, and gives up at whatever it isn't sure of - references,
 * comments, CDATA, processing instructions, namespaces, line ends inside a value, mixed content,
 * control characters, anything ill-formed - so that libxml2 decides. Where it doesn't give up, both
 * yield the same, which a test compares.
 */
#include "body/manscdp_build.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define MAX_NAME 256

static bool may_start_name(char c) {
    char l = gb_ascii_lower(c);
    return (l >= 'a' && l <= 'z') || c == '_';
}

/* ASCII characters that may stand in a name; others leave it to libxml2. */
static bool may_be_in_name(char c) {
    return may_start_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* Length of the name at p, 0 when there is none that is sure. */
static size_t name_length(const char *p, const char *end) {
    const char *at = p;
    if (at == end || !may_start_name(*at)) return 0;
#if defined(__SSE2__)
    for (; end - at >= 16; at += 16) { /* nearly all names end within the first sixteen bytes */
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i letter = _mm_sub_epi8(_mm_or_si128(v, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
        __m128i digit = _mm_sub_epi8(v, _mm_set1_epi8('-')); /* "-./0123456789" */
        letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8('z' - 'a')), letter);
        digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8('9' - '-')), digit);
        digit = _mm_andnot_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('/')), digit);
        letter = _mm_or_si128(letter, _mm_cmpeq_epi8(v, _mm_set1_epi8('_')));
        unsigned out = ~(unsigned)_mm_movemask_epi8(_mm_or_si128(letter, digit)) & 0xFFFFu;
        if (!out) continue;
        at += (unsigned)__builtin_ctz(out);
        return at - p <= MAX_NAME ? (size_t)(at - p) : 0;
    }
#endif
    while (at < end && may_be_in_name(*at)) at++;
    return at - p <= MAX_NAME ? (size_t)(at - p) : 0;
}

/* The next '<'; NULL when there is none. *cr: a CR stands before it. Values are short: no call. */
static inline const char *next_tag(const char *p, const char *end, bool *cr) {
    *cr = false;
#if defined(__SSE2__)
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        unsigned tags = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('<')));
        unsigned crs = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
        *cr = *cr || (crs & (tags - 1u) & ~tags);
        if (tags) return p + (unsigned)__builtin_ctz(tags);
    }
#endif
    for (; p < end && *p != '<'; p++) *cr = *cr || *p == '\r';
    return p < end ? p : NULL;
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

/* Text before a child is mixed content, which is left to libxml2. */
static bool may_have_child(const GbOpenElement *o) {
    return !o->n_run || blank(gb_slice(o->run, o->n_run));
}

/* A line end in a value reaches us as LF alone by way of libxml2. */
static bool has_line_end(GbSlice value) {
    return value.n && memchr(value.p, '\r', value.n);
}

/* <Name>value</Name> at once: what nearly every element is. Returns where it ends; NULL when it is
 * something else, or there is no room. */
static const char *read_leaf(GbManscdpBuilder *b, GbSlice name, const char *end) {
    bool cr;
    const char *from = name.p + name.n + 1, *stop = next_tag(from, end, &cr);
    if (!stop || (size_t)(end - stop) < name.n + 3 || stop[1] != '/' || stop[name.n + 2] != '>' ||
        !gb_same_bytes(stop + 2, name.p, name.n))
        return NULL;
    GbSlice run = gb_slice(from, (size_t)(stop - from)), value = gb_slice_trim(run);
    if ((cr && has_line_end(value)) || b->depth == GB_MAX_XML_DEPTH || b->n == b->capacity)
        return NULL;
    GbOpenElement *above = &b->open[b->depth - 1];
    b->elements[above->index].has_children = true;
    above->n_run = 0;
    unsigned quirks = value.n != run.n ? GB_ELEMENT_BLANKS : 0;
    if (!value.n) quirks |= GB_ELEMENT_EMPTY;
    b->elements[b->n++] = (GbElement){.name = name,
                                      .value = value.n ? value : GB_SLICE(""),
                                      .offset = (uint32_t)(name.p - 1 - b->text.p),
                                      .length = (uint32_t)(stop + name.n + 3 - (name.p - 1)),
                                      .parent = above->index,
                                      .depth = (uint16_t)b->depth,
                                      .quirks = (uint16_t)quirks};
    return stop + name.n + 3;
}

/* Elements of the same bytes as those that are due, from *due on, with the blanks between them:
 * taken over as they are. Returns where they end; NULL when there is none. */
static const char *repeat_leaves(GbManscdpBuilder *b, const char *p, const char *end,
                                 size_t *due) {
    const char *text = b->text.p, *from = p;
    GbOpenElement *above = &b->open[b->depth - 1];
    for (; b->n < b->capacity; ++*due) {
        const GbElement *e = &b->elements[*due], *next = *due + 1 < b->n ? e + 1 : NULL;
        if (e->depth != b->depth || e->has_children || e->is_attribute) break;
        if (next && next->depth > e->depth) break; /* it has attributes */
        size_t n = next && next->depth == e->depth ? next->offset - e->offset : e->length;
        if ((size_t)(end - p) < n || !gb_same_bytes(p, text + e->offset, n)) break;
        ptrdiff_t by = p - (text + e->offset);
        GbElement *copy = &b->elements[b->n++];
        *copy = *e;
        copy->name.p += by;
        if (copy->value.n) copy->value.p += by;
        copy->offset = (uint32_t)(copy->offset + by);
        copy->parent = above->index;
        copy->like = (uint32_t)*due;
        copy->same = true;
        p += n;
    }
    if (p == from) return NULL;
    b->elements[above->index].has_children = true;
    above->n_run = 0;
    return p;
}

/* A start tag that read_leaf did not take. */
static bool read_start(GbManscdpBuilder *b, GbSlice name, const char **at, const char *end) {
    const char *p = name.p + name.n;
    if (!gb_builder_open(b, name, (size_t)(name.p - 1 - b->text.p))) return false;
    if (p < end && *p != '>' && !read_attributes(b, &p, end)) return false;
    bool empty = p < end && *p == '/';
    p += empty;
    if (p >= end || *p++ != '>') return false;
    if (empty) gb_builder_close(b, (size_t)(p - b->text.p));
    *at = p;
    return true;
}

static bool read_end(GbManscdpBuilder *b, const char **at, const char *end) {
    if (!b->depth) return false;
    const GbOpenElement *o = &b->open[b->depth - 1];
    const GbElement *e = &b->elements[o->index];
    const char *p = *at + 2;
    size_t n = e->name.n;
    if ((size_t)(end - p) <= n || p[n] != '>' || !gb_same_bytes(p, e->name.p, n)) return false;
    if (!e->has_children && has_line_end(gb_slice_trim(gb_slice(o->run, o->n_run)))) return false;
    *at = p + n + 1;
    gb_builder_close(b, (size_t)(*at - b->text.p));
    return true;
}

/* What stands between two tags: blanks, or the text of an element without children. */
static const char *read_text(GbManscdpBuilder *b, const char *p, const char *end) {
    GbOpenElement *o = &b->open[b->depth - 1];
    bool has_children = b->elements[o->index].has_children;
    const char *at = p;
    bool cr;
    if (p < end && *p == '<') return p;
    if (end - p >= 3 && p[0] == '\r' && p[1] == '\n' && p[2] == '<') at += 2;
    while (at < end && gb_is_blank(*at)) at++;
    if (at == end) return NULL;
    if (*at != '<' && (has_children || !(at = next_tag(at, end, &cr)))) return NULL;
    if (at != p && !has_children) o->run = p, o->n_run = (size_t)(at - p);
    return at;
}

/* Does the element that is due have its name at p, behind '<', and nothing but a name? */
static bool is_due(const GbManscdpBuilder *b, const char *p, const char *end, size_t due) {
    const GbElement *e = &b->elements[due];
    size_t n = e->name.n;
    return e->depth == b->depth && !e->is_attribute && (size_t)(end - p) > n && p[n] == '>' &&
           gb_same_bytes(p, e->name.p, n);
}

/* One element or more at *at. Entries of a list nearly always have the elements of the one before:
 * *due is the one that comes next if this one goes on like that, 0 when there is none. */
static bool read_elements(GbManscdpBuilder *b, const char **at, const char *end, size_t *due) {
    const char *p = *at, *next = *due ? repeat_leaves(b, p, end, due) : NULL;
    size_t i = b->n, like = 0;
    if (next) {
        *at = next;
        return true;
    }
    if (*due && is_due(b, p + 1, end, *due)) like = *due;
    GbSlice name = gb_slice(p + 1, like ? b->elements[like].name.n : name_length(p + 1, end));
    *due = like ? like + 1 : 0;
    if (!name.n) return false;
    if (b->depth && name.p + name.n < end && name.p[name.n] == '>' &&
        (next = read_leaf(b, name, end))) {
        b->elements[i].like = (uint32_t)like;
        *at = next;
        return true;
    }
    if (!read_start(b, name, at, end)) return false;
    if (b->depth < 2) return true;
    GbOpenElement *above = &b->open[b->depth - 2];
    if (!like && above->last && gb_slice_eq(b->elements[above->last].name, name)) {
        like = above->last;
        *due = like + 1;
    }
    above->last = (uint32_t)i;
    b->elements[i].like = (uint32_t)like;
    return true;
}

bool gb_manscdp_read_flat(GbManscdpBuilder *b, size_t from, bool ascii) {
    const char *p = b->text.p + from, *end = b->text.p + b->text.n;
    size_t due = 0;
    if (from >= b->text.n || memchr(p, '&', (size_t)(end - p)) || memchr(p, ']', (size_t)(end - p)))
        return false;
    /* U+FFFD..U+FFFF: the last two are no XML characters */
    for (const char *c = p; !ascii && (c = memchr(c, 0xEF, (size_t)(end - c))); c++)
        if (end - c > 1 && (unsigned char)c[1] == 0xBF) return false;
    while (p < end && gb_is_blank(*p)) p++;
    for (;;) {
        if (end - p < 3 || *p != '<') return false;
        if (p[1] == '/') {
            if (!read_end(b, &p, end)) return false;
        } else {
            if (b->depth && !may_have_child(&b->open[b->depth - 1])) return false;
            if (!read_elements(b, &p, end, &due)) return false;
        }
        if (!b->depth) return blank(gb_slice(p, (size_t)(end - p)));
        if (!(p = read_text(b, p, end))) return false;
    }
}
