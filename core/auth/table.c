/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.c - the rows of devices.csv in memory, found by id and realm or by id alone.
 *
 * One open-addressing index serves both: a slot holds row * 2 + 1 for a row under its id and
 * realm, row * 2 + 2 for the first row of an id under the id alone. Rows of one id are chained from
 * there, so nothing depends on how many realms an id has. Rows never move once the file is read,
 * texts never move at all.
 *
 * A file that turns out to be bad halfway must leave no trace: the rows added so far are cut off
 * again and the index is built anew from what stays.
 */
#include "auth/table.h"

#include <glib.h>

#include "auth/hash.h"

static uint64_t mix(uint64_t h, GbSlice s) {
    h ^= s.n * 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < s.n; i += 8) {
        uint64_t v = 0;
        memcpy(&v, s.p + i, s.n - i < 8 ? s.n - i : 8);
        h = (h ^ v) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    return h;
}

static uint64_t key_of(GbSlice id, GbSlice realm, bool id_alone) {
    uint64_t h = mix(mix(id_alone ? 2 : 1, id), realm);
    return (h ^ h >> 29) * 0x9e3779b97f4a7c15u;
}

/* The slot that holds the key, or the free one where it belongs. A row is looked at only when the
 * upper half of the hash agrees: each look is a miss of the processor's cache. */
static size_t find_slot(const GbCredentials *c, GbSlice id, GbSlice realm, bool id_alone,
                        uint32_t *tag) {
    uint64_t key = key_of(id, realm, id_alone);
    size_t mask = c->index_size - 1, at = (size_t)key & mask;
    *tag = (uint32_t)(key >> 32);
    for (; c->index[at].entry; at = (at + 1) & mask) {
        uint32_t entry = c->index[at].entry - 1;
        if (c->index[at].tag != *tag || entry % 2 != id_alone) continue;
        const GbRow *row = &c->rows[entry / 2];
        if (gb_slice_eq(row->id, id) && (id_alone || gb_slice_eq(row->realm, realm))) break;
    }
    return at;
}

static uint32_t row_at(const GbCredentials *c, GbSlice id, GbSlice realm, bool id_alone) {
    uint32_t tag;
    if (!c->index_size) return GB_NO_ROW;
    uint32_t entry = c->index[find_slot(c, id, realm, id_alone, &tag)].entry;
    return entry ? (entry - 1) / 2 : GB_NO_ROW;
}

uint32_t gb_table_find(const GbCredentials *c, GbSlice id, GbSlice realm) {
    return row_at(c, id, realm, false);
}

uint32_t gb_table_first(const GbCredentials *c, GbSlice id) {
    return row_at(c, id, GB_NO_SLICE, true);
}

static void index_row(GbCredentials *c, uint32_t r) {
    GbRow *row = &c->rows[r];
    uint32_t tag;
    size_t at = find_slot(c, row->id, row->realm, false, &tag);
    c->index[at] = (GbIndexSlot){tag, r * 2 + 1};
    at = find_slot(c, row->id, GB_NO_SLICE, true, &tag);
    row->next_of_id = GB_NO_ROW;
    if (!c->index[at].entry) {
        c->index[at] = (GbIndexSlot){tag, r * 2 + 2};
        return;
    }
    GbRow *first = &c->rows[(c->index[at].entry - 1) / 2];
    row->next_of_id = first->next_of_id;
    first->next_of_id = r;
    if (!first->name) first->name = row->name;
}

/* Two entries a row, at the most half of the slots used. */
static void grow_index(GbCredentials *c, size_t n_rows) {
    size_t size = c->index_size ? c->index_size : 64;
    while (size < n_rows * 4) size *= 2;
    if (size == c->index_size) return;
    g_free(c->index);
    c->index = g_new0(GbIndexSlot, size);
    c->index_size = size;
    for (uint32_t r = 0; r < c->n_rows; r++) index_row(c, r);
}

void gb_table_truncate(GbCredentials *c, size_t n_rows, GbSecretsMark texts) {
    for (size_t r = 0; r < n_rows; r++) {
        /* A name may have come from a row that goes. */
        GbRow *row = &c->rows[r];
        row->name = row->own_name;
    }
    c->n_rows = n_rows;
    c->passwords_known = false;
    gb_secrets_rewind(&c->texts, texts);
    gb_table_drop_cache(c);
    if (!c->index_size) return;
    memset(c->index, 0, c->index_size * sizeof *c->index);
    for (uint32_t r = 0; r < n_rows; r++) index_row(c, r);
}

static bool copy_ha1(GbCredentials *c, GbSlice ha1, GbSlice *out) {
    char lower[GB_DIGEST_HEX];
    *out = GB_NO_SLICE;
    if (!ha1.n) return true;
    if (ha1.n != 32 && ha1.n != 64) return false;
    for (size_t i = 0; i < ha1.n; i++) {
        lower[i] = gb_ascii_lower(ha1.p[i]);
        if (!g_ascii_isxdigit(lower[i])) return false;
    }
    *out = gb_slice(gb_secrets_keep(&c->texts, gb_slice(lower, ha1.n)), ha1.n);
    gb_hash_wipe(lower, sizeof lower);
    return true;
}

static GbSlice keep(GbCredentials *c, GbSlice s) {
    return s.n ? gb_slice(gb_secrets_keep(&c->texts, s), s.n) : GB_NO_SLICE;
}

bool gb_table_add(GbCredentials *c, const GbRowText *r, GbError *error) {
    GbRow row = {.line = r->line, .source = r->line ? c->source : 0};
    if (!r->id.n) return gb_table_fail(c, GB_TABLE_NO_ID, r->line, 0, error);
    if (!r->password.n && !r->ha1.n)
        return gb_table_fail(c, GB_TABLE_NO_PASSWORD, r->line, 0, error);
    if (c->n_rows >= GB_MAX_CREDENTIALS_ROWS)
        return gb_table_fail(c, GB_TABLE_TOO_LARGE, r->line, 0, error);
    uint32_t twin = gb_table_find(c, r->id, r->realm);
    if (twin != GB_NO_ROW) {
        bool here = r->line && c->rows[twin].source == row.source;
        return gb_table_fail(c, here ? GB_TABLE_TWICE : GB_TABLE_TWICE_OTHER, r->line,
                             c->rows[twin].line, error);
    }
    if (!copy_ha1(c, r->ha1, &row.ha1))
        return gb_table_fail(c, GB_TABLE_BAD_HA1, r->line, 0, error);
    row.id = keep(c, r->id);
    row.realm = keep(c, r->realm);
    row.password = keep(c, r->password);
    row.name = row.own_name = keep(c, r->name).p;
    if (c->n_rows == c->room) {
        c->room = c->room ? 2 * c->room : 64;
        c->rows = g_renew(GbRow, c->rows, c->room);
    }
    grow_index(c, c->n_rows + 1);
    c->rows[c->n_rows] = row;
    index_row(c, (uint32_t)c->n_rows++);
    c->passwords_known = false;
    return true;
}

bool gb_table_usable(const GbRow *row, GbDigestAlgorithm a) {
    return row->password.n || row->ha1.n == gb_digest_hex_length(a);
}

static uint32_t usable(const GbCredentials *c, uint32_t r, GbDigestAlgorithm a) {
    return r != GB_NO_ROW && gb_table_usable(&c->rows[r], a) ? r : GB_NO_ROW;
}

uint32_t gb_table_choose(const GbCredentials *c, GbSlice id, GbSlice realm, GbDigestAlgorithm a) {
    const GbSlice ids[] = {id, GB_SLICE("*")};
    for (int i = 0; i < 2; i++) {
        uint32_t r = GB_NO_ROW;
        if (realm.n) r = usable(c, gb_table_find(c, ids[i], realm), a);
        if (r == GB_NO_ROW) r = usable(c, gb_table_find(c, ids[i], GB_NO_SLICE), a);
        if (r != GB_NO_ROW) return r;
    }
    return GB_NO_ROW;
}

void gb_table_list_passwords(GbCredentials *c) {
    if (c->passwords_known) return;
    size_t size = 64, n = 0;
    while (size < c->n_rows * 2) size *= 2;
    uint32_t *seen = g_new0(uint32_t, size);
    c->passwords = g_renew(uint32_t, c->passwords, c->n_rows);
    for (uint32_t r = 0; r < c->n_rows; r++) {
        const GbRow *row = &c->rows[r];
        size_t at = (size_t)mix(mix(0, row->password), row->ha1) & (size - 1);
        for (; seen[at]; at = (at + 1) & (size - 1)) {
            const GbRow *other = &c->rows[seen[at] - 1];
            if (gb_slice_eq(other->password, row->password) && gb_slice_eq(other->ha1, row->ha1))
                break;
        }
        if (seen[at]) continue;
        seen[at] = r + 1;
        c->passwords[n++] = r;
    }
    g_free(seen);
    c->n_passwords = n;
    c->passwords_known = true;
}

void gb_table_drop_cache(GbCredentials *c) {
    if (c->cache) gb_hash_wipe(c->cache, c->cache_size * sizeof *c->cache);
    g_free(c->cache);
    c->cache = NULL;
}

/* Direct mapped, and as many slots as there are rows, within reason: a collision costs one more
 * hash and nothing else. */
static bool cached_ha1(GbCredentials *c, uint32_t r, GbDigestAlgorithm a, GbSlice user, GbSlice realm,
                       char out[GB_DIGEST_HEX]) {
    size_t hex = gb_digest_hex_length(a);
    if (!c->cache) {
        for (c->cache_size = 256; c->cache_size < c->n_rows && c->cache_size < 32768;)
            c->cache_size *= 2;
        c->cache = g_new0(GbHa1Slot, c->cache_size);
    }
    uint64_t key = mix(mix((uint64_t)r * GB_N_DIGESTS + a + 1, user), realm);
    GbHa1Slot *slot = &c->cache[key & (c->cache_size - 1)];
    if (!(slot->used && slot->row == r && slot->algorithm == a && slot->user_n == user.n &&
          slot->realm_n == realm.n && gb_slice_eq(gb_slice(slot->text, user.n), user) &&
          gb_slice_eq(gb_slice(slot->text + user.n, realm.n), realm))) {
        if (!gb_digest_ha1(a, user, realm, c->rows[r].password, out)) return false;
        *slot = (GbHa1Slot){.row = r,
                            .algorithm = (uint8_t)a,
                            .user_n = (uint8_t)user.n,
                            .realm_n = (uint8_t)realm.n,
                            .used = true};
        if (user.n) memcpy(slot->text, user.p, user.n);
        if (realm.n) memcpy(slot->text + user.n, realm.p, realm.n);
        memcpy(slot->ha1, out, hex);
        return true;
    }
    memcpy(out, slot->ha1, hex);
    out[hex] = '\0';
    return true;
}

bool gb_table_ha1(GbCredentials *c, uint32_t r, GbDigestAlgorithm a, GbSlice user, GbSlice realm,
                  char out[GB_DIGEST_HEX]) {
    const GbRow *row = &c->rows[r];
    size_t hex = gb_digest_hex_length(a);
    if (!hex) return false;
    if (!row->password.n) {
        if (row->ha1.n != hex) return false;
        memcpy(out, row->ha1.p, hex);
        out[hex] = '\0';
        return true;
    }
    if (user.n + realm.n > sizeof c->cache->text) /* not cached */
        return gb_digest_ha1(a, user, realm, row->password, out);
    g_mutex_lock(&c->cache_lock);
    bool known = cached_ha1(c, r, a, user, realm, out);
    g_mutex_unlock(&c->cache_lock);
    return known;
}
