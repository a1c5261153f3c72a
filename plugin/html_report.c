/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_report.c - the same HTML report that gbanalyze writes, of what Wireshark has open.
 *
 * The writer is the shared module's; here is only the capture's description, as far as Wireshark
 * tells a dissector about it (not the file's name), and the file. It is written beside its target
 * and renamed, so a failed run leaves an older report alone.
 */
#include "html_report.h"

#include "fields.h"
#include "file.h"

#include <epan/funnel.h>
#include <glib/gstdio.h>
#include <wiretap/wtap.h>
#include <wsutil/report_message.h>

#include <gb28181/report.h>

static bool sink(const char *bytes, size_t n, void *data) {
    g_string_append_len(data, bytes, (gssize)n);
    return true;
}

static bool write_report(const char *path) {
    const char *link_type = wtap_encap_name(gb_file.encapsulation);
    GbCaptureFile capture = {.name = gb_lang() == GB_ZH ? "Wireshark 中打开的抓包"
                                                        : "capture opened in Wireshark",
                             .format = "Wireshark",
                             .link_type = link_type ? link_type : "?",
                             .packets = gb_file.n_frames,
                             .bytes = gb_file.n_bytes,
                             .first_us = gb_file.first_us,
                             .last_us = gb_file.last_us};
    GbCaptureInfo info = {.files = &capture, .n_files = 1};
    GbReport report;
    GError *error = NULL;
    if (!gb_file_analysis()) return false;
    gb_file_settle();
    gb_report_init(&report, gb_file.analysis, &info);
    report.lang = gb_lang();
    GString *html = g_string_sized_new(1 << 20);
    gb_report_write_html(&report, sink, html);
    bool written = g_file_set_contents(path, html->str, (gssize)html->len, &error);
    g_string_free(html, TRUE);
    if (!written) {
        report_failure(gb_lang() == GB_ZH ? "GB/T 28181: 无法写入 %s：%s" : "GB/T 28181: %s can't be written: %s",
                       path, error->message);
        g_error_free(error);
    }
    return written;
}

/* ---- -z gb28181,report,FILE ---- */

static tap_packet_status packet(void *data, packet_info *pinfo, epan_dissect_t *edt,
                                const void *record, tap_flags_t flags) {
    (void)data, (void)pinfo, (void)edt, (void)record, (void)flags;
    return TAP_PACKET_DONT_REDRAW;
}

static void draw(void *data) {
    write_report(data);
}

/* A file that can't be written is told at once, not when the capture has been read. */
static bool is_writable(const char *path) {
    char *folder = g_path_get_dirname(path);
    bool yes = g_file_test(folder, G_FILE_TEST_IS_DIR) && g_access(folder, W_OK) == 0 &&
               !g_file_test(path, G_FILE_TEST_IS_DIR);
    g_free(folder);
    return yes;
}

static ws_stat_init_result init(const char *arg, void *user_data) {
    (void)user_data;
    static const char command[] = "gb28181,report,";
    bool chinese = gb_lang() == GB_ZH;
    const char *path = g_str_has_prefix(arg, command) ? arg + strlen(command) : "";
    if (!*path) {
        ws_stat_init_complain(chinese ? "-z gb28181,report,FILE 缺少要写入的 HTML 文件名"
                                      : "-z gb28181,report,FILE needs the name of the HTML file to write");
        WS_STAT_INIT_FAILED;
    }
    if (!is_writable(path)) {
        char *text = g_strdup_printf(chinese ? "无法写入 %s，请在 -z gb28181,report,FILE 中改用可写文件夹中的文件名"
                                             : "%s can't be written; name a file in a folder of yours in "
                                               "-z gb28181,report,FILE", path);
        ws_stat_init_complain(text);
        g_free(text);
        WS_STAT_INIT_FAILED;
    }
    GString *error = register_tap_listener("gb28181", g_strdup(path), NULL, TL_REQUIRES_NOTHING,
                                           NULL, packet, draw, g_free);
    if (!error) WS_STAT_INIT_DONE;
    ws_stat_init_complain(error->str);
    g_string_free(error, TRUE);
    WS_STAT_INIT_FAILED;
}

/* ---- Tools > GB28181 > HTML report ---- */

static void chosen(char **input, void *data) {
    (void)data;
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    if (input && input[0] && *input[0] && write_report(input[0]) && ops && ops->browser_open_data_file)
        ops->browser_open_data_file(input[0]);
    g_strfreev(input);
}

/* None that is there already is offered: the report of another capture would be lost. */
static char *free_path(void) {
    for (unsigned i = 1;; i++) {
        char name[48];
        g_snprintf(name, sizeof name, i == 1 ? "gb28181-report.html" : "gb28181-report-%u.html", i);
        char *path = g_build_filename(g_get_home_dir(), name, NULL);
        if (i == 1000 || !g_file_test(path, G_FILE_TEST_EXISTS)) return path;
        g_free(path);
    }
}

static void menu(void *data) {
    (void)data;
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    bool chinese = gb_lang() == GB_ZH;
    if (!ops || !ops->new_dialog) return;
    if (gb_file.n_frames == 0) {
        report_failure("GB/T 28181: %s", chinese ? "请先打开一个抓包文件" : "open a capture first");
        return;
    }
    char *path = free_path();
    const char *names[] = {chinese ? "HTML 文件" : "HTML file", NULL};
    const char *values[] = {path, NULL};
    ops->new_dialog(ops->ops_id, chinese ? "GB/T 28181 报告" : "GB/T 28181 report", names, values,
                    chosen, NULL, NULL);
    g_free(path);
}

void gb_register_html_report(void) {
    static stat_tap_ui ui = {.group = WS_TELEPHONY_GROUP,
                             .cli_string = "gb28181,report",
                             .tap_init_cb = init};
    register_stat_tap_ui(&ui, NULL);
}

void gb_handoff_html_report(void) {
    funnel_register_menu(gb_locale_lang() == GB_ZH ? "GB28181/HTML 报告…" : "GB28181/HTML report…",
                         REGISTER_TOOLS_GROUP_UNSORTED, menu, NULL, NULL, false);
}
