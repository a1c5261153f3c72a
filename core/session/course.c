/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * course.c - the clauses about a device that registered, at the latest before the capture: when and
 * from where, whether the password fits, how its keepalives went, what became of its address and
 * connection, how it stands at the end.
 */
#include "rules.h"
#include "sentence.h"

static const char *times_en(GbAnalysis *a, uint64_t n) {
    return n == 1 ? "once" : n == 2 ? "twice" : gb_scratch_format(a, "%llu times", (unsigned long long)n);
}

static const GbAttempt *granted_attempt(const GbSession *s) {
    for (size_t i = 0; i < s->n_attempts; i++)
        if (s->attempts[i].status / 100 == 2 && s->attempts[i].expires_s != 0) return &s->attempts[i];
    return NULL;
}

static void password(Sentence *s, const Device *d, const GbAttempt *attempt) {
    static const char *const words[GB_N_AUTH_RESULTS][GB_N_LANGS] = {
        [GB_AUTH_NONE] = {"without a password", "未鉴权"},
        [GB_AUTH_VERIFIED] = {"password verified", "密码校验通过"},
        [GB_AUTH_MISMATCH] = {"although the password does not fit", "但密码不符"},
        [GB_AUTH_NO_PASSWORD] = {"password not known here", "未提供密码，无法校验"},
        [GB_AUTH_UNSUPPORTED] = {"authentication can't be checked", "鉴权方式无法校验"},
        [GB_AUTH_INCOMPLETE] = {"credentials incomplete", "鉴权信息不完整"},
    };
    GbAuthResult r = attempt && attempt->auth ? attempt->auth->result : GB_AUTH_NONE;
    if (r == GB_AUTH_NONE && d->head_was_cut) return; /* nobody knows */
    gb_en(s, ", %s", words[r][GB_EN]);
    gb_zh(s, "，%s", words[r][GB_ZH]);
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

/* What is told stands at that time: does it come from a TeleBoot or an upgrade? */
static void after_restart(GbAnalysis *a, Sentence *s, const Device *d, int64_t time_us, int64_t within_us) {
    const BusyRules *busy = d->rules ? d->rules->busy : NULL;
    if (!busy || !busy->restart_asked.frame) return;
    int64_t since = time_us - busy->restart_asked.time_us;
    if (since < -2 * GB_MINUTE || since > within_us) return;
    gb_en(s, ", after the %s in %s", busy->by_upgrade ? "DeviceUpgrade" : "TeleBoot", gb_frame_en(a, &busy->restart_asked));
    gb_zh(s, "，此前平台于%s下发%s", gb_frame_zh(a, &busy->restart_asked), busy->by_upgrade ? "设备升级" : "远程重启");
}

static void registration(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    if (last->state == GB_SESSION_PRE_CAPTURE || !last->registered) {
        gb_en(s, "Registered before the capture began");
        gb_zh(s, "抓包开始前已注册");
        return;
    }
    if (d->pub.counts.registered > 1) {
        gb_en(s, "Registered %s, the last time at ", times_en(a, d->pub.counts.registered));
        gb_zh(s, "共注册 %u 次，最近一次于 ", d->pub.counts.registered);
    } else {
        gb_en(s, "Registered at ");
        gb_zh(s, "于 ");
    }
    const char *when = gb_clock_text(a, s, last->start.time_us);
    gb_en(s, "%s (%s", when, gb_frame_en(a, &last->start));
    gb_zh(s, "%s 注册成功（%s", when, gb_frame_zh(a, &last->start));
    password(s, d, granted_attempt(last));
    gb_en(s, ")");
    gb_zh(s, "）");
    const Session *before = replaced(d, last), *sent = redirection(d, last);
    if (before) after_restart(a, s, d, last->start.time_us, 20 * GB_MINUTE);
    if (before && before->pub.connection_closed.frame) {
        const GbMoment *at = &before->pub.connection_closed;
        bool device = before->pub.closed_by_device;
        gb_en(s, ", after %s closed the previous TCP connection (%s)", device ? "it" : "the server",
              gb_frame_en(a, at));
        gb_zh(s, "，此前的 TCP 连接已由%s于%s断开", device ? "设备" : "平台", gb_frame_zh(a, at));
    }
    if (before && has_moved(before, gb_device_latest(d))) {
        const char *from = gb_scratch_address(a, &before->source);
        const char *to = gb_scratch_address(a, &gb_device_latest(d)->source);
        gb_en(s, " from another address, %s instead of %s", to, from);
        gb_zh(s, "，地址由 %s 变为 %s", from, to);
    }
    if (!sent && before && before->granted_by && before->granted_by != gb_device_latest(d)->granted_by) {
        const char *at = gb_scratch_address(a, &d->last_register.destination);
        gb_en(s, ", at another address of the server, %s", at);
        gb_zh(s, "，注册到平台的另一地址 %s", at);
    }
    if (sent) {
        gb_en(s, ", redirected to %s by a %u in %s", last->server_id, sent->refused_status,
              gb_frame_en(a, &sent->refused_at));
        gb_zh(s, "，系按%s的 %u 重定向至 %s", gb_frame_zh(a, &sent->refused_at), sent->refused_status,
              last->server_id);
    }
    if (last->refreshes) {
        gb_en(s, ", refreshed %s", times_en(a, last->refreshes));
        gb_zh(s, "，刷新 %u 次", last->refreshes);
    }
}

/* What went wrong in the sessions before the last one: of a device that registered anew this is
 * mostly the reason. */
static void keepalives_before(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const GbFinding *unanswered = gb_found(a, d, GB_RULE_KEEPALIVE_UNANSWERED);
    const GbFinding *refused = gb_found(a, d, GB_RULE_KEEPALIVE_REFUSED);
    unsigned n_unanswered = d->pub.counts.unanswered - last->keepalives.unanswered;
    unsigned n_refused = d->pub.counts.refused - last->keepalives.refused;
    if (n_unanswered && unanswered) {
        GbMoment at = {.frame = unanswered->frame, .file = unanswered->file};
        gb_en(s, "; %u not answered before that (from %s on)", n_unanswered, gb_frame_en(a, &at));
        gb_zh(s, "；此前有 %u 次心跳无应答（自%s起）", n_unanswered, gb_frame_zh(a, &at));
    }
    if (n_refused && refused) {
        GbMoment at = {.frame = refused->frame, .file = refused->file};
        gb_en(s, "; %u refused before that (from %s on)", n_refused, gb_frame_en(a, &at));
        gb_zh(s, "；此前有 %u 次心跳被拒绝（自%s起）", n_refused, gb_frame_zh(a, &at));
    }
}

static void keepalives(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const GbKeepalives *k = &last->keepalives;
    if (!k->count) {
        if (gb_found(a, d, GB_RULE_KEEPALIVE_ONLY_PINGS)) {
            gb_en(s, ", pings of line ends but no keepalive");
            gb_zh(s, "，只发空包而无心跳");
        } else if (last->state == GB_SESSION_OPEN && d->unread_us < last->start.time_us) {
            gb_en(s, ", no keepalive so far");
            gb_zh(s, "，尚无心跳");
        }
        return;
    }
    gb_en(s, ", %llu keepalive%s", (unsigned long long)k->count, k->count == 1 ? "" : "s");
    gb_zh(s, "，心跳 %llu 次", (unsigned long long)k->count);
    if (k->median_us > 0) {
        const char *every = gb_arg_seconds(a, k->median_us);
        gb_en(s, " about every %s s", every);
        gb_zh(s, "（约每 %s 秒）", every);
    }
    if (k->refused) {
        gb_en(s, ", %llu of them refused", (unsigned long long)k->refused);
        gb_zh(s, "，其中 %llu 次被拒绝", (unsigned long long)k->refused);
    }
    if (k->unanswered) {
        gb_en(s, ", %llu not answered", (unsigned long long)k->unanswered);
        gb_zh(s, "，%llu 次无应答", (unsigned long long)k->unanswered);
    }
    if (!k->n_gaps) return;
    const GbGap *g = &k->gaps[k->n_gaps - 1];
    const char *from = gb_clock_text(a, s, g->from.time_us), *to = gb_clock_text(a, s, g->to.time_us);
    size_t more = k->n_gaps - 1 + k->n_gaps_omitted;
    gb_en(s, "; silent from %s to %s: %u missed", from, to, g->missed);
    gb_zh(s, "；%s 至 %s 静默，缺少 %u 次心跳", from, to, g->missed);
    if (more) {
        gb_en(s, " (and %zu more gap%s)", more, more == 1 ? "" : "s");
        gb_zh(s, "（另有 %zu 次中断）", more);
    }
}

/* "10.0.0.9:6001" and "10.0.0.9:6002" */
static bool is_same_host(const char *a, const char *b) {
    const char *end = strrchr(a, ':'), *other = strrchr(b, ':');
    return end && other && end - a == other - b && strncmp(a, b, (size_t)(end - a)) == 0;
}

static void moved(GbAnalysis *a, Sentence *s, const Device *d) {
    const GbFinding *f = gb_found(a, d, GB_RULE_REGISTRATION_MOVED);
    if (!f || gb_found(a, d, GB_RULE_DEVICE_ID_SHARED)) return; /* several devices, each at its place */
    const char *when = gb_clock_text(a, s, f->time_us), *to = f->args[1] ? f->args[1] : "?";
    bool is_nat = !f->args[0] || is_same_host(f->args[0], to);
    gb_en(s, "; at %s it came from %s without registering: its %s", when, to,
          is_nat ? "NAT binding moved" : "address changed");
    gb_zh(s, "；%s 起来源变为 %s 且未重新注册：%s", when, to, is_nat ? "NAT 映射已变化" : "地址已变化");
}

/* What a loss comes from, or will come to. */
static void disconnected(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    bool ends_badly = d->pub.silent || last->state == GB_SESSION_EXPIRED ||
                      gb_found(a, d, GB_RULE_REGISTRATION_CONNECTION_CLOSED) ||
                      gb_found(a, d, GB_RULE_REGISTRATION_CONNECTION_CHANGED);
    if (!last->connection_closed.frame || !ends_badly) return;
    const char *when = gb_clock_text(a, s, last->connection_closed.time_us);
    const char *by_en = last->closed_by_device ? "the device" : "the server";
    const char *by_zh = last->closed_by_device ? "设备" : "平台";
    gb_en(s, "; its TCP connection was %s by %s at %s (%s) and it did not register again",
          last->closed_by_reset ? "reset" : "closed", by_en, when, gb_frame_en(a, &last->connection_closed));
    gb_zh(s, "；%s（%s）%s%s了其 TCP 连接，此后未重新注册", when, gb_frame_zh(a, &last->connection_closed),
          by_zh, last->closed_by_reset ? "重置" : "关闭");
}

static bool was_refresh_refused(const Session *latest, const GbSession *last) {
    if (&latest->pub != last || !last->registered || !latest->refused || latest->refused_status < 400 ||
        last->state == GB_SESSION_UNREGISTERED)
        return false;
    for (size_t i = last->n_attempts; i-- > 0;)
        if (last->attempts[i].response.frame == latest->refused_at.frame) return last->attempts[i].expires_s != 0;
    return true;
}

/* The latest one to be answered: what was granted before holds until it expires. */
static void refresh_refused(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const Session *one = gb_device_latest(d);
    if (!was_refresh_refused(one, last)) return;
    gb_en(s, "; the refresh was refused with %u in %s", one->refused_status, gb_frame_en(a, &one->refused_at));
    gb_zh(s, "；刷新注册于%s被拒绝（%u）", gb_frame_zh(a, &one->refused_at), one->refused_status);
}

static void ending(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    const Session *refused = gb_device_latest(d);
    switch (last->state) {
    case GB_SESSION_LOST:
    case GB_SESSION_PRE_CAPTURE:
    case GB_SESSION_OPEN:
        if (last->state == GB_SESSION_LOST || d->pub.silent) {
            const GbMoment *m = gb_session_last_alive(gb_device_latest(d));
            int64_t step = gb_session_interval(a, gb_device_latest(d));
            unsigned long long missed =
                (unsigned long long)((a->end_us - m->time_us) / (step > 0 ? step : GB_MINUTE));
            const char *since = gb_clock_text(a, s, m->time_us);
            gb_en(s, "; silent from %s (%s) on, %llu keepalives missed: lost", since, gb_frame_en(a, m),
                  missed);
            gb_zh(s, "；自 %s（%s）起静默，缺少 %llu 次心跳：失联", since, gb_frame_zh(a, m), missed);
            after_restart(a, s, d, m->time_us, GB_MINUTE);
        } else if (refused && refused->refused_since.frame) {
            const GbMoment *m = &refused->refused_since;
            const char *since = gb_clock_text(a, s, m->time_us);
            gb_en(s, "; since %s (%s) every answer to its keepalives is %u: offline for the server", since,
                  gb_frame_en(a, m), refused->refused_by);
            gb_zh(s, "；自 %s（%s）起心跳应答均为 %u：平台视其为离线", since, gb_frame_zh(a, m), refused->refused_by);
        } else if (gb_found(a, d, GB_RULE_REGISTRATION_CONNECTION_CLOSED) ||
                   gb_found(a, d, GB_RULE_REGISTRATION_CONNECTION_CHANGED)) {
            gb_en(s, "; still sending at the end of the capture");
            gb_zh(s, "；抓包结束时仍在发送消息");
        } else {
            gb_en(s, "; online at the end of the capture");
            gb_zh(s, "；抓包结束时在线");
        }
        break;
    case GB_SESSION_EXPIRED: {
        const char *when = gb_clock_text(a, s, last->end.time_us);
        const GbAttempt *latest = last->n_attempts ? &last->attempts[last->n_attempts - 1] : NULL;
        bool asked = latest && latest->request.time_us > last->start.time_us;
        bool unheard = asked && !latest->status && latest->expires_s != 0;
        gb_en(s, "; its registration expired at %s", when);
        gb_zh(s, "；%s ", when);
        if (unheard) {
            gb_en(s, ", its refresh was not answered");
            gb_zh(s, "注册过期，刷新请求无应答");
        } else if (was_refresh_refused(refused, last)) {
            gb_zh(s, "注册过期");
        } else {
            gb_en(s, " without a refresh");
            gb_zh(s, "因未刷新而注册过期");
        }
        break;
    }
    case GB_SESSION_UNREGISTERED: {
        const char *when = gb_clock_text(a, s, last->end.time_us);
        gb_en(s, "; unregistered at %s", when);
        gb_zh(s, "；%s 注销", when);
        break;
    }
    case GB_SESSION_REPLACED:
    case GB_SESSION_REJECTED:
    case GB_SESSION_INCOMPLETE:
    case GB_N_SESSION_STATES:
        break;
    }
}

void gb_course(GbAnalysis *a, Sentence *s, const Device *d, const GbSession *last) {
    registration(a, s, d, last);
    keepalives(a, s, d, last);
    keepalives_before(a, s, d, last);
    moved(a, s, d);
    disconnected(a, s, d, last);
    refresh_refused(a, s, d, last);
    ending(a, s, d, last);
}
