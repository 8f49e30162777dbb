/* engine/gate/close.h - the end of a round.
 *
 * While a round runs, a numbered sheet must lead to its answers: a second scan
 * is known by it, and a clerk looks at the picture.  When everything is
 * settled nobody needs that any more, and the promise to those who answered
 * is that it is gone.  Closing destroys the way from answers to sheets
 * (engine/store/seal.h) and the pictures, and freezes what was counted:
 * nothing is printed, scanned, decided or judged anew afterwards; tallies,
 * reports, exports and the rectification ledger go on.
 */
#ifndef ENGINE_GATE_CLOSE_H
#define ENGINE_GATE_CLOSE_H

#include "engine/store/seal.h"

/* In the names of raw exports in out/. */
#define EXPORT_RAW_NAME "-answers-raw."

struct close_options {
    const char *who;
    bool unsettled;  /* close though questions wait: they count as not answered */
    bool (*step)(void *ctx, int64_t done, int64_t of); /* true stops; or NULL */
    void *ctx;
};

/* One transaction, audited with the counts and the digest of what is counted;
 * `before` is what there was.
 *   ERR_NOTNOW       closed already, or questions wait
 *   ERR_INTERRUPTED  `step` said so; nothing was changed */
MUST_USE enum err_code gate_close(struct store *store,
                                  const struct close_options *options,
                                  struct seal_counts *before,
                                  struct err *err);

/* Of a closed round: is what is counted still what was counted at its closing?
 *   ERR_CORRUPT  it was changed since
 *   ERR_NOTNOW   the round is not closed */
MUST_USE enum err_code gate_close_verify(struct store *store,
                                         struct err *err);

/* For files that lead from answers to sheets and that closing would not find:
 * ERR_USAGE when `path` lies in the workspace. */
MUST_USE enum err_code gate_close_outside(const struct store *store,
                                          const char *path, struct err *err);

/* After gate_close(), and again at any later time: remove the pictures in
 * pages/, the pictures of reviews and the raw exports in out/, and the copies
 * that older versions of the program left beside survey.db, and rewrite survey.db.  *removed counts files.
 *   ERR_IO, ERR_FULL  what could not be done; to be tried again */
MUST_USE enum err_code gate_close_sweep(struct store *store, size_t *removed,
                                        struct err *err);

#endif
