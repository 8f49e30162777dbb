/* tests/reports/test_chart.c - charts measured on the page they were drawn on:
 * lengths and places are the numbers to .2 mm, no word lies on another, on a
 * mark of the quadrant or outside the box, whatever the names are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/units.h"
#include "reports/chart.h"
#include "reports/chart_label.h"
#include "tests/reports/drawn.h"

static struct err failure;
static struct drawn page;

#define ok(expression)                                                        \
    do {                                                                      \
        err_clear(&failure);                                                  \
        if ((expression) != ERR_OK)                                           \
            fail_msg("%s: %s", #expression, failure.text);                    \
    } while (0)

static const double BOX_X = 28, BOX_Y = 40, BOX_W = 156, NEAR = .2;

/* Draws rows [0, all) on a page that is high enough and reads it back. */
static double draw(const struct chart *chart)
{
    char path[] = "/tmp/pingyi-chart-XXXXXX";
    struct arena *arena = arena_new(64 * 1024 * 1024);
    double h = chart_head_mm(chart) + chart_foot_mm(chart) +
               chart_row_mm(chart) * (double)chart_rows(chart);
    struct pdf_info info = {.title = "chart"};
    struct pdf *pdf;
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    close(fd);
    ok(pdf_new(&info, &pdf, &failure));
    pdf_page(pdf, A4_W_MM, BOX_Y + h + 20);
    chart_draw(pdf, arena, chart, 0, chart_rows(chart), BOX_X, BOX_Y, BOX_W);
    ok(pdf_save(pdf, path, &failure));
    pdf_free(pdf);
    arena_free(arena);
    drawn_read(&page, path, 1);
    if (!getenv("KEEP"))
        unlink(path);
    return h;
}

static void assert_close(double is, double want, const char *what)
{
    if (fabs(is - want) > NEAR)
        fail_msg("%s: %.2f mm instead of %.2f", what, is, want);
}

/* ---- nothing on anything, nothing outside ---- */

static void assert_clean(double h)
{
    for (size_t i = 0; i < page.word_count; i++) {
        const struct drawn_word *a = &page.word[i];

        if (a->x < BOX_X - .6 || a->x + a->w > BOX_X + BOX_W + .6 ||
            a->mid < BOX_Y || a->mid > BOX_Y + h)
            fail_msg("'%s' leaves the box: %.1f+%.1f, %.1f", a->text, a->x,
                     a->w, a->mid);
        for (size_t j = i + 1; j < page.word_count; j++) {
            const struct drawn_word *b = &page.word[j];
            double over = fmin(a->x + a->w, b->x + b->w) - fmax(a->x, b->x);

            if (fabs(a->mid - b->mid) < 2 && over > .35)
                fail_msg("'%s' lies on '%s' by %.1f mm at %.1f,%.1f", a->text,
                         b->text, over, a->x, a->mid);
        }
    }
}

static bool same_ink(const struct drawn_shape *s, double c, double m, double y,
                     double k)
{
    return fabs(s->ink[0] - c) + fabs(s->ink[1] - m) + fabs(s->ink[2] - y) +
               fabs(s->ink[3] - k) < .005;
}

/* The nth shape of a kind and fill, from the top, then from the left. */
static const struct drawn_shape *nth(enum shape_kind kind, bool filled,
                                     double c, double m, double y, double k,
                                     double line, size_t n)
{
    for (size_t i = 0; i < page.shape_count; i++) {
        const struct drawn_shape *s = &page.shape[i];

        if (s->kind == kind && s->filled == filled && same_ink(s, c, m, y, k) &&
            (line <= 0 || fabs(s->line - line) < .005) && n-- == 0)
            return s;
    }
    return NULL;
}

static double middle(const struct drawn_shape *s)
{
    return s->x + s->w / 2;
}

/* ---- likert ---- */

static struct chart likert(struct chart_row *rows, size_t n)
{
    return (struct chart){
        .kind = CHART_LIKERT,
        .part_count = 5,
        .part = {"非常满意", "满意", "一般", "不满意", "非常不满意"},
        .look = {LOOK_DARK, LOOK_MIDDLE, LOOK_PALE, LOOK_HATCH, LOOK_CROSS},
        .side = {SIDE_RIGHT, SIDE_RIGHT, SIDE_MIDDLE, SIDE_LEFT, SIDE_LEFT},
        .note_count = 4,
        .note = {"满意率%", "判断数", "不了解", "未答"},
        .row_count = n,
        .rows = rows};
}

static void bars_are_their_shares(void **state)
{
    struct chart_row rows[] = {
        {.label = "Q1 依法办事", .share = {.31, .27, .22, .13, .07},
         .percent = {"31.0%", "27.0%", "22.0%", "13.0%", "7.0%"}},
        {.label = "Q2 办事公开", .share = {.90, .04, .02, .04, 0},
         .percent = {"90.0%", "4.0%", "2.0%", "4.0%", "0.0%"}},
        {.label = "Q3 工作态度", .share = {0, 0, 0, .3, .7},
         .percent = {"0.0%", "0.0%", "0.0%", "30.0%", "70.0%"}},
        {.label = "Q4 没有判断", .instead = "没有作出判断的问卷"},
    };
    struct chart chart = likert(rows, 4);
    (void)state;

    assert_clean(draw(&chart));
    const struct drawn_shape *axis =
        nth(SHAPE_LINE, false, 0, 0, 0, .8, .18, 0);
    assert_non_null(axis);
    double scale = axis->w / (1.0 + 1.0); /* 100 % on either side */
    double zero = axis->x + axis->w / 2;
    /* dark, from the legend on: the first is the key */
    const struct drawn_shape *dark =
        nth(SHAPE_RECT, true, .90, .55, .10, .40, 0, 1);
    const struct drawn_shape *pale = nth(SHAPE_RECT, true, 0, 0, 0, .10, 0, 1);
    assert_close(dark->w, .31 * scale, "very satisfied");
    assert_close(dark->x, zero + (.11 + .27) * scale, "where it starts");
    assert_close(pale->w, .22 * scale, "neutral");
    assert_close(middle(pale), zero, "neutral is halved by zero");
    dark = nth(SHAPE_RECT, true, .90, .55, .10, .40, 0, 2);
    assert_close(dark->w, .90 * scale, "nine tenths");
    assert_close(dark->x + dark->w, zero + .95 * scale, "its end");
    /* the dissatisfied: white under hatch, rows top down; keys first */
    double seen[3] = {0, 0, 0}, left[3] = {1e9, 1e9, 1e9};
    for (size_t i = 0; i < page.shape_count; i++) {
        const struct drawn_shape *s = &page.shape[i];
        int row = (int)floor((s->y - BOX_Y - chart_head_mm(&chart)) /
                             chart_row_mm(&chart));
        if (s->kind == SHAPE_RECT && s->filled && same_ink(s, 0, 0, 0, 0) &&
            s->h > 5 && row >= 0 && row < 3) {
            seen[row] += s->w;
            left[row] = fmin(left[row], s->x);
        }
    }
    assert_close(seen[0], .20 * scale, "dissatisfied, first row");
    assert_close(left[0], zero - (.11 + .20) * scale, "its left end");
    assert_close(seen[1], .04 * scale, "a thin one");
    assert_close(seen[2], 1.0 * scale, "all of them");
    assert_close(left[2], zero - scale, "to the end of the axis");
    assert_non_null(drawn_find(&page, "没有作出判断的问卷"));
}

/* ---- ranks ---- */

static void dots_are_their_rates(void **state)
{
    struct chart_row rows[] = {
        {.label = "甲镇", .point = .953, .low = .90, .high = .98,
         .note = {"1", "95.3", "210"}},
        {.label = "乙乡", .point = .70, .low = .62, .high = .77, .below = true,
         .note = {"2", "70.0", "180"}},
        {.label = "丙乡", .point = .88, .low = -1, .muted = true,
         .note = {"—", "88.0", "12"}},
        {.label = "丁乡", .instead = "样本过少，不公布", .note = {"—"}},
    };
    struct chart chart = {.kind = CHART_RANK, .axis_low = .6, .line = 1,
                          .line_label = "标准100%", .note_count = 3,
                          .note = {"名次", "满意率%", "份数"},
                          .row_count = 4, .rows = rows};
    (void)state;

    assert_clean(draw(&chart));
    const struct drawn_shape *axis =
        nth(SHAPE_LINE, false, 0, 0, 0, .8, .18, 0);
    const struct drawn_shape *dot =
        nth(SHAPE_ROUND, true, .90, .55, .10, .40, 0, 1);
    const struct drawn_shape *diamond =
        nth(SHAPE_POLYGON, true, .05, .90, .90, .10, 0, 1);
    const struct drawn_shape *bar = nth(SHAPE_LINE, false, 0, 0, 0, .5, .45, 1);
    assert_close(middle(dot), axis->x + axis->w * (.953 - .6) / .4, "a dot");
    assert_close(middle(diamond), axis->x + axis->w * .1 / .4, "a diamond");
    assert_close(bar->x, axis->x + axis->w * .02 / .4, "an interval begins");
    assert_close(bar->w, axis->w * .15 / .4, "an interval");
    const struct drawn_shape *ring =
        nth(SHAPE_ROUND, false, 0, 0, 0, .55, .3, 1);
    assert_close(middle(ring), axis->x + axis->w * .28 / .4, "a ring");
    assert_null(nth(SHAPE_ROUND, true, .90, .55, .10, .40, 0, 2));
    assert_null(nth(SHAPE_ROUND, false, 0, 0, 0, .55, .3, 2));
    assert_non_null(drawn_find(&page, "样本过少，不公布"));
}

/* ---- panels ---- */

static void panels_stand_on_one_axis(void **state)
{
    struct chart_mark marks[3] = {
        {.label = "Q1", .value = .75, .reference = .9, .low = -1, .text = "75.0",
         .lowest = true},
        {.label = "Q2", .value = 1, .reference = .5, .low = -1, .text = "100.0"},
        {.label = "T0", .value = -1, .reference = .8, .low = -1, .text = "—"},
    };
    struct chart_panel panels[41];
    struct chart chart = {.kind = CHART_PANELS, .axis_low = .5, .line = .9,
                          .line_label = "标准90%", .whole = "全部单位合计",
                          .panel_count = 41, .panels = panels};
    (void)state;

    for (size_t i = 0; i < 41; i++)
        panels[i] = (struct chart_panel){
            .label = i % 2 ? "城关镇"
                           : "某某布依族苗族彝族仡佬族乡（原前进农场第三管理区）"
                             "人民政府计划生育办公室便民服务大厅",
            .detail = "1234份", .count = 3, .marks = marks};
    panels[40].instead = "样本过少，不公布";
    assert_int_equal(chart_rows(&chart), 11);
    assert_clean(draw(&chart));
    for (size_t i = 0; i < 40; i++) {
        /* the axis of each panel lies under its three rows */
        const struct drawn_shape *axis =
            nth(SHAPE_LINE, false, 0, 0, 0, .8, .18, i);
        const struct drawn_shape *low =
            nth(SHAPE_POLYGON, true, .05, .90, .90, .10, 0, i + 1);
        const struct drawn_shape *dot =
            nth(SHAPE_ROUND, true, .90, .55, .10, .40, 0, i + 1);
        const struct drawn_shape *tick =
            nth(SHAPE_LINE, false, 0, 0, 0, .5, .45, 2 * i + 1);
        assert_close(middle(low), axis->x + axis->w * .5, "75 of 50 to 100");
        assert_close(middle(dot), axis->x + axis->w, "all");
        assert_close(tick->x, axis->x + axis->w * .8, "the whole round");
    }
    /* what has no number has no mark, nor has a panel that is not shown */
    assert_null(nth(SHAPE_ROUND, true, .90, .55, .10, .40, 0, 41));
    assert_null(nth(SHAPE_LINE, false, 0, 0, 0, .8, .18, 40));
    assert_null(nth(SHAPE_LINE, false, 0, 0, 0, .5, .45, 81));
    assert_non_null(drawn_find(&page, "样本过少，不公布"));
}

/* ---- trend ---- */

static void points_rise_as_the_rates(void **state)
{
    struct chart_mark marks[8];
    struct chart_panel panels[3];
    struct chart chart = {.kind = CHART_TREND, .axis_low = .4,
                          .panel_count = 3, .panels = panels};
    static const double value[8] = {.41, .62, .55, .99, -1, .7, 1, .93};
    static const char *const text[8] = {"41.0", "62.0", "55.0", "99.0",
                                        "—", "70.0", "100.0", "93.0"};
    (void)state;

    for (size_t i = 0; i < 8; i++)
        marks[i] = (struct chart_mark){
            .label = i % 2 ? "2026年上半年" : "2025年第四季度（补充调查）",
            .value = value[i], .low = i == 3 ? .9 : -1, .high = 1,
            .text = text[i]};
    for (size_t i = 0; i < 3; i++)
        panels[i] = (struct chart_panel){.label = "满意率（总体）",
                                         .detail = "虚线：标准90%",
                                         .line = .9, .count = i < 2 ? 8 : 0,
                                         .marks = marks};
    panels[2].instead = "没有可比的数字";
    assert_int_equal(chart_rows(&chart), 3);
    assert_clean(draw(&chart));
    /* grid lines: 100 % first; the first panel's first two tell the scale */
    const struct drawn_shape *top = nth(SHAPE_LINE, false, 0, 0, 0, .22, .1, 0);
    const struct drawn_shape *next =
        nth(SHAPE_LINE, false, 0, 0, 0, .22, .1, 1);
    double scale = (next->y - top->y) / .2;
    size_t dots = 0, diamonds = 0, last = 8;
    for (size_t i = 0; i < 8; i++) {
        if (value[i] < 0)
            continue;
        const struct drawn_shape *s =
            value[i] < .9
                ? nth(SHAPE_POLYGON, true, .05, .90, .90, .10, 0, diamonds++)
                : nth(SHAPE_ROUND, true, .90, .55, .10, .40, 0, dots++);
        assert_non_null(s);
        assert_close(s->y + s->h / 2, top->y + (1 - value[i]) * scale, text[i]);
        last = i;
    }
    assert_int_equal(last, 7);
    /* five pieces of line a panel: the gap is not bridged */
    assert_non_null(nth(SHAPE_LINE, false, .90, .55, .10, .40, .45, 9));
    assert_null(nth(SHAPE_LINE, false, .90, .55, .10, .40, .45, 10));
}

/* ---- quadrant ---- */

static const struct drawn_shape *spot_shape(const struct chart *chart, size_t i,
                                            size_t counts[4])
{
    enum quadrant q = quadrant_of(chart, i);
    size_t n = counts[q]++;

    switch (q) {
    case QUADRANT_FIRST:
        return nth(SHAPE_POLYGON, true, .05, .90, .90, .10, 0, n);
    case QUADRANT_KEEP:
        return nth(SHAPE_ROUND, true, .90, .55, .10, .40, 0, n);
    case QUADRANT_WATCH:
        return nth(SHAPE_POLYGON, false, .90, .55, .10, .40, .3, n);
    case QUADRANT_HOLD:
        return nth(SHAPE_ROUND, false, .90, .55, .10, .40, .3, n);
    }
    return NULL;
}

/* No label on a mark: its ink is the middle 3 mm of its line. */
static void assert_off_marks(const struct chart *chart)
{
    size_t counts[4] = {0, 0, 0, 0};

    for (size_t i = 0; i < chart->spot_count; i++) {
        const struct drawn_shape *s = spot_shape(chart, i, counts);

        assert_non_null(s);
        for (size_t j = 0; j < page.word_count; j++) {
            const struct drawn_word *w = &page.word[j];
            double over_x = fmin(w->x + w->w, s->x + s->w) - fmax(w->x, s->x);
            double over_y = fmin(w->mid + 1.5, s->y + s->h) -
                            fmax(w->mid - 1.5, s->y);
            if (over_x > .3 && over_y > .3)
                fail_msg("'%s' lies on the mark of %s", w->text,
                         chart->spots[i].code);
        }
    }
}

static struct chart quadrant(struct chart_spot *spots, size_t n)
{
    return (struct chart){.kind = CHART_QUADRANT, .spot_count = n,
                          .spots = spots, .x_name = "满意率",
                          .y_name = "希望改进的人占比"};
}

static void spots_stand_where_their_numbers_are(void **state)
{
    struct chart_spot spots[] = {
        {"Q1", "奖励优惠政策落实情况", .80, .30}, {"Q2", "办事公开", .70, .10},
        {"Q3", "依法办事", .95, .22},             {"Q4", "优质服务", .90, .05},
        {"Q5", "服务承诺", .74, .13},
    };
    struct chart chart = quadrant(spots, 5);
    size_t counts[4] = {0, 0, 0, 0};
    double x, y;
    (void)state;

    assert_int_equal(quadrant_of(&chart, 0), QUADRANT_FIRST);
    assert_int_equal(quadrant_of(&chart, 1), QUADRANT_WATCH);
    assert_int_equal(quadrant_of(&chart, 2), QUADRANT_KEEP);
    assert_int_equal(quadrant_of(&chart, 3), QUADRANT_HOLD);
    assert_clean(draw(&chart));
    assert_off_marks(&chart);
    const struct drawn_shape *s[5];
    for (size_t i = 0; i < 5; i++)
        s[i] = spot_shape(&chart, i, counts);
    double per_x = (middle(s[2]) - middle(s[1])) / .25;
    double per_y = (s[3]->y + s[3]->h / 2 - s[0]->y - s[0]->h / 2) / .25;
    assert_true(per_x > 0 && per_y > 0);
    for (size_t i = 0; i < 5; i++) {
        assert_close(middle(s[i]), middle(s[1]) + (spots[i].x - .7) * per_x,
                     spots[i].code);
        assert_close(s[i]->y + s[i]->h / 2,
                     s[0]->y + s[0]->h / 2 + (.3 - spots[i].y) * per_y,
                     spots[i].code);
    }
    /* the shaded field ends where the means are */
    quadrant_cross(&chart, &x, &y);
    assert_true(fabs(x - .818) < 1e-9 && fabs(y - .16) < 1e-9);
    const struct drawn_shape *field = nth(SHAPE_RECT, true, 0, 0, 0, .09, 0, 0);
    assert_close(field->x + field->w, middle(s[1]) + (x - .7) * per_x, "cross");
    assert_close(field->y + field->h,
                 s[0]->y + s[0]->h / 2 + (.3 - y) * per_y, "cross, up");
    assert_true(drawn_find(&page, "优先改进")->x < field->x + field->w);
}

/* Forty codes, most of them in a heap, each written once, none upon another. */
static void labels_never_overlap(void **state)
{
    struct chart_spot spots[CHART_SPOTS];
    char codes[CHART_SPOTS][8];
    uint32_t seed = 5;
    (void)state;

    for (int round = 0; round < 6; round++) {
        for (size_t i = 0; i < CHART_SPOTS; i++) {
            seed = seed * 1664525 + 1013904223;
            double a = (double)(seed >> 16 & 0xFF) / 255;
            seed = seed * 1664525 + 1013904223;
            double b = (double)(seed >> 16 & 0xFF) / 255;
            double heap = round % 3 == 0 ? 1 : round % 3 == 1 ? .2 : 0;

            (void)snprintf(codes[i], sizeof(codes[i]), "Q%zu", i + 1);
            spots[i] = (struct chart_spot){
                codes[i],
                i % 3 ? "办事公开情况"
                      : "某某布依族苗族彝族仡佬族乡人民政府计划生育便民服务大厅窗口",
                .5 + .4 * a * heap, .1 + .3 * b * heap};
        }
        spots[0].x = .1; /* the heap is small beside the range */
        struct chart chart = quadrant(spots, CHART_SPOTS);
        assert_clean(draw(&chart));
        if (round % 3 < 2)
            assert_off_marks(&chart);
        for (size_t i = 0; i < CHART_SPOTS; i++) {
            size_t n = 0;
            for (size_t j = 0; j < page.word_count; j++)
                n += strcmp(page.word[j].text, codes[i]) == 0;
            if (n != 1)
                fail_msg("round %d: %s is written %zu times", round, codes[i],
                         n);
        }
    }
}

static double apart(const struct drawn_word *w, double x2,
                    const struct drawn_shape *s)
{
    double dx = fmax(0, fmax(w->x - s->x - s->w, s->x - x2));
    double dy = fmax(0, fabs(w->mid - s->y - s->h / 2) - 1.5 - s->h / 2);

    return hypot(dx, dy);
}

/* A label with its name stands nearer to its mark than to any other. */
static void names_stand_beside_their_own_marks(void **state)
{
    enum { N = 8 };
    uint32_t seed = 77;
    size_t named = 0;
    (void)state;

    for (int round = 0; round < 12; round++) {
        struct chart_spot spots[N];
        char codes[N][8];
        size_t counts[4] = {0, 0, 0, 0};
        const struct drawn_shape *mark[N];

        for (size_t i = 0; i < N; i++) {
            seed = seed * 1664525 + 1013904223;
            (void)snprintf(codes[i], sizeof(codes[i]), "Q%zu", i + 1);
            spots[i] = (struct chart_spot){codes[i], "依法办事情况",
                                           .8 + (double)(seed >> 24) / 1280,
                                           .1 + (double)(seed >> 16 & 255) /
                                                    1280};
        }
        struct chart chart = quadrant(spots, N);
        assert_clean(draw(&chart));
        for (size_t i = 0; i < N; i++)
            mark[i] = spot_shape(&chart, i, counts);
        for (size_t i = 0; i < N; i++) {
            const struct drawn_word *w = drawn_find(&page, codes[i]);
            double x2 = w->x + w->w;
            bool name = w + 1 < page.word + page.word_count &&
                        strcmp(w[1].text, "依法办事情况") == 0 &&
                        fabs(w[1].mid - w->mid) < 1 && w[1].x - x2 < 1.5;

            if (!name)
                continue;
            named++;
            x2 = w[1].x + w[1].w;
            for (size_t j = 0; j < N; j++)
                if (j != i &&
                    apart(w, x2, mark[j]) < apart(w, x2, mark[i]) + .5)
                    fail_msg("round %d: %s stands at %s", round, codes[i],
                             codes[j]);
        }
    }
    assert_true(named > 12 * N / 3);
}

static void all_alike_is_drawn_too(void **state)
{
    struct chart_spot spots[] = {
        {"Q1", "甲", 1, 0}, {"Q2", "乙", 1, 0}, {"Q3", "丙", 1, 0}};
    struct chart chart = quadrant(spots, 3);
    (void)state;

    assert_clean(draw(&chart));
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(quadrant_of(&chart, i), QUADRANT_HOLD);
    assert_non_null(drawn_find(&page, "100%"));
    assert_null(drawn_find(&page, "105%"));
}

/* ---- names ---- */

static void long_names_are_cut_not_printed_over(void **state)
{
    enum { ROWS = 40 };
    static char name[ROWS][256];
    struct chart_row rows[ROWS];
    struct chart chart = {.kind = CHART_RANK, .axis_low = .6, .line = .9,
                          .line_label = "标准90%", .note_count = 3,
                          .note = {"名次", "满意率%", "份数"},
                          .row_count = ROWS, .rows = rows};
    size_t cut = 0;
    (void)state;

    for (size_t i = 0; i < ROWS; i++) {
        size_t n = 0;
        for (size_t k = 0; k < 3 + 2 * i && n + 3 < sizeof(name[i]); k++)
            n += (size_t)snprintf(name[i] + n, sizeof(name[i]) - n, "%s",
                                  k % 2 ? "村" : "东");
        rows[i] = (struct chart_row){.label = name[i], .point = .9, .low = -1,
                                     .note = {"1", "90.0000001", "1234567"}};
    }
    assert_clean(draw(&chart));
    for (size_t i = 0; i < page.word_count; i++)
        cut += strstr(page.word[i].text, "…") != NULL;
    assert_true(cut > 5 && cut < ROWS);
}

/* ---- places ---- */

static void a_label_takes_the_first_free_place(void **state)
{
    struct label_box taken[4], out;
    struct label_field field = {
        .bounds = {0, 0, 60, 40}, .room = 4, .taken = taken};
    bool led = true;
    (void)state;

    assert_true(label_place(&field, LABEL_NEAR, 20, 20, 1, 10, 4, &out, &led));
    assert_true(out.x > 20 && fabs(out.y + 2 - 20) < 1e-9 && !led);
    assert_true(label_place(&field, LABEL_NEAR, 20, 20, 1, 10, 4, &out, &led));
    assert_true(out.x + out.w < 20 && !led);
    field.count = 0;
    label_take(&field, (struct label_box){21, 19, 30, 2});
    label_take(&field, (struct label_box){0, 19, 19, 2});
    label_take(&field, (struct label_box){10, 5, 20, 13});
    assert_true(label_place(&field, LABEL_NEAR, 20, 20, 1, 10, 4, &out, &led));
    assert_true(out.y > 20 && !led);
    field.count = 0;
    label_take(&field, (struct label_box){0, 0, 60, 40});
    assert_false(label_place(&field, LABEL_FAR, 20, 20, 1, 10, 4, &out, &led));
    assert_int_equal(field.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_are_their_shares),
        cmocka_unit_test(dots_are_their_rates),
        cmocka_unit_test(panels_stand_on_one_axis),
        cmocka_unit_test(points_rise_as_the_rates),
        cmocka_unit_test(spots_stand_where_their_numbers_are),
        cmocka_unit_test(labels_never_overlap),
        cmocka_unit_test(names_stand_beside_their_own_marks),
        cmocka_unit_test(all_alike_is_drawn_too),
        cmocka_unit_test(long_names_are_cut_not_printed_over),
        cmocka_unit_test(a_label_takes_the_first_free_place),
    };

    file_share_init();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
