/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file.c - begins an analysis with each capture that Wireshark opens, and ends it with that. */
#include "file.h"

#include "id_meaning.h"
#include "messages.h"
#include "passwords.h"
#include "statistics.h"

GbFile gb_file;

static void begin(void) {
    gb_file = (GbFile){.reader = gb_body_reader_new(),
                       .heads = gb_head_reader_new(),
                       .records = gb_plugin_records_new(),
                       .shown_bodies = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
    gb_id_meanings_forget();
    gb_messages_begin();
}

GbAnalysis *gb_file_analysis(void) {
    if (gb_file.analysis || !gb_file.records) return gb_file.analysis;
    gb_file.credentials = gb_passwords_read();
    GbOptions options = {.keepalive_interval_s = gb_keepalive_interval,
                         .keepalive_misses = gb_keepalive_misses,
                         .credentials = gb_file.credentials,
                         .keep_ladder = gb_messages_in_gui() || gb_statistics_wanted()};
    gb_file.analysis = gb_analysis_new(&options);
    return gb_file.analysis;
}

static void end(void) {
    gb_analysis_free(gb_file.analysis);
    gb_credentials_free(gb_file.credentials);
    gb_body_reader_free(gb_file.reader);
    gb_head_reader_free(gb_file.heads);
    if (gb_file.late) g_array_free(gb_file.late, TRUE);
    if (gb_file.shown_bodies) g_array_free(gb_file.shown_bodies, TRUE);
    gb_file = (GbFile){0}; /* the records went with file scope */
}

void gb_register_file(void) {
    register_init_routine(begin);
    register_cleanup_routine(end);
}

void gb_file_settle(void) {
    if (!gb_file_analysis() || gb_file.settled_frames == gb_file.n_frames + 1) return;
    gb_analysis_settle(gb_file.analysis, gb_file.last_us);
    gb_file.settled_frames = (unsigned)gb_file.n_frames + 1;
}
