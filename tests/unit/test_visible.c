/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_visible.c - hostile text becomes marks, honest text stays as it is. */
#include "check.h"
#include "fence.h"
#include "report/moment.h"
#include "report/visible.h"

static const struct {
    const char *name, *text, *expected;
    size_t n; /* 0: strlen */
} cases[] = {
    {"plain ASCII stays", "Hikvision/V5.5.0 (build 180330)", "Hikvision/V5.5.0 (build 180330)", 0},
    {"Chinese stays", "三楼东侧枪机", "三楼东侧枪机", 0},
    {"an emoji stays", "cam \xF0\x9F\x93\xB7", "cam \xF0\x9F\x93\xB7", 0},
    {"an escape sequence is shown", "\033[2J", "⟨U+001B⟩[2J", 0},
    {"line ends and tabs are shown", "a\r\n\tb", "a⟨U+000D⟩⟨U+000A⟩⟨U+0009⟩b", 0},
    {"a NUL is shown", "a\0b", "a⟨U+0000⟩b", 3},
    {"DEL is shown", "a\x7F", "a⟨U+007F⟩", 0},
    {"a C1 control is shown", "\xC2\x9B" "31m", "⟨U+009B⟩31m", 0},
    {"a right-to-left override is shown", "a\xE2\x80\xAEgpj", "a⟨U+202E⟩gpj", 0},
    {"an isolate is shown", "\xE2\x81\xA6x", "⟨U+2066⟩x", 0},
    {"a zero-width space is shown", "3402\xE2\x80\x8B" "0000", "3402⟨U+200B⟩0000", 0},
    {"a byte order mark is shown", "\xEF\xBB\xBFx", "⟨U+FEFF⟩x", 0},
    {"a soft hyphen is shown", "a\xC2\xAD" "b", "a⟨U+00AD⟩b", 0},
    {"a Hangul filler is shown", "\xE3\x85\xA4", "⟨U+3164⟩", 0},
    {"a line separator is shown", "\xE2\x80\xA8", "⟨U+2028⟩", 0},
    {"a tag character is shown", "\xF3\xA0\x81\x81", "⟨U+E0041⟩", 0},
    {"a noncharacter is shown", "\xEF\xBF\xBF", "⟨U+FFFF⟩", 0},
    {"a noncharacter of a later plane is shown", "\xF0\x9F\xBF\xBE", "⟨U+1FFFE⟩", 0},
    {"a byte that is no UTF-8 is shown", "\xB2\xE2", "⟨0xB2⟩⟨0xE2⟩", 0},
    {"an overlong slash is shown byte by byte", "\xC0\xAF", "⟨0xC0⟩⟨0xAF⟩", 0},
    {"an overlong form of three bytes is", "\xE0\x80\xAF", "⟨0xE0⟩⟨0x80⟩⟨0xAF⟩", 0},
    {"a surrogate is", "\xED\xA0\x80", "⟨0xED⟩⟨0xA0⟩⟨0x80⟩", 0},
    {"beyond U+10FFFF is", "\xF4\x90\x80\x80", "⟨0xF4⟩⟨0x90⟩⟨0x80⟩⟨0x80⟩", 0},
    {"a character cut off is", "a\xE4\xB8", "a⟨0xE4⟩⟨0xB8⟩", 0},
    {"nothing gives nothing", "", "", 0},
};

static void test_marks(void) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[256];
        size_t n = cases[i].n ? cases[i].n : strlen(cases[i].text);
        size_t length = gb_visible_text(gb_slice(cases[i].text, n), out, sizeof out);
        CHECK_TEXT(cases[i].name, gb_slice(out, length), cases[i].expected);
        CHECK_INT(cases[i].name, out[length], 0);
    }
}

static void test_reads_nothing_outside(void) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t whole = cases[i].n ? cases[i].n : strlen(cases[i].text);
        for (size_t n = 0; n <= whole; n++) {
            char out[256];
            GbSlice fenced = fence_copy(gb_slice(cases[i].text, n));
            gb_visible_text(fenced, out, sizeof out);
            gb_visible_width(fenced);
            gb_visible_fit(fenced, 3);
        }
    }
}

static void test_cut(void) {
    char out[16];
    GbSlice han = gb_slice_from("一二三四五六");
    CHECK_INT("cut between characters", gb_visible_text(han, out, 9), 6);
    CHECK_TEXT("cut between characters", gb_slice_from(out), "一二");
    gb_visible_text(gb_slice_from("ab\x01"), out, 8);
    CHECK_TEXT("a mark is whole or not there", gb_slice_from(out), "ab");
    CHECK_INT("no room at all", gb_visible_text(han, out, 1), 0);
}

static void test_width(void) {
    CHECK_INT("ASCII is one column", gb_visible_width(gb_slice_from("abc")), 3);
    CHECK_INT("Chinese is two", gb_visible_width(gb_slice_from("设备A")), 5);
    CHECK_INT("a combining accent is none", gb_visible_width(gb_slice_from("e\xCC\x81")), 1);
    CHECK_INT("a wide character does not fit half", gb_visible_fit(gb_slice_from("设备"), 3), 3);
    CHECK_INT("all of it fits", gb_visible_fit(gb_slice_from("设备"), 4), 6);
}

static void test_times(void) {
    static const struct {
        const char *name;
        int64_t us;
        const char *expected;
    } times[] = {
        {"the epoch", 0, "1970-01-01T00:00:00.000000Z"},
        {"the contract's example", 1603901905286000, "2020-10-28T16:18:25.286000Z"},
        {"a leap day", 1582934400000001, "2020-02-29T00:00:00.000001Z"},
        {"the day after a leap day", 1583020800000000, "2020-03-01T00:00:00.000000Z"},
        {"no leap day in 2100", 4107542399999999, "2100-02-28T23:59:59.999999Z"},
        {"the next day in 2100", 4107542400000000, "2100-03-01T00:00:00.000000Z"},
        {"before the epoch", -1, "1969-12-31T23:59:59.999999Z"},
        {"year 9999", 253402300799000000, "9999-12-31T23:59:59.000000Z"},
    };
    char text[GB_TIME_TEXT];
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        size_t n = gb_time_text(times[i].us, text);
        CHECK_TEXT(times[i].name, gb_slice(text, n), times[i].expected);
    }
    gb_time_text(INT64_MIN, text); /* must fit */
    gb_time_text(INT64_MAX, text);
}

static void test_seconds(void) {
    static const struct {
        int64_t us;
        const char *expected;
    } durations[] = {{0, "0.0"},        {4000, "0.004"},       {240000000, "240.0"},
                     {1, "0.000001"},   {1234567, "1.234567"}, {-4000, "-0.004"},
                     {60100000, "60.1"}};
    for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++) {
        char text[GB_TIME_TEXT];
        size_t n = gb_seconds_text(durations[i].us, text);
        CHECK_TEXT("durations are exact", gb_slice(text, n), durations[i].expected);
    }
}

/* Every byte at every place among plain ones. */
static void test_plain(void) {
    CHECK_TRUE("nothing", gb_is_plain_text(GB_NO_SLICE));
    for (size_t n = 1; n <= 20; n++)
        for (size_t at = 0; at < n; at++)
            for (unsigned byte = 0; byte < 256; byte++) {
                char text[20];
                memset(text, byte & 1 ? ' ' : '~', sizeof text);
                text[at] = (char)byte;
                if (gb_is_plain_text(gb_slice(text, n)) != (byte >= 0x20 && byte < 0x7f))
                    CHECK_INT("a byte is plain", byte, -1);
            }
}

int main(void) {
    static const CheckTest tests[] = {{"marks", test_marks},
                                      {"reads nothing outside", test_reads_nothing_outside},
                                      {"plain text is printable ASCII alone", test_plain},
                                      {"cut", test_cut},
                                      {"width", test_width},
                                      {"times", test_times},
                                      {"seconds", test_seconds},
                                      {NULL, NULL}};
    return check_main("visible", tests);
}
