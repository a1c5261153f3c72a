/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * credentials_csv.c - devices.csv, read by libcsv in its strict mode (RFC 4180; the only file
 * that knows libcsv).
 *
 * libcsv has no idea of lines, comments, encodings, or of whether a field was quoted, and would
 * take blanks off a password. So it is told that no byte is a blank, and it is fed piece by piece,
 * each ending in a comma or a line end: before each piece it is known on which line it lies,
 * whether a field begins there and with a quote, and whether a whole line is empty or a comment
 * and must not be fed. Fields are put by until their row is complete.
 *
 * libcsv's own buffer grows through gb_secret_realloc and the fields put by lie in such memory
 * too, so that no password stays behind. Left out on purpose: guessing other separators, and
 * other encodings than the two the format has.
 */
#include <csv.h>
#include <gb28181/charset.h>
#include <gb28181/credentials.h>

#include "auth/hash.h"
#include "auth/table.h"

typedef enum Column { DEVICE_ID, PASSWORD, HA1, REALM, NAME, N_COLUMNS } Column;
static const char *const column_names[N_COLUMNS] = {"device_id", "password", "ha1", "realm",
                                                    "name"};
#define NOWHERE (-1)

typedef struct Field {
    size_t at, n; /* in `text` */
    bool quoted;
} Field;

typedef struct Reader {
    GbCredentials *c;
    GbError *error;
    bool failed;
    bool header_read; /* the first row has been seen, a header or not */
    bool header_twice;
    bool has_header;
    int n_header;  /* cells of the header */
    bool is_beyond; /* this row says something in a cell beyond them */
    int place[N_COLUMNS];  /* of each column in a row */
    int header[N_COLUMNS]; /* the same as the first row would have it, were it a header */
    char *text;            /* the fields of this row, one behind the other */
    size_t text_n;
    Field fields[N_COLUMNS];        /* by column */
    int n_fields;                   /* of this row so far */
    unsigned row_line;              /* where this row begins */
    unsigned field_line;            /* where this field begins */
    bool field_quoted, field_fresh; /* fresh: the next byte begins a field */
    bool in_row;
} Reader;

static void fail_with(Reader *r, GbTableError e, unsigned line, unsigned number) {
    if (!r->failed) gb_table_fail(r->c, e, line, number, r->error);
    r->failed = true;
}

static void fail(Reader *r, GbTableError e, unsigned line) {
    fail_with(r, e, line, 0);
}

static void put_by(Reader *r, Column column, GbSlice s) {
    char *text = gb_secret_realloc(r->text, r->text_n + s.n + 256);
    if (!text) {
        fail(r, GB_TABLE_NO_MEMORY, r->row_line);
        return;
    }
    r->text = text;
    if (s.n) memcpy(r->text + r->text_n, s.p, s.n);
    r->fields[column] = (Field){r->text_n, s.n, r->field_quoted};
    r->text_n += s.n;
}

static void on_field(void *bytes, size_t n, void *data) {
    Reader *r = data;
    GbSlice s = gb_slice(bytes, n);
    int place = r->n_fields++;
    r->field_fresh = true;
    if (n > GB_MAX_CREDENTIALS_FIELD) fail(r, GB_TABLE_LONG_FIELD, r->field_line);
    if (!r->header_read) {
        GbSlice name = gb_slice_trim(s);
        for (int k = 0; k < N_COLUMNS; k++) {
            if (!gb_slice_is_case(name, column_names[k])) continue;
            if (r->header[k] != NOWHERE) r->header_twice = true;
            r->header[k] = place;
        }
    }
    if (r->has_header && place >= r->n_header && gb_slice_trim(s).n) r->is_beyond = true;
    for (int k = 0; k < N_COLUMNS; k++)
        if (r->place[k] == place) put_by(r, (Column)k, s);
}

/* An unquoted field goes without the blanks around it, a password always with them. */
static GbSlice field(const Reader *r, Column column) {
    const Field *f = &r->fields[column];
    GbSlice s = f->n ? gb_slice(r->text + f->at, f->n) : GB_NO_SLICE;
    return f->quoted || column == PASSWORD ? s : gb_slice_trim(s);
}

static bool take_header(Reader *r) {
    r->header_read = true;
    if (r->header[DEVICE_ID] == NOWHERE) return false;
    if (r->header_twice)
        fail(r, GB_TABLE_COLUMN_TWICE, r->row_line);
    else if (r->header[PASSWORD] == NOWHERE && r->header[HA1] == NOWHERE)
        fail(r, GB_TABLE_NO_PASSWORD_COLUMN, r->row_line);
    memcpy(r->place, r->header, sizeof r->place);
    r->has_header = true;
    r->n_header = r->n_fields;
    return true;
}

static void on_row(int terminator, void *data) {
    Reader *r = data;
    (void)terminator;
    bool is_header = !r->failed && !r->header_read && take_header(r);
    /* Without a header nobody said what a third field is; most likely the end of a password. */
    if (!r->failed && !r->has_header && r->n_fields > 2)
        fail_with(r, GB_TABLE_TOO_MANY_FIELDS, r->row_line, (unsigned)r->n_fields);
    /* The same with one; empty cells at the end are a spreadsheet's. */
    if (!r->failed && r->is_beyond)
        fail_with(r, GB_TABLE_BEYOND_HEADER, r->row_line, (unsigned)r->n_fields);
    if (!r->failed && !is_header) {
        GbRowText row = {field(r, DEVICE_ID), field(r, PASSWORD), field(r, HA1),
                         field(r, REALM),     field(r, NAME),     r->row_line};
        if (!gb_table_add(r->c, &row, r->error)) r->failed = true;
    }
    memset(r->fields, 0, sizeof r->fields);
    if (r->text_n) gb_hash_wipe(r->text, r->text_n);
    r->text_n = 0;
    r->n_fields = 0;
    r->in_row = r->is_beyond = false;
}

static int no_blank(unsigned char c) {
    (void)c;
    return 0;
}

/* The line that begins s, its end included: CR LF, LF, or CR alone. */
static size_t line_length(GbSlice s) {
    size_t at = 0;
    while (at < s.n && s.p[at] != '\n' && s.p[at] != '\r') at++;
    if (at + 1 < s.n && s.p[at] == '\r' && s.p[at + 1] == '\n') at++;
    return at < s.n ? at + 1 : at;
}

static bool feed_line(Reader *r, struct csv_parser *csv, GbSlice line, unsigned number) {
    while (line.n && !r->failed) {
        if (!r->in_row) {
            r->in_row = r->field_fresh = true;
            r->row_line = number;
        }
        if (r->field_fresh) {
            r->field_fresh = false;
            r->field_line = number;
            r->field_quoted = line.p[0] == '"';
        }
        size_t n = gb_slice_find(line, ',');
        if (n < line.n) n++;
        if (csv_parse(csv, line.p, n, on_field, on_row, r) != n) {
            fail(r, csv_error(csv) == CSV_EPARSE ? GB_TABLE_BAD_QUOTES : GB_TABLE_NO_MEMORY,
                 r->field_line);
        }
        if (csv->entry_pos > GB_MAX_CREDENTIALS_FIELD)
            fail(r, csv->quoted ? GB_TABLE_OPEN_QUOTE : GB_TABLE_LONG_FIELD, r->field_line);
        line = gb_slice_sub(line, n, line.n);
    }
    return !r->failed;
}

static bool feed(Reader *r, struct csv_parser *csv, GbSlice text) {
    unsigned number = 0;
    while (text.n) {
        GbSlice line = gb_slice(text.p, line_length(text));
        GbSlice seen = gb_slice_trim(line);
        number++;
        text = gb_slice_sub(text, line.n, text.n);
        if (!r->in_row && (seen.n == 0 || seen.p[0] == '#')) continue;
        if (!feed_line(r, csv, line, number)) return false;
    }
    if (r->in_row && csv_fini(csv, on_field, on_row, r) != 0)
        fail(r, GB_TABLE_OPEN_QUOTE, r->field_line);
    return !r->failed;
}

static bool read_text(GbCredentials *c, GbSlice text, GbError *error) {
    struct csv_parser csv;
    Reader r = {.c = c,
                .error = error,
                .place = {0, 1, NOWHERE, NOWHERE, NOWHERE},
                .header = {NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE}};
    if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return gb_table_fail(c, GB_TABLE_NO_MEMORY, 0, 0, error);
    csv_set_space_func(&csv, no_blank);
    csv_set_realloc_func(&csv, gb_secret_realloc);
    csv_set_free_func(&csv, gb_secret_free);
    bool ok = feed(&r, &csv, text);
    csv_free(&csv);
    gb_secret_free(r.text);
    return ok;
}

static unsigned line_of(GbSlice raw, size_t at) {
    unsigned line = 1;
    for (GbSlice rest = raw; rest.n; line++) {
        size_t n = line_length(rest);
        if ((size_t)(rest.p - raw.p) + n > at) break;
        rest = gb_slice_sub(rest, n, rest.n);
    }
    return line;
}

static bool read_any(GbCredentials *c, GbSlice raw, GbError *error) {
    size_t nul = gb_slice_find(raw, '\0');
    if (nul < raw.n) return gb_table_fail(c, GB_TABLE_BAD_BYTES, line_of(raw, nul), 0, error);
    GbCharsetConverter *converter = gb_charset_new();
    GbText text;
    bool ok;
    gb_charset_to_utf8(converter, raw, GB_NO_SLICE, &text);
    if (text.quirks & GB_TEXT_NO_ICONV)
        ok = gb_table_fail(c, GB_TABLE_NO_ICONV, line_of(raw, text.first_broken), 0, error);
    else if (text.n_broken)
        ok = gb_table_fail(c, GB_TABLE_BAD_BYTES, line_of(raw, text.first_broken), 0, error);
    else if (text.charset == GB_CHARSET_UTF16LE || text.charset == GB_CHARSET_UTF16BE)
        ok = gb_table_fail(c, GB_TABLE_BAD_BYTES, 1, 0, error);
    else
        ok = read_text(c, text.utf8, error);
    /* The converter's copy holds passwords; it is ours until the next call. */
    bool borrowed = text.utf8.p >= raw.p && text.utf8.p <= raw.p + raw.n;
    if (!borrowed && text.utf8.n) gb_hash_wipe((char *)text.utf8.p, text.utf8.n);
    gb_charset_free(converter);
    return ok;
}

bool gb_credentials_read_csv(GbCredentials *c, GbSlice csv, GbError *error) {
    size_t n_rows = c->n_rows;
    GbSecretsMark mark = gb_secrets_mark(&c->texts);
    if (csv.n > GB_MAX_CREDENTIALS_FILE) return gb_table_fail(c, GB_TABLE_TOO_LARGE, 0, 0, error);
    if (gb_slice_starts(csv, GB_SLICE("\xef\xbb\xbf"))) csv = gb_slice_sub(csv, 3, csv.n);
    c->source++;
    gb_table_drop_cache(c);
    if (!csv.n || read_any(c, csv, error)) return true;
    gb_table_truncate(c, n_rows, mark);
    return false;
}
