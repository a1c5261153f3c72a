/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * finding.c - the table of rules as data, and a finding as a sentence.
 *
 * rules.def is the only place where a rule is described; here it becomes an array indexed by
 * GbRule. A sentence is its `seen` template with %1 to %4 replaced. An argument whose words
 * depend on the language holds both, English first, parted by GB_ARG_PARTS; a missing one reads
 * "?". Captured text in arguments is data: a % in it is not looked at again. The output is cut at
 * whole characters, since half a UTF-8 character spoils a whole JSON document.
 */
#include <gb28181/finding.h>

static const GbRuleInfo rules[GB_N_RULES] = {
    [GB_RULE_NONE] = {"", GB_SEVERITY_NONE, 0, "", "", {"", ""}, {"", ""}, {"", ""}, {"", ""}},
#define GB_RULE(name, dotted, level, weight, ref, where, title_en, title_zh, seen_en, seen_zh, \
                why_en, why_zh, advice_en, advice_zh)                                         \
    [GB_RULE_##name] = {dotted, GB_SEVERITY_##level, weight, ref, where,                       \
                        {title_en, title_zh}, {seen_en, seen_zh}, {why_en, why_zh},            \
                        {advice_en, advice_zh}},
#include <gb28181/rules.def>
#undef GB_RULE
};

const GbRuleInfo *gb_rule_info(GbRule rule) {
    return &rules[(unsigned)rule < GB_N_RULES ? rule : GB_RULE_NONE];
}

GbRule gb_rule_find(const char *id) {
    for (unsigned r = GB_RULE_NONE + 1; id && r < GB_N_RULES; r++)
        if (strcmp(rules[r].id, id) == 0) return (GbRule)r;
    return GB_RULE_NONE;
}

const char *gb_severity_name(GbSeverity s) {
    static const char *const names[] = {"none", "note", "warning", "error"};
    return (unsigned)s < sizeof names / sizeof *names ? names[s] : names[0];
}

/* Collects text into a buffer of n bytes; `full` once something did not fit. */
typedef struct Text {
    char *out;
    size_t n, at;
    bool full;
} Text;

static void add(Text *t, const char *p, size_t n) {
    if (t->full) return;
    size_t room = t->n ? t->n - 1 - t->at : 0;
    if (n > room) {
        t->full = true;
        n = room;
        while (n && ((unsigned char)p[n] & 0xC0) == 0x80) n--; /* whole characters only */
    }
    if (n) memcpy(t->out + t->at, p, n);
    t->at += n;
}

static void add_arg(Text *t, const char *arg, GbLang lang) {
    if (!arg || !*arg) {
        add(t, "?", 1);
        return;
    }
    const char *parts = strchr(arg, GB_ARG_PARTS);
    if (!parts)
        add(t, arg, strlen(arg));
    else if (lang == GB_ZH)
        add(t, parts + 1, strlen(parts + 1));
    else
        add(t, arg, (size_t)(parts - arg));
}

static void add_text(Text *t, const char *text) {
    add(t, text, strlen(text));
}

static void add_number(Text *t, uint64_t value) {
    char digits[20], *p = digits + sizeof digits;
    do *--p = (char)('0' + value % 10);
    while (value /= 10);
    add(t, p, (size_t)(digits + sizeof digits - p));
}

/* " (3 times, first in frame 4 of file 2)" */
static void add_count(Text *t, const GbFinding *f, GbLang lang) {
    bool zh = lang == GB_ZH;
    add_text(t, zh ? "（共 " : " (");
    add_number(t, f->count);
    add_text(t, zh ? " 次" : " times");
    if (f->frame) {
        add_text(t, zh ? "，首次在第 " : ", first in frame ");
        if (f->file && zh) {
            add_number(t, (uint64_t)f->file + 1);
            add_text(t, " 个文件第 ");
        }
        add_number(t, f->frame);
        if (zh) add_text(t, " 帧");
        if (f->file && !zh) {
            add_text(t, " of file ");
            add_number(t, (uint64_t)f->file + 1);
        }
    }
    add_text(t, zh ? "）" : ")");
}

size_t gb_finding_text(const GbFinding *f, GbLang lang, char *out, size_t n) {
    Text t = {out, n, 0, n == 0};
    const char *seen = gb_rule_info(f->rule)->seen[lang == GB_ZH];
    while (*seen) {
        size_t plain = strcspn(seen, "%");
        add(&t, seen, plain);
        seen += plain;
        if (!*seen) break;
        unsigned k = (unsigned)(seen[1] - '1');
        if (k < GB_MAX_FINDING_ARGS) {
            add_arg(&t, f->args[k], lang);
            seen += 2;
        } else {
            add(&t, seen++, 1);
        }
    }
    if (f->count > 1) add_count(&t, f, lang);
    if (n) out[t.at] = '\0';
    return t.at;
}
