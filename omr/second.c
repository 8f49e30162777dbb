/* omr/second.c - see second.h. */
#include "omr/second.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARK 0.016     /* ink from which on a box counts as marked here */
#define CRUMB 0.020    /* less than this is a crumb or a speck */
#define RING_SOME 0.008
#define DIRT_RING 0.020
#define BARE 0.006
#define THIN 0.80      /* of the usual outline */
#define FULL 0.93      /* cells of a fill */

/* ---- what it looks at ---- */

static int by_float(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The value below which num/den of the values lie; sorts them. */
static float part(float *values, size_t n, size_t num, size_t den)
{
    if (n == 0)
        return 0;
    qsort(values, n, sizeof values[0], by_float);
    return values[n * num / den];
}

static float ink_in(const struct box_measure *m)
{
    return m->cover + m->specks;
}

static float share(size_t count, size_t of)
{
    return of > 0 ? (float)count / (float)of : 0;
}

/* Part num/den of one measure of the page's marks; `room` for n numbers. */
static float of_marks(size_t n, const struct box_read box[], size_t offset,
                      float *room, size_t num, size_t den)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if ((double)box[i].measure.cover < MARK)
            continue;
        memcpy(&room[k++], (const char *)&box[i].measure + offset,
               sizeof room[0]);
    }
    return part(room, k, num, den);
}

#define MEASURE(name) offsetof(struct box_measure, name)

static void look_at_marks(size_t n, const struct box_read box[], float *room,
                          float f[])
{
    size_t marks = 0;
    size_t full = 0;
    float arms = 0;
    float exits = 0;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        if ((double)m->cover < MARK)
            continue;
        marks++;
        full += (double)m->solid >= FULL;
        arms += m->arms;
        exits += m->exits;
    }
    f[SECOND_usual] = of_marks(n, box, MEASURE(cover), room, 1, 2);
    f[SECOND_least] = of_marks(n, box, MEASURE(cover), room, 1, 4);
    f[SECOND_heavy] = of_marks(n, box, MEASURE(cover), room, 9, 10);
    f[SECOND_dark] = of_marks(n, box, MEASURE(ink), room, 3, 4);
    f[SECOND_long_] = of_marks(n, box, MEASURE(extent), room, 1, 2);
    f[SECOND_struck] = of_marks(n, box, MEASURE(strike), room, 1, 2);
    f[SECOND_armed] = marks > 0 ? arms / (float)marks : 0;
    f[SECOND_leaving] = marks > 0 ? exits / (float)marks : 0;
    f[SECOND_full] = share(full, marks);
    f[SECOND_marks] = (float)marks;
}

static size_t question_end(size_t n, const struct box_read box[], size_t from)
{
    size_t to = from + 1;
    while (to < n && box[to].item == box[from].item)
        to++;
    return to;
}

static void look_at_page(size_t n, const struct box_read box[], float f[])
{
    size_t any = 0, some = 0, dirty = 0, crumbs = 0, specks = 0, thin = 0;
    size_t items = 0, lone = 0, answered = 0;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        double ink = (double)ink_in(m);
        any += m->ring > 0;
        some += (double)m->ring > RING_SOME;
        dirty += (double)m->ring > DIRT_RING && ink < BARE;
        crumbs += ink > 0 && ink < CRUMB;
        specks += m->specks > 0;
        thin += (double)m->outline < THIN;
    }
    for (size_t i = 0; i < n;) {
        size_t to = question_end(n, box, i);
        size_t inked = 0;
        bool mark = false;
        for (; i < to; i++) {
            inked += ink_in(&box[i].measure) > 0;
            mark = mark || (double)box[i].measure.cover >= MARK;
        }
        items++;
        lone += inked == 1;
        answered += mark;
    }
    f[SECOND_ring_any] = share(any, n);
    f[SECOND_ring_some] = share(some, n);
    f[SECOND_dirty] = share(dirty, n);
    f[SECOND_crumbs] = share(crumbs, n);
    f[SECOND_speckled] = share(specks, n);
    f[SECOND_thin] = share(thin, n);
    f[SECOND_lone] = share(lone, items);
    f[SECOND_answered] = share(answered, items);
}

static void more(float *most, float value)
{
    if (value > *most)
        *most = value;
}

/* The other boxes of the question box[0..n) as box `at` sees them. */
static void look_at_others(size_t n, const struct box_read box[], size_t at,
                           float f[])
{
    float own = ink_in(&box[at].measure);
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        if (i == at)
            continue;
        if (ink_in(m) > f[SECOND_other_ink]) {
            f[SECOND_third_ink] = f[SECOND_other_ink];
            f[SECOND_other_ink] = ink_in(m);
        } else {
            more(&f[SECOND_third_ink], ink_in(m));
        }
        f[SECOND_rank] += ink_in(m) > own ? 1 : 0;
        f[SECOND_rings] += m->ring;
        more(&f[SECOND_other_ring], m->ring);
        more(&f[SECOND_other_through], m->through);
        more(&f[SECOND_other_dark], m->ink);
        more(&f[SECOND_other_extent], m->extent);
        more(&f[SECOND_other_solid], m->solid);
        more(&f[SECOND_other_strike], m->strike);
        more(&f[SECOND_other_arms], m->arms);
        more(&f[SECOND_other_exits], m->exits);
    }
}

static void look_at_box(const struct box_measure *m, float f[])
{
    f[SECOND_cover] = m->cover;
    f[SECOND_solid] = m->solid;
    f[SECOND_ring] = m->ring;
    f[SECOND_ink] = m->ink;
    f[SECOND_extent] = m->extent;
    f[SECOND_strike] = m->strike;
    f[SECOND_specks] = m->specks;
    f[SECOND_through] = m->through;
    f[SECOND_noise] = m->noise;
    f[SECOND_outline] = m->outline;
    f[SECOND_masked] = m->masked;
    f[SECOND_exits] = m->exits;
    f[SECOND_arms] = m->arms;
    f[SECOND_cover_times] =
        f[SECOND_usual] > 0 ? m->cover / f[SECOND_usual] : 0;
    f[SECOND_ink_times] = f[SECOND_dark] > 0 ? m->ink / f[SECOND_dark] : 0;
}

void second_look(const struct questionnaire *q, size_t n,
                 const struct box_read box[],
                 float out[][SECOND_FEATURE_COUNT])
{
    float page[SECOND_FEATURE_COUNT] = {0};
    if (n == 0)
        return;
    look_at_marks(n, box, out[0], page); /* n rows are room for n numbers */
    look_at_page(n, box, page);
    for (size_t i = 0; i < n;) {
        size_t to = question_end(n, box, i);
        const struct item *item = &q->items[box[i].item];
        page[SECOND_choices] = (float)(to - i);
        page[SECOND_most_choices] =
            item->kind == ITEM_MULTI ? (float)item->max_choices : 1;
        for (size_t k = i; k < to; k++) {
            memcpy(out[k], page, sizeof page);
            look_at_box(&box[k].measure, out[k]);
            look_at_others(to - i, &box[i], k - i, out[k]);
        }
        i = to;
    }
}

/* ---- the trees ---- */

struct node { /* what is at most `value` goes on at the next node */
    float value;     /* of a leaf: its part of the log odds */
    uint8_t feature; /* SECOND_LEAF: a leaf */
    uint8_t skip;    /* else: so many nodes on */
};
#define SECOND_LEAF 255
static const struct node nodes[] = {
#define L(value) {value, SECOND_LEAF, 0}
#include "omr/second_trees.inc"
#undef L
};
_Static_assert(SECOND_TREES_FEATURES == SECOND_FEATURE_COUNT,
               "trees of other features: make second-reader");

float second_chance(const float look[SECOND_FEATURE_COUNT])
{
    double odds = SECOND_TREES_BASE;
    const struct node *node = nodes;
    for (int i = 0; i < SECOND_TREES_COUNT; i++) {
        const struct node *at = node;
        while (at->feature != SECOND_LEAF)
            at += look[at->feature] <= at->value ? 1 : at->skip;
        odds += (double)at->value;
        node += SECOND_TREES_SIZE;
    }
    return (float)(1 / (1 + exp(-odds)));
}
