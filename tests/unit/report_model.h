/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report_model.h - a small report made by hand: a device that is fine, one with every trouble and
 * with hostile text wherever the wire could put it. The writers' tests share it.
 */
#ifndef REPORT_MODEL_H
#define REPORT_MODEL_H

#include <gb28181/report.h>

#define MODEL_T0 INT64_C(1603901905286000) /* 2020-10-28T16:18:25.286Z */
#define MODEL_AT(frame_, seconds) ((GbMoment){MODEL_T0 + (int64_t)((seconds)*1e6), (frame_), 0})

typedef struct Model {
    GbAuthCheck verified, mismatch;
    GbAttempt attempts[2], refused[1];
    GbGap gap;
    GbSession open, rejected;
    const GbSession *sessions[2][1];
    GbAddress address;
    const char *servers[1], *agents[1];
    GbFinding finding, of_capture;
    GbExchange exchange;
    GbCatalogItem item;
    GbCause cause;
    GbDevice fine, bad;
    const char *verdict_fine[GB_N_LANGS], *verdict_bad[GB_N_LANGS];
    const GbDevice *devices[2];
    GbTotals totals;
    GbCaptureFile file;
    GbCaptureInfo capture;
    GbOptions options;
    GbReport report;
} Model;

/* Text that attacks a terminal, a spreadsheet, a page and a reader at once. */
#define MODEL_HOSTILE "=cmd|' /C calc'!A0,\"<script>\033[2J\xE2\x80\xAEgpj\xFF"

static inline void model_verdict(const GbReport *r, const GbDevice *d, const char *verdict[GB_N_LANGS]) {
    const Model *m = (const Model *)((const char *)r - offsetof(Model, report));
    memcpy(verdict, d == &m->bad ? m->verdict_bad : m->verdict_fine, sizeof m->verdict_bad);
}

static inline void model_init(Model *m) {
    *m = (Model){0};
    m->verified = (GbAuthCheck){.result = GB_AUTH_VERIFIED, .algorithm = "MD5", .scheme = "Digest",
                                .realm = "3402000000", .nonce = "abc", .uri = "sip:x",
                                .username = "34020000001110000001", .challenge = MODEL_AT(2, 0.004)};
    m->mismatch = m->verified;
    m->mismatch.result = GB_AUTH_MISMATCH;
    m->mismatch.why = GB_WHY_OTHER_DEVICE;
    m->mismatch.why_detail = "34020000001110000001";
    m->attempts[0] = (GbAttempt){.request = MODEL_AT(1, 0), .response = MODEL_AT(2, 0.004), .cseq = 1,
                                 .expires_s = 3600, .granted_s = -1, .status = 401};
    m->attempts[1] = (GbAttempt){.request = MODEL_AT(3, 0.01), .response = MODEL_AT(4, 0.014),
                                 .cseq = 2, .expires_s = 3600, .granted_s = 1800, .status = 200,
                                 .retransmissions = 1, .auth = &m->verified};
    m->refused[0] = (GbAttempt){.request = MODEL_AT(5, 1), .cseq = 7, .expires_s = -1,
                                .granted_s = -1, .auth = &m->mismatch};
    m->gap = (GbGap){MODEL_AT(9, 60), MODEL_AT(12, 300), 3};
    m->open = (GbSession){.state = GB_SESSION_OPEN, .call_id = "c1", .realm = "3402000000",
                          .server_id = "34020000002000000001", .contact = "sip:a@192.0.2.1:5060",
                          .transport = GB_TRANSPORT_UDP, .start = MODEL_AT(4, 0.014),
                          .registered = true, .expires_s = 1800, .attempts = m->attempts,
                          .n_attempts = 2, .n_attempts_omitted = 5,
                          .keepalives = {.count = 2, .unanswered = 1, .first = MODEL_AT(9, 60),
                                         .last = MODEL_AT(12, 300), .min_us = 240000000,
                                         .median_us = 240000000, .max_us = 240000000,
                                         .gaps = &m->gap, .n_gaps = 1}};
    m->rejected = (GbSession){.state = GB_SESSION_REJECTED, .call_id = MODEL_HOSTILE,
                              .transport = GB_TRANSPORT_TCP, .start = MODEL_AT(5, 1),
                              .end = {MODEL_T0 + 2000000, 0, 0}, .expires_s = -1,
                              .attempts = m->refused, .n_attempts = 1,
                              .keepalives = {.min_us = -1, .median_us = -1, .max_us = -1}};
    m->sessions[0][0] = &m->open;
    m->sessions[1][0] = &m->rejected;
    m->address = (GbAddress){4, {192, 0, 2, 1}, 5060};
    m->servers[0] = "34020000002000000001";
    m->agents[0] = MODEL_HOSTILE;
    m->finding = (GbFinding){.rule = GB_RULE_CAPTURE_TRUNCATED, .count = 214, .frame = 5,
                             .last_frame = 99, .time_us = MODEL_T0, .last_time_us = MODEL_T0 + 1,
                             .args = {MODEL_HOSTILE}};
    m->of_capture = (GbFinding){.rule = GB_RULE_CAPTURE_TRUNCATED, .count = 1, .args = {"8"}};
    m->exchange = (GbExchange){.kind = GB_EXCHANGE_CATALOG, .start = MODEL_AT(20, 30),
                               .what = "Catalog", .status = 200, .expected = 3, .received = 2};
    m->item = (GbCatalogItem){.id = "34020000001310000001", .name = "三楼东侧枪机", .frame = 21};
    m->fine = (GbDevice){.id = "34020000001110000001", .id_valid = true, .name = "一号录像机",
                         .has_session = true, .state = GB_SESSION_OPEN, .transports = 1,
                         .addresses = &m->address, .n_addresses = 1, .servers = m->servers,
                         .n_servers = 1, .sessions = m->sessions[0], .n_sessions = 1,
                         .auth = {{0, 1, 0, 0, 0, 0}}, .exchanges = &m->exchange,
                         .n_exchanges = 1, .catalog = &m->item, .n_catalog = 1};
    m->verdict_fine[GB_EN] = "Registered, password verified.";
    m->verdict_fine[GB_ZH] = "已注册，密码正确。";
    m->bad = (GbDevice){.id = MODEL_HOSTILE, .has_session = true, .state = GB_SESSION_REJECTED,
                        .transports = 3, .user_agents = m->agents, .n_user_agents = 1,
                        .name = MODEL_HOSTILE, .sessions = m->sessions[1], .n_sessions = 1,
                        .auth = {{0, 0, 1, 0, 0, 0}}, .findings = &m->finding, .n_findings = 1,
                        .trouble = GB_SEVERITY_ERROR};
    m->verdict_bad[GB_EN] = "Rejected: the password is wrong, it is that of another device.";
    m->verdict_bad[GB_ZH] = "注册被拒绝：密码错误，使用的是另一台设备的密码。";
    m->devices[0] = &m->fine;
    m->devices[1] = &m->bad;
    m->totals = (GbTotals){.sip_messages = 13, .sip_requests = 7, .sip_responses = 6,
                           .retransmissions = 1, .devices = 2, .sessions = 2, .registrations = 1,
                           .registrations_rejected = 1, .auth = {{0, 1, 1, 0, 0, 0}},
                           .keepalives = 2, .keepalives_unanswered = 1, .keepalive_gaps = 1,
                           .first_us = MODEL_T0, .last_us = MODEL_T0 + 300000000};
    m->totals.by_method[GB_METHOD_REGISTER] = 5;
    m->totals.by_method[GB_METHOD_UNKNOWN] = 2;
    m->totals.by_status[200] = 4;
    m->totals.by_status[401] = 2;
    m->file = (GbCaptureFile){.name = "现场.pcap", .format = "pcap", .link_type = "EN10MB",
                              .packets = 14, .bytes = 9000, .first_us = MODEL_T0,
                              .last_us = MODEL_T0 + 300000000, .truncated = true};
    m->capture = (GbCaptureInfo){.files = &m->file, .n_files = 1};
    m->cause = (GbCause){{"1 device is rejected.", "1 台设备注册被拒绝。"}, 1, GB_SEVERITY_ERROR};
    m->report = (GbReport){.verdict = model_verdict, .generator = "gbanalyze", .version = "1", .capture = &m->capture,
                           .totals = &m->totals, .devices = m->devices, .n_devices = 2,
                           .findings = &m->of_capture, .n_findings = 1, .causes = &m->cause,
                           .n_causes = 1, .options = &m->options};
}

#endif
