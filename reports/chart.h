/* reports/chart.h - vector charts made of rows, so that a long one breaks
 * across pages like a table with its head repeated.
 *
 * LIKERT    diverging 100 % bars: the satisfied to the right of zero, the
 *           dissatisfied to the left, a neutral class half on either side
 *           (Heiberger & Robbins 2014).  Substantive answers only: 不了解 and
 *           未答 never enter the bar and stand as counts at its right.
 * RANK      a dot with its interval on a common axis, the threshold dashed.
 * PANELS    small multiples: a panel a unit, a dot an item on a common axis,
 *           a tick where the whole round stands.
 * TREND     a panel an indicator (or unit), a point a round.
 * QUADRANT  items by 满意率 (right) and by how many want them improved (up),
 *           crossed at the means (Martilla & James 1977); upper left first.
 *
 * Shares run 0 to 1 and are drawn linearly; lengths on paper are within .1 mm
 * of them.  Fills differ in darkness and hatch, marks in shape, so that grey
 * printing and colour-blind readers lose nothing; numbers are written at what
 * they belong to.  No label lies on another or leaves the box: one that does
 * not fit is made smaller, then cut with ….  A chart never stands alone: the
 * functions of parts.h that add one also add its numbers as a table, or say
 * in words why nothing is drawn.
 */
#ifndef REPORTS_CHART_H
#define REPORTS_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/mem.h"
#include "engine/type/pdf.h"

enum chart_kind {
    CHART_LIKERT, CHART_RANK, CHART_PANELS, CHART_TREND, CHART_QUADRANT,
};

enum {
    CHART_PARTS = 6,
    CHART_NOTES = 4,
    CHART_ITEMS = 12,  /* marks in a panel of PANELS */
    CHART_ROUNDS = 8,  /* marks in a panel of TREND */
    CHART_SPOTS = 40,  /* QUADRANT */
};

/* How a part of a bar is filled; from most to least satisfied. */
enum part_look {
    LOOK_DARK, LOOK_MIDDLE, LOOK_LIGHT, LOOK_PALE, LOOK_HATCH, LOOK_CROSS,
};

/* Where a part stands from zero. */
enum part_side { SIDE_RIGHT, SIDE_MIDDLE, SIDE_LEFT };

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

/* A point of a panel. */
struct chart_mark {
    const char *label;    /* PANELS: item code; TREND: round, under the axis */
    double value;         /* 0..1; < 0 = none, `text` says why: "—" */
    double reference;     /* PANELS: the whole round; < 0 = none */
    double low, high;     /* TREND: interval; low < 0 = none */
    const char *text;     /* "91.2" */
    bool lowest;          /* PANELS: the unit's weakest: a diamond */
};

struct chart_panel {
    const char *label;    /* 城关镇 */
    const char *detail;   /* after the label in small type, or NULL */
    bool muted;           /* too few sheets: hollow and grey */
    double line;          /* TREND: threshold 0..1, 0 = none */
    const char *line_label;
    size_t count;         /* of marks: ITEMS or ROUNDS at most */
    const struct chart_mark *marks;
    const char *instead;  /* text in place of the graphic, or NULL */
};

/* An item of the quadrant. */
struct chart_spot {
    const char *code, *name; /* "Q3", 依法办事情况 */
    double x, y;             /* 满意率; share of people who named it */
};

struct chart {
    enum chart_kind kind;
    const char *title;             /* "图1　……", set by document_chart() */
    size_t part_count;             /* LIKERT */
    const char *part[CHART_PARTS];
    enum part_look look[CHART_PARTS];
    enum part_side side[CHART_PARTS];
    size_t note_count;
    const char *note[CHART_NOTES]; /* heads of the columns at the right */
    double line;                   /* RANK, PANELS: threshold; 0 = none */
    const char *line_label;        /* 标准90% */
    double axis_low;               /* RANK, PANELS, TREND: where the axis
                                    * begins, 0..<1, whole tens */
    size_t row_count;              /* LIKERT, RANK */
    struct chart_row *rows;
    size_t panel_count;            /* PANELS, TREND */
    const struct chart_panel *panels;
    const char *whole;             /* PANELS: what the tick is: 全县 */
    size_t spot_count;             /* QUADRANT */
    const struct chart_spot *spots;
    const char *x_name, *y_name;   /* QUADRANT: what the axes are */
    const char *footnote;          /* or NULL */
};

/* Rows a chart may break between: its rows, its rows of panels, or 1. */
size_t chart_rows(const struct chart *chart);
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

/* Where the lines of the quadrant cross: the means of x and y over its spots.
 * spot_count > 0. */
void quadrant_cross(const struct chart *chart, double *x, double *y);
/* What a spot's quadrant asks for: 优先改进, 继续保持, 留意观察, 维持现状. */
enum quadrant { QUADRANT_FIRST, QUADRANT_KEEP, QUADRANT_WATCH, QUADRANT_HOLD };
enum quadrant quadrant_of(const struct chart *chart, size_t spot);
const char *quadrant_name(enum quadrant quadrant);

#endif
