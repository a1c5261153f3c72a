/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.c - an end of a flow as text. */
#include <arpa/inet.h>
#include <gb28181/message.h>
#include <stdio.h>

size_t gb_address_text(const GbAddress *a, char *out, size_t n) {
    char ip[INET6_ADDRSTRLEN] = "?";
    int written;
    if (n == 0) return 0;
    if (a->family == 4) {
        inet_ntop(AF_INET, a->ip, ip, sizeof ip);
        written = snprintf(out, n, "%s:%u", ip, a->port);
    } else if (a->family == 6) {
        inet_ntop(AF_INET6, a->ip, ip, sizeof ip);
        written = snprintf(out, n, "[%s]:%u", ip, a->port);
    } else {
        written = snprintf(out, n, "?");
    }
    return written < 0 ? 0 : (size_t)written < n ? (size_t)written : n - 1;
}

const char *gb_transport_name(GbTransport t) {
    static const char *const names[] = {
#define X(id, name) name,
        GB_TRANSPORTS(X)
#undef X
    };
    return t < GB_N_TRANSPORTS ? names[t] : "?";
}
