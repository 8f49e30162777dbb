/* reports/chart.c - see chart.h: sizes, and what both kinds draw alike. */
#include "reports/chart_parts.h"

#include <math.h>
#include <stdio.h>

#include "engine/base/units.h"

static const double NOTE_PT = 9.5;

double chart_head_mm(const struct chart *chart)
{
    return chart->kind == CHART_LIKERT ? 8.0 : 9.5;
}

double chart_foot_mm(const struct chart *chart)
{
    (void)chart;
    return 6.5;
}

double chart_row_mm(const struct chart *chart)
{
    return chart->kind == CHART_LIKERT ? 8.0 : 7.0;
}

void canvas_text(struct chart_canvas *c, double x, double w, double mid,
                 double size_pt, enum align align, struct colour colour,
                 const char *text)
{
    struct para_style style = {.role = FONT_SONG,
                               .digits = FONT_SONG,
                               .size_pt = size_pt,
                               .align = align,
                               .autospace_em = .125,
                               .colour = colour};

    /* The visual middle of a hanzi lies .38 em above its baseline. */
    para_line(c->pdf, &style, x, w, mid + pt_to_mm(size_pt) * .37, text);
}

void canvas_label(struct chart_canvas *c, double x, double w, double mid,
                  struct colour colour, const char *text)
{
    struct para_style style = {.role = FONT_SONG,
                               .digits = FONT_SONG,
                               .size_pt = 10.5,
                               .pitch_pt = 13,
                               .align = ALIGN_LEFT,
                               .autospace_em = .125,
                               .colour = colour};
    const struct para *para = para_set(c->pdf, c->arena, &style, w, text);
    double room = chart_row_mm(c->chart);

    while (para && para->height_mm > room && style.size_pt > 7) {
        style.size_pt -= .5;
        style.pitch_pt = style.size_pt * 1.18;
        para = para_set(c->pdf, c->arena, &style, w, text);
    }
    if (para)
        para_draw(c->pdf, para, 0, para->line_count, x,
                  mid - para->height_mm / 2);
}

void canvas_notes(struct chart_canvas *c, const struct chart_row *row,
                  double mid, struct colour colour)
{
    double x = c->plot_x + c->plot_w + CHART_GAP_MM;

    for (size_t i = 0; i < c->chart->note_count; i++) {
        const char *text = row ? row->note[i] : c->chart->note[i];

        if (text)
            canvas_text(c, x, CHART_NOTE_MM, mid, NOTE_PT, ALIGN_CENTRE, colour,
                        text);
        x += CHART_NOTE_MM;
    }
}

void canvas_axis(struct chart_canvas *c, double y, double low)
{
    int first = (int)lround(low * 100);
    int step = 100 - first > 50 ? 20 : 10;

    pdf_line(c->pdf, c->plot_x, y, c->plot_x + c->plot_w, y, .18, GREY(.8));
    for (int tick = first; tick <= 100; tick += step) {
        double x = c->plot_x + c->plot_w * (tick - first) / (100 - first);
        char text[16];

        (void)snprintf(text, sizeof(text), "%d%%", tick);
        pdf_line(c->pdf, x, y, x, y + 1, .18, GREY(.8));
        canvas_text(c, x - 8, 16, y + 3.2, 8.5, ALIGN_CENTRE, GREY(.85), text);
    }
}

void canvas_dashes(struct chart_canvas *c, double x, double y1, double y2,
                   struct colour colour)
{
    for (double y = y1; y < y2; y += 2.4)
        pdf_line(c->pdf, x, y, x, fmin(y + 1.5, y2), .3, colour);
}

void chart_draw(struct pdf *pdf, struct arena *arena, const struct chart *chart,
                size_t from, size_t to, double x, double y, double w)
{
    double notes = (double)(chart->note_count * CHART_NOTE_MM);
    struct chart_canvas c = {
        .pdf = pdf, .arena = arena, .chart = chart, .x = x, .y = y, .w = w};

    c.plot_x = x + CHART_LABEL_MM + CHART_GAP_MM;
    c.plot_w = w - CHART_LABEL_MM - notes - 2 * CHART_GAP_MM;
    if (chart->kind == CHART_LIKERT)
        likert_draw(&c, from, to);
    else
        rank_draw(&c, from, to);
}
