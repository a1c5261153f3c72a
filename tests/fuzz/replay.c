/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay.c - runs a fuzz target without libFuzzer: on every file of the corpus folder, on its
 * prefixes and on cheap, repeatable mutations of it; with --as-they-are first, on the files alone.
 * Prints how many inputs it fed; no input at all is a failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long n_fed;
static int as_they_are;
static uint32_t seed = 2463534242u;

static uint32_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

/* Each input lies in memory of exactly its size, so that the sanitizer sees a read past it. */
static void feed(const uint8_t *data, size_t n) {
    uint8_t *copy = malloc(n ? n : 1);
    if (!copy) abort();
    memcpy(copy, data, n);
    LLVMFuzzerTestOneInput(copy, n);
    free(copy);
    n_fed++;
}

static void feed_variants(uint8_t *data, size_t n) {
    feed(data, n);
    size_t step = n / 64 + 1;
    for (size_t cut = 0; cut < n; cut += step) feed(data, cut);
    for (int round = 0; n && round < 200; round++) {
        uint8_t *copy = malloc(n);
        if (!copy) abort();
        memcpy(copy, data, n);
        for (unsigned k = 1 + next_random() % 4; k; k--) {
            static const uint8_t odd[] = {0, 0xff, '\r', '\n', ' ', ',', '"', '<', '>', ';', '=', 0x80};
            size_t at = next_random() % n;
            copy[at] = next_random() & 1 ? odd[next_random() % sizeof odd] : (uint8_t)next_random();
        }
        feed(copy, n);
        free(copy);
    }
}

static void feed_file(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) return;
    static uint8_t buffer[1 << 20];
    size_t n = fread(buffer, 1, sizeof buffer, f);
    fclose(f);
    if (as_they_are)
        feed(buffer, n);
    else
        feed_variants(buffer, n);
}

int main(int argc, char **argv) {
    as_they_are = argc > 1 && strcmp(argv[1], "--as-they-are") == 0;
    for (int i = 1 + as_they_are; i < argc; i++) {
        DIR *d = opendir(argv[i]);
        if (!d) {
            feed_file(argv[i]);
            continue;
        }
        for (struct dirent *e; (e = readdir(d));) {
            char path[4096];
            if (e->d_name[0] == '.') continue;
            snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
            feed_file(path);
        }
        closedir(d);
    }
    printf("%lu inputs\n", n_fed);
    return n_fed ? 0 : 1;
}
