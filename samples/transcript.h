/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * transcript.h - SIP exchanges as text one can read, turned into captures.
 *
 *   # a comment
 *   @a 192.0.2.10:5060              the device's end;  `>>>` is from a to b
 *   @b 192.0.2.1:5060               the server's end;  `<<<` is from b to a
 *   @time 2024-05-01T08:00:00Z      of the next message
 *   @transport udp|tcp              tcp: with handshake and acknowledgements
 *   @charset GB18030                what messages are written in (this file is UTF-8)
 *   @password secret                replaces response="*" by the digest it yields; "secret " too
 *   @digest realm=a uri="b c"       in the next digest: hashed instead of what the message says
 *                                   (realm, nonce, uri, username, cnonce, nc, method, algorithm,
 *                                   qop=none, ha1=capital)
 *   @set name value                 replaces {name}; {date} is Beijing time
 *   @repeat 10 60 ... @end          ten times, sixty seconds apart; {n} counts from 1, {n:6} pads
 *   @vlan 100 | @fragment 600 | @segment 100   tags, IP fragments, TCP segments of that size
 *   @close [a|b] [reset]            ends the TCP connection of a and b: who does (a), with a RST
 *   @ping 20 [b]                    line ends alone, 20 s after what came before: two from a, one
 *                                   from b
 *   @bodyend crlf|lf                line ends of bodies; lf is the default
 *   >>> 1.5                         a message, 1.5 s after the previous one (default 0.01)
 *   REGISTER sip:...
 *
 * Packets stand in the capture in the order of their times, whatever that of the transcript. Head
 * lines end in CRLF; the body follows the first empty line and ends before the empty line that
 * stands ahead of the next marker. `Content-Length: *` is computed.
 */
#ifndef SAMPLES_TRANSCRIPT_H
#define SAMPLES_TRANSCRIPT_H

#include <glib.h>

/* The capture (pcap, microseconds, Ethernet) of a transcript; NULL and *error with the line when
 * it can't be made. `name` is only for messages. */
GByteArray *transcript_to_pcap(const char *name, const char *text, GError **error);

#endif
