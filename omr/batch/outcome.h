/* omr/batch/outcome.h - what became of pages, and that it adds up. */
#ifndef OMR_BATCH_OUTCOME_H
#define OMR_BATCH_OUTCOME_H

#include "engine/base/json.h"
#include "engine/store/store.h"

const char *outcome_text(enum page_outcome outcome); /* in the reader's words */
bool outcome_needs_person(enum page_outcome outcome);

/* "404 pages = 397 read + 2 repeated + 5 to look after", then a line for each
 * outcome there is.  `mended` of the broken pages were read well later and are
 * not looked after any longer. */
void outcome_print(size_t pages, const size_t by_outcome[PAGE_OUTCOME_COUNT],
                   size_t mended, struct str *out);

/* The object "outcomes" and "adds_up". */
void outcome_json(size_t pages, const size_t by_outcome[PAGE_OUTCOME_COUNT],
                  struct jout *j);

#endif
