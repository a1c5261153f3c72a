/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain.c - why a response does not fit the known password.
 *
 * A hash can't be read backwards, but the mistakes people and devices make can be made again: the
 * digest is computed once for each, and the one that yields the response is the explanation. A
 * wrong one can't fit by chance, so the order is that of cost and likelihood only: other rows of
 * this device, its password spelt or hashed otherwise (explain_password.c), the right password
 * with other inputs (explain_inputs.c), and last every other row and candidate.
 *
 * The last may be 100,000 digests (trials.c), so all searches of one table together have a budget;
 * when it is used up, GB_WHY_NOTHING_YET is said instead of "nothing fits", which would not be the
 * whole truth. Two mistakes at a time are not looked for.
 */
#include "auth/explain.h"

#include <glib.h>
#include <stdio.h>

#include "auth/digest.h"
#include "auth/hash.h"

bool gb_search_found(GbSearch *s, GbAuthWhy why, GbSlice detail) {
    char *to = s->v->why_detail, *end = to + sizeof s->v->why_detail - 1;
    s->v->why = why;
    for (size_t i = 0, n; i < detail.n; i += n) {
        gunichar u = g_utf8_get_char_validated(detail.p + i, (gssize)(detail.n - i));
        bool shown = u < 0x110000 && g_unichar_isprint(u);
        n = shown ? (size_t)g_unichar_to_utf8(u, NULL) : 1;
        if ((size_t)(end - to) < n) break;
        if (shown)
            memcpy(to, detail.p + i, n);
        else
            *to = '?';
        to += n;
    }
    *to = '\0';
    return true;
}

bool gb_search_password(const GbSearch *s, GbSlice password) {
    char ha1[GB_DIGEST_HEX];
    if (!gb_digest_ha1(s->a->algorithm, s->user, s->a->realm, password, ha1)) return false;
    bool fits = gb_auth_fits(s->a, gb_slice(ha1, s->ha1.n), s->q->method, s->q->body);
    gb_hash_wipe(ha1, sizeof ha1);
    return fits;
}

bool gb_search_inputs(const GbSearch *s, const GbAuth *a, GbSlice user, GbSlice method) {
    char ha1[GB_DIGEST_HEX];
    /* The -sess form of a hash starts from the same HA1. */
    bool same = a->algorithm / 2 == s->a->algorithm / 2 && gb_slice_eq(user, s->user) &&
                gb_slice_eq(a->realm, s->a->realm);
    if (same) return gb_auth_fits(a, s->ha1, method, s->q->body);
    if (!s->password.n || !gb_digest_ha1(a->algorithm, user, a->realm, s->password, ha1))
        return false;
    bool fits =
        gb_auth_fits(a, gb_slice(ha1, gb_digest_hex_length(a->algorithm)), method, s->q->body);
    gb_hash_wipe(ha1, sizeof ha1);
    return fits;
}

bool gb_search_row_ha1(const GbSearch *s, GbHasher *h, const GbRow *row, char out[GB_DIGEST_HEX]) {
    GbDigestAlgorithm a = s->a->algorithm;
    if (row->password.n) return gb_digest_begin(h, a, s->user, s->a->realm, row->password, out);
    if (row->ha1.n != gb_digest_hex_length(a)) return false;
    memcpy(out, row->ha1.p, row->ha1.n);
    return true;
}

static bool row_fits(const GbSearch *s, uint32_t r) {
    char ha1[GB_DIGEST_HEX];
    if (r == GB_NO_ROW || r == s->row || !gb_search_row_ha1(s, NULL, &s->c->rows[r], ha1)) return false;
    bool fits = gb_auth_fits(s->a, gb_slice(ha1, s->ha1.n), s->q->method, s->q->body);
    gb_hash_wipe(ha1, sizeof ha1);
    return fits;
}

static bool search_default(GbSearch *s) {
    const GbSlice any = GB_SLICE("*");
    if (gb_slice_eq(s->c->rows[s->row].id, any)) return false;
    if (!row_fits(s, gb_table_find(s->c, any, s->a->realm)) &&
        !row_fits(s, gb_table_find(s->c, any, GB_NO_SLICE)))
        return false;
    return gb_search_found(s, GB_WHY_DEFAULT_PASSWORD, GB_NO_SLICE);
}

/* How many rows of one device are looked at. */
#define MAX_OWN_ROWS 64

static bool search_own_rows(GbSearch *s) {
    uint32_t r = gb_table_first(s->c, s->c->rows[s->row].id);
    for (int i = 0; i < MAX_OWN_ROWS && r != GB_NO_ROW; i++, r = s->c->rows[r].next_of_id)
        if (row_fits(s, r)) return gb_search_found(s, GB_WHY_OTHER_REALM, s->c->rows[r].realm);
    return false;
}

static bool (*const searches[])(GbSearch *) = {
    search_default,
    search_own_rows,
    gb_search_password_empty,
    gb_search_password_case,
    gb_search_password_blanks,
    gb_search_password_hashed,
    gb_search_uri,
    gb_search_realm,
    gb_search_method,
    gb_search_username,
    gb_search_qop,
    gb_search_nc_case,
    gb_search_hash_case,
    gb_search_nonce,
    gb_search_algorithm,
    gb_search_everything,
};

static void search(GbSearch *s) {
    if (s->a->quirks & GB_AUTH_BAD_RESPONSE) {
        /* No hash of the algorithm named; of another, perhaps. */
        if (!gb_search_algorithm(s)) s->v->why = GB_WHY_MALFORMED;
        return;
    }
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++)
        if (searches[i](s)) return;
    s->v->why = s->v->why_partial ? GB_WHY_NOTHING_YET : GB_WHY_NOTHING_FITS;
}

/* A device without a row: does a password fit that is known all the same? Devices nobody listed may
 * be many, so they leave most of the budget to those with a wrong password. */
static void search_stranger(GbSearch *s) {
    s->row = GB_NO_ROW;
    s->ha1.n = gb_digest_hex_length(s->a->algorithm);
    if (!gb_auth_plain_user(s->a, s->q->device_id, &s->user)) s->user = s->a->username;
    if (gb_search_password_empty(s)) return;
    gb_table_list_passwords(s->c);
    if (s->c->n_passwords + s->c->n_also_try > s->c->digests_left / 4)
        s->v->why_partial = true;
    else
        gb_search_everything(s);
}

void gb_credentials_explain(GbCredentials *c, const GbAuthQuestion *q, GbAuthVerdict *v) {
    GbSearch s = {.c = c, .q = q, .a = q->credentials, .v = v};
    if (!s.a || (v->result != GB_AUTH_MISMATCH && v->result != GB_AUTH_NO_PASSWORD)) return;
    v->why_partial = false;
    if (v->result == GB_AUTH_NO_PASSWORD) {
        search_stranger(&s);
        return;
    }
    s.row = gb_table_choose(c, q->device_id.n ? q->device_id : s.a->username, s.a->realm,
                            s.a->algorithm);
    if (s.row == GB_NO_ROW) return;
    /* A hashed name that is not the device's: hash the name as it was sent. */
    if (!gb_auth_plain_user(s.a, q->device_id, &s.user)) s.user = s.a->username;
    s.password = c->rows[s.row].password;
    if (!gb_search_row_ha1(&s, NULL, &c->rows[s.row], s.ha1_hex)) return;
    s.ha1 = gb_slice(s.ha1_hex, gb_digest_hex_length(s.a->algorithm));
    search(&s);
    gb_hash_wipe(s.ha1_hex, sizeof s.ha1_hex);
}
