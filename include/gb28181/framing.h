/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * framing.h - where one SIP message ends in the bytes of a datagram or a stream
 * (RFC 3261 7.5, 18.3), by its own Content-Length and with the field's bends.
 * Borrows, allocates nothing, keeps no state.
 */
#ifndef GB28181_FRAMING_H
#define GB28181_FRAMING_H

#include <gb28181/message.h>
#include <gb28181/sip.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct GbFrame {
    size_t skip;     /* bytes before the message: line ends, garbage */
    bool garbage;    /* skip holds more than line ends */
    size_t length;   /* of the message, after skip */
    size_t need;     /* GB_MORE: total bytes from the start that are needed, 0 when not known */
    uint32_t quirks; /* GbMessageQuirk bits */
    size_t missing;  /* bytes the Content-Length promises and the datagram lacks */
} GbFrame;

/*
 * A datagram (the whole of it): its first message. A datagram may hold several, as TCP does; call
 * again with the rest. GB_OK, GB_NOT (no SIP in it), GB_BAD.
 */
GB_API GbOutcome gb_frame_datagram(GbSlice bytes, GbFrame *out);

/*
 * A stream, from a message boundary (or from anywhere: garbage before the next start line is
 * skipped). at_end says that no more bytes will come. GB_OK; GB_MORE (skip may already be dropped);
 * GB_NOT (nothing in these bytes starts a message; skip says how many may be dropped).
 */
GB_API GbOutcome gb_frame_stream(GbSlice bytes, bool at_end, GbFrame *out);

#ifdef __cplusplus
}
#endif
#endif
