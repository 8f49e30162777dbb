/* engine/tally/tally_sum.c - every unit is added to the one above it. */
#include "engine/tally/internal.h"

static void add_ratio(struct ratio *to, struct ratio from)
{
    to->num += from.num;
    to->den += from.den;
}

static void add_item(const struct item *item, struct item_tally *to,
                     const struct item_tally *from)
{
    size_t choices = item->scale != NULL ? item->scale->choice_count : 0;
    for (size_t k = 0; k < choices; k++)
        to->counts[k] += from->counts[k];
    to->asked += from->asked;
    to->skipped += from->skipped;
    to->stray += from->stray;
    to->blank += from->blank;
    to->invalid += from->invalid;
    to->doubtful += from->doubtful;
    to->corrected += from->corrected;
    to->written += from->written;
    to->score_sum += from->score_sum;
    to->score_n += from->score_n;
}

static void add_unit(const struct questionnaire *q, struct unit_tally *to,
                     const struct unit_tally *from)
{
    to->has_sheets = to->has_sheets || from->has_sheets;
    to->printed += from->printed;
    to->issued += from->issued;
    to->refused += from->refused;
    to->returned += from->returned;
    to->paperless += from->paperless;
    to->valid += from->valid;
    for (int d = 0; d < DISP_COUNT; d++)
        to->by_disposition[d] += from->by_disposition[d];
    for (int side = 0; side <= LIMIT_SIDES; side++) {
        to->side_returned[side] += from->side_returned[side];
        to->side_valid[side] += from->side_valid[side];
    }
    add_ratio(&to->aware_people, from->aware_people);
    add_ratio(&to->composite, from->composite);
    to->aware_sum += from->aware_sum;
    to->aware_square += from->aware_square;
    for (size_t i = 0; i < q->item_count; i++)
        add_item(&q->items[i], &to->items[i], &from->items[i]);
    for (size_t g = 0; g < q->grid_count; g++)
        for (int s = 0; s < NUMBER_STATE_COUNT; s++)
            to->numbers[g].n[s] += from->numbers[g].n[s];
    /* An excess below must not vanish in the sum. */
    to->over_returned = to->over_returned || from->over_returned;
}

void tally_sum_upward(struct tally *t)
{
    for (size_t i = 0; i < t->unit_count; i++)
        t->unit[i].over_returned =
            t->unit[i].returned - t->unit[i].paperless > t->unit[i].issued &&
            (t->unit[i].printed > 0 || t->unit[i].issued > 0);
    for (size_t i = t->unit_count; i-- > 1;) {
        long parent = t->units->unit[i].parent;
        add_unit(t->q, &t->unit[parent], &t->unit[i]);
        tally_cross_sum(t, (size_t)parent, i);
    }
}
