/* tests/bench/acc_case.h - one read page beside what was drawn on it.
 *
 * Holds everything the judge was given and the truth, so that pages drawn and
 * measured once can be judged again in no time (tests/bench/judge_again.c).
 * Plain values without pointers but for those `reason`s that the judge fills.
 */
#ifndef BENCH_ACC_CASE_H
#define BENCH_ACC_CASE_H

#include "omr/judge.h"
#include "tests/bench/acc_figures.h"
#include "tests/sim/respondent.h"

enum { ACC_BOXES_MAX = 512, ACC_NAME_MAX = 24 };

struct acc_box {
    struct box_read read; /* item == SIZE_MAX: nobody looked at it */
    struct drawn drawn;
    float x, y, mm;       /* centre and one millimetre, pixels */
};

struct acc_case {
    char name[ACC_NAME_MAX]; /* of the condition */
    int level;
    char picture[48];        /* the file a picture of it has or would have */
    int revision;
    char serial[32];
    char pen[16], model[16], hue[16];
    bool refused, wrong;     /* not read; read as another page */
    struct meant meant[FORM_QUESTIONS_MAX]; /* by item of the questionnaire */
    size_t n;
    struct acc_box box[ACC_BOXES_MAX]; /* in the judge's order */
};

/* Did the scanner leave too little of a mark for anybody to see one?  Under a
 * seventh of its ink and under 2 % of the box, or under 0.4 % of the box. */
bool acc_vanished(const struct drawn *d);

/* Count one page whose boxes and answers (NULL = unread) the judge has
 * settled.  `listed` is told of every box that was got wrong or sent to a
 * person without need; NULL = not asked for. */
typedef void acc_listed(void *ctx, const struct acc_case *c,
                        const struct acc_box *box, const char *what);
/* Does the page need a person, and for something that is unclear to anybody?
 * The two are kept up for the sheet. */
struct acc_asks {
    bool person, unclear;
};
void acc_case_count(const struct acc_case *c, const struct questionnaire *q,
                    size_t answer_count, const struct answer_read answers[],
                    struct acc_figures *f, struct acc_asks *asks,
                    acc_listed *listed, void *ctx);
/* The sheet is complete: counts it and begins anew. */
void acc_sheet_count(struct acc_figures *f, struct acc_asks *asks);

/* A line of a worst list (tests/sim/crops.sh cuts the pictures out). */
void acc_case_line(const struct acc_case *c, const struct questionnaire *q,
                   const struct acc_box *box, const char *what, FILE *out);

/* To and from a dump; false at its end or when it cannot be written. */
bool acc_case_write(const struct acc_case *c, FILE *out);
bool acc_case_read(struct acc_case *c, FILE *in);

#endif
