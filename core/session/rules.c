/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules.c - where the rules hook into the engine (see the end of state.h). Nothing is judged yet:
 * each hook is empty.
 */
#include "state.h"

void gb_rules_message(GbAnalysis *a, const RuleView *v) {
    (void)a, (void)v;
}

void gb_rules_unreadable(GbAnalysis *a, const GbMessage *message, GbOutcome outcome) {
    (void)a, (void)message, (void)outcome;
}

void gb_rules_retransmission(GbAnalysis *a, const Reading *reading, Transaction *t) {
    (void)a, (void)reading, (void)t;
}

void gb_rules_session_end(GbAnalysis *a, Session *s) {
    (void)a, (void)s;
}

void gb_rules_transaction_end(GbAnalysis *a, const Transaction *t) {
    (void)a, (void)t;
}

void gb_rules_dialog_end(GbAnalysis *a, const Dialog *d) {
    (void)a, (void)d;
}

void gb_rules_query_end(GbAnalysis *a, const Query *q) {
    (void)a, (void)q;
}

void gb_rules_settle_device(GbAnalysis *a, Device *d) {
    (void)a, (void)d;
}

void gb_rules_settle(GbAnalysis *a) {
    (void)a;
}

void gb_rules_free(GbAnalysis *a) {
    (void)a;
}
