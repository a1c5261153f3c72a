/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_manscdp.c - bodies as MANSCDP, with the short cuts and without: both must say the same. All
 * words are made of them, and every element must lie inside the text, below its parent. A form feed
 * parts two bodies, as the second may be told by the first (body_again.c).
 */
#include <gb28181/body.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GbBodyReader *quick, *slow;

static void same(GbSlice a, GbSlice b) {
    if (!a.p != !b.p || !gb_slice_eq(a, b)) abort();
}

static void compare(const GbManscdp *a, const GbManscdp *b) {
    if (a->n_elements != b->n_elements || a->quirks != b->quirks || a->error_line != b->error_line)
        abort();
    if (a->root != b->root || a->command != b->command || a->sn != b->sn ||
        a->n_items != b->n_items)
        abort();
    if (a->num != b->num || a->sum_num != b->sum_num) abort();
    same(a->cmd_type, b->cmd_type);
    same(a->device_id, b->device_id);
    same(a->encoding, b->encoding);
    for (size_t i = 0; i < a->n_elements; i++) {
        const GbElement *x = &a->elements[i], *y = &b->elements[i];
        same(x->name, y->name);
        same(x->value, y->value);
        if (x->offset != y->offset || x->length != y->length || x->parent != y->parent) abort();
        if (x->depth != y->depth || x->quirks != y->quirks || x->type != y->type) abort();
    }
}

static void read(GbSlice raw) {
    GbSlice type = GB_SLICE("Application/MANSCDP+xml");
    GbBody a, b;
    char out[80];
    gb_body_read(quick, type, raw, &a);
    gb_body_read(slow, type, raw, &b);
    if (a.kind != b.kind || a.quirks != b.quirks) abort();
    if (a.kind != GB_BODY_MANSCDP) return;
    compare(&a.manscdp, &b.manscdp);
    const GbManscdp *m = &a.manscdp;
    GbTextPlace place = {0, 0};
    for (size_t i = 0; i < m->n_elements; i++) {
        const GbElement *e = &m->elements[i];
        if ((size_t)e->offset + e->length > a.text.utf8.n || e->parent > i) abort();
        if (i && m->elements[e->parent].depth + 1u != e->depth) abort();
        if (gb_manscdp_meaning(m, e, (GbLang)(i & 1), out, sizeof out) >= sizeof out) abort();
        place = gb_charset_place(&a.text, raw, place, e->offset);
        if (place.raw > raw.n || place.text > e->offset) abort();
        if (i > 64) break;
    }
    gb_manscdp_summary(m, GB_EN, out, sizeof out);
    gb_manscdp_summary(m, GB_ZH, out, sizeof out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    GbSlice rest = gb_slice((const char *)data, size);
    if (!quick) {
        quick = gb_body_reader_new();
        slow = gb_body_reader_new();
        gb_body_reader_set_short_cut(slow, false);
    }
    for (size_t n; n = gb_slice_find(rest, '\f'), true; rest = gb_slice_sub(rest, n + 1, rest.n)) {
        read(gb_slice_sub(rest, 0, n));
        if (n == rest.n) return 0;
    }
}
