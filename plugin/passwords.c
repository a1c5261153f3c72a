/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * passwords.c - the preferences of `gb28181`.
 *
 * Passwords come from a devices.csv (a file-name preference) and from a table that Wireshark edits
 * and keeps in the profile's file gb28181_passwords; both have the same columns. They are read
 * anew with each capture and after each change. A row that can't be used is refused when it is
 * typed; a file that can't is said once, and the capture is dissected without it.
 */
#include "compat.h"

#include "fields.h"
#include "passwords.h"

#include <epan/prefs.h>
#include <wsutil/report_message.h>

#include <gb28181/limits.h>

unsigned gb_keepalive_interval = 60, gb_keepalive_misses = 3;

static const char *passwords_file = "";

typedef struct Row {
    char *device_id, *password, *ha1, *realm, *name;
} Row;
static Row *rows;
static unsigned n_rows;

UAT_CSTRING_CB_DEF(rows, device_id, Row)
UAT_CSTRING_CB_DEF(rows, password, Row)
UAT_CSTRING_CB_DEF(rows, ha1, Row)
UAT_CSTRING_CB_DEF(rows, realm, Row)
UAT_CSTRING_CB_DEF(rows, name, Row)

static void *row_copy(void *to, const void *from, size_t size) {
    Row *copy = to;
    const Row *row = from;
    (void)size;
    *copy = (Row){g_strdup(row->device_id), g_strdup(row->password), g_strdup(row->ha1),
                  g_strdup(row->realm), g_strdup(row->name)};
    return copy;
}

static void wipe(char *secret) {
    if (!secret) return;
    for (volatile char *p = secret; *p; p++) *p = '\0';
    g_free(secret);
}

static void row_free(void *data) {
    Row *row = data;
    wipe(row->password);
    wipe(row->ha1);
    g_free(row->device_id);
    g_free(row->realm);
    g_free(row->name);
}

static bool row_add(GbCredentials *c, const Row *row, GbError *error) {
    return gb_credentials_add(c, gb_slice_from(row->device_id), gb_slice_from(row->password),
                              gb_slice_from(row->ha1), gb_slice_from(row->realm),
                              gb_slice_from(row->name), error);
}

static ws_uat_result row_check(void *data, char **error) {
    GbCredentials *c = gb_credentials_new();
    GbError why = {0};
    gb_credentials_set_lang(c, gb_lang());
    bool usable = row_add(c, data, &why);
    gb_credentials_free(c);
    if (!usable) *error = g_strdup(why.text);
    return usable;
}

/* The same trouble is said once, not with every redissection. */
static void say_once(const char *text) {
    static char *said;
    if (g_strcmp0(said, text) == 0) return;
    g_free(said);
    said = g_strdup(text);
    if (*text) report_warning("GB/T 28181: %s", text);
}

static bool read_file(GbCredentials *c, const char *path, char **trouble) {
    GError *error = NULL;
    GMappedFile *map = g_mapped_file_new(path, FALSE, &error);
    GbError why = {0};
    if (!map) {
        *trouble = g_strdup(error->message);
        g_error_free(error);
        return false;
    }
    size_t n = g_mapped_file_get_length(map);
    bool usable = n <= GB_MAX_CREDENTIALS_FILE &&
                  gb_credentials_read_csv(c, gb_slice(g_mapped_file_get_contents(map), n), &why);
    if (!usable && n > GB_MAX_CREDENTIALS_FILE)
        *trouble = g_strdup_printf("%s: %u MiB", path, GB_MAX_CREDENTIALS_FILE >> 20);
    else if (!usable && why.line)
        *trouble = g_strdup_printf("%s:%u: %s", path, why.line, why.text);
    else if (!usable)
        *trouble = g_strdup_printf("%s: %s", path, why.text);
    g_mapped_file_unref(map);
    return usable;
}

GbCredentials *gb_passwords_read(void) {
    GbCredentials *c = gb_credentials_new();
    char *trouble = NULL;
    gb_credentials_set_lang(c, gb_lang());
    if (passwords_file && *passwords_file) read_file(c, passwords_file, &trouble);
    for (unsigned i = 0; i < n_rows; i++) {
        GbError why = {0};
        if (!row_add(c, &rows[i], &why) && !trouble)
            trouble = g_strdup_printf("gb28181_passwords: %s", why.text);
    }
    say_once(trouble ? trouble : "");
    g_free(trouble);
    return c;
}

void gb_register_preferences(void) {
    static uat_field_t columns[] = {
        UAT_FLD_CSTRING(rows, device_id, "device_id", "Device ID (设备编码); * for all others"),
        UAT_FLD_CSTRING(rows, password, "password", "Password (密码)"),
        UAT_FLD_CSTRING(rows, ha1, "ha1", "H(user:realm:password) in hex, instead of the password"),
        UAT_FLD_CSTRING(rows, realm, "realm", "Only for this realm (仅用于该域); may be empty"),
        UAT_FLD_CSTRING(rows, name, "name", "Name (名称); may be empty"),
        UAT_END_FIELDS};
    static const enum_val_t langs[] = {{"auto", "By the locale (按系统语言)", GB_LANG_AUTO},
                                       {"en", "English", GB_LANG_EN},
                                       {"zh", "中文", GB_LANG_ZH},
                                       {NULL, NULL, 0}};
    module_t *module = prefs_register_protocol(gb_proto, NULL);
    uat_t *table = uat_new("GB/T 28181 passwords", sizeof(Row), "gb28181_passwords", true, &rows,
                           &n_rows, UAT_AFFECTS_DISSECTION, NULL, row_copy, row_check, row_free,
                           NULL, NULL, columns);
    prefs_register_filename_preference(
        module, "passwords_file", "Passwords: devices.csv (密码文件)",
        "CSV file with the columns device_id, password and optionally ha1, realm, name",
        &passwords_file, false);
    prefs_register_uat_preference(module, "passwords", "Passwords (密码表)",
                                  "Passwords of devices, beside those of the file", table);
    prefs_register_uint_preference(
        module, "keepalive_interval", "Keepalive interval in seconds (心跳间隔)",
        "Expected where the capture can't tell it", 10, &gb_keepalive_interval);
    prefs_register_uint_preference(
        module, "keepalive_misses", "Keepalives missed until lost (心跳超时次数)",
        "A device is lost after so many intervals of silence", 10, &gb_keepalive_misses);
    prefs_register_enum_preference(module, "lang", "Language (语言)",
                                   "Language of findings and meanings", &gb_lang_choice, langs,
                                   FALSE);
}
