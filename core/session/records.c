/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * records.c - the index (open addressing, linear probing, removal by shifting back: no tombstones,
 * so a table that lives for days stays as quick as a new one) and the tables of records that come
 * and go in the order of time (see memory.h).
 *
 * Records lie in chunks that are used in turn: taking a new one and dropping the oldest allocate
 * nothing once the table has its size, and a record never moves while it is alive. Only the newest
 * record of a key stands in the index; older ones of that key hang behind it, so that thousands
 * with one key can't make a probe long.
 */
#include "memory.h"

#include <glib.h>

static uint32_t slot_of(uint32_t tag, uint32_t mask) {
    return (tag * 2654435769u >> 7) & mask;
}

static uint32_t tag_of(uint64_t key) {
    return (uint32_t)(key >> 32) ^ (uint32_t)key;
}

static size_t bytes_of(const GbIndex *x) {
    return ((size_t)x->mask + 1) * sizeof *x->entries;
}

void gb_index_clear(GbIndex *x) {
    if (x->entries) gb_pool_give(x->pool, x->entries, bytes_of(x));
    *x = (GbIndex){0};
}

uint32_t gb_index_next(const GbIndex *x, uint64_t key, uint32_t *at) {
    if (!x->entries) return UINT32_MAX;
    uint32_t tag = tag_of(key), slot = (slot_of(tag, x->mask) + *at) & x->mask;
    for (; x->entries[slot].value; slot = (slot + 1) & x->mask) {
        ++*at;
        if (x->entries[slot].tag == tag) return x->entries[slot].value - 1;
    }
    return UINT32_MAX;
}

void gb_index_fetch(const GbIndex *x, uint64_t key) {
    if (x->entries) __builtin_prefetch(&x->entries[slot_of(tag_of(key), x->mask)]);
}

static void put(GbIndex *x, uint32_t tag, uint32_t value) {
    uint32_t slot = slot_of(tag, x->mask);
    while (x->entries[slot].value) slot = (slot + 1) & x->mask;
    x->entries[slot] = (GbIndexEntry){tag, value};
}

static void grow(GbIndex *x, GbPool *p) {
    GbIndex larger = {.mask = x->entries ? x->mask * 2 + 1 : 63, .n = x->n, .pool = p};
    larger.entries = gb_pool_take(p, bytes_of(&larger));
    for (uint32_t i = 0; x->entries && i <= x->mask; i++)
        if (x->entries[i].value) put(&larger, x->entries[i].tag, x->entries[i].value);
    gb_index_clear(x);
    *x = larger;
}

void gb_index_add(GbIndex *x, GbPool *p, uint64_t key, uint32_t value) {
    if (!x->entries || x->n > x->mask / 2) grow(x, p); /* half full: short probes, found or not */
    put(x, tag_of(key), value + 1);
    x->n++;
}

static uint32_t find_slot(const GbIndex *x, uint64_t key, uint32_t value) {
    if (!x->entries) return UINT32_MAX;
    uint32_t slot = slot_of(tag_of(key), x->mask);
    for (; x->entries[slot].value; slot = (slot + 1) & x->mask)
        if (x->entries[slot].value == value + 1) return slot;
    return UINT32_MAX;
}

void gb_index_set(GbIndex *x, uint64_t key, uint32_t old_value, uint32_t value) {
    uint32_t slot = find_slot(x, key, old_value);
    if (slot != UINT32_MAX) x->entries[slot].value = value + 1;
}

void gb_index_remove(GbIndex *x, uint64_t key, uint32_t value) {
    uint32_t hole = find_slot(x, key, value);
    if (hole == UINT32_MAX) return;
    for (uint32_t slot = hole;;) {
        slot = (slot + 1) & x->mask;
        if (!x->entries[slot].value) break;
        uint32_t home = slot_of(x->entries[slot].tag, x->mask);
        if (((slot - home) & x->mask) >= ((slot - hole) & x->mask)) {
            x->entries[hole] = x->entries[slot];
            hole = slot;
        }
    }
    x->entries[hole] = (GbIndexEntry){0};
    x->n--;
}

/* ---- records ---- */

void gb_records_init(GbRecords *r, GbPool *pool, size_t size, uint32_t max) {
    *r = (GbRecords){.size = size, .max = max, .pool = pool};
    r->n_chunks = max / GB_RECORDS_CHUNK + 2;
    r->chunks = g_new0(void *, r->n_chunks);
}

void gb_records_clear(GbRecords *r) {
    g_free(r->chunks); /* the chunks and the index are the pool's */
    r->chunks = NULL;
}

/* Numbers wrap after 2^32 records; the chunks' ring must not jump there: numbers are taken modulo
 * a multiple of it. */
static void **chunk_of(const GbRecords *r, uint32_t number) {
    return &r->chunks[number / GB_RECORDS_CHUNK % r->n_chunks];
}

void *gb_records_at(const GbRecords *r, uint32_t number) {
    if (number < r->first || number >= r->next) return NULL;
    return (char *)*chunk_of(r, number) + number % GB_RECORDS_CHUNK * r->size;
}

void *gb_records_find(const GbRecords *r, uint64_t key) {
    uint32_t at = 0, number;
    while ((number = gb_index_next(&r->index, key, &at)) != UINT32_MAX) {
        GbRecord *record = gb_records_at(r, number);
        if (record && record->key == key) return record;
    }
    return NULL;
}

void *gb_records_previous(const GbRecords *r, const void *record) {
    uint32_t previous = ((const GbRecord *)record)->previous;
    return previous ? gb_records_at(r, previous - 1) : NULL;
}

/* Numbers near their end: everything alive is counted from 0 anew. Happens once in 4 billion. */
static void renumber(GbRecords *r) {
    while (r->first != r->next) gb_records_drop_oldest(r);
    r->first = r->next = 0;
}

void *gb_records_add(GbRecords *r, uint64_t key, int64_t time_us) {
    if (r->next == UINT32_MAX - 1) renumber(r);
    GbRecord *before = gb_records_find(r, key);
    uint32_t number = r->next++;
    void **chunk = chunk_of(r, number);
    if (!*chunk) *chunk = gb_pool_take(r->pool, GB_RECORDS_CHUNK * r->size);
    GbRecord *record = gb_records_at(r, number);
    memset(record, 0, r->size);
    record->key = key;
    record->time_us = time_us;
    record->number = number;
    if (before) {
        record->previous = before->number + 1;
        gb_index_set(&r->index, key, before->number, number);
    } else {
        gb_index_add(&r->index, r->pool, key, number);
    }
    return record;
}

void *gb_records_oldest(const GbRecords *r) {
    return gb_records_at(r, r->first);
}

void gb_records_drop_oldest(GbRecords *r) {
    GbRecord *record = gb_records_oldest(r);
    if (!record) return;
    gb_index_remove(&r->index, record->key, record->number);
    r->first++;
    const GbRecord *next = gb_records_at(r, r->first + 4); /* those that go soon */
    if (next) gb_index_fetch(&r->index, next->key);
    __builtin_prefetch(gb_records_at(r, r->first + 8));
    if (r->first % GB_RECORDS_CHUNK) return;
    void **chunk = chunk_of(r, r->first - 1);
    gb_pool_give(r->pool, *chunk, GB_RECORDS_CHUNK * r->size);
    *chunk = NULL;
}
