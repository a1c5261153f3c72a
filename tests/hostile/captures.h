/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * captures.h - captures made to take time or memory, each in any size: million devices, fragments
 * that never complete, bytes one by one, tables that would collide, lists that ask for a look at
 * all of them for each.
 */
#ifndef HOSTILE_CAPTURES_H
#define HOSTILE_CAPTURES_H

#include "packets.h"

typedef struct HostileCase {
    const char *name;
    void (*make)(File *f, unsigned n); /* behind the header of a pcap file of Ethernet */
    unsigned n;
    unsigned most_mib; /* may be allocated at 2 n */
} HostileCase;
extern const HostileCase hostile_cases[];
extern const size_t n_hostile_cases;

#endif
