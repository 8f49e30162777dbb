/* engine/gate/gate.h - the only code that creates answers.
 *
 * Whatever the channel, an answer passes here: it is checked against the
 * questionnaire revision, duplicates are told apart, channel and disposition
 * are recorded, and arriving twice changes nothing.  The rules and why:
 * docs/store.md#gate.
 */
#ifndef ENGINE_GATE_GATE_H
#define ENGINE_GATE_GATE_H

#include "engine/store/store.h"

struct gate_result {
    enum page_outcome outcome; /* may differ from the scan's: SAME_IMAGE,
                                * SAME_SHEET, CONFLICT, OTHER_REVISION,
                                * FORGED */
    int64_t page_id;           /* the page's row; of an earlier scan when this
                                * one added nothing */
    bool stored;               /* a row was added */
    size_t reviews;            /* questions this page put to a person */
    char reason[512];          /* why the outcome differs, or the scan's */
};

/* Take one scanned page, of any outcome, inside a transaction.  PAGE_READ
 * pages become answers; the others are recorded so that totals add up.
 *
 * The same pixels again: SAME_IMAGE.  A numbered sheet's side again: with the
 * same reading SAME_SHEET, ignored; with another one CONFLICT, and both wait
 * for a person (a review of the page as a whole for each).  Open sheets are
 * judged by pixels only.  A batch never printed here: OTHER_REVISION; a
 * serial never printed in its batch: FORGED.
 *
 *   ERR_FORMAT  the page does not fit the questionnaire revision; nothing was
 *               written and the transaction may go on
 *   ERR_NOTNOW  the round is closed; the same holds
 *   else        the transaction must be rolled back */
MUST_USE enum err_code gate_page(struct store *store,
                                 const struct page_scan *page,
                                 struct gate_result *result,
                                 struct err *err);

/* The broken page of row `id` was read well since, from the same place: it
 * waits for nobody any longer.  Inside a transaction; the store's errors. */
MUST_USE enum err_code gate_page_mended(struct store *store, int64_t id,
                                        struct err *err);

/* A person's decision on one review row, its own transaction, audited.  The
 * reading stays.  `state` is GIVEN, BLANK or INVALID.  Deciding again is
 * allowed.  For a page as a whole (item SIZE_MAX):
 *   conflict  GIVEN = this page counts and its rivals do not, INVALID = the
 *             sheet is void; the rivals' reviews are settled with it
 *   no code   INVALID = set aside; else see gate_key_page()
 *
 *   ERR_USAGE (`who` is empty), ERR_NOTFOUND, ERR_RANGE (choices the item
 *   does not have or too many), ERR_NOTNOW (the round is closed) */
MUST_USE enum err_code gate_decide(struct store *store, int64_t review,
                                   enum answer_state state, uint64_t choices,
                                   const char *who, const char *why,
                                   struct err *err);

/* What a person read in a writing area (store_writing_get()), its own
 * transaction, audited without the words.  Typing again is allowed.  `state`
 * is TYPED with `text` (one line or several, UTF-8), ILLEGIBLE or NOTHING: it
 * is no writing at all, and the item counts as left empty.
 *   ERR_USAGE (`who` is empty), ERR_NOTFOUND, ERR_RANGE (no text, or too
 *   long), ERR_FORMAT (not UTF-8, control characters), ERR_NOTNOW */
MUST_USE enum err_code gate_type(struct store *store, int64_t writing,
                                 enum writing_state state, const char *text,
                                 const char *who, struct err *err);

/* A sheet whose code was dead: a clerk keyed it (already verified against the
 * HMAC by the caller), and the kept image of page `id` was read again with
 * it.  `page` has outcome PAGE_READ and the keyed batch, serial and side; it
 * takes the place of the page without a code.  `unknown`: a sheet made
 * elsewhere, whose number is known from now on.  Its own transaction, audited.
 *   ERR_NOTNOW  the page has answers already, or the round got other
 *               parameters (page->judged) since it was read
 *   ERR_FORMAT, as gate_page() */
MUST_USE enum err_code gate_key_page(struct store *store, int64_t id,
                                     const struct page_scan *page,
                                     bool unknown,
                                     const char *who, const char *why,
                                     struct gate_result *result,
                                     struct err *err);

#endif
