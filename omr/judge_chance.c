/* omr/judge_chance.c - how sure a judged box is.
 *
 * The chance that a box judged like this, with this much ink, was meant as
 * marked: the share found among simulated sheets whose truth is known
 * (`accuracy --dump`, then tests/bench/chances.py prints these rows anew).
 * docs/figures/accuracy.md shows chances against shares on sheets the table
 * was not made from.
 */
#include <string.h>

#include "omr/judge.h"

static const struct {
    enum box_state state;
    const char *reason;
    double below; /* cover; the first row that fits counts */
    float chance;
} rows[] = {
    {BOX_EMPTY, "", 0.004, 0.0001f},
    {BOX_EMPTY, "", 9, 0.02f},
    {BOX_EMPTY, "dust", 9, 0.004f},
    {BOX_EMPTY, "through", 0.06, 0.08f},
    {BOX_EMPTY, "through", 9, 0.20f},
    {BOX_CANCELLED, "cancelled", 9, 0.01f},
    {BOX_MARKED, "", 0.020, 0.93f},
    {BOX_MARKED, "", 0.060, 0.996f},
    {BOX_MARKED, "", 9, 0.9993f},
    {BOX_MARKED, "filled", 9, 0.998f},
    {BOX_MARKED, "lone", 9, 0.97f},
    {BOX_MARKED, "circled", 9, 0.95f},
    {BOX_DOUBTFUL, "faint", 0.010, 0.04f},
    {BOX_DOUBTFUL, "faint", 0.016, 0.21f},
    {BOX_DOUBTFUL, "faint", 9, 0.56f},
    {BOX_DOUBTFUL, "dirty", 0.060, 0.03f},
    {BOX_DOUBTFUL, "dirty", 0.100, 0.30f},
    {BOX_DOUBTFUL, "dirty", 0.200, 0.50f},
    {BOX_DOUBTFUL, "dirty", 9, 0.96f},
    {BOX_DOUBTFUL, "over", 0.100, 0.12f},
    {BOX_DOUBTFUL, "over", 0.200, 0.26f},
    {BOX_DOUBTFUL, "over", 9, 0.54f},
    {BOX_DOUBTFUL, "pale", 9, 0.05f},
    {BOX_DOUBTFUL, "ring", 9, 0.03f},
    {BOX_DOUBTFUL, "lost", 0.050, 0.03f},
    {BOX_DOUBTFUL, "lost", 9, 0.85f},
    {BOX_DOUBTFUL, "struck", 9, 0.65f},
    {BOX_DOUBTFUL, "through", 9, 0.45f},
};

float judge_chance(const struct box_read *box)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].state == box->state &&
            strcmp(rows[i].reason, box->reason) == 0 &&
            (double)box->measure.cover < rows[i].below)
            return rows[i].chance;
    /* too rare to have a share of its own */
    return box->state == BOX_EMPTY    ? 0.02f
           : box->state == BOX_MARKED ? 0.98f
                                      : 0.5f;
}
