/* omr/judge_settle.c - what the other boxes of a question, the hand and the
 * page make plain about a doubtful box. */
#include <string.h>

#include "omr/judge_internal.h"

static bool is(const struct box_read *b, const char *reason)
{
    return b->state == BOX_DOUBTFUL && strcmp(b->reason, reason) == 0;
}

/* The one box with ink, all others as empty as paper; n = none or more. */
static size_t only_ink(const struct judge_params *p, size_t n,
                       const struct box_read box[])
{
    size_t only = n;
    for (size_t i = 0; i < n; i++) {
        if (judge_ink_in(&box[i]) < p->nothing / 2 && box[i].state == BOX_EMPTY)
            continue;
        if (only < n)
            return n;
        only = i;
    }
    return only;
}

/* No ink round any box but this one. */
static bool rings_bare(const struct judge_params *p, size_t n,
                       const struct box_read box[], size_t but)
{
    for (size_t i = 0; i < n; i++)
        if (i != but && (double)box[i].measure.ring > 2 * p->nothing)
            return false;
    return true;
}

void settle_point(const struct judge_params *p, const struct judge_hand *hand,
                  size_t n, struct box_read box[])
{
    size_t at = only_ink(p, n, box);
    if (hand->sparse)
        return;
    if (at == n || (double)box[at].measure.through >= p->lone_through)
        return;
    struct box_read *b = &box[at];
    const struct box_measure *m = &b->measure;
    bool weak = is(b, "faint") || is(b, "small") || b->state == BOX_EMPTY;
    if (!weak)
        return;
    bool crumbs = hand->thin && judge_ink_in(b) >= p->crumb_mark;
    bool dot = !hand->dirt && (double)m->cover >= p->dot_cover &&
               (double)m->extent >= p->dot_long &&
               (double)m->ink >= p->dot_deep && rings_bare(p, n, box, at);
    bool point = hand->clean && (double)m->cover >= p->point_cover &&
                 (double)m->extent >= p->point_long &&
                 (double)m->ink >= p->point_ink && !hand->dirt &&
                 rings_bare(p, n, box, at);
    if (crumbs || point || dot) {
        b->state = BOX_MARKED;
        b->reason = "lone";
    }
}

/* A short stroke or dot of the hand's own ink, weaker than its other marks
 * but larger than any dust, is a mark beside others too. */

void settle_stroke(const struct judge_params *p, const struct judge_hand *hand,
                   size_t n, struct box_read box[])
{
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        bool stroke = (double)m->cover >= p->weak_cover &&
                      (double)m->extent >= p->weak_long;
        bool dot = (double)m->cover >= p->big_dot_cover &&
                   (double)m->extent >= p->big_dot_long;
        if (!is(&box[i], "faint") || !(stroke || dot) || hand->dirt ||
            !hand->clean || (double)m->ink < p->own_ink * hand->ink ||
            (double)m->ring > 2 * p->nothing || (double)m->through > 0)
            continue;
        box[i].state = BOX_MARKED;
        box[i].reason = "";
    }
}

/* A mark struck out or scribbled over beside a plain one was taken back, even
 * if not by the printed rule: it is far heavier, and a line runs across it or
 * hardly any paper shows. */

void settle_taken_back(const struct judge_params *p,
                       const struct judge_hand *hand, size_t n,
                       struct box_read box[])
{
    size_t plain = n;
    size_t taken = n;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        bool out =
            is(&box[i], "struck") && (double)m->strike >= p->taken_strike;
        bool over = is(&box[i], "scrawl") && (double)m->solid >= p->taken_solid;
        bool mark = box[i].state == BOX_MARKED && box[i].reason[0] == '\0' &&
                    !runs_through(p, &box[i]);
        if ((out || over) && taken == n)
            taken = i;
        else if (mark && plain == n)
            plain = i;
        else if (box[i].state != BOX_EMPTY ||
                 judge_ink_in(&box[i]) > p->nothing)
            return;
    }
    if (taken == n || plain == n || hand->dirt)
        return;
    double cover = (double)box[plain].measure.cover;
    if (cover > (1 + p->like) * hand->usual ||
        cover < (1 - p->like) * hand->usual ||
        (double)box[taken].measure.cover < p->taken_times * cover)
        return;
    box[taken].state = BOX_CANCELLED;
    box[taken].reason = "cancelled";
}

void settle_specks(const struct judge_params *p, const struct judge_hand *hand,
                   size_t n, struct box_read box[])
{
    size_t plain = n;
    for (size_t i = 0; i < n; i++)
        if (box[i].state == BOX_MARKED &&
            (plain == n || box[i].measure.cover > box[plain].measure.cover))
            plain = i;
    if (hand->thin || hand->least < p->speck_hand)
        return;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        bool bare = (double)m->ring < p->beside_ring;
        bool beside = bare && plain < n &&
                      judge_ink_in(&box[i]) < p->beside_cover &&
                      (double)m->extent < p->beside_long &&
                      p->beside_times * judge_ink_in(&box[i]) <
                          (double)box[plain].measure.cover;
        bool lone = m->cover <= 0 && bare &&
                    (double)m->specks <= p->lone_speck;
        bool speck = (double)m->specks < p->nothing &&
                     judge_ink_in(&box[i]) < p->speck_cover &&
                     (double)m->extent < p->speck_long &&
                     (double)m->ring < p->nothing;
        bool haze = bare && (double)m->noise >= p->haze_noise &&
                    (double)m->ink < p->haze_ink &&
                    p->haze_times * (double)m->ink < hand->ink;
        bool open = is(&box[i], "faint") || is(&box[i], "pale") ||
                    (box[i].state == BOX_EMPTY && judge_ink_in(&box[i]) > 0);
        if (!open || !(speck || lone || beside || haze))
            continue;
        box[i].state = BOX_EMPTY;
        box[i].reason = "dust";
    }
}

/* A streak over the box hides part of it.  When the rest of it holds a plain
 * mark and its question no other ink, or no ink beside another's plain mark,
 * that part does not matter. */

static bool is_plain(const struct judge_params *p, const struct box_measure *m)
{
    return (double)m->cover >= p->plain_cover &&
           (double)m->extent >= p->plain_long;
}

void settle_masked(const struct judge_params *p, size_t n,
                   struct box_read box[])
{
    size_t plain = 0;
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        const struct box_measure *m = &box[i].measure;
        bool masked = is(&box[i], "masked");
        bool none = judge_ink_in(&box[i]) < p->nothing / 2;
        bool mark = is_plain(p, m) && (masked || box[i].state == BOX_MARKED);
        if ((double)m->masked > p->hidden_max || (!none && !mark) ||
            (box[i].state == BOX_DOUBTFUL && !masked))
            return;
        plain += mark;
        any = any || masked;
    }
    if (!any || plain != 1)
        return;
    for (size_t i = 0; i < n; i++) {
        if (!is(&box[i], "masked"))
            continue;
        box[i].state = is_plain(p, &box[i].measure) ? BOX_MARKED : BOX_EMPTY;
        box[i].reason = "";
    }
}

/* A level stroke through the only inked box of a question strikes nothing
 * out: it is the mark.  What strikes out a mark is heavier than a mark. */

void settle_struck(const struct judge_params *p, const struct judge_hand *hand,
                   size_t n, struct box_read box[])
{
    for (size_t i = 0; i < n; i++) { /* a felt pen's ticks are level too */
        double cover = (double)box[i].measure.cover;
        if (is(&box[i], "struck") && hand->usual >= p->felt_from &&
            cover <= p->felt_times * hand->usual) {
            box[i].state = BOX_MARKED;
            box[i].reason = "";
        }
    }
    size_t at = only_ink(p, n, box);
    if (at == n)
        return;
    const struct box_measure *m = &box[at].measure;
    bool level = is(&box[at], "struck") &&
                 (double)m->cover <= p->level_times * hand->usual;
    bool twice = is(&box[at], "scrawl") && (double)m->solid <= p->twice_solid &&
                 (double)m->cover <= p->twice_cover &&
                 (double)m->arms < p->cross_arms &&
                 (double)m->strike < p->twice_strike;
    if (!level && !twice)
        return;
    box[at].state = BOX_MARKED;
    box[at].reason = "";
}

/* A mark whose elbow missed its box leaves ink beside it only.  Where the
 * question could have one more choice, it may be one. */

void doubt_beside(const struct judge_params *p, const struct judge_hand *hand,
                  const struct item *item, size_t n, struct box_read box[])
{
    size_t marks = 0;
    for (size_t i = 0; i < n; i++)
        marks += box[i].state == BOX_MARKED;
    if (item->kind != ITEM_MULTI || marks >= (size_t)item->max_choices)
        return;
    for (size_t i = 0; i < n; i++) {
        bool several =
            hand->clean && (double)box[i].measure.specks >= p->nothing;
        bool crumbs = (hand->thin || several) &&
                      judge_ink_in(&box[i]) >= 2 * p->crumb_mark;
        bool near = (double)box[i].measure.arms >= 1;
        bool ring =
            (double)box[i].measure.ring >= (near ? p->miss_near : p->miss_ring);
        if (box[i].state != BOX_EMPTY || box[i].reason[0] != '\0' ||
            (double)box[i].measure.through > 0 || (!crumbs && !ring))
            continue;
        box[i].state = BOX_DOUBTFUL;
        box[i].reason = crumbs ? "faint" : "ring";
    }
}

/* A fill beside a mark that is heavy itself is a cancellation when it is
 * plainly fuller than the mark, and the mark like the hand's others. */

bool fill_is_plain(const struct judge_params *p, const struct judge_hand *hand,
                   size_t n, const struct box_read box[])
{
    for (size_t i = 0; i < n; i++) {
        double cover = (double)box[i].measure.cover;
        bool fill = strcmp(box[i].reason, "filled") == 0;
        if (box[i].state != BOX_MARKED)
            continue;
        if (fill ? cover < p->full_cover
                 : cover > p->full_cover - p->fuller ||
                       cover > (1 + p->like) * hand->usual ||
                       cover < (1 - p->like) * hand->usual)
            return false;
    }
    return hand->usual > 0;
}

bool blank_is_doubtful(const struct judge_params *p,
                       const struct judge_hand *hand, size_t n,
                       const struct box_read box[], const char **reason)
{
    *reason = "faint";
    if (hand->eaten)
        return true;
    *reason = "masked";
    for (size_t i = 0; i < n; i++)
        if ((double)box[i].measure.masked > p->hidden_blank)
            return true;
    return false;
}
