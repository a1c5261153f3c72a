/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_capture.c - bytes as a capture file, plain or packed: through every reader, link, tunnel,
 * fragment and stream to messages. Checked: slices can be read to their end, times and frames stay
 * in their file, and a second reading gives the same.
 */
#include <capture.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Sum {
    uint64_t n, hash, last_frame;
} Sum;

static bool on_message(const GbMessage *m, void *data) {
    Sum *s = data;
    s->n++;
    for (size_t i = 0; i < m->bytes.n; i++) s->hash = (s->hash ^ (uint8_t)m->bytes.p[i]) * 0x100000001b3u;
    s->hash = (s->hash ^ m->frame ^ m->missing ^ m->quirks) * 0x100000001b3u;
    if (m->bytes.n == 0 || m->frame == 0 || m->transport >= GB_N_TRANSPORTS) abort();
    if (m->frame > s->last_frame) s->last_frame = m->frame;
    return true;
}

static void on_notice(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                      const char *const *args, unsigned n_args, void *data) {
    Sum *s = data;
    (void)file, (void)frame, (void)time_us;
    for (unsigned i = 0; i < n_args; i++) s->hash += strlen(args[i]);
    s->hash += strlen(rule);
}

static Sum read_all(const char *path) {
    GbError error;
    Sum s = {0};
    Capture *c = capture_open(&path, 1, &error);
    if (!c) return s;
    CaptureCallbacks callbacks = {.message = on_message, .notice = on_notice, .data = &s};
    capture_run(c, &callbacks);
    if (s.last_frame > capture_info(c)->files[0].packets) abort();
    capture_free(c);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    int fd = memfd_create("capture", 0);
    if (fd < 0 || (size && write(fd, data, size) != (ssize_t)size)) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    Sum a = read_all(path), b = read_all(path);
    if (a.n != b.n || a.hash != b.hash) abort();
    close(fd);
    return 0;
}
