/* omr/batch/alone.h - one piece of work in a process of its own, which the
 * sandbox holds.
 *
 * Whatever decodes a file that came from outside may be misled by it; here it
 * can harm nothing but its own answer.
 */
#ifndef OMR_BATCH_ALONE_H
#define OMR_BATCH_ALONE_H

#include <stddef.h>

#include "engine/base/err.h"

/* Runs work(arg, err) in a child that may write below the folders of the
 * NULL-ended list only, and returns what it returned.  The child sees arg as
 * it is now; of what it changes, the caller sees the memory of alone_memory()
 * and the files.
 *   ERR_FORMAT  the child was ended by a signal: the file misled a decoder
 *   ERR_NOMEM, ERR_IO */
MUST_USE enum err_code alone_run(enum err_code (*work)(void *arg,
                                                       struct err *err),
                                 void *arg, const char *const writable[],
                                 struct err *err);

/* Zeroed memory that a child of alone_run() and its caller share; NULL when
 * there is none. */
void *alone_memory(size_t bytes);
void alone_memory_free(void *memory, size_t bytes);

#endif
