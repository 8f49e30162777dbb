/* omr/review/crop.h - the piece of paper a question is about. */
#ifndef OMR_REVIEW_CROP_H
#define OMR_REVIEW_CROP_H

#include "engine/store/store.h"
#include "forms/layout.h"

/* Write what a person must see for this review row as a PNG: the item's row
 * with its label and boxes at 200 dpi, straightened; the whole page at 100
 * dpi when the question is the page itself.
 *   ERR_NOTFOUND  the page image is gone   and image and file errors */
MUST_USE enum err_code review_crop(struct store *store,
                                   const struct review_row *row,
                                   const char *path, struct err *err);

/* Where the sheet's boxes are in that picture.  `layout` is parsed when it is
 * NULL or another's, and may be used for the next row; free it with
 * review_places_end(). */
struct review_places {
    struct layout *layout;
    int revision;
    bool open;
    struct rect_mm view;   /* of the sheet, what the picture shows */
    size_t count;          /* boxes of the item, in the order of its choices */
    struct rect_mm box[64];
};
MUST_USE enum err_code review_places(struct store *store,
                                     const struct review_row *row,
                                     const struct page_row *page,
                                     struct review_places *places,
                                     struct err *err);
void review_places_end(struct review_places *places);

#endif
