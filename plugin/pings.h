/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pings.h - the packets of line ends alone, for the analysis. */
#ifndef PLUGIN_PINGS_H
#define PLUGIN_PINGS_H

#include "compat.h"

/* Feeds the analysis, where there is one, with the ping that this frame may be. Is it one? (Without a
 * tree Wireshark counts line ends over TCP among SIP's layers.) */
bool gb_pings_take(const packet_info *pinfo, tvbuff_t *frame);

#endif
