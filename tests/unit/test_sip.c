/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_sip.c - messages read into slices: start lines, headers, quirks (RFC 3261 7, 25). The
 * values in headers have their own suite (test_sip_values.c), the torture messages too.
 */
#include <gb28181/sip.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "fence.h"

static void every_name_of_the_tables_is_found(void) {
    static const struct {
        GbSipHeaderId id;
        const char *name, *compact;
    } rows[] = {
#define X(id, name, compact) {GB_HEADER_##id, name, compact},
        GB_SIP_HEADERS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char other_case[32];
        size_t n = strlen(rows[i].name);
        for (size_t k = 0; k <= n; k++) {
            char c = rows[i].name[k];
            other_case[k] = c >= 'a' && c <= 'z' ? (char)(c - 32) : gb_ascii_lower(c);
        }
        check_int(rows[i].name, "as written", gb_sip_header_find(gb_slice_from(rows[i].name)),
                  rows[i].id);
        check_int(rows[i].name, "other case", gb_sip_header_find(gb_slice(other_case, n)),
                  rows[i].id);
        if (n > 2)
            check_int(rows[i].name, "one short", gb_sip_header_find(gb_slice(rows[i].name, n - 1)),
                      GB_HEADER_OTHER);
        check_text(rows[i].name, "name", gb_slice_from(gb_sip_header_name(rows[i].id)),
                   rows[i].name);
        if (!rows[i].compact[0]) continue;
        check_int(rows[i].name, "compact", gb_sip_header_find(gb_slice(rows[i].compact, 1)),
                  rows[i].id);
        char upper = (char)(rows[i].compact[0] - 32);
        check_int(rows[i].name, "compact upper", gb_sip_header_find(gb_slice(&upper, 1)),
                  rows[i].id);
    }
    CHECK_INT("nothing", gb_sip_header_find(GB_SLICE("")), GB_HEADER_OTHER);
    CHECK_INT("a letter that is no compact form", gb_sip_header_find(GB_SLICE("q")),
              GB_HEADER_OTHER);
    CHECK_INT("a digit", gb_sip_header_find(GB_SLICE("1")), GB_HEADER_OTHER);
    CHECK_INT("longer than all", gb_sip_header_find(GB_SLICE("Monitor-User-Identity-2")),
              GB_HEADER_OTHER);
    CHECK_TEXT("a number that is no header", gb_slice_from(gb_sip_header_name(GB_N_HEADERS)), "?");

#define X(m)                                                        \
    CHECK_INT(#m, gb_sip_method_find(GB_SLICE(#m)), GB_METHOD_##m); \
    CHECK_TEXT(#m, gb_slice_from(gb_sip_method_name(GB_METHOD_##m)), #m);
    GB_SIP_METHODS(X)
#undef X
    CHECK_INT("any case", gb_sip_method_find(GB_SLICE("Register")), GB_METHOD_REGISTER);
    CHECK_INT("unknown", gb_sip_method_find(GB_SLICE("REGISTERS")), GB_METHOD_UNKNOWN);
    CHECK_TEXT("unknown", gb_slice_from(gb_sip_method_name(GB_METHOD_UNKNOWN)), "?");
}

/* The headers a message needs, and no more. */
#define VIA "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1\r\n"
#define FROM "From: <sip:34020000001320000001@3402000000>;tag=7\r\n"
#define TO "To: <sip:34020000001320000001@3402000000>\r\n"
#define CALL "Call-ID: 1@192.0.2.1\r\n"
#define NEEDED VIA FROM TO CALL
#define CSEQ "CSeq: 2 REGISTER\r\n"
#define START "REGISTER sip:34020000002000000001@3402000000 SIP/2.0\r\n"

static GbSip sip;

typedef struct Case {
    const char *name, *text;
    GbOutcome outcome, cut_outcome;
    uint32_t quirks, cut_quirks; /* of parse and of parse_cut */
    unsigned status;
    const char *method, *uri;
    long long cseq, length; /* -1: none */
    unsigned n_headers;
    const char *body;
} Case;

#define GOOD GB_OK, GB_OK
#define SAME(q) (q), (q)
#define CUT GB_MORE, GB_OK, 0
#define SERVER_URI "sip:34020000002000000001@3402000000"

static const Case cases[] = {
    {"a plain REGISTER", START NEEDED CSEQ "Content-Length: 0\r\n\r\n", GOOD, SAME(0), 0,
     "REGISTER", SERVER_URI, 2, 0, 6, ""},
    {"a body follows the empty line", START NEEDED CSEQ "Content-Length: 3\r\n\r\nabcd", GOOD,
     SAME(0), 0, "REGISTER", SERVER_URI, 2, 3, 6, "abcd"},
    {"a plain response", "SIP/2.0 200 OK\r\n" NEEDED CSEQ "\r\n", GOOD, SAME(0), 200, "REGISTER",
     NULL, 2, -1, 5, ""},
    {"compact forms, upper and lower case",
     START "v: SIP/2.0/UDP a\r\nF: <sip:a@b>\r\nt: <sip:a@b>\r\nI: 1\r\nCSEQ: 3 REGISTER\r\nl: "
           "1\r\n\r\nx",
     GOOD, SAME(0), 0, "REGISTER", SERVER_URI, 3, 1, 6, "x"},
    {"lines that end in LF alone",
     "SIP/2.0 100 Trying\nVia: a\nFrom: a\nTo: a\nCall-ID: a\nCSeq: 1 INVITE\n\nb", GOOD,
     SAME(GB_SIP_LF_ONLY), 100, "INVITE", NULL, 1, -1, 5, "b"},
    {"one header line ends in LF alone", START NEEDED "CSeq: 2 REGISTER\n\r\n", GOOD,
     SAME(GB_SIP_LF_ONLY), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"line ends before the start line", "\r\n\r\n\n" START NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_LEADING_CRLF), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"folded values",
     START VIA FROM TO CALL "CSeq: 9\r\n\tREGISTER\r\nContent-Length:\r\n  2\r\n\r\nok", GOOD,
     SAME(GB_SIP_FOLDED), 0, "REGISTER", SERVER_URI, 9, 2, 6, "ok"},
    {"a Content-Length padded with blanks", START NEEDED CSEQ "Content-Length:      2  \r\n\r\nok",
     GOOD, SAME(0), 0, "REGISTER", SERVER_URI, 2, 2, 6, "ok"},
    {"blanks before the colon", START NEEDED "CSeq \t : 2 REGISTER\r\n\r\n", GOOD,
     SAME(GB_SIP_BLANK_BEFORE_COLON), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"a method in another case", "Register " SERVER_URI " SIP/2.0\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_METHOD_CASE), 0, "Register", SERVER_URI, 2, -1, 5, ""},
    {"the CSeq's method in another case", START NEEDED "CSeq: 2 Register\r\n\r\n", GOOD,
     SAME(GB_SIP_METHOD_CASE), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"a response to a method in another case",
     "SIP/2.0 200 OK\r\n" NEEDED "CSeq: 2 register\r\n\r\n", GOOD, SAME(GB_SIP_METHOD_CASE), 200,
     "register", NULL, 2, -1, 5, ""},
    {"a method nobody knows", "BLUB " SERVER_URI " SIP/2.0\r\n" NEEDED "CSeq: 2 BLUB\r\n\r\n", GOOD,
     SAME(GB_SIP_UNKNOWN_METHOD), 0, "BLUB", SERVER_URI, 2, -1, 5, ""},
    {"a method of all that a token may hold",
     "a.b-c!d%41*_+`'~ " SERVER_URI " SIP/2.0\r\n" NEEDED "CSeq: 2 a.b-c!d%41*_+`'~\r\n\r\n", GOOD,
     SAME(GB_SIP_UNKNOWN_METHOD), 0, "a.b-c!d%41*_+`'~", SERVER_URI, 2, -1, 5, ""},
    {"a response to a method nobody knows", "SIP/2.0 405 No\r\n" NEEDED "CSeq: 2 BLUB\r\n\r\n",
     GOOD, SAME(GB_SIP_UNKNOWN_METHOD), 405, "BLUB", NULL, 2, -1, 5, ""},
    {"another method in CSeq", START NEEDED "CSeq: 2 INVITE\r\n\r\n", GOOD,
     SAME(GB_SIP_CSEQ_METHOD), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"no method in CSeq", START NEEDED "CSeq: 2\r\n\r\n", GOOD, SAME(GB_SIP_CSEQ_METHOD), 0,
     "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"the largest CSeq", START NEEDED "CSeq: 2147483647 REGISTER\r\n\r\n", GOOD, SAME(0), 0,
     "REGISTER", SERVER_URI, 2147483647, -1, 5, ""},
    {"a CSeq one too large", START NEEDED "CSeq: 2147483648 REGISTER\r\n\r\n", GOOD,
     SAME(GB_SIP_CSEQ_RANGE), 0, "REGISTER", SERVER_URI, 2147483648, -1, 5, ""},
    {"a CSeq beyond 32 bits", START NEEDED "CSeq: 4294967296 REGISTER\r\n\r\n", GOOD,
     SAME(GB_SIP_CSEQ_RANGE), 0, "REGISTER", SERVER_URI, -1, -1, 5, ""},
    {"a CSeq beyond 64 bits", START NEEDED "CSeq: 36893488147419103232 REGISTER\r\n\r\n", GOOD,
     SAME(GB_SIP_CSEQ_RANGE), 0, "REGISTER", SERVER_URI, -1, -1, 5, ""},
    {"a CSeq without number", START NEEDED "CSeq: REGISTER\r\n\r\n", GOOD,
     SAME(GB_SIP_CSEQ_RANGE | GB_SIP_CSEQ_METHOD), 0, "REGISTER", SERVER_URI, -1, -1, 5, ""},
    {"a CSeq with zeros in front", START NEEDED "CSeq: 0009 REGISTER\r\n\r\n", GOOD, SAME(0), 0,
     "REGISTER", SERVER_URI, 9, -1, 5, ""},
    {"a header twice that may stand once", START NEEDED CSEQ "CSeq: 3 REGISTER\r\n\r\n", GOOD,
     SAME(GB_SIP_REPEATED), 0, "REGISTER", SERVER_URI, 2, -1, 6, ""},
    {"headers that may stand several times",
     START NEEDED VIA CSEQ
     "Contact: a\r\nContact: b\r\nX: 1\r\nX: 2\r\nAllow: A\r\nAllow: B\r\n\r\n",
     GOOD, SAME(0), 0, "REGISTER", SERVER_URI, 2, -1, 12, ""},
    {"a line without colon", START NEEDED CSEQ "Foobar roobar\r\n\r\n", GOOD, SAME(GB_SIP_BAD_LINE),
     0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"a line that begins with a colon", START NEEDED CSEQ ": x\r\n\r\n", GOOD,
     SAME(GB_SIP_BAD_LINE), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"a header name that is no token", START NEEDED CSEQ "Foo bar: x\r\n\r\n", GOOD,
     SAME(GB_SIP_BAD_LINE), 0, "REGISTER", SERVER_URI, 2, -1, 6, ""},
    {"a continuation before any header", START " x\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_BAD_LINE), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"another version", "REGISTER " SERVER_URI " SIP/7.0\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_BAD_VERSION), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"another version in a response", "SIP/3.1 200 OK\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_BAD_VERSION), 200, "REGISTER", NULL, 2, -1, 5, ""},
    {"the version in lower case", "REGISTER " SERVER_URI " sip/2.0\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(0), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"two blanks in the request line", "REGISTER  " SERVER_URI " SIP/2.0\r\n" NEEDED CSEQ "\r\n",
     GOOD, SAME(GB_SIP_START_LINE_BLANKS), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"two blanks before the version", "REGISTER " SERVER_URI "  SIP/2.0\r\n" NEEDED CSEQ "\r\n",
     GOOD, SAME(GB_SIP_START_LINE_BLANKS), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"a blank behind the version", "REGISTER " SERVER_URI " SIP/2.0 \r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_START_LINE_BLANKS), 0, "REGISTER", SERVER_URI, 2, -1, 5, ""},
    {"two blanks before the status", "SIP/2.0  200 OK\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_START_LINE_BLANKS), 200, "REGISTER", NULL, 2, -1, 5, ""},
    {"a URI in <>", "REGISTER <sip:a@b> SIP/2.0\r\n" NEEDED CSEQ "\r\n", GOOD, SAME(GB_SIP_BAD_URI),
     0, "REGISTER", "<sip:a@b>", 2, -1, 5, ""},
    {"a blank in the URI", "REGISTER sip:a@b; lr SIP/2.0\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_BAD_URI), 0, "REGISTER", "sip:a@b; lr", 2, -1, 5, ""},
    {"headers in the URI", "REGISTER sip:a@b?Route=%3Cx%3E SIP/2.0\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_BAD_URI), 0, "REGISTER", "sip:a@b?Route=%3Cx%3E", 2, -1, 5, ""},
    {"a question mark in the user part", "REGISTER sip:a?c@b SIP/2.0\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(0), 0, "REGISTER", "sip:a?c@b", 2, -1, 5, ""},
    {"a URI without scheme", "REGISTER 3402@b SIP/2.0\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_BAD_URI), 0, "REGISTER", "3402@b", 2, -1, 5, ""},
    {"a URI of another scheme", "REGISTER soap.beep://h:1?x SIP/2.0\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(0), 0, "REGISTER", "soap.beep://h:1?x", 2, -1, 5, ""},
    {"a Content-Length below zero", START NEEDED CSEQ "Content-Length: -9\r\n\r\nx", GOOD,
     SAME(GB_SIP_BAD_LENGTH), 0, "REGISTER", SERVER_URI, 2, -1, 6, "x"},
    {"an empty Content-Length", START NEEDED CSEQ "Content-Length:\r\n\r\nx", GOOD,
     SAME(GB_SIP_BAD_LENGTH), 0, "REGISTER", SERVER_URI, 2, -1, 6, "x"},
    {"a Content-Length beyond 64 bits", START NEEDED CSEQ "l: 99999999999999999999\r\n\r\n", GOOD,
     SAME(GB_SIP_BAD_LENGTH), 0, "REGISTER", SERVER_URI, 2, -1, 6, ""},
    {"two Content-Length that differ", START NEEDED CSEQ "l: 1\r\nContent-Length: 2\r\n\r\nxy",
     GOOD, SAME(GB_SIP_LENGTHS_DIFFER | GB_SIP_REPEATED), 0, "REGISTER", SERVER_URI, 2, 1, 7, "xy"},
    {"two Content-Length that agree", START NEEDED CSEQ "l: 2\r\nContent-Length: 02\r\n\r\nxy",
     GOOD, SAME(GB_SIP_REPEATED), 0, "REGISTER", SERVER_URI, 2, 2, 7, "xy"},
    {"an unreadable Content-Length before a good one", START NEEDED CSEQ "l: x\r\nl: 2\r\n\r\nxy",
     GOOD, SAME(GB_SIP_BAD_LENGTH | GB_SIP_LENGTHS_DIFFER | GB_SIP_REPEATED), 0, "REGISTER",
     SERVER_URI, 2, 2, 7, "xy"},
    {"no To", START VIA FROM CALL CSEQ "\r\n", GOOD, SAME(GB_SIP_MISSING_HEADER), 0, "REGISTER",
     SERVER_URI, 2, -1, 4, ""},
    {"no From", START VIA TO CALL CSEQ "\r\n", GOOD, SAME(GB_SIP_MISSING_HEADER), 0, "REGISTER",
     SERVER_URI, 2, -1, 4, ""},
    {"no Via", START FROM TO CALL CSEQ "\r\n", GOOD, SAME(GB_SIP_MISSING_HEADER), 0, "REGISTER",
     SERVER_URI, 2, -1, 4, ""},
    {"no Call-ID", START VIA FROM TO CSEQ "\r\n", GOOD, SAME(GB_SIP_MISSING_HEADER), 0, "REGISTER",
     SERVER_URI, 2, -1, 4, ""},
    {"no CSeq", "SIP/2.0 200 OK\r\n" NEEDED "\r\n", GOOD, SAME(GB_SIP_MISSING_HEADER), 200, NULL,
     NULL, -1, -1, 4, ""},
    {"a status beyond 699", "SIP/2.0 700 Huh\r\n" NEEDED CSEQ "\r\n", GOOD, SAME(GB_SIP_BAD_STATUS),
     700, "REGISTER", NULL, 2, -1, 5, ""},
    {"a status below 100", "SIP/2.0 099 Huh\r\n" NEEDED CSEQ "\r\n", GOOD, SAME(GB_SIP_BAD_STATUS),
     99, "REGISTER", NULL, 2, -1, 5, ""},
    {"a status beyond 32 bits", "SIP/2.0 4294967496 Huh\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_BAD_STATUS), 0, "REGISTER", NULL, 2, -1, 5, ""},
    {"no reason and no blank before it", "SIP/2.0 200\r\n" NEEDED CSEQ "\r\n", GOOD,
     SAME(GB_SIP_NO_REASON), 200, "REGISTER", NULL, 2, -1, 5, ""},
    {"an empty reason", "SIP/2.0 200 \r\n" NEEDED CSEQ "\r\n", GOOD, SAME(0), 200, "REGISTER", NULL,
     2, -1, 5, ""},
    {"a head that does not end", START NEEDED CSEQ "l: 0\r\n", CUT, GB_SIP_NO_END, 0, "REGISTER",
     SERVER_URI, 2, 0, 6, ""},
    {"a head cut within a value that is a number", START NEEDED CSEQ "l: 1", CUT, GB_SIP_NO_END, 0,
     "REGISTER", SERVER_URI, 2, -1, 6, ""},
    {"a head cut within CSeq", START NEEDED "CSeq: 2 REG", CUT, GB_SIP_NO_END, 0, "REGISTER",
     SERVER_URI, -1, -1, 5, ""},
    {"a head cut within a folded CSeq", START NEEDED "CSeq:\r\n 2 REG", CUT,
     GB_SIP_NO_END | GB_SIP_FOLDED, 0, "REGISTER", SERVER_URI, -1, -1, 5, ""},
    {"a head cut within the empty line", START NEEDED CSEQ "\r", CUT, GB_SIP_NO_END, 0, "REGISTER",
     SERVER_URI, 2, -1, 5, ""},
    {"a start line alone", START, CUT, GB_SIP_NO_END | GB_SIP_MISSING_HEADER, 0, "REGISTER",
     SERVER_URI, -1, -1, 0, ""},
    {"no version behind a SIP URI", "INVITE sip:a@b\r\n\r\n", GB_BAD, GB_BAD, SAME(0), 0, NULL,
     NULL, 0, 0, 0, NULL},
    {"no URI", "INVITE SIP/2.0\r\n\r\n", GB_BAD, GB_BAD, SAME(0), 0, NULL, NULL, 0, 0, 0, NULL},
    {"a status that is no number", "SIP/2.0 OK 200\r\n\r\n", GB_BAD, GB_BAD, SAME(0), 0, NULL, NULL,
     0, 0, 0, NULL},
    {"HTTP", "GET /index.html HTTP/1.1\r\n\r\n", GB_NOT, GB_NOT, SAME(0), 0, NULL, NULL, 0, 0, 0,
     NULL},
    {"SSDP with a method of ours", "NOTIFY * HTTP/1.1\r\nHost: a\r\n\r\n", GB_NOT, GB_NOT, SAME(0),
     0, NULL, NULL, 0, 0, 0, NULL},
    {"RTSP with a method of ours", "OPTIONS rtsp://h/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n", GB_NOT, GB_NOT,
     SAME(0), 0, NULL, NULL, 0, 0, 0, NULL},
    {"a line of text", "hello there\r\n", GB_NOT, GB_NOT, SAME(0), 0, NULL, NULL, 0, 0, 0, NULL},
    {"RTP", "\x80\x60\x12\x34", GB_NOT, GB_NOT, SAME(0), 0, NULL, NULL, 0, 0, 0, NULL},
    {"the start of a method", "REGIST", GB_MORE, GB_NOT, SAME(0), 0, NULL, NULL, 0, 0, 0, NULL},
    {"the start of a status line", "SIP/2.", GB_MORE, GB_BAD, SAME(0), 0, NULL, NULL, 0, 0, 0,
     NULL},
    {"nothing", "", GB_MORE, GB_NOT, SAME(0), 0, NULL, NULL, 0, 0, 0, NULL},
    {"line ends alone", "\r\n\r\n", GB_MORE, GB_NOT, SAME(0), 0, NULL, NULL, 0, 0, 0, NULL},
};

static void check_case(const Case *c, bool cut) {
    GbSlice bytes = fence_copy(gb_slice_from(c->text));
    GbOutcome outcome = cut ? gb_sip_parse_cut(bytes, &sip) : gb_sip_parse(bytes, &sip);
    check_int(c->name, cut ? "outcome, cut" : "outcome", outcome,
              cut ? c->cut_outcome : c->outcome);
    if (outcome != GB_OK) return;
    check_int(c->name, "quirks", sip.quirks, cut ? c->cut_quirks : c->quirks);
    check_int(c->name, "response", sip.is_response, c->uri == NULL);
    check_int(c->name, "status", sip.status, c->status);
    check_text(c->name, "method", sip.method_text, c->method);
    check_text(c->name, "URI", sip.request_uri, c->uri);
    check_int(c->name, "CSeq", sip.has_cseq ? (long long)sip.cseq : -1, c->cseq);
    check_int(c->name, "length", sip.has_length ? (long long)sip.content_length : -1, c->length);
    check_int(c->name, "headers", sip.n_headers, c->n_headers);
    check_text(c->name, "body", sip.body, c->body);
}

static void each_case_is_read_as_the_table_says(void) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_case(&cases[i], false);
        check_case(&cases[i], true);
    }
}

static bool inside(GbSlice whole, GbSlice part) {
    return !part.p || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void check_prefix(GbSlice prefix, void *data) {
    const Case *c = data;
    GbSip before;
    memset(&sip, 0x5a, sizeof sip);
    memset(&before, 0x5a, sizeof before);
    GbOutcome outcome = gb_sip_parse(prefix, &sip);
    if (outcome != GB_OK && memcmp(&sip, &before, sizeof sip) != 0)
        check_true(c->name, "nothing is written unless GB_OK", false);
    if (c->outcome == GB_OK && prefix.n < strlen(c->text) - strlen(c->body))
        check_true(c->name, "a prefix of a head needs more", outcome == GB_MORE);
    outcome = gb_sip_parse_cut(prefix, &sip);
    if (outcome != GB_OK) return;
    bool all = inside(prefix, sip.head) && inside(prefix, sip.body) && inside(prefix, sip.reason) &&
               inside(prefix, sip.method_text) && inside(prefix, sip.request_uri);
    for (unsigned i = 0; i < sip.n_headers; i++)
        all = all && inside(prefix, sip.headers[i].name) && inside(prefix, sip.headers[i].value);
    check_true(c->name, "slices lie inside", all);
}

static void every_prefix_is_read_within_its_bytes(void) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        fence_prefixes(gb_slice_from(cases[i].text), check_prefix, (void *)&cases[i]);
}

static void headers_of_one_kind_are_chained(void) {
    GbSlice text =
        GB_SLICE(START VIA "Contact: a\r\nX: 1\r\nm: b\r\nvia: c\r\nX: 2\r\nm: d\r\n\r\n");
    CHECK_INT("chain", gb_sip_parse(text, &sip), GB_OK);
    const char *const contacts[] = {"a", "b", "d"};
    unsigned n = 0;
    for (uint16_t i = sip.first[GB_HEADER_CONTACT]; i < sip.n_headers; i = sip.headers[i].next)
        check_text("chain", "contact", sip.headers[i].value, n < 3 ? contacts[n++] : NULL);
    CHECK_INT("chain", n, 3);
    CHECK_INT("chain", sip.last_of[GB_HEADER_CONTACT], 6);
    CHECK_INT("chain", sip.headers[6].next, GB_MAX_HEADERS);
    CHECK_INT("chain", sip.first[GB_HEADER_OTHER], 2);
    CHECK_INT("chain", sip.headers[2].next, 5);
    CHECK_TEXT("chain", sip.headers[3].name, "m");
    CHECK_INT("absent", sip.first[GB_HEADER_DATE], GB_MAX_HEADERS);
    CHECK_TEXT("absent", gb_sip_header(&sip, GB_HEADER_DATE), NULL);
}

static void the_caps_hold(void) {
    static char big[GB_MAX_HEAD + 4096];
    size_t n = (size_t)snprintf(big, sizeof big, "%s", START NEEDED CSEQ);
    for (unsigned i = 0; i < GB_MAX_HEADERS; i++)
        n += (size_t)snprintf(big + n, sizeof big - n, "X-%u: %u\r\n folded\r\n", i, i);
    n += (size_t)snprintf(big + n, sizeof big - n, "\r\nbody");
    CHECK_INT("too many headers", gb_sip_parse(gb_slice(big, n), &sip), GB_OK);
    CHECK_INT("too many headers", sip.quirks, GB_SIP_TOO_MANY_HEADERS | GB_SIP_FOLDED);
    CHECK_INT("too many headers", sip.n_headers, GB_MAX_HEADERS);
    CHECK_TEXT("the last one kept", sip.headers[GB_MAX_HEADERS - 1].value, "122\r\n folded");
    CHECK_TEXT("too many headers", sip.body, "body");

    n = (size_t)snprintf(big, sizeof big, "%s", START NEEDED CSEQ "X: ");
    memset(big + n, 'x', sizeof big - n);
    CHECK_INT("a head beyond the cap", gb_sip_parse(gb_slice(big, GB_MAX_HEAD - 1), &sip), GB_MORE);
    CHECK_INT("a head beyond the cap", gb_sip_parse(gb_slice(big, sizeof big), &sip), GB_OK);
    CHECK_INT("a head beyond the cap", sip.quirks, GB_SIP_NO_END);
    CHECK_INT("all of it is head", sip.head.n, sizeof big);

    n = (size_t)snprintf(big, sizeof big, "REGISTER sip:");
    memset(big + n, 'x', sizeof big - n);
    CHECK_INT("an endless start line", gb_sip_parse(gb_slice(big, GB_MAX_START_LINE - 1), &sip),
              GB_MORE);
    CHECK_INT("an endless start line", gb_sip_parse(gb_slice(big, GB_MAX_START_LINE), &sip),
              GB_NOT);
    CHECK_INT("an endless start line", gb_sip_parse_cut(gb_slice(big, sizeof big), &sip), GB_NOT);
    memset(big, 'x', sizeof big);
    CHECK_INT("an endless word", gb_sip_looks_like(gb_slice(big, GB_MAX_METHOD)), GB_MORE);
    CHECK_INT("an endless word", gb_sip_looks_like(gb_slice(big, GB_MAX_METHOD + 1)), GB_NOT);

    GbSlice nul = GB_SLICE(START NEEDED CSEQ "Subject: a\0b\r\n\r\n");
    CHECK_INT("a NUL byte", gb_sip_parse(nul, &sip), GB_OK);
    CHECK_INT("a NUL byte", sip.quirks, GB_SIP_NUL);
    CHECK_INT("a NUL byte stays", gb_sip_header(&sip, GB_HEADER_SUBJECT).n, 3);
    GbSlice in_body = GB_SLICE(START NEEDED CSEQ "\r\na\0b");
    gb_sip_parse(in_body, &sip);
    CHECK_INT("a NUL byte in the body is none of ours", sip.quirks, 0);
}

static void few_bytes_tell_what_is_sip(void) {
    static const struct {
        const char *text;
        GbOutcome outcome;
    } looks[] = {
        {"", GB_MORE},
        {"\r\n", GB_MORE},
        {"S", GB_MORE},
        {"SIP/", GB_MORE},
        {"SIP/2.0 2", GB_MORE},
        {"SIP/x", GB_NOT},
        {"SIP/2.0 200 OK\r\n", GB_OK},
        {"sip/2.0 200 OK\n", GB_OK},
        {"SIP/2.0 abc\r\n", GB_OK},
        {"MESSAGE", GB_MORE},
        {"MESSAGE sip:a", GB_MORE},
        {"MESSAGE sip:a\r\n", GB_OK},
        {"MESSAGE sip:a SIP/2.0\r\n", GB_OK},
        {"\r\nMESSAGE sip:a SIP/2.0\r\n", GB_OK},
        {"MESSAGE /a", GB_NOT},
        {"MESSAGE *", GB_NOT},
        {"FOO sip:a\r\n", GB_NOT},
        {"FOO sip:a SIP/2.0\r\n", GB_OK},
        {"FOO\r\n", GB_NOT},
        {"<xml", GB_NOT},
        {"\x80", GB_NOT},
        {" x", GB_NOT},
        {"HTTP/1.1 200 OK\r\n", GB_NOT},
        {"INVITE sip:a HTTP/1.1\r\n", GB_OK},
        {"we speak SIP/2.0\r\n", GB_NOT},
    };
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        check_int(looks[i].text, "looks like SIP",
                  gb_sip_looks_like(fence_copy(gb_slice_from(looks[i].text))), looks[i].outcome);
}

int main(void) {
    static const CheckTest tests[] = {
        {"every name of the tables is found", every_name_of_the_tables_is_found},
        {"each case is read as the table says", each_case_is_read_as_the_table_says},
        {"every prefix is read within its bytes", every_prefix_is_read_within_its_bytes},
        {"headers of one kind are chained", headers_of_one_kind_are_chained},
        {"the caps hold", the_caps_hold},
        {"few bytes tell what is SIP", few_bytes_tell_what_is_sip},
        {NULL, NULL},
    };
    return check_main("sip", tests);
}
