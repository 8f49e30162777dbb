/* engine/tally/issued.h - nothing may be found out by subtracting documents.
 *
 * tally_suppress() makes one document safe.  Whoever holds two of them can
 * subtract one from the other: thirty sheets, then thirty-one, and one
 * person's answers are plain.  So the figures of every signed document that
 * hides small cells are kept, and a new one is signed only if no remainder of
 * the two is telling.  Those are all documents of an anonymous round, and of
 * any round those that leave the house: letters and notices (`guarded`, made
 * from letters_tally()).  Rules: docs/formulas.md#8.
 */
#ifndef ENGINE_TALLY_ISSUED_H
#define ENGINE_TALLY_ISSUED_H

#include "engine/base/err.h"
#include "engine/store/store.h"
#include "engine/tally/tally.h"

/* May these figures be given out beside those `json` (n bytes) that were
 * before?  `name` is the earlier document in messages.
 *   ERR_DENIED   names unit and question of the first telling remainder
 *   ERR_FORMAT   json is no figures document   ERR_NOMEM */
MUST_USE enum err_code issued_check_one(const struct tally *now,
                                        const char *json, size_t n,
                                        const char *name, struct err *err);

/* The same against every signed document of the round that hides small
 * cells.  Documents that hide nothing pass: not guarded, of a round that is
 * not anonymous. */
MUST_USE enum err_code issued_check(struct store *store,
                                    const struct tally *now, bool guarded,
                                    struct err *err);

/* Another document is about to carry figures of this round too (`before`, in
 * messages, is its workspace).  Rounds that are not anonymous pass; else a
 * signed document of the round must have carried just these.
 *   ERR_DENIED   none did */
MUST_USE enum err_code issued_before(struct store *store,
                                     const struct tally *earlier,
                                     const char *before, struct err *err);

/* Keep the figures, for the checks to come; inside the transaction that notes
 * the document.  `guarded` as above. */
MUST_USE enum err_code issued_keep(struct store *store,
                                   const struct tally *now, bool guarded,
                                   struct err *err);

#endif
