/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_session_exchanges.c - what else a device does: catalogs, records, controls, calls,
 * subscriptions; its data; its ladder; and the caps on all lists.
 */
#include "check.h"
#include "scenario.h"

#include <glib.h>
#include <stdio.h>

#define REGISTERED "0 > REGISTER\n 0.1 < 401\n 0.2 > REGISTER auth=n1\n 0.3 < 200\n"
#define XML(root, command, sn, rest) \
    "body='<?xml version=\"1.0\"?>|<" root ">|<CmdType>" command "</CmdType>|<SN>" sn "</SN>|<DeviceID>" \
    SCENARIO_DEVICE "</DeviceID>|" rest "</" root ">|'\n"
#define ITEM(id, name) "<Item><DeviceID>" id "</DeviceID><Name>" name "</Name><Status>ON</Status></Item>"
#define SDP(name, y) \
    "body='v=0|o=" SCENARIO_SERVER " 0 0 IN IP4 10.0.0.3|s=" name "|c=IN IP4 10.0.0.3|t=0 0|" \
    "m=video 30000 RTP/AVP 96|a=recvonly|a=rtpmap:96 PS/90000|y=" y "|'\n"

typedef struct Case {
    const char *name, *lines;
    unsigned n;
    GbExchangeKind kind; /* the last one's */
    const char *what;
    unsigned status;
    bool complete;
    unsigned expected, received;
    const char *ssrc;
    double end;          /* 0: none */
} Case;

static const Case cases[] = {
    {"a catalog in two parts", REGISTERED "1 < MESSAGE " XML("Query", "Catalog", "7", "") "1.1 > 200\n"
     "1.2 > MESSAGE " XML("Response", "Catalog", "7", "<SumNum>2</SumNum><DeviceList Num=\"1\">"
     ITEM("34020000001310000001", "A") "</DeviceList>") "1.3 < 200\n"
     "1.4 > MESSAGE " XML("Response", "Catalog", "7", "<SumNum>2</SumNum><DeviceList Num=\"1\">"
     ITEM("34020000001310000002", "B") "</DeviceList>") "1.5 < 200\n",
     1, GB_EXCHANGE_CATALOG, "Catalog", 200, true, 2, 2, NULL, 1.4},
    {"a catalog that lacks an item", REGISTERED "1 < MESSAGE " XML("Query", "Catalog", "7", "") "1.1 > 200\n"
     "1.2 > MESSAGE " XML("Response", "Catalog", "7", "<SumNum>2</SumNum><DeviceList Num=\"1\">"
     ITEM("34020000001310000001", "A") "</DeviceList>") "1.3 < 200\n",
     1, GB_EXCHANGE_CATALOG, "Catalog", 200, false, 2, 1, NULL, 1.2},
    {"an answer of another SN is not this one's", REGISTERED "1 < MESSAGE " XML("Query", "DeviceInfo", "7", "")
     "1.1 > 200\n1.2 > MESSAGE " XML("Response", "DeviceInfo", "8", "<Result>OK</Result>") "1.3 < 200\n",
     2, GB_EXCHANGE_QUERY, "DeviceInfo", 0, true, 0, 0, NULL, 1.2},
    {"an unanswered query", REGISTERED "1 < MESSAGE " XML("Query", "RecordInfo", "7", "") "1.1 > 200\n",
     1, GB_EXCHANGE_RECORDS, "RecordInfo", 200, false, 0, 0, NULL, 0},
    {"a PTZ command in words", REGISTERED "1 < MESSAGE "
     XML("Control", "DeviceControl", "7", "<PTZCmd>A50F01021F0000D6</PTZCmd>") "1.1 > 200\n",
     1, GB_EXCHANGE_CONTROL, "PTZCmd: pan left 31", 200, true, 0, 0, NULL, 1.1},
    {"a control with a Response", REGISTERED "1 < MESSAGE "
     XML("Control", "DeviceControl", "7", "<RecordCmd>Record</RecordCmd>") "1.1 > 200\n1.2 > MESSAGE "
     XML("Response", "DeviceControl", "7", "<Result>OK</Result>") "1.3 < 200\n",
     1, GB_EXCHANGE_CONTROL, "RecordCmd: Record", 200, true, 0, 0, NULL, 1.2},
    {"a channel that its device speaks for", REGISTERED "1 < MESSAGE to_user=34020000001310000001 "
     XML("Control", "DeviceControl", "7", "<RecordCmd>Record</RecordCmd>") "1.1 > 200\n"
     "1.2 > MESSAGE from=34020000001310000001 " XML("Response", "DeviceControl", "7", "<Result>OK</Result>") "1.3 < 200\n",
     1, GB_EXCHANGE_CONTROL, "RecordCmd: Record", 200, true, 0, 0, NULL, 1.2},
    {"an alarm and its Response", REGISTERED "1 > MESSAGE " XML("Notify", "Alarm", "7", "") "1.1 < 200\n1.2 < MESSAGE "
     XML("Response", "Alarm", "7", "<Result>OK</Result>") "1.3 > 200\n",
     1, GB_EXCHANGE_ALARM, "Alarm", 200, true, 0, 0, NULL, 1.2},
    {"a call", REGISTERED "1 < INVITE call=i to_user=34020000001310000001 " SDP("Play", "0200000001") "1.1 > 100\n"
     "1.2 > 200\n1.3 < ACK call=i cseq=9\n9 < BYE call=i\n9.1 > 200\n",
     1, GB_EXCHANGE_INVITE, "Play", 200, true, 0, 0, "0200000001", 9},
    {"a call that the device ends", REGISTERED "1 < INVITE call=i " SDP("Playback", "1200000001") "1.2 > 200\n"
     "1.3 < ACK call=i cseq=9\n9 > BYE call=i tag=t1\n9.1 < 200\n",
     1, GB_EXCHANGE_INVITE, "Playback", 200, true, 0, 0, "1200000001", 9},
    {"a call that is refused", REGISTERED "1 < INVITE call=i " SDP("Play", "0200000001") "1.1 > 486\n",
     1, GB_EXCHANGE_INVITE, "Play", 486, false, 0, 0, "0200000001", 1.1},
    {"a call that goes on", REGISTERED "1 < INVITE call=i " SDP("Play", "0200000001") "1.1 > 200\n1.2 < ACK call=i\n",
     1, GB_EXCHANGE_INVITE, "Play", 200, false, 0, 0, "0200000001", 0},
    {"a subscription with a notification", REGISTERED "1 < SUBSCRIBE call=s expires=600 head='Event: Catalog;id=1' "
     XML("Query", "Catalog", "7", "") "1.1 > 200 expires=600\n2 > NOTIFY call=s tag=t1 "
     XML("Notify", "Catalog", "8", "<SumNum>1</SumNum><DeviceList Num=\"1\">"
     ITEM("34020000001310000001", "A") "</DeviceList>") "2.1 < 200\n",
     1, GB_EXCHANGE_SUBSCRIPTION, "Catalog", 200, false, 0, 1, NULL, 0},
    {"a subscription that is cancelled", REGISTERED "1 < SUBSCRIBE call=s expires=600 head='Event: presence'\n"
     "1.1 > 200 expires=600\n2 < SUBSCRIBE call=s expires=0 to_tag=t1\n2.1 > 200 expires=0\n",
     1, GB_EXCHANGE_SUBSCRIPTION, "presence", 200, true, 0, 0, NULL, 2.1},
};

static void exchanges(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *c = &cases[i];
        GbAnalysis *a = scenario_run(c->lines, 10, NULL, 0);
        const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
        check_int(c->name, "exchanges", (long long)d->n_exchanges, c->n);
        check_int(c->name, "devices", (long long)gb_analysis_totals(a)->devices, 1);
        if (d->n_exchanges) {
            const GbExchange *e = &d->exchanges[d->n_exchanges - 1];
            check_int(c->name, "kind", e->kind, c->kind);
            check_text(c->name, "what", gb_slice_from(e->what), c->what);
            check_int(c->name, "status", e->status, c->status);
            check_int(c->name, "complete", e->complete, c->complete);
            check_int(c->name, "expected", (long long)e->expected, c->expected);
            check_int(c->name, "received", (long long)e->received, c->received);
            check_text(c->name, "ssrc", gb_slice_from(e->ssrc), c->ssrc);
            check_int(c->name, "end", e->end.time_us ? e->end.time_us - SCENARIO_START_US : 0, (long long)(c->end * 1e6));
        }
        gb_analysis_free(a);
    }
}

/* Captured on both sides of a proxy: the copy has its Via on top, and comes from its address. */
static void what_a_proxy_forwards(void) {
    GbEvent events[10];
    GbAnalysis *a = scenario_run(
        "0 > REGISTER branch=a1 call=r cseq=1\n"
        "0.001 > REGISTER branch=p1 call=r cseq=1 port=5080 head='Via: SIP/2.0/UDP 10.0.0.9:5060;branch=a1'\n"
        "0.1 < 200 to=2\n0.101 < 200 to=1\n"
        "60 > KEEPALIVE branch=a2 call=k cseq=2 sn=1\n"
        "60.001 > KEEPALIVE branch=p2 call=k cseq=2 sn=1 port=5080 head='Via: SIP/2.0/UDP 10.0.0.9:5060;branch=x, "
        "SIP/2.0/UDP 10.0.0.9:5060;branch=a2'\n60.1 < 200 to=6\n60.101 < 200 to=5\n"
        "61 > KEEPALIVE branch=a3 call=k2 cseq=2 sn=2\n"
        "61.001 > KEEPALIVE branch=p3 call=k2 cseq=2 sn=2 port=5080 head='Via: SIP/2.0/UDP 10.0.0.9:5060;branch=other'\n",
        70, events, 10);
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    for (unsigned i = 0; i < 10; i++)
        CHECK_INT("which are forwarded", events[i].forwarded, i == 1 || i == 3 || i == 5 || i == 7);
    CHECK_INT("registered once", d->counts.registered, 1);
    CHECK_INT("keepalives, one of them not forwarded but new", d->counts.keepalives, 3);
    CHECK_INT("copies", gb_analysis_totals(a)->retransmissions, 4);
    CHECK_INT("the proxy's address is the one of the new one", d->n_addresses, 2);
    CHECK_INT("sessions", d->n_sessions, 1);
    gb_analysis_free(a);
}

static void device_data(void) {
    GbAnalysis *a = scenario_run(
        REGISTERED "1 > MESSAGE " XML("Response", "DeviceInfo", "1", "<DeviceName>Gate 1</DeviceName>"
        "<Manufacturer>Maker</Manufacturer><Model>M1</Model><Firmware>V5</Firmware>") "1.1 < 200\n"
        "2 > MESSAGE " XML("Response", "Catalog", "2", "<SumNum>2</SumNum><DeviceList Num=\"2\">"
        ITEM("34020000001310000001", "A") ITEM("34020000001310000002", "B") "</DeviceList>") "2.1 < 200\n"
        "3 > MESSAGE " XML("Response", "Catalog", "3", "<SumNum>1</SumNum><DeviceList Num=\"1\">"
        ITEM("34020000001310000001", "New name") "</DeviceList>") "3.1 < 200\n", 4, NULL, 0);
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    CHECK_TEXT("devices.csv names it first", gb_slice_from(d->name), "Gate");
    CHECK_TEXT("DeviceInfo", gb_slice_from(d->manufacturer), "Maker");
    CHECK_TEXT("DeviceInfo", gb_slice_from(d->model), "M1");
    CHECK_TEXT("DeviceInfo", gb_slice_from(d->firmware), "V5");
    CHECK_INT("catalog", d->n_catalog, 2);
    CHECK_TEXT("an item said again", gb_slice_from(d->catalog[0].name), "New name");
    CHECK_TEXT("an item said once", gb_slice_from(d->catalog[1].id), "34020000001310000002");
    gb_analysis_free(a);
}

static void digests(void) {
    GbEvent e[8];
    GbAnalysis *a = scenario_run(
        "0 > REGISTER\n0.1 < 401 nonce=n1\n0.2 > REGISTER auth=n1\n0.3 < 200\n"
        "60 > REGISTER call=b auth=n1 pass=wrong\n60.1 < 403\n"
        "70 > REGISTER call=c dev=34020000001180000002 auth=n9\n71 > AGAIN\n", 80, e, 8);
    CHECK_INT("without Authorization", e[0].auth == NULL, 1);
    CHECK_INT("the right password", e[2].auth->result, GB_AUTH_VERIFIED);
    CHECK_INT("the challenge it answers", e[2].auth->challenge.frame, 2);
    CHECK_TEXT("its nonce", gb_slice_from(e[2].auth->nonce), "n1");
    CHECK_TEXT("its algorithm", gb_slice_from(e[2].auth->algorithm), "MD5");
    CHECK_TEXT("its qop", gb_slice_from(e[2].auth->qop), NULL);
    CHECK_INT("a wrong password", e[4].auth->result, GB_AUTH_MISMATCH);
    CHECK_INT("no password known", e[6].auth->result, GB_AUTH_NO_PASSWORD);
    CHECK_INT("a retransmission", e[7].retransmission, 1);
    CHECK_INT("a retransmission", e[7].original_frame, 7);
    const GbTotals *t = gb_analysis_totals(a);
    CHECK_INT("counted once each", t->auth.by_result[GB_AUTH_VERIFIED], 1);
    CHECK_INT("counted once each", t->auth.by_result[GB_AUTH_MISMATCH], 1);
    CHECK_INT("counted once each", t->auth.by_result[GB_AUTH_NO_PASSWORD], 1);
    CHECK_INT("states", e[1].state, GB_EVENT_CHALLENGED);
    CHECK_INT("states", e[3].state, GB_EVENT_REGISTERED);
    CHECK_INT("states", e[5].state, GB_EVENT_REJECTED);
    gb_analysis_free(a);
}

static void long_lists_keep_their_ends(void) {
    GString *lines = g_string_new(NULL);
    for (int i = 0; i < 300; i++) g_string_append_printf(lines, "%d > REGISTER call=c%d\n%d.1 < 403\n", i, i, i);
    GbAnalysis *a = scenario_run(lines->str, 0, NULL, 0);
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    CHECK_INT("sessions", d->n_sessions, GB_MAX_SESSIONS_PER_DEVICE);
    CHECK_INT("sessions", d->n_sessions_omitted, 300 - GB_MAX_SESSIONS_PER_DEVICE);
    CHECK_INT("sessions", gb_analysis_totals(a)->sessions, 300);
    CHECK_INT("sessions", gb_analysis_totals(a)->registrations_rejected, 300);
    CHECK_TEXT("the first stays", gb_slice_from(d->sessions[0]->call_id), "c0@10.0.0.9");
    CHECK_TEXT("the last stays", gb_slice_from(d->sessions[GB_MAX_SESSIONS_PER_DEVICE - 1]->call_id), "c299@10.0.0.9");
    CHECK_TEXT("the middle goes", gb_slice_from(d->sessions[GB_MAX_SESSIONS_PER_DEVICE / 2]->call_id), "c268@10.0.0.9");
    gb_analysis_free(a);

    g_string_truncate(lines, 0); /* each with a gap, and an unanswered keepalive after it */
    for (int i = 0; i < 300; i++)
        g_string_append_printf(lines, "%d > REGISTER call=c%d\n%d.1 < 200\n%d > KEEPALIVE\n%d.1 < 200\n%d > KEEPALIVE\n",
                               i * 1000, i, i * 1000, i * 1000 + 10, i * 1000 + 10, i * 1000 + 300);
    a = scenario_run(lines->str, 0, NULL, 0);
    d = scenario_device(a, SCENARIO_DEVICE);
    CHECK_INT("all count", d->counts.registered, 300);
    CHECK_INT("all count", d->counts.keepalives, 600);
    CHECK_INT("all count", d->counts.unanswered, 300);
    CHECK_INT("all count", d->counts.gaps, 300);
    CHECK_INT("all count", gb_analysis_totals(a)->keepalive_gaps, 300);
    GbFinding gap = {0};
    for (size_t i = 0; i < d->n_findings; i++)
        if (d->findings[i].rule == GB_RULE_KEEPALIVE_GAP) gap = d->findings[i];
    CHECK_INT("all are told", gap.count, 300);
    CHECK_INT("from the first on", gap.frame, 3);
    gb_analysis_free(a);

    g_string_truncate(lines, 0);
    for (int i = 0; i < 100; i++) g_string_append_printf(lines, "%d > REGISTER\n%d.1 < 200\n", i, i);
    a = scenario_run(lines->str, 0, NULL, 0);
    const GbSession *s = scenario_device(a, SCENARIO_DEVICE)->sessions[0];
    CHECK_INT("attempts", s->n_attempts, GB_MAX_ATTEMPTS);
    CHECK_INT("attempts", s->n_attempts_omitted, 36);
    CHECK_INT("attempts", s->refreshes, 99);
    CHECK_INT("the 32nd is kept", s->attempts[31].request.frame, 63);
    CHECK_INT("the 69th follows", s->attempts[32].request.frame, 137);
    CHECK_INT("with its answer", s->attempts[32].response.frame, 138);
    CHECK_INT("and the last", s->attempts[63].status, 200);
    gb_analysis_free(a);

    g_string_truncate(lines, 0);
    g_string_append(lines, REGISTERED);
    for (int i = 1; i < 200; i++)
        g_string_append_printf(lines, "%d < MESSAGE body='<?xml version=\"1.0\"?>|<Query>|<CmdType>DeviceInfo</CmdType>|"
                               "<SN>%d</SN>|</Query>|'\n%d.1 > 200\n", i, i, i);
    a = scenario_run(lines->str, 0, NULL, 0);
    const GbDevice *e = scenario_device(a, SCENARIO_DEVICE);
    CHECK_INT("exchanges", e->n_exchanges, GB_MAX_EXCHANGES);
    CHECK_INT("exchanges", e->n_exchanges_omitted, 199 - GB_MAX_EXCHANGES);
    CHECK_INT("the last is answered", e->exchanges[63].status, 200);
    CHECK_INT("the first behind the middle is answered", e->exchanges[32].status, 200);
    gb_analysis_free(a);
    g_string_free(lines, TRUE);
}

static void ladders(void) {
    GString *lines = g_string_new(REGISTERED);
    for (int i = 1; i <= 100; i++) g_string_append_printf(lines, "%d > KEEPALIVE\n%d.1 > AGAIN\n%d.2 < 200\n", i, i, i);
    Scenario *s = scenario_read(lines->str);
    GbOptions options = scenario_options();
    options.keep_ladder = true;
    GbAnalysis *a = gb_analysis_new(&options);
    for (size_t i = 0; i < s->n; i++) {
        gb_analysis_feed(a, &s->messages[i].message, NULL);
        if (i == 150) gb_analysis_settle(a, 0);
    }
    gb_analysis_settle(a, 0);
    const GbDevice *d = scenario_device(a, SCENARIO_DEVICE);
    CHECK_INT("ladder", d->n_ladder, GB_MAX_LADDER);
    CHECK_INT("ladder", d->n_ladder_omitted, 204 - GB_MAX_LADDER);
    for (size_t i = 1; i < d->n_ladder; i++)
        check_true("ladder", "in order", d->ladder[i - 1].when.time_us < d->ladder[i].when.time_us);
    CHECK_TEXT("titles", gb_slice_from(d->ladder[1].title), "401 No");
    CHECK_TEXT("titles", gb_slice_from(d->ladder[4].title), "MESSAGE Keepalive");
    CHECK_INT("retransmissions", d->ladder[4].retransmissions, 1);
    CHECK_INT("latency", d->ladder[5].latency_us, 200000);
    CHECK_INT("the answer's request", d->ladder[5].request.frame, 5);
    CHECK_INT("the last one", d->ladder[63].when.frame, s->n);
    check_text("bytes", "as captured", d->ladder[63].bytes, s->messages[s->n - 1].bytes);
    gb_analysis_free(a);
    scenario_free(s);
    g_string_free(lines, TRUE);
}

/* More ladders than there is room for: healthy devices lose theirs, whole, and may be in the middle
 * of their second half then; a refused one keeps its own. */
static void ladders_of_many(void) {
    enum { GROUP = 600, DEVICES = 2 * GROUP, TURNS = 34 };
    GString *lines = g_string_new("0 > REGISTER\n0.1 < 403\n");
    for (int turn = 1; turn <= 2 * TURNS; turn++) /* the second group begins when the first is done */
        for (int i = 0; i < GROUP; i++)
            g_string_append_printf(lines, "%d > KEEPALIVE dev=34020000001180%06d\n%d.1 < 200\n", turn,
                                   i + (turn > TURNS ? GROUP : 0) + 2, turn);
    Scenario *s = scenario_read(lines->str);
    GbOptions options = scenario_options();
    options.keep_ladder = true;
    GbAnalysis *a = gb_analysis_new(&options);
    for (size_t i = 0; i < s->n; i++) gb_analysis_feed(a, &s->messages[i].message, NULL);
    gb_analysis_settle(a, 0);
    const GbDevice *const *devices;
    size_t n = gb_analysis_devices(a, &devices), bytes = 0, gone = 0;
    CHECK_INT("many", n, DEVICES + 1);
    for (size_t i = 0; i < n; i++) {
        const GbDevice *d = devices[i];
        gone += d->n_ladder == 0;
        check_int("many", "each message is there or counted", d->n_ladder + d->n_ladder_omitted,
                  i ? 2 * TURNS : 2);
        bytes += d->n_ladder * sizeof *d->ladder;
        for (size_t k = 0; k < d->n_ladder; k++) bytes += d->ladder[k].bytes.n;
    }
    check_true("many", "within the budget", bytes <= GB_MAX_LADDER_BYTES);
    check_true("many", "some gave theirs up", gone > 0);
    CHECK_INT("many: the refused one", devices[0]->n_ladder, 2);
    check_true("many", "with its bytes", devices[0]->ladder[0].bytes.n > 0);
    gb_analysis_free(a);
    scenario_free(s);
    g_string_free(lines, TRUE);
}

static void only_the_devices_asked_for(void) {
    Scenario *s = scenario_read(REGISTERED "1 > KEEPALIVE dev=34020000001180000002\n1.1 < 200\n");
    static const char *const ids[] = {"34020000001180000002"};
    GbOptions options = {.devices = ids, .n_devices = 1};
    GbAnalysis *a = gb_analysis_new(&options);
    unsigned taken = 0;
    for (size_t i = 0; i < s->n; i++) taken += gb_analysis_feed(a, &s->messages[i].message, NULL);
    gb_analysis_settle(a, 0);
    CHECK_INT("only one device", taken, 2);
    CHECK_INT("only one device", gb_analysis_totals(a)->sip_messages, 2);
    CHECK_INT("only one device", gb_analysis_totals(a)->devices, 1);
    gb_analysis_free(a);
    scenario_free(s);
}

/* IDs that are kept otherwise than they were sent: GB18030, and longer than a value may be. */
static void odd_devices_asked_for(void) {
    static char longest[GB_MAX_VALUE + 1], sent[GB_MAX_VALUE + 64];
    memset(longest, '7', GB_MAX_VALUE);
    snprintf(sent, sizeof sent, "%s000000", longest);
    const char *const ids[][2] = {{"\xc9\xe3\xcf\xf1\xbb\xfa", "摄像机"}, {sent, longest}};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        GString *lines = g_string_new(NULL);
        for (unsigned k = 0; k < 4; k++)
            g_string_append_printf(lines, "%u > REGISTER dev=%s\n%u.1 < 200\n", 10 * k, ids[i][0], 10 * k);
        Scenario *s = scenario_read(lines->str);
        GbOptions options = {.devices = &ids[i][1], .n_devices = 1};
        GbAnalysis *a = gb_analysis_new(&options);
        const GbDevice *const *devices;
        for (size_t k = 0; k < s->n; k++) gb_analysis_feed(a, &s->messages[k].message, NULL);
        gb_analysis_settle(a, 0);
        CHECK_INT("one device", gb_analysis_devices(a, &devices), 1);
        CHECK_INT("all its messages", gb_analysis_totals(a)->sip_messages, 8);
        CHECK_INT("all its registrations", gb_analysis_totals(a)->registrations, 4);
        gb_analysis_free(a);
        scenario_free(s);
        g_string_free(lines, TRUE);
    }
}

static void timelines(void) {
    GbAnalysis *a = scenario_run(REGISTERED "1 > KEEPALIVE\n5000 > KEEPALIVE\n5001 > REGISTER call=b\n5001.1 < 403\n",
                                 5100, NULL, 0);
    const GbTimeline *t = gb_analysis_timeline(a);
    unsigned registrations = 0, keepalives = 0, failures = 0;
    CHECK_INT("time line", t->step_us, 16000000);
    CHECK_INT("time line", t->n, 319);
    for (size_t i = 0; i < t->n; i++) {
        registrations += t->registrations[i];
        keepalives += t->keepalives[i];
        failures += t->failures[i];
    }
    CHECK_INT("time line", registrations, 1);
    CHECK_INT("time line", keepalives, 2);
    CHECK_INT("time line", failures, 1);
    gb_analysis_free(a);
}

int main(void) {
    static const CheckTest tests[] = {
        {"what a proxy forwards", what_a_proxy_forwards},
        {"exchanges", exchanges},
        {"a device's own data", device_data},
        {"digests", digests},
        {"long lists keep their ends", long_lists_keep_their_ends},
        {"ladders", ladders},
        {"ladders of many", ladders_of_many},
        {"odd devices asked for", odd_devices_asked_for},
        {"only the devices asked for", only_the_devices_asked_for},
        {"time lines", timelines},
        {NULL, NULL},
    };
    return check_main("session_exchanges", tests);
}
