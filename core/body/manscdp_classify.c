/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_classify.c - a list of elements held against the tables: root, CmdType, SN and DeviceID
 * (GB/T 28181-2022 A.1, A.2.2), the row of each element under its parent, values that don't fit,
 * entries counted, secrets masked. What is not in the tables stays, marked unknown.
 *
 * Elements come in schema order nearly always: the search for a row starts behind the last one
 * found under the same parent, so a catalog of 10,000 items costs one comparison an element. An
 * entry of a list that goes on as the one before it has its rows, and where a value is the same,
 * its judgement too.
 */
#include "body/manscdp_build.h"
#include "body/manscdp_table.h"

/* The last letter first: names of one length often begin alike. */
static inline bool is_named(const GbElementRow *row, GbSlice name) {
    return row->n_name == name.n && row->type.name[name.n - 1] == name.p[name.n - 1] &&
           gb_same_bytes(row->type.name, name.p, name.n);
}

const GbElementRow *gb_row_find(const GbElementRow *rows, GbSlice name, unsigned *hint,
                                bool *other_case) {
    *other_case = false;
    if (!rows || !name.n) return NULL;
    const GbElementRow *due = rows + *hint, *row = due;
    while (row->type.name && !is_named(row, name)) row++;
    if (!row->type.name) {
        for (row = rows; row < due && !is_named(row, name);) row++;
        if (row == due) row = NULL;
    }
    if (row) {
        *hint = (unsigned)(row - rows) + 1;
        return row;
    }
    *other_case = true;
    for (row = rows; row->type.name; row++)
        if (row->n_name == name.n && gb_slice_eq_case(gb_slice(row->type.name, row->n_name), name))
            return row;
    return NULL;
}

/* A name without its namespace prefix. */
static GbSlice local(GbSlice name) {
    size_t colon = gb_slice_find(name, ':');
    return colon < name.n ? gb_slice_sub(name, colon + 1, name.n) : name;
}

/* ---- values ---------------------------------------------------------------------------------- */

static bool is_int(GbSlice s, double *value) {
    GbSlice digits = s;
    uint64_t v;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) digits = gb_slice_sub(s, 1, s.n);
    if (!gb_slice_uint(digits, &v)) return false;
    *value = s.p[0] == '-' ? -(double)v : (double)v;
    return true;
}

/* xs:double without INF and NaN; not strtod, which follows the locale. */
static bool is_double(GbSlice s, double *value) {
    double v = 0, scale = 1;
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), digits = 0;
    int exponent = 0;
    if (s.n > 40) return false;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, digits++) v = v * 10 + (s.p[i] - '0');
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, digits++)
            v += (s.p[i] - '0') * (scale /= 10);
    if (digits && i + 1 < s.n && gb_ascii_lower(s.p[i]) == 'e') {
        bool down = s.p[++i] == '-';
        if (s.p[i] == '-' || s.p[i] == '+') i++;
        if (i == s.n || s.n - i > 3) return false;
        for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            exponent = exponent * 10 + (s.p[i] - '0');
        for (; exponent; exponent--) v = down ? v / 10 : v * 10;
    }
    if (!digits || i != s.n) return false;
    *value = s.p[0] == '-' ? -v : v;
    return true;
}

/* YYYY-MM-DDThh:mm:ss with an optional fraction (A.1). */
static bool is_datetime(GbSlice s) {
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    if (s.n < sizeof form - 1) return false;
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != form[i]) return false;
    GbSlice rest = gb_slice_sub(s, sizeof form - 1, s.n);
    uint64_t fraction;
    unsigned month = (unsigned)(s.p[5] - '0') * 10 + (unsigned)(s.p[6] - '0');
    unsigned day = (unsigned)(s.p[8] - '0') * 10 + (unsigned)(s.p[9] - '0');
    if (month < 1 || month > 12 || day < 1 || day > 31 || s.p[11] > '2' || s.p[14] > '5' ||
        s.p[17] > '6')
        return false;
    if (s.p[11] == '2' && s.p[12] > '4') return false;
    return !rest.n || (rest.p[0] == '.' && gb_slice_uint(gb_slice_sub(rest, 1, rest.n), &fraction));
}

static bool is_id(GbSlice s, bool ten) {
    if (s.n != 20 && s.n != 2 && s.n != 4 && s.n != 6 && s.n != 8 && !(ten && s.n == 10))
        return false;
    return gb_slice_digits(s);
}

/* Takes the next part of "1/2/4" off *rest. */
static bool part(GbSlice *rest, GbSlice *one) {
    if (!rest->p) return false;
    size_t n = gb_slice_find(*rest, '/');
    *one = gb_slice_trim(gb_slice_sub(*rest, 0, n));
    *rest = n < rest->n ? gb_slice_sub(*rest, n + 1, rest->n) : GB_NO_SLICE;
    return true;
}

static unsigned check_list(const GbElementRow *row, GbSlice v) {
    GbSlice rest = v, one;
    bool joined = (row->flags & GB_ROW_DIGITS) && gb_slice_find(v, '/') == v.n && v.n > 1;
    if (!row->values) return 0;
    while (part(&rest, &one)) {
        if (gb_meaning_find(row->values, one)) continue;
        if (!joined) return GB_ELEMENT_BAD_VALUE;
        for (size_t i = 0; i < v.n; i++)
            if (!gb_meaning_find(row->values, gb_slice_sub(v, i, 1))) return GB_ELEMENT_BAD_VALUE;
    }
    return 0;
}

static unsigned check_value(const GbElementRow *row, GbSlice v) {
    double number = 0;
    bool any = false, all = true;
    GbSlice rest = v, one;
    if (row->flags & GB_ROW_LENGTH) {
        if ((double)v.n < row->min || (double)v.n > row->max) return GB_ELEMENT_BAD_VALUE;
        for (size_t i = 0; (row->flags & GB_ROW_SESSION) && i < v.n; i++) {
            char c = gb_ascii_lower(v.p[i]);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
                return GB_ELEMENT_BAD_VALUE;
        }
    }
    switch (row->type.type) {
        case GB_VALUE_INT:
            if (!is_int(v, &number)) return GB_ELEMENT_BAD_TYPE;
            break;
        case GB_VALUE_DOUBLE:
            if (!is_double(v, &number)) return GB_ELEMENT_BAD_TYPE;
            break;
        case GB_VALUE_DATETIME:
            return is_datetime(v) ? 0 : GB_ELEMENT_BAD_TYPE;
        case GB_VALUE_ENUM:
            return gb_meaning_find(row->values, v) ? 0 : GB_ELEMENT_BAD_VALUE;
        case GB_VALUE_LIST:
            return check_list(row, v);
        case GB_VALUE_ID:
            if (!(row->flags & GB_ROW_ID_ANY))
                return is_id(v, row->flags & GB_ROW_ID_10) ? 0 : GB_ELEMENT_BAD_TYPE;
            while (part(&rest, &one)) any = true, all = all && is_id(one, false);
            return any && all ? 0 : GB_ELEMENT_BAD_TYPE;
        case GB_VALUE_PTZ:
            if (v.n != 16) return GB_ELEMENT_BAD_TYPE;
            for (size_t i = 0; i < 16; i++)
                if (!memchr("0123456789abcdefABCDEF", v.p[i], 22)) return GB_ELEMENT_BAD_TYPE;
            return 0;
        case GB_VALUE_BLOCK:
        case GB_VALUE_STRING:
            return 0;
    }
    if ((row->flags & GB_ROW_RANGE) && (number < row->min || number > row->max))
        return GB_ELEMENT_BAD_VALUE;
    return 0;
}

/* ---- secrets --------------------------------------------------------------------------------- */

/* scheme://user:password@host: masks what stands before the '@'. */
static bool mask_url(GbManscdpBuilder *b, GbElement *e) {
    if (!e->value.n || !memchr(e->value.p, '@', e->value.n)) return false;
    const char *scheme = memmem(e->value.p, e->value.n, "://", 3);
    if (!scheme) return false;
    GbSlice head = gb_slice(e->value.p, (size_t)(scheme + 3 - e->value.p));
    GbSlice rest = gb_slice_sub(e->value, head.n, e->value.n);
    size_t authority = 0, at = SIZE_MAX;
    for (; authority < rest.n && !strchr("/?#", rest.p[authority]); authority++)
        if (rest.p[authority] == '@') at = authority;
    if (at == SIZE_MAX) return false;
    GbSlice tail = gb_slice_sub(rest, at, rest.n);
    char *to = b->masked + b->n_masked;
    if (head.n + 3 + tail.n > sizeof b->masked - b->n_masked) {
        e->value = GB_SLICE("***");
        return true;
    }
    memcpy(to, head.p, head.n);
    memcpy(to + head.n, "***", 3);
    memcpy(to + head.n + 3, tail.p, tail.n);
    e->value = gb_slice(to, head.n + 3 + tail.n);
    b->n_masked += e->value.n;
    return true;
}

/* `within`: it stands in a secret element, as an attribute of it or below. Returns whether all that
 * stands in this one is secret too. */
static bool mask_secret(GbManscdpBuilder *b, GbElement *e, const GbElementRow *row, bool within) {
    bool secret =
        within || (row ? (row->flags & GB_ROW_SECRET) != 0 : gb_name_is_secret(e->name));
    if (!e->value.n) return secret;
    if (secret) e->value = GB_SLICE("***");
    if (secret || ((!row || (row->flags & GB_ROW_URL)) && mask_url(b, e)))
        e->quirks |= GB_ELEMENT_SECRET;
    return secret;
}

static bool ends_in_one_of(GbSlice name, const char *const *words) {
    for (; *words; words++) {
        size_t n = strlen(*words);
        if (name.n >= n && gb_slice_is_case(gb_slice_sub(name, name.n - n, name.n), *words)) return true;
    }
    return false;
}

static void mask_value(GbElement *e) {
    if (!e->value.n) return;
    e->value = GB_SLICE("***");
    e->quirks |= GB_ELEMENT_SECRET;
}

/* <Param name="password" value="x"/>, <Param name="password">x</Param>, <Key>password</Key>
 * <Value>x</Value>: what `at` names is near it under its parent, or its parent. */
static void mask_what_is_named(GbManscdpBuilder *b, size_t at) {
    static const char *const naming[] = {"name", "key", "id", "param", "field", NULL};
    static const char *const holding[] = {"value", "val", "content", "text", NULL};
    enum { NEAR = 8 };
    const GbElement *e = &b->elements[at];
    size_t end = at + NEAR < b->n ? at + NEAR : b->n;
    if (!ends_in_one_of(local(e->name), naming) || !gb_name_is_secret(e->value)) return;
    if (e->is_attribute) mask_value(&b->elements[e->parent]);
    for (size_t i = at > NEAR ? at - NEAR : 1; i < end; i++)
        if (b->elements[i].parent == e->parent && ends_in_one_of(local(b->elements[i].name), holding))
            mask_value(&b->elements[i]);
}

/* ---- the envelope ---------------------------------------------------------------------------- */

static GbSlice own_value(const GbManscdp *m, long i) {
    return i < 0 || !m->elements[i].value.p ? GB_NO_SLICE : m->elements[i].value;
}

/* A child element of the root before an attribute of it; -1 when there is neither. `usual` is
 * where schema order puts it: looked at first, and taken when it is spelled exactly so. */
static long find_in_root(const GbManscdp *m, const char *name, size_t usual, bool *is_attribute) {
    long attribute = -1;
    GbSlice want = gb_slice_from(name);
    *is_attribute = false;
    if (usual < m->n_elements && m->elements[usual].depth == 1 &&
        !m->elements[usual].is_attribute && gb_slice_eq(m->elements[usual].name, want))
        return (long)usual;
    for (long i = gb_manscdp_next_child(m, 0, 0); i >= 0;
         i = gb_manscdp_next_child(m, 0, (size_t)i)) {
        const GbElement *e = &m->elements[i];
        if (e->name.n < want.n || !gb_slice_eq_case(local(e->name), want)) continue;
        if (!e->is_attribute) return *is_attribute = false, i;
        if (attribute < 0) attribute = i;
    }
    *is_attribute = attribute >= 0;
    return attribute;
}

static void read_envelope(GbManscdp *m) {
    bool attribute, other_case;
    unsigned hint = 0;
    m->root_name = m->elements[0].name;
    const GbElementRow *root = gb_row_find(gb_rows_root, local(m->root_name), &hint, &other_case);
    if (root)
        m->root = (GbRoot)(GB_ROOT_CONTROL + (root - gb_rows_root));
    else
        m->quirks |= GB_MANSCDP_UNKNOWN_ROOT;
    long i = find_in_root(m, "CmdType", 1, &attribute);
    m->cmd_type = own_value(m, i);
    if (attribute) m->quirks |= GB_MANSCDP_ATTRIBUTE_COMMAND;
    if (m->cmd_type.n)
        m->command = gb_command_find(m->cmd_type, &m->quirks);
    else
        m->quirks |= GB_MANSCDP_NO_CMD_TYPE;
    i = find_in_root(m, "SN", 2, &attribute);
    m->sn_text = own_value(m, i);
    if (attribute) m->quirks |= GB_MANSCDP_ATTRIBUTE_COMMAND;
    m->has_sn = gb_slice_uint(m->sn_text, &m->sn);
    if (!m->sn_text.n)
        m->quirks |= GB_MANSCDP_NO_SN;
    else if (!m->has_sn || m->sn == 0)
        m->quirks |= GB_MANSCDP_BAD_SN;
    bool broadcast = m->root == GB_ROOT_NOTIFY && m->command == GB_CMD_BROADCAST;
    m->device_id = own_value(
        m, find_in_root(m, broadcast ? "TargetID" : "DeviceID", broadcast ? 4 : 3, &attribute));
    if (broadcast) m->source_id = own_value(m, find_in_root(m, "SourceID", 3, &attribute));
    if (!m->device_id.n || (broadcast && !m->source_id.n)) m->quirks |= GB_MANSCDP_NO_DEVICE_ID;
}

/* ---- all elements ---------------------------------------------------------------------------- */

typedef struct Level {
    const GbElementRow *rows; /* of the children; NULL when not known */
    unsigned hint;
    bool open;    /* anything may stand here */
    bool counted; /* its children are the entries */
    bool secret;  /* whatever stands here is */
} Level;

typedef struct Seen {
    bool info_block, info_text;
} Seen;

static const GbElementRow *row_of(const GbElement *e, GbSlice name, Level *above, bool in_root,
                                  bool *other_case) {
    unsigned none = 0;
    if (e->is_attribute) return gb_row_find(gb_rows_attributes, name, &none, other_case);
    const GbElementRow *row = gb_row_find(above->rows, name, &above->hint, other_case);
    if (!in_root || (row && !*other_case)) return row;
    bool envelope_case;
    const GbElementRow *envelope = gb_row_find(gb_rows_envelope, name, &none, &envelope_case);
    if (!envelope || (row && envelope_case)) return row;
    *other_case = envelope_case;
    return envelope;
}

static void classify(GbManscdpBuilder *b, GbManscdp *m, GbElement *e, Level *levels, Seen *seen) {
    Level *above = &levels[e->depth - 1];
    bool other_case = false, in_root = e->depth == 1;
    const GbElementRow *row = row_of(e, e->name, above, in_root, &other_case);
    if (!row && memchr(e->name.p, ':', e->name.n)) {
        m->quirks |= GB_MANSCDP_NAMESPACE;
        row = row_of(e, local(e->name), above, in_root, &other_case);
    }
    if (row) {
        e->type = &row->type;
        if (other_case) e->quirks |= GB_ELEMENT_CASE;
        if (row->flags & GB_ROW_TYPO) e->quirks |= GB_ELEMENT_TYPO;
        if (row->type.type == GB_VALUE_BLOCK) e->quirks &= (uint16_t)~GB_ELEMENT_EMPTY;
        if (e->value.n && !e->has_children && !(row->flags & GB_ROW_SECRET))
            e->quirks |= (uint16_t)check_value(row, e->value);
    } else if (!above->open &&
               !(in_root && e->is_attribute && (m->quirks & GB_MANSCDP_ATTRIBUTE_COMMAND) &&
                 (gb_slice_is_case(e->name, "CmdType") || gb_slice_is_case(e->name, "SN")))) {
        e->quirks |= GB_ELEMENT_UNKNOWN;
    }
    if (row && m->root == GB_ROOT_NOTIFY && m->command == GB_CMD_ALARM &&
        row->type.type == GB_VALUE_INT && row->n_name == 9 &&
        memcmp(row->type.name, "AlarmType", 9) == 0) {
        const GbMeaning *types = gb_values_alarm_type(gb_manscdp_value(m, 0, "AlarmMethod"));
        if (types && e->value.n && !gb_meaning_find(types, e->value))
            e->quirks |= GB_ELEMENT_BAD_VALUE;
    }
    bool secret = mask_secret(b, e, row, above->secret);
    if (!row && !secret) mask_what_is_named(b, (size_t)(e - b->elements));
    if (!row && gb_slice_starts(e->name, GB_SLICE("xmlns"))) m->quirks |= GB_MANSCDP_NAMESPACE;
    if (above->counted && !e->is_attribute) m->n_items++;
    if (above->counted && e->is_attribute && row && gb_slice_uint(e->value, &m->num))
        m->has_num = true;
    if (in_root && e->name.n == 6 && gb_slice_is_case(e->name, "SumNum"))
        m->has_sum_num = gb_slice_uint(e->value, &m->sum_num);
    if (in_root && e->name.n == 4 && gb_slice_is_case(e->name, "Info")) {
        if (e->has_children)
            seen->info_block = true;
        else if (e->value.n)
            seen->info_text = true;
    }
    if (!e->is_attribute && e->depth < GB_MAX_XML_DEPTH) {
        levels[e->depth] = (Level){row ? row->children : NULL, 0,
                                   above->open || (row && (row->flags & GB_ROW_OPEN)),
                                   in_root && row && (row->flags & GB_ROW_COUNTED), secret};
    }
}

/* Takes over what was found for the element it is like (the two have been in step since two
 * siblings of one name), where nothing else is to be looked at. False: that is not so. */
static bool classify_like(GbManscdp *m, GbElement *e, const GbElement *like, Level *levels) {
    const GbElementRow *row = (const GbElementRow *)like->type; /* its first member */
    Level *above = &levels[e->depth - 1];
    if (!row || e->depth < 2 || above->secret || (row->flags & (GB_ROW_SECRET | GB_ROW_URL)) ||
        (like->quirks & GB_ELEMENT_SECRET) || m->command == GB_CMD_ALARM)
        return false;
    unsigned judged = GB_ELEMENT_CASE | GB_ELEMENT_TYPO;
    e->type = like->type;
    if (row->type.type == GB_VALUE_BLOCK) e->quirks &= (uint16_t)~GB_ELEMENT_EMPTY;
    if (e->same || (!like->has_children && gb_slice_eq(e->value, like->value)))
        judged |= GB_ELEMENT_BAD_VALUE | GB_ELEMENT_BAD_TYPE;
    else if (e->value.n && !e->has_children)
        e->quirks |= (uint16_t)check_value(row, e->value);
    e->quirks |= (uint16_t)(like->quirks & judged);
    if (above->counted) m->n_items++;
    if (!e->same && e->depth < GB_MAX_XML_DEPTH)
        levels[e->depth] = (Level){row->children, 0, above->open || (row->flags & GB_ROW_OPEN),
                                   false, above->secret};
    return true;
}

void gb_manscdp_classify(GbManscdpBuilder *b, GbManscdp *m) {
    Level levels[GB_MAX_XML_DEPTH + 1];
    Seen seen = {false, false};
    m->elements = b->elements;
    m->n_elements = b->n;
    m->quirks |= b->quirks;
    if (!b->n) {
        m->quirks |= GB_MANSCDP_UNKNOWN_ROOT | GB_MANSCDP_NO_CMD_TYPE;
        return;
    }
    read_envelope(m);
    GbElement *root = &b->elements[0];
    if (m->root) {
        root->type = &gb_rows_root[m->root - GB_ROOT_CONTROL].type;
        if (!gb_slice_is(local(root->name), root->type->name)) root->quirks |= GB_ELEMENT_CASE;
    } else {
        root->quirks |= GB_ELEMENT_UNKNOWN;
    }
    if (memchr(root->name.p, ':', root->name.n)) m->quirks |= GB_MANSCDP_NAMESPACE;
    const GbCommandRow *command = m->command ? gb_command_row(m->root, m->command) : NULL;
    if (m->root && m->command && !command) m->quirks |= GB_MANSCDP_NOT_UNDER_ROOT;
    levels[0] = (Level){command ? command->children : NULL, 0, false, false, false};
    for (size_t i = 1; i < b->n; i++) {
        GbElement *e = &b->elements[i];
        if (!e->like || !classify_like(m, e, &b->elements[e->like], levels))
            classify(b, m, e, levels, &seen);
    }
    if (m->has_num && m->num != m->n_items) m->quirks |= GB_MANSCDP_NUM_DIFFERS;
    if (seen.info_block && seen.info_text) m->quirks |= GB_MANSCDP_INFO_TWICE;
}
