/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_body.c - a message's body as JSON: MANSCDP as the tree it is, SDP and MANSRTSP as their
 * fields, anything else as text.
 *
 * MANSCDP elements are an array of {name, value}, not keys of an object: names repeat (Item), and
 * their order is what was sent. A value's meaning is added where the standard gives it one. The
 * list of elements is flat with depths, so the tree is written in one walk. Texts are cut at
 * GB_MAX_VALUE, which is said by "cut". SDP attributes that carry a user's password in clear
 * (a=password) are left out, as secret elements are "***"; in other texts what looks like a secret
 * is too.
 */
#include <glib.h>
#include <stdio.h>

#include "report/json_values.h"
#include "report/struck.h"

/* With what looks like a secret struck out. */
static void struck(GbJson *j, const char *key, GbSlice text) {
    if (!gb_may_hold_secret(text)) {
        gb_json_slice(j, key, text);
        return;
    }
    size_t n;
    char *shown = gb_struck_text(text, &n);
    gb_json_slice(j, key, gb_slice(shown, n));
    g_free(shown);
}

static void capped(GbJson *j, const char *key, GbSlice text) {
    size_t n = text.n > GB_MAX_VALUE ? GB_MAX_VALUE : text.n;
    while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80) n--;
    struck(j, key, gb_slice(text.p, n));
    if (n < text.n) gb_json_bool(j, "cut", true);
}

static void optional(GbJson *j, const char *key, GbSlice text) {
    if (text.p) capped(j, key, text);
}

/* name, value and meaning of one element; its object stays open. */
static void element(GbJson *j, const GbManscdp *m, const GbElement *e) {
    char meaning[256];
    size_t n;
    gb_json_open(j, NULL, '{', true);
    capped(j, "name", e->name);
    if (e->is_attribute) gb_json_bool(j, "attribute", true);
    if (e->value.p || !e->has_children)
        capped(j, "value", e->value.p ? e->value : GB_SLICE(""));
    if (!e->type || e->type->type == GB_VALUE_BLOCK) return;
    if ((n = gb_manscdp_meaning(m, e, GB_EN, meaning, sizeof meaning)) > 0)
        gb_json_slice(j, "meaning", gb_slice(meaning, n));
    if ((n = gb_manscdp_meaning(m, e, GB_ZH, meaning, sizeof meaning)) > 0)
        gb_json_slice(j, "meaning_zh", gb_slice(meaning, n));
}

static void manscdp(GbJson *j, const GbBody *body) {
    const GbManscdp *m = &body->manscdp;
    struck(j, "root", m->root_name);
    struck(j, "cmd_type", m->cmd_type);
    if (m->has_sn)
        gb_json_uint(j, "sn", m->sn);
    else
        struck(j, "sn", m->sn_text);
    struck(j, "device_id", m->device_id);
    gb_json_text(j, "charset", gb_charset_name(body->text.charset));
    if (m->quirks & GB_MANSCDP_NOT_WELL_FORMED) {
        gb_json_open(j, "error", '{', true);
        gb_json_uint(j, "line", m->error_line);
        gb_json_uint(j, "column", m->error_column);
        gb_json_text(j, "text", m->error);
        gb_json_close(j);
    }
    gb_json_open(j, "elements", '[', true);
    unsigned level = 1; /* depth of the elements in the array that is open */
    bool inside = false;/* an element's object is open in it */
    for (size_t i = 1; i < m->n_elements; i++) {
        const GbElement *e = &m->elements[i];
        unsigned depth = e->depth ? e->depth : 1;
        if (inside && depth > level && level < GB_MAX_XML_DEPTH) {
            gb_json_open(j, "elements", '[', true);
            level++;
        } else if (inside) {
            gb_json_close(j);
        }
        for (; level > depth; level--) {
            gb_json_close(j);
            gb_json_close(j);
        }
        element(j, m, e);
        inside = true;
    }
    if (inside) gb_json_close(j);
    for (; level > 1; level--) {
        gb_json_close(j);
        gb_json_close(j);
    }
    gb_json_close(j);
}

static void sdp(GbJson *j, const GbSdp *s) {
    static const char *const setups[] = {NULL, "active", "passive", "other"};
    char text[256];
    struck(j, "session", s->name);
    struck(j, "owner", s->owner);
    struck(j, "address", s->address);
    if (s->has_time) {
        gb_json_uint(j, "start", s->start);
        gb_json_uint(j, "stop", s->stop);
    }
    optional(j, "u", s->u);
    struck(j, "ssrc", s->y);
    optional(j, "f", s->f);
    optional(j, "download_speed", s->download_speed);
    optional(j, "file_size", s->file_size);
    optional(j, "stream_number", s->stream_number);
    gb_json_open(j, "media", '[', true);
    for (unsigned i = 0; i < s->n_media; i++) {
        const GbSdpMedia *m = &s->media[i];
        gb_json_open(j, NULL, '{', true);
        gb_json_slice(j, "kind", m->kind);
        gb_json_uint(j, "port", m->port);
        gb_json_slice(j, "proto", m->proto);
        struck(j, "formats", m->formats);
        if (m->setup != GB_SETUP_NONE) gb_json_text(j, "setup", setups[m->setup]);
        optional(j, "connection", m->connection);
        optional(j, "direction", m->direction);
        gb_json_close(j);
    }
    gb_json_close(j);
    size_t n = gb_sdp_summary(s, GB_EN, text, sizeof text);
    gb_json_slice(j, "summary", gb_slice(text, n));
    n = gb_sdp_summary(s, GB_ZH, text, sizeof text);
    gb_json_slice(j, "summary_zh", gb_slice(text, n));
}

static void mansrtsp(GbJson *j, const GbMansrtsp *r) {
    char text[256];
    gb_json_slice(j, "method", r->method_text);
    if (r->status) gb_json_uint(j, "status", r->status);
    if (r->has_cseq) gb_json_uint(j, "cseq", r->cseq);
    if (r->has_scale) gb_json_number(j, "scale", r->scale);
    if (r->has_range && r->range_now) gb_json_text(j, "range_start", "now");
    if (r->has_range && r->range_start >= 0) gb_json_number(j, "range_start", r->range_start);
    if (r->has_range && r->range_end >= 0) gb_json_number(j, "range_end", r->range_end);
    optional(j, "pause_time", r->pause_time);
    size_t n = gb_mansrtsp_text(r, GB_EN, text, sizeof text);
    gb_json_slice(j, "summary", gb_slice(text, n));
    n = gb_mansrtsp_text(r, GB_ZH, text, sizeof text);
    gb_json_slice(j, "summary_zh", gb_slice(text, n));
}

void gb_json_body(GbJson *j, const char *key, const GbBody *body) {
    if (!body || body->kind == GB_BODY_NONE) {
        gb_json_null(j, key);
        return;
    }
    gb_json_open(j, key, '{', true);
    gb_json_text(j, "kind", gb_body_kind_name(body->kind));
    if (body->kind == GB_BODY_MANSCDP) {
        manscdp(j, body);
    } else if (body->kind == GB_BODY_SDP) {
        sdp(j, &body->sdp);
    } else if (body->kind == GB_BODY_MANSRTSP) {
        mansrtsp(j, &body->mansrtsp);
    } else {
        gb_json_text(j, "charset", gb_charset_name(body->text.charset));
        capped(j, "text", body->text.utf8.p ? body->text.utf8 : GB_SLICE(""));
    }
    gb_json_close(j);
}
