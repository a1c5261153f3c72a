/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flows.c - the table of TCP connections, and of what is known to be noise.
 *
 * Connections with SIP and those not decided yet wait in two queues with caps of their own, so
 * that a scan of a million ports can't push a device's connection out. The oldest that was not
 * used since it was last looked at makes room (second chance). One that goes between two messages
 * loses nothing: the next segment starts it anew.
 * A direction that carries media is a word in a fixed table of 256 KiB, four to a row, the oldest
 * overwritten: forgetting one costs no more than another look at its first bytes.
 * The buckets are keyed with a secret of the run, so that a capture can't be made whose connections
 * all meet in one bucket. What is seen outside (ids) and what may be forgotten (noise) is not: the
 * same capture gives the same report.
 */
#include <stdlib.h>
#include <sys/random.h>

#include "tcp.h"

enum { NOISE_ROWS = 1 << 13, NOISE_WAYS = 4, FIRST_BUCKETS = 1024 };

typedef struct Queue {
    Connection *oldest, *newest;
    unsigned n, max;
} Queue;

struct Streams {
    Connection **buckets;
    size_t n_buckets, n; /* n_buckets is a power of two */
    Queue queues[2];     /* undecided; with SIP */
    Connection *first_gap, *last_gap; /* in the order of their due times */
    size_t pending;
    uint64_t secret;
    uint64_t noise[NOISE_ROWS][NOISE_WAYS]; /* hash but for its low byte, which is the CountId */
};

Streams *streams_new(void) {
    Streams *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->buckets = calloc(FIRST_BUCKETS, sizeof *s->buckets);
    s->n_buckets = FIRST_BUCKETS;
    if (getrandom(&s->secret, sizeof s->secret, 0) != (ssize_t)sizeof s->secret)
        s->secret = (uint64_t)(uintptr_t)s;
    s->queues[0].max = GB_MAX_STREAM_CANDIDATES;
    s->queues[1].max = GB_MAX_STREAMS;
    if (s->buckets) return s;
    free(s);
    return NULL;
}

static void unqueue(Streams *s, Connection *c) {
    Queue *q = &s->queues[c->is_sip];
    *(c->older ? &c->older->newer : &q->oldest) = c->newer;
    *(c->newer ? &c->newer->older : &q->newest) = c->older;
    q->n--;
}

static void enqueue(Streams *s, Connection *c) {
    Queue *q = &s->queues[c->is_sip];
    c->older = q->newest;
    c->newer = NULL;
    *(q->newest ? &q->newest->newer : &q->oldest) = c;
    q->newest = c;
    q->n++;
}

static void clear_stream(Streams *s, Stream *t) {
    framer_clear(&t->framer);
    for (Segment *g = t->pending, *next; g; g = next) {
        next = g->next;
        free(g);
    }
    s->pending -= t->pending_bytes;
}

static void unqueue_gap(Streams *s, Connection *c) {
    if (!c->gap_due_us) return;
    *(c->gap_before ? &c->gap_before->gap_behind : &s->first_gap) = c->gap_behind;
    *(c->gap_behind ? &c->gap_behind->gap_before : &s->last_gap) = c->gap_before;
    c->gap_due_us = 0;
}

void flow_await(Decoder *d, Connection *c, int64_t due_us) {
    Streams *s = d->streams;
    if (c->gap_due_us) return;
    c->gap_due_us = due_us;
    c->gap_before = s->last_gap;
    c->gap_behind = NULL;
    *(s->last_gap ? &s->last_gap->gap_behind : &s->first_gap) = c;
    s->last_gap = c;
}

void streams_expire(Decoder *d) {
    Connection *c;
    while ((c = d->streams->first_gap) && c->gap_due_us < d->now.time_us) {
        unqueue_gap(d->streams, c);
        tcp_give_up(d, c);
    }
}

static void forget(Streams *s, Connection *c) {
    Connection **at = &s->buckets[c->hash & (s->n_buckets - 1)];
    while (*at != c) at = &(*at)->next_in_bucket;
    *at = c->next_in_bucket;
    unqueue(s, c);
    unqueue_gap(s, c);
    clear_stream(s, &c->streams[0]);
    clear_stream(s, &c->streams[1]);
    s->n--;
    free(c);
}

void streams_free(Streams *s) {
    if (!s) return;
    for (unsigned q = 0; q < 2; q++)
        while (s->queues[q].oldest) forget(s, s->queues[q].oldest);
    free(s->buckets);
    free(s);
}

void streams_end(Decoder *d) {
    for (unsigned q = 2; q-- > 0;)
        while (d->streams->queues[q].oldest) {
            Connection *c = d->streams->queues[q].oldest;
            tcp_finish(d, c, GB_MESSAGE_GAP);
            forget(d->streams, c);
        }
}

void flow_remove(Decoder *d, Connection *c) {
    forget(d->streams, c);
}

static uint64_t mix(uint64_t h) {
    h ^= h >> 32;
    h *= 0x9fb21c651e98df25u;
    h ^= h >> 29;
    return h;
}

static uint64_t hash_end4(const uint8_t *ip, uint16_t port) { /* no two ends meet */
    uint32_t a;
    memcpy(&a, ip, 4);
    return mix(((uint64_t)a << 16 | port) * 0x9e3779b97f4a7c15u);
}

static uint64_t hash_end6(const uint8_t *ip, uint16_t port, uint64_t secret) {
    uint64_t a, b;
    memcpy(&a, ip, 8);
    memcpy(&b, ip + 8, 8);
    return mix(mix(mix((a ^ secret) * 0x9e3779b97f4a7c15u) ^ b * 0xd6e8feb86659fd93u) ^ port);
}

void flow_key(const Decoder *d, uint16_t src, uint16_t dst, FlowKey *key) {
    uint64_t secret = d->streams->secret, a, b, one, two;
    if (d->family == 4) {
        a = hash_end4(d->src, src);
        b = hash_end4(d->dst, dst);
        one = mix(a ^ secret);
        two = mix(b ^ secret);
    } else {
        a = hash_end6(d->src, src, 0);
        b = hash_end6(d->dst, dst, 0);
        one = hash_end6(d->src, src, secret);
        two = hash_end6(d->dst, dst, secret);
    }
    key->hash = mix(one + two);
    key->ends = mix(a + b);
    key->direction = mix(3 * a + b);
    key->src = decoder_address(d, d->src, src);
    key->dst = decoder_address(d, d->dst, dst);
}

Connection *flow_find(Streams *s, const FlowKey *key, bool *is_reverse) {
    for (Connection *c = s->buckets[key->hash & (s->n_buckets - 1)]; c; c = c->next_in_bucket) {
        if (c->hash != key->hash) continue;
        bool same = gb_address_eq(&c->ends[0], &key->src) && gb_address_eq(&c->ends[1], &key->dst);
        bool reverse = !same && gb_address_eq(&c->ends[0], &key->dst) &&
                       gb_address_eq(&c->ends[1], &key->src);
        if (!same && !reverse) continue;
        *is_reverse = reverse;
        c->was_used = true;
        return c;
    }
    return NULL;
}

static void grow(Streams *s) {
    size_t n = 2 * s->n_buckets;
    Connection **buckets = calloc(n, sizeof *buckets);
    if (!buckets) return;
    for (size_t i = 0; i < s->n_buckets; i++)
        for (Connection *c = s->buckets[i], *next; c; c = next) {
            next = c->next_in_bucket;
            c->next_in_bucket = buckets[c->hash & (n - 1)];
            buckets[c->hash & (n - 1)] = c;
        }
    free(s->buckets);
    s->buckets = buckets;
    s->n_buckets = n;
}

/* Is something of it neither read nor lost yet? */
static bool is_midway(const Connection *c) {
    return c->streams[0].framer.n || c->streams[1].framer.n || c->streams[0].pending ||
           c->streams[1].pending;
}

static void make_room(Decoder *d, Queue *q) {
    Streams *s = d->streams;
    while (q->n >= q->max) {
        Connection *c = q->oldest;
        if (c->was_used) {
            c->was_used = false;
            unqueue(s, c);
            enqueue(s, c);
            continue;
        }
        if (c->is_sip && is_midway(c))
            decoder_limit(d, COUNT_STREAMS_LIMIT, "TCP connections\x1f" "TCP 连接数", q->max,
                          c->streams[0].framer.n + c->streams[1].framer.n);
        tcp_finish(d, c, GB_MESSAGE_GAP);
        forget(s, c);
    }
}

Connection *flow_add(Decoder *d, const FlowKey *key) {
    Streams *s = d->streams;
    make_room(d, &s->queues[0]);
    Connection *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->hash = key->hash;
    c->ends_hash = key->ends;
    c->id = key->ends | 1;
    c->ends[0] = key->src;
    c->ends[1] = key->dst;
    c->was_used = true;
    if (s->n > s->n_buckets) grow(s);
    c->next_in_bucket = s->buckets[c->hash & (s->n_buckets - 1)];
    s->buckets[c->hash & (s->n_buckets - 1)] = c;
    s->n++;
    enqueue(s, c);
    return c;
}

void flow_is_sip(Decoder *d, Connection *c) {
    unqueue(d->streams, c);
    make_room(d, &d->streams->queues[1]);
    c->is_sip = true;
    enqueue(d->streams, c);
}

bool flow_noise(const Streams *s, uint64_t direction, CountId *what) {
    const uint64_t *row = s->noise[direction >> 8 & (NOISE_ROWS - 1)];
    for (unsigned i = 0; i < NOISE_WAYS; i++)
        if (row[i] >> 8 == direction >> 8) {
            *what = (CountId)(row[i] & 0xff);
            return true;
        }
    return false;
}

void flow_set_noise(Streams *s, uint64_t direction, CountId what) {
    uint64_t *row = s->noise[direction >> 8 & (NOISE_ROWS - 1)];
    unsigned i = 0;
    while (i < NOISE_WAYS - 1 && row[i] >> 8 != direction >> 8) i++;
    for (; i; i--) row[i] = row[i - 1];
    row[0] = (direction & ~(uint64_t)0xff) | what;
}

size_t *flow_pending(Streams *s) {
    return &s->pending;
}
