/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statistics.h - the tap `gb28181`, and what is drawn from it and from the analysis. */
#ifndef PLUGIN_STATISTICS_H
#define PLUGIN_STATISTICS_H

#include "records.h"

void gb_register_statistics(void);
void gb_handoff_statistics(void);
/* Does anybody listen to it, or to expert infos? */
bool gb_statistics_wanted(void);
/* Queues a record, on every pass, when somebody listens. */
void gb_statistics_tap(packet_info *pinfo, const GbRecord *record);

#endif
