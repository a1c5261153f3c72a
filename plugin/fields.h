/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fields.h - every field of the filter `gb28181.`, once: the name of its number, its filter name,
 * its type and its title in both languages. Wireshark knows one title a field: the one of the
 * language the program runs in.
 */
#ifndef PLUGIN_FIELDS_H
#define PLUGIN_FIELDS_H

#include "compat.h"

#include <gb28181/auth.h>
#include <gb28181/finding.h>

/* From SDP on they come from a body. */
#define GB_FIELDS(X) \
    X(DEVICE_ID, "device_id", FT_STRING, BASE_NONE, NULL, "Device ID", "设备编码") \
    X(DEVICE_ID_MEANING, "device_id.meaning", FT_STRING, BASE_NONE, NULL, "Meaning", "含义") \
    X(SERVER_ID, "server_id", FT_STRING, BASE_NONE, NULL, "Server ID", "平台编码") \
    X(FROM_DEVICE, "from_device", FT_BOOLEAN, BASE_NONE, NULL, "From the device", "由设备发出") \
    X(VERSION, "version", FT_STRING, BASE_NONE, NULL, "Protocol version (X-GB-Ver)", "协议版本 (X-GB-Ver)") \
    X(ROOT, "root", FT_STRING, BASE_NONE, NULL, "Root element", "根元素") \
    X(CMD_TYPE, "cmd_type", FT_STRING, BASE_NONE, NULL, "Command", "命令类型") \
    X(SN, "sn", FT_UINT64, BASE_DEC, NULL, "SN", "命令序列号") \
    X(RETRANSMISSION, "retransmission_of", FT_FRAMENUM, BASE_NONE, NULL, "Retransmission of", "重传自") \
    X(REQUEST, "request_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), "Response to", "应答的请求") \
    X(RESPONSE, "response_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), "Response in", "应答所在帧") \
    X(LATENCY, "latency", FT_RELATIVE_TIME, BASE_NONE, NULL, "Time since the request", "距请求的时间") \
    X(AUTH, "auth.result", FT_STRING, BASE_NONE, NULL, "Authentication", "鉴权结果") \
    X(AUTH_ALGORITHM, "auth.algorithm", FT_STRING, BASE_NONE, NULL, "Algorithm", "算法") \
    X(AUTH_WHY, "auth.explanation", FT_STRING, BASE_NONE, NULL, "Explanation", "说明") \
    X(AUTH_USERNAME, "auth.username", FT_STRING, BASE_NONE, NULL, "User name", "用户名") \
    X(AUTH_REALM, "auth.realm", FT_STRING, BASE_NONE, NULL, "Realm", "域 (realm)") \
    X(AUTH_CHALLENGE, "auth.challenge_frame", FT_FRAMENUM, BASE_NONE, NULL, "Answers the challenge in", "所应答的质询") \
    X(STATE, "session.state", FT_STRING, BASE_NONE, NULL, "Registration", "注册状态") \
    X(REGISTER_FRAME, "session.register_frame", FT_FRAMENUM, BASE_NONE, NULL, "REGISTER of this session", "本会话的注册请求") \
    X(PREVIOUS_KEEPALIVE, "session.previous_keepalive", FT_FRAMENUM, BASE_NONE, NULL, "Previous keepalive", "上一次心跳") \
    X(INTERVAL, "keepalive.interval", FT_RELATIVE_TIME, BASE_NONE, NULL, "Since the previous keepalive", "距上一次心跳") \
    X(FINDING, "finding", FT_STRING, BASE_NONE, NULL, "Finding", "诊断") \
    X(ADVICE, "finding.advice", FT_STRING, BASE_NONE, NULL, "Advice", "建议") \
    X(SUBJECT_SENDER, "subject.sender", FT_STRING, BASE_NONE, NULL, "Subject: sender of media", "Subject: 媒体发送者") \
    X(SUBJECT_SENDER_SEQ, "subject.sender_seq", FT_STRING, BASE_NONE, NULL, "Subject: sender's stream", "Subject: 发送端流序号") \
    X(SUBJECT_RECEIVER, "subject.receiver", FT_STRING, BASE_NONE, NULL, "Subject: receiver of media", "Subject: 媒体接收者") \
    X(SUBJECT_RECEIVER_SEQ, "subject.receiver_seq", FT_STRING, BASE_NONE, NULL, "Subject: receiver's stream", "Subject: 接收端流序号") \
    X(SDP, "sdp", FT_NONE, BASE_NONE, NULL, "SDP as GB/T 28181 reads it", "SDP（按 GB/T 28181 解读）") \
    X(SDP_LINE, "sdp.line", FT_STRING, BASE_NONE, NULL, "Line", "行") \
    X(SDP_SESSION, "sdp.session", FT_STRING, BASE_NONE, NULL, "Session (s=)", "会话类型 (s=)") \
    X(SDP_URI, "sdp.uri", FT_STRING, BASE_NONE, NULL, "Source (u=)", "视音频源 (u=)") \
    X(SDP_SSRC, "sdp.ssrc", FT_STRING, BASE_NONE, NULL, "SSRC (y=)", "SSRC (y=)") \
    X(SDP_FORMAT, "sdp.format", FT_STRING, BASE_NONE, NULL, "Media (f=)", "媒体参数 (f=)") \
    X(MANSRTSP, "mansrtsp", FT_STRING, BASE_NONE, NULL, "Playback control (MANSRTSP)", "回放控制 (MANSRTSP)") \
    X(MANSRTSP_SCALE, "mansrtsp.scale", FT_DOUBLE, BASE_NONE, NULL, "Speed (Scale)", "倍速 (Scale)") \
    X(MANSRTSP_RANGE, "mansrtsp.range_start", FT_DOUBLE, BASE_NONE, NULL, "Position (Range, s)", "位置 (Range, 秒)") \
    X(MANSRTSP_TEXT, "mansrtsp.text", FT_STRING, BASE_NONE, NULL, "Text", "原文") \
    X(MANSCDP, "manscdp", FT_NONE, BASE_NONE, NULL, "MANSCDP", "MANSCDP") \
    X(ELEMENT, "manscdp.element", FT_STRING, BASE_NONE, NULL, "Element", "元素") \
    X(CHARSET, "manscdp.charset", FT_STRING, BASE_NONE, NULL, "Read as", "实际编码") \
    X(XML_ERROR, "manscdp.error", FT_STRING, BASE_NONE, NULL, "Not well-formed", "XML 格式错误") \
    X(TARGET_ID, "manscdp.device_id", FT_STRING, BASE_NONE, NULL, "Device ID in the body", "消息体中的设备编码") \
    X(STATUS, "manscdp.status", FT_STRING, BASE_NONE, NULL, "Status", "状态") \
    X(RESULT, "manscdp.result", FT_STRING, BASE_NONE, NULL, "Result", "执行结果") \
    X(SUM_NUM, "manscdp.sum_num", FT_UINT64, BASE_DEC, NULL, "Total of items (SumNum)", "总数 (SumNum)") \
    X(ALARM_PRIORITY, "alarm.priority", FT_STRING, BASE_NONE, NULL, "Alarm priority", "报警级别") \
    X(ALARM_METHOD, "alarm.method", FT_STRING, BASE_NONE, NULL, "Alarm method", "报警方式") \
    X(ALARM_TYPE, "alarm.type", FT_STRING, BASE_NONE, NULL, "Alarm type", "报警类型") \
    X(ALARM_TIME, "alarm.time", FT_STRING, BASE_NONE, NULL, "Alarm time", "报警时间") \
    X(ALARM_TEXT, "alarm.description", FT_STRING, BASE_NONE, NULL, "Alarm description", "报警内容") \
    X(PTZ, "ptz", FT_STRING, BASE_NONE, NULL, "PTZ command", "云台控制") \
    X(PTZ_HEX, "ptz.cmd", FT_STRING, BASE_NONE, NULL, "PTZCmd", "PTZCmd") \
    X(PRESET, "preset", FT_UINT32, BASE_DEC, NULL, "Preset", "预置位") \
    X(CATALOG_ID, "catalog.device_id", FT_STRING, BASE_NONE, NULL, "Catalog item's ID", "目录项编码") \
    X(CATALOG_NAME, "catalog.name", FT_STRING, BASE_NONE, NULL, "Catalog item's name", "目录项名称") \
    X(CATALOG_PARENT, "catalog.parent_id", FT_STRING, BASE_NONE, NULL, "Catalog item's parent", "目录项父设备") \
    X(CATALOG_STATUS, "catalog.status", FT_STRING, BASE_NONE, NULL, "Catalog item's status", "目录项状态") \
    X(CATALOG_EVENT, "catalog.event", FT_STRING, BASE_NONE, NULL, "Catalog event", "目录变更事件") \
    X(RECORD_START, "record.start", FT_STRING, BASE_NONE, NULL, "Record start", "录像起始时间") \
    X(RECORD_END, "record.end", FT_STRING, BASE_NONE, NULL, "Record end", "录像终止时间") \
    X(RECORD_PATH, "record.path", FT_STRING, BASE_NONE, NULL, "Record file", "录像文件") \
    X(LONGITUDE, "position.longitude", FT_DOUBLE, BASE_NONE, NULL, "Longitude", "经度") \
    X(LATITUDE, "position.latitude", FT_DOUBLE, BASE_NONE, NULL, "Latitude", "纬度")

typedef enum GbField {
#define X(id, ...) GB_F_##id,
    GB_FIELDS(X)
#undef X
        GB_N_FIELDS
} GbField;

/* Wireshark's numbers of them, and of the protocol `gb28181`. */
extern int gb_hf[GB_N_FIELDS];
extern int gb_proto;

typedef enum GbSubtree {
    GB_TREE_MESSAGE, GB_TREE_DEVICE, GB_TREE_AUTH, GB_TREE_FINDING, GB_TREE_BODY, GB_TREE_ELEMENT,
    GB_TREE_SDP, GB_N_SUBTREES
} GbSubtree;
extern int gb_ett[GB_N_SUBTREES];

/* The expert info of a rule: `gb28181.finding.RULE`. */
expert_field *gb_rule_expert(GbRule rule);
/* The one of a check of credentials: `gb28181.auth.RESULT`. */
expert_field *gb_auth_expert(GbAuthResult result);
const char *gb_auth_title(GbAuthResult result); /* "The password fits" */

void gb_register_fields(void);

/* The language of everything the plugin says: a preference, else the program's. */
typedef enum GbLangChoice { GB_LANG_AUTO, GB_LANG_EN, GB_LANG_ZH } GbLangChoice;
extern int gb_lang_choice;
GbLang gb_lang(void);
GbLang gb_locale_lang(void);

#endif
