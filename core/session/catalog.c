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
        gb_limit_reached(a, LIMIT_CATALOG, at);
        return NULL;
    }
    d->catalog = gb_pool_grow(a->pool, d->catalog, &d->catalog_capacity, d->n_catalog + 1,
                              sizeof *d->catalog, GB_MAX_CATALOG_ITEMS);
    gb_index_add(&a->catalog_index, key, d->n_catalog);
    a->n_catalog++;
    GbCatalogItem *item = &d->catalog[d->n_catalog++];
    *item = (GbCatalogItem){.id = gb_intern(a->strings, id)};
    return item;
}

static void take_item(GbAnalysis *a, Device *d, const GbManscdp *m, size_t at, const GbMoment *when) {
    GbSlice id = gb_manscdp_value(m, at, "DeviceID");
    if (!id.n) return;
    bool itself = gb_slice_is(id, d->pub.id);
    GbCatalogItem *item = item_of(a, d, id, when);
    if (!item) return;
    item->frame = when->frame;
    const struct {
        GbSlice name;
        const char **to;
    } rows[] = {{GB_SLICE("Name"), &item->name},       {GB_SLICE("ParentID"), &item->parent},
                {GB_SLICE("Status"), &item->status},   {GB_SLICE("Manufacturer"), &item->manufacturer},
                {GB_SLICE("Model"), &item->model},     {GB_SLICE("Address"), &item->address},
                {GB_SLICE("Event"), &item->event}};
    for (long i = gb_manscdp_next_child(m, at, at); i >= 0;
         i = gb_manscdp_next_child(m, at, (size_t)i)) {
        const GbElement *e = &m->elements[i];
        if (!e->value.n) continue;
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
            if (gb_slice_eq_case(e->name, rows[k].name)) *rows[k].to = gb_intern(a->strings, e->value);
    }
    if (itself && item->name) d->name_from_catalog = item->name;
}

void gb_catalog_take(GbAnalysis *a, Device *d, const GbBody *body, const GbMoment *at) {
    const GbManscdp *m = &body->manscdp;
    long list = gb_manscdp_find(m, 0, "DeviceList");
    if (list < 0) return;
    size_t parent = (size_t)list;
    for (long i = gb_manscdp_next_child(m, parent, parent); i >= 0;
         i = gb_manscdp_next_child(m, parent, (size_t)i))
        if (gb_slice_is_case(m->elements[i].name, "Item")) take_item(a, d, m, (size_t)i, at);
}
