/* omr/judge_item.c - the boxes of one item together become an answer. */
#include <string.h>

#include "engine/base/limits.h"
#include "omr/judge_internal.h"

struct census { /* of one item's boxes */
    size_t marked, filled, doubtful;
    size_t heavy; /* of the marked: hatched, nearly fills themselves */
    double least, most; /* cover of the marked */
    double ring;        /* most ink round one of them */
    double bare, dense; /* least and most of their cells that are dark */
    size_t running;     /* of the marked: strokes that run on elsewhere */
    size_t crossing;    /* … in two directions and more */
    uint64_t marks, fills, maybes;
    const char *reason; /* of the first doubtful box */
};

static bool is_fill(const struct box_read *box)
{
    return box->state == BOX_MARKED && strcmp(box->reason, "filled") == 0;
}

static struct census count(const struct judge_params *p, size_t n,
                           const struct box_read box[])
{
    struct census c = {.reason = ""};
    for (size_t i = 0; i < n; i++) {
        uint64_t bit = UINT64_C(1) << box[i].choice;
        double cover = (double)box[i].measure.cover;
        double ring = (double)box[i].measure.ring;
        double solid = (double)box[i].measure.solid;
        if (is_fill(&box[i])) {
            c.filled++;
            c.fills |= bit;
        } else if (box[i].state == BOX_MARKED) {
            c.marked++;
            c.heavy += cover > p->heavy_mark;
            c.running += runs_through(p, &box[i]);
            c.crossing += (double)box[i].measure.exits >= p->runs_across;
            c.least = c.marked == 1 || cover < c.least ? cover : c.least;
            c.most = cover > c.most ? cover : c.most;
            c.ring = ring > c.ring ? ring : c.ring;
            c.bare = c.marked == 1 || solid < c.bare ? solid : c.bare;
            c.dense = solid > c.dense ? solid : c.dense;
            c.marks |= bit;
        } else if (box[i].state == BOX_DOUBTFUL) {
            if (c.doubtful++ == 0)
                c.reason = box[i].reason;
            c.maybes |= bit;
        }
    }
    return c;
}

static void answer_is(struct answer_read *a, enum answer_state state,
                      uint64_t choices, const char *reason)
{
    a->state = state;
    a->choices = choices;
    a->reason = reason;
}

/* The printed rule: a filled box beside a normal mark was cancelled. */
static void cancel_fills(size_t n, struct box_read box[],
                         struct answer_read *a)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_fill(&box[i]))
            continue;
        box[i].state = BOX_CANCELLED;
        box[i].reason = "cancelled";
    }
    a->corrected = true;
}

/* What one doubtful box of an otherwise clean item may be resolved by: it is
 * the only ink there, it is deep, and no dust is that large.  The same spot
 * beside a real mark, or as one of two, stays doubtful. */

static bool is_lone(const struct judge_params *p, const struct box_read *b)
{
    bool kind = strcmp(b->reason, "faint") == 0 ||
                strcmp(b->reason, "small") == 0;
    return b->state == BOX_DOUBTFUL && kind &&
           (double)b->measure.cover >= p->lone_cover &&
           (double)b->measure.ink >= p->lone_ink &&
           (double)b->measure.through < p->lone_through;
}

static void settle_lone(const struct judge_params *p,
                        const struct judge_hand *hand, size_t n,
                        struct box_read box[])
{
    if (hand->sparse)
        return;
    size_t lone = n;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        if (lone == n && is_lone(p, &box[i]) &&
            (double)m->cover >= p->lone_share * hand->usual)
            lone = i;
        else if (box[i].state != BOX_EMPTY ||
                 (double)(m->cover + m->specks) > p->bare_max)
            return;
    }
    if (lone == n)
        return;
    box[lone].state = BOX_MARKED;
    box[lone].reason = "lone";
}

/* Beside one clear mark, a speck that is no stroke is dust: nobody chooses
 * twice with a pen that wrote once and then left a point. */

static void settle_dust(const struct judge_params *p, size_t n,
                        struct box_read box[])
{
    size_t clear = n;
    for (size_t i = 0; i < n; i++) {
        if (box[i].state != BOX_MARKED ||
            (double)box[i].measure.ink < p->clear_ink)
            continue;
        if (clear < n)
            return;
        clear = i;
    }
    if (clear == n)
        return;
    double most = p->dust_share * (double)box[clear].measure.cover;
    most = most < p->dust_cover ? most : p->dust_cover;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        if (box[i].state != BOX_DOUBTFUL ||
            strcmp(box[i].reason, "faint") != 0 ||
            (double)m->cover >= most || (double)m->extent >= p->dust_extent)
            continue;
        box[i].state = BOX_EMPTY;
        box[i].reason = "dust";
    }
}

/* A circle drawn round one box of a question that has no other ink: the
 * wrong sign, but no doubt about what is meant, so it counts (the rule of
 * ballots for wrong signs of clear intent).  A tick beside a box leaves a
 * tenth of this ink in its ring. */

static void settle_circle(const struct judge_params *p, size_t most, size_t n,
                          struct box_read box[])
{
    size_t circled = 0;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        if ((double)m->ring >= p->circled_ring && (double)m->through < p->lone_through &&
            strcmp(box[i].reason, "ring") == 0)
            circled++;
        else if (box[i].state != BOX_EMPTY || (double)m->ring > p->beside_max ||
                 (double)(m->cover + m->specks) > p->bare_max)
            return;
    }
    if (circled == 0 || circled > most)
        return;
    for (size_t i = 0; i < n; i++) {
        if (box[i].state != BOX_DOUBTFUL)
            continue;
        box[i].state = BOX_MARKED;
        box[i].reason = "circled";
    }
}

/* A thick pen's tick or ring may leave as much outside as writing does.  When
 * nothing else is inked in its question, it is the answer. */

static void settle_over(const struct judge_params *p, size_t n,
                        struct box_read box[])
{
    size_t over = n;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        if (over == n && strcmp(box[i].reason, "over") == 0 &&
            (double)m->cover >= p->broad_cover &&
            (double)m->ring < p->broad_ring)
            over = i;
        else if (box[i].state != BOX_EMPTY ||
                 (double)m->ring > p->broad_beside)
            return;
    }
    if (over == n)
        return;
    box[over].state = BOX_MARKED;
    box[over].reason = "";
}

/* Ink that a neighbour's tail reaches is all the ink its item has.  A tail
 * alone leaves less in a box than this hand's own marks do; a mark that a
 * tail runs into leaves more.  Between the two a person decides. */

static bool is_passed(const struct box_read *b)
{
    return strcmp(b->reason, "through") == 0;
}

static void settle_passing(const struct judge_params *p,
                           const struct judge_hand *hand, size_t n,
                           struct box_read box[])
{
    size_t passed = n;
    for (size_t i = 0; i < n; i++) {
        if (is_passed(&box[i]) && passed == n)
            passed = i;
        else if (box[i].state != BOX_EMPTY || is_passed(&box[i]))
            return;
    }
    if (passed == n)
        return;
    double cover = (double)box[passed].measure.cover;
    bool open = box[passed].state == BOX_DOUBTFUL;
    bool own = hand->usual > 0 &&
               cover >= (open ? p->own_maybe : p->own_mark) * hand->usual;
    bool tail = cover < p->tail_cover && cover < p->tail_only * hand->usual;
    if (own) {
        box[passed].state = BOX_MARKED;
        box[passed].reason = "";
    } else if (!tail) {
        box[passed].state = BOX_DOUBTFUL;
    }
}

/* Where several may be chosen, ticks one above the other run into each other:
 * what holds as much ink as the hand's marks is one itself. */
static void settle_chain(const struct judge_params *p,
                         const struct judge_hand *hand, size_t n,
                         struct box_read box[])
{
    for (size_t i = 0; i < n; i++) {
        bool open = box[i].state == BOX_DOUBTFUL;
        double own = open ? p->own_maybe : p->own_mark;
        if (!is_passed(&box[i]) || hand->usual <= 0 ||
            (double)box[i].measure.cover < own * hand->usual ||
            (double)box[i].measure.extent < p->chain_long)
            continue;
        box[i].state = BOX_MARKED;
        box[i].reason = "";
    }
}

/* An item without a mark is looked at again before it is called blank: ink
 * beside a box, or the crumbs a bilevel scan leaves of a pencil line. */

static void doubt_blank(const struct judge_params *p, size_t n,
                        struct box_read box[])
{
    for (size_t i = 0; i < n; i++)
        if (box[i].state != BOX_EMPTY || (double)box[i].measure.through > 0)
            return;
    for (size_t i = 0; i < n; i++) {
        bool beside = (double)box[i].measure.ring > p->beside_max;
        if (strcmp(box[i].reason, "dust") == 0)
            continue;
        double crumbs =
            (double)(box[i].measure.specks + box[i].measure.cover);
        if (!beside && crumbs < p->crumbs_min)
            continue;
        box[i].state = BOX_DOUBTFUL;
        box[i].reason = beside ? "ring" : "faint";
    }
}

static void doubtful(struct answer_read *a, const struct census *c,
                     const char *reason)
{
    answer_is(a, ANSWER_DOUBTFUL, c->marks | c->fills | c->maybes, reason);
}

/* Ink round one of two marks that a tick's tail seldom leaves: a line of
 * handwriting may run through the question. */

static void judge_single(const struct judge_params *params,
                         const struct judge_hand *hand, size_t n,
                         struct box_read box[], const struct census *c,
                         struct answer_read *a)
{
    if (c->doubtful > 0)
        doubtful(a, c, c->marked + c->filled > 0 ? "several" : c->reason);
    else if (c->marked == 1 && c->filled == 0)
        answer_is(a, ANSWER_GIVEN, c->marks, "");
    else if (c->marked == 0 && c->filled == 1 && hand->fills_are_marks)
        answer_is(a, ANSWER_GIVEN, c->fills, "");
    else if (c->marked == 1 &&
             (c->running > 0 || hand->least >= params->filling_hand ||
              (c->heavy > 0 && !fill_is_plain(params, hand, n, box))))
        doubtful(a, c, "filled");
    else if (c->marked == 1) {
        cancel_fills(n, box, a);
        answer_is(a, ANSWER_GIVEN, c->marks, "");
    } else if (c->marked == 0 && c->filled == 0)
        answer_is(a, ANSWER_BLANK, 0, "");
    else if (c->marked == 0 && hand->least >= params->filling_hand)
        answer_is(a, ANSWER_INVALID, c->fills, "several");
    else if (c->marked == 0) /* all filled: cancelled or chosen? */
        doubtful(a, c, "filled");
    else if (c->most > params->unlike_times * c->least ||
             c->ring > params->runs_on || c->running > 0 ||
             (c->dense >= params->scribbled && c->dense - c->bare >= params->scribbled_more))
        doubtful(a, c, "several"); /* one crossed out, or writing? */
    else
        answer_is(a, ANSWER_INVALID, c->marks, "several");
}

static void judge_multi(const struct item *item,
                        const struct judge_hand *hand, size_t n,
                        struct box_read box[], const struct census *c,
                        struct answer_read *a)
{
    bool mixed = c->marked > 0 && c->filled > 0;
    size_t chosen = mixed ? c->marked : c->marked + c->filled;
    uint64_t choices = mixed ? c->marks : c->marks | c->fills;
    if (c->doubtful > 0) {
        doubtful(a, c, c->reason);
        return;
    }
    if (c->crossing > 0 && c->marked > c->crossing && !hand->sprawls) {
        doubtful(a, c, "several");
        return;
    }
    if (mixed && c->heavy > 0) {
        doubtful(a, c, "filled");
        return;
    }
    if (mixed)
        cancel_fills(n, box, a);
    if (chosen == 0)
        answer_is(a, ANSWER_BLANK, 0, "");
    else if (chosen > (size_t)item->max_choices)
        answer_is(a, ANSWER_INVALID, choices, "several");
    else
        answer_is(a, ANSWER_GIVEN, choices, "");
}

/* Gives every box its chance; the chance that the likeliest reading of them
 * together is wrong. */
static float chance_of_error(const struct judge_params *params, size_t n,
                             struct box_read box[])
{
    float right = 1;
    for (size_t i = 0; i < n; i++) {
        float p = judge_chance(params, &box[i]);
        box[i].p_marked = p;
        right *= p < 0.5f ? 1 - p : p;
    }
    return 1 - right;
}

void judge_item(const struct judge_params *params, const struct item *item,
                const struct judge_hand *hand, size_t n,
                struct box_read box[], struct answer_read *answer)
{
    settle_passing(params, hand, n, box);
    if (item->kind == ITEM_MULTI)
        settle_chain(params, hand, n, box);
    settle_lone(params, hand, n, box);
    settle_circle(params,
                  item->kind == ITEM_MULTI ? (size_t)item->max_choices : 1, n,
                  box);
    settle_over(params, n, box);
    settle_masked(params, n, box);
    settle_struck(params, hand, n, box);
    settle_point(params, hand, n, box);
    settle_stroke(params, hand, n, box);
    settle_specks(params, hand, n, box);
    if (item->kind == ITEM_SINGLE)
        settle_taken_back(params, hand, n, box);
    if (item->kind == ITEM_SINGLE) /* a second mark is no surprise elsewhere */
        settle_dust(params, n, box);
    doubt_blank(params, n, box);
    doubt_beside(params, hand, item, n, box);
    struct census c = count(params, n, box);
    size_t index = n > 0 ? box[0].item : answer->item;
    *answer = (struct answer_read){
        .item = index, .reason = ""};
    if (item->kind == ITEM_MULTI)
        judge_multi(item, hand, n, box, &c, answer);
    else
        judge_single(params, hand, n, box, &c, answer);
    const char *why;
    if (answer->state == ANSWER_BLANK &&
        blank_is_doubtful(params, hand, n, box, &why))
        doubtful(answer, &c, why);
    answer->doubt = chance_of_error(params, n, box);
    /* A question for a person is never quite settled by the table of chances:
     * how its boxes stand together is a doubt too. */
    float least = (float)params->doubt_least;
    if (answer->state == ANSWER_DOUBTFUL && answer->doubt < least)
        answer->doubt = least;
}

size_t judge_page(const struct judge_params *params,
                  const struct questionnaire *q, size_t n,
                  struct box_read box[], struct answer_read answers[])
{
    size_t count = 0;
    if (params->fills >= 0.5) {
        count = judge_fills(params, q, n, box, answers);
        judge_numbers(params, q, count, answers);
        return count;
    }
    struct judge_params alone = *params;
    if (judge_outlines_thin(params, n, box))
        alone.lost_below = 0; /* the threshold took them, nothing else */
    for (size_t i = 0; i < n; i++)
        judge_box(&alone, &box[i]);
    struct judge_hand hand = judge_hand(params, n, box);
    for (size_t i = 0; i < n && count < LIMIT_ITEMS;) {
        size_t to = i + 1;
        while (to < n && box[to].item == box[i].item)
            to++;
        judge_item(params, &q->items[box[i].item], &hand, to - i, &box[i],
                   &answers[count++]);
        i = to;
    }
    judge_second(params, q, hand.usual, n, box, count, answers);
    judge_neighbours(params, n, box, count, answers);
    judge_numbers(params, q, count, answers);
    return count;
}
