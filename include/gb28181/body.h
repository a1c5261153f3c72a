/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * body.h - the body of a SIP message decoded to meaning: its text in UTF-8 whatever it was sent in,
 * and what it says as MANSCDP, SDP or MANSRTSP. A GbBodyReader owns the buffers (iconv and libxml2
 * contexts, opened once); what gb_body_read returns lives until the next read with the same reader.
 */
#ifndef GB28181_BODY_H
#define GB28181_BODY_H

#include <gb28181/charset.h>
#include <gb28181/manscdp.h>
#include <gb28181/mansrtsp.h>
#include <gb28181/sdp.h>
#include <gb28181/sip.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbBodyKind {
    GB_BODY_NONE,
    GB_BODY_MANSCDP,
    GB_BODY_SDP,
    GB_BODY_MANSRTSP,
    GB_BODY_OTHER /* text or binary that is none of these */
} GbBodyKind;

typedef enum GbBodyQuirk {
    GB_BODY_NO_TYPE = 1 << 0,      /* a body without Content-Type */
    GB_BODY_TYPE_SUFFIX = 1 << 1,  /* Application/MANSCDP without +xml */
    GB_BODY_TYPE_CASE = 1 << 2,    /* not spelled as in the standard (Application/MANSCDP+xml) */
    GB_BODY_TYPE_WRONG = 1 << 3,   /* Content-Type says something else than the bytes */
    GB_BODY_TOO_LONG = 1 << 4      /* over GB_MAX_BODY; cut */
} GbBodyQuirk;

typedef struct GbBody {
    GbBodyKind kind;
    uint32_t quirks;     /* GbBodyQuirk bits */
    GbSlice raw;         /* as captured */
    GbText text;         /* in UTF-8 */
    GbManscdp manscdp;   /* only for kind MANSCDP, as the next two only for theirs */
    GbSdp sdp;           /* kind SDP */
    GbMansrtsp mansrtsp; /* kind MANSRTSP */
} GbBody;

typedef struct GbBodyReader GbBodyReader;
GB_API GbBodyReader *gb_body_reader_new(void);
GB_API void gb_body_reader_free(GbBodyReader *r);
/* For tests: false turns the short cut for flat ASCII bodies off; the results must not differ. */
GB_API void gb_body_reader_set_short_cut(GbBodyReader *r, bool on);

/* Decodes `body` of a message with that Content-Type (p == NULL when absent). Never fails: what
 * can't be read is GB_BODY_OTHER, with text. */
GB_API void gb_body_read(GbBodyReader *r, GbSlice content_type, GbSlice body, GbBody *out);

/* `text` is a copy of body->text.utf8: its secrets (elements marked GB_ELEMENT_SECRET, a=username,
 * a=password, k= and a=crypto of SDP, Basic credentials of MANSRTSP) are overwritten with '*', byte
 * by byte, so that offsets stay, and so is what gb_mask_secrets finds. Whoever shows a body as sent passes it through here. */
GB_API void gb_body_mask_text(const GbBody *body, char *text);

/* Overwrites with '*' what looks like a secret in any text: the user information of URLs
 * (rtsp://user:password@host), the password in a SIP URI, what follows password= and the like. */
GB_API void gb_mask_secrets(char *text, size_t n);

/* Does a header line begin Basic credentials (RFC 7617), which carry the password as it stands? */
GB_API bool gb_is_basic(GbSlice line);

/* Every text that gb_mask_secrets changes, and few others: "sip:user@host" is none. */
GB_API bool gb_may_hold_secret(GbSlice text);

/* The same for texts that are kept or shown by themselves, such as a Contact: `text` as it is when
 * it holds no secret, else a copy in `room`, each secret as "***" and cut where `room` ends. */
GB_API GbSlice gb_strike_secrets(GbSlice text, char room[GB_MAX_VALUE]);

GB_API const char *gb_body_kind_name(GbBodyKind k);

#ifdef __cplusplus
}
#endif
#endif
