/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_session.c - registrations: each state and each transition of a session, and what comes
 * close to one and is another.
 */
#include "check.h"
#include "scenario.h"

typedef struct Case {
    const char *name, *lines;
    double end;
    const char *device_state;
    const char *states;  /* of the sessions, in order, joined by blanks */
    unsigned registrations, refreshes, unregistrations, rejected;
    unsigned attempts;   /* of the last session */
} Case;

#define REGISTERED \
    "0 > REGISTER\n 0.004 < 401 nonce=n1\n 0.008 > REGISTER auth=n1\n 0.012 < 200\n"

static const Case cases[] = {
    {"a challenge that is answered registers", REGISTERED, 10, "registered", "open", 1, 0, 0, 0, 2},
    {"a registration without challenge registers", "0 > REGISTER\n 0.1 < 200\n", 10, "registered",
     "open", 1, 0, 0, 0, 1},
    {"no answer at all is incomplete", "0 > REGISTER\n", 40, "incomplete", "incomplete", 0, 0, 0, 0, 1},
    {"a challenge that nobody meets is incomplete", "0 > REGISTER\n 0.1 < 401\n", 40, "incomplete",
     "incomplete", 0, 0, 0, 0, 1},
    {"an answered challenge without final answer is incomplete",
     "0 > REGISTER\n 0.1 < 401\n 0.2 > REGISTER auth=n1\n 0.3 < 100\n", 40, "incomplete",
     "incomplete", 0, 0, 0, 0, 2},
    {"403 to an Authorization is a rejection",
     "0 > REGISTER\n 0.1 < 401\n 0.2 > REGISTER auth=n1 pass=wrong\n 0.3 < 403\n", 40, "rejected",
     "rejected", 0, 0, 0, 1, 2},
    {"401 to an Authorization is a rejection",
     "0 > REGISTER\n 0.1 < 401\n 0.2 > REGISTER auth=n1 pass=wrong\n 0.3 < 401 nonce=n2\n", 40,
     "rejected", "rejected", 0, 0, 0, 1, 2},
    {"401 with stale=true is a new challenge",
     "0 > REGISTER\n 0.1 < 401\n 0.2 > REGISTER auth=n1\n 0.3 < 401 nonce=n2 stale=1\n", 40,
     "incomplete", "incomplete", 0, 0, 0, 0, 2},
    {"401 to a nonce from before the capture is a new challenge",
     "0 > REGISTER auth=old\n 0.1 < 401\n 0.2 > REGISTER auth=n1\n 0.3 < 200\n", 40, "registered",
     "open", 1, 0, 0, 0, 2},
    {"401 to a nonce nobody issued in a challenged chain is a rejection",
     "0 > REGISTER\n 0.1 < 401 nonce=n1\n 0.2 > REGISTER auth=made-up\n 0.3 < 401 nonce=n2\n", 40,
     "rejected", "rejected", 0, 0, 0, 1, 2},
    {"403 without Authorization is a rejection", "0 > REGISTER\n 0.1 < 403\n", 40, "rejected",
     "rejected", 0, 0, 0, 1, 1},
    {"a later attempt of the chain that succeeds mends a rejection",
     "0 > REGISTER\n 0.1 < 401\n 0.2 > REGISTER auth=n1 pass=wrong\n 0.3 < 403\n"
     "60 > REGISTER\n 60.1 < 401 nonce=n2\n 60.2 > REGISTER auth=n2\n 60.3 < 200\n", 90,
     "registered", "open", 1, 0, 0, 0, 4},
    {"a rejection stays one when the next attempt is only challenged",
     "0 > REGISTER\n 0.1 < 401\n 0.2 > REGISTER auth=n1 pass=wrong\n 0.3 < 403\n"
     "60 > REGISTER\n 60.1 < 401 nonce=n2\n", 90, "rejected", "rejected", 0, 0, 0, 1, 3},
    {"chains of other Call-IDs are sessions of their own",
     "0 > REGISTER call=a\n 0.1 < 403\n 60 > REGISTER call=b\n 60.1 < 403\n", 90, "rejected",
     "rejected rejected", 0, 0, 0, 2, 1},
    {"the challenge answered under another Call-ID is one chain",
     "0 > REGISTER call=a\n 0.1 < 401 nonce=n1\n 0.2 > REGISTER call=b auth=n1\n 0.3 < 200\n", 9,
     "registered", "open", 1, 0, 0, 0, 2},
    {"the same Call-ID refreshes at any time", REGISTERED
     "5 > REGISTER\n 5.1 < 401 nonce=n2\n 5.2 > REGISTER auth=n2\n 5.3 < 200\n", 9, "registered",
     "open", 2, 1, 0, 0, 4},
    {"another Call-ID with the same Contact refreshes after half of the time",
     "0 > REGISTER call=a expires=100\n 0 < 200 expires=100\n"
     "50 > REGISTER call=b expires=100\n 50.1 < 200 expires=100\n", 60, "registered", "open", 2, 1,
     0, 0, 2},
    {"another Call-ID before half of the time is a restart",
     "0 > REGISTER call=a expires=100\n 0 < 200 expires=100\n"
     "49.9 > REGISTER call=b expires=100\n 50.1 < 200 expires=100\n", 60, "registered",
     "replaced open", 2, 0, 0, 0, 1},
    {"another Call-ID and another Contact is a move",
     "0 > REGISTER call=a expires=100\n 0 < 200 expires=100\n"
     "60 > REGISTER call=b contact=34020000001180000001@10.0.0.9:6060\n 60.1 < 200\n", 61,
     "registered", "replaced open", 2, 0, 0, 0, 1},
    {"the half is that of the granted time, not of the time asked for",
     "0 > REGISTER call=a expires=3600\n 0 < 200 expires=100\n"
     "60 > REGISTER call=b expires=3600\n 60.1 < 200 expires=100\n", 61, "registered", "open", 2, 1,
     0, 0, 2},
    {"a failed attempt from elsewhere leaves the valid session alone", REGISTERED
     "10 > REGISTER call=b\n 10.1 < 403\n 20 > REGISTER\n 20.1 < 200\n", 21, "rejected",
     "open rejected", 2, 1, 0, 1, 1},
    {"Expires 0 unregisters", REGISTERED "10 > REGISTER expires=0\n 10.1 < 200 expires=0\n", 20,
     "unregistered", "unregistered", 1, 0, 1, 0, 3},
    {"Contact * with Expires 0 under another Call-ID unregisters", REGISTERED
     "10 > REGISTER call=b contact=* expires=0\n 10.1 < 200 expires=0\n", 20, "unregistered",
     "unregistered", 1, 0, 1, 0, 3},
    {"an unregister that is refused does not end the session", REGISTERED
     "10 > REGISTER expires=0\n 10.1 < 403\n", 20, "registered", "open", 1, 0, 0, 1, 3},
    {"an unregister of a registration from before the capture",
     "0 > REGISTER expires=0\n 0.1 < 200 expires=0\n", 20, "unregistered", "unregistered", 0, 0, 1,
     0, 1},
    {"registering again after an unregister is a new session", REGISTERED
     "10 > REGISTER expires=0\n 10.1 < 200 expires=0\n 20 > REGISTER\n 20.1 < 200\n", 30,
     "registered", "unregistered open", 2, 0, 1, 0, 1},
    {"time that runs out in the capture expires the session",
     "0 > REGISTER expires=60\n 0.1 < 200 expires=60\n", 61, "expired", "expired", 1, 0, 0, 0, 1},
    {"time that runs out after the capture does not",
     "0 > REGISTER expires=60\n 0.1 < 200 expires=60\n", 60, "registered", "open", 1, 0, 0, 0, 1},
    {"the Contact's expires goes before the Expires header",
     "0 > REGISTER expires=3600\n 0.1 < 200 contact=34020000001180000001@10.0.0.9:5060>;expires=30;x=<y "
     "expires=3600\n", 40, "expired", "expired", 1, 0, 0, 0, 1},
    {"without Expires in the answer the request's counts",
     "0 > REGISTER expires=30\n 0.1 < 200 expires=none contact=none\n", 40, "expired", "expired", 1,
     0, 0, 0, 1},
    {"without any Expires 3600 s count",
     "0 > REGISTER expires=none\n 0.1 < 200 expires=none contact=none\n 3540 > KEEPALIVE\n", 3599,
     "registered", "open", 1, 0, 0, 0, 1},
    {"the same Call-ID after the expiry is a new session",
     "0 > REGISTER expires=60\n 0.1 < 200 expires=60\n 61 > REGISTER\n 61.1 < 200\n", 70,
     "registered", "expired open", 2, 0, 0, 0, 1},
    {"a refresh asked for in time and answered late still refreshes",
     "0 > REGISTER expires=60\n 0 < 200 expires=60\n 59.9 > REGISTER\n 60.2 > KEEPALIVE\n"
     "60.3 < 200 to=3\n", 70, "registered", "open", 2, 1, 0, 0, 2},
    {"silence for three intervals is lost", REGISTERED, 181, "lost", "lost", 1, 0, 0, 0, 2},
    {"silence for less is not", REGISTERED, 179, "registered", "open", 1, 0, 0, 0, 2},
    {"silence is measured by the session's own interval once there are five", REGISTERED
     "10 > KEEPALIVE\n 20 > KEEPALIVE\n 30 > KEEPALIVE\n 40 > KEEPALIVE\n 50 > KEEPALIVE\n"
     "60 > KEEPALIVE\n", 91, "lost", "lost", 1, 0, 0, 0, 2},
    {"keepalives of an unseen registration", "0 > KEEPALIVE\n 0.1 < 200\n", 30, "registered",
     "pre-capture", 0, 0, 0, 0, 0},
    {"an unseen registration gone silent reads lost", "0 > KEEPALIVE\n 0.1 < 200\n", 200, "lost",
     "pre-capture", 0, 0, 0, 0, 0},
    {"a registration after keepalives of an unseen one", "0 > KEEPALIVE\n 0.1 < 200\n"
     "10 > REGISTER\n 10.1 < 200\n", 30, "registered", "pre-capture open", 1, 0, 0, 0, 1},
    {"an unregister after keepalives of an unseen registration ends it",
     "0 > KEEPALIVE\n 0.1 < 200\n 10 > REGISTER expires=0\n 10.1 < 200 expires=0\n", 30,
     "unregistered", "unregistered", 0, 0, 1, 0, 1},
    {"a redirect ends the chain without 2xx",
     "0 > REGISTER\n 0.1 < 302 contact=34020000002000000002@10.0.0.3:5060\n"
     "0.2 > REGISTER call=b server=34020000002000000002\n 0.3 < 200\n", 30, "registered",
     "rejected open", 1, 0, 0, 1, 1},
    {"registrations at two servers don't touch each other",
     "0 > REGISTER call=a\n 0.1 < 200\n 1 > REGISTER call=b server=34020000002000000002\n 1.1 < 200\n",
     30, "registered", "open open", 2, 0, 0, 0, 1},
    {"423 and a longer time asked for", "0 > REGISTER expires=10\n 0.1 < 423\n"
     "0.2 > REGISTER expires=3600\n 0.3 < 200\n", 30, "registered", "open", 1, 0, 0, 0, 2},
    {"a retransmitted REGISTER is no attempt",
     "0 > REGISTER\n 0.5 > AGAIN\n 0.6 < 401\n 0.61 < AGAIN\n 0.7 > REGISTER auth=n1\n 0.8 < 200\n"
     "0.9 < AGAIN\n", 30, "registered", "open", 1, 0, 0, 0, 2},
    {"the answer to a challenge under the same branch and CSeq is an attempt",
     "0 > REGISTER cseq=1 branch=z9hG4bKx\n 0.1 < 401\n"
     "0.2 > REGISTER cseq=1 branch=z9hG4bKx auth=n1\n 0.3 < 200\n", 30, "registered", "open", 1, 0,
     0, 0, 2},
};

static void check_case(const Case *c) {
    GbAnalysis *a = scenario_run(c->lines, c->end, NULL, 0);
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    const GbTotals *t = gb_analysis_totals(a);
    check_true(c->name, "device", d != NULL);
    if (d) {
        char states[256] = "";
        for (size_t i = 0; i < d->n_sessions; i++) {
            if (i) strcat(states, " ");
            strcat(states, gb_session_state_name(d->sessions[i]->state));
        }
        check_text(c->name, "states", gb_slice_from(states), c->states);
        check_text(c->name, "device.state", gb_slice_from(gb_device_state_name(d)), c->device_state);
        if (d->n_sessions)
            check_int(c->name, "attempts", (long long)d->sessions[d->n_sessions - 1]->n_attempts,
                      c->attempts);
        check_int(c->name, "sessions", (long long)t->sessions, (long long)d->n_sessions);
    }
    check_int(c->name, "registrations", (long long)t->registrations, c->registrations);
    check_int(c->name, "refreshes", (long long)t->refreshes, c->refreshes);
    check_int(c->name, "unregistrations", (long long)t->unregistrations, c->unregistrations);
    check_int(c->name, "rejected", (long long)t->registrations_rejected, c->rejected);
    check_int(c->name, "devices", (long long)t->devices, 1);
    gb_analysis_free(a);
}

static void states_and_transitions(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_case(&cases[i]);
}

int main(void) {
    static const CheckTest tests[] = {
        {"each state and each transition", states_and_transitions},
        {NULL, NULL},
    };
    return check_main("session", tests);
}
