/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_rules.c - for every rule an exchange on which it fires and a near miss on which it stays
 * silent (rules_*.inc, written as exchange.h reads them). A rule without both fails the test, but
 * for those that only the reader of a capture can raise. A conforming exchange yields nothing
 * above a note.
 */
#include "exchange.h"
#include "rules_cases.h"

typedef struct Case {
    GbRule rule;
    const char *fires, *silent;
} Case;

#define CASE(id, fire, near) {GB_RULE_##id, fire, near},
static const Case cases[] = {
#include "rules_auth.inc"
#include "rules_core.inc"
#include "rules_media.inc"
#include "rules_message.inc"
};
#undef CASE

/* Only who reads packets can know these. */
static const GbRule by_feeder[] = {
    GB_RULE_CAPTURE_TRUNCATED, GB_RULE_CAPTURE_DAMAGED, GB_RULE_CAPTURE_INTERRUPTED,
    GB_RULE_CAPTURE_FRAGMENTS_LOST, GB_RULE_CAPTURE_FIRST_FRAGMENTS_ONLY,
    GB_RULE_CAPTURE_STREAM_GAP, GB_RULE_CAPTURE_NESTING, GB_RULE_CAPTURE_BAD_LENGTHS,
    GB_RULE_CAPTURE_LIMIT_REACHED,
};

/* Cases that need more than a line a message: see below. */
static const GbRule by_program[] = {
    GB_RULE_REGISTRATION_STORM, GB_RULE_MESSAGE_TOO_MANY_ITEMS, GB_RULE_MESSAGE_LF_ONLY,
    GB_RULE_SIP_MALFORMED, GB_RULE_SIP_HEAD_ENDLESS,
    GB_RULE_CAPTURE_CLOCKS_DIFFER, /* test_session_order.c */
};

static unsigned run(const char *name, const char *text, GbRule rule) {
    unsigned seen[GB_N_RULES] = {0};
    Exchange *x = exchange_new(name);
    exchange_run(x, text);
    exchange_rules(x, seen);
    exchange_free(x);
    return seen[rule];
}

static void rules_fire_and_stay_silent(void) {
    const char *only = getenv("GB_RULE");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *id = gb_rule_info(cases[i].rule)->id;
        if (only && strcmp(only, id) != 0) continue;
        if (!run(id, cases[i].fires, cases[i].rule)) {
            fprintf(stderr, "%s does not fire\n", id);
            check_true(id, "fires", false);
        }
        if (run(id, cases[i].silent, cases[i].rule)) {
            fprintf(stderr, "%s fires on its near miss\n", id);
            check_true(id, "stays silent", false);
        }
        check_true(id, "both exchanges were read", true);
    }
}

static bool among(GbRule rule, const GbRule *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (list[i] == rule) return true;
    return false;
}

static void every_rule_is_covered(void) {
    for (unsigned r = 1; r < GB_N_RULES; r++) {
        unsigned n = 0;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) n += cases[i].rule == r;
        bool other = among((GbRule)r, by_feeder, sizeof by_feeder / sizeof *by_feeder) ||
                     among((GbRule)r, by_program, sizeof by_program / sizeof *by_program);
        check_int(gb_rule_info((GbRule)r)->id, "cases", n, other ? 0 : 1);
    }
}

static void the_reader_of_a_capture_raises(void) {
    static const char *const args[] = {"17", "9"};
    for (size_t i = 0; i < sizeof by_feeder / sizeof *by_feeder; i++) {
        unsigned seen[GB_N_RULES] = {0};
        Exchange *x = exchange_new("feeder");
        GbMoment at = {EXCHANGE_START, 3, 0};
        exchange_run(x, REG);
        exchange_rules(x, seen);
        check_int(gb_rule_info(by_feeder[i])->id, "silent without the reader", seen[by_feeder[i]], 0);
        gb_analysis_raise(x->analysis, by_feeder[i], &at, args, 2);
        gb_analysis_settle(x->analysis, x->end_us);
        exchange_rules(x, seen);
        check_int(gb_rule_info(by_feeder[i])->id, "raised", seen[by_feeder[i]], 1);
        exchange_free(x);
    }
}

/* The exchange of a device and a server that do all as the standard says. */
static const char conforming[] =
    "0 > REGISTER |X-GB-Ver: 3.0\n0.1 < 401 |X-GB-Ver: 3.0\n"
    "0.2 > REGISTER |X-GB-Ver: 3.0 |@auth gbtest-01\n0.3 < 200 |X-GB-Ver: 3.0\n"
    KA("60.", "1") CATALOG("6", ITEM(CHANNEL, PLACE), "1", "1") KA("120.", "2")
    ASK("130.", QUERY("DeviceInfo", "9", ""))
    TELL("131.", RESPONSE("DeviceInfo", "9", "<DeviceName>gate</DeviceName><Result>OK</Result>"))
    PTZ("140.", "A50F0101200000D6") PTZ("142.", STOP)
    "150.0 < INVITE |@call i1 |@cseq 1 " OFFER "\n150.1 > 200 |@call i1 " ANSWER "\n"
    "150.2 < ACK |@call i1 |@cseq 1\n160.0 < BYE |@call i1 |@cseq 2\n160.1 > 200 |@call i1\n"
    "165.0 < SUBSCRIBE |@call s1 |@cseq 1 " SUBSCRIBE_BODY "\n165.1 > 200 |@call s1\n"
    CHANGE("166.", "1", OFF) TELL("170.", ALARM("31", "2", "5", "")) ASK("171.", ALARM_ANSWER("31"))
    KA("180.", "3") KA("240.", "4") KA("300.", "5") KA("360.", "6") KA("420.", "7");

#define PLATFORM "34020000002000000009"
#define BELOW " |@id " PLATFORM
#define ID_BELOW "<DeviceID>" PLATFORM "</DeviceID>"
#define ITEM_OF(parent, name) \
    "<Item><DeviceID>" CHANNEL "</DeviceID><Name>" name "</Name><Manufacturer>V</Manufacturer>" \
    "<Model>M</Model><CivilCode>3402</CivilCode><Address>a</Address><Parental>0</Parental><ParentID>" parent \
    "</ParentID><RegisterWay>1</RegisterWay><Secrecy>0</Secrecy><Status>ON</Status>" PLACE "</Item>"
#define OVER(n) " |@tcp " n " |@port 400" n
#define REG_OVER(at, n, call) \
    at ".0 > REGISTER |@call " call OVER(n) "\n" at ".1 < 401 |@call " call OVER(n) "\n" \
    at ".2 > REGISTER |@auth gbtest-01 |@call " call OVER(n) "\n" at ".3 < 200 |@call " call OVER(n) "\n"
#define KA_OVER(at, sn, n) at ".0 > MESSAGE" OVER(n) " " KA_BODY(sn) "\n" at ".1 < 200" OVER(n) "\n"
#define KAS KA("60.", "1") KA("120.", "2") KA("180.", "3") KA("240.", "4") KA("300.", "5") KA("360.", "6")

static const struct {
    const char *name, *text;
    bool twice;
} clean[] = {
    {"all that devices and servers do", conforming, false},
    {"the same, seen at two taps", conforming, true},
    {"a registration without a challenge", "0 > REGISTER\n0.1 < 200\n" KAS, false},
    {"refreshed under the same Call-ID, challenged each time",
     REG KAS "400 > REGISTER\n400.1 < 401\n400.2 > REGISTER |@auth gbtest-01\n400.3 < 200\n430 end\n", false},
    {"unregistered, and gone", REG KAS "370 > REGISTER |Expires: 0\n370.1 < 401\n"
     "370.2 > REGISTER |Expires: 0 |@auth gbtest-01\n370.3 < 200 |-Contact |-Expires\n4000 end\n", false},
    {"over TCP, closed after unregistering",
     REG_OVER("0", "1", "a") KA_OVER("60", "1", "1") KA_OVER("120", "2", "1")
     "130 > REGISTER |Expires: 0 |@call a" OVER("1") "\n130.1 < 200 |-Contact |-Expires" OVER("1") "\n"
     "131 > FIN" OVER("1") "\n4000 end\n", false},
    {"over TCP, the connection lost, registered again after the retry delay",
     REG_OVER("0", "1", "a") KA_OVER("60", "1", "1") "70 < RST" OVER("1") "\n"
     REG_OVER("131", "2", "b") KA_OVER("190", "2", "2") "200 end\n", false},
    {"behind a NAT, answered to where it came from",
     "0 > REGISTER |@port 6001\n0.1 < 401 |@port 6001\n0.2 > REGISTER |@auth gbtest-01 |@port 6001\n"
     "0.3 < 200 |@port 6001\n60 > MESSAGE |@port 6001 " KA_BODY("1") "\n60.1 < 200 |@port 6001\n", false},
    {"keepalives of a registration from before", KAS, false},
    {"the capture ends within an exchange", REG KA("60.", "1") "100 > REGISTER\n100.1 < 401\n", false},
    {"digest with qop",
     "0 > REGISTER\n0.1 < 401 |WWW-Authenticate: Digest realm=\"3402000000\",qop=\"auth\","
     "nonce=\"5d41402a0001\",algorithm=MD5\n0.2 > REGISTER |@auth gbtest-01 |@qop\n0.3 < 200\n" KAS, false},
    {"digest by SHA-256, in the edition of 2022",
     "0 > REGISTER |X-GB-Ver: 3.0\n0.1 < 401 |X-GB-Ver: 3.0 |WWW-Authenticate: Digest "
     "realm=\"3402000000\",qop=\"auth\",nonce=\"5d41402a0001\",algorithm=SHA-256\n"
     "0.2 > REGISTER |X-GB-Ver: 3.0 |@auth gbtest-01 |@qop |@sha256\n0.3 < 200 |X-GB-Ver: 3.0\n" KAS, false},
    {"a catalog in GB18030, with a character that GB2312 has not",
     REG KA("60.", "1")
     CATALOG("6", ITEM_OF(DEVICE, "\xb6\xab\xc3\xc5\xe9\x46"), "1", "1") KA("120.", "2"), false},
    {"a platform below another",
     "0 > REGISTER" BELOW "\n0.1 < 401" BELOW "\n0.2 > REGISTER |@auth gbtest-01" BELOW "\n0.3 < 200" BELOW "\n"
     "60.0 > MESSAGE" BELOW " " XML("Notify", "Keepalive", "1", ID_BELOW "<Status>OK</Status>") "\n60.1 < 200\n"
     "70.0 < MESSAGE" BELOW " " XML("Query", "Catalog", "7", ID_BELOW) "\n70.1 > 200\n"
     "71.0 > MESSAGE" BELOW " " XML("Response", "Catalog", "7", ID_BELOW LIST("1", "1", ITEM_OF(PLATFORM, "gate")))
     "\n71.1 < 200\n"
     "120.0 > MESSAGE" BELOW " " XML("Notify", "Keepalive", "2", ID_BELOW "<Status>OK</Status>") "\n120.1 < 200\n", false},
    {"a nonce gone stale, and said so",
     "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |@auth gbtest-01\n0.3 < 401 |WWW-Authenticate: Digest "
     "realm=\"3402000000\",nonce=\"5d41402a0002\",stale=true,algorithm=MD5\n"
     "0.4 > REGISTER |@auth gbtest-01 |@nonce 5d41402a0002\n0.5 < 200\n" KAS, false},
};

static void nothing_above_a_note_when_all_conform(void) {
    for (size_t i = 0; i < sizeof clean / sizeof *clean; i++) {
        unsigned seen[GB_N_RULES] = {0};
        Exchange *x = exchange_new(clean[i].name);
        x->twice = clean[i].twice;
        exchange_run(x, clean[i].text);
        exchange_rules(x, seen);
        exchange_free(x);
        for (unsigned r = 1; r < GB_N_RULES; r++) {
            bool loud = seen[r] && gb_rule_info((GbRule)r)->severity > GB_SEVERITY_NOTE;
            if (loud) fprintf(stderr, "%s: %s\n", clean[i].name, gb_rule_info((GbRule)r)->id);
            check_true(clean[i].name, gb_rule_info((GbRule)r)->id, !loud);
        }
    }
}

/* The response fits the algorithm asked for, only its name is missing: the password is right, so
 * neither the response nor the server is at fault. */
static void an_algorithm_left_out_is_named_alone(void) {
    static const char answered[] =
        "0 > REGISTER\n0.1 < 401 |WWW-Authenticate: Digest "
        "realm=\"3402000000\",nonce=\"n1\",algorithm=SHA-256\n"
        "0.2 > REGISTER |Authorization: Digest username=\"" DEVICE
        "\", realm=\"3402000000\", nonce=\"n1\", uri=\"sip:" SERVER "@3402000000\", "
        "response=\"e4f3f9b82848c2ffe7aaaf985ac7110316df0aaee404fec3aa6e2820dc30be26\"\n0.3 < 200\n";
    CHECK_INT("named", run("sha", answered, GB_RULE_AUTH_ALGORITHM_DIFFERS), 1);
    CHECK_INT("the response", run("sha", answered, GB_RULE_AUTH_RESPONSE_MALFORMED), 0);
    CHECK_INT("the server", run("sha", answered, GB_RULE_AUTH_SERVER_NOT_CHECKING), 0);
    CHECK_INT("the password", run("sha", answered, GB_RULE_AUTH_PASSWORD_WRONG), 0);
}

static void check_sentence(const char *credentials, GbRule rule, const char *en, const char *zh) {
    char text[512], sentence[256];
    snprintf(text, sizeof text,
             "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |Authorization: Digest %s\n", credentials);
    Exchange *x = exchange_new(credentials);
    exchange_run(x, text);
    gb_analysis_settle(x->analysis, x->end_us);
    const GbDevice *const *devices;
    const GbDevice *d = gb_analysis_devices(x->analysis, &devices) ? devices[0] : NULL;
    bool seen = false;
    for (size_t i = 0; d && i < d->n_findings; i++) {
        if (d->findings[i].rule != rule) continue;
        seen = true;
        gb_finding_text(&d->findings[i], GB_EN, sentence, sizeof sentence);
        check_text(credentials, "English", gb_slice_from(sentence), en);
        gb_finding_text(&d->findings[i], GB_ZH, sentence, sizeof sentence);
        check_text(credentials, "Chinese", gb_slice_from(sentence), zh);
    }
    check_true(credentials, "raised", seen);
    exchange_free(x);
}

static void faults_of_credentials_are_named(void) {
#define PARTS "username=\"" DEVICE "\", realm=\"3402000000\", nonce=\"n1\""
    check_sentence(PARTS ", uri=\"sip:x\", qop=auth, response=\"0123456789abcdef0123456789abcdef\"",
                   GB_RULE_AUTH_INCOMPLETE, "The Authorization lacks cnonce, nc.",
                   "Authorization 缺少 cnonce, nc。");
    check_sentence(PARTS, GB_RULE_AUTH_INCOMPLETE, "The Authorization lacks uri, response.",
                   "Authorization 缺少 uri, response。");
    check_sentence(PARTS ", uri=\"sip:x\", response=\"0123\"", GB_RULE_AUTH_RESPONSE_MALFORMED,
                   "The response can't be a hash: 4 characters instead of 32.",
                   "response 不可能是摘要值：共 4 个字符，应为 32 个。");
    check_sentence(PARTS ", uri=\"sip:x\", response=\"0123456789abcdef0123456789abcdeg\"",
                   GB_RULE_AUTH_RESPONSE_MALFORMED,
                   "The response can't be a hash: characters that are no hex digits.",
                   "response 不可能是摘要值：含有非十六进制字符。");
    check_sentence(PARTS ", uri=\"sip:u:Zx9secretQ@h\", response=\"0123456789abcdef0123456789abcdef\"",
                   GB_RULE_AUTH_URI_DIFFERS, "The credentials say sip:u:***@h, the request goes to sip:" SERVER "@3402000000.",
                   "鉴权 uri 为 sip:u:***@h，请求 URI 为 sip:" SERVER "@3402000000。");
#undef PARTS
}

static void storms(void) {
    for (int anew = 0; anew < 2; anew++) {
        unsigned seen[GB_N_RULES] = {0};
        Exchange *x = exchange_new("storm");
        char text[160];
        for (int round = 0; round <= anew; round++)
            for (int i = 0; i < 30; i++) {
                double at = round * 1000 + i;
                snprintf(text, sizeof text,
                         "%.1f > REGISTER |@id 340200000013200001%02d |@call c%d-%d\n%.1f < 200\n", at, i,
                         round, i, at + 0.1);
                exchange_run(x, text);
            }
        exchange_rules(x, seen);
        check_int(anew ? "thirty devices come back" : "thirty devices come first", "storm",
                  seen[GB_RULE_REGISTRATION_STORM], anew);
        exchange_free(x);
    }
}

static void feed_raw(Exchange *x, const char *bytes, size_t n, uint32_t quirks) {
    GbMessage m = {.bytes = gb_slice(bytes, n), .time_us = EXCHANGE_START, .frame = 1,
                   .quirks = quirks, .transport = GB_TRANSPORT_UDP,
                   .src = {4, {10, 0, 0, 9}, 5060}, .dst = {4, {10, 0, 0, 2}, 5060}};
    gb_analysis_feed(x->analysis, &m, NULL);
    gb_analysis_settle(x->analysis, EXCHANGE_START);
}

#define HEAD "MESSAGE sip:" SERVER "@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK-1\r\n" \
    "From: <sip:" DEVICE "@3402000000>;tag=1\r\nTo: <sip:" SERVER "@3402000000>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\n"
#define LF_XML "<?xml version=\"1.0\"?>\n<Notify>\n<CmdType>Keepalive</CmdType>\n<SN>1</SN>\n" ID20 "\n<Status>OK</Status>\n</Notify>\n"

static void messages_byte_by_byte(void) {
    static const struct {
        const char *name, *bytes;
        GbRule rule;
        uint32_t quirks;
        unsigned fires;
    } raw[] = {
        {"a start line that can't be read", "SIP/2.0 abc\r\n\r\n", GB_RULE_SIP_MALFORMED, 0, 1},
        {"a start line that can", HEAD "\r\n", GB_RULE_SIP_MALFORMED, 0, 0},
        {"a head without end", HEAD, GB_RULE_SIP_HEAD_ENDLESS, 0, 1},
        {"a head cut by the snap length", HEAD, GB_RULE_SIP_HEAD_ENDLESS, GB_MESSAGE_SNAPPED, 0},
        {"a body in LF", HEAD "Content-Type: Application/MANSCDP+xml\r\n\r\n" LF_XML, GB_RULE_MESSAGE_LF_ONLY, 0, 1},
        {"a body in CRLF", HEAD "Content-Type: Application/MANSCDP+xml\r\n\r\n<Notify>\r\n</Notify>\r\n",
         GB_RULE_MESSAGE_LF_ONLY, 0, 0},
    };
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        unsigned seen[GB_N_RULES] = {0};
        Exchange *x = exchange_new(raw[i].name);
        feed_raw(x, raw[i].bytes, strlen(raw[i].bytes), raw[i].quirks);
        exchange_rules(x, seen);
        check_int(raw[i].name, gb_rule_info(raw[i].rule)->id, seen[raw[i].rule], raw[i].fires);
        exchange_free(x);
    }
}

static void long_lists(void) {
    for (unsigned items = 10000; items <= 10001; items++) {
        unsigned seen[GB_N_RULES] = {0};
        Exchange *x = exchange_new("list");
        char *bytes = malloc(2 << 20), *p = bytes;
        p += sprintf(p, HEAD "Content-Type: Application/MANSCDP+xml\r\n\r\n<Response><CmdType>PresetQuery"
                     "</CmdType><SN>1</SN>" ID20 "<PresetList Num=\"%u\">", items);
        for (unsigned i = 0; i < items; i++) p += sprintf(p, "<Item><PresetID>%u</PresetID></Item>", i % 200);
        p += sprintf(p, "</PresetList></Response>");
        feed_raw(x, bytes, (size_t)(p - bytes), 0);
        exchange_rules(x, seen);
        check_int(items == 10000 ? "10,000 items" : "10,001 items", "too many",
                  seen[GB_RULE_MESSAGE_TOO_MANY_ITEMS], items == 10001);
        exchange_free(x);
        free(bytes);
    }
}

static void pings_that_are_all_there_is(void) {
    static const struct {
        const char *name, *text;
        unsigned fires;
    } stories[] = {
        {"for longer than an interval", REG PINGS, 1},
        {"and the server's answers", REG "5 > PING\n5.1 < PING\n45 > PING\n45.1 < PING\n80 > PING\n80.1 < PING\n", 1},
        {"over TCP", REG_OVER("0", "1", "a") "5 > PING" OVER("1") "\n45 > PING" OVER("1") "\n80 > PING" OVER("1") "\n", 1},
        {"within an interval", REG "5 > PING\n25 > PING\n45 > PING\n65 > PING\n200 end\n", 0},
        {"two of them", REG "5 > PING\n205 > PING\n", 0},
        {"a keepalive before them", REG KA("3.", "1") PINGS, 0},
        {"a keepalive between them", REG "4 > PING\n" KA("4.", "1") PINGS, 0},
        {"of the server alone", REG "5 < PING\n45 < PING\n80 < PING\n", 0},
        {"to somebody else", REG "5 > PING |@server 3\n45 > PING |@server 3\n80 > PING |@server 3\n", 0},
        {"from another port", REG "5 > PING |@port 7\n45 > PING |@port 7\n80 > PING |@port 7\n", 0},
        {"of one that was refused", "0 > REGISTER\n0.1 < 403\n" PINGS, 0},
        {"before it registered", PINGS "81 > REGISTER\n81.1 < 200\n82 > PING\n83 > PING\n84 > PING\n", 0},
        {"after it unregistered", REG "4 > REGISTER |Expires: 0\n4.1 < 200 |Expires: 0\n" PINGS, 0},
        {"of nobody", PINGS, 0},
        {"within an interval of its own",
         REG ASK("1.", QUERY("ConfigDownload", "4", "<ConfigType>BasicParam</ConfigType>"))
         TELL("2.", RESPONSE("ConfigDownload", "4", "<Result>OK</Result><BasicParam><Name>gate</Name><Expiration>3600"
              "</Expiration><HeartBeatInterval>120</HeartBeatInterval><HeartBeatCount>3</HeartBeatCount></BasicParam>"))
         PINGS, 0},
    };
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++)
        check_int(stories[i].name, "fires",
                  run(stories[i].name, stories[i].text, GB_RULE_KEEPALIVE_ONLY_PINGS), stories[i].fires);
}

int main(void) {
    static const CheckTest tests[] = {
        {"every rule fires, and stays silent on its near miss", rules_fire_and_stay_silent},
        {"every rule is covered", every_rule_is_covered},
        {"the reader of a capture raises", the_reader_of_a_capture_raises},
        {"nothing above a note when all conform", nothing_above_a_note_when_all_conform},
        {"an algorithm left out is named alone", an_algorithm_left_out_is_named_alone},
        {"faults of credentials are named", faults_of_credentials_are_named},
        {"storms", storms},
        {"pings that are all there is", pings_that_are_all_there_is},
        {"messages byte by byte", messages_byte_by_byte},
        {"long lists", long_lists},
        {NULL, NULL},
    };
    return check_main("rules", tests);
}
