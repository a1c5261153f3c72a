/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp.c - SDP as GB/T 28181 writes it (2022 Annex G, 2016 Annex F; RFC 4566 underneath), with its
 * own lines y= (SSRC, ten digits) and f= (media parameters), and the Subject header (Annex L).
 *
 * Lines are taken in any order: what deviates from the template is a quirk. Media beyond the
 * fourth and attributes that GB/T 28181 does not use are passed over.
 */
#include <gb28181/sdp.h>

/* The largest Unix time that is taken for one; NTP counts from 1900. */
#define NTP_ERA 2208988800u

static GbSlice next_word(GbSlice *rest) {
    while (rest->n && rest->p[0] == ' ') rest->p++, rest->n--;
    size_t n = gb_slice_find(*rest, ' ');
    GbSlice w = gb_slice_sub(*rest, 0, n);
    *rest = gb_slice_sub(*rest, n, rest->n);
    return w;
}

static void read_time(GbSlice v, GbSdp *s) {
    GbSlice start = next_word(&v), stop = next_word(&v);
    if (!gb_slice_uint(start, &s->start) || !gb_slice_uint(stop, &s->stop)) return;
    s->has_time = true;
    if (s->start > NTP_ERA || s->stop > NTP_ERA) s->quirks |= GB_SDP_TIME_NTP;
}

static void read_media(GbSlice v, GbSdp *s) {
    uint64_t port = 0;
    GbSdpMedia m;
    memset(&m, 0, sizeof m);
    m.kind = next_word(&v);
    GbSlice port_text = next_word(&v);
    port_text = gb_slice_sub(port_text, 0, gb_slice_find(port_text, '/'));
    m.proto = next_word(&v);
    m.formats = gb_slice_trim(v);
    if (gb_slice_uint(port_text, &port) && port <= 65535)
        m.port = (unsigned)port;
    else
        s->quirks |= GB_SDP_BAD_LINE;
    if (!gb_slice_is_case(m.proto, "RTP/AVP") && !gb_slice_is_case(m.proto, "TCP/RTP/AVP") &&
        !gb_slice_is(m.proto, "tcp"))
        s->quirks |= GB_SDP_PROTO;
    if (s->n_media == GB_MAX_SDP_MEDIA)
        s->quirks |= GB_SDP_TOO_MANY_MEDIA;
    else
        s->media[s->n_media++] = m;
}

static void read_y(GbSlice v, GbSdp *s) {
    uint64_t number = 0;
    v = gb_slice_trim(v);
    s->y = v;
    bool is_number = gb_slice_uint(v, &number) && number <= UINT32_MAX;
    s->has_ssrc = is_number;
    s->ssrc = is_number ? (uint32_t)number : 0;
    if (v.n != 10 || !is_number) s->quirks |= GB_SDP_Y_LENGTH;
}

/* Takes the next part before '/' off *rest; p == NULL when there is none. */
static GbSlice f_part(GbSlice *rest) {
    if (!rest->p) return GB_NO_SLICE;
    size_t n = gb_slice_find(*rest, '/');
    GbSlice one = gb_slice_sub(*rest, 0, n);
    *rest = n < rest->n ? gb_slice_sub(*rest, n + 1, rest->n) : GB_NO_SLICE;
    return one;
}

/* v/codec/resolution/fps/rate type/rate a/codec/rate/sampling: nothing separates the 'a'. */
static bool read_f(GbSlice v, GbSdpF *out) {
    GbSdpF f;
    memset(&f, 0, sizeof f);
    GbSlice rest = v;
    if (!gb_slice_is(f_part(&rest), "v")) return false;
    f.video_codec = f_part(&rest);
    f.resolution = f_part(&rest);
    f.fps = f_part(&rest);
    f.rate_type = f_part(&rest);
    GbSlice rate = f_part(&rest);
    if (!rate.n || rate.p[rate.n - 1] != 'a') return false;
    f.video_rate = gb_slice_sub(rate, 0, rate.n - 1);
    f.audio_codec = f_part(&rest);
    f.audio_rate = f_part(&rest);
    f.sampling = f_part(&rest);
    if (!f.sampling.p || rest.p) return false;
    *out = f;
    return true;
}

static GbSdpSetup setup_of(GbSlice v) {
    if (gb_slice_is_case(v, "active")) return GB_SETUP_ACTIVE;
    if (gb_slice_is_case(v, "passive")) return GB_SETUP_PASSIVE;
    return GB_SETUP_OTHER;
}

static void read_attribute(GbSlice v, GbSdp *s, bool *ps) {
    size_t colon = gb_slice_find(v, ':');
    GbSlice name = gb_slice_trim(gb_slice_sub(v, 0, colon));
    GbSlice value = gb_slice_trim(gb_slice_sub(v, colon + 1, v.n));
    GbSdpMedia *m = s->n_media ? &s->media[s->n_media - 1] : NULL;
    if (gb_slice_is_case(name, "rtpmap")) {
        GbSlice rest = value, type = next_word(&rest), encoding = next_word(&rest);
        if (gb_slice_is(type, "96") && gb_slice_is_case(encoding, "PS/90000")) *ps = true;
    } else if (gb_slice_is_case(name, "setup")) {
        if (m) m->setup = setup_of(value);
    } else if (gb_slice_is_case(name, "connection")) {
        if (m) m->connection = value;
    } else if (gb_slice_is_case(name, "recvonly") || gb_slice_is_case(name, "sendonly") ||
               gb_slice_is_case(name, "sendrecv") || gb_slice_is_case(name, "inactive")) {
        if (m) m->direction = name;
    } else if (gb_slice_is_case(name, "downloadspeed")) {
        s->download_speed = value;
    } else if (gb_slice_is_case(name, "filesize") || gb_slice_is_case(name, "fileszie")) {
        s->file_size = value;
    } else if (gb_slice_is_case(name, "streamnumber")) {
        s->stream_number = value;
    } else if (gb_slice_is_case(name, "username") || gb_slice_is_case(name, "password")) {
        s->quirks |= GB_SDP_CREDENTIALS;
    }
}

static GbSdpSession session_of(GbSlice name) {
    static const struct {
        const char *name;
        GbSdpSession session;
    } known[] = {{"Play", GB_SDP_PLAY},
                 {"Playback", GB_SDP_PLAYBACK},
                 {"Download", GB_SDP_DOWNLOAD},
                 {"Talk", GB_SDP_TALK}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (gb_slice_is_case(name, known[i].name)) return known[i].session;
    return GB_SDP_OTHER;
}

static void read_line(char type, GbSlice v, GbSdp *s, bool *ps) {
    GbSlice rest = v;
    switch (type) {
        case 'o':
            s->owner = next_word(&rest);
            break;
        case 's':
            s->name = gb_slice_trim(v);
            s->session = session_of(s->name);
            break;
        case 'u': {
            size_t colon = gb_slice_find(v, ':');
            s->u = gb_slice_trim(v);
            if (colon >= v.n || gb_slice_starts(gb_slice_sub(v, colon, v.n), GB_SLICE("://")))
                break;
            s->u_id = gb_slice_trim(gb_slice_sub(v, 0, colon));
            s->u_param = gb_slice_trim(gb_slice_sub(v, colon + 1, v.n));
            break;
        }
        case 'c':
            next_word(&rest);
            next_word(&rest);
            if (!s->address.p) s->address = next_word(&rest);
            break;
        case 't':
            read_time(v, s);
            break;
        case 'm':
            read_media(v, s);
            break;
        case 'a':
            read_attribute(v, s, ps);
            break;
        case 'y':
            read_y(v, s);
            break;
        case 'f':
            s->f = gb_slice_trim(v);
            if (s->f.n && !read_f(s->f, &s->format)) s->quirks |= GB_SDP_F_FORM;
            break;
        default:
            break; /* v= b= i= and others */
    }
}

GbOutcome gb_sdp_parse(GbSlice text, GbSdp *out) {
    GbSdp s;
    bool ps = false, any = false, blank_line = false;
    memset(&s, 0, sizeof s);
    while (text.n && gb_is_blank(text.p[0])) text.p++, text.n--;
    if (!gb_slice_starts(text, GB_SLICE("v="))) return GB_NOT;
    if (text.p[text.n - 1] != '\n') s.quirks |= GB_SDP_NO_LAST_LINE_END;
    while (text.n) {
        size_t n = gb_slice_find(text, '\n');
        GbSlice line = gb_slice_sub(text, 0, n);
        if (n < text.n && (!line.n || line.p[line.n - 1] != '\r')) s.quirks |= GB_SDP_LF_ONLY;
        text = gb_slice_sub(text, n + 1, text.n);
        if (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (!gb_slice_trim(line).n) {
            blank_line = true;
            continue;
        }
        if (line.n < 2 || line.p[1] != '=' ||
            !((line.p[0] | 0x20) >= 'a' && (line.p[0] | 0x20) <= 'z')) {
            s.quirks |= GB_SDP_BAD_LINE;
            continue;
        }
        if (s.y.p && line.p[0] != 'f' && line.p[0] != 'y') s.quirks |= GB_SDP_Y_NOT_LAST;
        any = true;
        read_line(line.p[0], gb_slice_sub(line, 2, line.n), &s, &ps);
    }
    if (!any) return GB_NOT;
    if (blank_line) s.quirks |= GB_SDP_TRAILING_BLANK_LINE;
    for (unsigned i = 0; i < s.n_media; i++) {
        GbSlice formats = s.media[i].formats;
        for (GbSlice f = next_word(&formats); f.n; f = next_word(&formats))
            if (gb_slice_is(f, "96") && !ps) s.quirks |= GB_SDP_NO_PS_RTPMAP;
    }
    *out = s;
    return GB_OK;
}

/* ---- Subject --------------------------------------------------------------------------------- */

/* id:sequence */
static bool half(GbSlice s, GbSlice *id, GbSlice *sequence) {
    size_t colon = gb_slice_find(s, ':');
    *id = gb_slice_trim(gb_slice_sub(s, 0, colon));
    *sequence = gb_slice_trim(gb_slice_sub(s, colon + 1, s.n));
    return colon < s.n && id->n;
}

GbOutcome gb_subject_parse(GbSlice value, GbSubject *out) {
    GbSubject s;
    size_t comma = gb_slice_find(value, ',');
    if (comma >= value.n) return GB_BAD;
    if (!half(gb_slice_sub(value, 0, comma), &s.sender, &s.sender_seq) ||
        !half(gb_slice_sub(value, comma + 1, value.n), &s.receiver, &s.receiver_seq))
        return GB_BAD;
    *out = s;
    return GB_OK;
}
