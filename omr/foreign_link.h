/* omr/foreign_link.h - strokes that run through more than one box of a sheet
 * made elsewhere.
 *
 * As in box_link.c the tail of a √ belongs to the box with its elbow or
 * clearly most of it.  Here boxes may share their printed lines, as the cells
 * of a table do, and tables have lines beside their boxes: a stroke crosses
 * such a line but never runs along it.
 */
#ifndef OMR_FOREIGN_LINK_H
#define OMR_FOREIGN_LINK_H

#include "engine/store/store.h"
#include "omr/foreign_fit.h"
#include "omr/foreign_view.h"

struct link_room;
MUST_USE enum err_code link_room_new(struct link_room **out, struct err *err);
void link_room_free(struct link_room *room);

/* Sets measure.through of boxes[0..page->box_count), whose cover is known:
 * the share of a box's ink that belongs to another one.  `low` is the
 * darkness that ink has, `inset` the mm from a box's outer edge to where its
 * inside begins. */
void foreign_link(struct link_room *room, const struct image *image,
                  const struct levels *levels, const struct layout_page *page,
                  const struct foreign_fit *fit, double low, double inset,
                  struct box_read boxes[]);

#endif
