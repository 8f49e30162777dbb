/* omr/crease.c - see crease.h. */
#include "omr/crease.h"

#include <math.h>

#define STRIP_FROM_MM 2.5 /* of the margin: the sheet's edge casts a shadow */
#define STRIP_TO_MM 9.5   /* printed marks begin at 11 */
#define STEP_MM 0.25
#define SIDE_MM 2.0       /* the paper it is compared with */
#define DEPTH 1.6         /* grey levels darker in both margins */
#define WIDEST_MM 2.6
#define WANDER_MM 0.75 /* between the two margins */
#define GROW_MM 0.35
enum { STEPS_MAX = 2400, ACROSS = 24, NODE = 16 };

struct walk { /* along a line of small pixels, in 65536ths */
    int32_t x, y, dx, dy;
};

static bool is_on(const struct levels *l, int32_t x, int32_t y)
{
    return x >= 0 && y >= 0 && x >> 16 < l->w && y >> 16 < l->h;
}

static int32_t low_at(const struct levels *l, int32_t x, int32_t y)
{
    return l->low[(size_t)(y >> 16) * (size_t)l->w + (size_t)(x >> 16)];
}

static double mean_of_part(const struct levels *l, struct walk at)
{
    int32_t sum = 0;
    int n = 0;
    for (int k = 0; k < ACROSS; k++, at.x += at.dx, at.y += at.dy) {
        if (!is_on(l, at.x, at.y))
            continue;
        sum += low_at(l, at.x, at.y);
        n++;
    }
    return n >= ACROSS / 2 ? (double)sum / n : -1;
}

/* Mean of the small pixels from (x0, y0) to (x1, y1), ends in small pixels;
 * -1 when less than half of them are on the image. */
static double line_mean(const struct levels *l, double x0, double y0,
                        double x1, double y1)
{
    const double one = 65536;
    struct walk at = {.dx = (int32_t)((x1 - x0) / ACROSS * one),
                      .dy = (int32_t)((y1 - y0) / ACROSS * one)};
    at.x = (int32_t)(x0 * one) + at.dx / 2;
    at.y = (int32_t)(y0 * one) + at.dy / 2;
    /* with both ends on the image all between them are */
    if (!is_on(l, at.x, at.y) || !is_on(l, at.x + (ACROSS - 1) * at.dx,
                                        at.y + (ACROSS - 1) * at.dy))
        return mean_of_part(l, at);
    int32_t sum = 0;
    for (int k = 0; k < ACROSS; k++, at.x += at.dx, at.y += at.dy)
        sum += low_at(l, at.x, at.y);
    return (double)sum / ACROSS;
}

struct ends { /* of a line across a margin, small pixels */
    double x[2], y[2];
    bool far; /* 16 bits before the point do not hold it */
};

static struct ends ends_at(const struct levels *l, const struct page_map *map,
                           bool level, double edge_mm, double inward,
                           double along)
{
    const double across[2] = {edge_mm + inward * STRIP_FROM_MM,
                              edge_mm + inward * STRIP_TO_MM};
    struct ends e = {.far = false};
    for (int k = 0; k < 2; k++) {
        map_point(map, level ? across[k] : along, level ? along : across[k],
                  &e.x[k], &e.y[k]);
        e.x[k] /= l->factor;
        e.y[k] /= l->factor;
        e.far = e.far || fabs(e.x[k]) > 30000 || fabs(e.y[k]) > 30000;
    }
    return e;
}

/* Mean grey across a margin at each step along it.  The map is straight
 * across a margin and over NODE steps along it. */
static void strip_means(const struct levels *l, const struct page_map *map,
                        bool level, double edge_mm, double inward,
                        int steps, double out[])
{
    struct ends b = ends_at(l, map, level, edge_mm, inward, 0);
    for (int i = 0; i < steps; i += NODE) {
        struct ends a = b;
        b = ends_at(l, map, level, edge_mm, inward, (i + NODE) * STEP_MM);
        for (int k = 0; k < NODE && i + k < steps; k++) {
            double t = (k + 0.5) / NODE;
            out[i + k] = a.far || b.far
                             ? -1
                             : line_mean(l, a.x[0] + t * (b.x[0] - a.x[0]),
                                         a.y[0] + t * (b.y[0] - a.y[0]),
                                         a.x[1] + t * (b.x[1] - a.x[1]),
                                         a.y[1] + t * (b.y[1] - a.y[1]));
        }
    }
}

/* How much darker step i is than the paper on both sides of it. */
static double dip(const double mean[], int i, int steps)
{
    int side = (int)(SIDE_MM / STEP_MM);
    if (i < side + 2 || i + side + 2 >= steps)
        return 0;
    double before = 1e9;
    double after = 1e9;
    for (int k = 0; k < 3; k++) {
        double a = mean[i - side - k];
        double b = mean[i + side + k];
        before = a < before ? a : before;
        after = b < after ? b : after;
    }
    double paper = before < after ? before : after;
    return mean[i] < 0 || paper < 0 ? 0 : paper - mean[i];
}

enum { DIPS_MAX = 64 };

/* Where one margin is darker than around, in steps, both ends included. */
struct dip_run {
    int from, to;
};

static size_t dip_runs(const double mean[], int steps, struct dip_run out[])
{
    size_t n = 0;
    for (int i = 0; i < steps && n < DIPS_MAX; i++) {
        int j = i;
        while (j < steps && dip(mean, j, steps) > DEPTH)
            j++;
        if (j == i)
            continue;
        out[n++] = (struct dip_run){i, j - 1};
        i = j;
    }
    return n;
}

/* A fold wanders a little on its way across the sheet. */
static size_t find_along(const struct levels *l, const struct page_map *map,
                         bool level, double width_mm, double length_mm,
                         struct crease out[])
{
    double first[STEPS_MAX], second[STEPS_MAX];
    struct dip_run a[DIPS_MAX], b[DIPS_MAX];
    const int apart = (int)(WANDER_MM / STEP_MM);
    int steps = (int)(length_mm / STEP_MM);
    size_t n = 0;
    if (steps > STEPS_MAX)
        return 0;
    strip_means(l, map, level, 0, 1, steps, first);
    strip_means(l, map, level, width_mm, -1, steps, second);
    size_t na = dip_runs(first, steps, a);
    size_t nb = dip_runs(second, steps, b);
    for (size_t i = 0, k = 0; i < na && n < CREASES_MAX; i++) {
        while (k < nb && b[k].to < a[i].from - apart)
            k++;
        if (k == nb || b[k].from > a[i].to + apart)
            continue;
        int from = a[i].from < b[k].from ? a[i].from : b[k].from;
        int to = a[i].to > b[k].to ? a[i].to : b[k].to;
        if ((to + 1 - from) * STEP_MM <= WIDEST_MM)
            out[n++] = (struct crease){from * STEP_MM - GROW_MM,
                                       (to + 1) * STEP_MM + GROW_MM};
    }
    return n;
}

void creases_find(const struct levels *l, const struct page_map *map,
                  double w_mm, double h_mm, struct creases *out)
{
    out->levels = find_along(l, map, true, w_mm, h_mm, out->level);
    out->uprights = find_along(l, map, false, h_mm, w_mm, out->upright);
}
