/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.c - an end of a flow as text. */
#include <arpa/inet.h>
#include <gb28181/message.h>

/* Decimal digits at p; returns their end. */
static char *digits(char *p, unsigned value) {
    char text[10], *from = text + sizeof text;
    do *--from = (char)('0' + value % 10);
    while (value /= 10);
    memcpy(p, from, (size_t)(text + sizeof text - from));
    return p + (text + sizeof text - from);
}

size_t gb_address_text(const GbAddress *a, char *out, size_t n) {
    char text[INET6_ADDRSTRLEN + 16] = "?", *p = text + 1;
    if (n == 0) return 0;
    if (a->family == 4) {
        p = text;
        for (unsigned i = 0; i < 4; i++) {
            if (i) *p++ = '.';
            p = digits(p, a->ip[i]);
        }
    } else if (a->family == 6) {
        text[0] = '[';
        inet_ntop(AF_INET6, a->ip, text + 1, INET6_ADDRSTRLEN);
        p = text + strlen(text);
        *p++ = ']';
    }
    if (a->family == 4 || a->family == 6) {
        *p++ = ':';
        p = digits(p, a->port);
    }
    size_t length = (size_t)(p - text);
    if (length >= n) length = n - 1;
    memcpy(out, text, length);
    out[length] = '\0';
    return length;
}

const char *gb_transport_name(GbTransport t) {
    static const char *const names[] = {
#define X(id, name) name,
        GB_TRANSPORTS(X)
#undef X
    };
    return t < GB_N_TRANSPORTS ? names[t] : "?";
}
