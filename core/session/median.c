/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * median.c - the intervals between keepalives, counted in bounded memory.
 *
 * Up to 64 different lengths are counted exactly, to the microsecond. When a 65th comes, all are
 * rounded down to a multiple of 2, 4, 8, ... microseconds until they are 64 at the most; from then
 * on the median is the middle of its step, so that it is off by no more than half a step (devices
 * that are 60 s +- 5 s: 0.13 s). The result depends on the intervals alone, not on their order:
 * the step is the finest that holds them all.
 */
#include "engine.h"

#define MAX_COUNTS 64u
#define KEY_MAX (((uint64_t)1 << 40) - 1) /* 12 days in microseconds: longer ones count as that */
#define COUNT_MAX (((uint64_t)1 << 24) - 1)

/* First entry whose key is not below. */
static uint32_t lower_bound(const Session *s, uint64_t key) {
    uint32_t low = 0, high = s->n_interval_counts;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (s->intervals[middle].key < key) low = middle + 1;
        else high = middle;
    }
    return low;
}

static uint64_t sum(uint64_t x, uint64_t y) {
    return x + y > COUNT_MAX ? COUNT_MAX : x + y;
}

static void coarsen(Session *s) {
    uint32_t n = 0;
    s->interval_shift++;
    for (uint32_t i = 0; i < s->n_interval_counts; i++) {
        IntervalCount c = s->intervals[i];
        uint64_t key = c.key >> 1;
        if (n && s->intervals[n - 1].key == key)
            s->intervals[n - 1].count = sum(s->intervals[n - 1].count, c.count) & COUNT_MAX;
        else
            s->intervals[n++] = (IntervalCount){.key = key & KEY_MAX, .count = c.count};
    }
    s->n_interval_counts = n;
}

void gb_intervals_add(GbAnalysis *a, Session *s, int64_t interval_us) {
    uint64_t length = interval_us < 0 ? 0 : (uint64_t)interval_us;
    if (length > KEY_MAX) length = KEY_MAX;
    s->n_intervals++;
    for (;;) {
        uint64_t key = length >> s->interval_shift;
        uint32_t i = lower_bound(s, key);
        if (i < s->n_interval_counts && s->intervals[i].key == key) {
            s->intervals[i].count = sum(s->intervals[i].count, 1) & COUNT_MAX;
            return;
        }
        if (s->n_interval_counts < MAX_COUNTS) {
            uint32_t need = s->n_interval_counts < 4 ? 4 : s->n_interval_counts + 1;
            s->intervals = gb_pool_grow(a->pool, s->intervals, &s->intervals_capacity, need,
                                        sizeof *s->intervals, MAX_COUNTS);
            memmove(&s->intervals[i + 1], &s->intervals[i],
                    (s->n_interval_counts - i) * sizeof *s->intervals);
            s->intervals[i] = (IntervalCount){.key = key & KEY_MAX, .count = 1};
            s->n_interval_counts++;
            return;
        }
        coarsen(s);
    }
}

static int64_t length_of(const Session *s, uint64_t key) {
    return (int64_t)((key << s->interval_shift) + (((uint64_t)1 << s->interval_shift) >> 1));
}

/* The middle one, or the mean of the two in the middle. */
int64_t gb_intervals_median(const Session *s) {
    uint64_t n = 0, seen = 0;
    for (uint32_t i = 0; i < s->n_interval_counts; i++) n += s->intervals[i].count;
    if (!n) return -1;
    int64_t lower = -1;
    for (uint32_t i = 0; i < s->n_interval_counts; i++) {
        seen += s->intervals[i].count;
        if (lower < 0 && seen >= (n + 1) / 2) lower = length_of(s, s->intervals[i].key);
        if (seen >= n / 2 + 1) return (lower + length_of(s, s->intervals[i].key)) / 2;
    }
    return lower;
}

uint64_t gb_intervals_above(const Session *s, int64_t limit_us) {
    uint64_t n = 0;
    for (uint32_t i = 0; i < s->n_interval_counts; i++)
        if (length_of(s, s->intervals[i].key) > limit_us) n += s->intervals[i].count;
    return n;
}
