/* engine/tally/internal.h - between the steps of a tally: count, sum upward,
 * make rates, hide. */
#ifndef ENGINE_TALLY_INTERNAL_H
#define ENGINE_TALLY_INTERNAL_H

#include "engine/tally/tally.h"

struct item_tally *tally_item(const struct tally *t, size_t unit, size_t item);

/* Counts of every unit's own sheets are in; add each unit to its parent. */
void tally_sum_upward(struct tally *t);

/* Ratios, scores, intervals, verdicts and pools from the counts. */
MUST_USE enum err_code tally_make_rates(struct tally *t, struct err *err);

/* Shares and verdicts of vote items, and whether there are any
 * (tally_votes.c). */
void tally_make_votes(struct tally *t);
bool tally_has_votes(const struct questionnaire *q);

/* Numbers (tally_numbers.c): room for them, one response's, the order of the
 * values.  False: out of memory. */
MUST_USE enum err_code tally_numbers_room(struct tally *t, struct err *err);
bool tally_add_numbers(struct tally *t, size_t unit, size_t n,
                       const struct answer_row answers[]);
void tally_settle_numbers(struct tally *t);
void tally_numbers_free(struct tally *t);

/* Hide what could give a person away (anonymous surveys only). */
MUST_USE enum err_code tally_suppress(struct tally *t, struct err *err);

/* The one item of role overall, or -1. */
long tally_overall(const struct questionnaire *q);

/* Is the choice in the numerator of the item's main rate? */
bool choice_positive(const struct choice *choice);
/* Is it a substantive answer: an opinion, a knowledge or a fact, not
 * 不了解? */
bool choice_substantive(const struct choice *choice);
/* Roles with a main rate: aware, satisfy, overall. */
bool item_rated(const struct item *item);

#endif
