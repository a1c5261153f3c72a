/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_records.c - record queries and alarms (reference 7.6 GB-REC, GB-ALM; GB/T 28181-2022
 * A.2.4, A.2.5), and clocks that show in bodies.
 *
 * Times in bodies are Beijing time. A device's clock is judged by DeviceTime, and by an alarm
 * from the future; an alarm from the past may have waited for the network. Whole hours are a
 * matter of zones and left to rules_clock.c.
 */
#include "rules.h"

#include <stdlib.h>

static bool datetime(const GbManscdp *m, size_t parent, const char *name, int64_t *us) {
    return gb_read_datetime(gb_manscdp_value(m, parent, name), us);
}

static void query(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    const GbMoment *at = &v->reading->when;
    unsigned editions = gb_editions_of(gb_receiver_version(v));
    bool old = editions && !(editions & GB_ED_2016); /* optional in 2011 and 2014 */
    int64_t start, end;
    if (!old) {
        bool no_start = !has_element(m, 0, "StartTime"), no_end = !has_element(m, 0, "EndTime");
        if (no_start || no_end)
            GB_RAISE(a, v->device, GB_RULE_RECORDS_NO_INTERVAL, at,
                     no_start && no_end ? "StartTime, EndTime" : no_start ? "StartTime"
                                                                          : "EndTime");
    }
    if (datetime(m, 0, "StartTime", &start) && datetime(m, 0, "EndTime", &end) && start > end)
        GB_RAISE(a, v->device, GB_RULE_RECORDS_INTERVAL_REVERSED, at,
                 gb_scratch_text(a, gb_manscdp_value(m, 0, "StartTime")),
                 gb_scratch_text(a, gb_manscdp_value(m, 0, "EndTime")));
}

static void item(GbAnalysis *a, const RuleView *v, const GbManscdp *m, size_t i) {
    const GbMoment *at = &v->reading->when;
    const Query *q = v->query;
    int64_t start, end;
    if (gb_slice_is_case(gb_manscdp_value(m, i, "Type"), "all") &&
        gb_editions_of(gb_sender_version(v)) != GB_ED_2011)
        gb_raise(a, v->device, GB_RULE_RECORDS_TYPE_ALL, at, NULL, 0);
    if (!q || !v->answers_query || !q->range_start_s || !q->range_end_s) return;
    if (!datetime(m, i, "StartTime", &start) || !datetime(m, i, "EndTime", &end)) return;
    start = (start - BEIJING) / GB_SECOND, end = (end - BEIJING) / GB_SECOND;
    if (end < q->range_start_s || start > q->range_end_s)
        GB_RAISE(a, v->device, GB_RULE_RECORDS_OUTSIDE, at,
                 gb_scratch_text(a, gb_manscdp_value(m, i, "StartTime")),
                 gb_scratch_text(a, gb_manscdp_value(m, i, "EndTime")));
}

static void clock_of_device(GbAnalysis *a, const RuleView *v, const char *name, int64_t us,
                            bool only_future) {
    int64_t off = us - BEIJING - v->reading->when.time_us, hour = 3600 * GB_SECOND;
    int64_t rest = (llabs(off)) % hour;
    if (llabs(off) <= GB_MINUTE || (only_future && off < 0)) return;
    bool zone = (rest < GB_MINUTE || rest > hour - GB_MINUTE) && llabs(off) < 15 * hour;
    if (zone && llabs(off + 8 * hour) > GB_MINUTE) return; /* the capture's, or the device's; UTC is wrong */
    GB_RAISE(a, v->device, GB_RULE_TIME_DEVICE_CLOCK, &v->reading->when, name,
             gb_scratch_text(a, gb_manscdp_value(manscdp_of(v), 0, name)), gb_arg_span(a, off));
}

void gb_rules_records(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    int64_t us;
    if (v->reading->sip->is_response) return;
    if (m->command == GB_CMD_RECORD_INFO && m->root == GB_ROOT_QUERY)
        query(a, v, m);
    else if (m->command == GB_CMD_RECORD_INFO && m->root == GB_ROOT_RESPONSE)
        for (long i = gb_next_item(m, 0); i >= 0; i = gb_next_item(m, (size_t)i))
            item(a, v, m, (size_t)i);
    else if (m->command == GB_CMD_DEVICE_STATUS && m->root == GB_ROOT_RESPONSE &&
             datetime(m, 0, "DeviceTime", &us))
        clock_of_device(a, v, "DeviceTime", us, false);
    else if (m->command == GB_CMD_ALARM && m->root == GB_ROOT_NOTIFY &&
             datetime(m, 0, "AlarmTime", &us))
        clock_of_device(a, v, "AlarmTime", us, true);
}

/* ---- alarms ---- */

static bool in_range(GbSlice s, uint64_t low, uint64_t high) {
    uint64_t n = 0;
    return gb_slice_uint(s, &n) && n >= low && n <= high;
}

static void bad_alarm(GbAnalysis *a, const RuleView *v, const char *name, GbSlice value) {
    GB_RAISE(a, v->device, GB_RULE_ALARM_VALUE_INVALID, &v->reading->when, name,
             gb_scratch_text(a, value));
}

/* AlarmType by AlarmMethod: the highest one defined; 0: none are. */
static const unsigned highest_type[8] = {0, 0, 5, 0, 0, 13, 2, 0};

void gb_rules_alarm(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    if (v->reading->sip->is_response) return;
    if (m->root == GB_ROOT_CONTROL && m->command == GB_CMD_DEVICE_CONTROL &&
        has_element(m, 0, "AlarmCmd"))
        gb_busy_rules(a, v->device)->alarm_open = 0;
    if (m->root != GB_ROOT_NOTIFY || m->command != GB_CMD_ALARM) return;
    GbSlice priority = gb_manscdp_value(m, 0, "AlarmPriority");
    GbSlice method = gb_manscdp_value(m, 0, "AlarmMethod");
    if (priority.n && !in_range(priority, 1, 4)) bad_alarm(a, v, "AlarmPriority", priority);
    if (method.n && !in_range(method, 1, 7)) {
        bad_alarm(a, v, "AlarmMethod", method);
        return;
    }
    uint64_t how = 0;
    gb_slice_uint(method, &how);
    long info = gb_manscdp_find(m, 0, "Info");
    if (info >= 0) {
        GbSlice type = gb_manscdp_value(m, (size_t)info, "AlarmType");
        if (type.n && how < 8 && highest_type[how] && !in_range(type, 1, highest_type[how]))
            bad_alarm(a, v, "AlarmType", type);
        long param = gb_manscdp_find(m, (size_t)info, "AlarmTypeParam");
        GbSlice event = param >= 0 ? gb_manscdp_value(m, (size_t)param, "EventType") : GB_NO_SLICE;
        if (event.n && !in_range(event, 1, 2)) bad_alarm(a, v, "EventType", event);
    }
    if (how != 2 || !m->device_id.n) return;
    BusyRules *mine = gb_busy_rules(a, v->device);
    uint64_t key = gb_hash(a->seed, m->device_id) | 1;
    if (mine->alarm_open == key)
        GB_RAISE(a, v->device, GB_RULE_ALARM_NOT_RESET, &v->reading->when,
                 gb_scratch_text(a, m->device_id));
    mine->alarm_open = key;
}
