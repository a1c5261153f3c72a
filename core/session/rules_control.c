/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_control.c - DeviceControl and DeviceConfig (reference 7.6 GB-PTZ, GB-CTL; GB/T 28181-2022
 * A.2.3, A.3). A movement without its stop is told 30 s later; cruises and scans may run on.
 */
#include "rules.h"

#include <gb28181/ptz.h>

static const struct {
    uint32_t bit;
    GbRule rule;
} ptz_rules[] = {
    {GB_PTZ_BAD_LENGTH, GB_RULE_PTZ_LENGTH},     {GB_PTZ_BAD_START, GB_RULE_PTZ_START},
    {GB_PTZ_BAD_CODE, GB_RULE_PTZ_CODE},         {GB_PTZ_BAD_CHECKSUM, GB_RULE_PTZ_CHECKSUM},
    {GB_PTZ_OPPOSITE, GB_RULE_PTZ_OPPOSITE},     {GB_PTZ_UNDEFINED | GB_PTZ_RESERVED, GB_RULE_PTZ_UNDEFINED},
    {GB_PTZ_ADDRESS, GB_RULE_PTZ_ADDRESS},
};

static void ptz(GbAnalysis *a, const RuleView *v, GbSlice hex) {
    GbPtz p;
    const char *text = gb_scratch_text(a, hex);
    if (gb_ptz_parse(hex, &p) != GB_OK) {
        GB_RAISE(a, v->device, GB_RULE_PTZ_LENGTH, &v->reading->when, text);
        return;
    }
    for (size_t i = 0; i < sizeof ptz_rules / sizeof *ptz_rules; i++)
        if (p.quirks & ptz_rules[i].bit)
            GB_RAISE(a, v->device, ptz_rules[i].rule, &v->reading->when, text);
    BusyRules *mine = gb_busy_rules(a, v->device);
    if (p.group == GB_PTZ_MOVE) {
        char words[96];
        size_t n = gb_ptz_text(&p, GB_EN, words, sizeof words);
        gb_await(a, v->device, &mine->stop, &v->reading->when, 0,
                 n && n < sizeof words ? gb_slice(words, n) : hex, 30 * GB_SECOND);
    } else if (p.group == GB_PTZ_STOP) {
        mine->stop.since.frame = 0;
    }
}

static const char *const commands[] = {
    "PTZCmd", "TeleBoot", "RecordCmd", "GuardCmd", "AlarmCmd", "IFameCmd", "IFrameCmd",
    "DragZoomIn", "DragZoomOut", "HomePosition", "PTZPreciseCtrl", "DeviceUpgrade",
    "FormatSDCard", "TargetTrack",
};

static void several(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    unsigned n = 0;
    const char *names = NULL;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (has_element(m, 0, commands[i])) {
            names = names ? gb_scratch_format(a, "%s, %s", names, commands[i]) : commands[i];
            n++;
        }
    if (n > 1)
        GB_RAISE(a, v->device, GB_RULE_CONTROL_SEVERAL, &v->reading->when, gb_arg_number(a, n),
                 names);
}

static void area(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    static const char *const areas[] = {"DragZoomIn", "DragZoomOut", "TargetArea"};
    static const char *const sides[] = {"Length", "Width", "MidPointX", "MidPointY", "LengthX",
                                        "LengthY"};
    for (size_t k = 0; k < 3; k++) {
        long at = gb_manscdp_find(m, 0, areas[k]);
        const char *lacks = NULL;
        for (size_t s = 0; at >= 0 && s < 6; s++)
            if (!gb_manscdp_value(m, (size_t)at, sides[s]).n)
                lacks = lacks ? gb_scratch_format(a, "%s, %s", lacks, sides[s]) : sides[s];
        if (lacks)
            GB_RAISE(a, v->device, GB_RULE_CONTROL_AREA_INCOMPLETE, &v->reading->when, areas[k],
                     lacks);
    }
}

static GbSlice find_session_id(const GbManscdp *m) {
    for (size_t i = 1; i < m->n_elements; i++)
        if (gb_slice_is_case(m->elements[i].name, "SessionID")) return m->elements[i].value;
    return GB_NO_SLICE;
}

static bool is_session_id(GbSlice id) {
    for (size_t i = 0; i < id.n; i++) {
        char c = gb_ascii_lower(id.p[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
    return id.n >= 32 && id.n <= 128;
}

static uint64_t number_in(const GbManscdp *m, const char *name, uint64_t most) {
    uint64_t n = 0;
    for (size_t i = 1; i < m->n_elements; i++)
        if (gb_slice_is_case(m->elements[i].name, name)) gb_slice_uint(m->elements[i].value, &n);
    return n < most ? n : most;
}

/* Of the pictures that are asked for: SnapNum, each Interval seconds after the one before, and sent. */
static int64_t duration_of(const GbManscdp *m) {
    uint64_t pictures = number_in(m, "SnapNum", 1000), every = number_in(m, "Interval", 3600);
    return (int64_t)(pictures * (every + 10)) * GB_SECOND + T_TIMEOUT;
}

/* The files that a notification lists, each once; SnapNum of them end it, in one or in several
 * (GB/T 28181-2022 9.14). Who lists none at all says that it is done. */
static bool is_result_whole(BusyRules *mine, const GbManscdp *m) {
    if (!mine->pictures || gb_manscdp_find(m, 0, "SnapShotList") < 0) return true;
    for (size_t i = 1; i < m->n_elements && mine->pictures_came < mine->pictures; i++) {
        const GbElement *e = &m->elements[i];
        bool is_new = gb_slice_is_case(e->name, "SnapShotFileID") && e->value.n;
        for (size_t k = i; is_new && k-- > 1 && i - k <= 64;)
            is_new = !gb_slice_eq(m->elements[k].value, e->value) || !gb_slice_eq(m->elements[k].name, e->name);
        mine->pictures_came += is_new;
    }
    return mine->pictures_came >= mine->pictures;
}

/* An upgrade or a snapshot, and the notification that ends it. */
static void results(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    GbSlice id = find_session_id(m);
    if (!id.n) return;
    BusyRules *mine = gb_busy_rules(a, v->device);
    uint64_t key = gb_hash(a->seed, id);
    if (!is_session_id(id))
        GB_RAISE(a, v->device, GB_RULE_CONTROL_SESSION_ID, &v->reading->when,
                 gb_scratch_text(a, id));
    bool upgrade = has_element(m, 0, "DeviceUpgrade"), snap = has_element(m, 0, "SnapShotConfig");
    if (m->root == GB_ROOT_CONTROL && (upgrade || snap)) {
        const char *what = gb_scratch_format(a, "%s %s", upgrade ? "DeviceUpgrade" : "SnapShotConfig",
                                             gb_scratch_text(a, id));
        int64_t lasts = snap ? duration_of(m) : 0;
        mine->pictures = snap ? (uint32_t)number_in(m, "SnapNum", 1000) : 0;
        mine->pictures_came = 0;
        mine->result_came = false;
        gb_await(a, v->device, &mine->result, &v->reading->when, key, gb_slice_from(what),
                 lasts > T_RESULT ? lasts : T_RESULT);
    } else if (m->root == GB_ROOT_NOTIFY && mine->result.key == key) {
        mine->result_came = true;
        if (is_result_whole(mine, m)) mine->result.since.frame = 0;
    }
}

/* Both end with a restart: whoever registers anew, or is lost, behind it has a reason. */
static void restart(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    bool upgrade = has_element(m, 0, "DeviceUpgrade");
    if (v->event->from_device || (!upgrade && !has_element(m, 0, "TeleBoot"))) return;
    BusyRules *mine = gb_busy_rules(a, v->device);
    mine->restart_asked = v->reading->when;
    mine->by_upgrade = upgrade;
}

void gb_rules_control(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    if (v->reading->sip->is_response) return;
    if (m->command == GB_CMD_DEVICE_CONTROL && m->root == GB_ROOT_CONTROL) {
        long cmd = gb_manscdp_find(m, 0, "PTZCmd");
        if (cmd >= 0) ptz(a, v, m->elements[cmd].value);
        const char *version = gb_receiver_version(v);
        if (version) {
            bool old = strcmp(version, "3.0") == 0 && has_element(m, 0, "IFameCmd");
            bool new_ = strcmp(version, "2.0") == 0 && has_element(m, 0, "IFrameCmd");
            if (old || new_)
                GB_RAISE(a, v->device, GB_RULE_CONTROL_IFRAME_SPELLING, &v->reading->when,
                         old ? "IFameCmd" : "IFrameCmd", version);
        }
        several(a, v, m);
        area(a, v, m);
        restart(a, v, m);
        results(a, v, m);
    } else if (m->command == GB_CMD_DEVICE_CONFIG ||
               m->command == GB_CMD_DEVICE_UPGRADE_RESULT ||
               m->command == GB_CMD_UPLOAD_SNAPSHOT_FINISHED) {
        results(a, v, m);
    }
    bool refused = m->root == GB_ROOT_RESPONSE && gb_slice_is_case(gb_manscdp_value(m, 0, "Result"), "ERROR");
    BusyRules *busy = v->device && v->device->rules ? v->device->rules->busy : NULL;
    if (refused && busy && v->answers_query && v->query && busy->result.since.frame == v->query->when.frame)
        busy->result.since.frame = 0; /* said already */
    bool fetched = v->query && v->query->fetched;
    if (m->command == GB_CMD_BROADCAST && !fetched && m->root == GB_ROOT_RESPONSE && v->answers_query &&
        v->event->from_device && gb_slice_is_case(gb_manscdp_value(m, 0, "Result"), "OK"))
        gb_await(a, v->device, &gb_busy_rules(a, v->device)->invite, &v->reading->when, 0, GB_NO_SLICE,
                 T_RESPONSE);
}
