/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compat.h - every difference between the Wireshark versions the plugin is built for (4.0 to 4.6),
 * and nothing else. Where the release in which something changed is not known, the compiler is
 * asked instead of the version. No function is called that one of them lacks: the file loads in
 * each, so that Wireshark's own check says for which one it was built.
 */
#ifndef PLUGIN_COMPAT_H
#define PLUGIN_COMPAT_H

#ifndef WS_BUILD_DLL
#define WS_BUILD_DLL
#endif
#include <epan/epan.h>
#include <epan/epan_dissect.h>
#include <epan/expert.h>
#include <epan/packet.h>
#include <epan/stat_tap_ui.h>
#include <epan/stats_tree.h>
#include <epan/tap.h>
#include <epan/uat.h>
#include <stdlib.h>
#include <wiretap/wtap.h>
#include <wsutil/report_message.h>

#define WS_AT_LEAST(major, minor) (WS_MAJOR > (major) || (WS_MAJOR == (major) && WS_MINOR >= (minor)))

/* gboolean became bool in callbacks. */
typedef __typeof__(((heur_dissector_t)0)(NULL, NULL, NULL, NULL)) ws_heur_result;
typedef __typeof__(((uat_update_cb_t)0)(NULL, NULL)) ws_uat_result;

/* Bits of plugin_describe(); their names come with a header that 4.0 does not install. */
#define GB_PLUGIN_DESC_DISSECTOR (1u << 0)
#define GB_PLUGIN_DESC_EPAN (1u << 3)
#define GB_PLUGIN_DESC_TAP_LISTENER (1u << 4)

/* What SIP hands to the dissector of a body. */
#if defined(__has_include) && __has_include(<epan/dissectors/packet-media-type.h>)
#include <epan/dissectors/packet-media-type.h>
typedef media_content_info_t ws_content_info;
#else
#include <epan/dissectors/packet-http.h>
typedef http_message_info_t ws_content_info;
#endif

/* Menus. */
#ifndef STATS_TREE_MENU_SEPARATOR
#define STATS_TREE_MENU_SEPARATOR "/"
#endif
#if WS_AT_LEAST(4, 2)
#define WS_TELEPHONY_GROUP REGISTER_TELEPHONY_GROUP_UNSORTED
#else
#define WS_TELEPHONY_GROUP REGISTER_STAT_GROUP_TELEPHONY
#endif

/* The init callback of a stat_tap_ui says whether it worked, from 4.6 on; before, it ends the
 * program, as Wireshark's own do. */
#if WS_AT_LEAST(4, 6)
typedef bool ws_stat_init_result;
#define WS_STAT_INIT_DONE return true
#define WS_STAT_INIT_FAILED return false
#else
typedef void ws_stat_init_result;
#define WS_STAT_INIT_DONE return
#define WS_STAT_INIT_FAILED exit(1)
#endif
static inline void ws_stat_init_complain(const char *text) {
    report_failure("GB/T 28181: %s", text);
}

/* An item's label. proto_item_set_text() would print it, which costs as much as making the item;
 * there is one for every element of a body. */
static inline void ws_item_label(proto_item *item, const char *text, size_t n) {
    field_info *field = item ? PITEM_FINFO(item) : NULL;
    if (!field || !PTREE_DATA(item)->visible) return;
    if (n >= ITEM_LABEL_LENGTH) {
        proto_item_set_text(item, "%s", text); /* says that it was cut */
        return;
    }
    item_label_t *label = field->rep ? field->rep : wmem_new(PNODE_POOL(item), item_label_t);
    memcpy(label->representation, text, n + 1);
    /* newer ones say more behind it; all of it is zero */
    memset((char *)label + sizeof label->representation, 0, sizeof *label - sizeof label->representation);
    field->rep = label;
}

#endif
