/* engine/store/seal.h - what sealing a round does to its database.
 *
 * The steps of engine/gate/close.h, which decides whether and in what order.
 * After store_seal() nothing in the file leads from an answer to a sheet:
 *   - serials are gone from responses, pages and the list of sheets;
 *   - the names of files and the hashes of pictures are gone from pages that
 *     carry answers, and the pictures are no longer named by any row;
 *   - rows have new random numbers, so that neither the numbers nor the order
 *     in the file tell the order of the stack of paper (docs/store.md#closing);
 *   - the key of the codes is replaced by random bytes: neither a code nor the
 *     identity of a page can be computed again.
 */
#ifndef ENGINE_STORE_SEAL_H
#define ENGINE_STORE_SEAL_H

#include "engine/store/store.h"

struct seal_counts {
    int64_t responses;     /* of them `numbered` still lead to a sheet */
    int64_t numbered;
    int64_t pages;         /* of them `pictures` name a kept picture */
    int64_t pictures;
    int64_t waiting;       /* questions for a person, as in store_reviews() */
    int64_t untyped;       /* handwriting nobody typed yet */
    char closed[32];       /* when it was sealed, ISO 8601 UTC; "" = it runs */
};

MUST_USE enum err_code store_seal_counts(struct store *store,
                                         struct seal_counts *out,
                                         struct err *err);

/* SHA-256, as hex, over everything that is counted, in an order of its own:
 * responses by unit, channel, revision, side and disposition; what counts of
 * their answers; typed words.  The same before and after sealing. */
MUST_USE enum err_code store_seal_digest(struct store *store,
                                         char hex[SHA256_HEX],
                                         struct err *err);

/* The JSON of the audit row "close"; *detail is malloc'd, NULL when there is
 * none. */
MUST_USE enum err_code store_seal_detail(struct store *store, char **detail,
                                         struct err *err);

/* Inside a transaction.  `step` is told how many of how many rows have got
 * their new number; true stops with ERR_STOPPED. */
MUST_USE enum err_code store_seal(struct store *store,
                                  bool (*step)(void *ctx, int64_t done,
                                               int64_t of),
                                  void *ctx, struct err *err);

/* After the commit: rewrite the file, so that nothing of what was removed is
 * left in free pages, and empty the write-ahead log.  Needs as much free disk
 * as the file is large; may be done again. */
MUST_USE enum err_code store_seal_compact(struct store *store,
                                          struct err *err);

#endif
