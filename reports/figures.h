/* reports/figures.h - are the figures a report carries those of a workspace?
 *
 * A report carries tally_figures() as an attached file.  It is compared with
 * the same JSON counted now, member by member, units and items matched by
 * their codes; and the report register says whether and when this workspace
 * made the report.  Documents for others (a letter, a notice) carry none: of
 * them the register tells whether the figures they were made from still hold.
 */
#ifndef REPORTS_FIGURES_H
#define REPORTS_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/store/store.h"

#define FIGURES_ATTACHMENT "pingyi-figures.json"

enum { FIGURES_SHOWN = 8 }; /* differences that are named; all are counted */

struct figures_difference {
    char where[160];                /* "unit YN0101, item Q3: counts" */
    char report[80], workspace[80]; /* JSON text, "" = not there */
};

struct figures_check {
    bool carried;      /* the report carries figures, or the register knows
                        * which it was made from */
    bool none;         /* it shows none: a plan, a list */
    bool equal;
    size_t differences;
    struct figures_difference shown[FIGURES_SHOWN];
    bool registered;   /* this very file is in the register */
    bool known;        /* or one with the same figures is */
    struct report_row row; /* that one */
    char message[512]; /* a sentence for a person */
};

/* Compare two figure documents; fills differences and shown.
 *   ERR_FORMAT  one is no JSON   ERR_NOMEM */
MUST_USE enum err_code figures_diff(const char *report, size_t report_n,
                                    const char *workspace, size_t workspace_n,
                                    struct figures_check *out,
                                    struct err *err);

/* Compare the PDF bytes[0..n) called `name` with the workspace in `dir`.
 *   ERR_FORMAT, ERR_RANGE about the attachment; those of store_open() and
 *   tally_run() */
MUST_USE enum err_code figures_compare(const char *dir, const char *bytes,
                                       size_t n, const char *name,
                                       struct figures_check *out,
                                       struct err *err);

#endif
