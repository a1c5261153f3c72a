/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_rules_doc.c - docs/rules.md and docs/rules.zh-CN.md say what rules.def says. When they
 * don't, `test_rules_doc --write` writes them anew.
 */
#include "check.h"

#include <gb28181/finding.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Page {
    char *text;
    size_t n, room;
} Page;

static void add(Page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(Page *p, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int wrote = vsnprintf(p->text + p->n, p->room - p->n, format, args);
    va_end(args);
    if (wrote < 0 || (size_t)wrote >= p->room - p->n) abort();
    p->n += (size_t)wrote;
}

static const char *const files[GB_N_LANGS] = {"docs/rules.md", "docs/rules.zh-CN.md"};
static const char *const intro[GB_N_LANGS] = {
    "# Rules\n\nEvery finding gbanalyze and the plugin can raise, by family and weight. `%1` to `%4` stand for "
    "what was seen.\nThe list comes from `include/gb28181/rules*.def`; `test_rules_doc --write` writes it anew.\n"
    "[中文](rules.zh-CN.md)\n",
    "# 规则\n\ngbanalyze 与插件可能给出的全部诊断，按类别和权重排列。`%1` 至 `%4` 代表实际内容。\n"
    "本表由 `include/gb28181/rules*.def` 生成，可用 `test_rules_doc --write` 重写。\n[English](rules.md)\n"};
static const char *const severities[4][GB_N_LANGS] = {
    {"", ""}, {"note", "提示"}, {"warning", "警告"}, {"error", "错误"}};

static size_t family_length(const GbRuleInfo *i) {
    return (size_t)(strchr(i->id, '.') - i->id);
}

/* Angle brackets and the like are text in a Markdown page. */
static void add_text(Page *p, const char *text) {
    for (; *text; text++) {
        if (*text == '<')
            add(p, "&lt;");
        else if (*text == '|' || *text == '*')
            add(p, "\\%c", *text);
        else
            add(p, "%c", *text);
    }
}

static void add_rule(Page *p, const GbRuleInfo *i, GbLang lang) {
    add(p, "\n### `%s`\n\n**", i->id);
    add_text(p, i->title[lang]);
    add(p, "** · %s · %u", severities[i->severity][lang], i->rank);
    if (*i->reference) add(p, " · %s", i->reference);
    if (*i->clause) add(p, " · %s", i->clause);
    add(p, "\n\n> ");
    add_text(p, i->seen[lang]);
    add(p, "\n\n");
    add_text(p, i->why[lang]);
    add(p, lang == GB_ZH ? "" : " ");
    add_text(p, i->advice[lang]);
    add(p, "\n");
}

static Page write_page(GbLang lang) {
    Page p = {malloc(1 << 20), 0, 1 << 20};
    bool done[GB_N_RULES] = {false};
    add(&p, "%s", intro[lang]);
    for (unsigned r = 1; r < GB_N_RULES; r++) {
        const GbRuleInfo *head = gb_rule_info((GbRule)r);
        size_t n = family_length(head);
        if (done[r]) continue;
        add(&p, "\n## %.*s\n", (int)n, head->id);
        for (unsigned rank = 101; rank-- > 0;)
            for (unsigned k = 1; k < GB_N_RULES; k++) {
                const GbRuleInfo *i = gb_rule_info((GbRule)k);
                if (i->rank != rank || family_length(i) != n || strncmp(i->id, head->id, n)) continue;
                add_rule(&p, i, lang);
                done[k] = true;
            }
    }
    return p;
}

static void pages_say_what_the_table_says(void) {
    for (int lang = 0; lang < GB_N_LANGS; lang++) {
        char path[512];
        size_t n;
        snprintf(path, sizeof path, "%s/%s", GB_SOURCE_DIR, files[lang]);
        Page p = write_page((GbLang)lang);
        char *there = check_read_file(path, &n);
        if (n != p.n || memcmp(there, p.text, n) != 0)
            fprintf(stderr, "%s is not what rules.def says: run test_rules_doc --write\n", files[lang]);
        check_true(files[lang], "says what rules.def says", n == p.n && !memcmp(there, p.text, n));
        free(there);
        free(p.text);
    }
}

static int write_pages(void) {
    for (int lang = 0; lang < GB_N_LANGS; lang++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", GB_SOURCE_DIR, files[lang]);
        Page p = write_page((GbLang)lang);
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(p.text, 1, p.n, f) != p.n || fclose(f) != 0) {
            perror(path);
            return 1;
        }
        free(p.text);
    }
    return 0;
}

int main(int argc, char **argv) {
    static const CheckTest tests[] = {
        {"the pages say what the table says", pages_say_what_the_table_says},
        {NULL, NULL},
    };
    if (argc == 2 && strcmp(argv[1], "--write") == 0) return write_pages();
    return check_main("rules_doc", tests);
}
