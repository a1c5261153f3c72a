/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_report.c - the JSON, CSV and summary writers on a report made by hand. */
#include <glib.h>
#include <jansson.h>

#include "check.h"
#include "report_model.h"
#include "report/visible.h"

static bool gather(const char *bytes, size_t n, void *data) {
    g_string_append_len(data, bytes, (gssize)n);
    return true;
}

static bool refuse(const char *bytes, size_t n, void *data) {
    (void)bytes, (void)n;
    (*(unsigned *)data)++;
    return false;
}

/* "devices.0.id" in a JSON tree. */
static json_t *at(json_t *json, const char *path) {
    char **steps = g_strsplit(path, ".", -1);
    for (unsigned i = 0; steps[i] && json; i++)
        json = json_is_array(json) ? json_array_get(json, (size_t)atoi(steps[i]))
                                   : json_object_get(json, steps[i]);
    g_strfreev(steps);
    return json;
}

static json_t *write_and_read(const GbReport *r) {
    GString *out = g_string_new(NULL);
    json_error_t error;
    CHECK_TRUE("it is written", gb_report_write_json(r, gather, out));
    json_t *json = json_loadb(out->str, out->len, JSON_REJECT_DUPLICATES, &error);
    if (!json) fprintf(stderr, "%s line %d\n", error.text, error.line);
    CHECK_TRUE("a JSON parser reads it, no key stands twice", json != NULL);
    g_string_free(out, TRUE);
    return json;
}

static void test_json_values(void) {
    static const struct {
        const char *path, *text;
    } texts[] = {
        {"schema", "gbanalyze-report/1"},
        {"generator.name", "gbanalyze"},
        {"captures.0.file", "现场.pcap"},
        {"captures.0.first", "2020-10-28T16:18:25.286000Z"},
        {"devices.0.id", "34020000001110000001"},
        {"devices.0.name", "一号录像机"},
        {"devices.0.transports.0", "UDP"},
        {"devices.0.addresses.0", "192.0.2.1:5060"},
        {"devices.0.sessions.0.state", "open"},
        {"devices.0.sessions.0.start.time", "2020-10-28T16:18:25.300000Z"},
        {"devices.0.sessions.0.attempts.1.auth.result", "verified"},
        {"devices.0.sessions.0.attempts.1.auth.algorithm", "MD5"},
        {"devices.0.catalog.0.name", "三楼东侧枪机"},
        {"devices.0.exchanges.0.kind", "catalog"},
        {"devices.1.sessions.0.end.time", "2020-10-28T16:18:27.286000Z"},
        {"devices.1.sessions.0.attempts.0.auth.why", "other-device"},
        {"devices.1.findings.0.rule", "capture.truncated"},
        {"devices.1.findings.0.severity", "warning"},
        {"devices.1.transports.1", "TCP"},
        {"devices.1.trouble", "error"},
        {"findings.0.rule", "capture.truncated"},
    };
    static const struct {
        const char *path;
        double number;
    } numbers[] = {
        {"captures.0.packets", 14},
        {"totals.packets", 14},
        {"totals.by_method.REGISTER", 5},
        {"totals.by_method.other", 2},
        {"totals.by_status.401", 2},
        {"totals.auth.mismatch", 1},
        {"devices.0.sessions.0.attempts.0.response.latency_s", 0.004},
        {"devices.0.sessions.0.attempts.1.retransmissions", 1},
        {"devices.0.sessions.0.attempts_omitted", 5},
        {"devices.0.sessions.0.expires_s", 1800},
        {"devices.0.sessions.0.keepalives.interval_s.median", 240},
        {"devices.0.sessions.0.keepalives.gaps.0.duration_s", 240},
        {"devices.0.sessions.0.keepalives.gaps.0.missed", 3},
        {"devices.0.sessions.0.keepalives.gaps.0.from.frame", 9},
        {"devices.1.findings.0.count", 214},
    };
    static const char *const nulls[] = {
        "devices.0.sessions.0.end", "devices.0.sessions.0.attempts.0.auth",
        "devices.0.sessions.0.attempts.1.auth.qop", "devices.1.sessions.0.realm",
        "devices.1.sessions.0.end.frame", "devices.1.sessions.0.expires_s",
        "devices.1.sessions.0.attempts.0.response", "devices.1.sessions.0.attempts.0.expires_s",
        "devices.1.sessions.0.keepalives.first", "devices.1.sessions.0.keepalives.interval_s.min",
        "findings.0.device", "findings.0.frame", "findings.0.time",
    };
    Model m;
    model_init(&m);
    json_t *json = write_and_read(&m.report);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check_text("json", texts[i].path, gb_slice_from(json_string_value(at(json, texts[i].path))),
                   texts[i].text);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        json_t *value = at(json, numbers[i].path);
        check_true("json", numbers[i].path,
                   json_is_number(value) && json_number_value(value) == numbers[i].number);
    }
    for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++)
        check_true("json is null", nulls[i], json_is_null(at(json, nulls[i])));
    CHECK_TRUE("file 0 is left out", !at(json, "devices.0.sessions.0.start.file"));
    CHECK_TRUE("no device key in a device's findings", !at(json, "devices.1.findings.0.device"));
    json_t *rule = json_object_get(at(json, "rules"), "capture.truncated");
    CHECK_TEXT("with its clause", gb_slice_from(json_string_value(json_object_get(rule, "clause"))),
               gb_rule_info(GB_RULE_CAPTURE_TRUNCATED)->clause);
    CHECK_TRUE("and the reference's id, or null", json_object_get(rule, "reference") != NULL);
    CHECK_TRUE("a rule that was found is explained", at(json, "rules.capture.truncated") == NULL &&
               json_object_get(at(json, "rules"), "capture.truncated") != NULL);
    json_decref(json);
}

/* The contract's keys, in the contract's order, before any other. */
static void test_json_order(void) {
    static const struct {
        const char *path, *keys;
    } objects[] = {
        {"", "schema generator captures totals devices findings"},
        {"generator", "name version"},
        {"captures.0", "file format link_type packets first last truncated"},
        {"totals", "packets sip_messages sip_requests sip_responses sip_malformed sip_incomplete "
                   "retransmissions by_method by_status devices sessions registrations refreshes "
                   "unregistrations registrations_rejected auth keepalives keepalives_unanswered "
                   "keepalive_gaps manscdp_bodies manscdp_broken"},
        {"totals.auth", "verified mismatch no_password unsupported incomplete"},
        {"devices.0", "id id_valid type name state transports addresses servers user_agents auth "
                      "sessions findings"},
        {"devices.0.sessions.0", "state call_id realm server_id contact transport start end "
                                 "expires_s refreshes attempts attempts_omitted keepalives"},
        {"devices.1.sessions.0", "state call_id realm server_id contact transport start end "
                                 "expires_s refreshes attempts keepalives"},
        {"devices.0.sessions.0.attempts.1",
         "frame time cseq expires_s retransmissions response auth"},
        {"devices.0.sessions.0.attempts.1.response", "code frame latency_s"},
        {"devices.0.sessions.0.attempts.1.auth", "result algorithm qop realm nonce username"},
        {"devices.0.sessions.0.keepalives",
         "count retransmissions unanswered first last interval_s gaps"},
        {"devices.0.sessions.0.keepalives.interval_s", "min median max"},
        {"devices.0.sessions.0.keepalives.gaps.0", "from to duration_s missed"},
        {"devices.1.findings.0", "rule severity frame time message"},
        {"findings.0", "rule severity device frame time message"},
    };
    Model m;
    model_init(&m);
    json_t *json = write_and_read(&m.report);
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        json_t *object = *objects[i].path ? at(json, objects[i].path) : json;
        GString *keys = g_string_new(NULL);
        for (void *k = json_object_iter(object); k; k = json_object_iter_next(object, k))
            g_string_append_printf(keys, "%s%s", keys->len ? " " : "", json_object_iter_key(k));
        size_t n = strlen(objects[i].keys);
        check_text("keys", objects[i].path, gb_slice(keys->str, MIN(keys->len, n)), objects[i].keys);
        check_true("keys end there", objects[i].path, keys->len == n || keys->str[n] == ' ');
        g_string_free(keys, TRUE);
    }
    json_decref(json);
}

static void test_same_bytes(void) {
    Model m;
    model_init(&m);
    GString *one = g_string_new(NULL), *two = g_string_new(NULL);
    gb_report_write_json(&m.report, gather, one);
    m.report.lang = GB_ZH; /* the JSON is for scripts: no language changes it */
    gb_report_write_json(&m.report, gather, two);
    CHECK_TRUE("the same report gives the same bytes", g_string_equal(one, two));
    CHECK_TRUE("no odd character stands in it", !strchr(one->str, '\033') &&
               g_utf8_validate(one->str, (gssize)one->len, NULL) && !strstr(one->str, "\xE2\x80\xAE"));
    g_string_free(one, TRUE);
    g_string_free(two, TRUE);
}

static void test_csv(void) {
    Model m;
    model_init(&m);
    GString *out = g_string_new(NULL);
    gb_report_write_csv(&m.report, gather, out);
    char **lines = g_strsplit(out->str, "\r\n", -1);
    CHECK_INT("a header and a row per session", g_strv_length(lines), 4);
    check_true("header", lines[0], g_str_has_prefix(lines[0], "device_id,type,name,session,state,"));
    CHECK_TRUE("a row", g_str_has_prefix(lines[1], "34020000001110000001,"));
    CHECK_TRUE("times are ISO 8601",
               strstr(lines[1], ",2020-10-28T16:18:25.300000Z,4,,,1800,0,7,200,4,verified,,2,1,0,240.0,1,240.0,"));
    CHECK_TRUE("a formula is defused, quotes doubled, controls shown",
               g_str_has_prefix(lines[2], "\"'=cmd|' /C calc'!A0,\"\"<script>⟨U+001B⟩[2J⟨U+202E⟩gpj⟨0xFF⟩\","));
    g_strfreev(lines);
    g_string_free(out, TRUE);
}

static void test_summary(void) {
    Model m;
    model_init(&m);
    for (int lang = 0; lang < GB_N_LANGS; lang++)
        for (unsigned width = 40; width <= 200; width += 40) {
            GString *out = g_string_new(NULL);
            GbSummaryStyle style = {.width = width};
            m.report.lang = (GbLang)lang;
            gb_report_write_summary(&m.report, &style, gather, out);
            CHECK_TRUE("no escape sequence without colour", !strchr(out->str, '\033'));
            CHECK_TRUE("valid UTF-8", g_utf8_validate(out->str, (gssize)out->len, NULL));
            char **lines = g_strsplit(out->str, "\n", -1);
            for (unsigned i = 0; lines[i]; i++)
                if (gb_visible_width(gb_slice_from(lines[i])) > width)
                    check_text("too wide", "line", gb_slice_from(lines[i]), "");
            g_strfreev(lines);
            const char *bad = strstr(out->str, "=cmd"), *fine = strstr(out->str, "34020000001110000001");
            CHECK_TRUE("the troubled device stands first", bad && fine && bad < fine);
            g_string_free(out, TRUE);
        }
    GString *out = g_string_new(NULL);
    GbSummaryStyle style = {.width = 120};
    m.report.lang = GB_EN;
    gb_report_write_summary(&m.report, &style, gather, out);
    CHECK_TRUE("the verdict is the first line", g_str_has_prefix(out->str, "2 devices: 1 fine, 1 with trouble\n"));
    CHECK_TRUE("numbers", strstr(out->str, "1 registration, 1 rejected; passwords: 1 verified, 1 wrong; "
                                           "2 keepalives, 1 unanswered, 1 gap\n") != NULL);
    g_string_truncate(out, 0);
    m.report.lang = GB_ZH;
    style.colour = true;
    gb_report_write_summary(&m.report, &style, gather, out);
    CHECK_TRUE("the verdict in Chinese", strstr(out->str, "2 台设备：1 台正常，1 台有问题") != NULL);
    CHECK_TRUE("in colour", strstr(out->str, "\033[31m") != NULL);
    CHECK_TRUE("its own escapes only", !strstr(out->str, "\033[2J"));
    g_string_free(out, TRUE);
}

/* No line of Chinese begins with a closing mark or with the unit of a number. */
static void test_chinese_wrapping(void) {
    static const char *const closing[] = {"，", "。", "：", "；", "）", "”", "帧", "次", "秒"};
    Model m;
    model_init(&m);
    m.report.lang = GB_ZH;
    m.verdict_bad[GB_ZH] = "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），心跳 60 次（约每 60 秒）；"
                           "第 4 帧注册被拒绝（403）：密码正确，但 realm 是“3402”，共 4 次。";
    for (unsigned width = 30; width <= 80; width++) {
        GString *out = g_string_new(NULL);
        GbSummaryStyle style = {.width = width};
        gb_report_write_summary(&m.report, &style, gather, out);
        CHECK_TRUE("the text is there", strstr(out->str, "于") != NULL);
        for (const char *line = strstr(out->str, "于"); line && *line; line = strchr(line, '\n')) {
            while (*line == '\n' || *line == ' ') line++;
            for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
                if (g_str_has_prefix(line, closing[i])) check_text("a line begins with", closing[i], gb_slice_from(line), "");
        }
        g_string_free(out, TRUE);
    }
}

static void test_many_devices(void) {
    Model m;
    model_init(&m);
    enum { N = 1000 };
    const GbDevice **devices = g_new(const GbDevice *, N);
    for (unsigned i = 0; i < N; i++) devices[i] = i % 10 == 9 ? &m.bad : &m.fine;
    m.report.devices = devices;
    m.report.n_devices = N;
    GString *out = g_string_new(NULL);
    gb_report_write_summary(&m.report, NULL, gather, out);
    CHECK_TRUE("the rest is counted",
               strstr(out->str, "960 more devices are not shown here, 60 of them with trouble\n") != NULL);
    CHECK_TRUE("the worst are shown", !strstr(out->str, "34020000001110000001  "));
    g_string_free(out, TRUE);
    g_free(devices);
}

static void test_empty(void) {
    Model m;
    model_init(&m);
    GbTotals none = {0};
    GbReport r = {.generator = "gbanalyze", .version = "1", .totals = &none};
    json_t *json = write_and_read(&r);
    CHECK_INT("no devices", json_array_size(at(json, "devices")), 0);
    json_decref(json);
    GString *out = g_string_new(NULL);
    gb_report_write_summary(&r, NULL, gather, out);
    CHECK_TRUE("nothing found is said", g_str_has_prefix(out->str, "No GB/T 28181 device found\n"));
    g_string_truncate(out, 0);
    gb_report_write_csv(&r, gather, out);
    CHECK_TRUE("the header stands alone", g_str_has_suffix(out->str, "device_verdict_zh\r\n"));
    g_string_free(out, TRUE);
    CHECK_INT("no finding, no severity", gb_report_worst(&r), GB_SEVERITY_NONE);
    CHECK_INT("a device's finding counts", gb_report_worst(&m.report), GB_SEVERITY_WARNING);
}

static void test_full_sink(void) {
    Model m;
    model_init(&m);
    unsigned calls = 0;
    CHECK_TRUE("JSON says so", !gb_report_write_json(&m.report, refuse, &calls));
    CHECK_TRUE("CSV says so", !gb_report_write_csv(&m.report, refuse, &calls));
    CHECK_TRUE("the summary says so", !gb_report_write_summary(&m.report, NULL, refuse, &calls));
    CHECK_INT("each asked once", calls, 3);
}

int main(void) {
    static const CheckTest tests[] = {{"json values", test_json_values},
                                      {"json order", test_json_order},
                                      {"same bytes", test_same_bytes},
                                      {"csv", test_csv},
                                      {"summary", test_summary},
                                      {"Chinese wrapping", test_chinese_wrapping},
                                      {"many devices", test_many_devices},
                                      {"empty", test_empty},
                                      {"full sink", test_full_sink},
                                      {NULL, NULL}};
    return check_main("report", tests);
}
