/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - gbanalyze's command line: one table makes the parser and the --help text.
 */
#ifndef ANALYZER_OPTIONS_H
#define ANALYZER_OPTIONS_H

#include <gb28181/report.h>

typedef enum OptionsOutcome { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION, OPTIONS_WRONG } OptionsOutcome;

typedef struct Options {
    const char *const *captures;  /* of argv */
    unsigned n_captures;
    const char *passwords, *also_try;           /* NULL: none */
    const char *html, *json, *csv, *events;     /* NULL: not written; "-": standard output */
    char *default_html;           /* owned; what `html` points to when -o was not given */
    const char **devices;         /* owned array, texts of argv */
    unsigned n_devices;
    bool has_since, has_until;
    int64_t since_us, until_us;   /* both inclusive */
    unsigned keepalive_interval_s, keepalive_misses;
    GbDetail detail;
    GbLang lang;
    GbSeverity fail_on;           /* NONE: never */
    bool quiet;
} Options;

/* Reads the command line; argv must live as long as *o. lang is set whatever the outcome. On
 * OPTIONS_WRONG *error is one line (g_free) in that language: what is wrong and what to do. */
OptionsOutcome options_parse(int argc, char **argv, Options *o, char **error);
void options_clear(Options *o);

/* Does any output go to standard output? Then people are talked to on standard error. */
bool options_use_stdout(const Options *o);

/* The text of --help (g_free). */
char *options_help(GbLang lang);

/* An ISO 8601 date or date and time. Without a zone it is local time. A date alone is its first
 * microsecond, or with is_end its last. Writes *us only when true. */
bool options_time(const char *text, bool is_end, int64_t *us);

/* "dir/a.pcap.gz" → "a.html", "-" → "capture.html" (g_free). */
char *options_default_report(const char *capture);

/* Chooses the text of that language. */
static inline const char *say(GbLang lang, const char *en, const char *zh) {
    return lang == GB_ZH ? zh : en;
}

#endif
