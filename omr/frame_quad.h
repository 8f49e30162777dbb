/* omr/frame_quad.h - the frame on a photograph taken from any side.
 *
 * A camera makes the far corners smaller and moves the edge marks together, so
 * two corners predict nothing.  Four do: every four blobs that lie outermost
 * in the four directions are tried as our corners, and the homography through
 * them that meets the most edge marks wins.
 */
#ifndef OMR_FRAME_QUAD_H
#define OMR_FRAME_QUAD_H

#include <stdbool.h>

#include "forms/layout.h"
#include "omr/blobs.h"
#include "omr/map.h"

/* `usual` = low pixels a mm if the page filled the image.  Looks for blobs
 * anew, in other sizes, which `blobs` then holds.  *met: the map (page mm to
 * image pixels) is a frame's, all corners and most edge marks of it.
 * Takes some milliseconds: for pages that are not found straight.  ERR_NOMEM */
MUST_USE enum err_code frame_quad(struct blobs *blobs,
                                  const struct levels *levels,
                                  const struct layout_page *frame,
                                  double usual, struct page_map *map,
                                  bool *met, struct err *err);

#endif
