/* tests/omr/test_fit.c - `layout fit`: every box of a blank sheet is proposed
 * where it stands, with its marks and questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants those first */
#include <cmocka.h>

#include "omr/fit/propose.h"
#include "tests/omr/foreign_sheets.h"

static const struct draw_scan SCANS[] = {
    {300, 0, 1, 0, 0, 250, 20, 3, false, 1},
    {300, -1.1, 1, 0, 0, 240, 40, 6, false, 2},
    {200, 0.5, 1, 0, 0, 245, 50, 5, false, 3},
    {300, 0.3, 1, 0, 0, 245, 30, 5, true, 4},
};

static enum box_shape shape_of(char c)
{
    return c == 'b' ? BOX_SQUARE : c == 'c' ? BOX_CIRCLE
         : c == 'o' ? BOX_OVAL : BOX_PILL;
}

/* The proposed box at a drawn one: 0.3 mm at most. */
static const struct proposed_box *at(const struct proposal *p,
                                     const struct drawn_box *b)
{
    for (size_t i = 0; i < p->box_count; i++) {
        const struct rect_mm *r = &p->box[i].at;
        if (fabs(r->x + r->w / 2 - b->x - b->w / 2) <= 0.3 &&
            fabs(r->y + r->h / 2 - b->y - b->h / 2) <= 0.3 &&
            fabs(r->w - b->w) <= 0.3 && fabs(r->h - b->h) <= 0.3)
            return &p->box[i];
    }
    return NULL;
}

static void check_side(const struct drawn_sheet *s, int page,
                       const struct draw_scan *how, size_t marks)
{
    static struct proposal p;
    struct shapes *shapes = NULL;
    struct err err = ERR_INIT;
    const struct drawn_page *drawn = &s->page[page];
    struct image image = canvas_scan(&drawn->canvas, how);
    size_t found = 0, shaped = 0, apart = 0;
    assert_int_equal(shapes_find(&image, how->dpi, &shapes, &err), ERR_OK);
    propose(shapes, 0, NULL, false, &p);
    for (size_t i = 0; i < drawn->n; i++) {
        const struct proposed_box *b = at(&p, &drawn->box[i]);
        if (b == NULL)
            continue;
        found++;
        shaped += b->shape == shape_of(drawn->box[i].shape);
        /* Choices of one question stay together and in order. */
        const struct proposed_box *next =
            i + 1 < drawn->n &&
                    drawn->box[i + 1].question == drawn->box[i].question
                ? at(&p, &drawn->box[i + 1])
                : NULL;
        apart += next != NULL && (next->question != b->question ||
                                  next->choice != b->choice + 1);
    }
    print_message("%s page %d scan %d: %zu of %zu boxes, %zu proposed, %zu "
                  "marks, skew %.2f\n", s->name, page + 1, (int)how->seed,
                  found, drawn->n, p.box_count, p.mark_count, p.skew_deg);
    assert_true(found * 100 >= drawn->n * 98);
    assert_int_equal(p.box_count, found);
    assert_true(shaped * 100 >= found * 98);
    assert_int_equal(apart, 0);
    assert_int_equal(p.mark_count, marks);
    assert_true(fabs(p.skew_deg - how->degrees) < 0.1);
    shapes_free(shapes);
    image_deinit(&image);
}

static void check_sheet(struct drawn_sheet *s, size_t marks)
{
    for (size_t i = 0; i < sizeof SCANS / sizeof SCANS[0]; i++)
        check_side(s, 0, &SCANS[i], marks);
    sheet_free(s);
}

static void discs_and_ovals_with_letters(void **state)
{
    (void)state;
    check_sheet(sheet_answers(), 5);
}

static void corner_lines_and_squares(void **state)
{
    (void)state;
    check_sheet(sheet_corners(), 4);
}

static void a_frame_and_circles(void **state)
{
    (void)state;
    check_sheet(sheet_exam(4711), 1);
}

static void brackets_and_pills(void **state)
{
    (void)state;
    check_sheet(sheet_brackets(80123), 4);
}

static void a_timing_track_and_wide_boxes(void **state)
{
    (void)state;
    check_sheet(sheet_track(), 22);
}

/* A ballot table: names at the left, three columns to tick, all in lines that
 * the cells share; the wide cells are no boxes. */
static void the_cells_of_a_table(void **state)
{
    struct drawn_sheet *s = sheet_new("TABLE", "tick", true, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    (void)state;
    for (int k = 0; k < 5; k++)
        sheet_disc(p, k % 2 == 0 ? 10 : 194, k < 2 ? 10 : k < 4 ? 281 : 60,
                   6);
    for (int q = 0; q < 25; q++) {
        double y = 40 + q * 7.7;
        draw_frame(&p->canvas, 25, y, 75.3, 8, 0.3);
        draw_text(&p->canvas, 30, y + 2.5, 40);
        for (int k = 0; k < 3; k++)
            sheet_box(s, p, 'b', 100 + k * 8.2, y, 8.5, 8, q + 1, k + 1);
    }
    check_sheet(s, 5);
}

static void a_page_of_text_has_no_boxes(void **state)
{
    static struct proposal p;
    struct canvas c = canvas_new(210, 297);
    struct shapes *shapes = NULL;
    (void)state;
    for (int k = 0; k < 30; k++)
        draw_text(&c, 25, 30 + k * 8, 150);
    struct image image = canvas_scan(&c, &SCANS[1]);
    assert_int_equal(shapes_find(&image, 300, &shapes, NULL), ERR_OK);
    propose(shapes, 0, NULL, false, &p);
    assert_int_equal(p.box_count, 0);
    assert_int_equal(p.questions, 0);
    shapes_free(shapes);
    image_deinit(&image);
    free(c.ink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(discs_and_ovals_with_letters),
        cmocka_unit_test(corner_lines_and_squares),
        cmocka_unit_test(a_frame_and_circles),
        cmocka_unit_test(brackets_and_pills),
        cmocka_unit_test(a_timing_track_and_wide_boxes),
        cmocka_unit_test(the_cells_of_a_table),
        cmocka_unit_test(a_page_of_text_has_no_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
