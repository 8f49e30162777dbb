/* reports/letters.h - which figures a judged unit may be sent.
 *
 * A letter tells a unit about its own questions, which no other document
 * prints by unit.  So whatever the round is, the questions of all units are
 * guarded together as on an anonymous survey (tally_run_guarded()): no cell
 * under the minimum, and none that follows from the letters of other units.
 * The headline (sheets, 知晓率, 满意率) stands as the bulletin prints it, unless
 * fewer than the minimum answered.
 */
#ifndef REPORTS_LETTERS_H
#define REPORTS_LETTERS_H

#include "engine/base/err.h"
#include "engine/tally/tally.h"

/* A tally for letters; `raw` is the one of the bulletin.  tally_free() it.
 *   ERR_BUSY  answers came in while counting   and as tally_run() */
MUST_USE enum err_code letters_tally(struct store *store,
                                     const struct tally *raw,
                                     struct tally **out, struct err *err);

/* Does this unit get a letter when none is named?  On an anonymous round the
 * units are those who answered, not those who were judged: only the whole
 * gets one. */
bool letters_unit(const struct tally *tally, size_t unit);

#endif
