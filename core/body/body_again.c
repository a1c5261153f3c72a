/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * body_again.c - the same body again.
 *
 * A device writes its keepalive by a printf, so all keepalives of a model are the same bytes but
 * for SN and DeviceID, and they are nearly all the bodies there are. So the text of the latest few
 * shapes is kept with what reading it gave. A body of the same bytes, with another number for SN
 * and other 20 digits for DeviceID, has the same elements: the two are written into the text that
 * was kept, and what lies behind SN moves when the number's length changes. Nothing else of what
 * is read depends on the two. That it is so, a test compares.
 *
 * Only bodies without any quirk in their elements are kept, in ASCII, with an SN of one to nine
 * digits; others are read each time. Alarms and catalogs never repeat and don't get in the way:
 * the shapes are looked at by their length first.
 */
#include "body/body_again.h"

#include "body/manscdp_build.h"

#define MAX_SN 9
#define N_ID 20

/* ---- a shape applied ------------------------------------------------------------------------- */

/* SN as a number of one to nine digits without leading zeros; its length, 0 when it is none. */
static size_t read_sn(const char *p, size_t room, uint64_t *sn) {
    uint64_t v = 0;
    size_t n = 0;
    if (room > MAX_SN) room = MAX_SN;
    for (; n < room && (unsigned char)(p[n] - '0') <= 9; n++) v = v * 10 + (unsigned)(p[n] - '0');
    *sn = v;
    return n && p[0] != '0' ? n : 0;
}

static bool repeats(const GbBodyShape *s, GbSlice type, GbSlice raw, size_t *n_sn, uint64_t *sn) {
    size_t behind = s->id + N_ID;
    if (!s->n_text || raw.n + MAX_SN < s->n_text || raw.n < s->sn || type.n != s->n_type ||
        memcmp(raw.p, s->text, s->sn) != 0)
        return false;
    *n_sn = read_sn(raw.p + s->sn, raw.n - s->sn, sn);
    if (*n_sn == 0 || raw.n - *n_sn != s->n_text - s->n_sn) return false;
    const char *at = raw.p + s->sn + *n_sn;
    size_t same = s->sn + s->n_sn, between = s->id - same;
    return gb_same_bytes(at, s->text + same, between) &&
           gb_slice_digits(gb_slice(at + between, N_ID)) &&
           memcmp(at + between + N_ID, s->text + behind, s->n_text - behind) == 0 &&
           gb_same_bytes(type.p, s->type, type.n);
}

static void move(GbBodyShape *s, GbSlice *slice, ptrdiff_t by) {
    if (slice->n && slice->p > s->text + s->sn && slice->p < s->text + sizeof s->text)
        slice->p += by;
}

/* Makes room for an SN of n digits in the text kept. */
static void resize_sn(GbBodyShape *s, size_t n) {
    ptrdiff_t by = (ptrdiff_t)n - (ptrdiff_t)s->n_sn;
    char *behind = s->text + s->sn + s->n_sn;
    GbManscdp *m = &s->manscdp;
    memmove(behind + by, behind, s->n_text - s->sn - s->n_sn);
    move(s, &s->decoded.declared, by);
    move(s, &m->root_name, by);
    move(s, &m->cmd_type, by);
    move(s, &m->device_id, by);
    move(s, &m->encoding, by);
    m->sn_text.n = n;
    for (size_t i = 0; i < m->n_elements; i++) {
        GbElement *e = &s->elements[i];
        move(s, &e->name, by);
        move(s, &e->value, by);
        if (e->value.p == m->sn_text.p) e->value.n = n;
        if (e->offset > s->sn)
            e->offset = (uint32_t)(e->offset + by);
        else if (e->offset + e->length > s->sn)
            e->length = (uint32_t)(e->length + by);
    }
    s->n_text = (size_t)((ptrdiff_t)s->n_text + by);
    s->id = (size_t)((ptrdiff_t)s->id + by);
    s->n_sn = n;
}

static void apply(GbBodyShape *s, GbSlice raw, size_t n_sn, uint64_t sn, GbBody *out) {
    if (n_sn != s->n_sn) resize_sn(s, n_sn);
    memcpy(s->text + s->sn, raw.p + s->sn, n_sn);
    memcpy(s->text + s->id, raw.p + s->id, N_ID);
    s->manscdp.sn = sn;
    out->kind = GB_BODY_MANSCDP;
    out->quirks = s->quirks;
    out->raw = raw;
    out->text = s->decoded;
    out->text.utf8 = raw;
    out->manscdp = s->manscdp;
}

bool gb_body_again(GbBodyAgain *all, GbSlice content_type, GbSlice raw, GbBody *out) {
    if (raw.n > GB_AGAIN_TEXT || !content_type.n) return false;
    for (unsigned i = 0; i < GB_AGAIN_SHAPES; i++) {
        unsigned k = (all->latest + i) % GB_AGAIN_SHAPES;
        size_t n_sn;
        uint64_t sn;
        if (!repeats(&all->shapes[k], content_type, raw, &n_sn, &sn)) continue;
        all->latest = k;
        apply(&all->shapes[k], raw, n_sn, sn, out);
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
           m->sn_text.n <= MAX_SN && m->sn_text.p[0] != '0' && gb_slice_digits(m->sn_text) &&
           m->device_id.n == N_ID && gb_slice_digits(m->device_id) &&
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
    s->manscdp.elements = s->elements;
    GbSlice *slices[6 + 2 * GB_AGAIN_ELEMENTS] = {
        &s->decoded.declared, &s->manscdp.root_name, &s->manscdp.cmd_type,
        &s->manscdp.sn_text,  &s->manscdp.device_id, &s->manscdp.encoding};
    size_t n = 6;
    for (size_t i = 0; i < s->manscdp.n_elements; i++) {
        s->elements[i] = read->manscdp.elements[i];
        slices[n++] = &s->elements[i].name;
        slices[n++] = &s->elements[i].value;
    }
    for (size_t i = 0; i < n; i++)
        if (slices[i]->n) slices[i]->p = s->text + (slices[i]->p - raw.p);
}
