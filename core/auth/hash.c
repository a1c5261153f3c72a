/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash.c - MD5, SHA-256 and SHA-512/256 by libgcrypt, the only file here that knows it.
 *
 * gcry_md_hash_buffers takes the pieces as they lie, keeps nothing between calls and wipes its
 * context, so two threads may hash at once and no state is ours to own. Who tries a whole table of
 * passwords keeps a context instead (GbHasher), which the library wipes when it is closed.
 *
 * The library wants to be started before it is used. A host that has done so (Wireshark) is left
 * alone; otherwise it is started here, once. No key ever lies in its locked memory, so none is
 * asked for.
 */
#include "auth/hash.h"

#include <gcrypt.h>
#include <glib.h>

static void start_library(void) {
    static gsize started;
    if (!g_once_init_enter(&started)) return;
    if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
        gcry_check_version(NULL);
        gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
        gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
    g_once_init_leave(&started, 1);
}

static const struct {
    int id;
    unsigned bytes;
} functions[GB_N_DIGESTS] = {
    [GB_DIGEST_MD5] = {GCRY_MD_MD5, 16},
    [GB_DIGEST_MD5_SESS] = {GCRY_MD_MD5, 16},
    [GB_DIGEST_SHA256] = {GCRY_MD_SHA256, 32},
    [GB_DIGEST_SHA256_SESS] = {GCRY_MD_SHA256, 32},
    [GB_DIGEST_SHA512_256] = {GCRY_MD_SHA512_256, 32},
    [GB_DIGEST_SHA512_256_SESS] = {GCRY_MD_SHA512_256, 32},
};

static void to_hex(const unsigned char *digest, unsigned n, char *to) {
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < n; i++) {
        *to++ = digits[digest[i] >> 4];
        *to++ = digits[digest[i] & 15];
    }
    *to = '\0';
}

static bool is_known(GbDigestAlgorithm a) {
    return (unsigned)a < GB_N_DIGESTS && functions[a].bytes;
}

bool gb_hash_hex(GbDigestAlgorithm a, const GbSlice *parts, size_t n_parts,
                 char out[GB_DIGEST_HEX]) {
    gcry_buffer_t pieces[GB_HASH_MAX_PARTS];
    unsigned char digest[32];
    if (!is_known(a) || n_parts > GB_HASH_MAX_PARTS) return false;
    start_library();
    size_t n_pieces = 0;
    for (size_t i = 0; i < n_parts; i++) {
        if (!parts[i].n) continue;
        pieces[n_pieces++] = (gcry_buffer_t){.data = (void *)parts[i].p, .len = parts[i].n};
    }
    if (!n_pieces) pieces[n_pieces++] = (gcry_buffer_t){.data = digest, .len = 0};
    if (gcry_md_hash_buffers(functions[a].id, 0, digest, pieces, (int)n_pieces) != 0) return false;
    to_hex(digest, functions[a].bytes, out);
    return true;
}

struct GbHasher {
    gcry_md_hd_t context;
    unsigned bytes;
};

GbHasher *gb_hasher_new(GbDigestAlgorithm a) {
    GbHasher h = {.bytes = is_known(a) ? functions[a].bytes : 0};
    if (!h.bytes) return NULL;
    start_library();
    if (gcry_md_open(&h.context, functions[a].id, 0) != 0) return NULL;
    return g_memdup2(&h, sizeof h);
}

void gb_hasher_free(GbHasher *h) {
    if (!h) return;
    gcry_md_close(h->context);
    g_free(h);
}

bool gb_hasher_hex(GbHasher *h, const GbSlice *parts, size_t n_parts, char out[GB_DIGEST_HEX]) {
    gcry_md_reset(h->context);
    for (size_t i = 0; i < n_parts; i++)
        if (parts[i].n) gcry_md_write(h->context, parts[i].p, parts[i].n);
    const unsigned char *digest = gcry_md_read(h->context, 0);
    if (digest) to_hex(digest, h->bytes, out);
    return digest != NULL;
}

void gb_hash_wipe(void *p, size_t n) {
    if (n) explicit_bzero(p, n);
}
