/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_clock.c - clocks: the Date by which a platform sets its devices' clocks (GB/T 28181-2022
 * 9.10: Beijing time, no zone), against the capture's clock.
 *
 * Exactly eight hours back means that UTC was sent. Another whole number of hours is left alone:
 * the clock of the capturing machine may stand in another zone, and nothing tells which is wrong.
 */
#include "rules.h"

/* How far `local` (Beijing time) is ahead of the capture; false: whole hours off, zone unknown. */
static bool offset(int64_t local_us, int64_t capture_us, int64_t *off, bool *utc) {
    *off = local_us - BEIJING - capture_us;
    *utc = *off > -BEIJING - SKEW && *off < -BEIJING + SKEW;
    int64_t hour = 3600 * GB_SECOND, rest = (*off % hour + hour) % hour;
    bool whole = rest < SKEW || rest > hour - SKEW;
    return *utc || !whole || (*off > -SKEW && *off < SKEW);
}

void gb_rules_clock(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    Device *d = v->device;
    if (!answer_to(v, GB_METHOD_REGISTER) || r->sip->status / 100 != 2) return;
    if (v->attempt && v->attempt->expires_s == 0) return; /* unregistering sets no clock */
    GbSlice date = gb_sip_header(r->sip, GB_HEADER_DATE);
    int64_t us, off;
    bool utc;
    if (!date.n) {
        if (!is_cut(r->message) && !v->transaction->orphan) gb_raise(a, d, GB_RULE_TIME_NO_DATE, &r->when, NULL, 0);
        return;
    }
    const char *text = gb_scratch_text(a, date);
    if (gb_read_rfc1123(date, &us)) {
        GB_RAISE(a, d, GB_RULE_TIME_DATE_RFC1123, &r->when, text);
        us += BEIJING; /* GMT by definition */
    } else if (!gb_read_datetime(date, &us)) {
        GB_RAISE(a, d, GB_RULE_TIME_DATE_FORMAT, &r->when, text);
        return;
    } else if (date.n != 23 && date.n != 19) {
        GB_RAISE(a, d, GB_RULE_TIME_DATE_FORMAT, &r->when, text);
    }
    if (!offset(us, r->when.time_us, &off, &utc)) return;
    if (utc)
        GB_RAISE(a, d, GB_RULE_TIME_ZONE_WRONG, &r->when, text);
    else if (off > SKEW || off < -SKEW)
        GB_RAISE(a, d, GB_RULE_TIME_DRIFT, &r->when, text, gb_arg_span(a, off));
}
