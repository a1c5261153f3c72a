/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture.c - several capture files as one: opens them, merges their packets by time, feeds the
 * decoder, and keeps the account of what was read.
 *
 * The merge is a heap of readers by the time of their next packet; equal times go by the order
 * the files were named in, and packets of one file keep their order whatever their times, as
 * mergecap does it. Files that don't start yet hold no buffer: a folder of a thousand rotated
 * captures is read with the memory of one. libpcap is asked for the names of link types; the
 * files are read by pcap.c and pcapng.c, which say why.
 */
#include "capture.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

#include "decoder.h"
#include "reader.h"
#include "signals.h"

/* Packets between two calls of the progress callback. */
enum { PROGRESS_EVERY = 16384 };
/* With more files than this, those that have not begun are closed until they do. */
enum { MAX_OPEN = 8 };

typedef struct Source {
    Reader reader;
    Packet next;
    char *name;
    bool is_asleep; /* closed after a look at its first packet's time */
    char links[64];
} Source;

struct Capture {
    Source *sources;
    unsigned n_sources;
    unsigned *heap; /* of sources that have a packet, the earliest first */
    unsigned n_heap;
    Decoder decoder;
    bool has_decoder, is_done;
    GbCaptureFile *files;
    GbCaptureCount counts[N_COUNTS];
    GbCaptureInfo info;
};

/* A reader is put back to before its first packet by opening it anew. A file that is gone by then
 * was there when it was named: it is told as one that lacks its end. */
static bool wake(Source *s) {
    GbError error;
    uint32_t file = s->reader.file;
    s->is_asleep = false;
    if (reader_open(&s->reader, s->name, file, &error) && reader_next(&s->reader, &s->next)) return true;
    s->reader.truncated = true;
    return false;
}

static void sleep_until_due(Source *s) {
    reader_close(&s->reader);
    s->is_asleep = true;
}

Capture *capture_open(const char *const *paths, unsigned n_paths, GbError *error) {
    Capture *c = calloc(1, sizeof *c);
    if (!c) abort();
    c->sources = calloc(n_paths ? n_paths : 1, sizeof *c->sources);
    c->heap = calloc(n_paths ? n_paths : 1, sizeof *c->heap);
    c->files = calloc(n_paths ? n_paths : 1, sizeof *c->files);
    if (!c->sources || !c->heap || !c->files) abort();
    bool has_stdin = false;
    for (unsigned i = 0; i < n_paths; i++) {
        Source *s = &c->sources[i];
        bool is_stdin = strcmp(paths[i], "-") == 0;
        if (is_stdin && has_stdin) {
            error->line = 0;
            snprintf(error->text, sizeof error->text, "%s",
                     error->lang == GB_ZH ? "-：标准输入只能指定一次"
                                          : "-: standard input can be named only once");
            capture_free(c);
            return NULL;
        }
        has_stdin |= is_stdin;
        s->name = strdup(paths[i]);
        c->n_sources++;
        if (!s->name || !reader_open(&s->reader, s->name, i, error)) {
            capture_free(c);
            return NULL;
        }
        if (n_paths > 1 && reader_next(&s->reader, &s->next)) {
            c->heap[c->n_heap++] = i;
            if (n_paths > MAX_OPEN && s->reader.in.raw_total) sleep_until_due(s);
        }
    }
    return c;
}

void capture_free(Capture *c) {
    if (!c) return;
    for (unsigned i = 0; i < c->n_sources; i++) {
        reader_close(&c->sources[i].reader);
        free(c->sources[i].name);
    }
    if (c->has_decoder) decoder_free(&c->decoder);
    free(c->sources);
    free(c->heap);
    free(c->files);
    free(c);
}

/* ---- merging ------------------------------------------------------------------------------- */

static bool is_before(const Capture *c, unsigned a, unsigned b) {
    int64_t at = c->sources[a].next.time_ns, bt = c->sources[b].next.time_ns;
    return at < bt || (at == bt && a < b);
}

static void sift_down(Capture *c, unsigned i) {
    for (;;) {
        unsigned least = i, left = 2 * i + 1, right = left + 1;
        if (left < c->n_heap && is_before(c, c->heap[left], c->heap[least])) least = left;
        if (right < c->n_heap && is_before(c, c->heap[right], c->heap[least])) least = right;
        if (least == i) return;
        unsigned swap = c->heap[i];
        c->heap[i] = c->heap[least];
        c->heap[least] = swap;
        i = least;
    }
}

/* ---- what the readers noticed ---------------------------------------------------------------- */

static void say(Decoder *d, const Reader *r, const char *rule, uint64_t frame) {
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)frame);
    Origin at = {frame, r->last_ns / 1000, r->file};
    decoder_notice(d, rule, &at, (const char *const[]){text}, 1);
}

static void say_end(Decoder *d, Source *s) {
    const Reader *r = &s->reader;
    if (r->n_damaged) say(d, r, "capture.damaged", r->damaged_frame);
    if (r->truncated) say(d, r, "capture.truncated", r->packets + 1);
}

static double part_read(const Capture *c) {
    uint64_t read = 0, total = 0;
    for (unsigned i = 0; i < c->n_sources; i++) {
        const Input *in = &c->sources[i].reader.in;
        if (c->sources[i].is_asleep) continue;
        if (in->fd >= 0 && in->raw_total == 0) return -1;
        read += in->raw_read;
        total += in->raw_total;
    }
    return total ? (double)read / (double)total : -1;
}

static bool go_on(Capture *c, const CaptureCallbacks *callbacks) {
    if (callbacks->progress && !callbacks->progress(part_read(c), callbacks->data))
        c->decoder.stopped = true;
    return !c->decoder.stopped;
}

/* ---- running ------------------------------------------------------------------------------- */

static void run_one(Capture *c, const CaptureCallbacks *callbacks) {
    Decoder *d = &c->decoder;
    Source *s = &c->sources[0];
    unsigned until_progress = PROGRESS_EVERY;
    while (!d->stopped && reader_next(&s->reader, &s->next)) {
        decoder_packet(d, &s->next);
        if (--until_progress == 0) {
            until_progress = PROGRESS_EVERY;
            if (!go_on(c, callbacks)) return;
        }
    }
}

static void run_merged(Capture *c, const CaptureCallbacks *callbacks) {
    Decoder *d = &c->decoder;
    unsigned until_progress = PROGRESS_EVERY;
    for (unsigned i = c->n_heap / 2; i-- > 0;) sift_down(c, i);
    while (c->n_heap && !d->stopped) {
        Source *s = &c->sources[c->heap[0]];
        bool more = true;
        if (s->is_asleep) more = wake(s);
        if (more) {
            decoder_packet(d, &s->next);
            more = reader_next(&s->reader, &s->next);
        }
        if (!more) {
            c->heap[0] = c->heap[--c->n_heap];
            if (c->n_sources > MAX_OPEN) reader_close(&s->reader);
        }
        sift_down(c, 0);
        if (--until_progress == 0) {
            until_progress = PROGRESS_EVERY;
            if (!go_on(c, callbacks)) return;
        }
    }
}

bool capture_run(Capture *c, const CaptureCallbacks *callbacks) {
    if (c->is_done) return true;
    c->is_done = true;
    c->has_decoder = true;
    if (!decoder_init(&c->decoder, callbacks)) abort();
    if (c->n_sources == 1)
        run_one(c, callbacks);
    else
        run_merged(c, callbacks);
    if (signals_stop()) c->decoder.stopped = true; /* it may have ended the last read */
    decoder_end(&c->decoder);
    for (unsigned i = 0; i < c->n_sources; i++) say_end(&c->decoder, &c->sources[i]);
    if (callbacks->progress && !c->decoder.stopped) callbacks->progress(1, callbacks->data);
    return !c->decoder.stopped;
}

/* ---- the account --------------------------------------------------------------------------- */

static const char *link_name(uint32_t link, char number[16]) {
    /* libpcap names its own numbers; of those that differ from the file's, raw IP is the one we
     * read (its DLT_RAW is 12 or 14, by system). */
    if (link == 101) return "RAW";
    const char *name = pcap_datalink_val_to_name((int)link);
    if (name) return name;
    snprintf(number, 16, "%u", link);
    return number;
}

static const char *name_links(Source *s) {
    size_t n = 0;
    s->links[0] = '\0';
    for (unsigned i = 0; i < s->reader.n_links; i++) {
        char number[16];
        int more = snprintf(s->links + n, sizeof s->links - n, "%s%s", i ? "+" : "",
                            link_name(s->reader.links[i], number));
        n += (size_t)more;
        if (n >= sizeof s->links) break;
    }
    return s->links;
}

const GbCaptureInfo *capture_info(Capture *c) {
    for (unsigned i = 0; i < c->n_sources; i++) {
        Source *s = &c->sources[i];
        const Reader *r = &s->reader;
        Packet first = {.time_ns = r->first_ns}, last = {.time_ns = r->last_ns};
        c->files[i] = (GbCaptureFile){.name = s->name,
                                      .format = reader_format(r),
                                      .link_type = name_links(s),
                                      .packets = r->packets,
                                      .bytes = r->bytes,
                                      .first_us = packet_time_us(&first),
                                      .last_us = packet_time_us(&last),
                                      .truncated = r->truncated && !c->decoder.stopped,
                                      .damaged = r->n_damaged > 0,
                                      .damaged_frame = r->damaged_frame};
    }
    size_t n = c->has_decoder ? counts_list(&c->decoder.counts, c->counts) : 0;
    c->info = (GbCaptureInfo){c->files, c->n_sources, c->counts, n};
    return &c->info;
}
