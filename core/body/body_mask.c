/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * body_mask.c - the text of a body without its passwords, for outputs that show it as sent.
 * Element values are masked where they are read (manscdp_classify.c); the text itself still holds
 * them. Each secret byte becomes '*', so offsets stay what they are: the content of elements and
 * attributes marked GB_ELEMENT_SECRET, of SDP a=username, a=password, k= (RFC 4566 5.12) and
 * a=crypto (RFC 4568), of MANSRTSP Basic credentials. What looks like a secret besides is masked
 * in bodies of every kind.
 */
#include <gb28181/body.h>

static void stars(char *text, size_t from, size_t to) {
    for (; from < to; from++)
        if (text[from] != '\r' && text[from] != '\n') text[from] = '*';
}

/* Between the start tag's '>' and the end tag, or behind an attribute's '='. */
static void mask_element(const GbElement *e, size_t size, char *text) {
    size_t from = e->offset, to = from + e->length;
    char stop = e->is_attribute ? '=' : '>';
    if (to > size) to = size;
    while (from < to && text[from] != stop) from++;
    if (from < to) from++;
    if (!e->is_attribute && to >= from + 3 && text[to - 1] == '>') {
        size_t end = to - 1;
        while (end > from && text[end] != '<' && text[end] != '/') end--;
        if (end > from && text[end] == '/' && text[end - 1] == '<') end--;
        if (end > from) to = end;
    }
    if (e->is_attribute && to >= from + 2) from++, to--;
    stars(text, from, to);
}

static void mask_sdp(size_t size, char *text) {
    static const char *const names[] = {"a=username:", "a=password:", "k=", "a=crypto:"};
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t next = end ? (size_t)(end - text) + 1 : size;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            GbSlice line = gb_slice(text + at, next - at), name = gb_slice_from(names[i]);
            if (gb_slice_eq_case(gb_slice_sub(line, 0, name.n), name))
                stars(text, at + name.n, next);
        }
        at = next;
    }
}

/* The credentials of Basic, and what goes on on the lines behind. */
static void mask_basic(size_t size, char *text) {
    bool basic = false;
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t next = end ? (size_t)(end - text) + 1 : size;
        GbSlice line = gb_slice(text + at, next - at);
        GbSlice value = gb_slice_trim(gb_slice_sub(line, gb_slice_find(line, ':') + 1, line.n));
        if (basic && (text[at] == ' ' || text[at] == '\t'))
            stars(text, at, next);
        else if ((basic = gb_is_basic(line)))
            stars(text, (size_t)(value.p - text) + 5, next);
        at = next;
    }
}

void gb_body_mask_text(const GbBody *body, char *text) {
    size_t size = body->text.utf8.n;
    if (body->kind == GB_BODY_SDP) mask_sdp(size, text);
    if (body->kind == GB_BODY_MANSRTSP) mask_basic(size, text);
    for (size_t i = 0; body->kind == GB_BODY_MANSCDP && i < body->manscdp.n_elements; i++)
        if (body->manscdp.elements[i].quirks & GB_ELEMENT_SECRET)
            mask_element(&body->manscdp.elements[i], size, text);
    gb_mask_secrets(text, size);
}
