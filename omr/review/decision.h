/* omr/review/decision.h - what a person decides about a question, in words.
 *
 * An answer is written the same on the command line and in a decisions file:
 *     2            the choice with code 2
 *     Q2;Q5        several choices (; or ,)
 *     0315         a whole number, where the item is one of its columns
 *     blank        nothing was meant: 未答
 *     invalid      cannot be counted: 无效
 *     keep / void  for a whole page in conflict: it counts / it is void
 */
#ifndef OMR_REVIEW_DECISION_H
#define OMR_REVIEW_DECISION_H

#include "engine/store/store.h"

struct decision {
    enum answer_state state;
    uint64_t choices;
};

/* Read `text` for this review row.
 *   ERR_RANGE  names the word and lists the choices there are */
MUST_USE enum err_code decision_parse(struct store *store,
                                      const struct review_row *row,
                                      const char *text, struct decision *out,
                                      struct err *err);

/* Whether `text` gives all digits of the number the row's item is a column of
 * ("0315"): then decision_number() settles every open column of that number
 * on that page at once; *decided is how many.
 *   ERR_RANGE  a column that was read without doubt has another digit; it is
 *              named, and nothing was decided */
bool decision_is_number(struct store *store, const struct review_row *row,
                        const char *text);
MUST_USE enum err_code decision_number(struct store *store,
                                       const struct review_row *row,
                                       const char *text, const char *who,
                                       const char *why, size_t *decided,
                                       struct err *err);

/* Decide review `id` as `answer` says, a number as a whole; *decided is how
 * many rows were settled.  Errors of the above and of gate_decide(). */
MUST_USE enum err_code decision_apply(struct store *store, int64_t id,
                                      const char *answer, const char *who,
                                      const char *why, size_t *decided,
                                      struct err *err);

/* A state and its choices in the words above. */
void decision_print(struct store *store, const struct review_row *row,
                    enum answer_state state, uint64_t choices,
                    struct str *out);
/* The same for an item; NULL = a page as a whole. */
void decision_print_item(const struct item *item, enum answer_state state,
                         uint64_t choices, struct str *out);

#endif
