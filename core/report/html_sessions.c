/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_sessions.c - the sessions of a device as a table, and under each its REGISTER requests, one
 * a line: what was asked, what was answered, how the digest came out. A registration with its
 * challenge takes two lines here as it takes two requests on the wire.
 */
#include <inttypes.h>

#include "report/html_parts.h"

static void write_auth(HtmlReport *h, const GbAuthCheck *a) {
    static const struct {
        const char *class, *text[GB_N_LANGS];
    } results[GB_N_AUTH_RESULTS] = {
        [GB_AUTH_NONE] = {"off", {"no credentials", "未携带认证"}},
        [GB_AUTH_VERIFIED] = {"ok", {"password fits", "密码正确"}},
        [GB_AUTH_MISMATCH] = {"bad", {"password does not fit", "密码不符"}},
        [GB_AUTH_NO_PASSWORD] = {"off", {"not checked: password not known", "未校验：密码未知"}},
        [GB_AUTH_UNSUPPORTED] = {"note",
                                 {"not checked: scheme not supported", "未校验：不支持的方式"}},
        [GB_AUTH_INCOMPLETE] = {"warn", {"credentials incomplete", "认证信息不完整"}}};
    GbAuthResult result = a ? a->result : GB_AUTH_NONE;
    if (result >= GB_N_AUTH_RESULTS) result = GB_AUTH_NONE;
    html_f(&h->out, "<span class=\"sev %s\">", results[result].class);
    if (result != GB_AUTH_NONE) html_icon(h, results[result].class);
    html_both_of(&h->out, results[result].text);
    html_raw(&h->out, "</span>");
}

static void write_expiry(HtmlOut *o, int32_t seconds) {
    html_f(o, "%d ", seconds);
    html_both(o, "s", "秒");
}

static void write_attempt(HtmlReport *h, const GbAttempt *a) {
    HtmlOut *o = &h->out;
    html_raw(o, "<tr><th scope=\"row\">");
    html_frame(h, a->request.frame, a->request.file);
    if (a->retransmissions) html_f(o, " <span class=\"again\">×%u</span>", a->retransmissions + 1);
    html_raw(o, "</th><td>");
    html_time(h, a->request.time_us);
    html_raw(o, "</td><td>");
    if (a->expires_s == 0)
        html_both(o, "unregister", "注销");
    else if (a->expires_s > 0)
        write_expiry(o, a->expires_s);
    html_raw(o, "</td><td>");
    write_auth(h, a->auth);
    html_raw(o, "</td><td>");
    if (a->response.frame) {
        bool challenge = a->status == 401 || a->status == 407;
        html_f(o, "<b class=\"status s%u\">%u</b> ", challenge ? 0 : a->status / 100, a->status);
        html_frame(h, a->response.frame, a->response.file);
        html_raw(o, " <small>");
        html_duration(h, a->response.time_us - a->request.time_us);
        html_raw(o, "</small>");
        if (a->granted_s >= 0 && a->status >= 200 && a->status < 300)
            html_f(o, " <small>→ %d s</small>", a->granted_s);
    } else {
        html_both(o, "no answer seen", "未见应答");
    }
    html_raw(o, "</td></tr>\n");
}

static void write_attempts(HtmlReport *h, const GbSession *s) {
    HtmlOut *o = &h->out;
    static const char *const heads[][GB_N_LANGS] = {{"REGISTER", "REGISTER"},
                                                    {"Time", "时间"},
                                                    {"Asked for", "请求有效期"},
                                                    {"Credentials", "认证"},
                                                    {"Answer", "应答"}};
    if (s->n_attempts == 0) return;
    html_raw(o, "<div class=\"scroll\" tabindex=\"0\"><table class=\"attempts\"><thead><tr>");
    for (unsigned i = 0; i < 5; i++) {
        html_raw(o, "<th scope=\"col\">");
        html_both_of(o, heads[i]);
        html_raw(o, "</th>");
    }
    html_raw(o, "</tr></thead><tbody>");
    for (size_t i = 0; i < s->n_attempts; i++) {
        if (s->n_attempts_omitted && i == s->n_attempts / 2) {
            html_f(o, "<tr><td colspan=\"5\" class=\"folded\">+%u ", s->n_attempts_omitted);
            html_both(o, "left out here", "条在此省略");
            html_raw(o, "</td></tr>");
        }
        write_attempt(h, &s->attempts[i]);
    }
    html_raw(o, "</tbody></table></div>");
}

static void write_keepalives(HtmlReport *h, const GbKeepalives *k) {
    HtmlOut *o = &h->out;
    if (k->count == 0) return;
    html_raw(o, "<p class=\"keepalives\">");
    html_both(o, "Keepalives:", "心跳：");
    html_raw(o, " <b>");
    html_number(o, k->count);
    html_raw(o, "</b>");
    if (k->median_us >= 0) {
        html_raw(o, " · ");
        html_both(o, "every", "间隔");
        html_raw(o, " ");
        html_duration(h, k->median_us);
        html_raw(o, " <small>(");
        html_duration(h, k->min_us);
        html_raw(o, " – ");
        html_duration(h, k->max_us);
        html_raw(o, ")</small>");
    }
    const struct {
        uint64_t n;
        const char *text[GB_N_LANGS];
    } counts[] = {{k->unanswered, {"unanswered", "未应答"}},
                  {k->refused, {"refused", "被拒绝"}},
                  {k->retransmissions, {"retransmitted", "重传"}}};
    for (unsigned i = 0; i < 3; i++) {
        if (counts[i].n == 0) continue;
        html_raw(o, " · ");
        html_number(o, counts[i].n);
        html_raw(o, " ");
        html_both_of(o, counts[i].text);
    }
    html_raw(o, "</p>");
    if (k->n_gaps == 0) return;
    html_raw(o, "<ul class=\"gaps\">");
    for (size_t i = 0; i < k->n_gaps && i < 20; i++) {
        const GbGap *g = &k->gaps[i];
        html_raw(o, "<li>");
        html_both(o, "silent for", "静默");
        html_raw(o, " <b>");
        html_duration(h, g->to.time_us - g->from.time_us);
        html_raw(o, "</b>");
        html_both(o, ", ", "，");
        html_f(o, "%u ", g->missed);
        html_both(o, "keepalives missed,", "次心跳缺失，");
        html_raw(o, " ");
        html_time(h, g->from.time_us);
        html_raw(o, " ");
        html_frame(h, g->from.frame, g->from.file);
        html_raw(o, " – ");
        html_frame(h, g->to.frame, g->to.file);
        html_raw(o, "</li>");
    }
    size_t left = (k->n_gaps > 20 ? k->n_gaps - 20 : 0) + k->n_gaps_omitted;
    if (left) {
        html_f(o, "<li class=\"folded\">+%zu ", left);
        html_both(o, "more", "次");
        html_raw(o, "</li>");
    }
    html_raw(o, "</ul>");
}

static void write_session(HtmlReport *h, const GbSession *s, bool open) {
    HtmlOut *o = &h->out;
    html_f(o,
           "<details class=\"session\"%s><summary><svg class=\"key\" aria-hidden=\"true\"><rect "
           "class=\"s-%s\" width=\"14\" height=\"14\" rx=\"3\"/></svg><b>",
           open ? " open" : "", html_state_class(s->state));
    html_both(o, gb_session_state_title(s->state, GB_EN), gb_session_state_title(s->state, GB_ZH));
    html_raw(o, "</b> ");
    html_time(h, s->start.time_us);
    html_raw(o, " ");
    html_frame(h, s->start.frame, s->start.file);
    if (s->end.time_us) {
        html_raw(o, " – ");
        html_time(h, s->end.time_us);
        if (s->end.frame) {
            html_raw(o, " ");
            html_frame(h, s->end.frame, s->end.file);
        }
    }
    if (s->expires_s >= 0) {
        html_raw(o, " · ");
        write_expiry(o, s->expires_s);
    }
    if (s->refreshes) {
        html_f(o, " · %u ", s->refreshes);
        html_both(o, s->refreshes == 1 ? "refresh" : "refreshes", "次刷新");
    }
    if (s->connection_closed.frame) {
        html_raw(o, " · ");
        html_both(o, s->closed_by_device ? "TCP closed by the device" : "TCP closed by the server",
                  s->closed_by_device ? "设备断开 TCP 连接" : "平台断开 TCP 连接");
        html_raw(o, " ");
        html_frame(h, s->connection_closed.frame, s->connection_closed.file);
    }
    html_raw(o, "</summary><div class=\"body\">");
    write_keepalives(h, &s->keepalives);
    write_attempts(h, s);
    const struct {
        const char *name, *value;
    } about[] = {{"Call-ID", s->call_id}, {"realm", s->realm}, {"Contact", s->contact}};
    html_raw(o, "<p class=\"ref\">");
    for (unsigned i = 0, n = 0; i < 3; i++) {
        if (!about[i].value) continue;
        html_f(o, "%s%s <code>", n++ ? " · " : "", about[i].name);
        html_text(o, about[i].value);
        html_raw(o, "</code>");
    }
    html_raw(o, "</p></div></details>\n");
}

void html_sessions(HtmlReport *h, const GbDevice *d) {
    HtmlOut *o = &h->out;
    if (d->n_sessions == 0) return;
    html_raw(o, "<h3>");
    html_both(o, "Sessions", "会话");
    html_f(o, " <small>%u</small></h3>\n", d->n_sessions + d->n_sessions_omitted);
    for (size_t i = 0; i < d->n_sessions; i++)
        write_session(h, d->sessions[i], i + 1 == d->n_sessions);
    if (d->n_sessions_omitted) {
        html_f(o, "<p class=\"folded\">+%u ", d->n_sessions_omitted);
        html_both(o, "sessions in the middle left out", "个中间会话已省略");
        html_raw(o, "</p>");
    }
}
