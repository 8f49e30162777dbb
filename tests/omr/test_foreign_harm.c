/* tests/omr/test_foreign_harm.c - sheets made elsewhere that met dirty glass,
 * a lid that hides their edge, thick pens and marks beside their bubbles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants those first */
#include <cmocka.h>

#include "omr/sample.h"
#include "tests/omr/foreign_desk.h"

/* A table and nothing else: its cells are the boxes, the paper's edge the only
 * mark. */
enum { ROWS = 20, COLUMNS = 4 };
#define CELL_W 8.3
#define CELL_H 7.3

static struct drawn_sheet *table(void)
{
    struct drawn_sheet *s = sheet_new("TABLE", "tick", true, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    sheet_mark(p, "frame", 0, 0, 210, 297, 0);
    for (int q = 0; q < ROWS; q++) {
        draw_text(&p->canvas, 25, 62 + q * (CELL_H - 0.3), 60);
        for (int k = 0; k < COLUMNS; k++)
            sheet_box(s, p, 'b', 95 + k * (CELL_W - 0.3),
                      60 + q * (CELL_H - 0.3), CELL_W, CELL_H, q + 1, k + 1);
    }
    return s;
}

/* A small tick in the middle of a cell. */
static void tick(struct drawn_sheet *s, int question, int choice)
{
    double x = 95 + (choice - 1) * (CELL_W - 0.3);
    double y = 60 + (question - 1) * (CELL_H - 0.3);
    draw_line(&s->page[0].canvas, x + 2.5, y + 3.5, x + 3.8, y + 5.2, 0.4,
              200);
    draw_line(&s->page[0].canvas, x + 3.8, y + 5.2, x + 6, y + 2, 0.4, 200);
}

/* The guess from the image's edge is off by the shift and not turned. */
static void a_shifted_and_turned_table_is_found(void **state)
{
    static const struct draw_scan scans[] = {
        {300, 0.6, 1, 9, -11, 245, 40, 4, true, 1},
        {200, -1.8, 1, -12, 8, 245, 40, 4, false, 2},
        {300, 179.1, 1, 13, 12, 245, 40, 4, true, 3},
    };
    struct drawn_sheet *s = table();
    struct desk d;
    uint64_t wanted[ROWS + 1] = {0};
    (void)state;
    for (int q = 1; q <= ROWS; q += 1 + q % 2) {
        tick(s, q, 1 + q % COLUMNS);
        wanted[q] = UINT64_C(1) << (q % COLUMNS);
    }
    desk_for(&d, s);
    for (size_t i = 0; i < sizeof scans / sizeof scans[0]; i++)
        check_page(&d, s, 0, &scans[i], wanted, 0);
    desk_close(&d);
    sheet_free(s);
}

/* Where fewer rows are found than there are, the page may lie a row off. */
static void half_a_table_is_refused(void **state)
{
    struct drawn_sheet *s = table();
    struct desk d;
    struct page_scan out;
    struct err err = ERR_INIT;
    (void)state;
    desk_for(&d, s);
    draw_rect(&s->page[0].canvas, 90, 60 + 16 * (CELL_H - 0.3) + 1, 60, 60,
              0); /* covered by a slip of paper */
    struct image image = canvas_scan(&s->page[0].canvas, &SCANS[0]);
    assert_int_equal(reader_page(d.reader, &image, &out, &err), ERR_OK);
    assert_int_equal(out.outcome, PAGE_UNREADABLE);
    assert_true(out.reason[0] != '\0');
    image_deinit(&image);
    desk_close(&d);
    sheet_free(s);
}

static void draw_streak(struct image *image, double at_mm, double wide_mm,
                        int grey)
{
    int x0 = (int)(at_mm * image->w / 210);
    int x1 = (int)((at_mm + wide_mm) * image->w / 210);
    for (int y = 0; y < image->h; y++)
        for (int x = x0; x <= x1; x++)
            if (grey < pixel_at(image, x, y))
                pixel_put(image, x, y, grey);
}

/* Through cells and through boxes that stand alone; a pair; beside lines that
 * are print and must stay. */
static void streaks_are_lifted(void **state)
{
    struct draw_scan how = {300, 0, 1, 0, 0, 245, 40, 4, false, 1};
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        struct drawn_sheet *s = kind == 0 ? table() : sheet_track();
        struct desk d;
        uint64_t wanted[ROWS + 1] = {0};
        if (kind == 0) {
            tick(s, 4, 2);
            wanted[4] = 2;
        }
        desk_for(&d, s);
        for (int pair = 0; pair < 2; pair++) {
            struct image image = canvas_scan(&s->page[0].canvas, &how);
            draw_streak(&image, kind == 0 ? 98.5 : 133, 0.25, 90);
            if (pair)
                draw_streak(&image, kind == 0 ? 99.4 : 133.9, 0.2, 140);
            check_image(&d, s, 0, &how, image, wanted, 0);
        }
        desk_close(&d);
        sheet_free(s);
    }
}

/* What a band of dirt hides is not blank. */
static void under_a_wide_streak_a_person_looks(void **state)
{
    struct draw_scan how = {300, 0, 1, 0, 0, 245, 40, 4, false, 1};
    struct drawn_sheet *s = sheet_track();
    struct desk d;
    struct page_scan out;
    struct err err = ERR_INIT;
    (void)state;
    desk_for(&d, s);
    struct image image = canvas_scan(&s->page[0].canvas, &how);
    draw_streak(&image, 132, 1.3, 30);
    assert_int_equal(reader_page(d.reader, &image, &out, &err), ERR_OK);
    assert_int_equal(out.outcome, PAGE_READ);
    for (size_t i = 0; i < out.answer_count; i++)
        assert_int_equal(out.answers[i].state, ANSWER_DOUBTFUL);
    assert_true((double)out.boxes[0].measure.masked > 0.15);
    image_deinit(&image);
    desk_close(&d);
    sheet_free(s);
}

static enum answer_state state_of(const struct page_scan *out, size_t item)
{
    for (size_t i = 0; i < out->answer_count; i++)
        if (out->answers[i].item == item)
            return out->answers[i].state;
    return ANSWER_BLANK;
}

/* The bar of a felt pen is as straight as a ballpoint's line: a tick whose
 * tail fills most of the next cell never makes two silent marks. */
static void a_thick_tail_is_no_second_mark(void **state)
{
    struct drawn_sheet *s = table();
    struct desk d;
    struct page_scan out;
    struct err err = ERR_INIT;
    (void)state;
    for (int q = 1; q <= 9; q += 2) { /* elbow in 2, tail in 3 */
        double x = 95 + (CELL_W - 0.3);
        double y = 60 + (q - 1) * (CELL_H - 0.3);
        draw_line(&s->page[0].canvas, x + 3, y + 3.5, x + 4.5, y + 5.5, 1.1,
                  230);
        draw_line(&s->page[0].canvas, x + 4.5, y + 5.5, x + 13, y + 2, 1.1,
                  230);
    }
    desk_for(&d, s);
    struct image image = canvas_scan(&s->page[0].canvas, &SCANS[0]);
    assert_int_equal(reader_page(d.reader, &image, &out, &err), ERR_OK);
    assert_int_equal(out.outcome, PAGE_READ);
    for (size_t q = 0; q <= 8; q += 2)
        assert_int_not_equal(state_of(&out, q), ANSWER_INVALID);
    image_deinit(&image);
    desk_close(&d);
    sheet_free(s);
}

/* A tick that mostly missed its bubble: the question is not blank.  With a
 * bubble filled in it does not matter. */
static void ink_beside_a_bubble_is_asked_about(void **state)
{
    struct drawn_sheet *s = sheet_exam(123);
    struct desk d;
    struct page_scan out;
    struct err err = ERR_INIT;
    uint32_t seed = 7;
    (void)state;
    struct drawn_page *p = &s->page[0];
    desk_for(&d, s);
    for (int asked = 0; asked < 2; asked++) {
        const struct drawn_box *b = &p->box[0];
        const struct drawn_box *next = NULL;
        for (size_t i = 0; i < p->n && !next; i++)
            if (p->box[i].question == b->question && p->box[i].choice != 1)
                next = &p->box[i];
        if (!asked) {
            draw_line(&p->canvas, b->x + b->w * .6, b->y + b->h * .9,
                      b->x + b->w * .8, b->y + b->h * 1.25, 0.4, 200);
            draw_line(&p->canvas, b->x + b->w * .8, b->y + b->h * 1.25,
                      b->x + b->w * 1.2, b->y + b->h * .8, 0.4, 200);
        } else {
            draw_mark(&p->canvas, next, HAND_FILL, 220, &seed);
        }
        struct image image = canvas_scan(&p->canvas, &SCANS[0]);
        assert_int_equal(reader_page(d.reader, &image, &out, &err), ERR_OK);
        assert_int_equal(out.outcome, PAGE_READ);
        assert_int_equal(state_of(&out, out.boxes[0].item),
                         asked ? ANSWER_GIVEN : ANSWER_DOUBTFUL);
        assert_int_equal(state_of(&out, out.boxes[0].item + 3), ANSWER_BLANK);
        image_deinit(&image);
    }
    desk_close(&d);
    sheet_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shifted_and_turned_table_is_found),
        cmocka_unit_test(half_a_table_is_refused),
        cmocka_unit_test(streaks_are_lifted),
        cmocka_unit_test(under_a_wide_streak_a_person_looks),
        cmocka_unit_test(a_thick_tail_is_no_second_mark),
        cmocka_unit_test(ink_beside_a_bubble_is_asked_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
