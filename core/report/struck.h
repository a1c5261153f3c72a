/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * struck.h - texts with their secrets struck out: "***" for each, whatever its length.
 */
#ifndef GB28181_REPORT_STRUCK_H
#define GB28181_REPORT_STRUCK_H

#include <gb28181/body.h>

/* `text` with what looks like a secret as "***"; to be freed with g_free. *n: its length. */
char *gb_struck_text(GbSlice text, size_t *n);

/* The same of a body's text in UTF-8, which knows more of what is secret. */
char *gb_struck_body(const GbBody *body, size_t *n);

#endif
