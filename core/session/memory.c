/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.c - the pool, the strings and the keyed hash (see memory.h).
 *
 * Small pieces are cut from blocks in size classes. A piece that comes back, as a growing array
 * leaves them behind, serves the next taker of its class, or is cut up for smaller ones before a
 * new block is begun: a hundred thousand arrays that grow in step would otherwise leave as much
 * behind as they hold. Blocks are huge pages once there is something to put into them: messages
 * of ten thousand devices come in turn, and with small pages each finds its addresses unknown to
 * the processor. Large pieces come from the system, and go back to it. Text is kept as UTF-8
 * whatever the wire said: writers need not look at it again. The hash is keyed with random bits of each analysis: results don't depend on
 * it, the order of no output follows it.
 */
#include "memory.h"

#include <gb28181/body.h>
#include <gb28181/charset.h>
#include <glib.h>
#include <sys/mman.h>

#define BLOCK (256u << 10)
#define PAGE (2u << 20) /* a huge page of x86-64 and of arm64 with 4 KiB pages */
#define LARGE (1u << 20) /* from here on straight from the system */
#define N_CLASSES 148

typedef struct Free {
    struct Free *next;
} Free;

typedef struct Large {
    struct Large *next, *previous;
    size_t n;
    size_t unused; /* keeps 16-byte alignment */
} Large;

struct GbPool {
    Free *free[N_CLASSES];
    uint64_t has_free[3]; /* bits: classes with a piece */
    char *at, *end;
    GPtrArray *blocks, *pages;
    Large *large;
    size_t bytes;
    GbCharsetConverter *charset; /* NULL until a text needs it */
};

static void give_page(void *page) {
    munmap(page, PAGE);
}

/* A huge page, aligned, where the system has one to give; zeroed. NULL: no memory. */
static void *take_page(void) {
    char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return NULL;
    size_t before = -(uintptr_t)p % PAGE;
    if (before) munmap(p, before);
    munmap(p + before + PAGE, PAGE - before);
    madvise(p + before, PAGE, MADV_HUGEPAGE);
    return p + before;
}

GbPool *gb_pool_new(void) {
    GbPool *p = g_new0(GbPool, 1);
    p->blocks = g_ptr_array_new_with_free_func(g_free);
    p->pages = g_ptr_array_new_with_free_func(give_page);
    return p;
}

void gb_pool_free(GbPool *p) {
    if (!p) return;
    for (Large *l = p->large, *next; l; l = next) {
        next = l->next;
        g_free(l);
    }
    g_ptr_array_free(p->blocks, TRUE);
    g_ptr_array_free(p->pages, TRUE);
    gb_charset_free(p->charset);
    g_free(p);
}

size_t gb_pool_bytes(const GbPool *p) {
    return p->bytes;
}

/* Classes: 8, 16, ... 64, then 80, 96, ... 1024, then eight to each doubling: 1152, 1280, ... */
static unsigned class_of(size_t n, size_t *rounded) {
    if (n <= 64) {
        unsigned c = n ? (unsigned)((n + 7) / 8) : 1;
        *rounded = c * 8;
        return c - 1;
    }
    if (n <= 1024) {
        unsigned c = (unsigned)((n - 64 + 15) / 16);
        *rounded = 64 + c * 16;
        return 7 + c;
    }
    unsigned top = 63u - (unsigned)__builtin_clzll(n - 1); /* n <= 2^(top + 1) */
    size_t step = (size_t)1 << (top - 3);
    size_t up = (n + step - 1) / step * step;
    *rounded = up;
    return 68 + (top - 10) * 8 + (unsigned)((up - ((size_t)1 << top)) / step) - 1;
}

static size_t size_of(unsigned c) {
    if (c < 8) return (c + 1) * 8;
    if (c < 68) return 64 + (c - 7) * 16;
    return (size_t)(9 + (c - 68) % 8) << ((c - 68) / 8 + 7);
}

static void put_free(GbPool *p, void *piece, unsigned c) {
    Free *f = piece;
    f->next = p->free[c];
    p->free[c] = f;
    p->has_free[c / 64] |= (uint64_t)1 << c % 64;
}

static void *take_free(GbPool *p, unsigned c) {
    Free *f = p->free[c];
    p->free[c] = f->next;
    if (!f->next) p->has_free[c / 64] &= ~((uint64_t)1 << c % 64);
    return f;
}

/* The classes above c that have a piece, from the least on; N_CLASSES: none. */
static unsigned free_above(const GbPool *p, unsigned c) {
    for (unsigned word = (c + 1) / 64; word < 3; word++) {
        uint64_t bits = p->has_free[word];
        if (word == (c + 1) / 64) bits &= ~(uint64_t)0 << (c + 1) % 64;
        if (bits) return word * 64 + (unsigned)__builtin_ctzll(bits);
    }
    return N_CLASSES;
}

/* What is left of a piece goes back in the largest pieces that there are classes for. */
static void give_rest(GbPool *p, char *rest, size_t n) {
    while (n) {
        size_t size;
        unsigned c = class_of(n, &size);
        while (c && size > n) size = size_of(--c);
        put_free(p, rest, c);
        rest += size;
        n -= size;
    }
}

static void *take_large(GbPool *p, size_t n) {
    Large *l = g_malloc0(sizeof *l + n);
    l->n = n;
    l->next = p->large;
    if (p->large) p->large->previous = l;
    p->large = l;
    p->bytes += n;
    return l + 1;
}

/* Small analyses take small blocks, with room for the piece at least. */
static void begin_block(GbPool *p, size_t piece) {
    size_t n = PAGE;
    p->at = p->bytes < 2 * PAGE ? NULL : take_page();
    if (p->at) {
        g_ptr_array_add(p->pages, p->at);
    } else {
        n = piece > BLOCK ? piece : BLOCK;
        p->at = g_malloc0(n);
        g_ptr_array_add(p->blocks, p->at);
    }
    p->end = p->at + n;
    p->bytes += n;
}

void *gb_pool_take(GbPool *p, size_t n) {
    if (n >= LARGE) return take_large(p, n);
    size_t size;
    unsigned c = class_of(n, &size);
    unsigned from = p->free[c] ? c : N_CLASSES;
    bool is_fresh = (size_t)(p->end - p->at) >= size;
    if (from == N_CLASSES && !is_fresh) from = free_above(p, c);
    if (from < N_CLASSES) {
        char *piece = take_free(p, from);
        if (from > c) give_rest(p, piece + size, size_of(from) - size);
        return memset(piece, 0, size);
    }
    if (!is_fresh && p->at) {
        give_rest(p, p->at, (size_t)(p->end - p->at));
        p->at = p->end = NULL;
    }
    if (!is_fresh) begin_block(p, size);
    void *piece = p->at;
    p->at += size;
    return piece;
}

void gb_pool_give(GbPool *p, void *piece, size_t n) {
    if (!piece) return;
    if (n >= LARGE) {
        Large *l = (Large *)piece - 1;
        if (l->next) l->next->previous = l->previous;
        if (l->previous) l->previous->next = l->next;
        else p->large = l->next;
        p->bytes -= l->n;
        g_free(l);
        return;
    }
    size_t size;
    unsigned c = class_of(n, &size);
    put_free(p, piece, c);
}

void *gb_pool_grow(GbPool *p, void *array, uint32_t *capacity, uint32_t need, size_t size,
                   uint32_t max) {
    if (need <= *capacity) return array;
    uint32_t grown = *capacity ? *capacity : size <= 8 ? 2 : 1;
    if (!*capacity && grown < need) grown = need;
    while (grown < need) grown *= 2;
    if (grown > max && need <= max) grown = max;
    char *moved = gb_pool_take(p, grown * size);
    if (array) memcpy(moved, array, *capacity * size);
    gb_pool_give(p, array, *capacity * size);
    *capacity = grown;
    return moved;
}

/* ---- text ---- */

/* Length of the UTF-8 character at s, 0 when there is none (RFC 3629). */
static size_t utf8_length(const unsigned char *s, size_t n) {
    unsigned char c = s[0];
    if (c == 0) return 0;
    if (c < 0x80) return 1;
    if (c < 0xc2 || c > 0xf4) return 0;
    size_t need = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (n < need) return 0;
    for (size_t i = 1; i < need; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    if ((c == 0xe0 && s[1] < 0xa0) || (c == 0xed && s[1] > 0x9f) || (c == 0xf0 && s[1] < 0x90) ||
        (c == 0xf4 && s[1] > 0x8f))
        return 0;
    return need;
}

bool gb_is_utf8(GbSlice s) {
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    for (size_t i = 0; i < s.n;) {
        uint64_t word;
        if (s.n - i >= 8 && (memcpy(&word, s.p + i, 8), !((word | (word - ones)) & high))) {
            i += 8; /* ASCII without NUL */
            continue;
        }
        size_t k = utf8_length((const unsigned char *)s.p + i, s.n - i);
        if (!k) return false;
        i += k;
    }
    return true;
}

/* Cut to GB_MAX_VALUE bytes, not inside a character. */
static GbSlice cut(GbSlice s) {
    if (s.n <= GB_MAX_VALUE) return s;
    s.n = GB_MAX_VALUE;
    while (s.n > GB_MAX_VALUE - 4 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80) s.n--;
    return s;
}

/* Lives until the next one. */
static GbSlice as_utf8(GbPool *p, GbSlice s) {
    if (gb_is_utf8(s)) return s;
    if (!p->charset) p->charset = gb_charset_new();
    return gb_charset_of_head(p->charset, s);
}

/* Cut, and as UTF-8; in `room` of 3 * GB_MAX_VALUE when it was not. */
static GbSlice mended(GbPool *p, GbSlice s, char *room) {
    s = cut(as_utf8(p, cut(s)));
    if (gb_is_utf8(s)) return s;
    char *out = room;
    for (size_t i = 0; i < s.n;) {
        size_t k = utf8_length((const unsigned char *)s.p + i, s.n - i);
        memcpy(out, k ? s.p + i : "\xef\xbf\xbd", k ? k : 3);
        out += k ? k : 3;
        i += k ? k : 1;
    }
    return gb_slice(room, (size_t)(out - room));
}

const char *gb_pool_text(GbPool *p, GbSlice s) {
    char room[3 * GB_MAX_VALUE];
    GbSlice text = mended(p, s, room);
    char *copy = gb_pool_take(p, text.n + 1);
    if (text.n) memcpy(copy, text.p, text.n);
    return copy;
}

void gb_pool_give_text(GbPool *p, const char *text) {
    if (text) gb_pool_give(p, (char *)(uintptr_t)text, strlen(text) + 1);
}

typedef struct Shared {
    uint32_t users;
    char text[];
} Shared;

static Shared *shared_of(const char *text) {
    return (Shared *)((uintptr_t)text - offsetof(Shared, text));
}

const char *gb_shared_text(GbPool *p, GbSlice s) {
    char room[3 * GB_MAX_VALUE];
    GbSlice text = mended(p, s, room);
    Shared *shared = gb_pool_take(p, offsetof(Shared, text) + text.n + 1);
    shared->users = 1;
    if (text.n) memcpy(shared->text, text.p, text.n);
    return shared->text;
}

const char *gb_shared_keep(const char *text) {
    shared_of(text)->users++;
    return text;
}

void gb_shared_drop(GbPool *p, const char *text) {
    if (!text || --shared_of(text)->users) return;
    gb_pool_give(p, shared_of(text), offsetof(Shared, text) + strlen(text) + 1);
}

/* ---- hashing ---- */

static uint64_t load(const char *p, size_t n) {
    uint64_t v = 0;
    memcpy(&v, p, n);
    return v;
}

uint64_t gb_hash(uint64_t seed, GbSlice s) {
    uint64_t h = seed + s.n * 0x9e3779b97f4a7c15u; /* "10" and "101" must not meet */
    while (s.n > 16) {
        h = gb_mix(load(s.p, 8) ^ h, load(s.p + 8, 8) ^ seed);
        s.p += 16;
        s.n -= 16;
    }
    uint64_t a = 0, b = 0;
    if (s.n >= 8) {
        a = load(s.p, 8);
        b = load(s.p + s.n - 8, 8);
    } else if (s.n >= 4) {
        a = load(s.p, 4);
        b = load(s.p + s.n - 4, 4);
    } else if (s.n) {
        a = (uint64_t)(unsigned char)s.p[0] << 16 | (uint64_t)(unsigned char)s.p[s.n / 2] << 8 |
            (unsigned char)s.p[s.n - 1];
    }
    h = gb_mix(a ^ h, b ^ seed);
    return h ? h : 1;
}

uint64_t gb_hash_case(uint64_t seed, GbSlice s) {
    char lower[64];
    uint64_t h = gb_hash(seed, GB_NO_SLICE);
    while (s.n) {
        size_t n = s.n < sizeof lower ? s.n : sizeof lower;
        for (size_t i = 0; i < n; i++) lower[i] = gb_ascii_lower(s.p[i]);
        h = gb_hash(h, gb_slice(lower, n));
        s.p += n;
        s.n -= n;
    }
    return h;
}

/* ---- strings stored once ---- */

typedef struct Interned {
    const char *text;
    uint64_t key; /* of the text as it stood on the wire */
    uint32_t n;   /* its length there */
} Interned;

struct GbStrings {
    GbPool *pool;
    uint64_t seed;
    GbIndex index;
    Interned *all;
    uint32_t capacity, n;
    bool is_full;
};

bool gb_strings_full(const GbStrings *s) {
    return s->is_full;
}

GbStrings *gb_strings_new(GbPool *p, uint64_t seed) {
    GbStrings *s = g_new0(GbStrings, 1);
    s->pool = p;
    s->seed = seed;
    return s;
}

void gb_strings_free(GbStrings *s) {
    if (!s) return;
    g_free(s);
}

static const char *find(const GbStrings *s, GbSlice text, uint64_t key) {
    uint32_t at = 0, i;
    while ((i = gb_index_next(&s->index, key, &at)) != UINT32_MAX) {
        const Interned *e = &s->all[i];
        if (e->key != key || e->n != text.n) continue;
        if (gb_slice_is(text, e->text) || !gb_is_utf8(text)) return e->text;
    }
    return NULL;
}

/* What is kept has no secrets: a text that is found as it stands needs no look for them. */
const char *gb_intern(GbStrings *s, GbSlice text) {
    char room[GB_MAX_VALUE];
    if (!text.p) return NULL;
    text = cut(text);
    uint64_t key = gb_hash(s->seed, text);
    const char *found = find(s, text, key);
    if (found) return found;
    GbSlice struck = gb_strike_secrets(as_utf8(s->pool, text), room);
    if (struck.p != text.p) {
        text = cut(struck);
        key = gb_hash(s->seed, text);
        if ((found = find(s, text, key))) return found;
    }
    if (s->n >= GB_MAX_STRINGS) {
        s->is_full = true;
        return "...";
    }
    s->all = gb_pool_grow(s->pool, s->all, &s->capacity, s->n + 1, sizeof *s->all, UINT32_MAX);
    s->all[s->n] = (Interned){gb_pool_text(s->pool, text), key, (uint32_t)text.n};
    gb_index_add(&s->index, s->pool, key, s->n);
    return s->all[s->n++].text;
}
