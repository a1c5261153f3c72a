/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * csv.c - --csv: one row per session, for spreadsheets and quick joins (RFC 4180, UTF-8, CRLF).
 *
 * Columns only ever get added, at the end. Text from the wire is made visible first (no control
 * character reaches a cell), and a cell that a spreadsheet would run as a formula (it begins with
 * = + - @, or their full-width forms) gets an apostrophe in front; numbers are our own and don't.
 * There is no byte order mark: it would become part of the first column's name in most scripts.
 */
#include <glib.h>

#include "report/moment.h"
#include "report/visible.h"

#include <gb28181/report.h>

typedef struct Row {
    GString *out;
    bool first;
} Row;

static void comma(Row *row) {
    if (!row->first) g_string_append_c(row->out, ',');
    row->first = false;
}

static bool runs_as_formula(GbSlice s) {
    static const char *const heads[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (gb_slice_starts(s, gb_slice_from(heads[i]))) return true;
    return false;
}

static void text(Row *row, const char *value) {
    GbSlice s = gb_slice_from(value);
    GbVisiblePart part;
    comma(row);
    bool formula = runs_as_formula(s), quoted = formula;
    for (size_t i = 0; i < s.n && !quoted; i++)
        quoted = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == ' ';
    if (quoted) g_string_append_c(row->out, '"');
    if (formula) g_string_append_c(row->out, '\'');
    while (gb_visible_next(&s, &part)) {
        const char *p = part.text.p, *end = p + part.text.n, *quote;
        while (quoted && (quote = memchr(p, '"', (size_t)(end - p)))) {
            g_string_append_len(row->out, p, quote - p);
            g_string_append(row->out, "\"\"");
            p = quote + 1;
        }
        g_string_append_len(row->out, p, end - p);
    }
    if (quoted) g_string_append_c(row->out, '"');
}

static void number(Row *row, int64_t value) { /* negative: not known, an empty cell */
    char digits[24], *p = digits + sizeof digits;
    comma(row);
    if (value < 0) return;
    do *--p = (char)('0' + value % 10);
    while (value /= 10);
    g_string_append_len(row->out, p, digits + sizeof digits - p);
}

static void moment(Row *row, GbMoment at) {
    char time[GB_TIME_TEXT];
    comma(row);
    if (at.time_us) g_string_append_len(row->out, time, (gssize)gb_time_text(at.time_us, time));
    number(row, at.frame ? (int64_t)at.frame : -1);
}

static void seconds(Row *row, int64_t us) {
    char number_text[GB_TIME_TEXT];
    comma(row);
    if (us >= 0)
        g_string_append_len(row->out, number_text, (gssize)gb_seconds_text(us, number_text));
}

static const char header[] =
    "device_id,type,name,session,state,transport,address,server_id,realm,call_id,contact,"
    "start,start_frame,end,end_frame,expires_s,refreshes,attempts,last_status,last_status_frame,"
    "auth,auth_why,keepalives,keepalives_unanswered,keepalive_retransmissions,"
    "keepalive_interval_s,keepalive_gaps,longest_gap_s,user_agent,file,device_verdict,"
    "device_verdict_zh\r\n";

static void session_row(GString *out, const GbDevice *d, size_t index, const char *const *verdict) {
    const GbSession *s = d->sessions[index];
    const GbKeepalives *k = &s->keepalives;
    const GbAuthCheck *auth = NULL;
    const GbAttempt *answered = NULL;
    int64_t longest = -1;
    char address[GB_ADDRESS_TEXT] = "";
    Row row = {out, true};

    for (size_t i = 0; i < s->n_attempts; i++) {
        if (s->attempts[i].auth) auth = s->attempts[i].auth;
        if (s->attempts[i].status) answered = &s->attempts[i];
    }
    for (size_t i = 0; i < k->n_gaps; i++)
        longest = MAX(longest, k->gaps[i].to.time_us - k->gaps[i].from.time_us);
    if (d->n_addresses) gb_address_text(&d->addresses[d->n_addresses - 1], address, sizeof address);

    text(&row, d->id);
    text(&row, gb_device_type(d, GB_EN));
    text(&row, d->name);
    number(&row, (int64_t)index + 1);
    text(&row, gb_session_state_name(s->state));
    text(&row, gb_transport_name(s->transport));
    text(&row, address);
    text(&row, s->server_id);
    text(&row, s->realm);
    text(&row, s->call_id);
    text(&row, s->contact);
    moment(&row, gb_session_start_known(s) ? s->start : (GbMoment){0});
    moment(&row, s->end);
    number(&row, s->expires_s);
    number(&row, s->refreshes);
    number(&row, (int64_t)s->n_attempts + s->n_attempts_omitted);
    number(&row, answered ? answered->status : -1);
    number(&row, answered && answered->response.frame ? (int64_t)answered->response.frame : -1);
    text(&row, auth ? gb_auth_result_name(auth->result) : NULL);
    text(&row, auth && auth->why != GB_WHY_NONE ? gb_auth_why_name(auth->why) : NULL);
    number(&row, (int64_t)k->count);
    number(&row, (int64_t)k->unanswered);
    number(&row, (int64_t)k->retransmissions);
    seconds(&row, k->median_us);
    number(&row, (int64_t)k->n_gaps + k->n_gaps_omitted);
    seconds(&row, longest);
    text(&row, d->n_user_agents ? d->user_agents[d->n_user_agents - 1] : NULL);
    number(&row, s->start.file);
    text(&row, verdict[GB_EN]);
    text(&row, verdict[GB_ZH]);
    g_string_append(out, "\r\n");
}

bool gb_report_write_csv(const GbReport *r, GbSink sink, void *data) {
    GString *out = g_string_sized_new(1 << 16);
    bool written = true;
    g_string_append(out, header);
    for (size_t i = 0; i < r->n_devices && written; i++) {
        const GbDevice *d = r->devices[i];
        const char *verdict[GB_N_LANGS];
        r->verdict(r, d, verdict);
        for (size_t s = 0; s < d->n_sessions; s++) session_row(out, d, s, verdict);
        if (out->len > 1 << 15) {
            written = sink(out->str, out->len, data);
            g_string_truncate(out, 0);
        }
    }
    if (written) written = sink(out->str, out->len, data);
    g_string_free(out, TRUE);
    return written;
}
