/* omr/judge_internal.h - shared by judge.c, judge_item.c, judge_sheet.c,
 * judge_settle.c and judge_second.c. */
#ifndef OMR_JUDGE_INTERNAL_H
#define OMR_JUDGE_INTERNAL_H

#include "omr/judge.h"

/* The second reader's opinion (omr/second.h) of a page the rules have judged:
 * fills p_marked and doubt anew, may ask and may settle.  `usual`: the share of
 * a box that the page's marks cover. */
void judge_second(const struct judge_params *params,
                  const struct questionnaire *q, double usual, size_t n,
                  struct box_read box[], size_t count,
                  struct answer_read answers[]);

/* A long mark may have been taken for its neighbour's: a blank question beside
 * one with too many marks, one of them running on, becomes doubtful. */
void judge_neighbours(const struct judge_params *params, size_t n,
                      struct box_read box[], size_t count,
                      struct answer_read answers[]);

/* Share of a box that its ink covers, specks too. */
double judge_ink_in(const struct box_read *box);

/* Many outlines of the page are thin: not damage here, but the threshold. */
bool judge_outlines_thin(const struct judge_params *p, size_t n,
                         const struct box_read box[]);

/* How many empty boxes have ink beside them that belongs to no box: a stain,
 * a seal, writing, print of the other side. */
double judge_strange(const struct judge_params *p, size_t n,
                     const struct box_read box[]);

/* Is there hardly a mark on the page?  Then weak ones become doubtful. */
bool judge_sparse(const struct judge_params *p, size_t n,
                  struct box_read box[]);

/* Fills hand->eaten and ->clean; `least` is known.  `marks` of the page. */
void judge_sheet(const struct judge_params *p, size_t n,
                 const struct box_read box[], size_t marks,
                 struct judge_hand *hand);

/* Marks in the middle of dirt, and marks crossed over, become doubtful. */
void judge_near_dirt(const struct judge_params *p, double usual, size_t n,
                     struct box_read box[]);
void judge_crossed(const struct judge_params *p, double usual, size_t n,
                   struct box_read box[]);

/* Does the ink of a marked box leave it where no tail does?  Beside another
 * mark it may be a stray stroke. */
bool runs_through(const struct judge_params *p, const struct box_read *box);

/* Each looks at the boxes of one question, judged alone, and settles what
 * the page or the other boxes make plain; the rest stays doubtful. */
void settle_point(const struct judge_params *p, const struct judge_hand *hand,
                  size_t n, struct box_read box[]);
void settle_stroke(const struct judge_params *p, const struct judge_hand *hand,
                   size_t n, struct box_read box[]);
void settle_taken_back(const struct judge_params *p,
                       const struct judge_hand *hand, size_t n,
                       struct box_read box[]);
void settle_specks(const struct judge_params *p, const struct judge_hand *hand,
                   size_t n, struct box_read box[]);
void settle_masked(const struct judge_params *p, size_t n,
                   struct box_read box[]);
void settle_struck(const struct judge_params *p, const struct judge_hand *hand,
                   size_t n, struct box_read box[]);

/* May ink beside a box be one more choice of a question that allows it? */
void doubt_beside(const struct judge_params *p, const struct judge_hand *hand,
                  const struct item *item, size_t n, struct box_read box[]);

/* Is the one fill beside the one heavy mark a plain cancellation? */
bool fill_is_plain(const struct judge_params *p, const struct judge_hand *hand,
                   size_t n, const struct box_read box[]);

/* Is a question without any mark not certainly blank?  Says why. */
bool blank_is_doubtful(const struct judge_params *p,
                       const struct judge_hand *hand, size_t n,
                       const struct box_read box[], const char **reason);

#endif
