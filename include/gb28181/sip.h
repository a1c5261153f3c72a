/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip.h - one SIP message read into slices (RFC 3261 section 7 and 25), and the values in its
 * headers. Everything here borrows the message's bytes, allocates nothing and keeps no state.
 */
#ifndef GB28181_SIP_H
#define GB28181_SIP_H

#include <gb28181/limits.h>
#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

/* id, name, is it one that GB/T 28181 uses */
#define GB_SIP_METHODS(X) \
    X(REGISTER) X(MESSAGE) X(INVITE) X(ACK) X(BYE) X(CANCEL) X(INFO) X(OPTIONS) \
    X(SUBSCRIBE) X(NOTIFY) X(PRACK) X(UPDATE) X(REFER) X(PUBLISH)

typedef enum GbSipMethod {
    GB_METHOD_UNKNOWN, /* some other token; the text is kept */
#define X(name) GB_METHOD_##name,
    GB_SIP_METHODS(X)
#undef X
        GB_N_METHODS
} GbSipMethod;

/* id, name, compact form ("" when there is none; RFC 3261 7.3.3, RFC 6665, RFC 3515 ...) */
#define GB_SIP_HEADERS(X) \
    X(VIA, "Via", "v") \
    X(FROM, "From", "f") \
    X(TO, "To", "t") \
    X(CALL_ID, "Call-ID", "i") \
    X(CSEQ, "CSeq", "") \
    X(CONTACT, "Contact", "m") \
    X(CONTENT_LENGTH, "Content-Length", "l") \
    X(CONTENT_TYPE, "Content-Type", "c") \
    X(CONTENT_ENCODING, "Content-Encoding", "e") \
    X(EXPIRES, "Expires", "") \
    X(MIN_EXPIRES, "Min-Expires", "") \
    X(AUTHORIZATION, "Authorization", "") \
    X(PROXY_AUTHORIZATION, "Proxy-Authorization", "") \
    X(WWW_AUTHENTICATE, "WWW-Authenticate", "") \
    X(PROXY_AUTHENTICATE, "Proxy-Authenticate", "") \
    X(AUTHENTICATION_INFO, "Authentication-Info", "") \
    X(DATE, "Date", "") \
    X(NOTE, "Note", "") \
    X(X_GB_VER, "X-GB-Ver", "") \
    X(USER_AGENT, "User-Agent", "") \
    X(SERVER, "Server", "") \
    X(SUBJECT, "Subject", "s") \
    X(EVENT, "Event", "o") \
    X(SUBSCRIPTION_STATE, "Subscription-State", "") \
    X(ALLOW, "Allow", "") \
    X(ALLOW_EVENTS, "Allow-Events", "u") \
    X(MAX_FORWARDS, "Max-Forwards", "") \
    X(SUPPORTED, "Supported", "k") \
    X(REQUIRE, "Require", "") \
    X(ROUTE, "Route", "") \
    X(RECORD_ROUTE, "Record-Route", "") \
    X(REFER_TO, "Refer-To", "r") \
    X(RETRY_AFTER, "Retry-After", "") \
    X(WARNING, "Warning", "") \
    X(REASON, "Reason", "") \
    X(SECURITY_INFO, "SecurityInfo", "") \
    X(MONITOR_USER_IDENTITY, "Monitor-User-Identity", "") \
    X(X_ROUTE_PATH, "X-RoutePath", "") \
    X(X_PREFERRED_PATH, "X-PreferredPath", "")

typedef enum GbSipHeaderId {
    GB_HEADER_OTHER,
#define X(id, name, compact) GB_HEADER_##id,
    GB_SIP_HEADERS(X)
#undef X
        GB_N_HEADERS
} GbSipHeaderId;

/* Odd but readable. */
typedef enum GbSipQuirk {
    GB_SIP_LF_ONLY = 1 << 0,           /* a header line ends in LF alone */
    GB_SIP_FOLDED = 1 << 1,            /* a value goes on in the next line (legal, rare) */
    GB_SIP_METHOD_CASE = 1 << 2,       /* "Invite"; methods are case-sensitive */
    GB_SIP_UNKNOWN_METHOD = 1 << 3,
    GB_SIP_CSEQ_METHOD = 1 << 4,       /* the CSeq's method is not the request's, or missing */
    GB_SIP_CSEQ_RANGE = 1 << 5,        /* number missing, not a number, or over 2^31-1 */
    GB_SIP_REPEATED = 1 << 6,          /* a header that may stand once stands again; first counts */
    GB_SIP_BAD_LINE = 1 << 7,          /* a header line without colon or with a broken name */
    GB_SIP_BLANK_BEFORE_COLON = 1 << 8,/* "Via :" (legal, rare) */
    GB_SIP_TOO_MANY_HEADERS = 1 << 9,
    GB_SIP_NO_END = 1 << 10,           /* the headers never end; all of it is head */
    GB_SIP_BAD_VERSION = 1 << 11,      /* not "SIP/2.0" (any case) */
    GB_SIP_START_LINE_BLANKS = 1 << 12,/* more than one blank between its parts, or at its end */
    GB_SIP_BAD_LENGTH = 1 << 13,       /* Content-Length is no number that fits 64 bits */
    GB_SIP_LENGTHS_DIFFER = 1 << 14,   /* several Content-Length, not the same */
    GB_SIP_MISSING_HEADER = 1 << 15,   /* no To, From, CSeq, Call-ID or Via (RFC 3261 8.1.1) */
    GB_SIP_NUL = 1 << 16,              /* a NUL byte in the head */
    GB_SIP_BAD_STATUS = 1 << 17,       /* status code outside 100..699 */
    GB_SIP_LEADING_CRLF = 1 << 18,     /* line ends before the start line (RFC 3261 7.5) */
    GB_SIP_BAD_URI = 1 << 19,          /* not a request URI as it stands: in <>, with blanks or
                                          ?headers in it, without scheme */
    GB_SIP_NO_REASON = 1 << 20         /* status line without the blank before the reason */
} GbSipQuirk;

typedef struct GbSipHeader {
    GbSlice name;  /* as written */
    GbSlice value; /* trimmed; may hold CRLF + blank where it was folded (that is LWS) */
    uint16_t id;   /* GbSipHeaderId */
    uint16_t next; /* index of the next header of the same id, or GB_MAX_HEADERS */
} GbSipHeader;

typedef struct GbSip {
    bool is_response;
    GbSipMethod method;     /* of the request; of a response from its CSeq */
    GbSlice method_text;    /* the same, as written */
    GbSlice request_uri;    /* requests */
    GbSlice version;
    unsigned status;        /* responses (0 when it has more than three digits), else 0 */
    GbSlice reason;         /* absent in requests and with GB_SIP_NO_REASON */
    GbSlice head;           /* start line, headers and the empty line (not line ends before it) */
    GbSlice body;           /* all that follows the head in the bytes given (not cut by length) */
    uint32_t quirks;        /* GbSipQuirk bits */
    bool has_length, has_cseq;
    uint64_t content_length;/* meaningful when has_length; the first readable one */
    uint32_t cseq;          /* meaningful when has_cseq */
    unsigned n_headers;     /* kept: lines without colon and those beyond GB_MAX_HEADERS are not */
    uint16_t first[GB_N_HEADERS], last_of[GB_N_HEADERS]; /* GB_MAX_HEADERS when there is none */
    GbSipHeader headers[GB_MAX_HEADERS];
} GbSip;

/*
 * Reads one message: bytes from its start line on (line ends before it are passed over). Returns
 * GB_OK; GB_MORE when it starts like SIP and the head does not end within the bytes given;
 * GB_NOT when it is not SIP; GB_BAD when it begins as SIP and its start line can't be read.
 * *out borrows the bytes and is written only with GB_OK, and of out->headers only n_headers.
 * A head that goes on beyond GB_MAX_HEAD is read that far, with GB_SIP_NO_END.
 */
GB_API GbOutcome gb_sip_parse(GbSlice bytes, GbSip *out);

/* The same, but a head that does not end is read as far as it goes (GB_SIP_NO_END, never GB_MORE):
 * for whatever is known to be all there is, as a framed message is. A last header without its line
 * end is kept; a CSeq or Content-Length that stands there is not believed (has_... stays false). */
GB_API GbOutcome gb_sip_parse_cut(GbSlice bytes, GbSip *out);

/* Does this look like the start of a SIP message? One byte tells most media apart, one line
 * everything: GB_OK, GB_MORE, GB_NOT. GB_OK also for what gb_sip_parse calls GB_BAD.
 * An unknown method needs a URI that is one. */
GB_API GbOutcome gb_sip_looks_like(GbSlice bytes);

/* The first header of that kind; p == NULL when there is none. */
static inline GbSlice gb_sip_header(const GbSip *sip, GbSipHeaderId id) {
    return sip->first[id] < sip->n_headers ? sip->headers[sip->first[id]].value : GB_NO_SLICE;
}

GB_API GbSipMethod gb_sip_method_find(GbSlice text); /* exact, then by any case */
GB_API const char *gb_sip_method_name(GbSipMethod m); /* "REGISTER"; "?" for UNKNOWN */
GB_API GbSipHeaderId gb_sip_header_find(GbSlice name); /* any case, compact forms too */
GB_API const char *gb_sip_header_name(GbSipHeaderId id);

/* ---- values ------------------------------------------------------------------------------ */

/* What was odd in a value that could be read. */
typedef enum GbSipValueQuirk {
    GB_SIP_VALUE_BLANKS = 1 << 0,       /* blanks in a URI, or between it and its <> */
    GB_SIP_VALUE_BARE_DISPLAY = 1 << 1, /* a display name that needs quotes has none */
    GB_SIP_VALUE_OPEN_QUOTE = 1 << 2,   /* a quote that nothing closes */
    GB_SIP_VALUE_OPEN_ANGLE = 1 << 3,   /* '<' that nothing closes */
    GB_SIP_VALUE_EMPTY_PARAM = 1 << 4,  /* ";;", or ';' at the end */
    GB_SIP_VALUE_BARE_HEADERS = 1 << 5, /* '?' in a URI that needs <> and has none (20.10) */
    GB_SIP_VALUE_NO_SCHEME = 1 << 6,    /* user@host without "sip:" */
    GB_SIP_VALUE_BAD_PORT = 1 << 7,     /* no number, or over 65535 */
    GB_SIP_VALUE_BAD_BRANCH = 1 << 8,   /* z9hG4bK and nothing behind it (8.1.1.7) */
    GB_SIP_VALUE_TRAILING = 1 << 9,     /* something before the parameters that is none */
    GB_SIP_VALUE_CUT = 1 << 10          /* more than GB_MAX_PARAMS parameters; the rest is not read */
} GbSipValueQuirk;

/* Takes the next element of a comma list off *rest (quotes and <> respected, empty elements passed
 * over, blanks around it trimmed); false at the end. */
GB_API bool gb_sip_list_next(GbSlice *rest, GbSlice *element);

/* Takes the next `;name=value` off *rest (the first ';' may be missing, empty ones are passed
 * over); false at the end. value.p is NULL without "=", quotes stay. */
GB_API bool gb_sip_param_next(GbSlice *rest, GbSlice *name, GbSlice *value);
/* Finds one by name, any case, among the first GB_MAX_PARAMS; false when there is none. */
GB_API bool gb_sip_param_find(GbSlice params, const char *name, GbSlice *value);

/* The inside of a quoted string without its escapes (25.1 quoted-pair), or what stands without
 * quotes. Writes at most n bytes, no NUL; returns how many. */
GB_API size_t gb_sip_unquote(GbSlice text, char *out, size_t n);
/* A part of a URI without its %HH (19.1.2); what is no escape stays. As above. */
GB_API size_t gb_sip_unescape(GbSlice text, char *out, size_t n);

/* Seconds: Expires, Min-Expires, the expires parameter, and Retry-After up to a comment or a
 * parameter (20.19, 20.33). GB_BAD when it is no number or 2^32 and more. */
GB_API GbOutcome gb_sip_seconds_parse(GbSlice value, uint32_t *out);

/* Is it a date as RFC 3261 20.17 has it ("Sat, 13 Nov 2010 23:29:00 GMT", nothing but GMT)?
 * GB_OK with seconds since 1970, GB_NOT otherwise; GB/T 28181 writes another form. */
GB_API GbOutcome gb_sip_date_parse(GbSlice value, int64_t *out);

/* sip:user:password@host:port;params?headers (RFC 3261 19.1). Parts absent have p == NULL; of
 * other schemes than sip and sips only text and scheme are set. */
typedef struct GbSipUri {
    GbSlice text;   /* all of it */
    GbSlice scheme; /* "sip", "sips", "tel", ... */
    GbSlice user, password;
    GbSlice host;   /* IPv6 without its brackets */
    uint16_t port;  /* 0 when there is none */
    GbSlice params; /* from the first ';' on */
    GbSlice headers; /* behind the '?' */
    bool is_ipv6;
    uint32_t quirks; /* GbSipValueQuirk bits */
} GbSipUri;
/* GB_OK, GB_NOT when it is no URI, GB_BAD when it is a sip URI without host. */
GB_API GbOutcome gb_sip_uri_parse(GbSlice text, GbSipUri *out);

/* "Name" <uri>;params or uri;params (RFC 3261 20.10). */
typedef struct GbSipNameAddr {
    GbSlice display; /* without its quotes; escapes stay */
    GbSipUri uri;
    GbSlice params;  /* of the header, from the first ';' on */
    bool is_star;    /* Contact: * */
    uint32_t quirks; /* GbSipValueQuirk bits, those of the URI too */
} GbSipNameAddr;
/* One element (gb_sip_list_next) of Contact, Route, ..., or all of From, To. GB_OK, GB_BAD. */
GB_API GbOutcome gb_sip_name_addr_parse(GbSlice value, GbSipNameAddr *out);

/* SIP/2.0/UDP host:port;branch=... (RFC 3261 20.42), the first element of a list. */
typedef struct GbSipVia {
    GbSlice transport;
    GbSlice host;  /* IPv6 without its brackets */
    uint16_t port; /* 0 when there is none */
    GbSlice branch, received, rport; /* rport.p is non-NULL and n 0 for a bare ;rport */
    GbSlice params;  /* from the first ';' on */
    uint32_t quirks; /* GbSipValueQuirk bits */
} GbSipVia;
GB_API GbOutcome gb_sip_via_parse(GbSlice value, GbSipVia *out);

/* Where a byte stream's messages end: see framing.h. */

#ifdef __cplusplus
}
#endif
#endif
