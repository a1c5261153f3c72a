/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "same_head.h"

#define IS(field) if (a->field != b->field) return #field
#define SAME(field) if (a->field.p != b->field.p || a->field.n != b->field.n) return #field

static const char *uri_difference(const GbSipUri *a, const GbSipUri *b) {
    SAME(text); SAME(scheme); SAME(user); SAME(password); SAME(host); SAME(params); SAME(headers);
    IS(port); IS(is_ipv6); IS(quirks);
    return NULL;
}

static const char *party_difference(const GbSipNameAddr *a, const GbSipNameAddr *b) {
    SAME(display); SAME(params);
    IS(is_star); IS(quirks);
    return uri_difference(&a->uri, &b->uri);
}

static const char *via_difference(const GbSipVia *a, const GbSipVia *b) {
    SAME(transport); SAME(host); SAME(branch); SAME(received); SAME(rport); SAME(params);
    IS(port); IS(quirks);
    return NULL;
}

static const char *sip_difference(const GbSip *a, const GbSip *b) {
    SAME(method_text); SAME(request_uri); SAME(version); SAME(reason); SAME(head); SAME(body);
    IS(is_response); IS(method); IS(status); IS(quirks); IS(has_length); IS(has_cseq);
    IS(content_length); IS(cseq); IS(n_headers);
    for (unsigned i = 0; i < GB_N_HEADERS; i++) {
        IS(first[i]);
        IS(last_of[i]);
    }
    for (unsigned i = 0; i < a->n_headers; i++) {
        SAME(headers[i].name);
        SAME(headers[i].value);
        IS(headers[i].id);
        IS(headers[i].next);
    }
    return NULL;
}

const char *head_difference(const GbHead *a, const GbHead *b) {
    const char *differs = sip_difference(&a->sip, &b->sip);
    if (differs) return differs;
    IS(has_from); IS(has_to); IS(has_contact); IS(has_uri); IS(has_via);
    IS(has_expires_header); IS(expires_s);
    SAME(from_tag); SAME(to_tag); SAME(call_id); SAME(gb_version);
    if (a->has_from && (differs = party_difference(&a->from, &b->from))) return differs;
    if (a->has_to && (differs = party_difference(&a->to, &b->to))) return differs;
    if (a->has_contact && (differs = party_difference(&a->contact, &b->contact))) return differs;
    if (a->has_uri && (differs = uri_difference(&a->uri, &b->uri))) return differs;
    if (a->has_via && (differs = via_difference(&a->via, &b->via))) return differs;
    return NULL;
}
