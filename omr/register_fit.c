/* omr/register_fit.c - see register_fit.h.
 *
 * All in mm on the page.  With H the homography through the matches, mark i
 * is found (ex, ey) off its place; to first order
 *
 *     ex = a0 + a1 x + a2 y + g xx + h xy + dx s(v)
 *     ey = b0 + b1 x + b2 y + g xy + h yy + dy s(v)     v = dx x + dy y
 *
 * where (dx, dy) is the feed: the image axis nearest to the page's long side.
 * s is a Catmull-Rom curve through one value a row of marks.  Slight ridges
 * keep what few marks do not fix near zero.
 */
#include "omr/register_fit.h"

#include <math.h>
#include <string.h>

#define SURE_MM 0.12   /* what measuring leaves at 100 dpi is 0.05 */
#define FALSE_MM 0.30  /* a mark nearer than this to the others' word stays */
#define CLEARER 0.70   /* of the squares: what leaving a false mark out brings */
#define ROUGHNESS 0.01 /* weight of a bend against what is left over */
#define UNIT 100.0     /* mm; keeps the equations well conditioned */
#define MID_X 105.0
#define MID_Y 148.5
#define RIDGE_PERSPECTIVE 1e-3
#define RIDGE_STRETCH 2e-4

enum { PLAIN = 8, ROWS_MAX = 12, UNKNOWNS = PLAIN + ROWS_MAX };

struct model {
    struct page_map map;   /* the homography alone */
    double dx, dy;         /* the feed on the page, unit length */
    size_t rows;           /* knots of s; 0 = no stretch */
    double knot[ROWS_MAX]; /* v of each, rising */
    double ex[MAP_POINTS_MAX], ey[MAP_POINTS_MAX]; /* found off, mm */
    double p[UNKNOWNS];
};

/* Image step (u, v) near page point (x, y) as a page step. */
static void to_page(const struct page_map *map, double x, double y, double u,
                    double v, double *ex, double *ey)
{
    double x0, y0, x1, y1;
    map_point(map, x - 1, y, &x0, &y0);
    map_point(map, x + 1, y, &x1, &y1);
    double a = (x1 - x0) / 2, c = (y1 - y0) / 2;
    map_point(map, x, y - 1, &x0, &y0);
    map_point(map, x, y + 1, &x1, &y1);
    double b = (x1 - x0) / 2, d = (y1 - y0) / 2;
    double det = a * d - b * c;
    det = fabs(det) < 1e-12 ? 1e-12 : det;
    *ex = (d * u - b * v) / det;
    *ey = (a * v - c * u) / det;
}

static void find_feed(struct model *m)
{
    double ux, uy, vx, vy;
    to_page(&m->map, MID_X, MID_Y, 1, 0, &ux, &uy);
    to_page(&m->map, MID_X, MID_Y, 0, 1, &vx, &vy);
    m->dx = fabs(uy) > fabs(vy) ? ux : vx;
    m->dy = fabs(uy) > fabs(vy) ? uy : vy;
    double length = hypot(m->dx, m->dy) * (m->dy < 0 ? -1 : 1);
    m->dx /= length;
    m->dy /= length;
}

/* One knot a row of marks, where the row crosses the page's middle. */
static void find_rows(struct model *m, size_t n, const struct match match[])
{
    m->rows = 0;
    for (size_t i = 0; i < n; i++) {
        double v = m->dx * MID_X + m->dy * match[i].y_mm;
        size_t k = m->rows;
        bool known = false;
        for (size_t r = 0; r < m->rows; r++)
            known |= fabs(m->knot[r] - v) < 5;
        if (known || m->rows == ROWS_MAX)
            continue;
        for (; k > 0 && m->knot[k - 1] > v; k--)
            m->knot[k] = m->knot[k - 1];
        m->knot[k] = v;
        m->rows++;
    }
    if (m->rows < 3)
        m->rows = 0;
}

/* What each knot has to say at v; the curve goes on straight at the ends. */
static void weights(const struct model *m, double v, double w[ROWS_MAX])
{
    size_t n = m->rows;
    size_t i = 0;
    memset(w, 0, ROWS_MAX * sizeof w[0]);
    while (i + 2 < n && m->knot[i + 1] < v)
        i++;
    double t = (v - m->knot[i]) / (m->knot[i + 1] - m->knot[i]);
    if (t < 0 || t > 1) {
        w[i] = 1 - t;
        w[i + 1] = t;
        return;
    }
    double c[4] = {(-t + 2 * t * t - t * t * t) / 2,
                   (2 - 5 * t * t + 3 * t * t * t) / 2,
                   (t + 4 * t * t - 3 * t * t * t) / 2,
                   (t * t * t - t * t) / 2};
    w[i] += c[1];
    w[i + 1] += c[2];
    if (i > 0) {
        w[i - 1] += c[0];
    } else { /* the knot before the first lies on the line of the first two */
        w[0] += 2 * c[0];
        w[1] -= c[0];
    }
    if (i + 2 < n) {
        w[i + 2] += c[3];
    } else {
        w[n - 1] += 2 * c[3];
        w[n - 2] -= c[3];
    }
}

static void equations(const struct model *m, const struct match *match,
                      double ex[UNKNOWNS], double ey[UNKNOWNS])
{
    double x = (match->x_mm - MID_X) / UNIT;
    double y = (match->y_mm - MID_Y) / UNIT;
    double w[ROWS_MAX];
    const double plain_x[PLAIN] = {1, x, y, 0, 0, 0, x * x, x * y};
    const double plain_y[PLAIN] = {0, 0, 0, 1, x, y, x * y, y * y};
    memcpy(ex, plain_x, sizeof plain_x);
    memcpy(ey, plain_y, sizeof plain_y);
    if (m->rows == 0)
        return;
    weights(m, m->dx * match->x_mm + m->dy * match->y_mm, w);
    for (size_t k = 0; k < m->rows; k++) {
        ex[PLAIN + k] = m->dx * w[k];
        ey[PLAIN + k] = m->dy * w[k];
    }
}

static void leftover(const struct model *m, const double p[UNKNOWNS],
                     const struct match *match, double ex, double ey,
                     double *rx, double *ry)
{
    double row_x[UNKNOWNS], row_y[UNKNOWNS];
    equations(m, match, row_x, row_y);
    for (size_t k = 0; k < PLAIN + m->rows; k++) {
        ex -= p[k] * row_x[k];
        ey -= p[k] * row_y[k];
    }
    *rx = ex;
    *ry = ey;
}

/* The model through all matches in use but `without` (n: all of them); the
 * sum of its squares, or -1 when it is not determined. */
static double solve_without(const struct model *m, size_t n,
                            const struct match match[], size_t without,
                            double p[UNKNOWNS])
{
    double a[UNKNOWNS * (UNKNOWNS + 1)] = {0};
    size_t unknowns = PLAIN + m->rows;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double row_x[UNKNOWNS], row_y[UNKNOWNS];
        if (match[i].out || i == without)
            continue;
        equations(m, &match[i], row_x, row_y);
        map_equation(unknowns, a, row_x, m->ex[i]);
        map_equation(unknowns, a, row_y, m->ey[i]);
    }
    for (size_t k = 0; k < unknowns; k++)
        a[k * (unknowns + 1) + k] += k >= PLAIN  ? RIDGE_STRETCH
                                     : k >= 6    ? RIDGE_PERSPECTIVE
                                                 : 1e-9;
    if (!map_solve(unknowns, a, p))
        return -1;
    for (size_t i = 0; i < n; i++) {
        double rx, ry;
        if (match[i].out || i == without)
            continue;
        leftover(m, p, &match[i], m->ex[i], m->ey[i], &rx, &ry);
        sum += rx * rx + ry * ry;
    }
    return sum;
}

/* The model of the matches in use, and the largest distance to it. */
static bool fit_model(struct model *m, size_t n, const struct match match[],
                      double *squares, double *worst)
{
    if (!map_fit(&m->map, n, match))
        return false;
    find_feed(m);
    find_rows(m, n, match);
    for (size_t i = 0; i < n; i++) {
        double x, y;
        map_point(&m->map, match[i].x_mm, match[i].y_mm, &x, &y);
        to_page(&m->map, match[i].x_mm, match[i].y_mm, match[i].x_px - x,
                match[i].y_px - y, &m->ex[i], &m->ey[i]);
    }
    *squares = solve_without(m, n, match, n, m->p);
    *worst = 0;
    for (size_t i = 0; i < n; i++) {
        double rx, ry;
        if (match[i].out)
            continue;
        leftover(m, m->p, &match[i], m->ex[i], m->ey[i], &rx, &ry);
        *worst = fmax(*worst, hypot(rx, ry));
    }
    return *squares >= 0;
}

/* How unevenly s runs: the squares of its bends from row to row. */
static double roughness(const struct model *m, const double p[UNKNOWNS])
{
    double sum = 0;
    for (size_t k = 1; k + 1 < m->rows; k++) {
        double bend = p[PLAIN + k - 1] - 2 * p[PLAIN + k] + p[PLAIN + k + 1];
        sum += bend * bend;
    }
    return sum;
}

/* The match without which the others agree best, when it is far from where
 * they have it; n when there is none.  Of the two of a row that differ along
 * the feed either may be the false one: the smoother stretch is the truth. */
static size_t false_one(const struct model *m, size_t n,
                        const struct match match[], double squares)
{
    size_t found = n;
    double best = 1e9;
    for (size_t i = 0; i < n; i++) {
        double p[UNKNOWNS], rx, ry;
        if (match[i].out)
            continue;
        double sum = solve_without(m, n, match, i, p);
        if (sum < 0 || sum >= squares * CLEARER)
            continue;
        leftover(m, p, &match[i], m->ex[i], m->ey[i], &rx, &ry);
        double rank = sum + ROUGHNESS * roughness(m, p);
        if (hypot(rx, ry) < FALSE_MM || rank >= best)
            continue;
        best = rank;
        found = i;
    }
    return found;
}

/* Marks that are out get the place the model has for them. */
static void correct(struct page_map *map, const struct model *m, size_t n,
                    const struct match match[])
{
    struct match knots[MAP_POINTS_MAX];
    for (size_t i = 0; i < n; i++) {
        double rx, ry;
        knots[i] = match[i];
        if (!match[i].out)
            continue;
        leftover(m, m->p, &match[i], 0, 0, &rx, &ry);
        map_point(&m->map, match[i].x_mm - rx, match[i].y_mm - ry,
                  &knots[i].x_px, &knots[i].y_px);
        knots[i].out = m->rows == 0;
    }
    map_correct(map, n, knots);
}

static size_t in_use(size_t n, const struct match match[])
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        used += !match[i].out;
    return used;
}

/* The longest way down the page without a mark in use. */
static double find_gap(size_t n, const struct match match[])
{
    double gap = 0;
    for (size_t i = 0; i < n; i++) {
        double next = 1e9;
        for (size_t k = 0; k < n && !match[i].out; k++)
            if (!match[k].out && match[k].y_mm > match[i].y_mm + 1)
                next = fmin(next, match[k].y_mm - match[i].y_mm);
        gap = next < 1e9 ? fmax(gap, next) : gap;
    }
    return gap;
}

bool register_fit(struct page_map *map, size_t n, struct match match[],
                  struct register_fit *out)
{
    struct model m;
    double squares, sum = 0;
    *out = (struct register_fit){.used = in_use(n, match)};
    for (;;) {
        if (!fit_model(&m, n, match, &squares, &out->unsure_mm))
            return false;
        if (out->unsure_mm < SURE_MM || out->used <= REGISTER_MARKS_MIN)
            break;
        size_t bad = false_one(&m, n, match, squares);
        if (bad == n)
            break;
        match[bad].out = true;
        out->used--;
    }
    for (size_t i = 0; i < n; i++) {
        double d = match[i].out ? 0 : map_residual(&m.map, &match[i]);
        sum += d * d;
        out->worst_mm = fmax(out->worst_mm, d);
    }
    out->residual_mm = sqrt(sum / (double)out->used);
    out->gap_mm = find_gap(n, match);
    *map = m.map;
    correct(map, &m, n, match);
    return true;
}
