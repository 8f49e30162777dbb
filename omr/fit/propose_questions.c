/* omr/fit/propose_questions.c - boxes become questions in reading order.
 *
 * A row is split where a gap is clearly wider than between its choices.  The
 * pieces of rows that stand under each other are one column of the page;
 * bands of the page that are far apart are read one after the other, columns
 * within a band from left to right.  Boxes alone in their rows, evenly under
 * each other, are the choices of one question.
 */
#include <math.h>
#include <stdlib.h>

#include "omr/fit/propose.h"

#define SAME_ROW 0.6     /* of a box's height */
#define GAP 1.7          /* times the usual step: the next question */
#define BAND_MM 18.0     /* bare paper between bands, and two row steps */
#define LIST_STEP_MM 14.0

struct run { /* a piece of a row: box[first..first + n) of the order */
    size_t first, n;
    double x0, x1, y, h;
    int band, column;
    bool used;
};

static double middle_y(const struct proposed_box *b)
{
    return b->at.y + b->at.h / 2;
}

static int by_y(const void *a, const void *b)
{
    double x = middle_y(a);
    double y = middle_y(b);
    return (x > y) - (x < y);
}

static int by_x(const void *a, const void *b)
{
    const struct proposed_box *x = a;
    const struct proposed_box *y = b;
    return (x->at.x > y->at.x) - (x->at.x < y->at.x);
}

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Rows by y, each from left to right. */
static void sort_rows(struct proposal *p)
{
    if (p->box_count == 0)
        return;
    qsort(p->box, p->box_count, sizeof p->box[0], by_y);
    for (size_t i = 0; i < p->box_count;) {
        size_t to = i + 1;
        while (to < p->box_count &&
               middle_y(&p->box[to]) - middle_y(&p->box[i]) <
                   SAME_ROW * p->box[i].at.h)
            to++;
        qsort(&p->box[i], to - i, sizeof p->box[0], by_x);
        i = to;
    }
}

static bool same_row(const struct proposed_box *a,
                     const struct proposed_box *b)
{
    return b->at.x > a->at.x &&
           fabs(middle_y(a) - middle_y(b)) < SAME_ROW * a->at.h;
}

/* The usual step between neighbours of a row: the lower third of all. */
static double usual_step(const struct proposal *p)
{
    double steps[PROPOSE_BOXES];
    size_t n = 0;
    for (size_t i = 0; i + 1 < p->box_count; i++)
        if (same_row(&p->box[i], &p->box[i + 1]))
            steps[n++] = p->box[i + 1].at.x - p->box[i].at.x;
    if (n == 0)
        return 0;
    qsort(steps, n, sizeof steps[0], by_double);
    return steps[n / 3];
}

static size_t make_runs(const struct proposal *p, struct run runs[])
{
    double usual = usual_step(p);
    size_t n = 0;
    for (size_t i = 0; i < p->box_count;) {
        size_t to = i + 1;
        double step = usual;
        while (to < p->box_count && same_row(&p->box[to - 1], &p->box[to])) {
            double gap = p->box[to].at.x - p->box[to - 1].at.x;
            /* Within a run its own step counts once it is known. */
            if (to - i >= 2)
                step = (p->box[to - 1].at.x - p->box[i].at.x) /
                       (double)(to - 1 - i);
            else if (to + 1 < p->box_count &&
                     same_row(&p->box[to], &p->box[to + 1]))
                step = fmax(usual, fmin(gap, p->box[to + 1].at.x -
                                                 p->box[to].at.x));
            else
                step = fmax(usual, 8);
            if (gap > GAP * step)
                break;
            to++;
        }
        runs[n++] = (struct run){
            .first = i,
            .n = to - i,
            .x0 = p->box[i].at.x,
            .x1 = p->box[to - 1].at.x + p->box[to - 1].at.w,
            .y = middle_y(&p->box[i]),
            .h = p->box[i].at.h};
        i = to;
    }
    return n;
}

/* Bands: where no box stands for a long way down. */
static void find_bands(struct run runs[], size_t n)
{
    double steps[PROPOSE_BOXES];
    size_t count = 0;
    for (size_t i = 0; i + 1 < n; i++)
        if (runs[i + 1].y - runs[i].y > runs[i].h)
            steps[count++] = runs[i + 1].y - runs[i].y;
    qsort(steps, count, sizeof steps[0], by_double);
    double usual = count > 0 ? steps[count / 2] : 0;
    int band = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && runs[i].y - runs[i - 1].y > fmax(BAND_MM, 2.2 * usual))
            band++;
        runs[i].band = band;
    }
}

/* Columns of a band: runs that overlap sideways are in one. */
static void find_columns(struct run runs[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        runs[i].column = (int)i;
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < n; k++) {
                if (runs[i].band != runs[k].band ||
                    runs[i].column <= runs[k].column ||
                    runs[i].x1 < runs[k].x0 || runs[k].x1 < runs[i].x0)
                    continue;
                runs[i].column = runs[k].column;
                again = true;
            }
    }
}

static double column_left(const struct run runs[], size_t n,
                          const struct run *r)
{
    double left = 1e9;
    for (size_t i = 0; i < n; i++)
        if (runs[i].band == r->band && runs[i].column == r->column)
            left = fmin(left, runs[i].x0);
    return left;
}

/* Is `b` the next choice of the upright list that ends with `a`? */
static bool continues(const struct run *a, const struct run *b)
{
    return a->n == 1 && b->n == 1 && a->band == b->band &&
           a->column == b->column && fabs(a->x0 - b->x0) < 1 &&
           b->y > a->y && b->y - a->y < LIST_STEP_MM;
}

struct order {
    struct run *runs;
    size_t n;
};

static bool before(const struct order *o, const struct run *a,
                   const struct run *b)
{
    if (a->band != b->band)
        return a->band < b->band;
    double la = column_left(o->runs, o->n, a);
    double lb = column_left(o->runs, o->n, b);
    if (fabs(la - lb) > 0.01)
        return la < lb;
    if (fabs(a->y - b->y) > 1)
        return a->y < b->y;
    return a->x0 < b->x0;
}

static const struct run *next_run(const struct order *o)
{
    struct run *best = NULL;
    for (size_t i = 0; i < o->n; i++)
        if (!o->runs[i].used && (best == NULL ||
                                 before(o, &o->runs[i], best)))
            best = &o->runs[i];
    if (best != NULL)
        best->used = true;
    return best;
}

void propose_questions(struct proposal *p)
{
    struct order o = {calloc(PROPOSE_BOXES, sizeof(struct run)), 0};
    const struct run *last = NULL;
    if (o.runs == NULL)
        return;
    sort_rows(p);
    o.n = make_runs(p, o.runs);
    find_bands(o.runs, o.n);
    find_columns(o.runs, o.n);
    int choice = 0;
    double step = 0;
    for (const struct run *r; (r = next_run(&o)) != NULL; last = r) {
        bool list = last != NULL && continues(last, r) &&
                    (choice < 2 || r->y - last->y < 1.4 * step);
        step = list ? r->y - last->y : 0;
        if (!list) {
            p->questions++;
            choice = 0;
        }
        for (size_t i = 0; i < r->n; i++) {
            p->box[r->first + i].question = p->questions;
            p->box[r->first + i].choice = ++choice;
        }
    }
    free(o.runs);
}
