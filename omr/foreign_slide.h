/* omr/foreign_slide.h - where on a page the boxes of a layout lie, when only
 * their own printed lines can tell.
 *
 * A table without corner marks, on a scanner whose white lid hides the paper's
 * edge: the guess from the image's own edge is off by the sheet's shift and
 * skew.  Its lines show the skew, and the place where most outlines of the
 * layout meet dark lines shows the shift.
 */
#ifndef OMR_FOREIGN_SLIDE_H
#define OMR_FOREIGN_SLIDE_H

#include "forms/layout.h"
#include "omr/levels.h"
#include "omr/map.h"

struct slide_room;
MUST_USE enum err_code slide_room_new(struct slide_room **out,
                                      struct err *err);
void slide_room_free(struct slide_room *room);

/* Degrees by which the image's lines fall from left to right, within ±5 of
 * level: rules and words alike stand out most where the page is summed up
 * along them.  0 on a page without lines. */
double foreign_skew(const struct levels *levels);

/* `guess` turned about the middle of its page to `skew_deg` (or a quarter
 * turn from it) and moved by no more than 18 mm either way to where most of
 * the outlines are dark. */
struct page_map foreign_slide(struct slide_room *room,
                              const struct levels *levels,
                              const struct layout_page *page,
                              const struct page_map *guess, double skew_deg);

#endif
