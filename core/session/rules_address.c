/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_address.c - where messages come from: NAT, bindings that move, addresses nobody can reach
 * (RFC 3261 18.2, RFC 3581, GB/T 28181-2022 9.1.1 f).
 *
 * A source that changes without a REGISTER means a NAT binding that ran out (UDP), or a
 * connection that was lost (TCP). A REGISTER in between makes it a move that the platform knows.
 */
#include "rules.h"

#include <arpa/inet.h>

/* An address in text compared with one in bytes; true also when the text is a name. */
static bool host_is(GbSlice host, const GbAddress *address) {
    char text[INET6_ADDRSTRLEN];
    uint8_t ip[16] = {0};
    if (host.n >= sizeof text) return true;
    memcpy(text, host.p, host.n);
    text[host.n] = '\0';
    if (inet_pton(AF_INET, text, ip) == 1)
        return address->family != 4 || memcmp(ip, address->ip, 4) == 0;
    if (inet_pton(AF_INET6, text, ip) == 1)
        return address->family != 6 || memcmp(ip, address->ip, 16) == 0;
    return true;
}

bool gb_is_unusable(GbSlice host) {
    if (host.n < 2 || (host.p[0] != '0' && host.p[0] != ':' && host.p[1] != '2')) return false;
    return gb_slice_is(host, "0.0.0.0") || gb_slice_starts(host, GB_SLICE("127.")) ||
           gb_slice_is(host, "::") || gb_slice_is(host, "::1");
}

static void announced(GbAnalysis *a, const RuleView *v, DeviceRules *mine) {
    const Reading *r = v->reading;
    uint32_t bit = v->event->from_device ? ONCE_UNUSABLE : ONCE_UNUSABLE_PEER;
    if (mine->once & bit || r->message->src.ip[0] == 127) return;
    GbSlice host = GB_NO_SLICE;
    const char *where = "Contact";
    if (r->head->has_contact && !r->head->contact.is_star && gb_is_unusable(r->head->contact.uri.host))
        host = r->head->contact.uri.host;
    else if (r->head->has_via && gb_is_unusable(r->head->via.host))
        host = r->head->via.host, where = "Via";
    if (!host.p) return;
    mine->once |= bit;
    GB_RAISE(a, v->device, GB_RULE_NAT_ADDRESS_UNUSABLE, &r->when, where, gb_scratch_text(a, host));
}

static void moved(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    const GbMessage *m = r->message;
    if (!v->previous_address.family || gb_address_eq(&v->previous_address, &m->src)) return;
    Session *s = gb_device_valid(v->device, NULL, r->when.time_us);
    if (!s || !s->pub.registered) return;
    if (m->transport == GB_TRANSPORT_UDP && s->pub.transport == GB_TRANSPORT_UDP) {
        if (gb_address_eq(&s->source, &m->src)) return; /* back where it registered */
        GB_RAISE(a, v->device, GB_RULE_REGISTRATION_MOVED, &r->when,
                 gb_scratch_address(a, &v->previous_address), gb_scratch_address(a, &m->src));
        return;
    }
    const Connection *c = gb_session_connection(a, s);
    bool left = c && m->transport == GB_TRANSPORT_UDP;
    if (left || (m->connection && c && m->connection != c->id))
        GB_RAISE(a, v->device, GB_RULE_REGISTRATION_CONNECTION_CHANGED, &r->when,
                 gb_scratch_address(a, &s->source), gb_scratch_address(a, &m->src));
}

void gb_rules_address(GbAnalysis *a, const RuleView *v) {
    const Reading *r = v->reading;
    if (r->sip->is_response) return;
    DeviceRules *mine = gb_device_rules(a, v->device);
    announced(a, v, mine);
    if (!v->event->from_device) return;
    if (r->sip->method != GB_METHOD_REGISTER) moved(a, v);
    if (!(mine->once & ONCE_VIA) && r->head->has_via && r->head->via.host.n &&
        r->message->transport == GB_TRANSPORT_UDP) {
        uint16_t port = r->head->via.port ? r->head->via.port : 5060;
        mine->once |= ONCE_VIA; /* what is so at its first request is so at all */
        if (!host_is(r->head->via.host, &r->message->src) || port != r->message->src.port)
            GB_RAISE(a, v->device, GB_RULE_NAT_VIA_DIFFERS, &r->when,
                     gb_scratch_format(a, "%s:%u", gb_scratch_text(a, r->head->via.host), port),
                     gb_scratch_address(a, &r->message->src));
    }
}
