/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_auth.c - header values, read as credentials, as a challenge and as a list of challenges,
 * then hashed. What is found must lie inside the input.
 */
#include <gb28181/auth.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(GbSlice whole, GbSlice part) {
    if (part.p && (part.p < whole.p || part.n > whole.n || part.p + part.n > whole.p + whole.n))
        abort();
}

static void read_one(GbSlice value, bool is_challenge) {
    GbAuth a;
    char ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX];
    if (gb_auth_parse(value, is_challenge, &a) != GB_OK) return;
    const GbSlice all[] = {a.scheme_text, a.algorithm_text, a.realm,    a.nonce,     a.opaque,
                           a.qop_text,    a.username,       a.uri,      a.response,  a.cnonce,
                           a.nc,          a.random1,        a.random2,  a.serverid,  a.deviceid,
                           a.sign1,       a.sign2,          a.cryptkey, a.keyversion};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) inside(value, all[i]);
    if (gb_digest_ha1(a.algorithm, a.username, a.realm, GB_SLICE("pw"), ha1) &&
        gb_digest_response(&a, gb_slice_from(ha1), GB_SLICE("REGISTER"), value, response) &&
        strlen(response) != gb_digest_hex_length(a.algorithm))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    GbSlice value = gb_slice((const char *)data, size), rest = value, challenge;
    read_one(value, false);
    read_one(value, true);
    while (gb_auth_next_challenge(&rest, &challenge)) {
        if (challenge.n == 0) abort();
        inside(value, challenge);
        inside(value, rest);
        read_one(challenge, true);
    }
    return 0;
}
