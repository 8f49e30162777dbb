/* engine/tally/show.h - a tally for people and as --json. */
#ifndef ENGINE_TALLY_SHOW_H
#define ENGINE_TALLY_SHOW_H

#include "engine/base/str.h"
#include "engine/tally/ranking.h"
#include "engine/tally/tally.h"

enum tally_view { BY_QUESTION, BY_UNIT, BY_CHANNEL, TALLY_VIEW_COUNT };

/* What is asked for: the view, and the unit whose questions are shown. */
struct tally_query {
    enum tally_view view;
    size_t unit;
    const struct ranking *ranking; /* BY_UNIT; may be NULL */
};

/* The unit's row in the ranking; NULL: it has none. */
const struct rank_row *tally_rank_of(const struct ranking *ranking,
                                     size_t unit);

/* The rows of a vote from item *i on that share a table, as a table; *i
 * becomes the item after them (show_votes.c). */
void tally_show_votes(const struct tally *t, const struct unit_tally *u,
                      size_t *i, struct str *out);
/* What became of the number that begins with item *i, and, for the whole
 * round, the most frequent ones; *i becomes the item after its columns
 * (show_numbers.c). */
void tally_show_number(const struct tally *t, const struct unit_tally *u,
                       size_t *i, struct str *out);
/* "side 1: 20 returned, 20 valid; …" where sides were counted apart. */
void tally_show_sides(const struct tally *t, const struct unit_tally *u,
                      struct str *out);

/* What stands behind a rate, beside its numbers (show_infer.c): the weighted
 * share, the interval or the bounds of a census, the conclusion. */
void tally_show_inference(const struct inference *inf, struct interval w,
                          struct str *out);
/* How the round was drawn and weighted, and why there are no intervals. */
void tally_show_design(const struct tally *t, struct str *out);
/* What became of the people who were to be asked (show_outcome.c); a line
 * each, and the members of --json. */
void tally_show_outcome(const struct outcome *o, struct str *out);
const char *conclusion_text(enum conclusion conclusion); /* "" for none */

/* The same as members of --json: "KEY": {…} or null. */
struct jout;
void tally_put_inference(struct jout *j, const char *key,
                         const struct inference *inf, struct interval w);
void tally_put_outcome(struct jout *j, const char *key,
                       const struct outcome *o);
void tally_put_design(struct jout *j, const struct tally *t);

void tally_show_text(const struct tally *t, const struct survey_info *survey,
                     struct tally_query query, struct str *out);
void tally_show_json(const struct tally *t, const struct survey_info *survey,
                     struct tally_query query, struct str *out);

#endif
