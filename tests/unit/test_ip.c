/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_ip.c - IP headers, and fragments in every order, twice, overlapping, missing and too many;
 * then UDP: several messages in a datagram, one message in two datagrams.
 */
#include <gb28181/limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <gb28181/head.h>

#include "check.h"
#include "packets.h"
#include "same_head.h"

static char *text; /* a message of three fragments */
static Wire w;

enum { PIECE = 512 };

/* Fragment i of 3 of the message over UDP; v6 or v4. */
static void fragment(int version, int i, uint16_t id) {
    static Wire whole;
    wire_text(&whole, text);
    wire_udp(&whole, 5060, 5060);
    size_t n = wire_length(&whole), at = (size_t)i * PIECE;
    bool more = at + PIECE < n;
    wire_start(&w, whole.bytes + whole.from + at, more ? PIECE : n - at);
    if (version == 4) {
        wire_ip4_fragment(&w, 17, 1, 2, id, at, more);
        wire_ethernet(&w, 0x0800);
    } else {
        wire_ip6_fragment(&w, 17, id, at, more);
        wire_ip6(&w, 44, 1, 2);
        wire_ethernet(&w, 0x86dd);
    }
}

static void expect_one(const char *where, const Seen *s, uint32_t quirks) {
    CHECK_INT(where, s->n, 1);
    CHECK_TEXT(where, seen_bytes(s, 0), text);
    if (s->n) CHECK_INT(where, s->messages[0].m.quirks, quirks);
}

static void test_orders(void) {
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int version = 4; version <= 6; version += 2)
        for (int o = 0; o < 6; o++)
            for (int twice = -1; twice < 3; twice++) {
                char where[64];
                File f = {0};
                Seen s = {0};
                snprintf(where, sizeof where, "IPv%d fragments %d %d %d, twice %d", version,
                         orders[o][0], orders[o][1], orders[o][2], twice);
                file_start(&f, 1);
                for (int i = 0; i < 3; i++) {
                    fragment(version, orders[o][i], 77);
                    file_packet(&f, &w);
                    if (i == twice && i < 2) file_packet(&f, &w);
                }
                see_file(&s, &f);
                expect_one(where, &s, 0);
                CHECK_INT(where, seen_count(&s, "reassembled"), 1);
                CHECK_TEXT(where, gb_slice_from(s.notices), "");
                if (s.n) CHECK_INT(where, s.messages[0].m.frame, twice >= 0 && twice < 2 ? 4 : 3);
                seen_free(&s);
                file_free(&f);
            }
}

static void test_interleaved(void) {
    const char *where = "two datagrams whose fragments mix";
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    for (int i = 0; i < 3; i++)
        for (uint16_t id = 1; id < 3; id++) {
            fragment(4, i, id);
            file_packet(&f, &w);
        }
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    seen_free(&s);
    file_free(&f);
}

static void test_overlap(void) {
    const char *where = "a fragment with other bytes: the first wins, flagged";
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    fragment(4, 0, 1);
    file_packet(&f, &w);
    fragment(4, 1, 1);
    file_packet(&f, &w);
    w.bytes[w.to - 9] ^= 1;
    file_packet(&f, &w);
    fragment(4, 2, 1);
    file_packet(&f, &w);
    see_file(&s, &f);
    expect_one(where, &s, GB_MESSAGE_OVERLAP);
    CHECK_INT(where, seen_count(&s, "overlap"), 1);
    CHECK_TEXT(where, gb_slice_from(s.notices), "");
    seen_free(&s);
    file_free(&f);
}

static void test_missing(void) {
    for (int lost = 0; lost < 3; lost++) {
        char where[64];
        File f = {0};
        Seen s = {0};
        snprintf(where, sizeof where, "fragment %d is missing", lost);
        file_start(&f, 1);
        for (int i = 0; i < 3; i++) {
            fragment(4, i, 1);
            if (i != lost) file_packet(&f, &w);
        }
        see_file(&s, &f);
        CHECK_INT(where, seen_count(&s, "fragments-lost"), 1);
        CHECK_INT(where, s.n, lost == 0 ? 0 : 1);
        if (lost > 0 && s.n) {
            const GbMessage *m = &s.messages[0].m;
            size_t there = (size_t)lost * PIECE - 8;
            CHECK_INT(where, m->bytes.n, there);
            CHECK_INT(where, m->missing, strlen(text) - there);
            CHECK_INT(where, m->quirks, GB_MESSAGE_GAP);
            CHECK_TRUE(where, strncmp(s.notices, "capture.fragments-lost[1];", 26) == 0);
        }
        CHECK_TRUE(where, strstr(s.notices, "first-fragments-only") == NULL);
        seen_free(&s);
        file_free(&f);
    }
}

static void test_first_only(void) {
    const char *where = "a filter on ports leaves first fragments only";
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    for (uint16_t id = 1; id <= 2; id++) {
        fragment(4, 0, id);
        file_packet(&f, &w);
    }
    file_udp(&f, 2, 1, "SIP/2.0 200 OK\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n");
    see_file(&s, &f);
    CHECK_INT(where, s.n, 3);
    /* the answer does not overtake the requests */
    if (s.n == 3) CHECK_TEXT(where, gb_slice_sub(seen_bytes(&s, 2), 0, 14), "SIP/2.0 200 OK");
    CHECK_TRUE(where, strstr(s.notices, "capture.first-fragments-only[2];") != NULL);
    seen_free(&s);
    file_free(&f);
}

static void test_age(void) {
    const char *where = "a fragment too late is of another datagram";
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    fragment(4, 0, 1);
    file_packet(&f, &w);
    fragment(4, 1, 1);
    file_packet(&f, &w);
    f.time_us += 61000000;
    fragment(4, 2, 1);
    file_packet(&f, &w);
    see_file(&s, &f);
    CHECK_INT(where, s.n, 1);
    if (s.n) CHECK_INT(where, s.messages[0].m.quirks, GB_MESSAGE_GAP);
    CHECK_INT(where, seen_count(&s, "fragments-lost"), 2);
    CHECK_INT(where, seen_place(&s, "fragments-lost", 0), 1);
    CHECK_INT(where, seen_place(&s, "fragments-lost", 1), 3);
    CHECK_INT(where, seen_place(&s, "fragments-lost", 2), 0);
    CHECK_INT(where, seen_count(&s, "reassembled"), 0);
    seen_free(&s);
    file_free(&f);
}

static void test_caps(void) {
    const char *where = "more datagrams waiting than we keep";
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    for (unsigned id = 0; id < GB_MAX_FRAGMENT_DATAGRAMS + 100; id++) {
        fragment(4, 1, (uint16_t)id);
        f.time_us -= 999;
        file_packet(&f, &w);
    }
    see_file(&s, &f);
    CHECK_INT(where, seen_count(&s, "fragments-limit"), 100);
    CHECK_INT(where, seen_count(&s, "fragments-lost"), GB_MAX_FRAGMENT_DATAGRAMS + 100);
    CHECK_TRUE(where, strstr(s.notices, "capture.limit-reached[datagrams waiting for fragme][4096];") != NULL);
    seen_free(&s);
    f.n = 0;
    file_start(&f, 1);
    for (unsigned id = 0; id < 600; id++) { /* each claims to be large: bytes are capped */
        wire_start(&w, text, 8);
        wire_ip4_fragment(&w, 17, 1, 2, (uint16_t)id, 65000, true);
        wire_ethernet(&w, 0x0800);
        f.time_us -= 999;
        file_packet(&f, &w);
    }
    see_file(&s, &f);
    CHECK_TRUE(where, seen_count(&s, "fragments-limit") > 300);
    seen_free(&s);
    file_free(&f);
}

static void test_lies(void) {
    static const struct {
        const char *name;
        size_t offset, n;
        bool more;
    } lies[] = {{"a fragment beyond 64 KiB", 65528, 100, false},
                {"a fragment of no bytes", 8, 0, true},
                {"a fragment in the middle of odd length", 8, 15, true}};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        File f = {0};
        Seen s = {0};
        file_start(&f, 1);
        wire_start(&w, text, lies[i].n);
        wire_ip4_fragment(&w, 17, 1, 2, 1, lies[i].offset, lies[i].more);
        wire_ethernet(&w, 0x0800);
        file_packet(&f, &w);
        see_file(&s, &f);
        CHECK_INT(lies[i].name, seen_count(&s, "bad-length"), 1);
        CHECK_TEXT(lies[i].name, gb_slice_from(s.notices), "capture.bad-lengths[1];");
        seen_free(&s);
        file_free(&f);
    }
}

/* ---- headers ------------------------------------------------------------------------------- */

static void test_headers(void) {
    static const struct {
        const char *name;
        size_t at; /* of the IP header */
        uint8_t v;
        unsigned n, bad;
    } cases[] = {{"IPv4 as it should be", 8, 64, 1, 0},
                 {"IPv4 with a header of 16 bytes", 0, 0x44, 0, 1},
                 {"IPv4 of version 5", 0, 0x55, 0, 1},
                 {"IPv4 total length beyond the frame", 2, 0x7f, 1, 1},
                 {"IPv4 total length within its header", 2, 0, 0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        File f = {0};
        Seen s = {0};
        char *small = sip_text("REGISTER", 1, 0);
        wire_text(&w, small);
        wire_udp(&w, 5060, 5060);
        wire_ip4(&w, 17, 1, 2);
        w.bytes[w.from + cases[i].at] = cases[i].v;
        if (cases[i].at == 2 && cases[i].v == 0) w.bytes[w.from + 3] = 19;
        wire_ethernet(&w, 0x0800);
        file_start(&f, 1);
        file_packet(&f, &w);
        see_file(&s, &f);
        CHECK_INT(cases[i].name, s.n, cases[i].n);
        CHECK_INT(cases[i].name, seen_count(&s, "bad-length"), cases[i].bad);
        seen_free(&s);
        file_free(&f);
        free(small);
    }
}

static void test_offload(void) {
    const char *where = "a total length of 0, as hosts capture their own large packets";
    File f = {0};
    Seen s = {0};
    wire_text(&w, text);
    wire_udp(&w, 5060, 5060);
    wire_ip4(&w, 17, 1, 2);
    w.bytes[w.from + 2] = w.bytes[w.from + 3] = 0;
    wire_ethernet(&w, 0x0800);
    file_start(&f, 1);
    file_packet(&f, &w);
    see_file(&s, &f);
    expect_one(where, &s, 0);
    seen_free(&s);
    file_free(&f);
}

static void test_extensions(void) {
    const char *where = "IPv6 extension headers are passed over";
    File f = {0};
    Seen s = {0};
    wire_text(&w, text);
    wire_udp(&w, 5060, 5060);
    wire_push(&w, "\x11\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16); /* authentication: 4 + 2 words */
    wire_push(&w, "\x33\0\0\0\0\0\0\0", 8);                     /* destination options */
    wire_push(&w, "\x3c\0\0\0\0\0\0\0", 8);                     /* atomic fragment */
    wire_push(&w, "\x2c\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);  /* routing */
    wire_push(&w, "\x2b\0\0\0\0\0\0\0", 8);                     /* hop by hop */
    wire_ip6(&w, 0, 1, 2);
    wire_ethernet(&w, 0x86dd);
    file_start(&f, 1);
    file_packet(&f, &w);
    see_file(&s, &f);
    expect_one(where, &s, 0);
    CHECK_INT(where, seen_count(&s, "bad-length"), 0);
    seen_free(&s);
    file_free(&f);
}

static void test_snapped(void) {
    const char *where = "a message cut by snaplen";
    File f = {0};
    Seen s = {0};
    wire_text(&w, text);
    wire_udp(&w, 5060, 5060);
    wire_ip4(&w, 17, 1, 2);
    wire_ethernet(&w, 0x0800);
    file_start(&f, 1);
    file_record(&f, w.bytes + w.from, 600, (uint32_t)wire_length(&w));
    see_file(&s, &f);
    CHECK_INT(where, s.n, 1);
    if (s.n) {
        CHECK_INT(where, s.messages[0].m.quirks, GB_MESSAGE_SNAPPED);
        CHECK_INT(where, s.messages[0].m.bytes.n, 600 - 42);
        CHECK_INT(where, s.messages[0].m.missing, strlen(text) - (600 - 42));
    }
    CHECK_INT(where, seen_count(&s, "snapped"), 1);
    CHECK_TEXT(where, gb_slice_from(s.notices), "");
    seen_free(&s);
    file_free(&f);
}

/* ---- datagrams ----------------------------------------------------------------------------- */

static void test_datagrams(void) {
    char *a = sip_text("REGISTER", 1, 0), *b = sip_text("MESSAGE", 2, 50);
    char both[4096];
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    snprintf(both, sizeof both, "\r\n%s\r\n%s\r\n", a, b);
    file_udp(&f, 1, 2, both);
    see_file(&s, &f);
    CHECK_INT("two messages in a datagram", s.n, 2);
    CHECK_TEXT("two messages in a datagram", seen_bytes(&s, 0), a);
    CHECK_TEXT("two messages in a datagram", seen_bytes(&s, 1), b);
    seen_free(&s);
    f.n = 0;
    file_start(&f, 1);
    file_udp(&f, 1, 2, "\r\n\r\n");
    file_udp(&f, 1, 2, "\0");
    file_udp(&f, 1, 2, "hello, this is no SIP");
    file_udp(&f, 1, 2, "\x80\x60\x01\x02xxxxxxxxxxxxxxxxx");
    file_udp(&f, 1, 2, "\x80\xc8\x01\x02xxxxxxxxxxxxxxxxx");
    see_file(&s, &f);
    CHECK_INT("what is no SIP", s.n, 0);
    CHECK_INT("a ping", seen_count(&s, "crlf-ping"), 1);
    CHECK_TEXT("a ping", gb_slice_from(s.pings), "1 5060 to 5060;");
    CHECK_INT("an empty datagram", seen_count(&s, "udp-short"), 1);
    CHECK_INT("a text", seen_count(&s, "udp-other"), 1);
    CHECK_INT("RTP", seen_count(&s, "rtp"), 1);
    CHECK_INT("RTCP", seen_count(&s, "rtcp"), 1);
    seen_free(&s);
    file_free(&f);
    free(a);
    free(b);
}

static void expect_continued(const char *where, Seen *s, const File *f, bool joined) {
    see_file(s, f);
    CHECK_TRUE(where, s->n >= 1);
    if (!s->n) return;
    CHECK_INT(where, (s->messages[0].m.quirks & GB_MESSAGE_CONTINUED) != 0, joined);
    CHECK_INT(where, s->messages[0].m.bytes.n, joined ? strlen(text) : 700);
    CHECK_INT(where, s->messages[0].m.missing, joined ? 0 : strlen(text) - 700);
    if (joined) CHECK_TEXT(where, seen_bytes(s, 0), text);
}

static void test_continued(void) {
    char part[2][2048];
    File f = {0};
    Seen s = {0};
    snprintf(part[0], sizeof part[0], "%.700s", text);
    snprintf(part[1], sizeof part[1], "%s", text + 700);
    file_start(&f, 1);
    file_udp(&f, 1, 2, part[0]);
    file_udp(&f, 1, 2, part[1]);
    expect_continued("the rest comes in the next datagram", &s, &f, true);
    CHECK_INT("the rest comes in the next datagram", s.n, 1);
    CHECK_INT("the rest comes in the next datagram", s.messages[0].m.frame, 2);
    seen_free(&s);

    f.n = 0;
    file_start(&f, 1);
    file_udp(&f, 1, 2, part[0]);
    f.time_us += 1100000;
    file_udp(&f, 1, 2, part[1]);
    expect_continued("the rest comes too late", &s, &f, false);
    seen_free(&s);

    f.n = 0;
    file_start(&f, 1);
    file_udp(&f, 1, 2, part[0]);
    file_udp(&f, 3, 2, part[1]);
    expect_continued("the rest comes from somebody else", &s, &f, false);
    seen_free(&s);

    f.n = 0;
    file_start(&f, 1);
    file_udp(&f, 1, 2, part[0]);
    file_udp(&f, 1, 2, text);
    expect_continued("the next datagram is a message itself", &s, &f, false);
    CHECK_INT("the next datagram is a message itself", s.n, 2);
    seen_free(&s);

    f.n = 0;
    file_start(&f, 1);
    file_udp(&f, 1, 2, part[0]);
    file_udp(&f, 2, 1, "SIP/2.0 200 OK\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n");
    file_udp(&f, 1, 2, part[1]);
    expect_continued("an answer does not overtake what is held", &s, &f, false);
    CHECK_INT("an answer does not overtake what is held", s.n, 2);
    seen_free(&s);

    f.n = 0;
    file_start(&f, 1);
    file_udp(&f, 1, 2, part[0]);
    file_udp(&f, 1, 2, "\r\n\r\n");
    expect_continued("a ping is no rest", &s, &f, false);
    seen_free(&s);
    file_free(&f);
}

/* Moves the head to a copy of the bytes, as the handover does. */
static bool move_head(const GbMessage *m, void *data) {
    unsigned *wrong = data;
    static GbHead moved, read;
    if (!m->head) return true;
    char *copy = malloc(m->bytes.n);
    if (!copy) abort();
    memcpy(copy, m->bytes.p, m->bytes.n);
    memcpy(&moved, m->head, offsetof(GbHead, sip.headers) + m->head->sip.n_headers * sizeof *moved.sip.headers);
    gb_head_move(&moved, m->bytes.p, copy);
    *wrong += gb_head_read(NULL, gb_slice(copy, m->bytes.n), &read) != GB_OK ||
              head_difference(&moved, &read) != NULL;
    free(copy);
    return true;
}

/* An answer lets go the fragments that it answers, which are read between its own head and its being
 * handed out; each of another length, so that some time they push out what told the answer's. */
static void test_heads(void) {
    enum { LENGTHS = 1200 };
    static Wire whole;
    char *request = sip_text("MESSAGE", 1, 20000), *answer = sip_text("MESSAGE", 2, 0), path[64];
    unsigned wrong = 0;
    int fd;
    File f = {0};
    GbError error = {0};
    file_start(&f, 1);
    file_udp(&f, 2, 1, answer);
    file_udp(&f, 2, 1, answer);
    wire_text(&whole, request);
    wire_udp(&whole, 5060, 5060);
    for (uint16_t i = 0; i < LENGTHS; i++) {
        wire_start(&w, whole.bytes + whole.from, 512u + 8u * i);
        wire_ip4_fragment(&w, 17, 1, 2, i, 0, true);
        wire_ethernet(&w, 0x0800);
        file_packet(&f, &w);
        file_udp(&f, 2, 1, answer);
    }
    memory_path(f.p, f.n, &fd, path);
    Capture *c = capture_open((const char *const[]){path}, 1, &error);
    CHECK_TRUE("a capture", c != NULL);
    if (c) CHECK_TRUE("read", capture_run(c, &(CaptureCallbacks){.message = move_head, .data = &wrong}));
    CHECK_INT("heads that were moved wrongly", wrong, 0);
    capture_free(c);
    close(fd);
    file_free(&f);
    free(request);
    free(answer);
}

int main(void) {
    static const CheckTest tests[] = {
        {"fragments in every order, each of them twice", test_orders},
        {"fragments of two datagrams", test_interleaved},
        {"fragments that overlap", test_overlap},
        {"fragments missing", test_missing},
        {"first fragments only", test_first_only},
        {"fragments too late", test_age},
        {"fragments without end", test_caps},
        {"fragments that lie", test_lies},
        {"IPv4 headers that lie", test_headers},
        {"segmentation offload", test_offload},
        {"IPv6 extension headers", test_extensions},
        {"snaplen", test_snapped},
        {"datagrams", test_datagrams},
        {"messages in two datagrams", test_continued},
        {"a head that others were read behind", test_heads},
        {NULL, NULL}};
    text = sip_text("MESSAGE", 1, 900);
    int code = check_main("ip", tests);
    free(text);
    return code;
}
