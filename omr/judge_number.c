/* omr/judge_number.c - the columns of a number, once each has been judged.
 *
 * A column is a single choice like any other.  What only a number knows:
 * nobody means half a number, the digits written above the columns settle
 * what the boxes leave open, and a number may prove itself. */
#include "engine/base/limits.h"
#include "omr/judge.h"


static void ask(struct answer_read *a, const char *reason, double at_least)
{
    float doubt = (float)at_least;
    a->state = ANSWER_DOUBTFUL;
    a->reason = reason;
    a->doubt = a->doubt > doubt ? a->doubt : doubt;
}

static uint8_t digit_of(uint64_t choices)
{
    uint8_t digit = 0;
    while (digit < 9 && (choices >> digit & 1) == 0)
        digit++;
    return digit;
}

static void judge_number(const struct judge_params *p,
                         const struct number_grid *grid,
                         struct answer_read column[])
{
    uint8_t digit[NUMBER_DIGITS_MAX];
    size_t blank = 0;
    size_t given = 0;
    for (size_t i = 0; i < grid->digits; i++) {
        blank += column[i].state == ANSWER_BLANK;
        given += column[i].state == ANSWER_GIVEN;
        digit[i] = digit_of(column[i].choices);
    }
    if (blank == grid->digits)
        return; /* not filled in at all: 未答 */
    for (size_t i = 0; i < grid->digits; i++) {
        if (column[i].state == ANSWER_BLANK)
            ask(&column[i], "gap", p->gap_doubt);
        else if (column[i].state == ANSWER_INVALID)
            ask(&column[i], "several", p->gap_doubt);
    }
    if (given < grid->digits || number_check(grid, digit))
        return;
    for (size_t i = 0; i < grid->digits; i++)
        ask(&column[i], "check", p->check_doubt);
}

void judge_numbers(const struct judge_params *params,
                   const struct questionnaire *q, size_t n,
                   struct answer_read answers[])
{
    for (size_t i = 0; i < n; i++) {
        const struct item *item = &q->items[answers[i].item];
        if (item->grid == NULL || item->place != 0 ||
            i + item->grid->digits > n)
            continue;
        const struct answer_read *last = &answers[i + item->grid->digits - 1];
        if (q->items[last->item].grid == item->grid) /* none is missing */
            judge_number(params, item->grid, &answers[i]);
    }
}
