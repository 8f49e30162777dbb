/* engine/gate/number.c - see number.h. */
#include "engine/gate/number.h"

static const char *const words[] = {
    [NUMBER_ABSENT] = "absent",   [NUMBER_BLANK] = "blank",
    [NUMBER_GIVEN] = "given",     [NUMBER_WRONG] = "wrong",
    [NUMBER_INVALID] = "invalid", [NUMBER_DOUBTFUL] = "doubtful",
};
_Static_assert(sizeof words / sizeof words[0] == NUMBER_STATE_COUNT,
               "one word per state");

const char *number_state_word(enum number_state state)
{
    return (unsigned)state < NUMBER_STATE_COUNT ? words[state] : "";
}

/* The one digit of a column, or -1. */
static int digit_of(const struct answer_row *a)
{
    if (a->state != ANSWER_GIVEN)
        return -1;
    for (int d = 0; d <= 9; d++)
        if (a->choices == UINT64_C(1) << d)
            return d;
    return -1;
}

enum number_state number_of(const struct number_grid *grid, size_t n,
                            const struct answer_row answers[],
                            char text[NUMBER_DIGITS_MAX + 1])
{
    uint8_t digit[NUMBER_DIGITS_MAX] = {0};
    size_t have = 0, blank = 0, doubtful = 0, given = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        const struct answer_row *a = &answers[i];
        if (a->item < grid->first_item ||
            a->item >= grid->first_item + grid->digits)
            continue;
        int d = digit_of(a);
        have++;
        blank += a->state == ANSWER_BLANK;
        doubtful += a->state == ANSWER_DOUBTFUL;
        given += d >= 0;
        digit[a->item - grid->first_item] = (uint8_t)(d >= 0 ? d : 0);
    }
    if (have == 0)
        return NUMBER_ABSENT;
    if (doubtful > 0)
        return NUMBER_DOUBTFUL;
    if (blank == grid->digits)
        return NUMBER_BLANK;
    if (given < grid->digits)
        return NUMBER_INVALID;
    for (size_t i = 0; i < grid->digits; i++)
        text[i] = (char)('0' + digit[i]);
    text[grid->digits] = '\0';
    return number_check(grid, digit) ? NUMBER_GIVEN : NUMBER_WRONG;
}
