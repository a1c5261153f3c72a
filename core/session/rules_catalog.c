/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_catalog.c - catalog items (reference 7.6 GB-CAT, 3.8; GB/T 28181-2016 Annex O, 2022
 * Annex J), item by item as they come, and the tree once the catalog is complete.
 *
 * Which fields are required depends on what the item is, told by its ID: a region, a system, a
 * business group (215), a virtual organisation (216), or a device. Owner is left out: 2022 did
 * away with it. Parents are looked up at settle, and only in a catalog that came in full.
 */
#include "rules.h"

#include <glib.h>
#include <stdlib.h>

typedef struct ItemKind {
    const char *required[10];
} ItemKind;

static const ItemKind region = {{"Name"}};
static const ItemKind group = {{"Name"}};
static const ItemKind organisation = {{"Name", "ParentID"}};
static const ItemKind systems = {{"Name", "Manufacturer", "Model", "CivilCode", "Address",
                                  "RegisterWay", "Secrecy"}};
static const ItemKind device = {{"Name", "Manufacturer", "Model", "CivilCode", "Address",
                                 "Parental", "RegisterWay", "Secrecy", "Status"}};

static const ItemKind *kind_of(const GbDeviceId *id) {
    if (id->kind == GB_ID_REGION) return &region;
    if (id->type == 215) return &group;
    if (id->type == 216) return &organisation;
    return id->class_ == GB_CLASS_PLATFORM ? &systems : &device;
}

static void fields(GbAnalysis *a, const RuleView *v, const GbManscdp *m, size_t item,
                   const GbDeviceId *id, const char *text, GbRule rule) {
    const ItemKind *kind = kind_of(id);
    const char *lacks = NULL;
    for (size_t k = 0; k < 10 && kind->required[k]; k++)
        if (!has_element(m, item, kind->required[k]))
            lacks = lacks ? gb_scratch_format(a, "%s, %s", lacks, kind->required[k])
                          : kind->required[k];
    if (!lacks) return;
    if (rule == GB_RULE_CATALOG_FIELD_MISSING)
        GB_RAISE(a, v->device, rule, &v->reading->when, text, lacks);
    else
        GB_RAISE(a, v->device, rule, &v->reading->when,
                 gb_scratch_format(a, "%s lacks %s\x1f%s 缺少 %s", text, lacks, text, lacks));
}

static bool number(GbSlice s, double *out) {
    char text[32], *end;
    if (!s.n || s.n >= sizeof text) return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    *out = g_ascii_strtod(text, &end);
    return *end == '\0';
}

static void position(GbAnalysis *a, const RuleView *v, const GbManscdp *m, size_t item,
                     const char *text) {
    double east = 0, north = 0;
    const char *how = NULL;
    if (!number(gb_manscdp_value(m, item, "Longitude"), &east) ||
        !number(gb_manscdp_value(m, item, "Latitude"), &north))
        how = BOTH("missing", "缺失");
    else if (east == 0 && north == 0)
        how = BOTH("0, 0", " 0, 0");
    else if (east < 73 || east > 136 || north < 3 || north > 54)
        how = BOTH("outside China", "境外坐标");
    if (how) GB_RAISE(a, v->device, GB_RULE_CATALOG_POSITION, &v->reading->when, text, how);
}

static bool seen_before(GbAnalysis *a, const RuleView *v, GbSlice id) {
    RulesState *all = gb_rules_state(a);
    if (!v->query) return false;
    uint64_t key = gb_mix(gb_hash(a->seed, id), v->query->record.number + 1);
    uint32_t rest = (uint32_t)key | 1, at = 0, value;
    while ((value = gb_index_next(&all->items, key, &at)) != UINT32_MAX)
        if (value == rest - 1) return true;
    if (all->items.n > GB_MAX_CATALOG_ITEMS_ALL) gb_index_clear(&all->items);
    gb_index_add(&all->items, key, rest - 1);
    return false;
}

static void civil_code(GbAnalysis *a, const RuleView *v, const GbManscdp *m, size_t item,
                       const char *text) {
    GbSlice code = gb_manscdp_value(m, item, "CivilCode");
    if (!code.n || (gb_all_digits(code) && code.n <= 8 && code.n % 2 == 0)) return;
    const char *version = gb_sender_version(v);
    bool of_2022 = version && strcmp(version, "3.0") == 0;
    GB_RAISE(a, v->device,
             of_2022 ? GB_RULE_CATALOG_CIVIL_CODE : GB_RULE_CATALOG_CIVIL_CODE_OLD,
             &v->reading->when, text, gb_scratch_text(a, code));
}

static void one_item(GbAnalysis *a, const RuleView *v, const GbManscdp *m, size_t item) {
    const GbMoment *at = &v->reading->when;
    GbSlice id_text = gb_manscdp_value(m, item, "DeviceID");
    if (!id_text.n) return;
    GbDeviceId id;
    gb_device_id_parse(id_text, &id);
    const char *text = gb_scratch_text(a, id_text);
    bool is_camera = id.type == 131 || id.type == 132;
    fields(a, v, m, item, &id, text, GB_RULE_CATALOG_FIELD_MISSING);
    civil_code(a, v, m, item, text);
    if (seen_before(a, v, id_text))
        GB_RAISE(a, v->device, GB_RULE_CATALOG_DUPLICATE, at, text,
                 gb_scratch_text(a, m->sn_text));
    if (is_camera) position(a, v, m, item, text);
    if (id.type == 216 && !has_element(m, item, "BusinessGroupID") &&
        !(gb_manscdp_find(m, item, "Info") >= 0 &&
          has_element(m, (size_t)gb_manscdp_find(m, item, "Info"), "BusinessGroupID")))
        GB_RAISE(a, v->device, GB_RULE_CATALOG_GROUP, at, text,
                 BOTH("has no BusinessGroupID", "缺少 BusinessGroupID"));
    if (v->device->parsed.class_ == GB_CLASS_PERIPHERAL && v->event->from_device &&
        gb_slice_is(id_text, v->device->pub.id))
        GB_RAISE(a, v->device, GB_RULE_DEVICE_CHANNEL_REGISTERS, at, text);
}

/* Notify/Catalog: what changed. ON, OFF, VLOST, DEFECT and DEL need the ID alone. */
static void changes(GbAnalysis *a, const RuleView *v, const GbManscdp *m) {
    static const char *const events[] = {"ON", "OFF", "VLOST", "DEFECT", "ADD", "DEL", "UPDATE"};
    const GbMoment *at = &v->reading->when;
    if (m->has_sum_num && m->has_num && m->sum_num != m->num)
        GB_RAISE(a, v->device, GB_RULE_SUBSCRIPTION_CATALOG_INCOMPLETE, at,
                 gb_scratch_format(a, "SumNum is %llu and Num is %llu\x1fSumNum 为 %llu，Num 为 %llu",
                                   (unsigned long long)m->sum_num, (unsigned long long)m->num,
                                   (unsigned long long)m->sum_num, (unsigned long long)m->num));
    for (long i = gb_next_item(m, 0); i >= 0; i = gb_next_item(m, (size_t)i)) {
        GbSlice event = gb_manscdp_value(m, (size_t)i, "Event");
        GbSlice id_text = gb_manscdp_value(m, (size_t)i, "DeviceID");
        GbDeviceId id;
        bool known = !event.n;
        for (size_t k = 0; k < 7; k++) known |= gb_slice_is_case(event, events[k]);
        const char *text = gb_scratch_text(a, id_text);
        if (!known)
            GB_RAISE(a, v->device, GB_RULE_SUBSCRIPTION_EVENT_VALUE, at, text,
                     gb_scratch_text(a, event));
        gb_device_id_parse(id_text, &id);
        if (gb_slice_is_case(event, "ADD") || gb_slice_is_case(event, "UPDATE"))
            fields(a, v, m, (size_t)i, &id, text, GB_RULE_SUBSCRIPTION_CATALOG_INCOMPLETE);
    }
}

void gb_rules_catalog(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    if (m->command != GB_CMD_CATALOG || is_cut(v->reading->message) ||
        v->reading->sip->is_response)
        return;
    if (m->root == GB_ROOT_RESPONSE)
        for (long i = gb_next_item(m, 0); i >= 0; i = gb_next_item(m, (size_t)i))
            one_item(a, v, m, (size_t)i);
    else if (m->root == GB_ROOT_NOTIFY && v->reading->sip->method == GB_METHOD_NOTIFY)
        changes(a, v, m);
}

/* ---- the tree ---- */

static bool is_complete(const Device *d) {
    for (size_t i = 0; i < d->pub.n_exchanges; i++)
        if (d->pub.exchanges[i].kind == GB_EXCHANGE_CATALOG && d->pub.exchanges[i].complete)
            return true;
    return false;
}

static void parent_of(GbAnalysis *a, Device *d, GHashTable *ids, const GbCatalogItem *item) {
    GbMoment at = {0, item->frame, 0};
    gchar **parents = g_strsplit(item->parent, "/", 8); /* several are joined by '/' */
    for (gchar **p = parents; *p; p++) {
        if (!**p || g_hash_table_contains(ids, *p) || strcmp(*p, d->pub.id) == 0 ||
            gb_is_server(a, gb_slice_from(*p)))
            continue;
        GB_RAISE(a, d, GB_RULE_CATALOG_PARENT_UNKNOWN, &at, item->id, gb_scratch_text(a, gb_slice_from(*p)));
        break;
    }
    g_strfreev(parents);
}

void gb_rules_catalog_settle(GbAnalysis *a, Device *d) {
    if (!d->pub.n_catalog || !is_complete(d)) return;
    GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < d->pub.n_catalog; i++)
        if (d->pub.catalog[i].id) g_hash_table_add(ids, (gpointer)d->pub.catalog[i].id);
    for (size_t i = 0; i < d->pub.n_catalog; i++)
        if (d->pub.catalog[i].id && d->pub.catalog[i].parent && *d->pub.catalog[i].parent)
            parent_of(a, d, ids, &d->pub.catalog[i]);
    g_hash_table_destroy(ids);
}
