/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain.h - one search for what makes a response fit; see explain.c.
 */
#ifndef GB_AUTH_EXPLAIN_H
#define GB_AUTH_EXPLAIN_H

#include "auth/digest.h"
#include "auth/table.h"

typedef struct GbSearch {
    GbCredentials *c;
    const GbAuthQuestion *q;
    const GbAuth *a;
    GbAuthVerdict *v;
    uint32_t row;     /* the one that did not fit */
    GbSlice user;     /* in clear */
    GbSlice password; /* of the row; n == 0: it has a ha1 only */
    GbSlice ha1;      /* of the row, for a */
    char ha1_hex[GB_DIGEST_HEX];
} GbSearch;

/* Writes the verdict and returns true, so that a search can end with it. The detail is made
 * printable UTF-8 and cut. */
bool gb_search_found(GbSearch *s, GbAuthWhy why, GbSlice detail);
/* Tries the password of every row and every candidate (trials.c). */
bool gb_search_everything(GbSearch *s);
/* The row's HA1, not from the cache: a search must not push out what the next messages need. */
bool gb_search_row_ha1(const GbSearch *s, GbHasher *h, const GbRow *row, char out[GB_DIGEST_HEX]);
/* Does this password fit, all else being as the header says? */
bool gb_search_password(const GbSearch *s, GbSlice password);
/* Do these credentials fit with the row's password (or its ha1, when user and realm are the
 * header's own)? */
bool gb_search_inputs(const GbSearch *s, const GbAuth *a, GbSlice user, GbSlice method);

/* Each tries one kind of change and, when something fits, reports it and returns true. */
bool gb_search_password_empty(GbSearch *s);
bool gb_search_password_case(GbSearch *s);
bool gb_search_password_blanks(GbSearch *s);
bool gb_search_password_hashed(GbSearch *s);
bool gb_search_uri(GbSearch *s);
bool gb_search_realm(GbSearch *s);
bool gb_search_method(GbSearch *s);
bool gb_search_username(GbSearch *s);
bool gb_search_qop(GbSearch *s);
bool gb_search_nc_case(GbSearch *s);
bool gb_search_hash_case(GbSearch *s);
bool gb_search_nonce(GbSearch *s);
bool gb_search_algorithm(GbSearch *s);

#endif
