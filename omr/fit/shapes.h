/* omr/fit/shapes.h - what is drawn on a blank sheet: closed outlines and
 * solid shapes, in mm.
 *
 * An outline is known by its hole: a piece of paper cut off from the rest.
 * The hole's edges are sharp and its shape is not disturbed by a letter in
 * it.  A shape made of ink is known by its connected ink.
 */
#ifndef OMR_FIT_SHAPES_H
#define OMR_FIT_SHAPES_H

#include "omr/foreign_shape.h"
#include "omr/image.h"
#include "omr/levels.h"

struct hole { /* outer edge of the outline round it */
    struct rect_mm at;
    double line;            /* width of the outline */
    double full;            /* share of the hole's rectangle it fills, what
                             * stands in it counted in */
    double round;           /* the same, right for a round hole */
    bool even;              /* an outline of even width */
    bool clean;             /* and paper round it */
};

struct blot { /* connected ink */
    struct rect_mm at;
    int32_t x0, y0, x1, y1; /* the same in pixels, inclusive */
    double fill;            /* dark share of its rectangle */
};

struct shapes {
    double px_mm;
    int32_t w, h;
    uint8_t *ink;           /* w x h: 1 ink */
    size_t hole_count, blot_count, hole_room, blot_room;
    struct hole *holes;
    struct blot *blots;
};

/* `dpi` of the image as it is to be believed.  ERR_NOMEM */
MUST_USE enum err_code shapes_find(const struct image *image, double dpi,
                                   struct shapes **out, struct err *err);
void shapes_free(struct shapes *shapes);

#endif
