/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_response.c - Response bodies but the catalog and the configuration (GB/T 28181-2022
 * A.2.6). Alarmstatus with a small s is the standard's spelling in every edition. DeviceType,
 * MaxCamera and MaxAlarm stand in samples of 2011; Time instead of DeviceTime is a vendor's.
 */
#include "body/manscdp_table.h"

#define SUM_NUM(editions) \
    ROW("SumNum", INT, editions, "entries in all", "查询结果总数", RANGE(0, 1e9))

const GbElementRow gb_rows_device_info[] = {
    ROW("DeviceName", STRING, E14, "device name", "设备名称"),
    ROW("Result", ENUM, ALL, "result", "查询结果", .values = gb_values_result),
    ROW("DeviceType", STRING, GB_ED_2011, "device type", "设备类型"),
    ROW("Manufacturer", STRING, ALL, "manufacturer", "设备生产商"),
    ROW("Model", STRING, ALL, "model", "设备型号"),
    ROW("Firmware", STRING, ALL, "firmware", "固件版本"),
    ROW("MaxCamera", INT, GB_ED_2011, "cameras at most", "最大摄像机数", RANGE(0, 1e9)),
    ROW("MaxAlarm", INT, GB_ED_2011, "alarms at most", "最大报警数", RANGE(0, 1e9)),
    ROW("Channel", INT, ALL, "video channels", "视频输入通道数", RANGE(0, 1e9)),
    END_ROWS,
};

static const GbMeaning online[] = {
    {"ONLINE", {"online", "在线"}}, {"OFFLINE", {"offline", "离线"}}, END_VALUES};
static const GbMeaning on_off[] = {{"ON", {"on", "是"}}, {"OFF", {"off", "否"}}, END_VALUES};
static const GbMeaning duty[] = {{"ONDUTY", {"armed", "布防"}},
                                 {"OFFDUTY", {"disarmed", "撤防"}},
                                 {"ALARM", {"in alarm", "报警中"}},
                                 END_VALUES};

static const GbElementRow alarm_item[] = {
    ROW("DeviceID", ID, ALL, "alarm device", "报警设备编码"),
    ROW("DutyStatus", ENUM, E14, "duty status", "报警设备状态", .values = duty),
    ROW("Status", ENUM, GB_ED_2011, "duty status", "报警设备状态", .values = duty),
    END_ROWS,
};
static const GbElementRow alarm_list[] = {
    ROW("Item", BLOCK, ALL, "alarm device", "报警设备", .children = alarm_item), END_ROWS};

const GbElementRow gb_rows_device_status[] = {
    ROW("Result", ENUM, ALL, "result", "查询结果", .values = gb_values_result),
    ROW("Online", ENUM, ALL, "online", "是否在线", .values = online),
    ROW("Status", ENUM, ALL, "status", "是否正常工作", .values = gb_values_result),
    ROW("Reason", STRING, ALL, "reason", "不正常工作原因"),
    ROW("Encode", ENUM, ALL, "encoding", "是否编码", .values = on_off),
    ROW("Record", ENUM, ALL, "recording", "是否录像", .values = on_off),
    ROW("DeviceTime", DATETIME, ALL, "device time", "设备时间和日期"),
    ROW("Time", DATETIME, 0, "device time (vendor)", "设备时间和日期（厂商扩展）"),
    ROW("Alarmstatus", BLOCK, ALL, "alarm devices", "报警设备状态列表", .children = alarm_list,
        .flags = GB_ROW_TYPO | GB_ROW_COUNTED),
    END_ROWS,
};

static const GbElementRow record_item[] = {
    ROW("DeviceID", ID, ALL, "device ID", "设备编码"),
    ROW("Name", STRING, ALL, "name", "设备名称"),
    ROW("FilePath", STRING, ALL, "file path", "文件路径名", .flags = GB_ROW_URL),
    ROW("Address", STRING, ALL, "place of recording", "录像地址"),
    ROW("StartTime", DATETIME, ALL, "from", "录像开始时间"),
    ROW("EndTime", DATETIME, ALL, "until", "录像结束时间"),
    ROW("Secrecy", ENUM, ALL, "secrecy", "保密属性", .values = gb_values_secrecy),
    ROW("Type", ENUM, ALL, "recording type", "录像产生类型", .values = gb_values_record_type),
    ROW("RecorderID", STRING, ALL, "recorded by", "录像触发者 ID"),
    ROW("FileSize", INT, E16, "file size", "录像文件大小", RANGE(0, 1.8e19), .unit = "B"),
    ROW("RecordLocation", ID, E22, "stored at", "存储录像文件的设备编码"),
    ROW("StreamNumber", INT, E22, "stream", "码流编号", .values = gb_values_stream),
    END_ROWS,
};
static const GbElementRow record_list[] = {
    ROW("Item", BLOCK, ALL, "recording", "录像文件", .children = record_item), END_ROWS};

const GbElementRow gb_rows_record_info[] = {
    ROW("Name", STRING, ALL, "device name", "设备名称"),
    SUM_NUM(ALL),
    ROW("RecordList", BLOCK, ALL, "recordings", "录像文件列表", .children = record_list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};

static const GbElementRow preset_item[] = {
    ROW("PresetID", STRING, E14, "preset", "预置位编号"),
    ROW("PresetName", STRING, E14, "preset name", "预置位名称"),
    END_ROWS,
};
static const GbElementRow preset_list[] = {
    ROW("Item", BLOCK, E14, "preset", "预置位", .children = preset_item), END_ROWS};

const GbElementRow gb_rows_presets[] = {
    SUM_NUM(E22),
    ROW("PresetList", BLOCK, E14, "presets", "预置位列表", .children = preset_list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};

const GbElementRow gb_rows_home_position[] = {
    ROW("HomePosition", BLOCK, E22, "home position", "看守位", .children = gb_rows_home), END_ROWS};

static const GbElementRow track[] = {
    ROW("Number", INT, E22, "track number", "轨迹编号", RANGE(0, 1e9)),
    ROW("Name", STRING, E22, "track name", "轨迹名称", .flags = GB_ROW_LENGTH, .min = 0, .max = 32),
    END_ROWS,
};
static const GbElementRow track_list[] = {
    ROW("CruiseTrack", BLOCK, E22, "cruise track", "巡航轨迹", .children = track), END_ROWS};

const GbElementRow gb_rows_cruise_list[] = {
    SUM_NUM(E22),
    ROW("CruiseTrackList", BLOCK, E22, "cruise tracks", "巡航轨迹列表", .children = track_list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};

static const GbElementRow point[] = {
    ROW("PresetIndex", INT, E22, "preset", "预置位编号", RANGE(0, 255)),
    ROW("StayTime", INT, E22, "stay", "停留时间", RANGE(0, 1e9), .unit = "s"),
    ROW("Speed", INT, E22, "speed", "云台速度", RANGE(1, 15)),
    END_ROWS,
};
static const GbElementRow point_list[] = {
    ROW("CruisePoint", BLOCK, E22, "cruise point", "巡航点", .children = point), END_ROWS};

const GbElementRow gb_rows_cruise[] = {
    ROW("Number", INT, E22, "track number", "轨迹编号", RANGE(0, 1e9)),
    ROW("Name", STRING, E22, "track name", "轨迹名称", .flags = GB_ROW_LENGTH, .min = 0, .max = 32),
    SUM_NUM(E22),
    ROW("CruisePointList", BLOCK, E22, "cruise points", "巡航点列表", .children = point_list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};

static const GbMeaning card_status[] = {{"ok", {"in use", "正常"}},
                                        {"formatting", {"being formatted", "格式化中"}},
                                        {"unformatted", {"not formatted", "未格式化"}},
                                        {"idle", {"idle", "空闲"}},
                                        {"error", {"faulty", "错误"}},
                                        END_VALUES};

static const GbElementRow card_item[] = {
    ROW("ID", INT, E22, "card", "存储卡编号", RANGE(0, 1e9)),
    ROW("HddName", STRING, E22, "card name", "存储卡名称"),
    ROW("Status", ENUM, E22, "status", "存储卡状态", .values = card_status),
    ROW("FormatProgress", INT, E22, "formatting progress", "格式化进度", RANGE(0, 100),
        .unit = "%"),
    ROW("Capacity", INT, E22, "capacity", "总容量", RANGE(0, 1e15), .unit = "MB"),
    ROW("FreeSpace", INT, E22, "free space", "剩余容量", RANGE(0, 1e15), .unit = "MB"),
    END_ROWS,
};
static const GbElementRow card_list[] = {
    ROW("Item", BLOCK, E22, "SD card", "存储卡", .children = card_item), END_ROWS};

const GbElementRow gb_rows_sd_card[] = {
    SUM_NUM(E22),
    ROW("SDCardStatusInfo", BLOCK, E22, "SD cards", "存储卡列表", .children = card_list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};
