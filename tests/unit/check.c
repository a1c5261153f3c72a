/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check.c - see check.h. */
#include "check.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>

static void fail(const char *where, const char *field) {
    char text[512];
    snprintf(text, sizeof text, "%s: %s", where, field);
    CU_assertImplementation(CU_FALSE, 0, text, "", "", CU_FALSE);
}

static void pass(void) {
    CU_assertImplementation(CU_TRUE, 0, "", "", "", CU_FALSE);
}

void check_text(const char *where, const char *field, GbSlice got, const char *expected) {
    GbSlice want = gb_slice_from(expected);
    if ((got.p == NULL) == (expected == NULL) && gb_slice_eq(got, want)) {
        pass();
        return;
    }
    fprintf(stderr, "%s: %s is %s%.*s%s, expected %s%s%s\n", where, field, got.p ? "\"" : "",
            got.p ? (int)got.n : 6, got.p ? got.p : "absent", got.p ? "\"" : "",
            expected ? "\"" : "", expected ? expected : "absent", expected ? "\"" : "");
    fail(where, field);
}

void check_int(const char *where, const char *field, long long got, long long expected) {
    if (got == expected) {
        pass();
        return;
    }
    fprintf(stderr, "%s: %s is %lld (0x%llx), expected %lld (0x%llx)\n", where, field, got,
            (unsigned long long)got, expected, (unsigned long long)expected);
    fail(where, field);
}

void check_true(const char *where, const char *field, bool got) {
    if (got) {
        pass();
        return;
    }
    fprintf(stderr, "%s: %s does not hold\n", where, field);
    fail(where, field);
}

int check_main(const char *suite, const CheckTest *tests) {
    if (CU_initialize_registry() != CUE_SUCCESS) return 2;
    CU_pSuite s = CU_add_suite(suite, NULL, NULL);
    for (; s && tests->name; tests++)
        if (!CU_add_test(s, tests->name, tests->run)) return 2;
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_ErrorCode ran = CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    unsigned asserted = CU_get_number_of_asserts();
    CU_cleanup_registry();
    return ran == CUE_SUCCESS && failed == 0 && asserted > 0 ? 0 : 1;
}

char *check_read_file(const char *path, size_t *n) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        abort();
    }
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *data = malloc((size_t)size + 1);
    if (!data || fread(data, 1, (size_t)size, f) != (size_t)size) abort();
    data[size] = '\0';
    fclose(f);
    *n = (size_t)size;
    return data;
}
