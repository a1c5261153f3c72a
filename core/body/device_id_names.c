/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device_id_names.c - the code lists of GB/T 28181-2022 tables E.1 to E.3 (2016 tables D.1 to
 * D.3) in short words for tables. Codes new in 2022 stand beside the older ones: the numbers do
 * not clash, except digit 14 (network), where 2022 gave 0 to 9 new meanings; the older ones are
 * named, since most IDs in the field were made by them. Provinces after GB/T 2260.
 */
#include "body/device_id_names.h"

#include <stddef.h>

const char *gb_number_name(const GbNumberName *rows, unsigned number, GbLang lang) {
    for (; rows->name[0]; rows++)
        if (number >= rows->from && number <= rows->to) return rows->name[lang == GB_ZH];
    return NULL;
}

#define END            \
    {                  \
        0, 0, {        \
            NULL, NULL \
        }              \
    }

const GbNumberName gb_device_types[] = {
    {111, 111, {"DVR", "DVR"}},
    {112, 112, {"video server", "视频服务器"}},
    {113, 113, {"encoder", "编码器"}},
    {114, 114, {"decoder", "解码器"}},
    {115, 115, {"video matrix", "视频切换矩阵"}},
    {116, 116, {"audio matrix", "音频切换矩阵"}},
    {117, 117, {"alarm controller", "报警控制器"}},
    {118, 118, {"NVR", "NVR"}},
    {120, 120, {"online video collector", "联网视频采集系统"}},
    {121, 121, {"video checkpoint", "视频卡口"}},
    {122, 122, {"multi-lens device", "多目设备"}},
    {123, 123, {"parking access controller", "停车场出入口控制设备"}},
    {124, 124, {"personnel access controller", "人员出入口控制设备"}},
    {125, 125, {"security-check device", "安检设备"}},
    {119, 129, {"front-end device (extension)", "前端主设备（扩展）"}},
    {130, 130, {"HVR", "HVR"}},
    {131, 131, {"camera", "摄像机"}},
    {132, 132, {"IPC", "IPC"}},
    {133, 133, {"display", "显示器"}},
    {134, 134, {"alarm input", "报警输入设备"}},
    {135, 135, {"alarm output", "报警输出设备"}},
    {136, 136, {"audio input", "语音输入设备"}},
    {137, 137, {"audio output", "语音输出设备"}},
    {138, 138, {"mobile transmitter", "移动传输设备"}},
    {139, 139, {"other peripheral", "其他外围设备"}},
    {140, 140, {"relay output", "报警输出设备（继电器）"}},
    {141, 141, {"barrier gate", "道闸"}},
    {142, 142, {"smart door", "智能门"}},
    {143, 143, {"credential reader", "凭证识读设备"}},
    {144, 199, {"peripheral (extension)", "外围设备（扩展）"}},
    {200, 200, {"platform", "平台"}},
    {201, 201, {"web server", "Web 应用服务器"}},
    {202, 202, {"media server", "媒体分发服务器"}},
    {203, 203, {"proxy server", "代理服务器"}},
    {204, 204, {"security server", "安全服务器"}},
    {205, 205, {"alarm server", "报警服务器"}},
    {206, 206, {"database server", "数据库服务器"}},
    {207, 207, {"GIS server", "GIS 服务器"}},
    {208, 208, {"management server", "管理服务器"}},
    {209, 209, {"access gateway", "接入网关"}},
    {210, 210, {"media storage server", "媒体存储服务器"}},
    {211, 211, {"secure signalling gateway", "信令安全路由网关"}},
    {215, 215, {"business group", "业务分组"}},
    {216, 216, {"virtual organisation", "虚拟组织"}},
    {212, 299, {"platform (extension)", "平台设备（扩展）"}},
    {300, 300, {"centre user", "中心用户"}},
    {301, 343, {"centre user (industry role)", "中心用户（行业角色）"}},
    {344, 399, {"centre user (extension)", "中心用户（扩展）"}},
    {400, 400, {"terminal user", "终端用户"}},
    {401, 443, {"terminal user (industry role)", "终端用户（行业角色）"}},
    {444, 499, {"terminal user (extension)", "终端用户（扩展）"}},
    {500, 500, {"application platform", "视频图像信息综合应用平台"}},
    {501, 501, {"O&M platform", "视频图像信息运维管理平台"}},
    {502, 502, {"analysis system", "视频图像分析系统"}},
    {503, 503, {"image database", "视频图像信息数据库"}},
    {505, 505, {"analysis device", "视频图像分析设备"}},
    {504, 599, {"external platform (extension)", "外部平台（扩展）"}},
    {600, 999, {"extension", "扩展类型"}},
    END,
};

const GbNumberName gb_rule_b_types[] = {
    {0, 0, {"DVE", "DVE"}},
    {1, 1, {"DVR", "DVR"}},
    {2, 2, {"decoder", "解码器"}},
    {20, 20, {"management server", "管理服务器"}},
    {21, 21, {"proxy server", "代理服务器"}},
    {22, 22, {"web server", "Web 服务器"}},
    {23, 23, {"recording server", "录像服务器"}},
    {40, 40, {"matrix", "矩阵"}},
    {41, 41, {"controller", "控制器"}},
    {42, 42, {"alarm host", "报警主机"}},
    {60, 60, {"analog camera", "模拟摄像机"}},
    {61, 61, {"analog matrix", "模拟矩阵"}},
    {75, 75, {"analog controller", "模拟控制器"}},
    {76, 76, {"analog alarm host", "模拟报警主机"}},
    {90, 90, {"administrator", "管理员"}},
    {91, 91, {"sub-administrator", "子管理员"}},
    {92, 94, {"user", "用户"}},
    {95, 95, {"group", "分组"}},
    END,
};

const GbNumberName gb_provinces[] = {
    {11, 11, {"Beijing", "北京"}},
    {12, 12, {"Tianjin", "天津"}},
    {13, 13, {"Hebei", "河北"}},
    {14, 14, {"Shanxi", "山西"}},
    {15, 15, {"Inner Mongolia", "内蒙古"}},
    {21, 21, {"Liaoning", "辽宁"}},
    {22, 22, {"Jilin", "吉林"}},
    {23, 23, {"Heilongjiang", "黑龙江"}},
    {31, 31, {"Shanghai", "上海"}},
    {32, 32, {"Jiangsu", "江苏"}},
    {33, 33, {"Zhejiang", "浙江"}},
    {34, 34, {"Anhui", "安徽"}},
    {35, 35, {"Fujian", "福建"}},
    {36, 36, {"Jiangxi", "江西"}},
    {37, 37, {"Shandong", "山东"}},
    {41, 41, {"Henan", "河南"}},
    {42, 42, {"Hubei", "湖北"}},
    {43, 43, {"Hunan", "湖南"}},
    {44, 44, {"Guangdong", "广东"}},
    {45, 45, {"Guangxi", "广西"}},
    {46, 46, {"Hainan", "海南"}},
    {50, 50, {"Chongqing", "重庆"}},
    {51, 51, {"Sichuan", "四川"}},
    {52, 52, {"Guizhou", "贵州"}},
    {53, 53, {"Yunnan", "云南"}},
    {54, 54, {"Tibet", "西藏"}},
    {61, 61, {"Shaanxi", "陕西"}},
    {62, 62, {"Gansu", "甘肃"}},
    {63, 63, {"Qinghai", "青海"}},
    {64, 64, {"Ningxia", "宁夏"}},
    {65, 65, {"Xinjiang", "新疆"}},
    {71, 71, {"Taiwan", "台湾"}},
    {81, 81, {"Hong Kong", "香港"}},
    {82, 82, {"Macao", "澳门"}},
    END,
};

const GbNumberName gb_industries[] = {
    {0, 0, {"public order (road)", "社会治安（路面）"}},
    {1, 1, {"public order (community)", "社会治安（社区）"}},
    {2, 2, {"public order (internal)", "社会治安（内部）"}},
    {3, 3, {"public order (other)", "社会治安（其他）"}},
    {4, 4, {"traffic (road)", "交通（路面）"}},
    {5, 5, {"traffic (checkpoint)", "交通（卡口）"}},
    {6, 6, {"traffic (internal)", "交通（内部）"}},
    {7, 7, {"traffic (other)", "交通（其他）"}},
    {8, 8, {"urban management", "城市管理"}},
    {9, 9, {"health and environment", "卫生环保"}},
    {10, 10, {"customs", "商检海关"}},
    {11, 11, {"education", "教育部门"}},
    {12, 12, {"civil aviation", "民航"}},
    {13, 13, {"railway", "铁路"}},
    {14, 14, {"shipping", "航运"}},
    {15, 39, {"reserved industry", "预留行业"}},
    {40, 59, {"enterprise", "企业/单位"}},
    {60, 79, {"reserved industry", "预留行业"}},
    {80, 89, {"residents", "居民自建"}},
    {90, 99, {"other", "其他"}},
    END,
};

const GbNumberName gb_networks[] = {
    {0, 4, {"surveillance private network", "监控报警专网"}},
    {5, 5, {"public-security information network", "公安信息网"}},
    {6, 6, {"government network", "政务网"}},
    {7, 7, {"Internet", "Internet 网"}},
    {8, 8, {"social-resource access network", "社会资源接入网"}},
    {9, 9, {"reserved", "预留"}},
    END,
};
