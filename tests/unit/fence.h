/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fence.h - inputs whose last byte touches an unmapped page: a read past the end is a crash, with
 * or without sanitizers.
 */
#ifndef FENCE_H
#define FENCE_H

#include <gb28181/slice.h>

/* A copy of s that ends at the fence; lives until the next fence_copy. */
GbSlice fence_copy(GbSlice s);

/* Calls f with every prefix of s (the empty one and the whole too), each at the fence. */
void fence_prefixes(GbSlice s, void (*f)(GbSlice prefix, void *data), void *data);

#endif
