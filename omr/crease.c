/* omr/crease.c - see crease.h. */
#include "omr/crease.h"

#include <math.h>

#define STRIP_FROM_MM 2.5 /* of the margin: the sheet's edge casts a shadow */
#define STRIP_TO_MM 9.5   /* printed marks begin at 11 */
#define STEP_MM 0.25
#define SIDE_MM 2.0       /* the paper it is compared with */
#define DEPTH 1.6         /* grey levels darker in both margins */
#define WIDEST_MM 2.6
#define GROW_MM 0.35
enum { STEPS_MAX = 2400, ACROSS = 24 };

/* Mean grey across a margin at each step along it; -1 off the image. */
static void strip_means(const struct levels *l, const struct page_map *map,
                        bool level, double edge_mm, double inward,
                        int steps, double out[])
{
    for (int i = 0; i < steps; i++) {
        double along = (i + 0.5) * STEP_MM;
        double sum = 0;
        int n = 0;
        for (int k = 0; k < ACROSS; k++) {
            double across = edge_mm + inward * (STRIP_FROM_MM +
                            (k + 0.5) * (STRIP_TO_MM - STRIP_FROM_MM) /
                                ACROSS);
            double x, y;
            map_point(map, level ? across : along, level ? along : across,
                      &x, &y);
            int32_t lx = (int32_t)floor(x / l->factor);
            int32_t ly = (int32_t)floor(y / l->factor);
            if (lx < 0 || ly < 0 || lx >= l->w || ly >= l->h)
                continue;
            sum += l->low[(size_t)ly * (size_t)l->w + (size_t)lx];
            n++;
        }
        out[i] = n >= ACROSS / 2 ? sum / n : -1;
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

static size_t find_along(const struct levels *l, const struct page_map *map,
                         bool level, double width_mm, double length_mm,
                         struct crease out[])
{
    double first[STEPS_MAX], second[STEPS_MAX];
    int steps = (int)(length_mm / STEP_MM);
    size_t n = 0;
    if (steps > STEPS_MAX)
        return 0;
    strip_means(l, map, level, 0, 1, steps, first);
    strip_means(l, map, level, width_mm, -1, steps, second);
    for (int i = 0; i < steps && n < CREASES_MAX; i++) {
        int j = i;
        while (j < steps && dip(first, j, steps) > DEPTH &&
               dip(second, j, steps) > DEPTH)
            j++;
        if (j == i)
            continue;
        if ((j - i) * STEP_MM <= WIDEST_MM)
            out[n++] = (struct crease){i * STEP_MM - GROW_MM,
                                       j * STEP_MM + GROW_MM};
        i = j;
    }
    return n;
}

void creases_find(const struct levels *l, const struct page_map *map,
                  double w_mm, double h_mm, struct creases *out)
{
    out->levels = find_along(l, map, true, w_mm, h_mm, out->level);
    out->uprights = find_along(l, map, false, h_mm, w_mm, out->upright);
}
