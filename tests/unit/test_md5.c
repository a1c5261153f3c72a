/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_md5.c - MD5 against RFC 1321's own examples (A.5) and against GLib's, over texts of every
 * length around a block and cut into pieces in every place.
 */
#include <glib.h>
#include <stdio.h>

#include "auth/md5.h"
#include "check.h"
#include "fence.h"

static void hex_of(const GbSlice *parts, size_t n, char out[33]) {
    unsigned char digest[GB_MD5_BYTES];
    gb_md5(parts, n, digest);
    for (int i = 0; i < GB_MD5_BYTES; i++) sprintf(out + 2 * i, "%02x", digest[i]);
}

static void the_rfcs_examples_fit(void) {
    static const char *const cases[][2] = {
        {"", "d41d8cd98f00b204e9800998ecf8427e"},
        {"a", "0cc175b9c0f1b6a831c399e269772661"},
        {"abc", "900150983cd24fb0d6963f7d28e17f72"},
        {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
        {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
         "d174ab98d277d9f5a5611c2c9f419d9f"},
        {"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
         "57edf4a22be3c955ac49da2e2107b67a"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char hex[33];
        GbSlice text = gb_slice_from(cases[i][0]);
        hex_of(&text, 1, hex);
        check_text(cases[i][0], "MD5", gb_slice(hex, 32), cases[i][1]);
    }
}

static void every_length_and_cut_fits(void) {
    char text[200], hex[33];
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * 37 + 11);
    for (size_t n = 0; n <= sizeof text; n++) {
        GbSlice all = fence_copy(gb_slice(text, n));
        gchar *want = g_compute_checksum_for_data(G_CHECKSUM_MD5, (const guchar *)all.p, n);
        for (size_t cut = 0; cut <= n; cut += n > 130 ? 7 : 1) {
            const GbSlice parts[] = {gb_slice_sub(all, 0, cut), GB_NO_SLICE,
                                     gb_slice_sub(all, cut, n)};
            hex_of(parts, 3, hex);
            check_text(want, "in pieces", gb_slice(hex, 32), want);
        }
        g_free(want);
    }
}

int main(void) {
    static const CheckTest tests[] = {
        {"the RFC's examples fit", the_rfcs_examples_fit},
        {"every length and cut fits", every_length_and_cut_fits},
        {NULL, NULL},
    };
    return check_main("md5", tests);
}
