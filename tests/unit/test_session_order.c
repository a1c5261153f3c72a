/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_session_order.c - loss, order and repetition: each message left out, each pair of neighbours
 * swapped, each message twice; and a thousand captures in which all that happens at random. Whatever comes in, the counts must add up; and what is only repeated
 * must change nothing but the counts of repeats.
 */
#include "check.h"
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>

static const char story[] =
    "0 > KEEPALIVE sn=9\n0.01 < 200\n"
    "1 > REGISTER auth=old call=a\n1.01 < 401 nonce=n1\n1.02 > REGISTER auth=n1 call=a\n1.03 < 200 expires=100\n"
    "10 > KEEPALIVE sn=1\n10.01 < 200\n20 > KEEPALIVE sn=2\n20.01 < 404\n"
    "25 < MESSAGE body='<?xml version=\"1.0\"?>|<Query>|<CmdType>Catalog</CmdType>|<SN>5</SN>|<DeviceID>"
    "34020000001180000001</DeviceID>|</Query>|'\n25.01 > 200\n"
    "25.1 > MESSAGE body='<?xml version=\"1.0\"?>|<Response>|<CmdType>Catalog</CmdType>|<SN>5</SN>|<DeviceID>"
    "34020000001180000001</DeviceID>|<SumNum>1</SumNum>|<DeviceList Num=\"1\">|<Item>|<DeviceID>"
    "34020000001310000001</DeviceID>|<Name>Door</Name>|</Item>|</DeviceList>|</Response>|'\n25.11 < 200\n"
    "30 < INVITE call=i body='v=0|o=34020000002000000001 0 0 IN IP4 10.0.0.3|s=Play|c=IN IP4 10.0.0.3|t=0 0|"
    "m=video 30000 RTP/AVP 96|a=recvonly|a=rtpmap:96 PS/90000|y=0200000001|'\n30.01 > 100\n30.02 > 200\n"
    "30.03 < ACK call=i cseq=9\n40 < BYE call=i\n40.01 > 200\n"
    "60 > REGISTER call=b\n60.01 < 401 nonce=n2\n60.02 > REGISTER call=b auth=n2\n60.03 < 200 expires=100\n"
    "70 > REGISTER call=c pass=wrong auth=n2\n70.01 < 403\n"
    "80 > REGISTER call=b expires=0\n80.01 < 200 expires=0\n"
    "90 > KEEPALIVE sn=3\n95 > REGISTER call=d dev=34020000001180000002\n95.1 < 200\n"
    "96 > KEEPALIVE dev=34020000001180000002\n96.5 > AGAIN\n97 < 200\n"
    "97.1 > REGISTER call=t conn=7 dev=34020000001180000003\n97.2 < 200 conn=7 expires=1\n"
    "97.3 > KEEPALIVE conn=7 dev=34020000001180000003\n97.4 < FIN conn=7\n"
    "97.5 > REGISTER call=u conn=8 dev=34020000001180000003\n97.6 < 200 conn=8\n97.7 > RST conn=8\n";

typedef struct Sums {
    unsigned long long sessions, registered, attempts, keepalives, unanswered, retransmitted, auth;
} Sums;

static void check_invariants(const char *name, const GbAnalysis *a, size_t n_fed) {
    const GbTotals *t = gb_analysis_totals(a);
    const GbDevice *const *devices;
    size_t n = gb_analysis_devices(a, &devices);
    Sums sum = {0};
    unsigned long long methods = 0, statuses = 0, checks = 0;
    for (size_t i = 0; i < n; i++) {
        const GbDevice *d = devices[i];
        check_true(name, "a device has an ID", d->id && *d->id);
        check_true(name, "state is a word", gb_device_state_name(d)[0] != '\0');
        const char *verdict[GB_N_LANGS];
        gb_analysis_verdict((GbAnalysis *)a, d, verdict);
        check_true(name, "the verdict is a sentence", strlen(verdict[GB_EN]) > 10 && strlen(verdict[GB_ZH]) > 10);
        sum.sessions += d->n_sessions + d->n_sessions_omitted;
        for (int r = 0; r < GB_N_AUTH_RESULTS; r++) sum.auth += d->auth.by_result[r];
        for (size_t k = 0; k < d->n_sessions; k++) {
            const GbSession *s = d->sessions[k];
            if (k) check_true(name, "sessions in order", d->sessions[k - 1]->start.time_us <= s->start.time_us);
            sum.registered += s->registered;
            sum.attempts += s->n_attempts;
            sum.keepalives += s->keepalives.count;
            sum.unanswered += s->keepalives.unanswered;
            check_true(name, "unanswered <= count", s->keepalives.unanswered <= s->keepalives.count);
            check_true(name, "min <= median <= max", s->keepalives.min_us <= s->keepalives.median_us &&
                       s->keepalives.median_us <= s->keepalives.max_us);
            check_true(name, "open is registered", s->state != GB_SESSION_OPEN || s->registered);
            check_true(name, "an end is known or there is none", s->state != GB_SESSION_EXPIRED || s->end.time_us);
            check_true(name, "refreshes are of a registration", !s->refreshes || s->registered);
            check_true(name, "a close is of TCP", !s->connection_closed.frame || s->transport == GB_TRANSPORT_TCP);
            check_true(name, "refused <= answered",
                       s->keepalives.refused + s->keepalives.unanswered <= s->keepalives.count);
        }
        for (size_t k = 0; k < d->n_exchanges; k++)
            check_true(name, "an exchange ends after it starts", !d->exchanges[k].end.time_us ||
                       d->exchanges[k].end.time_us + 100000000 >= d->exchanges[k].start.time_us);
    }
    for (int m = 0; m < GB_N_METHODS; m++) methods += t->by_method[m];
    for (int s = 0; s < 700; s++) statuses += t->by_status[s];
    for (int r = 0; r < GB_N_AUTH_RESULTS; r++) checks += t->auth.by_result[r];
    check_int(name, "messages", (long long)t->sip_messages, (long long)n_fed);
    check_int(name, "requests by method", (long long)methods, (long long)t->sip_requests);
    check_int(name, "responses by status", (long long)statuses, (long long)t->sip_responses);
    check_int(name, "requests and responses", (long long)(t->sip_requests + t->sip_responses), (long long)t->sip_messages);
    check_int(name, "devices", (long long)n, (long long)t->devices);
    check_int(name, "sessions", (long long)sum.sessions, (long long)t->sessions);
    check_int(name, "checks", (long long)sum.auth, (long long)checks);
    check_int(name, "keepalives", (long long)sum.keepalives, (long long)t->keepalives);
    check_int(name, "unanswered", (long long)sum.unanswered, (long long)t->keepalives_unanswered);
    check_true(name, "refreshes <= registrations", t->refreshes <= t->registrations);
    check_true(name, "each registered session has a registration", sum.registered <= t->registrations);
    check_true(name, "attempts <= REGISTERs", sum.attempts <= t->by_method[GB_METHOD_REGISTER]);
}

static GbAnalysis *feed(const Scenario *s, const size_t *order, size_t n) {
    GbOptions options = scenario_options();
    options.keep_ladder = true;
    GbAnalysis *a = gb_analysis_new(&options);
    for (size_t i = 0; i < n; i++) {
        scenario_feed(a, &s->messages[order[i]], NULL);
        if (i % 7 == 3) gb_analysis_settle(a, 0); /* settling in between must change nothing */
    }
    gb_analysis_settle(a, SCENARIO_START_US + 100000000);
    return a;
}

static size_t n_messages(const Scenario *s, const size_t *order, size_t n) {
    size_t messages = 0;
    for (size_t i = 0; i < n; i++) messages += s->messages[order[i]].n > 0;
    return messages;
}

static uint32_t dice(uint32_t *state, uint32_t sides) {
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % sides;
}

/* Some lost, some twice, some far from their place; the same thousand in every run. */
static void a_thousand_captures(void) {
    Scenario *s = scenario_read(story);
    size_t order[256];
    char name[32];
    for (uint32_t run = 0; run < 1000; run++) {
        uint32_t state = run;
        size_t m = 0;
        for (size_t i = 0; i < s->n; i++) {
            if (dice(&state, 100) < run % 60) continue;
            order[m++] = i;
            if (dice(&state, 10) == 0) order[m++] = i;
        }
        for (size_t i = m; i > 1 && run % 3; i--) { /* of three runs one shuffles all, one a few */
            if (run % 3 == 1 && dice(&state, 6)) continue;
            size_t k = dice(&state, (uint32_t)i), kept = order[k];
            order[k] = order[i - 1];
            order[i - 1] = kept;
        }
        snprintf(name, sizeof name, "capture %u", run);
        GbAnalysis *a = feed(s, order, m);
        check_invariants(name, a, n_messages(s, order, m));
        gb_analysis_free(a);
    }
    scenario_free(s);
}

static void any_order_and_loss(void) {
    Scenario *s = scenario_read(story);
    size_t order[128], n = s->n;
    char name[64];
    check_true("story", "fits", n < 64);
    for (size_t k = 0; k < 3 * n; k++) {
        size_t m = 0, at = k % n, kind = k / n;
        for (size_t i = 0; i < n; i++) {
            if (kind == 0 && i == at) continue;                 /* left out */
            if (kind == 1 && i == at && i + 1 < n) order[m++] = i + 1; /* swapped */
            if (kind == 1 && i == at + 1) continue;
            order[m++] = i;
            if (kind == 2 && i == at) order[m++] = i;           /* twice */
        }
        snprintf(name, sizeof name, "message %zu %s", at + 1, kind == 0 ? "left out" : kind == 1 ? "swapped" : "twice");
        GbAnalysis *a = feed(s, order, m);
        check_invariants(name, a, n_messages(s, order, m));
        gb_analysis_free(a);
    }
    scenario_free(s);
}

/* Each message twice in a row: all counts but those of repeats stay. */
static void repeats_change_nothing(void) {
    Scenario *s = scenario_read(story);
    size_t once[128], twice[256];
    for (size_t i = 0; i < s->n; i++) once[i] = twice[2 * i] = twice[2 * i + 1] = i;
    GbAnalysis *a = feed(s, once, s->n), *b = feed(s, twice, 2 * s->n);
    const GbTotals *t = gb_analysis_totals(a), *u = gb_analysis_totals(b);
    long long n = (long long)n_messages(s, once, s->n);
    check_int("twice", "messages", (long long)u->sip_messages, 2 * (long long)t->sip_messages);
    check_int("twice", "retransmissions", (long long)u->retransmissions,
              n + 2 * (long long)t->retransmissions - (long long)t->retransmissions);
    CHECK_INT("twice", u->registrations, t->registrations);
    CHECK_INT("twice", u->refreshes, t->refreshes);
    CHECK_INT("twice", u->unregistrations, t->unregistrations);
    CHECK_INT("twice", u->registrations_rejected, t->registrations_rejected);
    CHECK_INT("twice", u->sessions, t->sessions);
    CHECK_INT("twice", u->keepalives, t->keepalives);
    CHECK_INT("twice", u->keepalives_unanswered, t->keepalives_unanswered);
    CHECK_INT("twice", u->manscdp_bodies, t->manscdp_bodies);
    CHECK_INT("twice", u->auth.by_result[GB_AUTH_VERIFIED], t->auth.by_result[GB_AUTH_VERIFIED]);
    CHECK_INT("twice", u->auth.by_result[GB_AUTH_MISMATCH], t->auth.by_result[GB_AUTH_MISMATCH]);
    gb_analysis_free(a);
    gb_analysis_free(b);
    scenario_free(s);
}

static int by_time(const void *x, const void *y) {
    const GbMessage *a = &((const ScenarioMessage *)x)->message, *b = &((const ScenarioMessage *)y)->message;
    return (a->time_us > b->time_us) - (a->time_us < b->time_us);
}

/* What is said of two captures of one exchange, the second one later by so much. */
static GbAnalysis *feed_both(const Scenario *first, const Scenario *second, int64_t later_us) {
    ScenarioMessage both[256];
    size_t n = 0;
    for (size_t i = 0; i < first->n; i++) both[n++] = first->messages[i];
    for (size_t i = 0; i < second->n; i++) {
        both[n] = second->messages[i];
        both[n].message.file = 1;
        both[n++].message.time_us += later_us;
    }
    qsort(both, n, sizeof *both, by_time);
    GbOptions options = scenario_options();
    options.n_captures = 2;
    GbAnalysis *a = gb_analysis_new(&options);
    for (size_t i = 0; i < n; i++)
        if (both[i].bytes) scenario_feed(a, &both[i], NULL);
    gb_analysis_settle(a, both[n - 1].message.time_us);
    return a;
}

static const char *said_of(const GbAnalysis *a, GbRule rule, char *text, size_t n) {
    const GbFinding *all;
    for (size_t k = gb_analysis_findings(a, &all); k-- > 0;)
        if (all[k].rule == rule) {
            gb_finding_text(&all[k], GB_EN, text, n);
            return text;
        }
    return "";
}

static void two_captures_of_one_exchange(void) {
    static const struct {
        const char *name;
        int64_t later_us;
        const char *clocks;
        bool doubled;
    } cases[] = {
        {"on the way through the network", 20000, "", true},
        {"a little apart", 3000000, "Capture 2 has the same messages 3 s later than capture 1 (3.000 s).", true},
        {"long apart", 600050000, "Capture 2 has the same messages 10 min later than capture 1 (600.050 s).", false},
        {"the first one is late", -7200000000, "Capture 1 has the same messages 2 h later than capture 2 (7200.000 s).", false},
    };
    Scenario *s = scenario_read(story), *other = scenario_read("0 > REGISTER call=x\n0.1 < 200\n");
    char text[256];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbAnalysis *a = feed_both(s, s, cases[i].later_us);
        check_text(cases[i].name, "clocks", gb_slice_from(said_of(a, GB_RULE_CAPTURE_CLOCKS_DIFFER, text, sizeof text)), cases[i].clocks);
        bool doubled = *said_of(a, GB_RULE_CAPTURE_DOUBLED, text, sizeof text) != '\0';
        check_true(cases[i].name, "doubled", doubled == cases[i].doubled);
        gb_analysis_free(a);
    }
    GbAnalysis *a = feed_both(s, other, 600000000);
    CHECK_TEXT("other traffic", gb_slice_from(said_of(a, GB_RULE_CAPTURE_CLOCKS_DIFFER, text, sizeof text)), "");
    CHECK_TEXT("other traffic", gb_slice_from(said_of(a, GB_RULE_CAPTURE_DOUBLED, text, sizeof text)), "");
    gb_analysis_free(a);
    scenario_free(s);
    scenario_free(other);
}

int main(void) {
    static const CheckTest tests[] = {
        {"two captures of one exchange", two_captures_of_one_exchange},
        {"loss, order and repetition leave sane results", any_order_and_loss},
        {"a thousand captures", a_thousand_captures},
        {"repeats change nothing but their own counts", repeats_change_nothing},
        {NULL, NULL},
    };
    return check_main("session_order", tests);
}
