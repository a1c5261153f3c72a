/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * body_tree.c - MANSCDP and MANSRTSP bodies as items of the packet tree.
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

/* An element by name, and by its parent's where it matters, to the field it also fills. */
static const struct {
    const char *element, *parent;
    GbField field;
} searched[] = {
    {"DeviceID", "Item", GB_F_CATALOG_ID},
    {"DeviceID", NULL, GB_F_TARGET_ID},
    {"Name", "Item", GB_F_CATALOG_NAME},
    {"ParentID", "Item", GB_F_CATALOG_PARENT},
    {"Status", "Item", GB_F_CATALOG_STATUS},
    {"Event", "Item", GB_F_CATALOG_EVENT},
    {"Status", NULL, GB_F_STATUS},
    {"Result", NULL, GB_F_RESULT},
    {"SumNum", NULL, GB_F_SUM_NUM},
    {"AlarmPriority", NULL, GB_F_ALARM_PRIORITY},
    {"AlarmMethod", NULL, GB_F_ALARM_METHOD},
    {"AlarmType", NULL, GB_F_ALARM_TYPE},
    {"AlarmTime", NULL, GB_F_ALARM_TIME},
    {"AlarmDescription", NULL, GB_F_ALARM_TEXT},
    {"PTZCmd", NULL, GB_F_PTZ_HEX},
    {"PresetID", NULL, GB_F_PRESET},
    {"StartTime", NULL, GB_F_RECORD_START},
    {"EndTime", NULL, GB_F_RECORD_END},
    {"FilePath", NULL, GB_F_RECORD_PATH},
    {"Longitude", NULL, GB_F_LONGITUDE},
    {"Latitude", NULL, GB_F_LATITUDE},
};

/* A place in the text and the same place in the raw bytes. */
typedef struct Place {
    size_t text, raw;
} Place;

static Place place_at(const GbBody *body, Place from, size_t at) {
    GbText rest = body->text;
    if (rest.charset == GB_CHARSET_ASCII && rest.utf8.n == body->raw.n) return (Place){at, at};
    if (at <= from.text) return from;
    if (from.text == 0 && from.raw == 0)
        return (Place){at, gb_charset_raw_offset(&body->text, body->raw, at)};
    rest.utf8 = gb_slice_sub(rest.utf8, from.text, rest.utf8.n);
    GbSlice raw = gb_slice_sub(body->raw, from.raw, body->raw.n);
    return (Place){at, from.raw + gb_charset_raw_offset(&rest, raw, at - from.text)};
}

/* `before` and, behind it, a text of the message as it may be shown; most are so already. */
static const char *visible(packet_info *pinfo, const char *before, GbSlice s) {
    s = gb_slice_sub(s, 0, GB_MAX_VALUE);
    GB_HAS_BYTES(s.p, s.n);
    size_t n = strlen(before), plain = 0;
    while (plain < s.n && s.p[plain] >= ' ' && s.p[plain] < 0x7f) plain++;
    size_t room = plain == s.n ? s.n + 1 : s.n * 4 + 64;
    char *out = wmem_alloc(pinfo->pool, n + room);
    memcpy(out, before, n);
    if (plain == s.n) {
        memcpy(out + n, s.p, s.n);
        out[n + s.n] = '\0';
    } else {
        gb_visible_text(s, out + n, room);
    }
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
        if (end != value) hide(proto_tree_add_double(tree, gb_hf[field], tvb, at, length, real));
    } else if (gb_slice_uint(gb_slice_from(value), &number)) {
        if (type == FT_UINT64)
            hide(proto_tree_add_uint64(tree, gb_hf[field], tvb, at, length, number));
        else if (number <= UINT32_MAX)
            hide(proto_tree_add_uint(tree, gb_hf[field], tvb, at, length, (uint32_t)number));
    }
}

static void add_searched(proto_tree *tree, const GbManscdp *m, const GbElement *e, tvbuff_t *tvb,
                         int at, int length, const char *value) {
    GbSlice parent = m->elements[e->parent].name;
    for (size_t i = 0; i < sizeof searched / sizeof searched[0]; i++) {
        if (!gb_slice_is_case(e->name, searched[i].element)) continue;
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
static const char *meaning_of(packet_info *pinfo, const GbManscdp *m, const GbElement *e) {
    char meaning[512];
    if (!e->type) return "";
    if (e->type->type == GB_VALUE_ID) {
        const char *said = e->value.n ? gb_id_meaning(e->value) : "";
        if (*said) return said;
    } else {
        size_t n = gb_manscdp_meaning(m, e, gb_lang(), meaning, sizeof meaning);
        if (n) return visible(pinfo, "", gb_slice(meaning, n));
    }
    return gb_lang() == GB_ZH && e->type->title[GB_ZH] ? e->type->title[GB_ZH] : "";
}

static proto_item *add_element(packet_info *pinfo, proto_tree *tree, const GbManscdp *m,
                               const GbElement *e, tvbuff_t *tvb, int at, int length) {
    bool has_value = e->value.p != NULL && !(e->has_children && e->value.n == 0);
    const char *text = visible(pinfo, "", e->name), *value = "";
    if (has_value) {
        size_t n = strlen(text);
        char *before = wmem_alloc(pinfo->pool, n + 3);
        memcpy(before, text, n);
        memcpy(before + n, ": ", 3);
        text = visible(pinfo, before, e->value);
        value = text + n + 2;
    }
    const char *meaning = meaning_of(pinfo, m, e);
    proto_item *item =
        *meaning ? proto_tree_add_string_format(tree, gb_hf[GB_F_ELEMENT], tvb, at, length, text,
                                                "%s (%s)", text, meaning)
                 : proto_tree_add_string_format(tree, gb_hf[GB_F_ELEMENT], tvb, at, length, text,
                                                "%s", text);
    if (has_value) add_searched(tree, m, e, tvb, at, length, value);
    return item;
}

/* Elements whose children are being added: their lengths are known behind their last child, so
 * that the text is walked once. */
typedef struct Open {
    proto_item *item;
    proto_tree *tree;
    size_t start, end; /* in the raw bytes; in the text */
} Open;

static Place close_elements(const GbBody *body, Place place, Open *open, unsigned *n, unsigned depth) {
    for (; *n > depth; --*n) {
        Open *o = &open[*n];
        place = place_at(body, place, o->end);
        if (o->item && place.raw > o->start) proto_item_set_len(o->item, (int)(place.raw - o->start));
    }
    return place;
}

static void add_elements(packet_info *pinfo, proto_tree *tree, const GbBody *body, tvbuff_t *tvb) {
    const GbManscdp *m = &body->manscdp;
    Open open[GB_MAX_XML_DEPTH + 2] = {{.tree = tree}};
    unsigned n = 0, most = sizeof open / sizeof open[0] - 1;
    Place place = {0, 0};
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
    char summary[256], shown[320];
    proto_item *item = proto_tree_add_item(tree, gb_hf[GB_F_MANSCDP], tvb, 0, -1, ENC_NA);
    proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_BODY]);
    size_t n = gb_manscdp_summary(m, gb_lang(), summary, sizeof summary);
    gb_visible_text(gb_slice(summary, n), shown, sizeof shown);
    if (n) proto_item_append_text(item, ", %s", shown);
    if (body->text.charset != GB_CHARSET_ASCII) {
        item = gb_add_text(sub, GB_F_CHARSET, gb_charset_name(body->text.charset));
        if (body->text.declared.p)
            proto_item_append_text(item, gb_lang() == GB_ZH ? "（声明为 %s）" : " (declared %s)",
                                   visible(pinfo, "", body->text.declared));
    }
    if (m->error_line) {
        item = gb_add_text(sub, GB_F_XML_ERROR, visible(pinfo, "", gb_slice_from(m->error)));
        proto_item_append_text(item, " (%u:%u)", m->error_line, m->error_column);
    }
    add_elements(pinfo, sub, body, tvb);
}

static void add_mansrtsp(packet_info *pinfo, proto_tree *tree, const GbBody *body, tvbuff_t *tvb) {
    const GbMansrtsp *r = &body->mansrtsp;
    int all = (int)tvb_captured_length(tvb); /* a number has no length of its own for -1 */
    char words[256], shown[320];
    size_t n = gb_mansrtsp_text(r, gb_lang(), words, sizeof words);
    gb_visible_text(gb_slice(words, n), shown, sizeof shown);
    proto_item *item = proto_tree_add_string(tree, gb_hf[GB_F_MANSRTSP], tvb, 0, all, shown);
    proto_tree *sub = proto_item_add_subtree(item, gb_ett[GB_TREE_BODY]);
    if (r->has_scale)
        proto_tree_add_double(sub, gb_hf[GB_F_MANSRTSP_SCALE], tvb, 0, all, r->scale);
    if (r->has_range && !r->range_now)
        proto_tree_add_double(sub, gb_hf[GB_F_MANSRTSP_RANGE], tvb, 0, all, r->range_start);
    for (size_t at = 0, end; at < body->text.utf8.n; at = end + 1) {
        end = at + gb_slice_find(gb_slice_sub(body->text.utf8, at, body->text.utf8.n), '\n');
        GbSlice line = gb_slice_trim(gb_slice_sub(body->text.utf8, at, end));
        if (line.n)
            proto_tree_add_string(sub, gb_hf[GB_F_MANSRTSP_TEXT], tvb, 0, all,
                                  visible(pinfo, "", line));
    }
}

/* Is any field that a body fills to be seen? */
static bool is_wanted(proto_tree *tree) {
    for (unsigned f = GB_F_MANSRTSP; f < GB_N_FIELDS; f++)
        if (proto_field_is_referenced(tree, gb_hf[f])) return true;
    return false;
}

bool gb_body_tree_add(packet_info *pinfo, proto_tree *tree, tvbuff_t *tvb, GbSlice content_type) {
    GbBody body;
    unsigned n = MIN(tvb_captured_length(tvb), GB_MAX_BODY);
    if (n == 0 || !gb_file.reader || !is_wanted(tree)) return false;
    gb_body_read(gb_file.reader, content_type,
                 gb_slice((const char *)tvb_get_ptr(tvb, 0, (int)n), n), &body);
    if (body.kind == GB_BODY_MANSCDP)
        add_manscdp(pinfo, tree, &body, tvb);
    else if (body.kind == GB_BODY_MANSRTSP)
        add_mansrtsp(pinfo, tree, &body, tvb);
    else
        return false;
    return true;
}
