/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_build.c - the list of elements while it grows, whoever reads the body.
 *
 * Elements lie in document order, attributes right behind their element. Text is kept where it
 * stands when it can be borrowed, else copied to an arena as large as the body: decoding never
 * makes a text longer, so the arena need not grow and slices into it stay good. An element with
 * children has a value only when there is text between its tags that isn't blank; of several such
 * pieces the first is kept (MANSCDP has no mixed content).
 */
#include "body/manscdp_build.h"

#include <stdlib.h>

void gb_builder_free(GbManscdpBuilder *b) {
    free(b->elements);
    free(b->arena);
}

void gb_builder_start(GbManscdpBuilder *b, GbSlice text) {
    b->text = text;
    b->n = b->used = b->n_masked = 0;
    b->depth = b->skipped = 0;
    b->quirks = 0;
}

bool gb_builder_arena(GbManscdpBuilder *b) {
    if (b->arena && b->arena_size >= b->text.n) return true;
    free(b->arena);
    b->arena_size = b->text.n + b->text.n / 2 + 4096;
    b->arena = malloc(b->arena_size);
    if (!b->arena) b->arena_size = 0;
    return b->arena != NULL;
}

GbSlice gb_builder_keep(GbManscdpBuilder *b, GbSlice s) {
    if (s.n == 0 || s.n > b->arena_size - b->used) return GB_SLICE("");
    char *at = b->arena + b->used;
    memcpy(at, s.p, s.n);
    b->used += s.n;
    return gb_slice(at, s.n);
}

static GbElement *add(GbManscdpBuilder *b) {
    if (b->n == GB_MAX_XML_ELEMENTS) return NULL;
    if (b->n == b->capacity) {
        size_t capacity = b->capacity ? b->capacity * 2 : 256;
        GbElement *grown = realloc(b->elements, capacity * sizeof *grown);
        if (!grown) return NULL;
        b->elements = grown;
        b->capacity = capacity;
    }
    return &b->elements[b->n];
}

bool gb_builder_open(GbManscdpBuilder *b, GbSlice name, size_t offset) {
    GbElement *e = NULL;
    if (b->depth == GB_MAX_XML_DEPTH || b->skipped)
        b->quirks |= GB_MANSCDP_TOO_DEEP;
    else if (!(e = add(b)))
        b->quirks |= GB_MANSCDP_TOO_MANY;
    if (!e) {
        b->skipped++;
        return false;
    }
    uint32_t parent = 0;
    if (b->depth) {
        GbOpenElement *above = &b->open[b->depth - 1];
        parent = above->index;
        b->elements[parent].has_children = true;
        if (gb_slice_trim(gb_slice(above->run, above->n_run)).n)
            above->run_ended = true;
        else
            above->n_run = 0;
    }
    *e = (GbElement){
        .name = name, .offset = (uint32_t)offset, .parent = parent, .depth = (uint16_t)b->depth};
    b->open[b->depth++] = (GbOpenElement){.index = (uint32_t)b->n++, .run = ""};
    return true;
}

void gb_builder_attribute(GbManscdpBuilder *b, GbSlice name, GbSlice value, size_t offset,
                          size_t end) {
    if (b->skipped || !b->depth) return;
    uint32_t parent = b->open[b->depth - 1].index;
    if (b->n - parent > GB_MAX_XML_ATTRIBUTES) {
        b->quirks |= GB_MANSCDP_ATTRIBUTES;
        return;
    }
    GbElement *e = add(b);
    if (!e) {
        b->quirks |= GB_MANSCDP_TOO_MANY;
        return;
    }
    GbSlice trimmed = gb_slice_trim(value);
    unsigned quirks = trimmed.n != value.n ? GB_ELEMENT_BLANKS : 0;
    if (!trimmed.n) quirks |= GB_ELEMENT_EMPTY;
    *e = (GbElement){.name = name,
                     .value = trimmed.n ? trimmed : GB_SLICE(""),
                     .offset = (uint32_t)offset,
                     .length = (uint32_t)(end - offset),
                     .parent = parent,
                     .depth = (uint16_t)b->depth,
                     .quirks = (uint16_t)quirks,
                     .is_attribute = true};
    b->n++;
}

void gb_builder_text(GbManscdpBuilder *b, GbSlice piece, bool borrowed) {
    if (b->skipped || !b->depth || !piece.n) return;
    GbOpenElement *o = &b->open[b->depth - 1];
    if (o->run_ended) return;
    if (!borrowed && !(piece = gb_builder_keep(b, piece)).n) return;
    if (o->n_run && o->run + o->n_run == piece.p) {
        o->n_run += piece.n;
        return;
    }
    if (gb_slice_trim(gb_slice(o->run, o->n_run)).n) return;
    o->run = piece.p;
    o->n_run = piece.n;
}

void gb_builder_close(GbManscdpBuilder *b, size_t end) {
    if (b->skipped) {
        b->skipped--;
        return;
    }
    if (!b->depth) return;
    const GbOpenElement *o = &b->open[--b->depth];
    GbElement *e = &b->elements[o->index];
    GbSlice value = gb_slice_trim(gb_slice(o->run, o->n_run));
    e->length = (uint32_t)(end - e->offset);
    if (e->has_children) {
        if (value.n) e->value = value;
        return;
    }
    if (value.n != o->n_run) e->quirks |= GB_ELEMENT_BLANKS;
    if (!value.n) {
        e->quirks |= GB_ELEMENT_EMPTY;
        value = GB_SLICE("");
    }
    e->value = value;
}

GbSlice gb_builder_open_name(const GbManscdpBuilder *b, unsigned up) {
    if (up >= b->depth) return GB_NO_SLICE;
    return b->elements[b->open[b->depth - 1 - up].index].name;
}
