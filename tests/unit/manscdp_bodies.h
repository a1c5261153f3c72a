/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_bodies.h - one body for each root and CmdType of each edition, and what it must be read
 * as. test_manscdp.c holds them against the tables, test_body.c mutates them.
 */
#ifndef MANSCDP_BODIES_H
#define MANSCDP_BODIES_H

#include <gb28181/manscdp.h>

typedef struct ManscdpBody {
    const char *name;
    GbRoot root;
    GbCommand command;
    unsigned editions; /* that have it */
    unsigned quirks;   /* of the body; GB_MANSCDP_NO_DECLARATION is left out of the comparison */
    const char *text;
} ManscdpBody;

extern const ManscdpBody manscdp_bodies[]; /* ended by a NULL name */

#endif
