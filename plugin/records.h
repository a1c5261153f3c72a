/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * records.h - what is kept of each SIP message of the open capture: filled on the first pass from
 * what the analysis said, read on every pass. Texts are borrowed from the analysis or live as
 * long as the record.
 */
#ifndef PLUGIN_RECORDS_H
#define PLUGIN_RECORDS_H

#include "compat.h"

#include <gb28181/session.h>

typedef struct GbRecord {
    uint32_t frame;
    uint32_t request, response;    /* frames; 0: none */
    uint32_t original;             /* of a retransmission, or of what a proxy sent on */
    uint32_t register_frame, previous_keepalive;
    uint32_t cseq;
    uint32_t head;                 /* bytes of start line and headers, line ends before it too */
    uint16_t status;               /* 0: a request */
    uint8_t n_findings;
    uint8_t state;                 /* GbEventState */
    uint8_t body_kind;             /* GbBodyKind */
    bool from_device, has_sn, is_keepalive, registers, forwarded;
    bool body_shown;               /* SIP's own tree has the body */
    uint64_t sn;
    int64_t latency_us, interval_us;
    const GbDevice *device;
    const char *device_id, *server_id, *method, *root, *cmd_type;
    const char *subject;           /* of an INVITE; NULL */
    const GbAuthCheck *auth;
    const GbRuleHit *findings;
    const char *body, *body_type;  /* kept when it is not shown elsewhere; NULL */
    uint32_t n_body;
} GbRecord;

typedef struct GbRecords GbRecords;

/* In file scope; frames come in rising order. */
GbRecords *gb_plugin_records_new(void);
/* A frame's messages come now. `frame` (its memory) when nobody will come back to it, else NULL. */
void gb_plugin_records_begin(GbRecords *r, wmem_allocator_t *frame);
GbRecord *gb_plugin_records_add(GbRecords *r, const GbEvent *event, bool body_shown);
/* The first of a frame's messages, *n says how many; NULL when there is none. */
GbRecord *const *gb_plugin_records_find(const GbRecords *r, uint32_t frame, unsigned *n);

#endif
