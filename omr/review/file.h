/* omr/review/file.h - many decisions from one CSV file.
 *
 * Header line: sheet,side,item,answer,who,why.  `sheet` is the serial printed
 * on the paper, or for sheets without one the name of the scanned file;
 * `side` 1.. (empty = any); `item` empty = the page as a whole; `answer` as in
 * omr/review/decision.h.  A line that was applied already changes nothing.
 */
#ifndef OMR_REVIEW_FILE_H
#define OMR_REVIEW_FILE_H

#include "engine/gate/gate.h"

struct review_file_result {
    size_t decided;            /* applied now */
    size_t repeated;           /* the same decision stood already */
    size_t skipped;            /* no such question */
    size_t first_skipped_line; /* 1.. in the file */
};

/* The whole file is checked before the first decision is made.
 *   ERR_FORMAT, ERR_RANGE  path:line: what is wrong; nothing was decided */
MUST_USE enum err_code review_file_apply(struct store *store,
                                         const char *path,
                                         struct review_file_result *result,
                                         struct err *err);

#endif
