/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sentence.h - a sentence in English and Chinese, written side by side, clause by clause, and the
 * clauses of verdict.c that tell how a registration went.
 */
#ifndef SESSION_SENTENCE_H
#define SESSION_SENTENCE_H

#include "engine.h"
#include "rules.h"

typedef struct Sentence {
    char text[GB_N_LANGS][1024];
    size_t n[GB_N_LANGS];
    bool dated;    /* the capture spans midnight: times with their day */
    bool said_utc; /* the first time says so */
} Sentence;

void gb_en(Sentence *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void gb_zh(Sentence *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "10:02:11", the first one with " UTC". These texts live as long as gb_scratch_format's. */
const char *gb_clock_text(GbAnalysis *a, Sentence *s, int64_t time_us);
/* "frame 4"; of several captures "frame 4 of file 2", "第 2 个文件第 4 帧". */
const char *gb_frame_en(GbAnalysis *a, const GbMoment *m);
const char *gb_frame_zh(GbAnalysis *a, const GbMoment *m);

/* The first letter of a text that goes on a sentence: names (SHA-256, RecordInfo, REGISTER) keep theirs. */
char gb_lower_start(const char *text);

/* course.c: how the device registered, how its keepalives went, how it stands at the end. */
void gb_course(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last);

#endif
