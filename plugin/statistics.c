/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statistics.c - the tap `gb28181`: one GbRecord per SIP message, on every pass. */
#include "statistics.h"

static int tap = -1;

void gb_register_statistics(void) {
    tap = register_tap("gb28181");
}

void gb_handoff_statistics(void) {
}

void gb_statistics_tap(packet_info *pinfo, const GbRecord *record) {
    if (have_tap_listener(tap)) tap_queue_packet(tap, pinfo, record);
}
