/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attribution.c - whose message is it: the device it belongs to, and whether the device sent it.
 *
 * A device is the user of To in a REGISTER and of From in a MESSAGE (the contract). But platforms
 * send MESSAGEs as well, and must not become devices by that: so a MESSAGE goes to the pair that
 * registered with each other if there is one; else its body tells (queries and commands come from
 * above, notifications and answers from below, GB/T 28181-2022 9.3 to 9.5); else what is known of
 * the two IDs. Requests to a channel belong to the device that is at their destination. Other
 * requests follow their dialog. Responses follow their request.
 */
#include "engine.h"

static GbSlice user_of(bool has, const GbSipNameAddr *party) {
    return has ? party->uri.user : GB_NO_SLICE;
}

/* ---- devices ---- */

/* IDs are known by their keys: what was no UTF-8, or is too long, is kept otherwise than it was sent. */
Device *gb_device_find_key(const GbAnalysis *a, uint64_t key) {
    uint32_t at = 0, i;
    while ((i = gb_index_next(&a->device_index, key, &at)) != UINT32_MAX)
        if (a->devices[i]->key == key) return a->devices[i];
    return NULL;
}

Device *gb_device_find(const GbAnalysis *a, GbSlice id) {
    return id.n ? gb_device_find_key(a, gb_hash(a->seed, id)) : NULL;
}

/* A platform may stand in the middle of a cascade, once it registers. */
static void note_platform(GbAnalysis *a, Device *d) {
    for (uint32_t i = 0; i < a->n_platforms; i++)
        if (a->platforms[i] == d) return;
    if (a->n_platforms < GB_MAX_PLATFORMS) a->platforms[a->n_platforms++] = d;
}

bool gb_is_left_out(const GbAnalysis *a, GbSlice id) {
    if (!a->options.devices) return false;
    for (size_t i = 0; i < a->options.n_devices; i++)
        if (gb_slice_is(id, a->options.devices[i])) return false;
    return true;
}

/* Those asked for always have room. */
static bool has_room(const GbAnalysis *a, GbSlice id) {
    size_t kept_free = !gb_is_left_out(a, id) || a->options.n_devices > GB_MAX_DEVICES / 2 ? 0 : a->options.n_devices;
    return a->n_devices < GB_MAX_DEVICES - kept_free;
}

static void list_asked_for(GbAnalysis *a, Device *d) {
    a->asked_for = gb_pool_grow(a->pool, a->asked_for, &a->asked_for_capacity, a->n_asked_for + 1,
                                sizeof *a->asked_for, GB_MAX_DEVICES);
    a->asked_for[a->n_asked_for++] = d;
}

Device *gb_device_make(GbAnalysis *a, GbSlice id, const GbMoment *at) {
    if (!has_room(a, id)) {
        gb_limit_reached(a, LIMIT_DEVICES, at);
        return NULL;
    }
    a->devices = gb_pool_grow(a->pool, a->devices, &a->devices_capacity, a->n_devices + 1,
                              sizeof *a->devices, GB_MAX_DEVICES);
    Device *d = gb_pool_take(a->pool, sizeof *d);
    d->key = gb_hash(a->seed, id);
    d->number = a->n_devices;
    if (id.n < sizeof d->id_room && gb_is_utf8(id)) d->pub.id = memcpy(d->id_room, id.p, id.n);
    else d->pub.id = gb_pool_text(a->pool, id);
    d->is_aside = gb_is_left_out(a, gb_slice_from(d->pub.id));
    GbDeviceId parsed;
    gb_device_id_parse(gb_slice_from(d->pub.id), &parsed);
    d->parsed.kind = (uint8_t)parsed.kind;
    d->parsed.class_ = (uint8_t)parsed.class_;
    d->parsed.type = (uint16_t)parsed.type;
    d->parsed.network = (uint16_t)parsed.network;
    d->pub.id_valid = parsed.kind == GB_ID_20;
    d->pub.first = *at;
    d->is_server = gb_is_server(a, id);
    if (gb_is_platform(d)) note_platform(a, d);
    a->devices[a->n_devices] = d;
    gb_index_add(&a->device_index, a->pool, d->key, a->n_devices);
    a->n_devices++;
    if (a->options.devices && !d->is_aside) list_asked_for(a, d);
    return d;
}

/* ---- servers ---- */

Server *gb_server_find(const GbAnalysis *a, GbSlice id) {
    if (!id.n) return NULL;
    uint64_t key = gb_hash(a->seed, id);
    uint32_t at = 0, i;
    while ((i = gb_index_next(&a->server_index, key, &at)) != UINT32_MAX)
        if (a->servers[i].key == key) return &a->servers[i];
    return NULL;
}

bool gb_is_server(const GbAnalysis *a, GbSlice id) {
    return gb_server_find(a, id) != NULL;
}

void gb_server_note(GbAnalysis *a, GbSlice id) {
    if (!id.n || gb_server_find(a, id)) return;
    if (a->n_servers >= GB_MAX_SERVERS) {
        gb_limit_reached(a, LIMIT_SERVERS, &a->reading.when);
        return;
    }
    a->servers = gb_pool_grow(a->pool, a->servers, &a->servers_capacity, a->n_servers + 1,
                              sizeof *a->servers, GB_MAX_SERVERS);
    Server *s = &a->servers[a->n_servers];
    *s = (Server){.id = gb_intern(a->strings, id), .key = gb_hash(a->seed, id)};
    gb_index_add(&a->server_index, a->pool, s->key, a->n_servers++);
    Device *d = gb_device_find(a, id);
    if (d) {
        d->is_server = true;
        note_platform(a, d);
    }
}

const char *gb_device_server(const Device *d, GbSlice id) {
    for (size_t i = 0; d && id.n && i < d->pub.n_servers; i++)
        if (gb_slice_is(id, d->pub.servers[i])) return d->pub.servers[i];
    return NULL;
}

static bool has_server(const Device *d, GbSlice id) {
    return gb_device_server(d, id) != NULL;
}

/* ---- addresses ---- */

static uint64_t address_key(const GbAnalysis *a, const GbAddress *address) {
    uint64_t high, low;
    memcpy(&high, address->ip, 8);
    memcpy(&low, address->ip + 8, 8);
    return gb_mix(gb_mix(a->seed ^ high, low), (uint64_t)address->family << 16 | address->port);
}

Device *gb_device_at(const GbAnalysis *a, const GbAddress *address) {
    uint32_t at = 0, i;
    if (!address->family) return NULL;
    while ((i = gb_index_next(&a->address_index, address_key(a, address), &at)) != UINT32_MAX)
        if (gb_address_eq(&a->devices[i]->address, address)) return a->devices[i];
    return NULL;
}

static void move_to(GbAnalysis *a, Device *d, const GbAddress *address) {
    if (gb_address_eq(&d->address, address) || !address->family) return;
    if (d->address.family) gb_index_remove(&a->address_index, address_key(a, &d->address), d->number);
    Device *other = gb_device_at(a, address); /* the latest one there counts */
    if (other) gb_index_remove(&a->address_index, address_key(a, address), other->number);
    d->address = *address;
    gb_index_add(&a->address_index, a->pool, address_key(a, address), d->number);
    for (size_t i = 0; i < d->pub.n_addresses; i++)
        if (gb_address_eq(&d->pub.addresses[i], address)) return;
    if (d->pub.n_addresses >= GB_MAX_ADDRESSES) { /* the first ones and the latest */
        d->lists_full = true;
        ((GbAddress *)(uintptr_t)d->pub.addresses)[GB_MAX_ADDRESSES - 1] = *address;
        return;
    }
    GbAddress *list = gb_pool_grow(a->pool, (void *)d->pub.addresses, &d->addresses_capacity,
                                   d->pub.n_addresses + 1, sizeof *list, GB_MAX_ADDRESSES);
    list[d->pub.n_addresses++] = *address;
    d->pub.addresses = list;
}

static const char **text_add(GbAnalysis *a, Device *d, const char *const *list, uint32_t *n,
                             uint32_t *capacity, const char *text) {
    for (size_t i = 0; i < *n; i++)
        if (list[i] == text) return (const char **)list;
    if (*n >= GB_MAX_ADDRESSES) {
        d->lists_full = true;
        ((const char **)(uintptr_t)list)[GB_MAX_ADDRESSES - 1] = text;
        return (const char **)list;
    }
    const char **grown = gb_pool_grow(a->pool, (void *)list, capacity, *n + 1, sizeof *grown,
                                      GB_MAX_ADDRESSES);
    grown[(*n)++] = text;
    return grown;
}

void gb_device_seen(GbAnalysis *a, Device *d, const Reading *r, bool from_device,
                    const char *server_id) {
    const GbMessage *m = r->message;
    if (!d->pub.messages++) d->pub.first = r->when;
    d->pub.bytes += m->bytes.n;
    d->pub.last = r->when;
    d->pub.transports |= 1u << m->transport;
    if (server_id)
        d->pub.servers = text_add(a, d, d->pub.servers, &d->pub.n_servers, &d->servers_capacity, server_id);
    if (!from_device) return;
    move_to(a, d, &m->src);
    GbSlice agent = gb_sip_header(r->sip, GB_HEADER_USER_AGENT);
    if (!agent.n && r->sip->is_response) agent = gb_sip_header(r->sip, GB_HEADER_SERVER);
    if (!agent.n) return;
    size_t last = d->pub.n_user_agents; /* nearly always the one before */
    if (last && gb_slice_is(agent, d->pub.user_agents[last - 1])) return;
    d->pub.user_agents = text_add(a, d, d->pub.user_agents, &d->pub.n_user_agents,
                                  &d->user_agents_capacity, gb_intern(a->strings, agent));
}

/* ---- whose ---- */

/* What the body says about who sent a MESSAGE: 1 the device, -1 the one above it, 0 nothing. */
static int sender_by_body(const GbBody *body) {
    if (!body || body->kind != GB_BODY_MANSCDP) return 0;
    const GbManscdp *m = &body->manscdp;
    switch (m->root) {
    case GB_ROOT_QUERY:
    case GB_ROOT_CONTROL:
        return -1;
    case GB_ROOT_NOTIFY:
        return m->command == GB_CMD_BROADCAST ? -1 : 1;
    case GB_ROOT_RESPONSE:
        return m->command == GB_CMD_ALARM ? -1 : 1;
    case GB_ROOT_UNKNOWN:
        break;
    }
    return 0;
}

static bool is_platform_id(GbSlice id) {
    GbDeviceId parsed;
    gb_device_id_parse(id, &parsed);
    return parsed.class_ == GB_CLASS_PLATFORM;
}

static bool message_from_device(GbAnalysis *a, const Reading *r, GbSlice from, GbSlice to,
                                const Device *sender, const Device *receiver) {
    if (has_server(sender, to)) return true;
    if (has_server(receiver, from)) return false;
    int by_body = sender_by_body(r->body);
    if (by_body) return by_body > 0;
    if (gb_is_server(a, from)) return gb_is_server(a, to);
    if (sender || gb_is_server(a, to)) return true;
    if (receiver) return false;
    return !is_platform_id(from) || is_platform_id(to);
}

static bool request_from_device(GbAnalysis *a, const Reading *r, GbSlice from, GbSlice to,
                                const Device *sender, const Device *receiver) {
    if (r->sip->method == GB_METHOD_MESSAGE) return message_from_device(a, r, from, to, sender, receiver);
    if (has_server(sender, to)) return true;
    if (has_server(receiver, from)) return false;
    if (gb_is_server(a, from)) return false;
    if (sender) return true;
    if (receiver) return false;
    return gb_device_at(a, &r->message->src) != NULL;
}

static bool same_host(const GbAddress *a, const GbAddress *b) {
    return a->family && a->family == b->family && memcmp(a->ip, b->ip, 16) == 0;
}

/* The platform at that address, or from another port of it, that is registered with the other end;
 * else one that devices are registered with. */
static Device *platform_at(const GbAnalysis *a, const GbAddress *at, bool any_port, GbSlice other_end) {
    Device *found = NULL;
    for (uint32_t i = 0; i < a->n_platforms; i++) {
        Device *p = a->platforms[i];
        if (any_port ? !same_host(&p->address, at) : !gb_address_eq(&p->address, at)) continue;
        if (has_server(p, other_end)) return p;
        if (p->is_server && p->pub.n_servers) found = p;
    }
    return found;
}

/* In a cascade (GB/T 28181-2022 4.2) platforms hand on what is between a device and the platforms
 * above its own. Between two of them the message belongs to the lower one, as all that it sends
 * there: whatever device it names, it comes from, or goes to, the address of a platform that is a
 * device itself. Keepalives are not handed on. `named` may be NULL. */
static Device *handed_on_by(const GbAnalysis *a, const Reading *r, Device *named, GbSlice other_end,
                            const GbAddress *at) {
    if (!at->family || (named && gb_address_eq(&named->address, at)) || gb_is_keepalive(r->body)) return named;
    Device *platform = platform_at(a, at, false, other_end);
    if (platform) return platform;
    if (!named || has_server(named, other_end) || same_host(&named->address, at)) return named;
    platform = platform_at(a, at, true, other_end);
    return platform ? platform : named;
}

/* A device speaks for its channels as well: what comes from its address and goes to its server is
 * its own, though From names another, unless that one keeps itself alive. */
static bool speaks_for(const Device *d, GbSlice to, const Reading *r) {
    if (!d || !has_server(d, to)) return false;
    const Session *s = gb_device_latest(d); /* who got its address by NAT says another of itself */
    GbSipUri contact;
    if (s && s->pub.contact && gb_sip_uri_parse(gb_slice_from(s->pub.contact), &contact) == GB_OK &&
        !gb_slice_eq_case(contact.host, r->head->via.host))
        return false;
    return !gb_is_keepalive(r->body) || gb_slice_is(r->body->manscdp.device_id, d->pub.id);
}

void gb_attribute(GbAnalysis *a, const Reading *r, const Transaction *t, Party *out) {
    const GbSip *sip = r->sip;
    const GbMessage *m = r->message;
    const GbPrepared *p = r->prepared;
    GbSlice from = user_of(r->head->has_from, &r->head->from), to = user_of(r->head->has_to, &r->head->to);
    *out = (Party){0};
    if (t && (t->device || !t->orphan)) {
        out->device = t->device;
        out->from_device = t->from_device != sip->is_response;
        GbSlice sender = t->from_device ? from : to;
        out->id = t->device ? gb_slice_from(t->device->pub.id) : sender;
        if (sip->method != GB_METHOD_REGISTER) out->server_id = t->from_device ? to : from;
        return;
    }
    if (sip->method == GB_METHOD_REGISTER) {
        out->id = to.n ? to : from.n ? from : user_of(r->head->has_contact, &r->head->contact);
        out->from_device = !sip->is_response;
        out->device = to.n ? gb_device_find_key(a, p->to_key) : gb_device_find(a, out->id);
        out->makes_device = !sip->is_response;
        if (r->head->has_uri && r->head->uri.user.n) out->server_id = r->head->uri.user;
        return;
    }
    Device *sender = from.n ? gb_device_find_key(a, p->from_key) : NULL;
    Device *receiver = !to.n || has_server(sender, to) ? NULL : gb_device_find_key(a, p->to_key);
    const Dialog *dialog = gb_dialog_find(a, r->prepared->call_key);
    bool by_device; /* the request's sender */
    if (dialog && dialog->device) {
        by_device = gb_dialog_from_caller(a, dialog, r) == dialog->from_device;
        out->device = dialog->device;
    } else {
        by_device = request_from_device(a, r, from, to, sender, receiver);
        out->device = by_device ? handed_on_by(a, r, sender, to, &m->src)
                                : handed_on_by(a, r, receiver, from, &m->dst);
    }
    out->id = out->device ? gb_slice_from(out->device->pub.id) : by_device ? from : to;
    out->server_id = by_device ? to : from;
    out->from_device = by_device != sip->is_response;
    if (!out->device) { /* a channel: whoever is at that end */
        out->device = gb_device_at(a, out->from_device ? &m->src : &m->dst);
        bool makes = sip->method == GB_METHOD_MESSAGE && by_device && !sip->is_response &&
                     !speaks_for(out->device, to, r);
        if (makes) out->device = NULL;
        if (out->device) out->id = gb_slice_from(out->device->pub.id);
        out->makes_device = makes;
    }
}
