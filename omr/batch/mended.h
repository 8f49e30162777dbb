/* omr/batch/mended.h - files that were damaged once and are read well now.
 *
 * A half copied file is recorded as broken.  When a later scan reads the same
 * page of a file of the same name in the same place (the path as it was
 * given), the old row is marked: it stays in the account and no longer waits
 * for a person.  A good copy under another name says nothing about the broken
 * one, which stays listed.
 */
#ifndef OMR_BATCH_MENDED_H
#define OMR_BATCH_MENDED_H

#include "engine/store/store.h"

struct mended_page {
    int64_t id;
    char *file;
    int page;
};

struct mended {
    struct mended_page *list; /* by file and page */
    size_t n;
};

/* What still waits.  Pair with mended_deinit(), on failure too.
 *   ERR_NOMEM, and the store's */
MUST_USE enum err_code mended_init(struct mended *m, struct store *store,
                                   struct err *err);
void mended_deinit(struct mended *m);

/* A page came through the gate, inside a transaction.  BROKEN changes
 * nothing.  The store's errors. */
MUST_USE enum err_code mended_page(struct mended *m, struct store *store,
                                   const struct page_scan *page,
                                   struct err *err);

#endif
