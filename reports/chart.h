/* reports/chart.h - vector charts made of rows, so that a long one breaks
 * across pages like a table with its head repeated.
 *
 * Two kinds.  LIKERT: one 100 % bar a row over the substantive answers only;
 * 不了解 and 未答 never enter the bar and stand as counts at its right.  RANK: a
 * dot with its interval on a common axis, and the threshold as a dashed line.
 * Fills differ in darkness and hatch, so that grey printing and colour-blind
 * readers lose nothing.  Every chart's numbers also stand in a table.
 */
#ifndef REPORTS_CHART_H
#define REPORTS_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/mem.h"
#include "engine/type/pdf.h"

enum chart_kind { CHART_LIKERT, CHART_RANK };

enum { CHART_PARTS = 6, CHART_NOTES = 4 };

/* How a part of a bar is filled; from most to least satisfied. */
enum part_look {
    LOOK_DARK, LOOK_MIDDLE, LOOK_LIGHT, LOOK_PALE, LOOK_HATCH, LOOK_CROSS,
};

struct chart_row {
    const char *label;
    double share[CHART_PARTS];     /* LIKERT: 0..1, sum 1; */
    const char *percent[CHART_PARTS]; /* what is written in each part */
    const char *note[CHART_NOTES]; /* columns at the right */
    double point, low, high;       /* RANK: 0..1; low < 0 = no interval */
    bool muted;                    /* RANK: too few sheets: hollow and grey */
    bool below;                    /* RANK: under the line: a diamond */
    const char *instead;           /* text in place of the graphic, or NULL */
};

struct chart {
    enum chart_kind kind;
    const char *title;             /* "图1　……", set by document_chart() */
    size_t part_count;             /* LIKERT */
    const char *part[CHART_PARTS];
    enum part_look look[CHART_PARTS];
    size_t note_count;
    const char *note[CHART_NOTES]; /* heads of the columns at the right */
    double line;                   /* RANK: threshold 0..1; 0 = none */
    const char *line_label;        /* 标准线 90% */
    double axis_low;               /* RANK: left end of the axis, 0..1 */
    size_t row_count;
    struct chart_row *rows;
    const char *footnote;          /* or NULL */
};

/* Heights in mm.  The head holds legend and column heads, the foot the axis.
 */
double chart_head_mm(const struct chart *chart);
double chart_foot_mm(const struct chart *chart);
double chart_row_mm(const struct chart *chart);

/* Draw rows [from, to) in the box with its top left corner at x, y and w mm
 * wide; the height is head + rows + foot.  Scratch from `arena`. */
void chart_draw(struct pdf *pdf, struct arena *arena,
                const struct chart *chart, size_t from, size_t to, double x,
                double y, double w);

#endif
