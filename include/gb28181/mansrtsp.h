/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mansrtsp.h - playback control in INFO bodies (GB/T 28181-2022 Annex B). Borrows.
 */
#ifndef GB28181_MANSRTSP_H
#define GB28181_MANSRTSP_H

#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbRtspMethod {
    GB_RTSP_OTHER, GB_RTSP_PLAY, GB_RTSP_PAUSE, GB_RTSP_TEARDOWN, GB_RTSP_ANSWER
} GbRtspMethod;

typedef enum GbRtspQuirk {
    GB_RTSP_VERSION = 1 << 0,      /* neither RTSP/1.0 nor MANSRTSP/1.0 */
    GB_RTSP_BAD_METHOD = 1 << 1,
    GB_RTSP_NO_END = 1 << 2,       /* no empty line at the end */
    GB_RTSP_SCALE_ZERO = 1 << 3,
    GB_RTSP_SCALE_UNUSUAL = 1 << 4,/* not 0.25, 0.5, 1, 2, 4 or -1 */
    GB_RTSP_RANGE_BAD = 1 << 5,    /* negative, or not npt */
    GB_RTSP_SCALE_AND_RANGE = 1 << 6
} GbRtspQuirk;

typedef struct GbMansrtsp {
    GbRtspMethod method;
    GbSlice method_text, version;
    unsigned status;              /* answers */
    bool has_cseq, has_scale, has_range, range_now;
    uint64_t cseq;
    double scale;
    double range_start, range_end; /* seconds; start < 0: "now", or can't be read; end < 0: open */
    GbSlice range;                 /* as sent */
    GbSlice pause_time;
    uint32_t quirks;
} GbMansrtsp;

GB_API GbOutcome gb_mansrtsp_parse(GbSlice text, GbMansrtsp *out);
/* "play at 2x", "seek to 100 s", "pause". */
GB_API size_t gb_mansrtsp_text(const GbMansrtsp *r, GbLang lang, char *out, size_t n);

#ifdef __cplusplus
}
#endif
#endif
