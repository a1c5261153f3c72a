/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fragments.c - reassembly of IPv4 (RFC 791 3.2, RFC 815) and IPv6 (RFC 8200 4.5) fragments.
 *
 * A datagram is a buffer and a bit for each unit of 8 bytes; the first to fill a unit wins, and
 * one that comes with other bytes is flagged. Waiting datagrams are bounded in number, bytes and
 * age; the oldest goes first. A datagram that goes incomplete, and whose first fragment carries
 * SIP, is handed out as far as it is there, with what is missing: a capture filter such as
 * `port 5060` drops all fragments but the first, as only that has ports. Such a message is not held
 * until it is too old when its answer comes by: the order of messages is worth more.
 */
#include "fragments.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include <gb28181/sip.h>

enum { BUCKETS = 1024, UNITS = 8192, MAX_ANSWERED = 64, NOT_IN_ORDER = 65536 };

typedef struct Datagram Datagram;
struct Datagram {
    Datagram *next_in_bucket;
    Datagram *older, *newer;
    GbAddress src, dst; /* without ports */
    uint32_t id, hash;
    uint8_t protocol;
    bool starts_sip;
    uint32_t quirks;
    uint32_t size, total; /* of bytes; total 0 until the last fragment came */
    uint32_t n_units;
    uint32_t filled; /* bytes, while every fragment followed the one before, else NOT_IN_ORDER */
    Origin first, last;
    uint8_t *bytes;
    uint64_t units[UNITS / 64];
};

struct Fragments {
    Datagram *buckets[BUCKETS];
    Datagram *oldest, *newest;
    unsigned n, n_sip;
    size_t bytes;
    uint64_t secret; /* keys the buckets: a capture can't aim at one */
    uint64_t n_first, n_later; /* fragments seen */
    Origin first_lost;
};

Fragments *fragments_new(void) {
    Fragments *all = calloc(1, sizeof *all);
    if (all && getrandom(&all->secret, sizeof all->secret, 0) != (ssize_t)sizeof all->secret)
        all->secret = (uint64_t)(uintptr_t)all;
    return all;
}

static void forget(Fragments *all, Datagram *g) {
    Datagram **at = &all->buckets[g->hash % BUCKETS];
    while (*at != g) at = &(*at)->next_in_bucket;
    *at = g->next_in_bucket;
    *(g->older ? &g->older->newer : &all->oldest) = g->newer;
    *(g->newer ? &g->newer->older : &all->newest) = g->older;
    all->n--;
    all->n_sip -= g->starts_sip;
    all->bytes -= g->size;
    free(g->bytes);
    free(g);
}

void fragments_free(Fragments *all) {
    if (!all) return;
    while (all->oldest) forget(all, all->oldest);
    free(all);
}

static bool has_unit(const Datagram *g, size_t u) {
    return g->units[u / 64] >> (u % 64) & 1;
}

/* Bytes from the start on without a hole. */
static size_t contiguous(const Datagram *g) {
    size_t u = 0, end = g->size;
    while (u < UNITS && g->units[u / 64] == UINT64_MAX) u += 64;
    while (u < UNITS && has_unit(g, u)) u++;
    if (g->total && g->total < end) end = g->total;
    return 8 * u < end ? 8 * u : end;
}

/* A datagram that stays incomplete: counted, and what SIP of it there is handed out. */
static void give_up(Decoder *d, Datagram *g) {
    size_t n = contiguous(g);
    count_at(&d->counts, COUNT_FRAGMENTS_LOST, &g->first, g->size);
    if (g->starts_sip) {
        size_t length = read16(g->bytes + 4); /* of UDP */
        size_t missing = length > n ? length - n : 1;
        GbMessage m = {.time_us = g->last.time_us, .frame = g->last.frame, .file = g->last.file,
                       .quirks = g->quirks | GB_MESSAGE_GAP, .transport = GB_TRANSPORT_UDP,
                       .src = g->src, .dst = g->dst};
        m.src.port = read16(g->bytes);
        m.dst.port = read16(g->bytes + 2);
        datagram_read(d, (Bytes){g->bytes + 8, n - 8, missing}, &m, GB_MESSAGE_GAP);
    }
}

static void give_up_oldest(Decoder *d) {
    Datagram *g = d->fragments->oldest;
    give_up(d, g);
    forget(d->fragments, g);
}

bool fragments_wait(const Decoder *d) {
    return d->fragments->n_sip != 0;
}

void fragments_answered(Decoder *d, const GbAddress *src, const GbAddress *dst) {
    Fragments *all = d->fragments;
    if (all->n_sip == 0) return;
    unsigned looked = 0;
    for (Datagram *g = all->newest, *older; g && looked++ < MAX_ANSWERED; g = older) {
        older = g->older;
        if (!g->starts_sip || g->src.family != src->family || memcmp(g->src.ip, dst->ip, 16) != 0 ||
            memcmp(g->dst.ip, src->ip, 16) != 0)
            continue;
        give_up(d, g);
        forget(all, g);
    }
}

void fragments_end(Decoder *d) {
    while (d->fragments->oldest) give_up_oldest(d);
    if (d->fragments->n_first && !d->fragments->n_later) {
        char text[24];
        snprintf(text, sizeof text, "%llu", (unsigned long long)d->fragments->n_first);
        decoder_notice(d, "capture.first-fragments-only", &d->fragments->first_lost,
                       (const char *const[]){text}, 1);
    }
}

static Datagram *find_or_add(Decoder *d, const Fragment *f) {
    Fragments *all = d->fragments;
    GbAddress src = decoder_address(d, d->src, 0), dst = decoder_address(d, d->dst, 0);
    uint64_t h = f->id * 0x9e3779b97f4a7c15u ^ all->secret;
    for (int i = 0; i < 16; i++) h = (h ^ src.ip[i] ^ (uint64_t)dst.ip[i] << 8) * 0x100000001b3u;
    uint32_t hash = (uint32_t)(h >> 32);
    for (Datagram *g = all->buckets[hash % BUCKETS]; g; g = g->next_in_bucket)
        if (g->hash == hash && g->id == f->id && g->protocol == f->protocol &&
            gb_address_eq(&g->src, &src) && gb_address_eq(&g->dst, &dst))
            return g;
    Datagram *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->src = src;
    g->dst = dst;
    g->id = f->id;
    g->protocol = f->protocol;
    g->hash = hash;
    g->first = d->now;
    g->next_in_bucket = all->buckets[hash % BUCKETS];
    all->buckets[hash % BUCKETS] = g;
    g->older = all->newest;
    *(all->newest ? &all->newest->newer : &all->oldest) = g;
    all->newest = g;
    all->n++;
    return g;
}

/* The bytes of the units that nobody filled yet; what is there stays. */
static void fill(Decoder *d, Datagram *g, uint32_t offset, Bytes b) {
    if (!b.n) return; /* the snaplen left no whole unit */
    if (offset == g->filled) { /* in order, as they come */
        memcpy(g->bytes + offset, b.p, b.n);
        for (size_t u = offset / 8; u < (offset + b.n + 7) / 8; u++)
            g->units[u / 64] |= (uint64_t)1 << (u % 64);
        g->n_units += (uint32_t)((b.n + 7) / 8);
        g->filled = offset + (uint32_t)b.n;
        return;
    }
    g->filled = NOT_IN_ORDER;
    for (size_t at = 0; at < b.n; at += 8) {
        size_t u = (offset + at) / 8, n = b.n - at < 8 ? b.n - at : 8;
        uint8_t *to = g->bytes + offset + at;
        if (!has_unit(g, u)) {
            memcpy(to, b.p + at, n);
            g->units[u / 64] |= (uint64_t)1 << (u % 64);
            g->n_units++;
        } else if (memcmp(to, b.p + at, n) != 0 && !(g->quirks & GB_MESSAGE_OVERLAP)) {
            g->quirks |= GB_MESSAGE_OVERLAP;
            decoder_count(d, COUNT_OVERLAP, b.n);
        }
    }
}

static bool grow(Fragments *all, Datagram *g, uint32_t end) {
    if (end <= g->size) return true;
    uint8_t *bytes = realloc(g->bytes, end);
    if (!bytes) return false;
    memset(bytes + g->size, 0, end - g->size);
    all->bytes += end - g->size;
    g->bytes = bytes;
    g->size = end;
    return true;
}

static void make_room(Decoder *d) {
    Fragments *all = d->fragments;
    int64_t oldest_us = d->now.time_us - (int64_t)GB_MAX_FRAGMENT_AGE_S * 1000000;
    /* The analyzer loses sight of `oldest` behind forget(), which moves it on. */
    while (all->oldest && all->oldest->first.time_us < oldest_us) give_up_oldest(d); /* NOLINT(clang-analyzer-unix.Malloc) */
    while (all->oldest && (all->n >= GB_MAX_FRAGMENT_DATAGRAMS || all->bytes > GB_MAX_FRAGMENT_BYTES)) {
        bool is_bytes = all->bytes > GB_MAX_FRAGMENT_BYTES;
        decoder_limit(d, COUNT_FRAGMENTS_LIMIT,
                      is_bytes ? "bytes of waiting IP fragments\x1f" "等待重组的 IP 分片字节数"
                               : "datagrams waiting for fragments\x1f" "等待分片的数据报数",
                      is_bytes ? GB_MAX_FRAGMENT_BYTES : GB_MAX_FRAGMENT_DATAGRAMS, all->oldest->size);
        give_up_oldest(d);
    }
}

bool fragments_add(Decoder *d, const Fragment *f, Bytes b) {
    Fragments *all = d->fragments;
    if (b.n == 0 || (f->more && b.n % 8 != 0 && b.cut == 0) || f->offset + b.n > 65535)
        return decoder_bad(d, b);
    if (b.cut) b.n -= f->more ? b.n % 8 : 0; /* cut by snaplen: whole units only */
    if (f->offset)
        all->n_later++;
    else if (all->n_first++ == 0)
        all->first_lost = d->now;
    make_room(d);
    Datagram *g = find_or_add(d, f);
    if (!g || !grow(all, g, f->offset + (uint32_t)b.n)) return true;
    if (f->offset == 0 && !g->starts_sip && f->protocol == 17 && b.n > 8 &&
        gb_sip_looks_like(gb_slice((const char *)b.p + 8, b.n - 8)) == GB_OK) {
        g->starts_sip = true;
        all->n_sip++;
    }
    fill(d, g, f->offset, b);
    g->last = d->now;
    if (!f->more && b.cut == 0 && g->total == 0) g->total = f->offset + (uint32_t)b.n;
    if (!g->total || g->n_units < (g->total + 7) / 8 || contiguous(g) < g->total) return true;
    decoder_count(d, COUNT_REASSEMBLED, g->total);
    d->quirks |= g->quirks;
    uint8_t *bytes = g->bytes;
    uint32_t total = g->total;
    uint8_t protocol = g->protocol;
    all->bytes -= g->size;
    g->bytes = NULL;
    g->size = 0;
    forget(all, g);
    bool read = ip_payload_read(d, protocol, (Bytes){bytes, total, 0});
    free(bytes);
    return read;
}
