/* SPDX-License-Identifier: GPL-2.0-or-later */
/* passwords.h - devices.csv and the candidates of --also-try, from files. */
#ifndef ANALYZER_PASSWORDS_H
#define ANALYZER_PASSWORDS_H

#include <gb28181/credentials.h>

#include "options.h"

/* Reads a whole file and hands it to `reader` (gb_credentials_read_csv, ..._also_try). No path: fine.
 * False: *error is one line, to be freed by g_free; it quotes nothing of the file. */
bool passwords_read(const char *path, GbCredentials *into,
                    bool (*reader)(GbCredentials *, GbSlice, GbError *), GbLang lang, char **error);

#endif
