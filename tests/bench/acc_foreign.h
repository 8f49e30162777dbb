/* tests/bench/acc_foreign.h - blank sheets of other makers, ready for the
 * simulator's people, pens and scanners. */
#ifndef BENCH_ACC_FOREIGN_H
#define BENCH_ACC_FOREIGN_H

#include "omr/reader.h"
#include "tests/sim/simulate.h"

struct acc_foreign { /* release with acc_foreign_close() */
    char layout[96], printed[96]; /* files in the folder */
    bool bubbles;
    struct page_cache cache;      /* every copy is the same picture */
    struct reader_survey survey;
    struct layout *sheet;
    struct questionnaire *q;
    struct reader_form form;
};

/* The sheets there are; NULL past the end. */
const char *acc_foreign_name(size_t i);

/* Draw the sheet `name`, write its layout and a list of `copies` of it into
 * the folder, learn what is printed in its boxes from the blank sheet.
 *   ERR_NOTFOUND, ERR_IO, ERR_FORMAT, ERR_NOMEM */
MUST_USE enum err_code acc_foreign_open(const char *name, const char *folder,
                                        size_t copies,
                                        struct acc_foreign *out,
                                        struct err *err);
void acc_foreign_close(struct acc_foreign *f);

#endif
