/* omr/trace/trace.h - the story of one reading, as a page to look at.
 *
 * `pingyi scan --trace DIR` writes one HTML file for each page read: how light
 * and dark were judged, which marks were found where, what the codes said,
 * every box with its measures, every answer with its reason.  A clerk sees why
 * a question came to review; an engineer sees which stage went wrong.
 */
#ifndef OMR_TRACE_TRACE_H
#define OMR_TRACE_TRACE_H

#include "omr/reader.h"

/* Write DIR/<file's name>-<page>.html about the page `reader` has just read;
 * an older file of that name is replaced.
 *   ERR_NOMEM, ERR_IO, ERR_FULL */
MUST_USE enum err_code trace_page(const char *folder,
                                  const struct reader *reader,
                                  const struct image *image,
                                  const struct page_scan *page,
                                  struct err *err);

#endif
