/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output_form.c - readers of our outputs that share no code with their writers: what a browser, a
 * spreadsheet and a JSON parser would make of them. HTML is walked tag by tag against the lists of
 * what a report is made of: a captured `<b>` that came through is seen although it is harmless.
 */
#include "output_form.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool output_text_sink(const char *bytes, size_t n, void *data) {
    OutputText *t = data;
    if (t->n + n + 1 > t->size) {
        t->size = 2 * (t->n + n + 1);
        t->p = realloc(t->p, t->size);
        if (!t->p) abort();
    }
    memcpy(t->p + t->n, bytes, n);
    t->n += n;
    t->p[t->n] = '\0';
    return true;
}

void output_text_clear(OutputText *t) {
    free(t->p);
    *t = (OutputText){0};
}

/* ---- characters ---- */

/* One character of UTF-8 (RFC 3629); 0: it is none. */
static size_t take(const unsigned char *p, size_t n, unsigned *code) {
    size_t length = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
    if (!length || length > n) return 0;
    *code = length == 1 ? p[0] : p[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
        *code = *code << 6 | (p[i] & 0x3Fu);
    }
    if ((length == 3 && *code < 0x800) || (length == 4 && *code < 0x10000)) return 0;
    return *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000) ? 0 : length;
}

static bool is_deceptive(unsigned c) {
    return (c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0) || c == 0x61C ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/* ESC [ digits and semicolons m */
static size_t colour(const char *p, size_t n) {
    size_t i = 2;
    if (n < 3 || p[0] != 0x1b || p[1] != '[') return 0;
    while (i < n && (p[i] == ';' || (p[i] >= '0' && p[i] <= '9'))) i++;
    return i < n && p[i] == 'm' ? i + 1 : 0;
}

static const char *characters(const OutputText *t, bool colours, bool tabs, size_t *at) {
    for (size_t i = 0, length; i < t->n; i += length) {
        unsigned code = 0;
        *at = i;
        length = 1;
        if (tabs && t->p[i] == '\t') continue;
        if (colours && (length = colour(t->p + i, t->n - i))) continue;
        length = take((const unsigned char *)t->p + i, t->n - i, &code);
        if (!length) return "bytes that are no UTF-8";
        if (is_deceptive(code)) return "a character that deceives";
    }
    return NULL;
}

const char *output_plain_form(const OutputText *t, bool colours, size_t *at) {
    return characters(t, colours, false, at);
}

/* ---- HTML ---- */

static const char elements[] =
    " a article aside b body button caption circle code dd defs details div dl dt em footer g h1 h2 h3 h4 "
    "head header html i input label li line link main meta nav noscript ol p path pattern polyline "
    "pre rect script section small span style summary svg symbol table tbody td text th thead time "
    "title tr tspan ul use template dialog strong kbd del mark ins sup br hr data figure "
    "figcaption ";

static bool is_listed(const char *list, const char *word, size_t n) {
    for (const char *p = list; (p = strchr(p, ' ')) && p[1]; p++)
        if (strncmp(p + 1, word, n) == 0 && p[1 + n] == ' ') return true;
    return false;
}

static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == ':';
}

static const char *attribute_wrong(const char *name, size_t n, const char *value, size_t n_value) {
    static const char *const never[] = {"style", "src", "srcset", "srcdoc", "action", "formaction",
                                        "xlink:href", "ping", "background", "data"};
    if (n > 2 && strncasecmp(name, "on", 2) == 0) return "an event handler";
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (n == strlen(never[i]) && strncasecmp(name, never[i], n) == 0)
            return "an attribute that no report has";
    if (n == 4 && strncasecmp(name, "href", 4) == 0 && !(n_value && value[0] == '#') &&
        !(n_value > 19 && strncmp(value, "data:image/svg+xml,", 19) == 0))
        return "an address outside of the page";
    return memchr(value, '<', n_value) ? "a < in an attribute" : NULL;
}

/* From behind `<`: the tag's end, or NULL with *wrong. */
static const char *tag(const char *p, const char **wrong) {
    const char *name = p += *p == '/';
    while (is_name(*p)) p++;
    if (!is_listed(elements, name, (size_t)(p - name)))
        return *wrong = "an element that no report has", NULL;
    for (;;) {
        while (*p == ' ' || *p == '\n') p++;
        if (*p == '>') return p + 1;
        if (*p == '/' && p[1] == '>') return p + 2;
        const char *attribute = p, *value = "";
        size_t n, n_value = 0;
        while (is_name(*p)) p++;
        n = (size_t)(p - attribute);
        if (!n) return *wrong = "a tag that does not end", NULL;
        if (*p == '=') {
            if (p[1] != '"') return *wrong = "an attribute without quotes", NULL;
            value = p + 2;
            p = strchr(value, '"');
            if (!p) return *wrong = "an attribute that does not end", NULL;
            n_value = (size_t)(p++ - value);
        }
        *wrong = attribute_wrong(attribute, n, value, n_value);
        if (*wrong) return NULL;
    }
}

const char *output_html_form(const OutputText *t, size_t *at) {
    const char *wrong = characters(t, false, true, at), *p = t->p;
    unsigned scripts = 0;
    if (wrong) return wrong;
    if (strncmp(p, "<!DOCTYPE html>", 15) != 0) return "no doctype";
    for (p += 15; (p = strchr(p, '<'));) {
        *at = (size_t)(p - t->p);
        bool script = strncmp(p, "<script", 7) == 0, style = strncmp(p, "<style", 6) == 0;
        p = tag(p + 1, &wrong);
        if (!p) return wrong;
        if (!script && !style) continue;
        scripts += script;
        const char *end = strstr(p, script ? "</script>" : "</style>"),
                   *comment = strstr(p, "<!--");
        if (!end || (comment && comment < end)) return "a script that does not end";
        p = end;
    }
    return scripts > 2 ? "more scripts than the report has" : NULL;
}

/* ---- JSON ---- */

static const char *document(const char *p, size_t n, size_t *at) {
    json_error_t error;
    json_t *j = json_loadb(p, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL,
                           &error);
    if (!j) {
        *at += (size_t)error.position;
        return "no JSON";
    }
    json_decref(j);
    return NULL;
}

const char *output_json_form(const OutputText *t, bool lines, size_t *at) {
    const char *wrong = output_plain_form(t, false, at);
    if (wrong) return wrong;
    if (!lines) return *at = 0, document(t->p, t->n, at);
    for (size_t from = 0; from < t->n;) {
        const char *end = memchr(t->p + from, '\n', t->n - from);
        if (!end) return "a line that does not end";
        *at = from;
        wrong = document(t->p + from, (size_t)(end - t->p) - from, at);
        if (wrong) return wrong;
        from = (size_t)(end - t->p) + 1;
    }
    return NULL;
}

/* ---- CSV ---- */

static bool runs(const char *p, size_t n) {
    static const char *const heads[] = {"=", "+", "-", "@", "\t", "\r", "\xEF\xBC\x9D", "\xEF\xBC\x8B",
                                        "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (n >= strlen(heads[i]) && memcmp(p, heads[i], strlen(heads[i])) == 0) return true;
    return false;
}

const char *output_csv_form(const OutputText *t, size_t *at) {
    const char *wrong = output_plain_form(t, false, at), *p = t->p, *end = t->p + t->n;
    size_t cells = 0, columns = 0;
    if (wrong) return wrong;
    while (p < end) {
        bool quoted = *p == '"';
        *at = (size_t)(p - t->p);
        if (runs(p + quoted, (size_t)(end - p) - quoted)) return "a cell that a spreadsheet runs";
        if (quoted) {
            for (p++; p < end && (*p != '"' || p[1] == '"'); p++) p += *p == '"';
            if (p++ >= end) return "a quote that does not end";
        } else {
            while (p < end && *p != ',' && *p != '\r' && *p != '"' && *p != '\n') p++;
        }
        cells++;
        if (p < end && *p == ',') {
            p++;
            continue;
        }
        if (end - p < 2 || p[0] != '\r' || p[1] != '\n') return "a cell that does not end";
        p += 2;
        if (columns && cells != columns) return "another number of cells";
        columns = cells;
        cells = 0;
    }
    return NULL;
}
