/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pcaploop.c - the bare libpcap loop that benchmarks are measured against: reads every packet,
 * adds up their lengths. */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv) {
    char error[PCAP_ERRBUF_SIZE];
    pcap_t *p = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;
    if (!p) return 2;
    struct pcap_pkthdr *header;
    const unsigned char *data;
    unsigned long long n = 0, bytes = 0;
    while (pcap_next_ex(p, &header, &data) == 1) {
        n++;
        bytes += header->caplen;
    }
    pcap_close(p);
    printf("%llu packets, %llu bytes\n", n, bytes);
    return 0;
}
