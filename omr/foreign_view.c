/* omr/foreign_view.c - see foreign_view.h. */
#include "omr/foreign_view.h"

#include <math.h>

#include "omr/sample.h"

void lens_set(struct lens *lens, const struct image *image,
              const struct levels *levels, const struct page_map *map,
              double ink, double x, double y, double fine)
{
    double ux, uy, vx, vy;
    lens->image = image;
    map_point(map, x, y, &lens->ox, &lens->oy);
    map_point(map, x + 1, y, &ux, &uy);
    map_point(map, x, y + 1, &vx, &vy);
    lens->ux = (ux - lens->ox) / fine;
    lens->uy = (uy - lens->oy) / fine;
    lens->vx = (vx - lens->ox) / fine;
    lens->vy = (vy - lens->oy) / fine;
    double paper = levels_paper(levels, lens->ox, lens->oy);
    double range = paper - ink < 30 ? 30 : paper - ink;
    for (int v = 0; v < 256; v++) {
        double d = (paper - v) / range * 255;
        lens->table[v] = (uint8_t)(d < 0 ? 0 : d > 255 ? 255 : d);
    }
}

int lens_at(const struct lens *lens, int i, int j)
{
    return lens->table[sample_grey(lens->image,
                                   lens->ox - 0.5 + i * lens->ux + j * lens->vx,
                                   lens->oy - 0.5 + i * lens->uy +
                                       j * lens->vy)];
}

void view_take(struct view *view, const struct image *image,
               const struct levels *levels, const struct page_map *map,
               double ink, double x, double y, double w, double h,
               double fine)
{
    struct lens lens;
    int nw = (int)ceil(w * fine) | 1; /* odd: the middle is a point */
    int nh = (int)ceil(h * fine) | 1;
    view->w = nw < VIEW_SIDE_MAX ? nw : VIEW_SIDE_MAX - 1;
    view->h = nh < VIEW_SIDE_MAX ? nh : VIEW_SIDE_MAX - 1;
    view->fine = fine;
    view->u0 = -(view->w / 2) / fine;
    view->v0 = -(view->h / 2) / fine;
    lens_set(&lens, image, levels, map, ink, x, y, fine);
    for (int j = 0; j < view->h; j++) {
        uint8_t *row = view->dark + j * view->w;
        double px = lens.ox - 0.5 - (view->w / 2) * lens.ux +
                    (j - view->h / 2) * lens.vx;
        double py = lens.oy - 0.5 - (view->w / 2) * lens.uy +
                    (j - view->h / 2) * lens.vy;
        for (int i = 0; i < view->w; i++, px += lens.ux, py += lens.uy)
            row[i] = lens.table[sample_grey(image, px, py)];
    }
}
