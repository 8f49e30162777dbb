/* omr/judge.h - measurements become states; states become an answer.
 *
 * Pure functions of stored numbers, so a whole round can be judged again
 * without its images.  Never "darkest wins": what is not clear is doubtful
 * and goes to a person.  Every threshold's story: docs/reading.md#judging.
 */
#ifndef OMR_JUDGE_H
#define OMR_JUDGE_H

#include "engine/store/store.h"

/* The judge's rules themselves, counted: one more whenever the same measures
 * and the same parameters may read differently from before.  A changed usual
 * value is none.  Each with what changed: docs/reading.md#versions. */
enum { JUDGE_VERSION = 4 };

/* Every number the judge decides by, with its range and meaning:
 * omr/judge_table.h.  By name, as JSON: omr/judge_params.h. */
struct judge_params {
    int version; /* of the judge they were set for: JUDGE_VERSION; 0 = by a
                  * program that did not say; the judge itself does not ask */
#define PARAM(name, usual, before, low, high, unit, text) double name;
#define CHANCE(name, state, reason, below, chance, below_before, before)     \
    double chance_##name##_below, chance_##name;
#include "omr/judge_table.h"
};
extern const struct judge_params judge_usual;
/* What a round was judged with before its parameters had all their names:
 * those that it does not name have these values. */
extern const struct judge_params judge_before;

/* Judge one box alone. */
void judge_box(const struct judge_params *params, struct box_read *box);

/* How one hand marks, over all boxes of a page judged alone. */
struct judge_hand {
    double usual;         /* median cover of its marks; 0 = too few to tell */
    double least;         /* lower quartile of the same */
    double ink;           /* upper quartile of its marks' ink */
    bool thin;            /* thin marks on a page without any noise */
    bool eaten;           /* the same, and a light threshold left crumbs of some marks */
    bool clean;           /* no points of ink all over the page */
    bool sparse;          /* hardly a question of the page has a mark */
    bool dirt;            /* ink beside several boxes that hold none */
    bool sprawls;         /* its marks often run far out of their boxes */
    bool fills_are_marks; /* it marks by filling: a filled box that is the only
                           * ink of its question is no cancellation */
};

/* Learn the hand.  A mark that is far heavier than the page's others is no
 * plain mark but perhaps a scribbled cancellation: DOUBTFUL "scrawl"; one that
 * is far weaker may be dirt: DOUBTFUL "faint"; on a page full of specks every
 * weak one: DOUBTFUL "dirty". */
struct judge_hand judge_hand(const struct judge_params *params, size_t n,
                             struct box_read box[]);

/* Judge the boxes of one item together: box[0..n) are its choices in order,
 * already judged alone; may turn a fill beside another mark into CANCELLED.
 * Fills *answer (item, state, choices, corrected, reason, doubt). */
void judge_item(const struct judge_params *params, const struct item *item,
                const struct judge_hand *hand, size_t n,
                struct box_read box[], struct answer_read *answer);

/* The chance that a box judged like this was meant as marked. */
float judge_chance(const struct judge_params *params,
                   const struct box_read *box);

/* Judge a whole page: box[0..n) are its boxes, the choices of an item
 * together; their measures are read, all else is filled.  answers has room
 * for LIMIT_ITEMS; one per item with boxes, in the boxes' order.  Returns how
 * many.  Measures are taken as they are stored: round them first
 * (store_measure_round), or a page judged again may read differently. */
size_t judge_page(const struct judge_params *params,
                  const struct questionnaire *q, size_t n,
                  struct box_read box[], struct answer_read answers[]);

/* The same where bubbles are filled in: judge_page() calls it. */
size_t judge_fills(const struct judge_params *params,
                   const struct questionnaire *q, size_t n,
                   struct box_read box[], struct answer_read answers[]);

/* What only the columns of a number together tell: a column left empty beside
 * others that are marked, several marks in one, a broken check rule.  All go
 * to a person, who sees the digits written above them. */
void judge_numbers(const struct judge_params *params,
                   const struct questionnaire *q, size_t n,
                   struct answer_read answers[]);

#endif
