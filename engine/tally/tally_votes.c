/* engine/tally/tally_votes.c - shares and verdicts of what is voted on.
 * Formulas: docs/formulas.md#votes. */
#include "engine/tally/internal.h"

bool tally_has_votes(const struct questionnaire *q)
{
    for (size_t i = 0; i < q->item_count; i++)
        if (q->items[i].role == ROLE_VOTE)
            return true;
    return false;
}

static int64_t count_for(const struct item *item, const struct item_tally *it)
{
    int64_t n = 0;
    for (size_t k = 0; k < item->scale->choice_count; k++)
        if (item->scale->choices[k].meaning == MEANS_FOR)
            n += it->counts[k];
    return n;
}

/* Sheets that came back with the row on them: whole sheets, and of open
 * sheets the side the row stands on. */
static int64_t returned_with(const struct tally *t,
                             const struct unit_tally *u, size_t item)
{
    return u->side_returned[0] + u->side_returned[t->item_side[item]];
}

static int64_t base_of(const struct tally *t, const struct unit_tally *u,
                       size_t item)
{
    switch (t->q->pass.base) {
    case PASS_RETURNED: return returned_with(t, u, item);
    case PASS_VALID: return u->items[item].asked;
    case PASS_ISSUED:
    case PASS_BASE_COUNT: break;
    }
    return u->issued;
}

static bool reaches(const struct pass_rule *rule, int64_t votes, int64_t base)
{
    int64_t have = votes * rule->den;
    int64_t need = base * rule->num;
    return rule->more ? have > need : have >= need;
}

/* Marks that still wait for a person may all be for or none. */
static enum verdict verdict_of(const struct pass_rule *rule,
                               const struct item_tally *it)
{
    bool least = reaches(rule, it->vote.num, it->vote.den);
    bool most = reaches(rule, it->vote.num + it->doubtful, it->vote.den);
    if (it->vote.den == 0 || least != most)
        return VERDICT_NONE;
    return least ? VERDICT_MET : VERDICT_NOT_MET;
}

static void make_unit(const struct tally *t, struct unit_tally *u)
{
    for (size_t i = 0; i < t->q->item_count; i++) {
        struct item_tally *it = &u->items[i];
        if (t->q->items[i].role != ROLE_VOTE || t->q->pass.den == 0 ||
            it->asked == 0)
            continue;
        it->vote = (struct ratio){count_for(&t->q->items[i], it),
                                  base_of(t, u, i)};
        if (!u->over_returned)
            it->carried = verdict_of(&t->q->pass, it);
    }
}

void tally_make_votes(struct tally *t)
{
    for (size_t u = 0; u < t->unit_count && tally_has_votes(t->q); u++)
        make_unit(t, &t->unit[u]);
}
