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
#include "omr/box_joint.h"

#define REACH_MM 21.0      /* centre to centre; longer tails fade out */
#define INKED 0.006        /* cover from which a box takes part */
#define CLEARLY 2.0        /* so many times more ink is the owner's */
#define RINGED 0.006       /* ring ink of an empty box that is looked into */
#define ALL_OF_IT 0.6      /* the rest is its frayed edge */
#define OWNER 0.030        /* cover of a mark whose tail it may be */

struct zone { /* a box's inside, in points */
    int x0, y0, x1, y1;
};

static struct zone zone_of(const struct joint *j, const struct rect_mm *box,
                           const struct box_measure *m, double inset)
{
    double x = box->x + (double)m->shift_x_mm - j->x0;
    double y = box->y + (double)m->shift_y_mm - j->y0;
    return (struct zone){(int)ceil((x + inset) * JOINT_FINE),
                         (int)ceil((y + inset) * JOINT_FINE),
                         (int)floor((x + box->w - inset) * JOINT_FINE),
                         (int)floor((y + box->h - inset) * JOINT_FINE)};
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
    int stack[JOINT_SIDE * JOINT_SIDE];
    int top = 0;
    struct flow f = {0, 0, -1, 0};
    stack[top++] = y * JOINT_SIDE + x;
    j->ink[y][x] = 2;
    while (top > 0) {
        int at = stack[--top];
        int cx = at % JOINT_SIDE;
        int cy = at / JOINT_SIDE;
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
                stack[top++] = ny * JOINT_SIDE + nx;
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

/* ---- ink beside an empty box ---- */

/* Everything that hangs together with ink inside `from` becomes 2. */
static void follow(struct joint *j, const struct zone *from)
{
    static const struct zone none = {0, 0, -1, -1};
    for (int y = from->y0 < 0 ? 0 : from->y0; y <= from->y1 && y < j->h; y++)
        for (int x = from->x0 < 0 ? 0 : from->x0; x <= from->x1 && x < j->w;
             x++)
            if (j->ink[y][x] == 1)
                (void)flood(j, from, &none, x, y);
}

/* Share of the ink round a box, between the zone grown by `near` and by `far`
 * mm, that was followed there from elsewhere. */
static double followed(const struct joint *j, const struct zone *inside,
                       double near, double far)
{
    int n = (int)(near * JOINT_FINE);
    int f = (int)(far * JOINT_FINE);
    int ink = 0;
    int reached = 0;
    for (int y = inside->y0 - f; y <= inside->y1 + f; y++) {
        for (int x = inside->x0 - f; x <= inside->x1 + f; x++) {
            bool core = x >= inside->x0 - n && x <= inside->x1 + n &&
                        y >= inside->y0 - n && y <= inside->y1 + n;
            if (core || x < 0 || y < 0 || x >= j->w || y >= j->h)
                continue;
            ink += j->ink[y][x] != 0;
            reached += j->ink[y][x] == 2;
        }
    }
    return ink > 0 ? (double)reached / ink : 0;
}

/* Is there ink on all four sides of a box?  A circle round it, whatever tail
 * runs into that. */
static bool surrounded(const struct joint *j, const struct zone *box)
{
    int n = (int)(PATCH_RING_FROM * JOINT_FINE);
    int f = (int)(PATCH_RING_TO * JOINT_FINE);
    bool left = false, right = false, up = false, down = false;
    for (int y = box->y0 - f; y <= box->y1 + f; y++) {
        for (int x = box->x0 - f; x <= box->x1 + f; x++) {
            if (x < 0 || y < 0 || x >= j->w || y >= j->h || j->ink[y][x] == 0)
                continue;
            bool level = y >= box->y0 && y <= box->y1;
            bool upright = x >= box->x0 && x <= box->x1;
            left = left || (level && x < box->x0 - n);
            right = right || (level && x > box->x1 + n);
            up = up || (upright && y < box->y0 - n);
            down = down || (upright && y > box->y1 + n);
        }
    }
    return left && right && up && down;
}

/* Ink round an empty box that is the tail of another box's mark is not its
 * own: it is taken from the ring. */
static void link_ring(const struct image *image, const struct levels *levels,
                      const struct registration *r, const struct page_ink *ink,
                      const struct layout_page *page, struct piece_room *room,
                      struct box_read boxes[], size_t i)
{
    struct joint joint;
    const struct rect_mm *a = &page->boxes[i].at;
    double most = 0;
    for (size_t k = 0; k < page->box_count; k++) {
        const struct rect_mm *b = &page->boxes[k].at;
        if (k == i || (double)boxes[k].measure.cover < OWNER ||
            hypot(a->x - b->x, a->y - b->y) > REACH_MM)
            continue;
        joint_of_two(&joint, image, levels, r, ink, a, b, room);
        struct zone za = zone_of(&joint, a, &boxes[i].measure, 0);
        if (surrounded(&joint, &za))
            return;
        struct zone zb = zone_of(&joint, b, &boxes[k].measure, ink->inset_mm);
        follow(&joint, &zb);
        double share = followed(&joint, &za, PATCH_RING_FROM, PATCH_RING_TO);
        most = share > most ? share : most;
    }
    boxes[i].measure.ring *= most >= ALL_OF_IT ? 0 : (float)(1 - most);
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
            joint_of_two(&joint, image, levels, r, ink, a, b, room);
            struct zone za = zone_of(&joint, a, &boxes[i].measure, ink->inset_mm);
            struct zone zb = zone_of(&joint, b, &boxes[k].measure, ink->inset_mm);
            struct flow f;
            if (joined(&joint, &za, &zb, &f))
                settle(&f, &za, &zb, &boxes[i].measure, &boxes[k].measure);
        }
    }
    for (size_t i = 0; i < page->box_count; i++)
        if ((double)boxes[i].measure.cover < INKED &&
            (double)boxes[i].measure.ring >= RINGED)
            link_ring(image, levels, r, ink, page, room, boxes, i);
}
