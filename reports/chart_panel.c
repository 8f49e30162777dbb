/* reports/chart_panel.c - small multiples: what stands side by side in a grid,
 * and the panel of one unit, a dot an item.
 *
 *      城关镇（28份）
 *      Q1 |      |    o    ¦   | 86.1     o the unit, | the whole round,
 *      Q2 |   <> |         ¦   | 74.3     <> its weakest item, ¦ the line
 *         60%            100%
 */
#include "reports/chart_parts.h"

#include <math.h>
#include <stdio.h>

static const double GUTTER_MM = 4, HEAD_MM = 8, ROW_MM = 4.3, AXIS_MM = 6;
static const double CODE_MM = 7.5, NUMBER_MM = 9.5;
static const double TREND_MM = 51;

enum { WIDE_ROUNDS = 4 }; /* more rounds take the whole width */

static size_t most_marks(const struct chart *chart)
{
    size_t most = 0;

    for (size_t i = 0; i < chart->panel_count; i++)
        if (chart->panels[i].count > most)
            most = chart->panels[i].count;
    return most;
}

size_t panel_columns(const struct chart *chart)
{
    if (chart->kind == CHART_PANELS)
        return 4;
    return chart->panel_count < 2 || most_marks(chart) > WIDE_ROUNDS ? 1 : 2;
}

double panel_row_mm(const struct chart *chart)
{
    if (chart->kind == CHART_TREND)
        return TREND_MM;
    return HEAD_MM + ROW_MM * (double)most_marks(chart) + AXIS_MM;
}

/* ---- one unit ---- */

struct strip { /* where a share stands inside one panel */
    double x, w, low;
};

static double place_of(const struct strip *s, double share)
{
    double at = (share - s->low) / (1 - s->low);

    return s->x + s->w * fmin(fmax(at, 0), 1);
}

static void draw_frame(struct chart_canvas *c, const struct strip *s,
                       double top, double bottom)
{
    int low = (int)lround(s->low * 100);
    char text[16];

    for (int tick = low; tick <= 100; tick += 10) {
        double x = place_of(s, tick / 100.0);
        pdf_line(c->pdf, x, top, x, bottom, .1, GREY(.22));
    }
    pdf_line(c->pdf, s->x, bottom, s->x + s->w, bottom, .18, GREY(.8));
    (void)snprintf(text, sizeof(text), "%d%%", low);
    canvas_text(c, s->x - 6, 12, bottom + 2.2, 7.5, ALIGN_CENTRE, GREY(.85),
                text);
    canvas_text(c, s->x + s->w - 6, 12, bottom + 2.2, 7.5, ALIGN_CENTRE,
                GREY(.85), "100%");
    if (c->chart->line > 0)
        canvas_dashes(c, place_of(s, c->chart->line), top, bottom,
                      CHART_BELOW);
}

static void draw_item(struct chart_canvas *c, const struct chart_panel *p,
                      const struct chart_mark *mark, const struct strip *s,
                      double x, double mid)
{
    struct colour ink = p->muted ? GREY(.55) : BLACK;

    canvas_label(c, x, CODE_MM - .5, mid, ROW_MM, ALIGN_LEFT, 8.5, ink,
                 mark->label);
    canvas_text(c, s->x + s->w + 1.7, NUMBER_MM - 1.7, mid, 8.5, ALIGN_RIGHT, ink,
                mark->text);
    pdf_line(c->pdf, s->x, mid, s->x + s->w, mid, .1, GREY(.22));
    if (mark->value < 0)
        return;
    if (mark->reference >= 0)
        pdf_line(c->pdf, place_of(s, mark->reference), mid - 1.5,
                 place_of(s, mark->reference), mid + 1.5, .45, GREY(.5));
    canvas_mark(c,
                p->muted       ? MARK_RING
                : mark->lowest ? MARK_DIAMOND
                               : MARK_DOT,
                1, place_of(s, mark->value), mid,
                p->muted       ? GREY(.55)
                : mark->lowest ? CHART_BELOW
                               : CHART_MET);
}

static void unit_panel_draw(struct chart_canvas *c, const struct chart_panel *p,
                            double x, double y, double w)
{
    struct strip s = {.x = x + CODE_MM,
                      .w = w - CODE_MM - NUMBER_MM,
                      .low = c->chart->axis_low};
    double top = y + HEAD_MM, bottom = top + ROW_MM * (double)p->count;

    if (p->instead) {
        canvas_label(c, x, w, top + 5, 10, ALIGN_CENTRE, 9, GREY(.6),
                     p->instead);
        return;
    }
    draw_frame(c, &s, top, bottom);
    for (size_t i = 0; i < p->count; i++)
        draw_item(c, p, &p->marks[i], &s, x, top + ROW_MM * ((double)i + .5));
}

/* ---- the grid ---- */

static void panel_head(struct chart_canvas *c, const struct chart_panel *p,
                       double x, double y, double w)
{
    double detail = p->detail ? canvas_width(c, 8, p->detail) + 1 : 0;
    struct colour ink = p->muted || p->instead ? GREY(.55) : BLACK;

    canvas_label(c, x, w - detail, y + 3.7, HEAD_MM - .6, ALIGN_LEFT, 10, ink,
                 p->label);
    if (p->detail)
        canvas_text(c, x + w - detail, detail, y + 3.7, 8, ALIGN_RIGHT, ink,
                    p->detail);
}

/* What the marks are, in one line over the first row of panels. */
static void draw_legend(struct chart_canvas *c)
{
    double x = c->x, mid = c->y + 3;
    const struct {
        bool wanted;
        enum mark_shape shape;
        struct colour ink;
        const char *text;
    } keys[] = {
        {true, MARK_DOT, CHART_MET, "本单位"},
        {true, MARK_DIAMOND, CHART_BELOW, "本单位最低的一项"},
        {true, MARK_RING, GREY(.55), "不足30份"},
    };

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        canvas_mark(c, keys[i].shape, 1.1, x + 2, mid, keys[i].ink);
        canvas_text(c, x + 4.5, 40, mid, 9, ALIGN_LEFT, BLACK, keys[i].text);
        x += 4.5 + canvas_width(c, 9, keys[i].text) + 4;
    }
    pdf_line(c->pdf, x + 1, mid - 1.5, x + 1, mid + 1.5, .45, GREY(.5));
    canvas_text(c, x + 2.5, 60, mid, 9, ALIGN_LEFT, BLACK, c->chart->whole);
    x += 2.5 + canvas_width(c, 9, c->chart->whole) + 4;
    if (c->chart->line <= 0)
        return;
    canvas_dashes(c, x + 1, mid - 2, mid + 2, CHART_BELOW);
    canvas_text(c, x + 2.5, 40, mid, 9, ALIGN_LEFT, BLACK,
                c->chart->line_label);
}

void panels_draw(struct chart_canvas *c, size_t from, size_t to)
{
    const struct chart *chart = c->chart;
    size_t columns = panel_columns(chart);
    double w = (c->w - GUTTER_MM * (double)(columns - 1)) / (double)columns;
    double y = c->y + chart_head_mm(chart);

    if (chart->kind == CHART_PANELS)
        draw_legend(c);
    for (size_t row = from; row < to; row++, y += panel_row_mm(chart))
        for (size_t k = 0; k < columns; k++) {
            size_t n = row * columns + k;
            double x = c->x + (double)k * (w + GUTTER_MM);

            if (n >= chart->panel_count)
                break;
            panel_head(c, &chart->panels[n], x, y, w);
            if (chart->kind == CHART_PANELS)
                unit_panel_draw(c, &chart->panels[n], x, y, w);
            else
                trend_panel_draw(c, &chart->panels[n], x, y + HEAD_MM, w);
        }
}
