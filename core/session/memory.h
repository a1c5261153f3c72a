/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.h - what the analysis keeps: a pool whose pieces go back to it by size class, strings
 * stored once, and tables of records that come and go in the order of time.
 *
 * Small pieces are not freed to the system: the pool ends with the analysis, so that a pointer
 * given out stays readable for its life, unless its owner gives it back before. GLib aborts when memory runs out; every amount
 * is bounded by limits.h first.
 */
#ifndef SESSION_MEMORY_H
#define SESSION_MEMORY_H

#include <gb28181/slice.h>

/* ---- the pool ---- */
typedef struct GbPool GbPool;
GbPool *gb_pool_new(void);
void gb_pool_free(GbPool *p);
/* Zeroed; 8-byte aligned. */
void *gb_pool_take(GbPool *p, size_t n);
/* Gives a piece of that size back, for the next taker of the class. NULL is fine. */
void gb_pool_give(GbPool *p, void *piece, size_t n);
/* An array grown to hold `need` elements of `size` bytes: *capacity is kept; at most `max`.
 * Returns the array, moved when it had to grow; the new part is zeroed. */
void *gb_pool_grow(GbPool *p, void *array, uint32_t *capacity, uint32_t need, size_t size,
                   uint32_t max);
size_t gb_pool_bytes(const GbPool *p); /* taken from the system, for measuring */

/* ---- text ---- */
bool gb_is_utf8(GbSlice s); /* without NUL */
/* A NUL-terminated UTF-8 copy, cut to GB_MAX_VALUE: of GB18030, which devices send where SIP wants
 * UTF-8 (RFC 3261 7); of anything else, bytes that are no UTF-8 and NULs become U+FFFD. */
const char *gb_pool_text(GbPool *p, GbSlice s);
void gb_pool_give_text(GbPool *p, const char *text); /* NULL is fine */
/* The same, counted: it goes back when the last of those who keep it drops it. */
const char *gb_shared_text(GbPool *p, GbSlice s);
const char *gb_shared_keep(const char *text);
void gb_shared_drop(GbPool *p, const char *text); /* NULL is fine */

typedef struct GbStrings GbStrings; /* the same text once */
GbStrings *gb_strings_new(GbPool *p, uint64_t seed);
void gb_strings_free(GbStrings *s);
/* NULL for an absent slice. What looks like a password in it is kept as "***". */
const char *gb_intern(GbStrings *s, GbSlice text);
bool gb_strings_full(const GbStrings *s); /* GB_MAX_STRINGS: of others "..." was given */

/* ---- hashing: keyed, so that a capture can't aim at the tables ---- */
uint64_t gb_hash(uint64_t seed, GbSlice s);
uint64_t gb_hash_case(uint64_t seed, GbSlice s); /* ASCII letters' case left out */
static inline uint64_t gb_mix(uint64_t a, uint64_t b) {
    __uint128_t m = (__uint128_t)(a ^ 0x9e3779b97f4a7c15u) * (b ^ 0xd1b54a32d192ed03u);
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* ---- an index: 64-bit key to a number, open addressing ---- */
typedef struct GbIndexEntry {
    uint32_t tag;   /* upper half of the key */
    uint32_t value; /* number + 1; 0: free */
} GbIndexEntry;
typedef struct GbIndex {
    GbIndexEntry *entries;
    uint32_t mask, n;
    GbPool *pool; /* that entries are of */
} GbIndex;
void gb_index_clear(GbIndex *x); /* gives the entries back */
/* Walks the entries with that key's tag: *at starts at 0; UINT32_MAX: no more. */
uint32_t gb_index_next(const GbIndex *x, uint64_t key, uint32_t *at);
void gb_index_fetch(const GbIndex *x, uint64_t key); /* its slot into the cache */
void gb_index_add(GbIndex *x, GbPool *p, uint64_t key, uint32_t value);
void gb_index_set(GbIndex *x, uint64_t key, uint32_t old_value, uint32_t value);
void gb_index_remove(GbIndex *x, uint64_t key, uint32_t value);

/* ---- records that come and go in order ---- */
/* Each record begins with this. */
typedef struct GbRecord {
    uint64_t key;
    int64_t time_us;
    uint32_t number;   /* its number in the table, counted on */
    uint32_t previous; /* number + 1 of the one before with the same key; 0: none */
} GbRecord;

typedef struct GbRecords {
    GbIndex index;     /* key -> the newest record of that key */
    void **chunks;     /* of GB_RECORDS_CHUNK records; they don't move */
    uint32_t n_chunks; /* slots in `chunks` */
    uint32_t first, next; /* numbers alive: first <= number < next */
    uint32_t max;
    size_t size;
    GbPool *pool;
} GbRecords;

#define GB_RECORDS_CHUNK 64u
void gb_records_init(GbRecords *r, GbPool *pool, size_t size, uint32_t max);
void gb_records_clear(GbRecords *r);
/* The newest of that key; NULL. */
void *gb_records_find(const GbRecords *r, uint64_t key);
/* The one before it of the same key; NULL. */
void *gb_records_previous(const GbRecords *r, const void *record);
void *gb_records_at(const GbRecords *r, uint32_t number); /* NULL when gone */
/* A new one, zeroed but for its GbRecord. The caller drops the oldest first when full. */
void *gb_records_add(GbRecords *r, uint64_t key, int64_t time_us);
void *gb_records_oldest(const GbRecords *r); /* NULL: empty */
void gb_records_drop_oldest(GbRecords *r);
static inline uint32_t gb_records_count(const GbRecords *r) { return r->next - r->first; }

/* Soon wanted: into the cache, all lines at once instead of one after the other. */
static inline void gb_fetch(const void *p, size_t n) {
    for (size_t at = 0; at < n; at += 64) __builtin_prefetch((const char *)p + at);
}

#endif
