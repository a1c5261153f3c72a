/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dissector.h - the two steps in which Wireshark takes the protocol in. */
#ifndef PLUGIN_DISSECTOR_H
#define PLUGIN_DISSECTOR_H

void gb_register_protocol(void);
void gb_register_handoff(void);

#endif
