/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.c - the model that every writer reads: gathered from a settled analysis, borrowed, not
 * copied. What a writer needs beyond it, it works out itself; what two writers need stands here,
 * so that they can't disagree.
 */
#include <gb28181/report.h>

static void verdict_of_analysis(const GbReport *r, const GbDevice *d, const char *verdict[GB_N_LANGS]) {
    gb_analysis_verdict(r->analysis, d, verdict);
}

void gb_report_init(GbReport *r, GbAnalysis *a, const GbCaptureInfo *capture) {
    *r = (GbReport){
        .analysis = a,
        .verdict = verdict_of_analysis,
        .generator = "gbanalyze",
        .version = GB_VERSION,
        .capture = capture,
        .totals = gb_analysis_totals(a),
        .timeline = gb_analysis_timeline(a),
        .options = gb_analysis_options(a),
    };
    r->n_devices = gb_analysis_devices(a, &r->devices);
    r->n_findings = gb_analysis_findings(a, &r->findings);
    r->n_causes = gb_analysis_causes(a, &r->causes);
}

static GbSeverity worst_of(const GbFinding *findings, size_t n, GbSeverity worst) {
    for (size_t i = 0; i < n && worst < GB_SEVERITY_ERROR; i++) {
        GbSeverity s = gb_rule_info(findings[i].rule)->severity;
        if (s > worst) worst = s;
    }
    return worst;
}

GbSeverity gb_report_worst(const GbReport *r) {
    GbSeverity worst = worst_of(r->findings, r->n_findings, GB_SEVERITY_NONE);
    for (size_t i = 0; i < r->n_devices && worst < GB_SEVERITY_ERROR; i++)
        worst = worst_of(r->devices[i]->findings, r->devices[i]->n_findings, worst);
    return worst;
}
