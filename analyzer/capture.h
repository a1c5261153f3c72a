/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture.h - from capture files to SIP messages: opens, merges by time, decodes every layer and
 * calls back once per message, in capture order.
 */
#ifndef ANALYZER_CAPTURE_H
#define ANALYZER_CAPTURE_H

#include <gb28181/capture_info.h>
#include <gb28181/message.h>

typedef struct Capture Capture;

/* Called for each message; `message` lives for the call. false stops the reading. Messages come in
 * the order in which they were complete, but for those that had to wait for a lost part: these
 * keep their own, earlier time and frame. */
typedef bool (*CaptureSink)(const GbMessage *message, void *data);
/* Called for the end of each TCP connection that carried SIP. */
typedef void (*CaptureEnd)(const GbConnectionEnd *end, void *data);
/* Called for each ping over UDP, and over TCP for those of a connection that carried SIP. */
typedef void (*CapturePing)(const GbPing *ping, void *data);
/* Asked, if given, for room for a message of `n` bytes and for its head, before the message is read
 * from there: the one that comes next lies in it, or it is not used. False: there is none. */
typedef bool (*CaptureRoom)(size_t n, char **bytes, struct GbHead **head, void *data);
/* Called now and then with how much of all the input's bytes is read (0 to 1, -1 not known);
 * false stops the reading (an interrupt): what was read so far stands. */
typedef bool (*CaptureProgress)(double part, void *data);

/* A thing the reader noticed that a rule names; `rule` is its dotted id, args the texts that its
 * sentence takes. frame 0: the file as a whole. What a message's quirks say already (snaplen,
 * overlaps, continued datagrams) is not said here. Once a file: capture.truncated and
 * capture.damaged [packet]. Once in all, with the first frame: capture.fragments-lost,
 * capture.first-fragments-only, capture.nesting and capture.bad-lengths [how many],
 * capture.limit-reached [what, limit]. Each time: capture.stream-gap [bytes, from]. */
typedef void (*CaptureNotice)(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                              const char *const *args, unsigned n_args, void *data);

typedef struct CaptureCallbacks {
    CaptureSink message;
    CaptureProgress progress;
    CaptureNotice notice;
    CaptureEnd connection_end;
    CapturePing ping;
    CaptureRoom room;
    void *data;
} CaptureCallbacks;

/* Opens all of them ("-" is standard input; at most once). NULL and *error when one can't be
 * used at all: missing, not readable, no capture. */
Capture *capture_open(const char *const *paths, unsigned n_paths, GbError *error);
void capture_free(Capture *c);

/* Reads to the end. false only when it was stopped by a callback. */
bool capture_run(Capture *c, const CaptureCallbacks *callbacks);

/* What was read; lives as long as c. */
const GbCaptureInfo *capture_info(Capture *c);

#endif
