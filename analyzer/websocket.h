/* SPDX-License-Identifier: GPL-2.0-or-later */
/* websocket.h - SIP messages in the WebSocket frames of a TCP direction (RFC 7118). */
#ifndef ANALYZER_WEBSOCKET_H
#define ANALYZER_WEBSOCKET_H

#include "framer.h"

/* Does this segment begin a WebSocket with SIP: an upgrade to it, or a frame with SIP inside? */
bool websocket_starts(Bytes b);

/* Takes the next bytes of the direction, head of the upgrade included. False when they can't be
 * frames: the direction is lost to us. */
bool websocket_feed(Decoder *d, Framer *f, const GbMessage *about, const Origin *at,
                    const uint8_t *p, size_t n);

#endif
