/* engine/tally/ranking.h - units in order, and how far the order can be
 * trusted.
 *
 * Ranks are given only inside a class, by 满意率 (知晓率 where nothing else is
 * asked); equal rates share a place and the next place follows without a gap;
 * units with fewer than RANK_MIN_VALID valid sheets have no place.  The rank
 * interval says which places the unit may have in truth: 1 + those that are
 * significantly better … all - those significantly worse, tests of one unit
 * against all others together at 5 % (Holm 1979; Mogstad, Romano, Shaikh and
 * Wilhelm 2024, marginal sets).  Formulas: docs/statistics.md#ranks.
 */
#ifndef ENGINE_TALLY_RANKING_H
#define ENGINE_TALLY_RANKING_H

#include <stddef.h>

#include "engine/base/err.h"
#include "engine/tally/tally.h"

/* Below this many valid sheets a unit gets no place and no verdict (domain
 * practice; the NCHS presentation standards use the same figure). */
enum { RANK_MIN_VALID = 30 };

enum rank_state {
    RANK_PLACED,
    RANK_FEW,    /* 1..29 valid sheets: shown in grey, no place */
    RANK_EMPTY,  /* no valid sheet at all */
    RANK_HIDDEN, /* anonymous: its sheets, or its rate, may not be shown */
};

struct rank_row {
    size_t unit;
    size_t place; /* 1..; 0 unless RANK_PLACED */
    enum rank_state state;
    size_t best, worst; /* rank interval, 1..placed units; 0, 0: the design
                         * gives none.  A census: from its bounds */
    double below_p;     /* adjusted p-value (Holm, over the class) of "it meets
                         * the line"; < 0.05: it lies below even so.  < 0: no
                         * line, or the design gives none */
};

struct rank_class {
    const char *name; /* 乡镇, 村 …; borrowed from the units */
    size_t count, ranked;
    struct rank_row *rows; /* by place, then those without one, in tree order */
};

struct ranking {
    size_t class_count;
    struct rank_class *classes; /* highest level first */
    struct rank_row *rows;      /* private: what the classes point into */
};

/* ERR_NOMEM.  The tally must outlive it. */
MUST_USE enum err_code ranking_new(const struct tally *tally,
                                   struct ranking **out, struct err *err);
void ranking_free(struct ranking *ranking);

/* Are units ordered by 满意率 (else by 知晓率)? */
bool ranking_by_satisfaction(const struct questionnaire *q);

#endif
