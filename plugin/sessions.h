/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sessions.h - the table of sessions: one row of cells per session, for `-z` and for the GUI. */
#ifndef PLUGIN_SESSIONS_H
#define PLUGIN_SESSIONS_H

#include <gb28181/session.h>

/* id, is it a number, English, Chinese */
#define GB_SESSION_COLUMNS(X) \
    X(DEVICE, false, "Device", "设备") \
    X(TYPE, false, "Type", "类型") \
    X(SESSION, true, "Session", "会话") \
    X(STATE, false, "State", "状态") \
    X(TRANSPORT, false, "Transport", "传输") \
    X(START, false, "Start (UTC)", "开始 (UTC)") \
    X(START_FRAME, true, "Frame", "起始帧") \
    X(END_FRAME, true, "End frame", "结束帧") \
    X(EXPIRES, true, "Expires", "有效期") \
    X(ATTEMPTS, true, "REGISTERs", "注册请求") \
    X(REFRESHES, true, "Refreshes", "刷新") \
    X(AUTH, false, "Auth", "鉴权") \
    X(KEEPALIVES, true, "Keepalives", "心跳") \
    X(UNANSWERED, true, "Unanswered", "未应答") \
    X(GAPS, true, "Gaps", "中断") \
    X(CALL_ID, false, "Call-ID", "Call-ID")

typedef enum GbSessionColumn {
#define X(id, ...) GB_COLUMN_##id,
    GB_SESSION_COLUMNS(X)
#undef X
        GB_N_SESSION_COLUMNS
} GbSessionColumn;

typedef struct GbSessionCell {
    int64_t number; /* -1: not known; of a number column */
    char text[96];  /* made visible, "-" when not known; of every column */
} GbSessionCell;

/* Of a settled analysis. */
void gb_session_cells(const GbDevice *device, size_t index, GbSessionCell cells[GB_N_SESSION_COLUMNS]);
const char *gb_session_column_title(GbSessionColumn c, GbLang lang);
bool gb_session_column_is_number(GbSessionColumn c);

void gb_register_session_tables(void);

#endif
