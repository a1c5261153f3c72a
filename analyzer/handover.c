/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * handover.c - messages, ends of connections, pings and notices in batches, from the thread that
 * reads to the one that analyses.
 *
 * A message's bytes and its head lie in the batch: what the reader lends is gone with the next
 * packet, so most messages are read where they stay, and the others copied. Long bodies (catalogs) are decoded on the reading thread, which has less to do.
 * Batches go round in a ring; who finds none waits. They are small enough that the copies stay in
 * the cache; who waits is woken when half of the ring is ready for it, so that the threads don't
 * wake each other for each batch.
 */
#include "handover.h"

#include <gb28181/body.h>
#include <gb28181/head.h>
#include <glib.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum { BATCHES = 8, ITEMS = 64, ROOM = 192 << 10, MAX_ARGS = 4 };
/* Bodies decoded here, by their length; each takes a reader with buffers of its own. */
enum { LONG_BODY = 512, LONGEST_BODY = 64 << 10, BODIES = 4 };

typedef enum ItemKind { MESSAGE, NOTICE, CONNECTION_END, PING } ItemKind;

typedef struct Item {
    ItemKind kind;
    GbMessage message; /* of a notice: when and where */
    GbPrepared *request; /* of a request: what is fetched for it; NULL */
    union {
        GbConnectionEnd end;
        GbPing ping;
    };
    const char *rule;
    const char *args[MAX_ARGS];
    unsigned n_args;
} Item;

typedef struct Batch {
    Item items[ITEMS];
    unsigned n;
    char *room;
    size_t size, used;
    GPtrArray *large; /* what had no room */
    GbBodyReader *readers[BODIES];
    GbBody bodies[BODIES];
    unsigned n_bodies;
} Batch;

struct Handover {
    const CaptureCallbacks *to;
    GbAnalysis *analysis;
    bool has_thread; /* false: everything stays with the caller */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t come, emptied; /* a batch, or the end; half of the ring */
    bool reader_waits;
    Batch batches[BATCHES];
    unsigned filled, taken; /* counted on; the batch in hand is batches[filled % BATCHES] */
    bool done, stopped;     /* `done`: no more batches come */
};

/* ---- the thread that analyses ---------------------------------------------------------------- */

/* How many messages lie between the steps of one, so that what a step wants is there. */
enum { APART = 3 };

/* The item that comes `n` after the one in hand, in this batch or the next, if that is there. */
static const Item *item_after(const Batch *b, const Batch *next, unsigned i, unsigned n) {
    i += n;
    if (i < b->n) return &b->items[i];
    i -= b->n;
    return next && i < next->n ? &next->items[i] : NULL;
}

/* Answers follow what they answer: what they need was there a moment ago. */
static void fetch(const GbAnalysis *a, const Batch *b, const Batch *next, unsigned i) {
    for (unsigned step = 0; step < GB_FETCH_STEPS; step++) {
        const Item *item = item_after(b, next, i, APART * (GB_FETCH_STEPS - step));
        if (item && item->request) gb_analysis_fetch(a, item->request, step);
    }
}

static bool hand_out(const Handover *h, const Batch *b, const Batch *next) {
    const CaptureCallbacks *to = h->to;
    for (unsigned i = 0; i < b->n; i++) {
        fetch(h->analysis, b, next, i);
        const Item *item = &b->items[i];
        const GbMessage *m = &item->message;
        if (item->kind == CONNECTION_END)
            to->connection_end(&item->end, to->data);
        else if (item->kind == PING)
            to->ping(&item->ping, to->data);
        else if (item->kind == NOTICE)
            to->notice(item->rule, m->file, m->frame, m->time_us, item->args, item->n_args, to->data);
        else if (!to->message(m, to->data))
            return false;
    }
    return true;
}

static void empty(Batch *b) {
    b->n = b->n_bodies = 0;
    b->used = 0;
    g_ptr_array_set_size(b->large, 0);
}

static void *analyse(void *data) {
    Handover *h = data;
    pthread_mutex_lock(&h->mutex);
    for (;;) {
        while (h->taken == h->filled && !h->done) pthread_cond_wait(&h->come, &h->mutex);
        if (h->taken == h->filled) break;
        Batch *b = &h->batches[h->taken % BATCHES];
        const Batch *next = h->taken + 1 == h->filled ? NULL : &h->batches[(h->taken + 1) % BATCHES];
        bool go_on = !h->stopped;
        pthread_mutex_unlock(&h->mutex);
        if (go_on) go_on = hand_out(h, b, next);
        empty(b);
        pthread_mutex_lock(&h->mutex);
        h->taken++;
        if (!go_on) h->stopped = true;
        if (h->filled - h->taken <= BATCHES / 2 && h->reader_waits) pthread_cond_signal(&h->emptied);
    }
    pthread_mutex_unlock(&h->mutex);
    return NULL;
}

/* ---- the thread that reads ------------------------------------------------------------------- */

/* Gives the batch in hand away and waits for an empty one. False: stop. */
static bool give(Handover *h) {
    pthread_mutex_lock(&h->mutex);
    if (h->filled++ == h->taken) pthread_cond_signal(&h->come);
    if (h->filled - h->taken == BATCHES) {
        h->reader_waits = true;
        while (h->filled - h->taken > BATCHES / 2) pthread_cond_wait(&h->emptied, &h->mutex);
        h->reader_waits = false;
    }
    bool go_on = !h->stopped;
    pthread_mutex_unlock(&h->mutex);
    return go_on;
}

static size_t padded(size_t n) {
    return (n + 15) & ~(size_t)15;
}

/* Room for `n` more bytes; NULL: there is none. */
static char *room(Batch *b, size_t n) {
    size_t at = padded(b->used);
    return at > b->size || n > b->size - at ? NULL : b->room + at;
}

/* What lies where the copy would (see take_room) needs none. */
static void *keep(Batch *b, const void *p, size_t n) {
    char *copy = room(b, n);
    if (copy) {
        b->used = (size_t)(copy - b->room) + n;
    } else {
        copy = g_malloc(n);
        g_ptr_array_add(b->large, copy);
    }
    return copy == p ? copy : memcpy(copy, p, n);
}

static bool take_room(size_t n, char **bytes, GbHead **head, void *data) {
    Handover *h = data;
    Batch *b = &h->batches[h->filled % BATCHES];
    char *at = n < b->size ? room(b, padded(n) + sizeof **head) : NULL;
    if (!at) return false;
    *bytes = at;
    *head = (GbHead *)(void *)(at + padded(n));
    return true;
}

static void read_body(Batch *b, GbMessage *m) {
    const GbSip *sip = &m->head->sip;
    unsigned i = b->n_bodies;
    if (sip->body.n < LONG_BODY || sip->body.n > LONGEST_BODY || i == BODIES) return;
    if (!b->readers[i] && !(b->readers[i] = gb_body_reader_new())) return;
    gb_body_read(b->readers[i], gb_sip_header(sip, GB_HEADER_CONTENT_TYPE), sip->body, &b->bodies[i]);
    m->body = &b->bodies[b->n_bodies++];
}

static void prepare(const Handover *h, Batch *b, Item *item) {
    GbPrepared *p = (GbPrepared *)(void *)room(b, sizeof *p);
    if (!p) return;
    gb_analysis_prepare(h->analysis, item->message.head, p);
    b->used = (size_t)((char *)p - b->room) +
              (p->has_authorization ? sizeof *p : offsetof(GbPrepared, authorization));
    item->message.prepared = p;
    if (!item->message.head->sip.is_response) item->request = p;
}

static bool is_full(const Batch *b) {
    return b->n == ITEMS || b->large->len || b->used > b->size / 2;
}

/* The next place in the batch in hand. */
static Item *next_item(Handover *h, ItemKind kind) {
    Batch *b = &h->batches[h->filled % BATCHES];
    b->items[b->n].kind = kind;
    b->items[b->n].request = NULL;
    return &b->items[b->n++];
}

/* A stop is told by the next message, or at the end. */
static void give_when_full(Handover *h) {
    if (is_full(&h->batches[h->filled % BATCHES])) give(h);
}

static bool take_message(const GbMessage *m, void *data) {
    Handover *h = data;
    if (!h->has_thread) return h->to->message(m, h->to->data);
    Batch *b = &h->batches[h->filled % BATCHES];
    Item *item = next_item(h, MESSAGE);
    item->message = *m;
    item->message.bytes.p = keep(b, m->bytes.p, m->bytes.n);
    if (m->head) {
        size_t size = offsetof(GbHead, sip.headers) + m->head->sip.n_headers * sizeof m->head->sip.headers[0];
        GbHead *head = keep(b, m->head, size);
        if (item->message.bytes.p != m->bytes.p) gb_head_move(head, m->bytes.p, item->message.bytes.p);
        item->message.head = head;
        read_body(b, &item->message);
        prepare(h, b, item);
    }
    return !is_full(b) || give(h);
}

static void take_notice(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                        const char *const *args, unsigned n_args, void *data) {
    Handover *h = data;
    if (!h->has_thread) {
        h->to->notice(rule, file, frame, time_us, args, n_args, h->to->data);
        return;
    }
    Batch *b = &h->batches[h->filled % BATCHES];
    Item *item = next_item(h, NOTICE);
    *item = (Item){.kind = NOTICE, .message = {.file = file, .frame = frame, .time_us = time_us},
                   .rule = rule};
    for (; item->n_args < n_args && item->n_args < MAX_ARGS; item->n_args++) {
        const char *arg = args[item->n_args];
        item->args[item->n_args] = arg ? keep(b, arg, strlen(arg) + 1) : NULL;
    }
    give_when_full(h);
}

static void take_connection_end(const GbConnectionEnd *end, void *data) {
    Handover *h = data;
    if (!h->has_thread) {
        h->to->connection_end(end, h->to->data);
        return;
    }
    next_item(h, CONNECTION_END)->end = *end;
    give_when_full(h);
}

static void take_ping(const GbPing *ping, void *data) {
    Handover *h = data;
    if (!h->has_thread) {
        h->to->ping(ping, h->to->data);
        return;
    }
    next_item(h, PING)->ping = *ping;
    give_when_full(h);
}

static bool take_progress(double part, void *data) {
    Handover *h = data;
    return h->to->progress(part, h->to->data);
}

Handover *handover_begin(const CaptureCallbacks *callbacks, GbAnalysis *analysis) {
    Handover *h = g_new0(Handover, 1);
    h->to = callbacks;
    h->analysis = analysis;
    if (g_get_num_processors() < 2) return h;
    pthread_mutex_init(&h->mutex, NULL);
    pthread_cond_init(&h->come, NULL);
    pthread_cond_init(&h->emptied, NULL);
    for (unsigned i = 0; i < BATCHES; i++) {
        Batch *b = &h->batches[i];
        b->size = ROOM;
        b->room = g_malloc(ROOM);
        b->large = g_ptr_array_new_with_free_func(g_free);
    }
    sigset_t all, before; /* signals wake the thread that waits for input */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    h->has_thread = pthread_create(&h->thread, NULL, analyse, h) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return h;
}

CaptureCallbacks handover_callbacks(Handover *h) {
    return (CaptureCallbacks){.message = take_message,
                              .progress = h->to->progress ? take_progress : NULL,
                              .notice = h->to->notice ? take_notice : NULL,
                              .connection_end = h->to->connection_end ? take_connection_end : NULL,
                              .ping = h->to->ping ? take_ping : NULL,
                              .room = h->has_thread ? take_room : NULL,
                              .data = h};
}

bool handover_end(Handover *h) {
    bool whole;
    if (h->has_thread) {
        give(h);
        pthread_mutex_lock(&h->mutex);
        h->done = true;
        pthread_cond_signal(&h->come);
        pthread_mutex_unlock(&h->mutex);
        pthread_join(h->thread, NULL);
    }
    whole = !h->stopped;
    for (unsigned i = 0; i < BATCHES; i++) {
        g_free(h->batches[i].room);
        for (unsigned k = 0; k < BODIES; k++) gb_body_reader_free(h->batches[i].readers[k]);
        if (h->batches[i].large) g_ptr_array_free(h->batches[i].large, TRUE);
    }
    if (h->batches[0].room) {
        pthread_mutex_destroy(&h->mutex);
        pthread_cond_destroy(&h->come);
        pthread_cond_destroy(&h->emptied);
    }
    g_free(h);
    return whole;
}
