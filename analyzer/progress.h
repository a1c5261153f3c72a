/* SPDX-License-Identifier: GPL-2.0-or-later */
/* progress.h - a bar on standard error while a long capture is read; nothing unless it is a
 * terminal. */
#ifndef ANALYZER_PROGRESS_H
#define ANALYZER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Progress {
    bool on;
    int64_t start_us, next_us; /* monotonic */
    bool shown;                /* something stands on the line */
} Progress;

void progress_start(Progress *p, bool on);
/* part: 0 to 1 of all the input, -1 not known. Cheap: draws at most ten times a second, and
 * nothing in the first half second. */
void progress_update(Progress *p, double part);
/* Clears the line. */
void progress_erase(Progress *p);

#endif
