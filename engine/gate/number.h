/* engine/gate/number.h - a number put together from its columns' answers. */
#ifndef ENGINE_GATE_NUMBER_H
#define ENGINE_GATE_NUMBER_H

#include "engine/store/store.h"

enum number_state {
    NUMBER_ABSENT,   /* these answers do not carry it */
    NUMBER_BLANK,    /* no column has a mark: 未答 */
    NUMBER_GIVEN,    /* every column has one digit, and the rule is kept */
    NUMBER_WRONG,    /* the same, but the rule is broken: counted by nobody */
    NUMBER_INVALID,  /* a column has none or several */
    NUMBER_DOUBTFUL, /* a column waits for a person */
    NUMBER_STATE_COUNT
};

/* "given", "wrong" … */
const char *number_state_word(enum number_state state);

/* answers[0..n) by item, ascending.  `text` gets the digits with leading
 * zeros where every column has one (GIVEN, WRONG), else "". */
enum number_state number_of(const struct number_grid *grid, size_t n,
                            const struct answer_row answers[],
                            char text[NUMBER_DIGITS_MAX + 1]);

#endif
