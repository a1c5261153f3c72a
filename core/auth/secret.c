/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * secret.c - see secret.h. Passwords must not outlive their table in freed memory, so neither
 * realloc (which may leave the old copy behind) nor plain free will do. Locked memory is not
 * asked for: it is scarce (64 KiB for a user), and a table of 100,000 rows is not.
 */
#include "auth/secret.h"

#include <glib.h>
#include <stdalign.h>
#include <stdlib.h>

#include "auth/hash.h"

#define CHUNK (64u << 10)

struct GbSecretChunk {
    GbSecretChunk *older;
    size_t used, size;
    char bytes[];
};

const char *gb_secrets_keep(GbSecrets *a, GbSlice s) {
    GbSecretChunk *c = a->newest;
    if (!c || c->size - c->used < s.n + 1) {
        size_t size = s.n + 1 > CHUNK ? s.n + 1 : CHUNK;
        c = g_malloc(sizeof *c + size);
        *c = (GbSecretChunk){.older = a->newest, .size = size};
        a->newest = c;
    }
    char *at = c->bytes + c->used;
    if (s.n) memcpy(at, s.p, s.n);
    at[s.n] = '\0';
    c->used += s.n + 1;
    return at;
}

GbSecretsMark gb_secrets_mark(const GbSecrets *a) {
    return (GbSecretsMark){a->newest, a->newest ? a->newest->used : 0};
}

void gb_secrets_rewind(GbSecrets *a, GbSecretsMark mark) {
    while (a->newest != mark.chunk) {
        GbSecretChunk *c = a->newest;
        a->newest = c->older;
        gb_hash_wipe(c->bytes, c->used);
        g_free(c);
    }
    if (!mark.chunk) return;
    gb_hash_wipe(mark.chunk->bytes + mark.used, mark.chunk->used - mark.used);
    mark.chunk->used = mark.used;
}

typedef struct Block {
    alignas(max_align_t) size_t size;
    alignas(max_align_t) char bytes[];
} Block;

static Block *block_of(void *p) {
    return (Block *)((char *)p - offsetof(Block, bytes));
}

void *gb_secret_realloc(void *p, size_t n) {
    size_t old = p ? block_of(p)->size : 0;
    if (p && n <= old) return p;
    size_t size = n > 2 * old ? n : 2 * old;
    Block *b = malloc(sizeof *b + size);
    if (!b) return NULL;
    b->size = size;
    if (p) memcpy(b->bytes, p, old);
    gb_secret_free(p);
    return b->bytes;
}

void gb_secret_free(void *p) {
    if (!p) return;
    gb_hash_wipe(p, block_of(p)->size);
    free(block_of(p));
}
