/* omr/review/page_image.h - the kept image of a page. */
#ifndef OMR_REVIEW_PAGE_IMAGE_H
#define OMR_REVIEW_PAGE_IMAGE_H

#include "engine/store/store.h"
#include "omr/image.h"

/* Decode it; page->map is fitted to it where another program decoded it at
 * another scale.  Release with image_deinit().
 *   ERR_NOTFOUND  it is not in the workspace; and the decoder's */
MUST_USE enum err_code page_image_open(struct store *store,
                                       struct page_row *page,
                                       struct image *image, struct err *err);

#endif
