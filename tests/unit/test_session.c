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
    {"lost at first, and expired in the end",
     "0 > REGISTER expires=300\n 0 < 200 expires=300\n 250 < MESSAGE\n", 301, "expired", "expired", 1, 0, 0, 0, 1},
    {"an unregister that is granted after a rejection",
     "0 > REGISTER\n 0.1 < 403\n 10 > REGISTER expires=0\n 10.1 < 200 expires=0\n", 20, "unregistered",
     "unregistered", 0, 0, 1, 0, 2},
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
    {"a clock that is set back makes nobody lost",
     "1000 > REGISTER\n 1000.1 < 200\n 1060 > KEEPALIVE\n 100 > KEEPALIVE\n 160 > KEEPALIVE\n", 1060,
     "registered", "open", 1, 0, 0, 0, 1},
    {"a late frame hides no silence",
     "0 > REGISTER\n 0.1 < 200\n 60 > KEEPALIVE\n 58 > OPTIONS\n", 400, "lost", "lost", 1, 0, 0, 0, 1},
    {"an answer on the other side of a step back",
     "1000 > REGISTER\n 500 < 200\n 560 > KEEPALIVE\n", 560, "registered", "open", 1, 0, 0, 0, 1},
    {"another server after the first, with no keepalive to that one any more",
     "0 > REGISTER call=a\n 0.1 < 200\n 60 > KEEPALIVE\n 100 > REGISTER call=b server=34020000002000000002\n 100.1 < 200\n"
     "160 > KEEPALIVE server=34020000002000000002\n 280 > KEEPALIVE server=34020000002000000002\n", 300,
     "registered", "open open", 2, 0, 0, 0, 1},
    {"silence towards one of two servers",
     "0 > REGISTER call=a\n 0.1 < 200\n 1 > REGISTER call=b server=34020000002000000002\n 1.1 < 200\n"
     "60 > KEEPALIVE\n 100 > KEEPALIVE server=34020000002000000002\n"
     "200 > KEEPALIVE server=34020000002000000002\n", 300, "registered", "lost open", 2, 0, 0, 0, 1},
    {"silence towards the one it registered with last",
     "0 > REGISTER call=a\n 0.1 < 200\n 1 > REGISTER call=b server=34020000002000000002\n 1.1 < 200\n"
     "60 > KEEPALIVE\n 150 > KEEPALIVE\n", 300, "lost", "open lost", 2, 0, 0, 0, 1},
    {"a keepalive to a server that only a replaced registration may have been for",
     "0 > REGISTER call=a server=''\n 0.1 < 200\n 1 > REGISTER call=b\n 1.1 < 200\n"
     "2 > REGISTER call=b expires=0\n 2.1 < 200 expires=0\n 3 > KEEPALIVE server=34020000002000000002\n",
     30, "unregistered", "replaced unregistered", 2, 0, 1, 0, 2},
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

/* What the cases above come through, message by message: the states of each session as settling at
 * that moment finds them, and the states that events tell. */
typedef struct Seen {
    bool state[GB_N_SESSION_STATES], event[GB_N_EVENT_STATES];
    bool from_to[GB_N_SESSION_STATES][GB_N_SESSION_STATES];
} Seen;

typedef struct Followed {
    const GbSession *session[16];
    GbSessionState state[16];
    size_t n;
} Followed;

static void look(GbAnalysis *a, int64_t time_us, Followed *f, Seen *seen) {
    Followed now = {.n = 0};
    gb_analysis_settle(a, time_us);
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    for (; d && now.n < d->n_sessions && now.n < 16; now.n++) {
        const GbSession *s = now.session[now.n] = d->sessions[now.n];
        now.state[now.n] = s->state;
        seen->state[s->state] = true;
        for (size_t i = 0; i < f->n; i++)
            if (f->session[i] == s) seen->from_to[f->state[i]][s->state] = true;
    }
    *f = now;
}

static void follow(const Case *c, Seen *seen) {
    Scenario *s = scenario_read(c->lines);
    GbOptions options = scenario_options();
    GbAnalysis *a = gb_analysis_new(&options);
    Followed f = {.n = 0};
    for (size_t i = 0; i < s->n; i++) {
        GbEvent event = {.state = GB_EVENT_NONE};
        look(a, s->messages[i].message.time_us, &f, seen);
        scenario_feed(a, &s->messages[i], &event);
        seen->event[event.state] = true;
        look(a, s->messages[i].message.time_us, &f, seen);
    }
    look(a, SCENARIO_START_US + (int64_t)(c->end * 1e6), &f, seen);
    gb_analysis_free(a);
    scenario_free(s);
}

/* All ways there are from one state to another, and no other. */
static const struct {
    GbSessionState from, to;
} ways[] = {
    {GB_SESSION_INCOMPLETE, GB_SESSION_OPEN},
    {GB_SESSION_INCOMPLETE, GB_SESSION_REJECTED},
    {GB_SESSION_INCOMPLETE, GB_SESSION_UNREGISTERED}, /* registered before the capture */
    {GB_SESSION_REJECTED, GB_SESSION_OPEN},           /* a later attempt of the chain */
    {GB_SESSION_REJECTED, GB_SESSION_UNREGISTERED},
    {GB_SESSION_OPEN, GB_SESSION_EXPIRED},
    {GB_SESSION_OPEN, GB_SESSION_UNREGISTERED},
    {GB_SESSION_OPEN, GB_SESSION_LOST},
    {GB_SESSION_OPEN, GB_SESSION_REPLACED},
    {GB_SESSION_LOST, GB_SESSION_OPEN},               /* heard again */
    {GB_SESSION_LOST, GB_SESSION_EXPIRED},
    {GB_SESSION_EXPIRED, GB_SESSION_OPEN},            /* the refresh was asked for in time */
    {GB_SESSION_PRE_CAPTURE, GB_SESSION_UNREGISTERED},
};

static void all_states_and_no_other_way(void) {
    static Seen seen;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) follow(&cases[i], &seen);
    for (int s = 0; s < GB_N_SESSION_STATES; s++)
        check_true("a session that is", gb_session_state_name((GbSessionState)s), seen.state[s]);
    for (int e = 0; e < GB_N_EVENT_STATES; e++)
        check_true("an event that says", gb_event_state_name((GbEventState)e), seen.event[e]);
    for (int from = 0; from < GB_N_SESSION_STATES; from++)
        for (int to = 0; to < GB_N_SESSION_STATES; to++) {
            bool is_way = false;
            for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
                is_way |= (int)ways[i].from == from && (int)ways[i].to == to;
            if (from != to)
                check_int(gb_session_state_name((GbSessionState)from), gb_session_state_name((GbSessionState)to),
                          seen.from_to[from][to], is_way);
        }
}

int main(void) {
    static const CheckTest tests[] = {
        {"each state and each transition", states_and_transitions},
        {"all states are seen, and no way between them that should not be", all_states_and_no_other_way},
        {NULL, NULL},
    };
    return check_main("session", tests);
}
