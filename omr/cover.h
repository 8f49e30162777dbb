/* omr/cover.h - what lies over the boxes: a finger, a flap, another sheet.
 *
 * Print and pens leave paper between their strokes.  A square of 7 mm beside
 * or over a box that is dark all over is neither: it hides what may be below
 * and its edge looks like a stroke.
 */
#ifndef OMR_COVER_H
#define OMR_COVER_H

#include <stddef.h>

#include "forms/layout.h"
#include "omr/levels.h"
#include "omr/map.h"

/* Sets covered[0..page->box_count) to 1 where something lies over the box or
 * reaches it, else 0; how many.  some 30 microseconds on an ordinary page. */
size_t cover_find(const struct levels *levels, const struct page_map *map,
                  const struct layout_page *page, unsigned char covered[]);

#endif
