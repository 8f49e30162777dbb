/* omr/box_joint.h - a straightened black and white picture of the paper
 * between and round boxes. */
#ifndef OMR_BOX_JOINT_H
#define OMR_BOX_JOINT_H

#include "omr/box_internal.h"

#define JOINT_FINE 5.0        /* points a mm */
enum { JOINT_SIDE = 160 };    /* 32 mm */

struct joint {
    int w, h;                 /* points, at most JOINT_SIDE */
    uint8_t ink[JOINT_SIDE][JOINT_SIDE]; /* 1 ink, 2 visited */
    double x0, y0;            /* page mm of point (0, 0) */
};

/* The part of the page in `at`, cut at JOINT_SIDE; ink is what is at least
 * `dark`, 0 the paper to 1 the page's own ink. */
void joint_take(struct joint *j, const struct image *image,
                const struct levels *levels,
                const struct registration *registration,
                double dark, const struct rect_mm *at,
                struct piece_room *room);
/* Two boxes and the paper 2 mm round them. */
void joint_of_two(struct joint *j, const struct image *image,
                  const struct levels *levels,
                  const struct registration *registration,
                  const struct page_ink *ink, const struct rect_mm *a,
                  const struct rect_mm *b, struct piece_room *room);

/* Rules of tables join what they cross; they are taken out. */
void joint_erase_rules(struct joint *j);

struct joint_extent { /* of one piece of ink, points, inclusive */
    int x0, y0, x1, y1;
};
/* The piece that point (x, y), which is 1, belongs to; it becomes 2. */
struct joint_extent joint_piece(struct joint *j, int x, int y);

#endif
