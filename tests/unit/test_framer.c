/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_framer.c - messages out of a stream's bytes: pings, garbage, lengths that lie, cuts, and
 * what is kept between segments; then SIP in SCTP chunks and WebSocket frames.
 */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "framer.h"
#include "packets.h"
#include "websocket.h"

typedef struct Got {
    Decoder d;
    CaptureCallbacks callbacks;
    Framer f;
    GbMessage about;
    char text[65536]; /* "[quirks missing]bytes" each */
    uint64_t n;
} Got;

static bool on_message(const GbMessage *m, void *data) {
    Got *g = data;
    size_t n = strlen(g->text);
    g->n++;
    n += (size_t)snprintf(g->text + n, 64, "[%x %zu]", m->quirks, m->missing);
    memcpy(g->text + n, m->bytes.p, m->bytes.n);
    g->text[n + m->bytes.n] = '\0';
    return true;
}

static void start(Got *g) {
    memset(g, 0, sizeof *g);
    g->callbacks = (CaptureCallbacks){.message = on_message, .data = g};
    g->about.transport = GB_TRANSPORT_TCP;
    if (!decoder_init(&g->d, &g->callbacks)) abort();
}

static void feed(Got *g, const char *p, size_t n) {
    Origin at = {1, 0, 0};
    framer_feed(&g->d, &g->f, &g->about, &at, (const uint8_t *)p, n);
}

static void stop(Got *g) {
    framer_cut(&g->d, &g->f, &g->about, 0, 0);
    framer_clear(&g->f);
    decoder_free(&g->d);
}

#define HEAD(method, length) \
    method " sip:a@b SIP/2.0\r\nCSeq: 1 " method "\r\nContent-Length: " length "\r\n\r\n"

static void test_cases(void) {
    static const struct {
        const char *name, *bytes, *expected;
    } cases[] = {
        {"one message", HEAD("REGISTER", "0"), "[0 0]" HEAD("REGISTER", "0")},
        {"two with pings around", "\r\n\r\n" HEAD("MESSAGE", "3") "abc\r\n\r\n" HEAD("REGISTER", "0") "\r\n",
         "[0 0]" HEAD("MESSAGE", "3") "abc[0 0]" HEAD("REGISTER", "0")},
        {"garbage before a message", "\1\2\3 nothing\r\n" HEAD("REGISTER", "0"),
         "[80 0]" HEAD("REGISTER", "0")},
        {"a Content-Length too short", HEAD("MESSAGE", "1") "abc\r\n" HEAD("REGISTER", "0"),
         "[0 0]" HEAD("MESSAGE", "1") "a[80 0]" HEAD("REGISTER", "0")},
        {"a Content-Length too long", HEAD("MESSAGE", "99") "abc\r\n" HEAD("REGISTER", "0"),
         "[2 0]" HEAD("MESSAGE", "99") "abc\r\n[0 0]" HEAD("REGISTER", "0")},
        {"a Content-Length too long at the end", HEAD("MESSAGE", "5") "abc",
         "[2 2]" HEAD("MESSAGE", "5") "abc"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t n = strlen(cases[i].bytes);
        for (size_t size = 1; size <= n; size++) {
            Got *g = malloc(sizeof *g);
            if (!g) abort();
            start(g);
            for (size_t at = 0; at < n; at += size)
                feed(g, cases[i].bytes + at, n - at < size ? n - at : size);
            /* a length that the next message belies shows when all its bytes are there, or the end */
            stop(g);
            CHECK_TEXT(cases[i].name, gb_slice_from(g->text), cases[i].expected);
            free(g);
        }
    }
}

static void test_nothing_kept(void) {
    const char *where = "whole messages are not copied, and nothing stays allocated";
    static const char whole[] = HEAD("MESSAGE", "3") "abc" HEAD("REGISTER", "0");
    static Got g;
    start(&g);
    feed(&g, whole, sizeof whole - 1);
    CHECK_INT(where, g.n, 2);
    CHECK_TRUE(where, g.f.bytes == NULL);
    feed(&g, whole, 20);
    CHECK_INT(where, g.f.n, 20);
    feed(&g, whole + 20, sizeof whole - 21);
    CHECK_INT(where, g.n, 4);
    CHECK_TRUE(where, g.f.bytes == NULL);
    stop(&g);
}

static void test_cut(void) {
    const char *where = "bytes lost in a body: its rest is passed over by count";
    static Got g;
    static const char body[] = "\r\n12345678901234567890";
    start(&g);
    feed(&g, HEAD("MESSAGE", "22"), sizeof HEAD("MESSAGE", "22") - 1);
    feed(&g, body, 5);
    framer_cut(&g.d, &g.f, &g.about, 10, GB_MESSAGE_GAP);
    feed(&g, body + 15, 3);
    feed(&g, body + 18, 4);
    feed(&g, HEAD("REGISTER", "0"), sizeof HEAD("REGISTER", "0") - 1);
    stop(&g);
    CHECK_TEXT(where, gb_slice_from(g.text),
               "[40 17]" HEAD("MESSAGE", "22") "\r\n123[0 0]" HEAD("REGISTER", "0"));
    start(&g); /* the whole rest and more is lost */
    feed(&g, HEAD("MESSAGE", "22"), sizeof HEAD("MESSAGE", "22") - 1);
    framer_cut(&g.d, &g.f, &g.about, 9, GB_MESSAGE_SNAPPED);
    framer_cut(&g.d, &g.f, &g.about, 13, GB_MESSAGE_SNAPPED);
    feed(&g, HEAD("REGISTER", "0"), sizeof HEAD("REGISTER", "0") - 1);
    stop(&g);
    CHECK_TEXT(where, gb_slice_from(g.text),
               "[20 22]" HEAD("MESSAGE", "22") "[0 0]" HEAD("REGISTER", "0"));
}

static void test_promise(void) {
    const char *where = "a promise of 16 MB alone takes no memory";
    static const char head[] = HEAD("MESSAGE", "16000000");
    static Got g;
    start(&g);
    feed(&g, head, sizeof head - 1);
    feed(&g, "abc", 3);
    CHECK_TRUE(where, g.f.size < 8192);
    CHECK_INT(where, g.n, 0);
    stop(&g);
    CHECK_INT(where, g.n, 1);
}

/* ---- SCTP and WebSocket -------------------------------------------------------------------- */

static void test_sctp(void) {
    const char *where = "SIP in SCTP chunks";
    static const char sip[] = HEAD("MESSAGE", "3") "abc";
    static Wire w;
    File f = {0};
    Seen s = {0};
    wire_start(&w, "\0\0\0\0", 4 - (sizeof sip - 1) % 4); /* padding */
    wire_push(&w, sip, sizeof sip - 1);
    wire_push(&w, "\0\0\0\1\0\0\0\0\0\0\0\0", 12);
    wire_u16(&w, 16 + sizeof sip - 1);
    wire_push(&w, "\0\3", 2);
    wire_push(&w, "\3\0\0\x10ssssnnnnnnnn", 16); /* SACK */
    wire_push(&w, "\x13\xc4\x13\xc5\0\0\0\1\0\0\0\0", 12);
    wire_ip4(&w, 132, 1, 2);
    file_start(&f, 101);
    file_packet(&f, &w);
    see_file(&s, &f);
    CHECK_INT(where, s.n, 1);
    CHECK_TEXT(where, seen_bytes(&s, 0), sip);
    if (s.n) {
        CHECK_INT(where, s.messages[0].m.transport, GB_TRANSPORT_SCTP);
        CHECK_INT(where, s.messages[0].m.dst.port, 5061);
    }
    CHECK_INT(where, seen_count(&s, "sctp-other"), 1);
    CHECK_INT(where, seen_count(&s, "bad-length"), 0);
    seen_free(&s);
    file_free(&f);
}

static const char sip[] = HEAD("MESSAGE", "100") "01234567890123456789012345678901234567890123456789"
                                                 "01234567890123456789012345678901234567890123456789";

/* A frame with the message, masked or not; returns its length. */
static size_t ws_frame(char *out, bool masked) {
    size_t n = sizeof sip - 1, at = 4;
    out[0] = (char)0x81;
    out[1] = (char)(masked ? 0xfe : 0x7e);
    out[2] = (char)(n >> 8);
    out[3] = (char)n;
    if (masked) memcpy(out + 4, "\x37\xfa\x21\x3d", 4), at = 8;
    for (size_t i = 0; i < n; i++) out[at + i] = masked ? (char)(sip[i] ^ out[4 + i % 4]) : sip[i];
    return at + n;
}

static void test_websocket(void) {
    static const char upgrade[] =
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Protocol: sip\r\n\r\n";
    char bytes[2048];
    static Wire w;
    for (int masked = 0; masked < 2; masked++)
        for (int begins = 0; begins < 2; begins++) {
            const char *where = begins ? "WebSocket from its upgrade on" : "WebSocket from a frame on";
            size_t head = begins ? sizeof upgrade - 1 : 0, n = head;
            memcpy(bytes, upgrade, head);
            n += ws_frame(bytes + n, masked);
            memcpy(bytes + n, "\x89\0\x8a\0", 4); /* ping, pong */
            n += 4;
            n += ws_frame(bytes + n, masked);
            for (size_t cut = head + 60; cut < n; cut += 7) {
                File f = {0};
                Seen s = {0};
                file_start(&f, 101);
                for (int part = 0; part < 2; part++) {
                    wire_start(&w, bytes + (part ? cut : 0), part ? n - cut : cut);
                    wire_tcp(&w, 40000, 8080, part ? 1000 + (uint32_t)cut : 1000, 0, WIRE_ACK);
                    wire_ip4(&w, 6, 1, 2);
                    file_packet(&f, &w);
                }
                see_file(&s, &f);
                CHECK_INT(where, s.n, 2);
                CHECK_TEXT(where, seen_bytes(&s, 0), sip);
                CHECK_TEXT(where, seen_bytes(&s, 1), sip);
                if (s.n) CHECK_INT(where, s.messages[0].m.transport, GB_TRANSPORT_WS);
                seen_free(&s);
                file_free(&f);
            }
        }
}

static void test_websocket_lost(void) {
    const char *where = "a gap in a WebSocket: the next frame that begins a segment is found";
    char bytes[512];
    size_t n = ws_frame(bytes, true);
    static Wire w;
    File f = {0};
    Seen s = {0};
    file_start(&f, 101);
    for (uint32_t i = 0; i < 4; i++) {
        size_t part = i == 1 ? 50 : n; /* the rest of the second is lost */
        wire_start(&w, bytes, part);
        wire_tcp(&w, 40000, 8080, 1000 + i * (uint32_t)n, 0, WIRE_ACK);
        wire_ip4(&w, 6, 1, 2);
        file_packet(&f, &w);
    }
    see_file(&s, &f);
    CHECK_INT(where, s.n, 3);
    CHECK_INT(where, seen_count(&s, "stream-gap"), 1);
    seen_free(&s);
    file_free(&f);
}

int main(void) {
    static const CheckTest tests[] = {
        {"messages in pieces of every size", test_cases},
        {"nothing is kept", test_nothing_kept},
        {"bytes lost", test_cut},
        {"a promise", test_promise},
        {"SCTP", test_sctp},
        {"WebSocket", test_websocket},
        {"WebSocket with a gap", test_websocket_lost},
        {NULL, NULL}};
    return check_main("framer", tests);
}
