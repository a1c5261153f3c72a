/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * input.c - a moving window over a file, standard input, or what gzip (RFC 1952) or zstd
 * (RFC 8878) packed.
 *
 * Plain files are read() straight into the window: 256 KiB at a time stay in the cache, which is
 * faster here than mapping gigabytes, and a file that is cut while we read it can't end the
 * program. A record that spans two reads is moved to the front, so that every record lies in one
 * piece. Concatenated gzip members and zstd frames are one stream, as `cat a.gz b.gz` makes them;
 * zero bytes and garbage behind the last member are passed over, as gzip does.
 * What can't be unpacked further ends the input; the reader says so, it is no error.
 */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <gb28181/limits.h>

#include "signals.h"

#define WINDOW ((size_t)256 << 10)

static bool fail(GbError *error, const char *path, const char *en, const char *zh) {
    error->line = 0;
    snprintf(error->text, sizeof error->text, error->lang == GB_ZH ? "%.120s：%s" : "%.120s: %s", path,
             error->lang == GB_ZH ? zh : en);
    return false;
}

/* One read(); 0 at the end, and on an error, which is remembered. */
static size_t read_some(Input *in, uint8_t *to, size_t n) {
    for (;;) {
        ssize_t got = read(in->fd, to, n);
        if (got > 0) {
            in->raw_read += (uint64_t)got;
            return (size_t)got;
        }
        if (got < 0 && errno == EINTR && !signals_stop()) continue;
        if (got < 0 && errno == EINTR) { /* Ctrl-C while we wait for more: it ends here */
            in->raw_end = true;
            return 0;
        }
        if (got < 0) in->is_broken = true;
        in->raw_end = true;
        return 0;
    }
}

static bool starts(const uint8_t *p, size_t n, const char *magic, size_t magic_n) {
    return n >= magic_n && memcmp(p, magic, magic_n) == 0;
}

static bool is_gzip(const uint8_t *p, size_t n) {
    return starts(p, n, "\x1f\x8b\x08", 3);
}

static bool is_zstd(const uint8_t *p, size_t n) {
    if (n < 4) return false;
    /* read() filled what n says, which clang does not follow.
     * NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
    bool skippable = (p[0] & 0xf0) == 0x50 && starts(p + 1, n - 1, "\x2a\x4d\x18", 3);
    return skippable || starts(p, n, "\x28\xb5\x2f\xfd", 4);
}

/* What is packed moves out of the window, which will hold it unpacked. */
static bool start_unpacking(Input *in) {
    in->raw = malloc(WINDOW);
    if (!in->raw) return false;
    memcpy(in->raw, in->p, in->n);
    in->raw_n = in->n;
    in->n = 0;
    in->in_member = true;
    if (in->packing == INPUT_ZSTD) {
        in->unpacker = ZSTD_createDStream();
        return in->unpacker && !ZSTD_isError(ZSTD_DCtx_setParameter(in->unpacker, ZSTD_d_windowLogMax,
                                                                    GB_MAX_ZSTD_WINDOW_LOG));
    }
    z_stream *z = calloc(1, sizeof *z);
    in->unpacker = z;
    return z && inflateInit2(z, 15 + 16) == Z_OK;
}

bool input_open(Input *in, const char *path, GbError *error) {
    memset(in, 0, sizeof *in);
    in->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0) {
        if (errno == ENOENT) return fail(error, path, "no such file; check the name", "文件不存在；请检查文件名");
        if (errno == EACCES)
            return fail(error, path, "not allowed to read it; check its permissions", "无权读取；请检查文件权限");
        return fail(error, path, strerror(errno), strerror(errno));
    }
    struct stat st;
    if (fstat(in->fd, &st) == 0) {
        if (S_ISDIR(st.st_mode)) {
            input_close(in);
            return fail(error, path, "is a folder; name the capture files in it", "是一个文件夹；请给出其中的抓包文件");
        }
        if (S_ISREG(st.st_mode)) in->raw_total = (uint64_t)st.st_size;
    }
    in->buffer = malloc(WINDOW);
    in->size = WINDOW;
    in->p = in->buffer;
    if (!in->buffer) {
        input_close(in);
        return fail(error, path, "not enough memory", "内存不足");
    }
    while (in->n < 4 && !in->raw_end) in->n += read_some(in, in->buffer + in->n, WINDOW - in->n);
    if (in->n == 0) {
        bool is_broken = in->is_broken;
        input_close(in);
        return is_broken ? fail(error, path, "can't be read (input/output error)", "无法读取（输入/输出错误）")
                         : fail(error, path, "is empty; a capture has at least a file header",
                                "是空文件；抓包文件至少有文件头");
    }
    in->packing = is_gzip(in->p, in->n) ? INPUT_GZIP : is_zstd(in->p, in->n) ? INPUT_ZSTD : INPUT_PLAIN;
    if (in->packing != INPUT_PLAIN && !start_unpacking(in)) {
        input_close(in);
        return fail(error, path, "not enough memory to unpack it", "内存不足，无法解压");
    }
    return true;
}

void input_close(Input *in) {
    if (in->packing == INPUT_GZIP && in->unpacker) {
        inflateEnd(in->unpacker);
        free(in->unpacker);
    } else if (in->unpacker) {
        ZSTD_freeDStream(in->unpacker);
    }
    free(in->buffer);
    free(in->raw);
    if (in->fd >= 0) close(in->fd);
    memset(in, 0, sizeof *in);
    in->fd = -1;
    in->at_end = true;
}

static bool have_raw(Input *in) {
    if (in->raw_at < in->raw_n) return true;
    if (in->raw_end) return false;
    in->raw_at = 0;
    in->raw_n = read_some(in, in->raw, WINDOW);
    return in->raw_n > 0;
}

/* Between two members: the next one, or what is behind the last, which is nobody's. */
static bool next_member(Input *in) {
    if (!have_raw(in)) return false;
    if (in->raw_n - in->raw_at < 4) {
        in->raw_n -= in->raw_at;
        memmove(in->raw, in->raw + in->raw_at, in->raw_n);
        in->raw_at = 0;
        while (in->raw_n < 4 && !in->raw_end)
            in->raw_n += read_some(in, in->raw + in->raw_n, WINDOW - in->raw_n);
    }
    const uint8_t *p = in->raw + in->raw_at;
    size_t n = in->raw_n - in->raw_at;
    if (in->packing == INPUT_GZIP ? !is_gzip(p, n) : !is_zstd(p, n)) return false;
    if (in->packing == INPUT_GZIP && inflateReset(in->unpacker) != Z_OK) return false;
    in->in_member = true;
    return true;
}

static size_t unpack_gzip(Input *in, uint8_t *to, size_t n) {
    z_stream *z = in->unpacker;
    z->next_in = in->raw + in->raw_at;
    z->avail_in = (uInt)(in->raw_n - in->raw_at);
    z->next_out = to;
    z->avail_out = (uInt)n;
    int outcome = inflate(z, Z_NO_FLUSH);
    in->raw_at = in->raw_n - z->avail_in;
    if (outcome == Z_STREAM_END)
        in->in_member = false;
    else if (outcome != Z_OK && outcome != Z_BUF_ERROR)
        in->is_broken = true;
    return n - z->avail_out;
}

static size_t unpack_zstd(Input *in, uint8_t *to, size_t n) {
    ZSTD_inBuffer from = {in->raw, in->raw_n, in->raw_at};
    ZSTD_outBuffer out = {to, n, 0};
    size_t outcome = ZSTD_decompressStream(in->unpacker, &out, &from);
    in->raw_at = from.pos;
    if (ZSTD_isError(outcome))
        in->is_broken = true;
    else if (outcome == 0)
        in->in_member = false;
    return out.pos;
}

/* Unpacked bytes; 0 at the end. */
static size_t unpack_some(Input *in, uint8_t *to, size_t n) {
    while (!in->is_broken) {
        if (!in->in_member && !next_member(in)) return 0;
        /* The unpacker may hold output back though all its input is taken: ask it once more. */
        bool more_input = have_raw(in);
        size_t got = in->packing == INPUT_GZIP ? unpack_gzip(in, to, n) : unpack_zstd(in, to, n);
        if (got) return got;
        if (!more_input && in->in_member) {
            in->is_cut = true;
            return 0;
        }
    }
    return 0;
}

size_t input_fill(Input *in, size_t n) {
    if (in->at_end || in->n >= n) return in->n;
    size_t taken = (size_t)(in->p - in->buffer);
    if (n > in->size) {
        size_t size = (2 * n + WINDOW - 1) / WINDOW * WINDOW;
        uint8_t *buffer = malloc(size);
        if (!buffer) return in->n;
        if (in->n) memcpy(buffer, in->p, in->n);
        free(in->buffer);
        in->buffer = buffer;
        in->p = buffer;
        in->size = size;
    } else if (taken + n > in->size || taken >= in->size / 2) { /* no byte is moved often */
        if (in->n) memmove(in->buffer, in->p, in->n);
        in->p = in->buffer;
    }
    while (in->n < n) {
        uint8_t *to = in->buffer + (in->p - in->buffer) + in->n;
        size_t room = in->size - (size_t)(to - in->buffer);
        size_t got = in->packing == INPUT_PLAIN ? read_some(in, to, room) : unpack_some(in, to, room);
        if (got == 0) {
            in->at_end = true;
            break;
        }
        in->n += got;
    }
    return in->n;
}

bool input_skip(Input *in, uint64_t n) {
    while (n > in->n) {
        n -= in->n;
        input_take(in, in->n);
        if (input_fill(in, 1) == 0) return false;
    }
    input_take(in, (size_t)n);
    return true;
}
