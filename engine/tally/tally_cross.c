/* engine/tally/tally_cross.c - people by their traits (sex, age band), where
 * the design knows how many of each there are: what raking needs. */
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/tally/internal.h"

/* One rate of one group of one unit; integers, so that units add up. */
struct cross_cell {
    int64_t n, sum, square;
};

struct cross {
    size_t groups, slots;        /* slots: one per rated item, then 知晓率 */
    size_t trait_item[DESIGN_TRAITS];
    size_t aware_items;
    long slot[LIMIT_ITEMS];      /* by item; -1 = not rated */
    struct cross_cell cell[];    /* [unit][group][slot] */
};

size_t tally_cross_groups(const struct tally *t)
{
    return t->cross != NULL ? t->cross->groups : 1;
}

static struct cross_cell *cell_at(const struct tally *t, size_t unit,
                                  size_t group, size_t slot)
{
    struct cross *x = t->cross;
    return &x->cell[(unit * x->groups + group) * x->slots + slot];
}

static size_t slots_of(const struct questionnaire *q, long slot[],
                       size_t *aware)
{
    size_t n = 0;
    *aware = 0;
    for (size_t i = 0; i < q->item_count; i++) {
        slot[i] = item_rated(&q->items[i]) ? (long)n++ : -1;
        *aware += q->items[i].role == ROLE_AWARE;
    }
    return n + 1;
}

enum err_code tally_cross_room(struct tally *t, struct err *err)
{
    struct cross head = {.groups = 1};
    for (size_t i = 0; i < t->design.trait_count; i++) {
        const struct design_trait *trait = &t->design.trait[i];
        long at = questionnaire_find(t->q, trait->item);
        if (at < 0 || t->q->items[at].scale == NULL ||
            t->q->items[at].scale->choice_count != trait->count)
            return err_set(err, ERR_NOTNOW, 0,
                           _("the design knows totals for %s, but the "
                             "questionnaire has changed since; state the "
                             "design again (`pingyi design`)"),
                           trait->item);
        head.trait_item[i] = (size_t)at;
        head.groups *= trait->count + 1;
    }
    if (t->design.trait_count == 0)
        return ERR_OK;
    head.slots = slots_of(t->q, head.slot, &head.aware_items);
    size_t row = head.groups * head.slots * sizeof(struct cross_cell);
    /* the head is far smaller than a unit's row times the limit of units */
    size_t units = t->unit_count + sizeof head / row + 1;
    t->cross = mem_alloc(units, row);
    if (t->cross == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
    *t->cross = head;
    return ERR_OK;
}

/* Which choice was given to an item; `none` where it was not answered. */
static size_t choice_of(size_t item, size_t n,
                        const struct answer_row answers[], size_t none)
{
    for (size_t i = 0; i < n; i++) {
        if (answers[i].item != item)
            continue;
        uint64_t set = answers[i].choices;
        if (answers[i].state != ANSWER_GIVEN || set == 0 ||
            (set & (set - 1)) != 0 || set >> none != 0)
            return none;
        return (size_t)__builtin_ctzll(set);
    }
    return none;
}

void tally_cross_add(struct tally *t, size_t unit, size_t n,
                     const struct answer_row answers[])
{
    struct cross *x = t->cross;
    size_t group = 0;
    int64_t known = 0;
    size_t asked = 0;
    if (x == NULL)
        return;
    for (size_t i = 0; i < t->design.trait_count; i++) {
        size_t count = t->design.trait[i].count;
        group = group * (count + 1) +
                choice_of(x->trait_item[i], n, answers, count);
    }
    for (size_t i = 0; i < n; i++) {
        const struct item *item = &t->q->items[answers[i].item];
        if (x->slot[answers[i].item] < 0)
            continue;
        size_t k = choice_of(answers[i].item, 1, &answers[i],
                             item->scale->choice_count);
        bool yes = k < item->scale->choice_count &&
                   choice_positive(&item->scale->choices[k]);
        struct cross_cell *c =
            cell_at(t, unit, group, (size_t)x->slot[answers[i].item]);
        c->n++;
        c->sum += yes;
        c->square += yes;
        if (item->role == ROLE_AWARE) {
            asked++;
            known += yes;
        }
    }
    if (asked == 0 || asked != x->aware_items)
        return;
    struct cross_cell *c = cell_at(t, unit, group, x->slots - 1);
    c->n++;
    c->sum += known;
    c->square += known * known;
}

void tally_cross_sum(struct tally *t, size_t to, size_t from)
{
    if (t->cross == NULL)
        return;
    size_t cells = t->cross->groups * t->cross->slots;
    for (size_t i = 0; i < cells; i++) {
        struct cross_cell *a = cell_at(t, to, 0, 0) + i;
        const struct cross_cell *b = cell_at(t, from, 0, 0) + i;
        a->n += b->n;
        a->sum += b->sum;
        a->square += b->square;
    }
}

struct answers tally_cross_answers(const struct tally *t, size_t unit,
                                   size_t group, long item)
{
    const struct cross *x = t->cross;
    if (x == NULL)
        return tally_answers(t, unit, item);
    size_t slot = item == RATE_AWARE ? x->slots - 1 : (size_t)x->slot[item];
    const struct cross_cell *c = cell_at(t, unit, group, slot);
    double m = item == RATE_AWARE ? (double)x->aware_items : 1;
    return (struct answers){c->n, (double)c->sum / m,
                            (double)c->square / (m * m)};
}
