/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_config.c - Control/DeviceConfig and Response/ConfigDownload (GB/T 28181-2022 A.2.1.12-24,
 * A.2.3.2, A.2.6.9; 2016 A.2.3 b; 2014 amendment item 13 g). The answer has the same sections
 * plus VideoParamOpt and Result; 2022 calls the snapshot section SnapShotConfig in the command and
 * SnapShot in the answer: both are taken in both. The parameters of SVAC that three editions
 * arranged differently are merged: each row says which editions have it.
 */
#include "body/manscdp_table.h"

static const GbMeaning position[] = {{"0", {"no positioning", "不支持"}},
                                     {"1", {"GPS", "GPS 定位"}},
                                     {"2", {"BeiDou", "北斗定位"}},
                                     END_VALUES};
static const GbMeaning mirror[] = {{"0", {"none", "不启用"}},
                                   {"1", {"horizontal", "水平翻转"}},
                                   {"2", {"vertical", "上下翻转"}},
                                   {"3", {"both", "中心翻转"}},
                                   END_VALUES};
static const GbMeaning roi_qp[] = {{"0", {"normal", "一般"}},
                                   {"1", {"better", "较好"}},
                                   {"2", {"good", "好"}},
                                   {"3", {"very good", "很好"}},
                                   END_VALUES};
static const GbMeaning weekday[] = {{"1", {"Monday", "星期一"}},    {"2", {"Tuesday", "星期二"}},
                                    {"3", {"Wednesday", "星期三"}}, {"4", {"Thursday", "星期四"}},
                                    {"5", {"Friday", "星期五"}},    {"6", {"Saturday", "星期六"}},
                                    {"7", {"Sunday", "星期日"}},    END_VALUES};

static const GbElementRow basic[] = {
    ROW("Name", STRING, E14, "device name", "设备名称"),
    ROW("DeviceID", ID, ONLY14, "device ID", "设备编码"),
    ROW("SIPServerID", ID, ONLY14, "SIP server ID", "SIP 服务器编码"),
    ROW("SIPServerIP", STRING, ONLY14, "SIP server address", "SIP 服务器 IP"),
    ROW("SIPServerPort", INT, ONLY14, "SIP server port", "SIP 服务器端口", RANGE(0, 65535)),
    ROW("DomainName", STRING, ONLY14, "SIP domain", "SIP 服务器域名"),
    ROW("Expiration", INT, E14, "registration expiry", "注册过期时间", RANGE(0, 1e9), .unit = "s"),
    ROW("Password", STRING, ONLY14, "registration password", "注册口令", .flags = GB_ROW_SECRET),
    ROW("HeartBeatInterval", INT, E14, "keepalive interval", "心跳间隔时间", RANGE(0, 1e9),
        .unit = "s"),
    ROW("HeartBeatCount", INT, E14, "keepalives missed until offline", "心跳超时次数",
        RANGE(0, 1e9)),
    ROW("PositionCapability", ENUM, E16, "positioning", "定位功能支持情况", .values = position),
    ROW("Longitude", DOUBLE, E16, "longitude", "经度", RANGE(-180, 180), .unit = "°"),
    ROW("Latitude", DOUBLE, E16, "latitude", "纬度", RANGE(-90, 90), .unit = "°"),
    END_ROWS,
};

static const GbElementRow video_opt[] = {
    ROW("VideoFormatOpt", LIST, ONLY14, "video codecs", "视频编码格式可选范围",
        .values = gb_values_video_codec),
    ROW("ResolutionOpt", LIST, ONLY14, "resolutions", "分辨率可选范围",
        .values = gb_values_resolution),
    ROW("FrameRateOpt", LIST, ONLY14, "frame rates", "帧率可选范围", .unit = "fps"),
    ROW("BitRateTypeOpt", LIST, ONLY14, "bit rate types", "码率类型可选范围",
        .values = gb_values_bit_rate_type),
    ROW("VideoBitRateOpt", LIST, ONLY14, "video bit rates", "视频码率可选范围", .unit = "kbit/s"),
    ROW("DownloadSpeedOpt", LIST, ONLY14, "download speeds", "下载倍速可选范围", .unit = "×"),
    ROW("DownloadSpeed", LIST, E16, "download speeds", "下载倍速", .unit = "×"),
    ROW("Resolution", LIST, E16, "resolutions", "摄像机支持的分辨率",
        .values = gb_values_resolution),
    END_ROWS,
};

static const GbElementRow audio_opt[] = {
    ROW("AudioFormatOpt", LIST, ONLY14, "audio codecs", "音频编码格式可选范围",
        .values = gb_values_audio_codec),
    ROW("AudioBitRateOpt", LIST, ONLY14, "audio bit rates", "音频码率可选范围",
        .values = gb_values_audio_bit_rate),
    ROW("SamplingRateOpt", LIST, ONLY14, "sampling rates", "采样率可选范围",
        .values = gb_values_sampling),
    END_ROWS,
};

static const GbElementRow video_item[] = {
    ROW("StreamName", STRING, ONLY14, "stream name", "流名称"),
    ROW("StreamNumber", INT, E22, "stream", "码流编号", .values = gb_values_stream),
    ROW("VideoFormat", ENUM, E14, "video codec", "视频编码格式", .values = gb_values_video_codec),
    ROW("Resolution", STRING, E14, "resolution", "分辨率", .values = gb_values_resolution),
    ROW("FrameRate", INT, E14, "frame rate", "帧率", RANGE(0, 99), .unit = "fps"),
    ROW("BitRateType", ENUM, E14, "bit rate type", "码率类型", .values = gb_values_bit_rate_type),
    ROW("VideoBitRate", INT, E14, "video bit rate", "视频码率", RANGE(0, 100000), .unit = "kbit/s"),
    END_ROWS,
};
static const GbElementRow video_list[] = {
    ROW("Item", BLOCK, E14, "stream", "码流", .children = video_item), END_ROWS};

static const GbElementRow audio_item[] = {
    ROW("StreamName", STRING, ONLY14, "stream name", "流名称"),
    ROW("AudioFormat", ENUM, ONLY14, "audio codec", "音频编码格式",
        .values = gb_values_audio_codec),
    ROW("AudioBitRate", ENUM, ONLY14, "audio bit rate", "音频码率",
        .values = gb_values_audio_bit_rate),
    ROW("SamplingRate", ENUM, ONLY14, "sampling rate", "采样率", .values = gb_values_sampling),
    END_ROWS,
};
static const GbElementRow audio_list[] = {
    ROW("Item", BLOCK, ONLY14, "stream", "码流", .children = audio_item), END_ROWS};

/* ---- SVAC ------------------------------------------------------------------------------------ */

static const GbElementRow roi_item[] = {
    ROW("ROISeq", INT, E14, "region number", "感兴趣区域编号", RANGE(1, 16)),
    ROW("TopLeft", INT, E14, "top left", "左上角坐标"),
    ROW("BottomRight", INT, E14, "bottom right", "右下角坐标"),
    ROW("ROIQP", ENUM, E14, "quality", "编码质量等级", .values = roi_qp),
    END_ROWS,
};
static const GbElementRow roi[] = {
    ROW("ROIFlag", ENUM, E14, "regions of interest", "感兴趣区域开关",
        .values = gb_values_on_off_flag),
    ROW("ROINumber", INT, E14, "number of regions", "感兴趣区域数量", RANGE(0, 16)),
    ROW("Item", BLOCK, E14, "region", "感兴趣区域", .children = roi_item),
    ROW("BackGroundQP", ENUM, E14TO16, "background quality", "背景区域编码质量等级",
        .values = roi_qp),
    ROW("BackGroundSkipFlag", ENUM, E14TO16, "skip background", "背景跳过开关",
        .values = gb_values_on_off_flag),
    END_ROWS,
};
static const GbElementRow svc[] = {
    ROW("SVCFlag", ENUM, ONLY14, "scalable coding", "SVC 开关", .values = gb_values_on_off_flag),
    ROW("SVCSTMMode", INT, E14, "scalable mode", "码流显示模式", RANGE(0, 3)),
    ROW("SVCSpaceDomainMode", ENUM, E16, "spatial layers", "空域编码方式",
        .values = gb_values_svc_space),
    ROW("SVCTimeDomainMode", ENUM, E16, "temporal layers", "时域编码方式",
        .values = gb_values_svc_time),
    ROW("SSVCRatioValue", STRING, E22, "SSVC ratio", "SSVC 增强层与基本层比例值"),
    ROW("SVCSpaceSupportMode", ENUM, E16, "spatial layers supported", "空域编码能力",
        .values = gb_values_svc_space),
    ROW("SVCTimeSupportMode", ENUM, E16, "temporal layers supported", "时域编码能力",
        .values = gb_values_svc_time),
    ROW("SSVCRatioSupportList", LIST, E22, "SSVC ratios supported", "SSVC 比例能力"),
    END_ROWS,
};
#define FLAG_ROW(name, editions, en, zh) \
    ROW(name, ENUM, editions, en, zh, .values = gb_values_on_off_flag)
static const GbElementRow surveillance[] = {
    FLAG_ROW("TimeFlag", E14, "absolute time", "绝对时间信息开关"),
    FLAG_ROW("EventFlag", E14TO16, "events", "监控事件信息开关"),
    FLAG_ROW("AlertFlag", E14TO16, "alerts", "报警信息开关"),
    FLAG_ROW("OSDFlag", E22, "OSD information", "OSD 信息开关"),
    FLAG_ROW("AIFlag", E22, "analysis information", "智能分析信息开关"),
    FLAG_ROW("GISFlag", E22, "location information", "地理信息开关"),
    FLAG_ROW("TimeShowFlag", E14, "show absolute time", "绝对时间信息显示开关"),
    FLAG_ROW("EventShowFlag", E14TO16, "show events", "监控事件信息显示开关"),
    ROW("AlerShowtFlag", ENUM, E14TO16, "show alerts", "报警信息显示开关",
        .values = gb_values_on_off_flag, .flags = GB_ROW_TYPO),
    FLAG_ROW("AlertShowFlag", E14TO16, "show alerts", "报警信息显示开关"),
    FLAG_ROW("OSDShowFlag", E22, "show OSD information", "OSD 信息显示开关"),
    FLAG_ROW("AIShowFlag", E22, "show analysis information", "智能分析信息显示开关"),
    FLAG_ROW("GISShowFlag", E22, "show location information", "地理信息显示开关"),
    END_ROWS,
};
static const GbElementRow svac_audio[] = {
    FLAG_ROW("AudioRecognitionFlag", E14, "sound recognition", "声音识别特征参数开关"), END_ROWS};
static const GbElementRow svac[] = {
    ROW("ROIParam", BLOCK, E14, "regions of interest", "感兴趣区域参数", .children = roi),
    ROW("SVCParam", BLOCK, E14, "scalable coding", "SVC 参数", .children = svc),
    ROW("SurveillanceParam", BLOCK, E14, "surveillance information", "监控专用信息参数",
        .children = surveillance),
    ROW("EncryptParam", BLOCK, ONLY14, "encryption", "加密与认证参数", .flags = GB_ROW_OPEN),
    ROW("AudioParam", BLOCK, E14, "audio", "音频参数", .children = svac_audio),
    END_ROWS,
};

/* ---- 2022 ------------------------------------------------------------------------------------ */

static const GbElementRow segment[] = {
    ROW("StartHour", INT, E22, "start hour", "开始小时", RANGE(0, 23)),
    ROW("StartMin", INT, E22, "start minute", "开始分钟", RANGE(0, 59)),
    ROW("StartSec", INT, E22, "start second", "开始秒", RANGE(0, 59)),
    ROW("StopHour", INT, E22, "stop hour", "结束小时", RANGE(0, 24)),
    ROW("StopMin", INT, E22, "stop minute", "结束分钟", RANGE(0, 59)),
    ROW("StopSec", INT, E22, "stop second", "结束秒", RANGE(0, 59)),
    END_ROWS,
};
static const GbElementRow schedule[] = {
    ROW("WeekDayNum", ENUM, E22, "weekday", "周几", .values = weekday),
    ROW("TimeSegmentSumNum", INT, E22, "time segments", "时间段总数", RANGE(0, 8)),
    ROW("TimeSegment", BLOCK, E22, "time segment", "时间段", .children = segment),
    END_ROWS,
};
static const GbElementRow record_plan[] = {
    FLAG_ROW("RecordEnable", E22, "scheduled recording", "是否启用时间计划录像"),
    ROW("RecordScheduleSumNum", INT, E22, "days planned", "每周录像计划总天数", RANGE(0, 7)),
    ROW("RecordSchedule", BLOCK, E22, "day's schedule", "一天的录像计划", .children = schedule),
    ROW("StreamNumber", INT, E22, "stream", "码流编号", .values = gb_values_stream),
    END_ROWS,
};
static const GbElementRow alarm_record[] = {
    FLAG_ROW("RecordEnable", E22, "alarm recording", "是否启用报警录像"),
    ROW("RecordTime", INT, E22, "recording time", "录像延时时间", RANGE(0, 1e9), .unit = "s"),
    ROW("PreRecordTime", INT, E22, "pre-recording time", "预录时间", RANGE(0, 1e9), .unit = "s"),
    ROW("StreamNumber", INT, E22, "stream", "码流编号", .values = gb_values_stream),
    END_ROWS,
};
static const GbElementRow mask_item[] = {
    ROW("Seq", INT, E22, "region number", "区域编号", RANGE(1, 4)),
    ROW("Point", STRING, E22, "corners", "区域左上角和右下角坐标"),
    END_ROWS,
};
static const GbElementRow mask_list[] = {
    ROW("Item", BLOCK, E22, "region", "遮挡区域", .children = mask_item), END_ROWS};
static const GbElementRow mask[] = {
    FLAG_ROW("On", E22, "masking", "画面遮挡开关"),
    ROW("SumNum", INT, E22, "regions", "区域总数", RANGE(0, 4)),
    ROW("RegionList", BLOCK, E22, "regions", "区域列表", .children = mask_list),
    END_ROWS,
};
static const GbElementRow alarm_report[] = {
    FLAG_ROW("MotionDetection", E22, "report motion", "移动侦测事件上报开关"),
    FLAG_ROW("FieldDetection", E22, "report intrusion", "区域入侵事件上报开关"),
    END_ROWS,
};
static const GbElementRow osd_item[] = {
    ROW("Text", STRING, E22, "text", "显示文字"),
    ROW("X", INT, E22, "x", "横坐标", .unit = "px"),
    ROW("Y", INT, E22, "y", "纵坐标", .unit = "px"),
    END_ROWS,
};
static const GbElementRow osd[] = {
    ROW("Length", INT, E22, "window length", "配置窗口长度", .unit = "px"),
    ROW("Width", INT, E22, "window width", "配置窗口宽度", .unit = "px"),
    ROW("TimeX", INT, E22, "time x", "时间横坐标", .unit = "px"),
    ROW("TimeY", INT, E22, "time y", "时间纵坐标", .unit = "px"),
    FLAG_ROW("TimeEnable", E22, "show time", "显示时间开关"),
    ROW("TimeType", INT, E22, "time format", "时间显示类型", RANGE(0, 1)),
    FLAG_ROW("TextEnable", E22, "show text", "显示文字开关"),
    ROW("SumNum", INT, E22, "texts", "显示文字总行数", RANGE(0, 8)),
    ROW("Item", BLOCK, E22, "text", "显示文字", .children = osd_item),
    END_ROWS,
};
static const GbElementRow snapshot[] = {
    ROW("SnapNum", INT, E22, "pictures", "连拍张数", RANGE(1, 10)),
    ROW("Interval", INT, E22, "interval", "单张抓拍间隔时间", RANGE(1, 1e9), .unit = "s"),
    ROW("UploadURL", STRING, E22, "upload URL", "抓拍图像上传路径", .flags = GB_ROW_URL),
    ROW("SessionID", STRING, E22, "session ID", "会话 ID", .flags = GB_ROW_LENGTH | GB_ROW_SESSION,
        .min = 32, .max = 128),
    END_ROWS,
};

#define SECTIONS                                                                                   \
    ROW("BasicParam", BLOCK, E14, "basic parameters", "基本参数配置", .children = basic),          \
        ROW("VideoParamOpt", BLOCK, E14, "video options", "视频参数范围", .children = video_opt),  \
        ROW("VideoParamConfig", BLOCK, ONLY14, "video configuration", "视频参数配置",              \
            .children = video_list),                                                               \
        ROW("AudioParamOpt", BLOCK, ONLY14, "audio options", "音频参数范围",                       \
            .children = audio_opt),                                                                \
        ROW("AudioParamConfig", BLOCK, ONLY14, "audio configuration", "音频参数配置",              \
            .children = audio_list),                                                               \
        ROW("SVACEncodeConfig", BLOCK, E14, "SVAC encoding", "SVAC 编码配置", .children = svac),   \
        ROW("SVACDecodeConfig", BLOCK, E14, "SVAC decoding", "SVAC 解码配置", .children = svac),   \
        ROW("VideoParamAttribute", BLOCK, E22, "video parameters", "视频参数属性配置",             \
            .children = video_list),                                                               \
        ROW("VideoRecordPlan", BLOCK, E22, "recording plan", "录像计划", .children = record_plan), \
        ROW("VideoAlarmRecord", BLOCK, E22, "alarm recording", "报警录像",                         \
            .children = alarm_record),                                                             \
        ROW("PictureMask", BLOCK, E22, "privacy mask", "视频画面遮挡", .children = mask),          \
        ROW("FrameMirror", ENUM, E22, "mirroring", "画面翻转", .values = mirror),                  \
        ROW("AlarmReport", BLOCK, E22, "alarm reporting", "报警上报开关",                          \
            .children = alarm_report),                                                             \
        ROW("OSDConfig", BLOCK, E22, "on-screen display", "前端 OSD 设置", .children = osd),       \
        ROW("SnapShotConfig", BLOCK, E22, "snapshot", "图像抓拍配置", .children = snapshot),       \
        ROW("SnapShot", BLOCK, E22, "snapshot", "图像抓拍配置", .children = snapshot)

const GbElementRow gb_rows_device_config[] = {SECTIONS, END_ROWS};

const GbElementRow gb_rows_config_answer[] = {
    ROW("Result", ENUM, E14, "result", "查询结果", .values = gb_values_result),
    SECTIONS,
    END_ROWS,
};
