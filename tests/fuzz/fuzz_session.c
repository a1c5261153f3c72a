/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_session.c - bytes as a sequence of messages, each behind a line of `@` and four hex digits:
 * time step (in units of the square of the first, seconds), direction and file, port, connection.
 * No bytes behind the line: the connection ends.
 * Fed to an analysis with ladders, settled in the middle and at the end, then read through.
 */
#include <gb28181/session.h>

#include <stdio.h>

static unsigned hex(char c) {
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 0;
}

static size_t read_through(const GbAnalysis *a) {
    const GbDevice *const *devices;
    size_t n = gb_analysis_devices(a, &devices), sum = 0;
    for (size_t i = 0; i < n; i++) {
        const GbDevice *d = devices[i];
        sum += strlen(d->id) + strlen(gb_device_state_name(d));
        for (size_t k = 0; k < d->n_sessions; k++) {
            const GbSession *s = d->sessions[k];
            for (size_t j = 0; j < s->n_attempts; j++)
                if (s->attempts[j].auth && s->attempts[j].auth->nonce) sum += strlen(s->attempts[j].auth->nonce);
            for (size_t j = 0; j < s->keepalives.n_gaps; j++) sum += s->keepalives.gaps[j].missed;
            for (size_t j = 0; j < s->keepalives.n_runs; j++) sum += s->keepalives.runs[j].count;
        }
        for (size_t k = 0; k < d->n_exchanges; k++) sum += strlen(d->exchanges[k].what);
        for (size_t k = 0; k < d->n_catalog; k++) sum += strlen(d->catalog[k].id);
        for (size_t k = 0; k < d->n_ladder; k++) {
            sum += strlen(d->ladder[k].title);
            for (size_t j = 0; j < d->ladder[k].bytes.n; j++) sum += (unsigned char)d->ladder[k].bytes.p[j];
        }
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    GbOptions options = {.keep_ladder = true};
    GbAnalysis *a = gb_analysis_new(&options);
    GbSlice rest = gb_slice((const char *)data, size);
    GbMessage m = {.time_us = 1600000000000000, .src.family = 4, .dst.family = 4};
    size_t n = 0;
    while (rest.n > 6) {
        const char *next = rest.p[0] == '@' ? memmem(rest.p + 6, rest.n - 6, "\n@", 2) : NULL;
        size_t length = next ? (size_t)(next - rest.p) + 1 : rest.n;
        unsigned how[4] = {0};
        size_t head = rest.p[0] == '@' ? 6 : 0;
        for (int i = 0; head && i < 4; i++) how[i] = hex(rest.p[1 + i]);
        m.bytes = gb_slice_sub(rest, head, length - head);
        m.time_us += (int64_t)(how[0] * how[0]) * 1000000 + 1000;
        if (how[0] == 15) m.time_us -= 400000000;
        m.frame++;
        m.file = how[1] >> 1 & 1;
        m.src.port = (uint16_t)(how[1] & 1 ? 5060 : 6000 + how[2]);
        m.dst.port = (uint16_t)(how[1] & 1 ? 6000 + how[2] : 5060);
        m.src.ip[0] = (uint8_t)(how[1] & 1);
        m.dst.ip[0] = (uint8_t)!(how[1] & 1);
        m.transport = how[3] ? GB_TRANSPORT_TCP : GB_TRANSPORT_UDP;
        m.connection = how[3];
        GbEvent e;
        if (m.bytes.n > 1)
            gb_analysis_feed(a, &m, &e);
        else if (how[1] & 8)
            gb_analysis_ping(a, &(GbPing){m.time_us, m.frame, m.file, m.src, m.dst});
        else
            gb_analysis_connection_ended(a, &(GbConnectionEnd){m.connection, m.time_us, m.frame, m.file,
                                                               how[1] >> 2 & 1, m.src});
        if (++n % 5 == 0) gb_analysis_settle(a, m.time_us);
        rest = gb_slice_sub(rest, length, rest.n - length);
    }
    gb_analysis_settle(a, m.time_us);
    const GbTotals *t = gb_analysis_totals(a);
    if (t->sip_requests + t->sip_responses != t->sip_messages) __builtin_trap();
    if (t->keepalives_unanswered > t->keepalives || t->refreshes > t->registrations) __builtin_trap();
    volatile size_t sum = read_through(a);
    (void)sum;
    gb_analysis_free(a);
    return 0;
}
