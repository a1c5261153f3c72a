/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_rfc4475.c - the 49 torture messages of RFC 4475: what each one tests, what we make of it.
 *
 * The messages themselves are not part of this project. They are read from the folder rfc4475 in
 * or beside $GB_EXTRA_CAPTURES when there is one; test_sip.c and test_sip_values.c hold messages
 * of our own for each feature. "Valid" and "invalid" are that RFC's words; an invalid message is
 * recognised by a quirk or an outcome, a well-formed one has none.
 */
#include <gb28181/framing.h>
#include <gb28181/sip.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "fence.h"

typedef struct Via {
    const char *transport, *host, *branch; /* branch NULL: none, or too long for this table */
    unsigned port;
    uint32_t quirks;
} Via;

typedef struct Name {
    const char *display, *scheme, *user, *host, *tag;
    uint32_t quirks;
} Name;

/* clang-format off */
static const struct Case {
    const char *name, *tests, *reading;
    unsigned status;
    const char *method;
    uint32_t message_quirks, quirks;
    unsigned n_headers;
    long long cseq; /* -1: none */
    size_t body, missing;
    Via via;
    Name from, to, contact; /* scheme NULL: there is no such header */
} cases[] = {
    {"badaspec", "blanks between < and the URI",
     "invalid: blanks noted",
     0, "OPTIONS", 0, 0,
     8, 3923239, 0, 0, {"UDP", "host4.example.com", "z9hG4bKkdju43234", 5060, 0},
     {"Bell, Alexander", "sip", "a.g.bell", "example.com", "433423", 0},
     {"Watson, Thomas", "sip", "t.watson", "example.org", NULL, GB_SIP_VALUE_BLANKS},
     {0}},
    {"badbranch", "a branch that is the magic cookie alone",
     "wrong for the transaction layer: noted",
     0, "OPTIONS", 0, 0, 8, 8, 0, 0, {"UDP", "192.0.2.1", "z9hG4bK", 0, GB_SIP_VALUE_BAD_BRANCH},
     {NULL, "sip", "caller", "example.org", "33242", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {0}},
    {"baddate", "a Date that is not GMT",
     "invalid: the date is none, the message is read",
     0, "INVITE", 0, 0, 10, 1392934, 150, 0, {"UDP", "host.example.com", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.net", "2234923", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "host5.example.net", NULL, 0}},
    {"baddn", "a display name that needs quotes",
     "invalid: noted, the display name is read (the file ends without empty line)",
     0, "OPTIONS", 0, GB_SIP_NO_END,
     8, 3923239, 0, 0, {"UDP", "c.example.com", "z9hG4bKkdjuw", 5060, 0},
     {"Bell, Alexander", "sip", "a.g.bell", "example.com", "43", GB_SIP_VALUE_BARE_DISPLAY},
     {"Watson, Thomas", "sip", "t.watson", "example.org", NULL, GB_SIP_VALUE_BARE_DISPLAY},
     {0}},
    {"badinv01", "separators with nothing between in Via and Contact",
     "invalid: empty parameters noted; the second Via is GB_BAD",
     0, "INVITE", 0, 0, 9, 8, 152, 0, {"UDP", "192.0.2.15", NULL, 0, GB_SIP_VALUE_EMPTY_PARAM},
     {NULL, "sip", "caller", "example.net", "134161461246", 0},
     {NULL, "sip", "j.user", "example.com", NULL, 0},
     {"Joe", "sip", "joe", "example.org", NULL, GB_SIP_VALUE_EMPTY_PARAM}},
    {"badvers", "another version of SIP",
     "not ours to answer: read as far as it resembles 2.0, version noted",
     0, "OPTIONS", 0, GB_SIP_BAD_VERSION,
     7, 1, 0, 0, {"UDP", "c.example.com", "z9hG4bKkdjuw", 0, 0},
     {"A. Bell", "sip", "a.g.bell", "example.com", "qweoiqpe", 0},
     {"T. Watson", "sip", "t.watson", "example.org", NULL, 0},
     {0}},
    {"bcast", "a response with a broadcast address in Via",
     "well-formed",
     200, "INVITE", 0, 0, 9, 35, 154, 0, {"UDP", "192.0.2.198", "z9hG4bK1324923", 0, 0},
     {NULL, "sip", "user", "example.com", "11141343", 0},
     {NULL, "sip", "user", "example.edu", "2229", 0},
     {NULL, "sip", "user", "host28.example.com", NULL, 0}},
    {"bext01", "Require and Proxy-Require of unknown extensions",
     "well-formed",
     0, "OPTIONS", 0, 0, 9, 8, 0, 0, {"TLS", "fold-and-staple.example.com", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.net", "242etr", 0},
     {NULL, "sip", "j_user", "example.com", NULL, 0},
     {0}},
    {"bigcode", "a status code beyond 32 bits",
     "invalid: status 0, noted",
     0, "INVITE", 0, GB_SIP_BAD_STATUS,
     7, 353494, 0, 0, {"UDP", "192.0.2.105", "z9hG4bK2398ndaoe", 0, 0},
     {NULL, "sip", "user", "example.com", "39ansfi3", 0},
     {NULL, "sip", "user", "example.edu", "902jndnke3", 0},
     {NULL, "sip", "user", "host105.example.com", NULL, 0}},
    {"clerr", "Content-Length beyond the datagram",
     "invalid: delivered with what is there, the lacking bytes counted",
     0, "INVITE", GB_MESSAGE_LENGTH_TOO_LONG, 0,
     9, 8, 154, 9845, {"UDP", "host5.example.com", "z9hG4bK-39234-23523", 0, 0},
     {NULL, "sip", "caller", "example.net", "93942939o2", 0},
     {NULL, "sip", "j.user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "hungry.example.net", NULL, 0}},
    {"cparam01", "a Contact parameter outside <>",
     "well-formed: it is the header's",
     0, "REGISTER", 0, 0, 8, 2, 0, 0, {"UDP", "saturn.example.com", "z9hG4bKkdjuw", 5060, 0},
     {NULL, "sip", "watson", "example.com", "DkfVgjkrtMwaerKKpe", 0},
     {NULL, "sip", "watson", "example.com", NULL, 0},
     {NULL, "sip", "+19725552222", "gw1.example.net", NULL, 0}},
    {"cparam02", "the same inside <>",
     "well-formed: it is the URI's",
     0, "REGISTER", 0, 0, 8, 3, 0, 0, {"UDP", "saturn.example.com", "z9hG4bKkdjuw", 5060, 0},
     {NULL, "sip", "watson", "example.com", "838293", 0},
     {NULL, "sip", "watson", "example.com", NULL, 0},
     {NULL, "sip", "+19725552222", "gw1.example.net", NULL, 0}},
    {"dblreq", "a second request behind the first in one datagram",
     "valid: two messages, the line ends between passed over",
     0, "REGISTER", 0, 0, 8, 8, 0, 0, {"UDP", "192.0.2.125", "z9hG4bKkdjuw23492", 0, 0},
     {NULL, "sip", "j.user", "example.com", "43251j3j324", 0},
     {NULL, "sip", "j.user", "example.com", NULL, 0},
     {NULL, "sip", "j.user", "host.example.com", NULL, 0}},
    {"esc01", "%HH in URIs, also where it hides no special character",
     "valid: kept as written, gb_sip_unescape opens it",
     0, "INVITE", 0, GB_SIP_FOLDED,
     9, 234234, 150, 0, {"UDP", "host5.example.net", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "I%20have%20spaces", "example.net", "938", 0},
     {NULL, "sip", "%75se%72", "example.com", NULL, 0},
     {NULL, "sip", "cal%6Cer", "host5.example.net", NULL, 0}},
    {"esc02", "% where it escapes nothing: method, header name, display name",
     "valid: an unknown method and an unknown header, never REGISTER or Contact",
     0, "RE%47IST%45R", 0, GB_SIP_UNKNOWN_METHOD,
     10, 29344, 0, 0, {"TCP", "host.example.com", "z9hG4bK209%fzsnel234", 0, 0},
     {"%Z%45", "sip", "resource", "example.com", "f232jadfj23", 0},
     {"%Z%45", "sip", "resource", "example.com", NULL, 0},
     {NULL, "sip", "alias1", "host1.example.com", NULL, 0}},
    {"escnull", "%00 in a user name",
     "valid: kept as written",
     0, "REGISTER", 0, 0, 9, 14398234, 0, 0, {"UDP", "host5.example.com", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "null-%00-null", "example.com", "839923423", 0},
     {NULL, "sip", "null-%00-null", "example.com", NULL, 0},
     {NULL, "sip", "%00", "host5.example.com", NULL, 0}},
    {"escruri", "headers in the request URI",
     "invalid: bad URI",
     0, "INVITE", 0, GB_SIP_BAD_URI,
     9, 149209342, 150, 0, {"UDP", "host-of-the-hour.example.com", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.net", "341518", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "host39923.example.net", NULL, 0}},
    {"insuf", "no To, From, Call-ID",
     "incomplete: noted",
     0, "INVITE", 0, GB_SIP_MISSING_HEADER,
     4, 193942, 152, 0, {"UDP", "192.0.2.95", "z9hG4bKkdj.insuf", 0, 0},
     {0}, {0}, {0}},
    {"intmeth", "each character a method, URI, display name and Call-ID may hold, escaped NUL too",
     "valid: an unknown method; the NUL is noted",
     0, "!interesting-Method0123456789_*+`.%indeed'~", 0, GB_SIP_UNKNOWN_METHOD | GB_SIP_NUL,
     8, 139122385, 0, 0, {"TCP", "host1.example.com", "z9hG4bK-.!%66*_+`'~", 0, 0},
     {"token1~` token2'+_ token3*%!.-", "sip", "mundane", "example.com", "_token~1'+`*%!-.", 0},
     {"BEL:\\\007 NUL:\\", "sip", "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", "example.com",
      NULL, 0},
     {0}},
    {"inv2543", "a request as RFC 2543 had it: no branch, no tag, no Content-Length, no Max-Forwards",
     "well-formed: the body is the rest of the datagram",
     0, "INVITE", 0, 0, 7, 56, 105, 0, {"UDP", "iftgw.example.com", NULL, 0, 0},
     {NULL, "sip", "+13035551111", "ift.client.example.net", NULL, 0},
     {NULL, "sip", "+16505552222", "ss1.example.net", NULL, 0},
     {0}},
    {"invut", "a body of unknown type",
     "well-formed",
     0, "INVITE", 0, 0, 9, 235448, 40, 0, {"UDP", "somehost.example.com", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.net", "8392034", 0},
     {NULL, "sip", "j.user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "host5.example.net", NULL, 0}},
    {"longreq", "long values and names, many headers, each compact form",
     "valid: all 43 headers kept",
     0, "INVITE", 0, GB_SIP_BLANK_BEFORE_COLON,
     43, 3882340, 150, 0, {"TCP", "sip33.example.com", NULL, 0, 0},
     {NULL, "sip", NULL, "example.net", NULL, 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", NULL, "host5.example.net", NULL, 0}},
    {"ltgtruri", "the request URI in <>",
     "invalid: bad URI",
     0, "INVITE", 0, GB_SIP_BAD_URI, 9, 1, 159, 0, {"UDP", "192.0.2.5", NULL, 0, 0},
     {NULL, "sip", "caller", "example.net", "39291", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "host5.example.net", NULL, 0}},
    {"lwsdisp", "no blank between display name and <",
     "valid",
     0, "OPTIONS", 0, 0, 7, 60, 0, 0, {"UDP", "funky.example.com", "z9hG4bKkdjuw", 0, 0},
     {"caller", "sip", "caller", "example.com", "323", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {0}},
    {"lwsruri", "a blank within the request URI",
     "invalid: bad URI",
     0, "INVITE", 0, GB_SIP_BAD_URI,
     9, 2130706432, 159, 0, {"UDP", "192.0.2.1", "z9hG4bKkdjuw2395", 5060, 0},
     {NULL, "sip", "caller", "example.net", "231413434", 0},
     {NULL, "sip", "user", "example.com", "3xfe-9921883-z9f", 0},
     {NULL, "sip", "caller", "host1.example.net", NULL, 0}},
    {"lwsstart", "two blanks within the request line",
     "invalid: blanks noted",
     0, "INVITE", 0, GB_SIP_START_LINE_BLANKS,
     9, 1893884, 150, 0, {"UDP", "host1.example.com", "z9hG4bKkdjuw3923", 0, 0},
     {NULL, "sip", "caller", "example.net", "8814", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "host1.example.net", NULL, 0}},
    {"mcl01", "two different Content-Length",
     "invalid: the first is taken, both facts noted; the datagram holds more than it says",
     0, "OPTIONS", GB_MESSAGE_LENGTH_TOO_SHORT, GB_SIP_REPEATED | GB_SIP_LENGTHS_DIFFER,
     9, 15932, 67, 0, {"UDP", "host5.example.net", "z9hG4bK293423", 0, 0},
     {NULL, "sip", "other", "example.net", "3923942", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {0}},
    {"mismatch01", "the method and the one in CSeq differ",
     "invalid: noted",
     0, "OPTIONS", 0, GB_SIP_CSEQ_METHOD,
     7, 8, 0, 0, {"UDP", "host.example.com", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.net", "34525", 0},
     {NULL, "sip", "j.user", "example.com", NULL, 0},
     {0}},
    {"mismatch02", "the same with an unknown method",
     "invalid: noted",
     0, "NEWMETHOD", 0, GB_SIP_UNKNOWN_METHOD | GB_SIP_CSEQ_METHOD,
     9, 8, 138, 0, {"UDP", "host.example.net", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.net", "34525", 0},
     {NULL, "sip", "j.user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "host.example.net", NULL, 0}},
    {"mpart01", "binary body parts with NUL bytes",
     "valid: the body ends by its length",
     0, "MESSAGE", 0, 0, 14, 1, 553, 0, {"UDP", "127.0.0.1", NULL, 5070, 0},
     {NULL, "sip", "fluffy", "example.com", "2fb0dcc9", 0},
     {NULL, "sip", "kumiko", "example.org", NULL, 0},
     {NULL, "sip", "fluffy", "127.0.0.1", NULL, 0}},
    {"multi01", "headers twice that may stand once",
     "invalid: the first counts, noted",
     0, "INVITE", 0, GB_SIP_REPEATED, 15, 5, 154, 0, {"UDP", "192.0.2.25", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.com", "3413415", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "host25.example.net", NULL, 0}},
    {"ncl", "Content-Length below zero",
     "invalid: no length; the body is the rest of the datagram",
     0, "INVITE", 0, GB_SIP_BAD_LENGTH, 9, 0, 152, 0, {"UDP", "192.0.2.53", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.net", "32394234", 0},
     {NULL, "sip", "j.user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "example53.example.net", NULL, 0}},
    {"noreason", "an empty reason phrase",
     "valid: the blank is there, so no quirk",
     100, "INVITE", 0, 0, 7, 35, 0, 0, {"UDP", "192.0.2.105", "z9hG4bK2398ndaoe", 0, 0},
     {NULL, "sip", "user", "example.com", "39ansfi3", 0},
     {NULL, "sip", "user", "example.edu", "902jndnke3", 0},
     {NULL, "sip", "user", "host105.example.com", NULL, 0}},
    {"novelsc", "a request URI of a scheme that is not SIP",
     "well-formed",
     0, "OPTIONS", 0, 0, 7, 3923423, 0, 0, {"TCP", "host9.example.com", "z9hG4bKkdjuw39234", 0, 0},
     {NULL, "sip", "caller", "example.net", "384", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {0}},
    {"quotbal", "a quote that is not closed",
     "invalid: noted; the address is found by its <",
     0, "INVITE", 0, 0, 9, 8, 152, 0, {"UDP", "192.0.2.59", "z9hG4bKkdjuw39234", 5050, 0},
     {NULL, "sip", "caller", "example.net", "93334", 0},
     {"Mr. J. User", "sip", "j.user", "example.com", NULL, GB_SIP_VALUE_OPEN_QUOTE},
     {NULL, "sip", "caller", "host59.example.net", NULL, 0}},
    {"regaut01", "an Authorization of unknown scheme",
     "well-formed: its value is for auth to name",
     0, "REGISTER", 0, 0, 8, 9338, 0, 0, {"TCP", "192.0.2.253", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "j.user", "example.com", "87321hj23128", 0},
     {NULL, "sip", "j.user", "example.com", NULL, 0},
     {0}},
    {"regbadct", "a Contact URI with headers that needs <>",
     "invalid: bare headers noted",
     0, "REGISTER", 0, 0, 8, 1, 0, 0, {"UDP", "135.180.130.133", "z9hG4bKkdjuw", 5060, 0},
     {NULL, "sip", "user", "example.com", "998332", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", "user", "example.com", NULL, GB_SIP_VALUE_BARE_HEADERS}},
    {"regescrt", "escaped headers in a Contact URI in <>",
     "well-formed",
     0, "REGISTER", 0, 0, 8, 14398234, 0, 0, {"UDP", "host5.example.com", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "user", "example.com", "8", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", "user", "example.com", NULL, 0}},
    {"scalar02", "numbers beyond every range in a request",
     "invalid: no CSeq number; Expires is GB_BAD, the Contact expires too",
     0, "REGISTER", 0, GB_SIP_FOLDED | GB_SIP_CSEQ_RANGE,
     9, -1, 0, 0, {"TCP", "host129.example.com", "z9hG4bK342sdfoi3", 0, 0},
     {NULL, "sip", "user", "example.com", "239232jh3", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {NULL, "sip", "user", "host129.example.com", NULL, 0}},
    {"scalarlg", "numbers beyond every range in a response",
     "invalid: no CSeq number; Retry-After is GB_BAD",
     503, "OPTIONS", 0, GB_SIP_CSEQ_RANGE,
     8, -1, 0, 0, {"TCP", "host129.example.com", "z9hG4bKzzxdiwo34sw", 0, 0},
     {NULL, "sip", "other", "example.net", "2easdjfejw", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {0}},
    {"sdp01", "an Accept without SDP",
     "well-formed",
     0, "INVITE", 0, 0, 10, 8, 150, 0, {"UDP", "192.0.2.15", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.net", "234", 0},
     {NULL, "sip", "j_user", "example.com", NULL, 0},
     {NULL, "sip", "caller", "host15.example.net", NULL, 0}},
    {"semiuri", "; and an escaped @ in the user part",
     "valid: they stay in the user",
     0, "OPTIONS", 0, GB_SIP_FOLDED, 8, 8, 0, 0, {"UDP", "192.0.2.1", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.org", "33242", 0},
     {NULL, "sip", "j_user", "example.com", NULL, 0},
     {0}},
    {"transports", "five transports, one unknown",
     "valid: each Via read",
     0, "OPTIONS", 0, 0, 12, 60, 0, 0, {"UDP", "t1.example.com", "z9hG4bKkdjuw", 0, 0},
     {NULL, "sip", "caller", "example.com", "323", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {0}},
    {"trws", "blanks at the end of the request line",
     "invalid: blanks noted",
     0, "OPTIONS", 0, GB_SIP_START_LINE_BLANKS,
     8, 238923, 0, 0, {"TCP", "host1.examle.com", "z9hG4bK299342093", 0, 0},
     {NULL, "sip", "local-resource", "example.com", "329429089", 0},
     {NULL, "sip", "remote-target", "example.com", NULL, 0},
     {0}},
    {"unkscm", "a request URI of an unknown scheme",
     "well-formed",
     0, "OPTIONS", 0, 0, 7, 3923423, 0, 0, {"TCP", "host9.example.com", "z9hG4bKkdjuw39234", 0, 0},
     {NULL, "sip", "caller", "example.net", "384", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {0}},
    {"unksm2", "other schemes in To, From, Contact",
     "well-formed: only the scheme is read",
     0, "REGISTER", 0, 0, 8, 234902, 0, 0, {"UDP", "192.0.2.21", "z9hG4bKkdjuw", 5060, 0},
     {NULL, "http", NULL, NULL, "3234233", 0},
     {NULL, "isbn", NULL, NULL, NULL, 0},
     {NULL, "name", NULL, NULL, NULL, 0}},
    {"unreason", "a reason phrase in UTF-8 with odd signs",
     "valid",
     200, "INVITE", 0, 0, 8, 35, 154, 0, {"UDP", "192.0.2.198", "z9hG4bK1324923", 0, 0},
     {NULL, "sip", "user", "example.com", "11141343", 0},
     {NULL, "sip", "user", "example.edu", "2229", 0},
     {NULL, "sip", "user", "host198.example.com", NULL, 0}},
    {"wsinv", "blanks and folds wherever the grammar lets them stand",
     "valid: folded and blank-before-colon are noted, every value comes out whole",
     0, "INVITE", 0, GB_SIP_FOLDED | GB_SIP_BLANK_BEFORE_COLON,
     14, 9, 150, 0, {"UDP", "192.0.2.2", "390skdjuw", 0, 0},
     {"J Rosenberg \\\\\\\"", "sip", "jdrosen", "example.com", "98asjd8", 0},
     {NULL, "sip", "vivekg", "chair-dnrc.example.com", "1918181833n", 0},
     {"Quoted string \\\"\\\"", "sip", "jdrosen", "example.com", NULL, 0}},
    {"zeromf", "Max-Forwards 0",
     "well-formed",
     0, "OPTIONS", 0, 0,
     7, 39234321, 0, 0, {"UDP", "host1.example.com", "z9hG4bKkdjuw2349i", 0, 0},
     {NULL, "sip", "caller", "example.net", "3ghsd41", 0},
     {NULL, "sip", "user", "example.com", NULL, 0},
     {0}},
};
/* clang-format on */

static GbSip sip;

static const char *torture_folder(void) {
    static char folder[4096];
    const char *captures = getenv("GB_EXTRA_CAPTURES");
    if (!captures || !*captures) return NULL;
    static const char *const places[] = {"rfc4475", "../rfc4475"};
    for (int i = 0; i < 2; i++) {
        snprintf(folder, sizeof folder, "%s/%s", captures, places[i]);
        if (access(folder, R_OK) == 0) return folder;
    }
    return NULL;
}

/* The bytes of one, at the fence; frees nothing but what it read. */
static GbSlice load(const char *folder, const char *name) {
    char path[4200];
    size_t n;
    snprintf(path, sizeof path, "%s/%s.dat", folder, name);
    char *data = check_read_file(path, &n);
    GbSlice at_fence = fence_copy(gb_slice(data, n));
    free(data);
    return at_fence;
}

static void check_part(const char *where, const char *field, GbSlice got, const char *expected) {
    /* The table leaves out what is too long for it. */
    if (!expected && got.n > 24) return;
    got.n = gb_slice_find(got, '\0'); /* a C string ends there */
    check_text(where, field, got, expected);
}

static void check_name(const struct Case *c, const char *header, GbSipHeaderId id,
                       const Name *want) {
    char where[64];
    snprintf(where, sizeof where, "%s %s", c->name, header);
    GbSlice value = gb_sip_header(&sip, id), element = value;
    if (!want->scheme) {
        check_true(where, "absent", value.p == NULL);
        return;
    }
    GbSipNameAddr got;
    if (id == GB_HEADER_CONTACT) check_true(where, "list", gb_sip_list_next(&value, &element));
    check_int(where, "outcome", gb_sip_name_addr_parse(element, &got), GB_OK);
    GbSlice tag = GB_NO_SLICE;
    if (id != GB_HEADER_CONTACT) gb_sip_param_find(got.params, "tag", &tag);
    check_part(where, "display", got.display, want->display);
    check_part(where, "scheme", got.uri.scheme, want->scheme);
    check_part(where, "user", got.uri.user, want->user);
    check_part(where, "host", got.uri.host, want->host);
    check_part(where, "tag", tag, want->tag);
    check_int(where, "quirks", got.quirks, want->quirks);
}

static void read_case(const struct Case *c, GbSlice bytes) {
    GbFrame frame;
    GbSipVia via;
    check_int(c->name, "framing", gb_frame_datagram(bytes, &frame), GB_OK);
    check_int(c->name, "message quirks", frame.quirks, c->message_quirks);
    check_int(c->name, "missing", (long long)frame.missing, (long long)c->missing);
    GbSlice message = gb_slice_sub(bytes, frame.skip, frame.length);
    check_int(c->name, "outcome", gb_sip_parse_cut(message, &sip), GB_OK);
    check_int(c->name, "status", sip.status, c->status);
    check_text(c->name, "method", sip.method_text, c->method);
    check_int(c->name, "quirks", sip.quirks, c->quirks);
    check_int(c->name, "headers", sip.n_headers, c->n_headers);
    check_int(c->name, "CSeq", sip.has_cseq ? (long long)sip.cseq : -1, c->cseq);
    check_int(c->name, "body", (long long)sip.body.n, (long long)c->body);
    check_int(c->name, "Via", gb_sip_via_parse(gb_sip_header(&sip, GB_HEADER_VIA), &via), GB_OK);
    check_text(c->name, "transport", via.transport, c->via.transport);
    check_text(c->name, "sent-by", via.host, c->via.host);
    check_part(c->name, "branch", via.branch, c->via.branch);
    check_int(c->name, "port", via.port, c->via.port);
    check_int(c->name, "Via quirks", via.quirks, c->via.quirks);
    check_name(c, "From", GB_HEADER_FROM, &c->from);
    check_name(c, "To", GB_HEADER_TO, &c->to);
    check_name(c, "Contact", GB_HEADER_CONTACT, &c->contact);
}

static void all_are_read_as_the_rfc_says(void) {
    const char *folder = torture_folder();
    if (!folder) {
        puts("skipped: GB_EXTRA_CAPTURES names no folder with rfc4475 in or beside it");
        CU_PASS("skipped");
        return;
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        read_case(&cases[i], load(folder, cases[i].name));
}

/* What the table has no column for. */
static void single_points_hold(void) {
    const char *folder = torture_folder();
    if (!folder) {
        CU_PASS("skipped, the reason was printed above");
        return;
    }
    GbSlice bytes, value, rest, element;
    GbFrame frame;
    GbSipVia via;
    GbSipNameAddr name;
    uint32_t seconds;
    int64_t time;
    char text[64];

    bytes = load(folder, "dblreq");
    CHECK_INT("dblreq", gb_frame_datagram(bytes, &frame), GB_OK);
    bytes = gb_slice_sub(bytes, frame.skip + frame.length, bytes.n);
    CHECK_INT("dblreq, the second", gb_frame_datagram(bytes, &frame), GB_OK);
    CHECK_TRUE("dblreq, the second", frame.skip > 0 && !frame.garbage);
    gb_sip_parse_cut(gb_slice_sub(bytes, frame.skip, frame.length), &sip);
    CHECK_INT("dblreq, the second", sip.method, GB_METHOD_INVITE);

    gb_sip_parse(load(folder, "wsinv"), &sip);
    unsigned n = 0;
    for (uint16_t i = sip.first[GB_HEADER_VIA]; i < sip.n_headers; i = sip.headers[i].next) {
        static const char *const branches[] = {"390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"};
        for (rest = sip.headers[i].value; gb_sip_list_next(&rest, &element); n++) {
            CHECK_INT("wsinv", gb_sip_via_parse(element, &via), GB_OK);
            check_text("wsinv", "branch", via.branch, n < 3 ? branches[n] : NULL);
        }
    }
    CHECK_INT("wsinv Via", n, 3);
    gb_sip_name_addr_parse(gb_sip_header(&sip, GB_HEADER_CONTACT), &name);
    CHECK_TRUE("wsinv Contact", gb_sip_param_find(name.params, "q", &value));
    CHECK_TEXT("wsinv Contact q", value, "0.33");
    CHECK_TRUE("wsinv Contact", gb_sip_param_find(name.params, "secondparam", &value));
    CHECK_TEXT("wsinv Contact secondparam", value, NULL);

    gb_sip_parse(load(folder, "esc01"), &sip);
    gb_sip_name_addr_parse(gb_sip_header(&sip, GB_HEADER_TO), &name);
    size_t length = gb_sip_unescape(name.uri.user, text, sizeof text);
    check_text("esc01 To", "user", gb_slice(text, length), "user");

    gb_sip_parse(load(folder, "baddate"), &sip);
    CHECK_INT("baddate", gb_sip_date_parse(gb_sip_header(&sip, GB_HEADER_DATE), &time), GB_NOT);
    gb_sip_parse(load(folder, "mpart01"), &sip);
    CHECK_INT("mpart01", gb_sip_date_parse(gb_sip_header(&sip, GB_HEADER_DATE), &time), GB_OK);
    CHECK_INT("mpart01", time, 1129351496);

    gb_sip_parse(load(folder, "scalar02"), &sip);
    CHECK_INT("scalar02", gb_sip_seconds_parse(gb_sip_header(&sip, GB_HEADER_EXPIRES), &seconds),
              GB_BAD);
    gb_sip_name_addr_parse(gb_sip_header(&sip, GB_HEADER_CONTACT), &name);
    CHECK_TRUE("scalar02", gb_sip_param_find(name.params, "expires", &value));
    CHECK_INT("scalar02", gb_sip_seconds_parse(value, &seconds), GB_BAD);
    gb_sip_parse(load(folder, "scalarlg"), &sip);
    CHECK_INT("scalarlg",
              gb_sip_seconds_parse(gb_sip_header(&sip, GB_HEADER_RETRY_AFTER), &seconds), GB_BAD);

    gb_sip_parse(load(folder, "badinv01"), &sip);
    rest = gb_sip_header(&sip, GB_HEADER_VIA);
    CHECK_TRUE("badinv01", gb_sip_list_next(&rest, &element) && gb_sip_list_next(&rest, &element));
    CHECK_INT("badinv01", gb_sip_via_parse(element, &via), GB_BAD);

    gb_sip_parse(load(folder, "cparam01"), &sip);
    gb_sip_name_addr_parse(gb_sip_header(&sip, GB_HEADER_CONTACT), &name);
    CHECK_TEXT("cparam01", name.params, ";unknownparam");
    CHECK_TEXT("cparam01", name.uri.params, NULL);
    gb_sip_parse(load(folder, "cparam02"), &sip);
    gb_sip_name_addr_parse(gb_sip_header(&sip, GB_HEADER_CONTACT), &name);
    CHECK_TEXT("cparam02", name.params, NULL);
    CHECK_TEXT("cparam02", name.uri.params, ";unknownparam");
}

/* No prefix of any of them makes a parser read past its end. */
static void every_prefix_is_read_within_its_bytes(void) {
    const char *folder = torture_folder();
    if (!folder) {
        CU_PASS("skipped, the reason was printed above");
        return;
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GbSlice bytes = load(folder, cases[i].name);
        char *copy = malloc(bytes.n);
        if (!copy) abort();
        memcpy(copy, bytes.p, bytes.n);
        for (size_t n = 0; n <= bytes.n; n++) {
            GbSlice prefix = fence_copy(gb_slice(copy, n));
            GbFrame frame;
            GbOutcome outcome = gb_frame_datagram(prefix, &frame);
            if (frame.skip + frame.length > n || (outcome == GB_OK && frame.length == 0))
                check_true(cases[i].name, "frame within the bytes", false);
            if (gb_sip_parse_cut(prefix, &sip) == GB_MORE)
                check_true(cases[i].name, "a cut message never needs more", false);
        }
        free(copy);
    }
    CU_PASS("no read past the end");
}

int main(void) {
    static const CheckTest tests[] = {
        {"all are read as the RFC says", all_are_read_as_the_rfc_says},
        {"single points hold", single_points_hold},
        {"every prefix is read within its bytes", every_prefix_is_read_within_its_bytes},
        {NULL, NULL},
    };
    return check_main("RFC 4475", tests);
}
