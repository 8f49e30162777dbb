/* omr/batch/keep.h - page images kept in the workspace, named by their content.
 *
 *     pages/ab/cdef….jpg  SHA-256 of the file's bytes, first byte as folder
 *     pages/incoming/     being written; swept when a scan starts
 *
 * A file that is one PNG, JPEG or TIFF page is kept byte for byte as it came,
 * without writing its pixels anew (but for a TIFF larger than its own grey
 * pixels); every other page becomes a bilevel or grey PNG.
 */
#ifndef OMR_BATCH_KEEP_H
#define OMR_BATCH_KEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/crypto.h"
#include "engine/base/err.h"
#include "engine/store/store.h"
#include "omr/image.h"

/* In the worker: put a page's image into `incoming` under a fresh name
 * (written to name[64]); fills page->store_hash and page->kept.  `single`:
 * the file `source` has no other page.
 *   ERR_IO, ERR_FULL, ERR_NOMEM */
MUST_USE enum err_code keep_incoming(const char *incoming, const char *source,
                                     bool single, const struct image *image,
                                     char name[64], struct page_scan *page,
                                     struct err *err);

/* Write an image as PNG and hash the file.  ERR_IO, ERR_FULL, ERR_NOMEM */
MUST_USE enum err_code keep_written(const struct image *image,
                                    const char *path,
                                    uint8_t hash[SHA256_BYTES],
                                    struct err *err);

/* In the coordinator: move it to its place (or drop it when it is there).
 * `timeless`: the file tells no time, so that a folder listing does not give
 * the order of anonymous sheets away. */
MUST_USE enum err_code keep_settle(const char *workspace, const char *name,
                                   const uint8_t hash[SHA256_BYTES],
                                   enum kept_kind kind, bool timeless,
                                   struct err *err);
void keep_drop(const char *workspace, const char *name);

/* Make the incoming folder and empty it. */
MUST_USE enum err_code keep_prepare(const char *workspace, struct err *err);
/* Everything settled so far survives a power cut once this returns. */
void keep_sync(const char *workspace);

#endif
