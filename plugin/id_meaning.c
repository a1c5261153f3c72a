/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * id_meaning.c - the meaning of an ID, kept: a capture names few devices, each in many messages.
 */
#include "id_meaning.h"

#include "fields.h"

#include <gb28181/device_id.h>

#define MOST 8192u /* IDs kept; a catalog may name more, and then they are made anew */

static GHashTable *known; /* char * -> char *, "" when it has none */

void gb_id_meanings_forget(void) {
    if (known) g_hash_table_destroy(known);
    known = NULL;
}

const char *gb_id_meaning(GbSlice id) {
    static char text[256];
    char key[24];
    bool keep = id.n < sizeof key;
    if (keep) {
        memcpy(key, id.p, id.n);
        key[id.n] = '\0';
        if (!known) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        const char *meaning = g_hash_table_lookup(known, key);
        if (meaning) return meaning;
    }
    if (!gb_device_id_text(id, gb_lang(), text, sizeof text)) text[0] = '\0';
    if (keep && g_hash_table_size(known) < MOST)
        g_hash_table_insert(known, g_strdup(key), g_strdup(text));
    return text;
}
