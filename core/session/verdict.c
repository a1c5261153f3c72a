/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verdict.c - one sentence a device, as an experienced engineer would say it: how it registered or
 * why it could not, and what is behind it. English and Chinese are written from the same facts.
 *
 * Only what the capture shows is said; the highest-ranked finding is added when the state does
 * not explain itself. Times are UTC, with the day when the capture spans midnight. Of a device that
 * registered course.c tells more.
 */
#include "sentence.h"

/* ---- clauses ---- */

/* Another chain came to nothing; the registration before it may hold on. */
static void still_valid(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    for (size_t i = d->pub.n_sessions; i-- > 0;) {
        const GbSession *one = d->pub.sessions[i];
        const Session *kept = d->sessions[i];
        if (one == last || one->state != GB_SESSION_OPEN || one->server_id != last->server_id) continue;
        bool answered = one->keepalives.count && !one->keepalives.unanswered && !one->keepalives.refused;
        const char *when = gb_clock_text(a, s, one->start.time_us);
        gb_en(s, "; its registration of %s is still valid%s", when,
              answered ? ", its keepalives are answered" : "");
        gb_zh(s, "；%s 的注册仍然有效%s", when, answered ? "，心跳有应答" : "");
        if (kept->refused_since.frame) {
            gb_en(s, ", but its keepalives are refused with %u", kept->refused_by);
            gb_zh(s, "，但心跳被拒绝（%u）", kept->refused_by);
        }
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
                                    GB_RULE_AUTH_USERNAME_DIFFERS, GB_RULE_AUTH_ALGORITHM_DIFFERS,
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
        gb_en(s, ": %c%s", gb_lower_start(text), text + 1);
        n = gb_finding_text(&once, GB_ZH, text, sizeof text);
        if (n >= 3 && memcmp(text + n - 3, "。", 3) == 0) text[n - 3] = '\0';
        gb_zh(s, "：%s", text);
        return;
    }
}

static void rejected(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const GbAttempt *attempt = last_attempt(last);
    unsigned status = attempt ? attempt->status : 0;
    const GbMoment *at = attempt ? &attempt->response : &last->end;
    const char *to = gb_device_latest(d)->redirect_to;
    if (status / 100 == 3) {
        bool waited = a->end_us - at->time_us > 5 * GB_SECOND ||
                      gb_found(a, d, GB_RULE_REGISTRATION_REDIRECT_NOT_FOLLOWED);
        gb_en(s, "Redirected to %s with %u in %s%s", to ? to : "another server", status, gb_frame_en(a, at),
              waited ? " and did not register there" : "; the capture ends before it registers there");
        gb_zh(s, "%s收到 %u，要求改向 %s 注册，%s", gb_frame_zh(a, at), status, to ? to : "另一平台",
              waited ? "但未向其注册" : "抓包在其注册之前结束");
        return;
    }
    gb_en(s, "Rejected with %u in %s", status, gb_frame_en(a, at));
    gb_zh(s, "%s注册被拒绝（%u）", gb_frame_zh(a, at), status);
    explained(a, s, d);
    still_valid(a, s, d, last);
}

/* A device of two platforms that one of them lets in is not offline. */
static void elsewhere(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    for (size_t i = 0; i < d->pub.n_sessions; i++) {
        const GbSession *one = d->pub.sessions[i];
        if (one == last || one->state != GB_SESSION_OPEN || !one->server_id ||
            one->server_id == last->server_id)
            continue;
        gb_en(s, "; online at %s (registered in %s)", one->server_id, gb_frame_en(a, &one->start));
        gb_zh(s, "；在平台 %s 上在线（%s注册成功）", one->server_id, gb_frame_zh(a, &one->start));
    }
}

/* One that it is registered with heard nothing of it for long, though it goes on elsewhere. */
static void lost_elsewhere(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    for (uint32_t i = 0; i < d->n_kept_sessions; i++) {
        const Session *one = d->sessions[i];
        const GbMoment *m = gb_session_last_alive(one);
        if (&one->pub == last || one->pub.state != GB_SESSION_LOST || !gb_session_is_parallel(one)) continue;
        const char *since = gb_clock_text(a, s, m->time_us);
        gb_en(s, "; lost at %s: silent towards it from %s (%s) on", one->pub.server_id, since,
              gb_frame_en(a, m));
        gb_zh(s, "；在平台 %s 上失联：自 %s（%s）起未再向其发送消息", one->pub.server_id, since,
              gb_frame_zh(a, m));
    }
}

static void incomplete(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const GbAttempt *attempt = last_attempt(last);
    const char *when = gb_clock_text(a, s, last->start.time_us);
    gb_en(s, "Tried to register at %s", when);
    gb_zh(s, "%s 尝试注册", when);
    const GbFinding *none = gb_found(a, d, GB_RULE_REGISTRATION_NO_CHALLENGE);
    if (none && attempt && attempt->status && none->last_frame == attempt->response.frame) {
        gb_en(s, ", was answered %u without a challenge", attempt->status);
        gb_zh(s, "，收到的 %u 应答未带质询", attempt->status);
        still_valid(a, s, d, last);
        return;
    }
    const GbFinding *lost = gb_found(a, d, GB_RULE_SIP_ANSWER_LOST);
    if (attempt && attempt->status && lost) {
        GbMoment at = {.frame = lost->frame, .file = lost->file};
        gb_en(s, ", was challenged with %u in %s; the answers don't reach it (%s)", attempt->status,
              gb_frame_en(a, &attempt->response), gb_frame_en(a, &at));
        gb_zh(s, "，平台在%s以 %u 质询，但应答未送达设备（%s）", gb_frame_zh(a, &attempt->response),
              attempt->status, gb_frame_zh(a, &at));
    } else if (attempt && attempt->status) {
        gb_en(s, ", was challenged with %u in %s and did not answer the challenge", attempt->status,
              gb_frame_en(a, &attempt->response));
        gb_zh(s, "，%s收到 %u 质询后未再应答", gb_frame_zh(a, &attempt->response), attempt->status);
    } else if (attempt && gb_found(a, d, GB_RULE_REGISTRATION_UNANSWERED)) {
        uint64_t sent = 0;
        for (size_t i = 0; i < last->n_attempts; i++) sent += 1u + last->attempts[i].retransmissions;
        gb_en(s, "; %llu REGISTER%s sent, no answer", (unsigned long long)sent, sent == 1 ? "" : "s");
        gb_zh(s, "，共发送 %llu 次注册请求，均无应答", (unsigned long long)sent);
    } else {
        gb_en(s, "; the capture ends before an answer");
        gb_zh(s, "，抓包在应答之前结束");
    }
    still_valid(a, s, d, last);
}

/* The finding's own sentences: what it saw is the point. */
static void said_in_full(Sentence *s, const GbFinding *f) {
    char text[512];
    size_t n = gb_finding_text(f, GB_EN, text, sizeof text);
    if (n && text[n - 1] == '.') text[n - 1] = '\0';
    gb_en(s, "; %c%s", gb_lower_start(text), text + 1);
    n = gb_finding_text(f, GB_ZH, text, sizeof text);
    if (n >= 3 && memcmp(text + n - 3, "。", 3) == 0) text[n - 3] = '\0';
    gb_zh(s, "；%s", text);
}

static void without_session(Sentence *s, const GbDevice *d) {
    gb_en(s, "%llu message%s, neither a registration nor a keepalive in the capture",
          (unsigned long long)d->messages, d->messages == 1 ? "" : "s");
    gb_zh(s, "共 %llu 条消息，抓包中没有注册也没有心跳", (unsigned long long)d->messages);
}

/* "although the password does not fit" */
static bool came_in_with_mismatch(const GbSession *s) {
    for (size_t i = 0; i < s->n_attempts; i++)
        if (s->attempts[i].status / 100 == 2 && s->attempts[i].auth)
            return s->attempts[i].auth->result == GB_AUTH_MISMATCH;
    return false;
}

/* The clauses above have said it. */
static bool is_said(const Device *d, const GbFinding *f) {
    const Session *latest = gb_device_latest(d);
    static const GbRule said[] = {
        GB_RULE_DEVICE_LOST, GB_RULE_DEVICE_LOST_AT_SERVER, GB_RULE_REGISTRATION_EXPIRED,
        GB_RULE_REGISTRATION_MOVED, GB_RULE_REGISTRATION_CONNECTION_CLOSED, GB_RULE_KEEPALIVE_GAP,
        GB_RULE_KEEPALIVE_UNANSWERED, GB_RULE_KEEPALIVE_REFUSED};
    static const GbRule why_not_in[] = { /* what was before it came in is not said */
        GB_RULE_REGISTRATION_REJECTED, GB_RULE_REGISTRATION_UNANSWERED, GB_RULE_REGISTRATION_CHALLENGE_UNMET,
        GB_RULE_AUTH_PASSWORD_WRONG, GB_RULE_AUTH_SERVER_PASSWORD_DIFFERS, GB_RULE_AUTH_ALGORITHM_DIFFERS};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (said[i] == f->rule) return true;
    bool before = latest && latest->pub.registered && f->last_time_us < latest->pub.start.time_us &&
                  !came_in_with_mismatch(&latest->pub);
    for (size_t i = 0; !before && i < sizeof why_not_in / sizeof *why_not_in; i++)
        if (why_not_in[i] == f->rule) return true;
    return f->rule == GB_RULE_SIP_ANSWER_LOST && latest && latest->pub.state == GB_SESSION_INCOMPLETE;
}

/* The highest-ranked of a rank at least, of all findings or of those that nothing has said: that the
 * server lets the wrong password in stands, in short, beside the registration. */
static const GbFinding *worst_finding(const Device *d, unsigned least_rank, bool unsaid) {
    const GbFinding *worst = NULL;
    for (uint32_t i = 0; i < d->n_findings; i++) {
        const GbRuleInfo *info = gb_rule_info(d->findings[i].rule);
        if (info->rank >= least_rank && info->severity >= GB_SEVERITY_WARNING &&
            !(unsaid && (d->findings[i].rule == GB_RULE_AUTH_SERVER_NOT_CHECKING ||
                         is_said(d, &d->findings[i]))) &&
            (!worst || info->rank > gb_rule_info(worst->rule)->rank))
            worst = &d->findings[i];
    }
    return worst;
}

/* What the state does not say by itself; beside what is said, only what decides whether the device
 * stays online. */
static void also(GbAnalysis *a, Sentence *s, const Device *d, bool state_is_bad) {
    const unsigned decides = 74;
    const GbFinding *f = worst_finding(d, state_is_bad ? decides : 40, false);
    if (f && is_said(d, f)) f = worst_finding(d, decides, true);
    if (!f) return;
    if (f->rule == GB_RULE_AUTH_SERVER_NOT_CHECKING || f->rule == GB_RULE_MESSAGE_COUNT_DIFFERS) {
        said_in_full(s, f);
        return;
    }
    const char *title = gb_rule_info(f->rule)->title[GB_EN];
    char start = gb_lower_start(title);
    if (f->frame) {
        GbMoment at = {.frame = f->frame, .file = f->file};
        gb_en(s, "; %c%s (%s)", start, title + 1, gb_frame_en(a, &at));
        gb_zh(s, "；%s（%s）", gb_rule_info(f->rule)->title[GB_ZH], gb_frame_zh(a, &at));
    } else {
        gb_en(s, "; %c%s", start, title + 1);
        gb_zh(s, "；%s", gb_rule_info(f->rule)->title[GB_ZH]);
    }
}

void gb_analysis_verdict(GbAnalysis *a, const GbDevice *device, const char *verdict[GB_N_LANGS]) {
    const Device *d = (const Device *)device; /* begins with it */
    Sentence s = {.n = {0, 0}};
    const Session *latest = gb_device_latest(d);
    const GbSession *last = latest ? &latest->pub : NULL;
    int64_t first = a->first_us;
    bool is_bad = gb_trouble_of_state(d, last) >= GB_SEVERITY_WARNING;
    a->scratch_used = 0;
    s.dated = first / GB_DAY != a->end_us / GB_DAY;
    if (!last) {
        without_session(&s, &d->pub);
    } else if (last->state == GB_SESSION_REJECTED) {
        rejected(a, &s, d, last);
    } else if (last->state == GB_SESSION_INCOMPLETE) {
        incomplete(a, &s, d, last);
    } else {
        gb_course(a, &s, d, last);
    }
    if (last && is_bad) elsewhere(a, &s, d, last);
    if (last && !d->pub.silent) lost_elsewhere(a, &s, d, last);
    also(a, &s, d, is_bad);
    gb_en(&s, ".");
    gb_zh(&s, "。");
    for (unsigned lang = 0; lang < GB_N_LANGS; lang++) {
        char *text = gb_scratch(a, s.n[lang] + 1);
        if (text) memcpy(text, s.text[lang], s.n[lang] + 1);
        verdict[lang] = text ? text : "";
    }
}
