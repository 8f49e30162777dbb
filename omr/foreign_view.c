/* omr/foreign_view.c - see foreign_view.h. */
#include "omr/foreign_view.h"

#include <math.h>

#include "omr/sample.h"

void view_take(struct view *view, const struct image *image,
               const struct levels *levels, const struct page_map *map,
               double ink, double x, double y, double w, double h,
               double fine)
{
    double ox, oy, ux, uy, vx, vy;
    int nw = (int)ceil(w * fine) | 1; /* odd: the middle is a point */
    int nh = (int)ceil(h * fine) | 1;
    view->w = nw < VIEW_SIDE_MAX ? nw : VIEW_SIDE_MAX - 1;
    view->h = nh < VIEW_SIDE_MAX ? nh : VIEW_SIDE_MAX - 1;
    view->fine = fine;
    view->u0 = -(view->w / 2) / fine;
    view->v0 = -(view->h / 2) / fine;
    map_point(map, x, y, &ox, &oy);
    map_point(map, x + 1, y, &ux, &uy);
    map_point(map, x, y + 1, &vx, &vy);
    ux = (ux - ox) / fine;
    uy = (uy - oy) / fine;
    vx = (vx - ox) / fine;
    vy = (vy - oy) / fine;
    double paper = levels_paper(levels, ox, oy);
    double range = paper - ink < 30 ? 30 : paper - ink;
    uint8_t table[256];
    for (int v = 0; v < 256; v++) {
        double d = (paper - v) / range * 255;
        table[v] = (uint8_t)(d < 0 ? 0 : d > 255 ? 255 : d);
    }
    for (int j = 0; j < view->h; j++) {
        double px = ox - 0.5 - (view->w / 2) * ux + (j - view->h / 2) * vx;
        double py = oy - 0.5 - (view->w / 2) * uy + (j - view->h / 2) * vy;
        uint8_t *row = view->dark + j * view->w;
        for (int i = 0; i < view->w; i++, px += ux, py += uy)
            row[i] = table[sample_grey(image, px, py)];
    }
}
