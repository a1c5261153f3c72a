/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check.h - CUnit assertions that print the field's name and both values, and the main() of a
 * suite. `where` names the case; names read as sentences.
 */
#ifndef CHECK_H
#define CHECK_H

#include <CUnit/CUnit.h>
#include <gb28181/slice.h>

void check_text(const char *where, const char *field, GbSlice got, const char *expected);
void check_int(const char *where, const char *field, long long got, long long expected);
void check_true(const char *where, const char *field, bool got);

#define CHECK_TEXT(where, field, expected) check_text(where, #field, (field), (expected))
#define CHECK_INT(where, field, expected) check_int(where, #field, (long long)(field), (long long)(expected))
#define CHECK_TRUE(where, field) check_true(where, #field, (field))

typedef struct CheckTest {
    const char *name;
    void (*run)(void);
} CheckTest;

/* Runs the tests (ended by a NULL name), prints CUnit's summary, returns main's exit code. */
int check_main(const char *suite, const CheckTest *tests);

/* A file of the source tree, whole, NUL-terminated behind its end; aborts when it can't be read. */
char *check_read_file(const char *path, size_t *n);

#endif
