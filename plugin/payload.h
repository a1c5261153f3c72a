/* SPDX-License-Identifier: GPL-2.0-or-later */
/* payload.h - where the payload of UDP or TCP stands in its frame. */
#ifndef PLUGIN_PAYLOAD_H
#define PLUGIN_PAYLOAD_H

#include "compat.h"

/* The headers before it stand within so many bytes of a frame, tunnels and options included. */
enum { GB_PAYLOAD_HEADERS = 160 };

/* From `start` up to `end`, which may lie behind what was captured. false: not found. */
typedef struct GbPayload {
    unsigned start, end;
} GbPayload;
bool gb_payload_find(const packet_info *pinfo, tvbuff_t *frame, GbPayload *out);

#endif
