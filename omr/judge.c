/* omr/judge.c - one box alone; see judge.h. */
#include "omr/judge.h"

#include <stdlib.h>

enum { STYLE_BOXES = 1200 };
#define FILLS_FROM 0.50  /* usual cover of a hand that marks by filling */

/* Stories of the numbers: docs/reading.md#judging. */
const struct judge_params judge_usual = {
    .empty_below = 0.010,
    .marked_above = 0.016,
    .stroke_min = 0.25,
    .fill_above = 0.60,
    .ring_max = 0.10,
    .over_ring = 0.085,
    .struck_above = 0.95,
    .pale_below = 0.20,
    .lost_below = 0.50,
    .masked_max = 0.35,
    .heavy_from = 0.35,
    .heavy_times = 2.2,
    .weak_below = 0.045,
    .weak_share = 0.25,
    .pale_share = 0.50,
    .unlike_times = 2.0,
    .dirt_max = 0.006,
    .dirty_below = 0.09,
    .noise_max = 0.30,
};

#define PASSING 0.60     /* from here on the ink belongs to another box */
#define PASSING_MARK 0.10 /* a tail leaves less: five in fourteen were marks */
#define MAYBE_PASSING 0.25
#define DOT_INK 0.25     /* a dot counts only when it is plainly ink */
#define GOES_ON 0.03     /* ring ink of a stroke that leaves the box: the low
                          * elbow of a tick, not a lonely dot */
#define OVER_MORE 0.15   /* a thick pen's mark also leaves more outside */
#define SPECKS_MAX 0.010 /* the rest of a pencil line that bilevel ate */
#define SOLID_MIN 0.93   /* fifteen cells of sixteen */

static void say(struct box_read *box, enum box_state state,
                const char *reason)
{
    box->state = state;
    box->reason = reason;
}

/* ---- the hand ---- */

#define OUTSIDE_TOO 0.009 /* ring ink: most of the mark lies beside the box */

static int by_float(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Cover (median) and ink (upper quartile) of a page's marked boxes; zeros when
 * there are fewer than three. */
struct style {
    double cover, ink;
};

static struct style usual_style(size_t n, const struct box_read box[])
{
    float covers[STYLE_BOXES], inks[STYLE_BOXES];
    size_t marks = 0;
    for (size_t i = 0; i < n && marks < STYLE_BOXES; i++) {
        if (box[i].state != BOX_MARKED)
            continue;
        covers[marks] = box[i].measure.cover;
        inks[marks++] = box[i].measure.ink;
    }
    if (marks < 3)
        return (struct style){0, 0};
    qsort(covers, marks, sizeof covers[0], by_float);
    qsort(inks, marks, sizeof inks[0], by_float);
    return (struct style){(double)covers[marks / 2],
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
             (double)box->measure.ring < OUTSIDE_TOO)
        say(box, BOX_DOUBTFUL, "faint");
    else if ((double)box->measure.ink < p->pale_share * usual->ink)
        say(box, BOX_DOUBTFUL, "pale"); /* print of the other side, a stain */
}

struct judge_hand judge_hand(const struct judge_params *p, size_t n,
                             struct box_read box[])
{
    struct style usual = usual_style(n, box);
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
    return (struct judge_hand){
        .usual = usual.cover,
        .fills_are_marks = usual.cover == 0 || usual.cover >= FILLS_FROM};
}

void judge_box(const struct judge_params *params, struct box_read *box)
{
    const struct box_measure *m = &box->measure;
    double through = (double)m->through;
    double cover = (double)m->cover;
    double own = through >= PASSING ? cover * (1 - through) : cover;
    if ((double)m->masked > params->masked_max) {
        say(box, BOX_DOUBTFUL, "masked");
        return;
    }
    if ((double)m->outline < params->lost_below) {
        say(box, BOX_DOUBTFUL, "lost"); /* whatever is there is not it */
        return;
    }
    if (own < params->empty_below) {
        if ((double)m->ring > params->ring_max && through < PASSING)
            say(box, BOX_DOUBTFUL, "ring");
        else if ((double)m->specks > SPECKS_MAX && through < PASSING)
            say(box, BOX_DOUBTFUL, "faint");
        else if (through >= PASSING && cover >= PASSING_MARK)
            say(box, BOX_DOUBTFUL, "through");
        else
            say(box, BOX_EMPTY, through >= PASSING ? "through" : "");
        return;
    }
    if (through >= MAYBE_PASSING && through < PASSING)
        say(box, BOX_DOUBTFUL, "through");
    else if (own >= params->fill_above && (double)m->solid >= SOLID_MIN)
        say(box, BOX_MARKED, "filled");
    else if ((double)m->strike >= params->struck_above)
        say(box, BOX_DOUBTFUL, "struck");
    else if (own < params->marked_above)
        say(box, BOX_DOUBTFUL, "faint");
    else if ((double)m->ink < params->pale_below)
        say(box, BOX_DOUBTFUL, "pale");
    else if ((double)m->extent < params->stroke_min &&
             (double)m->ink < DOT_INK && (double)m->ring < GOES_ON)
        say(box, BOX_DOUBTFUL, "small");
    else if ((double)m->ring >= params->over_ring + OVER_MORE * own)
        say(box, BOX_DOUBTFUL, "over");
    else
        say(box, BOX_MARKED, "");
}
