/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * passwords.h - the preferences: where passwords come from, and what the analysis assumes where a
 * capture can't tell.
 */
#ifndef PLUGIN_PASSWORDS_H
#define PLUGIN_PASSWORDS_H

#include <gb28181/credentials.h>

extern unsigned gb_keepalive_interval, gb_keepalive_misses;

void gb_register_preferences(void);

/* The passwords of the file and of the table; never NULL. The caller frees. */
GbCredentials *gb_passwords_read(void);

#endif
