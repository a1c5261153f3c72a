/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timeline.c - registrations granted, keepalives and failures per interval over the capture.
 *
 * Starts with intervals of a second; when they don't reach, neighbours are joined and the step
 * doubles, so that 300 to 600 of them cover any length. A message from before the first one (clocks
 * of several captures) counts in the first.
 */
#include "engine.h"

static void double_step(GbAnalysis *a) {
    for (unsigned k = 0; k < 3; k++)
        for (size_t i = 0; i < GB_MAX_TIMELINE; i++)
            a->bins[k][i] = i < GB_MAX_TIMELINE / 2 ? a->bins[k][2 * i] + a->bins[k][2 * i + 1] : 0;
    a->timeline.step_us *= 2;
    a->timeline.n = (a->timeline.n + 1) / 2;
}

static size_t bin_at(GbAnalysis *a, int64_t time_us) {
    GbTimeline *t = &a->timeline;
    if (!t->step_us) {
        for (unsigned k = 0; k < 3; k++)
            a->bins[k] = gb_pool_take(a->pool, GB_MAX_TIMELINE * sizeof *a->bins[k]);
        t->registrations = a->bins[BIN_REGISTRATIONS];
        t->keepalives = a->bins[BIN_KEEPALIVES];
        t->failures = a->bins[BIN_FAILURES];
        t->step_us = GB_SECOND;
        t->start_us = time_us >= 0 ? time_us / GB_SECOND * GB_SECOND : time_us;
    }
    if (time_us < t->start_us) return 0;
    uint64_t since = (uint64_t)time_us - (uint64_t)t->start_us;
    while (since / (uint64_t)t->step_us >= GB_MAX_TIMELINE) double_step(a);
    return (size_t)(since / (uint64_t)t->step_us);
}

void gb_timeline_reach(GbAnalysis *a, int64_t time_us) {
    size_t i = bin_at(a, time_us);
    if (i >= a->timeline.n) a->timeline.n = i + 1;
}

void gb_timeline_add(GbAnalysis *a, Bin bin, int64_t time_us) {
    if (a->is_aside) return;
    gb_timeline_reach(a, time_us);
    a->bins[bin][bin_at(a, time_us)]++;
}
