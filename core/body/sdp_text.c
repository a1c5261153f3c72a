/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp_text.c - SDP in words: one line for tables, and the meaning of single lines for trees.
 * Codes of f= after GB/T 28181-2022 Annex G; u= parameters after 2022, which prints them first.
 */
#include <gb28181/sdp.h>
#include <time.h>

#include "body/manscdp_table.h"
#include "body/text_out.h"

static void comma(GbTextOut *o, bool zh) {
    if (o->n) gb_text_out(o, "%s", zh ? "，" : ", ");
}

static void slice(GbTextOut *o, GbSlice s) {
    gb_text_out_slice(o, gb_slice_sub(s, 0, 128));
}

/* A code and what it stands for; nothing when it is empty or not known. */
static void code(GbTextOut *o, bool zh, const GbMeaning *values, GbSlice v, const char *unit) {
    const GbMeaning *found = gb_meaning_find(values, v);
    if (!v.n || (values && !found && !unit)) return;
    comma(o, zh);
    if (found)
        gb_text_out(o, "%s", found->title[zh]);
    else
        slice(o, v);
    if (unit && !found) gb_text_out(o, "%s", unit);
}

static void f_words(GbTextOut *o, bool zh, const GbSdpF *f) {
    code(o, zh, gb_values_video_codec, f->video_codec, NULL);
    code(o, zh, gb_values_resolution, f->resolution, "");
    code(o, zh, NULL, f->fps, " fps");
    code(o, zh, gb_values_bit_rate_type, f->rate_type, NULL);
    code(o, zh, NULL, f->video_rate, " kbit/s");
    code(o, zh, gb_values_audio_codec, f->audio_codec, NULL);
    code(o, zh, gb_values_audio_bit_rate, f->audio_rate, NULL);
    code(o, zh, gb_values_sampling, f->sampling, NULL);
}

static const char *session_words(GbSdpSession s, bool zh) {
    static const char *const words[][GB_N_LANGS] = {{"", ""},
                                                    {"live", "实时点播"},
                                                    {"playback", "历史回放"},
                                                    {"download", "文件下载"},
                                                    {"talk", "语音对讲"}};
    return words[s][zh];
}

size_t gb_sdp_summary(const GbSdp *s, GbLang lang, char *out, size_t n) {
    GbTextOut o;
    bool zh = lang == GB_ZH;
    gb_text_out_init(&o, out, n);
    slice(&o, s->name);
    if (s->y.n) comma(&o, zh), gb_text_out(&o, "SSRC "), slice(&o, s->y);
    for (unsigned i = 0; i < s->n_media; i++) {
        comma(&o, zh);
        slice(&o, s->media[i].kind);
        gb_text_out(&o, " ");
        slice(&o, s->media[i].proto);
        gb_text_out(&o, " %u", s->media[i].port);
    }
    return o.n;
}

/* Seconds since 1970 as Beijing time, as the standard's examples have them. */
static void unix_time(GbTextOut *o, uint64_t seconds) {
    time_t t = (time_t)(seconds + 8 * 3600);
    struct tm tm;
    if (seconds > 4102444800u || !gmtime_r(&t, &tm)) return;
    gb_text_out(o, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void time_words(GbTextOut *o, bool zh, const GbSdp *s) {
    if (!s->has_time) return;
    if (!s->start && !s->stop) {
        gb_text_out(o, "%s", zh ? "无时间范围" : "no time range");
        return;
    }
    unix_time(o, s->start);
    gb_text_out(o, "%s", zh ? " 至 " : " to ");
    unix_time(o, s->stop);
}

static void y_words(GbTextOut *o, bool zh, const GbSdp *s) {
    if (s->quirks & GB_SDP_Y_LENGTH) {
        gb_text_out(o, "%s", zh ? "不是 10 位数字" : "not ten digits");
        return;
    }
    const char *kind = s->y.p[0] == '0'   ? (zh ? "实时" : "live")
                       : s->y.p[0] == '1' ? (zh ? "历史" : "history")
                                          : "?";
    if (!s->ssrc)
        gb_text_out(o, "%s", zh ? "SSRC 未指定" : "SSRC left open");
    else
        gb_text_out(o, zh ? "SSRC 0x%08X，%s，域 %.5s" : "SSRC 0x%08X, %s, domain %.5s", s->ssrc,
                    kind, s->y.p + 1);
}

static void u_words(GbTextOut *o, bool zh, const GbSdp *s) {
    static const GbMeaning params[] = {{"0", {"all recordings", "全部录像"}},
                                       {"1", {"manual recordings", "手动录像"}},
                                       {"2", {"alarm recordings", "报警录像"}},
                                       {"3", {"scheduled recordings", "定时录像"}},
                                       END_VALUES};
    const GbMeaning *found = gb_meaning_find(params, s->u_param);
    if (found) gb_text_out(o, "%s", found->title[zh]);
}

static void media_words(GbTextOut *o, bool zh, const GbSdpMedia *m) {
    bool tcp = gb_slice_is_case(m->proto, "TCP/RTP/AVP");
    if (gb_slice_is_case(m->proto, "RTP/AVP"))
        gb_text_out(o, "%s", zh ? "RTP over UDP" : "RTP over UDP");
    else if (tcp)
        gb_text_out(o, "%s", zh ? "RTP over TCP（RFC 4571）" : "RTP over TCP (RFC 4571)");
    else if (gb_slice_is_case(m->proto, "tcp"))
        gb_text_out(o, "%s", zh ? "TCP 裸 PS 流" : "PS over TCP without RTP");
}

static void attribute_words(GbTextOut *o, bool zh, const GbSdp *s, GbSlice line) {
    const GbSdpMedia *m = &s->media[0];
    if (m->setup == GB_SETUP_ACTIVE)
        gb_text_out(o, "%s", zh ? "主动发起 TCP 连接" : "opens the TCP connection");
    else if (m->setup == GB_SETUP_PASSIVE)
        gb_text_out(o, "%s", zh ? "等待 TCP 连接" : "waits for the TCP connection");
    else if (gb_slice_is_case(m->direction, "recvonly"))
        gb_text_out(o, "%s", zh ? "只接收媒体" : "only receives media");
    else if (gb_slice_is_case(m->direction, "sendonly"))
        gb_text_out(o, "%s", zh ? "只发送媒体" : "only sends media");
    else if (s->download_speed.n)
        slice(o, s->download_speed), gb_text_out(o, "%s", zh ? " 倍速下载" : "x download");
    else if (s->file_size.n)
        slice(o, s->file_size), gb_text_out(o, "%s", zh ? " 字节" : " bytes");
    else if (gb_slice_is(s->stream_number, "0"))
        gb_text_out(o, "%s", zh ? "主码流" : "main stream");
    else if (s->stream_number.n)
        gb_text_out(o, "%s", zh ? "子码流 " : "sub stream "), slice(o, s->stream_number);
    else if (s->quirks & GB_SDP_CREDENTIALS)
        gb_text_out(o, "%s", zh ? "明文凭据" : "credentials in clear");
    else if (gb_slice_starts(line, GB_SLICE("a=fileszie")))
        gb_text_out(o, "%s", "filesize");
}

size_t gb_sdp_line_meaning(GbSlice line, GbLang lang, char *out, size_t n) {
    /* Read as an SDP of its own, with a media line for attributes to stand under. */
    char text[512];
    GbTextOut o;
    GbSdp s;
    bool zh = lang == GB_ZH;
    static const char head[] = "v=0\r\nm=x 0 RTP/AVP\r\n";
    gb_text_out_init(&o, out, n);
    line = gb_slice_trim(line);
    if (line.n < 2 || line.p[1] != '=' || line.n > sizeof text - sizeof head) return 0;
    char type = line.p[0];
    size_t head_n = type == 'a' ? sizeof head - 1 : 5;
    memcpy(text, head, head_n);
    memcpy(text + head_n, line.p, line.n);
    if (gb_sdp_parse(gb_slice(text, head_n + line.n), &s) != GB_OK) return 0;
    switch (type) {
        case 's':
            gb_text_out(&o, "%s", session_words(s.session, zh));
            break;
        case 't':
            time_words(&o, zh, &s);
            break;
        case 'u':
            u_words(&o, zh, &s);
            break;
        case 'm':
            if (s.n_media) media_words(&o, zh, &s.media[0]);
            break;
        case 'a':
            attribute_words(&o, zh, &s, line);
            break;
        case 'y':
            y_words(&o, zh, &s);
            break;
        case 'f':
            if (s.f.n && !(s.quirks & GB_SDP_F_FORM)) f_words(&o, zh, &s.format);
            break;
        default:
            break;
    }
    return o.n;
}
