/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scenario.h - drives an analysis with exchanges written as short lines, one message a line:
 *
 *     TIME DIRECTION WHAT [key=value ...]
 *
 * TIME is in seconds after the start. DIRECTION is `>` (the device sends) or `<` (the server).
 * WHAT is a method, a status code (an answer to the latest request the other way), KEEPALIVE (a
 * MESSAGE), AGAIN (the bytes of the latest message that way once more), or FIN or RST (ends the
 * connection conn=). Keys:
 *
 *   dev= server=   IDs               call= cseq= branch=   identifiers (else counted on)
 *   expires=       of the request or answer; none: leaves the header out
 *   contact=       user@host:port; none         realm= nonce= stale=   of a challenge
 *   auth=NONCE     Authorization for that nonce with pass= (else the device's password);
 *                  nc= adds qop=auth
 *   to=N           the answer belongs to message N; n=N repeats message N
 *   sn=            of a keepalive                body=  MANSCDP or SDP; `|` ends a line
 *   type=          Content-Type                  from= to_user=  other users of From and To
 *   port=          the device's source port      conn=  TCP connection
 *   head=          one more header line          at=N   frame number; file=
 *
 * Values may stand in '...'. Messages are numbered from 1 and each is its own frame.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <gb28181/session.h>

#define SCENARIO_START_US 1600000000000000LL
#define SCENARIO_DEVICE "34020000001180000001"
#define SCENARIO_SERVER "34020000002000000001"
#define SCENARIO_PASSWORD "gbtest-01"
#define SCENARIO_REALM "3402000000"

typedef struct ScenarioMessage {
    char *bytes;
    size_t n;
    GbMessage message; /* bytes points to the above; none: the end of its connection */
    bool is_reset;
} ScenarioMessage;

typedef struct Scenario {
    ScenarioMessage *messages;
    size_t n;
    size_t capacity;
} Scenario;

/* Reads the lines; aborts with the line when it can't. */
Scenario *scenario_read(const char *lines);
void scenario_free(Scenario *s);

/* A new analysis with the password of SCENARIO_DEVICE, fed with all of it and settled at the last
 * message's time, or `end` seconds after the start when that is more. */
GbAnalysis *scenario_analyse(const Scenario *s, double end);
/* The same from text. events may be NULL; else events[i] is message i+1's, up to n. */
GbAnalysis *scenario_run(const char *lines, double end, GbEvent *events, size_t n);
/* Credentials as scenario_run uses them; freed by the next call and at the end by NULL. */
GbOptions scenario_options(void);
/* Feeds one of its messages, or the end of a connection. */
void scenario_feed(GbAnalysis *a, const ScenarioMessage *m, GbEvent *event);

const GbDevice *scenario_device(const GbAnalysis *a, const char *id); /* NULL: none */

#endif
