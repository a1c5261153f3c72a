/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sample_parts.h - what the two halves of the sample report share: its store and its messages. */
#ifndef SAMPLE_PARTS_H
#define SAMPLE_PARTS_H

#include <glib.h>

#include "sample_report.h"

#define START_US 1714521600000000LL /* 2024-05-01 00:00:00 UTC */
#define MINUTE_US 60000000LL
#define LENGTH_US (120 * MINUTE_US)
#define SERVER "34020000002000000001"

struct SampleReport {
    GbReport report;
    GbCaptureInfo capture;
    GbTotals totals;
    GbTimeline timeline;
    GbOptions options;
    GSList *chunks;
    char *chunk;
    size_t left;
    bool hostile;
    uint64_t frame;
    uint32_t random;
};

/* Memory of the sample's life, zeroed. */
void *sample_store(SampleReport *s, size_t n);
#define NEW(s, type, n) ((type *)sample_store((s), sizeof(type) * (n)))
char *sample_text(SampleReport *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint32_t sample_dice(SampleReport *s, uint32_t n);    /* 0 .. n-1, the same each time */
GbMoment sample_at(SampleReport *s, int64_t time_us); /* the next frame */
GbAddress sample_address(uint32_t host, uint16_t port);

/* One device's messages, as they are written into its ladder. */
typedef struct Script {
    SampleReport *s;
    GbDevice *d;
    GbLadderEntry *entries;
    uint32_t host;
    unsigned cseq;
} Script;

GbLadderEntry *sample_say(Script *x, bool from_device, uint16_t status, int64_t time_us,
                          const char *title, const char *bytes);
const char *sample_header(Script *x, const char *method, const char *first_line, const char *more,
                          const char *body);
void sample_register(Script *x, int64_t t, bool right, unsigned expires);
void sample_keepalive(Script *x, int64_t t, unsigned sn);
void sample_catalog(Script *x, int64_t t);
void sample_invite(Script *x, int64_t t);

#endif
