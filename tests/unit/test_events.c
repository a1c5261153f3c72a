/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_events.c - a line of --events: its keys, its body, and bodies that lie. */
#include <glib.h>
#include <jansson.h>

#include "check.h"
#include "report_model.h"

static bool gather(const char *bytes, size_t n, void *data) {
    g_string_append_len(data, bytes, (gssize)n);
    return true;
}

/* "body.elements.0.name" in a JSON tree. */
static json_t *at(json_t *json, const char *path) {
    char **steps = g_strsplit(path, ".", -1);
    for (unsigned i = 0; steps[i] && json; i++)
        json = json_is_array(json) ? json_array_get(json, (size_t)atoi(steps[i]))
                                   : json_object_get(json, steps[i]);
    g_strfreev(steps);
    return json;
}

static const char request[] = "MESSAGE sip:b@192.0.2.9 SIP/2.0\r\nCall-ID: c\r\nCSeq: 20 MESSAGE\r\n\r\n";

static json_t *event_line(const GbEvent *e, const char *where) {
    GString *out = g_string_new(NULL);
    gb_report_write_event(e, gather, out);
    json_t *json = json_loadb(out->str, out->len, JSON_REJECT_DUPLICATES, NULL);
    check_true(where, "is JSON", json != NULL);
    check_true(where, "is one line", strchr(out->str, '\n') == out->str + out->len - 1);
    g_string_free(out, TRUE);
    return json;
}

static void test_event(void) {
    static const char *const keys[] = {
        "frame", "file", "time", "transport", "src", "dst", "method", "status", "cseq", "call_id",
        "device_id", "retransmission", "auth", "cmd_type", "sn", "findings", "body"};
    GbElement elements[] = {
        {.name = GB_SLICE("Response"), .has_children = true},
        {.name = GB_SLICE("SumNum"), .value = GB_SLICE("2"), .depth = 1},
        {.name = GB_SLICE("DeviceList"), .depth = 1, .has_children = true},
        {.name = GB_SLICE("Num"), .value = GB_SLICE("2"), .depth = 2, .is_attribute = true},
        {.name = GB_SLICE("Item"), .depth = 2, .has_children = true},
        {.name = GB_SLICE("Name"), .value = GB_SLICE("枪机"), .depth = 3},
        {.name = GB_SLICE("Item"), .depth = 2, .has_children = true},
        {.name = GB_SLICE("Name"), .value = GB_SLICE("球机"), .depth = 3},
        {.name = GB_SLICE("Extra"), .depth = 1},
    };
    GbBody body = {.kind = GB_BODY_MANSCDP,
                   .manscdp = {.root_name = GB_SLICE("Response"), .cmd_type = GB_SLICE("Catalog"),
                               .has_sn = true, .sn = 104, .elements = elements,
                               .n_elements = sizeof elements / sizeof elements[0]}};
    GbMessage message = {.bytes = gb_slice_from(request), .time_us = MODEL_T0, .frame = 5,
                         .src = {4, {192, 0, 2, 1}, 5060},
                         .dst = {6, {0x20, 1, 0xd, 0xb8, [15] = 1}, 5060}};
    GbSip sip;
    GbRuleHit hit = {.rule = GB_RULE_CAPTURE_TRUNCATED};
    CHECK_INT("the request is one", gb_sip_parse(message.bytes, &sip), GB_OK);
    GbEvent e = {.message = &message, .sip = &sip, .body = &body, .device_id = "d", .from_device = true,
                 .latency_us = -1, .keepalive_interval_us = -1, .findings = &hit, .n_findings = 1};
    json_t *json = event_line(&e, "a message with a body");
    void *k = json_object_iter(json);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++, k = json_object_iter_next(json, k))
        check_text("event key", keys[i], gb_slice_from(json_object_iter_key(k)), keys[i]);
#define TEXT(path) gb_slice_from(json_string_value(at(json, path)))
    CHECK_TEXT("event", TEXT("src"), "192.0.2.1:5060");
    CHECK_TEXT("IPv6 in brackets", TEXT("dst"), "[2001:db8::1]:5060");
    CHECK_TEXT("event", TEXT("method"), "MESSAGE");
    CHECK_TRUE("status is null in requests", json_is_null(at(json, "status")));
    CHECK_INT("event", json_integer_value(at(json, "cseq")), 20);
    CHECK_INT("event", json_integer_value(at(json, "sn")), 104);
    CHECK_TEXT("event", TEXT("cmd_type"), "Catalog");
    CHECK_TEXT("event", TEXT("findings.0"), "capture.truncated");
    CHECK_INT("three elements under the root", json_array_size(at(json, "body.elements")), 3);
    CHECK_TEXT("nested", TEXT("body.elements.1.elements.2.elements.0.value"), "球机");
    CHECK_TRUE("an attribute is told", json_is_true(at(json, "body.elements.1.elements.0.attribute")));
    CHECK_TEXT("an empty element has an empty value", TEXT("body.elements.2.value"), "");
    json_decref(json);

    GbEvent broken = {.message = &message, .outcome = GB_BAD, .latency_us = -1,
                      .keepalive_interval_us = -1};
    json = event_line(&broken, "a message that could not be parsed");
    CHECK_TRUE("null where nothing is known", json_is_null(at(json, "method")) &&
               json_is_null(at(json, "call_id")) && json_is_null(at(json, "body")));
    CHECK_TRUE("and said", json_is_true(at(json, "malformed")));
    json_decref(json);

    GbBody text = {.kind = GB_BODY_OTHER, .text = {.utf8 = GB_SLICE("hello")}};
    e.body = &text;
    json = event_line(&e, "text");
    CHECK_TEXT("another body is text", TEXT("body.text"), "hello");
    json_decref(json);
    text.text.utf8 = GB_SLICE("rtsp://me:secret@10.0.0.1 password=secret");
    json = event_line(&e, "text with secrets");
    CHECK_TEXT("struck out", TEXT("body.text"), "rtsp://***@10.0.0.1 password=***");
    json_decref(json);
    GbBody sdp = {.kind = GB_BODY_SDP, .sdp = {.u = GB_SLICE("rtsp://me:secret@10.0.0.1/1")}};
    e.body = &sdp;
    json = event_line(&e, "SDP with a secret");
    CHECK_TEXT("struck out in SDP", TEXT("body.u"), "rtsp://***@10.0.0.1/1");
    json_decref(json);
    e.body = &text;
    char *large = g_strnfill(3 * GB_MAX_VALUE, 'x');
    memcpy(large + GB_MAX_VALUE - 1, "中", 3);
    text.text.utf8 = gb_slice_from(large);
    json = event_line(&e, "long text");
    CHECK_INT("long text is cut between characters", json_string_length(at(json, "body.text")),
              GB_MAX_VALUE - 1);
    CHECK_TRUE("and said", json_is_true(at(json, "body.cut")));
    json_decref(json);
    g_free(large);
}

/* Depths that lie, and trees as deep as they get. */
static void test_odd_trees(void) {
    enum { N = 400 };
    GbElement elements[N];
    GbBody body = {.kind = GB_BODY_MANSCDP, .manscdp = {.elements = elements, .n_elements = N}};
    GbMessage message = {.frame = 1};
    GbEvent e = {.message = &message, .body = &body, .latency_us = -1, .keepalive_interval_us = -1};
    for (unsigned step = 1; step < 50; step++) {
        for (unsigned i = 0; i < N; i++)
            elements[i] = (GbElement){.name = GB_SLICE("e"), .depth = (uint16_t)(i * step % 71),
                                      .has_children = i & 1};
        json_decref(event_line(&e, "a tree whose depths jump"));
    }
}

int main(void) {
    static const CheckTest tests[] = {
        {"event", test_event}, {"odd trees", test_odd_trees}, {NULL, NULL}};
    return check_main("events", tests);
}
