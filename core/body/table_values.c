/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_values.c - enumerations that several CmdTypes share (GB/T 28181-2022 A.2.1, A.2.5 and
 * Annex G for the codes of video and audio parameters).
 */
#include "body/manscdp_table.h"

const GbMeaning gb_values_result[] = {
    {"OK", {"success", "成功"}}, {"ERROR", {"failure", "失败"}}, END_VALUES};

const GbMeaning gb_values_on_off[] = {
    {"ON", {"on", "在线/开启"}}, {"OFF", {"off", "离线/关闭"}}, END_VALUES};

const GbMeaning gb_values_yes_no[] = {{"0", {"no", "否"}}, {"1", {"yes", "是"}}, END_VALUES};

const GbMeaning gb_values_on_off_flag[] = {
    {"0", {"off", "关闭"}}, {"1", {"on", "开启"}}, END_VALUES};

const GbMeaning gb_values_secrecy[] = {
    {"0", {"not classified", "不涉密"}}, {"1", {"classified", "涉密"}}, END_VALUES};

const GbMeaning gb_values_alarm_method[] = {
    {"1", {"phone alarm", "电话报警"}}, {"2", {"device alarm", "设备报警"}},
    {"3", {"SMS alarm", "短信报警"}},   {"4", {"GPS alarm", "GPS 报警"}},
    {"5", {"video alarm", "视频报警"}}, {"6", {"device fault alarm", "设备故障报警"}},
    {"7", {"other alarm", "其他报警"}}, END_VALUES};

const GbMeaning gb_values_alarm_query_method[] = {{"0", {"all", "全部"}},
                                                  {"1", {"phone alarm", "电话报警"}},
                                                  {"2", {"device alarm", "设备报警"}},
                                                  {"3", {"SMS alarm", "短信报警"}},
                                                  {"4", {"GPS alarm", "GPS 报警"}},
                                                  {"5", {"video alarm", "视频报警"}},
                                                  {"6", {"device fault alarm", "设备故障报警"}},
                                                  {"7", {"other alarm", "其他报警"}},
                                                  END_VALUES};

const GbMeaning gb_values_alarm_priority[] = {{"1", {"level 1", "一级警情"}},
                                              {"2", {"level 2", "二级警情"}},
                                              {"3", {"level 3", "三级警情"}},
                                              {"4", {"level 4", "四级警情"}},
                                              END_VALUES};

const GbMeaning gb_values_alarm_query_priority[] = {
    {"0", {"all", "全部"}},         {"1", {"level 1", "一级警情"}}, {"2", {"level 2", "二级警情"}},
    {"3", {"level 3", "三级警情"}}, {"4", {"level 4", "四级警情"}}, END_VALUES};

static const GbMeaning device_alarm_types[] = {
    {"1", {"video loss", "视频丢失报警"}},         {"2", {"tampering", "设备防拆报警"}},
    {"3", {"storage full", "存储设备磁盘满报警"}}, {"4", {"over-temperature", "设备高温报警"}},
    {"5", {"low temperature", "设备低温报警"}},    END_VALUES};

static const GbMeaning video_alarm_types[] = {{"1", {"manual", "人工视频报警"}},
                                              {"2", {"moving target", "运动目标检测报警"}},
                                              {"3", {"object left behind", "遗留物检测报警"}},
                                              {"4", {"object removed", "物体移除检测报警"}},
                                              {"5", {"line crossed", "绊线检测报警"}},
                                              {"6", {"intrusion", "入侵检测报警"}},
                                              {"7", {"wrong direction", "逆行检测报警"}},
                                              {"8", {"loitering", "徘徊检测报警"}},
                                              {"9", {"flow statistics", "流量统计报警"}},
                                              {"10", {"crowd density", "密度检测报警"}},
                                              {"11", {"abnormal video", "视频异常检测报警"}},
                                              {"12", {"fast movement", "快速移动报警"}},
                                              {"13", {"picture covered", "图像遮挡报警"}},
                                              END_VALUES};

static const GbMeaning fault_alarm_types[] = {{"1", {"disk fault", "存储设备磁盘故障报警"}},
                                              {"2", {"fan fault", "存储设备风扇故障报警"}},
                                              END_VALUES};

const GbMeaning *gb_values_alarm_type(GbSlice method) {
    if (gb_slice_is(method, "2")) return device_alarm_types;
    if (gb_slice_is(method, "5")) return video_alarm_types;
    if (gb_slice_is(method, "6")) return fault_alarm_types;
    return NULL;
}

const GbMeaning gb_values_event_type[] = {
    {"1", {"entering the area", "进入区域"}}, {"2", {"leaving the area", "离开区域"}}, END_VALUES};

const GbMeaning gb_values_record_type[] = {{"time", {"scheduled recording", "定时录像"}},
                                           {"alarm", {"alarm recording", "报警录像"}},
                                           {"manual", {"manual recording", "手动录像"}},
                                           {"all", {"all recordings", "全部录像"}},
                                           END_VALUES};

const GbMeaning gb_values_stream[] = {{"0", {"main stream", "主码流"}},
                                      {"1", {"sub stream 1", "子码流 1"}},
                                      {"2", {"sub stream 2", "子码流 2"}},
                                      END_VALUES};

const GbMeaning gb_values_resolution[] = {{"1", {"QCIF", "QCIF"}},
                                          {"2", {"CIF", "CIF"}},
                                          {"3", {"4CIF", "4CIF"}},
                                          {"4", {"D1", "D1"}},
                                          {"5", {"720P", "720P"}},
                                          {"6", {"1080P/I", "1080P/I"}},
                                          END_VALUES};

const GbMeaning gb_values_video_codec[] = {{"1", {"MPEG-4", "MPEG-4"}}, {"2", {"H.264", "H.264"}},
                                           {"3", {"SVAC", "SVAC"}},     {"4", {"3GP", "3GP"}},
                                           {"5", {"H.265", "H.265"}},   END_VALUES};

const GbMeaning gb_values_audio_codec[] = {{"1", {"G.711", "G.711"}},
                                           {"2", {"G.723.1", "G.723.1"}},
                                           {"3", {"G.729", "G.729"}},
                                           {"4", {"G.722.1", "G.722.1"}},
                                           {"5", {"SVAC", "SVAC"}},
                                           {"6", {"AAC", "AAC"}},
                                           END_VALUES};

const GbMeaning gb_values_bit_rate_type[] = {{"1", {"constant bit rate", "固定码率（CBR）"}},
                                             {"2", {"variable bit rate", "可变码率（VBR）"}},
                                             END_VALUES};

const GbMeaning gb_values_audio_bit_rate[] = {{"1", {"5.3 kbit/s", "5.3 kbit/s"}},
                                              {"2", {"6.3 kbit/s", "6.3 kbit/s"}},
                                              {"3", {"8 kbit/s", "8 kbit/s"}},
                                              {"4", {"16 kbit/s", "16 kbit/s"}},
                                              {"5", {"24 kbit/s", "24 kbit/s"}},
                                              {"6", {"32 kbit/s", "32 kbit/s"}},
                                              {"7", {"48 kbit/s", "48 kbit/s"}},
                                              {"8", {"64 kbit/s", "64 kbit/s"}},
                                              END_VALUES};

const GbMeaning gb_values_sampling[] = {
    {"1", {"8 kHz", "8 kHz"}},        {"2", {"14 kHz", "14 kHz"}},
    {"3", {"16 kHz", "16 kHz"}},      {"4", {"32 kHz", "32 kHz"}},
    {"5", {"7 kHz", "7 kHz"}},        {"6", {"11 kHz", "11 kHz"}},
    {"7", {"12 kHz", "12 kHz"}},      {"8", {"22 kHz", "22 kHz"}},
    {"9", {"24 kHz", "24 kHz"}},      {"10", {"44 kHz", "44 kHz"}},
    {"11", {"48 kHz", "48 kHz"}},     {"12", {"64 kHz", "64 kHz"}},
    {"13", {"88 kHz", "88 kHz"}},     {"14", {"96 kHz", "96 kHz"}},
    {"15", {"12.8 kHz", "12.8 kHz"}}, {"16", {"25.6 kHz", "25.6 kHz"}},
    {"17", {"38.4 kHz", "38.4 kHz"}}, END_VALUES};

const GbMeaning gb_values_svc_space[] = {{"0", {"base layer only", "仅基本层"}},
                                         {"1", {"1 enhancement layer", "1 级空域增强"}},
                                         {"2", {"2 enhancement layers", "2 级空域增强"}},
                                         {"3", {"3 enhancement layers", "3 级空域增强"}},
                                         END_VALUES};

const GbMeaning gb_values_svc_time[] = {{"0", {"base layer only", "仅基本层"}},
                                        {"1", {"1 enhancement layer", "1 级时域增强"}},
                                        {"2", {"2 enhancement layers", "2 级时域增强"}},
                                        {"3", {"3 enhancement layers", "3 级时域增强"}},
                                        END_VALUES};

static bool is(GbSlice value, const char *word) {
    size_t i = 0;
    while (i < value.n && word[i] && word[i] == value.p[i]) i++;
    return i == value.n && !word[i];
}

const GbMeaning *gb_meaning_find(const GbMeaning *values, GbSlice value) {
    for (; values && values->value; values++)
        if (is(value, values->value)) return values;
    return NULL;
}
