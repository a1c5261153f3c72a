/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_tcp.c - TCP streams: the same bytes in every split, in every order of three segments, each
 * of them twice, give the same messages; gaps, resets, reused ports, noise and caps.
 */
#include <gb28181/limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "packets.h"

static char *one, *two, *both; /* two messages, and one behind the other */
static Wire w;
static File f;

enum { DEVICE = 1, SERVER = 2, ISN = 0x12345678, PEER_ISN = 99 };

static void begin(void) {
    f.n = 0;
    f.time_us = 1603901905286000;
    file_start(&f, 1);
}

/* A segment; seq counts from the first byte of data. */
static void send_from(uint8_t src, uint8_t dst, uint16_t sport, uint16_t dport, uint32_t seq,
                      uint32_t ack, unsigned flags, const void *p, size_t n) {
    wire_start(&w, p, n);
    wire_tcp(&w, sport, dport, seq, ack, flags);
    wire_ip4(&w, 6, src, dst);
    wire_ethernet(&w, 0x0800);
    file_packet(&f, &w);
}

static void segment(uint32_t at, const void *p, size_t n) {
    send_from(DEVICE, SERVER, 40000, 6060, ISN + 1 + at, PEER_ISN + 1, WIRE_ACK, p, n);
}

static void handshake(void) {
    send_from(DEVICE, SERVER, 40000, 6060, ISN, 0, WIRE_SYN, "", 0);
    send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN, ISN + 1, WIRE_SYN | WIRE_ACK, "", 0);
    send_from(DEVICE, SERVER, 40000, 6060, ISN + 1, PEER_ISN + 1, WIRE_ACK, "", 0);
}

static void acknowledge(uint32_t at) {
    send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN + 1, ISN + 1 + at, WIRE_ACK, "", 0);
}

/* Reads the file made; the messages must be `one`, `two` with these quirks. */
static void expect_both(const char *where, uint32_t quirks) {
    Seen s = {0};
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    CHECK_TEXT(where, seen_bytes(&s, 0), one);
    CHECK_TEXT(where, seen_bytes(&s, 1), two);
    for (size_t i = 0; i < s.n; i++) {
        CHECK_INT(where, s.messages[i].m.quirks, quirks);
        CHECK_INT(where, s.messages[i].m.transport, GB_TRANSPORT_TCP);
        CHECK_TRUE(where, s.messages[i].m.connection != 0);
    }
    if (!quirks) CHECK_TEXT(where, gb_slice_from(s.notices), "");
    seen_free(&s);
}

static void test_splits(void) {
    size_t n = strlen(both);
    for (size_t cut = 0; cut <= n; cut++) {
        begin();
        handshake();
        segment(0, both, cut);
        segment((uint32_t)cut, both + cut, n - cut);
        expect_both("cut at every byte", 0);
        begin(); /* without a handshake */
        segment(0, both, cut);
        segment((uint32_t)cut, both + cut, n - cut);
        expect_both("cut at every byte, seen from its first segment on", 0);
    }
    for (size_t size = 1; size < 40; size++) {
        begin();
        handshake();
        for (size_t at = 0; at < n; at += size)
            segment((uint32_t)at, both + at, n - at < size ? n - at : size);
        expect_both("cut into equal pieces", 0);
    }
}

static void test_orders(void) {
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    size_t n = strlen(both);
    for (size_t a = 1; a < n - 1; a += 37)
        for (size_t b = a + 1; b < n; b += 41)
            for (int o = 0; o < 6; o++)
                for (int twice = -1; twice < 3; twice++) {
                    size_t at[4] = {0, a, b, n};
                    begin();
                    handshake();
                    for (int i = 0; i < 3; i++) {
                        int k = orders[o][i];
                        segment((uint32_t)at[k], both + at[k], at[k + 1] - at[k]);
                        if (k == twice) segment((uint32_t)at[k], both + at[k], at[k + 1] - at[k]);
                    }
                    expect_both("three segments in every order, each twice", 0);
                }
}

static void test_overlapping(void) {
    size_t n = strlen(both);
    for (size_t size = 30; size < 200; size += 31)
        for (size_t step = 7; step < size; step += 11) {
            begin();
            handshake();
            for (size_t at = 0; at < n; at += step)
                segment((uint32_t)at, both + at, n - at < size ? n - at : size);
            expect_both("segments that overlap", 0);
            begin();
            handshake();
            for (size_t i = (n - 1) / step + 1; i-- > 0;) {
                size_t at = i * step;
                segment((uint32_t)at, both + at, n - at < size ? n - at : size);
            }
            expect_both("segments that overlap, the last first", 0);
        }
}

static void test_other_bytes(void) {
    const char *where = "sent again with other bytes: the first stay, flagged";
    char other[64];
    memset(other, 'X', sizeof other);
    for (int waits = 0; waits < 2; waits++) {
        Seen s = {0};
        begin();
        handshake();
        if (!waits) segment(0, one, 100);
        segment(100, one + 100, 60);
        segment(110, other, 40);
        if (waits) segment(0, one, 100);
        segment(160, one + 160, strlen(one) - 160);
        see_file(&s, &f);
        CHECK_INT(where, s.n, 1);
        CHECK_TEXT(where, seen_bytes(&s, 0), one);
        if (s.n) CHECK_INT(where, s.messages[0].m.quirks, GB_MESSAGE_OVERLAP);
        CHECK_INT(where, seen_count(&s, "overlap"), 1);
        seen_free(&s);
    }
}

static void test_wrap(void) {
    size_t n = strlen(both);
    for (size_t before = 0; before < n; before += 13) {
        uint32_t isn = (uint32_t)-before - 1;
        begin();
        send_from(DEVICE, SERVER, 40000, 6060, isn, 0, WIRE_SYN, "", 0);
        for (size_t at = 0; at < n; at += 50)
            send_from(DEVICE, SERVER, 40000, 6060, isn + 1 + (uint32_t)at, 0, WIRE_ACK, both + at,
                      n - at < 50 ? n - at : 50);
        expect_both("sequence numbers that wrap", 0);
    }
}

static void test_probes_and_pings(void) {
    const char *where = "keepalive probes and pings between messages";
    Seen s = {0};
    uint32_t at = (uint32_t)strlen(one);
    begin();
    handshake();
    segment(0, one, at);
    segment(at - 1, "", 1); /* probes */
    segment(at - 1, "", 0);
    segment(at, "\r\n\r\n", 4);
    segment(at + 4, "\r\n", 2);
    segment(at + 6, two, strlen(two));
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    CHECK_TEXT(where, seen_bytes(&s, 1), two);
    CHECK_INT(where, seen_count(&s, "crlf-ping"), 2);
    CHECK_TEXT(where, gb_slice_from(s.pings), "7 40000 to 6060;8 40000 to 6060;");
    CHECK_INT(where, seen_count(&s, "tcp-retransmission"), 1);
    CHECK_TEXT(where, gb_slice_from(s.notices), "");
    seen_free(&s);
}

static void test_directions(void) {
    const char *where = "both directions of one connection";
    static const char answer[] = "SIP/2.0 200 OK\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n";
    Seen s = {0};
    begin();
    handshake();
    segment(0, one, strlen(one));
    send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN + 1, ISN + 1, WIRE_ACK, answer, 20);
    send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN + 21, ISN + 1, WIRE_ACK, answer + 20,
              sizeof answer - 21);
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    CHECK_TEXT(where, seen_bytes(&s, 1), answer);
    if (s.n == 2) {
        CHECK_INT(where, s.messages[0].m.connection == s.messages[1].m.connection, true);
        CHECK_INT(where, s.messages[1].m.src.port, 6060);
        CHECK_INT(where, s.messages[1].m.dst.port, 40000);
        CHECK_INT(where, s.messages[1].m.frame, 6);
    }
    seen_free(&s);
}

/* ---- gaps ---------------------------------------------------------------------------------- */

static void expect_gap(const char *where, size_t begun, size_t lost) {
    char notice[64];
    Seen s = {0};
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    CHECK_INT(where, seen_bytes(&s, 0).n, begun);
    CHECK_TEXT(where, seen_bytes(&s, 1), two);
    if (s.n == 2) {
        CHECK_INT(where, s.messages[0].m.quirks, GB_MESSAGE_GAP);
        CHECK_INT(where, s.messages[0].m.missing, strlen(one) - begun);
        CHECK_INT(where, s.messages[1].m.quirks, 0);
    }
    snprintf(notice, sizeof notice, "capture.stream-gap[%zu][192.0.2.1:40000];", lost);
    CHECK_TEXT(where, gb_slice_from(s.notices), notice);
    CHECK_INT(where, seen_count(&s, "stream-gap"), 1);
    seen_free(&s);
}

static void test_gaps(void) {
    size_t n = strlen(both), end = strlen(one), from = end - 200, to = end - 100;
    begin();
    handshake();
    segment(0, both, from);
    segment((uint32_t)to, both + to, n - to);
    acknowledge((uint32_t)n);
    f.time_us += 300000;
    acknowledge((uint32_t)n);
    expect_gap("a gap in a body that the receiver acknowledged", from, to - from);
    begin();
    handshake();
    segment(0, both, from);
    segment((uint32_t)to, both + to, n - to);
    f.time_us += 31000000;
    segment((uint32_t)n, "\r\n", 2);
    expect_gap("a gap in a body that nobody acknowledged", from, to - from);
    begin();
    handshake();
    segment(0, both, from);
    segment((uint32_t)to, both + to, n - to);
    expect_gap("a gap in a body up to the capture's end", from, to - from);
    begin();
    handshake();
    segment(0, both, from);
    segment((uint32_t)end, two, n - end);
    send_from(DEVICE, SERVER, 40000, 6060, ISN + 1 + (uint32_t)n, 0, WIRE_RST, "", 0);
    expect_gap("a gap up to the message's end, then a reset", from, end - from);
    begin();
    handshake();
    segment(0, both, from);
    segment((uint32_t)to, both + to, n - to);
    acknowledge((uint32_t)n);
    f.time_us += 50000; /* captures reorder a little */
    segment((uint32_t)from, both + from, to - from);
    expect_both("a gap that fills after it was acknowledged", 0);
}

/* The server's answer, sent when it had so many bytes of ours. */
static void answer(uint32_t has, const char *text) {
    send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN + 1, ISN + 1 + has, WIRE_ACK, text, strlen(text));
}

static void test_answered_gap(void) {
    const char *where = "an answer closes the gap before what it answers";
    size_t n = strlen(both), from = strlen(one) - 200, to = from + 100;
    Seen s = {0};
    begin();
    handshake();
    segment(0, both, from);
    segment((uint32_t)to, both + to, n - to);
    answer((uint32_t)n, one);
    see_file(&s, &f);
    CHECK_INT(where, s.n, 3);
    CHECK_INT(where, seen_bytes(&s, 0).n, from);
    CHECK_TEXT(where, seen_bytes(&s, 1), two);
    CHECK_TEXT(where, seen_bytes(&s, 2), one);
    CHECK_TEXT(where, gb_slice_from(s.notices), "capture.stream-gap[100][192.0.2.1:40000];");
    seen_free(&s);

    where = "a gap is given up in time though nobody speaks there any more";
    s = (Seen){0};
    begin();
    handshake();
    segment(0, both, from);
    segment((uint32_t)to, both + to, n - to);
    acknowledge((uint32_t)n);
    f.time_us += 300000;
    send_from(7, SERVER, 40000, 6060, 1, 1, WIRE_ACK, one, strlen(one)); /* another connection */
    see_file(&s, &f);
    CHECK_INT(where, s.n, 3);
    CHECK_INT(where, seen_bytes(&s, 0).n, from);
    CHECK_TEXT(where, seen_bytes(&s, 1), two);
    CHECK_TEXT(where, seen_bytes(&s, 2), one);
    seen_free(&s);

    where = "an answer to what stands before the gap leaves it open";
    s = (Seen){0};
    begin();
    handshake();
    segment(0, both, from);
    segment((uint32_t)to, both + to, n - to);
    answer((uint32_t)from, one);
    segment((uint32_t)from, both + from, to - from);
    see_file(&s, &f);
    CHECK_INT(where, s.n, 3);
    CHECK_TEXT(where, seen_bytes(&s, 0), one);
    CHECK_INT(where, s.messages[0].m.src.port, 6060);
    CHECK_TEXT(where, seen_bytes(&s, 1), one);
    CHECK_TEXT(where, seen_bytes(&s, 2), two);
    CHECK_TEXT(where, gb_slice_from(s.notices), "");
    seen_free(&s);
}

static void test_gap_in_head(void) {
    const char *where = "a gap from a head into the next message";
    size_t n = strlen(both), to = strlen(one) + 60;
    Seen s = {0};
    begin();
    handshake();
    segment(0, both, 80);
    segment((uint32_t)to, both + to, n - to);
    segment((uint32_t)n, one, strlen(one));
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    CHECK_INT(where, seen_bytes(&s, 0).n, 80);
    CHECK_TEXT(where, seen_bytes(&s, 1), one);
    if (s.n == 2) {
        CHECK_INT(where, s.messages[0].m.quirks & GB_MESSAGE_GAP, GB_MESSAGE_GAP);
        CHECK_INT(where, s.messages[1].m.quirks, GB_MESSAGE_AFTER_GARBAGE);
    }
    seen_free(&s);
}

static void test_midstream(void) {
    const char *where = "a capture that begins in the middle of a message";
    for (size_t from = 18; from < strlen(one); from += 17) {
        Seen s = {0};
        begin();
        segment((uint32_t)from, both + from, strlen(both) - from);
        see_file(&s, &f);
        CHECK_INT(where, s.n, 1);
        CHECK_TEXT(where, seen_bytes(&s, 0), two);
        if (s.n) CHECK_INT(where, s.messages[0].m.quirks & ~GB_MESSAGE_AFTER_GARBAGE, 0);
        seen_free(&s);
    }
    begin();
    segment((uint32_t)strlen(one), two, strlen(two));
    segment(0, one, strlen(one));
    Seen s = {0};
    see_file(&s, &f);
    CHECK_INT("what lay before the first segment comes late", s.n, 2);
    seen_free(&s);
}

static void test_snapped(void) {
    const char *where = "segments cut by snaplen";
    Seen s = {0};
    size_t n = strlen(one);
    begin();
    handshake();
    for (uint32_t i = 0; i < 3; i++) {
        wire_start(&w, one, n);
        wire_tcp(&w, 40000, 6060, ISN + 1 + i * (uint32_t)n, 0, WIRE_ACK);
        wire_ip4(&w, 6, DEVICE, SERVER);
        wire_ethernet(&w, 0x0800);
        file_record(&f, w.bytes + w.from, 300, (uint32_t)wire_length(&w));
    }
    see_file(&s, &f);
    CHECK_INT(where, s.n, 3);
    for (size_t i = 0; i < s.n; i++) {
        CHECK_INT(where, s.messages[i].m.quirks, GB_MESSAGE_SNAPPED);
        CHECK_INT(where, s.messages[i].m.bytes.n, 300 - 54);
        CHECK_INT(where, s.messages[i].m.missing, n - (300 - 54));
    }
    seen_free(&s);
}

/* ---- ends ---------------------------------------------------------------------------------- */

static void test_ends(void) {
    static const struct {
        const char *name;
        unsigned flags;
        uint32_t quirks;
    } cases[] = {{"closed before the body ends", WIRE_FIN | WIRE_ACK, GB_MESSAGE_LENGTH_TOO_LONG},
                 {"reset before the body ends", WIRE_RST, GB_MESSAGE_LENGTH_TOO_LONG},
                 {"the capture ends before the body", WIRE_ACK, GB_MESSAGE_GAP}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Seen s = {0};
        uint32_t n = (uint32_t)strlen(one) - 10;
        begin();
        handshake();
        segment(0, one, n);
        send_from(DEVICE, SERVER, 40000, 6060, ISN + 1 + n, 0, cases[i].flags, "", 0);
        see_file(&s, &f);
        CHECK_INT(cases[i].name, s.n, 1);
        if (s.n) {
            CHECK_INT(cases[i].name, s.messages[0].m.quirks, cases[i].quirks);
            CHECK_INT(cases[i].name, s.messages[0].m.missing, 10);
        }
        seen_free(&s);
    }
    begin(); /* a FIN that overtakes the data */
    handshake();
    send_from(DEVICE, SERVER, 40000, 6060, ISN + 1 + (uint32_t)strlen(both), 0, WIRE_FIN, "", 0);
    segment(0, both, strlen(both));
    segment(0, both, strlen(both)); /* and all of it again */
    expect_both("data behind its end", 0);
}

static void peer_sends(unsigned flags) {
    send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN + 1, ISN + 1 + (uint32_t)strlen(both), flags, "", 0);
}

static void expect_ends(const char *where, const char *ends) {
    Seen s = {0};
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    CHECK_TEXT(where, gb_slice_from(s.ends), ends);
    if (s.n == 2 && *ends) CHECK_TRUE(where, s.ended == s.messages[1].m.connection);
    seen_free(&s);
}

static void test_ends_told(void) {
    uint32_t n = (uint32_t)strlen(both);
    begin();
    handshake();
    segment(0, both, n);
    expect_ends("a connection that stays", "");
    peer_sends(WIRE_FIN | WIRE_ACK);
    peer_sends(WIRE_FIN | WIRE_ACK);
    send_from(DEVICE, SERVER, 40000, 6060, ISN + 1 + n, 0, WIRE_FIN | WIRE_ACK, "", 0);
    peer_sends(WIRE_RST);
    expect_ends("the first FIN is its end", "5 FIN by 6060;");
    begin();
    handshake();
    segment(0, both, n);
    send_from(DEVICE, SERVER, 40000, 6060, ISN + 1 + n, 0, WIRE_RST, "", 0);
    expect_ends("reset by the device", "5 RST by 40000;");
    begin();
    handshake();
    send_from(DEVICE, SERVER, 40000, 6060, ISN + 1, 0, WIRE_FIN | WIRE_ACK, both, n);
    expect_ends("with the last bytes", "4 FIN by 40000;");
    begin(); /* nobody wants to hear of a connection without SIP */
    handshake();
    segment(0, "GET / HTTP/1.1\r\n\r\n", 18);
    send_from(DEVICE, SERVER, 40000, 6060, ISN + 19, 0, WIRE_FIN | WIRE_ACK, "", 0);
    Seen s = {0};
    see_file(&s, &f);
    CHECK_TEXT("no SIP in it", gb_slice_from(s.ends), "");
    seen_free(&s);
}

static void test_reused(void) {
    const char *where = "the same ports, another connection";
    Seen s = {0};
    begin();
    handshake();
    segment(0, one, strlen(one) - 5);
    send_from(DEVICE, SERVER, 40000, 6060, 5000, 0, WIRE_SYN, "", 0);
    send_from(DEVICE, SERVER, 40000, 6060, 5000, 0, WIRE_SYN, "", 0);
    send_from(DEVICE, SERVER, 40000, 6060, 5001, 0, WIRE_ACK, two, strlen(two));
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    CHECK_TEXT(where, seen_bytes(&s, 1), two);
    if (s.n == 2) {
        CHECK_INT(where, s.messages[0].m.quirks, GB_MESSAGE_GAP);
        CHECK_INT(where, s.messages[0].m.missing, 5);
        CHECK_TRUE(where, s.messages[0].m.connection != s.messages[1].m.connection);
    }
    seen_free(&s);
}

static void end_from(uint8_t src, uint32_t at, unsigned flags) {
    if (src == DEVICE)
        send_from(DEVICE, SERVER, 40000, 6060, ISN + 1 + at, PEER_ISN + 1, flags, "", 0);
    else
        send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN + 1, ISN + 1 + at, flags, "", 0);
}

/* `one` on a connection that ends like this, `two` on the next, with the same numbers. */
static void test_reused_numbers(void) {
    static const struct {
        const char *name;
        unsigned device, server; /* flags of their last segments; 0: none is seen */
        int64_t later_us;
        bool answer_first, no_syn;
    } cases[] = {
        {"closed both ways", WIRE_FIN | WIRE_ACK, WIRE_FIN | WIRE_ACK, 1080000000, false, false},
        {"closed, the ports used again at once", WIRE_FIN | WIRE_ACK, WIRE_FIN | WIRE_ACK, 0, false,
         false},
        {"closed, of the server nothing was seen", WIRE_FIN | WIRE_ACK, 0, 0, false, false},
        {"reset by the device", WIRE_RST, 0, 5000000, false, false},
        {"reset by the server", 0, WIRE_RST, 5000000, false, false},
        {"no end was seen, long before", 0, 0, 61000000, false, false},
        {"closed, the answer before the SYN", WIRE_FIN | WIRE_ACK, WIRE_FIN | WIRE_ACK, 5000000,
         true, false},
        {"reset, the answer before the SYN", WIRE_RST, 0, 5000000, true, false},
        {"closed, only the answer seen", WIRE_FIN | WIRE_ACK, WIRE_FIN | WIRE_ACK, 5000000, true,
         true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *name = cases[i].name;
        uint32_t n = (uint32_t)strlen(one);
        Seen s = {0};
        begin();
        handshake();
        segment(0, one, n);
        if (cases[i].device) end_from(DEVICE, n, cases[i].device);
        if (cases[i].server) end_from(SERVER, n + 1, cases[i].server);
        f.time_us += cases[i].later_us;
        if (cases[i].answer_first)
            send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN, ISN + 1, WIRE_SYN | WIRE_ACK, "", 0);
        if (!cases[i].answer_first)
            handshake();
        else if (!cases[i].no_syn)
            send_from(DEVICE, SERVER, 40000, 6060, ISN, 0, WIRE_SYN, "", 0);
        segment(0, two, strlen(two));
        see_file(&s, &f);
        CHECK_INT(name, s.n, 2);
        CHECK_TEXT(name, seen_bytes(&s, 0), one);
        CHECK_TEXT(name, seen_bytes(&s, 1), two);
        if (s.n == 2) {
            CHECK_TRUE(name, s.messages[0].m.connection != s.messages[1].m.connection);
            CHECK_INT(name, s.messages[0].m.quirks | s.messages[1].m.quirks, 0);
        }
        CHECK_INT(name, seen_count(&s, "tcp-retransmission"), 0);
        CHECK_TEXT(name, gb_slice_from(s.notices), "");
        seen_free(&s);
    }
}

/* A SYN that is sent or captured again begins nothing. */
static void test_syn_again(void) {
    const char *where = "SYN and its answer again, before and behind data";
    size_t half = strlen(one) / 2;
    Seen s = {0};
    begin();
    send_from(DEVICE, SERVER, 40000, 6060, ISN, 0, WIRE_SYN, "", 0);
    f.time_us += 63000000; /* the sixth time */
    handshake();
    handshake();
    segment(0, one, half);
    handshake();
    segment((uint32_t)half, one + half, strlen(one) - half);
    f.time_us += 1000000;
    send_from(SERVER, DEVICE, 6060, 40000, PEER_ISN, ISN + 1, WIRE_SYN | WIRE_ACK, "", 0);
    segment((uint32_t)strlen(one), two, strlen(two));
    expect_both(where, 0);
    see_file(&s, &f);
    if (s.n == 2)
        CHECK_TRUE(where, s.messages[0].m.connection == s.messages[1].m.connection);
    seen_free(&s);

    where = "the same capture again: nothing is doubled";
    begin();
    handshake();
    segment(0, both, strlen(both));
    end_from(DEVICE, (uint32_t)strlen(both), WIRE_FIN | WIRE_ACK);
    see_files(&s, (const File *const[]){&f, &f}, 2);
    CHECK_INT(where, s.n, 2);
    seen_free(&s);
}

/* ---- noise and caps ------------------------------------------------------------------------ */

static void test_noise(void) {
    static const struct {
        const char *name, *bytes;
        size_t n;
        uint16_t port;
        const char *counted;
    } cases[] = {
        {"TLS", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", 11, 5061, "tls"},
        {"RTP by length", "\x00\x20\x80\x60\0\1aaaaaaaaaaaaaaaaaaaaaaaaaaaa", 34, 40000, "tcp-media"},
        {"RTP in RTSP", "$\0\0\x20\x80\x60\0\1aaaaaaaaaaaaaaaaaaaaaaaaaaaa", 36, 9000, "tcp-media"},
        {"RTSP", "OPTIONS rtsp://192.0.2.2/ RTSP/1.0\r\nCSeq: 1\r\n\r\n", 48, 9000, "rtsp"},
        {"HTTP", "GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n", 38, 9000, "http"},
        {"what nobody knows", "\1\2\3\4\5\6\7\7\7\7\7\7", 12, 9000, "tcp-other"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int syn = 0; syn < 2; syn++) {
            Seen s = {0};
            begin();
            if (syn) send_from(1, 2, 40000, cases[i].port, 99, 0, WIRE_SYN, "", 0);
            uint32_t seq = 100;
            for (int k = 0; k < 1000; k++, seq += (uint32_t)cases[i].n)
                send_from(1, 2, 40000, cases[i].port, seq, 0, WIRE_ACK, cases[i].bytes, cases[i].n);
            send_from(1, 2, 40000, cases[i].port, seq, 0, WIRE_ACK, one, strlen(one));
            see_file(&s, &f);
            CHECK_INT(cases[i].name, seen_count(&s, cases[i].counted), 1000);
            CHECK_INT("SIP behind it all the same", s.n, 1);
            CHECK_TEXT("SIP behind it all the same", seen_bytes(&s, 0), one);
            seen_free(&s);
        }
}

static void test_caps(void) {
    const char *where = "more streams than we keep, more pending than we keep";
    Seen s = {0};
    begin();
    for (unsigned i = 0; i < 3 * GB_MAX_STREAM_CANDIDATES; i++) /* a scan of ports */
        send_from(7, 8, (uint16_t)(i + 1), (uint16_t)(i >> 16), 1, 0, WIRE_SYN, "", 0);
    handshake();
    segment(0, both, strlen(both));
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    seen_free(&s);
    begin();
    handshake();
    segment(0, both, 300);
    for (uint32_t i = 0; i < 3000; i++) segment(1000 + 2 * i, "x", 1); /* every byte a gap */
    see_file(&s, &f);
    CHECK_TRUE(where, seen_count(&s, "stream-gap") > 1000);
    CHECK_INT(where, s.n, 1);
    seen_free(&s);
}

/* A message of single bytes, the last first. */
static void test_reversed(void) {
    static const size_t bodies[] = {3000, 20000};
    for (size_t i = 0; i < 2; i++) {
        char *text = sip_text("MESSAGE", 3, bodies[i]);
        uint32_t at = (uint32_t)strlen(one), n = (uint32_t)strlen(text);
        Seen s = {0};
        begin();
        handshake();
        segment(0, one, at);
        for (uint32_t k = n; k-- > 0;) segment(at + k, text + k, 1);
        see_file(&s, &f);
        if (i == 0) {
            CHECK_INT("3000 bytes, the last first", s.n, 2);
            CHECK_TEXT("3000 bytes, the last first", seen_bytes(&s, 1), text);
            CHECK_TEXT("3000 bytes, the last first", gb_slice_from(s.notices), "");
        } else {
            CHECK_TRUE("more than we keep is a gap", seen_count(&s, "stream-gap") > 0);
            CHECK_TRUE("more than we keep is a gap", strstr(s.notices, "capture.stream-gap") != NULL);
        }
        seen_free(&s);
        free(text);
    }
}

int main(void) {
    static const CheckTest tests[] = {
        {"every split", test_splits},
        {"every order, each twice", test_orders},
        {"segments that overlap", test_overlapping},
        {"sent again with other bytes", test_other_bytes},
        {"sequence numbers that wrap", test_wrap},
        {"probes and pings", test_probes_and_pings},
        {"both directions", test_directions},
        {"gaps", test_gaps},
        {"a gap that was answered", test_answered_gap},
        {"a gap in a head", test_gap_in_head},
        {"no beginning", test_midstream},
        {"snaplen", test_snapped},
        {"ends", test_ends},
        {"ends told", test_ends_told},
        {"ports used again", test_reused},
        {"ports and numbers used again", test_reused_numbers},
        {"a SYN again", test_syn_again},
        {"noise", test_noise},
        {"single bytes reversed", test_reversed},
        {"caps", test_caps},
        {NULL, NULL}};
    one = sip_text("MESSAGE", 1, 300);
    two = sip_text("REGISTER", 2, 20);
    both = malloc(strlen(one) + strlen(two) + 1);
    if (!both) abort();
    strcpy(both, one);
    strcat(both, two);
    int code = check_main("tcp", tests);
    free(one);
    free(two);
    free(both);
    file_free(&f);
    return code;
}
