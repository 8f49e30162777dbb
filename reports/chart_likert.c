/* reports/chart_likert.c - diverging 100 % bars, one row an item.
 *
 *       不满意 |■ 基本满意 |██ 满意            outward from zero the
 *      <-------0------------------------>      answers grow stronger
 */
#include "reports/chart_parts.h"

#include <math.h>
#include <stdio.h>

/* Darkness falls from satisfied to neutral, then hatch takes over: the order
 * survives grey printing.  Blues and a red-brown stay apart for every common
 * kind of colour blindness. */
static const struct colour FILL[] = {
    [LOOK_DARK] = {.90, .55, .10, .40},  [LOOK_MIDDLE] = {.62, .28, .05, .10},
    [LOOK_LIGHT] = {.32, .10, .02, .02}, [LOOK_PALE] = {0, 0, 0, .10},
    [LOOK_HATCH] = {0, 0, 0, 0},         [LOOK_CROSS] = {0, 0, 0, 0},
};
static const struct colour HATCH_INK = {.05, .80, .85, .20};
static const struct colour EDGE = {0, 0, 0, .75};

static const double BAR_MM = 5.4, PERCENT_PT = 9;
/* Room left of the longest bar for a percentage that does not fit in it. */
static const double OUTSIDE_MM = 8.5;

/* Zero stands at `zero`; a share of 1 is `mm` long. */
struct likert_axis {
    double left, right, zero, mm;
};

/* Lines at 45 degrees clipped to a rectangle: x + y = d runs through it from
 * one edge to another. */
static void hatch(struct pdf *pdf, double x, double y, double w, double h,
                  bool rising)
{
    const double step = 1.5;

    for (double d = step * .5; d < w + h; d += step) {
        double x1 = fmax(0, d - h), x2 = fmin(w, d);
        double y1 = d - x1, y2 = d - x2;

        if (rising)
            pdf_line(pdf, x + x1, y + y1, x + x2, y + y2, .22, HATCH_INK);
        else
            pdf_line(pdf, x + x1, y + h - y1, x + x2, y + h - y2, .22,
                     HATCH_INK);
    }
}

static void fill_part(struct pdf *pdf, enum part_look look, double x, double y,
                      double w, double h)
{
    pdf_fill_rect(pdf, x, y, w, h, FILL[look]);
    if (look == LOOK_HATCH || look == LOOK_CROSS)
        hatch(pdf, x, y, w, h, true);
    if (look == LOOK_CROSS)
        hatch(pdf, x, y, w, h, false);
    if (w > .3)
        pdf_box(pdf, x, y, w, h, .12, EDGE);
}

/* ---- axis ---- */

static double left_of_zero(const struct chart *chart,
                           const struct chart_row *row)
{
    double sum = 0;

    for (size_t i = 0; i < chart->part_count; i++)
        sum += chart->side[i] == SIDE_LEFT     ? row->share[i]
               : chart->side[i] == SIDE_MIDDLE ? row->share[i] / 2
                                               : 0;
    return sum;
}

/* Whole tens that hold every row, the same on every page of the chart. */
static struct likert_axis axis_of(const struct chart_canvas *c)
{
    struct likert_axis a = {.left = .1, .right = .5};

    for (size_t i = 0; i < c->chart->row_count; i++) {
        const struct chart_row *row = &c->chart->rows[i];
        double left = left_of_zero(c->chart, row);

        if (row->instead)
            continue;
        a.left = fmax(a.left, ceil(left * 10 - 1e-9) / 10);
        a.right = fmax(a.right, ceil((1 - left) * 10 - 1e-9) / 10);
    }
    a.mm = (c->plot_w - OUTSIDE_MM) / (a.left + a.right);
    a.zero = c->plot_x + OUTSIDE_MM + a.left * a.mm;
    return a;
}

static void draw_axis(struct chart_canvas *c, const struct likert_axis *a,
                      double top, double y)
{
    static const int steps[] = {10, 20, 25, 50, 100};
    int step = 100, left = (int)lround(a->left * 100);
    int right = (int)lround(a->right * 100);

    for (size_t i = sizeof(steps) / sizeof(steps[0]); i-- > 0;)
        if (steps[i] / 100.0 * a->mm >= 9)
            step = steps[i];
    pdf_line(c->pdf, a->zero - a->left * a->mm, y, a->zero + a->right * a->mm,
             y, .18, GREY(.8));
    for (int tick = -(left / step) * step; tick <= right; tick += step) {
        double x = a->zero + tick / 100.0 * a->mm;
        char text[16];

        (void)snprintf(text, sizeof(text), tick ? "%d%%" : "%d",
                       tick < 0 ? -tick : tick);
        pdf_line(c->pdf, x, y, x, y + 1, .18, GREY(.8));
        canvas_text(c, x - 8, 16, y + 3.2, 8.5, ALIGN_CENTRE, GREY(.85), text);
    }
    pdf_line(c->pdf, a->zero, top, a->zero, y, .35, BLACK);
}

/* ---- bars ---- */

/* Inside where it fits; `outward` -1 or 1: else beyond this end of the bar. */
static void part_percent(struct chart_canvas *c, enum part_look look, double x,
                         double mid, double w, int outward, const char *text)
{
    bool hatched = look == LOOK_HATCH || look == LOOK_CROSS;
    bool dark = look == LOOK_DARK || look == LOOK_MIDDLE;
    double text_w = canvas_width(c, PERCENT_PT, text);
    struct colour paper = CHART_PAPER;

    if (text_w > w - .6) {
        if (outward < 0)
            canvas_text(c, x - text_w - .7, text_w, mid, PERCENT_PT, ALIGN_LEFT,
                        BLACK, text);
        return; /* the others stand in the table */
    }
    if (hatched)
        pdf_fill_rect(c->pdf, x + (w - text_w) / 2 - .4, mid - 1.8, text_w + .8,
                      3.6, WHITE);
    canvas_text(c, x, w, mid, PERCENT_PT, ALIGN_CENTRE, dark ? paper : BLACK,
                text);
}

/* One part between two shares from zero, `from` < `to`. */
static void draw_part(struct chart_canvas *c, const struct likert_axis *a,
                      const struct chart_row *row, size_t part, double from,
                      double mid, int outward)
{
    double x = a->zero + from * a->mm, w = row->share[part] * a->mm;

    if (w > .05)
        fill_part(c->pdf, c->chart->look[part], x, mid - BAR_MM / 2, w, BAR_MM);
    if (w > .05 && row->percent[part])
        part_percent(c, c->chart->look[part], x, mid, w, outward,
                     row->percent[part]);
}

static void draw_bar(struct chart_canvas *c, const struct likert_axis *a,
                     const struct chart_row *row, double mid)
{
    const struct chart *chart = c->chart;
    double left = 0, right = 0;
    size_t last = chart->part_count; /* outermost part left of zero */

    if (row->instead) {
        pdf_box(c->pdf, c->plot_x, mid - BAR_MM / 2, c->plot_w, BAR_MM, .12,
                GREY(.35));
        canvas_text(c, c->plot_x, c->plot_w, mid, 9, ALIGN_CENTRE, GREY(.6),
                    row->instead);
        return;
    }
    for (size_t i = 0; i < chart->part_count; i++) {
        if (chart->side[i] == SIDE_MIDDLE) {
            draw_part(c, a, row, i, -row->share[i] / 2, mid, 0);
            left = right = row->share[i] / 2;
        } else if (chart->side[i] == SIDE_LEFT && row->share[i] > 0) {
            last = i;
        }
    }
    for (size_t i = chart->part_count; i-- > 0;)
        if (chart->side[i] == SIDE_RIGHT) {
            draw_part(c, a, row, i, right, mid, 1);
            right += row->share[i];
        }
    for (size_t i = 0; i < chart->part_count; i++)
        if (chart->side[i] == SIDE_LEFT) {
            left += row->share[i];
            draw_part(c, a, row, i, -left, mid, i == last ? -1 : 0);
        }
}

/* As the parts stand in the bars: the strongest 不满意 at the left. */
static void draw_legend(struct chart_canvas *c, double mid)
{
    const struct chart *chart = c->chart;
    double x = c->plot_x + c->plot_w - 3;

    for (size_t i = 0; i < chart->part_count; i++) {
        double w = canvas_width(c, 9.5, chart->part[i]);

        x -= w;
        canvas_text(c, x, w, mid, 9.5, ALIGN_LEFT, BLACK, chart->part[i]);
        x -= 5.6;
        fill_part(c->pdf, chart->look[i], x, mid - 1.6, 4.6, 3.2);
        x -= 4;
    }
}

void likert_draw(struct chart_canvas *c, size_t from, size_t to)
{
    double row_mm = chart_row_mm(c->chart);
    double top = c->y + chart_head_mm(c->chart), y = top;
    double bottom = y + row_mm * (double)(to - from);
    struct likert_axis axis = axis_of(c);

    draw_legend(c, c->y + 4);
    canvas_notes(c, NULL, c->y + 4, BLACK);
    for (size_t i = from; i < to; i++, y += row_mm) {
        const struct chart_row *row = &c->chart->rows[i];
        double mid = y + row_mm / 2;

        canvas_label(c, c->x, CHART_LABEL_MM, mid, row_mm - .4, ALIGN_LEFT,
                     10.5, BLACK, row->label);
        draw_bar(c, &axis, row, mid);
        canvas_notes(c, row, mid, BLACK);
    }
    draw_axis(c, &axis, top, bottom + .6);
}
