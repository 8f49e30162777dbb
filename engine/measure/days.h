/* engine/measure/days.h - dates, working days and deadline rules.
 *
 * A day is a count from 1970-01-01.  Rules stand in deadlines.yaml, days off
 * and working weekends in holidays.csv; a file of that name in the workspace
 * takes the place of the shipped one.  Format: docs/formats.md#deadlines.
 *
 * Counting follows 民法典 §201 and §203: the first day is the one after the
 * start; a period of calendar days that would end on a day off ends on the
 * next working day.  2026's days off: 国务院办公厅, 2025-11-04.
 */
#ifndef ENGINE_MEASURE_DAYS_H
#define ENGINE_MEASURE_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

enum { DATE_BYTES = 16 }; /* "2026-11-23" and its NUL */

/* The day a text names: 2026-11-23, 2026/11/23, 2026-1-5 or 2026年11月23日 (as
 * spreadsheets rewrite dates), 1900 to 2200.  False: it names none. */
bool day_parse(const char *text, int64_t *day);
void day_print(int64_t day, char out[DATE_BYTES]); /* 2026-11-23 */
void day_today(char out[DATE_BYTES]); /* where this computer is */
int day_year(int64_t day);

struct deadline_rule {
    const char *code, *text;
    int days;              /* 1..1000 */
    bool working;          /* else calendar days */
};

struct deadlines; /* rules and days off */

/*   ERR_FORMAT  path:line:column of what is wrong in either file
 *   ERR_IO, ERR_NOMEM */
MUST_USE enum err_code deadlines_load(const char *workspace,
                                      struct deadlines **out,
                                      struct err *err);
void deadlines_free(struct deadlines *d);

size_t deadlines_count(const struct deadlines *d);
const struct deadline_rule *deadlines_rule(const struct deadlines *d,
                                           size_t i);
const struct deadline_rule *deadlines_find(const struct deadlines *d,
                                           const char *code); /* or NULL */
const char *deadlines_rules_path(const struct deadlines *d);
const char *deadlines_holidays_path(const struct deadlines *d);

bool deadlines_working(const struct deadlines *d, int64_t day);
/* The last day of a period by `rule` that begins after `start`. */
int64_t deadlines_end(const struct deadlines *d,
                      const struct deadline_rule *rule, int64_t start);
/* Does holidays.csv say anything of this year?  Else only Saturdays and
 * Sundays are known to be days off. */
bool deadlines_knows(const struct deadlines *d, int year);

#endif
