/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_memory.c - the keyed hash: texts that differ have keys that differ, whatever their lengths.
 * The pool: what comes back serves again, whole or cut up, and pieces never overlap.
 */
#include "session/memory.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 40000 };
static uint64_t keys[N];

static int by_value(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

static unsigned meet(size_t n) {
    unsigned twice = 0;
    qsort(keys, n, sizeof *keys, by_value);
    for (size_t i = 1; i < n; i++) twice += keys[i] == keys[i - 1];
    return twice;
}

/* "10" and "101", whose bytes differ as their lengths do, once met. */
static void numbers(void) {
    static const uint64_t seeds[] = {0, 1, 0x5eed5eed5eed5eed, UINT64_MAX};
    char text[32];
    for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++) {
        for (unsigned i = 0; i < N; i++) {
            int n = snprintf(text, sizeof text, "%u", i);
            keys[i] = gb_hash(seeds[s], gb_slice(text, (size_t)n));
        }
        CHECK_INT("numbers as text", meet(N), 0);
        for (unsigned i = 0; i < N; i++) {
            int n = snprintf(text, sizeof text, "3402%.*s%u", (int)(i % 13), "000000000000", i);
            keys[i] = gb_hash(seeds[s], gb_slice(text, (size_t)n));
        }
        CHECK_INT("IDs of many lengths", meet(N), 0);
    }
}

static void lengths(void) {
    static const char zeros[256];
    for (size_t n = 0; n < sizeof zeros; n++) keys[n] = gb_hash(7, gb_slice(zeros, n));
    CHECK_INT("zeros of every length", meet(sizeof zeros), 0);
}

static void cases(void) {
    CHECK_TRUE("case is left out", gb_hash_case(7, GB_SLICE("z9hG4bK")) == gb_hash_case(7, GB_SLICE("Z9HG4BK")));
    CHECK_TRUE("and nothing else", gb_hash_case(7, GB_SLICE("z9hG4bK")) != gb_hash_case(7, GB_SLICE("z9hG4bL")));
}

/* Ten thousand arrays that grow in step, and the small pieces cut from what they leave behind. */
static void left_behind(void) {
    GbPool *p = gb_pool_new();
    size_t before;
    for (unsigned i = 0; i < 10000; i++) gb_pool_give(p, gb_pool_take(p, 512), 512);
    CHECK_TRUE("the same piece again", gb_pool_bytes(p) <= 256u << 10);
    void *list[4000];
    for (unsigned i = 0; i < 4000; i++) list[i] = gb_pool_take(p, 512);
    for (unsigned i = 0; i < 4000; i++) gb_pool_give(p, list[i], 512);
    before = gb_pool_bytes(p);
    for (unsigned i = 0; i < 15000; i++) gb_pool_take(p, 104);
    CHECK_INT("cut up before a new block is begun", (long long)gb_pool_bytes(p), (long long)before);
    gb_pool_free(p);
}

/* Pieces of every size, taken and given back at random, each filled with its own byte. */
static void pieces_never_overlap(void) {
    enum { PIECES = 512 };
    static unsigned char *piece[PIECES];
    static size_t n[PIECES];
    GbPool *p = gb_pool_new();
    uint32_t dice = 7;
    unsigned broken = 0, dirty = 0;
    for (unsigned round = 0; round < 60000; round++) {
        dice = dice * 1664525u + 1013904223u;
        unsigned i = (dice >> 8) % PIECES;
        for (size_t k = 0; piece[i] && k < n[i]; k++) broken += piece[i][k] != (unsigned char)i;
        gb_pool_give(p, piece[i], n[i]);
        piece[i] = NULL;
        if (dice >> 30 == 0) continue;
        n[i] = 1 + (dice >> 17) % (round % 16 ? 400 : 20000);
        piece[i] = gb_pool_take(p, n[i]);
        for (size_t k = 0; k < n[i]; k++) dirty += piece[i][k] != 0;
        memset(piece[i], (int)i, n[i]);
    }
    CHECK_INT("broken", broken, 0);
    CHECK_INT("not zeroed", dirty, 0);
    gb_pool_free(p);
    memset(piece, 0, sizeof piece);
}

static void shared(void) {
    GbPool *p = gb_pool_new();
    const char *text = gb_shared_text(p, GB_SLICE("5d41402abc\xff"));
    CHECK_TRUE("mended", strcmp(text, "5d41402abc\xef\xbf\xbd") == 0);
    CHECK_TRUE("the same", gb_shared_keep(text) == text);
    gb_shared_drop(p, text);
    CHECK_TRUE("still kept", strcmp(text, "5d41402abc\xef\xbf\xbd") == 0);
    gb_shared_drop(p, text);
    gb_shared_drop(p, NULL);
    CHECK_TRUE("its room again", gb_shared_text(p, GB_SLICE("5d41402abc\xff")) == text);
    gb_pool_free(p);
}

/* Heads are UTF-8, and GB18030 all the same. */
static void texts_of_heads(void) {
    static const struct {
        const char *sent, *kept;
    } cases[] = {
        {"IPC", "IPC"},
        {"\xce\xf7\xc3\xc5 1", "西门 1"},
        {"西门", "西门"},
        {"\xc3\xdc\xc2\xeb:x", "密码:***"}, /* interned: struck in its own charset */
        {"\xce\xf7\xc3", "西\xef\xbf\xbd"}, /* cut */
        {"\xce\xf7\xff\xc3\xc5\xc3\xc5", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"西\xff", "西\xef\xbf\xbd"},
    };
    GbPool *p = gb_pool_new();
    GbStrings *strings = gb_strings_new(p, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = gb_intern(strings, gb_slice_from(cases[i].sent));
        CHECK_TEXT(cases[i].kept, gb_slice_from(text), cases[i].kept);
        CHECK_TRUE("once", gb_intern(strings, gb_slice_from(cases[i].sent)) == text);
    }
    CHECK_TEXT("in the pool", gb_slice_from(gb_pool_text(p, GB_SLICE("\xce\xf7\xc3\xc5"))), "西门");
    gb_strings_free(strings);
    gb_pool_free(p);
}

/* Also those that are larger than the first block of a pool. */
static void first_pieces_of_all_sizes(void) {
    for (size_t n = 1; n <= (2u << 20); n = n * 3 / 2 + 1) {
        GbPool *p = gb_pool_new();
        memset(gb_pool_take(p, n), 1, n); /* AddressSanitizer looks on */
        CHECK_TRUE("room for it", gb_pool_bytes(p) >= n);
        gb_pool_free(p);
    }
}

int main(void) {
    return check_main("memory", (CheckTest[]){
        {"numbers as text have keys of their own", numbers},
        {"a length counts", lengths},
        {"the case of letters is left out where asked", cases},
        {"what is left behind is cut up", left_behind},
        {"pieces never overlap", pieces_never_overlap},
        {"first pieces of all sizes", first_pieces_of_all_sizes},
        {"texts of heads are UTF-8 or GB18030", texts_of_heads},
        {"a text goes with the last who keeps it", shared},
        {NULL, NULL}});
}
