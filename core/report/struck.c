/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * struck.c - what the reports show of texts that may hold passwords in clear. core/body overwrites
 * each byte of a secret with '*'; here every such run becomes "***", since a password's length is
 * a part of it. Stars that were sent stay as they are.
 */
#include "report/struck.h"

#include <glib.h>

static char *strike(GbSlice sent, char *masked, size_t *n) {
    *n = sent.n;
    if (!sent.n || memcmp(sent.p, masked, sent.n) == 0) return masked;
    GString *out = g_string_sized_new(sent.n + 16);
    for (size_t i = 0, end; i < sent.n; i = end) {
        bool stars = masked[i] == '*';
        for (end = i; end < sent.n && (masked[end] == '*') == stars;) end++;
        if (memcmp(sent.p + i, masked + i, end - i) != 0)
            g_string_append(out, "***");
        else
            g_string_append_len(out, masked + i, (gssize)(end - i));
    }
    g_free(masked);
    *n = out->len;
    return g_string_free(out, FALSE);
}

static char *copy_of(GbSlice text) {
    char *copy = g_malloc(text.n + 1);
    if (text.n) memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    return copy;
}

char *gb_struck_text(GbSlice text, size_t *n) {
    char *copy = copy_of(text);
    gb_mask_secrets(copy, text.n);
    return strike(text, copy, n);
}

char *gb_struck_body(const GbBody *body, size_t *n) {
    char *copy = copy_of(body->text.utf8);
    gb_body_mask_text(body, copy);
    return strike(body->text.utf8, copy, n);
}
