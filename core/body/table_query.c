/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_query.c - Query bodies (GB/T 28181-2022 A.2.4). The alarm subscription of the standard's
 * sample writes StartTime and EndTime where its schema has StartAlarmTime and EndAlarmTime.
 */
#include "body/manscdp_table.h"

static const GbMeaning indistinct[] = {{"0", {"not fuzzy: by the To header", "不进行模糊查询"}},
                                       {"1", {"fuzzy: centre and device", "进行模糊查询"}},
                                       END_VALUES};

static const GbMeaning config_types[] = {
    {"BasicParam", {"basic parameters", "基本参数配置"}},
    {"VideoParamOpt", {"video options", "视频参数范围"}},
    {"VideoParamConfig", {"video configuration", "视频参数配置"}},
    {"AudioParamOpt", {"audio options", "音频参数范围"}},
    {"AudioParamConfig", {"audio configuration", "音频参数配置"}},
    {"SVACEncodeConfig", {"SVAC encoding", "SVAC 编码配置"}},
    {"SVACDecodeConfig", {"SVAC decoding", "SVAC 解码配置"}},
    {"VideoParamAttribute", {"video parameters", "视频参数属性配置"}},
    {"VideoRecordPlan", {"recording plan", "录像计划"}},
    {"VideoAlarmRecord", {"alarm recording", "报警录像"}},
    {"PictureMask", {"privacy mask", "视频画面遮挡"}},
    {"FrameMirror", {"mirroring", "画面翻转"}},
    {"AlarmReport", {"alarm reporting", "报警上报开关"}},
    {"OSDConfig", {"on-screen display", "前端 OSD 设置"}},
    {"SnapShotConfig", {"snapshot", "图像抓拍配置"}},
    END_VALUES,
};

const GbElementRow gb_rows_query_catalog[] = {
    ROW("StartTime", DATETIME, ALL, "added from", "增加设备的起始时间"),
    ROW("EndTime", DATETIME, ALL, "added until", "增加设备的终止时间"),
    END_ROWS,
};

const GbElementRow gb_rows_query_record[] = {
    ROW("StartTime", DATETIME, ALL, "from", "录像起始时间"),
    ROW("EndTime", DATETIME, ALL, "until", "录像终止时间"),
    ROW("FilePath", STRING, ALL, "file path", "文件路径名", .flags = GB_ROW_URL),
    ROW("Address", STRING, ALL, "place of recording", "录像地址"),
    ROW("Secrecy", ENUM, ALL, "secrecy", "保密属性", .values = gb_values_secrecy),
    ROW("Type", ENUM, ALL, "recording type", "录像产生类型", .values = gb_values_record_type),
    ROW("RecorderID", STRING, ALL, "recorded by", "录像触发者 ID"),
    ROW("IndistinctQuery", ENUM, E14, "fuzzy query", "录像模糊查询属性", .values = indistinct),
    ROW("StreamNumber", INT, E22, "stream", "码流编号", .values = gb_values_stream),
    ROW("AlarmMethod", LIST, E22, "alarm method", "报警方式",
        .values = gb_values_alarm_query_method, .flags = GB_ROW_DIGITS),
    ROW("AlarmType", LIST, E22, "alarm type", "报警类型"),
    END_ROWS,
};

const GbElementRow gb_rows_query_alarm[] = {
    ROW("StartAlarmPriority", ENUM, ALL, "from level", "报警起始级别",
        .values = gb_values_alarm_query_priority),
    ROW("EndAlarmPriority", ENUM, ALL, "to level", "报警终止级别",
        .values = gb_values_alarm_query_priority),
    ROW("AlarmMethod", LIST, ALL, "alarm method", "报警方式",
        .values = gb_values_alarm_query_method, .flags = GB_ROW_DIGITS),
    ROW("AlarmType", LIST, E16, "alarm type", "报警类型"),
    ROW("StartAlarmTime", DATETIME, ALL, "from", "报警发生起始时间"),
    ROW("EndAlarmTime", DATETIME, ALL, "until", "报警发生终止时间"),
    ROW("StartTime", DATETIME, TO16, "from", "报警发生起始时间", .flags = GB_ROW_TYPO),
    ROW("EndTime", DATETIME, TO16, "until", "报警发生终止时间", .flags = GB_ROW_TYPO),
    END_ROWS,
};

const GbElementRow gb_rows_query_config[] = {
    ROW("ConfigType", LIST, E14, "sections asked for", "查询配置参数类型", .values = config_types),
    END_ROWS,
};

const GbElementRow gb_rows_query_position[] = {
    ROW("Interval", INT, E16, "reporting interval", "位置信息上报时间间隔", RANGE(0, 1e9),
        .unit = "s"),
    END_ROWS,
};

const GbElementRow gb_rows_query_cruise[] = {
    ROW("Number", INT, E22, "track number", "轨迹编号", RANGE(0, 1e9)),
    END_ROWS,
};
