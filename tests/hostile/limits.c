/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.c - every cap in include/gb28181/limits.h has a test that hits it, and a cap without one
 * fails here. The objects are built once more with smaller caps (small_limits.cmake), so that a
 * quarter of a million devices need not be made; names and code are the same.
 */
#include "limits.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *current;
static unsigned n_failed, n_held;

void limit_require(bool holds, const char *what) {
    n_held += holds;
    n_failed += !holds;
    if (!holds) printf("FAILED: %s: %s\n", current, what);
}

static const LimitTest *const tables[] = {capture_limits, message_limits, analysis_limits};

static const LimitTest *find(const char *name) {
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++)
        for (const LimitTest *t = tables[k]; t->name; t++)
            if (strcmp(t->name, name) == 0) return t;
    return NULL;
}

/* Runs the test of each `#define GB_...` with a value; returns how many there are. */
static unsigned run(FILE *header, const char *only) {
    char line[512], name[64];
    unsigned n = 0;
    while (fgets(line, sizeof line, header)) {
        int used = 0;
        if (sscanf(line, "#define %63[A-Z0-9_]%n", name, &used) != 1 || !isspace((unsigned char)line[used]) ||
            strspn(line + used, " \r\n") == strlen(line + used))
            continue;
        n++;
        if (only && !strstr(name, only)) continue;
        const LimitTest *t = find(name);
        unsigned before = n_held + n_failed;
        current = name;
        if (t) t->hit();
        limit_require(t != NULL, "has no test");
        if (t) limit_require(n_held + n_failed > before, "its test looks at nothing");
    }
    return n;
}

int main(int argc, char **argv) {
    FILE *header = argc > 1 ? fopen(argv[1], "r") : NULL;
    if (!header) return 2;
    unsigned n = run(header, argc > 2 ? argv[2] : NULL), tests = 0;
    fclose(header);
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++)
        for (const LimitTest *t = tables[k]; t->name; t++) tests++;
    current = "limits.h";
    limit_require(n == tests, "has as many caps as there are tests");
    printf("%u caps, %u checks failed of %u\n", n, n_failed, n_held + n_failed);
    return n_failed || n == 0;
}
