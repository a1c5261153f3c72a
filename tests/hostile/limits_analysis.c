/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limits_analysis.c - the caps of what is kept of many messages. */
#include <gb28181/limits.h>
#include <gb28181/report.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "limits.h"
#include "session/engine.h"

#define WORD(x) #x
#define TEXT_OF(cap) " (" WORD(cap) ")" /* as a finding names it */

/* One analysis, fed with messages of device number `d`. */
typedef struct Run {
    GbAnalysis *a;
    GbCredentials *credentials;
    unsigned n; /* messages fed */
    int64_t now_us;
    uint16_t port;
    char text[1 << 18];
} Run;

static Run *start_for(const char *const *ids, size_t n) {
    Run *r = calloc(1, sizeof *r);
    if (!r) abort();
    r->credentials = gb_credentials_new();
    r->a = gb_analysis_new(&(GbOptions){.credentials = r->credentials, .keep_ladder = true, .devices = ids, .n_devices = n});
    r->now_us = 1600000000000000;
    r->port = 5060;
    return r;
}

static Run *start(void) {
    return start_for(NULL, 0);
}

static bool feed(Run *r, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(r->text, sizeof r->text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof r->text) abort();
    GbMessage m = {.bytes = gb_slice(r->text, (size_t)n), .time_us = r->now_us, .frame = ++r->n,
                   .src = {4, {192, 0, 2, 1}, r->port}, .dst = {4, {192, 0, 2, 2}, 5060}};
    r->now_us += 1000;
    return gb_analysis_feed(r->a, &m, NULL);
}

#define ID "34020000001320%06u"
#define HEAD(method) method " sip:34020000002000000001@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\n" \
    "From: <sip:" ID "@3402000000>;tag=1\r\nTo: <sip:" ID "@3402000000>\r\nCall-ID: %u\r\nCSeq: %u " method "\r\n"

/* The same Call-ID asks again within the session; `more` are header lines. */
static void request(Run *r, const char *method, unsigned d, unsigned call, const char *more) {
    feed(r, "%s sip:34020000002000000001@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\n"
            "From: <sip:" ID "@3402000000>;tag=1\r\nTo: <sip:" ID "@3402000000>\r\nCall-ID: %u\r\nCSeq: %u %s\r\n%s"
            "Content-Length: 0\r\n\r\n", method, r->n, d, d, call, r->n + 1, method, more);
}

static void answer(Run *r, unsigned status, const char *method, unsigned d, unsigned call, const char *more) {
    feed(r, "SIP/2.0 %u X\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\nFrom: <sip:" ID "@3402000000>;tag=1\r\n"
            "To: <sip:" ID "@3402000000>;tag=2\r\nCall-ID: %u\r\nCSeq: %u %s\r\n%sContent-Length: 0\r\n\r\n",
         status, r->n - 1, d, d, call, r->n, method, more);
}

static void registers(Run *r, unsigned d, unsigned call) {
    char contact[80];
    snprintf(contact, sizeof contact, "Contact: <sip:" ID "@192.0.2.1:%u>\r\nExpires: 3600\r\n", d, 1024 + call);
    request(r, "REGISTER", d, call, contact);
    answer(r, 200, "REGISTER", d, call, contact);
}

static void body(Run *r, unsigned d, const char *xml) {
    feed(r, "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\n"
            "From: <sip:" ID "@3402000000>;tag=1\r\nTo: <sip:34020000002000000001@3402000000>\r\nCall-ID: m%u\r\nCSeq: 20 MESSAGE\r\n"
            "Content-Type: Application/MANSCDP+xml\r\nContent-Length: %zu\r\n\r\n%s", r->n, d, r->n, strlen(xml), xml);
}

static void keepalive(Run *r, unsigned d) {
    char xml[256];
    snprintf(xml, sizeof xml, "<?xml version=\"1.0\"?>\r\n<Notify>\r\n<CmdType>Keepalive</CmdType>\r\n<SN>%u</SN>\r\n"
             "<DeviceID>" ID "</DeviceID>\r\n<Status>OK</Status>\r\n</Notify>\r\n", r->n, d);
    body(r, d, xml);
}

static const GbDevice *device(const Run *r, unsigned d) {
    const GbDevice *const *all;
    char id[24];
    size_t n = gb_analysis_devices(r->a, &all);
    snprintf(id, sizeof id, ID, d);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i]->id, id) == 0) return all[i];
    return NULL;
}

static bool found(const GbFinding *list, size_t n, const char *rule, const char *what) {
    for (size_t i = 0; i < n; i++) {
        char en[1024], zh[1024];
        if (strcmp(gb_rule_info(list[i].rule)->id, rule) != 0) continue;
        gb_finding_text(&list[i], GB_EN, en, sizeof en);
        gb_finding_text(&list[i], GB_ZH, zh, sizeof zh);
        if (strstr(en, what) && strcmp(en, zh) != 0) return true;
    }
    return false;
}

/* Settles, looks for the limit among the capture's findings, and that another message is taken. */
static void end_with_limit(Run *r, const char *what) {
    const GbFinding *list;
    gb_analysis_settle(r->a, r->now_us);
    size_t n = gb_analysis_findings(r->a, &list);
    REQUIRE("is told", found(list, n, "capture.limit-reached", what));
    uint64_t before = gb_analysis_totals(r->a)->sip_messages;
    keepalive(r, 0);
    REQUIRE("the next message is taken", gb_analysis_totals(r->a)->sip_messages == before + 1);
    gb_analysis_free(r->a);
    gb_credentials_free(r->credentials);
    free(r);
}

static void stop(Run *r) {
    gb_analysis_free(r->a);
    gb_credentials_free(r->credentials);
    free(r);
}

/* Settles, looks whether device 0 has a list shortened so, frees. */
static void end_shortened(Run *r, const char *what) {
    gb_analysis_settle(r->a, r->now_us);
    const GbDevice *d = device(r, 0);
    REQUIRE("the device is there", d != NULL);
    if (d) REQUIRE("is told", found(d->findings, d->n_findings, "capture.shortened", what));
    stop(r);
}

static void memory(void) {
    Run *r = start();
    static char agent[3000];
    memset(agent, 'a', sizeof agent - 1);
    unsigned taken = 0, all = GB_MAX_MEMORY / 2000;
    for (unsigned i = 0; i < all; i++) {
        char more[3200];
        snprintf(more, sizeof more, "User-Agent: %u%s\r\n", i, agent);
        snprintf(r->text, sizeof r->text, "%u", i);
        taken += feed(r, HEAD("REGISTER") "%s\r\n", i, 0, 0, i, i, more);
    }
    REQUIRE("messages are left out", taken > 100 && taken < all);
    REQUIRE("what is kept is bounded", gb_pool_bytes(r->a->pool) < GB_MAX_MEMORY + (4u << 20)); /* two huge pages */
    const GbFinding *list;
    gb_analysis_settle(r->a, r->now_us);
    size_t n = gb_analysis_findings(r->a, &list);
    REQUIRE("is told", found(list, n, "capture.limit-reached", "bytes kept of the capture"));
    bool counted = false;
    for (size_t i = 0; i < n; i++) counted |= list[i].rule == GB_RULE_CAPTURE_LIMIT_REACHED && list[i].count >= all - taken;
    REQUIRE("those left out are counted", counted);
    REQUIRE("what came before is reported", device(r, 0) != NULL);
    stop(r);
}

static void strings(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_STRINGS; i++) {
        char more[64];
        snprintf(more, sizeof more, "User-Agent: agent %u\r\n", i);
        request(r, "REGISTER", 0, 1, more);
    }
    end_with_limit(r, "different texts");
}

static void devices(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_DEVICES; i++) keepalive(r, i);
    const GbDevice *const *all;
    REQUIRE("no more are kept", gb_analysis_devices(r->a, &all) == GB_MAX_DEVICES);
    REQUIRE("their messages count", gb_analysis_totals(r->a)->sip_messages == GB_MAX_DEVICES + 1);
    end_with_limit(r, "devices (");
    static const char *const asked[] = {"34020000001320999999"};
    r = start_for(asked, 1);
    for (unsigned i = 0; i <= GB_MAX_DEVICES; i++) keepalive(r, i);
    keepalive(r, 999999);
    REQUIRE("one that is asked for has room", gb_analysis_devices(r->a, &all) == 1);
    REQUIRE("and is counted alone", gb_analysis_totals(r->a)->sip_messages == 1);
    stop(r);
}

static void servers(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_SERVERS; i++)
        feed(r, "REGISTER sip:3402000000200000%04u@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\n"
                "From: <sip:" ID "@3402000000>;tag=1\r\nTo: <sip:" ID "@3402000000>\r\nCall-ID: %u\r\nCSeq: 1 REGISTER\r\n\r\n",
             i, i, 0, 0, i);
    end_with_limit(r, "servers (");
}

static void transactions(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_TRANSACTIONS; i++) r->now_us -= 999, request(r, "OPTIONS", 0, i, "");
    end_with_limit(r, "open transactions (");
}

static void transaction_age(void) {
    for (int old = 0; old < 2; old++) {
        Run *r = start();
        for (int i = 0; i < 2; i++) {
            feed(r, HEAD("OPTIONS") "\r\n", 1, 0, 0, 1, 1);
            r->now_us += (int64_t)(GB_TRANSACTION_AGE_S + (old ? 1 : -1)) * 1000000;
        }
        REQUIRE("a repeat so late is none", gb_analysis_totals(r->a)->retransmissions == (uint64_t)!old);
        stop(r);
    }
}

static void challenges(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_CHALLENGES; i++) {
        char more[96];
        snprintf(more, sizeof more, "WWW-Authenticate: Digest realm=\"r\",nonce=\"%u\"\r\n", i);
        r->now_us -= 1999;
        request(r, "REGISTER", 0, 1, "");
        answer(r, 401, "REGISTER", 0, 1, more);
    }
    end_with_limit(r, "nonces (");
}

/* Of the first nonces only that they were issued is still known when one is used again. */
static void challenges_kept(void) {
    Run *r = start();
    for (unsigned i = 0; i < GB_MIN_CHALLENGES + 10; i++) {
        char more[96];
        snprintf(more, sizeof more, "WWW-Authenticate: Digest realm=\"r\",nonce=\"%u\"\r\n", i);
        request(r, "REGISTER", 0, 1, "");
        answer(r, 401, "REGISTER", 0, 1, more);
    }
    for (unsigned i = 0; i < 2; i++) {
        char more[200];
        snprintf(more, sizeof more, "Authorization: Digest username=\"1\",realm=\"r\",nonce=\"%s\",uri=\"sip:1\","
                 "response=\"0123456789abcdef0123456789abcdef\"\r\n", i ? "made-up" : "2");
        request(r, "REGISTER", 0, 1, more);
        answer(r, 200, "REGISTER", 0, 1, "");
        gb_analysis_settle(r->a, r->now_us);
        const GbDevice *d = device(r, 0);
        REQUIRE("was issued", found(d->findings, d->n_findings, "auth.nonce-replayed", ""));
        REQUIRE("one made up was not", found(d->findings, d->n_findings, "auth.nonce-unknown", "") == (i == 1));
        request(r, "REGISTER", 0, 1, "");
        answer(r, 401, "REGISTER", 0, 1, "WWW-Authenticate: Digest realm=\"r\",nonce=\"last\"\r\n");
    }
    stop(r);
}

static void dialogs(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_DIALOGS; i++) {
        r->now_us -= 999;
        request(r, "INVITE", 0, i, "Contact: <sip:1@192.0.2.1>\r\n");
    }
    end_with_limit(r, "dialogs (");
}

static void query(Run *r, unsigned sn) {
    char xml[200];
    snprintf(xml, sizeof xml, "<?xml version=\"1.0\"?><Query><CmdType>DeviceStatus</CmdType><SN>%u</SN><DeviceID>" ID "</DeviceID></Query>", sn, 0);
    body(r, 0, xml);
}

static void queries(void) {
    Run *r = start();
    keepalive(r, 0);
    for (unsigned i = 0; i <= GB_MAX_QUERIES; i++) r->now_us -= 999, query(r, i);
    end_with_limit(r, "open queries (");
}

static void query_age(void) {
    Run *r = start();
    keepalive(r, 0);
    query(r, 1);
    REQUIRE("one waits", gb_records_count(&r->a->queries) == 1);
    r->now_us += (int64_t)(GB_QUERY_AGE_S + 1) * 1000000;
    keepalive(r, 0);
    REQUIRE("and no longer than that", gb_records_count(&r->a->queries) == 0);
    stop(r);
}

static void exchanges(void) {
    Run *r = start();
    keepalive(r, 0);
    for (unsigned i = 0; i <= GB_MAX_EXCHANGES; i++) query(r, i);
    end_shortened(r, "exchanges" TEXT_OF(GB_MAX_EXCHANGES));
}

static void exchanges_all(void) {
    Run *r = start();
    for (unsigned d = 0; d <= GB_MAX_EXCHANGES_ALL / 10; d++) {
        char xml[200];
        for (unsigned i = 0; i < 10; i++) {
            snprintf(xml, sizeof xml, "<?xml version=\"1.0\"?><Query><CmdType>DeviceStatus</CmdType><SN>%u</SN><DeviceID>" ID "</DeviceID></Query>", i, d);
            keepalive(r, d);
            body(r, d, xml);
        }
    }
    end_with_limit(r, "exchanges (");
}

/* Beyond the cap they are devices like others: what they hand on is not told from a move. */
static void platforms(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_PLATFORMS; i++) {
        char xml[256];
        r->port = (uint16_t)(6000 + i);
        snprintf(xml, sizeof xml, "<?xml version=\"1.0\"?><Notify><CmdType>Keepalive</CmdType><SN>1</SN>"
                 "<DeviceID>34020000002000%06u</DeviceID><Status>OK</Status></Notify>", 100 + i);
        feed(r, "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\n"
                "From: <sip:34020000002000%06u@3402000000>;tag=1\r\nTo: <sip:34020000002000000001@3402000000>\r\n"
                "Call-ID: p%u\r\nCSeq: 20 MESSAGE\r\nContent-Type: Application/MANSCDP+xml\r\nContent-Length: %zu\r\n\r\n%s",
             r->n, 100 + i, i, strlen(xml), xml);
    }
    r->port = 5060;
    keepalive(r, 0);
    r->port = 6000;
    body(r, 0, "<?xml version=\"1.0\"?><Notify><CmdType>Alarm</CmdType><SN>1</SN></Notify>");
    REQUIRE("what one of them hands on is its own", device(r, 0) && device(r, 0)->messages == 1);
    r->port = (uint16_t)(6000 + GB_MAX_PLATFORMS);
    body(r, 0, "<?xml version=\"1.0\"?><Notify><CmdType>Alarm</CmdType><SN>2</SN></Notify>");
    REQUIRE("one more is no longer known as one", device(r, 0) && device(r, 0)->messages == 2);
    stop(r);
}

static void sessions(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_SESSIONS_PER_DEVICE; i++) registers(r, 0, i);
    gb_analysis_settle(r->a, r->now_us);
    const GbDevice *d = device(r, 0);
    REQUIRE("the middle is left out", d && d->n_sessions == GB_MAX_SESSIONS_PER_DEVICE && d->n_sessions_omitted == 1);
    REQUIRE("all are counted", gb_analysis_totals(r->a)->sessions == GB_MAX_SESSIONS_PER_DEVICE + 1);
    end_shortened(r, "sessions" TEXT_OF(GB_MAX_SESSIONS_PER_DEVICE));
}

static void attempts(void) {
    Run *r = start();
    for (unsigned i = 0; i <= GB_MAX_ATTEMPTS; i++) registers(r, 0, 1);
    gb_analysis_settle(r->a, r->now_us);
    const GbDevice *d = device(r, 0);
    REQUIRE("the middle is left out", d && d->n_sessions && d->sessions[0]->n_attempts == GB_MAX_ATTEMPTS &&
                                          d->sessions[0]->n_attempts_omitted == 1);
    REQUIRE("all are counted", gb_analysis_totals(r->a)->registrations == GB_MAX_ATTEMPTS + 1);
    end_shortened(r, "attempts of a session" TEXT_OF(GB_MAX_ATTEMPTS));
}

/* One session with so many gaps, and two keepalives between them. */
static Run *with_gaps(unsigned n) {
    Run *r = start();
    for (unsigned i = 0; i <= n; i++) {
        for (unsigned k = 0; k < 3; k++) {
            keepalive(r, 0);
            r->now_us += 60000000;
        }
        r->now_us += 600000000;
    }
    r->now_us -= 600000000;
    return r;
}

static void gaps(void) {
    Run *r = with_gaps(GB_MAX_GAPS + 1);
    gb_analysis_settle(r->a, r->now_us);
    const GbDevice *d = device(r, 0);
    const GbKeepalives *k = d && d->n_sessions ? &d->sessions[0]->keepalives : NULL;
    REQUIRE("the rest is left out", k && k->n_gaps <= GB_MAX_GAPS && k->n_gaps_omitted >= 1);
    REQUIRE("all are counted", gb_analysis_totals(r->a)->keepalive_gaps == GB_MAX_GAPS + 1);
    end_shortened(r, "keepalive gaps of a session" TEXT_OF(GB_MAX_GAPS));
}

static void keepalive_runs(void) {
    Run *r = with_gaps(GB_MAX_KEEPALIVE_RUNS);
    gb_analysis_settle(r->a, r->now_us);
    const GbDevice *d = device(r, 0);
    const GbKeepalives *k = d && d->n_sessions ? &d->sessions[0]->keepalives : NULL;
    REQUIRE("the middle is left out, and said there", k && k->n_runs == GB_MAX_KEEPALIVE_RUNS && k->n_runs_omitted == 1);
    stop(r);
}

static void addresses(void) {
    for (unsigned what = 0; what < 3; what++) {
        Run *r = start();
        for (unsigned i = 0; i <= GB_MAX_ADDRESSES; i++) {
            char more[64] = "";
            if (what == 0) r->port = (uint16_t)(5060 + i);
            if (what == 1) snprintf(more, sizeof more, "User-Agent: %u\r\n", i);
            if (what < 2) request(r, "REGISTER", 0, 1, more);
            else
                feed(r, "REGISTER sip:3402000000200000%04u@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\n"
                        "From: <sip:" ID "@3402000000>;tag=1\r\nTo: <sip:" ID "@3402000000>\r\nCall-ID: %u\r\nCSeq: 1 REGISTER\r\n\r\n",
                     i, i, 0, 0, i);
        }
        gb_analysis_settle(r->a, r->now_us);
        const GbDevice *d = device(r, 0);
        REQUIRE("no more are kept", d && d->n_addresses <= GB_MAX_ADDRESSES && d->n_user_agents <= GB_MAX_ADDRESSES &&
                                        d->n_servers <= GB_MAX_ADDRESSES &&
                                        d->n_addresses + d->n_user_agents + d->n_servers >= GB_MAX_ADDRESSES);
        end_shortened(r, "addresses, servers, user agents" TEXT_OF(GB_MAX_ADDRESSES));
    }
}

static void findings(void) {
    Run *r = start();
    keepalive(r, 0);
    Device *d = (Device *)device(r, 0);
    for (unsigned rule = 1; d && rule <= GB_MAX_FINDINGS_PER_DEVICE + 10; rule++) gb_raise(r->a, d, (GbRule)rule, NULL, NULL, 0);
    gb_analysis_settle(r->a, r->now_us);
    REQUIRE("more are counted, not kept", d && d->n_findings == GB_MAX_FINDINGS_PER_DEVICE && d->pub.n_findings_omitted >= 10);
    stop(r);
}

static void finding_args(void) {
    Run *r = start();
    const GbFinding *list;
    const char *args[GB_MAX_FINDING_ARGS + 2] = {"1", "2", "3", "4", "5", "6"};
    gb_raise(r->a, NULL, GB_RULE_CAPTURE_STREAM_GAP, NULL, args, GB_MAX_FINDING_ARGS + 2);
    size_t n = gb_analysis_findings(r->a, &list);
    REQUIRE("the first are kept", n == 1 && strcmp(list[0].args[GB_MAX_FINDING_ARGS - 1], "4") == 0);
    stop(r);
}

static void event_findings(void) {
    Run *r = start();
    keepalive(r, 0);
    Device *d = (Device *)device(r, 0);
    r->a->feeding = true;
    r->a->n_hits = 0;
    for (unsigned rule = 1; d && rule <= GB_MAX_EVENT_FINDINGS + 5; rule++) gb_raise(r->a, d, (GbRule)rule, NULL, NULL, 0);
    r->a->feeding = false;
    REQUIRE("the event names the first", r->a->n_hits == GB_MAX_EVENT_FINDINGS);
    REQUIRE("the device has all", d && d->n_findings >= GB_MAX_EVENT_FINDINGS + 5);
    stop(r);
}

static void catalog(Run *r, unsigned d, unsigned n) {
    static char xml[1 << 16];
    size_t at = (size_t)sprintf(xml, "<?xml version=\"1.0\"?><Response><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>" ID
                                "</DeviceID><SumNum>%u</SumNum><DeviceList Num=\"%u\">", d, n, n);
    for (unsigned i = 0; i < n; i++)
        at += (size_t)sprintf(xml + at, "<Item><DeviceID>3402000000131%07u</DeviceID></Item>", d * 1000 + i);
    strcpy(xml + at, "</DeviceList></Response>");
    keepalive(r, d);
    body(r, d, xml);
}

static void catalog_items(void) {
    Run *r = start();
    catalog(r, 0, GB_MAX_CATALOG_ITEMS + 1);
    gb_analysis_settle(r->a, r->now_us);
    REQUIRE("no more are kept", device(r, 0) && device(r, 0)->n_catalog == GB_MAX_CATALOG_ITEMS);
    end_with_limit(r, "catalog items of one device" TEXT_OF(GB_MAX_CATALOG_ITEMS));
}

static void catalog_items_all(void) {
    Run *r = start();
    for (unsigned d = 0; d <= GB_MAX_CATALOG_ITEMS_ALL / 40; d++) catalog(r, d, 40);
    end_with_limit(r, "catalog items" TEXT_OF(GB_MAX_CATALOG_ITEMS_ALL));
}

static void ladder(void) {
    Run *r = start();
    for (unsigned i = 0; i < GB_MAX_LADDER + 5; i++) request(r, "OPTIONS", 0, i, "User-Agent: x\r\n"), keepalive(r, 0);
    gb_analysis_settle(r->a, r->now_us);
    const GbDevice *d = device(r, 0);
    REQUIRE("the middle is left out, and said there", d && d->n_ladder <= GB_MAX_LADDER && d->n_ladder > 0 && d->n_ladder_omitted > 0);
    stop(r);
}

static void ladder_message(void) {
    Run *r = start();
    static char agent[2 * GB_MAX_LADDER_MESSAGE];
    memset(agent, 'a', sizeof agent - 1);
    feed(r, HEAD("REGISTER") "User-Agent: %s\r\n\r\n", 1, 0, 0, 1, 1, agent);
    gb_analysis_settle(r->a, r->now_us);
    const GbDevice *d = device(r, 0);
    REQUIRE("a longer one is cut", d && d->n_ladder == 1 && d->ladder[0].bytes.n == GB_MAX_LADDER_MESSAGE);
    stop(r);
}

static void ladder_bytes(void) {
    Run *r = start();
    static char agent[4000];
    size_t bytes = 0, omitted = 0;
    memset(agent, 'a', sizeof agent - 1);
    for (unsigned d = 0; d < 40; d++)
        for (unsigned i = 0; i < 40; i++) feed(r, HEAD("REGISTER") "User-Agent: %s\r\n\r\n", r->n, d, d, i, i, agent);
    gb_analysis_settle(r->a, r->now_us);
    const GbDevice *const *all;
    size_t n = gb_analysis_devices(r->a, &all);
    for (size_t i = 0; i < n; i++) {
        omitted += all[i]->n_ladder_omitted;
        for (size_t k = 0; k < all[i]->n_ladder; k++) bytes += all[i]->ladder[k].bytes.n, omitted += !all[i]->ladder[k].bytes.n;
    }
    REQUIRE("all ladders together are bounded", bytes > 0 && bytes <= GB_MAX_LADDER_BYTES);
    REQUIRE("what is left out is said there", omitted > 0);
    stop(r);
}

static void timeline(void) {
    Run *r = start();
    keepalive(r, 0);
    for (unsigned i = 0; i < 10; i++) {
        r->now_us += (int64_t)GB_MAX_TIMELINE * 1000000 << i;
        keepalive(r, 0);
    }
    gb_analysis_settle(r->a, r->now_us);
    const GbTimeline *t = gb_analysis_timeline(r->a);
    uint64_t sum = 0;
    for (size_t i = 0; i < t->n; i++) sum += t->keepalives ? t->keepalives[i] : 0;
    REQUIRE("its intervals get longer", t->n <= GB_MAX_TIMELINE && t->n > GB_MAX_TIMELINE / 4);
    REQUIRE("and hold all", sum == 11);
    stop(r);
}

static void mismatch(Run *r, unsigned realm) {
    char more[256];
    snprintf(more, sizeof more, "Authorization: Digest username=\"" ID "\",realm=\"r%u\",nonce=\"n\",uri=\"sip:a\","
             "response=\"0123456789abcdef0123456789abcdef\"\r\n", 0, realm);
    request(r, "REGISTER", 0, 1, more);
}

static void explained(void) {
    Run *r = start();
    gb_credentials_add(r->credentials, GB_SLICE("*"), GB_SLICE("x"), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE, NULL);
    for (unsigned i = 0; i < GB_MAX_EXPLAINED + 5; i++) mismatch(r, i);
    const Device *d = (const Device *)device(r, 0);
    REQUIRE("no more are explained", d && d->explained && d->explained->n == GB_MAX_EXPLAINED);
    REQUIRE("all are counted", gb_analysis_totals(r->a)->auth.by_result[GB_AUTH_MISMATCH] == GB_MAX_EXPLAINED + 5);
    stop(r);
}

typedef struct Json {
    char text[1 << 18];
    size_t n;
} Json;

static bool to_json(const char *bytes, size_t n, void *data) {
    Json *j = data;
    if (j->n + n >= sizeof j->text) return false;
    memcpy(j->text + j->n, bytes, n);
    j->n += n;
    return true;
}

static void explain_digests(void) {
    Run *r = start();
    char id[24], password[24];
    gb_credentials_add(r->credentials, GB_SLICE("*"), GB_SLICE("x"), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE, NULL);
    for (unsigned i = 0; i <= GB_MAX_EXPLAIN_DIGESTS; i++) {
        snprintf(id, sizeof id, "9%u", i);
        snprintf(password, sizeof password, "secret-%u", i);
        gb_credentials_add(r->credentials, gb_slice_from(id), gb_slice_from(password), GB_NO_SLICE, GB_NO_SLICE, GB_NO_SLICE, NULL);
    }
    mismatch(r, 1);
    gb_analysis_settle(r->a, r->now_us);
    static Json j;
    static const GbCaptureInfo none;
    GbReport report;
    for (unsigned k = 0; k < 2; k++) { /* in what scripts read, and in what people read */
        j.n = 0;
        gb_report_init(&report, r->a, &none);
        REQUIRE("a report is written", k ? gb_report_write_csv(&report, to_json, &j) : gb_report_write_json(&report, to_json, &j));
        j.text[j.n] = '\0';
        REQUIRE("the report says that the search was cut", strstr(j.text, "nothing-fits-so-far") != NULL);
        if (k) continue;
        REQUIRE("in English", strstr(j.text, "the limit of passwords tried was reached") != NULL);
        REQUIRE("in Chinese", strstr(j.text, "尝试次数已达上限") != NULL);
    }
    end_with_limit(r, "passwords tried to explain a mismatch (");
}

const LimitTest analysis_limits[] = {
    {"GB_MAX_MEMORY", memory},
    {"GB_MAX_STRINGS", strings},
    {"GB_MAX_DEVICES", devices},
    {"GB_MAX_SERVERS", servers},
    {"GB_MAX_TRANSACTIONS", transactions},
    {"GB_TRANSACTION_AGE_S", transaction_age},
    {"GB_MAX_CHALLENGES", challenges},
    {"GB_MIN_CHALLENGES", challenges_kept},
    {"GB_MAX_DIALOGS", dialogs},
    {"GB_MAX_QUERIES", queries},
    {"GB_QUERY_AGE_S", query_age},
    {"GB_MAX_EXCHANGES", exchanges},
    {"GB_MAX_EXCHANGES_ALL", exchanges_all},
    {"GB_MAX_PLATFORMS", platforms},
    {"GB_MAX_SESSIONS_PER_DEVICE", sessions},
    {"GB_MAX_ATTEMPTS", attempts},
    {"GB_MAX_GAPS", gaps},
    {"GB_MAX_KEEPALIVE_RUNS", keepalive_runs},
    {"GB_MAX_ADDRESSES", addresses},
    {"GB_MAX_FINDINGS_PER_DEVICE", findings},
    {"GB_MAX_FINDING_ARGS", finding_args},
    {"GB_MAX_EVENT_FINDINGS", event_findings},
    {"GB_MAX_CATALOG_ITEMS", catalog_items},
    {"GB_MAX_CATALOG_ITEMS_ALL", catalog_items_all},
    {"GB_MAX_LADDER", ladder},
    {"GB_MAX_LADDER_MESSAGE", ladder_message},
    {"GB_MAX_LADDER_BYTES", ladder_bytes},
    {"GB_MAX_TIMELINE", timeline},
    {"GB_MAX_EXPLAINED", explained},
    {"GB_MAX_EXPLAIN_DIGESTS", explain_digests},
    {NULL, NULL},
};
