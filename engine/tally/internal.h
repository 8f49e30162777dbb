/* engine/tally/internal.h - between the steps of a tally: count, sum upward,
 * make rates, hide. */
#ifndef ENGINE_TALLY_INTERNAL_H
#define ENGINE_TALLY_INTERNAL_H

#include "engine/stats/survey.h"
#include "engine/tally/tally.h"

struct item_tally *tally_item(const struct tally *t, size_t unit, size_t item);

/* Counts of every unit's own sheets are in; add each unit to its parent. */
void tally_sum_upward(struct tally *t);

/* Ratios, scores, verdicts and pools from the counts. */
MUST_USE enum err_code tally_make_rates(struct tally *t, struct err *err);

/* What one group of people says about one rate: how many, Σy and Σy² with y
 * the share of one person, 0..1. */
struct answers {
    int64_t n;
    double sum, square;
};

enum { RATE_AWARE = -1 }; /* in place of an item: 知晓率 pooled */

/* Of a unit and all below it. */
struct answers tally_answers(const struct tally *t, size_t unit, long item);

/* People by traits (tally_cross.c), where the design knows totals: room, one
 * person, a unit into another.  Of group a·(count of trait 1 + 1) + b; the
 * last a, or b, = did not say. */
MUST_USE enum err_code tally_cross_room(struct tally *t, struct err *err);
void tally_cross_add(struct tally *t, size_t unit, size_t n,
                     const struct answer_row answers[]);
void tally_cross_sum(struct tally *t, size_t to, size_t from);
size_t tally_cross_groups(const struct tally *t); /* 1 without traits */
struct answers tally_cross_answers(const struct tally *t, size_t unit,
                                   size_t group, long item);

/* Estimates, intervals, bounds and conclusions (tally_infer.c). */
MUST_USE enum err_code tally_infer(struct tally *t, struct err *err);

/* The sample that speaks for one rate of one unit above its strata
 * (tally_sample.c). */
struct sampler;
MUST_USE enum err_code sampler_new(const struct tally *t,
                                   struct sampler **out, struct err *err);
void sampler_free(struct sampler *s);
/* Where the unit stands: above its strata, in one, in none. */
enum sampled_place { PLACE_ABOVE, PLACE_INSIDE, PLACE_OUTSIDE };
enum sampled_place sampler_place(const struct sampler *s, size_t unit);
/* Estimate of one rate of `unit`; *note is of this estimate; *people is the
 * frame of the finite-population correction, 0 = none. */
MUST_USE enum err_code sampler_mean(struct sampler *s, size_t unit, long item,
                                    struct survey_estimate *out,
                                    struct weighting *note, double *people,
                                    struct err *err);

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

/* The same question, word by word: answers may be added or compared. */
bool tally_same_item(const struct item *a, const struct item *b);

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
