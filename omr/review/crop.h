/* omr/review/crop.h - the piece of paper a question is about. */
#ifndef OMR_REVIEW_CROP_H
#define OMR_REVIEW_CROP_H

#include "engine/store/store.h"

/* Write what a person must see for this review row as a PNG: the item's row
 * with its label and boxes at 200 dpi, straightened; the whole page at 100
 * dpi when the question is the page itself.
 *   ERR_NOTFOUND  the page image is gone   and image and file errors */
MUST_USE enum err_code review_crop(struct store *store,
                                   const struct review_row *row,
                                   const char *path, struct err *err);

#endif
