/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_session_keepalive.c - keepalives: counting, intervals and their median, gaps, runs, answers;
 * exact in small numbers and within the promised bounds in large ones.
 */
#include "check.h"
#include "scenario.h"

#include "session/engine.h"

#include <glib.h>

static GString *script(void) {
    return g_string_new("0 > REGISTER expires=86400\n0.01 < 200 expires=86400\n");
}

static GbAnalysis *run(GString *lines, double end) {
    GbAnalysis *a = scenario_run(lines->str, end, NULL, 0);
    g_string_free(lines, TRUE);
    return a;
}

static const GbSession *only_session(const GbAnalysis *a) {
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    return d && d->n_sessions ? d->sessions[d->n_sessions - 1] : NULL;
}

typedef struct GapCase {
    const char *name;
    double times[12]; /* ended by 0 */
    unsigned n_gaps;
    double from, to;  /* of the first gap */
    unsigned missed;
    double median;    /* -1: none */
} GapCase;

static const GapCase gap_cases[] = {
    {"one keepalive has no interval", {60}, 0, 0, 0, 0, -1},
    {"steady keepalives have no gap", {60, 120, 180, 240, 300, 360, 420}, 0, 0, 0, 0, 60},
    {"four intervals missed is a gap of three", {60, 120, 180, 240, 300, 360, 600}, 1, 360, 600, 3, 60},
    {"exactly three intervals apart is none", {60, 120, 180, 240, 300, 360, 540}, 0, 0, 0, 0, 60},
    {"a little more is one", {60, 120, 180, 240, 300, 360, 541}, 1, 360, 541, 2, 60},
    {"a late one within a tenth of an interval misses no more", {60, 120, 180, 240, 300, 360, 602}, 1, 360, 602, 3, 60},
    {"with four intervals the default counts", {10, 20, 30, 40, 150}, 0, 0, 0, 0, 10},
    {"with five the session's own median does", {10, 20, 30, 40, 50, 160}, 1, 50, 160, 10, 10},
    {"a gap before the fifth interval is found later", {10, 60, 70, 80, 90, 100}, 1, 10, 60, 4, 10},
    {"two at once are one arrival", {60, 60.02, 120, 120.02, 180, 180.02, 240, 240.02, 300, 300.02, 360}, 0, 0, 0, 0, 60},
    {"of a burst, too", {60, 61.5, 63, 120, 121.5, 123, 180, 181.5, 183, 420}, 1, 183, 420, 3, 60},
    {"with few intervals a gap of the default interval", {60, 120, 420}, 1, 120, 420, 4, 180},
    {"the median of an even number is the mean of the middle", {10, 20, 40}, 0, 0, 0, 0, 15},
};

static void gaps_and_medians(void) {
    for (size_t i = 0; i < sizeof gap_cases / sizeof *gap_cases; i++) {
        const GapCase *c = &gap_cases[i];
        GString *lines = script();
        unsigned n = 0;
        for (; n < 12 && c->times[n] > 0; n++) g_string_append_printf(lines, "%g > KEEPALIVE\n", c->times[n]);
        GbAnalysis *a = run(lines, 0);
        const GbSession *s = only_session(a);
        const GbKeepalives *k = &s->keepalives;
        check_int(c->name, "count", (long long)k->count, n);
        check_int(c->name, "gaps", (long long)k->n_gaps, c->n_gaps);
        check_int(c->name, "gaps omitted", (long long)k->n_gaps_omitted, 0);
        check_int(c->name, "total gaps", (long long)gb_analysis_totals(a)->keepalive_gaps, c->n_gaps);
        check_int(c->name, "median", k->median_us, c->median < 0 ? -1 : (long long)(c->median * 1e6));
        if (k->n_gaps) {
            check_int(c->name, "from", k->gaps[0].from.time_us - SCENARIO_START_US, (long long)(c->from * 1e6));
            check_int(c->name, "to", k->gaps[0].to.time_us - SCENARIO_START_US, (long long)(c->to * 1e6));
            check_int(c->name, "missed", k->gaps[0].missed, c->missed);
        }
        gb_analysis_free(a);
    }
}

typedef struct AnswerCase {
    const char *name, *lines;
    unsigned count, retransmissions, unanswered, refused;
} AnswerCase;

static const AnswerCase answer_cases[] = {
    {"answered", "1 > KEEPALIVE\n 1.1 < 200\n", 1, 0, 0, 0},
    {"not answered up to the end of the capture", "1 > KEEPALIVE\n", 1, 0, 1, 0},
    {"answered provisionally only", "1 > KEEPALIVE\n 1.1 < 100\n", 1, 0, 1, 0},
    {"resent and then answered once", "1 > KEEPALIVE\n 1.5 > AGAIN\n 2.5 > AGAIN\n 2.6 < 200\n", 1, 2, 0, 0},
    {"answered twice alike", "1 > KEEPALIVE\n 1.1 < 200\n 1.2 < AGAIN\n", 1, 0, 0, 0},
    {"answered after a minute and another in between",
     "1 > KEEPALIVE\n 61 > KEEPALIVE\n 61.1 < 200\n 62 < 200 to=3\n", 2, 0, 0, 0},
    {"refused with 403", "1 > KEEPALIVE\n 1.1 < 403\n", 1, 0, 0, 1},
    {"refused with 404, then with 200", "1 > KEEPALIVE\n 1.1 < 404\n 1.2 < 200 to=3\n", 1, 0, 0, 1},
    {"the same packet at two taps", "1 > KEEPALIVE\n 1.0001 > AGAIN\n 1.1 < 200\n 1.1001 < AGAIN\n", 1, 1, 0, 0},
    {"the same Call-ID, CSeq and branch with another SN is another one",
     "1 > KEEPALIVE call=k cseq=1 branch=b sn=1\n 1.1 < 200\n 61 > KEEPALIVE call=k cseq=1 branch=b sn=2\n"
     "61.1 < 200\n", 2, 0, 0, 0},
    {"an answer with a branch of its own", "1 > KEEPALIVE\n 1.1 < 200\n", 1, 0, 0, 0},
};

static void answers(void) {
    for (size_t i = 0; i < sizeof answer_cases / sizeof *answer_cases; i++) {
        const AnswerCase *c = &answer_cases[i];
        GString *lines = script();
        g_string_append(lines, c->lines);
        GbAnalysis *a = run(lines, 0);
        const GbKeepalives *k = &only_session(a)->keepalives;
        const GbTotals *t = gb_analysis_totals(a);
        check_int(c->name, "count", (long long)k->count, c->count);
        check_int(c->name, "retransmissions", (long long)k->retransmissions, c->retransmissions);
        check_int(c->name, "unanswered", (long long)k->unanswered, c->unanswered);
        check_int(c->name, "refused", (long long)k->refused, c->refused);
        check_int(c->name, "totals.keepalives", (long long)t->keepalives, c->count);
        check_int(c->name, "totals.unanswered", (long long)t->keepalives_unanswered, c->unanswered);
        check_int(c->name, "runs' unanswered", k->runs[0].unanswered, c->unanswered);
        gb_analysis_free(a);
    }
}

static void events(void) {
    static const char lines[] = "0 > REGISTER expires=60\n0.1 < 200 expires=60\n10 > KEEPALIVE sn=1\n"
                                "10.1 < 200\n30 > KEEPALIVE sn=2\n100 > KEEPALIVE sn=3\n";
    GbEvent e[6];
    GbAnalysis *a = scenario_run(lines, 0, e, 6);
    CHECK_INT("first keepalive", e[2].is_keepalive, 1);
    CHECK_INT("first keepalive", e[2].previous_keepalive, 0);
    CHECK_INT("first keepalive", e[2].keepalive_interval_us, -1);
    CHECK_INT("first keepalive", e[2].state, GB_EVENT_ALIVE);
    CHECK_INT("first keepalive", e[2].register_frame, 1);
    CHECK_INT("its answer", e[3].latency_us, 100000);
    CHECK_INT("its answer", e[3].request.frame, 3);
    CHECK_INT("its answer", e[3].from_device, 0);
    CHECK_INT("second keepalive", e[4].previous_keepalive, 3);
    CHECK_INT("second keepalive", e[4].keepalive_interval_us, 20000000);
    CHECK_INT("keepalive after expiry", e[5].state, GB_EVENT_EXPIRED);
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    CHECK_INT("keepalive after expiry", d->n_sessions, 1);
    CHECK_INT("keepalive after expiry", d->sessions[0]->state, GB_SESSION_EXPIRED);
    CHECK_INT("keepalive after expiry", d->sessions[0]->keepalives.count, 3);
    CHECK_INT("keepalive after expiry", d->silent, 0);
    gb_analysis_free(a);
}

/* The chain that began first is granted last and replaces the other, which stands behind it. */
static void after_the_end_of_the_one_that_ended_last(void) {
    GbEvent events[7];
    GbAnalysis *a = scenario_run("0 > REGISTER call=a\n 0.1 > REGISTER call=b\n 0.2 < 200 to=2\n 0.3 < 200 to=1\n"
                                 "1 > REGISTER call=a expires=0\n 1.1 < 200 expires=0\n 2 > KEEPALIVE\n",
                                 9, events, 7);
    CHECK_TEXT("keepalive", gb_slice_from(gb_event_state_name(events[6].state)), "unregistered");
    CHECK_INT("keepalive", events[6].register_frame, 5);
    gb_analysis_free(a);
}

static void steady_keepalives_fold(void) {
    GString *lines = script();
    for (int i = 1; i <= 500; i++) g_string_append_printf(lines, "%d > KEEPALIVE\n%d.01 < 200\n", 60 * i, 60 * i);
    for (int i = 1; i <= 100; i++) g_string_append_printf(lines, "%d > KEEPALIVE\n", 30000 + 600 + 60 * i);
    GbAnalysis *a = run(lines, 0);
    const GbKeepalives *k = &only_session(a)->keepalives;
    check_int("fold", "count", (long long)k->count, 600);
    check_int("fold", "runs", (long long)k->n_runs, 2);
    check_int("fold", "first run", k->runs[0].count, 500);
    check_int("fold", "first run unanswered", k->runs[0].unanswered, 0);
    check_int("fold", "second run", k->runs[1].count, 100);
    check_int("fold", "second run unanswered", k->runs[1].unanswered, 100);
    check_int("fold", "gaps", (long long)k->n_gaps, 1);
    gb_analysis_free(a);
}

/* Beyond 64 lengths the median is off by half a step at most, whatever the order. */
static void median_of_many(void) {
    Session s = {0};
    GbPool *pool = gb_pool_new();
    GbAnalysis a = {.pool = pool, .interval_s = 60, .misses = 3};
    for (unsigned i = 0; i < 10000; i++)
        gb_intervals_add(&a, &s, 55000000 + (int64_t)(i * 7919u % 10000u) * 1000);
    int64_t step = (int64_t)1 << s.interval_shift, exact = 59999500;
    int64_t off = gb_intervals_median(&s) - exact;
    check_true("10,000 lengths", "within half a step", (off < 0 ? -off : off) <= step / 2 + 1);
    check_true("10,000 lengths", "step is below 0.3 s", step < 300000);
    check_true("10,000 lengths", "bounded", s.n_interval_counts <= 64);
    check_int("10,000 lengths", "all above 54 s", (long long)gb_intervals_above(&s, 54000000), 10000);
    Session t = {0};
    for (unsigned i = 10000; i-- > 0;)
        gb_intervals_add(&a, &t, 55000000 + (int64_t)(i * 7919u % 10000u) * 1000);
    check_int("10,000 lengths backwards", "median", gb_intervals_median(&t), gb_intervals_median(&s));
    Session exactly = {0};
    for (unsigned i = 0; i < 64; i++) gb_intervals_add(&a, &exactly, 1000001 + 3 * (int64_t)(i * 37 % 64));
    check_int("64 lengths", "median", gb_intervals_median(&exactly), 1000001 + (3 * 31 + 3 * 32) / 2);
    gb_pool_free(pool);
}

static void many_gaps_are_counted(void) {
    GString *lines = script();
    double t = 10;
    for (int i = 0; i < 1200; i++) {
        g_string_append_printf(lines, "%g > KEEPALIVE\n", t);
        t += i % 3 == 2 ? 60 : 10;
    }
    GbAnalysis *a = run(lines, 0);
    const GbKeepalives *k = &only_session(a)->keepalives;
    check_int("many gaps", "listed", (long long)k->n_gaps, GB_MAX_GAPS);
    check_int("many gaps", "in all", (long long)(k->n_gaps + k->n_gaps_omitted), 399);
    check_int("many gaps", "totals", (long long)gb_analysis_totals(a)->keepalive_gaps, 399);
    check_int("many gaps", "median", k->median_us, 10000000);
    gb_analysis_free(a);
}

static void who_is_a_device(void) {
    GbAnalysis *a = scenario_run(
        "0 > REGISTER\n0.1 < 200\n"
        "1 < MESSAGE body='<?xml version=\"1.0\"?>|<Query>|<CmdType>Catalog</CmdType>|<SN>1</SN>|"
        "<DeviceID>34020000001180000001</DeviceID>|</Query>|'\n1.1 > 200\n"
        "2 < MESSAGE to_user=34020000001310000009 body='<?xml version=\"1.0\"?>|<Control>|<CmdType>DeviceControl"
        "</CmdType>|<SN>2</SN>|<DeviceID>34020000001310000009</DeviceID>|<PTZCmd>A50F01021F0000D6</PTZCmd>|"
        "</Control>|'\n2.1 > 200\n", 3, NULL, 0);
    CHECK_INT("the platform's own requests", gb_analysis_totals(a)->devices, 1);
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    CHECK_INT("a control of a channel belongs to its device", d->messages, 6);
    CHECK_INT("servers", d->n_servers, 1);
    CHECK_TEXT("servers", gb_slice_from(d->servers[0]), SCENARIO_SERVER);
    CHECK_TEXT("name", gb_slice_from(d->name), "Gate");
    gb_analysis_free(a);
    a = scenario_run("0 > REGISTER dev=34020000002000000007\n0.1 < 200\n", 3, NULL, 0);
    CHECK_INT("a platform that registers", scenario_device(a, "34020000002000000007")->is_platform, 1);
    gb_analysis_free(a);
    a = scenario_run("1 < MESSAGE body='<?xml version=\"1.0\"?>|<Query>|<CmdType>Catalog</CmdType>|<SN>1</SN>|"
                     "<DeviceID>34020000001180000001</DeviceID>|</Query>|'\n1.1 > 200\n", 3, NULL, 0);
    CHECK_INT("a query alone makes no device", gb_analysis_totals(a)->devices, 0);
    gb_analysis_free(a);
}

int main(void) {
    static const CheckTest tests[] = {
        {"gaps and medians", gaps_and_medians},
        {"answers", answers},
        {"what an event says", events},
        {"after the end: of the session that ended last", after_the_end_of_the_one_that_ended_last},
        {"steady keepalives fold into runs", steady_keepalives_fold},
        {"the median of many lengths", median_of_many},
        {"more gaps than are listed are counted", many_gaps_are_counted},
        {"who is a device", who_is_a_device},
        {NULL, NULL},
    };
    return check_main("session_keepalive", tests);
}
