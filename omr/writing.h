/* omr/writing.h - is something written in a writing area?
 *
 * Specks, folds, streaks of dirty glass, show-through, stains and rules or
 * dots printed inside the area are no writing; one short word is.  How well:
 * docs/reading.md#writing, measured by tests/bench/areas.
 */
#ifndef OMR_WRITING_H
#define OMR_WRITING_H

#include "forms/layout.h"
#include "omr/piece.h"
#include "omr/register.h"

struct writing_reader; /* scratch; one thread at a time */
MUST_USE enum err_code writing_reader_new(struct piece_room *room,
                                          struct writing_reader **out,
                                          struct err *err);
void writing_reader_free(struct writing_reader *reader);

struct writing {
    bool ink;          /* somebody wrote here */
    size_t strokes;    /* pieces of ink that are strokes */
    double length_mm;  /* their larger sides together */
    size_t dropped;    /* pieces that are not */
};

/* Look at the area inside its printed border.  Fine detail is only looked at
 * where the small copy of the page is not bare: an empty area costs 0.1 ms. */
void writing_find(struct writing_reader *reader, const struct image *image,
                  const struct levels *levels,
                  const struct registration *registration,
                  const struct rect_mm *area, struct writing *out);

#endif
