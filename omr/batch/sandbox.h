/* omr/batch/sandbox.h - what a reading process may do, which is little.
 *
 * Memory, file size and core dumps are bounded; system calls are limited to
 * reading, memory and the one socket; where the kernel has Landlock, files
 * may be written only below the folders given.  ASan builds keep the limits
 * that the sanitizer can live with.
 */
#ifndef OMR_BATCH_SANDBOX_H
#define OMR_BATCH_SANDBOX_H

/* Close every file but 0-2 and `keep`, then lock the process in.  Irreversible.
 * `writable` is a NULL-ended list of folders.  Returns a static word naming
 * what could not be set up ("seccomp"), or NULL when all of it holds. */
const char *sandbox_enter(int keep, const char *const writable[]);

#endif
