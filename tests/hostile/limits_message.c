/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limits_message.c - the caps of one message, and of files of passwords. */
#include <gb28181/credentials.h>
#include <gb28181/framing.h>
#include <gb28181/limits.h>
#include <gb28181/session.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "body/text_out.h"
#include "limits.h"

typedef struct Text {
    char *p;
    size_t n, room;
} Text;

static void say(Text *t, const char *format, ...) {
    va_list args;
    if (t->room < t->n + 4096) {
        t->room = 2 * t->n + 65536;
        t->p = realloc(t->p, t->room);
        if (!t->p) abort();
    }
    va_start(args, format);
    t->n += (size_t)vsnprintf(t->p + t->n, t->room - t->n, format, args);
    va_end(args);
}

static void say_many(Text *t, const char *what, size_t n) {
    for (size_t i = 0; i < n; i++) say(t, "%s", what);
}

static GbSlice slice_of(const Text *t) { return gb_slice(t->p, t->n); }

#define START(method) method " sip:34020000002000000001@3402000000 SIP/2.0\r\n"
#define VIA "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1"
#define PARTIES(method) \
    "From: <sip:34020000001320000001@3402000000>;tag=1\r\nTo: <sip:34020000001320000001@3402000000>\r\nCall-ID: 1\r\nCSeq: 1 " method "\r\n"
#define HEAD(method) START(method) VIA "\r\n" PARTIES(method)
#define MANSCDP "Content-Type: Application/MANSCDP+xml\r\n\r\n"

/* Feeds a message and an ordinary one behind it; is there a finding of that rule with that text? */
static bool told(const Text *t, const char *rule, const char *what) {
    static const char next[] = HEAD("REGISTER") "Contact: <sip:1@192.0.2.1>\r\nContent-Length: 0\r\n\r\n";
    GbAnalysis *a = gb_analysis_new(NULL);
    GbMessage m = {.bytes = slice_of(t), .time_us = 1600000000000000, .frame = 1,
                   .src = {4, {192, 0, 2, 1}, 5060}, .dst = {4, {192, 0, 2, 2}, 5060}};
    bool found = false;
    gb_analysis_feed(a, &m, NULL);
    m.bytes = gb_slice_from(next);
    m.frame = 2;
    m.time_us++;
    REQUIRE("the next message is taken", gb_analysis_feed(a, &m, NULL));
    gb_analysis_settle(a, m.time_us);
    const GbDevice *const *devices;
    const GbFinding *findings;
    size_t n = gb_analysis_findings(a, &findings), n_devices = gb_analysis_devices(a, &devices);
    for (size_t d = 0; d <= n_devices; d++) {
        for (size_t i = 0; i < n; i++) {
            char text[1024];
            gb_finding_text(&findings[i], GB_EN, text, sizeof text);
            found |= strcmp(gb_rule_info(findings[i].rule)->id, rule) == 0 && strstr(text, what);
        }
        if (d < n_devices) findings = devices[d]->findings, n = devices[d]->n_findings;
    }
    gb_analysis_free(a);
    return found;
}

static void message(void) {
    for (int over = 0; over < 2; over++) {
        Text t = {0};
        GbFrame f;
        say(&t, HEAD("MESSAGE"));
        size_t head = t.n + strlen("Content-Length: 262144\r\n\r\n"), body = GB_MAX_MESSAGE - head + (size_t)over;
        say(&t, "Content-Length: %6zu\r\n\r\n", body);
        head = t.n;
        say_many(&t, "a", 98);
        say(&t, "\r\n" HEAD("REGISTER") "Content-Length: 0\r\n\r\n");
        GbOutcome outcome = gb_frame_stream(slice_of(&t), false, &f);
        if (over)
            REQUIRE("a larger one ends where the next begins", outcome == GB_OK && f.length == head + 100 &&
                                                                   (f.quirks & GB_MESSAGE_LENGTH_TOO_LONG));
        else
            REQUIRE("one as large is waited for", outcome == GB_MORE && f.need == head + body);
        free(t.p);
    }
}

static void head_(void) {
    Text t = {0};
    say(&t, HEAD("REGISTER"));
    while (t.n <= GB_MAX_HEAD) say(&t, "X-Long: 0123456789012345678901234567890123456789\r\n");
    say(&t, "\r\n");
    REQUIRE("is told", told(&t, "sip.head-endless", ""));
    free(t.p);
}

static void start_line(void) {
    for (int over = 0; over < 2; over++) {
        Text t = {0};
        say(&t, "OPTIONS sip:");
        while (t.n < GB_MAX_START_LINE - 12 + 20 * (size_t)over) say(&t, "a");
        say(&t, " SIP/2.0\r\n\r\n");
        REQUIRE("a longer one is no SIP", gb_sip_looks_like(slice_of(&t)) == (over ? GB_NOT : GB_OK));
        free(t.p);
    }
}

static void method(void) {
    for (size_t n = GB_MAX_METHOD - 1; n <= GB_MAX_METHOD + 1; n += 2) {
        Text t = {0};
        say_many(&t, "M", n);
        say(&t, " sip:1@a SIP/2.0\r\n\r\n");
        REQUIRE("a longer one is no SIP", gb_sip_looks_like(slice_of(&t)) == (n > GB_MAX_METHOD ? GB_NOT : GB_OK));
        free(t.p);
    }
}

static void headers(void) {
    Text t = {0};
    say(&t, HEAD("REGISTER"));
    say_many(&t, "X: 1\r\n", GB_MAX_HEADERS);
    say(&t, "Content-Length: 0\r\n\r\n");
    REQUIRE("is told", told(&t, "capture.limit-reached", "headers of a message (128)"));
    free(t.p);
}

static void params_of(const char *value, unsigned n, bool is_over) {
    Text t = {0};
    say(&t, START("REGISTER") "%s", value);
    for (unsigned i = 0; i < n; i++) say(&t, ";p%u=1", i);
    say(&t, "\r\n" PARTIES("REGISTER") "Content-Length: 0\r\n\r\n");
    REQUIRE(value, told(&t, "capture.limit-reached", "parameters of a header (64)") == is_over);
    free(t.p);
}

static void params(void) {
    static const char *const values[] = {"Via: SIP/2.0/UDP 192.0.2.1:5060", "v: SIP / 2.0 / UDP 192.0.2.1",
                                         VIA "\r\nContact: <sip:1@192.0.2.1:5060>", VIA "\r\nm: sip:1@192.0.2.1"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        params_of(values[i], GB_MAX_PARAMS, false);
        params_of(values[i], GB_MAX_PARAMS + 1, true);
    }
    Text t = {0};
    say(&t, HEAD("REGISTER") "Authorization: Digest username=\"1\",realm=\"r\",nonce=\"n\",uri=\"sip:a\",response=\"0\"");
    for (unsigned i = 0; i < GB_MAX_PARAMS; i++) say(&t, ",p%u=1", i);
    say(&t, "\r\nContent-Length: 0\r\n\r\n");
    REQUIRE("is told", told(&t, "capture.limit-reached", "parameters of a header (64)"));
    free(t.p);
}

static void body(void) {
    Text t = {0};
    say(&t, HEAD("MESSAGE") MANSCDP "<Notify><CmdType>Keepalive</CmdType><SN>1</SN><Info>");
    say_many(&t, "a", GB_MAX_BODY);
    say(&t, "</Info></Notify>");
    REQUIRE("is told", told(&t, "capture.limit-reached", "bytes of a body"));
    free(t.p);
}

static void xml_depth(void) {
    Text t = {0};
    say(&t, HEAD("MESSAGE") MANSCDP "<Notify><CmdType>Keepalive</CmdType><SN>1</SN>");
    say_many(&t, "<a>", GB_MAX_XML_DEPTH);
    say_many(&t, "</a>", GB_MAX_XML_DEPTH);
    say(&t, "<DeviceID>34020000001320000001</DeviceID></Notify>");
    REQUIRE("is told", told(&t, "message.xml-odd", "nested too deep"));
    free(t.p);
}

static void xml_attributes(void) {
    for (unsigned n = GB_MAX_XML_ATTRIBUTES; n <= GB_MAX_XML_ATTRIBUTES + 1; n++) {
        Text t = {0};
        say(&t, HEAD("MESSAGE") MANSCDP "<Notify");
        for (unsigned i = 0; i < n; i++) say(&t, " a%u=\"\"", i);
        say(&t, "><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>34020000001320000001</DeviceID></Notify>");
        REQUIRE("is told", told(&t, "message.xml-odd", "too many attributes") == (n > GB_MAX_XML_ATTRIBUTES));
        free(t.p);
    }
}

static void xml_elements(void) {
    Text t = {0};
    say(&t, HEAD("MESSAGE") MANSCDP "<Notify><CmdType>Keepalive</CmdType><SN>1</SN>");
    say_many(&t, "<a/>", GB_MAX_XML_ELEMENTS);
    say(&t, "</Notify>");
    REQUIRE("is told", told(&t, "capture.limit-reached", "elements of a body"));
    free(t.p);
}

static void sdp_media(void) {
    Text t = {0};
    say(&t, HEAD("INVITE") "Contact: <sip:1@192.0.2.1>\r\nContent-Type: application/sdp\r\n\r\nv=0\r\ns=Play\r\n");
    say_many(&t, "m=video 1 RTP/AVP 96\r\n", GB_MAX_SDP_MEDIA + 1);
    REQUIRE("is told", told(&t, "capture.limit-reached", "media of an SDP (4)"));
    free(t.p);
}

static void value(void) {
    Text t = {0};
    char out[2 * GB_MAX_VALUE];
    say(&t, "password=x ");
    say_many(&t, "\xe4\xb8\x80", GB_MAX_VALUE);
    char room[GB_MAX_VALUE];
    GbSlice struck = gb_strike_secrets(slice_of(&t), room);
    REQUIRE("a text with a secret is cut", struck.p == room && struck.n <= GB_MAX_VALUE);
    GbTextOut o;
    gb_text_out_init(&o, out, sizeof out);
    gb_text_out_slice(&o, slice_of(&t));
    REQUIRE("so is one in words", o.n > 0 && o.n <= GB_MAX_VALUE);
    free(t.p);
}

/* ---- passwords ---- */

static bool refused(const Text *t, bool also_try, const char *what) {
    GbCredentials *c = gb_credentials_new();
    GbError e = {0};
    bool read = also_try ? gb_credentials_read_also_try(c, slice_of(t), &e) : gb_credentials_read_csv(c, slice_of(t), &e);
    bool nothing = gb_credentials_count(c) == 0, says = strstr(e.text, what) != NULL;
    bool next = gb_credentials_read_csv(c, GB_SLICE("1,a\n"), &e);
    gb_credentials_free(c);
    REQUIRE("nothing of it is kept", nothing);
    REQUIRE("another is read", next);
    return !read && says;
}

static void credentials_file(void) {
    Text t = {0};
    say_many(&t, "# a comment of forty bytes in each line.\n", GB_MAX_CREDENTIALS_FILE / 41 + 1);
    REQUIRE("a larger one is refused", refused(&t, false, "too large"));
    REQUIRE("so are candidates", refused(&t, true, "too large"));
    free(t.p);
}

static void also_try(void) {
    Text t = {0};
    say_many(&t, "a\n", GB_MAX_ALSO_TRY + 1);
    REQUIRE("more are refused", refused(&t, true, "shorten the list"));
    free(t.p);
}

static void credentials_rows(void) {
    Text t = {0};
    for (unsigned i = 0; i <= GB_MAX_CREDENTIALS_ROWS; i++) say(&t, "%u,a\n", i);
    REQUIRE("more are refused", refused(&t, false, "too large"));
    free(t.p);
}

static void credentials_field(void) {
    Text t = {0};
    say(&t, "1,\"");
    say_many(&t, "a", GB_MAX_CREDENTIALS_FIELD + 1);
    say(&t, "\n2,b\n");
    REQUIRE("a longer one is an open quote", refused(&t, false, "never closed"));
    t.n = 0;
    say(&t, "1,");
    say_many(&t, "a", GB_MAX_CREDENTIALS_FIELD + 1);
    REQUIRE("or no password", refused(&t, false, "longer than any password"));
    say(&t, "\n");
    REQUIRE("with its line's end too", refused(&t, false, "longer than any password"));
    free(t.p);
}

const LimitTest message_limits[] = {
    {"GB_MAX_MESSAGE", message},
    {"GB_MAX_HEAD", head_},
    {"GB_MAX_START_LINE", start_line},
    {"GB_MAX_METHOD", method},
    {"GB_MAX_HEADERS", headers},
    {"GB_MAX_PARAMS", params},
    {"GB_MAX_BODY", body},
    {"GB_MAX_XML_DEPTH", xml_depth},
    {"GB_MAX_XML_ATTRIBUTES", xml_attributes},
    {"GB_MAX_XML_ELEMENTS", xml_elements},
    {"GB_MAX_SDP_MEDIA", sdp_media},
    {"GB_MAX_VALUE", value},
    {"GB_MAX_CREDENTIALS_FILE", credentials_file},
    {"GB_MAX_ALSO_TRY", also_try},
    {"GB_MAX_CREDENTIALS_ROWS", credentials_rows},
    {"GB_MAX_CREDENTIALS_FIELD", credentials_field},
    {NULL, NULL},
};
