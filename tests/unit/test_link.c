/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_link.c - links and tunnels: the same SIP message inside every one of them, each of them cut
 * at every byte against an unmapped page, and nested without end.
 */
#include <stdlib.h>

#include "check.h"
#include "decoder.h"
#include "fence.h"
#include "packets.h"

static char *text;
static Wire w;

/* ---- what the packets are made of ----------------------------------------------------------- */

static void ip4(void) {
    wire_text(&w, text);
    wire_udp(&w, 5060, 5060);
    wire_ip4(&w, 17, 1, 2);
}

static void ip6(void) {
    wire_text(&w, text);
    wire_udp(&w, 5060, 5060);
    wire_ip6(&w, 17, 1, 2);
}

static void ethernet(void) {
    ip4();
    wire_ethernet(&w, 0x0800);
}

static void over_ip4(uint8_t protocol) {
    wire_ip4(&w, protocol, 3, 4);
    wire_ethernet(&w, 0x0800);
}

static void over_udp(uint16_t port) {
    wire_udp(&w, 40000, port);
    over_ip4(17);
}

static void ethernet_ip6(void) {
    ip6();
    wire_ethernet(&w, 0x86dd);
}
static void vlan(void) {
    ip4();
    wire_u16(&w, 0x0800);
    wire_u16(&w, 100);
    wire_ethernet(&w, 0x8100);
}
static void qinq(void) {
    ip4();
    wire_u16(&w, 0x0800);
    wire_u16(&w, 100);
    wire_u16(&w, 0x8100);
    wire_u16(&w, 200);
    wire_ethernet(&w, 0x88a8);
}
static void snap(void) {
    ip4();
    wire_u16(&w, 0x0800);
    wire_push(&w, "\xaa\xaa\x03\0\0\0", 6);
    wire_ethernet(&w, (uint16_t)wire_length(&w));
}
static void padded(void) {
    size_t n;
    ip4();
    n = wire_length(&w);
    memset(w.bytes + w.to, 0, 20);
    w.to += 20;
    wire_ethernet(&w, 0x0800);
    CHECK_INT("padding", wire_length(&w), n + 34);
}
static void sll(void) {
    ip4();
    wire_u16(&w, 0x0800);
    wire_push(&w, "\0\0\0\x01\0\x06\x02\0\0\0\0\x01\0\0", 14);
}
static void sll_vlan(void) {
    ip4();
    wire_u16(&w, 0x0800);
    wire_u16(&w, 7);
    wire_u16(&w, 0x8100);
    wire_push(&w, "\0\0\0\x01\0\x06\x02\0\0\0\0\x01\0\0", 14);
}
static void sll2(void) {
    ip6();
    wire_push(&w, "\x86\xdd\0\0\0\0\0\x01\0\x01\0\x06\x02\0\0\0\0\x01\0\0", 20);
}
static void loop_little(void) {
    ip4();
    wire_push(&w, "\2\0\0\0", 4);
}
static void loop_big(void) {
    ip4();
    wire_push(&w, "\0\0\0\2", 4);
}
static void loop_ip6(void) {
    ip6();
    wire_push(&w, "\x1e\0\0\0", 4);
}
static void ppp(void) {
    ip4();
    wire_push(&w, "\xff\x03\x00\x21", 4);
}
static void ppp_short(void) {
    ip6();
    wire_push(&w, "\x57", 1);
}
static void hdlc(void) {
    ip4();
    wire_push(&w, "\x0f\0\x08\0", 4);
}
static void pppoe_link(void) {
    ip4();
    wire_u16(&w, 0x0021);
    wire_u16(&w, (uint16_t)wire_length(&w));
    wire_push(&w, "\x11\0\0\x05", 4);
}
static void pppoe(void) {
    pppoe_link();
    wire_ethernet(&w, 0x8864);
}
static void mpls(void) {
    ip4();
    wire_u32(&w, 0x00011140); /* bottom of the stack */
    wire_u32(&w, 0x00022040);
    wire_ethernet(&w, 0x8847);
}
static void mpls_ethernet(void) {
    ethernet();
    wire_u32(&w, 0); /* control word */
    wire_u32(&w, 0x00011140);
    wire_ethernet(&w, 0x8847);
}
static void gre(void) {
    ip4();
    wire_push(&w, "\0\0\x08\0", 4);
    over_ip4(47);
}
static void gre_all(void) {
    ip4();
    wire_push(&w, "\xb0\0\x08\0\1\2\0\0\0\0\0\1\0\0\0\2", 16); /* checksum, key, sequence */
    over_ip4(47);
}
static void gre_bridge(void) {
    ethernet();
    wire_push(&w, "\0\0\x65\x58", 4);
    over_ip4(47);
}
static void erspan1(void) {
    ethernet();
    wire_push(&w, "\0\0\x88\xbe", 4);
    over_ip4(47);
}
static void erspan2(void) {
    ethernet();
    wire_push(&w, "\x10\0\0\1\0\0\0\0", 8);
    wire_push(&w, "\x10\0\x88\xbe\0\0\0\1", 8);
    over_ip4(47);
}
static void erspan3(void) {
    ethernet();
    wire_push(&w, "\x20\0\0\1\0\0\0\0\0\0\0\0", 12);
    wire_push(&w, "\x10\0\x22\xeb\0\0\0\1", 8);
    over_ip4(47);
}
static void erspan3_platform(void) {
    ethernet();
    wire_push(&w, "\x20\0\0\1\0\0\0\0\0\0\0\1********", 20);
    wire_push(&w, "\x10\0\x22\xeb\0\0\0\1", 8);
    over_ip4(47);
}
static void vxlan(void) {
    ethernet();
    wire_push(&w, "\x08\0\0\0\0\0\x07\0", 8);
    over_udp(4789);
}
static void geneve(void) {
    ethernet();
    wire_push(&w, "\x01\0\x65\x58\0\0\x07\0oopt", 12);
    over_udp(6081);
}
static void gtp(void) {
    ip4();
    size_t n = wire_length(&w);
    wire_u32(&w, 7);
    wire_u16(&w, (uint16_t)n);
    wire_push(&w, "\x30\xff", 2);
    over_udp(2152);
}
static void gtp_extended(void) {
    ip4();
    size_t n = wire_length(&w);
    wire_push(&w, "\0\1\0\x85\1\x10\x09\0", 8); /* sequence; PDU session container */
    wire_u32(&w, 7);
    wire_u16(&w, (uint16_t)(n + 8));
    wire_push(&w, "\x36\xff", 2);
    over_udp(2152);
}
static void ipip(void) {
    ip4();
    over_ip4(4);
}
static void six_in_four(void) {
    ip6();
    over_ip4(41);
}
static void four_in_six(void) {
    ip4();
    wire_ip6(&w, 4, 3, 4);
    wire_ethernet(&w, 0x86dd);
}
static void deep(void) {
    vxlan(); /* Ethernet in VXLAN in GRE in a VLAN */
    wire_push(&w, "\0\0\x65\x58", 4);
    wire_ip4(&w, 47, 5, 6);
    wire_u16(&w, 0x0800);
    wire_u16(&w, 9);
    wire_ethernet(&w, 0x8100);
}

static const struct {
    const char *name;
    uint32_t link;
    void (*build)(void);
    const char *counted;
} cases[] = {
    {"Ethernet", 1, ethernet, "ethernet"},
    {"IPv6 over Ethernet", 1, ethernet_ip6, "ipv6"},
    {"a VLAN tag", 1, vlan, "vlan"},
    {"two VLAN tags", 1, qinq, "qinq"},
    {"802.2 SNAP", 1, snap, "snap"},
    {"Ethernet that pads", 1, padded, "ethernet"},
    {"Linux cooked", 113, sll, "linux-cooked"},
    {"Linux cooked with a VLAN tag", 113, sll_vlan, "vlan"},
    {"Linux cooked v2", 276, sll2, "linux-cooked-2"},
    {"raw IPv4", 101, ip4, "raw-ip"},
    {"raw IPv6", 101, ip6, "raw-ip"},
    {"raw IP as old systems number it", 12, ip4, "raw-ip"},
    {"a link of IPv4 alone", 228, ip4, "raw-ip"},
    {"a link of IPv6 alone", 229, ip6, "raw-ip"},
    {"loopback in little endian", 0, loop_little, "loopback"},
    {"loopback in big endian", 0, loop_big, "loopback"},
    {"loopback of OpenBSD", 108, loop_big, "loopback"},
    {"IPv6 on the loopback of macOS", 0, loop_ip6, "loopback"},
    {"PPP", 9, ppp, "ppp"},
    {"PPP with a short protocol and no address", 50, ppp_short, "ppp"},
    {"Cisco HDLC", 104, hdlc, "cisco-hdlc"},
    {"PPPoE as link", 51, pppoe_link, "pppoe-link"},
    {"PPPoE over Ethernet", 1, pppoe, "pppoe"},
    {"two MPLS labels", 1, mpls, "mpls"},
    {"Ethernet over MPLS", 1, mpls_ethernet, "mpls"},
    {"GRE", 1, gre, "gre"},
    {"GRE with all its fields", 1, gre_all, "gre"},
    {"Ethernet over GRE", 1, gre_bridge, "gre"},
    {"ERSPAN type I", 1, erspan1, "erspan"},
    {"ERSPAN type II", 1, erspan2, "erspan"},
    {"ERSPAN type III", 1, erspan3, "erspan"},
    {"ERSPAN type III with a platform header", 1, erspan3_platform, "erspan"},
    {"VXLAN", 1, vxlan, "vxlan"},
    {"Geneve with an option", 1, geneve, "geneve"},
    {"GTP-U", 1, gtp, "gtp-u"},
    {"GTP-U with an extension header", 1, gtp_extended, "gtp-u"},
    {"IPv4 in IPv4", 1, ipip, "ip-in-ip"},
    {"IPv6 in IPv4", 1, six_in_four, "6in4"},
    {"IPv4 in IPv6", 1, four_in_six, "ip-in-ip"},
    {"tunnels in tunnels", 1, deep, "vxlan"},
};

static void test_all(void) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        File f = {0};
        Seen s = {0};
        cases[i].build();
        file_start(&f, cases[i].link);
        file_packet(&f, &w);
        see_file(&s, &f);
        CHECK_INT(cases[i].name, s.n, 1);
        CHECK_TEXT(cases[i].name, seen_bytes(&s, 0), text);
        CHECK_INT(cases[i].name, seen_count(&s, cases[i].counted), 1);
        CHECK_INT(cases[i].name, seen_count(&s, "bad-length"), 0);
        CHECK_TEXT(cases[i].name, gb_slice_from(s.notices), "");
        if (s.n) {
            char address[GB_ADDRESS_TEXT];
            const GbAddress *a = &s.messages[0].m.src;
            gb_address_text(a, address, sizeof address);
            CHECK_TEXT(cases[i].name, gb_slice_from(address),
                       a->family == 4 ? "192.0.2.1:5060" : "[2001:db8::1]:5060");
        }
        seen_free(&s);
        file_free(&f);
    }
}

/* ---- cut and bent ---------------------------------------------------------------------------- */

typedef struct Run {
    Decoder decoder;
    CaptureCallbacks callbacks;
    uint64_t n, n_snapped;
    uint32_t link, original;
} Run;

static bool on_message(const GbMessage *m, void *data) {
    Run *run = data;
    run->n++;
    run->n_snapped += m->quirks & GB_MESSAGE_SNAPPED ? 1 : 0;
    return true;
}

static void read_prefix(GbSlice prefix, void *data) {
    Run *run = data;
    Packet k = {.p = (const uint8_t *)prefix.p, .captured = (uint32_t)prefix.n,
                .original = run->original ? run->original : (uint32_t)prefix.n, .link = run->link};
    decoder_packet(&run->decoder, &k);
}

static void start(Run *run, uint32_t link) {
    *run = (Run){.link = link};
    run->callbacks = (CaptureCallbacks){.message = on_message, .data = run};
    if (!decoder_init(&run->decoder, &run->callbacks)) abort();
}

static void test_prefixes(void) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Run run;
        cases[i].build();
        GbSlice whole = gb_slice((const char *)w.bytes + w.from, wire_length(&w));
        start(&run, cases[i].link); /* lengths that lie */
        fence_prefixes(whole, read_prefix, &run);
        decoder_end(&run.decoder);
        CHECK_TRUE(cases[i].name, run.n >= 1);
        CHECK_TRUE(cases[i].name, run.decoder.counts.at[COUNT_BAD_LENGTH].packets > 0);
        decoder_free(&run.decoder);
        start(&run, cases[i].link); /* cut by snaplen */
        run.original = (uint32_t)whole.n;
        fence_prefixes(whole, read_prefix, &run);
        decoder_end(&run.decoder);
        CHECK_TRUE(cases[i].name, run.n_snapped > 100);
        decoder_free(&run.decoder);
    }
}

static void test_flipped(void) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Run run;
        start(&run, cases[i].link);
        cases[i].build();
        size_t headers = wire_length(&w) - strlen(text);
        for (size_t at = 0; at < headers; at++)
            for (unsigned v = 0; v < 256; v += 15) {
                uint8_t kept = w.bytes[w.from + at];
                w.bytes[w.from + at] = (uint8_t)v;
                read_prefix(fence_copy(gb_slice((const char *)w.bytes + w.from, wire_length(&w))), &run);
                w.bytes[w.from + at] = kept;
            }
        decoder_end(&run.decoder);
        CHECK_TRUE(cases[i].name, run.n > 0);
        decoder_free(&run.decoder);
    }
}

static void expect_nesting(const char *where, uint32_t link) {
    File f = {0};
    Seen s = {0};
    file_start(&f, link);
    file_packet(&f, &w);
    file_packet(&f, &w);
    see_file(&s, &f);
    CHECK_INT(where, s.n, 0);
    CHECK_INT(where, seen_count(&s, "nesting"), 2);
    CHECK_TEXT(where, gb_slice_from(s.notices), "capture.nesting[2];");
    seen_free(&s);
    file_free(&f);
}

static void test_nesting(void) {
    ip4();
    for (int i = 0; i < 100; i++) wire_ip4(&w, 4, 3, 4);
    expect_nesting("a hundred times IP in IP", 101);
    ip4();
    wire_u32(&w, 0x00010800);
    for (int i = 0; i < 100; i++) wire_u32(&w, 0x00018100);
    wire_ethernet(&w, 0x8100);
    expect_nesting("a hundred VLAN tags", 1);
    ip4();
    for (int i = 0; i < 30; i++) {
        wire_push(&w, "\0\0\x08\0", 4);
        wire_ip4(&w, 47, 3, 4);
    }
    expect_nesting("thirty times GRE", 101);
}

static void test_left_out(void) {
    static const struct {
        const char *name;
        uint16_t type;
        uint8_t protocol; /* with type 0x0800 */
        const char *counted;
    } left[] = {{"ARP", 0x0806, 0, "arp"},
                {"LLDP", 0x88cc, 0, "ethertype-other"},
                {"spanning tree", 38, 0, "llc"},
                {"PPPoE discovery", 0x8863, 0, "ppp-control"},
                {"ICMP", 0x0800, 1, "icmp"},
                {"ESP", 0x0800, 50, "esp"},
                {"OSPF", 0x0800, 89, "ip-other"}};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        File f = {0};
        Seen s = {0};
        wire_text(&w, "\x42\x42\x03----------------------------------------");
        if (left[i].protocol) wire_ip4(&w, left[i].protocol, 1, 2);
        wire_ethernet(&w, left[i].type);
        file_start(&f, 1);
        file_packet(&f, &w);
        see_file(&s, &f);
        CHECK_INT(left[i].name, seen_count(&s, left[i].counted), 1);
        CHECK_INT(left[i].name, seen_count(&s, "bad-length"), 0);
        seen_free(&s);
        file_free(&f);
    }
}

static void test_titles(void) {
    Counts all = {0};
    GbCaptureCount rows[N_COUNTS];
    for (unsigned i = 0; i < N_COUNTS; i++) count_at(&all, (CountId)i, &(Origin){.frame = i + 1}, 1);
    size_t n = counts_list(&all, rows);
    CHECK_INT("every counter", n, N_COUNTS);
    for (size_t i = 0; i < n; i++) {
        CHECK_TRUE(rows[i].key, rows[i].title[GB_EN][0] && rows[i].title[GB_ZH][0]);
        CHECK_INT(rows[i].key, rows[i].first_frame, i + 1);
        CHECK_TRUE(rows[i].key, i == 0 || rows[i].layer >= rows[i - 1].layer);
        for (size_t k = 0; k < i; k++) CHECK_TRUE(rows[i].key, strcmp(rows[i].key, rows[k].key) != 0);
    }
}

int main(void) {
    static const CheckTest tests[] = {
        {"a message in every link and tunnel", test_all},
        {"each of them cut at every byte", test_prefixes},
        {"each of them with every header byte bent", test_flipped},
        {"tunnels nested without end", test_nesting},
        {"what is left out", test_left_out},
        {"every counter has its texts", test_titles},
        {NULL, NULL}};
    text = sip_text("REGISTER", 1, 30);
    int code = check_main("link", tests);
    free(text);
    return code;
}
