/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verdict.c - one sentence a device, as an experienced engineer would say it: how it registered,
 * whether the password fits, how its keepalives went, how it stands at the end, and what is
 * behind it. English and Chinese are written side by side, clause by clause, from the same facts.
 *
 * Only what the capture shows is said; the highest-ranked finding is added when the state does
 * not explain itself. Times are UTC (the first one in a sentence says so), with the day when the
 * capture spans midnight. Trouble is the state's, or that of findings that hurt: a missing tag
 * makes no device troubled.
 */
#include "engine.h"
#include "rules.h"

#include <stdarg.h>
#include <time.h>

#include "body/text_out.h"

typedef struct Sentence {
    char text[GB_N_LANGS][1024];
    size_t n[GB_N_LANGS];
    bool dated, said_utc;
} Sentence;

static void put(Sentence *s, GbLang lang, const char *format, va_list args) {
    size_t room = sizeof s->text[lang] - s->n[lang];
    int wrote = gb_text_format(s->text[lang] + s->n[lang], room, format, args);
    if (wrote > 0) s->n[lang] += (size_t)wrote < room ? (size_t)wrote : room - 1;
}

static void en(Sentence *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void zh(Sentence *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void en(Sentence *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    put(s, GB_EN, format, args);
    va_end(args);
}

static void zh(Sentence *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    put(s, GB_ZH, format, args);
    va_end(args);
}

/* "10:02:11", the first one with " UTC". */
static const char *clock_text(GbAnalysis *a, Sentence *s, int64_t time_us) {
    time_t t = (time_t)(time_us / GB_SECOND);
    unsigned in_day = (unsigned)((t % 86400 + 86400) % 86400);
    char text[32] = "00:00:00";
    struct tm tm;
    const unsigned parts[] = {in_day / 3600, in_day / 60 % 60, in_day % 60};
    for (unsigned i = 0; i < 3; i++) {
        text[3 * i] = (char)('0' + parts[i] / 10);
        text[3 * i + 1] = (char)('0' + parts[i] % 10);
    }
    if (s->dated) strftime(text, sizeof text, "%m-%d %H:%M:%S", gmtime_r(&t, &tm));
    const char *zone = s->said_utc ? "" : " UTC";
    s->said_utc = true;
    return gb_scratch_format(a, "%s%s", text, zone);
}

/* "frame 4"; of several captures "frame 4 of file 2", "第 2 个文件第 4 帧". */
static const char *frame_en(GbAnalysis *a, const GbMoment *m) {
    unsigned long long frame = m->frame;
    return m->file ? gb_scratch_format(a, "frame %llu of file %u", frame, m->file + 1)
                   : gb_scratch_format(a, "frame %llu", frame);
}

static const char *frame_zh(GbAnalysis *a, const GbMoment *m) {
    unsigned long long frame = m->frame;
    return m->file ? gb_scratch_format(a, "第 %u 个文件第 %llu 帧", m->file + 1, frame)
                   : gb_scratch_format(a, "第 %llu 帧", frame);
}

static const char *times_en(GbAnalysis *a, uint64_t n) {
    return n == 1 ? "once" : n == 2 ? "twice" : gb_scratch_format(a, "%llu times", (unsigned long long)n);
}

static const GbFinding *worst_finding(const Device *d, unsigned least_rank) {
    const GbFinding *worst = NULL;
    for (uint32_t i = 0; i < d->n_findings; i++) {
        const GbRuleInfo *info = gb_rule_info(d->findings[i].rule);
        if (info->rank >= least_rank && info->severity >= GB_SEVERITY_WARNING &&
            (!worst || info->rank > gb_rule_info(worst->rule)->rank))
            worst = &d->findings[i];
    }
    return worst;
}

/* ---- clauses ---- */

static const GbAttempt *granted_attempt(const GbSession *s) {
    for (size_t i = 0; i < s->n_attempts; i++)
        if (s->attempts[i].status / 100 == 2 && s->attempts[i].expires_s != 0) return &s->attempts[i];
    return NULL;
}

static void password(Sentence *s, const GbAttempt *attempt) {
    static const char *const words[GB_N_AUTH_RESULTS][GB_N_LANGS] = {
        [GB_AUTH_NONE] = {"without a password", "未鉴权"},
        [GB_AUTH_VERIFIED] = {"password verified", "密码校验通过"},
        [GB_AUTH_MISMATCH] = {"although the password does not fit", "但密码不符"},
        [GB_AUTH_NO_PASSWORD] = {"password not known here", "未提供密码，无法校验"},
        [GB_AUTH_UNSUPPORTED] = {"authentication can't be checked", "鉴权方式无法校验"},
        [GB_AUTH_INCOMPLETE] = {"credentials incomplete", "鉴权信息不完整"},
    };
    GbAuthResult r = attempt && attempt->auth ? attempt->auth->result : GB_AUTH_NONE;
    en(s, ", %s", words[r][GB_EN]);
    zh(s, "，%s", words[r][GB_ZH]);
}

/* A 3xx that named the server it registered with: an earlier chain's. */
static const Session *redirection(const Device *d, const GbSession *last) {
    for (uint32_t i = d->n_kept_sessions; i-- > 0;) {
        const Session *s = d->sessions[i];
        if (&s->pub != last && s->redirect_to && s->redirect_to == last->server_id &&
            s->pub.start.time_us <= last->start.time_us)
            return s;
    }
    return NULL;
}

/* The session the last one took the place of. */
static const Session *replaced(const Device *d, const GbSession *last) {
    const Session *now = gb_device_latest(d);
    for (uint32_t i = d->n_kept_sessions; i-- > 0 && &now->pub == last;)
        if (d->sessions[i]->replaced_by == now) return d->sessions[i];
    return NULL;
}

/* A TCP connection has a new port each time. */
static bool has_moved(const Session *from, const Session *to) {
    return from->pub.transport == GB_TRANSPORT_UDP && to->pub.transport == GB_TRANSPORT_UDP &&
           !gb_address_eq(&from->source, &to->source);
}

static void registration(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    if (last->state == GB_SESSION_PRE_CAPTURE || !last->registered) {
        en(s, "Registered before the capture began");
        zh(s, "抓包开始前已注册");
        return;
    }
    uint64_t registered = 0;
    for (size_t i = 0; i < d->pub.n_sessions; i++) registered += d->pub.sessions[i]->registered;
    if (registered > 1) {
        en(s, "Registered %s, the last time at ", times_en(a, registered));
        zh(s, "共注册 %s 次，最近一次于 ", gb_arg_number(a, registered));
    } else {
        en(s, "Registered at ");
        zh(s, "于 ");
    }
    const char *when = clock_text(a, s, last->start.time_us);
    en(s, "%s (%s", when, frame_en(a, &last->start));
    zh(s, "%s 注册成功（%s", when, frame_zh(a, &last->start));
    password(s, granted_attempt(last));
    en(s, ")");
    zh(s, "）");
    const Session *before = replaced(d, last), *sent = redirection(d, last);
    if (before && before->pub.connection_closed.frame) {
        const GbMoment *at = &before->pub.connection_closed;
        bool device = before->pub.closed_by_device;
        en(s, ", after %s closed the previous TCP connection (%s)", device ? "it" : "the server",
           frame_en(a, at));
        zh(s, "，此前的 TCP 连接已由%s于%s断开", device ? "设备" : "平台", frame_zh(a, at));
    }
    if (before && has_moved(before, gb_device_latest(d))) {
        const char *from = gb_scratch_address(a, &before->source);
        const char *to = gb_scratch_address(a, &gb_device_latest(d)->source);
        en(s, " from another address, %s instead of %s", to, from);
        zh(s, "，地址由 %s 变为 %s", from, to);
    }
    if (sent) {
        en(s, ", redirected to %s by a %u in %s", last->server_id, sent->refused_status,
           frame_en(a, &sent->refused_at));
        zh(s, "，系按%s的 %u 重定向至 %s", frame_zh(a, &sent->refused_at), sent->refused_status,
           last->server_id);
    }
    if (last->refreshes) {
        en(s, ", refreshed %s", times_en(a, last->refreshes));
        zh(s, "，刷新 %u 次", last->refreshes);
    }
}

/* What went wrong in the sessions before the last one: of a device that registered anew this is
 * mostly the reason. */
static void keepalives_before(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const GbFinding *unanswered = gb_found(a, d, GB_RULE_KEEPALIVE_UNANSWERED);
    const GbFinding *refused = gb_found(a, d, GB_RULE_KEEPALIVE_REFUSED);
    unsigned long long n_unanswered = 0, n_refused = 0;
    for (size_t i = 0; i < d->pub.n_sessions; i++) {
        const GbSession *one = d->pub.sessions[i];
        if (one == last) continue;
        n_unanswered += one->keepalives.unanswered;
        n_refused += one->keepalives.refused;
    }
    if (n_unanswered && unanswered) {
        GbMoment at = {.frame = unanswered->frame, .file = unanswered->file};
        en(s, "; %llu not answered before that (from %s on)", n_unanswered, frame_en(a, &at));
        zh(s, "；此前有 %llu 次心跳无应答（自%s起）", n_unanswered, frame_zh(a, &at));
    }
    if (n_refused && refused) {
        GbMoment at = {.frame = refused->frame, .file = refused->file};
        en(s, "; %llu refused before that (from %s on)", n_refused, frame_en(a, &at));
        zh(s, "；此前有 %llu 次心跳被拒绝（自%s起）", n_refused, frame_zh(a, &at));
    }
}

static void keepalives(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const GbKeepalives *k = &last->keepalives;
    if (!k->count) {
        if (gb_found(a, d, GB_RULE_KEEPALIVE_ONLY_PINGS)) {
            en(s, ", pings of line ends but no keepalive");
            zh(s, "，只发空包而无心跳");
        } else if (last->state == GB_SESSION_OPEN) {
            en(s, ", no keepalive so far");
            zh(s, "，尚无心跳");
        }
        return;
    }
    en(s, ", %llu keepalive%s", (unsigned long long)k->count, k->count == 1 ? "" : "s");
    zh(s, "，心跳 %llu 次", (unsigned long long)k->count);
    if (k->median_us > 0) {
        const char *every = gb_arg_seconds(a, k->median_us);
        en(s, " about every %s s", every);
        zh(s, "（约每 %s 秒）", every);
    }
    if (k->refused) {
        en(s, ", %llu of them refused", (unsigned long long)k->refused);
        zh(s, "，其中 %llu 次被拒绝", (unsigned long long)k->refused);
    }
    if (k->unanswered) {
        en(s, ", %llu not answered", (unsigned long long)k->unanswered);
        zh(s, "，%llu 次无应答", (unsigned long long)k->unanswered);
    }
    if (!k->n_gaps) return;
    const GbGap *g = &k->gaps[k->n_gaps - 1];
    const char *from = clock_text(a, s, g->from.time_us), *to = clock_text(a, s, g->to.time_us);
    size_t more = k->n_gaps - 1 + k->n_gaps_omitted;
    en(s, "; silent from %s to %s: %u missed", from, to, g->missed);
    zh(s, "；%s 至 %s 静默，缺少 %u 次心跳", from, to, g->missed);
    if (more) {
        en(s, " (and %zu more gap%s)", more, more == 1 ? "" : "s");
        zh(s, "（另有 %zu 次中断）", more);
    }
}

static void moved(GbAnalysis *a, Sentence *s, const Device *d) {
    const GbFinding *f = gb_found(a, d, GB_RULE_REGISTRATION_MOVED);
    if (!f) return;
    const char *when = clock_text(a, s, f->time_us), *to = f->args[1] ? f->args[1] : "?";
    en(s, "; at %s it came from %s without registering: its NAT binding moved", when, to);
    zh(s, "；%s 起来源变为 %s 且未重新注册：NAT 映射已变化", when, to);
}

/* What a loss comes from, or will come to. */
static void disconnected(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    bool ends_badly = d->pub.silent || last->state == GB_SESSION_EXPIRED ||
                      gb_found(a, d, GB_RULE_REGISTRATION_CONNECTION_CLOSED) ||
                      gb_found(a, d, GB_RULE_REGISTRATION_CONNECTION_CHANGED);
    if (!last->connection_closed.frame || !ends_badly) return;
    const char *when = clock_text(a, s, last->connection_closed.time_us);
    const char *by_en = last->closed_by_device ? "the device" : "the server";
    const char *by_zh = last->closed_by_device ? "设备" : "平台";
    en(s, "; its TCP connection was %s by %s at %s (%s) and it did not register again",
       last->closed_by_reset ? "reset" : "closed", by_en, when, frame_en(a, &last->connection_closed));
    zh(s, "；%s（%s）%s%s了其 TCP 连接，此后未重新注册", when, frame_zh(a, &last->connection_closed),
       by_zh, last->closed_by_reset ? "重置" : "关闭");
}

static void ending(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    switch (last->state) {
    case GB_SESSION_LOST:
    case GB_SESSION_PRE_CAPTURE:
    case GB_SESSION_OPEN:
        if (last->state == GB_SESSION_LOST || d->pub.silent) {
            const GbMoment *m = d->last_alive.frame ? &d->last_alive : &last->keepalives.last;
            int64_t step = gb_session_interval(a, gb_device_latest(d));
            unsigned long long missed =
                (unsigned long long)((a->end_us - m->time_us) / (step > 0 ? step : GB_MINUTE));
            const char *since = clock_text(a, s, m->time_us);
            en(s, "; silent from %s (%s) on, %llu keepalives missed: lost", since, frame_en(a, m),
               missed);
            zh(s, "；自 %s（%s）起静默，缺少 %llu 次心跳：失联", since, frame_zh(a, m), missed);
        } else {
            en(s, "; online at the end of the capture");
            zh(s, "；抓包结束时在线");
        }
        break;
    case GB_SESSION_EXPIRED: {
        const char *when = clock_text(a, s, last->end.time_us);
        en(s, "; its registration expired at %s without a refresh", when);
        zh(s, "；%s 因未刷新而注册过期", when);
        break;
    }
    case GB_SESSION_UNREGISTERED: {
        const char *when = clock_text(a, s, last->end.time_us);
        en(s, "; unregistered at %s", when);
        zh(s, "；%s 注销", when);
        break;
    }
    case GB_SESSION_REPLACED:
    case GB_SESSION_REJECTED:
    case GB_SESSION_INCOMPLETE:
    case GB_N_SESSION_STATES:
        break;
    }
}

/* Another chain came to nothing; the registration before it may hold on. */
static void still_valid(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    for (size_t i = d->pub.n_sessions; i-- > 0;) {
        const GbSession *one = d->pub.sessions[i];
        if (one == last || one->state != GB_SESSION_OPEN || one->server_id != last->server_id) continue;
        bool answered = one->keepalives.count > one->keepalives.unanswered;
        const char *when = clock_text(a, s, one->start.time_us);
        en(s, "; its registration of %s is still valid%s", when,
           answered ? ", its keepalives are answered" : "");
        zh(s, "；%s 的注册仍然有效%s", when, answered ? "，心跳有应答" : "");
        return;
    }
}

/* The last one; of a rejected chain the last that was answered. */
static const GbAttempt *last_attempt(const GbSession *s) {
    for (size_t i = s->n_attempts; s->state == GB_SESSION_REJECTED && i-- > 0;)
        if (s->attempts[i].status >= 300) return &s->attempts[i];
    return s->n_attempts ? &s->attempts[s->n_attempts - 1] : NULL;
}

static void explained(GbAnalysis *a, Sentence *s, const Device *d) {
    static const GbRule causes[] = {GB_RULE_AUTH_PASSWORD_WRONG, GB_RULE_AUTH_REALM_DIFFERS,
                                    GB_RULE_AUTH_USERNAME_DIFFERS,
                                    GB_RULE_AUTH_SERVER_PASSWORD_DIFFERS,
                                    GB_RULE_AUTH_NONCE_OTHER_DEVICE, GB_RULE_AUTH_NONCE_UNKNOWN,
                                    GB_RULE_AUTH_INCOMPLETE, GB_RULE_AUTH_CHALLENGE_INCOMPLETE};
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        const GbFinding *f = gb_found(a, d, causes[i]);
        char text[512];
        if (!f) continue;
        GbFinding once = *f;
        once.count = 1;
        size_t n = gb_finding_text(&once, GB_EN, text, sizeof text);
        if (n && text[n - 1] == '.') text[n - 1] = '\0';
        en(s, ": %c%s", gb_ascii_lower(text[0]), text + 1);
        n = gb_finding_text(&once, GB_ZH, text, sizeof text);
        if (n >= 3 && memcmp(text + n - 3, "。", 3) == 0) text[n - 3] = '\0';
        zh(s, "：%s", text);
        return;
    }
}

static void rejected(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const GbAttempt *attempt = last_attempt(last);
    unsigned status = attempt ? attempt->status : 0;
    const GbMoment *at = attempt ? &attempt->response : &last->end;
    const char *to = gb_device_latest(d)->redirect_to;
    if (status / 100 == 3) {
        en(s, "Redirected to %s with %u in %s and did not register there", to ? to : "another server",
           status, frame_en(a, at));
        zh(s, "%s收到 %u，要求改向 %s 注册，但未向其注册", frame_zh(a, at), status,
           to ? to : "另一平台");
        return;
    }
    en(s, "Rejected with %u in %s", status, frame_en(a, at));
    zh(s, "%s注册被拒绝（%u）", frame_zh(a, at), status);
    explained(a, s, d);
}

/* A device of two platforms that one of them lets in is not offline. */
static void elsewhere(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    for (size_t i = 0; i < d->pub.n_sessions; i++) {
        const GbSession *one = d->pub.sessions[i];
        if (one == last || one->state != GB_SESSION_OPEN || !one->server_id ||
            one->server_id == last->server_id)
            continue;
        en(s, "; online at %s (registered in %s)", one->server_id, frame_en(a, &one->start));
        zh(s, "；在平台 %s 上在线（%s注册成功）", one->server_id, frame_zh(a, &one->start));
    }
}

static void incomplete(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const GbAttempt *attempt = last_attempt(last);
    const char *when = clock_text(a, s, last->start.time_us);
    en(s, "Tried to register at %s", when);
    zh(s, "%s 尝试注册", when);
    const GbFinding *none = gb_found(a, d, GB_RULE_REGISTRATION_NO_CHALLENGE);
    if (none && attempt && attempt->status && none->last_frame == attempt->response.frame) {
        en(s, ", was answered %u without a challenge", attempt->status);
        zh(s, "，收到的 %u 应答未带质询", attempt->status);
        still_valid(a, s, d, last);
        return;
    }
    if (attempt && attempt->status) {
        en(s, ", was challenged with %u in %s and did not answer the challenge", attempt->status,
           frame_en(a, &attempt->response));
        zh(s, "，%s收到 %u 质询后未再应答", frame_zh(a, &attempt->response), attempt->status);
    } else if (attempt && gb_found(a, d, GB_RULE_REGISTRATION_UNANSWERED)) {
        uint64_t sent = 0;
        for (size_t i = 0; i < last->n_attempts; i++) sent += 1u + last->attempts[i].retransmissions;
        en(s, "; %llu REGISTER%s sent, no answer", (unsigned long long)sent, sent == 1 ? "" : "s");
        zh(s, "，共发送 %llu 次注册请求，均无应答", (unsigned long long)sent);
    } else {
        en(s, "; the capture ends before an answer");
        zh(s, "，抓包在应答之前结束");
    }
    still_valid(a, s, d, last);
}

/* The finding's own sentences: what it saw is the point. */
static void said_in_full(Sentence *s, const GbFinding *f) {
    char text[512];
    size_t n = gb_finding_text(f, GB_EN, text, sizeof text);
    if (n && text[n - 1] == '.') text[n - 1] = '\0';
    if (n > 1 && text[1] >= 'a' && text[1] <= 'z') text[0] = gb_ascii_lower(text[0]);
    en(s, "; %s", text);
    n = gb_finding_text(f, GB_ZH, text, sizeof text);
    if (n >= 3 && memcmp(text + n - 3, "。", 3) == 0) text[n - 3] = '\0';
    zh(s, "；%s", text);
}

static void without_session(Sentence *s, const GbDevice *d) {
    en(s, "%llu message%s, neither a registration nor a keepalive in the capture",
       (unsigned long long)d->messages, d->messages == 1 ? "" : "s");
    zh(s, "共 %llu 条消息，抓包中没有注册也没有心跳", (unsigned long long)d->messages);
}

/* What the state does not say by itself. */
static void also(GbAnalysis *a, Sentence *s, const Device *d, bool state_is_bad) {
    const GbFinding *f = worst_finding(d, state_is_bad ? 74 : 40);
    if (!f) return;
    switch ((int)f->rule) { /* said already */
    case GB_RULE_DEVICE_LOST:
    case GB_RULE_REGISTRATION_EXPIRED:
    case GB_RULE_REGISTRATION_REJECTED:
    case GB_RULE_REGISTRATION_UNANSWERED:
    case GB_RULE_REGISTRATION_CHALLENGE_UNMET:
    case GB_RULE_REGISTRATION_MOVED:
    case GB_RULE_REGISTRATION_CONNECTION_CLOSED:
    case GB_RULE_KEEPALIVE_GAP:
    case GB_RULE_KEEPALIVE_UNANSWERED:
    case GB_RULE_KEEPALIVE_REFUSED:
    case GB_RULE_AUTH_PASSWORD_WRONG:
    case GB_RULE_AUTH_SERVER_PASSWORD_DIFFERS:
        return;
    default:
        break;
    }
    if (f->rule == GB_RULE_AUTH_SERVER_NOT_CHECKING || f->rule == GB_RULE_MESSAGE_COUNT_DIFFERS) {
        said_in_full(s, f);
        return;
    }
    const char *title = gb_rule_info(f->rule)->title[GB_EN];
    bool word = title[0] && title[1] && title[1] >= 'a' && title[1] <= 'z';
    if (f->frame) {
        GbMoment at = {.frame = f->frame, .file = f->file};
        en(s, "; %c%s (%s)", word ? gb_ascii_lower(title[0]) : title[0], title + 1, frame_en(a, &at));
        zh(s, "；%s（%s）", gb_rule_info(f->rule)->title[GB_ZH], frame_zh(a, &at));
    } else {
        en(s, "; %c%s", word ? gb_ascii_lower(title[0]) : title[0], title + 1);
        zh(s, "；%s", gb_rule_info(f->rule)->title[GB_ZH]);
    }
}

static GbSeverity state_trouble(const Device *d, const GbSession *last) {
    if (!last) return GB_SEVERITY_NONE;
    if (d->pub.silent && last->state != GB_SESSION_UNREGISTERED) return GB_SEVERITY_ERROR;
    switch (last->state) {
    case GB_SESSION_REJECTED:
    case GB_SESSION_LOST:
    case GB_SESSION_EXPIRED:
        return GB_SEVERITY_ERROR;
    case GB_SESSION_INCOMPLETE:
        return GB_SEVERITY_WARNING;
    case GB_SESSION_OPEN:
    case GB_SESSION_PRE_CAPTURE:
    case GB_SESSION_UNREGISTERED:
    case GB_SESSION_REPLACED:
    case GB_N_SESSION_STATES:
        break;
    }
    return GB_SEVERITY_NONE;
}

/* A keepalive was refused and the device registered again at once, as the standard has it. */
static bool registered_anew(const GbAnalysis *a, const Device *d, const GbFinding *f) {
    const Session *latest = gb_device_latest(d);
    return f->rule == GB_RULE_KEEPALIVE_REFUSED && latest && latest->pub.registered &&
           latest->pub.start.time_us > f->last_time_us &&
           !gb_found(a, d, GB_RULE_KEEPALIVE_REFUSAL_IGNORED);
}

/* The highest-ranked finding's; below rank 50 none is trouble: an odd ID alone is not. */
static GbSeverity trouble_of_findings(const GbAnalysis *a, const Device *d) {
    GbSeverity trouble = GB_SEVERITY_NONE;
    unsigned highest = 50;
    for (uint32_t i = 0; i < d->n_findings; i++) {
        const GbFinding *f = &d->findings[i];
        const GbRuleInfo *info = gb_rule_info(f->rule);
        if (info->severity < GB_SEVERITY_WARNING || info->rank < highest) continue;
        if (registered_anew(a, d, f)) {
            if (trouble == GB_SEVERITY_NONE) trouble = GB_SEVERITY_NOTE;
            continue;
        }
        highest = info->rank;
        trouble = info->rank >= 60 ? info->severity : GB_SEVERITY_WARNING;
    }
    return trouble;
}

GbSeverity gb_trouble(const GbAnalysis *a, const Device *d) {
    const Session *latest = gb_device_latest(d);
    GbSeverity by_state = state_trouble(d, latest ? &latest->pub : NULL);
    GbSeverity by_findings = trouble_of_findings(a, d);
    return by_findings > by_state ? by_findings : by_state;
}

void gb_analysis_verdict(GbAnalysis *a, const GbDevice *device, const char *verdict[GB_N_LANGS]) {
    const Device *d = (const Device *)device; /* begins with it */
    Sentence s = {.n = {0, 0}};
    const Session *latest = gb_device_latest(d);
    const GbSession *last = latest ? &latest->pub : NULL;
    int64_t first = a->totals.first_us;
    bool is_bad = state_trouble(d, last) >= GB_SEVERITY_WARNING;
    a->scratch_used = 0;
    s.dated = first / GB_DAY != a->end_us / GB_DAY;
    if (!last) {
        without_session(&s, &d->pub);
    } else if (last->state == GB_SESSION_REJECTED) {
        rejected(a, &s, d, last);
    } else if (last->state == GB_SESSION_INCOMPLETE) {
        incomplete(a, &s, d, last);
    } else {
        registration(a, &s, d, last);
        keepalives(a, &s, d, last);
        keepalives_before(a, &s, d, last);
        moved(a, &s, d);
        disconnected(a, &s, d, last);
        ending(a, &s, d, last);
    }
    if (last && is_bad) elsewhere(a, &s, d, last);
    also(a, &s, d, is_bad);
    en(&s, ".");
    zh(&s, "。");
    for (unsigned lang = 0; lang < GB_N_LANGS; lang++) {
        char *text = gb_scratch(a, s.n[lang] + 1);
        if (text) memcpy(text, s.text[lang], s.n[lang] + 1);
        verdict[lang] = text ? text : "";
    }
}
