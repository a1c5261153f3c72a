/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * body_again.c - the same body again.
 *
 * A device writes its keepalive by a printf, so all keepalives of a model are the same bytes but
 * for SN and DeviceID, and they are nearly all the bodies there are. So the text of the latest few
 * shapes is kept with what reading it gave. A body of the same bytes, with another number for SN
 * and other 20 digits for DeviceID, has the same elements at places moved by SN's length: nothing
 * else of what is read depends on the two. That it is so, a test compares.
 *
 * Only bodies without any quirk in their elements are kept, in ASCII, with an SN of one to nine
 * digits; others are read each time. Alarms and catalogs never repeat and don't get in the way:
 * the shapes are looked at by their length first.
 */
#include "body/body_again.h"

#define MAX_SN 9
#define N_ID 20

static size_t n_digits(const char *p, size_t most) {
    size_t n = 0;
    while (n < most && (unsigned char)(p[n] - '0') <= 9) n++;
    return n;
}

/* ---- a shape applied ------------------------------------------------------------------------- */

typedef struct Move {
    const GbBodyShape *shape;
    const char *to;  /* the new text */
    ptrdiff_t shift; /* of all that stands behind SN */
} Move;

static inline GbSlice moved(const Move *m, GbSlice s) {
    size_t at = (size_t)(s.p - m->shape->text);
    if (at >= m->shape->n_text) return s; /* absent, or an empty value */
    s.p = m->to + at + (at > m->shape->sn ? m->shift : 0);
    return s;
}

static bool repeats(const GbBodyShape *s, GbSlice type, GbSlice raw, size_t *n_sn) {
    if (!s->n_text || raw.n + MAX_SN < s->n_text || s->n_text + MAX_SN < raw.n) return false;
    if (type.n != s->n_type || memcmp(type.p, s->type, type.n) != 0) return false;
    if (raw.n < s->sn + N_ID || memcmp(raw.p, s->text, s->sn) != 0) return false;
    *n_sn = n_digits(raw.p + s->sn, MAX_SN);
    if (*n_sn == 0 || raw.p[s->sn] == '0' || raw.n - *n_sn != s->n_text - s->n_sn) return false;
    const char *at = raw.p + s->sn + *n_sn, *same = s->text + s->sn + s->n_sn;
    size_t between = s->id - (s->sn + s->n_sn);
    if (memcmp(at, same, between) != 0 || n_digits(at + between, N_ID) != N_ID) return false;
    size_t behind = s->id + N_ID;
    return memcmp(at + between + N_ID, s->text + behind, s->n_text - behind) == 0;
}

static void apply(const GbBodyShape *s, GbSlice raw, size_t n_sn, GbElement *elements,
                  GbBody *out) {
    Move m = {s, raw.p, (ptrdiff_t)n_sn - (ptrdiff_t)s->n_sn};
    out->kind = GB_BODY_MANSCDP;
    out->quirks = s->quirks;
    out->raw = raw;
    out->text = s->decoded;
    out->text.utf8 = raw;
    out->text.declared = moved(&m, s->decoded.declared);
    GbManscdp *r = &out->manscdp;
    *r = s->manscdp;
    r->root_name = moved(&m, r->root_name);
    r->cmd_type = moved(&m, r->cmd_type);
    r->device_id = moved(&m, r->device_id);
    r->encoding = moved(&m, r->encoding);
    r->sn_text = gb_slice(raw.p + s->sn, n_sn);
    r->sn = 0;
    for (size_t i = 0; i < n_sn; i++) r->sn = r->sn * 10 + (unsigned)(r->sn_text.p[i] - '0');
    r->elements = elements;
    for (size_t i = 0; i < r->n_elements; i++) {
        GbElement *e = &elements[i];
        *e = s->elements[i];
        e->name = moved(&m, e->name);
        e->value = moved(&m, e->value);
        if (e->value.p == r->sn_text.p) e->value.n = n_sn;
        if (e->offset > s->sn)
            e->offset = (uint32_t)(e->offset + m.shift);
        else if (e->offset + e->length > s->sn)
            e->length = (uint32_t)(e->length + m.shift);
    }
}

bool gb_body_again(GbBodyAgain *all, GbSlice content_type, GbSlice raw, GbBody *out) {
    if (raw.n > GB_AGAIN_TEXT + MAX_SN || content_type.n > GB_AGAIN_TYPE || !content_type.n)
        return false;
    for (unsigned i = 0; i < GB_AGAIN_SHAPES; i++) {
        unsigned k = (all->latest + i) % GB_AGAIN_SHAPES;
        size_t n_sn;
        if (!repeats(&all->shapes[k], content_type, raw, &n_sn)) continue;
        all->latest = k;
        apply(&all->shapes[k], raw, n_sn, all->elements, out);
        return true;
    }
    return false;
}

/* ---- a shape kept ---------------------------------------------------------------------------- */

static bool lies_in(GbSlice text, GbSlice s) {
    return !s.n || (s.p >= text.p && s.p + s.n <= text.p + text.n);
}

static bool may_come_again(GbSlice type, const GbBody *b) {
    const GbManscdp *m = &b->manscdp;
    GbSlice raw = b->raw;
    if (m->command != GB_CMD_KEEPALIVE || b->text.charset != GB_CHARSET_ASCII ||
        b->text.utf8.p != raw.p || b->text.utf8.n != raw.n || raw.n > GB_AGAIN_TEXT || !type.n ||
        type.n > GB_AGAIN_TYPE || m->n_elements > GB_AGAIN_ELEMENTS || m->source_id.p)
        return false;
    for (size_t i = 0; i < m->n_elements; i++)
        if (m->elements[i].quirks || !lies_in(raw, m->elements[i].name) ||
            !lies_in(raw, m->elements[i].value))
            return false;
    return lies_in(raw, b->text.declared) && lies_in(raw, m->encoding) && m->has_sn &&
           m->sn_text.n <= MAX_SN && m->sn_text.p[0] != '0' && m->device_id.n == N_ID &&
           n_digits(m->sn_text.p, MAX_SN) == m->sn_text.n &&
           n_digits(m->device_id.p, N_ID) == N_ID &&
           m->device_id.p >= m->sn_text.p + m->sn_text.n && lies_in(raw, m->device_id);
}

void gb_body_again_keep(GbBodyAgain *all, GbSlice content_type, const GbBody *read) {
    if (!may_come_again(content_type, read)) return;
    GbBodyShape *s = &all->shapes[all->next];
    GbSlice raw = read->raw;
    all->latest = all->next;
    all->next = (all->next + 1) % GB_AGAIN_SHAPES;
    memcpy(s->text, raw.p, raw.n);
    memcpy(s->type, content_type.p, content_type.n);
    s->n_text = raw.n;
    s->n_type = content_type.n;
    s->sn = (size_t)(read->manscdp.sn_text.p - raw.p);
    s->n_sn = read->manscdp.sn_text.n;
    s->id = (size_t)(read->manscdp.device_id.p - raw.p);
    s->quirks = read->quirks;
    s->decoded = read->text;
    s->manscdp = read->manscdp;
    GbSlice *slices[5 + 2 * GB_AGAIN_ELEMENTS] = {&s->decoded.declared, &s->manscdp.root_name,
                                                  &s->manscdp.cmd_type, &s->manscdp.device_id,
                                                  &s->manscdp.encoding};
    size_t n = 5;
    for (size_t i = 0; i < s->manscdp.n_elements; i++) {
        s->elements[i] = read->manscdp.elements[i];
        slices[n++] = &s->elements[i].name;
        slices[n++] = &s->elements[i].value;
    }
    for (size_t i = 0; i < n; i++)
        if (slices[i]->n) slices[i]->p = s->text + (slices[i]->p - raw.p);
}
