/* omr/foreign_shape.h - marks and boxes of sheets made elsewhere, as shapes.
 *
 * A mark is known by one function: is there ink at (u, v) mm from its middle?
 * Finding, measuring and drawing need no more, so a new kind of mark is one
 * row of the table in foreign_shape.c.
 */
#ifndef OMR_FOREIGN_SHAPE_H
#define OMR_FOREIGN_SHAPE_H

#include "forms/layout.h"

enum {
    FOREIGN_MARKS_MAX = 128 /* 32 of a layout, a frame being four corners */
};

/* A mark ready to be looked for: a frame is taken apart into its corners. */
struct mark_shape {
    enum fiducial_kind kind;
    double x, y;        /* its middle, page mm */
    double w, h, line;
    int look_x, look_y; /* where its corner looks: -1 left, top; 1 else */
    bool of_frame;      /* one corner of a frame … */
    double anchor_x, anchor_y; /* … whose own corner lies here; else middle */
    size_t fiducial;    /* index in the page's list */
};

/* The marks of a page into out[0..FOREIGN_MARKS_MAX); returns how many.  A
 * frame as large as the page is the paper itself and no mark: *paper. */
size_t mark_shapes(const struct layout_page *page, struct mark_shape out[],
                   bool *paper);

bool mark_ink(const struct mark_shape *mark, double u, double v);
bool mark_is_solid(enum fiducial_kind kind);

/* Distance in mm from (u, v), seen from the box's middle, to its outer edge;
 * negative inside. */
double box_distance(const struct layout_box *box, double u, double v);

#endif
