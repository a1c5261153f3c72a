/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain_inputs.c - the right password, hashed with something else than the Authorization says.
 *
 * Each search changes one input and leaves the rest: the uri as the Request-URI, To or From, with its
 * parts left out or the server's address or domain in it, the realm as the challenge's, the
 * server's address, ID or domain, the method as of another request, the
 * user as the device's ID, the nonce of an older challenge, the qop formula of another RFC, the
 * hexadecimal digits of nc or of HA1 and HA2 in capitals, another algorithm. Texts that are put
 * together must fit a small buffer; longer ones are not tried.
 */
#include <glib.h>

#include "auth/digest.h"
#include "auth/explain.h"
#include "auth/hash.h"

/* ---- texts put together ------------------------------------------------------------------- */

typedef struct Text {
    char bytes[300];
    size_t n;
    bool cut;
} Text;

static Text join(const GbSlice *parts, size_t n_parts) {
    Text t = {.n = 0};
    for (size_t i = 0; i < n_parts; i++) {
        if (parts[i].n > sizeof t.bytes - t.n) {
            t.cut = true;
            return t;
        }
        if (parts[i].n) memcpy(t.bytes + t.n, parts[i].p, parts[i].n);
        t.n += parts[i].n;
    }
    return t;
}

static GbSlice slice_of(const Text *t) {
    return gb_slice(t->bytes, t->n);
}

static Text in_case(GbSlice s, bool upper) {
    Text t = join(&s, 1);
    for (size_t i = 0; i < t.n; i++)
        t.bytes[i] = upper ? g_ascii_toupper(t.bytes[i]) : g_ascii_tolower(t.bytes[i]);
    return t;
}

/* ---- uri ---------------------------------------------------------------------------------- */

typedef struct Uri { /* scheme with its colon, user with its @, port with its colon */
    GbSlice scheme, user, host, port, rest;
} Uri;

static Uri split_uri(GbSlice s) {
    Uri u = {.scheme = GB_NO_SLICE};
    size_t at = gb_slice_find(s, ':');
    if (at == 3 || at == 4) {
        u.scheme = gb_slice_sub(s, 0, at + 1);
        s = gb_slice_sub(s, at + 1, s.n);
    }
    size_t end = 0;
    while (end < s.n && s.p[end] != ';' && s.p[end] != '?') end++;
    u.rest = gb_slice_sub(s, end, s.n);
    s = gb_slice_sub(s, 0, end);
    at = gb_slice_find(s, '@');
    if (at < s.n) {
        u.user = gb_slice_sub(s, 0, at + 1);
        s = gb_slice_sub(s, at + 1, s.n);
    }
    at = s.n && s.p[0] == '[' ? gb_slice_find(s, ']') : 0;
    while (at < s.n && s.p[at] != ':') at++;
    u.host = gb_slice_sub(s, 0, at);
    u.port = gb_slice_sub(s, at, s.n);
    return u;
}

static bool uri_fits(GbSearch *s, GbSlice uri) {
    GbAuth a = *s->a;
    a.uri = uri;
    return uri.p && gb_search_inputs(s, &a, s->user, s->q->method) &&
           gb_search_found(s, GB_WHY_URI, uri);
}

static bool uri_forms_fit(GbSearch *s, GbSlice uri) {
    Uri u = split_uri(uri);
    const GbSlice none = GB_NO_SLICE, sip = GB_SLICE("sip:"), port = GB_SLICE(":5060");
    const GbSlice forms[][5] = {
        {uri, none, none, none, none},
        {u.scheme, u.user, u.host, u.port, none},
        {u.scheme, u.user, u.host, none, none},
        {u.scheme, u.user, u.host, port, none},
        {u.scheme, u.host, u.port, none, none},
        {u.scheme, u.host, none, none, none},
        {u.scheme, u.host, port, none, none},
        {sip, u.user, s->a->realm, none, none},
        {sip, s->a->realm, none, none, none},
        {u.user, u.host, u.port, u.rest, none},
        {sip, u.user, u.host, u.port, u.rest},
        {GB_SLICE("<"), uri, GB_SLICE(">"), none, none},
        {GB_SLICE("\""), uri, GB_SLICE("\""), none, none},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Text t = join(forms[i], 5);
        if (!t.cut && uri_fits(s, slice_of(&t))) return true;
    }
    return false;
}

/* What usually names the server: its ID (with the @) and the address the packet went to. */
typedef struct Server {
    GbSlice user, id, host, port;
} Server;

static Server server_of(const GbSearch *s) {
    Uri request = split_uri(s->q->request_uri), uri = split_uri(s->a->uri),
        to = split_uri(s->q->destination);
    Server server = {
        .user = request.user.n ? request.user : uri.user, .host = to.host, .port = to.port};
    server.id = gb_slice_sub(server.user, 0, server.user.n ? server.user.n - 1 : 0);
    return server;
}

/* The server's ID before its address, its domain, and the domains of To and From. */
static bool uri_of_server_fits(GbSearch *s) {
    Server server = server_of(s);
    const GbSlice none = GB_NO_SLICE, sip = GB_SLICE("sip:"), cn = GB_SLICE(".spvmn.cn");
    GbSlice domain = gb_slice_sub(server.id, 0, 10), area = gb_slice_sub(server.id, 0, 8);
    const GbSlice forms[][4] = {
        {sip, server.user, server.host, server.port},
        {sip, server.user, server.host, none},
        {sip, server.host, server.port, none},
        {sip, server.host, none, none},
        {sip, server.user, domain, none},
        {sip, server.user, area, none},
        {sip, server.user, domain, cn},
        {sip, server.user, s->a->realm, cn},
        {sip, server.user, split_uri(s->q->to_uri).host, none},
        {sip, server.user, split_uri(s->q->from_uri).host, none},
        {sip, domain, none, none},
        {sip, domain, cn, none},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Text t = join(forms[i], 4);
        if (!t.cut && uri_fits(s, slice_of(&t))) return true;
    }
    return false;
}

bool gb_search_uri(GbSearch *s) {
    return uri_fits(s, s->q->request_uri) || uri_forms_fit(s, s->q->request_uri) ||
           uri_forms_fit(s, s->a->uri) || uri_of_server_fits(s) || uri_fits(s, s->q->to_uri) ||
           uri_fits(s, s->q->from_uri) || uri_fits(s, GB_SLICE(""));
}

/* ---- realm and user ----------------------------------------------------------------------- */

static bool realm_fits(GbSearch *s, GbSlice realm) {
    GbAuth a = *s->a;
    a.realm = realm;
    return gb_search_inputs(s, &a, s->user, s->q->method) &&
           gb_search_found(s, GB_WHY_REALM, realm);
}

/* How many rows of one device are looked at for their realm. */
#define MAX_REALMS 64

bool gb_search_realm(GbSearch *s) {
    Uri uri = split_uri(s->a->uri), request = split_uri(s->q->request_uri);
    Server server = server_of(s);
    GbSlice id = s->q->device_id;
    const GbSlice blank = GB_SLICE(" "), cn = GB_SLICE(".spvmn.cn");
    const GbSlice quoted[] = {GB_SLICE("\""), s->a->realm, GB_SLICE("\"")},
                  behind[] = {s->a->realm, blank}, before[] = {blank, s->a->realm},
                  of_server[] = {gb_slice_sub(server.id, 0, 10), cn},
                  of_device[] = {gb_slice_sub(id, 0, 10), cn}, of_realm[] = {s->a->realm, cn};
    Text blank_behind = join(behind, 2), blank_before = join(before, 2),
         server_domain = join(of_server, 2), device_domain = join(of_device, 2),
         realm_domain = join(of_realm, 2);
    Text with_quotes = join(quoted, 3), small = in_case(s->a->realm, false),
         capital = in_case(s->a->realm, true);
    const GbSlice realms[] = {
        s->q->challenge ? s->q->challenge->realm : GB_NO_SLICE,
        uri.host,
        request.host,
        server.host,
        gb_slice_sub(id, 0, 10), /* the domain: GB/T 28181-2022 5.2, 8 or 10 digits */
        gb_slice_sub(id, 0, 8),
        gb_slice_sub(id, 0, 4),
        gb_slice_sub(uri.user, 0, 10),
        gb_slice_sub(uri.user, 0, 8),
        gb_slice_sub(uri.user, 0, 4),
        gb_slice_sub(uri.user, 0, uri.user.n ? uri.user.n - 1 : 0),
        gb_slice_sub(server.id, 0, 10),
        gb_slice_sub(server.id, 0, 8),
        gb_slice_sub(server.id, 0, 4),
        server.id,
        slice_of(&server_domain),
        slice_of(&device_domain),
        slice_of(&realm_domain),
        gb_slice_trim(s->a->realm),
        slice_of(&blank_behind),
        slice_of(&blank_before),
        slice_of(&with_quotes),
        slice_of(&small),
        slice_of(&capital),
    };
    for (size_t i = 0; i < sizeof realms / sizeof *realms; i++)
        if (realms[i].n && realm_fits(s, realms[i])) return true;
    uint32_t r = gb_table_first(s->c, s->c->rows[s->row].id);
    for (int i = 0; i < MAX_REALMS && r != GB_NO_ROW; i++, r = s->c->rows[r].next_of_id)
        if (s->c->rows[r].realm.n && realm_fits(s, s->c->rows[r].realm)) return true;
    return realm_fits(s, GB_SLICE(""));
}

static bool user_fits(GbSearch *s, GbSlice user) {
    return gb_search_inputs(s, s->a, user, s->q->method) &&
           gb_search_found(s, GB_WHY_USERNAME, user);
}

bool gb_search_username(GbSearch *s) {
    GbSlice user = s->a->username, id = s->q->device_id, at = GB_SLICE("@");
    Uri uri = split_uri(s->a->uri);
    const GbSlice forms[][3] = {
        {id, GB_NO_SLICE, GB_NO_SLICE},
        {user, GB_NO_SLICE, GB_NO_SLICE},
        {user, at, s->a->realm},
        {user, at, uri.host},
        {id, at, s->a->realm},
        {gb_slice_sub(user, 0, gb_slice_find(user, '@')), GB_NO_SLICE, GB_NO_SLICE},
        {GB_SLICE("sip:"), user, GB_NO_SLICE},
        {GB_SLICE("\""), user, GB_SLICE("\"")},
        {GB_SLICE("admin"), GB_NO_SLICE, GB_NO_SLICE},
        {GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Text t = join(forms[i], 3);
        if (!t.cut && user_fits(s, slice_of(&t))) return true;
    }
    Text small = in_case(user, false), capital = in_case(user, true);
    return user_fits(s, slice_of(&small)) || user_fits(s, slice_of(&capital));
}

/* ---- method and nonce --------------------------------------------------------------------- */

static bool method_fits(GbSearch *s, GbSlice method) {
    return gb_search_inputs(s, s->a, s->user, method) && gb_search_found(s, GB_WHY_METHOD, method);
}

bool gb_search_method(GbSearch *s) {
    static const char *const methods[] = {"REGISTER", "MESSAGE", "INVITE", "SUBSCRIBE", "NOTIFY",
                                          "INFO",     "BYE",     "ACK",    "OPTIONS",   "CANCEL",
                                          "GET",      "POST",    ""};
    Text small = in_case(s->q->method, false), capital = in_case(s->q->method, true), first = small;
    if (first.n) first.bytes[0] = g_ascii_toupper(first.bytes[0]);
    if (method_fits(s, slice_of(&small)) || method_fits(s, slice_of(&capital)) ||
        method_fits(s, slice_of(&first)))
        return true;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (method_fits(s, gb_slice_from(methods[i]))) return true;
    return false;
}

static bool nonce_fits(GbSearch *s, GbSlice nonce) {
    GbAuth a = *s->a;
    a.nonce = nonce;
    return nonce.p && gb_search_inputs(s, &a, s->user, s->q->method) &&
           gb_search_found(s, GB_WHY_NONCE, nonce);
}

/* How many earlier nonces are tried, the latest first. */
#define MAX_NONCES 64

bool gb_search_nonce(GbSearch *s) {
    if (s->q->challenge && nonce_fits(s, s->q->challenge->nonce)) return true;
    size_t n = s->q->n_other_nonces;
    for (size_t i = 0; i < n && i < MAX_NONCES; i++)
        if (nonce_fits(s, s->q->other_nonces[n - 1 - i])) return true;
    Text small = in_case(s->a->nonce, false), capital = in_case(s->a->nonce, true);
    return nonce_fits(s, slice_of(&small)) || nonce_fits(s, slice_of(&capital)) ||
           nonce_fits(s, GB_SLICE(""));
}

/* ---- qop, nc, hex, algorithm -------------------------------------------------------------- */

static bool qop_fits(GbSearch *s, GbQop qop, const char *text, const char *detail) {
    GbAuth a = *s->a;
    a.qop = qop;
    a.qop_text = gb_slice_from(text);
    return gb_search_inputs(s, &a, s->user, s->q->method) &&
           gb_search_found(s, GB_WHY_QOP, gb_slice_from(detail));
}

/* An old JAIN SIP helper puts cnonce into the hash without qop and nc. */
static bool cnonce_alone_fits(GbSearch *s) {
    char ha2[GB_DIGEST_HEX], response[GB_DIGEST_HEX];
    const GbSlice colon = GB_SLICE(":");
    if (!s->a->cnonce.p || !gb_digest_ha2(s->a, s->q->method, s->q->body, ha2)) return false;
    const GbSlice parts[] = {
        s->ha1, colon, s->a->nonce, colon, s->a->cnonce, colon, gb_slice(ha2, s->ha1.n)};
    return gb_hash_hex(s->a->algorithm, parts, 7, response) &&
           gb_slice_is_case(s->a->response, response) &&
           gb_search_found(s, GB_WHY_QOP, GB_SLICE("cnonce"));
}

bool gb_search_qop(GbSearch *s) {
    if (s->a->qop != GB_QOP_NONE && qop_fits(s, GB_QOP_NONE, NULL, "")) return true;
    return qop_fits(s, GB_QOP_AUTH, "auth", "qop=auth") ||
           qop_fits(s, GB_QOP_AUTH_INT, "auth-int", "qop=auth-int") ||
           qop_fits(s, GB_QOP_AUTH, "auth-int", "qop=auth-int") ||
           qop_fits(s, GB_QOP_AUTH, "AUTH", "qop=AUTH") ||
           qop_fits(s, GB_QOP_AUTH, "\"auth\"", "qop=\"auth\"") ||
           qop_fits(s, GB_QOP_AUTH, "null", "qop=null") || cnonce_alone_fits(s);
}

bool gb_search_nc_case(GbSearch *s) {
    GbAuth a = *s->a;
    if (!a.nc.n || a.qop == GB_QOP_NONE) return false;
    for (int upper = 0; upper < 2; upper++) {
        Text t = in_case(s->a->nc, upper);
        a.nc = slice_of(&t);
        if (!t.cut && gb_search_inputs(s, &a, s->user, s->q->method))
            return gb_search_found(s, GB_WHY_NC_CASE, GB_NO_SLICE);
    }
    return false;
}

bool gb_search_hash_case(GbSearch *s) {
    char ha2[GB_DIGEST_HEX], response[GB_DIGEST_HEX];
    if (!gb_digest_ha2(s->a, s->q->method, s->q->body, ha2)) return false;
    GbSlice plain = gb_slice(ha2, s->ha1.n);
    Text ha1_upper = in_case(s->ha1, true), ha2_upper = in_case(plain, true);
    const GbSlice pairs[][2] = {{slice_of(&ha1_upper), slice_of(&ha2_upper)},
                                {slice_of(&ha1_upper), plain},
                                {s->ha1, slice_of(&ha2_upper)}};
    bool fits = false;
    for (size_t i = 0; i < 3 && !fits; i++)
        fits = gb_digest_join(NULL, s->a, pairs[i][0], pairs[i][1], response) &&
               gb_slice_is_case(s->a->response, response);
    gb_hash_wipe(&ha1_upper, sizeof ha1_upper);
    return fits && gb_search_found(s, GB_WHY_HASH_CASE, GB_NO_SLICE);
}

bool gb_search_algorithm(GbSearch *s) {
    GbAuth a = *s->a;
    for (int k = 0; k < GB_DIGEST_OTHER; k++) {
        a.algorithm = (GbDigestAlgorithm)k;
        if (a.algorithm == s->a->algorithm || a.response.n != gb_digest_hex_length(a.algorithm))
            continue;
        if (gb_search_inputs(s, &a, s->user, s->q->method))
            return gb_search_found(s, GB_WHY_ALGORITHM,
                                   gb_slice_from(gb_digest_algorithm_name(a.algorithm)));
    }
    return false;
}
