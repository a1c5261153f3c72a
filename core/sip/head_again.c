/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * head_again.c - a head that repeats an earlier one but for letters and digits.
 *
 * A device writes the same lines in the same order all its life, and so do all of its kind: another
 * branch, tag, Call-ID, CSeq or ID of the same length leaves every part where it was. So a head that
 * was parsed is kept as a mold: its bytes, what was read, and a bit for each letter or digit that
 * parts nothing and decides nothing by itself (in user, host, tag, branch, and in values that are
 * nothing but slices). A later message of the same length that differs from it in such places only,
 * and has letters or digits there, reads the same but for where its bytes lie and for its CSeq,
 * which is read anew. What is odd in any way is never kept, nor is what differs anywhere else told
 * by a mold; a test and a fuzzer hold this way and the long one to the same results.
 *
 * A head is kept when its length and its first bytes come for the second time, so that traffic
 * that never repeats costs little. Molds are few: they must stay in the cache.
 */
#include "sip/head_again.h"

#include <stdlib.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    SETS = 128, WAYS = 4, /* 512 molds of some 2 KB at the most */
    MAX_HEAD = 2048,      /* longer ones are rare */
    MAX_SLICES = 96,      /* 30 of them hold the values, and two each header */
    COOKIE = 7            /* "z9hG4bK": a branch that is just this is judged */
};

typedef struct Mold {
    uint32_t head;          /* bytes of its head */
    uint32_t size;          /* of what is written of `read` */
    uint32_t n_slices;      /* where they stand in it, in words */
    uint16_t slices[MAX_SLICES];
    const uint16_t *free;     /* a bit for each of 16 bytes; the last row is for the last 16 */
    const char *bytes;
    GbHead read;            /* of its headers only those there are */
} Mold;

typedef struct Way {
    uint64_t shape; /* 0: unused */
    Mold *mold;     /* NULL: seen once */
} Way;

struct GbHeadReader {
    Way ways[SETS][WAYS];
    uint8_t next[SETS]; /* the way to use next */
    uint64_t repeats;
};

GbHeadReader *gb_head_reader_new(void) {
    return calloc(1, sizeof(GbHeadReader));
}

void gb_head_reader_free(GbHeadReader *r) {
    if (!r) return;
    for (unsigned i = 0; i < SETS; i++)
        for (unsigned k = 0; k < WAYS; k++) free(r->ways[i][k].mold);
    free(r);
}

/* Length and method or status; any 64 bits do, a match is checked byte by byte. */
static uint64_t shape_of(GbSlice bytes) {
    uint64_t first;
    uint32_t behind;
    memcpy(&first, bytes.p, 8);
    memcpy(&behind, bytes.p + 8, 4);
    uint64_t shape = (first ^ (uint64_t)behind << 29 ^ bytes.n) * 0x9e3779b97f4a7c15u;
    return shape ^ shape >> 32 ? shape ^ shape >> 32 : 1;
}

static inline bool is_alnum(char c) {
    return (unsigned)(c - '0') < 10 || (unsigned)((c | 0x20) - 'a') < 26;
}

#if defined(__SSE2__)
/* A bit for each of 16 bytes that is a letter or a digit. */
static inline unsigned letters16(__m128i bytes) {
    __m128i letter = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i digit = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
    digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(letter, digit));
}

static inline bool row_fits(const char *a, const char *b, unsigned free) {
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)a);
    __m128i y = _mm_loadu_si128((const __m128i *)(const void *)b);
    unsigned differ = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, y)) ^ 0xffff;
    return !differ || (!(differ & ~free) && !(differ & ~letters16(x)));
}
#else
static inline bool row_fits(const char *a, const char *b, unsigned free) {
    for (unsigned i = 0; i < 16; i++)
        if (a[i] != b[i] && (!(free >> i & 1) || !is_alnum(a[i]))) return false;
    return true;
}
#endif

static bool fits(const Mold *m, const char *p) {
    size_t i = 0;
    for (; i + 16 <= m->head; i += 16)
        if (!row_fits(p + i, m->bytes + i, m->free[i / 16])) return false;
    return row_fits(p + m->head - 16, m->bytes + m->head - 16, m->free[i / 16]);
}

static void move(GbHead *head, const uint16_t *pointers, size_t n, uintptr_t by) {
    char *at = (char *)head;
    for (size_t i = 0; i < n; i++) {
        uintptr_t p;
        memcpy(&p, at + pointers[i] * sizeof p, sizeof p);
        p += by;
        memcpy(at + pointers[i] * sizeof p, &p, sizeof p);
    }
}

/* The CSeq's; its method is the same. */
static void read_number(GbSlice value, GbSip *sip) {
    uint64_t number = 0;
    size_t at = 0, most = value.n < 11 ? value.n : 11;
    for (; at < most && (unsigned)(value.p[at] - '0') < 10; at++)
        number = number * 10 + (unsigned)(value.p[at] - '0');
    if (at && at < most && value.p[at] == ' ' && number <= INT32_MAX) {
        sip->cseq = (uint32_t)number;
        return;
    }
    sip->has_cseq = false;
    sip->cseq = 0;
    gb_sip_read_cseq(value, sip);
}

bool gb_head_again(GbHeadReader *r, GbSlice bytes, GbHead *out) {
    if (bytes.n < 16) return false;
    uint64_t shape = shape_of(bytes);
    Way *ways = r->ways[shape % SETS];
    for (unsigned k = 0; k < WAYS; k++) {
        const Mold *m = ways[k].mold;
        if (ways[k].shape != shape || !m || !fits(m, bytes.p)) continue;
        memcpy(out, &m->read, m->size);
        move(out, m->slices, m->n_slices, (uintptr_t)bytes.p - (uintptr_t)m->bytes);
        read_number(gb_sip_header(&out->sip, GB_HEADER_CSEQ), &out->sip);
        r->repeats++;
        return true;
    }
    return false;
}

/* ---- making one ---------------------------------------------------------------------------- */

/* The letters and digits of the text may differ. */
static void set_free(uint16_t *free, const char *from, uint32_t head, GbSlice text) {
    size_t last = head / 16;
    for (size_t i = 0; i < text.n; i++) {
        if (!is_alnum(text.p[i])) continue;
        size_t at = (size_t)(text.p + i - from);
        if (at / 16 < last) free[at / 16] |= (uint16_t)(1u << at % 16);
        if (at >= head - 16) free[last] |= (uint16_t)(1u << (at - (head - 16)));
    }
}

/* Where a head has slices, in words. */
#define AT(member) ((uint16_t)(offsetof(GbHead, member.p) / sizeof(void *)))
#define AT_URI(member)                                                                        \
    AT(member.text), AT(member.scheme), AT(member.user), AT(member.password), AT(member.host), \
        AT(member.params), AT(member.headers)
#define AT_PARTY(member) AT(member.display), AT_URI(member.uri), AT(member.params)
static const uint16_t slices[] = {
    AT_PARTY(from), AT_PARTY(to), AT_PARTY(contact), AT_URI(uri),
    AT(from_tag), AT(to_tag), AT(call_id), AT(gb_version),
    AT(via.transport), AT(via.host), AT(via.branch), AT(via.received), AT(via.rport), AT(via.params),
    AT(sip.method_text), AT(sip.request_uri), AT(sip.version), AT(sip.reason), AT(sip.head), AT(sip.body),
};
enum { N_SLICES = sizeof slices / sizeof *slices, MAX_POINTERS = N_SLICES + 2 * GB_MAX_HEADERS };

/* Those of them that point somewhere. */
static size_t find_pointers(const GbHead *h, uint16_t *out) {
    size_t n = 0;
    for (size_t i = 0; i < N_SLICES; i++) {
        const char *p;
        memcpy(&p, (const char *)h + slices[i] * sizeof p, sizeof p);
        out[n] = slices[i];
        n += p != NULL;
    }
    for (unsigned i = 0; i < h->sip.n_headers; i++) {
        uint16_t name = (uint16_t)(AT(sip.headers[0].name) + i * sizeof(GbSipHeader) / sizeof(void *));
        out[n++] = name;
        out[n++] = (uint16_t)(name + sizeof(GbSlice) / sizeof(void *));
    }
    return n;
}
_Static_assert(offsetof(GbSipHeader, value.p) - offsetof(GbSipHeader, name.p) == sizeof(GbSlice),
               "a header's value stands behind its name");

static void free_party(uint16_t *free, const char *from, uint32_t head, const GbSipNameAddr *party,
                       GbSlice tag) {
    set_free(free, from, head, party->uri.user);
    set_free(free, from, head, party->uri.host);
    set_free(free, from, head, tag);
}

static void find_free(uint16_t *free, const char *from, const GbHead *h) {
    uint32_t head = (uint32_t)h->sip.head.n;
    free_party(free, from, head, &h->from, h->from_tag);
    free_party(free, from, head, &h->to, h->to_tag);
    free_party(free, from, head, &h->contact, GB_NO_SLICE);
    set_free(free, from, head, h->uri.user);
    set_free(free, from, head, h->uri.host);
    set_free(free, from, head, h->via.host);
    set_free(free, from, head, h->via.received);
    set_free(free, from, head, h->via.rport);
    if (h->via.branch.n > COOKIE) set_free(free, from, head, h->via.branch);
    for (unsigned i = 0; i < h->sip.n_headers; i++) {
        const GbSipHeader *header = &h->sip.headers[i];
        GbSlice value = header->value;
        switch (header->id) {
            case GB_HEADER_VIA: case GB_HEADER_FROM: case GB_HEADER_TO: case GB_HEADER_CONTACT:
            case GB_HEADER_EXPIRES: case GB_HEADER_CONTENT_LENGTH:
                break;
            case GB_HEADER_CSEQ: /* its number */
                set_free(free, from, head, gb_slice(value.p, gb_slice_find(value, ' ')));
                break;
            default:
                set_free(free, from, head, value);
        }
    }
}

/* Nothing about it is odd, so that nothing is said of its letters one by one. */
static bool is_plain(const GbHead *h) {
    return !h->sip.quirks && h->sip.has_cseq && h->sip.has_length && h->has_from && h->has_to &&
           h->has_via && h->sip.is_response != h->has_uri &&
           h->has_contact == (h->sip.first[GB_HEADER_CONTACT] < h->sip.n_headers) &&
           !(h->from.quirks | h->to.quirks | h->contact.quirks | h->uri.quirks | h->via.quirks);
}

static Mold *mold_new(GbSlice bytes, const GbHead *h) {
    uint16_t pointers[MAX_POINTERS];
    size_t n = find_pointers(h, pointers), head = h->sip.head.n, rows = head / 16 + 1;
    if (n > MAX_SLICES) return NULL;
    size_t size = offsetof(GbHead, sip.headers) + h->sip.n_headers * sizeof h->sip.headers[0];
    Mold *m = calloc(1, offsetof(Mold, read) + size + rows * sizeof(uint16_t) + head);
    if (!m) return NULL;
    uint16_t *free_rows = (uint16_t *)(void *)((char *)&m->read + size);
    char *copy = (char *)(free_rows + rows);
    memcpy(&m->read, h, size);
    memcpy(m->slices, pointers, n * sizeof *pointers);
    m->n_slices = (uint32_t)n;
    memcpy(copy, bytes.p, head);
    find_free(free_rows, bytes.p, h);
    m->head = (uint32_t)head;
    m->size = (uint32_t)size;
    m->free = free_rows;
    m->bytes = copy;
    move(&m->read, pointers, n, (uintptr_t)copy - (uintptr_t)bytes.p);
    return m;
}

void gb_head_keep(GbHeadReader *r, GbSlice bytes, const GbHead *h) {
    if (h->sip.head.p != bytes.p || h->sip.head.n < 16 || h->sip.head.n > MAX_HEAD) return;
    uint64_t shape = shape_of(bytes);
    Way *ways = r->ways[shape % SETS];
    for (unsigned k = 0; k < WAYS; k++)
        if (ways[k].shape == shape && !ways[k].mold) {
            if (is_plain(h)) ways[k].mold = mold_new(bytes, h);
            return;
        }
    Way *way = &ways[r->next[shape % SETS]++ % WAYS];
    free(way->mold);
    *way = (Way){shape, NULL};
}

uint64_t gb_head_reader_repeats(const GbHeadReader *r) {
    return r->repeats;
}

void gb_head_move(GbHead *head, const char *from, const char *to) {
    uint16_t pointers[MAX_POINTERS];
    size_t n = find_pointers(head, pointers);
    move(head, pointers, n, (uintptr_t)to - (uintptr_t)from);
}
