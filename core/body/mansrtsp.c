/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mansrtsp.c - playback control in INFO bodies (GB/T 28181-2022 Annex B, 9.8.3.2): PLAY, PAUSE and
 * TEARDOWN without a URI, and answers. "ntp=" is read as the "npt=" it is meant to be (a slip of
 * the standard's text). Header lines other than CSeq, Scale, Range and PauseTime are passed over.
 */
#include <gb28181/mansrtsp.h>

#include "body/text_out.h"

/* "2.0", "-1", "0.25"; no exponent. Writes *value only when true. */
static bool decimal(GbSlice s, double *value) {
    double v = 0, scale = 1;
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), digits = 0;
    if (s.n > 32) return false;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, digits++) v = v * 10 + (s.p[i] - '0');
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, digits++)
            v += (s.p[i] - '0') * (scale /= 10);
    if (!digits || i != s.n) return false;
    *value = s.p[0] == '-' ? -v : v;
    return true;
}

static GbSlice next_line(GbSlice *rest) {
    size_t n = gb_slice_find(*rest, '\n');
    GbSlice line = gb_slice_sub(*rest, 0, n);
    *rest = gb_slice_sub(*rest, n + 1, rest->n);
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    return line;
}

static GbSlice word(GbSlice *rest) {
    *rest = gb_slice_trim(*rest);
    size_t n = gb_slice_find(*rest, ' ');
    GbSlice w = gb_slice_sub(*rest, 0, n);
    *rest = gb_slice_sub(*rest, n, rest->n);
    return w;
}

static bool is_version(GbSlice s) {
    return gb_slice_is_case(s, "RTSP/1.0") || gb_slice_is_case(s, "MANSRTSP/1.0");
}

static GbOutcome start_line(GbSlice line, GbMansrtsp *r) {
    static const struct {
        const char *name;
        GbRtspMethod method;
    } methods[] = {
        {"PLAY", GB_RTSP_PLAY}, {"PAUSE", GB_RTSP_PAUSE}, {"TEARDOWN", GB_RTSP_TEARDOWN}};
    GbSlice first = word(&line), second = word(&line), third = word(&line);
    uint64_t status;
    if (!first.n) return GB_NOT;
    r->method_text = first;
    if (is_version(first)) {
        if (!gb_slice_uint(second, &status) || status < 100 || status > 999) return GB_BAD;
        r->method = GB_RTSP_ANSWER;
        r->version = first;
        r->status = (unsigned)status;
        return GB_OK;
    }
    for (size_t i = 0; i < 3; i++) {
        if (!gb_slice_is_case(first, methods[i].name)) continue;
        r->method = methods[i].method;
        if (!gb_slice_is(first, methods[i].name)) r->quirks |= GB_RTSP_BAD_METHOD;
    }
    r->version = third.n && !is_version(second) ? third : second; /* with a URI after all */
    if (!r->method && !is_version(r->version)) return GB_NOT;
    if (!r->method) r->quirks |= GB_RTSP_BAD_METHOD;
    if (!is_version(r->version)) r->quirks |= GB_RTSP_VERSION;
    return GB_OK;
}

static void read_range(GbSlice v, GbMansrtsp *r) {
    r->has_range = true;
    r->range = v;
    r->range_start = r->range_end = -1;
    size_t equal = gb_slice_find(v, '=');
    GbSlice unit = gb_slice_trim(gb_slice_sub(v, 0, equal));
    v = gb_slice_trim(gb_slice_sub(v, equal + 1, v.n));
    bool seconds = gb_slice_is_case(unit, "npt") || gb_slice_is_case(unit, "ntp");
    if (!seconds) r->quirks |= GB_RTSP_RANGE_BAD;
    size_t dash = v.n && v.p[0] == '-' ? 1 + gb_slice_find(gb_slice_sub(v, 1, v.n), '-')
                                       : gb_slice_find(v, '-');
    GbSlice from = gb_slice_trim(gb_slice_sub(v, 0, dash)),
            to = gb_slice_trim(gb_slice_sub(v, dash + 1, v.n));
    double start = 0, end = -1;
    if (gb_slice_is_case(from, "now"))
        r->range_now = true;
    else if (!decimal(from, &start) || start < 0)
        r->quirks |= GB_RTSP_RANGE_BAD;
    else if (seconds)
        r->range_start = start;
    if (to.n && (!decimal(to, &end) || end < 0))
        r->quirks |= GB_RTSP_RANGE_BAD;
    else if (to.n && seconds)
        r->range_end = end;
    if (dash >= v.n) r->quirks |= GB_RTSP_RANGE_BAD;
}

static void read_scale(GbSlice v, GbMansrtsp *r) {
    static const double usual[] = {0.25, 0.5, 1, 2, 4, -1};
    bool found = false;
    if (!decimal(v, &r->scale)) {
        r->quirks |= GB_RTSP_SCALE_UNUSUAL;
        return;
    }
    r->has_scale = true;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        found = found || (r->scale >= usual[i] && r->scale <= usual[i]);
    if (r->scale >= 0 && r->scale <= 0)
        r->quirks |= GB_RTSP_SCALE_ZERO;
    else if (!found)
        r->quirks |= GB_RTSP_SCALE_UNUSUAL;
}

GbOutcome gb_mansrtsp_parse(GbSlice text, GbMansrtsp *out) {
    GbMansrtsp r;
    memset(&r, 0, sizeof r);
    r.range_start = r.range_end = -1;
    while (text.n && gb_is_blank(text.p[0])) text.p++, text.n--;
    if (!text.n) return GB_NOT;
    GbOutcome start = start_line(next_line(&text), &r);
    if (start != GB_OK) return start;
    bool ended = false;
    while (text.n && !ended) {
        GbSlice line = next_line(&text);
        size_t colon = gb_slice_find(line, ':');
        GbSlice name = gb_slice_trim(gb_slice_sub(line, 0, colon));
        GbSlice value = gb_slice_trim(gb_slice_sub(line, colon + 1, line.n));
        if (!line.n)
            ended = true;
        else if (gb_slice_is_case(name, "CSeq"))
            r.has_cseq = gb_slice_uint(value, &r.cseq);
        else if (gb_slice_is_case(name, "Scale"))
            read_scale(value, &r);
        else if (gb_slice_is_case(name, "Range"))
            read_range(value, &r);
        else if (gb_slice_is_case(name, "PauseTime"))
            r.pause_time = value;
    }
    if (!ended) r.quirks |= GB_RTSP_NO_END;
    if (r.has_scale && r.has_range) r.quirks |= GB_RTSP_SCALE_AND_RANGE;
    *out = r;
    return GB_OK;
}

size_t gb_mansrtsp_text(const GbMansrtsp *r, GbLang lang, char *out, size_t n) {
    GbTextOut o;
    bool zh = lang == GB_ZH;
    gb_text_out_init(&o, out, n);
    switch (r->method) {
        case GB_RTSP_PAUSE:
            gb_text_out(&o, "%s", zh ? "暂停" : "pause");
            break;
        case GB_RTSP_TEARDOWN:
            gb_text_out(&o, "%s", zh ? "停止播放" : "stop");
            break;
        case GB_RTSP_ANSWER:
            gb_text_out(&o, zh ? "应答 %u" : "answer %u", r->status);
            break;
        case GB_RTSP_OTHER:
            gb_text_out_slice(&o, gb_slice_sub(r->method_text, 0, 32));
            break;
        case GB_RTSP_PLAY:
            if (r->has_scale && r->scale < 0)
                gb_text_out(&o, zh ? "%g 倍速倒放" : "play backwards at %gx", -r->scale);
            else if (r->has_scale)
                gb_text_out(&o, zh ? "%g 倍速播放" : "play at %gx", r->scale);
            else if (r->range_now)
                gb_text_out(&o, "%s", zh ? "继续播放" : "resume");
            else if (!r->has_range)
                gb_text_out(&o, "%s", zh ? "播放" : "play");
            if (r->has_range && !r->range_now) {
                if (o.n) gb_text_out(&o, "%s", zh ? "，" : ", ");
                if (r->range_start >= 0)
                    gb_text_out(&o, zh ? "定位到 %g 秒" : "seek to %g s", r->range_start);
                else
                    gb_text_out(&o, "%s", zh ? "Range 无法识别" : "a Range that can't be read");
                if (r->range_end >= 0)
                    gb_text_out(&o, zh ? "，至 %g 秒" : ", until %g s", r->range_end);
            }
            break;
    }
    return o.n;
}
