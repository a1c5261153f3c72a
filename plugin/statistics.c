/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * statistics.c - the tap `gb28181`, one GbRecord per SIP message on every pass, and the tree of
 * counts drawn from it: `-z gb28181,tree` and Statistics > GB28181.
 */
#include "statistics.h"

#include "fields.h"
#include "html_report.h"
#include "late.h"
#include "session_window.h"
#include "sessions.h"

static int tap = -1, expert_tap;

/* ---- the tree of counts ---- */

enum { NODE_COMMANDS, NODE_REQUESTS, NODE_RESPONSES, NODE_AUTH, NODE_STATES, NODE_FINDINGS, N_NODES };
static int nodes[N_NODES];
static const char *const titles[N_NODES][GB_N_LANGS] = {
    [NODE_COMMANDS] = {"Commands", "命令"},      [NODE_REQUESTS] = {"Requests", "请求"},
    [NODE_RESPONSES] = {"Responses", "应答"},    [NODE_AUTH] = {"Authentication", "鉴权"},
    [NODE_STATES] = {"Registration", "注册"},    [NODE_FINDINGS] = {"Findings", "诊断"},
};

static void tree_init(stats_tree *tree) {
    GbLang lang = gb_lang();
    for (unsigned i = 0; i < N_NODES; i++)
        nodes[i] = stats_tree_create_pivot(tree, titles[i][lang], 0);
}

static tap_packet_status tree_packet(stats_tree *tree, packet_info *pinfo, epan_dissect_t *edt,
                                     const void *record, tap_flags_t flags) {
    const GbRecord *r = record;
    char text[GB_MAX_VALUE + 64];
    (void)edt, (void)flags;
    if (r->cmd_type) {
        g_snprintf(text, sizeof text, "%s %s", r->root ? r->root : "?", r->cmd_type);
        stats_tree_tick_pivot(tree, nodes[NODE_COMMANDS], text);
    }
    if (r->status == 0) {
        stats_tree_tick_pivot(tree, nodes[NODE_REQUESTS], r->method);
    } else {
        g_snprintf(text, sizeof text, "%u", r->status);
        stats_tree_tick_pivot(tree, nodes[NODE_RESPONSES], text);
    }
    if (r->auth) stats_tree_tick_pivot(tree, nodes[NODE_AUTH], gb_auth_result_name(r->auth->result));
    if (r->state)
        stats_tree_tick_pivot(tree, nodes[NODE_STATES], gb_event_state_name((GbEventState)r->state));
    for (unsigned i = 0; i < r->n_findings; i++)
        stats_tree_tick_pivot(tree, nodes[NODE_FINDINGS], gb_rule_info(r->findings[i].rule)->id);
    GbRuleHit late[GB_MAX_EVENT_FINDINGS];
    unsigned n = gb_late_findings(pinfo, r, late);
    for (unsigned i = 0; i < n; i++)
        stats_tree_tick_pivot(tree, nodes[NODE_FINDINGS], gb_rule_info(late[i].rule)->id);
    return TAP_PACKET_REDRAW;
}

/* ---- registration ---- */

void gb_register_statistics(void) {
    tap = register_tap("gb28181");
    gb_register_session_tables();
    gb_register_session_window();
    gb_register_html_report();
}

void gb_handoff_statistics(void) {
    static char name[64];
    g_snprintf(name, sizeof name, "GB28181%s%s", STATS_TREE_MENU_SEPARATOR,
               gb_locale_lang() == GB_ZH ? "消息统计" : "Messages");
    stats_tree_register_plugin("gb28181", "gb28181", name, 0, tree_packet, tree_init, NULL);
    expert_tap = register_tap("expert"); /* Wireshark's own; it does so later, and gets this one */
    gb_handoff_html_report();
}

bool gb_statistics_wanted(void) {
    return have_tap_listener(tap) || have_tap_listener(expert_tap);
}

void gb_statistics_tap(packet_info *pinfo, const GbRecord *record) {
    if (have_tap_listener(tap)) tap_queue_packet(tap, pinfo, record);
}
