/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json.c - --json: the whole analysis as one document, "gbanalyze-report/1" (the contract, 4).
 *
 * The contract's keys stand first and in its order; what is added stands behind them. A value not
 * known is null. Attempts, gaps, moments and findings take a line each, so that the file can be
 * read, compared with diff and cut with jq. What a rule means is said once for all of them, under
 * "rules", and not at each of 100,000 devices.
 */
#include "report/json_values.h"

static void texts(GbJson *j, const char *key, const char *const *list, size_t n) {
    gb_json_open(j, key, '[', true);
    for (size_t i = 0; i < n; i++) gb_json_text(j, NULL, list[i]);
    gb_json_close(j);
}

static void known_int(GbJson *j, const char *key, int64_t value) {
    if (value >= 0)
        gb_json_int(j, key, value);
    else
        gb_json_null(j, key);
}

static void known_seconds(GbJson *j, const char *key, int64_t us) {
    if (us >= 0)
        gb_json_seconds(j, key, us);
    else
        gb_json_null(j, key);
}

static void known_time(GbJson *j, const char *key, int64_t time_us) {
    if (time_us)
        gb_json_time(j, key, time_us);
    else
        gb_json_null(j, key);
}

static void known_frame(GbJson *j, const char *key, uint64_t frame) {
    if (frame)
        gb_json_uint(j, key, frame);
    else
        gb_json_null(j, key);
}

static void auth_counts(GbJson *j, const GbAuthCounts *counts) {
    gb_json_open(j, "auth", '{', true);
    for (unsigned r = GB_AUTH_VERIFIED; r < GB_N_AUTH_RESULTS; r++)
        gb_json_uint(j, gb_auth_result_name((GbAuthResult)r), counts->by_result[r]);
    gb_json_close(j);
}

static void captures(GbJson *j, const GbCaptureInfo *info) {
    gb_json_open(j, "captures", '[', false);
    for (size_t i = 0; info && i < info->n_files; i++) {
        const GbCaptureFile *f = &info->files[i];
        gb_json_open(j, NULL, '{', true);
        gb_json_text(j, "file", f->name);
        gb_json_text(j, "format", f->format);
        gb_json_text(j, "link_type", f->link_type);
        gb_json_uint(j, "packets", f->packets);
        known_time(j, "first", f->packets ? f->first_us : 0);
        known_time(j, "last", f->packets ? f->last_us : 0);
        gb_json_bool(j, "truncated", f->truncated);
        gb_json_bool(j, "damaged", f->damaged);
        if (f->damaged) known_frame(j, "damaged_frame", f->damaged_frame);
        gb_json_uint(j, "bytes", f->bytes);
        gb_json_close(j);
    }
    gb_json_close(j);
}

static void totals(GbJson *j, const GbTotals *t, const GbCaptureInfo *info) {
    uint64_t packets = 0;
    for (size_t i = 0; info && i < info->n_files; i++) packets += info->files[i].packets;
    gb_json_open(j, "totals", '{', false);
    gb_json_uint(j, "packets", packets);
    gb_json_uint(j, "sip_messages", t->sip_messages);
    gb_json_uint(j, "sip_requests", t->sip_requests);
    gb_json_uint(j, "sip_responses", t->sip_responses);
    gb_json_uint(j, "sip_malformed", t->sip_malformed);
    gb_json_uint(j, "sip_incomplete", t->sip_incomplete);
    gb_json_uint(j, "retransmissions", t->retransmissions);
    gb_json_open(j, "by_method", '{', true);
    for (unsigned m = GB_METHOD_UNKNOWN + 1; m < GB_N_METHODS; m++)
        if (t->by_method[m])
            gb_json_uint(j, gb_sip_method_name((GbSipMethod)m), t->by_method[m]);
    if (t->by_method[GB_METHOD_UNKNOWN])
        gb_json_uint(j, "other", t->by_method[GB_METHOD_UNKNOWN]);
    gb_json_close(j);
    gb_json_open(j, "by_status", '{', true);
    for (unsigned s = 0; s < sizeof t->by_status / sizeof t->by_status[0]; s++) {
        char code[4] = {(char)('0' + s / 100), (char)('0' + s / 10 % 10), (char)('0' + s % 10), 0};
        if (t->by_status[s]) gb_json_uint(j, code, t->by_status[s]);
    }
    gb_json_close(j);
    gb_json_uint(j, "devices", t->devices);
    gb_json_uint(j, "sessions", t->sessions);
    gb_json_uint(j, "registrations", t->registrations);
    gb_json_uint(j, "refreshes", t->refreshes);
    gb_json_uint(j, "unregistrations", t->unregistrations);
    gb_json_uint(j, "registrations_rejected", t->registrations_rejected);
    auth_counts(j, &t->auth);
    gb_json_uint(j, "keepalives", t->keepalives);
    gb_json_uint(j, "keepalives_unanswered", t->keepalives_unanswered);
    gb_json_uint(j, "keepalive_gaps", t->keepalive_gaps);
    gb_json_uint(j, "manscdp_bodies", t->manscdp_bodies);
    gb_json_uint(j, "manscdp_broken", t->manscdp_broken);
    known_time(j, "first", t->first_us);
    known_time(j, "last", t->last_us);
    gb_json_close(j);
}

static void attempt(GbJson *j, const GbAttempt *a) {
    gb_json_open(j, NULL, '{', true);
    gb_json_uint(j, "frame", a->request.frame);
    gb_json_file(j, a->request.file);
    gb_json_time(j, "time", a->request.time_us);
    if (a->has_cseq) gb_json_uint(j, "cseq", a->cseq);
    else gb_json_null(j, "cseq");
    known_int(j, "expires_s", a->expires_s);
    gb_json_uint(j, "retransmissions", a->retransmissions);
    if (a->response.frame && a->status) {
        gb_json_open(j, "response", '{', true);
        gb_json_uint(j, "code", a->status);
        gb_json_uint(j, "frame", a->response.frame);
        gb_json_file(j, a->response.file);
        gb_json_seconds(j, "latency_s", a->response.time_us - a->request.time_us);
        gb_json_close(j);
    } else {
        gb_json_null(j, "response");
    }
    gb_json_auth(j, "auth", a->auth);
    if (a->granted_s >= 0) gb_json_int(j, "granted_s", a->granted_s);
    gb_json_close(j);
}

static void keepalives(GbJson *j, const GbKeepalives *k) {
    gb_json_open(j, "keepalives", '{', false);
    gb_json_uint(j, "count", k->count);
    gb_json_uint(j, "retransmissions", k->retransmissions);
    gb_json_uint(j, "unanswered", k->unanswered);
    gb_json_moment(j, "first", k->first);
    gb_json_moment(j, "last", k->last);
    gb_json_open(j, "interval_s", '{', true);
    known_seconds(j, "min", k->min_us);
    known_seconds(j, "median", k->median_us);
    known_seconds(j, "max", k->max_us);
    gb_json_close(j);
    gb_json_open(j, "gaps", '[', false);
    for (size_t i = 0; i < k->n_gaps; i++) {
        const GbGap *g = &k->gaps[i];
        gb_json_open(j, NULL, '{', true);
        gb_json_moment(j, "from", g->from);
        gb_json_moment(j, "to", g->to);
        gb_json_seconds(j, "duration_s", g->to.time_us - g->from.time_us);
        gb_json_uint(j, "missed", g->missed);
        gb_json_close(j);
    }
    gb_json_close(j);
    if (k->n_gaps_omitted) gb_json_uint(j, "gaps_omitted", k->n_gaps_omitted);
    gb_json_uint(j, "refused", k->refused);
    gb_json_close(j);
}

static void session(GbJson *j, const GbSession *s) {
    gb_json_open(j, NULL, '{', false);
    gb_json_text(j, "state", gb_session_state_name(s->state));
    gb_json_text(j, "call_id", s->call_id);
    gb_json_text(j, "realm", s->realm);
    gb_json_text(j, "server_id", s->server_id);
    gb_json_text(j, "contact", s->contact);
    gb_json_text(j, "transport", gb_transport_name(s->transport));
    gb_json_moment(j, "start", gb_session_start_known(s) ? s->start : (GbMoment){0});
    gb_json_moment(j, "end", s->end.time_us ? s->end : (GbMoment){0});
    known_int(j, "expires_s", s->expires_s);
    gb_json_uint(j, "refreshes", s->refreshes);
    gb_json_open(j, "attempts", '[', false);
    for (size_t i = 0; i < s->n_attempts; i++) attempt(j, &s->attempts[i]);
    gb_json_close(j);
    if (s->n_attempts_omitted) gb_json_uint(j, "attempts_omitted", s->n_attempts_omitted);
    keepalives(j, &s->keepalives);
    if (s->connection_closed.frame) {
        gb_json_open(j, "connection_closed", '{', true);
        gb_json_time(j, "time", s->connection_closed.time_us);
        gb_json_uint(j, "frame", s->connection_closed.frame);
        gb_json_file(j, s->connection_closed.file);
        gb_json_text(j, "by", s->closed_by_device ? "device" : "server");
        gb_json_text(j, "how", s->closed_by_reset ? "RST" : "FIN");
        gb_json_close(j);
    }
    gb_json_close(j);
}

/* Also notes the rule in seen[]. */
static void finding(GbJson *j, const GbFinding *f, bool of_device, bool *seen) {
    const GbRuleInfo *rule = gb_rule_info(f->rule);
    char text[2048];
    seen[f->rule] = true;
    gb_json_open(j, NULL, '{', true);
    gb_json_text(j, "rule", rule->id);
    gb_json_text(j, "severity", gb_severity_name(rule->severity));
    if (!of_device) gb_json_null(j, "device");
    known_frame(j, "frame", f->frame);
    gb_json_file(j, f->file);
    known_time(j, "time", f->time_us);
    size_t n = gb_finding_text(f, GB_EN, text, sizeof text);
    gb_json_slice(j, "message", gb_slice(text, n));
    n = gb_finding_text(f, GB_ZH, text, sizeof text);
    gb_json_slice(j, "message_zh", gb_slice(text, n));
    gb_json_uint(j, "count", f->count);
    if (f->count > 1 && f->last_frame) {
        gb_json_uint(j, "last_frame", f->last_frame);
        if (f->last_file) gb_json_uint(j, "last_file", f->last_file);
        known_time(j, "last_time", f->last_time_us);
    }
    gb_json_close(j);
}

static void findings(GbJson *j, const GbFinding *list, size_t n, bool of_device, bool *seen) {
    gb_json_open(j, "findings", '[', false);
    for (size_t i = 0; i < n; i++) finding(j, &list[i], of_device, seen);
    gb_json_close(j);
}

static void exchanges(GbJson *j, const GbDevice *d) {
    static const char *const kinds[GB_N_EXCHANGES] = {
        [GB_EXCHANGE_CATALOG] = "catalog",     [GB_EXCHANGE_RECORDS] = "records",
        [GB_EXCHANGE_QUERY] = "query",         [GB_EXCHANGE_CONTROL] = "control",
        [GB_EXCHANGE_ALARM] = "alarm",         [GB_EXCHANGE_SUBSCRIPTION] = "subscription",
        [GB_EXCHANGE_INVITE] = "invite",       [GB_EXCHANGE_BROADCAST] = "broadcast",
        [GB_EXCHANGE_OTHER] = "other",
    };
    gb_json_open(j, "exchanges", '[', false);
    for (size_t i = 0; i < d->n_exchanges; i++) {
        const GbExchange *x = &d->exchanges[i];
        gb_json_open(j, NULL, '{', true);
        gb_json_text(j, "kind", kinds[x->kind]);
        gb_json_text(j, "what", x->what);
        gb_json_moment(j, "start", x->start);
        gb_json_moment(j, "end", x->end.frame ? x->end : (GbMoment){0});
        known_frame(j, "status", x->status);
        gb_json_bool(j, "complete", x->complete);
        if (x->expected || x->received) {
            gb_json_uint(j, "expected", x->expected);
            gb_json_uint(j, "received", x->received);
        }
        if (x->ssrc) gb_json_text(j, "ssrc", x->ssrc);
        gb_json_close(j);
    }
    gb_json_close(j);
    if (d->n_exchanges_omitted) gb_json_uint(j, "exchanges_omitted", d->n_exchanges_omitted);
}

static void catalog(GbJson *j, const GbDevice *d) {
    gb_json_open(j, "catalog", '[', false);
    for (size_t i = 0; i < d->n_catalog; i++) {
        const GbCatalogItem *c = &d->catalog[i];
        gb_json_open(j, NULL, '{', true);
        gb_json_text(j, "id", c->id);
        gb_json_text(j, "name", c->name);
        gb_json_text(j, "parent", c->parent);
        gb_json_text(j, "status", c->status);
        if (c->manufacturer) gb_json_text(j, "manufacturer", c->manufacturer);
        if (c->model) gb_json_text(j, "model", c->model);
        if (c->address) gb_json_text(j, "address", c->address);
        if (c->event) gb_json_text(j, "event", c->event);
        gb_json_uint(j, "frame", c->frame);
        gb_json_close(j);
    }
    gb_json_close(j);
}

static void device(GbJson *j, const GbReport *r, const GbDevice *d, bool *seen) {
    const char *verdict[GB_N_LANGS];
    r->verdict(r, d, verdict);
    gb_json_open(j, NULL, '{', false);
    gb_json_text(j, "id", d->id);
    gb_json_bool(j, "id_valid", d->id_valid);
    gb_json_text(j, "type", gb_device_type(d, GB_EN));
    gb_json_text(j, "name", d->name);
    gb_json_text(j, "state", d->has_session ? gb_device_state_name(d) : NULL);
    gb_json_open(j, "transports", '[', true);
    for (unsigned t = 0; t < GB_N_TRANSPORTS; t++)
        if (d->transports & 1u << t) gb_json_text(j, NULL, gb_transport_name((GbTransport)t));
    gb_json_close(j);
    gb_json_open(j, "addresses", '[', true);
    for (size_t i = 0; i < d->n_addresses; i++) gb_json_address(j, NULL, &d->addresses[i]);
    gb_json_close(j);
    texts(j, "servers", d->servers, d->n_servers);
    texts(j, "user_agents", d->user_agents, d->n_user_agents);
    auth_counts(j, &d->auth);
    gb_json_open(j, "sessions", '[', false);
    for (size_t i = 0; i < d->n_sessions; i++) session(j, d->sessions[i]);
    gb_json_close(j);
    if (d->n_sessions_omitted) gb_json_uint(j, "sessions_omitted", d->n_sessions_omitted);
    findings(j, d->findings, d->n_findings, true, seen);
    if (d->n_findings_omitted) gb_json_uint(j, "findings_omitted", d->n_findings_omitted);
    gb_json_text(j, "verdict", verdict[GB_EN]);
    gb_json_text(j, "verdict_zh", verdict[GB_ZH]);
    gb_json_text(j, "trouble", d->trouble == GB_SEVERITY_NONE ? NULL : gb_severity_name(d->trouble));
    gb_json_bool(j, "silent", d->silent);
    gb_json_uint(j, "messages", d->messages);
    gb_json_moment(j, "first", d->first);
    gb_json_moment(j, "last", d->last);
    gb_json_text(j, "manufacturer", d->manufacturer);
    gb_json_text(j, "model", d->model);
    gb_json_text(j, "firmware", d->firmware);
    gb_json_text(j, "gb_version", d->gb_version);
    exchanges(j, d);
    catalog(j, d);
    gb_json_close(j);
}

static void rules(GbJson *j, const bool *seen) {
    static const char *const keys[][GB_N_LANGS] = {
        {"title", "title_zh"}, {"why", "why_zh"}, {"advice", "advice_zh"}};
    gb_json_open(j, "rules", '{', false);
    for (unsigned r = GB_RULE_NONE + 1; r < GB_N_RULES; r++) {
        const GbRuleInfo *rule = gb_rule_info((GbRule)r);
        const char *const *said[] = {rule->title, rule->why, rule->advice};
        if (!seen[r]) continue;
        gb_json_open(j, rule->id, '{', false);
        gb_json_text(j, "severity", gb_severity_name(rule->severity));
        gb_json_text(j, "reference", *rule->reference ? rule->reference : NULL);
        gb_json_text(j, "clause", rule->clause);
        for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++)
            for (unsigned lang = 0; lang < GB_N_LANGS; lang++)
                gb_json_text(j, keys[i][lang], said[i][lang]);
        gb_json_close(j);
    }
    gb_json_close(j);
}

static void causes(GbJson *j, const GbReport *r) {
    gb_json_open(j, "causes", '[', false);
    for (size_t i = 0; i < r->n_causes; i++) {
        const GbCause *c = &r->causes[i];
        gb_json_open(j, NULL, '{', true);
        gb_json_text(j, "text", c->text[GB_EN]);
        gb_json_text(j, "text_zh", c->text[GB_ZH]);
        gb_json_uint(j, "devices", c->devices);
        gb_json_text(j, "severity", gb_severity_name(c->severity));
        gb_json_close(j);
    }
    gb_json_close(j);
}

static void capture_counts(GbJson *j, const GbCaptureInfo *info) {
    static const char *const layers[] = {
        [GB_LAYER_LINK] = "link",           [GB_LAYER_TUNNEL] = "tunnel",
        [GB_LAYER_NETWORK] = "network",     [GB_LAYER_TRANSPORT] = "transport",
        [GB_LAYER_LEFT_OUT] = "left_out",   [GB_LAYER_LOST] = "lost",
    };
    gb_json_open(j, "capture_counts", '[', false);
    for (size_t i = 0; info && i < info->n_counts; i++) {
        const GbCaptureCount *c = &info->counts[i];
        gb_json_open(j, NULL, '{', true);
        gb_json_text(j, "layer", layers[c->layer]);
        gb_json_text(j, "key", c->key);
        gb_json_uint(j, "packets", c->packets);
        gb_json_uint(j, "bytes", c->bytes);
        known_frame(j, "first_frame", c->first_frame);
        gb_json_file(j, c->first_file);
        if (c->layer == GB_LAYER_LOST) {
            gb_json_open(j, "places", '[', true);
            for (size_t k = 0; k < c->n_places; k++) {
                gb_json_open(j, NULL, '{', true);
                gb_json_uint(j, "frame", c->places[k].frame);
                gb_json_file(j, c->places[k].file);
                gb_json_close(j);
            }
            gb_json_close(j);
        }
        gb_json_close(j);
    }
    gb_json_close(j);
}

bool gb_report_write_json(const GbReport *r, GbSink sink, void *data) {
    GbJson json, *j = &json;
    bool seen[GB_N_RULES] = {false};
    gb_json_begin(j, false, sink, data);
    gb_json_open(j, NULL, '{', false);
    gb_json_text(j, "schema", "gbanalyze-report/1");
    gb_json_open(j, "generator", '{', true);
    gb_json_text(j, "name", r->generator);
    gb_json_text(j, "version", r->version);
    gb_json_close(j);
    captures(j, r->capture);
    totals(j, r->totals, r->capture);
    gb_json_open(j, "devices", '[', false);
    for (size_t i = 0; i < r->n_devices && !j->failed; i++) device(j, r, r->devices[i], seen);
    gb_json_close(j);
    findings(j, r->findings, r->n_findings, false, seen);
    causes(j, r);
    rules(j, seen);
    capture_counts(j, r->capture);
    gb_json_bool(j, "interrupted", r->interrupted);
    gb_json_close(j);
    return gb_json_finish(j);
}
