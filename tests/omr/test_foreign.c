/* tests/omr/test_foreign.c - sheets made elsewhere are read: five makers'
 * marks, shapes and codes, every way a scanner may give them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants those first */
#include <cmocka.h>

#include "engine/base/limits.h"
#include "omr/box.h"
#include "omr/foreign.h"
#include "omr/reader.h"
#include "tests/omr/foreign_desk.h"


static void read_all(struct drawn_sheet *s, uint64_t serial)
{
    struct desk d;
    uint64_t wanted[128];
    desk_for(&d, s);
    learn_blank(&d, s);
    answer(s, 77, wanted);
    for (int k = 0; k < s->pages; k++)
        for (int i = 0; i < SCAN_COUNT; i += k > 0 ? 2 : 1)
            check_page(&d, s, k, &SCANS[i], wanted, serial);
    desk_close(&d);
    sheet_free(s);
}

static void discs_and_ovals(void **state)
{
    (void)state;
    read_all(sheet_answers(), 0);
}

static void corner_lines_squares_and_qr(void **state)
{
    (void)state;
    read_all(sheet_corners(), 0);
}

static void a_frame_circles_and_code_128_on_two_pages(void **state)
{
    (void)state;
    read_all(sheet_exam(4711), 4711);
}

static void brackets_pills_and_interleaved_2_of_5(void **state)
{
    (void)state;
    read_all(sheet_brackets(80123), 80123);
}

static void a_timing_track_crosses_and_wide_boxes(void **state)
{
    (void)state;
    read_all(sheet_track(), 0);
}

/* A table: its cells are the boxes and share their lines.  The tail of every
 * tick crosses the cell above it, or the one to the right. */
static void cells_share_their_lines_and_tails_cross_them(void **state)
{
    struct drawn_sheet *s = sheet_new("CELLS", "tick", true, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    struct canvas *c = &p->canvas;
    uint64_t wanted[32] = {0};
    struct desk d;
    (void)state;
    for (int k = 0; k < 5; k++)
        sheet_disc(p, k % 2 == 0 ? 10 : 194, k < 2 ? 10 : k < 4 ? 281 : 60,
                   6);
    draw_rect(c, 60, 78.8, 89.7, 0.3, 255); /* the table goes on … */
    for (int q = 0; q < 20; q++)
        for (int k = 0; k < 4; k++)
            sheet_box(s, p, 'b', 90 + k * 5.7, 60 + q * 4.7, 6, 5, q + 1,
                      k + 1);
    for (int q = 0; q < 20; q++) {
        double x = 90 + (2 - q % 3) * 5.7;
        double y = 60 + q * 4.7;
        bool steep = q % 2 == 0;
        wanted[q + 1] = UINT64_C(1) << (2 - q % 3);
        draw_line(c, x + 1, y + 2.5, x + 2.5, y + 4, 0.4, 200);
        draw_line(c, x + 2.5, y + 4, x + (steep ? 4.5 : 7.6),
                  y - (steep ? 1.6 : -2), 0.4, 200);
    }
    desk_for(&d, s);
    for (int i = 0; i < 4; i++)
        check_page(&d, s, 0, &SCANS[i], wanted, 0);
    desk_close(&d);
    sheet_free(s);
}

/* No mark but the paper's edge, photographed on a pile of others on a desk
 * that is nearly as light as the paper's shadowed end. */
static void a_photo_of_the_topmost_sheet(void **state)
{
    struct drawn_sheet *s = sheet_new("PILE", "tick", true, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    struct draw_scan how = {200, 0, 1, 0, 0, 235, 30, 4, false, 9};
    uint64_t wanted[128];
    struct image photo = {.dpi = 0};
    struct desk d;
    uint32_t seed = 4;
    (void)state;
    sheet_mark(p, "frame", 0, 0, 210, 297, 0);
    draw_text(&p->canvas, 30, 20, 100);
    for (int q = 0; q < 20; q++)
        for (int k = 0; k < 3; k++)
            sheet_box(s, p, 'b', 120 + k * 14, 50 + q * 9, 5, 5, q + 1,
                      k + 1);
    desk_for(&d, s);
    answer(s, 5, wanted);
    struct image sheet = canvas_scan(&p->canvas, &how);
    assert_int_equal(image_alloc(&photo, (uint64_t)sheet.w + 200,
                                 (uint64_t)sheet.h + 260, NULL),
                     ERR_OK);
    for (int y = 0; y < photo.h; y++) {
        for (int x = 0; x < photo.w; x++) {
            int sx = x - 100;
            int sy = y - 90;
            int light = 70 + 30 * x / photo.w; /* percent */
            int grey = 165;
            if (sx >= 0 && sx < sheet.w && sy >= 0 && sy < sheet.h)
                grey = sheet.pixels[(size_t)sy * sheet.stride + (size_t)sx];
            else if (sx >= 9 && sx < sheet.w + 9 && sy >= 60 &&
                     sy < sheet.h + 45) /* the next one of the pile */
                grey = sy < sheet.h + 5 && sx < sheet.w + 3 ? 190 : 232;
            grey = grey * light / 100 + (int)(draw_random(&seed) % 7) - 3;
            photo.pixels[(size_t)y * photo.stride + (size_t)x] =
                (uint8_t)(grey < 0 ? 0 : grey > 255 ? 255 : grey);
        }
    }
    image_deinit(&sheet);
    check_image(&d, s, 0, &how, photo, wanted, 0);
    desk_close(&d);
    sheet_free(s);
}

/* ---- what must be refused ---- */

static void expect(struct desk *d, const struct canvas *c,
                   const struct draw_scan *how, enum page_outcome wanted)
{
    struct page_scan out;
    struct err err = ERR_INIT;
    struct image image = canvas_scan(c, how);
    assert_int_equal(reader_page(d->reader, &image, &out, &err), ERR_OK);
    if (out.outcome != wanted)
        fail_msg("%s (%s), wanted %s", page_outcome_word(out.outcome),
                 out.reason, page_outcome_word(wanted));
    assert_int_equal(out.outcome == PAGE_READ ? 0 : out.answer_count, 0);
    image_deinit(&image);
}

static void other_forms_are_refused(void **state)
{
    (void)state;
    struct drawn_sheet *sheets[] = {sheet_answers(), sheet_corners(),
                                    sheet_brackets(1), sheet_track()};
    for (size_t i = 0; i < 4; i++) {
        struct desk d;
        desk_for(&d, sheets[i]);
        for (size_t k = 0; k < 4; k++)
            if (i != k)
                expect(&d, &sheets[k]->page[0].canvas, &SCANS[4],
                       PAGE_FOREIGN);
        desk_close(&d);
    }
    for (size_t i = 0; i < 4; i++)
        sheet_free(sheets[i]);
}

/* The same marks, but the boxes stand elsewhere: another revision. */
static void the_right_marks_are_not_enough(void **state)
{
    struct desk d;
    struct drawn_sheet *s = sheet_corners();
    struct drawn_sheet *t = sheet_corners();
    struct drawn_page *p = &t->page[0];
    (void)state;
    desk_for(&d, s);
    draw_rect(&p->canvas, 110, 45, 80, 235, 0);
    for (int q = 0; q < 24; q++)
        for (int k = 0; k < 4; k++)
            sheet_box(t, p, 'b', 121 + k * 17.5, 50 + q * 9.0, 3.8, 3.8, 1,
                      1);
    expect(&d, &p->canvas, &SCANS[0], PAGE_FOREIGN);
    desk_close(&d);
    sheet_free(s);
    sheet_free(t);
}

static void a_code_that_says_something_else_is_refused(void **state)
{
    struct desk d;
    struct drawn_sheet *s = sheet_corners();
    (void)state;
    desk_for(&d, s);
    draw_rect(&s->page[0].canvas, 154, 19, 20, 20, 0);
    draw_qr(&s->page[0].canvas, "SDX-2026-B", 155, 20, 18);
    expect(&d, &s->page[0].canvas, &SCANS[0], PAGE_OTHER_SURVEY);
    desk_close(&d);
    sheet_free(s);
}

static void a_sheet_without_its_number_waits_for_a_person(void **state)
{
    struct desk d;
    struct drawn_sheet *s = sheet_exam(12);
    (void)state;
    desk_for(&d, s);
    draw_rect(&s->page[0].canvas, 28, 18, 60, 15, 0);
    expect(&d, &s->page[0].canvas, &SCANS[0], PAGE_NO_CODE);
    desk_close(&d);
    sheet_free(s);
}

static void blank_and_half_pages_are_told_apart(void **state)
{
    struct desk d;
    struct drawn_sheet *s = sheet_answers();
    struct canvas white = canvas_new(210, 297);
    (void)state;
    desk_for(&d, s);
    expect(&d, &white, &SCANS[0], PAGE_BLANK);
    draw_rect(&s->page[0].canvas, 0, 170, 210, 100, 0); /* a third is gone */
    expect(&d, &s->page[0].canvas, &SCANS[0], PAGE_UNREADABLE);
    desk_close(&d);
    free(white.ink);
    sheet_free(s);
}

/* Four equal discs and a middle that is the same upside down. */
static void a_sheet_without_an_up_is_refused_until_a_mark_tells(void **state)
{
    struct drawn_sheet *s = sheet_new("EVEN", "fill", true, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    struct desk d;
    (void)state;
    for (int k = 0; k < 4; k++)
        sheet_disc(p, k % 2 == 0 ? 10 : 194, k / 2 == 0 ? 10 : 281, 6);
    for (int q = 0; q < 20; q++)
        for (int k = 0; k < 5; k++)
            sheet_box(s, p, 'c', 62.7 + k * 20, 51.2 + q * 10, 4.6, 4.6,
                      q + 1, k + 1);
    desk_for(&d, s);
    expect(&d, &p->canvas, &SCANS[0], PAGE_UNREADABLE);
    desk_close(&d);
    sheet_disc(p, 30, 10, 6);
    desk_for(&d, s);
    expect(&d, &p->canvas, &SCANS[0], PAGE_READ);
    expect(&d, &p->canvas, &SCANS[4], PAGE_READ);
    desk_close(&d);
    sheet_free(s);
}

/* One corner torn off, another mark drawn over. */
static void three_marks_and_the_boxes_will_do(void **state)
{
    uint64_t wanted[128];
    struct drawn_sheet *s = sheet_brackets(99);
    struct desk d;
    (void)state;
    desk_for(&d, s);
    answer(s, 5, wanted);
    draw_rect(&s->page[0].canvas, 185, 255, 25, 42, 0);
    draw_line(&s->page[0].canvas, 5, 10, 20, 32, 1.2, 220);
    for (int i = 0; i < 4; i++)
        check_page(&d, s, 0, &SCANS[i], wanted, 99);
    desk_close(&d);
    sheet_free(s);
}

/* ---- what a layout may say ---- */

static void a_bad_layout_is_refused_with_its_place(void **state)
{
#define MARKS                                                                \
    "\"fiducials\":[{\"kind\":\"disc\",\"x\":10,\"y\":10,\"w\":5,\"h\":5},"     \
    "{\"kind\":\"disc\",\"x\":190,\"y\":10,\"w\":5,\"h\":5},"                  \
    "{\"kind\":\"disc\",\"x\":10,\"y\":280,\"w\":5,\"h\":5}]"
#define BOX(rest) "{\"question\":\"Q1\",\"choice\":\"1\"," rest "}"
#define BOXES(list) MARKS ",\"boxes\":[" list "]"
#define GOOD BOX("\"x\":50,\"y\":50,\"w\":4,\"h\":4")
#define SHEET(head, page)                                                    \
    "{\"form\":\"T\",\"open\":true," head                                    \
    "\"pages\":[{\"width\":210,\"height\":297," page "}]}"
#define FILL "\"style\":\"fill\","
    static const struct {
        const char *json, *place, *what;
    } rows[] = {
        {SHEET("", BOXES(GOOD)), "style", "tick"},
        {SHEET("\"style\":\"dot\",", BOXES(GOOD)), "style", "fill"},
        {SHEET(FILL "\"outline_mm\":9,", BOXES(GOOD)), "outline_mm", "0.05"},
        {SHEET(FILL, "\"boxes\":[" GOOD "]"), "pages[0].fiducials",
         "three marks"},
        {SHEET(FILL, "\"fiducials\":[{\"x\":1,\"y\":1,\"w\":5,\"h\":5},"
                     "{\"x\":9,\"y\":1,\"w\":5,\"h\":5},{\"x\":1,\"y\":9,"
                     "\"w\":5,\"h\":5}],\"boxes\":[" GOOD "]"),
         "pages[0].fiducials", "too close"},
        {SHEET(FILL, "\"fiducials\":[{\"kind\":\"frame\",\"x\":1,\"y\":1,"
                     "\"w\":50,\"h\":5}],\"boxes\":[" GOOD "]"),
         "pages[0].fiducials[0].w", "half of the page"},
        {SHEET(FILL, "\"fiducials\":[{\"kind\":\"disc\",\"x\":1,\"y\":1,"
                     "\"w\":1,\"h\":5}],\"boxes\":[" GOOD "]"),
         "pages[0].fiducials[0].w", "1.5 to 40"},
        {SHEET(FILL, MARKS), "pages[0].boxes", "one box"},
        {SHEET(FILL, BOXES(GOOD "," BOX("\"x\":80,\"y\":50,\"w\":12,"
                                        "\"h\":4"))),
         "pages[0].boxes[1].w", "1.5 to 9"},
        {SHEET(FILL, BOXES(GOOD "," BOX("\"x\":80,\"y\":50,\"w\":4,"
                                        "\"h\":0.5"))),
         "pages[0].boxes[1].h", "1.5 to 9"},
        {SHEET(FILL, BOXES(BOX("\"shape\":\"circle\",\"x\":80,\"y\":50,"
                               "\"w\":4,\"h\":5"))),
         "pages[0].boxes[0].h", "oval"},
        {SHEET(FILL, BOXES(GOOD "," BOX("\"x\":53,\"y\":52,\"w\":4,"
                                        "\"h\":4"))),
         "pages[0].boxes[1].x", "boxes[0]"},
        {SHEET(FILL, BOXES(BOX("\"x\":12,\"y\":12,\"w\":4,\"h\":4"))),
         "pages[0].boxes[0].x", "fiducials[0]"},
        {SHEET(FILL, BOXES(GOOD "," BOX("\"x\":80,\"y\":50,\"w\":4,"
                                        "\"h\":4"))),
         "pages[0].boxes[1].choice", "already"},
        {SHEET(FILL, BOXES(BOX("\"printed\":2,\"x\":80,\"y\":50,\"w\":4,"
                               "\"h\":4"))),
         "pages[0].boxes[0].printed", "0 to 0.6"},
        {SHEET(FILL, BOXES(BOX("\"x\":208,\"y\":50,\"w\":4,\"h\":4"))),
         "pages[0].boxes[0].w", "width"},
        {SHEET(FILL, BOXES(BOX("\"x\":20,\"y\":295,\"w\":4,\"h\":4"))),
         "pages[0].boxes[0].h", "height"},
        {SHEET(FILL, BOXES(BOX("\"x\":\"a\",\"y\":295,\"w\":4,\"h\":4"))),
         "pages[0].boxes[0].x", "numbers"},
        {SHEET(FILL, BOXES(GOOD) ",\"codes\":[{\"x\":99,\"y\":99,\"w\":9,"
                     "\"h\":9}]"),
         "pages[0].codes[0].text", "prefix"},
        {SHEET(FILL, BOXES(GOOD) ",\"codes\":[{\"x\":99,\"y\":99,\"w\":9,"
                     "\"h\":9,\"prefix\":\"A\"}]"),
         "pages[0].codes", "open"},
        {SHEET(FILL, BOXES(GOOD) ",\"codes\":[{\"kind\":\"i25\",\"x\":99,"
                     "\"y\":99,\"w\":9,\"h\":9,\"text\":\"12A4\"}]"),
         "pages[0].codes[0].text", "digits only"},
        {SHEET(FILL, BOXES(GOOD) ",\"codes\":[{\"kind\":\"i25\",\"x\":99,"
                     "\"y\":99,\"w\":9,\"h\":9,\"text\":\"12345\"}]"),
         "pages[0].codes[0].digits", "even"},
        {SHEET(FILL, BOXES(GOOD) ",\"codes\":[{\"kind\":\"ean\",\"x\":99,"
                     "\"y\":99,\"w\":9,\"h\":9,\"text\":\"12345\"}]"),
         "pages[0].codes[0].kind", "code128"},
        {SHEET(FILL, BOXES(GOOD) ",\"codes\":[{\"x\":49,\"y\":49,\"w\":9,"
                     "\"h\":9,\"text\":\"A\"}]"),
         "pages[0].boxes[0].x", "codes[0]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = ERR_INIT;
        struct layout *layout = NULL;
        enum err_code code =
            layout_parse(rows[i].json, strlen(rows[i].json), "my.json", NULL,
                         &layout, &err);
        if (code == ERR_OK)
            code = layout_check_foreign(layout, "my.json", &err);
        layout_free(layout);
        if (code != ERR_FORMAT || strstr(err.text, "my.json") == NULL ||
            strstr(err.text, rows[i].place) == NULL ||
            strstr(err.text, rows[i].what) == NULL)
            fail_msg("row %zu: \"%s\", wanted %s … %s", i, err.text,
                     rows[i].place, rows[i].what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_forms_are_refused),
        cmocka_unit_test(the_right_marks_are_not_enough),
        cmocka_unit_test(a_code_that_says_something_else_is_refused),
        cmocka_unit_test(a_sheet_without_its_number_waits_for_a_person),
        cmocka_unit_test(blank_and_half_pages_are_told_apart),
        cmocka_unit_test(a_sheet_without_an_up_is_refused_until_a_mark_tells),
        cmocka_unit_test(three_marks_and_the_boxes_will_do),
        cmocka_unit_test(a_bad_layout_is_refused_with_its_place),
        cmocka_unit_test(discs_and_ovals),
        cmocka_unit_test(corner_lines_squares_and_qr),
        cmocka_unit_test(a_frame_circles_and_code_128_on_two_pages),
        cmocka_unit_test(brackets_pills_and_interleaved_2_of_5),
        cmocka_unit_test(a_timing_track_crosses_and_wide_boxes),
        cmocka_unit_test(cells_share_their_lines_and_tails_cross_them),
        cmocka_unit_test(a_photo_of_the_topmost_sheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
