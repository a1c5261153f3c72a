/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * counts.c - the counters of counts.h with their texts, for the report.
 *
 * One table, so that a counter can't be without a title in either language; what is zero is left
 * out, so that the page shows what this capture has and not what we could read.
 */
#include "counts.h"

#include <glib.h>

static const struct {
    GbCaptureLayer layer;
    const char *key, *en, *zh;
} rows[N_COUNTS] = {
#define X(id, layer, key, en, zh) {GB_LAYER_##layer, key, en, zh},
    COUNTS(X)
#undef X
};

size_t counts_list(const Counts *c, GbCaptureCount *out) {
    size_t n = 0;
    for (unsigned i = 0; i < N_COUNTS; i++) {
        if (c->at[i].packets == 0) continue;
        out[n++] = (GbCaptureCount){.layer = rows[i].layer,
                                    .key = rows[i].key,
                                    .title = {rows[i].en, rows[i].zh},
                                    .packets = c->at[i].packets,
                                    .bytes = c->at[i].bytes,
                                    .first_frame = c->at[i].places[0].frame,
                                    .first_file = c->at[i].places[0].file,
                                    .places = c->at[i].places,
                                    .n_places = MIN(c->at[i].packets, GB_MAX_COUNT_PLACES)};
    }
    return n;
}
