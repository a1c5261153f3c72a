/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.h - every cap on what the wire can make us do, each with its reason.
 *
 * A size that comes from the wire is compared with one of these before it is used. Hitting one
 * drops what is over, counts it and is told; it never fails the run. How it is told: by
 * `capture.limit-reached` where something is lost to the analysis, by `capture.shortened` where a
 * list of one device leaves out its middle though all of it was counted, by a finding of its own
 * (named here), or in the place where it is missing. Sizes are bytes unless the name says
 * otherwise. tests/hostile/limits.c hits each of them; one without a test there fails.
 * What writers show of all this is bounded by them, and says "and N more".
 */
#ifndef GB28181_LIMITS_H
#define GB28181_LIMITS_H

/* ---- the file (told: capture.damaged) ------------------------------------------------------- */

/* A record of a packet: libpcap's own bound for a snaplen. */
#define GB_MAX_PACKET (256u << 10)
/* A pcapng block with a packet and its options; other blocks may be as long as they like. */
#define GB_MAX_BLOCK (1u << 20)
/* After damage the next record that makes sense is looked for in so many bytes. */
#define GB_MAX_SEARCH (1u << 20)
/* Interfaces of one pcapng section: as many as 16 bits number. */
#define GB_MAX_INTERFACES 65536u
/* Different link types named of one file; more are read, not named. */
#define GB_MAX_LINK_TYPES 8
/* The window a zstd frame may ask for, as a power of 2: what `zstd -19` and --long need, and what
 * the library takes by itself. Beyond, the file can't be unpacked (exit 2). */
#define GB_MAX_ZSTD_WINDOW_LOG 27

/* ---- packets -------------------------------------------------------------------------------- */

/* Tunnels inside tunnels, labels, extension headers; real stacks have two or three headers each
 * (told: capture.nesting). */
#define GB_MAX_NESTING 16
/* Places kept of each thing that is counted: for a person who looks at the first ones. */
#define GB_MAX_COUNT_PLACES 16
/* IPv4 and IPv6 fragments: datagrams waiting, their bytes, their age (RFC 1122: 60-120 s; told:
 * capture.fragments-lost). */
#define GB_MAX_FRAGMENT_DATAGRAMS 4096
#define GB_MAX_FRAGMENT_BYTES (16u << 20)
#define GB_MAX_FRAGMENT_AGE_S 60
/* UDP messages that wait for their end in the next datagram; the oldest goes on without. */
#define GB_MAX_HELD_DATAGRAMS 64

/* TCP: flows watched for SIP, bytes waiting for a gap to fill, per flow and in all. */
#define GB_MAX_STREAMS 65536
/* Flows not decided yet: a scan of ports must not take the memory of devices. One that is dropped
 * begins anew with its next segment. */
#define GB_MAX_STREAM_CANDIDATES 4096
/* Counted with 128 bytes for each segment, so that segments of one byte are bounded too (told:
 * capture.stream-gap). */
#define GB_MAX_STREAM_PENDING (1u << 20)
#define GB_MAX_STREAMS_PENDING (32u << 20)
/* Bytes of a flow looked at before it is called "not SIP", and of garbage in one that had SIP. */
#define GB_MAX_STREAM_PROBE 4096
#define GB_MAX_STREAM_IDLE (256u << 10)
/* Bytes before the first seen of a flow that are taken for late ones: one window. */
#define GB_MAX_STREAM_LATE 65536
/* Head of an HTTP upgrade to WebSocket: what web servers take. Beyond, the flow is not SIP. */
#define GB_MAX_UPGRADE 8192

/* ---- one message ---------------------------------------------------------------------------- */

/* RFC 3261 18.1.1: receivers take up to 65,535 bytes a message; catalogs over TCP are larger in
 * the field (10,000 items a message are legal, GB/T 28181-2022 Annex M). Told: sip.length-too-long,
 * as no receiver takes more either. */
#define GB_MAX_MESSAGE (16u << 20)
/* Start line and headers; real ones stay under 4 KiB (told: sip.head-endless). */
#define GB_MAX_HEAD (64u << 10)
/* A start line, and the method in it; real ones have 60 bytes and at most 9. What is longer is not
 * taken for SIP, so that a stream of something else is let go soon. */
#define GB_MAX_START_LINE 4096
#define GB_MAX_METHOD 64
/* Headers kept of one message; real ones have 10 to 30. More are counted, not kept. */
#define GB_MAX_HEADERS 128
/* Parameters looked at in one header value; real ones have up to 20. */
#define GB_MAX_PARAMS 64

#define GB_MAX_BODY GB_MAX_MESSAGE
/* XML: MANSCDP is 4 deep; libxml2 itself stops at 256 (told: message.xml-odd). */
#define GB_MAX_XML_DEPTH 32
/* Attributes of one element; MANSCDP has one, Num. libxml2 before 2.12 compares each with all in
 * front of it (told: message.xml-odd). */
#define GB_MAX_XML_ATTRIBUTES 64
/* 10,000 catalog items of 40 elements. */
#define GB_MAX_XML_ELEMENTS 400000u
/* Media of one SDP: GB/T 28181 uses one or two. */
#define GB_MAX_SDP_MEDIA 4
/* A value kept or shown; longer ones are cut. */
#define GB_MAX_VALUE 4096

/* ---- the analysis --------------------------------------------------------------------------- */

/* All that is kept of a capture. What the caps below allow together is more than a workstation
 * has; 100,000 devices of a day take half of this. Later messages are left out. */
#define GB_MAX_MEMORY (2ull << 30)
/* Different texts kept: a quarter of a million devices have some four each. */
#define GB_MAX_STRINGS (1u << 22)
/* Devices: more than twice the largest platforms of the field, which have some 100,000; each takes
 * some 3 KiB. */
#define GB_MAX_DEVICES (1u << 18)
/* Servers of the whole capture; real ones have a handful. */
#define GB_MAX_SERVERS 4096
/* Open transactions remembered; older ones than 64*T1 (32 s), doubled, are dropped anyway. */
#define GB_MAX_TRANSACTIONS (1u << 18)
#define GB_TRANSACTION_AGE_S 64
/* Nonces remembered to tie an Authorization to its challenge: at least so many, and two for each
 * device; of more only that they were issued. */
#define GB_MIN_CHALLENGES 4096
#define GB_MAX_CHALLENGES (1u << 17)
#define GB_MAX_DIALOGS (1u << 16)
/* MANSCDP requests that wait for their Responses: by number, and by age (an upgrade may take ten
 * minutes to report). */
#define GB_MAX_QUERIES (1u << 16)
#define GB_QUERY_AGE_S 600
/* Other exchanges kept for the time lines: of one device (first and last halves) and of all. */
#define GB_MAX_EXCHANGES 64
#define GB_MAX_EXCHANGES_ALL (1u << 16)
/* Devices that may be platforms in the middle of a cascade, looked through by address; more of them
 * are devices like others. */
#define GB_MAX_PLATFORMS 256
/* Sessions kept of one device; the middle is left out beyond. A device that is refused all day
 * begins one a minute, and must not take more memory the longer the capture is. */
#define GB_MAX_SESSIONS_PER_DEVICE 64
/* Attempts kept of one session (the contract's number). */
#define GB_MAX_ATTEMPTS 64
/* Gaps and keepalive runs kept of one session. */
#define GB_MAX_GAPS 256
#define GB_MAX_KEEPALIVE_RUNS 64
/* Addresses, servers, user agents kept of one device. */
#define GB_MAX_ADDRESSES 16
/* Different findings kept of one device; repeats are folded and count once. */
#define GB_MAX_FINDINGS_PER_DEVICE 64
#define GB_MAX_FINDING_ARGS 4
/* Findings named in the event of one message; all of them are the device's. */
#define GB_MAX_EVENT_FINDINGS 32
/* Catalog items kept of one device (what one message may hold) and of the whole analysis. */
#define GB_MAX_CATALOG_ITEMS 10000
#define GB_MAX_CATALOG_ITEMS_ALL 500000
/* Messages kept for the ladder of a device (first and last halves), bytes of each of them (a screen
 * or three), bytes for all of them: the ladder says what it left out. */
#define GB_MAX_LADDER 64
#define GB_MAX_LADDER_MESSAGE 8192
#define GB_MAX_LADDER_BYTES (8u << 20)
/* Intervals of the time line of the whole capture; they get longer instead. */
#define GB_MAX_TIMELINE 600
/* Mismatches of one device that are explained; beyond, it says nothing new. */
#define GB_MAX_EXPLAINED 8

/* ---- passwords (told: exit 2 with the line, as a person can act on it) ----------------------- */

/* devices.csv and --also-try. */
#define GB_MAX_CREDENTIALS_FILE (256u << 20)
#define GB_MAX_ALSO_TRY 100000
/* Rows of devices.csv: more than there are devices (GB_MAX_DEVICES). */
#define GB_MAX_CREDENTIALS_ROWS (4u << 20)
/* Bytes of one field of devices.csv; beyond, a quote was left open, or it is another file. */
#define GB_MAX_CREDENTIALS_FIELD (64u << 10)
/* Rows and candidates tried to find whose password fits, per table of passwords: more than one
 * search of all of GB_MAX_ALSO_TRY, and about 0.1 s (told: capture.limit-reached, and by
 * GB_WHY_NOTHING_YET). */
#define GB_MAX_EXPLAIN_DIGESTS 125000u

#endif
