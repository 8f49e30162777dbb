/* engine/gate/internal.h - what the files of the gate share. */
#ifndef ENGINE_GATE_INTERNAL_H
#define ENGINE_GATE_INTERNAL_H

#include "engine/gate/gate.h"
#include "engine/store/records.h"

/* May this answer stand for this item?  The sentence names the item.
 *   ERR_RANGE */
MUST_USE enum err_code check_answer(const struct item *item,
                                    enum answer_state state, uint64_t choices,
                                    struct err *err);

/* Does the page fit its questionnaire revision and layout?  ERR_FORMAT */
MUST_USE enum err_code check_page(struct store *store,
                                  const struct page_scan *page,
                                  struct err *err);

/* What a response is worth by its answers alone: complete, partial,
 * break_off, blank or screened.  `side` 0 = all items, else those of one
 * side. */
enum disposition judge_response(const struct questionnaire *q,
                                const struct form_sides *sides, int side,
                                size_t n, const struct answer_row answers[]);

/* A scan held against a page of the same sheet and side. */
struct comparison {
    bool same;        /* every mark reads the same */
    bool contradict;  /* a plain mark here is plain paper there */
    bool decided;     /* a person decided something on the old page */
    size_t doubts_old, doubts_new; /* doubtful items */
};

/* Text areas are left out: whether there is ink in one differs from scan to
 * scan, and it is no mark. */
MUST_USE enum err_code compare_scan(struct store *store,
                                    const struct page_scan *scan,
                                    int64_t page, struct comparison *out,
                                    struct err *err);

/* What a response counts as, and what it would if these answers of it read
 * differently (by item, in any order; none = as it stands). */
MUST_USE enum err_code weigh_response(struct store *store, int64_t response,
                                      size_t n,
                                      const struct answer_row changed[],
                                      enum disposition *was,
                                      enum disposition *now, struct err *err);

/* Work out a response's disposition anew and store it. */
MUST_USE enum err_code settle_response(struct store *store, int64_t response,
                                       struct err *err);

#endif
