/* SPDX-License-Identifier: GPL-2.0-or-later */
/* signals.h - what Ctrl-C and kill do to a run. */
#ifndef ANALYZER_SIGNALS_H
#define ANALYZER_SIGNALS_H

#include <stdbool.h>

void signals_install(void);
/* Was the run asked to stop reading (the first SIGINT)? */
bool signals_stop(void);
/* From here on SIGINT ends the run at once, as the second would. */
void signals_no_more_stops(void);

#endif
