/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xml_declaration.c - <?xml version="1.0" encoding="GB2312"?> read apart from the rest (XML 1.0,
 * 2.8): its encoding is a hint to charset.c and must not reach libxml2. Read strictly; one that
 * does not fit is left to libxml2, which says what is wrong with it.
 */
#include "body/manscdp_build.h"

static void skip_blanks(GbSlice *s) {
    while (s->n && gb_is_blank(s->p[0])) s->p++, s->n--;
}

/* blanks name blanks = blanks "value"; false (and nothing taken) when that isn't next. */
static bool take(GbSlice *rest, const char *name, GbSlice *value) {
    GbSlice s = *rest, word = gb_slice_from(name);
    if (!s.n || !gb_is_blank(s.p[0])) return false;
    skip_blanks(&s);
    if (!gb_slice_starts(s, word)) return false;
    s = gb_slice_sub(s, word.n, s.n);
    skip_blanks(&s);
    if (!s.n || s.p[0] != '=') return false;
    s = gb_slice_sub(s, 1, s.n);
    skip_blanks(&s);
    if (!s.n || (s.p[0] != '"' && s.p[0] != '\'')) return false;
    size_t n = gb_slice_find(gb_slice_sub(s, 1, s.n), s.p[0]);
    if (n >= s.n - 1) return false;
    *value = gb_slice_sub(s, 1, n);
    *rest = gb_slice_sub(s, n + 2, s.n);
    return true;
}

/* [A-Za-z] ([A-Za-z0-9._] | '-')* */
static bool is_encoding(GbSlice s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = gb_ascii_lower(s.p[i]);
        bool letter = c >= 'a' && c <= 'z';
        bool other = (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (!letter && !(i && other)) return false;
    }
    return s.n > 0 && s.n < 64;
}

/* The declaration nearly every device sends, without reading it letter by letter. */
static bool usual(GbSlice text, GbXmlDeclaration *out) {
    static const char plain[] = "<?xml version=\"1.0\"?>",
                      gb[] = "<?xml version=\"1.0\" encoding=\"GB2312\"?>";
    if (text.n >= sizeof gb && memcmp(text.p, gb, sizeof gb - 1) == 0)
        *out = (GbXmlDeclaration){sizeof gb - 1, gb_slice(text.p + sizeof gb - 10, 6)};
    else if (text.n >= sizeof plain && memcmp(text.p, plain, sizeof plain - 1) == 0)
        *out = (GbXmlDeclaration){sizeof plain - 1, GB_NO_SLICE};
    else
        return false;
    return true;
}

void gb_xml_declaration(GbSlice text, GbXmlDeclaration *out) {
    if (usual(text, out)) return;
    GbSlice rest = gb_slice_sub(text, 5, text.n), version, encoding = GB_NO_SLICE, standalone;
    *out = (GbXmlDeclaration){0, GB_NO_SLICE};
    if (!gb_slice_starts(text, GB_SLICE("<?xml"))) return;
    if (!take(&rest, "version", &version) || !gb_slice_is(version, "1.0")) return;
    if (take(&rest, "encoding", &encoding) && !is_encoding(encoding)) return;
    if (take(&rest, "standalone", &standalone) && !gb_slice_is(standalone, "yes") &&
        !gb_slice_is(standalone, "no"))
        return;
    skip_blanks(&rest);
    if (!gb_slice_starts(rest, GB_SLICE("?>"))) return;
    out->length = (size_t)(rest.p + 2 - text.p);
    out->encoding = encoding;
}
