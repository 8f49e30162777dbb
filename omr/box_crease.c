/* omr/box_crease.c - what a fold adds to a box's patch is taken away.
 *
 * The fold goes on outside the box on both sides, so what is dark there at
 * the same height is what it adds: in grey its shade, in a bilevel scan a
 * sprinkling of dots.  A stroke that crosses it stands out from it, or is
 * joined to ink above and below.
 */
#include <math.h>
#include <string.h>

#include "omr/box_internal.h"

#define OUTSIDE_MM 0.4   /* from the outline to where the fold is alone */
#define PEN 150          /* darker than this outside is a pen, not the fold */
#define FOLD_DARK 100    /* a line darker than this is no fold */
#define NEAR_FOLD_MM 0.4 /* a streak found there was the fold's shade */
#define DOTS_MORE 2.5    /* inside, against outside: then it is more than dots */
#define DOTS_MIN 0.35

struct strip { /* rows (columns) of the patch under one fold */
    uint8_t *dark;
    int step, across; /* in memory: along the fold, and across it */
    int from, to;     /* across, inclusive */
    int in0, in1;     /* along: the box with its outline */
};

static uint8_t *spot_at(const struct strip *s, int along, int across)
{
    return s->dark + along * s->step + across * s->across;
}

static int by_byte(const uint8_t *values, int n)
{
    int count[256] = {0};
    int have = 0;
    int v = 0;
    for (int i = 0; i < n; i++)
        count[values[i]]++;
    while (v < 255 && 2 * (have += count[v]) < n)
        v++;
    return v;
}

/* Median darkness outside the box at one height, pens left out; 0 when one
 * side says that there is no fold. */
static int shade_at(const struct strip *s, int across)
{
    uint8_t left[PATCH], right[PATCH];
    int n = 0;
    int m = 0;
    for (int i = 0; i < s->in0; i++)
        if (*spot_at(s, i, across) < PEN)
            left[n++] = *spot_at(s, i, across);
    for (int i = s->in1 + 1; i < PATCH; i++)
        if (*spot_at(s, i, across) < PEN)
            right[m++] = *spot_at(s, i, across);
    if (n == 0 || m == 0)
        return 0;
    int a = by_byte(left, n);
    int b = by_byte(right, m);
    return a < b ? b : a;
}

static void take_shade(const struct strip *s)
{
    for (int j = s->from; j <= s->to; j++) {
        int shade = shade_at(s, j);
        shade += shade / 6;
        for (int i = 0; i < PATCH && shade > 0; i++) {
            uint8_t *d = spot_at(s, i, j);
            *d = (uint8_t)(*d > shade ? *d - shade : 0);
        }
    }
}

static double share_dark(const struct strip *s, int i0, int i1)
{
    int n = 0;
    int dark = 0;
    for (int j = s->from; j <= s->to; j++) {
        for (int i = i0; i <= i1; i++) {
            dark += *spot_at(s, i, j) > 60;
            n++;
        }
    }
    return n > 0 ? (double)dark / n : 0;
}

/* Dots of a bilevel fold: ink that does not reach out of the fold's height. */
static void take_dots(const struct strip *s, int limit)
{
    int margin = 4; /* the outline's own lines are no dots */
    double left = share_dark(s, 0, s->in0 - 1);
    double right = share_dark(s, s->in1 + 1, PATCH - 1);
    double outside = left < right ? left : right;
    double inside = share_dark(s, s->in0 + margin, s->in1 - margin);
    double most = DOTS_MORE * outside > DOTS_MIN ? DOTS_MORE * outside
                                                 : DOTS_MIN;
    if (outside == 0 || outside > DOTS_MIN || inside > most)
        return;
    for (int i = s->in0 + margin; i <= s->in1 - margin; i++) {
        for (int j = s->from; j <= s->to; j++) {
            if (*spot_at(s, i, j) <= limit)
                continue;
            int k = j;
            while (k <= s->to && *spot_at(s, i, k) > limit)
                k++;
            bool above = j == s->from && j > 0 &&
                         *spot_at(s, i, j - 1) > limit;
            bool below = k > s->to && k < PATCH && *spot_at(s, i, k) > limit;
            for (int t = j; t < k && !above && !below; t++)
                *spot_at(s, i, t) = 0;
            j = k;
        }
    }
}

static void lift(struct strip *s, double centre_mm, const struct crease *c)
{
    s->from = (int)ceil((c->from_mm - centre_mm) * GRID) + PATCH_HALF;
    s->to = (int)floor((c->to_mm - centre_mm) * GRID) + PATCH_HALF;
    if (s->to < 0 || s->from >= PATCH)
        return;
    s->from = s->from < 0 ? 0 : s->from;
    s->to = s->to >= PATCH ? PATCH - 1 : s->to;
    take_shade(s);
    take_dots(s, 40);
}

void patch_lift_creases(const struct creases *creases,
                        const struct rect_mm *box, struct spot *p)
{
    int half = (int)lround((box->w / 2 + OUTSIDE_MM) * GRID);
    int half_y = (int)lround((box->h / 2 + OUTSIDE_MM) * GRID);
    struct strip level = {&p->dark[0][0], 1, PATCH, 0, 0, PATCH_HALF - half,
                          PATCH_HALF + half};
    struct strip upright = {&p->dark[0][0], PATCH, 1, 0, 0,
                            PATCH_HALF - half_y, PATCH_HALF + half_y};
    if (level.in0 < 4 || upright.in0 < 4)
        return; /* too large a box: nothing of the fold beside it */
    for (size_t i = 0; i < creases->levels; i++)
        lift(&level, box->y + box->h / 2, &creases->level[i]);
    for (size_t i = 0; i < creases->uprights; i++)
        lift(&upright, box->x + box->w / 2, &creases->upright[i]);
}

/* ---- folds that were taken for streaks ---- */

/* A line of the patch under a fold: masked as a streak, but no darker than a
 * fold is. */
static void show_line(struct spot *p, bool level, int at)
{
    int sum = 0;
    int n = 0;
    for (int i = 0; i < PATCH; i++) {
        int y = level ? at : i;
        int x = level ? i : at;
        sum += p->masked[y][x] != 0 ? p->dark[y][x] : 0;
        n += p->masked[y][x] != 0;
    }
    if (n == 0 || sum > FOLD_DARK * n)
        return;
    for (int i = 0; i < PATCH; i++)
        p->masked[level ? at : i][level ? i : at] = 0;
}

static void show(struct spot *p, bool level, double centre_mm,
                 const struct crease *c)
{
    int from = (int)floor((c->from_mm - NEAR_FOLD_MM - centre_mm) * GRID);
    int to = (int)ceil((c->to_mm + NEAR_FOLD_MM - centre_mm) * GRID);
    for (int k = from; k <= to; k++)
        if (k >= -PATCH_HALF && k <= PATCH_HALF)
            show_line(p, level, k + PATCH_HALF);
}

void patch_hide(const struct creases *creases, const struct rect_mm *box,
                struct spot *p)
{
    for (size_t i = 0; i < creases->levels; i++)
        show(p, true, box->y + box->h / 2, &creases->level[i]);
    for (size_t i = 0; i < creases->uprights; i++)
        show(p, false, box->x + box->w / 2, &creases->upright[i]);
    for (int j = 0; j < PATCH; j++)
        for (int i = 0; i < PATCH; i++)
            p->dark[j][i] = p->masked[j][i] != 0 ? 0 : p->dark[j][i];
}
