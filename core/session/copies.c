/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * copies.c - captures of the same traffic, taken at two places and merged by time: are their clocks
 * apart?
 *
 * The first messages of one capture are remembered; the same bytes in another capture tell by how
 * much it is later. A second is no way through a network. Answers must be among them: a device
 * that begins anew may say the very same again, a server's tags and nonces differ.
 */
#include "rules.h"

#include <stdlib.h>

enum { N_REMEMBERED = 1024, N_SLOTS = 2 * N_REMEMBERED, N_SAMPLES = 64, ENOUGH = 5 };

struct Copies {
    uint64_t keys[N_SLOTS]; /* 0: unused */
    int64_t times[N_SLOTS];
    uint32_t n, n_samples;
    uint32_t file, other;
    bool has_answers;
    GbMoment first;         /* of the other capture's copies */
    int64_t later[N_SAMPLES];
};

static uint32_t slot_of(const Copies *c, uint64_t key) {
    uint32_t i = (uint32_t)(key >> 32) % N_SLOTS;
    while (c->keys[i] && c->keys[i] != key) i = (i + 1) % N_SLOTS;
    return i;
}

void gb_copies_note(GbAnalysis *a, const Reading *r) {
    uint64_t key = gb_hash(a->seed, r->message->bytes) | 1;
    uint32_t file = r->when.file;
    if (!a->copies) {
        a->copies = gb_pool_take(a->pool, sizeof *a->copies);
        a->copies->file = file;
    }
    Copies *c = a->copies;
    uint32_t i = slot_of(c, key);
    if (file == c->file) {
        if (c->keys[i] || c->n == N_REMEMBERED) return;
        c->n++;
        c->keys[i] = key;
        c->times[i] = r->when.time_us;
    } else if (c->keys[i] && c->n_samples < N_SAMPLES && (!c->n_samples || c->other == file)) {
        if (!c->n_samples) c->first = r->when;
        c->other = file;
        c->has_answers |= r->sip->is_response;
        c->later[c->n_samples++] = r->when.time_us - c->times[i];
    }
}

static int by_value(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

void gb_copies_settle(GbAnalysis *a) {
    const Copies *c = a->copies;
    int64_t sorted[N_SAMPLES];
    if (!c || c->n_samples < ENOUGH || !c->has_answers) return;
    memcpy(sorted, c->later, c->n_samples * sizeof *sorted);
    qsort(sorted, c->n_samples, sizeof *sorted, by_value);
    int64_t later = sorted[c->n_samples / 2];
    unsigned alike = 0;
    for (uint32_t i = 0; i < c->n_samples; i++) alike += llabs(sorted[i] - later) < GB_SECOND / 5;
    if (llabs(later) < GB_SECOND || alike < ENOUGH || 2 * alike < c->n_samples) return;
    bool ahead = later > 0;
    GB_RAISE(a, NULL, GB_RULE_CAPTURE_CLOCKS_DIFFER, &c->first,
             gb_arg_number(a, (ahead ? c->other : c->file) + 1u), gb_arg_span(a, later),
             gb_arg_number(a, (ahead ? c->file : c->other) + 1u),
             gb_scratch_format(a, "%.3f", (double)llabs(later) / (double)GB_SECOND));
}
