/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charset.c - bodies to UTF-8, the only user of iconv.
 *
 * GB/T 28181 asks for GB2312 (2014, 2016 6.10) or GB 18030 (2022 6.10); devices send GBK under a
 * GB2312 label, UTF-8 under either, or no label at all. So the bytes decide: ASCII is handed on as
 * it stands, valid UTF-8 is UTF-8, the rest is read as GB18030, the superset of GBK and GB2312;
 * where that contradicts the declaration a quirk says so.
 *
 * iconv is asked once for a two-byte code, when it first comes, and the answer kept in a table of
 * 48 KB owned by the converter; four-byte codes ask each time. One
 * structurally valid code is always one code point, known or not: that lets
 * gb_charset_place count characters without a converter. The byte 80, CP936's euro sign,
 * which glibc's GB18030 refuses, is taken as such.
 *
 * Left out on purpose: charsets that no GB/T 28181 device was seen to use (Big5, Latin-1).
 */
#include <gb28181/charset.h>
#include <iconv.h>
#include <stdlib.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define N_LEADS 126  /* 81..FE */
#define N_TRAILS 191 /* 40..FE, 7F never used */
#define REPLACEMENT 0xFFFDu

typedef enum GbAnswer { NOT_ASKED, ANSWER_NO, ANSWER_YES } GbAnswer;

struct GbCharsetConverter {
    iconv_t gb18030;
    bool opened, failed, has_table;
    iconv_t gb2312;              /* (iconv_t)-1: this machine has none */
    uint16_t (*table)[N_TRAILS]; /* 0: ask iconv */
    uint8_t in_gb2312[N_LEADS][N_TRAILS]; /* a GbAnswer */
    char *out;
    size_t n, capacity;
};

const char *gb_charset_name(GbCharset c) {
    static const char *const names[] = {"ASCII",    "UTF-8",    "GB18030",
                                        "UTF-16LE", "UTF-16BE", "other"};
    return c <= GB_CHARSET_OTHER ? names[c] : "?";
}

GbCharsetConverter *gb_charset_new(void) {
    return calloc(1, sizeof(GbCharsetConverter));
}

void gb_charset_free(GbCharsetConverter *c) {
    if (!c) return;
    if (c->opened) iconv_close(c->gb18030);
    if (c->opened && c->gb2312 != (iconv_t)-1) iconv_close(c->gb2312);
    free(c->table);
    free(c->out);
    free(c);
}

/* ---- what kind of bytes ------------------------------------------------------------------- */

typedef struct Survey {
    bool high, nul, control, lf, crlf;
} Survey;

static void survey_byte(Survey *s, unsigned char byte, unsigned char before) {
    if (byte & 0x80)
        s->high = true;
    else if (byte == '\n')
        before == '\r' ? (s->crlf = true) : (s->lf = true);
    else if (byte == 0)
        s->nul = true;
    else if (byte < 0x20 && byte != '\t' && byte != '\r')
        s->control = true;
}

static Survey survey(GbSlice raw) {
    Survey s = {false, false, false, false, false};
    size_t i = 0;
#if defined(__SSE2__)
    if (raw.n > 16) {
        const __m128i tab = _mm_set1_epi8('\t'), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
        const __m128i low = _mm_set1_epi8(0x1f), zero = _mm_setzero_si128();
        __m128i high = zero, odd = zero, nul = zero, bare = zero, pairs = zero;
        survey_byte(&s, (unsigned char)raw.p[0], 0);
        for (i = 1; i < raw.n; i += 16) {
            if (raw.n - i < 16) i = raw.n - 16; /* the last piece overlaps the one before */
            const __m128i *at = (const __m128i *)(const void *)(raw.p + i);
            const __m128i *before = (const __m128i *)(const void *)(raw.p + i - 1);
            __m128i v = _mm_loadu_si128(at), is_lf = _mm_cmpeq_epi8(v, lf);
            __m128i after_cr = _mm_cmpeq_epi8(_mm_loadu_si128(before), cr);
            __m128i usual = _mm_or_si128(is_lf, _mm_cmpeq_epi8(v, cr));
            __m128i is_nul = _mm_cmpeq_epi8(v, zero);
            usual = _mm_or_si128(_mm_or_si128(usual, _mm_cmpeq_epi8(v, tab)), is_nul);
            __m128i is_low = _mm_cmpeq_epi8(_mm_min_epu8(v, low), v);
            high = _mm_or_si128(high, v);
            nul = _mm_or_si128(nul, is_nul);
            odd = _mm_or_si128(odd, _mm_andnot_si128(usual, is_low));
            bare = _mm_or_si128(bare, _mm_andnot_si128(after_cr, is_lf));
            pairs = _mm_or_si128(pairs, _mm_and_si128(after_cr, is_lf));
        }
        s.high |= _mm_movemask_epi8(high) != 0, s.nul |= _mm_movemask_epi8(nul) != 0;
        s.control |= _mm_movemask_epi8(odd) != 0;
        s.lf |= _mm_movemask_epi8(bare) != 0, s.crlf |= _mm_movemask_epi8(pairs) != 0;
    }
#endif
    for (; i < raw.n; i++)
        survey_byte(&s, (unsigned char)raw.p[i], i ? (unsigned char)raw.p[i - 1] : 0);
    return s;
}

/* Length of the UTF-8 character at p, 0 when it is none (RFC 3629: no surrogates, no overlong). */
static size_t utf8_length(const unsigned char *p, size_t n) {
    unsigned char a = p[0];
    if (a < 0x80) return 1;
    if (a < 0xC2 || a > 0xF4 || n < 2) return 0;
    unsigned char b = p[1];
    if (a < 0xE0) return (b & 0xC0) == 0x80 ? 2 : 0;
    unsigned char least = a == 0xE0 ? 0xA0 : a == 0xF0 ? 0x90 : 0x80;
    unsigned char most = a == 0xED ? 0x9F : a == 0xF4 ? 0x8F : 0xBF;
    size_t want = a < 0xF0 ? 3 : 4;
    if (b < least || b > most || n < want) return 0;
    if ((p[2] & 0xC0) != 0x80) return 0;
    return want == 3 || (p[3] & 0xC0) == 0x80 ? want : 0;
}

/* How many bytes from `at` on are ASCII: the tags and line ends between the names. */
static size_t ascii_end(const unsigned char *p, size_t at, size_t n) {
#if defined(__SSE2__)
    for (; n - at >= 16; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + at));
        unsigned high = (unsigned)_mm_movemask_epi8(v);
        if (high) return at + (unsigned)__builtin_ctz(high);
    }
#endif
    while (at < n && p[at] < 0x80) at++;
    return at;
}

/* Does this read as UTF-8? All of it, or - a character cut in half, a stray byte - so much of it
 * that it can't be GB18030: three-byte characters hardly ever come about by chance. */
static bool reads_as_utf8(GbSlice raw, bool declared_utf8, bool *clean) {
    const unsigned char *p = (const unsigned char *)raw.p;
    size_t n_long = 0, n_broken = 0;
    bool broken_before = false;
    for (size_t i = 0; i < raw.n;) {
        if (p[i] < 0x80) {
            i = ascii_end(p, i + 1, raw.n);
            broken_before = false;
            continue;
        }
        size_t k = utf8_length(p + i, raw.n - i);
        n_long += k > 2;
        n_broken += k == 0 && !broken_before;
        broken_before = k == 0;
        i += k ? k : 1;
    }
    *clean = n_broken == 0;
    return n_broken == 0 || n_long >= 2 * n_broken + (declared_utf8 ? 0 : 2);
}

static GbCharset declared_charset(GbSlice name) {
    static const struct {
        const char *name;
        GbCharset charset;
    } known[] = {
        {"gb2312", GB_CHARSET_GB18030},
        {"gbk", GB_CHARSET_GB18030},
        {"gb18030", GB_CHARSET_GB18030},
        {"gb-2312", GB_CHARSET_GB18030},
        {"gb_2312-80", GB_CHARSET_GB18030},
        {"cp936", GB_CHARSET_GB18030},
        {"euc-cn", GB_CHARSET_GB18030},
        {"gb18030-2000", GB_CHARSET_GB18030},
        {"gb18030-2005", GB_CHARSET_GB18030},
        {"utf-8", GB_CHARSET_UTF8},
        {"utf8", GB_CHARSET_UTF8},
        {"us-ascii", GB_CHARSET_ASCII},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (gb_slice_is_case(name, known[i].name)) return known[i].charset;
    return GB_CHARSET_OTHER;
}

/* ---- output -------------------------------------------------------------------------------- */

static bool reserve(GbCharsetConverter *c, size_t more) {
    if (c->capacity - c->n >= more) return true;
    size_t capacity = c->capacity + c->capacity / 2 + more + 256;
    char *grown = realloc(c->out, capacity);
    if (!grown) return false;
    c->out = grown;
    c->capacity = capacity;
    return true;
}

static size_t put_utf8(char *out, uint32_t code) {
    unsigned char *o = (unsigned char *)out;
    if (code < 0x80) return o[0] = (unsigned char)code, 1;
    if (code < 0x800) {
        o[0] = (unsigned char)(0xC0 | code >> 6);
        o[1] = (unsigned char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        o[0] = (unsigned char)(0xE0 | code >> 12);
        o[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        o[2] = (unsigned char)(0x80 | (code & 0x3F));
        return 3;
    }
    o[0] = (unsigned char)(0xF0 | code >> 18);
    o[1] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
    o[2] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
    o[3] = (unsigned char)(0x80 | (code & 0x3F));
    return 4;
}

static void broken_at(GbText *out, size_t at) {
    if (out->n_broken++ == 0) out->first_broken = at;
    out->quirks |= GB_TEXT_BROKEN;
}

/* ---- GB18030 ------------------------------------------------------------------------------- */

/* Bytes of the code at p by its structure; broken ones are one byte long and *valid is false. A
 * lead byte before '<' is broken alone: the tag behind half a character survives. */
static size_t gb_length(const unsigned char *p, size_t n, bool *valid) {
    unsigned char a = p[0];
    *valid = true;
    if (a <= 0x80) return 1; /* 80: the euro sign of CP936 */
    if (a != 0xFF && n >= 2) {
        unsigned char b = p[1];
        if (b >= 0x40 && b != 0x7F && b != 0xFF) return 2;
        if (b >= 0x30 && b <= 0x39 && n >= 4 && p[2] >= 0x81 && p[2] <= 0xFE && p[3] >= 0x30 &&
            p[3] <= 0x39)
            return 4;
    }
    *valid = false;
    return 1;
}

/* One code through a descriptor; 0 when it has none. */
static uint32_t ask_iconv(iconv_t cd, const unsigned char *p, size_t n) {
    char in[4], out[8];
    char *from = in, *to = out;
    size_t left = n, room = sizeof out;
    memcpy(in, p, n);
    iconv(cd, NULL, NULL, NULL, NULL);
    if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 || left) return 0;
    const unsigned char *o = (const unsigned char *)out;
    size_t made = sizeof out - room;
    if (made == 0 || utf8_length(o, made) != made) return 0;
    if (made == 1) return o[0];
    if (made == 2) return (uint32_t)(o[0] & 0x1F) << 6 | (o[1] & 0x3Fu);
    if (made == 3) return (uint32_t)(o[0] & 0x0F) << 12 | (o[1] & 0x3Fu) << 6 | (o[2] & 0x3Fu);
    return (uint32_t)(o[0] & 7) << 18 | (o[1] & 0x3Fu) << 12 | (o[2] & 0x3Fu) << 6 | (o[3] & 0x3Fu);
}

static bool open_gb18030(GbCharsetConverter *c) {
    if (c->has_table || c->failed) return c->has_table;
    c->failed = true;
    c->gb18030 = iconv_open("UTF-8", "GB18030");
    if (c->gb18030 == (iconv_t)-1) return false;
    c->gb2312 = iconv_open("UTF-8", "GB2312");
    c->opened = true;
    c->table = calloc(N_LEADS, sizeof *c->table);
    if (!c->table) return false;
    c->failed = false;
    return c->has_table = true;
}

/* The code point of a two-byte code; 0 when it has none. */
static uint32_t pair_code(GbCharsetConverter *c, const unsigned char *p) {
    uint16_t *kept = &c->table[p[0] - 0x81][p[1] - 0x40];
    if (*kept) return *kept;
    uint32_t code = ask_iconv(c->gb18030, p, 2);
    if (code < 0x10000) *kept = (uint16_t)code;
    return code;
}

static bool is_in_gb2312(GbCharsetConverter *c, const unsigned char *p) {
    uint8_t *kept = &c->in_gb2312[p[0] - 0x81][p[1] - 0x40];
    if (*kept == NOT_ASKED)
        *kept = p[0] >= 0xA1 && p[1] >= 0xA1 && c->gb2312 != (iconv_t)-1 && ask_iconv(c->gb2312, p, 2)
                    ? ANSWER_YES
                    : ANSWER_NO;
    return *kept == ANSWER_YES;
}

/* Copies ASCII up to what is none, or a NUL; returns how much. */
static size_t plain_copy(char *to, const unsigned char *from, size_t n) {
    size_t i = 0;
#if defined(__SSE2__)
    for (; n - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(from + i));
        unsigned stop = (unsigned)_mm_movemask_epi8(v) |
                        (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128()));
        _mm_storeu_si128((__m128i *)(void *)(to + i), v);
        if (stop) return i + (unsigned)__builtin_ctz(stop);
    }
#endif
    for (; i < n && from[i] && from[i] < 0x80; i++) to[i] = (char)from[i];
    return i;
}

static void read_gb18030(GbCharsetConverter *c, GbSlice raw, size_t from, GbText *out) {
    const unsigned char *p = (const unsigned char *)raw.p;
    bool usable = open_gb18030(c), beyond = false;
    bool says_gb2312 =
        gb_slice_is_case(out->declared, "gb2312") || gb_slice_is_case(out->declared, "euc-cn");
    if (!usable) out->quirks |= GB_TEXT_NO_ICONV;
    for (size_t i = from; i < raw.n;) {
        if (!reserve(c, 32)) break;
        if (p[i] && p[i] < 0x80) {
            size_t end = raw.n - i < c->capacity - c->n ? raw.n : i + (c->capacity - c->n);
            size_t n = plain_copy(c->out + c->n, p + i, end - i);
            c->n += n, i += n;
            continue;
        }
        bool valid;
        uint32_t code = 0;
        size_t k = gb_length(p + i, raw.n - i, &valid);
        if (p[i] == 0) {
            code = REPLACEMENT;
        } else if (p[i] == 0x80) {
            code = 0x20AC;
            beyond = true;
        } else if (valid && usable) {
            code = k == 2 ? pair_code(c, p + i) : ask_iconv(c->gb18030, p + i, k);
            if (!beyond && says_gb2312 && (k != 2 || !is_in_gb2312(c, p + i))) beyond = true;
        }
        if (!code) {
            broken_at(out, i);
            code = REPLACEMENT;
        }
        c->n += put_utf8(c->out + c->n, code);
        i += k;
    }
    if (beyond && says_gb2312) out->quirks |= GB_TEXT_BEYOND_GB2312;
}

/* ---- UTF-8, UTF-16 ------------------------------------------------------------------------- */

static void read_utf8(GbCharsetConverter *c, GbSlice raw, size_t from, GbText *out) {
    const unsigned char *p = (const unsigned char *)raw.p;
    for (size_t i = from; i < raw.n && reserve(c, 8);) {
        size_t k = p[i] ? utf8_length(p + i, raw.n - i) : 0;
        if (k) {
            memcpy(c->out + c->n, p + i, k);
            c->n += k;
        } else {
            if (p[i]) broken_at(out, i);
            c->n += put_utf8(c->out + c->n, REPLACEMENT);
        }
        i += k ? k : 1;
    }
}

/* Bytes of the UTF-16 character at p and its code; 0 when it is none. */
static size_t utf16_length(const unsigned char *p, size_t n, bool big, uint32_t *code) {
    *code = 0;
    if (n < 2) return 1;
    uint32_t high = big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
    if (high < 0xD800 || high > 0xDFFF) return *code = high, 2;
    if (high > 0xDBFF || n < 4) return 2;
    uint32_t low = big ? (uint32_t)p[2] << 8 | p[3] : (uint32_t)p[3] << 8 | p[2];
    if (low < 0xDC00 || low > 0xDFFF) return 2;
    *code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    return 4;
}

static void read_utf16(GbCharsetConverter *c, GbSlice raw, size_t from, bool big, GbText *out) {
    const unsigned char *p = (const unsigned char *)raw.p;
    Survey s = {false, false, false, false, false};
    unsigned char before = 0;
    for (size_t i = from; i < raw.n && reserve(c, 8);) {
        uint32_t code;
        size_t k = utf16_length(p + i, raw.n - i, big, &code);
        bool nul = code == 0 && k == 2 && p[i] == 0 && p[i + 1] == 0;
        if (nul)
            out->quirks |= GB_TEXT_NUL;
        else if (!code)
            broken_at(out, i);
        else if (code < 0x80)
            survey_byte(&s, (unsigned char)code, before);
        before = code < 0x80 ? (unsigned char)code : 0;
        c->n += put_utf8(c->out + c->n, code ? code : REPLACEMENT);
        i += k;
    }
    if (s.control) out->quirks |= GB_TEXT_CONTROL;
    if (s.lf && !s.crlf) out->quirks |= GB_TEXT_LF_ONLY;
}

/* ---- all together -------------------------------------------------------------------------- */

/* The UTF-16 that a byte order mark, or '<' with a NUL, tells; ASCII when neither does. */
static GbCharset utf16_kind(GbSlice raw) {
    const unsigned char *p = (const unsigned char *)raw.p;
    if (raw.n < 2) return GB_CHARSET_ASCII;
    if ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == '<' && p[1] == 0)) return GB_CHARSET_UTF16LE;
    if ((p[0] == 0xFE && p[1] == 0xFF) || (p[0] == 0 && p[1] == '<')) return GB_CHARSET_UTF16BE;
    return GB_CHARSET_ASCII;
}

/* Bytes of byte order mark and of blanks before '<' that the text leaves out. */
static size_t leading(GbSlice raw, GbCharset charset, uint32_t *quirks) {
    size_t at = 0;
    if (charset == GB_CHARSET_UTF16LE || charset == GB_CHARSET_UTF16BE) {
        if (raw.p[0] != '<' && raw.p[0] != 0) *quirks |= GB_TEXT_BOM, at = 2;
        return at;
    }
    if (raw.n >= 3 && memcmp(raw.p, "\xEF\xBB\xBF", 3) == 0) *quirks |= GB_TEXT_BOM, at = 3;
    size_t blank = at;
    while (blank < raw.n && gb_is_blank(raw.p[blank])) blank++;
    if (blank > at && blank < raw.n && raw.p[blank] == '<')
        *quirks |= GB_TEXT_LEADING_BLANKS, at = blank;
    return at;
}

void gb_charset_to_utf8(GbCharsetConverter *c, GbSlice raw, GbSlice declared, GbText *out) {
    memset(out, 0, sizeof *out);
    out->declared = declared;
    if (raw.n == 0) {
        out->utf8 = raw;
        return;
    }
    GbCharset wide = utf16_kind(raw);
    size_t from = leading(raw, wide, &out->quirks);
    c->n = 0;
    if (wide != GB_CHARSET_ASCII) {
        out->charset = wide;
        read_utf16(c, raw, from, wide == GB_CHARSET_UTF16BE, out);
        out->utf8 = gb_slice(c->out, c->n);
        return;
    }
    Survey s = survey(raw);
    if (out->quirks & GB_TEXT_BOM) s.high = survey(gb_slice_sub(raw, 3, raw.n)).high;
    if (s.nul) out->quirks |= GB_TEXT_NUL;
    if (s.control) out->quirks |= GB_TEXT_CONTROL;
    if (s.lf && !s.crlf) out->quirks |= GB_TEXT_LF_ONLY;
    if (!s.high && !s.nul) {
        out->charset = out->quirks & GB_TEXT_BOM ? GB_CHARSET_UTF8 : GB_CHARSET_ASCII;
        out->utf8 = gb_slice_sub(raw, from, raw.n);
        return;
    }
    GbCharset said = declared.n ? declared_charset(declared) : GB_CHARSET_OTHER;
    if (s.high && !declared.n) out->quirks |= GB_TEXT_UNDECLARED;
    bool clean = false, utf8 = reads_as_utf8(raw, said == GB_CHARSET_UTF8, &clean);
    /* a mark of UTF-8 may have been put before what was declared, and is, GB2312 */
    if (utf8 || ((out->quirks & GB_TEXT_BOM) && said != GB_CHARSET_GB18030)) {
        out->charset = s.high ? GB_CHARSET_UTF8 : GB_CHARSET_ASCII;
        if (s.high && said == GB_CHARSET_GB18030) out->quirks |= GB_TEXT_DECLARED_GB_IS_UTF8;
        if (clean && !s.nul) {
            out->utf8 = gb_slice_sub(raw, from, raw.n);
            return;
        }
        read_utf8(c, raw, from, out);
    } else {
        out->charset = GB_CHARSET_GB18030;
        if (said == GB_CHARSET_UTF8) out->quirks |= GB_TEXT_DECLARED_UTF8_IS_GB;
        read_gb18030(c, raw, from, out);
    }
    out->utf8 = gb_slice(c->out, c->n);
}

GbSlice gb_charset_of_head(GbCharsetConverter *c, GbSlice raw) {
    GbText text;
    gb_charset_to_utf8(c, raw, GB_NO_SLICE, &text);
    bool cut = text.n_broken == 1 && text.first_broken + 4 > raw.n; /* in its last character */
    bool whole = text.charset == GB_CHARSET_GB18030 && (!text.n_broken || cut) && !(text.quirks & GB_TEXT_NUL);
    return whole ? text.utf8 : raw;
}

/* How many bytes are ASCII, and the same in both. */
static size_t ascii_run(const unsigned char *a, const unsigned char *b, size_t n) {
    size_t i = 0;
    for (uint64_t x, y; i + 8 <= n; i += 8) {
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        if (x != y || (x & 0x8080808080808080u)) break;
    }
    while (i < n && a[i] == b[i] && a[i] < 0x80) i++;
    return i;
}

GbTextPlace gb_charset_place(const GbText *text, GbSlice raw, GbTextPlace from, size_t at) {
    bool wide = text->charset == GB_CHARSET_UTF16LE || text->charset == GB_CHARSET_UTF16BE;
    const unsigned char *p = (const unsigned char *)raw.p, *q = (const unsigned char *)text->utf8.p;
    uint32_t quirks = 0;
    size_t k = from.text, i = from.raw;
    if (raw.n == 0) return from;
    if (at > text->utf8.n) at = text->utf8.n;
    if (k == 0 && i == 0) i = leading(raw, text->charset, &quirks);
    if (q + k == p + i) return (GbTextPlace){at > k ? at : k, at > k ? i + (at - k) : i}; /* not copied */
    while (k < at && i < raw.n) {
        size_t left = at - k < raw.n - i ? at - k : raw.n - i, same = wide ? 0 : ascii_run(p + i, q + k, left);
        if (same) {
            k += same;
            i += same;
            continue;
        }
        size_t made = utf8_length(q + k, text->utf8.n - k);
        bool valid;
        uint32_t code;
        if (k + made > at) break; /* in the middle of a character: its beginning */
        k += made ? made : 1;
        if (text->charset == GB_CHARSET_GB18030) {
            i += gb_length(p + i, raw.n - i, &valid);
        } else if (wide) {
            i += utf16_length(p + i, raw.n - i, text->charset == GB_CHARSET_UTF16BE, &code);
        } else {
            size_t used = p[i] ? utf8_length(p + i, raw.n - i) : 0;
            i += used ? used : 1;
        }
    }
    return (GbTextPlace){k, i < raw.n ? i : raw.n};
}
