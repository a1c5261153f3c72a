/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.c - the command line (the contract, section 2), read with getopt_long.
 *
 * One table holds each option's letter, name, argument and help in both languages; the parser's
 * tables are made from it, so that --help can't forget an option. What can be told from the command
 * line alone is checked here, before any file is touched: numbers, times, words, and that only one
 * output is "-". getopt's own messages are off: they are neither one line with advice nor Chinese.
 * The language is looked up first, because everything after it may have to complain in it.
 */
#include "options.h"

#include <getopt.h>
#include <glib.h>
#include <stdlib.h>

enum {
    O_NO_HTML = 256, O_JSON, O_CSV, O_EVENTS, O_DEVICE, O_SINCE, O_UNTIL, O_INTERVAL, O_MISSES,
    O_LANG, O_FAIL_ON, O_DETAIL, O_ALSO_TRY, O_VERSION, O_HELP
};

static const struct OptionRow {
    int code; /* the letter, when there is one */
    const char *name;
    const char *argument[GB_N_LANGS]; /* NULL: takes none */
    const char *help[GB_N_LANGS];     /* lines parted by \n */
} rows[] = {
    {'p', "passwords", {"FILE", "文件"},
     {"known passwords: devices.csv with the columns device_id,password", "已知密码：devices.csv，列为 device_id,password"}},
    {O_ALSO_TRY, "also-try", {"FILE", "文件"},
     {"candidate passwords, one a line, tried to explain a mismatch", "候选密码，每行一个，用于解释密码不符的原因"}},
    {'o', "output", {"FILE", "文件"},
     {"the HTML report; default: the first capture's name with .html,\nin the current folder; - standard output",
      "HTML 报告；默认在当前目录，文件名取第一个抓包文件的名称加 .html；\n- 表示标准输出"}},
    {O_NO_HTML, "no-html", {NULL, NULL}, {"write no HTML report", "不生成 HTML 报告"}},
    {O_JSON, "json", {"FILE", "文件"},
     {"the whole analysis as one JSON document; - standard output", "完整分析结果，一个 JSON 文档；- 表示标准输出"}},
    {O_CSV, "csv", {"FILE", "文件"},
     {"one row per session; - standard output", "每个会话一行；- 表示标准输出"}},
    {O_EVENTS, "events", {"FILE", "文件"},
     {"one line of JSON per SIP message; - standard output", "每条 SIP 消息一行 JSON；- 表示标准输出"}},
    {O_DEVICE, "device", {"ID", "编码"},
     {"show only this device (may be given several times)", "仅显示该设备（可重复指定）"}},
    {O_SINCE, "since", {"TIME", "时间"},
     {"only messages from this time on (ISO 8601, such as\n2020-10-28T16:18:25+08:00; without a zone: local time)",
      "仅分析该时间及之后的消息（ISO 8601，例如\n2020-10-28T16:18:25+08:00；不带时区时为本地时间）"}},
    {O_UNTIL, "until", {"TIME", "时间"},
     {"only messages up to this time; a date alone includes that day", "仅分析截至该时间的消息；只写日期时包含当天"}},
    {O_INTERVAL, "keepalive-interval", {"S", "秒"},
     {"expected keepalive interval where the capture can't tell it;\ndefault 60", "抓包无法得出心跳周期时采用的周期；默认 60"}},
    {O_MISSES, "keepalive-misses", {"N", "次数"},
     {"a device is lost after N intervals of silence; default 3", "静默 N 个心跳周期即判为失联；默认 3"}},
    {O_DETAIL, "detail", {"all|problems|none", "all|problems|none"},
     {"devices the HTML report shows message by message; default:\nall in small captures, those with problems in large ones",
      "HTML 报告中逐条展示消息的设备；默认：小抓包为全部设备，\n大抓包仅为有问题的设备"}},
    {O_LANG, "lang", {"en|zh", "en|zh"},
     {"language of the report and the summary; default: the locale's", "报告与摘要的语言；默认取自系统区域设置"}},
    {O_FAIL_ON, "fail-on", {"note|warning|error", "note|warning|error"},
     {"exit 1 if there is a finding of that severity or above", "存在该级别或更高级别的问题时以 1 退出"}},
    {'q', "quiet", {NULL, NULL}, {"no summary, no progress", "不显示摘要和进度"}},
    {O_VERSION, "version", {NULL, NULL}, {"print the version", "显示版本"}},
    {O_HELP, "help", {NULL, NULL}, {"print this text", "显示本帮助"}},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

char *options_help(GbLang lang) {
    GString *s = g_string_new(say(lang,
        "Usage: gbanalyze [OPTION...] CAPTURE...\n\n"
        "Reconstructs GB/T 28181 sessions from captures and says what went wrong: registrations,\n"
        "passwords, keepalives. CAPTURE is pcap or pcapng, plain or compressed with gzip or zstd;\n"
        "- is standard input. Several captures are merged by time.\n\n",
        "用法：gbanalyze [选项...] 抓包文件...\n\n"
        "从抓包文件还原 GB/T 28181 会话，并指出问题所在：注册、密码、心跳。\n"
        "抓包文件为 pcap 或 pcapng，可用 gzip 或 zstd 压缩；- 表示标准输入。\n"
        "多个抓包文件按时间合并分析。\n\n"));
    for (unsigned i = 0; i < N_ROWS; i++) {
        const char *argument = rows[i].argument[lang];
        GString *head = g_string_new("  ");
        if (rows[i].code < 256)
            g_string_append_printf(head, "-%c, ", rows[i].code);
        else
            g_string_append(head, "    ");
        g_string_append_printf(head, "--%s%s%s", rows[i].name, argument ? " " : "",
                               argument ? argument : "");
        char **lines = g_strsplit(rows[i].help[lang], "\n", -1);
        unsigned line = 0;
        g_string_append(s, head->str);
        if (g_utf8_strlen(head->str, -1) > 28)
            g_string_append(s, "\n");
        else /* an argument's name in Chinese is twice as wide as it is long */
            g_string_append_printf(s, "%*s%s\n",
                                   (int)(30 - g_utf8_strlen(head->str, -1) -
                                         ((long)head->len - g_utf8_strlen(head->str, -1)) / 2),
                                   "", lines[line++]);
        for (; lines[line]; line++) g_string_append_printf(s, "%30s%s\n", "", lines[line]);
        g_strfreev(lines);
        g_string_free(head, TRUE);
    }
    g_string_append(s, say(lang,
        "\nExit: 0 analysed; 1 analysed, and --fail-on was met; 2 wrong usage, or a file could not be used.\n",
        "\n退出码：0 已完成分析；1 已完成分析且满足 --fail-on；2 用法错误，或文件无法使用。\n"));
    return g_string_free(s, FALSE);
}

char *options_default_report(const char *capture) {
    static const char *const endings[] = {".gz", ".zst", ".pcapng", ".pcap", ".cap", ".ntar"};
    if (strcmp(capture, "-") == 0) return g_strdup("capture.html");
    char *base = g_path_get_basename(capture);
    for (unsigned i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t n = strlen(base), end = strlen(endings[i]);
        if (n > end && g_ascii_strcasecmp(base + n - end, endings[i]) == 0) {
            base[n - end] = '\0';
            if (i > 1) break; /* one format's ending; a compression's before it */
        }
    }
    char *report = g_strconcat(base, ".html", NULL);
    g_free(base);
    return report;
}

static bool take_number(const char *text, unsigned least, unsigned most, unsigned *out) {
    uint64_t value;
    if (!gb_slice_uint(gb_slice_from(text), &value) || value < least || value > most) return false;
    *out = (unsigned)value;
    return true;
}

static bool take_word(const char *text, const char *const *words, unsigned *out) {
    for (unsigned i = 0; words[i]; i++)
        if (g_ascii_strcasecmp(text, words[i]) == 0) {
            *out = i;
            return true;
        }
    return false;
}

/* --lang wherever it stands, else the locale's (LANGUAGE, LC_ALL, LC_MESSAGES, LANG). */
static GbLang find_language(int argc, char **argv) {
    GbLang lang = g_str_has_prefix(g_get_language_names()[0], "zh") ? GB_ZH : GB_EN;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *word = NULL;
        if (g_str_has_prefix(argv[i], "--lang="))
            word = argv[i] + strlen("--lang=");
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            word = argv[i + 1];
        if (word && g_ascii_strcasecmp(word, "zh") == 0) lang = GB_ZH;
        if (word && g_ascii_strcasecmp(word, "en") == 0) lang = GB_EN;
    }
    return lang;
}

/* One option's value into *o; false: it is none, and *wanted says what would be. */
static bool take(Options *o, int code, const char *value, const char **wanted) {
    static const char *const langs[] = {"en", "zh", NULL};
    static const char *const details[] = {"auto", "all", "problems", "none", NULL};
    static const char *const severities[] = {"note", "warning", "error", NULL};
    unsigned word = 0;
    switch (code) {
    case 'p': o->passwords = value; break;
    case 'o': o->html = value; break;
    case 'q': o->quiet = true; break;
    case O_ALSO_TRY: o->also_try = value; break;
    case O_JSON: o->json = value; break;
    case O_CSV: o->csv = value; break;
    case O_EVENTS: o->events = value; break;
    case O_DEVICE:
        o->devices[o->n_devices++] = value;
        *wanted = say(o->lang, "name a device ID", "请给出设备编码");
        return *value != '\0';
    case O_SINCE:
    case O_UNTIL:
        *wanted = say(o->lang, "write it as 2020-10-28T16:18:25+08:00, or a date alone",
                      "请写成 2020-10-28T16:18:25+08:00，或只写日期");
        if (code == O_SINCE) return o->has_since = options_time(value, false, &o->since_us);
        return o->has_until = options_time(value, true, &o->until_us);
    case O_INTERVAL:
        *wanted = say(o->lang, "give seconds, 1 to 86400", "请给出 1 到 86400 之间的秒数");
        return take_number(value, 1, 86400, &o->keepalive_interval_s);
    case O_MISSES:
        *wanted = say(o->lang, "give a number, 1 to 1000", "请给出 1 到 1000 之间的数");
        return take_number(value, 1, 1000, &o->keepalive_misses);
    case O_LANG:
        *wanted = say(o->lang, "choose en or zh", "请选择 en 或 zh");
        return take_word(value, langs, &word);
    case O_DETAIL:
        *wanted = say(o->lang, "choose all, problems or none", "请选择 all、problems 或 none");
        if (!take_word(value, details, &word)) return false;
        o->detail = (GbDetail)(GB_DETAIL_AUTO + word);
        break;
    case O_FAIL_ON:
        *wanted = say(o->lang, "choose note, warning or error", "请选择 note、warning 或 error");
        if (!take_word(value, severities, &word)) return false;
        o->fail_on = (GbSeverity)(GB_SEVERITY_NOTE + word);
        break;
    default: break;
    }
    return true;
}

static const char *name_of(int code) {
    for (unsigned i = 0; i < N_ROWS; i++)
        if (rows[i].code == code) return rows[i].name;
    return "";
}

/* What can't go together; NULL when all is well. */
static char *contradiction(Options *o, bool no_html) {
    GbLang lang = o->lang;
    if (o->n_captures == 0)
        return g_strdup(say(lang, "no capture named; give a pcap or pcapng file, or - for standard input",
                            "未指定抓包文件；请给出 pcap 或 pcapng 文件，或用 - 表示标准输入"));
    if (no_html && o->html)
        return g_strdup(say(lang, "--no-html and --output contradict each other; leave one out",
                            "--no-html 与 --output 互相矛盾；请去掉其中一个"));
    if (o->has_since && o->has_until && o->since_us > o->until_us)
        return g_strdup(say(lang, "--since is later than --until; swap them",
                            "--since 晚于 --until；请对调"));
    unsigned inputs = 0;
    for (unsigned i = 0; i < o->n_captures; i++) {
        if (!*o->captures[i])
            return g_strdup(say(lang, "a capture's name is empty; give a file, or - for standard input",
                                "抓包文件名为空；请给出文件，或用 - 表示标准输入"));
        inputs += strcmp(o->captures[i], "-") == 0;
    }
    if (inputs > 1)
        return g_strdup(say(lang, "- (standard input) is named twice; it can be read only once",
                            "-（标准输入）出现了两次；它只能读取一次"));
    const char *const outputs[] = {o->html, o->json, o->csv, o->events};
    unsigned n = 0;
    for (unsigned i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        if (outputs[i] && !*outputs[i])
            return g_strdup(say(lang, "an output's name is empty; give a file, or - for standard output",
                                "输出文件名为空；请给出文件，或用 - 表示标准输出"));
        n += outputs[i] && strcmp(outputs[i], "-") == 0;
    }
    if (n > 1)
        return g_strdup(say(lang, "more than one output is -; only one can go to standard output, name a file for the others",
                            "有多个输出为 -；只有一个能写到标准输出，其余请指定文件"));
    return NULL;
}

OptionsOutcome options_parse(int argc, char **argv, Options *o, char **error) {
    struct option table[N_ROWS + 1];
    OptionsOutcome outcome = OPTIONS_RUN;
    bool no_html = false;
    int code;

    *error = NULL;
    *o = (Options){.lang = find_language(argc, argv), .keepalive_interval_s = 60,
                   .keepalive_misses = 3, .devices = g_new0(const char *, (size_t)argc + 1)};
    memset(table, 0, sizeof table);
    for (unsigned i = 0; i < N_ROWS; i++) {
        table[i].name = rows[i].name;
        table[i].has_arg = rows[i].argument[0] ? required_argument : no_argument;
        table[i].val = rows[i].code;
    }
    GbLang lang = o->lang;
    opterr = 0;
    optind = 0; /* glibc: start anew, so that tests can call this twice */
    while (outcome == OPTIONS_RUN && (code = getopt_long(argc, argv, ":p:o:q", table, NULL)) != -1) {
        const char *wanted = "", *at = argv[optind > 0 ? optind - 1 : 0];
        if (code == O_HELP || code == O_VERSION) {
            outcome = code == O_HELP ? OPTIONS_HELP : OPTIONS_VERSION;
        } else if (code == O_NO_HTML) {
            no_html = true;
        } else if (code == ':') {
            *error = g_strdup_printf(say(lang, "%s: a value is missing; see gbanalyze --help",
                                         "%s：缺少取值；参见 gbanalyze --help"), at);
        } else if (code == '?') {
            char letter[3] = {'-', (char)optopt, 0};
            bool is_long = at[0] == '-' && at[1] == '-';
            *error = optopt && is_long /* a known name with =value where none is taken */
                         ? g_strdup_printf(say(lang, "--%s takes no value; leave it out",
                                               "--%s 不带取值；请去掉"), name_of(optopt))
                         : g_strdup_printf(say(lang, "%s: no such option; see gbanalyze --help",
                                               "%s：没有该选项；参见 gbanalyze --help"),
                                           optopt ? letter : at);
        } else if (!take(o, code, optarg, &wanted)) {
            *error = g_strdup_printf(say(lang, "--%s %s: not understood; %s", "--%s %s：无法识别；%s"),
                                     name_of(code), optarg, wanted);
        }
        if (*error) outcome = OPTIONS_WRONG;
    }
    if (outcome != OPTIONS_RUN) return outcome;

    o->captures = (const char *const *)argv + optind;
    o->n_captures = (unsigned)(argc - optind);
    *error = contradiction(o, no_html);
    if (*error) return OPTIONS_WRONG;
    if (!no_html && !o->html) o->html = o->default_html = options_default_report(o->captures[0]);
    return OPTIONS_RUN;
}

bool options_use_stdout(const Options *o) {
    const char *const outputs[] = {o->html, o->json, o->csv, o->events};
    for (unsigned i = 0; i < sizeof outputs / sizeof outputs[0]; i++)
        if (outputs[i] && strcmp(outputs[i], "-") == 0) return true;
    return false;
}

void options_clear(Options *o) {
    g_free(o->default_html);
    g_free(o->devices);
    *o = (Options){0};
}
