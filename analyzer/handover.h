/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * handover.h - two threads: one reads packets down to messages, the other analyses them. What the
 * capture says goes to the other thread in the order it was said.
 */
#ifndef ANALYZER_HANDOVER_H
#define ANALYZER_HANDOVER_H

#include <gb28181/session.h>

#include "capture.h"

typedef struct Handover Handover;

/* Whatever is given to the handover's own callbacks is given to these, on a thread of its own;
 * progress stays on the caller's. Where there is one processor only, or no thread to be had,
 * everything stays there. What messages tell by themselves is prepared for `analysis`, which the
 * callbacks feed, and what they need fetched ahead. Both must live until handover_end. */
Handover *handover_begin(const CaptureCallbacks *callbacks, GbAnalysis *analysis);

/* For capture_run. */
CaptureCallbacks handover_callbacks(Handover *h);

/* Waits until all is taken; false when a callback said stop. Frees h. */
bool handover_end(Handover *h);

#endif
