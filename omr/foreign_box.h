/* omr/foreign_box.h - the ink in every box of a sheet made elsewhere.
 *
 * Like box.h, but boxes may be round or oval and hold a printed letter, and
 * neighbours and text may stand close: so only what lies inside the outline
 * counts.  What the blank sheet shows there already (layout_box.printed) is
 * taken off, by how dark this page's empty boxes print it.
 */
#ifndef OMR_FOREIGN_BOX_H
#define OMR_FOREIGN_BOX_H

#include "engine/store/store.h"
#include "omr/foreign_fit.h"

struct ink_room;
MUST_USE enum err_code ink_room_new(struct ink_room **out, struct err *err);
void ink_room_free(struct ink_room *room);

/* Item, choice and measure of all boxes into out[0..page->box_count). */
void foreign_measure(struct ink_room *room, const struct image *image,
                     const struct levels *levels,
                     const struct layout_page *page, enum sheet_style style,
                     double outline_mm, const struct foreign_fit *fit,
                     struct box_read out[]);

#endif
