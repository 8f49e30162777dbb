/* omr/fit/propose.c - see propose.h: the boxes, the codes, the skew. */
#include "omr/fit/propose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_SAME_MM 0.30   /* boxes of one kind differ by less */
#define BOX_MIN_MM 1.5
#define BOX_MAX_MM 9.0
#define ALONE_MM 0.22       /* that ink may reach out of an outline */
#define FULL_BOX 0.93       /* share of its rectangle that a box fills */
#define FULL_ROUND 0.70     /* an ellipse 0.785 */
#define FAMILY_MIN 4        /* boxes of one kind on a page */
#define CELL_MIN_MM 3.5     /* smaller ones with shared lines are characters */
#define SHARED_MM 0.5       /* between cells, more or less than their line */
#define CELLS_MIN 6         /* of one kind on a page */
#define IN_LINE 0.22        /* of its height, that a row may differ */
#define NEAR_MM 45.0        /* the next box of a row or column */
#define IN_ROWS 0.7         /* share of a kind that stands in rows or columns */
#define SKEW_MAX_DEG 5.0
#define AREA_W_MM 30.0      /* a box for writing */
#define AREA_H_MM 6.0

/* ---- kinds of boxes ---- */

/* Is the outline all there is to its ink?  In a character (日, 国) or a table
 * more ink hangs on it. */
static bool stands_alone(const struct shapes *s, const struct rect_mm *at)
{
    for (size_t i = 0; i < s->blot_count; i++) {
        const struct rect_mm *b = &s->blots[i].at;
        if (fabs(b->x - at->x) < ALONE_MM && fabs(b->y - at->y) < ALONE_MM &&
            fabs(b->w - at->w) < 2 * ALONE_MM &&
            fabs(b->h - at->h) < 2 * ALONE_MM)
            return true;
    }
    return false;
}

struct family { /* boxes of one shape and size */
    enum box_shape shape; /* OVAL stands for pills too */
    bool cells;           /* of a table: they share their lines */
    double w, h, full;    /* means */
    size_t n;
    bool good;
};

static bool shape_of(const struct hole *h, enum box_shape *shape)
{
    if (!h->even || h->full < FULL_ROUND || h->at.w < BOX_MIN_MM ||
        h->at.h < BOX_MIN_MM || h->at.w > BOX_MAX_MM || h->at.h > BOX_MAX_MM)
        return false;
    double ratio = fmin(h->at.w, h->at.h) / fmax(h->at.w, h->at.h);
    bool square = h->full >= FULL_BOX && h->full > 1 - 0.1073 * ratio;
    *shape = square ? BOX_SQUARE : ratio > 0.93 ? BOX_CIRCLE : BOX_OVAL;
    return true;
}

/* Ellipses fill 0.785 of their rectangle, pills the more the longer they are;
 * one hole's share is not exact enough to tell, the mean of many is. */
static enum box_shape oval_or_pill(const struct family *f)
{
    double ratio = fmin(f->w, f->h) / fmax(f->w, f->h);
    double pill = 1 - 0.2146 * ratio;
    return f->shape == BOX_OVAL &&
                   fabs(f->full - 0.785) > fabs(f->full - pill)
               ? BOX_PILL
               : f->shape;
}

enum { FAMILIES_MAX = 256, MANY = 20, FEW = 6 };

static size_t family_of(struct family f[], size_t *count,
                        enum box_shape shape, bool cells,
                        const struct hole *hole)
{
    const struct rect_mm *at = &hole->at;
    for (size_t i = 0; i < *count; i++) {
        if (f[i].shape != shape || f[i].cells != cells ||
            fabs(f[i].w - at->w) > SIZE_SAME_MM ||
            fabs(f[i].h - at->h) > SIZE_SAME_MM)
            continue;
        double n = (double)++f[i].n;
        f[i].w += (at->w - f[i].w) / n;
        f[i].h += (at->h - f[i].h) / n;
        f[i].full += (hole->round - f[i].full) / n;
        return i;
    }
    if (*count == FAMILIES_MAX)
        return FAMILIES_MAX;
    f[*count] = (struct family){shape,       cells, at->w, at->h,
                                hole->round, 1,     false};
    return (*count)++;
}

struct member {
    const struct hole *hole;
    size_t family;
};

static bool in_line(const struct member *m, const struct member *all,
                    size_t n)
{
    const struct rect_mm *a = &m->hole->at;
    bool row = false;
    bool column = false;
    for (size_t i = 0; i < n; i++) {
        const struct rect_mm *b = &all[i].hole->at;
        if (all[i].family != m->family || &all[i] == m)
            continue;
        double dx = fabs(a->x + a->w / 2 - b->x - b->w / 2);
        double dy = fabs(a->y + a->h / 2 - b->y - b->h / 2);
        row = row || (dy < IN_LINE * a->h + dx * 0.03 && dx < NEAR_MM);
        column = column || (dx < IN_LINE * a->w + dy * 0.03 && dy < NEAR_MM);
    }
    return row && column ? true : row || column;
}

/* A cell has another of its kind beside it and one above or below, and the
 * lines between are theirs together. */
static bool in_table(const struct member *m, const struct member *all,
                     size_t n)
{
    const struct rect_mm *a = &m->hole->at;
    double line = m->hole->line;
    bool beside = false;
    bool above = false;
    for (size_t i = 0; i < n; i++) {
        const struct rect_mm *b = &all[i].hole->at;
        if (all[i].family != m->family || &all[i] == m)
            continue;
        double dx = fabs(a->x + a->w / 2 - b->x - b->w / 2);
        double dy = fabs(a->y + a->h / 2 - b->y - b->h / 2);
        beside = beside || (fabs(dx + line - a->w) < SHARED_MM &&
                            dy < IN_LINE * a->h);
        above = above || (fabs(dy + line - a->h) < SHARED_MM &&
                          dx < IN_LINE * a->w);
    }
    return beside && above;
}

/* The same shape everywhere on one sheet; its size is the family's. */
static void take_family(const struct member *all, size_t n, size_t k,
                        const struct family *f, struct proposal *p)
{
    for (size_t i = 0; i < n && p->box_count < PROPOSE_BOXES; i++) {
        const struct rect_mm *a = &all[i].hole->at;
        if (all[i].family != k || (f->cells && !in_table(&all[i], all, n)))
            continue;
        p->box[p->box_count++] = (struct proposed_box){
            .at = {a->x + a->w / 2 - f->w / 2, a->y + a->h / 2 - f->h / 2,
                   f->w, f->h},
            .shape = oval_or_pill(f),
            .line = all[i].hole->line,
        };
    }
}

void propose_boxes(const struct shapes *s, struct proposal *p)
{
    static const size_t MEMBERS_MAX = 8 * PROPOSE_BOXES;
    struct family families[FAMILIES_MAX];
    size_t count = 0;
    size_t n = 0;
    struct member *all = calloc(MEMBERS_MAX, sizeof *all);
    for (size_t i = 0; all != NULL && i < s->hole_count && n < MEMBERS_MAX;
         i++) {
        const struct hole *h = &s->holes[i];
        enum box_shape shape;
        if (!shape_of(h, &shape))
            continue;
        bool cell = !h->clean || !stands_alone(s, &h->at);
        if (cell && (shape != BOX_SQUARE || h->at.w < CELL_MIN_MM ||
                     h->at.h < CELL_MIN_MM))
            continue;
        size_t k = family_of(families, &count, shape, cell, h);
        if (k < FAMILIES_MAX)
            all[n++] = (struct member){&s->holes[i], k};
    }
    for (size_t k = 0; k < count; k++) {
        size_t lined = 0;
        for (size_t i = 0; i < n; i++)
            if (all[i].family == k)
                lined += families[k].cells ? in_table(&all[i], all, n)
                                           : in_line(&all[i], all, n);
        size_t least = families[k].cells ? CELLS_MIN : FAMILY_MIN;
        families[k].good = families[k].n >= least &&
                           (double)lined >= IN_ROWS * (double)families[k].n;
        if (families[k].good)
            take_family(all, n, k, &families[k], p);
    }
    free(all);
    for (size_t i = 0; i < s->hole_count && p->area_count < PROPOSE_AREAS;
         i++) {
        const struct hole *h = &s->holes[i];
        if (h->at.w >= AREA_W_MM && h->at.h >= AREA_H_MM &&
            h->at.h < 0.4 * p->height && h->full > FULL_BOX)
            p->area[p->area_count++] = h->at;
    }
}

/* ---- skew ---- */

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median lean of each box's line to the last box of its row. */
static double find_skew(const struct proposal *p)
{
    double lean[PROPOSE_BOXES];
    size_t n = 0;
    for (size_t i = 0; i < p->box_count; i++) {
        const struct rect_mm *a = &p->box[i].at;
        double far = 0;
        double best = 0;
        for (size_t k = 0; k < p->box_count; k++) {
            const struct rect_mm *b = &p->box[k].at;
            double dx = b->x - a->x;
            double dy = b->y - a->y;
            if (p->box[k].shape != p->box[i].shape || dx < 3 ||
                fabs(dy) > 0.02 * dx + 0.35 * a->h || dx < far)
                continue;
            far = dx;
            best = atan2(dy, dx);
        }
        if (far > 0)
            lean[n++] = best;
    }
    if (n < 3)
        return 0;
    qsort(lean, n, sizeof lean[0], by_double);
    double deg = lean[n / 2] * 180 / M_PI;
    return fabs(deg) > SKEW_MAX_DEG ? 0 : deg;
}

/* Turn a rectangle's middle about the page's middle, upright again. */
static void straighten(const struct proposal *p, double angle,
                       struct rect_mm *r)
{
    double x = r->x + r->w / 2 - p->width / 2;
    double y = r->y + r->h / 2 - p->height / 2;
    double c = cos(-angle);
    double s = sin(-angle);
    r->x = c * x - s * y + p->width / 2 - r->w / 2;
    r->y = s * x + c * y + p->height / 2 - r->h / 2;
}

void propose_shrink(double skew_deg, bool round, struct rect_mm *r)
{
    double s = fabs(sin(skew_deg * M_PI / 180));
    double w = r->w;
    double h = r->h;
    if (round)
        return;
    r->w = w - h * s;
    r->h = h - w * s;
    r->x += (w - r->w) / 2;
    r->y += (h - r->h) / 2;
}

static void straighten_all(struct proposal *p)
{
    double angle = p->skew_deg * M_PI / 180;
    for (size_t i = 0; i < p->box_count; i++) {
        propose_shrink(p->skew_deg, p->box[i].shape == BOX_CIRCLE,
                       &p->box[i].at);
        straighten(p, angle, &p->box[i].at);
    }
    for (size_t i = 0; i < p->mark_count; i++) {
        bool round = p->mark[i].kind == FIDUCIAL_DISC ||
                     p->mark[i].kind == FIDUCIAL_CIRCLE;
        propose_shrink(p->skew_deg, round, &p->mark[i].at);
        straighten(p, angle, &p->mark[i].at);
    }
    for (size_t i = 0; i < p->area_count; i++)
        straighten(p, angle, &p->area[i]);
    for (size_t i = 0; i < p->code_count; i++)
        straighten(p, angle, &p->code[i].at);
}

/* ---- codes ---- */

static void take_codes(const struct shapes *s, size_t n,
                       const struct code_seen codes[], struct proposal *p)
{
    for (size_t i = 0; i < n && p->code_count < PROPOSE_CODES; i++) {
        const struct code_seen *c = &codes[i];
        struct rect_mm at = {c->x0 / s->px_mm, c->y0 / s->px_mm,
                             (c->x1 - c->x0) / s->px_mm,
                             (c->y1 - c->y0) / s->px_mm};
        if (at.w <= 0 || at.h <= 0)
            continue;
        p->seen[p->code_count] = *c;
        p->code[p->code_count] = (struct code_place){
            .at = at,
            .kind = c->kind,
            .text = p->seen[p->code_count].text};
        p->code_count++;
    }
}

static bool covers(const struct rect_mm *a, const struct rect_mm *b)
{
    double x = b->x + b->w / 2;
    double y = b->y + b->h / 2;
    return x > a->x && x < a->x + a->w && y > a->y && y < a->y + a->h;
}

/* A letter's own holes, and outlines drawn twice. */
static bool inside_other(const struct proposal *p, size_t i)
{
    for (size_t k = 0; k < p->box_count; k++) {
        const struct rect_mm *a = &p->box[i].at;
        const struct rect_mm *b = &p->box[k].at;
        bool larger = b->w * b->h > a->w * a->h * 1.05 ||
                      (k < i && b->w * b->h > a->w * a->h * 0.95);
        if (k != i && larger && covers(b, a))
            return true;
    }
    return false;
}

/* How many boxes are of box i's kind. */
static size_t of_kind(const struct proposal *p, const bool drop[], size_t i)
{
    const struct proposed_box *a = &p->box[i];
    size_t n = 0;
    for (size_t k = 0; k < p->box_count; k++)
        n += !drop[k] && p->box[k].shape == a->shape &&
             fabs(p->box[k].at.w - a->at.w) < SIZE_SAME_MM &&
             fabs(p->box[k].at.h - a->at.h) < SIZE_SAME_MM;
    return n;
}

/* Beside many boxes of one kind, a handful of another are characters (0, 口)
 * or an example. */
static void drop_few(const struct proposal *p, bool drop[])
{
    size_t kind[PROPOSE_BOXES];
    size_t most = 0;
    for (size_t i = 0; i < p->box_count; i++) {
        kind[i] = of_kind(p, drop, i);
        most = kind[i] > most ? kind[i] : most;
    }
    for (size_t i = 0; i < p->box_count; i++)
        drop[i] = drop[i] || kind[i] < FAMILY_MIN ||
                  (most >= MANY && kind[i] < FEW);
}

/* What lies in a code is part of it; a writing area has no boxes in it. */
static void drop_covered(struct proposal *p)
{
    bool drop[PROPOSE_BOXES];
    size_t n = 0;
    for (size_t i = 0; i < p->box_count; i++)
        drop[i] = inside_other(p, i);
    drop_few(p, drop);
    for (size_t i = 0; i < p->box_count; i++) {
        bool in_code = drop[i];
        for (size_t k = 0; k < p->code_count; k++)
            in_code = in_code || covers(&p->code[k].at, &p->box[i].at);
        if (!in_code)
            p->box[n++] = p->box[i];
    }
    p->box_count = n;
    n = 0;
    for (size_t i = 0; i < p->area_count; i++) {
        bool holds = false;
        for (size_t k = 0; k < p->box_count; k++)
            holds = holds || covers(&p->area[i], &p->box[k].at);
        for (size_t k = 0; k < p->code_count; k++)
            holds = holds || covers(&p->area[i], &p->code[k].at);
        if (!holds)
            p->area[n++] = p->area[i];
    }
    p->area_count = n;
}

void propose(const struct shapes *s, size_t code_count,
             const struct code_seen codes[], bool straight,
             struct proposal *p)
{
    memset(p, 0, sizeof *p);
    p->width = s->w / s->px_mm;
    p->height = s->h / s->px_mm;
    take_codes(s, code_count, codes, p);
    propose_boxes(s, p);
    drop_covered(p);
    p->skew_deg = straight ? 0 : find_skew(p);
    propose_marks(s, p);
    straighten_all(p);
    propose_questions(p);
}
