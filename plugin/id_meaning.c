/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * id_meaning.c - the meaning of an ID, kept: a capture names few devices, each in many messages.
 */
#include "id_meaning.h"

#include "fields.h"

#include <gb28181/device_id.h>

enum { KEY = 24 }; /* an ID and NULs */
#define MOST 8192u /* IDs kept; a catalog may name more, and then they are made anew */

static GHashTable *known; /* char[KEY] -> char *, "" when it has none */

static guint hash(gconstpointer key) {
    uint64_t word[KEY / 8], h = 0;
    memcpy(word, key, KEY);
    for (unsigned i = 0; i < KEY / 8; i++) h = (h ^ word[i]) * 0x9e3779b97f4a7c15u ^ h >> 29;
    return (guint)(h >> 32);
}

static gboolean equal(gconstpointer a, gconstpointer b) {
    return memcmp(a, b, KEY) == 0;
}

void gb_id_meanings_forget(void) {
    if (known) g_hash_table_destroy(known);
    known = NULL;
}

const char *gb_id_meaning(GbSlice id) {
    static char text[256];
    char key[KEY] = {0};
    bool keep = id.n < sizeof key;
    if (keep) {
        memcpy(key, id.p, id.n);
        if (!known) known = g_hash_table_new_full(hash, equal, g_free, g_free);
        const char *meaning = g_hash_table_lookup(known, key);
        if (meaning) return meaning;
    }
    if (!gb_device_id_text(id, gb_lang(), text, sizeof text)) text[0] = '\0';
    if (keep && g_hash_table_size(known) < MOST)
        g_hash_table_insert(known, g_memdup2(key, sizeof key), g_strdup(text));
    return text;
}
