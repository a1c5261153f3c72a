/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_handover.c - what one thread reads the other gets: every message with its bytes and its head,
 * be it copied or read where it stays, and what was prepared of it, notices, ends of connections and pings between them, in order, small and large ones; and a stop
 * comes back.
 */
#include <gb28181/body.h>
#include <gb28181/head.h>
#include <glib.h>
#include <stdio.h>

#include "check.h"
#include "handover.h"
#include "same_head.h"

typedef struct Taker {
    unsigned n_messages, n_notices, n_ends, n_pings, n_bodies, n_in_room, wrong, stop_at; /* stop_at 0: never */
    GbBodyReader *reader;
    GbAnalysis *analysis;
} Taker;

static GbSlice message_of(unsigned i, char *text, size_t size) {
    unsigned body = i % 100 == 99 ? 300000 : i % 7 * 100;
    int n = snprintf(text, size, "MESSAGE sip:1@2 SIP/2.0\r\nVia: SIP/2.0/UDP 2;branch=z9hG4bK%u\r\n"
                     "From: <sip:1@2>;tag=1\r\nTo: <sip:2@2>\r\nCall-ID: %u\r\nCSeq: %u MESSAGE\r\n"
                     "%sContent-Length: %u\r\n\r\n", i, i, i,
                     i % 5 ? "" : "Authorization: Digest username=\"1\", realm=\"r\", nonce=\"n\", "
                                  "uri=\"u\", response=\"x\"\r\n", body);
    memset(text + n, 'a' + (int)(i % 26), body);
    return gb_slice(text, (size_t)n + body);
}

static bool is_prepared(const Taker *t, const GbMessage *m) {
    GbPrepared again;
    const GbPrepared *p = m->prepared;
    gb_analysis_prepare(t->analysis, m->head, &again);
    return p && p->call_key == again.call_key && p->transaction_key == again.transaction_key &&
           p->branch == again.branch && p->print == again.print && p->from_key == again.from_key &&
           p->to_key == again.to_key && p->has_authorization == again.has_authorization &&
           p->result == again.result && gb_slice_eq(p->checked_for, again.checked_for) &&
           (!p->has_authorization || gb_slice_eq(p->authorization.username, GB_SLICE("1")));
}

static bool take_message(const GbMessage *m, void *data) {
    Taker *t = data;
    static char text[1 << 19];
    static GbHead head;
    unsigned i = t->n_messages++;
    bool right = gb_slice_eq(m->bytes, message_of(i, text, sizeof text)) && m->frame == i + 1 &&
                 t->n_notices == (i + 9) / 10;
    right = right && (m->head != NULL) == (i % 3 != 0);
    if (right && m->head)
        right = gb_head_read(NULL, m->bytes, &head) == GB_OK && !head_difference(m->head, &head);
    if (right && m->head) right = is_prepared(t, m);
    if (right && m->body) { /* a long one: read already */
        GbBody body;
        gb_body_read(t->reader, gb_sip_header(&head.sip, GB_HEADER_CONTENT_TYPE), head.sip.body, &body);
        right = m->body->kind == body.kind && m->body->quirks == body.quirks &&
                gb_slice_eq(m->body->text.utf8, body.text.utf8) && m->body->raw.p == m->head->sip.body.p;
        t->n_bodies++;
    }
    t->wrong += !right;
    return t->n_messages != t->stop_at;
}

static void take_notice(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                        const char *const *args, unsigned n_args, void *data) {
    Taker *t = data;
    char number[16];
    snprintf(number, sizeof number, "%u", t->n_messages);
    if (strcmp(rule, "capture.damaged") != 0 || file != 7 || frame != t->n_messages || time_us != 5 ||
        n_args != 2 || args[0] != NULL || strcmp(args[1], number) != 0)
        t->wrong++;
    t->n_notices++;
}

static void take_end(const GbConnectionEnd *end, void *data) {
    Taker *t = data;
    if (end->frame != t->n_messages || end->connection != 5 || !end->is_reset) t->wrong++;
    t->n_ends++;
}

static void take_ping(const GbPing *ping, void *data) {
    Taker *t = data;
    if (ping->frame != t->n_messages || ping->src.port != 5060 || ping->dst.port != 5061) t->wrong++;
    t->n_pings++;
}

/* Gives n messages; a notice, a connection's end and a ping behind every tenth; returns how many
 * were taken before a stop. */
static unsigned give(Taker *t, unsigned n, bool *whole) {
    char *text = g_malloc(1 << 19);
    static GbHead head;
    CaptureCallbacks to = {.message = take_message, .notice = take_notice, .connection_end = take_end,
                           .ping = take_ping, .data = t};
    t->analysis = gb_analysis_new(NULL);
    Handover *h = handover_begin(&to, t->analysis);
    CaptureCallbacks from = handover_callbacks(h);
    unsigned i = 0;
    for (bool go_on = true; i < n && go_on; i++) {
        GbMessage m = {.bytes = message_of(i, text, 1 << 19), .frame = i + 1};
        GbHead *at = &head;
        char *copy;
        if (i % 4 < 2 && from.room && from.room(m.bytes.n, &copy, &at, from.data)) { /* read where it stays */
            m.bytes.p = memcpy(copy, m.bytes.p, m.bytes.n);
            t->n_in_room++;
            if (i % 16 == 0) { /* and not used */
                m.bytes.p = text;
                at = &head;
            }
        }
        if (i % 3 && gb_head_read(NULL, m.bytes, at) == GB_OK) m.head = at;
        go_on = from.message(&m, from.data);
        memset(text, 'x', m.bytes.n); /* what was lent is gone */
        char number[16];
        snprintf(number, sizeof number, "%u", i + 1);
        const char *args[] = {NULL, number};
        if (i % 10) continue;
        from.notice("capture.damaged", 7, i + 1, 5, args, 2, from.data);
        from.connection_end(&(GbConnectionEnd){.connection = 5, .frame = i + 1, .is_reset = true}, from.data);
        from.ping(&(GbPing){.frame = i + 1, .src.port = 5060, .dst.port = 5061}, from.data);
    }
    *whole = handover_end(h);
    gb_analysis_free(t->analysis);
    g_free(text);
    return i;
}

static void all_in_order(void) {
    static const unsigned numbers[] = {0, 1, 127, 128, 129, 5000};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        Taker t = {.reader = gb_body_reader_new()};
        bool whole;
        check_int("given", "messages", give(&t, numbers[i], &whole), numbers[i]);
        CHECK_INT("taken", t.n_messages, numbers[i]);
        CHECK_INT("notices", t.n_notices, (numbers[i] + 9) / 10);
        CHECK_INT("ends of connections", t.n_ends, t.n_notices);
        CHECK_INT("pings", t.n_pings, t.n_notices);
        CHECK_INT("wrong", t.wrong, 0);
        CHECK_TRUE("most that ask have room", g_get_num_processors() < 2 || t.n_in_room >= numbers[i] / 3);
        CHECK_TRUE("long bodies are decoded", t.n_bodies >= numbers[i] / 100);
        gb_body_reader_free(t.reader);
        CHECK_TRUE("whole", whole);
    }
}

static void a_stop_comes_back(void) {
    Taker t = {.stop_at = 10};
    bool whole;
    unsigned given = give(&t, 100000, &whole);
    CHECK_TRUE("the reader stops soon", given < 5000);
    CHECK_INT("nothing is taken behind it", t.n_messages, 10);
    CHECK_TRUE("and it is said", !whole);
}

int main(void) {
    static const CheckTest tests[] = {
        {"all in order", all_in_order},
        {"a stop comes back", a_stop_comes_back},
        {NULL, NULL},
    };
    return check_main("handover", tests);
}
