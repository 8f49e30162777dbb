/* reports/outside.h - what others found and counted, as it was imported: for
 * the annual summary.
 *
 * None of it is an answer; it stands beside the figures of the rounds with its
 * source, and shares are worked out anew from the counts.
 */
#ifndef REPORTS_OUTSIDE_H
#define REPORTS_OUTSIDE_H

#include "engine/base/err.h"
#include "engine/store/outside.h"

struct outside {
    struct hotline_list hotline;
    struct zf_list zf;
    struct outside_files files;
    struct arena *arena; /* private */
};

/*   ERR_NOMEM, and those of the store */
MUST_USE enum err_code outside_load(struct store *store, struct outside **out,
                                    struct err *err);
void outside_free(struct outside *outside);

/* One line of a table of calls: sums over the rows of one month, one unit or
 * the year.  A field is -1 where one of the rows did not tell it. */
struct call_sum {
    int64_t n[HOTLINE_FIELDS];
    size_t rows;  /* 0: nothing was told */
    bool summed;  /* from units below: the whole round did not tell */
};

/* Whose rows count for the whole round in a month: those of a unit with no row
 * of a unit above it. */
bool outside_topmost(const struct outside *o, const struct units *units,
                     const struct hotline_row *row);
/* month 1..12 of a year */
struct call_sum outside_month(const struct outside *o,
                              const struct units *units, int year, int month);
/* sums[0..count) by unit */
void outside_units(const struct outside *o, int year, size_t count,
                   struct call_sum sums[]);
/* All sums must be of one kind; fields told in every one of them. */
struct call_sum outside_total(const struct call_sum sums[], size_t count);

#endif
