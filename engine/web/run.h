/* engine/web/run.h - what the page does, it does with the program's own
 * commands: the same checks, the same audit rows, the same messages, in a
 * process of its own that may fail without harm to the server.
 *
 * Arguments are passed as they are, without a shell.  Texts that come from a
 * browser belong behind "--name=" or after "--", where no option is looked
 * for; run_add_text() does so.
 */
#ifndef ENGINE_WEB_RUN_H
#define ENGINE_WEB_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/str.h"

enum { RUN_ARGS = 64, RUN_ARG_BYTES = 65536, RUN_OUT_MAX = 64 << 20 };

struct run {
    const char *workspace; /* borrowed */
    const char *language;  /* "zh", "en": of messages; NULL = the server's */
    const char *secret;    /* one line given to the command's --pass-fd, or
                            * NULL; borrowed */
    size_t n;
    size_t used;
    char text[RUN_ARG_BYTES];
    const char *arg[RUN_ARGS + 1];
    bool full;
};

/* The command's words: "review", "list". */
void run_init(struct run *run, const char *workspace, const char *language);
void run_add(struct run *run, const char *word);
/* "--name=value" */
void run_add_text(struct run *run, const char *name, const char *value);
void run_add_int(struct run *run, const char *name, int64_t value);

/* Run it to its end, `seconds` at most; *out gets its standard output (with
 * --json, which is always given), *exit_code 0, 1, 2 or 3.
 *   ERR_SYSTEM it cannot be started   ERR_BUSY not done in time
 *   ERR_NOMEM too many arguments or too long an output */
MUST_USE enum err_code run_now(const struct run *run, int seconds,
                               struct str *out, int *exit_code,
                               struct err *err);

/* ---- in the background ---- */

enum job_lane { /* one after the other in each */
    LANE_SCAN,
    LANE_PAPER, /* printing, reports */
    LANE_WATCH
};

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_STATES };

struct jobs;

struct jobs *jobs_new(void); /* NULL = out of memory */
/* Asks what runs to stop, and waits. */
void jobs_free(struct jobs *jobs);

/* `title` is shown, `who` too; `folder` (or NULL) and the
 * files in it are removed when the command did its work (exit 0 or 3), else
 * left.  All are copied.  ERR_BUSY: too many wait already */
MUST_USE enum err_code jobs_start(struct jobs *jobs, enum job_lane lane,
                                  const struct run *run, const char *kind,
                                  const char *title, const char *who,
                                  const char *folder, int64_t *id,
                                  struct err *err);
/* As Ctrl-C does: at the next safe point.  ERR_NOTFOUND */
MUST_USE enum err_code jobs_stop(struct jobs *jobs, int64_t id,
                                 struct err *err);
/* Appends the list, the newest first, as a JSON array; `*version` is raised
 * with every change. */
void jobs_list(struct jobs *jobs, int64_t *version, struct str *out);
int64_t jobs_version(struct jobs *jobs);
/* Appends what the command printed.  ERR_NOTFOUND */
MUST_USE enum err_code jobs_output(struct jobs *jobs, int64_t id,
                                   struct str *out, struct err *err);

#endif
