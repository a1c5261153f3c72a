/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.h - from single messages to devices, registrations, keepalives and findings.
 *
 * One GbAnalysis is fed messages in capture order. What it holds grows with devices, sessions and
 * registration attempts, not with messages. All strings are UTF-8, NUL-terminated, owned by the
 * analysis, and live as long as it does; those of a session or an attempt that is left out of the
 * lists end with it. No global state: two analyses may run side by side.
 *
 * The words (registration, refresh, session, gap, ...) are used as the report's JSON defines them.
 */
#ifndef GB28181_SESSION_H
#define GB28181_SESSION_H

#include <gb28181/auth.h>
#include <gb28181/body.h>
#include <gb28181/credentials.h>
#include <gb28181/finding.h>
#include <gb28181/head.h>
#include <gb28181/message.h>
#include <gb28181/sip.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where and when; frame 0: nowhere. In two words: a device has dozens of them. */
typedef struct GbMoment {
    int64_t time_us;
    uint64_t frame : 44, file : 20;
} GbMoment;

typedef struct GbOptions {
    unsigned keepalive_interval_s; /* 0: 60 */
    unsigned keepalive_misses;     /* 0: 3 */
    GbCredentials *credentials;    /* may be NULL; borrowed */
    const char *const *devices;    /* only these are counted and shown; NULL: all */
    size_t n_devices;
    unsigned n_captures;           /* merged by time; 0: one */
    bool keep_ladder;              /* keep messages for the report's ladders */
    bool bare_events;              /* events name their findings, without arguments */
} GbOptions;

/* ---- what a check of one Authorization came to ---- */
typedef struct GbAuthCheck {
    GbAuthResult result;
    GbAuthWhy why;
    const char *why_detail;        /* device, realm, line ... for gb_auth_why_text; "" when none */
    const char *algorithm;         /* "MD5" also when none is named */
    const char *qop;               /* NULL when none */
    const char *scheme, *realm, *nonce, *username, *uri; /* NULL when absent */
    GbMoment challenge;            /* the 401/407 that issued the nonce */
    bool proxy;                    /* Proxy-Authorization */
    uint32_t users;                /* what of the analysis keeps it */
} GbAuthCheck;

/* ---- one REGISTER of a session ---- */
typedef struct GbAttempt {
    GbMoment request, response;    /* response.frame 0: none seen */
    uint32_t cseq;
    int32_t expires_s;             /* asked for; -1: not said */
    int32_t granted_s;             /* -1: not said */
    uint16_t retransmissions;      /* 65535: or more */
    uint16_t status : 15;          /* of the final response; 0: none */
    uint16_t has_cseq : 1;
    const GbAuthCheck *auth;       /* NULL without Authorization */
} GbAttempt;

/* Two successive keepalives more than N intervals apart. A keepalive due in the last tenth of an
 * interval is the one that came, so `missed` may be 0 where N is 1; no finding is raised then. */
typedef struct GbGap {
    GbMoment from, to;             /* the keepalives around it */
    uint32_t missed;
} GbGap;

/* Keepalives in a row at a steady interval: the time line's ticks, folded. */
typedef struct GbKeepaliveRun {
    GbMoment first, last;
    uint32_t count, unanswered, refused;
} GbKeepaliveRun;

typedef struct GbKeepalives {
    uint32_t count, retransmissions, unanswered, refused; /* refused: answered 4xx-6xx */
    GbMoment first, last;
    int64_t min_us, median_us, max_us; /* between arrivals, of a burst (less than 3 s apart, for 30 s
                                          at most) the first; -1: not known (fewer than two) */
    const GbGap *gaps;
    const GbKeepaliveRun *runs;
    uint32_t n_gaps, n_gaps_omitted;
    uint32_t n_runs, n_runs_omitted;
} GbKeepalives;

#define GB_SESSION_STATES(X) \
    X(OPEN, "open", "registered", "在线") \
    X(PRE_CAPTURE, "pre-capture", "registered before the capture", "抓包前已注册") \
    X(EXPIRED, "expired", "expired", "注册已过期") \
    X(UNREGISTERED, "unregistered", "unregistered", "已注销") \
    X(LOST, "lost", "lost: silent", "失联") \
    X(REPLACED, "replaced", "replaced by a new registration", "被新的注册取代") \
    X(REJECTED, "rejected", "rejected", "注册被拒绝") \
    X(INCOMPLETE, "incomplete", "not completed", "注册未完成")

typedef enum GbSessionState {
#define X(id, word, en, zh) GB_SESSION_##id,
    GB_SESSION_STATES(X)
#undef X
        GB_N_SESSION_STATES
} GbSessionState;
GB_API const char *gb_session_state_name(GbSessionState s); /* the contract's word */
GB_API const char *gb_session_state_title(GbSessionState s, GbLang lang);

typedef struct GbSession {
    GbSessionState state;          /* settled by gb_analysis_settle */
    GbTransport transport;
    const char *call_id, *realm, *server_id, *contact; /* NULL: not known */
    GbMoment start;                /* the granting response (registered), the first attempt
                                    * (rejected, incomplete), what was seen first (the others,
                                    * whose registration was before the capture) */
    GbMoment end;                  /* frame 0 with time: ended by time alone; time 0: not ended */
    GbMoment connection_closed;    /* the TCP connection that carried it; frame 0: was not seen */
    bool closed_by_device;
    bool closed_by_reset;          /* RST; else FIN */
    bool registered;               /* a 2xx was seen */
    int32_t expires_s;             /* granted; -1: not known */
    const GbAttempt *attempts;
    uint32_t refreshes;
    uint32_t n_attempts, n_attempts_omitted; /* the middle is left out: see GB_MAX_ATTEMPTS */
    GbKeepalives keepalives;
} GbSession;

/* False when the registration was before the capture: `start` only says what was seen first. */
static inline bool gb_session_start_known(const GbSession *s) {
    return s->registered || s->state == GB_SESSION_REJECTED || s->state == GB_SESSION_INCOMPLETE;
}

/* A device's other exchanges as far as the time line shows them. */
typedef enum GbExchangeKind {
    GB_EXCHANGE_CATALOG, GB_EXCHANGE_RECORDS, GB_EXCHANGE_QUERY, GB_EXCHANGE_CONTROL,
    GB_EXCHANGE_ALARM, GB_EXCHANGE_SUBSCRIPTION, GB_EXCHANGE_INVITE, GB_EXCHANGE_BROADCAST,
    GB_EXCHANGE_OTHER, GB_N_EXCHANGES
} GbExchangeKind;

typedef struct GbExchange {
    GbExchangeKind kind;
    GbMoment start, end;           /* end.frame 0: not ended, or not answered */
    const char *what;              /* "Catalog", "Play", "PTZCmd: pan left 31" (language-free words) */
    uint16_t status;               /* final SIP answer to the first request; 0: none */
    bool complete;                 /* answered in full (all records, BYE seen, ...) */
    uint64_t expected, received;   /* catalog and record items: SumNum and how many came */
    const char *ssrc;              /* INVITE: y=; NULL */
} GbExchange;

typedef struct GbCatalogItem {
    const char *id, *name, *parent, *status, *manufacturer, *model, *address, *event; /* or NULL */
    uint64_t frame;
} GbCatalogItem;

/* A message as the ladder shows it. `bytes` is the message itself, as captured, cut when long. */
typedef struct GbLadderEntry {
    GbMoment when;
    GbAddress src, dst;
    GbTransport transport;
    bool from_device;
    bool is_response;
    uint16_t status;               /* responses */
    const char *title;             /* "REGISTER", "401 Unauthorized", "MESSAGE Keepalive" */
    uint32_t retransmissions;
    int64_t latency_us;            /* responses: since the request; -1: not known */
    GbMoment request;              /* responses: the request */
    const GbAuthCheck *auth;       /* NULL */
    GbSlice bytes;                 /* n 0: folded away for memory */
    GbRule findings[4];
    unsigned n_findings;
} GbLadderEntry;

typedef struct GbAuthCounts {
    uint32_t by_result[GB_N_AUTH_RESULTS];
} GbAuthCounts;

/* Over all sessions of a device, those left out of the list too. */
typedef struct GbDeviceCounts {
    uint32_t registered, refreshes; /* sessions with a 2xx; 2xx to refreshes */
    uint32_t keepalives, unanswered, refused, gaps;
} GbDeviceCounts;

typedef struct GbDevice {
    const char *id;
    const char *name;              /* devices.csv, DeviceInfo, Catalog; NULL: not known */
    const char *manufacturer, *model, *firmware; /* from DeviceInfo; NULL */
    const char *gb_version;        /* X-GB-Ver; NULL */
    bool id_valid;                 /* exactly 20 digits */
    bool is_platform;              /* another platform: cascade */
    bool has_session;
    bool silent;                   /* the latest session is valid, or was, and N intervals passed */
    GbSessionState state;          /* of its latest session; PRE_CAPTURE reads "registered" */
    GbSeverity trouble;            /* how bad gb_analysis_verdict is: NONE is fine */
    uint32_t transports;           /* bit 1 << GbTransport */
    uint32_t n_addresses, n_servers, n_user_agents;
    const GbAddress *addresses;
    const char *const *servers;    /* server IDs */
    const char *const *user_agents;
    GbAuthCounts auth;
    GbDeviceCounts counts;
    uint64_t messages, bytes;
    GbMoment first, last;
    uint32_t n_sessions, n_sessions_omitted;
    const GbSession *const *sessions; /* in order of start */
    const GbFinding *findings;     /* ordered by rank, then frame */
    uint32_t n_findings, n_findings_omitted;
    uint32_t n_exchanges, n_exchanges_omitted;
    const GbExchange *exchanges;
    const GbCatalogItem *catalog;
    const GbLadderEntry *ladder;
    uint32_t n_ladder, n_ladder_omitted;
    uint32_t n_catalog;
} GbDevice;
/* The contract's word for device.state: "registered", "lost", ... */
GB_API const char *gb_device_state_name(const GbDevice *d);
/* Digits 11-13 as a word ("NVR"), "platform" for a cascading platform, NULL when not known. */
GB_API const char *gb_device_type(const GbDevice *d, GbLang lang);

typedef struct GbTotals {
    uint64_t sip_messages, sip_requests, sip_responses, sip_malformed, sip_incomplete;
    uint64_t retransmissions;
    uint64_t by_method[GB_N_METHODS]; /* requests only; [GB_METHOD_UNKNOWN]: the others */
    uint64_t by_status[700];          /* responses, by code */
    uint64_t devices, sessions, registrations, refreshes, unregistrations, registrations_rejected;
    GbAuthCounts auth;
    uint64_t keepalives, keepalives_unanswered, keepalive_gaps, manscdp_bodies, manscdp_broken;
    int64_t first_us, last_us;        /* of SIP messages; 0: none */
} GbTotals;

/* Counts per interval over the whole capture: registrations granted, keepalives, failures. */
typedef struct GbTimeline {
    int64_t start_us, step_us;
    size_t n;
    const uint32_t *registrations, *keepalives, *failures;
} GbTimeline;

/* Something that troubled devices have in common. */
typedef struct GbCause {
    const char *text[GB_N_LANGS];
    uint64_t devices;
    GbSeverity severity;
} GbCause;

/* A rule raised at a message. */
typedef struct GbRuleHit {
    GbRule rule;
    const char *args[GB_MAX_FINDING_ARGS]; /* end with the next feed; copy them to keep them */
} GbRuleHit;

#define GB_EVENT_STATES(X) \
    X(NONE, "") X(REGISTERING, "registering") X(CHALLENGED, "challenged") \
    X(ANSWERING, "answering") X(REGISTERED, "registered") X(REFRESHED, "refreshed") \
    X(UNREGISTERED, "unregistered") X(REJECTED, "rejected") X(REDIRECTED, "redirected") \
    X(ALIVE, "alive") X(EXPIRED, "expired") X(REPLACED, "replaced")

typedef enum GbEventState {
#define X(id, word) GB_EVENT_##id,
    GB_EVENT_STATES(X)
#undef X
        GB_N_EVENT_STATES
} GbEventState;
GB_API const char *gb_event_state_name(GbEventState s);

/* What one message meant. Everything is borrowed: from the analysis for its life, except sip, body,
 * message, auth and the findings with their arguments, which end with the next feed. */
typedef struct GbEvent {
    const GbMessage *message;
    const GbSip *sip;              /* NULL when it could not be parsed */
    const GbBody *body;            /* NULL without body */
    GbOutcome outcome;             /* of gb_sip_parse */
    const GbDevice *device;        /* NULL when none could be told */
    const char *device_id, *server_id; /* NULL */
    bool from_device;
    bool retransmission;
    bool forwarded;                /* that, but seen at another place, before or behind a proxy */
    uint64_t original_frame;       /* of a retransmission */
    const GbAuthCheck *auth;       /* NULL without Authorization */
    GbMoment request;              /* responses: the request it answers */
    int64_t latency_us;            /* responses; -1: not known */
    GbEventState state;            /* the registration at this frame */
    uint64_t register_frame;       /* the REGISTER of the session this belongs to; 0: none */
    uint64_t previous_keepalive;   /* frame; 0: none */
    int64_t keepalive_interval_us; /* since the previous one; -1 */
    bool is_keepalive;
    const GbRuleHit *findings;     /* raised at this message */
    size_t n_findings;
} GbEvent;

typedef struct GbAnalysis GbAnalysis;

/* options may be NULL; it is copied (what it points to is borrowed). */
GB_API GbAnalysis *gb_analysis_new(const GbOptions *options);
GB_API void gb_analysis_free(GbAnalysis *a);

/* Whether messages fed from now on are judged; they are, unless said. When not, no rule looks at
 * them, a mismatch is not explained, and of a message that has no part in a registration and no
 * credentials only repeats are told. For who shows states of registrations, checks and repeats
 * alone: those are the same, unless messages passed by would tell whose a channel's are, or that a
 * copy went to another link of a cascade. */
GB_API void gb_analysis_judge(GbAnalysis *a, bool judge);

/* Takes the next message, in capture order. *out (may be NULL) says what it meant. Returns false
 * when the message is left out (GbOptions.devices). */
GB_API bool gb_analysis_feed(GbAnalysis *a, const GbMessage *message, GbEvent *out);

/* What one message tells by itself: the keys it is found by, and its credentials, checked. */
typedef struct GbPrepared {
    uint64_t call_key;             /* of the Call-ID */
    uint64_t transaction_key;      /* of it, CSeq number and method; 0: they are not there */
    uint64_t branch;               /* of the top Via's; 0: none */
    uint64_t print;                /* of what tells two requests of one transaction_key apart */
    uint64_t from_key, to_key;     /* of the users there; 0: none */
    struct Device *device;         /* found by gb_analysis_fetch; NULL */
    bool has_authorization;        /* Authorization, or Proxy-Authorization */
    bool proxy;
    GbAuthResult result;           /* of the credentials, were they this device's: */
    GbSlice checked_for;           /* absent: not checked */
    GbAuth authorization;          /* written only then; borrows the message's bytes */
} GbPrepared;

/* Both are there for who has several messages at hand and wants the time: nothing else depends on
 * them. The first may run on another thread than the one that feeds; what it makes is
 * GbMessage.prepared in this analysis. The second brings what the message will need into the
 * processor's cache: on the feeding thread, some messages before its turn, the steps in their order,
 * with messages between them. */
GB_API void gb_analysis_prepare(const GbAnalysis *a, const GbHead *head, GbPrepared *out);
#define GB_FETCH_STEPS 5
GB_API void gb_analysis_fetch(const GbAnalysis *a, GbPrepared *prepared, unsigned step);

/* Takes the end of a connection, in capture order. One that carried no registration and no
 * keepalive is passed over. */
GB_API void gb_analysis_connection_ended(GbAnalysis *a, const GbConnectionEnd *end);

/* Takes a ping, in capture order. One that does not go from a registered device to its server is
 * passed over. */
GB_API void gb_analysis_ping(GbAnalysis *a, const GbPing *ping);

/* Raises a rule that the feeder saw (capture.truncated, ...). */
GB_API void gb_analysis_raise(GbAnalysis *a, GbRule rule, const GbMoment *at,
                              const char *const *args, size_t n_args);

/* Works out how everything stands at end_us (the last packet's time): states, medians, gaps,
 * verdicts, causes. May be called again after more messages: it starts from scratch each time. */
GB_API void gb_analysis_settle(GbAnalysis *a, int64_t end_us);

/* After settle. Devices are in order of their first message. */
GB_API size_t gb_analysis_devices(const GbAnalysis *a, const GbDevice *const **devices);
/* One sentence about it in each language, UTF-8; in place until the next call or feed. (Kept for
 * none: a hundred thousand of them would cost more than what they are made of.) */
GB_API void gb_analysis_verdict(GbAnalysis *a, const GbDevice *device, const char *verdict[GB_N_LANGS]);
GB_API const GbTotals *gb_analysis_totals(const GbAnalysis *a);
GB_API size_t gb_analysis_findings(const GbAnalysis *a, const GbFinding **findings);
GB_API const GbTimeline *gb_analysis_timeline(const GbAnalysis *a);
GB_API size_t gb_analysis_causes(const GbAnalysis *a, const GbCause **causes);
GB_API const GbOptions *gb_analysis_options(const GbAnalysis *a);

#ifdef __cplusplus
}
#endif
#endif
