/* omr/cover.c - see cover.h. */
#include "omr/cover.h"

#include <math.h>
#include <stdbool.h>

#define STEP_MM 1.75
#define DARK_ALL 0.94 /* of a covered square: noise and glare on skin */

/* Points of the grid each way from a box's centre; WINDOW of them are 7 mm.
 * The outermost square ends 1 mm beyond the edge of a 5 mm box: a finger's
 * round tip goes on from there. */
enum { REACH = 6, POINTS = 2 * REACH + 1, WINDOW = 5, DENSE = 16 };

struct around { /* a box's place on the small page: an affine piece of map */
    double x, y, ax, ay, bx, by; /* centre; a mm along x, along y */
};

static bool dark_at(const struct levels *l, double x, double y)
{
    if (!(x >= 0 && y >= 0 && x < l->w && y < l->h))
        return false;
    return l->dark[(size_t)(int32_t)y * (size_t)l->w + (size_t)(int32_t)x];
}

static struct around around_box(const struct levels *l,
                                const struct page_map *map,
                                const struct rect_mm *box)
{
    struct around a;
    double x = box->x + box->w / 2, y = box->y + box->h / 2, u, v;
    map_point(map, x, y, &a.x, &a.y);
    map_point(map, x + 1, y, &u, &v);
    a.ax = (u - a.x) / l->factor;
    a.ay = (v - a.y) / l->factor;
    map_point(map, x, y + 1, &u, &v);
    a.bx = (u - a.x) / l->factor;
    a.by = (v - a.y) / l->factor;
    a.x /= l->factor;
    a.y /= l->factor;
    return a;
}

static bool dark_point(const struct levels *l, const struct around *a,
                       double x_mm, double y_mm)
{
    return dark_at(l, a->x + x_mm * a->ax + y_mm * a->bx,
                   a->y + x_mm * a->ay + y_mm * a->by);
}

/* The square of WINDOW points from (x, y) mm on, looked at closely. */
static bool dark_square(const struct levels *l, const struct around *a,
                        double x, double y)
{
    const double side = (WINDOW - 1) * STEP_MM;
    int dark = 0;
    for (int i = 0; i < DENSE; i++)
        for (int k = 0; k < DENSE; k++)
            dark += dark_point(l, a, x + side * (k + 0.5) / DENSE,
                               y + side * (i + 0.5) / DENSE);
    return dark > DARK_ALL * DENSE * DENSE;
}

static bool is_covered(const struct levels *l, const struct around *a)
{
    bool dark[POINTS][POINTS];
    int count = 0;
    for (int i = 0; i < POINTS; i++)
        for (int k = 0; k < POINTS; k++) {
            dark[i][k] = dark_point(l, a, (k - REACH) * STEP_MM,
                                    (i - REACH) * STEP_MM);
            count += dark[i][k];
        }
    if (count < WINDOW * WINDOW)
        return false;
    for (int i = 0; i + WINDOW <= POINTS; i++) {
        for (int k = 0; k + WINDOW <= POINTS; k++) {
            bool all = true;
            for (int j = 0; j < WINDOW * WINDOW && all; j++)
                all = dark[i + j / WINDOW][k + j % WINDOW];
            if (all && dark_square(l, a, (k - REACH) * STEP_MM,
                                   (i - REACH) * STEP_MM))
                return true;
        }
    }
    return false;
}

size_t cover_find(const struct levels *levels, const struct page_map *map,
                  const struct layout_page *page, unsigned char covered[])
{
    size_t count = 0;
    for (size_t i = 0; i < page->box_count; i++) {
        struct around a = around_box(levels, map, &page->boxes[i].at);
        covered[i] = is_covered(levels, &a);
        count += covered[i];
    }
    return count;
}
