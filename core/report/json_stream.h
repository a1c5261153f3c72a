/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_stream.h - JSON (RFC 8259) written straight to a sink, value by value. The caller keeps the
 * order and the nesting; commas, line ends and escapes are done here. `key` is NULL inside arrays.
 * Text that is no UTF-8 gets U+FFFD for each broken byte; everything else stays exact.
 */
#ifndef REPORT_JSON_STREAM_H
#define REPORT_JSON_STREAM_H

#include <gb28181/report.h>

#include "report/moment.h"

#define GB_JSON_DEPTH 160
#define GB_JSON_BUFFER 16384

typedef struct GbJson {
    GbSink sink;
    void *data;
    bool failed;                  /* the sink said no: nothing more is written */
    bool one_line;                /* blanks, but no line ends at all */
    unsigned depth;
    size_t n;
    bool used[GB_JSON_DEPTH];     /* the container at that depth has a member */
    bool inlined[GB_JSON_DEPTH];  /* it stands on one line */
    char close[GB_JSON_DEPTH];
    GbDateText date;              /* of the time written last: the next is of that day, mostly */
    char buffer[GB_JSON_BUFFER];
} GbJson;

void gb_json_begin(GbJson *j, bool one_line, GbSink sink, void *data);
/* Ends the line and hands the rest to the sink; false when anything could not be written. */
bool gb_json_finish(GbJson *j);

/* kind is '{' or '['. In an inlined container everything stands on one line. */
void gb_json_open(GbJson *j, const char *key, char kind, bool inlined);
void gb_json_close(GbJson *j);

void gb_json_text(GbJson *j, const char *key, const char *text); /* NULL: null */
void gb_json_slice(GbJson *j, const char *key, GbSlice text);    /* p NULL: null */
void gb_json_uint(GbJson *j, const char *key, uint64_t value);
void gb_json_int(GbJson *j, const char *key, int64_t value);
void gb_json_bool(GbJson *j, const char *key, bool value);
void gb_json_null(GbJson *j, const char *key);
void gb_json_seconds(GbJson *j, const char *key, int64_t us);
void gb_json_number(GbJson *j, const char *key, double value); /* not finite: null */
void gb_json_time(GbJson *j, const char *key, int64_t time_us);

#endif
