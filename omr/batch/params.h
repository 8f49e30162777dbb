/* omr/batch/params.h - what this round is judged with. */
#ifndef OMR_BATCH_PARAMS_H
#define OMR_BATCH_PARAMS_H

#include "engine/base/json.h"
#include "engine/base/str.h"
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

/* The same; a round that has none gets judge_usual, one whose parameters were
 * set for an older judge gets the same values once more for this one, so that
 * its pages tell which judge read them.  In a transaction of its own. */
MUST_USE enum err_code round_params_ensure(struct store *store,
                                           struct judge_params *out,
                                           int *number, struct err *err);

/* Which judges read the round's pages. */
struct round_judges {
    int version;           /* that the round's parameters were set for; this
                            * program's when it has none */
    size_t pages, older;   /* with answers; of these, read by an older judge
                            * than this program's */
    int oldest;            /* version of the oldest judge among them */
};
MUST_USE enum err_code round_judges(struct store *store,
                                    struct round_judges *out,
                                    struct err *err);
/* "judge": {"version","round","older_pages"} */
void round_judges_json(const struct round_judges *judges, struct jout *j);
/* A line for people where an older judge was at work, else nothing. */
void round_judges_print(const struct round_judges *judges, struct str *out);

#endif
