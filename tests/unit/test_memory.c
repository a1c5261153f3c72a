/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_memory.c - the keyed hash: texts that differ have keys that differ, whatever their lengths. */
#include "session/memory.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>

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

int main(void) {
    return check_main("memory", (CheckTest[]){
        {"numbers as text have keys of their own", numbers},
        {"a length counts", lengths},
        {"the case of letters is left out where asked", cases},
        {NULL, NULL}});
}
