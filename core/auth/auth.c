/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * auth.c - WWW-Authenticate, Proxy-Authenticate, Authorization, Proxy-Authorization (and, since
 * they look alike, SecurityInfo and Note): a scheme and name=value pairs (RFC 7235 2.1, RFC 7616
 * 3.3 and 3.4, RFC 3261 25.1; GB/T 28181-2016 J.2 and GB 35114 for the certificate schemes).
 *
 * Devices bend the grammar: `digest`, quotes where none belong and none where they do, commas
 * missing, keys in any order. All of that has one reading, so it is read, and a quirk bit says what
 * was odd. Nothing is unescaped: a slice is the text between the quotes as it was sent.
 *
 * Left out on purpose: Basic's token, which is a password in clear; RFC 7616's username* (no
 * device is known to send it, and the digest needs the plain name anyway).
 */
#include <gb28181/auth.h>

typedef enum Kind {
    TEXT,  /* a quoted string */
    TOKEN, /* unquoted in credentials */
    QOP,   /* a token in credentials, a quoted list in a challenge */
    STALE,
    USERHASH
} Kind;

#define AT(field) offsetof(GbAuth, field)
static const struct {
    GbSlice name;
    Kind kind;
    size_t at;
} params[] = {
    {{"username", 8}, TEXT, AT(username)},
    {{"realm", 5}, TEXT, AT(realm)},
    {{"nonce", 5}, TEXT, AT(nonce)},
    {{"uri", 3}, TEXT, AT(uri)},
    {{"response", 8}, TEXT, AT(response)},
    {{"algorithm", 9}, TOKEN, AT(algorithm_text)},
    {{"cnonce", 6}, TEXT, AT(cnonce)},
    {{"qop", 3}, QOP, AT(qop_text)},
    {{"nc", 2}, TOKEN, AT(nc)},
    {{"opaque", 6}, TEXT, AT(opaque)},
    {{"stale", 5}, STALE, 0},
    {{"userhash", 8}, USERHASH, 0},
    {{"random1", 7}, TEXT, AT(random1)},
    {{"random2", 7}, TEXT, AT(random2)},
    {{"serverid", 8}, TEXT, AT(serverid)},
    {{"deviceid", 8}, TEXT, AT(deviceid)},
    {{"sign1", 5}, TEXT, AT(sign1)},
    {{"sign2", 5}, TEXT, AT(sign2)},
    {{"cryptkey", 8}, TEXT, AT(cryptkey)},
    {{"keyversion", 10}, TEXT, AT(keyversion)},
};

static const struct {
    const char *name;
    GbAuthScheme scheme;
} schemes[] = {
    {"Digest", GB_SCHEME_DIGEST},           {"Capability", GB_SCHEME_CAPABILITY},
    {"Asymmetric", GB_SCHEME_ASYMMETRIC},   {"Unidirection", GB_SCHEME_UNIDIRECTION},
    {"Bidirection", GB_SCHEME_BIDIRECTION}, {"Basic", GB_SCHEME_BASIC},
};

static GbAuthScheme find_scheme(GbSlice text, bool *exact) {
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!gb_slice_is_case(text, schemes[i].name)) continue;
        *exact = gb_slice_is(text, schemes[i].name);
        return schemes[i].scheme;
    }
    *exact = true;
    return GB_SCHEME_OTHER;
}

/* Letters, digits and RFC 7230's token marks. */
static bool is_token(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return c && strchr("!#$%&'*+-.^_`|~", c);
}

static size_t token_end(GbSlice s, size_t at) {
    while (at < s.n && is_token(s.p[at])) at++;
    return at;
}

static size_t skip_blanks(GbSlice s, size_t at) {
    while (at < s.n && gb_is_blank(s.p[at])) at++;
    return at;
}

/* Where the quoted string whose text begins at `at` ends: its closing quote, or s.n. */
static size_t quote_end(GbSlice s, size_t at) {
    for (; at < s.n; at++) {
        if (s.p[at] == '"') return at;
        if (s.p[at] == '\\' && at + 1 < s.n) at++;
    }
    return s.n;
}

/* Passes over blanks and separators. Right is one comma between two parameters and none at the
 * ends. */
static size_t skip_separators(GbSlice s, size_t at, bool first, uint32_t *quirks) {
    unsigned commas = 0;
    for (; at < s.n && (gb_is_blank(s.p[at]) || s.p[at] == ','); at++) commas += s.p[at] == ',';
    if (commas != (at < s.n && !first)) *quirks |= GB_AUTH_SEPARATORS;
    return at;
}

typedef struct Value {
    GbSlice text;
    bool quoted;
} Value;

/* The value that begins at `at`, behind the '='. Returns where it ends. */
static size_t read_value(GbSlice s, size_t at, Value *v, uint32_t *quirks) {
    v->quoted = at < s.n && s.p[at] == '"';
    if (v->quoted) {
        size_t end = quote_end(s, at + 1);
        v->text = gb_slice(s.p + at + 1, end - at - 1);
        if (end == s.n) *quirks |= GB_AUTH_UNTERMINATED;
        return end == s.n ? end : end + 1;
    }
    size_t end = at;
    while (end < s.n && s.p[end] != ',' && !gb_is_blank(s.p[end])) end++;
    v->text = gb_slice(s.p + at, end - at);
    return end;
}

/* `true`, `TRUE`; everything else is false (RFC 7616 3.3). */
static bool is_true(GbSlice s) {
    return gb_slice_is_case(s, "true");
}

static void keep(GbAuth *a, size_t i, const Value *v, bool is_challenge, uint32_t *seen) {
    bool digest = a->scheme == GB_SCHEME_DIGEST;
    Kind kind = params[i].kind;
    if (*seen & 1u << i) {
        a->quirks |= GB_AUTH_REPEATED;
        return;
    }
    *seen |= 1u << i;
    if (kind == STALE) {
        a->stale = is_true(v->text);
    } else if (kind == USERHASH) {
        a->userhash = is_true(v->text);
    } else {
        memcpy((char *)a + params[i].at, &v->text, sizeof v->text);
    }
    bool wants_quotes = kind == TEXT || (kind == QOP && is_challenge);
    if (digest && v->quoted && !is_challenge && (kind == TOKEN || kind == QOP))
        a->quirks |= GB_AUTH_QUOTED_TOKEN;
    if (digest && !v->quoted && wants_quotes) a->quirks |= GB_AUTH_UNQUOTED_TEXT;
}

static void read_params(GbSlice s, size_t at, bool is_challenge, GbAuth *a) {
    uint32_t seen = 0;
    for (unsigned n = 0;; n++) {
        at = skip_separators(s, at, n == 0, &a->quirks);
        if (at >= s.n) return;
        if (n == GB_MAX_PARAMS) {
            a->quirks |= GB_AUTH_CUT;
            return;
        }
        size_t end = token_end(s, at);
        GbSlice name = gb_slice(s.p + at, end - at);
        size_t equals = skip_blanks(s, end);
        if (name.n == 0 || equals >= s.n || s.p[equals] != '=') {
            Value ignored;
            a->quirks |= GB_AUTH_BARE_WORD;
            at = name.n ? end : read_value(s, at, &ignored, &a->quirks);
            continue;
        }
        Value v;
        at = read_value(s, skip_blanks(s, equals + 1), &v, &a->quirks);
        for (size_t i = 0; i < sizeof params / sizeof *params; i++) {
            if (!gb_slice_eq_case(name, params[i].name)) continue;
            keep(a, i, &v, is_challenge, &seen);
            break;
        }
    }
}

/* One word of a qop list. */
static GbQop find_qop(GbSlice word) {
    if (gb_slice_is_case(word, "auth")) return GB_QOP_AUTH;
    return gb_slice_is_case(word, "auth-int") ? GB_QOP_AUTH_INT : GB_QOP_OTHER;
}

/* Of an offered list: auth, which everybody can, before auth-int. */
static GbQop best_qop(GbSlice list) {
    GbQop best = GB_QOP_OTHER;
    while (list.n) {
        size_t end = gb_slice_find(list, ',');
        GbQop q = find_qop(gb_slice_trim(gb_slice_sub(list, 0, end)));
        if (q < best) best = q;
        list = gb_slice_sub(list, end + 1, list.n);
    }
    return best;
}

static void read_qop(GbAuth *a, bool is_challenge) {
    GbSlice text = gb_slice_trim(a->qop_text);
    if (!a->qop_text.p) return;
    if (text.n == 0 || gb_slice_is_case(text, "null")) {
        a->quirks |= GB_AUTH_NULL_QOP;
        return;
    }
    a->qop = is_challenge ? best_qop(text) : find_qop(text);
}

static bool all_hex(GbSlice s, bool *upper) {
    *upper = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= 'A' && c <= 'F')
            *upper = true;
        else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

/* What must fit together in Digest credentials. */
static void check_credentials(GbAuth *a) {
    bool upper;
    size_t hex = gb_digest_hex_length(a->algorithm);
    bool sess = a->algorithm == GB_DIGEST_MD5_SESS || a->algorithm == GB_DIGEST_SHA256_SESS ||
                a->algorithm == GB_DIGEST_SHA512_256_SESS;
    if (a->qop == GB_QOP_AUTH || a->qop == GB_QOP_AUTH_INT) {
        if (!a->nc.n || !a->cnonce.n) a->quirks |= GB_AUTH_QOP_INCOMPLETE;
    } else if (!a->qop_text.p && (a->nc.p || (a->cnonce.p && !sess))) {
        a->quirks |= GB_AUTH_QOP_INCOMPLETE;
    }
    if (a->nc.p && (a->nc.n != 8 || !all_hex(a->nc, &upper))) a->quirks |= GB_AUTH_BAD_NC;
    if (!a->response.p || !hex) return;
    if (a->response.n != hex || !all_hex(a->response, &upper))
        a->quirks |= GB_AUTH_BAD_RESPONSE;
    else if (upper)
        a->quirks |= GB_AUTH_UPPER_HEX;
}

GbOutcome gb_auth_parse(GbSlice value, bool is_challenge, GbAuth *out) {
    GbAuth a;
    bool exact;
    value = gb_slice_trim(value);
    size_t end = token_end(value, 0);
    if (end == 0 || (end < value.n && !gb_is_blank(value.p[end]) && value.p[end] != ','))
        return GB_BAD;
    memset(&a, 0, sizeof a);
    a.scheme_text = gb_slice(value.p, end);
    a.scheme = find_scheme(a.scheme_text, &exact);
    if (!exact) a.quirks |= GB_AUTH_SCHEME_CASE;
    /* `username = "..."` has no scheme: its first word is a parameter's name. */
    size_t next = skip_blanks(value, end);
    if (next < value.n && value.p[next] == '=') return GB_BAD;
    if (a.scheme != GB_SCHEME_BASIC || is_challenge) read_params(value, end, is_challenge, &a);
    if (a.scheme == GB_SCHEME_DIGEST) {
        a.algorithm = gb_digest_algorithm_find(a.algorithm_text);
        if (a.algorithm_text.p && a.algorithm != GB_DIGEST_OTHER &&
            !gb_slice_is_case(a.algorithm_text, gb_digest_algorithm_name(a.algorithm)))
            a.quirks |= GB_AUTH_ALGORITHM_SPELLING;
        read_qop(&a, is_challenge);
        if (!is_challenge) check_credentials(&a);
    } else {
        a.algorithm = GB_DIGEST_OTHER;
    }
    *out = a;
    return GB_OK;
}

/* Does a new challenge begin at `at`: a known scheme, or a word, a blank and a name=? */
static bool challenge_begins(GbSlice s, size_t at) {
    bool exact;
    size_t end = token_end(s, at);
    size_t next = skip_blanks(s, end);
    if (end == at || (next < s.n && s.p[next] == '=')) return false;
    if (find_scheme(gb_slice(s.p + at, end - at), &exact) != GB_SCHEME_OTHER) return true;
    size_t name_end = token_end(s, next);
    size_t equals = skip_blanks(s, name_end);
    return next > end && name_end > next && equals < s.n && s.p[equals] == '=';
}

bool gb_auth_next_challenge(GbSlice *rest, GbSlice *challenge) {
    GbSlice s = *rest;
    size_t at = 0;
    while (at < s.n && (gb_is_blank(s.p[at]) || s.p[at] == ',')) at++;
    if (at == s.n) return false;
    size_t begin = at, after = s.n;
    bool boundary = false; /* at a place where a word may begin */
    for (at = token_end(s, begin); at < s.n; at++) {
        char c = s.p[at];
        if (c == '"') {
            at = quote_end(s, at + 1);
            boundary = true;
            continue;
        }
        if (gb_is_blank(c) || c == ',') {
            boundary = boundary || c == ',';
            continue;
        }
        if (boundary && challenge_begins(s, at)) {
            after = at;
            break;
        }
        boundary = false;
    }
    GbSlice found = gb_slice(s.p + begin, after - begin);
    while (found.n && (gb_is_blank(found.p[found.n - 1]) || found.p[found.n - 1] == ',')) found.n--;
    *challenge = found;
    *rest = gb_slice_sub(s, after, s.n);
    return true;
}
