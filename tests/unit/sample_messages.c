/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sample_messages.c - the sample report's store, and its messages as they would stand on the wire:
 * a registration with a digest that is really computed, keepalives, a catalog, an INVITE. Passwords
 * in clear are put wherever one could stand; the tests look for them in the page.
 */
#include <gb28181/auth.h>
#include <stdarg.h>
#include <stdio.h>

#include "sample_parts.h"

void *sample_store(SampleReport *s, size_t n) {
    n = (n + 15) & ~(size_t)15;
    if (n > s->left) {
        s->left = n > 1u << 20 ? n : 1u << 20;
        s->chunk = g_malloc0(s->left);
        s->chunks = g_slist_prepend(s->chunks, s->chunk);
    }
    void *p = s->chunk;
    s->chunk += n;
    s->left -= n;
    return p;
}

char *sample_text(SampleReport *s, const char *format, ...) {
    char line[4096];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    return memcpy(sample_store(s, length + 1), line, length);
}

uint32_t sample_dice(SampleReport *s, uint32_t n) {
    s->random = s->random * 1664525u + 1013904223u;
    return (s->random >> 8) % n;
}

GbMoment sample_at(SampleReport *s, int64_t time_us) {
    return (GbMoment){.time_us = time_us, .frame = ++s->frame};
}

GbAddress sample_address(uint32_t host, uint16_t port) {
    return (GbAddress){.family = 4,
                       .ip = {10, (uint8_t)(host >> 16), (uint8_t)(host >> 8), (uint8_t)host},
                       .port = port};
}

GbLadderEntry *sample_say(Script *x, bool from_device, uint16_t status, int64_t time_us,
                          const char *title, const char *bytes) {
    GbLadderEntry *e = &x->entries[x->d->n_ladder++];
    GbAddress device = sample_address(x->host, 5060), server = sample_address(0xFA0001, 5060);
    *e = (GbLadderEntry){.when = sample_at(x->s, time_us),
                         .src = from_device ? device : server,
                         .dst = from_device ? server : device,
                         .from_device = from_device,
                         .is_response = status != 0,
                         .status = status,
                         .title = title,
                         .latency_us = status ? 4200 : -1,
                         .bytes = gb_slice_from(bytes)};
    return e;
}

const char *sample_header(Script *x, const char *method, const char *first_line, const char *more,
                          const char *body) {
    const char *id = x->d->id;
    return sample_text(
        x->s,
        "%s\r\nVia: SIP/2.0/UDP 10.0.0.%u:5060;rport;branch=z9hG4bK%08x%02u\r\nFrom: "
        "<sip:%s@3402000000>;tag=%u\r\n"
        "To: <sip:%s@3402000000>\r\nCall-ID: %u-%u@10.0.0.%u\r\nCSeq: %u %s\r\nMax-Forwards: "
        "70\r\nUser-Agent: %s\r\n%s"
        "Content-Length: %zu\r\n\r\n%s",
        first_line, x->host & 255, 0x1000 + x->host, x->cseq, id, 4711 + x->host, id, 900 + x->host,
        x->cseq, x->host & 255, x->cseq, method, x->s->hostile ? SAMPLE_HOSTILE : "IP Camera", more,
        strlen(body), body);
}

void sample_register(Script *x, int64_t t, bool right, unsigned expires) {
    SampleReport *s = x->s;
    const char *nonce = sample_text(s, "6fe9ba44a7%06x", x->host),
               *uri = "sip:" SERVER "@3402000000";
    const char *line = "REGISTER sip:" SERVER "@3402000000 SIP/2.0";
    x->cseq++;
    sample_say(x, true, 0, t, "REGISTER",
               sample_header(x, "REGISTER", line, sample_text(s, "Expires: %u\r\n", expires), ""));
    GbLadderEntry *challenge = sample_say(
        x, false, 401, t + 4200, "401 Unauthorized",
        sample_header(
            x, "REGISTER", "SIP/2.0 401 Unauthorized",
            sample_text(
                s, "WWW-Authenticate: Digest realm=\"3402000000\", nonce=\"%s\", algorithm=MD5\r\n",
                nonce),
            ""));
    GbAuth auth = {.scheme = GB_SCHEME_DIGEST,
                   .username = gb_slice_from(x->d->id),
                   .realm = GB_SLICE("3402000000"),
                   .nonce = gb_slice_from(nonce),
                   .uri = gb_slice_from(uri)};
    char ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX] = "";
    gb_digest_ha1(GB_DIGEST_MD5, auth.username, auth.realm,
                  right ? GB_SLICE("sample-secret") : GB_SLICE("another-secret"), ha1);
    gb_digest_response(&auth, gb_slice_from(ha1), GB_SLICE("REGISTER"), GB_NO_SLICE, response);
    x->cseq++;
    GbLadderEntry *e = sample_say(
        x, true, 0, t + 9000, "REGISTER",
        sample_header(
            x, "REGISTER", line,
            sample_text(
                s,
                "Expires: %u\r\nAuthorization: Digest username=\"%s\", realm=\"3402000000\", "
                "nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=MD5\r\n",
                expires, x->d->id, nonce, uri, response),
            ""));
    GbAuthCheck *check = NEW(s, GbAuthCheck, 1);
    *check = (GbAuthCheck){.result = right ? GB_AUTH_VERIFIED : GB_AUTH_MISMATCH,
                           .why = right ? GB_WHY_NONE : GB_WHY_NOTHING_FITS,
                           .why_detail = "",
                           .algorithm = "MD5",
                           .scheme = "Digest",
                           .realm = "3402000000",
                           .nonce = nonce,
                           .username = x->d->id,
                           .uri = uri,
                           .challenge = challenge->when};
    e->auth = check;
    if (!right) {
        e->retransmissions = 10;
        e->findings[e->n_findings++] = gb_rule_find("auth.password-wrong");
    }
    if (right)
        sample_say(
            x, false, 200, t + 13000, "200 OK",
            sample_header(
                x, "REGISTER", "SIP/2.0 200 OK",
                sample_text(s, "Expires: %u\r\nDate: 2024-05-01T08:00:00.000\r\n", expires), ""));
    else
        sample_say(x, false, 403, t + 13000, "403 Forbidden",
                   sample_header(x, "REGISTER", "SIP/2.0 403 Forbidden", "", ""));
}

void sample_keepalive(Script *x, int64_t t, unsigned sn) {
    SampleReport *s = x->s;
    x->cseq++;
    sample_say(
        x, true, 0, t, "MESSAGE Keepalive",
        sample_header(
            x, "MESSAGE", "MESSAGE sip:" SERVER "@3402000000 SIP/2.0",
            "Content-Type: Application/MANSCDP+xml\r\n",
            sample_text(
                s,
                "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<Notify>\r\n  "
                "<CmdType>Keepalive</CmdType>\r\n  <SN>%u</SN>\r\n  <DeviceID>%s</DeviceID>\r\n"
                "  <Status>OK</Status>\r\n%s</Notify>\r\n",
                sn, x->d->id,
                s->hostile ? "  <Info>"
                             "&lt;/script&gt;&lt;script&gt;hacked=1&lt;/script&gt;"
                             "</Info>\r\n"
                           : "")));
    sample_say(x, false, 200, t + 4200, "200 OK",
               sample_header(x, "MESSAGE", "SIP/2.0 200 OK", "", ""));
}

void sample_catalog(Script *x, int64_t t) {
    x->cseq++;
    sample_say(x, false, 0, t, "MESSAGE Catalog",
               sample_header(
                   x, "MESSAGE", sample_text(x->s, "MESSAGE sip:%s@3402000000 SIP/2.0", x->d->id),
                   "Content-Type: Application/MANSCDP+xml\r\n",
                   sample_text(x->s,
                               "<?xml "
                               "version=\"1.0\"?>\r\n<Query>\r\n<CmdType>Catalog</"
                               "CmdType>\r\n<SN>17</SN>\r\n<DeviceID>%s</DeviceID>\r\n</Query>\r\n",
                               x->d->id)));
    x->cseq++;
    sample_say(
        x, true, 0, t + 30000, "MESSAGE Catalog",
        sample_header(
            x, "MESSAGE", "MESSAGE sip:" SERVER "@3402000000 SIP/2.0",
            "Content-Type: Application/MANSCDP+xml\r\n",
            sample_text(
                x->s,
                "<?xml version=\"1.0\" "
                "encoding=\"UTF-8\"?>\r\n<Response>\r\n<CmdType>Catalog</CmdType>\r\n<SN>17</"
                "SN>\r\n<DeviceID>%s</DeviceID>\r\n<SumNum>4</SumNum>\r\n"
                "<DeviceList "
                "Num=\"1\">\r\n<Item>\r\n<DeviceID>34020000001320000011</"
                "DeviceID>\r\n<Name>一号楼大厅</Name>\r\n<Manufacturer>Sample</Manufacturer>\r\n"
                "<Model>S-100</Model>\r\n<CivilCode>340200</CivilCode>\r\n<Parental>0</"
                "Parental>\r\n<Password>sample-secret</Password>\r\n<ParentID>%s</"
                "ParentID>\r\n<Status>ON</Status>\r\n</Item>\r\n</DeviceList>\r\n</Response>\r\n",
                x->d->id, x->d->id)));
}

/* Every place in which a password could stand in clear. */
void sample_invite(Script *x, int64_t t) {
    x->cseq++;
    sample_say(
        x, false, 0, t, "INVITE",
        sample_header(
            x, "INVITE",
            sample_text(x->s, "INVITE sip:%s:sample-secret@3402000000 SIP/2.0", x->d->id),
            "Contact: <sip:" SERVER
            ":sample-secret@10.250.0.1:5060>\r\nAuthorization: Basic sample-secret\r\n "
            "sample-secret\r\nSubject: "
            "34020000001320000011:0,34020000002000000001:0\r\nContent-Type: application/sdp\r\n",
            "v=0\r\no=34020000002000000001 0 0 IN IP4 10.250.0.1\r\ns=Play\r\n"
            "u=rtsp://admin:sample-secret@10.250.0.1/1\r\nc=IN IP4 "
            "10.250.0.1\r\nt=0 0\r\nm=video 6000 RTP/AVP 96\r\na=recvonly\r\n"
            "a=password:sample-secret\r\na=rtpmap:96 PS/90000\r\ny=0100000001\r\n"));
    x->cseq++;
    sample_say(x, false, 0, t + 50000, "INFO",
               sample_header(x, "INFO", sample_text(x->s, "INFO sip:%s@3402000000 SIP/2.0", x->d->id),
                             "Content-Type: Application/MANSRTSP\r\n",
                             "PLAY MANSRTSP/1.0\r\nCSeq: 3\r\nScale: 2.0\r\nRange: npt=100-\r\n"
                             "X: rtsp://admin:sample-secret@10.250.0.1/1\r\n\r\n"));
    x->cseq++;
    sample_say(x, true, 0, t + 90000, "MESSAGE",
               sample_header(x, "MESSAGE", "MESSAGE sip:" SERVER "@3402000000 SIP/2.0",
                             "Password: sample-secret\r\nContent-Type: text/plain\r\n",
                             "user=admin&pwd=sample-secret\r\n"));
    x->cseq++;
    sample_say(x, false, 0, t + 95000, "MESSAGE DeviceControl",
               sample_header(
                   x, "MESSAGE", sample_text(x->s, "MESSAGE sip:%s@3402000000 SIP/2.0", x->d->id),
                   "Content-Type: Application/MANSCDP+xml\r\n",
                   sample_text(x->s,
                               "<?xml version=\"1.0\"?>\r\n<Control>\r\n<CmdType>DeviceControl</"
                               "CmdType>\r\n<SN>18</SN>\r\n<DeviceID>%s</DeviceID>\r\n"
                               "<PTZCmd>A50F010A1F1F00FD</PTZCmd>\r\n</Control>\r\n",
                               x->d->id)));
}
