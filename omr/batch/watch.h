/* omr/batch/watch.h - a scanner's output folder, looked at again and again.
 *
 * Folders are listed, not subscribed to: what a scanner writes over the
 * network gives no events.  A file is ready when it is not empty and neither
 * its size nor its time changed since the look before; one that changes after
 * it was taken is ready again (the gate counts nothing twice).
 */
#ifndef OMR_BATCH_WATCH_H
#define OMR_BATCH_WATCH_H

#include <stddef.h>

#include "engine/base/err.h"

enum { WATCH_MS = 2000 }; /* between two looks */

struct watch;

/* ERR_NOTFOUND when `dir` is no folder; its name is copied. */
MUST_USE enum err_code watch_new(const char *dir, struct watch **out,
                                 struct err *err);
void watch_free(struct watch *watch);

/* One look: the files that are ready now, in the order a person counts;
 * release with file_list_free().  *n may be 0. */
MUST_USE enum err_code watch_look(struct watch *watch, char ***paths,
                                  size_t *n, struct err *err);

/* Until the next look is due, or a signal came. */
void watch_wait(void);

#endif
