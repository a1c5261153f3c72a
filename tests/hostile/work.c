/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * work.c - the captures of captures.h, each in two sizes: the work (basic blocks run and
 * bytes moved or compared, counted, not timed) may not grow faster than the capture, and what is
 * allocated stays under a bound. A quadratic list shows as a ratio near 4.
 */
#include <capture.h>
#include <gb28181/report.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "captures.h"

/* For a byte of the capture; a large factor makes a long run of what is linear by name. */
enum { MOST_WORK = 500 };

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

static void on_ping(const GbPing *ping, void *data) {
    const Run *r = data;
    gb_analysis_ping(r->analysis, ping);
}

static bool on_progress(double part, void *data) {
    (void)part;
    look(data);
    return true;
}

/* So many that trying all of them for each message would show. */
static void add_passwords(GbCredentials *c) {
    char id[24], password[24];
    GbError error;
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(id, sizeof id, "3402000000132%07u", i + 600);
        snprintf(password, sizeof password, "Never-%u", i);
        gb_credentials_add(c, gb_slice_from(id), gb_slice_from(password), gb_slice_from(""), gb_slice_from(""),
                           gb_slice_from(""), &error);
    }
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
    add_passwords(options.credentials);
    r.analysis = gb_analysis_new(&options);
    CaptureCallbacks callbacks = {.message = on_message, .progress = on_progress,
                                  .connection_end = on_connection_end, .ping = on_ping, .data = &r};
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

int main(int argc, char **argv) {
    int failed = 0;
    for (size_t i = 0; i < n_hostile_cases; i++) {
        const HostileCase *t = &hostile_cases[i];
        if (argc > 2 && !strstr(t->name, argv[2])) continue;
        uint64_t done[2], bytes[2];
        size_t peak = 0;
        for (unsigned k = 0; k < 2; k++) {
            File f = {0};
            file_start(&f, 1);
            t->make(&f, t->n << k);
            bytes[k] = f.n;
            done[k] = measure(&f, &peak);
            file_free(&f);
        }
        double grew = (double)done[1] / (double)done[0], by = (double)bytes[1] / (double)bytes[0];
        uint64_t each = done[1] / bytes[1];
        bool linear = grew < 1.3 * by && each < MOST_WORK, small = peak < (size_t)t->most_mib << 20;
        printf("%-34s capture x %.2f, work x %.2f (%llu a byte), %zu KiB%s%s\n", t->name, by, grew,
               (unsigned long long)each, peak >> 10, linear ? "" : "  NOT LINEAR",
               small ? "" : "  TOO MUCH MEMORY");
        failed |= !linear || !small;
    }
    return failed;
}
