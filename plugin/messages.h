/* SPDX-License-Identifier: GPL-2.0-or-later */
/* messages.h - from a dissected frame to the SIP messages in it. */
#ifndef PLUGIN_MESSAGES_H
#define PLUGIN_MESSAGES_H

#include "compat.h"

#include <gb28181/message.h>

/* message->bytes lie in tvb (of a data source) from `start` on. */
typedef void (*GbMessageFound)(packet_info *pinfo, const GbMessage *message, tvbuff_t *tvb,
                               unsigned start, void *data);

void gb_messages_register(void);
void gb_messages_handoff(dissector_handle_t postdissector);
/* A capture begins; a dissection of it is set up, and ends. */
void gb_messages_begin(void);
void gb_messages_prepare(epan_dissect_t *edt);
void gb_messages_end(const epan_dissect_t *edt);
/* In each frame: finds out, until it is known, whether this pass has taps. */
void gb_messages_probe(packet_info *pinfo);

/* Does a person sit before it, who may ask for anything at any time? */
bool gb_messages_in_gui(void);
/* Which layers that matter are in this frame; 0: no SIP, or just quoted by an ICMP error. */
unsigned gb_messages_layers(const packet_info *pinfo);
/* Does an ICMP error quote another packet in it? */
bool gb_messages_is_quoted(const packet_info *pinfo);

GbAddress gb_messages_address(const address *a, uint32_t port);
int64_t gb_messages_time(const packet_info *pinfo);
/* The same for both directions of a connection, another when its ports are used again. */
uint64_t gb_messages_connection(packet_info *pinfo);

/* Is this pass one with taps? */
bool gb_messages_tapped(packet_info *pinfo);

/* Calls for each message in the frame of those layers. false: this pass shows neither taps nor
 * items, so that nobody can say what is in it. */
bool gb_messages_find(packet_info *pinfo, unsigned layers, tvbuff_t *frame, proto_tree *tree,
                      GbMessageFound found, void *data);

#endif
