/* SPDX-License-Identifier: GPL-2.0-or-later */
/* head_again.h - heads that repeat an earlier one but for letters and digits: see head_again.c. */
#ifndef GB_SIP_HEAD_AGAIN_H
#define GB_SIP_HEAD_AGAIN_H

#include <gb28181/head.h>

/* True when an earlier head tells how this one reads: *out is what gb_sip_parse_cut and the values
 * would be. false: nothing is written. */
bool gb_head_again(GbHeadReader *r, GbSlice bytes, GbHead *out);
/* Remembers one that was read, if it is worth it. */
void gb_head_keep(GbHeadReader *r, GbSlice bytes, const GbHead *head);

/* sip.c: takes number and method out of a CSeq (RFC 3261 20.16). */
void gb_sip_read_cseq(GbSlice value, GbSip *out);

#endif
