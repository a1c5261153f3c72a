/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * analysis.c - one analysis from its birth to its end, and what is read off it after settle.
 */
#include "state.h"

#include <glib.h>

GbAnalysis *gb_analysis_new(const GbOptions *options) {
    GbAnalysis *a = g_new0(GbAnalysis, 1);
    if (options) a->options = *options;
    a->interval_s = a->options.keepalive_interval_s ? a->options.keepalive_interval_s : 60;
    a->misses = a->options.keepalive_misses ? a->options.keepalive_misses : 3;
    a->pool = gb_pool_new();
    return a;
}

void gb_analysis_free(GbAnalysis *a) {
    if (!a) return;
    gb_rules_free(a);
    gb_pool_free(a->pool);
    g_free(a);
}

bool gb_analysis_feed(GbAnalysis *a, const GbMessage *message, GbEvent *out) {
    a->event = (GbEvent){.message = message};
    if (out) *out = a->event;
    return true;
}

void gb_analysis_raise(GbAnalysis *a, GbRule rule, const GbMoment *at, const char *const *args,
                       size_t n_args) {
    gb_raise(a, NULL, rule, at, args, n_args);
}

void gb_raise(GbAnalysis *a, Device *device, GbRule rule, const GbMoment *at,
              const char *const *args, size_t n_args) {
    (void)a, (void)device, (void)rule, (void)at, (void)args, (void)n_args;
}

void gb_analysis_settle(GbAnalysis *a, int64_t end_us) {
    a->end_us = end_us;
}

size_t gb_analysis_devices(const GbAnalysis *a, const GbDevice *const **devices) {
    *devices = (const GbDevice *const *)a->devices;
    return a->n_devices;
}

const GbTotals *gb_analysis_totals(const GbAnalysis *a) {
    return &a->totals;
}

size_t gb_analysis_findings(const GbAnalysis *a, const GbFinding **findings) {
    *findings = a->findings;
    return a->n_findings;
}

const GbTimeline *gb_analysis_timeline(const GbAnalysis *a) {
    return &a->timeline;
}

size_t gb_analysis_causes(const GbAnalysis *a, const GbCause **causes) {
    *causes = a->causes;
    return a->n_causes;
}

const GbOptions *gb_analysis_options(const GbAnalysis *a) {
    return &a->options;
}
