/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sample_report.c - see sample_report.h. Device i's fate is small[i % 10] in small reports; in
 * large ones nine of ten devices are well, as in the field. Memory comes from one growing store and
 * goes at once. Messages are written for the first devices alone, as the engine's own cap would
 * have it.
 */
#include <stdlib.h>

#include "sample_parts.h"

#define WITH_MESSAGES 400

typedef enum Fate {
    WRONG_PASSWORD,
    LOST,
    GAPS,
    INCOMPLETE,
    WELL_WITH_CATALOG,
    UNREGISTERED,
    RESTARTED,
    WELL,
    BEFORE,
    EXPIRED,
    N_FATES
} Fate;

static void find(GbDevice *d, const char *rule, GbMoment when, uint64_t count, const char *a,
                 const char *b) {
    GbFinding *f = (GbFinding *)&d->findings[d->n_findings++];
    f->rule = gb_rule_find(rule);
    if (f->rule == GB_RULE_NONE) abort();
    f->count = count;
    f->frame = when.frame;
    f->time_us = when.time_us;
    f->last_frame = count > 1 ? when.frame + count * 3 : when.frame;
    f->last_time_us = when.time_us + (int64_t)(count - 1) * MINUTE_US;
    f->args[0] = a;
    f->args[1] = b;
    f->args[2] = f->args[3] = "60";
}

/* ---- sessions ---- */

static GbAttempt attempt(SampleReport *s, int64_t t, uint32_t cseq, uint16_t status,
                         const GbAuthCheck *auth) {
    return (GbAttempt){.request = sample_at(s, t),
                       .response = status ? sample_at(s, t + 4200) : (GbMoment){0},
                       .cseq = cseq,
                       .expires_s = 3600,
                       .granted_s = status == 200 ? 3600 : -1,
                       .status = status,
                       .auth = auth};
}

static GbSession *session(SampleReport *s, GbDevice *d, GbSessionState state, int64_t from,
                          int64_t to, uint16_t answer) {
    GbSession *x = NEW(s, GbSession, 1);
    GbAuthCheck *check = NEW(s, GbAuthCheck, 1);
    *check = (GbAuthCheck){.result = answer == 200 ? GB_AUTH_VERIFIED : GB_AUTH_MISMATCH,
                           .why_detail = "",
                           .algorithm = "MD5",
                           .scheme = "Digest",
                           .realm = "3402000000"};
    GbAttempt *attempts = NEW(s, GbAttempt, 3);
    attempts[0] = attempt(s, from, 1, 401, NULL);
    if (answer) attempts[1] = attempt(s, from + 9000, 2, answer, check);
    if (answer == 403) attempts[1].retransmissions = 10;
    if (answer == 200 && to - from > 40 * MINUTE_US)
        attempts[2] = attempt(s, from + 40 * MINUTE_US, 3, 200, check);
    *x = (GbSession){
        .state = state,
        .call_id =
            s->hostile ? SAMPLE_HOSTILE : sample_text(s, "%u@10.0.0.1", sample_dice(s, 99999)),
        .realm = s->hostile ? SAMPLE_HOSTILE : "3402000000",
        .server_id = SERVER,
        .contact = s->hostile ? SAMPLE_HOSTILE : sample_text(s, "sip:%s@10.0.0.1:5060", d->id),
        .start = attempts[answer ? 1 : 0].response,
        .registered = answer == 200,
        .expires_s = answer == 200 ? 3600 : -1,
        .refreshes = attempts[2].status ? 1 : 0,
        .attempts = attempts,
        .n_attempts = !answer              ? 1
                      : attempts[2].status ? 3
                                           : 2};
    x->keepalives.min_us = x->keepalives.median_us = x->keepalives.max_us = -1;
    if (to) x->end = sample_at(s, to);
    ((const GbSession **)d->sessions)[d->n_sessions++] = x;
    return x;
}

/* Keepalives every 60 s from `from` to `to`, with `n_gaps` gaps of some minutes. */
static void keep_alive(SampleReport *s, GbSession *x, int64_t from, int64_t to, unsigned n_gaps) {
    GbKeepalives *k = &x->keepalives;
    GbKeepaliveRun *runs = NEW(s, GbKeepaliveRun, n_gaps + 1);
    GbGap *gaps = NEW(s, GbGap, n_gaps + 1);
    int64_t part = (to - from) / (n_gaps + 1);
    for (unsigned i = 0; i <= n_gaps; i++) {
        int64_t first = from + part * i + (i ? 4 * MINUTE_US + sample_dice(s, 300) * 1000000LL : 0),
                last = from + part * (i + 1);
        runs[i] = (GbKeepaliveRun){.first = sample_at(s, first),
                                   .last = sample_at(s, last),
                                   .count = (uint32_t)((last - first) / MINUTE_US) + 1};
        if (i)
            gaps[i - 1] =
                (GbGap){.from = runs[i - 1].last,
                        .to = runs[i].first,
                        .missed = (uint32_t)((first - runs[i - 1].last.time_us) / MINUTE_US)};
        k->count += runs[i].count;
    }
    k->runs = runs;
    k->n_runs = n_gaps + 1;
    k->gaps = gaps;
    k->n_gaps = n_gaps;
    k->first = runs[0].first;
    k->last = runs[n_gaps].last;
    k->min_us = 59 * 1000000LL + 400000;
    k->median_us = MINUTE_US;
    k->max_us = n_gaps ? gaps[0].to.time_us - gaps[0].from.time_us : 61 * 1000000LL;
    s->totals.keepalives += k->count;
    s->totals.keepalive_gaps += n_gaps;
}

static void add_catalog(SampleReport *s, GbDevice *d) {
    static const char *const names[] = {"一号楼", "一号楼大厅", "一号楼停车场入口", "二号楼楼顶",
                                        "东门报警输入"};
    GbCatalogItem *items = NEW(s, GbCatalogItem, 5);
    for (unsigned i = 0; i < 5; i++) {
        items[i] = (GbCatalogItem){.id = sample_text(s, "34020000001%s%06u",
                                                     i == 0   ? "216"
                                                     : i == 4 ? "340"
                                                              : "320",
                                                     10 + i),
                                   .name = s->hostile ? SAMPLE_HOSTILE : names[i],
                                   .parent = i == 1 || i == 2 ? items[0].id : d->id,
                                   .status = i == 3 ? "OFF" : "ON",
                                   .manufacturer = "Sample",
                                   .model = "S-100",
                                   .frame = s->frame + i};
    }
    d->catalog = items;
    d->n_catalog = 5;
}

typedef struct SampleDevice {
    GbDevice pub;
    const char *verdict[GB_N_LANGS];
} SampleDevice;

static void verdict_of(const GbReport *r, const GbDevice *d, const char *verdict[GB_N_LANGS]) {
    (void)r;
    memcpy(verdict, ((const SampleDevice *)d)->verdict, sizeof ((const SampleDevice *)d)->verdict);
}

static void finish_device(SampleReport *s, GbDevice *d, GbSeverity trouble, const char *en,
                          const char *zh) {
    d->trouble = trouble;
    SampleDevice *own = (SampleDevice *)d;
    own->verdict[GB_EN] = s->hostile ? sample_text(s, "%s %s", en, SAMPLE_HOSTILE) : en;
    own->verdict[GB_ZH] = s->hostile ? sample_text(s, "%s %s", zh, SAMPLE_HOSTILE) : zh;
    if (d->n_sessions) {
        d->has_session = true;
        d->state = d->sessions[d->n_sessions - 1]->state;
    }
}

static void make_fate(SampleReport *s, GbDevice *d, Fate fate, Script *x) {
    int64_t t = START_US + (2 + sample_dice(s, 20)) * MINUTE_US / 4, end = START_US + LENGTH_US;
    d->first = sample_at(s, t);
    d->last = sample_at(s, end - sample_dice(s, 50) * 1000000LL);
    switch (fate) {
        case WRONG_PASSWORD: {
            GbSession *r = session(s, d, GB_SESSION_REJECTED, t, t + 20000, 403);
            find(d, "auth.password-wrong", r->start, 11,
                 "no password known here fits it\x1f"
                 "已知密码均不相符",
                 NULL);
            if (x->entries)
                sample_register(x, t, false, 3600), sample_register(x, t + MINUTE_US, false, 3600);
            finish_device(
                s, d, GB_SEVERITY_ERROR,
                "could not register: the password it uses is not the one the platform has (11 "
                "attempts, all answered 403).",
                "无法注册：设备使用的密码与平台配置不一致（共 11 次尝试，均被 403 拒绝）。");
            break;
        }
        case LOST: {
            GbSession *r = session(s, d, GB_SESSION_LOST, t, 0, 200);
            keep_alive(s, r, t + MINUTE_US, t + 48 * MINUTE_US, 1);
            d->last = r->keepalives.last;
            d->silent = true;
            find(d, "device.lost", d->last, 1, "2024-05-01 00:49:30", "70");
            find(d, "keepalive.gap", r->keepalives.gaps[0].from, 1, "300", "4");
            if (x->entries)
                sample_register(x, t, true, 3600), sample_keepalive(x, t + MINUTE_US, 1),
                    sample_keepalive(x, t + 48 * MINUTE_US, 48);
            finish_device(s, d, GB_SEVERITY_ERROR,
                          "registered, then fell silent: the last keepalive came 1 h 10 min before "
                          "the capture ended.",
                          "注册后失联：最后一次心跳距抓包结束已 1 小时 10 分。");
            break;
        }
        case GAPS: {
            GbSession *r = session(s, d, GB_SESSION_OPEN, t, 0, 200);
            keep_alive(s, r, t + MINUTE_US, end - MINUTE_US, 3);
            find(d, "keepalive.gap", r->keepalives.gaps[0].from, 3, "300", "4");
            if (x->entries)
                sample_register(x, t, true, 3600), sample_keepalive(x, t + MINUTE_US, 1);
            finish_device(s, d, GB_SEVERITY_WARNING,
                          "is registered, but fell silent 3 times, for up to 8 minutes.",
                          "已注册，但心跳中断 3 次，最长 8 分钟。");
            break;
        }
        case INCOMPLETE:
            session(s, d, GB_SESSION_INCOMPLETE, t, 0, 0);
            find(d, "registration.unanswered", d->first, 1, "11", "10.250.0.1:5060");
            if (x->entries) {
                x->cseq++;
                GbLadderEntry *e = sample_say(
                    x, true, 0, t, "REGISTER",
                    sample_header(x, "REGISTER", "REGISTER sip:" SERVER "@3402000000 SIP/2.0",
                                  "Expires: 3600\r\n", ""));
                e->retransmissions = 10;
            }
            finish_device(s, d, GB_SEVERITY_ERROR, "asks to be registered and gets no answer.",
                          "请求注册，但未收到应答。");
            break;
        case UNREGISTERED: {
            GbSession *r = session(s, d, GB_SESSION_UNREGISTERED, t, t + 50 * MINUTE_US, 200);
            keep_alive(s, r, t + MINUTE_US, t + 49 * MINUTE_US, 0);
            finish_device(s, d, GB_SEVERITY_NONE, "registered, and signed off as it should.",
                          "注册后正常注销。");
            break;
        }
        case EXPIRED: {
            GbSession *r = session(s, d, GB_SESSION_EXPIRED, t, t + 60 * MINUTE_US, 200);
            keep_alive(s, r, t + MINUTE_US, t + 30 * MINUTE_US, 0);
            find(d, "registration.expired", r->end, 1, "3600", "60");
            finish_device(s, d, GB_SEVERITY_WARNING,
                          "let its registration run out without renewing it.",
                          "注册到期后未刷新。");
            break;
        }
        case RESTARTED: {
            session(s, d, GB_SESSION_REPLACED, t, t + 30 * MINUTE_US, 200);
            GbSession *r = session(s, d, GB_SESSION_OPEN, t + 30 * MINUTE_US, 0, 200);
            keep_alive(s, r, t + 31 * MINUTE_US, end - MINUTE_US, 0);
            finish_device(s, d, GB_SEVERITY_NOTE,
                          "is registered; it restarted once, half an hour in.",
                          "已注册；半小时后重启过一次。");
            break;
        }
        case BEFORE: {
            GbSession *r = session(s, d, GB_SESSION_PRE_CAPTURE, t, 0, 0);
            r->n_attempts = 0;
            keep_alive(s, r, t, end - MINUTE_US, 0);
            finish_device(s, d, GB_SEVERITY_NONE,
                          "was registered before the capture began, and keeps alive.",
                          "抓包前已注册，心跳正常。");
            break;
        }
        case WELL_WITH_CATALOG:
        case WELL:
        case N_FATES: {
            GbSession *r = session(s, d, GB_SESSION_OPEN, t, 0, 200);
            keep_alive(s, r, t + MINUTE_US, end - MINUTE_US, 0);
            if (x->entries)
                sample_register(x, t, true, 3600), sample_keepalive(x, t + MINUTE_US, 1),
                    sample_catalog(x, t + 2 * MINUTE_US), sample_keepalive(x, t + 3 * MINUTE_US, 2),
                    sample_invite(x, t + 4 * MINUTE_US);
            if (fate == WELL_WITH_CATALOG) add_catalog(s, d);
            finish_device(s, d, GB_SEVERITY_NONE,
                          "is registered; its password fits and it keeps alive every 60 s.",
                          "已注册，密码正确，每 60 秒一次心跳。");
            break;
        }
    }
}

static GbDevice *make_device(SampleReport *s, size_t i, Fate fate) {
    static const char *const places[] = {"东门",       "西门",         "南门停车场", "北门",
                                         "一号楼大厅", "二号楼电梯厅", "机房",       "地下车库"};
    GbDevice *d = &NEW(s, SampleDevice, 1)->pub;
    const char **list = NEW(s, const char *, 2);
    GbAddress *where = NEW(s, GbAddress, 1);
    d->id = s->hostile && i % 2 ? sample_text(s, "%zu%s", i, SAMPLE_HOSTILE)
                                : sample_text(s, "3402000000%s%07zu", i % 5 ? "132" : "118", i + 1);
    d->id_valid = !s->hostile;
    d->name = s->hostile ? SAMPLE_HOSTILE
              : i % 7 == 6
                  ? NULL
                  : sample_text(s, "%s %s%zu", places[i % 8], i % 5 ? "摄像机" : "录像机", i + 1);
    d->manufacturer = s->hostile ? SAMPLE_HOSTILE : "Sample";
    d->model = s->hostile ? SAMPLE_HOSTILE : "S-100";
    d->firmware = s->hostile ? SAMPLE_HOSTILE : "V5.6.15";
    d->transports = 1u << (i % 10 == 9 ? GB_TRANSPORT_TCP : GB_TRANSPORT_UDP);
    *where = sample_address((uint32_t)i + 11, 5060);
    d->addresses = where;
    d->n_addresses = 1;
    list[0] = SERVER;
    list[1] = s->hostile ? SAMPLE_HOSTILE : i % 3 ? "IP Camera" : "Embedded NVR 4.1";
    d->servers = list;
    d->n_servers = 1;
    d->user_agents = list + 1;
    d->n_user_agents = 1;
    d->messages = 40 + sample_dice(s, 400);
    d->sessions = NEW(s, const GbSession *, 4);
    d->findings = NEW(s, GbFinding, 4);
    Script x = {s, d,
                i < WITH_MESSAGES || (fate != WELL && i < 4 * WITH_MESSAGES)
                    ? NEW(s, GbLadderEntry, 24)
                    : NULL,
                (uint32_t)i + 11, 0};
    d->ladder = x.entries;
    make_fate(s, d, fate, &x);
    if (s->hostile) find(d, "device.id-invalid", d->first, 1, SAMPLE_HOSTILE, SAMPLE_HOSTILE);
    if (fate == WELL_WITH_CATALOG) {
        GbExchange *e = NEW(s, GbExchange, 2);
        e[0] = (GbExchange){.kind = GB_EXCHANGE_CATALOG,
                            .start = sample_at(s, START_US + 9 * MINUTE_US),
                            .end = sample_at(s, START_US + 10 * MINUTE_US),
                            .what = "Catalog",
                            .status = 200,
                            .complete = true,
                            .expected = 5,
                            .received = 5};
        e[1] = (GbExchange){.kind = GB_EXCHANGE_INVITE,
                            .start = sample_at(s, START_US + 30 * MINUTE_US),
                            .end = sample_at(s, START_US + 55 * MINUTE_US),
                            .what = s->hostile ? SAMPLE_HOSTILE : "Play",
                            .status = 200,
                            .complete = true,
                            .ssrc = "0100000001"};
        d->exchanges = e;
        d->n_exchanges = 2;
    }
    return d;
}

static void make_capture(SampleReport *s) {
    GbCaptureFile *file = NEW(s, GbCaptureFile, 1);
    *file = (GbCaptureFile){.name = s->hostile ? SAMPLE_HOSTILE : "campus-north.pcapng",
                            .format = "pcapng",
                            .link_type = "EN10MB",
                            .packets = s->frame * 4,
                            .bytes = s->frame * 2100,
                            .first_us = START_US,
                            .last_us = START_US + LENGTH_US,
                            .truncated = true};
    static const GbCaptureCount counts[] = {
        {GB_LAYER_LINK, "ethernet", {"Ethernet", "以太网"}, 48211, 39811000, 1, 0, NULL, 0},
        {GB_LAYER_TUNNEL, "vlan", {"802.1Q VLAN", "802.1Q VLAN"}, 12044, 9811000, 3, 0, NULL, 0},
        {GB_LAYER_NETWORK, "ipv4", {"IPv4", "IPv4"}, 48100, 39700000, 1, 0, NULL, 0},
        {GB_LAYER_NETWORK, "fragment", {"IPv4 fragments", "IPv4 分片"}, 212, 301000, 811, 0, NULL, 0},
        {GB_LAYER_TRANSPORT, "udp", {"UDP", "UDP"}, 44001, 35100000, 1, 0, NULL, 0},
        {GB_LAYER_TRANSPORT, "tcp", {"TCP", "TCP"}, 4011, 4500000, 9, 0, NULL, 0},
        {GB_LAYER_LEFT_OUT, "arp", {"ARP", "ARP"}, 111, 6600, 7, 0, NULL, 0},
        {GB_LAYER_LEFT_OUT, "rtp", {"RTP media", "RTP 媒体流"}, 33012, 31100000, 402, 0, NULL, 0},
        {GB_LAYER_LOST,
         "fragment-lost",
         {"Fragments that never came", "缺失的分片"},
         3,
         4400,
         9120,
         0, NULL, 0},
        {GB_LAYER_LOST, "stream-gap", {"Gaps in TCP streams", "TCP 流缺口"}, 1, 1460, 12044, 0, NULL, 0}};
    s->capture = (GbCaptureInfo){.files = file,
                                 .n_files = 1,
                                 .counts = counts,
                                 .n_counts = sizeof counts / sizeof counts[0]};
}

static void make_timeline(SampleReport *s, size_t n) {
    uint32_t *v = NEW(s, uint32_t, 360);
    for (unsigned i = 0; i < 120; i++) {
        v[i] = (uint32_t)(n *
                              (i < 6     ? 12 - i * 2u
                               : i == 40 ? 30
                                         : sample_dice(s, 3)) /
                              100 +
                          (i < 6 && n < 50));
        v[120 + i] = (uint32_t)(n * (i > 70 && i < 75 ? 60 : 94 + sample_dice(s, 6)) / 100);
        v[240 + i] =
            (uint32_t)(i % 11 == 3 || (i > 70 && i < 75) ? n * sample_dice(s, 9) / 100 + 1 : 0);
    }
    s->timeline = (GbTimeline){.start_us = START_US,
                               .step_us = MINUTE_US,
                               .n = 120,
                               .registrations = v,
                               .keepalives = v + 120,
                               .failures = v + 240};
}

SampleReport *sample_report_new(size_t n, bool hostile) {
    static const Fate small[] = {WELL_WITH_CATALOG, WELL,   GAPS,       WRONG_PASSWORD, WELL, LOST,
                                 RESTARTED,         BEFORE, INCOMPLETE, UNREGISTERED};
    static const Fate ill[] = {WRONG_PASSWORD, GAPS,       LOST,           GAPS,
                               EXPIRED,        INCOMPLETE, WRONG_PASSWORD, GAPS};
    SampleReport *s = g_new0(SampleReport, 1);
    s->hostile = hostile;
    s->random = 42;
    const GbDevice **devices = NEW(s, const GbDevice *, n ? n : 1);
    for (size_t i = 0; i < n; i++) {
        Fate fate = n <= 20       ? small[i % 10]
                    : i % 11 == 5 ? ill[i / 11 % 8]
                    : i % 9 == 0  ? UNREGISTERED
                    : i % 13 == 0 ? RESTARTED
                    : i % 17 == 0 ? WELL_WITH_CATALOG
                                  : WELL;
        devices[i] = make_device(s, i, fate);
        s->totals.sip_messages += devices[i]->messages;
        s->totals.sessions += devices[i]->n_sessions;
        if (fate == WRONG_PASSWORD)
            s->totals.registrations_rejected += 11;
        else
            s->totals.registrations += 2;
    }
    make_capture(s);
    make_timeline(s, n);
    s->totals.devices = n;
    s->totals.sip_requests = s->totals.sip_responses = s->totals.sip_messages / 2;
    s->totals.by_method[GB_METHOD_REGISTER] = s->totals.registrations * 2;
    s->totals.by_method[GB_METHOD_MESSAGE] = s->totals.keepalives;
    s->totals.by_status[200] = s->totals.keepalives;
    s->totals.by_status[401] = s->totals.registrations;
    s->totals.first_us = START_US;
    s->totals.last_us = START_US + LENGTH_US;
    GbCause *cause = NEW(s, GbCause, 1);
    *cause = (GbCause){{"Half of the devices that fell silent did so between 01:11 and 01:15: look "
                        "at the network or the platform at that time.",
                        "失联设备中有一半发生在 01:11 至 01:15 之间：请检查该时段的网络或平台。"},
                       n / 20,
                       GB_SEVERITY_WARNING};
    GbFinding *general = NEW(s, GbFinding, 1);
    *general = (GbFinding){.rule = gb_rule_find("capture.truncated"),
                           .count = 1,
                           .frame = s->frame,
                           .last_frame = s->frame,
                           .args = {"48211"}};
    s->report = (GbReport){.verdict = verdict_of,
                           .generator = "gbanalyze",
                           .version = GB_VERSION,
                           .capture = &s->capture,
                           .totals = &s->totals,
                           .devices = devices,
                           .n_devices = n,
                           .findings = general,
                           .n_findings = 1,
                           .timeline = &s->timeline,
                           .causes = cause,
                           .n_causes = n > 1,
                           .options = &s->options};
    return s;
}

GbReport *sample_report_get(SampleReport *s) {
    return &s->report;
}

void sample_report_free(SampleReport *s) {
    if (!s) return;
    g_slist_free_full(s->chunks, g_free);
    g_free(s);
}
