/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gbtranscript.c - gbtranscript IN.txt OUT.pcap: makes a capture of a transcript. */
#include <stdio.h>

#include "transcript.h"

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: gbtranscript IN.txt OUT.pcap\n");
        return 2;
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    GByteArray *pcap = NULL;
    if (g_file_get_contents(argv[1], &text, NULL, &error)) pcap = transcript_to_pcap(argv[1], text, &error);
    if (pcap) g_file_set_contents(argv[2], (const char *)pcap->data, (gssize)pcap->len, &error);
    if (pcap) g_byte_array_unref(pcap);
    if (error) {
        fprintf(stderr, "gbtranscript: %s\n", error->message);
        return 2;
    }
    return 0;
}
