/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main.c - gbanalyze: from the command line to an exit code.
 *
 * options → passwords → outputs opened aside → captures read, each message fed to the analysis and
 * written as an event → the analysis settled → writers → outputs put in place → summary. What can
 * be wrong is looked for in that order, so that a missing folder is told before an hour of reading.
 * Everything that fails ends in one line on standard error and exit code 2; nothing is put in
 * place unless everything could be written.
 */
#include <errno.h>
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gb28181/report.h>

#include "capture.h"
#include "handover.h"
#include "options.h"
#include "output.h"
#include "passwords.h"
#include "progress.h"
#include "signals.h"

enum { EXIT_ANALYSED = 0, EXIT_FOUND = 1, EXIT_UNUSABLE = 2 };
enum { HTML, JSON, CSV, EVENTS, N_OUTPUTS };

typedef struct Run {
    Options options;
    GbCredentials *credentials;
    Output *outputs[N_OUTPUTS]; /* NULL: not asked for */
    Capture *capture;
    GbAnalysis *analysis;
    Progress progress;
    bool interrupted;
    char *error; /* one line */
} Run;

/* Says one line on standard error; what came from outside can't break it into two. */
static void complain(const char *text) {
    size_t room = strlen(text) * 8 + 1;
    char *line = g_malloc(room);
    gb_visible_text(gb_slice_from(text), line, room);
    fprintf(stderr, "gbanalyze: %s\n", line);
    g_free(line);
}

static const char *output_path(const Options *o, unsigned i) {
    const char *const paths[N_OUTPUTS] = {o->html, o->json, o->csv, o->events};
    return paths[i];
}

/* An output that is an input would destroy what it is made from. */
static bool is_input(const Options *o, const char *output) {
    if (o->passwords && output_same_file(output, o->passwords)) return true;
    if (o->also_try && output_same_file(output, o->also_try)) return true;
    for (unsigned i = 0; i < o->n_captures; i++)
        if (output_same_file(output, o->captures[i])) return true;
    return false;
}

static bool open_outputs(Run *run) {
    GbLang lang = run->options.lang;
    for (unsigned i = 0; i < N_OUTPUTS; i++) {
        const char *path = output_path(&run->options, i);
        if (!path) continue;
        if (is_input(&run->options, path)) {
            run->error = g_strdup_printf(say(lang, "%s: is also an input; name another file for the output",
                                             "%s：同时也是输入文件；请为输出换一个文件"), path);
            return false;
        }
        run->outputs[i] = output_open(path, lang, &run->error);
        if (!run->outputs[i]) return false;
        for (unsigned k = 0; k < i; k++)
            if (run->outputs[k] && output_same_target(run->outputs[k], run->outputs[i])) {
                run->error = g_strdup_printf(say(lang, "%s: two outputs go to this file; name another for one of them",
                                                 "%s：两个输出指向同一文件；请为其中一个换文件"), path);
                return false;
            }
    }
    return true;
}

/* ---- reading ---- */

typedef struct Named {
    dev_t device;
    ino_t inode;
    unsigned index; /* in the order of the command line */
} Named;

static int by_file(const void *a, const void *b) {
    const Named *x = a, *y = b;
    if (x->device != y->device) return x->device < y->device ? -1 : 1;
    if (x->inode != y->inode) return x->inode < y->inode ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static bool is_same(const Named *a, const Named *b) {
    return a->device == b->device && a->inode == b->inode;
}

/* Legal, but hardly meant: every message of such a file becomes a retransmission. One line a file. */
static void warn_of_twice(const Options *o) {
    Named *named = g_new(Named, o->n_captures);
    size_t n = 0;
    for (unsigned i = 0; i < o->n_captures; i++) {
        struct stat st;
        if (strcmp(o->captures[i], "-") == 0 || stat(o->captures[i], &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        named[n++] = (Named){st.st_dev, st.st_ino, i};
    }
    qsort(named, n, sizeof *named, by_file);
    for (size_t i = 1; i < n; i++) {
        if (!is_same(&named[i], &named[i - 1]) || (i > 1 && is_same(&named[i], &named[i - 2]))) continue;
        char *text = g_strdup_printf(
            say(o->lang, "%s: the same file as %s; its packets are counted twice, name it once",
                "%s：与 %s 是同一文件，其数据包会重复计数；请只指定一次"),
            o->captures[named[i].index], o->captures[named[i - 1].index]);
        complain(text);
        g_free(text);
    }
    g_free(named);
}

static bool is_asked_for(const Run *run, int64_t time_us) {
    const Options *o = &run->options;
    return !(o->has_since && time_us < o->since_us) && !(o->has_until && time_us > o->until_us);
}

/* On the handover's thread. */
static bool on_message(const GbMessage *message, void *data) {
    Run *run = data;
    GbEvent event;
    if (!is_asked_for(run, message->time_us)) return true;
    if (!gb_analysis_feed(run->analysis, message, &event)) return true;
    return !run->outputs[EVENTS] ||
           gb_report_write_event(&event, output_sink, run->outputs[EVENTS]);
}

static void on_connection_end(const GbConnectionEnd *end, void *data) {
    const Run *run = data;
    if (is_asked_for(run, end->time_us)) gb_analysis_connection_ended(run->analysis, end);
}

static void on_ping(const GbPing *ping, void *data) {
    const Run *run = data;
    if (is_asked_for(run, ping->time_us)) gb_analysis_ping(run->analysis, ping);
}

static bool on_progress(double part, void *data) {
    Run *run = data;
    progress_update(&run->progress, part);
    return !signals_stop();
}

static void on_notice(const char *rule, uint32_t file, uint64_t frame, int64_t time_us,
                      const char *const *args, unsigned n_args, void *data) {
    Run *run = data;
    GbMoment at = {time_us, frame, file};
    GbRule id = gb_rule_find(rule);
    if (id != GB_RULE_NONE) gb_analysis_raise(run->analysis, id, &at, args, n_args);
}

/* The last packet's time, or the end of the range asked for. */
static int64_t end_of(const Run *run) {
    const GbCaptureInfo *info = capture_info(run->capture);
    int64_t end = 0;
    for (size_t i = 0; i < info->n_files; i++) end = MAX(end, info->files[i].last_us);
    return run->options.has_until ? MIN(end, run->options.until_us) : end;
}

static bool analyse(Run *run) {
    const Options *o = &run->options;
    GbOptions options = {
        .keepalive_interval_s = o->keepalive_interval_s,
        .keepalive_misses = o->keepalive_misses,
        .credentials = run->credentials,
        .devices = o->n_devices ? o->devices : NULL,
        .n_devices = o->n_devices,
        .bare_events = true,
        .n_captures = (unsigned)o->n_captures,
        .keep_ladder = o->html && o->detail != GB_DETAIL_NONE,
    };
    CaptureCallbacks callbacks = {.message = on_message, .progress = on_progress, .notice = on_notice,
                                  .connection_end = on_connection_end, .ping = on_ping, .data = run};
    GbError error = {.lang = o->lang};

    run->capture = capture_open(o->captures, o->n_captures, &error);
    if (!run->capture) {
        run->error = g_strdup(error.text);
        return false;
    }
    warn_of_twice(o);
    run->analysis = gb_analysis_new(&options);
    progress_start(&run->progress, !o->quiet);
    Handover *handover = handover_begin(&callbacks, run->analysis);
    CaptureCallbacks handing_over = handover_callbacks(handover);
    bool whole = capture_run(run->capture, &handing_over);
    whole = handover_end(handover) && whole;
    progress_erase(&run->progress);
    run->interrupted = !whole && signals_stop();
    signals_no_more_stops();
    if (run->interrupted) {
        GbRule rule = gb_rule_find("capture.interrupted");
        GbMoment at = {end_of(run), 0, 0};
        if (rule != GB_RULE_NONE) gb_analysis_raise(run->analysis, rule, &at, NULL, 0);
    }
    gb_analysis_settle(run->analysis, end_of(run));
    return true;
}

/* ---- writing ---- */

static bool write_outputs(Run *run, const GbReport *report) {
    static bool (*const writers[N_OUTPUTS])(const GbReport *, GbSink, void *) = {
        gb_report_write_html, gb_report_write_json, gb_report_write_csv, NULL};
    for (unsigned i = 0; i < N_OUTPUTS; i++) {
        Output *output = run->outputs[i];
        if (!output) continue;
        if (writers[i]) writers[i](report, output_sink, output);
        if (!output_finish(output, &run->error)) return false;
    }
    for (unsigned i = 0; i < N_OUTPUTS; i++)
        if (run->outputs[i] && !output_commit(run->outputs[i], &run->error)) return false;
    return true;
}

static bool to_stream(const char *bytes, size_t n, void *data) {
    return fwrite(bytes, 1, n, data) == n;
}

static void say_where(const Run *run, FILE *to) {
    static const char *const names[N_OUTPUTS][GB_N_LANGS] = {
        {"report", "报告"}, {"JSON", "JSON"}, {"CSV", "CSV"}, {"events", "事件"}};
    for (unsigned i = N_OUTPUTS; i-- > 0;) { /* the HTML report is the last line */
        const char *path = output_path(&run->options, i);
        if (!path || strcmp(path, "-") == 0) continue;
        GbSlice rest = gb_slice_from(path);
        char part[1024];
        gb_visible_text(rest, part, sizeof part);
        fprintf(to, say(run->options.lang, "%s: %s\n", "%s：%s\n"), names[i][run->options.lang], part);
    }
}

/* What went to standard output by stdio. */
static bool is_written(Run *run) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    run->error = output_complaint("-", errno, run->options.lang);
    return false;
}

static bool summarise(Run *run, const GbReport *report) {
    FILE *to = options_use_stdout(&run->options) ? stderr : stdout;
    struct winsize size = {0};
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    GbSummaryStyle style = {.width = 0};
    if (isatty(fileno(to))) {
        style.colour = !(no_colour && *no_colour) && terminal && strcmp(terminal, "dumb") != 0;
        if (ioctl(fileno(to), TIOCGWINSZ, &size) == 0) style.width = size.ws_col;
    }
    gb_report_write_summary(report, &style, to_stream, to);
    say_where(run, to);
    return to == stderr || is_written(run);
}

static int run_all(Run *run) {
    const Options *o = &run->options;
    if (o->passwords || o->also_try) {
        run->credentials = gb_credentials_new();
        gb_credentials_set_lang(run->credentials, o->lang);
    }
    if (!passwords_read(o->passwords, run->credentials, gb_credentials_read_csv, o->lang, &run->error) ||
        !passwords_read(o->also_try, run->credentials, gb_credentials_read_also_try, o->lang, &run->error))
        return EXIT_UNUSABLE;
    if (!open_outputs(run) || !analyse(run)) return EXIT_UNUSABLE;

    GbReport report;
    gb_report_init(&report, run->analysis, capture_info(run->capture));
    report.lang = o->lang;
    report.detail = o->detail;
    report.interrupted = run->interrupted;
    if (!write_outputs(run, &report)) return EXIT_UNUSABLE;
    if (run->interrupted)
        complain(say(o->lang, "interrupted; the outputs cover what was read until then",
                     "已中断；输出仅包含此前读取的内容"));
    if (!o->quiet && !summarise(run, &report)) return EXIT_UNUSABLE;
    return o->fail_on != GB_SEVERITY_NONE && gb_report_worst(&report) >= o->fail_on ? EXIT_FOUND
                                                                                     : EXIT_ANALYSED;
}

int main(int argc, char **argv) {
    Run run = {0};
    int code = EXIT_ANALYSED;
    setlocale(LC_MESSAGES, "");
    switch (options_parse(argc, argv, &run.options, &run.error)) {
    case OPTIONS_HELP: {
        char *help = options_help(run.options.lang);
        fputs(help, stdout);
        g_free(help);
        if (!is_written(&run)) code = EXIT_UNUSABLE;
        break;
    }
    case OPTIONS_VERSION:
        puts("gbanalyze " GB_VERSION);
        if (!is_written(&run)) code = EXIT_UNUSABLE;
        break;
    case OPTIONS_WRONG: code = EXIT_UNUSABLE; break;
    case OPTIONS_RUN:
        signals_install();
        code = run_all(&run);
        break;
    }
    if (run.error) complain(run.error);
    for (unsigned i = 0; i < N_OUTPUTS; i++) output_free(run.outputs[i]);
    gb_analysis_free(run.analysis);
    capture_free(run.capture);
    gb_credentials_free(run.credentials);
    options_clear(&run.options);
    g_free(run.error);
    return code;
}
