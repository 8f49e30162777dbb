/* engine/gate/gate.h - the only code that creates answers.
 *
 * Whatever the channel, an answer passes here: it is checked against the
 * questionnaire revision, duplicates are told apart, channel and disposition
 * are recorded, and arriving twice changes nothing.
 */
#ifndef ENGINE_GATE_GATE_H
#define ENGINE_GATE_GATE_H

#include "engine/store/store.h"

struct gate_result {
    enum page_outcome outcome; /* may differ from the scan's: SAME_IMAGE,
                                * SAME_SHEET, CONFLICT, OTHER_REVISION */
    int64_t page_id;           /* 0 when nothing was stored */
    size_t reviews;            /* questions this page put to a person */
};

/* Take one scanned page, of any outcome, inside a transaction.  PAGE_READ
 * pages become answers; the others are recorded so that totals add up.
 *   ERR_FORMAT  the page does not fit the questionnaire revision */
MUST_USE enum err_code gate_page(struct store *store,
                                 const struct page_scan *page,
                                 struct gate_result *result,
                                 struct err *err);

/* A person's decision on one review row, its own transaction, audited.  The
 * reading stays.  `state` is GIVEN, BLANK or INVALID.  For a conflict
 * (item SIZE_MAX): GIVEN = this page counts, INVALID = the sheet is void.
 *   ERR_NOTFOUND, ERR_RANGE (choices the item does not have or too many),
 *   ERR_NOTNOW (the round is closed) */
MUST_USE enum err_code gate_decide(struct store *store, int64_t review,
                                   enum answer_state state, uint64_t choices,
                                   const char *who, const char *why,
                                   struct err *err);

/* A sheet whose code was dead: a clerk keys batch, serial and side (already
 * verified against the HMAC by the caller). */

#endif
