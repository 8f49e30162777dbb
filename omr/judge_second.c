/* omr/judge_second.c - the judge and the second reader together.
 *
 * What the rules are sure of and the second reader is not becomes a person's;
 * what only the rules doubted, and not for a reason that no reader of the
 * stored measures can judge, is settled where the second reader is sure of
 * every box of the question.
 */
#include <math.h>
#include <string.h>

#include "omr/judge_internal.h"
#include "omr/second.h"

enum { SECOND_BOXES = 1200 }; /* more than a page holds */

struct page { /* what all its boxes tell */
    double usual;   /* share of a box that its marks cover */
    double strange; /* boxes that stand in ink of no box */
};

/* Does it read a box of a settled question otherwise? */
static void ask_where_it_differs(const struct judge_params *p, size_t n,
                                 struct box_read box[],
                                 struct answer_read *answer)
{
    for (size_t i = 0; i < n; i++) {
        double chosen = (double)box[i].p_marked;
        bool marked = box[i].state == BOX_MARKED;
        if ((marked ? 1 - chosen : chosen) <= p->second_differs)
            continue;
        box[i].state = BOX_DOUBTFUL;
        box[i].reason = "second";
        answer->state = ANSWER_DOUBTFUL;
        answer->reason = "second";
    }
    for (size_t i = 0; i < n && answer->state == ANSWER_DOUBTFUL; i++)
        if (box[i].state == BOX_DOUBTFUL || box[i].state == BOX_MARKED)
            answer->choices |= UINT64_C(1) << box[i].choice;
}

static bool is_sure(const struct judge_params *p, size_t n,
                    const struct box_read box[])
{
    for (size_t i = 0; i < n; i++)
        if (fmin((double)box[i].p_marked, 1 - (double)box[i].p_marked) >=
            p->second_sure)
            return false;
    return true;
}

static bool is_for(const struct box_read *box, const char *const reasons[])
{
    for (size_t k = 0; reasons[k]; k++)
        if (strcmp(box->reason, reasons[k]) == 0)
            return true;
    return false;
}

/* Ink beside a box, a streak over it or a page whose marks were eaten is
 * beyond what the measures of the box tell: it may be one more choice. */
static bool may_be_more(size_t n, const struct box_read box[])
{
    static const char *const reasons[] = {"ring", "masked", "lost", NULL};
    for (size_t i = 0; i < n; i++)
        if (box[i].state == BOX_DOUBTFUL && is_for(&box[i], reasons))
            return true;
    return false;
}

static bool any_doubt(size_t n, const struct box_read box[])
{
    for (size_t i = 0; i < n; i++)
        if (box[i].state == BOX_DOUBTFUL)
            return true;
    return false;
}

/* Ink in a box that is none of the question's choices was taken back, which
 * only a heavy mark can have been, or is another's tail, or dirt: a mark that
 * goes on outside its box is neither. */
static bool may_be_none(const struct judge_params *p,
                        const struct box_read *box)
{
    static const char *const heavy[] = {"filled", "scrawl", "struck",
                                        "crossed", "heavy", NULL};
    const struct box_measure *m = &box->measure;
    return (double)m->cover < p->marked_above ||
           box->state == BOX_CANCELLED || is_for(box, heavy) ||
           (double)m->cover >= p->heavy_from ||
           (double)m->through >= p->passing_maybe ||
           (double)m->ring < p->miss_near;
}

/* Is there ink enough to call it a choice without anybody having looked?  A
 * line right across a box, or ink that runs over it, is no choice where other
 * ink than marks is on the page: a seal, a line of writing. */
static bool can_be_seen(const struct judge_params *p, const struct page *page,
                        const struct box_read *box)
{
    static const char *const crossed[] = {"struck", "over", NULL};
    double cover = (double)box->measure.cover;
    return cover >= p->empty_below && cover >= p->second_faint * page->usual &&
           (double)box->measure.through < p->passing_maybe &&
           !(page->strange > p->second_strange && is_for(box, crossed));
}

static void settle_box(const struct judge_params *p, struct box_read *box)
{
    if (box->p_marked >= 0.5f) {
        box->reason = box->state == BOX_MARKED ? box->reason : "agreed";
        box->state = BOX_MARKED;
    } else if ((double)box->measure.cover >= p->marked_above) {
        box->state = BOX_CANCELLED;
        box->reason = "cancelled";
    } else {
        box->reason = box->state == BOX_EMPTY ? box->reason : "agreed";
        box->state = BOX_EMPTY;
    }
}

static void settle(const struct judge_params *p, const struct page *page,
                   const struct item *item, size_t n, struct box_read box[],
                   struct answer_read *answer)
{
    uint64_t choices = 0;
    size_t marks = 0;
    for (size_t i = 0; i < n; i++) {
        bool chosen = !(box[i].p_marked < 0.5f);
        if (chosen ? !can_be_seen(p, page, &box[i]) : !may_be_none(p, &box[i]))
            return;
        if (!chosen)
            continue;
        choices |= UINT64_C(1) << box[i].choice;
        marks++;
    }
    size_t most = item->kind == ITEM_MULTI ? (size_t)item->max_choices : 1;
    if (marks > most || (marks == 0 && !any_doubt(n, box)))
        return; /* too many: was one taken back?  A person sees it */
    if (marks < most && may_be_more(n, box))
        return;
    for (size_t i = 0; i < n; i++) {
        settle_box(p, &box[i]);
        answer->corrected =
            answer->corrected || box[i].state == BOX_CANCELLED;
    }
    answer->choices = choices;
    answer->state = marks == 0 ? ANSWER_BLANK : ANSWER_GIVEN;
    answer->reason = "";
}

static void chances(const struct judge_params *p,
                    const struct questionnaire *q, size_t n,
                    struct box_read box[])
{
    static _Thread_local float look[SECOND_BOXES][SECOND_FEATURE_COUNT];
    float least = (float)p->second_open;
    second_look(q, n, box, look);
    for (size_t i = 0; i < n; i++)
        box[i].p_marked =
            fmaxf(least, fminf(1 - least, second_chance(look[i])));
}

static float chance_of_error(size_t n, const struct box_read box[])
{
    float right = 1;
    for (size_t i = 0; i < n; i++)
        right *= fmaxf(box[i].p_marked, 1 - box[i].p_marked);
    return 1 - right;
}

void judge_second(const struct judge_params *p, const struct questionnaire *q,
                  double usual, size_t n, struct box_read box[], size_t count,
                  struct answer_read answers[])
{
    size_t i = 0;
    if (n > SECOND_BOXES || p->second < 0.5)
        return;
    struct page page = {.usual = usual, .strange = judge_strange(p, n, box)};
    chances(p, q, n, box);
    for (size_t k = 0; k < count; k++) {
        size_t to = i;
        while (to < n && box[to].item == answers[k].item)
            to++;
        if (answers[k].state != ANSWER_DOUBTFUL)
            ask_where_it_differs(p, to - i, &box[i], &answers[k]);
        else if (is_sure(p, to - i, &box[i]))
            settle(p, &page, &q->items[answers[k].item], to - i, &box[i],
                   &answers[k]);
        answers[k].doubt = chance_of_error(to - i, &box[i]);
        if (answers[k].state == ANSWER_DOUBTFUL)
            answers[k].doubt =
                fmaxf(answers[k].doubt, (float)p->doubt_least);
        i = to;
    }
}
