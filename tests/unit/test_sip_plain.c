/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_sip_plain.c - the short cuts for plain addresses and Vias say what the full readings say, on
 * written cases and on thousands of small changes of them; and they do take the common forms.
 */
#include "check.h"
#include "fence.h"
#include "sip/plain.h"

#include <stdio.h>

static bool same(GbSlice a, GbSlice b) {
    return a.p == b.p && a.n == b.n;
}

static bool same_uri(const GbSipUri *a, const GbSipUri *b) {
    return same(a->text, b->text) && same(a->scheme, b->scheme) && same(a->user, b->user) &&
           same(a->password, b->password) && same(a->host, b->host) && a->port == b->port &&
           same(a->params, b->params) && same(a->headers, b->headers) &&
           a->is_ipv6 == b->is_ipv6 && a->quirks == b->quirks;
}

static bool same_party(const GbSipNameAddr *a, const GbSipNameAddr *b) {
    return same(a->display, b->display) && same(a->params, b->params) && a->is_star == b->is_star &&
           a->quirks == b->quirks && same_uri(&a->uri, &b->uri);
}

static bool same_via(const GbSipVia *a, const GbSipVia *b) {
    return same(a->transport, b->transport) && same(a->host, b->host) && a->port == b->port &&
           same(a->branch, b->branch) && same(a->received, b->received) &&
           same(a->rport, b->rport) && same(a->params, b->params) && a->quirks == b->quirks;
}

static unsigned n_plain;

static void compare(GbSlice s, void *name) {
    GbSipUri uri, full_uri;
    GbSipNameAddr party, full_party;
    GbSipVia via, full_via;
    if (gb_plain_uri(s, &uri)) {
        n_plain++;
        bool agrees = gb_full_uri(s, &full_uri) == GB_OK && same_uri(&uri, &full_uri);
        if (!agrees) fprintf(stderr, "%.*s\n", (int)s.n, s.p);
        check_true(name, "the URI is read alike", agrees);
    }
    if (gb_plain_name_addr(s, &party)) {
        n_plain++;
        bool agrees = gb_full_name_addr(s, &full_party) == GB_OK && same_party(&party, &full_party);
        if (!agrees) fprintf(stderr, "%.*s\n", (int)s.n, s.p);
        check_true(name, "the address is read alike", agrees);
    }
    if (gb_plain_via(s, &via)) {
        n_plain++;
        bool agrees = gb_full_via(s, &full_via) == GB_OK && same_via(&via, &full_via);
        if (!agrees) fprintf(stderr, "%.*s\n", (int)s.n, s.p);
        check_true(name, "the Via is read alike", agrees);
    }
}

static const struct {
    const char *name, *text;
    bool plain;
} cases[] = {
    {"an address with a tag", "<sip:34020000001320000001@3402000000>;tag=a1", true},
    {"an address with a port", "<sip:34020000001320000001@192.0.2.1:5060>;tag=932635310", true},
    {"an address without parameters", "<sip:34020000001320000001@3402000000>", true},
    {"a Contact with expires", "<sip:34020000001320000001@192.0.2.1:5060>;expires=3600;q=0.5", true},
    {"a Via", "SIP/2.0/UDP 192.168.13.100:5060;rport;branch=z9hG4bK316908192", true},
    {"a Via answered", "SIP/2.0/TCP 192.0.2.1:5060;rport=5060;received=192.0.2.2;branch=z9hG4bK-1", true},
    {"a Via without port", "SIP/2.0/UDP gate-1.example;branch=z9hG4bK-1;alias", true},
    {"a URI", "sip:34020000002000000001@192.0.2.1:5060", true},
    {"a URI without user", "sip:gate-1.example.net", true},
    {"a URI without scheme", "34020000002000000001@3402000000", false},
    {"a URI with a password", "sip:3402000000:secret@3402000000", false},
    {"a short one", "<sip:1@2>;tag=a", false},
    {"a display name", "\"Gate\" <sip:1@2>;tag=a", false},
    {"no user", "<sip:192.0.2.1:5060>;tag=a", true},
    {"a password", "<sip:1:secret@2>", false},
    {"an IPv6 host", "<sip:1@[2001:db8::1]:5060>", false},
    {"parameters of the URI", "<sip:1@2;transport=tcp>", false},
    {"headers of the URI", "<sip:1@2?a=b>", false},
    {"an empty parameter", "<sip:1@2>;;tag=a", false},
    {"a semicolon at the end", "<sip:1@2>;tag=a;", false},
    {"blanks", "<sip:1@2> ;tag=a", false},
    {"port 0", "<sip:1@2:0>", false},
    {"port 65536", "<sip:1@2:65536>", false},
    {"an empty port", "<sip:1@2:>", false},
    {"a list of Vias", "SIP/2.0/UDP a;branch=z9hG4bK-1, SIP/2.0/UDP b;branch=z9hG4bK-2", false},
    {"a Via with the cookie alone", "SIP/2.0/UDP a;branch=z9hG4bK", false},
    {"a Via without branch", "SIP/2.0/UDP a:5060;rport", false},
    {"a Via with blanks", "SIP / 2.0 / UDP a ; branch = z9hG4bK-1", false},
    {"a Via with two branches", "SIP/2.0/UDP a;branch=z9hG4bK-1;branch=z9hG4bK-2", true},
    {"nothing", "", false},
};

static void written_cases(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbSlice s = gb_slice_from(cases[i].text);
        n_plain = 0;
        compare(fence_copy(s), (void *)cases[i].name);
        check_int(cases[i].name, "takes the short cut", n_plain, cases[i].plain);
        fence_prefixes(s, compare, (void *)cases[i].name);
    }
}

static void small_changes(void) {
    static const char odd[] = " \t\r\n;:,=<>@[]?\"*/.-_%0129azSz\\";
    uint32_t seed = 12345;
    n_plain = 0;
    for (int round = 0; round < 60000; round++) {
        char text[128];
        size_t n = 0;
        const char *from = cases[(seed >> 8) % (sizeof cases / sizeof *cases - 1)].text;
        n = strlen(from);
        memcpy(text, from, n + 1);
        for (int k = 1 + round % 3; k; k--) {
            seed = seed * 1664525u + 1013904223u;
            size_t at = (seed >> 8) % n;
            seed = seed * 1664525u + 1013904223u;
            text[at] = odd[(seed >> 8) % (sizeof odd - 1)];
        }
        compare(fence_copy(gb_slice(text, n)), (void *)"a small change");
    }
    check_true("small changes", "many are plain", n_plain > 2000);
}

int main(void) {
    static const CheckTest tests[] = {
        {"written cases", written_cases},
        {"small changes", small_changes},
        {NULL, NULL},
    };
    return check_main("sip_plain", tests);
}
