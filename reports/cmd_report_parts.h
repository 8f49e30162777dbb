/* reports/cmd_report_parts.h - one run of `pingyi report`; private to
 * cmd_report*.c. */
#ifndef REPORTS_CMD_REPORT_PARTS_H
#define REPORTS_CMD_REPORT_PARTS_H

#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/cli/command.h"
#include "reports/edition.h"
#include "reports/gongwen.h"
#include "reports/rounds.h"
#include "reports/sign.h"
#include "reports/year.h"

struct report_args {
    const struct edition *edition;
    const char *out, *key, *pass_env, *reason;
    const char *tsa, *tsa_policy, *trust, *seal, *certify;
    struct opt_list others; /* workspaces of other evaluations of the year */
    struct opt_list before; /* workspaces of earlier rounds, oldest first */
    const char *schedule; /* timetable of a plan, or NULL */
    const char *unit;   /* code of the one unit to write to, or NULL */
    int64_t pass_fd; /* -1 = not given */
    char today[16];
    struct edition_options words;
};

/* A letter of this run, already in its place. */
struct report_letter {
    size_t unit; /* index into the tally's units */
    size_t pages;
    char *file;
    char sha256[SHA256_HEX];
};

/* Everything one run holds; freed in one place. */
struct report_run {
    struct store *store;
    struct tally *tally, *guarded;
    struct rounds *rounds;
    struct year *year;
    struct quality *quality;
    struct measure_list *measures;
    struct outside *outside;
    struct opinions *opinions;
    struct shelf *shelf;
    struct report_model *model, *focus; /* of the round; of the unit in hand */
    size_t documents, all_pages;
    size_t letter_count;
    struct report_letter *letters; /* report_letters_free() */
    struct document doc;
    struct pdf *pdf;
    struct sign_key *key;
    struct gongwen_result pages;
    const char *trust; /* roots a timestamp authority must have, or NULL */
    struct str path, temp, trust_path;
    char sha256[SHA256_HEX];
};

/* out/bulletin.pdf, out/feedback-0101.pdf; `unit` is NULL for documents of the
 * whole round. */
enum err_code report_choose_path(const struct report_args *a,
                                 struct report_run *run, const char *unit,
                                 struct err *err);
/* Set, sign, note and write the document in hand under run->path. */
enum err_code report_issue(struct report_args *a, struct report_run *run,
                           struct err *err);
/* One for every unit, or for a->unit (cmd_report_letters.c). */
enum err_code report_issue_letters(struct report_args *a,
                                   struct report_run *run, struct err *err);
void report_letters_free(struct report_run *run);
/* As JSON (cmd_report_tell.c): the document in hand or, where there are
 * letters, `all` of the run. */
void report_describe(const struct report_args *a,
                     const struct report_run *run, bool all, struct jout *j);
/* Say what was made; returns the exit code. */
int report_tell(struct cli *cli, const struct report_args *a,
                const struct report_run *run);

#endif
