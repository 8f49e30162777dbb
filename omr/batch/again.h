/* omr/batch/again.h - a scan while the round is judged anew.
 *
 * Workers judge with the parameters the scan began with.  When another process
 * gives the round other ones meanwhile (`pingyi rejudge --apply`), each page
 * that comes after is judged by its measures once more, just before the gate,
 * so that a round is never half of one judge and half of another.
 */
#ifndef OMR_BATCH_AGAIN_H
#define OMR_BATCH_AGAIN_H

#include "engine/base/mem.h"
#include "engine/store/store.h"
#include "omr/judge.h"

struct again {
    struct judge_params params; /* the round's, once `changed` */
    int number;                 /* of the round's newest parameters */
    bool changed;               /* not those the workers judge with */
};

/* What are the round's parameters now?  Inside the transaction that stores
 * the pages that follow, so that nobody changes them in between.
 *   as round_params_load(): set by a newer program, or unreadable */
MUST_USE enum err_code again_look(struct again *again, struct store *store,
                                  struct err *err);

/* Judge a page's boxes and answers with them if they changed, in `arena`, and
 * set page->judged.  A page that does not fit its questionnaire stays as it
 * is: the gate refuses it.
 *   ERR_NOMEM, and the store's errors */
MUST_USE enum err_code again_judge(const struct again *again,
                                   struct store *store, struct arena *arena,
                                   struct page_scan *page, struct err *err);

#endif
