/* SPDX-License-Identifier: GPL-2.0-or-later */
/* messages.h - from a dissected frame to the SIP messages in it. */
#ifndef PLUGIN_MESSAGES_H
#define PLUGIN_MESSAGES_H

#include "compat.h"

#include <gb28181/message.h>

/* message->bytes lie in tvb (of a data source) from `start` on. */
typedef void (*GbMessageFound)(packet_info *pinfo, const GbMessage *message, tvbuff_t *tvb,
                               unsigned start, void *data);

void gb_messages_handoff(void);
/* Is there SIP in this frame, and not just quoted by an ICMP error? */
bool gb_messages_in(const packet_info *pinfo);

GbAddress gb_messages_address(const address *a, uint32_t port);
int64_t gb_messages_time(const packet_info *pinfo);
/* The same for both directions of a connection, another when its ports are used again. */
uint64_t gb_messages_connection(packet_info *pinfo);

/* Calls for each message in the items of the field `sip`. */
void gb_messages_find(packet_info *pinfo, const GPtrArray *items, GbMessageFound found,
                      void *data);

#endif
