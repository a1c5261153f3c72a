/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules_auth.c - Digest, GB 35114 and Note (reference 7.3, RFC 7616, RFC 3261 22).
 *
 * Whether a password is wrong is judged together with the answer: a response that does not fit
 * and is accepted says something about the server (or about devices.csv), not about the device.
 * Nonces too: an old one that is challenged again is a device's habit, the same accepted twice
 * a server's fault. Without an answer the mismatch alone is told, at settle. How a header is
 * written is judged at the request.
 */
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>

static const char *sloppy(uint32_t quirks) {
    if (quirks & GB_AUTH_UNTERMINATED) return BOTH("a quoted string does not end", "引号未闭合");
    if (quirks & GB_AUTH_REPEATED) return BOTH("a parameter stands twice", "参数重复");
    if (quirks & GB_AUTH_SEPARATORS) return BOTH("commas missing or doubled", "逗号缺失或重复");
    if (quirks & GB_AUTH_UNQUOTED_TEXT) return BOTH("text without quotes", "文本未加引号");
    return NULL;
}

static bool is_sess(const GbAuth *c) {
    return c->algorithm == GB_DIGEST_MD5_SESS || c->algorithm == GB_DIGEST_SHA256_SESS ||
           c->algorithm == GB_DIGEST_SHA512_256_SESS;
}

/* All that is missing; with qop, cnonce and nc too (RFC 7616 3.4), as with a -sess algorithm the
 * cnonce. */
static const char *missing_parts(GbAnalysis *a, const GbAuth *c) {
    bool qop = c->qop != GB_QOP_NONE, lacks_cnonce = qop ? !c->cnonce.n : !c->cnonce.p && is_sess(c);
    const struct {
        const char *name;
        bool missing;
    } parts[] = {{"username", !c->username.n}, {"realm", !c->realm.p},
                 {"nonce", !c->nonce.n},       {"uri", !c->uri.n},
                 {"response", !c->response.n}, {"cnonce", lacks_cnonce},
                 {"nc", qop && !c->nc.n}};
    char text[80];
    size_t n = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].missing)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? ", " : "", parts[i].name);
    return gb_scratch_text(a, gb_slice(text, n));
}

/* The response has the length of another algorithm's, or something else than hex digits in it. */
static const char *malformed(GbAnalysis *a, const GbAuth *c) {
    size_t want = gb_digest_hex_length(c->algorithm);
    if (c->response.n != want)
        return gb_scratch_format(a, "%zu characters instead of %zu\x1f共 %zu 个字符，应为 %zu 个",
                                 c->response.n, want, c->response.n, want);
    return BOTH("characters that are no hex digits", "含有非十六进制字符");
}

/* The password is right, and another algorithm was used than the Authorization names. */
static bool other_algorithm(const GbAuthCheck *check) {
    return check && check->why == GB_WHY_ALGORITHM;
}

static void gb35114(GbAnalysis *a, const RuleView *v, const GbAuth *c) {
    const char *lack = !c->random1.n ? "random1" : !c->random2.n ? "random2"
                       : !c->serverid.n ? "serverid" : !c->sign1.n ? "sign1" : NULL;
    if (lack)
        GB_RAISE(a, v->device, GB_RULE_AUTH_GB35114_INCOMPLETE, &v->reading->when,
                 gb_scratch_text(a, c->scheme_text), lack);
}

static void against_challenge(GbAnalysis *a, const RuleView *v, const GbAuth *c) {
    const Challenge *ch = v->challenge;
    const GbMoment *at = &v->reading->when;
    if (ch->realm && c->realm.p && !gb_slice_is(c->realm, ch->realm))
        GB_RAISE(a, v->device, GB_RULE_AUTH_REALM_DIFFERS, at, ch->realm,
                 gb_scratch_text(a, c->realm));
    if (ch->opaque && !gb_slice_is(c->opaque, ch->opaque))
        gb_raise(a, v->device, GB_RULE_AUTH_OPAQUE_MISSING, at, NULL, 0);
    GbDigestAlgorithm asked = ch->algorithm
                                  ? gb_digest_algorithm_find(gb_slice_from(ch->algorithm))
                                  : GB_DIGEST_MD5;
    if (!(ch->algorithms >> c->algorithm & 1) && asked != GB_DIGEST_OTHER)
        GB_RAISE(a, v->device, GB_RULE_AUTH_ALGORITHM_DIFFERS, at, gb_digest_algorithm_name(asked),
                 c->algorithm_text.n
                     ? gb_digest_algorithm_name(c->algorithm)
                     : BOTH("none (which means MD5)", "未声明（即表示 MD5）"));
    if (ch->several_devices && ch->device && ch->device != v->device)
        GB_RAISE(a, v->device, GB_RULE_AUTH_NONCE_CONSTANT, at, ch->nonce, ch->device->pub.id);
}

static bool has_letter(GbSlice s) {
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'f') return true;
    return false;
}

static void as_written(GbAnalysis *a, const RuleView *v, const GbAuth *c) {
    Device *d = v->device;
    const Reading *r = v->reading;
    const GbMoment *at = &r->when;
    if (c->quirks & GB_AUTH_NULL_QOP)
        GB_RAISE(a, d, GB_RULE_AUTH_QOP_NULL, at, gb_scratch_text(a, c->qop_text));
    else if (c->quirks & GB_AUTH_QOP_INCOMPLETE)
        gb_raise(a, d, GB_RULE_AUTH_QOP_INCOMPLETE, at, NULL, 0);
    if (c->quirks & GB_AUTH_QUOTED_TOKEN) gb_raise(a, d, GB_RULE_AUTH_QUOTED_TOKEN, at, NULL, 0);
    if ((c->quirks & GB_AUTH_BAD_RESPONSE) && !other_algorithm(v->check))
        GB_RAISE(a, d, GB_RULE_AUTH_RESPONSE_MALFORMED, at, malformed(a, c));
    else if (c->quirks & GB_AUTH_UPPER_HEX)
        gb_raise(a, d, GB_RULE_AUTH_UPPER_HEX, at, NULL, 0);
    if (c->quirks & GB_AUTH_CUT)
        GB_RAISE(a, d, GB_RULE_CAPTURE_LIMIT_REACHED, at, BOTH("parameters of a header", "头域参数数"),
                 gb_arg_number(a, GB_MAX_PARAMS));
    const char *fault = sloppy(c->quirks);
    if (fault) GB_RAISE(a, d, GB_RULE_AUTH_MALFORMED, at, fault);
    if (r->head->has_from && c->username.n && !c->userhash &&
        !gb_slice_eq(c->username, r->head->from.uri.user))
        GB_RAISE(a, d, GB_RULE_AUTH_USERNAME_DIFFERS, at, gb_scratch_text(a, c->username),
                 gb_scratch_text(a, r->head->from.uri.user));
    if (c->uri.n && !gb_slice_eq(c->uri, r->sip->request_uri))
        GB_RAISE(a, d, GB_RULE_AUTH_URI_DIFFERS, at, gb_scratch_text(a, c->uri),
                 gb_scratch_text(a, r->sip->request_uri));
    if (c->nc.n && (has_letter(c->nc) ||
                    (v->nonce == NONCE_FRESH && !gb_slice_is(c->nc, "00000001"))))
        GB_RAISE(a, d, GB_RULE_AUTH_NC_UNUSUAL, at, gb_scratch_text(a, c->nc));
    if (d && c->algorithm == GB_DIGEST_MD5 && d->pub.gb_version &&
        strcmp(d->pub.gb_version, "3.0") == 0) {
        DeviceRules *mine = gb_device_rules(a, d);
        if (!(mine->once & ONCE_MD5)) GB_RAISE(a, d, GB_RULE_AUTH_MD5, at, "MD5");
        mine->once |= ONCE_MD5;
    }
}

static void at_credentials(GbAnalysis *a, const RuleView *v, const GbAuth *c) {
    Device *d = v->device;
    const GbMoment *at = &v->reading->when;
    if (c->scheme == GB_SCHEME_BASIC) {
        gb_raise(a, d, GB_RULE_AUTH_BASIC, at, NULL, 0);
        return;
    }
    if (c->scheme == GB_SCHEME_UNIDIRECTION || c->scheme == GB_SCHEME_BIDIRECTION)
        gb35114(a, v, c);
    if (v->check && v->check->result == GB_AUTH_UNSUPPORTED)
        GB_RAISE(a, d, GB_RULE_AUTH_UNSUPPORTED, at,
                 c->scheme == GB_SCHEME_DIGEST ? gb_scratch_text(a, c->algorithm_text.n
                                                                        ? c->algorithm_text
                                                                        : c->qop_text)
                                               : gb_scratch_text(a, c->scheme_text));
    if (v->nonce == NONCE_OTHER_DEVICE)
        GB_RAISE(a, d, GB_RULE_AUTH_NONCE_OTHER_DEVICE, at, gb_scratch_text(a, c->nonce),
                 v->challenge && v->challenge->device ? v->challenge->device->pub.id : NULL);
    if (c->scheme != GB_SCHEME_DIGEST) return;
    if (v->check && v->check->result == GB_AUTH_INCOMPLETE)
        GB_RAISE(a, d, GB_RULE_AUTH_INCOMPLETE, at, missing_parts(a, c));
    as_written(a, v, c);
    if (v->challenge) against_challenge(a, v, c);
}

static void at_challenges(GbAnalysis *a, const RuleView *v) {
    const GbMoment *at = &v->reading->when;
    for (unsigned i = 0; i < v->n_challenges; i++) {
        const GbAuth *c = &v->challenges[i];
        if (c->scheme != GB_SCHEME_DIGEST) continue;
        if (!c->nonce.n || !c->realm.p)
            GB_RAISE(a, v->device, GB_RULE_AUTH_CHALLENGE_INCOMPLETE, at,
                     !c->nonce.n ? "nonce" : "realm");
        if (c->stale) gb_raise(a, v->device, GB_RULE_AUTH_STALE, at, NULL, 0);
    }
}

/* "why" in both languages, as one argument. */
static const char *why(GbAnalysis *a, GbAuthWhy w, const char *detail) {
    char en[200], zh[200];
    gb_auth_why_text(w, GB_EN, detail ? detail : "", en, sizeof en);
    gb_auth_why_text(w, GB_ZH, detail ? detail : "", zh, sizeof zh);
    return gb_scratch_format(a, "%s\x1f%s", en, zh);
}

static void raise_wrong(GbAnalysis *a, Device *d, const GbMoment *at, const GbAuthCheck *check) {
    GB_RAISE(a, d, GB_RULE_AUTH_PASSWORD_WRONG, at,
             check && check->why != GB_WHY_NONE
                 ? why(a, check->why, check->why_detail)
                 : BOTH("The response does not fit the password known.",
                        "鉴权响应与已知密码不符。"));
}

static void nonce_at_answer(GbAnalysis *a, const RuleView *v, const char *nonce) {
    const Transaction *t = v->transaction;
    unsigned status = v->reading->sip->status;
    const GbMoment *at = &t->request;
    bool again = is_challenge(status), ok = status / 100 == 2;
    if (t->nonce == NONCE_STALE || (again && t->nonce != NONCE_NONE && t->nonce != NONCE_FRESH &&
                                    t->nonce != NONCE_COUNTED && t->nonce != NONCE_OTHER_DEVICE))
        gb_raise(a, v->device, GB_RULE_AUTH_NONCE_OLD, at, NULL, 0);
    else if (t->nonce == NONCE_NEVER_ISSUED)
        GB_RAISE(a, v->device, GB_RULE_AUTH_NONCE_UNKNOWN, at, nonce);
    else if (t->nonce == NONCE_REPLAYED && ok)
        GB_RAISE(a, v->device, GB_RULE_AUTH_NONCE_REPLAYED, at, nonce);
}

/* What is raised at the request explains its refusal better than another password there. */
static bool raised_at(const GbAnalysis *a, const Device *d, GbRule rule, const GbMoment *at) {
    const GbFinding *f = gb_found(a, d, rule);
    return f && f->last_frame == at->frame && f->last_file == at->file;
}

static void outcome(GbAnalysis *a, const RuleView *v) {
    const Transaction *t = v->transaction;
    unsigned status = v->reading->sip->status;
    const GbAuthCheck *check = v->attempt ? v->attempt->auth : v->device->last_check;
    nonce_at_answer(a, v, check ? check->nonce : NULL);
    bool stale = false;
    for (unsigned i = 0; i < v->n_challenges; i++) stale |= v->challenges[i].stale;
    bool about_password = status == 400 || status == 401 || status == 403 || status == 407;
    if (t->auth_result == GB_AUTH_MISMATCH) {
        if (status / 100 == 2 && !other_algorithm(check))
            GB_RAISE(a, v->device, GB_RULE_AUTH_SERVER_NOT_CHECKING, &t->request,
                     check && check->why != GB_WHY_NONE
                         ? why(a, check->why, check->why_detail)
                         : BOTH("No explanation was found.", "未找到原因。"));
        else if (status / 100 != 2)
            raise_wrong(a, v->device, &t->request, check);
    } else if (t->auth_result == GB_AUTH_VERIFIED && about_password && !stale &&
               !raised_at(a, v->device, GB_RULE_AUTH_REALM_DIFFERS, &t->request) &&
               !raised_at(a, v->device, GB_RULE_AUTH_USERNAME_DIFFERS, &t->request) &&
               !raised_at(a, v->device, GB_RULE_AUTH_ALGORITHM_DIFFERS, &t->request) &&
               (t->nonce == NONCE_FRESH || t->nonce == NONCE_COUNTED ||
                (t->nonce == NONCE_BEFORE_CAPTURE && !is_challenge(status)))) {
        GB_RAISE(a, v->device, GB_RULE_AUTH_SERVER_PASSWORD_DIFFERS, &v->reading->when,
                 gb_arg_number(a, status));
    }
}

/* GB/T 28181-2016 Annex H: a digest over the message, with the Date it was made at. */
static void note(GbAnalysis *a, const RuleView *v) {
    const GbSip *sip = v->reading->sip;
    GbSlice text = gb_sip_header(sip, GB_HEADER_NOTE), date = gb_sip_header(sip, GB_HEADER_DATE);
    if (!text.p) return;
    GbAuth n;
    bool readable = gb_auth_parse(text, true, &n) == GB_OK;
    const char *lack = !date.n                     ? "Date"
                       : !readable || !n.nonce.n   ? "nonce"
                       : !n.algorithm_text.n       ? "algorithm"
                                                   : NULL;
    if (lack) GB_RAISE(a, v->device, GB_RULE_AUTH_NOTE_INCOMPLETE, &v->reading->when, lack);
    int64_t us, now = v->reading->when.time_us;
    if (!date.n || (!gb_read_datetime(date, &us) && !gb_read_rfc1123(date, &us))) return;
    int64_t utc = llabs(us - now), local = llabs(us - BEIJING - now);
    int64_t off = utc < local ? utc : local; /* both forms are in use */
    if (off > 600 * GB_SECOND)
        GB_RAISE(a, v->device, GB_RULE_AUTH_NOTE_DATE, &v->reading->when, gb_arg_span(a, off));
}

void gb_rules_auth(GbAnalysis *a, const RuleView *v) {
    const GbSip *sip = v->reading->sip;
    if (sip->first[GB_HEADER_NOTE] < sip->n_headers) note(a, v);
    if (v->reading->authorization && !sip->is_response)
        at_credentials(a, v, v->reading->authorization);
    if (v->n_challenges) at_challenges(a, v);
    if (v->is_final && v->device && v->transaction && v->transaction->has_authorization)
        outcome(a, v);
    GbSlice security = gb_sip_header(sip, GB_HEADER_SECURITY_INFO);
    if (security.p && sip->is_response && !memmem(security.p, security.n, "cryptkey", 8))
        GB_RAISE(a, v->device, GB_RULE_AUTH_GB35114_INCOMPLETE, &v->reading->when, "SecurityInfo",
                 "cryptkey");
}

/* At settle: a mismatch that nobody answered. */
void gb_rules_auth_settle(GbAnalysis *a, Device *d) {
    const Session *s = gb_device_latest(d);
    if (!s || !s->n_attempts) return;
    const GbAttempt *last = gb_session_attempt(s, s->n_attempts - 1);
    if (last && !last->response.frame && last->auth && last->auth->result == GB_AUTH_MISMATCH)
        raise_wrong(a, d, &last->request, last->auth);
}
