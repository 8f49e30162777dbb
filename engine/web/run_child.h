/* engine/web/run_child.h - a command that runs: shared by run.c and job.c. */
#ifndef ENGINE_WEB_RUN_CHILD_H
#define ENGINE_WEB_RUN_CHILD_H

#include <sys/types.h>

#include "engine/web/run.h"

struct child {
    pid_t pid;
    int out, said, step; /* pipes from it: stdout, stderr, progress; -1 */
    struct str out_text, said_text, step_text;
};

/* ERR_SYSTEM, ERR_NOMEM.  After success: child_read() until it is false, then
 * child_end() and child_free(). */
MUST_USE enum err_code child_start(const struct run *run, struct child *child,
                                   struct err *err);
/* Waits for more, so long at most; false when it has closed its pipes. */
bool child_read(struct child *child, int milliseconds);
int child_end(struct child *child); /* its exit code; 1 when it was killed */
void child_free(struct child *child);

#endif
