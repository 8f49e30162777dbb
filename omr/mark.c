/* omr/mark.c - see mark.h. */
#include "omr/mark.h"

#include <math.h>
#include <stdlib.h>

#include "omr/sample.h"

#define CONTRAST 16 /* greys: a copy of 8 % contrast has 20 */

struct probe { /* a square window of the full image */
    struct piece piece;
    double limit; /* darker than this is ink */
};

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof values[0], by_double);
    return values[n / 2];
}

enum { STRIDE = 24 }; /* points sampled at once */

/* Walk from (x, y) in direction (dx, dy) for `length` px; the distance at
 * which paper turns into ink for at least `hold` px; -1 if it never does. */
static double first_ink(const struct probe *p, double x, double y, double dx,
                        double dy, double length, double hold)
{
    uint16_t points[STRIDE];
    double before = 255;
    double found = -1;
    for (int t = 0; t < length; t++) {
        if (t % STRIDE == 0)
            piece_line_fine(&p->piece, x + dx * t, y + dy * t, dx, dy, STRIDE,
                            points);
        double v = points[t % STRIDE] / 256.0;
        if (v >= p->limit) {
            before = v;
            found = -1;
            continue;
        }
        if (found < 0) {
            double slope = before - v;
            found = slope > 0 ? t - (p->limit - v) / slope : t;
        }
        if (t - found >= hold)
            return found;
    }
    return -1;
}

/* Along one axis: the edges of the mark seen from both sides, as medians over
 * parallel scan lines, every `step`th of 33.  ux, uy is the axis (unit, px);
 * vx, vy across it. */
static bool edges(const struct probe *p, double cx, double cy, double ux,
                  double uy, double vx, double vy, double half, int step,
                  double *offset, double *side)
{
    double near[33], far[33];
    size_t n_near = 0;
    size_t n_far = 0;
    double start = half * 1.9;
    for (int k = -16; k <= 16; k += step) {
        double across = half * 0.75 * k / 16.0;
        double x = cx + vx * across;
        double y = cy + vy * across;
        double a = first_ink(p, x - ux * start, y - uy * start, ux, uy,
                             2 * start, half * 0.22);
        double b = first_ink(p, x + ux * start, y + uy * start, -ux, -uy,
                             2 * start, half * 0.22);
        if (a >= 0)
            near[n_near++] = a - start;
        if (b >= 0)
            far[n_far++] = start - b;
    }
    size_t least = 14 / (size_t)step;
    if (n_near < least || n_far < least)
        return false;
    double low = median(near, n_near);
    double high = median(far, n_far);
    *offset = (low + high) / 2;
    *side = high - low;
    return true;
}

/* Darkest and lightest of a window, as 5th and 95th percentile. */
static bool contrast(const struct image *image, double x, double y,
                     double half, double *limit)
{
    uint32_t histogram[256] = {0};
    uint32_t n = 0;
    double step = half > 12 ? half / 12 : 1;
    for (double dy = -half; dy <= half; dy += step) {
        for (double dx = -half; dx <= half; dx += step) {
            histogram[sample_grey(image, x + dx, y + dy)]++;
            n++;
        }
    }
    int dark = 0;
    int light = 255;
    for (uint32_t sum = 0; dark < 255; dark++)
        if ((sum += histogram[dark]) > n / 20)
            break;
    for (uint32_t sum = 0; light > 0; light--)
        if ((sum += histogram[light]) > n / 20)
            break;
    *limit = (dark + light) / 2.0;
    return light - dark >= CONTRAST;
}

bool mark_measure(const struct image *image, const struct fiducial *f,
                  double px, double py, double ux, double uy,
                  double px_per_mm, struct piece_room *room,
                  struct match *match)
{
    double half = f->at.w / 2 * px_per_mm;
    /* the lines' ends after a move and a turn, and the last points sampled */
    double reach = half * 3 + STRIDE;
    struct probe p = {.piece = piece_take(image, px - reach, py - reach,
                                          px + reach, py + reach, room)};
    double x = px;
    double y = py;
    double side_u = 0;
    double side_v = 0;
    match->x_mm = f->at.x + f->at.w / 2;
    match->y_mm = f->at.y + f->at.h / 2;
    if (!contrast(image, px, py, half * 1.9, &p.limit))
        return false;
    for (int round = 0; round < 4; round++) {
        double du, dv;
        int step = round == 0 ? 4 : 1; /* a rough place first */
        if (!edges(&p, x, y, ux, uy, -uy, ux, half, step, &du, &side_u))
            return false;
        x += ux * du;
        y += uy * du;
        if (!edges(&p, x, y, -uy, ux, ux, uy, half, step, &dv, &side_v))
            return false;
        x += -uy * dv;
        y += ux * dv;
        if (round > 0 && fabs(du) < 0.2 && fabs(dv) < 0.2)
            break;
    }
    double side = 2 * half;
    match->x_px = x + 0.5; /* pixel centres, as map_point() means them */
    match->y_px = y + 0.5;
    return side_u > side * 0.68 && side_u < side * 1.4 &&
           side_v > side * 0.68 && side_v < side * 1.4;
}

/* Light minus dark over the steepest step, along one line over an edge. */
static double edge_width(const struct probe *p, double x, double y, double ux,
                         double uy, int n)
{
    uint16_t points[64];
    double low = 65535, high = 0, steep = 0;
    piece_line_fine(&p->piece, x, y, ux, uy, n, points);
    for (int i = 0; i < n; i++) {
        low = fmin(low, points[i]);
        high = fmax(high, points[i]);
        if (i > 1)
            steep = fmax(steep, abs(points[i] - points[i - 2]) / 2.0);
    }
    return steep > 0 && high - low > CONTRAST / 2 * 256 ? (high - low) / steep : 0;
}

double mark_blur(const struct image *image, const struct fiducial *f,
                 const struct match *match, double ux, double uy,
                 double px_per_mm, struct piece_room *room)
{
    double half = f->at.w / 2 * px_per_mm;
    double x = match->x_px - 0.5;
    double y = match->y_px - 0.5;
    double reach = half * 2;
    double widths[20];
    size_t n = 0;
    /* a sample a pixel, half a mark out and half a mark in: no further, or a
     * ring's core would look like paper */
    int length = (int)(half < 60 ? half : 60);
    struct probe p = {.piece = piece_take(image, x - reach, y - reach,
                                          x + reach, y + reach, room)};
    for (int k = 0; k < 4 && length > 3; k++) {
        double ax = k % 2 == 0 ? ux : -uy, ay = k % 2 == 0 ? uy : ux;
        double sign = k < 2 ? 1 : -1;
        for (int line = -2; line <= 2; line++) {
            double across = half * 0.2 * line;
            double from = half * sign + sign * length / 2.0;
            double w = edge_width(&p, x + ax * from - ay * across,
                                  y + ay * from + ax * across, -ax * sign,
                                  -ay * sign, length);
            if (w > 0)
                widths[n++] = w;
        }
    }
    return n < 8 ? 0 : median(widths, n) / px_per_mm;
}
