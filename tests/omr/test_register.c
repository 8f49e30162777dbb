/* Squaring up under every damage a pile of paper brings: each corner torn,
 * punched, stapled, folded, drawn over; turned, scaled, shifted, stretched;
 * pale, dark, coarse; photographed from the side.  What cannot be read for
 * sure is refused with a reason, never misread. */
#include "tests/omr/printed_sheet.h"

static const double K = DPI / 25.4;

/* ---- what is allowed: right, doubtful or refused with a reason ---- */

/* Boxes read wrong; *read = how many pages were read at all. */
static size_t misread(const char *name, struct image image, size_t *read)
{
    struct page_scan page;
    size_t wrong = 0;
    read_page(&image, &page);
    if (page.outcome != PAGE_READ && strlen(page.reason) < 10)
        fail_msg("%s: %s without a reason", name,
                 page_outcome_word(page.outcome));
    for (size_t i = 0; page.outcome == PAGE_READ && i < page.box_count; i++) {
        const struct box_read *b = &page.boxes[i];
        bool ticked = is_ticked(&front()->boxes[i], choices_of(b->item));
        if (b->state == BOX_DOUBTFUL || (b->state == BOX_MARKED) == ticked)
            continue;
        wrong++;
        print_message("%s: box %zu at %.0f, %.0f is %s, cover %.3f\n", name,
                      i, front()->boxes[i].at.x, front()->boxes[i].at.y,
                      ticked ? "lost" : "made up", (double)b->measure.cover);
    }
    *read += page.outcome == PAGE_READ;
    image_deinit(&image);
    return wrong;
}

static void refused_for(const char *name, struct image image,
                        const char *word)
{
    struct page_scan page;
    read_page(&image, &page);
    if (page.outcome == PAGE_READ || strstr(page.reason, word) == NULL)
        fail_msg("%s: %s (%s)", name, page_outcome_word(page.outcome),
                 page.reason);
    image_deinit(&image);
}

/* ---- each corner, each damage ---- */

/* Points within `width` mm of the line from (x0, y0) to (x1, y1). */
static void line(struct image *image, double x0, double y0, double x1,
                 double y1, double width, uint8_t grey)
{
    double n = hypot(x1 - x0, y1 - y0) / 0.1;
    for (int i = 0; i <= n; i++)
        paint(image, x0 + (x1 - x0) * i / n - width / 2,
              y0 + (y1 - y0) * i / n - width / 2, width, width, grey);
}

static void disc(struct image *image, double x, double y, double r,
                 uint8_t grey)
{
    for (double dy = -r; dy <= r; dy += 0.1) {
        double half = sqrt(r * r - dy * dy);
        paint(image, x - half, y + dy, 2 * half, 0.2, grey);
    }
}

/* The triangle of the page's corner k with legs of `leg` mm. */
static void triangle(struct image *image, int k, double leg, uint8_t grey)
{
    for (double d = 0; d < leg; d += 0.1) {
        double y = k / 2 != 0 ? 297 - d - 0.1 : d;
        paint(image, k % 2 != 0 ? 210 - (leg - d) : 0, y, leg - d, 0.2, grey);
    }
}

enum { TORN_WHITE, TORN_BLACK, PUNCHED_WHITE, PUNCHED_BLACK, PUNCHED_BESIDE,
       STAPLED, FOLDED, SCRAWLED, CROSSED, STAMPED, DAMAGES };
static const char *const damages[DAMAGES] = {
    "torn, white behind", "torn, black behind", "punched, white behind",
    "punched, black behind", "punched beside the mark", "stapled", "folded",
    "scrawled over", "crossed out", "stamped"};

static void damage(struct image *image, int k, int how)
{
    double x = k % 2 != 0 ? 196 : 14, y = k / 2 != 0 ? 283 : 14;
    double in = k % 2 != 0 ? -1 : 1, down = k / 2 != 0 ? -1 : 1;
    switch (how) {
    case TORN_WHITE: triangle(image, k, 45, 255); break;
    case TORN_BLACK: triangle(image, k, 45, 8); break;
    case PUNCHED_WHITE: disc(image, x, y, 3, 255); break;
    case PUNCHED_BLACK: disc(image, x, y, 3, 12); break;
    case PUNCHED_BESIDE: disc(image, x + 2 * in, y - 2 * down, 3, 12); break;
    case STAPLED:
        line(image, x - 6, y - 4, x + 6, y + 4, 0.6, 40);
        break;
    case FOLDED: /* the flap's back, its shadow along the fold */
        triangle(image, k, 36, 60);
        triangle(image, k, 34, 238);
        break;
    case SCRAWLED:
        for (int i = -4; i <= 4; i++)
            line(image, x - 6, y + 1.2 * i, x + 6, y + 1.2 * i + 2.5, 0.5, 50);
        break;
    case CROSSED:
        line(image, x - 7, y - 6, x + 7, y + 7, 0.8, 30);
        line(image, x + 7, y - 7, x - 7, y + 6, 0.8, 30);
        break;
    default:
        for (double t = 0; t < 2 * M_PI; t += 0.004)
            line(image, x + 3 * in + 12 * cos(t), y + 3 * down + 12 * sin(t),
                 x + 3 * in + 11 * cos(t), y + 3 * down + 11 * sin(t), 0.3,
                 90);
        break;
    }
}

static void any_corner_may_be_damaged_in_any_way(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        for (int how = 0; how < DAMAGES; how++) {
            struct image image = copy_of(&sheet);
            char name[64];
            (void)snprintf(name, sizeof name, "corner %d %s", k,
                           damages[how]);
            damage(&image, k, how);
            reads_right(name, image, 0);
        }
    }
}

/* The same on pages that lie crooked and upside down, one code dead. */
static void a_damaged_corner_is_no_matter_on_a_crooked_page(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        for (int code = 0; code < 2; code++) {
            struct image whole = sheet;
            const struct rect_mm *at = &front()->codes[code].at;
            char name[64];
            (void)snprintf(name, sizeof name, "corner %d torn, code %d dead",
                           k, code);
            sheet = copy_of(&whole);
            damage(&sheet, k, k % 2 != 0 ? TORN_WHITE : FOLDED);
            paint(&sheet, at->x + 3, at->y - 1, 9, at->h + 2, 255);
            struct image image = bent(k % 2 != 0 ? 3.5 : 176, 1, 2, -3, 0.8,
                                      12);
            image_deinit(&sheet);
            sheet = whole;
            /* torn off at its own code with the other one dead: no code */
            if ((k == 0 && code == 1) || (k == 3 && code == 0))
                image_deinit(&image);
            else
                reads_right(name, image, 1);
        }
    }
}

/* ---- lying on the glass ---- */

static void scaled_skewed_and_shifted_at_once(void **state)
{
    (void)state;
    static const double scales[] = {0.93, 1.0, 1.06};
    static const double skews[] = {-10, -4, 0, 7, 10};
    int row = 0;
    for (size_t s = 0; s < 3; s++) {
        for (size_t d = 0; d < 5; d++, row++) {
            char name[64];
            double dx = row % 3 == 0 ? 15 : row % 3 == 1 ? -15 : 4;
            double dy = row % 2 == 0 ? -15 : 15;
            (void)snprintf(name, sizeof name, "%.0f %%, %.0f deg, %.0f %.0f",
                           scales[s] * 100, skews[d], dx, dy);
            reads_right(name, bent(skews[d] + 180 * (row % 2), scales[s], dx,
                                   dy, 0, 45), 1);
        }
    }
}

/* A feeder that runs unevenly: `waves` of `mm` along the page. */
static struct image stretched(double mm, double waves, double phase)
{
    struct image to = copy_of(&sheet);
    for (int32_t y = 0; y < to.h; y++) {
        double from = y + mm * K * sin(2 * M_PI * waves * y / to.h + phase);
        int32_t k = (int32_t)lround(from);
        uint8_t *row = to.pixels + (size_t)y * to.stride;
        memset(row, 255, to.stride);
        if (k >= 0 && k < sheet.h)
            memcpy(row, sheet.pixels + (size_t)k * sheet.stride,
                   sheet.stride);
    }
    return to;
}

static void stretch_along_the_feed_is_followed(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        char name[64];
        double waves = 0.5 + 0.1 * i, phase = 0.9 * i;
        (void)snprintf(name, sizeof name, "1.5 mm in %.1f waves from %.1f",
                       waves, phase);
        reads_right(name, stretched(i % 2 != 0 ? 1.5 : -1.5, waves, phase),
                    1);
    }
}

/* ---- tone ---- */

static void any_threshold_leaves_a_page_to_read(void **state)
{
    (void)state;
    for (int limit = 50; limit <= 240; limit += 38) {
        struct image image = copy_of(&sheet);
        char name[32];
        (void)snprintf(name, sizeof name, "bilevel at %d", limit);
        for (size_t i = 0; i < image.stride * (size_t)image.h; i++)
            image.pixels[i] = image.pixels[i] < limit ? 0 : 255;
        reads_right(name, image, 1);
    }
}

/* Noise without a library: the same at every run. */
static int grain(uint32_t *seed, int size)
{
    int sum = 0;
    for (int i = 0; i < 4; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        sum += (int)(*seed >> 16) % (2 * size + 1) - size;
    }
    return sum / 2;
}

static struct image washed(double contrast, int noise)
{
    struct image pale = copy_of(&sheet);
    uint32_t seed = 7;
    for (size_t i = 0; i < pale.stride * (size_t)pale.h; i++) {
        double v = 235 - (255 - pale.pixels[i]) * contrast +
                   grain(&seed, noise);
        pale.pixels[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    return pale;
}

static void pale_copies_are_read(void **state)
{
    (void)state;
    reads_right("15 %", washed(0.15, 0), 0);
    reads_right("10 %", washed(0.10, 0), 0);
    reads_right("8 %", washed(0.08, 0), 0);
    size_t read = 0;
    for (int noise = 1; noise <= 4; noise++)
        for (int percent = 8; percent <= 20; percent += 4)
            assert_int_equal(misread("pale and noisy",
                                     washed(percent / 100.0, noise), &read),
                             0);
    assert_true(read >= 4);
}

/* The back of a sheet printed on one side only, so thin that the front shows
 * through mirrored: our frame, but nobody's page. */
static void a_front_that_shows_through_is_a_blank_back(void **state)
{
    (void)state;
    struct image back = washed(0.15, 1);
    for (int32_t y = 0; y < back.h; y++) {
        uint8_t *row = back.pixels + (size_t)y * back.stride;
        for (int32_t x = 0; x < back.w / 2; x++) {
            uint8_t swap = row[x];
            row[x] = row[back.w - 1 - x];
            row[back.w - 1 - x] = swap;
        }
    }
    struct page_scan page;
    read_page(&back, &page);
    assert_int_equal(page.outcome, PAGE_BLANK);
    image_deinit(&back);
}

/* ---- photographs ---- */

struct shot { /* a camera over a desk */
    double deg, tilt_x, tilt_y; /* tilts: how much smaller the far side is */
    double size;                /* of the page in the picture */
    double shade;               /* light lost from left to right */
};

/* The page on a desk of grey 55; pictures of 2,400 x 3,200. */
static struct image photograph(const struct shot *s)
{
    struct image to = {.w = 2400, .h = 3200, .stride = 2400};
    to.pixels = malloc(to.stride * (size_t)to.h);
    assert_non_null(to.pixels);
    double c = cos(s->deg * M_PI / 180), n = sin(s->deg * M_PI / 180);
    double k = 3200 / 297.0 * s->size;
    for (int32_t y = 0; y < to.h; y++) {
        for (int32_t x = 0; x < to.w; x++) {
            double u = (x - 1200) / k, v = (y - 1600) / k;
            double w = 1 + s->tilt_x * u / 210 + s->tilt_y * v / 297;
            u /= w;
            v /= w;
            double px = (c * u + n * v + 105) * K;
            double py = (-n * u + c * v + 148.5) * K;
            int32_t ix = (int32_t)px, iy = (int32_t)py;
            double grey = 55 + (x * 7 + y * 13) % 9;
            if (px >= 0 && py >= 0 && ix + 1 < sheet.w && iy + 1 < sheet.h) {
                const uint8_t *p = sheet.pixels +
                                   (size_t)iy * sheet.stride + ix;
                double fx = px - ix, fy = py - iy;
                grey = (p[0] * (1 - fx) + p[1] * fx) * (1 - fy) +
                       (p[sheet.stride] * (1 - fx) +
                        p[sheet.stride + 1] * fx) * fy;
                grey = 25 + grey * 0.8;
            }
            grey *= 1 - s->shade * x / to.w;
            to.pixels[(size_t)y * to.stride + (size_t)x] = (uint8_t)grey;
        }
    }
    return to;
}

static void photographs_from_the_side_are_squared_up(void **state)
{
    (void)state;
    static const struct shot shots[] = {
        {0, 0, 0, 0.92, 0},          {2, 0.06, 0.10, 0.88, 0.2},
        {-3, -0.12, 0.15, 0.80, 0.3}, {181, 0.10, -0.18, 0.78, 0.1},
        {4, 0.20, 0.20, 0.74, 0.2},   {-2, 0.0, 0.25, 0.78, 0.35},
        {91, 0.08, 0.06, 0.66, 0.2},  {268, -0.1, 0.1, 0.62, 0.1},
        {8, -0.18, -0.05, 0.70, 0}};
    for (size_t i = 0; i < sizeof shots / sizeof shots[0]; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "shot %zu", i);
        reads_right(name, photograph(&shots[i]), 1);
    }
}

/* A mean over n x n pixels, twice: a lens out of focus. */
static struct image blurred(const struct image *from, int n)
{
    struct image to = copy_of(from);
    for (int pass = 0; pass < 4; pass++) {
        size_t step = pass % 2 != 0 ? to.stride : 1;
        size_t lines = pass % 2 != 0 ? (size_t)to.w : (size_t)to.h;
        size_t length = pass % 2 != 0 ? (size_t)to.h : (size_t)to.w;
        size_t across = pass % 2 != 0 ? 1 : to.stride;
        uint8_t row[4096];
        assert_true(length <= sizeof row);
        for (size_t l = 0; l < lines; l++) {
            uint8_t *p = to.pixels + l * across;
            int sum = 0;
            for (size_t i = 0; i < length; i++) {
                row[i] = p[i * step];
                sum += row[i] - (i >= (size_t)n ? row[i - (size_t)n] : 0);
                if (i >= (size_t)n)
                    p[(i - (size_t)n / 2) * step] = (uint8_t)(sum / n);
            }
        }
    }
    return to;
}

static void what_is_not_good_enough_is_refused(void **state)
{
    (void)state;
    static const struct shot straight = {1, 0.05, 0.05, 0.9, 0.1};
    size_t read = 0;
    struct image shot = photograph(&straight);
    for (int n = 2; n <= 14; n++)
        assert_int_equal(misread("blur", blurred(&shot, n), &read), 0);
    assert_true(read >= 3);
    refused_for("out of focus", blurred(&shot, 9), "blurred");
    image_deinit(&shot);
    struct shot far = straight;
    read = 0;
    for (far.size = 0.9; far.size > 0.1; far.size -= 0.1)
        assert_int_equal(misread("from afar", photograph(&far), &read), 0);
    assert_true(read >= 3);
}

/* Part of a hand on the page: never a mark. */
static void a_finger_over_boxes_makes_no_marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < front()->box_count; i += 2) {
        const struct rect_mm *at = &front()->boxes[i].at;
        struct image image = copy_of(&sheet);
        size_t read = 0;
        for (double d = 0; d < 30; d += 1)
            disc(&image, at->x - 6 - d, at->y + 4 + d / 3, 8, 90);
        char name[64];
        (void)snprintf(name, sizeof name, "a finger from %.0f, %.0f",
                       at->x - 6, at->y + 4);
        assert_int_equal(misread(name, image, &read), 0);
    }
}

/* Edge marks are alike: without the corners one may be taken for the next. */
static void with_one_corner_left_nothing_is_read(void **state)
{
    (void)state;
    static const double at[4][2] = {{8, 8}, {190, 8}, {8, 277}, {190, 277}};
    for (size_t kept = 0; kept < 4; kept++) {
        struct image image = copy_of(&sheet);
        for (size_t i = 0; i < 4; i++)
            if (i != kept)
                paint(&image, at[i][0], at[i][1], 12, 12, 255);
        refused_for("one corner left", image, "");
    }
    for (size_t gone = 0; gone < 4; gone++) {
        struct image image = copy_of(&sheet);
        size_t read = 0;
        paint(&image, at[gone][0], at[gone][1], 12, 12, 255);
        paint(&image, at[(gone + 1) % 4][0], at[(gone + 1) % 4][1], 12, 12,
              255);
        assert_int_equal(misread("two corners left", image, &read), 0);
    }
}

/* One sheet over another in the feeder: hardly a box where it should be, and
 * those that are must not become the measure of the others. */
static void boxes_that_are_not_there_are_no_boxes(void **state)
{
    (void)state;
    struct image image = copy_of(&sheet);
    for (size_t i = 3; i < front()->box_count; i++) {
        const struct rect_mm *at = &front()->boxes[i].at;
        paint(&image, at->x - 1.5, at->y - 1.5, at->w + 3, at->h + 3, 255);
        for (double k = 0; k < at->w; k += 1.4) /* a word there, faintly */
            paint(&image, at->x + k, at->y + 0.5 + k / 3, 0.5, 2, 225);
    }
    refused_for("other print at the boxes' places", image, "boxes");
}

/* Another sheet over ours: its code is not where our marks say. */
static void a_code_of_something_else_is_not_taken(void **state)
{
    (void)state;
    struct image image = copy_of(&sheet);
    const struct rect_mm *a = &front()->codes[0].at;
    const struct rect_mm *b = &front()->codes[1].at;
    for (double y = -2; y < a->h + 2; y += 1 / K)
        for (double x = -2; x < a->w + 2; x += 1 / K)
            paint(&image, 60 + x, 50 + y, 1 / K, 1 / K,
                  sheet.pixels[(size_t)((a->y + y) * K) * sheet.stride +
                               (size_t)((a->x + x) * K)]);
    paint(&image, a->x, a->y, a->w, a->h, 255);
    paint(&image, b->x, b->y, b->w, b->h, 255);
    struct page_scan page;
    read_page(&image, &page);
    assert_int_not_equal(page.outcome, PAGE_READ);
    image_deinit(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_corner_may_be_damaged_in_any_way),
        cmocka_unit_test(a_damaged_corner_is_no_matter_on_a_crooked_page),
        cmocka_unit_test(scaled_skewed_and_shifted_at_once),
        cmocka_unit_test(stretch_along_the_feed_is_followed),
        cmocka_unit_test(any_threshold_leaves_a_page_to_read),
        cmocka_unit_test(pale_copies_are_read),
        cmocka_unit_test(a_front_that_shows_through_is_a_blank_back),
        cmocka_unit_test(photographs_from_the_side_are_squared_up),
        cmocka_unit_test(what_is_not_good_enough_is_refused),
        cmocka_unit_test(a_finger_over_boxes_makes_no_marks),
        cmocka_unit_test(a_code_of_something_else_is_not_taken),
        cmocka_unit_test(with_one_corner_left_nothing_is_read),
        cmocka_unit_test(boxes_that_are_not_there_are_no_boxes),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
