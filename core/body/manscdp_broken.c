/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_broken.c - bodies that are no XML, read as far as they go.
 *
 * What devices do (collected from the field and from the standard's own samples): bare & and < in
 * names and addresses, unquoted or full-width-quoted attributes (Num=2), attributes given twice,
 * NUL bytes, an end tag twice, an end tag missing, half a character that takes the '<' of an end
 * tag with it, a body that just ends. An end tag closes down to its element, or is passed over
 * when none is open; what is open at the end is closed there. Where text and a start tag meet,
 * the end tags ahead tell whether the tag is one (<a>, </a> follows), plain text (its end never
 * comes, the surrounding one does) or a sign that the surrounding end tag is missing.
 *
 * Also used for well-formed bodies which libxml2 isn't let finish: a DTD (passed over here, its
 * entities stay as written), too many levels or attributes. Each byte is looked at a bounded number
 * of times.
 */
#include "body/manscdp_build.h"

typedef struct Broken {
    GbManscdpBuilder *b;
    GbSlice text;
    size_t budget; /* bytes that may still be looked at ahead */
} Broken;

static bool is_name_char(char c) {
    unsigned char u = (unsigned char)c;
    return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') ||
           (u >= 'a' && u <= 'z') || u == '_' || u == '-' || u == '.' || u == ':';
}

static bool starts_name(char c) {
    return is_name_char(c) && !(c >= '0' && c <= '9') && c != '-' && c != '.';
}

static GbSlice name_at(const Broken *k, size_t at) {
    size_t n = 0;
    while (at + n < k->text.n && is_name_char(k->text.p[at + n])) n++;
    return gb_slice_sub(k->text, at, n);
}

/* Offset behind the next `what` from `at` on; the end when there is none. */
static size_t behind(const Broken *k, size_t at, const char *what) {
    size_t n = strlen(what);
    const char *found = at < k->text.n ? memmem(k->text.p + at, k->text.n - at, what, n) : NULL;
    return found ? (size_t)(found - k->text.p) + n : k->text.n;
}

/* ---- text ---------------------------------------------------------------------------------- */

static size_t put_code(char *out, uint64_t code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 0;
    if (code < 0x80) return out[0] = (char)code, 1;
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | code);
    return n;
}

/* Reads a reference at s ("&amp;"); its length, or 0 when it is just an ampersand. */
static size_t reference(GbSlice s, char *out, size_t *n_out) {
    static const struct {
        const char *name;
        char c;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!gb_slice_starts(s, gb_slice_from(known[i].name))) continue;
        *out = known[i].c;
        *n_out = 1;
        return strlen(known[i].name);
    }
    if (s.n < 4 || s.p[1] != '#') return 0;
    size_t end = gb_slice_find(gb_slice_sub(s, 0, 12), ';');
    if (end >= s.n || end >= 12) return 0;
    uint64_t code = 0;
    if (s.p[2] != 'x') {
        if (!gb_slice_uint(gb_slice_sub(s, 2, end - 2), &code)) return 0;
    } else {
        for (size_t i = 3; i < end; i++) {
            char c = gb_ascii_lower(s.p[i]);
            bool digit = c >= '0' && c <= '9';
            if (!digit && !(c >= 'a' && c <= 'f')) return 0;
            code = code * 16 + (uint64_t)(digit ? c - '0' : c - 'a' + 10);
        }
    }
    *n_out = put_code(out, code);
    return *n_out ? end + 1 : 0;
}

/* Text with its references and line ends read (XML 1.0, 2.11). */
static void put_decoded(Broken *k, GbSlice s) {
    while (s.n) {
        size_t n = 0;
        while (n < s.n && s.p[n] != '&' && s.p[n] != '\r') n++;
        gb_builder_text(k->b, gb_slice_sub(s, 0, n), false);
        s = gb_slice_sub(s, n, s.n);
        if (!s.n) break;
        char made[4] = {'\n'};
        size_t n_made = 1, used = 1;
        if (s.p[0] == '&' && !(used = reference(s, made, &n_made)))
            made[0] = '&', n_made = used = 1;
        if (s.p[0] != '\r' || s.n == 1 || s.p[1] != '\n')
            gb_builder_text(k->b, gb_slice(made, n_made), false);
        s = gb_slice_sub(s, used, s.n);
    }
}

/* Text up to the next '<'. "/Name>" of the open element is its end tag that lost the '<'. */
static void put_text(Broken *k, size_t from, size_t to) {
    while (from < to && k->b->depth && !k->b->skipped) {
        GbSlice run = gb_slice_sub(k->text, from, to - from), name = gb_builder_open_name(k->b, 0);
        size_t at = 0;
        for (;; at++) {
            at += gb_slice_find(gb_slice_sub(run, at, run.n), '/');
            if (at >= run.n) break;
            GbSlice rest = gb_slice_sub(run, at + 1, run.n);
            if (rest.n > name.n && rest.p[name.n] == '>' && gb_slice_starts(rest, name)) break;
        }
        put_decoded(k, gb_slice_sub(run, 0, at));
        if (at >= run.n) return;
        from += at + name.n + 2;
        gb_builder_close(k->b, from);
    }
}

/* ---- tags ---------------------------------------------------------------------------------- */

/* Length of the quotation mark at `at`: " and ', and the full-width ones of a word processor. */
static size_t quote_length(const Broken *k, size_t at) {
    static const char *const wide[] = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xEF\xBC\x82",
                                       "\xE2\x80\x98", "\xE2\x80\x99"};
    GbSlice s = gb_slice_sub(k->text, at, 3);
    if (s.n && (s.p[0] == '"' || s.p[0] == '\'')) return 1;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (gb_slice_is(s, wide[i])) return 3;
    return 0;
}

/* Where an attribute's value ends: at its quotation mark, or at a blank or '>' without one. */
static size_t value_end(const Broken *k, size_t at, bool quoted) {
    for (; at < k->text.n && k->text.p[at] != '<' && k->text.p[at] != '>'; at++) {
        if (quoted ? quote_length(k, at) > 0 : gb_is_blank(k->text.p[at])) break;
        if (!quoted && k->text.p[at] == '/' && at + 1 < k->text.n && k->text.p[at + 1] == '>')
            break;
    }
    return at;
}

/* The attributes of a start tag whose name ends at `at`. With `keep` they are handed on. Returns
 * the offset behind '>', 0 when the tag does not end. */
static size_t attributes(Broken *k, size_t at, bool keep, bool *empty) {
    GbSlice t = k->text;
    *empty = false;
    while (at < t.n && t.p[at] != '<') {
        if (t.p[at] == '>') return at + 1;
        if (t.p[at] == '/' && at + 1 < t.n && t.p[at + 1] == '>') {
            *empty = true;
            return at + 2;
        }
        GbSlice name = name_at(k, at);
        if (!name.n) {
            at++;
            continue;
        }
        size_t offset = at, value = at += name.n;
        while (value < t.n && gb_is_blank(t.p[value])) value++;
        if (value >= t.n || t.p[value] != '=') continue;
        value++;
        while (value < t.n && gb_is_blank(t.p[value])) value++;
        size_t quote = quote_length(k, value), end = value_end(k, value + quote, quote > 0);
        at = end + (quote ? quote_length(k, end) : 0);
        if (keep) {
            GbSlice s = gb_slice_sub(t, value + quote, end - value - quote);
            gb_builder_attribute(k->b, name, s, offset, at);
        }
    }
    return 0;
}

typedef enum Ahead { OWN_END, OUTER_END, NO_END } Ahead;

/* Which end tag comes first from `at` on: that of `own` or that of `outer`? */
static Ahead look_ahead(Broken *k, size_t at, GbSlice own, GbSlice outer) {
    while (at < k->text.n) {
        size_t next = behind(k, at, "</");
        size_t cost = next - at;
        if (cost > k->budget) return OWN_END;
        k->budget -= cost;
        if (next >= k->text.n) break;
        GbSlice name = name_at(k, next);
        if (gb_slice_eq(name, own)) return OWN_END;
        if (gb_slice_eq(name, outer)) return OUTER_END;
        at = next;
    }
    return NO_END;
}

/* "<" and a name at `at`: an element, or text that looks like one. Returns where to go on. */
static size_t start_tag(Broken *k, size_t at) {
    GbManscdpBuilder *b = k->b;
    GbSlice name = name_at(k, at + 1);
    bool empty = false;
    size_t end = attributes(k, at + 1 + name.n, false, &empty);
    if (!end) {
        put_decoded(k, GB_SLICE("<"));
        return at + 1;
    }
    const GbOpenElement *o = b->depth && !b->skipped ? &b->open[b->depth - 1] : NULL;
    if (o && !empty && !b->elements[o->index].has_children &&
        gb_slice_trim(gb_slice(o->run, o->n_run)).n) {
        Ahead ahead = look_ahead(k, end, name, gb_builder_open_name(b, 0));
        if (ahead == OUTER_END && !gb_name_is_secret(name)) {
            put_decoded(k, gb_slice_sub(k->text, at, end - at));
            return end;
        }
        if (b->depth > 1 && (ahead == NO_END ||
                             look_ahead(k, end, gb_builder_open_name(b, 0), GB_NO_SLICE) == NO_END))
            gb_builder_close(b, at);
    }
    if (!b->depth && b->n) { /* the root was closed too early: what follows is still shown */
        b->open[0] = (GbOpenElement){.index = 0, .run = "", .run_ended = true};
        b->depth = 1;
    }
    if (gb_builder_open(b, name, at)) attributes(k, at + 1 + name.n, true, &empty);
    if (empty) gb_builder_close(b, end);
    return end;
}

static size_t end_tag(Broken *k, size_t at) {
    GbManscdpBuilder *b = k->b;
    GbSlice name = name_at(k, at + 2);
    size_t end = at + 2 + name.n;
    while (end < k->text.n && k->text.p[end] != '>' && k->text.p[end] != '<') end++;
    if (end < k->text.n && k->text.p[end] == '>') end++;
    if (b->skipped) {
        gb_builder_close(b, end);
        return end;
    }
    for (int any_case = 0; any_case < 2; any_case++) {
        for (unsigned up = 0; up < b->depth; up++) {
            GbSlice open = gb_builder_open_name(b, up);
            if (any_case ? !gb_slice_eq_case(open, name) : !gb_slice_eq(open, name)) continue;
            for (; up; up--) gb_builder_close(b, at);
            gb_builder_close(b, end);
            return end;
        }
    }
    return end; /* closes nothing: an end tag twice */
}

/* <!DOCTYPE ... [ ... ]>: passed over, with all it declares. */
static size_t behind_doctype(const Broken *k, size_t at) {
    unsigned brackets = 0;
    for (; at < k->text.n; at++) {
        char c = k->text.p[at];
        if (c == '[')
            brackets++;
        else if (c == ']' && brackets)
            brackets--;
        else if (c == '>' && !brackets)
            return at + 1;
    }
    return at;
}

void gb_manscdp_read_broken(GbManscdpBuilder *b, size_t from) {
    Broken k = {b, b->text, 8 * b->text.n + 65536};
    if (!gb_builder_arena(b)) return;
    for (size_t at = from; at < k.text.n;) {
        GbSlice rest = gb_slice_sub(k.text, at, k.text.n);
        size_t n = gb_slice_find(rest, '<');
        put_text(&k, at, at + n);
        at += n;
        rest = gb_slice_sub(k.text, at, k.text.n);
        if (!rest.n) break;
        if (gb_slice_starts(rest, GB_SLICE("<!--"))) {
            at = behind(&k, at + 4, "-->");
        } else if (gb_slice_starts(rest, GB_SLICE("<![CDATA["))) {
            size_t end = behind(&k, at + 9, "]]>");
            size_t cut =
                end < k.text.n || gb_slice_eq(gb_slice_sub(k.text, end - 3, 3), GB_SLICE("]]>"))
                    ? 3
                    : 0;
            if (end >= at + 9 + cut)
                gb_builder_text(b, gb_slice_sub(k.text, at + 9, end - cut - at - 9), false);
            at = end;
        } else if (gb_slice_starts(rest, GB_SLICE("<!DOCTYPE"))) {
            b->quirks |= GB_MANSCDP_DOCTYPE;
            at = behind_doctype(&k, at);
        } else if (gb_slice_starts(rest, GB_SLICE("<?"))) {
            at = behind(&k, at + 2, "?>");
        } else if (rest.n > 2 && rest.p[1] == '/' && is_name_char(rest.p[2])) {
            at = end_tag(&k, at);
        } else if (rest.n > 1 && starts_name(rest.p[1])) {
            at = start_tag(&k, at);
        } else {
            put_decoded(&k, GB_SLICE("<"));
            at++;
        }
    }
    b->skipped = 0;
    while (b->depth) gb_builder_close(b, k.text.n);
}
