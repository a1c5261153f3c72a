/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packets.c - see packets.h. */
#include "packets.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- packets ------------------------------------------------------------------------------- */

void wire_start(Wire *w, const void *payload, size_t n) {
    if (n > WIRE_SIZE - WIRE_ROOM) abort();
    w->from = WIRE_ROOM;
    w->to = WIRE_ROOM + n;
    if (n) memcpy(w->bytes + w->from, payload, n);
}

void wire_text(Wire *w, const char *payload) {
    wire_start(w, payload, strlen(payload));
}

void wire_push(Wire *w, const void *header, size_t n) {
    if (n > w->from) abort();
    w->from -= n;
    memcpy(w->bytes + w->from, header, n);
}

void wire_u16(Wire *w, uint16_t v) {
    wire_push(w, (uint8_t[]){v >> 8, v & 255}, 2);
}

void wire_u32(Wire *w, uint32_t v) {
    wire_u16(w, v & 65535);
    wire_u16(w, (uint16_t)(v >> 16));
}

void wire_udp(Wire *w, uint16_t src, uint16_t dst) {
    uint16_t n = (uint16_t)(8 + wire_length(w));
    wire_u16(w, 0);
    wire_u16(w, n);
    wire_u16(w, dst);
    wire_u16(w, src);
}

void wire_tcp(Wire *w, uint16_t src, uint16_t dst, uint32_t seq, uint32_t ack, unsigned flags) {
    wire_u32(w, 0);
    wire_u16(w, 65535);
    wire_push(w, (uint8_t[]){0x50, (uint8_t)flags}, 2);
    wire_u32(w, ack);
    wire_u32(w, seq);
    wire_u16(w, dst);
    wire_u16(w, src);
}

void wire_ip4_fragment(Wire *w, uint8_t protocol, uint8_t src, uint8_t dst, uint16_t id,
                       size_t offset, bool more) {
    uint16_t n = (uint16_t)(20 + wire_length(w));
    wire_push(w, (uint8_t[]){192, 0, 2, dst}, 4);
    wire_push(w, (uint8_t[]){192, 0, 2, src}, 4);
    wire_push(w, (uint8_t[]){64, protocol, 0, 0}, 4);
    wire_u16(w, (uint16_t)(offset / 8 | (more ? 0x2000 : 0)));
    wire_u16(w, id);
    wire_u16(w, n);
    wire_push(w, (uint8_t[]){0x45, 0}, 2);
}

void wire_ip4(Wire *w, uint8_t protocol, uint8_t src, uint8_t dst) {
    wire_ip4_fragment(w, protocol, src, dst, 7, 0, false);
}

void wire_ip6(Wire *w, uint8_t next, uint8_t src, uint8_t dst) {
    uint8_t h[40] = {0x60, 0, 0, 0, (uint8_t)(wire_length(w) >> 8), (uint8_t)wire_length(w), next, 64};
    memcpy(h + 8, "\x20\x01\x0d\xb8", 4);
    memcpy(h + 24, "\x20\x01\x0d\xb8", 4);
    h[23] = src;
    h[39] = dst;
    wire_push(w, h, sizeof h);
}

void wire_ip6_fragment(Wire *w, uint8_t protocol, uint32_t id, size_t offset, bool more) {
    wire_u32(w, id);
    wire_u16(w, (uint16_t)(offset | more));
    wire_push(w, (uint8_t[]){protocol, 0}, 2);
}

void wire_ethernet(Wire *w, uint16_t type) {
    wire_u16(w, type);
    wire_push(w, "\x02\0\0\0\0\x02\x02\0\0\0\0\x01", 12);
}

/* ---- files --------------------------------------------------------------------------------- */

void file_append(File *f, const void *p, size_t n) {
    if (f->n + n > f->size) {
        f->size = 2 * (f->n + n);
        f->p = realloc(f->p, f->size);
        if (!f->p) abort();
    }
    if (n) memcpy(f->p + f->n, p, n);
    f->n += n;
}

void file_u32(File *f, uint32_t v) {
    if (f->swapped) v = __builtin_bswap32(v);
    file_append(f, &v, 4);
}

void file_u16(File *f, uint16_t v) {
    if (f->swapped) v = __builtin_bswap16(v);
    file_append(f, &v, 2);
}

void file_free(File *f) {
    free(f->p);
    memset(f, 0, sizeof *f);
}

void file_start(File *f, uint32_t link) {
    f->n = 0;
    if (!f->time_us) f->time_us = 1603901905286000;
    file_u32(f, f->modified ? 0xa1b2cd34 : f->nano ? 0xa1b23c4d : 0xa1b2c3d4);
    file_u16(f, 2);
    file_u16(f, 4);
    file_u32(f, 0);
    file_u32(f, 0);
    file_u32(f, 262144);
    file_u32(f, link);
}

void file_record(File *f, const void *p, uint32_t captured, uint32_t original) {
    file_u32(f, (uint32_t)(f->time_us / 1000000));
    file_u32(f, (uint32_t)(f->time_us % 1000000) * (f->nano ? 1000 : 1));
    file_u32(f, captured);
    file_u32(f, original);
    if (f->modified) file_append(f, "\0\0\0\0\0\0\0", 8);
    file_append(f, p, captured);
    f->time_us += 1000;
}

void file_packet(File *f, const Wire *w) {
    uint32_t n = (uint32_t)wire_length(w);
    file_record(f, w->bytes + w->from, n, n);
}

void file_udp(File *f, uint8_t src, uint8_t dst, const char *payload) {
    static Wire w;
    wire_text(&w, payload);
    wire_udp(&w, 5060, 5060);
    wire_ip4(&w, 17, src, dst);
    wire_ethernet(&w, 0x0800);
    file_packet(f, &w);
}

void ng_block(File *f, uint32_t type, const void *body, size_t n) {
    uint32_t padded = (uint32_t)((n + 3) & ~(size_t)3);
    file_u32(f, type);
    file_u32(f, padded + 12);
    file_append(f, body, n);
    file_append(f, "\0\0\0", padded - n);
    file_u32(f, padded + 12);
}

void ng_section(File *f) {
    File body = {.swapped = f->swapped};
    file_u32(&body, 0x1a2b3c4d);
    file_u16(&body, 1);
    file_u16(&body, 0);
    file_append(&body, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
    ng_block(f, 0x0a0d0d0a, body.p, body.n);
    file_free(&body);
}

void ng_interface(File *f, uint16_t link, uint32_t snaplen, int tsresol, int64_t offset_s) {
    File body = {.swapped = f->swapped};
    file_u16(&body, link);
    file_u16(&body, 0);
    file_u32(&body, snaplen);
    if (tsresol >= 0) {
        file_u16(&body, 9);
        file_u16(&body, 1);
        file_append(&body, (uint8_t[]){(uint8_t)tsresol, 0, 0, 0}, 4);
    }
    if (offset_s) {
        uint64_t v = (uint64_t)offset_s;
        if (f->swapped) v = __builtin_bswap64(v);
        file_u16(&body, 14);
        file_u16(&body, 8);
        file_append(&body, &v, 8);
    }
    file_append(&body, "\0\0\0", 4);
    ng_block(f, 1, body.p, body.n);
    file_free(&body);
}

void ng_packet(File *f, uint32_t interface, uint64_t ticks, const Wire *w) {
    File body = {.swapped = f->swapped};
    file_u32(&body, interface);
    file_u32(&body, (uint32_t)(ticks >> 32));
    file_u32(&body, (uint32_t)ticks);
    file_u32(&body, (uint32_t)wire_length(w));
    file_u32(&body, (uint32_t)wire_length(w));
    file_append(&body, w->bytes + w->from, wire_length(w));
    ng_block(f, 6, body.p, body.n);
    file_free(&body);
}

void ng_simple(File *f, const Wire *w) {
    File body = {.swapped = f->swapped};
    file_u32(&body, (uint32_t)wire_length(w));
    file_append(&body, w->bytes + w->from, wire_length(w));
    ng_block(f, 3, body.p, body.n);
    file_free(&body);
}

/* ---- reading ------------------------------------------------------------------------------- */

static bool on_message(const GbMessage *m, void *data) {
    Seen *s = data;
    s->messages = realloc(s->messages, (s->n + 1) * sizeof *s->messages);
    char *copy = malloc(m->bytes.n + 1);
    if (!s->messages || !copy) abort();
    memcpy(copy, m->bytes.p, m->bytes.n);
    copy[m->bytes.n] = '\0';
    s->messages[s->n].m = *m;
    s->messages[s->n++].m.bytes.p = copy;
    return s->n != s->stop_after;
}

static void on_notice(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                      const char *const *args, unsigned n_args, void *data) {
    Seen *s = data;
    (void)file;
    (void)frame;
    (void)time_us;
    size_t n = strlen(s->notices);
    if (n + 256 > sizeof s->notices) return;
    n += (size_t)snprintf(s->notices + n, 64, "%s", rule);
    for (unsigned i = 0; i < n_args; i++)
        if (args[i][0] != '/') n += (size_t)snprintf(s->notices + n, 32, "[%.28s]", args[i]);
    snprintf(s->notices + n, 4, ";");
}

static void on_connection_end(const GbConnectionEnd *end, void *data) {
    Seen *s = data;
    size_t n = strlen(s->ends);
    snprintf(s->ends + n, sizeof s->ends - n, "%u %s by %u;", (unsigned)end->frame,
             end->is_reset ? "RST" : "FIN", end->by.port);
    s->ended = end->connection;
}

static void on_ping(const GbPing *ping, void *data) {
    Seen *s = data;
    size_t n = strlen(s->pings);
    snprintf(s->pings + n, sizeof s->pings - n, "%u %u to %u;", (unsigned)ping->frame, ping->src.port,
             ping->dst.port);
}

void memory_path(const void *p, size_t n, int *fd, char path[64]) {
    *fd = memfd_create("capture", 0);
    if (*fd < 0) abort();
    for (size_t at = 0; at < n;) {
        ssize_t written = write(*fd, (const char *)p + at, n - at);
        if (written <= 0) abort();
        at += (size_t)written;
    }
    snprintf(path, 64, "/proc/self/fd/%d", *fd);
}

void see_paths(Seen *s, const char *const *paths, unsigned n) {
    uint64_t stop_after = s->stop_after;
    memset(s, 0, sizeof *s);
    s->stop_after = stop_after;
    Capture *c = capture_open(paths, n, &s->error);
    s->opened = c != NULL;
    if (!c) return;
    CaptureCallbacks callbacks = {.message = on_message, .notice = on_notice,
                                  .connection_end = on_connection_end, .ping = on_ping, .data = s};
    s->whole = capture_run(c, &callbacks);
    const GbCaptureInfo *info = capture_info(c);
    s->file = info->files[0];
    snprintf(s->format, sizeof s->format, "%s", s->file.format);
    snprintf(s->link_type, sizeof s->link_type, "%s", s->file.link_type);
    s->file.format = s->format;
    s->file.link_type = s->link_type;
    s->n_counts = info->n_counts;
    memcpy(s->counts, info->counts, info->n_counts * sizeof *info->counts);
    for (size_t i = 0; i < s->n_counts; i++) {
        memcpy(s->places[i], s->counts[i].places, s->counts[i].n_places * sizeof *s->counts[i].places);
        s->counts[i].places = s->places[i];
    }
    capture_free(c);
}

void see_files(Seen *s, const File *const *files, unsigned n) {
    char paths[64][64];
    const char *names[64] = {NULL};
    int fds[64];
    if (n > 64) abort();
    for (unsigned i = 0; i < n; i++) {
        memory_path(files[i]->p, files[i]->n, &fds[i], paths[i]);
        names[i] = paths[i];
    }
    see_paths(s, names, n);
    for (unsigned i = 0; i < n; i++) close(fds[i]);
}

void see_bytes(Seen *s, const void *p, size_t n) {
    int fd;
    char path[64];
    memory_path(p, n, &fd, path);
    see_paths(s, (const char *const[]){path}, 1);
    close(fd);
}

void seen_free(Seen *s) {
    for (size_t i = 0; i < s->n; i++) free((char *)s->messages[i].m.bytes.p);
    free(s->messages);
    memset(s, 0, sizeof *s);
}

GbSlice seen_bytes(const Seen *s, size_t i) {
    return i < s->n ? s->messages[i].m.bytes : GB_NO_SLICE;
}

uint64_t seen_count(const Seen *s, const char *key) {
    for (size_t i = 0; i < s->n_counts; i++)
        if (strcmp(s->counts[i].key, key) == 0) return s->counts[i].packets;
    return 0;
}

uint64_t seen_place(const Seen *s, const char *key, size_t n) {
    for (size_t i = 0; i < s->n_counts; i++)
        if (strcmp(s->counts[i].key, key) == 0)
            return n < s->counts[i].n_places ? s->counts[i].places[n].frame : 0;
    return 0;
}

char *seen_text(const Seen *s) {
    size_t size = 1, n = 0;
    for (size_t i = 0; i < s->n; i++) size += s->messages[i].m.bytes.n + 64;
    char *text = malloc(size);
    if (!text) abort();
    text[0] = '\0';
    for (size_t i = 0; i < s->n; i++) {
        const GbMessage *m = &s->messages[i].m;
        n += (size_t)sprintf(text + n, "[%zu quirks %x missing %zu]", m->bytes.n, m->quirks, m->missing);
        memcpy(text + n, m->bytes.p, m->bytes.n);
        n += m->bytes.n;
        text[n] = '\0';
    }
    return text;
}

char *sip_text(const char *method, unsigned cseq, size_t body) {
    char *text = malloc(body + 512);
    if (!text) abort();
    int n = sprintf(text,
                    "%s sip:34020000002000000001@3402000000 SIP/2.0\r\n"
                    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK%u\r\n"
                    "From: <sip:34020000001320000001@3402000000>;tag=%u\r\n"
                    "To: <sip:34020000001320000001@3402000000>\r\n"
                    "Call-ID: %u@192.0.2.1\r\nCSeq: %u %s\r\nContent-Length: %zu\r\n\r\n",
                    method, cseq, cseq, cseq, cseq, method, body);
    for (size_t i = 0; i < body; i++) text[(size_t)n + i] = (char)('a' + (i + cseq) % 26);
    if (body >= 2) memcpy(text + (size_t)n + body - 2, "\r\n", 2);
    text[(size_t)n + body] = '\0';
    return text;
}
