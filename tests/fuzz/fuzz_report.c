/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_report.c - the whole program but its options: bytes as a capture file, through the decoder
 * and the analysis (with passwords, so that digests are checked and explained) to every output.
 * Checked: each output is what it claims to be (output_form.h), a password stays inside, and what
 * was counted adds up. Both languages, since texts differ.
 *
 * Bytes that begin with `@` are messages instead, as in fuzz_session.c, and are put into packets
 * of the right lengths here: a fuzzer that has to keep four lengths in step seldom gets past them.
 */
#include <capture.h>
#include <gb28181/report.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../unit/output_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char passwords[] = "device_id,password,name\n"
                                "340200000013200000001,123456,Recorder\n"
                                "34020000001320000002,cam-2-secret,=gate\n"
                                "34020000001320000003,cam-3-secret,\xE4\xB8\x9C\xE9\x97\xA8\n"
                                "*,Never-to-be-seen-7,\n";

typedef struct Run {
    GbAnalysis *analysis;
    OutputText events;
} Run;

static bool on_message(const GbMessage *m, void *data) {
    Run *r = data;
    GbEvent event;
    if (gb_analysis_feed(r->analysis, m, &event))
        gb_report_write_event(&event, output_text_sink, &r->events);
    return true;
}

static void on_notice(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                      const char *const *args, unsigned n_args, void *data) {
    Run *r = data;
    GbMoment at = {time_us, frame, file};
    GbRule id = gb_rule_find(rule);
    if (id == GB_RULE_NONE) abort();
    gb_analysis_raise(r->analysis, id, &at, args, n_args);
}

static void require(const char *output, const char *wrong, const OutputText *t, size_t at) {
    if (!wrong) return;
    size_t from = at > 80 ? at - 80 : 0;
    fprintf(stderr, "%s: %s at %zu: %.200s\n", output, wrong, at, t->p + from);
    abort();
}

static void require_secret(const OutputText *t, const uint8_t *data, size_t size) {
    static const char secret[] = "Never-to-be-seen-7";
    if (t->p && strstr(t->p, secret) && !memmem(data, size, secret, sizeof secret - 1)) abort();
}

static void on_connection_end(const GbConnectionEnd *end, void *data) {
    const Run *run = data;
    gb_analysis_connection_ended(run->analysis, end);
}

static void on_ping(const GbPing *ping, void *data) {
    const Run *run = data;
    gb_analysis_ping(run->analysis, ping);
}

static void write_all(const GbReport *r, const uint8_t *data, size_t size) {
    OutputText html = {0}, json = {0}, csv = {0}, summary = {0};
    GbSummaryStyle style = {.colour = true, .width = r->lang == GB_EN ? 80 : 40};
    size_t at = 0;
    gb_report_write_html(r, output_text_sink, &html);
    require("HTML", output_html_form(&html, &at), &html, at);
    gb_report_write_summary(r, &style, output_text_sink, &summary);
    require("summary", output_plain_form(&summary, true, &at), &summary, at);
    gb_report_write_json(r, output_text_sink, &json);
    require("JSON", output_json_form(&json, false, &at), &json, at);
    gb_report_write_csv(r, output_text_sink, &csv);
    require("CSV", output_csv_form(&csv, &at), &csv, at);
    OutputText *all[] = {&html, &json, &csv, &summary};
    for (size_t i = 0; i < 4; i++) {
        require_secret(all[i], data, size);
        output_text_clear(all[i]);
    }
}

static void report(const char *path, const uint8_t *data, size_t size) {
    Run run = {0};
    GbError error;
    Capture *c = capture_open(&path, 1, &error);
    if (!c) return;
    GbCredentials *credentials = gb_credentials_new();
    if (!gb_credentials_read_csv(credentials, gb_slice_from(passwords), &error)) abort();
    GbOptions options = {.credentials = credentials, .keep_ladder = true};
    CaptureCallbacks callbacks = {.message = on_message, .notice = on_notice,
                                  .connection_end = on_connection_end, .ping = on_ping, .data = &run};
    run.analysis = gb_analysis_new(&options);
    if (!capture_run(c, &callbacks)) abort();
    gb_analysis_settle(run.analysis, capture_info(c)->files[0].last_us);

    size_t at = 0;
    if (run.events.p)
        require("events", output_json_form(&run.events, true, &at), &run.events, at);
    require_secret(&run.events, data, size);
    GbReport r;
    gb_report_init(&r, run.analysis, capture_info(c));
    const GbTotals *t = gb_analysis_totals(run.analysis);
    if (t->sip_requests + t->sip_responses != t->sip_messages || t->devices != r.n_devices) abort();
    r.lang = size & 1 ? GB_ZH : GB_EN;
    r.detail = size & 2 ? GB_DETAIL_ALL : GB_DETAIL_AUTO;
    write_all(&r, data, size);
    output_text_clear(&run.events);
    gb_analysis_free(run.analysis);
    gb_credentials_free(credentials);
    capture_free(c);
}

static void put16(uint8_t *p, size_t v) {
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

/* One message as UDP over IPv4, behind its pcap record header (big-endian, raw IP). */
static bool write_packet(int fd, uint32_t second, unsigned how, const uint8_t *p, size_t n) {
    uint8_t h[16 + 20 + 8] = {0}, *ip = h + 16, *udp = ip + 20;
    size_t length = n + 28;
    uint16_t port = (uint16_t)(6000 + (how >> 1 & 3));
    put16(h, second >> 16);
    put16(h + 2, second);
    put16(h + 10, length);
    put16(h + 14, length);
    ip[0] = 0x45;
    put16(ip + 2, length);
    ip[8] = 64;
    ip[9] = 17;
    ip[12] = ip[16] = 10;
    ip[how & 1 ? 15 : 19] = 1;
    ip[how & 1 ? 19 : 15] = (uint8_t)(2 + (how >> 3));
    put16(udp, how & 1 ? 5060 : port);
    put16(udp + 2, how & 1 ? port : 5060);
    put16(udp + 4, n + 8);
    return write(fd, h, sizeof h) == sizeof h && write(fd, p, n) == (ssize_t)n;
}

/* `@`, a step in time and a hex digit of where from, a line end, the message; and the next. */
static bool write_messages(int fd, const uint8_t *data, size_t size) {
    static const uint8_t head[24] = {0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, [18] = 1, [23] = 101};
    uint32_t second = 1600000000;
    if (write(fd, head, sizeof head) != sizeof head) return false;
    while (size > 4) {
        const uint8_t *next = memmem(data + 4, size - 4, "\n@", 2);
        size_t n = next ? (size_t)(next - data) + 1 : size;
        unsigned step = data[1] & 15;
        second += step * step;
        if (n - 4 < 65000 && !write_packet(fd, second, data[2] & 31, data + 4, n - 4)) return false;
        data += n;
        size -= n;
    }
    return true;
}

static bool write_capture(int fd, const uint8_t *data, size_t size) {
    if (size && data[0] == '@') return write_messages(fd, data, size);
    return size == 0 || write(fd, data, size) == (ssize_t)size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    int fd = memfd_create("capture", 0);
    if (fd < 0 || !write_capture(fd, data, size)) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    report(path, data, size);
    close(fd);
    return 0;
}
