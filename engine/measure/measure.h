/* engine/measure/measure.h - the rectification ledger: its rules and files.
 *
 * What a measure may say, and what it may become, is decided here and nowhere
 * else, whether it comes from the command line or from a file an office filled
 * in.  States: 待整改 open → 整改中 doing → 已完成 done → 销号 closed, with
 * 长期坚持 standing for what is never finished.  Closing demands the measure
 * taken and the evidence; a closed one changes only in its feedback, unless it
 * is opened again with a reason.
 */
#ifndef ENGINE_MEASURE_MEASURE_H
#define ENGINE_MEASURE_MEASURE_H

#include <stdbool.h>

#include "engine/base/mem.h"
#include "engine/measure/days.h"
#include "engine/store/measures.h"

struct problems; /* engine/survey/problems.h */

const char *measure_field_title(enum measure_field field);  /* 整改措施 */
/* 待整改, 整改中 … and 立行立改 …: Chinese in every file and report. */
const char *measure_state_title(const char *state);
const char *measure_kind_title(const char *kind); /* "" = "" */

/* Late: open or doing, and `today` is past its due date. */
bool measure_overdue(const struct measure *m, const char *today);
/* Days left until due; false when there is no due date or nothing to do. */
bool measure_days_left(const struct measure *m, const char *today,
                       int64_t *days);

struct measure_rules { /* what a measure is judged by; all borrowed */
    struct arena *arena;       /* new texts live here */
    const struct units *units;
    const struct questionnaire *q;
    const struct deadlines *deadlines;
    const char *today;
    bool reopen;               /* a reason was given */
};

/* text[f] NULL = as it was (or empty, in a new one).  Checks and completes
 * them: words and dates in their stored form, a due date by its rule, the
 * dates of finishing and closing.  `was` NULL = a new measure.  On failure
 * *at is the field to point at.
 *   ERR_FORMAT  a text is not what it must be     ERR_NOMEM
 *   ERR_NOTNOW  the state does not allow it */
MUST_USE enum err_code measure_settle(const struct measure_rules *rules,
                                      const struct measure *was,
                                      const char *text[],
                                      enum measure_field *at,
                                      struct err *err);

/* ---- files ---- */

struct measure_cell {
    const char *text;     /* NULL: the file does not say */
    size_t line, column;
};

struct measure_entry {
    struct measure_cell id, version, cell[MEASURE_FIELDS];
    size_t line;
};

struct measure_entries {
    size_t count;
    struct measure_entry *list;
};

/* Both put what is wrong into `problems`, with its place; texts live in
 * `arena`.  ERR_NOMEM or ERR_RANGE (too long a file) are the failures. */
MUST_USE enum err_code measure_read_csv(const char *text, size_t n,
                                        struct arena *arena,
                                        struct problems *problems,
                                        struct measure_entries *out,
                                        struct err *err);
MUST_USE enum err_code measure_read_yaml(const char *text, size_t n,
                                         struct arena *arena,
                                         struct problems *problems,
                                         struct measure_entries *out,
                                         struct err *err);

void measure_write_csv(const struct measure_list *list,
                       const struct units *units, struct str *out);
void measure_write_yaml(const struct measure_list *list, struct str *out);

struct measure_counts {
    size_t added, changed, same, untouched; /* untouched: not in the file */
};

/* All entries or none: one transaction, and every problem is listed. */
MUST_USE enum err_code measure_import(struct store *store,
                                      const struct measure_entries *entries,
                                      const struct measure_rules *rules,
                                      const char *who,
                                      struct problems *problems,
                                      struct measure_counts *counts,
                                      struct err *err);

#endif
