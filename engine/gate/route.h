/* engine/gate/route.h - which items a response was asked, by its own answers.
 *
 * What stands on paper beside a question that was to be skipped is kept as it
 * was read, counts for nothing and is told: conditions are judged anew each
 * time, so a decision on one answer moves the others with it.
 */
#ifndef ENGINE_GATE_ROUTE_H
#define ENGINE_GATE_ROUTE_H

#include "engine/store/store.h"
#include "engine/survey/when.h"

/* asked[0..q->item_count); items the response does not carry count as left
 * empty.  answers[] by any order of items. */
void route_response(const struct questionnaire *q, size_t n,
                    const struct answer_row answers[], bool asked[]);

/* Something stands there: a choice, writing, or too many marks. */
bool route_stray(const struct answer_row *a);

#endif
