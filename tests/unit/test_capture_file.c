/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_capture_file.c - capture files: every format, byte order, resolution and packing gives the
 * same messages at the same times; what is cut or damaged is read as far as it goes.
 */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "check.h"
#include "packets.h"

#define T0 1603901905286000

static char *first, *second;
static Wire wire;

static const Wire *udp_wire(const char *payload) {
    wire_text(&wire, payload);
    wire_udp(&wire, 5060, 5060);
    wire_ip4(&wire, 17, 1, 2);
    wire_ethernet(&wire, 0x0800);
    return &wire;
}

static void two_packets(File *f) {
    file_start(f, 1);
    file_packet(f, udp_wire(first));
    file_packet(f, udp_wire(second));
}

static void expect_two(const char *where, const Seen *s) {
    CHECK_TRUE(where, s->opened);
    CHECK_INT(where, s->n, 2);
    CHECK_TEXT(where, seen_bytes(s, 0), first);
    CHECK_TEXT(where, seen_bytes(s, 1), second);
    if (s->n < 2) return;
    CHECK_INT(where, s->messages[0].m.time_us, T0);
    CHECK_INT(where, s->messages[1].m.time_us, T0 + 1000);
    CHECK_INT(where, s->messages[1].m.frame, 2);
}

static void test_pcap_variants(void) {
    static const struct {
        const char *name, *format;
        bool swapped, nano, modified;
    } cases[] = {{"pcap in microseconds", "pcap", false, false, false},
                 {"pcap in the other byte order", "pcap", true, false, false},
                 {"pcap in nanoseconds", "pcap-ns", false, true, false},
                 {"pcap in nanoseconds in the other byte order", "pcap-ns", true, true, false},
                 {"modified pcap", "pcap", false, false, true},
                 {"modified pcap in the other byte order", "pcap", true, false, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        File f = {.swapped = cases[i].swapped, .nano = cases[i].nano, .modified = cases[i].modified};
        Seen s = {0};
        two_packets(&f);
        see_file(&s, &f);
        expect_two(cases[i].name, &s);
        CHECK_TEXT(cases[i].name, gb_slice_from(s.format), cases[i].format);
        CHECK_TEXT(cases[i].name, gb_slice_from(s.link_type), "EN10MB");
        CHECK_INT(cases[i].name, s.file.packets, 2);
        CHECK_TEXT(cases[i].name, gb_slice_from(s.notices), "");
        seen_free(&s);
        file_free(&f);
    }
}

static int run(void) {
    static const CheckTest tests[] = {
        {"pcap in every variant", test_pcap_variants}, {NULL, NULL}};
    return check_main("capture_file", tests);
}

int main(void) {
    first = sip_text("REGISTER", 1, 0);
    second = sip_text("MESSAGE", 2, 100);
    int code = run();
    free(first);
    free(second);
    return code;
}
