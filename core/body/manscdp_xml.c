/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_xml.c - bodies through libxml2, which is known here only.
 *
 * It is fed UTF-8 behind the XML declaration, so that no encoding="..." is ever followed. Its SAX
 * interface is used with a context that is kept from body to body: no tree is built, no handler
 * that could load or declare anything is set, the network is off, a DTD stops the parser before
 * its first declaration is read, and depth stops it at our own cap. (XML_PARSE_HUGE lifts
 * libxml2's caps, which lie at 256 levels and 10 MB: ours in limits.h hold instead.) It has none
 * for the attributes and namespaces of an element, and compares each with all others: a body with
 * more of them than our cap is not given to it, one with endless names is stopped. Errors go to
 * the context's own handler; libxml2's global ones are left alone. The first error stops the parser,
 * which would go on as far as it can: the caller reads the body again with manscdp_broken.c, since
 * libxml2's own recovery loses most of <DeviceList Num=2>.
 *
 * Names are shown as sent, prefixes and all: they are taken from the text, not from libxml2, and a
 * prefix that nobody declared is no error here.
 */
#include <libxml/parser.h>
#include <stdlib.h>

#include "body/manscdp_build.h"

/* The context's dictionary remembers every name ever met; beyond this it is thrown away, and a body
 * that brings as many more is stopped: before 2.12 its table does not grow with it. */
#define MAX_NAMES 4096

struct GbXmlReader {
    xmlSAXHandler sax;
    xmlParserCtxtPtr context;
    GbManscdpBuilder *b;
    GbManscdp *out;
    size_t from;
    GbXmlVerdict verdict;
};

/* Bytes of the body that the parser has passed. */
static size_t position(const GbXmlReader *x) {
    const xmlParserInput *in = x->context->input;
    if (!in || !in->base || in->cur < in->base) return x->from;
    size_t at = x->from + (size_t)in->consumed + (size_t)(in->cur - in->base);
    return at < x->b->text.n ? at : x->b->text.n;
}

static bool stopped(const GbXmlReader *x) {
    return x->verdict != GB_XML_WELL_FORMED;
}

static void stop(GbXmlReader *x, GbXmlVerdict why) {
    x->verdict = why;
    xmlStopParser(x->context);
}

/* The tag at `at`, up to its '>' or '/>': well-formed, or libxml2 would have stopped. Attributes
 * come from libxml2 decoded and in order, namespace declarations apart from the others; where they
 * stand, and in which order, is found in the tag itself. */
static void attributes(GbXmlReader *x, size_t at, size_t end, int n_spaces, const xmlChar **spaces,
                       int n_attributes, const xmlChar **list) {
    GbSlice text = x->b->text;
    int next = 0;
    for (;;) {
        while (at < end && gb_is_blank(text.p[at])) at++;
        size_t offset = at;
        while (at < end && !gb_is_blank(text.p[at]) && text.p[at] != '=') at++;
        GbSlice name = gb_slice_sub(text, offset, at - offset);
        while (at < end && text.p[at] != '"' && text.p[at] != '\'') at++;
        if (at >= end || !name.n) return;
        size_t n = gb_slice_find(gb_slice_sub(text, at + 1, end - at - 1), text.p[at]);
        GbSlice value = gb_slice_sub(text, at + 1, n);
        at += n + 2;
        if (gb_slice_starts(name, GB_SLICE("xmlns")) && (name.n == 5 || name.p[5] == ':')) {
            for (int i = 0; i < n_spaces; i++) {
                GbSlice prefix = gb_slice_from((const char *)spaces[2 * i]);
                if (gb_slice_eq(prefix, gb_slice_sub(name, 6, name.n)))
                    value = gb_slice_from((const char *)spaces[2 * i + 1]);
            }
        } else if (next < n_attributes) {
            const xmlChar **a = list + 5 * (size_t)next++;
            value = gb_slice((const char *)a[3], (size_t)(a[4] - a[3]));
        }
        gb_builder_attribute(x->b, name, gb_builder_keep(x->b, value), offset, at);
    }
}

static bool has_endless_names(const GbXmlReader *x) {
    return xmlDictSize(x->context->dict) > 2 * MAX_NAMES;
}

static void on_instruction(void *user, const xmlChar *target, const xmlChar *data) {
    GbXmlReader *x = user;
    (void)target, (void)data;
    if (!stopped(x) && has_endless_names(x)) stop(x, GB_XML_TOO_COSTLY);
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int n_spaces, const xmlChar **spaces, int n_attributes, int n_defaulted,
                     const xmlChar **list) {
    GbXmlReader *x = user;
    GbSlice text = x->b->text;
    size_t end = position(x), at = end;
    (void)name, (void)prefix, (void)uri, (void)n_defaulted;
    if (stopped(x)) return;
    if (x->b->depth == GB_MAX_XML_DEPTH || has_endless_names(x)) {
        stop(x, x->b->depth == GB_MAX_XML_DEPTH ? GB_XML_TOO_DEEP : GB_XML_TOO_COSTLY);
        return;
    }
    while (at > x->from && text.p[at - 1] != '<') at--;
    size_t stop_at = at;
    while (stop_at < end && !gb_is_blank(text.p[stop_at]) && text.p[stop_at] != '/' &&
           text.p[stop_at] != '>')
        stop_at++;
    if (gb_builder_open(x->b, gb_slice_sub(text, at, stop_at - at), at ? at - 1 : 0))
        attributes(x, stop_at, end, n_spaces, spaces, n_attributes, list);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    GbXmlReader *x = user;
    (void)name, (void)prefix, (void)uri;
    if (!stopped(x)) gb_builder_close(x->b, position(x));
}

static void on_text(void *user, const xmlChar *text, int n) {
    GbXmlReader *x = user;
    if (!stopped(x) && n > 0) gb_builder_text(x->b, gb_slice((const char *)text, (size_t)n), false);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system) {
    (void)name, (void)external, (void)system;
    stop(user, GB_XML_DOCTYPE);
}

static void where(GbSlice text, size_t at, unsigned *line, unsigned *column) {
    size_t start = 0;
    *line = 1;
    for (size_t i = 0; i < at && i < text.n; i++)
        if (text.p[i] == '\n') (*line)++, start = i + 1;
    *column = 1;
    for (size_t i = start; i < at && i < text.n; i++)
        if (((unsigned char)text.p[i] & 0xC0) != 0x80) (*column)++;
}

/* libxml2's words on one line. */
static void keep_message(char *to, size_t size, const char *message) {
    size_t n = 0;
    if (!message) message = "not well-formed";
    for (; *message && *message != '\n' && n + 1 < size; message++)
        to[n++] = (unsigned char)*message < 0x20 ? ' ' : *message;
    if (*message && *message != '\n')
        while (n && ((unsigned char)to[n - 1] & 0x80)) n--; /* no half character at the cut */
    to[n] = '\0';
}

#if LIBXML_VERSION >= 21200
static void on_error(void *user, const xmlError *error) {
#else
static void on_error(void *user, xmlErrorPtr error) {
#endif
    GbXmlReader *x = user;
    if (stopped(x) || error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE) return;
    where(x->b->text, position(x), &x->out->error_line, &x->out->error_column);
    keep_message(x->out->error, sizeof x->out->error, error->message);
    stop(x, GB_XML_BROKEN);
}

static bool new_context(GbXmlReader *x) {
    if (x->context) xmlFreeParserCtxt(x->context);
    x->context = xmlNewParserCtxt();
    if (!x->context) return false;
    *x->context->sax = x->sax;
    x->context->userData = x;
    return true;
}

GbXmlReader *gb_xml_reader_new(void) {
    GbXmlReader *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    xmlInitParser();
    x->sax.initialized = XML_SAX2_MAGIC;
    x->sax.startElementNs = on_start;
    x->sax.endElementNs = on_end;
    x->sax.characters = on_text;
    x->sax.ignorableWhitespace = on_text;
    x->sax.processingInstruction = on_instruction;
    x->sax.internalSubset = on_doctype;
    x->sax.serror = on_error;
    if (!new_context(x)) {
        free(x);
        return NULL;
    }
    return x;
}

void gb_xml_reader_free(GbXmlReader *x) {
    if (!x) return;
    if (x->context) xmlFreeParserCtxt(x->context);
    free(x);
}

/* May a tag have more attributes than our cap? No '<' can stand in one, whatever libxml2 makes of
 * the rest, and each needs = and a quote: counting these from one '<' to the next says enough. */
static bool has_endless_tag(GbSlice s) {
    const char *end = s.p + s.n, *p = s.p, *next;
    for (unsigned n = 0; p < end; p = next) {
        next = memchr(p, '=', (size_t)(end - p));
        next = next ? next + 1 : end;
        if (memchr(p, '<', (size_t)(next - p))) n = 0;
        while (next < end && gb_is_blank(*next)) next++;
        if (next < end && (*next == '"' || *next == '\'') && ++n > GB_MAX_XML_ATTRIBUTES) return true;
    }
    return false;
}

GbXmlVerdict gb_xml_reader_read(GbXmlReader *x, GbManscdpBuilder *b, size_t from, GbManscdp *out) {
    x->b = b;
    x->out = out;
    x->from = from;
    x->verdict = GB_XML_WELL_FORMED;
    if (!gb_builder_arena(b)) return GB_XML_BROKEN;
    if (has_endless_tag(gb_slice_sub(b->text, from, b->text.n))) return GB_XML_TOO_COSTLY;
    if ((!x->context || xmlDictSize(x->context->dict) > MAX_NAMES) && !new_context(x))
        return GB_XML_BROKEN;
    xmlDocPtr tree =
        xmlCtxtReadMemory(x->context, b->text.p + from, (int)(b->text.n - from), NULL, NULL,
                          XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_IGNORE_ENC);
    if (tree) xmlFreeDoc(tree);
    if (x->verdict == GB_XML_WELL_FORMED && !x->context->wellFormed) {
        x->verdict = GB_XML_BROKEN;
        where(b->text, from, &out->error_line, &out->error_column);
        keep_message(out->error, sizeof out->error, NULL);
    }
    return x->verdict;
}
