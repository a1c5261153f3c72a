/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manscdp_bodies.c - see manscdp_bodies.h. */
#include "manscdp_bodies.h"

#define CAMERA "34020000001320000001"
#define NVR "34020000001180000001"
#define PLATFORM "34020000002000000001"
#define ALARM_IN "34020000001340000001"
#define SESSION "0123456789abcdef0123456789ABCDEF"
#define ENVELOPE(cmd, sn, id) \
    "<CmdType>" cmd "</CmdType>\r\n<SN>" sn "</SN>\r\n<DeviceID>" id "</DeviceID>\r\n"
#define DECLARED "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n"
#define ALL GB_ED_ALL
#define E14 (GB_ED_2014 | GB_ED_2016 | GB_ED_2022)
#define E16 (GB_ED_2016 | GB_ED_2022)
#define E22 GB_ED_2022
#define CONTROL(cmd, inner) \
    DECLARED "<Control>\r\n" ENVELOPE(cmd, "101", CAMERA) inner "</Control>\r\n"
#define QUERY(cmd, inner) DECLARED "<Query>\r\n" ENVELOPE(cmd, "17", CAMERA) inner "</Query>\r\n"
#define NOTIFY(cmd, inner) \
    "<?xml version=\"1.0\"?>\r\n<Notify>\r\n" ENVELOPE(cmd, "31", CAMERA) inner "</Notify>\r\n"
#define RESPONSE(cmd, inner)                                                                     \
    "<?xml version=\"1.0\" encoding=\"GB18030\" ?>\n<Response>\n" ENVELOPE(cmd, "60", NVR) inner \
        "</Response>\n"
#define AREA                                                                                     \
    "<Length>640</Length><Width>480</Width><MidPointX>100</MidPointX><MidPointY>120</MidPointY>" \
    "<LengthX>40</LengthX><LengthY>30</LengthY>"
#define V(element, value) "<" element ">" value "</" element ">"

const ManscdpBody manscdp_bodies[] = {
    /* ---- Control ---- */
    {"a PTZ command with a priority", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl",
             "<PTZCmd>A50F0101200000D6</PTZCmd>\r\n<Info>\r\n<ControlPriority>5</"
             "ControlPriority>\r\n</Info>\r\n")},
    {"a PTZ command that names a preset", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", "<PTZCmd>A50F018100020038</PTZCmd><PTZCmdParams>" V(
                                  "PresetName", "gate") "</PTZCmdParams>")},
    {"a reboot", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", V("TeleBoot", "Boot"))},
    {"a recording of a sub stream", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", V("RecordCmd", "Record") V("StreamNumber", "1"))},
    {"the arming of a guard", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", V("GuardCmd", "SetGuard"))},
    {"an alarm reset for methods 1 and 2", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", V("AlarmCmd", "ResetAlarm") "<Info>" V("AlarmMethod", "1/2")
                                  V("AlarmType", "3") "</Info>")},
    {"a key frame as 2016 spells it", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", V("IFameCmd", "Send"))},
    {"a key frame as 2022 spells it", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", V("IFrameCmd", "Send"))},
    {"a drag zoom in", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", "<DragZoomIn>" AREA "</DragZoomIn>")},
    {"a drag zoom out", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", "<DragZoomOut>" AREA "</DragZoomOut>")},
    {"a home position", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", "<HomePosition>" V("Enabled", "1") V("ResetTime", "30")
                                  V("PresetIndex", "1") "</HomePosition>")},
    {"a precise PTZ position", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", "<PTZPreciseCtrl>" V("Pan", "120.00") V("Tilt", "-10.00")
                                  V("Zoom", "4.00") "</PTZPreciseCtrl>")},
    {"an upgrade", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl",
             "<DeviceUpgrade>" V("Firmware", "V5") V("FileURL", "http://10.0.0.2/f.bin")
                 V("Manufacturer", "V") V("SessionID", SESSION) "</DeviceUpgrade>")},
    {"the formatting of all cards", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", V("FormatSDCard", "0"))},
    {"manual tracking of an area", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, 0,
     CONTROL("DeviceControl", V("TargetTrack", "Manual") V("DeviceID2", CAMERA) "<TargetArea>" AREA
                                                                                "</TargetArea>")},
    {"a configuration of 2016", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONFIG, E14, 0,
     CONTROL("DeviceConfig",
             "<BasicParam>" V("Name", "gate") V("Expiration", "86400") V("HeartBeatInterval", "60")
                 V("HeartBeatCount", "3") "</BasicParam>")},
    {"a configuration of 2014 with its password", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONFIG, E14, 0,
     CONTROL("DeviceConfig",
             "<BasicParam>" V("Name", "gate") V("DeviceID", CAMERA) V("SIPServerID", PLATFORM) V(
                 "SIPServerIP", "10.0.0.2") V("SIPServerPort", "5060") V("DomainName", "3402000000")
                 V("Expiration", "86400") V("Password", "S3cretWord") V("HeartBeatInterval", "60")
                     V("HeartBeatCount", "3") "</BasicParam><VideoParamConfig Num=\"1\"><Item>" V(
                         "StreamName", "s") V("VideoFormat", "2") V("Resolution", "6")
                         V("FrameRate", "25") V("BitRateType", "1")
                             V("VideoBitRate",
                               "4096") "</Item></VideoParamConfig><AudioParamConfig "
                                       "Num=\"1\"><Item>" V("StreamName", "s") V("AudioFormat", "1")
                                           V("AudioBitRate", "8") V(
                                               "SamplingRate", "1") "</Item></AudioParamConfig>")},
    {"a configuration of SVAC", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONFIG, E14, 0,
     CONTROL(
         "DeviceConfig",
         "<SVACEncodeConfig><ROIParam>" V("ROIFlag", "1") V("ROINumber", "1") "<Item>" V(
             "ROISeq", "1") V("TopLeft", "1") V("BottomRight", "9")
             V("ROIQP", "3") "</Item>" V("BackGroundQP", "0") V(
                 "BackGroundSkipFlag", "0") "</ROIParam><SVCParam>" V("SVCSpaceDomainMode", "1")
                 V("SVCTimeDomainMode", "2") "</SVCParam><SurveillanceParam>" V("TimeFlag", "1")
                     V("EventFlag", "1") V("AlertFlag", "0") "</SurveillanceParam><AudioParam>" V(
                         "AudioRecognitionFlag", "0") "</AudioParam></"
                                                      "SVACEncodeConfig><SVACDecodeConfig><"
                                                      "SVCParam>" V("SVCSTMMode",
                                                                    "1") "</"
                                                                         "SVCParam><"
                                                                         "SurveillanceParam>" V("Ti"
                                                                                                "me"
                                                                                                "Sh"
                                                                                                "ow"
                                                                                                "Fl"
                                                                                                "a"
                                                                                                "g",
                                                                                                "1")
                                                                             V("EventShowFlag", "1")
                                                                                 V("AlerShowtFlag",
                                                                                   "1") "</"
                                                                                        "Surveillan"
                                                                                        "ceParam></"
                                                                                        "SVACDecode"
                                                                                        "Config>")},
    {"configurations of 2022", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONFIG, E14, 0,
     CONTROL("DeviceConfig",
             "<VideoParamAttribute Num=\"1\"><Item>" V("StreamNumber", "0") V("VideoFormat", "5") V(
                 "Resolution", "6") V("FrameRate", "25") V("BitRateType", "2")
                 V("VideoBitRate", "2048") "</Item></VideoParamAttribute><VideoRecordPlan>" V(
                     "RecordEnable", "1") V("RecordScheduleSumNum",
                                            "1") "<RecordSchedule>" V("WeekDayNum", "1")
                     V("TimeSegmentSumNum", "1") "<TimeSegment>" V("StartHour", "0") V(
                         "StartMin", "0") V("StartSec", "0") V("StopHour", "23") V("StopMin", "59")
                         V("StopSec", "59") "</TimeSegment></RecordSchedule>" V(
                             "StreamNumber",
                             "0") "</VideoRecordPlan><VideoAlarmRecord>" V("RecordEnable", "1")
                             V("RecordTime", "60") V("PreRecordTime", "5")
                                 V("StreamNumber", "0") "</VideoAlarmRecord><PictureMask>" V(
                                     "On", "1") V("SumNum",
                                                  "1") "<RegionList Num=\"1\"><Item>" V("Seq", "1")
                                     V("Point", "1,2,3,4") "</Item></RegionList></PictureMask>" V(
                                         "FrameMirror", "3") "<AlarmReport>" V("MotionDetection",
                                                                               "1")
                                         V("FieldDetection", "0") "</AlarmReport><OSDConfig>" V(
                                             "Length", "704") V("Width", "576") V("TimeX", "0")
                                             V("TimeY", "0") V("TimeEnable", "1") V("TimeType", "0")
                                                 V("TextEnable", "1") V("SumNum", "1") "<Item>" V(
                                                     "Text", "gate") V("X", "1")
                                                     V("Y", "2") "</Item></OSDConfig>")},
    {"a snapshot order", GB_ROOT_CONTROL, GB_CMD_DEVICE_CONFIG, E14, 0,
     CONTROL("DeviceConfig",
             "<SnapShotConfig>" V("SnapNum", "3") V("Interval", "1")
                 V("UploadURL", "http://10.0.0.2/up") V("SessionID", SESSION) "</SnapShotConfig>")},
    /* ---- Query ---- */
    {"a status query", GB_ROOT_QUERY, GB_CMD_DEVICE_STATUS, ALL, 0, QUERY("DeviceStatus", "")},
    {"a catalog query", GB_ROOT_QUERY, GB_CMD_CATALOG, ALL, 0,
     QUERY("Catalog", V("StartTime", "2024-05-01T00:00:00") V("EndTime", "2024-05-02T00:00:00"))},
    {"an information query", GB_ROOT_QUERY, GB_CMD_DEVICE_INFO, ALL, 0, QUERY("DeviceInfo", "")},
    {"a recording query", GB_ROOT_QUERY, GB_CMD_RECORD_INFO, ALL, 0,
     QUERY("RecordInfo",
           V("StartTime", "2024-05-01T00:00:00") V("EndTime", "2024-05-01T06:00:00")
               V("FilePath", "/rec") V("Address", "here") V("Secrecy", "0") V("Type", "all")
                   V("RecorderID", "me") V("IndistinctQuery", "0") V("StreamNumber", "0")
                       V("AlarmMethod", "2/5") V("AlarmType", "1"))},
    {"an alarm subscription", GB_ROOT_QUERY, GB_CMD_ALARM, ALL, 0,
     QUERY("Alarm", V("StartAlarmPriority", "0") V("EndAlarmPriority", "4") V("AlarmMethod", "12")
                        V("AlarmType", "1") V("StartAlarmTime", "2024-05-01T00:00:00")
                            V("EndAlarmTime", "2024-05-02T00:00:00"))},
    {"a configuration query", GB_ROOT_QUERY, GB_CMD_CONFIG_DOWNLOAD, E14, 0,
     QUERY("ConfigDownload", V("ConfigType", "BasicParam/VideoParamOpt"))},
    {"a preset query", GB_ROOT_QUERY, GB_CMD_PRESET_QUERY, E14, 0, QUERY("PresetQuery", "")},
    {"a preset query as 2014 spells it", GB_ROOT_QUERY, GB_CMD_PRESET_QUERY, E14,
     GB_MANSCDP_COMMAND_TYPO, QUERY("PersetQuery", "")},
    {"a position subscription", GB_ROOT_QUERY, GB_CMD_MOBILE_POSITION, E16, 0,
     QUERY("MobilePosition", V("Interval", "5"))},
    {"a home position query", GB_ROOT_QUERY, GB_CMD_HOME_POSITION_QUERY, E22, 0,
     QUERY("HomePositionQuery", "")},
    {"a query for all cruises", GB_ROOT_QUERY, GB_CMD_CRUISE_TRACK_LIST_QUERY, E22, 0,
     QUERY("CruiseTrackListQuery", "")},
    {"a query for one cruise", GB_ROOT_QUERY, GB_CMD_CRUISE_TRACK_QUERY, E22, 0,
     QUERY("CruiseTrackQuery", V("Number", "0"))},
    {"a PTZ position query", GB_ROOT_QUERY, GB_CMD_PTZ_POSITION, E22, 0, QUERY("PTZPosition", "")},
    {"a card query", GB_ROOT_QUERY, GB_CMD_SD_CARD_STATUS, E22, 0, QUERY("SDCardStatus", "")},
    /* ---- Notify ---- */
    {"a keepalive", GB_ROOT_NOTIFY, GB_CMD_KEEPALIVE, ALL, 0,
     NOTIFY("Keepalive", V("Status", "OK") "\r\n")},
    {"a keepalive with a faulty channel", GB_ROOT_NOTIFY, GB_CMD_KEEPALIVE, ALL, 0,
     NOTIFY("Keepalive", V("Status", "ERROR") "<Info>" V("DeviceID", CAMERA) "</Info>")},
    {"an alarm of 2016", GB_ROOT_NOTIFY, GB_CMD_ALARM, ALL, 0,
     NOTIFY("Alarm",
            V("AlarmPriority", "2") V("AlarmMethod", "5") V("AlarmTime", "2024-05-01T08:15:00")
                V("AlarmDescription", "line crossed") V("Longitude", "118.38")
                    V("Latitude", "31.33") "<Info>" V("AlarmType", "6") "<AlarmTypeParam>" V(
                        "EventType", "1") "</AlarmTypeParam></Info>")},
    {"the alarm of a centre of ten digits", GB_ROOT_NOTIFY, GB_CMD_ALARM, ALL, 0,
     "<Notify>" ENVELOPE("Alarm", "32", "3402000000") V("AlarmPriority", "1") V("AlarmMethod", "1")
         V("AlarmTime", "2024-05-01T08:15:00") "</Notify>"},
    {"a catalog change", GB_ROOT_NOTIFY, GB_CMD_CATALOG, E14, 0,
     NOTIFY("Catalog", V("SumNum", "2") "<DeviceList Num=\"2\"><Item>" V("DeviceID", CAMERA)
                           V("Event", "OFF") "</Item><Item>" V("DeviceID", ALARM_IN)
                               V("Event", "ADD") V("Name", "door") "</Item></DeviceList>")},
    {"the end of a recording", GB_ROOT_NOTIFY, GB_CMD_MEDIA_STATUS, ALL, 0,
     NOTIFY("MediaStatus", V("NotifyType", "121"))},
    {"a broadcast", GB_ROOT_NOTIFY, GB_CMD_BROADCAST, E14, 0,
     "<?xml version=\"1.0\"?>\n<Notify>" V("CmdType", "Broadcast") V("SN", "41")
         V("SourceID", "34020000003000000001") V("TargetID", "34020000001370000001") "</Notify>"},
    {"a position of 2016", GB_ROOT_NOTIFY, GB_CMD_MOBILE_POSITION, E16, 0,
     NOTIFY("MobilePosition",
            V("Time", "2024-05-01T08:20:00") V("Longitude", "118.38") V("Latitude", "31.33")
                V("Speed", "36.0") V("Direction", "90.0") V("Altitude", "12.5"))},
    {"positions of 2022", GB_ROOT_NOTIFY, GB_CMD_MOBILE_POSITION, E16, 0,
     NOTIFY("MobilePosition",
            V("Time", "2024-05-01T08:20:05.250") V("SumNum", "1") "<DeviceList Num=\"1\"><Item>" V(
                "DeviceID", CAMERA) V("CaptureTime", "2024-05-01T08:20:03") V("Longitude", "118.38")
                V("Latitude", "31.33") V("Speed", "36.0") V("Direction", "0") V("Altitude", "1")
                    V("Height", "2") "</Item></DeviceList>")},
    {"snapshots uploaded", GB_ROOT_NOTIFY, GB_CMD_UPLOAD_SNAPSHOT_FINISHED, E22, 0,
     NOTIFY("UploadSnapShotFinished",
            V("SessionID", SESSION) "<SnapShotList>" V(
                "SnapShotFileID", CAMERA "022024050108000012301") "</SnapShotList>")},
    {"a live upload request", GB_ROOT_NOTIFY, GB_CMD_VIDEO_UPLOAD_NOTIFY, E22, 0,
     NOTIFY("VideoUploadNotify",
            V("Time", "2024-05-01T08:20:00") V("Longitude", "118.38") V("Latitude", "31.33"))},
    {"an upgrade that failed", GB_ROOT_NOTIFY, GB_CMD_DEVICE_UPGRADE_RESULT, E22, 0,
     NOTIFY("DeviceUpgradeResult", V("SessionID", SESSION) V("UpgradeResult", "ERROR")
                                       V("Firmware", "V4") V("UpgradeFailedReason", "02"))},
    {"a PTZ position", GB_ROOT_NOTIFY, GB_CMD_PTZ_POSITION, E22, 0,
     NOTIFY("PTZPosition",
            V("Pan", "10") V("Tilt", "-5.5") V("Zoom", "2") V("HorizontalFieldAngle", "60")
                V("VerticalFieldAngle", "30") V("MaxViewDistance", "200"))},
    /* ---- Response ---- */
    {"the answer to a control", GB_ROOT_RESPONSE, GB_CMD_DEVICE_CONTROL, ALL, 0,
     RESPONSE("DeviceControl", V("Result", "OK"))},
    {"the answer to an alarm", GB_ROOT_RESPONSE, GB_CMD_ALARM, ALL, 0,
     RESPONSE("Alarm", V("Result", "OK"))},
    {"the answer to a configuration", GB_ROOT_RESPONSE, GB_CMD_DEVICE_CONFIG, E14, 0,
     RESPONSE("DeviceConfig", V("Result", "ERROR"))},
    {"the answer to a broadcast", GB_ROOT_RESPONSE, GB_CMD_BROADCAST, E14, 0,
     RESPONSE("Broadcast", V("Result", "OK"))},
    {"device information", GB_ROOT_RESPONSE, GB_CMD_DEVICE_INFO, ALL, 0,
     RESPONSE("DeviceInfo", V("DeviceName", "gate") V("Result", "OK") V("Manufacturer", "V")
                                V("Model", "M") V("Firmware", "F") V("Channel", "4"))},
    {"device information of 2011", GB_ROOT_RESPONSE, GB_CMD_DEVICE_INFO, ALL, 0,
     RESPONSE("DeviceInfo",
              V("Result", "OK") V("DeviceType", "DVR") V("Manufacturer", "V") V("Model", "M")
                  V("Firmware", "F") V("MaxCamera", "16") V("MaxAlarm", "16"))},
    {"a status", GB_ROOT_RESPONSE, GB_CMD_DEVICE_STATUS, ALL, 0,
     RESPONSE("DeviceStatus",
              V("Result", "OK") V("Online", "ONLINE") V("Status", "OK") V("Encode", "ON")
                  V("Record", "OFF")
                      V("DeviceTime", "2024-05-01T08:00:00") "<Alarmstatus Num=\"1\"><Item>" V(
                          "DeviceID", ALARM_IN) V("DutyStatus", "ONDUTY") "</Item></Alarmstatus>")},
    {"a catalog", GB_ROOT_RESPONSE, GB_CMD_CATALOG, ALL, 0,
     RESPONSE("Catalog",
              V("SumNum", "3") "<DeviceList Num=\"2\">\n<Item>" V("DeviceID", "3402") V(
                  "Name", "region") "</Item>\n<Item>" V("DeviceID", CAMERA) V("Name", "gate")
                  V("Manufacturer", "V") V("Model", "M") V("Owner", "O") V("CivilCode", "3402") V(
                      "Block", "b") V("Address", "a") V("Parental", "0")
                      V("ParentID", PLATFORM "/" NVR) V("SafetyWay", "0") V("RegisterWay", "1") V(
                          "CertNum", "1") V("Certifiable", "1") V("ErrCode", "0")
                          V("EndTime", "2030-01-01T00:00:00") V("Secrecy", "0") V(
                              "IPAddress", "10.0.0.9") V("Port", "5060") V("Password", "S3cretWord")
                              V("Status", "ON") V("Longitude", "118.38")
                                  V("Latitude", "31.33") "<Info>" V("PTZType", "3")
                                      V("PositionType", "1") V("RoomType", "1") V("UseType", "1")
                                          V("SupplyLightType", "2") V("DirectionType", "8")
                                              V("Resolution", "6/5") V("DownloadSpeed", "1/2/4")
                                                  V("SVCSpaceSupportMode", "0") "</Info></Item>\n"
                                                                                "</DeviceList>")},
    {"a catalog of 2022", GB_ROOT_RESPONSE, GB_CMD_CATALOG, ALL, 0,
     RESPONSE(
         "Catalog",
         V("SumNum", "1") "<DeviceList Num='1'><Item>" V("DeviceID", CAMERA) V("Name", "gate")
             V("SecurityLevelCode", "A") V("BusinessGroupID", "34020000002150000001") "<Info>" V(
                 "PTZType", "7") V("PhotoelectricImagingType", "1/2")
                 V("CapturePositionType", "0010203") V("StreamNumberList", "0/1")
                     V("SSVCRatioSupportList", "4:3/2:1") V("MobileDeviceType", "4") V(
                         "HorizontalFieldAngle", "60") V("GrassrootsCode", "000000")
                         V("PointType", "1") V("PointCommonName", "n") V("MAC", "00-11-22-33-44-55")
                             V("FunctionType", "01/99") V("InstallTime", "2024-05-01T00:00:00")
                                 V("RecordSaveDays", "30") "</Info></Item></DeviceList>" V(
                                     "ExtraInfo", "x"))},
    {"a catalog receipt", GB_ROOT_RESPONSE, GB_CMD_CATALOG, ALL, 0,
     RESPONSE("Catalog", V("Result", "OK"))},
    {"recordings", GB_ROOT_RESPONSE, GB_CMD_RECORD_INFO, ALL, 0,
     RESPONSE("RecordInfo",
              V("Name", "gate") V("SumNum", "1") "<RecordList Num=\"1\"><Item>" V(
                  "DeviceID", CAMERA) V("Name", "gate") V("FilePath", "/rec/1.ps") V("Address", "a")
                  V("StartTime", "2024-05-01T00:00:00") V("EndTime", "2024-05-01T00:30:00")
                      V("Secrecy", "0") V("Type", "time") V("RecorderID", "r")
                          V("FileSize", "734003200") V("RecordLocation", NVR)
                              V("StreamNumber", "0") "</Item></RecordList>")},
    {"no recordings", GB_ROOT_RESPONSE, GB_CMD_RECORD_INFO, ALL, 0,
     RESPONSE("RecordInfo", V("Name", "gate") V("SumNum", "0"))},
    {"a configuration answer", GB_ROOT_RESPONSE, GB_CMD_CONFIG_DOWNLOAD, E14, 0,
     RESPONSE("ConfigDownload",
              V("Result", "OK") "<BasicParam>" V("Name", "gate") V("Expiration", "3600") V(
                  "HeartBeatInterval", "60") V("HeartBeatCount", "3") V("PositionCapability", "2")
                  V("Longitude", "118.3") V("Latitude", "31.3") "</BasicParam><VideoParamOpt>" V(
                      "DownloadSpeed", "1/2/4")
                      V("Resolution", "6/5") "</VideoParamOpt><SnapShot>" V("SnapNum",
                                                                            "1") "</SnapShot>")},
    {"a configuration answer of 2014", GB_ROOT_RESPONSE, GB_CMD_CONFIG_DOWNLOAD, E14, 0,
     RESPONSE("ConfigDownload",
              V("Result", "OK") "<VideoParamOpt>" V("VideoFormatOpt", "1/2")
                  V("ResolutionOpt", "5/6") V("FrameRateOpt", "1/25") V("BitRateTypeOpt", "1/2")
                      V("VideoBitRateOpt", "64/4096")
                          V("DownloadSpeedOpt", "1/2") "</VideoParamOpt><AudioParamOpt>" V(
                              "AudioFormatOpt", "1/2") V("AudioBitRateOpt", "8")
                              V("SamplingRateOpt", "1") "</AudioParamOpt>")},
    {"presets", GB_ROOT_RESPONSE, GB_CMD_PRESET_QUERY, E14, 0,
     RESPONSE("PresetQuery", V("SumNum", "1") "<PresetList Num=\"1\"><Item>" V("PresetID", "1")
                                 V("PresetName", "p") "</Item></PresetList>")},
    {"no presets", GB_ROOT_RESPONSE, GB_CMD_PRESET_QUERY, E14, 0,
     RESPONSE("PresetQuery", "<PresetList Num=\"0\"/>")},
    {"a home position answer", GB_ROOT_RESPONSE, GB_CMD_HOME_POSITION_QUERY, E22, 0,
     RESPONSE("HomePositionQuery", "<HomePosition>" V("Enabled", "0") V("ResetTime", "1")
                                       V("PresetIndex", "255") "</HomePosition>")},
    {"all cruises", GB_ROOT_RESPONSE, GB_CMD_CRUISE_TRACK_LIST_QUERY, E22, 0,
     RESPONSE("CruiseTrackListQuery",
              V("SumNum", "1") "<CruiseTrackList Num=\"1\"><CruiseTrack>" V("Number", "0")
                  V("Name", "c") "</CruiseTrack></CruiseTrackList>")},
    {"one cruise", GB_ROOT_RESPONSE, GB_CMD_CRUISE_TRACK_QUERY, E22, 0,
     RESPONSE("CruiseTrackQuery",
              V("Number", "0") V("Name", "c")
                  V("SumNum", "1") "<CruisePointList Num=\"1\"><CruisePoint>" V("PresetIndex", "1")
                      V("StayTime", "10") V("Speed", "15") "</CruisePoint></CruisePointList>")},
    {"a PTZ position answer", GB_ROOT_RESPONSE, GB_CMD_PTZ_POSITION, E22, 0,
     RESPONSE("PTZPosition", V("Pan", "10") V("Tilt", "-5.5") V("Zoom", "2"))},
    {"cards", GB_ROOT_RESPONSE, GB_CMD_SD_CARD_STATUS, E22, 0,
     RESPONSE("SDCardStatus",
              V("SumNum", "1") "<SDCardStatusInfo Num=\"1\"><Item>" V("ID", "1") V("HddName", "sd1")
                  V("Status", "formatting") V("FormatProgress", "40") V("Capacity", "30436")
                      V("FreeSpace", "1024") "</Item></SDCardStatusInfo>")},
    {NULL, GB_ROOT_UNKNOWN, GB_CMD_UNKNOWN, 0, 0, NULL},
};
