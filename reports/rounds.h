/* reports/rounds.h - the earlier rounds a report is set beside (--before).
 *
 * Each is opened, counted and compared with the round at hand; the last one
 * named is the one just before, whose measures are followed up.
 */
#ifndef REPORTS_ROUNDS_H
#define REPORTS_ROUNDS_H

#include <stddef.h>

#include "engine/base/err.h"
#include "engine/store/store.h"
#include "reports/chart.h"
#include "reports/model.h"

enum { ROUNDS_MAX = CHART_ROUNDS - 1 };

struct rounds;

/* `dirs` are workspaces, the oldest first, at most ROUNDS_MAX; they, `store`
 * and `now` must outlive the result, which is NULL for no rounds.
 *   ERR_RANGE   a round twice, the round at hand, another questionnaire
 *   and those of store_open(), tally_run() and comparison_new() */
MUST_USE enum err_code rounds_open(size_t count, const char *const dirs[],
                                   const struct store *store,
                                   const struct tally *now,
                                   struct rounds **out, struct err *err);
/* Put them beside the model; NULL does nothing. */
void rounds_give(const struct rounds *rounds, struct report_model *model);
/* May their figures be signed once more?  See issued_before(); NULL passes. */
MUST_USE enum err_code rounds_issued(const struct rounds *rounds,
                                     struct err *err);
void rounds_free(struct rounds *rounds);

#endif
