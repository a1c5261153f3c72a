/* SPDX-License-Identifier: GPL-2.0-or-later */
/* transcript_digest.h - the digest of a transcript's password; see transcript_digest.c. */
#ifndef SAMPLES_TRANSCRIPT_DIGEST_H
#define SAMPLES_TRANSCRIPT_DIGEST_H

#include <glib.h>
#include <stdbool.h>

/* response="*" becomes the digest that the password yields, with the changes of an @digest line
 * (NULL: none). A message without it stays as it is; false: it can't be computed. */
bool transcript_digest(GString *head, const GString *body, const char *password,
                       const char *changes);

#endif
