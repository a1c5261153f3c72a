/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_rules_stories.c - whole exchanges and what is said of them: the words of a finding, and
 * findings that must not be there. That each rule fires at all is in test_rules.c.
 */
#include "exchange.h"
#include "rules_cases.h"

typedef struct Story {
    const char *name, *text;
    GbRule rule;
    const char *says;              /* part of the English sentence; NULL: not found at all */
} Story;

#define BYE_BYE(t) TELL(t, NOTIFY("MediaStatus", "3", "<NotifyType>121</NotifyType>"))

#define ANOTHER_REALM \
    "0 > REGISTER\n0.1 < 401 |@nonce n |WWW-Authenticate: Digest realm=\"5101000000\",nonce=\"n0000\"\n" \
    "0.2 > REGISTER |@auth gbtest-01\n"

#define ANSWER_READ_FIRST \
    "0 > REGISTER |@call c1\n0.1 < 200\n0.3 < 200 |@call c1 |Call-ID: c2 |CSeq: 2 REGISTER " \
    "|Via: SIP/2.0/UDP 10.0.0.9:5060;rport;branch=z9hG4bK-2\n0.2 > REGISTER |@call c2"

#define LATE_REQUEST(over, via) \
    "0 > REGISTER |@call c1 " over "\n0.1 < 200 " over "\n60.3 < 200 |@call c1 |Call-ID: c2 |CSeq: 2 MESSAGE " over \
    "|Via: SIP/2.0/" via " 10.0.0.9:5060;rport;branch=z9hG4bK-2\n61 > MESSAGE |@call c2 " over KA_BODY("1") "\n100 end\n"

static const Story stories[] = {
    {"over TCP a request may be read after its answer, and is answered", LATE_REQUEST("|@tcp 1 ", "TCP"),
     GB_RULE_KEEPALIVE_UNANSWERED, NULL},
    {"which is no order of frames", LATE_REQUEST("|@tcp 1 ", "TCP"), GB_RULE_CAPTURE_OUT_OF_ORDER, NULL},
    {"over UDP it is a repetition", LATE_REQUEST("", "UDP"), GB_RULE_KEEPALIVE_UNANSWERED, "No final answer"},
    {"an answer of an earlier frame and a later time is out of order", ANSWER_READ_FIRST "\n",
     GB_RULE_CAPTURE_OUT_OF_ORDER, "answer stands before it, in frame 3"},
    {"one of a later frame is not, though it was read first", ANSWER_READ_FIRST " |@frame 2\n",
     GB_RULE_CAPTURE_OUT_OF_ORDER, NULL},
    {"a REGISTER sent once and never answered names where it went",
     KA("0.", "1") "1 > REGISTER |@uri sip:10.0.0.2\n40 > OPTIONS\n100 end\n",
     GB_RULE_REGISTRATION_UNANSWERED, "sent once to 10.0.0.2:5060."},
    {"keepalives that stop while other messages go on",
     REG KA("60.", "1") KA("120.", "2") BYE_BYE("250.") BYE_BYE("370.") "400 end\n",
     GB_RULE_KEEPALIVE_STOPPED, "since 00:02:00 UTC: 4 of 60 s"},
    {"such a device is not lost",
     REG KA("60.", "1") KA("120.", "2") BYE_BYE("250.") BYE_BYE("370.") "400 end\n",
     GB_RULE_DEVICE_LOST, NULL},
    {"a lost device's keepalives did not stop alone", REG KA("60.", "1") KA("120.", "2") "600 end\n",
     GB_RULE_KEEPALIVE_STOPPED, NULL},
    {"a subscription renewed by another one did not lapse",
     REG "1.0 < SUBSCRIBE |@call s1 |@cseq 1 |Expires: 100\n1.1 > 200 |@call s1 |Expires: 100\n"
     "90 < SUBSCRIBE |@call s2 |@cseq 1 |Expires: 100\n90.1 > 200 |@call s2 |Expires: 100\n170 end\n",
     GB_RULE_SUBSCRIPTION_LAPSED, NULL},
#define SUBSCRIBED(state) \
    REG "1.0 < SUBSCRIBE |@call s1 |@cseq 1 |Expires: 100\n1.1 > 200 |@call s1 |Expires: 100\n" \
    "90 < SUBSCRIBE |@call s1 |@cseq 2 |Expires: 100\n90.2 > NOTIFY |@call s1 |@cseq 1 |Subscription-State: " state "\n" \
    "90.3 < 200\n180 > NOTIFY |@call s1 |@cseq 2 |Subscription-State: active\n180.1 < 200\n185 end\n"
    {"a refresh whose NOTIFY says that it was granted", SUBSCRIBED("active;expires=100"), GB_RULE_SUBSCRIPTION_LAPSED, NULL},
    {"and that lapses later", SUBSCRIBED("active;expires=100") "300 end\n", GB_RULE_SUBSCRIPTION_LAPSED, "The 100 s ran out and no refresh came"},
    {"a refresh whose NOTIFY does not", SUBSCRIBED("active"), GB_RULE_SUBSCRIPTION_LAPSED, "a NOTIFY came all the same"},
    {"a NOTIFY that says the same each time renews nothing",
     REG "1.0 < SUBSCRIBE |@call s1 |@cseq 1 |Expires: 100\n1.1 > 200 |@call s1 |Expires: 100\n"
     "90 > NOTIFY |@call s1 |@cseq 1 |Subscription-State: active;expires=100\n90.1 < 200\n"
     "180 > NOTIFY |@call s1 |@cseq 2 |Subscription-State: active;expires=100\n180.1 < 200\n185 end\n",
     GB_RULE_SUBSCRIPTION_LAPSED, "a NOTIFY came all the same"},
    {"the last one did",
     REG "1.0 < SUBSCRIBE |@call s1 |@cseq 1 |Expires: 100\n1.1 > 200 |@call s1 |Expires: 100\n300 end\n",
     GB_RULE_SUBSCRIPTION_LAPSED, "no refresh came"},
    {"a HeartBeatInterval that was set is the interval",
     REG ASK("5.", XML("Control", "DeviceConfig", "3", ID20 "<BasicParam><HeartBeatInterval>180</HeartBeatInterval></BasicParam>"))
     KA("180.", "1") KA("360.", "2") "700 end\n", GB_RULE_DEVICE_LOST, NULL},
    {"the ACK of a re-INVITE has its number",
     REG "10 < INVITE |@call i1 |@cseq 1\n10.1 > 200 |@call i1\n10.2 < ACK |@call i1 |@cseq 1\n"
     "20 < INVITE |@call i1 |@cseq 2\n20.1 > 200 |@call i1\n20.2 < ACK |@call i1 |@cseq 2\n",
     GB_RULE_INVITE_ACK_CSEQ, NULL},
    {"keepalives over UDP after a registration over TCP",
     "0 > REGISTER |@tcp 1\n0.1 < 200 |@tcp 1\n60 > MESSAGE |@port 6001 " KA_BODY("1") "\n60.1 < 200\n",
     GB_RULE_REGISTRATION_CONNECTION_CHANGED, "now sends from"},
    {"a device that never sent a keepalive is lost too", REG "600 end\n", GB_RULE_DEVICE_LOST,
     "Silent since 00:00:00 UTC: 9 keepalives of 60 s"},
    {"and it is said that it never sent one", REG "600 end\n", GB_RULE_KEEPALIVE_NONE, "Registered for 600 s"},
    {"45 s granted and keepalives every 60 s",
     "0 > REGISTER |Expires: 45\n0.1 < 200 |Expires: 45\n" KA("60.", "1")
     "70 > REGISTER |Expires: 45\n70.1 < 200 |Expires: 45\n" KA("120.", "2") "125 end\n",
     GB_RULE_REGISTRATION_EXPIRES_BELOW_KEEPALIVE, "45 s were granted, keepalives come every 60 s"},
    {"45 s granted and refreshed in time",
     "0 > REGISTER |Expires: 45\n0.1 < 200 |Expires: 45\n40 > REGISTER |Expires: 45\n40.1 < 200 |Expires: 45\n" KA("60.", "1")
     "80 > REGISTER |Expires: 45\n80.1 < 200 |Expires: 45\n" KA("120.", "2") "122 end\n",
     GB_RULE_REGISTRATION_EXPIRES_BELOW_KEEPALIVE, NULL},
    {"until a refresh stays away",
     "0 > REGISTER |Expires: 45\n0.1 < 200 |Expires: 45\n40 > REGISTER |Expires: 45\n40.1 < 200 |Expires: 45\n" KA("60.", "1")
     KA("120.", "2") "122 end\n", GB_RULE_REGISTRATION_EXPIRES_BELOW_KEEPALIVE, "45 s were granted"},
    {"45 s granted and keepalives every 20 s",
     "0 > REGISTER |Expires: 45\n0.1 < 200 |Expires: 45\n" KA("10.", "1") KA("30.", "2") "40 end\n",
     GB_RULE_REGISTRATION_EXPIRES_BELOW_KEEPALIVE, NULL},
#define ANEW(t, c) t " > REGISTER |@call " c " |Expires: 3600\n" t "1 < 200 |Expires: 3600\n"
    {"a device that registers anew every two minutes",
     ANEW("0.", "a") ANEW("120.", "b") ANEW("240.", "c") ANEW("360.", "d") ANEW("480.", "e") ANEW("600.", "f"),
     GB_RULE_REGISTRATION_LOOP, "4 registrations within 360 s"},
    {"and one that does so every four",
     ANEW("0.", "a") ANEW("240.", "b") ANEW("480.", "c") ANEW("720.", "d") ANEW("960.", "e") ANEW("1200.", "f"),
     GB_RULE_REGISTRATION_LOOP, NULL},
    {"queries to two channels with one SN",
     REG ASK("10.", XML("Query", "DeviceStatus", "5", "<DeviceID>" CHANNEL "</DeviceID>"))
     ASK("11.", XML("Query", "DeviceStatus", "5", "<DeviceID>34020000001310000002</DeviceID>"))
     TELL("12.", XML("Response", "DeviceStatus", "5", "<DeviceID>" CHANNEL "</DeviceID><Result>OK</Result><Online>ONLINE</Online><Status>OK</Status>"))
     TELL("13.", XML("Response", "DeviceStatus", "5", "<DeviceID>34020000001310000002</DeviceID><Result>OK</Result><Online>ONLINE</Online><Status>OK</Status>")) "60 end\n",
     GB_RULE_MESSAGE_RESPONSE_MISSING, NULL},
#define CLONE(t, port, host, sn) t " > MESSAGE |@port " port " |Via: SIP/2.0/UDP 192.168.1." host ":5060;rport;branch=z9hG4bK" t " " KA_BODY(sn) "\n" t "1 < 200\n"
#define CLONES(a, b) REG CLONE("60.", "6001", a, "1") CLONE("75.", "6002", b, "901") CLONE("120.", "6001", a, "2") \
    CLONE("135.", "6002", b, "902") CLONE("180.", "6001", a, "3") CLONE("195.", "6002", b, "903") CLONE("240.", "6001", a, "4")
    {"two of one ID behind one NAT", CLONES("64", "65"), GB_RULE_DEVICE_ID_SHARED, "from 10.0.0.9:6001"},
    {"a NAT that changes ports is one device", CLONES("64", "64"), GB_RULE_DEVICE_ID_SHARED, NULL},
#define TORN(more) \
    "0 > REGISTER |@tcp 1\n0.1 < 200 |@tcp 1\n60 > MESSAGE |@tcp 1 |Content-Length: 90 #<Notify><CmdType>Keepalive</CmdType>" \
    "<SN>1</SN><DeviceID>34020\n60.1 < 200 |@tcp 1\n120 > MESSAGE |@tcp 1 " more KA_BODY("2") "\n120.1 < 200 |@tcp 1\n"
#define SWALLOWED(what, length) \
    "0 > REGISTER |@tcp 1\n0.1 < 200 |@tcp 1\n60 > MESSAGE |@tcp 1 |Content-Length: " length \
    " #<Notify>~<CmdType>Keepalive</CmdType>~<SN>1</SN>~" ID20 "~<Status>OK</Status>~</Notify>~" what \
    "\n60.1 < 200 |@tcp 1\n120 > MESSAGE |@tcp 1 |@quirks 0x80 " KA_BODY("2") "\n120.1 < 200 |@tcp 1\n"
    {"a body torn by its Content-Length over TCP", TORN("|@quirks 0x80 "),
     GB_RULE_SIP_LENGTH_TOO_SHORT, "Content-Length is 90, the body has more bytes"},
    {"a body that took the beginning of the next message over TCP", SWALLOWED("MESSAGE sip:3402", "185"),
     GB_RULE_SIP_LENGTH_TOO_LONG, "Content-Length is 185, the body has 169 bytes."},
    {"one letter of it", SWALLOWED("M", "170"), GB_RULE_SIP_LENGTH_TOO_LONG, "Content-Length is 170, the body has 169"},
    {"that of a response", SWALLOWED("SIP/2.0 20", "179"), GB_RULE_SIP_LENGTH_TOO_LONG, "Content-Length is 179"},
    {"is not torn", SWALLOWED("MESSAGE sip:3402", "185"), GB_RULE_SIP_LENGTH_TOO_SHORT, NULL},
    {"and lacks nothing", SWALLOWED("MESSAGE sip:3402", "185"), GB_RULE_MESSAGE_CHILD_MISSING, NULL},
    {"another text behind the XML is no message", SWALLOWED("MESSED sip:3402", "184"), GB_RULE_SIP_LENGTH_TOO_LONG, NULL},
    {"a torn body lacks nothing", TORN("|@quirks 0x80 "), GB_RULE_MESSAGE_CHILD_MISSING, NULL},
    {"a body that is broken and whole", TORN(""), GB_RULE_SIP_LENGTH_TOO_SHORT, NULL},
    {"of an ID in broken XML nothing is said", TORN(""), GB_RULE_KEEPALIVE_ID_DIFFERS, NULL},
    {"a 401 without a challenge can't be met", "0 > REGISTER\n0.1 < 401 |-WWW-Authenticate\n60 end\n",
     GB_RULE_REGISTRATION_CHALLENGE_UNMET, NULL},
    {"an expiry raised after 423 is no rejection",
     "0 > REGISTER |Expires: 60\n0.1 < 401\n0.2 > REGISTER |Expires: 60 |@auth gbtest-01\n"
     "0.3 < 423 |Min-Expires: 3600\n0.4 > REGISTER |Expires: 3600 |@auth gbtest-01\n0.5 < 200\n",
     GB_RULE_REGISTRATION_REJECTED, NULL},
    {"a wrong password that is set right is no rejection in the end",
     "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |@auth wrong\n0.3 < 403\n70 > REGISTER\n70.1 < 401\n"
     "70.2 > REGISTER |@auth gbtest-01\n70.3 < 200\n", GB_RULE_REGISTRATION_REJECTED, NULL},
    {"three refusals in a chain are counted",
     "0 > REGISTER\n0.1 < 403\n70 > REGISTER\n70.1 < 404\n140 > REGISTER\n140.1 < 500\n",
     GB_RULE_REGISTRATION_REJECTED, "answered 403 Forbidden. (3 times, first in frame 2)"},
    {"a refresh that is refused is a rejection", REG "600 > REGISTER\n600.1 < 403\n",
     GB_RULE_REGISTRATION_REJECTED, "answered 403"},
    {"a refresh with another Contact is judged by it",
     REG "600 > REGISTER |@host 77\n600.1 < 200 |@host 77\n", GB_RULE_REGISTRATION_NO_CONTACT, NULL},
    {"a refresh with another Contact has moved",
     REG "600 > REGISTER |@host 77\n600.1 < 200 |@host 77\n", GB_RULE_REGISTRATION_REFRESH_MOVED,
     "Contact is now sip:" DEVICE "@10.0.0.77:5060, before sip:" DEVICE
     "@10.0.0.9:5060; the source is now 10.0.0.77:5060, before 10.0.0.9:5060."},
    {"a refresh from another port has moved",
     REG "600 > REGISTER |@port 6001\n600.1 < 200\n", GB_RULE_REGISTRATION_REFRESH_MOVED,
     "the source is now 10.0.0.9:6001, before 10.0.0.9:5060."},
    {"moves in a row are counted",
     REG "60 > MESSAGE |@port 6001 " KA_BODY("1") "\n60.1 < 200\n120 > MESSAGE |@port 6002 " KA_BODY("2")
     "\n120.1 < 200\n180 > MESSAGE |@port 6003 " KA_BODY("3") "\n180.1 < 200\n",
     GB_RULE_REGISTRATION_MOVED, "(3 times"},
    {"a restart elsewhere names both addresses",
     REG "600 > REGISTER |@call other |@host 77\n600.1 < 401\n"
     "600.2 > REGISTER |@call other |@host 77 |@auth gbtest-01\n600.3 < 200\n",
     GB_RULE_REGISTRATION_RESTARTED, "from 10.0.0.77:5060, before from 10.0.0.9:5060"},
    {"a realm other than the challenge's explains a refusal", ANOTHER_REALM "0.3 < 403\n",
     GB_RULE_AUTH_SERVER_PASSWORD_DIFFERS, NULL},
    {"and is found", ANOTHER_REALM "0.3 < 403\n", GB_RULE_AUTH_REALM_DIFFERS,
     "The challenge's realm is 5101000000, the credentials' realm is 3402000000."},
    {"a password that is accepted though it does not fit", "0 > REGISTER\n0.1 < 401\n"
     "0.2 > REGISTER |@auth GBTEST-01\n0.3 < 200\n", GB_RULE_AUTH_SERVER_NOT_CHECKING,
     "letters in another case"},
    {"a Response says that its request arrived",
     REG "5.0 < MESSAGE " QUERY("DeviceInfo", "3", "") "\n" TELL("6.", RESPONSE("DeviceInfo", "3", "<Result>OK</Result>")) "90 end\n",
     GB_RULE_MESSAGE_UNANSWERED, NULL},
#define NATTED "0 > REGISTER |@port 6001\n0.1 < 200 |@port 6001\n"
    {"a MESSAGE to the address that a device behind a NAT says of itself",
     NATTED "5 < MESSAGE " QUERY("DeviceInfo", "3", "") "\n60 end\n", GB_RULE_NAT_REQUEST_ASTRAY,
     "Query/DeviceInfo was sent to 10.0.0.9:5060 and not answered; the device comes from 10.0.0.9:6001."},
    {"is told once", NATTED "5 < MESSAGE " QUERY("DeviceInfo", "3", "") "\n60 end\n", GB_RULE_MESSAGE_UNANSWERED, NULL},
    {"an INFO there", NATTED "5 < INFO |@call i1\n60 end\n", GB_RULE_NAT_REQUEST_ASTRAY, "INFO was sent to 10.0.0.9:5060"},
    {"where it was before its NAT moved, it was told",
     "0 > REGISTER\n0.1 < 200\n60 > MESSAGE |@port 6001 " KA_BODY("1") "\n60.1 < 200\n65 < INFO |@call i1\n130 end\n",
     GB_RULE_NAT_REQUEST_ASTRAY, NULL},
    {"an answer from there shows that it arrives", NATTED "5 < INFO |@call i1\n5.1 > 200\n"
     "60 > MESSAGE |@port 6001 " KA_BODY("1") "\n60.1 < 200\n65 < INFO |@call i2\n130 end\n", GB_RULE_NAT_REQUEST_ASTRAY, NULL},
    {"to the proxy where the device registers", NATTED "5 < INFO |@call i1 |@server 4 |@host 2\n60 end\n", GB_RULE_NAT_REQUEST_ASTRAY, NULL},
    {"of a device that registered before the capture its Via says it",
     "0 > MESSAGE |@port 6001 " KA_BODY("1") "\n0.1 < 200 |@port 6001\n5 < INFO |@call i1\n60 end\n",
     GB_RULE_NAT_REQUEST_ASTRAY, "INFO was sent to 10.0.0.9:5060"},
    {"or nothing does", "0 > MESSAGE |@port 6001 " KA_BODY("1") "\n0.1 < 200 |@port 6001\n5 < INFO |@call i1 |@port 7\n60 end\n",
     GB_RULE_NAT_REQUEST_ASTRAY, NULL},
    {"a connection to the device is taken by somebody",
     "0 > REGISTER |@port 6001 |@tcp 1\n0.1 < 200 |@port 6001 |@tcp 1\n5 < INFO |@call i1 |@tcp 2\n60 end\n",
     GB_RULE_NAT_REQUEST_ASTRAY, NULL},
#define ASKED(t) t " > MESSAGE |@branch z9hG4bKx |@call c |@cseq 5 " KA_BODY("1") "\n"
#define ANSWERED(more) ASKED("0") "0.1 < 200 " more "\n" ASKED("1") ASKED("2")
    {"an answer with another branch", ANSWERED("|Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKy"), GB_RULE_SIP_ANSWER_MISFIT,
     "The answer in frame 2 to the request in frame 1 has another branch in its Via."},
    {"did arrive", ANSWERED("|Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKy"), GB_RULE_SIP_ANSWER_LOST, NULL},
    {"an answer without Via", ANSWERED("|-Via"), GB_RULE_SIP_ANSWER_MISFIT, "has no Via."},
    {"an answer with the method in other letters", ANSWERED("|CSeq: 5 Message"), GB_RULE_SIP_ANSWER_MISFIT,
     "has the method in other letters in its CSeq."},
    {"an answer that fits is lost", ANSWERED(""), GB_RULE_SIP_ANSWER_MISFIT, NULL},
    {"of one that the capture cut nobody knows", ANSWERED("|-Via |@missing 20"), GB_RULE_SIP_ANSWER_MISFIT, NULL},
    {"an answer that fits follows", ASKED("0") "0.1 < 200 |-Via\n0.2 < 200 |@call c\n" ASKED("1") ASKED("2"),
     GB_RULE_SIP_ANSWER_MISFIT, NULL},
    {"an answer with another Call-ID", ANSWERED("|Call-ID: 77"), GB_RULE_SIP_ANSWER_MISFIT,
     "The answer in frame 2 to the request in frame 1 has another Call-ID, 77."},
    {"an answer with another number", ANSWERED("|CSeq: 6 MESSAGE"), GB_RULE_SIP_ANSWER_MISFIT, "has another number in its CSeq, 6."},
    {"an answer to another method", ANSWERED("|CSeq: 5 REGISTER"), GB_RULE_SIP_ANSWER_MISFIT,
     "has another method in its CSeq, REGISTER."},
    {"needs no Date", ANSWERED("|CSeq: 5 REGISTER"), GB_RULE_TIME_NO_DATE, NULL},
    {"an answer to a request that is not in the capture",
     ASKED("0") "0.1 < 200 |Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKy |Call-ID: 77\n" ASKED("1") ASKED("2"),
     GB_RULE_SIP_ANSWER_MISFIT, NULL},
    {"devices whose branch is always the same, and a request is not in the capture",
     ASKED("0") "0.1 < 200\n60 < 200 |@call c |CSeq: 6 MESSAGE\n", GB_RULE_SIP_ANSWER_MISFIT, NULL},
    {"a CANCEL that is not in the capture", "0 < INVITE |@call i |@cseq 5\n1 > 200 |CSeq: 5 CANCEL\n60 end\n",
     GB_RULE_SIP_ANSWER_MISFIT, NULL},
    {"a retry 60 s after the request that failed",
     "0 > REGISTER\n0.1 < 503\n60 > REGISTER\n60.1 < 200\n", GB_RULE_REGISTRATION_RETRY_TOO_SOON, NULL},
    {"a retry two seconds sooner", "0 > REGISTER\n0.1 < 503\n58 > REGISTER\n58.1 < 200\n",
     GB_RULE_REGISTRATION_RETRY_TOO_SOON, "Registers again 58 s after a failure"},
    {"the other server is asked", "0 > REGISTER\n0.1 < 403\n20 > REGISTER |@server 3\n20.1 < 200 |@server 3\n",
     GB_RULE_REGISTRATION_RETRY_TOO_SOON, NULL},
#define SHA "|WWW-Authenticate: Digest realm=\"3402000000\",nonce=\"n1\",algorithm=SHA-256"
    {"an algorithm that the device does not know", "0 > REGISTER\n0.1 < 401 " SHA "\n60 > REGISTER\n60.1 < 401 " SHA "\n"
     "120 > REGISTER\n120.1 < 401 " SHA "\n121 end\n", GB_RULE_REGISTRATION_CHALLENGE_UNMET,
     "After the challenge 401 (SHA-256) no REGISTER with credentials followed; tried 3 times."},
    {"of two and a capture that ends nothing is known",
     "0 > REGISTER\n0.1 < 401 " SHA "\n60 > REGISTER\n60.1 < 401 " SHA "\n61 end\n", GB_RULE_REGISTRATION_CHALLENGE_UNMET, NULL},
    {"each try with a Call-ID of its own", "0 > REGISTER |@call a\n0.1 < 401\n60 > REGISTER |@call b\n60.1 < 401\n"
     "120 > REGISTER |@call c\n120.1 < 401\n121 end\n", GB_RULE_REGISTRATION_CHALLENGE_UNMET, "(MD5) no REGISTER with credentials followed; tried 3 times."},
    {"two algorithms are offered", "0 > REGISTER\n0.1 < 401 |WWW-Authenticate: Digest realm=\"3402000000\",nonce=\"n1\","
     "algorithm=SHA-256, Digest realm=\"3402000000\",nonce=\"n1\",algorithm=MD5\n60 end\n", GB_RULE_REGISTRATION_CHALLENGE_UNMET,
     "401 (MD5, SHA-256) no"},
#define AT_END(t) t "0 > MESSAGE |@call i1 |@cseq 9 " NOTIFY("MediaStatus", "3", "<NotifyType>121</NotifyType>") "\n" t "1 < 481 |@call i1\n"
    {"a recording's end told after the BYE", REG HISTORY("Playback") BYE AT_END("21."), GB_RULE_MESSAGE_REFUSED, NULL},
    {"and told before it, to one who knows nothing of the call", REG HISTORY("Playback") AT_END("19.") BYE, GB_RULE_MESSAGE_REFUSED,
     "Notify/MediaStatus was answered 481"},
    {"an expiry that is no number", "0 > REGISTER |Expires: -1\n", GB_RULE_REGISTRATION_EXPIRES_INVALID, "asked for is -1."},
    {"is there all the same", "0 > REGISTER |Expires: -1\n", GB_RULE_REGISTRATION_NO_EXPIRES, NULL},
    {"an expiry that is too large", "0 > REGISTER |Expires: 99999999999\n", GB_RULE_REGISTRATION_EXPIRES_INVALID, "is 99999999999."},
    {"the largest expiry that there may be", "0 > REGISTER |Expires: 4294967295\n", GB_RULE_REGISTRATION_EXPIRES_UNUSUAL,
     "4294967295 s are asked for."},
    {"a contact's expiry that is no number, and no header",
     "0 > REGISTER |-Expires |Contact: <sip:10.0.0.9>;expires=x\n", GB_RULE_REGISTRATION_EXPIRES_INVALID, "is x."},
    {"one that the header mends", "0 > REGISTER |Contact: <sip:10.0.0.9>;expires=x\n", GB_RULE_REGISTRATION_EXPIRES_INVALID, NULL},
    {"an empty expiry", "0 > REGISTER |Expires:\n", GB_RULE_REGISTRATION_NO_EXPIRES, "Neither"},
    {"a root in another case", REG "60 > MESSAGE #<?xml version=\"1.0\"?>~<notify>~<CmdType>Keepalive</CmdType>~<SN>1</SN>~"
     "<DeviceID>" DEVICE "</DeviceID>~<Status>OK</Status>~</notify>~\n60.1 < 200\n", GB_RULE_MESSAGE_ELEMENT_CASE, "notify"},
    {"the device's own call is refused", REG "10 > INVITE |@call b1 |@cseq 1 " OFFER "\n10.1 < 486 |@call b1\n",
     GB_RULE_INVITE_REFUSED, NULL},
    {"and that is told", REG "10 > INVITE |@call b1 |@cseq 1 " OFFER "\n10.1 < 486 |@call b1\n",
     GB_RULE_SIP_REFUSED, "INVITE was answered 486"},
    {"the device's own call is not answered", REG "10 > INVITE |@call b1 |@cseq 1 " OFFER "\n90 end\n",
     GB_RULE_SIP_UNANSWERED, "to INVITE"},
    {"a call whose offer comes with the 200", REG "10.0 < INVITE |@call i1 |@cseq 1\n10.1 > 200 |@call i1 " ANSWER
     "\n10.2 < ACK |@call i1 |@cseq 1 " OFFER "\n", GB_RULE_INVITE_NO_ANSWER_SDP, NULL},
    {"an INFO that a BYE crosses", REG CALL "20 > BYE |@call i1 |@cseq 2\n20.05 < INFO |@call i1 |@cseq 2\n20.1 > 481 |@call i1\n",
     GB_RULE_SIP_REFUSED, NULL},
    {"two cameras of one private address", REG KA("60.", "1")
     "61.0 > MESSAGE |@host 77 |Via: SIP/2.0/UDP 10.0.0.9:5060;rport;branch=z9hG4bKc1 " KA_BODY("41") "\n61.1 < 200\n" KA("62.", "2")
     "63.0 > MESSAGE |@host 77 |Via: SIP/2.0/UDP 10.0.0.9:5060;rport;branch=z9hG4bKc2 " KA_BODY("42") "\n63.1 < 200\n" KA("64.", "3")
     "65.0 > MESSAGE |@host 77 |Via: SIP/2.0/UDP 10.0.0.9:5060;rport;branch=z9hG4bKc3 " KA_BODY("43") "\n65.1 < 200\n",
     GB_RULE_DEVICE_ID_SHARED, "in turn"},
    {"an INFO that is refused", REG CALL "20 < INFO |@call i1 |@cseq 2\n20.1 > 488 |@call i1\n", GB_RULE_SIP_REFUSED,
     "INFO was answered 488"},
    {"an upgrade that failed", REG TELL("6.", XML("Notify", "DeviceUpgradeResult", "3", ID20 "<UpgradeResult>ERROR</UpgradeResult>")),
     GB_RULE_MESSAGE_RESULT_ERROR, "DeviceUpgradeResult is ERROR"},
    {"a refresh of a subscription from before the capture",
     REG "1.0 < SUBSCRIBE |@call s1 |@cseq 2 |To: <sip:" DEVICE "@3402000000>;tag=old " SUBSCRIBE_BODY
     "\n1.1 > 200 |@call s1\n60 end\n", GB_RULE_SUBSCRIPTION_NO_NOTIFY, NULL},
    {"is not wrong", "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |@auth GBTEST-01\n0.3 < 200\n",
     GB_RULE_AUTH_PASSWORD_WRONG, NULL},
    {"a clock off by ten seconds", "0 > REGISTER\n0.1 < 200 |Date: 2024-05-01T08:00:10.000\n",
     GB_RULE_TIME_DRIFT, "which is 9.9 s off the capture's clock."},
    {"a clock off by two minutes less", "0 > REGISTER\n0.1 < 200 |Date: 2024-05-01T08:01:59.100\n",
     GB_RULE_TIME_DRIFT, "which is 119 s off the capture's clock."},
    {"a clock off by minutes", "0 > REGISTER\n0.1 < 200 |Date: 2024-05-01T08:05:00.100\n",
     GB_RULE_TIME_DRIFT, "which is 5 min off the capture's clock."},
    {"a clock off by minutes and seconds", "0 > REGISTER\n0.1 < 200 |Date: 2024-05-01T08:07:20.100\n",
     GB_RULE_TIME_DRIFT, "which is 7 min 20 s off the capture's clock."},
    {"a clock off by hours and minutes", "0 > REGISTER\n0.1 < 200 |Date: 2024-05-01T04:50:00.100\n",
     GB_RULE_TIME_DRIFT, "which is 3 h 10 min off the capture's clock."},
    {"a clock off by days", "0 > REGISTER\n0.1 < 200 |Date: 2024-05-03T09:30:00.100\n",
     GB_RULE_TIME_DRIFT, "which is 2 days 2 h off the capture's clock."},
};

static const GbFinding *found(const Exchange *x, GbRule rule) {
    const GbDevice *const *devices;
    size_t n = gb_analysis_devices(x->analysis, &devices);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < devices[i]->n_findings; k++)
            if (devices[i]->findings[k].rule == rule) return &devices[i]->findings[k];
    const GbFinding *all;
    n = gb_analysis_findings(x->analysis, &all);
    for (size_t k = 0; k < n; k++)
        if (all[k].rule == rule) return &all[k];
    return NULL;
}

static void check_story(const Story *s) {
    char text[1024] = "";
    Exchange *x = exchange_new(s->name);
    exchange_run(x, s->text);
    const GbFinding *f = found(x, s->rule);
    if (f) gb_finding_text(f, GB_EN, text, sizeof text);
    check_true(s->name, f ? text : "no finding", s->says ? f && strstr(text, s->says) : !f);
    exchange_free(x);
}

static void verdicts_name_the_cause(void) {
    static const struct {
        const char *name, *text, *says;
    } cases[] = {
        {"the last final answer", "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |@auth wrong\n0.3 < 401\n"
         "0.4 > REGISTER |@auth wrong\n60 end\n", "Rejected with 401 in frame 4"},
        {"a 401 without a challenge", "0 > REGISTER\n0.1 < 401 |-WWW-Authenticate\n60 end\n",
         "answered 401 without a challenge"},
        {"another realm", ANOTHER_REALM "0.3 < 403\n", "the challenge's realm is 5101000000"},
        {"an accepted mismatch", "0 > REGISTER\n0.1 < 401\n0.2 > REGISTER |@auth GBTEST-01\n0.3 < 200\n",
         "letters in another case"},
        {"more items than announced", REG CATALOG("1", ITEM(CHANNEL, PLACE) ITEM("34020000001310000002", PLACE), "1", "2") "100 end\n",
         "SumNum is 1, 2 items came"},
        {"a registration that holds on", REG KA("60.", "1") "70 > REGISTER |@call other\n" KA("110.", "2") "120 end\n",
         "is still valid, its keepalives are answered"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const GbDevice *const *devices;
        Exchange *x = exchange_new(cases[i].name);
        exchange_run(x, cases[i].text);
        gb_analysis_devices(x->analysis, &devices);
        const char *verdict = exchange_verdict(x, devices[0], GB_EN);
        check_true(cases[i].name, verdict, strstr(verdict, cases[i].says) != NULL);
        exchange_free(x);
    }
}

static void findings_say_what_was_seen(void) {
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) check_story(&stories[i]);
}

/* Thirty devices come back within a minute, each of them twice, and not in order of time. */
static void a_storm_counts_each_device_once(void) {
    char text[160];
    Exchange *x = exchange_new("storm");
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 30; i++) {
            double at = (round ? 1000 : 0) + (i ^ 3) + (round == 2 ? 0.5 : 0);
            snprintf(text, sizeof text,
                     "%.1f > REGISTER |@id 340200000013200001%02d |@call c%d-%d\n%.1f < 200\n", at, i,
                     round, i, at + 0.1);
            exchange_run(x, text);
        }
    const GbFinding *f = found(x, GB_RULE_REGISTRATION_STORM);
    check_true("a storm", "found", f != NULL);
    if (f) check_text("a storm", "devices", gb_slice_from(f->args[0]), "30");
    if (f) check_text("a storm", "anew", gb_slice_from(f->args[1]), "30");
    exchange_free(x);
}

/* A call between two phones, and then the same with an ID of GB/T 28181 in it. */
#define BETWEEN(user) "|@id " user " |@uri sip:" user "@example.org |From: <sip:alice@example.org>;tag=f2 " \
    "|To: <sip:" user "@example.org>;tag=t1 |@call i1 "
#define SOUND(owner) "#v=0~o=" owner " 1 1 IN IP4 10.0.0.2~s=-~c=IN IP4 10.0.0.2~t=0 0~m=audio 4000 RTP/AVP 0~\n"
#define PHONE(user) "0 > REGISTER |@id " user " |@uri sip:example.org\n0.1 < 200\n" \
    "1.0 < INVITE " BETWEEN(user) "|@cseq 1 |Subject: lunch " SOUND("alice") \
    "1.1 > 200 " BETWEEN(user) SOUND("bob") "1.2 < ACK " BETWEEN(user) "|@cseq 1\n"

static unsigned call_findings(const char *name, const char *text) {
    unsigned seen[GB_N_RULES] = {0}, n = 0;
    Exchange *x = exchange_new(name);
    exchange_run(x, text);
    exchange_rules(x, seen);
    exchange_free(x);
    for (unsigned r = 1; r < GB_N_RULES; r++) {
        const char *id = gb_rule_info((GbRule)r)->id;
        bool call = strncmp(id, "invite.", 7) == 0 || strncmp(id, "media.", 6) == 0;
        if (seen[r] && (call || gb_rule_info((GbRule)r)->severity == GB_SEVERITY_ERROR)) {
            if (n || getenv("GB_SHOW")) fprintf(stderr, "%s: %s\n", name, id);
            n++;
        }
    }
    return n;
}

static void plain_sip_is_not_judged_as_gb(void) {
    check_int("phones", "findings", call_findings("phones", PHONE("bob")), 0);
    check_true("a 20-digit ID", "findings", call_findings("20 digits", PHONE(DEVICE)) > 0);
}

/* exchange.h compares: of requests with credentials and their challenges no part may be passed over. */
static void unjudged_checks_all_credentials(void) {
    Exchange *x = exchange_new("credentials in a MESSAGE");
    exchange_run(x, REG "60 > MESSAGE " KA_BODY("1") "\n60.1 < 401\n60.2 > MESSAGE |@auth gbtest-01 " KA_BODY("1")
                    "\n60.3 < 200\n120 > MESSAGE |@auth another " KA_BODY("2") "\n120.1 < 200\n"
                    "130 > REGISTER |@auth gbtest-01\n130.1 < 200\n");
    CHECK_INT("verified", gb_analysis_totals(x->analysis)->auth.by_result[GB_AUTH_VERIFIED], 3);
    CHECK_INT("mismatch", gb_analysis_totals(x->analysis)->auth.by_result[GB_AUTH_MISMATCH], 1);
    exchange_free(x);
}

int main(void) {
    static const CheckTest tests[] = {
        {"findings say what was seen", findings_say_what_was_seen},
        {"verdicts name the cause", verdicts_name_the_cause},
        {"a storm counts each device once", a_storm_counts_each_device_once},
        {"plain SIP is not judged as GB/T 28181", plain_sip_is_not_judged_as_gb},
        {"unjudged, all credentials are checked", unjudged_checks_all_credentials},
        {NULL, NULL},
    };
    return check_main("rules_stories", tests);
}
