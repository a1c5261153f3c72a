/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * connections.c - the TCP connections that carry registrations, and how they ended (GB/T
 * 28181-2022 9.1.1 f: with the connection the device is offline until it registers again).
 *
 * One is kept while a session or a device's latest REGISTER names it, so that what is kept grows
 * with sessions, whatever the number of connections; the end of any other is passed over.
 */
#include "engine.h"

static uint64_t key_of(const GbAnalysis *a, uint64_t id) {
    return gb_mix(a->seed, id);
}

static uint32_t find(const GbAnalysis *a, uint64_t id) {
    uint32_t at = 0, i;
    while ((i = gb_index_next(&a->connection_index, key_of(a, id), &at)) != UINT32_MAX)
        if (a->connections[i].id == id) return i + 1;
    return 0;
}

static uint32_t find_or_add(GbAnalysis *a, uint64_t id) {
    uint32_t number = id ? find(a, id) : 0;
    if (number || !id) return number;
    if (a->unused_connection) {
        number = a->unused_connection;
        a->unused_connection = a->connections[number - 1].n_users;
    } else {
        a->connections = gb_pool_grow(a->pool, a->connections, &a->connections_capacity,
                                      a->n_connections + 1, sizeof *a->connections, UINT32_MAX);
        number = ++a->n_connections;
    }
    a->connections[number - 1] = (Connection){.id = id};
    gb_index_add(&a->connection_index, a->pool, key_of(a, id), number - 1);
    return number;
}

static void let_go(GbAnalysis *a, uint32_t number) {
    Connection *c = &a->connections[number - 1];
    if (--c->n_users) return;
    gb_index_remove(&a->connection_index, key_of(a, c->id), number - 1);
    *c = (Connection){.n_users = a->unused_connection};
    a->unused_connection = number;
}

void gb_connection_copy(GbAnalysis *a, uint32_t *number, uint32_t from) {
    uint32_t before = *number;
    if (before == from) return;
    if (from) a->connections[from - 1].n_users++;
    *number = from;
    if (before) let_go(a, before);
}

void gb_connection_set(GbAnalysis *a, uint32_t *number, uint64_t id) {
    if (*number && a->connections[*number - 1].id == id) return;
    gb_connection_copy(a, number, find_or_add(a, id));
}

const Connection *gb_session_connection(const GbAnalysis *a, const Session *s) {
    return s->connection ? &a->connections[s->connection - 1] : NULL;
}

void gb_analysis_connection_ended(GbAnalysis *a, const GbConnectionEnd *end) {
    uint32_t number = end->connection ? find(a, end->connection) : 0;
    if (!number) return;
    Connection *c = &a->connections[number - 1];
    if (c->ended.frame) return;
    c->ended = (GbMoment){end->time_us, end->frame, end->file};
    c->is_reset = end->is_reset;
    c->by = end->by;
}
