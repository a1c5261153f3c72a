/* SPDX-License-Identifier: GPL-2.0-or-later */
/* late.h - what is found about a message only when others came, or did not come, after it. */
#ifndef PLUGIN_LATE_H
#define PLUGIN_LATE_H

#include "records.h"

/* The findings that stand at this frame and that no message in hand told. `record`: those of one of its
 * messages; NULL: of a frame without any. Returns how many. */
unsigned gb_late_findings(const packet_info *pinfo, const GbRecord *record, GbRuleHit out[GB_MAX_EVENT_FINDINGS]);

#endif
