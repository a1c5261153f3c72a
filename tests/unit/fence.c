/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fence.c - see fence.h. One mapping, grown as needed, with a PROT_NONE page behind it. */
#include "fence.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static char *area;
static size_t area_size;

GbSlice fence_copy(GbSlice s) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (s.n > area_size || !area) {
        if (area) munmap(area, area_size + page);
        area_size = (s.n / page + 1) * page;
        area = mmap(NULL, area_size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (area == MAP_FAILED || mprotect(area + area_size, page, PROT_NONE) != 0) {
            perror("fence");
            abort();
        }
    }
    char *at = area + area_size - s.n;
    if (s.n) memcpy(at, s.p, s.n);
    return gb_slice(at, s.n);
}

void fence_prefixes(GbSlice s, void (*f)(GbSlice prefix, void *data), void *data) {
    for (size_t n = 0; n <= s.n; n++) f(fence_copy(gb_slice(s.p, n)), data);
}
