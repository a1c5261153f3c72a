/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules.h - what the files rules*.c share: the rules' own memory, a few questions asked by many
 * rules, and the families' entry points. The engine knows only the hooks at the end of state.h.
 */
#ifndef SESSION_RULES_H
#define SESSION_RULES_H

#include "state.h"

/* An argument in both languages. */
#define BOTH(en, zh) en "\x1f" zh

/* Reference 7, defaults. */
#define T_RETRY (60 * GB_SECOND)
#define T_RESPONSE (10 * GB_SECOND)
#define T_SERIES (30 * GB_SECOND)
#define T_TIMEOUT (32 * GB_SECOND)
#define T_BYE (5 * GB_SECOND)
#define T_RESULT (600 * GB_SECOND)
#define T_KEEPALIVE_SLACK (10 * GB_SECOND)
#define SKEW (2 * GB_SECOND)
#define BEIJING (8 * 3600 * GB_SECOND)

/* Said once for each device, not at each message. */
enum {
    ONCE_IDENTITY = 1 << 0, ONCE_VIA = 1 << 1, ONCE_UNUSABLE = 1 << 2, ONCE_VERSION = 1 << 3,
    ONCE_MD5 = 1 << 4, ONCE_CHARSET_EDITION = 1 << 5, ONCE_UNUSABLE_PEER = 1 << 6,
    SEEN_SUBSCRIBE = 1 << 8
};

/* Something that should follow: raised when it does not come in time. */
typedef struct Awaited {
    GbMoment since;                /* frame 0: nothing is awaited */
    uint64_t key;
    const char *what;              /* interned */
    int64_t until_us;
} Awaited;

/* What only devices have that do more than register and stay alive. */
typedef struct BusyRules {
    uint32_t series_query, series_transaction; /* numbers + 1 of the latest part of a series */
    uint64_t series_sum;           /* its SumNum */
    uint64_t alarm_open;           /* hash of the DeviceID of a device alarm not reset */
    uint32_t info_transaction;     /* number + 1 of the latest INFO with a command */
    uint32_t n_pings;              /* of one that sent no keepalive; from first to last: */
    GbMoment first_ping;
    int64_t last_ping_us;
    int64_t subscribed_us[8];      /* the latest 2xx to a SUBSCRIBE, by the command's last three bits */
    uint64_t info_cseq;
    GbMoment torn;                 /* its latest broken XML over TCP; frame 0: none */
    uint64_t torn_connection, torn_length; /* where, and its Content-Length */
    bool torn_by_device;
    GbMoment restart_asked;        /* the latest TeleBoot, or (by_upgrade) DeviceUpgrade; frame 0: none */
    bool by_upgrade;
    uint32_t pictures, pictures_came; /* of the snapshot asked for last */
    bool result_came;              /* of it: a part */
    Awaited stop, result, invite;  /* PTZ stop, upgrade or snapshot result, broadcast INVITE */
} BusyRules;

enum { N_PLACES = 4 };
struct DeviceRules {
    BusyRules *busy;               /* NULL */
    int64_t awaited_until_us;      /* before it nothing awaited is due; 0: nothing is awaited */
    const char *peer;              /* the server ID looked at last (interned) */
    uint32_t once;
    int32_t last_expires_s;
    uint32_t places[N_PLACES];     /* hashes of the hosts it came from, the latest first */
    uint32_t sn_place;             /* where its latest keepalive came from */
    uint16_t sns[N_PLACES], sn;    /* of the latest keepalive from each place, and of all; 0: none */
    uint16_t sent_by, sent_by_before; /* hashes of its Via's host: the latest, and at the place before */
    uint32_t swaps;                /* A, B, A, ... */
    uint32_t n_registered;
    int64_t registered_us[4];      /* the latest registrations, a ring */
    uint32_t window, window_anew;  /* numbers of the storm windows it was counted in */
    const char *redirect_to;       /* by a 302 that waits for its REGISTER; interned */
    GbMoment keepalive_refused;    /* the first since its last REGISTER */
    uint16_t keepalive_refused_status;
    bool refusal_told;
    bool undecided;                /* whether who came back to the latest place is another one */
    uint8_t algorithms;            /* of the latest challenge: bits 1 << GbDigestAlgorithm */
};

/* Devices that registered within one minute. */
typedef struct Window {
    GbMoment start;
    uint32_t number;
    uint32_t devices, anew, back;  /* anew: not the first time; back: something was missing before */
} Window;

struct RulesState {
    bool speaks_gb;                /* a message so far bore a mark of GB/T 28181 */
    GbIndex contacts;              /* Contact and source -> device */
    GbIndex streams;               /* y= -> dialog */
    GbIndex subjects;              /* Subject's sender -> dialog */
    GbIndex items;                 /* catalog items of running series */
    Window now, worst;
};

/* Rules about what only GB/T 28181 asks of a call are silent on plain SIP. */
static inline bool speaks_gb(const GbAnalysis *a) {
    return a->rules && a->rules->speaks_gb;
}
DeviceRules *gb_device_rules(GbAnalysis *a, Device *d);
BusyRules *gb_busy_rules(GbAnalysis *a, Device *d);
RulesState *gb_rules_state(GbAnalysis *a);

void gb_rules_audio_fetched(GbAnalysis *a, const Device *d, int64_t time_us); /* it calls for a broadcast's audio */
void gb_rules_invite_again(GbAnalysis *a, const Reading *r, const Transaction *t); /* a final answer came again */

/* copies.c: is the clock of one of several captures apart from another's? */
void gb_copies_settle(GbAnalysis *a);

/* ---- questions ---- */
static inline bool request_of(const RuleView *v, GbSipMethod m) {
    return !v->reading->sip->is_response && v->reading->sip->method == m;
}
static inline bool answer_to(const RuleView *v, GbSipMethod m) {
    return v->is_final && v->reading->sip->method == m;
}
static inline bool is_challenge(unsigned status) {
    return status == 401 || status == 407;
}
const char *gb_arg_number(GbAnalysis *a, uint64_t n);
const char *gb_arg_times(GbAnalysis *a, uint64_t n); /* "once", "3 times" */
/* Whole seconds, or tenths below ten. */
const char *gb_arg_seconds(GbAnalysis *a, int64_t us);
/* "45 s", "8 h", "7 h 59 min", "365 days 2 h". */
const char *gb_arg_span(GbAnalysis *a, int64_t us);
const char *gb_arg_clock(GbAnalysis *a, int64_t time_us); /* "10:02:11 UTC" */
/* X-GB-Ver as edition bits of all it may use; 0: not said or not known. */
unsigned gb_editions_of(const char *gb_version);
/* X-GB-Ver of the sender and of the receiver of the message; NULL. */
const char *gb_sender_version(const RuleView *v);
const char *gb_receiver_version(const RuleView *v);
/* "YYYY-MM-DDThh:mm:ss(.fff)" as microseconds since 1970, zone ignored. */
bool gb_read_datetime(GbSlice text, int64_t *us);
bool gb_read_rfc1123(GbSlice text, int64_t *us); /* UTC */
/* The body of the message, when it is one of that kind and whole: of a body that the capture cut
 * nothing is said. NULL. */
static inline const GbBody *gb_whole_body(const RuleView *v, GbBodyKind kind) {
    const GbBody *b = v->reading->body;
    return b && b->kind == kind && !is_cut(v->reading->message) ? b : NULL;
}
static inline const GbManscdp *manscdp_of(const RuleView *v) {
    const GbBody *b = gb_whole_body(v, GB_BODY_MANSCDP);
    return b ? &b->manscdp : NULL;
}
static inline const GbSdp *sdp_of(const RuleView *v) {
    const GbBody *b = gb_whole_body(v, GB_BODY_SDP);
    return b ? &b->sdp : NULL;
}
static inline bool has_element(const GbManscdp *m, size_t parent, const char *name) {
    return gb_manscdp_find(m, parent, name) >= 0;
}
/* The next element named Item in document order behind i; -1. Start with 0. */
long gb_next_item(const GbManscdp *m, size_t i);
/* Sets what is awaited of the device; NULL-safe text is interned. */
void gb_await(GbAnalysis *a, Device *d, Awaited *w, const GbMoment *since, uint64_t key, GbSlice what,
              int64_t within_us);

/* An address that nobody can send to: loopback, or none. */
bool gb_is_unusable(GbSlice host);

/* ---- families: at a message ---- */
void gb_rules_sip(GbAnalysis *a, const RuleView *v);
void gb_rules_orphan(GbAnalysis *a, const RuleView *v); /* a final answer whose request was not seen */
void gb_rules_identity(GbAnalysis *a, const RuleView *v);
void gb_rules_address(GbAnalysis *a, const RuleView *v);
void gb_rules_clock(GbAnalysis *a, const RuleView *v);
void gb_rules_registration(GbAnalysis *a, const RuleView *v);
void gb_rules_expiry(GbAnalysis *a, const RuleView *v, DeviceRules *mine); /* that a REGISTER asks for */
/* Other requests: has the registration they rest on expired? */
void gb_rules_after_expiry(GbAnalysis *a, const RuleView *v);
void gb_rules_auth(GbAnalysis *a, const RuleView *v);
void gb_rules_keepalive(GbAnalysis *a, const RuleView *v);
void gb_rules_body(GbAnalysis *a, const RuleView *v);
void gb_rules_elements(GbAnalysis *a, const RuleView *v);
void gb_rules_pairing(GbAnalysis *a, const RuleView *v);
void gb_rules_catalog(GbAnalysis *a, const RuleView *v);
void gb_rules_records(GbAnalysis *a, const RuleView *v);
void gb_rules_alarm(GbAnalysis *a, const RuleView *v);
void gb_rules_control(GbAnalysis *a, const RuleView *v);
void gb_rules_invite(GbAnalysis *a, const RuleView *v);
void gb_rules_playback(GbAnalysis *a, const RuleView *v);
void gb_rules_subscription(GbAnalysis *a, const RuleView *v);
/* Raises what was awaited until now_us and did not come. `keep` leaves it awaited (settle). */
void gb_rules_awaited(GbAnalysis *a, Device *d, int64_t now_us, bool keep);

/* ---- families: at an end, and at settle ---- */
void gb_rules_registration_timeout(GbAnalysis *a, const Transaction *t);
void gb_rules_invite_end(GbAnalysis *a, const Dialog *d, int64_t now_us);
void gb_rules_subscription_end(GbAnalysis *a, const Dialog *d, int64_t now_us);
void gb_rules_registration_settle(GbAnalysis *a, Device *d);
void gb_rules_expiry_settle(GbAnalysis *a, Device *d);
/* The connection that carried the registration: as a refresh, an end of the session, or settle
 * finds it. */
void gb_rules_connection_refresh(GbAnalysis *a, const RuleView *v);
void gb_rules_connection_end(GbAnalysis *a, const Session *s);
void gb_rules_connection_settle(GbAnalysis *a, Device *d);
void gb_rules_auth_settle(GbAnalysis *a, Device *d);
void gb_rules_keepalive_settle(GbAnalysis *a, Device *d);
void gb_rules_catalog_settle(GbAnalysis *a, Device *d);
void gb_rules_registration_finish(GbAnalysis *a);

/* ---- what it comes to (the sentence itself is made when asked for) ---- */
GbSeverity gb_trouble_of_state(const Device *d, const GbSession *last); /* last may be NULL */
GbSeverity gb_trouble(const GbAnalysis *a, const Device *d);
void gb_causes(GbAnalysis *a);

#endif
