/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exchanges.c - a device's other exchanges as the time line shows them: a bounded list for each
 * device (the first half stays, of the rest the latest), bounded over all devices as well. Others
 * refer to one by its number, since the list moves.
 */
#include "engine.h"

uint32_t gb_exchange_open(GbAnalysis *a, Device *d, GbExchangeKind kind, const GbMoment *start,
                          const char *what) {
    if (d->is_aside) return 0;
    if (d->n_kept_exchanges < GB_MAX_EXCHANGES) {
        if (a->n_exchanges >= GB_MAX_EXCHANGES_ALL) {
            gb_limit_reached(a, LIMIT_EXCHANGES, start);
            d->exchanges_left_out++;
            return 0;
        }
        a->n_exchanges++;
    }
    void *list = d->exchanges;
    GbExchange *e = gb_keep_ends(a->pool, &list, &d->exchanges_capacity, d->n_kept_exchanges,
                                 sizeof *e, GB_MAX_EXCHANGES);
    d->exchanges = list;
    if (d->n_kept_exchanges < GB_MAX_EXCHANGES) d->n_kept_exchanges++;
    *e = (GbExchange){.kind = kind, .start = *start, .what = what};
    return ++d->n_exchanges;
}

GbExchange *gb_exchange_at(const Device *d, uint32_t exchange) {
    uint32_t omitted = d->n_exchanges - d->n_kept_exchanges, i = exchange - 1;
    if (!exchange || exchange > d->n_exchanges) return NULL;
    if (i < GB_MAX_EXCHANGES / 2 || !omitted) return &d->exchanges[i];
    return i < GB_MAX_EXCHANGES / 2 + omitted ? NULL : &d->exchanges[i - omitted];
}
