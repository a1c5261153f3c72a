/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_secrets.c - passwords in clear become stars: those that tables know, those that their name or
 * form tells, and nothing else.
 */
#include <gb28181/body.h>
#include <string.h>

#include "check.h"
#include "fence.h"

static void the_text_is_shown_without_secrets(void) {
    static const struct {
        const char *name, *type, *text, *masked;
    } cases[] = {
        {"a password", "Application/MANSCDP+xml",
         "<Control><CmdType>DeviceConfig</CmdType><BasicParam><Password>ab</Password><Name>n</"
         "Name></BasicParam></Control>",
         "<Control><CmdType>DeviceConfig</CmdType><BasicParam><Password>**</Password><Name>n</"
         "Name></BasicParam></Control>"},
        {"a password with a slash", "Application/MANSCDP+xml",
         "<Control><Password>a/b</Password></Control>",
         "<Control><Password>***</Password></Control>"},
        {"a password as attribute", "Application/MANSCDP+xml",
         "<Control Password=\"a>b\" SN=\"1\"/>", "<Control Password=\"***\" SN=\"1\"/>"},
        {"a secret element's attributes", "Application/MANSCDP+xml",
         "<Control><Password A=\"xy\">a</Password><Password B='z'/></Control>",
         "<Control><Password A=\"**\">*</Password><Password B='*'/></Control>"},
        {"elements of other names", "Application/MANSCDP+xml",
         "<Control><Secret>a</Secret><AuthKey>b</AuthKey><密码>c</密码></Control>",
         "<Control><Secret>*</Secret><AuthKey>*</AuthKey><密码>*</密码></Control>"},
        {"a password named beside it", "Application/MANSCDP+xml",
         "<Control><P value=\"a\" name=\"pwd\"/><P Name=\"口令\">b</P><Key>password</Key><Value>c</Value>"
         "<ParamName>pwd</ParamName><ParamValue>e</ParamValue><P name=\"x\">d</P></Control>",
         "<Control><P value=\"*\" name=\"pwd\"/><P Name=\"口令\">*</P><Key>password</Key><Value>*</Value>"
         "<ParamName>pwd</ParamName><ParamValue>*</ParamValue><P name=\"x\">d</P></Control>"},
        {"Basic credentials", "Application/MANSRTSP",
         "PLAY MANSRTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic YQ==\r\n\r\n",
         "PLAY MANSRTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic*****\r\n\r\n"},
        {"Basic credentials, oddly written", "Application/MANSRTSP",
         "PLAY MANSRTSP/1.0\r\nCSeq: 1\r\nproxy-authorization :basic\r\n YQ==\r\n\r\n",
         "PLAY MANSRTSP/1.0\r\nCSeq: 1\r\nproxy-authorization :basic\r\n*****\r\n\r\n"},
        {"a password that never ends", "Application/MANSCDP+xml", "<Control><Password>a<b",
         "<Control><Password>***"},
        {"nothing secret", "Application/MANSCDP+xml", "<Control><SN>1</SN></Control>",
         "<Control><SN>1</SN></Control>"},
        {"SDP", "application/sdp", "v=0\r\na=username:me\r\na=password:x y\r\ns=x\r\n",
         "v=0\r\na=username:**\r\na=password:***\r\ns=x\r\n"},
        {"SDP keys", "application/sdp", "v=0\r\ns=x\r\nk=clear:me\r\na=crypto:1 key\r\n",
         "v=0\r\ns=x\r\nk=********\r\na=crypto:*****\r\n"},
        {"a URL in SDP", "application/sdp", "v=0\r\nu=rtsp://me:x@10.0.0.1/1\r\ns=x\r\n",
         "v=0\r\nu=rtsp://****@10.0.0.1/1\r\ns=x\r\n"},
        {"another kind of text", "text/plain", "login user=me&pwd=abc&x=1",
         "login user=me&pwd=***&x=1"},
    };
    GbBodyReader *r = gb_body_reader_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbBody body;
        char text[256];
        gb_body_read(r, gb_slice_from(cases[i].type), gb_slice_from(cases[i].text), &body);
        memcpy(text, body.text.utf8.p, body.text.utf8.n);
        gb_body_mask_text(&body, text);
        CHECK_TEXT(cases[i].name, gb_slice(text, body.text.utf8.n), cases[i].masked);
    }
    gb_body_reader_free(r);
}

static void secrets_are_found_by_their_look(void) {
    static const struct {
        const char *text, *masked;
    } cases[] = {
        {"http://a:b@h/x http://a@h", "http://***@h/x http://*@h"},
        {"ftp://a:b@c@h/d@e", "ftp://*****@h/d@e"},
        {"rtsp://admin:a/b@10.0.0.1/1", "rtsp://*********@10.0.0.1/1"},
        {"http://h:80/x?to=a@b", "http://h:80/x?to=a@b"},
        {"http://[2001:db8::1]/x?to=a@b", "http://[2001:db8::1]/x?to=a@b"},
        {"http://h/x", "http://h/x"},
        {"<sip:u:p,;w@h:5060>;x=1", "<sip:u:****@h:5060>;x=1"},
        {"X sip:u< \">:p@h SIP/2.0", "X sip:u< \">:*@h SIP/2.0"},
        {"<sip:h:5060>,<sip:u@h>", "<sip:h:5060>,<sip:u@h>"},
        {"SIPS:u:p@h", "SIPS:u:*@h"},
        {"sip:u@h:5060;tag=1", "sip:u@h:5060;tag=1"},
        {"sip:h:5060", "sip:h:5060"},
        {"PassWord : x y", "PassWord : * y"},
        {"{\"password\": \"a b,c\", \"n\": 1}", "{\"password\": \"*****\", \"n\": 1}"},
        {"<NewPasswd>a &b</NewPasswd>\n<x>", "<NewPasswd>****</NewPasswd>\n<x>"},
        {"pwd='a'b", "pwd='*'b"},
        {"password1=a", "password1=*"},
        {"the password is wrong", "the password is wrong"},
        {"password=", "password="},
        {"<sip:D@x;pass=ab;b=1>", "<sip:D@x;pass=**;b=1>"},
        {"PASS: x", "PASS: *"},
        {"bypass=1 passive=1 pass through", "bypass=1 passive=1 pass through"},
        {"<UserPass>x</UserPass> <Psw>y</Psw>", "<UserPass>*</UserPass> <Psw>*</Psw>"},
        {"http://h/b-password=x", "http://h/b-password=*"},
        {"Passwrd=a PassCode=b", "Passwrd=* PassCode=*"},
        {"密码：ab 登录密码:c 口令 ＝　d", "密码：** 登录密码:* 口令 ＝　*"},
        {"<密码>a b</密码> <登录口令>c</登录口令>  <x>", "<密码>***</密码> <登录口令>*</登录口令>  <x>"},
        {"&quot;password&quot;: &quot;a b&quot;,", "&quot;password&quot;: &quot;***&quot;,"},
        {"密码：“a b” 密碼=x", "密码：“***” 密碼=*"},
        {"密码是：a 用户名/密码：b", "密码是：* 用户名/密码：*"},
        {"user_pass=x </密码>", "user_pass=* </密码>"},
        {"密码错误 空密码：尚未设置", "密码错误 空密码：尚未设置"},
        {"password：a", "password：*"},
        {"{\"password\":\"a\\\"b\",\"n\":1}", "{\"password\":\"****\",\"n\":1}"},
        {"{\\\"pwd\\\": \\\"a b\\\",\\\"n\\\":1}", "{\\\"pwd\\\": \\\"****\",\\\"n\\\":1}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbSlice text = gb_slice_from(cases[i].text);
        for (size_t n = 0; n <= text.n; n++) {
            GbSlice copy = fence_copy(gb_slice_sub(text, 0, n));
            gb_mask_secrets((char *)copy.p, copy.n);
            if (n == text.n) CHECK_TEXT(cases[i].text, copy, cases[i].masked);
        }
    }
}

static void kept_texts_have_stars_for_secrets(void) {
    static const struct {
        const char *text, *struck;
    } cases[] = {
        {"sip:u@h:5060", "sip:u@h:5060"},
        {"sip:D@x;password=Zx9secretQ", "sip:D@x;password=***"},
        {"sip:u:p@h", "sip:u:***@h"},
        {"u=rtsp://me:x@h/1", "u=rtsp://***@h/1"},
        {"a=password:x y", "a=password:*** y"},
        {"***", "***"},
        {"", ""},
    };
    char room[GB_MAX_VALUE], text[2 * GB_MAX_VALUE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        GbSlice sent = fence_copy(gb_slice_from(cases[i].text));
        CHECK_TEXT(cases[i].text, gb_strike_secrets(sent, room), cases[i].struck);
    }
    for (size_t n = 0; n + 6 < sizeof text; n += 6) memcpy(text + n, "pwd=x ", 6);
    GbSlice struck = gb_strike_secrets(gb_slice(text, sizeof text - 8), room);
    CHECK_INT("a long text is cut", struck.n, GB_MAX_VALUE);
    CHECK_TRUE("and holds no secret", !memchr(struck.p, 'x', struck.n));
}

int main(void) {
    static const CheckTest tests[] = {
        {"the text is shown without secrets", the_text_is_shown_without_secrets},
        {"secrets are found by their look", secrets_are_found_by_their_look},
        {"kept texts have stars for secrets", kept_texts_have_stars_for_secrets},
        {NULL, NULL},
    };
    return check_main("secrets", tests);
}
