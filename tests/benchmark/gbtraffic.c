/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gbtraffic.c - writes a synthetic capture of GB/T 28181 traffic, the same bytes for the same
 * options: devices that register with Digest, refresh, keep alive, are asked for their catalog;
 * faults of every kind; UDP and TCP, IPv4 and IPv6, fragments; RTP as noise between.
 *
 * A calendar of one-second buckets holds what each device does next; within a second the packets
 * are spread evenly, so that times never go back. With --passwords FILE the matching devices.csv is
 * written too. The shapes of --shape are made to hurt: see `shapes`.
 */
#include <gb28181/auth.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "packets.h"

typedef enum Action { REGISTER, KEEPALIVE, CATALOG } Action;

typedef struct Device {
    GbAddress address;
    char id[24], host[GB_ADDRESS_TEXT];
    unsigned sn, cseq, call, branch;
    bool tcp, wrong_password, flaky, dead, connected;
    unsigned dies_at_s; /* falls silent for good; 0: never */
    uint32_t next[2];   /* TCP sequence numbers: device, server */
} Device;

typedef struct Entry {
    uint32_t device;
    uint32_t action;
} Entry;

typedef struct Traffic {
    unsigned devices, seconds, interval_s, tcp_percent, ipv6_percent, fault_percent, catalog_items;
    unsigned expires_s;
    uint64_t rtp_packets;
    uint64_t seed, random;
    const char *shape;
    FILE *out, *csv;
    Packets packets;
    GbAddress server4, server6;
    Device *device;
    GArray **calendar;
    uint64_t n_messages, n_packets;
} Traffic;

#define SERVER "34020000002000000001"
#define REALM "3402000000"

static uint64_t next_random(Traffic *t) {
    t->random ^= t->random << 13;
    t->random ^= t->random >> 7;
    t->random ^= t->random << 17;
    return t->random;
}

static bool chance(Traffic *t, unsigned percent) {
    return next_random(t) % 100 < percent;
}

static void flush(Traffic *t, bool all) {
    if (!all && t->packets.file->len < (4u << 20)) return;
    if (fwrite(t->packets.file->data, 1, t->packets.file->len, t->out) != t->packets.file->len) {
        perror("gbtraffic");
        exit(2);
    }
    g_byte_array_set_size(t->packets.file, 0);
}

static const GbAddress *server_of(const Traffic *t, const Device *d) {
    return d->address.family == 6 ? &t->server6 : &t->server4;
}

static void tcp(Traffic *t, Device *d, bool from_device, unsigned flags, const char *p, size_t n) {
    const GbAddress *s = server_of(t, d);
    packets_tcp(&t->packets, from_device ? &d->address : s, from_device ? s : &d->address,
                d->next[!from_device], flags & PACKETS_ACK ? d->next[from_device] : 0, flags, p, n);
    d->next[!from_device] += (uint32_t)n + !!(flags & (PACKETS_SYN | PACKETS_FIN));
    t->packets.time_us += 20;
    t->n_packets++;
}

static void emit(Traffic *t, Device *d, bool from_device, const char *text, size_t n) {
    const GbAddress *s = server_of(t, d);
    t->n_messages++;
    if (!d->tcp) {
        packets_udp(&t->packets, from_device ? &d->address : s, from_device ? s : &d->address, text, n);
        t->n_packets++;
    } else {
        if (!d->connected) {
            d->connected = true;
            tcp(t, d, true, PACKETS_SYN, NULL, 0);
            tcp(t, d, false, PACKETS_SYN | PACKETS_ACK, NULL, 0);
            tcp(t, d, true, PACKETS_ACK, NULL, 0);
        }
        bool tiny = t->shape && strcmp(t->shape, "one-byte") == 0;
        size_t room = tiny ? 1 : chance(t, 10) ? 200 + next_random(t) % 300 : 1400;
        for (size_t at = 0; at < n; at += room)
            tcp(t, d, from_device, PACKETS_PSH | PACKETS_ACK, text + at, MIN(room, n - at));
    }
    t->packets.time_us += 300;
    flush(t, false);
}

static const char *via(const Device *d) {
    return d->tcp ? "TCP" : "UDP";
}

static void answer(Traffic *t, Device *d, bool from_device, int status, const char *reason,
                   unsigned cseq, const char *method, const char *call, unsigned branch,
                   const char *from, const char *to, const char *extra) {
    char text[2048];
    int n = snprintf(text, sizeof text,
                     "SIP/2.0 %d %s\r\nVia: SIP/2.0/%s %s;rport;branch=z9hG4bK%s%x\r\n"
                     "From: <sip:%s@" REALM ">;tag=f%x\r\nTo: <sip:%s@" REALM ">;tag=t%x\r\n"
                     "Call-ID: %s\r\nCSeq: %u %s\r\n%sContent-Length: 0\r\n\r\n",
                     status, reason, via(d), d->host, d->id + 12, branch, from, branch, to, branch, call,
                     cseq, method, extra);
    emit(t, d, from_device, text, (size_t)n);
}

static void message(Traffic *t, Device *d, bool from_device, const char *body, bool answered) {
    char text[65536], call[64];
    unsigned branch = d->branch++;
    const char *from = from_device ? d->id : SERVER, *to = from_device ? SERVER : d->id;
    snprintf(call, sizeof call, "m%u-%s@%s", branch, d->id + 12, REALM);
    int n = snprintf(text, sizeof text,
                     "MESSAGE sip:%s@" REALM " SIP/2.0\r\nVia: SIP/2.0/%s %s;rport;branch=z9hG4bK%s%x\r\n"
                     "From: <sip:%s@" REALM ">;tag=f%x\r\nTo: <sip:%s@" REALM ">\r\nCall-ID: %s\r\n"
                     "CSeq: 20 MESSAGE\r\nMax-Forwards: 70\r\nUser-Agent: IP Camera\r\n"
                     "Content-Type: Application/MANSCDP+xml\r\nContent-Length:   %zu\r\n\r\n%s",
                     to, via(d), d->host, d->id + 12, branch, from, branch, to, call, strlen(body), body);
    emit(t, d, from_device, text, (size_t)n);
    if (!d->tcp && chance(t, d->flaky ? 5 : 0)) emit(t, d, from_device, text, (size_t)n);
    if (answered) answer(t, d, !from_device, 200, "OK", 20, "MESSAGE", call, branch, from, to, "");
}

static void do_register(Traffic *t, Device *d) {
    char text[2048], call[64], extra[256], nonce[17], response[GB_DIGEST_HEX], ha1[GB_DIGEST_HEX];
    char password[32], auth[512] = "";
    snprintf(call, sizeof call, "r%u-%s@%s", d->call, d->id + 12, REALM);
    snprintf(nonce, sizeof nonce, "%016llx", (unsigned long long)next_random(t));
    for (int round = 0; round < 2; round++) {
        unsigned branch = d->branch++;
        d->cseq++;
        int n = snprintf(text, sizeof text,
                         "REGISTER sip:" SERVER "@" REALM " SIP/2.0\r\n"
                         "Via: SIP/2.0/%s %s;rport;branch=z9hG4bK%s%x\r\n"
                         "From: <sip:%s@" REALM ">;tag=f%x\r\nTo: <sip:%s@" REALM ">\r\nCall-ID: %s\r\n"
                         "CSeq: %u REGISTER\r\nContact: <sip:%s@%s>\r\n%sMax-Forwards: 70\r\n"
                         "User-Agent: IP Camera\r\nExpires: %u\r\nContent-Length: 0\r\n\r\n",
                         via(d), d->host, d->id + 12, branch, d->id, branch, d->id, call, d->cseq, d->id,
                         d->host, auth, t->expires_s);
        emit(t, d, true, text, (size_t)n);
        if (round == 0) {
            snprintf(extra, sizeof extra,
                     "WWW-Authenticate: Digest realm=\"" REALM "\",nonce=\"%s\",algorithm=MD5\r\n", nonce);
            answer(t, d, false, 401, "Unauthorized", d->cseq, "REGISTER", call, branch, d->id, d->id, extra);
            GbAuth a = {.username = gb_slice_from(d->id), .realm = GB_SLICE(REALM), .nonce = gb_slice_from(nonce),
                        .uri = GB_SLICE("sip:" SERVER "@" REALM)};
            snprintf(password, sizeof password, "%s%s", d->wrong_password ? "wrong-" : "secret-", d->id + 14);
            gb_digest_ha1(GB_DIGEST_MD5, a.username, a.realm, gb_slice_from(password), ha1);
            gb_digest_response(&a, gb_slice_from(ha1), GB_SLICE("REGISTER"), GB_NO_SLICE, response);
            snprintf(auth, sizeof auth,
                     "Authorization: Digest username=\"%s\", realm=\"" REALM "\", nonce=\"%s\", "
                     "uri=\"sip:" SERVER "@" REALM "\", response=\"%s\", algorithm=MD5\r\n", d->id, nonce, response);
        } else if (d->wrong_password) {
            answer(t, d, false, 403, "Forbidden", d->cseq, "REGISTER", call, branch, d->id, d->id, "");
            d->call++;
        } else {
            time_t s = (time_t)(t->packets.time_us / 1000000 + 8 * 3600);
            struct tm tm;
            char date[40];
            gmtime_r(&s, &tm);
            strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S.000", &tm);
            snprintf(extra, sizeof extra, "Contact: <sip:%s@%s>;expires=%u\r\nExpires: %u\r\nDate: %s\r\n",
                     d->id, d->host, t->expires_s, t->expires_s, date);
            answer(t, d, false, 200, "OK", d->cseq, "REGISTER", call, branch, d->id, d->id, extra);
        }
    }
}

static void do_catalog(Traffic *t, Device *d) {
    char body[60000];
    size_t n = (size_t)snprintf(body, sizeof body,
                                "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<Query>\r\n<CmdType>Catalog</CmdType>\r\n"
                                "<SN>%u</SN>\r\n<DeviceID>%s</DeviceID>\r\n</Query>\r\n", ++d->sn, d->id);
    message(t, d, false, body, true);
    n = (size_t)snprintf(body, sizeof body,
                         "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<Response>\r\n<CmdType>Catalog</CmdType>\r\n"
                         "<SN>%u</SN>\r\n<DeviceID>%s</DeviceID>\r\n<SumNum>%u</SumNum>\r\n<DeviceList Num=\"%u\">\r\n",
                         d->sn, d->id, t->catalog_items, t->catalog_items);
    for (unsigned i = 0; i < t->catalog_items && n < sizeof body - 1000; i++)
        n += (size_t)snprintf(body + n, sizeof body - n,
                              "<Item>\r\n<DeviceID>%.10s131%.7s</DeviceID>\r\n<Name>\xb4\xf3\xc3\xc5%u</Name>\r\n"
                              "<Manufacturer>M</Manufacturer>\r\n<Model>X</Model>\r\n<Owner>O</Owner>\r\n"
                              "<CivilCode>3402</CivilCode>\r\n<Address>A</Address>\r\n<Parental>0</Parental>\r\n"
                              "<ParentID>%s</ParentID>\r\n<RegisterWay>1</RegisterWay>\r\n<Secrecy>0</Secrecy>\r\n"
                              "<Status>ON</Status>\r\n</Item>\r\n", d->id, d->id + 13, i, d->id);
    snprintf(body + n, sizeof body - n, "</DeviceList>\r\n</Response>\r\n");
    message(t, d, true, body, true);
}

static void do_keepalive(Traffic *t, Device *d) {
    char body[512];
    snprintf(body, sizeof body,
             "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<Notify>\r\n<CmdType>Keepalive</CmdType>\r\n"
             "<SN>%u</SN>\r\n<DeviceID>%s</DeviceID>\r\n<Status>OK</Status>\r\n</Notify>\r\n", ++d->sn, d->id);
    message(t, d, true, body, !(d->flaky && chance(t, 3)));
}

static void schedule(Traffic *t, unsigned at_s, uint32_t device, Action action) {
    if (at_s >= t->seconds) return;
    if (!t->calendar[at_s]) t->calendar[at_s] = g_array_new(FALSE, FALSE, sizeof(Entry));
    Entry e = {device, action};
    g_array_append_val(t->calendar[at_s], e);
}

static void act(Traffic *t, unsigned now_s, Entry e) {
    Device *d = &t->device[e.device];
    if (d->dies_at_s && now_s >= d->dies_at_s) return;
    switch ((Action)e.action) {
    case REGISTER:
        do_register(t, d);
        if (d->wrong_password) {
            schedule(t, now_s + 60, e.device, REGISTER);
            break;
        }
        if (d->sn == 0) schedule(t, now_s + t->interval_s, e.device, KEEPALIVE);
        if (d->sn == 0 && t->catalog_items) schedule(t, now_s + 5, e.device, CATALOG);
        schedule(t, now_s + t->expires_s * 4 / 5, e.device, REGISTER);
        break;
    case KEEPALIVE:
        /* a flaky device now and then pauses for ten minutes */
        if (d->flaky && chance(t, 1)) {
            schedule(t, now_s + 600, e.device, KEEPALIVE);
            break;
        }
        do_keepalive(t, d);
        schedule(t, now_s + t->interval_s, e.device, KEEPALIVE);
        break;
    case CATALOG:
        do_catalog(t, d);
        break;
    }
}

static void rtp(Traffic *t, uint64_t n) {
    static const GbAddress from = {.family = 4, .ip = {10, 9, 0, 1}, .port = 30000};
    uint8_t packet[1412] = {0x80, 96};
    for (uint64_t i = 0; i < n; i++) {
        GbAddress src = from, dst = t->server4;
        unsigned stream = (unsigned)(next_random(t) % 50);
        src.ip[3] = (uint8_t)(1 + stream);
        dst.port = (uint16_t)(20000 + 2 * stream);
        for (size_t k = 2; k + 8 <= sizeof packet; k += 8) {
            uint64_t r = next_random(t);
            memcpy(packet + k, &r, 8);
        }
        packets_udp(&t->packets, &src, &dst, packet, sizeof packet);
        t->n_packets++;
        flush(t, false);
    }
}

static void make_device(Traffic *t, uint32_t i) {
    Device *d = &t->device[i];
    snprintf(d->id, sizeof d->id, "3402000000132%07u", i + 1);
    d->address.family = chance(t, t->ipv6_percent) ? 6 : 4;
    if (d->address.family == 6) {
        static const uint8_t net[] = {0x20, 0x01, 0x0d, 0xb8};
        memcpy(d->address.ip, net, 4);
    } else {
        d->address.ip[0] = 10;
    }
    uint8_t *tail = d->address.ip + (d->address.family == 6 ? 13 : 1);
    tail[0] = (uint8_t)((i + 1) >> 16);
    tail[1] = (uint8_t)((i + 1) >> 8);
    tail[2] = (uint8_t)(i + 1);
    d->address.port = 5060;
    gb_address_text(&d->address, d->host, sizeof d->host);
    d->tcp = chance(t, t->tcp_percent);
    d->wrong_password = chance(t, t->fault_percent);
    d->flaky = chance(t, t->fault_percent * 2);
    if (chance(t, t->fault_percent)) d->dies_at_s = 1 + (unsigned)(next_random(t) % t->seconds);
    d->branch = d->call = 1;
    d->next[0] = 1000;
    d->next[1] = 5000;
    if (t->csv) fprintf(t->csv, "%s,secret-%s\n", d->id, d->id + 14);
    schedule(t, (unsigned)(next_random(t) % MIN(t->interval_s, t->seconds)), i, REGISTER);
}

/* --shape: one-byte: TCP in segments of one byte; transactions: requests that nobody answers, all
 * different; ids: every message from another device. */
static void hurt(Traffic *t, uint64_t n) {
    Device d = t->device[0];
    bool ids = strcmp(t->shape, "ids") == 0;
    for (uint64_t i = 0; i < n; i++) {
        char body[256];
        if (ids) snprintf(d.id, sizeof d.id, "3402000000132%07u", (unsigned)(i % 10000000));
        snprintf(body, sizeof body, "<Notify><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>%s</DeviceID>"
                                    "<Status>OK</Status></Notify>", d.id);
        message(t, &d, true, body, false);
    }
}

int main(int argc, char **argv) {
    Traffic t = {.devices = 100, .seconds = 3600, .interval_s = 60, .seed = 1, .expires_s = 3600};
    double hours = 1;
    uint64_t messages = 1000000;
    bool usage_wrong = false;
    enum { SEED = 256, DEVICES, HOURS, INTERVAL, TCP, IPV6, FAULTS, CATALOG_ITEMS, RTP, PASSWORDS, SHAPE, MESSAGES, EXPIRES };
    static const struct option options[] = {
        {"seed", 1, NULL, SEED}, {"devices", 1, NULL, DEVICES}, {"hours", 1, NULL, HOURS},
        {"interval", 1, NULL, INTERVAL}, {"tcp", 1, NULL, TCP}, {"ipv6", 1, NULL, IPV6},
        {"faults", 1, NULL, FAULTS}, {"catalog", 1, NULL, CATALOG_ITEMS}, {"rtp", 1, NULL, RTP},
        {"passwords", 1, NULL, PASSWORDS}, {"shape", 1, NULL, SHAPE}, {"messages", 1, NULL, MESSAGES},
        {"expires", 1, NULL, EXPIRES}, {0}};
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        unsigned v = optarg ? (unsigned)strtoul(optarg, NULL, 10) : 0;
        switch (o) {
        case SEED: t.seed = v + 1; break;
        case DEVICES: t.devices = v; break;
        case HOURS: hours = g_ascii_strtod(optarg, NULL); break;
        case INTERVAL: t.interval_s = v; break;
        case TCP: t.tcp_percent = v; break;
        case IPV6: t.ipv6_percent = v; break;
        case FAULTS: t.fault_percent = v; break;
        case CATALOG_ITEMS: t.catalog_items = v; break;
        case EXPIRES: t.expires_s = v; break;
        case RTP: t.rtp_packets = strtoull(optarg, NULL, 10); break;
        case MESSAGES: messages = strtoull(optarg, NULL, 10); break;
        case SHAPE: t.shape = optarg; break;
        case PASSWORDS: t.csv = fopen(optarg, "w"); break;
        default: usage_wrong = true;
        }
    }
    if (usage_wrong || optind + 1 != argc || t.devices == 0) {
        fprintf(stderr, "usage: gbtraffic [--seed N] [--devices N] [--hours H] [--interval S] [--expires S] [--tcp %%]\n"
                        "    [--ipv6 %%] [--faults %%] [--catalog ITEMS] [--rtp PACKETS] [--passwords OUT.csv]\n"
                        "    [--shape one-byte|transactions|ids] [--messages N] OUT.pcap\n");
        return 2;
    }
    t.out = fopen(argv[optind], "wb");
    if (!t.out) {
        perror(argv[optind]);
        return 2;
    }
    t.random = t.seed * 0x9e3779b97f4a7c15u + 1;
    t.seconds = (unsigned)(hours * 3600);
    if (t.seconds == 0) t.seconds = 1;
    t.server4 = (GbAddress){.family = 4, .ip = {10, 255, 0, 1}, .port = 5060};
    t.server6 = (GbAddress){.family = 6, .ip = {0x20, 0x01, 0x0d, 0xb8, [15] = 1}, .port = 5060};
    t.device = g_new0(Device, t.devices);
    t.calendar = g_new0(GArray *, t.seconds);
    if (t.csv) fprintf(t.csv, "device_id,password\n");
    packets_begin(&t.packets);
    for (uint32_t i = 0; i < t.devices; i++) make_device(&t, i);

    const int64_t start_us = 1714521600LL * 1000000; /* 2024-05-01T00:00:00Z */
    if (t.shape && strcmp(t.shape, "one-byte") != 0) {
        t.packets.time_us = start_us;
        hurt(&t, messages);
    } else {
        for (unsigned s = 0; s < t.seconds; s++) {
            GArray *now = t.calendar[s];
            uint64_t due = t.rtp_packets / t.seconds;
            unsigned n = now ? now->len : 0;
            for (unsigned i = 0; i < n; i++) {
                int64_t even = start_us + (int64_t)s * 1000000 + (int64_t)i * 1000000 / n;
                t.packets.time_us = MAX(t.packets.time_us, even);
                rtp(&t, due / n);
                act(&t, s, g_array_index(now, Entry, i));
            }
            if (n == 0) {
                t.packets.time_us = MAX(t.packets.time_us, start_us + (int64_t)s * 1000000);
                rtp(&t, due);
            }
            if (now) g_array_unref(now);
            t.calendar[s] = NULL;
        }
    }
    flush(&t, true);
    if (fclose(t.out) != 0 || (t.csv && fclose(t.csv) != 0)) {
        perror("gbtraffic");
        return 2;
    }
    printf("%llu SIP messages, %llu packets\n", (unsigned long long)t.n_messages, (unsigned long long)t.n_packets);
    g_byte_array_unref(t.packets.file);
    g_free(t.device);
    g_free(t.calendar);
    return 0;
}
