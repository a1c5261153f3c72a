/* SPDX-License-Identifier: GPL-2.0-or-later */
/* body_again.h - bodies that repeat one read before but for their SN and DeviceID; see the .c. */
#ifndef GB_BODY_BODY_AGAIN_H
#define GB_BODY_BODY_AGAIN_H

#include <gb28181/body.h>

#define GB_AGAIN_TEXT 480
#define GB_AGAIN_TYPE 48
#define GB_AGAIN_ELEMENTS 8
#define GB_AGAIN_SHAPES 4

typedef struct GbBodyShape {
    size_t n_text, n_type; /* n_text 0: none kept */
    size_t sn, n_sn, id;   /* where SN and DeviceID stand in the text */
    char text[GB_AGAIN_TEXT], type[GB_AGAIN_TYPE];
    GbText decoded;        /* what was read; slices point into text */
    GbManscdp manscdp;
    uint32_t quirks;
    GbElement elements[GB_AGAIN_ELEMENTS];
} GbBodyShape;

typedef struct GbBodyAgain {
    GbBodyShape shapes[GB_AGAIN_SHAPES];
    unsigned latest, next;
} GbBodyAgain;

/* True when the body repeats a shape: *out is what reading it would give (sdp and mansrtsp are left
 * as they are); its elements lie in the shape and live until the next call. */
bool gb_body_again(GbBodyAgain *all, GbSlice content_type, GbSlice raw, GbBody *out);

/* Keeps the shape of a body just read by the short cut, when it is one that may come again. */
void gb_body_again_keep(GbBodyAgain *all, GbSlice content_type, const GbBody *read);

#endif
