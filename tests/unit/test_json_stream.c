/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_json_stream.c - what json_stream writes, another parser (jansson) reads back the same. */
#include <glib.h>
#include <jansson.h>
#include <math.h>

#include "check.h"
#include "report/json_stream.h"

static bool gather(const char *bytes, size_t n, void *data) {
    g_string_append_len(data, bytes, (gssize)n);
    return true;
}

static bool refuse(const char *bytes, size_t n, void *data) {
    (void)bytes, (void)n;
    (*(unsigned *)data)++;
    return false;
}

static void test_layout(void) {
    GString *out = g_string_new(NULL);
    GbJson j;
    gb_json_begin(&j, false, gather, out);
    gb_json_open(&j, NULL, '{', false);
    gb_json_uint(&j, "a", 18446744073709551615u);
    gb_json_int(&j, "b", -5);
    gb_json_open(&j, "list", '[', false);
    gb_json_open(&j, NULL, '{', true);
    gb_json_bool(&j, "yes", true);
    gb_json_null(&j, "none");
    gb_json_open(&j, "inner", '[', false);
    gb_json_text(&j, NULL, "x");
    gb_json_text(&j, NULL, NULL);
    gb_json_close(&j);
    gb_json_close(&j);
    gb_json_close(&j);
    gb_json_open(&j, "empty", '[', false);
    gb_json_close(&j);
    gb_json_seconds(&j, "s", 4000);
    gb_json_time(&j, "t", 1603901905286000);
    gb_json_number(&j, "n", 0.5);
    gb_json_number(&j, "nan", NAN);
    gb_json_close(&j);
    CHECK_TRUE("it is all written", gb_json_finish(&j));
    CHECK_TEXT("layout", gb_slice(out->str, out->len),
               "{\n \"a\": 18446744073709551615,\n \"b\": -5,\n \"list\": [\n"
               "  {\"yes\": true, \"none\": null, \"inner\": [\"x\", null]}\n ],\n"
               " \"empty\": [],\n \"s\": 0.004,\n \"t\": \"2020-10-28T16:18:25.286000Z\",\n"
               " \"n\": 0.5,\n \"nan\": null\n}\n");
    g_string_free(out, TRUE);
}

static void test_one_line(void) {
    GString *out = g_string_new(NULL);
    GbJson j;
    gb_json_begin(&j, true, gather, out);
    gb_json_open(&j, NULL, '{', false);
    gb_json_open(&j, "list", '[', false);
    gb_json_text(&j, NULL, "a\nb");
    gb_json_close(&j);
    gb_json_close(&j);
    gb_json_finish(&j);
    CHECK_TEXT("one line", gb_slice(out->str, out->len), "{\"list\": [\"a\\nb\"]}\n");
    g_string_free(out, TRUE);
}

/* Every code point that UTF-8 can hold comes back as it was. */
static void test_every_character(void) {
    for (gunichar from = 0; from < 0x110000; from += 0x800) {
        GString *text = g_string_new(NULL), *out = g_string_new(NULL);
        for (gunichar c = from; c < from + 0x800; c++)
            if (c < 0xD800 || c > 0xDFFF) g_string_append_unichar(text, c);
        GbJson j;
        gb_json_begin(&j, true, gather, out);
        gb_json_open(&j, NULL, '[', true);
        gb_json_slice(&j, NULL, gb_slice(text->str, text->len));
        gb_json_close(&j);
        gb_json_finish(&j);
        json_error_t error;
        json_t *read = json_loadb(out->str, out->len, JSON_ALLOW_NUL, &error);
        CHECK_TRUE("a JSON parser reads it", read != NULL);
        json_t *value = json_array_get(read, 0);
        CHECK_TRUE("every character is the same",
                   json_string_length(value) == text->len &&
                       memcmp(json_string_value(value), text->str, text->len) == 0);
        for (size_t i = 0; i + 1 < out->len; i++)
            if ((unsigned char)out->str[i] < 0x20) CU_FAIL("a control character stands there");
        json_decref(read);
        g_string_free(text, TRUE);
        g_string_free(out, TRUE);
    }
}

static void test_broken_bytes(void) {
    GString *out = g_string_new(NULL);
    GbJson j;
    gb_json_begin(&j, true, gather, out);
    gb_json_open(&j, NULL, '[', true);
    gb_json_slice(&j, NULL, gb_slice_from("a\xFF\xE4\xB8z\xED\xA0\x80"));
    gb_json_slice(&j, NULL, gb_slice_from("\xE2\x80\xAE"));
    gb_json_close(&j);
    gb_json_finish(&j);
    CHECK_TEXT("broken bytes and bidi controls are escaped", gb_slice(out->str, out->len),
               "[\"a\\ufffd\\ufffd\\ufffdz\\ufffd\\ufffd\\ufffd\", \"\\u202e\"]\n");
    g_string_free(out, TRUE);
}

static void test_long_texts(void) {
    GString *text = g_string_new(NULL), *out = g_string_new(NULL);
    for (unsigned i = 0; i < GB_JSON_BUFFER; i++) g_string_append(text, i % 7 ? "中" : "\"\n");
    GbJson j;
    gb_json_begin(&j, true, gather, out);
    gb_json_open(&j, NULL, '[', true);
    gb_json_slice(&j, NULL, gb_slice(text->str, text->len));
    gb_json_close(&j);
    gb_json_finish(&j);
    json_t *read = json_loadb(out->str, out->len, 0, NULL);
    CHECK_TRUE("texts longer than the buffer arrive whole",
               json_string_length(json_array_get(read, 0)) == text->len);
    json_decref(read);
    g_string_free(text, TRUE);
    g_string_free(out, TRUE);
}

static void test_full_sink(void) {
    unsigned calls = 0;
    GbJson j;
    gb_json_begin(&j, true, refuse, &calls);
    gb_json_open(&j, NULL, '[', true);
    for (unsigned i = 0; i < 10000; i++) gb_json_text(&j, NULL, "and so on");
    gb_json_close(&j);
    CHECK_TRUE("a failed sink is told", !gb_json_finish(&j));
    CHECK_INT("and not asked again", calls, 1);
}

int main(void) {
    static const CheckTest tests[] = {{"layout", test_layout},
                                      {"one line", test_one_line},
                                      {"every character", test_every_character},
                                      {"broken bytes", test_broken_bytes},
                                      {"long texts", test_long_texts},
                                      {"full sink", test_full_sink},
                                      {NULL, NULL}};
    return check_main("json_stream", tests);
}
