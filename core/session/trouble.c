/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trouble.c - how badly a device stands: its state's trouble, or that of findings that hurt. A
 * missing tag makes no device troubled.
 */
#include "rules.h"

GbSeverity gb_trouble_of_state(const Device *d, const GbSession *last) {
    if (!last) return GB_SEVERITY_NONE;
    if (d->pub.silent && last->state != GB_SESSION_UNREGISTERED) return GB_SEVERITY_ERROR;
    switch (last->state) {
    case GB_SESSION_REJECTED:
    case GB_SESSION_LOST:
    case GB_SESSION_EXPIRED:
        return GB_SEVERITY_ERROR;
    case GB_SESSION_INCOMPLETE:
        return GB_SEVERITY_WARNING;
    case GB_SESSION_OPEN:
    case GB_SESSION_PRE_CAPTURE:
    case GB_SESSION_UNREGISTERED:
    case GB_SESSION_REPLACED:
    case GB_N_SESSION_STATES:
        break;
    }
    return GB_SEVERITY_NONE;
}

/* A keepalive was refused and the device registered again at once, as the standard has it. */
static bool registered_anew(const GbAnalysis *a, const Device *d, const GbFinding *f) {
    const Session *latest = gb_device_latest(d);
    return f->rule == GB_RULE_KEEPALIVE_REFUSED && latest && latest->pub.registered &&
           latest->pub.start.time_us > f->last_time_us &&
           !gb_found(a, d, GB_RULE_KEEPALIVE_REFUSAL_IGNORED);
}

/* The highest-ranked finding's; below rank 50 none is trouble: an odd ID alone is not. */
static GbSeverity trouble_of_findings(const GbAnalysis *a, const Device *d) {
    GbSeverity trouble = GB_SEVERITY_NONE;
    unsigned highest = 50;
    for (uint32_t i = 0; i < d->n_findings; i++) {
        const GbFinding *f = &d->findings[i];
        const GbRuleInfo *info = gb_rule_info(f->rule);
        if (info->severity < GB_SEVERITY_WARNING || info->rank < highest) continue;
        if (registered_anew(a, d, f)) {
            if (trouble == GB_SEVERITY_NONE) trouble = GB_SEVERITY_NOTE;
            continue;
        }
        highest = info->rank;
        trouble = info->rank >= 60 ? info->severity : GB_SEVERITY_WARNING;
    }
    return trouble;
}

GbSeverity gb_trouble(const GbAnalysis *a, const Device *d) {
    const Session *latest = gb_device_latest(d);
    GbSeverity by_state = gb_trouble_of_state(d, latest ? &latest->pub : NULL);
    GbSeverity by_findings = trouble_of_findings(a, d);
    return by_findings > by_state ? by_findings : by_state;
}
