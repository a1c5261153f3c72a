/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * head.c - the values of one head, parsed once (RFC 3261 8.1.1, 10.2, 20.10). What is absent or
 * can't be read is left out, never guessed: a device that writes no Contact still registers.
 */
#include <gb28181/head.h>

#include "sip/head_again.h"

int32_t gb_delta_seconds(GbSlice text) {
    uint64_t v;
    if (!gb_slice_uint(gb_slice_trim(text), &v)) return -1;
    return v > INT32_MAX ? INT32_MAX : (int32_t)v; /* RFC 3261 20.19: up to 2^32-1 */
}

int32_t gb_contact_seconds(const GbSipNameAddr *contact) {
    GbSlice value;
    return gb_sip_param_find(contact->params, "expires", &value) ? gb_delta_seconds(value) : -1;
}

static bool name_addr(GbSlice value, GbSipNameAddr *out) {
    return value.n && gb_sip_name_addr_parse(value, out) == GB_OK;
}

static bool is_alnum(char c) {
    return (unsigned)(c - '0') < 10 || (unsigned)((c | 0x20) - 'a') < 26;
}

static GbSlice tag_of(const GbSipNameAddr *party) {
    const GbSlice usual = GB_SLICE(";tag=");
    GbSlice tag = party->params;
    if (!tag.n) return GB_NO_SLICE;
    if (gb_slice_starts(tag, usual)) { /* and nothing but letters and digits */
        size_t at = usual.n;
        while (at < tag.n && is_alnum(tag.p[at])) at++;
        if (at == tag.n) return gb_slice_sub(tag, usual.n, tag.n);
    }
    return gb_sip_param_find(party->params, "tag", &tag) ? tag : GB_NO_SLICE;
}

static void read_values(GbHead *h) {
    const GbSip *sip = &h->sip;
    memset(h, 0, offsetof(GbHead, sip));
    GbSlice via = gb_sip_header(sip, GB_HEADER_VIA);
    h->has_via = via.n && gb_sip_via_parse(via, &h->via) == GB_OK;
    h->has_from = name_addr(gb_sip_header(sip, GB_HEADER_FROM), &h->from);
    h->has_to = name_addr(gb_sip_header(sip, GB_HEADER_TO), &h->to);
    if (h->has_from) h->from_tag = tag_of(&h->from);
    if (h->has_to) h->to_tag = tag_of(&h->to);
    h->call_id = gb_sip_header(sip, GB_HEADER_CALL_ID);
    h->gb_version = gb_sip_header(sip, GB_HEADER_X_GB_VER);
    if (!sip->is_response) h->has_uri = gb_sip_uri_parse(sip->request_uri, &h->uri) == GB_OK;
    GbSlice contact = gb_sip_header(sip, GB_HEADER_CONTACT), first;
    if (contact.n && gb_sip_list_next(&contact, &first)) h->has_contact = name_addr(first, &h->contact);
    GbSlice expires = gb_sip_header(sip, GB_HEADER_EXPIRES);
    h->has_expires_header = expires.p != NULL;
    h->expires_s = -1;
    if (h->has_contact && !sip->is_response) h->expires_s = gb_contact_seconds(&h->contact);
    if (h->expires_s < 0 && expires.n) h->expires_s = gb_delta_seconds(expires);
}

GbOutcome gb_head_read(GbHeadReader *r, GbSlice bytes, GbHead *out) {
    if (r && gb_head_again(r, bytes, out)) return GB_OK;
    GbOutcome outcome = gb_sip_parse_cut(bytes, &out->sip);
    if (outcome != GB_OK) return outcome;
    read_values(out);
    if (r) gb_head_keep(r, bytes, out);
    return GB_OK;
}
