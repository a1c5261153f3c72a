/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reading.c - what the engine and the rules look at in one message, beyond its head's values: what
 * ahead.c prepared of it, and a Contact among several (RFC 3261 10.2.4).
 */
#include "engine.h"

/* Two Contacts name the same place when user, host and port do. */
static bool same_place(const GbSipUri *a, const GbSipUri *b) {
    return gb_slice_eq(a->user, b->user) && gb_slice_eq_case(a->host, b->host) &&
           (a->port ? a->port : 5060) == (b->port ? b->port : 5060);
}

int32_t gb_contact_expires(const GbSip *sip, GbSlice uri) {
    int32_t first = -1;
    bool has_first = false;
    GbSipUri wanted;
    bool has_wanted = uri.n && gb_sip_uri_parse(uri, &wanted) == GB_OK;
    for (unsigned i = sip->first[GB_HEADER_CONTACT]; i < sip->n_headers; i = sip->headers[i].next) {
        GbSlice rest = sip->headers[i].value, element;
        while (gb_sip_list_next(&rest, &element)) {
            GbSipNameAddr contact;
            if (gb_sip_name_addr_parse(element, &contact) != GB_OK) continue;
            if (has_wanted && same_place(&contact.uri, &wanted)) return gb_contact_seconds(&contact);
            if (!has_first) first = gb_contact_seconds(&contact);
            has_first = true;
        }
    }
    return first;
}

void gb_reading_fill(GbAnalysis *a, const GbMessage *message, const GbHead *head, Reading *r) {
    const GbPrepared *p = message->prepared;
    if (!p) {
        gb_analysis_prepare(a, head, &a->prepared);
        p = &a->prepared;
        gb_index_fetch(&a->transactions.index, p->transaction_key);
    }
    *r = (Reading){.message = message, .head = head, .sip = &head->sip, .prepared = p};
    r->when = (GbMoment){message->time_us, message->frame, message->file};
    if (p->has_authorization) r->authorization = &p->authorization;
}
