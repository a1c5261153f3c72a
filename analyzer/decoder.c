/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decoder.c - what all layers share: counting, notices, the depth, handing out messages.
 *
 * A layer never fails: it reads on, or counts why not. Tunnels nest without end only in hostile
 * captures, hence the cap on layers. Checksums are not verified: hosts that capture their own
 * packets see them before the network card fills them in.
 */
#include "decoder.h"

#include <gb28181/framing.h>
#include <stdio.h>

#include "continued.h"
#include "fragments.h"
#include "tcp.h"

bool decoder_init(Decoder *d, const CaptureCallbacks *callbacks) {
    memset(d, 0, sizeof *d);
    d->callbacks = callbacks;
    d->heads = gb_head_reader_new();
    d->fragments = fragments_new();
    d->streams = streams_new();
    d->halves = halves_new();
    return d->heads && d->fragments && d->streams && d->halves;
}

void decoder_free(Decoder *d) {
    gb_head_reader_free(d->heads);
    fragments_free(d->fragments);
    streams_free(d->streams);
    halves_free(d->halves);
    d->heads = NULL;
    d->fragments = NULL;
    d->streams = NULL;
    d->halves = NULL;
}

void decoder_packet(Decoder *d, const Packet *k) {
    d->now = (Origin){k->frame, packet_time_us(k), k->file};
    d->depth = 0;
    d->quirks = 0;
    if (d->n_halves) halves_expire(d);
    streams_expire(d);
    link_read(d, k->link, (Bytes){k->p, k->captured, k->original - k->captured});
}

/* What is said once, with how often and where first. */
static void say_count(Decoder *d, CountId id, const char *rule) {
    if (d->counts.at[id].packets == 0) return;
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)d->counts.at[id].packets);
    const GbCapturePlace *first = &d->counts.at[id].places[0];
    Origin at = {first->frame, d->counts.at[id].first_us, first->file};
    decoder_notice(d, rule, &at, (const char *const[]){text}, 1);
}

void decoder_end(Decoder *d) {
    fragments_end(d);
    halves_end(d);
    streams_end(d);
    say_count(d, COUNT_FRAGMENTS_LOST, "capture.fragments-lost");
    say_count(d, COUNT_NESTING, "capture.nesting");
    say_count(d, COUNT_BAD_LENGTH, "capture.bad-lengths");
}

void decoder_limit(Decoder *d, CountId id, const char *what, uint64_t limit, uint64_t bytes) {
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)limit);
    if (d->counts.at[id].packets == 0)
        decoder_notice(d, "capture.limit-reached", &d->now, (const char *const[]){what, text}, 2);
    decoder_count(d, id, bytes);
}

const LayerRow *layer_find(const LayerRow *rows, size_t n, uint32_t id) {
    for (size_t i = 0; i < n; i++)
        if (rows[i].id == id) return &rows[i];
    return NULL;
}

bool decoder_enter(Decoder *d, const LayerRow *row, Bytes b) {
    if (d->depth >= GB_MAX_NESTING) return decoder_nested(d, b);
    d->depth++;
    decoder_count(d, row->count, b.n);
    return row->read(d, b);
}

bool decoder_nested(Decoder *d, Bytes b) {
    decoder_count(d, COUNT_NESTING, b.n);
    return true;
}

bool decoder_bad(Decoder *d, Bytes b) {
    decoder_count(d, COUNT_BAD_LENGTH, b.n);
    return true;
}

GbAddress decoder_address(const Decoder *d, const uint8_t *ip, uint16_t port) {
    GbAddress a = {.family = d->family, .port = port};
    memcpy(a.ip, ip, d->family == 4 ? 4 : 16);
    return a;
}

const GbHead *decoder_one(Decoder *d, GbSlice *bytes, bool in_stream) {
    GbSlice there = *bytes;
    GbHead *head = &d->head;
    char *copy;
    if (d->callbacks->room && d->callbacks->room(there.n, &copy, &head, d->callbacks->data))
        there.p = memcpy(copy, bytes->p, bytes->n);
    if (!gb_frame_is_one(d->heads, there, in_stream, head)) return NULL;
    *bytes = there;
    return head;
}

void decoder_message(Decoder *d, GbMessage *m) {
    static const CountId ids[GB_N_TRANSPORTS] = {
        [GB_TRANSPORT_UDP] = COUNT_SIP_UDP, [GB_TRANSPORT_TCP] = COUNT_SIP_TCP,
        [GB_TRANSPORT_SCTP] = COUNT_SIP_SCTP, [GB_TRANSPORT_WS] = COUNT_SIP_WS,
        [GB_TRANSPORT_TLS] = COUNT_TLS};
    if (d->stopped) return;
    Origin at = {m->frame, m->time_us, m->file};
    count_at(&d->counts, ids[m->transport], &at, m->bytes.n);
    if (d->callbacks->message && !d->callbacks->message(m, d->callbacks->data)) d->stopped = true;
}

void decoder_connection_end(Decoder *d, const GbConnectionEnd *end) {
    if (d->callbacks->connection_end && !d->stopped)
        d->callbacks->connection_end(end, d->callbacks->data);
}

void decoder_ping(Decoder *d, const GbPing *ping) {
    if (d->callbacks->ping && !d->stopped) d->callbacks->ping(ping, d->callbacks->data);
}

void decoder_notice(Decoder *d, const char *rule, const Origin *at, const char *const *args,
                    unsigned n_args) {
    if (d->callbacks->notice && !d->stopped)
        d->callbacks->notice(rule, at->file, at->frame, at->time_us, args, n_args,
                             d->callbacks->data);
}
