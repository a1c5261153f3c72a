/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_sip.c - messages read into slices: start lines, headers, quirks (RFC 3261 7, 25). The
 * values in headers have their own suite (test_sip_values.c), the torture messages too.
 */
#include <gb28181/sip.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "fence.h"

static void every_name_of_the_tables_is_found(void) {
    static const struct {
        GbSipHeaderId id;
        const char *name, *compact;
    } rows[] = {
#define X(id, name, compact) {GB_HEADER_##id, name, compact},
        GB_SIP_HEADERS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char other_case[32];
        size_t n = strlen(rows[i].name);
        for (size_t k = 0; k <= n; k++) {
            char c = rows[i].name[k];
            other_case[k] = c >= 'a' && c <= 'z' ? (char)(c - 32) : gb_ascii_lower(c);
        }
        check_int(rows[i].name, "as written", gb_sip_header_find(gb_slice_from(rows[i].name)), rows[i].id);
        check_int(rows[i].name, "other case", gb_sip_header_find(gb_slice(other_case, n)), rows[i].id);
        if (n > 2)
            check_int(rows[i].name, "one short", gb_sip_header_find(gb_slice(rows[i].name, n - 1)),
                      GB_HEADER_OTHER);
        check_text(rows[i].name, "name", gb_slice_from(gb_sip_header_name(rows[i].id)), rows[i].name);
        if (!rows[i].compact[0]) continue;
        check_int(rows[i].name, "compact", gb_sip_header_find(gb_slice(rows[i].compact, 1)), rows[i].id);
        char upper = (char)(rows[i].compact[0] - 32);
        check_int(rows[i].name, "compact upper", gb_sip_header_find(gb_slice(&upper, 1)), rows[i].id);
    }
    CHECK_INT("nothing", gb_sip_header_find(GB_SLICE("")), GB_HEADER_OTHER);
    CHECK_INT("a letter that is no compact form", gb_sip_header_find(GB_SLICE("q")), GB_HEADER_OTHER);
    CHECK_INT("a digit", gb_sip_header_find(GB_SLICE("1")), GB_HEADER_OTHER);
    CHECK_INT("longer than all", gb_sip_header_find(GB_SLICE("Monitor-User-Identity-2")), GB_HEADER_OTHER);
    CHECK_TEXT("a number that is no header", gb_slice_from(gb_sip_header_name(GB_N_HEADERS)), "?");

#define X(m)                                                                                    \
    CHECK_INT(#m, gb_sip_method_find(GB_SLICE(#m)), GB_METHOD_##m);                             \
    CHECK_TEXT(#m, gb_slice_from(gb_sip_method_name(GB_METHOD_##m)), #m);
    GB_SIP_METHODS(X)
#undef X
    CHECK_INT("any case", gb_sip_method_find(GB_SLICE("Register")), GB_METHOD_REGISTER);
    CHECK_INT("unknown", gb_sip_method_find(GB_SLICE("REGISTERS")), GB_METHOD_UNKNOWN);
    CHECK_TEXT("unknown", gb_slice_from(gb_sip_method_name(GB_METHOD_UNKNOWN)), "?");
}

int main(void) {
    static const CheckTest tests[] = {
        {"every name of the tables is found", every_name_of_the_tables_is_found},
        {NULL, NULL},
    };
    return check_main("sip", tests);
}
