/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * engine.h - the steps that one message goes through (gb_analysis_feed calls them in this order),
 * and settle. The rules need none of this.
 */
#ifndef SESSION_ENGINE_H
#define SESSION_ENGINE_H

#include "state.h"

/* Bits of GbAnalysis.limits, and the words of the finding capture.limit-reached. */
typedef enum Limit {
    LIMIT_DEVICES, LIMIT_TRANSACTIONS, LIMIT_CHALLENGES, LIMIT_DIALOGS, LIMIT_QUERIES,
    LIMIT_CATALOG, LIMIT_CATALOG_DEVICE, LIMIT_EXCHANGES, LIMIT_EXPLAIN, LIMIT_SERVERS,
    LIMIT_STRINGS, LIMIT_MEMORY, LIMIT_N
} Limit;
void gb_limit_reached(GbAnalysis *a, Limit limit, const GbMoment *at);
/* For a device whose lists leave out their middle: capture.shortened. */
void gb_lists_shortened(GbAnalysis *a, Device *d);

/* reading.c */
void gb_reading_fill(GbAnalysis *a, const GbMessage *message, const GbHead *head, Reading *r);
/* The registered or offered time in a Contact header list for that URI, else of the first; -1. */
int32_t gb_contact_expires(const GbSip *sip, GbSlice uri);

/* transactions.c */
static inline bool gb_is_keepalive(const GbBody *body) {
    return body && body->kind == GB_BODY_MANSCDP && body->manscdp.root == GB_ROOT_NOTIFY &&
           body->manscdp.command == GB_CMD_KEEPALIVE;
}

/* RFC 2543 clients have no branch: their Via up to its parameters stands in. */
static inline uint64_t gb_branch_key(const GbAnalysis *a, const GbSipVia *via) {
    return gb_hash(a->seed, via->branch.n ? via->branch : via->host);
}

typedef struct Match {
    Transaction *t;      /* the request's own from before, or the one a response answers */
    bool retransmission;
    bool forwarded;      /* that, by a proxy: one more Via on top */
    const Transaction *overtaken; /* a request's answer that came before it; NULL */
} Match;
Match gb_transaction_match(GbAnalysis *a, const Reading *r);
Transaction *gb_transaction_open(GbAnalysis *a, const Reading *r);
Misfit gb_answer_misfit(const GbAnalysis *a, const Reading *r, const Transaction *t);
void gb_transactions_age(GbAnalysis *a);
void gb_transactions_settle(GbAnalysis *a);

/* attribution.c: whose message is it. */
typedef struct Party {
    GbSlice id;          /* the device's; absent */
    Device *device;      /* NULL: not one yet */
    GbSlice server_id;   /* absent */
    bool from_device;
    bool makes_device;   /* by the contract's definition */
} Party;
void gb_attribute(GbAnalysis *a, const Reading *r, const Transaction *t, Party *out);
Device *gb_device_make(GbAnalysis *a, GbSlice id, const GbMoment *at); /* NULL: cap */
bool gb_is_left_out(const GbAnalysis *a, GbSlice id); /* by GbOptions.devices */
const char *gb_device_server(const Device *d, GbSlice id); /* as it is kept; NULL: none of its */
void gb_server_note(GbAnalysis *a, GbSlice id);
Server *gb_server_find(const GbAnalysis *a, GbSlice id);
Device *gb_device_at(const GbAnalysis *a, const GbAddress *address);
void gb_device_seen(GbAnalysis *a, Device *d, const Reading *r, bool from_device,
                    const char *server_id);

/* challenges.c */
void gb_challenges_note(GbAnalysis *a, RuleView *v, GbAuth *challenges);
NonceStatus gb_nonce_judge(GbAnalysis *a, const RuleView *v, Challenge **challenge);
void gb_nonce_used(GbAnalysis *a, const RuleView *v);
void gb_nonce_answered(GbAnalysis *a, const Transaction *t, unsigned status);

/* checks.c: the digest of an Authorization. */
const GbAuthCheck *gb_auth_check(GbAnalysis *a, const RuleView *v);
/* Who keeps one, for longer than this feed, says so; NULL is fine. */
const GbAuthCheck *gb_check_keep(const GbAuthCheck *check);
void gb_check_drop(GbAnalysis *a, const GbAuthCheck *check);
const GbAuthCheck *gb_check_in_hand(GbAnalysis *a, const GbAuthCheck *check); /* keeps it till the next feed */

/* sessions.c */
enum { SESSIONS_LOOKED_AT = 16 }; /* of a device's, the latest */
Session *gb_session_new(GbAnalysis *a, Device *d, const char *server_id, const GbMoment *start,
                        SessionPhase phase);
/* Is it, or may it be, at that server? */
static inline bool gb_session_at(const Session *s, const char *server_id) {
    return !server_id || !s->pub.server_id || s->pub.server_id == server_id;
}
/* Adds what is counted of a session whose keepalives are settled. */
void gb_session_count(const Session *s, GbDeviceCounts *into);
/* The device sent a message, to that server (NULL: not known). */
void gb_device_alive(Device *d, const char *server_id, const GbMoment *when);
/* The session of a registration from before the capture; NULL. */
Session *gb_device_unseen(const Device *d, const char *server_id);
/* Keeps the attempt and its check; returns its number. */
uint32_t gb_attempt_add(GbAnalysis *a, Session *s, const GbAttempt *attempt);
uint32_t gb_attempt_number(const Transaction *t);
void gb_session_merge(GbAnalysis *a, Session *s, Session *into);
void gb_session_end(GbAnalysis *a, Session *s, SessionPhase phase, const GbMoment *at);
void gb_sessions_expire(GbAnalysis *a, Device *d, int64_t time_us);

/* registrations.c */
void gb_register_request(GbAnalysis *a, RuleView *v);
void gb_register_response(GbAnalysis *a, RuleView *v);
void gb_register_repeated(GbAnalysis *a, const Transaction *t);

/* connections.c: `*number` names one; counted, so that those nobody names go. */
void gb_connection_set(GbAnalysis *a, uint32_t *number, uint64_t id); /* 0: none */
void gb_connection_copy(GbAnalysis *a, uint32_t *number, uint32_t from);

/* keepalives.c, median.c */
void gb_keepalive_request(GbAnalysis *a, RuleView *v);
/* Counts the first final answer to one. */
void gb_keepalive_answered(GbAnalysis *a, const Transaction *t, unsigned status, const GbMoment *at);
void gb_keepalive_response(GbAnalysis *a, RuleView *v);
void gb_keepalive_repeated(Transaction *t);
void gb_keepalives_fetch(const Session *s); /* what is kept of its keepalives, into the cache */
void gb_keepalives_settle(GbAnalysis *a, Session *s);
void gb_intervals_add(GbAnalysis *a, Session *s, int64_t interval_us);
int64_t gb_intervals_median(const Session *s); /* -1: none */
uint64_t gb_intervals_above(const Session *s, int64_t limit_us);

/* exchanges.c, queries.c, dialogs.c, catalog.c: the rest of what a device does. An exchange is
 * known by its number + 1; 0: none. */
uint32_t gb_exchange_open(GbAnalysis *a, Device *d, GbExchangeKind kind, const GbMoment *start,
                          const char *what);
GbExchange *gb_exchange_at(const Device *d, uint32_t exchange);
void gb_queries_take(GbAnalysis *a, RuleView *v);
void gb_queries_answer(GbAnalysis *a, RuleView *v);
void gb_queries_age(GbAnalysis *a);
void gb_queries_settle(GbAnalysis *a);
void gb_dialogs_request(GbAnalysis *a, RuleView *v);
void gb_dialogs_response(GbAnalysis *a, RuleView *v);
Dialog *gb_dialog_find(const GbAnalysis *a, uint64_t call_key);
bool gb_dialog_from_caller(const GbAnalysis *a, const Dialog *d, const Reading *r);
void gb_dialogs_age(GbAnalysis *a);
void gb_dialogs_settle(GbAnalysis *a);
void gb_catalog_take(GbAnalysis *a, Device *d, const GbBody *body, const GbMoment *at);

/* ladder.c, timeline.c */
void gb_ladder_add(GbAnalysis *a, Device *d, const RuleView *v);
void gb_ladder_repeated(GbAnalysis *a, Device *d, const Transaction *t, bool is_response);
void gb_ladder_free(GbAnalysis *a, Device *d);
void gb_ladder_settle(GbAnalysis *a, Device *d);
typedef enum Bin { BIN_REGISTRATIONS, BIN_KEEPALIVES, BIN_FAILURES } Bin;
void gb_timeline_add(GbAnalysis *a, Bin bin, int64_t time_us);
void gb_timeline_reach(GbAnalysis *a, int64_t time_us); /* the capture lasts till then */

/* raise.c */
void gb_findings_undo(GbAnalysis *a);
void gb_findings_sort(GbFinding *list, uint32_t n);
char *gb_scratch(GbAnalysis *a, size_t n); /* NULL: used up */

/* Keeps the first half of a list and the latest of the rest: makes room for one more at the end.
 * n counts all there were; returns where the new one goes. */
void *gb_keep_ends(GbPool *pool, void **list, uint32_t *capacity, uint32_t n, size_t size,
                   uint32_t max);

#endif
