/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_digest.c - how a digest was checked (RFC 7616 3.4), step by step: the challenge and its
 * frame, what the device answered, what is hashed from what, and how the verdict came about.
 *
 * HA2 is made of the method and the URI alone, so it is computed and shown. HA1 is as good as the
 * password and the expected response would let one test guesses at it: neither is shown, nor is
 * the password. Algorithms that are not known here show the formula alone.
 */
#include <gb28181/auth.h>

#include "report/html_parts.h"

static void row(HtmlReport *h, const char *name, GbSlice value) {
    if (!value.p) return;
    html_f(&h->out, "<dt>%s</dt><dd><code>", name);
    html_slice(&h->out, value);
    html_raw(&h->out, "</code></dd>");
}

static void step(HtmlReport *h, const char *en, const char *zh) {
    html_raw(&h->out, "<li><p><b>");
    html_both(&h->out, en, zh);
    html_raw(&h->out, "</b></p><dl>");
}

/* H(method:uri), with auth-int H(method:uri:H(body)). */
static void write_ha2(HtmlReport *h, const GbAuth *a, GbSlice method, GbSlice body) {
    HtmlOut *o = &h->out;
    bool with_body = a->qop == GB_QOP_AUTH_INT;
    char hex[GB_DIGEST_HEX];
    html_raw(o, "<dt>HA2</dt><dd><code>H(");
    html_slice(o, method);
    html_raw(o, ":");
    html_slice(o, a->uri);
    html_raw(o, with_body ? ":H(body))</code>" : ")</code>");
    if (gb_digest_ha2(a, method, body, hex)) html_f(o, " = <code>%s</code>", hex);
    html_raw(o, "</dd>");
}

static void write_formula(HtmlReport *h, const GbAuth *a) {
    HtmlOut *o = &h->out;
    bool sess = a->algorithm == GB_DIGEST_MD5_SESS || a->algorithm == GB_DIGEST_SHA256_SESS ||
                a->algorithm == GB_DIGEST_SHA512_256_SESS;
    html_raw(o, "<dt>HA1</dt><dd><code>");
    html_raw(o, sess ? "H(H(username:realm:password):nonce:cnonce)" : "H(username:realm:password)");
    html_raw(o, "</code> ");
    html_both(o, "from the password known for this device; not shown",
              "由该设备的已知密码计算，不予显示");
    html_raw(o, "</dd><dt>response</dt><dd><code>");
    html_raw(o, a->qop == GB_QOP_NONE ? "H(HA1:nonce:HA2)" : "H(HA1:nonce:nc:cnonce:qop:HA2)");
    html_raw(o, "</code></dd>");
}

static void write_verdict(HtmlReport *h, const GbAuthCheck *check) {
    static const struct {
        GbSeverity severity;
        const char *text[GB_N_LANGS];
    } verdicts[GB_N_AUTH_RESULTS] = {
        [GB_AUTH_VERIFIED] =
            {GB_SEVERITY_NONE,
             {"The response sent is the one that the known password yields: the password fits.",
              "设备发送的响应与已知密码的计算结果一致：密码正确。"}},
        [GB_AUTH_MISMATCH] = {GB_SEVERITY_ERROR,
                              {"The response sent is not the one that the known password yields.",
                               "设备发送的响应与已知密码的计算结果不一致。"}},
        [GB_AUTH_NO_PASSWORD] = {GB_SEVERITY_NOTE,
                                 {"No password is known for this device, so nothing was compared.",
                                  "该设备的密码未知，未作比对。"}},
        [GB_AUTH_UNSUPPORTED] = {GB_SEVERITY_NOTE,
                                 {"This scheme or algorithm can't be checked.",
                                  "该认证方式或算法无法校验。"}},
        [GB_AUTH_INCOMPLETE] = {GB_SEVERITY_WARNING,
                                {"The credentials lack something that the check needs.",
                                 "认证信息缺少校验所需的字段。"}}};
    HtmlOut *o = &h->out;
    GbAuthResult r = check->result;
    char why[GB_N_LANGS][512];
    if (r == GB_AUTH_NONE || r >= GB_N_AUTH_RESULTS) return;
    html_f(o, "<p class=\"outcome %s\">", html_severity_class(verdicts[r].severity));
    html_icon(h, html_severity_class(verdicts[r].severity));
    html_raw(o, "<span>");
    html_both_of(o, verdicts[r].text);
    if (check->why != GB_WHY_NONE &&
        gb_auth_why_text(check->why, GB_EN, check->why_detail, why[GB_EN], sizeof why[GB_EN]) &&
        gb_auth_why_text(check->why, GB_ZH, check->why_detail, why[GB_ZH], sizeof why[GB_ZH])) {
        html_raw(o, " ");
        html_both(o, why[GB_EN], why[GB_ZH]);
    }
    html_raw(o, "</span></p>");
}

void html_digest(HtmlReport *h, const GbLadderEntry *e) {
    HtmlOut *o = &h->out;
    const GbAuthCheck *check = e->auth;
    GbAuth a;
    GbSlice value = gb_sip_header(
        &h->sip, check->proxy ? GB_HEADER_PROXY_AUTHORIZATION : GB_HEADER_AUTHORIZATION);
    if (!value.p || gb_auth_parse(value, false, &a) != GB_OK || a.scheme != GB_SCHEME_DIGEST)
        return;
    html_raw(o, "<section class=\"digest\"><h4>");
    html_both(o, "How the password was checked", "密码校验过程");
    html_raw(o, "</h4><ol>");
    step(h, "The server challenged", "平台质询");
    html_raw(o, "<dt>");
    html_both(o, "frame", "帧");
    html_raw(o, "</dt><dd>");
    if (check->challenge.frame)
        html_frame(h, check->challenge.frame, check->challenge.file);
    else
        html_both(o, "not in this capture", "不在本抓包中");
    html_raw(o, "</dd>");
    row(h, "realm", gb_slice_from(check->realm));
    row(h, "nonce", gb_slice_from(check->nonce));
    row(h, "algorithm", gb_slice_from(check->algorithm));
    html_raw(o, "</dl></li>");
    step(h, "The device answered", "设备应答");
    row(h, "username", a.username);
    row(h, "uri", a.uri);
    row(h, "qop", a.qop_text);
    row(h, "nc", a.nc);
    row(h, "cnonce", a.cnonce);
    row(h, "response", a.response);
    html_raw(o, "</dl></li>");
    step(h, "Computed from it", "据此计算");
    write_ha2(h, &a, h->sip.method_text, h->sip.body);
    write_formula(h, &a);
    html_raw(o, "</dl></li></ol>");
    write_verdict(h, check);
    html_raw(o, "</section>");
}
