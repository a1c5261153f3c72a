/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_sip_values.c - the values in headers: lists, parameters, URIs, name-addr, Via, seconds,
 * dates (RFC 3261 19.1, 20, 25.1). Each text also runs in every prefix at the fence.
 */
#include <gb28181/sip.h>

#include "check.h"
#include "fence.h"

/* All pieces joined by '|', a value's parts by '='. */
static GbSlice joined_list(GbSlice text, char *out) {
    size_t n = 0;
    for (GbSlice piece; gb_sip_list_next(&text, &piece);) {
        if (n) out[n++] = '|';
        memcpy(out + n, piece.p, piece.n);
        n += piece.n;
    }
    return gb_slice(out, n);
}

static GbSlice joined_params(GbSlice text, char *out) {
    size_t n = 0;
    for (GbSlice name, value; gb_sip_param_next(&text, &name, &value);) {
        if (n) out[n++] = '|';
        memcpy(out + n, name.p, name.n);
        n += name.n;
        if (!value.p) continue;
        out[n++] = '=';
        memcpy(out + n, value.p, value.n);
        n += value.n;
    }
    return gb_slice(out, n);
}

static void read_anything(GbSlice text, void *data) {
    static char out[4096];
    GbSipUri uri;
    GbSipNameAddr name;
    GbSipVia via;
    GbSlice value;
    uint32_t seconds;
    int64_t time;
    joined_list(text, out);
    joined_params(text, out);
    gb_sip_param_find(text, "branch", &value);
    gb_sip_uri_parse(text, &uri);
    gb_sip_name_addr_parse(text, &name);
    gb_sip_via_parse(text, &via);
    gb_sip_seconds_parse(text, &seconds);
    gb_sip_date_parse(text, &time);
    check_true(data, "unquoted is not longer", gb_sip_unquote(text, out, sizeof out) <= text.n);
    check_true(data, "unescaped is not longer", gb_sip_unescape(text, out, sizeof out) <= text.n);
}

static void in_every_prefix(const char *name, const char *text) {
    fence_prefixes(gb_slice_from(text), read_anything, (void *)name);
}

static void lists_are_split_at_their_commas(void) {
    static const char *const cases[][3] = {
        {"one", "a", "a"},
        {"three with blanks", " a ,\r\n b,\tc ", "a|b|c"},
        {"empty elements", ",,a,, ,b,", "a|b"},
        {"a comma in quotes", "\"a,b\" <sip:x>, c", "\"a,b\" <sip:x>|c"},
        {"an escaped quote in quotes", "\"a\\\",b\", c", "\"a\\\",b\"|c"},
        {"a comma in <>", "<sip:a,b@c>;x=1,<sip:d>", "<sip:a,b@c>;x=1|<sip:d>"},
        {"a quote in <> is no quote", "<sip:a\"b>,c", "<sip:a\"b>|c"},
        {"a quote that is not closed", "\"a, b, c", "\"a, b, c"},
        {"< that is not closed", "<sip:a, b", "<sip:a, b"},
        {"nothing", "", ""},
        {"commas alone", ", ,", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[256];
        check_text(cases[i][0], "list", joined_list(fence_copy(gb_slice_from(cases[i][1])), out),
                   cases[i][2]);
        in_every_prefix(cases[i][0], cases[i][1]);
    }
}

static void parameters_are_split_at_their_semicolons(void) {
    static const char *const cases[][3] = {
        {"two", ";a=1;b=2", "a=1|b=2"},
        {"without the first semicolon", "a=1;b", "a=1|b"},
        {"blanks and folds", " ;\r\n  tag = 98asjd8 ; x", "tag=98asjd8|x"},
        {"empty ones", ";;;a;;b;", "a|b"},
        {"a semicolon in quotes", ";a=\"x;y\";b=\"\"", "a=\"x;y\"|b=\"\""},
        {"an empty value", ";a=;b", "a=|b"},
        {"an equals sign in the value", ";a=b=c", "a=b=c"},
        {"no name", ";=x", "=x"},
        {"a quote that is not closed", ";a=\"x;b", "a=\"x;b"},
        {"nothing", "", ""},
        {"semicolons alone", "; ;", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[256];
        check_text(cases[i][0], "params",
                   joined_params(fence_copy(gb_slice_from(cases[i][1])), out), cases[i][2]);
        in_every_prefix(cases[i][0], cases[i][1]);
    }
    GbSlice value;
    CHECK_TRUE("absent parameters hold none", !gb_sip_param_find(GB_NO_SLICE, "tag", &value));
    CHECK_TRUE("any case", gb_sip_param_find(GB_SLICE(";TAG=1;tag=2"), "tag", &value));
    CHECK_TEXT("the first counts", value, "1");
    CHECK_TRUE("no such", !gb_sip_param_find(GB_SLICE(";tagx=1;xtag"), "tag", &value));
    CHECK_TRUE("without value", gb_sip_param_find(GB_SLICE(";rport"), "rport", &value));
    CHECK_TEXT("without value", value, NULL);
}

typedef struct UriCase {
    const char *name, *text;
    GbOutcome outcome;
    const char *scheme, *user, *password, *host;
    unsigned port;
    const char *params, *headers;
    uint32_t quirks;
} UriCase;

static void uris_are_taken_apart(void) {
    static const UriCase cases[] = {
        {"a device", "sip:34020000001320000001@3402000000", GB_OK, "sip", "34020000001320000001",
         NULL, "3402000000", 0, NULL, NULL, 0},
        {"all parts", "SIPS:u:p@h:5061;a;b=c?Subject=x&y=z", GB_OK, "SIPS", "u", "p", "h", 5061,
         ";a;b=c", "Subject=x&y=z", 0},
        {"host alone", "sip:192.0.2.1:5060", GB_OK, "sip", NULL, NULL, "192.0.2.1", 5060, NULL,
         NULL, 0},
        {"an empty user", "sip:@h", GB_OK, "sip", "", NULL, "h", 0, NULL, NULL, 0},
        {"IPv6", "sip:a@[2001:db8::1]:5060;x", GB_OK, "sip", "a", NULL, "2001:db8::1", 5060, ";x",
         NULL, 0},
        {"IPv6 without port", "sip:[::1]", GB_OK, "sip", NULL, NULL, "::1", 0, NULL, NULL, 0},
        {"IPv6 not closed", "sip:[::1", GB_BAD, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0},
        {"semicolons and an escaped @ in the user", "sip:u;par=u%40h@h", GB_OK, "sip",
         "u;par=u%40h", NULL, "h", 0, NULL, NULL, 0},
        {"a question mark in the user", "sip:a?b:&c@h", GB_OK, "sip", "a?b", "&c", "h", 0, NULL,
         NULL, 0},
        {"two @: the first ends the user", "sip:340200@3402000000@192.0.2.1:5060", GB_OK, "sip",
         "340200", NULL, "3402000000@192.0.2.1", 5060, NULL, NULL, 0},
        {"headers without parameters", "sip:h?a=b", GB_OK, "sip", NULL, NULL, "h", 0, NULL, "a=b",
         0},
        {"a port that is no number", "sip:a@h:x", GB_OK, "sip", "a", NULL, "h", 0, NULL, NULL,
         GB_SIP_VALUE_BAD_PORT},
        {"a port beyond 65535", "sip:a@h:65536", GB_OK, "sip", "a", NULL, "h", 0, NULL, NULL,
         GB_SIP_VALUE_BAD_PORT},
        {"blanks within", "sip:a b@h", GB_OK, "sip", "a b", NULL, "h", 0, NULL, NULL,
         GB_SIP_VALUE_BLANKS},
        {"another scheme", "tel:+86-10;x", GB_OK, "tel", NULL, NULL, NULL, 0, NULL, NULL, 0},
        {"a scheme with dots", "soap.beep://h", GB_OK, "soap.beep", NULL, NULL, NULL, 0, NULL, NULL,
         0},
        {"no scheme", "340200@h:5060;x", GB_OK, NULL, "340200", NULL, "h", 5060, ";x", NULL,
         GB_SIP_VALUE_NO_SCHEME},
        {"no scheme, no @", "340200", GB_NOT, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0},
        {"no host", "sip:a@", GB_BAD, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0},
        {"only a scheme", "sip:", GB_BAD, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0},
        {"nothing", "", GB_NOT, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const UriCase *c = &cases[i];
        GbSipUri uri;
        GbOutcome outcome = gb_sip_uri_parse(fence_copy(gb_slice_from(c->text)), &uri);
        check_int(c->name, "outcome", outcome, c->outcome);
        if (outcome == GB_OK) {
            check_text(c->name, "text", uri.text, c->text);
            check_text(c->name, "scheme", uri.scheme, c->scheme);
            check_text(c->name, "user", uri.user, c->user);
            check_text(c->name, "password", uri.password, c->password);
            check_text(c->name, "host", uri.host, c->host);
            check_int(c->name, "port", uri.port, c->port);
            check_text(c->name, "params", uri.params, c->params);
            check_text(c->name, "headers", uri.headers, c->headers);
            check_int(c->name, "quirks", uri.quirks, c->quirks);
            check_int(c->name, "IPv6", uri.is_ipv6, strchr(c->text, '[') != NULL);
        }
        in_every_prefix(c->name, c->text);
    }
}

typedef struct NameCase {
    const char *name, *text;
    GbOutcome outcome;
    const char *display, *user, *host, *uri_params, *params;
    uint32_t quirks;
} NameCase;

static void addresses_are_taken_apart(void) {
    static const NameCase cases[] = {
        {"in <>", "<sip:a@h>;tag=1", GB_OK, NULL, "a", "h", NULL, ";tag=1", 0},
        {"with a quoted name", "\"Cam 1, hall\" <sip:a@h;x>;tag=1", GB_OK, "Cam 1, hall", "a", "h",
         ";x", ";tag=1", 0},
        {"with tokens as name", "Cam hall<sip:a@h>", GB_OK, "Cam hall", "a", "h", NULL, NULL, 0},
        {"escapes in the name stay", "\"J \\\\\\\"\" <sip:a@h>", GB_OK, "J \\\\\\\"", "a", "h",
         NULL, NULL, 0},
        {"< in the quoted name", "\"<sip:x@y>\" <sip:a@h>", GB_OK, "<sip:x@y>", "a", "h", NULL,
         NULL, 0},
        {"an empty quoted name", "\"\"<sip:a@h>", GB_OK, "", "a", "h", NULL, NULL, 0},
        {"bare: parameters are the header's", "sip:a@h;tag=1", GB_OK, NULL, "a", "h", NULL,
         ";tag=1", 0},
        {"bare with blanks and folds", "\r\n sip:a@h ;  tag  = 1", GB_OK, NULL, "a", "h", NULL,
         ";  tag  = 1", 0},
        {"bare with headers", "sip:a@h?Route=x", GB_OK, NULL, "a", "h", NULL, NULL,
         GB_SIP_VALUE_BARE_HEADERS},
        {"bare without scheme", "340200@h", GB_OK, NULL, "340200", "h", NULL, NULL,
         GB_SIP_VALUE_NO_SCHEME},
        {"a name that needs quotes", "Bell, A <sip:a@h>", GB_OK, "Bell, A", "a", "h", NULL, NULL,
         GB_SIP_VALUE_BARE_DISPLAY},
        {"a name in Chinese without quotes", "\xd6\xd0 <sip:a@h>", GB_OK, "\xd6\xd0", "a", "h",
         NULL, NULL, GB_SIP_VALUE_BARE_DISPLAY},
        {"a quote that is not closed", "\"Mr. A <sip:a@h>;tag=1", GB_OK, "Mr. A", "a", "h", NULL,
         ";tag=1", GB_SIP_VALUE_OPEN_QUOTE},
        {"blanks within <>", "< sip:a@h >", GB_OK, NULL, "a", "h", NULL, NULL, GB_SIP_VALUE_BLANKS},
        {"< that is not closed", "<sip:a@h", GB_OK, NULL, "a", "h", NULL, NULL,
         GB_SIP_VALUE_OPEN_ANGLE},
        {"empty parameters", "<sip:a@h>;;;;", GB_OK, NULL, "a", "h", NULL, ";;;;",
         GB_SIP_VALUE_EMPTY_PARAM},
        {"a semicolon at the end", "<sip:a@h>;tag=1;", GB_OK, NULL, "a", "h", NULL, ";tag=1;",
         GB_SIP_VALUE_EMPTY_PARAM},
        {"something behind >", "<sip:a@h> x;tag=1", GB_OK, NULL, "a", "h", NULL, ";tag=1",
         GB_SIP_VALUE_TRAILING},
        {"something between name and <", "\"A\" b <sip:a@h>", GB_OK, "A", "a", "h", NULL, NULL,
         GB_SIP_VALUE_TRAILING},
        {"nothing in <>", "<>", GB_BAD, NULL, NULL, NULL, NULL, NULL, 0},
        {"a name alone", "\"A\"", GB_BAD, NULL, NULL, NULL, NULL, NULL, 0},
        {"nothing", "", GB_BAD, NULL, NULL, NULL, NULL, NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const NameCase *c = &cases[i];
        GbSipNameAddr a;
        GbOutcome outcome = gb_sip_name_addr_parse(fence_copy(gb_slice_from(c->text)), &a);
        check_int(c->name, "outcome", outcome, c->outcome);
        if (outcome == GB_OK) {
            check_text(c->name, "display", a.display, c->display);
            check_text(c->name, "user", a.uri.user, c->user);
            check_text(c->name, "host", a.uri.host, c->host);
            check_text(c->name, "URI params", a.uri.params, c->uri_params);
            check_text(c->name, "params", a.params, c->params);
            check_int(c->name, "quirks", a.quirks, c->quirks);
            check_true(c->name, "no star", !a.is_star);
        }
        in_every_prefix(c->name, c->text);
    }
    GbSipNameAddr star;
    CHECK_INT("star", gb_sip_name_addr_parse(GB_SLICE(" * "), &star), GB_OK);
    CHECK_TRUE("star", star.is_star);
    CHECK_INT("star with more", gb_sip_name_addr_parse(GB_SLICE("*x"), &star), GB_BAD);
}

typedef struct ViaCase {
    const char *name, *text;
    GbOutcome outcome;
    const char *transport, *host;
    unsigned port;
    const char *branch, *received, *rport;
    uint32_t quirks;
} ViaCase;

static void vias_are_taken_apart(void) {
    static const ViaCase cases[] = {
        {"usual", "SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1", GB_OK, "UDP", "192.0.2.1",
         5060, "z9hG4bK1", NULL, "", 0},
        {"answered", "SIP/2.0/TCP h;received=192.0.2.9;rport=4711;branch=b", GB_OK, "TCP", "h", 0,
         "b", "192.0.2.9", "4711", 0},
        {"blanks and folds everywhere",
         "SIP  / 2.0\r\n /UDP\r\n    192.0.2.2 : 99 ; branch= \r\n x", GB_OK, "UDP", "192.0.2.2",
         99, "x", NULL, NULL, 0},
        {"the first of a list", "SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2", GB_OK, "UDP", "a",
         0, "1", NULL, NULL, 0},
        {"IPv6", "SIP/2.0/UDP [2001:db8::1]:5060;branch=b", GB_OK, "UDP", "2001:db8::1", 5060, "b",
         NULL, NULL, 0},
        {"names in another case", "sip/2.0/udp h;BRANCH=b;Received=r", GB_OK, "udp", "h", 0, "b",
         "r", NULL, 0},
        {"another version", "SIP/7.0/UDP h", GB_OK, "UDP", "h", 0, NULL, NULL, NULL, 0},
        {"the magic cookie alone", "SIP/2.0/UDP h;branch=z9hG4bK", GB_OK, "UDP", "h", 0, "z9hG4bK",
         NULL, NULL, GB_SIP_VALUE_BAD_BRANCH},
        {"empty parameters", "SIP/2.0/UDP h;;branch=b", GB_OK, "UDP", "h", 0, "b", NULL, NULL,
         GB_SIP_VALUE_EMPTY_PARAM},
        {"a bad port", "SIP/2.0/UDP h:0;branch=b", GB_OK, "UDP", "h", 0, "b", NULL, NULL,
         GB_SIP_VALUE_BAD_PORT},
        {"something behind the host", "SIP/2.0/UDP h x;branch=b", GB_OK, "UDP", "h", 0, "b", NULL,
         NULL, GB_SIP_VALUE_TRAILING},
        {"the branch twice: the first counts", "SIP/2.0/UDP h;branch=a;branch=b", GB_OK, "UDP", "h",
         0, "a", NULL, NULL, 0},
        {"no sent-by", "SIP/2.0/UDP;branch=b", GB_BAD, NULL, NULL, 0, NULL, NULL, NULL, 0},
        {"another protocol", "HTTP/1.1/TCP h", GB_BAD, NULL, NULL, 0, NULL, NULL, NULL, 0},
        {"no transport", "SIP/2.0 h", GB_BAD, NULL, NULL, 0, NULL, NULL, NULL, 0},
        {"a semicolon alone", ";", GB_BAD, NULL, NULL, 0, NULL, NULL, NULL, 0},
        {"nothing", "", GB_BAD, NULL, NULL, 0, NULL, NULL, NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const ViaCase *c = &cases[i];
        GbSipVia via;
        GbOutcome outcome = gb_sip_via_parse(fence_copy(gb_slice_from(c->text)), &via);
        check_int(c->name, "outcome", outcome, c->outcome);
        if (outcome == GB_OK) {
            check_text(c->name, "transport", via.transport, c->transport);
            check_text(c->name, "host", via.host, c->host);
            check_int(c->name, "port", via.port, c->port);
            check_text(c->name, "branch", via.branch, c->branch);
            check_text(c->name, "received", via.received, c->received);
            check_text(c->name, "rport", via.rport, c->rport);
            check_int(c->name, "quirks", via.quirks, c->quirks);
        }
        in_every_prefix(c->name, c->text);
    }
}

static void quotes_and_escapes_are_opened(void) {
    static const char *const quoted[][3] = {
        {"plain", "abc", "abc"},
        {"quoted", " \"a b\" ", "a b"},
        {"escapes", "\"a\\\"b\\\\c\"", "a\"b\\c"},
        {"not closed", "\"abc", "abc"},
        {"closed by an escaped quote: not closed", "\"abc\\\"", "abc\""},
        {"a quote alone", "\"", ""},
        {"empty", "\"\"", ""},
        {"%HH is no escape here", "\"%41\"", "%41"},
    };
    static const char *const escaped[][3] = {
        {"plain", "abc", "abc"},       {"two", "%75se%72", "user"}, {"lower case", "%3a%3A", "::"},
        {"no digits", "%Z%45", "%ZE"}, {"cut", "a%4", "a%4"},       {"a sign alone", "%", "%"},
        {"once only", "%2541", "%41"},
    };
    char out[64];
    for (size_t i = 0; i < sizeof quoted / sizeof quoted[0]; i++) {
        size_t n = gb_sip_unquote(fence_copy(gb_slice_from(quoted[i][1])), out, sizeof out);
        check_text(quoted[i][0], "unquoted", gb_slice(out, n), quoted[i][2]);
    }
    for (size_t i = 0; i < sizeof escaped / sizeof escaped[0]; i++) {
        size_t n = gb_sip_unescape(fence_copy(gb_slice_from(escaped[i][1])), out, sizeof out);
        check_text(escaped[i][0], "unescaped", gb_slice(out, n), escaped[i][2]);
    }
    CHECK_INT("no more than there is room for", gb_sip_unescape(GB_SLICE("%41%42%43"), out, 2), 2);
    CHECK_INT("no more than there is room for", gb_sip_unquote(GB_SLICE("\"abc\""), out, 2), 2);
}

static void seconds_and_dates_are_read(void) {
    static const struct {
        const char *name, *text;
        GbOutcome outcome;
        long long value;
    } seconds[] =
        {
            {"plain", "3600", GB_OK, 3600},
            {"nought", "0", GB_OK, 0},
            {"the largest", "4294967295", GB_OK, 4294967295},
            {"one too large", "4294967296", GB_BAD, 0},
            {"beyond 64 bits", "100000000000000000000", GB_BAD, 0},
            {"with a comment", "18000 (busy);duration=3600", GB_OK, 18000},
            {"with a parameter", "120;duration=3600", GB_OK, 120},
            {"with a unit", "3600s", GB_BAD, 0},
            {"negative", "-1", GB_BAD, 0},
            {"nothing", "", GB_BAD, 0},
        },
      dates[] = {
          {"the RFC's own", "Sat, 13 Nov 2010 23:29:00 GMT", GB_OK, 1289690940},
          {"the epoch", "Thu, 01 Jan 1970 00:00:00 GMT", GB_OK, 0},
          {"a leap day", "Thu, 29 Feb 2024 12:00:00 GMT", GB_OK, 1709208000},
          {"another zone", "Fri, 01 Jan 2010 16:00:00 EST", GB_NOT, 0},
          {"as GB/T 28181 writes it", "2024-05-01T08:00:00.000", GB_NOT, 0},
          {"a month that is none", "Fri, 01 Jam 2010 16:00:00 GMT", GB_NOT, 0},
          {"a day that is none", "Frj, 01 Jan 2010 16:00:00 GMT", GB_NOT, 0},
          {"hour 24", "Fri, 01 Jan 2010 24:00:00 GMT", GB_NOT, 0},
          {"nothing", "", GB_NOT, 0},
      };
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
        uint32_t s = 0;
        check_int(seconds[i].name, "outcome",
                  gb_sip_seconds_parse(fence_copy(gb_slice_from(seconds[i].text)), &s),
                  seconds[i].outcome);
        check_int(seconds[i].name, "seconds", s, seconds[i].value);
        in_every_prefix(seconds[i].name, seconds[i].text);
    }
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        int64_t t = 0;
        check_int(dates[i].name, "outcome",
                  gb_sip_date_parse(fence_copy(gb_slice_from(dates[i].text)), &t),
                  dates[i].outcome);
        check_int(dates[i].name, "time", t, dates[i].value);
        in_every_prefix(dates[i].name, dates[i].text);
    }
}

int main(void) {
    static const CheckTest tests[] = {
        {"lists are split at their commas", lists_are_split_at_their_commas},
        {"parameters are split at their semicolons", parameters_are_split_at_their_semicolons},
        {"URIs are taken apart", uris_are_taken_apart},
        {"addresses are taken apart", addresses_are_taken_apart},
        {"Vias are taken apart", vias_are_taken_apart},
        {"quotes and escapes are opened", quotes_and_escapes_are_opened},
        {"seconds and dates are read", seconds_and_dates_are_read},
        {NULL, NULL},
    };
    return check_main("SIP values", tests);
}
