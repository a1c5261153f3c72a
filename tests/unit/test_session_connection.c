/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_session_connection.c - registrations over TCP whose connection ends: which sessions it is
 * told of, by whom it was ended, when it is a finding and when not, and what the verdict says.
 */
#include "exchange.h"
#include "rules_cases.h"

#define REGISTERED_OVER(at, n, call) \
    at ".0 > REGISTER |@tcp " n " |@port 400" n " |@call " call "\n" at ".1 < 200 |@tcp " n " |@port 400" n "\n"
#define ALIVE_OVER(at, n) \
    at ".0 > MESSAGE |@tcp " n " |@port 400" n " " KA_BODY("1") "\n" at ".1 < 200 |@tcp " n " |@port 400" n "\n"
#define FIN_BY_SERVER(at, n) at " < FIN |@tcp " n " |@port 400" n "\n"
#define BY_DEVICE(at, what, n) at " > " what " |@tcp " n " |@port 400" n "\n"

typedef struct Case {
    const char *name, *text;
    const char *closed; /* of each session: "-", or "device FIN" */
    unsigned findings, changed;
} Case;

static const Case cases[] = {
    {"closed by the server, and silence", REGISTERED_OVER("0", "1", "a") FIN_BY_SERVER("60", "1") "200 end\n",
     "server FIN", 1, 0},
    {"reset by the device", REGISTERED_OVER("0", "1", "a") BY_DEVICE("60", "RST", "1") "200 end\n",
     "device RST", 1, 0},
    {"only the first end counts",
     REGISTERED_OVER("0", "1", "a") BY_DEVICE("60", "FIN", "1") FIN_BY_SERVER("60.1", "1") "200 end\n",
     "device FIN", 1, 0},
    {"the capture ends two minutes later", REGISTERED_OVER("0", "1", "a") FIN_BY_SERVER("60", "1") "180 end\n",
     "server FIN", 0, 0},
    {"another connection ends", REGISTERED_OVER("0", "1", "a") FIN_BY_SERVER("60", "2") "200 end\n", "-", 0, 0},
    {"registered again in time",
     REGISTERED_OVER("0", "1", "a") FIN_BY_SERVER("60", "1") REGISTERED_OVER("120", "2", "b") "400 end\n",
     "server FIN,-", 0, 0},
    {"registered again after half an hour",
     REGISTERED_OVER("0", "1", "a") FIN_BY_SERVER("60", "1") REGISTERED_OVER("1860", "2", "b") "1900 end\n",
     "server FIN,-", 1, 0},
    {"refreshed in time over a new connection",
     REGISTERED_OVER("0", "1", "a") FIN_BY_SERVER("60", "1") REGISTERED_OVER("120", "2", "a") "400 end\n", "-", 0, 0},
    {"refreshed after half an hour",
     REGISTERED_OVER("0", "1", "a") FIN_BY_SERVER("60", "1") REGISTERED_OVER("1860", "2", "a") "1900 end\n", "-", 1, 0},
    {"the old connection ends after the new registration",
     REGISTERED_OVER("0", "1", "a") REGISTERED_OVER("50", "2", "b") FIN_BY_SERVER("60", "1") "400 end\n",
     "-,-", 0, 0},
    {"unregistered before",
     REGISTERED_OVER("0", "1", "a") "50.0 > REGISTER |@tcp 1 |@port 4001 |@call a |Expires: 0\n50.1 < 200 |Expires: 0\n"
     BY_DEVICE("60", "FIN", "1") "400 end\n", "-", 0, 0},
    {"expired before",
     "0 > REGISTER |@tcp 1 |@port 4001 |Expires: 50\n0.1 < 200 |@tcp 1 |@port 4001 |Expires: 50\n"
     FIN_BY_SERVER("60", "1") "400 end\n", "-", 0, 0},
    {"expired long after",
     "0 > REGISTER |@tcp 1 |@port 4001 |Expires: 300\n0.1 < 200 |@tcp 1 |@port 4001 |Expires: 300\n"
     FIN_BY_SERVER("60", "1") "400 end\n", "server FIN", 1, 0},
    {"goes on over another connection without registering",
     REGISTERED_OVER("0", "1", "a") FIN_BY_SERVER("60", "1") ALIVE_OVER("70", "2") ALIVE_OVER("130", "2") "400 end\n",
     "server FIN", 0, 1},
    {"keepalives of an unseen registration", ALIVE_OVER("0", "1") FIN_BY_SERVER("60", "1") "200 end\n",
     "server FIN", 1, 0},
    {"keepalives of an unseen registration, each over a connection of its own",
     ALIVE_OVER("0", "1") BY_DEVICE("1", "FIN", "1") ALIVE_OVER("60", "2") BY_DEVICE("61", "FIN", "2") "100 end\n",
     "device FIN", 0, 0},
    {"the answer comes after the device's FIN",
     "0 > REGISTER |@tcp 1 |@port 4001\n" BY_DEVICE("0.05", "FIN", "1") "0.1 < 200 |@tcp 1 |@port 4001\n200 end\n",
     "device FIN", 1, 0},
};

static void add_closed(char *out, size_t n, const GbSession *s) {
    size_t at = strlen(out);
    if (!s->connection_closed.frame) snprintf(out + at, n - at, "%s-", at ? "," : "");
    else snprintf(out + at, n - at, "%s%s %s", at ? "," : "", s->closed_by_device ? "device" : "server",
                  s->closed_by_reset ? "RST" : "FIN");
}

static void which_ends_are_told(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *c = &cases[i];
        const GbDevice *const *devices;
        unsigned seen[GB_N_RULES] = {0};
        char closed[256] = "";
        Exchange *x = exchange_new(c->name);
        exchange_run(x, c->text);
        check_int(c->name, "devices", (long long)gb_analysis_devices(x->analysis, &devices), 1);
        for (size_t k = 0; k < devices[0]->n_sessions; k++)
            add_closed(closed, sizeof closed, devices[0]->sessions[k]);
        exchange_rules(x, seen);
        check_text(c->name, "closed", gb_slice_from(closed), c->closed);
        check_int(c->name, "findings", seen[GB_RULE_REGISTRATION_CONNECTION_CLOSED], c->findings);
        check_int(c->name, "connection changed", seen[GB_RULE_REGISTRATION_CONNECTION_CHANGED], c->changed);
        exchange_free(x);
    }
}

/* A gateway's devices over one connection; and settling in between changes nothing. */
static void a_connection_of_many(void) {
    const GbDevice *const *devices;
    unsigned seen[GB_N_RULES] = {0};
    char text[200];
    Exchange *x = exchange_new("gateway");
    for (unsigned i = 0; i < 9; i++) {
        snprintf(text, sizeof text, "%u > REGISTER |@id 3402000000132000001%u |@tcp 1 |@port 4001 |@call c%u\n"
                 "%u.1 < 200 |@tcp 1 |@port 4001\n", i, i, i, i);
        exchange_run(x, text);
    }
    exchange_run(x, FIN_BY_SERVER("60", "1") "100 end\n");
    exchange_run(x, "300 end\n");
    size_t n = gb_analysis_devices(x->analysis, &devices);
    CHECK_INT("gateway", n, 9);
    for (size_t i = 0; i < n; i++) CHECK_INT("gateway", devices[i]->sessions[0]->connection_closed.frame, 19);
    exchange_rules(x, seen);
    CHECK_INT("gateway", seen[GB_RULE_REGISTRATION_CONNECTION_CLOSED], 9);
    exchange_free(x);
}

/* A device that reconnects all day: its connections go as its sessions do. */
static void connections_come_and_go(void) {
    const GbDevice *const *devices;
    char text[400];
    Exchange *x = exchange_new("all day");
    for (unsigned i = 0; i < 2000; i++) {
        snprintf(text, sizeof text, "%u > REGISTER |@tcp %u |@call c%u\n%u.1 < 200 |@tcp %u\n%u.2 > FIN |@tcp %u\n",
                 i * 60, i + 1, i, i * 60, i + 1, i * 60, i + 1);
        exchange_run(x, text);
    }
    gb_analysis_devices(x->analysis, &devices);
    CHECK_INT("all day", devices[0]->n_sessions + devices[0]->n_sessions_omitted, 2000);
    const GbSession *last = devices[0]->sessions[devices[0]->n_sessions - 1];
    CHECK_INT("all day", last->connection_closed.frame, 6000);
    exchange_free(x);
}

static void the_verdict_names_it(void) {
    static const struct {
        const char *name, *text, *en, *zh;
    } said[] = {
        {"lost", REGISTERED_OVER("0", "1", "a") ALIVE_OVER("60", "1") FIN_BY_SERVER("90", "1") "600 end\n",
         "Registered at 00:00:00 UTC (frame 2, without a password), 1 keepalive; its TCP connection was closed by "
         "the server at 00:01:30 (frame 5) and it did not register again; silent from 00:01:00 (frame 3) on, 9 "
         "keepalives missed: lost.",
         "于 00:00:00 UTC 注册成功（第 2 帧，未鉴权），心跳 1 次；00:01:30（第 5 帧）平台关闭了其 TCP 连接，"
         "此后未重新注册；自 00:01:00（第 3 帧）起静默，缺少 9 次心跳：失联。"},
        {"back again", REGISTERED_OVER("0", "1", "a") BY_DEVICE("60", "RST", "1") REGISTERED_OVER("120", "2", "b") "130 end\n",
         "Registered twice, the last time at 00:02:00 UTC (frame 5, without a password), after it closed the previous "
         "TCP connection (frame 3), no keepalive so far; online at the end of the capture.",
         "共注册 2 次，最近一次于 00:02:00 UTC 注册成功（第 5 帧，未鉴权），此前的 TCP 连接已由设备于第 3 帧断开，"
         "尚无心跳；抓包结束时在线。"},
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        const GbDevice *const *devices;
        Exchange *x = exchange_new(said[i].name);
        exchange_run(x, said[i].text);
        gb_analysis_devices(x->analysis, &devices);
        check_text(said[i].name, "English", gb_slice_from(exchange_verdict(x, devices[0], GB_EN)), said[i].en);
        check_text(said[i].name, "Chinese", gb_slice_from(exchange_verdict(x, devices[0], GB_ZH)), said[i].zh);
        exchange_free(x);
    }
}

int main(void) {
    static const CheckTest tests[] = {
        {"which ends are told", which_ends_are_told},
        {"a connection of many devices", a_connection_of_many},
        {"connections come and go", connections_come_and_go},
        {"the verdict names it", the_verdict_names_it},
        {NULL, NULL},
    };
    return check_main("session_connection", tests);
}
