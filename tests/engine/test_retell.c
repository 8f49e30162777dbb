/* Stored sentences are told again in the other language; a catalogue that was
 * tampered with does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/retell.h"

static const char *const pairs[][2] = { /* in the order of msgfmt: sorted */
    {"%s, page %d has no pixels", "%s 第 %d 页没有像素"},
    {"%s: %s", "%s：%s"},
    {"%s: not a picture we read", "%s：不是能读的图像"},
    {"%zu of %s", "%2$s 中的 %1$zu 个"},
    {"100 %% of %.2f mm", "%.2f 毫米的 100 %%"},
    {"print run %u has no sheet", "第 %u 批没有这张问卷"},
    {"sheet %s of run %u", "第 %2$u 批的 %1$s"},
    {"the page is blank", "空白页"},
};
enum { PAIRS = sizeof pairs / sizeof pairs[0] };

static size_t put(uint8_t *out, size_t at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[at + (size_t)i] = (uint8_t)(value >> (8 * i));
    return at + 4;
}

static size_t make_catalogue(uint8_t *out)
{
    uint32_t head[7] = {0x950412de, 0, PAIRS, 28, 28 + 8 * PAIRS, 0, 0};
    size_t at = 0;
    size_t text = 28 + 16 * PAIRS;
    for (size_t i = 0; i < 7; i++)
        at = put(out, at, head[i]);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < PAIRS; i++) {
            size_t n = strlen(pairs[i][side]);
            at = put(out, at, (uint32_t)n);
            at = put(out, at, (uint32_t)text);
            memcpy(out + text, pairs[i][side], n + 1);
            text += n + 1;
        }
    return text;
}

static char path[64];

static struct retell *open_bytes(const uint8_t *bytes, size_t n, bool chinese)
{
    struct err err;
    struct retell *r = NULL;
    (void)snprintf(path, sizeof path, "/tmp/pingyi-retell-%ld", (long)getpid());
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    memset(&err, 0, sizeof err);
    assert_int_equal(retell_new(path, chinese, &r, &err), ERR_OK);
    (void)unlink(path);
    return r;
}

static void sentences_go_both_ways(void **state)
{
    static const struct {
        const char *english, *chinese;
    } rows[] = {
        {"the page is blank", "空白页"},
        {"print run 12 has no sheet", "第 12 批没有这张问卷"},
        {"a/村 1.png, page 3 has no pixels", "a/村 1.png 第 3 页没有像素"},
        {"a.bmp: not a picture we read", "a.bmp：不是能读的图像"},
        {"not a picture we read", "不是能读的图像"}, /* the head cut off */
        {"sheet 0AB of run 7", "第 7 批的 0AB"},
        {"100 % of 1.25 mm", "1.25 毫米的 100 %"},
        {"what nobody ever said", "what nobody ever said"},
        {"", ""},
    };
    uint8_t bytes[4096];
    char out[RETELL_BYTES];
    (void)state;
    size_t n = make_catalogue(bytes);
    struct retell *to_chinese = open_bytes(bytes, n, true);
    struct retell *to_english = open_bytes(bytes, n, false);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        retell_text(to_chinese, rows[i].english, out);
        assert_string_equal(out, rows[i].chinese);
        retell_text(to_english, rows[i].chinese, out);
        assert_string_equal(out, rows[i].english);
        retell_text(to_english, rows[i].english, out); /* already so */
        assert_string_equal(out, rows[i].english);
    }
    retell_text(to_chinese, "sheet print run 3 has no sheet of run 7", out);
    assert_string_equal(out, "第 7 批的 第 3 批没有这张问卷");
    retell_free(to_chinese);
    retell_free(to_english);
}

static void a_number_is_no_word(void **state)
{
    uint8_t bytes[4096];
    char out[RETELL_BYTES];
    (void)state;
    struct retell *r = open_bytes(bytes, make_catalogue(bytes), true);
    retell_text(r, "print run many has no sheet", out);
    assert_string_equal(out, "print run many has no sheet");
    retell_free(r);
}

static void a_long_sentence_is_cut_between_characters(void **state)
{
    uint8_t bytes[4096];
    char out[RETELL_BYTES], text[3 * RETELL_BYTES] = "";
    (void)state;
    struct retell *r = open_bytes(bytes, make_catalogue(bytes), true);
    while (strlen(text) < 2 * RETELL_BYTES)
        strncat(text, "页", 3);
    retell_text(r, text, out);
    assert_int_equal(strlen(out) % 3, 0);
    assert_in_range(strlen(out), RETELL_BYTES - 4, RETELL_BYTES - 1);
    retell_free(r);
}

static void a_hostile_catalogue_retells_nothing_wrong(void **state)
{
    uint8_t good[4096], bad[4096];
    char out[RETELL_BYTES];
    (void)state;
    size_t n = make_catalogue(good);
    for (size_t cut = 0; cut < n; cut += 7)
        retell_free(open_bytes(good, cut, true));
    for (size_t at = 0; at < 28 + 16 * PAIRS; at++)
        for (int flip = 0; flip < 8; flip += 3) {
            memcpy(bad, good, n);
            bad[at] ^= (uint8_t)(1 << flip);
            struct retell *r = open_bytes(bad, n, at % 2 == 0);
            retell_text(r, "print run 12 has no sheet", out);
            assert_true(strlen(out) < RETELL_BYTES);
            retell_free(r);
        }
}

static void many_wildcards_end_in_time(void **state)
{
    uint8_t bytes[4096];
    char out[RETELL_BYTES], text[600];
    (void)state;
    struct retell *r = open_bytes(bytes, make_catalogue(bytes), true);
    memset(text, ' ', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (size_t i = 0; i + 8 < sizeof text; i += 8)
        memcpy(text + i, ", page 1", 8);
    clock_t begin = clock();
    for (int i = 0; i < 100; i++)
        retell_text(r, text, out);
    assert_true(clock() - begin < 2 * CLOCKS_PER_SEC);
    retell_free(r);
}

static void without_a_catalogue_texts_stay(void **state)
{
    struct err err;
    struct retell *r = NULL;
    char out[RETELL_BYTES];
    (void)state;
    memset(&err, 0, sizeof err);
    assert_int_equal(retell_new("/nowhere/at/all.mo", true, &r, &err), ERR_OK);
    retell_text(r, "the page is blank", out);
    assert_string_equal(out, "the page is blank");
    retell_free(r);
    retell_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_go_both_ways),
        cmocka_unit_test(a_number_is_no_word),
        cmocka_unit_test(a_long_sentence_is_cut_between_characters),
        cmocka_unit_test(a_hostile_catalogue_retells_nothing_wrong),
        cmocka_unit_test(many_wildcards_end_in_time),
        cmocka_unit_test(without_a_catalogue_texts_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
