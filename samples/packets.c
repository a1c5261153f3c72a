/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packets.c - packets for sample captures: pcap record, Ethernet (a MAC made of the address),
 * optional 802.1Q, IPv4 (RFC 791) or IPv6 (RFC 8200) with fragments where the payload is larger
 * than asked for, UDP (RFC 768) or TCP (RFC 9293) with checksums. Little-endian pcap, microseconds.
 */
#include "packets.h"

static void put8(GByteArray *b, unsigned v) {
    guint8 c = (guint8)v;
    g_byte_array_append(b, &c, 1);
}
static void put16(GByteArray *b, unsigned v) {
    put8(b, v >> 8);
    put8(b, v);
}
static void put32(GByteArray *b, uint32_t v) {
    put16(b, v >> 16);
    put16(b, v & 0xffff);
}
static void put32_le(GByteArray *b, uint32_t v) {
    for (int i = 0; i < 4; i++) put8(b, v >> (8 * i));
}

static uint32_t sum(const guint8 *p, size_t n, uint32_t s) {
    for (size_t i = 0; i + 1 < n; i += 2) s += (uint32_t)(p[i] << 8 | p[i + 1]);
    if (n & 1) s += (uint32_t)p[n - 1] << 8;
    return s;
}
static uint16_t fold(uint32_t s) {
    while (s >> 16) s = (s & 0xffff) + (s >> 16);
    return (uint16_t)~s;
}

void packets_begin(Packets *p) {
    memset(p, 0, sizeof *p);
    p->file = g_byte_array_new();
    put32_le(p->file, 0xa1b2c3d4);
    put32_le(p->file, 4u << 16 | 2); /* version 2.4 */
    put32_le(p->file, 0);
    put32_le(p->file, 0);
    put32_le(p->file, 262144);
    put32_le(p->file, 1); /* LINKTYPE_ETHERNET */
}

typedef struct Written {
    int64_t time_us;
    guint at, n; /* in the file, with its header */
} Written;

static guint32 read32_le(const guint8 *b) {
    return b[0] | (guint32)b[1] << 8 | (guint32)b[2] << 16 | (guint32)b[3] << 24;
}

static int by_time(const void *x, const void *y) {
    const Written *a = x, *b = y;
    if (a->time_us != b->time_us) return a->time_us < b->time_us ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

void packets_sort(Packets *p) {
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Written));
    g_autoptr(GByteArray) was = p->file;
    const guint head = 24, record_head = 16;
    for (guint at = head; at < was->len;) {
        const guint8 *b = was->data + at;
        Written w = {(int64_t)read32_le(b) * 1000000 + read32_le(b + 4), at, record_head + read32_le(b + 8)};
        g_array_append_val(all, w);
        at += w.n;
    }
    g_array_sort(all, by_time);
    p->file = g_byte_array_sized_new(was->len);
    g_byte_array_append(p->file, was->data, head);
    for (guint i = 0; i < all->len; i++) {
        const Written *w = &g_array_index(all, Written, i);
        g_byte_array_append(p->file, was->data + w->at, w->n);
    }
}

static void mac(GByteArray *b, const GbAddress *a) {
    put16(b, 0x0200);
    g_byte_array_append(b, a->ip + (a->family == 6 ? 12 : 0), 4);
}

static void record(Packets *p, const GbAddress *src, const GbAddress *dst, const GByteArray *ip) {
    GByteArray *f = g_byte_array_new();
    mac(f, dst);
    mac(f, src);
    if (p->vlan) {
        put16(f, 0x8100);
        put16(f, p->vlan);
    }
    put16(f, src->family == 6 ? 0x86dd : 0x0800);
    g_byte_array_append(f, ip->data, ip->len);
    put32_le(p->file, (uint32_t)(p->time_us / 1000000));
    put32_le(p->file, (uint32_t)(p->time_us % 1000000));
    put32_le(p->file, f->len);
    put32_le(p->file, f->len);
    g_byte_array_append(p->file, f->data, f->len);
    g_byte_array_unref(f);
}

/* One IP packet, or its fragments: offsets in units of eight bytes. */
static void ip(Packets *p, const GbAddress *src, const GbAddress *dst, unsigned protocol,
               const GByteArray *payload) {
    size_t room = p->fragment ? (p->fragment & ~7u) : 1480, at = 0;
    bool whole = payload->len <= room;
    p->ip_id++;
    do {
        size_t n = MIN(room, payload->len - at);
        bool more = at + n < payload->len;
        GByteArray *b = g_byte_array_new();
        if (src->family == 6) {
            put32(b, 0x60000000);
            put16(b, (unsigned)(n + (whole ? 0 : 8)));
            put8(b, whole ? protocol : 44);
            put8(b, 64);
            g_byte_array_append(b, src->ip, 16);
            g_byte_array_append(b, dst->ip, 16);
            if (!whole) {
                put16(b, protocol << 8);
                put16(b, (unsigned)at | more);
                put32(b, p->ip_id);
            }
        } else {
            put16(b, 0x4500);
            put16(b, (unsigned)(20 + n));
            put16(b, p->ip_id);
            put16(b, (unsigned)(at >> 3) | (more ? 0x2000 : 0));
            put16(b, 64 << 8 | protocol);
            put16(b, 0);
            g_byte_array_append(b, src->ip, 4);
            g_byte_array_append(b, dst->ip, 4);
            uint16_t c = fold(sum(b->data, 20, 0));
            b->data[10] = (guint8)(c >> 8);
            b->data[11] = (guint8)c;
        }
        g_byte_array_append(b, payload->data + at, (guint)n);
        record(p, src, dst, b);
        g_byte_array_unref(b);
        at += n;
    } while (at < payload->len);
}

static void checksum(GByteArray *b, size_t at, const GbAddress *src, const GbAddress *dst,
                     unsigned protocol) {
    size_t k = src->family == 6 ? 16 : 4;
    uint32_t s = sum(src->ip, k, 0);
    s = sum(dst->ip, k, s);
    uint16_t c = fold(sum(b->data, b->len, s + protocol + b->len));
    if (protocol == 17 && c == 0) c = 0xffff;
    b->data[at] = (guint8)(c >> 8);
    b->data[at + 1] = (guint8)c;
}

void packets_udp(Packets *p, const GbAddress *src, const GbAddress *dst, const void *data, size_t n) {
    GByteArray *b = g_byte_array_new();
    put16(b, src->port);
    put16(b, dst->port);
    put16(b, (unsigned)(8 + n));
    put16(b, 0);
    g_byte_array_append(b, data, (guint)n);
    checksum(b, 6, src, dst, 17);
    ip(p, src, dst, 17, b);
    g_byte_array_unref(b);
}

void packets_tcp(Packets *p, const GbAddress *src, const GbAddress *dst, uint32_t seq, uint32_t ack,
                 unsigned flags, const void *data, size_t n) {
    GByteArray *b = g_byte_array_new();
    put16(b, src->port);
    put16(b, dst->port);
    put32(b, seq);
    put32(b, ack);
    put16(b, 5u << 12 | flags);
    put16(b, 64240);
    put32(b, 0);
    if (n) g_byte_array_append(b, data, (guint)n);
    checksum(b, 16, src, dst, 6);
    ip(p, src, dst, 6, b);
    g_byte_array_unref(b);
}
