/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * visible.h - captured text made safe to look at. Control characters, bidirectional controls,
 * zero-width characters and bytes that are no UTF-8 become marks one can see, so that no output
 * moves a cursor, reorders a line or hides a letter. Borrows, allocates nothing.
 */
#ifndef REPORT_VISIBLE_H
#define REPORT_VISIBLE_H

#include <gb28181/report.h> /* gb_visible_text */

/* The character at p: its length in bytes (1-4) and its code point; 0 when these n bytes do not
 * begin with one (RFC 3629: no overlong forms, no surrogates). */
size_t gb_utf8_char(const char *p, size_t n, uint32_t *code);

/* Is that code point one that can't be seen, or that changes how others are seen? Tabs and line
 * ends are (a table's cell has neither). */
bool gb_visible_is_odd(uint32_t code);

#define GB_VISIBLE_MARK 24

typedef struct GbVisiblePart {
    GbSlice text;               /* borrowed from the input, or `mark` */
    bool is_mark;               /* stands for one odd character or broken byte */
    char mark[GB_VISIBLE_MARK]; /* "⟨U+202E⟩", "⟨0xFF⟩" */
} GbVisiblePart;

/* Takes the next part off *rest: a run of harmless characters as long as it goes, or the mark of
 * one odd character. false at the end. `part` must stay where it is while its text is used. */
bool gb_visible_next(GbSlice *rest, GbVisiblePart *part);

/* Columns on a terminal, wide (CJK) characters as two; `s` is text made visible. */
size_t gb_visible_width(GbSlice s);

/* As many bytes of s as fit into that many columns. */
size_t gb_visible_fit(GbSlice s, size_t columns);

#endif
