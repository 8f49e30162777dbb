/* Streaks of dirty glass: found where they are, painted over without losing
 * the strokes that cross them, and nothing else taken for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/err.h"
#include "omr/piece.h"
#include "omr/sample.h"
#include "omr/streak.h"

enum { W = 1654, H = 2339 }; /* 200 dpi */
#define PX_MM (200 / 25.4)

static struct image page(bool packed)
{
    struct image image = {0};
    struct err err = ERR_INIT;
    assert_int_equal(packed ? image_alloc_bits(&image, W, H, &err)
                            : image_alloc(&image, W, H, &err),
                     ERR_OK);
    for (int32_t y = 0; y < H; y++)
        for (int32_t x = 0; x < W; x++)
            pixel_put(&image, x, y, packed ? 255 : 236 + (x * 7 + y * 13) % 9);
    /* solid print, so that the page has ink */
    for (int32_t y = 100; y < 300; y++)
        for (int32_t x = 100; x < 300; x++)
            pixel_put(&image, x, y, 20);
    return image;
}

static void darken(struct image *image, int32_t x, int32_t y, int32_t grey)
{
    if (grey < pixel_at(image, x, y))
        pixel_put(image, x, y, grey);
}

static void draw_streak(struct image *image, int32_t x0, int32_t x1,
                        int32_t y0, int32_t y1, int32_t grey)
{
    for (int32_t y = y0; y <= y1; y++)
        for (int32_t x = x0; x <= x1; x++)
            darken(image, x, y, grey);
}

static void find(const struct image *image, struct streaks *out)
{
    struct levels levels = {0};
    struct err err = ERR_INIT;
    assert_int_equal(levels_build(&levels, image, &err), ERR_OK);
    streaks_find(image, &levels, PX_MM, out);
    levels_deinit(&levels);
}

static void pale_and_dark_streaks_are_found(void **state)
{
    static const int32_t greys[] = {0, 120, 200, 222};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct image image = page(false);
        struct streaks s;
        draw_streak(&image, 801, 802, 0, H - 1, greys[i]);
        find(&image, &s);
        assert_int_equal(s.columns, 1);
        assert_int_equal(s.rows, 0);
        assert_in_range(s.column[0].at, 800, 801);
        assert_in_range(s.column[0].last, 802, 803);
        assert_false(s.column[0].wide);
        image_deinit(&image);
    }
}

/* A wide one hides what is under it, unless it is so pale that a mark under it
 * would be seen all the same. */
static void a_pale_band_hides_nothing(void **state)
{
    (void)state;
    for (int dark = 0; dark < 2; dark++) {
        struct image image = page(false);
        struct streaks s;
        draw_streak(&image, 801, 812, 0, H - 1, dark ? 120 : 226);
        find(&image, &s);
        assert_int_equal(s.columns, dark);
        assert_true(!dark || s.column[0].wide);
        image_deinit(&image);
    }
}

/* Two grains on the glass, as far apart as the paper beside one is looked at. */
static void a_pair_is_found(void **state)
{
    (void)state;
    for (int32_t apart = 7; apart <= 11; apart++) {
        struct image image = page(false);
        struct streaks s;
        draw_streak(&image, 801, 802, 0, H - 1, 120);
        draw_streak(&image, 801 + apart, 802 + apart, 0, H - 1, 120);
        find(&image, &s);
        assert_in_range(s.columns, 1, 2);
        assert_in_range(s.column[0].at, 800, 801);
        assert_in_range(s.column[s.columns - 1].last, 802 + apart,
                        803 + apart);
        image_deinit(&image);
    }
}

static void across_and_in_bits_too(void **state)
{
    (void)state;
    struct image image = page(true);
    struct streaks s;
    for (int32_t x = 0; x < W; x++)
        for (int32_t y = 1500; y < 1503; y++)
            pixel_put(&image, x, y, 0);
    find(&image, &s);
    assert_int_equal(s.columns, 0);
    assert_int_equal(s.rows, 1);
    assert_int_equal(s.row[0].at, 1500);
    assert_int_equal(s.row[0].last, 1502);
    image_deinit(&image);
}

static void a_part_of_the_page_is_enough_and_wide_ones_hide(void **state)
{
    (void)state;
    struct image image = page(false);
    struct streaks s;
    draw_streak(&image, 500, 509, 900, H - 1, 90); /* 1.3 mm */
    find(&image, &s);
    assert_int_equal(s.columns, 1);
    assert_true(s.column[0].wide);
    uint8_t hidden[40] = {0};
    assert_true(streaks_hide_any(&s, 490, 1490, 20, 20));
    assert_false(streaks_hide_any(&s, 530, 1490, 20, 20));
    streaks_hide(&s, 490, 1500, 1, 0.1, 40, hidden);
    assert_int_equal(hidden[504 - 490], 1);
    assert_int_equal(hidden[0], 0);
    assert_int_equal(hidden[39], 0);
    memset(hidden, 0, sizeof hidden);
    streaks_hide(&s, 490, 500, 1, 0.1, 40, hidden);
    assert_int_equal(hidden[504 - 490], 0);
    image_deinit(&image);
}

/* Boxes in columns, a rule of 50 mm and a long pen stroke are none. */
static void drawings_are_no_streaks(void **state)
{
    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        struct image image = page(packed != 0);
        struct streaks s;
        for (int32_t y = 200; y + 40 < H; y += 71) { /* 9 mm apart */
            for (int32_t k = 0; k < 2; k++) {
                draw_streak(&image, 700 + 39 * k, 701 + 39 * k, y, y + 40, 30);
                draw_streak(&image, 700, 740, y + 39 * k, y + 39 * k + 1, 30);
            }
        }
        draw_streak(&image, 1000, 1002, 300, 690, 30);
        for (int32_t y = 400; y < 1800; y++) /* leans 1 in 40 */
            draw_streak(&image, 1200 + y / 40, 1202 + y / 40, y, y, 40);
        find(&image, &s);
        assert_int_equal(s.columns, 0);
        assert_int_equal(s.rows, 0);
        image_deinit(&image);
    }
}

/* What crosses a streak is dark there afterwards, the rest is paper. */
static void strokes_cross_the_painted_place(void **state)
{
    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        struct image image = page(packed != 0);
        struct streaks s;
        struct piece_room *room;
        struct err err = ERR_INIT;
        for (int32_t k = -40; k <= 40; k++) /* a slant, 3 px thick */
            for (int32_t t = -1; t <= 1; t++)
                darken(&image, 802 + k, 1000 + k + t, 30);
        draw_streak(&image, 800, 803, 0, H - 1, 0);
        find(&image, &s);
        assert_int_equal(s.columns, 1);
        assert_int_equal(piece_room_new(&room, &err), ERR_OK);
        piece_room_streaks(room, &s);
        struct piece p = piece_take(&image, 760, 940, 850, 1060, room);
        uint8_t line[91];
        for (int32_t y = 990; y <= 1010; y++) {
            piece_line_nearest(&p, 760, y, 1, 0, 91, line);
            int32_t at = 802 + y - 1000; /* where the slant runs */
            bool dark = line[at - 760] < 128 || line[at - 761] < 128 ||
                        line[at - 759] < 128;
            assert_true(dark);
        }
        piece_line_nearest(&p, 760, 1040, 1, 0, 91, line);
        for (int32_t i = 0; i < 60; i++)
            assert_in_range(line[i], 200, 255);
        piece_room_free(room);
        image_deinit(&image);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pale_band_hides_nothing),
        cmocka_unit_test(pale_and_dark_streaks_are_found),
        cmocka_unit_test(a_pair_is_found),
        cmocka_unit_test(across_and_in_bits_too),
        cmocka_unit_test(a_part_of_the_page_is_enough_and_wide_ones_hide),
        cmocka_unit_test(drawings_are_no_streaks),
        cmocka_unit_test(strokes_cross_the_painted_place),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
