/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * body.c - what a body is, and its decoding. The Content-Type tells (Application/MANSCDP+xml,
 * application/sdp, Application/MANSRTSP: GB/T 28181-2022 9.3.3, 9.2, 9.8.3), in any case, with or
 * without +xml; where it is missing or says something else than the bytes do, the bytes win and a
 * quirk says so. MANSCDP that repeats the one before is told at once (body_again.c), other goes the
 * short cut when it can, else through libxml2, and through the recovery when that calls it broken.
 */
#include <gb28181/body.h>
#include <stdlib.h>

#include "body/body_again.h"
#include "body/manscdp_build.h"

struct GbBodyReader {
    GbCharsetConverter *charset;
    GbXmlReader *xml;
    GbManscdpBuilder builder;
    bool no_short_cut;
    GbBodyAgain again;
};

GbBodyReader *gb_body_reader_new(void) {
    GbBodyReader *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->charset = gb_charset_new();
    r->xml = gb_xml_reader_new();
    if (r->charset && r->xml) return r;
    gb_body_reader_free(r);
    return NULL;
}

void gb_body_reader_free(GbBodyReader *r) {
    if (!r) return;
    gb_charset_free(r->charset);
    gb_xml_reader_free(r->xml);
    gb_builder_free(&r->builder);
    free(r);
}

void gb_body_reader_set_short_cut(GbBodyReader *r, bool on) {
    r->no_short_cut = !on;
}

/* ---- which kind ------------------------------------------------------------------------------ */

static GbBodyKind kind_of_type(GbSlice type, uint32_t *quirks) {
    static const struct {
        const char *name;
        GbBodyKind kind;
        uint32_t quirks;
    } known[] = {
        {"application/manscdp+xml", GB_BODY_MANSCDP, 0},
        {"application/sdp", GB_BODY_SDP, 0},
        {"application/mansrtsp", GB_BODY_MANSRTSP, 0},
        {"application/manscdp", GB_BODY_MANSCDP, GB_BODY_TYPE_SUFFIX},
        {"application/ manscdp+xml", GB_BODY_MANSCDP, GB_BODY_TYPE_CASE},
        {"application/xml", GB_BODY_MANSCDP, GB_BODY_TYPE_WRONG},
        {"text/xml", GB_BODY_MANSCDP, GB_BODY_TYPE_WRONG},
        {"application/rtsp", GB_BODY_MANSRTSP, GB_BODY_TYPE_WRONG},
    };
    if (gb_slice_eq(type, GB_SLICE("Application/MANSCDP+xml"))) return GB_BODY_MANSCDP;
    type = gb_slice_trim(gb_slice_sub(type, 0, gb_slice_find(type, ';')));
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!gb_slice_is_case(type, known[i].name)) continue;
        *quirks |= known[i].quirks;
        if (known[i].kind == GB_BODY_MANSCDP && !known[i].quirks &&
            !gb_slice_is(type, "Application/MANSCDP+xml"))
            *quirks |= GB_BODY_TYPE_CASE;
        if (known[i].kind == GB_BODY_MANSRTSP && !known[i].quirks &&
            !gb_slice_is(type, "Application/MANSRTSP"))
            *quirks |= GB_BODY_TYPE_CASE;
        return known[i].kind;
    }
    return GB_BODY_OTHER;
}

static GbBodyKind kind_of_text(GbSlice text) {
    static const char *const rtsp[] = {"PLAY ", "PAUSE ", "TEARDOWN ", "RTSP/1.0 ",
                                       "MANSRTSP/1.0 "};
    size_t blank = 0;
    while (blank < text.n && gb_is_blank(text.p[blank])) blank++;
    text = gb_slice_sub(text, blank, text.n);
    if (!text.n) return GB_BODY_OTHER;
    if (text.p[0] == '<') return GB_BODY_MANSCDP;
    if (gb_slice_starts(text, GB_SLICE("v=0"))) return GB_BODY_SDP;
    for (size_t i = 0; i < sizeof rtsp / sizeof *rtsp; i++)
        if (gb_slice_starts(text, gb_slice_from(rtsp[i]))) return GB_BODY_MANSRTSP;
    return GB_BODY_OTHER;
}

/* charset= of a Content-Type, without its quotes. */
static GbSlice type_charset(GbSlice type) {
    size_t at = gb_slice_find(type, ';');
    while (at < type.n) {
        GbSlice rest = gb_slice_sub(type, at + 1, type.n);
        size_t n = gb_slice_find(rest, ';');
        GbSlice one = gb_slice_trim(gb_slice_sub(rest, 0, n));
        if (one.n > 8 && gb_slice_is_case(gb_slice_sub(one, 0, 8), "charset=")) {
            GbSlice value = gb_slice_trim(gb_slice_sub(one, 8, one.n));
            if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
                value = gb_slice_sub(value, 1, value.n - 2);
            return value.n ? value : GB_NO_SLICE;
        }
        at += 1 + n;
    }
    return GB_NO_SLICE;
}

/* ---- MANSCDP --------------------------------------------------------------------------------- */

static void read_manscdp(GbBodyReader *r, GbSlice type, const GbXmlDeclaration *raw, GbBody *out) {
    GbManscdpBuilder *b = &r->builder;
    GbManscdp *m = &out->manscdp;
    GbSlice text = out->text.utf8;
    GbXmlDeclaration declaration = *raw;
    if (text.p != out->raw.p) gb_xml_declaration(text, &declaration);
    m->encoding = declaration.encoding;
    if (!declaration.length && !gb_slice_starts(text, GB_SLICE("<?xml")))
        m->quirks |= GB_MANSCDP_NO_DECLARATION;
    bool ascii = out->text.charset == GB_CHARSET_ASCII && !(out->text.quirks & GB_TEXT_NUL);
    gb_builder_start(b, text);
    if (!(out->text.quirks & GB_TEXT_CONTROL) && !r->no_short_cut &&
        gb_manscdp_read_flat(b, declaration.length, ascii)) {
        gb_manscdp_classify(b, m);
        gb_body_again_keep(&r->again, type, out);
        return;
    }
    gb_builder_start(b, text);
    GbXmlVerdict verdict = gb_xml_reader_read(r->xml, b, declaration.length, m);
    if (verdict != GB_XML_WELL_FORMED) {
        gb_builder_start(b, text);
        gb_manscdp_read_broken(b, declaration.length);
        if (verdict == GB_XML_BROKEN) m->quirks |= GB_MANSCDP_NOT_WELL_FORMED;
        if (verdict == GB_XML_DOCTYPE) m->quirks |= GB_MANSCDP_DOCTYPE;
        if (verdict == GB_XML_TOO_DEEP) m->quirks |= GB_MANSCDP_TOO_DEEP;
    }
    gb_manscdp_classify(b, m);
}

/* ---- all ------------------------------------------------------------------------------------- */

void gb_body_read(GbBodyReader *r, GbSlice content_type, GbSlice body, GbBody *out) {
    if (!r->no_short_cut && gb_body_again(&r->again, content_type, body, out)) return;
    memset(out, 0, sizeof *out);
    out->raw = body;
    if (body.n == 0) return;
    if (body.n > GB_MAX_BODY) {
        body.n = GB_MAX_BODY;
        out->quirks |= GB_BODY_TOO_LONG;
    }
    GbXmlDeclaration declaration;
    gb_xml_declaration(body, &declaration);
    GbSlice declared = declaration.encoding;
    if (!declared.p && body.p[0] != '<') { /* behind a byte order mark or blanks */
        GbSlice head = gb_slice_sub(body, 0, 256);
        const char *at = memmem(head.p, head.n, "<?xml", 5);
        GbXmlDeclaration later = declaration;
        if (at) gb_xml_declaration(gb_slice_sub(body, (size_t)(at - body.p), body.n), &later);
        declared = later.encoding;
    }
    if (!declared.p && content_type.p) declared = type_charset(content_type);
    gb_charset_to_utf8(r->charset, body, declared, &out->text);
    GbBodyKind told = content_type.n ? kind_of_type(content_type, &out->quirks) : GB_BODY_OTHER;
    GbBodyKind seen = kind_of_text(out->text.utf8);
    if (!content_type.n)
        out->quirks |= GB_BODY_NO_TYPE;
    else if (told != seen && (told != GB_BODY_OTHER || seen != GB_BODY_OTHER))
        out->quirks |= GB_BODY_TYPE_WRONG;
    out->kind = seen != GB_BODY_OTHER ? seen : told;
    switch (out->kind) {
        case GB_BODY_MANSCDP:
            read_manscdp(r, content_type, &declaration, out);
            break;
        case GB_BODY_SDP:
            if (gb_sdp_parse(out->text.utf8, &out->sdp) != GB_OK) out->kind = GB_BODY_OTHER;
            break;
        case GB_BODY_MANSRTSP:
            if (gb_mansrtsp_parse(out->text.utf8, &out->mansrtsp) != GB_OK)
                out->kind = GB_BODY_OTHER;
            break;
        case GB_BODY_NONE:
        case GB_BODY_OTHER:
            break;
    }
}

const char *gb_body_kind_name(GbBodyKind k) {
    static const char *const names[] = {"none", "MANSCDP", "SDP", "MANSRTSP", "other"};
    return k <= GB_BODY_OTHER ? names[k] : "?";
}
