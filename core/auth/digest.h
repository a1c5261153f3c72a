/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * digest.h - the digest step by step, for whoever tries many passwords against one response: each
 * step takes a hasher of the algorithm (NULL: none is kept).
 */
#ifndef GB_AUTH_DIGEST_H
#define GB_AUTH_DIGEST_H

#include <gb28181/auth.h>

#include "auth/hash.h"

/* gb_digest_ha1. */
bool gb_digest_begin(GbHasher *h, GbDigestAlgorithm a, GbSlice user, GbSlice realm, GbSlice password,
                     char out[GB_DIGEST_HEX]);
/* The last hash, after -sess has been applied to ha1. false: a parameter is missing. */
bool gb_digest_join(GbHasher *h, const GbAuth *c, GbSlice ha1, GbSlice ha2, char out[GB_DIGEST_HEX]);

#endif
