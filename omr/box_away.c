/* omr/box_away.c - a mark drawn beside its box, farther out than the ring.
 *
 * The layout says how much paper beside a box is bare of print.  Where a
 * question has no ink in or round any box, a piece of ink on that paper, as
 * large as a small tick and not the tail of a mark from above or below, is
 * entered as ink round the box, and so the question goes to a person.
 */
#include <math.h>

#include "omr/box_joint.h"

#define FROM_MM 0.6      /* the outline and its blur end here */
#define GUARD_MM 0.6     /* print is not exactly where the layout says */
#define FAR_MM 7.0       /* farther out nobody can tell whose it is */
#define UP_MM 1.4        /* a tail comes from beyond this */
#define LONG_MM 1.5      /* a tick is at least so long one way … */
#define BROAD_MM 0.6     /* … and the other */
#define DARKER 0.08      /* above the page's higher limit of ink */
#define AWAY_RING 0.010  /* enough for the judge to ask, no more */

/* A stroke that ends within the picture. */
static bool is_stroke(const struct joint *j, const struct joint_extent *e)
{
    double w = (e->x1 - e->x0 + 1) / JOINT_FINE;
    double h = (e->y1 - e->y0 + 1) / JOINT_FINE;
    return fmax(w, h) >= LONG_MM && fmin(w, h) >= BROAD_MM && e->y0 > 0 &&
           e->y1 + 1 < j->h && e->x0 > 0 && e->x1 + 1 < j->w;
}

static bool has_stroke(struct joint *j)
{
    joint_erase_rules(j);
    for (int y = 0; y < j->h; y++) {
        for (int x = 0; x < j->w; x++) {
            if (j->ink[y][x] != 1)
                continue;
            struct joint_extent e = joint_piece(j, x, y);
            if (is_stroke(j, &e))
                return true;
        }
    }
    return false;
}

void look_away(const struct image *image, const struct levels *levels,
               const struct registration *r, const struct page_ink *ink,
               const struct layout_page *page, struct piece_room *room,
               const bool blank[], struct box_read boxes[])
{
    struct joint joint;
    for (size_t i = 0; i < page->box_count; i++) {
        const struct layout_box *b = &page->boxes[i];
        const double bare[2] = {b->bare_left, b->bare_right};
        for (int side = 0; side < 2 && blank[i]; side++) {
            double wide = fmin(bare[side] - GUARD_MM, FAR_MM) - FROM_MM;
            double x = side == 0 ? b->at.x - FROM_MM - wide
                                 : b->at.x + b->at.w + FROM_MM;
            if (wide < LONG_MM)
                continue;
            struct rect_mm at = {x + (double)boxes[i].measure.shift_x_mm,
                                 b->at.y - UP_MM, wide, b->at.h + 2 * UP_MM};
            joint_take(&joint, image, levels, r, ink->high + DARKER, &at,
                       room);
            if (has_stroke(&joint))
                boxes[i].measure.ring =
                    fmaxf(boxes[i].measure.ring, (float)AWAY_RING);
        }
    }
}
