/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.c - outputs that never stand there half-written.
 *
 * A file is written without a name (O_TMPFILE) in the folder of its target, given a hidden name
 * when it is whole, and renamed over the target: a reader sees the old report or the new one, and
 * a run that is killed (even by SIGKILL) leaves nothing behind. Where the file system or the
 * kernel has no nameless files, a hidden file is made at once with O_EXCL, and a signal handler
 * removes it. A target that is a symbolic link stays one: the file it points to is replaced. What
 * is no regular file (/dev/null, a FIFO) is written directly. There is no fsync: after a power cut
 * one analyses again.
 */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"

enum { BUFFER = 1 << 18, MAX_UNFINISHED = 8 };

struct Output {
    char *shown;    /* the path as given */
    char *target;   /* symbolic links resolved; NULL: written directly */
    char *folder;   /* of the target */
    int fd;         /* -1 when closed */
    int slot;       /* in unfinished[]; -1: it has no name */
    int error;      /* errno of the first failure */
    bool committed;
    GbLang lang;
    size_t n;
    char *buffer;
};

/* Names of unfinished files, for the signal handler: the only state that is shared. */
static char unfinished[MAX_UNFINISHED][PATH_MAX];
static volatile sig_atomic_t is_unfinished[MAX_UNFINISHED];

void output_remove_unfinished(void) {
    for (int i = 0; i < MAX_UNFINISHED; i++)
        if (is_unfinished[i]) unlink(unfinished[i]);
}

char *output_complaint(const char *path, int error, GbLang lang) {
    static const struct {
        int error;
        const char *text[GB_N_LANGS];
    } known[] = {
        {ENOENT, {"its folder does not exist; make it, or name another file", "所在目录不存在；请先创建目录，或换一个文件"}},
        {ENOTDIR, {"a part of its path is no folder; name another file", "路径中有一部分不是目录；请换一个文件"}},
        {EISDIR, {"is a folder; name a file", "是一个目录；请指定文件"}},
        {EACCES, {"no permission to write there; name another folder", "没有写入权限；请换一个目录"}},
        {EPERM, {"no permission to write there; name another folder", "没有写入权限；请换一个目录"}},
        {EROFS, {"the file system is read-only; name another folder", "文件系统为只读；请换一个目录"}},
        {ENOSPC, {"no space left on the disk; free some, or name another folder", "磁盘空间不足；请清理磁盘，或换一个目录"}},
        {EDQUOT, {"the disk quota is used up; free some space, or name another folder", "磁盘配额已用完；请清理，或换一个目录"}},
        {EFBIG, {"the file would be larger than allowed; raise the limit, or leave this output out", "文件超出允许的大小；请提高限制，或去掉该输出"}},
        {ENAMETOOLONG, {"the name is too long; choose a shorter one", "文件名过长；请换一个较短的名称"}},
        {EPIPE, {"the reader closed the pipe before all was written; let it read to the end", "读取方在写完之前关闭了管道；请让其读到末尾"}},
    };
    const char *shown = strcmp(path, "-") == 0 ? say(lang, "standard output", "标准输出") : path;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].error == error)
            return g_strdup_printf(say(lang, "%s: %s", "%s：%s"), shown, known[i].text[lang]);
    return g_strdup_printf(say(lang, "%s: could not be written (%s); name another file",
                               "%s：无法写入（%s）；请换一个文件"), shown, g_strerror(error));
}

/* A hidden name in the folder that nobody has; entered for the signal handler. */
static bool choose_name(Output *o) {
    for (int i = 0; i < MAX_UNFINISHED; i++) {
        if (is_unfinished[i]) continue;
        int n = snprintf(unfinished[i], PATH_MAX, "%s/.gbanalyze-%08x%08x", o->folder,
                         (unsigned)g_random_int(), (unsigned)g_random_int());
        if (n >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return false;
        }
        o->slot = i;
        return true;
    }
    errno = EMFILE;
    return false;
}

/* Runs with signals held back, so that a name is entered before its file can be left behind. */
static int with_name(Output *o, bool link_it) {
    sigset_t all, before;
    int result = -1;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    for (int tries = 0; tries < 16 && result < 0 && choose_name(o); tries++) {
        if (link_it) {
            char self[64];
            snprintf(self, sizeof self, "/proc/self/fd/%d", o->fd);
            result = linkat(AT_FDCWD, self, AT_FDCWD, unfinished[o->slot], AT_SYMLINK_FOLLOW);
        } else {
            result = open(unfinished[o->slot], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        }
        if (result >= 0) {
            is_unfinished[o->slot] = 1;
            break;
        }
        o->slot = -1;
        if (errno != EEXIST) break;
    }
    int error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return result;
}

/* The file that a path names, symbolic links followed, also those to a file that is not there yet. */
static char *resolve(const char *path) {
    char *at = g_strdup(path);
    for (int links = 0; links < 40; links++) {
        char *whole = realpath(at, NULL), *link = whole ? NULL : g_file_read_link(at, NULL);
        if (!whole && !link) return at;
        char *folder = whole || g_path_is_absolute(link) ? NULL : g_path_get_dirname(at);
        char *next = folder ? g_build_filename(folder, link, NULL) : g_strdup(whole ? whole : link);
        g_free(folder);
        g_free(link);
        g_free(at);
        at = next;
        if (whole) {
            free(whole);
            return at;
        }
    }
    return at; /* a loop of links: opening it says so */
}

static int open_aside(Output *o) {
    struct stat st;
    if (stat(o->shown, &st) == 0) {
        if (S_ISDIR(st.st_mode)) return errno = EISDIR, -1;
        if (!S_ISREG(st.st_mode)) return open(o->shown, O_WRONLY | O_CLOEXEC);
        if (access(o->shown, W_OK) != 0) return -1;
    } else if (errno != ENOENT) {
        return -1;
    }
    o->target = resolve(o->shown);
    o->folder = g_path_get_dirname(o->target);
    if (g_str_has_suffix(o->shown, "/")) return errno = EISDIR, -1;
    int fd = -1;
#ifdef O_TMPFILE
    if (access("/proc/self/fd", X_OK) == 0)
        fd = open(o->folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (fd < 0 && (errno == EACCES || errno == EROFS || errno == ENOSPC)) return -1;
#endif
    return fd >= 0 ? fd : with_name(o, false);
}

Output *output_open(const char *path, GbLang lang, char **error) {
    Output *o = g_new0(Output, 1);
    o->shown = g_strdup(path);
    o->lang = lang;
    o->slot = -1;
    o->buffer = g_malloc(BUFFER);
    o->fd = strcmp(path, "-") == 0 ? dup(STDOUT_FILENO) : open_aside(o);
    if (o->fd >= 0) return o;
    *error = output_complaint(path, errno, lang);
    output_free(o);
    return NULL;
}

static void flush(Output *o) {
    size_t at = 0;
    while (!o->error && at < o->n) {
        ssize_t w = write(o->fd, o->buffer + at, o->n - at);
        if (w >= 0)
            at += (size_t)w;
        else if (errno != EINTR && errno != EAGAIN)
            o->error = errno;
    }
    o->n = 0;
}

bool output_sink(const char *bytes, size_t n, void *data) {
    Output *o = data;
    while (n > 0 && !o->error) {
        size_t part = MIN(n, BUFFER - o->n);
        memcpy(o->buffer + o->n, bytes, part);
        o->n += part;
        bytes += part;
        n -= part;
        if (o->n == BUFFER) flush(o);
    }
    return !o->error;
}

bool output_finish(Output *o, char **error) {
    flush(o);
    if (!o->error && o->target && o->slot < 0 && with_name(o, true) < 0) o->error = errno;
    if (o->fd >= 0 && close(o->fd) != 0 && !o->error) o->error = errno;
    o->fd = -1;
    if (o->error) *error = output_complaint(o->shown, o->error, o->lang);
    return !o->error;
}

bool output_commit(Output *o, char **error) {
    if (o->target && o->slot >= 0) {
        if (rename(unfinished[o->slot], o->target) != 0) {
            *error = output_complaint(o->shown, errno, o->lang);
            return false;
        }
        is_unfinished[o->slot] = 0;
        o->slot = -1;
    }
    o->committed = true;
    return true;
}

void output_free(Output *o) {
    if (!o) return;
    if (o->fd >= 0) close(o->fd);
    if (o->slot >= 0) {
        unlink(unfinished[o->slot]);
        is_unfinished[o->slot] = 0;
    }
    g_free(o->shown);
    g_free(o->target);
    g_free(o->folder);
    g_free(o->buffer);
    g_free(o);
}

bool output_same_file(const char *a, const char *b) {
    struct stat one, two;
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0) return false;
    if (stat(a, &one) != 0 || stat(b, &two) != 0 || !S_ISREG(one.st_mode)) return false;
    return one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

bool output_same_target(const Output *a, const Output *b) {
    struct stat one, two;
    if (!a->target || !b->target) return false;
    if (output_same_file(a->target, b->target)) return true;
    char *name_a = g_path_get_basename(a->target), *name_b = g_path_get_basename(b->target);
    bool same = strcmp(name_a, name_b) == 0 && stat(a->folder, &one) == 0 &&
                stat(b->folder, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
    g_free(name_a);
    g_free(name_b);
    return same;
}
