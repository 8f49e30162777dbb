/* reports/chart_parts.h - what the chart kinds share; private to chart*.c. */
#ifndef REPORTS_CHART_PARTS_H
#define REPORTS_CHART_PARTS_H

#include "engine/type/para.h"
#include "reports/chart.h"

/* Columns of bars and ranks: label, plot, then note_count notes. */
enum { CHART_LABEL_MM = 42, CHART_GAP_MM = 3 };

struct chart_canvas {
    struct pdf *pdf;
    struct arena *arena;
    const struct chart *chart;
    double x, y, w;            /* the box */
    double plot_x, plot_w;     /* the graphic's column */
};

/* Marks that stay apart in grey and for the colour-blind. */
#define CHART_MET ((struct colour){.90, .55, .10, .40})
#define CHART_BELOW ((struct colour){.05, .90, .90, .10})
/* All zeroes would be read as "the usual", which is black. */
#define CHART_PAPER ((struct colour){0, 0, 0, .002})

enum mark_shape { MARK_DOT, MARK_DIAMOND, MARK_RING, MARK_OPEN_DIAMOND };
void canvas_mark(struct chart_canvas *c, enum mark_shape shape, double r,
                 double x, double y, struct colour ink);

/* One line of `size_pt` type in [x, x + w], centred on the height `mid`. */
void canvas_text(struct chart_canvas *c, double x, double w, double mid,
                 double size_pt, enum align align, struct colour colour,
                 const char *text);
double canvas_width(struct chart_canvas *c, double size_pt, const char *text);
/* A label in w x h mm around the height `mid`: wrapped, then smaller down to
 * 7 pt, then cut with …: the table beside the chart has it whole. */
void canvas_label(struct chart_canvas *c, double x, double w, double mid,
                  double h, enum align align, double size_pt,
                  struct colour colour, const char *text);
double canvas_note_mm(const struct chart *chart);
/* Notes' heads (row NULL) or one row's notes, centred on `mid`. */
void canvas_notes(struct chart_canvas *c, const struct chart_row *row,
                  double mid, struct colour colour);
/* Axis at height y: a line, ticks and labels every 10 or 20 per cent. */
void canvas_axis(struct chart_canvas *c, double y, double low);
void canvas_dashes(struct chart_canvas *c, double x, double y1, double y2,
                   struct colour colour);

void likert_draw(struct chart_canvas *c, size_t from, size_t to);
void rank_draw(struct chart_canvas *c, size_t from, size_t to);

/* Panels stand side by side, `panel_columns` to a row. */
size_t panel_columns(const struct chart *chart);
double panel_row_mm(const struct chart *chart);
void panels_draw(struct chart_canvas *c, size_t from, size_t to);
void trend_panel_draw(struct chart_canvas *c, const struct chart_panel *p,
                      double x, double y, double w);

double quadrant_mm(void);
void quadrant_draw(struct chart_canvas *c);

#endif
