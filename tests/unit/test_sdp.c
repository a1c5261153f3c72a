/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_sdp.c - SDP as GB/T 28181 devices write it, Subject, and both in words. */
#include <gb28181/sdp.h>

#include "check.h"
#include "fence.h"

#define OFFER                                                                                  \
    "v=0\r\no=34020000002000000001 0 0 IN IP4 10.0.0.3\r\ns=Play\r\nc=IN IP4 10.0.0.3\r\nt=0 " \
    "0\r\n"                                                                                    \
    "m=video 30000 RTP/AVP 96 98 97\r\na=recvonly\r\na=rtpmap:96 PS/90000\r\na=rtpmap:98 "     \
    "H264/90000\r\n"                                                                           \
    "a=rtpmap:97 MPEG4/90000\r\ny=0200000001\r\nf=v/2/5///a///\r\n"

static void a_live_offer(void) {
    GbSdp s;
    char out[200];
    const char *w = "live";
    CHECK_INT(w, gb_sdp_parse(fence_copy(GB_SLICE(OFFER)), &s), GB_OK);
    CHECK_INT(w, s.quirks, 0);
    CHECK_TEXT(w, s.owner, "34020000002000000001");
    CHECK_INT(w, s.session, GB_SDP_PLAY);
    CHECK_TEXT(w, s.address, "10.0.0.3");
    CHECK_TRUE(w, s.has_time && s.start == 0 && s.stop == 0);
    CHECK_INT(w, s.n_media, 1);
    CHECK_TEXT(w, s.media[0].kind, "video");
    CHECK_TEXT(w, s.media[0].proto, "RTP/AVP");
    CHECK_TEXT(w, s.media[0].formats, "96 98 97");
    CHECK_TEXT(w, s.media[0].direction, "recvonly");
    CHECK_INT(w, s.media[0].port, 30000);
    CHECK_TEXT(w, s.y, "0200000001");
    CHECK_INT(w, s.ssrc, 200000001);
    CHECK_TEXT(w, s.format.video_codec, "2");
    CHECK_TEXT(w, s.format.resolution, "5");
    CHECK_TEXT(w, s.format.sampling, "");
    size_t n = gb_sdp_summary(&s, GB_EN, out, sizeof out);
    CHECK_TEXT(w, gb_slice(out, n), "Play, SSRC 0200000001, video RTP/AVP 30000");
    n = gb_sdp_summary(&s, GB_ZH, out, sizeof out);
    CHECK_TEXT(w, gb_slice(out, n), "Play，SSRC 0200000001，video RTP/AVP 30000");
}

static void a_download_over_tcp(void) {
    GbSdp s;
    const char *w = "download";
    CHECK_INT(
        w,
        gb_sdp_parse(
            GB_SLICE("v=0\r\no=1 0 0 IN IP4 "
                     "10.0.0.3\r\ns=Download\r\nu=34020000001320000001:3\r\nc=IN IP4 10.0.0.3\r\n"
                     "t=1714492800 1714503600\r\nm=video 30000 TCP/RTP/AVP "
                     "96\r\na=setup:passive\r\na=connection:new\r\n"
                     "a=rtpmap:96 "
                     "PS/"
                     "90000\r\na=downloadspeed:4\r\na=fileszie:104857600\r\na=streamnumber:0\r\ny="
                     "1200000001\r\n"),
            &s),
        GB_OK);
    CHECK_INT(w, s.quirks, 0);
    CHECK_INT(w, s.session, GB_SDP_DOWNLOAD);
    CHECK_TEXT(w, s.u_id, "34020000001320000001");
    CHECK_TEXT(w, s.u_param, "3");
    CHECK_INT(w, s.start, 1714492800);
    CHECK_INT(w, s.stop, 1714503600);
    CHECK_INT(w, s.media[0].setup, GB_SETUP_PASSIVE);
    CHECK_TEXT(w, s.media[0].connection, "new");
    CHECK_TEXT(w, s.download_speed, "4");
    CHECK_TEXT(w, s.file_size, "104857600");
    CHECK_TEXT(w, s.stream_number, "0");
    CHECK_TEXT(w, s.f, NULL);
}

static void what_is_odd_is_told(void) {
    static const struct {
        const char *name, *text;
        uint32_t quirks;
    } cases[] = {
        {"line feeds alone", "v=0\ns=x\n", GB_SDP_LF_ONLY},
        {"no end of the last line", "v=0\r\ns=x", GB_SDP_NO_LAST_LINE_END},
        {"no SDP line", "v=0\r\nhello\r\n", GB_SDP_BAD_LINE},
        {"an SSRC of nine digits", "v=0\r\ny=100000001\r\n", GB_SDP_Y_LENGTH},
        {"an SSRC that is no number", "v=0\r\ny=01000000x1\r\n", GB_SDP_Y_LENGTH},
        {"an SSRC over 32 bits", "v=0\r\ny=9999999999\r\n", GB_SDP_Y_LENGTH},
        {"an SSRC left open", "v=0\r\ny=0000000000\r\n", 0},
        {"lines behind y", "v=0\r\ny=0100000001\r\na=recvonly\r\n", GB_SDP_Y_NOT_LAST},
        {"f behind y", "v=0\r\ny=0100000001\r\nf=v/1/2/3/4/5a/1/8/1\r\n", 0},
        {"an empty f", "v=0\r\nf=\r\n", 0},
        {"an f without video", "v=0\r\nf=v/////a/1/8/1\r\n", 0},
        {"an f with a collapsed video part", "v=0\r\nf=v/a/1/8/1\r\n", GB_SDP_F_FORM},
        {"an f of zeros", "v=0\r\nf=v/0/0/0/0/0a/0/0/0\r\n", 0},
        {"an f with a part too many", "v=0\r\nf=v/1/2/3/4/5a/1/8/1/\r\n", GB_SDP_F_FORM},
        {"credentials", "v=0\r\na=username:me\r\na=password:x\r\n", GB_SDP_CREDENTIALS},
        {"NTP time", "v=0\r\nt=3900000000 3900003600\r\n", GB_SDP_TIME_NTP},
        {"another protocol", "v=0\r\nm=video 1 UDP 1\r\n", GB_SDP_PROTO},
        {"raw TCP of 2014", "v=0\r\nm=video 1 tcp 1\r\n", 0},
        {"a blank line at the end", "v=0\r\ns=x\r\n\r\n", GB_SDP_TRAILING_BLANK_LINE},
        {"96 without PS", "v=0\r\nm=video 1 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
         GB_SDP_NO_PS_RTPMAP},
        {"no port", "v=0\r\nm=video x RTP/AVP 0\r\n", GB_SDP_BAD_LINE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbSdp s;
        CHECK_INT(cases[i].name, gb_sdp_parse(fence_copy(gb_slice_from(cases[i].text)), &s), GB_OK);
        CHECK_INT(cases[i].name, s.quirks, cases[i].quirks);
    }
}

static void lines_have_meanings(void) {
    static const struct {
        const char *line, *en, *zh;
    } cases[] = {
        {"s=Playback", "playback", "历史回放"},
        {"s=Talk", "talk", "语音对讲"},
        {"s=Embedded IPC", "", ""},
        {"t=0 0", "no time range", "无时间范围"},
        {"t=1714492800 1714503600", "2024-05-01 00:00:00 to 2024-05-01 03:00:00",
         "2024-05-01 00:00:00 至 2024-05-01 03:00:00"},
        {"u=34020000001320000001:2", "alarm recordings", "报警录像"},
        {"m=video 30000 TCP/RTP/AVP 96", "RTP over TCP (RFC 4571)", "RTP over TCP（RFC 4571）"},
        {"a=setup:active", "opens the TCP connection", "主动发起 TCP 连接"},
        {"a=recvonly", "only receives media", "只接收媒体"},
        {"a=downloadspeed:4", "4x download", "4 倍速下载"},
        {"a=filesize:10", "10 bytes", "10 字节"},
        {"a=password:secret", "credentials in clear", "明文凭据"},
        {"a=rtpmap:96 PS/90000", "", ""},
        {"y=1200000001", "SSRC 0x47868C01, history, domain 20000",
         "SSRC 0x47868C01，历史，域 20000"},
        {"y=12", "not ten digits", "不是 10 位数字"},
        {"y=0000000000", "SSRC left open", "SSRC 未指定"},
        {"f=v/2/6/25/1/4096a/1/8/1",
         "H.264, 1080P/I, 25 fps, constant bit rate, 4096 kbit/s, G.711, 64 kbit/s, 8 kHz",
         "H.264，1080P/I，25 fps，固定码率（CBR），4096 kbit/s，G.711，64 kbit/s，8 kHz"},
        {"f=v/////a///", "", ""},
        {"v=0", "", ""},
        {"", "", ""},
        {"x", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[200];
        GbSlice line = fence_copy(gb_slice_from(cases[i].line));
        size_t n = gb_sdp_line_meaning(line, GB_EN, out, sizeof out);
        check_text(cases[i].line, "English", gb_slice(out, n), cases[i].en);
        n = gb_sdp_line_meaning(line, GB_ZH, out, sizeof out);
        check_text(cases[i].line, "Chinese", gb_slice(out, n), cases[i].zh);
    }
}

static void subjects(void) {
    GbSubject s;
    CHECK_INT(
        "a subject",
        gb_subject_parse(GB_SLICE("34020000001320000001:0200000001, 34020000002000000001:0"), &s),
        GB_OK);
    CHECK_TEXT("a subject", s.sender, "34020000001320000001");
    CHECK_TEXT("a subject", s.sender_seq, "0200000001");
    CHECK_TEXT("a subject", s.receiver, "34020000002000000001");
    CHECK_TEXT("a subject", s.receiver_seq, "0");
    CHECK_INT("a sequence with dashes", gb_subject_parse(GB_SLICE("1:0-4-0,2:1"), &s), GB_OK);
    CHECK_INT("one half", gb_subject_parse(GB_SLICE("1:0"), &s), GB_BAD);
    CHECK_INT("no sequence", gb_subject_parse(GB_SLICE("1,2"), &s), GB_BAD);
    CHECK_INT("nothing", gb_subject_parse(GB_SLICE(""), &s), GB_BAD);
}

static void prefix(GbSlice s, void *data) {
    GbSdp sdp;
    GbSubject subject;
    char out[64];
    (void)data;
    sdp.n_media = 77;
    GbOutcome got = gb_sdp_parse(s, &sdp);
    CHECK_INT("a prefix", got, s.n < 2 ? GB_NOT : GB_OK);
    if (got != GB_OK) CHECK_INT("nothing is written", sdp.n_media, 77);
    gb_sdp_line_meaning(s, GB_ZH, out, 9);
    gb_subject_parse(s, &subject);
}

static void every_prefix_is_read(void) {
    fence_prefixes(GB_SLICE(OFFER), prefix, NULL);
    GbSubject s;
    GbSlice whole = GB_SLICE("340:02,340:0");
    for (size_t n = 0; n <= whole.n; n++)
        CHECK_INT("a prefix", gb_subject_parse(fence_copy(gb_slice_sub(whole, 0, n)), &s),
                  n < 11 ? GB_BAD : GB_OK);
}

int main(void) {
    static const CheckTest tests[] = {
        {"a live offer", a_live_offer},
        {"a download over TCP", a_download_over_tcp},
        {"what is odd is told", what_is_odd_is_told},
        {"lines have meanings", lines_have_meanings},
        {"subjects", subjects},
        {"every prefix is read", every_prefix_is_read},
        {NULL, NULL},
    };
    return check_main("sdp", tests);
}
