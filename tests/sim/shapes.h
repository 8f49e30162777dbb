/* tests/sim/shapes.h - marks as they were seen on paper: control points taken
 * by eye from marks that people made, in box sides, (0,0) the box's top left.
 *
 * They share nothing with the shapes that hand.c plans from formulas, so a
 * reader tuned to those shows it on these.
 */
#ifndef SIM_SHAPES_H
#define SIM_SHAPES_H

#include "tests/sim/hand.h"

enum { SHAPE_STROKES_MAX = 3, SHAPE_POINTS_MAX = 14 };

struct shape_stroke {
    size_t n;
    struct via via[SHAPE_POINTS_MAX];
};

/* A mark of this kind as some person would make it: one of the shapes of that
 * kind, sheared, widened and turned a little.  The last point of a tick is
 * `tail` box sides away from its elbow.  Gives the number of strokes, 0 when
 * there is no shape of that kind. */
size_t shape_any(enum mark_kind kind, double tail, struct rng *rng,
                 struct shape_stroke out[SHAPE_STROKES_MAX]);

#endif
