/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_sdp.c - bytes as SDP and its single lines, as Subject, MANSRTSP, PTZCmd and a device ID:
 * what is found lies inside the input, and texts stay inside their buffers.
 */
#include <gb28181/device_id.h>
#include <gb28181/mansrtsp.h>
#include <gb28181/ptz.h>
#include <gb28181/sdp.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(GbSlice whole, GbSlice part) {
    if (part.p && part.n && (part.p < whole.p || part.p + part.n > whole.p + whole.n)) abort();
}

static void read_sdp(GbSlice s, GbLang lang, char *out, size_t n) {
    GbSdp sdp;
    if (gb_sdp_parse(s, &sdp) == GB_OK) {
        const GbSlice all[] = {sdp.owner,
                               sdp.name,
                               sdp.u,
                               sdp.u_id,
                               sdp.u_param,
                               sdp.address,
                               sdp.y,
                               sdp.f,
                               sdp.format.video_codec,
                               sdp.format.video_rate,
                               sdp.format.sampling,
                               sdp.download_speed,
                               sdp.file_size,
                               sdp.stream_number};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) inside(s, all[i]);
        if (sdp.n_media > GB_MAX_SDP_MEDIA) abort();
        for (unsigned i = 0; i < sdp.n_media; i++) inside(s, sdp.media[i].formats);
        if (gb_sdp_summary(&sdp, lang, out, n) >= n) abort();
    }
    while (s.n) {
        size_t end = gb_slice_find(s, '\n');
        if (gb_sdp_line_meaning(gb_slice_sub(s, 0, end), lang, out, n) >= n) abort();
        s = gb_slice_sub(s, end + 1, s.n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    GbSlice s = gb_slice((const char *)data, size);
    GbLang lang = size & 1 ? GB_ZH : GB_EN;
    char out[64];
    GbMansrtsp rtsp;
    GbPtz ptz;
    GbSubject subject;
    read_sdp(s, lang, out, sizeof out);
    if (gb_mansrtsp_parse(s, &rtsp) == GB_OK) {
        inside(s, rtsp.method_text);
        inside(s, rtsp.version);
        inside(s, rtsp.pause_time);
        if (gb_mansrtsp_text(&rtsp, lang, out, sizeof out) >= sizeof out) abort();
    }
    if (gb_ptz_parse(s, &ptz) == GB_OK && gb_ptz_text(&ptz, lang, out, sizeof out) >= sizeof out)
        abort();
    if (gb_subject_parse(s, &subject) == GB_OK) {
        inside(s, subject.sender);
        inside(s, subject.receiver_seq);
    }
    if (gb_device_id_text(s, lang, out, sizeof out) >= sizeof out) abort();
    return 0;
}
