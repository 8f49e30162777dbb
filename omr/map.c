/* omr/map.c - see map.h. */
#include "omr/map.h"

#include <math.h>
#include <string.h>

/* Page coordinates are taken relative to the middle of A4 in units of 100 mm
 * while fitting: the normal equations then stay well conditioned. */
#define MID_X 105.0
#define MID_Y 148.5
#define UNIT 100.0

static void apply(const double h[9], double x, double y, double *px,
                  double *py)
{
    double w = h[6] * x + h[7] * y + h[8];
    *px = (h[0] * x + h[1] * y + h[2]) / w;
    *py = (h[3] * x + h[4] * y + h[5]) / w;
}

/* Between two knots a cubic that meets both with their slopes: a stretch of
 * 1.5 mm with 1.6 waves down the page is then followed to 0.15 mm between
 * marks 45 mm apart, where straight lines leave 0.4.  Beyond the ends it stays
 * as it is. */
static void side_at(const struct map_side *s, double y, double *dx,
                    double *dy)
{
    size_t last = s->n - 1;
    size_t i = 0;
    if (y <= s->y_mm[0] || y >= s->y_mm[last]) {
        i = y <= s->y_mm[0] ? 0 : last;
        *dx = s->dx[i];
        *dy = s->dy[i];
        return;
    }
    while (s->y_mm[i + 1] < y)
        i++;
    double span = s->y_mm[i + 1] - s->y_mm[i];
    double t = (y - s->y_mm[i]) / span;
    double b = t * t * (3 - 2 * t);
    double l = t * (1 - t) * (1 - t) * span;
    double r = t * t * (t - 1) * span;
    *dx = s->dx[i] + b * (s->dx[i + 1] - s->dx[i]) + l * s->sx[i] +
          r * s->sx[i + 1];
    *dy = s->dy[i] + b * (s->dy[i + 1] - s->dy[i]) + l * s->sy[i] +
          r * s->sy[i + 1];
}

void map_point(const struct page_map *map, double x, double y, double *px,
               double *py)
{
    apply(map->h, x, y, px, py);
    if (map->side[0].n == 0 || map->side[1].n == 0)
        return;
    double lx, ly, rx, ry;
    side_at(&map->side[0], y, &lx, &ly);
    side_at(&map->side[1], y, &rx, &ry);
    double t = (x - map->left_mm) / (map->right_mm - map->left_mm);
    *px += lx + t * (rx - lx);
    *py += ly + t * (ry - ly);
}

void map_scale(const struct page_map *map, double x, double y, double *sx,
               double *sy)
{
    double x0, y0, x1, y1;
    map_point(map, x - 2, y, &x0, &y0);
    map_point(map, x + 2, y, &x1, &y1);
    *sx = hypot(x1 - x0, y1 - y0) / 4;
    map_point(map, x, y - 2, &x0, &y0);
    map_point(map, x, y + 2, &x1, &y1);
    *sy = hypot(x1 - x0, y1 - y0) / 4;
}

bool map_solve(size_t n, double a[], double out[])
{
    size_t w = n + 1;
    for (size_t c = 0; c < n; c++) {
        size_t best = c;
        for (size_t r = c + 1; r < n; r++)
            if (fabs(a[r * w + c]) > fabs(a[best * w + c]))
                best = r;
        if (fabs(a[best * w + c]) < 1e-9)
            return false;
        for (size_t k = 0; k < w && best != c; k++) {
            double t = a[c * w + k];
            a[c * w + k] = a[best * w + k];
            a[best * w + k] = t;
        }
        for (size_t r = 0; r < n; r++) {
            if (r == c)
                continue;
            double f = a[r * w + c] / a[c * w + c];
            for (size_t k = c; k < w; k++)
                a[r * w + k] -= f * a[c * w + k];
        }
    }
    for (size_t i = 0; i < n; i++)
        out[i] = a[i * w + n] / a[i * w + i];
    return true;
}

void map_equation(size_t n, double a[], const double row[], double value)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++)
            a[i * (n + 1) + k] += row[i] * row[k];
        a[i * (n + 1) + n] += row[i] * value;
    }
}

/* h := h after the shift and scale of page coordinates that fitting used. */
static void unscale(double h[9])
{
    for (size_t r = 0; r < 3; r++) {
        double *row = h + 3 * r;
        row[2] -= (row[0] * MID_X + row[1] * MID_Y) / UNIT;
        row[0] /= UNIT;
        row[1] /= UNIT;
    }
}

bool map_fit(struct page_map *map, size_t n, const struct match match[])
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        used += !match[i].out;
    size_t unknowns = used >= 6 ? 8 : 6;
    double a[8 * 9] = {0};
    double h[9] = {0};
    /* Pixels are scaled too, or the perspective rows would drown the rest. */
    const double px = 1000;
    for (size_t i = 0; i < n; i++) {
        if (match[i].out)
            continue;
        double x = (match[i].x_mm - MID_X) / UNIT;
        double y = (match[i].y_mm - MID_Y) / UNIT;
        double u = match[i].x_px / px;
        double v = match[i].y_px / px;
        const double rx[8] = {x, y, 1, 0, 0, 0, -x * u, -y * u};
        const double ry[8] = {0, 0, 0, x, y, 1, -x * v, -y * v};
        map_equation(unknowns, a, rx, u);
        map_equation(unknowns, a, ry, v);
    }
    if (used < 3 || !map_solve(unknowns, a, h))
        return false;
    h[8] = 1;
    for (size_t k = 0; k < 6; k++)
        h[k] *= px;
    unscale(h);
    memset(map, 0, sizeof *map);
    memcpy(map->h, h, sizeof h);
    return true;
}

double map_residual(const struct page_map *map, const struct match *m)
{
    double x, y, sx, sy;
    apply(map->h, m->x_mm, m->y_mm, &x, &y);
    struct page_map plain = {.side = {{0}, {0}}};
    memcpy(plain.h, map->h, sizeof plain.h);
    map_scale(&plain, m->x_mm, m->y_mm, &sx, &sy);
    return hypot((m->x_px - x), (m->y_px - y)) / ((sx + sy) / 2);
}

/* Slope of a parabola through three knots, at the middle one. */
static double slope(const double y[3], const double v[3])
{
    double a = y[1] - y[0];
    double b = y[2] - y[1];
    return ((v[1] - v[0]) / a * b + (v[2] - v[1]) / b * a) / (a + b);
}

void map_side_smooth(struct map_side *s)
{
    for (size_t i = 0; i < s->n; i++) {
        if (i > 0 && i + 1 < s->n) {
            s->sx[i] = slope(s->y_mm + i - 1, s->dx + i - 1);
            s->sy[i] = slope(s->y_mm + i - 1, s->dy + i - 1);
            continue;
        }
        size_t k = i == 0 ? 0 : i - 1; /* an end: the last piece's own */
        if (s->n < 2)
            k = i;
        double span = s->n < 2 ? 1 : s->y_mm[k + 1] - s->y_mm[k];
        s->sx[i] = s->n < 2 ? 0 : (s->dx[k + 1] - s->dx[k]) / span;
        s->sy[i] = s->n < 2 ? 0 : (s->dy[k + 1] - s->dy[k]) / span;
    }
}

void map_flip(struct page_map *map, double width, double height)
{
    for (size_t k = 0; k < 3; k++) {
        double *row = map->h + 3 * k;
        row[2] += row[0] * width + row[1] * height;
        row[0] = -row[0];
        row[1] = -row[1];
    }
    struct page_map old = *map;
    map->left_mm = width - old.right_mm;
    map->right_mm = width - old.left_mm;
    for (size_t k = 0; k < 2; k++) {
        const struct map_side *from = &old.side[1 - k];
        struct map_side *to = &map->side[k];
        to->n = from->n;
        for (size_t i = 0; i < from->n; i++) {
            to->y_mm[i] = height - from->y_mm[from->n - 1 - i];
            to->dx[i] = from->dx[from->n - 1 - i];
            to->dy[i] = from->dy[from->n - 1 - i];
        }
        map_side_smooth(to);
    }
}

static void add_knot(struct map_side *s, double y, double dx, double dy)
{
    size_t i = s->n;
    if (s->n == MAP_KNOTS_MAX)
        return;
    for (size_t k = 0; k < s->n; k++)
        if (fabs(s->y_mm[k] - y) < 1)
            return; /* two marks beside each other: one says enough */
    while (i > 0 && s->y_mm[i - 1] > y) {
        s->y_mm[i] = s->y_mm[i - 1];
        s->dx[i] = s->dx[i - 1];
        s->dy[i] = s->dy[i - 1];
        i--;
    }
    s->y_mm[i] = y;
    s->dx[i] = dx;
    s->dy[i] = dy;
    s->n++;
}

void map_correct(struct page_map *map, size_t n, const struct match match[])
{
    double left = 1e9;
    double right = -1e9;
    map->side[0].n = map->side[1].n = 0;
    for (size_t i = 0; i < n; i++) {
        left = match[i].x_mm < left ? match[i].x_mm : left;
        right = match[i].x_mm > right ? match[i].x_mm : right;
    }
    for (size_t i = 0; i < n; i++) {
        double x, y;
        if (match[i].out)
            continue;
        apply(map->h, match[i].x_mm, match[i].y_mm, &x, &y);
        struct map_side *s = NULL;
        if (fabs(match[i].x_mm - left) < 1)
            s = &map->side[0];
        else if (fabs(match[i].x_mm - right) < 1)
            s = &map->side[1];
        if (s != NULL)
            add_knot(s, match[i].y_mm, match[i].x_px - x, match[i].y_px - y);
    }
    map->left_mm = left;
    map->right_mm = right;
    if (map->side[0].n < 2 || map->side[1].n < 2)
        map->side[0].n = map->side[1].n = 0;
    map_side_smooth(&map->side[0]);
    map_side_smooth(&map->side[1]);
}
