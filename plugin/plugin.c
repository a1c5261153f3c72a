/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plugin.c - what Wireshark looks for in a plugin file: its version and its way in. */
#include "compat.h"
#include "dissector.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = GB_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WS_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WS_MINOR;

WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);

uint32_t plugin_describe(void) {
    return GB_PLUGIN_DESC_DISSECTOR | GB_PLUGIN_DESC_TAP_LISTENER;
}

void plugin_register(void) {
    static proto_plugin plugin = {.register_protoinfo = gb_register_protocol,
                                  .register_handoff = gb_register_handoff};
    proto_register_plugin(&plugin);
}
