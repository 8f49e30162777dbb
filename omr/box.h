/* omr/box.h - the ink in and round every tick box of a side. */
#ifndef OMR_BOX_H
#define OMR_BOX_H

#include "engine/store/store.h"
#include "forms/layout.h"
#include "omr/piece.h"
#include "omr/register.h"

struct box_reader; /* scratch; one thread at a time */
struct streaks;
/* `room` and `streaks` are borrowed and looked at page by page. */
MUST_USE enum err_code box_reader_new(struct piece_room *room,
                                      const struct streaks *streaks,
                                      struct box_reader **out,
                                      struct err *err);
void box_reader_free(struct box_reader *reader);

enum { BOX_PAGE_MAX = 1200 };

/* Measure all boxes of a side into out[0..page->box_count), in the side's
 * order: item, choice and measure are filled.  At most BOX_PAGE_MAX. */
void box_measure_page(struct box_reader *reader, const struct image *image,
                      const struct levels *levels,
                      const struct registration *registration,
                      const struct layout_page *page, double outline_mm,
                      struct box_read out[]);

#endif
