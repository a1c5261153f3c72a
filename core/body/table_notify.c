/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_notify.c - Notify bodies (GB/T 28181-2022 A.2.5, A.2.6.15, N.4.3). Dahua's AlarmInfo
 * stands beside Info; 121 is the only NotifyType of the standard. MobilePosition is that of 2016
 * (one position) and that of 2022 (a list) in one table: each row says whose it is.
 */
#include "body/manscdp_table.h"

static const GbElementRow keepalive_info[] = {
    ROW("DeviceID", ID, E14, "faulty device", "故障设备编码"), END_ROWS};

const GbElementRow gb_rows_keepalive[] = {
    ROW("Status", ENUM, ALL, "status", "是否正常工作", .values = gb_values_result),
    ROW("Info", BLOCK, E14, "faulty devices", "故障设备列表", .children = keepalive_info,
        .flags = GB_ROW_OPEN),
    END_ROWS,
};

static const GbElementRow alarm_param[] = {
    ROW("EventType", ENUM, E16, "event", "事件类型", .values = gb_values_event_type), END_ROWS};
static const GbElementRow alarm_info[] = {
    ROW("AlarmType", INT, E16, "alarm type", "报警类型"),
    ROW("AlarmTypeParam", BLOCK, E16, "alarm type parameters", "报警类型扩展参数",
        .children = alarm_param),
    END_ROWS,
};

const GbElementRow gb_rows_alarm[] = {
    ROW("DeviceID", ID, ALL, "device ID", "报警设备编码", .flags = GB_ROW_ID_10),
    ROW("AlarmPriority", ENUM, ALL, "alarm level", "报警级别", .values = gb_values_alarm_priority),
    ROW("AlarmMethod", ENUM, ALL, "alarm method", "报警方式", .values = gb_values_alarm_method),
    ROW("AlarmTime", DATETIME, ALL, "alarm time", "报警时间"),
    ROW("AlarmDescription", STRING, ALL, "description", "报警内容描述"),
    ROW("Longitude", DOUBLE, ALL, "longitude", "经度", RANGE(-180, 180), .unit = "°"),
    ROW("Latitude", DOUBLE, ALL, "latitude", "纬度", RANGE(-90, 90), .unit = "°"),
    ROW("Info", BLOCK, E16, "alarm information", "报警附加信息", .children = alarm_info,
        .flags = GB_ROW_OPEN),
    ROW("AlarmInfo", BLOCK, 0, "alarm information (vendor)", "报警附加信息（厂商扩展）",
        .children = alarm_info, .flags = GB_ROW_OPEN),
    END_ROWS,
};

static const GbMeaning notify_type[] = {
    {"121", {"end of the recording sent", "历史媒体文件发送结束"}}, END_VALUES};

const GbElementRow gb_rows_media_status[] = {
    ROW("NotifyType", ENUM, ALL, "event", "通知事件类型", .values = notify_type), END_ROWS};

const GbElementRow gb_rows_broadcast[] = {
    ROW("SourceID", ID, E14, "speaker", "语音输入设备编码"),
    ROW("TargetID", ID, E14, "listener", "语音输出设备编码"),
    END_ROWS,
};

#define POSITION(editions)                                                                  \
    ROW("Longitude", DOUBLE, editions, "longitude", "经度", RANGE(-180, 180), .unit = "°"), \
        ROW("Latitude", DOUBLE, editions, "latitude", "纬度", RANGE(-90, 90), .unit = "°"), \
        ROW("Speed", DOUBLE, editions, "speed", "速度", RANGE(0, 100000), .unit = "km/h"),  \
        ROW("Direction", DOUBLE, editions, "direction from north", "方向（正北顺时针）",    \
            RANGE(0, 360), .unit = "°"),                                                    \
        ROW("Altitude", DOUBLE, editions, "altitude", "海拔高度", .unit = "m"),             \
        ROW("Height", DOUBLE, E22, "height above ground", "离地高度", .unit = "m")

static const GbElementRow position_item[] = {
    ROW("DeviceID", ID, E22, "device ID", "设备编码"),
    ROW("CaptureTime", DATETIME, E22, "time of the position", "位置采集时间"),
    POSITION(E22),
    END_ROWS,
};
static const GbElementRow position_list[] = {
    ROW("Item", BLOCK, E22, "position", "位置", .children = position_item), END_ROWS};

const GbElementRow gb_rows_mobile_position[] = {
    ROW("Time", DATETIME, E16, "time", "时间"),
    POSITION(ONLY16),
    ROW("SumNum", INT, E22, "positions in all", "位置总数", RANGE(0, 1e9)),
    ROW("DeviceList", BLOCK, E22, "positions", "位置列表", .children = position_list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};

static const GbElementRow snapshot_list[] = {
    ROW("SnapShotFileID", STRING, E22, "picture file", "图像文件标识", .flags = GB_ROW_LENGTH,
        .min = 41, .max = 41),
    END_ROWS,
};

const GbElementRow gb_rows_snapshot[] = {
    ROW("SessionID", STRING, E22, "session ID", "会话 ID", .flags = GB_ROW_LENGTH | GB_ROW_SESSION,
        .min = 32, .max = 128),
    ROW("SnapShotList", BLOCK, E22, "pictures", "抓拍图像列表", .children = snapshot_list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};

const GbElementRow gb_rows_video_upload[] = {
    ROW("Time", DATETIME, E22, "time", "时间"),
    ROW("Longitude", DOUBLE, E22, "longitude", "经度", RANGE(-180, 180), .unit = "°"),
    ROW("Latitude", DOUBLE, E22, "latitude", "纬度", RANGE(-90, 90), .unit = "°"),
    END_ROWS,
};

static const GbMeaning upgrade_failed[] = {{"01", {"timeout", "升级超时"}},
                                           {"02", {"file damaged", "升级文件损坏"}},
                                           {"03", {"system fault", "系统异常"}},
                                           {"99", {"other", "其他"}},
                                           END_VALUES};

const GbElementRow gb_rows_upgrade_result[] = {
    ROW("SessionID", STRING, E22, "session ID", "会话 ID", .flags = GB_ROW_LENGTH | GB_ROW_SESSION,
        .min = 32, .max = 128),
    ROW("UpgradeResult", ENUM, E22, "result", "升级结果", .values = gb_values_result),
    ROW("Firmware", STRING, E22, "firmware", "当前固件版本"),
    ROW("UpgradeFailedReason", ENUM, E22, "reason of failure", "升级失败原因",
        .values = upgrade_failed),
    END_ROWS,
};

const GbElementRow gb_rows_ptz_position[] = {
    ROW("Pan", DOUBLE, E22, "pan", "水平角度", RANGE(0, 360), .unit = "°"),
    ROW("Tilt", DOUBLE, E22, "tilt", "垂直角度", RANGE(-90, 90), .unit = "°"),
    ROW("Zoom", DOUBLE, E22, "zoom", "变倍倍数", RANGE(0, 100000), .unit = "×"),
    ROW("HorizontalFieldAngle", DOUBLE, E22, "horizontal field of view", "水平视场角",
        RANGE(0, 360), .unit = "°"),
    ROW("VerticalFieldAngle", DOUBLE, E22, "vertical field of view", "竖直视场角", RANGE(0, 360),
        .unit = "°"),
    ROW("MaxViewDistance", DOUBLE, E22, "view distance", "最大可视距离", .unit = "m"),
    END_ROWS,
};
