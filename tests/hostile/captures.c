/* SPDX-License-Identifier: GPL-2.0-or-later */
/* captures.c - see captures.h. */
#include "captures.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROOM = 8 << 20 };
static char text[ROOM];
static size_t n_text;

static void say(const char *format, ...) {
    va_list args;
    va_start(args, format);
    n_text += (size_t)vsnprintf(text + n_text, ROOM - n_text, format, args);
    va_end(args);
}

static void head(const char *method, unsigned device, unsigned call, unsigned cseq) {
    n_text = 0;
    say("%s sip:34020000002000000001@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u-%u\r\n"
        "From: <sip:3402000000132%07u@3402000000>;tag=1\r\nTo: <sip:3402000000132%07u@3402000000>\r\n"
        "Call-ID: %u\r\nCSeq: %u %s\r\n", method, call, cseq, device, device, call, cseq, method);
}

static void plain(void) { say("Content-Length: 0\r\n\r\n"); }

static void body(const char *bytes) {
    say("Content-Type: Application/MANSCDP+xml\r\nContent-Length: %zu\r\n\r\n%s", strlen(bytes), bytes);
}

static void udp(File *f) { file_udp(f, 1, 2, text); }

static void tcp(File *f, const char *p, size_t n, uint32_t at) {
    static Wire w;
    wire_start(&w, p, n);
    wire_tcp(&w, 40000, 5060, 1000 + at, 0, WIRE_ACK);
    wire_ip4(&w, 6, 1, 2);
    wire_ethernet(&w, 0x0800);
    f->time_us -= 999;
    file_packet(f, &w);
}

static void devices(File *f, unsigned n) {
    for (unsigned i = 0; i < n; i++) head("REGISTER", i, i, 1), say("Contact: <sip:%u@192.0.2.1>\r\n", i), plain(), udp(f);
}
static void one_contact(File *f, unsigned n) {
    for (unsigned i = 0; i < n; i++) head("REGISTER", i, i, 1), say("Contact: <sip:1@192.0.2.1>\r\n"), plain(), udp(f);
}
static void calls(File *f, unsigned n) {
    for (unsigned i = 0; i < n; i++) head("REGISTER", 1, i, 1), say("User-Agent: %u\r\nContact: <sip:1@192.0.2.1:%u>\r\n", i, i), plain(), udp(f);
}
static void one_branch(File *f, unsigned n) { /* the same transaction, other bytes */
    for (unsigned i = 0; i < n; i++) head("MESSAGE", i % 7, 1, 1), say("Subject: %u\r\n", i), plain(), udp(f);
}
static void nonces(File *f, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        head("REGISTER", 1, 1, i + 1);
        say("Contact: <sip:1@192.0.2.1>\r\nAuthorization: Digest username=\"u%u\",realm=\"r\",nonce=\"%u\",uri=\"sip:a\","
            "response=\"0123456789abcdef0123456789abcdef\"\r\n", i, i);
        plain();
        udp(f);
    }
}
static void queries(File *f, unsigned n) { /* the same SN again and again */
    for (unsigned i = 0; i < n; i++) {
        head("MESSAGE", 1, i, 1);
        body("<?xml version=\"1.0\"?><Query><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>34020000001320000001</DeviceID></Query>");
        udp(f);
    }
}
static void dialogs(File *f, unsigned n) {
    for (unsigned i = 0; i < n; i++) head("INVITE", 1, i, 1), say("Contact: <sip:1@192.0.2.1>\r\n"), plain(), udp(f);
}
static void same_catalog(File *f, unsigned n) {
    static char items[60000];
    size_t at = (size_t)sprintf(items, "<?xml version=\"1.0\"?><Response><CmdType>Catalog</CmdType><SN>1</SN>"
                                "<DeviceID>34020000001320000001</DeviceID><SumNum>99999</SumNum><DeviceList Num=\"100\">");
    size_t start = at;
    for (unsigned i = 0; i < n / 20; i++) {
        at = start;
        for (unsigned k = 0; k < 20; k++)
            at += (size_t)sprintf(items + at, "<Item><DeviceID>3402000000131%07u</DeviceID><Name>%u</Name></Item>", i * 20 + k, k);
        strcpy(items + at, "</DeviceList></Response>");
        head("MESSAGE", 1, i, 1);
        body(items);
        udp(f);
    }
}
static void headers(File *f, unsigned n) { /* within one head */
    head("MESSAGE", 1, 1, 1);
    for (unsigned i = 0; i < n; i++) say("v: a\r\n");
    plain();
    udp(f);
}
static void parameters(File *f, unsigned n) {
    head("REGISTER", 1, 1, 1);
    say("Contact: <sip:1@192.0.2.1>");
    for (unsigned i = 0; i < n; i++) say(";a=\"");
    say("\r\n");
    plain();
    udp(f);
}
static void commas(File *f, unsigned n) {
    head("REGISTER", 1, 1, 1);
    say("Contact: ");
    for (unsigned i = 0; i < n; i++) say("<,");
    say("\r\nWWW-Authenticate: Digest ");
    for (unsigned i = 0; i < n; i++) say("a=\"\\,");
    say("\r\n");
    plain();
    udp(f);
}
static void of_elements(File *f, unsigned n, const char *open, const char *close) {
    char *b = malloc(n * (strlen(open) + strlen(close)) + 200), *p = b;
    p += sprintf(p, "<?xml version=\"1.0\"?>\r\n<Notify><CmdType>Keepalive</CmdType><SN>1</SN>");
    for (unsigned i = 0; i < n; i++) p += sprintf(p, "%s", open);
    for (unsigned i = 0; i < n && *close; i++) p += sprintf(p, "%s", close);
    strcpy(p, "</Notify>");
    head("MESSAGE", 1, 1, 1);
    body(b);
    free(b);
    udp(f);
}
static void flat(File *f, unsigned n) { of_elements(f, n, "<a>b</a>", ""); }
static void deep(File *f, unsigned n) { of_elements(f, n, "<a>", "</a>"); }
static void open_tags(File *f, unsigned n) { of_elements(f, n, "<a", ""); }
static void wrong_ends(File *f, unsigned n) { of_elements(f, n, "<a></b>", ""); }
static void ampersands(File *f, unsigned n) { of_elements(f, n, "&a", ""); }
static void comments(File *f, unsigned n) { of_elements(f, n, "<!-", ""); }
static void cdata(File *f, unsigned n) { of_elements(f, n, "<![CDATA[", ""); }
static void attributes(File *f, unsigned n) {
    char *b = malloc(n * 12 + 200), *p = b;
    p += sprintf(p, "<?xml version=\"1.0\"?>\r\n<Notify ");
    for (unsigned i = 0; i < n; i++) p += sprintf(p, "a%u=\"\" ", i);
    strcpy(p, "></Notify>");
    head("MESSAGE", 1, 1, 1);
    body(b);
    free(b);
    udp(f);
}
static void one_byte_segments(File *f, unsigned n) {
    head("MESSAGE", 1, 1, 1);
    say("Content-Length: %u\r\n\r\n%*s", n, (int)n, "x");
    for (uint32_t i = 0; i < n_text; i++) tcp(f, text + i, 1, i);
}
static void endless_head(File *f, unsigned n) {
    head("MESSAGE", 1, 1, 1);
    for (unsigned i = 0; i < n / 8; i++) say("A: abc\r\n");
    for (uint32_t i = 0; i < n_text; i++) tcp(f, text + i, 1, i);
}
static void no_length(File *f, unsigned n) { /* a body that ends with the stream */
    head("MESSAGE", 1, 1, 1);
    say("Content-Type: text/plain\r\n\r\n");
    for (unsigned i = 0; i < n; i++) say("A\n");
    for (uint32_t i = 0; i < n_text; i++) tcp(f, text + i, 1, i);
}
static void backwards(File *f, unsigned n) {
    head("MESSAGE", 1, 1, 1);
    say("Content-Length: %u\r\n\r\n", n);
    tcp(f, text, n_text, 0);
    for (uint32_t i = n; i > 0; i--) tcp(f, "x", 1, (uint32_t)n_text + i);
}
static void start_lines(File *f, unsigned n) { /* a stream that begins a message again and again */
    n_text = 0;
    say("OPTIONS sip:a SIP/2.0\r\n");
    for (unsigned i = 0; i < n; i++) tcp(f, text, n_text, (uint32_t)(i * n_text));
}
static void line_ends(File *f, unsigned n) {
    head("OPTIONS", 1, 1, 1);
    plain();
    tcp(f, text, n_text, 0);
    for (unsigned i = 0; i < n; i++) tcp(f, "\r\n\r", 3, (uint32_t)n_text + 3 * i);
}
static void fragments(File *f, unsigned n) {
    static Wire w;
    for (unsigned i = 0; i < n; i++) {
        wire_start(&w, "12345678", 8);
        wire_ip4_fragment(&w, 17, 1, 2, (uint16_t)i, 8 * (i >> 16) + 8, true);
        wire_ethernet(&w, 0x0800);
        f->time_us -= 999;
        file_packet(f, &w);
    }
}
static void same_place_flows(File *f, unsigned n) { /* addresses and ports that add up to the same */
    static Wire w;
    for (unsigned i = 0; i < n; i++) {
        wire_start(&w, "OPTIONS sip:", 12);
        wire_tcp(&w, (uint16_t)(1024 + i), 5060, 1, 1, WIRE_ACK);
        wire_ip6(&w, 6, 1, 2);
        uint64_t low;
        memcpy(&low, w.bytes + w.from + 16, 8); /* the source, as the table once added it */
        low -= i;
        memcpy(w.bytes + w.from + 16, &low, 8);
        wire_ethernet(&w, 0x86dd);
        file_packet(f, &w);
    }
}
static void tunnels(File *f, unsigned n) {
    static Wire w;
    for (unsigned i = 0; i < n; i++) {
        wire_start(&w, "x", 1);
        for (unsigned k = 0; k < 900; k++) wire_push(&w, "\x00\x01\x81\x00", 4);
        wire_push(&w, "\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x02\x81\x00", 14);
        file_packet(f, &w);
    }
}

static void damaged_blocks(File *f, unsigned n) { /* pcapng: every other block lies about its length */
    static Wire w;
    f->n = 0;
    ng_section(f);
    ng_interface(f, 101, 0, -1, 0);
    wire_start(&w, "x", 1);
    for (unsigned i = 0; i < n; i++) {
        ng_packet(f, 0, i, &w);
        file_append(f, "\6\0\0\0\x28\0\0\0this block has no such length at all", 44);
    }
}
static void damaged_records(File *f, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        file_udp(f, 1, 2, "xxxx");
        file_udp(f, 1, 2, "xxxx");
        file_append(f, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\x7fzzzz", 20);
    }
}
static void fragment(File *f, unsigned offset, unsigned length, bool more) {
    static Wire w;
    static char bytes[60000];
    wire_start(&w, bytes, length);
    wire_ip4_fragment(&w, 17, 1, 2, 1, offset, more);
    wire_ethernet(&w, 0x0800);
    f->time_us -= 999;
    file_packet(f, &w);
}
static void full_but_for_one(File *f, unsigned n) { /* as many units as it needs, and not the right ones */
    fragment(f, 60000, 8, false);
    fragment(f, 0, 59992, true);
    fragment(f, 60008, 5000, true);
    for (unsigned i = 0; i < n; i++) fragment(f, 8 * (i % 1000), 8, true);
}
static void websocket_bytes(File *f, unsigned n) {
    static const char upgrade[] = "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n";
    static const char frame[] = "\x82\x7f\0\0\0\0\0\xff\xff\xff";
    uint32_t at = 0;
    tcp(f, upgrade, sizeof upgrade - 1, at);
    at += sizeof upgrade - 1;
    tcp(f, frame, sizeof frame - 1, at);
    at += sizeof frame - 1;
    for (unsigned i = 0; i < n; i++) tcp(f, "x", 1, at + i);
}
static void websocket_heads(File *f, unsigned n) { /* upgrades again and again, byte by byte */
    static const char upgrade[] = "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n";
    uint32_t at = 0;
    tcp(f, upgrade, sizeof upgrade - 1, at);
    at += sizeof upgrade - 1;
    for (unsigned i = 0; i < n; i++) tcp(f, i % 8000 < 4 ? &"GET "[i % 8000] : i % 8000 > 7995 ? &"\r\n\r\n"[i % 8000 - 7996] : "x", 1, at + i);
}
static void with_body(File *f, const char *type, const char *line, unsigned n) {
    size_t length = strlen(line);
    char *b = malloc(n * length + 1);
    for (unsigned i = 0; i < n; i++) memcpy(b + i * length, line, length);
    b[n * length] = '\0';
    head("MESSAGE", 1, 1, 1);
    say("Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s", type, strlen(b), b);
    free(b);
    udp(f);
}
static void sdp_lines(File *f, unsigned n) { with_body(f, "application/sdp", "a=rtpmap:96\r\n", n); }
static void sdp_media(File *f, unsigned n) { with_body(f, "application/sdp", "m=video 1 RTP/AVP 96\r\n", n); }
static void rtsp_lines(File *f, unsigned n) { with_body(f, "Application/MANSRTSP", "PLAY RTSP/1.0\r\nRange: npt=1-\r\n", n); }
static void broken_text(File *f, unsigned n) { with_body(f, "Application/MANSCDP+xml", "<\xff\xfe\x81>", n); }
static void passwords(File *f, unsigned n) { with_body(f, "text/plain", "password=\"pwd:", n); }
static void urls(File *f, unsigned n) { with_body(f, "text/plain", "sip:://", n); }
static void addresses_with_passwords(File *f, unsigned n) {
    head("REGISTER", 1, 1, 1);
    say("Contact: ");
    for (unsigned i = 0; i < n; i++) say("<sip:a:b@://>,");
    say("\r\n");
    plain();
    udp(f);
}
static void keepalives(File *f, unsigned n) { /* never answered, no interval twice */
    for (unsigned i = 0; i < n; i++) {
        head("MESSAGE", 1, i, i + 1);
        body("<?xml version=\"1.0\"?><Notify><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>34020000001320000001</DeviceID></Notify>");
        f->time_us += (int64_t)(i * 7919 % 1000) * 1000000;
        udp(f);
    }
}
static void devices_of_keepalives(File *f, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        head("MESSAGE", i, i, 1);
        body("<?xml version=\"1.0\"?><Notify><CmdType>Keepalive</CmdType><SN>1</SN></Notify>");
        udp(f);
    }
}
static void wrong_passwords(File *f, unsigned n) { /* each by another device, each in another way */
    for (unsigned i = 0; i < n; i++) {
        head("REGISTER", i % 500, i, 1);
        say("Contact: <sip:1@192.0.2.1>\r\nAuthorization: Digest username=\"u%u\",realm=\"r%u\",nonce=\"%u\",uri=\"sip:%u\","
            "response=\"0123456789abcdef0123456789abcdef\"\r\n", i, i, i, i);
        plain();
        udp(f);
    }
}
static void recordings(File *f, unsigned n) {
    static char items[60000];
    for (unsigned i = 0; i < n / 20; i++) {
        size_t at = (size_t)sprintf(items, "<?xml version=\"1.0\"?><Response><CmdType>RecordInfo</CmdType><SN>1</SN>"
                                    "<DeviceID>34020000001320000001</DeviceID><SumNum>99999</SumNum><RecordList Num=\"20\">");
        for (unsigned k = 0; k < 20; k++)
            at += (size_t)sprintf(items + at, "<Item><DeviceID>34020000001310000001</DeviceID><Name>%u</Name></Item>", i * 20 + k);
        strcpy(items + at, "</RecordList></Response>");
        head("MESSAGE", 1, i, 1);
        body(items);
        udp(f);
    }
}
static void one_dialog(File *f, unsigned n) { /* the same call, other tags and branches */
    for (unsigned i = 0; i < n; i++) {
        head("INVITE", 1, 1, i + 1);
        say("Contact: <sip:1@192.0.2.1>\r\nSubject: %u:1,2:1\r\n", i);
        plain();
        udp(f);
    }
}
static void subscriptions(File *f, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        head("SUBSCRIBE", 1, i, i + 1);
        say("Event: Catalog;id=%u\r\nExpires: 60\r\n", i);
        plain();
        udp(f);
    }
}
static void answers(File *f, unsigned n) { /* to nothing that was asked */
    for (unsigned i = 0; i < n; i++) {
        n_text = 0;
        say("SIP/2.0 401 No\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\nFrom: <sip:1@a>;tag=1\r\nTo: <sip:1@a>\r\n"
            "Call-ID: 1\r\nCSeq: %u REGISTER\r\nWWW-Authenticate: Digest realm=\"r\",nonce=\"%u\"\r\n", i, i + 1, i);
        plain();
        udp(f);
    }
}

const HostileCase hostile_cases[] = {
    {"devices that register once", devices, 4000, 64},
    {"devices of one Contact", one_contact, 4000, 64},
    {"calls of one device", calls, 4000, 64},
    {"requests of one branch", one_branch, 4000, 64},
    {"nonces of one device", nonces, 1500, 64},
    {"queries of one SN", queries, 4000, 64},
    {"dialogs of one device", dialogs, 4000, 64},
    {"a catalog without end", same_catalog, 6000, 64},
    {"headers of one message", headers, 4000, 32},
    {"parameters of one header", parameters, 6000, 32},
    {"commas and open quotes", commas, 4000, 32},
    {"elements side by side", flat, 3000, 32},
    {"elements inside each other", deep, 3000, 32},
    {"tags that do not end", open_tags, 10000, 32},
    {"ends of other tags", wrong_ends, 3000, 32},
    {"entities that do not end", ampersands, 10000, 32},
    {"comments that do not begin", comments, 8000, 32},
    {"CDATA that does not end", cdata, 3000, 32},
    {"attributes of one element", attributes, 2500, 32},
    {"one-byte segments", one_byte_segments, 20000, 32},
    {"a head without end, byte by byte", endless_head, 20000, 32},
    {"a body without length, byte by byte", no_length, 10000, 32},
    {"segments backwards", backwards, 8000, 32},
    {"start lines without headers", start_lines, 8000, 32},
    {"line ends alone", line_ends, 8000, 32},
    {"fragments that never complete", fragments, 8000, 96},
    {"connections of one bucket", same_place_flows, 3000, 96},
    {"tunnels in tunnels", tunnels, 500, 32},
    {"blocks that lie about their length", damaged_blocks, 40000, 32},
    {"records that are none", damaged_records, 40000, 32},
    {"a datagram full but for one piece", full_but_for_one, 8000, 32},
    {"a WebSocket frame byte by byte", websocket_bytes, 20000, 32},
    {"WebSocket upgrades byte by byte", websocket_heads, 32000, 32},
    {"lines of SDP", sdp_lines, 2000, 32},
    {"media of SDP", sdp_media, 1200, 32},
    {"lines of MANSRTSP", rtsp_lines, 900, 32},
    {"bytes that are no text", broken_text, 6000, 32},
    {"passwords in a text", passwords, 2000, 32},
    {"URLs in a text", urls, 4000, 32},
    {"passwords in a Contact", addresses_with_passwords, 2000, 32},
    {"keepalives at no interval", keepalives, 4000, 64},
    {"devices of one keepalive", devices_of_keepalives, 4000, 64},
    {"passwords that don't fit", wrong_passwords, 3000, 64},
    {"recordings without end", recordings, 6000, 64},
    {"one call with many tags", one_dialog, 4000, 64},
    {"subscriptions of one device", subscriptions, 4000, 64},
    {"answers to nothing", answers, 4000, 64},
};
const size_t n_hostile_cases = sizeof hostile_cases / sizeof hostile_cases[0];
