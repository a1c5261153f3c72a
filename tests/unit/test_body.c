/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_body.c - which kind a body is; the short cut against libxml2 on every body and thousands of
 * mutations; bodies as devices break them; bodies made to do harm.
 */
#include <gb28181/body.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body/manscdp_build.h"
#include "check.h"
#include "fence.h"
#include "manscdp_bodies.h"

static const GbSlice type = {"Application/MANSCDP+xml", 23};

/* ---- the short cut --------------------------------------------------------------------------- */

/* NULL when they are the same, else the name of the first field that differs. */
static const char *difference(const GbManscdp *a, const GbManscdp *b) {
#define SAME(field) \
    if (a->field != b->field) return #field
#define SAME_TEXT(field) \
    if (!gb_slice_eq(a->field, b->field) || !a->field.p != !b->field.p) return #field
    SAME(root);
    SAME(command);
    SAME(has_sn);
    SAME(sn);
    SAME(has_sum_num);
    SAME(sum_num);
    SAME(has_num);
    SAME(num);
    SAME(n_items);
    SAME(quirks);
    SAME(error_line);
    SAME(error_column);
    SAME(n_elements);
    SAME_TEXT(root_name);
    SAME_TEXT(cmd_type);
    SAME_TEXT(sn_text);
    SAME_TEXT(device_id);
    SAME_TEXT(source_id);
    SAME_TEXT(encoding);
#undef SAME
#undef SAME_TEXT
    if (strcmp(a->error, b->error) != 0) return "error";
    for (size_t i = 0; i < a->n_elements; i++) {
        const GbElement *x = &a->elements[i], *y = &b->elements[i];
        if (!gb_slice_eq(x->name, y->name)) return "an element's name";
        if (!gb_slice_eq(x->value, y->value) || !x->value.p != !y->value.p)
            return "an element's value";
        if (x->offset != y->offset || x->length != y->length) return "an element's place";
        if (x->parent != y->parent || x->depth != y->depth) return "an element's parent";
        if (x->quirks != y->quirks) return "an element's quirks";
        if (x->is_attribute != y->is_attribute || x->has_children != y->has_children)
            return "an element's form";
        if (x->type != y->type) return "an element's type";
    }
    return NULL;
}

typedef struct Pair {
    GbBodyReader *quick, *slow;
    const char *name;
    unsigned long n_compared;
} Pair;

static void compare(GbSlice text, void *data) {
    Pair *p = data;
    GbBody a, b;
    gb_body_read(p->quick, type, text, &a);
    gb_body_read(p->slow, type, text, &b);
    const char *differs = a.kind != b.kind ? "kind" : difference(&a.manscdp, &b.manscdp);
    if (a.quirks != b.quirks || a.raw.n != b.raw.n) differs = "the body's quirks";
    if (a.text.charset != b.text.charset || a.text.quirks != b.text.quirks ||
        !gb_slice_eq(a.text.utf8, b.text.utf8) || !gb_slice_eq(a.text.declared, b.text.declared))
        differs = "the text";
    p->n_compared++;
    if (differs) {
        fprintf(stderr, "%s: %s differs in\n%.*s\n", p->name, differs, (int)text.n, text.p);
        check_true(p->name, differs, false);
    }
    for (size_t i = 0; i < a.manscdp.n_elements; i++) {
        const GbElement *e = &a.manscdp.elements[i];
        if (e->offset + (size_t)e->length > a.text.utf8.n)
            check_true(p->name, "an element ends in the text", false);
    }
}

static uint32_t seed;
static uint32_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

static size_t mutate(const char *text, size_t n, char *out) {
    static const char *const bits[] = {"<",
                                       ">",
                                       "/",
                                       "&",
                                       "&amp;",
                                       "&lt;",
                                       "&#65;",
                                       "&x;",
                                       "\"",
                                       "'",
                                       "=",
                                       " ",
                                       "\r",
                                       "\n",
                                       "\t",
                                       "]]>",
                                       "<!--",
                                       "-->",
                                       "<![CDATA[x]]>",
                                       "<?x y?>",
                                       "<a>",
                                       "</a>",
                                       "<a/>",
                                       "<a b=\"c\"/>",
                                       "<a b='c' b='d'>",
                                       "</Notify>",
                                       "xmlns",
                                       ":",
                                       "\xE5\x8C\x97",
                                       "\xB1\xB1",
                                       "\xEF\xBF\xBE",
                                       "\x01",
                                       "Num=2",
                                       "<!DOCTYPE x>",
                                       "--",
                                       "?>",
                                       "<?xml version=\"1.0\"?>"};
    memcpy(out, text, n);
    for (unsigned k = 1 + next_random() % 2; k && n; k--) {
        size_t at = next_random() % n, left = n - at, cut = 1 + next_random() % 6;
        const char *bit = bits[next_random() % (sizeof bits / sizeof *bits)];
        size_t m = strlen(bit);
        switch (next_random() % 4) {
            case 0: /* a byte */
                out[at] = (char)next_random();
                break;
            case 1: /* bytes gone */
                if (cut > left) cut = left;
                memmove(out + at, out + at + cut, left - cut);
                n -= cut;
                break;
            case 2: /* bytes over it */
                if (m > left) m = left;
                memcpy(out + at, bit, m);
                break;
            default: /* bytes between */
                memmove(out + at + m, out + at, left);
                memcpy(out + at, bit, m);
                n += m;
                break;
        }
    }
    return n;
}

static void the_short_cut_yields_what_libxml2_does(void) {
    Pair p = {gb_body_reader_new(), gb_body_reader_new(), NULL, 0};
    gb_body_reader_set_short_cut(p.slow, false);
    seed = 2463534242u;
    for (const ManscdpBody *b = manscdp_bodies; b->name; b++) {
        char *out = malloc(strlen(b->text) + 256);
        p.name = b->name;
        compare(gb_slice_from(b->text), &p);
        for (int round = 0; round < 150; round++) {
            size_t n = mutate(b->text, strlen(b->text), out);
            compare(fence_copy(gb_slice(out, n)), &p);
        }
        free(out);
    }
    CHECK_TRUE("mutations", p.n_compared > 5000);
    gb_body_reader_free(p.quick);
    gb_body_reader_free(p.slow);
}

static void every_prefix_is_read_alike(void) {
    Pair p = {gb_body_reader_new(), gb_body_reader_new(), NULL, 0};
    gb_body_reader_set_short_cut(p.slow, false);
    for (const ManscdpBody *b = manscdp_bodies; b->name; b++) {
        p.name = b->name;
        fence_prefixes(gb_slice_from(b->text), compare, &p);
    }
    CHECK_TRUE("prefixes", p.n_compared > 5000);
    gb_body_reader_free(p.quick);
    gb_body_reader_free(p.slow);
}

/* Lists whose entries go on as the one before, or don't: elements left out, repeated, in another
 * case, unknown, with attributes, nested, empty, secret, with values good and bad. */
static void entries_of_a_list_are_read_alike(void) {
    static const char *const pieces[] = {
        "<DeviceID>34020000001310000001</DeviceID>", "<DeviceID>1</DeviceID>", "<Name>a</Name>",
        "<Name>\xB1\xB1\xBE\xA9</Name>", "<Name> b </Name>", "<Name/>", "<Name></Name>",
        "<Parental>0</Parental>", "<Parental>7</Parental>", "<parental>7</parental>",
        "<Port>5060</Port>", "<Port>x</Port>", "<Password>secret1</Password>", "<Password/>",
        "<UserPwd>secret2</UserPwd>", "<Url>rtsp://u:secret3@h/</Url>", "<X>1</X>", "<X>2</X>",
        "<X a=\"1\">1</X>", "<Info><PTZType>1</PTZType></Info>",
        "<Info><PTZType>9</PTZType><X>1</X></Info>", "<Info/>", "<Status>ON</Status>",
        "<Password><Y>secret4</Y></Password>", "<Password><Y></Y></Password>",
        "<Item><DeviceID>2</DeviceID></Item>", "\r\n", " "};
    static const char *const lists[][2] = {
        {"<Response><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>34020000002000000001</DeviceID>"
         "<DeviceList Num=\"3\">", "</DeviceList></Response>"},
        {"<Notify><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>34020000002000000001</DeviceID>"
         "<AlarmMethod>5</AlarmMethod><Info>", "</Info></Notify>"}};
    Pair p = {gb_body_reader_new(), gb_body_reader_new(), "a list", 0};
    gb_body_reader_set_short_cut(p.slow, false);
    seed = 1234567u;
    for (unsigned i = 0; i < 4000; i++) {
        char text[16384], changed[16384];
        size_t n = 0, n_pieces = sizeof pieces / sizeof *pieces, chosen[12];
        unsigned n_chosen = 1 + next_random() % 12, which = next_random() % 8 == 0;
        for (unsigned k = 0; k < n_chosen; k++) chosen[k] = next_random() % n_pieces;
        n += (size_t)snprintf(text + n, sizeof text - n, "%s", lists[which][0]);
        for (unsigned entry = 2 + next_random() % 5; entry; entry--) {
            n += (size_t)snprintf(text + n, sizeof text - n, "<Item>");
            for (unsigned k = 0; k < n_chosen; k++) { /* one in sixteen is another, or none */
                unsigned odd = next_random() % 16;
                const char *piece = pieces[odd == 0 ? next_random() % n_pieces : chosen[k]];
                if (odd != 1) n += (size_t)snprintf(text + n, sizeof text - n, "%s", piece);
            }
            n += (size_t)snprintf(text + n, sizeof text - n, "</Item>");
        }
        n += (size_t)snprintf(text + n, sizeof text - n, "%s", lists[which][1]);
        compare(fence_copy(gb_slice(text, n)), &p);
        if (i % 4) continue;
        n = mutate(text, n, changed);
        compare(fence_copy(gb_slice(changed, n)), &p);
    }
    CHECK_TRUE("compared", p.n_compared > 4900);
    gb_body_reader_free(p.quick);
    gb_body_reader_free(p.slow);
}

/* Shapes that devices write, each with many numbers and IDs, in turn, and mutated in between. */
static void the_same_body_again_is_read_alike(void) {
    static const char *const shapes[] = {
        "<?xml version=\"1.0\"?>\r\n<Notify>\r\n<CmdType>Keepalive</CmdType>\r\n<SN>%u</SN>\r\n"
        "<DeviceID>%s</DeviceID>\r\n<Status>OK</Status>\r\n</Notify>\r\n",
        "<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<Notify>\n  <CmdType>Keepalive</CmdType>\n"
        "  <SN>%u</SN>\n  <DeviceID>%s</DeviceID>\n  <Status>OK</Status>\n  <Info>\n  </Info>\n"
        "</Notify>\n",
        "<Notify><CmdType>Keepalive</CmdType><SN> %u </SN><DeviceID>%s</DeviceID></Notify>",
        "<Notify A=\"1\"><CmdType>Keepalive</CmdType><SN>%u</SN><X/><DeviceID>%s</DeviceID>"
        "<Status>ERROR</Status></Notify>",
        "<Query><CmdType>Catalog</CmdType><SN>%u</SN><DeviceID>%s</DeviceID></Query>",
        "<Notify><CmdType>Keepalive</CmdType><SN>%u</SN><DeviceID>%s</DeviceID><Info><DeviceID>"
        "34020000001320000009</DeviceID></Info></Notify>\r\n"};
    static const char *const ids[] = {"34020000001320000001", "34020000002000000001",
                                      "3402000000132000000", "3402000000132000000a", "340200",
                                      "340200000013200000011"};
    Pair p = {gb_body_reader_new(), gb_body_reader_new(), "again", 0};
    gb_body_reader_set_short_cut(p.slow, false);
    seed = 88172645u;
    for (unsigned i = 0; i < 6000; i++) {
        char text[512], changed[1024];
        unsigned sn = next_random() >> next_random() % 32;
        size_t n = (size_t)snprintf(text, sizeof text, shapes[next_random() % (i < 3000 ? 2 : 6)],
                                    sn, ids[next_random() % 8 < 6 ? next_random() % 2
                                                                  : next_random() % 6]);
        compare(fence_copy(gb_slice(text, n)), &p);
        if (i % 4) continue;
        n = mutate(text, n, changed);
        compare(fence_copy(gb_slice(changed, n)), &p);
    }
    CHECK_TRUE("compared", p.n_compared > 7000);
    gb_body_reader_free(p.quick);
    gb_body_reader_free(p.slow);
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static void the_kind_comes_from_type_and_bytes(void) {
    static const struct {
        const char *name, *type, *text;
        GbBodyKind kind;
        uint32_t quirks;
    } cases[] = {
        {"the standard's spelling", "Application/MANSCDP+xml", "<Notify/>", GB_BODY_MANSCDP, 0},
        {"a charset behind it", "Application/MANSCDP+xml; charset=\"GB2312\"", "<Notify/>",
         GB_BODY_MANSCDP, 0},
        {"another case", "application/manscdp+XML", "<Notify/>", GB_BODY_MANSCDP,
         GB_BODY_TYPE_CASE},
        {"the blank of a print of 2022", "Application/ MANSCDP+xml", "<Notify/>", GB_BODY_MANSCDP,
         GB_BODY_TYPE_CASE},
        {"no suffix", "Application/MANSCDP", "<Notify/>", GB_BODY_MANSCDP, GB_BODY_TYPE_SUFFIX},
        {"no type", NULL, "<Notify/>", GB_BODY_MANSCDP, GB_BODY_NO_TYPE},
        {"text/xml", "text/xml", "<Notify/>", GB_BODY_MANSCDP, GB_BODY_TYPE_WRONG},
        {"MANSRTSP under MANSCDP", "Application/MANSCDP+xml", "PLAY RTSP/1.0\r\nCSeq: 1\r\n\r\n",
         GB_BODY_MANSRTSP, GB_BODY_TYPE_WRONG},
        {"SDP", "APPLICATION/SDP", "v=0\r\no=1 0 0 IN IP4 10.0.0.1\r\n", GB_BODY_SDP, 0},
        {"MANSRTSP", "Application/MANSRTSP", "PAUSE RTSP/1.0\r\n\r\n", GB_BODY_MANSRTSP, 0},
        {"MANSRTSP in lower case", "application/mansrtsp", "PAUSE RTSP/1.0\r\n\r\n",
         GB_BODY_MANSRTSP, GB_BODY_TYPE_CASE},
        {"plain text", "text/plain", "hello", GB_BODY_OTHER, 0},
        {"text that claims to be SDP", "application/sdp", "hello", GB_BODY_OTHER,
         GB_BODY_TYPE_WRONG},
        {"nothing", "application/sdp", "", GB_BODY_NONE, 0},
    };
    GbBodyReader *r = gb_body_reader_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbBody body;
        gb_body_read(r, gb_slice_from(cases[i].type), gb_slice_from(cases[i].text), &body);
        CHECK_INT(cases[i].name, body.kind, cases[i].kind);
        CHECK_INT(cases[i].name, body.quirks, cases[i].quirks);
    }
    gb_body_reader_free(r);
}

static void plain_bodies_take_the_short_cut(void) {
    GbManscdpBuilder *b = calloc(1, sizeof *b);
    for (const ManscdpBody *k = manscdp_bodies; k->name; k++) {
        GbXmlDeclaration declaration;
        GbSlice text = fence_copy(gb_slice_from(k->text));
        gb_xml_declaration(text, &declaration);
        gb_builder_start(b, text);
        CHECK_TRUE(k->name, gb_manscdp_read_flat(b, declaration.length, true));
    }
    gb_builder_free(b);
    free(b);
}

/* ---- as devices break them ------------------------------------------------------------------- */

#define HEAD "<?xml version=\"1.0\"?>\n"
#define TOP                                                                                    \
    "<CmdType>Catalog</CmdType><SN>1</SN><DeviceID>34020000001320000001</DeviceID><SumNum>2</" \
    "SumNum>"
#define ITEM(name)                                                                              \
    "<Item><DeviceID>34020000001320000002</DeviceID><Name>" name "</Name><Status>ON</Status></" \
                                                                 "Item>"
#define CATALOG(list, items) HEAD "<Response>" TOP list items "</DeviceList></Response>\n"
#define LIST2 "<DeviceList Num=\"2\">"

static void defects_are_survived(void) {
    static const struct {
        const char *name, *text;
        unsigned line;
        const char *device_name; /* of the first item */
        unsigned n_items;
        size_t n_text;
    } cases[] = {
        {"a bare &", CATALOG(LIST2, ITEM("A&B") ITEM("C")), 2, "A&B", 2, 0},
        {"a bare & before a name", CATALOG(LIST2, ITEM("R&D; x") ITEM("C")), 2, "R&D; x", 2, 0},
        {"a bare <", CATALOG(LIST2, ITEM("A<B") ITEM("C")), 2, "A<B", 2, 0},
        {"a bare < before a blank", CATALOG(LIST2, ITEM("1 < 2 &amp; 3") ITEM("C")), 2, "1 < 2 & 3",
         2, 0},
        {"a tag in a name", CATALOG(LIST2, ITEM("gate <north> side") ITEM("C")), 2,
         "gate <north> side", 2, 0},
        {"an attribute without quotes", CATALOG("<DeviceList Num=2>", ITEM("A") ITEM("C")), 2, "A",
         2, 0},
        {"an attribute in full-width quotes",
         CATALOG("<DeviceList Num=\xE2\x80\x9C"
                 "2\xE2\x80\x9D>",
                 ITEM("A") ITEM("C")),
         2, "A", 2, 0},
        {"an attribute given twice",
         CATALOG("<DeviceList Num=\"2\" Num=\"2\">", ITEM("A") ITEM("C")), 2, "A", 2, 0},
        {"an end tag twice", CATALOG(LIST2, ITEM("A") "</Item>" ITEM("C")), 2, "A", 2, 0},
        {"an end tag missing", CATALOG(LIST2, ITEM("A") ITEM("C</Name><Address>x")), 2, "A", 2, 0},
        {"the end of a leaf missing",
         HEAD "<Response><CmdType>Catalog</CmdType><SN>1<DeviceID>34020000001320000001"
              "</DeviceID><SumNum>2</SumNum>" LIST2 ITEM("A") ITEM("C") "</DeviceList></Response>",
         2, "A", 2, 0},
        {"half a character before an end tag", CATALOG(LIST2, ITEM("\xB1\xB1\xC3") ITEM("C")), 0,
         "\xE5\x8C\x97\xEF\xBF\xBD", 2, 0},
        {"half a character that took the <",
         CATALOG(LIST2,
                 "<Item><DeviceID>34020000001320000002</DeviceID><Name>"
                 "\xB1\xB1\xC3/Name><Status>ON</Status></Item>" ITEM("C")),
         2, "\xE5\x8C\x97\xEF\xBF\xBD", 2, 0},
        {"NUL bytes in a value", CATALOG(LIST2, ITEM("A\0\0B") ITEM("C")), 0,
         "A\xEF\xBF\xBD\xEF\xBF\xBD"
         "B",
         2, sizeof CATALOG(LIST2, ITEM("A\0\0B") ITEM("C")) - 1},
        {"NUL bytes behind the end", CATALOG(LIST2, ITEM("A") ITEM("C")) "\0", 3, "A", 2,
         sizeof CATALOG(LIST2, ITEM("A") ITEM("C"))},
        {"control characters", CATALOG(LIST2, ITEM("A\x02") ITEM("C")), 2, "A\x02", 2, 0},
        {"a body that just ends",
         HEAD "<Response>" TOP LIST2 ITEM("A") "<Item><DeviceID>3402000000132", 2, "A", 2, 0},
        {"text behind the root", CATALOG(LIST2, ITEM("A") ITEM("C")) "tail", 3, "A", 2, 0},
        {"an entity nobody declared", CATALOG(LIST2, ITEM("A&nbsp;") ITEM("C")), 2, "A&nbsp;", 2,
         0},
        {"a second declaration", HEAD CATALOG(LIST2, ITEM("A") ITEM("C")), 2, "A", 2, 0},
        {"no defect", CATALOG(LIST2, ITEM("A") ITEM("C")), 0, "A", 2, 0},
    };
    GbBodyReader *r = gb_body_reader_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *where = cases[i].name;
        GbSlice text =
            gb_slice(cases[i].text, cases[i].n_text ? cases[i].n_text : strlen(cases[i].text));
        GbBody body;
        gb_body_read(r, type, text, &body);
        const GbManscdp *m = &body.manscdp;
        bool broken = m->quirks & GB_MANSCDP_NOT_WELL_FORMED;
        CHECK_INT(where, m->error_line, cases[i].line);
        CHECK_INT(where, broken, cases[i].line > 0);
        CHECK_INT(where, m->error[0] != '\0', broken);
        CHECK_INT(where, m->error_column > 0, broken);
        CHECK_TRUE(where, !strchr(m->error, '\n'));
        CHECK_INT(where, m->command, GB_CMD_CATALOG);
        CHECK_TEXT(where, m->device_id, "34020000001320000001");
        CHECK_INT(where, m->sn, 1);
        CHECK_INT(where, m->n_items, cases[i].n_items);
        CHECK_TRUE(where, !m->has_num || m->num == 2);
        long list = gb_manscdp_find(m, 0, "DeviceList");
        long item = list < 0 ? -1 : gb_manscdp_find(m, (size_t)list, "Item");
        CHECK_TRUE(where, item > 0);
        if (item > 0)
            CHECK_TEXT(where, gb_manscdp_value(m, (size_t)item, "Name"), cases[i].device_name);
    }
    gb_body_reader_free(r);
}

/* ---- charsets -------------------------------------------------------------------------------- */

static void names_come_through_in_any_charset(void) {
    static const struct {
        const char *name, *declaration, *device, *utf8;
        uint32_t quirks;
    } cases[] = {
        {"GB2312", "<?xml version=\"1.0\" encoding=\"GB2312\"?>", "\xB1\xB1\xC3\xC5",
         "\xE5\x8C\x97\xE9\x97\xA8", 0},
        {"GBK under GB2312", "<?xml version=\"1.0\" encoding=\"GB2312\"?>", "\xE9\x46",
         "\xE9\x95\x95", GB_TEXT_BEYOND_GB2312},
        {"four bytes under GB18030", "<?xml version=\"1.0\" encoding=\"GB18030\"?>",
         "\x95\x34\xB2\x35", "\xF0\xA0\xAE\xB7", 0},
        {"four bytes under GB2312", "<?xml version=\"1.0\" encoding=\"gb2312\"?>",
         "\x81\x39\xEF\x31", "\xE3\x90\x82", GB_TEXT_BEYOND_GB2312},
        {"the euro of CP936", "<?xml version=\"1.0\" encoding=\"GBK\"?>", "\x80\xB1\xB1",
         "\xE2\x82\xAC\xE5\x8C\x97", 0},
        {"UTF-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "\xE5\x8C\x97\xE9\x97\xA8",
         "\xE5\x8C\x97\xE9\x97\xA8", 0},
        {"UTF-8 under GB2312", "<?xml version=\"1.0\" encoding=\"GB2312\"?>",
         "\xE5\x8C\x97\xE9\x97\xA8", "\xE5\x8C\x97\xE9\x97\xA8", GB_TEXT_DECLARED_GB_IS_UTF8},
        {"GBK under UTF-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "\xB1\xB1\xC3\xC5",
         "\xE5\x8C\x97\xE9\x97\xA8", GB_TEXT_DECLARED_UTF8_IS_GB},
        {"GBK undeclared", "<?xml version=\"1.0\"?>", "\xB1\xB1\xC3\xC5",
         "\xE5\x8C\x97\xE9\x97\xA8", GB_TEXT_UNDECLARED},
        {"GBK without declaration", "", "\xB1\xB1\xC3\xC5", "\xE5\x8C\x97\xE9\x97\xA8",
         GB_TEXT_UNDECLARED},
        {"a byte order mark", "\xEF\xBB\xBF<?xml version=\"1.0\"?>", "\xE5\x8C\x97", "\xE5\x8C\x97",
         GB_TEXT_BOM | GB_TEXT_UNDECLARED},
        {"blanks before the declaration", "\r\n <?xml version=\"1.0\" encoding=\"GB2312\"?>",
         "\xB1\xB1", "\xE5\x8C\x97", GB_TEXT_LEADING_BLANKS},
        {"a charset nobody knows", "<?xml version=\"1.0\" encoding=\"klingon\"?>", "\xB1\xB1",
         "\xE5\x8C\x97", 0},
    };
    GbBodyReader *r = gb_body_reader_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        GbBody body;
        int n = snprintf(text, sizeof text,
                         "%s<Response><CmdType>DeviceInfo</CmdType><SN>1</SN><DeviceID>"
                         "34020000001320000001</DeviceID><DeviceName>%s</DeviceName></Response>",
                         cases[i].declaration, cases[i].device);
        gb_body_read(r, type, fence_copy(gb_slice(text, (size_t)n)), &body);
        CHECK_INT(cases[i].name, body.text.quirks, cases[i].quirks);
        CHECK_INT(cases[i].name, body.manscdp.quirks & GB_MANSCDP_NOT_WELL_FORMED, 0);
        CHECK_TEXT(cases[i].name, gb_manscdp_value(&body.manscdp, 0, "DeviceName"), cases[i].utf8);
    }
    gb_body_reader_free(r);
}

/* ---- bodies made to do harm ------------------------------------------------------------------ */

static void read_both(GbSlice text, const char *where, GbBody *body, GbBodyReader *r) {
    gb_body_read(r, type, text, body);
    CHECK_INT(where, body->kind, GB_BODY_MANSCDP);
}

static void harmful_bodies_do_none(void) {
    GbBodyReader *r = gb_body_reader_new();
    GbBody body;
    const char *bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;\"><!ENTITY d "
        "\"&c;&c;&c;&c;\">]><Notify><CmdType>Keepalive</CmdType>"
        "<SN>1</SN><Info>&d;</Info></Notify>";
    read_both(gb_slice_from(bomb), "an entity bomb", &body, r);
    CHECK_INT("an entity bomb",
              body.manscdp.quirks & (GB_MANSCDP_DOCTYPE | GB_MANSCDP_NOT_WELL_FORMED),
              GB_MANSCDP_DOCTYPE);
    CHECK_TEXT("an entity bomb", gb_manscdp_value(&body.manscdp, 0, "Info"), "&d;");
    CHECK_INT("an entity bomb", body.manscdp.command, GB_CMD_KEEPALIVE);

    const char *outside =
        "<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\" [<!ENTITY x SYSTEM "
        "\"file:///etc/passwd\">]><Notify><CmdType>Keepalive</CmdType><Info>&x;</Info></Notify>";
    read_both(gb_slice_from(outside), "an external entity", &body, r);
    CHECK_TRUE("an external entity", body.manscdp.quirks & GB_MANSCDP_DOCTYPE);
    CHECK_TEXT("an external entity", gb_manscdp_value(&body.manscdp, 0, "Info"), "&x;");

    enum { DEPTH = 10000 };
    size_t n = 0;
    char *deep = malloc(DEPTH * 7 + 200);
    n += (size_t)sprintf(deep, "<Notify><CmdType>Keepalive</CmdType><SN>1</SN>");
    for (int i = 0; i < DEPTH; i++) memcpy(deep + n, "<a>", 3), n += 3;
    for (int i = 0; i < DEPTH; i++) memcpy(deep + n, "</a>", 4), n += 4;
    n += (size_t)sprintf(deep + n, "<Status>OK</Status></Notify>");
    read_both(gb_slice(deep, n), "10,000 levels", &body, r);
    CHECK_INT("10,000 levels",
              body.manscdp.quirks & (GB_MANSCDP_TOO_DEEP | GB_MANSCDP_NOT_WELL_FORMED),
              GB_MANSCDP_TOO_DEEP);
    CHECK_INT("10,000 levels", body.manscdp.n_elements, 3 + GB_MAX_XML_DEPTH - 1 + 1);
    CHECK_TEXT("10,000 levels", gb_manscdp_value(&body.manscdp, 0, "Status"), "OK");
    free(deep);

    /* To libxml2 the same attribute twice is an error: none is told when it never saw the body. */
    static const char *const attributes[] = {" a=\"\"", " a = '>'", " xmlns:a=\"b\"", "\na=\n'=\"='"};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        char tag[4000];
        n = (size_t)sprintf(tag, "<!-- it's \" --><Notify");
        for (int k = 0; k <= GB_MAX_XML_ATTRIBUTES; k++)
            n += (size_t)sprintf(tag + n, "%s", attributes[i]);
        n += (size_t)sprintf(tag + n, "><Status>OK</Status></Notify>");
        read_both(gb_slice(tag, n), attributes[i], &body, r);
        CHECK_TRUE(attributes[i], !(body.manscdp.quirks & GB_MANSCDP_NOT_WELL_FORMED));
        if (!strchr(attributes[i], '>')) { /* which ends a tag in the recovery */
            CHECK_TRUE(attributes[i], body.manscdp.quirks & GB_MANSCDP_ATTRIBUTES);
            CHECK_INT(attributes[i], body.manscdp.n_elements, 1 + GB_MAX_XML_ATTRIBUTES + 1);
        }
        CHECK_TEXT(attributes[i], gb_manscdp_value(&body.manscdp, 0, "Status"), "OK");
    }
    /* So with the fault at the end of this: it was stopped before. */
    static const char *const names[] = {"<n%06u a=\"\"/>", "<?n%06u?>"};
    enum { NAMES = 20000 };
    char *many = malloc(NAMES * 16 + 200);
    for (size_t i = 0; i < 2; i++) {
        n = (size_t)sprintf(many, "<?a?><Notify>");
        for (unsigned k = 0; k < NAMES; k++) n += (size_t)sprintf(many + n, i ? names[1] : names[0], k);
        n += (size_t)sprintf(many + n, "&<Status>OK</Status></Notify>");
        read_both(gb_slice(many, n), names[i], &body, r);
        CHECK_TRUE(names[i], !(body.manscdp.quirks & GB_MANSCDP_NOT_WELL_FORMED));
        CHECK_TEXT(names[i], gb_manscdp_value(&body.manscdp, 0, "Status"), "OK");
    }
    free(many);

    size_t size = 1 << 20;
    char *big = malloc(size + 400);
    n = (size_t)sprintf(big,
                        "<Response><CmdType>Catalog</CmdType><SN>1</"
                        "SN><DeviceID>34020000001320000001</DeviceID><DeviceList>");
    while (n < size)
        n += (size_t)sprintf(
            big + n, "<Item><DeviceID>34020000001320000001</DeviceID><Name>n&amp;m</Name></Item>");
    n += (size_t)sprintf(big + n, "</DeviceList></Response>");
    read_both(gb_slice(big, n), "a body of 1 MB", &body, r);
    CHECK_TRUE("a body of 1 MB", body.manscdp.n_items > 10000);
    CHECK_INT("a body of 1 MB", body.manscdp.quirks, GB_MANSCDP_NO_DECLARATION);

    memset(big, '<', size);
    memcpy(big, "<a>", 3);
    read_both(gb_slice(big, size), "a megabyte of <", &body, r);
    for (size_t i = 0; i + 3 <= size; i += 3) memcpy(big + i, "<a>", 3);
    read_both(gb_slice(big, size), "a third of a million open elements", &body, r);
    CHECK_INT("open elements", body.manscdp.n_elements, GB_MAX_XML_DEPTH);
    for (size_t i = 0; i + 4 <= size; i += 4) memcpy(big + i, "x<a>", 4);
    big[0] = '<', big[1] = 'r', big[2] = '>';
    read_both(gb_slice(big, size), "text and open elements", &body, r);
    for (size_t i = 0; i + 4 <= size; i += 4) memcpy(big + i, "<b/>", 4);
    memcpy(big, "<r> ", 4);
    read_both(gb_slice(big, size), "empty elements", &body, r);
    CHECK_INT("empty elements", body.manscdp.n_elements, size / 4);
    free(big);
    gb_body_reader_free(r);
}

static void more_elements_than_the_cap_are_left_out(void) {
    GbBodyReader *r = gb_body_reader_new();
    size_t size = (GB_MAX_XML_ELEMENTS + 10) * 4;
    char *big = malloc(size + 8);
    GbBody body;
    for (size_t i = 0; i < size; i += 4) memcpy(big + i, "<b/>", 4);
    memcpy(big, "<r> ", 4);
    memcpy(big + size, "</r>", 4);
    read_both(gb_slice(big, size + 4), "too many elements", &body, r);
    CHECK_INT("too many elements", body.manscdp.n_elements, GB_MAX_XML_ELEMENTS);
    CHECK_TRUE("too many elements", body.manscdp.quirks & GB_MANSCDP_TOO_MANY);
    free(big);
    gb_body_reader_free(r);
}

int main(void) {
    static const CheckTest tests[] = {
        {"the short cut yields what libxml2 does", the_short_cut_yields_what_libxml2_does},
        {"entries of a list are read alike", entries_of_a_list_are_read_alike},
        {"the same body again is read alike", the_same_body_again_is_read_alike},
        {"every prefix is read alike", every_prefix_is_read_alike},
        {"the kind comes from type and bytes", the_kind_comes_from_type_and_bytes},
        {"plain bodies take the short cut", plain_bodies_take_the_short_cut},
        {"defects are survived", defects_are_survived},
        {"names come through in any charset", names_come_through_in_any_charset},
        {"harmful bodies do none", harmful_bodies_do_none},
        {"more elements than the cap are left out", more_elements_than_the_cap_are_left_out},
        {NULL, NULL},
    };
    return check_main("body", tests);
}
