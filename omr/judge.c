/* omr/judge.c - one box alone; see judge.h. */
#include "omr/judge_internal.h"

#include <stdlib.h>

enum { STYLE_BOXES = 1200 }; /* more than a page holds */

const struct judge_params judge_usual = {
    .version = JUDGE_VERSION,
#define PARAM(name, usual, before, low, high, unit, text) .name = usual,
#define CHANCE(name, state, reason, below, chance, below_before, before)     \
    .chance_##name##_below = below, .chance_##name = chance,
#include "omr/judge_table.h"
};

const struct judge_params judge_before = {
    .version = 0,
#define PARAM(name, usual, before, low, high, unit, text) .name = before,
#define CHANCE(name, state, reason, below, chance, below_before, before)     \
    .chance_##name##_below = below_before, .chance_##name = before,
#include "omr/judge_table.h"
};

static void say(struct box_read *box, enum box_state state,
                const char *reason)
{
    box->state = state;
    box->reason = reason;
}

/* ---- the hand ---- */

static int by_float(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Cover (median) and ink (upper quartile) of a page's marked boxes; zeros when
 * there are too few. */
struct style {
    size_t marks;
    double cover, least, ink; /* least: lower quartile of cover */
};

static struct style usual_style(const struct judge_params *p, size_t n,
                                const struct box_read box[])
{
    float covers[STYLE_BOXES], inks[STYLE_BOXES];
    size_t marks = 0;
    for (size_t i = 0; i < n && marks < STYLE_BOXES; i++) {
        if (box[i].state != BOX_MARKED)
            continue;
        covers[marks] = box[i].measure.cover;
        inks[marks++] = box[i].measure.ink;
    }
    if ((double)marks < p->hand_marks)
        return (struct style){marks, 0, 0, 0};
    qsort(covers, marks, sizeof covers[0], by_float);
    qsort(inks, marks, sizeof inks[0], by_float);
    return (struct style){marks, (double)covers[marks / 2],
                          (double)covers[marks / 4],
                          (double)inks[3 * marks / 4]};
}

/* Median ink round a page's boxes: nothing, but for specks all over it. */
static double dirt(size_t n, const struct box_read box[])
{
    float rings[STYLE_BOXES];
    size_t k = 0;
    for (size_t i = 0; i < n && k < STYLE_BOXES; i++)
        rings[k++] = box[i].measure.ring;
    if (k == 0)
        return 0;
    qsort(rings, k, sizeof rings[0], by_float);
    return (double)rings[k / 2];
}

/* Against the page's other marks. */
static void judge_style(const struct judge_params *p,
                        const struct style *usual, struct box_read *box)
{
    double cover = (double)box->measure.cover;
    if (cover >= p->heavy_from && cover > p->heavy_times * usual->cover)
        say(box, BOX_DOUBTFUL, "scrawl");
    else if (cover < p->weak_below && cover < p->weak_share * usual->cover &&
             (double)box->measure.ring < p->weak_ring)
        say(box, BOX_DOUBTFUL, "faint");
    else if ((double)box->measure.ink < p->pale_share * usual->ink)
        say(box, BOX_DOUBTFUL, "pale"); /* print of the other side, a stain */
}

struct judge_hand judge_hand(const struct judge_params *p, size_t n,
                             struct box_read box[])
{
    bool sparse = judge_sparse(p, n, box);
    struct style usual = usual_style(p, n, box);
    bool dirty = dirt(n, box) > p->dirt_max;
    for (size_t i = 0; i < n; i++) {
        double cover = (double)box[i].measure.cover;
        bool noisy = (double)box[i].measure.noise > p->noise_max;
        if (box[i].state == BOX_MARKED &&
            (noisy || (dirty && cover < p->dirty_below)))
            say(&box[i], BOX_DOUBTFUL, "dirty");
        else if (box[i].state == BOX_MARKED && box[i].reason[0] == '\0' &&
                 usual.cover > 0)
            judge_style(p, &usual, &box[i]);
    }
    judge_near_dirt(p, usual.cover, n, box);
    if (usual.cover > 0)
        judge_crossed(p, usual.cover, n, box);
    struct judge_hand hand = {
        .usual = usual.cover,
        .least = usual.least,
        .sparse = sparse,
        .ink = usual.ink,
        .fills_are_marks = (usual.cover == 0 && p->unknown_fills >= 0.5) ||
                           usual.cover >= p->hand_fills};
    judge_sheet(p, n, box, usual.marks, &hand);
    return hand;
}

void judge_box(const struct judge_params *p, struct box_read *box)
{
    const struct box_measure *m = &box->measure;
    double through = (double)m->through;
    double cover = (double)m->cover;
    double own = through >= p->passing_from ? cover * (1 - through) : cover;
    if ((double)m->masked > p->masked_max) {
        say(box, BOX_DOUBTFUL, "masked");
        return;
    }
    if ((double)m->outline < p->lost_below) {
        say(box, BOX_DOUBTFUL, "lost"); /* whatever is there is not it */
        return;
    }
    if (own < p->empty_below) {
        if ((double)m->ring > p->ring_max && through < p->passing_from)
            say(box, BOX_DOUBTFUL, "ring");
        else if ((double)m->specks > p->specks_max &&
                 through < p->passing_from)
            say(box, BOX_DOUBTFUL, "faint");
        else if (through >= p->passing_from && cover >= p->passing_mark)
            say(box, BOX_DOUBTFUL, "through");
        else
            say(box, BOX_EMPTY, through >= p->passing_from ? "through" : "");
        return;
    }
    if (through >= p->passing_maybe && through < p->passing_from)
        say(box, BOX_DOUBTFUL, "through");
    else if (own >= p->fill_above && (double)m->solid >= p->solid_min)
        say(box, BOX_MARKED, "filled");
    else if ((double)m->strike >= p->struck_above)
        say(box, BOX_DOUBTFUL, "struck");
    else if (own < p->marked_above)
        say(box, BOX_DOUBTFUL, "faint");
    else if ((double)m->ink < p->pale_below)
        say(box, BOX_DOUBTFUL, "pale");
    else if ((double)m->extent < p->stroke_min &&
             (double)m->ink < p->dot_ink && (double)m->ring < p->goes_on)
        say(box, BOX_DOUBTFUL, "small");
    else if ((double)m->ring >= p->over_ring + p->over_more * own)
        say(box, BOX_DOUBTFUL, "over");
    else
        say(box, BOX_MARKED, "");
}
