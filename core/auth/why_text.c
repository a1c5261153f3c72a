/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * why_text.c - why a password does not fit, as a sentence for whoever has to go to the device or
 * the platform and set it right. Each reason has a wording with its detail ({}: a device ID, a
 * realm, a uri, a line number) and one without. No wording has a place for a password.
 */
#include <gb28181/auth.h>

static const struct {
    const char *name;
    const char *with[GB_N_LANGS]; /* NULL: has no detail */
    const char *without[GB_N_LANGS];
} whys[GB_N_AUTH_WHYS] = {
    [GB_WHY_NONE] = {"none", {NULL, NULL}, {"", ""}},
    [GB_WHY_OTHER_DEVICE] =
        {"other-device",
         {"The device used the password recorded for device {}: the two passwords were swapped, or "
          "this device was set up with the other one's account.",
          "设备使用的是为设备 {} "
          "登记的密码：两台设备的密码可能填反，或本设备误用了对方的账号配置。"},
         {"The device used the password recorded for another device.",
          "设备使用的是为另一台设备登记的密码。"}},
    [GB_WHY_DEFAULT_PASSWORD] =
        {"default-password",
         {NULL, NULL},
         {"The device used the default password (the * row), not the one recorded for it.",
          "设备使用的是默认密码（* 行），而不是为它单独登记的密码。"}},
    [GB_WHY_REALM] =
        {"realm",
         {"The password is right, but the device hashed it with the realm \"{}\" instead of the "
          "one it "
          "names in its Authorization.",
          "密码正确，但设备计算摘要时使用的 realm 是“{}”，与其 Authorization 中所写的不一致。"},
         {"The password is right, but the device hashed it with another realm than the one it "
          "names, "
          "or with none.",
          "密码正确，但设备计算摘要时使用的 realm 与 Authorization 中所写的不一致，或为空。"}},
    [GB_WHY_URI] =
        {"uri",
         {"The password is right, but the device hashed the uri \"{}\" and sent another one in its "
          "Authorization.",
          "密码正确，但设备计算摘要时使用的 uri 是“{}”，与其 Authorization 中发送的不一致。"},
         {"The password is right, but the device hashed another uri than the one it sent.",
          "密码正确，但设备计算摘要时使用的 uri 与其发送的不一致。"}},
    [GB_WHY_METHOD] =
        {"method",
         {"The password is right, but the device hashed the method \"{}\" instead of the one of "
          "this "
          "request.",
          "密码正确，但设备计算摘要时使用的方法名是“{}”，与本请求的方法不一致。"},
         {"The password is right, but the device hashed another method than this request's.",
          "密码正确，但设备计算摘要时使用的方法名与本请求不一致。"}},
    [GB_WHY_USERNAME] =
        {"username",
         {"The password is right, but the device hashed the user name \"{}\" instead of the one it "
          "names "
          "in its Authorization.",
          "密码正确，但设备计算摘要时使用的用户名是“{}”，与其 Authorization 中所写的不一致。"},
         {"The password is right, but the device hashed another user name than the one it names.",
          "密码正确，但设备计算摘要时使用的用户名与 Authorization 中所写的不一致。"}},
    [GB_WHY_PASSWORD_CASE] =
        {"password-case",
         {NULL, NULL},
         {"The password fits with its letters in another case: check upper and lower case on the "
          "device.",
          "密码仅字母大小写不一致，请检查设备上填写的大小写。"}},
    [GB_WHY_PASSWORD_BLANKS] =
        {"password-blanks",
         {NULL, NULL},
         {"The password differs only in blanks or a line end around it: type it again instead of "
          "pasting it.",
          "密码仅首尾空格或换行不一致，请手工重新输入，不要粘贴。"}},
    [GB_WHY_PASSWORD_EMPTY] = {"password-empty",
                               {NULL, NULL},
                               {"The device used an empty password; none has been set on it.",
                                "设备使用了空密码：设备上尚未设置密码。"}},
    [GB_WHY_PASSWORD_HASHED] =
        {"password-hashed",
         {NULL, NULL},
         {"The device or the table holds the password already hashed and hashes it once more.",
          "密码在设备或密码表中已是散列值，计算摘要时又被散列了一次。"}},
    [GB_WHY_QOP] =
        {"qop",
         {"The password is right, but the response was computed with {}, unlike what the "
          "Authorization says.",
          "密码正确，但响应值是按 {} 计算的，与 Authorization 中所写的不符。"},
         {"The password is right, but the response was computed without qop, although the "
          "Authorization names one.",
          "密码正确，但响应值是按无 qop 方式计算的，而 Authorization 中带有 qop。"}},
    [GB_WHY_NC_CASE] =
        {"nc-case",
         {NULL, NULL},
         {"The password is right, but nc was hashed in the other case of letters than it was sent "
          "(8 lower-case digits are right).",
          "密码正确，但计算摘要时 nc 的字母大小写与发送的不一致（应为 8 位小写十六进制）。"}},
    [GB_WHY_NONCE] =
        {"nonce",
         {"The password is right, but the device hashed the nonce \"{}\" of another challenge.",
          "密码正确，但设备计算摘要时使用了另一次质询的 nonce“{}”。"},
         {"The password is right, but the device hashed the nonce of another challenge.",
          "密码正确，但设备计算摘要时使用了另一次质询的 nonce。"}},
    [GB_WHY_ALGORITHM] =
        {"algorithm",
         {"The password is right, but the response was computed with {} instead of the algorithm "
          "the Authorization names (MD5 where it names none).",
          "密码正确，但响应值是用 {} 计算的，与 Authorization 中声明的算法（未声明即 MD5）不一致。"},
         {"The password is right, but the response was computed with another algorithm than the "
          "Authorization names.",
          "密码正确，但计算响应值的算法与 Authorization 中声明的不一致。"}},
    [GB_WHY_HASH_CASE] =
        {"hash-case",
         {NULL, NULL},
         {"The password is right, but the device turned HA1 and HA2 into upper-case hex before the "
          "last hash; lower case is required.",
          "密码正确，但设备在最后一次散列前把 HA1、HA2 转成了大写十六进制，标准要求小写。"}},
    [GB_WHY_OTHER_REALM] = {"other-realm",
                            {"The device used the password recorded for it in the realm \"{}\".",
                             "设备使用的是为它在 realm“{}”中登记的密码。"},
                            {"The device used the password recorded for it without a realm.",
                             "设备使用的是为它登记的未指定 realm 的密码。"}},
    [GB_WHY_ALSO_TRY] =
        {"also-try",
         {"The device used the candidate password in line {} of the list to also try.",
          "设备使用的是候选密码列表第 {} 行的密码。"},
         {"The device used one of the candidate passwords to also try.",
          "设备使用的是候选密码列表中的密码。"}},
    [GB_WHY_MALFORMED] =
        {"malformed",
         {NULL, NULL},
         {"The response is no hash of the algorithm named: a wrong number of characters, or some "
          "that are no hexadecimal digits.",
          "response 不是所声明算法的散列值：十六进制位数不符或含有其他字符。"}},
    [GB_WHY_NOTHING_FITS] =
        {"nothing-fits",
         {NULL, NULL},
         {"The device used a password that is not known here: neither its own nor any other "
          "recorded "
          "one fits in any usual form.",
          "设备使用的密码不在已知范围内：其自身及其他已登记的密码按各种常见方式计算均不匹配。"}},
    [GB_WHY_NOTHING_YET] =
        {"nothing-fits-so-far",
         {NULL, NULL},
         {"Its own password does not fit in any usual form; the limit of passwords tried was "
          "reached before all others were: analyse this device alone.",
          "其自身密码按各种常见方式计算均不匹配；尝试次数已达上限，其他已登记密码未全部尝试，"
          "请单独分析该设备。"}},
};

const char *gb_auth_why_name(GbAuthWhy w) {
    return (unsigned)w < GB_N_AUTH_WHYS ? whys[w].name : "none";
}

/* Appends s as far as it fits into n - 1 bytes; whole characters only. */
static size_t append(char *out, size_t n, size_t at, GbSlice s) {
    size_t room = n - 1 - at;
    if (s.n > room) {
        s.n = room;
        while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80) s.n--;
    }
    if (s.n) memcpy(out + at, s.p, s.n);
    return at + s.n;
}

size_t gb_auth_why_text(GbAuthWhy w, GbLang lang, const char *detail, char *out, size_t n) {
    if (!n) return 0;
    if ((unsigned)w >= GB_N_AUTH_WHYS) w = GB_WHY_NONE;
    if ((unsigned)lang >= GB_N_LANGS) lang = GB_EN;
    bool has_detail = detail && *detail && whys[w].with[lang];
    const char *text = has_detail ? whys[w].with[lang] : whys[w].without[lang];
    const char *hole = has_detail ? strstr(text, "{}") : NULL;
    size_t at = 0;
    if (hole) {
        at = append(out, n, at, gb_slice(text, (size_t)(hole - text)));
        at = append(out, n, at, gb_slice_from(detail));
        text = hole + 2;
    }
    at = append(out, n, at, gb_slice_from(text));
    out[at] = '\0';
    return at;
}
