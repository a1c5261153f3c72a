/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_mansrtsp.c - playback control and its answers, with and without the usual slips. */
#include <gb28181/mansrtsp.h>

#include "check.h"
#include "fence.h"

static const struct {
    const char *name, *text;
    GbOutcome outcome;
    GbRtspMethod method;
    uint32_t quirks;
    const char *en, *zh;
} cases[] = {
    {"a change of speed", "PLAY RTSP/1.0\r\nCSeq: 4\r\nScale: 2.0\r\n\r\n", GB_OK, GB_RTSP_PLAY, 0,
     "play at 2x", "2 倍速播放"},
    {"slow motion", "PLAY MANSRTSP/1.0\r\nCSeq: 4\r\nScale: 0.25\r\n\r\n", GB_OK, GB_RTSP_PLAY, 0,
     "play at 0.25x", "0.25 倍速播放"},
    {"reverse play", "PLAY RTSP/1.0\r\nScale: -1\r\n\r\n", GB_OK, GB_RTSP_PLAY, 0,
     "play backwards at 1x", "1 倍速倒放"},
    {"a seek", "PLAY RTSP/1.0\r\nRange: npt=100-\r\n\r\n", GB_OK, GB_RTSP_PLAY, 0, "seek to 100 s",
     "定位到 100 秒"},
    {"a range", "PLAY RTSP/1.0\r\nRange: npt=10-20.5\r\n\r\n", GB_OK, GB_RTSP_PLAY, 0,
     "seek to 10 s, until 20.5 s", "定位到 10 秒，至 20.5 秒"},
    {"a resume", "PLAY RTSP/1.0\r\nRange: npt=now-\r\n\r\n", GB_OK, GB_RTSP_PLAY, 0, "resume",
     "继续播放"},
    {"a resume as the standard misprints it", "PLAY RTSP/1.0\r\nRange: ntp=now-\r\n\r\n", GB_OK,
     GB_RTSP_PLAY, 0, "resume", "继续播放"},
    {"a pause", "PAUSE RTSP/1.0\r\nCSeq: 1\r\nPauseTime: now\r\n\r\n", GB_OK, GB_RTSP_PAUSE, 0,
     "pause", "暂停"},
    {"a teardown", "TEARDOWN RTSP/1.0\r\nCSeq: 1\r\n\r\n", GB_OK, GB_RTSP_TEARDOWN, 0, "stop",
     "停止播放"},
    {"an answer", "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n", GB_OK, GB_RTSP_ANSWER, 0, "answer 200",
     "应答 200"},
    {"no empty line", "PLAY RTSP/1.0\r\nScale: 1\r\n", GB_OK, GB_RTSP_PLAY, GB_RTSP_NO_END,
     "play at 1x", "1 倍速播放"},
    {"another version", "PLAY RTSP/2.0\r\n\r\n", GB_OK, GB_RTSP_PLAY, GB_RTSP_VERSION, "play",
     "播放"},
    {"a method in lower case", "pause RTSP/1.0\r\n\r\n", GB_OK, GB_RTSP_PAUSE, GB_RTSP_BAD_METHOD,
     "pause", "暂停"},
    {"another method", "SEEK RTSP/1.0\r\n\r\n", GB_OK, GB_RTSP_OTHER, GB_RTSP_BAD_METHOD, "SEEK",
     "SEEK"},
    {"scale zero", "PLAY RTSP/1.0\r\nScale: 0\r\n\r\n", GB_OK, GB_RTSP_PLAY, GB_RTSP_SCALE_ZERO,
     "play at 0x", "0 倍速播放"},
    {"a scale of 3", "PLAY RTSP/1.0\r\nScale: 3\r\n\r\n", GB_OK, GB_RTSP_PLAY,
     GB_RTSP_SCALE_UNUSUAL, "play at 3x", "3 倍速播放"},
    {"scale and range", "PLAY RTSP/1.0\r\nScale: 1\r\nRange: npt=0-\r\n\r\n", GB_OK, GB_RTSP_PLAY,
     GB_RTSP_SCALE_AND_RANGE, "play at 1x, seek to 0 s", "1 倍速播放，定位到 0 秒"},
    {"a negative range", "PLAY RTSP/1.0\r\nRange: npt=-5-\r\n\r\n", GB_OK, GB_RTSP_PLAY,
     GB_RTSP_RANGE_BAD, "a Range that can't be read", "Range 无法识别"},
    {"a range in hours", "PLAY RTSP/1.0\r\nRange: npt=1:02:03.5-\r\n\r\n", GB_OK, GB_RTSP_PLAY,
     GB_RTSP_RANGE_BAD, "a Range that can't be read", "Range 无法识别"},
    {"a range of the clock", "PLAY RTSP/1.0\r\nRange: clock=5-\r\n\r\n", GB_OK, GB_RTSP_PLAY,
     GB_RTSP_RANGE_BAD, "a Range that can't be read", "Range 无法识别"},
    {"an answer without status", "RTSP/1.0 OK\r\n\r\n", GB_BAD, GB_RTSP_OTHER, 0, "", ""},
    {"something else", "hello world\r\n", GB_NOT, GB_RTSP_OTHER, 0, "", ""},
    {"nothing", "", GB_NOT, GB_RTSP_OTHER, 0, "", ""},
};

static void bodies_are_read(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbMansrtsp r;
        char out[128];
        GbOutcome got = gb_mansrtsp_parse(fence_copy(gb_slice_from(cases[i].text)), &r);
        CHECK_INT(cases[i].name, got, cases[i].outcome);
        if (got != GB_OK) continue;
        CHECK_INT(cases[i].name, r.method, cases[i].method);
        CHECK_INT(cases[i].name, r.quirks, cases[i].quirks);
        size_t n = gb_mansrtsp_text(&r, GB_EN, out, sizeof out);
        check_text(cases[i].name, "English", gb_slice(out, n), cases[i].en);
        n = gb_mansrtsp_text(&r, GB_ZH, out, sizeof out);
        check_text(cases[i].name, "Chinese", gb_slice(out, n), cases[i].zh);
    }
    GbMansrtsp r;
    CHECK_INT(
        "numbers",
        gb_mansrtsp_parse(GB_SLICE("PLAY RTSP/1.0\r\nCSeq: 4\r\nRange: npt=1.5-2\r\n\r\n"), &r),
        GB_OK);
    CHECK_INT("numbers", r.cseq, 4);
    CHECK_TRUE("numbers", r.range_start > 1.4999 && r.range_start < 1.5001 &&
                              r.range_end > 1.9999 && r.range_end < 2.0001);
}

static void prefix(GbSlice s, void *data) {
    GbMansrtsp r;
    (void)data;
    r.status = 4711;
    GbOutcome got = gb_mansrtsp_parse(s, &r);
    CHECK_TRUE("a prefix", s.n != 0 || got == GB_NOT);
    if (got != GB_OK) CHECK_INT("nothing is written", r.status, 4711);
}

static void every_prefix_is_read(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        fence_prefixes(gb_slice_from(cases[i].text), prefix, NULL);
}

int main(void) {
    static const CheckTest tests[] = {
        {"bodies are read", bodies_are_read},
        {"every prefix is read", every_prefix_is_read},
        {NULL, NULL},
    };
    return check_main("mansrtsp", tests);
}
