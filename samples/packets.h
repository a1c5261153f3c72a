/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packets.h - writes packets of one capture file: Ethernet, IPv4 or IPv6, UDP or TCP, with right
 * checksums, so that Wireshark has nothing to complain about.
 */
#ifndef SAMPLES_PACKETS_H
#define SAMPLES_PACKETS_H

#include <gb28181/message.h>
#include <glib.h>

typedef struct Packets {
    GByteArray *file;
    int64_t time_us;
    unsigned vlan;     /* 0: none */
    unsigned fragment; /* largest IP payload; 0: 1480 */
    uint16_t ip_id;
} Packets;

void packets_begin(Packets *p);
/* Puts the packets in the order of their times; those of one time stay as they were written. */
void packets_sort(Packets *p);
void packets_udp(Packets *p, const GbAddress *src, const GbAddress *dst, const void *data, size_t n);

enum { PACKETS_FIN = 1, PACKETS_SYN = 2, PACKETS_RST = 4, PACKETS_PSH = 8, PACKETS_ACK = 16 };
void packets_tcp(Packets *p, const GbAddress *src, const GbAddress *dst, uint32_t seq, uint32_t ack,
                 unsigned flags, const void *data, size_t n);

#endif
