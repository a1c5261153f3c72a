/* SPDX-License-Identifier: GPL-2.0-or-later */
/* connections.h - the ends of TCP connections, for the analysis. */
#ifndef PLUGIN_CONNECTIONS_H
#define PLUGIN_CONNECTIONS_H

#include "messages.h"

void gb_handoff_connections(void);

#endif
