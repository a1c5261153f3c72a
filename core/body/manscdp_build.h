/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp_build.h - three readers (short cut, libxml2, recovery) hand the elements they meet to
 * one builder; the caps hold there. What it makes is then classified against the tables.
 */
#ifndef GB_BODY_MANSCDP_BUILD_H
#define GB_BODY_MANSCDP_BUILD_H

#include <gb28181/manscdp.h>

typedef struct GbOpenElement {
    uint32_t index;
    const char *run; /* the element's text so far */
    size_t n_run;
    bool run_ended; /* a child came after a run that is not blank: later text is left out */
    uint32_t last;  /* its latest child that was opened by the short cut; 0: none */
} GbOpenElement;

typedef struct GbManscdpBuilder {
    GbSlice text; /* the body in UTF-8; elements borrow from it */
    GbElement *elements;
    size_t n, capacity;
    char *arena; /* decoded values: never more bytes than the text has, so it does not move */
    size_t used, arena_size;
    char masked[2048]; /* URLs without their passwords */
    size_t n_masked;
    GbOpenElement open[GB_MAX_XML_DEPTH];
    unsigned depth;   /* open elements */
    unsigned skipped; /* open elements below the cap */
    uint32_t quirks;  /* GbManscdpQuirk bits */
} GbManscdpBuilder;

void gb_builder_free(GbManscdpBuilder *b);
void gb_builder_start(GbManscdpBuilder *b, GbSlice text);
/* Room for decoded values; false when there is no memory. */
bool gb_builder_arena(GbManscdpBuilder *b);
/* Copies into the arena; an empty slice when it is full. */
GbSlice gb_builder_keep(GbManscdpBuilder *b, GbSlice s);

/* A new element under the innermost open one; false: over a cap (or no memory), left out. The
 * caller keeps opening and closing in pairs all the same. */
bool gb_builder_open(GbManscdpBuilder *b, GbSlice name, size_t offset);
void gb_builder_attribute(GbManscdpBuilder *b, GbSlice name, GbSlice value, size_t offset,
                          size_t end);
/* A piece of text, decoded; `borrowed`: it lies in b->text and need not be copied. */
void gb_builder_text(GbManscdpBuilder *b, GbSlice piece, bool borrowed);
void gb_builder_close(GbManscdpBuilder *b, size_t end);
/* The name of the innermost open element but `up`; p == NULL when there is none. */
GbSlice gb_builder_open_name(const GbManscdpBuilder *b, unsigned up);

/* <?xml ...?> at the start of a text. Strict: what libxml2 would take too. */
typedef struct GbXmlDeclaration {
    size_t length;    /* 0: there is none that can be read */
    GbSlice encoding; /* absent p == NULL */
} GbXmlDeclaration;
void gb_xml_declaration(GbSlice text, GbXmlDeclaration *out);

/* The short cut: true when it has read all of it and is sure that libxml2 would see the same;
 * else the builder must be started again. `from`: behind the declaration. */
bool gb_manscdp_read_flat(GbManscdpBuilder *b, size_t from, bool ascii);

typedef struct GbXmlReader GbXmlReader;
typedef enum GbXmlVerdict {
    GB_XML_WELL_FORMED,
    GB_XML_BROKEN,
    GB_XML_DOCTYPE,
    GB_XML_TOO_DEEP,
    GB_XML_TOO_COSTLY /* well-formed so far; libxml2 would need quadratic time */
} GbXmlVerdict;
GbXmlReader *gb_xml_reader_new(void);
void gb_xml_reader_free(GbXmlReader *x);
/* libxml2. Anything but WELL_FORMED: read again with gb_manscdp_read_broken. Writes error and
 * error_line/column of `out` when BROKEN. */
GbXmlVerdict gb_xml_reader_read(GbXmlReader *x, GbManscdpBuilder *b, size_t from, GbManscdp *out);

/* Reads what can be read of a body that is no XML. */
void gb_manscdp_read_broken(GbManscdpBuilder *b, size_t from);

/* Does the name of an element that no table has sound like a password? */
bool gb_name_is_secret(GbSlice name);

/* Fills all of `m` but the error from the builder's elements. */
void gb_manscdp_classify(GbManscdpBuilder *b, GbManscdp *m);

#endif
