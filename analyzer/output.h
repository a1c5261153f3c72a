/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.h - a file that is there whole or not at all: written aside, renamed at the end.
 */
#ifndef ANALYZER_OUTPUT_H
#define ANALYZER_OUTPUT_H

#include <gb28181/slice.h>

typedef struct Output Output;

/* Opens an output ("-": standard output) and finds out now whether its folder can be written to.
 * NULL, and *error is one line (g_free), when it can't. */
Output *output_open(const char *path, GbLang lang, char **error);

/* A GbSink; data is the Output. After a failure nothing more is written. */
bool output_sink(const char *bytes, size_t n, void *data);

/* Writes what is buffered and closes the file, aside still. false: *error says why. */
bool output_finish(Output *o, char **error);
/* Puts a finished output in its place. */
bool output_commit(Output *o, char **error);
/* Forgets it; what was written aside is removed. After output_commit only frees. NULL is fine. */
void output_free(Output *o);

/* What an errno of that path ("-": standard output) means to a person, and what to do; g_free. */
char *output_complaint(const char *path, int error, GbLang lang);

/* Are both the same file (whatever they are called)? False for "-" and for devices. */
bool output_same_file(const char *a, const char *b);
/* Would both write the same file? The targets need not exist. */
bool output_same_target(const Output *a, const Output *b);

/* Removes what stands aside, now. Async-signal-safe: for a signal handler that ends the process. */
void output_remove_unfinished(void);

#endif
