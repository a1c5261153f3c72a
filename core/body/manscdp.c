/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp.c - walking a body's elements, and what its values mean in words: codes by the tables,
 * PTZCmd by ptz.c, IDs by device_id.c, AlarmType by the AlarmMethod beside or above it
 * (GB/T 28181-2022 A.2.5). A meaning adds to a value and never repeats it.
 */
#include <gb28181/device_id.h>
#include <gb28181/manscdp.h>
#include <gb28181/ptz.h>

#include "body/manscdp_table.h"
#include "body/text_out.h"

long gb_manscdp_next_child(const GbManscdp *m, size_t parent, size_t i) {
    if (parent >= m->n_elements) return -1;
    unsigned depth = m->elements[parent].depth;
    for (size_t k = i + 1; k < m->n_elements && m->elements[k].depth > depth; k++)
        if (m->elements[k].depth == depth + 1) return (long)k;
    return -1;
}

long gb_manscdp_find(const GbManscdp *m, size_t parent, const char *name) {
    if (parent >= m->n_elements) return -1;
    size_t n = strlen(name);
    unsigned depth = m->elements[parent].depth;
    char first = gb_ascii_lower(name[0]);
    for (size_t k = parent + 1; k < m->n_elements && m->elements[k].depth > depth; k++) {
        const GbElement *e = &m->elements[k];
        if (e->depth == depth + 1 && e->name.n == n && gb_ascii_lower(e->name.p[0]) == first &&
            (memcmp(e->name.p, name, n) == 0 || gb_slice_eq_case(e->name, gb_slice(name, n))))
            return (long)k;
    }
    return -1;
}

/* The index of `name` in names[from..to); `to` when it is not there. */
static size_t name_index(const GbSlice *names, size_t from, size_t to, GbSlice name) {
    for (; from < to; from++)
        if (names[from].n == name.n && ((names[from].p[0] ^ name.p[0]) & ~0x20) == 0 &&
            gb_slice_eq_case(names[from], name))
            break;
    return from;
}

void gb_manscdp_find_all(const GbManscdp *m, size_t parent, const GbSlice *names, size_t n,
                         long *found) {
    size_t due = 0; /* the name that comes next in schema order */
    for (size_t k = 0; k < n; k++) found[k] = -1;
    if (parent >= m->n_elements) return;
    unsigned depth = m->elements[parent].depth;
    for (size_t i = parent + 1; i < m->n_elements && m->elements[i].depth > depth; i++) {
        const GbElement *e = &m->elements[i];
        if (e->depth != depth + 1) continue;
        size_t k = name_index(names, due, n, e->name);
        if (k == n && (k = name_index(names, 0, due, e->name)) == due) continue;
        if (found[k] < 0) found[k] = (long)i;
        due = k + 1;
    }
}

bool gb_manscdp_find_like(const GbManscdp *m, size_t before, size_t parent, size_t n,
                          long *found) {
    if (before >= parent || parent >= m->n_elements || m->elements[parent].like != before)
        return false;
    const GbElement *e = m->elements + parent + 1, *end = m->elements + m->n_elements;
    unsigned depth = m->elements[parent].depth;
    size_t due = before + 1;
    for (; e < end && e->depth > depth; e++, due++)
        if (e->like != due) return false;
    if (due != parent) return false;
    for (size_t k = 0; k < n; k++)
        if (found[k] >= 0) found[k] += (long)(parent - before);
    return true;
}

GbSlice gb_manscdp_value(const GbManscdp *m, size_t parent, const char *name) {
    long i = gb_manscdp_find(m, parent, name);
    return i < 0 ? GB_NO_SLICE : m->elements[i].value;
}

/* ---- meanings -------------------------------------------------------------------------------- */

static void one_meaning(GbTextOut *o, const GbMeaning *values, GbSlice v, GbLang lang) {
    const GbMeaning *found = gb_meaning_find(values, v);
    if (o->n) gb_text_out(o, "%s", lang == GB_ZH ? "、" : ", ");
    if (found)
        gb_text_out(o, "%s", found->title[lang == GB_ZH]);
    else
        gb_text_out_slice(o, v);
}

/* "1/2/4", or "12" where digits may stand together. */
static void list_meaning(GbTextOut *o, const GbElementRow *row, const GbMeaning *values, GbSlice v,
                         GbLang lang) {
    bool joined = (row->flags & GB_ROW_DIGITS) && gb_slice_find(v, '/') == v.n;
    if (joined) {
        for (size_t i = 0; i < v.n; i++) one_meaning(o, values, gb_slice_sub(v, i, 1), lang);
        return;
    }
    for (;;) {
        size_t n = gb_slice_find(v, '/');
        GbSlice one = gb_slice_trim(gb_slice_sub(v, 0, n));
        if (one.n) one_meaning(o, values, one, lang);
        if (n >= v.n) return;
        v = gb_slice_sub(v, n + 1, v.n);
    }
}

/* AlarmMethod beside the element, else in the root. */
static const GbMeaning *alarm_types(const GbManscdp *m, const GbElement *e) {
    GbSlice method = gb_manscdp_value(m, e->parent, "AlarmMethod");
    if (!method.p) method = gb_manscdp_value(m, 0, "AlarmMethod");
    return gb_values_alarm_type(method);
}

size_t gb_manscdp_meaning(const GbManscdp *m, const GbElement *e, GbLang lang, char *out,
                          size_t n) {
    GbTextOut o;
    gb_text_out_init(&o, out, n);
    if (!e->type || !e->value.n || (e->quirks & GB_ELEMENT_SECRET)) return 0;
    const GbElementRow *row = (const GbElementRow *)e->type; /* its first member */
    const char *name = row->type.name;
    if (e->depth == 1 && strcmp(name, "CmdType") == 0) {
        const char *vendor = m->command ? NULL : gb_vendor_command_title(e->value, lang);
        if (m->command || vendor)
            gb_text_out(&o, "%s", vendor ? vendor : gb_command_title(m->command, lang));
        return o.n;
    }
    const GbMeaning *values = row->values;
    if (!values && strcmp(name, "AlarmType") == 0) values = alarm_types(m, e);
    if (row->type.type == GB_VALUE_PTZ) {
        GbPtz ptz;
        if (gb_ptz_parse(e->value, &ptz) != GB_OK) return 0;
        return gb_ptz_text(&ptz, lang, out, n);
    }
    if (row->type.type == GB_VALUE_ID) return gb_device_id_text(e->value, lang, out, n);
    if (values && row->type.type == GB_VALUE_LIST)
        list_meaning(&o, row, values, e->value, lang);
    else if (values && gb_meaning_find(values, e->value))
        one_meaning(&o, values, e->value, lang);
    else if (row->unit && !(e->quirks & GB_ELEMENT_BAD_TYPE))
        gb_text_out(&o, "%.*s %s", (int)(e->value.n < 64 ? e->value.n : 64), e->value.p, row->unit);
    else if (strcmp(name, "FormatSDCard") == 0 && gb_slice_is(e->value, "0"))
        gb_text_out(&o, "%s", lang == GB_ZH ? "全部存储卡" : "all cards");
    return o.n;
}

/* ---- one line for tables --------------------------------------------------------------------- */

typedef struct Telling {
    GbRoot root;
    GbCommand command;
    const char *element; /* its value, or what it means, is told */
} Telling;

/* The element that says most about a body, beside its name and number. */
static const Telling telling[] = {
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, "PTZCmd"},
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, "TeleBoot"},
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, "RecordCmd"},
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, "GuardCmd"},
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, "AlarmCmd"},
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, "IFameCmd"},
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, "IFrameCmd"},
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, "TargetTrack"},
    {GB_ROOT_QUERY, GB_CMD_CONFIG_DOWNLOAD, "ConfigType"},
    {GB_ROOT_NOTIFY, GB_CMD_ALARM, "AlarmMethod"},
    {GB_ROOT_NOTIFY, GB_CMD_MEDIA_STATUS, "NotifyType"},
    {GB_ROOT_NOTIFY, GB_CMD_DEVICE_UPGRADE_RESULT, "UpgradeResult"},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_INFO, "DeviceName"},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_STATUS, "Online"},
};

static void tell(const GbManscdp *m, const char *name, GbLang lang, GbTextOut *o) {
    char words[256];
    long i = gb_manscdp_find(m, 0, name);
    if (i < 0 || !m->elements[i].value.n) return;
    const GbElement *e = &m->elements[i];
    size_t n = gb_manscdp_meaning(m, e, lang, words, sizeof words);
    gb_text_out(o, "%s", lang == GB_ZH ? "：" : ": ");
    gb_text_out_slice(o, n ? gb_slice(words, n) : gb_slice_sub(e->value, 0, 200));
}

size_t gb_manscdp_summary(const GbManscdp *m, GbLang lang, char *out, size_t n) {
    GbTextOut o;
    bool zh = lang == GB_ZH;
    gb_text_out_init(&o, out, n);
    if (m->command)
        gb_text_out(&o, "%s", gb_command_name(m->command));
    else if (m->cmd_type.n)
        gb_text_out_slice(&o, gb_slice_sub(m->cmd_type, 0, 64));
    else
        gb_text_out(&o, "%s", zh ? "无命令类型" : "no CmdType");
    if (m->root && m->root != GB_ROOT_NOTIFY)
        gb_text_out(&o, " %s",
                    zh ? gb_rows_root[m->root - GB_ROOT_CONTROL].type.title[GB_ZH]
                       : gb_rows_root[m->root - GB_ROOT_CONTROL].type.title[GB_EN]);
    if (m->sn_text.n)
        gb_text_out(&o, " SN "), gb_text_out_slice(&o, gb_slice_sub(m->sn_text, 0, 24));
    if (m->has_sum_num)
        gb_text_out(&o, zh ? "，%llu/%llu 项" : m->sum_num == 1 ? ", %llu of %llu item" : ", %llu of %llu items",
                    (unsigned long long)m->n_items, (unsigned long long)m->sum_num);
    else if (m->n_items)
        gb_text_out(&o, zh ? "，%llu 项" : m->n_items == 1 ? ", %llu item" : ", %llu items",
                    (unsigned long long)m->n_items);
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
        if (telling[i].root == m->root && telling[i].command == m->command)
            tell(m, telling[i].element, lang, &o);
    GbSlice result = m->root == GB_ROOT_RESPONSE ? gb_manscdp_value(m, 0, "Result") : GB_NO_SLICE;
    GbSlice status =
        m->command == GB_CMD_KEEPALIVE ? gb_manscdp_value(m, 0, "Status") : GB_NO_SLICE;
    if (gb_slice_is_case(result, "ERROR") || gb_slice_is_case(status, "ERROR"))
        gb_text_out(&o, "%s", zh ? "，ERROR" : ", ERROR");
    return o.n;
}
