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

/* The children of an item that are looked at, in the order of the schema. */
typedef enum Field {
    DEVICE_ID, EVENT, NAME, MANUFACTURER, MODEL, CIVIL_CODE, ADDRESS, PARENTAL, PARENT_ID,
    REGISTER_WAY, SECRECY, STATUS, LONGITUDE, LATITUDE, BUSINESS_GROUP_ID, INFO, N_FIELDS
} Field;

static const GbSlice field_names[N_FIELDS] = {
    [DEVICE_ID] = {"DeviceID", 8},        [EVENT] = {"Event", 5},
    [NAME] = {"Name", 4},                 [MANUFACTURER] = {"Manufacturer", 12},
    [MODEL] = {"Model", 5},               [CIVIL_CODE] = {"CivilCode", 9},
    [ADDRESS] = {"Address", 7},           [PARENTAL] = {"Parental", 8},
    [PARENT_ID] = {"ParentID", 8},        [REGISTER_WAY] = {"RegisterWay", 11},
    [SECRECY] = {"Secrecy", 7},           [STATUS] = {"Status", 6},
    [LONGITUDE] = {"Longitude", 9},       [LATITUDE] = {"Latitude", 8},
    [BUSINESS_GROUP_ID] = {"BusinessGroupID", 15}, [INFO] = {"Info", 4},
};

/* An item taken apart: where each field stands, -1 where it does not. */
typedef struct Item {
    const GbManscdp *manscdp;
    size_t i;                      /* 0: none yet */
    long at[N_FIELDS];
} Item;

/* Goes on to the next item; in document order, nested ones too. */
static bool next_item(Item *item) {
    long next = gb_next_item(item->manscdp, item->i);
    if (next < 0) return false;
    size_t before = item->i, i = (size_t)next;
    if (!before || !gb_manscdp_find_like(item->manscdp, before, i, N_FIELDS, item->at))
        gb_manscdp_find_all(item->manscdp, i, field_names, N_FIELDS, item->at);
    item->i = i;
    return true;
}

static GbSlice value_of(const Item *item, Field field) {
    long i = item->at[field];
    return i < 0 ? GB_NO_SLICE : item->manscdp->elements[i].value;
}

#define BIT(field) (1u << (field))
#define A_DEVICE (BIT(MANUFACTURER) | BIT(MODEL) | BIT(CIVIL_CODE) | BIT(ADDRESS) | \
                  BIT(REGISTER_WAY) | BIT(SECRECY))

static unsigned required(const GbDeviceId *id) {
    if (id->kind == GB_ID_REGION || id->type == 215) return BIT(NAME);
    if (id->type == 216) return BIT(NAME) | BIT(PARENT_ID);
    if (id->class_ == GB_CLASS_PLATFORM) return BIT(NAME) | A_DEVICE;
    return BIT(NAME) | A_DEVICE | BIT(PARENTAL) | BIT(STATUS);
}

/* Those of the fields that are not there. */
static unsigned lacking(const Item *item, unsigned fields) {
    for (unsigned k = 0; k < N_FIELDS; k++)
        if (item->at[k] >= 0) fields &= ~BIT(k);
    return fields;
}

static const char *names_of(GbAnalysis *a, unsigned fields) {
    const char *list = NULL;
    for (unsigned k = 0; k < N_FIELDS; k++)
        if (fields & BIT(k))
            list = list ? gb_scratch_format(a, "%s, %s", list, field_names[k].p)
                        : field_names[k].p;
    return list;
}

static const char *lacks_text(GbAnalysis *a, const char *id, const char *names) {
    return gb_scratch_format(a, "%s lacks %s\x1f%s 缺少 %s", id, names, id, names);
}

static bool number(GbSlice s, double *out) {
    char text[32], *end;
    if (!s.n || s.n >= sizeof text) return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    *out = g_ascii_strtod(text, &end);
    return *end == '\0';
}

static const char *position_fault(const Item *item) {
    double east = 0, north = 0;
    if (!number(value_of(item, LONGITUDE), &east) || !number(value_of(item, LATITUDE), &north))
        return BOTH("missing", "缺失");
    if (east == 0 && north == 0) return BOTH("0, 0", "为 0, 0");
    if (east < 73 || east > 136 || north < 3 || north > 54)
        return BOTH("outside China", "在境外");
    return NULL;
}

static bool seen_before(GbAnalysis *a, const RuleView *v, GbSlice id) {
    RulesState *all = gb_rules_state(a);
    if (!v->query) return false;
    uint64_t key = gb_mix(gb_hash(a->seed, id), v->query->record.number + 1);
    uint32_t rest = (uint32_t)key | 1, at = 0, value;
    while ((value = gb_index_next(&all->items, key, &at)) != UINT32_MAX)
        if (value == rest - 1) return true;
    if (all->items.n > GB_MAX_CATALOG_ITEMS_ALL) gb_index_clear(&all->items);
    gb_index_add(&all->items, a->pool, key, rest - 1);
    return false;
}

static bool is_civil_code(GbSlice code) {
    return gb_slice_digits(code) && code.n <= 8 && code.n % 2 == 0;
}

static bool has_group(const Item *item) {
    if (item->at[BUSINESS_GROUP_ID] >= 0) return true;
    return item->at[INFO] >= 0 &&
           has_element(item->manscdp, (size_t)item->at[INFO], "BusinessGroupID");
}

static void one_item(GbAnalysis *a, const RuleView *v, const Item *item) {
    const GbMoment *at = &v->reading->when;
    Device *d = v->device;
    GbSlice id_text = value_of(item, DEVICE_ID), code = value_of(item, CIVIL_CODE);
    if (!id_text.n) return;
    GbDeviceId id;
    gb_device_id_parse(id_text, &id);
    unsigned lacks = lacking(item, required(&id));
    if (lacks)
        GB_RAISE(a, d, GB_RULE_CATALOG_FIELD_MISSING, at, gb_scratch_text(a, id_text),
                 names_of(a, lacks));
    if (code.n && !is_civil_code(code)) {
        const char *version = gb_sender_version(v);
        GB_RAISE(a, d,
                 version && strcmp(version, "3.0") == 0 ? GB_RULE_CATALOG_CIVIL_CODE
                                                        : GB_RULE_CATALOG_CIVIL_CODE_OLD,
                 at, gb_scratch_text(a, id_text), gb_scratch_text(a, code));
    }
    if (seen_before(a, v, id_text))
        GB_RAISE(a, d, GB_RULE_CATALOG_DUPLICATE, at, gb_scratch_text(a, id_text),
                 gb_scratch_text(a, item->manscdp->sn_text));
    bool is_camera = id.type == 131 || id.type == 132;
    const char *fault = is_camera ? position_fault(item) : NULL;
    if (fault)
        GB_RAISE(a, d, GB_RULE_CATALOG_POSITION, at, gb_scratch_text(a, id_text), fault);
    if (id.type == 216 && !has_group(item))
        GB_RAISE(a, d, GB_RULE_CATALOG_GROUP, at, gb_scratch_text(a, id_text),
                 BOTH("has no BusinessGroupID", "缺少 BusinessGroupID"));
    if (d->parsed.class_ == GB_CLASS_PERIPHERAL && v->event->from_device &&
        gb_slice_is(id_text, d->pub.id))
        GB_RAISE(a, d, GB_RULE_DEVICE_CHANNEL_REGISTERS, at, gb_scratch_text(a, id_text));
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
    for (Item item = {.manscdp = m}; next_item(&item);) {
        GbSlice event = value_of(&item, EVENT), id_text = value_of(&item, DEVICE_ID);
        bool known = !event.n;
        for (size_t k = 0; k < 7; k++) known |= gb_slice_is_case(event, events[k]);
        if (!known)
            GB_RAISE(a, v->device, GB_RULE_SUBSCRIPTION_EVENT_VALUE, at,
                     gb_scratch_text(a, id_text), gb_scratch_text(a, event));
        if (!gb_slice_is_case(event, "ADD") && !gb_slice_is_case(event, "UPDATE")) continue;
        GbDeviceId id;
        gb_device_id_parse(id_text, &id);
        unsigned lacks = lacking(&item, required(&id));
        if (lacks)
            GB_RAISE(a, v->device, GB_RULE_SUBSCRIPTION_CATALOG_INCOMPLETE, at,
                     lacks_text(a, gb_scratch_text(a, id_text), names_of(a, lacks)));
    }
}

void gb_rules_catalog(GbAnalysis *a, const RuleView *v) {
    const GbManscdp *m = manscdp_of(v);
    if (m->command != GB_CMD_CATALOG || v->reading->sip->is_response) return;
    if (m->root == GB_ROOT_RESPONSE)
        for (Item item = {.manscdp = m}; next_item(&item);) one_item(a, v, &item);
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
    if (!d->pub.n_catalog || d->cut_us || !is_complete(d)) return;
    GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < d->pub.n_catalog; i++)
        if (d->pub.catalog[i].id) g_hash_table_add(ids, (gpointer)d->pub.catalog[i].id);
    for (size_t i = 0; i < d->pub.n_catalog; i++)
        if (d->pub.catalog[i].id && d->pub.catalog[i].parent && *d->pub.catalog[i].parent)
            parent_of(a, d, ids, &d->pub.catalog[i]);
    g_hash_table_destroy(ids);
}
