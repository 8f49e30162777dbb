/* omr/judge_item.c - the boxes of one item together become an answer. */
#include <string.h>

#include "omr/judge.h"

/* Beside a mark that is itself this heavy a fill is no plain cancellation:
 * the same hand may fill one box and hatch the other. */
#define HEAVY 0.40

struct census { /* of one item's boxes */
    size_t marked, filled, doubtful;
    size_t heavy; /* of the marked: hatched, nearly fills themselves */
    uint64_t marks, fills, maybes;
    const char *reason; /* of the first doubtful box */
    float doubt;
};

static bool is_fill(const struct box_read *box)
{
    return box->state == BOX_MARKED && strcmp(box->reason, "filled") == 0;
}

static struct census count(size_t n, const struct box_read box[])
{
    struct census c = {.reason = ""};
    for (size_t i = 0; i < n; i++) {
        uint64_t bit = UINT64_C(1) << box[i].choice;
        float p = box[i].p_marked;
        float open = p < 0.5f ? p : 1 - p;
        if (is_fill(&box[i])) {
            c.filled++;
            c.fills |= bit;
        } else if (box[i].state == BOX_MARKED) {
            c.marked++;
            c.heavy += (double)box[i].measure.cover > HEAVY;
            c.marks |= bit;
        } else if (box[i].state == BOX_DOUBTFUL) {
            if (c.doubtful++ == 0)
                c.reason = box[i].reason;
            c.maybes |= bit;
            open = open < 0.25f ? 0.25f : open;
        }
        c.doubt = open > c.doubt ? open : c.doubt;
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

static void doubtful(struct answer_read *a, const struct census *c,
                     const char *reason)
{
    answer_is(a, ANSWER_DOUBTFUL, c->marks | c->fills | c->maybes, reason);
    a->doubt = c->doubt < 0.5f ? 0.5f : c->doubt;
}

static void judge_single(size_t n, struct box_read box[],
                         const struct census *c, struct answer_read *a)
{
    if (c->doubtful > 0)
        doubtful(a, c, c->marked + c->filled > 0 ? "several" : c->reason);
    else if (c->marked == 1 && c->filled == 0)
        answer_is(a, ANSWER_GIVEN, c->marks, "");
    else if (c->marked == 0 && c->filled == 1)
        answer_is(a, ANSWER_GIVEN, c->fills, "");
    else if (c->marked == 1 && c->heavy > 0)
        doubtful(a, c, "filled");
    else if (c->marked == 1) {
        cancel_fills(n, box, a);
        answer_is(a, ANSWER_GIVEN, c->marks, "");
    } else if (c->marked == 0 && c->filled == 0)
        answer_is(a, ANSWER_BLANK, 0, "");
    else if (c->marked == 0) /* all filled: cancelled or chosen? */
        doubtful(a, c, "filled");
    else
        answer_is(a, ANSWER_INVALID, c->marks, "several");
}

static void judge_multi(const struct item *item, size_t n,
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

void judge_item(const struct judge_params *params, const struct item *item,
                size_t n, struct box_read box[], struct answer_read *answer)
{
    (void)params;
    struct census c = count(n, box);
    size_t index = n > 0 ? box[0].item : answer->item;
    *answer = (struct answer_read){
        .item = index, .reason = "", .doubt = c.doubt};
    if (item->kind == ITEM_MULTI)
        judge_multi(item, n, box, &c, answer);
    else
        judge_single(n, box, &c, answer);
}
