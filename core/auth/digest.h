/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * digest.h - the last hash of gb_digest_response alone, for whoever tries many HA1 against one
 * gb_digest_ha2.
 */
#ifndef GB_AUTH_DIGEST_H
#define GB_AUTH_DIGEST_H

#include <gb28181/auth.h>

/* The last hash, after -sess has been applied to ha1. false: a parameter is missing. */
bool gb_digest_join(const GbAuth *c, GbSlice ha1, GbSlice ha2, char out[GB_DIGEST_HEX]);

#endif
