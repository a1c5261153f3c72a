/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_output.c - an output is there whole or not at all. */
#include <glib.h>
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "output.h"

static char folder[] = "/tmp/gb-test-output-XXXXXX";

static char *in_folder(const char *name) {
    return g_build_filename(folder, name, NULL);
}

static unsigned n_files(void) {
    unsigned n = 0;
    GDir *dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir)) n++;
    g_dir_close(dir);
    return n;
}

static void check_content(const char *where, const char *path, const char *expected) {
    char *content = NULL;
    g_file_get_contents(path, &content, NULL, NULL);
    check_text(where, "content", gb_slice_from(content), expected);
    g_free(content);
}

static void write_old(const char *path) {
    g_file_set_contents(path, "old", -1, NULL);
}

static void test_commit(void) {
    char *path = in_folder("a.json"), *error = NULL;
    write_old(path);
    Output *o = output_open(path, GB_EN, &error);
    CHECK_TRUE("written", output_sink("new", 3, o));
    check_content("the old one stands while it is written", path, "old");
    CHECK_TRUE("finished", output_finish(o, &error));
    check_content("and when it is finished", path, "old");
    CHECK_TRUE("committed", output_commit(o, &error));
    output_free(o);
    check_content("now it is the new one", path, "new");
    CHECK_INT("nothing else is left", n_files(), 1);
    struct stat st;
    mode_t mask = umask(0);
    umask(mask);
    stat(path, &st);
    CHECK_INT("its mode is the umask's", st.st_mode & 0777, 0666 & ~mask);
    g_unlink(path);
    g_free(path);
}

static void test_discard(void) {
    char *path = in_folder("a.json"), *error = NULL;
    write_old(path);
    for (int finish = 0; finish < 2; finish++) {
        Output *o = output_open(path, GB_EN, &error);
        output_sink("new", 3, o);
        if (finish) output_finish(o, &error);
        output_free(o);
        check_content("an abandoned output harms nothing", path, "old");
        CHECK_INT("and leaves nothing", n_files(), 1);
    }
    g_unlink(path);
    g_free(path);
}

static void test_file_too_large(void) {
    char *path = in_folder("a.json"), *error = NULL;
    struct rlimit before, small;
    write_old(path);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 1 << 16;
    setrlimit(RLIMIT_FSIZE, &small);
    Output *o = output_open(path, GB_EN, &error);
    char block[4096] = {0};
    bool written = true;
    for (unsigned i = 0; i < 1000 && written; i++) written = output_sink(block, sizeof block, o);
    CHECK_TRUE("the sink says so", !written);
    CHECK_TRUE("and finishing fails", !output_finish(o, &error));
    setrlimit(RLIMIT_FSIZE, &before);
    CHECK_TRUE("the error names the file", error && strstr(error, "a.json") && !strchr(error, '\n'));
    g_free(error);
    output_free(o);
    check_content("a full disk harms nothing", path, "old");
    CHECK_INT("and leaves nothing", n_files(), 1);
    g_unlink(path);
    g_free(path);
}

static void test_refused(void) {
    static const struct {
        const char *name, *path, *expected;
    } cases[] = {
        {"a folder that is not there", "none/a.html", "none/a.html: its folder does not exist; make it, or name another file"},
        {"a folder as target", ".", ": is a folder; name a file"},
        {"a file in the path", "plain/a.html", "plain/a.html: a part of its path is no folder; name another file"},
    };
    char *plain = in_folder("plain");
    write_old(plain);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *path = in_folder(cases[i].path), *error = NULL;
        CHECK_TRUE(cases[i].name, output_open(path, GB_EN, &error) == NULL);
        CHECK_TRUE(cases[i].name, error && g_str_has_suffix(error, cases[i].expected));
        g_free(error);
        g_free(path);
    }
    g_unlink(plain);
    g_free(plain);
}

static void test_links_and_devices(void) {
    char *path = in_folder("real"), *link = in_folder("link"), *error = NULL;
    write_old(path);
    if (symlink("real", link) != 0) CU_FAIL("symlink");
    Output *o = output_open(link, GB_EN, &error), *same = output_open(path, GB_EN, &error);
    output_sink("new", 3, o);
    CHECK_TRUE("a link and its file are the same target", output_same_target(o, same));
    CHECK_TRUE("a link and its file are the same file", output_same_file(link, path));
    output_free(same);
    output_finish(o, &error);
    output_commit(o, &error);
    output_free(o);
    check_content("the file behind a link is replaced", path, "new");
    CHECK_TRUE("the link stays", g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    g_unlink(link);
    g_unlink(path);

    o = output_open("/dev/full", GB_EN, &error);
    output_sink("new", 3, o);
    CHECK_TRUE("a device is written directly", !output_finish(o, &error));
    CHECK_TEXT("and a full one told", gb_slice_from(error),
               "/dev/full: no space left on the disk; free some, or name another folder");
    output_free(o);
    g_free(error);
    CHECK_TRUE("the device is still one", !g_file_test("/dev/full", G_FILE_TEST_IS_REGULAR));

    Output *a = output_open(path, GB_EN, &error), *b = output_open(path, GB_EN, &error);
    CHECK_TRUE("one target twice, not there yet", output_same_target(a, b));
    output_free(a);
    output_free(b);
    CHECK_INT("nothing is left", n_files(), 0);
    g_free(path);
    g_free(link);
}

static void test_killed(void) {
    char *path = in_folder("a.json"), *error = NULL;
    Output *o = output_open(path, GB_EN, &error);
    output_sink("new", 3, o);
    output_finish(o, &error); /* it has its hidden name now */
    CHECK_INT("it stands aside", n_files(), 1);
    output_remove_unfinished();
    CHECK_INT("the signal handler leaves nothing", n_files(), 0);
    output_free(o);
    g_free(path);
}

int main(void) {
    static const CheckTest tests[] = {{"commit", test_commit},
                                      {"discard", test_discard},
                                      {"file too large", test_file_too_large},
                                      {"refused", test_refused},
                                      {"links and devices", test_links_and_devices},
                                      {"killed", test_killed},
                                      {NULL, NULL}};
    if (!g_mkdtemp(folder)) return 1;
    int result = check_main("output", tests);
    g_rmdir(folder);
    return result;
}
