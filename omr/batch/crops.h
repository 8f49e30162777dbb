/* omr/batch/crops.h - pictures of writing areas with ink, for the clerk who
 * types them: deskewed, 200 dpi, named by their content like pages. */
#ifndef OMR_BATCH_CROPS_H
#define OMR_BATCH_CROPS_H

#include "omr/reader.h"

enum { CROP_NAME = 80 };

/* The file in the incoming folder of an item's crop, beside its page's. */
void crop_name(const char *kept, size_t item, char out[CROP_NAME]);

/* In the worker, after reader_page() gave PAGE_READ and the page's image was
 * put into `incoming` as `kept`: one crop for each area with ink into
 * out[0..*n), at most LIMIT_ITEMS.
 *   ERR_IO, ERR_FULL, ERR_NOMEM */
MUST_USE enum err_code crops_take(const char *incoming, const char *kept,
                                  const struct reader *reader,
                                  const struct image *image,
                                  const struct page_scan *page,
                                  struct crop_read out[], size_t *n,
                                  struct err *err);

#endif
