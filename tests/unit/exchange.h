/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exchange.h - whole exchanges written in a line a message, for the tests of rules and verdicts:
 *
 *   0.1 > REGISTER |Expires: 60 |-X-GB-Ver |@auth secret
 *   0.2 < 200 |Date: x
 *   5   > MESSAGE #<Notify>...</Notify>
 *   80 < FIN |@tcp 1
 *   90  end
 *
 * Seconds since 2024-05-01T00:00:00Z; > from the device, < from the server; a method or a status
 * (answers the latest unanswered request of the other side, or the latest one of |@call ID), or the
 * FIN or RST that ends a connection, or a PING. Then
 * headers to set (|Name: value) or leave out (|-Name), switches (|@..., see step_switch), and behind # the body,
 * `~` standing for CRLF (and `^` for LF in headers). What is not said is as a conforming device and server would send it.
 *
 * A second analysis takes the same unjudged, and has to say the same of states, checks and repeats.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "check.h"

#include <gb28181/session.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DEVICE "34020000001320000001"
#define SERVER "34020000002000000001"
#define EXCHANGE_START INT64_C(1714521600000000)

typedef struct ExchangeRequest {
    char method[32], call_id[128], via[256], from[192], to[192];
    unsigned cseq;
    bool from_device, answered;
} ExchangeRequest;

typedef struct Exchange {
    GbAnalysis *analysis, *unjudged;
    GbCredentials *credentials;
    ExchangeRequest requests[64];
    unsigned n_requests, cseq, frame, n_nonces;
    char nonce[128];
    int64_t end_us;
    const char *name;
    bool twice; /* each message comes again a millisecond later: two taps, or retransmissions */
} Exchange;

typedef struct ExchangeStep {
    const char *headers[32];
    size_t n_headers;
    char id[96], auth[96], call[96], uri[96], nonce[96], branch[96], version[96];
    unsigned device_host, device_port, server_host, quirks, missing, cseq, frame;
    uint64_t tcp;
    bool raw, sha256, qop;
} ExchangeStep;

static const char *step_header(const ExchangeStep *s, const char *name, bool *removed) {
    size_t n = strlen(name);
    *removed = false;
    for (size_t i = 0; i < s->n_headers; i++) {
        const char *h = s->headers[i];
        if (h[0] == '-' && strcmp(h + 1, name) == 0) *removed = true;
        if (strncmp(h, name, n) == 0 && h[n] == ':') return h;
    }
    return NULL;
}

/* A line of the step: `~` is CRLF, `^` LF alone. */
static void add_line(char *out, size_t size, const char *text) {
    size_t at = strlen(out);
    for (; *text && at + 3 < size; text++) {
        if (*text == '~') out[at++] = '\r';
        out[at++] = *text == '~' || *text == '^' ? '\n' : *text;
    }
    snprintf(out + at, size - at, "\r\n");
}

/* Appends the header with the default value unless the step sets or removes it. */
static void add_header(char *out, size_t size, const ExchangeStep *s, const char *name,
                       const char *format, ...) {
    bool removed;
    const char *own = step_header(s, name, &removed);
    size_t at = strlen(out);
    if (removed) return;
    if (own) {
        add_line(out, size, own);
        return;
    }
    if (!format) return;
    char value[512];
    va_list args;
    va_start(args, format);
    vsnprintf(value, sizeof value, format, args);
    va_end(args);
    snprintf(out + at, size - at, "%s: %s\r\n", name, value);
}

static void exchange_auth(char *out, size_t size, const Exchange *x, const ExchangeStep *s,
                          const char *method, const char *uri) {
    char ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX] = "";
    const char *nonce = s->nonce[0] ? s->nonce : x->nonce;
    GbAuth auth = {.scheme = GB_SCHEME_DIGEST, .realm = GB_SLICE("3402000000"),
                   .nonce = gb_slice_from(nonce), .uri = gb_slice_from(uri)};
    auth.username = gb_slice_from(s->id);
    auth.algorithm = s->sha256 ? GB_DIGEST_SHA256 : GB_DIGEST_MD5;
    if (s->qop) {
        auth.qop = GB_QOP_AUTH;
        auth.qop_text = GB_SLICE("auth");
        auth.nc = GB_SLICE("00000001");
        auth.cnonce = GB_SLICE("0a4f113b");
    }
    gb_digest_ha1(auth.algorithm, auth.username, auth.realm, gb_slice_from(s->auth), ha1);
    gb_digest_response(&auth, gb_slice_from(ha1), gb_slice_from(method), GB_NO_SLICE, response);
    size_t at = strlen(out);
    snprintf(out + at, size - at,
             "Authorization: Digest username=\"%s\", realm=\"3402000000\", nonce=\"%s\", "
             "uri=\"%s\", response=\"%s\", algorithm=%s%s\r\n", s->id, nonce, uri, response,
             gb_digest_algorithm_name(auth.algorithm),
             s->qop ? ", qop=auth, nc=00000001, cnonce=\"0a4f113b\"" : "");
}

static void step_switch(ExchangeStep *s, const char *text) {
    char word[16] = "", value[96] = "";
    sscanf(text, "@%15s %95[^\n]", word, value);
    if (!strcmp(word, "auth")) snprintf(s->auth, sizeof s->auth, "%s", value);
    if (!strcmp(word, "nonce")) snprintf(s->nonce, sizeof s->nonce, "%s", value);
    if (!strcmp(word, "call")) snprintf(s->call, sizeof s->call, "%s", value);
    if (!strcmp(word, "version")) snprintf(s->version, sizeof s->version, "%s", value);
    if (!strcmp(word, "uri")) snprintf(s->uri, sizeof s->uri, "%s", value);
    if (!strcmp(word, "id")) snprintf(s->id, sizeof s->id, "%s", value);
    if (!strcmp(word, "branch")) snprintf(s->branch, sizeof s->branch, "%s", value);
    if (!strcmp(word, "host")) s->device_host = (unsigned)atoi(value);
    if (!strcmp(word, "port")) s->device_port = (unsigned)atoi(value);
    if (!strcmp(word, "server")) s->server_host = (unsigned)atoi(value);
    if (!strcmp(word, "tcp")) s->tcp = (uint64_t)atoi(value);
    if (!strcmp(word, "quirks")) s->quirks = (unsigned)strtoul(value, NULL, 0);
    if (!strcmp(word, "missing")) s->missing = (unsigned)atoi(value);
    if (!strcmp(word, "frame")) s->frame = (unsigned)atoi(value);
    if (!strcmp(word, "cseq")) s->cseq = (unsigned)atoi(value);
    if (!strcmp(word, "raw")) s->raw = true;
    if (!strcmp(word, "sha256")) s->sha256 = true;
    if (!strcmp(word, "qop")) s->qop = true;
}

static char *trim_end(char *text) {
    size_t n = strlen(text);
    while (n && text[n - 1] == ' ') text[--n] = '\0';
    return text;
}

static ExchangeRequest *request_to_answer(Exchange *x, bool by_device, const char *call) {
    for (unsigned i = x->n_requests; i-- > 0;) {
        ExchangeRequest *r = &x->requests[i % 64];
        if (call[0] ? strcmp(r->call_id, call) == 0 : !r->answered && r->from_device != by_device)
            return r;
    }
    fprintf(stderr, "%s: nothing to answer\n", x->name);
    abort();
}

static void date_text(int64_t us, char *out, size_t n) {
    time_t t = (time_t)(us / 1000000 + 8 * 3600);
    struct tm tm;
    gmtime_r(&t, &tm);
    size_t at = strftime(out, n, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(out + at, n - at, ".%03d", (int)(us / 1000 % 1000));
}

/* The tags of a dialog: the one who began it is f2, the other t1. */
static void in_dialog_tags(const Exchange *x, ExchangeRequest *r, const char *own, const char *peer) {
    bool began = true;
    for (unsigned i = 0; i + 1 < x->n_requests && i < 64; i++)
        if (strcmp(x->requests[i].call_id, r->call_id) == 0) {
            began = x->requests[i].from_device == r->from_device;
            break;
        }
    snprintf(r->from, sizeof r->from, "<sip:%s@3402000000>;tag=%s", own, began ? "f2" : "t1");
    snprintf(r->to, sizeof r->to, "<sip:%s@3402000000>;tag=%s", peer, began ? "t1" : "f2");
}

static void exchange_request(Exchange *x, char *out, size_t size, const ExchangeStep *s,
                             const char *method, bool from_device) {
    ExchangeRequest *r = &x->requests[x->n_requests++ % 64];
    bool reg = strcmp(method, "REGISTER") == 0, ack = strcmp(method, "ACK") == 0;
    const char *peer = from_device ? SERVER : s->id, *own = from_device ? s->id : SERVER;
    char uri[256], branch[96];
    memset(r, 0, sizeof *r);
    x->cseq++;
    r->from_device = from_device;
    r->answered = ack;
    r->cseq = s->cseq ? s->cseq : x->cseq;
    snprintf(r->method, sizeof r->method, "%s", method);
    if (s->call[0])
        snprintf(r->call_id, sizeof r->call_id, "%s", s->call);
    else if (reg)
        snprintf(r->call_id, sizeof r->call_id, "reg-%s", s->id);
    else
        snprintf(r->call_id, sizeof r->call_id, "call-%u", x->cseq);
    snprintf(branch, sizeof branch, "z9hG4bK-%u", x->cseq);
    snprintf(uri, sizeof uri, "sip:%s@3402000000", peer);
    if (s->uri[0]) snprintf(uri, sizeof uri, "%s", s->uri);
    snprintf(r->via, sizeof r->via, "SIP/2.0/%s 10.0.0.%u:5060;rport;branch=%s",
             s->tcp ? "TCP" : "UDP", from_device ? s->device_host : s->server_host,
             s->branch[0] ? s->branch : branch);
    snprintf(r->from, sizeof r->from, "<sip:%s@3402000000>;tag=f%s", own, reg ? "1" : "2");
    snprintf(r->to, sizeof r->to, "<sip:%s@3402000000>", reg ? own : peer);
    bool in_dialog = s->call[0] && !reg && strcmp(method, "INVITE") && strcmp(method, "SUBSCRIBE");
    if (in_dialog) in_dialog_tags(x, r, own, peer);
    snprintf(out, size, "%s %s %s\r\n", method, uri, s->version[0] ? s->version : "SIP/2.0");
    add_header(out, size, s, "Via", "%s", r->via);
    add_header(out, size, s, "From", "%s", r->from);
    add_header(out, size, s, "To", "%s", r->to);
    add_header(out, size, s, "Call-ID", "%s", r->call_id);
    add_header(out, size, s, "CSeq", "%u %s", r->cseq, method);
    if (reg || !strcmp(method, "INVITE") || !strcmp(method, "SUBSCRIBE"))
        add_header(out, size, s, "Contact", "<sip:%s@10.0.0.%u:5060>", own,
                   from_device ? s->device_host : s->server_host);
    add_header(out, size, s, "Max-Forwards", "70");
    if (reg) add_header(out, size, s, "Expires", "86400");
    if (!strcmp(method, "SUBSCRIBE")) {
        add_header(out, size, s, "Expires", "600");
        add_header(out, size, s, "Event", "Catalog;id=1");
    }
    if (!strcmp(method, "NOTIFY")) {
        add_header(out, size, s, "Event", "Catalog;id=1");
        add_header(out, size, s, "Subscription-State", "active;expires=590");
    }
    if (!strcmp(method, "INVITE"))
        add_header(out, size, s, "Subject", "%s:0200000001,%s:0", s->id, SERVER);
    if (s->auth[0]) exchange_auth(out, size, x, s, method, uri);
}

static void exchange_response(Exchange *x, char *out, size_t size, const ExchangeStep *s,
                              unsigned status, bool by_device, int64_t now) {
    static const struct {
        unsigned status;
        const char *reason;
    } reasons[] = {{200, "OK"}, {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
                   {302, "Moved Temporarily"}, {100, "Trying"}};
    ExchangeRequest *r = request_to_answer(x, by_device, s->call);
    const char *reason = "Answer";
    char date[40];
    bool reg = strcmp(r->method, "REGISTER") == 0;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status) reason = reasons[i].reason;
    if (status >= 200) r->answered = true;
    snprintf(out, size, "SIP/2.0 %u %s\r\n", status, reason);
    add_header(out, size, s, "Via", "%s", r->via);
    add_header(out, size, s, "From", "%s", r->from);
    add_header(out, size, s, "To", strstr(r->to, ";tag") ? "%s" : "%s;tag=t1", r->to);
    add_header(out, size, s, "Call-ID", "%s", r->call_id);
    add_header(out, size, s, "CSeq", "%u %s", r->cseq, r->method);
    if (status == 401) {
        bool own;
        unsigned serial = s->nonce[0] ? 0 : ++x->n_nonces; /* a nonce of one's own stays the same */
        snprintf(x->nonce, sizeof x->nonce, "%s%04u", s->nonce[0] ? s->nonce : "5d41402a", serial);
        if (!step_header(s, "WWW-Authenticate", &own) || own)
            add_header(out, size, s, "WWW-Authenticate",
                       "Digest realm=\"3402000000\",nonce=\"%s\",algorithm=MD5", x->nonce);
    }
    if (status == 200 && reg) {
        date_text(now, date, sizeof date);
        add_header(out, size, s, "Contact", "<sip:%s@10.0.0.%u:5060>", s->id, s->device_host);
        add_header(out, size, s, "Expires", "86400");
        add_header(out, size, s, "Date", "%s", date);
    }
    if (status == 200 && !strcmp(r->method, "INVITE"))
        add_header(out, size, s, "Contact", "<sip:%s@10.0.0.%u:5060>", s->id, s->device_host);
    if (status == 200 && !strcmp(r->method, "SUBSCRIBE")) add_header(out, size, s, "Expires", "600");
}

/* Headers the step sets that no default stands for. */
static void other_headers(char *out, size_t size, const ExchangeStep *s) {
    for (size_t i = 0; i < s->n_headers; i++) {
        const char *colon = strchr(s->headers[i], ':');
        if (s->headers[i][0] == '-' || !colon) continue;
        char line[600];
        snprintf(line, sizeof line, "\r\n%s", s->headers[i]);
        if (strncmp(s->headers[i], "Content-", 8) != 0 && !strstr(out, line))
            add_line(out, size, s->headers[i]);
    }
}

static void body_of(char *out, size_t size, const ExchangeStep *s, const char *text) {
    static char body[65536];
    size_t n = 0;
    bool xml = text && text[0] == '<', sdp = text && strncmp(text, "v=0", 3) == 0;
    if (xml && text[1] != '?' && !s->raw)
        n = (size_t)snprintf(body, sizeof body, "<?xml version=\"1.0\" encoding=\"GB18030\"?>\r\n");
    for (const char *p = text; p && *p && n + 3 < sizeof body; p++) {
        if (*p == '~')
            body[n++] = '\r', body[n++] = '\n';
        else
            body[n++] = *p;
    }
    body[n] = '\0';
    if (n)
        add_header(out, size, s, "Content-Type", "%s",
                   xml ? "Application/MANSCDP+xml" : sdp ? "application/sdp" : "Application/MANSRTSP");
    add_header(out, size, s, "Content-Length", "%zu", n);
    size_t at = strlen(out);
    snprintf(out + at, size - at, "\r\n%s", body);
}

static void exchange_feed(Exchange *x, const GbMessage *m) {
    GbEvent e, u;
    gb_analysis_feed(x->analysis, m, &e);
    gb_analysis_feed(x->unjudged, m, &u);
    bool repeats = e.retransmission && !e.forwarded;
    check_int(x->name, "repeats, unjudged", u.retransmission && !u.forwarded, repeats);
    if (repeats) check_int(x->name, "repeats which, unjudged", (long long)u.original_frame, (long long)e.original_frame);
    check_int(x->name, "checked, unjudged", u.auth ? u.auth->result : GB_AUTH_NONE, e.auth ? e.auth->result : GB_AUTH_NONE);
    if (e.sip && e.sip->method == GB_METHOD_REGISTER) check_int(x->name, "state, unjudged", u.state, e.state);
}

static void exchange_line(Exchange *x, char *line) {
    static char out[131072];
    double at_s;
    int used = 0;
    char direction[4], word[32];
    char *body = strchr(line, '#');
    if (body) *body++ = '\0';
    ExchangeStep s = {.device_host = 9, .device_port = 5060, .server_host = 2};
    snprintf(s.id, sizeof s.id, "%s", DEVICE);
    char *part = strchr(line, '|');
    if (part) *part++ = '\0';
    if (sscanf(line, " %lf %3s %31s%n", &at_s, direction, word, &used) < 2) return;
    int64_t now = EXCHANGE_START + (int64_t)(at_s * 1e6 + 0.5);
    x->end_us = now;
    if (strcmp(direction, "end") == 0) return;
    while (part) {
        char *next = strchr(part, '|');
        if (next) *next++ = '\0';
        trim_end(part);
        if (part[0] == '@')
            step_switch(&s, part);
        else
            s.headers[s.n_headers++] = part;
        part = next;
    }
    bool from_device = direction[0] == '>';
    unsigned status = (unsigned)atoi(word);
    GbAddress device = {4, {10, 0, 0, (uint8_t)s.device_host}, (uint16_t)s.device_port};
    GbAddress server = {4, {10, 0, 0, (uint8_t)s.server_host}, 5060};
    if (strcmp(word, "FIN") == 0 || strcmp(word, "RST") == 0) {
        GbConnectionEnd end = {.connection = s.tcp, .time_us = now, .frame = ++x->frame,
                               .is_reset = word[0] == 'R', .by = from_device ? device : server};
        gb_analysis_connection_ended(x->analysis, &end);
        gb_analysis_connection_ended(x->unjudged, &end);
        return;
    }
    if (strcmp(word, "PING") == 0) {
        GbPing ping = {.time_us = now, .frame = ++x->frame, .src = from_device ? device : server,
                       .dst = from_device ? server : device};
        gb_analysis_ping(x->analysis, &ping);
        gb_analysis_ping(x->unjudged, &ping);
        return;
    }
    out[0] = '\0';
    if (status)
        exchange_response(x, out, sizeof out, &s, status, from_device, now);
    else
        exchange_request(x, out, sizeof out, &s, word, from_device);
    other_headers(out, sizeof out, &s);
    body_of(out, sizeof out, &s, body);
    GbMessage m = {.bytes = gb_slice_from(out), .time_us = now, .frame = ++x->frame,
                   .quirks = s.quirks, .missing = s.missing, .connection = s.tcp,
                   .transport = s.tcp ? GB_TRANSPORT_TCP : GB_TRANSPORT_UDP};
    if (s.frame) m.frame = s.frame;
    m.src = from_device ? device : server;
    m.dst = from_device ? server : device;
    exchange_feed(x, &m);
    if (!x->twice) return;
    m.time_us += 1000;
    m.frame = ++x->frame;
    exchange_feed(x, &m);
}

static Exchange *exchange_new(const char *name) {
    Exchange *x = calloc(1, sizeof *x);
    GbError error;
    x->name = name;
    x->credentials = gb_credentials_new();
    gb_credentials_add(x->credentials, GB_SLICE(DEVICE), GB_SLICE("gbtest-01"), GB_SLICE(""),
                       GB_SLICE(""), GB_SLICE(""), &error);
    GbOptions options = {.credentials = x->credentials};
    x->analysis = gb_analysis_new(&options);
    x->unjudged = gb_analysis_new(&options);
    gb_analysis_judge(x->unjudged, false);
    return x;
}

/* Feeds the lines and settles at the last one's time. */
static void exchange_run(Exchange *x, const char *text) {
    char *copy = strdup(text), *rest = copy, *line;
    while ((line = strsep(&rest, "\n"))) exchange_line(x, line);
    free(copy);
    gb_analysis_settle(x->analysis, x->end_us);
}

static void exchange_free(Exchange *x) {
    gb_analysis_free(x->analysis);
    gb_analysis_free(x->unjudged);
    gb_credentials_free(x->credentials);
    free(x);
}

__attribute__((unused)) static const char *exchange_verdict(const Exchange *x, const GbDevice *d, GbLang lang) {
    const char *verdict[GB_N_LANGS];
    gb_analysis_verdict(x->analysis, d, verdict);
    return verdict[lang];
}

/* Adds the ids of all rules found to `seen` (GB_N_RULES counters). */
__attribute__((unused)) static void exchange_rules(const Exchange *x, unsigned *seen) {
    const GbDevice *const *devices;
    const GbFinding *findings;
    size_t n = gb_analysis_devices(x->analysis, &devices);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < devices[i]->n_findings; k++) seen[devices[i]->findings[k].rule]++;
    n = gb_analysis_findings(x->analysis, &findings);
    for (size_t k = 0; k < n; k++) seen[findings[k].rule]++;
}

#endif
