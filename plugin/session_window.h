/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session_window.h - the table of sessions as a window: Telephony > GB28181 sessions. */
#ifndef PLUGIN_SESSION_WINDOW_H
#define PLUGIN_SESSION_WINDOW_H

void gb_register_session_window(void);

#endif
