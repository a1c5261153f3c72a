/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_sip.c - a message and the values in its headers. Holds to: slices lie inside the input, the
 * same bytes give the same result, nothing is written unless GB_OK, chains of headers are whole,
 * lists and parameters come to an end.
 */
#include <gb28181/sip.h>
#include <stdlib.h>

#define REQUIRE(x)         \
    do {                   \
        if (!(x)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(GbSlice whole, GbSlice part) {
    REQUIRE(!part.p || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void read_uri(GbSlice in, const GbSipUri *uri) {
    const GbSlice parts[] = {uri->text, uri->scheme, uri->user,   uri->password,
                             uri->host, uri->params, uri->headers};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) inside(in, parts[i]);
    char text[256];
    REQUIRE(gb_sip_unescape(uri->user, text, sizeof text) <= sizeof text);
}

static void read_params(GbSlice in, GbSlice params) {
    GbSlice name, value;
    size_t left = params.n;
    while (gb_sip_param_next(&params, &name, &value)) {
        inside(in, name);
        inside(in, value);
        REQUIRE(params.n < left);
        left = params.n;
    }
}

static void read_value(GbSlice value) {
    GbSlice rest = value, element;
    size_t left = rest.n;
    while (gb_sip_list_next(&rest, &element)) {
        REQUIRE(element.n > 0 && rest.n < left);
        left = rest.n;
        inside(value, element);
        GbSipNameAddr name;
        if (gb_sip_name_addr_parse(element, &name) == GB_OK && !name.is_star) {
            inside(element, name.display);
            inside(element, name.params);
            read_uri(element, &name.uri);
            read_params(element, name.params);
        }
        GbSipVia via;
        if (gb_sip_via_parse(element, &via) == GB_OK) {
            const GbSlice parts[] = {via.transport, via.host,  via.branch,
                                     via.received,  via.rport, via.params};
            for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) inside(element, parts[i]);
            REQUIRE(via.host.n && via.transport.n);
        }
    }
    GbSipUri uri;
    if (gb_sip_uri_parse(value, &uri) == GB_OK) read_uri(value, &uri);
    read_params(value, value);
    uint32_t seconds;
    int64_t time;
    char text[64];
    gb_sip_seconds_parse(value, &seconds);
    gb_sip_date_parse(value, &time);
    REQUIRE(gb_sip_unquote(value, text, sizeof text) <= value.n);
}

static void read_message(GbSlice in, const GbSip *sip) {
    const GbSlice parts[] = {sip->method_text, sip->request_uri, sip->version,
                             sip->reason,      sip->head,        sip->body};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) inside(in, parts[i]);
    REQUIRE(sip->head.p + sip->head.n == sip->body.p && sip->body.p + sip->body.n == in.p + in.n);
    REQUIRE(sip->n_headers <= GB_MAX_HEADERS && sip->method < GB_N_METHODS);
    unsigned chained = 0;
    for (unsigned id = 0; id < GB_N_HEADERS; id++) {
        unsigned last = GB_MAX_HEADERS;
        for (unsigned i = sip->first[id]; i < sip->n_headers; i = sip->headers[i].next) {
            REQUIRE(sip->headers[i].id == id && (last == GB_MAX_HEADERS || i > last));
            last = i;
            chained++;
        }
        REQUIRE(sip->last_of[id] == last);
    }
    REQUIRE(chained == sip->n_headers);
    for (unsigned i = 0; i < sip->n_headers; i++) {
        inside(sip->head, sip->headers[i].name);
        inside(sip->head, sip->headers[i].value);
        read_value(sip->headers[i].value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static GbSip sip, again;
    GbSlice in = gb_slice((const char *)data, size);
    memset(&sip, 0x5a, sizeof sip);
    memset(&again, 0x5a, sizeof again);
    GbOutcome whole = gb_sip_parse(in, &again);
    if (whole != GB_OK) REQUIRE(memcmp(&sip, &again, sizeof sip) == 0);
    GbOutcome cut = gb_sip_parse_cut(in, &sip);
    REQUIRE(cut != GB_MORE);
    GbOutcome looks = gb_sip_looks_like(in);
    if (whole == GB_OK || whole == GB_BAD) REQUIRE(looks == GB_OK && whole == cut);
    if (whole == GB_NOT) REQUIRE(looks == GB_NOT);
    if (whole == GB_OK) {
        read_message(in, &again);
        REQUIRE(memcmp(&sip.n_headers, &again.n_headers, sizeof sip - offsetof(GbSip, n_headers)) ==
                0);
        REQUIRE(sip.quirks == again.quirks);
    }
    if (cut == GB_OK) read_message(in, &sip);
    read_value(in);
    return 0;
}
