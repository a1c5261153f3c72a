/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_capture_file.c - capture files: every format, byte order, resolution and packing gives the
 * same messages at the same times; what is cut or damaged is read as far as it goes.
 */
#include <dirent.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "check.h"
#include "packets.h"
#include "reader.h"

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

/* ---- pcapng -------------------------------------------------------------------------------- */

static void test_pcapng(void) {
    for (int swapped = 0; swapped < 2; swapped++) {
        const char *where = swapped ? "pcapng in the other byte order" : "pcapng";
        File f = {.swapped = swapped};
        Seen s = {0};
        ng_section(&f);
        ng_block(&f, 0x0bad, "a block nobody knows", 20);
        ng_interface(&f, 1, 0, -1, 0);
        ng_packet(&f, 0, T0, udp_wire(first));
        ng_block(&f, 4, "\0\0\0\0", 4); /* names */
        ng_packet(&f, 0, T0 + 1000, udp_wire(second));
        ng_block(&f, 5, "\0\0\0\0\0\0\0\0\0\0\0\0", 12); /* statistics */
        see_file(&s, &f);
        expect_two(where, &s);
        CHECK_TEXT(where, gb_slice_from(s.format), "pcapng");
        CHECK_INT(where, s.file.truncated, false);
        CHECK_TEXT(where, gb_slice_from(s.notices), "");
        seen_free(&s);
        file_free(&f);
    }
}

static void test_pcapng_resolutions(void) {
    static const struct {
        const char *name;
        int tsresol;
        int64_t offset_s;
        uint64_t ticks[2];
    } cases[] = {
        {"microseconds as the option says", 6, 0, {T0, T0 + 1000}},
        {"nanoseconds", 9, 0, {T0 * 1000, (T0 + 1000) * 1000}},
        {"picoseconds from an offset", 12, 1603901905, {286000000000, 287000000000}},
        {"milliseconds", 3, 0, {T0 / 1000, T0 / 1000 + 1}},
        {"a power of two from an offset", 0x80 | 20, 1603901905, {299893, 300942}},
        {"a negative offset", 6, -100, {T0 + 100000000, T0 + 100001000}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        File f = {0};
        Seen s = {0};
        ng_section(&f);
        ng_interface(&f, 1, 0, cases[i].tsresol, cases[i].offset_s);
        ng_packet(&f, 0, cases[i].ticks[0], udp_wire(first));
        ng_packet(&f, 0, cases[i].ticks[1], udp_wire(second));
        see_file(&s, &f);
        expect_two(cases[i].name, &s);
        seen_free(&s);
        file_free(&f);
    }
}

static void test_pcapng_mixed(void) {
    const char *where = "two interfaces with links and resolutions of their own, two sections";
    File f = {0}, other = {.swapped = true};
    Seen s = {0};
    ng_section(&f);
    ng_interface(&f, 1, 0, 9, 0);
    ng_interface(&f, 101, 0, -1, 0);
    ng_packet(&f, 0, T0 * 1000, udp_wire(first));
    udp_wire(second);
    wire.from += 14; /* raw IP */
    ng_packet(&f, 1, T0 + 1000, &wire);
    ng_section(&other);
    ng_interface(&other, 1, 0, -1, 0);
    ng_packet(&other, 0, T0 + 2000, udp_wire(first));
    file_append(&f, other.p, other.n);
    see_file(&s, &f);
    CHECK_INT(where, s.n, 3);
    CHECK_TEXT(where, seen_bytes(&s, 1), second);
    CHECK_TEXT(where, seen_bytes(&s, 2), first);
    if (s.n == 3) {
        CHECK_INT(where, s.messages[0].m.time_us, T0);
        CHECK_INT(where, s.messages[1].m.time_us, T0 + 1000);
        CHECK_INT(where, s.messages[2].m.time_us, T0 + 2000);
        CHECK_INT(where, s.messages[2].m.frame, 3);
    }
    CHECK_TEXT(where, gb_slice_from(s.link_type), "EN10MB+RAW");
    seen_free(&s);
    file_free(&f);
    file_free(&other);
}

static void test_pcapng_simple(void) {
    const char *where = "simple packets have no time: the last one's counts";
    File f = {0};
    Seen s = {0};
    ng_section(&f);
    ng_interface(&f, 1, 0, -1, 0);
    ng_packet(&f, 0, T0, udp_wire(first));
    ng_simple(&f, udp_wire(second));
    see_file(&s, &f);
    CHECK_INT(where, s.n, 2);
    if (s.n == 2) CHECK_INT(where, s.messages[1].m.time_us, T0);
    seen_free(&s);
    file_free(&f);
}

static void test_pcapng_lies(void) {
    static const struct {
        const char *name;
        size_t at; /* of the first packet block */
        uint32_t v;
        bool damaged, truncated;
        unsigned n;
    } cases[] = {
        {"a block's length that its end does not repeat", 4, 64, true, false, 1},
        {"a block's length of nothing", 4, 0, true, false, 1},
        {"a block's length that is no multiple of four", 4, 67, true, false, 1},
        {"a block's length of gigabytes", 4, 0xfffffff0, true, false, 1},
        {"a block's length beyond the file's end", 4, 0x8000, true, false, 1},
        {"an interface that is not there", 8, 9, true, false, 1},
        {"more captured bytes than the block has", 20, 0xffff, true, false, 1},
        {"captured bytes that overflow", 20, 0xffffffff, true, false, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        File f = {0};
        Seen s = {0};
        ng_section(&f);
        ng_interface(&f, 1, 0, -1, 0);
        size_t at = f.n;
        ng_packet(&f, 0, T0, udp_wire(first));
        ng_packet(&f, 0, T0 + 1000, udp_wire(second));
        memcpy(f.p + at + cases[i].at, &cases[i].v, 4);
        see_file(&s, &f);
        CHECK_INT(cases[i].name, s.n, cases[i].n);
        CHECK_TEXT(cases[i].name, seen_bytes(&s, 0), second);
        CHECK_INT(cases[i].name, s.file.damaged, cases[i].damaged);
        CHECK_INT(cases[i].name, s.file.truncated, cases[i].truncated);
        CHECK_TRUE(cases[i].name, strncmp(s.notices, "capture.damaged", 15) == 0);
        seen_free(&s);
        file_free(&f);
    }
}

/* ---- packed -------------------------------------------------------------------------------- */

static size_t gzip(const void *p, size_t n, uint8_t *out, size_t size) {
    z_stream z = {.next_in = (Bytef *)p, .avail_in = (uInt)n, .next_out = out, .avail_out = (uInt)size};
    if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) abort();
    if (deflate(&z, Z_FINISH) != Z_STREAM_END) abort();
    deflateEnd(&z);
    return size - z.avail_out;
}

static size_t zstd(const void *p, size_t n, uint8_t *out, size_t size) {
    size_t packed = ZSTD_compress(out, size, p, n, 3);
    if (ZSTD_isError(packed)) abort();
    return packed;
}

static void test_packed(void) {
    static const struct {
        const char *name, *format;
        size_t (*pack)(const void *, size_t, uint8_t *, size_t);
    } cases[] = {{"gzip", "pcap.gz", gzip}, {"zstd", "pcap.zst", zstd}};
    static uint8_t packed[10000];
    for (size_t i = 0; i < 2; i++) {
        File f = {0};
        two_packets(&f);
        for (size_t cut = 1; cut < f.n; cut += 97) { /* two members, cut anywhere */
            Seen s = {0};
            size_t n = cases[i].pack(f.p, cut, packed, sizeof packed);
            n += cases[i].pack(f.p + cut, f.n - cut, packed + n, sizeof packed - n);
            see_bytes(&s, packed, n);
            expect_two(cases[i].name, &s);
            CHECK_TEXT(cases[i].name, gb_slice_from(s.format), cases[i].format);
            CHECK_TEXT(cases[i].name, gb_slice_from(s.notices), "");
            seen_free(&s);
        }
        size_t n = cases[i].pack(f.p, f.n, packed, sizeof packed);
        for (size_t cut = 5; cut < n; cut++) { /* cut short: no crash, and it is said */
            Seen s = {0};
            see_bytes(&s, packed, cut);
            if (s.opened) {
                CHECK_TRUE(cases[i].name, s.n <= 2);
                CHECK_TRUE("packed and cut short", s.n == 2 || s.file.truncated);
            } else {
                CHECK_TRUE("packed and cut to nothing", strstr(s.error.text, "unpacked") != NULL);
            }
            seen_free(&s);
        }
        file_free(&f);
    }
}

/* ---- cut, damaged, not usable -------------------------------------------------------------- */

static void test_truncated(void) {
    const char *where = "pcap cut at every byte";
    File f = {0};
    two_packets(&f);
    size_t record = 24 + 16 + 42 + strlen(first);
    for (size_t n = 24; n <= f.n; n++) {
        Seen s = {0};
        see_bytes(&s, f.p, n);
        CHECK_TRUE(where, s.opened);
        CHECK_INT(where, s.n, n < record ? 0 : n < f.n ? 1 : 2);
        CHECK_INT(where, s.file.truncated, n != 24 && n != record && n != f.n);
        CHECK_INT(where, s.file.damaged, false);
        CHECK_INT(where, strncmp(s.notices, "capture.truncated", 17) == 0, s.file.truncated);
        seen_free(&s);
    }
    file_free(&f);
}

static void test_damaged(void) {
    static const uint32_t lies[] = {0xffffffff, 0x7fffffff, 300000, 20000};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        const char *where = "a record length that lies: the record behind is found";
        File f = {0};
        Seen s = {0};
        file_start(&f, 1);
        file_packet(&f, udp_wire(first));
        size_t at = f.n;
        file_packet(&f, udp_wire(first));
        file_packet(&f, udp_wire(second));
        file_packet(&f, udp_wire(first));
        memcpy(f.p + at + 8, &lies[i], 4);
        see_file(&s, &f);
        CHECK_INT(where, s.n, 3);
        CHECK_TEXT(where, seen_bytes(&s, 1), second);
        CHECK_INT(where, s.file.damaged, true);
        CHECK_INT(where, s.file.damaged_frame, 2);
        CHECK_INT(where, s.file.truncated, false);
        CHECK_TRUE(where, strncmp(s.notices, "capture.damaged", 15) == 0);
        seen_free(&s);
        file_free(&f);
    }
}

static void test_refused(void) {
    static const struct {
        const char *name, *bytes;
        size_t n;
        const char *says;
    } cases[] = {
        {"an empty file", "", 0, "is empty"},
        {"a text", "REGISTER sip:x SIP/2.0", 22, "first bytes: 52 45 47 49 53 54 45 52"},
        {"two bytes", "\xd4\xc3", 2, "is no pcap"},
        {"half a pcap header", "\xd4\xc3\xb2\xa1\x02\0\x04\0", 8,
         "is a pcap capture cut inside its header, after 8 bytes"},
        {"a pcapng block that is no section", "\x0a\x0d\x0d\x0a\x1c\0\0\0xxxxxxxxxxxxxxxxxxxxxxxx", 32,
         "is no pcap"},
        {"packed garbage", "\x1f\x8b\x08zzzzzzzzzzzzzzzzzz", 20, "can't be unpacked"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Seen s = {0};
        see_bytes(&s, cases[i].bytes, cases[i].n);
        CHECK_INT(cases[i].name, s.opened, false);
        CHECK_TRUE(cases[i].name, strstr(s.error.text, cases[i].says) != NULL);
        CHECK_TRUE(cases[i].name, strchr(s.error.text, '\n') == NULL);
    }
    Seen s = {0};
    see_paths(&s, (const char *const[]){"/nowhere/a.pcap"}, 1);
    CHECK_TRUE("a missing file", strstr(s.error.text, "/nowhere/a.pcap: no such file") != NULL);
    see_paths(&s, (const char *const[]){"/proc"}, 1);
    CHECK_TRUE("a folder", strstr(s.error.text, "is a folder") != NULL);
    see_paths(&s, (const char *const[]){"-", "-"}, 2);
    CHECK_INT("standard input twice", s.opened, false);
}

static void test_no_packets(void) {
    File f = {0};
    Seen s = {0};
    file_start(&f, 1);
    see_file(&s, &f);
    CHECK_TRUE("a capture without packets", s.opened);
    CHECK_TRUE("a capture without packets", s.whole);
    CHECK_INT("a capture without packets", s.file.packets, 0);
    CHECK_INT("a capture without packets", s.file.first_us, 0);
    CHECK_TEXT("a capture without packets", gb_slice_from(s.notices), "");
    file_free(&f);
    seen_free(&s);
}

static void test_unknown_link(void) {
    const char *where = "Wi-Fi is left out, and said";
    File f = {0};
    Seen s = {0};
    file_start(&f, 105);
    file_packet(&f, udp_wire(first));
    see_file(&s, &f);
    CHECK_INT(where, s.n, 0);
    CHECK_INT(where, seen_count(&s, "link-unknown"), 1);
    CHECK_TEXT(where, gb_slice_from(s.link_type), "IEEE802_11");
    seen_free(&s);
    file_free(&f);
}

/* ---- several files, standard input --------------------------------------------------------- */

static void test_merged(void) {
    enum { FILES = 12, EACH = 20 };
    static File files[FILES];
    const File *named[FILES];
    for (unsigned n = 1; n <= FILES; n += n < 4 ? 1 : 8) {
        const char *where = "files merged by time, ties in the order they were named";
        Seen s = {0};
        for (unsigned i = 0; i < n; i++) {
            files[i] = (File){.time_us = T0 + 1000 * (i % 3)};
            file_start(&files[i], 1);
            for (unsigned k = 0; k < EACH; k++) file_udp(&files[i], (uint8_t)i, 99, first);
            named[i] = &files[i];
        }
        see_files(&s, named, n);
        CHECK_INT(where, s.n, n * EACH);
        for (size_t i = 1; i < s.n; i++) {
            const GbMessage *a = &s.messages[i - 1].m, *b = &s.messages[i].m;
            bool ordered = a->time_us < b->time_us || (a->time_us == b->time_us && a->file < b->file);
            CHECK_TRUE(where, ordered);
        }
        CHECK_INT(where, s.file.packets, EACH);
        seen_free(&s);
        for (unsigned i = 0; i < n; i++) file_free(&files[i]);
    }
}

static void test_stdin(void) {
    File f = {0};
    Seen s = {0};
    int pipes[2], kept = dup(0);
    two_packets(&f);
    if (pipe(pipes) != 0 || write(pipes[1], f.p, f.n) != (ssize_t)f.n) abort();
    close(pipes[1]);
    dup2(pipes[0], 0);
    close(pipes[0]);
    see_paths(&s, (const char *const[]){"-"}, 1);
    dup2(kept, 0);
    close(kept);
    expect_two("standard input", &s);
    seen_free(&s);
    file_free(&f);
}

static void test_stopped(void) {
    File f = {0};
    Seen s = {.stop_after = 1};
    two_packets(&f);
    see_file(&s, &f);
    CHECK_INT("a callback stops the reading", s.n, 1);
    CHECK_INT("a callback stops the reading", s.whole, false);
    seen_free(&s);
    file_free(&f);
}

/* ---- libpcap as the reference -------------------------------------------------------------- */

/* Our reader and libpcap's must give the same packets: number, lengths, times, bytes. */
static void compare_with_libpcap(const char *path) {
    char error[PCAP_ERRBUF_SIZE];
    GbError ours;
    Reader r;
    Packet k;
    struct pcap_pkthdr *h;
    const u_char *p;
    pcap_t *reference = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, error);
    if (!reference) return; /* packed, or of mixed link types: libpcap refuses */
    CHECK_TRUE(path, reader_open(&r, path, 0, &ours));
    int got;
    while ((got = pcap_next_ex(reference, &h, &p)) == 1) {
        if (!reader_next(&r, &k)) {
            CHECK_TRUE(path, !"our reader ends before libpcap");
            break;
        }
        CHECK_INT(path, k.captured, h->caplen);
        CHECK_INT(path, k.original, h->len > h->caplen ? h->len : h->caplen);
        /* libpcap takes the seconds of pcap for signed, which the format does not say. */
        int64_t s = r.is_ng ? (int64_t)h->ts.tv_sec : (int64_t)(uint32_t)h->ts.tv_sec;
        bool is_simple = r.is_ng && s == 0; /* a packet without time */
        if (!is_simple) CHECK_INT(path, k.time_ns, s * 1000000000 + h->ts.tv_usec);
        CHECK_TRUE(path, k.captured == h->caplen && memcmp(k.p, p, h->caplen) == 0);
    }
    if (got == PCAP_ERROR_BREAK) CHECK_TRUE(path, !reader_next(&r, &k));
    reader_close(&r);
    pcap_close(reference);
}

static void compare_folder(const char *folder, const char *named, unsigned *n) {
    DIR *d = opendir(folder);
    if (!d) return;
    for (struct dirent *e; (e = readdir(d));) {
        char path[4096];
        if (e->d_name[0] == '.' || !strstr(e->d_name, named)) continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        compare_with_libpcap(path);
        ++*n;
    }
    closedir(d);
}

static void test_reference(void) {
    unsigned n = 0;
    for (int variant = 0; variant < 8; variant++) {
        File f = {.swapped = variant & 1, .nano = variant & 2, .modified = (variant & 6) == 4};
        int fd;
        char path[64];
        two_packets(&f);
        memory_path(f.p, f.n, &fd, path);
        compare_with_libpcap(path);
        close(fd);
        file_free(&f);
    }
    compare_folder(GB_SOURCE_DIR "/samples", ".pcap", &n);
    compare_folder(GB_SOURCE_DIR "/tests/fuzz/corpus/capture", "", &n);
    if (getenv("GB_EXTRA_CAPTURES")) compare_folder(getenv("GB_EXTRA_CAPTURES"), ".pcap", &n);
    printf("(%u files) ", n);
}

static int run(void) {
    static const CheckTest tests[] = {
        {"pcap in every variant", test_pcap_variants},
        {"pcapng in both byte orders, with blocks nobody knows", test_pcapng},
        {"pcapng resolutions and offsets", test_pcapng_resolutions},
        {"pcapng with mixed interfaces and sections", test_pcapng_mixed},
        {"pcapng simple packets", test_pcapng_simple},
        {"pcapng lengths that lie", test_pcapng_lies},
        {"gzip and zstd, in members, cut short", test_packed},
        {"pcap cut short", test_truncated},
        {"pcap damaged", test_damaged},
        {"what is no capture", test_refused},
        {"a capture without packets", test_no_packets},
        {"a link that is not read", test_unknown_link},
        {"several files merged by time", test_merged},
        {"standard input", test_stdin},
        {"stopped by a callback", test_stopped},
        {"libpcap reads the same packets", test_reference},
        {NULL, NULL}};
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
