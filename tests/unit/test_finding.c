/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_finding.c - the table of rules keeps its promises (ids, ranks, both languages, the same
 * placeholders), and findings read as sentences.
 */
#include "check.h"

#include <gb28181/finding.h>
#include <stdio.h>

static bool id_is_well_formed(const char *id) {
    const char *p = id;
    while (*p >= 'a' && *p <= 'z') p++;
    if (p == id || *p++ != '.') return false;
    const char *rest = p;
    while ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-') p++;
    return p > rest && !*p && p[-1] != '-';
}

/* Bit k is set when %k+1 stands in the template. */
static unsigned placeholders(const char *text) {
    unsigned bits = 0;
    for (; (text = strchr(text, '%')); text++)
        bits |= text[1] >= '1' && text[1] <= '4' ? 1u << (text[1] - '1') : 1u << 8;
    return bits;
}

static bool has_wide(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80) return true;
    return false;
}

static void check_strings(const char *id, const char *field, const char *const text[GB_N_LANGS]) {
    char where[96];
    snprintf(where, sizeof where, "%s %s", id, field);
    check_true(where, "English is there", text[GB_EN] && *text[GB_EN]);
    check_true(where, "Chinese is there", text[GB_ZH] && *text[GB_ZH]);
    check_true(where, "English has no wide characters", !has_wide(text[GB_EN]));
    check_true(where, "no ASCII double quotes", !strchr(text[GB_EN], '"') && !strchr(text[GB_ZH], '"'));
    check_true(where, "Chinese is punctuated in Chinese",
               !strchr(text[GB_ZH], ';') || strchr(text[GB_ZH], '='));
    check_true(where, "the same arguments in both languages",
               placeholders(text[GB_EN]) == placeholders(text[GB_ZH]));
    check_true(where, "arguments are counted from %1 without holes",
               (placeholders(text[GB_EN]) & (placeholders(text[GB_EN]) + 1)) == 0);
}

static void table_is_sound(void) {
    for (unsigned r = 1; r < GB_N_RULES; r++) {
        const GbRuleInfo *i = gb_rule_info((GbRule)r);
        check_true(i->id, "id matches family.words-in-lower-case", id_is_well_formed(i->id));
        check_int(i->id, "gb_rule_find finds it (ids are unique)", gb_rule_find(i->id), r);
        check_true(i->id, "severity", i->severity >= GB_SEVERITY_NOTE);
        check_true(i->id, "rank is 1 to 100", i->rank >= 1 && i->rank <= 100);
        check_true(i->id, "reference id is GB-... or none",
                   !*i->reference || strncmp(i->reference, "GB-", 3) == 0);
        check_strings(i->id, "title", i->title);
        check_strings(i->id, "seen", i->seen);
        check_strings(i->id, "why", i->why);
        check_strings(i->id, "advice", i->advice);
        check_true(i->id, "only seen has arguments",
                   !placeholders(i->title[0]) && !placeholders(i->why[0]) &&
                       !placeholders(i->advice[0]));
        check_true(i->id, "Chinese title is Chinese", has_wide(i->title[GB_ZH]));
    }
    CHECK_INT("a wrong password outranks a missing To tag",
              gb_rule_info(GB_RULE_AUTH_PASSWORD_WRONG)->rank >
                  gb_rule_info(GB_RULE_SIP_NO_TO_TAG)->rank, 1);
    CHECK_INT("no such rule", gb_rule_find("capture.nonsense"), GB_RULE_NONE);
    CHECK_INT("no rule at all", gb_rule_find(NULL), GB_RULE_NONE);
    check_text("severity names", "note", gb_slice_from(gb_severity_name(GB_SEVERITY_NOTE)), "note");
    check_text("severity names", "error", gb_slice_from(gb_severity_name(GB_SEVERITY_ERROR)), "error");
}

static void findings_read_as_sentences(void) {
    static const struct {
        const char *name;
        GbFinding f;
        GbLang lang;
        const char *text;
    } cases[] = {
        {"arguments are filled in",
         {.rule = GB_RULE_DEVICE_ID_INVALID, .count = 1, .frame = 1, .args = {"340200", "6"}}, GB_EN,
         "The ID 340200 has 6 characters; exactly 20 digits are required."},
        {"a missing argument reads ?",
         {.rule = GB_RULE_DEVICE_ID_INVALID, .count = 1, .frame = 1, .args = {"340200"}}, GB_EN,
         "The ID 340200 has ? characters; exactly 20 digits are required."},
        {"repeats are told",
         {.rule = GB_RULE_CAPTURE_CONTINUED_DATAGRAM, .count = 214, .frame = 9}, GB_EN,
         "The body goes on in the next datagram. (214 times, first in frame 9)"},
        {"repeats are told in Chinese",
         {.rule = GB_RULE_CAPTURE_CONTINUED_DATAGRAM, .count = 214, .frame = 9}, GB_ZH,
         "消息体延续到下一个数据报。（共 214 次，首次在第 9 帧）"},
        {"repeats without a frame",
         {.rule = GB_RULE_CAPTURE_CONTINUED_DATAGRAM, .count = 2}, GB_EN,
         "The body goes on in the next datagram. (2 times)"},
        {"an argument in two languages, English",
         {.rule = GB_RULE_MESSAGE_XML_ODD, .count = 1, .args = {"a DTD\x1f" "DTD 声明"}}, GB_EN,
         "The body has a DTD."},
        {"an argument in two languages, Chinese",
         {.rule = GB_RULE_MESSAGE_XML_ODD, .count = 1, .args = {"a DTD\x1f" "DTD 声明"}}, GB_ZH,
         "消息体含有DTD 声明。"},
        {"a % in an argument stays",
         {.rule = GB_RULE_SIP_VERSION, .count = 1, .args = {"%1%2"}}, GB_EN,
         "The version is %1%2."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[256];
        size_t n = gb_finding_text(&cases[i].f, cases[i].lang, out, sizeof out);
        check_text(cases[i].name, "text", gb_slice(out, n), cases[i].text);
        check_int(cases[i].name, "NUL", out[n], 0);
    }
}

static void short_buffers_hold_whole_characters(void) {
    GbFinding f = {.rule = GB_RULE_CAPTURE_CONTINUED_DATAGRAM, .count = 3, .frame = 7};
    char whole[256], out[256];
    size_t all = gb_finding_text(&f, GB_ZH, whole, sizeof whole);
    for (size_t n = 0; n <= all; n++) {
        memset(out, 'x', sizeof out);
        size_t got = gb_finding_text(&f, GB_ZH, out, n);
        check_true("short buffer", "fits", n == 0 ? got == 0 : got < n);
        check_true("short buffer", "is the start", memcmp(out, whole, got) == 0);
        check_true("short buffer", "NUL, when there is room", n == 0 ? out[0] == 'x' : !out[got]);
        check_true("short buffer", "ends between characters",
                   ((unsigned char)whole[got] & 0xC0) != 0x80);
    }
}

int main(void) {
    static const CheckTest tests[] = {
        {"the table is sound", table_is_sound},
        {"findings read as sentences", findings_read_as_sentences},
        {"short buffers hold whole characters", short_buffers_hold_whole_characters},
        {NULL, NULL},
    };
    return check_main("finding", tests);
}
