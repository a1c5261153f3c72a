/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_auth.c - challenges and credentials as devices write them, and the digest: the RFCs' own
 * examples, and vectors that Python's hashlib computed (make_digest_vectors.py).
 */
#include <gb28181/auth.h>

#include "check.h"
#include "fence.h"

/* ---- reading ------------------------------------------------------------------------------ */

typedef struct ParseCase {
    const char *name, *value;
    bool is_challenge;
    GbOutcome outcome;
    GbAuthScheme scheme;
    GbDigestAlgorithm algorithm;
    GbQop qop;
    uint32_t quirks;
    const char *realm, *nonce, *username, *uri, *response;
} ParseCase;

#define H32 "0123456789abcdef0123456789abcdef"

static const ParseCase parse_cases[] = {
    {"the standard's own challenge", "Digest realm=\"64010000\",nonce=\"6fe9ba44a76be22a\"", true,
     GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, 0, "64010000", "6fe9ba44a76be22a", NULL,
     NULL, NULL},
    {"a challenge with every parameter",
     "Digest realm=\"3402000000\", domain=\"sip:x\", nonce=\"n1\", opaque=\"\", stale=TRUE, "
     "algorithm=MD5, qop=\"auth,auth-int\"",
     true, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_AUTH, 0, "3402000000", "n1", NULL, NULL,
     NULL},
    {"a challenge that offers auth-int alone", "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
     true, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_AUTH_INT, 0, "r", "n", NULL, NULL, NULL},
    {"credentials without qop",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a@b\", response=\"" H32
     "\", algorithm=MD5",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, 0, "r", "n", "u", "sip:a@b", H32},
    {"credentials with qop, keys in any order and any case",
     "Digest QOP=auth, NC=00000001, Response=\"" H32
     "\", cnonce=\"c\", URI=\"sip:a@b\", Nonce=\"n\", realm=\"r\", USERNAME=\"u\"",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_AUTH, 0, "r", "n", "u", "sip:a@b", H32},
    {"the scheme in lower case, no blank behind commas",
     "digest username=\"u\",realm=\"r\",nonce=\"n\",uri=\"sip:a@b\",response=\"" H32 "\"", false,
     GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_SCHEME_CASE, "r", "n", "u",
     "sip:a@b", H32},
    {"algorithm, qop and nc in quotes",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"" H32
     "\", algorithm=\"md5\", qop=\"auth\", nc=\"00000001\", cnonce=\"c\"",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_AUTH, GB_AUTH_QUOTED_TOKEN, "r", "n",
     "u", "x", H32},
    {"texts without quotes", "Digest username=u, realm=r, nonce=n, uri=sip:a@b;c=d, response=" H32,
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_UNQUOTED_TEXT, "r", "n",
     "u", "sip:a@b;c=d", H32},
    {"commas missing", "Digest realm=\"r\" nonce=\"n\"", true, GB_OK, GB_SCHEME_DIGEST,
     GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_SEPARATORS, "r", "n", NULL, NULL, NULL},
    {"commas missing, and blanks too", "Digest realm=\"r\"nonce=\"n\"", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_SEPARATORS, "r", "n", NULL, NULL, NULL},
    {"commas doubled and at the end", "Digest realm=\"r\",, nonce=\"n\",", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_SEPARATORS, "r", "n", NULL, NULL, NULL},
    {"blanks around the equals sign", "Digest realm = \"r\" , nonce\t=\t\"n\"", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, 0, "r", "n", NULL, NULL, NULL},
    {"a header folded over lines", "Digest realm=\"r\",\r\n nonce=\"n\"", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, 0, "r", "n", NULL, NULL, NULL},
    {"escapes stay as they were sent", "Digest realm=\"a\\\"b, c=\\\\\", nonce=\"n\"", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, 0, "a\\\"b, c=\\\\", "n", NULL, NULL, NULL},
    {"a quoted string that does not end", "Digest nonce=\"n\", realm=\"r", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_UNTERMINATED, "r", "n", NULL, NULL,
     NULL},
    {"of a parameter given twice the first counts", "Digest realm=\"r\", realm=\"s\", nonce=\"n\"",
     true, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_REPEATED, "r", "n", NULL,
     NULL, NULL},
    {"qop is the word null",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"" H32
     "\", qop=null, nc=00000001, cnonce=\"c\"",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_NULL_QOP, "r", "n", "u",
     "x", H32},
    {"qop without nc",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"" H32
     "\", qop=auth, cnonce=\"c\"",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_AUTH, GB_AUTH_QOP_INCOMPLETE, "r", "n",
     "u", "x", H32},
    {"cnonce without qop",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"" H32
     "\", cnonce=\"c\"",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_QOP_INCOMPLETE, "r", "n",
     "u", "x", H32},
    {"a qop nobody defined",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"" H32 "\", qop=token",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_OTHER, 0, "r", "n", "u", "x", H32},
    {"nc of another length",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"" H32
     "\", qop=auth, nc=1, cnonce=\"c\"",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_AUTH, GB_AUTH_BAD_NC, "r", "n", "u", "x",
     H32},
    {"a response that is no hash",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"123456\"", false,
     GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_BAD_RESPONSE, "r", "n", "u", "x",
     "123456"},
    {"an MD5 response under SHA-256",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", algorithm=SHA-256, "
     "response=\"" H32 "\"",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_SHA256, GB_QOP_NONE, GB_AUTH_BAD_RESPONSE, "r", "n",
     "u", "x", H32},
    {"a response in upper case",
     "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", "
     "response=\"0123456789ABCDEF0123456789ABCDEF\"",
     false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_UPPER_HEX, "r", "n", "u",
     "x", "0123456789ABCDEF0123456789ABCDEF"},
    {"an algorithm nobody can check", "Digest realm=\"r\", nonce=\"n\", algorithm=AKAv1-MD5", true,
     GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_OTHER, GB_QOP_NONE, 0, "r", "n", NULL, NULL, NULL},
    {"SHA-256 without its hyphen", "Digest realm=\"r\", nonce=\"n\", algorithm=sha256", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_SHA256, GB_QOP_NONE, GB_AUTH_ALGORITHM_SPELLING, "r", "n", NULL,
     NULL, NULL},
    {"an empty algorithm", "Digest realm=\"r\", nonce=\"n\", algorithm=", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_ALGORITHM_SPELLING, "r", "n", NULL, NULL,
     NULL},
    {"a word without equals sign", "Digest realm=\"r\", stale, nonce=\"n\"", true, GB_OK,
     GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, GB_AUTH_BARE_WORD, "r", "n", NULL, NULL, NULL},
    {"empty texts are not absent", "Digest username=\"\", realm=\"\", nonce=\"\", uri=\"\"", false,
     GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, 0, "", "", "", "", NULL},
    {"the scheme alone", "Digest", false, GB_OK, GB_SCHEME_DIGEST, GB_DIGEST_MD5, GB_QOP_NONE, 0,
     NULL, NULL, NULL, NULL, NULL},
    {"a scheme of its own", "NTLM TlRMTVNTUAABAAAA", false, GB_OK, GB_SCHEME_OTHER, GB_DIGEST_OTHER,
     GB_QOP_NONE, GB_AUTH_BARE_WORD, NULL, NULL, NULL, NULL, NULL},
    {"Basic, whose token is not looked at", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", false, GB_OK,
     GB_SCHEME_BASIC, GB_DIGEST_OTHER, GB_QOP_NONE, 0, NULL, NULL, NULL, NULL, NULL},
    {"a Basic challenge", "Basic realm=\"r\"", true, GB_OK, GB_SCHEME_BASIC, GB_DIGEST_OTHER,
     GB_QOP_NONE, 0, "r", NULL, NULL, NULL, NULL},
    {"no scheme at all", "username=\"u\", realm=\"r\"", false, GB_BAD, 0, 0, 0, 0, NULL, NULL, NULL,
     NULL, NULL},
    {"no scheme, a blank before the equals sign", "username = \"u\"", false, GB_BAD, 0, 0, 0, 0,
     NULL, NULL, NULL, NULL, NULL},
    {"nothing", "", false, GB_BAD, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL},
    {"blanks", " \t ", false, GB_BAD, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL},
    {"a quoted string first", "\"Digest\" realm=\"r\"", false, GB_BAD, 0, 0, 0, 0, NULL, NULL, NULL,
     NULL, NULL},
};
#define N_PARSE_CASES (sizeof parse_cases / sizeof *parse_cases)

static void test_parse(void) {
    for (size_t i = 0; i < N_PARSE_CASES; i++) {
        const ParseCase *t = &parse_cases[i];
        GbAuth a;
        memset(&a, 0x5a, sizeof a);
        GbAuth before = a;
        GbOutcome got = gb_auth_parse(fence_copy(gb_slice_from(t->value)), t->is_challenge, &a);
        check_int(t->name, "outcome", got, t->outcome);
        if (got != GB_OK) {
            check_true(t->name, "output untouched", memcmp(&a, &before, sizeof a) == 0);
            continue;
        }
        CHECK_INT(t->name, a.scheme, t->scheme);
        CHECK_INT(t->name, a.algorithm, t->algorithm);
        CHECK_INT(t->name, a.qop, t->qop);
        CHECK_INT(t->name, a.quirks, t->quirks);
        CHECK_TEXT(t->name, a.realm, t->realm);
        CHECK_TEXT(t->name, a.nonce, t->nonce);
        CHECK_TEXT(t->name, a.username, t->username);
        CHECK_TEXT(t->name, a.uri, t->uri);
        CHECK_TEXT(t->name, a.response, t->response);
    }
}

static void parse_prefix(GbSlice prefix, void *data) {
    const ParseCase *t = data;
    GbAuth a;
    GbSlice challenge;
    GbOutcome got = gb_auth_parse(prefix, t->is_challenge, &a);
    check_true(t->name, "every prefix is read or refused", got == GB_OK || got == GB_BAD);
    for (GbSlice rest = prefix; gb_auth_next_challenge(&rest, &challenge);)
        check_true(t->name, "a challenge has bytes", challenge.n > 0);
}

static void test_prefixes(void) {
    for (size_t i = 0; i < N_PARSE_CASES; i++)
        fence_prefixes(gb_slice_from(parse_cases[i].value), parse_prefix, (void *)&parse_cases[i]);
}

static void test_certificate_schemes(void) {
    GbAuth a;
    const char *w = "GB 35114";
    CHECK_INT(w,
              gb_auth_parse(GB_SLICE("Capability algorithm=\"A:SM2;H:SM3;S:SM1/OFB/PKCS5;SI:SM3-SM2"
                                     "\", keyversion=\"2020-01-01T00:00:00\""),
                            false, &a),
              GB_OK);
    CHECK_INT(w, a.scheme, GB_SCHEME_CAPABILITY);
    CHECK_INT(w, a.algorithm, GB_DIGEST_OTHER);
    CHECK_TEXT(w, a.algorithm_text, "A:SM2;H:SM3;S:SM1/OFB/PKCS5;SI:SM3-SM2");
    CHECK_TEXT(w, a.keyversion, "2020-01-01T00:00:00");
    CHECK_INT(w, a.quirks, 0);
    CHECK_INT(w,
              gb_auth_parse(GB_SLICE("Bidirection random1=\"cjE=\", random2=\"cjI=\", "
                                     "serverid=\"34020000002000000001\", "
                                     "deviceid=\"34020000001320000001\", sign1=\"czE=\", "
                                     "sign2=\"czI=\", cryptkey=\"aw==\", algorithm=\"A:SM2\""),
                            false, &a),
              GB_OK);
    CHECK_INT(w, a.scheme, GB_SCHEME_BIDIRECTION);
    CHECK_TEXT(w, a.random1, "cjE=");
    CHECK_TEXT(w, a.random2, "cjI=");
    CHECK_TEXT(w, a.serverid, "34020000002000000001");
    CHECK_TEXT(w, a.deviceid, "34020000001320000001");
    CHECK_TEXT(w, a.sign1, "czE=");
    CHECK_TEXT(w, a.sign2, "czI=");
    CHECK_TEXT(w, a.cryptkey, "aw==");
    CHECK_INT(w, a.quirks, 0);
    CHECK_INT(w, gb_auth_parse(GB_SLICE("Unidirection random1=\"r\""), true, &a), GB_OK);
    CHECK_INT(w, a.scheme, GB_SCHEME_UNIDIRECTION);
    CHECK_INT(w,
              gb_auth_parse(GB_SLICE("Asymmetric nonce=\"a&b\" algorithm=\"A:RSA/ECB/PKCS1&SHA1\""),
                            true, &a),
              GB_OK);
    CHECK_INT(w, a.scheme, GB_SCHEME_ASYMMETRIC);
    CHECK_TEXT(w, a.nonce, "a&b");
    CHECK_TEXT(w, a.algorithm_text, "A:RSA/ECB/PKCS1&SHA1");
    CHECK_INT(w, a.quirks, GB_AUTH_SEPARATORS);
}

static void test_flags(void) {
    GbAuth a;
    const char *w = "flags";
    CHECK_INT(w,
              gb_auth_parse(GB_SLICE("Digest stale=TRUE, opaque=\"o\", userhash=true"), true, &a),
              GB_OK);
    CHECK_TRUE(w, a.stale && a.userhash);
    CHECK_TEXT(w, a.opaque, "o");
    CHECK_TEXT(w, a.algorithm_text, NULL);
    CHECK_TEXT(w, a.qop_text, NULL);
    CHECK_INT(w,
              gb_auth_parse(GB_SLICE("Digest stale=\"false\", stale=true, qop=\"x, auth-int\""),
                            true, &a),
              GB_OK);
    CHECK_TRUE(w, !a.stale && !a.userhash);
    CHECK_INT(w, a.qop, GB_QOP_AUTH_INT);
    CHECK_TEXT(w, a.qop_text, "x, auth-int");
}

static void test_many_parameters(void) {
    char value[2048] = "Digest realm=\"r\"";
    for (int i = 0; i < 100; i++) strcat(value, ", x=1");
    strcat(value, ", nonce=\"n\"");
    GbAuth a;
    CHECK_INT("100 parameters", gb_auth_parse(gb_slice_from(value), true, &a), GB_OK);
    CHECK_INT("100 parameters", a.quirks, GB_AUTH_CUT);
    CHECK_TEXT("100 parameters", a.realm, "r");
    CHECK_TEXT("100 parameters", a.nonce, NULL);
}

static const struct {
    const char *name, *value, *challenges[4];
} list_cases[] = {
    {"one challenge", "Digest realm=\"a\", nonce=\"b\"", {"Digest realm=\"a\", nonce=\"b\""}},
    {"two Digest challenges",
     "Digest realm=\"a\", algorithm=SHA-256, Digest realm=\"b\", nonce=\"c\"",
     {"Digest realm=\"a\", algorithm=SHA-256", "Digest realm=\"b\", nonce=\"c\""}},
    {"a comma and a scheme inside quotes",
     "Digest realm=\"a, Basic b=\", nonce=\"c\"",
     {"Digest realm=\"a, Basic b=\", nonce=\"c\""}},
    {"schemes of three kinds",
     "NTLM, Basic realm=\"a\", Newauth x=1, y=2",
     {"NTLM", "Basic realm=\"a\"", "Newauth x=1, y=2"}},
    {"no comma between two challenges",
     "Digest realm=\"a\" Basic realm=\"b\"",
     {"Digest realm=\"a\"", "Basic realm=\"b\""}},
    {"an unquoted list is no challenge",
     "Digest qop=auth,auth-int, nonce=\"c\"",
     {"Digest qop=auth,auth-int, nonce=\"c\""}},
    {"empty elements", ", ,Digest realm=\"a\", ,", {"Digest realm=\"a\""}},
    {"an open quote takes the rest",
     "Digest realm=\"a, Digest realm=b",
     {"Digest realm=\"a, Digest realm=b"}},
    {"nothing", " , ", {NULL}},
};

static void test_lists(void) {
    for (size_t i = 0; i < sizeof list_cases / sizeof *list_cases; i++) {
        GbSlice rest = fence_copy(gb_slice_from(list_cases[i].value)), challenge;
        for (int k = 0; k < 4 && list_cases[i].challenges[k]; k++) {
            challenge = GB_NO_SLICE;
            gb_auth_next_challenge(&rest, &challenge);
            check_text(list_cases[i].name, "challenge", challenge, list_cases[i].challenges[k]);
        }
        check_true(list_cases[i].name, "no more challenges",
                   !gb_auth_next_challenge(&rest, &challenge));
    }
}

/* ---- computing ---------------------------------------------------------------------------- */

typedef struct Vector {
    const char *name, *user, *realm, *password, *method, *body, *authorization, *ha1;
} Vector;

static const Vector rfc_vectors[] = {
    {"RFC 2617 3.5", "Mufasa", "testrealm@host.com", "Circle Of Life", "GET", "",
     "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
     "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, "
     "nc=00000001, "
     "cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", "
     "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
     "939e7578ed9e3c518a452acee763bce9"},
    {"RFC 7616 3.9.1, MD5", "Mufasa", "http-auth@example.org", "Circle of Life", "GET", "",
     "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", "
     "algorithm=MD5, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
     "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
     "response=\"8ca523f5e9506fed4657c9700eebdbec\", "
     "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
     "3d78807defe7de2157e2b0b6573a855f"},
    {"RFC 7616 3.9.1, SHA-256", "Mufasa", "http-auth@example.org", "Circle of Life", "GET", "",
     "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", "
     "algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
     "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
     "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", "
     "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
     "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"},
    {"a REGISTER of the field", "340200000013200000001", "64010000", "123456", "REGISTER", "",
     "Digest username=\"340200000013200000001\", realm=\"64010000\", nonce=\"6fe9ba44a76be22a\", "
     "uri=\"sip:34020000002000000001@192.168.63.190:5060\", "
     "response=\"5ffcbdacab24362deda62848d310518d\", algorithm=MD5",
     NULL},
};

#define GB_USER "34020000001320000001"
#define GB_CREDENTIALS           \
    "Digest username=\"" GB_USER \
    "\", realm=\"3402000000\", " \
    "nonce=\"5d41402abc4b2a76b9719d911017c592\", uri=\"sip:34020000002000000001@3402000000\", "
#define MD5_HA1 "7944aacf76818da69d8c0705b13a1aa3"
#define SHA_HA1 "a88ac3ead680c1e9b8d4fe8fb79c45d58117d7c9c70f33daa12f5cd2225ec99e"

static const Vector reference_vectors[] = {
    {"MD5 without qop", GB_USER, "3402000000", "gbtest-01", "REGISTER", "",
     GB_CREDENTIALS "response=\"615eaac43efde2c510bafab1e4dd7224\"", MD5_HA1},
    {"MD5 with qop", GB_USER, "3402000000", "gbtest-01", "REGISTER", "",
     GB_CREDENTIALS "qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
                    "response=\"f19f5bd30730d2627edde2ddf076deb1\"",
     MD5_HA1},
    {"MD5 with a lower-case nc", GB_USER, "3402000000", "gbtest-01", "REGISTER", "",
     GB_CREDENTIALS "qop=auth, nc=0000000a, cnonce=\"0a4f113b\", "
                    "response=\"97e219a72e5d2aed7e1f61bb7b0d6658\"",
     MD5_HA1},
    {"MD5 with an upper-case nc", GB_USER, "3402000000", "gbtest-01", "REGISTER", "",
     GB_CREDENTIALS "qop=auth, nc=0000000A, cnonce=\"0a4f113b\", "
                    "response=\"79942f3c4e8d6087ec5e34ddc13a9929\"",
     MD5_HA1},
    {"SHA-256 without qop", GB_USER, "3402000000", "gbtest-01", "REGISTER", "",
     GB_CREDENTIALS "algorithm=SHA-256, "
                    "response=\"3c2c9c722bc869e5cce9f786a1c804624a8c9312d74e1f6894fc95e54df2c445\"",
     SHA_HA1},
    {"SHA-256 with qop", GB_USER, "3402000000", "gbtest-01", "REGISTER", "",
     GB_CREDENTIALS "algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
                    "response=\"a48f192d98dced2e03184e2b33bf660d1c4f1363c59d84e2988f0d1e01109e5d\"",
     SHA_HA1},
};

static const Vector own_vectors[] = {
#include "digest_vectors.inc"
};

static void check_vectors(const Vector *v, size_t n) {
    for (; n; n--, v++) {
        GbAuth a;
        char ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX];
        CHECK_INT(v->name, gb_auth_parse(gb_slice_from(v->authorization), false, &a), GB_OK);
        CHECK_TRUE(v->name,
                   gb_digest_ha1(a.algorithm, gb_slice_from(v->user), gb_slice_from(v->realm),
                                 gb_slice_from(v->password), ha1));
        if (v->ha1) check_text(v->name, "HA1", gb_slice_from(ha1), v->ha1);
        CHECK_TRUE(v->name, gb_digest_response(&a, gb_slice_from(ha1), gb_slice_from(v->method),
                                               gb_slice_from(v->body), response));
        check_text(v->name, "response", a.response, response);
        CHECK_INT(v->name, a.quirks, 0);
    }
}

static void test_rfc_vectors(void) {
    check_vectors(rfc_vectors, sizeof rfc_vectors / sizeof *rfc_vectors);
}

static void test_reference_vectors(void) {
    check_vectors(reference_vectors, sizeof reference_vectors / sizeof *reference_vectors);
}

static void test_own_vectors(void) {
    check_vectors(own_vectors, sizeof own_vectors / sizeof *own_vectors);
}

static void test_not_computable(void) {
    static const struct {
        const char *name, *value;
    } cases[] = {
        {"an unknown algorithm", "Digest nonce=\"n\", uri=\"u\", algorithm=AKAv1-MD5"},
        {"an unknown qop", "Digest nonce=\"n\", uri=\"u\", qop=other"},
        {"no nonce", "Digest uri=\"u\""},
        {"no uri", "Digest nonce=\"n\""},
        {"qop without cnonce", "Digest nonce=\"n\", uri=\"u\", qop=auth, nc=00000001"},
        {"qop without nc", "Digest nonce=\"n\", uri=\"u\", qop=auth, cnonce=\"c\""},
        {"-sess without cnonce", "Digest nonce=\"n\", uri=\"u\", algorithm=MD5-sess"},
        {"a HA1 of another length", "Digest nonce=\"n\", uri=\"u\", algorithm=SHA-256"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbAuth a;
        char out[GB_DIGEST_HEX] = "untouched";
        gb_auth_parse(gb_slice_from(cases[i].value), false, &a);
        check_true(cases[i].name, "nothing is computed",
                   !gb_digest_response(&a, GB_SLICE(H32), GB_SLICE("REGISTER"), GB_NO_SLICE, out));
        check_text(cases[i].name, "output", gb_slice_from(out), "untouched");
    }
    char out[GB_DIGEST_HEX];
    check_true("HA1", "of an unknown algorithm",
               !gb_digest_ha1(GB_DIGEST_OTHER, GB_SLICE("u"), GB_SLICE("r"), GB_SLICE("p"), out));
}

/* RFC 2617 3.5; the others as computed by an independent implementation. */
static void test_ha2(void) {
    static const struct {
        const char *name;
        GbDigestAlgorithm algorithm;
        GbQop qop;
        const char *expected;
    } cases[] = {
        {"MD5", GB_DIGEST_MD5, GB_QOP_NONE, "39aff3a2bab6126f332b942af96d3366"},
        {"MD5-sess is MD5", GB_DIGEST_MD5_SESS, GB_QOP_AUTH, "39aff3a2bab6126f332b942af96d3366"},
        {"SHA-256-sess", GB_DIGEST_SHA256_SESS, GB_QOP_AUTH,
         "9a3fdae9a622fe8de177c24fa9c070f2b181ec85e15dcbdc32e10c82ad450b04"},
        {"SHA-512-256", GB_DIGEST_SHA512_256, GB_QOP_AUTH,
         "c2cc924c647b13c41e0fb8825bdaa97d0a1f2a7afb15e1e03c994229b20e1c92"},
        {"SHA-512-256-sess over the body", GB_DIGEST_SHA512_256_SESS, GB_QOP_AUTH_INT,
         "9464d6becba06b68500b005f6f68bf47fd637bc760b5236e1314744eff784baa"},
    };
    char out[GB_DIGEST_HEX];
    GbAuth a = {.uri = GB_SLICE("/dir/index.html")};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        a.algorithm = cases[i].algorithm, a.qop = cases[i].qop;
        CHECK_TRUE(cases[i].name, gb_digest_ha2(&a, GB_SLICE("GET"), GB_SLICE("body"), out));
        check_text(cases[i].name, "HA2", gb_slice_from(out), cases[i].expected);
    }
    a.algorithm = GB_DIGEST_OTHER;
    CHECK_TRUE("unknown", !gb_digest_ha2(&a, GB_SLICE("GET"), GB_SLICE("body"), out));
}

static void test_algorithm_names(void) {
    for (int a = 0; a < GB_DIGEST_OTHER; a++) {
        const char *name = gb_digest_algorithm_name((GbDigestAlgorithm)a);
        check_int(name, "found by its name", gb_digest_algorithm_find(gb_slice_from(name)), a);
        check_int(name, "hex digits", (long long)gb_digest_hex_length((GbDigestAlgorithm)a),
                  a < 2 ? 32 : 64);
    }
    CHECK_INT("absent", gb_digest_algorithm_find(GB_NO_SLICE), GB_DIGEST_MD5);
    CHECK_INT("lower case", gb_digest_algorithm_find(GB_SLICE("sha-512-256-SESS")),
              GB_DIGEST_SHA512_256_SESS);
    CHECK_INT("SM3", gb_digest_algorithm_find(GB_SLICE("SM3")), GB_DIGEST_OTHER);
    CHECK_INT("other", gb_digest_hex_length(GB_DIGEST_OTHER), 0);
}

/* ---- the sentences ------------------------------------------------------------------------ */

static void test_why_text(void) {
    char en[512], zh[512], cut[16];
    for (int w = 1; w < GB_N_AUTH_WHYS; w++) {
        const char *name = gb_auth_why_name((GbAuthWhy)w);
        check_true(name, "has a name", name && *name && strcmp(name, "none") != 0);
        for (int k = 0; k < 2; k++) {
            const char *detail = k ? "D{}7%s" : "";
            size_t n = gb_auth_why_text((GbAuthWhy)w, GB_EN, detail, en, sizeof en);
            check_int(name, "length", (long long)n, (long long)strlen(en));
            check_true(name, "an English sentence", n > 20 && en[n - 1] == '.');
            n = gb_auth_why_text((GbAuthWhy)w, GB_ZH, detail, zh, sizeof zh);
            check_true(name, "a Chinese sentence", n > 20 && !strcmp(zh + n - 3, "。"));
            check_true(name, "both have the detail or none has it",
                       !strstr(en, "D{}7%s") == !strstr(zh, "D{}7%s"));
        }
        for (size_t n = 1; n <= sizeof cut; n++) {
            size_t got = gb_auth_why_text((GbAuthWhy)w, GB_ZH, "", cut, n);
            check_true(name, "cut between characters",
                       got < n && (got == 0 || got % 3 == 0 || (unsigned char)zh[0] < 0x80));
        }
    }
    check_int("no room", "length", (long long)gb_auth_why_text(GB_WHY_REALM, GB_EN, "", NULL, 0),
              0);
    for (int r = 1; r < GB_N_AUTH_RESULTS; r++)
        check_true("results", "have names",
                   strcmp(gb_auth_result_name((GbAuthResult)r), "none") != 0);
    check_text("results", "no_password", gb_slice_from(gb_auth_result_name(GB_AUTH_NO_PASSWORD)),
               "no_password");
}

int main(void) {
    static const CheckTest tests[] = {
        {"headers are read as devices write them", test_parse},
        {"no prefix of a header is read past its end", test_prefixes},
        {"certificate schemes are decoded", test_certificate_schemes},
        {"flags and lists", test_flags},
        {"parameters beyond the cap are not read", test_many_parameters},
        {"lists of challenges are split", test_lists},
        {"the RFCs' examples", test_rfc_vectors},
        {"the reference's vectors", test_reference_vectors},
        {"each algorithm with each qop", test_own_vectors},
        {"what can't be computed is not", test_not_computable},
        {"HA2 for every algorithm", test_ha2},
        {"algorithms have names", test_algorithm_names},
        {"every explanation is a sentence", test_why_text},
        {NULL, NULL},
    };
    return check_main("auth", tests);
}
