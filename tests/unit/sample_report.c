/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sample_report.c - see sample_report.h. Device i's fate is fates[i % n] in small reports; in large
 * ones nine of ten devices are well, as in the field. Memory comes from one growing store and goes
 * at once. Messages are written for the first devices alone, as the engine's own cap would have it.
 */
#include "sample_report.h"

#include <gb28181/auth.h>
#include <glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define START_US 1714521600000000LL /* 2024-05-01 00:00:00 UTC */
#define MINUTE_US 60000000LL
#define LENGTH_US (120 * MINUTE_US)
#define WITH_MESSAGES 400
#define SERVER "34020000002000000001"

typedef enum Fate {
    WRONG_PASSWORD, LOST, GAPS, INCOMPLETE, WELL_WITH_CATALOG, UNREGISTERED, RESTARTED, WELL, BEFORE, EXPIRED, N_FATES
} Fate;

struct SampleReport {
    GbReport report;
    GbCaptureInfo capture;
    GbTotals totals;
    GbTimeline timeline;
    GbOptions options;
    GSList *chunks;
    char *chunk;
    size_t left;
    bool hostile;
    uint64_t frame;
    uint32_t random;
};

static void *store(SampleReport *s, size_t n) {
    n = (n + 15) & ~(size_t)15;
    if (n > s->left) {
        s->left = n > 1u << 20 ? n : 1u << 20;
        s->chunk = g_malloc0(s->left);
        s->chunks = g_slist_prepend(s->chunks, s->chunk);
    }
    void *p = s->chunk;
    s->chunk += n;
    s->left -= n;
    return p;
}
#define NEW(s, type, n) ((type *)store((s), sizeof(type) * (n)))

static char *text(SampleReport *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static char *text(SampleReport *s, const char *format, ...) {
    char line[4096];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    return memcpy(store(s, length + 1), line, length);
}

static uint32_t dice(SampleReport *s, uint32_t n) {
    s->random = s->random * 1664525u + 1013904223u;
    return (s->random >> 8) % n;
}

static GbMoment at(SampleReport *s, int64_t time_us) {
    return (GbMoment){.time_us = time_us, .frame = ++s->frame};
}

static GbAddress address(uint32_t host, uint16_t port) {
    return (GbAddress){.family = 4, .ip = {10, (uint8_t)(host >> 16), (uint8_t)(host >> 8), (uint8_t)host}, .port = port};
}

static void find(GbDevice *d, const char *rule, GbMoment when, uint64_t count, const char *a, const char *b) {
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

/* ---- messages ---- */

typedef struct Script {
    SampleReport *s;
    GbDevice *d;
    GbLadderEntry *entries;
    uint32_t host;
    unsigned cseq;
} Script;

static GbLadderEntry *say(Script *x, bool from_device, uint16_t status, int64_t time_us, const char *title, const char *bytes) {
    GbLadderEntry *e = &x->entries[x->d->n_ladder++];
    GbAddress device = address(x->host, 5060), server = address(0xFA0001, 5060);
    *e = (GbLadderEntry){.when = at(x->s, time_us), .src = from_device ? device : server, .dst = from_device ? server : device,
                         .from_device = from_device, .is_response = status != 0, .status = status, .title = title,
                         .latency_us = status ? 4200 : -1, .bytes = gb_slice_from(bytes)};
    return e;
}

static const char *header(Script *x, const char *method, const char *first_line, const char *more, const char *body) {
    const char *id = x->d->id;
    return text(x->s, "%s\r\nVia: SIP/2.0/UDP 10.0.0.%u:5060;rport;branch=z9hG4bK%08x%02u\r\nFrom: <sip:%s@3402000000>;tag=%u\r\n"
                      "To: <sip:%s@3402000000>\r\nCall-ID: %u-%u@10.0.0.%u\r\nCSeq: %u %s\r\nMax-Forwards: 70\r\nUser-Agent: %s\r\n%s"
                      "Content-Length: %zu\r\n\r\n%s",
                first_line, x->host & 255, 0x1000 + x->host, x->cseq, id, 4711 + x->host, id, 900 + x->host, x->cseq, x->host & 255,
                x->cseq, method, x->s->hostile ? SAMPLE_HOSTILE : "IP Camera", more, strlen(body), body);
}

static void say_register(Script *x, int64_t t, bool right, unsigned expires) {
    SampleReport *s = x->s;
    const char *nonce = text(s, "6fe9ba44a7%06x", x->host), *uri = "sip:" SERVER "@3402000000";
    const char *line = "REGISTER sip:" SERVER "@3402000000 SIP/2.0";
    x->cseq++;
    say(x, true, 0, t, "REGISTER", header(x, "REGISTER", line, text(s, "Expires: %u\r\n", expires), ""));
    GbLadderEntry *challenge = say(x, false, 401, t + 4200, "401 Unauthorized",
        header(x, "REGISTER", "SIP/2.0 401 Unauthorized", text(s, "WWW-Authenticate: Digest realm=\"3402000000\", nonce=\"%s\", algorithm=MD5\r\n", nonce), ""));
    GbAuth auth = {.scheme = GB_SCHEME_DIGEST, .username = gb_slice_from(x->d->id), .realm = GB_SLICE("3402000000"), .nonce = gb_slice_from(nonce), .uri = gb_slice_from(uri)};
    char ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX] = "";
    gb_digest_ha1(GB_DIGEST_MD5, auth.username, auth.realm, right ? GB_SLICE("sample-secret") : GB_SLICE("another-secret"), ha1);
    gb_digest_response(&auth, gb_slice_from(ha1), GB_SLICE("REGISTER"), GB_NO_SLICE, response);
    x->cseq++;
    GbLadderEntry *e = say(x, true, 0, t + 9000, "REGISTER",
        header(x, "REGISTER", line, text(s, "Expires: %u\r\nAuthorization: Digest username=\"%s\", realm=\"3402000000\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=MD5\r\n",
               expires, x->d->id, nonce, uri, response), ""));
    GbAuthCheck *check = NEW(s, GbAuthCheck, 1);
    *check = (GbAuthCheck){.result = right ? GB_AUTH_VERIFIED : GB_AUTH_MISMATCH, .why = right ? GB_WHY_NONE : GB_WHY_NOTHING_FITS, .why_detail = "",
                           .algorithm = "MD5", .scheme = "Digest", .realm = "3402000000", .nonce = nonce, .username = x->d->id, .uri = uri, .challenge = challenge->when};
    e->auth = check;
    if (!right) {
        e->retransmissions = 10;
        e->findings[e->n_findings++] = gb_rule_find("auth.password-wrong");
    }
    if (right) say(x, false, 200, t + 13000, "200 OK", header(x, "REGISTER", "SIP/2.0 200 OK", text(s, "Expires: %u\r\nDate: 2024-05-01T08:00:00.000\r\n", expires), ""));
    else say(x, false, 403, t + 13000, "403 Forbidden", header(x, "REGISTER", "SIP/2.0 403 Forbidden", "", ""));
}

static void say_keepalive(Script *x, int64_t t, unsigned sn) {
    SampleReport *s = x->s;
    x->cseq++;
    say(x, true, 0, t, "MESSAGE Keepalive",
        header(x, "MESSAGE", "MESSAGE sip:" SERVER "@3402000000 SIP/2.0", "Content-Type: Application/MANSCDP+xml\r\n",
               text(s, "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<Notify>\r\n  <CmdType>Keepalive</CmdType>\r\n  <SN>%u</SN>\r\n  <DeviceID>%s</DeviceID>\r\n"
                       "  <Status>OK</Status>\r\n%s</Notify>\r\n", sn, x->d->id, s->hostile ? "  <Info>" "&lt;/script&gt;&lt;script&gt;hacked=1&lt;/script&gt;" "</Info>\r\n" : "")));
    say(x, false, 200, t + 4200, "200 OK", header(x, "MESSAGE", "SIP/2.0 200 OK", "", ""));
}

static void say_catalog(Script *x, int64_t t) {
    x->cseq++;
    say(x, false, 0, t, "MESSAGE Catalog",
        header(x, "MESSAGE", text(x->s, "MESSAGE sip:%s@3402000000 SIP/2.0", x->d->id), "Content-Type: Application/MANSCDP+xml\r\n",
               text(x->s, "<?xml version=\"1.0\"?>\r\n<Query>\r\n<CmdType>Catalog</CmdType>\r\n<SN>17</SN>\r\n<DeviceID>%s</DeviceID>\r\n</Query>\r\n", x->d->id)));
    x->cseq++;
    say(x, true, 0, t + 30000, "MESSAGE Catalog",
        header(x, "MESSAGE", "MESSAGE sip:" SERVER "@3402000000 SIP/2.0", "Content-Type: Application/MANSCDP+xml\r\n",
               text(x->s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<Response>\r\n<CmdType>Catalog</CmdType>\r\n<SN>17</SN>\r\n<DeviceID>%s</DeviceID>\r\n<SumNum>4</SumNum>\r\n"
                       "<DeviceList Num=\"1\">\r\n<Item>\r\n<DeviceID>34020000001320000011</DeviceID>\r\n<Name>一号楼大厅</Name>\r\n<Manufacturer>Sample</Manufacturer>\r\n"
                       "<Model>S-100</Model>\r\n<CivilCode>340200</CivilCode>\r\n<Parental>0</Parental>\r\n<Password>sample-secret</Password>\r\n<ParentID>%s</ParentID>\r\n<Status>ON</Status>\r\n</Item>\r\n</DeviceList>\r\n</Response>\r\n",
                    x->d->id, x->d->id)));
}

/* Every place in which a password could stand in clear. */
static void say_invite(Script *x, int64_t t) {
    x->cseq++;
    say(x, false, 0, t, "INVITE",
        header(x, "INVITE", text(x->s, "INVITE sip:%s:sample-secret@3402000000 SIP/2.0", x->d->id),
               "Contact: <sip:" SERVER ":sample-secret@10.250.0.1:5060>\r\nAuthorization: Basic sample-secret\r\n sample-secret\r\nSubject: 34020000001320000011:0,34020000002000000001:0\r\nContent-Type: application/sdp\r\n",
               "v=0\r\no=34020000002000000001 0 0 IN IP4 10.250.0.1\r\ns=Play\r\nc=IN IP4 10.250.0.1\r\nt=0 0\r\nm=video 6000 RTP/AVP 96\r\na=recvonly\r\n"
               "a=password:sample-secret\r\na=rtpmap:96 PS/90000\r\ny=0100000001\r\n"));
}

/* ---- sessions ---- */

static GbAttempt attempt(SampleReport *s, int64_t t, uint32_t cseq, uint16_t status, const GbAuthCheck *auth) {
    return (GbAttempt){.request = at(s, t), .response = status ? at(s, t + 4200) : (GbMoment){0}, .cseq = cseq, .expires_s = 3600,
                       .granted_s = status == 200 ? 3600 : -1, .status = status, .auth = auth};
}

static GbSession *session(SampleReport *s, GbDevice *d, GbSessionState state, int64_t from, int64_t to, uint16_t answer) {
    GbSession *x = NEW(s, GbSession, 1);
    GbAuthCheck *check = NEW(s, GbAuthCheck, 1);
    *check = (GbAuthCheck){.result = answer == 200 ? GB_AUTH_VERIFIED : GB_AUTH_MISMATCH, .why_detail = "", .algorithm = "MD5", .scheme = "Digest", .realm = "3402000000"};
    GbAttempt *attempts = NEW(s, GbAttempt, 3);
    attempts[0] = attempt(s, from, 1, 401, NULL);
    if (answer) attempts[1] = attempt(s, from + 9000, 2, answer, check);
    if (answer == 403) attempts[1].retransmissions = 10;
    if (answer == 200 && to - from > 40 * MINUTE_US) attempts[2] = attempt(s, from + 40 * MINUTE_US, 3, 200, check);
    *x = (GbSession){.state = state, .call_id = s->hostile ? SAMPLE_HOSTILE : text(s, "%u@10.0.0.1", dice(s, 99999)), .realm = s->hostile ? SAMPLE_HOSTILE : "3402000000",
                     .server_id = SERVER, .contact = s->hostile ? SAMPLE_HOSTILE : text(s, "sip:%s@10.0.0.1:5060", d->id), .start = attempts[answer ? 1 : 0].response,
                     .registered = answer == 200, .expires_s = answer == 200 ? 3600 : -1, .refreshes = attempts[2].status ? 1 : 0,
                     .attempts = attempts, .n_attempts = !answer ? 1 : attempts[2].status ? 3 : 2};
    x->keepalives.min_us = x->keepalives.median_us = x->keepalives.max_us = -1;
    if (to) x->end = at(s, to);
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
        int64_t first = from + part * i + (i ? 4 * MINUTE_US + dice(s, 300) * 1000000LL : 0), last = from + part * (i + 1);
        runs[i] = (GbKeepaliveRun){.first = at(s, first), .last = at(s, last), .count = (uint32_t)((last - first) / MINUTE_US) + 1};
        if (i) gaps[i - 1] = (GbGap){.from = runs[i - 1].last, .to = runs[i].first, .missed = (uint32_t)((first - runs[i - 1].last.time_us) / MINUTE_US)};
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
    static const char *const names[] = {"一号楼", "一号楼大厅", "一号楼停车场入口", "二号楼楼顶", "东门报警输入"};
    GbCatalogItem *items = NEW(s, GbCatalogItem, 5);
    for (unsigned i = 0; i < 5; i++) {
        items[i] = (GbCatalogItem){.id = text(s, "34020000001%s%06u", i == 0 ? "216" : i == 4 ? "340" : "320", 10 + i), .name = s->hostile ? SAMPLE_HOSTILE : names[i],
                                   .parent = i == 1 || i == 2 ? items[0].id : d->id, .status = i == 3 ? "OFF" : "ON",
                                   .manufacturer = "Sample", .model = "S-100", .frame = s->frame + i};
    }
    d->catalog = items;
    d->n_catalog = 5;
}

static void finish_device(SampleReport *s, GbDevice *d, GbSeverity trouble, const char *en, const char *zh) {
    d->trouble = trouble;
    d->verdict[GB_EN] = s->hostile ? text(s, "%s %s", en, SAMPLE_HOSTILE) : en;
    d->verdict[GB_ZH] = s->hostile ? text(s, "%s %s", zh, SAMPLE_HOSTILE) : zh;
    if (d->n_sessions) {
        d->has_session = true;
        d->state = d->sessions[d->n_sessions - 1]->state;
    }
}

static void make_fate(SampleReport *s, GbDevice *d, Fate fate, Script *x) {
    int64_t t = START_US + (2 + dice(s, 20)) * MINUTE_US / 4, end = START_US + LENGTH_US;
    d->first = at(s, t);
    d->last = at(s, end - dice(s, 50) * 1000000LL);
    switch (fate) {
    case WRONG_PASSWORD: {
        GbSession *r = session(s, d, GB_SESSION_REJECTED, t, t + 20000, 403);
        find(d, "auth.password-wrong", r->start, 11, "no password known here fits it\x1f" "已知密码均不相符", NULL);
        if (x->entries) say_register(x, t, false, 3600), say_register(x, t + MINUTE_US, false, 3600);
        finish_device(s, d, GB_SEVERITY_ERROR, "could not register: the password it uses is not the one the platform has (11 attempts, all answered 403).",
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
        if (x->entries) say_register(x, t, true, 3600), say_keepalive(x, t + MINUTE_US, 1), say_keepalive(x, t + 48 * MINUTE_US, 48);
        finish_device(s, d, GB_SEVERITY_ERROR, "registered, then fell silent: the last keepalive came 1 h 10 min before the capture ended.",
                      "注册后失联：最后一次心跳距抓包结束已 1 小时 10 分。");
        break;
    }
    case GAPS: {
        GbSession *r = session(s, d, GB_SESSION_OPEN, t, 0, 200);
        keep_alive(s, r, t + MINUTE_US, end - MINUTE_US, 3);
        find(d, "keepalive.gap", r->keepalives.gaps[0].from, 3, "300", "4");
        if (x->entries) say_register(x, t, true, 3600), say_keepalive(x, t + MINUTE_US, 1);
        finish_device(s, d, GB_SEVERITY_WARNING, "is registered, but fell silent 3 times, for up to 8 minutes.", "已注册，但心跳中断 3 次，最长 8 分钟。");
        break;
    }
    case INCOMPLETE:
        session(s, d, GB_SESSION_INCOMPLETE, t, 0, 0);
        find(d, "registration.unanswered", d->first, 1, "11", "10.250.0.1:5060");
        if (x->entries) {
            x->cseq++;
            GbLadderEntry *e = say(x, true, 0, t, "REGISTER", header(x, "REGISTER", "REGISTER sip:" SERVER "@3402000000 SIP/2.0", "Expires: 3600\r\n", ""));
            e->retransmissions = 10;
        }
        finish_device(s, d, GB_SEVERITY_ERROR, "asks to be registered and gets no answer.", "请求注册，但未收到应答。");
        break;
    case UNREGISTERED: {
        GbSession *r = session(s, d, GB_SESSION_UNREGISTERED, t, t + 50 * MINUTE_US, 200);
        keep_alive(s, r, t + MINUTE_US, t + 49 * MINUTE_US, 0);
        finish_device(s, d, GB_SEVERITY_NONE, "registered, and signed off as it should.", "注册后正常注销。");
        break;
    }
    case EXPIRED: {
        GbSession *r = session(s, d, GB_SESSION_EXPIRED, t, t + 60 * MINUTE_US, 200);
        keep_alive(s, r, t + MINUTE_US, t + 30 * MINUTE_US, 0);
        find(d, "registration.expired", r->end, 1, "3600", "60");
        finish_device(s, d, GB_SEVERITY_WARNING, "let its registration run out without renewing it.", "注册到期后未刷新。");
        break;
    }
    case RESTARTED: {
        session(s, d, GB_SESSION_REPLACED, t, t + 30 * MINUTE_US, 200);
        GbSession *r = session(s, d, GB_SESSION_OPEN, t + 30 * MINUTE_US, 0, 200);
        keep_alive(s, r, t + 31 * MINUTE_US, end - MINUTE_US, 0);
        finish_device(s, d, GB_SEVERITY_NOTE, "is registered; it restarted once, half an hour in.", "已注册；半小时后重启过一次。");
        break;
    }
    case BEFORE: {
        GbSession *r = session(s, d, GB_SESSION_PRE_CAPTURE, t, 0, 0);
        r->n_attempts = 0;
        keep_alive(s, r, t, end - MINUTE_US, 0);
        finish_device(s, d, GB_SEVERITY_NONE, "was registered before the capture began, and keeps alive.", "抓包前已注册，心跳正常。");
        break;
    }
    case WELL_WITH_CATALOG: case WELL: case N_FATES: {
        GbSession *r = session(s, d, GB_SESSION_OPEN, t, 0, 200);
        keep_alive(s, r, t + MINUTE_US, end - MINUTE_US, 0);
        if (x->entries) say_register(x, t, true, 3600), say_keepalive(x, t + MINUTE_US, 1), say_catalog(x, t + 2 * MINUTE_US), say_keepalive(x, t + 3 * MINUTE_US, 2), say_invite(x, t + 4 * MINUTE_US);
        if (fate == WELL_WITH_CATALOG) add_catalog(s, d);
        finish_device(s, d, GB_SEVERITY_NONE, "is registered; its password fits and it keeps alive every 60 s.", "已注册，密码正确，每 60 秒一次心跳。");
        break;
    }
    }
}

static GbDevice *make_device(SampleReport *s, size_t i, Fate fate) {
    static const char *const places[] = {"东门", "西门", "南门停车场", "北门", "一号楼大厅", "二号楼电梯厅", "机房", "地下车库"};
    GbDevice *d = NEW(s, GbDevice, 1);
    const char **list = NEW(s, const char *, 2);
    GbAddress *where = NEW(s, GbAddress, 1);
    d->id = s->hostile && i % 2 ? text(s, "%zu%s", i, SAMPLE_HOSTILE) : text(s, "3402000000%s%07zu", i % 5 ? "132" : "118", i + 1);
    d->id_valid = !s->hostile;
    d->name = s->hostile ? SAMPLE_HOSTILE : i % 7 == 6 ? NULL : text(s, "%s %s%zu", places[i % 8], i % 5 ? "摄像机" : "录像机", i + 1);
    d->manufacturer = s->hostile ? SAMPLE_HOSTILE : "Sample";
    d->model = s->hostile ? SAMPLE_HOSTILE : "S-100";
    d->firmware = s->hostile ? SAMPLE_HOSTILE : "V5.6.15";
    d->transports = 1u << (i % 10 == 9 ? GB_TRANSPORT_TCP : GB_TRANSPORT_UDP);
    *where = address((uint32_t)i + 11, 5060);
    d->addresses = where;
    d->n_addresses = 1;
    list[0] = SERVER;
    list[1] = s->hostile ? SAMPLE_HOSTILE : i % 3 ? "IP Camera" : "Embedded NVR 4.1";
    d->servers = list;
    d->n_servers = 1;
    d->user_agents = list + 1;
    d->n_user_agents = 1;
    d->messages = 40 + dice(s, 400);
    d->sessions = NEW(s, const GbSession *, 4);
    d->findings = NEW(s, GbFinding, 4);
    Script x = {s, d, i < WITH_MESSAGES || (fate != WELL && i < 4 * WITH_MESSAGES) ? NEW(s, GbLadderEntry, 24) : NULL, (uint32_t)i + 11, 0};
    d->ladder = x.entries;
    make_fate(s, d, fate, &x);
    if (s->hostile) find(d, "device.id-invalid", d->first, 1, SAMPLE_HOSTILE, SAMPLE_HOSTILE);
    if (fate == WELL_WITH_CATALOG) {
        GbExchange *e = NEW(s, GbExchange, 2);
        e[0] = (GbExchange){.kind = GB_EXCHANGE_CATALOG, .start = at(s, START_US + 9 * MINUTE_US), .end = at(s, START_US + 10 * MINUTE_US), .what = "Catalog", .status = 200, .complete = true, .expected = 5, .received = 5};
        e[1] = (GbExchange){.kind = GB_EXCHANGE_INVITE, .start = at(s, START_US + 30 * MINUTE_US), .end = at(s, START_US + 55 * MINUTE_US), .what = s->hostile ? SAMPLE_HOSTILE : "Play", .status = 200, .complete = true, .ssrc = "0100000001"};
        d->exchanges = e;
        d->n_exchanges = 2;
    }
    return d;
}

static void make_capture(SampleReport *s) {
    GbCaptureFile *file = NEW(s, GbCaptureFile, 1);
    *file = (GbCaptureFile){.name = s->hostile ? SAMPLE_HOSTILE : "campus-north.pcapng", .format = "pcapng", .link_type = "EN10MB", .packets = s->frame * 4, .bytes = s->frame * 2100,
                            .first_us = START_US, .last_us = START_US + LENGTH_US, .truncated = true};
    static const GbCaptureCount counts[] = {
        {GB_LAYER_LINK, "ethernet", {"Ethernet", "以太网"}, 48211, 39811000, 1, 0}, {GB_LAYER_TUNNEL, "vlan", {"802.1Q VLAN", "802.1Q VLAN"}, 12044, 9811000, 3, 0},
        {GB_LAYER_NETWORK, "ipv4", {"IPv4", "IPv4"}, 48100, 39700000, 1, 0}, {GB_LAYER_NETWORK, "fragment", {"IPv4 fragments", "IPv4 分片"}, 212, 301000, 811, 0},
        {GB_LAYER_TRANSPORT, "udp", {"UDP", "UDP"}, 44001, 35100000, 1, 0}, {GB_LAYER_TRANSPORT, "tcp", {"TCP", "TCP"}, 4011, 4500000, 9, 0},
        {GB_LAYER_LEFT_OUT, "arp", {"ARP", "ARP"}, 111, 6600, 7, 0}, {GB_LAYER_LEFT_OUT, "rtp", {"RTP media", "RTP 媒体流"}, 33012, 31100000, 402, 0},
        {GB_LAYER_LOST, "fragment-lost", {"Fragments that never came", "缺失的分片"}, 3, 4400, 9120, 0}, {GB_LAYER_LOST, "stream-gap", {"Gaps in TCP streams", "TCP 流缺口"}, 1, 1460, 12044, 0}};
    s->capture = (GbCaptureInfo){.files = file, .n_files = 1, .counts = counts, .n_counts = sizeof counts / sizeof counts[0]};
}

static void make_timeline(SampleReport *s, size_t n) {
    uint32_t *v = NEW(s, uint32_t, 360);
    for (unsigned i = 0; i < 120; i++) {
        v[i] = (uint32_t)(n * (i < 6 ? 12 - i * 2u : i == 40 ? 30 : dice(s, 3)) / 100 + (i < 6 && n < 50));
        v[120 + i] = (uint32_t)(n * (i > 70 && i < 75 ? 60 : 94 + dice(s, 6)) / 100);
        v[240 + i] = (uint32_t)(i % 11 == 3 || (i > 70 && i < 75) ? n * dice(s, 9) / 100 + 1 : 0);
    }
    s->timeline = (GbTimeline){.start_us = START_US, .step_us = MINUTE_US, .n = 120, .registrations = v, .keepalives = v + 120, .failures = v + 240};
}

SampleReport *sample_report_new(size_t n, bool hostile) {
    static const Fate small[] = {WELL_WITH_CATALOG, WELL, GAPS, WRONG_PASSWORD, WELL, LOST, RESTARTED, BEFORE, INCOMPLETE, UNREGISTERED};
    static const Fate ill[] = {WRONG_PASSWORD, GAPS, LOST, GAPS, EXPIRED, INCOMPLETE, WRONG_PASSWORD, GAPS};
    SampleReport *s = g_new0(SampleReport, 1);
    s->hostile = hostile;
    s->random = 42;
    const GbDevice **devices = NEW(s, const GbDevice *, n ? n : 1);
    for (size_t i = 0; i < n; i++) {
        Fate fate = n <= 20 ? small[i % 10] : i % 11 == 5 ? ill[i / 11 % 8] : i % 9 == 0 ? UNREGISTERED : i % 13 == 0 ? RESTARTED : i % 17 == 0 ? WELL_WITH_CATALOG : WELL;
        devices[i] = make_device(s, i, fate);
        s->totals.sip_messages += devices[i]->messages;
        s->totals.sessions += devices[i]->n_sessions;
        if (fate == WRONG_PASSWORD) s->totals.registrations_rejected += 11;
        else s->totals.registrations += 2;
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
    *cause = (GbCause){{"Half of the devices that fell silent did so between 01:11 and 01:15: look at the network or the platform at that time.",
                        "失联设备中有一半发生在 01:11 至 01:15 之间：请检查该时段的网络或平台。"}, n / 20, GB_SEVERITY_WARNING};
    GbFinding *general = NEW(s, GbFinding, 1);
    *general = (GbFinding){.rule = gb_rule_find("capture.truncated"), .count = 1, .frame = s->frame, .last_frame = s->frame, .args = {"48211"}};
    s->report = (GbReport){.generator = "gbanalyze", .version = GB_VERSION, .capture = &s->capture, .totals = &s->totals, .devices = devices, .n_devices = n,
                           .findings = general, .n_findings = 1, .timeline = &s->timeline, .causes = cause, .n_causes = n > 1, .options = &s->options};
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
