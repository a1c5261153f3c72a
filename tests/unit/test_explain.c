/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_explain.c - each reason for a mismatch, made on purpose and found again: the response is
 * computed from other inputs than the header names. Forms that no function of ours computes come
 * from Python's hashlib.
 */
#include <gb28181/credentials.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"

#define A "34020000001320000001"
#define B "34020000001320000002"
#define SERVER "34020000002000000001"
#define REALM "3402000000"
#define URI "sip:" SERVER "@" REALM
#define FROM_URI "sip:" A "@from.test"
#define TO_URI "sip:" A "@to.test:5070"
#define REQUEST_URI "sip:" SERVER "@192.0.2.1:5060"

static const char table[] =
    "device_id,password,ha1,realm\n" A ",Gate-01,,\n" A ",Gate-q,,64010000\n" B
    ",Gate-02,,\n"
    "34020000001320000003, Pad-03 ,,\n"
    "34020000001320000004,4d1328816d037e8e63ef24a5890cc3bc,,\n"
    "34020000001320000005,,4d1328816d037e8e63ef24a5890cc3bc,\n"
    "34020000001320000006,Gate-02,,\n"
    "*,fallback,,\n";

static const char candidates[] = "admin\n\n12345\r\n #x \n";

/* What the device hashed, where it differs from what it sent; NULL: as sent. */
typedef struct Hashed {
    const char *password, *user, *realm, *uri, *method, *nonce, *nc, *qop, *algorithm;
} Hashed;

#define SENT "Digest username=\"" A "\", realm=\"" REALM "\", nonce=\"n1\", uri=\"" URI "\""
#define SENT_QOP SENT ", qop=auth, nc=0000000a, cnonce=\"c1\""

typedef struct Case {
    const char *name;
    const char *device; /* NULL: A */
    const char *sent;
    Hashed hashed;
    const char *response; /* instead of hashing */
    GbAuthWhy why;
    const char *detail;
} Case;

static const Case cases[] = {
    {"the password of another row",
     NULL,
     SENT,
     {.password = "Gate-02"},
     NULL,
     GB_WHY_OTHER_DEVICE,
     B},
    {"the password of another row, with qop",
     NULL,
     SENT_QOP,
     {.password = "Gate-02"},
     NULL,
     GB_WHY_OTHER_DEVICE,
     B},
    {"the default password",
     NULL,
     SENT,
     {.password = "fallback"},
     NULL,
     GB_WHY_DEFAULT_PASSWORD,
     ""},
    {"its own password of another realm",
     NULL,
     SENT,
     {.password = "Gate-q"},
     NULL,
     GB_WHY_OTHER_REALM,
     "64010000"},
    {"the realm of the challenge",
     NULL,
     SENT,
     {.realm = "challenge"},
     NULL,
     GB_WHY_REALM,
     "challenge"},
    {"the realm of another row of the device",
     NULL,
     SENT,
     {.realm = "64010000"},
     NULL,
     GB_WHY_REALM,
     "64010000"},
    {"the uri's host as realm",
     NULL,
     "Digest username=\"" A "\", realm=\"r\", nonce=\"n1\", uri=\"sip:x@192.0.2.9:5060\"",
     {.realm = "192.0.2.9"},
     NULL,
     GB_WHY_REALM,
     "192.0.2.9"},
    {"the device's domain as realm",
     NULL,
     "Digest username=\"" A "\", realm=\"r\", nonce=\"n1\", uri=\"sip:x\"",
     {.realm = "34020000"},
     NULL,
     GB_WHY_REALM,
     "34020000"},
    {"no realm", NULL, SENT, {.realm = ""}, NULL, GB_WHY_REALM, ""},
    {"the realm with its quotes",
     NULL,
     SENT,
     {.realm = "\"" REALM "\""},
     NULL,
     GB_WHY_REALM,
     "\"" REALM "\""},
    {"the Request-URI", NULL, SENT, {.uri = REQUEST_URI}, NULL, GB_WHY_URI, REQUEST_URI},
    {"the Request-URI without its port",
     NULL,
     SENT,
     {.uri = "sip:" SERVER "@192.0.2.1"},
     NULL,
     GB_WHY_URI,
     "sip:" SERVER "@192.0.2.1"},
    {"the Request-URI without its user",
     NULL,
     SENT,
     {.uri = "sip:192.0.2.1:5060"},
     NULL,
     GB_WHY_URI,
     "sip:192.0.2.1:5060"},
    {"the uri with a port", NULL, SENT, {.uri = URI ":5060"}, NULL, GB_WHY_URI, URI ":5060"},
    {"the uri without scheme",
     NULL,
     SENT,
     {.uri = SERVER "@" REALM},
     NULL,
     GB_WHY_URI,
     SERVER "@" REALM},
    {"the server's ID at the address and port the packet went to",
     NULL,
     SENT,
     {.uri = "sip:" SERVER "@198.51.100.7:5062"},
     NULL,
     GB_WHY_URI,
     "sip:" SERVER "@198.51.100.7:5062"},
    {"the server's ID at its address",
     NULL,
     SENT,
     {.uri = "sip:" SERVER "@198.51.100.7"},
     NULL,
     GB_WHY_URI,
     "sip:" SERVER "@198.51.100.7"},
    {"the server's address alone",
     NULL,
     SENT,
     {.uri = "sip:198.51.100.7:5062"},
     NULL,
     GB_WHY_URI,
     "sip:198.51.100.7:5062"},
    {"the server's ID at its domain of spvmn.cn",
     NULL,
     SENT,
     {.uri = "sip:" SERVER "@3402000000.spvmn.cn"},
     NULL,
     GB_WHY_URI,
     "sip:" SERVER "@3402000000.spvmn.cn"},
    {"the server's ID at the domain of To",
     NULL,
     SENT,
     {.uri = "sip:" SERVER "@to.test"},
     NULL,
     GB_WHY_URI,
     "sip:" SERVER "@to.test"},
    {"the URI of To", NULL, SENT, {.uri = TO_URI}, NULL, GB_WHY_URI, TO_URI},
    {"the URI of From", NULL, SENT, {.uri = FROM_URI}, NULL, GB_WHY_URI, FROM_URI},
    {"the address the packet went to as realm",
     NULL,
     SENT,
     {.realm = "198.51.100.7"},
     NULL,
     GB_WHY_REALM,
     "198.51.100.7"},
    {"the server's domain of spvmn.cn as realm",
     NULL,
     SENT,
     {.realm = "3402000000.spvmn.cn"},
     NULL,
     GB_WHY_REALM,
     "3402000000.spvmn.cn"},
    {"the realm and a blank", NULL, SENT, {.realm = REALM " "}, NULL, GB_WHY_REALM, REALM " "},
    {"the realm without its blanks",
     NULL,
     "Digest username=\"" A "\", realm=\" r1 \", nonce=\"n1\", uri=\"" URI "\"",
     {.realm = "r1"},
     NULL,
     GB_WHY_REALM,
     "r1"},
    {"the server's ID as realm", NULL, SENT, {.realm = SERVER}, NULL, GB_WHY_REALM, SERVER},
    {"the first four digits as realm", NULL, SENT, {.realm = "3402"}, NULL, GB_WHY_REALM, "3402"},
    {"SHA-256 under no name",
     NULL,
     SENT,
     {.algorithm = "SHA-256"},
     NULL,
     GB_WHY_ALGORITHM,
     "SHA-256"},
    {"the uri in angle brackets", NULL, SENT, {.uri = "<" URI ">"}, NULL, GB_WHY_URI, "<" URI ">"},
    {"another method", NULL, SENT, {.method = "MESSAGE"}, NULL, GB_WHY_METHOD, "MESSAGE"},
    {"the method in lower case",
     NULL,
     SENT,
     {.method = "register"},
     NULL,
     GB_WHY_METHOD,
     "register"},
    {"the method as the standard prints it",
     NULL,
     SENT,
     {.method = "Register"},
     NULL,
     GB_WHY_METHOD,
     "Register"},
    {"the device's ID as user",
     NULL,
     "Digest username=\"camera\", realm=\"" REALM "\", nonce=\"n1\", uri=\"" URI "\"",
     {.user = A},
     NULL,
     GB_WHY_USERNAME,
     A},
    {"the user with its realm",
     NULL,
     SENT,
     {.user = A "@" REALM},
     NULL,
     GB_WHY_USERNAME,
     A "@" REALM},
    {"the user admin", NULL, SENT, {.user = "admin"}, NULL, GB_WHY_USERNAME, "admin"},
    {"the password in lower case",
     NULL,
     SENT,
     {.password = "gate-01"},
     NULL,
     GB_WHY_PASSWORD_CASE,
     ""},
    {"the password with caps lock",
     NULL,
     SENT,
     {.password = "gATE-01"},
     NULL,
     GB_WHY_PASSWORD_CASE,
     ""},
    {"a blank behind the password",
     NULL,
     SENT,
     {.password = "Gate-01 "},
     NULL,
     GB_WHY_PASSWORD_BLANKS,
     ""},
    {"a line end behind the password",
     NULL,
     SENT,
     {.password = "Gate-01\r\n"},
     NULL,
     GB_WHY_PASSWORD_BLANKS,
     ""},
    {"the table's password has blanks",
     "34020000001320000003",
     SENT,
     {.password = "Pad-03"},
     NULL,
     GB_WHY_PASSWORD_BLANKS,
     ""},
    {"the table's password has a blank too much",
     "34020000001320000003",
     SENT,
     {.password = " Pad-03"},
     NULL,
     GB_WHY_PASSWORD_BLANKS,
     ""},
    {"an empty password", NULL, SENT, {.password = ""}, NULL, GB_WHY_PASSWORD_EMPTY, ""},
    {"MD5 of the password",
     NULL,
     SENT,
     {.password = "Gate-01"},
     "43f623345d8abca739394d1a8a284e24",
     GB_WHY_PASSWORD_HASHED,
     ""},
    {"MD5 of the password in capitals",
     NULL,
     SENT,
     {.password = "Gate-01"},
     "558c1f85a61a1bc0a392fa9cc80510f8",
     GB_WHY_PASSWORD_HASHED,
     ""},
    {"SHA-256 of the password",
     NULL,
     SENT,
     {.password = "Gate-01"},
     "b66166cff60a3fa0389cef69e8bd9f82",
     GB_WHY_PASSWORD_HASHED,
     ""},
    {"HA1 twice",
     NULL,
     SENT,
     {.password = "Gate-01"},
     "9f94e572bd0e51b16c5045fb3dbf43d2",
     GB_WHY_PASSWORD_HASHED,
     ""},
    {"a HA1 in the table's password column",
     "34020000001320000004",
     SENT,
     {.password = "Gate-01"},
     "f21d78548adefddd208ae9f2fad1ad59",
     GB_WHY_PASSWORD_HASHED,
     ""},
    {"no qop, though one is named", NULL, SENT_QOP, {.qop = ""}, NULL, GB_WHY_QOP, ""},
    {"qop, though none is named",
     NULL,
     SENT ", nc=00000001, cnonce=\"c1\"",
     {.qop = "auth"},
     NULL,
     GB_WHY_QOP,
     "qop=auth"},
    {"auth-int for auth", NULL, SENT_QOP, {.qop = "auth-int"}, NULL, GB_WHY_QOP, "qop=auth-int"},
    {"the word null for qop",
     NULL,
     SENT ", qop=null, nc=00000001, cnonce=\"c1\"",
     {.qop = "null"},
     NULL,
     GB_WHY_QOP,
     "qop=null"},
    {"cnonce alone",
     NULL,
     SENT ", cnonce=\"c1\"",
     {.password = "Gate-01"},
     "5ab07009b5afff7fc8de3b274185615f",
     GB_WHY_QOP,
     "cnonce"},
    {"nc in capitals", NULL, SENT_QOP, {.nc = "0000000A"}, NULL, GB_WHY_NC_CASE, ""},
    {"HA1 and HA2 in capitals",
     NULL,
     SENT,
     {.password = "Gate-01"},
     "7a347299624ceb494dec13822dcf047a",
     GB_WHY_HASH_CASE,
     ""},
    {"HA1 in capitals",
     NULL,
     SENT,
     {.password = "Gate-01"},
     "55156b9b74c00b4112edaf4a89a5af4b",
     GB_WHY_HASH_CASE,
     ""},
    {"HA2 in capitals",
     NULL,
     SENT,
     {.password = "Gate-01"},
     "4ab546e2d68a6e537cd35d6b088f47e4",
     GB_WHY_HASH_CASE,
     ""},
    {"the nonce of the challenge",
     NULL,
     SENT,
     {.nonce = "challenged"},
     NULL,
     GB_WHY_NONCE,
     "challenged"},
    {"an earlier nonce", NULL, SENT, {.nonce = "older"}, NULL, GB_WHY_NONCE, "older"},
    {"SHA-256 under the name of SHA-512-256",
     NULL,
     SENT ", algorithm=SHA-512-256",
     {.algorithm = "SHA-256"},
     NULL,
     GB_WHY_ALGORITHM,
     "SHA-256"},
    {"MD5 under the name of SHA-256",
     NULL,
     SENT ", algorithm=SHA-256",
     {.algorithm = "MD5"},
     NULL,
     GB_WHY_ALGORITHM,
     "MD5"},
    {"MD5 under the name of MD5-sess",
     NULL,
     SENT_QOP ", algorithm=MD5-sess",
     {.algorithm = "MD5"},
     NULL,
     GB_WHY_ALGORITHM,
     "MD5"},
    {"a row with a ha1, its -sess form",
     "34020000001320000005",
     SENT_QOP,
     {.algorithm = "MD5-sess"},
     NULL,
     GB_WHY_ALGORITHM,
     "MD5-sess"},
    {"a row with a ha1, another uri",
     "34020000001320000005",
     SENT,
     {.uri = REQUEST_URI},
     NULL,
     GB_WHY_URI,
     REQUEST_URI},
    {"a candidate", NULL, SENT, {.password = "12345"}, NULL, GB_WHY_ALSO_TRY, "3"},
    {"a candidate with blanks", NULL, SENT, {.password = " #x "}, NULL, GB_WHY_ALSO_TRY, "4"},
    {"a response that is no hash", NULL, SENT, {.password = "x"}, "none", GB_WHY_MALFORMED, ""},
    {"a response one digit short",
     NULL,
     SENT,
     {.password = "x"},
     "7a347299624ceb494dec13822dcf047",
     GB_WHY_MALFORMED,
     ""},
    {"a password nobody knows", NULL, SENT, {.password = "x"}, NULL, GB_WHY_NOTHING_FITS, ""},
    {"a device that has the default",
     "34020000001320000009",
     SENT,
     {.password = "Gate-01"},
     NULL,
     GB_WHY_OTHER_DEVICE,
     A},
};

static GbSlice or (const char *text, GbSlice otherwise) {
    return text ? gb_slice_from(text) : otherwise;
}

/* The response of what was hashed. */
static void compute(const GbAuth *sent, const Hashed *h, char response[GB_DIGEST_HEX]) {
    GbAuth a = *sent;
    char ha1[GB_DIGEST_HEX];
    a.username = or (h->user, a.username);
    a.realm = or (h->realm, a.realm);
    a.uri = or (h->uri, a.uri);
    a.nonce = or (h->nonce, a.nonce);
    a.nc = or (h->nc, a.nc);
    if (h->algorithm) a.algorithm = gb_digest_algorithm_find(gb_slice_from(h->algorithm));
    if (h->qop) {
        a.qop_text = gb_slice_from(h->qop);
        a.qop = !*h->qop ? GB_QOP_NONE : strcmp(h->qop, "auth-int") ? GB_QOP_AUTH : GB_QOP_AUTH_INT;
    }
    gb_digest_ha1(a.algorithm, a.username, a.realm,
                  gb_slice_from(h->password ? h->password : "Gate-01"), ha1);
    gb_digest_response(&a, gb_slice_from(ha1), gb_slice_from(h->method ? h->method : "REGISTER"),
                       GB_NO_SLICE, response);
}

static void check_no_password(const char *name, const GbAuthVerdict *v) {
    static const char *const secrets[] = {"Gate-01",
                                          "Gate-02",
                                          "Gate-q",
                                          "Pad-03",
                                          "fallback",
                                          "12345",
                                          "4d1328816d037e8e63ef24a5890cc3bc"};
    char text[512];
    for (int lang = 0; lang < GB_N_LANGS; lang++) {
        size_t n = gb_auth_why_text(v->why, (GbLang)lang, v->why_detail, text, sizeof text);
        check_true(name, "a sentence", n > 20);
        for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
            check_true(name, "no password in the sentence", !strstr(text, secrets[i]));
        if (*v->why_detail)
            check_true(name, "the detail in the sentence", strstr(text, v->why_detail) != NULL);
    }
}

static GbAuthVerdict explain_as(GbCredentials *c, const Case *t, GbAuthResult result) {
    GbAuth a, challenge;
    char response[GB_DIGEST_HEX] = "";
    const GbSlice nonces[] = {GB_SLICE("oldest"), GB_SLICE("older")};
    CHECK_INT(t->name, gb_auth_parse(gb_slice_from(t->sent), false, &a), GB_OK);
    gb_auth_parse(GB_SLICE("Digest realm=\"challenge\", nonce=\"challenged\""), true, &challenge);
    if (!t->response) compute(&a, &t->hashed, response);
    /* Read again, with the response: its length is checked when it is read. */
    char value[600];
    snprintf(value, sizeof value, "%s, response=\"%s\"", t->sent,
             t->response ? t->response : response);
    gb_auth_parse(gb_slice_from(value), false, &a);
    GbAuthQuestion q = {.credentials = &a,
                        .challenge = &challenge,
                        .device_id = gb_slice_from(t->device ? t->device : A),
                        .method = GB_SLICE("REGISTER"),
                        .request_uri = GB_SLICE(REQUEST_URI),
                        .from_uri = GB_SLICE(FROM_URI),
                        .to_uri = GB_SLICE(TO_URI),
                        .destination = GB_SLICE("198.51.100.7:5062"),
                        .other_nonces = nonces,
                        .n_other_nonces = 2};
    GbAuthVerdict v = gb_credentials_verify(c, &q);
    CHECK_INT(t->name, v.result, result);
    CHECK_INT(t->name, v.why, GB_WHY_NONE);
    gb_credentials_explain(c, &q, &v);
    CHECK_INT(t->name, v.result, result);
    return v;
}

static GbAuthVerdict explain(GbCredentials *c, const Case *t) {
    return explain_as(c, t, GB_AUTH_MISMATCH);
}

static GbCredentials *make_table(void) {
    GbCredentials *c = gb_credentials_new();
    GbError e = {0};
    check_true("the table", "is read", gb_credentials_read_csv(c, GB_SLICE(table), &e));
    check_true("candidates", "are read", gb_credentials_read_also_try(c, GB_SLICE(candidates), &e));
    return c;
}

static void test_each(void) {
    GbCredentials *c = make_table();
    bool seen[GB_N_AUTH_WHYS] = {false};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *t = &cases[i];
        GbAuthVerdict v = explain(c, t);
        check_text(t->name, "why", gb_slice_from(gb_auth_why_name(v.why)),
                   gb_auth_why_name(t->why));
        check_text(t->name, "detail", gb_slice_from(v.why_detail), t->detail);
        check_text(t->name, "device", gb_slice_from(v.why_device),
                   t->why == GB_WHY_OTHER_DEVICE ? t->detail : NULL);
        check_int(t->name, "line", v.why_line, t->why == GB_WHY_ALSO_TRY ? atoi(t->detail) : 0);
        check_true(t->name, "whole", !v.why_partial);
        check_no_password(t->name, &v);
        seen[t->why] = true;
    }
    seen[GB_WHY_NOTHING_YET] = true; /* test_budget has it */
    for (int w = GB_WHY_NONE + 1; w < GB_N_AUTH_WHYS; w++)
        check_true(gb_auth_why_name((GbAuthWhy)w), "has a case", seen[w]);
    gb_credentials_free(c);
}

static void test_only_mismatches(void) {
    GbCredentials *c = make_table();
    GbAuthVerdict v = {.result = GB_AUTH_NO_PASSWORD};
    GbAuthQuestion q = {.device_id = GB_SLICE(A)};
    gb_credentials_explain(c, &q, &v);
    CHECK_INT("no mismatch", v.why, GB_WHY_NONE);
    gb_credentials_free(c);
}

/* A device without a row, whose password is known all the same. */
static void test_strangers(void) {
    static const struct {
        const char *password;
        GbAuthWhy why;
        const char *detail;
    } strangers[] = {
        {"Gate-02", GB_WHY_OTHER_DEVICE, B},
        {"12345", GB_WHY_ALSO_TRY, "3"},
        {"", GB_WHY_PASSWORD_EMPTY, ""},
        {"x", GB_WHY_NONE, ""},
    };
    GbCredentials *c = gb_credentials_new();
    CHECK_TRUE("the table", gb_credentials_read_csv(c, GB_SLICE(B ",Gate-02\n"), NULL));
    CHECK_TRUE("candidates", gb_credentials_read_also_try(c, GB_SLICE(candidates), NULL));
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        Case t = {strangers[i].password, NULL, SENT, {.password = strangers[i].password}, NULL,
                  strangers[i].why,      ""};
        GbAuthVerdict v = explain_as(c, &t, GB_AUTH_NO_PASSWORD);
        check_int(t.name, "why", v.why, t.why);
        check_text(t.name, "detail", gb_slice_from(v.why_detail), strangers[i].detail);
        check_true(t.name, "whole", !v.why_partial);
    }
    gb_credentials_limit_explain(c, 4);
    Case t = {"little budget", NULL, SENT, {.password = "12345"}, NULL, GB_WHY_NONE, ""};
    CHECK_TRUE("the rest of the budget is not for strangers",
               explain_as(c, &t, GB_AUTH_NO_PASSWORD).why_partial);
    gb_credentials_free(c);
}

/* Bytes of the wire that are no text must not get into a sentence as they are. */
static void test_detail_is_text(void) {
    GbCredentials *c = make_table();
    Case t = {"a nonce of odd bytes", NULL, SENT, {.nonce = "n1"}, NULL, GB_WHY_REALM, ""};
    t.sent =
        "Digest username=\"" A "\", realm=\"x\", nonce=\"n1\", uri=\"sip:a\x01\xff\xe5\xa4\xa7@b\"";
    t.hashed = (Hashed){.uri = "<sip:a\x01\xff\xe5\xa4\xa7@b>"};
    GbAuthVerdict v = explain(c, &t);
    CHECK_INT(t.name, v.why, GB_WHY_URI);
    check_text(t.name, "detail", gb_slice_from(v.why_detail), "<sip:a??\xe5\xa4\xa7@b>");
    char uri[200] = "<sip:a\xe5\xa4\xa7", sent[400];
    while (strlen(uri) < 150) strcat(uri, "\xe5\xa4\xa7");
    snprintf(sent, sizeof sent, "Digest username=\"" A "\", realm=\"x\", nonce=\"n1\", uri=\"%s\"",
             uri + 1);
    strcat(uri, ">");
    t.sent = sent;
    t.hashed = (Hashed){.uri = uri};
    v = explain(c, &t);
    CHECK_INT("a long uri", v.why, GB_WHY_URI);
    CHECK_INT("a long uri", strlen(v.why_detail), 6 + 29 * 3);
    gb_credentials_free(c);
}

/* The budget runs out: said, and the cheap explanations still come. */
static void test_budget(void) {
    enum { N = 50000 };
    GbCredentials *c = gb_credentials_new();
    char *list = malloc(N * 8), *at = list;
    for (int i = 0; i < N; i++) at += sprintf(at, "q%d\n", i);
    gb_credentials_add(c, GB_SLICE(A), GB_SLICE("Gate-01"), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE,
                       NULL);
    CHECK_TRUE("candidates",
               gb_credentials_read_also_try(c, gb_slice(list, (size_t)(at - list)), NULL));
    static const Case unknown = {"a password nobody knows", NULL, SENT, {.password = "x"}, NULL,
                                 GB_WHY_NOTHING_FITS,       ""};
    static const Case near = {"a blank behind",       NULL, SENT, {.password = "Gate-01 "}, NULL,
                              GB_WHY_PASSWORD_BLANKS, ""};
    gb_credentials_limit_explain(c, 2 * N);
    CHECK_TRUE("the first search is whole", !explain(c, &unknown).why_partial);
    GbAuthVerdict v = explain(c, &unknown);
    CHECK_TRUE("the second is cut", v.why_partial);
    CHECK_INT("the second is cut", v.why, GB_WHY_NOTHING_YET);
    v = explain(c, &near);
    CHECK_INT("a cheap one", v.why, GB_WHY_PASSWORD_BLANKS);
    CHECK_TRUE("a cheap one", !v.why_partial);
    gb_credentials_free(c);
    free(list);
}

static void test_shared_passwords(void) {
    GbCredentials *c = gb_credentials_new();
    char id[32];
    for (int i = 0; i < 1000; i++) {
        sprintf(id, "3402000000132%07d", i);
        gb_credentials_add(c, gb_slice_from(id), GB_SLICE("same"), GB_NO_SLICE, GB_NO_SLICE,
                           GB_NO_SLICE, NULL);
    }
    gb_credentials_limit_explain(c, 1);
    static const Case t = {"all share one",     NULL, SENT, {.password = "x"}, NULL,
                           GB_WHY_NOTHING_FITS, ""};
    CHECK_TRUE("tried once", !explain(c, &t).why_partial);
    gb_credentials_free(c);
}

/* What explained one device is tried first for the next. */
static void test_found_before(void) {
    enum { N = 1000 };
    GbCredentials *c = gb_credentials_new();
    char id[32], password[16], list[8 * N], *at = list;
    gb_credentials_add(c, GB_SLICE(A), GB_SLICE("Gate-01"), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE, NULL);
    for (int i = 0; i < N; i++) {
        sprintf(id, "3402000000132%07d", i + 500);
        sprintf(password, "row-%d", i);
        gb_credentials_add(c, gb_slice_from(id), gb_slice_from(password), GB_NO_SLICE, GB_NO_SLICE,
                           GB_NO_SLICE, NULL);
        at += sprintf(at, "try-%d\n", i);
    }
    CHECK_TRUE("candidates", gb_credentials_read_also_try(c, gb_slice(list, (size_t)(at - list)), NULL));
    static const Case row = {"of a row", NULL, SENT, {.password = "row-900"}, NULL, GB_WHY_OTHER_DEVICE, ""};
    static const Case candidate = {"of a candidate", NULL, SENT, {.password = "try-900"}, NULL, GB_WHY_ALSO_TRY, ""};
    CHECK_INT("found", explain(c, &row).why, GB_WHY_OTHER_DEVICE);
    gb_credentials_limit_explain(c, 1);
    GbAuthVerdict v = explain(c, &row);
    CHECK_INT("found at once", v.why, GB_WHY_OTHER_DEVICE);
    check_text("the row", "device", gb_slice_from(v.why_device), "34020000001320001400");
    gb_credentials_limit_explain(c, 5 * N);
    CHECK_INT("found", explain(c, &candidate).why_line, 901);
    gb_credentials_limit_explain(c, N + 2);
    v = explain(c, &candidate);
    CHECK_INT("found at once", v.why, GB_WHY_ALSO_TRY);
    CHECK_INT("its line", v.why_line, 901);
    gb_credentials_free(c);
}

/* Many are shared out to threads; of two that fit the one that stands first is told each time, and
 * the budget is what one thread would take. */
static void test_shared_out(void) {
    enum { N = 20000, AT = 9000 };
    static const Case t = {"the first of two", NULL, SENT, {.password = "twice"}, NULL, GB_WHY_ALSO_TRY, ""};
    char *list = malloc(N * 8), *at = list;
    for (int i = 1; i <= N; i++)
        at += i == AT || i == AT + 4 || i == N - 1 ? sprintf(at, "twice\n") : sprintf(at, "q%d\n", i);
    for (int i = 0; i < 20; i++) {
        GbCredentials *c = gb_credentials_new();
        gb_credentials_add(c, GB_SLICE(A), GB_SLICE("own"), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE, NULL);
        CHECK_TRUE("candidates", gb_credentials_read_also_try(c, gb_slice(list, (size_t)(at - list)), NULL));
        gb_credentials_limit_explain(c, AT + 1 + 2); /* one row, and the candidates up to it; then two */
        GbAuthVerdict v = explain(c, &t);
        CHECK_INT(t.name, v.why, GB_WHY_ALSO_TRY);
        CHECK_INT(t.name, v.why_line, AT);
        check_true(t.name, "whole", !v.why_partial);
        v = explain(c, &t);
        CHECK_INT("it stands in front now, behind the row", v.why_line, AT);
        CHECK_INT("the budget is used up", explain(c, &t).why, GB_WHY_NOTHING_YET);
        gb_credentials_free(c);
    }
    free(list);
}

static void test_candidates(void) {
    GbCredentials *c = gb_credentials_new();
    GbError e = {0};
    enum { N = GB_MAX_ALSO_TRY + 1 };
    char *list = malloc(2 * N);
    for (int i = 0; i < N; i++) memcpy(list + 2 * i, "p\n", 2);
    CHECK_TRUE("too many", !gb_credentials_read_also_try(c, gb_slice(list, 2 * N), &e));
    CHECK_INT("too many", e.line, N);
    check_true("too many", "says how many", strstr(e.text, "100000") != NULL);
    free(list);
    gb_credentials_add(c, GB_SLICE(A), GB_SLICE("own"), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE,
                       NULL);
    CHECK_TRUE("empty", gb_credentials_read_also_try(c, GB_SLICE(""), &e));
    CHECK_TRUE("a byte order mark", gb_credentials_read_also_try(c,
                                                                 GB_SLICE("\xef\xbb\xbf"
                                                                          "first\n\n"),
                                                                 &e));
    CHECK_TRUE("a second list", gb_credentials_read_also_try(c, GB_SLICE("third"), &e));
    Case t = {
        "behind a byte order mark", NULL, SENT, {.password = "first"}, NULL, GB_WHY_ALSO_TRY, ""};
    CHECK_INT(t.name, explain(c, &t).why_line, 1);
    t = (Case){"of the second list", NULL, SENT, {.password = "third"}, NULL, GB_WHY_ALSO_TRY, ""};
    CHECK_INT(t.name, explain(c, &t).why_line, 3);
    gb_credentials_free(c);
}

int main(void) {
    static const CheckTest tests[] = {
        {"each reason is found", test_each},
        {"only a mismatch is explained", test_only_mismatches},
        {"a device without a row, with a known password", test_strangers},
        {"what is shown is text", test_detail_is_text},
        {"the budget is kept", test_budget},
        {"a shared password is tried once", test_shared_passwords},
        {"what was found is tried first", test_found_before},
        {"many are shared out", test_shared_out},
        {"candidates", test_candidates},
        {NULL, NULL},
    };
    return check_main("explain", tests);
}
