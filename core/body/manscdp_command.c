/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_command.c - roots and CmdTypes: which edition has which where (GB/T 28181-2011, 2014
 * amendment, 2016 and 2022 A.2), what they are called, how else they are spelled.
 *
 * Answers that only exist as a receipt (Response/Catalog with Result alone) share the row of the
 * full answer. 2011 has no MediaStatus in its Annex A but uses it in its samples: counted as there.
 */
#include "body/manscdp_table.h"

static const GbCommandRow matrix[] = {
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONTROL, ALL, gb_rows_device_control},
    {GB_ROOT_CONTROL, GB_CMD_DEVICE_CONFIG, E14, gb_rows_device_config},
    {GB_ROOT_QUERY, GB_CMD_DEVICE_STATUS, ALL, gb_rows_nothing},
    {GB_ROOT_QUERY, GB_CMD_CATALOG, ALL, gb_rows_query_catalog},
    {GB_ROOT_QUERY, GB_CMD_DEVICE_INFO, ALL, gb_rows_nothing},
    {GB_ROOT_QUERY, GB_CMD_RECORD_INFO, ALL, gb_rows_query_record},
    {GB_ROOT_QUERY, GB_CMD_ALARM, ALL, gb_rows_query_alarm},
    {GB_ROOT_QUERY, GB_CMD_CONFIG_DOWNLOAD, E14, gb_rows_query_config},
    {GB_ROOT_QUERY, GB_CMD_PRESET_QUERY, E14, gb_rows_nothing},
    {GB_ROOT_QUERY, GB_CMD_MOBILE_POSITION, E16, gb_rows_query_position},
    {GB_ROOT_QUERY, GB_CMD_HOME_POSITION_QUERY, E22, gb_rows_nothing},
    {GB_ROOT_QUERY, GB_CMD_CRUISE_TRACK_LIST_QUERY, E22, gb_rows_nothing},
    {GB_ROOT_QUERY, GB_CMD_CRUISE_TRACK_QUERY, E22, gb_rows_query_cruise},
    {GB_ROOT_QUERY, GB_CMD_PTZ_POSITION, E22, gb_rows_nothing},
    {GB_ROOT_QUERY, GB_CMD_SD_CARD_STATUS, E22, gb_rows_nothing},
    {GB_ROOT_NOTIFY, GB_CMD_KEEPALIVE, ALL, gb_rows_keepalive},
    {GB_ROOT_NOTIFY, GB_CMD_ALARM, ALL, gb_rows_alarm},
    {GB_ROOT_NOTIFY, GB_CMD_CATALOG, E14, gb_rows_catalog_notify},
    {GB_ROOT_NOTIFY, GB_CMD_MEDIA_STATUS, ALL, gb_rows_media_status},
    {GB_ROOT_NOTIFY, GB_CMD_BROADCAST, E14, gb_rows_broadcast},
    {GB_ROOT_NOTIFY, GB_CMD_MOBILE_POSITION, E16, gb_rows_mobile_position},
    {GB_ROOT_NOTIFY, GB_CMD_UPLOAD_SNAPSHOT_FINISHED, E22, gb_rows_snapshot},
    {GB_ROOT_NOTIFY, GB_CMD_VIDEO_UPLOAD_NOTIFY, E22, gb_rows_video_upload},
    {GB_ROOT_NOTIFY, GB_CMD_DEVICE_UPGRADE_RESULT, E22, gb_rows_upgrade_result},
    {GB_ROOT_NOTIFY, GB_CMD_PTZ_POSITION, E22, gb_rows_ptz_position},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_CONTROL, ALL, gb_rows_result},
    {GB_ROOT_RESPONSE, GB_CMD_ALARM, ALL, gb_rows_result},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_INFO, ALL, gb_rows_device_info},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_STATUS, ALL, gb_rows_device_status},
    {GB_ROOT_RESPONSE, GB_CMD_RECORD_INFO, ALL, gb_rows_record_info},
    {GB_ROOT_RESPONSE, GB_CMD_CATALOG, ALL, gb_rows_catalog},
    {GB_ROOT_RESPONSE, GB_CMD_BROADCAST, E14, gb_rows_result},
    {GB_ROOT_RESPONSE, GB_CMD_CONFIG_DOWNLOAD, E14, gb_rows_config_answer},
    {GB_ROOT_RESPONSE, GB_CMD_DEVICE_CONFIG, E14, gb_rows_result},
    {GB_ROOT_RESPONSE, GB_CMD_PRESET_QUERY, E14, gb_rows_presets},
    {GB_ROOT_RESPONSE, GB_CMD_HOME_POSITION_QUERY, E22, gb_rows_home_position},
    {GB_ROOT_RESPONSE, GB_CMD_CRUISE_TRACK_LIST_QUERY, E22, gb_rows_cruise_list},
    {GB_ROOT_RESPONSE, GB_CMD_CRUISE_TRACK_QUERY, E22, gb_rows_cruise},
    {GB_ROOT_RESPONSE, GB_CMD_PTZ_POSITION, E22, gb_rows_ptz_position},
    {GB_ROOT_RESPONSE, GB_CMD_SD_CARD_STATUS, E22, gb_rows_sd_card},
};

static const struct {
    const char *name;
    size_t n;
} names[GB_N_COMMANDS] = {{"?", 0},
#define X(id, name) {name, sizeof name - 1},
                          GB_COMMANDS(X)
#undef X
};

static const char *const titles[GB_N_COMMANDS][GB_N_LANGS] = {
    [GB_CMD_UNKNOWN] = {"unknown command", "未知命令"},
    [GB_CMD_DEVICE_CONTROL] = {"device control", "设备控制"},
    [GB_CMD_DEVICE_CONFIG] = {"device configuration", "设备配置"},
    [GB_CMD_DEVICE_STATUS] = {"device status", "设备状态"},
    [GB_CMD_CATALOG] = {"catalog", "设备目录"},
    [GB_CMD_DEVICE_INFO] = {"device information", "设备信息"},
    [GB_CMD_RECORD_INFO] = {"recordings", "录像文件检索"},
    [GB_CMD_ALARM] = {"alarm", "报警"},
    [GB_CMD_CONFIG_DOWNLOAD] = {"configuration query", "设备配置查询"},
    [GB_CMD_PRESET_QUERY] = {"presets", "预置位查询"},
    [GB_CMD_MOBILE_POSITION] = {"mobile position", "移动设备位置"},
    [GB_CMD_HOME_POSITION_QUERY] = {"home position", "看守位查询"},
    [GB_CMD_CRUISE_TRACK_LIST_QUERY] = {"cruise tracks", "巡航轨迹列表查询"},
    [GB_CMD_CRUISE_TRACK_QUERY] = {"cruise track", "巡航轨迹查询"},
    [GB_CMD_PTZ_POSITION] = {"PTZ position", "PTZ 精准状态"},
    [GB_CMD_SD_CARD_STATUS] = {"SD card status", "存储卡状态"},
    [GB_CMD_KEEPALIVE] = {"keepalive", "心跳"},
    [GB_CMD_MEDIA_STATUS] = {"media status", "媒体状态通知"},
    [GB_CMD_BROADCAST] = {"broadcast", "语音广播"},
    [GB_CMD_UPLOAD_SNAPSHOT_FINISHED] = {"snapshots uploaded", "图像抓拍传输完成"},
    [GB_CMD_VIDEO_UPLOAD_NOTIFY] = {"live video upload request", "设备实时视音频回传"},
    [GB_CMD_DEVICE_UPGRADE_RESULT] = {"upgrade result", "设备软件升级结果"},
};

/* CmdTypes met in code and traffic that no edition has. */
static const struct {
    const char *name, *title[GB_N_LANGS];
} vendors[] = {
    {"AlarmStatus", {"alarm status (vendor)", "报警状态（厂商扩展）"}},
    {"RealPlayUrl", {"live URL (vendor)", "实时播放地址（厂商扩展）"}},
    {"PlayBackUrl", {"playback URL (vendor)", "回放地址（厂商扩展）"}},
    {"StopPlayUrl", {"stop URL (vendor)", "停止播放地址（厂商扩展）"}},
    {"DecoderInfo", {"decoder information (vendor)", "解码器信息（厂商扩展）"}},
    {"DecoderStatus", {"decoder status (vendor)", "解码器状态（厂商扩展）"}},
    {"DecoderDivision", {"decoder screen division (vendor)", "解码器分屏（厂商扩展）"}},
    {"SnapShot", {"snapshot (vendor)", "抓拍（厂商扩展）"}},
    {"PTZPreciseStatusQuery", {"precise PTZ status (vendor)", "PTZ 精准状态查询（厂商扩展）"}},
    {"StorageCardStatusQuery", {"storage card status (vendor)", "存储卡状态查询（厂商扩展）"}},
    {"PlaybackControl", {"playback control (vendor)", "回放控制（厂商扩展）"}},
    {"UpdateLocation", {"location update (vendor)", "位置更新（厂商扩展）"}},
    {"DownloadInfo", {"download information (vendor)", "下载信息（厂商扩展）"}},
};

const GbCommandRow *gb_command_row(GbRoot root, GbCommand command) {
    for (size_t i = 0; i < sizeof matrix / sizeof *matrix; i++)
        if (matrix[i].command == command && matrix[i].root == root) return &matrix[i];
    return NULL;
}

unsigned gb_command_editions(GbRoot r, GbCommand c) {
    const GbCommandRow *row = gb_command_row(r, c);
    return row ? row->editions : 0;
}

GbCommand gb_command_find(GbSlice name, uint32_t *quirks) {
    for (unsigned c = 1; c < GB_N_COMMANDS; c++)
        if (names[c].n == name.n && memcmp(names[c].name, name.p, name.n) == 0) return (GbCommand)c;
    for (unsigned c = 1; c < GB_N_COMMANDS; c++) {
        if (!gb_slice_is_case(name, names[c].name)) continue;
        *quirks |= GB_MANSCDP_COMMAND_CASE;
        return (GbCommand)c;
    }
    if (gb_slice_is_case(name, "PersetQuery")) {
        *quirks |= GB_MANSCDP_COMMAND_TYPO;
        if (!gb_slice_is(name, "PersetQuery")) *quirks |= GB_MANSCDP_COMMAND_CASE;
        return GB_CMD_PRESET_QUERY;
    }
    *quirks |= gb_vendor_command_title(name, GB_EN) ? GB_MANSCDP_VENDOR_COMMAND
                                                    : GB_MANSCDP_UNKNOWN_COMMAND;
    return GB_CMD_UNKNOWN;
}

const char *gb_vendor_command_title(GbSlice name, GbLang lang) {
    for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++)
        if (gb_slice_is_case(name, vendors[i].name)) return vendors[i].title[lang == GB_ZH];
    return NULL;
}

const char *gb_root_name(GbRoot r) {
    static const char *const roots[] = {"?", "Control", "Query", "Notify", "Response"};
    return r <= GB_ROOT_RESPONSE ? roots[r] : "?";
}

const char *gb_command_name(GbCommand c) {
    return c < GB_N_COMMANDS ? names[c].name : "?";
}

const char *gb_command_title(GbCommand c, GbLang lang) {
    return titles[c < GB_N_COMMANDS ? c : GB_CMD_UNKNOWN][lang == GB_ZH];
}
