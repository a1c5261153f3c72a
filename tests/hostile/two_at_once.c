/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * two_at_once.c - four analyses side by side, under ThreadSanitizer: the samples are read, analysed
 * with passwords and written in four threads, in different orders, each handing its messages over
 * to a thread of its own. Each must write what one alone on one thread writes, and no two may touch
 * the same memory.
 */
#include <capture.h>
#include <dirent.h>
#include <gb28181/report.h>
#include <handover.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_SAMPLES = 64, N_THREADS = 4 };
static char paths[MAX_SAMPLES][512];
static unsigned n_paths;
static uint64_t alone[MAX_SAMPLES];

/* The other program of these objects counts with it. */
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void) {}

typedef struct Sum {
    GbAnalysis *analysis;
    uint64_t hash;
} Sum;

static bool sink(const char *bytes, size_t n, void *data) {
    Sum *s = data;
    for (size_t i = 0; i < n; i++) s->hash = (s->hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return true;
}

static bool on_message(const GbMessage *m, void *data) {
    Sum *s = data;
    GbEvent event;
    if (gb_analysis_feed(s->analysis, m, &event)) gb_report_write_event(&event, sink, s);
    return true;
}

static void on_connection_end(const GbConnectionEnd *end, void *data) {
    Sum *s = data;
    gb_analysis_connection_ended(s->analysis, end);
}

static void on_ping(const GbPing *ping, void *data) {
    Sum *s = data;
    gb_analysis_ping(s->analysis, ping);
}

static void on_notice(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                      const char *const *args, unsigned n_args, void *data) {
    Sum *s = data;
    GbMoment at = {.time_us = time_us, .frame = frame, .file = file};
    gb_analysis_raise(s->analysis, gb_rule_find(rule), &at, args, n_args);
}

static uint64_t analyse(const char *path, bool two_threads) {
    static const char rows[] = "device_id,password\n*,123456\n34020000001320000002,cam-2-secret\n";
    Sum s = {0};
    GbError error;
    const char *const one[] = {path};
    Capture *c = capture_open(one, 1, &error);
    if (!c) abort();
    GbOptions options = {.keep_ladder = true, .credentials = gb_credentials_new()};
    if (!gb_credentials_read_csv(options.credentials, gb_slice_from(rows), &error)) abort();
    CaptureCallbacks callbacks = {.message = on_message, .notice = on_notice,
                                  .connection_end = on_connection_end, .ping = on_ping, .data = &s};
    GbReport r;
    s.analysis = gb_analysis_new(&options);
    if (two_threads) {
        Handover *h = handover_begin(&callbacks, s.analysis);
        CaptureCallbacks handing_over = handover_callbacks(h);
        capture_run(c, &handing_over);
        if (!handover_end(h)) abort();
    } else {
        capture_run(c, &callbacks);
    }
    gb_analysis_settle(s.analysis, capture_info(c)->files[0].last_us);
    gb_report_init(&r, s.analysis, capture_info(c));
    GbSummaryStyle style = {.width = 80};
    gb_report_write_html(&r, sink, &s);
    gb_report_write_json(&r, sink, &s);
    gb_report_write_csv(&r, sink, &s);
    gb_report_write_summary(&r, &style, sink, &s);
    gb_analysis_free(s.analysis);
    gb_credentials_free(options.credentials);
    capture_free(c);
    return s.hash;
}

static void *run(void *data) {
    size_t number = (size_t)data, differ = 0;
    for (unsigned i = 0; i < n_paths; i++) {
        unsigned k = number & 1 ? n_paths - 1 - i : i;
        if (analyse(paths[k], true) != alone[k]) differ++;
    }
    return (void *)differ;
}

int main(int argc, char **argv) {
    DIR *d = argc > 1 ? opendir(argv[1]) : NULL;
    if (!d) return 2;
    for (struct dirent *e; (e = readdir(d)) && n_paths < MAX_SAMPLES;)
        if (strstr(e->d_name, ".pcap"))
            snprintf(paths[n_paths++], sizeof paths[0], "%s/%s", argv[1], e->d_name);
    closedir(d);
    pthread_t threads[N_THREADS];
    size_t differ = 0;
    /* Before anything ran alone: what a library sets up at its first use is set up by four. */
    for (size_t i = 0; i < N_THREADS; i++) pthread_create(&threads[i], NULL, run, (void *)i);
    for (size_t i = 0; i < N_THREADS; i++) pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < n_paths; i++) alone[i] = analyse(paths[i], false);
    for (size_t i = 0; i < N_THREADS; i++) pthread_create(&threads[i], NULL, run, (void *)i);
    for (size_t i = 0; i < N_THREADS; i++) {
        void *n;
        pthread_join(threads[i], &n);
        differ += (size_t)n;
    }
    printf("%u captures in %d threads, %zu reports differ\n", n_paths, N_THREADS, differ);
    return n_paths == 0 || differ != 0;
}
