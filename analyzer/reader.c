/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.c - which format a capture is in, and what both have in common.
 *
 * The formats are told by their first four bytes, after unpacking; the file's name says nothing.
 */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>

/* Its first bytes say that it is one, and no more of them came than of the header. */
static bool is_begun(const Reader *r) {
    return r->in.n >= 4 && !r->is_ng && pcap_is_magic(r->in.p);
}

static bool refuse(Reader *r, GbError *error) {
    char hex[3 * 8 + 1] = "";
    size_t n = r->in.n < 8 ? r->in.n : 8;
    for (size_t i = 0; i < n; i++) snprintf(hex + 3 * i, 4, " %02x", r->in.p[i]);
    bool zh = error->lang == GB_ZH;
    size_t room = sizeof error->text;
    error->line = 0;
    if (r->in.is_broken || r->in.is_cut)
        snprintf(error->text, room,
                 zh ? "%.120s：无法解压；文件是否完整？请重新复制"
                    : "%.120s: can't be unpacked; is it whole? Copy it again", r->name);
    else if (is_begun(r))
        snprintf(error->text, room,
                 zh ? "%.120s：pcap 抓包在文件头内被截断，只有 %zu 字节；请重新复制"
                    : "%.120s: is a pcap capture cut inside its header, after %zu bytes; copy it again",
                 r->name, r->in.n);
    else
        snprintf(error->text, room,
                 zh ? "%.120s：不是 pcap 或 pcapng 抓包（首字节：%s）；请另存为其中一种"
                    : "%.120s: is no pcap or pcapng capture (first bytes:%s); save it as one of these",
                 r->name, hex);
    reader_close(r);
    return false;
}

bool reader_open(Reader *r, const char *path, uint32_t file, GbError *error) {
    memset(r, 0, sizeof *r);
    r->name = path;
    r->file = file;
    if (!input_open(&r->in, path, error)) return false;
    if (!input_have(&r->in, 4)) return refuse(r, error);
    if (memcmp(r->in.p, "\x0a\x0d\x0d\x0a", 4) == 0) {
        r->is_ng = true;
        if (!pcapng_start(r)) return refuse(r, error);
    } else if (!pcap_is_magic(r->in.p) || !pcap_start(r)) {
        return refuse(r, error);
    }
    return true;
}

void reader_close(Reader *r) {
    input_close(&r->in);
    free(r->interfaces);
    r->interfaces = NULL;
    r->n_interfaces = r->interfaces_size = 0;
}

bool reader_next(Reader *r, Packet *out) {
    if (!(r->is_ng ? pcapng_block_next(r, out) : pcap_record_next(r, out))) return false;
    if (r->packets++ == 0) r->first_ns = out->time_ns;
    r->last_ns = out->time_ns;
    r->bytes += out->original;
    out->frame = r->packets;
    out->file = r->file;
    return true;
}

const char *reader_format(const Reader *r) {
    static const char *const names[3][3] = {{"pcap", "pcap.gz", "pcap.zst"},
                                            {"pcap-ns", "pcap-ns.gz", "pcap-ns.zst"},
                                            {"pcapng", "pcapng.gz", "pcapng.zst"}};
    return names[r->is_ng ? 2 : r->is_nano ? 1 : 0][r->in.packing];
}

void reader_saw_link(Reader *r, uint32_t link) {
    for (unsigned i = 0; i < r->n_links; i++)
        if (r->links[i] == link) return;
    if (r->n_links < GB_MAX_LINK_TYPES) r->links[r->n_links++] = link;
}

void reader_damaged(Reader *r, uint64_t bytes) {
    if (r->n_damaged++ == 0) r->damaged_frame = r->packets + 1;
    r->damaged_bytes += bytes;
}
