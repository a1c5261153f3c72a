/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_verdict.c - the sentence about a device, in both languages, and what troubled devices have
 * in common.
 */
#include "exchange.h"
#include "rules_cases.h"

#define TWIN(t) t "0 > REGISTER |@host 77 |@call twin |@auth nobody-knows-1\n" t "1 < 403\n"

static void verdicts_read_as_sentences(void) {
    static const struct {
        const char *name, *text;
        GbSeverity trouble;
        const char *en, *zh;
    } cases[] = {
        {"a device that is online",
         REG KA("60.", "1") KA("120.", "2") KA("180.", "3"), GB_SEVERITY_NONE,
         "Registered at 00:00:00 UTC (frame 4, password verified), 3 keepalives about every 60 s; "
         "online at the end of the capture.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），心跳 3 次（约每 60 秒）；抓包结束时在线。"},
        {"a device that fell silent",
         REG KA("60.", "1") KA("120.", "2") "600 end\n", GB_SEVERITY_ERROR,
         "Registered at 00:00:00 UTC (frame 4, password verified), 2 keepalives about every 60 s; "
         "silent from 00:02:00 (frame 7) on, 8 keepalives missed: lost.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），心跳 2 次（约每 60 秒）；"
         "自 00:02:00（第 7 帧）起静默，缺少 8 次心跳：失联。"},
        {"pings alone, and taken for lost",
         REG PINGS "240.1 end\n", GB_SEVERITY_ERROR,
         "Registered at 00:00:00 UTC (frame 4, password verified), pings of line ends but no keepalive; "
         "silent from 00:00:00 (frame 3) on, 3 keepalives missed: lost.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），只发空包而无心跳；"
         "自 00:00:00（第 3 帧）起静默，缺少 3 次心跳：失联。"},
        {"a gap, and another port after it",
         REG KA("60.", "1") KA("120.", "2") "480 > MESSAGE |@port 6001 " KA_BODY("3") "\n480.1 < 200\n",
         GB_SEVERITY_WARNING,
         "Registered at 00:00:00 UTC (frame 4, password verified), 3 keepalives about every 210 s; "
         "silent from 00:02:00 to 00:08:00: 5 missed; at 00:08:00 it came from 10.0.0.9:6001 "
         "without registering: its NAT binding moved; online at the end of the capture.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），心跳 3 次（约每 210 秒）；"
         "00:02:00 至 00:08:00 静默，缺少 5 次心跳；00:08:00 起来源变为 10.0.0.9:6001 且未重新注册："
         "NAT 映射已变化；抓包结束时在线。"},
        {"a restart that was asked for",
         REG KA("60.", "1") ASK("90.", CONTROL("5", "<TeleBoot>Boot</TeleBoot>"))
         "130 > REGISTER |@call c2\n130.1 < 401\n130.2 > REGISTER |@call c2 |@auth gbtest-01\n130.3 < 200\n", GB_SEVERITY_NONE,
         "Registered twice, the last time at 00:02:10 UTC (frame 12, password verified), after the TeleBoot in frame 7, "
         "no keepalive so far; online at the end of the capture.",
         "共注册 2 次，最近一次于 00:02:10 UTC 注册成功（第 12 帧，密码校验通过），此前平台于第 7 帧下发远程重启，"
         "尚无心跳；抓包结束时在线。"},
        {"a restart that it doesn't come back from",
         REG KA("60.", "1") ASK("90.", CONTROL("5", "<TeleBoot>Boot</TeleBoot>")) "600 end\n", GB_SEVERITY_ERROR,
         "Registered at 00:00:00 UTC (frame 4, password verified), 1 keepalive; silent from 00:01:30 (frame 8) on, "
         "8 keepalives missed: lost, after the TeleBoot in frame 7.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），心跳 1 次；自 00:01:30（第 8 帧）起静默，"
         "缺少 8 次心跳：失联，此前平台于第 7 帧下发远程重启。"},
        {"another server takes over",
         REG KA("60.", "1") "120 > REGISTER |@server 3 |@call c2\n120.1 < 401 |@server 3\n"
         "120.2 > REGISTER |@server 3 |@call c2 |@auth gbtest-01\n120.3 < 200 |@server 3\n", GB_SEVERITY_NONE,
         "Registered twice, the last time at 00:02:00 UTC (frame 10, password verified), at another address of the "
         "server, 10.0.0.3:5060, no keepalive so far; online at the end of the capture.",
         "共注册 2 次，最近一次于 00:02:00 UTC 注册成功（第 10 帧，密码校验通过），注册到平台的另一地址 10.0.0.3:5060，"
         "尚无心跳；抓包结束时在线。"},
        {"unregistered",
         REG "60 > REGISTER |Expires: 0\n60.1 < 200 |Expires: 0\n", GB_SEVERITY_NONE,
         "Registered at 00:00:00 UTC (frame 4, password verified); unregistered at 00:01:00.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过）；00:01:00 注销。"},
        {"a refresh that is refused",
         REG KA("60.", "1") KA("120.", "2") "150 > REGISTER |@auth gbtest-01\n150.1 < 403\n" KA("180.", "3"),
         GB_SEVERITY_ERROR,
         "Registered at 00:00:00 UTC (frame 4, password verified), 3 keepalives about every 60 s; the "
         "refresh was refused with 403 in frame 10; online at the end of the capture.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），心跳 3 次（约每 60 秒）；"
         "刷新注册于第 10 帧被拒绝（403）；抓包结束时在线。"},
        {"an unregistering that is refused is no refresh",
         REG KA("60.", "1") KA("120.", "2") "150 > REGISTER |Expires: 0 |@auth gbtest-01\n150.1 < 403\n" KA("180.", "3"),
         GB_SEVERITY_NONE,
         "Registered at 00:00:00 UTC (frame 4, password verified), 3 keepalives about every 60 s; online at the "
         "end of the capture.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），心跳 3 次（约每 60 秒）；抓包结束时在线。"},
        {"a registration that holds, and is of no use",
         REG KA("60.", "1") "120 > MESSAGE " KA_BODY("2") "\n120.1 < 403\n130 > REGISTER |@call other\n130.1 < 403\n",
         GB_SEVERITY_ERROR,
         "Rejected with 403 in frame 10; its registration of 00:00:00 UTC is still valid, but its keepalives are "
         "refused with 403.",
         "第 10 帧注册被拒绝（403）；00:00:00 UTC 的注册仍然有效，但心跳被拒绝（403）。"},
        {"a twin that the server turns away",
         REG KA("60.", "1") TWIN("70.") KA("120.", "2") TWIN("130.") KA("180.", "3") TWIN("190.")
         KA("240.", "4"),
         GB_SEVERITY_ERROR,
         "Rejected with 403 in frame 16: the device used a password that is not known here: neither its "
         "own nor any other recorded one fits in any usual form; its registration of 00:00:00 UTC is "
         "still valid, its keepalives are answered; two devices use one ID (frame 13).",
         "第 16 帧注册被拒绝（403）：设备使用的密码不在已知范围内：其自身及其他已登记的密码按各种常见方式计算"
         "均不匹配；00:00:00 UTC 的注册仍然有效，心跳有应答；两台设备使用同一编码（第 13 帧）。"},
        {"a challenge that was never met", "0 > REGISTER\n0.1 < 401\n60 end\n", GB_SEVERITY_WARNING,
         "Tried to register at 00:00:00 UTC, was challenged with 401 in frame 2 and did not answer "
         "the challenge.",
         "00:00:00 UTC 尝试注册，第 2 帧收到 401 质询后未再应答。"},
        {"the server knows another password",
         "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |@auth gbtest-01\n0.3 < 403\n", GB_SEVERITY_ERROR,
         "Rejected with 403 in frame 4: the response fits the password known, yet the server "
         "answered 403.",
         "第 4 帧注册被拒绝（403）：鉴权响应与已知密码相符，但平台应答 403。"},
        {"credentials without a nonce",
         "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |Authorization: Digest username=\"" DEVICE "\", "
         "realm=\"3402000000\", uri=\"sip:x\", response=\"0123456789abcdef0123456789abcdef\"\n0.3 < 400\n",
         GB_SEVERITY_ERROR, "Rejected with 400 in frame 4: the Authorization lacks nonce.",
         "第 4 帧注册被拒绝（400）：Authorization 缺少 nonce。"},
        {"what the device can do, said before the challenge",
         "0 > REGISTER |Authorization: Capability algorithm=\"A:SM2\"\n0.1 < 401\n"
         "0.2 > REGISTER |@auth gbtest-01\n0.3 < 200\n", GB_SEVERITY_NONE,
         "Registered at 00:00:00 UTC (frame 4, password verified), no keepalive so far; online at the "
         "end of the capture.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），尚无心跳；抓包结束时在线。"},
        {"a challenge that does not arrive",
         "0 > REGISTER |@branch z9hG4bKx |@call c |@cseq 5\n0.1 < 401\n1 > REGISTER |@branch z9hG4bKx |@call c |@cseq 5\n"
         "3 > REGISTER |@branch z9hG4bKx |@call c |@cseq 5\n60 end\n", GB_SEVERITY_ERROR,
         "Tried to register at 00:00:00 UTC, was challenged with 401 in frame 2; the answers don't reach it (frame 4).",
         "00:00:00 UTC 尝试注册，平台在第 2 帧以 401 质询，但应答未送达设备（第 4 帧）。"},
        {"keepalives that are refused to the end",
         REG KA("60.", "1") KA_ALONE("120.", "2") "120.1 < 401\n" KA_ALONE("180.", "3") "180.1 < 401\n", GB_SEVERITY_WARNING,
         "Registered at 00:00:00 UTC (frame 4, password verified), 3 keepalives about every 60 s, 2 of them "
         "refused; since 00:02:00 (frame 8) every answer to its keepalives is 401: offline for the server.",
         "于 00:00:00 UTC 注册成功（第 4 帧，密码校验通过），心跳 3 次（约每 60 秒），其中 2 次被拒绝；"
         "自 00:02:00（第 8 帧）起心跳应答均为 401：平台视其为离线。"},
        {"a redirect that is not followed",
         "0 > REGISTER\n0.1 < 302 |Contact: <sip:34020000002000000009@10.0.0.3:5060>\n60 end\n",
         GB_SEVERITY_ERROR,
         "Redirected to 34020000002000000009 with 302 in frame 2 and did not register there.",
         "第 2 帧收到 302，要求改向 34020000002000000009 注册，但未向其注册。"},
        {"a refused keepalive, and a registration at once",
         REG "60 > MESSAGE " KA_BODY("1") "\n60.1 < 404\n" "61 > REGISTER |@call c2\n61.1 < 401\n"
             "61.2 > REGISTER |@call c2 |@auth gbtest-01\n61.3 < 200\n" KA("120.", "2"), GB_SEVERITY_NOTE,
         "Registered twice, the last time at 00:01:01 UTC (frame 10, password verified), 1 keepalive; "
         "1 refused before that (from frame 6 on); online at the end of the capture.",
         "共注册 2 次，最近一次于 00:01:01 UTC 注册成功（第 10 帧，密码校验通过），心跳 1 次；"
         "此前有 1 次心跳被拒绝（自第 6 帧起）；抓包结束时在线。"},
        {"registered before the capture", KA("0.", "1") KA("60.", "2"), GB_SEVERITY_NONE,
         "Registered before the capture began, 2 keepalives about every 60 s; online at the end of "
         "the capture.",
         "抓包开始前已注册，心跳 2 次（约每 60 秒）；抓包结束时在线。"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const GbDevice *const *devices;
        Exchange *x = exchange_new(cases[i].name);
        exchange_run(x, cases[i].text);
        if (gb_analysis_devices(x->analysis, &devices) != 1) {
            check_true(cases[i].name, "one device", false);
        } else {
            check_text(cases[i].name, "English", gb_slice_from(exchange_verdict(x, devices[0], GB_EN)), cases[i].en);
            check_text(cases[i].name, "Chinese", gb_slice_from(exchange_verdict(x, devices[0], GB_ZH)), cases[i].zh);
            check_int(cases[i].name, "trouble", devices[0]->trouble, cases[i].trouble);
        }
        exchange_free(x);
    }
}

static bool has_text(GbSlice s, const char *part) {
    return memmem(s.p ? s.p : "", s.n, part, strlen(part)) != NULL;
}

static void a_wrong_password_is_explained(void) {
    const GbDevice *const *devices;
    GbError error;
    Exchange *x = exchange_new("swapped");
    gb_credentials_add(x->credentials, GB_SLICE("34020000001320000002"), GB_SLICE("of-two"),
                       GB_SLICE(""), GB_SLICE(""), GB_SLICE(""), &error);
    exchange_run(x, "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |@auth of-two\n0.3 < 403\n");
    gb_analysis_devices(x->analysis, &devices);
    GbSlice en = gb_slice_from(exchange_verdict(x, devices[0], GB_EN));
    check_true("swapped passwords", "the verdict names the frame", has_text(en, "frame 4"));
    check_true("swapped passwords", "the verdict names the other device",
               has_text(en, "34020000001320000002"));
    check_true("swapped passwords", "the sentence goes on after the colon",
               has_text(en, "frame 4: the device used"));
    check_true("swapped passwords", "no password in it", !has_text(en, "of-two"));
    exchange_free(x);
}

typedef enum Shared { BY_VENDOR, BY_SERVER, BY_SOURCE } Shared;

/* `bad` devices that share a vendor, a server or an address are refused, `good` ones that share it
 * too and others get in. */
static size_t causes_by(Shared shared, unsigned bad, unsigned good_same, unsigned good_other, GbSlice *first) {
    static char copy[512];
    const GbCause *causes;
    char text[256];
    Exchange *x = exchange_new("causes");
    for (unsigned i = 0; i < bad + good_same + good_other; i++) {
        bool same = i < bad + good_same;
        unsigned at = i < bad ? i * 70 : bad * 70 + i; /* not within one minute */
        bool other_server = shared == BY_SERVER && same;
        snprintf(text, sizeof text,
                 "%u > REGISTER |@id 340200000013200001%02u |@host %u |User-Agent: %s%s\n%u.1 < %u\n",
                 at, i, shared == BY_SOURCE && same ? 20 : 20 + i, shared == BY_VENDOR && !same ? "Beta" : "Alpha 1.0",
                 other_server ? " |@server 3 |@uri sip:35010000002000000001@3501000000" : "", at,
                 i < bad ? 403u : 200u);
        exchange_run(x, text);
    }
    size_t n = gb_analysis_causes(x->analysis, &causes);
    snprintf(copy, sizeof copy, "%s", n ? causes[0].text[GB_EN] : "");
    *first = gb_slice_from(copy);
    exchange_free(x);
    return n;
}

static size_t causes_of(unsigned bad, unsigned good_same, unsigned good_other, GbSlice *first) {
    return causes_by(BY_VENDOR, bad, good_same, good_other, first);
}

static void causes_are_told_when_striking(void) {
    GbSlice text;
    check_int("four at a server fail", "causes", (long long)causes_by(BY_SERVER, 4, 0, 6, &text), 1);
    check_true("four at a server fail", "the server is named", has_text(text, "35010000002000000001"));
    check_int("the server's others are well", "causes", (long long)causes_by(BY_SERVER, 4, 6, 2, &text), 0);
    check_int("four behind one NAT fail", "causes", (long long)causes_by(BY_SOURCE, 4, 0, 6, &text), 1);
    check_true("four behind one NAT fail", "the address is named", has_text(text, "the same NAT or site"));
    check_int("others behind it are well", "causes", (long long)causes_by(BY_SOURCE, 4, 6, 2, &text), 0);
    check_int("four of a vendor fail, six of another don't", "causes", (long long)causes_of(4, 0, 6, &text), 1);
    check_true("four of a vendor fail", "the vendor is named", has_text(text, "Alpha 1.0"));
    check_int("two fail", "causes", (long long)causes_of(2, 0, 6, &text), 0);
    check_int("the vendor's others are well", "causes", (long long)causes_of(4, 6, 2, &text), 0);
}

/* Four devices register once and say no more: the first `silent` of them `apart` seconds after each
 * other, the others at `end`. */
static size_t silences(unsigned silent, unsigned apart, unsigned end, GbSlice *last) {
    static char copy[512];
    const GbCause *causes;
    char text[256];
    Exchange *x = exchange_new("silences");
    for (unsigned i = 0; i < 4; i++) {
        snprintf(text, sizeof text, "%u > REGISTER |@id 340200000013200002%02u |@host %u\n%u.1 < 200\n",
                 i < silent ? i * apart : end, i, 40 + i, i < silent ? i * apart : end);
        exchange_run(x, text);
    }
    size_t n = gb_analysis_causes(x->analysis, &causes);
    snprintf(copy, sizeof copy, "%s", n ? causes[n - 1].text[GB_EN] : "");
    *last = gb_slice_from(copy);
    exchange_free(x);
    return n;
}

static void a_minute_is_told_of_those_that_fell_silent(void) {
    GbSlice text;
    check_int("three within 20 s, then nothing", "causes", (long long)silences(3, 10, 1800, &text), 1);
    check_true("three within 20 s", "the head", has_text(text, "3 of 3 troubled devices fell silent within a minute from 00:00:00 UTC on"));
    check_int("three, four minutes apart", "causes", (long long)silences(3, 240, 1800, &text), 0);
    check_int("a capture of five minutes", "causes", (long long)silences(3, 10, 300, &text), 0);
    check_int("three are refused within a minute", "causes", (long long)causes_of(3, 0, 0, &text), 0);
}

static void a_device_of_two_platforms(void) {
    const GbDevice *const *devices;
    Exchange *x = exchange_new("two platforms");
    exchange_run(x, REG "10 > REGISTER |@server 3 |@uri sip:35010000002000000001@3501000000 |@call c2\n10.1 < 403\n");
    gb_analysis_devices(x->analysis, &devices);
    check_text("refused by the second", "English", gb_slice_from(exchange_verdict(x, devices[0], GB_EN)),
               "Rejected with 403 in frame 6; online at " SERVER " (registered in frame 4).");
    exchange_free(x);

    x = exchange_new("silent towards one");
    exchange_run(x, REG REG_B("10.") KA("20.", "1") KA_B("70.") KA_B("130.") KA_B("190.") "200 end\n");
    gb_analysis_devices(x->analysis, &devices);
    check_text("silent towards the first", "English", gb_slice_from(exchange_verdict(x, devices[0], GB_EN)),
               "Registered twice, the last time at 00:00:10 UTC (frame 6, without a password), 3 keepalives "
               "about every 60 s; online at the end of the capture; lost at " SERVER
               ": silent towards it from 00:00:20 (frame 7) on.");
    check_int("silent towards the first", "trouble", devices[0]->trouble, GB_SEVERITY_WARNING);
    exchange_free(x);
}

int main(void) {
    static const CheckTest tests[] = {
        {"verdicts read as sentences", verdicts_read_as_sentences},
        {"a wrong password is explained", a_wrong_password_is_explained},
        {"causes are told when striking", causes_are_told_when_striking},
        {"a minute is told of those that fell silent", a_minute_is_told_of_those_that_fell_silent},
        {"a device of two platforms", a_device_of_two_platforms},
        {NULL, NULL},
    };
    return check_main("verdict", tests);
}
