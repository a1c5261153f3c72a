/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * transcript_digest.c - writes the digest of a transcript's password where a message says
 * response="*" (RFC 7616 3.4.1, RFC 2069 without qop).
 *
 * What is hashed is what the Authorization says, except for what @digest changes: so a transcript
 * can show a device that hashes another uri than it sends. The digest is computed by the shared
 * module's own functions; that these are right is shown by vectors made elsewhere.
 */
#include "transcript_digest.h"

#include <gb28181/auth.h>
#include <gb28181/sip.h>

typedef struct Changes {
    GbAuth *auth;
    GbSlice method;
    bool capital_ha1;
} Changes;

static bool change(Changes *c, const char *word) {
    const struct {
        const char *name;
        GbSlice *value;
    } texts[] = {{"realm=", &c->auth->realm},       {"nonce=", &c->auth->nonce},
                 {"uri=", &c->auth->uri},           {"username=", &c->auth->username},
                 {"cnonce=", &c->auth->cnonce},     {"nc=", &c->auth->nc},
                 {"method=", &c->method}};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_str_has_prefix(word, texts[i].name)) {
            *texts[i].value = gb_slice_from(word + strlen(texts[i].name));
            return true;
        }
    if (g_str_has_prefix(word, "algorithm=")) {
        c->auth->algorithm = gb_digest_algorithm_find(gb_slice_from(word + 10));
        return c->auth->algorithm != GB_DIGEST_OTHER;
    }
    if (strcmp(word, "qop=none") == 0) c->auth->qop = GB_QOP_NONE;
    else if (strcmp(word, "ha1=capital") == 0) c->capital_ha1 = true;
    else return false;
    return true;
}

static bool compute(const GString *head, const GString *body, const char *password,
                    char *const *words, char out[GB_DIGEST_HEX]) {
    GbSip sip;
    GbAuth auth;
    char ha1[GB_DIGEST_HEX];
    if (gb_sip_parse_cut(gb_slice(head->str, head->len), &sip) != GB_OK) return false;
    GbSlice value = gb_sip_header(&sip, GB_HEADER_AUTHORIZATION);
    if (!value.p) value = gb_sip_header(&sip, GB_HEADER_PROXY_AUTHORIZATION);
    if (!value.p || gb_auth_parse(value, false, &auth) != GB_OK) return false;
    Changes c = {.auth = &auth, .method = sip.method_text};
    for (; words && *words; words++)
        if (!change(&c, *words)) return false;
    if (!gb_digest_ha1(auth.algorithm, auth.username, auth.realm, gb_slice_from(password), ha1))
        return false;
    for (char *p = ha1; c.capital_ha1 && *p; p++) *p = g_ascii_toupper(*p);
    return gb_digest_response(&auth, gb_slice_from(ha1), c.method, gb_slice(body->str, body->len),
                              out);
}

bool transcript_digest(GString *head, const GString *body, const char *password,
                       const char *changes) {
    char *star = strstr(head->str, "response=\"*\""), response[GB_DIGEST_HEX];
    if (!star) return true;
    g_auto(GStrv) words = NULL;
    if (changes && !g_shell_parse_argv(changes, NULL, &words, NULL)) return false;
    if (!compute(head, body, password ? password : "", words, response)) return false;
    gssize at = star - head->str + (gssize)strlen("response=\"");
    g_string_erase(head, at, 1);
    g_string_insert(head, at, response);
    return true;
}
