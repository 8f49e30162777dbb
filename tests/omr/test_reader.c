/* Printed sheets, rasterised by poppler and then turned, bent, torn and
 * thresholded: each page is read right or refused, never misread. */
#include "tests/omr/printed_sheet.h"

/* A page of black and white, as bytes and as bits: the same reading to the
 * last digit of every measurement. */
static void reads_right_as_bits(const char *name, struct image image,
                                size_t doubts)
{
    struct image bits = {.dpi = image.dpi, .bilevel = 1};
    static struct box_read boxes[BOX_PAGE_MAX];
    static struct answer_read answers[LIMIT_ITEMS];
    struct page_scan grey, page;
    assert_int_equal(image_alloc_bits(&bits, (uint64_t)image.w,
                                      (uint64_t)image.h, NULL), ERR_OK);
    for (int32_t y = 0; y < image.h; y++)
        for (int32_t x = 0; x < image.w; x++)
            pixel_put(&bits, x, y, pixel_at(&image, x, y));
    read_page(&image, &grey);
    memcpy(boxes, grey.boxes, grey.box_count * sizeof boxes[0]);
    memcpy(answers, grey.answers, grey.answer_count * sizeof answers[0]);
    read_page(&bits, &page);
    assert_int_equal(page.outcome, grey.outcome);
    assert_int_equal(page.serial, grey.serial);
    assert_memory_equal(page.map, grey.map, sizeof page.map);
    assert_int_equal(page.box_count, grey.box_count);
    for (size_t i = 0; i < page.box_count; i++) {
        assert_memory_equal(&page.boxes[i].measure, &boxes[i].measure,
                            sizeof boxes[i].measure);
        assert_int_equal(page.boxes[i].state, boxes[i].state);
    }
    assert_int_equal(page.answer_count, grey.answer_count);
    for (size_t i = 0; i < page.answer_count; i++) {
        assert_int_equal(page.answers[i].state, answers[i].state);
        assert_int_equal(page.answers[i].ink, answers[i].ink);
    }
    image_deinit(&image);
    reads_right(name, bits, doubts);
}

static void the_sheet_as_it_was_printed(void **state)
{
    (void)state;
    reads_right("plain", copy_of(&sheet), 0);
}

/* As a scanner set to any resolution gives it, grey and black-and-white; the
 * registration says truly how the page lay. */
static void any_resolution_from_100_to_600_dpi(void **state)
{
    (void)state;
    static const int dpis[] = {100, 150, 300, 400, 600};
    for (size_t i = 0; i < sizeof dpis / sizeof dpis[0]; i++) {
        char text[256];
        struct image image;
        struct page_scan page;
        (void)snprintf(text, sizeof text,
                       "pdftoppm -r %d -gray -f 1 -l 1 -singlefile "
                       "%s/ws/out/*.pdf %s/dpi", dpis[i], folder, folder);
        shell(text);
        (void)snprintf(text, sizeof text, "%s/dpi.pgm", folder);
        load_pgm(text, &image);
        tick_all(&image, dpis[i]);
        read_page(&image, &page);
        assert_int_equal(page.outcome, PAGE_READ);
        assert_int_equal(page.turned, 0);
        assert_true(fabs(page.dpi - dpis[i]) < dpis[i] / 200.0);
        assert_true(fabs(page.skew_deg) < 0.1);
        assert_true(page.residual_mm < 0.1);
        (void)snprintf(text, sizeof text, "%d dpi", dpis[i]);
        reads_right(text, copy_of(&image), 0);
        for (size_t k = 0; k < image.stride * (size_t)image.h; k++)
            image.pixels[k] = image.pixels[k] < 140 ? 0 : 255;
        (void)snprintf(text, sizeof text, "%d dpi bilevel", dpis[i]);
        reads_right_as_bits(text, image, 0);
    }
}

static void turned_and_tilted(void **state)
{
    (void)state;
    static const double angles[] = {90, 180, 270, 1,  -1,  3,   -3,
                                    6,  -6,  10,  -10, 87, 178, 273};
    for (size_t i = 0; i < sizeof angles / sizeof angles[0]; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "turned by %.0f", angles[i]);
        struct image image = bent(angles[i], 1, 0, 0, 0, 26);
        struct page_scan page;
        read_page(&image, &page);
        double lay = page.turned + page.skew_deg - angles[i];
        if (fabs(remainder(lay, 360)) > 0.15 || page.residual_mm > 0.1)
            fail_msg("%s: told as %d and %.2f, residual %.2f mm", name,
                     page.turned, page.skew_deg, page.residual_mm);
        reads_right(name, image, 1);
    }
}

static void scaled_shifted_and_stretched(void **state)
{
    (void)state;
    reads_right("93 %", bent(0.5, 0.93, 0, 0, 0, 0), 1);
    reads_right("106 %", bent(-0.5, 1.06, 0, 0, 0, 12), 1);
    reads_right("shifted", bent(0, 1, 8, -6, 0, 8), 0);
    reads_right("fed 1.5 mm too long", bent(0.3, 1, 0, 0, 1.5, 0), 1);
    reads_right("fed 1.5 mm too short", bent(-0.3, 1, 0, 0, -1.5, 0), 1);
}

static void any_one_corner_may_be_gone(void **state)
{
    (void)state;
    static const double at[4][2] = {{0, 0}, {183, 0}, {0, 270}, {183, 270}};
    for (size_t i = 0; i < 4; i++) {
        struct image torn = copy_of(&sheet);
        struct image blotted = copy_of(&sheet);
        paint(&torn, at[i][0], at[i][1], 27, 27, 255);
        reads_right("a corner torn off", torn, 0);
        paint(&blotted, at[i][0], at[i][1], 27, 27, 0);
        reads_right("a corner blacked out", blotted, 0);
    }
}

static void one_code_is_enough_and_none_is_told(void **state)
{
    (void)state;
    struct page_scan page;
    struct image image = copy_of(&sheet);
    const struct rect_mm *a = &front()->codes[0].at;
    const struct rect_mm *b = &front()->codes[1].at;
    paint(&image, a->x + 4, a->y - 1, 8, a->h + 2, 0);
    reads_right("the first code dead", copy_of(&image), 0);
    paint(&image, b->x + 4, b->y - 1, 8, b->h + 2, 255);
    read_page(&image, &page);
    assert_int_equal(page.outcome, PAGE_NO_CODE);
    assert_true(strlen(page.reason) > 10);
    image_deinit(&image);
}

static void without_the_ring_the_codes_tell_which_way_is_up(void **state)
{
    (void)state;
    struct image image = bent(180, 1, 0, 0, 0, 0);
    paint(&image, 210 - 17.5, 297 - 17.5, 7, 7, 0); /* the ring made solid */
    reads_right("no ring, upside down", image, 0);
}

static void thresholds_borders_and_pale_copies(void **state)
{
    (void)state;
    for (int limit = 90; limit <= 200; limit += 55) {
        struct image image = copy_of(&sheet);
        for (size_t i = 0; i < image.stride * (size_t)image.h; i++)
            image.pixels[i] = image.pixels[i] < limit ? 0 : 255;
        reads_right_as_bits("bilevel", image, 0);
    }
    struct image border = bent(1.5, 1, 0, 0, 0, 14);
    paint(&border, 0, 0, 9, 400, 10);
    paint(&border, 0, 0, 400, 8, 10);
    reads_right("black borders", border, 0);
    struct image pale = copy_of(&sheet);
    for (size_t i = 0; i < pale.stride * (size_t)pale.h; i++)
        pale.pixels[i] = (uint8_t)(130 + pale.pixels[i] * 90 / 255);
    reads_right("a pale grey copy", pale, 0);
    struct image shaded = copy_of(&sheet);
    for (int32_t y = 0; y < shaded.h; y++)
        for (int32_t x = 0; x < shaded.w; x++) {
            uint8_t *p = &shaded.pixels[(size_t)y * shaded.stride + (size_t)x];
            *p = (uint8_t)(*p * (1.0 - 0.45 * x / shaded.w));
        }
    reads_right("shaded to 45 %", shaded, 0);
}

static void a_dirty_glass_makes_no_marks(void **state)
{
    (void)state;
    struct image image = copy_of(&sheet);
    for (size_t i = 0; i < front()->box_count; i += 5)
        paint(&image, front()->boxes[i].at.x + 2.4, 0, 0.2, 297, 120);
    reads_right("streaks through boxes", image, front()->box_count / 4);
}

static void hopeless_pages_are_refused_with_a_reason(void **state)
{
    (void)state;
    struct page_scan page;
    struct image bow = bent(0, 1, 0, 0, 9, 0);
    read_page(&bow, &page);
    assert_int_not_equal(page.outcome, PAGE_READ);
    assert_true(strlen(page.reason) > 10);
    image_deinit(&bow);
    struct image half = copy_of(&sheet);
    paint(&half, 0, 120, 210, 177, 255);
    read_page(&half, &page);
    assert_int_not_equal(page.outcome, PAGE_READ);
    image_deinit(&half);
    struct image empty = copy_of(&sheet);
    paint(&empty, 0, 0, 210, 297, 255);
    read_page(&empty, &page);
    assert_int_equal(page.outcome, PAGE_BLANK);
    image_deinit(&empty);
    struct image dot = {.w = 1, .h = 1, .stride = 1, .pixels = malloc(1)};
    assert_non_null(dot.pixels);
    dot.pixels[0] = 0;
    read_page(&dot, &page);
    assert_int_not_equal(page.outcome, PAGE_READ);
    image_deinit(&dot);
}

/* Blank pages are passed over without a word, so nothing that could hide a
 * sheet may be called one. */
static void the_dark_is_not_blank(void **state)
{
    (void)state;
    static const char *const names[] = {"a negative", "black", "nearly black",
                                        "black with specks"};
    for (int kind = 0; kind < 4; kind++) {
        struct image image = copy_of(&sheet);
        struct page_scan page;
        for (size_t i = 0; i < image.stride * (size_t)image.h; i++) {
            uint8_t *p = &image.pixels[i];
            *p = kind == 0   ? (uint8_t)(255 - *p)
                 : kind == 1 ? 0
                 : kind == 2 ? (uint8_t)(*p / 20)
                             : (uint8_t)(*p * 7919 % 16 == 0 ? 255 : 0);
        }
        read_page(&image, &page);
        if (page.outcome != PAGE_UNREADABLE || strlen(page.reason) < 10)
            fail_msg("%s: %s (%s)", names[kind],
                     page_outcome_word(page.outcome), page.reason);
        image_deinit(&image);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sheet_as_it_was_printed),
        cmocka_unit_test(any_resolution_from_100_to_600_dpi),
        cmocka_unit_test(turned_and_tilted),
        cmocka_unit_test(scaled_shifted_and_stretched),
        cmocka_unit_test(any_one_corner_may_be_gone),
        cmocka_unit_test(one_code_is_enough_and_none_is_told),
        cmocka_unit_test(without_the_ring_the_codes_tell_which_way_is_up),
        cmocka_unit_test(thresholds_borders_and_pale_copies),
        cmocka_unit_test(a_dirty_glass_makes_no_marks),
        cmocka_unit_test(hopeless_pages_are_refused_with_a_reason),
        cmocka_unit_test(the_dark_is_not_blank),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
