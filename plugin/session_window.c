/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session_window.c - the table of sessions as Wireshark's GUI (and sharkd) show it.
 *
 * A stat_tap table has no moment "all packets seen, draw now": rows are filled as messages pass.
 * The window is opened on a loaded capture, whose messages pass again, so a device's rows are
 * filled from the settled analysis when its first message passes. While a capture is loading or
 * running, the rows are refreshed once a second at most, where Wireshark draws them again; its
 * Apply brings them up to date. tshark draws what was there when the last message passed, and prints
 * the sessions with -z gb28181,sessions.
 */
#include "session_window.h"

#include "fields.h"
#include "file.h"
#include "sessions.h"

/* Which sessions of which table have a row already. */
typedef struct Window {
    GHashTable *rows;    /* GbSession * -> row + 1 */
    GHashTable *devices; /* seen */
    int64_t refreshed;   /* monotonic time */
} Window;
static GHashTable *windows; /* stat_tap_table * -> Window * */

static void window_free(void *data) {
    Window *w = data;
    g_hash_table_destroy(w->rows);
    g_hash_table_destroy(w->devices);
    g_free(w);
}

static Window *window_of(stat_tap_table *table) {
    if (!windows) windows = g_hash_table_new_full(NULL, NULL, NULL, window_free);
    Window *w = g_hash_table_lookup(windows, table);
    if (w) return w;
    w = g_new0(Window, 1);
    w->rows = g_hash_table_new(NULL, NULL);
    w->devices = g_hash_table_new(NULL, NULL);
    g_hash_table_insert(windows, table, w);
    return w;
}

static void forget(stat_tap_table *table) {
    if (windows) g_hash_table_remove(windows, table);
}

static void fill_row(stat_tap_table *table, unsigned row, bool is_new, const GbSessionCell *cells) {
    stat_tap_table_item_type items[GB_N_SESSION_COLUMNS];
    memset(items, 0, sizeof items);
    for (unsigned c = 0; c < GB_N_SESSION_COLUMNS; c++) {
        if (gb_session_column_is_number((GbSessionColumn)c)) {
            items[c].type = cells[c].number < 0 ? TABLE_ITEM_NONE : TABLE_ITEM_UINT;
            items[c].value.uint_value = (unsigned)MAX(cells[c].number, 0);
        } else {
            items[c].type = TABLE_ITEM_STRING;
            items[c].value.string_value = g_strdup(cells[c].text);
        }
    }
    if (is_new) {
        stat_tap_init_table_row(table, row, GB_N_SESSION_COLUMNS, items);
        return;
    }
    for (unsigned c = 0; c < GB_N_SESSION_COLUMNS; c++) {
        stat_tap_table_item_type *old = stat_tap_get_field_data(table, row, c);
        if (old->type == TABLE_ITEM_STRING) g_free((char *)old->value.string_value);
        stat_tap_set_field_data(table, row, c, &items[c]);
    }
}

static void fill_device(stat_tap_table *table, Window *w, const GbDevice *device) {
    GbSessionCell cells[GB_N_SESSION_COLUMNS];
    for (size_t i = 0; i < device->n_sessions; i++) {
        const GbSession *session = device->sessions[i];
        unsigned row = GPOINTER_TO_UINT(g_hash_table_lookup(w->rows, session));
        bool is_new = row == 0;
        if (is_new) {
            row = table->num_elements + 1;
            g_hash_table_insert(w->rows, (void *)session, GUINT_TO_POINTER(row));
        }
        gb_session_cells(device, i, cells);
        fill_row(table, row - 1, is_new, cells);
    }
}

static tap_packet_status packet(void *data, packet_info *pinfo, epan_dissect_t *edt,
                                const void *record, tap_flags_t flags) {
    stat_data_t *stat = data;
    const GbRecord *r = record;
    (void)edt, (void)flags;
    if (!r->device || stat->stat_tap_data->tables->len == 0) return TAP_PACKET_DONT_REDRAW;
    stat_tap_table *table = g_array_index(stat->stat_tap_data->tables, stat_tap_table *, 0);
    Window *w = window_of(table);
    bool is_new = g_hash_table_add(w->devices, (void *)r->device);
    if (PINFO_FD_VISITED(pinfo)) {
        if (!is_new) return TAP_PACKET_DONT_REDRAW;
        gb_file_settle();
        fill_device(table, w, r->device);
        return TAP_PACKET_REDRAW;
    }
    int64_t now = g_get_monotonic_time();
    if (w->refreshed && now - w->refreshed < G_USEC_PER_SEC) return TAP_PACKET_DONT_REDRAW;
    w->refreshed = now;
    gb_file_settle();
    GHashTableIter iter;
    void *device;
    g_hash_table_iter_init(&iter, w->devices);
    while (g_hash_table_iter_next(&iter, &device, NULL)) fill_device(table, w, device);
    return TAP_PACKET_REDRAW;
}

static void init(stat_tap_table_ui *ui) {
    const char *title = "GB/T 28181 sessions";
    if (g_strcmp0(g_get_prgname(), "tshark") == 0)
        fprintf(stderr, "%s\n", gb_lang() == GB_ZH ? "此表是图形界面的，行可能不全；请用 -z gb28181,sessions"
                                                  : "This table is the GUI's, its rows may be old; use -z gb28181,sessions");
    stat_tap_table *table = stat_tap_find_table(ui, title);
    if (table) {
        forget(table);
        if (ui->stat_tap_reset_table_cb) ui->stat_tap_reset_table_cb(table);
        return;
    }
    table = stat_tap_init_table(title, GB_N_SESSION_COLUMNS, 0, NULL);
    stat_tap_add_table(ui, table);
}

/* A retap: every row goes, the messages come again. */
static void reset(stat_tap_table *table) {
    forget(table);
    for (unsigned row = 0; row < table->num_elements; row++) {
        for (unsigned c = 0; c < GB_N_SESSION_COLUMNS; c++) {
            stat_tap_table_item_type *item = stat_tap_get_field_data(table, row, c);
            if (item->type == TABLE_ITEM_STRING) g_free((char *)item->value.string_value);
        }
        g_free(table->elements[row]);
    }
    table->num_elements = 0;
}

static void free_item(stat_tap_table *table, unsigned row, unsigned column,
                      stat_tap_table_item_type *item) {
    (void)row, (void)column;
    forget(table);
    if (item->type == TABLE_ITEM_STRING) g_free((char *)item->value.string_value);
    item->value.string_value = NULL;
}

void gb_register_session_window(void) {
    static stat_tap_table_item columns[GB_N_SESSION_COLUMNS];
    static tap_param params[] = {{PARAM_FILTER, "filter", "Filter", NULL, true}};
    static stat_tap_table_ui ui = {
        .group = WS_TELEPHONY_GROUP,
        .tap_name = "gb28181",
        .cli_string = "gb28181,table",
        .stat_tap_init_cb = init,
        .packet_func = packet,
        .stat_tap_reset_table_cb = reset,
        .stat_tap_free_table_item_cb = free_item,
        .nfields = GB_N_SESSION_COLUMNS,
        .fields = columns,
        .nparams = 1,
        .params = params,
    };
    GbLang lang = gb_locale_lang();
    for (unsigned c = 0; c < GB_N_SESSION_COLUMNS; c++) {
        bool number = gb_session_column_is_number((GbSessionColumn)c);
        columns[c] = (stat_tap_table_item){
            .type = number ? TABLE_ITEM_UINT : TABLE_ITEM_STRING,
            .align = number ? TAP_ALIGN_RIGHT : TAP_ALIGN_LEFT,
            .column_name = gb_session_column_title((GbSessionColumn)c, lang),
            .field_format = number ? "%u" : "%s"};
    }
    ui.title = lang == GB_ZH ? "GB28181 会话" : "GB28181 Sessions";
    register_stat_tap_table_ui(&ui);
}
