/* omr/judge_chance.c - how sure a judged box is.
 *
 * The chance that a box judged like this, with this much ink, was meant as
 * marked: the share found among simulated sheets whose truth is known
 * (`accuracy --dump`, then `judge_again --chances` prints the shares anew; the
 * rows stand in judge_table.h).
 * docs/figures/accuracy.md shows chances against shares on sheets the table
 * was not made from.
 */
#include <string.h>

#include "omr/judge.h"

static const struct {
    enum box_state state;
    const char *reason;
    size_t below, chance; /* offsets in struct judge_params */
} rows[] = {
#define CHANCE(name, state, reason, below, chance, below_before, before)     \
    {state, reason, offsetof(struct judge_params, chance_##name##_below),    \
     offsetof(struct judge_params, chance_##name)},
#include "omr/judge_table.h"
};

static double at(const struct judge_params *params, size_t offset)
{
    return *(const double *)(const void *)((const char *)params + offset);
}

float judge_chance(const struct judge_params *p, const struct box_read *box)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].state == box->state &&
            strcmp(rows[i].reason, box->reason) == 0 &&
            (double)box->measure.cover < at(p, rows[i].below))
            return (float)at(p, rows[i].chance);
    return (float)(box->state == BOX_EMPTY    ? p->chance_other_empty
                   : box->state == BOX_MARKED ? p->chance_other_marked
                                              : p->chance_other);
}
