/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary.c - what the terminal says after a run: the verdict in numbers, what troubled devices
 * have in common, the devices with the worst first, and what is wrong with the capture itself.
 *
 * Columns are as wide as their widest cell, Chinese characters counted as two; the sentence about a
 * device stands on lines of its own, wrapped, so that 80 columns are enough for any verdict. Of many
 * devices the worst MAX_DEVICES are shown and the rest counted: a terminal is not a report. Captured
 * text is made visible: no escape sequence of a User-Agent reaches the terminal.
 */
#include <glib.h>
#include <stdio.h>

#include "report/moment.h"
#include "report/visible.h"

enum { MAX_DEVICES = 40, MAX_FINDINGS = 10, MAX_CAUSES = 5, CELL = 192, NAME_WIDTH = 28 };

enum { ID, NAME, TYPE, STATE, REGISTRATIONS, PASSWORD, KEEPALIVES, GAPS, N_COLUMNS };

typedef struct Summary {
    const GbReport *report;
    GString *out;
    bool colour;
    unsigned width;
} Summary;

static const char *pick(const Summary *s, const char *en, const char *zh) {
    return s->report->lang == GB_ZH ? zh : en;
}

static const char *colour_of(GbSeverity severity) {
    static const char *const codes[] = {"32", "36", "33", "31"};
    return codes[severity];
}

static void paint(const Summary *s, const char *code, const char *text) {
    if (s->colour)
        g_string_append_printf(s->out, "\033[%sm%s\033[0m", code, text);
    else
        g_string_append(s->out, text);
}

/* "2 registrations", "1 registration", "2 次注册" */
static void counted(const Summary *s, GString *out, uint64_t n, const char *one, const char *many,
                    const char *zh) {
    if (s->report->lang == GB_ZH)
        g_string_append_printf(out, "%" G_GUINT64_FORMAT " %s", n, zh);
    else
        g_string_append_printf(out, "%" G_GUINT64_FORMAT " %s", n, n == 1 ? one : many);
}

static void join(const Summary *s, GString *out) {
    if (out->len) g_string_append(out, pick(s, ", ", "，"));
}

/* The character that ends at p[at], and its first byte. */
static uint32_t character_before(GbSlice s, size_t at, size_t *begin) {
    uint32_t code = ' ';
    *begin = at;
    while (*begin && ((unsigned char)s.p[--*begin] & 0xC0) == 0x80) {}
    gb_utf8_char(s.p + *begin, at - *begin, &code);
    return code;
}

static bool is_wide(uint32_t code) {
    return code >= 0x2E80;
}

/* A line may end here: before a blank or at a wide character, but no closing mark begins a line, no
 * opening one ends it, and a number stays with its 第 and its unit ("第 4 帧"). */
static bool may_break(GbSlice s, size_t at) {
    size_t begin, behind = at;
    uint32_t before = character_before(s, at, &begin), after = ' ';
    bool blank = at < s.n && s.p[at] == ' ';
    while (behind < s.n && s.p[behind] == ' ') behind++;
    gb_utf8_char(s.p + behind, s.n - behind, &after);
    if (before == ' ' || (before < 0x80 && strchr("([", (int)before))) return false;
    if (!blank && !is_wide(before) && !is_wide(after)) return false;
    if (g_unichar_isdigit(before) && is_wide(after)) return false;
    if (before == 0x7B2C && g_unichar_isdigit(after)) return false; /* 第 */
    static const char closing[] = "，。：；、）”！？》】…", opening[] = "（“《【";
    char text[8] = "";
    g_unichar_to_utf8(after, text);
    if (strstr(closing, text)) return false;
    memset(text, 0, sizeof text);
    g_unichar_to_utf8(before, text);
    return !strstr(opening, text);
}

/* Text wrapped at the width, every line indented. */
static void wrapped(const Summary *s, unsigned indent, const char *text) {
    GbSlice rest = gb_slice_from(text);
    size_t columns = s->width > indent + 20 ? s->width - indent : 20;
    do {
        size_t n = gb_visible_fit(rest, columns);
        if (n < rest.n) {
            size_t end = n;
            while (end > n / 2 && !(((unsigned char)rest.p[end] & 0xC0) != 0x80 && may_break(rest, end)))
                end--;
            if (end > n / 2) n = end;
            if (n == 0) n = rest.n;
        }
        g_string_append_printf(s->out, "%*s%.*s\n", (int)indent, "", (int)n, rest.p);
        rest = gb_slice_sub(rest, n, SIZE_MAX);
        while (rest.n && rest.p[0] == ' ') rest = gb_slice_sub(rest, 1, SIZE_MAX);
    } while (rest.n);
}

static void wrapped_visible(const Summary *s, unsigned indent, const char *text) {
    char visible[2048];
    gb_visible_text(gb_slice_from(text ? text : ""), visible, sizeof visible);
    if (*visible) wrapped(s, indent, visible);
}

/* ---- the verdict in numbers ---- */

static void headline(const Summary *s, uint64_t troubled, GbSeverity worst) {
    const GbReport *r = s->report;
    GString *line = g_string_new(NULL);
    if (r->n_devices == 0) {
        bool chosen = r->options && r->options->n_devices; /* --device */
        g_string_append(line, chosen ? pick(s, "No message of that device found", "未发现该设备的消息")
                                     : pick(s, "No GB/T 28181 device found", "未发现 GB/T 28181 设备"));
    } else {
        counted(s, line, r->n_devices, "device", "devices", "台设备");
        g_string_append(line, pick(s, ": ", "："));
        if (r->n_devices > troubled)
            g_string_append_printf(line, pick(s, "%" G_GUINT64_FORMAT " fine", "%" G_GUINT64_FORMAT " 台正常"),
                                   (guint64)(r->n_devices - troubled));
        if (r->n_devices > troubled && troubled) g_string_append(line, pick(s, ", ", "，"));
        if (troubled)
            g_string_append_printf(line, pick(s, "%" G_GUINT64_FORMAT " with trouble", "%" G_GUINT64_FORMAT " 台有问题"),
                                   (guint64)troubled);
    }
    char code[8];
    snprintf(code, sizeof code, "1;%s", r->n_devices ? colour_of(worst) : "33");
    paint(s, code, line->str);
    g_string_append_c(s->out, '\n');
    g_string_free(line, TRUE);
}

static void numbers(const Summary *s) {
    static const char *const results[GB_N_AUTH_RESULTS][GB_N_LANGS] = {
        [GB_AUTH_VERIFIED] = {"verified", "正确"},
        [GB_AUTH_MISMATCH] = {"wrong", "不符"},
        [GB_AUTH_NO_PASSWORD] = {"not checked (no password given)", "未校验（未提供密码）"},
        [GB_AUTH_UNSUPPORTED] = {"not checkable", "无法校验"},
        [GB_AUTH_INCOMPLETE] = {"incomplete", "不完整"},
    };
    const GbTotals *t = s->report->totals;
    GString *line = g_string_new(NULL);
    counted(s, line, t->registrations, "registration", "registrations", "次注册");
    if (t->refreshes) {
        g_string_append(line, pick(s, " (", "（"));
        counted(s, line, t->refreshes, "refresh", "refreshes", "次刷新");
        g_string_append(line, pick(s, ")", "）"));
    }
    if (t->registrations_rejected) {
        join(s, line);
        counted(s, line, t->registrations_rejected, "rejected", "rejected", "次被拒绝");
    }
    if (t->unregistrations) {
        join(s, line);
        counted(s, line, t->unregistrations, "unregistration", "unregistrations", "次注销");
    }
    g_string_append(line, pick(s, "; ", "；"));
    bool any = false;
    for (unsigned i = GB_AUTH_VERIFIED; i < GB_N_AUTH_RESULTS; i++) {
        if (!t->auth.by_result[i]) continue;
        g_string_append(line, any ? pick(s, ", ", "，") : pick(s, "passwords: ", "密码："));
        g_string_append_printf(line, "%" G_GUINT64_FORMAT " %s", (guint64)t->auth.by_result[i],
                               results[i][s->report->lang]);
        any = true;
    }
    g_string_append(line, any ? pick(s, "; ", "；") : "");
    counted(s, line, t->keepalives, "keepalive", "keepalives", "次心跳");
    if (t->keepalives_unanswered) {
        join(s, line);
        counted(s, line, t->keepalives_unanswered, "unanswered", "unanswered", "次未应答");
    }
    if (t->keepalive_gaps) {
        join(s, line);
        counted(s, line, t->keepalive_gaps, "gap", "gaps", "次中断");
    }
    if (t->sip_messages) wrapped(s, 0, line->str);
    g_string_truncate(line, 0);

    uint64_t packets = 0;
    const GbCaptureInfo *info = s->report->capture;
    for (size_t i = 0; info && i < info->n_files; i++) packets += info->files[i].packets;
    counted(s, line, t->sip_messages, "SIP message", "SIP messages", "条 SIP 消息");
    if (t->retransmissions) {
        g_string_append(line, pick(s, " (", "（"));
        counted(s, line, t->retransmissions, "retransmission", "retransmissions", "条重传");
        g_string_append(line, pick(s, ")", "）"));
    }
    g_string_append(line, pick(s, " in ", "，"));
    counted(s, line, packets, "packet", "packets", "个数据包");
    if (t->first_us) {
        char first[GB_TIME_TEXT], last[GB_TIME_TEXT];
        gb_time_text(t->first_us, first);
        gb_time_text(t->last_us, last);
        g_string_append_printf(line, pick(s, ", %.10s %.8s to %.10s %.8s UTC", "，UTC %.10s %.8s 至 %.10s %.8s"),
                               first, first + 11, last, last + 11);
    }
    wrapped(s, 0, line->str);
    g_string_free(line, TRUE);
}

/* ---- the table ---- */

typedef char Row[N_COLUMNS][CELL];

static void cell_count(Row row, unsigned column, uint64_t n) {
    if (n)
        snprintf(row[column], CELL, "%" G_GUINT64_FORMAT, (guint64)n);
    else
        g_strlcpy(row[column], "-", CELL);
}

static const char *password_word(const Summary *s, const GbDevice *d) {
    const uint32_t *n = d->auth.by_result;
    if (n[GB_AUTH_MISMATCH]) return n[GB_AUTH_VERIFIED] ? pick(s, "partly wrong", "部分不符") : pick(s, "wrong", "不符");
    if (n[GB_AUTH_VERIFIED]) return pick(s, "verified", "正确");
    if (n[GB_AUTH_INCOMPLETE]) return pick(s, "incomplete", "不完整");
    if (n[GB_AUTH_UNSUPPORTED]) return pick(s, "not checkable", "无法校验");
    return n[GB_AUTH_NO_PASSWORD] ? pick(s, "not checked", "未校验") : "-";
}

static const char *state_word(const Summary *s, const GbDevice *d) {
    if (!d->has_session) return "-";
    if (d->state == GB_SESSION_PRE_CAPTURE) return gb_session_state_title(GB_SESSION_OPEN, s->report->lang);
    return gb_session_state_title(d->state, s->report->lang);
}

static void fill(const Summary *s, const GbDevice *d, Row row) {
    const char *type = gb_device_type(d, s->report->lang);
    const GbDeviceCounts *counts = &d->counts;
    gb_visible_text(gb_slice_from(d->id), row[ID], 80);
    gb_visible_text(gb_slice_from(d->name), row[NAME], CELL);
    row[NAME][gb_visible_fit(gb_slice_from(row[NAME]), NAME_WIDTH)] = '\0';
    g_strlcpy(row[TYPE], type ? type : "-", CELL);
    g_strlcpy(row[STATE], state_word(s, d), CELL);
    cell_count(row, REGISTRATIONS, (uint64_t)counts->registered + counts->refreshes);
    g_strlcpy(row[PASSWORD], password_word(s, d), CELL);
    cell_count(row, KEEPALIVES, counts->keepalives);
    if (counts->unanswered) {
        size_t n = strlen(row[KEEPALIVES]);
        snprintf(row[KEEPALIVES] + n, CELL - n,
                 pick(s, " (%u unanswered)", "（%u 次未应答）"), counts->unanswered);
    }
    cell_count(row, GAPS, counts->gaps);
}

static void print_row(const Summary *s, Row row, const unsigned *widths, const char *colour) {
    GString *line = g_string_new(NULL);
    for (unsigned c = 0; c < N_COLUMNS; c++) {
        GbSlice cell = gb_slice_from(row[c]);
        if (widths[c] == 0) continue; /* a column left out */
        g_string_append_len(line, cell.p, (gssize)cell.n);
        if (c + 1 < N_COLUMNS)
            g_string_append_printf(line, "%*s", (int)(widths[c] - gb_visible_width(cell) + 2), "");
    }
    size_t fit = gb_visible_fit(gb_slice(line->str, line->len), s->width);
    g_string_truncate(line, fit);
    while (line->len && line->str[line->len - 1] == ' ') g_string_truncate(line, line->len - 1);
    if (colour)
        paint(s, colour, line->str);
    else
        g_string_append(s->out, line->str);
    g_string_append_c(s->out, '\n');
    g_string_free(line, TRUE);
}

static void device_lines(const Summary *s, const GbDevice *const *shown, size_t n) {
    static const char *const titles[N_COLUMNS][GB_N_LANGS] = {
        {"Device", "设备编码"}, {"Name", "名称"},     {"Type", "类型"},       {"State", "状态"},
        {"Reg.", "注册"},       {"Password", "密码"}, {"Keepalives", "心跳"}, {"Gaps", "中断"}};
    unsigned widths[N_COLUMNS] = {0};
    Row *table = g_new0(Row, n + 1);
    for (unsigned c = 0; c < N_COLUMNS; c++) g_strlcpy(table[0][c], titles[c][s->report->lang], CELL);
    for (size_t i = 0; i < n; i++) fill(s, shown[i], table[i + 1]);
    for (size_t i = 0; i <= n; i++)
        for (unsigned c = 0; c < N_COLUMNS; c++)
            widths[c] = MAX(widths[c], (unsigned)gb_visible_width(gb_slice_from(table[i][c])));
    unsigned all = 0;
    bool named = false;
    for (unsigned c = 0; c < N_COLUMNS; c++) all += widths[c] + 2;
    for (size_t i = 1; i <= n; i++) named = named || table[i][NAME][0];
    if (!named || all - 2 > s->width) { /* no room: names stand with the verdict */
        all -= widths[NAME] + 2;
        widths[NAME] = 0;
    }
    if (all - 2 > s->width) widths[TYPE] = 0; /* still none: the ID tells it */
    print_row(s, table[0], widths, "1");
    for (size_t i = 0; i < n; i++) {
        const GbDevice *d = shown[i];
        print_row(s, table[i + 1], widths, d->trouble ? colour_of(d->trouble) : NULL);
        if (!d->trouble && n > 3) continue;
        const char *both[GB_N_LANGS];
        s->report->verdict(s->report, d, both);
        const char *verdict = both[s->report->lang];
        bool has_name = !widths[NAME] && d->name && *d->name;
        char *line = g_strconcat(has_name ? d->name : "",
                                 has_name && *verdict ? pick(s, ": ", "：") : "", verdict, NULL);
        wrapped_visible(s, 2, line);
        g_free(line);
    }
    g_free(table);
}

/* The worst first, each kind in order of its first message. Returns how many. */
static size_t choose(const GbReport *r, const GbDevice **shown) {
    size_t n = 0;
    for (int severity = GB_SEVERITY_ERROR; severity >= (int)GB_SEVERITY_NONE; severity--)
        for (size_t i = 0; i < r->n_devices && n < MAX_DEVICES; i++)
            if ((int)r->devices[i]->trouble == severity) shown[n++] = r->devices[i];
    return n;
}

static void capture_findings(const Summary *s) {
    const GbReport *r = s->report;
    for (size_t i = 0; i < r->n_findings && i < MAX_FINDINGS; i++) {
        const GbRuleInfo *rule = gb_rule_info(r->findings[i].rule);
        char text[1024], visible[1200];
        size_t n = gb_finding_text(&r->findings[i], r->lang, text, sizeof text);
        gb_visible_text(gb_slice(text, n), visible, sizeof visible);
        if (i == 0) g_string_append_c(s->out, '\n');
        paint(s, colour_of(rule->severity), rule->title[r->lang]);
        g_string_append_c(s->out, '\n');
        wrapped(s, 2, visible);
    }
}

/* Nothing to report on: what the packets were instead is the next question. */
static void left_out(const Summary *s) {
    const GbCaptureInfo *info = s->report->capture;
    for (size_t i = 0; info && i < info->n_counts; i++) {
        const GbCaptureCount *c = &info->counts[i];
        if (c->layer != GB_LAYER_LEFT_OUT && c->layer != GB_LAYER_LOST) continue;
        g_string_append_printf(s->out, pick(s, "  %s: ", "  %s："), c->title[s->report->lang]);
        counted(s, s->out, c->packets, "packet", "packets", "个数据包");
        g_string_append_c(s->out, '\n');
    }
}

bool gb_report_write_summary(const GbReport *r, const GbSummaryStyle *style, GbSink sink,
                             void *data) {
    Summary s = {.report = r, .out = g_string_sized_new(4096), .colour = style && style->colour,
                 .width = style && style->width ? style->width : 80};
    const GbDevice *shown[MAX_DEVICES];
    uint64_t troubled = 0, troubled_shown = 0;
    GbSeverity worst = GB_SEVERITY_NONE;
    for (size_t i = 0; i < r->n_devices; i++) {
        troubled += r->devices[i]->trouble > GB_SEVERITY_NOTE;
        worst = MAX(worst, r->devices[i]->trouble);
    }
    headline(&s, troubled, worst);
    numbers(&s);
    if (r->interrupted)
        paint(&s, "33", pick(&s, "Interrupted: the rest of the capture was not read.\n",
                             "已中断：抓包文件的其余部分未读取。\n"));
    for (size_t i = 0; i < r->n_causes && i < MAX_CAUSES; i++) {
        if (i == 0) g_string_append_c(s.out, '\n');
        wrapped_visible(&s, 2, r->causes[i].text[r->lang]);
    }
    size_t n = choose(r, shown);
    if (n) {
        g_string_append_c(s.out, '\n');
        device_lines(&s, shown, n);
    } else {
        left_out(&s);
    }
    for (size_t i = 0; i < n; i++) troubled_shown += shown[i]->trouble > GB_SEVERITY_NOTE;
    if (n < r->n_devices)
        g_string_append_printf(s.out, pick(&s, "%zu more devices are not shown here, %" G_GUINT64_FORMAT " of them with trouble\n",
                                           "另有 %zu 台设备未在此显示，其中 %" G_GUINT64_FORMAT " 台有问题\n"),
                               r->n_devices - n, (guint64)(troubled - troubled_shown));
    capture_findings(&s);
    g_string_append_c(s.out, '\n');
    bool written = sink(s.out->str, s.out->len, data);
    g_string_free(s.out, TRUE);
    return written;
}
