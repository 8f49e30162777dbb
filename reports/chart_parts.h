/* reports/chart_parts.h - what the chart kinds share; private to chart*.c. */
#ifndef REPORTS_CHART_PARTS_H
#define REPORTS_CHART_PARTS_H

#include "engine/type/para.h"
#include "reports/chart.h"

/* Columns of every chart: label, plot, then note_count notes. */
enum { CHART_LABEL_MM = 44, CHART_NOTE_MM = 14, CHART_GAP_MM = 3 };

struct chart_canvas {
    struct pdf *pdf;
    struct arena *arena;
    const struct chart *chart;
    double x, y, w;            /* the box */
    double plot_x, plot_w;     /* the graphic's column */
};

/* One line of `size_pt` type in [x, x + w], centred on the height `mid`. */
void canvas_text(struct chart_canvas *c, double x, double w, double mid,
                 double size_pt, enum align align, struct colour colour,
                 const char *text);
/* A label wrapped to two lines at most, smaller when it needs both. */
void canvas_label(struct chart_canvas *c, double x, double w, double mid,
                  struct colour colour, const char *text);
/* Notes' heads (row NULL) or one row's notes, centred on `mid`. */
void canvas_notes(struct chart_canvas *c, const struct chart_row *row,
                  double mid, struct colour colour);
/* Axis at height y: a line, ticks and labels every 10 or 20 per cent. */
void canvas_axis(struct chart_canvas *c, double y, double low);
void canvas_dashes(struct chart_canvas *c, double x, double y1, double y2,
                   struct colour colour);

void likert_draw(struct chart_canvas *c, size_t from, size_t to);
void rank_draw(struct chart_canvas *c, size_t from, size_t to);

#endif
