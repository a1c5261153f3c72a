/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * framing.h - where one SIP message ends in the bytes of a datagram or a stream
 * (RFC 3261 7.5, 18.3), by its own Content-Length and with the field's bends.
 * Borrows and allocates nothing. A framed message is all there is of it: read it with
 * gb_sip_parse_cut.
 */
#ifndef GB28181_FRAMING_H
#define GB28181_FRAMING_H

#include <gb28181/head.h>
#include <gb28181/message.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct GbFrame {
    size_t skip;     /* bytes before the message: line ends, garbage */
    bool garbage;    /* skip holds more than line ends */
    size_t length;   /* of the message, after skip; 0 unless GB_OK or GB_BAD */
    size_t need;     /* GB_MORE: total bytes from the start that are needed, 0 when not known */
    uint32_t quirks; /* GbMessageQuirk bits */
    size_t missing;  /* bytes the Content-Length promises and the datagram or stream lacks */
} GbFrame;

/*
 * A datagram (the whole of it): its first message. A datagram may hold several, as TCP does; call
 * again with the rest behind skip + length until it is not GB_OK. GB_OK; GB_NOT (no SIP in it, or
 * only line ends); GB_BAD (SIP whose start line can't be read, length is all of it).
 * Too short a Content-Length: the body goes on to the next start line or the end. Without one the
 * body is the rest, which is legal here (18.3).
 */
GB_API GbOutcome gb_frame_datagram(GbSlice bytes, GbFrame *out);

/*
 * Are these bytes of a datagram, or (in_stream) of a stream at a message boundary, exactly one
 * message and in no way odd? As nearly all are; then the framing functions would say GB_OK with its
 * whole length and no quirk, and *out is what gb_head_read says. On false *out means nothing, and
 * they must be asked.
 */
GB_API bool gb_frame_is_one(GbHeadReader *reader, GbSlice bytes, bool in_stream, GbHead *out);

/*
 * A stream, from a message boundary (or from anywhere: garbage before the next start line is
 * skipped). at_end says that no more bytes will come. GB_OK; GB_MORE (skip may already be dropped);
 * GB_NOT (nothing in these bytes starts a message; skip says how many may be dropped).
 *
 * What is delivered depends on the bytes only, never on how they were cut into segments. So the
 * Content-Length is believed, unless another message begins within the body it promises
 * (LENGTH_TOO_LONG; not looked for in a body of type message/...). Bytes behind too short a body
 * are garbage before the next message. Without a readable Content-Length a message ends with its
 * head when it has no Content-Type either, else with the closing tag of its XML, without the line
 * ends behind it; else where the next one begins or the stream ends (NO_LENGTH).
 */
GB_API GbOutcome gb_frame_stream(GbSlice bytes, bool at_end, GbFrame *out);

/*
 * How far a stream was looked at, so that no more than GB_MAX_START_LINE bytes are looked at twice
 * however small the segments: zero it for a new stream (or after a gap), keep it beside the pending
 * bytes, and after each call drop exactly out->skip bytes, with GB_OK also out->length. It is ready
 * for the next message then.
 * With GB_MORE and need != 0 calling again before `need` bytes are there is of no use, but cheap.
 */
typedef struct GbFrameScan {
    size_t at;        /* bytes of the message looked at; 0: its start line was not found yet */
    size_t seen;      /* bytes of its head that were searched for a line end */
    size_t head;      /* length of its head, 0: not seen whole */
    size_t length_at; /* where its first Content-Length line begins, 0: none seen */
    size_t type_at;   /* the same of Content-Type */
    size_t tag_at;    /* without Content-Length: bytes searched for the end of its XML */
    size_t root_at;   /* where the name of that XML's root begins, 0: not seen */
    size_t depth;     /* how many elements of that name are open */
    char before;      /* while garbage is passed over: the last byte dropped */
    bool garbage;     /* garbage was dropped since the last message */
} GbFrameScan;
GB_API GbOutcome gb_frame_stream_resume(GbSlice bytes, bool at_end, GbFrameScan *scan,
                                        GbFrame *out);

#ifdef __cplusplus
}
#endif
#endif
