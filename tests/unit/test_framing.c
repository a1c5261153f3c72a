/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_framing.c - where messages begin and end in datagrams and streams (RFC 3261 7.5, 18.3).
 *
 * A stream's case is fed whole, byte by byte, in every split in two and in many splits in three:
 * the messages and their quirks must be the same each time.
 */
#include <gb28181/framing.h>
#include <gb28181/limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "fence.h"

#define HEAD                                                                          \
    "Via: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK1\r\nFrom: <sip:1@3402>;tag=7\r\n" \
    "To: <sip:2@3402>\r\nCall-ID: 1\r\n"
#define REGISTER \
    "REGISTER sip:2@3402 SIP/2.0\r\n" HEAD "CSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n"
#define OK "SIP/2.0 200 OK\r\n" HEAD "CSeq: 1 REGISTER\r\nl: 0\r\n\r\n"
#define MESSAGE "MESSAGE sip:2@3402 SIP/2.0\r\n" HEAD "CSeq: 20 MESSAGE\r\n"
#define XML_TYPE "Content-Type: Application/MANSCDP+xml\r\n"
#define ELEMENT "<Notify>\r\n<SN>1</SN>\r\n</Notify>"
#define XML ELEMENT "\r\n" /* 33 bytes */
#define NAME65 "n1234567890123456789012345678901234567890123456789012345678901234"
#define KEEPALIVE MESSAGE XML_TYPE "Content-Length: 33\r\n\r\n" XML
_Static_assert(sizeof XML == 34, "the lengths below count on it");

#define MAX_MESSAGES 8
typedef struct Expected {
    const char *text; /* NULL ends */
    uint32_t quirks;
    size_t missing;
} Expected;

typedef struct Case {
    const char *name, *bytes;
    Expected messages[MAX_MESSAGES];
} Case;

static const Case datagrams[] = {
    {"one message", REGISTER, {{REGISTER, 0, 0}}},
    {"one with a body", KEEPALIVE, {{KEEPALIVE, 0, 0}}},
    {"line ends before it", "\r\n\r\n" OK, {{OK, 0, 0}}},
    {"line ends behind it", KEEPALIVE "\r\n\r\n", {{KEEPALIVE, GB_MESSAGE_TRAILING_CRLF, 0}}},
    {"blanks behind it", OK " ", {{OK, GB_MESSAGE_TRAILING_CRLF, 0}}},
    {"two messages", REGISTER KEEPALIVE, {{REGISTER, 0, 0}, {KEEPALIVE, 0, 0}}},
    {"two messages with line ends between", REGISTER "\r\n\r\n" OK, {{REGISTER, 0, 0}, {OK, 0, 0}}},
    {"no Content-Length: the rest is the body",
     MESSAGE XML_TYPE "\r\n" XML,
     {{MESSAGE XML_TYPE "\r\n" XML, 0, 0}}},
    {"no Content-Length, and another message",
     MESSAGE XML_TYPE "\r\n" XML OK,
     {{MESSAGE XML_TYPE "\r\n" XML, 0, 0}, {OK, 0, 0}}},
    {"Content-Length 0 and a body",
     MESSAGE "l: 0\r\n\r\n" XML,
     {{MESSAGE "l: 0\r\n\r\n" XML, GB_MESSAGE_LENGTH_ZERO_BODY, 0}}},
    {"Content-Length too short",
     MESSAGE "l: 20\r\n\r\n" XML,
     {{MESSAGE "l: 20\r\n\r\n" XML, GB_MESSAGE_LENGTH_TOO_SHORT, 0}}},
    {"Content-Length too short by the line end",
     MESSAGE "l: 31\r\n\r\n" XML,
     {{MESSAGE "l: 31\r\n\r\n<Notify>\r\n<SN>1</SN>\r\n</Notify>", GB_MESSAGE_TRAILING_CRLF, 0}}},
    {"too short, and another message",
     MESSAGE "l: 20\r\n\r\n" XML OK,
     {{MESSAGE "l: 20\r\n\r\n" XML, GB_MESSAGE_LENGTH_TOO_SHORT, 0}, {OK, 0, 0}}},
    {"Content-Length too long",
     MESSAGE "l: 40\r\n\r\n" XML,
     {{MESSAGE "l: 40\r\n\r\n" XML, GB_MESSAGE_LENGTH_TOO_LONG, 7}}},
    {"too long, and another message",
     MESSAGE "l: 400\r\n\r\n" XML OK,
     {{MESSAGE "l: 400\r\n\r\n" XML, GB_MESSAGE_LENGTH_TOO_LONG, 0}, {OK, 0, 0}}},
    {"Content-Length beyond reason",
     MESSAGE "l: 9223372036854775807\r\n\r\n",
     {{MESSAGE "l: 9223372036854775807\r\n\r\n", GB_MESSAGE_LENGTH_TOO_LONG, INT64_MAX}}},
    {"a Content-Length of no number is none",
     MESSAGE "l: 9223372036854775808\r\n\r\n" XML,
     {{MESSAGE "l: 9223372036854775808\r\n\r\n" XML, 0, 0}}},
    {"a negative Content-Length is none",
     MESSAGE "l: -9\r\n\r\n" XML,
     {{MESSAGE "l: -9\r\n\r\n" XML, 0, 0}}},
    {"a head that does not end", MESSAGE "l: 33\r\n", {{MESSAGE "l: 33\r\n", 0, 0}}},
    {"a head cut in its start line",
     "REGISTER sip:2@3402 SIP/2.0",
     {{"REGISTER sip:2@3402 SIP/2.0", 0, 0}}},
    {"another start line in the head",
     "BYE sip:2@3402 SIP/2.0\r\nVia: x\r\n" OK,
     {{"BYE sip:2@3402 SIP/2.0\r\nVia: x\r\n", 0, 0}, {OK, 0, 0}}},
    {"HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", {{NULL, 0, 0}}},
    {"line ends alone", "\r\n\r\n", {{NULL, 0, 0}}},
    {"nothing", "", {{NULL, 0, 0}}},
    {"RTP", "\x80\x08" KEEPALIVE, {{NULL, 0, 0}}},
};

#define CUT_OFF MESSAGE XML_TYPE "l: 90\r\n\r\n" XML
#define AG GB_MESSAGE_AFTER_GARBAGE
static const Case streams[] = {
    {"one message", REGISTER, {{REGISTER, 0, 0}}},
    {"three messages", KEEPALIVE OK KEEPALIVE, {{KEEPALIVE, 0, 0}, {OK, 0, 0}, {KEEPALIVE, 0, 0}}},
    {"pings between",
     "\r\n\r\n" REGISTER "\r\n\r\n\r\n\r\n" OK "\r\n",
     {{REGISTER, 0, 0}, {OK, 0, 0}}},
    {"LF alone",
     "SIP/2.0 200 OK\nVia: x\nContent-Length: 2\n\nok" OK,
     {{"SIP/2.0 200 OK\nVia: x\nContent-Length: 2\n\nok", 0, 0}, {OK, 0, 0}}},
    {"a Content-Length padded with blanks",
     MESSAGE "Content-Length:       33  \r\n\r\n" XML OK,
     {{MESSAGE "Content-Length:       33  \r\n\r\n" XML, 0, 0}, {OK, 0, 0}}},
    {"a folded Content-Length",
     MESSAGE "Content-Length :\r\n\t33\r\n\r\n" XML OK,
     {{MESSAGE "Content-Length :\r\n\t33\r\n\r\n" XML, 0, 0}, {OK, 0, 0}}},
    {"a compact one in upper case",
     MESSAGE "L:33\r\n\r\n" XML OK,
     {{MESSAGE "L:33\r\n\r\n" XML, 0, 0}, {OK, 0, 0}}},
    {"an unreadable one before a good one",
     MESSAGE "l: x\r\nSubject: a\r\nl: 33\r\n\r\n" XML OK,
     {{MESSAGE "l: x\r\nSubject: a\r\nl: 33\r\n\r\n" XML, 0, 0}, {OK, 0, 0}}},
    {"two that differ: the first counts",
     MESSAGE "l: 33\r\nl: 34\r\n\r\n" XML OK,
     {{MESSAGE "l: 33\r\nl: 34\r\n\r\n" XML, 0, 0}, {OK, 0, 0}}},
    {"an empty line in the body",
     MESSAGE "l: 8\r\n\r\na\r\n\r\nb\r\n" OK,
     {{MESSAGE "l: 8\r\n\r\na\r\n\r\nb\r\n", 0, 0}, {OK, 0, 0}}},
    {"no Content-Length, no type: no body",
     "BYE sip:2@3402 SIP/2.0\r\n" HEAD "\r\n" OK,
     {{"BYE sip:2@3402 SIP/2.0\r\n" HEAD "\r\n", GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}}},
    {"no Content-Length: up to the XML's end",
     MESSAGE XML_TYPE "\r\n" XML KEEPALIVE,
     {{MESSAGE XML_TYPE "\r\n" ELEMENT, GB_MESSAGE_NO_LENGTH, 0}, {KEEPALIVE, 0, 0}}},
    {"no Content-Length: a status line right behind XML",
     MESSAGE XML_TYPE "\r\n<a></a>" OK,
     {{MESSAGE XML_TYPE "\r\n<a></a>", GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}}},
    {"no Content-Length: the last message",
     MESSAGE XML_TYPE "\r\n" XML,
     {{MESSAGE XML_TYPE "\r\n" ELEMENT, GB_MESSAGE_NO_LENGTH, 0}}},
    {"no Content-Length: a mark, a declaration, attributes",
     MESSAGE XML_TYPE "\r\n\xEF\xBB\xBF\r\n<?xml version=\"1.0\"?><!-- > --><a b=\"c\"><ab/></a>\r\n" OK,
     {{MESSAGE XML_TYPE "\r\n\xEF\xBB\xBF\r\n<?xml version=\"1.0\"?><!-- > --><a b=\"c\"><ab/></a>",
       GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}}},
    {"no Content-Length: an element of the root's name in it",
     MESSAGE XML_TYPE "\r\n<a><a>1</a><a/><a></a></a>" OK,
     {{MESSAGE XML_TYPE "\r\n<a><a>1</a><a/><a></a></a>", GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}}},
    {"no Content-Length: behind the XML's end is garbage",
     MESSAGE XML_TYPE "\r\n<a></a><b></b>\r\n" OK,
     {{MESSAGE XML_TYPE "\r\n<a></a>", GB_MESSAGE_NO_LENGTH, 0}, {OK, AG, 0}}},
    {"no Content-Length, the XML has no end: up to the next start line",
     MESSAGE XML_TYPE "\r\n<Notify>\r\n</Notif>\r\n" KEEPALIVE,
     {{MESSAGE XML_TYPE "\r\n<Notify>\r\n</Notif>\r\n", GB_MESSAGE_NO_LENGTH, 0}, {KEEPALIVE, 0, 0}}},
    {"no Content-Length: a start line in front of the XML's end",
     MESSAGE XML_TYPE "\r\n<a>\r\n" OK "</a>" REGISTER,
     {{MESSAGE XML_TYPE "\r\n<a>\r\n", GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}, {REGISTER, AG, 0}}},
    {"no Content-Length and no XML: up to the next start line",
     MESSAGE "c: application/sdp\r\n\r\nv=0\r\ns=<a></a>\r\n" OK,
     {{MESSAGE "c: application/sdp\r\n\r\nv=0\r\ns=<a></a>\r\n", GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}}},
    {"no Content-Length: a closing tag before any other is none",
     MESSAGE XML_TYPE "\r\n<?xml?>1</a><b>2</b>" OK,
     {{MESSAGE XML_TYPE "\r\n<?xml?>1</a><b>2</b>", GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}}},
    {"a name longer than any root's",
     MESSAGE XML_TYPE "\r\n<" NAME65 "></" NAME65 ">\r\n" OK,
     {{MESSAGE XML_TYPE "\r\n<" NAME65 "></" NAME65 ">\r\n", GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}}},
    {"a negative Content-Length",
     MESSAGE XML_TYPE "l: -1\r\n\r\n" XML OK,
     {{MESSAGE XML_TYPE "l: -1\r\n\r\n" ELEMENT, GB_MESSAGE_NO_LENGTH, 0}, {OK, 0, 0}}},
    {"Content-Length too long, another message in it",
     CUT_OFF OK KEEPALIVE,
     {{CUT_OFF, GB_MESSAGE_LENGTH_TOO_LONG, 0}, {OK, 0, 0}, {KEEPALIVE, 0, 0}}},
    {"the same without line end between",
     MESSAGE XML_TYPE "l: 90\r\n\r\n<a>1</a>" REGISTER,
     {{MESSAGE XML_TYPE "l: 90\r\n\r\n<a>1</a>", GB_MESSAGE_LENGTH_TOO_LONG, 0}, {REGISTER, 0, 0}}},
    {"Content-Length too long at the end", CUT_OFF, {{CUT_OFF, GB_MESSAGE_LENGTH_TOO_LONG, 57}}},
    {"Content-Length beyond the cap",
     MESSAGE "l: 999999999999\r\n\r\n" XML OK,
     {{MESSAGE "l: 999999999999\r\n\r\n" ELEMENT, GB_MESSAGE_LENGTH_TOO_LONG, 0}, {OK, 0, 0}}},
    {"SIP in a body of type message/sipfrag",
     MESSAGE "c: message/sipfrag\r\nl: 16\r\n\r\nSIP/2.0 200 OK\r\n" OK,
     {{MESSAGE "c: message/sipfrag\r\nl: 16\r\n\r\nSIP/2.0 200 OK\r\n", 0, 0}, {OK, 0, 0}}},
    {"XML that speaks of SIP",
     MESSAGE "l: 40\r\n\r\n<Log>SIP/2.0 200 OK</Log>\r\nsip SIP/2.0\r\n" OK,
     {{MESSAGE "l: 40\r\n\r\n<Log>SIP/2.0 200 OK</Log>\r\nsip SIP/2.0\r\n", 0, 0}, {OK, 0, 0}}},
    {"Content-Length 0 and a body: garbage",
     MESSAGE "l: 0\r\n\r\n" XML OK,
     {{MESSAGE "l: 0\r\n\r\n", 0, 0}, {OK, AG, 0}}},
    {"Content-Length too short: the rest is garbage",
     MESSAGE "l: 21\r\n\r\n<Notify>\r\n<SN>1</SN>\r\n</Notify>" OK OK,
     {{MESSAGE "l: 21\r\n\r\n<Notify>\r\n<SN>1</SN>\r", 0, 0}, {OK, AG, 0}, {OK, 0, 0}}},
    {"garbage, then a known method in mid-line", "</Notify>" REGISTER, {{REGISTER, AG, 0}}},
    {"garbage, then an unknown method at a line start",
     "x\r\nFOO sip:1@2 SIP/2.0\r\nl: 0\r\n\r\n",
     {{"FOO sip:1@2 SIP/2.0\r\nl: 0\r\n\r\n", AG, 0}}},
    {"garbage, an unknown method in mid-line is none",
     "</x>FOO sip:1@2 SIP/2.0\r\nl: 0\r\n\r\n" OK,
     {{OK, AG, 0}}},
    {"binary garbage",
     "\x80\x60\x01"
     "P\x02SIP/2.0\x03\r\n" OK,
     {{OK, AG, 0}}},
    {"garbage with a control byte in a start line",
     "x\nINVITE sip:\x01@2 SIP/2.0\r\nl: 0\r\n\r\n" OK,
     {{OK, AG, 0}}},
    {"garbage in front of a method, blank between",
     "abc INVITE sip:1@2 SIP/2.0\r\nl: 0\r\n\r\n" OK,
     {{OK, AG, 0}}},
    {"the end of a message whose start is not there",
     "ia: x\r\nCSeq: 1 BYE\r\n\r\nVia: SIP/2.0/TCP x\r\n" OK,
     {{OK, AG, 0}}},
    {"a start line that can't be read is garbage",
     "INVITE sip:a@b\r\n" REGISTER,
     {{REGISTER, AG, 0}}},
    {"a status that can't be read is garbage", "SIP/2.0 OK\r\n" REGISTER, {{REGISTER, AG, 0}}},
    {"a URI that can't begin so is garbage, however early that shows",
     "BYE \x96 SIP/2.0\r\n" REGISTER,
     {{REGISTER, AG, 0}}},
    {"another start line in the head",
     "BYE sip:2@3402 SIP/2.0\r\nVia: x\r\n" REGISTER,
     {{"BYE sip:2@3402 SIP/2.0\r\nVia: x\r\n", 0, 0}, {REGISTER, 0, 0}}},
    {"a head that does not end",
     "BYE sip:2@3402 SIP/2.0\r\nVia: x\r\nFr",
     {{"BYE sip:2@3402 SIP/2.0\r\nVia: x\r\nFr", 0, 0}}},
    {"no SIP at all", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", {{NULL, 0, 0}}},
    {"the start of a start line", "REGISTER sip:2@34", {{NULL, 0, 0}}},
    {"nothing", "", {{NULL, 0, 0}}},
};

/* What came out: messages as places in the input. */
typedef struct Seen {
    unsigned n;
    struct {
        size_t at, length, missing;
        uint32_t quirks;
    } m[MAX_MESSAGES];
} Seen;

static void see(Seen *seen, size_t at, const GbFrame *frame) {
    if (seen->n == MAX_MESSAGES) return;
    seen->m[seen->n].at = at;
    seen->m[seen->n].length = frame->length;
    seen->m[seen->n].missing = frame->missing;
    seen->m[seen->n++].quirks = frame->quirks;
}

static void check_seen(const Case *c, const char *how, GbSlice input, const Seen *seen) {
    char where[160];
    unsigned n = 0;
    while (n < MAX_MESSAGES && c->messages[n].text) n++;
    snprintf(where, sizeof where, "%s, %s", c->name, how);
    check_int(where, "messages", seen->n, n);
    for (unsigned i = 0; i < n && i < seen->n; i++) {
        const Expected *want = &c->messages[i];
        check_text(where, "message", gb_slice(input.p + seen->m[i].at, seen->m[i].length),
                   want->text);
        check_int(where, "quirks", seen->m[i].quirks, want->quirks);
        if (want->missing != SIZE_MAX)
            check_int(where, "missing", (long long)seen->m[i].missing, (long long)want->missing);
    }
}

static void check_bounds(const char *name, GbSlice bytes, GbOutcome outcome, const GbFrame *frame) {
    bool good = frame->skip <= bytes.n && frame->length <= bytes.n - frame->skip;
    if (outcome == GB_OK || outcome == GB_BAD)
        good = good && frame->length > 0;
    else
        good = good && frame->length == 0;
    if (frame->need) good = good && outcome == GB_MORE && frame->need > bytes.n;
    check_true(name, "the frame lies within the bytes", good);
}

/* What gb_frame_is_one says must be what framing says. */
static void check_one(const char *name, GbSlice bytes, bool in_stream, GbOutcome outcome,
                      const GbFrame *frame) {
    GbHead head;
    if (!gb_frame_is_one(NULL, bytes, in_stream, &head)) return;
    check_true(name, "one message is framed as one",
               outcome == GB_OK && frame->skip == 0 && frame->length == bytes.n &&
                   frame->quirks == 0 && frame->missing == 0);
    check_true(name, "one message is read as it is",
               head.sip.head.p == bytes.p && head.sip.head.n + head.sip.body.n == bytes.n);
}

static void read_datagram(GbSlice input, const char *name, Seen *seen) {
    seen->n = 0;
    for (size_t at = 0;;) {
        GbFrame frame;
        GbSlice rest = fence_copy(gb_slice_sub(input, at, input.n));
        GbOutcome outcome = gb_frame_datagram(rest, &frame);
        check_bounds(name, rest, outcome, &frame);
        check_one(name, rest, false, outcome, &frame);
        if (outcome != GB_OK) return;
        see(seen, at + frame.skip, &frame);
        at += frame.skip + frame.length;
    }
}

static void datagram_prefix(GbSlice prefix, void *data) {
    Seen seen;
    char *copy = malloc(prefix.n + 1);
    if (!copy) abort();
    memcpy(copy, prefix.p, prefix.n);
    read_datagram(gb_slice(copy, prefix.n), data, &seen);
    free(copy);
}

static void datagrams_hold_what_the_table_says(void) {
    for (size_t i = 0; i < sizeof datagrams / sizeof datagrams[0]; i++) {
        const Case *c = &datagrams[i];
        GbSlice input = gb_slice_from(c->bytes);
        Seen seen;
        read_datagram(input, c->name, &seen);
        check_seen(c, "whole", input, &seen);
        fence_prefixes(input, datagram_prefix, (void *)c->name);
    }
    GbFrame frame;
    GbSlice bad = GB_SLICE("\r\nINVITE sip:a@b\r\nTo: x\r\n\r\n");
    CHECK_INT("SIP without version", gb_frame_datagram(bad, &frame), GB_BAD);
    CHECK_INT("SIP without version", frame.skip, 2);
    CHECK_INT("SIP without version", frame.length, bad.n - 2);
    CHECK_INT("not SIP", gb_frame_datagram(GB_SLICE("\x80\x60"), &frame), GB_NOT);
    CHECK_TRUE("not SIP", frame.garbage && frame.skip == 2);
    CHECK_INT("a ping", gb_frame_datagram(GB_SLICE("\r\n"), &frame), GB_NOT);
    CHECK_TRUE("a ping", !frame.garbage && frame.skip == 2);
}

/* A stream as its reader sees it. */
typedef struct Reader {
    const char *name;
    GbSlice input;
    size_t dropped;
    GbFrameScan scan;
    Seen seen;
} Reader;

static void read_up_to(Reader *r, size_t arrived, bool at_end) {
    for (;;) {
        GbFrame frame;
        GbSlice bytes = fence_copy(gb_slice_sub(r->input, r->dropped, arrived - r->dropped));
        bool at_boundary = !r->scan.at && !r->scan.garbage;
        GbOutcome outcome = gb_frame_stream_resume(bytes, at_end, &r->scan, &frame);
        check_bounds(r->name, bytes, outcome, &frame);
        if (at_boundary) check_one(r->name, bytes, true, outcome, &frame);
        if (at_end) check_true(r->name, "nothing waits at the end", outcome != GB_MORE);
        r->dropped += frame.skip;
        if (outcome != GB_OK) return;
        see(&r->seen, r->dropped, &frame);
        r->dropped += frame.length;
    }
}

static void streams_give_the_same_messages_in_every_split(void) {
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        const Case *c = &streams[i];
        GbSlice input = gb_slice_from(c->bytes);
        Reader r = {.name = c->name, .input = input};
        read_up_to(&r, input.n, false);
        read_up_to(&r, input.n, true);
        check_seen(c, "whole", input, &r.seen);
        check_int(c->name, "left over", (long long)(input.n - r.dropped), 0);

        r = (Reader){.name = c->name, .input = input};
        read_up_to(&r, input.n, true);
        check_seen(c, "whole and at its end", input, &r.seen);

        r = (Reader){.name = c->name, .input = input};
        for (size_t n = 0; n <= input.n; n++) read_up_to(&r, n, n == input.n);
        check_seen(c, "byte by byte", input, &r.seen);

        for (size_t cut = 0; cut <= input.n; cut++) {
            r = (Reader){.name = c->name, .input = input};
            read_up_to(&r, cut, false);
            read_up_to(&r, input.n, true);
            check_seen(c, "in two", input, &r.seen);
        }
        for (size_t a = 0; a <= input.n; a += 7)
            for (size_t b = a; b <= input.n; b += 11) {
                r = (Reader){.name = c->name, .input = input};
                read_up_to(&r, a, false);
                read_up_to(&r, b, false);
                read_up_to(&r, input.n, true);
                check_seen(c, "in three", input, &r.seen);
            }
    }
}

/* Without a scan: the same messages, only garbage of an earlier call is forgotten. */
static void a_stream_needs_no_state(void) {
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        const Case *c = &streams[i];
        GbSlice input = gb_slice_from(c->bytes);
        Seen seen = {0};
        GbFrame frame;
        for (size_t at = 0;
             gb_frame_stream(gb_slice_sub(input, at, input.n), true, &frame) == GB_OK;) {
            see(&seen, at + frame.skip, &frame);
            at += frame.skip + frame.length;
        }
        check_seen(c, "without state", input, &seen);
    }
}

static void a_stream_says_how_much_it_needs(void) {
    GbFrame frame;
    GbSlice text = GB_SLICE("\r\n" KEEPALIVE);
    CHECK_INT("the body is missing",
              gb_frame_stream(gb_slice_sub(text, 0, text.n - sizeof XML + 1), false, &frame),
              GB_MORE);
    CHECK_INT("the body is missing", frame.need, text.n);
    CHECK_INT("the body is missing", frame.skip, 2);
    CHECK_INT("the head is missing", gb_frame_stream(gb_slice_sub(text, 0, 60), false, &frame),
              GB_MORE);
    CHECK_INT("the head is missing", frame.need, 0);
    CHECK_INT("line ends alone", gb_frame_stream(GB_SLICE("\r\n"), false, &frame), GB_NOT);
    CHECK_INT("line ends alone", frame.skip, 2);
    CHECK_TRUE("line ends alone", !frame.garbage);
    CHECK_INT("garbage", gb_frame_stream(GB_SLICE("ab\r\ncd"), false, &frame), GB_MORE);
    CHECK_TRUE("garbage", frame.garbage && frame.skip == 4);
    CHECK_INT("garbage of whole lines", gb_frame_stream(GB_SLICE("ab\r\ncd\n"), false, &frame),
              GB_NOT);
    CHECK_INT("garbage of whole lines", frame.skip, 7);
}

static void the_caps_hold(void) {
    static char big[GB_MAX_HEAD + 64 + sizeof OK];
    GbFrame frame;
    size_t n = (size_t)snprintf(big, sizeof big, "BYE sip:2@3402 SIP/2.0\r\nVia: x\r\nX: ");
    size_t line = n - 3;
    memset(big + n, 'x', sizeof big - n);
    CHECK_INT("a head up to the cap waits",
              gb_frame_stream(gb_slice(big, GB_MAX_HEAD - 1), false, &frame), GB_MORE);
    CHECK_INT("a head at the cap ends with its last line",
              gb_frame_stream(gb_slice(big, GB_MAX_HEAD), false, &frame), GB_OK);
    CHECK_INT("a head at the cap", frame.length, line);
    CHECK_INT("in a datagram too", gb_frame_datagram(gb_slice(big, sizeof big), &frame), GB_OK);
    CHECK_INT("in a datagram too", frame.length, line);

    /* Byte by byte; were each call to begin anew, this would take minutes. */
    memcpy(big + sizeof big - sizeof OK, "\r" OK, sizeof OK);
    big[sizeof big - sizeof OK] = '\n';
    GbFrameScan scan = {0};
    Seen seen = {0};
    size_t dropped = 0;
    for (size_t arrived = 0; arrived <= sizeof big; arrived++) {
        GbOutcome outcome = gb_frame_stream_resume(gb_slice(big + dropped, arrived - dropped),
                                                   arrived == sizeof big, &scan, &frame);
        dropped += frame.skip;
        if (outcome != GB_OK) continue;
        see(&seen, dropped, &frame);
        dropped += frame.length;
    }
    CHECK_INT("byte by byte", seen.n, 2);
    CHECK_INT("byte by byte", seen.m[0].length, line);
    CHECK_INT("byte by byte", seen.m[1].length, sizeof OK - 1);
    CHECK_INT("byte by byte", seen.m[1].quirks, AG);

    /* A body without length ends at the cap. */
    size_t size = GB_MAX_MESSAGE + 100;
    char *huge = malloc(size);
    if (!huge) abort();
    n = (size_t)snprintf(huge, size, "%s", MESSAGE XML_TYPE "\r\n");
    memset(huge + n, 'x', size - n);
    CHECK_INT("a body without end", gb_frame_stream(gb_slice(huge, size), false, &frame), GB_OK);
    CHECK_INT("a body without end", frame.length, GB_MAX_MESSAGE);
    CHECK_INT("a body without end", gb_frame_stream(gb_slice(huge, 100000), false, &frame),
              GB_MORE);
    free(huge);
}

static void the_usual_is_told_at_once(void) {
    static const struct {
        const char *name, *bytes;
        bool datagram, stream;
    } cases[] = {
        {"a request", REGISTER, true, true},
        {"a response", OK, true, true},
        {"a keepalive", KEEPALIVE, true, true},
        {"a start line in the body",
         MESSAGE "l: 118\r\n\r\nSIP/2.0 200 OK\r\n" HEAD, false, false},
        {"line ends before it", "\r\n" OK, false, false},
        {"line ends behind it", OK "\r\n", false, false},
        {"two", OK OK, false, false},
        {"no Content-Length", MESSAGE "\r\n", false, false},
        {"a start line in the head", "BYE sip:2@3402 SIP/2.0\r\n" OK, false, false},
        {"the same, with a colon in it", "BYE sip:2@3402 SIP/2.0\r\n" REGISTER, false, false},
        {"a head without end", MESSAGE "l: 0\r\n", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbHead head;
        GbSlice bytes = fence_copy(gb_slice_from(cases[i].bytes));
        check_int(cases[i].name, "datagram", gb_frame_is_one(NULL, bytes, false, &head), cases[i].datagram);
        check_int(cases[i].name, "stream", gb_frame_is_one(NULL, bytes, true, &head), cases[i].stream);
    }
    static const char fits[] = MESSAGE "l: 16\r\n\r\nSIP/2.0 200 OK\r\n";
    GbHead head;
    CHECK_TRUE("a start line is a body in a datagram", gb_frame_is_one(NULL, GB_SLICE(fits), false, &head));
    CHECK_TRUE("and a message in a stream", !gb_frame_is_one(NULL, GB_SLICE(fits), true, &head));
}

int main(void) {
    static const CheckTest tests[] = {
        {"datagrams hold what the table says", datagrams_hold_what_the_table_says},
        {"streams give the same messages in every split",
         streams_give_the_same_messages_in_every_split},
        {"a stream needs no state", a_stream_needs_no_state},
        {"a stream says how much it needs", a_stream_says_how_much_it_needs},
        {"the caps hold", the_caps_hold},
        {"the usual is told at once", the_usual_is_told_at_once},
        {NULL, NULL},
    };
    return check_main("framing", tests);
}
