/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_values.c - the parts that the JSON report and the events share, so that they look the same:
 * a moment, an address, and what the check of an Authorization came to.
 *
 * Of an Authorization the names and the verdict are written. The response and HA1 are not: nobody
 * needs them to understand the verdict, and a response is a hash one can attack offline.
 */
#include "report/json_values.h"

void gb_json_file(GbJson *j, uint32_t file) {
    if (file) gb_json_uint(j, "file", file);
}

void gb_json_moment(GbJson *j, const char *key, GbMoment at) {
    if (!at.frame && !at.time_us) {
        gb_json_null(j, key);
        return;
    }
    gb_json_open(j, key, '{', true);
    gb_json_time(j, "time", at.time_us);
    if (at.frame)
        gb_json_uint(j, "frame", at.frame);
    else
        gb_json_null(j, "frame");
    gb_json_file(j, at.file);
    gb_json_close(j);
}

void gb_json_address(GbJson *j, const char *key, const GbAddress *address) {
    char text[GB_ADDRESS_TEXT];
    if (address->family == 0) {
        gb_json_null(j, key);
        return;
    }
    size_t n = gb_address_text(address, text, sizeof text);
    gb_json_slice(j, key, gb_slice(text, n));
}

void gb_json_auth(GbJson *j, const char *key, const GbAuthCheck *auth) {
    if (!auth || auth->result == GB_AUTH_NONE) {
        gb_json_null(j, key);
        return;
    }
    gb_json_open(j, key, '{', true);
    gb_json_text(j, "result", gb_auth_result_name(auth->result));
    gb_json_text(j, "algorithm", auth->algorithm);
    gb_json_text(j, "qop", auth->qop);
    gb_json_text(j, "realm", auth->realm);
    gb_json_text(j, "nonce", auth->nonce);
    gb_json_text(j, "username", auth->username);
    gb_json_text(j, "scheme", auth->scheme);
    gb_json_text(j, "uri", auth->uri);
    if (auth->proxy) gb_json_bool(j, "proxy", true);
    gb_json_moment(j, "challenge", auth->challenge);
    if (auth->why != GB_WHY_NONE) {
        const char *detail = auth->why_detail ? auth->why_detail : "";
        char text[512];
        gb_json_text(j, "why", gb_auth_why_name(auth->why));
        if (*detail) gb_json_text(j, "why_detail", detail);
        size_t n = gb_auth_why_text(auth->why, GB_EN, detail, text, sizeof text);
        gb_json_slice(j, "why_text", gb_slice(text, n));
        n = gb_auth_why_text(auth->why, GB_ZH, detail, text, sizeof text);
        gb_json_slice(j, "why_text_zh", gb_slice(text, n));
    }
    gb_json_close(j);
}
