/* engine/cli/command.h - one table row per command.
 *
 * A room exports its rows; pingyi.c only joins the tables.  One row gives
 * dispatch, `pingyi help` and the order in which commands are listed.
 * Exit codes are the contract of docs/manual: 0 done, 1 failed, 2 usage,
 * 3 done but something needs a person.
 */
#ifndef ENGINE_CLI_COMMAND_H
#define ENGINE_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/err.h"
#include "engine/base/json.h"
#include "engine/base/str.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_PERSON = 3 };

struct web_room; /* engine/web/call.h */

/* What every command gets. */
struct cli {
    const char *workspace; /* -C DIR, or "." */
    bool json;             /* --json: one JSON document on stdout */
    bool quiet;            /* no progress */
    int argc;              /* arguments after the command's name, with the */
    char **argv;           /* general options taken out */
    const struct web_room *const *web; /* the rooms' web pages, NULL-ended */
};

struct command {
    const char *name;
    int order;             /* place in the help */
    const char *usage;     /* "DIR --preset NM [--units FILE]", N_() text */
    const char *summary;   /* one line, N_() text */
    const char *const *help; /* option lines, N_() texts, NULL-ended; or NULL */
    int (*run)(struct cli *cli); /* returns the exit code */
};

/* Each room's rows, ended by a row with name NULL. */
extern const struct command engine_commands[];
extern const struct command forms_commands[];
extern const struct command omr_commands[];
extern const struct command reports_commands[];

/* ---- options ---- */

enum opt_kind { OPT_FLAG, OPT_TEXT, OPT_INT, OPT_REAL, OPT_LIST };

/* What an option that may be given again collects, in its order. */
enum { OPT_LIST_MAX = 16 };
struct opt_list {
    size_t count;
    const char *item[OPT_LIST_MAX];
};

struct opt {
    const char *name;      /* "--copies"; NULL ends the table */
    enum opt_kind kind;
    void *value;           /* bool *, const char **, int64_t *, double *,
                            * struct opt_list * */
    long long low, high;   /* OPT_INT bounds, both 0 = any; OPT_LIST: `high`
                            * times at most, OPT_LIST_MAX or fewer */
};

/* Take the options out of cli->argv, leaving the positional arguments in
 * args[0..*n) (at most `max`).  Also takes "--name=value" and "--".
 *   ERR_USAGE names the word and what was expected */
MUST_USE enum err_code cli_options(struct cli *cli, const struct opt *opts,
                                   const char **args, size_t max, size_t *n,
                                   struct err *err);

/* ---- results ---- */

/* Report a failure: a sentence on stderr, or {"error":…} on stdout under
 * --json.  Returns EXIT_USAGE for ERR_USAGE, else EXIT_FAILED. */
int cli_fail(const struct cli *cli, const struct err *err);

/* Print a finished --json document and a newline; flush; EXIT_FAILED when
 * stdout cannot take it (full disk, closed pipe), else `exit_code`. */
int cli_print(const struct cli *cli, const struct str *text, int exit_code);

/* ---- long work ---- */

/* Installs handlers for SIGINT and SIGTERM; the first asks the work to stop
 * at the next safe point, the second ends the process at once. */
void cli_catch_signals(void);
/* From now on each of them is answered on stderr; before catching them. */
void cli_say_stopping(void);
bool cli_stopped(void);

/* "reading 120/2000 pages, 14 pages/s": redrawn in place on a terminal at
 * most ten times a second, one line every 10 s elsewhere, silent under
 * quiet. */
struct progress;
struct progress *progress_new(const struct cli *cli, const char *label,
                              size_t total);
void progress_step(struct progress *p, size_t done);
void progress_free(struct progress *p); /* clears the line */

#endif
