/* tests/omr/test_writing.c - what is writing in a writing area, and what only
 * looks like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "omr/sample.h"
#include "omr/writing.h"

#define PX 8.0 /* a mm: about 200 dpi */
enum { W = 210 * 8, H = 297 * 8 };

static const struct rect_mm area = {20, 200, 170, 30};

struct page {
    struct image image;
    struct registration reg;
    struct levels levels;
    struct piece_room *room;
    struct writing_reader *reader;
};

static struct page *page_new(void)
{
    struct err err = ERR_INIT;
    struct page *p = calloc(1, sizeof *p);
    assert_non_null(p);
    assert_int_equal(image_alloc(&p->image, W, H, &err), ERR_OK);
    for (int32_t y = 0; y < H; y++)
        for (int32_t x = 0; x < W; x++)
            pixel_put(&p->image, x, y, 235);
    p->reg.map.h[0] = p->reg.map.h[4] = PX;
    p->reg.map.h[8] = 1;
    p->reg.ink = 30;
    assert_int_equal(piece_room_new(&p->room, &err), ERR_OK);
    assert_int_equal(writing_reader_new(p->room, &p->reader, &err), ERR_OK);
    return p;
}

static void page_free(struct page *p)
{
    image_deinit(&p->image);
    levels_deinit(&p->levels);
    writing_reader_free(p->reader);
    piece_room_free(p->room);
    free(p);
}

/* A rectangle in mm. */
static void ink(struct page *p, double x, double y, double w, double h,
                int grey)
{
    for (int32_t j = (int32_t)(y * PX); j < (int32_t)((y + h) * PX); j++)
        for (int32_t i = (int32_t)(x * PX); i < (int32_t)((x + w) * PX); i++)
            pixel_put(&p->image, i, j, grey);
}

/* A line of a pen from one place to another. */
static void stroke(struct page *p, double x0, double y0, double x1, double y1,
                   double wide, int grey)
{
    for (int k = 0; k <= 200; k++) {
        double t = k / 200.0;
        ink(p, x0 + t * (x1 - x0), y0 + t * (y1 - y0), wide, wide, grey);
    }
}

/* Its printed border, and the frame's blackness for the levels. */
static bool written(struct page *p)
{
    struct err err = ERR_INIT;
    struct writing found;
    ink(p, area.x, area.y, area.w, .25, 30);
    ink(p, area.x, area.y + area.h - .25, area.w, .25, 30);
    ink(p, area.x, area.y, .25, area.h, 30);
    ink(p, area.x + area.w - .25, area.y, .25, area.h, 30);
    ink(p, 12, 12, 5, 5, 30);
    assert_int_equal(levels_build(&p->levels, &p->image, &err), ERR_OK);
    writing_find(p->reader, &p->image, &p->levels, &p->reg, &area, &found);
    page_free(p);
    return found.ink;
}

static void an_empty_area_is_empty(void **state)
{
    (void)state;
    assert_false(written(page_new()));
}

static void one_small_word_is_writing(void **state)
{
    (void)state;
    struct page *p = page_new(); /* 好, roughly: three strokes of 3 mm */
    stroke(p, 30, 210, 33, 209, .4, 60);
    stroke(p, 31, 208, 30, 212, .4, 60);
    stroke(p, 33, 208, 33, 212, .4, 60);
    assert_true(written(p));
}

static void so_is_a_word_in_pale_pencil(void **state)
{
    (void)state;
    struct page *p = page_new();
    stroke(p, 100, 210, 104, 209, .35, 150);
    stroke(p, 101, 208, 100, 213, .35, 150);
    assert_true(written(p));
}

static void and_a_scribble_over_everything(void **state)
{
    (void)state;
    struct page *p = page_new();
    for (int k = 0; k < 60; k++)
        stroke(p, 22 + k * 2.7, 202, 25 + k * 2.7, 228, .5, 40);
    assert_true(written(p));
}

static void words_across_dotted_rules_are_writing(void **state)
{
    (void)state;
    struct page *p = page_new();
    for (int k = 0; k < 100; k++)
        ink(p, 22 + k * 1.6, 215, .5, .3, 40);
    stroke(p, 30, 212, 33, 216, .4, 60);
    stroke(p, 33, 212, 30, 216, .4, 60);
    assert_true(written(p));
}

static void specks_are_no_writing(void **state)
{
    (void)state;
    struct page *p = page_new();
    for (int k = 0; k < 150; k++)
        ink(p, 23 + k * 7 % 163, 203 + k * 13 % 24, .15 + k % 4 * .15, .3,
            50);
    assert_false(written(p));
}

static void printed_dots_and_rules_are_no_writing(void **state)
{
    (void)state;
    struct page *p = page_new();
    for (int k = 0; k < 100; k++) /* dots, dashes, and a whole line */
        ink(p, 22 + k * 1.6, 208, .5, .3, 40);
    for (int k = 0; k < 40; k++)
        ink(p, 22 + k * 4, 215, 2.5, .3, 40);
    ink(p, 22, 222, 166, .3, 40);
    assert_false(written(p));
}

static void streaks_and_folds_are_no_writing(void **state)
{
    (void)state;
    struct page *p = page_new();
    ink(p, 70, 100, .3, 190, 90);          /* a streak all the way */
    stroke(p, 120, 195, 121.2, 235, .4, 120); /* a fold that leans */
    for (int k = 0; k < 12; k++)           /* one that broke up */
        ink(p, 150 + k % 3 * .2, 201 + k * 2.4, .3, 1.6, 60);
    assert_false(written(p));
}

static void shades_and_show_through_are_no_writing(void **state)
{
    (void)state;
    struct page *p = page_new();
    for (int32_t y = 195 * 8; y < 235 * 8; y++)
        for (int32_t x = 100 * 8; x < 190 * 8; x++) {
            double shade = (x / PX - 100) * .6; /* a lid half open */
            double there = x / 20 % 3 == 0 && y / 24 % 3 == 0 ? 22 : 0;
            pixel_put(&p->image, x, y, (int32_t)(235 - shade - there));
        }
    assert_false(written(p));
}

static void an_area_without_an_inside_is_empty(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct page *p = page_new();
    struct writing found;
    assert_int_equal(levels_build(&p->levels, &p->image, &err), ERR_OK);
    const struct rect_mm none[] = {{20, 200, 2, 2}, {-50, -50, 20, 20},
                                   {205, 290, 50, 50}};
    for (size_t i = 0; i < 3; i++) {
        writing_find(p->reader, &p->image, &p->levels, &p->reg, &none[i],
                     &found);
        assert_false(found.ink);
    }
    page_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_area_is_empty),
        cmocka_unit_test(one_small_word_is_writing),
        cmocka_unit_test(so_is_a_word_in_pale_pencil),
        cmocka_unit_test(and_a_scribble_over_everything),
        cmocka_unit_test(words_across_dotted_rules_are_writing),
        cmocka_unit_test(specks_are_no_writing),
        cmocka_unit_test(printed_dots_and_rules_are_no_writing),
        cmocka_unit_test(streaks_and_folds_are_no_writing),
        cmocka_unit_test(shades_and_show_through_are_no_writing),
        cmocka_unit_test(an_area_without_an_inside_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
