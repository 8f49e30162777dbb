/* forms/print_job.h - `print --all` as one job of many print runs, noted in the
 * audit log (action "print.all", docs/store.md): "begun" before the first run,
 * "done" after the last.  A job begun and not done was interrupted; the same
 * command again goes on with it and leaves out the units that have their run.
 */
#ifndef FORMS_PRINT_JOB_H
#define FORMS_PRINT_JOB_H

#include "engine/store/store.h"

struct print_job {
    int64_t copies;      /* sheets per unit */
    int revision;
    bool open;
    int64_t after;       /* number of the last batch before the job; out */
};

/* Go on with the unfinished job of the same copies, revision and kind, else
 * begin one.  Of the *n units keeps those without a run of this job.
 *   ERR_IO, ERR_FULL  the note cannot be written; nothing was begun */
MUST_USE enum err_code print_job_begin(struct store *store,
                                       struct print_job *job, size_t units[],
                                       size_t *n, struct err *err);
/* Every unit has its run, and the user was told. */
MUST_USE enum err_code print_job_end(struct store *store,
                                     const struct print_job *job,
                                     struct err *err);

#endif
