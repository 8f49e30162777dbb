/* engine/tally/issued.h - nothing may be found out by subtracting documents.
 *
 * tally_suppress() makes one document safe.  Whoever holds two of them can
 * subtract one from the other: thirty sheets, then thirty-one, and one
 * person's answers are plain.  So the figures of every signed document of an
 * anonymous round are kept, and a new one is signed only if no remainder of
 * the two is telling.  Rules: docs/formulas.md#8.
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

/* The same against every signed document of the round.  Rounds that are not
 * anonymous pass. */
MUST_USE enum err_code issued_check(struct store *store,
                                    const struct tally *now,
                                    struct err *err);

/* Another document is about to carry figures of this round too (`before`, in
 * messages, is its workspace).  Rounds that are not anonymous pass; else a
 * signed document of the round must have carried just these.
 *   ERR_DENIED   none did */
MUST_USE enum err_code issued_before(struct store *store,
                                     const struct tally *earlier,
                                     const char *before, struct err *err);

/* Keep the figures, for the checks to come; inside the transaction that notes
 * the document. */
MUST_USE enum err_code issued_keep(struct store *store,
                                   const struct tally *now, struct err *err);

#endif
