/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reading.c - the headers of one message that the engine and the rules look at, parsed once
 * (RFC 3261 8.1.1, 10.2, 20.10). What is absent or can't be read is left out, never guessed: a
 * device that writes no Contact still registers.
 */
#include "engine.h"

#include <glib.h>

int32_t gb_seconds(GbSlice text) {
    uint64_t v;
    if (!gb_slice_uint(gb_slice_trim(text), &v)) return -1;
    return v > INT32_MAX ? INT32_MAX : (int32_t)v; /* RFC 3261 20.19: up to 2^32-1 */
}

static int32_t expires_param(const GbSipNameAddr *contact) {
    GbSlice value;
    return gb_sip_param_find(contact->params, "expires", &value) ? gb_seconds(value) : -1;
}

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
        for (int n = 0; n < GB_MAX_PARAMS && gb_sip_list_next(&rest, &element); n++) {
            GbSipNameAddr contact;
            if (gb_sip_name_addr_parse(element, &contact) != GB_OK) continue;
            if (has_wanted && same_place(&contact.uri, &wanted)) return expires_param(&contact);
            if (!has_first) first = expires_param(&contact);
            has_first = true;
        }
    }
    return first;
}

static bool name_addr(GbSlice value, GbSipNameAddr *out) {
    return value.n && gb_sip_name_addr_parse(value, out) == GB_OK;
}

static GbSlice tag_of(const GbSipNameAddr *party) {
    const GbSlice usual = GB_SLICE(";tag=");
    GbSlice tag = party->params;
    if (!tag.n) return GB_NO_SLICE;
    if (gb_slice_starts(tag, usual)) { /* and nothing but letters and digits */
        size_t at = usual.n;
        while (at < tag.n && g_ascii_isalnum(tag.p[at])) at++;
        if (at == tag.n) return gb_slice_sub(tag, usual.n, tag.n);
    }
    return gb_sip_param_find(party->params, "tag", &tag) ? tag : GB_NO_SLICE;
}

/* The credentials to look at: the first Digest, else the first at all. */
static void read_authorization(GbAnalysis *a, Reading *r) {
    static const GbSipHeaderId ids[] = {GB_HEADER_AUTHORIZATION, GB_HEADER_PROXY_AUTHORIZATION};
    const GbSip *sip = r->sip;
    for (unsigned k = 0; k < 2; k++)
        for (unsigned i = sip->first[ids[k]]; i < sip->n_headers; i = sip->headers[i].next) {
            GbAuth auth;
            if (gb_auth_parse(sip->headers[i].value, false, &auth) != GB_OK)
                auth = (GbAuth){.scheme = GB_SCHEME_OTHER, .scheme_text = GB_NO_SLICE};
            if (r->authorization && auth.scheme != GB_SCHEME_DIGEST) continue;
            a->authorization = auth;
            r->authorization = &a->authorization;
            r->proxy = k == 1;
            if (auth.scheme == GB_SCHEME_DIGEST) return;
        }
}

void gb_reading_fill(GbAnalysis *a, const GbMessage *message, Reading *r) {
    const GbSip *sip = &a->sip;
    *r = (Reading){.message = message, .sip = sip, .expires_s = -1};
    r->when = (GbMoment){message->time_us, message->frame, message->file};
    GbSlice via = gb_sip_header(sip, GB_HEADER_VIA);
    r->has_via = via.n && gb_sip_via_parse(via, &r->via) == GB_OK;
    r->has_from = name_addr(gb_sip_header(sip, GB_HEADER_FROM), &r->from);
    r->has_to = name_addr(gb_sip_header(sip, GB_HEADER_TO), &r->to);
    if (r->has_from) r->from_tag = tag_of(&r->from);
    if (r->has_to) r->to_tag = tag_of(&r->to);
    r->call_id = gb_sip_header(sip, GB_HEADER_CALL_ID);
    r->call_key = gb_hash(a->seed, r->call_id);
    r->gb_version = gb_sip_header(sip, GB_HEADER_X_GB_VER);
    if (!sip->is_response) r->has_uri = gb_sip_uri_parse(sip->request_uri, &r->uri) == GB_OK;
    GbSlice contact = gb_sip_header(sip, GB_HEADER_CONTACT), first;
    if (contact.n && gb_sip_list_next(&contact, &first)) r->has_contact = name_addr(first, &r->contact);
    GbSlice expires = gb_sip_header(sip, GB_HEADER_EXPIRES);
    r->has_expires_header = expires.p != NULL;
    if (r->has_contact && !sip->is_response) r->expires_s = expires_param(&r->contact);
    if (r->expires_s < 0 && expires.n) r->expires_s = gb_seconds(expires);
    if (!sip->is_response) read_authorization(a, r);
}
