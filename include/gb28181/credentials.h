/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * credentials.h - the known passwords (devices.csv, the plugin's table) and the verdict on a
 * digest. Passwords are wiped when freed and reach no output.
 */
#ifndef GB28181_CREDENTIALS_H
#define GB28181_CREDENTIALS_H

#include <gb28181/auth.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct GbCredentials GbCredentials;

GB_API GbCredentials *gb_credentials_new(void);
GB_API void gb_credentials_free(GbCredentials *c); /* wipes; NULL is fine */

/* The language of error texts from here on; English when never called. */
GB_API void gb_credentials_set_lang(GbCredentials *c, GbLang lang);

/* Adds the rows of a devices.csv: RFC 4180, UTF-8 (a BOM is passed over) or GB18030; blank lines
 * and lines that begin with `#` are passed over. The first row is a header when one of its fields
 * is device_id, in any case; then columns are found by name, else they are device_id,password.
 * Columns of other names, and fields beyond the header's, are ignored; without a header a row of
 * more than two fields is an error, since a password with a comma would be cut. Blanks around an unquoted
 * field are dropped, except of a password. When a row has a password and a ha1, the password
 * counts. On false *error names the line (of the row's first byte; of the field's, when a quote
 * is at fault) and nothing is added. What is copied is wiped with c; `csv` is the caller's. */
GB_API bool gb_credentials_read_csv(GbCredentials *c, GbSlice csv, GbError *error);

/* One row by hand; "" for what is absent. device_id "*" is the default. false: as above. */
GB_API bool gb_credentials_add(GbCredentials *c, GbSlice device_id, GbSlice password, GbSlice ha1,
                               GbSlice realm, GbSlice name, GbError *error);

/* --also-try: candidate passwords, one a line, kept to explain a mismatch. Taken byte by byte:
 * blanks and `#` belong to a password, only line ends and a BOM do not. On false nothing is
 * added. A second call goes on counting lines where the first ended. */
GB_API bool gb_credentials_read_also_try(GbCredentials *c, GbSlice text, GbError *error);

GB_API size_t gb_credentials_count(const GbCredentials *c);
/* The name column of that device, UTF-8, NULL when there is none; lives as long as c. */
GB_API const char *gb_credentials_name(const GbCredentials *c, GbSlice device_id);
GB_API bool gb_credentials_has(const GbCredentials *c, GbSlice device_id); /* a row of its own */

/* What is needed to check one Authorization. All borrowed for the call. */
typedef struct GbAuthQuestion {
    const GbAuth *credentials;    /* the Authorization */
    const GbAuth *challenge;      /* the one it answers; NULL when not known */
    GbSlice device_id;            /* the AOR's user: picks the row */
    GbSlice method, request_uri, body;
    GbSlice from_uri, to_uri;     /* these two and destination: absent, or tried by explain */
    GbSlice destination;          /* where the packet went: address:port, IPv6 in brackets */
    const GbSlice *other_nonces;  /* issued to this device before */
    size_t n_other_nonces;
} GbAuthQuestion;

typedef struct GbAuthVerdict {
    GbAuthResult result;
    GbAuthWhy why;           /* on a mismatch, after gb_credentials_explain; with no_password too
                                when some password known for others fits */
    const char *why_device;  /* GB_WHY_OTHER_DEVICE: that row's device; lives as long as c */
    unsigned why_line;       /* GB_WHY_ALSO_TRY: 1-based line */
    char why_detail[96];     /* the realm, uri ... that fits; UTF-8; "" when there is none */
    bool why_partial;        /* rows or candidates were left untried: GB_MAX_EXPLAIN_DIGESTS are
                                used up. On a mismatch why is GB_WHY_NOTHING_YET then */
} GbAuthVerdict;

/* Verifies. Cheap: a look-up and the digest itself; HA1 is cached per row, user and realm. The row:
 * device and realm, else device, else `*` and realm, else `*`; a row that has only a ha1 of
 * another algorithm's length is passed over. Texts with a backslash are hashed as they stand and,
 * if that does not fit, with their escapes taken away. */
GB_API GbAuthVerdict gb_credentials_verify(GbCredentials *c, const GbAuthQuestion *q);

/* For a mismatch: tries what makes it fit, and fills why... Without a row (no_password) only an
 * empty password, the other rows and the candidates, and not on the last of the budget; the result
 * stays. Some 250 digests (0.1 ms), then one for
 * each different password and each candidate: 0.1 s for 100,000. So the caller asks once per
 * device while it sends the same, and all calls on one GbCredentials together compute no more than
 * GB_MAX_EXPLAIN_DIGESTS for rows and candidates; after that only the cheap ones are tried and
 * why_partial is set. Many trials are shared out to threads, which have ended when it returns. Another
 * thread may verify in the meantime; two may not explain at once. */
GB_API void gb_credentials_explain(GbCredentials *c, const GbAuthQuestion *q, GbAuthVerdict *v);

/* Another budget than GB_MAX_EXPLAIN_DIGESTS, from here on. */
GB_API void gb_credentials_limit_explain(GbCredentials *c, uint32_t n_digests);

#ifdef __cplusplus
}
#endif
#endif
