/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sessions.c - a session as a row of cells, and `-z gb28181,sessions[,FILTER]`, which prints them.
 *
 * The rows are read off the same settled analysis that the report is written from. A filter picks
 * devices: all sessions of each device that has a message the filter lets through. The table's
 * words are the JSON report's, in every language, so that scripts can compare them; the GUI's
 * column titles follow the language.
 */
#include "sessions.h"

#include "fields.h"
#include "file.h"

#include <gb28181/report.h>

static const struct {
    bool is_number;
    const char *title[GB_N_LANGS];
} columns[] = {
#define X(id, number, en, zh) {number, {en, zh}},
    GB_SESSION_COLUMNS(X)
#undef X
};

const char *gb_session_column_title(GbSessionColumn c, GbLang lang) {
    return columns[c].title[lang];
}

bool gb_session_column_is_number(GbSessionColumn c) {
    return columns[c].is_number;
}

static void put_text(GbSessionCell *cell, const char *text) {
    cell->number = -1;
    if (text && *text)
        gb_visible_text(gb_slice_from(text), cell->text, sizeof cell->text);
    else
        g_strlcpy(cell->text, "-", sizeof cell->text);
}

static void put_number(GbSessionCell *cell, int64_t number) {
    cell->number = number;
    if (number < 0)
        g_strlcpy(cell->text, "-", sizeof cell->text);
    else
        g_snprintf(cell->text, sizeof cell->text, "%" G_GINT64_FORMAT, number);
}

static void put_time(GbSessionCell *cell, int64_t us) {
    cell->number = -1;
    GDateTime *time = us ? g_date_time_new_from_unix_utc(us / 1000000) : NULL;
    char *text = time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    put_text(cell, text);
    g_free(text);
    if (time) g_date_time_unref(time);
}

void gb_session_cells(const GbDevice *device, size_t index,
                      GbSessionCell cells[GB_N_SESSION_COLUMNS]) {
    const GbSession *s = device->sessions[index];
    const GbAuthCheck *auth = NULL;
    for (size_t i = 0; i < s->n_attempts; i++)
        if (s->attempts[i].auth) auth = s->attempts[i].auth;
    put_text(&cells[GB_COLUMN_DEVICE], device->id);
    put_text(&cells[GB_COLUMN_TYPE], gb_device_type(device, GB_EN));
    put_number(&cells[GB_COLUMN_SESSION], (int64_t)index + 1);
    put_text(&cells[GB_COLUMN_STATE], gb_session_state_name(s->state));
    put_text(&cells[GB_COLUMN_TRANSPORT], gb_transport_name(s->transport));
    GbMoment start = gb_session_start_known(s) ? s->start : (GbMoment){0};
    put_time(&cells[GB_COLUMN_START], start.time_us);
    put_number(&cells[GB_COLUMN_START_FRAME], start.frame ? (int64_t)start.frame : -1);
    put_number(&cells[GB_COLUMN_END_FRAME], s->end.frame ? (int64_t)s->end.frame : -1);
    put_number(&cells[GB_COLUMN_EXPIRES], s->expires_s);
    put_number(&cells[GB_COLUMN_ATTEMPTS], (int64_t)s->n_attempts + (int64_t)s->n_attempts_omitted);
    put_number(&cells[GB_COLUMN_REFRESHES], s->refreshes);
    put_text(&cells[GB_COLUMN_AUTH], auth ? gb_auth_result_name(auth->result) : NULL);
    put_number(&cells[GB_COLUMN_KEEPALIVES], (int64_t)s->keepalives.count);
    put_number(&cells[GB_COLUMN_UNANSWERED], (int64_t)s->keepalives.unanswered);
    put_number(&cells[GB_COLUMN_GAPS], (int64_t)s->keepalives.n_gaps + (int64_t)s->keepalives.n_gaps_omitted);
    put_text(&cells[GB_COLUMN_CALL_ID], s->call_id);
}

/* ---- -z gb28181,sessions ---- */

typedef struct Sessions {
    GHashTable *devices; /* that passed the filter; NULL: all */
} Sessions;

static tap_packet_status sessions_packet(void *data, packet_info *pinfo, epan_dissect_t *edt,
                                         const void *record, tap_flags_t flags) {
    Sessions *sessions = data;
    const GbRecord *r = record;
    (void)pinfo, (void)edt, (void)flags;
    if (sessions->devices && r->device) g_hash_table_add(sessions->devices, (void *)r->device);
    return TAP_PACKET_REDRAW;
}

static void sessions_reset(void *data) {
    Sessions *sessions = data;
    if (sessions->devices) g_hash_table_remove_all(sessions->devices);
}

static void print_row(const GbSessionCell *cells, const int *widths) {
    for (unsigned c = 0; c < GB_N_SESSION_COLUMNS; c++) {
        bool last = c + 1 == GB_N_SESSION_COLUMNS;
        if (columns[c].is_number)
            printf("%*s%s", widths[c], cells[c].text, last ? "\n" : "  ");
        else
            printf("%-*s%s", last ? 0 : widths[c], cells[c].text, last ? "\n" : "  ");
    }
}

static void sessions_draw(void *data) {
    const Sessions *sessions = data;
    const GbDevice *const *devices;
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(GbSessionCell[GB_N_SESSION_COLUMNS]));
    GbSessionCell cells[GB_N_SESSION_COLUMNS];
    int widths[GB_N_SESSION_COLUMNS];
    size_t n = 0;
    for (unsigned c = 0; c < GB_N_SESSION_COLUMNS; c++)
        put_text(&cells[c], columns[c].title[GB_EN]);
    g_array_append_val(rows, cells);
    gb_file_settle();
    if (gb_file.analysis) n = gb_analysis_devices(gb_file.analysis, &devices);
    for (size_t i = 0; i < n; i++) {
        if (sessions->devices && !g_hash_table_contains(sessions->devices, devices[i])) continue;
        for (size_t k = 0; k < devices[i]->n_sessions; k++) {
            gb_session_cells(devices[i], k, cells);
            g_array_append_val(rows, cells);
        }
    }
    for (unsigned c = 0; c < GB_N_SESSION_COLUMNS; c++) widths[c] = 0;
    for (guint i = 0; i < rows->len; i++) {
        const GbSessionCell *row = (const void *)(rows->data + i * sizeof cells);
        for (unsigned c = 0; c < GB_N_SESSION_COLUMNS; c++)
            widths[c] = MAX(widths[c], (int)g_utf8_strlen(row[c].text, -1));
    }
    printf("\nGB/T 28181: %u %s\n", rows->len - 1, rows->len == 2 ? "session" : "sessions");
    for (guint i = 0; i < rows->len; i++)
        print_row((const void *)(rows->data + i * sizeof cells), widths);
    g_array_free(rows, TRUE);
}

static void sessions_finish(void *data) {
    Sessions *sessions = data;
    if (sessions->devices) g_hash_table_destroy(sessions->devices);
    g_free(sessions);
}

static ws_stat_init_result sessions_init(const char *arg, void *user_data) {
    (void)user_data;
    static const char command[] = "gb28181,sessions";
    const char *filter = arg + strlen(command);
    if (*filter && *filter++ != ',') {
        ws_stat_init_complain(gb_lang() == GB_ZH ? "没有这种统计，请用 -z gb28181,sessions[,FILTER]"
                                                 : "no such statistic; it is -z gb28181,sessions[,FILTER]");
        WS_STAT_INIT_FAILED;
    }
    if (!*filter) filter = NULL;
    Sessions *sessions = g_new0(Sessions, 1);
    if (filter) sessions->devices = g_hash_table_new(NULL, NULL);
    GString *error = register_tap_listener("gb28181", sessions, filter, TL_REQUIRES_NOTHING,
                                           sessions_reset, sessions_packet, sessions_draw,
                                           sessions_finish);
    if (!error) WS_STAT_INIT_DONE;
    ws_stat_init_complain(error->str);
    g_string_free(error, TRUE);
    sessions_finish(sessions);
    WS_STAT_INIT_FAILED;
}

void gb_register_session_tables(void) {
    static tap_param params[] = {{PARAM_FILTER, "filter", "Filter", NULL, true}};
    static stat_tap_ui ui = {WS_TELEPHONY_GROUP, NULL, "gb28181,sessions", sessions_init, 1, params};
    register_stat_tap_ui(&ui, NULL);
}
