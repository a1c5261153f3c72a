/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * digest.c - the response of HTTP digest as SIP uses it: RFC 2069 (no qop), RFC 2617 and RFC 7616
 * 3.4 (qop auth and auth-int, -sess), with RFC 8760's algorithms.
 *
 *   HA1      = H(user:realm:password)           -sess: H(HA1:nonce:cnonce)
 *   HA2      = H(method:uri)                    auth-int: H(method:uri:H(body))
 *   response = H(HA1:nonce:HA2)                 with qop: H(HA1:nonce:nc:cnonce:qop:HA2)
 *
 * H yields lower-case hex at every step, as every implementation does it. All texts are hashed as
 * they stand between their quotes (RFC 7616 3.4: unq() takes the quotes away, nothing else);
 * verify.c tries the other reading of a backslash when this one does not fit. qop is hashed as it
 * was sent, nc too: digits in the other case are another text.
 */
#include "auth/digest.h"

#define COLON GB_SLICE(":")

static const struct {
    const char *name;
    size_t hex;
    bool sess;
} algorithms[GB_N_DIGESTS] = {
    [GB_DIGEST_MD5] = {"MD5", 32, false},
    [GB_DIGEST_MD5_SESS] = {"MD5-sess", 32, true},
    [GB_DIGEST_SHA256] = {"SHA-256", 64, false},
    [GB_DIGEST_SHA256_SESS] = {"SHA-256-sess", 64, true},
    [GB_DIGEST_SHA512_256] = {"SHA-512-256", 64, false},
    [GB_DIGEST_SHA512_256_SESS] = {"SHA-512-256-sess", 64, true},
    [GB_DIGEST_OTHER] = {"other", 0, false},
};

/* Spellings met beside the registered ones. */
static const struct {
    const char *name;
    GbDigestAlgorithm algorithm;
} spellings[] = {
    {"SHA256", GB_DIGEST_SHA256},
    {"SHA256-sess", GB_DIGEST_SHA256_SESS},
    {"SHA-512/256", GB_DIGEST_SHA512_256},
    {"SHA512-256", GB_DIGEST_SHA512_256},
};

const char *gb_digest_algorithm_name(GbDigestAlgorithm a) {
    return (unsigned)a < GB_N_DIGESTS ? algorithms[a].name : "other";
}

size_t gb_digest_hex_length(GbDigestAlgorithm a) {
    return (unsigned)a < GB_N_DIGESTS ? algorithms[a].hex : 0;
}

GbDigestAlgorithm gb_digest_algorithm_find(GbSlice text) {
    if (text.n == 0) return GB_DIGEST_MD5;
    for (int a = 0; a < GB_DIGEST_OTHER; a++)
        if (gb_slice_is_case(text, algorithms[a].name)) return (GbDigestAlgorithm)a;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (gb_slice_is_case(text, spellings[i].name)) return spellings[i].algorithm;
    return GB_DIGEST_OTHER;
}

static bool hash(GbHasher *h, GbDigestAlgorithm a, const GbSlice *parts, size_t n, char out[GB_DIGEST_HEX]) {
    return h ? gb_hasher_hex(h, parts, n, out) : gb_hash_hex(a, parts, n, out);
}

bool gb_digest_begin(GbHasher *h, GbDigestAlgorithm a, GbSlice user, GbSlice realm, GbSlice password,
                     char out[GB_DIGEST_HEX]) {
    const GbSlice parts[] = {user, COLON, realm, COLON, password};
    return hash(h, a, parts, 5, out);
}

bool gb_digest_ha1(GbDigestAlgorithm a, GbSlice user, GbSlice realm, GbSlice password,
                   char out[GB_DIGEST_HEX]) {
    return gb_digest_begin(NULL, a, user, realm, password, out);
}

bool gb_digest_ha2(const GbAuth *c, GbSlice method, GbSlice body, char out[GB_DIGEST_HEX]) {
    char body_hex[GB_DIGEST_HEX] = "";
    size_t hex = gb_digest_hex_length(c->algorithm);
    const GbSlice parts[] = {method, COLON, c->uri, COLON, gb_slice(body_hex, hex)};
    if (c->qop != GB_QOP_AUTH_INT) return gb_hash_hex(c->algorithm, parts, 3, out);
    return gb_hash_hex(c->algorithm, &body, 1, body_hex) &&
           gb_hash_hex(c->algorithm, parts, 5, out);
}

bool gb_digest_join(GbHasher *h, const GbAuth *c, GbSlice ha1, GbSlice ha2, char out[GB_DIGEST_HEX]) {
    char ha1_sess[GB_DIGEST_HEX];
    bool ok;
    if (c->qop == GB_QOP_OTHER || !c->nonce.p) return false;
    if (algorithms[c->algorithm].sess) {
        const GbSlice parts[] = {ha1, COLON, c->nonce, COLON, c->cnonce};
        if (!c->cnonce.p || !hash(h, c->algorithm, parts, 5, ha1_sess)) return false;
        ha1 = gb_slice(ha1_sess, algorithms[c->algorithm].hex);
    }
    if (c->qop == GB_QOP_NONE) {
        const GbSlice parts[] = {ha1, COLON, c->nonce, COLON, ha2};
        ok = hash(h, c->algorithm, parts, 5, out);
    } else {
        GbSlice qop = c->qop_text;
        if (!c->nc.p || !c->cnonce.p) return false;
        if (!qop.n) qop = c->qop == GB_QOP_AUTH ? GB_SLICE("auth") : GB_SLICE("auth-int");
        const GbSlice parts[] = {ha1,       COLON, c->nonce, COLON, c->nc, COLON,
                                 c->cnonce, COLON, qop,      COLON, ha2};
        ok = hash(h, c->algorithm, parts, 11, out);
    }
    if (algorithms[c->algorithm].sess) gb_hash_wipe(ha1_sess, sizeof ha1_sess);
    return ok;
}

bool gb_digest_response(const GbAuth *c, GbSlice ha1_hex, GbSlice method, GbSlice body,
                        char out[GB_DIGEST_HEX]) {
    char ha2[GB_DIGEST_HEX];
    size_t hex = gb_digest_hex_length(c->algorithm);
    if (hex == 0 || ha1_hex.n != hex || !c->uri.p) return false;
    return gb_digest_ha2(c, method, body, ha2) &&
           gb_digest_join(NULL, c, ha1_hex, gb_slice(ha2, hex), out);
}
