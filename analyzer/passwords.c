/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * passwords.c - see passwords.h. The file is read() into memory of our own that is wiped: stdio's
 * buffers and what realloc leaves behind would keep passwords. No more is read than a table of
 * passwords may have, so that a capture named by mistake is refused soon.
 */
#include "passwords.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

#include <gb28181/limits.h>

typedef struct Secret {
    char *p;
    size_t n, room;
} Secret;

static void wipe(Secret *b) {
    if (b->p) explicit_bzero(b->p, b->n);
    g_free(b->p);
}

static void make_room(Secret *b, size_t room) {
    Secret more = {g_malloc(room), b->n, room};
    if (b->n) memcpy(more.p, b->p, b->n);
    wipe(b);
    *b = more;
}

/* What is wrong with the file; NULL: nothing. */
static const char *read_whole(const char *path, GbLang lang, Secret *out) {
    int fd = g_file_test(path, G_FILE_TEST_IS_DIR) ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = 1;
    if (fd < 0) return say(lang, "can't be opened; check the name and its permissions", "无法打开；请检查文件名和权限");
    while (got > 0 && out->n <= GB_MAX_CREDENTIALS_FILE) {
        if (out->room - out->n < 16384) make_room(out, 2 * out->room + 65536);
        got = read(fd, out->p + out->n, out->room - out->n);
        if (got > 0) out->n += (size_t)got;
    }
    close(fd);
    if (got < 0) return say(lang, "can't be read; check the file", "无法读取；请检查该文件");
    if (out->n > GB_MAX_CREDENTIALS_FILE)
        return say(lang, "is too large; give the list of devices, not something else",
                   "文件过大；请给出设备列表");
    return NULL;
}

bool passwords_read(const char *path, GbCredentials *into,
                    bool (*reader)(GbCredentials *, GbSlice, GbError *), GbLang lang, char **error) {
    if (!path) return true;
    Secret bytes = {0};
    GbError wrong = {0};
    const char *what = read_whole(path, lang, &bytes);
    bool read = !what && reader(into, gb_slice(bytes.p, bytes.n), &wrong);
    wipe(&bytes);
    if (what)
        *error = g_strdup_printf("%s: %s", path, what);
    else if (!read && wrong.line)
        *error = g_strdup_printf("%s:%u: %s", path, wrong.line, wrong.text);
    else if (!read)
        *error = g_strdup_printf("%s: %s", path, wrong.text);
    return read;
}
