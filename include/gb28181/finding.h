/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * finding.h - the one table of rules (rules.def) and what a rule found. The enum, Wireshark's
 * expert infos, the report's texts and the README's table all come from rules.def.
 */
#ifndef GB28181_FINDING_H
#define GB28181_FINDING_H

#include <gb28181/limits.h>
#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbSeverity { GB_SEVERITY_NONE, GB_SEVERITY_NOTE, GB_SEVERITY_WARNING, GB_SEVERITY_ERROR } GbSeverity;

typedef enum GbRule {
    GB_RULE_NONE,
#define GB_RULE(id, ...) GB_RULE_##id,
#include <gb28181/rules.def>
#undef GB_RULE
    GB_N_RULES
} GbRule;

typedef struct GbRuleInfo {
    const char *id;        /* "registration.password-wrong" */
    GbSeverity severity;
    unsigned rank;         /* 0..100: how much it hurts; findings are ordered by it */
    const char *reference; /* "GB-AUTH-001"; "" for our own */
    const char *clause;    /* "RFC 3261 22.4" */
    const char *title[GB_N_LANGS];  /* a few words */
    const char *seen[GB_N_LANGS];   /* a sentence with %1 ... %4 */
    const char *why[GB_N_LANGS];    /* why it matters */
    const char *advice[GB_N_LANGS]; /* what to do */
} GbRuleInfo;

GB_API const GbRuleInfo *gb_rule_info(GbRule rule);
GB_API GbRule gb_rule_find(const char *id); /* GB_RULE_NONE when there is none */
GB_API const char *gb_severity_name(GbSeverity s); /* "note", "warning", "error" */

/* One rule's findings at one device (or at the capture), repeats folded. */
typedef struct GbFinding {
    GbRule rule;
    uint32_t count;            /* how often */
    uint64_t frame : 44, file : 20; /* the first one; frame 0: none */
    uint64_t last_frame : 44, last_file : 20;
    int64_t time_us, last_time_us;
    const char *args[GB_MAX_FINDING_ARGS]; /* of the first; UTF-8, NULL beyond */
} GbFinding;

/* Parts an argument whose words depend on the language: "English\x1fChinese". Text from the wire
 * never holds it: who makes arguments shows control characters as U+FFFD. */
#define GB_ARG_PARTS '\x1f'

/* The sentence of what was seen, with its arguments; a missing one reads "?". Repeats are added:
 * " (214 times, first in frame 9)". Writes at most n bytes with the NUL, never half a character;
 * returns the length of what was written. */
GB_API size_t gb_finding_text(const GbFinding *f, GbLang lang, char *out, size_t n);

#ifdef __cplusplus
}
#endif
#endif
