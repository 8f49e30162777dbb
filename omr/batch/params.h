/* omr/batch/params.h - what this round is judged with. */
#ifndef OMR_BATCH_PARAMS_H
#define OMR_BATCH_PARAMS_H

#include "engine/store/store.h"
#include "omr/judge.h"

/* What a round without parameters is judged with: judge_usual, and on sheets
 * made elsewhere the style their layout says. */
MUST_USE enum err_code round_params_usual(struct store *store,
                                          struct judge_params *out,
                                          struct err *err);

/* The round's parameters and their number; the usual ones and 0 when the round
 * has none yet.  ERR_NOTFOUND, ERR_RANGE: a newer program set them */
MUST_USE enum err_code round_params_load(struct store *store,
                                         struct judge_params *out,
                                         int *number, struct err *err);

/* The same; a round that has none gets judge_usual, in a transaction of its
 * own. */
MUST_USE enum err_code round_params_ensure(struct store *store,
                                           struct judge_params *out,
                                           int *number, struct err *err);

#endif
