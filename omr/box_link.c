/* omr/box_link.c - strokes that run through more than one box.
 *
 * The tail of a √ often leaves its box to the upper right and crosses the
 * box above or beside it.  For every two inked boxes near each other the
 * paper between them is looked at: when one connected piece of ink joins
 * them, it belongs to the box with its elbow (the lowest point) or clearly
 * most of it, and counts as passing through the other.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "omr/box_internal.h"

#define REACH_MM 21.0      /* centre to centre; longer tails fade out */
#define FINE 5.0           /* points a mm of the joint picture */
#define MARGIN_MM 1.5
#define INKED 0.006        /* cover from which a box takes part */
#define CLEARLY 2.0        /* so many times more ink is the owner's */
enum { SIDE = 160 };       /* (21 + 5 + 2 x 1.5) mm x 5 = 145 points */

struct joint { /* two boxes on one picture */
    int w, h;
    uint8_t ink[SIDE][SIDE];  /* 1 ink, 2 visited */
    double x0, y0;            /* page mm of point (0, 0) */
};

/* Twice as fine as the grid and the darkest of four: a thin pencil line must
 * not fall between the points. */
static void fill(struct joint *j, const struct piece *piece, const double o[2],
                 const double u[2], const double v[2], double limit)
{
    int32_t below = limit > 0 ? (int32_t)ceil(limit) : 0;
    for (int y = 0; y < j->h; y++) {
        uint8_t row[2][2 * SIDE];
        for (int k = 0; k < 2; k++) {
            double gy = y + 0.25 + 0.5 * k;
            piece_line_nearest(piece, o[0] + 0.25 * u[0] + gy * v[0],
                               o[1] + 0.25 * u[1] + gy * v[1], u[0] / 2,
                               u[1] / 2, 2 * j->w, row[k]);
        }
        for (int x = 0; x < j->w; x++)
            j->ink[y][x] = row[0][2 * x] < below ||
                           row[0][2 * x + 1] < below ||
                           row[1][2 * x] < below || row[1][2 * x + 1] < below;
    }
}

static void take(struct joint *j, const struct image *image,
                 const struct levels *levels, const struct registration *r,
                 const struct page_ink *ink, const struct rect_mm *a,
                 const struct rect_mm *b, struct piece_room *room)
{
    double x1 = fmax(a->x + a->w, b->x + b->w) + MARGIN_MM;
    double y1 = fmax(a->y + a->h, b->y + b->h) + MARGIN_MM;
    j->x0 = fmin(a->x, b->x) - MARGIN_MM;
    j->y0 = fmin(a->y, b->y) - MARGIN_MM;
    j->w = (int)((x1 - j->x0) * FINE);
    j->h = (int)((y1 - j->y0) * FINE);
    j->w = j->w > SIDE ? SIDE : j->w;
    j->h = j->h > SIDE ? SIDE : j->h;
    double o[2], u[2], v[2];
    map_point(&r->map, j->x0, j->y0, &o[0], &o[1]);
    map_point(&r->map, j->x0 + 10, j->y0, &u[0], &u[1]);
    map_point(&r->map, j->x0, j->y0 + 10, &v[0], &v[1]);
    double low[2], high[2];
    for (int k = 0; k < 2; k++) {
        u[k] = (u[k] - o[k]) / (10 * FINE);
        v[k] = (v[k] - o[k]) / (10 * FINE);
        low[k] = o[k] + fmin(0, j->w * u[k]) + fmin(0, j->h * v[k]);
        high[k] = o[k] + fmax(0, j->w * u[k]) + fmax(0, j->h * v[k]);
    }
    struct piece piece =
        piece_take(image, low[0], low[1], high[0], high[1], room);
    double paper = levels_paper(levels, o[0], o[1]);
    fill(j, &piece, o, u, v, paper - ink->low * 1.15 * (paper - r->ink));
}

struct zone { /* a box's inside, in points */
    int x0, y0, x1, y1;
};

static struct zone zone_of(const struct joint *j, const struct rect_mm *box,
                           const struct box_measure *m, double inset)
{
    double x = box->x + (double)m->shift_x_mm - j->x0;
    double y = box->y + (double)m->shift_y_mm - j->y0;
    return (struct zone){(int)ceil((x + inset) * FINE),
                         (int)ceil((y + inset) * FINE),
                         (int)floor((x + box->w - inset) * FINE),
                         (int)floor((y + box->h - inset) * FINE)};
}

static bool in(const struct zone *z, int x, int y)
{
    return x >= z->x0 && x <= z->x1 && y >= z->y0 && y <= z->y1;
}

struct flow { /* what one connected piece of ink covers */
    int in_a, in_b, lowest_y, lowest_x;
};

/* Flood from (x, y).  The printed outlines are bridges between what touches
 * them inside and outside; they are no ink of their own. */
static struct flow flood(struct joint *j, const struct zone *a,
                         const struct zone *b, int x, int y)
{
    int stack[SIDE * SIDE];
    int top = 0;
    struct flow f = {0, 0, -1, 0};
    stack[top++] = y * SIDE + x;
    j->ink[y][x] = 2;
    while (top > 0) {
        int at = stack[--top];
        int cx = at % SIDE;
        int cy = at / SIDE;
        f.in_a += in(a, cx, cy);
        f.in_b += in(b, cx, cy);
        if (cy > f.lowest_y && (in(a, cx, cy) || in(b, cx, cy))) {
            f.lowest_y = cy;
            f.lowest_x = cx;
        }
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                int nx = cx + dx;
                int ny = cy + dy;
                if (nx < 0 || ny < 0 || nx >= j->w || ny >= j->h ||
                    j->ink[ny][nx] != 1)
                    continue;
                j->ink[ny][nx] = 2;
                stack[top++] = ny * SIDE + nx;
            }
        }
    }
    return f;
}

/* The largest piece of ink that lies in both boxes. */
static bool joined(struct joint *j, const struct zone *a, const struct zone *b,
                   struct flow *best)
{
    bool any = false;
    for (int y = a->y0 < 0 ? 0 : a->y0; y <= a->y1 && y < j->h; y++) {
        for (int x = a->x0 < 0 ? 0 : a->x0; x <= a->x1 && x < j->w; x++) {
            if (j->ink[y][x] != 1)
                continue;
            struct flow f = flood(j, a, b, x, y);
            if (f.in_b == 0 || (any && f.in_a + f.in_b <
                                           best->in_a + best->in_b))
                continue;
            *best = f;
            any = true;
        }
    }
    return any;
}

/* Share of a box's ink that the joint stroke makes up, 0..1. */
static float share(int joint_points, const struct box_measure *m,
                   const struct zone *z)
{
    double points = (z->x1 - z->x0 + 1) * (z->y1 - z->y0 + 1);
    double all = (double)m->cover * points;
    double s = all > 0 ? joint_points / all : 1;
    return (float)(s > 1 ? 1 : s);
}

static void pass(struct box_measure *m, float value)
{
    if (value > m->through)
        m->through = value;
}

static void settle(const struct flow *f, const struct zone *za,
                   const struct zone *zb, struct box_measure *a,
                   struct box_measure *b)
{
    bool elbow_a = in(za, f->lowest_x, f->lowest_y);
    if (f->in_a > CLEARLY * f->in_b || (elbow_a && f->in_a >= f->in_b)) {
        pass(b, share(f->in_b, b, zb));
    } else if (f->in_b > CLEARLY * f->in_a ||
               (!elbow_a && f->in_b >= f->in_a)) {
        pass(a, share(f->in_a, a, za));
    } else { /* elbow in one, most of it in the other: a person decides */
        pass(a, 0.5f * share(f->in_a, a, za));
        pass(b, 0.5f * share(f->in_b, b, zb));
    }
}

void link_strokes(const struct image *image, const struct levels *levels,
                  const struct registration *r, const struct page_ink *ink,
                  const struct layout_page *page, struct piece_room *room,
                  struct box_read boxes[])
{
    struct joint joint;
    for (size_t i = 0; i < page->box_count; i++) {
        const struct rect_mm *a = &page->boxes[i].at;
        if ((double)boxes[i].measure.cover < INKED)
            continue;
        for (size_t k = i + 1; k < page->box_count; k++) {
            const struct rect_mm *b = &page->boxes[k].at;
            if ((double)boxes[k].measure.cover < INKED ||
                hypot(a->x - b->x, a->y - b->y) > REACH_MM)
                continue;
            take(&joint, image, levels, r, ink, a, b, room);
            struct zone za = zone_of(&joint, a, &boxes[i].measure, ink->inset_mm);
            struct zone zb = zone_of(&joint, b, &boxes[k].measure, ink->inset_mm);
            struct flow f;
            if (joined(&joint, &za, &zb, &f))
                settle(&f, &za, &zb, &boxes[i].measure, &boxes[k].measure);
        }
    }
}
