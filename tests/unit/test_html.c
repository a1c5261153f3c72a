/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_html.c - the HTML writer on made-up reports: captured text stays text, nothing refers to the
 * network, the policy's hashes are those of what stands in the page, and size stays in bounds.
 */
#include <glib.h>
#include <stdio.h>

#include "check.h"
#include "report/html_out.h"
#include "sample_report.h"

static bool to_string(const char *bytes, size_t n, void *data) {
    g_string_append_len(data, bytes, (gssize)n);
    return true;
}

static bool refuse(const char *bytes, size_t n, void *data) {
    (void)bytes, (void)n;
    ++*(int *)data;
    return false;
}

static GString *write_report(size_t n_devices, bool hostile, GbDetail detail) {
    SampleReport *s = sample_report_new(n_devices, hostile);
    GString *html = g_string_new(NULL);
    sample_report_get(s)->detail = detail;
    CHECK_TRUE("writing to memory", gb_report_write_html(sample_report_get(s), to_string, html));
    sample_report_free(s);
    return html;
}

static long count(const GString *in, const char *what) {
    long n = 0;
    for (const char *p = in->str;
         (p = memmem(p, (size_t)(in->str + in->len - p), what, strlen(what))); p++)
        n++;
    return n;
}

typedef void (*Writer)(HtmlOut *, const char *);

static void write_pre(HtmlOut *o, const char *text) {
    html_pre(o, gb_slice_from(text));
}

static void test_text(void) {
    static const struct {
        const char *name;
        Writer write;
        const char *text, *expected;
    } cases[] = {
        {"markup in content is escaped", html_text, "<b a='1' c=\"2\">&",
         "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;"},
        {"Chinese stays as it is", html_text, "一号楼", "一号楼"},
        {"a bidirectional override is seen", html_text,
         "a\xE2\x80\xAE"
         "b",
         "a<span class=\"cc\">⟨U+202E⟩</span>b"},
        {"a control character in an attribute is seen", html_attr, "a\x01\"", "a⟨U+0001⟩&quot;"},
        {"a broken byte is seen", html_text, "a\xFF", "a<span class=\"cc\">⟨0xFF⟩</span>"},
        {"no text writes nothing", html_text, NULL, ""},
        {"line ends stay in pre", write_pre, "a\r\n\tb\n", "a\n\tb\n"},
        {"a lone CR in pre is seen", write_pre, "a\rb", "a<span class=\"cc\">⟨U+000D⟩</span>b"},
        {"a script's end can't stand in JSON", html_json, "</script>&\"\\",
         "\"\\u003c/script\\u003e\\u0026\\\"\\\\\""},
        {"a line separator in JSON is a mark", html_json, "\xE2\x80\xA8", "\"⟨U+2028⟩\""},
        {"nothing is null in JSON", html_json, NULL, "null"},
    };
    HtmlOut *o = g_new(HtmlOut, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *got = g_string_new(NULL);
        html_out_init(o, to_string, got);
        cases[i].write(o, cases[i].text);
        html_flush(o);
        check_text(cases[i].name, "html", gb_slice(got->str, got->len), cases[i].expected);
        g_string_free(got, TRUE);
    }
    g_free(o);
}

static void test_hostile(void) {
    static const char *const never[] = {"<img", "onerror=hacked=1>\"", "\xE2\x80\xAE",
                                        "\x01", "sample-secret",       "another-secret"};
    GString *html = write_report(10, true, GB_DETAIL_ALL);
    CHECK_TRUE("the hostile text is there", count(html, "window.hacked") > 100);
    check_int("only our own scripts", "<script", count(html, "<script"), 2);
    check_int("only our own scripts end", "</script", count(html, "</script"), 2);
    check_int("only our own style ends", "</style", count(html, "</style"), 1);
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
        check_int(never[i], "times", count(html, never[i]), 0);
    g_string_free(html, TRUE);
}

static void test_secrets(void) {
    GString *html = write_report(10, false, GB_DETAIL_ALL);
    check_int("a password in clear", "times", count(html, "sample-secret"), 0);
    CHECK_TRUE("Basic credentials are struck out", count(html, " Basic ***") > 0);
    CHECK_TRUE("a password in a URI is struck out",
               count(html, "34020000002000000001:***@10.250.0.1") > 0);
    CHECK_TRUE("a password in SDP is struck out", count(html, "a=password:***") > 0);
    CHECK_TRUE("a URL in SDP is", count(html, "u=rtsp://***@10.250.0.1/1") > 0);
    CHECK_TRUE("text of another kind is", count(html, "user=admin&amp;pwd=***") > 0);
    CHECK_TRUE("a password in MANSCDP is struck out",
               count(html, "Password</span> <b>***</b>") > 0);
    CHECK_TRUE("a URI without password stays",
               count(html, "sip:34020000002000000001@3402000000") > 0);
    g_string_free(html, TRUE);
}

static void test_meanings(void) {
    static const char *const once[] = {
        "<h4><span lang=\"en\">Play, SSRC 0100000001, video RTP/AVP 6000</span>",
        "<span class=\"el\">m</span> <b>video 6000 RTP/AVP 96</b> <i><span lang=\"en\">RTP over UDP",
        ("<span class=\"el\">a</span> <b>recvonly</b> <i><span lang=\"en\">only receives media</span>"
         "<span lang=\"zh\">只接收媒体</span></i>"),
        "play at 2x, seek to 100 s</span><span lang=\"zh\">2 倍速播放，定位到 100 秒</span>",
        "<span class=\"el\">Scale</span> <b>2.0</b> <small>",
        "媒体流接收者</span></span> <b>34020000002000000001</b> <i>",
    };
    GString *html = write_report(10, false, GB_DETAIL_ALL);
    for (size_t i = 0; i < G_N_ELEMENTS(once); i++)
        CHECK_TRUE(once[i], count(html, once[i]) > 0);
    const char *ptz = strstr(html->str, "A50F010A1F1F00FD</b> <i>");
    CHECK_TRUE("PTZCmd in words", ptz && memmem(ptz, 200, "pan", 3) && memmem(ptz, 200, "tilt", 4));
    g_string_free(html, TRUE);
}

/* What the page loads: nothing. Addresses stand only in namespaces and in the icon. */
static void test_self_contained(void) {
    static const char *const never[] = {" src=",     "@import", "url(http", "href=\"http",
                                        "href=\"//", "<iframe", "<object",  "<form",
                                        " style=\"", " onclick"};
    GString *html = write_report(10, false, GB_DETAIL_ALL);
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
        check_int(never[i], "times", count(html, never[i]), 0);
    g_string_free(html, TRUE);
}

static void check_hash(const GString *html, const char *open, const char *close) {
    const char *from = strstr(html->str, open), *to = from ? strstr(from, close) : NULL;
    if (!to) {
        check_true(open, "stands in the page", false);
        return;
    }
    from += strlen(open);
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize n = sizeof digest;
    g_checksum_update(sum, (const guchar *)from, to - from);
    g_checksum_get_digest(sum, digest, &n);
    char *text = g_base64_encode(digest, n), *expected = g_strdup_printf("'sha256-%s'", text);
    check_int(open, "its hash in the policy", count(html, expected), 1);
    g_free(expected);
    g_free(text);
    g_checksum_free(sum);
}

static void test_policy(void) {
    GString *html = write_report(1, false, GB_DETAIL_AUTO);
    check_int("the policy", "default-src 'none'", count(html, "default-src 'none'"), 1);
    check_hash(html, "<style>", "</style>");
    check_hash(html, "<script>", "</script>");
    g_string_free(html, TRUE);
}

static void test_detail(void) {
    static const struct {
        const char *name;
        size_t devices;
        GbDetail detail;
        long pages;
    } cases[] = {
        {"ten devices stand in full", 10, GB_DETAIL_AUTO, 10},
        {"problems alone", 10, GB_DETAIL_PROBLEMS, 4},
        {"no pages", 10, GB_DETAIL_NONE, 0},
        {"all pages", 30, GB_DETAIL_ALL, 30},
        {"no device at all", 0, GB_DETAIL_AUTO, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *html = write_report(cases[i].devices, false, cases[i].detail);
        check_int(cases[i].name, "pages", count(html, "<details class=\"device "), cases[i].pages);
        check_int(cases[i].name, "says what was folded", count(html, "To keep this file small") > 0,
                  cases[i].pages < (long)cases[i].devices);
        g_string_free(html, TRUE);
    }
}

static void test_size(void) {
    static const struct {
        const char *name;
        size_t devices, most;
    } cases[] = {{"10,000 devices", 10000, 3u << 20}, {"100,000 devices", 100000, 30u << 20}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *html = write_report(cases[i].devices, false, GB_DETAIL_AUTO);
        printf("  %s: %zu bytes\n", cases[i].name, html->len);
        check_true(cases[i].name, "size in bounds", html->len <= cases[i].most);
        CHECK_TRUE("the worst have pages", count(html, "<details class=\"device ") > 20);
        g_string_free(html, TRUE);
    }
}

static void test_sink(void) {
    SampleReport *s = sample_report_new(100, false);
    int calls = 0;
    check_true("a sink that refuses", "fails the writing",
               !gb_report_write_html(sample_report_get(s), refuse, &calls));
    check_int("a sink that refuses", "calls", calls, 1);
    sample_report_free(s);
}

static void test_same_twice(void) {
    GString *a = write_report(50, false, GB_DETAIL_AUTO),
            *b = write_report(50, false, GB_DETAIL_AUTO);
    CHECK_TRUE("the same report gives the same bytes", g_string_equal(a, b));
    g_string_free(a, TRUE);
    g_string_free(b, TRUE);
}

int main(void) {
    static const CheckTest tests[] = {{"captured text is escaped and visible", test_text},
                                      {"hostile strings stay text", test_hostile},
                                      {"passwords in clear are struck out", test_secrets},
                                      {"bodies have their meaning beside", test_meanings},
                                      {"nothing refers to the network", test_self_contained},
                                      {"the policy allows our style and script alone", test_policy},
                                      {"detail is folded as asked", test_detail},
                                      {"large reports stay small", test_size},
                                      {"a sink that fails ends the writing", test_sink},
                                      {"the same input gives the same bytes", test_same_twice},
                                      {NULL, NULL}};
    return check_main("html", tests);
}
