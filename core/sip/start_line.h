/* SPDX-License-Identifier: GPL-2.0-or-later */
/* start_line.h - the first line of a message, for sip.c and framing.c (RFC 3261 7.1, 7.2). */
#ifndef GB_SIP_START_LINE_H
#define GB_SIP_START_LINE_H

#include <gb28181/sip.h>

typedef struct GbStartLine {
    bool is_response;
    GbSipMethod method; /* requests */
    unsigned status;    /* responses */
    GbSlice method_text, uri, version, reason;
    uint32_t quirks; /* GbSipQuirk bits */
    size_t length;   /* with its line end */
} GbStartLine;

/*
 * Reads the line at the start of `bytes`, which borrow to the result. GB_MORE: it may become one
 * (never with `whole`: then the end of the bytes is the end of the line). GB_NOT: no SIP.
 * GB_BAD: SIP, not readable.
 */
GbOutcome gb_start_line_parse(GbSlice bytes, bool whole, GbStartLine *out);

#endif
