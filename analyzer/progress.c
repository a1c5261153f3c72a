/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * progress.c - how far the reading is: [#####.....] 52 % 8 s
 *
 * One line, redrawn in place, erased before anything else is printed. Runs under half a second draw
 * nothing, so that small captures don't flicker. Of standard input the length is not known: then
 * the seconds that passed are shown alone. ASCII only: it must look right on every terminal.
 */
#include "progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

enum { STEP_US = 100000, FIRST_US = 500000, CELLS = 40 };

void progress_start(Progress *p, bool on) {
    p->on = on && isatty(STDERR_FILENO);
    p->shown = false;
    p->start_us = g_get_monotonic_time();
    p->next_us = p->start_us + FIRST_US;
}

void progress_update(Progress *p, double part) {
    if (!p->on) return;
    int64_t now = g_get_monotonic_time();
    if (now < p->next_us) return;
    p->next_us = now + STEP_US;
    double passed = (double)(now - p->start_us) / 1e6;
    if (part < 0) {
        fprintf(stderr, "\r\033[K%.0f s", passed);
    } else {
        char bar[CELLS + 1];
        int filled = (int)(MIN(part, 1.0) * CELLS);
        memset(bar, '.', CELLS);
        memset(bar, '#', (size_t)filled);
        bar[CELLS] = '\0';
        fprintf(stderr, "\r\033[K[%s] %3.0f %%", bar, MIN(part, 1.0) * 100);
        if (part > 0.01) fprintf(stderr, "  %.0f s", passed / part - passed);
    }
    fflush(stderr);
    p->shown = true;
}

void progress_erase(Progress *p) {
    if (p->shown) fputs("\r\033[K", stderr);
    fflush(stderr);
    p->shown = false;
}
