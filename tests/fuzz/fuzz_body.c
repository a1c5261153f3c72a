/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_body.c - a first line as Content-Type, the rest as the body: read, told in words, and shown
 * without its secrets. Masking changes neither length nor line ends, and what it would change is
 * struck out of texts that are shown by themselves.
 */
#include <gb28181/body.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GbBodyReader *reader;

static char *copy_of(const char *p, size_t n) {
    char *copy = malloc(n + 1);
    if (!copy) abort();
    if (n) memcpy(copy, p, n);
    return copy;
}

static void mask(const GbBody *body) {
    GbSlice text = body->text.utf8;
    char *masked = copy_of(text.p, text.n);
    gb_body_mask_text(body, masked);
    for (size_t i = 0; i < text.n; i++)
        if (masked[i] != text.p[i] && (masked[i] != '*' || text.p[i] == '\n' || text.p[i] == '\r'))
            abort();
    free(masked);
}

/* The two ways must agree on what holds a secret. */
static void strike(GbSlice text) {
    char room[GB_MAX_VALUE];
    text = gb_slice_sub(text, 0, sizeof room);
    GbSlice struck = gb_strike_secrets(text, room);
    if (struck.n > sizeof room) abort();
    char *masked = copy_of(text.p, text.n);
    gb_mask_secrets(masked, text.n);
    if (struck.p == text.p && text.n && memcmp(masked, text.p, text.n) != 0) abort();
    free(masked);
}

static void words(const GbBody *body, GbLang lang) {
    char out[120];
    if (body->kind == GB_BODY_MANSCDP) {
        const GbManscdp *m = &body->manscdp;
        if (gb_manscdp_summary(m, lang, out, sizeof out) >= sizeof out) abort();
        for (size_t i = 0; i < m->n_elements && i < 64; i++) {
            if (gb_manscdp_meaning(m, &m->elements[i], lang, out, sizeof out) >= sizeof out) abort();
            strike(m->elements[i].value);
        }
        gb_command_editions(m->root, m->command);
    } else if (body->kind == GB_BODY_SDP) {
        if (gb_sdp_summary(&body->sdp, lang, out, sizeof out) >= sizeof out) abort();
    } else if (body->kind == GB_BODY_MANSRTSP) {
        if (gb_mansrtsp_text(&body->mansrtsp, lang, out, sizeof out) >= sizeof out) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    GbSlice all = gb_slice((const char *)data, size);
    size_t line = gb_slice_find(all, '\n');
    GbSlice type = gb_slice_sub(all, 0, line), raw = gb_slice_sub(all, line + 1, size);
    GbBody body;
    if (!reader) reader = gb_body_reader_new();
    gb_body_read(reader, line ? type : GB_NO_SLICE, raw, &body);
    strike(raw);
    if (body.kind == GB_BODY_NONE) return 0;
    mask(&body);
    words(&body, GB_EN);
    words(&body, GB_ZH);
    return 0;
}
