/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * passwords_wiped.c - runs the whole of gbanalyze with passwords, and looks at every piece of memory
 * at the moment it is freed (a hook of the sanitizer), and at the stack and the writable data when
 * it is done: no password, candidate or HA1 may still stand there.
 */
int gbanalyze_main(int argc, char **argv);
#define main gbanalyze_main
#include "../../analyzer/main.c"
#undef main

#include <fcntl.h>
#include <gb28181/auth.h>
#include <sys/mman.h>

int __sanitizer_install_malloc_and_free_hooks(void (*taken)(const volatile void *, size_t),
                                              void (*freed)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *p);
void __sanitizer_print_stack_trace(void);
extern char __data_start, _end;

/* Devices of the samples: a row of its own in wrong-password, the default row in auth-passwords. */
#define OWN "34020000001320000002"
#define DEFAULT "34020000001320000111"
enum { FILE_SIZE = 1 << 20 }; /* so large that what it is read into has to grow */
/* Kept apart from themselves, so that this file's own constants are not found. */
static const char reversed[][32] = {"321-gnihtyna-ton-si-siht", "654-rehtona-tey-si-siht", "987-ehs-sekil-eno-siht"};
enum { N_WORDS = 3, N_SECRETS = N_WORDS + 2 };
static char *secrets[N_SECRETS];
static size_t lengths[N_SECRETS];
static unsigned n_freed, n_found;
static bool is_watching;

/* memmem by hand: what is looked at is nobody's any more, or the stack of others. */
__attribute__((no_sanitize("address", "undefined"))) static bool holds(const volatile char *p, size_t n,
                                                                       unsigned which) {
    const char *s = secrets[which];
    size_t k = lengths[which];
    for (size_t i = 0; i + k <= n; i++) {
        size_t j = 0;
        if (p[i] != s[0]) continue;
        while (j < k && p[i + j] == s[j]) j++;
        if (j == k) return true;
    }
    return false;
}

static void look(const volatile char *p, size_t n, const char *where) {
    for (unsigned i = 0; i < N_SECRETS; i++) {
        if (!secrets[i] || p == secrets[i] || !holds(p, n, i)) continue;
        if (n_found++ < 8) {
            fprintf(stderr, "FAILED: secret %u stands in %s\n", i, where);
            __sanitizer_print_stack_trace();
        }
    }
}

static void on_alloc(const volatile void *p, size_t n) {
    (void)p;
    (void)n;
}

static void on_free(const volatile void *p) {
    if (!p || !is_watching) return;
    is_watching = false;
    n_freed++;
    look(p, __sanitizer_get_allocated_size(p), "freed memory");
    is_watching = true;
}

__attribute__((no_sanitize("address", "undefined"), noinline)) static void look_at_stack(void) {
    volatile char here[64];
    here[0] = 0;
    const volatile char *top = here;
    __asm__("" : "+r"(top)); /* what lies below is no array of ours, as the compiler knows */
    look(top - (96 << 10), 96 << 10, "the stack");
}

static void write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) abort();
    close(fd);
}

static char *mapped(size_t n) { /* where no hook and no scan looks */
    char *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) abort();
    return p;
}

static void make_secrets(void) {
    for (unsigned i = 0; i < N_SECRETS; i++) secrets[i] = mapped(4096);
    for (unsigned i = 0; i < N_WORDS; i++) {
        size_t n = lengths[i] = strlen(reversed[i]);
        for (size_t k = 0; k < n; k++) secrets[i][k] = reversed[i][n - 1 - k];
    }
    for (unsigned i = 0; i < 2; i++) { /* one computed, one given in the table */
        gb_digest_ha1(GB_DIGEST_MD5, gb_slice_from(i ? OWN : DEFAULT), GB_SLICE("3402000000"),
                      gb_slice(secrets[i], lengths[i]), secrets[N_WORDS + i]);
        lengths[N_WORDS + i] = 32;
    }
}

static int run_once(char **names, const char *folder, const char *capture, bool good) {
    char *text = mapped(FILE_SIZE);
    char csv[512], also[512], html[512], json[512], events[512], table[512];
    snprintf(csv, sizeof csv, "%s/devices.csv", folder);
    snprintf(also, sizeof also, "%s/also.txt", folder);
    snprintf(html, sizeof html, "%s/r.html", folder);
    snprintf(json, sizeof json, "%s/r.json", folder);
    snprintf(events, sizeof events, "%s/r.ndjson", folder);
    snprintf(table, sizeof table, "%s/r.csv", folder);
    int n = snprintf(text, FILE_SIZE, "device_id,password,ha1\n" OWN ",,%s\n*,%s,\n" "1,%s,\n%s", secrets[4], secrets[0],
                     secrets[1], good ? "" : ",no-id,\n");
    for (unsigned i = 0; n < FILE_SIZE - 64; i++) n += snprintf(text + n, 64, "9%u,x,\n", i);
    write_file(csv, text);
    snprintf(text, FILE_SIZE, "%s\n", secrets[2]);
    write_file(also, text);
    munmap(text, FILE_SIZE);
    char *argv[] = {names[0], "-q", "--lang", "en", "-p", csv, "--also-try", also, "-o", html, "--json", json, "--events", events,
                    "--csv", table, (char *)capture, NULL};
    is_watching = true;
    int code = gbanalyze_main((int)(sizeof argv / sizeof argv[0]) - 1, argv);
    is_watching = false;
    look_at_stack();
    look(&__data_start, (size_t)(&_end - &__data_start), "writable data");
    const char *const outputs[] = {html, json, events, table};
    for (unsigned i = 0; good && i < 4; i++) {
        gchar *bytes;
        gsize size;
        if (!g_file_get_contents(outputs[i], &bytes, &size, NULL)) abort();
        look(bytes, size, outputs[i]);
        g_free(bytes);
    }
    const char *const files[] = {csv, also, html, json, events, table};
    for (unsigned i = 0; i < 6; i++) unlink(files[i]);
    return code;
}

int main(int argc, char **argv) {
    char folder[] = "/tmp/passwords-wiped-XXXXXX";
    int failed = 0;
    if (argc < 2 || !mkdtemp(folder)) return 2;
    make_secrets();
    if (!__sanitizer_install_malloc_and_free_hooks(on_alloc, on_free)) return 2;
    /* That a secret is found at all. */
    char *proof = g_strdup(secrets[0]);
    is_watching = true;
    int saved = dup(2), null = open("/dev/null", O_WRONLY);
    dup2(null, 2);
    g_free(proof);
    dup2(saved, 2);
    is_watching = false;
    if (n_found != 1) {
        fprintf(stderr, "FAILED: nothing is found where something is\n");
        failed = 1;
    }
    n_found = 0;
    for (int i = 1; i < argc; i++) failed |= run_once(argv, folder, argv[i], true) != 0;
    failed |= run_once(argv, folder, argv[1], false) != 2;
    rmdir(folder);
    printf("%u pieces of memory freed, %u with a secret\n", n_freed, n_found);
    return failed || n_found || n_freed < 100;
}
