/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ladder.c - the messages of a device as its ladder shows them. */
#include "engine.h"

void gb_ladder_add(GbAnalysis *a, Device *d, const RuleView *v) {
    (void)a, (void)d, (void)v;
}

void gb_ladder_repeated(GbAnalysis *a, Device *d, const Transaction *t, bool is_response) {
    (void)a, (void)d, (void)t, (void)is_response;
}

void gb_ladder_settle(GbAnalysis *a, Device *d) {
    (void)a, (void)d;
}
