/* omr/foreign_view.h - a straightened piece of the scan as darkness.
 *
 * The one place where the reading of foreign sheets touches pixels.
 */
#ifndef OMR_FOREIGN_VIEW_H
#define OMR_FOREIGN_VIEW_H

#include "omr/image.h"
#include "omr/levels.h"
#include "omr/map.h"

enum { VIEW_SIDE_MAX = 512 };

struct lens { /* the page round one place, point by point */
    const struct image *image;
    double ox, oy, ux, uy, vx, vy; /* image pixels: middle, steps */
    uint8_t table[256];            /* grey to darkness */
};

void lens_set(struct lens *lens, const struct image *image,
              const struct levels *levels, const struct page_map *map,
              double ink, double x_mm, double y_mm, double fine);

/* Darkness i points to the right of the middle and j below it. */
int lens_at(const struct lens *lens, int i, int j);

struct view { /* w x h points, `fine` a mm; the middle of the page place is
               * the middle of the view */
    int w, h;
    double fine;
    double u0, v0;     /* mm of point (0, 0) from the middle */
    uint8_t dark[VIEW_SIDE_MAX * VIEW_SIDE_MAX]; /* 0 paper … 255 ink */
};

/* The w x h mm round (x, y) through the map.  Sizes beyond the room are cut
 * down evenly. */
void view_take(struct view *view, const struct image *image,
               const struct levels *levels, const struct page_map *map,
               double ink, double x_mm, double y_mm, double w_mm, double h_mm,
               double fine);

/* Darkness at (u, v) mm from the middle, the nearest point; 0 outside. */
static inline int view_at(const struct view *view, double u, double v)
{
    int i = (int)((u - view->u0) * view->fine + 0.5);
    int j = (int)((v - view->v0) * view->fine + 0.5);
    return i < 0 || j < 0 || i >= view->w || j >= view->h
               ? 0
               : view->dark[j * view->w + i];
}

#endif
