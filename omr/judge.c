/* omr/judge.c - one box alone; see judge.h. */
#include "omr/judge.h"

#include <math.h>
#include <stdlib.h>

enum { STYLE_BOXES = 256 };

/* Stories of the numbers: docs/reading.md#judging. */
const struct judge_params judge_usual = {
    .empty_below = 0.010,
    .marked_above = 0.016,
    .stroke_min = 0.25,
    .fill_above = 0.60,
    .ring_max = 0.10,
};

#define MASKED_MAX 0.35  /* more hidden than this: not to be judged */
#define OUTLINE_LOST 0.50 /* of the page's usual outline; 99.9 % reach 0.8 */
#define PASSING 0.60     /* from here on the ink belongs to another box */
#define MAYBE_PASSING 0.25
#define FAINT_INK 0.20   /* an erased mark, or a pencil that barely wrote */
#define DOT_INK 0.25     /* a dot counts only when it is plainly ink */
#define GOES_ON 0.03     /* ring ink of a stroke that leaves the box: the low
                          * elbow of a tick, not a lonely dot */
#define SPECKS_MAX 0.010 /* the rest of a pencil line that bilevel ate */
#define SOLID_MIN 0.93   /* fifteen cells of sixteen */
#define STRUCK 0.95      /* a line across and out on both sides */

/* Chance that a box with this much ink was meant, from the simulator's
 * marked and empty boxes; docs/reading.md shows the fit. */
static float chance(double cover)
{
    double x = log((cover + 0.001) / 0.013) * 3.5;
    return (float)(1 / (1 + exp(-x)));
}

static void say(struct box_read *box, enum box_state state,
                const char *reason)
{
    box->state = state;
    box->reason = reason;
}

/* ---- the hand ---- */

#define OUT_OF_STYLE 2.5 /* times the page's usual mark */
#define HEAVY_FROM 0.50
#define WEAK_SHARE 0.25  /* of the page's usual mark … */
#define WEAK_BELOW 0.045 /* … is dots of a fold or a jagged outline */
#define OUTSIDE_TOO 0.009 /* ring ink: most of the mark lies beside the box */

static int by_float(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Median cover of a page's marked boxes; 0 when there are fewer than three. */
static double usual_cover(size_t n, const struct box_read box[])
{
    float covers[STYLE_BOXES];
    size_t marks = 0;
    for (size_t i = 0; i < n && marks < STYLE_BOXES; i++)
        if (box[i].state == BOX_MARKED)
            covers[marks++] = box[i].measure.cover;
    if (marks < 3)
        return 0;
    qsort(covers, marks, sizeof covers[0], by_float);
    return (double)covers[marks / 2];
}

struct judge_hand judge_hand(size_t n, struct box_read box[])
{
    double usual = usual_cover(n, box);
    for (size_t i = 0; i < n && usual > 0; i++) {
        double cover = (double)box[i].measure.cover;
        if (box[i].state != BOX_MARKED || box[i].reason[0] != '\0')
            continue;
        if (cover >= HEAVY_FROM && cover > OUT_OF_STYLE * usual)
            say(&box[i], BOX_DOUBTFUL, "scrawl");
        else if (cover < WEAK_BELOW && cover < WEAK_SHARE * usual &&
                 (double)box[i].measure.ring < OUTSIDE_TOO)
            say(&box[i], BOX_DOUBTFUL, "faint");
    }
    return (struct judge_hand){
        .usual = usual, .fills_are_marks = usual == 0 || usual >= HEAVY_FROM};
}

void judge_box(const struct judge_params *params, struct box_read *box)
{
    const struct box_measure *m = &box->measure;
    double through = (double)m->through;
    double cover = (double)m->cover;
    double own = through >= PASSING ? cover * (1 - through) : cover;
    box->p_marked = chance(own);
    if ((double)m->masked > MASKED_MAX) {
        say(box, BOX_DOUBTFUL, "masked");
        box->p_marked = 0.5f;
        return;
    }
    if ((double)m->outline < OUTLINE_LOST) {
        say(box, BOX_DOUBTFUL, "lost"); /* whatever is there is not it */
        box->p_marked = 0.5f;
        return;
    }
    if (own < params->empty_below) {
        if ((double)m->ring > params->ring_max && through < PASSING)
            say(box, BOX_DOUBTFUL, "ring");
        else if ((double)m->specks > SPECKS_MAX && through < PASSING)
            say(box, BOX_DOUBTFUL, "faint");
        else
            say(box, BOX_EMPTY, through >= PASSING ? "through" : "");
        return;
    }
    if (through >= MAYBE_PASSING && through < PASSING)
        say(box, BOX_DOUBTFUL, "through");
    else if (own >= params->fill_above && (double)m->solid >= SOLID_MIN)
        say(box, BOX_MARKED, "filled");
    else if ((double)m->strike >= STRUCK)
        say(box, BOX_DOUBTFUL, "struck");
    else if (own < params->marked_above)
        say(box, BOX_DOUBTFUL, "faint");
    else if ((double)m->ink < FAINT_INK)
        say(box, BOX_DOUBTFUL, "pale");
    else if ((double)m->extent < params->stroke_min &&
             (double)m->ink < DOT_INK && (double)m->ring < GOES_ON)
        say(box, BOX_DOUBTFUL, "small");
    else
        say(box, BOX_MARKED, "");
}
