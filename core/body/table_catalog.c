/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_catalog.c - the catalog: answer, change notification and their Item (GB/T 28181-2022
 * A.2.1.9, A.2.6.4, N.4.3; 2016 A.2.1 g; 2014 amendment item 13 g).
 */
#include "body/manscdp_table.h"

static const GbMeaning parental[] = {
    {"0", {"no children", "无子设备"}}, {"1", {"has children", "有子设备"}}, END_VALUES};
static const GbMeaning safety_way[] = {
    {"0", {"none", "不采用"}},
    {"2", {"S/MIME signature", "S/MIME 签名方式"}},
    {"3", {"S/MIME encryption and signature", "S/MIME 加密签名同时采用方式"}},
    {"4", {"digest", "数字摘要方式"}},
    END_VALUES};
static const GbMeaning register_way[] = {
    {"1", {"RFC 3261", "符合 IETF RFC 3261 标准的认证注册模式"}},
    {"2", {"mutual, by password", "基于口令的双向认证注册模式"}},
    {"3", {"mutual, by certificate", "基于数字证书的双向认证注册模式"}},
    {"4", {"one-way, by certificate", "基于数字证书的单向认证注册模式"}},
    END_VALUES};
static const GbMeaning certifiable[] = {
    {"0", {"invalid", "无效"}}, {"1", {"valid", "有效"}}, END_VALUES};
static const GbMeaning security_level[] = {{"A", {"GB 35114 level A", "GB 35114 A 级"}},
                                           {"B", {"GB 35114 level B", "GB 35114 B 级"}},
                                           {"C", {"GB 35114 level C", "GB 35114 C 级"}},
                                           END_VALUES};
static const GbMeaning status[] = {
    {"ON", {"online", "在线"}}, {"OFF", {"offline", "离线"}}, END_VALUES};
static const GbMeaning event[] = {{"ON", {"online", "上线"}},
                                  {"OFF", {"offline", "离线"}},
                                  {"VLOST", {"video lost", "视频丢失"}},
                                  {"DEFECT", {"faulty", "故障"}},
                                  {"ADD", {"added", "增加"}},
                                  {"DEL", {"deleted", "删除"}},
                                  {"UPDATE", {"changed", "更新"}},
                                  END_VALUES};
static const GbMeaning ptz_type[] = {{"1", {"dome", "球机"}},
                                     {"2", {"half-dome", "半球"}},
                                     {"3", {"fixed", "固定枪机"}},
                                     {"4", {"remote-controlled", "遥控枪机"}},
                                     {"5", {"remote-controlled half-dome", "遥控半球"}},
                                     {"6", {"multi-lens panorama", "多目设备的全景/拼接通道"}},
                                     {"7", {"multi-lens split channel", "多目设备的分割通道"}},
                                     END_VALUES};
static const GbMeaning position_type[] = {{"1", {"provincial checkpoint", "省际检查站"}},
                                          {"2", {"government and party", "党政机关"}},
                                          {"3", {"station or pier", "车站码头"}},
                                          {"4", {"central square", "中心广场"}},
                                          {"5", {"stadium", "体育场馆"}},
                                          {"6", {"business centre", "商业中心"}},
                                          {"7", {"religious place", "宗教场所"}},
                                          {"8", {"around schools", "校园周边"}},
                                          {"9", {"area of public order", "治安复杂区域"}},
                                          {"10", {"traffic artery", "交通干线"}},
                                          END_VALUES};
static const GbMeaning room_type[] = {
    {"1", {"outdoor", "室外"}}, {"2", {"indoor", "室内"}}, END_VALUES};
static const GbMeaning use_type[] = {{"1", {"public order", "治安"}},
                                     {"2", {"traffic", "交通"}},
                                     {"3", {"key place", "重点"}},
                                     END_VALUES};
static const GbMeaning supply_light[] = {
    {"1", {"none", "无补光"}},          {"2", {"infrared", "红外补光"}},
    {"3", {"white light", "白光补光"}}, {"4", {"laser", "激光补光"}},
    {"9", {"other", "其他"}},           END_VALUES};
static const GbMeaning direction[] = {
    {"1", {"east", "东"}},         {"2", {"west", "西"}},         {"3", {"south", "南"}},
    {"4", {"north", "北"}},        {"5", {"south-east", "东南"}}, {"6", {"north-east", "东北"}},
    {"7", {"south-west", "西南"}}, {"8", {"north-west", "西北"}}, END_VALUES};
static const GbMeaning imaging[] = {{"1", {"visible light", "可见光成像"}},
                                    {"2", {"thermal", "热成像"}},
                                    {"3", {"radar", "雷达成像"}},
                                    {"4", {"X-ray", "X 光成像"}},
                                    {"5", {"depth", "深度光场成像"}},
                                    {"9", {"other", "其他"}},
                                    END_VALUES};
static const GbMeaning mobile_type[] = {{"1", {"robot", "移动机器人载摄像机"}},
                                        {"2", {"body-worn", "执法记录仪"}},
                                        {"3", {"single soldier", "移动单兵设备"}},
                                        {"4", {"vehicle", "车载视频记录设备"}},
                                        {"5", {"UAV", "无人机载摄像机"}},
                                        {"9", {"other", "其他"}},
                                        END_VALUES};
static const GbMeaning point_type[] = {{"1", {"class 1", "一类视频监控点"}},
                                       {"2", {"class 2", "二类视频监控点"}},
                                       {"3", {"class 3", "三类视频监控点"}},
                                       {"9", {"other", "其他点位"}},
                                       END_VALUES};
static const GbMeaning function_type[] = {{"01", {"face", "人脸卡口"}},
                                          {"02", {"person", "人员卡口"}},
                                          {"03", {"motor vehicle", "机动车卡口"}},
                                          {"04", {"non-motor vehicle", "非机动车卡口"}},
                                          {"05", {"article", "物品卡口"}},
                                          {"99", {"other", "其他"}},
                                          END_VALUES};

static const GbElementRow item_info[] = {
    ROW("PTZType", ENUM, E14, "camera type", "摄像机结构类型", .values = ptz_type),
    ROW("PositionType", ENUM, E14TO16, "position type", "摄像机位置类型", .values = position_type),
    ROW("PhotoelectricImagingType", LIST, E22, "imaging", "摄像机光电成像类型", .values = imaging),
    ROW("CapturePositionType", STRING, E22, "capture position", "摄像机采集部位类型",
        .flags = GB_ROW_LENGTH, .min = 7, .max = 7),
    ROW("RoomType", ENUM, E14, "indoor or outdoor", "室内外属性", .values = room_type),
    ROW("UseType", ENUM, E14TO16, "use", "用途属性", .values = use_type),
    ROW("SupplyLightType", ENUM, E14, "lighting", "补光属性", .values = supply_light),
    ROW("DirectionType", ENUM, E14, "direction", "监视方位", .values = direction),
    ROW("Resolution", LIST, E14, "resolutions", "支持的分辨率", .values = gb_values_resolution),
    ROW("BusinessGroupID", ID, E14TO16, "business group", "所属业务分组编码"),
    ROW("StreamNumberList", LIST, E22, "streams", "码流编号列表", .values = gb_values_stream),
    ROW("DownloadSpeed", LIST, E16, "download speeds", "下载倍速", .unit = "×"),
    ROW("SVCSpaceSupportMode", ENUM, E16, "spatial layers", "空域编码能力",
        .values = gb_values_svc_space),
    ROW("SVCTimeSupportMode", ENUM, E16, "temporal layers", "时域编码能力",
        .values = gb_values_svc_time),
    ROW("SSVCRatioSupportList", LIST, E22, "SSVC ratios", "SSVC 比例能力"),
    ROW("MobileDeviceType", ENUM, E22, "mobile device", "移动采集设备类型", .values = mobile_type),
    ROW("HorizontalFieldAngle", DOUBLE, E22, "horizontal field of view", "水平视场角",
        RANGE(0, 360), .unit = "°"),
    ROW("VerticalFieldAngle", DOUBLE, E22, "vertical field of view", "竖直视场角", RANGE(0, 360),
        .unit = "°"),
    ROW("MaxViewDistance", DOUBLE, E22, "view distance", "最大可视距离", .unit = "m"),
    ROW("GrassrootsCode", STRING, E22, "grass-roots unit", "基层组织编码"),
    ROW("PointType", ENUM, E22, "class of point", "监控点位类型", .values = point_type),
    ROW("PointCommonName", STRING, E22, "common name", "点位俗称"),
    ROW("MAC", STRING, E22, "MAC address", "MAC 地址", .flags = GB_ROW_LENGTH, .min = 17,
        .max = 17),
    ROW("FunctionType", LIST, E22, "function", "摄像机功能类型", .values = function_type),
    ROW("EncodeType", STRING, E22, "encoding", "视频编码格式"),
    ROW("InstallTime", DATETIME, E22, "installed", "摄像机安装时间"),
    ROW("ManagementUnit", STRING, E22, "managed by", "管理单位"),
    ROW("ContactInfo", STRING, E22, "contact", "联系方式"),
    ROW("RecordSaveDays", INT, E22, "days recordings are kept", "录像保存天数", RANGE(0, 1e9)),
    ROW("IndustrialClassification", STRING, E22, "industry", "国民经济行业分类代码"),
    END_ROWS,
};

const GbElementRow gb_rows_catalog_item[] = {
    ROW("DeviceID", ID, ALL, "device ID", "设备/区域/系统编码"),
    ROW("Event", ENUM, E14, "event", "状态改变事件", .values = event),
    ROW("Name", STRING, ALL, "name", "名称"),
    ROW("Manufacturer", STRING, ALL, "manufacturer", "设备厂商"),
    ROW("Model", STRING, ALL, "model", "设备型号"),
    ROW("Owner", STRING, TO16, "owner", "设备归属"),
    ROW("CivilCode", STRING, ALL, "region", "行政区划"),
    ROW("Block", STRING, ALL, "police district", "警区"),
    ROW("Address", STRING, ALL, "address", "安装地址"),
    ROW("Parental", ENUM, ALL, "children", "是否有子设备", .values = parental),
    ROW("ParentID", ID, ALL, "parent", "父设备/区域/系统编码", .flags = GB_ROW_ID_ANY),
    ROW("SafetyWay", ENUM, TO16, "signalling security", "信令安全模式", .values = safety_way),
    ROW("RegisterWay", ENUM, ALL, "registration", "注册方式", .values = register_way),
    ROW("CertNum", STRING, TO16, "certificate", "证书序列号"),
    ROW("Certifiable", ENUM, TO16, "certificate valid", "证书有效标识", .values = certifiable),
    ROW("ErrCode", INT, TO16, "reason invalid", "无效原因码", RANGE(0, 1e9)),
    ROW("EndTime", DATETIME, TO16, "certificate expires", "证书终止有效期"),
    ROW("SecurityLevelCode", ENUM, E22, "security level", "安全能力等级代码",
        .values = security_level),
    ROW("Secrecy", ENUM, ALL, "secrecy", "保密属性", .values = gb_values_secrecy),
    ROW("IPAddress", STRING, ALL, "IP address", "IP 地址"),
    ROW("Port", INT, ALL, "port", "端口", RANGE(0, 65535)),
    ROW("Password", STRING, ALL, "password", "设备口令", .flags = GB_ROW_SECRET),
    ROW("Status", ENUM, ALL, "status", "设备状态", .values = status),
    ROW("Longitude", DOUBLE, ALL, "longitude", "经度", RANGE(-180, 180), .unit = "°"),
    ROW("Latitude", DOUBLE, ALL, "latitude", "纬度", RANGE(-90, 90), .unit = "°"),
    ROW("BusinessGroupID", ID, E14, "business group", "所属业务分组编码"),
    ROW("Info", BLOCK, E14, "details", "扩展信息", .children = item_info, .flags = GB_ROW_OPEN),
    END_ROWS,
};

static const GbElementRow list[] = {
    ROW("Item", BLOCK, ALL, "entry", "目录项", .children = gb_rows_catalog_item), END_ROWS};

const GbElementRow gb_rows_catalog[] = {
    ROW("Result", ENUM, TO16, "result", "执行结果", .values = gb_values_result),
    ROW("SumNum", INT, ALL, "entries in all", "查询结果总数", RANGE(0, 1e9)),
    ROW("DeviceList", BLOCK, ALL, "entries", "设备目录项列表", .children = list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};

const GbElementRow gb_rows_catalog_notify[] = {
    ROW("Status", STRING, E14, "status", "状态"),
    ROW("SumNum", INT, E14, "entries in all", "状态改变总数", RANGE(0, 1e9)),
    ROW("DeviceList", BLOCK, E14, "entries", "设备目录项列表", .children = list,
        .flags = GB_ROW_COUNTED),
    END_ROWS,
};
