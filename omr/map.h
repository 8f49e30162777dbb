/* omr/map.h - from page space (mm) to image pixels.
 *
 * A homography takes care of shift, turn, scale and perspective; what a sheet
 * feeder's stretch or a curl of the paper leaves over is taken out by a
 * correction that runs smoothly through the marks down each long side, and
 * straight from one side to the other.
 */
#ifndef OMR_MAP_H
#define OMR_MAP_H

#include <stdbool.h>
#include <stddef.h>

enum { MAP_KNOTS_MAX = 16, MAP_POINTS_MAX = 32 };

struct map_side { /* corrections along one long side, by rising y */
    size_t n;
    double y_mm[MAP_KNOTS_MAX], dx[MAP_KNOTS_MAX], dy[MAP_KNOTS_MAX];
    double sx[MAP_KNOTS_MAX], sy[MAP_KNOTS_MAX]; /* slopes there, px a mm */
};

struct page_map {
    double h[9];             /* row-major, mm to px */
    double left_mm, right_mm;/* x of the two columns of marks */
    struct map_side side[2]; /* left, right; n = 0: no correction */
};

struct match { /* a mark: where it was printed, where it was found */
    double x_mm, y_mm, x_px, y_px;
    bool out; /* left out of the fit */
};

void map_point(const struct page_map *map, double x_mm, double y_mm,
               double *x_px, double *y_px);

/* Pixels per mm along x and y near a point. */
void map_scale(const struct page_map *map, double x_mm, double y_mm,
               double *px_per_mm_x, double *px_per_mm_y);

/* Least squares homography through the matches that are not out; an affine
 * one when fewer than six are left.  False when they do not determine it. */
bool map_fit(struct page_map *map, size_t n, const struct match match[]);

/* The slopes of a side from its knots. */
void map_side_smooth(struct map_side *side);

/* The page on its head: (x, y) then is where (width - x, height - y) was. */
void map_flip(struct page_map *map, double width, double height);

/* Distance in mm between where the homography puts a match and where it is. */
double map_residual(const struct page_map *map, const struct match *match);

/* Take what is left over at the matches into the correction.  Those that are
 * out have no say. */
void map_correct(struct page_map *map, size_t n, const struct match match[]);

/* Least squares: `a` is n x (n + 1), row by row, zero at first; each equation
 * row . x = value is added to it, then solved by elimination with pivoting,
 * which leaves `a` changed.  False when the equations fix no solution. */
void map_equation(size_t n, double a[], const double row[], double value);
bool map_solve(size_t n, double a[], double out[]);

#endif
