/* omr/foreign_points.c - see foreign_points.h. */
#include "omr/foreign_points.h"

#include <math.h>

#define NARROW 0.1 /* spread across, of that along: they are on one line */

/* Spread of the points along their narrow and their long way, mm. */
static double narrowness(size_t n, const struct match match[])
{
    double m = 0, sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        if (match[i].out)
            continue;
        m++;
        sx += match[i].x_mm;
        sy += match[i].y_mm;
        xx += match[i].x_mm * match[i].x_mm;
        yy += match[i].y_mm * match[i].y_mm;
        xy += match[i].x_mm * match[i].y_mm;
    }
    if (m < 3)
        return 1;
    double a = xx / m - sx * sx / (m * m);
    double b = yy / m - sy * sy / (m * m);
    double c = xy / m - sx * sy / (m * m);
    double root = sqrt((a - b) * (a - b) / 4 + c * c);
    double big = (a + b) / 2 + root;
    double small = (a + b) / 2 - root;
    return big > 1e-9 ? sqrt(fmax(0, small) / big) : 1;
}

/* Least squares of a turn, a scale and a shift: z' = k z + t in complex
 * numbers. */
static bool fit_similar(struct page_map *map, size_t n,
                        const struct match match[])
{
    double m = 0, x = 0, y = 0, u = 0, v = 0;
    double re = 0, im = 0, zz = 0;
    for (size_t i = 0; i < n; i++) {
        if (match[i].out)
            continue;
        m++;
        x += match[i].x_mm;
        y += match[i].y_mm;
        u += match[i].x_px;
        v += match[i].y_px;
    }
    if (m < 3)
        return false;
    x /= m;
    y /= m;
    u /= m;
    v /= m;
    for (size_t i = 0; i < n; i++) {
        double dx = match[i].x_mm - x;
        double dy = match[i].y_mm - y;
        double du = match[i].x_px - u;
        double dv = match[i].y_px - v;
        if (match[i].out)
            continue;
        re += dx * du + dy * dv;
        im += dx * dv - dy * du;
        zz += dx * dx + dy * dy;
    }
    if (zz < 1e-9)
        return false;
    re /= zz;
    im /= zz;
    *map = (struct page_map){.h = {re, -im, u - re * x + im * y, im, re,
                                   v - im * x - re * y, 0, 0, 1}};
    return true;
}

/* Six unknowns however many points there are. */
static bool fit_affine(struct page_map *map, size_t n,
                       const struct match match[])
{
    static const double MM = 100, PX = 1000; /* near one, all of them */
    double a[2][3 * 4] = {{0}};
    double h[2][3];
    for (size_t i = 0; i < n; i++) {
        const double row[3] = {match[i].x_mm / MM, match[i].y_mm / MM, 1};
        if (match[i].out)
            continue;
        map_equation(3, a[0], row, match[i].x_px / PX);
        map_equation(3, a[1], row, match[i].y_px / PX);
    }
    if (!map_solve(3, a[0], h[0]) || !map_solve(3, a[1], h[1]))
        return false;
    *map = (struct page_map){.h = {0, 0, 0, 0, 0, 0, 0, 0, 1}};
    for (int r = 0; r < 2; r++) {
        map->h[3 * r] = h[r][0] * PX / MM;
        map->h[3 * r + 1] = h[r][1] * PX / MM;
        map->h[3 * r + 2] = h[r][2] * PX;
    }
    return true;
}

/* A row of marks and one or two beside it fix no perspective: a map that
 * shrinks part of the page to nothing fits them just as well. */
static bool sound(const struct page_map *map, const struct page_map *similar,
                  size_t n, const struct match match[])
{
    double usual = hypot(similar->h[0], similar->h[3]);
    double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
    for (size_t i = 0; i < n; i++) {
        if (match[i].out)
            continue;
        x0 = fmin(x0, match[i].x_mm);
        y0 = fmin(y0, match[i].y_mm);
        x1 = fmax(x1, match[i].x_mm);
        y1 = fmax(y1, match[i].y_mm);
    }
    for (int k = 0; k < 4; k++) {
        double sx, sy;
        map_scale(map, k % 2 == 0 ? x0 : x1, k / 2 == 0 ? y0 : y1, &sx, &sy);
        if (!(sx > 0.7 * usual && sx < 1.4 * usual && sy > 0.7 * usual &&
              sy < 1.4 * usual))
            return false;
    }
    return true;
}

static bool fit(struct page_map *map, size_t n, const struct match match[])
{
    struct page_map similar;
    if (!fit_similar(&similar, n, match))
        return false;
    if (narrowness(n, match) >= NARROW) {
        if (map_fit(map, n, match) && sound(map, &similar, n, match))
            return true;
        if (fit_affine(map, n, match) && sound(map, &similar, n, match))
            return true;
    }
    *map = similar;
    return true;
}

bool points_fit(struct page_map *map, size_t n, struct match match[],
                double outlier)
{
    for (;;) {
        size_t used = 0;
        size_t worst = n;
        double most = outlier;
        if (!fit(map, n, match))
            return false;
        for (size_t i = 0; i < n; i++) {
            if (match[i].out)
                continue;
            used++;
            double r = map_residual(map, &match[i]);
            if (r > most) {
                most = r;
                worst = i;
            }
        }
        if (worst == n || used <= 3)
            return true;
        if (used > 40) { /* all that are nearly as far go at once */
            for (size_t i = 0; i < n; i++)
                if (!match[i].out && map_residual(map, &match[i]) > 0.8 * most)
                    match[i].out = true;
        } else {
            match[worst].out = true;
        }
    }
}
