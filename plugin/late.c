/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * late.c - findings at the frames that gbanalyze names, once all of the capture was seen.
 *
 * What silence tells (no answer came, a device is lost) is no word on the message that happens to be
 * in hand then, so no record has it. On later passes (the GUI, tshark -2) the settled analysis says
 * where each stands: of a finding with many places the first, of which it has the details.
 *
 * Left out: of a capture that grows, how it stands is asked again only after a while that is long
 * against what asking takes.
 */
#include "late.h"

#include "file.h"

typedef struct Late {
    uint32_t frame;
    const GbDevice *device; /* NULL: of none */
    GbRuleHit hit;          /* copied: findings of a settled analysis go when it is fed on */
} Late;

static int by_frame(const void *x, const void *y) {
    const Late *a = x, *b = y;
    if (a->frame != b->frame) return a->frame < b->frame ? -1 : 1;
    return a->hit.rule < b->hit.rule ? -1 : a->hit.rule > b->hit.rule;
}

static void add(const GbDevice *device, const GbFinding *findings, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const GbFinding *f = &findings[i];
        Late late = {.frame = (uint32_t)f->frame, .device = device, .hit.rule = f->rule};
        memcpy(late.hit.args, f->args, sizeof late.hit.args);
        if (late.frame) g_array_append_val(gb_file.late, late);
    }
}

static bool is_time(void) {
    if (!gb_file.late) return true;
    int64_t since = g_get_monotonic_time() - gb_file.late_at;
    return gb_file.late_of != gb_file.n_frames && since > 50 * gb_file.late_took;
}

static void gather(void) {
    const GbDevice *const *devices;
    const GbFinding *findings;
    gb_file.late_at = g_get_monotonic_time();
    gb_file_settle();
    if (!gb_file.late) gb_file.late = g_array_new(FALSE, FALSE, sizeof(Late));
    g_array_set_size(gb_file.late, 0);
    size_t n = gb_analysis_devices(gb_file.analysis, &devices);
    for (size_t i = 0; i < n; i++) add(devices[i], devices[i]->findings, devices[i]->n_findings);
    n = gb_analysis_findings(gb_file.analysis, &findings);
    add(NULL, findings, n);
    g_array_sort(gb_file.late, by_frame);
    gb_file.late_of = gb_file.n_frames;
    gb_file.late_took = g_get_monotonic_time() - gb_file.late_at;
}

static bool has(const GbRuleHit *hits, unsigned n, GbRule rule) {
    for (unsigned i = 0; i < n; i++)
        if (hits[i].rule == rule) return true;
    return false;
}

unsigned gb_late_findings(const packet_info *pinfo, const GbRecord *record, GbRuleHit out[GB_MAX_EVENT_FINDINGS]) {
    if (!PINFO_FD_VISITED(pinfo) || gb_file.is_blind || !gb_file.analysis) return 0;
    if (is_time()) gather();
    const Late *all = (const void *)gb_file.late->data;
    unsigned low = 0, high = gb_file.late->len, n = 0;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (all[middle].frame < pinfo->num) low = middle + 1;
        else high = middle;
    }
    for (; low < gb_file.late->len && all[low].frame == pinfo->num && n < GB_MAX_EVENT_FINDINGS; low++) {
        const Late *late = &all[low];
        bool other = record && late->device && record->device && late->device != record->device;
        if (other || has(out, n, late->hit.rule)) continue;
        if (record && has(record->findings, record->n_findings, late->hit.rule)) continue;
        out[n++] = late->hit;
    }
    return n;
}
