/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_text_out.c - gb_text_format against vsnprintf: what it writes itself, what it leaves to it,
 * and a room of every size.
 */
#include <stdio.h>
#include <string.h>

#include "body/text_out.h"
#include "check.h"

static int ours(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int ours(char *out, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = gb_text_format(out, size, format, args);
    va_end(args);
    return n;
}

#define CASE(format, ...)                                                             \
    for (size_t size = 0; size < 64; size++) {                                        \
        char want[64], got[64];                                                       \
        memset(want, '#', sizeof want), memset(got, '#', sizeof got);                 \
        int n = snprintf(size ? want : NULL, size, format, __VA_ARGS__);              \
        CHECK_TRUE(format, ours(size ? got : NULL, size, format, __VA_ARGS__) == n);  \
        CHECK_TRUE(format, memcmp(want, got, size && (size_t)n < size ? (size_t)n + 1 \
                                                                      : size) == 0);  \
    }

static void formats_are_written_as_printf_does(void) {
    CASE("%s", "");
    CASE("frame %llu of file %u", 18446744073709551615ULL, 4294967295u);
    CASE("%s, %s", "one", "two");
    CASE("%zu%% of %u", (size_t)1234567, 0u);
    CASE("第 %llu 帧（%.*s）", 10ULL, 3, "abcdef");
    CASE("%.*s|", 9, "short");
    CASE("plain%s", "");
}

static void others_are_left_to_printf(void) {
    CASE("%s %02d:%5.1f %s", "a", 7, 2.25, "b");
    CASE("%5s|%-3u|%08X", "ab", 7u, 0xBEEFu);
    CASE("%s%c", "text", 'c');
    CASE("%.3s %lld", "abcdef", -5LL);
}

int main(void) {
    static const CheckTest tests[] = {
        {"formats are written as printf does", formats_are_written_as_printf_does},
        {"others are left to printf", others_are_left_to_printf},
        {NULL, NULL},
    };
    return check_main("text_out", tests);
}
