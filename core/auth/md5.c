/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * md5.c - MD5 (RFC 1321), for the short texts of a digest.
 *
 * A library's context is made, kept in step and wiped at a price that is several times that of
 * the one or two blocks such a text has, and a wrong password is tried against each row of a
 * table. So the pieces are gathered into a block on the stack, which is all there is to wipe. The
 * other hashes of RFC 7616 are rare and stay with the library (hash.c).
 */
#include "auth/md5.h"

#include <string.h>

/* floor(2^32 * |sin(i + 1)|), RFC 1321 3.4. */
static const uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

static uint32_t read32(const unsigned char *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void write32(unsigned char *p, uint32_t v) {
    for (int i = 0; i < 4; i++) p[i] = (unsigned char)(v >> 8 * i);
}

/* One step: a = b + ((a + f + word + sine) <<< s); the four names change places behind it. */
#define STEP(f, word, i, s)                                                         \
    do {                                                                            \
        uint32_t t = a + (f) + read32(block + 4 * ((word) & 15)) + sines[i];        \
        a = d, d = c, c = b, b += t << (s) | t >> (32 - (s));                       \
    } while (0)

/* Four steps of a round, whose words are taken in strides. */
#define STEPS(f, stride, from, i, s1, s2, s3, s4)                                   \
    do {                                                                            \
        STEP(f, (stride) * (i) + (from), i, s1);                                    \
        STEP(f, (stride) * ((i) + 1) + (from), (i) + 1, s2);                        \
        STEP(f, (stride) * ((i) + 2) + (from), (i) + 2, s3);                        \
        STEP(f, (stride) * ((i) + 3) + (from), (i) + 3, s4);                        \
    } while (0)

#define ROUND(f, stride, from, i, s1, s2, s3, s4)                                   \
    do {                                                                            \
        STEPS(f, stride, from, i, s1, s2, s3, s4);                                  \
        STEPS(f, stride, from, (i) + 4, s1, s2, s3, s4);                            \
        STEPS(f, stride, from, (i) + 8, s1, s2, s3, s4);                            \
        STEPS(f, stride, from, (i) + 12, s1, s2, s3, s4);                           \
    } while (0)

static void take_block(uint32_t state[4], const unsigned char *block) {
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    ROUND(d ^ (b & (c ^ d)), 1, 0, 0, 7, 12, 17, 22);
    ROUND(c ^ (d & (b ^ c)), 5, 1, 16, 5, 9, 14, 20);
    ROUND(b ^ c ^ d, 3, 5, 32, 4, 11, 16, 23);
    ROUND(c ^ (b | ~d), 7, 0, 48, 6, 10, 15, 21);
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

void gb_md5(const GbSlice *parts, size_t n_parts, unsigned char out[GB_MD5_BYTES]) {
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    unsigned char block[64];
    size_t used = 0;
    uint64_t n = 0;
    for (size_t k = 0; k < n_parts; k++) {
        GbSlice s = parts[k];
        n += s.n;
        while (s.n) {
            size_t take = s.n < sizeof block - used ? s.n : sizeof block - used;
            memcpy(block + used, s.p, take);
            used += take;
            s.p += take;
            s.n -= take;
            if (used < sizeof block) break;
            take_block(state, block);
            used = 0;
        }
    }
    block[used++] = 0x80;
    if (used > 56) {
        memset(block + used, 0, sizeof block - used);
        take_block(state, block);
        used = 0;
    }
    memset(block + used, 0, 56 - used);
    write32(block + 56, (uint32_t)(n << 3));
    write32(block + 60, (uint32_t)(n >> 29));
    take_block(state, block);
    for (int i = 0; i < 4; i++) write32(out + 4 * i, state[i]);
    explicit_bzero(block, sizeof block);
    explicit_bzero(state, sizeof state);
}
