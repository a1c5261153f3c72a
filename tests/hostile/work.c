/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * work.c - captures made to take time or memory, each in two sizes: the work (basic blocks run and
 * bytes moved or compared, counted, not timed) may not grow faster than the capture, and what is
 * allocated stays under a bound. A quadratic list shows as a ratio near 4.
 */
#include <capture.h>
#include <gb28181/report.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "packets.h"

/* ---- the counter ---- */

static __thread uint64_t work;
void __sanitizer_cov_trace_pc(void);
__attribute__((no_sanitize("thread"))) void __sanitizer_cov_trace_pc(void) {
    work++;
}
size_t __sanitizer_get_current_allocated_bytes(void);

#define WRAP(type, name, n, ...) \
    type __real_##name(__VA_ARGS__); \
    type __wrap_##name(__VA_ARGS__); \
    type __wrap_##name(__VA_ARGS__)
WRAP(void *, memcpy, n, void *to, const void *from, size_t n) { work += n / 16; return __real_memcpy(to, from, n); }
WRAP(void *, memmove, n, void *to, const void *from, size_t n) { work += n / 16; return __real_memmove(to, from, n); }
WRAP(void *, memset, n, void *to, int c, size_t n) { work += n / 16; return __real_memset(to, c, n); }
WRAP(int, memcmp, n, const void *a, const void *b, size_t n) { work += n / 64; return __real_memcmp(a, b, n); }
WRAP(void *, memchr, n, const void *p, int c, size_t n) {
    void *at = __real_memchr(p, c, n);
    work += (at ? (size_t)((char *)at - (const char *)p) : n) / 16;
    return at;
}
WRAP(void *, memmem, n, const void *p, size_t n, const void *what, size_t k) {
    void *at = __real_memmem(p, n, what, k);
    work += (at ? (size_t)((char *)at - (const char *)p) : n) / 8;
    return at;
}
WRAP(size_t, strlen, n, const char *s) {
    size_t n = __real_strlen(s);
    work += n / 16;
    return n;
}

/* ---- the whole program on a capture in memory ---- */

typedef struct Run {
    GbAnalysis *analysis;
    size_t peak;
    unsigned n;
} Run;

static void look(Run *r) {
    size_t now = __sanitizer_get_current_allocated_bytes();
    if (now > r->peak) r->peak = now;
}

static bool sink(const char *bytes, size_t n, void *data) {
    (void)bytes, (void)n, (void)data;
    return true;
}

static bool on_message(const GbMessage *m, void *data) {
    Run *r = data;
    GbEvent event;
    if (gb_analysis_feed(r->analysis, m, &event)) gb_report_write_event(&event, sink, NULL);
    if (++r->n % 512 == 0) look(r);
    return true;
}

static void on_connection_end(const GbConnectionEnd *end, void *data) {
    const Run *r = data;
    gb_analysis_connection_ended(r->analysis, end);
}

static bool on_progress(double part, void *data) {
    (void)part;
    look(data);
    return true;
}

static uint64_t measure(const File *f, size_t *peak) {
    char path[64];
    const char *paths[] = {path};
    int fd;
    GbError error;
    Run r = {0};
    memory_path(f->p, f->n, &fd, path);
    size_t before = __sanitizer_get_current_allocated_bytes();
    work = 0;
    Capture *c = capture_open(paths, 1, &error);
    if (!c) abort();
    GbOptions options = {.keep_ladder = true, .credentials = gb_credentials_new()};
    gb_credentials_add(options.credentials, gb_slice_from("*"), gb_slice_from("x"), gb_slice_from(""),
                       gb_slice_from(""), gb_slice_from(""), &error);
    r.analysis = gb_analysis_new(&options);
    CaptureCallbacks callbacks = {.message = on_message, .progress = on_progress,
                                  .connection_end = on_connection_end, .data = &r};
    capture_run(c, &callbacks);
    look(&r);
    gb_analysis_settle(r.analysis, capture_info(c)->files[0].last_us);
    look(&r);
    GbReport report;
    gb_report_init(&report, r.analysis, capture_info(c));
    gb_report_write_json(&report, sink, NULL);
    gb_report_write_html(&report, sink, NULL);
    gb_report_write_csv(&report, sink, NULL);
    look(&r);
    gb_analysis_free(r.analysis);
    gb_credentials_free(options.credentials);
    capture_free(c);
    close(fd);
    *peak = r.peak > before ? r.peak - before : 0;
    return work;
}

/* ---- captures ---- */

static char *text;
static size_t n_text;
enum { ROOM = 8 << 20 };

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

static const struct {
    const char *name;
    void (*make)(File *, unsigned);
    unsigned n;
    unsigned most_mib; /* allocated at the larger size */
} cases[] = {
    {"devices that register once", devices, 4000, 64},
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
};

int main(int argc, char **argv) {
    int failed = 0;
    text = malloc(ROOM);
    if (!text) abort();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (argc > 2 && !strstr(cases[i].name, argv[2])) continue;
        uint64_t done[2], bytes[2];
        size_t peak = 0;
        for (unsigned k = 0; k < 2; k++) {
            File f = {0};
            file_start(&f, 1);
            cases[i].make(&f, cases[i].n << k);
            bytes[k] = f.n;
            done[k] = measure(&f, &peak);
            file_free(&f);
        }
        double grew = (double)done[1] / (double)done[0], by = (double)bytes[1] / (double)bytes[0];
        bool linear = grew < 1.3 * by, small = peak < (size_t)cases[i].most_mib << 20;
        printf("%-34s capture x %.2f, work x %.2f (%llu a byte), %zu KiB%s%s\n", cases[i].name, by, grew,
               (unsigned long long)(done[1] / bytes[1]), peak >> 10, linear ? "" : "  NOT LINEAR",
               small ? "" : "  TOO MUCH MEMORY");
        failed |= !linear || !small;
    }
    free(text);
    return failed;
}
