/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_credentials.c - a devices.csv, then a question about it: the file is the table, and its
 * bytes behind the first form feed, if there is one, are an Authorization to verify and explain
 * and a list of candidates. A refused file leaves nothing behind.
 */
#include <gb28181/credentials.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(GbCredentials *c, GbSlice header) {
    GbAuth a;
    if (gb_auth_parse(header, false, &a) != GB_OK) return;
    const GbSlice nonces[] = {GB_SLICE("n"), a.cnonce};
    GbAuthQuestion q = {.credentials = &a,
                        .challenge = &a,
                        .device_id = a.username,
                        .method = GB_SLICE("REGISTER"),
                        .request_uri = a.opaque,
                        .body = header,
                        .other_nonces = nonces,
                        .n_other_nonces = 2};
    GbAuthVerdict v = gb_credentials_verify(c, &q);
    gb_credentials_explain(c, &q, &v);
    if (v.result == GB_AUTH_MISMATCH && v.why == GB_WHY_NONE) abort();
    if (v.result != GB_AUTH_MISMATCH && v.result != GB_AUTH_NO_PASSWORD && v.why != GB_WHY_NONE) abort();
    if (v.why == GB_WHY_NOTHING_YET && !v.why_partial) abort();
    char text[512];
    for (int lang = 0; lang < GB_N_LANGS; lang++)
        if (gb_auth_why_text(v.why, (GbLang)lang, v.why_detail, text, sizeof text) >= sizeof text)
            abort();
    gb_credentials_name(c, a.username);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    GbSlice all = gb_slice((const char *)data, size);
    size_t cut = gb_slice_find(all, '\f');
    GbSlice csv = gb_slice_sub(all, 0, cut), rest = gb_slice_sub(all, cut + 1, size);
    GbCredentials *c = gb_credentials_new();
    GbError e = {0};
    gb_credentials_limit_explain(c, 100);
    if (!gb_credentials_read_csv(c, csv, &e) && (gb_credentials_count(c) || !e.text[0])) abort();
    gb_credentials_read_also_try(c, rest, &e);
    ask(c, rest);
    gb_credentials_add(c, GB_SLICE("*"), GB_SLICE("pw"), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE, &e);
    ask(c, rest);
    gb_credentials_free(c);
    return 0;
}
