/* reports/gongwen_fill.c - lines to be filled in by pen, and charts in the
 * flow. */
#include "reports/gongwen_parts.h"

#include <math.h>

/* ---- lines ---- */

static void rule(struct flow *f, double x, double w)
{
    double y = f->y + flow_pitch() * .76;

    if (w > 0)
        pdf_line(f->pdf, x, y, x + w, y, .18, GREY(.6));
}

/* A label at x in 楷体; returns where its line starts. */
static double label(struct flow *f, double x, const char *text)
{
    struct para_style style =
        flow_style(FONT_KAI, BODY_PT, PITCH_PT, ALIGN_LEFT);
    double w = para_width(f->pdf, &style, text);
    const struct para *para = para_set(f->pdf, f->arena, &style, w + 2, text);

    if (para)
        para_draw(f->pdf, para, 0, 1, x, f->y);
    return x + w + 1;
}

double fill_need_mm(const struct block *b)
{
    return flow_pitch() * (double)(b->lines < 4 ? b->lines : 4);
}

void fill_draw(struct flow *f, const struct block *b)
{
    double x = f->x + 2 * flow_em();

    if (!f->fresh && flow_room(f) < fill_need_mm(b))
        flow_page(f, f->landscape);
    if (b->text)
        x = label(f, x, b->text);
    for (size_t i = 0; i < b->lines; i++) {
        if (flow_room(f) < flow_pitch())
            flow_page(f, f->landscape);
        rule(f, x, f->x + f->w - x);
        f->y += flow_pitch();
        f->fresh = false;
        x = f->x;
    }
}

void fields_draw(struct flow *f, const struct block *b)
{
    double x = f->x + 2 * flow_em();
    double w = (f->w - 2 * flow_em()) / (double)b->field_count;

    if (!f->fresh && flow_room(f) < flow_pitch())
        flow_page(f, f->landscape);
    for (size_t i = 0; i < b->field_count; i++, x += w) {
        double start = label(f, x, b->fields[i]);
        rule(f, start, x + w - start - (i + 1 < b->field_count ? 2 : 0));
    }
    f->y += flow_pitch();
    f->fresh = false;
}

/* ---- charts ---- */

/* Rows before and after a break. */
static size_t min_rows(const struct chart *chart)
{
    return chart->kind == CHART_LIKERT || chart->kind == CHART_RANK ? 4 : 1;
}

#define CAPTION_MM 9.0
#define FOOTNOTE_PT 9.0

static const struct para *footnote(struct flow *f, const struct chart *chart)
{
    struct para_style style =
        flow_style(FONT_SONG, FOOTNOTE_PT, 12.5, ALIGN_LEFT);

    if (!chart->footnote)
        return NULL;
    return para_set(f->pdf, f->arena, &style, f->w, chart->footnote);
}

static double chart_mm(struct flow *f, const struct chart *chart, size_t rows)
{
    const struct para *note = footnote(f, chart);

    return chart_head_mm(chart) + chart_foot_mm(chart) +
           chart_row_mm(chart) * (double)rows + CAPTION_MM +
           (note ? note->height_mm : 0) + 2;
}

/* A chart stays whole when a page can hold it; rows of panels may part, so
 * only few of them are worth the gap that leaves. */
double chart_need_mm(struct flow *f, const struct chart *chart)
{
    double whole = chart_mm(f, chart, chart_rows(chart));

    double most = f->bottom - f->top;

    if (chart->kind == CHART_PANELS || chart->kind == CHART_TREND)
        most *= .5;
    return whole <= most ? whole : chart_mm(f, chart, min_rows(chart));
}

static void draw_caption(struct flow *f, const struct chart *chart, double y,
                         bool more)
{
    struct para_style style = flow_style(FONT_HEI, 12, 18, ALIGN_CENTRE);
    style.digits = FONT_HEI;
    const char *text =
        more ? job_textf(f->doc->job, "%s（转下页）", chart->title)
             : chart->title;

    while (style.size_pt > 9 && para_width(f->pdf, &style, text) > f->w)
        style.size_pt -= .5;
    para_line(f->pdf, &style, f->x, f->w, y + 6, text);
}

void chart_place(struct flow *f, const struct chart *chart)
{
    if (!f->fresh && flow_limit(f) - f->y < chart_need_mm(f, chart))
        flow_page(f, f->landscape);
    const size_t rows = chart_rows(chart);

    for (size_t from = 0; from < rows;) {
        double y = fmax(f->y + 1, f->top);
        double room = f->bottom - y - chart_mm(f, chart, 0);
        size_t fit = (size_t)fmax(1, floor(room / chart_row_mm(chart)));
        size_t left = rows - from;
        size_t to = from + (fit < left ? fit : left);

        if (left - (to - from) == 1 && to - from > min_rows(chart) &&
            min_rows(chart) > 1)
            to--; /* no lone row on the next page */
        chart_draw(f->pdf, f->arena, chart, from, to, f->x, y, f->w);
        y += chart_mm(f, chart, to - from);
        const struct para *note = footnote(f, chart);
        double note_mm = note ? note->height_mm : 0;
        if (note)
            para_draw(f->pdf, note, 0, note->line_count, f->x,
                      y - CAPTION_MM - note_mm - 1);
        draw_caption(f, chart, y - CAPTION_MM - 1, to < rows);
        from = to;
        if (from < rows)
            flow_page(f, f->landscape);
        else
            flow_snap(f, y);
    }
}
