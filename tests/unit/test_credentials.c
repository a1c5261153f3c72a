/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_credentials.c - devices.csv: what is read, what stops it and in which line; which row
 * counts for a device; and the verdict on a response.
 */
#include <gb28181/credentials.h>
#include <stdio.h>
#include <stdlib.h>

#include "auth/secret.h"
#include "check.h"
#include "fence.h"

#define A "34020000001320000001"
#define B "34020000001320000002"
#define H32 "0123456789abcdef0123456789abcdef"
#define SECRET "s3cr3t-pw"

/* ---- asking ------------------------------------------------------------------------------- */

/* A question whose response was computed from these, so that exactly these fit. */
typedef struct Sent {
    const char *device, *user, *realm, *password, *algorithm;
} Sent;

static GbAuthVerdict ask_with(GbCredentials *c, const Sent *s) {
    char value[512], ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX] = "";
    GbAuth a;
    snprintf(value, sizeof value,
             "Digest username=\"%s\", realm=\"%s\", nonce=\"n1\", uri=\"sip:x\", algorithm=%s",
             s->user ? s->user : s->device, s->realm, s->algorithm ? s->algorithm : "MD5");
    gb_auth_parse(gb_slice_from(value), false, &a);
    gb_digest_ha1(a.algorithm, a.username, a.realm, gb_slice_from(s->password), ha1);
    gb_digest_response(&a, gb_slice_from(ha1), GB_SLICE("REGISTER"), GB_NO_SLICE, response);
    a.response = gb_slice_from(response);
    GbAuthQuestion q = {.credentials = &a,
                        .device_id = gb_slice_from(s->device),
                        .method = GB_SLICE("REGISTER"),
                        .request_uri = GB_SLICE("sip:x")};
    return gb_credentials_verify(c, &q);
}

static GbAuthResult ask(GbCredentials *c, const char *device, const char *realm,
                        const char *password) {
    Sent s = {device, NULL, realm, password, NULL};
    return ask_with(c, &s).result;
}

/* ---- what is read ------------------------------------------------------------------------- */

static const struct {
    const char *name, *csv;
    size_t n; /* 0: strlen */
    unsigned rows;
    const char *password; /* of device A in realm r */
    const char *device_name;
} read_cases[] = {
    {"no header", A "," SECRET "\n", 0, 1, SECRET, NULL},
    {"no line end at the end", A "," SECRET, 0, 1, SECRET, NULL},
    {"CR LF line ends", A "," SECRET "\r\n" B ",x\r\n", 0, 2, SECRET, NULL},
    {"CR line ends", A "," SECRET "\r" B ",x\r", 0, 2, SECRET, NULL},
    {"a header", "device_id,password\n" A "," SECRET "\n", 0, 1, SECRET, NULL},
    {"a header in capitals, blanks around its names", " Device_ID , PASSWORD\n" A "," SECRET "\n",
     0, 1, SECRET, NULL},
    {"a header in quotes", "\"device_id\",\"password\"\n" A "," SECRET "\n", 0, 1, SECRET, NULL},
    {"columns in any order, others ignored",
     "site,name,password,realm,device_id,ha1\nhall,Gate 1," SECRET ",r," A ",\n", 0, 1, SECRET,
     "Gate 1"},
    {"a header alone", "device_id,password\n", 0, 0, NULL, NULL},
    {"an empty file", "", 0, 0, NULL, NULL},
    {"a byte order mark alone", "\xef\xbb\xbf", 0, 0, NULL, NULL},
    {"a byte order mark before a header",
     "\xef\xbb\xbf"
     "device_id,password\n" A "," SECRET "\n",
     0, 1, SECRET, NULL},
    {"comments and blank lines", "# list\n\n" A "," SECRET "\n  \n#" B ",x\n", 0, 1, SECRET, NULL},
    {"a comment before the header", "# list\ndevice_id,password\n" A "," SECRET "\n", 0, 1, SECRET,
     NULL},
    {"a number sign inside a row", A ",#" SECRET "\n", 0, 1, "#" SECRET, NULL},
    {"blanks around an unquoted id", " \t" A " ," SECRET "\n", 0, 1, SECRET, NULL},
    {"blanks around an unquoted password belong to it", A ", \t" SECRET " \n", 0, 1,
     " \t" SECRET " ", NULL},
    {"blanks around a quoted password belong to it", A ",\" " SECRET " \"\n", 0, 1, " " SECRET " ",
     NULL},
    {"a password of blanks", A ",  \n", 0, 1, "  ", NULL},
    {"a comma in quotes", A ",\"a,b\"\n", 0, 1, "a,b", NULL},
    {"a doubled quote", A ",\"a\"\"b\"\n", 0, 1, "a\"b", NULL},
    {"a quoted field over two lines", A ",\"a\r\nb\"\n" B ",x\n", 0, 2, "a\r\nb", NULL},
    {"a line in quotes that looks like a comment", A ",\"a\n#b\"\n", 0, 1, "a\n#b", NULL},
    {"an empty line in quotes", A ",\"a\n\nb\"\n", 0, 1, "a\n\nb", NULL},
    {"a row shorter than the header", "device_id,password,name\n" A "," SECRET "\n", 0, 1, SECRET,
     NULL},
    {"a row with empty cells behind the header's", "device_id,password\n" A "," SECRET ",, \n", 0, 1,
     SECRET, NULL},
    {"a name in UTF-8", "device_id,password,name\n" A "," SECRET ",\xe5\xa4\xa7\xe9\x97\xa8\n", 0,
     1, SECRET, "\xe5\xa4\xa7\xe9\x97\xa8"},
    {"a name in GB18030", "device_id,password,name\n" A "," SECRET ",\xb4\xf3\xc3\xc5\n", 0, 1,
     SECRET, "\xe5\xa4\xa7\xe9\x97\xa8"},
    {"a name that only GBK has", "device_id,password,name\n" A "," SECRET ",\xe9\x46\n", 0, 1,
     SECRET, "\xe9\x95\x95"},
    {"a name that only GB18030 has", "device_id,password,name\n" A "," SECRET ",\x95\x34\xb2\x35\n",
     0, 1, SECRET, "\xf0\xa0\xae\xb7"},
    {"a password and a ha1: the password counts",
     "device_id,password,ha1\n" A "," SECRET "," H32 "\n", 0, 1, SECRET, NULL},
    {"the password is the word password", A ",password\n", 0, 1, "password", NULL},
    {"the same id in two realms", "device_id,password,realm\n" A ",x,q\n" A "," SECRET ",r\n", 0, 2,
     SECRET, NULL},
    {"a name of another row of the device",
     "device_id,password,realm,name\n" A "," SECRET ",,\n" A ",x,q,Gate 2\n", 0, 2, SECRET,
     "Gate 2"},
};

static void test_read(void) {
    for (size_t i = 0; i < sizeof read_cases / sizeof *read_cases; i++) {
        const char *name = read_cases[i].name;
        GbCredentials *c = gb_credentials_new();
        GbError e = {0};
        bool ok = gb_credentials_read_csv(c, fence_copy(gb_slice_from(read_cases[i].csv)), &e);
        check_text(name, "error", gb_slice_from(e.text), "");
        check_true(name, "is read", ok);
        check_int(name, "rows", (long long)gb_credentials_count(c), read_cases[i].rows);
        if (read_cases[i].password)
            check_int(name, "verdict", ask(c, A, "r", read_cases[i].password), GB_AUTH_VERIFIED);
        check_text(name, "name", gb_slice_from(gb_credentials_name(c, GB_SLICE(A))),
                   read_cases[i].device_name);
        gb_credentials_free(c);
    }
}

/* ---- what stops it ------------------------------------------------------------------------ */

#define GOOD B "," SECRET "\n"

static const struct {
    const char *name, *csv;
    size_t n; /* 0: strlen */
    unsigned line;
    const char *part; /* of the text */
} error_cases[] = {
    {"no id", GOOD "," SECRET "\n", 0, 2, "no device_id"},
    {"an id of blanks", GOOD "  ," SECRET "\n", 0, 2, "no device_id"},
    {"an empty id in quotes", GOOD "\"\"," SECRET "\n", 0, 2, "no device_id"},
    {"neither password nor ha1", GOOD "#\n\n" A ",\n", 0, 4, "neither a password"},
    {"an id and no comma", GOOD A "\n", 0, 2, "neither a password"},
    {"an empty password in quotes", GOOD A ",\"\"\n", 0, 2, "neither a password"},
    {"neither, in a file with a header", "device_id,password,ha1\n" GOOD A ",,\n", 0, 3,
     "neither a password"},
    {"a second row for an id", GOOD A ",x\n" B ",y\n", 0, 3, "first is in line 1"},
    {"a second row for an id and realm",
     "device_id,password,realm\n" A ",x,r\n" A ",y,\n" A ",z,r\n", 0, 4, "first is in line 2"},
    {"a second default", "*,a\n*,b\n", 0, 2, "first is in line 1"},
    {"the same id, once with blanks around it", GOOD " " B " ,x\n", 0, 2, "first is in line 1"},
    {"a quote inside an unquoted field", GOOD A ",ab\"c\n", 0, 2, "broken quoting"},
    {"a character behind a closing quote", GOOD A ",\"ab\"c\n", 0, 2, "broken quoting"},
    {"a blank before an opening quote", GOOD A ", \"ab\"\n", 0, 2, "broken quoting"},
    {"a quote never closed",
     GOOD A ",\"ab\n"
            "1,2\n3,4\n",
     0, 2, "never closed"},
    {"a quote never closed in the last line", GOOD A ",\"ab", 0, 2, "never closed"},
    {"a quote closed by the next row's",
     GOOD A ",\"ab\n"
            "1,\"c\"\n",
     0, 2, "broken quoting"},
    {"a fault behind a field over three lines", "\"" A "\",\"a\n\nb\"\n" GOOD ",x\n", 0, 5,
     "no device_id"},
    {"a fault in a row that spans lines", GOOD "\"\",\"a\nb\"\n", 0, 2, "no device_id"},
    {"bytes in neither encoding", GOOD A ",\xff\xfe\xff\n", 0, 2, "neither UTF-8 nor GB18030"},
    {"a NUL byte", GOOD "#\n" A ",a\0b\n", sizeof GOOD + 26, 3, "neither UTF-8 nor GB18030"},
    {"a file in UTF-16",
     "\xff\xfe"
     "1\0,\0a\0\n\0",
     10, 1, "neither UTF-8 nor GB18030"},
    {"a ha1 that is too short", "device_id,ha1\n" A ",abcdef\n", 0, 2, "ha1 must be"},
    {"a ha1 with another letter", "device_id,ha1\n" A ",0123456789abcdef0123456789abcdeg\n", 0, 2,
     "ha1 must be"},
    {"a bad ha1 beside a password", "device_id,password,ha1\n" A ",x," SECRET "\n", 0, 2,
     "ha1 must be"},
    {"a header without passwords", "#\ndevice_id,name\n" A ",x\n", 0, 2,
     "neither a password nor a ha1 column"},
    {"a header that names a column twice", "device_id,password,Password\n" A ",x,y\n", 0, 1,
     "twice"},
    {"a password with a comma and no quotes", GOOD A ",a,b\n", 0, 2, "3 columns where"},
    {"the same in the first row", A ",a,b,c\n" GOOD, 0, 1, "4 columns where"},
    {"the same below a header", "device_id,password\n" GOOD A ",a,b\n", 0, 3, "3 columns, more than"},
    {"the same far behind it", "password,device_id,name\na," A ",n,,b\n", 0, 2, "5 columns, more than"},
    {"CR line ends", A ",x\r" B ",y\r,z\r", 0, 3, "no device_id"},
    {"CR LF line ends", A ",x\r\n" B ",y\r\n,z\r\n", 0, 3, "no device_id"},
    {"a file in GB18030", "# \xb4\xf3\xc3\xc5\n" A ",\n", 0, 2, "neither a password"},
    {"GB18030 with one bad byte", "# \xb4\xf3\xc3\xc5\n" GOOD A ",\xff\n", 0, 3,
     "neither UTF-8 nor GB18030"},
    {"a character cut off by the line end", GOOD A ",x\n#\xe5\n", 0, 3,
     "neither UTF-8 nor GB18030"},
    {"behind a byte order mark", "\xef\xbb\xbf," SECRET "\n", 0, 1, "no device_id"},
};
#define N_ERROR_CASES (sizeof error_cases / sizeof *error_cases)

static GbSlice error_csv(size_t i) {
    return error_cases[i].n ? gb_slice(error_cases[i].csv, error_cases[i].n)
                            : gb_slice_from(error_cases[i].csv);
}

static bool is_ascii(const char *s) {
    while (*s && (unsigned char)*s < 0x80) s++;
    return !*s;
}

static void test_errors(void) {
    for (size_t i = 0; i < N_ERROR_CASES; i++) {
        const char *name = error_cases[i].name;
        GbCredentials *c = gb_credentials_new();
        GbError e = {0};
        CHECK_TRUE(name, gb_credentials_add(c, GB_SLICE("1"), GB_SLICE("kept"), GB_NO_SLICE,
                                            GB_NO_SLICE, GB_NO_SLICE, NULL));
        check_true(name, "is refused", !gb_credentials_read_csv(c, fence_copy(error_csv(i)), &e));
        check_int(name, "line", e.line, error_cases[i].line);
        if (!strstr(e.text, error_cases[i].part))
            check_text(name, "text", gb_slice_from(e.text), error_cases[i].part);
        check_true(name, "an English text", is_ascii(e.text));
        check_true(name, "no password in the text", !strstr(e.text, SECRET));
        check_true(name, "no id in the text", !strstr(e.text, "3402"));
        check_int(name, "rows", (long long)gb_credentials_count(c), 1);
        check_true(name, "nothing is added",
                   !gb_credentials_has(c, GB_SLICE(A)) && !gb_credentials_has(c, GB_SLICE(B)));
        check_int(name, "the row before", ask(c, "1", "r", "kept"), GB_AUTH_VERIFIED);
        gb_credentials_set_lang(c, GB_ZH);
        GbError zh = {0};
        check_true(name, "again", !gb_credentials_read_csv(c, fence_copy(error_csv(i)), &zh));
        check_int(name, "line in Chinese", zh.line, e.line);
        check_true(name, "a Chinese text", !is_ascii(zh.text));
        CHECK_TRUE(name, gb_credentials_read_csv(c, GB_SLICE(A "," SECRET "\n"), &e));
        check_int(name, "a good file after it", ask(c, A, "r", SECRET), GB_AUTH_VERIFIED);
        check_true(name, "an error nobody wants",
                   !gb_credentials_read_csv(c, fence_copy(error_csv(i)), NULL));
        gb_credentials_free(c);
    }
}

static void read_prefix(GbSlice prefix, void *data) {
    GbError e = {0};
    GbCredentials *c = gb_credentials_new();
    bool ok = gb_credentials_read_csv(c, prefix, &e);
    check_true(data, "refused with a line, or read", ok ? !e.line : e.line > 0 && *e.text);
    gb_credentials_free(c);
}

static void test_prefixes(void) {
    for (size_t i = 0; i < sizeof read_cases / sizeof *read_cases; i++)
        fence_prefixes(gb_slice_from(read_cases[i].csv), read_prefix, (void *)read_cases[i].name);
    for (size_t i = 0; i < N_ERROR_CASES; i++)
        fence_prefixes(error_csv(i), read_prefix, (void *)error_cases[i].name);
}

static void test_added_twice(void) {
    GbCredentials *c = gb_credentials_new();
    GbError e = {0};
    CHECK_TRUE("two files", gb_credentials_read_csv(c, GB_SLICE(A ",x\n"), &e));
    CHECK_TRUE("two files", !gb_credentials_read_csv(c, GB_SLICE(B ",x\n" A ",y\n"), &e));
    CHECK_INT("two files", e.line, 2);
    check_true("two files", "no line of the other file", strstr(e.text, "another table") != NULL);
    CHECK_TRUE("by hand", !gb_credentials_add(c, GB_SLICE(A), GB_SLICE("y"), GB_NO_SLICE,
                                              GB_NO_SLICE, GB_NO_SLICE, &e));
    CHECK_INT("by hand", e.line, 0);
    CHECK_TRUE("by hand", gb_credentials_add(c, GB_SLICE(A), GB_SLICE("y"), GB_NO_SLICE,
                                             GB_SLICE("r"), GB_NO_SLICE, &e));
    CHECK_INT("in all", gb_credentials_count(c), 2);
    gb_credentials_free(c);
}

/* ---- which row counts --------------------------------------------------------------------- */

#define RULES                                  \
    "device_id,password,realm\n" A ",own,\n" A \
    ",own-r,r\n"                               \
    "*,default,\n"                             \
    "*,default-r,r\n"                          \
    "*,default-q,q\n"

static const struct {
    const char *name, *device, *realm, *password;
} row_cases[] = {
    {"the row with the realm wins over one without", A, "r", "own-r"},
    {"the row without a realm serves the others", A, "s", "own"},
    {"a device's own row wins over a default with the realm", A, "q", "own"},
    {"the default with the realm", B, "r", "default-r"},
    {"the default", B, "s", "default"},
    {"an empty realm has no row of its own", A, "", "own"},
    {"realms differ in case", A, "R", "own"},
};

static void test_rows(void) {
    GbCredentials *c = gb_credentials_new();
    GbError e;
    static const char *const all[] = {"own", "own-r", "default", "default-r", "default-q"};
    CHECK_TRUE("rules", gb_credentials_read_csv(c, GB_SLICE(RULES), &e));
    for (size_t i = 0; i < sizeof row_cases / sizeof *row_cases; i++) {
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            check_int(row_cases[i].name, all[k],
                      ask(c, row_cases[i].device, row_cases[i].realm, all[k]),
                      strcmp(all[k], row_cases[i].password) ? GB_AUTH_MISMATCH : GB_AUTH_VERIFIED);
    }
    CHECK_TRUE("has", gb_credentials_has(c, GB_SLICE(A)));
    CHECK_TRUE("the default is no row of its own", !gb_credentials_has(c, GB_SLICE(B)));
    gb_credentials_free(c);
}

static void test_ha1(void) {
    char md5[GB_DIGEST_HEX], sha[GB_DIGEST_HEX], csv[512];
    gb_digest_ha1(GB_DIGEST_MD5, GB_SLICE(A), GB_SLICE("r"), GB_SLICE("pw"), md5);
    gb_digest_ha1(GB_DIGEST_SHA256, GB_SLICE(B), GB_SLICE("r"), GB_SLICE("pw"), sha);
    for (char *p = md5; *p; p++) *p = (char)(*p >= 'a' ? *p - 32 : *p);
    snprintf(csv, sizeof csv, "device_id,ha1,password\n" A ", %s ,\n" B ",%s\n", md5, sha);
    GbCredentials *c = gb_credentials_new();
    GbError e;
    CHECK_TRUE("ha1", gb_credentials_read_csv(c, gb_slice_from(csv), &e));
    Sent s = {A, NULL, "r", "pw", "MD5"};
    CHECK_INT("upper-case hex, blanks around it", ask_with(c, &s).result, GB_AUTH_VERIFIED);
    s.algorithm = "SHA-256";
    CHECK_INT("an MD5 ha1 for SHA-256", ask_with(c, &s).result, GB_AUTH_NO_PASSWORD);
    s.device = B;
    CHECK_INT("a SHA-256 ha1", ask_with(c, &s).result, GB_AUTH_VERIFIED);
    s.algorithm = "MD5";
    CHECK_INT("a SHA-256 ha1 for MD5", ask_with(c, &s).result, GB_AUTH_NO_PASSWORD);
    s = (Sent){A, NULL, "q", "pw", "MD5"};
    CHECK_INT("a ha1 of another realm", ask_with(c, &s).result, GB_AUTH_MISMATCH);
    CHECK_TRUE("a default beside", gb_credentials_add(c, GB_SLICE("*"), GB_SLICE("pw"), GB_NO_SLICE,
                                                      GB_NO_SLICE, GB_NO_SLICE, &e));
    s = (Sent){A, NULL, "r", "pw", "SHA-256"};
    CHECK_INT("an MD5 ha1 gives way to the default", ask_with(c, &s).result, GB_AUTH_VERIFIED);
    gb_credentials_free(c);
}

/* ---- the verdict -------------------------------------------------------------------------- */

#define FULL               \
    "Digest username=\"" A \
    "\", realm=\"64010000\", nonce=\"6fe9ba44a76be22a\", uri=\"sip:x\", response=\"" H32 "\""

static const struct {
    const char *name, *value;
    GbAuthResult result;
} verdict_cases[] = {
    {"another response", FULL, GB_AUTH_MISMATCH},
    {"no Digest", "Capability algorithm=\"A:SM2\"", GB_AUTH_UNSUPPORTED},
    {"Basic", "Basic QTpi", GB_AUTH_UNSUPPORTED},
    {"GB 35114", "Unidirection random1=\"a\", sign1=\"b\"", GB_AUTH_UNSUPPORTED},
    {"an algorithm of its own", FULL ", algorithm=AKAv1-MD5", GB_AUTH_UNSUPPORTED},
    {"a qop of its own", FULL ", qop=token", GB_AUTH_UNSUPPORTED},
    {"no response", "Digest username=\"" A "\", realm=\"r\", nonce=\"n\", uri=\"sip:x\"",
     GB_AUTH_INCOMPLETE},
    {"no username", "Digest realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"" H32 "\"",
     GB_AUTH_INCOMPLETE},
    {"an empty username",
     "Digest username=\"\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"" H32 "\"",
     GB_AUTH_INCOMPLETE},
    {"no realm", "Digest username=\"" A "\", nonce=\"n\", uri=\"sip:x\", response=\"" H32 "\"",
     GB_AUTH_INCOMPLETE},
    {"no nonce", "Digest username=\"" A "\", realm=\"r\", uri=\"sip:x\", response=\"" H32 "\"",
     GB_AUTH_INCOMPLETE},
    {"no uri", "Digest username=\"" A "\", realm=\"r\", nonce=\"n\", response=\"" H32 "\"",
     GB_AUTH_INCOMPLETE},
    {"qop without nc", FULL ", qop=auth, cnonce=\"c\"", GB_AUTH_INCOMPLETE},
    {"-sess without cnonce", FULL ", algorithm=MD5-sess", GB_AUTH_INCOMPLETE},
    {"a response that is no hash",
     "Digest username=\"" A "\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"no\"",
     GB_AUTH_MISMATCH},
};

static void test_verdicts(void) {
    GbCredentials *with = gb_credentials_new(), *without = gb_credentials_new();
    gb_credentials_add(with, GB_SLICE(A), GB_SLICE("123456"), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE,
                       NULL);
    for (size_t i = 0; i < sizeof verdict_cases / sizeof *verdict_cases; i++) {
        GbAuth a;
        gb_auth_parse(gb_slice_from(verdict_cases[i].value), false, &a);
        GbAuthQuestion q = {
            .credentials = &a, .device_id = GB_SLICE(A), .method = GB_SLICE("REGISTER")};
        GbAuthResult want = verdict_cases[i].result;
        check_int(verdict_cases[i].name, "with a row", gb_credentials_verify(with, &q).result,
                  want);
        check_int(verdict_cases[i].name, "without a row", gb_credentials_verify(without, &q).result,
                  want == GB_AUTH_MISMATCH ? GB_AUTH_NO_PASSWORD : want);
    }
    GbAuthQuestion nothing = {.device_id = GB_SLICE(A)};
    CHECK_INT("no Authorization", gb_credentials_verify(with, &nothing).result, GB_AUTH_NONE);
    gb_credentials_free(with);
    gb_credentials_free(without);
}

/* The REGISTER a user asked about. */
static void test_real_exchange(void) {
    GbCredentials *c = gb_credentials_new();
    GbAuth a;
    gb_credentials_read_csv(c, GB_SLICE("340200000013200000001,123456\n"), NULL);
    gb_auth_parse(
        GB_SLICE("Digest username=\"340200000013200000001\",realm=\"64010000\","
                 "nonce=\"6fe9ba44a76be22a\",uri=\"sip:34020000002000000001@192.168.63.190:5060\","
                 "response=\"5FFCBDACAB24362DEDA62848D310518d\",algorithm=MD5"),
        false, &a);
    GbAuthQuestion q = {.credentials = &a,
                        .device_id = GB_SLICE("340200000013200000001"),
                        .method = GB_SLICE("REGISTER")};
    for (int i = 0; i < 2; i++) /* computed, then from the cache */
        CHECK_INT("case of hex digits apart", gb_credentials_verify(c, &q).result,
                  GB_AUTH_VERIFIED);
    q.device_id = GB_NO_SLICE;
    CHECK_INT("without a device, the user name picks the row", gb_credentials_verify(c, &q).result,
              GB_AUTH_VERIFIED);
    q.method = GB_SLICE("MESSAGE");
    CHECK_INT("another method", gb_credentials_verify(c, &q).result, GB_AUTH_MISMATCH);
    gb_credentials_free(c);
}

/* RFC 7616 3.9.2, with the response and user name of its erratum 4897 (the RFC's own are those of
 * a truncated SHA-512). */
static void test_userhash(void) {
    GbCredentials *c = gb_credentials_new();
    GbAuth a;
    gb_credentials_read_csv(c, GB_SLICE("J\xc3\xa4s\xc3\xb8n Doe,\"Secret, or not?\"\n"), NULL);
    gb_auth_parse(
        GB_SLICE(
            "Digest username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\", "
            "realm=\"api@example.org\", uri=\"/doe.json\", algorithm=SHA-512-256, "
            "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", nc=00000001, "
            "cnonce=\"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v\", qop=auth, "
            "response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\", "
            "opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", userhash=true"),
        false, &a);
    CHECK_TRUE("userhash", a.userhash);
    GbAuthQuestion q = {.credentials = &a,
                        .device_id = GB_SLICE("J\xc3\xa4s\xc3\xb8n Doe"),
                        .method = GB_SLICE("GET")};
    CHECK_INT("the hash of the device's ID", gb_credentials_verify(c, &q).result, GB_AUTH_VERIFIED);
    gb_credentials_add(c, GB_SLICE("Jason Doe"), GB_SLICE("Secret, or not?"), GB_NO_SLICE,
                       GB_NO_SLICE, GB_NO_SLICE, NULL);
    q.device_id = GB_SLICE("Jason Doe");
    CHECK_INT("the hash of another", gb_credentials_verify(c, &q).result, GB_AUTH_MISMATCH);
    gb_credentials_free(c);
}

static void test_backslash(void) {
    GbCredentials *c = gb_credentials_new();
    gb_credentials_read_csv(c, GB_SLICE("*,pw\n"), NULL);
    static const char *const realms[] = {"a\\b", "ab"};
    for (int i = 0; i < 2; i++) {
        GbAuth a;
        char ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX];
        gb_auth_parse(GB_SLICE("Digest username=\"u\", realm=\"a\\b\", nonce=\"n\", uri=\"x\""),
                      false, &a);
        gb_digest_ha1(GB_DIGEST_MD5, a.username, gb_slice_from(realms[i]), GB_SLICE("pw"), ha1);
        gb_digest_response(&a, gb_slice_from(ha1), GB_SLICE("REGISTER"), GB_NO_SLICE, response);
        a.response = gb_slice_from(response);
        GbAuthQuestion q = {
            .credentials = &a, .device_id = GB_SLICE("u"), .method = GB_SLICE("REGISTER")};
        check_int(i ? "taken away" : "kept", "backslash", gb_credentials_verify(c, &q).result,
                  GB_AUTH_VERIFIED);
    }
    gb_credentials_free(c);
}

static bool all_zero(const char *p, size_t n) {
    while (n && !*p) p++, n--;
    return n == 0;
}

/* What a refused file left in memory that goes on being used. */
static void test_wiped(void) {
    GbSecrets secrets = {NULL};
    char large[100000];
    memset(large, 'x', sizeof large);
    const char *kept = gb_secrets_keep(&secrets, GB_SLICE("kept"));
    GbSecretsMark mark = gb_secrets_mark(&secrets);
    const char *gone = gb_secrets_keep(&secrets, GB_SLICE(SECRET));
    gb_secrets_keep(&secrets, gb_slice(large, sizeof large));
    CHECK_TRUE("rewound", !strcmp(gone, SECRET));
    gb_secrets_rewind(&secrets, mark);
    CHECK_TRUE("rewound", all_zero(gone, sizeof SECRET));
    check_text("rewound", "what was there before", gb_slice_from(kept), "kept");
    check_true("rewound", "the room is used again",
               gb_secrets_keep(&secrets, GB_SLICE("x")) == gone);
    gb_secrets_rewind(&secrets, (GbSecretsMark){NULL, 0});
    char *p = gb_secret_realloc(NULL, 10);
    memcpy(p, SECRET, sizeof SECRET);
    p = gb_secret_realloc(p, 1000);
    check_text("grown", "contents", gb_slice_from(p), SECRET);
    gb_secret_free(p);
    gb_secret_free(NULL);
    gb_credentials_free(NULL);
}

/* More devices than the cache has slots, each twice, and every password its own. */
static void test_many_devices(void) {
    enum { N = 3000 };
    char *csv = malloc(N * 40), *at = csv;
    GbCredentials *c = gb_credentials_new();
    for (int i = 0; i < N; i++) at += sprintf(at, "3402000000132%07d,pw%d\n", i, i);
    CHECK_TRUE("many", gb_credentials_read_csv(c, gb_slice(csv, (size_t)(at - csv)), NULL));
    CHECK_INT("many", gb_credentials_count(c), N);
    int verified = 0, mismatched = 0;
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < N; i++) {
            char id[32], password[32];
            sprintf(id, "3402000000132%07d", i);
            sprintf(password, "pw%d", i);
            verified += ask(c, id, "r", password) == GB_AUTH_VERIFIED;
            mismatched += ask(c, id, "r", "pw") == GB_AUTH_MISMATCH;
        }
    }
    CHECK_INT("many", verified, 2 * N);
    CHECK_INT("many", mismatched, 2 * N);
    gb_credentials_free(c);
    free(csv);
}

int main(void) {
    static const CheckTest tests[] = {
        {"devices.csv is read", test_read},
        {"a row that can't be used stops it, naming its line", test_errors},
        {"no prefix of a file is read past its end", test_prefixes},
        {"a device can't be added twice", test_added_twice},
        {"the right row counts", test_rows},
        {"a HA1 stands for a password", test_ha1},
        {"what can't be checked is not called wrong", test_verdicts},
        {"a REGISTER of the field", test_real_exchange},
        {"a hashed user name", test_userhash},
        {"a backslash has two readings", test_backslash},
        {"memory of passwords is wiped", test_wiped},
        {"many devices", test_many_devices},
        {NULL, NULL},
    };
    return check_main("credentials", tests);
}
