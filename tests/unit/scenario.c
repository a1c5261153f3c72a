/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario.c - see scenario.h. */
#include "scenario.h"

#include <gb28181/auth.h>
#include <gb28181/sip.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_KEYS 24

typedef struct Line {
    double time;
    bool from_device;
    char *what;
    char *keys[MAX_KEYS], *values[MAX_KEYS];
    unsigned n;
    const char *text;
} Line;

typedef struct Kept { /* what an answer needs of its request */
    char *via, *from, *to, *call_id, *cseq;
    bool from_device, is_request;
} Kept;

typedef struct Writer {
    Scenario *s;
    GPtrArray *kept; /* Kept*, by message */
    unsigned cseq, branch;
} Writer;

static void broken(const Line *l, const char *why) {
    fprintf(stderr, "scenario: %s: %s\n", why, l->text);
    abort();
}

static const char *value(const Line *l, const char *key, const char *otherwise) {
    for (unsigned i = 0; i < l->n; i++)
        if (!strcmp(l->keys[i], key)) return l->values[i];
    return otherwise;
}

static void parse_line(char *text, Line *l) {
    char *at = text;
    *l = (Line){.text = text};
    l->time = strtod(at, &at);
    while (*at == ' ') at++;
    if (*at != '>' && *at != '<') broken(l, "no direction");
    l->from_device = *at++ == '>';
    while (*at == ' ') at++;
    l->what = at;
    at += strcspn(at, " ");
    while (*at) {
        *at++ = '\0';
        while (*at == ' ') at++;
        if (!*at) break;
        char *equals = strchr(at, '=');
        if (!equals || l->n == MAX_KEYS) broken(l, "no key=value");
        l->keys[l->n] = at;
        *equals = '\0';
        at = equals + 1;
        if (*at == '\'') {
            l->values[l->n++] = ++at;
            at += strcspn(at, "'");
            if (*at) *at++ = '\0';
            if (*at && *at != ' ') broken(l, "text behind a quote");
            if (!*at) break;
        } else {
            l->values[l->n++] = at;
            at += strcspn(at, " ");
        }
    }
}

static Kept *kept_at(const Writer *w, size_t number) {
    return number && number <= w->kept->len ? w->kept->pdata[number - 1] : NULL;
}

static Kept *latest(const Writer *w, bool from_device, bool requests_only) {
    for (size_t i = w->kept->len; i; i--) {
        Kept *k = kept_at(w, i);
        if (k->via && k->from_device == from_device && (k->is_request || !requests_only)) return k;
    }
    return NULL;
}

static void add_authorization(GString *out, const Line *l, const char *method, const char *uri) {
    const char *nonce = value(l, "auth", NULL), *nc = value(l, "nc", NULL);
    if (!nonce) return;
    const char *user = value(l, "user", value(l, "dev", SCENARIO_DEVICE));
    const char *realm = value(l, "realm", SCENARIO_REALM);
    GbAuth auth = {.scheme = GB_SCHEME_DIGEST, .algorithm = GB_DIGEST_MD5};
    auth.username = gb_slice_from(user);
    auth.realm = gb_slice_from(realm);
    auth.nonce = gb_slice_from(nonce);
    auth.uri = gb_slice_from(uri);
    if (nc) {
        auth.qop = GB_QOP_AUTH;
        auth.qop_text = GB_SLICE("auth");
        auth.nc = gb_slice_from(nc);
        auth.cnonce = GB_SLICE("0a4f113b");
    }
    char ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX];
    GbSlice password = gb_slice_from(value(l, "pass", SCENARIO_PASSWORD));
    if (!gb_digest_ha1(GB_DIGEST_MD5, auth.username, auth.realm, password, ha1) ||
        !gb_digest_response(&auth, gb_slice_from(ha1), gb_slice_from(method), GB_NO_SLICE, response))
        broken(l, "no digest");
    g_string_append_printf(out, "Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", "
                           "uri=\"%s\", response=\"%s\", algorithm=MD5", user, realm, nonce, uri, response);
    if (nc) g_string_append_printf(out, ", cnonce=\"0a4f113b\", qop=auth, nc=%s", nc);
    g_string_append(out, "\r\n");
}

static void add_body(GString *out, const Line *l, const char *body) {
    GString *text = g_string_new(NULL);
    for (const char *p = body; p && *p; p++) {
        if (*p == '|') g_string_append(text, "\r\n");
        else g_string_append_c(text, *p);
    }
    if (text->len) {
        const char *type = body[0] == '<' ? "Application/MANSCDP+xml" : "application/sdp";
        g_string_append_printf(out, "Content-Type: %s\r\n", value(l, "type", type));
    }
    g_string_append_printf(out, "Content-Length: %zu\r\n\r\n%s", text->len, text->str);
    g_string_free(text, TRUE);
}

static void add_common(GString *out, const Line *l, bool registers, unsigned status) {
    const char *dev = value(l, "dev", SCENARIO_DEVICE);
    char *usual = g_strdup_printf("%s@10.0.0.9:5060", dev);
    const char *contact = value(l, "contact", registers && status < 300 ? usual : "none");
    const char *expires = value(l, "expires", registers && status < 300 ? "3600" : "none");
    if (strcmp(contact, "none")) {
        if (!strcmp(contact, "*")) g_string_append(out, "Contact: *\r\n");
        else g_string_append_printf(out, "Contact: <sip:%s>\r\n", contact);
    }
    if (strcmp(expires, "none")) g_string_append_printf(out, "Expires: %s\r\n", expires);
    if (value(l, "head", NULL)) g_string_append_printf(out, "%s\r\n", value(l, "head", NULL));
    g_free(usual);
}

static Kept *write_request(Writer *w, const Line *l, GString *out) {
    bool keepalive = !strcmp(l->what, "KEEPALIVE");
    const char *method = keepalive ? "MESSAGE" : l->what;
    const char *dev = value(l, "dev", SCENARIO_DEVICE), *server = value(l, "server", SCENARIO_SERVER);
    bool registers = !strcmp(method, "REGISTER");
    const char *from = value(l, "from", l->from_device ? dev : server);
    const char *to = value(l, "to_user", registers ? dev : l->from_device ? server : dev);
    const char *target = registers ? server : to;
    char *uri = g_strdup_printf("sip:%s@3402000000", target);
    const char *cseq = value(l, "cseq", NULL), *call = value(l, "call", registers ? "reg" : NULL);
    const char *branch = value(l, "branch", NULL), *tag = value(l, "tag", NULL);
    Kept *k = g_new0(Kept, 1);
    k->is_request = true;
    k->from_device = l->from_device;
    w->branch++;
    k->via = branch ? g_strdup_printf("SIP/2.0/UDP 10.0.0.9:5060;rport;branch=%s", branch)
                    : g_strdup_printf("SIP/2.0/UDP 10.0.0.9:5060;rport;branch=z9hG4bK-%u", w->branch);
    k->call_id = call ? g_strdup_printf("%s@10.0.0.9", call) : g_strdup_printf("c%u@10.0.0.9", w->branch);
    k->cseq = cseq ? g_strdup_printf("%s %s", cseq, method) : g_strdup_printf("%u %s", ++w->cseq, method);
    k->from = g_strdup_printf("<sip:%s@3402000000>;tag=%s", from, tag ? tag : l->from_device ? "d1" : "s1");
    const char *to_tag = value(l, "to_tag", NULL);
    k->to = to_tag ? g_strdup_printf("<sip:%s@3402000000>;tag=%s", to, to_tag)
                   : g_strdup_printf("<sip:%s@3402000000>", to);
    g_string_append_printf(out, "%s %s SIP/2.0\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\n"
                           "CSeq: %s\r\nMax-Forwards: 70\r\n", method, uri, k->via, k->from, k->to,
                           k->call_id, k->cseq);
    add_authorization(out, l, method, uri);
    add_common(out, l, registers, 0);
    char *alive = g_strdup_printf("<?xml version=\"1.0\"?>|<Notify>|<CmdType>Keepalive</CmdType>|<SN>%s</SN>|"
                                  "<DeviceID>%s</DeviceID>|<Status>OK</Status>|</Notify>|",
                                  value(l, "sn", "1"), dev);
    add_body(out, l, keepalive ? alive : value(l, "body", NULL));
    g_free(alive);
    g_free(uri);
    return k;
}

static Kept *write_answer(Writer *w, const Line *l, GString *out) {
    unsigned status = (unsigned)atoi(l->what);
    const char *number = value(l, "to", NULL);
    Kept *request = number ? kept_at(w, (size_t)atoi(number)) : latest(w, !l->from_device, true);
    if (!request) broken(l, "nothing to answer");
    bool registers = strstr(request->cseq, "REGISTER") != NULL;
    Kept *k = g_new0(Kept, 1);
    k->from_device = l->from_device;
    k->via = g_strdup(request->via);
    k->from = g_strdup(request->from);
    k->to = strstr(request->to, "tag=") ? g_strdup(request->to) : g_strdup_printf("%s;tag=t1", request->to);
    k->call_id = g_strdup(request->call_id);
    k->cseq = g_strdup(request->cseq);
    g_string_append_printf(out, "SIP/2.0 %u %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n",
                           status, status < 300 ? "OK" : "No", k->via, k->from, k->to, k->call_id, k->cseq);
    if ((status == 401 || status == 407) && strcmp(value(l, "nonce", "n1"), "none"))
        g_string_append_printf(out, "%s: Digest realm=\"%s\",nonce=\"%s\",algorithm=MD5%s\r\n",
                               status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate",
                               value(l, "realm", SCENARIO_REALM), value(l, "nonce", "n1"),
                               value(l, "stale", NULL) ? ",stale=true" : "");
    add_common(out, l, registers && status < 300, status);
    add_body(out, l, value(l, "body", NULL));
    return k;
}

static GbAddress address(const char *ip, unsigned port) {
    unsigned b[4];
    GbAddress a = {.family = 4, .port = (uint16_t)port};
    if (sscanf(ip, "%u.%u.%u.%u", &b[0], &b[1], &b[2], &b[3]) != 4) abort();
    for (int i = 0; i < 4; i++) a.ip[i] = (uint8_t)b[i];
    return a;
}

static Kept *repeat(Writer *w, const Line *l, GString *out) {
    size_t number = (size_t)atoi(value(l, "n", "0"));
    for (size_t i = w->kept->len; i && !number; i--)
        if (kept_at(w, i)->from_device == l->from_device) number = i;
    if (!kept_at(w, number)) broken(l, "nothing to repeat");
    g_string_append_len(out, w->s->messages[number - 1].bytes, (gssize)w->s->messages[number - 1].n);
    const Kept *old = kept_at(w, number);
    Kept *k = g_new0(Kept, 1);
    *k = (Kept){g_strdup(old->via), g_strdup(old->from), g_strdup(old->to), g_strdup(old->call_id),
                g_strdup(old->cseq), old->from_device, old->is_request};
    return k;
}

static bool is_end(const Line *l) {
    return !strcmp(l->what, "FIN") || !strcmp(l->what, "RST");
}

static void write_line(Writer *w, const Line *l) {
    GString *out = g_string_new(NULL);
    Kept *k = is_end(l)                           ? g_new0(Kept, 1)
              : !strcmp(l->what, "AGAIN")         ? repeat(w, l, out)
              : g_ascii_isdigit(l->what[0])       ? write_answer(w, l, out)
                                                  : write_request(w, l, out);
    g_ptr_array_add(w->kept, k);
    Scenario *s = w->s;
    if (s->n == s->capacity) {
        s->capacity = s->capacity ? 2 * s->capacity : 16;
        s->messages = g_renew(ScenarioMessage, s->messages, s->capacity);
    }
    ScenarioMessage *m = &s->messages[s->n++];
    m->n = out->len;
    m->bytes = g_string_free(out, FALSE);
    const char *frame = value(l, "at", NULL), *conn = value(l, "conn", NULL);
    GbAddress device = address(value(l, "ip", "10.0.0.9"), (unsigned)atoi(value(l, "port", "5060")));
    GbAddress server = address(value(l, "server_ip", "10.0.0.2"), 5060);
    m->message = (GbMessage){.bytes = {m->bytes, m->n}};
    m->is_reset = !strcmp(l->what, "RST");
    m->message.time_us = SCENARIO_START_US + (int64_t)(l->time * 1e6 + (l->time < 0 ? -0.5 : 0.5));
    m->message.frame = frame ? strtoull(frame, NULL, 10) : s->n;
    m->message.file = (uint32_t)atoi(value(l, "file", "0"));
    m->message.src = l->from_device ? device : server;
    m->message.dst = l->from_device ? server : device;
    m->message.transport = conn ? GB_TRANSPORT_TCP : GB_TRANSPORT_UDP;
    m->message.connection = conn ? strtoull(conn, NULL, 10) : 0;
}

static void kept_free(gpointer data) {
    Kept *k = data;
    g_free(k->via), g_free(k->from), g_free(k->to), g_free(k->call_id), g_free(k->cseq);
    g_free(k);
}

Scenario *scenario_read(const char *lines) {
    Writer w = {.s = g_new0(Scenario, 1), .kept = g_ptr_array_new_with_free_func(kept_free)};
    char **split = g_strsplit(lines, "\n", -1);
    for (char **line = split; *line; line++) {
        g_strstrip(*line);
        if (!**line || **line == '#') continue;
        Line l;
        parse_line(*line, &l);
        write_line(&w, &l);
    }
    g_strfreev(split);
    g_ptr_array_free(w.kept, TRUE);
    return w.s;
}

void scenario_free(Scenario *s) {
    for (size_t i = 0; i < s->n; i++) g_free(s->messages[i].bytes);
    g_free(s->messages);
    g_free(s);
}

static GbCredentials *credentials;

static void free_credentials(void) {
    gb_credentials_free(credentials);
    credentials = NULL;
}

GbOptions scenario_options(void) {
    if (!credentials) {
        GbError error;
        credentials = gb_credentials_new();
        gb_credentials_add(credentials, gb_slice_from(SCENARIO_DEVICE), gb_slice_from(SCENARIO_PASSWORD),
                           GB_SLICE(""), GB_SLICE(""), GB_SLICE("Gate"), &error);
        atexit(free_credentials);
    }
    return (GbOptions){.credentials = credentials};
}

void scenario_feed(GbAnalysis *a, const ScenarioMessage *m, GbEvent *event) {
    const GbMessage *at = &m->message;
    if (m->n) {
        gb_analysis_feed(a, at, event);
        return;
    }
    gb_analysis_connection_ended(
        a, &(GbConnectionEnd){.connection = at->connection, .time_us = at->time_us, .frame = at->frame,
                              .file = at->file, .is_reset = m->is_reset, .by = at->src});
}

static GbAnalysis *analyse(const Scenario *s, double end, GbEvent *events, size_t n) {
    GbOptions options = scenario_options();
    GbAnalysis *a = gb_analysis_new(&options);
    int64_t last = SCENARIO_START_US + (int64_t)(end * 1e6);
    for (size_t i = 0; i < s->n; i++) {
        const GbMessage *m = &s->messages[i].message;
        scenario_feed(a, &s->messages[i], events && i < n ? &events[i] : NULL);
        if (m->time_us > last) last = m->time_us;
    }
    gb_analysis_settle(a, last);
    return a;
}

GbAnalysis *scenario_analyse(const Scenario *s, double end) {
    return analyse(s, end, NULL, 0);
}

GbAnalysis *scenario_run(const char *lines, double end, GbEvent *events, size_t n) {
    Scenario *s = scenario_read(lines);
    GbAnalysis *a = analyse(s, end, events, n);
    scenario_free(s);
    return a;
}

const GbDevice *scenario_device(const GbAnalysis *a, const char *id) {
    const GbDevice *const *devices;
    size_t n = gb_analysis_devices(a, &devices);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(devices[i]->id, id)) return devices[i];
    return NULL;
}
