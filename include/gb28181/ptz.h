/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ptz.h - PTZCmd: eight bytes as 16 hex digits (GB/T 28181-2022 A.3) read to words.
 */
#ifndef GB28181_PTZ_H
#define GB28181_PTZ_H

#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbPtzQuirk {
    GB_PTZ_BAD_LENGTH = 1 << 0,    /* not 16 hex digits */
    GB_PTZ_BAD_START = 1 << 1,     /* byte 1 is not A5 */
    GB_PTZ_BAD_CODE = 1 << 2,      /* check nibble of byte 2 */
    GB_PTZ_BAD_CHECKSUM = 1 << 3,
    GB_PTZ_OPPOSITE = 1 << 4,      /* left and right, up and down, ... at once */
    GB_PTZ_UNDEFINED = 1 << 5,     /* no such instruction */
    GB_PTZ_RESERVED = 1 << 6,      /* a byte that must be 0, or preset 0 */
    GB_PTZ_ADDRESS = 1 << 7,       /* address neither 000 nor 001 */
    GB_PTZ_LOWER_CASE = 1 << 8
} GbPtzQuirk;

typedef enum GbPtzGroup {
    GB_PTZ_NONE, GB_PTZ_STOP, GB_PTZ_MOVE, GB_PTZ_FOCUS_IRIS, GB_PTZ_PRESET, GB_PTZ_CRUISE,
    GB_PTZ_SCAN, GB_PTZ_AUX
} GbPtzGroup;

typedef struct GbPtz {
    uint8_t bytes[8];
    GbPtzGroup group;
    unsigned address, instruction, data1, data2, data3;
    int pan, tilt, zoom;   /* negative: left, down, out; 0: none or speed 0 (see instruction) */
    int focus, iris;       /* negative: near, close */
    unsigned preset;       /* 0: none */
    uint32_t quirks;
} GbPtz;

/* GB_OK (with quirks), or GB_BAD when there are no eight bytes to read. */
GB_API GbOutcome gb_ptz_parse(GbSlice hex, GbPtz *out);
/* "pan left 31, tilt up 16", "call preset 3", "stop". Returns the length. */
GB_API size_t gb_ptz_text(const GbPtz *ptz, GbLang lang, char *out, size_t n);

#ifdef __cplusplus
}
#endif
#endif
