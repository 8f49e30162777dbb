/* reports/chart_rank.c - units as dots with intervals on one axis. */
#include "reports/chart_parts.h"

#include <math.h>

static double place_of(const struct chart_canvas *c, double share)
{
    double low = c->chart->axis_low;
    double at = (share - low) / (1 - low);

    return c->plot_x + c->plot_w * fmin(fmax(at, 0), 1);
}

/* Shape and fill both tell: a full dot has met the line, a diamond has not, a
 * hollow dot rests on too few sheets. */
static void draw_mark(struct chart_canvas *c, const struct chart_row *row,
                      double x, double y)
{
    enum mark_shape shape = row->muted   ? MARK_RING
                            : row->below ? MARK_DIAMOND
                                         : MARK_DOT;

    canvas_mark(c, shape, 1.25, x, y,
                row->muted   ? GREY(.55)
                : row->below ? CHART_BELOW
                             : CHART_MET);
}

static void draw_row(struct chart_canvas *c, const struct chart_row *row,
                     double mid)
{
    struct colour ink = row->muted || row->instead ? GREY(.55) : BLACK;

    canvas_label(c, c->x, CHART_LABEL_MM, mid, chart_row_mm(c->chart) - .4,
                 ALIGN_LEFT, 10.5, ink, row->label);
    canvas_notes(c, row, mid, ink);
    if (row->instead) {
        double w = canvas_width(c, 9, row->instead) + 2;

        pdf_fill_rect(c->pdf, c->plot_x + (c->plot_w - w) / 2, mid - 2, w, 4,
                      WHITE);
        canvas_text(c, c->plot_x, c->plot_w, mid, 9, ALIGN_CENTRE, ink,
                    row->instead);
        return;
    }
    if (row->low >= 0) {
        double x1 = place_of(c, row->low), x2 = place_of(c, row->high);

        pdf_line(c->pdf, x1, mid, x2, mid, .45, GREY(.5));
        pdf_line(c->pdf, x1, mid - .8, x1, mid + .8, .25, GREY(.5));
        pdf_line(c->pdf, x2, mid - .8, x2, mid + .8, .25, GREY(.5));
    }
    draw_mark(c, row, place_of(c, row->point), mid);
}

/* Legend at the left of the head, the line's name above the line. */
static void draw_head(struct chart_canvas *c)
{
    double mid = c->y + 2.6, x = c->x;

    static const struct {
        struct chart_row mark;
        const char *text;
        double w;
    } keys[] = {
        {{.low = -1}, "达到标准", 19},
        {{.low = -1, .below = true}, "低于标准", 19},
        {{.low = -1, .muted = true}, "有效问卷不足30份", 33},
    };

    for (size_t i = c->chart->line > 0 ? 0 : 2;
         i < sizeof(keys) / sizeof(keys[0]); i++) {
        draw_mark(c, &keys[i].mark, x + 2, mid);
        canvas_text(c, x + 4.5, keys[i].w, mid, 9, ALIGN_LEFT, BLACK,
                    keys[i].text);
        x += 5 + keys[i].w;
    }
    canvas_notes(c, NULL, c->y + 6.6, BLACK);
}

static void draw_line(struct chart_canvas *c, double top, double bottom)
{
    double x = place_of(c, c->chart->line);
    double w = canvas_width(c, 8.5, c->chart->line_label);
    double start = fmin(x - w / 2, c->plot_x + c->plot_w + 1 - w);

    canvas_dashes(c, x, top, bottom, CHART_BELOW);
    canvas_text(c, start, w, top - 2, 8.5, ALIGN_LEFT, CHART_BELOW,
                c->chart->line_label);
}

void rank_draw(struct chart_canvas *c, size_t from, size_t to)
{
    double row_mm = chart_row_mm(c->chart);
    double top = c->y + chart_head_mm(c->chart), y = top;
    double bottom = top + row_mm * (double)(to - from);
    int low = (int)lround(c->chart->axis_low * 100);

    draw_head(c);
    for (int tick = low; tick <= 100; tick += 10) {
        double x = place_of(c, tick / 100.0);
        pdf_line(c->pdf, x, top, x, bottom, .12, GREY(.2));
    }
    for (size_t i = from; i < to; i++, y += row_mm)
        pdf_line(c->pdf, c->plot_x, y + row_mm / 2, c->plot_x + c->plot_w,
                 y + row_mm / 2, .1, GREY(.15));
    if (c->chart->line > 0)
        draw_line(c, top, bottom);
    y = top;
    for (size_t i = from; i < to; i++, y += row_mm)
        draw_row(c, &c->chart->rows[i], y + row_mm / 2);
    canvas_axis(c, bottom + .4, c->chart->axis_low);
}
