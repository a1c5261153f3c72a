/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plain.h - the short cuts of plain.c, and the full readings they must agree with. Borrow.
 */
#ifndef GB_SIP_PLAIN_H
#define GB_SIP_PLAIN_H

#include <gb28181/sip.h>

/* false: not of the plain form; nothing is written. */
bool gb_plain_uri(GbSlice text, GbSipUri *out);
bool gb_plain_name_addr(GbSlice value, GbSipNameAddr *out);
bool gb_plain_via(GbSlice value, GbSipVia *out);

/* The same without the short cut. */
GbOutcome gb_full_uri(GbSlice text, GbSipUri *out);
GbOutcome gb_full_name_addr(GbSlice value, GbSipNameAddr *out);
GbOutcome gb_full_via(GbSlice value, GbSipVia *out);

#endif
