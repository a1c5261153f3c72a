/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.h - one function for each cap of include/gb28181/limits.h: it goes over the cap and looks
 * that what is over was dropped, that it was told, and that the run went on.
 */
#ifndef HOSTILE_LIMITS_H
#define HOSTILE_LIMITS_H

#include <stdbool.h>

typedef struct LimitTest {
    const char *name; /* GB_MAX_... */
    void (*hit)(void);
} LimitTest;
extern const LimitTest capture_limits[], message_limits[], analysis_limits[]; /* ended by NULL */

/* Reports what did not hold, with the cap's name. */
void limit_require(bool holds, const char *what);
#define REQUIRE(what, holds) limit_require((holds), (what))

#endif
