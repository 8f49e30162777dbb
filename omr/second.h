/* omr/second.h - the second reader: another opinion of every box.
 *
 * The judge (omr/judge.h) decides by rules a person can follow.  Beside it a
 * second reader looks at the same stored measures, at all boxes of the
 * question and of the page together, and gives the chance that a box was
 * meant as chosen.  It is a sum of decision trees (gradient boosting, log
 * loss; J. Friedman, "Greedy function approximation", 2001) grown on pages
 * whose truth is known.  Where the two readers differ, a person decides:
 * omr/judge_second.c.
 *
 * How it is made anew: docs/reading.md#second-reader, `make second-reader`.
 * Pure functions of stored numbers, like the judge.
 */
#ifndef OMR_SECOND_H
#define OMR_SECOND_H

#include "engine/store/store.h"

/* What the second reader looks at, by name, in the order of the trees'
 * columns.  Shares and ink as in struct box_measure. */
#define SECOND_FEATURES(F)                                                     \
    /* the box */                                                              \
    F(cover) F(solid) F(ring) F(ink) F(extent) F(strike) F(specks)             \
    F(through) F(noise) F(outline) F(masked) F(exits) F(arms)                  \
    F(cover_times) /* of the page's usual mark; 0 = too few marks */           \
    F(ink_times)                                                               \
    /* the other boxes of its question */                                      \
    F(other_ink) F(third_ink) F(other_ring) F(other_through)                   \
    F(other_dark) F(other_extent) F(other_solid) F(other_strike)               \
    F(other_arms) F(other_exits) F(rings)                                      \
    F(choices) F(most_choices) F(rank)                                         \
    /* the page */                                                             \
    F(usual) F(least) F(heavy) F(dark) F(long_) F(struck) F(armed)             \
    F(leaving) F(full) F(ring_any) F(ring_some) F(dirty) F(crumbs)             \
    F(speckled) F(thin) F(lone) F(answered) F(marks)

enum second_feature {
#define F(name) SECOND_##name,
    SECOND_FEATURES(F)
#undef F
        SECOND_FEATURE_COUNT
};

/* Everything it looks at, for box[0..n) of one page in the judge's order, the
 * choices of an item together.  out has room for n rows. */
void second_look(const struct questionnaire *q, size_t n,
                 const struct box_read box[],
                 float out[][SECOND_FEATURE_COUNT]);

/* The chance, 0..1, that a box that looks like this was meant as chosen. */
float second_chance(const float look[SECOND_FEATURE_COUNT]);

#endif
