/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash.h - the three hash functions SIP's digest knows, over bytes that lie in pieces: nothing is
 * put together first, so no copy of a password is made. Lower-case hex comes out.
 */
#ifndef GB_AUTH_HASH_H
#define GB_AUTH_HASH_H

#include <gb28181/auth.h>

#define GB_HASH_MAX_PARTS 12

/* H(parts) of a's hash (the -sess forms share it). false: a is unknown, or the crypto library
 * refuses it (MD5 on a FIPS machine). */
bool gb_hash_hex(GbDigestAlgorithm a, const GbSlice *parts, size_t n_parts,
                 char out[GB_DIGEST_HEX]);

/* The same hash many times over: its context is kept, which a third of the time goes into
 * otherwise. One thread's. It still holds what was hashed last until it is freed. */
typedef struct GbHasher GbHasher;
GbHasher *gb_hasher_new(GbDigestAlgorithm a); /* NULL where gb_hash_hex says false */
void gb_hasher_free(GbHasher *h);
bool gb_hasher_hex(GbHasher *h, const GbSlice *parts, size_t n_parts, char out[GB_DIGEST_HEX]);

/* Overwrites memory that held a secret, in a way the compiler keeps. */
void gb_hash_wipe(void *p, size_t n);

#endif
