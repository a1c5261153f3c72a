/* SPDX-License-Identifier: GPL-2.0-or-later */
/* id_meaning.h - what a device's ID says of it, in the language of the plugin. */
#ifndef PLUGIN_ID_MEANING_H
#define PLUGIN_ID_MEANING_H

#include <gb28181/slice.h>

/* "" when it says nothing; good until the next call. */
const char *gb_id_meaning(GbSlice id);
/* The language may be another one from now on. */
void gb_id_meanings_forget(void);

#endif
