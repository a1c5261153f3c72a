/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * counts.h - everything that is counted about a capture, as one table: what was read per layer,
 * what was left out and why, what was lost. The report's page on the capture is made of it.
 */
#ifndef ANALYZER_COUNTS_H
#define ANALYZER_COUNTS_H

#include <gb28181/capture_info.h>

#include "packet.h"

/* id, layer, key, English, Chinese */
#define COUNTS(X) \
    X(ETHERNET, LINK, "ethernet", "Ethernet", "以太网") \
    X(SLL, LINK, "linux-cooked", "Linux cooked (any device)", "Linux cooked（any 接口）") \
    X(SLL2, LINK, "linux-cooked-2", "Linux cooked v2 (any device)", "Linux cooked v2（any 接口）") \
    X(RAW, LINK, "raw-ip", "Raw IP", "裸 IP") \
    X(LOOPBACK, LINK, "loopback", "Loopback (BSD)", "环回（BSD）") \
    X(PPP, LINK, "ppp", "PPP", "PPP") \
    X(PPPOE_LINK, LINK, "pppoe-link", "PPPoE as link", "PPPoE 链路") \
    X(CISCO_HDLC, LINK, "cisco-hdlc", "Cisco HDLC", "Cisco HDLC") \
    X(VLAN, TUNNEL, "vlan", "VLAN (802.1Q)", "VLAN（802.1Q）") \
    X(QINQ, TUNNEL, "qinq", "QinQ (802.1ad)", "QinQ（802.1ad）") \
    X(SNAP, TUNNEL, "snap", "802.2 SNAP", "802.2 SNAP") \
    X(PPPOE, TUNNEL, "pppoe", "PPPoE", "PPPoE") \
    X(MPLS, TUNNEL, "mpls", "MPLS", "MPLS") \
    X(GRE, TUNNEL, "gre", "GRE", "GRE") \
    X(ERSPAN, TUNNEL, "erspan", "ERSPAN (remote mirror)", "ERSPAN（远程镜像）") \
    X(VXLAN, TUNNEL, "vxlan", "VXLAN", "VXLAN") \
    X(GENEVE, TUNNEL, "geneve", "Geneve", "Geneve") \
    X(GTP, TUNNEL, "gtp-u", "GTP-U (mobile network)", "GTP-U（移动网）") \
    X(IP_IN_IP, TUNNEL, "ip-in-ip", "IPv4 in IP", "IP 内嵌 IPv4") \
    X(IP6_IN_IP, TUNNEL, "6in4", "IPv6 in IP (6in4)", "IP 内嵌 IPv6（6in4）") \
    X(IPV4, NETWORK, "ipv4", "IPv4", "IPv4") \
    X(IPV6, NETWORK, "ipv6", "IPv6", "IPv6") \
    X(FRAGMENT, NETWORK, "fragment", "IP fragments", "IP 分片") \
    X(REASSEMBLED, NETWORK, "reassembled", "Datagrams put together from fragments", \
      "由分片重组的数据报") \
    X(UDP, TRANSPORT, "udp", "UDP", "UDP") \
    X(TCP, TRANSPORT, "tcp", "TCP", "TCP") \
    X(SCTP, TRANSPORT, "sctp", "SCTP", "SCTP") \
    X(SIP_UDP, TRANSPORT, "sip-udp", "SIP messages over UDP", "UDP 承载的 SIP 消息") \
    X(SIP_TCP, TRANSPORT, "sip-tcp", "SIP messages over TCP", "TCP 承载的 SIP 消息") \
    X(SIP_SCTP, TRANSPORT, "sip-sctp", "SIP messages over SCTP", "SCTP 承载的 SIP 消息") \
    X(SIP_WS, TRANSPORT, "sip-ws", "SIP messages over WebSocket", "WebSocket 承载的 SIP 消息") \
    X(RTP, LEFT_OUT, "rtp", "RTP media over UDP", "UDP 上的 RTP 媒体流") \
    X(RTCP, LEFT_OUT, "rtcp", "RTCP", "RTCP") \
    X(TCP_MEDIA, LEFT_OUT, "tcp-media", "Media over TCP (RTP)", "TCP 上的媒体流（RTP）") \
    X(CRLF_PING, LEFT_OUT, "crlf-ping", "Keepalive pings of line ends alone", \
      "仅含回车换行的保活包") \
    X(STUN, LEFT_OUT, "stun", "STUN", "STUN") \
    X(DNS, LEFT_OUT, "dns", "DNS and mDNS", "DNS 与 mDNS") \
    X(UDP_EMPTY, LEFT_OUT, "udp-short", "UDP with four bytes or fewer (NAT keepalives)", \
      "不超过四字节的 UDP 包（NAT 保活）") \
    X(UDP_OTHER, LEFT_OUT, "udp-other", "Other UDP, no SIP in it", "其他 UDP，不含 SIP") \
    X(TCP_CONTROL, LEFT_OUT, "tcp-control", "TCP without payload (SYN, ACK, FIN ...)", \
      "无负载的 TCP 包（SYN、ACK、FIN 等）") \
    X(TCP_REPEATED, LEFT_OUT, "tcp-retransmission", "TCP sent again, already read", \
      "TCP 重传，此前已读取") \
    X(RTSP, LEFT_OUT, "rtsp", "RTSP", "RTSP") \
    X(HTTP, LEFT_OUT, "http", "HTTP", "HTTP") \
    X(TLS, LEFT_OUT, "tls", "TLS: encrypted, can't be read", "TLS：已加密，无法读取") \
    X(TCP_OTHER, LEFT_OUT, "tcp-other", "Other TCP, no SIP in it", "其他 TCP，不含 SIP") \
    X(GARBAGE, LEFT_OUT, "stream-garbage", "Bytes between messages of a SIP stream", \
      "SIP 流中消息之间的多余字节") \
    X(ICMP, LEFT_OUT, "icmp", "ICMP", "ICMP") \
    X(ESP, LEFT_OUT, "esp", "IPsec ESP: encrypted, can't be read", "IPsec ESP：已加密，无法读取") \
    X(IP_OTHER, LEFT_OUT, "ip-other", "Other protocols over IP", "其他 IP 上层协议") \
    X(SCTP_OTHER, LEFT_OUT, "sctp-other", "SCTP chunks without SIP", "不含 SIP 的 SCTP 块") \
    X(ARP, LEFT_OUT, "arp", "ARP", "ARP") \
    X(LLC, LEFT_OUT, "llc", "802.3 LLC (spanning tree ...)", "802.3 LLC（生成树等）") \
    X(ETHERTYPE_OTHER, LEFT_OUT, "ethertype-other", "Other protocols over Ethernet", \
      "其他以太网上层协议") \
    X(PPP_CONTROL, LEFT_OUT, "ppp-control", "PPP control (LCP, IPCP ...)", "PPP 控制协议（LCP、IPCP 等）") \
    X(TUNNEL_OTHER, LEFT_OUT, "tunnel-other", "Tunnels with something else inside", \
      "内层为其他协议的隧道") \
    X(LINK_UNKNOWN, LEFT_OUT, "link-unknown", "Link types we don't read (Wi-Fi, USB ...)", \
      "不支持的链路类型（Wi-Fi、USB 等）") \
    X(FRAGMENTS_LOST, LOST, "fragments-lost", "Datagrams with fragments missing", \
      "缺少分片的数据报") \
    X(FRAGMENTS_LIMIT, LOST, "fragments-limit", "Fragments dropped: too many waiting", \
      "因等待过多而丢弃的分片") \
    X(STREAM_GAP, LOST, "stream-gap", "Gaps in TCP streams with SIP", "SIP 的 TCP 流中的缺口") \
    X(STREAMS_LIMIT, LOST, "streams-limit", "TCP streams dropped: too many at once", \
      "因同时过多而放弃的 TCP 流") \
    X(SNAPPED, LOST, "snapped", "Cut by the capture's snaplen", "被抓包长度（snaplen）截断") \
    X(OVERLAP, LOST, "overlap", "Overlaps with other bytes; the first were taken", \
      "内容不一致的重叠数据，以先到者为准") \
    X(BAD_LENGTH, LOST, "bad-length", "Lengths that lie, headers that are no headers", \
      "长度字段不实或头部无效") \
    X(NESTING, LOST, "nesting", "Tunnels nested too deep", "隧道嵌套过深")

typedef enum CountId {
#define X(id, layer, key, en, zh) COUNT_##id,
    COUNTS(X)
#undef X
        N_COUNTS
} CountId;

typedef struct Counts {
    struct {
        uint64_t packets, bytes;
        int64_t first_us;
        GbCapturePlace places[GB_MAX_COUNT_PLACES]; /* where it was seen first */
    } at[N_COUNTS];
} Counts;

/* Where something was seen. */
typedef struct Origin {
    uint64_t frame;
    int64_t time_us;
    uint32_t file;
} Origin;

static inline void count_at(Counts *c, CountId id, const Origin *at, uint64_t bytes) {
    uint64_t n = c->at[id].packets++;
    if (n < GB_MAX_COUNT_PLACES) {
        if (n == 0) c->at[id].first_us = at->time_us;
        c->at[id].places[n] = (GbCapturePlace){at->frame, at->file};
    }
    c->at[id].bytes += bytes;
}

/* Those that are not zero, in the table's order; returns how many. `out` has room for N_COUNTS. */
size_t counts_list(const Counts *c, GbCaptureCount *out);

#endif
