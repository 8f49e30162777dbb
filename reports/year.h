/* reports/year.h - all evaluations of a year, for the annual summary: the
 * earlier rounds of this one (--before) and those of other questionnaires
 * (--round).
 *
 * Each is opened, counted and judged for itself; nothing is added up across
 * rounds.  What an anonymous round hides stays hidden here.
 */
#ifndef REPORTS_YEAR_H
#define REPORTS_YEAR_H

#include <stddef.h>

#include "engine/base/err.h"
#include "engine/store/store.h"
#include "reports/model.h"

enum { YEAR_ROUNDS_MAX = 20 };

struct year_round {
    struct report_model *model; /* sentences about it live in its own job */
    const struct measure_list *measures;
};

struct year {
    size_t count;
    struct year_round round[YEAR_ROUNDS_MAX]; /* as named, those of the year;
                                               * the one at hand stands after
                                               * the earlier */
    void *opened; /* private */
};

/* `before` and `others` are workspaces; `now` is the model of `store`.  All
 * must outlive the result.  An earlier round of another year is compared with,
 * but does not count among the year's.
 *   ERR_RANGE   a round twice, more than YEAR_ROUNDS_MAX, or one of `others`
 *               that is of another year (year_of_period())
 *   and those of store_open(), tally_run() and report_model_new() */
MUST_USE enum err_code year_open(const struct store *store,
                                 struct report_model *now,
                                 size_t before_count,
                                 const char *const before[],
                                 size_t other_count,
                                 const char *const others[],
                                 struct year **out, struct err *err);
/* May their figures be signed once more?  See issued_before(). */
MUST_USE enum err_code year_issued(const struct year *year, struct err *err);
void year_free(struct year *year);

/* 2026 of "2026年上半年"; 0 when it does not begin with a year. */
int year_of_period(const char *period);

#endif
