/* omr/judge_fill.c - sheets whose bubbles are filled in: answer sheets made
 * elsewhere.
 *
 * There a fill is the mark and nothing cancels.  Measured on the strokes of
 * tests/omr/foreign_sheets.c in bubbles of 2.6 to 5 mm: fills cover 0.60 and
 * more, ticks and crosses made in spite of the instruction 0.10 to 0.45,
 * erased fills are pale, dust stays below 0.03.  Between the bands a person
 * decides.
 */
#include <math.h>
#include <string.h>

#include "engine/base/limits.h"
#include "omr/judge.h"


static void say(struct box_read *box, enum box_state state,
                const char *reason)
{
    box->state = state;
    box->reason = reason;
}

static void judge_bubble(const struct judge_params *p, struct box_read *box)
{
    double cover = (double)box->measure.cover;
    double steps = (cover - p->bubble_half) * p->bubble_steep;
    box->p_marked = (float)(1 / (1 + exp(-steps)));
    if ((double)box->measure.outline < p->bubble_lost &&
        cover < p->bubble_mark)
        say(box, BOX_DOUBTFUL, "lost");
    else if (cover < p->bubble_empty)
        say(box, BOX_EMPTY, "");
    else if (cover < p->bubble_mark)
        say(box, BOX_DOUBTFUL, "faint");
    else if ((double)box->measure.ink < p->bubble_pale)
        say(box, BOX_DOUBTFUL, "pale");
    else
        say(box, BOX_MARKED, "");
    if (box->state == BOX_DOUBTFUL)
        box->p_marked = fmaxf((float)p->bubble_open,
                              fminf((float)(1 - p->bubble_open),
                                    box->p_marked));
}

/* A tick where a fill was asked for is clear when it is all there is. */

static void settle_lone(const struct judge_params *p, size_t n,
                        struct box_read box[])
{
    size_t lone = n;
    for (size_t i = 0; i < n; i++) {
        bool inked = box[i].state != BOX_EMPTY;
        if (inked && lone == n)
            lone = i;
        else if (inked || (double)box[i].measure.cover > p->bubble_bare)
            return;
    }
    if (lone == n || strcmp(box[lone].reason, "faint") != 0 ||
        (double)box[lone].measure.cover < p->bubble_lone ||
        (double)box[lone].measure.ink < p->bubble_lone_ink)
        return;
    say(&box[lone], BOX_MARKED, "lone");
    box[lone].p_marked =
        fmaxf(box[lone].p_marked, (float)p->bubble_lone_chance);
}

/* Beside a full fill, one that is much weaker may have been rubbed out. */
static void doubt_weaker(const struct judge_params *p, size_t n,
                         struct box_read box[])
{
    double best = 0;
    for (size_t i = 0; i < n; i++)
        if (box[i].state == BOX_MARKED)
            best = fmax(best, (double)(box[i].measure.cover *
                                       box[i].measure.ink));
    for (size_t i = 0; i < n; i++) {
        double own = (double)(box[i].measure.cover * box[i].measure.ink);
        if (box[i].state != BOX_MARKED || own >= p->bubble_weaker * best)
            continue;
        say(&box[i], BOX_DOUBTFUL, "faint");
        box[i].p_marked = (float)p->bubble_weaker_chance;
    }
}

/* A tick that mostly missed its bubble leaves a trace inside or ink beside it:
 * without any other mark the question is not certainly blank. */
static void doubt_traces(const struct judge_params *p, size_t n,
                         struct box_read box[])
{
    for (size_t i = 0; i < n; i++)
        if (box[i].state != BOX_EMPTY)
            return;
    for (size_t i = 0; i < n; i++) {
        bool trace = (double)box[i].measure.cover > p->bubble_bare;
        bool beside = (double)box[i].measure.ring > p->bubble_beside;
        if (!trace && !beside)
            continue;
        say(&box[i], BOX_DOUBTFUL, beside ? "ring" : "faint");
        box[i].p_marked = fmaxf(box[i].p_marked, (float)p->bubble_open);
    }
}

static void judge_question(const struct judge_params *p,
                           const struct item *item, size_t n,
                           struct box_read box[], struct answer_read *answer)
{
    uint64_t marks = 0, maybes = 0;
    size_t marked = 0;
    float doubt = 0;
    const char *reason = "";
    settle_lone(p, n, box);
    doubt_weaker(p, n, box);
    doubt_traces(p, n, box);
    for (size_t i = 0; i < n; i++) {
        uint64_t bit = UINT64_C(1) << box[i].choice;
        float open = fminf(box[i].p_marked, 1 - box[i].p_marked);
        doubt = fmaxf(doubt, open);
        if (box[i].state == BOX_MARKED) {
            marks |= bit;
            marked++;
        } else if (box[i].state == BOX_DOUBTFUL) {
            reason = maybes == 0 ? box[i].reason : reason;
            maybes |= bit;
        }
    }
    size_t most = item->kind == ITEM_MULTI ? (size_t)item->max_choices : 1;
    *answer = (struct answer_read){
        .item = box[0].item, .reason = "", .doubt = doubt, .choices = marks};
    if (maybes != 0) {
        answer->state = ANSWER_DOUBTFUL;
        answer->choices |= maybes;
        answer->reason = marked > 0 ? "several" : reason;
        answer->doubt = fmaxf(doubt, (float)p->bubble_doubt);
    } else if (marked == 0) {
        answer->state = ANSWER_BLANK;
    } else if (marked > most) {
        answer->state = ANSWER_INVALID;
        answer->reason = "several";
    } else {
        answer->state = ANSWER_GIVEN;
    }
}

size_t judge_fills(const struct judge_params *params,
                   const struct questionnaire *q, size_t n,
                   struct box_read box[], struct answer_read answers[])
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        judge_bubble(params, &box[i]);
    for (size_t i = 0; i < n && count < LIMIT_ITEMS;) {
        size_t to = i + 1;
        while (to < n && box[to].item == box[i].item)
            to++;
        judge_question(params, &q->items[box[i].item], to - i, &box[i],
                       &answers[count++]);
        i = to;
    }
    return count;
}
