/* omr/judge_sheet.c - what the whole page tells about one box or question.
 *
 * A light threshold takes the thin parts of everything: then outlines are
 * lost in many boxes, and a pencil tick is a row of crumbs or nothing.  On
 * such a page a lost outline is no reason for doubt, crumbs that are the only
 * ink of a question are its mark, and a question without any is not certainly
 * blank.  On a page where every mark is plain, a point is dust.
 */
#include <stdlib.h>
#include <string.h>

#include "omr/judge_internal.h"

double judge_ink_in(const struct box_read *b)
{
    return (double)(b->measure.cover + b->measure.specks);
}

bool runs_through(const struct judge_params *p, const struct box_read *b)
{
    return b->state == BOX_MARKED && (double)b->measure.exits >= p->runs_min;
}

bool judge_outlines_thin(const struct judge_params *p, size_t n,
                         const struct box_read box[])
{
    size_t thin = 0;
    for (size_t i = 0; i < n; i++)
        thin += (double)box[i].measure.outline < p->thin_outline;
    return (double)thin >= p->thin_min &&
           (double)thin >= p->thin_share * (double)n;
}

/* Ink beside boxes that hold none: a stain, a seal, print of the other side.
 * Where two boxes near by stand in it, a mark that has such ink beside it too,
 * and is weak or not the only one of its question, may be more of the same. */

static bool stands_in_dirt(const struct judge_params *p,
                           const struct box_read *b)
{
    return judge_ink_in(b) < p->dirt_inside &&
           (double)b->measure.ring > p->dirt_ring &&
           (double)b->measure.through <= 0;
}

double judge_strange(const struct judge_params *p, size_t n,
                     const struct box_read box[])
{
    double count = 0;
    for (size_t i = 0; i < n; i++)
        count += stands_in_dirt(p, &box[i]);
    return count;
}

/* On a page with hardly a mark, weak ones become doubtful: a threshold that
 * took all the pen's marks leaves the dust. */
bool judge_sparse(const struct judge_params *p, size_t n, struct box_read box[])
{
    size_t items = 0;
    size_t answered = 0;
    for (size_t i = 0; i < n;) {
        size_t to = i;
        bool any = false;
        for (; to < n && box[to].item == box[i].item; to++)
            any = any || box[to].state == BOX_MARKED;
        items++;
        answered += any;
        i = to;
    }
    if ((double)answered >= p->sparse_below * (double)items)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (box[i].state != BOX_MARKED ||
            (double)box[i].measure.cover >= p->sparse_cover)
            continue;
        box[i].state = BOX_DOUBTFUL;
        box[i].reason = "faint";
    }
    return true;
}

void judge_sheet(const struct judge_params *p, size_t n,
                 const struct box_read box[], size_t marks,
                 struct judge_hand *hand)
{
    size_t crumbs = 0;
    size_t exits = 0;
    size_t dusty = 0;
    double noise = 0;
    for (size_t i = 0; i < n; i++) {
        double ink = judge_ink_in(&box[i]);
        double ring = (double)box[i].measure.ring;
        crumbs += ink > 0 && ink < p->crumb_below;
        dusty += ink < p->crumb_below && ring > 0 && ring < p->crumb_below / 2;
        exits += runs_through(p, &box[i]);
        if ((double)box[i].measure.noise > noise)
            noise = (double)box[i].measure.noise;
    }
    double limit =
        (double)crumbs >= p->eaten_crumbs ? p->eaten_maybe : p->eaten_least;
    bool swept = (double)dusty <= p->speckled_few + p->speckled * (double)n;
    bool quiet = noise <= p->noise_free && swept;
    bool bare = quiet && (double)marks >= p->hand_marks;
    bool crumbled = (double)crumbs >= p->eaten_crumbs;
    hand->eaten =
        (bare && hand->least < limit) || (quiet && hand->sparse && crumbled);
    hand->thin = bare && hand->least < p->eaten_maybe;
    hand->dirt = judge_strange(p, n, box) > p->dirt_page;
    hand->sprawls = (double)exits > p->sprawls * (double)marks;
    hand->clean =
        swept && (double)crumbs <= p->speckled_few + p->speckled * (double)n;
}

static bool is_only_mark(size_t n, const struct box_read box[], size_t at)
{
    for (size_t i = 0; i < n; i++)
        if (i != at && box[i].item == box[at].item &&
            box[i].state == BOX_MARKED)
            return false;
    return true;
}

void judge_near_dirt(const struct judge_params *p, double usual, size_t n,
                     struct box_read box[])
{
    size_t near = (size_t)p->dirt_near;
    for (size_t i = 0; i < n; i++) {
        size_t dirty = 0;
        if (box[i].state != BOX_MARKED ||
            (double)box[i].measure.ring < p->dirt_own ||
            ((double)box[i].measure.cover >= p->dirt_weak * usual &&
             is_only_mark(n, box, i)))
            continue;
        size_t to = i + near + 1 < n ? i + near + 1 : n;
        for (size_t k = i > near ? i - near : 0; k < to; k++)
            dirty += stands_in_dirt(p, &box[k]);
        if ((double)dirty < p->dirt_min)
            continue;
        box[i].state = BOX_DOUBTFUL;
        box[i].reason = "dirty";
    }
}

/* A cross drawn over a mark takes it back.  It has four arms and far more ink
 * than the hand's marks, which have fewer. */

void judge_crossed(const struct judge_params *p, double usual, size_t n,
                   struct box_read box[])
{
    double arms = 0;
    size_t marks = 0;
    for (size_t i = 0; i < n; i++) {
        if (box[i].state != BOX_MARKED)
            continue;
        arms += (double)box[i].measure.arms;
        marks++;
    }
    if ((double)marks < p->hand_marks || arms > p->hand_arms * (double)marks)
        return;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        bool lines = (double)m->strike >= p->lines_strike;
        if (box[i].state != BOX_MARKED || box[i].reason[0] != '\0' ||
            ((double)m->arms < p->cross_arms && !lines) ||
            (double)m->cover < p->cross_times * usual)
            continue;
        box[i].state = BOX_DOUBTFUL;
        box[i].reason = "struck";
    }
}

/* ---- a mark of one question that went to the next ---- */

static bool one_runs_on(const struct judge_params *p, size_t n,
                        const struct box_read box[], size_t item)
{
    size_t marks = 0;
    bool runs = false;
    for (size_t i = 0; i < n; i++) {
        if (box[i].item != item || box[i].state != BOX_MARKED)
            continue;
        marks++;
        runs = runs || runs_through(p, &box[i]);
    }
    return marks > 1 && runs;
}

static void ask_about(size_t n, struct box_read box[],
                      struct answer_read *answer)
{
    answer->state = ANSWER_DOUBTFUL;
    answer->reason = "through";
    for (size_t i = 0; i < n; i++) {
        if (box[i].item != answer->item)
            continue;
        answer->choices |= UINT64_C(1) << box[i].choice;
        box[i].state = BOX_DOUBTFUL;
        box[i].reason = "through";
    }
}

void judge_neighbours(const struct judge_params *p, size_t n,
                      struct box_read box[], size_t count,
                      struct answer_read answers[])
{
    for (size_t k = 0; k < count; k++) {
        bool ask = false;
        if (answers[k].state != ANSWER_BLANK || p->taken_over < 0.5)
            continue;
        for (size_t j = k > 0 ? k - 1 : 1; j <= k + 1 && j < count; j += 2)
            ask = ask || (answers[j].state != ANSWER_GIVEN &&
                          one_runs_on(p, n, box, answers[j].item));
        if (!ask)
            continue;
        ask_about(n, box, &answers[k]);
        if (answers[k].doubt < (float)p->doubt_least)
            answers[k].doubt = (float)p->doubt_least;
    }
}
