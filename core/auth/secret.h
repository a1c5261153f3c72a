/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * secret.h - memory for passwords: growing it and freeing it overwrites what it held.
 */
#ifndef GB_AUTH_SECRET_H
#define GB_AUTH_SECRET_H

#include <gb28181/slice.h>

/* Texts that stay where they are until they are all freed, newest first down to a mark. */
typedef struct GbSecretChunk GbSecretChunk;
typedef struct GbSecrets {
    GbSecretChunk *newest;
} GbSecrets;

typedef struct GbSecretsMark {
    GbSecretChunk *chunk;
    size_t used;
} GbSecretsMark;

/* A copy of s with a NUL behind it. */
const char *gb_secrets_keep(GbSecrets *a, GbSlice s);
GbSecretsMark gb_secrets_mark(const GbSecrets *a);
/* Wipes and frees what was kept since; a zeroed mark: everything. */
void gb_secrets_rewind(GbSecrets *a, GbSecretsMark mark);

/* realloc and free that wipe; the size is kept in front, and doubled when it grows. */
void *gb_secret_realloc(void *p, size_t n);
void gb_secret_free(void *p);

#endif
