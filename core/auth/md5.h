/* SPDX-License-Identifier: GPL-2.0-or-later */
/* md5.h - MD5 of texts put together (RFC 1321); see md5.c. */
#ifndef GB_AUTH_MD5_H
#define GB_AUTH_MD5_H

#include <gb28181/slice.h>

#define GB_MD5_BYTES 16
void gb_md5(const GbSlice *parts, size_t n_parts, unsigned char out[GB_MD5_BYTES]);

#endif
