/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_control.c - Control/DeviceControl (GB/T 28181-2022 A.2.3.1, 2016 A.2.3 a). 2016 prints
 * IFameCmd; 2022 mends it to IFrameCmd.
 */
#include "body/manscdp_table.h"

static const GbMeaning boot[] = {{"Boot", {"reboot", "远程启动"}}, END_VALUES};
static const GbMeaning record[] = {{"Record", {"start recording", "开始手动录像"}},
                                   {"StopRecord", {"stop recording", "停止手动录像"}},
                                   END_VALUES};
static const GbMeaning guard[] = {
    {"SetGuard", {"arm", "布防"}}, {"ResetGuard", {"disarm", "撤防"}}, END_VALUES};
static const GbMeaning alarm_cmd[] = {{"ResetAlarm", {"reset the alarm", "报警复位"}}, END_VALUES};
static const GbMeaning send[] = {{"Send", {"send a key frame", "强制关键帧"}}, END_VALUES};
static const GbMeaning track[] = {{"Auto", {"automatic tracking", "自动跟踪"}},
                                  {"Manual", {"manual tracking", "手动跟踪"}},
                                  {"Stop", {"stop tracking", "停止跟踪"}},
                                  END_VALUES};

static const GbElementRow area[] = {
    ROW("Length", INT, E14, "window length", "播放窗口长度", .unit = "px"),
    ROW("Width", INT, E14, "window width", "播放窗口宽度", .unit = "px"),
    ROW("MidPointX", INT, E14, "centre x", "拉框中心横坐标", .unit = "px"),
    ROW("MidPointY", INT, E14, "centre y", "拉框中心纵坐标", .unit = "px"),
    ROW("LengthX", INT, E14, "box length", "拉框长度", .unit = "px"),
    ROW("LengthY", INT, E14, "box width", "拉框宽度", .unit = "px"),
    END_ROWS,
};

const GbElementRow gb_rows_home[] = {
    ROW("Enabled", ENUM, E16, "home position", "看守位使能", .values = gb_values_on_off_flag),
    ROW("ResetTime", INT, E16, "time until return", "自动归位时间间隔", .unit = "s"),
    ROW("PresetIndex", INT, E16, "preset", "调用预置位编号", RANGE(0, 255)),
    END_ROWS,
};

static const GbElementRow ptz_params[] = {
    ROW("PresetName", STRING, E22, "preset name", "预置位名称"),
    ROW("CruiseTrackName", STRING, E22, "cruise track name", "巡航轨迹名称", .flags = GB_ROW_LENGTH,
        .min = 0, .max = 32),
    END_ROWS,
};

static const GbElementRow precise[] = {
    ROW("Pan", DOUBLE, E22, "pan", "水平角度", RANGE(0, 360), .unit = "°"),
    ROW("Tilt", DOUBLE, E22, "tilt", "垂直角度", RANGE(-90, 90), .unit = "°"),
    ROW("Zoom", DOUBLE, E22, "zoom", "变倍倍数", RANGE(0, 100000), .unit = "×"),
    END_ROWS,
};

static const GbElementRow upgrade[] = {
    ROW("Firmware", STRING, E22, "firmware", "固件版本"),
    ROW("FileURL", STRING, E22, "file URL", "升级文件地址", .flags = GB_ROW_URL),
    ROW("Manufacturer", STRING, E22, "manufacturer", "设备厂商"),
    ROW("SessionID", STRING, E22, "session ID", "会话 ID", .flags = GB_ROW_LENGTH | GB_ROW_SESSION,
        .min = 32, .max = 128),
    END_ROWS,
};

static const GbElementRow info[] = {
    ROW("ControlPriority", INT, ALL, "control priority", "控制优先级"),
    ROW("AlarmMethod", LIST, E16, "alarm method", "报警方式",
        .values = gb_values_alarm_query_method, .flags = GB_ROW_DIGITS),
    ROW("AlarmType", LIST, E16, "alarm type", "报警类型"),
    END_ROWS,
};

const GbElementRow gb_rows_device_control[] = {
    ROW("PTZCmd", PTZ, ALL, "PTZ command", "云台控制命令"),
    ROW("PTZCmdParams", BLOCK, E22, "PTZ command parameters", "云台控制命令参数",
        .children = ptz_params),
    ROW("TeleBoot", ENUM, ALL, "remote reboot", "远程启动", .values = boot),
    ROW("RecordCmd", ENUM, ALL, "recording", "录像控制", .values = record),
    ROW("StreamNumber", INT, E22, "stream", "码流编号", .values = gb_values_stream),
    ROW("GuardCmd", ENUM, ALL, "guard", "报警布防/撤防", .values = guard),
    ROW("AlarmCmd", ENUM, ALL, "alarm reset", "报警复位", .values = alarm_cmd),
    ROW("IFameCmd", ENUM, ONLY16, "key frame", "强制关键帧", .values = send, .flags = GB_ROW_TYPO),
    ROW("IFrameCmd", ENUM, E22, "key frame", "强制关键帧", .values = send),
    ROW("DragZoomIn", BLOCK, E14, "drag zoom in", "拉框放大", .children = area),
    ROW("DragZoomOut", BLOCK, E14, "drag zoom out", "拉框缩小", .children = area),
    ROW("HomePosition", BLOCK, E16, "home position", "看守位", .children = gb_rows_home),
    ROW("PTZPreciseCtrl", BLOCK, E22, "precise PTZ control", "PTZ 精准控制", .children = precise),
    ROW("DeviceUpgrade", BLOCK, E22, "firmware upgrade", "设备软件升级", .children = upgrade),
    ROW("FormatSDCard", INT, E22, "format SD card", "格式化存储卡", RANGE(0, 1e9)),
    ROW("TargetTrack", ENUM, E22, "target tracking", "目标跟踪", .values = track),
    ROW("DeviceID2", ID, E22, "panorama channel", "全景通道编码"),
    ROW("TargetArea", BLOCK, E22, "target area", "目标区域", .children = area),
    ROW("Info", BLOCK, ALL, "information", "附加信息", .children = info, .flags = GB_ROW_OPEN),
    END_ROWS,
};
