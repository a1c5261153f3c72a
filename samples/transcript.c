/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * transcript.c - reads a transcript (the format stands in transcript.h) and plays it into packets.
 *
 * The text is run line by line, as a script: directives change the state, a marker takes the lines
 * up to the next marker as one message, @repeat runs its block again.
 */
#include "transcript.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "packets.h"
#include "transcript_digest.h"

typedef struct Connection {
    uint32_t next[2]; /* sequence numbers of a and b */
    uint32_t n_opened; /* on these ports */
    bool is_open;
} Connection;

typedef struct Script {
    const char *name;
    char **lines;
    Packets packets;
    GbAddress a, b;
    bool tcp, crlf_bodies;
    unsigned segment;
    char *charset, *password, *digest;
    GHashTable *variables;   /* name -> value */
    GHashTable *connections; /* "a b" -> Connection */
    unsigned counter;
    int64_t now_us;
} Script;

#define SCRIPT_ERROR g_quark_from_static_string("transcript")

static bool fail(const Script *s, size_t line, GError **error, const char *what) {
    g_set_error(error, SCRIPT_ERROR, 0, "%s:%zu: %s", s->name, line + 1, what);
    return false;
}

static bool parse_address(const char *text, GbAddress *out) {
    g_autofree char *host = g_strdup(text);
    char *colon = strrchr(host, ':');
    if (!colon) return false;
    *colon = '\0';
    memset(out, 0, sizeof *out);
    out->port = (uint16_t)atoi(colon + 1);
    if (host[0] == '[' && colon > host + 1 && colon[-1] == ']') {
        colon[-1] = '\0';
        out->family = 6;
        return inet_pton(AF_INET6, host + 1, out->ip) == 1;
    }
    out->family = 4;
    return inet_pton(AF_INET, host, out->ip) == 1;
}

/* Beijing time without a zone, as GB/T 28181-2022 9.10.1 wants the Date of a 200. */
static void append_date(const Script *s, GString *out) {
    g_autoptr(GTimeZone) beijing = g_time_zone_new_offset(8 * 3600);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(s->now_us / 1000000);
    g_autoptr(GDateTime) t = g_date_time_to_timezone(utc, beijing);
    g_autofree char *text = g_date_time_format(t, "%Y-%m-%dT%H:%M:%S");
    g_string_append_printf(out, "%s.%03d", text, (int)(s->now_us / 1000 % 1000));
}

/* {name}, {date}, {n} and {n:width} */
static GString *expand(const Script *s, const char *text) {
    GString *out = g_string_new(NULL);
    while (*text) {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        if (!end) {
            g_string_append_c(out, *text++);
            continue;
        }
        g_autofree char *name = g_strndup(text + 1, (gsize)(end - text - 1));
        const char *value = g_hash_table_lookup(s->variables, name);
        if (strcmp(name, "n") == 0) {
            g_string_append_printf(out, "%u", s->counter);
        } else if (g_str_has_prefix(name, "n:")) {
            g_string_append_printf(out, "%0*u", atoi(name + 2), s->counter);
        } else if (strcmp(name, "date") == 0) {
            append_date(s, out);
        } else if (value) {
            g_string_append(out, value);
        } else {
            g_string_append_len(out, text, end + 1 - text);
        }
        text = end + 1;
    }
    return out;
}

static void send_udp(Script *s, bool from_a, const GString *bytes) {
    packets_udp(&s->packets, from_a ? &s->a : &s->b, from_a ? &s->b : &s->a, bytes->str, bytes->len);
}

static char *connection_key(const Script *s) {
    char a[GB_ADDRESS_TEXT], b[GB_ADDRESS_TEXT];
    gb_address_text(&s->a, a, sizeof a);
    gb_address_text(&s->b, b, sizeof b);
    return g_strdup_printf("%s %s", a, b);
}

static void tcp(Script *s, Connection *c, bool from_a, unsigned flags, const char *data, size_t n) {
    packets_tcp(&s->packets, from_a ? &s->a : &s->b, from_a ? &s->b : &s->a, c->next[!from_a],
                flags & PACKETS_ACK ? c->next[from_a] : 0, flags, data, n);
    c->next[!from_a] += (uint32_t)n + !!(flags & (PACKETS_SYN | PACKETS_FIN));
    s->packets.time_us += 100;
}

static void send_tcp(Script *s, bool from_a, const GString *bytes) {
    g_autofree char *key = connection_key(s);
    Connection *c = g_hash_table_lookup(s->connections, key);
    if (!c) {
        c = g_new0(Connection, 1);
        g_hash_table_insert(s->connections, g_strdup(key), c);
    }
    if (!c->is_open) { /* numbers of its own, as a host's clock gives them (RFC 9293 3.4.1) */
        c->next[0] = 1000 + c->n_opened * 100000007u;
        c->next[1] = 5000 + c->n_opened * 100000037u;
        c->n_opened++;
        c->is_open = true;
        tcp(s, c, from_a, PACKETS_SYN, NULL, 0);
        tcp(s, c, !from_a, PACKETS_SYN | PACKETS_ACK, NULL, 0);
        tcp(s, c, from_a, PACKETS_ACK, NULL, 0);
    }
    size_t room = s->segment ? s->segment : 1460;
    for (size_t at = 0; at < bytes->len; at += room)
        tcp(s, c, from_a, PACKETS_PSH | PACKETS_ACK, bytes->str + at, MIN(room, bytes->len - at));
    tcp(s, c, !from_a, PACKETS_ACK, NULL, 0);
}

/* By b when the value begins with it, else by a; "reset": with a RST, which nobody answers. */
static void close_tcp(Script *s, const char *value) {
    bool by_a = value[0] != 'b';
    g_autofree char *key = connection_key(s);
    Connection *c = g_hash_table_lookup(s->connections, key);
    if (!c || !c->is_open) return;
    s->packets.time_us = s->now_us;
    c->is_open = false;
    if (strstr(value, "reset")) {
        tcp(s, c, by_a, PACKETS_RST, NULL, 0);
        return;
    }
    tcp(s, c, by_a, PACKETS_FIN | PACKETS_ACK, NULL, 0);
    tcp(s, c, !by_a, PACKETS_FIN | PACKETS_ACK, NULL, 0);
    tcp(s, c, by_a, PACKETS_ACK, NULL, 0);
}

/* "SECONDS [b]" after what came before: two line ends from a, or the one that b answers with. */
static void ping(Script *s, const char *value) {
    char *rest;
    s->now_us += (int64_t)(g_ascii_strtod(value, &rest) * 1e6 + 0.5);
    s->packets.time_us = s->now_us;
    bool from_a = !strchr(rest, 'b');
    g_autoptr(GString) ends = g_string_new(from_a ? "\r\n\r\n" : "\r\n");
    (s->tcp ? send_tcp : send_udp)(s, from_a, ends);
}

static void set_text(char **where, const char *value) {
    g_free(*where);
    *where = *value ? g_strdup(value) : NULL;
}

static bool is_marker(const char *line) {
    return g_str_has_prefix(line, ">>>") || g_str_has_prefix(line, "<<<") || line[0] == '@' ||
           line[0] == '#';
}

static void encode(const Script *s, GString *text, GError **error) {
    if (!s->charset || !text->len || (error && *error)) return;
    gsize n = 0;
    char *bytes = g_convert(text->str, (gssize)text->len, s->charset, "UTF-8", NULL, &n, error);
    g_string_truncate(text, 0);
    if (bytes) g_string_append_len(text, bytes, (gssize)n);
    g_free(bytes);
}

/* The message behind the marker at line i; returns the line after it, 0 on failure. */
static size_t play_message(Script *s, size_t i, GError **error) {
    size_t marker = i;
    bool from_a = s->lines[i][0] == '>';
    const char *pause = s->lines[i] + 3;
    s->now_us += (int64_t)((*pause ? g_ascii_strtod(pause, NULL) : 0.01) * 1e6 + 0.5);
    size_t first = ++i, end;
    while (s->lines[i] && !is_marker(s->lines[i])) i++;
    for (end = i; end > first && s->lines[end - 1][0] == '\0';) end--;
    if (end == first) {
        fail(s, marker, error, "a message without lines");
        return 0;
    }

    GString *head = g_string_new(NULL), *body = g_string_new(NULL);
    size_t k = first;
    for (; k < end && s->lines[k][0]; k++) g_string_append_printf(head, "%s\r\n", s->lines[k]);
    for (k++; k < end; k++)
        g_string_append_printf(body, "%s%s", s->lines[k], s->crlf_bodies ? "\r\n" : "\n");
    GString *h = expand(s, head->str), *b = expand(s, body->str);
    g_string_free(head, TRUE);
    g_string_free(body, TRUE);
    encode(s, b, error);
    char *star = strstr(h->str, "Content-Length: *");
    if (star) {
        gssize at = star - h->str + 16;
        g_autofree char *n = g_strdup_printf("%zu", b->len);
        g_string_erase(h, at, 1);
        g_string_insert(h, at, n);
    }
    bool has_digest = strstr(h->str, "response=\"*\"") != NULL;
    bool good = transcript_digest(h, b, s->password, s->digest) ||
                fail(s, marker, error, "no Authorization to compute");
    if (has_digest) set_text(&s->digest, "");
    encode(s, h, error);
    g_string_append(h, "\r\n");
    g_string_append_len(h, b->str, (gssize)b->len);
    s->packets.time_us = s->now_us;
    if (good) (s->tcp ? send_tcp : send_udp)(s, from_a, h);
    g_string_free(h, TRUE);
    g_string_free(b, TRUE);
    return good && !(error && *error) ? i : 0;
}

static size_t end_of_block(const Script *s, size_t i) {
    unsigned depth = 1;
    for (; s->lines[i]; i++) {
        if (g_str_has_prefix(s->lines[i], "@repeat")) depth++;
        if (strcmp(s->lines[i], "@end") == 0 && --depth == 0) return i;
    }
    return 0;
}

static bool directive(Script *s, size_t i, const char *word, const char *value, GError **error) {
    if (strcmp(word, "@a") == 0 || strcmp(word, "@b") == 0)
        return parse_address(value, word[1] == 'a' ? &s->a : &s->b) ||
               fail(s, i, error, "not an address:port");
    if (strcmp(word, "@time") == 0) {
        g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
        g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(value, utc);
        if (!t) return fail(s, i, error, "not an ISO 8601 time");
        s->now_us = g_date_time_to_unix(t) * 1000000 + g_date_time_get_microsecond(t);
    } else if (strcmp(word, "@transport") == 0) {
        s->tcp = strcmp(value, "tcp") == 0;
    } else if (strcmp(word, "@charset") == 0) {
        set_text(&s->charset, value);
    } else if (strcmp(word, "@password") == 0) {
        size_t n = strlen(value);
        bool quoted = n >= 2 && value[0] == '"' && value[n - 1] == '"';
        g_autofree char *bare = quoted ? g_strndup(value + 1, n - 2) : g_strdup(value);
        set_text(&s->password, bare);
    } else if (strcmp(word, "@digest") == 0) {
        set_text(&s->digest, value);
    } else if (strcmp(word, "@vlan") == 0) {
        s->packets.vlan = (unsigned)atoi(value);
    } else if (strcmp(word, "@fragment") == 0) {
        s->packets.fragment = (unsigned)atoi(value);
    } else if (strcmp(word, "@segment") == 0) {
        s->segment = (unsigned)atoi(value);
    } else if (strcmp(word, "@bodyend") == 0) {
        s->crlf_bodies = strcmp(value, "crlf") == 0;
    } else if (strcmp(word, "@close") == 0) {
        close_tcp(s, value);
    } else if (strcmp(word, "@ping") == 0) {
        ping(s, value);
    } else if (strcmp(word, "@set") == 0) {
        char **pair = g_strsplit(value, " ", 2);
        if (pair[0] && pair[1])
            g_hash_table_insert(s->variables, g_strdup(pair[0]), g_strdup(pair[1]));
        g_strfreev(pair);
    } else {
        return fail(s, i, error, "an unknown directive");
    }
    return true;
}

static bool run(Script *s, size_t i, size_t end, GError **error) {
    while (i < end && s->lines[i]) {
        const char *line = s->lines[i];
        if (line[0] == '>' || line[0] == '<') {
            i = play_message(s, i, error);
            if (i == 0) return false;
        } else if (g_str_has_prefix(line, "@repeat ")) {
            char *rest;
            unsigned long times = strtoul(line + 8, &rest, 10);
            double every_s = g_ascii_strtod(rest, NULL);
            size_t last = end_of_block(s, i + 1);
            if (last == 0) return fail(s, i, error, "@repeat without @end");
            int64_t start_us = s->now_us;
            unsigned outer = s->counter;
            for (unsigned long n = 0; n < times; n++) {
                s->counter = (unsigned)n + 1;
                s->now_us = start_us + (int64_t)((double)n * every_s * 1e6);
                if (!run(s, i + 1, last, error)) return false;
            }
            s->counter = outer;
            i = last + 1;
        } else if (line[0] == '@') {
            GString *text = expand(s, line);
            char **words = g_strsplit(text->str, " ", 2);
            bool good = directive(s, i, words[0], words[1] ? words[1] : "", error);
            g_strfreev(words);
            g_string_free(text, TRUE);
            if (!good) return false;
            i++;
        } else if (line[0] == '#' || line[0] == '\0') {
            i++;
        } else {
            return fail(s, i, error, "text outside of a message");
        }
    }
    return true;
}

GByteArray *transcript_to_pcap(const char *name, const char *text, GError **error) {
    Script s = {.name = name, .lines = g_strsplit(text, "\n", -1), .counter = 1};
    s.variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    s.connections = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    packets_begin(&s.packets);
    bool good = run(&s, 0, g_strv_length(s.lines), error);
    g_strfreev(s.lines);
    g_hash_table_unref(s.variables);
    g_hash_table_unref(s.connections);
    g_free(s.charset);
    g_free(s.password);
    g_free(s.digest);
    packets_sort(&s.packets);
    if (good) return s.packets.file;
    g_byte_array_unref(s.packets.file);
    return NULL;
}
