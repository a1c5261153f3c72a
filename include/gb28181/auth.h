/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * auth.h - challenges and credentials as they stand in the headers (RFC 2069, 2617, 7616, 3261 22,
 * 8760; GB 35114 schemes decoded as far as documented), and the digest computed from a password.
 * Parsing borrows the header's bytes and allocates nothing. Passwords and HA1 go in and never out.
 */
#ifndef GB28181_AUTH_H
#define GB28181_AUTH_H

#include <gb28181/limits.h>
#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbAuthScheme {
    GB_SCHEME_OTHER,
    GB_SCHEME_DIGEST,
    GB_SCHEME_CAPABILITY,    /* GB/T 28181-2011/2016 J.2, GB 35114 */
    GB_SCHEME_ASYMMETRIC,    /* GB/T 28181-2011/2016 J.2 */
    GB_SCHEME_UNIDIRECTION,  /* GB 35114 A level */
    GB_SCHEME_BIDIRECTION,
    GB_SCHEME_BASIC
} GbAuthScheme;

typedef enum GbDigestAlgorithm { /* plain and -sess in pairs */
    GB_DIGEST_MD5, /* also when none is named */
    GB_DIGEST_MD5_SESS,
    GB_DIGEST_SHA256,
    GB_DIGEST_SHA256_SESS,
    GB_DIGEST_SHA512_256,
    GB_DIGEST_SHA512_256_SESS,
    GB_DIGEST_OTHER, /* AKAv1-MD5, SM3, ...: can't be checked */
    GB_N_DIGESTS
} GbDigestAlgorithm;

typedef enum GbQop { GB_QOP_NONE, GB_QOP_AUTH, GB_QOP_AUTH_INT, GB_QOP_OTHER } GbQop;

typedef enum GbAuthQuirk {
    GB_AUTH_QUOTED_TOKEN = 1 << 0,   /* algorithm, qop or nc quoted in credentials (RFC 7616 3.4) */
    GB_AUTH_UNQUOTED_TEXT = 1 << 1,  /* realm, nonce, uri ... without quotes */
    GB_AUTH_SCHEME_CASE = 1 << 2,    /* "digest" */
    GB_AUTH_REPEATED = 1 << 3,       /* a parameter twice; the first counts */
    GB_AUTH_BAD_RESPONSE = 1 << 4,   /* not as many hex digits as the algorithm yields */
    GB_AUTH_UPPER_HEX = 1 << 5,      /* response with A-F */
    GB_AUTH_NULL_QOP = 1 << 6,       /* qop is the literal "null" or empty */
    GB_AUTH_QOP_INCOMPLETE = 1 << 7, /* qop without nc or cnonce, or nc/cnonce without qop */
    GB_AUTH_BAD_NC = 1 << 8,         /* nc is not 8 hex digits */
    GB_AUTH_SEPARATORS = 1 << 9,     /* commas missing or doubled between parameters */
    GB_AUTH_UNTERMINATED = 1 << 10,  /* a quoted string that does not end */
    GB_AUTH_BARE_WORD = 1 << 11,     /* a word without '=' among the parameters; passed over */
    GB_AUTH_ALGORITHM_SPELLING = 1 << 12, /* SHA256 for SHA-256 and the like; empty for MD5 */
    GB_AUTH_CUT = 1 << 13            /* more than GB_MAX_PARAMS parameters; the rest is not read */
} GbAuthQuirk;

/* One Authorization or one challenge. Text of quoted strings without the quotes, escapes kept as
 * on the wire. Absent: p == NULL. */
typedef struct GbAuth {
    GbAuthScheme scheme;
    GbSlice scheme_text;
    GbDigestAlgorithm algorithm;
    GbSlice algorithm_text; /* absent = MD5 */
    GbSlice realm, nonce, opaque;
    GbSlice qop_text;       /* of a challenge: the list offered */
    GbQop qop;              /* of credentials: the one used; of a challenge: the best offered */
    bool stale;
    GbSlice username, uri, response, cnonce, nc;
    bool userhash;
    GbSlice random1, random2, serverid, deviceid, sign1, sign2, cryptkey, keyversion; /* GB 35114 */
    uint32_t quirks;        /* GbAuthQuirk bits */
} GbAuth;

/* Reads one header value: credentials (Authorization) or one challenge. GB_OK or GB_BAD. */
GB_API GbOutcome gb_auth_parse(GbSlice value, bool is_challenge, GbAuth *out);

/* A WWW-Authenticate value may hold several challenges (RFC 7235 4.1): takes the next off *rest. */
GB_API bool gb_auth_next_challenge(GbSlice *rest, GbSlice *challenge);

GB_API const char *gb_digest_algorithm_name(GbDigestAlgorithm a); /* "MD5", "SHA-256-sess", ... */
GB_API GbDigestAlgorithm gb_digest_algorithm_find(GbSlice text);
/* Hex digits of its response: 32 or 64; 0 for GB_DIGEST_OTHER. */
GB_API size_t gb_digest_hex_length(GbDigestAlgorithm a);

#define GB_DIGEST_HEX 65 /* with the NUL */

/* HA1 as lower-case hex, of the plain H(user:realm:password) form. false: algorithm unknown. */
GB_API bool gb_digest_ha1(GbDigestAlgorithm a, GbSlice user, GbSlice realm, GbSlice password,
                          char out[GB_DIGEST_HEX]);

/* The response RFC 7616 3.4.1 asks for: from HA1 (plain form; -sess is applied here), the method,
 * the credentials' own nonce, uri, nc, cnonce and qop, and the body (auth-int). false when it can't
 * be computed (algorithm or qop unknown, parameters missing). */
GB_API bool gb_digest_response(const GbAuth *credentials, GbSlice ha1_hex, GbSlice method,
                               GbSlice body, char out[GB_DIGEST_HEX]);

/* HA2 as lower-case hex: of method and uri, with auth-int of the body too. It holds no secret.
 * false: algorithm unknown. */
GB_API bool gb_digest_ha2(const GbAuth *credentials, GbSlice method, GbSlice body,
                          char out[GB_DIGEST_HEX]);

/* The contract's five words. */
typedef enum GbAuthResult {
    GB_AUTH_NONE,        /* no Authorization in the message */
    GB_AUTH_VERIFIED,
    GB_AUTH_MISMATCH,
    GB_AUTH_NO_PASSWORD, /* no row of devices.csv applies */
    GB_AUTH_UNSUPPORTED, /* a scheme, algorithm or qop that can't be checked */
    GB_AUTH_INCOMPLETE,  /* username, realm, nonce, uri or response is missing */
    GB_N_AUTH_RESULTS
} GbAuthResult;
GB_API const char *gb_auth_result_name(GbAuthResult r); /* "verified", ...; "none" */

/* Why a response does not fit: which change makes it fit. */
typedef enum GbAuthWhy {
    GB_WHY_NONE,
    GB_WHY_OTHER_DEVICE,      /* the password of another row: swapped passwords */
    GB_WHY_DEFAULT_PASSWORD,  /* the `*` row fits and the device's own does not */
    GB_WHY_REALM,             /* hashed with another realm (challenge's, row's, domain) */
    GB_WHY_URI,               /* hashed with another uri (the Request-URI) */
    GB_WHY_METHOD,            /* hashed with another method, or its letters' case */
    GB_WHY_USERNAME,          /* hashed with another user name (AOR's user) */
    GB_WHY_PASSWORD_CASE,     /* the same letters in upper or lower case */
    GB_WHY_PASSWORD_BLANKS,   /* with or without blanks around the password */
    GB_WHY_PASSWORD_EMPTY,    /* the device has an empty password */
    GB_WHY_PASSWORD_HASHED,   /* the device hashes the password before using it, or HA1 twice */
    GB_WHY_QOP,               /* hashed as if there were no qop, or the reverse */
    GB_WHY_NC_CASE,           /* hashed with nc in the other case */
    GB_WHY_NONCE,             /* hashed with another nonce that was issued to it */
    GB_WHY_ALGORITHM,         /* hashed with another algorithm than it names */
    GB_WHY_HASH_CASE,         /* HA1 and HA2 in upper-case hex before the last hash */
    GB_WHY_OTHER_REALM,       /* the password of this device's row for another realm */
    GB_WHY_ALSO_TRY,          /* a candidate of --also-try; its line */
    GB_WHY_MALFORMED,         /* the response is no hash at all */
    GB_WHY_NOTHING_FITS,
    GB_WHY_NOTHING_YET,       /* the same, but GB_MAX_EXPLAIN_DIGESTS ended the search */
    GB_N_AUTH_WHYS
} GbAuthWhy;
GB_API const char *gb_auth_why_name(GbAuthWhy w); /* "other-device", ... */
/* A sentence for people; detail is a device ID, a realm, a line number ... or "". */
GB_API size_t gb_auth_why_text(GbAuthWhy w, GbLang lang, const char *detail, char *out, size_t n);

#ifdef __cplusplus
}
#endif
#endif
