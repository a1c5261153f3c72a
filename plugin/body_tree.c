/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * body_tree.c - bodies as items of the packet tree (SDP's in sdp_tree.c).
 *
 * The shared module decodes the body to UTF-8 and to a flat list of elements with their offsets in
 * that text. Each becomes one item, highlighting the bytes as they were sent: offsets in UTF-8 are
 * carried back to the raw bytes, from element to element, so that a catalog of megabytes is walked
 * once. What people search has a field of its own (a table below), added as a hidden item beside
 * the element, so that the tree stays as short as the body.
 */
#include "fields.h"
#include "file.h"
#include "id_meaning.h"
#include "tree.h"

#include <gb28181/body.h>
#include <gb28181/ptz.h>
#include <gb28181/report.h>

/* An element by name, and by command and parent where they matter, to the field it also fills. */
#define NAMED(name) {name, sizeof name - 1}
static const struct {
    GbSlice element;
    GbCommand command; /* GB_CMD_UNKNOWN: any */
    const char *parent;
    GbField field;
} searched[] = {
    {NAMED("DeviceID"), GB_CMD_CATALOG, "Item", GB_F_CATALOG_ID},
    {NAMED("DeviceID"), GB_CMD_UNKNOWN, NULL, GB_F_TARGET_ID},
    {NAMED("Name"), GB_CMD_CATALOG, "Item", GB_F_CATALOG_NAME},
    {NAMED("ParentID"), GB_CMD_CATALOG, "Item", GB_F_CATALOG_PARENT},
    {NAMED("Status"), GB_CMD_CATALOG, "Item", GB_F_CATALOG_STATUS},
    {NAMED("Event"), GB_CMD_CATALOG, "Item", GB_F_CATALOG_EVENT},
    {NAMED("Status"), GB_CMD_UNKNOWN, NULL, GB_F_STATUS},
    {NAMED("Result"), GB_CMD_UNKNOWN, NULL, GB_F_RESULT},
    {NAMED("SumNum"), GB_CMD_UNKNOWN, NULL, GB_F_SUM_NUM},
    {NAMED("AlarmPriority"), GB_CMD_ALARM, NULL, GB_F_ALARM_PRIORITY},
    {NAMED("AlarmMethod"), GB_CMD_ALARM, NULL, GB_F_ALARM_METHOD},
    {NAMED("AlarmType"), GB_CMD_ALARM, NULL, GB_F_ALARM_TYPE},
    {NAMED("AlarmTime"), GB_CMD_ALARM, NULL, GB_F_ALARM_TIME},
    {NAMED("AlarmDescription"), GB_CMD_ALARM, NULL, GB_F_ALARM_TEXT},
    {NAMED("PTZCmd"), GB_CMD_UNKNOWN, NULL, GB_F_PTZ_HEX},
    {NAMED("PresetID"), GB_CMD_UNKNOWN, NULL, GB_F_PRESET},
    {NAMED("StartTime"), GB_CMD_RECORD_INFO, NULL, GB_F_RECORD_START},
    {NAMED("EndTime"), GB_CMD_RECORD_INFO, NULL, GB_F_RECORD_END},
    {NAMED("FilePath"), GB_CMD_RECORD_INFO, NULL, GB_F_RECORD_PATH},
    {NAMED("Longitude"), GB_CMD_UNKNOWN, NULL, GB_F_LONGITUDE},
    {NAMED("Latitude"), GB_CMD_UNKNOWN, NULL, GB_F_LATITUDE},
};
enum { N_SEARCHED = sizeof searched / sizeof searched[0] };
_Static_assert(N_SEARCHED < 32, "a bit each");

static GbTextPlace place_at(const GbBody *body, GbTextPlace from, size_t at) {
    return gb_charset_place(&body->text, body->raw, from, at);
}

/* So much a text may take when each byte of it needs a mark. */
static size_t room_for(GbSlice s) {
    return s.n * 4 + 64;
}

static const char *visible(packet_info *pinfo, GbSlice s) {
    s = gb_slice_sub(s, 0, GB_MAX_VALUE);
    char *out = wmem_alloc(pinfo->pool, room_for(s));
    gb_visible_text(s, out, room_for(s));
    return out;
}

static void hide(proto_item *item) {
    if (item) proto_item_set_hidden(item);
}

static void add_typed(proto_tree *tree, GbField field, tvbuff_t *tvb, int at, int length,
                      const char *value) {
    enum ftenum type = proto_registrar_get_ftype(gb_hf[field]);
    uint64_t number = 0;
    if (!proto_field_is_referenced(tree, gb_hf[field])) return;
    if (type == FT_STRING) {
        hide(proto_tree_add_string(tree, gb_hf[field], tvb, at, length, value));
    } else if (type == FT_DOUBLE) {
        char *end;
        double real = g_ascii_strtod(value, &end);
        if (end != value && !*end) hide(proto_tree_add_double(tree, gb_hf[field], tvb, at, length, real));
    } else if (gb_slice_uint(gb_slice_from(value), &number)) {
        if (type == FT_UINT64)
            hide(proto_tree_add_uint64(tree, gb_hf[field], tvb, at, length, number));
        else if (number <= UINT32_MAX)
            hide(proto_tree_add_uint(tree, gb_hf[field], tvb, at, length, (uint32_t)number));
    }
}

/* Which of those have names of n bytes, a bit each: nearly no element is compared with any. */
static uint32_t searched_by_length(size_t n) {
    static uint32_t by_length[32];
    if (!by_length[0]) {
        for (size_t i = 0; i < N_SEARCHED; i++) by_length[searched[i].element.n] |= 1u << i;
        by_length[0] = 1u << N_SEARCHED; /* no name is empty: they are filled */
    }
    return n && n < 32 ? by_length[n] : 0;
}

static void add_searched(proto_tree *tree, const GbManscdp *m, const GbElement *e, tvbuff_t *tvb,
                         int at, int length, const char *value) {
    GbSlice parent = m->elements[e->parent].name;
    for (uint32_t left = searched_by_length(e->name.n); left; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctz(left);
        if (!gb_slice_eq_case(e->name, searched[i].element)) continue;
        if (searched[i].command && searched[i].command != m->command) continue;
        if (searched[i].parent && !gb_slice_is_case(parent, searched[i].parent)) continue;
        add_typed(tree, searched[i].field, tvb, at, length, value);
        break;
    }
    GbPtz ptz;
    if (!gb_slice_is_case(e->name, "PTZCmd") || gb_ptz_parse(e->value, &ptz) != GB_OK) return;
    char words[256];
    if (gb_ptz_text(&ptz, gb_lang(), words, sizeof words))
        hide(proto_tree_add_string(tree, gb_hf[GB_F_PTZ], tvb, at, length, words));
    if (ptz.preset)
        hide(proto_tree_add_uint(tree, gb_hf[GB_F_PRESET], tvb, at, length, ptz.preset));
}

/* What its value means, or the element's Chinese name where the value has none; "" for neither. */
static const char *meaning_of(const GbManscdp *m, const GbElement *e, char *room, size_t n_room) {
    char meaning[512];
    if (!e->type) return "";
    if (e->type->type == GB_VALUE_ID) {
        const char *said = e->value.n ? gb_id_meaning(e->value) : "";
        if (*said) return said;
    } else {
        size_t n = gb_manscdp_meaning(m, e, gb_lang(), meaning, sizeof meaning);
        if (n) {
            gb_visible_text(gb_slice(meaning, n), room, n_room);
            return room;
        }
    }
    return gb_lang() == GB_ZH && e->type->title[GB_ZH] ? e->type->title[GB_ZH] : "";
}

/* Its text is "Name: value", its label "Name: value (meaning)". */
static proto_item *add_element(packet_info *pinfo, proto_tree *tree, const GbManscdp *m,
                               const GbElement *e, tvbuff_t *tvb, int at, int length) {
    bool has_value = e->value.p != NULL && !(e->has_children && e->value.n == 0);
    GbSlice name = gb_slice_sub(e->name, 0, GB_MAX_VALUE);
    GbSlice value = gb_slice_sub(e->value, 0, GB_MAX_VALUE);
    char meaning_room[2 * 1024], usual[1024];
    const char *meaning = meaning_of(m, e, meaning_room, sizeof meaning_room);
    size_t more = strlen(meaning), room = room_for(name) + room_for(value) + more;
    char *text = room <= sizeof usual ? usual : wmem_alloc(pinfo->pool, room);
    size_t n = gb_visible_text(name, text, room_for(name)), from = n + 2;
    if (has_value) {
        memcpy(text + n, ": ", 2);
        n = from + gb_visible_text(value, text + from, room_for(value));
    }
    proto_item *item = proto_tree_add_string(tree, gb_hf[GB_F_ELEMENT], tvb, at, length, text);
    if (has_value) add_searched(tree, m, e, tvb, at, length, text + from);
    if (more) {
        memcpy(text + n, " (", 2);
        memcpy(text + n + 2, meaning, more);
        n += 2 + more;
        memcpy(text + n++, ")", 2);
    }
    ws_item_label(item, text, n);
    return item;
}

/* Elements whose children are being added: their lengths are known behind their last child, so
 * that the text is walked once. */
typedef struct Open {
    proto_item *item;
    proto_tree *tree;
    size_t start, end; /* in the raw bytes; in the text */
} Open;

static GbTextPlace close_elements(const GbBody *body, GbTextPlace place, Open *open, unsigned *n, unsigned depth) {
    for (; *n > depth; --*n) {
        Open *o = &open[*n];
        place = place_at(body, place, o->end);
        if (o->item && place.raw > o->start) proto_item_set_len(o->item, (int)(place.raw - o->start));
    }
    return place;
}

static void add_elements(packet_info *pinfo, proto_tree *tree, const GbBody *body, tvbuff_t *tvb) {
    const GbManscdp *m = &body->manscdp;
    Open open[GB_MAX_XML_DEPTH + 2];
    open[0] = (Open){.tree = tree};
    unsigned n = 0, most = sizeof open / sizeof open[0] - 1;
    GbTextPlace place = {0, 0};
    for (size_t i = 0; i < m->n_elements; i++) {
        const GbElement *e = &m->elements[i];
        bool is_block = e->has_children || (i + 1 < m->n_elements && m->elements[i + 1].depth > e->depth);
        place = close_elements(body, place, open, &n, MIN(e->depth, n));
        place = place_at(body, place, e->offset);
        size_t start = place.raw;
        if (!is_block) place = place_at(body, place, (size_t)e->offset + e->length);
        proto_item *item = add_element(pinfo, open[n].tree, m, e, tvb, (int)start,
                                       (int)(place.raw - start));
        if (is_block && n < most)
            open[++n] = (Open){.item = item,
                               .tree = proto_item_add_subtree(item, gb_ett[GB_TREE_ELEMENT]),
                               .start = start,
                               .end = (size_t)e->offset + e->length};
    }
    close_elements(body, place, open, &n, 0);
}

static void add_manscdp(packet_info *pinfo, proto_tree *tree, const GbBody *body, tvbuff_t *tvb) {
    const GbManscdp *m = &body->manscdp;
    static const char title[] = "MANSCDP, ";
    char summary[256], label[ITEM_LABEL_LENGTH + 64];
    proto_item *item = proto_tree_add_item(tree, gb_hf[GB_F_MANSCDP], tvb, 0, -1, ENC_NA);
    proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_BODY]);
    size_t n = gb_manscdp_summary(m, gb_lang(), summary, sizeof summary), from = sizeof title - 1;
    if (n) {
        memcpy(label, title, from);
        n = gb_visible_text(gb_slice(summary, n), label + from, sizeof label - from);
        ws_item_label(item, label, from + n);
    }
    if (body->text.charset != GB_CHARSET_ASCII) {
        item = gb_add_text(sub, GB_F_CHARSET, gb_charset_name(body->text.charset));
        if (body->text.declared.p)
            proto_item_append_text(item, gb_lang() == GB_ZH ? "（声明为 %s）" : " (declared %s)",
                                   visible(pinfo, body->text.declared));
    }
    if (m->error_line) {
        item = gb_add_text(sub, GB_F_XML_ERROR, visible(pinfo, gb_slice_from(m->error)));
        proto_item_append_text(item, " (%u:%u)", m->error_line, m->error_column);
    }
    add_elements(pinfo, sub, body, tvb);
}

GbBodyLines gb_body_lines(packet_info *pinfo, const GbBody *body) {
    size_t n = body->text.utf8.n;
    char *masked = wmem_alloc(pinfo->pool, n + 1); /* of the same length, so places stay */
    if (n) memcpy(masked, body->text.utf8.p, n);
    gb_body_mask_text(body, masked);
    return (GbBodyLines){.body = body, .text = gb_slice(masked, n), .rest = gb_slice(masked, n)};
}

bool gb_body_line_next(GbBodyLines *lines, GbBodyLine *line) {
    while (lines->rest.n) {
        size_t end = gb_slice_find(lines->rest, '\n');
        line->text = gb_slice_trim(gb_slice_sub(lines->rest, 0, end));
        lines->rest = gb_slice_sub(lines->rest, end + 1, lines->rest.n);
        if (!line->text.n) continue;
        size_t at = (size_t)(line->text.p - lines->text.p);
        lines->place = place_at(lines->body, lines->place, at);
        line->at = (int)lines->place.raw;
        lines->place = place_at(lines->body, lines->place, at + line->text.n);
        line->length = (int)lines->place.raw - line->at;
        return true;
    }
    return false;
}

static void add_mansrtsp(packet_info *pinfo, proto_tree *tree, const GbBody *body, tvbuff_t *tvb) {
    const GbMansrtsp *r = &body->mansrtsp;
    int all = (int)tvb_captured_length(tvb); /* a number has no length of its own for -1 */
    char words[256], shown[320];
    size_t n = gb_mansrtsp_text(r, gb_lang(), words, sizeof words);
    gb_visible_text(gb_slice(words, n), shown, sizeof shown);
    proto_item *item = proto_tree_add_string(tree, gb_hf[GB_F_MANSRTSP], tvb, 0, all, shown);
    proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_BODY]);
    GbBodyLines rest = gb_body_lines(pinfo, body);
    for (GbBodyLine line; gb_body_line_next(&rest, &line);) {
        GbSlice name = gb_slice_trim(gb_slice_sub(line.text, 0, gb_slice_find(line.text, ':')));
        proto_tree_add_string(sub, gb_hf[GB_F_MANSRTSP_TEXT], tvb, line.at, line.length,
                              visible(pinfo, line.text));
        if (r->has_scale && gb_slice_is_case(name, "Scale"))
            proto_tree_add_double(sub, gb_hf[GB_F_MANSRTSP_SCALE], tvb, line.at, line.length, r->scale);
        if (r->has_range && r->range_start >= 0 && gb_slice_is_case(name, "Range"))
            proto_tree_add_double(sub, gb_hf[GB_F_MANSRTSP_RANGE], tvb, line.at, line.length,
                                  r->range_start);
    }
}

/* Is any field that a body fills to be seen? */
static bool is_wanted(proto_tree *tree) {
    for (unsigned f = GB_F_SDP; f < GB_N_FIELDS; f++)
        if (proto_field_is_referenced(tree, gb_hf[f])) return true;
    return false;
}

/* Content-Type as GB/T 28181 writes it; SIP hands it on in small letters, to its heuristics not at
 * all. The analysis looks at its letters, so a body is its own only when both are this. */
#define USUAL_TYPE GB_SLICE("Application/MANSCDP+xml")

bool gb_body_tree_add(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, GbSlice content_type) {
    GbBody *body = &gb_file.body;
    unsigned n = MIN(tvb_captured_length(tvb), GB_MAX_BODY);
    if (n == 0 || !gb_file.reader || !is_wanted(tree)) return false;
    bool usual = gb_slice_eq_case(content_type, USUAL_TYPE);
    gb_file.body_frame = usual ? pinfo->num : 0;
    gb_body_read(gb_file.reader, usual ? USUAL_TYPE : content_type,
                 gb_slice((const char *)tvb_get_ptr(tvb, 0, (int)n), n), body);
    if (body->kind == GB_BODY_MANSCDP)
        add_manscdp(pinfo, tree, body, tvb);
    else if (body->kind == GB_BODY_MANSRTSP)
        add_mansrtsp(pinfo, tree, body, tvb);
    else if (body->kind == GB_BODY_SDP)
        gb_sdp_tree_add(pinfo, tree, body, tvb);
    else
        return false;
    return true;
}

const GbBody *gb_body_tree_read(const packet_info *pinfo, const GbSip *sip) {
    GbSlice raw = gb_file.body.raw;
    bool same = gb_file.body_frame == pinfo->num && raw.p == sip->body.p && raw.n == sip->body.n;
    return same && gb_slice_eq(gb_sip_header(sip, GB_HEADER_CONTENT_TYPE), USUAL_TYPE) ? &gb_file.body : NULL;
}
