/* reports/chart_likert.c - stacked 100 % bars, one row an item. */
#include "reports/chart_parts.h"

#include <math.h>

/* Darkness falls from satisfied to neutral, then hatch takes over: the order
 * survives grey printing.  Blues and a red-brown stay apart for every common
 * kind of colour blindness. */
static const struct colour FILL[] = {
    [LOOK_DARK] = {.90, .55, .10, .40},  [LOOK_MIDDLE] = {.62, .28, .05, .10},
    [LOOK_LIGHT] = {.32, .10, .02, .02}, [LOOK_PALE] = {0, 0, 0, .10},
    [LOOK_HATCH] = {0, 0, 0, 0},         [LOOK_CROSS] = {0, 0, 0, 0},
};
static const struct colour HATCH_INK = {.05, .80, .85, .20};
/* All zeroes would be read as "the usual", which is black. */
static const struct colour PAPER = {0, 0, 0, .002};
static const struct colour EDGE = {0, 0, 0, .75};

enum { MIN_LABEL_PERCENT = 6 };

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
    pdf_box(pdf, x, y, w, h, .12, EDGE);
}

static void part_percent(struct chart_canvas *c, enum part_look look, double x,
                         double mid, double w, const char *text)
{
    bool hatched = look == LOOK_HATCH || look == LOOK_CROSS;
    bool dark = look == LOOK_DARK || look == LOOK_MIDDLE;
    struct para_style style = {
        .role = FONT_SONG, .digits = FONT_SONG, .size_pt = 9};
    double text_w = para_width(c->pdf, &style, text);

    if (text_w > w - .6)
        return; /* it stands in the table */
    if (hatched)
        pdf_fill_rect(c->pdf, x + (w - text_w) / 2 - .4, mid - 1.8, text_w + .8,
                      3.6, WHITE);
    canvas_text(c, x, w, mid, 9, ALIGN_CENTRE, dark ? PAPER : BLACK, text);
}

static void draw_legend(struct chart_canvas *c, double mid)
{
    const struct chart *chart = c->chart;
    struct para_style style = {
        .role = FONT_SONG, .digits = FONT_SONG, .size_pt = 9.5};
    double x = c->plot_x + c->plot_w - 3;

    for (size_t i = chart->part_count; i-- > 0;) {
        double w = para_width(c->pdf, &style, chart->part[i]);

        x -= w;
        canvas_text(c, x, w, mid, 9.5, ALIGN_LEFT, BLACK, chart->part[i]);
        x -= 5.6;
        fill_part(c->pdf, chart->look[i], x, mid - 1.6, 4.6, 3.2);
        x -= 4;
    }
}

static void draw_bar(struct chart_canvas *c, const struct chart_row *row,
                     double mid)
{
    const double h = 5.4;
    double x = c->plot_x;

    if (row->instead) {
        pdf_box(c->pdf, x, mid - h / 2, c->plot_w, h, .12, GREY(.35));
        canvas_text(c, x, c->plot_w, mid, 9, ALIGN_CENTRE, GREY(.6),
                    row->instead);
        return;
    }
    for (size_t i = 0; i < c->chart->part_count; i++) {
        double w = c->plot_w * row->share[i];

        if (w > .05)
            fill_part(c->pdf, c->chart->look[i], x, mid - h / 2, w, h);
        if (row->share[i] * 100 >= MIN_LABEL_PERCENT && row->percent[i])
            part_percent(c, c->chart->look[i], x, mid, w, row->percent[i]);
        x += w;
    }
}

void likert_draw(struct chart_canvas *c, size_t from, size_t to)
{
    double row_mm = chart_row_mm(c->chart);
    double y = c->y + chart_head_mm(c->chart);
    double bottom = y + row_mm * (double)(to - from);

    draw_legend(c, c->y + 4);
    canvas_notes(c, NULL, c->y + 4, BLACK);
    for (size_t i = from; i < to; i++) {
        const struct chart_row *row = &c->chart->rows[i];
        double mid = y + row_mm / 2;

        canvas_label(c, c->x, CHART_LABEL_MM, mid, BLACK, row->label);
        draw_bar(c, row, mid);
        canvas_notes(c, row, mid, BLACK);
        y += row_mm;
    }
    canvas_axis(c, bottom + .6, 0);
}
