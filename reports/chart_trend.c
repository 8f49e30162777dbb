/* reports/chart_trend.c - one indicator over the rounds, each point labelled.
 *
 * The label stands above its point, or below where the line comes down to it
 * from above and there is room; with an interval, beyond the interval's end.
 */
#include "reports/chart_parts.h"

#include <math.h>
#include <stdio.h>

static const double AXIS_MM = 9, PLOT_MM = 40, NAME_MM = 8, LIFT_MM = 2.9;

struct frame {
    double x, w, top, h, low;
    size_t count;
};

static double x_of(const struct frame *f, size_t i)
{
    return f->x + f->w * ((double)i + .5) / (double)f->count;
}

/* Labels above 100 % need room: the plot ends LIFT_MM under its top. */
static double y_of(const struct frame *f, double share)
{
    double at = fmin(fmax((share - f->low) / (1 - f->low), 0), 1);

    return f->top + 2 * LIFT_MM + (f->h - 3 * LIFT_MM) * (1 - at);
}

static void draw_grid(struct chart_canvas *c, const struct chart_panel *p,
                      const struct frame *f)
{
    int low = (int)lround(f->low * 100), step = 100 - low > 50 ? 20 : 10;
    double bottom = f->top + f->h;

    for (int tick = 100; tick >= low; tick -= step) {
        double y = y_of(f, tick / 100.0);
        char text[16];

        (void)snprintf(text, sizeof(text), "%d%%", tick);
        pdf_line(c->pdf, f->x, y, f->x + f->w, y, .1, GREY(.22));
        canvas_text(c, f->x - AXIS_MM, AXIS_MM - 1, y, 8, ALIGN_RIGHT,
                    GREY(.85), text);
    }
    pdf_line(c->pdf, f->x, bottom, f->x + f->w, bottom, .18, GREY(.8));
    for (size_t i = 0; i < p->count; i++) {
        pdf_line(c->pdf, x_of(f, i), bottom, x_of(f, i), bottom + .8, .18,
                 GREY(.8));
        canvas_label(c, x_of(f, i) - f->w / (double)f->count / 2 + .3,
                     f->w / (double)f->count - .6, bottom + .8 + NAME_MM / 2,
                     NAME_MM - 1.2, ALIGN_CENTRE, 8.5, BLACK,
                     p->marks[i].label);
    }
}

static void draw_threshold(struct chart_canvas *c, const struct chart_panel *p,
                           const struct frame *f)
{
    double y = y_of(f, p->line);

    for (double x = f->x; x < f->x + f->w; x += 2.4)
        pdf_line(c->pdf, x, y, fmin(x + 1.5, f->x + f->w), y, .3, CHART_BELOW);
}

static bool given(const struct chart_panel *p, size_t i)
{
    return i < p->count && p->marks[i].value >= 0;
}

/* Is the point a valley with room under it, so that its label is better off
 * below? */
static bool label_below(const struct frame *f, const struct chart_panel *p,
                        size_t i)
{
    bool left = i > 0 && given(p, i - 1), right = given(p, i + 1);
    double v = p->marks[i].value;

    return (left || right) && (!left || p->marks[i - 1].value > v) &&
           (!right || p->marks[i + 1].value > v) &&
           y_of(f, v) + LIFT_MM + 1.5 < f->top + f->h;
}

static void draw_point(struct chart_canvas *c, const struct chart_panel *p,
                       const struct frame *f, size_t i)
{
    const struct chart_mark *m = &p->marks[i];
    bool low = p->line > 0 && m->value < p->line;
    bool down = label_below(f, p, i);
    double x = x_of(f, i), y = y_of(f, m->value), end = y;
    double w = canvas_width(c, 8.5, m->text);

    if (m->low >= 0) {
        double y1 = y_of(f, m->high), y2 = y_of(f, m->low);

        down = down && y2 + LIFT_MM + 1.5 < f->top + f->h;
        pdf_line(c->pdf, x, y1, x, y2, .4, GREY(.5));
        pdf_line(c->pdf, x - .8, y1, x + .8, y1, .25, GREY(.5));
        pdf_line(c->pdf, x - .8, y2, x + .8, y2, .25, GREY(.5));
        end = down ? y2 : y1;
    }
    canvas_mark(c, low ? MARK_DIAMOND : MARK_DOT, 1.1, x, y,
                low ? CHART_BELOW : CHART_MET);
    end += down ? LIFT_MM : -LIFT_MM;
    pdf_fill_rect(c->pdf, x - w / 2 - .3, end - 1.5, w + .6, 3, WHITE);
    canvas_text(c, x - w / 2, w, end, 8.5, ALIGN_LEFT, BLACK, m->text);
}

void trend_panel_draw(struct chart_canvas *c, const struct chart_panel *p,
                      double x, double y, double w)
{
    struct frame f = {.x = x + AXIS_MM,
                      .w = w - AXIS_MM,
                      .top = y,
                      .h = PLOT_MM - NAME_MM,
                      .low = c->chart->axis_low,
                      .count = p->count};

    if (p->instead || p->count == 0) {
        canvas_label(c, x, w, y + f.h / 2, f.h, ALIGN_CENTRE, 9, GREY(.6),
                     p->instead ? p->instead : "—");
        return;
    }
    draw_grid(c, p, &f);
    if (p->line > 0)
        draw_threshold(c, p, &f);
    for (size_t i = 1; i < p->count; i++)
        if (given(p, i - 1) && given(p, i))
            pdf_line(c->pdf, x_of(&f, i - 1), y_of(&f, p->marks[i - 1].value),
                     x_of(&f, i), y_of(&f, p->marks[i].value), .45,
                     CHART_MET);
    for (size_t i = 0; i < p->count; i++) {
        if (given(p, i))
            draw_point(c, p, &f, i);
        else
            canvas_text(c, x_of(&f, i) - 5, 10, f.top + f.h - 2.5, 8.5,
                        ALIGN_CENTRE, GREY(.6), p->marks[i].text);
    }
}
