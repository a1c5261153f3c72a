/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.c - the contract's words for states (session.h), and a device's type as a word.
 */
#include <gb28181/device_id.h>
#include <gb28181/session.h>

static const char *const state_names[] = {
#define X(id, word, en, zh) word,
    GB_SESSION_STATES(X)
#undef X
};

static const char *const state_titles[][GB_N_LANGS] = {
#define X(id, word, en, zh) {en, zh},
    GB_SESSION_STATES(X)
#undef X
};

static const char *const event_names[] = {
#define X(id, word) word,
    GB_EVENT_STATES(X)
#undef X
};

const char *gb_session_state_name(GbSessionState s) {
    return s < GB_N_SESSION_STATES ? state_names[s] : "?";
}

const char *gb_session_state_title(GbSessionState s, GbLang lang) {
    return s < GB_N_SESSION_STATES ? state_titles[s][lang == GB_ZH] : "?";
}

const char *gb_event_state_name(GbEventState s) {
    return s < GB_N_EVENT_STATES ? event_names[s] : "?";
}

const char *gb_device_state_name(const GbDevice *d) {
    if (!d->has_session) return "incomplete";
    switch (d->state) {
    case GB_SESSION_OPEN:
    case GB_SESSION_PRE_CAPTURE:
    case GB_SESSION_REPLACED: /* by the same device elsewhere: it is there */
        return d->silent ? "lost" : "registered";
    case GB_SESSION_EXPIRED:
    case GB_SESSION_UNREGISTERED:
    case GB_SESSION_LOST:
    case GB_SESSION_REJECTED:
    case GB_SESSION_INCOMPLETE:
    case GB_N_SESSION_STATES:
        break;
    }
    return gb_session_state_name(d->state);
}

const char *gb_device_type(const GbDevice *d, GbLang lang) {
    GbDeviceId id;
    if (d->is_platform) return lang == GB_ZH ? "平台" : "platform";
    gb_device_id_parse(gb_slice_from(d->id), &id);
    return gb_device_type_name(id.type, lang);
}
