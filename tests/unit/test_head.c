/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_head.c - heads with their values: what an earlier head tells is what a full reading says, for
 * the messages devices send and thousands of changes of them; and a head can move with its bytes.
 */
#include <stdio.h>

#include "check.h"
#include "fence.h"
#include "same_head.h"

#define TAIL "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
#define PARTIES(method)                                                                          \
    "From: <sip:34020000001320000001@3402000000>;tag=0f1a\r\n"                                   \
    "To: <sip:34020000002000000001@192.0.2.9:5060>;tag=77\r\n"                                   \
    "Call-ID: 1234-ab@192.0.2.1\r\nCSeq: 20 " method "\r\n"

static const char *const messages[] = {
    "REGISTER sip:34020000002000000001@3402000000 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK316908192\r\n" PARTIES("REGISTER")
    "Contact: <sip:34020000001320000001@192.0.2.1:5060>\r\nExpires: 3600\r\n"
    "User-Agent: IP Camera\r\n" TAIL,
    "SIP/2.0 200 OK\r\n"
    "Via: SIP/2.0/TCP 192.0.2.1:5060;rport=5060;received=192.0.2.2;branch=z9hG4bK-1\r\n"
    PARTIES("REGISTER") "Contact: <sip:34020000001320000001@192.0.2.1:5060>;expires=3600\r\n"
    "Date: 2024-05-01T08:00:00.000\r\n" TAIL,
    "SIP/2.0 200 OK\r\nv: SIP/2.0/UDP gate-1.example;branch=abcdefg\r\n" PARTIES("MESSAGE") TAIL,
    "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1, SIP/2.0/UDP 192.0.2.3;branch=z9hG4bK2\r\n"
    PARTIES("MESSAGE") "X-GB-Ver: 2.0\r\nContent-Type: Application/MANSCDP+xml\r\n" TAIL,
    "INVITE sip:34020000001310000001@192.0.2.1:5060 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-a1\r\n"
    "f: \"Gate 7\" <sip:34020000002000000001@3402000000>;tag=a;x=1\r\n"
    "t: sip:34020000001310000001@3402000000;tag=b\r\ni: abc1\r\nCSeq: 4294967 INVITE\r\n"
    "m: <sip:34020000002000000001@192.0.2.9>, <sip:2@192.0.2.9>;expires=7\r\n"
    "Subject: 34020000001310000001:0100000001,34020000002000000001:1\r\nl: 0\r\n\r\n",
    ("MESSAGE sip:1@2 SIP/2.0\r\nVia: SIP/2.0/UDP 2;branch=z9hG4bK9\r\nFrom: <sip:1@2>;tag=1\r\n"
     "To: <sip:2@2>\r\nCall-ID: 1\r\nCSeq:\t7\tMESSAGE\r\nContent-Length: 4\r\n\r\nbody"),
};

static uint32_t seed = 12345;
static unsigned next_below(unsigned below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* The reader and a full reading say the same. */
static void compare(const char *name, GbHeadReader *r, GbSlice bytes) {
    static GbHead quick, full;
    GbOutcome told = gb_head_read(r, bytes, &quick), outcome = gb_head_read(NULL, bytes, &full);
    check_int(name, "outcome", told, outcome);
    if (told != GB_OK || outcome != GB_OK) return;
    const char *differs = head_difference(&quick, &full);
    if (differs) fprintf(stderr, "%.*s\n", (int)bytes.n, bytes.p);
    check_text(name, "what differs", gb_slice_from(differs ? differs : ""), "");
}

static void changes(const char *letters, unsigned rounds, unsigned most, uint64_t least_repeats) {
    char text[2048];
    GbHeadReader *r = gb_head_reader_new();
    for (unsigned round = 0; round < rounds; round++) {
        const char *from = messages[next_below(sizeof messages / sizeof *messages)];
        size_t n = strlen(from);
        memcpy(text, from, n);
        for (unsigned k = next_below(most + 1); k; k--) text[next_below((unsigned)n)] = letters[next_below((unsigned)strlen(letters))];
        compare("a changed message", r, fence_copy(gb_slice(text, n)));
    }
    uint64_t repeats = gb_head_reader_repeats(r);
    if (repeats < least_repeats) fprintf(stderr, "%llu repeats\n", (unsigned long long)repeats);
    check_true("changes", "an earlier head tells many", repeats >= least_repeats);
    gb_head_reader_free(r);
}

static void letters_and_digits(void) {
    changes("0123456789", 30000, 2, 10000);
    changes("0123456789abcxyzABCXYZ", 30000, 4, 3000);
}

static void anything(void) {
    changes(" \t\r\n;:,=<>@[]?\"*/.-_%0129azSz\\", 30000, 3, 5000);
}

static void same_length(void) {
    static const char one[] = "MESSAGE sip:1@2 SIP/2.0\r\nVia: SIP/2.0/UDP 2;branch=z9hG4bK9\r\n"
                              "From: <sip:1@2>;tag=1\r\nTo: <sip:2@2>\r\nCall-ID: 11\r\n"
                              "CSeq: 7 MESSAGE\r\nContent-Length: 0\r\n\r\n";
    static const char other[] = "MESSAGE sip:1@2 SIP/2.0\r\nVia: SIP/2.0/UDP 2;branch=z9hG4bK9\r\n"
                                "From: <sip:1@2>;tag=1\r\nTo: <sip:2@2>\r\nCall-ID: 1\r\n"
                                "CSeq: 17 MESSAGE\r\nContent-Length: 0\r\n\r\n";
    GbHeadReader *r = gb_head_reader_new();
    for (int i = 0; i < 4; i++) {
        compare("one layout", r, GB_SLICE(one));
        compare("another of the same length", r, GB_SLICE(other));
    }
    CHECK_INT("both are remembered", gb_head_reader_repeats(r), 4);
    gb_head_reader_free(r);
}

static void the_number_of_a_cseq(void) {
    static const struct { const char *number; uint32_t cseq; uint32_t quirks; } cases[] = {
        {"0000000020", 20, 0}, {"2147483647", 2147483647u, 0}, {"0000000021", 21, 0},
        {"2147483648", 2147483648u, GB_SIP_CSEQ_RANGE}, {"000000002a", 2, GB_SIP_CSEQ_RANGE},
        {"4294967295", 4294967295u, GB_SIP_CSEQ_RANGE}, {"4294967296", 0, GB_SIP_CSEQ_RANGE},
        {"0000000022", 22, 0}};
    GbHeadReader *r = gb_head_reader_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        static GbHead head;
        snprintf(text, sizeof text, "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 2;branch=z9hG4bK9\r\n"
                 "From: <sip:1@2>;tag=1\r\nTo: <sip:2@2>;tag=2\r\nCall-ID: 11\r\n"
                 "CSeq: %s MESSAGE\r\nContent-Length: 0\r\n\r\n", cases[i].number);
        compare(cases[i].number, r, gb_slice_from(text));
        CHECK_INT(cases[i].number, gb_head_read(r, gb_slice_from(text), &head), GB_OK);
        check_int(cases[i].number, "number", head.sip.cseq, cases[i].cseq);
        check_int(cases[i].number, "quirks", head.sip.quirks, cases[i].quirks);
    }
    CHECK_TRUE("an earlier head told them", gb_head_reader_repeats(r) > 10);
    gb_head_reader_free(r);
}

static void a_head_moves(void) {
    static GbHead head, there;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        size_t n = strlen(messages[i]);
        GbSlice copy = fence_copy(gb_slice(messages[i], n));
        CHECK_INT(messages[i], gb_head_read(NULL, gb_slice(messages[i], n), &head), GB_OK);
        CHECK_INT(messages[i], gb_head_read(NULL, copy, &there), GB_OK);
        gb_head_move(&head, messages[i], copy.p);
        const char *differs = head_difference(&head, &there);
        check_text(messages[i], "what differs", gb_slice_from(differs ? differs : ""), "");
    }
}

int main(void) {
    static const CheckTest tests[] = {
        {"letters and digits", letters_and_digits},
        {"anything", anything},
        {"two layouts of the same length", same_length},
        {"the number of a CSeq", the_number_of_a_cseq},
        {"a head moves", a_head_moves},
        {NULL, NULL},
    };
    return check_main("head", tests);
}
