/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_count.c - the messages of captures and no analysis: `capture_count CAPTURE...` prints
 * how many there are, `-l` one line for each, `-i` what was read and left out. For the tests that
 * compare the capture layers with others, and for measuring them alone.
 */
#include <capture.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

typedef struct Tally {
    bool list;
    uint64_t n;
} Tally;

static bool on_message(const GbMessage *m, void *data) {
    Tally *t = data;
    t->n++;
    if (!t->list) return true;
    char src[GB_ADDRESS_TEXT], dst[GB_ADDRESS_TEXT];
    gb_address_text(&m->src, src, sizeof src);
    gb_address_text(&m->dst, dst, sizeof dst);
    size_t line = gb_slice_find(m->bytes, '\r');
    printf("%u:%" PRIu64 " %" PRId64 " %s %s > %s %zu bytes, missing %zu, quirks %x: %.*s\n",
           m->file, m->frame, m->time_us, gb_transport_name(m->transport), src, dst, m->bytes.n,
           m->missing, m->quirks, (int)(line < 60 ? line : 60), m->bytes.p);
    return true;
}

static void on_notice(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                      const char *const *args, unsigned n_args, void *data) {
    const Tally *t = data;
    (void)time_us;
    if (!t->list) return;
    printf("%u:%" PRIu64 " %s", file, frame, rule);
    for (unsigned i = 0; i < n_args; i++) printf(" [%s]", args[i]);
    printf("\n");
}

static void print_info(const GbCaptureInfo *info) {
    for (size_t i = 0; i < info->n_files; i++) {
        const GbCaptureFile *f = &info->files[i];
        printf("%s: %s %s, %" PRIu64 " packets, %" PRIu64 " bytes%s%s\n", f->name, f->format,
               f->link_type, f->packets, f->bytes, f->truncated ? ", truncated" : "",
               f->damaged ? ", damaged" : "");
    }
    for (size_t i = 0; i < info->n_counts; i++) {
        const GbCaptureCount *c = &info->counts[i];
        printf("%d %-20s %10" PRIu64 " %12" PRIu64 "  first %u:%" PRIu64 "  %s\n", (int)c->layer,
               c->key, c->packets, c->bytes, c->first_file, c->first_frame, c->title[GB_EN]);
    }
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) == 0) printf("peak memory %ld KiB\n", used.ru_maxrss);
}

int main(int argc, char **argv) {
    Tally tally = {.n = 0};
    bool info = false;
    int first = 1;
    for (; first < argc && argv[first][0] == '-' && argv[first][1]; first++) {
        tally.list |= argv[first][1] == 'l';
        info |= argv[first][1] == 'i';
    }
    GbError error;
    Capture *c = first < argc
                     ? capture_open((const char *const *)argv + first, (unsigned)(argc - first), &error)
                     : NULL;
    if (!c) {
        fprintf(stderr, "%s\n", first < argc ? error.text : "usage: capture_count [-l] [-i] CAPTURE...");
        return 2;
    }
    CaptureCallbacks callbacks = {.message = on_message, .notice = on_notice, .data = &tally};
    capture_run(c, &callbacks);
    if (info) print_info(capture_info(c));
    printf("%" PRIu64 "\n", tally.n);
    capture_free(c);
    return 0;
}
