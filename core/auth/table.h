/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.h - inside of GbCredentials, for the files of core/auth that fill it and ask it.
 */
#ifndef GB_AUTH_TABLE_H
#define GB_AUTH_TABLE_H

#include <gb28181/credentials.h>
#include <glib.h>

#include "auth/secret.h"

#define GB_NO_ROW UINT32_MAX

typedef struct GbRow {
    GbSlice id, realm;     /* realm.n == 0: any */
    GbSlice password, ha1; /* ha1 in lower case */
    const char *own_name;  /* NULL: none */
    const char *name;      /* of the first row of an id: a name any row of it gives */
    unsigned line, source; /* of which file; line 0: added by hand */
    uint32_t next_of_id;   /* the next row of the same id, or GB_NO_ROW */
} GbRow;

/* HA1 once computed; the user and realm lie behind one another in text. */
typedef struct GbHa1Slot {
    uint32_t row;
    uint8_t algorithm, user_n, realm_n;
    bool used;
    char ha1[GB_DIGEST_HEX - 1];
    char text[64];
} GbHa1Slot;

typedef struct GbIndexSlot {
    uint32_t tag;   /* of the key's hash */
    uint32_t entry; /* 0: free */
} GbIndexSlot;

typedef struct GbCandidate {
    GbSlice password;
    unsigned line;
} GbCandidate;

struct GbCredentials {
    GbLang lang;
    GbRow *rows;
    size_t n_rows, room;
    unsigned source;    /* the file being read, counted from 1 */
    GbIndexSlot *index; /* open addressing; see table.c */
    size_t index_size;  /* a power of two, or 0 */
    GbSecrets texts;
    GMutex cache_lock;  /* verifying may go on while another thread explains */
    GbHa1Slot *cache;
    size_t cache_size;
    GbCandidate *also_try;
    size_t n_also_try;
    unsigned n_also_try_lines;
    uint32_t *passwords; /* the first row of each different password and ha1 */
    size_t n_passwords;
    bool passwords_known;
    uint32_t digests_left; /* of GB_MAX_EXPLAIN_DIGESTS */
};

/* The row of exactly this id and realm (empty: of none), or GB_NO_ROW. */
uint32_t gb_table_find(const GbCredentials *c, GbSlice id, GbSlice realm);
/* The first row of this id, whatever its realm. */
uint32_t gb_table_first(const GbCredentials *c, GbSlice id);
/* Can this row yield a HA1 of that algorithm? */
bool gb_table_usable(const GbRow *row, GbDigestAlgorithm a);
/* Takes the rows from n_rows on away again. */
void gb_table_truncate(GbCredentials *c, size_t n_rows, GbSecretsMark texts);

/* Forgets every HA1 computed. */
void gb_table_drop_cache(GbCredentials *c);

/* A row's fields as read; checked and copied. On false, error->text says why, without a word of
 * what was read. */
typedef struct GbRowText {
    GbSlice id, password, ha1, realm, name;
    unsigned line;
} GbRowText;
bool gb_table_add(GbCredentials *c, const GbRowText *r, GbError *error);

/* What can be wrong with the user's files, in c's language. */
typedef enum GbTableError {
    GB_TABLE_TOO_LARGE,
    GB_TABLE_NO_ID,
    GB_TABLE_NO_PASSWORD,
    GB_TABLE_TWICE,       /* with the first row's line */
    GB_TABLE_TWICE_OTHER, /* in another file or added by hand */
    GB_TABLE_BAD_HA1,
    GB_TABLE_BAD_QUOTES,
    GB_TABLE_OPEN_QUOTE,
    GB_TABLE_LONG_FIELD,      /* GB_MAX_CREDENTIALS_FIELD */
    GB_TABLE_BAD_BYTES,
    GB_TABLE_NO_ICONV,
    GB_TABLE_NO_PASSWORD_COLUMN,
    GB_TABLE_COLUMN_TWICE,
    GB_TABLE_TOO_MANY_FIELDS, /* in a table without header; with their number */
    GB_TABLE_BEYOND_HEADER, /* with the number of this row's cells */
    GB_TABLE_TOO_MANY_CANDIDATES,
    GB_TABLE_NO_MEMORY,
    GB_N_TABLE_ERRORS
} GbTableError;
/* Fills *error (which may be NULL) and returns false. */
bool gb_table_fail(const GbCredentials *c, GbTableError e, unsigned line, unsigned number,
                   GbError *error);

/* The HA1 the row gives for this user and realm, from the cache when it is there. */
bool gb_table_ha1(GbCredentials *c, uint32_t row, GbDigestAlgorithm a, GbSlice user, GbSlice realm,
                  char out[GB_DIGEST_HEX]);
/* The row that verify uses; GB_NO_ROW: none applies. */
uint32_t gb_table_choose(const GbCredentials *c, GbSlice id, GbSlice realm, GbDigestAlgorithm a);
/* The user's name in clear. false: it is hashed (RFC 7616 3.4.4), and not the device's ID. */
bool gb_auth_plain_user(const GbAuth *a, GbSlice device_id, GbSlice *user);
/* Is the response the hash of these? Case of hex digits apart. */
bool gb_auth_fits(const GbAuth *a, GbSlice ha1, GbSlice method, GbSlice body);
/* Lists the first row of each different password and ha1 in c->passwords. */
void gb_table_list_passwords(GbCredentials *c);

#endif
