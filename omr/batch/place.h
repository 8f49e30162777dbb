/* omr/batch/place.h - what a page's place in the batch tells about it.
 *
 * Answers never depend on it: sides are paired by serial.  Two things do: an
 * empty page after a sheet that is printed on one side is its back, and what
 * lies behind a separator sheet came out of that bag.
 */
#ifndef OMR_BATCH_PLACE_H
#define OMR_BATCH_PLACE_H

#include "engine/store/store.h"

struct place { /* zeroes = before the first page */
    uint32_t bag;     /* print run of the last separator sheet; 0 = none */
    bool back_empty;  /* the page before has nothing printed on its back */
};

/* The next page of the batch, as the reader left it: sets page->bag, and
 * turns PAGE_BLANK into PAGE_BLANK_BACK where that is what it is. */
void place_next(struct place *place, struct store *store,
                struct page_scan *page);

#endif
