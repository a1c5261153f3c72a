/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_elements.c - the elements of a MANSCDP body against the standard's tables (reference 7.5
 * GB-MSG-021 to -026, 7.1 GB-ID-006): spelling, values, dates, IDs, editions, what is missing.
 *
 * The body module has marked each element (GbElementQuirk); here marks become findings, after
 * what the field is known to send has been set apart: empty elements, `null` strings, Status
 * values of catalog items, typos that an edition itself carries. One pass; a body without marks
 * costs one test an element.
 */
#include "rules.h"

static const char *context(GbAnalysis *a, const GbManscdp *m) {
    return gb_scratch_format(a, "%s/%s", gb_root_name(m->root), gb_command_name(m->command));
}

static bool inside(const GbManscdp *m, size_t i, const char *name) {
    for (size_t up = m->elements[i].parent; up; up = m->elements[up].parent)
        if (gb_slice_is_case(m->elements[up].name, name)) return true;
    return false;
}

/* Values outside the standard that platforms are used to (reference 3.9, 6.4). */
static bool is_field_known(const GbManscdp *m, const GbElement *e) {
    static const struct {
        const char *name, *value; /* value NULL: any */
    } known[] = {
        {"Parental", "65535"}, {"Status", "OK"}, {"Status", "1"}, {"Status", "0"},
        {"Status", "Status1"}, {"PTZType", "0"}, {"Secrecy", "2"}, {"Event", "VLOST"},
    };
    if (gb_slice_is_case(e->value, "null")) return true;
    bool item = inside(m, (size_t)(e - m->elements), "Item") ||
                gb_slice_is_case(m->elements[e->parent].name, "Item");
    for (size_t i = 0; item && i < sizeof known / sizeof *known; i++)
        if (gb_slice_is_case(e->name, known[i].name) &&
            (!known[i].value || gb_slice_is_case(e->value, known[i].value)))
            return true;
    return false;
}

static void bad_id(GbAnalysis *a, const RuleView *v, const GbManscdp *m, const GbElement *e) {
    GbDeviceId id;
    gb_device_id_parse(e->value, &id);
    const char *text = gb_scratch_text(a, e->value);
    if (id.kind == GB_ID_20 || id.kind == GB_ID_EMPTY) return;
    if (id.kind == GB_ID_21) {
        GB_RAISE(a, v->device, GB_RULE_DEVICE_ID_21_DIGITS, &v->reading->when, text,
                 context(a, m));
    } else if (id.kind == GB_ID_18) {
        GB_RAISE(a, v->device, GB_RULE_DEVICE_ID_18_DIGITS, &v->reading->when, text);
    } else if (id.kind == GB_ID_REGION ||
               (id.kind == GB_ID_10 && m->command == GB_CMD_ALARM)) {
        return;
    } else {
        GB_RAISE(a, v->device, GB_RULE_DEVICE_BODY_ID_INVALID, &v->reading->when,
                 gb_scratch_text(a, e->name), text, context(a, m));
    }
}

static void bad_value(GbAnalysis *a, const RuleView *v, const GbManscdp *m, const GbElement *e) {
    const GbMoment *at = &v->reading->when;
    if (!e->value.n || !e->type) return;
    const char *name = gb_scratch_text(a, e->name), *value = gb_scratch_text(a, e->value);
    if (e->type->type == GB_VALUE_DATETIME) {
        int64_t us;
        if (!gb_read_datetime(e->value, &us))
            GB_RAISE(a, v->device, GB_RULE_MESSAGE_DATETIME_INVALID, at, name, value);
        return;
    }
    if (e->type->type == GB_VALUE_ID || e->type->type == GB_VALUE_PTZ) return;
    if (m->command == GB_CMD_KEEPALIVE && e->parent == 0) return;  /* rules_keepalive.c */
    if (m->root == GB_ROOT_NOTIFY && m->command == GB_CMD_ALARM) return; /* rules_alarm.c */
    if (m->command == GB_CMD_MEDIA_STATUS || gb_slice_is_case(e->name, "CivilCode") ||
        (gb_slice_is_case(e->name, "Event") && m->command == GB_CMD_CATALOG) ||
        gb_slice_is_case(e->name, "SessionID"))
        return; /* rules of their own */
    GB_RAISE(a, v->device,
             is_field_known(m, e) ? GB_RULE_MESSAGE_VALUE_VENDOR : GB_RULE_MESSAGE_VALUE_INVALID,
             at, name, value, context(a, m));
}

static void marked(GbAnalysis *a, const RuleView *v, const GbManscdp *m, const GbElement *e) {
    const GbMoment *at = &v->reading->when;
    size_t i = (size_t)(e - m->elements);
    if ((e->quirks & GB_ELEMENT_CASE) && e->type && i)
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_ELEMENT_CASE, at, gb_scratch_text(a, e->name),
                 e->type->name);
    if ((e->quirks & GB_ELEMENT_UNKNOWN) && m->command && m->root &&
        !inside(m, i, "Info") && !inside(m, i, "ExtraInfo") &&
        !(m->elements[e->parent].quirks & GB_ELEMENT_UNKNOWN))
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_ELEMENT_UNKNOWN, at, gb_scratch_text(a, e->name),
                 gb_scratch_text(a, m->elements[e->parent].name));
    if (e->quirks & (GB_ELEMENT_BAD_VALUE | GB_ELEMENT_BAD_TYPE)) bad_value(a, v, m, e);
    if ((e->quirks & GB_ELEMENT_SECRET) && !(e->quirks & GB_ELEMENT_EMPTY))
        GB_RAISE(a, v->device, GB_RULE_AUTH_SECRET_IN_CLEAR, at,
                 gb_scratch_format(a, "%s (%s)", gb_command_name(m->command), e->type
                                                                                  ? e->type->name
                                                                                  : "?"));
}

/* Required children that no edition leaves out (reference 3.3 to 3.7). */
static const struct {
    GbRoot root;
    GbCommand command;
    const char *children[4];
} required[] = {
    {GB_ROOT_NOTIFY, GB_CMD_ALARM, {"AlarmPriority", "AlarmMethod", "AlarmTime"}},
    {GB_ROOT_NOTIFY, GB_CMD_MEDIA_STATUS, {"NotifyType"}},
    {GB_ROOT_NOTIFY, GB_CMD_MOBILE_POSITION, {"Time"}},
    {GB_ROOT_NOTIFY, GB_CMD_UPLOAD_SNAPSHOT_FINISHED, {"SessionID", "SnapShotList"}},
    {GB_ROOT_NOTIFY, GB_CMD_DEVICE_UPGRADE_RESULT, {"SessionID", "UpgradeResult", "Firmware"}},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_CONTROL, {"Result"}},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_CONFIG, {"Result"}},
    {GB_ROOT_RESPONSE, GB_CMD_ALARM, {"Result"}},
    {GB_ROOT_RESPONSE, GB_CMD_BROADCAST, {"Result"}},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_INFO, {"Result"}},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_STATUS, {"Result", "Online", "Status"}},
    {GB_ROOT_RESPONSE, GB_CMD_RECORD_INFO, {"Name"}},
    {GB_ROOT_RESPONSE, GB_CMD_CONFIG_DOWNLOAD, {"Result"}},
    {GB_ROOT_RESPONSE, GB_CMD_PRESET_QUERY, {"PresetList"}},
    {GB_ROOT_QUERY, GB_CMD_CONFIG_DOWNLOAD, {"ConfigType"}},
    {GB_ROOT_QUERY, GB_CMD_CRUISE_TRACK_QUERY, {"Number"}},
};

static void missing(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    if (m->quirks & GB_MANSCDP_NOT_WELL_FORMED) return;
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        if (required[i].root != m->root || required[i].command != m->command) continue;
        for (size_t k = 0; k < 4 && required[i].children[k]; k++)
            if (!has_element(m, 0, required[i].children[k]))
                GB_RAISE(a, v->device, GB_RULE_MESSAGE_CHILD_MISSING, &v->reading->when,
                         context(a, m), required[i].children[k]);
        return;
    }
}

/* Editions speak only where X-GB-Ver does: first what the receiver can't know, else what the
 * sender shouldn't have. */
static void editions(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    const char *from = gb_sender_version(v), *to = gb_receiver_version(v);
    unsigned sender = gb_editions_of(from), receiver = gb_editions_of(to);
    if ((!sender || sender == GB_ED_ALL) && (!receiver || receiver == GB_ED_ALL)) return;
    for (size_t i = 1; i < m->n_elements; i++) {
        const GbElementType *type = m->elements[i].type;
        if (!type || !type->editions || (m->elements[i].quirks & GB_ELEMENT_TYPO)) continue;
        const char *name = type->name;
        if (receiver && !(type->editions & receiver) && gb_editions_of(from) > receiver)
            GB_RAISE(a, v->device, GB_RULE_MESSAGE_NEWER_THAN_PEER, &v->reading->when, name, to);
        else if (sender && !(type->editions & sender))
            GB_RAISE(a, v->device, GB_RULE_MESSAGE_ELEMENT_NEWER, &v->reading->when, name, from);
        else
            continue;
        return;
    }
}

/* http://user:password@host in an address to upload to. */
static void upload_url(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    for (size_t i = 1; i < m->n_elements; i++) {
        if (!gb_slice_is_case(m->elements[i].name, "UploadURL")) continue;
        GbSlice url = m->elements[i].value;
        const char *from = memmem(url.p ? url.p : "", url.n, "://", 3);
        if (!from) return;
        GbSlice rest = gb_slice(from + 3, (size_t)(url.p + url.n - from - 3));
        GbSlice host = gb_slice_sub(rest, 0, gb_slice_find(rest, '/'));
        if (gb_slice_find(host, '@') < host.n)
            GB_RAISE(a, v->device, GB_RULE_AUTH_SECRET_IN_CLEAR, &v->reading->when, "UploadURL");
        return;
    }
}

void gb_rules_elements(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    uint32_t all = 0;
    size_t n = m->n_elements;
    const GbElement *root = m->elements;
    if (n && root->type && (root->quirks & GB_ELEMENT_CASE))
        GB_RAISE(a, v->device, GB_RULE_MESSAGE_ELEMENT_CASE, &v->reading->when,
                 gb_scratch_text(a, root->name), root->type->name);
    for (size_t i = 1; i < n; i++) all |= m->elements[i].quirks;
    if (all & (GB_ELEMENT_CASE | GB_ELEMENT_UNKNOWN | GB_ELEMENT_BAD_VALUE | GB_ELEMENT_BAD_TYPE |
               GB_ELEMENT_SECRET))
        for (size_t i = 1; i < n; i++)
            if (m->elements[i].quirks) marked(a, v, m, &m->elements[i]);
    if (m->command != GB_CMD_KEEPALIVE) missing(a, v, m); /* its Status: rules_keepalive.c */
    if (v->device && (v->device->pub.gb_version || v->device->server_version)) editions(a, v, m);
    if (m->command == GB_CMD_KEEPALIVE) return;
    for (size_t i = 1; i < n; i++)
        if (gb_slice_is_case(m->elements[i].name, "DeviceID") && m->elements[i].value.n != 20)
            bad_id(a, v, m, &m->elements[i]);
    if (m->command == GB_CMD_DEVICE_CONFIG) upload_url(a, v, m);
}
