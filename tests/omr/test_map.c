/* From millimetres to pixels: the fit is exact where it can be, a false mark
 * does not bend it, stretch is taken out, and a page may lie on its head. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "omr/register.h"
#include "omr/register_fit.h"

#define W_MM 210.0
#define H_MM 297.0
#define NEAR(a, b, slack) (fabs((a) - (b)) <= (slack))

/* ---- the printed frame: 4 corners, 5 edge marks a side; on its head it has
 * its marks in the same places, or register_flip() would not flip it ---- */

enum { CORNERS = 4, EDGES = 10, MARKS = CORNERS + EDGES };
static struct fiducial marks[MARKS];
static struct layout_page frame = {.width = W_MM, .height = H_MM,
                                   .fiducial_count = MARKS,
                                   .fiducials = marks};

static void put_mark(size_t i, double cx, double cy, double side,
                     enum fiducial_kind kind)
{
    marks[i] = (struct fiducial){
        .at = {cx - side / 2, cy - side / 2, side, side}, .kind = kind};
}

static int make_frame(void **state)
{
    (void)state;
    put_mark(0, 14, 14, 5, FIDUCIAL_RING);
    put_mark(1, W_MM - 14, 14, 5, FIDUCIAL_SQUARE);
    put_mark(2, 14, H_MM - 14, 5, FIDUCIAL_SQUARE);
    put_mark(3, W_MM - 14, H_MM - 14, 5, FIDUCIAL_SQUARE);
    for (size_t i = 0; i < EDGES; i++)
        put_mark(CORNERS + i, i < 5 ? 14 : W_MM - 14,
                 14 + 269.0 / 6 * (double)(i % 5 + 1), 2.5, FIDUCIAL_EDGE);
    return 0;
}

/* ---- known ways of lying on the glass ---- */

struct lie { /* shift, turn, scale and perspective; then a bend along y */
    double deg, px_per_mm, dx, dy, px, py, bend_mm;
};

static void place(const struct lie *lie, double x, double y, double *u,
                  double *v)
{
    double a = lie->deg * M_PI / 180;
    double w = 1 + lie->px * x + lie->py * y;
    double by = y + lie->bend_mm * sin(M_PI * y / H_MM);
    double k = lie->px_per_mm;
    *u = (k * (cos(a) * x - sin(a) * by) + lie->dx) / w;
    *v = (k * (sin(a) * x + cos(a) * by) + lie->dy) / w;
}

static const struct lie lies[] = {
    {0, 11.81, 0, 0, 0, 0, 0},
    {3, 7.87, 40, -12, 0, 0, 0},
    {-8, 3.94, 300, 900, 0, 0, 0},
    {181, 23.6, 4000, 6000, 0, 0, 0},
    {90, 11.81, 3500, 20, 1e-5, -2e-5, 0},
    {1.5, 11.81, 60, 80, 2e-4, 1e-4, 0}, /* a photograph from the side */
};
enum { LIES = sizeof lies / sizeof lies[0] };

static size_t match_all(const struct lie *lie, struct match out[MARKS])
{
    for (size_t i = 0; i < MARKS; i++) {
        const struct rect_mm *at = &marks[i].at;
        out[i] = (struct match){.x_mm = at->x + at->w / 2,
                                .y_mm = at->y + at->h / 2};
        place(lie, out[i].x_mm, out[i].y_mm, &out[i].x_px, &out[i].y_px);
    }
    return MARKS;
}

/* Largest distance in mm between map and truth over the whole page. */
static double worst_error(const struct page_map *map, const struct lie *lie)
{
    double worst = 0;
    for (double y = 14; y <= H_MM - 14; y += 6.7) {
        for (double x = 14; x <= W_MM - 14; x += 6.5) {
            double u, v, mu, mv;
            place(lie, x, y, &u, &v);
            map_point(map, x, y, &mu, &mv);
            double d = hypot(u - mu, v - mv) / lie->px_per_mm;
            worst = d > worst ? d : worst;
        }
    }
    return worst;
}

/* ---- fitting ---- */

static void a_flat_page_is_fitted_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < LIES; i++) {
        struct match match[MARKS];
        struct page_map map;
        assert_true(map_fit(&map, match_all(&lies[i], match), match));
        double worst = worst_error(&map, &lies[i]);
        if (worst > 1e-6)
            fail_msg("page %zu: %g mm off", i, worst);
        for (size_t k = 0; k < MARKS; k++)
            assert_true(map_residual(&map, &match[k]) < 1e-6);
    }
}

static void few_marks_give_an_affine_fit_and_fewer_none(void **state)
{
    (void)state;
    struct match match[MARKS];
    struct page_map map;
    (void)match_all(&lies[1], match); /* no perspective */
    for (size_t used = 3; used <= 5; used++) {
        assert_true(map_fit(&map, used, match));
        assert_true(NEAR(map.h[6], 0, 0) && NEAR(map.h[7], 0, 0));
        assert_true(worst_error(&map, &lies[1]) < 1e-6);
    }
    assert_false(map_fit(&map, 2, match));
    assert_false(map_fit(&map, 0, match));
    /* the left side alone lies on one line and fixes nothing */
    assert_false(map_fit(&map, 5, match + CORNERS));
    for (size_t i = 0; i < MARKS; i++)
        match[i] = match[0];
    assert_false(map_fit(&map, MARKS, match));
}

static void what_is_out_has_no_say(void **state)
{
    (void)state;
    struct match match[MARKS];
    struct page_map map;
    for (size_t bad = 0; bad < MARKS; bad++) {
        (void)match_all(&lies[5], match);
        match[bad].x_px += 5000;
        match[bad].out = true;
        assert_true(map_fit(&map, MARKS, match));
        assert_true(worst_error(&map, &lies[5]) < 1e-6);
        match[bad].out = false;
        assert_true(map_fit(&map, MARKS, match));
        assert_true(worst_error(&map, &lies[5]) > 1);
    }
}

static void residual_and_scale_are_in_millimetres(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) { /* without perspective */
        struct match match[MARKS];
        struct page_map map;
        double sx, sy;
        assert_true(map_fit(&map, match_all(&lies[i], match), match));
        map_scale(&map, 105, 148, &sx, &sy);
        assert_true(NEAR(sx, lies[i].px_per_mm, 1e-6));
        assert_true(NEAR(sy, lies[i].px_per_mm, 1e-6));
        match[6].x_px += 0.6 * lies[i].px_per_mm;
        match[6].y_px -= 0.8 * lies[i].px_per_mm;
        assert_true(NEAR(map_residual(&map, &match[6]), 1, 1e-6));
    }
}

/* ---- stretch ---- */

static void stretch_is_taken_out_between_the_marks(void **state)
{
    (void)state;
    for (double bend = -2; bend <= 2; bend += 0.5) {
        struct lie lie = lies[1];
        struct match match[MARKS];
        struct page_map map;
        lie.bend_mm = bend;
        assert_true(map_fit(&map, match_all(&lie, match), match));
        double before = worst_error(&map, &lie);
        map_correct(&map, MARKS, match);
        for (size_t i = 0; i < MARKS; i++) { /* the knots are exact */
            double u, v;
            map_point(&map, match[i].x_mm, match[i].y_mm, &u, &v);
            assert_true(NEAR(u, match[i].x_px, 1e-6));
            assert_true(NEAR(v, match[i].y_px, 1e-6));
        }
        /* a chord of c mm leaves bend / 8 x (pi c / 297)^2 */
        double chord = fabs(bend) / 8 * pow(M_PI * 269 / 6 / H_MM, 2);
        double after = worst_error(&map, &lie);
        if (after > chord * 1.1 + 1e-6)
            fail_msg("bend %.1f mm: %.4f mm is left, a chord leaves %.4f",
                     bend, after, chord);
        assert_true(NEAR(bend, 0, 0.1) || before > 4 * after);
    }
}

static void marks_in_any_order_make_the_same_correction(void **state)
{
    (void)state;
    struct lie lie = lies[2];
    struct match match[MARKS], mixed[MARKS];
    struct page_map a, b;
    lie.bend_mm = 1.5;
    (void)match_all(&lie, match);
    for (size_t i = 0; i < MARKS; i++)
        mixed[i] = match[i * 5 % MARKS];
    assert_true(map_fit(&a, MARKS, match) && map_fit(&b, MARKS, mixed));
    map_correct(&a, MARKS, match);
    map_correct(&b, MARKS, mixed);
    for (double y = 0; y <= H_MM; y += 9) {
        double u, v, s, t;
        map_point(&a, 60, y, &u, &v);
        map_point(&b, 60, y, &s, &t);
        assert_true(NEAR(u, s, 1e-4) && NEAR(v, t, 1e-4));
    }
}

/* One side's marks say nothing of the other: then there is no correction
 * rather than a wrong one. */
static void a_side_without_marks_means_no_correction(void **state)
{
    (void)state;
    struct lie lie = lies[0];
    struct match match[MARKS];
    struct page_map map;
    lie.bend_mm = 1;
    (void)match_all(&lie, match);
    match[1].out = true;
    for (size_t i = CORNERS + 5; i < MARKS; i++)
        match[i].out = true;
    assert_true(map_fit(&map, MARKS, match));
    map_correct(&map, MARKS, match);
    assert_int_equal(map.side[0].n, 0);
    assert_int_equal(map.side[1].n, 0);
}

/* ---- the other way up ---- */

static void a_flipped_registration_is_the_page_on_its_head(void **state)
{
    (void)state;
    struct lie lie = lies[5];
    struct match match[MARKS];
    struct registration r = {.turned = 90};
    lie.bend_mm = 1.5;
    (void)match_all(&lie, match);
    for (size_t i = 0; i < MARKS; i++) /* not the same on both sides */
        match[i].y_px += match[i].x_mm > 105 ? 3 * sin(match[i].y_mm / 60) : 0;
    assert_true(map_fit(&r.map, MARKS, match));
    map_correct(&r.map, MARKS, match);
    struct registration flipped = r;
    register_flip(&flipped, &frame);
    assert_int_equal(flipped.turned, 270);
    struct registration back = flipped;
    register_flip(&back, &frame);
    assert_int_equal(back.turned, 90);
    for (double y = 5; y < H_MM; y += 11) {
        for (double x = 5; x < W_MM; x += 11) {
            double u, v, s, t;
            map_point(&r.map, x, y, &u, &v);
            map_point(&flipped.map, W_MM - x, H_MM - y, &s, &t);
            assert_true(NEAR(u, s, 1e-6) && NEAR(v, t, 1e-6));
            map_point(&back.map, x, y, &s, &t);
            assert_true(NEAR(u, s, 1e-6) && NEAR(v, t, 1e-6));
        }
    }
}

/* ---- the frame found on a drawn page ---- */

/* Is the point (dx, dy) mm from a mark's centre printed?  A ring's core is
 * 0.4 of its side. */
static bool inked(const struct fiducial *f, double dx, double dy)
{
    double half = f->at.w / 2;
    double reach = fmax(fabs(dx), fabs(dy));
    return reach <= half && (f->kind != FIDUCIAL_RING || reach > 0.4 * half);
}

/* One mark with its centre at page point (cx, cy), the page turned by `deg`
 * about its middle; 3 x 3 samples a pixel. */
static void draw_mark(struct image *image, double k, double deg,
                      const struct fiducial *f, double cx, double cy)
{
    double c = cos(deg * M_PI / 180), s = sin(deg * M_PI / 180);
    double u = c * (cx - W_MM / 2) - s * (cy - H_MM / 2) + 115;
    double v = s * (cx - W_MM / 2) + c * (cy - H_MM / 2) + 158.5;
    int32_t reach = (int32_t)(f->at.w * k);
    for (int32_t y = (int32_t)(v * k) - reach; y <= v * k + reach; y++) {
        for (int32_t x = (int32_t)(u * k) - reach; x <= u * k + reach; x++) {
            int dark = 0;
            for (int sub = 0; sub < 9; sub++) {
                double dx = (x + 0.5 + (sub % 3 - 1) / 3.0) / k - u;
                double dy = (y + 0.5 + (sub / 3 - 1) / 3.0) / k - v;
                dark += inked(f, c * dx + s * dy, c * dy - s * dx);
            }
            if (dark > 0)
                image->pixels[(size_t)y * image->stride + (size_t)x] =
                    (uint8_t)(250 - 25 * dark);
        }
    }
}

/* The frame at 150 dpi, mark `which` moved off its place. */
static struct image draw_page(double deg, const double moved[2], size_t which)
{
    double k = 150 / 25.4;
    struct image image = {.w = (int32_t)(230 * k), .h = (int32_t)(317 * k)};
    image.stride = (size_t)image.w;
    image.pixels = malloc(image.stride * (size_t)image.h);
    assert_non_null(image.pixels);
    memset(image.pixels, 250, image.stride * (size_t)image.h);
    for (size_t i = 0; i < MARKS; i++)
        draw_mark(&image, k, deg, &marks[i],
                  marks[i].at.x + marks[i].at.w / 2 +
                      (i == which ? moved[0] : 0),
                  marks[i].at.y + marks[i].at.h / 2 +
                      (i == which ? moved[1] : 0));
    return image;
}

/* Millimetres between the map and where draw_page() put a point. */
static double off(const struct page_map *map, double deg, double x, double y)
{
    double k = 150 / 25.4;
    double c = cos(deg * M_PI / 180), s = sin(deg * M_PI / 180);
    double dx = x - W_MM / 2, dy = y - H_MM / 2, u, v;
    map_point(map, x, y, &u, &v);
    return hypot(u - k * (c * dx - s * dy + 115),
                 v - k * (s * dx + c * dy + 158.5)) / k;
}

static void finds_the_frame(double deg, const double moved[2], size_t which,
                            size_t least, int turned)
{
    struct image image = draw_page(deg, moved, which);
    struct levels levels = {0};
    struct blobs blobs = {0};
    struct piece_room *room = NULL;
    struct registration r;
    assert_int_equal(piece_room_new(&room, NULL), ERR_OK);
    assert_int_equal(levels_build(&levels, &image, NULL), ERR_OK);
    assert_int_equal(
        register_page(&image, &levels, &blobs, room, &frame, &r, NULL),
        ERR_OK);
    assert_int_equal(r.status, REGISTER_OK);
    assert_int_equal(r.turned, turned);
    assert_true(r.marks >= least);
    assert_true(r.dpi > 149 && r.dpi < 151);
    for (double y = 20; y < H_MM - 20; y += 20)
        for (double x = 20; x < W_MM - 20; x += 20)
            if (off(&r.map, deg, x, y) > 0.15)
                fail_msg("turned %.0f, mark %zu moved by %.1f, %.1f: %.2f mm "
                         "off at %.0f, %.0f; %zu marks, unsure %.2f", deg,
                         which, moved[0], moved[1], off(&r.map, deg, x, y), x,
                         y, r.marks, r.unsure_mm);
    piece_room_free(room);
    blobs_deinit(&blobs);
    levels_deinit(&levels);
    image_deinit(&image);
}

static void a_drawn_frame_is_found_whichever_way_it_lies(void **state)
{
    (void)state;
    static const double none[2] = {0, 0};
    static const struct {
        double deg;
        int turned;
    } rows[] = {{0, 0}, {3, 0}, {-3, 0}, {180, 180}, {177, 180}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        finds_the_frame(rows[i].deg, none, MARKS, MARKS, rows[i].turned);
}

/* A stamp, a hole or a fold beside a mark, taken for it: what no stretch of
 * the paper could do to it alone, so it is dropped and does not bend the
 * page, however little it is off. */
static void a_false_mark_is_dropped(void **state)
{
    (void)state;
    static const double places[][2] = {{9, 7},       {2.0, -1.5}, {1.6, -1.2},
                                       {-0.9, -0.7}, {0.5, 0.4},  {0, 1.2},
                                       {0, -0.6}};
    for (size_t k = 0; k < sizeof places / sizeof places[0]; k++)
        for (size_t i = k % 2; i < MARKS; i += k < 3 && i < CORNERS ? 1 : 2)
            finds_the_frame(1, places[k], i, MARKS - 1, 0);
}

/* The paper stretched along the feed, by up to 1.5 mm with two bends, and
 * one mark false on top of it: the false one goes, the stretch stays. */
static void a_false_mark_on_a_stretched_page_is_dropped(void **state)
{
    (void)state;
    for (size_t bad = 0; bad < MARKS; bad++) {
        for (double bend = -1.5; bend <= 1.5; bend += 1.0) {
            struct lie lie = {4, 11.81, 60, 80, 0, 0, bend};
            struct match match[MARKS];
            struct page_map map;
            struct register_fit f;
            (void)match_all(&lie, match);
            match[bad].x_px += 1.1 * lie.px_per_mm;
            match[bad].y_px -= 0.8 * lie.px_per_mm;
            assert_true(register_fit(&map, MARKS, match, &f));
            for (size_t i = 0; i < MARKS; i++)
                if (match[i].out != (i == bad))
                    fail_msg("bend %.1f, mark %zu false: %zu is %s", bend,
                             bad, i, match[i].out ? "out" : "in");
            double worst = worst_error(&map, &lie);
            if (worst > 0.15)
                fail_msg("bend %.1f, mark %zu false: %.2f mm off", bend, bad,
                         worst);
        }
    }
}

/* Two false marks are two; what is wrong all over is said, not hidden. */
static void marks_that_contradict_each_other_are_told(void **state)
{
    (void)state;
    struct match match[MARKS];
    struct page_map map;
    struct register_fit f;
    for (size_t k = 0; k < CORNERS; k++) {
        (void)match_all(&lies[1], match);
        match[k].x_px += 1.5 * lies[1].px_per_mm;
        match[k + 6].y_px += 2.5 * lies[1].px_per_mm;
        assert_true(register_fit(&map, MARKS, match, &f));
        assert_true(match[k].out && match[k + 6].out);
        assert_int_equal(f.used, MARKS - 2);
        assert_true(f.unsure_mm < 0.05);
        assert_true(worst_error(&map, &lies[1]) < 0.05);
    }
    (void)match_all(&lies[1], match);
    for (size_t i = 0; i < MARKS; i++) { /* every mark somewhere else */
        match[i].x_px += 2.0 * sin((double)(7 * i * i)) * lies[1].px_per_mm;
        match[i].y_px += 2.0 * cos((double)(5 * i * i)) * lies[1].px_per_mm;
    }
    assert_true(register_fit(&map, MARKS, match, &f));
    assert_true(f.used < 9 || f.unsure_mm > REGISTER_UNSURE_MM);
}

/* A frame that is another one on its head lies as it was found. */
static void only_a_symmetric_frame_can_be_flipped(void **state)
{
    (void)state;
    struct registration r = {.turned = 90, .match_count = MARKS};
    (void)match_all(&lies[1], r.match);
    assert_true(map_fit(&r.map, MARKS, r.match));
    struct registration was = r;
    assert_true(register_flip(&r, &frame));
    for (size_t i = 0; i < MARKS; i++) { /* in the frame's order still */
        double u, v;
        assert_true(NEAR(r.match[i].x_mm, was.match[i].x_mm, 1e-9));
        map_point(&r.map, r.match[i].x_mm, r.match[i].y_mm, &u, &v);
        assert_true(NEAR(u, r.match[i].x_px, 1e-6));
        assert_true(NEAR(v, r.match[i].y_px, 1e-6));
    }
    double old = marks[9].at.y;
    marks[9].at.y += 3;
    struct registration again = r;
    assert_false(register_flip(&again, &frame));
    assert_memory_equal(&again, &r, sizeof r);
    marks[9].at.y = old;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flat_page_is_fitted_exactly),
        cmocka_unit_test(few_marks_give_an_affine_fit_and_fewer_none),
        cmocka_unit_test(what_is_out_has_no_say),
        cmocka_unit_test(residual_and_scale_are_in_millimetres),
        cmocka_unit_test(stretch_is_taken_out_between_the_marks),
        cmocka_unit_test(marks_in_any_order_make_the_same_correction),
        cmocka_unit_test(a_side_without_marks_means_no_correction),
        cmocka_unit_test(a_flipped_registration_is_the_page_on_its_head),
        cmocka_unit_test(a_drawn_frame_is_found_whichever_way_it_lies),
        cmocka_unit_test(a_false_mark_is_dropped),
        cmocka_unit_test(a_false_mark_on_a_stretched_page_is_dropped),
        cmocka_unit_test(marks_that_contradict_each_other_are_told),
        cmocka_unit_test(only_a_symmetric_frame_can_be_flipped),
    };
    return cmocka_run_group_tests(tests, make_frame, NULL);
}
