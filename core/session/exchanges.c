/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exchanges.c - a device's other exchanges as the time line shows them. */
#include "engine.h"

void gb_queries_take(GbAnalysis *a, RuleView *v) { (void)a, (void)v; }
void gb_queries_answer(GbAnalysis *a, RuleView *v) { (void)a, (void)v; }
void gb_queries_age(GbAnalysis *a) { (void)a; }
void gb_queries_settle(GbAnalysis *a) { (void)a; }
void gb_dialogs_request(GbAnalysis *a, RuleView *v) { (void)a, (void)v; }
void gb_dialogs_response(GbAnalysis *a, RuleView *v) { (void)a, (void)v; }
void gb_dialogs_age(GbAnalysis *a) { (void)a; }
void gb_dialogs_settle(GbAnalysis *a) { (void)a; }
Dialog *gb_dialog_find(const GbAnalysis *a, uint64_t call_key) { (void)a, (void)call_key; return NULL; }
