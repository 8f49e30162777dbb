/* omr/review/param_table.h - the judge's parameters as a table. */
#ifndef OMR_REVIEW_PARAM_TABLE_H
#define OMR_REVIEW_PARAM_TABLE_H

#include "engine/cli/command.h"

/* Every parameter with its unit, range, usual value and meaning, as rows of a
 * Markdown table (docs/reading.md#parameters holds the English one) or as
 * JSON: {"version", "parameters": [{"name", "usual", "before", "low", "high",
 * "unit", "text"}]}, with "state" and "reason" where it is a chance of boxes
 * judged so.  Needs no workspace.  Returns the exit code. */
int param_table(struct cli *cli);

#endif
