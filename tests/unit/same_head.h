/* SPDX-License-Identifier: GPL-2.0-or-later */
/* same_head.h - do two heads say the same of the same bytes? */
#ifndef SAME_HEAD_H
#define SAME_HEAD_H

#include <gb28181/head.h>

/* The first field that differs; NULL when none does. */
const char *head_difference(const GbHead *a, const GbHead *b);

#endif
