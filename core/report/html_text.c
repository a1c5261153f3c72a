/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_text.c - captured text made safe to stand in a page.
 *
 * Whatever a device sent may try to leave its element, its attribute or its script, or to fool the
 * eye. visible.c names what can't be seen or moves what is seen (control and bidirectional
 * characters, bytes that are no UTF-8); here these marks are set apart and markup is escaped. In
 * JSON the characters with which a string could end its <script> are written as \u escapes.
 */
#include <glib.h>

#include "report/html_out.h"
#include "report/struck.h"
#include "report/visible.h"

typedef enum Place { IN_CONTENT, IN_ATTRIBUTE, IN_JSON } Place;

static const char *escape_of(char c, Place place) {
    if (place == IN_JSON)
        return c == '"'    ? "\\\""
               : c == '\\' ? "\\\\"
               : c == '<'  ? "\\u003c"
               : c == '>'  ? "\\u003e"
               : c == '&'  ? "\\u0026"
                           : NULL;
    return c == '&'    ? "&amp;"
           : c == '<'  ? "&lt;"
           : c == '>'  ? "&gt;"
           : c == '"'  ? "&quot;"
           : c == '\'' ? "&#39;"
                       : NULL;
}

static void put_escaped(HtmlOut *o, GbSlice text, Place place) {
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *escape = escape_of(text.p[i], place);
        if (!escape) continue;
        html_bytes(o, text.p + from, i - from);
        html_raw(o, escape);
        from = i + 1;
    }
    html_bytes(o, text.p + from, text.n - from);
}

static void put(HtmlOut *o, GbSlice text, Place place) {
    GbVisiblePart part;
    while (gb_visible_next(&text, &part)) {
        bool apart = part.is_mark && place == IN_CONTENT;
        if (apart) html_raw(o, "<span class=\"cc\">");
        put_escaped(o, part.text, place);
        if (apart) html_raw(o, "</span>");
    }
}

void html_text(HtmlOut *o, const char *text) {
    put(o, gb_slice_from(text), IN_CONTENT);
}

void html_slice(HtmlOut *o, GbSlice text) {
    char struck[GB_MAX_VALUE];
    put(o, gb_strike_secrets(text, struck), IN_CONTENT);
}

/* Pieces between tabs and line ends; a CR before an LF belongs to it. */
void html_pre(HtmlOut *o, GbSlice text) {
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool crlf = c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n';
        if (c != '\n' && c != '\t' && !crlf) continue;
        put(o, gb_slice_sub(text, from, i - from), IN_CONTENT);
        if (!crlf) html_bytes(o, &c, 1);
        from = i + 1;
    }
    put(o, gb_slice_sub(text, from, text.n), IN_CONTENT);
}

void html_masked(HtmlOut *o, GbSlice text) {
    if (!gb_may_hold_secret(text)) {
        html_pre(o, text);
        return;
    }
    size_t n;
    char *struck = gb_struck_text(text, &n);
    html_pre(o, gb_slice(struck, n));
    g_free(struck);
}

void html_attr(HtmlOut *o, const char *text) {
    put(o, gb_slice_from(text), IN_ATTRIBUTE);
}

void html_json(HtmlOut *o, const char *text) {
    if (!text) {
        html_raw(o, "null");
        return;
    }
    html_raw(o, "\"");
    put(o, gb_slice_from(text), IN_JSON);
    html_raw(o, "\"");
}
