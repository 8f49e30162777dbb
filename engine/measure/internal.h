/* engine/measure/internal.h - what the files of the ledger share. */
#ifndef ENGINE_MEASURE_INTERNAL_H
#define ENGINE_MEASURE_INTERNAL_H

#include "engine/base/mem.h"
#include "engine/cli/command.h"
#include "engine/measure/days.h"
#include "engine/measure/measure.h"
#include "engine/survey/problems.h"

/* ---- deadlines ---- */

enum { DEADLINE_RULES = 64, HOLIDAYS = 4000 };

struct holiday {
    int64_t day;
    bool working;
};

struct deadlines {
    struct arena *arena;
    const char *rules_path, *holidays_path;
    size_t rule_count, holiday_count;
    struct deadline_rule rule[DEADLINE_RULES];
    struct holiday holiday[HOLIDAYS];
};

/* ---- commands (cmd_measure*.c) ---- */

struct measure_args {
    const char *id;
    const char *field[MEASURE_FIELDS]; /* NULL: not given */
    const char *who, *why, *today, *file, *out, *state;
    int64_t within;
    bool raw;
};

int measure_run_list(struct cli *cli, const struct measure_args *a);
int measure_run_show(struct cli *cli, const struct measure_args *a);
int measure_run_overdue(struct cli *cli, const struct measure_args *a);
int measure_run_rules(struct cli *cli, const struct measure_args *a);
int measure_run_effect(struct cli *cli, const struct measure_args *a);
int measure_run_export(struct cli *cli, const struct measure_args *a);
int measure_run_import(struct cli *cli, const struct measure_args *a);

/* The date of --today, or today. */
MUST_USE enum err_code measure_take_today(const struct measure_args *a,
                                          char out[DATE_BYTES],
                                          struct err *err);
void measure_put_json(struct jout *j, const struct measure *m,
                      const char *today);

#endif
