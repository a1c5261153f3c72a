/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_options.c - the command line: what it means, and what is said when it means nothing. */
#include <glib.h>
#include <stdlib.h>
#include <time.h>

#include "check.h"
#include "options.h"

/* Parses "gbanalyze " + line, split at blanks ('' is an empty argument). */
typedef struct Parsed {
    Options options;
    OptionsOutcome outcome;
    char *error, **argv;
} Parsed;

static Parsed parse(const char *line) {
    Parsed p = {0};
    int argc = 0;
    g_shell_parse_argv(line, &argc, &p.argv, NULL);
    p.outcome = options_parse(argc, p.argv, &p.options, &p.error);
    return p;
}

static void forget(Parsed *p) {
    options_clear(&p->options);
    g_free(p->error);
    g_strfreev(p->argv);
}

static void test_defaults(void) {
    Parsed p = parse("gbanalyze --lang en dir/site.pcapng.gz");
    CHECK_INT("defaults", p.outcome, OPTIONS_RUN);
    CHECK_TEXT("the report is named after the capture", gb_slice_from(p.options.html), "site.html");
    CHECK_TRUE("no other output", !p.options.json && !p.options.csv && !p.options.events);
    CHECK_INT("defaults", p.options.keepalive_interval_s, 60);
    CHECK_INT("defaults", p.options.keepalive_misses, 3);
    CHECK_INT("defaults", p.options.fail_on, GB_SEVERITY_NONE);
    CHECK_INT("defaults", p.options.detail, GB_DETAIL_AUTO);
    CHECK_TRUE("defaults", !p.options.quiet && !p.options.has_since && !p.options.has_until);
    CHECK_TRUE("defaults", !options_use_stdout(&p.options));
    forget(&p);
}

static void test_everything(void) {
    Parsed p = parse("gbanalyze -q -p pw.csv --also-try=more.txt a.pcap -o r.html --json - --csv c.csv "
                     "--events e.ndjson --device 1 --device 2 --since 2020-10-28 --until "
                     "2020-10-28 --keepalive-interval 30 --keepalive-misses=5 --lang zh --detail "
                     "problems --fail-on warning b.pcap -- -c.pcap");
    const Options *o = &p.options;
    CHECK_INT("all of them", p.outcome, OPTIONS_RUN);
    CHECK_INT("captures may stand anywhere", o->n_captures, 3);
    CHECK_TEXT("captures keep their order", gb_slice_from(o->captures[0]), "a.pcap");
    CHECK_TEXT("captures keep their order", gb_slice_from(o->captures[2]), "-c.pcap");
    CHECK_TEXT("all", gb_slice_from(o->passwords), "pw.csv");
    CHECK_TEXT("all", gb_slice_from(o->also_try), "more.txt");
    CHECK_TEXT("all", gb_slice_from(o->html), "r.html");
    CHECK_TEXT("all", gb_slice_from(o->json), "-");
    CHECK_TEXT("all", gb_slice_from(o->csv), "c.csv");
    CHECK_TEXT("all", gb_slice_from(o->events), "e.ndjson");
    CHECK_INT("--device is repeatable", o->n_devices, 2);
    CHECK_INT("all", o->keepalive_interval_s, 30);
    CHECK_INT("all", o->keepalive_misses, 5);
    CHECK_INT("all", o->lang, GB_ZH);
    CHECK_INT("all", o->detail, GB_DETAIL_PROBLEMS);
    CHECK_INT("all", o->fail_on, GB_SEVERITY_WARNING);
    CHECK_TRUE("all", o->quiet && o->has_since && o->has_until && options_use_stdout(o));
    CHECK_INT("a date alone is a whole day", o->until_us - o->since_us, 86400LL * 1000000 - 1);
    forget(&p);
}

static void test_wrong_usage(void) {
    static const struct {
        const char *name, *line, *expected;
    } cases[] = {
        {"no capture", "x --lang en", "no capture named; give a pcap or pcapng file, or - for standard input"},
        {"unknown option", "x --lang en --colour a", "--colour: no such option; see gbanalyze --help"},
        {"unknown option with a value", "x --lang en --colour=1 a", "--colour=1: no such option; see gbanalyze --help"},
        {"unknown letter", "x --lang en -z a", "-z: no such option; see gbanalyze --help"},
        {"unknown letter behind a known one", "x --lang en -qz a", "-z: no such option; see gbanalyze --help"},
        {"ambiguous", "x --lang en --keepalive 3 a", "--keepalive: no such option; see gbanalyze --help"},
        {"a value is missing", "x --lang en a --json", "--json: a value is missing; see gbanalyze --help"},
        {"a letter's value is missing", "x --lang en a -p", "-p: a value is missing; see gbanalyze --help"},
        {"a value too much", "x --lang en --quiet=yes a", "--quiet takes no value; leave it out"},
        {"a long one's value too much", "x --lang en --no-html=yes a", "--no-html takes no value; leave it out"},
        {"no number", "x --lang en --keepalive-interval soon a", "--keepalive-interval soon: not understood; give seconds, 1 to 86400"},
        {"a number too small", "x --lang en --keepalive-misses 0 a", "--keepalive-misses 0: not understood; give a number, 1 to 1000"},
        {"a number too large", "x --lang en --keepalive-interval 99999999999999999999 a", "--keepalive-interval 99999999999999999999: not understood; give seconds, 1 to 86400"},
        {"no language", "x --lang fr a", NULL},
        {"no severity", "x --lang en --fail-on bad a", "--fail-on bad: not understood; choose note, warning or error"},
        {"no detail", "x --lang en --detail some a", "--detail some: not understood; choose all, problems or none"},
        {"no time", "x --lang en --since yesterday a", "--since yesterday: not understood; write it as 2020-10-28T16:18:25+08:00, or a date alone"},
        {"no time in Chinese", "x --lang zh --until 25:00 a", "--until 25:00：无法识别；请写成 2020-10-28T16:18:25+08:00，或只写日期"},
        {"an empty device", "x --lang en --device '' a", "--device : not understood; name a device ID"},
        {"range upside down", "x --lang en --since 2021-01-01 --until 2020-01-01 a", "--since is later than --until; swap them"},
        {"two outputs to standard output", "x --lang en a --json - --csv -", "more than one output is -; only one can go to standard output, name a file for the others"},
        {"report and events to standard output", "x --lang en a -o - --events -", "more than one output is -; only one can go to standard output, name a file for the others"},
        {"standard input twice", "x --lang en - -", "- (standard input) is named twice; it can be read only once"},
        {"an empty output", "x --lang en a --csv ''", "an output's name is empty; give a file, or - for standard output"},
        {"an empty capture", "x --lang en ''", "a capture's name is empty; give a file, or - for standard input"},
        {"report wanted and not wanted", "x --lang en --no-html -o r.html a", "--no-html and --output contradict each other; leave one out"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Parsed p = parse(cases[i].line);
        CHECK_INT(cases[i].name, p.outcome, OPTIONS_WRONG);
        if (cases[i].expected) CHECK_TEXT(cases[i].name, gb_slice_from(p.error), cases[i].expected);
        CHECK_TRUE(cases[i].name, p.error && !strchr(p.error, '\n'));
        forget(&p);
    }
}

static void test_help_and_version(void) {
    Parsed p = parse("x --help --colour");
    CHECK_INT("--help wins over what follows", p.outcome, OPTIONS_HELP);
    forget(&p);
    p = parse("x --version");
    CHECK_INT("--version", p.outcome, OPTIONS_VERSION);
    forget(&p);
    for (int lang = 0; lang < GB_N_LANGS; lang++) {
        char *help = options_help((GbLang)lang);
        CHECK_TRUE("help is UTF-8", g_utf8_validate(help, -1, NULL));
        CHECK_TRUE("help names the options", strstr(help, "--keepalive-misses") != NULL);
        char **lines = g_strsplit(help, "\n", -1);
        for (unsigned i = 0; lines[i]; i++)
            if (g_utf8_strlen(lines[i], -1) > 100) CU_FAIL("a line of the help is too long");
        g_strfreev(lines);
        g_free(help);
    }
}

static void test_language(void) {
    static const struct {
        const char *name, *language, *line;
        GbLang expected;
    } cases[] = {
        {"a Chinese locale", "zh_CN.UTF-8", "x a", GB_ZH},
        {"an English locale", "en_GB.UTF-8", "x a", GB_EN},
        {"no locale", "C", "x a", GB_EN},
        {"another locale", "de_DE.UTF-8", "x a", GB_EN},
        {"--lang wins over the locale", "zh_CN.UTF-8", "x a --lang en", GB_EN},
        {"--lang=zh too", "C", "x --lang=zh a", GB_ZH},
        {"behind -- it is a file's name", "C", "x -- --lang=zh", GB_EN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        g_setenv("LANGUAGE", cases[i].language, TRUE);
        g_setenv("LC_ALL", cases[i].language, TRUE);
        Parsed p = parse(cases[i].line);
        CHECK_INT(cases[i].name, p.options.lang, cases[i].expected);
        forget(&p);
    }
    g_unsetenv("LANGUAGE");
    g_setenv("LC_ALL", "C", TRUE);
}

static void test_times(void) {
    static const struct {
        const char *text;
        bool is_end;
        int64_t us; /* -1: refused */
    } cases[] = {
        {"2020-10-28T16:18:25.286Z", false, 1603901905286000},
        {"2020-10-28T16:18:25.286000Z", true, 1603901905286000},
        {"2020-10-28t16:18:25,286z", false, 1603901905286000},
        {"2020-10-29T00:18:25+08:00", false, 1603901905000000},
        {"2020-10-29 00:18:25+0800", false, 1603901905000000},
        {"2020-10-29T00:18+08", false, 1603901880000000},
        {"2020-10-28T12:48:25-03:30", false, 1603901905000000},
        {"2020-10-28T16:18:25.2867891Z", false, 1603901905286789},
        {"2020-10-28T24:00:00Z", false, 1603929600000000},
        {"2020-10-28", false, 1603843200000000 + 5 * 3600 * 1000000LL}, /* local: UTC-5 */
        {"2020-10-28", true, 1603843200000000 + 29 * 3600 * 1000000LL - 1},
        {"2020-10-28T16:18:25", false, 1603901905000000 + 5 * 3600 * 1000000LL},
        {"2020-02-29Z", false, 1582934400000000},
        {"2021-02-29", false, -1},
        {"2020-10-28T24:01:00Z", false, -1},
        {"2020-13-01", false, -1},
        {"2020-1-1", false, -1},
        {"2020-10-28T", false, -1},
        {"2020-10-28T16", false, -1},
        {"2020-10-28T16:60", false, -1},
        {"2020-10-28T16:18:61Z", false, -1},
        {"2020-10-28T16:18:25.Z", false, -1},
        {"2020-10-28T16:18:25 UTC", false, -1},
        {"2020-10-28T16:18:25+", false, -1},
        {"2020-10-28T16:18:25+08:", false, -1},
        {"2020-10-28T16:18:25+15:00", false, -1},
        {"2020-10-28x", false, -1},
        {"", false, -1},
    };
    g_setenv("TZ", "EST5", TRUE);
    tzset();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t us = -1;
        bool read = options_time(cases[i].text, cases[i].is_end, &us);
        CHECK_INT(cases[i].text, us, cases[i].us);
        CHECK_INT(cases[i].text, read, cases[i].us != -1);
    }
}

static void test_default_report(void) {
    static const char *const cases[][2] = {
        {"a.pcap", "a.html"},           {"/x/y/a.pcapng", "a.html"}, {"a.pcap.gz", "a.html"},
        {"a.PCAP.ZST", "a.html"},       {"a.cap", "a.html"},         {"-", "capture.html"},
        {"noending", "noending.html"},  {"a.b.pcap", "a.b.html"},    {".pcap", ".pcap.html"},
        {"现场.pcap", "现场.html"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *report = options_default_report(cases[i][0]);
        CHECK_TEXT(cases[i][0], gb_slice_from(report), cases[i][1]);
        g_free(report);
    }
}

int main(void) {
    static const CheckTest tests[] = {{"defaults", test_defaults},
                                      {"everything", test_everything},
                                      {"wrong usage", test_wrong_usage},
                                      {"help and version", test_help_and_version},
                                      {"language", test_language},
                                      {"times", test_times},
                                      {"default report", test_default_report},
                                      {NULL, NULL}};
    return check_main("options", tests);
}
