/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * credentials.c - the life of a table of passwords, rows added by hand, the candidates of
 * --also-try, and what is said when a row or a file can't be used.
 *
 * No error text repeats anything of the file: columns get mixed up, and then the "device ID" that
 * a message would quote is somebody's password. A line number says enough.
 */
#include <gb28181/credentials.h>
#include <glib.h>
#include <stdio.h>

#include "auth/hash.h"
#include "auth/table.h"

GbCredentials *gb_credentials_new(void) {
    GbCredentials *c = g_new0(GbCredentials, 1);
    c->digests_left = GB_MAX_EXPLAIN_DIGESTS;
    g_mutex_init(&c->cache_lock);
    return c;
}

void gb_credentials_free(GbCredentials *c) {
    if (!c) return;
    gb_table_drop_cache(c);
    g_mutex_clear(&c->cache_lock);
    gb_secrets_rewind(&c->texts, (GbSecretsMark){NULL, 0});
    g_free(c->rows);
    g_free(c->index);
    g_free(c->passwords);
    g_free(c->also_try);
    g_free(c);
}

void gb_credentials_set_lang(GbCredentials *c, GbLang lang) {
    c->lang = lang;
}

void gb_credentials_limit_explain(GbCredentials *c, uint32_t n_digests) {
    c->digests_left = n_digests;
}

bool gb_credentials_add(GbCredentials *c, GbSlice device_id, GbSlice password, GbSlice ha1,
                        GbSlice realm, GbSlice name, GbError *error) {
    GbRowText row = {device_id, password, ha1, realm, name, 0};
    return gb_table_add(c, &row, error);
}

size_t gb_credentials_count(const GbCredentials *c) {
    return c->n_rows;
}

const char *gb_credentials_name(const GbCredentials *c, GbSlice device_id) {
    uint32_t r = gb_table_first(c, device_id);
    return r == GB_NO_ROW ? NULL : c->rows[r].name;
}

bool gb_credentials_has(const GbCredentials *c, GbSlice device_id) {
    return gb_table_first(c, device_id) != GB_NO_ROW;
}

/* The end of the first line of s, without and with its line end. */
static size_t line_end(GbSlice s, size_t *next) {
    size_t end = gb_slice_find(s, '\n');
    *next = end < s.n ? end + 1 : end;
    return end && end <= s.n && s.p[end - 1] == '\r' ? end - 1 : end;
}

bool gb_credentials_read_also_try(GbCredentials *c, GbSlice text, GbError *error) {
    unsigned line = 0;
    size_t next, n = c->n_also_try;
    if (text.n > GB_MAX_CREDENTIALS_FILE) return gb_table_fail(c, GB_TABLE_TOO_LARGE, 0, 0, error);
    if (gb_slice_starts(text, GB_SLICE("\xef\xbb\xbf"))) text = gb_slice_sub(text, 3, text.n);
    for (GbSlice rest = text; rest.n; rest = gb_slice_sub(rest, next, rest.n)) {
        line++;
        if (line_end(rest, &next) && ++n > GB_MAX_ALSO_TRY)
            return gb_table_fail(c, GB_TABLE_TOO_MANY_CANDIDATES, line, GB_MAX_ALSO_TRY, error);
    }
    if (n > c->n_also_try) c->also_try = g_renew(GbCandidate, c->also_try, n);
    line = c->n_also_try_lines;
    for (GbSlice rest = text; rest.n; rest = gb_slice_sub(rest, next, rest.n)) {
        size_t end = line_end(rest, &next);
        line++;
        if (!end) continue;
        const char *kept = gb_secrets_keep(&c->texts, gb_slice(rest.p, end));
        c->also_try[c->n_also_try++] = (GbCandidate){gb_slice(kept, end), line};
    }
    c->n_also_try_lines = line;
    return true;
}

static const char *const errors[GB_N_TABLE_ERRORS][GB_N_LANGS] = {
    [GB_TABLE_TOO_LARGE] = {"the file is too large; keep only the rows of the devices in question",
                            "文件过大，请只保留相关设备的行"},
    [GB_TABLE_NO_ID] = {"this row has no device_id; write the device's ID, or * for the default",
                        "该行缺少 device_id，请填写设备编码，默认密码请填 *"},
    [GB_TABLE_NO_PASSWORD] =
        {"this row has neither a password nor a ha1; add one, or delete the row",
         "该行既没有 password 也没有 ha1，请补填其一或删除该行"},
    [GB_TABLE_TWICE] = {"a second row for the same device_id and realm; the first is in line %u, "
                        "delete one of them",
                        "device_id 与 realm 均重复，第一次出现在第 %u 行，请删除其中一行"},
    [GB_TABLE_TWICE_OTHER] = {"a second row for the same device_id and realm; another table has "
                              "the first, delete one of them",
                              "device_id 与 realm 均重复，另一份密码表中已有该行，请删除其中之一"},
    [GB_TABLE_BAD_HA1] =
        {"ha1 must be 32 (MD5) or 64 (SHA-256) hexadecimal digits; copy it again, "
         "or give the password instead",
         "ha1 必须是 32 位（MD5）或 64 位（SHA-256）十六进制数，请重新复制或改填 password"},
    [GB_TABLE_BAD_QUOTES] =
        {"broken quoting; a field that contains a quote must stand in quotes as "
         "a whole, with each quote inside it doubled",
         "引号有误：含引号的字段须整体加引号，且字段内的每个引号要写成两个"},
    [GB_TABLE_OPEN_QUOTE] = {"a quote is opened in this line and never closed; close it, or double "
                             "it if it belongs to the text",
                             "该行的引号没有闭合，请补上右引号；若引号本身是内容，请写成两个"},
    [GB_TABLE_LONG_FIELD] = {"a field in this line is longer than any password; give the list of "
                             "devices, not something else",
                             "该行有一列过长，不可能是密码；请给出设备列表"},
    [GB_TABLE_BAD_BYTES] = {"bytes that are neither UTF-8 nor GB18030; save the file as UTF-8",
                            "存在既非 UTF-8 也非 GB18030 的字节，请将文件另存为 UTF-8"},
    [GB_TABLE_NO_ICONV] = {"this system cannot convert GB18030; save the file as UTF-8",
                           "本系统无法转换 GB18030，请将文件另存为 UTF-8"},
    [GB_TABLE_NO_PASSWORD_COLUMN] =
        {"the header names neither a password nor a ha1 column; add one",
         "表头中既没有 password 列也没有 ha1 列，请补充"},
    [GB_TABLE_COLUMN_TWICE] = {"the header names a column twice; rename or delete one",
                               "表头中有重复的列名，请改名或删除其一"},
    [GB_TABLE_TOO_MANY_FIELDS] =
        {"%u columns where device_id,password are expected; quote a password that holds a comma, "
         "or name the columns in a header",
         "该行有 %u 列，而此处应为 device_id,password 两列；密码中含逗号时请加引号，"
         "或用表头写明各列"},
    [GB_TABLE_BEYOND_HEADER] =
        {"this row has %u columns, more than the header names; quote a password that holds a comma, "
         "or name all columns in the header",
         "该行有 %u 列，多于表头所列；密码中含逗号时请加引号，或在表头中写明各列"},
    [GB_TABLE_TOO_MANY_CANDIDATES] = {"more than %u candidate passwords; shorten the list",
                                      "候选密码超过 %u 个，请缩短列表"},
    [GB_TABLE_NO_MEMORY] = {"not enough memory to read the file", "内存不足，无法读取该文件"},
};

bool gb_table_fail(const GbCredentials *c, GbTableError e, unsigned line, unsigned number,
                   GbError *error) {
    if (!error) return false;
    const char *text = errors[e][c->lang], *at = strstr(text, "%u");
    error->line = line;
    if (at)
        snprintf(error->text, sizeof error->text, "%.*s%u%s", (int)(at - text), text, number,
                 at + 2);
    else
        snprintf(error->text, sizeof error->text, "%s", text);
    return false;
}
