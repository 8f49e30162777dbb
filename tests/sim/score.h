/* tests/sim/score.h - what was read against what was drawn.
 *
 * The reading comes in one of two shapes:
 *   lines (`read_pages`), one page each, pages counted from 0:
 *     {"file","page","outcome","boxes":[{"question","choice","state"}],
 *      "answers":[{"question","state","choices":[…]}]}
 *   what the program itself says, pages counted from 1:
 *     `scan --json --boxes`, `review list --json`, `export jsonl --raw`
 *
 * A box is chosen or not (a cancelled one is not).  It is a SILENT ERROR when
 * the reading has it the other way and its item was not sent to a person.
 * Marks of which the scanner left under a seventh, mere specks, are counted
 * apart as "vanished", never as right.
 */
#ifndef SIM_SCORE_H
#define SIM_SCORE_H

#include <stdbool.h>

#include "engine/base/err.h"

struct scoring {
    const char *truth;                    /* JSON lines */
    const char *read;                     /* lines, or: */
    const char *scan, *reviews, *answers; /* all three of the program */
    const char *layout;                   /* for --worst */
    const char *worst; /* a TSV of the places to look at, or NULL */
    bool json;         /* figures as one JSON object */
};

MUST_USE enum err_code score(const struct scoring *what, struct err *err);

/* One-sided exact (Clopper-Pearson) upper bound at 95 % for k in n. */
double score_upper(long k, long n);

#endif
