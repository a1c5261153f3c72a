/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sentence.c - see sentence.h. What has no room any more is left out. */
#include "sentence.h"

#include <stdarg.h>
#include <time.h>

#include "body/text_out.h"

static void put(Sentence *s, GbLang lang, const char *format, va_list args) {
    size_t room = sizeof s->text[lang] - s->n[lang];
    int wrote = gb_text_format(s->text[lang] + s->n[lang], room, format, args);
    if (wrote > 0) s->n[lang] += (size_t)wrote < room ? (size_t)wrote : room - 1;
}

void gb_en(Sentence *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    put(s, GB_EN, format, args);
    va_end(args);
}

void gb_zh(Sentence *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    put(s, GB_ZH, format, args);
    va_end(args);
}

char gb_lower_start(const char *text) {
    if (!text[0] || text[1] < 'a' || text[1] > 'z') return text[0];
    for (size_t i = 1; text[i] && text[i] != ' '; i++)
        if (text[i] == '-' || (text[i] >= 'A' && text[i] <= 'Z')) return text[0];
    return gb_ascii_lower(text[0]);
}

const char *gb_clock_text(GbAnalysis *a, Sentence *s, int64_t time_us) {
    time_t t = (time_t)(time_us / GB_SECOND);
    unsigned in_day = (unsigned)((t % 86400 + 86400) % 86400);
    char text[32] = "00:00:00";
    struct tm tm;
    const unsigned parts[] = {in_day / 3600, in_day / 60 % 60, in_day % 60};
    for (unsigned i = 0; i < 3; i++) {
        text[3 * i] = (char)('0' + parts[i] / 10);
        text[3 * i + 1] = (char)('0' + parts[i] % 10);
    }
    if (s->dated) strftime(text, sizeof text, "%m-%d %H:%M:%S", gmtime_r(&t, &tm));
    const char *zone = s->said_utc ? "" : " UTC";
    s->said_utc = true;
    return gb_scratch_format(a, "%s%s", text, zone);
}

const char *gb_frame_en(GbAnalysis *a, const GbMoment *m) {
    unsigned long long frame = m->frame;
    return m->file ? gb_scratch_format(a, "frame %llu of file %u", frame, m->file + 1)
                   : gb_scratch_format(a, "frame %llu", frame);
}

const char *gb_frame_zh(GbAnalysis *a, const GbMoment *m) {
    unsigned long long frame = m->frame;
    return m->file ? gb_scratch_format(a, "第 %u 个文件第 %llu 帧", m->file + 1, frame)
                   : gb_scratch_format(a, "第 %llu 帧", frame);
}
