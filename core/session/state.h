/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state.h - what the engine knows while messages come in, and how the rules see it.
 *
 * Shared by the files of core/session only. The engine (analysis.c and what it calls) writes all
 * of this; rules*.c reads it, and writes only what is marked "for the rules". The public structs
 * of session.h stand first inside Device and Session, so that nothing is held twice.
 *
 * How rules are called, and what they may do, stands at the end of this file.
 */
#ifndef SESSION_STATE_H
#define SESSION_STATE_H

#include <gb28181/device_id.h>
#include <gb28181/head.h>
#include <gb28181/session.h>

#include "memory.h"

#define GB_SECOND ((int64_t)1000000)
#define GB_MINUTE (60 * GB_SECOND)
#define GB_DAY (86400 * GB_SECOND)
#define GB_NEVER INT64_MAX

typedef struct Device Device;
typedef struct Session Session;
typedef struct Transaction Transaction;
typedef struct Challenge Challenge;
typedef struct Dialog Dialog;
typedef struct Query Query;

/* ---- one message, read once -------------------------------------------------------------- */

/* Lives until the end of the feed. */
typedef struct Reading {
    const GbMessage *message;
    const GbHead *head;            /* its values */
    const GbSip *sip;              /* the head's */
    const GbBody *body;            /* NULL without body */
    GbMoment when;
    const GbAuth *authorization;   /* NULL without (Proxy-)Authorization */
    const GbPrepared *prepared;
} Reading;

/* Bytes are missing for reasons of the capture: nothing is said about what isn't there. */
static inline bool is_cut(const GbMessage *m) {
    return m->missing || (m->quirks & (GB_MESSAGE_SNAPPED | GB_MESSAGE_GAP));
}

/* Capability (GB/T 28181-2016 J.2) only says what the device can do: it comes with the first
 * request, before any challenge. */
static inline bool gb_answers_challenge(const Reading *r) {
    return r->authorization && r->authorization->scheme != GB_SCHEME_CAPABILITY;
}

/* ---- nonces ------------------------------------------------------------------------------ */

typedef enum NonceStatus {
    NONCE_NONE,           /* no nonce in the message */
    NONCE_FRESH,          /* issued to this device in this capture; first use */
    NONCE_COUNTED,        /* used again, with a rising nc: legal */
    NONCE_REPLAYED,       /* used again without one */
    NONCE_STALE,          /* used after the server challenged anew because of it */
    NONCE_OTHER_DEVICE,   /* issued to another device */
    NONCE_BEFORE_CAPTURE, /* not issued in the capture, and nothing contradicts that it was before */
    NONCE_NEVER_ISSUED    /* not issued, though this chain of REGISTERs was challenged with others */
} NonceStatus;

struct Challenge {                 /* one nonce in a 401 or 407 */
    GbRecord record;               /* key: hash of the nonce */
    GbMoment when;                 /* the first answer that carried it */
    Device *device;                /* challenged */
    const char *nonce, *realm, *opaque, *algorithm, *qop; /* as sent; NULL when absent */
    uint64_t last_nc;
    uint32_t algorithms;           /* offered with it: bits 1 << GbDigestAlgorithm */
    bool used;                     /* by an Authorization */
    bool stale, superseded;        /* said stale=true; a later answer refused this nonce */
    bool several_devices;          /* issued to more than one device */
};

/* ---- transactions ------------------------------------------------------------------------ */

/* Why the sender of a request can't know an answer for its own (RFC 3261 17.1.3, 8.1.3.3). */
typedef enum Misfit { FITS, OTHER_BRANCH, NO_VIA, OTHER_METHOD } Misfit;

struct Transaction {
    GbRecord record;               /* key: Call-ID, CSeq number, method */
    uint64_t branch;               /* hash of the top Via's; 0: none */
    uint64_t print;                /* what tells two requests of one key apart (see transactions.c) */
    uint64_t call_key;
    uint64_t contact_key;          /* REGISTER: of its Contact; 0 */
    GbMoment request, provisional, response; /* frame 0: none seen; response: the final one */
    Device *device;                /* NULL */
    Session *session;              /* REGISTER and keepalive; NULL */
    uint32_t session_serial;       /* of it, when this was written */
    uint32_t attempt;              /* REGISTER: its number in the session */
    uint32_t challenge;            /* number + 1 of the challenge its nonce came from; 0 */
    uint32_t query;                /* number + 1 of the Query it carried or answered; 0 */
    uint32_t dialog;               /* number + 1; 0 */
    uint32_t cseq, retransmissions, response_retransmissions;
    int32_t expires_s;             /* asked for; -1 */
    uint32_t bytes;                /* of the request */
    uint16_t status;               /* of the final answer; 0: none yet */
    uint16_t provisional_status;   /* the latest 1xx; 0 */
    uint8_t method;                /* GbSipMethod */
    uint8_t root, command;         /* GbRoot, GbCommand of its body */
    uint8_t nonce;                 /* NonceStatus */
    uint8_t transport;
    uint8_t auth_result;           /* GbAuthResult */
    bool from_device, is_keepalive, has_authorization, orphan; /* orphan: made up for a response
                                                                * whose request was not seen */
    bool reported;                 /* for the rules */
    bool head_cut;                 /* the request's head, by the capture */
    uint8_t resent;                /* for the rules: repeats of a request that was answered */
    uint8_t misfit;                /* Misfit of the final answer, so far */
    GbAddress sent_to;             /* where a request to the device went, and then the final answer */
    uint16_t answer_branch;        /* some bits of the latest answer's; a proxy's are others */
};

/* ---- registrations ----------------------------------------------------------------------- */

typedef enum SessionPhase {        /* what is known while messages come in */
    PHASE_PENDING,                 /* attempts, no 2xx yet */
    PHASE_REFUSED,                 /* the chain ended in a refusal (a later attempt may succeed) */
    PHASE_VALID,                   /* registered, and time is left */
    PHASE_PRE_CAPTURE,             /* keepalives of an unseen registration */
    PHASE_EXPIRED, PHASE_UNREGISTERED, PHASE_REPLACED, /* ended */
    PHASE_N
} SessionPhase;

typedef struct IntervalCount {     /* intervals of about the same length: see median.c */
    uint64_t key : 40, count : 24;
} IntervalCount;

typedef struct GapCandidate {
    GbMoment from, to;
} GapCandidate;

struct Session {
    GbSession pub;                 /* settled fields are written by settle.c */
    Device *device;
    SessionPhase phase;
    uint32_t serial;               /* counts up over the analysis; a dropped session loses it */
    uint64_t first_call, last_call;/* hashes of Call-IDs: of its first, of its latest REGISTER */
    uint64_t contact_key;          /* of the Contact registered (or asked for) */
    uint64_t asked_key;            /* of another one that a refresh asks for */
    const char *asked_contact;     /* that one; NULL */
    GbAddress source;              /* where its REGISTER came from */
    uint32_t connection;           /* number + 1 of the TCP connection that carries it; 0 */
    int64_t granted_us;            /* when the time granted began: the latest 2xx */
    GbMoment last_alive;           /* of a device with several servers: its last message to this one */
    int64_t valid_until_us;        /* GB_NEVER: not known */
    GbMoment ended;                /* frame 0 with a time: by time alone */
    Session *merged_into;          /* its attempts turned out to belong there */
    uint32_t merged_serial;        /* of it, then */
    uint32_t merged_at;            /* number of its first attempt there */
    Session *replaced_by;
    /* attempts: the first half stays; of the rest the latest are kept */
    GbAttempt *attempts;
    uint32_t attempts_capacity, n_attempts; /* all there were */
    uint64_t register_frame;       /* of the latest attempt; 0 */
    bool challenged;               /* a 401/407 came in the chain since its latest 2xx */
    bool answered;                 /* and an Authorization followed */
    bool refused;                  /* its latest chain ended in a refusal, no 2xx since */
    bool has_sn;                   /* of the latest keepalive: see last_sn */
    uint16_t refused_status;
    uint16_t first_refusal_status;
    GbMoment refused_at;
    GbMoment first_refusal;        /* of registering, since its latest 2xx */
    uint32_t n_refusals;           /* all of them */
    uint32_t median_due;           /* number of intervals at which the median is next */
    const char *first_refusal_reason; /* NULL */
    const char *redirect_to;       /* 3xx: user of the Contact; NULL */
    /* keepalives */
    GbMoment refused_since;        /* each answer since then was a refusal; frame 0: the last was none */
    uint16_t refused_by;           /* its status */
    bool awaits_answer;            /* to the latest keepalive */
    uint32_t burst_us;             /* from the first of the burst that it is of */
    uint64_t last_sn;              /* of the latest keepalive */
    uint32_t n_intervals;
    uint32_t interval_shift;       /* of the keys below */
    IntervalCount *intervals;
    uint32_t intervals_capacity, n_interval_counts;
    int64_t median_guess_us;       /* recomputed now and then; exact at settle */
    GapCandidate *candidates;
    uint32_t candidates_capacity, n_candidates;
    uint32_t gaps_capacity;        /* of pub.keepalives.gaps, made at settle */
    uint32_t granted_by;           /* hash of the server's host that answered; 0: none yet */
    uint32_t runs_capacity, n_runs;/* of pub.keepalives.runs; all there were */
    int64_t run_interval_us;       /* of the run that is open; -1: not known */
};

/* The latest REGISTER of a device, as the next one is judged by it. */
typedef struct RegisterMemory {
    GbMoment answer;               /* the final one; frame 0: none */
    uint64_t call_key;             /* 0: there was none before */
    GbAddress source, destination;
    uint32_t cseq;
    uint16_t status;
    bool refused;                  /* by the answer; a challenge is none */
} RegisterMemory;

typedef struct Explained {         /* the latest mismatch of a device, explained */
    uint64_t print;                /* of what was hashed, but for the nonce; 0: explain anew */
    const char *detail;
    GbAuthWhy why;
    uint32_t n;                    /* how often a search was made */
} Explained;

typedef struct LadderRing LadderRing;
typedef struct DeviceRules DeviceRules; /* the rules' own memory of a device */

struct Device {
    GbDevice pub;                  /* first: a GbDevice* of the analysis is a Device* */
    uint64_t key;                  /* hash of its ID */
    char id_room[24];              /* pub.id, when it has room here: beside the key */
    uint32_t number;               /* in order of the first message */
    struct {                       /* what its ID says (device_id.h) */
        uint8_t kind, class_;      /* GbIdKind, GbIdClass */
        uint16_t type, network;
    } parsed;
    bool is_server;                /* its ID is also a server's: a platform in the middle */
    bool has_registered;           /* sent a REGISTER in this capture */
    bool was_challenged, was_refused; /* a REGISTER of it */
    bool has_kept_alive;           /* sent a keepalive in this capture */
    bool head_was_cut;             /* of a message of it, by the capture */
    int64_t cut_us, unread_us;     /* its latest message that was cut, and that so doesn't say what it
                                    * is: what seems not to have come may have been in it; 0 */
    bool lists_full;               /* more addresses, servers or user agents than are kept */
    bool is_aside;                 /* none of GbOptions.devices: followed, not shown */
    Session **sessions;            /* the first half stays; of the rest the latest are kept */
    uint32_t sessions_capacity, n_kept_sessions, n_sessions; /* kept; all there were */
    GbDeviceCounts *left_out;      /* of sessions that are no longer kept; NULL: there are none */
    uint32_t addresses_capacity, servers_capacity, user_agents_capacity;
    RegisterMemory last_register;  /* see also GbAnalysis.previous_register */
    const char *server_version;    /* X-GB-Ver of the other side; NULL (the device's: pub) */
    GbAddress address;             /* where it was last seen */
    uint32_t connection;           /* number + 1 of the one that carried its latest REGISTER; 0 */
    GbMoment last_alive;           /* last message sent by it */
    GbMoment last_keepalive_refused; /* answered 403/404; frame 0: none since the last REGISTER */
    const char *name_from_info, *name_from_catalog;
    Explained *explained;          /* NULL: none yet */
    int32_t heartbeat_interval_s;  /* BasicParam HeartBeatInterval seen; 0 */
    const GbAuthCheck *last_check; /* of a request that is no REGISTER */
    /* bounded lists */
    GbFinding *findings;
    uint32_t findings_capacity, n_findings;
    GbExchange *exchanges;
    uint32_t exchanges_capacity, n_kept_exchanges, n_exchanges; /* kept; all there were */
    uint32_t exchanges_left_out;   /* by the limit of all devices */
    GbCatalogItem *catalog;
    uint32_t catalog_capacity, n_catalog;
    LadderRing *ladder;
    DeviceRules *rules;            /* for the rules: gb_pool_take(a->pool, ...) on first use */
};

/* By its ID, or because devices register with it. */
static inline bool gb_is_platform(const Device *d) {
    return d->is_server || d->parsed.class_ == GB_CLASS_PLATFORM;
}

/* ---- TCP connections that carry registrations ---------------------------------------------- */

typedef struct Connection {
    uint64_t id;                   /* GbMessage.connection; 0: not in use */
    uint32_t n_users;              /* sessions and devices that name it */
    bool is_reset;
    GbAddress by;                  /* who ended it */
    GbMoment ended;                /* frame 0: not yet */
} Connection;

/* ---- dialogs: INVITE and SUBSCRIBE ------------------------------------------------------- */

typedef struct Offer {             /* what an SDP said, essentials */
    GbMoment when;                 /* frame 0: no SDP */
    GbSdpSession session;
    GbSdpSetup setup;              /* of the first medium */
    bool has_y, has_ssrc, is_tcp, has_audio, has_video, has_time;
    char y[16];                    /* as sent, cut */
    uint32_t ssrc;
    unsigned port;
    uint64_t start, stop;
} Offer;

struct Dialog {
    GbRecord record;               /* key: Call-ID */
    GbSipMethod method;            /* INVITE or SUBSCRIBE */
    Device *device;                /* NULL */
    bool from_device;              /* the device sent the first request */
    const char *caller, *callee;   /* users of From and To; NULL */
    uint64_t caller_tag, callee_tag; /* hashes; 0: not known */
    GbMoment request, answer, ack, bye, bye_answer, last; /* frame 0: none */
    uint16_t status;               /* final answer to the first request */
    bool cancelled, confirmed, ended;
    bool refused;                  /* the latest SUBSCRIBE in it */
    bool is_asking;                /* that one waits for its answer */
    bool is_older;                 /* than the capture: its first request here has a To tag */
    bool bye_from_device;
    uint32_t request_cseq, ack_cseq;
    bool has_ack_cseq;
    bool has_cseq[2];              /* [0] caller's direction, [1] callee's */
    uint32_t last_cseq[2];         /* before the message in hand, while rules see it */
    Offer offer, answer_sdp;
    uint64_t subject_key;          /* hash of senderID:senderSeq; 0: no Subject */
    GbMoment media_status;         /* MediaStatus 121 in it */
    /* SUBSCRIBE */
    const char *event;             /* the Event header; NULL */
    GbCommand command;             /* of its body */
    int32_t expires_s;             /* granted, else asked for; -1 */
    int64_t valid_until_us;        /* GB_NEVER */
    uint32_t n_notifies, n_refreshes;
    GbMoment first_notify, last_notify;
    uint32_t exchange;             /* number + 1 in the device's exchanges; 0 */
    bool reported;                 /* for the rules */
};

/* ---- MANSCDP: a request and what answers it ------------------------------------------------ */

struct Query {
    GbRecord record;               /* key: device, SN, CmdType and direction */
    Device *device;
    GbMoment when;                 /* the request */
    GbRoot root;                   /* of the request */
    GbCommand command;
    uint64_t sn;
    const char *target;            /* its DeviceID; NULL */
    const char *from_user;         /* of the request; NULL */
    bool from_device;              /* who asked */
    bool wants_response;           /* the standard has a Response to it */
    bool fetched;                  /* a broadcast: the device called for its audio */
    uint16_t status;               /* SIP answer to the request; 0: none yet */
    GbMoment first_answer, last_answer; /* frame 0: none */
    uint32_t n_answers;
    uint32_t last_transaction;     /* number + 1 of the latest answer's MESSAGE; 0 */
    bool has_sum_num, sum_changed, complete; /* complete: received >= sum_num */
    uint64_t sum_num, received;
    int64_t range_start_s, range_end_s; /* RecordInfo: asked interval, UTC; 0: none */
    uint32_t exchange;             /* number + 1; 0 */
    bool reported;                 /* for the rules */
};

/* ---- the analysis ------------------------------------------------------------------------ */

typedef struct Server {            /* an ID that is asked for registrations */
    const char *id;                /* interned */
    uint64_t key;
    uint64_t registrations;        /* 2xx */
    const char *gb_version;        /* NULL */
} Server;

typedef struct Undo {              /* what settle added to findings */
    Device *device;                /* NULL: the capture's */
    GbRule rule;
    bool added;                    /* a new one, not folded into one there was */
    GbFinding before;
} Undo;

typedef struct RulesState RulesState; /* the rules' own memory of the analysis */
typedef struct Copies Copies;         /* what several captures have in common: copies.c */

struct GbAnalysis {
    GbOptions options;
    bool unjudged;                 /* messages fed now: see gb_analysis_judge */
    unsigned interval_s, misses;   /* options with their defaults */
    GbCredentials *credentials;
    bool owns_credentials;
    GbPool *pool;
    GbStrings *strings;
    uint64_t seed;
    GbBodyReader *reader;
    GbHeadReader *heads;
    GbHead head;                   /* of the message in hand, where nobody read it before */
    GbBody body;
    GbPrepared prepared;           /* the same */
    Reading reading;
    RegisterMemory previous_register; /* of its device, while a REGISTER is in hand: the one before */
    GbEvent event;
    GbRuleHit hits[GB_MAX_EVENT_FINDINGS];
    unsigned n_hits;
    char *scratch;                 /* text of this feed: findings' arguments, gb_scratch_... */
    size_t scratch_used;
    /* devices */
    Device **devices;
    uint32_t devices_capacity, n_devices;
    Device **asked_for;            /* those of GbOptions.devices */
    uint32_t asked_for_capacity, n_asked_for;
    GbIndex device_index;
    GbIndex address_index;         /* address and transport -> device number */
    Server *servers;
    uint32_t servers_capacity, n_servers;
    GbIndex server_index;
    GbIndex catalog_index;         /* device and item ID -> its place in the device's catalog */
    const GbAuthCheck *check_in_hand; /* of the message; kept till the next one */
    /* records that come and go */
    GbRecords transactions, challenges, dialogs, queries;
    GbIndex old_nonces;            /* of challenges that went: their keys */
    Connection *connections;       /* those in use; the others are chained by n_users */
    uint32_t connections_capacity, n_connections, unused_connection; /* number + 1; 0: none */
    GbIndex connection_index;
    uint32_t next_session_serial;
    Session *unused_sessions;      /* left out of their device's list; chained by replaced_by */
    Session *merged_sessions, *last_merged_session; /* the same, in the order they were merged in */
    uint64_t omitted_sessions[PHASE_N]; /* by the phase they had */
    int64_t now_us;                /* the latest time seen */
    int64_t last_us;               /* the last message's */
    int64_t first_us;              /* the first message's */
    uint64_t n_messages, n_responses;
    uint64_t n_doubled;            /* repeats faster than any timer of SIP, or from another capture */
    Device *platforms[GB_MAX_PLATFORMS]; /* devices that may stand in the middle of a cascade */
    uint32_t n_platforms;
    Copies *copies;                /* of several captures; NULL */
    bool is_set_back;              /* the clock, below now_us */
    int64_t lost_us;               /* latest message that was cut before it said what it answers; 0 */
    int64_t end_us;                /* at settle: the end of the capture */
    bool feeding, settling, settled;
    /* totals and lists */
    GbTotals totals, totals_aside; /* see gb_totals */
    bool is_aside;                 /* the message in hand is of a device left out, or of none yet */
    uint64_t limits;               /* bits: which caps were hit and reported */
    GbFinding *findings;
    uint32_t findings_capacity, n_findings;
    size_t n_catalog, n_exchanges; /* in all devices */
    size_t ladder_bytes;
    uint64_t ladder_full_until;    /* messages: no room is looked for before */
    GbTimeline timeline;
    uint32_t *bins[3];             /* GB_MAX_TIMELINE each */
    GbCause *causes;               /* written by gb_rules_settle */
    size_t n_causes;
    Undo *undo;
    uint32_t undo_capacity, n_undo;
    RulesState *rules;             /* for the rules */
};

static inline uint32_t gb_host_hash(const GbAnalysis *a, const GbAddress *at) {
    return (uint32_t)(gb_hash(a->seed, gb_slice((const char *)at->ip, sizeof at->ip)) >> 32) | 1;
}

static inline Device **gb_shown(const GbAnalysis *a, uint32_t *n) {
    *n = a->options.devices ? a->n_asked_for : a->n_devices;
    return a->options.devices ? a->asked_for : a->devices;
}

/* What is counted of a device left out is read by nobody. */
static inline GbTotals *gb_totals(GbAnalysis *a) {
    return a->is_aside ? &a->totals_aside : &a->totals;
}

/* ---- for rules: small questions ------------------------------------------------------------ */

/* Between keepalives: the one the device was set to, else the usual one. */
static inline int64_t gb_expected_interval(const GbAnalysis *a, const Device *d) {
    return (d->heartbeat_interval_s > 0 ? d->heartbeat_interval_s : (int64_t)a->interval_s) * GB_SECOND;
}
/* Attempt by its number in the session; NULL when it was left out. */
GbAttempt *gb_session_attempt(const Session *s, uint32_t number);
/* The device's latest session (by start); NULL. */
Session *gb_device_latest(const Device *d);
/* The registered session that is valid at `time_us` with that server (NULL: any); NULL. */
Session *gb_device_valid(const Device *d, const char *server_id, int64_t time_us);
/* The session a transaction belongs to, even after a merge; NULL. */
Session *gb_transaction_session(const Transaction *t);
/* Was the device with another server beside it, as keepalives to one after it registered with the
 * other show? One that was redirected, or went to another server for good, was not. */
bool gb_session_is_parallel(const Session *s);
/* The last its server heard of the device. */
const GbMoment *gb_session_last_alive(const Session *s);
/* The TCP connection that carries the session; NULL: none, or not known. */
const Connection *gb_session_connection(const GbAnalysis *a, const Session *s);
/* The finding of that rule at the device (NULL: at the capture); NULL when there is none. */
const GbFinding *gb_found(const GbAnalysis *a, const Device *d, GbRule rule);
/* Median interval if there are five, else the option's; microseconds. */
int64_t gb_session_interval(const GbAnalysis *a, const Session *s);
Device *gb_device_find(const GbAnalysis *a, GbSlice id);
Device *gb_device_find_key(const GbAnalysis *a, uint64_t key); /* hash of the ID */
bool gb_is_server(const GbAnalysis *a, GbSlice id);
/* "192.0.2.1:5060" in memory that lives until the next feed. */
const char *gb_scratch_address(GbAnalysis *a, const GbAddress *address);
/* A NUL-terminated UTF-8 copy of a slice in such memory. */
const char *gb_scratch_text(GbAnalysis *a, GbSlice text);
const char *gb_scratch_format(GbAnalysis *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- for rules: how they are called -------------------------------------------------------- */

/* All that is known of the message in hand. Pointers may be NULL where it says so; structs are
 * as they stand after the engine took the message in, but for what is named "before". */
typedef struct RuleView {
    const Reading *reading;        /* the message; reading->sip is readable SIP */
    const GbEvent *event;          /* state, auth, latency, ... */
    Device *device;                /* NULL */
    Session *session;              /* of a REGISTER, its answer, or a keepalive; NULL */
    GbAttempt *attempt;            /* REGISTER and its answers; NULL */
    Transaction *transaction;      /* the request's own, or the one a response answers; NULL */
    bool is_final;                 /* a final response, the first to its request */
    const GbAuthCheck *check;      /* of this message's Authorization; NULL */
    NonceStatus nonce;
    Challenge *challenge;          /* the one the Authorization's nonce came from; NULL */
    const GbAuth *challenges;      /* in a 401/407: what it offers; up to 4 */
    unsigned n_challenges;
    Dialog *dialog;                /* the message belongs to, or opened; NULL */
    bool opens_dialog;
    bool from_caller;              /* sent in the caller's direction */
    uint32_t cseq_before;          /* last CSeq of that direction; 0: none */
    Offer *offer;                  /* the SDP of this message; NULL */
    Query *query;                  /* the one this message asked, or answers; NULL */
    bool answers_query;
    bool asks_query;
    bool orphan_response;          /* Response (MANSCDP) to a query not seen */
    Query *repeated_query;         /* the same SN and CmdType asked before, still open; NULL */
    Session *before;               /* the session valid before this message with that server; NULL */
    SessionPhase before_phase;     /* what `session` was before this message */
    GbMoment previous_keepalive;   /* of the session; frame 0: none */
    bool has_previous_sn;
    uint64_t previous_sn;          /* of the previous keepalive */
    Connection previous_connection; /* a refresh: the one before; id 0: none, or the same */
    const char *previous_contact;  /* a refresh: of the session before it; NULL: the same as now */
    GbAddress previous_source;     /* a refresh: where the REGISTER before came from; family 0 */
    GbAddress previous_address;    /* where the device was seen before; family 0: nowhere */
    GbMoment previous_alive;       /* its message before this one */
} RuleView;

/*
 * What rules*.c implements. All may raise; none may keep pointers into RuleView or Reading.
 *
 * gb_rules_message         every readable message that is no retransmission, after the engine
 *                          took it in (device may be NULL: raise at the capture)
 * gb_rules_unreadable      a message that begins as SIP and can't be read
 * gb_rules_set_back        a message a second or more before the one ahead of it
 * gb_rules_overtaken       a request whose answer came before it, though it is later
 * gb_rules_retransmission  a repeated request or response
 * gb_rules_ping            a ping from the device to its server, while it is registered
 * gb_rules_session_end     a session ended: phase says how (EXPIRED is told when the next message
 *                          of the device comes, or at settle when none does)
 * gb_rules_rejected, gb_rules_gaps  the session is left out of its device's list: tell what of it no later
 *                          attempt mended and where it was silent, as settle does for those that stay
 * gb_rules_transaction_end no final answer came in 32 s of capture, or the record goes (64 s);
 *                          once (t->reported is set by the caller)
 * gb_rules_dialog_end      the record goes, or the capture ends
 * gb_rules_query_end       the same
 * gb_rules_settle_device   at settle, states are settled; writes pub.trouble
 * gb_rules_settle          after all devices; writes a->causes, a->n_causes
 *
 * What is raised while a->settling is taken back when feeding goes on or at the next settle; the
 * same for `reported`. For the rules' own memory this holds: *_end with a->settling set must not
 * write anything that a later feed would miss.
 */
void gb_rules_message(GbAnalysis *a, const RuleView *v);
void gb_rules_unreadable(GbAnalysis *a, const GbMessage *message, GbOutcome outcome);
void gb_rules_set_back(GbAnalysis *a, const GbMessage *message, int64_t back_us);
void gb_rules_overtaken(GbAnalysis *a, const GbMoment *at, const Transaction *answer);
void gb_rules_retransmission(GbAnalysis *a, const Reading *reading, Transaction *t);
void gb_rules_ping(GbAnalysis *a, Device *d, const GbMoment *at);
void gb_rules_session_end(GbAnalysis *a, Session *s);
void gb_rules_rejected(GbAnalysis *a, const Session *s);
void gb_rules_gaps(GbAnalysis *a, const Session *s);
void gb_copies_note(GbAnalysis *a, const Reading *r); /* of several captures: a message of one */
void gb_rules_transaction_end(GbAnalysis *a, const Transaction *t);
void gb_rules_dialog_end(GbAnalysis *a, const Dialog *d);
void gb_rules_query_end(GbAnalysis *a, const Query *q);
void gb_rules_settle_device(GbAnalysis *a, Device *d);
void gb_rules_settle(GbAnalysis *a);
void gb_rules_fetch(const Device *d); /* what they keep of it, into the cache */

/* What rules call. Folds repeats by device and rule (device NULL: the capture's), keeps the first
 * one's arguments, and adds to the event's findings while a message is in hand. Arguments are
 * copied; up to GB_MAX_FINDING_ARGS. at NULL: nowhere. */
void gb_raise(GbAnalysis *a, Device *device, GbRule rule, const GbMoment *at,
              const char *const *args, size_t n_args);
/* Only adds to the event's findings: what a later message may mend is raised at settle. */
void gb_raise_event(GbAnalysis *a, GbRule rule, const char *const *args, size_t n_args);
/* Counts n more of what was just raised. */
void gb_raise_more(GbAnalysis *a, Device *device, GbRule rule, uint64_t n);
/* A repeat is folded before its arguments are made. */
bool gb_raise_again(GbAnalysis *a, Device *device, GbRule rule, const GbMoment *at);
#define GB_RAISE(a, device, rule, at, ...)                                                    \
    (gb_raise_again((a), (device), (rule), (at))                                              \
         ? (void)0                                                                            \
         : gb_raise((a), (device), (rule), (at), (const char *const[]){__VA_ARGS__},          \
                    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

#endif
