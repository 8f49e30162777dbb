/* reports/chart.c - see chart.h: sizes, and what all kinds draw alike. */
#include "reports/chart_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/units.h"
#include "engine/base/utf8.h"

static const double NOTE_PT = 9.5, LABEL_MIN_PT = 7;

size_t chart_rows(const struct chart *chart)
{
    size_t columns;

    switch (chart->kind) {
    case CHART_LIKERT:
    case CHART_RANK: return chart->row_count;
    case CHART_QUADRANT: return 1;
    case CHART_PANELS:
    case CHART_TREND: break;
    }
    columns = panel_columns(chart);
    return (chart->panel_count + columns - 1) / columns;
}

double chart_head_mm(const struct chart *chart)
{
    static const double head[] = {[CHART_LIKERT] = 8,
                                  [CHART_RANK] = 9.5,
                                  [CHART_PANELS] = 7,
                                  [CHART_TREND] = 1,
                                  [CHART_QUADRANT] = 1};
    return head[chart->kind];
}

double chart_foot_mm(const struct chart *chart)
{
    static const double foot[] = {[CHART_LIKERT] = 6.5,
                                  [CHART_RANK] = 6.5,
                                  [CHART_PANELS] = 0,
                                  [CHART_TREND] = 0,
                                  [CHART_QUADRANT] = 10};
    return foot[chart->kind];
}

double chart_row_mm(const struct chart *chart)
{
    switch (chart->kind) {
    case CHART_LIKERT: return 8;
    case CHART_RANK: return 7;
    case CHART_QUADRANT: return quadrant_mm();
    case CHART_PANELS:
    case CHART_TREND: break;
    }
    return panel_row_mm(chart);
}

static struct para_style text_style(double size_pt, enum align align,
                                    struct colour colour)
{
    return (struct para_style){.role = FONT_SONG,
                               .digits = FONT_SONG,
                               .size_pt = size_pt,
                               .pitch_pt = size_pt * 1.22,
                               .align = align,
                               .autospace_em = .125,
                               .colour = colour};
}

void canvas_text(struct chart_canvas *c, double x, double w, double mid,
                 double size_pt, enum align align, struct colour colour,
                 const char *text)
{
    struct para_style style = text_style(size_pt, align, colour);

    /* The visual middle of a hanzi lies .38 em above its baseline. */
    para_line(c->pdf, &style, x, w, mid + pt_to_mm(size_pt) * .37, text);
}

double canvas_width(struct chart_canvas *c, double size_pt, const char *text)
{
    struct para_style style = text_style(size_pt, ALIGN_LEFT, BLACK);

    return para_width(c->pdf, &style, text);
}

/* The longest beginning that fits with … behind it. */
static const struct para *cut(struct chart_canvas *c,
                              const struct para_style *style, double w,
                              double h, const char *text)
{
    size_t low = 0, high = strlen(text);
    const struct para *best = NULL;
    char *part = arena_alloc(c->arena, high + sizeof("…"), 1);

    while (part && low < high) {
        size_t n = (low + high + 1) / 2;

        memcpy(part, text, n);
        part[n] = '\0';
        utf8_trim_tail(part);
        memcpy(part + strlen(part), "…", sizeof("…"));
        const struct para *para = para_set(c->pdf, c->arena, style, w, part);
        if (!para || para->height_mm > h) {
            high = n - 1;
        } else {
            best = para;
            low = n;
        }
    }
    return best;
}

void canvas_label(struct chart_canvas *c, double x, double w, double mid,
                  double h, enum align align, double size_pt,
                  struct colour colour, const char *text)
{
    struct para_style style = text_style(size_pt, align, colour);
    const struct para *para = para_set(c->pdf, c->arena, &style, w, text);

    while (para && para->height_mm > h && style.size_pt > LABEL_MIN_PT) {
        style.size_pt = fmax(style.size_pt - .5, LABEL_MIN_PT);
        style.pitch_pt = style.size_pt * 1.18;
        para = para_set(c->pdf, c->arena, &style, w, text);
    }
    if (para && para->height_mm > h)
        para = cut(c, &style, w, h, text);
    if (para)
        para_draw(c->pdf, para, 0, para->line_count, x,
                  mid - para->height_mm / 2);
}

/* ---- marks ---- */

void canvas_mark(struct chart_canvas *c, enum mark_shape shape, double r,
                 double x, double y, struct colour ink)
{
    const double s = r * 1.3;
    const double xy[] = {x, y - s, x + s, y, x, y + s, x - s, y};
    const double ring[] = {x, y - s, x + s, y, x, y + s, x - s, y, x, y - s};
    struct colour white = WHITE;

    switch (shape) {
    case MARK_DOT: pdf_circle(c->pdf, x, y, r, .2, ink, &ink); break;
    case MARK_DIAMOND: pdf_path(c->pdf, 4, xy, .2, ink, &ink); break;
    case MARK_RING:
        pdf_circle(c->pdf, x, y, r, .3, ink, &white);
        pdf_circle(c->pdf, x, y, r, .3, ink, NULL);
        break;
    case MARK_OPEN_DIAMOND:
        pdf_path(c->pdf, 4, xy, .3, ink, &white);
        pdf_path(c->pdf, 5, ring, .3, ink, NULL);
        break;
    }
}

/* ---- columns and axes of bars and ranks ---- */

double canvas_note_mm(const struct chart *chart)
{
    return chart->note_count > 3 ? 12.5 : 14;
}

/* The size at which every one of these fits its column: one for all. */
static double notes_pt(struct chart_canvas *c, const char *const note[],
                       double w)
{
    double size = NOTE_PT;

    for (size_t i = 0; i < c->chart->note_count; i++)
        while (note[i] && size > LABEL_MIN_PT &&
               canvas_width(c, size, note[i]) > w - .4)
            size -= .25;
    return size;
}

void canvas_notes(struct chart_canvas *c, const struct chart_row *row,
                  double mid, struct colour colour)
{
    const char *const *note = row ? row->note : c->chart->note;
    double x = c->plot_x + c->plot_w + CHART_GAP_MM;
    double w = canvas_note_mm(c->chart), size = notes_pt(c, note, w);

    for (size_t i = 0; i < c->chart->note_count; i++, x += w)
        if (note[i])
            canvas_text(c, x, w, mid, size, ALIGN_CENTRE, colour, note[i]);
}

void canvas_axis(struct chart_canvas *c, double y, double low)
{
    int first = (int)lround(low * 100);
    int step = 100 - first > 50 ? 20 : 10;

    pdf_line(c->pdf, c->plot_x, y, c->plot_x + c->plot_w, y, .18, GREY(.8));
    for (int tick = 100; tick >= first; tick -= step) {
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
    double notes = (double)chart->note_count * canvas_note_mm(chart);
    struct chart_canvas c = {
        .pdf = pdf, .arena = arena, .chart = chart, .x = x, .y = y, .w = w};

    c.plot_x = x + CHART_LABEL_MM + CHART_GAP_MM;
    c.plot_w = w - CHART_LABEL_MM - notes - 2 * CHART_GAP_MM;
    switch (chart->kind) {
    case CHART_LIKERT: likert_draw(&c, from, to); break;
    case CHART_RANK: rank_draw(&c, from, to); break;
    case CHART_QUADRANT: quadrant_draw(&c); break;
    case CHART_PANELS:
    case CHART_TREND: panels_draw(&c, from, to); break;
    }
}
