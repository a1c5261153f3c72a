/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_identity.c - who speaks: IDs, domains and types (reference 7.1, GB/T 28181-2022 6.1.2 and
 * Annex E). Looked at once for a device and once for each server ID it names, since they don't
 * change from message to message. Rules about editions speak only when X-GB-Ver names one.
 */
#include "rules.h"

#include <stdlib.h>

static bool is_type_of_2022(unsigned type) {
    return (type >= 120 && type <= 125) || (type >= 140 && type <= 143) || type == 502 ||
           type == 503 || type == 505;
}

static void own_id(GbAnalysis *a, const RuleView *v) {
    Device *d = v->device;
    const GbMoment *at = &v->reading->when;
    const char *version = d->pub.gb_version;
    if (d->parsed.kind == GB_ID_18 && !(version && strcmp(version, "3.0") == 0)) {
        GB_RAISE(a, d, GB_RULE_DEVICE_ID_18_DIGITS, at, d->pub.id);
        return;
    }
    if (d->parsed.kind != GB_ID_20) {
        GB_RAISE(a, d, GB_RULE_DEVICE_ID_INVALID, at, d->pub.id,
                 gb_arg_number(a, strlen(d->pub.id)));
        return;
    }
    const char *type = gb_scratch_format(a, "%03u", d->parsed.type);
    if (d->parsed.type < 111)
        GB_RAISE(a, d, GB_RULE_DEVICE_TYPE_UNKNOWN, at, d->pub.id, type);
    else if (is_type_of_2022(d->parsed.type) && gb_editions_of(version) &&
             !(gb_editions_of(version) & GB_ED_2022))
        GB_RAISE(a, d, GB_RULE_DEVICE_TYPE_NEWER, at, d->pub.id, type, version);
    if (d->parsed.network == 9) GB_RAISE(a, d, GB_RULE_DEVICE_NETWORK_RESERVED, at, d->pub.id);
}

/* 10 digits, 10 digits + .spvmn.cn, an address, or a name with a dot (2022). */
static bool is_usual_host(GbSlice host, bool is_ipv6) {
    if (is_ipv6 || gb_slice_find(host, '.') < host.n || gb_slice_find(host, ':') < host.n)
        return true;
    return host.n == 10 && gb_slice_digits(host);
}

static void domain(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    GbSlice host = r->head->from.uri.host;
    if (!r->head->has_from || !host.n) return;
    if (!is_usual_host(host, r->head->from.uri.is_ipv6)) {
        GB_RAISE(a, v->device, GB_RULE_DEVICE_DOMAIN_UNUSUAL, &r->when, gb_scratch_text(a, host));
        return;
    }
    const char *server = v->event->server_id;
    if (host.n == 10 && gb_slice_digits(host) && server && strlen(server) == 20 &&
        v->device->pub.n_servers <= 1 && memcmp(server, host.p, 10) != 0)
        GB_RAISE(a, v->device, GB_RULE_DEVICE_DOMAIN_DIFFERS, &r->when, gb_scratch_text(a, host),
                 server);
}

/* The other side's ID, when it is one that can't be: 21 digits are known from the field. */
static void peer_id(GbAnalysis *a, const RuleView *v, const char *peer) {
    GbDeviceId id;
    gb_device_id_parse(gb_slice_from(peer), &id);
    if (id.kind == GB_ID_20 || id.kind == GB_ID_18 || id.kind == GB_ID_EMPTY) return;
    if (id.kind == GB_ID_21)
        GB_RAISE(a, v->device, GB_RULE_DEVICE_ID_21_DIGITS, &v->reading->when, peer,
                 BOTH("the address of the server", "平台地址"));
    else
        GB_RAISE(a, v->device, GB_RULE_DEVICE_ID_INVALID, &v->reading->when, peer,
                 gb_arg_number(a, strlen(peer)));
}

static bool counts_on(uint16_t from, uint16_t to) {
    uint16_t since = (uint16_t)(to - from);
    return from && since >= 1 && since <= 3;
}

/* At another place that it came from before: is it another one? Keepalives that count on from place
 * to place are one device's, those that count on at each place by themselves are not; else it is
 * what Via says of itself. */
static bool is_other(const DeviceRules *mine, uint32_t place, uint16_t sn, uint16_t sn_here) {
    if (sn && mine->sn_place != place) {
        if (counts_on(mine->sn, sn)) return false;
        if (counts_on(sn_here, sn)) return true;
    }
    return mine->sent_by != mine->sent_by_before;
}

/* The address it came from, and which host behind it says that it sent it: clones may share a NAT. */
static uint32_t place_of(const GbAnalysis *a, const RuleView *v) {
    uint64_t via = gb_hash(a->seed, v->reading->head->via.host);
    return (gb_host_hash(a, &v->reading->message->src) ^ (uint32_t)(via >> 32)) | 1;
}

/* Devices that use one ID push each other out: the source goes A, B, A, B. Ports alone don't count,
 * NAT moves them; and a router with two ways out sends now by one, now by the other. */
static void shared(GbAnalysis *a, const RuleView *v, DeviceRules *mine) {
    const GbAddress *src = &v->reading->message->src;
    const GbManscdp *m = v->event->is_keepalive ? manscdp_of(v) : NULL;
    uint16_t sn = m && m->has_sn ? (uint16_t)m->sn : 0, sn_here = mine->sns[0];
    uint32_t place = place_of(a, v), *places = mine->places;
    if (!src->family) return;
    if (place != places[0]) {
        unsigned i = 1;
        while (i < N_PLACES - 1 && places[i] != place) i++;
        mine->undecided = places[i] == place;
        sn_here = mine->undecided ? mine->sns[i] : 0;
        memmove(places + 1, places, i * sizeof *places);
        memmove(mine->sns + 1, mine->sns, i * sizeof *mine->sns);
        places[0] = place;
        mine->sns[0] = sn_here;
        mine->sent_by_before = mine->sent_by;
    }
    mine->sent_by = (uint16_t)(gb_hash(a->seed, v->reading->head->via.host) >> 32 | 1);
    if (mine->undecided && (sn || mine->sent_by != mine->sent_by_before)) {
        mine->undecided = false;
        bool same_port = gb_address_eq(&v->previous_address, src); /* one socket is one device */
        if (!same_port && is_other(mine, place, sn, sn_here) && ++mine->swaps >= 3)
            GB_RAISE(a, v->device, GB_RULE_DEVICE_ID_SHARED, &v->reading->when,
                     gb_scratch_address(a, &v->previous_address), gb_scratch_address(a, src));
    }
    if (!sn) return;
    mine->sns[0] = mine->sn = sn;
    mine->sn_place = place;
}

void gb_rules_identity(GbAnalysis *a, const RuleView *v) {
    if (v->reading->sip->is_response || !v->event->from_device) return;
    DeviceRules *mine = gb_device_rules(a, v->device);
    if (!(mine->once & ONCE_IDENTITY)) {
        mine->once |= ONCE_IDENTITY;
        own_id(a, v);
        domain(a, v);
    }
    if (v->event->server_id && v->event->server_id != mine->peer) {
        if (!mine->peer || strcmp(v->event->server_id, mine->peer) != 0)
            peer_id(a, v, v->event->server_id);
        mine->peer = v->event->server_id;
    }
    shared(a, v, mine);
}
