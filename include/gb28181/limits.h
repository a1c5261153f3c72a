/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.h - every cap on what the wire can make us do, each with its reason.
 *
 * A size that comes from the wire is compared with one of these before it is used. Hitting one
 * drops what is over, counts it and raises a finding (`capture.limit-reached`, or one of its own
 * such as `capture.stream-gap` and `capture.nesting`); it never fails the run. Sizes are bytes
 * unless the name says otherwise.
 */
#ifndef GB28181_LIMITS_H
#define GB28181_LIMITS_H

/* RFC 3261 18.1.1: receivers take up to 65,535 bytes a message; catalogs over TCP are larger in
 * the field (10,000 items a message are legal, GB/T 28181-2022 Annex M). */
#define GB_MAX_MESSAGE (16u << 20)
/* Start line and headers; real ones stay under 4 KiB. */
#define GB_MAX_HEAD (64u << 10)
/* A start line, and the method in it; real ones have 60 bytes and at most 9. What is longer is not
 * taken for SIP, so that a stream of something else is let go soon. */
#define GB_MAX_START_LINE 4096
#define GB_MAX_METHOD 64
/* Headers kept of one message; real ones have 10 to 30. More are counted, not kept. */
#define GB_MAX_HEADERS 128
/* Parameters looked at in one header value. */
#define GB_MAX_PARAMS 64

/* XML: MANSCDP is 4 deep; libxml2 itself stops at 256. */
#define GB_MAX_XML_DEPTH 32
/* 10,000 catalog items of 40 elements. */
#define GB_MAX_XML_ELEMENTS 400000u
#define GB_MAX_BODY GB_MAX_MESSAGE
/* A value shown; longer ones are cut in outputs. */
#define GB_MAX_VALUE 4096

/* IPv4 and IPv6 fragments: datagrams waiting, their bytes, their age (RFC 1122: 60-120 s). */
#define GB_MAX_FRAGMENT_DATAGRAMS 4096
#define GB_MAX_FRAGMENT_BYTES (16u << 20)
#define GB_MAX_FRAGMENT_AGE_S 60
/* Tunnels inside tunnels; real stacks have two or three headers each. */
#define GB_MAX_NESTING 16

/* TCP: flows watched for SIP, bytes waiting for a gap to fill, per flow and in all. */
#define GB_MAX_STREAMS 65536
/* Flows not decided yet: a scan of ports must not take the memory of devices. */
#define GB_MAX_STREAM_CANDIDATES 4096
/* Counted with 128 bytes for each segment, so that segments of one byte are bounded too. */
#define GB_MAX_STREAM_PENDING (1u << 20)
#define GB_MAX_STREAMS_PENDING (32u << 20)
/* Bytes of a flow looked at before it is called "not SIP". */
#define GB_MAX_STREAM_PROBE 4096

/* Open transactions remembered; older ones than 64*T1 (32 s), doubled, are dropped anyway. */
#define GB_MAX_TRANSACTIONS (1u << 18)
#define GB_TRANSACTION_AGE_S 64
/* Nonces remembered to tie an Authorization to its challenge. */
#define GB_MAX_CHALLENGES (1u << 17)
#define GB_MAX_DIALOGS (1u << 16)
/* MANSCDP requests that wait for their Responses: by number, and by age (an upgrade may take ten
 * minutes to report). */
#define GB_MAX_QUERIES (1u << 16)
#define GB_QUERY_AGE_S 600
/* Other exchanges kept for the time lines: of one device (first and last halves) and of all. */
#define GB_MAX_EXCHANGES 64
#define GB_MAX_EXCHANGES_ALL (1u << 16)
/* Devices; the largest platforms of the field have some 100,000. */
#define GB_MAX_DEVICES (1u << 20)
/* Sessions kept of one device; the middle is left out beyond. */
#define GB_MAX_SESSIONS_PER_DEVICE 256
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
/* Findings raised at one message. */
#define GB_MAX_EVENT_FINDINGS 32
/* Catalog items kept of one device and of the whole analysis. */
#define GB_MAX_CATALOG_ITEMS 10000
#define GB_MAX_CATALOG_ITEMS_ALL 500000
/* Messages kept for the ladder of a device (first and last halves), bytes for all of them. */
#define GB_MAX_LADDER 64
#define GB_MAX_LADDER_BYTES (12u << 20)
/* Intervals of the time line of the whole capture. */
#define GB_MAX_TIMELINE 600

/* devices.csv and --also-try. */
#define GB_MAX_CREDENTIALS_FILE (256u << 20)
#define GB_MAX_ALSO_TRY 100000
/* Rows of devices.csv: more than there are devices (GB_MAX_DEVICES). */
#define GB_MAX_CREDENTIALS_ROWS (4u << 20)
/* Bytes of one field of devices.csv; beyond, a quote was left open. */
#define GB_MAX_CREDENTIALS_FIELD (64u << 10)
/* Rows and candidates tried to find whose password fits, per table of passwords: more than one
 * search of all of GB_MAX_ALSO_TRY, and about 0.2 s. */
#define GB_MAX_EXPLAIN_DIGESTS 250000u

#endif
