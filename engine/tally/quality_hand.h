/* engine/tally/quality_hand.h - do many sheets of a batch look as if one hand
 * had made their marks?
 *
 * The reader keeps three measures of every mark that differ from hand to hand
 * and from pen to pen: how much of the box is covered, how dark the ink is, how
 * long the stroke.  A sheet is the means of its marks.  People differ, so the
 * sheets of a batch lie scattered about its middle; sheets of one hand lie
 * close together.  `Close` is the distance within which one sheet in ten lies
 * in the middle one of all batches.  Rules: docs/statistics.md#quality.
 */
#ifndef ENGINE_TALLY_QUALITY_HAND_H
#define ENGINE_TALLY_QUALITY_HAND_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/store/store.h"
#include "engine/tally/tally.h"

/* Of each batch, how many sheets lie close to its middle, of how many with four
 * marks or more (0/0 where there are too few of them).  `index` gives the place
 * of a print run (0: of what came on none, by unit) in near[0..batches), or -1.
 * ERR_NOMEM and those of the store. */
MUST_USE enum err_code quality_hands(struct store *store,
                                     long (*index)(void *ctx, uint32_t number,
                                                   size_t unit),
                                     void *ctx, size_t batches,
                                     struct ratio near[], struct err *err);

#endif
