/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limits_capture.c - the caps of files, packets and streams. */
#include <gb28181/limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "packets.h"

static Wire w;
static char zeros[1 << 20];

static const char sip[] = "OPTIONS sip:1@a SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:1@a>;tag=1\r\n"
                          "To: <sip:2@a>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
enum { SIP = sizeof sip - 1 };

static void good(File *f) { file_udp(f, 1, 2, sip); }

static void tcp(File *f, unsigned port, uint32_t seq, const char *p, size_t n) {
    wire_start(&w, p, n);
    wire_tcp(&w, (uint16_t)port, 5060, seq, 1, WIRE_ACK);
    wire_ip4(&w, 6, (uint8_t)(3 + (port >> 14)), 2);
    wire_ethernet(&w, 0x0800);
    f->time_us -= 999;
    file_packet(f, &w);
}

static bool noticed(const Seen *s, const char *what) { return strstr(s->notices, what) != NULL; }

/* ---- the file ---- */

static void packet(void) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    good(&f);
    file_u32(&f, (uint32_t)(f.time_us / 1000000));
    file_u32(&f, 0);
    file_u32(&f, GB_MAX_PACKET + 1);
    file_u32(&f, GB_MAX_PACKET + 1);
    file_append(&f, zeros, GB_MAX_PACKET + 1);
    good(&f);
    good(&f);
    see_file(&s, &f);
    REQUIRE("is told as damage", noticed(&s, "capture.damaged"));
    REQUIRE("reading goes on behind it", s.n == 3);
    seen_free(&s);
    file_free(&f);
}

static void ng_good(File *f, uint32_t interface) {
    wire_text(&w, sip);
    wire_udp(&w, 5060, 5060);
    wire_ip4(&w, 17, 1, 2);
    ng_packet(f, interface, 1600000000000000, &w);
}

static void block(void) {
    File f = {0};
    Seen s = {0};
    ng_section(&f);
    ng_interface(&f, 101, 0, -1, 0);
    ng_good(&f, 0);
    ng_block(&f, 6, zeros, GB_MAX_BLOCK);
    ng_good(&f, 0);
    see_file(&s, &f);
    REQUIRE("is told as damage", noticed(&s, "capture.damaged"));
    REQUIRE("what was before is read", s.n >= 1);
    seen_free(&s);
    file_free(&f);
}

static void search(void) {
    for (int over = 0; over < 2; over++) {
        File f = {0};
        Seen s = {0};
        file_start(&f, 1);
        good(&f);
        char *junk = malloc(GB_MAX_SEARCH);
        memset(junk, 0xff, GB_MAX_SEARCH);
        file_append(&f, junk, over ? GB_MAX_SEARCH : GB_MAX_SEARCH / 2);
        free(junk);
        good(&f);
        good(&f);
        see_file(&s, &f);
        REQUIRE("damage is told", noticed(&s, "capture.damaged"));
        REQUIRE("a record is looked for so far and no further", s.n == (over ? 1 : 3));
        seen_free(&s);
        file_free(&f);
    }
}

static void interfaces(void) {
    File f = {0};
    Seen s = {0};
    ng_section(&f);
    for (unsigned i = 0; i <= GB_MAX_INTERFACES; i++) ng_interface(&f, 101, 0, -1, 0);
    ng_good(&f, GB_MAX_INTERFACES - 1);
    ng_good(&f, GB_MAX_INTERFACES);
    ng_good(&f, 0);
    see_file(&s, &f);
    REQUIRE("is told as damage", noticed(&s, "capture.damaged"));
    REQUIRE("a packet of the one left out is dropped, others are read", s.n == 2);
    seen_free(&s);
    file_free(&f);
}

static void link_types(void) {
    File f = {0};
    Seen s = {0};
    ng_section(&f);
    for (unsigned i = 0; i < GB_MAX_LINK_TYPES; i++) ng_interface(&f, (uint16_t)(200 + i), 0, -1, 0);
    ng_interface(&f, 101, 0, -1, 0);
    ng_good(&f, GB_MAX_LINK_TYPES);
    see_file(&s, &f);
    REQUIRE("the first are named", s.link_type[0] != '\0' && !strstr(s.link_type, "RAW"));
    REQUIRE("others are read", s.n == 1);
    seen_free(&s);
    file_free(&f);
}

static void zstd_window(void) {
    for (int over = 0; over < 2; over++) { /* RFC 8878 3.1.1.1.2: 10 and five bits */
        const uint8_t frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0, (uint8_t)((GB_MAX_ZSTD_WINDOW_LOG + over - 10) << 3), 0x21, 0, 0,
                                 '\xd4', '\xc3', '\xb2', '\xa1'};
        Seen s = {0};
        see_bytes(&s, frame, sizeof frame);
        REQUIRE("a larger window is not unpacked, one as large is", !strstr(s.error.text, "unpacked") == !over);
        seen_free(&s);
    }
}

/* ---- packets ---- */

static void nesting(void) {
    for (unsigned kind = 0; kind < 3; kind++) {
        File f = {0};
        Seen s = {0};
        file_start(&f, 1);
        wire_text(&w, sip);
        wire_udp(&w, 5060, 5060);
        if (kind == 2) {
            for (unsigned i = 0; i <= GB_MAX_NESTING; i++)
                wire_push(&w, i ? "\x3c\0\0\0\0\0\0\0" : "\x11\0\0\0\0\0\0\0", 8);
            wire_ip6(&w, 60, 1, 2);
            wire_ethernet(&w, 0x86dd);
        } else {
            wire_ip4(&w, 17, 1, 2);
            for (unsigned i = 0; i <= GB_MAX_NESTING; i++)
                wire_push(&w, kind ? (i ? "\0\0\x10\x40" : "\0\0\x11\x40") : (i ? "\0\1\x81\0" : "\0\1\x08\0"), 4);
            wire_ethernet(&w, kind ? 0x8847 : 0x8100);
        }
        file_packet(&f, &w);
        good(&f);
        see_file(&s, &f);
        REQUIRE("is told", noticed(&s, "capture.nesting[1]"));
        REQUIRE("is counted", seen_count(&s, "nesting") == 1);
        REQUIRE("the next packet is read", s.n == 1);
        seen_free(&s);
        file_free(&f);
    }
}

static void count_places(void) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    for (unsigned i = 0; i <= GB_MAX_COUNT_PLACES; i++) {
        wire_start(&w, "", 0);
        wire_ethernet(&w, 0x0806);
        file_packet(&f, &w);
    }
    good(&f);
    see_file(&s, &f);
    REQUIRE("all are counted", seen_count(&s, "arp") == GB_MAX_COUNT_PLACES + 1);
    REQUIRE("the first places are kept", seen_place(&s, "arp", GB_MAX_COUNT_PLACES - 1) == GB_MAX_COUNT_PLACES);
    REQUIRE("and no more", seen_place(&s, "arp", GB_MAX_COUNT_PLACES) == 0);
    REQUIRE("the next packet is read", s.n == 1);
    seen_free(&s);
    file_free(&f);
}

static void fragment(File *f, uint16_t id, size_t length) {
    wire_start(&w, zeros, length);
    wire_ip4_fragment(&w, 17, 1, 2, id, 8, true);
    wire_ethernet(&w, 0x0800);
    f->time_us -= 999;
    file_packet(f, &w);
}

static void fragments_of(unsigned n, size_t length, const char *notice) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    for (unsigned i = 0; i < n; i++) fragment(&f, (uint16_t)i, length);
    good(&f);
    see_file(&s, &f);
    REQUIRE("is told", noticed(&s, notice));
    REQUIRE("is counted", seen_count(&s, "fragments-limit") >= 1);
    REQUIRE("so are the datagrams", seen_count(&s, "fragments-lost") == n);
    REQUIRE("the next packet is read", s.n == 1);
    seen_free(&s);
    file_free(&f);
}
static void fragment_datagrams(void) { fragments_of(GB_MAX_FRAGMENT_DATAGRAMS + 1, 8, "limit-reached[datagrams waiting"); }
static void fragment_bytes(void) { fragments_of(GB_MAX_FRAGMENT_BYTES / 32000 + 2, 32000, "limit-reached[bytes of waiting"); }

static void fragment_age(void) {
    for (int old = 0; old < 2; old++) {
        File f = {0};
        Seen s = {0};
        char *m = sip_text("MESSAGE", 1, 3000);
        size_t n = strlen(m);
        file_start(&f, 1);
        for (size_t at = 0; at < n + 8; at += 1480) {
            wire_text(&w, m);
            wire_udp(&w, 5060, 5060);
            size_t length = n + 8 - at < 1480 ? n + 8 - at : 1480;
            w.from += at;
            w.to = w.from + length;
            wire_ip4_fragment(&w, 17, 1, 2, 9, at, at + length < n + 8);
            wire_ethernet(&w, 0x0800);
            file_packet(&f, &w);
            if (at == 0 && old) f.time_us += (int64_t)GB_MAX_FRAGMENT_AGE_S * 1000000 + 2000;
        }
        good(&f);
        see_file(&s, &f);
        REQUIRE("fragments that are too far apart are none of one datagram", noticed(&s, "capture.fragments-lost") == old);
        REQUIRE("the next packet is read", seen_bytes(&s, s.n - 1).n == SIP);
        seen_free(&s);
        file_free(&f);
        free(m);
    }
}

static void held_datagrams(void) {
    File f = {0};
    Seen s = {0};
    unsigned n = GB_MAX_HELD_DATAGRAMS + 1, late = 0;
    char *m = sip_text("MESSAGE", 1, 3000);
    file_start(&f, 1);
    for (unsigned i = 0; i < n; i++) {
        wire_start(&w, m, 1400);
        wire_udp(&w, (uint16_t)(6000 + i), 5060);
        wire_ip4(&w, 17, 1, 2);
        wire_ethernet(&w, 0x0800);
        f.time_us -= 999;
        file_packet(&f, &w);
    }
    good(&f);
    see_file(&s, &f);
    for (size_t i = 0; i < s.n; i++) late += s.messages[i].m.missing > 0;
    REQUIRE("each goes on, with what it lacks", s.n == n + 1 && late == n);
    seen_free(&s);
    file_free(&f);
    free(m);
}

/* ---- streams ---- */

static void streams(void) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    for (unsigned i = 0; i <= GB_MAX_STREAMS; i++) {
        tcp(&f, 1024 + i, 1, sip, SIP);
        tcp(&f, 1024 + i, 1 + SIP, sip, 100);
    }
    good(&f);
    see_file(&s, &f);
    REQUIRE("is told", noticed(&s, "limit-reached[TCP connections"));
    REQUIRE("is counted", seen_count(&s, "streams-limit") == 1);
    REQUIRE("what came of each is read", s.n == 2 * (GB_MAX_STREAMS + 1) + 1);
    seen_free(&s);
    file_free(&f);
}

static void stream_candidates(void) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    tcp(&f, 1000, 1, "OPTIONS sip:", 12);
    for (unsigned i = 0; i <= 2 * GB_MAX_STREAM_CANDIDATES; i++) tcp(&f, 1024 + i, 1, "what", 4);
    tcp(&f, 1000, 1 + 12, sip, SIP);
    good(&f);
    see_file(&s, &f);
    REQUIRE("one that was dropped begins anew", seen_bytes(&s, 0).n == SIP);
    REQUIRE("the next packet is read", s.n == 2);
    seen_free(&s);
    file_free(&f);
}

static void pending(unsigned flows, size_t each) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    for (unsigned i = 0; i < flows; i++) {
        tcp(&f, 1024 + i, 1, sip, SIP);
        for (size_t at = 0; at < each; at += 1024) tcp(&f, 1024 + i, (uint32_t)(1 + SIP + 500 + at), zeros, 1024);
        tcp(&f, 1024 + i, (uint32_t)(1 + SIP + 500 + (each + 1023) / 1024 * 1024), sip, SIP);
    }
    good(&f);
    see_file(&s, &f);
    REQUIRE("the gap is told", noticed(&s, "capture.stream-gap[500]"));
    REQUIRE("what is behind it is read", s.n == 2 * flows + 1);
    seen_free(&s);
    file_free(&f);
}
static void stream_pending(void) { pending(1, GB_MAX_STREAM_PENDING + 1024); }
static void streams_pending(void) {
    pending(GB_MAX_STREAMS_PENDING / (GB_MAX_STREAM_PENDING / 2) + 2, GB_MAX_STREAM_PENDING / 2);
}

static void junk(File *f, unsigned port, uint32_t seq, size_t n) {
    static char text[1000];
    memset(text, 'a', sizeof text);
    text[500] = '\n';
    for (size_t at = 0; at < n; at += sizeof text) tcp(f, port, (uint32_t)(seq + at), text, sizeof text);
}

static void stream_probe(void) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    junk(&f, 7777, 1, GB_MAX_STREAM_PROBE + 2000);
    tcp(&f, 7777, 100001, sip, SIP);
    see_file(&s, &f);
    REQUIRE("is counted as no SIP", seen_count(&s, "tcp-other") > 0);
    REQUIRE("SIP that begins later is read", s.n == 1);
    seen_free(&s);
    file_free(&f);
}

static void stream_idle(void) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    tcp(&f, 7777, 1, sip, SIP);
    junk(&f, 7777, 1 + SIP, GB_MAX_STREAM_IDLE + 3000);
    tcp(&f, 7777, 1 + SIP + GB_MAX_STREAM_IDLE + 100000, sip, SIP);
    see_file(&s, &f);
    REQUIRE("is counted as no SIP", seen_count(&s, "tcp-other") > 0);
    REQUIRE("SIP that begins later is read", s.n == 2);
    seen_free(&s);
    file_free(&f);
}

static void stream_late(void) {
    File f = {0};
    Seen s = {0};
    uint32_t first = 4 * GB_MAX_STREAM_LATE;
    file_start(&f, 1);
    tcp(&f, 7777, first, sip, SIP);
    tcp(&f, 7777, first - GB_MAX_STREAM_LATE - 2 * SIP, sip, SIP);
    tcp(&f, 7777, first - 2 * SIP, sip, SIP);
    see_file(&s, &f);
    REQUIRE("what is far before is taken for sent again", seen_count(&s, "tcp-retransmission") == 1);
    REQUIRE("what is just before is read", s.n == 2);
    seen_free(&s);
    file_free(&f);
}

static void upgrade(void) {
    static const char head[] = "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n";
    File f = {0};
    Seen s = {0};
    uint32_t at = 1 + sizeof head - 1;
    file_start(&f, 1);
    tcp(&f, 7777, 1, head, sizeof head - 1);
    for (unsigned n = 0; n <= GB_MAX_UPGRADE; n += 1000, at += 1000) junk(&f, 7777, at, 1000);
    junk(&f, 7777, at, 1000);
    tcp(&f, 7777, at + 1000, sip, SIP);
    good(&f);
    see_file(&s, &f);
    REQUIRE("is counted as HTTP", seen_count(&s, "http") > 0);
    REQUIRE("SIP that begins later is read", s.n == 2);
    seen_free(&s);
    file_free(&f);
}

const LimitTest capture_limits[] = {
    {"GB_MAX_PACKET", packet},
    {"GB_MAX_BLOCK", block},
    {"GB_MAX_SEARCH", search},
    {"GB_MAX_INTERFACES", interfaces},
    {"GB_MAX_LINK_TYPES", link_types},
    {"GB_MAX_ZSTD_WINDOW_LOG", zstd_window},
    {"GB_MAX_NESTING", nesting},
    {"GB_MAX_COUNT_PLACES", count_places},
    {"GB_MAX_FRAGMENT_DATAGRAMS", fragment_datagrams},
    {"GB_MAX_FRAGMENT_BYTES", fragment_bytes},
    {"GB_MAX_FRAGMENT_AGE_S", fragment_age},
    {"GB_MAX_HELD_DATAGRAMS", held_datagrams},
    {"GB_MAX_STREAMS", streams},
    {"GB_MAX_STREAM_CANDIDATES", stream_candidates},
    {"GB_MAX_STREAM_PENDING", stream_pending},
    {"GB_MAX_STREAMS_PENDING", streams_pending},
    {"GB_MAX_STREAM_PROBE", stream_probe},
    {"GB_MAX_STREAM_IDLE", stream_idle},
    {"GB_MAX_STREAM_LATE", stream_late},
    {"GB_MAX_UPGRADE", upgrade},
    {NULL, NULL},
};
