/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * catalog.c - the channels a device has: items of Response/Catalog and of Notify/Catalog
 * (GB/T 28181-2022 A.2.1.9, N.4.3), each ID once, what is said later wins. A notification names
 * only what changed; DEL leaves the item with its event, so that it is seen to have gone.
 */
#include "engine.h"

static GbCatalogItem *item_of(GbAnalysis *a, Device *d, GbSlice id, const GbMoment *at) {
    uint64_t key = gb_mix(d->key, gb_hash(a->seed, id));
    uint32_t slot = 0, i;
    while ((i = gb_index_next(&a->catalog_index, key, &slot)) != UINT32_MAX)
        if (i < d->n_catalog && gb_slice_is(id, d->catalog[i].id)) return &d->catalog[i];
    if (d->n_catalog >= GB_MAX_CATALOG_ITEMS || a->n_catalog >= GB_MAX_CATALOG_ITEMS_ALL) {
        bool is_own = d->n_catalog >= GB_MAX_CATALOG_ITEMS;
        gb_limit_reached(a, is_own ? LIMIT_CATALOG_DEVICE : LIMIT_CATALOG, at);
        return NULL;
    }
    d->catalog = gb_pool_grow(a->pool, d->catalog, &d->catalog_capacity, d->n_catalog + 1,
                              sizeof *d->catalog, GB_MAX_CATALOG_ITEMS);
    gb_index_add(&a->catalog_index, a->pool, key, d->n_catalog);
    a->n_catalog++;
    GbCatalogItem *item = &d->catalog[d->n_catalog++];
    *item = (GbCatalogItem){.id = gb_intern(a->strings, id)};
    return item;
}

/* What is kept of an item, in the order of the schema. */
typedef enum Field {
    DEVICE_ID, EVENT, NAME, MANUFACTURER, MODEL, ADDRESS, PARENT_ID, STATUS, N_FIELDS
} Field;

static const GbSlice names[N_FIELDS] = {
    [DEVICE_ID] = {"DeviceID", 8},          [EVENT] = {"Event", 5},   [NAME] = {"Name", 4},
    [MANUFACTURER] = {"Manufacturer", 12},  [MODEL] = {"Model", 5},   [ADDRESS] = {"Address", 7},
    [PARENT_ID] = {"ParentID", 8},          [STATUS] = {"Status", 6},
};

/* The item before: fields mostly stand in the same places, and most texts are the same. */
typedef struct Latest {
    size_t item;                   /* 0: none */
    long found[N_FIELDS];
    GbSlice value[N_FIELDS];
    const char *text[N_FIELDS];
} Latest;

static const char *text_of(GbAnalysis *a, Latest *latest, Field field, GbSlice value) {
    if (!latest->text[field] || !gb_slice_eq(value, latest->value[field])) {
        latest->value[field] = value;
        latest->text[field] = gb_intern(a->strings, value);
    }
    return latest->text[field];
}

static void take_item(GbAnalysis *a, Device *d, const GbManscdp *m, size_t at,
                      const GbMoment *when, Latest *latest) {
    long *found = latest->found;
    if (!latest->item || !gb_manscdp_find_like(m, latest->item, at, N_FIELDS, found))
        gb_manscdp_find_all(m, at, names, N_FIELDS, found);
    latest->item = at;
    GbSlice id = found[DEVICE_ID] < 0 ? GB_NO_SLICE : m->elements[found[DEVICE_ID]].value;
    if (!id.n) return;
    GbCatalogItem *item = item_of(a, d, id, when);
    if (!item) return;
    item->frame = when->frame;
    const char **to[N_FIELDS] = {
        [EVENT] = &item->event, [NAME] = &item->name,           [MANUFACTURER] = &item->manufacturer,
        [MODEL] = &item->model, [ADDRESS] = &item->address,     [PARENT_ID] = &item->parent,
        [STATUS] = &item->status};
    for (unsigned k = EVENT; k < N_FIELDS; k++) {
        if (found[k] < 0) continue;
        GbSlice value = m->elements[found[k]].value;
        if (value.n) *to[k] = text_of(a, latest, (Field)k, value);
    }
    if (item->name && gb_slice_is(id, d->pub.id)) d->name_from_catalog = item->name;
}

void gb_catalog_take(GbAnalysis *a, Device *d, const GbBody *body, const GbMoment *at) {
    const GbManscdp *m = &body->manscdp;
    Latest latest = {0};
    if (d->is_aside) return;
    long list = gb_manscdp_find(m, 0, "DeviceList");
    if (list < 0) return;
    size_t parent = (size_t)list;
    for (long i = gb_manscdp_next_child(m, parent, parent); i >= 0;
         i = gb_manscdp_next_child(m, parent, (size_t)i))
        if (gb_slice_is_case(m->elements[i].name, "Item"))
            take_item(a, d, m, (size_t)i, at, &latest);
}
