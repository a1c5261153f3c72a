/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verify.c - does the response fit the known password? (RFC 7616 3.4.6, RFC 3261 22.4)
 *
 * The answer is never a bool: what can't be checked (a certificate scheme, an algorithm or qop
 * nobody defined) is `unsupported`, what lacks a parameter is `incomplete`, and a device without a
 * row is `no_password`; only a computed response that differs is a `mismatch`. The uri hashed is
 * the header's own text, not the Request-URI.
 *
 * Texts are hashed as they stand between the quotes first. A backslash has two readings in the
 * field, kept or taken away, so a text that has one gets a second try; either is a right password.
 *
 * With userhash (RFC 7616 3.4.4) the header holds H(user:realm); the user is then the device's ID.
 */
#include "auth/hash.h"
#include "auth/table.h"

bool gb_auth_fits(const GbAuth *a, GbSlice ha1, GbSlice method, GbSlice body) {
    char expected[GB_DIGEST_HEX];
    if (!gb_digest_response(a, ha1, method, body, expected)) return false;
    return gb_slice_is_case(a->response, expected);
}

/* The quoted string's value: \x is x (RFC 3261 25.1). */
static GbSlice unescape(GbSlice s, char **room, const char *end) {
    if (!s.n || !memchr(s.p, '\\', s.n) || s.n > (size_t)(end - *room)) return s;
    char *to = *room;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n) i++;
        *(*room)++ = s.p[i];
    }
    return gb_slice(to, (size_t)(*room - to));
}

static bool has_backslash(const GbAuth *a) {
    const GbSlice texts[] = {a->username, a->realm, a->nonce, a->uri, a->cnonce};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].n && memchr(texts[i].p, '\\', texts[i].n)) return true;
    return false;
}

bool gb_auth_plain_user(const GbAuth *a, GbSlice device_id, GbSlice *user) {
    char hex[GB_DIGEST_HEX];
    const GbSlice parts[] = {device_id, GB_SLICE(":"), a->realm};
    *user = a->username;
    if (!a->userhash) return true;
    *user = device_id;
    return gb_hash_hex(a->algorithm, parts, 3, hex) && gb_slice_is_case(a->username, hex);
}

static bool row_fits(GbCredentials *c, uint32_t row, const GbAuth *a, const GbAuthQuestion *q) {
    char ha1[GB_DIGEST_HEX];
    GbSlice user;
    if (!gb_auth_plain_user(a, q->device_id, &user)) return false;
    if (!gb_table_ha1(c, row, a->algorithm, user, a->realm, ha1)) return false;
    return gb_auth_fits(a, gb_slice(ha1, gb_digest_hex_length(a->algorithm)), q->method, q->body);
}

static GbAuthResult precheck(const GbAuth *a) {
    if (!a || !a->scheme_text.p) return GB_AUTH_NONE;
    if (a->scheme != GB_SCHEME_DIGEST || a->algorithm == GB_DIGEST_OTHER || a->qop == GB_QOP_OTHER)
        return GB_AUTH_UNSUPPORTED;
    /* An empty realm can be meant; an empty anything else can not. */
    if (!a->username.n || !a->realm.p || !a->nonce.n || !a->uri.n || !a->response.n)
        return GB_AUTH_INCOMPLETE;
    if (a->qop != GB_QOP_NONE && (!a->nc.n || !a->cnonce.n)) return GB_AUTH_INCOMPLETE;
    bool sess = a->algorithm == GB_DIGEST_MD5_SESS || a->algorithm == GB_DIGEST_SHA256_SESS ||
                a->algorithm == GB_DIGEST_SHA512_256_SESS;
    return sess && !a->cnonce.p ? GB_AUTH_INCOMPLETE : GB_AUTH_VERIFIED;
}

GbAuthVerdict gb_credentials_verify(GbCredentials *c, const GbAuthQuestion *q) {
    GbAuthVerdict v = {.result = precheck(q->credentials)};
    const GbAuth *a = q->credentials;
    if (v.result != GB_AUTH_VERIFIED) return v;
    uint32_t row =
        gb_table_choose(c, q->device_id.n ? q->device_id : a->username, a->realm, a->algorithm);
    if (row == GB_NO_ROW) {
        v.result = GB_AUTH_NO_PASSWORD;
        return v;
    }
    if (row_fits(c, row, a, q)) return v;
    if (has_backslash(a)) {
        char buffer[1024], *room = buffer;
        GbAuth plain = *a;
        plain.username = unescape(a->username, &room, buffer + sizeof buffer);
        plain.realm = unescape(a->realm, &room, buffer + sizeof buffer);
        plain.nonce = unescape(a->nonce, &room, buffer + sizeof buffer);
        plain.uri = unescape(a->uri, &room, buffer + sizeof buffer);
        plain.cnonce = unescape(a->cnonce, &room, buffer + sizeof buffer);
        if (row_fits(c, row, &plain, q)) return v;
    }
    v.result = GB_AUTH_MISMATCH;
    return v;
}

const char *gb_auth_result_name(GbAuthResult r) {
    static const char *const names[GB_N_AUTH_RESULTS] = {
        [GB_AUTH_NONE] = "none",
        [GB_AUTH_VERIFIED] = "verified",
        [GB_AUTH_MISMATCH] = "mismatch",
        [GB_AUTH_NO_PASSWORD] = "no_password",
        [GB_AUTH_UNSUPPORTED] = "unsupported",
        [GB_AUTH_INCOMPLETE] = "incomplete",
    };
    return (unsigned)r < GB_N_AUTH_RESULTS ? names[r] : "none";
}
