/* omr/judge.h - measurements become states; states become an answer.
 *
 * Pure functions of stored numbers, so a whole round can be judged again
 * without its images.  Never "darkest wins": what is not clear is doubtful
 * and goes to a person.  Every threshold's story: docs/reading.md#judging.
 */
#ifndef OMR_JUDGE_H
#define OMR_JUDGE_H

#include "engine/store/store.h"

struct judge_params {
    double empty_below;   /* cover below this (and the page's noise): empty */
    double marked_above;  /* cover above this with a stroke: marked */
    double stroke_min;    /* extent a mark's largest stroke must have */
    double fill_above;    /* cover from here on may be a cancellation */
    double ring_max;      /* ink round an empty box that makes it doubtful */
    double fills;         /* 1: bubbles are filled in, and nothing cancels
                           * (judge_fill.c); 0: our own rule */
};
extern const struct judge_params judge_usual;

/* Judge one box alone. */
void judge_box(const struct judge_params *params, struct box_read *box);

/* How one hand marks, over all boxes of a page judged alone. */
struct judge_hand {
    double usual;         /* median cover of its marks; 0 = too few to tell */
    bool fills_are_marks; /* it marks by filling: a filled box that is the only
                           * ink of its question is no cancellation */
};

/* Learn the hand.  A mark that is far heavier than the page's others is no
 * plain mark but perhaps a scribbled cancellation: DOUBTFUL "scrawl"; one that
 * is far weaker may be dirt: DOUBTFUL "faint". */
struct judge_hand judge_hand(size_t n, struct box_read box[]);

/* Judge the boxes of one item together: box[0..n) are its choices in order,
 * already judged alone; may turn a fill beside another mark into CANCELLED.
 * Fills *answer (item, state, choices, corrected, reason, doubt). */
void judge_item(const struct judge_params *params, const struct item *item,
                const struct judge_hand *hand, size_t n,
                struct box_read box[], struct answer_read *answer);

/* Judge a whole page: box[0..n) are its boxes, the choices of an item
 * together; their measures are read, all else is filled.  answers has room
 * for LIMIT_ITEMS; one per item with boxes, in the boxes' order.  Returns how
 * many.  Measures are taken as they are stored: round them first
 * (store_measure_round), or a page judged again may read differently. */
size_t judge_page(const struct judge_params *params,
                  const struct questionnaire *q, size_t n,
                  struct box_read box[], struct answer_read answers[]);

/* The same where bubbles are filled in: judge_page() calls it. */
size_t judge_fills(const struct questionnaire *q, size_t n,
                   struct box_read box[], struct answer_read answers[]);

/* What only the columns of a number together tell: a column left empty beside
 * others that are marked, several marks in one, a broken check rule.  All go
 * to a person, who sees the digits written above them. */
void judge_numbers(const struct questionnaire *q, size_t n,
                   struct answer_read answers[]);

#endif
