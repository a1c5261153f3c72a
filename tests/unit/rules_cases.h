/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_cases.h - words and sentences for the scenarios in rules_*.inc (see exchange.h). */
#ifndef RULES_CASES_H
#define RULES_CASES_H

#define REG_AT(a, b, c, d) \
    a " > REGISTER\n" b " < 401\n" c " > REGISTER |@auth gbtest-01\n" d " < 200\n"
#define REG REG_AT("0", "0.1", "0.2", "0.3")
#define ID20 "<DeviceID>" DEVICE "</DeviceID>"
#define XML(root, cmd, sn, rest) \
    "#<" root "><CmdType>" cmd "</CmdType><SN>" sn "</SN>" rest "</" root ">"
#define KA_BODY(sn) XML("Notify", "Keepalive", sn, ID20 "<Status>OK</Status>")
#define KA(t, sn) t " > MESSAGE " KA_BODY(sn) "\n" t "1 < 200\n"
/* A second platform, and a keepalive to it. */
#define REG_B(t) t " > REGISTER |@server 3 |@uri sip:35010000002000000001@3501000000 |@call c2\n" t "1 < 200\n"
#define KA_B(t) t " > MESSAGE |@server 3 |To: <sip:35010000002000000001@3501000000> " KA_BODY("1") "\n" t "1 < 200\n"
#define PINGS "5 > PING\n25 > PING\n45 > PING\n65 > PING\n80 > PING\n"
#define KA_ALONE(t, sn) t " > MESSAGE " KA_BODY(sn) "\n"
/* A request of the server, its 200, and the like of the device. */
#define ASK(t, body) t "0 < MESSAGE " body "\n" t "1 > 200\n"
#define TELL(t, body) t "0 > MESSAGE " body "\n" t "1 < 200\n"
#define QUERY(cmd, sn, rest) XML("Query", cmd, sn, ID20 rest)
#define CONTROL(sn, rest) XML("Control", "DeviceControl", sn, ID20 rest)
#define RESPONSE(cmd, sn, rest) XML("Response", cmd, sn, ID20 rest)
#define NOTIFY(cmd, sn, rest) XML("Notify", cmd, sn, ID20 rest)
#define CHANNEL "34020000001310000001"
#define ITEM(id, more) \
    "<Item><DeviceID>" id "</DeviceID><Name>gate</Name><Manufacturer>V</Manufacturer>" \
    "<Model>M</Model><CivilCode>3402</CivilCode><Address>a</Address><Parental>0</Parental>" \
    "<ParentID>" DEVICE "</ParentID><RegisterWay>1</RegisterWay><Secrecy>0</Secrecy>" \
    "<Status>ON</Status>" more "</Item>"
#define PLACE "<Longitude>118.38</Longitude><Latitude>31.33</Latitude>"
#define LIST(sum, num, items) \
    "<SumNum>" sum "</SumNum><DeviceList Num=\"" num "\">" items "</DeviceList>"
#define CATALOG(t, items, sum, num) \
    ASK(t "0.", QUERY("Catalog", "7", "")) TELL(t "1.", RESPONSE("Catalog", "7", LIST(sum, num, items)))
#define RECORD(start, end, more) \
    "<Item><DeviceID>" DEVICE "</DeviceID><Name>gate</Name><StartTime>" start "</StartTime>" \
    "<EndTime>" end "</EndTime><Secrecy>0</Secrecy>" more "</Item>"
#define RECORDS(sum, num, items) \
    "<Name>gate</Name><SumNum>" sum "</SumNum><RecordList Num=\"" num "\">" items "</RecordList>"
#define RECORD_QUERY \
    QUERY("RecordInfo", "8", "<StartTime>2024-05-01T00:00:00</StartTime>" \
          "<EndTime>2024-05-01T06:00:00</EndTime>")
#define ALARM(sn, priority, method, rest) \
    NOTIFY("Alarm", sn, "<AlarmPriority>" priority "</AlarmPriority><AlarmMethod>" method \
           "</AlarmMethod><AlarmTime>2024-05-01T08:00:00</AlarmTime>" rest)
#define ALARM_ANSWER(sn) RESPONSE("Alarm", sn, "<Result>OK</Result>")
#define PTZ(t, hex) ASK(t, CONTROL("5", "<PTZCmd>" hex "</PTZCmd>"))
#define STOP "A50F0100000000B5"

/* SDP */
#define SDP_OF(o, s, u, t, m, tail) \
    "#v=0~o=" o " 0 0 IN IP4 10.0.0.2~s=" s "~" u "c=IN IP4 10.0.0.2~t=" t "~" m tail
#define VIDEO "m=video 30000 RTP/AVP 96~a=rtpmap:96 PS/90000~"
#define TAIL "y=0200000001~f=v/2/5///a///~"
#define OFFER SDP_OF(SERVER, "Play", "", "0 0", VIDEO, TAIL)
#define ANSWER SDP_OF(DEVICE, "Play", "", "0 0", VIDEO, TAIL)
#define INVITE_WITH(more, offer, answer) \
    "10.0 < INVITE |@call i1 |@cseq 1 " more offer "\n10.1 > 200 |@call i1 " answer "\n" \
    "10.2 < ACK |@call i1 |@cseq 1\n"
#define INVITE(offer, answer) INVITE_WITH("", offer, answer)
#define CALL INVITE(OFFER, ANSWER)
#define BYE "20.0 < BYE |@call i1 |@cseq 2\n20.1 > 200 |@call i1\n"
#define HISTORY_TAIL "y=1200000001~f=v/2/5///a///~"
#define HISTORY(kind) \
    INVITE_WITH("|Subject: " DEVICE ":1200000001," SERVER ":0 ", \
        SDP_OF(SERVER, kind, "u=" DEVICE ":0~", "1714492800 1714503600", VIDEO, HISTORY_TAIL), \
        SDP_OF(DEVICE, kind, "", "1714492800 1714503600", VIDEO, HISTORY_TAIL))
#define INFO(t, cseq, body) t "0 < INFO |@call i1 |@cseq " cseq " #" body "\n" t "1 > 200 |@call i1\n"

/* SUBSCRIBE */
#define SUBSCRIBE_BODY XML("Query", "Catalog", "1", ID20)
#define SUBSCRIBE "1.0 < SUBSCRIBE |@call s1 |@cseq 1 " SUBSCRIBE_BODY "\n1.1 > 200 |@call s1\n"
#define CHANGE(t, cseq, items) \
    t "0 > NOTIFY |@call s1 |@cseq " cseq " " \
    XML("Notify", "Catalog", "9", ID20 "<SumNum>1</SumNum><DeviceList Num=\"1\">" items \
        "</DeviceList>") "\n" t "1 < 200\n"
#define OFF "<Item><DeviceID>" CHANNEL "</DeviceID><Event>OFF</Event></Item>"

#endif
