/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_envelope.c - what every body has (GB/T 28181-2022 A.1, A.2.2), and rows that several
 * CmdTypes share.
 */
#include "body/manscdp_table.h"

/* Info is text until 2016 and a block in places; 2022 renames the text ExtraInfo. */
const GbElementRow gb_rows_info[] = {
    ROW("ControlPriority", INT, ALL, "control priority", "控制优先级"),
    END_ROWS,
};

const GbElementRow gb_rows_root[] = {
    ROW("Control", BLOCK, ALL, "control", "控制"),
    ROW("Query", BLOCK, ALL, "query", "查询"),
    ROW("Notify", BLOCK, ALL, "notification", "通知"),
    ROW("Response", BLOCK, ALL, "response", "应答"),
    END_ROWS,
};

const GbElementRow gb_rows_envelope[] = {
    ROW("CmdType", STRING, ALL, "command", "命令类型"),
    ROW("SN", INT, ALL, "sequence number", "命令序列号", RANGE(1, 9.2e18)),
    ROW("DeviceID", ID, ALL, "device ID", "设备编码"),
    ROW("ExtraInfo", STRING, E22, "extra information", "扩展信息", .flags = GB_ROW_OPEN),
    ROW("Info", STRING, TO16, "extra information", "扩展信息", .flags = GB_ROW_OPEN,
        .children = gb_rows_info),
    END_ROWS,
};

const GbElementRow gb_rows_attributes[] = {
    ROW("Num", INT, ALL, "number of entries", "列表项个数", RANGE(0, 1e9)),
    END_ROWS,
};

const GbElementRow gb_rows_nothing[] = {END_ROWS};

const GbElementRow gb_rows_result[] = {
    ROW("Result", ENUM, ALL, "result", "执行结果", .values = gb_values_result),
    END_ROWS,
};
