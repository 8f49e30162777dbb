/* tests/omr/test_beside.c - what lies beside, on and near the boxes of a
 * question without a mark, and folds that pass through boxes. */
#include "tests/omr/printed_sheet.h"

/* Side 1 with every question ticked but `but`. */
static struct image ticked_but(size_t but)
{
    char path[128];
    struct image image;
    (void)snprintf(path, sizeof path, "%s/p-1.pgm", folder);
    load_pgm(path, &image);
    for (size_t i = 0; i < front()->box_count; i++) {
        const struct layout_box *b = &front()->boxes[i];
        if (b->item != but && is_ticked(b, choices_of(b->item)))
            draw_tick(&image, DPI, b->at.x, b->at.y);
    }
    return image;
}

/* The box of choice 1 of the question whose boxes have most paper on both
 * sides: a row of a table. */
static const struct layout_box *roomy(void)
{
    const struct layout_box *best = NULL;
    for (size_t i = 0; i < front()->box_count; i++) {
        const struct layout_box *b = &front()->boxes[i];
        if (b->choice == 1 &&
            (best == NULL ||
             fmin(b->bare_left, b->bare_right) >
                 fmin(best->bare_left, best->bare_right)))
            best = b;
    }
    assert_true(best->bare_left >= 8 && best->bare_right >= 8);
    return best;
}

static const struct answer_read *answer_to(const struct page_scan *page,
                                           size_t item)
{
    for (size_t i = 0; i < page->answer_count; i++)
        if (page->answers[i].item == item)
            return &page->answers[i];
    fail_msg("no answer to %zu", item);
    return NULL;
}

/* `make` alters the page round box `b`, all of whose question is bare. */
static const struct answer_read *
reads(void (*make)(struct image *image, const struct rect_mm *b))
{
    static struct page_scan page;
    const struct layout_box *b = roomy();
    struct image image = ticked_but(b->item);
    if (make != NULL)
        make(&image, &b->at);
    read_page(&image, &page);
    assert_int_equal(page.outcome, PAGE_READ);
    image_deinit(&image);
    return answer_to(&page, b->item);
}

static void far_left(struct image *image, const struct rect_mm *b)
{
    draw_tick(image, DPI, b->x - 7, b->y);
}

static void far_right(struct image *image, const struct rect_mm *b)
{
    draw_tick(image, DPI, b->x + b->w + 1.5, b->y);
}

static void dot_on_line(struct image *image, const struct rect_mm *b)
{
    paint(image, b->x - 0.3, b->y + 2, 0.8, 0.8, 40);
}

static void tail_from_below(struct image *image, const struct rect_mm *b)
{
    for (int i = 0; i < 40; i++) /* up the paper beside the box */
        paint(image, b->x - 4 + 0.02 * i, b->y + b->h + 3 - 0.2 * i, 0.4, 0.4,
              40);
}

static void speck(struct image *image, const struct rect_mm *b)
{
    paint(image, b->x - 4, b->y + 2, 0.3, 0.3, 40);
}

static void a_mark_far_beside_its_box_is_asked_about(void **state)
{
    (void)state;
    assert_int_equal(reads(NULL)->state, ANSWER_BLANK);
    assert_int_equal(reads(far_left)->state, ANSWER_DOUBTFUL);
    assert_int_equal(reads(far_right)->state, ANSWER_DOUBTFUL);
}

static void a_dot_on_the_outline_is_asked_about(void **state)
{
    (void)state;
    assert_int_equal(reads(dot_on_line)->state, ANSWER_DOUBTFUL);
}

static void tails_and_specks_beside_a_box_are_no_marks(void **state)
{
    (void)state;
    assert_int_equal(reads(tail_from_below)->state, ANSWER_BLANK);
    assert_int_equal(reads(speck)->state, ANSWER_BLANK);
}

/* A lone speck is measured where nothing else is inked, and only there. */
static void a_lone_speck_is_seen_in_a_bare_question(void **state)
{
    (void)state;
    static struct page_scan page;
    const struct layout_box *b = roomy();
    size_t at = (size_t)(b - front()->boxes);
    struct image image = ticked_but(b->item);
    paint(&image, b->at.x + 2.5, b->at.y + 2.5, 0.26, 0.26, 40);
    read_page(&image, &page);
    assert_true(page.boxes[at].measure.cover + page.boxes[at].measure.specks >
                0.001f);
    draw_tick(&image, DPI, b[1].at.x, b[1].at.y);
    read_page(&image, &page);
    assert_true(page.boxes[at].measure.specks < 0.0005f);
    image_deinit(&image);
}

/* Half a millimetre higher on one side than on the other, along a row. */
static void a_fold_that_wanders_makes_no_marks(void **state)
{
    (void)state;
    struct image image = copy_of(&sheet);
    double y = roomy()->at.y + 2;
    double k = DPI / 25.4;
    for (int32_t x = 0; x < image.w; x++) {
        double middle = (y + 0.5 * (double)x / image.w) * k;
        for (int32_t d = -2; d <= 2; d++) {
            uint8_t *px = image.pixels +
                          ((size_t)middle + (size_t)(d + 2)) * image.stride + x;
            int left = *px - (d == 0 ? 60 : 35);
            *px = (uint8_t)(left < 0 ? 0 : left);
        }
    }
    reads_right("a fold that wanders", image, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_far_beside_its_box_is_asked_about),
        cmocka_unit_test(a_dot_on_the_outline_is_asked_about),
        cmocka_unit_test(tails_and_specks_beside_a_box_are_no_marks),
        cmocka_unit_test(a_lone_speck_is_seen_in_a_bare_question),
        cmocka_unit_test(a_fold_that_wanders_makes_no_marks),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
