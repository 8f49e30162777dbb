/* forms/separator.h - sheets that are laid between bags before scanning.
 *
 * One page per print run with the frame of every sheet and a code that names
 * the run (payload.h): a scan then tells of each page without a code which
 * bag it came out of.  They carry no answers, and nothing is registered.
 */
#ifndef FORMS_SEPARATOR_H
#define FORMS_SEPARATOR_H

#include "engine/store/store.h"

/* One page for each of the print runs, in their order, to `path`, whole or
 * not at all.
 *   ERR_IO, ERR_FULL, ERR_NOMEM, what the PDF reports */
MUST_USE enum err_code separator_file_write(struct store *store, size_t n,
                                            const struct batch batches[],
                                            const char *path,
                                            struct err *err);

#endif
