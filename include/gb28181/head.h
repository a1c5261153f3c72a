/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * head.h - a message's head with the values in it that everybody needs: who, to whom, on which way
 * (RFC 3261 8.1.1, 10.2, 20.10). A GbHeadReader remembers heads it has read: devices say the same
 * again and again, so that most heads differ from an earlier one only in letters and digits that
 * part nothing, and need not be parsed anew.
 */
#ifndef GB28181_HEAD_H
#define GB28181_HEAD_H

#include <gb28181/sip.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A part that is absent or unreadable has has_... false, and its slices are absent. Borrows the
 * message's bytes, all of it. */
typedef struct GbHead {
    bool has_from, has_to, has_contact, has_uri, has_via;
    bool has_expires_header;
    int32_t expires_s;               /* of a request: Contact's expires, else Expires; of a response:
                                        Expires; -1: neither */
    GbSipNameAddr from, to, contact; /* contact: the first */
    GbSlice from_tag, to_tag;
    GbSipUri uri;                    /* Request-URI */
    GbSipVia via;                    /* the top one */
    GbSlice call_id, gb_version;     /* X-GB-Ver */
    GbSip sip;                       /* of its headers only n_headers are written */
} GbHead;

/* Delta-seconds (RFC 3261 20.19) and nothing else: -1 when it is no number, capped to INT32_MAX. */
GB_API int32_t gb_delta_seconds(GbSlice text);
/* The time that the expires parameter of a contact gives; -1. */
GB_API int32_t gb_contact_seconds(const GbSipNameAddr *contact);

typedef struct GbHeadReader GbHeadReader;
GB_API GbHeadReader *gb_head_reader_new(void); /* NULL: no memory */
GB_API void gb_head_reader_free(GbHeadReader *r);

/* Reads the head of a whole message as gb_sip_parse_cut does, and its values. With a NULL reader
 * nothing is remembered; what is read is the same. *out is written only with GB_OK. */
GB_API GbOutcome gb_head_read(GbHeadReader *r, GbSlice bytes, GbHead *out);

/* The bytes that *head borrows lie at `to` now, instead of at `from`. */
GB_API void gb_head_move(GbHead *head, const char *from, const char *to);

/* How many were told by an earlier one, for tests and measuring. */
GB_API uint64_t gb_head_reader_repeats(const GbHeadReader *r);

#ifdef __cplusplus
}
#endif
#endif
