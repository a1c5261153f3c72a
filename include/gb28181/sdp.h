/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp.h - SDP as GB/T 28181 writes it (2022 Annex G, 2016 Annex F), with y= (SSRC) and f=,
 * and the Subject header (2022 Annex L). Borrows.
 */
#ifndef GB28181_SDP_H
#define GB28181_SDP_H

#include <gb28181/limits.h>
#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbSdpSession {
    GB_SDP_OTHER, GB_SDP_PLAY, GB_SDP_PLAYBACK, GB_SDP_DOWNLOAD, GB_SDP_TALK
} GbSdpSession;

typedef enum GbSdpSetup { GB_SETUP_NONE, GB_SETUP_ACTIVE, GB_SETUP_PASSIVE, GB_SETUP_OTHER } GbSdpSetup;

typedef enum GbSdpQuirk {
    GB_SDP_LF_ONLY = 1 << 0,
    GB_SDP_NO_LAST_LINE_END = 1 << 1,
    GB_SDP_BAD_LINE = 1 << 2,       /* not `x=` */
    GB_SDP_Y_LENGTH = 1 << 3,       /* y= not exactly ten digits */
    GB_SDP_Y_NOT_LAST = 1 << 4,     /* a line other than f= after y= */
    GB_SDP_F_FORM = 1 << 5,         /* f= not of the form v/.../a/... */
    GB_SDP_CREDENTIALS = 1 << 6,    /* a=username or a=password */
    GB_SDP_TIME_NTP = 1 << 7,       /* t= looks like NTP time */
    GB_SDP_PROTO = 1 << 8,          /* m= protocol not RTP/AVP, TCP/RTP/AVP, tcp */
    GB_SDP_TRAILING_BLANK_LINE = 1 << 9,
    GB_SDP_NO_PS_RTPMAP = 1 << 10,  /* payload type 96 without rtpmap PS/90000 */
    GB_SDP_TOO_MANY_MEDIA = 1 << 11 /* over GB_MAX_SDP_MEDIA: the first ones are kept */
} GbSdpQuirk;

typedef struct GbSdpF { /* f=v/codec/resolution/fps/rate type/rate a/codec/rate/sampling */
    GbSlice video_codec, resolution, fps, rate_type, video_rate, audio_codec, audio_rate, sampling;
} GbSdpF;

typedef struct GbSdpMedia {
    GbSlice kind, proto, formats; /* "video", "RTP/AVP", "96 98" */
    unsigned port;
    GbSdpSetup setup;
    GbSlice connection, direction; /* "new"; "recvonly" */
} GbSdpMedia;

typedef struct GbSdp {
    GbSlice owner;           /* user name of o= */
    GbSlice name;            /* s= as sent */
    GbSdpSession session;
    GbSlice u, u_id, u_param;/* u=ID:param */
    GbSlice address;         /* of c= */
    bool has_time;
    uint64_t start, stop;    /* t= */
    GbSdpMedia media[GB_MAX_SDP_MEDIA];
    unsigned n_media;
    GbSlice y;               /* as sent; absent p == NULL */
    bool has_ssrc;
    uint32_t ssrc;           /* y as number */
    GbSlice f;               /* as sent */
    GbSdpF format;
    GbSlice download_speed, file_size, stream_number;
    uint32_t quirks;
} GbSdp;

GB_API GbOutcome gb_sdp_parse(GbSlice text, GbSdp *out);
/* "Play, SSRC 0200000001, video RTP/AVP 30000". */
GB_API size_t gb_sdp_summary(const GbSdp *s, GbLang lang, char *out, size_t n);
/* One line of SDP to words ("" when there is nothing to add): for trees and the report. */
GB_API size_t gb_sdp_line_meaning(GbSlice line, GbLang lang, char *out, size_t n);

typedef struct GbSubject {
    GbSlice sender, sender_seq, receiver, receiver_seq;
} GbSubject;
GB_API GbOutcome gb_subject_parse(GbSlice value, GbSubject *out);

#ifdef __cplusplus
}
#endif
#endif
