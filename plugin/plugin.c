/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plugin.c - what Wireshark looks for in a plugin file: its version and its way in. */
#include "compat.h"
#include "dissector.h"
#include "messages.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = GB_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WS_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WS_MINOR;

WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);

uint32_t plugin_describe(void) {
    return GB_PLUGIN_DESC_DISSECTOR | GB_PLUGIN_DESC_EPAN | GB_PLUGIN_DESC_TAP_LISTENER;
}

static void nothing(void) {
}

static void begin_dissection(epan_dissect_t *edt) {
    gb_messages_prepare(edt);
}

static void end_dissection(epan_dissect_t *edt) {
    gb_messages_end(edt);
}

void plugin_register(void) {
    static proto_plugin plugin = {.register_protoinfo = gb_register_protocol,
                                  .register_handoff = gb_register_handoff};
    /* all but the register functions must be there */
    static epan_plugin dissections = {.init = nothing,
                                      .post_init = nothing,
                                      .dissect_init = begin_dissection,
                                      .dissect_cleanup = end_dissection,
                                      .cleanup = nothing};
    proto_register_plugin(&plugin);
    epan_register_plugin(&dissections);
}
