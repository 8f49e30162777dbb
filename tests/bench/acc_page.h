/* tests/bench/acc_page.h - one simulated page through the reader, compared
 * with what was drawn on it. */
#ifndef BENCH_ACC_PAGE_H
#define BENCH_ACC_PAGE_H

#include "omr/reader.h"
#include "tests/bench/acc_case.h"
#include "tests/sim/simulate.h"

struct acc_reading { /* the context of simulation.take */
    struct reader *reader;
    const struct reader_survey *survey;
    struct acc_figures *figures;
    const char *name;    /* of the condition; stands in the worst list */
    int level;
    const char *folder;  /* for pages that go through a file (JPEG, colour) */
    const char *worst;   /* folder for pictures of what went wrong, or NULL */
    FILE *dump;          /* every page as an acc_case, or NULL */
    long worst_left;     /* how many more pictures */
    long number;         /* of the page, in this process */
    char sheet[96];      /* being read: its number, or else its place */
    struct acc_asks asks;
    double since;        /* when the last page was done, seconds */
};

enum err_code acc_take(void *ctx, const struct truth_page *truth,
                       const struct picture takes[], struct err *err);
/* After the last page of a run. */
void acc_sheet_end(struct acc_reading *r);
double acc_now(void);

#endif
